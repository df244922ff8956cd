//! The transpose of a graph: the cotangent of every argument from those of the results.
//!
//! The nodes are visited from the last to the first; each adds, to the cotangents of what it is made of, its own
//! cotangent times a partial derivative. A sign is carried beside a cotangent rather than multiplied into it. The arms
//! of an `if` are transposed each in its own block (`branch`), so that what the arm not taken would have done is never
//! computed.

mod branch;
mod collect;
mod distribute;
mod given;
mod parts;
mod rules;
mod turns;

use std::collections::HashMap;

use crate::flow::Flow;
use crate::graph::{Condition, Graph, Id, Node, Step};
use crate::shape::{Shape, Type};

pub(crate) use self::given::{Frame, Given, Signed};

pub(crate) struct Adjoint<'a> {
    pub(crate) graph: &'a mut Graph,
    pub(crate) flow: Flow,
    /// The blocks being transposed, each within the one before.
    pub(crate) frames: Vec<Frame>,
    /// The cotangents of leaves that are added to in place, until they are.
    pub(crate) targets: HashMap<Id, Id>,
    /// Which of the primal's values are the same in every step.
    pub(crate) same: Vec<bool>,
}

impl<'a> Adjoint<'a> {
    pub(crate) fn new(graph: &'a mut Graph, flow: Flow, same: Vec<bool>) -> Self {
        Self { graph, flow, frames: vec![Frame::new(0, false)], targets: HashMap::new(), same }
    }

    /// Transposes the nodes of the innermost frame, from the last to the first.
    pub(crate) fn transpose(&mut self) {
        let depth = self.frames.len() - 1;
        while let Some((id, given)) = self.frames[depth].inside.pop_last() {
            if matches!(self.graph.nodes[id], Node::Param) {
                self.frames[depth].params.insert(id, given);
            } else if self.flow.sure[id] || matches!(self.graph.nodes[id], Node::Loop(_)) {
                let used = self.usage(id, &given);
                self.visit(id, &given, used);
            } else {
                self.visit_if_used(id, &given);
            }
        }
    }

    pub(crate) fn type_of(&self, id: Id) -> Option<Type> {
        if self.flow.number[id] { Some(Type::Number) } else { self.graph.ty[id].clone() }
    }

    /// Gives a node's operands what they get from its cotangent, and whether they are `used`: whether it is.
    pub(crate) fn visit(&mut self, id: Id, given: &Given, used: Id) {
        let node = self.graph.nodes[id].clone();
        if let Node::If(test, a, b) = &node {
            self.branch(*test, [a, b], given, used);
            return;
        }
        if let Node::Loop(turns) = &node {
            self.turns_back(id, turns, given, used);
            return;
        }
        self.give_operands(id, &node, &given.bars);
        for operand in node.operands() {
            if !self.flow.active[operand] || self.flow.may_be_passed_over(id, &node, operand) {
                continue;
            }
            let path = if let Node::Part(_, step) = node { vec![step] } else { Vec::new() };
            if !self.flow.sure[operand] {
                self.entry(operand).flags.push((Vec::new(), used));
            }
            if !path.is_empty() && !self.flow.sure[id] {
                self.entry(operand).flags.push((path, used));
            }
        }
    }

