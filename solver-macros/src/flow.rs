//! Where the cotangent of a value is wanted.
//!
//! A value that only the arms of an `if` use has no cotangent where they are not taken, and nothing may be multiplied by
//! that zero: 0·∞ is not 0. So each node has a *home*, the innermost block around all its uses, in which it is
//! transposed; and a node that may still go unused there, since arms of several `if`s share it or a loop may have no turn,
//! is not *sure*: its cotangent comes with a flag. A loop's body is never the home of what lies around it, since it would
//! be transposed in every turn.

use std::collections::BTreeSet;

use crate::graph::{Block, Graph, Id, Node, Step};
use crate::shape::Type;

pub(crate) struct Flow {
    /// The block in which each node is transposed.
    pub(crate) home: Vec<Block>,
    /// Whether the node is used whenever its home is run.
    pub(crate) sure: Vec<bool>,
    /// Whether the node is a number for certain, not a value of unknown shape.
    pub(crate) number: Vec<bool>,
    /// Whether the node depends on an argument.
    pub(crate) active: Vec<bool>,
}

/// An `if` or a loop: itself and its blocks, and whether one of them is run for certain.
struct Container {
    id: Id,
    blocks: Vec<Block>,
    runs: bool,
}

impl Flow {
    /// The flow of the graph so far. What lies within an `if` or a loop whose home is an arm is moved into that arm.
    pub(crate) fn find(graph: &mut Graph, outputs: &[Id]) -> Self {
        let count = graph.nodes.len();
        let mut flow =
            Self { home: graph.block.clone(), sure: vec![true; count], number: numbers(graph), active: active(graph) };
        // What a turn begins with is taken to be used in every turn until that is seen to be wrong.
        while !flow.follow(graph, outputs) {}
        flow
    }

    /// One pass from the results to the arguments; whether what it took for granted holds.
    fn follow(&mut self, graph: &mut Graph, outputs: &[Id]) -> bool {
        let count = self.home.len();
        // The blocks in which a node is used, and those where it is used for sure.
        let mut used: Vec<BTreeSet<Block>> = vec![BTreeSet::new(); count];
        let mut surely = used.clone();
        let mut containers = Vec::new();
        let mut holds = true;
        for output in outputs {
            used[*output].insert(0);
            surely[*output].insert(0);
        }
        for id in (0..count).rev() {
            let own = graph.block[id];
            let often: Vec<Block> = used[id].iter().map(|block| graph.as_often(*block, own)).collect();
            let Some(home) = often.into_iter().reduce(|a, b| graph.around(a, b)) else {
                if let Node::Param = graph.nodes[id] {
                    holds &= !core::mem::replace(&mut self.sure[id], false);
                }
                continue;
            };
            // What a turn begins with goes on to the turn before it.
            let home = if let Node::Param = graph.nodes[id] { own } else { home };
            self.home[id] = home;
            let sure = self.is_sure(home, &surely[id], &containers);
            if let Node::Param = graph.nodes[id] {
                holds &= sure || !self.sure[id];
                self.sure[id] &= sure;
            } else {
                self.sure[id] = sure;
            }
            match graph.nodes[id].clone() {
                Node::If(_, a, b) => {
                    let blocks = vec![a.block, b.block];
                    graph.move_into(home, &blocks);
                    containers.push(Container { id, blocks, runs: true });
                    for k in 0..a.results.len() {
                        let Some(part) = graph.find(id, Step::Field(k)).filter(|part| *part < count) else { continue };
                        for arm in [&a, &b] {
                            used[arm.results[k]].insert(arm.block);
                            if self.sure[part] {
                                surely[arm.results[k]].insert(arm.block);
                            }
                        }
                    }
                }
                Node::Loop(turns) => {
                    graph.move_into(home, &[turns.block]);
                    let runs = turns.range.nonempty.is_none();
                    containers.push(Container { id, blocks: vec![turns.block], runs });
                    for k in 0..turns.results.len() {
                        let part = graph.find(id, Step::Field(k)).filter(|part| *part < count);
                        let at_end = part.is_some_and(|part| self.sure[part]);
                        let in_turn = self.sure[turns.params[k]];
                        used[turns.results[k]].insert(turns.block);
                        used[turns.inits[k]].insert(home);
                        if at_end && in_turn {
                            surely[turns.results[k]].insert(turns.block);
                        }
                        if in_turn && self.sure[id] && (runs || at_end) {
                            surely[turns.inits[k]].insert(home);
                        }
                    }
                }
                // What a condition compares gets no cotangent.
                Node::Test(_) => {}
                node => {
                    for operand in node.operands() {
                        used[operand].insert(home);
                        if self.sure[id] {
                            surely[operand].insert(home);
                        }
                    }
                }
            }
        }
        holds
    }

