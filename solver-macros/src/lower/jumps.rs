//! `continue` and `break`: what follows is done where they are not reached, and after a `break` no turn does anything.

use core::cell::Cell;

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Error, Expr, ExprForLoop, ExprIf, ExprMatch, Result, Stmt};

use super::arms::{self, Leaves};
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

    fn of_expression(expression: &Expr) -> Self {
        let mut jumps = Self::default();
        jumps.visit_expr(expression);
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

/// The variables of a loop that a jump makes false.
pub(super) struct Flags<'a> {
    /// After a `break` no turn does anything.
    pub(super) going: &'a Ident,
    /// After any jump the rest of the turn does nothing, where that rest does not stand in the arms that go on.
    pub(super) goes_on: &'a Ident,
    /// The value that an arm gives that jumps.
    pub(super) never: &'a Ident,
    /// Whether what follows a `let` stands in its arms.
    few: bool,
    marks: bool,
    used: &'a Cell<bool>,
}

/// Where a loop is first left.
fn first_break(body: &Block) -> proc_macro2::Span {
    struct First(Option<proc_macro2::Span>);
    impl syn::visit::Visit<'_> for First {
        fn visit_expr_break(&mut self, jump: &syn::ExprBreak) {
            self.0.get_or_insert(jump.break_token.span);
        }
    }
    let mut first = First(None);
    syn::visit::Visit::visit_block(&mut first, body);
    first.0.unwrap_or_else(proc_macro2::Span::call_site)
}

