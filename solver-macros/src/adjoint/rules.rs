//! What one operation on numbers gives to its operands: its cotangent times its partial derivatives.

use proc_macro2::TokenStream;
use quote::quote;

use super::Adjoint;
use super::given::Signed;
use crate::graph::{Id, Node, Step};

impl Adjoint<'_> {
    /// What one scalar operation gives to its operands.
    pub(super) fn scalar(&mut self, y: Id, node: &Node, bar: Signed) {
        let mut terms: Vec<(Id, Signed)> = Vec::new();
        match node {
            Node::Add(a, b) => {
                terms.push((*a, bar));
                terms.push((*b, bar));
            }
            Node::Sub(a, b) => {
                terms.push((*a, bar));
                terms.push((*b, bar.flip(true)));
            }
            Node::Neg(a) => terms.push((*a, bar.flip(true))),
            Node::Mul(a, b) if a == b => {
                // Of several squares in one sum, twice its cotangent is the same.
                let one = matches!(&self.graph.nodes[bar.id], Node::Lit(c) if is_one(c));
                let twice = Node::Times(if one { *a } else { bar.id }, quote!(2.0));
                let twice = Signed { id: self.node(twice), ..bar };
                terms.push((*a, if one { twice } else { self.times(twice, *a) }));
            }
            Node::Mul(a, b) => {
                terms.push((*a, self.times(bar, *b)));
                terms.push((*b, self.times(bar, *a)));
            }
            Node::Fma(a, b, c) => {
                terms.push((*a, self.times(bar, *b)));
                terms.push((*b, self.times(bar, *a)));
                terms.push((*c, bar));
            }
            Node::Div(a, b) => {
                let inverse = self.primal(y, Node::Under(*b, quote!(1.0)));
                let quotient = self.times(bar, inverse);
                terms.push((*a, quotient));
                terms.push((*b, self.times(quotient, y).flip(true)));
            }
            Node::Plus(a, _) => terms.push((*a, bar)),
            Node::Times(a, c) => terms.push((*a, Signed { id: self.node(Node::Times(bar.id, c.clone())), ..bar })),
            // The reciprocal of a constant is the compiler's: there is no quotient here.
            Node::Over(a, c) => {
                terms.push((*a, Signed { id: self.node(Node::Times(bar.id, quote!(1.0 / (#c)))), ..bar }));
            }
            Node::Under(a, c) => {
                // y = c/a, so dy/da = −y/a, and −y² where c is 1.
                let d = if is_one(c) {
                    self.primal(y, Node::Mul(y, y))
                } else {
                    let inverse = self.primal(y, Node::Under(*a, quote!(1.0)));
                    self.primal(y, Node::Mul(y, inverse))
                };
                terms.push((*a, self.times(bar, d).flip(true)));
            }
            Node::Power(name, x, n) => {
                let d = self.primal(y, Node::PowerPartial(name.clone(), *x, n.clone(), y));
                terms.push((*x, self.times(bar, d)));
            }
            // Half of it is what the argument times its slope is: no quotient, and none by 0.
            Node::Primitive(name, arguments) if name == "sqrt" && self.other_factor(bar.id, arguments[0]).is_some() => {
                let other = self.other_factor(bar.id, arguments[0]).unwrap_or(bar.id);
                let product = self.times(Signed { id: other, ..bar }, y);
                terms.push((arguments[0], Signed { id: self.node(Node::Times(product.id, quote!(0.5))), ..product }));
            }
            Node::Primitive(name, arguments) => {
                let d = self.primal(y, Node::Partial(name.clone(), arguments.clone(), y));
                if let [x] = arguments[..] {
                    terms.push((x, self.times(bar, d)));
                } else {
                    for (i, x) in arguments.iter().enumerate() {
                        if !matches!(self.graph.nodes[*x], Node::Lit(_)) {
                            let part = self.primal(y, Node::Part(d, Step::Field(i)));
                            terms.push((*x, self.times(bar, part)));
                        }
                    }
                }
            }
            _ => {}
        }
        for (to, term) in terms {
            self.give(to, Vec::new(), term);
        }
    }

    /// The other factor of a product of which `x` is one.
    fn other_factor(&self, product: Id, x: Id) -> Option<Id> {
        match self.graph.nodes[product] {
            Node::Mul(a, b) if b == x => Some(a),
            Node::Mul(a, b) if a == x => Some(b),
            _ => None,
        }
    }

    /// `bar · x`; nothing is multiplied by a cotangent that is the constant 1.
    pub(super) fn times(&mut self, bar: Signed, x: Id) -> Signed {
        if let Node::Lit(c) = &self.graph.nodes[bar.id]
            && is_one(c)
        {
            return Signed { id: x, ..bar };
        }
        Signed { id: self.node(Node::Mul(bar.id, x)), ..bar }
    }
}

fn is_one(c: &TokenStream) -> bool {
    c.to_string() == "1.0"
}
