//! Which product each sum takes in.

use std::collections::HashMap;

use crate::graph::{Graph, Id, Node};
use crate::keep::needs;

/// Which product each sum takes in.
#[derive(Debug, Default)]
pub(crate) struct Fusions(HashMap<Id, Id>);

impl Fusions {
    /// A product is taken in by the one sum that uses it: among the primal's uses if the primal has it, else among the
    /// sweep's. Both stand in the same block.
    pub(crate) fn find(graph: &Graph, outputs: &[Id], sweep: &[Id]) -> Self {
        let (primal, sweep) = (uses(graph, outputs), uses(graph, sweep));
        let once = |id: &Id| {
            let count = primal.get(id).or_else(|| sweep.get(id)).copied().unwrap_or(0);
            count == 1 && matches!(graph.nodes[*id], Node::Mul(..) | Node::Times(..))
        };
        let mut fusions = HashMap::new();
        for (sum, node) in graph.nodes.iter().enumerate() {
            if let Node::Add(a, b) | Node::Sub(a, b) = node {
                let beside = |product: &Id| {
                    primal.contains_key(product) == primal.contains_key(&sum)
                        && graph.loops(graph.block[*product], 0).len() == graph.loops(graph.block[sum], 0).len()
                };
                if let Some(product) = [*b, *a].into_iter().find(|p| once(p) && beside(p)) {
                    fusions.insert(sum, product);
                }
            }
        }
        Self(fusions)
    }

    pub(crate) fn product(&self, sum: Id) -> Option<Id> {
        self.0.get(&sum).copied()
    }

    pub(crate) fn has(&self, sum: Id) -> bool {
        self.0.contains_key(&sum)
    }
}

/// How often each node is used on the way to the roots.
fn uses(graph: &Graph, roots: &[Id]) -> HashMap<Id, usize> {
    let mut count = HashMap::new();
    let mut pending: Vec<Id> = roots.to_vec();
    while let Some(id) = pending.pop() {
        let seen = count.entry(id).or_insert(0);
        *seen += 1;
        if *seen == 1 {
            pending.extend(needs(graph, id));
            if let Some((turns, _)) = graph.param_of.get(&id) {
                pending.push(*turns);
            }
        }
    }
    count
}