/// The body of a loop without jumps, and whether it uses the second of the flags.
pub(super) fn without(body: &Block, [going, goes_on, never]: [&Ident; 3]) -> Result<(Block, bool)> {
    let used = Cell::new(false);
    let few = arms::all_copies(body, of_let) <= arms::FEW;
    // All of a body sees its constants, wherever the rest of it goes.
    let (mut statements, rest): (Vec<_>, Vec<_>) =
        body.stmts.iter().cloned().partition(|statement| matches!(statement, Stmt::Item(syn::Item::Const(_))));
    statements.extend(rewritten(&rest, &Flags { going, goes_on, never, few, marks: false, used: &used })?);
    if used.get() {
        statements.insert(0, syn::parse_quote!(#goes_on = true;));
    }
    let inner = arms::block_of(statements);
    let body = if Jumps::of(body).breaks {
        arms::block_of(vec![only_if(syn::Token![if](first_break(body)), going, inner)])
    } else {
        inner
    };
    Ok((body, used.get()))
}

/// Statements that are done if a flag says so.
fn only_if(if_token: syn::Token![if], flag: &Ident, then_branch: Block) -> Stmt {
    let cond = Box::new(syn::parse_quote!(#flag));
    Stmt::Expr(Expr::If(ExprIf { attrs: Vec::new(), if_token, cond, then_branch, else_branch: None }), None)
}

fn rewritten(statements: &[Stmt], flags: &Flags<'_>) -> Result<Vec<Stmt>> {
    let (going, goes_on) = (flags.going, flags.goes_on);
    let mut written = Vec::new();
    for (i, statement) in statements.iter().enumerate() {
        let rest = &statements[i + 1..];
        // Where the rest would stand in several arms it stands after them.
        let stays = flags.few && matches!(statement, Stmt::Local(_));
        if !rest.is_empty() && !stays && copies(statement) > 1 {
            let marks = Flags { marks: true, ..*flags };
            match statement {
                Stmt::Local(local) => written.push(Stmt::Local(marked(local, &marks)?)),
                other => written.extend(rewritten(core::slice::from_ref(other), &marks)?),
            }
            flags.used.set(false);
            let mut rest = rewritten(rest, flags)?;
            if flags.used.replace(true) {
                rest.insert(0, syn::parse_quote!(#goes_on = true;));
            }
            written.push(only_if(<syn::Token![if]>::default(), goes_on, arms::block_of(rest)));
            return Ok(written);
        }
        match statement {
            Stmt::Expr(Expr::Continue(jump), _) if jump.label.is_none() => {
                written.extend(flags.marks.then(|| -> Stmt { syn::parse_quote!(#goes_on = false;) }));
                return Ok(written);
            }
            Stmt::Expr(Expr::Break(jump), _) if jump.label.is_none() && jump.expr.is_none() => {
                written.push(syn::parse_quote!(#going = false;));
                written.extend(flags.marks.then(|| -> Stmt { syn::parse_quote!(#goes_on = false;) }));
                return Ok(written);
            }
            Stmt::Expr(Expr::If(branch), _) if jumps(branch) => {
                let branch = choice(branch, rest, flags)?;
                written.push(Stmt::Expr(branch, None));
                return Ok(written);
            }
            Stmt::Expr(Expr::Match(branches), _) if branches.arms.iter().any(|arm| jumps_in(&arm.body)) => {
                let branches = match_of(branches, rest, flags)?;
                written.push(Stmt::Expr(branches, None));
                return Ok(written);
            }
            Stmt::Local(local) if let Some(choice) = arms::with_rest(local, rest, Leaves::Turn)? => {
                written.extend(rewritten(&[Stmt::Expr(choice, None)], flags)?);
                return Ok(written);
            }
            other => written.push(other.clone()),
        }
    }
    Ok(written)
}

/// A `let` whose arms that jump say so and give no value.
fn marked(local: &syn::Local, flags: &Flags<'_>) -> Result<syn::Local> {
    arms::with_leaving(local, Leaves::Turn, &|arm| {
        let (mut statements, never) = (rewritten(&arm.stmts, flags)?, flags.never);
        statements.push(Stmt::Expr(syn::parse_quote!(#never), None));
        Ok(arms::block_of(statements))
    })
}

/// In how many arms of a statement that jumps what follows it would stand.
fn copies(statement: &Stmt) -> usize {
    match statement {
        Stmt::Expr(Expr::If(branch), _) if jumps(branch) => copies_of(branch),
        Stmt::Expr(Expr::Match(branches), _) if branches.arms.iter().any(|arm| jumps_in(&arm.body)) => {
            let branches = arms::together(branches, &|arm| !jumps_in(arm));
            branches.arms.iter().map(|arm| ends(&arms::as_block(&arm.body).stmts)).sum()
        }
        other => of_let(other),
    }
}

fn of_let(statement: &Stmt) -> usize {
    if let Stmt::Local(local) = statement { arms::copies(local, Leaves::Turn) } else { 1 }
}

fn copies_of(branch: &ExprIf) -> usize {
    let otherwise = match branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
        Some(Expr::If(inner)) if jumps(inner) => copies_of(inner),
        Some(Expr::Block(block)) => ends(&block.block.stmts),
        _ => 1,
    };
    ends(&branch.then_branch.stmts) + otherwise
}

/// How often the end of statements is reached in what they become.
fn ends(statements: &[Stmt]) -> usize {
    let Some((last, before)) = statements.split_last() else { return 1 };
    if before.iter().any(|statement| copies(statement) == 0) {
        return 0;
    }
    match last {
        Stmt::Expr(Expr::Continue(jump), _) if jump.label.is_none() => 0,
        Stmt::Expr(Expr::Break(jump), _) if jump.label.is_none() && jump.expr.is_none() => 0,
        last => copies(last),
    }
}

fn jumps(branch: &ExprIf) -> bool {
    Jumps::of(&branch.then_branch).any()
        || match branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
            Some(Expr::If(inner)) => jumps(inner),
            Some(Expr::Block(block)) => Jumps::of(&block.block).any(),
            _ => false,
        }
}

fn jumps_in(expression: &Expr) -> bool {
    Jumps::of_expression(expression).any()
}

/// An `if` whose arms jump, or go on to the rest of the turn.
fn choice(branch: &ExprIf, rest: &[Stmt], flags: &Flags<'_>) -> Result<Expr> {
    let condition = &branch.cond;
    let then = arm(&branch.then_branch, rest, flags)?;
    let otherwise: Expr = match branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
        Some(Expr::If(inner)) if jumps(inner) => choice(inner, rest, flags)?,
        Some(Expr::If(inner)) => before_rest(Expr::If(inner.clone()), rest, flags)?,
        Some(Expr::Block(block)) => arms::as_expression(arm(&block.block, rest, flags)?),
        _ => arms::as_expression(arms::block_of(rewritten(rest, flags)?)),
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

/// The same of a `match`.
fn match_of(branches: &ExprMatch, rest: &[Stmt], flags: &Flags<'_>) -> Result<Expr> {
    let mut branches = arms::together(branches, &|arm| !jumps_in(arm));
    for branch in &mut branches.arms {
        if !jumps_in(&branch.body) {
            *branch = arms::with_own_names(branch, None);
        }
        *branch.body = arms::as_expression(arm(&arms::as_block(&branch.body), rest, flags)?);
    }
    Ok(Expr::Match(branches))
}

fn arm(block: &Block, rest: &[Stmt], flags: &Flags<'_>) -> Result<Block> {
    if !Jumps::of(block).any() {
        return Ok(arms::as_block(&before_rest(arms::as_expression(block.clone()), rest, flags)?));
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
    Ok(arms::block_of(rewritten(&all, flags)?))
}

/// What does not jump, and the rest of the turn after it.
fn before_rest(first: Expr, rest: &[Stmt], flags: &Flags<'_>) -> Result<Expr> {
    let mut statements = vec![Stmt::Expr(first, None)];
    statements.extend(rewritten(rest, flags)?);
    Ok(arms::as_expression(arms::block_of(statements)))
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

/// A loop without its label. A jump to it from a loop within leaves that loop, after which a flag says to go on jumping.
pub(super) fn without_label(each: &ExprForLoop, flags: &[Ident; 2]) -> ExprForLoop {
    let mut each = each.clone();
    let Some(label) = each.label.take() else { return each };
    let mut labelled = Labelled { label: label.name.ident, flags, depth: 0, used: [false; 2] };
    labelled.visit_block_mut(&mut each.body);
    for (flag, _) in flags.iter().zip(labelled.used).filter(|(_, used)| *used) {
        each.body.stmts.insert(0, syn::parse_quote!(let mut #flag = false;));
    }
    each
}

/// What goes on: the next turn of the loop that has a label, or what follows it.
const SKIPPED: usize = 0;
const LEFT: usize = 1;

struct Labelled<'a> {
    label: Ident,
    flags: &'a [Ident; 2],
    /// How many loops there are within the one with the label.
    depth: usize,
    used: [bool; 2],
}

impl Labelled<'_> {
    /// Which flag a jump to the label sets.
    fn jump(&self, expression: &Expr) -> Option<usize> {
        match expression {
            Expr::Continue(jump) if jump.label.as_ref().is_some_and(|label| label.ident == self.label) => Some(SKIPPED),
            Expr::Break(jump)
                if jump.expr.is_none() && jump.label.as_ref().is_some_and(|label| label.ident == self.label) =>
            {
                Some(LEFT)
            }
            _ => None,
        }
    }
}

impl VisitMut for Labelled<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let mut statements = Vec::new();
        for mut statement in core::mem::take(&mut block.stmts) {
            if let Stmt::Expr(jump, _) = &statement
                && self.depth > 0
                && let Some(kind) = self.jump(jump)
            {
                self.used[kind] = true;
                let flag = &self.flags[kind];
                statements.extend::<[Stmt; 2]>([syn::parse_quote!(#flag = true;), syn::parse_quote!(break;)]);
                continue;
            }
            let before = core::mem::take(&mut self.used);
            self.visit_stmt_mut(&mut statement);
            let is_loop = matches!(&statement, Stmt::Expr(Expr::ForLoop(_), _));
            statements.push(statement);
            for kind in [SKIPPED, LEFT] {
                let flag = &self.flags[kind];
                if is_loop && self.used[kind] {
                    statements.push(match (self.depth, kind) {
                        (0, SKIPPED) => syn::parse_quote!(if #flag { continue; }),
                        _ => syn::parse_quote!(if #flag { break; }),
                    });
                }
                self.used[kind] |= before[kind];
            }
        }
        block.stmts = statements;
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        match (self.jump(expression), &mut *expression) {
            (Some(_), Expr::Continue(jump)) if self.depth == 0 => jump.label = None,
            (Some(_), Expr::Break(jump)) if self.depth == 0 => jump.label = None,
            (Some(_), jump) => {
                let mut block: Block = syn::parse_quote!({ #jump; });
                self.visit_block_mut(&mut block);
                *expression = syn::parse_quote!(#block);
            }
            // A loop that has the label too has the jumps in it.
            (None, Expr::ForLoop(each)) if each.label.as_ref().is_some_and(|label| label.name.ident == self.label) => {}
            (None, Expr::ForLoop(each)) => {
                self.depth += 1;
                self.visit_block_mut(&mut each.body);
                self.depth -= 1;
            }
            (None, Expr::Closure(_)) => {}
            (None, other) => visit_mut::visit_expr_mut(self, other),
        }
    }
}