    fn give_operands(&mut self, id: Id, node: &Node, bars: &[(Vec<Step>, Signed)]) {
        if bars.is_empty() {
            return;
        }
        match node {
            Node::Leaf(_) | Node::Target(_) | Node::Lit(_) | Node::Found(_) | Node::Test(_) | Node::Zero(_) => {}
            Node::Part(base, step) => {
                let all = bars.iter().all(|(path, _)| path.is_empty()) && self.flow.number[id];
                let bars = if all { vec![(Vec::new(), self.sum(bars))] } else { bars.to_vec() };
                for (path, bar) in &bars {
                    self.give(*base, [&[*step], &path[..]].concat(), *bar);
                }
            }
            Node::SinCos(x) => {
                let (sin, cos) = (self.part(id, Step::Field(0)), self.part(id, Step::Field(1)));
                if let Some(bar) = self.at(bars, Step::Field(0)) {
                    let term = self.times(bar, cos);
                    self.give(*x, Vec::new(), term);
                }
                if let Some(bar) = self.at(bars, Step::Field(1)) {
                    let term = self.times(bar, sin).flip(true);
                    self.give(*x, Vec::new(), term);
                }
            }
            Node::Call(_, arguments) => {
                let w = self.whole(id, bars);
                self.primal(id, Node::CallKept(id));
                let bars = self.node(Node::CallVjp(id, Shape::Value(w)));
                self.scatter(bars, arguments);
            }
            Node::Method(_, _, arguments) => {
                let w = self.whole(id, bars);
                let bars = self.node(Node::MethodVjp(id, Shape::Value(w)));
                self.scatter(bars, arguments);
            }
            Node::Pack(shape) => self.unpack(id, shape, bars.to_vec()),
            Node::Fill(x, length) => {
                if self.flow.active[*x] {
                    let w = self.whole(id, bars);
                    let sum = self.sum_of_elements(*x, w, length);
                    self.give(*x, Vec::new(), Signed::plus(sum));
                }
            }
            Node::Write(base, path, value) => {
                let w = self.whole(id, bars);
                if self.flow.active[*value] {
                    let part = self.reach(w, path);
                    self.give_part(id, *value, part);
                }
                if self.flow.active[*base] {
                    let zero = self.zero_like(*value);
                    let rest = self.node(Node::Write(w, path.clone(), zero));
                    self.name_bar(rest, *base);
                    self.give(*base, Vec::new(), Signed::plus(rest));
                }
            }
            Node::Added(base, parts) => {
                let w = self.whole(id, bars);
                for (path, value) in parts {
                    if self.flow.active[*value] {
                        let part = self.reach(w, path);
                        self.give_part(id, *value, part);
                    }
                }
                self.give(*base, Vec::new(), Signed::plus(w));
            }
            node => {
                let bar = self.sum(bars);
                self.name_bar(bar.id, id);
                self.scalar(id, node, bar);
            }
        }
    }

    /// Gives a value what the one that it is put into has for it; where parts of that go unread, with whether it is anything.
    pub(super) fn give_part(&mut self, id: Id, value: Id, part: Id) {
        self.give(value, Vec::new(), Signed::plus(part));
        let node = self.graph.nodes[id].clone();
        if self.flow.active[value] && self.flow.may_be_passed_over(id, &node, value) && !self.flow.sure[value] {
            let flag = self.node(Node::Test(Condition::Wanted(part)));
            self.entry(value).flags.push((Vec::new(), flag));
        }
    }

    pub(crate) fn node(&mut self, node: Node) -> Id {
        self.graph.add(node)
    }

    /// A node of the primal's, made in the block of `beside`.
    fn primal(&mut self, beside: Id, node: Node) -> Id {
        let block = self.graph.block[beside];
        self.graph.add_in(block, node)
    }

    fn part(&mut self, base: Id, step: Step) -> Id {
        self.primal(base, Node::Part(base, step))
    }

    /// Calls a cotangent after what it is the cotangent of.
    pub(crate) fn name_bar(&mut self, bar: Id, of: Id) {
        let goes_on = match &self.graph.nodes[bar] {
            Node::Param | Node::Zero(_) | Node::Added(..) | Node::Write(..) | Node::Sum(..) => true,
            Node::Part(base, _) => matches!(self.graph.nodes[*base], Node::Loop(_)),
            _ => false,
        };
        let name = match &self.graph.nodes[of] {
            Node::Leaf(name) if goes_on => Some(name.clone()),
            _ => self.graph.name[of].clone(),
        };
        if let Some(name) = name {
            let name = quote::format_ident!("{}_bar", name);
            let made_here = goes_on || !matches!(self.graph.nodes[bar], Node::Part(..) | Node::Leaf(_) | Node::Neg(_));
            if made_here && bar > of {
                self.graph.call_it(bar, &name);
            }
        }
    }
}
