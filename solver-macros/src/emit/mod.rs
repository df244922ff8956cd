//! A graph as source that a person would write.
//!
//! What is used once stands where it is used; what is used more often, or was named by the user, gets a `let`. A product
//! that is only added to something is fused with the sum. What is fused is decided once for the whole graph, so that
//! every function made from it computes a value by the same operations and gets the same bits. A loop is a loop, and an
//! array of which only the newest version is used is one variable that changes (`place`).

mod blocks;
mod call;
mod expression;
mod fusions;
mod held;
mod inside;
mod place;
mod reach;

use core::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

pub(crate) use self::blocks::mentions;
pub(crate) use self::call::as_called;
pub(crate) use self::fusions::Fusions;
use self::inside::Inner;

use crate::graph::{Block, Graph, Id, Nesting, Node, Step};
use crate::keep::{Kept, is_bound_part};
use crate::shape::Type;
use crate::write::Role;

/// An expression is no deeper than this: in a long sum a `let` binds what there is so far, which keeps the time and the stack
/// that it takes in bounds, here and in the compiler.
const DEEP: usize = 64;

/// The name of a value that the user gave none.
const OWN: &str = "v";

/// A value that a name stands for.
#[derive(Clone, Debug)]
struct Bound {
    name: Ident,
    /// Whether the name is that of a reference to it.
    by_reference: bool,
    /// How often names were bound or changed before: what it holds is the value as long as it was not changed since.
    version: usize,
}

/// What is kept of every turn of a loop, or of an arm that may not be run: its place.
#[derive(Clone, Debug)]
struct Stored {
    kept: Kept,
    name: Ident,
}

/// The results that an `if` changes in place, each with what it was.
type InPlace = Vec<(usize, Id)>;

pub(crate) struct Emitter<'a> {
    graph: &'a Graph,
    fusions: &'a Fusions,
    krate: &'a TokenStream,
    scalar: &'a TokenStream,
    /// The number as a type.
    number: &'a Ident,
    /// What is bound to a name: leaves, kept values, and what a `let` bound so far.
    bound: HashMap<Id, Bound>,
    /// What the function was given; what calls kept is given by reference.
    given: HashSet<Id>,
    /// What was bound, in order.
    journal: Vec<held::Entry>,
    /// The version of what each variable holds.
    versions: HashMap<String, usize>,
    clock: usize,
    /// A value that is read after its variable changed.
    late: Cell<Option<Id>>,
    /// The names taken, and how many were made from each.
    names: HashMap<String, usize>,
    /// How often each node is used by what is written.
    uses: Vec<usize>,
    users: HashMap<Id, Vec<Id>>,
    /// How deep the expression of each node is that was looked at.
    depth: Vec<usize>,
    reached: BTreeSet<Id>,
    /// What is given back in the end.
    roots: HashSet<Id>,
    /// The parts of each node that are reached.
    parts: HashMap<Id, BTreeSet<Id>>,
    /// The values of each loop that are carried.
    carried: HashMap<Id, BTreeSet<usize>>,
    /// What runs each block: the function's own first, and what transposes it.
    containers: HashMap<Block, Vec<Id>>,
    /// What is stored where it is computed; its place by what it is, and the places by the region in which it is kept.
    stores: Vec<Stored>,
    stored_at: HashMap<Id, usize>,
    stored_in: HashMap<Block, Vec<usize>>,
    /// What is stored in each block, and the blocks in it in which something is.
    storing_in: HashMap<Block, (Vec<Id>, BTreeSet<Block>)>,
    /// Of these, what has a variable by now.
    declared: HashSet<Id>,
    /// The arms in which something is kept, and not from one half to the other.
    kept_in: HashSet<Block>,
    /// What is read from where it was stored.
    loads: HashMap<Id, Stored>,
    /// Whether what is being written is what is stored, not what reads it.
    storing: bool,
    /// What is a scale and no number of its own: it takes the product's first place.
    pub(crate) scale: Option<Id>,
    /// Whether the compiler is asked if what may be another value is a number.
    pub(crate) asks: bool,
    /// The constant of the function's body, in a sweep.
    pub(crate) checked: Option<TokenStream>,
    /// Which blocks lie within which, and as they were written.
    nesting: Nesting,
    written: Nesting,
    /// What changes a value in its place, or may: the nodes that could, of all that there are.
    changers: Vec<Id>,
    /// Of nodes in blocks, what they are made of beyond their block.
    beyond: RefCell<HashMap<Inner, Rc<[Id]>>>,
    /// As what it is written: a field's traits ask themselves that structs are vectors.
    pub(crate) role: Role,
    /// Where a step is read first of what only the compiler knows the parts of.
    reads: HashMap<Step, Span>,
    takers: RefCell<HashMap<(Id, bool), Option<Id>>>,
    /// The results that an `if` changes in place, and what they were.
    in_place: RefCell<HashMap<(Id, bool), InPlace>>,
    /// The blocks that reach for elements, or call what may.
    reaching: HashSet<Block>,
    /// Those in which a choice between lanes has such an arm: they are told which lanes take them.
    telling: HashSet<Block>,
    /// The names of the lanes that take what is being written, each with its two arms, the innermost last.
    live: Vec<(Ident, [Block; 2])>,
}

