//! Loops: what a loop changes goes from turn to turn.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::visit::Visit;
use syn::{Error, Expr, Result};

use super::Lowering;
use super::counters::Became;
use super::jumps::{self, Jumps};
use super::range::Span;
use super::scan::{self, changed};
use super::value::Value;
use crate::graph::{Condition, Id, Kind, Turns};

/// A variable: its scope and its name.
pub(super) type Variable = (usize, Ident);

/// What a pass over a loop's body gives: what it hands on, and what variables became.
type Passed = (Vec<Value>, Vec<(Variable, Became)>);

/// What a turn does: given the loop's variable and what it is handed, it gives what it hands on.
pub(super) type Body<'f, 'a> = &'f mut dyn FnMut(&mut Lowering<'a>, &TokenStream, Vec<Value>) -> Result<Vec<Value>>;

impl<'a> Lowering<'a> {
    pub(super) fn for_loop(&mut self, each: &syn::ExprForLoop) -> Result<()> {
        if each.label.is_some() {
            let flags = ["skipped", "left"].map(|flag| self.unused(flag));
            return self.for_loop(&jumps::without_label(each, &flags));
        }
        let jumps = Jumps::of(&each.body);
        if jumps == Jumps::default() {
            return self.turns_of(each);
        }
        let going = self.unused("going");
        let body = jumps::without(&each.body, &going)?;
        self.scopes.push(super::Scope::new());
        self.bind_name(&going, Value::Condition(Condition::Verbatim(quote!(true))), true);
        let done = self.turns_of(&syn::ExprForLoop { body, ..each.clone() });
        self.scopes.pop();
        done
    }

    /// A loop whose body does not jump.
    fn turns_of(&mut self, each: &syn::ExprForLoop) -> Result<()> {
        let (span, items) = self.iteration(&each.expr)?;
        let mut names = changed(|scan| {
            scan.visit_block(&each.body);
            scan.visit_expr(&each.expr);
        });
        // What `iter_mut` gave is gone through to be changed.
        if let Expr::Path(path) = &*each.expr
            && let Some(name) = path.path.get_ident()
            && let Some(Value::Place(_)) = self.get(name)
        {
            names.insert(name.to_string());
        }
        let tail = core::mem::take(&mut self.tail);
        let name = items.variable(&each.pat);
        let mut body = |this: &mut Self, index: &TokenStream, _: Vec<Value>| {
            this.scopes.push(super::Scope::new());
            let done = this.with_item(
                &items,
                index,
                &mut |this, item| this.bind(&each.pat, item).and_then(|()| this.block(&each.body)),
                &|_| Ok(Value::unit()),
            );
            this.scopes.pop();
            match done? {
                Value::Tuple(items) if items.is_empty() => Ok(Vec::new()),
                _ => Err(Error::new_spanned(&each.body, "the body of a loop has no value; assign it to a variable")),
            }
        };
        let done = match span.few().filter(|_| scan::is_short(each)) {
            Some(turns) => turns.into_iter().try_for_each(|index| body(self, &index, Vec::new()).map(|_| ())),
            None => self.turns(&span, name.as_ref(), names, &[], &mut body).map(|_| ()),
        };
        self.tail = tail;
        done
    }

    /// A loop that carries the variables that it changes, and other values; gives the latter as they are in the end.
    ///
    /// What is not differentiated before it is taken to be so in every turn until that is seen to be wrong; then it is a
    /// number.
    pub(super) fn turns(
        &mut self,
        span: &Span,
        name: Option<&Ident>,
        changed: impl IntoIterator<Item = String>,
        others: &[Value],
        body: Body<'_, 'a>,
    ) -> Result<Vec<Value>> {
        let mut carried = self.carried(changed);
        let mut counted: Vec<_> =
            carried.iter().filter(|(scope, name)| Self::may_count(&self.get_at(*scope, name))).cloned().collect();
        loop {
            if counted.is_empty() {
                return self.pass(span, name, (&carried, &counted), others, body).map(|(values, _)| values);
            }
            let before = self.snapshot();
            let mistakes = self.errors.count();
            let done = self.pass(span, name, (&carried, &counted), others, body);
            match done {
                Ok((values, seen)) if seen.is_empty() && self.errors.count() == mistakes => return Ok(values),
                Ok((_, seen)) if !seen.is_empty() => {
                    for (variable, became) in seen {
                        counted.retain(|other| *other != variable);
                        if let Became::Same = became {
                            carried.retain(|other| *other != variable);
                        }
                    }
                    self.restore(before);
                }
                first => {
                    // As numbers they may do.
                    let after = self.snapshot();
                    let count = |this: &Self, done: Option<&Error>| {
                        let mut all = this.errors.clone();
                        if let Some(error) = done {
                            all.push(error.clone());
                        }
                        all.count()
                    };
                    let first_count = count(self, first.as_ref().err());
                    self.restore(before);
                    let second = self.pass(span, name, (&carried, &[]), others, body);
                    if count(self, second.as_ref().err()) < first_count {
                        return second.map(|(values, _)| values);
                    }
                    self.restore(after);
                    return first.map(|(values, _)| values);
                }
            }
        }
    }

