//! `if` and `match`: what the arms give, and what they make of the variables around them, is chosen.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::VisitMut;
use syn::{Error, Expr, Pat, Result, Stmt};

use super::exhaustive::{self, Known};
use super::value::{Value, truth};
use super::{Lowering, refuse};
use crate::graph::{Arm, Block, Condition, Id, Kind, Node, Step};
use crate::shape::Type;

/// A value of two arms: of which parts it is made, by their place among the results.
enum Merged {
    Result(usize),
    /// Such a result, and it is the answer of a comparison.
    Answer(usize),
    Same(Value),
    Array(Vec<Merged>),
    Tuple(Vec<Merged>),
    /// An array in whose place the arms write to the same elements.
    Written(Id, Vec<(bool, Vec<Step>, usize)>),
}

/// What the arms give, side by side.
struct Results<'t> {
    plain: Option<&'t TokenStream>,
    blocks: [Block; 2],
    of: [Vec<Id>; 2],
}

/// What an arm writes to an array: whether it is added, where, and the number.
type Written = (bool, Vec<Step>, Id);

/// One of the arms: what it lowers to.
pub(super) type Lower<'f, 'a> = &'f mut dyn FnMut(&mut Lowering<'a>) -> Result<Value>;

impl<'a> Lowering<'a> {
    pub(super) fn branch(&mut self, branch: &syn::ExprIf) -> Result<Value> {
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
            let left = self.expression(&both.left)?;
            if let Some(left) = truth(&left)
                && left.plain().is_some()
            {
                let inner = syn::ExprIf { cond: both.right.clone(), ..branch.clone() };
                return self.choose(
                    left,
                    &branch.if_token,
                    &mut |this| this.branch(&inner),
                    &mut |_| Ok(Value::unit()),
                );
            }
        }
        let condition = self.condition(&branch.cond)?;
        let (then_hint, else_hint) = (hint.clone(), hint);
        self.ends = tail;
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
        let (pattern, asked, then) = (&asked.pat, &asked.expr, &branch.then_branch);
        let otherwise = branch.else_branch.as_ref().map(|(_, otherwise)| quote!(#otherwise));
        let otherwise = otherwise.unwrap_or_else(|| quote!({}));
        let guard = guard.map(|guard| quote!(if #guard));
        self.choice(&syn::parse_quote!(match #asked { #pattern #guard => #then, _ => #otherwise }))
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
                    Some(Expr::If(inner)) => this.early_result(inner, rest, within),
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
        let (hint, tail) = (self.expected.take(), core::mem::take(&mut self.tail));
        match self.block(arm)? {
            Value::Tuple(items) if items.is_empty() => {
                (self.expected, self.tail) = (hint, tail);
                self.statements(rest, within)
            }
            _ => Err(Error::new_spanned(arm, "this arm has a value that is not used; bind it with `let` or remove it")),
        }
    }

    pub(super) fn condition(&mut self, expression: &Expr) -> Result<Condition> {
        let tail = core::mem::take(&mut self.tail);
        let value = self.expression(expression).and_then(|value| self.read_through(value));
        self.tail = tail;
        truth(&value?).ok_or_else(|| Error::new_spanned(expression, "an `if` asks a comparison here"))
    }

    pub(super) fn choice(&mut self, choice: &syn::ExprMatch) -> Result<Value> {
        let (hint, tail) = (self.expected.take(), core::mem::take(&mut self.tail));
        let value = self.expression(&choice.expr)?;
        let value = self.read_through(value)?;
        (self.expected, self.tail) = (hint, tail);
        let known = exhaustive::check(choice, value.plain().is_some())?;
        self.match_arms(choice, &value, 0, &known)
    }

    fn match_arms(&mut self, choice: &syn::ExprMatch, value: &Value, from: usize, known: &Known) -> Result<Value> {
        let Some(arm) = choice.arms.get(from) else {
            return Err(Error::new_spanned(
                choice.match_token,
                "a `match` has an arm for every value; end it with `_`",
            ));
        };
        let is_last = from + 1 == choice.arms.len();
        let (pattern, guard) = exhaustive::unguarded(&arm.pat);
        let body = &arm.body;
        let (hint, tail) = (self.expected.clone(), self.tail);
        let bound = |this: &mut Self| {
            this.scopes.push(super::Scope::new());
            this.bind_matched(pattern, value);
            (this.expected, this.tail) = (hint.clone(), tail);
            let value = this.expression(body);
            this.scopes.pop();
            value
        };
        if is_last && guard.is_none() {
            return bound(self);
        }
        let condition = match (value.plain(), known) {
            (Some(plain), Known::ByTheCompiler) if from == 0 => Condition::Verbatim(self.first_of_all(choice, &plain)),
            _ => self.matches(pattern, guard, value)?,
        };
        let condition = match guard {
            Some(guard) if self.guard(pattern, guard, value).is_none() => {
                self.guarded(condition, pattern, guard, value)?
            }
            _ => condition,
        };
        let rest_hint = hint.clone();
        self.ends = tail;
        self.choose(condition, &choice.match_token, &mut { bound }, &mut |this| {
            (this.expected, this.tail) = (rest_hint.clone(), tail);
            this.match_arms(choice, value, from + 1, known)
        })
    }

    /// Binds the names in a pattern that a value matches.
    fn bind_matched(&mut self, pattern: &Pat, value: &Value) {
        match (pattern, value) {
            (Pat::Ident(name), value) if name.subpat.is_none() => match value.plain() {
                Some(plain) => self.set(&name.ident, Value::Passive(plain, false)),
                None => self.set(&name.ident, value.clone()),
            },
            (Pat::Paren(inner), value) => self.bind_matched(&inner.pat, value),
            (Pat::Tuple(tuple), Value::Tuple(items)) if tuple.elems.len() == items.len() => {
                for (pattern, item) in tuple.elems.iter().zip(items) {
                    match (pattern, item) {
                        // What is a number stays one.
                        (Pat::Ident(name), Value::Constant(_)) if name.subpat.is_none() => {
                            self.set(&name.ident, item.clone());
                        }
                        _ => self.bind_matched(pattern, item),
                    }
                }
            }
            (pattern, value) if let Some(plain) = value.plain() => self.bind_plain(pattern, &plain, false),
            _ => {}
        }
    }

    /// Binds the names in a pattern of what is not differentiated: each is looked for where it is used.
    pub(super) fn bind_plain(&mut self, pattern: &Pat, value: &TokenStream, takes_all: bool) {
        let otherwise = (!takes_all).then(|| quote!(_ => ::core::unreachable!()));
        // It stays where it is, and each part is a value, whether it is found by reference or not.
        let lent = (!has_reference(pattern)).then(|| quote!(&));
        for (name, mutable) in exhaustive::bindings(pattern) {
            let (written, own) = (generated(&unnamed(pattern, &name)), generated(&name));
            let found = quote!((match #lent #value { #written => #own.clone(), #otherwise }));
            self.bind_name(&name, Value::Passive(found, true), mutable);
        }
    }

    /// The guard of an arm as it was written, if it does not ask what is differentiated; what its pattern binds has its own
    /// name there.
    fn guard(&mut self, pattern: &Pat, guard: &Expr, value: &Value) -> Option<TokenStream> {
        value.plain()?;
        self.scopes.push(super::Scope::new());
        for name in exhaustive::names(pattern) {
            let own = generated(&name);
            self.set(&name, Value::Passive(quote!(#own.clone()), true));
        }
        // What is asked here is asked again where it is not plain.
        let before = self.snapshot();
        let asked = self.expression(guard);
        self.restore(before);
        let written = asked.is_ok_and(|asked| asked.is_passive()).then(|| self.verbatim(guard));
        self.scopes.pop();
        written
    }

    /// Whether a pattern takes a value and its guard lets it: it is asked where the pattern does.
    fn guarded(&mut self, condition: Condition, pattern: &Pat, guard: &Expr, value: &Value) -> Result<Condition> {
        let asked = self.choose(
            condition,
            guard,
            &mut |this| {
                this.scopes.push(super::Scope::new());
                this.bind_matched(pattern, value);
                let asked = this.condition(guard);
                this.scopes.pop();
                asked.map(Value::Condition)
            },
            &mut |_| Ok(Value::Condition(Condition::Verbatim(quote!(false)))),
        )?;
        truth(&asked).ok_or_else(|| Error::new_spanned(guard, "a guard asks a comparison"))
    }

    /// Whether a value takes the first arm, asked so that the compiler sees whether there is an arm for every value.
    fn first_of_all(&mut self, choice: &syn::ExprMatch, value: &TokenStream) -> TokenStream {
        let arms = choice.arms.iter().enumerate().map(|(i, arm)| {
            let (pattern, guard) = exhaustive::unguarded(&arm.pat);
            let plain = Value::Passive(value.clone(), true);
            let guard = guard.map(|guard| self.guard(pattern, guard, &plain).unwrap_or_else(|| quote!(true)));
            let guard = guard.map(|guard| quote!(if #guard));
            // The answer stands where the arm's value does: there the compiler says what is missing.
            let end = arm.body.to_token_stream().into_iter().last().map_or_else(Span::call_site, |last| last.span());
            let is_first = syn::LitBool::new(i == 0, end.resolved_at(Span::call_site()));
            let (is_first, pattern) = (is_first, generated(pattern));
            quote!(#pattern #guard => #is_first)
        });
        let arms: Vec<_> = arms.collect();
        quote!((match #value { #(#arms),* }))
    }

    /// Whether a value matches a pattern.
    pub(super) fn matches(&mut self, pattern: &Pat, guard: Option<&Expr>, value: &Value) -> Result<Condition> {
        if let Some(plain) = value.plain() {
            let guard = guard.and_then(|guard| self.guard(pattern, guard, value)).map(|guard| quote!(if #guard));
            let written = match (pattern, &guard) {
                (Pat::Lit(syn::ExprLit { lit: syn::Lit::Bool(bool), .. }), None)
                    if plain.clone().into_iter().count() == 1 =>
                {
                    if bool.value {
                        plain.clone()
                    } else {
                        quote!(!#plain)
                    }
                }
                _ => {
                    let pattern = generated(pattern);
                    quote!(matches!(#plain, #pattern #guard))
                }
            };
            return Ok(Condition::Verbatim(written));
        }
        match (pattern, value) {
            (Pat::Wild(_), _) => Ok(Condition::Verbatim(quote!(true))),
            (Pat::Ident(name), _) if name.subpat.is_none() => Ok(Condition::Verbatim(quote!(true))),
            (Pat::Paren(inner), _) => self.matches(&inner.pat, None, value),
            (Pat::Or(or), _) => {
                let mut any: Option<Condition> = None;
                for case in &or.cases {
                    let next = self.matches(case, None, value)?;
                    any = Some(match any {
                        Some(any) => Condition::Or(Box::new(any), Box::new(next)),
                        None => next,
                    });
                }
                Ok(any.unwrap_or_else(|| Condition::Verbatim(quote!(false))))
            }
            (Pat::Lit(literal), Value::Condition(condition)) => match &literal.lit {
                syn::Lit::Bool(bool) if bool.value => Ok(condition.clone()),
                syn::Lit::Bool(_) => Ok(Condition::Not(Box::new(condition.clone()))),
                other => Err(Error::new_spanned(other, "a comparison is `true` or `false`")),
            },
            (Pat::Tuple(tuple), Value::Tuple(items)) if tuple.elems.len() == items.len() => {
                let mut all: Option<Condition> = None;
                for (pattern, value) in tuple.elems.iter().zip(items) {
                    if matches!(pattern, Pat::Wild(_)) || matches!(pattern, Pat::Ident(name) if name.subpat.is_none()) {
                        continue;
                    }
                    let next = self.matches(pattern, None, value)?;
                    all = Some(match all {
                        Some(all) => Condition::And(Box::new(all), Box::new(next)),
                        None => next,
                    });
                }
                Ok(all.unwrap_or_else(|| Condition::Verbatim(quote!(true))))
            }
            _ => Err(Error::new_spanned(
                pattern,
                "`match` asks what is not differentiated, or comparisons; compare numbers by `if`",
            )),
        }
    }

    /// The value of the arm that the condition picks. The variables that an arm changes are chosen with it.
    pub(super) fn choose(
        &mut self,
        condition: Condition,
        at: &impl ToTokens,
        yes: Lower<'_, 'a>,
        no: Lower<'_, 'a>,
    ) -> Result<Value> {
        let ends = core::mem::take(&mut self.ends);
        let plain = condition.plain();
        let guarded = plain.is_none() && is_guarded(&condition, self);
        let test = self.graph.add(Node::Test(condition));
        let (before, assigned) = (self.scopes.clone(), core::mem::take(&mut self.assigned));
        let kind = if plain.is_some() { Kind::PlainArm } else { Kind::Arm };
        self.graph.ahead.begin();
        let a = self.arm(kind, guarded, yes);
        let a_ahead = self.graph.ahead.end_arm();
        let a_scopes = core::mem::replace(&mut self.scopes, before.clone());
        let a_assigned = core::mem::take(&mut self.assigned);
        self.graph.ahead.begin();
        let b = self.arm(kind, guarded, no);
        let b_ahead = self.graph.ahead.end_arm();
        self.graph.ahead.end_choice(plain.as_ref(), [a_ahead, b_ahead]);
        let b_scopes = core::mem::replace(&mut self.scopes, before);
        let changed: BTreeSet<_> =
            a_assigned.into_iter().chain(core::mem::replace(&mut self.assigned, assigned)).collect();
        let ((a_block, a), (b_block, b)) = match (a, b) {
            (Ok(a), Ok(b)) => (a, b),
            (Err(mut first), Err(second)) => {
                first.combine(second);
                return Err(first);
            }
            (Err(error), _) | (_, Err(error)) => return Err(error),
        };
        let mut results = Results { plain: plain.as_ref(), blocks: [a_block, b_block], of: [Vec::new(), Vec::new()] };
        let different = || Error::new_spanned(at, "the arms of an `if` or a `match` have values of the same shape");
        let value = self.merge(&a, &b, &mut results).ok_or_else(different)?;
        let mut variables = Vec::new();
        for (scope, name) in changed {
            if ends || scope >= self.scopes.len() || !self.scopes[scope].contains_key(&name) {
                continue;
            }
            let [a, b] = [&a_scopes, &b_scopes].map(|scopes| scopes[scope][&name].value.clone());
            let Some(merged) = self.merge(&a, &b, &mut results) else {
                let message = if a.plain().is_some() && b.plain().is_some() && plain.is_none() {
                    format!(
                        "`{name}` is not differentiated, and what decides here is; let the arms give the values that are \
                         wanted, or decide by what is not differentiated"
                    )
                } else {
                    format!("the arms leave `{name}` with values of different shapes")
                };
                return Err(Error::new_spanned(at, message));
            };
            variables.push((scope, name, merged));
        }
        let choice = if results.of[0].is_empty() {
            test
        } else {
            let [a, b] = results.of;
            let arms = [(a_block, a), (b_block, b)].map(|(block, results)| Arm { block, results });
            let [a, b] = arms;
            self.graph.add(Node::If(test, a, b))
        };
        for (scope, name, merged) in variables {
            let value = self.chosen(merged, choice);
            let value = self.noted(&name, value);
            if let (Value::Node(id), Ok(name)) = (&value, syn::parse_str(&name)) {
                self.graph.call_it(*id, &name);
            }
            if let Some(variable) = self.scopes[scope].get_mut(&name) {
                variable.value = value;
            }
            self.assigned.insert((scope, name));
        }
        Ok(self.chosen(value, choice))
    }

    fn arm(&mut self, kind: Kind, guarded: bool, lower: Lower<'_, 'a>) -> Result<(Block, Value)> {
        let outer = self.graph.current();
        let block = self.graph.enter(kind);
        if guarded {
            self.graph.guarded.insert(block);
        }
        let value = lower(self).and_then(|value| self.read_through(value));
        self.graph.leave(outer);
        Ok((block, value?))
    }

    /// The parts of both arms' values, in order, if they have the same shape.
    fn merge(&mut self, a: &Value, b: &Value, results: &mut Results<'_>) -> Option<Merged> {
        let number = |value: &Value| matches!(value, Value::Node(_) | Value::Constant(_) | Value::Integer(_));
        Some(match (a, b) {
            (Value::Node(x), Value::Node(y)) if x == y => Merged::Same(a.clone()),
            // One of the arms leaves it without a value.
            (Value::Unknown, _) | (_, Value::Unknown) => Merged::Same(Value::Unknown),
            (Value::Unset, _) | (_, Value::Unset) => Merged::Same(Value::Unset),
            (Value::Never, Value::Never) => Merged::Same(Value::Never),
            (Value::Never, Value::Array(items)) => {
                Merged::Array(self.merge_all(&vec![Value::Never; items.len()], items, results)?)
            }
            (Value::Array(items), Value::Never) => {
                Merged::Array(self.merge_all(items, &vec![Value::Never; items.len()], results)?)
            }
            (Value::Never, Value::Tuple(items)) => {
                Merged::Tuple(self.merge_all(&vec![Value::Never; items.len()], items, results)?)
            }
            (Value::Tuple(items), Value::Never) => {
                Merged::Tuple(self.merge_all(items, &vec![Value::Never; items.len()], results)?)
            }
            (Value::Never, Value::Node(id)) | (Value::Node(id), Value::Never) => {
                let side = usize::from(matches!(b, Value::Never));
                let zero = match self.graph.ty[*id].clone()? {
                    Type::Number => Node::Lit(quote!(0.0)),
                    ty => Node::Zero(ty),
                };
                let zero = self.graph.add_in(results.blocks[side], zero);
                let [x, y] = if side == 0 { [zero, *id] } else { [*id, zero] };
                Self::result(x, y, results)
            }
            // What is not differentiated is the same wherever it stands.
            (Value::Never, other) | (other, Value::Never) => Merged::Same(other.clone()),
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => Merged::Array(self.merge_all(a, b, results)?),
            (Value::Tuple(a), Value::Tuple(b)) if a.len() == b.len() => Merged::Tuple(self.merge_all(a, b, results)?),
            (Value::Node(x), Value::Node(y)) if results.plain.is_none() && self.is_whole(*x) => {
                match self.written(*x, *y, results) {
                    Some(written) => written,
                    None => Self::result(*x, *y, results),
                }
            }
            (Value::Array(_) | Value::Tuple(_), Value::Node(node))
            | (Value::Node(node), Value::Array(_) | Value::Tuple(_)) => {
                if !self.is_whole(*node) {
                    return None;
                }
                let [x, y] = [(a, 0), (b, 1)].map(|(value, side)| self.node_in(value, results.blocks[side]));
                Self::result(x?, y?, results)
            }
            (Value::Integer(x), Value::Integer(y)) if x.to_string() != y.to_string() && results.plain.is_some() => {
                let test = results.plain?;
                Merged::Same(Value::Integer(quote!(if #test { #x } else { #y })))
            }
            (a, b) if number(a) && number(b) => {
                if let (Some(x), Some(y)) = (a.plain(), b.plain())
                    && x.to_string() == y.to_string()
                {
                    return Some(Merged::Same(a.clone()));
                }
                let [x, y] = [(a, 0), (b, 1)].map(|(value, side)| self.node_in(value, results.blocks[side]));
                Self::result(x?, y?, results)
            }
            (Value::Condition(x), Value::Condition(y)) => {
                if let (Some(test), Some(x), Some(y)) = (results.plain, x.plain(), y.plain()) {
                    let chosen = quote!(if #test { #x } else { #y });
                    return Some(Merged::Same(Value::Condition(Condition::Verbatim(chosen))));
                }
                let [x, y] = [(x, 0), (y, 1)]
                    .map(|(condition, side)| self.graph.add_in(results.blocks[side], Node::Test(condition.clone())));
                results.of[0].push(x);
                results.of[1].push(y);
                Merged::Answer(results.of[0].len() - 1)
            }
            (a, b) => {
                let (a_plain, b_plain) = (a.plain()?, b.plain()?);
                if a_plain.to_string() == b_plain.to_string() {
                    return Some(Merged::Same(a.clone()));
                }
                let test = results.plain?;
                let floats = [a, b].iter().any(|side| matches!(side, Value::Passive(_, true)));
                Merged::Same(Value::Passive(quote!(if #test { #a_plain } else { #b_plain }), floats))
            }
        })
    }

    fn merge_all(&mut self, a: &[Value], b: &[Value], results: &mut Results<'_>) -> Option<Vec<Merged>> {
        a.iter().zip(b).map(|(a, b)| self.merge(a, b, results)).collect()
    }

    fn result(x: Id, y: Id, results: &mut Results<'_>) -> Merged {
        results.of[0].push(x);
        results.of[1].push(y);
        Merged::Result(results.of[0].len() - 1)
    }

    /// The value as one node, made in an arm.
    fn node_in(&mut self, value: &Value, block: Block) -> Option<Id> {
        let outer = self.graph.current();
        self.graph.leave(block);
        let id = self.whole(value, &quote!());
        self.graph.leave(outer);
        id.ok()
    }

    fn is_whole(&self, id: Id) -> bool {
        !self.graph.ty[id].as_ref().is_some_and(Type::is_number)
    }

    /// Where the arms replace elements of one array, the elements are chosen, not the array.
    fn written(&mut self, x: Id, y: Id, results: &mut Results<'_>) -> Option<Merged> {
        let [(base, a), (other, b)] = [self.writes(x, results.blocks[0])?, self.writes(y, results.blocks[1])?];
        if base != other || results.blocks.iter().any(|block| self.graph.guarded.contains(block)) {
            return None;
        }
        let same = a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.0 == b.0 && a.1 == b.1);
        let mut elements = Vec::new();
        if same {
            for ((added, path, x), (_, _, y)) in a.into_iter().zip(b) {
                let Merged::Result(k) = Self::result(x, y, results) else { return None };
                elements.push((added, path, k));
            }
        } else {
            let (writes, side) = match (a.is_empty(), b.is_empty()) {
                (false, true) => (a, 0),
                (true, false) => (b, 1),
                _ => return None,
            };
            let outer = self.graph.current();
            for (added, path, value) in writes {
                let other = if added {
                    // x + (−0) has x's bits, whatever x is.
                    self.graph.add_in(results.blocks[1 - side], Node::Lit(quote!(-0.0)))
                } else {
                    self.graph.leave(outer);
                    path.iter().fold(base, |value, step| self.graph.add(Node::Part(value, *step)))
                };
                let [x, y] = if side == 0 { [value, other] } else { [other, value] };
                let Merged::Result(k) = Self::result(x, y, results) else { return None };
                elements.push((added, path, k));
            }
        }
        Some(Merged::Written(base, elements))
    }

    /// What an arm writes to an array from outside, in order: whether it is added, where, and the number.
    fn writes(&self, mut id: Id, block: Block) -> Option<(Id, Vec<Written>)> {
        let mut writes = Vec::new();
        let last = id;
        while self.graph.is_within(self.graph.block[id], block) {
            let base = match &self.graph.nodes[id] {
                Node::Write(base, path, value) => {
                    writes.push((false, path.clone(), *value));
                    *base
                }
                Node::Added(base, parts) => {
                    let [(path, value)] = &parts[..] else { return None };
                    writes.push((true, path.clone(), *value));
                    *base
                }
                _ => return None,
            };
            // Nothing reads the array in between.
            let reads = (id + 1..self.graph.nodes.len())
                .filter(|user| *user != last && self.graph.nodes[*user].operands().contains(&id))
                .count();
            if id != last && reads > 1 || (id == last && reads > 0) {
                return None;
            }
            if !self.graph.ty[writes.last()?.2].as_ref().is_some_and(Type::is_number) {
                return None;
            }
            id = base;
        }
        writes.reverse();
        Some((id, writes))
    }

    fn chosen(&mut self, merged: Merged, choice: Id) -> Value {
        match merged {
            Merged::Result(k) => self.node(Node::Part(choice, Step::Field(k))),
            Merged::Answer(k) => {
                let part = self.graph.add(Node::Part(choice, Step::Field(k)));
                Value::Condition(Condition::Value(part))
            }
            Merged::Same(value) => value,
            Merged::Array(items) => Value::Array(items.into_iter().map(|item| self.chosen(item, choice)).collect()),
            Merged::Tuple(items) => Value::Tuple(items.into_iter().map(|item| self.chosen(item, choice)).collect()),
            Merged::Written(base, elements) => {
                let mut array = base;
                for (added, path, k) in elements {
                    let element = self.graph.add(Node::Part(choice, Step::Field(k)));
                    array = self.graph.add(if added {
                        Node::Added(array, vec![(path, element)])
                    } else {
                        Node::Write(array, path, element)
                    });
                }
                Value::Node(array)
            }
        }
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

/// Whether a pattern has a reference in it.
fn has_reference(pattern: &Pat) -> bool {
    struct References(bool);
    impl<'ast> syn::visit::Visit<'ast> for References {
        fn visit_pat_reference(&mut self, _: &'ast syn::PatReference) {
            self.0 = true;
        }
    }
    let mut references = References(false);
    syn::visit::Visit::visit_pat(&mut references, pattern);
    references.0
}

/// A pattern that binds one of its names alone.
fn unnamed(pattern: &Pat, name: &proc_macro2::Ident) -> Pat {
    struct Others<'a>(&'a proc_macro2::Ident);
    impl VisitMut for Others<'_> {
        fn visit_pat_mut(&mut self, pattern: &mut Pat) {
            syn::visit_mut::visit_pat_mut(self, pattern);
            if let Pat::Ident(other) = pattern
                && exhaustive::is_variable(&other.ident)
            {
                let rest = other.subpat.as_ref().map(|(_, rest)| (**rest).clone());
                if other.ident == *self.0 {
                    other.mutability = None;
                } else {
                    *pattern = rest.unwrap_or_else(|| syn::parse_quote!(_));
                }
            }
        }
        fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
            // `name` alone stands for `name: name`.
            field.colon_token.get_or_insert_with(Default::default);
            syn::visit_mut::visit_field_pat_mut(self, field);
        }
    }
    let mut pattern = pattern.clone();
    Others(name).visit_pat_mut(&mut pattern);
    pattern
}

/// The tokens as generated code's own: what of a pattern is not used in one place is in another. They stand where they did.
fn generated(tokens: &impl ToTokens) -> TokenStream {
    let own = proc_macro2::Span::call_site();
    let tokens = tokens.to_token_stream().into_iter().map(|token| match token {
        proc_macro2::TokenTree::Group(group) => {
            let mut inner = proc_macro2::Group::new(group.delimiter(), generated(&group.stream()));
            inner.set_span(group.span().resolved_at(own));
            inner.into()
        }
        mut other => {
            other.set_span(other.span().resolved_at(own));
            other
        }
    });
    tokens.collect()
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

/// Whether the condition looks at something that only a part of it lets it look at.
fn is_guarded(condition: &Condition, lowering: &Lowering<'_>) -> bool {
    match condition {
        Condition::Value(id) => !lowering.graph.nodes[*id].operands().is_empty(),
        Condition::And(a, b) | Condition::Or(a, b) => {
            a.plain().is_some() || b.plain().is_some() || is_guarded(a, lowering) || is_guarded(b, lowering)
        }
        Condition::Not(a) => is_guarded(a, lowering),
        Condition::Compare(..) | Condition::Verbatim(_) => false,
    }
}
