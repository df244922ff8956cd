//! What of a block is written for the results that are wanted of it.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use super::{Emitter, Stored};
use crate::graph::{Block, Id, Node};

/// What stands in a block that lies within others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Inner {
    Node(Id),
    /// All that is stored there.
    Stores(Block),
}

impl Emitter<'_> {
    /// The reached nodes of a block that these results are made of, and what is stored there. Through what lies within blocks in it
    /// it goes once, however many blocks are around: [`beyond`](Emitter::beyond).
    pub(super) fn inside(&self, block: Block, results: &[Id]) -> BTreeSet<Id> {
        let mut pending = results.to_vec();
        // What is kept in an arm, and not from one half to the other, is read in some of the blocks around it and computed in others.
        let in_arms = !self.kept_in.is_empty();
        if in_arms {
            self.stored_within(block, &mut pending);
        } else {
            self.to_store(block, &mut pending);
        }
        let (mut inside, mut within) = (BTreeSet::new(), HashSet::new());
        while let Some(id) = pending.pop() {
            if !self.is_pending(id, block) {
                continue;
            }
            if in_arms || self.graph.block[id] == block {
                if inside.insert(id) {
                    self.made_of(id, block, &mut pending);
                }
            } else if within.insert(id) {
                pending.extend_from_slice(&self.beyond(id));
            }
        }
        inside
    }

    /// Whether a node within a block is yet to be written.
    fn is_pending(&self, id: Id, block: Block) -> bool {
        !self.bound.contains_key(&id)
            && self.reached.contains(&id)
            && self.nesting.is_within(self.graph.block[id], block)
    }

    /// What a node in a block is made of that lies around the block.
    fn beyond(&self, id: Id) -> Rc<[Id]> {
        if let Some(known) = self.beyond.borrow().get(&Inner::Node(id)) {
            return known.clone();
        }
        let beyond = self.beyond_of(vec![id], self.graph.block[id]);
        self.beyond.borrow_mut().insert(Inner::Node(id), beyond.clone());
        beyond
    }

    /// The same of all that is stored in a block.
    fn beyond_stores(&self, block: Block) -> Rc<[Id]> {
        if let Some(known) = self.beyond.borrow().get(&Inner::Stores(block)) {
            return known.clone();
        }
        let mut stored = Vec::new();
        self.to_store(block, &mut stored);
        let beyond = self.beyond_of(stored, block);
        self.beyond.borrow_mut().insert(Inner::Stores(block), beyond.clone());
        beyond
    }

    fn beyond_of(&self, mut pending: Vec<Id>, block: Block) -> Rc<[Id]> {
        let (mut seen, mut beyond) = (HashSet::new(), BTreeSet::new());
        while let Some(id) = pending.pop() {
            if !self.nesting.is_within(self.graph.block[id], block) {
                beyond.insert(id);
            } else if self.is_pending(id, block) && seen.insert(id) {
                if self.graph.block[id] == block {
                    self.made_of(id, block, &mut pending);
                } else {
                    pending.extend_from_slice(&self.beyond(id));
                }
            }
        }
        beyond.into_iter().collect()
    }

    /// What is stored in a block; and what runs the blocks in it in which something is, with what that takes.
    fn to_store(&self, block: Block, pending: &mut Vec<Id>) {
        if !self.storing {
            return;
        }
        let Some((own, blocks)) = self.storing_in.get(&block) else { return };
        pending.extend_from_slice(own);
        for inner in blocks {
            pending.extend(self.containers.get(inner).and_then(|all| all.first()));
            pending.extend_from_slice(&self.beyond_stores(*inner));
        }
    }

    /// What a node is made of where it is written. What is read from where it is kept is made of nothing, but in the region in which
    /// it is kept, if `block` is around that.
    fn made_of(&self, id: Id, block: Block, pending: &mut Vec<Id>) {
        if self.is_loaded(id) {
            let region = self.loads[&id].kept.region;
            if !self.written.is_within(region, block) {
                return;
            }
            // What is kept in this arm, or in one within this block, is computed there first.
            let mut around = self.graph.block[id];
            while around != region {
                pending.extend(self.containers.get(&around).and_then(|all| all.first()));
                around = self.graph.written.parent(around);
            }
        }
        match &self.graph.nodes[id] {
            Node::If(test, ..) => {
                pending.push(*test);
                pending.extend(self.used_parts(id));
            }
            Node::Loop(turns) => {
                for k in self.carried.get(&id).into_iter().flatten() {
                    pending.extend([turns.inits[*k], turns.results[*k]]);
                }
            }
            Node::Part(base, crate::graph::Step::Field(k)) if let Node::If(_, a, b) = &self.graph.nodes[*base] => {
                pending.extend([*base, a.results[*k], b.results[*k]]);
            }
            Node::Param => pending.extend(self.graph.param_of.get(&id).map(|(turns, _)| *turns)),
            _ => pending.extend(self.operands(id)),
        }
    }

    /// What is stored within a block, and what runs the blocks around that.
    fn stored_within(&self, block: Block, pending: &mut Vec<Id>) {
        if !self.storing {
            return;
        }
        for Stored { kept, .. } in &self.stores {
            let mut around = self.graph.block[kept.id];
            let is_kept_around = block != kept.region && self.written.is_within(block, kept.region);
            if around == kept.region || !is_kept_around || !self.written.is_within(around, block) {
                continue;
            }
            pending.push(kept.id);
            while around != block {
                pending.extend(self.containers.get(&around).and_then(|all| all.first()));
                around = self.graph.written.parent(around);
            }
        }
    }
}
