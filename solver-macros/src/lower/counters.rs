//! Variables that are not differentiated and that a loop or an `if` changes: counters, running indices, flags.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::turns::Variable;
use super::value::{LONG, Value};
use super::{Lowering, scan};
use crate::ahead::Running;
use crate::emit::mentions;
use crate::graph::{Condition, Range};

/// A variable that a loop changes, its scope, and what it held before.
#[derive(Clone, Debug)]
pub(super) struct Counter {
    pub(super) scope: usize,
    pub(super) name: Ident,
    start: Value,
    /// What stands for it in a turn, and the variable that goes through the turns.
    in_turn: Value,
    running: Vec<Ident>,
}

/// What became of it in a turn.
pub(super) enum Became {
    Counted,
    /// It is what it was: the loop changes another variable of its name.
    Same,
    /// Something that depends on what is differentiated, or a number.
    Other,
}

impl Lowering<'_> {
    /// Whether a variable may be a counter: it is not differentiated and no `f64`.
    pub(super) fn may_count(value: &Value) -> bool {
        match value {
            Value::Integer(_) | Value::Passive(..) => true,
            Value::Condition(condition) => condition.plain().is_some(),
            Value::Array(items) | Value::Tuple(items) => !items.is_empty() && items.iter().all(Self::may_count),
            Value::Struct(made) => made.values().all(|value| Self::may_count(value) || value.is_passive()),
            _ => false,
        }
    }

    /// A name of this kind that nothing has.
    pub(super) fn unused(&mut self, base: &str) -> Ident {
        let mut text = base.to_string();
        let mut count = 1;
        while self.identifiers.contains(&text) || self.graph.is_leaf(&text) || !self.variables.insert(text.clone()) {
            count += 1;
            text = format!("{base}_{count}");
        }
        format_ident!("{text}")
    }

    /// The turns around what is lowered now, and how many there are of each; none if that is not known.
    fn turns_around(&self) -> Option<(Vec<TokenStream>, Vec<TokenStream>)> {
        let loops = self.graph.loops(self.graph.current(), 0);
        let ranges = loops.iter().map(|block| &self.graph.range[block]);
        ranges
            .map(|range| Some((range.turn.clone(), range.most.clone()?)))
            .collect::<Option<Vec<_>>>()
            .map(|all| all.into_iter().unzip())
    }

    /// A place for a value of every turn that is done now, and what reads it.
    fn place_of(&mut self, base: &str, fill: TokenStream) -> Option<(Ident, Vec<TokenStream>, TokenStream)> {
        let (turns, most) = self.turns_around()?;
        let name = self.unused(base);
        self.graph.ahead.declare(name.clone(), most, fill);
        let read = quote!(#name #([#turns])*);
        Some((name, turns, read))
    }

    /// What a place for values like this one is filled with at first.
    fn fill(&self, value: &Value, outermost: bool) -> TokenStream {
        match value {
            Value::Integer(_) => quote!(0),
            Value::Condition(_) => quote!(false),
            value => {
                let tokens = value.plain().unwrap_or_default();
                let known = self.graph.ahead.fill_of(&tokens).or_else(|| outermost.then_some(tokens));
                known.unwrap_or_else(|| quote!(::core::default::Default::default()))
            }
        }
    }

    /// Begins a loop's turns ahead, with these variables as each turn finds them. Where the number of turns is not known
    /// there are none.
    pub(super) fn begin_turns(&mut self, counted: &[Variable], starts: Vec<Value>) -> Vec<Counter> {
        let outermost = self.graph.ahead.is_outermost();
        self.graph.ahead.begin();
        let mut counters = Vec::new();
        for ((scope, name), start) in counted.iter().zip(starts) {
            let mut running = Vec::new();
            if let Some(in_turn) = self.counted(&name.to_string(), &start, outermost, &mut running) {
                self.hold(*scope, name, in_turn.clone());
                counters.push(Counter { scope: *scope, name: name.clone(), start, in_turn, running });
            }
        }
        counters
    }

    fn counted(&mut self, base: &str, start: &Value, outermost: bool, running: &mut Vec<Ident>) -> Option<Value> {
        let mut all = |this: &mut Self, items: &[Value]| -> Option<Vec<Value>> {
            let each = items.iter().enumerate();
            each.map(|(i, item)| this.counted(&format!("{base}_{i}"), item, outermost, running)).collect()
        };
        Some(match start {
            Value::Array(items) => Value::Array(all(self, items)?),
            Value::Tuple(items) => Value::Tuple(all(self, items)?),
            Value::Struct(made) => {
                let each = made.fields.iter().map(|(member, value)| {
                    let member = quote!(#member).to_string();
                    self.counted(&format!("{base}_{}", member.trim_start_matches("r#")), value, outermost, running)
                });
                made.with(each.collect::<Option<Vec<_>>>()?)
            }
            start => {
                let fill = self.fill(start, outermost);
                let (slot, turns, read) = self.place_of(&format!("{base}_at"), fill)?;
                let name = self.unused(&format!("{base}_now"));
                self.graph.ahead.set(slot, turns, name.to_token_stream());
                running.push(name);
                like(start, read)
            }
        })
    }

    /// What a turn has made of it.
    pub(super) fn became(&self, counter: &Counter) -> Became {
        let value = self.get_at(counter.scope, &counter.name);
        if !still_counts(&value, &counter.in_turn) {
            return Became::Other;
        }
        let text = |value: &Value| value.plain().map(|tokens| tokens.to_string());
        if text(&value) == text(&counter.in_turn) { Became::Same } else { Became::Counted }
    }

    /// What goes through the loop, as the turn leaves it.
    pub(super) fn running(&self, counter: &Counter) -> Vec<Running> {
        let (mut starts, mut nexts) = (Vec::new(), Vec::new());
        leaves(&counter.start, &mut starts);
        leaves(&self.get_at(counter.scope, &counter.name), &mut nexts);
        let each = counter.running.iter().cloned().zip(starts).zip(nexts);
        each.map(|((name, start), next)| Running { name, start, next }).collect()
    }

    /// Ends the turns ahead; binds what they leave.
    pub(super) fn end_turns(&mut self, range: &Rc<Range>, counters: &[Counter], running: Vec<Running>) {
        self.graph.ahead.end_loop(range, running);
        let outermost = self.graph.ahead.is_outermost();
        for Counter { scope, name, start, running, .. } in counters {
            let mut running = running.iter();
            let end = self.ended(&name.to_string(), start, outermost, &mut running);
            self.hold(*scope, name, end);
        }
    }

    fn ended(
        &mut self,
        base: &str,
        start: &Value,
        outermost: bool,
        running: &mut core::slice::Iter<'_, Ident>,
    ) -> Value {
        match start {
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.ended(base, item, outermost, running)).collect())
            }
            Value::Tuple(items) => {
                Value::Tuple(items.iter().map(|item| self.ended(base, item, outermost, running)).collect())
            }
            Value::Struct(made) => {
                let values = made.values().map(|item| self.ended(base, item, outermost, running));
                made.with(values.collect::<Vec<_>>())
            }
            start => {
                let Some(name) = running.next() else { return Value::unit() };
                let tokens = name.to_token_stream();
                if outermost {
                    return like(start, tokens);
                }
                let fill = self.fill(start, false);
                let Some((slot, turns, read)) = self.place_of(&format!("{base}_end"), fill) else {
                    return Value::unit();
                };
                self.graph.ahead.set(slot, turns, tokens);
                like(start, read)
            }
        }
    }

    /// An index that a call gives in a turn of a loop, found once.
    pub(super) fn found_index(&mut self, tokens: TokenStream) -> TokenStream {
        if !self.is_found(&tokens) {
            return tokens;
        }
        let key = (self.graph.current(), tokens.to_string());
        if let Some(read) = self.graph.ahead.found.get(&key) {
            return read.clone();
        }
        let Some((slot, turns, read)) = self.place_of("index_at", quote!(0)) else { return tokens };
        self.graph.ahead.set(slot, turns, tokens);
        self.graph.ahead.found.insert(key, read.clone());
        read
    }

    /// Whether something is called for a value that changes from turn to turn.
    pub(super) fn is_found(&self, tokens: &TokenStream) -> bool {
        let loops = self.graph.loops(self.graph.current(), 0);
        loops.last().is_some_and(|block| mentions(tokens, &self.graph.range[block].variable)) && scan::calls(tokens)
    }

    /// The value, computed once if it is long.
    pub(super) fn noted(&mut self, name: &str, value: Value) -> Value {
        let is_long =
            matches!(value, Value::Integer(_) | Value::Passive(..) | Value::Condition(Condition::Verbatim(_)))
                && value.plain().is_some_and(|tokens| tokens.to_string().len() > LONG);
        if !is_long {
            return value;
        }
        let Some(tokens) = value.plain() else { return value };
        if self.graph.ahead.is_outermost() && self.turns_around().is_some_and(|(turns, _)| turns.is_empty()) {
            let name = self.unused(name);
            self.graph.ahead.bind(name.clone(), tokens);
            return like(&value, name.to_token_stream());
        }
        let fill = self.fill(&value, false);
        let Some((slot, turns, read)) = self.place_of(&format!("{name}_at"), fill) else { return value };
        self.graph.ahead.set(slot, turns, tokens);
        like(&value, read)
    }
}

