//! `if` and `match`: what the arms give, and what they make of the variables around them, is chosen.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{Error, Result};

use super::Lowering;
use super::carried::parts;
use super::merge::Results;
use super::value::Value;
use crate::graph::{Arm, Block, Condition, Id, Kind, Node, Step};

/// One of the arms: what it lowers to.
pub(super) type Lower<'f, 'a> = &'f mut dyn FnMut(&mut Lowering<'a>) -> Result<Value>;

impl<'a> Lowering<'a> {
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
                let [a_parts, b_parts] = [&a, &b].map(parts);
                let mut both = a_parts.iter().zip(&b_parts).filter(|_| a_parts.len() == b_parts.len());
                let undecided = |(a, b): (&Value, &Value)| {
                    let [a, b] = [a, b].map(|value| value.plain().map(|tokens| tokens.to_string()));
                    a.is_some() && b.is_some() && a != b
                };
                let message = if plain.is_none() && both.any(undecided) {
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
            // What a function gives in one arm is not looked at in the others.
            let is_result = self.leaving.as_ref().is_some_and(|leaving| leaving.result == name);
            let value = if is_result { value } else { self.noted(&name, value) };
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
}

/// Whether a truth value is one that arms set to what is known.
fn is_flag(id: Id, lowering: &Lowering<'_>) -> bool {
    let graph = &lowering.graph;
    match &graph.nodes[id] {
        Node::Test(Condition::Verbatim(known)) => matches!(known.to_string().as_str(), "true" | "false"),
        Node::Test(condition) => !is_guarded(condition, lowering),
        Node::Part(choice, Step::Field(k)) => {
            let Node::If(test, a, b) = &graph.nodes[*choice] else { return false };
            let known = |result: Id| {
                !matches!(graph.nodes[result], Node::Test(Condition::Compare(..))) && is_flag(result, lowering)
            };
            is_flag(*test, lowering) && known(a.results[*k]) && known(b.results[*k])
        }
        _ => false,
    }
}

/// Whether the condition looks at something that only a part of it lets it look at.
fn is_guarded(condition: &Condition, lowering: &Lowering<'_>) -> bool {
    match condition {
        Condition::Value(id) => !is_flag(*id, lowering) && !lowering.graph.nodes[*id].operands().is_empty(),
        Condition::And(a, b) | Condition::Or(a, b) => {
            a.plain().is_some() || b.plain().is_some() || is_guarded(a, lowering) || is_guarded(b, lowering)
        }
        Condition::Not(a) => is_guarded(a, lowering),
        Condition::Compare(..) | Condition::Verbatim(_) | Condition::Wanted(_) => false,
    }
}
