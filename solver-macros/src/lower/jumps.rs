//! `continue` and `break`: what follows is done where they are not reached, and after a `break` no turn does anything.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Block, Error, Expr, ExprIf, Result, Stmt};

use super::refuse;

/// Whether a loop's body jumps, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Jumps {
    pub(super) continues: bool,
    pub(super) breaks: bool,
}

impl Jumps {
    /// Those of a block's own: not of the loops and closures in it.
    pub(super) fn of(block: &Block) -> Self {
        let mut jumps = Self::default();
        jumps.visit_block(block);
        jumps
    }

    fn any(self) -> bool {
        self.continues || self.breaks
    }
}

impl<'ast> Visit<'ast> for Jumps {
    fn visit_expr(&mut self, expression: &'ast Expr) {
        match expression {
            Expr::Continue(jump) => self.continues |= jump.label.is_none(),
            Expr::Break(jump) => self.breaks |= jump.label.is_none() && jump.expr.is_none(),
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) | Expr::Closure(_) => {}
            other => visit::visit_expr(self, other),
        }
    }
}

/// The body of a loop without jumps; `going` is a variable that a `break` makes false.
pub(super) fn without(body: &Block, going: &Ident) -> Result<Block> {
    let statements = rewritten(&body.stmts, going)?;
    Ok(if Jumps::of(body).breaks {
        syn::parse_quote!({ if #going { #(#statements)* } })
    } else {
        syn::parse_quote!({ #(#statements)* })
    })
}

fn rewritten(statements: &[Stmt], going: &Ident) -> Result<Vec<Stmt>> {
    let mut written = Vec::new();
    for (i, statement) in statements.iter().enumerate() {
        match statement {
            Stmt::Expr(Expr::Continue(jump), _) if jump.label.is_none() => return Ok(written),
            Stmt::Expr(Expr::Break(jump), _) if jump.label.is_none() && jump.expr.is_none() => {
                written.push(syn::parse_quote!(#going = false;));
                return Ok(written);
            }
            Stmt::Expr(Expr::If(branch), _) if jumps(branch) => {
                let branch = choice(branch, &statements[i + 1..], going)?;
                written.push(Stmt::Expr(branch, None));
                return Ok(written);
            }
            other => written.push(other.clone()),
        }
    }
    Ok(written)
}

fn jumps(branch: &ExprIf) -> bool {
    Jumps::of(&branch.then_branch).any()
        || match branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
            Some(Expr::If(inner)) => jumps(inner),
            Some(Expr::Block(block)) => Jumps::of(&block.block).any(),
            _ => false,
        }
}

/// An `if` whose arms jump, or go on to the rest of the turn.
fn choice(branch: &ExprIf, rest: &[Stmt], going: &Ident) -> Result<Expr> {
    let condition = &branch.cond;
    let then = arm(&branch.then_branch, rest, going)?;
    let otherwise: Expr = match branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
        Some(Expr::If(inner)) => choice(inner, rest, going)?,
        Some(Expr::Block(block)) => {
            let block = arm(&block.block, rest, going)?;
            syn::parse_quote!(#block)
        }
        _ => {
            let rest = rewritten(rest, going)?;
            syn::parse_quote!({ #(#rest)* })
        }
    };
    let keyword = branch.if_token;
    Ok(Expr::If(ExprIf {
        attrs: Vec::new(),
        if_token: keyword,
        cond: condition.clone(),
        then_branch: then,
        else_branch: Some((<syn::Token![else]>::default(), Box::new(otherwise))),
    }))
}

fn arm(block: &Block, rest: &[Stmt], going: &Ident) -> Result<Block> {
    if !Jumps::of(block).any() {
        let rest = rewritten(rest, going)?;
        return Ok(syn::parse_quote!({ #block #(#rest)* }));
    }
    let ends = matches!(block.stmts.last(), Some(Stmt::Expr(Expr::Continue(_) | Expr::Break(_), _)));
    let binds = block.stmts.iter().any(|statement| matches!(statement, Stmt::Local(_) | Stmt::Item(_)));
    if !ends && binds && !rest.is_empty() {
        // What it binds would hide what the rest means.
        let at =
            first(block).unwrap_or_else(|| Error::new_spanned(block, "`continue` and `break` end an arm of an `if`"));
        return Err(at);
    }
    let all: Vec<Stmt> = if ends { block.stmts.clone() } else { block.stmts.iter().chain(rest).cloned().collect() };
    let all = rewritten(&all, going)?;
    Ok(syn::parse_quote!({ #(#all)* }))
}

/// The message for the first jump of a block.
fn first(block: &Block) -> Option<Error> {
    struct First(Option<Error>);
    impl<'ast> Visit<'ast> for First {
        fn visit_expr(&mut self, expression: &'ast Expr) {
            match expression {
                Expr::Continue(_) | Expr::Break(_) if self.0.is_none() => self.0 = Some(refuse::refused(expression)),
                other => visit::visit_expr(self, other),
            }
        }
    }
    let mut first = First(None);
    first.visit_block(block);
    first.0
}
