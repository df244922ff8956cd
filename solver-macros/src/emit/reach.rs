//! What is needed for what is asked, how often, and by whom.

use super::{Emitter, has_index};
use crate::graph::{Block, Id, Node, Step};
use crate::keep::{Kept, needs};

impl Emitter<'_> {
    pub(super) fn find_reaching(&mut self) {
        let graph = self.graph;
        let around =
            |block: Block| core::iter::successors(Some(block), |block| (*block != 0).then(|| graph.parent(*block)));
        for (id, node) in graph.nodes.iter().enumerate() {
            let reaches = match node {
                Node::Part(_, Step::At(_)) | Node::Call(..) | Node::Method(..) => true,
                Node::Write(_, path, _) => path.iter().any(|step| matches!(step, Step::At(_))),
                Node::Added(_, parts) | Node::Scattered(_, parts) => {
                    parts.iter().any(|(path, _)| path.iter().any(|step| matches!(step, Step::At(_))))
                }
                Node::Lit(c)
                | Node::Found(c)
                | Node::Plus(_, c)
                | Node::Times(_, c)
                | Node::Over(_, c)
                | Node::Under(_, c)
                | Node::Power(_, _, c) => has_index(c),
                Node::Test(condition) => condition.plain().is_some_and(|c| has_index(&c)),
                _ => false,
            };
            if reaches {
                self.reaching.extend(around(graph.block[id]));
            }
            // What is called is told by its arguments.
            if self.has_lanes() && matches!(node, Node::Call(..) | Node::Method(..)) {
                self.telling.extend(around(graph.block[id]));
            }
        }
        for (id, node) in graph.nodes.iter().enumerate() {
            if let Node::If(test, a, b) = node
                && graph.plain(*test).is_none()
                && [a, b].iter().any(|arm| self.reaching.contains(&arm.block))
            {
                self.telling.extend(around(graph.block[id]));
            }
        }
    }

    pub(super) fn operands(&self, id: Id) -> Vec<Id> {
        if let Some(product) = self.fusions.product(id) {
            let own = self.graph.nodes[id].operands();
            let other = if own[0] == product { own[1] } else { own[0] };
            return [vec![other], self.graph.nodes[product].operands()].concat();
        }
        needs(self.graph, id)
    }

    pub(super) fn reach(&mut self, id: Id, user: Option<Id>) {
        let mut count = 1;
        if let Some(user) = user {
            self.users.entry(id).or_default().push(user);
            // What a loop uses is computed before it.
            let (own, users) = (self.graph.block[id], self.graph.block[user]);
            if self.nesting.is_within(users, own) && !self.graph.loops(users, own).is_empty() {
                count += 1;
            }
        }
        let before = self.uses[id];
        self.uses[id] += count;
        if before > 0 || self.bound.contains_key(&id) {
            return;
        }
        self.reached.insert(id);
        if let Node::Part(base, _) = self.graph.nodes[id] {
            self.parts.entry(base).or_default().insert(id);
        }
        if let Some(stored) = self.loads.get(&id) {
            let kept = stored.kept.clone();
            if kept.region == 0 {
                return;
            }
            self.reach_within(&kept);
        }
        match &self.graph.nodes[id] {
            Node::Part(base, Step::Field(k)) if let Node::If(test, a, b) = &self.graph.nodes[*base] => {
                // Only the results that are used are computed.
                let (base, test, a, b) = (*base, *test, a.results[*k], b.results[*k]);
                self.reach_container(base, test);
                self.reach(a, Some(base));
                self.reach(b, Some(base));
            }
            Node::Part(base, Step::Field(k)) if let Node::Loop(_) = &self.graph.nodes[*base] => {
                self.reach_carried(*base, *k);
            }
            Node::Param => {
                if let Some((turns, k)) = self.graph.param_of.get(&id) {
                    self.reach_carried(*turns, *k);
                }
            }
            _ => {
                for operand in self.operands(id) {
                    self.reach(operand, Some(id));
                }
            }
        }
    }

    fn reach_container(&mut self, choice: Id, test: Id) {
        if self.reached.insert(choice) {
            self.uses[choice] = 1;
            self.reach(test, Some(choice));
        }
    }

    fn reach_carried(&mut self, turns: Id, k: usize) {
        let Node::Loop(node) = &self.graph.nodes[turns] else { return };
        let (init, param, result) = (node.inits[k], node.params[k], node.results[k]);
        self.reached.insert(turns);
        self.uses[turns] = self.uses[turns].max(1);
        if self.carried.entry(turns).or_default().insert(k) {
            self.uses[param] = self.uses[param].max(1);
            self.reached.insert(param);
            self.reach(init, Some(turns));
            self.reach(result, Some(turns));
        }
    }

    /// Reaches what is stored, and what it is stored in.
    pub(super) fn reach_stored(&mut self, kept: &Kept) {
        self.reach(kept.id, None);
        self.reach_within(kept);
    }

    pub(super) fn reach_within(&mut self, kept: &Kept) {
        let mut block = self.graph.block[kept.id];
        while block != kept.region {
            let container = self.containers.get(&block).and_then(|all| all.first()).copied();
            if let Some(container) = container {
                if let Node::If(test, ..) = self.graph.nodes[container] {
                    self.reach_container(container, test);
                } else {
                    self.reached.insert(container);
                    self.uses[container] = self.uses[container].max(1);
                }
            }
            block = self.graph.written.parent(block);
        }
    }
}
