//! Loops: what a loop changes goes from turn to turn.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::visit::Visit;
use syn::{Error, Expr, Result};

use super::Lowering;
use super::carried::Carried;
use super::counters::Became;
use super::jumps::{self, Jumps};
use super::range::Span;
use super::scan::{self, changed};
use super::value::Value;
use crate::graph::{Condition, Id, Kind, Node, Turns};
use crate::shape::{Shape, Type};

/// A variable: its scope and its name.
pub(super) type Variable = (usize, Ident);

/// What a pass over a loop's body gives: what it hands on, and what parts of variables became that are no counters.
type Passed = (Vec<Value>, Vec<(Variable, usize, Became)>);

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
        let [going, goes_on, never] = ["going", "goes_on", "never"].map(|flag| self.unused(flag));
        let (body, uses) = jumps::without(&each.body, [&going, &goes_on, &never])?;
        self.scopes.push(super::Scope::new());
        self.set(&never, Value::Left);
        for flag in [Some(&going), uses.then_some(&goes_on)].into_iter().flatten() {
            self.bind_name(flag, Value::Condition(Condition::Verbatim(quote!(true))), true);
        }
        let done = self.turns_of(&syn::ExprForLoop { body, ..each.clone() });
        self.scopes.pop();
        done
    }

    /// A loop whose body does not jump.
    fn turns_of(&mut self, each: &syn::ExprForLoop) -> Result<()> {
        super::borrowed::check(each)?;
        let (span, items) = self.iteration(&each.expr)?;
        let mut names = changed(|scan| scan.visit_expr_for_loop(each));
        // What `iter_mut` gave is gone through to be changed.
        if let Expr::Path(path) = &*each.expr
            && let Some(name) = path.path.get_ident()
            && let Some(Value::Place(_)) = self.get(name)
        {
            names.insert(name.to_string());
        }
        let tail = core::mem::take(&mut self.tail);
        let name = items.variable(&each.pat);
        let counted = scan::leaf_name(&each.pat).zip(self.counted_type(&each.expr));
        let mut body = |this: &mut Self, index: &TokenStream, _: Vec<Value>| {
            this.scopes.push(super::Scope::new());
            let done = this.with_item(
                &items,
                index,
                &mut |this, item| {
                    this.bind(&each.pat, item)?;
                    if let Some((name, ty)) = &counted {
                        this.declare(name, ty);
                    }
                    this.block(&each.body)
                },
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
        let mut carried = self.carried_parts(changed);
        let handed_on: Vec<_> = carried.iter().map(|carried| carried.of.clone()).collect();
        let depth = self.scopes.len();
        let body: Body<'_, 'a> = &mut |this, index, arguments| {
            let assigned = core::mem::take(&mut this.assigned);
            let given = body(this, index, arguments)?;
            this.are_among(&handed_on, depth, span)?;
            this.assigned.extend(assigned);
            Ok(given)
        };
        // What each turn leaves as it finds it: so does the loop.
        let mut fixed = Vec::new();
        loop {
            if !carried.iter().any(Carried::counts) {
                let (values, _) = self.pass(span, name, &carried, others, body)?;
                self.hold_parts(&fixed);
                return Ok(values);
            }
            let before = self.snapshot();
            let mistakes = self.errors.count();
            let done = self.pass(span, name, &carried, others, body);
            match done {
                Ok((values, seen)) if seen.is_empty() && self.errors.count() == mistakes => {
                    self.hold_parts(&fixed);
                    return Ok(values);
                }
                Ok((_, seen)) if !seen.is_empty() => {
                    self.restore(before);
                    for (variable, part, became) in seen {
                        match became {
                            Became::Same => fixed.extend(self.part_held(&variable, part)),
                            Became::Plain => fixed.retain(|(of, ..)| *of != variable),
                            Became::Counted | Became::Number => {}
                        }
                        self.revised(&mut carried, &variable, part, &became);
                    }
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
                    carried.iter_mut().for_each(Carried::as_numbers);
                    let second = self.pass(span, name, &carried, others, body);
                    if count(self, second.as_ref().err()) < first_count {
                        return second.map(|(values, _)| values);
                    }
                    self.restore(after);
                    return first.map(|(values, _)| values);
                }
            }
        }
    }

    /// What a turn changed is seen to be changed by the loop, which hands it on to the next.
    fn are_among(&self, handed_on: &[(usize, Ident)], depth: usize, span: &Span) -> Result<()> {
        let is_seen = |(scope, name): &&(usize, String)| {
            *scope >= depth || handed_on.iter().any(|(own, other)| own == scope && other == name)
        };
        match self.assigned.iter().find(|changed| !is_seen(changed)) {
            Some((_, name)) => Err(Error::new(
                span.at,
                format!("that this loop changes `{name}` is not seen here; write `{name} = …`"),
            )),
            None => Ok(()),
        }
    }

    /// The numbers that a loop's variables begin with.
    fn inits(&mut self, span: &Span, held: &[(&Carried, Value)]) -> Result<Vec<Id>> {
        let mut inits = Vec::new();
        for (carried, start) in held {
            for value in carried.numbers(start) {
                // In a function of one concrete number a name may stand for it.
                if let Some(made) = self.made_over_number(carried, &value) {
                    inits.push(made);
                    continue;
                }
                if matches!(value, Value::Passive(_, floats) if self.input.generic || !floats) {
                    let name = &carried.of.1;
                    return Err(Error::new(
                        span.at,
                        format!(
                            "`{name}` is not differentiated, and the loop has it depend on what is; bind a number, as `T::lit(…)`, to begin with"
                        ),
                    ));
                }
                self.flatten(&value, &mut inits)?;
            }
        }
        Ok(inits)
    }

    /// What a function made of constants, of a struct that is said to be over the number: `let mut sum: Complex<T> =
    /// Complex::zero();`.
    fn made_over_number(&mut self, carried: &Carried, value: &Value) -> Option<Id> {
        let Value::Passive(made, true) = value else { return None };
        let (scope, name) = &carried.of;
        let declared = self.scopes[*scope].get(&name.to_string())?.declared.clone()?;
        let ty = crate::input::kind(&declared, &self.input.scalar).ok()?;
        if !self.input.generic
            || !matches!(ty, Type::Named(_))
            || !crate::input::mentions(&declared, &self.input.scalar)
        {
            return None;
        }
        let id = self.graph.add(Node::Pack(Shape::Plain(made.clone())));
        self.graph.declare(id, ty);
        Some(id)
    }

    /// The loop, with some of what it carries as counters; what is seen not to be one.
    fn pass(
        &mut self,
        span: &Span,
        name: Option<&Ident>,
        carried: &[Carried],
        others: &[Value],
        body: Body<'_, 'a>,
    ) -> Result<Passed> {
        let starts: Vec<Value> =
            carried.iter().map(|Carried { of: (scope, name), .. }| self.get_at(*scope, name)).collect();
        // What has no value before a loop has none after it.
        let (mut missing, mut held) = (Vec::new(), Vec::new());
        for (carried, start) in carried.iter().zip(starts) {
            let list = if start.is_missing() { &mut missing } else { &mut held };
            list.push((carried, start));
        }
        let mut inits = self.inits(span, &held)?;
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
                let param = self.graph.param(like);
                self.graph.begins.insert(param, *init);
                param
            })
            .collect();
        let mut next = 0;
        let mut templates = Vec::new();
        for (carried, start) in &held {
            let numbers: Vec<_> =
                carried.numbers(start).iter().map(|value| Self::params(value, &params, &mut next)).collect();
            let template = carried.with_numbers(start, numbers);
            self.rename(&template, &carried.of.1);
            self.hold(carried.of.0, &carried.of.1, template.clone());
            templates.push(template);
        }
        let arguments: Vec<Value> = others.iter().map(|value| Self::params(value, &params, &mut next)).collect();
        let counted: Vec<_> = held.iter().flat_map(|(carried, start)| carried.counted(start)).collect();
        let counters = self.begin_turns(&counted);
        let variable = range.variable.to_token_stream();
        let given = body(self, &variable, arguments.clone());
        let seen: Vec<_> = counters
            .iter()
            .map(|counter| (counter.of.clone(), counter.part, self.became(counter)))
            .filter(|(.., became)| !matches!(became, Became::Counted))
            .collect();
        let running = counters.iter().flat_map(|counter| self.running(counter)).collect();
        let results = match given {
            Ok(given) if seen.is_empty() => self.conformed(&held, &templates, &arguments, &given, span),
            given => given.map(|_| Vec::new()),
        };
        // A later loop may have a variable of the same name.
        self.variables.remove(&range.variable.to_string());
        self.graph.leave(outer);
        for (carried, start) in &held {
            self.hold(carried.of.0, &carried.of.1, start.clone());
        }
        self.end_turns(&range, &counters, running);
        let unknown = counters.len() < counted.len();
        let results = results?;
        if !seen.is_empty() {
            return Ok((Vec::new(), seen));
        }
        if unknown {
            let mut names: Vec<_> = counted.iter().map(|counted| format!("`{}`", counted.of.1)).collect();
            names.dedup();
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
        for (carried, template) in held.iter().map(|(carried, _)| carried).zip(&templates) {
            let numbers: Vec<_> =
                carried.numbers(template).iter().map(|value| Self::params(value, &parts, &mut next)).collect();
            let (scope, name) = &carried.of;
            let value = carried.with_numbers(&self.get_at(*scope, name), numbers);
            self.rename(&value, name);
            self.hold(*scope, name, value);
        }
        debug_assert_eq!(next, own, "every carried variable has its parts");
        for (Carried { of: (scope, name), .. }, value) in missing {
            self.hold(*scope, name, value);
        }
        Ok((arguments.iter().map(|template| Self::params(template, &parts, &mut next)).collect(), seen))
    }
}
