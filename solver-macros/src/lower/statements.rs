//! Blocks, statements, and the patterns that `let`s bind.

use quote::quote;
use syn::{Block, Error, Expr, Local, Pat, Result, Stmt};

use super::Lowering;
use super::arms::{FEW, Leaves};
use super::conditional::{self, ends_early};
use super::patterns::is_rest;
use super::typed;
use super::value::Value;
use crate::graph::Node;
use crate::shape::Type;

impl Lowering<'_> {
    pub(super) fn block(&mut self, block: &Block) -> Result<Value> {
        self.scopes.push(super::Scope::new());
        let value = self.statements(&block.stmts, block);
        self.scopes.pop();
        value
    }

    /// Statements, of which the last one gives the value.
    pub(super) fn statements(&mut self, statements: &[Stmt], within: &Block) -> Result<Value> {
        let (hint, tail) = (self.expected.take(), core::mem::take(&mut self.tail));
        self.constants(statements);
        let ends_here = tail && self.leaving.is_none();
        for (i, statement) in statements.iter().enumerate() {
            let rest = &statements[i + 1..];
            if ends_here && self.copies > FEW && !rest.is_empty() && conditional::copies(statement) > 1 {
                self.expected = hint;
                return self.flagged(statement, rest, within);
            }
            if let Stmt::Expr(Expr::If(branch), _) = statement
                && ends_here
                && ends_early(branch)
            {
                (self.expected, self.tail) = (hint, tail);
                return self.early_result(branch, rest, within);
            }
            let moved = match statement {
                Stmt::Local(local) if ends_here => super::arms::with_rest(local, rest, Leaves::Function)?,
                Stmt::Expr(Expr::Match(choice), _) if ends_here && !rest.is_empty() => {
                    super::arms::match_with_rest(choice, rest, Leaves::Function)?.map(Expr::Match)
                }
                _ => None,
            };
            if let Some(moved) = moved {
                (self.expected, self.tail) = (hint, tail);
                return self.expression(&moved);
            }
            if let (Stmt::Macro(call), []) = (statement, rest)
                && call.semi_token.is_none()
            {
                return self.macro_call(&call.mac);
            }
            if let (Stmt::Expr(expression, end), []) = (statement, rest)
                && (end.is_none() || matches!(expression, Expr::Return(_)))
            {
                (self.expected, self.tail) = (hint, tail);
                return self.expression(expression);
            }
            let ends = rest.is_empty() && hint.is_some() && tail;
            let said = super::later::with_length(statement, rest, hint.as_ref().filter(|_| tail));
            let done = self.statement(said.as_ref().unwrap_or(statement), ends);
            if ends && done.is_ok() {
                return Err(Error::new_spanned(
                    statement,
                    "a block ends with its value; remove the semicolon or add an expression",
                ));
            }
            if done.is_err() {
                self.forget(statement);
            }
            self.errors.take(done);
        }
        Ok(Value::unit())
    }

    /// What a statement with a mistake would have given a value is known to have one, so that one mistake gives one message.
    pub(super) fn forget(&mut self, statement: &Stmt) {
        let changed = super::scan::changed(|scan| syn::visit::Visit::visit_stmt(scan, statement));
        for name in changed {
            let variable = self.scopes.iter_mut().rev().find_map(|scope| scope.get_mut(&name));
            if let Some(variable) = variable.filter(|variable| matches!(variable.value, Value::Unset)) {
                variable.value = Value::Unknown;
            }
        }
    }

    /// A statement; whether it ends the function.
    pub(super) fn statement(&mut self, statement: &Stmt, ends: bool) -> Result<()> {
        match statement {
            Stmt::Local(local) => {
                let bound = self.local(local);
                if bound.is_err() {
                    // What it binds is known, so that one mistake gives one message.
                    self.bind_unknown(&local.pat);
                }
                bound
            }
            // These are known from the beginning of the block.
            Stmt::Item(syn::Item::Const(_)) => Ok(()),
            Stmt::Item(item) => {
                Err(Error::new_spanned(item, "items do not belong in a differentiable function; move it out"))
            }
            // A semicolon by itself.
            Stmt::Expr(Expr::Verbatim(nothing), _) if nothing.is_empty() => Ok(()),
            Stmt::Expr(expression, _) => match self.expression(expression)? {
                value if !ends && self.called_alone(expression, &value)? => Ok(()),
                Value::Tuple(items) if items.is_empty() => Ok(()),
                Value::Never | Value::Left => Ok(()),
                _ if ends => {
                    Err(Error::new_spanned(statement, "the function ends with this value; remove the semicolon"))
                }
                _ => Err(Error::new_spanned(
                    expression,
                    "this expression's value is not used; bind it with `let` or remove it",
                )),
            },
            Stmt::Macro(call) => self.macro_call(&call.mac).map(|_| ()),
        }
    }

    /// The constants of a block, which all of it sees, and each other too.
    fn constants(&mut self, statements: &[Stmt]) {
        let mut left: Vec<_> = statements
            .iter()
            .filter_map(|statement| match statement {
                Stmt::Item(syn::Item::Const(item)) => Some(item),
                _ => None,
            })
            .collect();
        while !left.is_empty() {
            let waits = |item: &syn::ItemConst| {
                let mut names = super::scan::Names::default();
                syn::visit::Visit::visit_expr(&mut names, &item.expr);
                names.free().any(|name| left.iter().any(|other| other.ident == *name))
            };
            let next = left.iter().position(|item| !waits(item)).unwrap_or(0);
            let item = left.remove(next);
            let bound = match super::scan::pattern_of(&item.ident, statements) {
                Some(asked) => Err(Error::new(
                    asked,
                    format!(
                        "`{}` is declared in the function, and a pattern asks it; declare it outside, or write the literal",
                        item.ident
                    ),
                )),
                None => self.constant_item(item),
            };
            if bound.is_err() {
                self.set(&item.ident, Value::Unknown);
            }
            self.errors.take(bound);
        }
    }

    fn constant_item(&mut self, item: &syn::ItemConst) -> Result<()> {
        let ty = &item.ty;
        if self.input.generic && crate::input::mentions(ty, &self.input.scalar) {
            let message = "a constant is of a type of its own; write `f64`, or bind it by `let`";
            return Err(Error::new_spanned(ty, message));
        }
        let value = self.expression(&item.expr)?;
        let text = quote!(#ty).to_string();
        let is_number = text == "f64" || text == "f32" && self.is_single();
        let value = match value {
            value if is_number => value.float().map(Value::Constant),
            Value::Array(_) | Value::Tuple(_) if text.contains("f64") || text.contains("f32") => {
                value.is_passive().then(|| self.of_type(value, ty, &item.expr))
            }
            Value::Struct(_) => value.is_passive().then_some(value),
            value => value.is_passive().then(|| self.said(Value::Passive(self.verbatim(&item.expr), false), ty)),
        };
        let Some(value) = value else {
            return Err(Error::new_spanned(
                &item.expr,
                "a constant in a differentiable function is not differentiated",
            ));
        };
        self.set(&item.ident, value);
        Ok(())
    }

    fn local(&mut self, local: &Local) -> Result<()> {
        let Some(init) = &local.init else {
            self.bind_unset(&local.pat, None);
            return Ok(());
        };
        if let Some((token, _)) = &init.diverge {
            return Err(Error::new_spanned(
                token,
                "`let … else` returns from the function's own body, or jumps in the loop's own; here use `match`",
            ));
        }
        super::refuse::lent_by_a_pattern(&local.pat)?;
        self.expected = match &local.pat {
            Pat::Type(typed) => Some(crate::input::strip(&typed.ty)),
            Pat::Slice(slice) if !slice.elems.iter().any(is_rest) => {
                let length = proc_macro2::Literal::usize_unsuffixed(slice.elems.len());
                Some(syn::parse_quote!([_; #length]))
            }
            _ => None,
        };
        let value = self.expression(&init.expr);
        self.expected = None;
        let value = self.read_through(value?)?;
        self.called_unread(&local.pat, &init.expr, &value);
        let Pat::Type(typed) = &local.pat else {
            self.bind(&local.pat, value)?;
            self.declare_own(&local.pat, &init.expr);
            return Ok(());
        };
        if typed::is_integer(&typed.ty)
            && let Some(error) = self.decided(&value, &init.expr)
        {
            return Err(error);
        }
        self.is_of(&value, &typed.ty)?;
        let value = self.of_type(value, &typed.ty, &init.expr);
        self.bind(&local.pat, value)?;
        if let Some(name) = super::scan::leaf_name(&local.pat) {
            self.declare(&name, &typed.ty);
        }
        Ok(())
    }

    /// A value as one of the type it is declared with.
    pub(super) fn of_type(&mut self, value: Value, ty: &syn::Type, from: &Expr) -> Value {
        match &value {
            // What a call gives may be known by what it is declared to be.
            Value::Node(id) if self.graph.ty[*id].is_none() => {
                match crate::input::kind(ty, &self.input.scalar) {
                    Ok(Type::Number) if self.input.generic && matches!(self.graph.nodes[*id], Node::Call(..)) => {
                        self.graph.as_number(*id);
                    }
                    Ok(ty) => self.graph.declare(*id, ty),
                    Err(_) => {}
                }
                value
            }
            Value::Tuple(items) if let (syn::Type::Tuple(types), Expr::Tuple(parts)) = (ty, from) => {
                let all = items.iter().zip(types.elems.iter().zip(&parts.elems));
                Value::Tuple(all.map(|(item, (ty, from))| self.of_type(item.clone(), ty, from)).collect())
            }
            // A float may stand for an integer with a sign.
            Value::Integer(_) | Value::Constant(_) if typed::is_integer(ty) || quote!(#ty).to_string() == "bool" => {
                self.said(Value::Passive(self.as_written(from, &value), false), ty)
            }
            Value::Array(_) if value.is_passive() && typed::is_of_integers(ty) => {
                self.said(Value::Passive(self.as_written(from, &value), false), ty)
            }
            _ => self.said(value, ty),
        }
    }

    /// Whether a type is none of numbers by its name: an `enum`'s or a struct's that are not over the number.
    pub(super) fn is_no_number(&self, ty: &syn::Type) -> bool {
        let syn::Type::Path(path) = ty else { return false };
        let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        name.starts_with(char::is_uppercase) && !crate::input::mentions(ty, &self.input.scalar)
    }

    /// Notes the types of what is bound, as far as the values say them.
    fn declare_own(&mut self, pattern: &Pat, value: &Expr) {
        match (pattern, value) {
            (Pat::Tuple(patterns), Expr::Tuple(values)) if patterns.elems.len() == values.elems.len() => {
                for (pattern, value) in patterns.elems.iter().zip(&values.elems) {
                    self.declare_own(pattern, value);
                }
            }
            _ => {
                if let (Some(name), Some(ty)) = (super::scan::leaf_name(pattern), self.own_type(value)) {
                    self.declare(&name, &ty);
                }
            }
        }
    }

    /// Notes the type that a variable is declared with.
    pub(super) fn declare(&mut self, name: &proc_macro2::Ident, ty: &syn::Type) {
        let variable = self.scopes.last_mut().and_then(|scope| scope.get_mut(&name.to_string()));
        if let Some(variable) = variable {
            variable.declared = Some(ty.clone());
        }
    }
}