    /// Takes in the nodes that were made since, up to this one: they depend on arguments and are used for sure.
    pub(crate) fn cover(&mut self, id: Id, graph: &Graph) {
        for id in self.home.len()..=id {
            self.home.push(graph.block[id]);
            self.sure.push(true);
            self.number.push(graph.ty[id].as_ref().is_some_and(Type::is_number));
            self.active.push(true);
        }
    }

    /// Whether what is used for sure in these blocks is used whenever `home` is run: in it, in both arms of an `if`, or
    /// in a loop that has a turn.
    fn is_sure(&self, home: Block, blocks: &BTreeSet<Block>, containers: &[Container]) -> bool {
        if blocks.contains(&home) {
            return true;
        }
        let mut blocks = blocks.clone();
        // Later ones stand first, and inner ones after those around them.
        for container in containers.iter().rev() {
            if container.runs && self.sure[container.id] && container.blocks.iter().all(|block| blocks.contains(block))
            {
                blocks.insert(self.home[container.id]);
            }
        }
        blocks.contains(&home)
    }
}

/// Which nodes depend on an argument.
fn active(graph: &Graph) -> Vec<bool> {
    let mut active = vec![false; graph.nodes.len()];
    let mut again = true;
    while core::mem::take(&mut again) {
        for (id, node) in graph.nodes.iter().enumerate() {
            active[id] |= match node {
                Node::Leaf(_) => true,
                Node::Test(_) => false,
                // A constant to the derivative.
                Node::Primitive(name, _) if name == "sign" || name == "signum" => false,
                node => node.operands().iter().any(|operand| active[*operand]),
            };
            if let Node::Part(base, Step::Field(k)) = node {
                active[id] = match &graph.nodes[*base] {
                    Node::If(_, a, b) => active[a.results[*k]] || active[b.results[*k]],
                    Node::Loop(turns) => active[turns.params[*k]] || active[turns.inits[*k]],
                    _ => active[id],
                };
            }
            if let Node::Loop(turns) = node {
                for ((param, init), result) in turns.params.iter().zip(&turns.inits).zip(&turns.results) {
                    let is = active[*init] || active[*result];
                    again |= is && !active[*param];
                    active[*param] |= is;
                }
            }
        }
    }
    active
}

/// Which nodes are numbers: by their types, or by what is done with them or with what an `if` or a loop makes of them.
fn numbers(graph: &Graph) -> Vec<bool> {
    let mut number = vec![false; graph.nodes.len()];
    let mut same: Vec<Vec<Id>> = vec![Vec::new(); graph.nodes.len()];
    let mut pending = Vec::new();
    let mut link = |a: Id, b: Id| {
        same[a].push(b);
        same[b].push(a);
    };
    for (id, node) in graph.nodes.iter().enumerate() {
        if graph.ty[id].as_ref().is_some_and(Type::is_number) {
            pending.push(id);
        }
        match node {
            Node::Added(_, parts) => pending.extend(parts.iter().map(|(_, id)| *id)),
            Node::Loop(turns) => {
                for k in 0..turns.params.len() {
                    link(turns.params[k], turns.inits[k]);
                    link(turns.params[k], turns.results[k]);
                }
            }
            Node::Part(base, Step::Field(k)) => match &graph.nodes[*base] {
                Node::If(_, a, b) => {
                    link(id, a.results[*k]);
                    link(id, b.results[*k]);
                }
                Node::Loop(turns) => link(id, turns.params[*k]),
                _ => {}
            },
            // Of these, operands may be anything.
            Node::Call(..)
            | Node::Method(..)
            | Node::If(..)
            | Node::Leaf(_)
            | Node::Param
            | Node::Pack(_)
            | Node::Fill(..)
            | Node::Write(..)
            | Node::Zero(_)
            | Node::CallKept(_)
            | Node::Part(..) => {}
            node => pending.extend(node.operands()),
        }
    }
    while let Some(id) = pending.pop() {
        if !core::mem::replace(&mut number[id], true) {
            pending.extend(&same[id]);
        }
    }
    // Answers of comparisons are not numbers.
    for (id, is) in number.iter_mut().enumerate() {
        *is &= !matches!(graph.ty[id], Some(Type::Mask));
    }
    number
}
