//! The values of two arms as one: part by part, and of arrays that both write to, element by element.

use std::rc::Rc;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::Expr;

use super::Lowering;
use super::counters::is_outside;
use super::value::{Made, Value, atom};
use crate::graph::{Block, Condition, Id, Node, Step};
use crate::shape::Type;

/// A value of two arms: of which parts it is made, by their place among the results.
pub(super) enum Merged {
    Result(usize),
    /// Such a result, and it is the answer of a comparison.
    Answer(usize),
    Same(Value),
    Array(Vec<Merged>),
    Tuple(Vec<Merged>),
    Struct(Rc<Made>, Vec<Merged>),
    /// An array in whose place the arms write to the same elements.
    Written(Id, Vec<(bool, Vec<Step>, usize)>),
}

/// What the arms give, side by side.
pub(super) struct Results<'t> {
    pub(super) plain: Option<&'t TokenStream>,
    pub(super) blocks: [Block; 2],
    pub(super) of: [Vec<Id>; 2],
}

/// What an arm writes to an array: whether it is added, where, and the number.
type Written = (bool, Vec<Step>, Id);

impl Lowering<'_> {
    /// The parts of both arms' values, in order, if they have the same shape.
    pub(super) fn merge(&mut self, a: &Value, b: &Value, results: &mut Results<'_>) -> Option<Merged> {
        let number = |value: &Value| matches!(value, Value::Node(_) | Value::Constant(_) | Value::Integer(_));
        Some(match (a, b) {
            (Value::Node(x), Value::Node(y)) if x == y => Merged::Same(a.clone()),
            // One of the arms leaves it without a value.
            (Value::Unknown, _) | (_, Value::Unknown) => Merged::Same(Value::Unknown),
            (Value::Unset, _) | (_, Value::Unset) => Merged::Same(Value::Unset),
            (Value::Never | Value::Left, Value::Left) => Merged::Same(Value::Left),
            (Value::Never | Value::Left, Value::Never) => Merged::Same(a.clone()),
            (none @ (Value::Never | Value::Left), other) => self.merge_none(none, other, 0, results)?,
            (other, none @ (Value::Never | Value::Left)) => self.merge_none(none, other, 1, results)?,
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => Merged::Array(self.merge_all(a, b, results)?),
            (Value::Tuple(a), Value::Tuple(b)) if a.len() == b.len() => Merged::Tuple(self.merge_all(a, b, results)?),
            (Value::Struct(a), Value::Struct(b)) if a.is_like(b) => {
                let [x, y] = [a, b].map(|made| made.values().cloned().collect::<Vec<_>>());
                Merged::Struct(a.clone(), self.merge_all(&x, &y, results)?)
            }
            (Value::Node(x), Value::Node(y)) if results.plain.is_none() && self.is_whole(*x) => {
                match self.written(*x, *y, results) {
                    Some(written) => written,
                    None => Self::result(*x, *y, results),
                }
            }
            (Value::Array(_) | Value::Tuple(_) | Value::Struct(_), Value::Node(node))
            | (Value::Node(node), Value::Array(_) | Value::Tuple(_) | Value::Struct(_)) => {
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
            (a, b) if number(a) && number(b) || self.lifts(a, b) || self.lifts(b, a) => {
                if let (Some(x), Some(y)) = (a.plain(), b.plain()) {
                    if x.to_string() == y.to_string() {
                        return Some(Merged::Same(a.clone()));
                    }
                    // What stands outside may be an index.
                    if let (Some(test), true) = (results.plain, of_any_type(a, b)) {
                        return Some(Merged::Same(Value::Constant(quote!(if #test { #x } else { #y }))));
                    }
                }
                let [x, y] = [(a, 0), (b, 1)].map(|(value, side)| self.node_in(value, results.blocks[side]));
                Self::result(x?, y?, results)
            }
            (Value::Condition(x), Value::Condition(y)) => {
                if let (Some(test), Some(x), Some(y)) = (results.plain, x.plain(), y.plain()) {
                    let chosen = truth_of(test, &x, &y);
                    return Some(Merged::Same(Value::Condition(Condition::Verbatim(chosen))));
                }
                self.answer(x, y, results)
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

    /// Whether a value that may be an `f64` stands beside a number.
    fn lifts(&self, a: &Value, b: &Value) -> bool {
        matches!((a, b), (Value::Passive(_, true), Value::Node(id)) if !self.is_whole(*id))
    }

    fn merge_all(&mut self, a: &[Value], b: &[Value], results: &mut Results<'_>) -> Option<Vec<Merged>> {
        a.iter().zip(b).map(|(a, b)| self.merge(a, b, results)).collect()
    }

    fn result(x: Id, y: Id, results: &mut Results<'_>) -> Merged {
        results.of[0].push(x);
        results.of[1].push(y);
        Merged::Result(results.of[0].len() - 1)
    }

    /// The same where one of the arms, `side`, gives no value: a zero stands for it.
    fn merge_none(&mut self, none: &Value, other: &Value, side: usize, results: &mut Results<'_>) -> Option<Merged> {
        let is_left = matches!(none, Value::Left);
        Some(match other {
            Value::Array(items) => Merged::Array(self.merge_nones(none, items, side, results)?),
            Value::Tuple(items) => Merged::Tuple(self.merge_nones(none, items, side, results)?),
            Value::Struct(made) => Merged::Struct(made.clone(), self.merge_nones(none, made.values(), side, results)?),
            Value::Node(id) => {
                let zero = match self.graph.ty[*id].clone() {
                    Some(Type::Number) => Node::Lit(quote!(0.0)),
                    Some(ty) => Node::Zero(ty),
                    // The compiler knows it.
                    None => Node::Zero(Type::Named(quote!(_))),
                };
                let zero = self.graph.add_in(results.blocks[side], zero);
                let [x, y] = sides(side, zero, *id);
                Self::result(x, y, results)
            }
            Value::Condition(asked) if asked.plain().is_none() => {
                let none = Condition::Verbatim(quote!(false));
                let [x, y] = sides(side, &none, asked);
                self.answer(x, y, results)
            }
            // An element of a table outside may be no number.
            Value::Constant(c)
                if is_left
                    && !is_known(c)
                    && let Some(test) = results.plain
                    && let Some(first) = self.known_ahead(c) =>
            {
                let [yes, no] = sides(side, &first, c);
                Merged::Same(Value::Constant(quote!(if #test { #yes } else { #no })))
            }
            Value::Constant(c) if is_left && !is_known(c) => {
                let nodes = sides(side, Node::Lit(quote!(0.0)), Node::Lit(c.clone()));
                let mut made =
                    results.blocks.into_iter().zip(nodes).map(|(block, node)| self.graph.add_in(block, node));
                let (x, y) = (made.next()?, made.next()?);
                drop(made);
                Self::result(x, y, results)
            }
            other if is_left => Merged::Same(self.where_taken(other, results.plain, side)),
            // What is not differentiated is the same wherever it stands.
            other => Merged::Same(other.clone()),
        })
    }

    fn merge_nones<'v>(
        &mut self,
        none: &Value,
        items: impl IntoIterator<Item = &'v Value>,
        side: usize,
        results: &mut Results<'_>,
    ) -> Option<Vec<Merged>> {
        items.into_iter().map(|item| self.merge_none(none, item, side, results)).collect()
    }

    /// What is not differentiated, and is not looked at where the other arm is taken, which leaves.
    fn where_taken(&self, value: &Value, test: Option<&TokenStream>, side: usize) -> Value {
        let Some(test) = test else { return value.clone() };
        let krate = &self.krate;
        let chosen = |c: &TokenStream, none: &TokenStream| {
            let [yes, no] = sides(side, none, c);
            if is_known(c) { c.clone() } else { quote!(if #test { #yes } else { #no }) }
        };
        match value {
            Value::Integer(c) => Value::Integer(chosen(c, &quote!(0))),
            Value::Passive(c, true) => {
                let none = self.known_ahead(c).unwrap_or_else(|| quote!(#krate::Noted::first()));
                Value::Passive(chosen(c, &none), true)
            }
            Value::Condition(condition) if let Some(c) = condition.plain() => {
                let none = quote!(false);
                let [yes, no] = sides(side, &none, &c);
                Value::Condition(Condition::Verbatim(truth_of(test, yes, no)))
            }
            value => value.clone(),
        }
    }

    fn answer(&mut self, x: &Condition, y: &Condition, results: &mut Results<'_>) -> Merged {
        for (side, condition) in [x, y].into_iter().enumerate() {
            let asked = self.graph.add_in(results.blocks[side], Node::Test(condition.clone()));
            results.of[side].push(asked);
        }
        Merged::Answer(results.of[0].len() - 1)
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

    pub(super) fn chosen(&mut self, merged: Merged, choice: Id) -> Value {
        match merged {
            Merged::Result(k) => self.node(Node::Part(choice, Step::Field(k))),
            Merged::Answer(k) => {
                let part = self.graph.add(Node::Part(choice, Step::Field(k)));
                Value::Condition(Condition::Value(part))
            }
            Merged::Same(value) => value,
            Merged::Array(items) => Value::Array(items.into_iter().map(|item| self.chosen(item, choice)).collect()),
            Merged::Tuple(items) => Value::Tuple(items.into_iter().map(|item| self.chosen(item, choice)).collect()),
            Merged::Struct(made, items) => {
                let values: Vec<_> = items.into_iter().map(|item| self.chosen(item, choice)).collect();
                Value::Struct(Rc::new(made.with(values)))
            }
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

/// `if test { x } else { y }` as a person writes it of truth values.
fn truth_of(test: &TokenStream, x: &TokenStream, y: &TokenStream) -> TokenStream {
    let known = |value: &TokenStream| match value.to_string().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    let [of_test, of_x, of_y] = [test, x, y].map(atom);
    match (known(x), known(y)) {
        (Some(x), Some(y)) if x == y => quote!(#x),
        (Some(true), Some(_)) => test.clone(),
        (Some(false), Some(_)) => quote!(!#of_test),
        (Some(true), None) => quote!(#of_test || #of_y),
        (Some(false), None) => quote!(!#of_test && #of_y),
        (None, Some(true)) => quote!(!#of_test || #of_x),
        (None, Some(false)) => quote!(#of_test && #of_x),
        (None, None) if x.to_string() == y.to_string() => x.clone(),
        (None, None) => quote!(if #test { #x } else { #y }),
    }
}

/// Whether two constants are found outside, or one of them is and the other is an integer's literal: of what type they are the
/// compiler knows.
fn of_any_type(a: &Value, b: &Value) -> bool {
    let is_outside = |value: &Value| {
        let Value::Constant(tokens) = value else { return false };
        match syn::parse2(tokens.clone()) {
            Ok(Expr::Path(path)) => is_outside(&path.path),
            Ok(Expr::Index(index)) => matches!(&*index.expr, Expr::Path(path) if is_outside(&path.path)),
            Ok(Expr::If(_)) => !super::arithmetic::has_float(tokens.clone()),
            _ => false,
        }
    };
    let may_be = |value: &Value| matches!(value, Value::Integer(_)) || is_outside(value);
    may_be(a) && may_be(b) && (is_outside(a) || is_outside(b))
}

/// What the arms give, of which the one at `side` gives nothing.
fn sides<A>(side: usize, none: A, other: A) -> [A; 2] {
    if side == 0 { [none, other] } else { [other, none] }
}

/// Whether an expression is a literal or a name.
fn is_known(c: &TokenStream) -> bool {
    c.clone().into_iter().all(|token| !matches!(token, TokenTree::Group(_))) && c.clone().into_iter().count() <= 2
}
