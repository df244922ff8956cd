//! The transpose of a graph: the cotangent of every argument from those of the results.
//!
//! The nodes are visited from the last to the first; each adds, to the cotangents of what it is made of, its own
//! cotangent times a partial derivative. A sign is carried beside a cotangent rather than multiplied into it. The arms
//! of an `if` are transposed each in its own block, so that what the arm not taken would have done is never computed.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use crate::graph::{Arm, Block, Graph, Id, Node, Shape, Step};
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

/// What a node's users add to its cotangent: to all of it (an empty path), or to a part of it.
pub(crate) type Contributions = BTreeMap<Id, Vec<(Vec<Step>, Signed)>>;

pub(crate) struct Adjoint<'a> {
    pub(crate) graph: &'a mut Graph,
}

impl Adjoint<'_> {
    /// The contributions to the cotangents of the nodes outside `block`, the leaves of block 0 among them, from those
    /// to nodes within it.
    pub(crate) fn transpose(&mut self, block: Block, mut open: Contributions) -> Contributions {
        let mut outside = Contributions::new();
        while let Some((id, contributions)) = open.pop_last() {
            let stays = self.graph.block[id] == block && !matches!(self.graph.nodes[id], Node::Leaf(_));
            if stays {
                self.visit(id, contributions, &mut open);
            } else {
                outside.insert(id, contributions);
            }
        }
        outside
    }

    fn visit(&mut self, id: Id, contributions: Vec<(Vec<Step>, Signed)>, open: &mut Contributions) {
        let mut give = |to: Id, bar: Signed| open.entry(to).or_default().push((Vec::new(), bar));
        match self.graph.nodes[id].clone() {
            Node::Leaf(_) | Node::Target(_) | Node::Lit(_) | Node::Test(_) => {}
            Node::Part(base, step) => {
                for (path, bar) in contributions {
                    let path = [&[step], &path[..]].concat();
                    open.entry(base).or_default().push((path, bar));
                }
            }
            Node::SinCos(x) => {
                let (sin, cos) = (self.part(id, Step::Field(0)), self.part(id, Step::Field(1)));
                if let Some(bar) = self.at(&contributions, Step::Field(0)) {
                    give(x, self.times(bar, cos));
                }
                if let Some(bar) = self.at(&contributions, Step::Field(1)) {
                    give(x, self.times(bar, sin).flip(true));
                }
            }
            Node::Call(_, arguments) => {
                let w = self.whole(id, &contributions);
                self.primal(id, Node::CallKept(id));
                let bars = self.node(Node::CallVjp(id, Shape::Value(w)));
                self.scatter(bars, &arguments, open);
            }
            Node::Method(_, _, arguments) => {
                let w = self.whole(id, &contributions);
                let bars = self.node(Node::MethodVjp(id, Shape::Value(w)));
                self.scatter(bars, &arguments, open);
            }
            Node::If(test, a, b) => self.branch(test, &a, &b, &contributions, open),
            node => {
                let bar = self.sum(&contributions);
                self.name_bar(bar.id, id);
                self.scalar(id, &node, bar, &mut give);
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

    fn node(&mut self, node: Node) -> Id {
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

    /// The cotangent of a value of unknown shape.
    fn whole(&mut self, id: Id, contributions: &[(Vec<Step>, Signed)]) -> Id {
        let (all, parts): (Vec<_>, Vec<_>) = contributions.iter().cloned().partition(|(path, _)| path.is_empty());
        let opaque = |graph: &Graph, bar: &Signed| matches!(graph.nodes[bar.id], Node::Part(..));
        let mut sum = if all.is_empty() {
            None
        } else if all.iter().any(|(_, bar)| opaque(self.graph, bar)) {
            let mut ids: Vec<Id> = Vec::new();
            for (_, bar) in &all {
                ids.push(self.settle(*bar));
            }
            ids.into_iter().reduce(|a, b| self.graph.add(Node::Sum(a, b)))
        } else {
            let bar = self.sum(&all);
            Some(self.settle(bar))
        };
        if !parts.is_empty() {
            let mut settled = Vec::new();
            for (path, bar) in parts {
                settled.push((path, self.settle(bar)));
            }
            let scattered = self.node(Node::Scattered(id, settled));
            sum = Some(match sum {
                Some(whole) => self.node(Node::Sum(whole, scattered)),
                None => scattered,
            });
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
            Shape::Value(id) => open.entry(*id).or_default().push((Vec::new(), Signed::plus(bar))),
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

    /// The transpose of an `if`: an `if` on the same condition, whose arms give cotangents to what lies around them.
    fn branch(&mut self, test: Id, a: &Arm, b: &Arm, contributions: &[(Vec<Step>, Signed)], open: &mut Contributions) {
        let mut seeds = Vec::new();
        for k in 0..a.results.len() {
            seeds.push(self.at(contributions, Step::Field(k)));
        }
        let mut arm = |arm: &Arm| {
            let outer = self.graph.current();
            self.graph.leave(arm.block);
            let mut inside = Contributions::new();
            for (result, seed) in arm.results.iter().zip(&seeds) {
                if let Some(seed) = seed {
                    inside.entry(*result).or_default().push((Vec::new(), *seed));
                }
            }
            let outside = self.transpose(arm.block, inside);
            let mut bars = BTreeMap::new();
            for (id, contributions) in outside {
                let mut by_path: BTreeMap<Order, Vec<(Vec<Step>, Signed)>> = BTreeMap::new();
                for (path, bar) in contributions {
                    by_path.entry(order(&path)).or_default().push((path, bar));
                }
                for contributions in by_path.into_values() {
                    let path = contributions[0].0.clone();
                    let sum = self.sum(&contributions);
                    bars.insert((id, order(&path)), (path, self.settle(sum)));
                }
            }
            self.graph.leave(outer);
            bars
        };
        let (a_bars, b_bars) = (arm(a), arm(b));
        let targets: BTreeSet<_> = a_bars
            .keys()
            .chain(b_bars.keys())
            .filter(|(id, _)| !matches!(self.graph.nodes[*id], Node::Lit(_)))
            .cloned()
            .collect();
        if targets.is_empty() {
            return;
        }
        let mut results = |block: Block, bars: &BTreeMap<_, (Vec<Step>, Id)>| {
            // Of a whole value of unknown shape, or of a number.
            let zero = |this: &mut Self, (id, path): &(Id, Order)| match this.graph.nodes[*id] {
                Node::Call(..) | Node::Method(..) if path.is_empty() => {
                    this.graph.add_in(block, Node::Scattered(*id, Vec::new()))
                }
                _ => this.graph.add_in(block, Node::Lit(quote!(0.0))),
            };
            let results = targets
                .iter()
                .map(|target| bars.get(target).map_or_else(|| zero(self, target), |(_, id)| *id))
                .collect();
            Arm { block, results }
        };
        let arms = (results(a.block, &a_bars), results(b.block, &b_bars));
        let choice = self.node(Node::If(test, arms.0, arms.1));
        for (k, target) in targets.iter().enumerate() {
            let path = a_bars.get(target).or_else(|| b_bars.get(target)).map(|(path, _)| path.clone());
            let bar = Signed::plus(self.node(Node::Part(choice, Step::Field(k))));
            open.entry(target.0).or_default().push((path.unwrap_or_default(), bar));
        }
    }
}

/// A path as something that has an order.
type Order = Vec<(bool, usize)>;

/// A path in an order of its own.
fn order(path: &[Step]) -> Order {
    path.iter()
        .map(|step| match step {
            Step::Index(i) => (false, *i),
            Step::Field(i) => (true, *i),
        })
        .collect()
}

fn is_one(c: &TokenStream) -> bool {
    c.to_string() == "1.0"
}

/// A constant's negative, for the emitter.
pub(crate) fn minus(c: &TokenStream) -> TokenStream {
    negated(c)
}
