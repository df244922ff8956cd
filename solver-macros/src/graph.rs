//! The graph of a function: what each value is made of, in an order in which it can be computed.
//!
//! Nodes are made once (equal ones are the same node) and refer only to earlier ones, so their numbers are an order of
//! evaluation. The arms of an `if` and the body of a loop are blocks of their own; a node belongs to the block it was made
//! in, and sees those around it. Nothing changes here: an array with one element replaced is another value. The reverse
//! sweep is made of nodes of the same kinds in the same graph, in the blocks of what it transposes.

use core::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::{Member, Path};

use crate::ahead::Ahead;
use crate::emit::mentions;
use crate::shape::{Shape, Type};

/// The number of a node.
pub(crate) type Id = usize;
/// The number of a block; 0 is the function's body.
pub(crate) type Block = usize;

/// How a comparison compares.
pub(crate) type Operator = &'static str;

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
    /// A method of something that is not differentiated, and its transpose by convention `name_vjp`.
    Method(TokenStream, Ident, Vec<Shape>),
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

    /// The condition as it was written, if it does not depend on the arguments.
    pub(crate) fn plain(&self) -> Option<TokenStream> {
        match self {
            Self::Verbatim(tokens) => Some(tokens.clone()),
            Self::And(a, b) => {
                let (a, b) = (a.plain()?, b.plain()?);
                Some(quote!((#a) && (#b)))
            }
            Self::Or(a, b) => {
                let (a, b) = (a.plain()?, b.plain()?);
                Some(quote!((#a) || (#b)))
            }
            Self::Not(a) => {
                let a = a.plain()?;
                Some(quote!(!(#a)))
            }
            Self::Compare(..) | Self::Value(_) => None,
        }
    }

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

impl Node {
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
    fn key(&self) -> String {
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
            Self::Method(receiver, name, arguments) => format!("method {receiver} {name} {}", keys(arguments)),
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

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Body,
    /// An arm of an `if` that asks differentiated values: other lanes may take the other arm.
    Arm,
    /// An arm of an `if` that does not: it is run, or it is not.
    PlainArm,
    /// The body of a loop.
    Turns,
}

/// The block around each block, as it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written(Vec<Block>);

impl Written {
    pub(crate) fn parent(&self, block: Block) -> Block {
        self.0[block]
    }

    /// Whether `inner` is `outer` or lies within it.
    pub(crate) fn is_within(&self, mut inner: Block, outer: Block) -> bool {
        while inner != outer && inner != 0 {
            inner = self.0[inner];
        }
        inner == outer
    }
}

/// The nodes of a function and of its reverse sweep.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    /// Every name in the function as it was written.
    words: HashSet<String>,
    pub(crate) nodes: Vec<Node>,
    /// The block of each node.
    pub(crate) block: Vec<Block>,
    /// The name a `let` gave to each node, or that of what it is the cotangent of.
    pub(crate) name: Vec<Option<Ident>>,
    /// The type of each node, if it is known.
    pub(crate) ty: Vec<Option<Type>>,
    /// The block around each block.
    parent: Vec<Block>,
    /// The same as it was written, before anything was moved to where its cotangent is wanted.
    pub(crate) written: Written,
    kind: Vec<Kind>,
    /// Arms in which nothing is reached for before they are taken: elsewhere an element is there for certain.
    pub(crate) guarded: HashSet<Block>,
    /// The range of each loop's body.
    pub(crate) range: HashMap<Block, Rc<Range>>,
    /// What is computed ahead of the nodes: what changes and is not differentiated.
    pub(crate) ahead: Ahead,
    /// The loop of each parameter that a turn begins with, and its place there.
    pub(crate) param_of: HashMap<Id, (Id, usize)>,
    current: Block,
    /// The nodes of each block by what they are made of.
    known: Vec<HashMap<String, Id>>,
    /// The indices and field names that paths go by.
    texts: Vec<TokenStream>,
    known_texts: HashMap<String, usize>,
    /// A value that the sweep needs and could not be written.
    pub(crate) missing: Cell<Option<Id>>,
}

impl Graph {
    /// Takes note of every name in the function.
    pub(crate) fn read_words(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(word) => {
                    self.words.insert(word.to_string());
                }
                TokenTree::Group(group) => self.read_words(group.stream()),
                _ => {}
            }
        }
    }

    /// Whether a name stands anywhere in the function.
    pub(crate) fn is_word(&self, name: &Ident) -> bool {
        self.words.contains(&name.to_string())
    }

    /// Whether a leaf has this name.
    pub(crate) fn is_leaf(&self, name: &Ident) -> bool {
        self.nodes.iter().any(|node| matches!(node, Node::Leaf(leaf) if leaf == name))
    }

    pub(crate) fn new() -> Self {
        Self {
            parent: vec![0],
            written: Written(vec![0]),
            kind: vec![Kind::Body],
            known: vec![HashMap::new()],
            ..Self::default()
        }
    }

    /// The node, made in the current block unless it or a block around it has it; a part of a value, beside the value;
    /// what no turn of a loop changes, outside the loop.
    pub(crate) fn add(&mut self, node: Node) -> Id {
        if let Node::Part(base, step) = node
            && self.block[base] != self.current
            && self.is_beside(base, step)
        {
            return self.add_in(self.block[base], node);
        }
        if self.kind[self.current] == Kind::Turns && self.is_invariant(&node) {
            return self.add_in(self.parent[self.current], node);
        }
        let key = node.key();
        let mut block = self.current;
        // Each array begins as one of its own.
        let shared = !matches!(node, Node::Zero(_) | Node::Fill(..) | Node::Param);
        loop {
            if shared && let Some(id) = self.known[block].get(&key) {
                return *id;
            }
            if block == 0 {
                break;
            }
            block = self.parent[block];
        }
        let id = self.nodes.len();
        self.ty.push(self.find_type(&node));
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

    /// Whether a part stands beside its value wherever it is used: where reaching for it cannot fail.
    fn is_beside(&self, base: Id, step: Step) -> bool {
        match step {
            Step::At(_) => false,
            Step::Index(i) => match &self.ty[base] {
                Some(Type::Array(_, length)) => length.to_string().parse::<usize>().is_ok_and(|length| i < length),
                _ => true,
            },
            Step::Field(_) | Step::Named(_) => true,
        }
    }

    /// Whether a number does not depend on anything in the current block.
    fn is_invariant(&self, node: &Node) -> bool {
        let scalar = matches!(
            node,
            Node::Add(..)
                | Node::Sub(..)
                | Node::Mul(..)
                | Node::Div(..)
                | Node::Neg(_)
                | Node::Fma(..)
                | Node::Primitive(..)
                | Node::Partial(..)
                | Node::PowerPartial(..)
                | Node::SinCos(_)
        );
        let operands = node.operands();
        (scalar || self.is_reached_anyway(node))
            && operands.iter().all(|id| !self.is_within(self.block[*id], self.current))
    }

    /// Whether a node is an element that every turn of the current block reaches for, and there is a turn for certain. Of
    /// an array's rows, those that are not much longer than the loop: the sweep has a cotangent of all of it.
    fn is_reached_anyway(&self, node: &Node) -> bool {
        let (Node::Part(_, Step::At(index)), Some(range)) = (node, self.range.get(&self.current)) else { return false };
        let literal = |tokens: &TokenStream| tokens.to_string().parse::<usize>().ok();
        let turns = range.most.as_ref().and_then(literal).unwrap_or(0);
        let small = match self.find_type(node) {
            Some(Type::Number) => true,
            Some(Type::Array(element, length)) => {
                element.is_number() && literal(&length).is_some_and(|length| length <= 2 * turns)
            }
            _ => false,
        };
        small && range.nonempty.is_none() && !mentions(&self.texts[*index], &range.variable)
    }

    fn find_type(&self, node: &Node) -> Option<Type> {
        match node {
            Node::Call(..)
            | Node::CallKept(_)
            | Node::CallVjp(..)
            | Node::Method(..)
            | Node::MethodVjp(..)
            | Node::If(..)
            | Node::Loop(_)
            | Node::SinCos(_)
            | Node::Leaf(_)
            | Node::Target(_)
            | Node::Param => None,
            Node::Partial(_, arguments, _) => (arguments.len() == 1).then_some(Type::Number),
            Node::Part(base, step) => match (&self.nodes[*base], step) {
                (Node::SinCos(_) | Node::Partial(..), _) => Some(Type::Number),
                (Node::If(_, a, b), Step::Field(k)) => {
                    self.ty[a.results[*k]].clone().or_else(|| self.ty[b.results[*k]].clone())
                }
                (Node::Loop(turns), Step::Field(k)) => self.ty[turns.params[*k]].clone(),
                _ => self.ty[*base].clone()?.part(*step),
            },
            Node::Pack(shape) => self.type_of(shape),
            Node::Fill(x, length) => Some(Type::Array(Box::new(self.ty[*x].clone()?), length.clone())),
            Node::Zero(ty) => Some(ty.clone()),
            Node::Write(base, ..) | Node::Added(base, _) | Node::Scattered(base, _) => self.ty[*base].clone(),
            Node::Sum(a, b) => self.ty[*a].clone().or_else(|| self.ty[*b].clone()),
            Node::Test(_) | Node::Flag(_) => Some(Type::Mask),
            _ => Some(Type::Number),
        }
    }

    /// Says the type of a value, and so those of its parts.
    pub(crate) fn declare(&mut self, id: Id, ty: Type) {
        self.ty[id] = Some(ty);
        for part in id + 1..self.nodes.len() {
            if self.ty[part].is_none() && matches!(self.nodes[part], Node::Part(..)) {
                self.ty[part] = self.find_type(&self.nodes[part]);
            }
        }
    }

    /// The type of values put together, if it is known.
    pub(crate) fn type_of(&self, shape: &Shape) -> Option<Type> {
        match shape {
            Shape::Value(id) => self.ty[*id].clone(),
            Shape::Array(items) => {
                let length = proc_macro2::Literal::usize_unsuffixed(items.len());
                Some(Type::Array(Box::new(self.type_of(items.first()?)?), quote!(#length)))
            }
            Shape::Tuple(items) => {
                Some(Type::Tuple(items.iter().map(|item| self.type_of(item)).collect::<Option<_>>()?))
            }
            Shape::Reference(inner) => self.type_of(inner),
            Shape::Struct(..) | Shape::Made(..) | Shape::Plain(_) | Shape::Constant(_) => None,
        }
    }

    /// A parameter of the current block's turns, of the type of `like`.
    pub(crate) fn param(&mut self, like: Option<Type>) -> Id {
        let id = self.add(Node::Param);
        self.ty[id] = like;
        id
    }

    /// The loop, and what it ends with.
    pub(crate) fn turns(&mut self, turns: Turns) -> (Id, Vec<Id>) {
        let turns = Rc::new(turns);
        let id = self.add(Node::Loop(turns.clone()));
        for (k, param) in turns.params.iter().enumerate() {
            self.param_of.insert(*param, (id, k));
        }
        let end = |graph: &mut Self, k: usize| {
            // What no turn changes is in the end what it was.
            let same = turns.results[k] == turns.params[k];
            if same { turns.inits[k] } else { graph.add(Node::Part(id, Step::Field(k))) }
        };
        (id, (0..turns.params.len()).map(|k| end(self, k)).collect())
    }

    /// The step to the element at an index that is an expression.
    pub(crate) fn at(&mut self, index: &TokenStream) -> Step {
        match index.to_string().parse() {
            Ok(i) => Step::Index(i),
            Err(_) => Step::At(self.text(index)),
        }
    }

    pub(crate) fn named(&mut self, field: &Ident) -> Step {
        Step::Named(self.text(&quote!(#field)))
    }

    /// The step to a field.
    pub(crate) fn member(&mut self, member: &Member) -> Step {
        match member {
            Member::Unnamed(i) => Step::Field(i.index as usize),
            Member::Named(name) => self.named(name),
        }
    }

    fn text(&mut self, tokens: &TokenStream) -> usize {
        let count = self.texts.len();
        let number = *self.known_texts.entry(tokens.to_string()).or_insert(count);
        if number == count {
            self.texts.push(tokens.clone());
        }
        number
    }

    pub(crate) fn words(&self, text: usize) -> &TokenStream {
        &self.texts[text]
    }

    /// Opens a block within the current one; [`leave`](Graph::leave) closes it.
    pub(crate) fn enter(&mut self, kind: Kind) -> Block {
        let block = self.parent.len();
        self.parent.push(self.current);
        self.written.0.push(self.current);
        self.kind.push(kind);
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

    pub(crate) fn kind(&self, block: Block) -> Kind {
        self.kind[block]
    }

    pub(crate) fn parent(&self, block: Block) -> Block {
        self.parent[block]
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

    /// The loops around a block within another one, the outer ones first.
    pub(crate) fn loops(&self, mut block: Block, outer: Block) -> Vec<Block> {
        let mut loops = Vec::new();
        while block != outer && block != 0 {
            if self.kind[block] == Kind::Turns {
                loops.push(block);
            }
            block = self.parent[block];
        }
        loops.reverse();
        loops
    }

    /// The loops around a block as it was written, within another one, the outer ones first.
    pub(crate) fn loops_written(&self, mut block: Block, outer: Block) -> Vec<Block> {
        let mut loops = Vec::new();
        while block != outer && block != 0 {
            if self.kind[block] == Kind::Turns {
                loops.push(block);
            }
            block = self.written.parent(block);
        }
        loops.reverse();
        loops
    }

    /// The arm of a choice between lanes in which a block was written, itself included, or the body.
    pub(crate) fn arm_written(&self, mut block: Block) -> Block {
        while block != 0 && self.kind[block] != Kind::Arm {
            block = self.written.parent(block);
        }
        block
    }

    /// The block nearest to `inner` that is run as often as `outer`, which lies around it: none within a loop.
    pub(crate) fn as_often(&self, inner: Block, outer: Block) -> Block {
        self.loops(inner, outer).first().map_or(inner, |first| self.parent[*first])
    }

    /// Has blocks lie within another one.
    pub(crate) fn move_into(&mut self, outer: Block, blocks: &[Block]) {
        for block in blocks {
            self.parent[*block] = outer;
        }
    }

    /// Whether a choice asks nothing that is differentiated.
    pub(crate) fn plain(&self, test: Id) -> Option<TokenStream> {
        match &self.nodes[test] {
            Node::Test(condition) => condition.plain(),
            Node::Flag(known) => Some(quote!(#known)),
            _ => None,
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
