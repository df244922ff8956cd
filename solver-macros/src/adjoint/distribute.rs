//! Sums into neighbouring elements, each in a loop of its own.
//!
//! The transpose of a stencil adds to several neighbours of an element in every turn, and the next turn adds to some of them
//! again: each addition waits for the one before, and no two turns can be done side by side. So what is added is put into a
//! row first, and then added in one loop for each neighbour, whose turns have nothing to do with one another.

use std::rc::Rc;

use proc_macro2::{TokenStream, TokenTree};

use crate::adjoint::Adjoint;
use crate::adjoint::turns::Carried;
use crate::emit::mentions;
use crate::graph::{Block, Id, Kind, Node, Range, Step, Turns};
use crate::shape::Type;

/// Loops of fewer turns than this stay as they are.
const MANY: usize = 8;

/// What is added to a cotangent in every turn: to which elements, and what.
pub(crate) struct Apart {
    /// Its place among what the loop carries.
    pub(crate) k: usize,
    additions: Vec<(Vec<Step>, Addend)>,
}

/// What is added.
struct Addend {
    value: Id,
    /// The place of its row among what the loop carries, if it differs from turn to turn.
    row: Option<usize>,
    /// What is done to it, the innermost first: multiplied by a constant, or negated.
    then: Vec<Option<TokenStream>>,
}

impl Adjoint<'_> {
    /// Takes sums into neighbouring elements out of a backward loop; rows for what they add are carried in their place.
    pub(crate) fn take_apart(&mut self, turns: &Turns, all: &mut Carried) -> Vec<Apart> {
        let (range, block) = (turns.range.clone(), turns.block);
        let Some(most) = range.most.clone().filter(|most| range.count.is_none() && is_long(most)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for k in 0..all.params.len() {
            let Some(additions) = self.additions(all, k, block) else { continue };
            let paths: Vec<_> = additions.iter().map(|(path, _)| path).collect();
            let neighbours = (1..paths.len()).any(|i| (0..i).any(|j| self.are_neighbours(paths[i], paths[j], &range)));
            if neighbours {
                all.results[k] = all.params[k];
                found.push((k, additions));
            }
        }
        let mut rows: Vec<(Id, usize)> = Vec::new();
        let mut apart = Vec::new();
        for (k, additions) in found {
            let additions = additions.into_iter().map(|(path, value)| {
                let (value, then) = self.stripped(value, block);
                let varies = self.graph.is_within(self.graph.block[value], block);
                let known = rows.iter().find(|(of, _)| *of == value).map(|(_, row)| *row);
                let row = varies.then(|| known.unwrap_or_else(|| self.row(value, &range, &most, block, all)));
                rows.extend(row.map(|row| (value, row)));
                (path, Addend { value, row, then })
            });
            apart.push(Apart { k, additions: additions.collect() });
        }
        apart
    }

    /// The additions that a loop makes to the array that it carries at `k`, if that is all it does with it.
    fn additions(&self, all: &Carried, k: usize, block: Block) -> Option<Vec<(Vec<Step>, Id)>> {
        let graph = &*self.graph;
        let (param, mut id) = (all.params[k], all.results[k]);
        let mut chain = Vec::new();
        let mut additions = Vec::new();
        while id != param {
            let Node::Added(base, parts) = &graph.nodes[id] else { return None };
            let number = |id: &Id| graph.ty[*id].as_ref().is_some_and(Type::is_number);
            if graph.block[id] != block || !parts.iter().all(|(_, value)| number(value)) {
                return None;
            }
            additions.extend(parts.iter().rev().cloned());
            chain.push(id);
            id = *base;
        }
        additions.reverse();
        chain.push(param);
        // Nothing else looks at it on the way.
        let looked_at = |id: &Id| {
            let users = graph.nodes[param..].iter().filter(|node| node.operands().contains(id)).count();
            let handed_on = all.results.iter().filter(|result| *result == id).count();
            users + handed_on != 1
        };
        (!additions.is_empty() && !chain.iter().any(looked_at)).then_some(additions)
    }

    /// Whether two paths lead to elements of one row, at indices that differ and go along with the loop's variable.
    fn are_neighbours(&self, a: &[Step], b: &[Step], range: &Range) -> bool {
        let (Some((last_a, a)), Some((last_b, b))) = (a.split_last(), b.split_last()) else { return false };
        a == b && last_a != last_b && [last_a, last_b].iter().all(|step| self.goes_along(**step, range))
    }

    /// Whether an index is the loop's variable and a constant.
    fn goes_along(&self, step: Step, range: &Range) -> bool {
        let Step::At(text) = step else { return false };
        let words = self.graph.words(text);
        let plain = |token: TokenTree| match token {
            TokenTree::Punct(sign) => matches!(sign.as_char(), '+' | '-'),
            TokenTree::Group(_) => false,
            TokenTree::Ident(_) | TokenTree::Literal(_) => true,
        };
        mentions(words, &range.variable) && words.clone().into_iter().all(plain)
    }

    /// A value without the constants that it is multiplied by, and those.
    fn stripped(&self, mut value: Id, block: Block) -> (Id, Vec<Option<TokenStream>>) {
        let mut then = Vec::new();
        loop {
            let (inner, factor) = match &self.graph.nodes[value] {
                Node::Neg(inner) => (*inner, None),
                Node::Times(inner, factor) => (*inner, Some(factor.clone())),
                _ => break,
            };
            if self.graph.block[inner] != block {
                break;
            }
            then.insert(0, factor);
            value = inner;
        }
        (value, then)
    }

    /// Has the loop carry a row of a value of every turn; its place.
    fn row(&mut self, value: Id, range: &Range, most: &TokenStream, block: Block, all: &mut Carried) -> usize {
        let outer = self.graph.current();
        let ty = Type::Array(Box::new(Type::Number), most.clone());
        all.inits.push(self.node(Node::Zero(ty.clone())));
        self.graph.leave(block);
        let param = self.graph.param(Some(ty));
        let step = self.graph.at(&range.turn);
        all.params.push(param);
        all.results.push(self.node(Node::Write(param, vec![step], value)));
        self.graph.leave(outer);
        all.params.len() - 1
    }

    /// The loops that add, after the loop whose carried values end as `ends`; the sum.
    pub(crate) fn add_apart(&mut self, apart: Apart, turns: &Turns, ends: &[Id]) -> Id {
        apart.additions.into_iter().fold(ends[apart.k], |sum, (path, addend)| {
            let outer = self.graph.current();
            let block = self.graph.enter(Kind::Turns);
            self.graph.range.insert(block, turns.range.clone());
            let like = self.graph.ty[sum].clone();
            let param = self.graph.param(like);
            let step = self.graph.at(&turns.range.turn);
            let value = addend.row.map_or(addend.value, |row| self.node(Node::Part(ends[row], step)));
            let value = addend.then.into_iter().fold(value, |value, factor| {
                self.node(factor.map_or(Node::Neg(value), |factor| Node::Times(value, factor)))
            });
            let result = self.node(Node::Added(param, vec![(path, value)]));
            self.graph.leave(outer);
            let (range, backwards) = (Rc::clone(&turns.range), !turns.backwards);
            let each = Turns { range, backwards, block, inits: vec![sum], params: vec![param], results: vec![result] };
            self.graph.turns(each).1[0]
        })
    }
}

/// Whether a number of turns is large, or one that is not known here.
fn is_long(most: &TokenStream) -> bool {
    most.to_string().parse::<usize>().is_ok_and(|most| most >= MANY) || most.to_string().parse::<usize>().is_err()
}