impl<'a> Emitter<'a> {
    pub(crate) fn new(
        graph: &'a Graph,
        fusions: &'a Fusions,
        krate: &'a TokenStream,
        (scalar, number): (&'a TokenStream, &'a Ident),
    ) -> Self {
        let mut emitter = Self {
            graph,
            fusions,
            krate,
            scalar,
            number,
            bound: HashMap::new(),
            given: HashSet::new(),
            journal: Vec::new(),
            versions: HashMap::new(),
            clock: 0,
            late: Cell::new(None),
            names: HashMap::new(),
            uses: vec![0; graph.nodes.len()],
            users: HashMap::new(),
            depth: vec![0; graph.nodes.len()],
            reached: BTreeSet::new(),
            roots: HashSet::new(),
            parts: HashMap::new(),
            carried: HashMap::new(),
            containers: HashMap::new(),
            stores: Vec::new(),
            stored_at: HashMap::new(),
            stored_in: HashMap::new(),
            storing_in: HashMap::new(),
            declared: HashSet::new(),
            kept_in: HashSet::new(),
            loads: HashMap::new(),
            storing: true,
            scale: None,
            asks: false,
            checked: None,
            nesting: graph.nesting(),
            written: graph.written.nesting(),
            changers: Vec::new(),
            beyond: RefCell::default(),
            role: Role::Function,
            reads: HashMap::new(),
            takers: RefCell::default(),
            in_place: RefCell::default(),
            reaching: HashSet::new(),
            telling: HashSet::new(),
            live: Vec::new(),
        };
        emitter.find_reaching();
        for (id, node) in graph.nodes.iter().enumerate() {
            match node {
                Node::Leaf(name) => {
                    emitter.bound.insert(id, Bound { name: name.clone(), by_reference: false, version: 0 });
                    emitter.names.insert(name.to_string(), 0);
                }
                Node::Target(name) => {
                    emitter.names.insert(name.to_string(), 0);
                }
                Node::If(_, a, b) => {
                    for arm in [a, b] {
                        emitter.containers.entry(arm.block).or_default().push(id);
                    }
                }
                Node::Loop(turns) => emitter.containers.entry(turns.block).or_default().push(id),
                Node::Part(base, step)
                    if let (None | Some(Type::Named(_)), Some(at)) = (&graph.ty[*base], graph.span[id])
                        && !matches!(step, Step::Named(_)) =>
                {
                    emitter.reads.entry(*step).or_insert(at);
                }
                _ => {}
            }
            if matches!(node, Node::Write(..) | Node::Added(..) | Node::Sum(..) | Node::Loop(_)) {
                emitter.changers.push(id);
            }
        }
        for range in graph.range.values() {
            emitter.names.insert(range.variable.to_string(), 0);
        }
        emitter
    }

    /// Whether the function's numbers may be several side by side.
    fn has_lanes(&self) -> bool {
        self.number != "f64" && self.number != "f32"
    }

    fn add_store(&mut self, stored: Stored) {
        self.kept_in.extend((stored.kept.region != 0).then_some(stored.kept.region));
        let at = self.stores.len();
        self.stored_at.entry(stored.kept.id).or_insert(at);
        self.stored_in.entry(stored.kept.region).or_default().push(at);
        let mut block = self.graph.block[stored.kept.id];
        if block != stored.kept.region {
            self.storing_in.entry(block).or_default().0.push(stored.kept.id);
        }
        // The blocks around one that has something have it already.
        while block != 0 {
            let around = self.graph.written.parent(block);
            if !self.storing_in.entry(around).or_default().1.insert(block) {
                break;
            }
            block = around;
        }
        self.stores.push(stored);
    }

    /// What is kept in a region.
    fn stores_in(&self, region: Block) -> impl Iterator<Item = &Stored> {
        self.stored_in.get(&region).into_iter().flatten().map(|at| &self.stores[*at])
    }

