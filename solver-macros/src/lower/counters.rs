//! Variables that are not differentiated and that a loop or an `if` changes: counters, running indices, flags.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Expr, Stmt};

use super::carried::{Counted, are_alike, parts, with_parts};
use super::scan::leaf_name;
use super::turns::Variable;
use super::value::{LONG, Value, atom};
use super::{Lowering, scan};
use crate::ahead::Running;
use crate::emit::mentions;
use crate::graph::{Condition, Kind, Range};
use crate::shape::Type;

/// A part of a variable that a loop changes, and what it held before.
#[derive(Clone, Debug)]
pub(super) struct Counter {
    pub(super) of: Variable,
    pub(super) part: usize,
    start: Value,
    whole: Value,
    /// What stands for it in a turn, and the variable that goes through the turns.
    in_turn: Value,
    running: Vec<Ident>,
}

/// What became of it in a turn.
pub(super) enum Became {
    Counted,
    /// It is what it was: the loop changes another variable of its name, or another part.
    Same,
    /// Something that depends on what is differentiated, or a number.
    Number,
    /// The variable is another value that is not differentiated, and not made of these parts.
    Plain,
}

impl Lowering<'_> {
    /// Whether a variable may be a counter: it is not differentiated and no `f64`.
    pub(super) fn may_count(value: &Value) -> bool {
        match value {
            Value::Integer(_) | Value::Passive(..) => true,
            Value::Condition(condition) => condition.plain().is_some(),
            Value::Array(items) | Value::Tuple(items) => !items.is_empty() && items.iter().all(Self::may_count),
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
                let krate = &self.krate;
                let known = if outermost { Some(tokens) } else { self.known_ahead(&tokens) };
                known.unwrap_or_else(|| quote!(#krate::Noted::first()))
            }
        }
    }

    /// A value of the type that an expression in a loop has, which is there before the loop.
    pub(super) fn known_ahead(&self, tokens: &TokenStream) -> Option<TokenStream> {
        if let Some(fill) = self.graph.ahead.fill_of(tokens) {
            return Some(fill);
        }
        let of = |expression: &Expr| self.known_ahead(&expression.to_token_stream());
        let of_block = |block: &syn::Block| match &block.stmts[..] {
            [Stmt::Expr(value, None)] => of(value),
            // A variable of the block has its type from its first value.
            [Stmt::Local(local), .., Stmt::Expr(Expr::Path(last), None)] => {
                let first = local.init.as_ref()?;
                let name = leaf_name(&local.pat)?;
                last.path.is_ident(&name).then(|| of(&first.expr)).flatten()
            }
            _ => None,
        };
        let as_it_is = |part: &Expr| of(part).is_some_and(|own| is_same(&own, part));
        match syn::parse2(tokens.clone()).ok()? {
            Expr::Paren(inner) => of(&inner.expr),
            Expr::Block(block) => of_block(&block.block),
            Expr::If(choice) => {
                of_block(&choice.then_branch).or_else(|| choice.else_branch.as_ref().and_then(|(_, other)| of(other)))
            }
            Expr::Match(choice) => choice.arms.iter().find_map(|arm| of(&arm.body)),
            // One that a turn notes by itself would have begun with an element of what the whole begins with.
            Expr::Index(index) if let Some((first, _)) = of(&index.expr).as_ref().and_then(element_of) => Some(first),
            // A table outside has an element at least where one is looked for.
            Expr::Index(index) if matches!(&*index.expr, Expr::Path(path) if is_outside(&path.path)) => {
                let table = &index.expr;
                Some(quote!(#table[0]))
            }
            Expr::Lit(_) => Some(tokens.clone()),
            Expr::Repeat(repeat) => as_it_is(&repeat.expr).then(|| tokens.clone()),
            Expr::Array(array) => array.elems.iter().all(as_it_is).then(|| tokens.clone()),
            Expr::Path(path) => {
                let given = |name: &Ident| self.input.settings.iter().any(|setting| setting.name == *name);
                let known = path.path.get_ident().is_some_and(|name| given(name) || self.graph.ahead.binds(name));
                (is_outside(&path.path) || known).then(|| tokens.clone())
            }
            Expr::Call(made) => {
                let Expr::Path(path) = &*made.func else { return None };
                // What says the type of a `let`.
                let said = path.path.segments.last().filter(|last| last.ident == "identity");
                if (said.is_some() || is_outside(&path.path)) && made.args.iter().all(as_it_is) {
                    return Some(tokens.clone());
                }
                let syn::PathArguments::AngleBracketed(said) = &said?.arguments else { return None };
                let Some(syn::GenericArgument::Type(ty @ syn::Type::Array(_))) = said.args.first() else { return None };
                self.first_of(ty)
            }
            Expr::Struct(made) => {
                (made.rest.is_none() && made.fields.iter().all(|field| as_it_is(&field.expr))).then(|| tokens.clone())
            }
            _ => None,
        }
    }

    /// Any value of a type; of an array of any length too.
    fn first_of(&self, ty: &syn::Type) -> Option<TokenStream> {
        let krate = &self.krate;
        match ty {
            syn::Type::Array(syn::TypeArray { len: Expr::Infer(_), .. }) => None,
            syn::Type::Array(array) => {
                let (first, length) = (self.first_of(&array.elem)?, &array.len);
                Some(quote!([#first; #length]))
            }
            ty => Some(quote!(<#ty as #krate::Noted>::first())),
        }
    }

    /// Begins a loop's turns ahead, with these parts of variables as each turn finds them. Where the number of turns is not
    /// known there are none.
    pub(super) fn begin_turns(&mut self, counted: &[Counted]) -> Vec<Counter> {
        let outermost = self.graph.ahead.is_outermost();
        self.graph.ahead.begin();
        let mut counters = Vec::new();
        for Counted { of, part, label, start, whole } in counted {
            let mut running = Vec::new();
            // Where it has methods it is of some type.
            let start = &match start {
                Value::Constant(c) if self.input.generic => {
                    Value::Constant(super::value::typed(c.clone(), &format_ident!("f64")))
                }
                start => start.clone(),
            };
            if let Some(in_turn) = self.counted(label, start, outermost, &mut running) {
                self.hold_part(of, *part, &in_turn);
                let (of, start, whole) = (of.clone(), start.clone(), whole.clone());
                counters.push(Counter { of, part: *part, start, whole, in_turn, running });
            }
        }
        counters
    }

    /// Has a part of a variable hold a value.
    fn hold_part(&mut self, (scope, name): &Variable, part: usize, value: &Value) {
        let mut at = 0..;
        let whole = with_parts(&self.get_at(*scope, name), &mut |old| {
            if at.next() == Some(part) { value.clone() } else { old }
        });
        self.hold(*scope, name, whole);
    }

    /// A part of a variable with what it holds now.
    pub(super) fn part_held(&self, of: &Variable, part: usize) -> Option<(Variable, usize, Value)> {
        let value = parts(&self.get_at(of.0, &of.1)).into_iter().nth(part)?;
        Some((of.clone(), part, value))
    }

    /// Has parts of variables hold what they held.
    pub(super) fn hold_parts(&mut self, held: &[(Variable, usize, Value)]) {
        for (of, part, value) in held {
            self.hold_part(of, *part, value);
        }
    }

    /// A part of a variable as it is now, if it has it still.
    fn part_of(&self, Counter { of: (scope, name), part, .. }: &Counter) -> Option<Value> {
        parts(&self.get_at(*scope, name)).into_iter().nth(*part)
    }

    fn counted(&mut self, base: &str, start: &Value, outermost: bool, running: &mut Vec<Ident>) -> Option<Value> {
        let mut all = |this: &mut Self, items: &[Value]| -> Option<Vec<Value>> {
            let each = items.iter().enumerate();
            each.map(|(i, item)| this.counted(&format!("{base}_{i}"), item, outermost, running)).collect()
        };
        Some(match start {
            Value::Array(items) => Value::Array(all(self, items)?),
            Value::Tuple(items) => Value::Tuple(all(self, items)?),
            start => {
                let fill = self.fill(start, outermost);
                let (slot, turns, read) = self.place_of(&format!("{base}_at"), fill)?;
                let name = self.unused(&format!("{base}_now"));
                self.set_in_turn(slot, turns, name.to_token_stream());
                running.push(name);
                like(start, read)
            }
        })
    }

    /// What a turn has made of it.
    pub(super) fn became(&self, counter: &Counter) -> Became {
        let (scope, name) = &counter.of;
        let whole = self.get_at(*scope, name);
        let value = self.part_of(counter).filter(|_| are_alike(&whole, &counter.whole));
        let Some(value) = value else {
            return if whole.plain().is_some() { Became::Plain } else { Became::Number };
        };
        if !still_counts(&value, &counter.in_turn) {
            return Became::Number;
        }
        let text = |value: &Value| value.plain().map(|tokens| tokens.to_string());
        if text(&value) == text(&counter.in_turn) { Became::Same } else { Became::Counted }
    }

    /// What goes through the loop, as the turn leaves it.
    pub(super) fn running(&self, counter: &Counter) -> Vec<Running> {
        let (mut starts, mut nexts) = (Vec::new(), Vec::new());
        leaves(&counter.start, &mut starts);
        leaves(&self.part_of(counter).unwrap_or_else(Value::unit), &mut nexts);
        let each = counter.running.iter().cloned().zip(starts).zip(nexts);
        each.map(|((name, start), next)| Running { name, start, next }).collect()
    }

    /// Ends the turns ahead; binds what they leave.
    pub(super) fn end_turns(&mut self, range: &Rc<Range>, counters: &[Counter], running: Vec<Running>) {
        self.graph.ahead.end_loop(range, running);
        let outermost = self.graph.ahead.is_outermost();
        for Counter { of, part, start, running, .. } in counters {
            let mut running = running.iter();
            let end = self.ended(&of.1.to_string(), start, outermost, &mut running);
            self.hold_part(of, *part, &end);
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
                self.set_in_turn(slot, turns, tokens);
                like(start, read)
            }
        }
    }

    /// An element of an array that is not differentiated. Of one that turns change it is noted by itself, so that nothing else of
    /// that array is.
    pub(super) fn element_noted(&mut self, array: &TokenStream, index: &TokenStream) -> TokenStream {
        let of = atom(array);
        let element = quote!(#of[#index]);
        if !self.graph.ahead.is_noted(array) || self.graph.loops(self.graph.current(), 0).is_empty() {
            return element;
        }
        let text = element.to_string();
        if let Some(read) = self.found_in_turn(&text) {
            return read;
        }
        let Some((fill, length)) = self.known_ahead(array).as_ref().and_then(element_of) else { return element };
        // What an arm between lanes reaches for is reached for there, unless it is there for certain.
        let ty = Type::Array(Box::new(Type::Number), length);
        if self.is_in_arm() && !self.is_within_array(Some(&ty), index) {
            return element;
        }
        let Some((slot, turns, read)) = self.place_of("element_at", fill) else { return element };
        self.set_in_turn(slot, turns, element);
        self.graph.ahead.found.insert((self.graph.current(), text), read.clone());
        read
    }

    /// Sets a place. In a turn's own list only what follows reads it; what an arm sets is read after the arm, too.
    fn set_in_turn(&mut self, slot: Ident, turns: Vec<TokenStream>, value: TokenStream) {
        if self.graph.kind(self.graph.current()) == Kind::Turns {
            self.graph.ahead.set_here(slot, turns, value);
        } else {
            self.graph.ahead.set(slot, turns, value);
        }
    }

    /// What was noted in this turn already, and not in another arm.
    fn found_in_turn(&self, text: &str) -> Option<TokenStream> {
        let mut block = self.graph.current();
        loop {
            if let Some(read) = self.graph.ahead.found.get(&(block, text.to_string())) {
                return Some(read.clone());
            }
            if block == 0 || self.graph.kind(block) == Kind::Turns {
                return None;
            }
            block = self.graph.parent(block);
        }
    }

    fn is_in_arm(&self) -> bool {
        let mut block = self.graph.current();
        while block != 0 && self.graph.kind(block) != Kind::Arm {
            block = self.graph.parent(block);
        }
        block != 0
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

/// Whether a path is that of a constant, a variant or a struct.
pub(super) fn is_outside(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase))
}

fn is_same(tokens: &TokenStream, expression: &Expr) -> bool {
    tokens.to_string() == expression.to_token_stream().to_string()
}

/// The first element of an array as it is written, and the array's length.
fn element_of(array: &TokenStream) -> Option<(TokenStream, TokenStream)> {
    match syn::parse2(array.clone()).ok()? {
        Expr::Paren(inner) => element_of(&inner.expr.to_token_stream()),
        // What says the type of a `let`.
        Expr::Call(said) if said.func.to_token_stream().to_string().contains("identity") => {
            element_of(&said.args.first()?.to_token_stream())
        }
        Expr::Repeat(repeat) => Some((repeat.expr.to_token_stream(), repeat.len.to_token_stream())),
        Expr::Array(array) => {
            let length = proc_macro2::Literal::usize_unsuffixed(array.elems.len());
            Some((array.elems.first()?.to_token_stream(), length.to_token_stream()))
        }
        _ => None,
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
        (Value::Integer(_), Value::Integer(_)) | (Value::Passive(..), Value::Integer(_) | Value::Condition(_)) => true,
        (Value::Condition(condition), Value::Condition(_)) => condition.plain().is_some(),
        // A constant: a field of a struct of what is not differentiated.
        (value, Value::Passive(..) | Value::Constant(_)) => value.plain().is_some(),
        _ => false,
    }
}

fn leaves(value: &Value, all: &mut Vec<TokenStream>) {
    match value {
        Value::Array(items) | Value::Tuple(items) => items.iter().for_each(|item| leaves(item, all)),
        value => all.extend(value.plain()),
    }
}
