//! What a node is made of.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Path;

use super::condition::Condition;
use super::{Block, Id};
use crate::shape::{Shape, Type};

/// How a comparison compares.
pub(crate) type Operator = &'static str;

/// What a method is called of.
#[derive(Clone, Debug)]
pub(crate) enum Of {
    /// Of its first argument.
    Own,
    /// Of what is not differentiated.
    Plain(TokenStream),
    /// Of a type, with the function's own generic arguments.
    Type(TokenStream, TokenStream),
}

/// What a node is made of. Constants are plain `f64` expressions, kept as they were written.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// An argument or a scalar of one, or what a generated function is given: a name.
    Leaf(Ident),
    /// A cotangent that is added to in place.
    Target(Ident),
    /// A constant as a number of the function's type.
    Lit(TokenStream),
    /// The same of one that costs something to find: what a call gives that is not differentiated, in a turn of a loop.
    Found(TokenStream),
    Add(Id, Id),
    Sub(Id, Id),
    Mul(Id, Id),
    Div(Id, Id),
    Neg(Id),
    /// `x + c`
    Plus(Id, TokenStream),
    /// `x · c`
    Times(Id, TokenStream),
    /// `x / c`
    Over(Id, TokenStream),
    /// `c / x`
    Under(Id, TokenStream),
    /// `a · b + c`, as the user asked for it.
    Fma(Id, Id, Id),
    /// The sum of the products of two rows, element by element.
    Products(Vec<Id>, Vec<Id>),
    /// `x.name(arguments)`
    Primitive(Ident, Vec<Id>),
    /// `x.powi(n)` or `x.powc(c)`
    Power(Ident, Id, TokenStream),
    /// `partial::name(arguments, value)`
    Partial(Ident, Vec<Id>, Id),
    /// `partial::powi(x, n, value)` or `partial::powc(x, c, value)`
    PowerPartial(Ident, Id, TokenStream, Id),
    /// The sine and the cosine of x, a pair.
    SinCos(Id),
    /// A call of a differentiable function.
    Call(Path, Vec<Shape>),
    /// What the transpose of a call needs, beside its arguments.
    CallKept(Id),
    /// The cotangents of a call's arguments, a tuple, from the cotangent of its value.
    CallVjp(Id, Shape),
    /// A method, or a function of a type, and its transpose by convention `name_vjp`.
    Method(Of, Ident, Vec<Shape>),
    MethodVjp(Id, Shape),
    /// A part of a tuple, an array or a struct.
    Part(Id, Step),
    /// Values put together.
    Pack(Shape),
    /// `[x; length]`
    Fill(Id, TokenStream),
    /// The zero of a type.
    Zero(Type),
    /// The value with one of its parts replaced.
    Write(Id, Vec<Step>, Id),
    /// The value with these added to its parts.
    Added(Id, Vec<(Vec<Step>, Id)>),
    /// The zero cotangent of a value, plus cotangents of its parts.
    Scattered(Id, Vec<(Vec<Step>, Id)>),
    /// The sum of two cotangents of unknown shape.
    Sum(Id, Id),
    /// Whether a condition holds.
    Test(Condition),
    /// A truth value that is known.
    Flag(bool),
    /// The results of the arm that the condition picks, a tuple.
    If(Id, Arm, Arm),
    /// What a loop's turn begins with.
    Param,
    /// What a loop ends with, a tuple.
    Loop(Rc<Turns>),
}

/// One arm of an `if`.
#[derive(Clone, Debug)]
pub(crate) struct Arm {
    pub(crate) block: Block,
    pub(crate) results: Vec<Id>,
}

/// A loop: what it goes over, and the values that each turn hands to the next one.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    pub(crate) range: Rc<Range>,
    /// Whether it goes the other way: the transpose does.
    pub(crate) backwards: bool,
    pub(crate) block: Block,
    pub(crate) inits: Vec<Id>,
    pub(crate) params: Vec<Id>,
    pub(crate) results: Vec<Id>,
}

/// What a loop goes over: integers.
#[derive(Clone, Debug)]
pub(crate) struct Range {
    pub(crate) variable: Ident,
    /// The iterator, as it is written.
    pub(crate) iterator: TokenStream,
    /// The place of a turn among what is kept of all turns.
    pub(crate) turn: TokenStream,
    /// How many turns there are at most, as a constant.
    pub(crate) most: Option<TokenStream>,
    /// What has to hold for that: a run-time count against a promised one.
    pub(crate) count: Option<TokenStream>,
    /// Whether there is a turn for certain; else the condition for it.
    pub(crate) nonempty: Option<TokenStream>,
    /// Where the range stands in the source.
    pub(crate) span: proc_macro2::Span,
}

