//! The transpose of a graph: the cotangent of every argument from those of the results.
//!
//! The nodes are visited from the last to the first; each adds, to the cotangents of what it is made of, its own
//! cotangent times a partial derivative. A sign is carried beside a cotangent rather than multiplied into it. The arms
//! of an `if` are transposed each in its own block (`branch`), so that what the arm not taken would have done is never
//! computed.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::flow::Flow;
use crate::graph::{Block, Graph, Id, Node, Shape, Step};
use crate::lower::negated;

/// A cotangent and its sign.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signed {
    pub(crate) negative: bool,
    pub(crate) id: Id,
}

impl Signed {
    pub(crate) fn plus(id: Id) -> Self {
        Self { negative: false, id }
    }
    fn flip(self, flip: bool) -> Self {
        Self { negative: self.negative != flip, id: self.id }
    }
}

/// What a node's users add to its cotangent.
#[derive(Debug, Default)]
pub(crate) struct Given {
    /// To all of it (an empty path), or to a part of it.
    pub(crate) bars: Vec<(Vec<Step>, Signed)>,
    /// Of a node that may go unused, or of such a result of an `if`: whether it was used.
    pub(crate) flags: Vec<(Vec<Step>, Id)>,
}

impl Given {
    pub(crate) fn add(&mut self, path: Vec<Step>, bar: Signed) {
        self.bars.push((path, bar));
    }
}

/// What each node is given.
pub(crate) type Contributions = BTreeMap<Id, Given>;

pub(crate) struct Adjoint<'a> {
    pub(crate) graph: &'a mut Graph,
    pub(crate) flow: Flow,
}

