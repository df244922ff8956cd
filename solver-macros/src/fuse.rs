//! `base + c · f` in one: the next stage of a method whose stages follow one from another.
//!
//! A small solve is bound by the chain of operations from one stage to the next. Where f is a sum, `c` is multiplied into its
//! terms: into a factor that is the same in every step, or else into the one that is known first; `base` begins the sum, and
//! what is known last is added last. So one fused operation after its newest factor a stage is known, where `f`, its
//! product with `c` and the sum would be three.

use std::collections::{HashMap, HashSet};

use proc_macro2::Ident;

use crate::emit::Fusions;
use crate::graph::{Graph, Id, Node};
use crate::keep;

/// Of more scalars than this, f has work enough beside any chain.
const SMALL: usize = 8;

/// The graph with the fused results in it.
pub(crate) struct Fused {
    pub(crate) graph: Graph,
    pub(crate) fusions: Fusions,
    /// `base + c · f`, for each scalar of f.
    pub(crate) results: Vec<Id>,
    /// What f is multiplied by: a scale, which stands first in a product.
    pub(crate) scale: Id,
}

/// A term of a sum: whether it is added, and what it is.
type Term = (bool, Id);

struct Fuse {
    graph: Graph,
    /// What `f` is multiplied by.
    scale: Id,
    /// What is the same in every step.
    free: Vec<bool>,
    /// How many operations stand between the state and each value.
    depths: Vec<usize>,
    uses: HashMap<Id, usize>,
}

/// Fuses the outputs with the leaves `base`, where they are few and all that they are made
/// of is arithmetic and functions of numbers.
pub(crate) fn fuse(graph: &Graph, outputs: &[Id], base: &[Id], same: &HashSet<Id>, scale: Ident) -> Option<Fused> {
    if outputs.len() > SMALL {
        return None;
    }
    let uses = straight_line(graph, outputs)?;
    let mut graph = graph.clone();
    let scale = graph.add(Node::Leaf(scale));
    let available: HashSet<Id> = same.iter().copied().chain([scale]).collect();
    let free = keep::free_nodes(&graph, &available);
    let mut depths = Vec::new();
    for (id, node) in graph.nodes.iter().enumerate() {
        depths.push(depth(node, free[id], &depths));
    }
    let mut fuse = Fuse { graph, scale, free, depths, uses };
    let results: Vec<Id> = outputs.iter().zip(base).map(|(f, base)| fuse.add_scaled(*base, *f)).collect();
    let fusions = Fusions::find(&fuse.graph, &results, &[]);
    Some(Fused { graph: fuse.graph, fusions, results, scale })
}

/// How often each node on the way to the outputs is used, if all of them are numbers that are computed once and always.
fn straight_line(graph: &Graph, outputs: &[Id]) -> Option<HashMap<Id, usize>> {
    let mut uses = HashMap::new();
    let mut pending = outputs.to_vec();
    while let Some(id) = pending.pop() {
        let number = graph.ty[id].as_ref().is_none_or(crate::shape::Type::is_number);
        let node = &graph.nodes[id];
        let plain = matches!(node, Node::Leaf(_) | Node::Lit(_) | Node::Found(_)) || node.is_arithmetic();
        if !number || !plain || graph.block[id] != 0 {
            return None;
        }
        let count = uses.entry(id).or_insert(0);
        *count += 1;
        if *count == 1 {
            pending.extend(node.operands());
        }
    }
    Some(uses)
}

/// How many operations stand between the state and a value, by those of what it is made of.
fn depth(node: &Node, free: bool, depths: &[usize]) -> usize {
    if free {
        return 0;
    }
    let cost = match node {
        Node::Leaf(_) | Node::Neg(_) => 0,
        Node::Add(..) | Node::Sub(..) | Node::Mul(..) | Node::Plus(..) | Node::Times(..) | Node::Fma(..) => 1,
        _ => 5,
    };
    cost + node.operands().iter().map(|id| depths[*id]).max().unwrap_or(0)
}

