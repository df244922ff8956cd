//! What the first half of a reverse sweep keeps for the second.
//!
//! The second half needs some of the primal's values. Those that ring operations make of what it has anyway it makes
//! again; the others are kept, as few as that rule gives: results of functions, quotients, calls, conditions, and the
//! parts of t and y it needs. A derivative of what is at hand anyway is made in the second half, the only one that uses it. Of
//! what lies within a loop, the value of every turn is kept, in an array; quotients and square roots are made again there, since
//! that costs no more than an array that is filled, moved and read. What lies within
//! the arm of a choice between lanes is made again in that arm; a loop there is run again, and keeps its values in arrays
//! of that arm's.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::graph::{Block, Graph, Id, Node, Step};
use crate::shape::{Shape, Type};

/// What a length or a count of turns is taken for that is no literal.
const SOME: usize = 8;

fn number(tokens: &proc_macro2::TokenStream) -> usize {
    tokens.to_string().parse().unwrap_or(SOME)
}

/// A primal value that is kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) id: Id,
    /// The loops whose every turn it is kept of, the outer ones first.
    pub(crate) loops: Vec<Block>,
    /// Where it is kept: the arm of a choice between lanes, or block 0, from one half of the sweep to the other.
    pub(crate) region: Block,
}

/// Which primal values are kept, in order. The nodes from `count` on are the sweep's.
pub(crate) fn kept(
    graph: &Graph,
    count: usize,
    seeds: &HashSet<Id>,
    available: &HashSet<Id>,
    roots: &[Id],
) -> Vec<Kept> {
    let sweep = sweep_nodes(graph, count, seeds);
    let mut analysis = Analysis {
        graph,
        available,
        free: free_nodes(graph, available),
        numbers: numbers(graph),
        all: BTreeSet::new(),
        again: HashSet::new(),
        pending: Vec::new(),
    };
    analysis.needed(&sweep, roots);
    analysis.choose()
}