    /// The loop, with some of what it carries as counters; what is seen not to be one.
    fn pass(
        &mut self,
        span: &Span,
        name: Option<&Ident>,
        (carried, counted): (&[Variable], &[Variable]),
        others: &[Value],
        body: Body<'_, 'a>,
    ) -> Result<Passed> {
        // What has no value before a loop has none after it.
        let missing: Vec<_> = carried.iter().filter(|(scope, name)| self.get_at(*scope, name).is_missing()).collect();
        let values: Vec<_> = missing.iter().map(|(scope, name)| self.get_at(*scope, name)).collect();
        let carried: Vec<_> =
            carried.iter().filter(|variable| !missing.contains(variable) && !counted.contains(variable)).collect();
        let starts: Vec<_> = counted.iter().map(|(scope, name)| self.get_at(*scope, name)).collect();
        let mut inits = Vec::new();
        for (scope, name) in &carried {
            let value = self.get_at(*scope, name);
            // In a function of one concrete number a name may stand for it.
            if matches!(value, Value::Passive(_, floats) if self.input.generic || !floats) {
                return Err(Error::new(
                    span.at,
                    format!(
                        "`{name}` is not differentiated, and the loop has it depend on what is; bind a number, as `T::lit(…)`, to begin with"
                    ),
                ));
            }
            self.flatten(&value, &mut inits)?;
        }
        let own = inits.len();
        for value in others {
            self.flatten(value, &mut inits)?;
        }
        let range = self.range(span, name);
        let outer = self.graph.current();
        let block = self.graph.enter(Kind::Turns);
        self.graph.range.insert(block, range.clone());
        let params: Vec<Id> = inits
            .iter()
            .map(|init| {
                let like = self.graph.ty[*init].clone();
                self.graph.param(like)
            })
            .collect();
        let mut next = 0;
        let templates: Vec<Value> =
            carried.iter().map(|(scope, name)| Self::params(&self.get_at(*scope, name), &params, &mut next)).collect();
        for ((scope, name), template) in carried.iter().zip(&templates) {
            self.rename(template, name);
            self.hold(*scope, name, template.clone());
        }
        let arguments: Vec<Value> = others.iter().map(|value| Self::params(value, &params, &mut next)).collect();
        let counters = self.begin_turns(counted, starts);
        let variable = range.variable.to_token_stream();
        let given = body(self, &variable, arguments.clone());
        let seen: Vec<_> = counters
            .iter()
            .map(|counter| ((counter.scope, counter.name.clone()), self.became(counter)))
            .filter(|(_, became)| !matches!(became, Became::Counted))
            .collect();
        let running = counters.iter().flat_map(|counter| self.running(counter)).collect();
        let results = given.and_then(|given| self.conformed(&carried, &templates, &arguments, &given, span));
        // A later loop may have a variable of the same name.
        self.variables.remove(&range.variable.to_string());
        self.graph.leave(outer);
        self.end_turns(&range, &counters, running);
        let unknown = counters.len() < counted.len();
        let results = results?;
        if unknown {
            let names: Vec<_> = counted.iter().map(|(_, name)| format!("`{name}`")).collect();
            return Err(Error::new(
                span.at,
                format!(
                    "{} is noted for every turn of this loop, and how many there are cannot be named here; write the most there \
                 can be into the attribute, `turns = 64`",
                    names.join(", ")
                ),
            ));
        }
        let turns = Turns { range, backwards: false, block, inits, params, results };
        let (_, parts) = self.graph.turns(turns);
        let mut next = 0;
        for ((scope, name), template) in carried.iter().zip(&templates) {
            let value = Self::params(template, &parts, &mut next);
            self.rename(&value, name);
            self.hold(*scope, name, value);
        }
        debug_assert_eq!(next, own, "every carried variable has its parts");
        for ((scope, name), value) in missing.into_iter().zip(values) {
            self.hold(*scope, name, value);
        }
        Ok((arguments.iter().map(|template| Self::params(template, &parts, &mut next)).collect(), seen))
    }
}
