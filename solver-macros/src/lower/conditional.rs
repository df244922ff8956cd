//! `if`, `if let` and their chains, and what follows an arm that returns.

use proc_macro2::Ident;
use quote::{ToTokens, quote};
use syn::{Error, Expr, Result, Stmt};

use super::arms::{self, Leaves};
use super::value::{Value, truth};
use super::{Lowering, refuse};
use crate::graph::Condition;

impl Lowering<'_> {
    pub(super) fn branch(&mut self, branch: &syn::ExprIf) -> Result<Value> {
        if let Expr::Assign(assign) = &*branch.cond {
            let message = "`=` assigns, and a condition is asked here; write `==`";
            return Err(Error::new_spanned(assign.eq_token, message));
        }
        if let Expr::Let(asked) = &*branch.cond {
            return self.if_let(branch, asked, None);
        }
        if let Expr::Binary(both) = &*branch.cond
            && let syn::BinOp::And(_) = both.op
            && asks_let(&branch.cond)
        {
            return self.let_chain(branch, both);
        }
        let hint = self.expected.take();
        let tail = self.tail;
        let otherwise = branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise);
        // What stands before `&&` and is not differentiated guards all of the rest.
        if let (Expr::Binary(both), None) = (&*branch.cond, otherwise)
            && let syn::BinOp::And(_) = both.op
        {
            self.tail = false;
            let left = self.expression(&both.left).and_then(|left| self.read_through(left))?;
            if let Some(asked) = truth(&left)
                && asked.plain().is_some()
            {
                let inner = syn::ExprIf { cond: both.right.clone(), ..branch.clone() };
                let mut rest = |this: &mut Self| {
                    this.tail = tail;
                    this.branch(&inner)
                };
                return self.choose(asked, &branch.if_token, &mut rest, &mut |_| Ok(Value::unit()));
            }
            let condition = self.logic_after(&left, both)?;
            let asks = || Error::new_spanned(&branch.cond, "an `if` asks a comparison here");
            return self.branch_on(truth(&condition).ok_or_else(asks)?, branch, hint, tail);
        }
        let condition = self.condition(&branch.cond)?;
        self.branch_on(condition, branch, hint, tail)
    }

    /// The arm that a condition picks.
    fn branch_on(
        &mut self,
        condition: Condition,
        branch: &syn::ExprIf,
        hint: Option<syn::Type>,
        tail: bool,
    ) -> Result<Value> {
        let otherwise = branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise);
        let (then_hint, else_hint) = (hint.clone(), hint);
        self.ends = tail && self.leaving.is_none();
        self.choose(
            condition,
            &branch.if_token,
            &mut |this| {
                (this.expected, this.tail) = (then_hint.clone(), tail);
                this.block(&branch.then_branch)
            },
            &mut |this| {
                (this.expected, this.tail) = (else_hint.clone(), tail);
                otherwise.map_or(Ok(Value::unit()), |otherwise| this.expression(otherwise))
            },
        )
        .map_err(|error| match (otherwise, branch.then_branch.stmts.last()) {
            (None, Some(Stmt::Expr(value, None)))
                if error.to_string().contains("of the same shape")
                    || error.to_string() == crate::input::TOLD && matches!(value, Expr::Path(_) | Expr::Binary(_)) =>
            {
                Error::new_spanned(
                    value,
                    "an `if` that has a value has an `else`; write both arms, or assign to a variable",
                )
            }
            _ => error,
        })
    }

    /// `if let` of what is not differentiated is a `match`.
    fn if_let(&mut self, branch: &syn::ExprIf, asked: &syn::ExprLet, guard: Option<&Expr>) -> Result<Value> {
        let (hint, tail) = (self.expected.take(), core::mem::take(&mut self.tail));
        let value = self.expression(&asked.expr)?;
        (self.expected, self.tail) = (hint, tail);
        if value.plain().is_none() {
            return Err(refuse::refused(&Expr::Let(asked.clone())));
        }
        let value = self.read_through(value)?;
        let (pattern, asked, then) = (&asked.pat, &asked.expr, &branch.then_branch);
        let otherwise = branch.else_branch.as_ref().map(|(_, otherwise)| quote!(#otherwise));
        let otherwise = otherwise.unwrap_or_else(|| quote!({}));
        let guard = guard.map(|guard| quote!(if #guard));
        self.choice_of(&value, &syn::parse_quote!(match #asked { #pattern #guard => #then, _ => #otherwise }))
    }

    /// `if a && let … = b && c`: what comes first is asked first, and what follows a `let` is its guard.
    fn let_chain(&mut self, branch: &syn::ExprIf, both: &syn::ExprBinary) -> Result<Value> {
        let mut first = &*both.left;
        let mut rest = vec![&*both.right];
        while let Expr::Binary(inner) = first
            && let syn::BinOp::And(_) = inner.op
        {
            rest.push(&inner.right);
            first = &inner.left;
        }
        rest.reverse();
        let rest: Expr = syn::parse_quote!(#(#rest)&&*);
        match first {
            Expr::Let(asked) if !asks_let(&rest) => self.if_let(branch, asked, Some(&rest)),
            _ => {
                let (then, otherwise) =
                    (&branch.then_branch, branch.else_branch.as_ref().map(|(_, otherwise)| otherwise));
                let otherwise = otherwise.map(|otherwise| quote!(else #otherwise));
                self.expression(&syn::parse_quote!(if #first { if #rest #then #otherwise } #otherwise))
            }
        }
    }

    /// `if … { return x; } rest`: what follows is done in the arms that do not return.
    pub(super) fn early_result(&mut self, branch: &syn::ExprIf, rest: &[Stmt], within: &syn::Block) -> Result<Value> {
        let hint = self.expected.take();
        let condition = self.condition(&branch.cond)?;
        let (then_hint, else_hint) = (hint.clone(), hint);
        self.ends = true;
        self.choose(
            condition,
            &branch.if_token,
            &mut |this| {
                (this.expected, this.tail) = (then_hint.clone(), true);
                this.arm_and_rest(&branch.then_branch, rest, within)
            },
            &mut |this| {
                (this.expected, this.tail) = (else_hint.clone(), true);
                match branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
                    None => this.statements(rest, within),
                    Some(Expr::If(inner)) if rest.is_empty() || ends_early(inner) => {
                        this.early_result(inner, rest, within)
                    }
                    Some(Expr::If(inner)) => this.and_rest(&|this| this.branch(inner), inner, rest, within),
                    Some(Expr::Block(block)) => this.arm_and_rest(&block.block, rest, within),
                    Some(other) => this.expression(other),
                }
            },
        )
    }

    /// An arm's value if it returns one or ends the function; else its statements and what follows them.
    fn arm_and_rest(&mut self, arm: &syn::Block, rest: &[Stmt], within: &syn::Block) -> Result<Value> {
        if returns(arm) || rest.is_empty() {
            return self.block(arm);
        }
        self.and_rest(&|this| this.block(arm), arm, rest, within)
    }

    /// What has no value, and what follows it.
    fn and_rest(
        &mut self,
        first: &dyn Fn(&mut Self) -> Result<Value>,
        at: &impl ToTokens,
        rest: &[Stmt],
        within: &syn::Block,
    ) -> Result<Value> {
        let (hint, tail) = (self.expected.take(), core::mem::take(&mut self.tail));
        match first(self)? {
            Value::Tuple(items) if items.is_empty() => {
                (self.expected, self.tail) = (hint, tail);
                self.statements(rest, within)
            }
            _ => Err(Error::new_spanned(at, "this arm has a value that is not used; bind it with `let` or remove it")),
        }
    }

    /// A statement of which several arms go on, and others return: they say so, and what follows is done where none did.
    pub(super) fn flagged(&mut self, statement: &Stmt, rest: &[Stmt], within: &syn::Block) -> Result<Value> {
        let hint = self.expected.take();
        let [goes_on, result] = ["goes_on", "result"].map(|name| self.unused(name));
        self.scopes.push(super::Scope::new());
        self.bind_name(&goes_on, Value::Condition(Condition::Verbatim(quote!(true))), true);
        self.bind_name(&result, Value::Left, true);
        let leaving = Leaving { goes_on: goes_on.clone(), result: result.clone(), hint: hint.clone() };
        self.leaving = Some(leaving);
        self.tail = true;
        let done = match statement {
            Stmt::Local(local) => arms::with_leaving(local, Leaves::Function, &|arm| Ok(arm.clone()))
                .and_then(|local| self.statement(&Stmt::Local(local), false)),
            other => self.statement(other, false),
        };
        (self.leaving, self.tail) = (None, false);
        if done.is_err() {
            self.forget(statement);
            if let Stmt::Local(local) = statement {
                self.bind_unknown(&local.pat);
            }
        }
        self.errors.take(done);
        let goes_on = self.get(&goes_on).and_then(truth);
        self.ends = true;
        let value = self.choose(
            goes_on.unwrap_or_else(|| Condition::Verbatim(quote!(true))),
            statement,
            &mut |this| {
                (this.expected, this.tail) = (hint.clone(), true);
                this.statements(rest, within)
            },
            &mut |this| Ok(this.get(&result).cloned().unwrap_or(Value::Left)),
        );
        self.scopes.pop();
        value
    }

    /// `return` where what it gives is taken up later.
    pub(super) fn leave(&mut self, value: &Expr, Leaving { goes_on, result, hint }: &Leaving) -> Result<Value> {
        let outer = self.leaving.take();
        (self.expected, self.tail) = (hint.clone(), false);
        let value = self.expression(value);
        self.leaving = outer;
        let value = self.read_through(value?)?;
        for (name, value) in [(goes_on, Value::Condition(Condition::Verbatim(quote!(false)))), (result, value)] {
            if let Some(scope) = self.find(name) {
                self.hold(scope, name, value);
            }
        }
        Ok(Value::Left)
    }

    pub(super) fn condition(&mut self, expression: &Expr) -> Result<Condition> {
        let tail = core::mem::take(&mut self.tail);
        let value = self.expression(expression).and_then(|value| self.read_through(value));
        self.tail = tail;
        truth(&value?).ok_or_else(|| Error::new_spanned(expression, "an `if` asks a comparison here"))
    }
}

/// What a `return` sets: that what follows is not done, and what the function gives.
#[derive(Clone, Debug)]
pub(super) struct Leaving {
    goes_on: Ident,
    pub(super) result: Ident,
    hint: Option<syn::Type>,
}

/// In how many arms of a statement of which others return what follows it would stand.
pub(super) fn copies(statement: &Stmt) -> usize {
    match statement {
        Stmt::Expr(Expr::If(branch), _) if ends_early(branch) => early_copies(branch),
        Stmt::Expr(Expr::Match(choice), _)
            if choice.arms.iter().any(|arm| Leaves::Function.first(&arm.body).is_some()) =>
        {
            arms::match_copies(choice, Leaves::Function)
        }
        Stmt::Local(local) => arms::copies(local, Leaves::Function),
        _ => 1,
    }
}

fn early_copies(branch: &syn::ExprIf) -> usize {
    let then = usize::from(!returns(&branch.then_branch));
    then + match branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
        Some(Expr::If(inner)) if ends_early(inner) => early_copies(inner),
        Some(Expr::Block(block)) => usize::from(!returns(&block.block)),
        _ => 1,
    }
}

/// Whether a condition asks `let` somewhere.
fn asks_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(both) => asks_let(&both.left) || asks_let(&both.right),
        _ => false,
    }
}

/// Whether a block ends with a `return`.
fn returns(block: &syn::Block) -> bool {
    matches!(block.stmts.last(), Some(Stmt::Expr(Expr::Return(_), _)))
}

/// Whether an arm of an `if` ends with a `return`; then what follows the `if` is done where that arm is not taken.
pub(super) fn ends_early(branch: &syn::ExprIf) -> bool {
    returns(&branch.then_branch)
        || match branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
            Some(Expr::If(inner)) => ends_early(inner),
            Some(Expr::Block(block)) => returns(&block.block),
            _ => false,
        }
}