impl Fuse {
    fn node(&mut self, node: Node) -> Id {
        let free = node.operands().iter().all(|id| self.free[*id]);
        let depth = depth(&node, free, &self.depths);
        let id = self.graph.add(node);
        if id == self.free.len() {
            self.free.push(free);
            self.depths.push(depth);
        }
        id
    }

    /// The terms that a value is the sum of. One that is used elsewhere too is a term by itself.
    fn terms(&mut self, id: Id, added: bool) -> Vec<Term> {
        if self.uses.get(&id).copied().unwrap_or(0) > 1 || self.free[id] {
            return vec![(added, id)];
        }
        let (a, b) = match self.graph.nodes[id].clone() {
            Node::Neg(a) => return self.terms(a, !added),
            Node::Add(a, b) => (self.terms(a, added), self.terms(b, added)),
            Node::Sub(a, b) => (self.terms(a, added), self.terms(b, !added)),
            Node::Plus(a, c) => {
                let constant = self.node(Node::Lit(c));
                (self.terms(a, added), vec![(added, constant)])
            }
            Node::Fma(a, b, c) => {
                let product = self.node(Node::Mul(a, b));
                (vec![(added, product)], self.terms(c, added))
            }
            _ => return vec![(added, id)],
        };
        [a, b].concat()
    }

    /// `factor` times the terms of `x`, each a product; what is the same in every step goes into the factor.
    fn spread(&mut self, factor: Id, x: Id, added: bool) -> Vec<Term> {
        let mut products = Vec::new();
        for (added, term) in self.terms(x, added) {
            let same = match self.graph.nodes[term] {
                Node::Mul(a, b) if !self.free[term] && self.free[a] => Some((a, b)),
                Node::Mul(a, b) if !self.free[term] && self.free[b] => Some((b, a)),
                _ => None,
            };
            if let Some((same, x)) = same {
                let factor = self.node(Node::Mul(factor, same));
                products.extend(self.spread(factor, x, added));
            } else {
                products.push((added, self.node(Node::Mul(factor, term))));
            }
        }
        products
    }

    /// `c` times a term.
    fn scaled(&mut self, (added, term): Term) -> Vec<Term> {
        let c = self.scale;
        let product = match self.graph.nodes[term].clone() {
            Node::Times(x, k) => {
                let factor = self.node(Node::Times(c, k));
                return self.spread(factor, x, added);
            }
            Node::Mul(a, b) if self.free[a] || self.free[b] => {
                let (same, x) = if self.free[a] { (a, b) } else { (b, a) };
                let factor = self.node(Node::Mul(c, same));
                return self.spread(factor, x, added);
            }
            Node::Mul(a, b) => {
                // Into a sum term by term, so that it is fused there; else into what is known first.
                let is_sum = |fuse: &mut Self, id| fuse.terms(id, true).len() > 1;
                let (first, last) = if is_sum(self, a) || !is_sum(self, b) && self.depths[a] <= self.depths[b] {
                    (a, b)
                } else {
                    (b, a)
                };
                let products = self.spread(c, first, true);
                Node::Mul(self.sum(None, products), last)
            }
            _ => Node::Mul(c, term),
        };
        vec![(added, self.node(product))]
    }

    /// A start and products, what is known last added last.
    fn sum(&mut self, start: Option<Id>, mut products: Vec<Term>) -> Id {
        products.sort_by_key(|(_, id)| self.depths[*id]);
        let mut sum = start;
        if sum.is_none() {
            // One that is added begins, if there is one.
            let first = products.iter().position(|(added, _)| *added).unwrap_or(0);
            let (added, product) = products.remove(first);
            sum = Some(if added { product } else { self.node(Node::Neg(product)) });
        }
        products.into_iter().fold(sum.unwrap_or(self.scale), |sum, (added, product)| {
            self.node(if added { Node::Add(sum, product) } else { Node::Sub(sum, product) })
        })
    }

    /// `base + c · f`
    fn add_scaled(&mut self, base: Id, f: Id) -> Id {
        let terms = self.terms(f, true);
        let products = terms.into_iter().flat_map(|term| self.scaled(term)).collect();
        self.sum(Some(base), products)
    }
}
