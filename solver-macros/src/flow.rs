//! Where the cotangent of a value is wanted.
//!
//! A value that only the arms of an `if` use has no cotangent where they are not taken, and nothing may be multiplied by
//! that zero: 0·∞ is not 0. So each node has a *home*, the innermost block around all its uses, in which it is
//! transposed; and a node that may still go unused there, since arms of several `if`s share it, is not *sure*: its
//! cotangent comes with a flag.

use std::collections::BTreeSet;

use crate::graph::{Block, Graph, Id, Node, Step};

pub(crate) struct Flow {
    /// The block in which each node is transposed.
    pub(crate) home: Vec<Block>,
    /// Whether the node is used whenever its home is run.
    pub(crate) sure: Vec<bool>,
    /// Whether the node is a number for certain, not a value of unknown shape.
    pub(crate) number: Vec<bool>,
}

impl Flow {
    /// The flow of the graph so far. What lies within an `if` whose home is an arm is moved into that arm.
    pub(crate) fn find(graph: &mut Graph, outputs: &[Id]) -> Self {
        let count = graph.nodes.len();
        let mut flow = Self { home: graph.block.clone(), sure: vec![true; count], number: numbers(graph) };
        // The blocks in which a node is used, and those where it is used for sure.
        let mut used: Vec<BTreeSet<Block>> = vec![BTreeSet::new(); count];
        let mut surely = used.clone();
        let mut choices = Vec::new();
        for output in outputs {
            used[*output].insert(0);
            surely[*output].insert(0);
        }
        for id in (0..count).rev() {
            let Some(home) = used[id].iter().copied().reduce(|a, b| graph.around(a, b)) else { continue };
            flow.home[id] = home;
            flow.sure[id] = flow.is_sure(home, &surely[id], &choices);
            if let Node::If(_, a, b) = &graph.nodes[id] {
                let (a, b) = (a.clone(), b.clone());
                graph.move_into(home, [a.block, b.block]);
                choices.push((id, a.block, b.block));
                for k in 0..a.results.len() {
                    let Some(part) = graph.find(id, Step::Field(k)) else { continue };
                    for arm in [&a, &b] {
                        used[arm.results[k]].insert(arm.block);
                        if flow.sure[part] {
                            surely[arm.results[k]].insert(arm.block);
                        }
                    }
                }
                continue;
            }
            // What a condition compares gets no cotangent.
            let operands = if let Node::Test(_) = graph.nodes[id] { Vec::new() } else { graph.nodes[id].operands() };
            for operand in operands {
                used[operand].insert(home);
                if flow.sure[id] {
                    surely[operand].insert(home);
                }
            }
        }
        flow
    }

    /// Whether what is used for sure in these blocks is used whenever `home` is run: in it, or in both arms of an `if`.
    fn is_sure(&self, home: Block, blocks: &BTreeSet<Block>, choices: &[(Id, Block, Block)]) -> bool {
        if blocks.contains(&home) {
            return true;
        }
        let mut blocks = blocks.clone();
        // Later choices stand first, and inner ones after those around them.
        for (choice, a, b) in choices.iter().rev() {
            if self.sure[*choice] && blocks.contains(a) && blocks.contains(b) {
                blocks.insert(self.home[*choice]);
            }
        }
        blocks.contains(&home)
    }
}

/// Which nodes are numbers: by what they are, or by what is done with them or with what an `if` makes of them.
fn numbers(graph: &Graph) -> Vec<bool> {
    let mut number = vec![false; graph.nodes.len()];
    let mut same: Vec<Vec<Id>> = vec![Vec::new(); graph.nodes.len()];
    let mut pending = Vec::new();
    for (id, node) in graph.nodes.iter().enumerate() {
        match node {
            Node::Call(..) | Node::Method(..) | Node::If(..) | Node::SinCos(_) => {}
            Node::Part(base, step) => match (&graph.nodes[*base], step) {
                (Node::If(_, a, b), Step::Field(k)) => {
                    for result in [a.results[*k], b.results[*k]] {
                        same[id].push(result);
                        same[result].push(id);
                    }
                }
                (Node::SinCos(_), _) => pending.push(id),
                _ => {}
            },
            node => {
                pending.push(id);
                pending.extend(node.operands());
            }
        }
        if let Node::SinCos(x) = node {
            pending.push(*x);
        }
    }
    while let Some(id) = pending.pop() {
        if !core::mem::replace(&mut number[id], true) {
            pending.extend(&same[id]);
        }
    }
    number
}
