//! What a loop carries from turn to turn: the variables it may change, and their shapes as nodes and back.

use proc_macro2::Ident;
use quote::{format_ident, quote};
use syn::{Error, Result};

use super::Lowering;
use super::range::Span;
use super::turns::Variable;
use super::value::Value;
use crate::graph::{Condition, Id, Node};
use crate::shape::Type;

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

    /// What the turn hands on, in the shapes it was handed.
    pub(super) fn conformed(
        &mut self,
        carried: &[&Variable],
        templates: &[Value],
        arguments: &[Value],
        given: &[Value],
        span: &Span,
    ) -> Result<Vec<Id>> {
        let mut results = Vec::new();
        for ((scope, name), template) in carried.iter().zip(templates) {
            let value = self.get_at(*scope, name);
            if !self.conform(&value, template, &mut results)? {
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
                all.push(self.lift(value, &quote!())?);
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
                made.with(made.values().map(|item| Self::params(item, ids, next)).collect::<Vec<_>>())
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