    /// The lanes for which a call is made: those that take the arm it was written in.
    fn live(&self, call: Id) -> Option<Ident> {
        let arm = self.graph.arm_written(self.graph.block[call]);
        let around = self.live.iter().rev().find(|(_, arms)| arms.contains(&arm));
        around.map(|(live, _)| live.clone()).filter(|_| self.has_lanes())
    }

    /// Whether a value is the scale, or that times a constant.
    pub(crate) fn is_scale(&self, id: Id) -> bool {
        match self.graph.nodes[id] {
            Node::Times(x, _) | Node::Over(x, _) => self.is_scale(x),
            _ => self.scale == Some(id),
        }
    }

    /// Reserves names that the surroundings have.
    pub(crate) fn reserve(&mut self, names: impl Iterator<Item = String>) {
        for name in names {
            self.names.insert(name, 0);
        }
    }

    /// Has the name of a value be that of a reference to it.
    pub(crate) fn by_reference(&mut self, id: Id) {
        if let Some(bound) = self.bound.get_mut(&id) {
            bound.by_reference = true;
        }
    }

    /// Binds a value that is given to the function to a name.
    pub(crate) fn given(&mut self, kept: &Kept) -> Ident {
        let id = kept.id;
        if self.is_stored(kept) {
            self.kept_in.extend((kept.region != 0).then_some(kept.region));
            let base = self.base_name(id);
            let name = self.unique(&format_ident!("{base}_kept"));
            self.loads.insert(id, Stored { kept: kept.clone(), name: name.clone() });
            return name;
        }
        if let Some(bound) = self.bound.get(&id) {
            return bound.name.clone();
        }
        let name = self.fresh(id);
        let whole = self.graph.ty[id].as_ref().is_some_and(|ty| !ty.is_number() && !matches!(ty, Type::Mask));
        self.bind_as(id, &name, whole);
        self.given.insert(id);
        name
    }

    /// Whether a value is kept by storing it where it is computed.
    fn is_stored(&self, kept: &Kept) -> bool {
        self.graph.block[kept.id] != kept.region
    }

    /// Keeps values in arrays of the function's own: those of the arms that are run again.
    pub(crate) fn keep_within(&mut self, kept: &[Kept]) {
        for kept in kept {
            let base = self.base_name(kept.id);
            let name = self.unique(&format_ident!("{base}_kept"));
            let stored = Stored { kept: kept.clone(), name };
            self.add_store(stored.clone());
            self.loads.insert(kept.id, stored);
        }
        self.storing = false;
    }

