//! Equations that differ in their variables alone, eight side by side.
//!
//! The components of a large state have equations of one form, and so have the terms of their transposes. In a run of
//! statements, or of an array's elements, each eight of one form are written as one operation after the other on eight
//! numbers: the number's registers then do them whatever the compiler finds by itself. Where the eight have a variable in
//! common it stands for all; what differs is put side by side.
//!
//! These statements are the macro's own, so their tokens are read as far as that is needed (`line`, `form`): a parser of all of
//! Rust would take a third of an expansion's time.

mod form;
mod line;
mod tree;

use std::collections::{HashMap, HashSet};

use proc_macro2::{Delimiter, Ident, Span, TokenStream};
use quote::{format_ident, quote};

use self::form::Form;
use self::line::Line;
use self::tree::{Tree, tokens, trees};

/// So many side by side.
const EIGHT: usize = 8;

/// The statements of a function's body, those of one form side by side. Statements change places here, which means the same
/// where a name is one value wherever it stands; a body in which it is not stays as it is.
pub(crate) fn in_rows(krate: &TokenStream, body: TokenStream) -> TokenStream {
    let Some(lines) = Line::all(trees(body.clone())) else { return body };
    let mut rows = Rows { krate, count: 0, found: false, before: TokenStream::new() };
    let statements = rows.statements(lines);
    if rows.found { statements } else { body }
}

struct Rows<'a> {
    krate: &'a TokenStream,
    /// How many names there are of numbers side by side.
    count: usize,
    found: bool,
    /// What is to stand before the statement at hand.
    before: TokenStream,
}