impl Range {
    /// What sees to it that there are no more turns than was promised.
    pub(crate) fn check(&self) -> Option<TokenStream> {
        let (count, most) = (self.count.as_ref()?, self.most.as_ref()?);
        let message = format!("the loop over `{}` has more turns than `turns` says", self.variable);
        Some(quote!(assert!(#count <= #most, #message);))
    }
}

/// How to reach into a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Step {
    Index(usize),
    /// The index is an expression: its number among the graph's texts.
    At(usize),
    Field(usize),
    /// The field's name, by its number among the graph's texts.
    Named(usize),
}

/// Whether two paths lead to different parts for certain.
pub(crate) fn are_apart(a: &[Step], b: &[Step]) -> bool {
    let differ = |(a, b): (&Step, &Step)| a != b && !matches!((a, b), (Step::At(_), _) | (_, Step::At(_)));
    a.iter().zip(b).any(differ)
}

impl Node {
    /// Whether it is a number made of numbers by an operation or a primitive.
    pub(crate) fn is_arithmetic(&self) -> bool {
        matches!(
            self,
            Self::Add(..)
                | Self::Sub(..)
                | Self::Mul(..)
                | Self::Div(..)
                | Self::Neg(_)
                | Self::Plus(..)
                | Self::Times(..)
                | Self::Over(..)
                | Self::Under(..)
                | Self::Fma(..)
                | Self::Primitive(..)
                | Self::Power(..)
        )
    }

    /// The nodes it is made of; the results of an `if`'s arms and of a loop's body included.
    pub(crate) fn operands(&self) -> Vec<Id> {
        match self {
            Self::Leaf(_)
            | Self::Target(_)
            | Self::Lit(_)
            | Self::Found(_)
            | Self::Flag(_)
            | Self::Zero(_)
            | Self::Param => Vec::new(),
            Self::Add(a, b)
            | Self::Sub(a, b)
            | Self::Mul(a, b)
            | Self::Div(a, b)
            | Self::Sum(a, b)
            | Self::Write(a, _, b) => vec![*a, *b],
            Self::Neg(a)
            | Self::Plus(a, _)
            | Self::Times(a, _)
            | Self::Over(a, _)
            | Self::Under(a, _)
            | Self::Power(_, a, _)
            | Self::SinCos(a)
            | Self::CallKept(a)
            | Self::Fill(a, _)
            | Self::Part(a, _) => vec![*a],
            Self::Fma(a, b, c) => vec![*a, *b, *c],
            Self::Products(a, b) => [&a[..], &b[..]].concat(),
            Self::Primitive(_, arguments) => arguments.clone(),
            Self::Partial(_, arguments, value) => [&arguments[..], &[*value]].concat(),
            Self::PowerPartial(_, x, _, value) => vec![*x, *value],
            Self::Call(_, arguments) | Self::Method(_, _, arguments) => {
                arguments.iter().flat_map(Shape::values).collect()
            }
            Self::Pack(shape) => shape.values(),
            Self::CallVjp(call, w) | Self::MethodVjp(call, w) => [vec![*call], w.values()].concat(),
            Self::Scattered(base, parts) | Self::Added(base, parts) => {
                [vec![*base], parts.iter().map(|(_, id)| *id).collect()].concat()
            }
            Self::Test(condition) => condition.values(),
            Self::If(test, a, b) => [&[*test], &a.results[..], &b.results[..]].concat(),
            Self::Loop(turns) => [&turns.inits[..], &turns.results[..]].concat(),
        }
    }

    /// What two equal nodes have in common, wherever they stand in the source.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Leaf(name) => format!("leaf {name}"),
            Self::Target(name) => format!("target {name}"),
            Self::Lit(c) => format!("lit {c}"),
            Self::Found(c) => format!("found {c}"),
            Self::Plus(x, c) => format!("plus {x} {c}"),
            Self::Times(x, c) => format!("times {x} {c}"),
            Self::Over(x, c) => format!("over {x} {c}"),
            Self::Under(x, c) => format!("under {x} {c}"),
            Self::Primitive(name, arguments) => format!("primitive {name} {arguments:?}"),
            Self::Power(name, x, n) => format!("power {name} {x} {n}"),
            Self::Partial(name, arguments, y) => format!("partial {name} {arguments:?} {y}"),
            Self::PowerPartial(name, x, n, y) => format!("power partial {name} {x} {n} {y}"),
            Self::Call(path, arguments) => format!("call {} {}", quote!(#path), keys(arguments)),
            Self::Method(of, name, arguments) => format!("method {of:?} {name} {}", keys(arguments)),
            Self::CallVjp(call, w) => format!("call vjp {call} {}", w.key()),
            Self::MethodVjp(call, w) => format!("method vjp {call} {}", w.key()),
            Self::Pack(shape) => format!("pack {}", shape.key()),
            Self::Fill(x, length) => format!("fill {x} {length}"),
            Self::Zero(ty) => format!("zero {}", ty.tokens(&quote!(T))),
            Self::Test(condition) => condition.key(),
            Self::Loop(turns) => format!("loop {} {:?} {:?}", turns.block, turns.params, turns.results),
            other => format!("{other:?}"),
        }
    }
}

fn keys(shapes: &[Shape]) -> String {
    shapes.iter().map(Shape::key).collect::<Vec<_>>().join(" ")
}