    /// The name a leaf is bound to.
    pub(crate) fn leaf(&self, id: Id) -> TokenStream {
        self.bound.get(&id).map_or_else(
            || quote!(_),
            |bound| {
                let name = &bound.name;
                if bound.by_reference { quote!(ref #name) } else { quote!(#name) }
            },
        )
    }

    pub(crate) fn name(&self, id: Id) -> TokenStream {
        self.bound.get(&id).map_or_else(
            || quote!(_),
            |bound| {
                let name = &bound.name;
                quote!(#name)
            },
        )
    }

    pub(crate) fn is_reference(&self, id: Id) -> bool {
        self.bound.get(&id).is_some_and(|bound| bound.by_reference)
    }

    /// Whether a leaf or a given value is used by what was emitted.
    pub(crate) fn is_used(&self, id: Id) -> bool {
        self.uses[id] > 0 || self.graph.has_unbound && matches!(self.graph.nodes[id], Node::Leaf(_))
    }

    /// The statements that compute the roots and store what is kept, and an expression for each of both.
    pub(crate) fn emit(&mut self, roots: &[Id], kept: &[Kept]) -> (TokenStream, Vec<TokenStream>, Vec<TokenStream>) {
        for root in roots {
            self.reach(*root, None);
            self.roots.insert(*root);
        }
        for kept in kept {
            if self.is_stored(kept) {
                let base = self.base_name(kept.id);
                let name = self.unique(&format_ident!("{base}_kept"));
                self.add_store(Stored { kept: kept.clone(), name });
                self.reach_stored(kept);
            } else {
                self.reach(kept.id, None);
                self.roots.insert(kept.id);
            }
        }
        let all = self.reached.clone();
        let statements = self.statements(0, &all);
        let results = roots.iter().map(|root| self.expression(*root).0).collect();
        let stored: HashMap<Id, Ident> =
            self.stores.iter().map(|stored| (stored.kept.id, stored.name.clone())).collect();
        let kept = kept
            .iter()
            .map(|kept| match stored.get(&kept.id) {
                Some(name) => quote!(#name),
                None => self.expression(kept.id).0,
            })
            .collect();
        let late = self.too_late();
        (quote!(#late #statements), results, kept)
    }

    /// The statement that adds to a cotangent in place.
    pub(crate) fn addition(&mut self, target: &Ident, sum: Id, expression: &TokenStream) -> Option<TokenStream> {
        let added = |node: &Node| match node {
            Node::Add(a, b) if matches!(self.graph.nodes[*a], Node::Target(_)) => Some((quote!(+=), *b)),
            Node::Sub(a, b) if matches!(self.graph.nodes[*a], Node::Target(_)) => Some((quote!(-=), *b)),
            _ => None,
        };
        match added(&self.graph.nodes[sum]) {
            Some((operator, term)) if !self.fusions.has(sum) => {
                let term = self.expression(term).0;
                Some(quote!(*#target #operator #term;))
            }
            _ if quote!(*#target).to_string() == expression.to_string() => None,
            _ => Some(quote!(*#target = #expression;)),
        }
    }

    /// The name that a value would have.
    fn base_name(&self, id: Id) -> Ident {
        self.graph.name[id].clone().unwrap_or_else(|| match self.graph.nodes[id] {
            Node::Test(_) => format_ident!("taken"),
            Node::Part(base, Step::Field(i)) if matches!(self.graph.nodes[base], Node::SinCos(_)) => {
                Ident::new(["sin", "cos"][i.min(1)], Span::call_site())
            }
            Node::Part(base, _)
                if self.graph.ty[base].is_some() && self.graph.name[base].is_some()
                    || matches!(self.graph.nodes[base], Node::Leaf(_)) =>
            {
                self.base_name(base)
            }
            Node::Leaf(ref name) => name.clone(),
            Node::CallKept(call) => match &self.graph.nodes[call] {
                Node::Call(path, _) => path
                    .segments
                    .last()
                    .map_or_else(|| format_ident!("kept"), |last| format_ident!("{}_kept", last.ident)),
                _ => format_ident!("kept"),
            },
            Node::Partial(ref name, ..) => format_ident!("{}_slope", name),
            _ => own_name(OWN),
        })
    }

    fn fresh(&mut self, id: Id) -> Ident {
        let base = self.base_name(id);
        // What has no name of the user's has none that stands for something of the user's.
        if self.graph.name[id].is_none() && base == OWN && self.graph.is_word(&base) {
            return self.numbered(&base);
        }
        self.unique(&base)
    }

    fn unique(&mut self, base: &Ident) -> Ident {
        if self.names.contains_key(&base.to_string()) {
            return self.numbered(base);
        }
        self.names.insert(base.to_string(), 0);
        base.clone()
    }

    /// A name that no other value has, and nothing of the user's.
    fn numbered(&mut self, base: &Ident) -> Ident {
        let mut count = self.names.get(&base.to_string()).copied().unwrap_or_default();
        loop {
            count += 1;
            let name = format_ident!("{base}_{count}", span = base.span());
            if !self.names.contains_key(&name.to_string()) && !self.graph.is_word(&name) {
                self.names.entry(base.to_string()).and_modify(|counted| *counted = count);
                self.names.insert(name.to_string(), 0);
                return name;
            }
        }
    }

    /// The statements of a block, of those nodes that are in `all`; what is stored is stored as soon as it is known.
    fn statements(&mut self, block: Block, all: &BTreeSet<Id>) -> TokenStream {
        let mut statements = TokenStream::new();
        let own: Vec<Id> = all.iter().copied().filter(|id| self.graph.block[*id] == block).collect();
        for id in own {
            let before = self.journal.len();
            statements.extend(self.declarations(id));
            statements.extend(self.statement(id));
            let bound: Vec<Id> = self.journal[before..].iter().filter_map(|entry| entry.id).collect();
            for bound in bound {
                statements.extend(self.store(bound));
            }
        }
        statements
    }

    fn used_parts(&self, base: Id) -> Vec<Id> {
        self.parts.get(&base).into_iter().flatten().copied().collect()
    }

    fn count(&self, id: Id) -> usize {
        self.uses[id]
    }

    fn statement(&mut self, id: Id) -> Option<TokenStream> {
        if self.bound.contains_key(&id) {
            return None;
        }
        let within = |operand: &Id| if self.bound.contains_key(operand) { 0 } else { self.depth[*operand] };
        self.depth[id] = 1 + self.operands(id).iter().map(within).max().unwrap_or(0);
        match &self.graph.nodes[id] {
            Node::If(test, ..) if let Some(test) = self.graph.plain(*test) => Some(self.plain_choice(id, &test)),
            Node::Loop(_) => Some(self.turns(id)),
            Node::SinCos(_) | Node::Partial(..) | Node::CallVjp(..) | Node::MethodVjp(..) | Node::If(..)
                if self.is_tuple(id) =>
            {
                Some(self.tuple_statement(id))
            }
            Node::Call(..) if self.kept_of(id).is_some() => self.call_statement(id),
            Node::Scattered(call, parts) => Some(self.scattered_statement(id, *call, &parts.clone())),
            Node::Write(base, path, value) => Some(self.write_statement(id, *base, &path.clone(), *value)),
            Node::Added(base, parts) => Some(self.added_statement(id, *base, &parts.clone())),
            Node::Sum(a, b) if self.taken(id, *a).is_some() => Some(self.sum_statement(id, *a, *b)),
            _ if self.is_let(id) => {
                let (expression, _) = self.expression(id);
                let name = self.fresh(id);
                let mutable = self.mutable(id);
                self.bind(id, &name);
                Some(quote!(let #mutable #name = #expression;))
            }
            _ => None,
        }
    }

    /// Whether a `let` binds the node by itself.
    fn is_let(&self, id: Id) -> bool {
        match &self.graph.nodes[id] {
            Node::Lit(_)
            | Node::Flag(_)
            | Node::Leaf(_)
            | Node::Target(_)
            | Node::CallKept(_)
            | Node::Param
            | Node::SinCos(_)
            | Node::If(..)
            | Node::Loop(_) => false,
            Node::Part(base, _) if matches!(self.graph.nodes[*base], Node::Loop(_)) => false,
            Node::Part(..) if is_bound_part(self.graph, id).is_some_and(|(base, _)| self.is_tuple(base)) => false,
            Node::Sum(..) => true,
            Node::Zero(_) if self.is_filled(id) => false,
            Node::Zero(_) | Node::Fill(..) | Node::Pack(_) if self.taker(id).is_some() => true,
            Node::Part(..) if self.is_place(id) => self.must_bind(id) || self.is_to_store(id),
            _ => {
                let is_deep = self.depth[id] > DEEP;
                is_deep || self.count(id) > 1 || self.worth_a_name(id) || self.is_to_store(id) || self.must_bind(id)
            }
        }
    }

    fn mutable(&self, id: Id) -> Option<TokenStream> {
        self.taker(id).map(|_| quote!(mut))
    }

    /// A name of the user's is kept, unless it stands for part of what is already at hand.
    fn worth_a_name(&self, id: Id) -> bool {
        // What is only handed on has the name of what it is handed to.
        let handed_on = self.count(id) == 1
            && self.users.get(&id).is_some_and(|users| {
                users.iter().all(|user| matches!(self.graph.nodes[*user], Node::Loop(_) | Node::If(..)))
            });
        self.graph.name[id].is_some() && !handed_on && !matches!(self.graph.nodes[id], Node::Part(..) | Node::Neg(_))
    }

    /// Whether a `let` takes a value apart: it has more than one part that is used.
    fn is_tuple(&self, id: Id) -> bool {
        match &self.graph.nodes[id] {
            Node::CallVjp(..) | Node::MethodVjp(..) => true,
            Node::Partial(_, arguments, _) => arguments.len() == 2 && self.used_parts(id).len() > 1,
            Node::SinCos(_) => self.used_parts(id).len() > 1,
            Node::If(test, ..) => self.graph.plain(*test).is_some() || self.used_parts(id).len() > 1,
            _ => false,
        }
    }

    fn kept_of(&self, call: Id) -> Option<Id> {
        self.graph.kept_of(call).filter(|kept| self.reached.contains(kept))
    }
}

/// Whether something is indexed in the tokens.
fn has_index(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Group(group) => {
            group.delimiter() == proc_macro2::Delimiter::Bracket || has_index(&group.stream())
        }
        _ => false,
    })
}

/// A name of the sweep's own. The compiler does not take it for what was meant by a name that is not there, which would be told
/// of the function and of its sweep in different words.
pub(crate) fn own_name(text: &str) -> Ident {
    Ident::new(text, Span::mixed_site())
}

/// The same tokens, which stand at another place.
pub(crate) fn located(tokens: TokenStream, at: Span) -> TokenStream {
    let each = tokens.into_iter().map(|mut token| {
        if let proc_macro2::TokenTree::Group(group) = &token {
            token = proc_macro2::Group::new(group.delimiter(), located(group.stream(), at)).into();
        }
        token.set_span(token.span().located_at(at));
        token
    });
    each.collect()
}