impl Adjoint<'_> {
    /// The contributions to the cotangents of the nodes outside `block`, the leaves of block 0 among them, from those
    /// to nodes within it.
    pub(crate) fn transpose(&mut self, block: Block, mut open: Contributions) -> Contributions {
        let mut outside = Contributions::new();
        while let Some((id, given)) = open.pop_last() {
            if matches!(self.graph.nodes[id], Node::Leaf(_)) || self.flow.home[id] != block {
                outside.insert(id, given);
            } else if self.flow.sure[id] {
                let used = self.node(Node::Flag(true));
                self.visit(id, &given, used, &mut open);
            } else {
                self.visit_if_used(id, &given, &mut open);
            }
        }
        outside
    }

    /// Gives a node's operands what they get from its cotangent, and whether they are `used`: whether it is.
    pub(crate) fn visit(&mut self, id: Id, given: &Given, used: Id, open: &mut Contributions) {
        let node = self.graph.nodes[id].clone();
        if let Node::If(test, a, b) = &node {
            self.branch(*test, [a, b], given, used, open);
            return;
        }
        self.give(id, &node, &given.bars, open);
        for operand in node.operands() {
            let path = if let Node::Part(_, step) = node { vec![step] } else { Vec::new() };
            if !self.flow.sure[operand] {
                open.entry(operand).or_default().flags.push((Vec::new(), used));
            }
            if !path.is_empty() && !self.flow.sure[id] {
                open.entry(operand).or_default().flags.push((path, used));
            }
        }
    }

    fn give(&mut self, id: Id, node: &Node, bars: &[(Vec<Step>, Signed)], open: &mut Contributions) {
        let mut give = |to: Id, bar: Signed| open.entry(to).or_default().add(Vec::new(), bar);
        match node {
            Node::Leaf(_) | Node::Target(_) | Node::Lit(_) | Node::Test(_) => {}
            Node::Part(base, step) => {
                for (path, bar) in bars {
                    let path = [&[*step], &path[..]].concat();
                    open.entry(*base).or_default().add(path, *bar);
                }
            }
            Node::SinCos(x) => {
                let (sin, cos) = (self.part(id, Step::Field(0)), self.part(id, Step::Field(1)));
                if let Some(bar) = self.at(bars, Step::Field(0)) {
                    give(*x, self.times(bar, cos));
                }
                if let Some(bar) = self.at(bars, Step::Field(1)) {
                    give(*x, self.times(bar, sin).flip(true));
                }
            }
            Node::Call(_, arguments) => {
                let w = self.whole(id, bars);
                self.primal(id, Node::CallKept(id));
                let bars = self.node(Node::CallVjp(id, Shape::Value(w)));
                self.scatter(bars, arguments, open);
            }
            Node::Method(_, _, arguments) => {
                let w = self.whole(id, bars);
                let bars = self.node(Node::MethodVjp(id, Shape::Value(w)));
                self.scatter(bars, arguments, open);
            }
            node => {
                let bar = self.sum(bars);
                self.name_bar(bar.id, id);
                self.scalar(id, node, bar, &mut give);
            }
        }
    }

    /// What one scalar operation gives to its operands.
    fn scalar(&mut self, y: Id, node: &Node, bar: Signed, give: &mut impl FnMut(Id, Signed)) {
        match node {
            Node::Add(a, b) => {
                give(*a, bar);
                give(*b, bar);
            }
            Node::Sub(a, b) => {
                give(*a, bar);
                give(*b, bar.flip(true));
            }
            Node::Neg(a) => give(*a, bar.flip(true)),
            Node::Mul(a, b) if a == b => {
                let product = self.times(bar, *a);
                give(*a, Signed { id: self.node(Node::Times(product.id, quote!(2.0))), ..product });
            }
            Node::Mul(a, b) => {
                give(*a, self.times(bar, *b));
                give(*b, self.times(bar, *a));
            }
            Node::Fma(a, b, c) => {
                give(*a, self.times(bar, *b));
                give(*b, self.times(bar, *a));
                give(*c, bar);
            }
            Node::Div(a, b) => {
                let inverse = self.primal(y, Node::Under(*b, quote!(1.0)));
                let quotient = self.times(bar, inverse);
                give(*a, quotient);
                give(*b, self.times(quotient, y).flip(true));
            }
            Node::Plus(a, _) => give(*a, bar),
            Node::Times(a, c) => give(*a, Signed { id: self.node(Node::Times(bar.id, c.clone())), ..bar }),
            // The reciprocal of a constant is the compiler's: there is no quotient here.
            Node::Over(a, c) => give(*a, Signed { id: self.node(Node::Times(bar.id, quote!(1.0 / (#c)))), ..bar }),
            Node::Under(a, c) => {
                // y = c/a, so dy/da = −y/a, and −y² where c is 1.
                let d = if is_one(c) {
                    self.primal(y, Node::Mul(y, y))
                } else {
                    let inverse = self.primal(y, Node::Under(*a, quote!(1.0)));
                    self.primal(y, Node::Mul(y, inverse))
                };
                give(*a, self.times(bar, d).flip(true));
            }
            Node::Power(x, n) => {
                let d = self.primal(y, Node::PowerPartial(*x, n.clone(), y));
                give(*x, self.times(bar, d));
            }
            Node::Primitive(name, arguments) => {
                let d = self.primal(y, Node::Partial(name.clone(), arguments.clone(), y));
                if let [x] = arguments[..] {
                    give(x, self.times(bar, d));
                } else {
                    for (i, x) in arguments.iter().enumerate() {
                        if !matches!(self.graph.nodes[*x], Node::Lit(_)) {
                            let part = self.primal(y, Node::Part(d, Step::Field(i)));
                            give(*x, self.times(bar, part));
                        }
                    }
                }
            }
            _ => {}
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

    /// `bar · x`; nothing is multiplied by a cotangent that is the constant 1.
    fn times(&mut self, bar: Signed, x: Id) -> Signed {
        if let Node::Lit(c) = &self.graph.nodes[bar.id]
            && is_one(c)
        {
            return Signed { id: x, ..bar };
        }
        Signed { id: self.node(Node::Mul(bar.id, x)), ..bar }
    }

    /// Calls a cotangent after what it is the cotangent of.
    fn name_bar(&mut self, bar: Id, of: Id) {
        if let Some(name) = &self.graph.name[of] {
            let name = quote::format_ident!("{}_bar", name);
            let made_here = !matches!(self.graph.nodes[bar], Node::Part(..) | Node::Leaf(_) | Node::Neg(_));
            if made_here && bar > of {
                self.graph.call_it(bar, &name);
            }
        }
    }

    /// The sum of the contributions at one element, if there are any.
    fn at(&mut self, contributions: &[(Vec<Step>, Signed)], step: Step) -> Option<Signed> {
        let here: Vec<_> = contributions.iter().filter(|(path, _)| path.first() == Some(&step)).cloned().collect();
        if here.is_empty() { None } else { Some(self.sum(&here)) }
    }

    /// The sum of scalar contributions; begins with one that is not subtracted, and not a product if possible, since
    /// what follows is then fused.
    pub(crate) fn sum(&mut self, contributions: &[(Vec<Step>, Signed)]) -> Signed {
        let mut terms: Vec<Signed> = contributions.iter().map(|(_, bar)| *bar).collect();
        if terms.len() == 1 {
            return terms[0];
        }
        let is_product = |graph: &Graph, term: &Signed| matches!(graph.nodes[term.id], Node::Mul(..) | Node::Times(..));
        let first = (0..terms.len())
            .find(|i| !terms[*i].negative && !is_product(self.graph, &terms[*i]))
            .or_else(|| (0..terms.len()).find(|i| !is_product(self.graph, &terms[*i])))
            .unwrap_or(0);
        let start = terms.remove(first);
        let mut sum = start;
        for term in terms {
            sum = match (sum.negative, term.negative) {
                (a, b) if a == b => Signed { negative: a, id: self.node(Node::Add(sum.id, term.id)) },
                (false, _) => Signed::plus(self.node(Node::Sub(sum.id, term.id))),
                (true, _) => Signed::plus(self.node(Node::Sub(term.id, sum.id))),
            };
        }
        sum
    }

    /// A cotangent without its sign beside it.
    pub(crate) fn settle(&mut self, bar: Signed) -> Id {
        if bar.negative { self.node(Node::Neg(bar.id)) } else { bar.id }
    }

    /// The sum of cotangents of a whole value.
    pub(crate) fn total(&mut self, is_number: bool, bars: &[(Vec<Step>, Signed)]) -> Signed {
        let unknown = |graph: &Graph, bar: &Signed| {
            matches!(graph.nodes[bar.id], Node::Part(..) | Node::Scattered(..) | Node::Sum(..))
        };
        if is_number || !bars.iter().any(|(_, bar)| unknown(self.graph, bar)) {
            return self.sum(bars);
        }
        let ids: Vec<Id> = bars.iter().map(|(_, bar)| self.settle(*bar)).collect();
        let sum = ids.into_iter().reduce(|a, b| self.graph.add(Node::Sum(a, b)));
        sum.map_or(bars[0].1, Signed::plus)
    }

    /// The cotangent of a value of unknown shape.
    fn whole(&mut self, id: Id, bars: &[(Vec<Step>, Signed)]) -> Id {
        let (all, parts): (Vec<_>, Vec<_>) = bars.iter().cloned().partition(|(path, _)| path.is_empty());
        let mut sum = None;
        if !all.is_empty() {
            let total = self.total(false, &all);
            sum = Some(self.settle(total));
        }
        if !parts.is_empty() {
            let parts = parts.into_iter().map(|(path, bar)| (path, self.settle(bar))).collect();
            let scattered = self.node(Node::Scattered(id, parts));
            sum = Some(sum.map_or(scattered, |whole| self.graph.add(Node::Sum(whole, scattered))));
        }
        sum.unwrap_or(id)
    }

    /// Gives a call's arguments their cotangents, the parts of the tuple `bars`.
    fn scatter(&mut self, bars: Id, arguments: &[Shape], open: &mut Contributions) {
        for (i, argument) in arguments.iter().enumerate() {
            if argument.values().iter().all(|id| matches!(self.graph.nodes[*id], Node::Lit(_))) {
                continue;
            }
            let bar = self.node(Node::Part(bars, Step::Field(i)));
            self.scatter_shape(bar, argument, open);
        }
    }

    fn scatter_shape(&mut self, bar: Id, shape: &Shape, open: &mut Contributions) {
        match shape {
            Shape::Value(id) => open.entry(*id).or_default().add(Vec::new(), Signed::plus(bar)),
            Shape::Reference(inner) => self.scatter_shape(bar, inner, open),
            Shape::Array(items) | Shape::Tuple(items) => {
                let step = if matches!(shape, Shape::Array(_)) { Step::Index } else { Step::Field };
                for (i, item) in items.iter().enumerate() {
                    let part = self.node(Node::Part(bar, step(i)));
                    self.scatter_shape(part, item, open);
                }
            }
        }
    }
}

fn is_one(c: &TokenStream) -> bool {
    c.to_string() == "1.0"
}

/// A constant's negative, for the emitter.
pub(crate) fn minus(c: &TokenStream) -> TokenStream {
    negated(c)
}
