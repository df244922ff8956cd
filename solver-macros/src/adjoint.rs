//! The transpose of a graph: the cotangent of every argument from those of the results.
//!
//! The nodes are visited from the last to the first; each adds, to the cotangents of what it is made of, its own
//! cotangent times a partial derivative. A sign is carried beside a cotangent rather than multiplied into it. The arms
//! of an `if` are transposed each in its own block (`branch`), so that what the arm not taken would have done is never
//! computed.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use crate::flow::Flow;
use crate::graph::{Block, Graph, Id, Kind, Node, Range, Step, Turns};
use crate::lower::negated;
use crate::shape::{Shape, Type};

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
    pub(crate) fn flip(self, flip: bool) -> Self {
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

/// What each node is given.
pub(crate) type Contributions = BTreeMap<Id, Given>;

/// A block whose nodes are being transposed.
pub(crate) struct Frame {
    pub(crate) block: Block,
    /// Whether it is the body of a loop: cotangents then go from turn to turn.
    pub(crate) turns: bool,
    /// What is given to the nodes that are transposed here.
    inside: Contributions,
    /// To those that are not.
    pub(crate) outside: Contributions,
    /// What turns begin with.
    pub(crate) params: Contributions,
    /// The cotangents from outside that were taken up here, to be added to in place.
    pub(crate) base: HashMap<Id, Id>,
}

impl Frame {
    pub(crate) fn new(block: Block, turns: bool) -> Self {
        Self {
            block,
            turns,
            inside: Contributions::new(),
            outside: Contributions::new(),
            params: Contributions::new(),
            base: HashMap::new(),
        }
    }
}

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

    /// What a node has been given in the innermost frame.
    pub(crate) fn entry(&mut self, id: Id) -> &mut Given {
        let depth = self.frames.len() - 1;
        self.entry_at(id, depth)
    }

    fn entry_at(&mut self, id: Id, depth: usize) -> &mut Given {
        let leaf = matches!(self.graph.nodes[id], Node::Leaf(_));
        let frame = &mut self.frames[depth];
        let here = !leaf && self.flow.home[id] == frame.block;
        if here { frame.inside.entry(id).or_default() } else { frame.outside.entry(id).or_default() }
    }

    /// Gives a node a cotangent, or a part of it one, if it depends on an argument.
    pub(crate) fn give(&mut self, to: Id, path: Vec<Step>, bar: Signed) {
        if self.flow.active[to] {
            self.entry(to).bars.push((path, bar));
        }
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

    /// Whether a node is used, from what it was given.
    pub(crate) fn usage(&mut self, id: Id, given: &Given) -> Id {
        if self.flow.sure[id] {
            return self.node(Node::Flag(true));
        }
        let own: Vec<_> = given.flags.iter().filter(|(path, _)| path.is_empty()).map(|(_, flag)| *flag).collect();
        let used = own.into_iter().reduce(|a, b| self.either(a, b));
        used.unwrap_or_else(|| self.node(Node::Flag(true)))
    }

    /// All that a node has been given in a frame, as one cotangent that is in its entry from then on. Within a loop or
    /// an arm, it begins with what the node was given outside.
    pub(crate) fn running(&mut self, id: Id, depth: usize) -> Id {
        let is_leaf = matches!(self.graph.nodes[id], Node::Leaf(_));
        let here = depth == 0 || (!is_leaf && self.flow.home[id] == self.frames[depth].block);
        let outer = self.graph.current();
        let base = if here {
            self.targets.remove(&id).filter(|_| depth == 0)
        } else if self.frames[depth].base.contains_key(&id) {
            None
        } else if self.frames[depth].turns {
            self.graph.leave(self.frames[depth].block);
            let like = self.type_of(id);
            Some(self.graph.param(like))
        } else {
            Some(self.running(id, depth - 1))
        };
        if let Some(base) = base {
            self.frames[depth].base.insert(id, base);
            self.entry_at(id, depth).bars.insert(0, (Vec::new(), Signed::plus(base)));
        }
        let bars = core::mem::take(&mut self.entry_at(id, depth).bars);
        self.graph.leave(self.frames[depth].block);
        let total = self.total_of(id, &bars);
        self.name_bar(total, id);
        self.entry_at(id, depth).bars.push((Vec::new(), Signed::plus(total)));
        self.graph.leave(outer);
        total
    }

    /// Replaces all that a node has been given in a frame.
    pub(crate) fn replace(&mut self, id: Id, bar: Id) {
        self.entry(id).bars = vec![(Vec::new(), Signed::plus(bar))];
    }

    pub(crate) fn type_of(&self, id: Id) -> Option<Type> {
        if self.flow.number[id] { Some(Type::Number) } else { self.graph.ty[id].clone() }
    }

    /// The cotangent of a node from what it was given: zero from nothing.
    pub(crate) fn total_of(&mut self, id: Id, bars: &[(Vec<Step>, Signed)]) -> Id {
        if !self.flow.number[id] {
            return self.whole(id, bars);
        }
        if bars.is_empty() {
            return self.node(Node::Lit(quote!(0.0)));
        }
        let sum = self.sum(bars);
        self.settle(sum)
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
            if !self.flow.active[operand] {
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
                    self.give(*value, Vec::new(), Signed::plus(part));
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
                        self.give(*value, Vec::new(), Signed::plus(part));
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

    /// Gives the parts of what was put together their cotangents.
    fn unpack(&mut self, id: Id, shape: &Shape, bars: Vec<(Vec<Step>, Signed)>) {
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
                    for (path, bar) in here {
                        self.give(*part, path, bar);
                    }
                }
                inner => {
                    // The parts of a part are found within the whole.
                    let like = self.node(Node::Pack(inner.clone()));
                    self.unpack_new(like, inner, here);
                }
            }
        }
    }

    /// The same for a part that is no node of the primal's.
    fn unpack_new(&mut self, id: Id, shape: &Shape, bars: Vec<(Vec<Step>, Signed)>) {
        self.flow.cover(id, self.graph);
        self.unpack(id, shape, bars);
    }

    /// The sum of the elements of a cotangent, for an array that holds `x` so many times.
    fn sum_of_elements(&mut self, x: Id, w: Id, length: &TokenStream) -> Id {
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

    /// What one scalar operation gives to its operands.
    fn scalar(&mut self, y: Id, node: &Node, bar: Signed) {
        let mut terms: Vec<(Id, Signed)> = Vec::new();
        match node {
            Node::Add(a, b) => {
                terms.push((*a, bar));
                terms.push((*b, bar));
            }
            Node::Sub(a, b) => {
                terms.push((*a, bar));
                terms.push((*b, bar.flip(true)));
            }
            Node::Neg(a) => terms.push((*a, bar.flip(true))),
            Node::Mul(a, b) if a == b => {
                // Of several squares in one sum, twice its cotangent is the same.
                let one = matches!(&self.graph.nodes[bar.id], Node::Lit(c) if is_one(c));
                let twice = Node::Times(if one { *a } else { bar.id }, quote!(2.0));
                let twice = Signed { id: self.node(twice), ..bar };
                terms.push((*a, if one { twice } else { self.times(twice, *a) }));
            }
            Node::Mul(a, b) => {
                terms.push((*a, self.times(bar, *b)));
                terms.push((*b, self.times(bar, *a)));
            }
            Node::Fma(a, b, c) => {
                terms.push((*a, self.times(bar, *b)));
                terms.push((*b, self.times(bar, *a)));
                terms.push((*c, bar));
            }
            Node::Div(a, b) => {
                let inverse = self.primal(y, Node::Under(*b, quote!(1.0)));
                let quotient = self.times(bar, inverse);
                terms.push((*a, quotient));
                terms.push((*b, self.times(quotient, y).flip(true)));
            }
            Node::Plus(a, _) => terms.push((*a, bar)),
            Node::Times(a, c) => terms.push((*a, Signed { id: self.node(Node::Times(bar.id, c.clone())), ..bar })),
            // The reciprocal of a constant is the compiler's: there is no quotient here.
            Node::Over(a, c) => {
                terms.push((*a, Signed { id: self.node(Node::Times(bar.id, quote!(1.0 / (#c)))), ..bar }));
            }
            Node::Under(a, c) => {
                // y = c/a, so dy/da = −y/a, and −y² where c is 1.
                let d = if is_one(c) {
                    self.primal(y, Node::Mul(y, y))
                } else {
                    let inverse = self.primal(y, Node::Under(*a, quote!(1.0)));
                    self.primal(y, Node::Mul(y, inverse))
                };
                terms.push((*a, self.times(bar, d).flip(true)));
            }
            Node::Power(name, x, n) => {
                let d = self.primal(y, Node::PowerPartial(name.clone(), *x, n.clone(), y));
                terms.push((*x, self.times(bar, d)));
            }
            // Half of it is what the argument times its slope is: no quotient, and none by 0.
            Node::Primitive(name, arguments) if name == "sqrt" && self.other_factor(bar.id, arguments[0]).is_some() => {
                let other = self.other_factor(bar.id, arguments[0]).unwrap_or(bar.id);
                let product = self.times(Signed { id: other, ..bar }, y);
                terms.push((arguments[0], Signed { id: self.node(Node::Times(product.id, quote!(0.5))), ..product }));
            }
            Node::Primitive(name, arguments) => {
                let d = self.primal(y, Node::Partial(name.clone(), arguments.clone(), y));
                if let [x] = arguments[..] {
                    terms.push((x, self.times(bar, d)));
                } else {
                    for (i, x) in arguments.iter().enumerate() {
                        if !matches!(self.graph.nodes[*x], Node::Lit(_)) {
                            let part = self.primal(y, Node::Part(d, Step::Field(i)));
                            terms.push((*x, self.times(bar, part)));
                        }
                    }
                }
            }
            _ => {}
        }
        for (to, term) in terms {
            self.give(to, Vec::new(), term);
        }
    }

    /// The other factor of a product of which `x` is one.
    fn other_factor(&self, product: Id, x: Id) -> Option<Id> {
        match self.graph.nodes[product] {
            Node::Mul(a, b) if b == x => Some(a),
            Node::Mul(a, b) if a == x => Some(b),
            _ => None,
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

    /// The sum of the contributions at one element, if there are any.
    fn at(&mut self, contributions: &[(Vec<Step>, Signed)], step: Step) -> Option<Signed> {
        let here: Vec<_> = contributions.iter().filter(|(path, _)| path.first() == Some(&step)).cloned().collect();
        if here.is_empty() { None } else { Some(self.sum(&here)) }
    }

    /// The sum of scalar contributions.
    pub(crate) fn sum(&mut self, contributions: &[(Vec<Step>, Signed)]) -> Signed {
        let mut terms: Vec<Signed> = contributions.iter().map(|(_, bar)| *bar).collect();
        let zero = |term: &Signed| matches!(&self.graph.nodes[term.id], Node::Lit(c) if c.to_string() == "0.0");
        if terms.iter().any(|term| !zero(term)) {
            terms.retain(|term| !zero(term));
        }
        if terms.len() == 1 { terms[0] } else { self.sum_of(terms) }
    }

    /// A cotangent without its sign beside it.
    pub(crate) fn settle(&mut self, bar: Signed) -> Id {
        if bar.negative { self.node(Node::Neg(bar.id)) } else { bar.id }
    }

    /// The sum of cotangents of a whole value.
    pub(crate) fn total(&mut self, is_number: bool, bars: &[(Vec<Step>, Signed)]) -> Signed {
        let known = |graph: &Graph, bar: &Signed| graph.ty[bar.id].as_ref().is_some_and(Type::is_number);
        if is_number || bars.iter().all(|(_, bar)| known(self.graph, bar)) {
            return self.sum(bars);
        }
        let zero = |graph: &Graph, id: Id| matches!(graph.nodes[id], Node::Zero(_));
        let mut ids: Vec<Id> = bars.iter().map(|(_, bar)| self.settle(*bar)).collect();
        if ids.iter().any(|id| !zero(self.graph, *id)) {
            ids.retain(|id| !zero(self.graph, *id));
        }
        let sum = ids.into_iter().reduce(|a, b| self.graph.add(Node::Sum(a, b)));
        sum.map_or(bars[0].1, Signed::plus)
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
    fn scatter(&mut self, bars: Id, arguments: &[Shape]) {
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

fn is_one(c: &TokenStream) -> bool {
    c.to_string() == "1.0"
}

/// A constant's negative, for the emitter.
pub(crate) fn minus(c: &TokenStream) -> TokenStream {
    negated(c)
}
