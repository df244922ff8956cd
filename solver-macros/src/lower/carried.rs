//! What a loop carries from turn to turn: the variables it may change, and their shapes as nodes and back.

use std::rc::Rc;

use proc_macro2::Ident;
use quote::{format_ident, quote};
use syn::{Error, Result};

use super::Lowering;
use super::counters::Became;
use super::range::Span;
use super::turns::Variable;
use super::value::Value;
use crate::graph::{Condition, Id, Node};
use crate::shape::Type;

/// What goes from turn to turn of a part of a variable.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Number,
    /// What is not differentiated, and noted for every turn.
    Count,
    /// What no turn changes.
    Fixed,
}

/// A variable that a loop carries: the parts of a tuple or a struct each by itself.
#[derive(Clone, Debug)]
pub(super) struct Carried {
    pub(super) of: Variable,
    parts: Vec<Part>,
}

/// A part of a variable that may be a counter.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub(super) of: Variable,
    pub(super) part: usize,
    pub(super) label: String,
    pub(super) start: Value,
    /// The whole variable before the loop.
    pub(super) whole: Value,
}

impl Carried {
    pub(super) fn counts(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Count))
    }

    pub(super) fn as_numbers(&mut self) {
        for part in self.parts.iter_mut().filter(|part| matches!(part, Part::Count)) {
            *part = Part::Number;
        }
    }

    /// The parts of a value that are numbers.
    pub(super) fn numbers(&self, value: &Value) -> Vec<Value> {
        let numbers = parts(value).into_iter().zip(&self.parts);
        numbers.filter(|(_, part)| matches!(part, Part::Number)).map(|(value, _)| value).collect()
    }

    /// The value with others for its numbers.
    pub(super) fn with_numbers(&self, value: &Value, numbers: Vec<Value>) -> Value {
        let mut numbers = numbers.into_iter();
        let mut kinds = self.parts.iter();
        with_parts(value, &mut |part| match kinds.next() {
            Some(Part::Number) => numbers.next().unwrap_or(part),
            _ => part,
        })
    }

    /// The parts that may be counters.
    pub(super) fn counted(&self, start: &Value) -> Vec<Counted> {
        let mut labels = Vec::new();
        label(start, &self.of.1.to_string(), &mut labels);
        let each = parts(start).into_iter().zip(&self.parts).zip(labels).enumerate();
        each.filter(|(_, ((_, part), _))| matches!(part, Part::Count))
            .map(|(part, ((own, _), label))| Counted {
                of: self.of.clone(),
                part,
                label,
                start: own,
                whole: start.clone(),
            })
            .collect()
    }
}

/// The parts of a value: those of tuples and structs, in order; else the value itself.
pub(super) fn parts(value: &Value) -> Vec<Value> {
    match value {
        Value::Tuple(items) if !items.is_empty() => items.iter().flat_map(parts).collect(),
        Value::Struct(made) => made.values().flat_map(parts).collect(),
        value => vec![value.clone()],
    }
}

/// The value with each part made another.
pub(super) fn with_parts(value: &Value, other: &mut dyn FnMut(Value) -> Value) -> Value {
    match value {
        Value::Tuple(items) if !items.is_empty() => {
            Value::Tuple(items.iter().map(|item| with_parts(item, other)).collect())
        }
        Value::Struct(made) => {
            let values: Vec<_> = made.values().map(|item| with_parts(item, other)).collect();
            Value::Struct(Rc::new(made.with(values)))
        }
        value => other(value.clone()),
    }
}

/// Whether two values are made of the same parts.
pub(super) fn are_alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Tuple(a), Value::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| are_alike(a, b)),
        (Value::Struct(a), Value::Struct(b)) => {
            a.is_like(b) && a.values().zip(b.values()).all(|(a, b)| are_alike(a, b))
        }
        (Value::Tuple(_) | Value::Struct(_), _) | (_, Value::Tuple(_) | Value::Struct(_)) => false,
        _ => true,
    }
}

