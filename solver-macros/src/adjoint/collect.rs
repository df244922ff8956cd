//! The sum of a cotangent's terms: what is one value times parameters put together, and long sums in several parts.
//!
//! A component of a stencil gets a parameter times the cotangent of each neighbour, and of its own by several ways. Here
//! each value stands once, times the sum of all that it is multiplied by, and values that are multiplied by the same are
//! added first. The factors are the same for every component, so they are computed once; and since the terms stand in
//! their order, the components at the ends are the same sums as those between, which the compiler then makes vectors of.
//!
//! A parameter gets a term from each component. One sum of them all would be a chain, each addition waiting for the one
//! before, so they go round into [`PARTS`] sums, which are then added by halves; where all are products, `sum_of_products` of the
//! library takes them, by registers where the number has them. The order is a matter of the source alone: it is the same in
//! every build and for every number.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::adjoint::{Adjoint, Signed};
use crate::graph::{Id, Node};

/// A sum of this many terms goes into parts.
const MANY: usize = 12;
/// So many parts.
const PARTS: usize = 4;

/// A term as a value times factors that are the same in every step.
struct Product {
    value: Id,
    negative: bool,
    factor: Option<Id>,
}

impl Adjoint<'_> {
    /// The sum of terms, of which there is one at least.
    pub(crate) fn sum_of(&mut self, terms: Vec<Signed>) -> Signed {
        let terms = self.collected(terms);
        self.in_parts(terms)
    }

    /// The sum of terms as they are, in several parts if they are many.
    fn in_parts(&mut self, terms: Vec<Signed>) -> Signed {
        if terms.len() < MANY {
            return self.chain(terms);
        }
        let is_target = |adjoint: &Self, term: &Signed| matches!(adjoint.graph.nodes[term.id], Node::Target(_));
        let (targets, terms): (Vec<_>, Vec<_>) = terms.into_iter().partition(|term| is_target(self, term));
        if let Some(products) = self.products(&terms) {
            return self.chain([targets, vec![products]].concat());
        }
        let mut parts: Vec<Signed> =
            (0..PARTS).map(|k| self.chain(terms.iter().skip(k).step_by(PARTS).copied().collect())).collect();
        while parts.len() > 1 {
            let half = parts.len() / 2;
            parts = (0..half).map(|k| self.chain(vec![parts[k], parts[k + half]])).collect();
        }
        self.chain([targets, parts].concat())
    }

    /// The sum as one of the products of two rows, if the terms are such products, all added or all subtracted.
    fn products(&mut self, terms: &[Signed]) -> Option<Signed> {
        let negative = terms.first()?.negative;
        let factors = |term: &Signed| match self.graph.nodes[term.id] {
            Node::Mul(a, b) if term.negative == negative => Some((a, b)),
            _ => None,
        };
        // The sweep found the terms from the last to the first. In the function's own order they are what its value has
        // computed side by side, which the compiler then finds again.
        let (a, b) = terms.iter().rev().map(factors).collect::<Option<_>>()?;
        Some(Signed { negative, id: self.node(Node::Products(a, b)) })
    }

    /// The terms with each value and each factor once, if one stands in several of them.
    fn collected(&mut self, terms: Vec<Signed>) -> Vec<Signed> {
        let products: Vec<Product> = terms.iter().map(|term| self.taken_apart(*term)).collect();
        let alike = |a: &Product, b: &Product| a.value == b.value || a.factor == b.factor;
        let repeats = |k: usize| (0..products.len()).any(|other| other != k && alike(&products[k], &products[other]));
        if !(0..products.len()).any(|k| products[k].factor.is_some() && repeats(k)) {
            return terms;
        }
        let mut by_factor: BTreeMap<Option<Id>, Vec<Signed>> = BTreeMap::new();
        for (k, Product { value, .. }) in products.iter().enumerate() {
            let value = *value;
            if products[..k].iter().any(|before| before.value == value) {
                continue;
            }
            let own: Vec<&Product> = products.iter().filter(|product| product.value == value).collect();
            if own.len() == 1 || own.iter().all(|own| own.factor.is_none()) {
                for own in own {
                    by_factor.entry(own.factor).or_default().push(Signed { id: value, negative: own.negative });
                }
                continue;
            }
            let one = self.node(Node::Lit(quote!(1.0)));
            let factors = own.iter().map(|own| Signed { id: own.factor.unwrap_or(one), negative: own.negative });
            let total = self.chain(factors.collect());
            let value = Signed { id: value, negative: total.negative };
            by_factor.entry(Some(total.id)).or_default().push(value);
        }
        let mut sums = by_factor.remove(&None).unwrap_or_default();
        for (factor, values) in by_factor {
            let sum = self.in_parts(values);
            sums.extend(factor.map(|factor| Signed { id: self.scaled(sum.id, factor), ..sum }));
        }
        sums
    }

    /// A term as a value times what is the same in every step.
    fn taken_apart(&mut self, term: Signed) -> Product {
        let Signed { id: mut value, mut negative } = term;
        let (mut same, mut constants): (Vec<Id>, Vec<TokenStream>) = (Vec::new(), Vec::new());
        loop {
            match &self.graph.nodes[value] {
                Node::Neg(inner) => {
                    negative = !negative;
                    value = *inner;
                }
                Node::Times(inner, c) if !self.is_same(value) => {
                    constants.push(c.clone());
                    value = *inner;
                }
                Node::Mul(a, b) if self.is_same(*b) && !self.is_same(*a) => {
                    same.push(*b);
                    value = *a;
                }
                Node::Mul(a, b) if self.is_same(*a) && !self.is_same(*b) => {
                    same.push(*a);
                    value = *b;
                }
                _ => break,
            }
        }
        let product = same.into_iter().reduce(|a, b| self.node(Node::Mul(a, b)));
        let factor = constants.into_iter().fold(product, |product, c| {
            Some(self.node(product.map_or_else(|| Node::Lit(c.clone()), |product| Node::Times(product, c.clone()))))
        });
        Product { value, negative, factor }
    }

    fn scaled(&mut self, value: Id, factor: Id) -> Id {
        match self.graph.nodes[factor].clone() {
            Node::Lit(c) => self.node(Node::Times(value, c)),
            _ => self.node(Node::Mul(value, factor)),
        }
    }

    /// Whether a value is made of what is the same in every step.
    fn is_same(&self, id: Id) -> bool {
        self.same.get(id).copied().unwrap_or_else(|| {
            let node = &self.graph.nodes[id];
            let arithmetic = matches!(
                node,
                Node::Lit(_) | Node::Mul(..) | Node::Add(..) | Node::Sub(..) | Node::Times(..) | Node::Neg(_)
            );
            arithmetic && node.operands().iter().all(|operand| self.is_same(*operand))
        })
    }

    /// The sum in the order of the terms; begins with one that is not subtracted, and not a product if possible, since
    /// what follows is then fused.
    fn chain(&mut self, mut terms: Vec<Signed>) -> Signed {
        let is_product =
            |this: &Self, term: &Signed| matches!(this.graph.nodes[term.id], Node::Mul(..) | Node::Times(..));
        let first = (0..terms.len())
            .find(|i| !terms[*i].negative && !is_product(self, &terms[*i]))
            .or_else(|| (0..terms.len()).find(|i| !is_product(self, &terms[*i])))
            .unwrap_or(0);
        let start = terms.remove(first);
        terms.into_iter().fold(start, |sum, term| match (sum.negative, term.negative) {
            (a, b) if a == b => Signed { negative: a, id: self.node(Node::Add(sum.id, term.id)) },
            (false, _) => Signed::plus(self.node(Node::Sub(sum.id, term.id))),
            (true, _) => Signed::plus(self.node(Node::Sub(term.id, sum.id))),
        })
    }
}
