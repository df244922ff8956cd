//! The cotangents of values of several numbers: put together from those of their parts, and taken apart into them.

use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use super::Adjoint;
use super::given::Signed;
use crate::graph::{Id, Kind, Node, Range, Step, Turns};
use crate::shape::Shape;

impl Adjoint<'_> {
    /// Gives the parts of what was put together their cotangents.
    pub(super) fn unpack(&mut self, id: Id, shape: &Shape, bars: Vec<(Vec<Step>, Signed)>) {
        let items: Vec<(Step, &Shape)> = match shape {
            Shape::Value(part) => {
                for (path, bar) in bars {
                    self.give(*part, path, bar);
                }
                return;
            }
            Shape::Reference(inner) => return self.unpack(id, inner, bars),
            Shape::Plain(_) | Shape::Constant(_) => return,
            Shape::Array(items) => items.iter().enumerate().map(|(i, item)| (Step::Index(i), item)).collect(),
            Shape::Tuple(items) => items.iter().enumerate().map(|(i, item)| (Step::Field(i), item)).collect(),
            Shape::Struct(_, fields) => fields.iter().map(|(name, item)| (self.graph.member(name), item)).collect(),
            Shape::Made(_, items) => items.iter().enumerate().map(|(i, item)| (Step::Index(i), item)).collect(),
        };
        let (whole, parts): (Vec<_>, Vec<_>) =
            bars.into_iter().partition(|(path, _)| matches!(path.first(), None | Some(Step::At(_))));
        let w = (!whole.is_empty()).then(|| self.whole(id, &whole));
        for (step, item) in items {
            let mut here: Vec<_> = parts
                .iter()
                .filter(|(path, _)| path[0] == step)
                .map(|(path, bar)| (path[1..].to_vec(), *bar))
                .collect();
            if let Some(w) = w
                && item.values().iter().any(|id| self.flow.active[*id])
            {
                here.push((Vec::new(), Signed::plus(self.node(Node::Part(w, step)))));
            }
            if here.is_empty() {
                continue;
            }
            match item {
                Shape::Value(part) => {
                    let node = self.graph.nodes[id].clone();
                    if self.flow.active[*part] && self.flow.may_be_passed_over(id, &node, *part) {
                        let bar = self.total_of(*part, &here);
                        self.give_part(id, *part, bar);
                        continue;
                    }
                    for (path, bar) in here {
                        self.give(*part, path, bar);
                    }
                }
                inner => {
                    // The parts of a part are found within the whole.
                    let like = self.node(Node::Pack(inner.clone()));
                    let complete = self.flow.complete[id];
                    self.unpack_new(like, inner, here, complete);
                }
            }
        }
    }

    /// The same for a part that is no node of the primal's.
    fn unpack_new(&mut self, id: Id, shape: &Shape, bars: Vec<(Vec<Step>, Signed)>, complete: bool) {
        self.flow.cover(id, self.graph);
        self.flow.complete[id] &= complete;
        self.unpack(id, shape, bars);
    }

    /// The sum of the elements of a cotangent, for an array that holds `x` so many times.
    pub(super) fn sum_of_elements(&mut self, x: Id, w: Id, length: &TokenStream) -> Id {
        let init = self.zero_like(x);
        let variable = quote::format_ident!("each_{w}");
        let range = Rc::new(Range {
            variable: variable.clone(),
            iterator: quote!(0..#length),
            turn: quote!(#variable),
            most: None,
            count: None,
            nonempty: None,
            span: proc_macro2::Span::call_site(),
        });
        let outer = self.graph.current();
        let block = self.graph.enter(Kind::Turns);
        self.graph.range.insert(block, range.clone());
        let like = self.type_of(x);
        let param = self.graph.param(like);
        let step = self.graph.at(&quote!(#variable));
        let element = self.graph.add(Node::Part(w, step));
        let is_number = self.flow.number[x];
        let result = self.graph.add(if is_number { Node::Add(param, element) } else { Node::Sum(param, element) });
        self.graph.leave(outer);
        let turns =
            Turns { range, backwards: false, block, inits: vec![init], params: vec![param], results: vec![result] };
        self.graph.turns(turns).1[0]
    }

    /// A part of a cotangent.
    pub(crate) fn reach(&mut self, w: Id, path: &[Step]) -> Id {
        path.iter().fold(w, |value, step| self.graph.add(Node::Part(value, *step)))
    }

    /// The zero of a node's type.
    pub(crate) fn zero_like(&mut self, id: Id) -> Id {
        if self.flow.number[id] {
            return self.node(Node::Lit(quote!(0.0)));
        }
        match self.graph.ty[id].clone() {
            Some(ty) => self.node(Node::Zero(ty)),
            None => self.node(Node::Scattered(id, Vec::new())),
        }
    }

    /// The cotangent of a value of several numbers.
    pub(crate) fn whole(&mut self, id: Id, bars: &[(Vec<Step>, Signed)]) -> Id {
        let (all, parts): (Vec<_>, Vec<_>) = bars.iter().cloned().partition(|(path, _)| path.is_empty());
        let parts: Vec<_> = parts.into_iter().map(|(path, bar)| (path, self.settle(bar))).collect();
        if all.is_empty() {
            return match self.graph.ty[id].clone() {
                Some(ty) if parts.is_empty() => self.node(Node::Zero(ty)),
                Some(ty) => {
                    let zero = self.node(Node::Zero(ty));
                    self.node(Node::Added(zero, parts))
                }
                None => self.node(Node::Scattered(id, parts)),
            };
        }
        let total = self.total(false, &all);
        let total = self.settle(total);
        if parts.is_empty() { total } else { self.node(Node::Added(total, parts)) }
    }

    /// Gives a call's arguments their cotangents, the parts of the tuple `bars`.
    pub(super) fn scatter(&mut self, bars: Id, arguments: &[Shape]) {
        for (i, argument) in arguments.iter().enumerate() {
            if argument.values().iter().any(|id| self.flow.active[*id]) {
                let bar = self.node(Node::Part(bars, Step::Field(i)));
                self.scatter_shape(bar, argument);
            }
        }
    }

    fn scatter_shape(&mut self, bar: Id, shape: &Shape) {
        match shape {
            Shape::Value(id) => self.give(*id, Vec::new(), Signed::plus(bar)),
            Shape::Reference(inner) => self.scatter_shape(bar, inner),
            Shape::Plain(_) | Shape::Constant(_) => {}
            Shape::Array(items) | Shape::Tuple(items) | Shape::Made(_, items) => {
                let step = if matches!(shape, Shape::Tuple(_)) { Step::Field } else { Step::Index };
                for (i, item) in items.iter().enumerate() {
                    if item.values().iter().any(|id| self.flow.active[*id]) {
                        let part = self.node(Node::Part(bar, step(i)));
                        self.scatter_shape(part, item);
                    }
                }
            }
            Shape::Struct(_, fields) => {
                for (name, item) in fields {
                    let step = self.graph.member(name);
                    let part = self.node(Node::Part(bar, step));
                    self.scatter_shape(part, item);
                }
            }
        }
    }
}
