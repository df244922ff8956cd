//! The transpose of an `if`, and of what arms of several `if`s share.
//!
//! An `if` becomes an `if` on the same condition, whose arms give cotangents to what lies around them; what an arm does
//! not use gets zero from it. To the cotangent of an array an arm adds in place, where what it asks is not differentiated.
//! A node that may go unused is transposed within an `if` of its own, on whether it was.

use std::collections::{BTreeMap, BTreeSet};

use quote::quote;

use crate::adjoint::{Adjoint, Frame, Given, Signed};
use crate::graph::{Arm, Block, Condition, Id, Kind, Node, Step};

/// A place in a value: a node, and a path into it.
type Place = (Id, Vec<Step>);

/// What one arm gives to what lies around it.
#[derive(Default)]
struct Gives {
    bars: BTreeMap<Place, Id>,
    flags: BTreeMap<Place, Id>,
    /// The cotangents of whole values that it takes up and hands on.
    running: BTreeMap<Id, Id>,
}

impl Adjoint<'_> {
    /// Transposes an `if`; `used` is whether it is.
    pub(crate) fn branch(&mut self, test: Id, arms: [&Arm; 2], given: &Given, used: Id) {
        let seeds: Vec<_> = (0..arms[0].results.len()).map(|k| self.seeds(arms, given, k, used)).collect();
        let frames = arms.map(|arm| {
            self.within(arm.block, |this| {
                for (result, seed) in arm.results.iter().zip(&seeds) {
                    if seed.bars.is_empty() || !this.flow.active[*result] {
                        continue;
                    }
                    let sure = this.flow.sure[*result];
                    let at_result = this.entry(*result);
                    at_result.bars.extend(seed.bars.iter().cloned());
                    if !sure {
                        at_result.flags.extend(seed.flags.iter().cloned());
                    }
                }
                this.transpose();
            })
        });
        self.choose(test, frames);
    }

    /// Does something in a frame for a block; gives the frame.
    fn within(&mut self, block: Block, f: impl FnOnce(&mut Self)) -> Option<Frame> {
        let outer = self.graph.current();
        self.graph.leave(block);
        self.frames.push(Frame::new(block, false));
        f(self);
        // What has to stay within the arm is taken up there.
        let depth = self.frames.len() - 1;
        let stays = self.graph.kind(block) == Kind::PlainArm || self.graph.guarded.contains(&block);
        if stays {
            self.gather_results(depth);
        }
        let whole: Vec<Id> = self.frames[depth]
            .outside
            .iter()
            .filter(|(id, given)| {
                let reaches = |path: &[Step]| path.iter().any(|step| matches!(step, Step::At(_)));
                !self.flow.number[**id]
                    && !matches!(self.graph.nodes[**id], Node::If(..) | Node::Loop(_))
                    && (self.frames[depth].base.contains_key(id)
                        || stays && given.bars.iter().any(|(path, _)| path.is_empty() || reaches(path)))
            })
            .map(|(id, _)| *id)
            .collect();
        for id in whole {
            self.running(id, depth);
        }
        self.graph.leave(outer);
        self.frames.pop()
    }

    /// What is given to elements of the results of an `if` or a loop, by indices that mean something in this arm alone, is
    /// put together as what these results are given.
    fn gather_results(&mut self, depth: usize) {
        let reaches = |path: &[Step]| path.iter().any(|step| matches!(step, Step::At(_)));
        let is_container = |id: Id| matches!(self.graph.nodes[id], Node::If(..) | Node::Loop(_));
        let outside = &self.frames[depth].outside;
        let containers =
            outside.iter().filter(|(id, given)| is_container(**id) && given.bars.iter().any(|(path, _)| reaches(path)));
        let containers: Vec<Id> = containers.map(|(id, _)| *id).collect();
        for id in containers {
            let bars = core::mem::take(&mut self.entry(id).bars);
            let mut results: BTreeMap<Step, Vec<(Vec<Step>, Signed)>> = BTreeMap::new();
            for (path, bar) in bars {
                let Some((step, rest)) = path.split_first() else { continue };
                results.entry(*step).or_default().push((rest.to_vec(), bar));
            }
            for (step, bars) in results {
                match self.graph.find(id, step) {
                    Some(part) if bars.iter().any(|(path, _)| reaches(path)) => {
                        let w = self.whole(part, &bars);
                        self.entry(id).bars.push((vec![step], Signed::plus(w)));
                    }
                    _ => {
                        let bars = bars.into_iter().map(|(path, bar)| ([&[step], &path[..]].concat(), bar));
                        self.entry(id).bars.extend(bars);
                    }
                }
            }
        }
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
        // Paths that are expressions are gone into once, here: in an arm they may not be looked at.
        if bars.iter().any(|(path, _)| path.iter().any(|step| matches!(step, Step::At(_)))) {
            let w = self.whole(arms[0].results[k], &bars);
            bars = vec![(Vec::new(), Signed::plus(w))];
        }
        let flags: Vec<_> = given.flags.iter().filter(|(path, _)| here(path)).map(|(_, flag)| *flag).collect();
        let flag = flags.into_iter().reduce(|a, b| self.either(a, b)).unwrap_or(used);
        Given { bars, flags: vec![(Vec::new(), flag)] }
    }

    /// Transposes a node that may go unused. Where nothing is multiplied, nothing can go wrong.
    pub(crate) fn visit_if_used(&mut self, id: Id, given: &Given) {
        let used = self.usage(id, given);
        // An `if` hands on to the results of its arms whether it is used.
        let linear = matches!(
            self.graph.nodes[id],
            Node::If(..)
                | Node::Part(..)
                | Node::Add(..)
                | Node::Sub(..)
                | Node::Neg(_)
                | Node::Plus(..)
                | Node::Times(..)
                | Node::Over(..)
                | Node::Pack(_)
                | Node::Fill(..)
                | Node::Zero(_)
                | Node::Write(..)
                | Node::Added(..)
        );
        if linear || matches!(self.graph.nodes[used], Node::Flag(_)) {
            self.visit(id, given, used);
            return;
        }
        let outer = self.graph.current();
        let kind = if self.graph.plain(used).is_some() { Kind::PlainArm } else { Kind::Arm };
        let [then, otherwise] = [0, 1].map(|_| {
            let block = self.graph.enter(kind);
            self.graph.leave(outer);
            block
        });
        let frames = [
            self.within(then, |this| {
                let yes = this.node(Node::Flag(true));
                this.visit(id, given, yes);
            }),
            self.within(otherwise, |_| {}),
        ];
        self.choose(used, frames);
    }

    /// Sums what each place is given; what is taken up goes on from what was `before`.
    fn settle_all(&mut self, frame: Frame, before: &BTreeMap<Id, Id>) -> (Block, Gives) {
        let mut gives = Gives::default();
        for (id, mut given) in frame.outside {
            if let Some(before) = before.get(&id) {
                if !frame.base.contains_key(&id) {
                    given.bars.insert(0, (Vec::new(), Signed::plus(*before)));
                }
                let total = self.total_of(id, &given.bars);
                gives.running.insert(id, total);
            } else {
                let mut bars: BTreeMap<_, Vec<_>> = BTreeMap::new();
                for (path, bar) in given.bars {
                    bars.entry(path.clone()).or_default().push((path, bar));
                }
                for (place, bars) in bars {
                    let is_number = place.is_empty() && self.flow.number[id];
                    let total = self.total(is_number, &bars);
                    let bar = self.settle(total);
                    gives.bars.insert((id, place), bar);
                }
            }
            for (path, flag) in given.flags {
                let place = (id, path);
                let flag = gives.flags.get(&place).copied().map_or(flag, |other| self.either(other, flag));
                gives.flags.insert(place, flag);
            }
        }
        (frame.block, gives)
    }

    /// The `if` that gives what the arm taken gives.
    fn choose(&mut self, test: Id, frames: [Option<Frame>; 2]) {
        let [Some(a), Some(b)] = frames else { return };
        let mut taken: Vec<Id> = a.base.keys().chain(b.base.keys()).copied().collect();
        taken.sort_unstable();
        taken.dedup();
        let depth = self.frames.len() - 1;
        let before: BTreeMap<Id, Id> = taken.iter().map(|id| (*id, self.running(*id, depth))).collect();
        let outer = self.graph.current();
        let sides = [a, b].map(|frame| {
            self.graph.leave(frame.block);
            let gives = self.settle_all(frame, &before);
            self.graph.leave(outer);
            gives
        });
        let mut arms = [0, 1].map(|i: usize| Arm { block: sides[i].0, results: Vec::new() });
        let places: BTreeSet<Place> = sides.iter().flat_map(|(_, gives)| gives.bars.keys().cloned()).collect();
        let places: Vec<Place> = places.into_iter().collect();
        for (id, path) in &places {
            for (arm, (block, gives)) in arms.iter_mut().zip(&sides) {
                arm.results.push(match gives.bars.get(&(*id, path.clone())) {
                    Some(bar) => *bar,
                    None => self.zero(*block, *id, path),
                });
            }
        }
        for id in &taken {
            for (arm, (_, gives)) in arms.iter_mut().zip(&sides) {
                arm.results.push(gives.running.get(id).copied().unwrap_or(before[id]));
            }
        }
        let (flags, carried) = self.chosen_flags(test, &sides, &mut arms);
        if !arms[0].results.is_empty() {
            let [a, b] = arms;
            let choice = self.node(Node::If(test, a, b));
            let count = places.len();
            for (k, (id, path)) in places.into_iter().enumerate() {
                let bar = self.node(Node::Part(choice, Step::Field(k)));
                self.give(id, path, Signed::plus(bar));
            }
            for (k, id) in taken.into_iter().enumerate() {
                let bar = self.node(Node::Part(choice, Step::Field(count + k)));
                self.name_bar(bar, id);
                self.replace(id, bar);
            }
            for ((id, path), k) in carried {
                let flag = self.node(Node::Part(choice, Step::Field(k)));
                self.graph.call_it(flag, &quote::format_ident!("used"));
                self.entry(id).flags.push((path, flag));
            }
        }
        for ((id, path), flag) in flags {
            self.entry(id).flags.push((path, flag));
        }
    }

    /// Whether each place is used by the arm taken: what is known of that, and what the `if` has to give.
    #[allow(clippy::type_complexity, reason = "two lists of places")]
    fn chosen_flags(
        &mut self,
        test: Id,
        sides: &[(Block, Gives); 2],
        arms: &mut [Arm; 2],
    ) -> (Vec<(Place, Id)>, Vec<(Place, usize)>) {
        let places: BTreeSet<Place> = sides.iter().flat_map(|(_, gives)| gives.flags.keys().cloned()).collect();
        let (mut all, mut carried) = (Vec::new(), Vec::new());
        for place in places {
            let no = self.node(Node::Flag(false));
            let [then, otherwise] = [0, 1].map(|i: usize| sides[i].1.flags.get(&place).copied().unwrap_or(no));
            let known = |id: Id| if let Node::Flag(known) = self.graph.nodes[id] { Some(known) } else { None };
            let flag = match (known(then), known(otherwise)) {
                (Some(true), Some(true)) => then,
                (Some(true), Some(false)) => test,
                (Some(false), Some(true)) => self.node(Node::Test(Condition::Not(Box::new(Condition::Value(test))))),
                (Some(false), Some(false)) => continue,
                _ => {
                    arms[0].results.push(then);
                    arms[1].results.push(otherwise);
                    carried.push((place, arms[0].results.len() - 1));
                    continue;
                }
            };
            all.push((place, flag));
        }
        (all, carried)
    }

    /// The cotangent of a place that an arm does not use.
    fn zero(&mut self, block: Block, id: Id, path: &[Step]) -> Id {
        // An element is looked at where it is used: what its index says may mean something there alone.
        let reaches = path.iter().any(|step| matches!(step, Step::At(_)));
        let home = if reaches { self.graph.current() } else { self.graph.block[id] };
        let mut is_number = self.flow.number[id];
        let mut place = id;
        for step in path {
            place = self.graph.add_in(home, Node::Part(place, *step));
            is_number = self.flow.number.get(place).is_some_and(|number| *number)
                || self.graph.ty[place].as_ref().is_some_and(crate::shape::Type::is_number);
        }
        let zero = match (is_number, self.graph.ty[place].clone()) {
            (true, _) => Node::Lit(quote!(0.0)),
            (false, Some(ty)) => Node::Zero(ty),
            (false, None) => Node::Scattered(place, Vec::new()),
        };
        self.graph.add_in(block, zero)
    }

    pub(crate) fn either(&mut self, a: Id, b: Id) -> Id {
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