/// A value of the same kind.
fn like(value: &Value, tokens: TokenStream) -> Value {
    match value {
        Value::Integer(_) => Value::Integer(tokens),
        Value::Condition(_) => Value::Condition(Condition::Verbatim(tokens)),
        Value::Passive(_, floats) => Value::Passive(tokens, *floats),
        _ => Value::Constant(tokens),
    }
}

/// Whether a value goes on as one of the kind it was.
fn still_counts(value: &Value, was: &Value) -> bool {
    match (value, was) {
        (Value::Array(items), Value::Array(like)) | (Value::Tuple(items), Value::Tuple(like)) => {
            items.len() == like.len() && items.iter().zip(like).all(|(item, like)| still_counts(item, like))
        }
        (Value::Struct(made), Value::Struct(like)) => {
            made.is_like(like) && made.values().zip(like.values()).all(|(item, like)| still_counts(item, like))
        }
        (Value::Integer(_), Value::Integer(_)) | (Value::Passive(..), Value::Integer(_) | Value::Condition(_)) => true,
        (Value::Condition(condition), Value::Condition(_)) => condition.plain().is_some(),
        (value, Value::Passive(..)) => value.plain().is_some(),
        // A field of a struct of what is not differentiated.
        (Value::Constant(_) | Value::Passive(_, true), Value::Constant(_)) => true,
        _ => false,
    }
}

fn leaves(value: &Value, all: &mut Vec<TokenStream>) {
    match value {
        Value::Array(items) | Value::Tuple(items) => items.iter().for_each(|item| leaves(item, all)),
        Value::Struct(made) => made.values().for_each(|item| leaves(item, all)),
        value => all.extend(value.plain()),
    }
}
