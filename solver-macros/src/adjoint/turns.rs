//! The transpose of a loop: the same turns the other way, in the same block.
//!
//! The cotangents of what a turn hands on go from turn to turn backwards; those of what lies around the loop are carried
//! along and added to, arrays in place. Where it is not known that a value is used in the end, a flag goes with its
//! cotangent.

use std::rc::Rc;

use quote::format_ident;

use crate::adjoint::{Adjoint, Frame, Given, Signed};
use crate::graph::{Id, Node, Step, Turns};
use crate::shape::Type;

/// What the backward loop carries.
#[derive(Default)]
pub(crate) struct Carried {
    pub(crate) inits: Vec<Id>,
    pub(crate) params: Vec<Id>,
    pub(crate) results: Vec<Id>,
    /// Who is given each of them in the end, and whether it is a flag.
    to: Vec<(Id, To)>,
}

#[derive(Clone, Copy)]
enum To {
    Init,
    /// One that is used whenever the loop is.
    UsedInit,
    InitFlag,
    Around,
    AroundFlag,
}

impl Adjoint<'_> {
    /// Transposes a loop; `used` is whether it is.
    pub(crate) fn turns_back(&mut self, id: Id, turns: &Rc<Turns>, given: &Given, used: Id) {
        let carried: Vec<usize> = (0..turns.params.len()).filter(|k| self.flow.active[turns.params[*k]]).collect();
        let seeds: Vec<(Id, Option<Id>)> = carried.iter().map(|k| self.seed_of(id, turns, given, *k, used)).collect();
        let outer = self.graph.current();
        self.graph.leave(turns.block);
        self.frames.push(Frame::new(turns.block, true));
        let mut all = Carried::default();
        for (k, (init, flag)) in carried.iter().zip(&seeds) {
            let (param, result) = (turns.params[*k], turns.results[*k]);
            let like = self.type_of(param);
            let bar = self.graph.param(like);
            self.name_bar(bar, param);
            self.give(result, Vec::new(), Signed::plus(bar));
            all.inits.push(*init);
            all.params.push(bar);
            all.to.push((turns.inits[*k], if flag.is_some() { To::Init } else { To::UsedInit }));
            if let Some(flag) = flag {
                let goes = self.graph.param(Some(Type::Mask));
                self.graph.call_it(goes, &format_ident!("used"));
                if self.flow.active[result] && !self.flow.sure[result] {
                    self.entry(result).flags.push((Vec::new(), goes));
                }
                all.inits.push(*flag);
                all.params.push(goes);
                all.to.push((turns.inits[*k], To::InitFlag));
            }
        }
        self.transpose();
        let depth = self.frames.len() - 1;
        let mut params = core::mem::take(&mut self.frames[depth].params);
        for (k, (_, flag)) in carried.iter().zip(&seeds) {
            let param = turns.params[*k];
            let given = params.remove(&param).unwrap_or_default();
            let total = self.total_of(param, &given.bars);
            all.results.push(total);
            if flag.is_some() {
                let no = self.node(Node::Flag(false));
                let result = if given.bars.is_empty() { no } else { self.usage(param, &given) };
                all.results.push(result);
            }
        }
        self.around(&mut all);
        self.frames.pop();
        self.graph.leave(outer);
        self.close(turns, all, used);
    }

    /// What the loop's result `k` is given, and whether it is used, if that is not sure.
    fn seed_of(&mut self, id: Id, turns: &Turns, given: &Given, k: usize, used: Id) -> (Id, Option<Id>) {
        let here = |path: &[Step]| path.first() == Some(&Step::Field(k));
        let bars: Vec<_> =
            given.bars.iter().filter(|(path, _)| here(path)).map(|(path, bar)| (path[1..].to_vec(), *bar)).collect();
        let init = self.total_of(turns.params[k], &bars);
        if self.flow.sure[turns.results[k]] {
            return (init, None);
        }
        let part = self.graph.find(id, Step::Field(k));
        let sure = part.is_some_and(|part| self.flow.sure.get(part).is_some_and(|sure| *sure)) && self.flow.sure[id];
        if bars.is_empty() {
            return (init, Some(self.node(Node::Flag(false))));
        }
        if sure {
            return (init, Some(self.node(Node::Flag(true))));
        }
        let flags: Vec<_> = given.flags.iter().filter(|(path, _)| here(path)).map(|(_, flag)| *flag).collect();
        (init, Some(flags.into_iter().reduce(|a, b| self.either(a, b)).unwrap_or(used)))
    }

    /// Carries the cotangents of what lies around the loop.
    fn around(&mut self, all: &mut Carried) {
        let depth = self.frames.len() - 1;
        let ids: Vec<Id> = self.frames[depth].outside.keys().copied().collect();
        for id in ids {
            if !self.frames[depth].outside[&id].bars.is_empty() {
                let total = self.running(id, depth);
                let param = self.frames[depth].base[&id];
                self.name_bar(param, id);
                all.params.push(param);
                all.results.push(total);
                all.inits.push(self.running(id, depth - 1));
                all.to.push((id, To::Around));
            }
            let flags = core::mem::take(&mut self.entry(id).flags);
            let mut by_path: std::collections::BTreeMap<Vec<Step>, Id> = std::collections::BTreeMap::new();
            for (path, flag) in flags {
                let flag = by_path.get(&path).copied().map_or(flag, |other| self.either(other, flag));
                by_path.insert(path, flag);
            }
            // Whether parts of it are used counts for all of it.
            if let Some(flag) = by_path.into_values().reduce(|a, b| self.either(a, b)) {
                let goes = self.graph.param(Some(Type::Mask));
                self.graph.call_it(goes, &format_ident!("used"));
                let outer = self.graph.block[goes];
                let no = self.graph.add_in(self.graph.parent(outer), Node::Flag(false));
                all.inits.push(no);
                all.params.push(goes);
                let result = self.either(goes, flag);
                all.results.push(result);
                all.to.push((id, To::AroundFlag));
            }
        }
    }

    /// The backward loop, and what it ends with for each.
    fn close(&mut self, turns: &Turns, mut all: Carried, used: Id) {
        let apart = self.take_apart(turns, &mut all);
        let Carried { inits, params, results, to } = all;
        let loop_back = Turns {
            range: turns.range.clone(),
            backwards: !turns.backwards,
            block: turns.block,
            inits,
            params,
            results,
        };
        let (_, mut parts) = self.graph.turns(loop_back);
        for apart in apart {
            let k = apart.k;
            parts[k] = self.add_apart(apart, turns, &parts);
        }
        // What was taken up is put back before anything is added to it.
        let (first, then): (Vec<_>, Vec<_>) =
            to.into_iter().zip(parts).partition(|((_, to), _)| matches!(to, To::Around));
        for ((id, to), part) in first.into_iter().chain(then) {
            match to {
                To::Init | To::UsedInit => {
                    self.name_bar(part, id);
                    self.give(id, Vec::new(), Signed::plus(part));
                    if matches!(to, To::UsedInit) && self.flow.active[id] && !self.flow.sure[id] {
                        self.entry(id).flags.push((Vec::new(), used));
                    }
                }
                To::Around => {
                    self.name_bar(part, id);
                    self.replace(id, part);
                }
                To::InitFlag | To::AroundFlag => {
                    self.graph.call_it(part, &format_ident!("used"));
                    if self.flow.active[id] && !self.flow.sure[id] {
                        self.entry(id).flags.push((Vec::new(), part));
                    }
                }
            }
        }
    }
}
