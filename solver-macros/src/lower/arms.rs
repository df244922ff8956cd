//! What follows a statement of which an arm leaves the loop or the function is done in the arms that do not.
//!
//! Where that would write the end of a body more than a [`FEW`] times, since several arms go on in each of several statements, a
//! flag says which arm was taken, and what follows is written once, after the statement.

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
            Expr::Block(block) => self.always_in(&block.block),
            Expr::If(branch) => branch
                .else_branch
                .as_ref()
                .is_some_and(|(_, otherwise)| self.always_in(&branch.then_branch) && self.always(otherwise)),
            Expr::Match(choice) => choice.arms.iter().all(|arm| self.always(&arm.body)),
            other => self.is(other),
        }
    }

    fn always_in(self, block: &Block) -> bool {
        matches!(block.stmts.last(), Some(Stmt::Expr(last, _)) if self.always(last))
    }
}

/// `let` of a choice of which an arm leaves, with the rest in the arms that go on.
pub(super) fn with_rest(local: &Local, rest: &[Stmt], leaves: Leaves) -> Result<Option<Expr>> {
    let Some(init) = &local.init else { return Ok(None) };
    let (pattern, value) = (&local.pat, &init.expr);
    if let Some((_, otherwise)) = &init.diverge {
        let moved = leaves.ends(otherwise)?.then(|| {
            let otherwise = as_block(otherwise);
            let mut choice: syn::ExprMatch = syn::parse_quote!(match #value { #pattern => {} _ => #otherwise });
            *choice.arms[0].body = as_expression(block_of(rest.to_vec()));
            Expr::Match(choice)
        });
        return Ok(moved);
    }
    let goes_on = |body: &Expr| -> Expr {
        let init = syn::LocalInit { expr: Box::new(body.clone()), ..init.clone() };
        let bound = Stmt::Local(Local { init: Some(init), ..local.clone() });
        as_expression(block_of([&[bound], rest].concat()))
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
    let then = as_expression(then.clone());
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

/// So often the end of a body may be written.
pub(super) const FEW: usize = 4;

/// How often the end of a body is written, if what follows each statement is written so often.
pub(super) fn all_copies(body: &Block, copies: fn(&Stmt) -> usize) -> usize {
    struct All(usize, fn(&Stmt) -> usize);
    impl<'ast> Visit<'ast> for All {
        fn visit_block(&mut self, block: &'ast Block) {
            if let Some((_, followed)) = block.stmts.split_last() {
                self.0 = followed.iter().fold(self.0, |all, statement| all.saturating_mul((self.1)(statement).max(1)));
            }
            visit::visit_block(self, block);
        }
        fn visit_expr(&mut self, expression: &'ast Expr) {
            match expression {
                Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) | Expr::Closure(_) => {}
                other => visit::visit_expr(self, other),
            }
        }
    }
    let mut all = All(1, copies);
    all.visit_block(body);
    all.0
}

/// In how many arms of a `let`'s choice, of which others leave, what follows it would stand.
pub(super) fn copies(local: &Local, leaves: Leaves) -> usize {
    let Some(init) = local.init.as_ref().filter(|init| init.diverge.is_none()) else { return 1 };
    match &*init.expr {
        choice if leaves.first(choice).is_none() => 1,
        Expr::Match(choice) => match_copies(choice, leaves),
        Expr::If(branch) => branch_copies(branch, leaves),
        _ => 1,
    }
}

/// The same of a `match` of which an arm leaves.
pub(super) fn match_copies(choice: &syn::ExprMatch, leaves: Leaves) -> usize {
    let choice = together(choice, &|arm| leaves.first(arm).is_none());
    choice.arms.iter().filter(|arm| !leaves.always(&arm.body)).count()
}

fn branch_copies(branch: &syn::ExprIf, leaves: Leaves) -> usize {
    let then = usize::from(!leaves.always_in(&branch.then_branch));
    then + match branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
        Some(Expr::If(inner)) => branch_copies(inner, leaves),
        Some(other) => usize::from(!leaves.always(other)),
        None => 1,
    }
}

/// A `let` of a choice of which each arm leaves or goes on, with others for those that leave.
pub(super) fn with_leaving(local: &Local, leaves: Leaves, leaving: &dyn Fn(&Block) -> Result<Block>) -> Result<Local> {
    let mut local = local.clone();
    // The type that is said is that of each arm that goes on.
    let ty = if let Pat::Type(typed) = &local.pat { Some(&typed.ty) } else { None };
    let arm = |body: &Expr| -> Result<Expr> {
        Ok(match ty {
            _ if leaves.ends(body)? => as_expression(leaving(&as_block(body))?),
            Some(ty) => syn::parse_quote!({ let value: #ty = #body; value }),
            None => body.clone(),
        })
    };
    if let Some(init) = &mut local.init {
        *init.expr = each_arm(&init.expr, &arm)?;
    }
    Ok(local)
}

fn each_arm(choice: &Expr, arm: &dyn Fn(&Expr) -> Result<Expr>) -> Result<Expr> {
    Ok(match choice {
        Expr::Match(choice) => {
            let mut choice = choice.clone();
            for of_value in &mut choice.arms {
                *of_value.body = arm(&of_value.body)?;
            }
            Expr::Match(choice)
        }
        Expr::If(branch) => {
            let then = &branch.then_branch;
            let then = as_block(&arm(&as_expression(then.clone()))?);
            let else_branch = match &branch.else_branch {
                None => None,
                Some((token, otherwise)) => Some((*token, Box::new(each_arm(otherwise, arm)?))),
            };
            Expr::If(syn::ExprIf { then_branch: then, else_branch, ..branch.clone() })
        }
        last => arm(last)?,
    })
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
            let own = Stmt::Expr(as_expression(as_block(&arm.body)), None);
            *arm.body = as_expression(block_of([&[own], rest].concat()));
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

/// A block of these statements. It is made, and not read from its tokens again: in a long body each block has the next one in it.
pub(super) fn block_of(stmts: Vec<Stmt>) -> Block {
    Block { brace_token: syn::token::Brace::default(), stmts }
}

/// A block as an expression.
pub(super) fn as_expression(block: Block) -> Expr {
    Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block })
}

/// An arm's body as a block.
pub(super) fn as_block(body: &Expr) -> Block {
    match body {
        Expr::Block(block) if block.label.is_none() => match &block.block.stmts[..] {
            [Stmt::Expr(inner @ Expr::Block(_), None)] => as_block(inner),
            _ => block.block.clone(),
        },
        body @ (Expr::Continue(_) | Expr::Break(_) | Expr::Return(_)) => syn::parse_quote!({ #body; }),
        body => syn::parse_quote!({ #body }),
    }
}
