//! Whether a `match` has an arm for every value. What is written has no `match` that the compiler would look at.

use proc_macro2::Ident;
use syn::{Error, Expr, ExprLit, ExprMatch, Lit, Pat, Result};

/// Who knows that every value has an arm.
pub(super) enum Known {
    /// It is known here.
    Here,
    /// The compiler, from the patterns: they are of types that are not known here.
    ByTheCompiler,
}

/// What the patterns take apart: a value, or a tuple of them.
enum Shape {
    Leaf,
    Tuple(Vec<Shape>),
}

/// As many truth values are tried at most: 2ⁿ of them.
const MOST_LEAVES: usize = 12;

/// Whether the arms leave no value out.
pub(super) fn check(choice: &ExprMatch, is_plain: bool) -> Result<Known> {
    let arms: Vec<_> = choice.arms.iter().map(|arm| unguarded(&arm.pat)).collect();
    if let Some((pattern, None)) = arms.last()
        && takes_all(pattern)
    {
        return Ok(Known::Here);
    }
    let message = |what: &str| Error::new_spanned(choice.match_token, format!("{what}; end the `match` with `_`"));
    let patterns: Vec<_> = arms.iter().map(|(pattern, _)| *pattern).collect();
    if patterns.iter().all(|pattern| is_boolean(pattern)) {
        let shape = shape(&patterns);
        let leaves = count(&shape);
        if leaves > MOST_LEAVES {
            return Err(message("too many comparisons to know whether every value has an arm"));
        }
        let left_out = (0..1_usize << leaves)
            .map(|bits| (0..leaves).map(|i| bits >> i & 1 == 1).collect::<Vec<_>>())
            .find(|bits| !arms.iter().any(|(pattern, guard)| guard.is_none() && takes(pattern, &shape, bits)));
        return match left_out {
            None => Ok(Known::Here),
            Some(bits) => Err(message(&format!("no arm takes `{}`", written(&shape, &mut bits.iter())))),
        };
    }
    if is_plain && arms.len() > 1 {
        return Ok(Known::ByTheCompiler);
    }
    Err(message("a `match` has an arm for every value"))
}

/// The pattern of an arm, and its guard.
pub(super) fn unguarded(pattern: &Pat) -> (&Pat, Option<&Expr>) {
    match pattern {
        Pat::Guard(guarded) => (&guarded.pat, Some(&guarded.guard)),
        pattern => (pattern, None),
    }
}

/// The names that a pattern binds.
pub(super) fn names(pattern: &Pat) -> Vec<Ident> {
    bindings(pattern).into_iter().map(|(name, _)| name).collect()
}

/// The names that a pattern binds, and whether they can be changed.
pub(super) fn bindings(pattern: &Pat) -> Vec<(Ident, bool)> {
    #[derive(Default)]
    struct Names(Vec<(Ident, bool)>);
    impl<'ast> syn::visit::Visit<'ast> for Names {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            if is_variable(&pattern.ident) && !self.0.iter().any(|(name, _)| *name == pattern.ident) {
                self.0.push((pattern.ident.clone(), pattern.mutability.is_some()));
            }
            syn::visit::visit_pat_ident(self, pattern);
        }
    }
    let mut names = Names::default();
    syn::visit::Visit::visit_pat(&mut names, pattern);
    names.0
}

/// Whether a name in a pattern is bound by it: one in capitals is a constant's or a variant's.
pub(super) fn is_variable(name: &Ident) -> bool {
    !name.to_string().starts_with(char::is_uppercase)
}

/// Whether every value matches, from the pattern alone. A name in capitals may be a constant's or a variant's.
pub(super) fn takes_all(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) => true,
        Pat::Ident(name) => name.subpat.is_none() && is_variable(&name.ident),
        Pat::Tuple(tuple) => tuple.elems.iter().all(takes_all),
        Pat::Paren(inner) => takes_all(&inner.pat),
        _ => false,
    }
}

/// Whether a pattern is made of `true`, `false`, tuples and what takes all.
fn is_boolean(pattern: &Pat) -> bool {
    match pattern {
        Pat::Lit(ExprLit { lit: Lit::Bool(_), .. }) => true,
        Pat::Tuple(tuple) => tuple.elems.iter().all(is_boolean),
        Pat::Or(or) => or.cases.iter().all(is_boolean),
        Pat::Paren(inner) => is_boolean(&inner.pat),
        other => takes_all(other),
    }
}

fn shape(patterns: &[&Pat]) -> Shape {
    let mut places: Vec<Vec<&Pat>> = Vec::new();
    let mut left: Vec<_> = patterns.to_vec();
    while let Some(pattern) = left.pop() {
        match pattern {
            Pat::Or(or) => left.extend(&or.cases),
            Pat::Paren(inner) => left.push(&inner.pat),
            Pat::Tuple(tuple) => {
                places.resize_with(places.len().max(tuple.elems.len()), Vec::new);
                for (place, element) in places.iter_mut().zip(&tuple.elems) {
                    place.push(element);
                }
            }
            _ => {}
        }
    }
    if places.is_empty() { Shape::Leaf } else { Shape::Tuple(places.iter().map(|place| shape(place)).collect()) }
}

fn count(shape: &Shape) -> usize {
    match shape {
        Shape::Leaf => 1,
        Shape::Tuple(parts) => parts.iter().map(count).sum(),
    }
}

/// Whether a pattern takes the truth values of a shape's leaves, in order.
fn takes(pattern: &Pat, shape: &Shape, bits: &[bool]) -> bool {
    match (pattern, shape) {
        (Pat::Or(or), _) => or.cases.iter().any(|case| takes(case, shape, bits)),
        (Pat::Paren(inner), _) => takes(&inner.pat, shape, bits),
        (Pat::Lit(ExprLit { lit: Lit::Bool(bool), .. }), Shape::Leaf) => bits.first() == Some(&bool.value),
        (Pat::Tuple(tuple), Shape::Tuple(parts)) => {
            let mut from = 0;
            tuple.elems.iter().zip(parts).all(|(pattern, part)| {
                let bits = bits.get(from..).unwrap_or_default();
                from += count(part);
                takes(pattern, part, bits)
            })
        }
        (other, _) => takes_all(other),
    }
}

/// The truth values as a person writes them.
fn written(shape: &Shape, bits: &mut core::slice::Iter<'_, bool>) -> String {
    match shape {
        Shape::Leaf => bits.next().is_some_and(|bit| *bit).to_string(),
        Shape::Tuple(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| written(part, bits)).collect();
            format!("({})", parts.join(", "))
        }
    }
}
