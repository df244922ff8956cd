//! Equations that differ in their variables alone, eight side by side.
//!
//! The components of a large state have equations of one form, and so have the terms of their transposes. In a run of
//! statements, or of an array's elements, each eight of one form are written as one operation after the other on eight
//! numbers: the number's registers then do them whatever the compiler finds by itself. Where the eight have a variable in
//! common it stands for all; what differs is put side by side.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Expr, Pat, Stmt, UnOp};

/// So many side by side.
const EIGHT: usize = 8;

/// The statements of a function's body, those of one form side by side. Statements change places here, which means the same
/// where a name is one value wherever it stands; a body in which it is not stays as it is.
pub(crate) fn in_rows(krate: &TokenStream, body: TokenStream) -> TokenStream {
    let Ok(block) = syn::parse2::<syn::Block>(quote!({ #body })) else { return body };
    let Some(lines) = Line::all(block.stmts) else { return body };
    let mut rows = Rows { krate, count: 0, found: false, before: Vec::new() };
    let statements = rows.statements(lines);
    if rows.found { quote!(#(#statements)*) } else { body }
}

struct Rows<'a> {
    krate: &'a TokenStream,
    /// How many names there are of numbers side by side.
    count: usize,
    found: bool,
    /// What is to stand before the statement at hand.
    before: Vec<TokenStream>,
}

impl Rows<'_> {
    fn statements(&mut self, mut all: Vec<Line>) -> Vec<TokenStream> {
        in_order_of_use(&mut all);
        let mut written = Vec::new();
        let mut rest = all.into_iter();
        while !rest.as_slice().is_empty() {
            if let Some(row) = rest.as_slice().get(..EIGHT).and_then(|eight| self.row_of_lets(eight)) {
                written.push(row);
                rest.nth(EIGHT - 1);
                continue;
            }
            for mut line in rest.by_ref().take(1) {
                self.visit_stmt_mut(&mut line.statement);
                written.append(&mut self.before);
                written.push(line.statement.to_token_stream());
            }
        }
        written
    }

    /// Eight statements `let name = value;` as one, where no value needs another.
    fn row_of_lets(&mut self, eight: &[Line]) -> Option<TokenStream> {
        let lets: Vec<(&Ident, &Expr)> = eight.iter().map(|line| plain_let(&line.statement)).collect::<Option<_>>()?;
        let (names, values): (Vec<_>, Vec<_>) = lets.into_iter().unzip();
        let bound: HashSet<&str> = eight.iter().filter_map(|line| line.name.as_deref()).collect();
        if eight.iter().any(|line| line.needs(&bound)) {
            return None;
        }
        let row = self.side_by_side(&values)?;
        self.found = true;
        let krate = self.krate;
        Some(quote!(let #krate::Eight([#(#names),*]) = #row;))
    }

    /// Eight values of one form as one, if they are more than variables.
    fn side_by_side(&self, values: &[&Expr]) -> Option<TokenStream> {
        let values: Vec<&Expr> = values.iter().map(|value| bare(value)).collect();
        (!is_variable(values[0])).then(|| self.merged(&values)).flatten()
    }

    fn merged(&self, values: &[&Expr]) -> Option<TokenStream> {
        let krate = self.krate;
        let values: Vec<&Expr> = values.iter().map(|value| bare(value)).collect();
        let first = values[0];
        if values.iter().all(|value| is_variable(value)) {
            let same = values[1..].iter().all(|value| *value == first);
            return Some(if same {
                quote!(#krate::Eight::splat(#first))
            } else {
                quote!(#krate::Eight([#(#values),*]))
            });
        }
        match first {
            Expr::Binary(binary) if matches!(binary.op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_)) => {
                let sides = values.iter().map(|value| match value {
                    Expr::Binary(other) if other.op == binary.op => Some((&*other.left, &*other.right)),
                    _ => None,
                });
                let (left, right): (Vec<_>, Vec<_>) = sides.collect::<Option<Vec<_>>>()?.into_iter().unzip();
                let (left, right, op) = (self.merged(&left)?, self.merged(&right)?, &binary.op);
                Some(quote!((#left #op #right)))
            }
            Expr::Unary(negated) if matches!(negated.op, UnOp::Neg(_)) => {
                let inner = values.iter().map(|value| match value {
                    Expr::Unary(other) if other.op == negated.op => Some(&*other.expr),
                    _ => None,
                });
                let inner = self.merged(&inner.collect::<Option<Vec<_>>>()?)?;
                Some(quote!((-#inner)))
            }
            Expr::MethodCall(call) => {
                // How many of the arguments are plain constants, which must be the same.
                let plain = match call.method.to_string().as_str() {
                    "fma" => 0,
                    "times" | "times_add" => 1,
                    _ => return None,
                };
                let calls = values.iter().map(|value| match value {
                    Expr::MethodCall(other) if other.method == call.method => Some(other),
                    _ => None,
                });
                let calls = calls.collect::<Option<Vec<_>>>()?;
                let receivers: Vec<&Expr> = calls.iter().map(|call| &*call.receiver).collect();
                let receiver = self.merged(&receivers)?;
                let arguments = call.args.iter().enumerate().map(|(k, argument)| {
                    let each: Vec<&Expr> = calls.iter().filter_map(|call| call.args.get(k)).collect();
                    if k < plain {
                        each.iter().all(|other| *other == argument).then(|| argument.to_token_stream())
                    } else {
                        self.merged(&each)
                    }
                });
                let (method, arguments) = (&call.method, arguments.collect::<Option<Vec<_>>>()?);
                Some(quote!(#receiver.#method(#(#arguments),*)))
            }
            _ => None,
        }
    }
}

impl VisitMut for Rows<'_> {
    fn visit_expr_array_mut(&mut self, array: &mut syn::ExprArray) {
        visit_mut::visit_expr_array_mut(self, array);
        let mut elements: Vec<Expr> = core::mem::take(&mut array.elems).into_iter().collect();
        let mut k = 0;
        while k + EIGHT <= elements.len() {
            let eight: Vec<&Expr> = elements[k..k + EIGHT].iter().collect();
            let Some(row) = self.side_by_side(&eight) else {
                k += 1;
                continue;
            };
            let krate = self.krate;
            // No name of the user's can be one of these.
            let name = |i| format_ident!("row_{}", self.count + i, span = Span::mixed_site());
            let names: Vec<Ident> = (0..EIGHT).map(name).collect();
            self.count += EIGHT;
            self.found = true;
            self.before.push(quote!(let #krate::Eight([#(#names),*]) = #row;));
            for (i, name) in names.into_iter().enumerate() {
                elements[k + i] = Expr::Path(syn::ExprPath { attrs: Vec::new(), qself: None, path: name.into() });
            }
            k += EIGHT;
        }
        array.elems = elements.into_iter().collect();
    }

    // What stands in these is not computed here, or not once, or by names of their own.
    fn visit_arm_mut(&mut self, _: &mut syn::Arm) {}
    fn visit_block_mut(&mut self, _: &mut syn::Block) {}
    fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// A statement, the name it binds if it is `let name = value;`, and the variables that it uses.
struct Line {
    statement: Stmt,
    name: Option<String>,
    uses: Vec<String>,
}

impl Line {
    /// The statements, if none binds a name that it, or one before it, uses or binds.
    fn all(statements: Vec<Stmt>) -> Option<Vec<Self>> {
        let mut seen: HashSet<String> = HashSet::new();
        let mut lines = Vec::new();
        for statement in statements {
            let (mut uses, mut binds) = (Names::default(), Names::default());
            match &statement {
                Stmt::Local(local) => {
                    local.init.iter().for_each(|init| uses.visit_local_init(init));
                    binds.visit_pat(&local.pat);
                }
                other => uses.visit_stmt(other),
            }
            seen.extend(uses.0.iter().cloned());
            if !binds.0.into_iter().all(|name| seen.insert(name)) {
                return None;
            }
            let name = plain_let(&statement).map(|(name, _)| name.to_string());
            lines.push(Self { statement, name, uses: uses.0 });
        }
        Some(lines)
    }

    fn needs(&self, names: &HashSet<&str>) -> bool {
        self.uses.iter().any(|name| names.contains(name.as_str()))
    }
}

/// The names that stand in a piece of code as variables.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn note_all(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(name) => self.0.push(name.to_string()),
                TokenTree::Group(group) => self.note_all(group.stream()),
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.0.extend(path.path.get_ident().map(ToString::to_string));
    }
    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        self.0.push(pattern.ident.to_string());
        visit::visit_pat_ident(self, pattern);
    }
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.note_all(call.tokens.clone());
    }
}

/// Each run of statements in which no value needs another in the order in which what follows uses the names. The sweep finds
/// its values from the last to the first, and so the rows have the order of what they are made into.
fn in_order_of_use(all: &mut [Line]) {
    let mut order: HashMap<String, usize> = HashMap::new();
    for name in all.iter().flat_map(|line| &line.uses) {
        let next = order.len();
        order.entry(name.clone()).or_insert(next);
    }
    let mut start = 0;
    while start < all.len() {
        let mut bound = HashSet::new();
        let independent = all[start..].iter().take_while(|line| {
            let (Some((_, value)), Some(name)) = (plain_let(&line.statement), &line.name) else { return false };
            let alone = !is_variable(value) && !line.needs(&bound);
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

/// The name and the value of `let name = value;`.
fn plain_let(statement: &Stmt) -> Option<(&Ident, &Expr)> {
    let Stmt::Local(local) = statement else { return None };
    let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init) else { return None };
    let plain = name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none() && init.diverge.is_none();
    plain.then_some((&name.ident, &*init.expr))
}

/// An expression without parentheses around it.
fn bare(mut expression: &Expr) -> &Expr {
    while let Expr::Paren(syn::ExprParen { expr: inner, .. }) | Expr::Group(syn::ExprGroup { expr: inner, .. }) =
        expression
    {
        expression = inner;
    }
    expression
}

/// Whether an expression is a variable or a part of one.
fn is_variable(expression: &Expr) -> bool {
    match bare(expression) {
        Expr::Path(path) => path.path.get_ident().is_some(),
        Expr::Unary(reached) if matches!(reached.op, UnOp::Deref(_)) => is_variable(&reached.expr),
        Expr::Index(part) => is_variable(&part.expr) && matches!(*part.index, Expr::Lit(_)),
        Expr::Field(part) => is_variable(&part.base),
        _ => false,
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
