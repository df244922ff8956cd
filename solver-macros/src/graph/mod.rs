//! The graph of a function: what each value is made of, in an order in which it can be computed.
//!
//! Nodes are made once (equal ones are the same node) and refer only to earlier ones, so their numbers are an order of
//! evaluation. The arms of an `if` and the body of a loop are blocks of their own; a node belongs to the block it was made
//! in, and sees those around it. Nothing changes here: an array with one element replaced is another value. The reverse
//! sweep is made of nodes of the same kinds in the same graph, in the blocks of what it transposes.

mod blocks;
mod condition;
mod node;
mod types;

use core::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::Member;

use crate::ahead::Ahead;
use crate::emit::mentions;
use crate::shape::Type;

pub(crate) use self::blocks::{Kind, Nesting, Written};
pub(crate) use self::condition::Condition;
pub(crate) use self::node::{Arm, Node, Of, Range, Step, Turns, are_apart};
pub(crate) use self::types::Taken;

/// The number of a node.
pub(crate) type Id = usize;
/// The number of a block; 0 is the function's body.
pub(crate) type Block = usize;

/// The nodes of a function and of its reverse sweep.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    /// Every name in the function as it was written.
    words: HashSet<String>,
    /// The names of the leaves.
    leaves: HashSet<String>,
    pub(crate) nodes: Vec<Node>,
    /// The block of each node.
    pub(crate) block: Vec<Block>,
    /// The name a `let` gave to each node, or that of what it is the cotangent of.
    pub(crate) name: Vec<Option<Ident>>,
    /// Where the operation stands in the source that each node is.
    pub(crate) span: Vec<Option<Span>>,
    /// The same of those that are made next.
    pub(crate) source: Option<Span>,
    /// The type of each node, if it is known.
    pub(crate) ty: Vec<Option<Type>>,
    /// The block around each block.
    parent: Vec<Block>,
    /// The same as it was written, before anything was moved to where its cotangent is wanted.
    pub(crate) written: Written,
    kind: Vec<Kind>,
    /// Arms in which nothing is reached for before they are taken: elsewhere an element is there for certain.
    pub(crate) guarded: HashSet<Block>,
    /// The calls that are made for one number.
    pub(crate) numbers: HashSet<Id>,
    /// The range of each loop's body.
    pub(crate) range: HashMap<Block, Rc<Range>>,
    /// The fields that are taken to be arrays of a length.
    pub(crate) taken: Vec<Taken>,
    /// What has the compiler see that patterns name all fields of a struct.
    pub(crate) named_in_full: Vec<TokenStream>,
    /// The structs that are kept field by field, and what has the compiler see that they are used.
    pub(crate) apart: Vec<(Ident, TokenStream)>,
    /// Whether a name stands for something outside that may not be there: then all that is bound has its name wherever it
    /// stands, so that the compiler says the same of it everywhere.
    pub(crate) has_unbound: bool,
    /// What is computed ahead of the nodes: what changes and is not differentiated.
    pub(crate) ahead: Ahead,
    /// The loop of each parameter that a turn begins with, and its place there.
    pub(crate) param_of: HashMap<Id, (Id, usize)>,
    /// What each of them begins the first turn with.
    pub(crate) begins: HashMap<Id, Id>,
    current: Block,
    /// The nodes of each block by what they are made of.
    known: Vec<HashMap<usize, Id>>,
    /// The numbers of the keys that any block has.
    keys: HashMap<String, usize>,
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
    pub(crate) fn is_leaf(&self, name: &str) -> bool {
        self.leaves.contains(name)
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
        let count = self.keys.len();
        let key = *self.keys.entry(node.key()).or_insert(count);
        // Each array begins as one of its own.
        let shared = key < count && !matches!(node, Node::Zero(_) | Node::Fill(..) | Node::Param);
        if shared && let Some(id) = self.known_around(key) {
            return id;
        }
        if let Node::Leaf(name) = &node {
            self.leaves.insert(name.to_string());
        }
        let id = self.nodes.len();
        self.ty.push(self.find_type(&node));
        self.nodes.push(node);
        self.block.push(self.current);
        self.name.push(None);
        self.span.push(self.source);
        self.known[self.current].insert(key, id);
        id
    }

    /// The node of a key in the current block or one around it.
    fn known_around(&self, key: usize) -> Option<Id> {
        let mut block = self.current;
        loop {
            if let Some(id) = self.known[block].get(&key) {
                return Some(*id);
            }
            if block == 0 {
                return None;
            }
            block = self.parent[block];
        }
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
        self.known[self.block[base]].get(self.keys.get(&Node::Part(base, step).key())?).copied()
    }

    /// What a call keeps for its transpose, if that is wanted.
    pub(crate) fn kept_of(&self, call: Id) -> Option<Id> {
        self.known[self.block[call]].get(self.keys.get(&Node::CallKept(call).key())?).copied()
    }

    /// Gives a node its name, the first one it gets.
    pub(crate) fn call_it(&mut self, id: Id, name: &Ident) {
        if self.name[id].is_none() && !matches!(self.nodes[id], Node::Leaf(_)) {
            self.name[id] = Some(name.clone());
        }
    }
}
