//! What follows a statement of which an arm leaves the loop or the function is done in the arms that do not.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::format_ident;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, Block, Expr, Local, Pat, Result, Stmt};

use super::matching::without_names;
use super::{exhaustive, refuse};

/// What leaves: `continue` and `break` a loop's turn, `return` the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaves {
    Turn,
    Function,
}

impl Leaves {
    fn is(self, expression: &Expr) -> bool {
        match expression {
            Expr::Continue(jump) => self == Self::Turn && jump.label.is_none(),
            Expr::Break(jump) => self == Self::Turn && jump.label.is_none() && jump.expr.is_none(),
            Expr::Return(_) => self == Self::Function,
            _ => false,
        }
    }

    /// The first place in an expression that leaves, but for loops and closures in it.
    pub(super) fn first(self, expression: &Expr) -> Option<Expr> {
        struct First(Leaves, Option<Expr>);
        impl<'ast> Visit<'ast> for First {
            fn visit_expr(&mut self, expression: &'ast Expr) {
                match expression {
                    Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) | Expr::Closure(_) => {}
                    jump if self.0.is(jump) => self.1 = self.1.take().or_else(|| Some(jump.clone())),
                    other => visit::visit_expr(self, other),
                }
            }
        }
        let mut first = First(self, None);
        first.visit_expr(expression);
        first.1
    }

    /// Whether an arm leaves and has no value; one that may do either is a mistake.
    fn ends(self, arm: &Expr) -> Result<bool> {
        match (self.always(arm), self.first(arm)) {
            (true, _) => Ok(true),
            (false, None) => Ok(false),
            (false, Some(jump)) => Err(refuse::refused(&jump)),
        }
    }

    fn always(self, expression: &Expr) -> bool {
        match expression {
            Expr::Block(block) => match block.block.stmts.last() {
                Some(Stmt::Expr(last, _)) => self.always(last),
                _ => false,
            },
            Expr::If(branch) => branch.else_branch.as_ref().is_some_and(|(_, otherwise)| {
                let then = matches!(branch.then_branch.stmts.last(), Some(Stmt::Expr(last, _)) if self.always(last));
                then && self.always(otherwise)
            }),
            Expr::Match(choice) => choice.arms.iter().all(|arm| self.always(&arm.body)),
            other => self.is(other),
        }
    }
}

