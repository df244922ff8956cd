//! The graph of a function: what each value is made of, in an order in which it can be computed.
//!
//! Nodes are made once (equal ones are the same node) and refer only to earlier ones, so their numbers are an order of
//! evaluation. The two arms of an `if` are blocks of their own; a node belongs to the block it was made in, and sees
//! those around it. The reverse sweep is made of nodes of the same kinds in the same graph.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use syn::Path;

/// The number of a node.
pub(crate) type Id = usize;
/// The number of a block; 0 is the function's body.
pub(crate) type Block = usize;

/// How a comparison compares.
pub(crate) type Operator = &'static str;

/// What a node is made of. Constants are plain `f64` expressions, kept as they were written.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// A scalar of an argument, or of what a generated function is given: a name.
    Leaf(Ident),
    /// A cotangent that is added to in place.
    Target(Ident),
    /// A constant as a number of the function's type.
    Lit(TokenStream),
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
    /// `x.name(arguments)`
    Primitive(Ident, Vec<Id>),
    /// `x.powi(n)`
    Power(Id, TokenStream),
    /// `partial::name(arguments, value)`
    Partial(Ident, Vec<Id>, Id),
    /// `partial::powi(x, n, value)`
    PowerPartial(Id, TokenStream, Id),
    /// The sine and the cosine of x, a pair.
    SinCos(Id),
    /// A call of a differentiable function.
    Call(Path, Vec<Shape>),
    /// What the transpose of a call needs, beside its arguments.
    CallKept(Id),
    /// The cotangents of a call's arguments, a tuple, from the cotangent of its value.
    CallVjp(Id, Shape),
    /// A method of something that is not differentiated, and its transpose by convention `name_vjp`.
    Method(TokenStream, Ident, Vec<Shape>),
    MethodVjp(Id, Shape),
    /// An element of a tuple or an array.
    Part(Id, Step),
    /// The zero cotangent of a call's value, plus cotangents of its parts.
    Scattered(Id, Vec<(Vec<Step>, Id)>),
    /// The sum of two cotangents of unknown shape.
    Sum(Id, Id),
    /// Whether a condition holds.
    Test(Condition),
    /// A truth value that is known.
    Flag(bool),
    /// The results of the arm that the condition picks, a tuple.
    If(Id, Arm, Arm),
}

/// One arm of an `if`.
#[derive(Clone, Debug)]
pub(crate) struct Arm {
    pub(crate) block: Block,
    pub(crate) results: Vec<Id>,
}

/// How to reach into a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    Index(usize),
    Field(usize),
}

/// Values in arrays and tuples.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Value(Id),
    Array(Vec<Shape>),
    Tuple(Vec<Shape>),
    /// A reference to a value, where a method takes one.
    Reference(Box<Shape>),
}

impl Shape {
    /// The values in it, in order.
    pub(crate) fn values(&self) -> Vec<Id> {
        match self {
            Self::Value(id) => vec![*id],
            Self::Array(items) | Self::Tuple(items) => items.iter().flat_map(Self::values).collect(),
            Self::Reference(inner) => inner.values(),
        }
    }
}

/// A condition on numbers.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    Compare(Id, Operator, Id),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    /// One that does not depend on the arguments.
    Verbatim(TokenStream),
    /// The truth value of a node.
    Value(Id),
}

impl Condition {
    pub(crate) fn values(&self) -> Vec<Id> {
        match self {
            Self::Compare(a, _, b) => vec![*a, *b],
            Self::And(a, b) | Self::Or(a, b) => [a.values(), b.values()].concat(),
            Self::Not(a) => a.values(),
            Self::Verbatim(_) => Vec::new(),
            Self::Value(id) => vec![*id],
        }
    }
}

impl Node {
    /// The nodes it is made of; the results of an `if`'s arms included.
    pub(crate) fn operands(&self) -> Vec<Id> {
        match self {
            Self::Leaf(_) | Self::Target(_) | Self::Lit(_) | Self::Flag(_) => Vec::new(),
            Self::Add(a, b) | Self::Sub(a, b) | Self::Mul(a, b) | Self::Div(a, b) | Self::Sum(a, b) => vec![*a, *b],
            Self::Neg(a)
            | Self::Plus(a, _)
            | Self::Times(a, _)
            | Self::Over(a, _)
            | Self::Under(a, _)
            | Self::Power(a, _)
            | Self::SinCos(a)
            | Self::CallKept(a)
            | Self::Part(a, _) => vec![*a],
            Self::Fma(a, b, c) => vec![*a, *b, *c],
            Self::Primitive(_, arguments) => arguments.clone(),
            Self::Partial(_, arguments, value) => [&arguments[..], &[*value]].concat(),
            Self::PowerPartial(x, _, value) => vec![*x, *value],
            Self::Call(_, arguments) | Self::Method(_, _, arguments) => {
                arguments.iter().flat_map(Shape::values).collect()
            }
            Self::CallVjp(call, w) | Self::MethodVjp(call, w) => [vec![*call], w.values()].concat(),
            Self::Scattered(call, parts) => [vec![*call], parts.iter().map(|(_, id)| *id).collect()].concat(),
            Self::Test(condition) => condition.values(),
            Self::If(test, a, b) => [&[*test], &a.results[..], &b.results[..]].concat(),
        }
    }
}