/// Which nodes depend on the seeds: those of the sweep itself.
fn sweep_nodes(graph: &Graph, count: usize, seeds: &HashSet<Id>) -> Vec<bool> {
    let mut sweep = vec![false; graph.nodes.len()];
    for id in 0..graph.nodes.len() {
        let made = match &graph.nodes[id] {
            Node::Target(_) | Node::CallVjp(..) | Node::MethodVjp(..) | Node::Scattered(..) => true,
            Node::Loop(_) => id >= count,
            Node::Param => graph.param_of.get(&id).is_none_or(|(turns, _)| *turns >= count),
            _ => false,
        };
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
pub(crate) fn free_nodes(graph: &Graph, available: &HashSet<Id>) -> Vec<bool> {
    let mut free = vec![false; graph.nodes.len()];
    for (id, node) in graph.nodes.iter().enumerate() {
        free[id] = match node {
            Node::Leaf(_) => available.contains(&id),
            Node::Lit(_) | Node::Zero(_) | Node::Flag(_) => true,
            Node::Test(condition) if condition.plain().is_some() => true,
            Node::Over(..) | Node::Under(..) | Node::Div(..) => node.operands().iter().all(|o| free[*o]),
            Node::Part(base, _) => free[*base],
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
                | Node::Loop(_)
                | Node::Pack(_)
                | Node::Fill(..)
                | Node::Write(..)
                | Node::Added(..)
                | Node::Test(_)
        )
    };
    graph.nodes.iter().filter(|node| !whole(node)).flat_map(Node::operands).collect()
}

/// Whether making a value again costs no more than loading it.
fn cheap(node: &Node) -> bool {
    matches!(
        node,
        Node::Add(..)
            | Node::Sub(..)
            | Node::Mul(..)
            | Node::Neg(_)
            | Node::Plus(..)
            | Node::Times(..)
            | Node::Fma(..)
            | Node::Pack(_)
            | Node::Fill(..)
    )
}

struct Analysis<'a> {
    graph: &'a Graph,
    available: &'a HashSet<Id>,
    free: Vec<bool>,
    numbers: HashSet<Id>,
    /// The primal values that are needed, and those they are made of where they are not kept.
    all: BTreeSet<Id>,
    /// What is made again within a region.
    again: HashSet<(Id, Block)>,
    pending: Vec<Id>,
}

impl Analysis<'_> {
    fn region(&self, id: Id) -> Block {
        self.graph.arm_written(self.graph.block[id])
    }

    fn loops(&self, id: Id) -> Vec<Block> {
        self.graph.loops_written(self.graph.block[id], self.region(id))
    }

    /// The primal values that the sweep uses.
    fn needed(&mut self, sweep: &[bool], roots: &[Id]) {
        let mut visited = vec![false; self.graph.nodes.len()];
        let mut pending = roots.to_vec();
        while let Some(id) = pending.pop() {
            if core::mem::replace(&mut visited[id], true) {
                continue;
            }
            if sweep[id] {
                pending.extend(needs(self.graph, id));
            } else {
                self.need(id);
            }
        }
        while let Some(id) = self.pending.pop() {
            if self.read_only(id) {
                self.need(self.root(id));
            }
            if self.keepable(id) || matches!(self.graph.nodes[id], Node::Leaf(_) | Node::Lit(_)) {
                if self.region(id) != 0 && self.keepable(id) {
                    self.run_again(id, self.region(id));
                }
                continue;
            }
            let region = self.region(id);
            if let Node::Param | Node::Loop(_) = self.graph.nodes[id] {
                self.run_again(id, region);
            } else {
                for operand in needs(self.graph, id) {
                    self.need(operand);
                }
            }
        }
    }

    fn need(&mut self, id: Id) {
        if self.all.insert(id) {
            self.pending.push(id);
        }
    }

    /// Has everything within a region that a value is made of computed there again.
    fn run_again(&mut self, id: Id, region: Block) {
        let mut pending = vec![id];
        while let Some(id) = pending.pop() {
            let block = self.graph.block[id];
            let inside = self.graph.written.is_within(block, region)
                && (region != 0 || !self.graph.loops_written(block, 0).is_empty());
            let is_loop = matches!(self.graph.nodes[id], Node::Loop(_));
            if !(inside || is_loop && region == 0) {
                self.need(id);
                continue;
            }
            if !self.again.insert((id, region)) {
                continue;
            }
            pending.extend(needs(self.graph, id));
            if let Some((turns, k)) = self.graph.param_of.get(&id)
                && let Node::Loop(turns) = &self.graph.nodes[*turns]
            {
                pending.extend([turns.inits[*k], turns.results[*k]]);
            }
        }
    }

    fn choose(&self) -> Vec<Kept> {
        let mut kept: BTreeSet<Id> = BTreeSet::new();
        for id in &self.all {
            if self.keepable(*id) && !self.is_cheap(*id) && !self.free[*id] {
                kept.insert(*id);
            }
        }
        let mut derivable = HashMap::new();
        for id in &self.all {
            if self.keepable(*id) && self.is_cheap(*id) && !self.derive(*id, &kept, &mut derivable) {
                kept.insert(*id);
                derivable.insert(*id, true);
            }
        }
        self.put_off(&mut kept);
        let kept: BTreeMap<Id, Kept> =
            kept.into_iter().map(|id| (id, Kept { id, loops: self.loops(id), region: self.region(id) })).collect();
        kept.into_values().collect()
    }

    /// Derivatives that are made of what is at hand in the second half are made there: the first half has no use for them.
    fn put_off(&self, kept: &mut BTreeSet<Id>) {
        let all: Vec<Id> = kept.iter().copied().rev().collect();
        for id in all {
            if self.region(id) != 0 || !matches!(self.graph.nodes[id], Node::Partial(..) | Node::PowerPartial(..)) {
                continue;
            }
            kept.remove(&id);
            let mut derivable = HashMap::new();
            if !self.graph.nodes[id].operands().iter().all(|o| self.derive(*o, kept, &mut derivable)) {
                kept.insert(id);
            }
        }
    }

    /// Whether a value is read from an array that does not change in the loop around the reading, and that has no more
    /// elements than are read: then the array is kept, and not what is read in every turn.
    fn read_only(&self, id: Id) -> bool {
        let Node::Part(base, step) = self.graph.nodes[id] else { return false };
        if self.graph.ty[base].is_none() || matches!(step, Step::Field(_) | Step::Named(_)) {
            return false;
        }
        let root = self.root(base);
        let (around, loops) = (self.loops(root).len(), self.loops(id));
        around < loops.len()
            && self.region(root) == self.region(id)
            && self.typed(root)
            && (matches!(self.graph.nodes[root], Node::Leaf(_))
                || self.size(root).is_none_or(|size| size <= self.turns(&loops[around..])))
    }

    /// How many numbers a value has, if that is known; a length that has a name counts for some.
    fn size(&self, id: Id) -> Option<usize> {
        fn of(ty: &Type) -> Option<usize> {
            match ty {
                Type::Number | Type::Mask => Some(1),
                Type::Array(element, length) => Some(of(element)?.saturating_mul(number(length))),
                Type::Tuple(items) => items.iter().map(of).sum(),
                Type::Named(_) | Type::Told(_) => None,
            }
        }
        of(self.graph.ty[id].as_ref()?)
    }

    /// How many turns these loops have together, about.
    fn turns(&self, loops: &[Block]) -> usize {
        let most = loops.iter().map(|block| self.graph.range[block].most.as_ref().map_or(SOME, number));
        most.fold(1, usize::saturating_mul)
    }

    fn root(&self, mut id: Id) -> Id {
        while let Node::Part(base, _) = self.graph.nodes[id]
            && self.graph.ty[base].is_some()
        {
            id = base;
        }
        id
    }

    /// Whether making a value again costs no more than keeping it: within a loop, where that takes an array that is filled,
    /// moved and read, a quotient or a square root does not either.
    fn is_cheap(&self, id: Id) -> bool {
        let node = &self.graph.nodes[id];
        let one_instruction = match node {
            Node::Div(..) | Node::Under(..) | Node::Over(..) => true,
            Node::Primitive(name, _) => name == "sqrt",
            _ => false,
        };
        cheap(node) || self.read_only(id) || one_instruction && self.region(id) == 0 && !self.loops(id).is_empty()
    }

    fn typed(&self, id: Id) -> bool {
        self.graph.ty[id].is_some()
    }

    /// Whether a value's type can be named, so that it can be kept, and where it is computed it can be.
    fn keepable(&self, id: Id) -> bool {
        let in_loops = !self.loops(id).is_empty();
        if !in_loops && self.region(id) != 0 {
            return false;
        }
        match &self.graph.nodes[id] {
            Node::Lit(_)
            | Node::Flag(_)
            | Node::Zero(_)
            | Node::Method(..)
            | Node::SinCos(_)
            | Node::If(..)
            | Node::Loop(_)
            | Node::Pack(Shape::Struct(..) | Shape::Made(..)) => false,
            // Of what a call keeps no value is known to begin with, where it may not be run.
            Node::Call(..) | Node::CallKept(_) => !in_loops && self.graph.block[id] == self.region(id),
            Node::Leaf(_) => !self.available.contains(&id),
            Node::Partial(_, arguments, _) => arguments.len() == 1,
            Node::Test(condition) => condition.plain().is_none(),
            Node::Part(base, _) => match &self.graph.nodes[*base] {
                Node::SinCos(_) | Node::Partial(..) => true,
                Node::If(..) | Node::Loop(_) => self.typed(id) || self.numbers.contains(&id),
                // A row of an array is found in the array.
                _ if self.graph.ty[*base].is_some() => {
                    self.graph.ty[id].as_ref().map_or_else(|| self.numbers.contains(&id), Type::is_number)
                }
                _ => self.numbers.contains(&id),
            },
            _ => self.typed(id) || self.numbers.contains(&id),
        }
    }

    fn derive(&self, id: Id, kept: &BTreeSet<Id>, memo: &mut HashMap<Id, bool>) -> bool {
        if kept.contains(&id) || self.free[id] {
            return true;
        }
        if let Some(known) = memo.get(&id) {
            return *known;
        }
        memo.insert(id, false);
        let region = self.region(id);
        let made_again = region != 0 && self.loops(id).is_empty() && self.all.contains(&id);
        let row = matches!(self.graph.nodes[id], Node::Part(..)) && self.graph.ty[id].is_some();
        let derivable = made_again
            || (self.is_cheap(id) || row && !self.keepable(id)) && {
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
            Node::SinCos(_)
            | Node::If(..)
            | Node::Partial(..)
            | Node::CallVjp(..)
            | Node::MethodVjp(..)
            | Node::Loop(_) => Some((base, i)),
            _ => None,
        },
        _ => None,
    }
}
