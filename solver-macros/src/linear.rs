//! Whether a diffusion is linear in the noise: each component a sum of products of which one factor is a component of dw.
//!
//! Every value is 0, free of dw, linear in it, or neither. What a loop hands from turn to turn is found as the least fixed
//! point, so that a sum that begins at 0 is linear.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Error, Ident, Result};

use crate::graph::{Graph, Id, Node, Step};
use crate::lower::Value;
use crate::shape::Shape;
use crate::write::scalars;

/// How a value depends on dw.
#[derive(Clone, Debug)]
enum Degree {
    Zero,
    Free,
    Linear,
    /// In another way, for this reason, where it stands in the source.
    Other(String, Option<Span>),
}

const BESIDE: &str = "a term without dw stands beside one with it; such a term belongs to the drift";

use Degree::{Free, Linear, Other, Zero};

impl Degree {
    /// Of a value that is either.
    fn or(&self, other: &Self) -> Self {
        match (self, other) {
            (wrong @ Other(..), _) | (_, wrong @ Other(..)) => wrong.clone(),
            (Zero, same) | (same, Zero) => same.clone(),
            (Free, Free) => Free,
            (Linear, Linear) => Linear,
            _ => Other(BESIDE.into(), None),
        }
    }

    /// In another way, it stands here; a reason that is told further in stands there.
    fn at(self, span: Option<Span>) -> Self {
        match self {
            Other(reason, None) => Other(reason, span),
            degree => degree,
        }
    }

    fn times(&self, other: &Self) -> Self {
        match (self, other) {
            (wrong @ Other(..), _) | (_, wrong @ Other(..)) => wrong.clone(),
            (Zero, _) | (_, Zero) => Zero,
            (Free, Free) => Free,
            (Free, Linear) | (Linear, Free) => Linear,
            (Linear, Linear) => Other("dw is multiplied by dw; leave it in one factor".into(), None),
        }
    }

    fn rank(&self) -> usize {
        match self {
            Zero => 0,
            Free => 1,
            Linear => 2,
            Other(..) => 3,
        }
    }
}

/// What is wrong with a function's value where it is not linear in these leaves. What is called is promised to be where
/// `promised` says so: linear in what it is given of dw.
pub(crate) fn check(graph: &Graph, output: &Value, noise: &Value, body: &syn::Block, promised: bool) -> Result<()> {
    let leaves: HashSet<Id> = scalars(noise).into_iter().collect();
    let degrees = Degrees { graph, leaves, promised }.found();
    for id in scalars(output) {
        let (reason, span) = match &degrees[id] {
            Zero | Linear => continue,
            Free => (
                "a component of the value has no dw in it; such a component belongs to the drift, and is 0 here",
                graph.span[id],
            ),
            Other(reason, span) => (reason.as_str(), *span),
        };
        let message =
            format!("a diffusion is linear in dw, a sum of products with one component of dw each, and here {reason}");
        return Err(match span {
            Some(span) => Error::new(span, message),
            None => Error::new_spanned(body.stmts.last(), message),
        });
    }
    Ok(())
}

struct Degrees<'a> {
    graph: &'a Graph,
    leaves: HashSet<Id>,
    promised: bool,
}