impl Node {
    /// What two equal nodes have in common, wherever they stand in the source.
    fn key(&self) -> String {
        match self {
            Self::Leaf(name) => format!("leaf {name}"),
            Self::Target(name) => format!("target {name}"),
            Self::Lit(c) => format!("lit {c}"),
            Self::Plus(x, c) => format!("plus {x} {c}"),
            Self::Times(x, c) => format!("times {x} {c}"),
            Self::Over(x, c) => format!("over {x} {c}"),
            Self::Under(x, c) => format!("under {x} {c}"),
            Self::Primitive(name, arguments) => format!("primitive {name} {arguments:?}"),
            Self::Power(x, n) => format!("power {x} {n}"),
            Self::Partial(name, arguments, y) => format!("partial {name} {arguments:?} {y}"),
            Self::PowerPartial(x, n, y) => format!("power partial {x} {n} {y}"),
            Self::Call(path, arguments) => format!("call {} {arguments:?}", quote::quote!(#path)),
            Self::Method(receiver, name, arguments) => format!("method {receiver} {name} {arguments:?}"),
            Self::Test(condition) => condition.key(),
            other => format!("{other:?}"),
        }
    }
}

impl Condition {
    fn key(&self) -> String {
        match self {
            Self::Compare(a, operator, b) => format!("{a} {operator} {b}"),
            Self::And(a, b) => format!("({} and {})", a.key(), b.key()),
            Self::Or(a, b) => format!("({} or {})", a.key(), b.key()),
            Self::Not(a) => format!("not {}", a.key()),
            Self::Verbatim(tokens) => format!("({tokens})"),
            Self::Value(id) => format!("{id}"),
        }
    }
}

/// The nodes of a function and of its reverse sweep.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    /// The block of each node.
    pub(crate) block: Vec<Block>,
    /// The name a `let` gave to each node, or that of what it is the cotangent of.
    pub(crate) name: Vec<Option<Ident>>,
    /// The block around each block.
    parent: Vec<Block>,
    current: Block,
    /// The nodes of each block by what they are made of.
    known: Vec<HashMap<String, Id>>,
}

impl Graph {
    pub(crate) fn new() -> Self {
        Self { parent: vec![0], known: vec![HashMap::new()], ..Self::default() }
    }

    /// The node, made in the current block unless it or a block around it has it; a part of a value, beside the value.
    pub(crate) fn add(&mut self, node: Node) -> Id {
        if let Node::Part(base, _) = node
            && self.block[base] != self.current
        {
            return self.add_in(self.block[base], node);
        }
        let key = node.key();
        let mut block = self.current;
        loop {
            if let Some(id) = self.known[block].get(&key) {
                return *id;
            }
            if block == 0 {
                break;
            }
            block = self.parent[block];
        }
        let id = self.nodes.len();
        self.nodes.push(node);
        self.block.push(self.current);
        self.name.push(None);
        self.known[self.current].insert(key, id);
        id
    }

    /// The node, made in the block given.
    pub(crate) fn add_in(&mut self, block: Block, node: Node) -> Id {
        let outer = core::mem::replace(&mut self.current, block);
        let id = self.add(node);
        self.current = outer;
        id
    }

    /// Opens a block within the current one; [`leave`](Graph::leave) closes it.
    pub(crate) fn enter(&mut self) -> Block {
        let block = self.parent.len();
        self.parent.push(self.current);
        self.known.push(HashMap::new());
        self.current = block;
        block
    }

    pub(crate) fn leave(&mut self, outer: Block) {
        self.current = outer;
    }

    pub(crate) fn current(&self) -> Block {
        self.current
    }

    /// Whether `inner` is `outer` or lies within it.
    pub(crate) fn is_within(&self, mut inner: Block, outer: Block) -> bool {
        while inner != outer {
            if inner == 0 {
                return false;
            }
            inner = self.parent[inner];
        }
        true
    }

    /// The innermost block around both.
    pub(crate) fn around(&self, mut a: Block, b: Block) -> Block {
        while !self.is_within(b, a) {
            a = self.parent[a];
        }
        a
    }

    /// Has blocks lie within another one.
    pub(crate) fn move_into(&mut self, outer: Block, blocks: [Block; 2]) {
        for block in blocks {
            self.parent[block] = outer;
        }
    }

    /// The node of this part, if there is one.
    pub(crate) fn find(&self, base: Id, step: Step) -> Option<Id> {
        self.known[self.block[base]].get(&Node::Part(base, step).key()).copied()
    }

    /// What a call keeps for its transpose, if that is wanted.
    pub(crate) fn kept_of(&self, call: Id) -> Option<Id> {
        self.known[self.block[call]].get(&Node::CallKept(call).key()).copied()
    }

    /// Gives a node its name, the first one it gets.
    pub(crate) fn call_it(&mut self, id: Id, name: &Ident) {
        if self.name[id].is_none() && !matches!(self.nodes[id], Node::Leaf(_)) {
            self.name[id] = Some(name.clone());
        }
    }
}
