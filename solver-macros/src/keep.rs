//! What the first half of a reverse sweep keeps for the second.
//!
//! The second half needs some of the primal's values. Those that ring operations make of what it has anyway it makes
//! again; the others are kept, as few as that rule gives: results of functions, quotients, calls, conditions, and the
//! parts of t and y it needs. What lies within the arm of an `if` is made again in that arm.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::graph::{Graph, Id, Node, Step};

/// Which primal values are kept, in order.
pub(crate) fn kept(graph: &Graph, seeds: &HashSet<Id>, available: &HashSet<Id>, roots: &[Id]) -> Vec<Id> {
    let sweep = sweep_nodes(graph, seeds);
    let needed = needed(graph, &sweep, roots);
    let analysis = Analysis { graph, available, free: free_nodes(graph, available), numbers: numbers(graph) };
    analysis.choose(&needed)
}

/// The primal values of the body's own block that the sweep uses.
fn needed(graph: &Graph, sweep: &[bool], roots: &[Id]) -> BTreeSet<Id> {
    let mut needed = BTreeSet::new();
    let mut visited = vec![false; graph.nodes.len()];
    let mut pending = roots.to_vec();
    while let Some(id) = pending.pop() {
        if core::mem::replace(&mut visited[id], true) {
            continue;
        }
        if sweep[id] || graph.block[id] != 0 {
            pending.extend(needs(graph, id));
        } else {
            needed.insert(id);
        }
    }
    needed
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
            let kept = graph.kept_of(*call);
            [graph.nodes[*call].operands(), kept.into_iter().collect(), w.values()].concat()
        }
        Node::Scattered(of, parts) => {
            // The zero of a call's value is found without calling.
            let like = match &graph.nodes[*of] {
                call @ (Node::Call(..) | Node::Method(..)) => call.operands(),
                _ => vec![*of],
            };
            [like, parts.iter().map(|(_, id)| *id).collect()].concat()
        }
        node => node.operands(),
    }
}

/// Which nodes depend on what is available alone, through no function: they are the same in every step.
fn free_nodes(graph: &Graph, available: &HashSet<Id>) -> Vec<bool> {
    let mut free = vec![false; graph.nodes.len()];
    for (id, node) in graph.nodes.iter().enumerate() {
        free[id] = match node {
            Node::Leaf(_) => available.contains(&id),
            Node::Lit(_) => true,
            Node::Over(..) | Node::Under(..) | Node::Div(..) => node.operands().iter().all(|o| free[*o]),
            node => cheap(node) && node.operands().iter().all(|o| free[*o]),
        };
    }
    free
}

/// Which nodes are used as numbers.
fn numbers(graph: &Graph) -> HashSet<Id> {
    let whole = |node: &&Node| {
        matches!(
            node,
            Node::Call(..)
                | Node::Method(..)
                | Node::CallVjp(..)
                | Node::MethodVjp(..)
                | Node::Part(..)
                | Node::Sum(..)
                | Node::Scattered(..)
                | Node::If(..)
        )
    };
    graph.nodes.iter().filter(|node| !whole(node)).flat_map(Node::operands).collect()
}

/// Whether making a value again costs no more than loading it.
fn cheap(node: &Node) -> bool {
    matches!(
        node,
        Node::Add(..) | Node::Sub(..) | Node::Mul(..) | Node::Neg(_) | Node::Plus(..) | Node::Times(..) | Node::Fma(..)
    )
}

struct Analysis<'a> {
    graph: &'a Graph,
    available: &'a HashSet<Id>,
    free: Vec<bool>,
    numbers: HashSet<Id>,
}

impl Analysis<'_> {
    fn choose(&self, needed: &BTreeSet<Id>) -> Vec<Id> {
        let mut kept: BTreeSet<Id> = BTreeSet::new();
        let mut pending: Vec<Id> = needed.iter().copied().collect();
        // Values that cannot be kept are made again, and need what they are made of.
        let mut i = 0;
        let mut all: BTreeSet<Id> = needed.clone();
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
            if self.keepable(*id) && !cheap(&self.graph.nodes[*id]) && !self.free[*id] {
                kept.insert(*id);
            }
        }
        let mut derivable = HashMap::new();
        for id in &all {
            if self.keepable(*id) && cheap(&self.graph.nodes[*id]) && !self.derive(*id, &kept, &mut derivable) {
                kept.insert(*id);
                derivable.insert(*id, true);
            }
        }
        kept.into_iter().collect()
    }

    /// Whether a value's type can be named, so that it can be kept.
    fn keepable(&self, id: Id) -> bool {
        match &self.graph.nodes[id] {
            Node::Lit(_) | Node::Flag(_) | Node::Method(..) | Node::SinCos(_) | Node::If(..) => false,
            Node::Leaf(_) => !self.available.contains(&id),
            Node::Partial(_, arguments, _) => arguments.len() == 1,
            Node::Part(base, _) => match &self.graph.nodes[*base] {
                Node::SinCos(_) | Node::Partial(..) | Node::If(..) => true,
                _ => self.numbers.contains(&id),
            },
            _ => true,
        }
    }

    fn derive(&self, id: Id, kept: &BTreeSet<Id>, memo: &mut HashMap<Id, bool>) -> bool {
        if kept.contains(&id) || self.free[id] {
            return true;
        }
        if let Some(known) = memo.get(&id) {
            return *known;
        }
        let derivable = cheap(&self.graph.nodes[id]) && {
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