impl Degrees<'_> {
    fn found(&self) -> Vec<Degree> {
        let mut degrees = vec![Zero; self.graph.nodes.len()];
        loop {
            let mut changed = false;
            let mut set = |degrees: &mut Vec<Degree>, id: Id, degree: Degree| {
                // It only ever becomes less known.
                if degree.rank() > degrees[id].rank() {
                    degrees[id] = degree;
                    changed = true;
                }
            };
            for id in 0..degrees.len() {
                if let Node::Loop(turns) = &self.graph.nodes[id] {
                    for ((param, init), result) in turns.params.iter().zip(&turns.inits).zip(&turns.results) {
                        let degree = degrees[*param].or(&degrees[*init]).or(&degrees[*result]);
                        let degree = degree.at(Some(turns.range.span));
                        set(&mut degrees, *param, degree);
                    }
                }
                let degree = self.degree(id, &degrees);
                let degree = degrees[id].or(&degree).at(self.graph.span[id]);
                set(&mut degrees, id, degree);
            }
            if !changed {
                return degrees;
            }
        }
    }

    fn degree(&self, id: Id, degrees: &[Degree]) -> Degree {
        let of = |id: &Id| &degrees[*id];
        let all = |ids: &[Id]| ids.iter().fold(Zero, |all, id| all.or(of(id)));
        // Of a function that is not linear.
        let through = |ids: &[Id], reason: &dyn Fn() -> (String, Option<Span>)| {
            let worst = ids.iter().map(of).max_by_key(|degree| degree.rank());
            match worst {
                Some(Linear) => {
                    let (reason, span) = reason();
                    Other(reason, span)
                }
                Some(wrong @ Other(..)) => wrong.clone(),
                _ => Free,
            }
        };
        let is_zero = |c: &TokenStream| c.to_string().trim_matches(['-', ' ', '(', ')']).parse() == Ok(0.0);
        let function = |name: &Ident| (format!("dw goes through `{name}`"), Some(name.span()));
        match &self.graph.nodes[id] {
            Node::Leaf(_) if self.leaves.contains(&id) => Linear,
            Node::Lit(c) if is_zero(c) => Zero,
            Node::Leaf(_) | Node::Lit(_) | Node::Found(_) | Node::Flag(_) | Node::Target(_) => Free,
            // What a turn begins with is found at the loop, and what an `if` or a loop makes at its parts.
            Node::Zero(_) | Node::Param | Node::If(..) | Node::Loop(_) => Zero,
            Node::Add(a, b) | Node::Sub(a, b) | Node::Sum(a, b) => of(a).or(of(b)),
            Node::Mul(a, b) => of(a).times(of(b)),
            Node::Fma(a, b, c) => of(a).times(of(b)).or(of(c)),
            Node::Products(a, b) => a.iter().zip(b).fold(Zero, |sum, (a, b)| sum.or(&of(a).times(of(b)))),
            Node::Div(a, b) => {
                let below = through(&[*b], &|| ("dw is divided by".into(), None));
                if let Other(..) = below { below } else { of(a).clone() }
            }
            Node::Under(x, _) => through(&[*x], &|| ("dw is divided by".into(), None)),
            Node::Plus(x, c) => {
                if is_zero(c) {
                    of(x).clone()
                } else {
                    of(x).or(&Free)
                }
            }
            Node::Neg(x) | Node::Times(x, _) | Node::Over(x, _) | Node::Fill(x, _) => of(x).clone(),
            Node::Primitive(name, arguments) => through(arguments, &|| function(name)),
            Node::Power(name, x, _) => through(&[*x], &|| {
                let name = Ident::new(if name == "powc" { "powf" } else { "powi" }, name.span());
                function(&name)
            }),
            Node::SinCos(x) => through(&[*x], &|| ("dw goes through `sin` or `cos`".into(), None)),
            Node::Test(condition) => through(&condition.values(), &|| {
                ("dw decides about an arm; ask the state or the parameters".into(), None)
            }),
            Node::Call(path, arguments) => {
                self.called(arguments, degrees, || (path.to_token_stream().to_string().replace(' ', ""), path.span()))
            }
            Node::Method(_, name, arguments) => self.called(arguments, degrees, || (name.to_string(), name.span())),
            Node::Pack(shape) => all(&shape.values()),
            Node::Write(base, _, value) => of(base).or(of(value)),
            Node::Added(base, parts) | Node::Scattered(base, parts) => {
                parts.iter().fold(of(base).clone(), |sum, (_, part)| sum.or(of(part)))
            }
            Node::Part(base, step) => match (&self.graph.nodes[*base], step) {
                (Node::If(test, a, b), Step::Field(k)) => match of(test) {
                    wrong @ Other(..) => wrong.clone(),
                    _ => of(&a.results[*k]).or(of(&b.results[*k])),
                },
                (Node::Loop(turns), Step::Field(k)) => of(&turns.params[*k]).or(of(&turns.results[*k])),
                (Node::Pack(Shape::Tuple(items) | Shape::Array(items)), Step::Field(k) | Step::Index(k))
                    if let Some(Shape::Value(item)) = items.get(*k) =>
                {
                    of(item).clone()
                }
                _ => of(base).clone(),
            },
            other => through(&other.operands(), &|| ("dw is used otherwise".into(), None)),
        }
    }

    /// Of a call nothing is known where it is given dw.
    fn called(&self, arguments: &[Shape], degrees: &[Degree], name: impl Fn() -> (String, Span)) -> Degree {
        let values: Vec<Id> = arguments.iter().flat_map(Shape::values).collect();
        let given: Vec<&Degree> = values.iter().map(|id| &degrees[*id]).collect();
        if let Some(wrong) = given.iter().find(|degree| matches!(degree, Other(..))) {
            return (*wrong).clone();
        }
        match given.iter().any(|degree| matches!(degree, Linear)) {
            false => Free,
            true if self.promised => Linear,
            true => {
                let (name, span) = name();
                let reason = format!(
                    "it is not known what `{name}` does with dw; multiply its value by dw instead, or promise that it is \
                     linear in dw, `#[diffusion(kind, linear)]`"
                );
                Other(reason, Some(span))
            }
        }
    }
}