/// A name for each part.
fn label(value: &Value, base: &str, all: &mut Vec<String>) {
    match value {
        Value::Tuple(items) if !items.is_empty() => {
            for (i, item) in items.iter().enumerate() {
                label(item, &format!("{base}_{i}"), all);
            }
        }
        Value::Struct(made) => {
            for (member, item) in &made.fields {
                let member = quote!(#member).to_string();
                label(item, &format!("{base}_{}", member.trim_start_matches("r#")), all);
            }
        }
        _ => all.push(base.to_string()),
    }
}

impl Lowering<'_> {
    /// The variables that a loop carries, of those that it may change.
    pub(super) fn carried(&self, changed: impl IntoIterator<Item = String>) -> Vec<(usize, Ident)> {
        let mut carried: Vec<(usize, Ident)> = Vec::new();
        for name in changed {
            let name = format_ident!("{name}");
            let Some(scope) = self.find(&name) else { continue };
            // What changes behind a name for a place is the variable that the place is in.
            let (scope, name) = match self.get_at(scope, &name) {
                Value::Place(place) => (place.scope, place.name.clone()),
                _ => (scope, name),
            };
            let value = self.get_at(scope, &name);
            let mutable = self.scopes[scope].get(&name.to_string()).is_some_and(|variable| variable.mutable);
            if (value.is_missing() || !matches!(value, Value::Closure(_) | Value::Driven(_)) && mutable)
                && !carried.contains(&(scope, name.clone()))
            {
                carried.push((scope, name));
            }
        }
        carried
    }

    /// The same, each part of a tuple or a struct by itself: what is not differentiated before the loop may be counted.
    pub(super) fn carried_parts(&self, changed: impl IntoIterator<Item = String>) -> Vec<Carried> {
        let carried = self.carried(changed).into_iter().map(|of| {
            let value = self.get_at(of.0, &of.1);
            // What is said to be an `f64` where the function's number is another.
            let is_float = self.input.generic && self.is_declared_float(&of);
            let is_apart = is_float || matches!(value, Value::Struct(_));
            let counts = |part: &Value| Self::may_count(part) || is_apart && matches!(part, Value::Constant(_));
            let parts =
                parts(&value).iter().map(|part| if counts(part) { Part::Count } else { Part::Number }).collect();
            Carried { of, parts }
        });
        carried.collect()
    }

    /// Whether a variable is said to be an `f64`.
    fn is_declared_float(&self, (scope, name): &Variable) -> bool {
        let declared = self.scopes[*scope].get(&name.to_string()).and_then(|variable| variable.declared.as_ref());
        declared.is_some_and(|ty| quote!(#ty).to_string() == "f64")
    }

    /// What is carried, after a part was seen to be something else.
    pub(super) fn revised(&mut self, carried: &mut Vec<Carried>, of: &Variable, part: usize, became: &Became) {
        let Some(i) = carried.iter().position(|carried| carried.of == *of) else { return };
        match became {
            Became::Counted => {}
            Became::Same => carried[i].parts[part] = Part::Fixed,
            Became::Number => carried[i].parts[part] = Part::Number,
            // A struct that becomes another value, which is not differentiated either, is one value.
            Became::Plain => {
                if let Some(plain) = self.get_at(of.0, &of.1).plain() {
                    self.hold(of.0, &of.1, Value::Passive(plain, true));
                }
                carried[i].parts = vec![Part::Count];
            }
        }
        if carried[i].parts.iter().all(|part| matches!(part, Part::Fixed)) {
            carried.remove(i);
        }
    }

    /// What the turn hands on, in the shapes it was handed.
    pub(super) fn conformed(
        &mut self,
        carried: &[(&Carried, Value)],
        templates: &[Value],
        arguments: &[Value],
        given: &[Value],
        span: &Span,
    ) -> Result<Vec<Id>> {
        let mut results = Vec::new();
        for ((carried, _), template) in carried.iter().zip(templates) {
            let (scope, name) = &carried.of;
            let value = self.get_at(*scope, name);
            let conforms = if carried.parts.iter().all(|part| matches!(part, Part::Number)) {
                self.conform(&value, template, &mut results)?
            } else {
                let (values, templates) = (carried.numbers(&value), carried.numbers(template));
                let mut conforms = values.len() == templates.len();
                for (value, template) in values.iter().zip(&templates) {
                    conforms = conforms && self.conform(value, template, &mut results)?;
                }
                conforms
            };
            if !conforms {
                let message = format!("a turn leaves `{name}` with another shape than it has before");
                return Err(Error::new(span.at, message));
            }
        }
        for (value, template) in given.iter().zip(arguments) {
            if !self.conform(value, template, &mut results)? {
                return Err(Error::new(span.at, "a turn gives a value of another shape than it takes"));
            }
        }
        Ok(results)
    }

    pub(super) fn hold(&mut self, scope: usize, name: &Ident, value: Value) {
        let name = name.to_string();
        if let Some(variable) = self.scopes[scope].get_mut(&name) {
            variable.value = value;
        }
        self.assigned.insert((scope, name));
    }

    pub(super) fn rename(&mut self, value: &Value, name: &Ident) {
        match value {
            Value::Node(id) => self.graph.call_it(*id, name),
            Value::Array(items) | Value::Tuple(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.rename(item, &format_ident!("{name}_{i}"));
                }
            }
            Value::Struct(made) => {
                for (member, item) in &made.fields {
                    let member = quote!(#member).to_string();
                    self.rename(item, &format_ident!("{name}_{}", member.trim_start_matches("r#")));
                }
            }
            _ => {}
        }
    }

    /// The nodes of a value, in order.
    pub(super) fn flatten(&mut self, value: &Value, all: &mut Vec<Id>) -> Result<()> {
        match value {
            Value::Array(items) | Value::Tuple(items) => items.iter().try_for_each(|item| self.flatten(item, all)),
            Value::Struct(made) => made.values().try_for_each(|item| self.flatten(item, all)),
            Value::Condition(condition) => {
                all.push(self.graph.add(Node::Test(condition.clone())));
                Ok(())
            }
            value => {
                all.push(self.single(value, &quote!())?);
                Ok(())
            }
        }
    }

    /// A value of the same shape, of these nodes.
    pub(super) fn params(like: &Value, ids: &[Id], next: &mut usize) -> Value {
        match like {
            Value::Array(items) => Value::Array(items.iter().map(|item| Self::params(item, ids, next)).collect()),
            Value::Tuple(items) => Value::Tuple(items.iter().map(|item| Self::params(item, ids, next)).collect()),
            Value::Struct(made) => {
                let values: Vec<_> = made.values().map(|item| Self::params(item, ids, next)).collect();
                Value::Struct(Rc::new(made.with(values)))
            }
            other => {
                *next += 1;
                let id = ids[*next - 1];
                if let Value::Condition(_) = other { Value::Condition(Condition::Value(id)) } else { Value::Node(id) }
            }
        }
    }

    /// The nodes of a value in the shape of a template, if it has that shape.
    fn conform(&mut self, value: &Value, template: &Value, all: &mut Vec<Id>) -> Result<bool> {
        Ok(match (value, template) {
            (Value::Array(items), Value::Array(like)) | (Value::Tuple(items), Value::Tuple(like)) => {
                items.len() == like.len() && {
                    for (item, like) in items.iter().zip(like) {
                        if !self.conform(item, like, all)? {
                            return Ok(false);
                        }
                    }
                    true
                }
            }
            (Value::Struct(made), Value::Struct(like)) => {
                made.is_like(like) && {
                    for (item, like) in made.values().zip(like.values()) {
                        if !self.conform(item, like, all)? {
                            return Ok(false);
                        }
                    }
                    true
                }
            }
            (Value::Node(id), Value::Struct(like)) => {
                for (member, like) in &like.fields {
                    let step = self.member(member);
                    let part = self.node(Node::Part(*id, step));
                    if !self.conform(&part, like, all)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Node(id), Value::Array(like) | Value::Tuple(like)) => {
                for (i, like) in like.iter().enumerate() {
                    let step = match template {
                        Value::Array(_) => crate::graph::Step::Index(i),
                        _ => crate::graph::Step::Field(i),
                    };
                    let part = self.node(Node::Part(*id, step));
                    if !self.conform(&part, like, all)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Condition(condition), Value::Condition(_)) => {
                let id = match condition {
                    Condition::Value(id) => *id,
                    condition => self.graph.add(Node::Test(condition.clone())),
                };
                all.push(id);
                true
            }
            (Value::Condition(_), _) | (_, Value::Condition(_)) => false,
            (value, Value::Node(like)) => {
                let is_number = self.graph.ty[*like].as_ref().is_some_and(Type::is_number);
                if is_number && matches!(value, Value::Array(_) | Value::Tuple(_) | Value::Struct(_)) {
                    return Ok(false);
                }
                all.push(self.whole(value, &quote!())?);
                true
            }
            _ => false,
        })
    }
}
