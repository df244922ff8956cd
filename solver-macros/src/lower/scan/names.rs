//! Which names stand in a piece of code, and which it binds.

use std::collections::{BTreeSet, HashMap, HashSet};

use syn::visit::{self, Visit};
use syn::{Expr, Pat};

/// The names that a closure's body binds itself.
pub(crate) fn bound(body: &Expr) -> BTreeSet<String> {
    #[derive(Default)]
    struct Bound(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Bound {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            self.0.insert(pattern.ident.to_string());
        }
    }
    let mut bound = Bound::default();
    bound.visit_expr(body);
    bound.0
}

/// The names in an expression, but for those of a closure's arguments and of an arm's pattern within it.
#[derive(Default)]
pub(crate) struct Names {
    free: Vec<proc_macro2::Ident>,
    bound: Vec<proc_macro2::Ident>,
}

impl Names {
    pub(crate) fn free(&self) -> impl Iterator<Item = &proc_macro2::Ident> {
        self.free.iter()
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.free.extend(path.path.get_ident().filter(|name| !self.bound.contains(name)).cloned());
    }
    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        let count = self.bound.len();
        self.bound.extend(closure.inputs.iter().flat_map(crate::lower::exhaustive::names));
        visit::visit_expr_closure(self, closure);
        self.bound.truncate(count);
    }
    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let count = self.bound.len();
        self.bound.extend(crate::lower::exhaustive::names(&arm.pat));
        visit::visit_arm(self, arm);
        self.bound.truncate(count);
    }
}

/// Where a pattern asks a constant of this name.
pub(in crate::lower) fn pattern_of(
    constant: &proc_macro2::Ident,
    statements: &[syn::Stmt],
) -> Option<proc_macro2::Span> {
    struct Asked<'a> {
        constant: &'a proc_macro2::Ident,
        in_pattern: bool,
        found: Option<proc_macro2::Span>,
    }
    impl<'ast> Visit<'ast> for Asked<'_> {
        fn visit_pat(&mut self, pattern: &'ast Pat) {
            let outer = core::mem::replace(&mut self.in_pattern, true);
            visit::visit_pat(self, pattern);
            self.in_pattern = outer;
        }
        fn visit_pat_guard(&mut self, guarded: &'ast syn::PatGuard) {
            self.visit_pat(&guarded.pat);
            let outer = core::mem::replace(&mut self.in_pattern, false);
            self.visit_expr(&guarded.guard);
            self.in_pattern = outer;
        }
        fn visit_type(&mut self, _: &'ast syn::Type) {}
        fn visit_ident(&mut self, name: &'ast proc_macro2::Ident) {
            if self.in_pattern && name == self.constant {
                self.found.get_or_insert(name.span());
            }
        }
        fn visit_macro(&mut self, call: &'ast syn::Macro) {
            let Some((_, rest)) = crate::lower::asserted::asked(call) else { return };
            if crate::emit::mentions(&rest, self.constant) {
                self.found.get_or_insert(self.constant.span());
            }
        }
    }
    let mut asked = Asked { constant, in_pattern: false, found: None };
    for statement in statements {
        asked.visit_stmt(statement);
    }
    asked.found
}

/// All names in a function.
pub(crate) fn identifiers(function: &syn::ItemFn) -> HashSet<String> {
    struct Identifiers(HashSet<String>);
    impl<'ast> Visit<'ast> for Identifiers {
        fn visit_ident(&mut self, name: &'ast proc_macro2::Ident) {
            self.0.insert(name.to_string());
        }
    }
    let mut identifiers = Identifiers(HashSet::new());
    identifiers.visit_item_fn(function);
    identifiers.0
}

/// The names that stand in a function once.
pub(crate) fn named_once(function: &syn::ItemFn) -> HashSet<String> {
    fn count(tokens: proc_macro2::TokenStream, counts: &mut HashMap<String, usize>) {
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Ident(name) => *counts.entry(name.to_string()).or_default() += 1,
                proc_macro2::TokenTree::Group(group) => count(group.stream(), counts),
                _ => {}
            }
        }
    }
    let mut counts = HashMap::new();
    count(quote::quote!(#function), &mut counts);
    counts.into_iter().filter(|(_, count)| *count == 1).map(|(name, _)| name).collect()
}

/// The paths of the types that a function names.
#[derive(Default)]
pub(crate) struct Paths(pub(crate) Vec<syn::Path>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_type_path(&mut self, ty: &'ast syn::TypePath) {
        self.0.push(ty.path.clone());
        visit::visit_type_path(self, ty);
    }
}

/// Where a variable of this name is bound first.
pub(crate) fn binding(function: &syn::ItemFn, name: &str) -> Option<proc_macro2::Ident> {
    struct Binding<'a>(&'a str, Option<proc_macro2::Ident>);
    impl<'ast> Visit<'ast> for Binding<'_> {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            if self.1.is_none() && pattern.ident == self.0 {
                self.1 = Some(pattern.ident.clone());
            }
            visit::visit_pat_ident(self, pattern);
        }
    }
    let mut binding = Binding(name, None);
    binding.visit_item_fn(function);
    binding.1
}

/// The name that a pattern gives to a whole value.
pub(crate) fn leaf_name(pattern: &Pat) -> Option<proc_macro2::Ident> {
    match pattern {
        Pat::Ident(ident) => Some(ident.ident.clone()),
        Pat::Type(typed) => leaf_name(&typed.pat),
        Pat::Reference(reference) => leaf_name(&reference.pat),
        Pat::Paren(inner) => leaf_name(&inner.pat),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closures_names_are_its_own() {
        let mut names = Names::default();
        names.visit_expr(&syn::parse_quote!(x.iter().map(|x| x * y).any(|z| x < z)));
        let free: Vec<String> = names.free().map(ToString::to_string).collect();
        assert_eq!(free, ["x", "y", "x"]);
    }
}