impl Rows<'_> {
    fn statements(&mut self, mut all: Vec<Line>) -> TokenStream {
        in_order_of_use(&mut all);
        let mut written = TokenStream::new();
        let mut rest = &mut all[..];
        while !rest.is_empty() {
            if let Some(row) = rest.get(..EIGHT).and_then(|eight| self.row_of_lets(eight)) {
                written.extend(row);
                rest = &mut rest[EIGHT..];
                continue;
            }
            let line = &mut rest[0];
            if !line.is_block {
                self.arrays(&mut line.trees);
            }
            written.extend(core::mem::take(&mut self.before));
            written.extend(tokens(&line.trees));
            rest = &mut rest[1..];
        }
        written
    }

    /// Eight statements `let name = value;` as one, where no value needs another.
    fn row_of_lets(&mut self, eight: &[Line]) -> Option<TokenStream> {
        let forms: Vec<&Form> = eight.iter().map(|line| line.form.as_ref()).collect::<Option<_>>()?;
        let bound: HashSet<&str> = eight.iter().filter_map(|line| line.name.as_deref()).collect();
        if eight.iter().any(|line| line.needs(&bound)) {
            return None;
        }
        let row = self.side_by_side(&forms)?;
        let (krate, names) = (self.krate, eight.iter().map(|line| tokens(&line.trees[1..2])));
        Some(quote!(let #krate::Eight([#(#names),*]) = #row;))
    }

    /// Eight values of one form as one, if they are more than variables.
    fn side_by_side(&mut self, forms: &[&Form]) -> Option<TokenStream> {
        let row = (!forms[0].is_variable()).then(|| Form::side_by_side(self.krate, forms)).flatten()?;
        self.found = true;
        Some(row)
    }

    /// Has the elements of arrays stand side by side before the statement; whether there are any.
    fn arrays(&mut self, trees: &mut [Tree]) -> bool {
        let mut changed = false;
        let mut at = 0;
        while at < trees.len() {
            let is_closure = trees[at].is_punct('|') && at.checked_sub(1).is_none_or(|before| begins(&trees[before]));
            if is_closure {
                // What stands in one is not computed here, or not once, or by names of its own.
                at += after_closure(&trees[at..]);
                continue;
            }
            let is_others = at > 0 && (trees[at - 1].is_punct('!') || trees[at - 1].is_punct('#'));
            if let Tree::Group(group, inner) = &mut trees[at]
                && group.delimiter() != Delimiter::Brace
                && !is_others
            {
                let within = self.arrays(inner);
                let row = group.delimiter() == Delimiter::Bracket && self.array(inner);
                if within || row {
                    trees[at] = Tree::group(group, core::mem::take(inner));
                    changed = true;
                }
            }
            at += 1;
        }
        changed
    }

    /// The same of one array's elements.
    fn array(&mut self, array: &mut Vec<Tree>) -> bool {
        let elements: Vec<&[Tree]> = array.split(|tree| tree.is_punct(',')).collect();
        if elements.len() < EIGHT {
            return false;
        }
        let forms: Vec<Option<Form>> = elements.iter().map(|element| Form::read(element)).collect();
        let mut written = Vec::new();
        let mut k = 0;
        let mut changed = false;
        while k < elements.len() {
            let eight = forms.get(k..k + EIGHT).and_then(|eight| eight.iter().map(Option::as_ref).collect());
            let eight: Option<Vec<&Form>> = eight;
            if let Some(row) = eight.and_then(|eight| self.side_by_side(&eight)) {
                // No name of the user's can be one of these.
                let name = |i| format_ident!("row_{}", self.count + i, span = Span::mixed_site());
                let names: Vec<Ident> = (0..EIGHT).map(name).collect();
                let krate = self.krate;
                self.before.extend(quote!(let #krate::Eight([#(#names),*]) = #row;));
                self.count += EIGHT;
                written.extend(names.into_iter().map(|name| trees(quote!(#name))));
                k += EIGHT;
                changed = true;
            } else {
                written.push(elements[k].to_vec());
                k += 1;
            }
        }
        if changed {
            *array = written.join(&trees(quote!(,))[..]);
        }
        changed
    }
}

/// Whether an expression begins after this.
fn begins(tree: &Tree) -> bool {
    match tree {
        Tree::Punct(_) => true,
        Tree::Ident(_, name) => name == "move" || name == "return",
        _ => false,
    }
}

/// How many trees a closure takes.
fn after_closure(trees: &[Tree]) -> usize {
    let parameters = trees.iter().skip(1).position(|tree| tree.is_punct('|')).map_or(trees.len(), |end| end + 2);
    parameters + trees[parameters..].iter().take_while(|tree| !tree.is_punct(',')).count()
}

/// Each run of statements in which no value needs another in the order in which what follows uses the names. The sweep finds
/// its values from the last to the first, and so the rows have the order of what they are made into.
fn in_order_of_use(all: &mut [Line]) {
    let mut order: HashMap<String, usize> = HashMap::new();
    for name in all.iter().flat_map(|line| &line.uses) {
        let next = order.len();
        if !order.contains_key(name) {
            order.insert(name.clone(), next);
        }
    }
    let mut start = 0;
    while start < all.len() {
        let mut bound = HashSet::new();
        let independent = all[start..].iter().take_while(|line| {
            let Some(name) = &line.name else { return false };
            let alone = !line.form.as_ref().is_some_and(Form::is_variable) && !line.needs(&bound);
            bound.insert(name.as_str());
            alone
        });
        let end = start + independent.count();
        if end - start >= EIGHT {
            let place = |line: &Line| line.name.as_ref().and_then(|name| order.get(name));
            all[start..end].sort_by_key(|line| place(line).copied().unwrap_or(usize::MAX));
        }
        start = end.max(start + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight equations of which one is as said, and their sum.
    fn body(third: &str) -> TokenStream {
        let name = |k: usize| format!("v{k}");
        let line = |k: usize| match k {
            3 => third.to_string(),
            k => format!("let v{k} = a{k} * b - x[{k}];"),
        };
        let sum = (0..8).rev().map(name).collect::<Vec<_>>().join(" + ");
        ((0..8).map(line).collect::<String>() + &sum).parse().unwrap()
    }

    fn is_in_rows(body: &TokenStream) -> bool {
        let written = in_rows(&quote!(krate), body.clone());
        let same = written.to_string() == body.to_string();
        assert_eq!(same, !written.to_string().contains("Eight"), "{written}");
        !same
    }

    #[test]
    fn equations_of_one_form_are() {
        assert!(is_in_rows(&body("let v3 = a3 * b - x[3];")));
    }

    #[test]
    fn a_name_that_is_bound_twice_stays_where_it_is() {
        // Sorted by its use, `v2` would be another one.
        assert!(!is_in_rows(&body("let v2 = a3 * b - x[3];")));
        assert!(!is_in_rows(&quote! {
            let v = x * y;
            let v = x * x;
            let [a0, a1, a2, a3, a4, a5, a6, a7] = v;
            [a0 * b, a1 * b, a2 * b, a3 * b, a4 * b, a5 * b, a6 * b, a7 * b]
        }));
    }

    #[test]
    fn a_name_that_means_something_else_before_it_is_bound_stays_where_it_is() {
        // `b` is an argument first.
        assert!(!is_in_rows(&body("let b = a3 * b - x[3];")));
        assert!(!is_in_rows(&body("let v3 = a3 * b - x[3]; check!(v4); ")));
        // A turn's own names are its own; but they are taken for the same, which changes nothing.
        assert!(!is_in_rows(&body("let v3 = { let v5 = a3; v5 * b };")));
    }

    #[test]
    fn what_a_pattern_binds_stays_within_its_arm() {
        assert!(!is_in_rows(&quote! {
            match n {
                Some(b) => [a0 * b, a1 * b, a2 * b, a3 * b, a4 * b, a5 * b, a6 * b, a7 * b],
                None => a,
            }
        }));
    }
}
