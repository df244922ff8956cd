//! What the first half of a reverse sweep keeps for the second.
//!
//! The second half needs some of the primal's values. Those that ring operations make of what it has anyway it makes
//! again; the others are kept, as few as that rule gives: results of functions, quotients, calls, conditions, and the
//! parts of t and y it needs. What lies within the arm of an `if` is made again in that arm.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::graph::{Graph, Id, Node, Step};

/// Which primal values are kept, in order.
pub(crate) fn kept(graph: &Graph, seeds: &HashSet<Id>, available: &HashSet<Id>, roots: &[Id]) -> Vec<Id> {
    let mut analysis = Analysis { graph, available, sweep: sweep_nodes(graph, seeds), needed: BTreeSet::new() };
    let mut visited = HashSet::new();
    for root in roots {
        analysis.visit(*root, &mut visited);
    }
    analysis.choose()
}

/// Which nodes depend on the seeds: those of the sweep itself.
fn sweep_nodes(graph: &Graph, seeds: &HashSet<Id>) -> Vec<bool> {
    let mut sweep = vec![false; graph.nodes.len()];
    for id in 0..graph.nodes.len() {
        let made =
            matches!(graph.nodes[id], Node::Target(_) | Node::CallVjp(..) | Node::MethodVjp(..) | Node::Scattered(..));
        sweep[id] = made || seeds.contains(&id) || graph.nodes[id].operands().iter().any(|o| sweep[*o]);
    }
    sweep
}

/// What has to be at hand where a node is computed in the second half: for the transpose of a call, its arguments and
/// what it kept, not its value.
pub(crate) fn needs(graph: &Graph, id: Id) -> Vec<Id> {
    match &graph.nodes[id] {
        Node::CallVjp(call, w) | Node::MethodVjp(call, w) => {
            let kept = graph.nodes.iter().position(|node| matches!(node, Node::CallKept(of) if of == call));
            [graph.nodes[*call].operands(), kept.into_iter().collect(), w.values()].concat()
        }
        Node::Scattered(call, parts) => {
            [graph.nodes[*call].operands(), parts.iter().map(|(_, id)| *id).collect()].concat()
        }
        node => node.operands(),
    }
}

struct Analysis<'a> {
    graph: &'a Graph,
    available: &'a HashSet<Id>,
    sweep: Vec<bool>,
    /// The primal values of the body's own block that the sweep uses.
    needed: BTreeSet<Id>,
}

impl Analysis<'_> {
    fn visit(&mut self, id: Id, visited: &mut HashSet<Id>) {
        if !visited.insert(id) {
            return;
        }
        if self.sweep[id] || self.graph.block[id] != 0 {
            for operand in needs(self.graph, id) {
                self.visit(operand, visited);
            }
        } else {
            self.needed.insert(id);
        }
    }

    fn choose(&self) -> Vec<Id> {
        let mut kept: BTreeSet<Id> = BTreeSet::new();
        let mut pending: Vec<Id> = self.needed.iter().copied().collect();
        // Values that cannot be kept are made again, and need what they are made of.
        let mut i = 0;
        let mut all: BTreeSet<Id> = self.needed.clone();
        while i < pending.len() {
            let id = pending[i];
            i += 1;
            if !self.keepable(id) && !matches!(self.graph.nodes[id], Node::Leaf(_) | Node::Lit(_)) {
                for operand in self.graph.nodes[id].operands() {
                    if all.insert(operand) {
                        pending.push(operand);
                    }
                }
            }
        }
        for id in &all {
            if self.keepable(*id) && !self.cheap(*id) && !self.free(*id) {
                kept.insert(*id);
            }
        }
        let mut derivable = HashMap::new();
        for id in &all {
            if self.keepable(*id) && self.cheap(*id) && !self.derive(*id, &kept, &mut derivable) {
                kept.insert(*id);
                derivable.insert(*id, true);
            }
        }
        kept.into_iter().collect()
    }

    /// Whether a value's type can be named, so that it can be kept.
    fn keepable(&self, id: Id) -> bool {
        match &self.graph.nodes[id] {
            Node::Lit(_) | Node::Method(..) | Node::SinCos(_) | Node::If(..) => false,
            Node::Leaf(_) => !self.available.contains(&id),
            Node::Partial(_, arguments, _) => arguments.len() == 1,
            Node::Part(base, _) => match &self.graph.nodes[*base] {
                Node::SinCos(_) | Node::Partial(..) | Node::If(..) => true,
                _ => self.used_as_number(id),
            },
            _ => true,
        }
    }

    fn used_as_number(&self, id: Id) -> bool {
        self.graph.nodes.iter().any(|node| match node {
            Node::Call(..)
            | Node::Method(..)
            | Node::CallVjp(..)
            | Node::MethodVjp(..)
            | Node::Part(..)
            | Node::Sum(..)
            | Node::Scattered(..)
            | Node::If(..) => false,
            node => node.operands().contains(&id),
        })
    }

    /// Whether making the value again costs no more than loading it.
    fn cheap(&self, id: Id) -> bool {
        matches!(
            self.graph.nodes[id],
            Node::Add(..)
                | Node::Sub(..)
                | Node::Mul(..)
                | Node::Neg(_)
                | Node::Plus(..)
                | Node::Times(..)
                | Node::Fma(..)
        )
    }

    /// Whether the value depends on what is available alone, through no function: the same in every step.
    fn free(&self, id: Id) -> bool {
        match &self.graph.nodes[id] {
            Node::Leaf(_) => self.available.contains(&id),
            Node::Lit(_) => true,
            Node::Over(..) | Node::Under(..) | Node::Div(..) => {
                self.graph.nodes[id].operands().iter().all(|o| self.free(*o))
            }
            _ if self.cheap(id) => self.graph.nodes[id].operands().iter().all(|o| self.free(*o)),
            _ => false,
        }
    }

    fn derive(&self, id: Id, kept: &BTreeSet<Id>, memo: &mut HashMap<Id, bool>) -> bool {
        if kept.contains(&id) || self.free(id) {
            return true;
        }
        if let Some(known) = memo.get(&id) {
            return *known;
        }
        let derivable = self.cheap(id) && {
            let operands = self.graph.nodes[id].operands();
            operands.iter().all(|o| self.derive(*o, kept, memo))
        };
        memo.insert(id, derivable);
        derivable
    }
}

/// Whether a node is an element of a pair or of an `if`'s results, which a `let` binds.
pub(crate) fn is_bound_part(graph: &Graph, id: Id) -> Option<(Id, usize)> {
    match graph.nodes[id] {
        Node::Part(base, Step::Field(i)) => match graph.nodes[base] {
            Node::SinCos(_) | Node::If(..) | Node::Partial(..) | Node::CallVjp(..) | Node::MethodVjp(..) => {
                Some((base, i))
            }
            _ => None,
        },
        _ => None,
    }
}