/// `let` of a choice of which an arm leaves, with the rest in the arms that go on.
pub(super) fn with_rest(local: &Local, rest: &[Stmt], leaves: Leaves) -> Result<Option<Expr>> {
    let Some(init) = &local.init else { return Ok(None) };
    let (pattern, value) = (&local.pat, &init.expr);
    if let Some((_, otherwise)) = &init.diverge {
        let moved = leaves.ends(otherwise)?.then(|| {
            let otherwise = as_block(otherwise);
            syn::parse_quote!(match #value { #pattern => { #(#rest)* } _ => #otherwise })
        });
        return Ok(moved);
    }
    let goes_on = |body: &Expr| -> Expr {
        let init = syn::LocalInit { expr: Box::new(body.clone()), ..init.clone() };
        let bound = Stmt::Local(Local { init: Some(init), ..local.clone() });
        syn::parse_quote!({ #bound #(#rest)* })
    };
    if leaves.first(value).is_none() {
        return Ok(None);
    }
    Ok(match &**value {
        Expr::Match(choice) => {
            let mut choice = together(choice, &|arm| leaves.first(arm).is_none());
            for arm in &mut choice.arms {
                if !leaves.ends(&arm.body)? {
                    *arm = with_own_names(arm, Some(pattern));
                    *arm.body = goes_on(&arm.body);
                }
            }
            Some(Expr::Match(choice))
        }
        Expr::If(branch) => Some(Expr::If(branch_with_rest(branch, leaves, &goes_on)?)),
        _ => None,
    })
}

fn branch_with_rest(branch: &syn::ExprIf, leaves: Leaves, goes_on: &dyn Fn(&Expr) -> Expr) -> Result<syn::ExprIf> {
    let then = &branch.then_branch;
    let then: Expr = syn::parse_quote!(#then);
    let then = if leaves.ends(&then)? { then } else { goes_on(&then) };
    let else_branch = match &branch.else_branch {
        None => None,
        Some((token, otherwise)) => {
            let otherwise = match &**otherwise {
                Expr::If(inner) => Expr::If(branch_with_rest(inner, leaves, goes_on)?),
                other if leaves.ends(other)? => other.clone(),
                other => goes_on(other),
            };
            Some((*token, Box::new(otherwise)))
        }
    };
    Ok(syn::ExprIf { then_branch: as_block(&then), else_branch, ..branch.clone() })
}

/// A `match` of which an arm leaves, with what follows it in the arms that go on.
pub(super) fn match_with_rest(
    choice: &syn::ExprMatch,
    rest: &[Stmt],
    leaves: Leaves,
) -> Result<Option<syn::ExprMatch>> {
    if choice.arms.iter().all(|arm| leaves.first(&arm.body).is_none()) {
        return Ok(None);
    }
    let mut choice = together(choice, &|arm| leaves.first(arm).is_none());
    for arm in &mut choice.arms {
        if !leaves.ends(&arm.body)? {
            *arm = with_own_names(arm, None);
            let block = as_block(&arm.body);
            arm.body = syn::parse_quote!({ #block #(#rest)* });
        }
    }
    Ok(Some(choice))
}

/// A `match` of which the arms that go on and stand side by side are one, with a `match` of its own: what follows them is then
/// written once, and not in each.
pub(super) fn together(choice: &syn::ExprMatch, goes_on: &dyn Fn(&Expr) -> bool) -> syn::ExprMatch {
    let value = &choice.expr;
    let joins = |arm: &Arm| goes_on(&arm.body) && exhaustive::unguarded(&arm.pat).1.is_none();
    let mut arms = Vec::new();
    for group in choice.arms.chunk_by(|a, b| joins(a) && joins(b)) {
        let [first @ .., last] = group else { continue };
        if first.is_empty() || !exhaustive::names(&last.pat).is_empty() {
            arms.extend_from_slice(group);
            continue;
        }
        let patterns = group.iter().map(|arm| without_names(&arm.pat));
        let takes_all = exhaustive::takes_all(&last.pat);
        let pattern: Pat = if takes_all { syn::parse_quote!(_) } else { syn::parse_quote!(#(#patterns)|*) };
        // What reaches the last one is its own.
        let body = &last.body;
        arms.push(syn::parse_quote!(#pattern => { match #value { #(#first)* _ => #body } }));
    }
    syn::ExprMatch { arms, ..choice.clone() }
}

/// An arm whose pattern's names are its own, so that what follows it may stand in it.
pub(super) fn with_own_names(arm: &Arm, again: Option<&Pat>) -> Arm {
    struct Rename(Vec<Ident>);
    impl Rename {
        fn new_name(&self, name: &Ident) -> Option<Ident> {
            self.0.contains(name).then(|| format_ident!("{}_of_arm", name, span = name.span()))
        }

        /// What a macro is given, with these names.
        fn renamed(&self, tokens: TokenStream) -> TokenStream {
            let mut is_field = false;
            let renamed = tokens.into_iter().map(|token| {
                let of_field =
                    core::mem::replace(&mut is_field, matches!(&token, TokenTree::Punct(dot) if dot.as_char() == '.'));
                match token {
                    TokenTree::Ident(name) if !of_field => self.new_name(&name).unwrap_or(name).into(),
                    TokenTree::Group(group) => {
                        let mut inner = Group::new(group.delimiter(), self.renamed(group.stream()));
                        inner.set_span(group.span());
                        inner.into()
                    }
                    other => other,
                }
            });
            renamed.collect()
        }
    }
    impl VisitMut for Rename {
        fn visit_pat_ident_mut(&mut self, pattern: &mut syn::PatIdent) {
            if let Some(name) = self.new_name(&pattern.ident) {
                pattern.ident = name;
            }
            visit_mut::visit_pat_ident_mut(self, pattern);
        }
        fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
            // `name` alone stands for `name: name`.
            field.colon_token.get_or_insert_with(Default::default);
            visit_mut::visit_field_pat_mut(self, field);
        }
        fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
            field.colon_token.get_or_insert_with(Default::default);
            visit_mut::visit_field_value_mut(self, field);
        }
        fn visit_expr_path_mut(&mut self, path: &mut syn::ExprPath) {
            if let Some(name) = path.path.get_ident().and_then(|name| self.new_name(name)) {
                path.path = name.into();
            }
        }
        fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
            call.tokens = self.renamed(core::mem::take(&mut call.tokens));
        }
    }
    let again = again.map(exhaustive::names).unwrap_or_default();
    let names = exhaustive::names(&arm.pat).into_iter().filter(|name| !again.contains(name)).collect();
    let mut arm = arm.clone();
    Rename(names).visit_arm_mut(&mut arm);
    arm
}

/// An arm's body as a block.
pub(super) fn as_block(body: &Expr) -> Block {
    match body {
        Expr::Block(block) if block.label.is_none() => block.block.clone(),
        body @ (Expr::Continue(_) | Expr::Break(_) | Expr::Return(_)) => syn::parse_quote!({ #body; }),
        body => syn::parse_quote!({ #body }),
    }
}
