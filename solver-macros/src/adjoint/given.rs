//! What the users of a node give it, and its cotangent: the sum of that.

use std::collections::{BTreeMap, HashMap};

use quote::quote;

use super::Adjoint;
use crate::graph::{Block, Graph, Id, Node, Step};
use crate::shape::Type;

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
    pub(super) inside: Contributions,
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

impl Adjoint<'_> {
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

    /// The sum of the contributions at one element, if there are any.
    pub(super) fn at(&mut self, contributions: &[(Vec<Step>, Signed)], step: Step) -> Option<Signed> {
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

    /// A cotangent without its sign beside it.
    pub(crate) fn settle(&mut self, bar: Signed) -> Id {
        if bar.negative { self.node(Node::Neg(bar.id)) } else { bar.id }
    }
}
