//! The transpose of an `if`, and of what arms of several `if`s share.
//!
//! An `if` becomes an `if` on the same condition, whose arms give cotangents to what lies around them; what an arm does
//! not use gets zero from it. A node that may go unused is transposed within an `if` of its own, on whether it was.

use std::collections::BTreeMap;

use quote::quote;

use crate::adjoint::{Adjoint, Contributions, Given, Signed};
use crate::graph::{Arm, Block, Condition, Id, Node, Step};

/// A place in a value: a node, and a path into it, in an order of its own.
type Place = (Id, Vec<(bool, usize)>);

/// What one arm gives to what lies around it.
#[derive(Default)]
struct Gives {
    bars: BTreeMap<Place, (Vec<Step>, Id)>,
    flags: BTreeMap<Place, (Vec<Step>, Id)>,
}

impl Adjoint<'_> {
    /// Transposes an `if`; `used` is whether it is.
    pub(crate) fn branch(&mut self, test: Id, arms: [&Arm; 2], given: &Given, used: Id, open: &mut Contributions) {
        let seeds: Vec<_> = (0..arms[0].results.len()).map(|k| self.seeds(arms, given, k, used)).collect();
        let gives = arms.map(|arm| {
            let outer = self.graph.current();
            self.graph.leave(arm.block);
            let mut inside = Contributions::new();
            for (result, seed) in arm.results.iter().zip(&seeds) {
                if seed.bars.is_empty() {
                    continue;
                }
                let at_result = inside.entry(*result).or_default();
                at_result.bars.extend(seed.bars.iter().cloned());
                if !self.flow.sure[*result] {
                    at_result.flags.extend(seed.flags.iter().cloned());
                }
            }
            let outside = self.transpose(arm.block, inside);
            let gives = self.settle_all(outside);
            self.graph.leave(outer);
            (arm.block, gives)
        });
        self.choose(test, gives, open);
    }

    /// What the result `k` of an `if` is given: a cotangent of all of it, of parts of it, and whether it is used.
    fn seeds(&mut self, arms: [&Arm; 2], given: &Given, k: usize, used: Id) -> Given {
        let here = |path: &[Step]| path.first() == Some(&Step::Field(k));
        let bars = given.bars.iter().filter(|(path, _)| here(path)).map(|(path, bar)| (path[1..].to_vec(), *bar));
        let (all, mut bars): (Vec<_>, Vec<_>) = bars.partition(|(path, _)| path.is_empty());
        if !all.is_empty() {
            let is_number = self.flow.number[arms[0].results[k]];
            bars.push((Vec::new(), self.total(is_number, &all)));
        }
        let flags: Vec<_> = given.flags.iter().filter(|(path, _)| here(path)).map(|(_, flag)| *flag).collect();
        let flag = flags.into_iter().reduce(|a, b| self.either(a, b)).unwrap_or(used);
        Given { bars, flags: vec![(Vec::new(), flag)] }
    }

    /// Transposes a node that may go unused. Where nothing is multiplied, nothing can go wrong.
    pub(crate) fn visit_if_used(&mut self, id: Id, given: &Given, open: &mut Contributions) {
        let own = given.flags.iter().filter(|(path, _)| path.is_empty()).map(|(_, flag)| *flag);
        let used = own.collect::<Vec<_>>().into_iter().reduce(|a, b| self.either(a, b));
        let used = used.unwrap_or_else(|| self.node(Node::Flag(true)));
        let linear = matches!(
            self.graph.nodes[id],
            Node::Part(..)
                | Node::Add(..)
                | Node::Sub(..)
                | Node::Neg(_)
                | Node::Plus(..)
                | Node::Times(..)
                | Node::Over(..)
        );
        if linear || matches!(self.graph.nodes[used], Node::Flag(_)) {
            self.visit(id, given, used, open);
            return;
        }
        let outer = self.graph.current();
        let [then, otherwise] = [0, 1].map(|_| {
            let block = self.graph.enter();
            self.graph.leave(outer);
            block
        });
        self.graph.leave(then);
        let mut inside = Contributions::new();
        let yes = self.node(Node::Flag(true));
        self.visit(id, given, yes, &mut inside);
        let gives = self.settle_all(inside);
        self.graph.leave(outer);
        self.choose(used, [(then, gives), (otherwise, Gives::default())], open);
    }

    /// Sums what each place is given.
    fn settle_all(&mut self, outside: Contributions) -> Gives {
        let mut gives = Gives::default();
        for (id, given) in outside {
            if matches!(self.graph.nodes[id], Node::Lit(_)) {
                continue;
            }
            let mut bars: BTreeMap<_, Vec<_>> = BTreeMap::new();
            for (path, bar) in given.bars {
                bars.entry(order(&path)).or_default().push((path, bar));
            }
            for (place, bars) in bars {
                let is_number = bars[0].0.is_empty() && self.flow.number[id];
                let total = self.total(is_number, &bars);
                gives.bars.insert((id, place), (bars[0].0.clone(), self.settle(total)));
            }
            for (path, flag) in given.flags {
                let place = (id, order(&path));
                let flag =
                    gives.flags.get(&place).map(|(_, other)| *other).map_or(flag, |other| self.either(other, flag));
                gives.flags.insert(place, (path, flag));
            }
        }
        gives
    }

    /// The `if` that gives what the arm taken gives.
    fn choose(&mut self, test: Id, [a, b]: [(Block, Gives); 2], open: &mut Contributions) {
        let mut arms = [&a, &b].map(|(block, _)| Arm { block: *block, results: Vec::new() });
        let mut bars = BTreeMap::new();
        for (_, gives) in [&a, &b] {
            bars.extend(gives.bars.iter().map(|(place, (path, _))| (place.clone(), path.clone())));
        }
        let bars: Vec<_> = bars.into_iter().collect();
        for (place, path) in &bars {
            for (arm, (block, gives)) in arms.iter_mut().zip([&a, &b]) {
                arm.results.push(match gives.bars.get(place) {
                    Some((_, bar)) => *bar,
                    None => self.zero(*block, place.0, path),
                });
            }
        }
        let mut flags = BTreeMap::new();
        for (_, gives) in [&a, &b] {
            flags.extend(gives.flags.iter().map(|(place, (path, _))| (place.clone(), path.clone())));
        }
        let mut carried = Vec::new();
        for (place, path) in flags {
            let no = self.node(Node::Flag(false));
            let [then, otherwise] = [&a, &b].map(|(_, gives)| gives.flags.get(&place).map_or(no, |(_, flag)| *flag));
            let known = |id: Id| if let Node::Flag(known) = self.graph.nodes[id] { Some(known) } else { None };
            let flag = match (known(then), known(otherwise)) {
                (Some(true), Some(true)) => then,
                (Some(true), Some(false)) => test,
                (Some(false), Some(true)) => self.node(Node::Test(Condition::Not(Box::new(Condition::Value(test))))),
                (Some(false), Some(false)) => continue,
                _ => {
                    arms[0].results.push(then);
                    arms[1].results.push(otherwise);
                    carried.push((place.0, path, arms[0].results.len() - 1));
                    continue;
                }
            };
            open.entry(place.0).or_default().flags.push((path, flag));
        }
        if arms[0].results.is_empty() {
            return;
        }
        let choice = self.node(Node::If(test, arms[0].clone(), arms[1].clone()));
        for (k, (place, path)) in bars.into_iter().enumerate() {
            let bar = self.node(Node::Part(choice, Step::Field(k)));
            open.entry(place.0).or_default().add(path, Signed::plus(bar));
        }
        for (id, path, k) in carried {
            let flag = self.node(Node::Part(choice, Step::Field(k)));
            self.graph.call_it(flag, &quote::format_ident!("used"));
            open.entry(id).or_default().flags.push((path, flag));
        }
    }

    /// The cotangent of a place that an arm does not use.
    fn zero(&mut self, block: Block, id: Id, path: &[Step]) -> Id {
        let home = self.graph.block[id];
        let mut is_number = self.flow.number[id];
        let mut place = id;
        for step in path {
            place = self.graph.add_in(home, Node::Part(place, *step));
            is_number = self.flow.number.get(place).is_some_and(|number| *number);
        }
        let zero = if is_number { Node::Lit(quote!(0.0)) } else { Node::Scattered(place, Vec::new()) };
        self.graph.add_in(block, zero)
    }

    fn either(&mut self, a: Id, b: Id) -> Id {
        match (&self.graph.nodes[a], &self.graph.nodes[b]) {
            (Node::Flag(true), _) | (_, Node::Flag(false)) => a,
            (_, Node::Flag(true)) | (Node::Flag(false), _) => b,
            _ if a == b => a,
            _ => {
                let [a, b] = [a, b].map(|id| Box::new(Condition::Value(id)));
                self.node(Node::Test(Condition::Or(a, b)))
            }
        }
    }
}

/// A path in an order of its own.
fn order(path: &[Step]) -> Vec<(bool, usize)> {
    path.iter()
        .map(|step| match step {
            Step::Index(i) => (false, *i),
            Step::Field(i) => (true, *i),
        })
        .collect()
}
