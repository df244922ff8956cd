//! A graph as source that a person would write.
//!
//! What is used once stands where it is used; what is used more often, or was named by the user, gets a `let`. A product
//! that is only added to something is fused with the sum. What is fused is decided once for the whole graph, so that
//! every function made from it computes a value by the same operations and gets the same bits.

use std::collections::{BTreeSet, HashMap, HashSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::adjoint::minus;
use crate::graph::{Arm, Block, Condition, Graph, Id, Node, Shape, Step};
use crate::keep::{is_bound_part, needs};

/// Which product each sum takes in.
#[derive(Debug, Default)]
pub(crate) struct Fusions(HashMap<Id, Id>);

impl Fusions {
    /// A product is taken in by the one sum that uses it: among the primal's uses if the primal has it, else among the
    /// sweep's.
    pub(crate) fn find(graph: &Graph, outputs: &[Id], sweep: &[Id]) -> Self {
        let (primal, sweep) = (uses(graph, outputs), uses(graph, sweep));
        let once = |id: &Id| {
            let count = primal.get(id).or_else(|| sweep.get(id)).copied().unwrap_or(0);
            count == 1 && matches!(graph.nodes[*id], Node::Mul(..) | Node::Times(..))
        };
        let mut fusions = HashMap::new();
        for (sum, node) in graph.nodes.iter().enumerate() {
            if let Node::Add(a, b) | Node::Sub(a, b) = node {
                let same_side = |product: &Id| primal.contains_key(product) == primal.contains_key(&sum);
                if let Some(product) = [*b, *a].into_iter().find(|p| once(p) && same_side(p)) {
                    fusions.insert(sum, product);
                }
            }
        }
        Self(fusions)
    }
}

/// How often each node is used on the way to the roots.
fn uses(graph: &Graph, roots: &[Id]) -> HashMap<Id, usize> {
    let mut count = HashMap::new();
    let mut pending: Vec<Id> = roots.to_vec();
    while let Some(id) = pending.pop() {
        let seen = count.entry(id).or_insert(0);
        *seen += 1;
        if *seen == 1 {
            pending.extend(needs(graph, id));
        }
    }
    count
}

/// How tightly an expression holds together.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Tight {
    Sum,
    Product,
    Unary,
    Atom,
}

pub(crate) struct Emitter<'a> {
    graph: &'a Graph,
    fusions: &'a Fusions,
    krate: &'a TokenStream,
    scalar: &'a TokenStream,
    /// The number as a type.
    number: &'a Ident,
    /// What is bound to a name: leaves, kept values, and what a `let` bound so far.
    bound: HashMap<Id, Ident>,
    /// What the function was given; what calls kept is given by reference.
    given: HashSet<Id>,
    /// What was bound, in order.
    journal: Vec<Id>,
    /// The names taken, and how many were made from each.
    names: HashMap<String, usize>,
    uses: HashMap<Id, usize>,
    reached: BTreeSet<Id>,
    /// The parts of each node that are reached.
    parts: HashMap<Id, BTreeSet<Id>>,
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
            names: HashMap::new(),
            uses: HashMap::new(),
            reached: BTreeSet::new(),
            parts: HashMap::new(),
        };
        for (id, node) in graph.nodes.iter().enumerate() {
            if let Node::Leaf(name) = node {
                emitter.bound.insert(id, name.clone());
            }
            if let Node::Leaf(name) | Node::Target(name) = node {
                emitter.names.insert(name.to_string(), 0);
            }
        }
        emitter
    }

    /// Binds a value that is given to the function to a name.
    pub(crate) fn given(&mut self, id: Id) -> Ident {
        if let Some(name) = self.bound.get(&id) {
            return name.clone();
        }
        let name = self.fresh(id);
        self.bind(id, &name);
        self.given.insert(id);
        name
    }

    fn bind(&mut self, id: Id, name: &Ident) {
        self.bound.insert(id, name.clone());
        self.journal.push(id);
    }

    /// The name a leaf is bound to.
    pub(crate) fn leaf(&self, id: Id) -> TokenStream {
        self.bound.get(&id).map_or_else(|| quote!(_), |name| quote!(#name))
    }

    /// Whether a leaf or a given value is used by what was emitted.
    pub(crate) fn is_used(&self, id: Id) -> bool {
        self.uses.contains_key(&id)
    }

    /// The statements that compute the roots, and an expression for each.
    pub(crate) fn emit(&mut self, roots: &[Id]) -> (TokenStream, Vec<TokenStream>) {
        for root in roots {
            self.reach(*root);
        }
        let all = self.reached.clone();
        let statements = self.statements(0, &all);
        let roots = roots.iter().map(|root| self.expression(*root).0).collect();
        (statements, roots)
    }

    /// The statement that adds to a cotangent in place.
    pub(crate) fn addition(&mut self, target: &Ident, sum: Id, expression: &TokenStream) -> TokenStream {
        let added = |node: &Node| match node {
            Node::Add(a, b) if matches!(self.graph.nodes[*a], Node::Target(_)) => Some((quote!(+=), *b)),
            Node::Sub(a, b) if matches!(self.graph.nodes[*a], Node::Target(_)) => Some((quote!(-=), *b)),
            _ => None,
        };
        match added(&self.graph.nodes[sum]) {
            Some((operator, term)) if !self.fusions.0.contains_key(&sum) => {
                let term = self.expression(term).0;
                quote!(*#target #operator #term;)
            }
            _ => quote!(*#target = #expression;),
        }
    }

    fn operands(&self, id: Id) -> Vec<Id> {
        if let Some(product) = self.fusions.0.get(&id) {
            let own = self.graph.nodes[id].operands();
            let other = if own[0] == *product { own[1] } else { own[0] };
            return [vec![other], self.graph.nodes[*product].operands()].concat();
        }
        needs(self.graph, id)
    }

    fn reach(&mut self, id: Id) {
        let count = self.uses.entry(id).or_insert(0);
        *count += 1;
        if *count > 1 || self.bound.contains_key(&id) {
            return;
        }
        self.reached.insert(id);
        if let Node::Part(base, _) = self.graph.nodes[id] {
            self.parts.entry(base).or_default().insert(id);
        }
        if let Node::Part(base, Step::Field(k)) = self.graph.nodes[id]
            && let Node::If(test, a, b) = &self.graph.nodes[base]
        {
            // Only the results that are used are computed.
            if self.reached.insert(base) {
                self.uses.insert(base, 1);
                self.reach(*test);
            }
            self.reach(a.results[k]);
            self.reach(b.results[k]);
            return;
        }
        for operand in self.operands(id) {
            self.reach(operand);
        }
    }

    fn fresh(&mut self, id: Id) -> Ident {
        let base = self.graph.name[id].clone().unwrap_or_else(|| match self.graph.nodes[id] {
            Node::Test(_) => format_ident!("taken"),
            Node::Part(base, Step::Field(i)) if matches!(self.graph.nodes[base], Node::SinCos(_)) => {
                Ident::new(["sin", "cos"][i.min(1)], Span::call_site())
            }
            Node::CallKept(call) => match &self.graph.nodes[call] {
                Node::Call(path, _) => path
                    .segments
                    .last()
                    .map_or_else(|| format_ident!("kept"), |last| format_ident!("{}_kept", last.ident)),
                _ => format_ident!("kept"),
            },
            Node::Partial(ref name, ..) => format_ident!("{}_slope", name),
            _ => format_ident!("v"),
        });
        self.unique(&base)
    }

    fn unique(&mut self, base: &Ident) -> Ident {
        let text = base.to_string();
        let Some(mut count) = self.names.get(&text).copied() else {
            self.names.insert(text, 0);
            return base.clone();
        };
        loop {
            count += 1;
            let name = format_ident!("{base}_{count}", span = base.span());
            if !self.names.contains_key(&name.to_string()) {
                self.names.insert(text, count);
                self.names.insert(name.to_string(), 0);
                return name;
            }
        }
    }

    /// The `let`s of a block, of those nodes that are in `all`.
    fn statements(&mut self, block: Block, all: &BTreeSet<Id>) -> TokenStream {
        let mut statements = TokenStream::new();
        for id in all.iter().copied().filter(|id| self.graph.block[*id] == block).collect::<Vec<_>>() {
            statements.extend(self.statement(id));
        }
        statements
    }

    fn used_parts(&self, base: Id) -> Vec<Id> {
        self.parts.get(&base).into_iter().flatten().copied().collect()
    }

    fn statement(&mut self, id: Id) -> Option<TokenStream> {
        if self.bound.contains_key(&id) {
            return None;
        }
        match &self.graph.nodes[id] {
            Node::SinCos(_) | Node::Partial(..) | Node::CallVjp(..) | Node::MethodVjp(..) | Node::If(..)
                if self.is_tuple(id) =>
            {
                Some(self.tuple_statement(id))
            }
            Node::Lit(_)
            | Node::Flag(_)
            | Node::Leaf(_)
            | Node::Target(_)
            | Node::CallKept(_)
            | Node::SinCos(_)
            | Node::If(..) => None,
            Node::Part(..) if is_bound_part(self.graph, id).is_some_and(|(base, _)| self.is_tuple(base)) => None,
            Node::Call(..) if self.kept_of(id).is_some() => self.call_statement(id),
            Node::Scattered(call, parts) => Some(self.scattered_statement(id, *call, &parts.clone())),
            _ if self.uses.get(&id).copied().unwrap_or(0) > 1 || self.worth_a_name(id) => {
                let (expression, _) = self.expression(id);
                let name = self.fresh(id);
                self.bind(id, &name);
                Some(quote!(let #name = #expression;))
            }
            _ => None,
        }
    }

    /// A name of the user's is kept, unless it stands for part of what is already at hand.
    fn worth_a_name(&self, id: Id) -> bool {
        self.graph.name[id].is_some() && !matches!(self.graph.nodes[id], Node::Part(..) | Node::Neg(_))
    }

    /// Whether a `let` takes a value apart: it has more than one part that is used.
    fn is_tuple(&self, id: Id) -> bool {
        match &self.graph.nodes[id] {
            Node::CallVjp(..) | Node::MethodVjp(..) => true,
            Node::Partial(_, arguments, _) => arguments.len() == 2 && self.used_parts(id).len() > 1,
            Node::SinCos(_) | Node::If(..) => self.used_parts(id).len() > 1,
            _ => false,
        }
    }

    fn kept_of(&self, call: Id) -> Option<Id> {
        self.graph.kept_of(call).filter(|kept| self.reached.contains(kept))
    }

    fn tuple_statement(&mut self, id: Id) -> TokenStream {
        let width = match &self.graph.nodes[id] {
            Node::CallVjp(call, _) | Node::MethodVjp(call, _) => match &self.graph.nodes[*call] {
                Node::Call(_, arguments) | Node::Method(_, _, arguments) => arguments.len(),
                _ => 0,
            },
            _ => 2,
        };
        let parts = self.used_parts(id);
        let (expression, _) = self.tuple_expression(id, &parts);
        let mut names = HashMap::new();
        for part in &parts {
            if let Node::Part(_, Step::Field(i)) = self.graph.nodes[*part] {
                let name = self.fresh(*part);
                self.bind(*part, &name);
                names.insert(i, name);
            }
        }
        if matches!(self.graph.nodes[id], Node::If(..)) {
            let bound = |part: &Id| self.bound.get(part).map(|name| self.answer(self.is_flag(*part), &quote!(#name)));
            let names = in_tuples(&parts.iter().filter_map(bound).collect::<Vec<_>>());
            return quote!(let #names = #expression;);
        }
        let pattern: Vec<_> =
            (0..width).map(|i| names.get(&i).map_or_else(|| quote!(_), |name| quote!(#name))).collect();
        match &pattern[..] {
            [only] => quote!(let (#only,) = #expression;),
            _ => quote!(let (#(#pattern),*) = #expression;),
        }
    }

    fn tuple_expression(&mut self, id: Id, parts: &[Id]) -> (TokenStream, Tight) {
        let krate = self.krate;
        match self.graph.nodes[id].clone() {
            Node::SinCos(x) => {
                let x = self.at(x, Tight::Atom);
                (quote!(#x.sin_cos()), Tight::Atom)
            }
            Node::If(test, a, b) => self.choice(test, &a, &b, parts),
            Node::CallVjp(call, w) => {
                let (Node::Call(path, arguments), number) = (self.graph.nodes[call].clone(), self.number) else {
                    return (TokenStream::new(), Tight::Atom);
                };
                let arguments = self.tuple(&arguments);
                let kept = self.kept_node(call);
                let w = self.borrowed(&w);
                (quote!(#krate::vjp::<#path, #number>(&#arguments, #kept, #w)), Tight::Atom)
            }
            Node::MethodVjp(call, w) => {
                let Node::Method(receiver, name, arguments) = self.graph.nodes[call].clone() else {
                    return (TokenStream::new(), Tight::Atom);
                };
                let arguments: Vec<_> = arguments.iter().map(|a| self.shape(a)).collect();
                let name = format_ident!("{name}_vjp", span = name.span());
                let w = self.borrowed(&w);
                (quote!(#receiver.#name(#(#arguments,)* #w)), Tight::Atom)
            }
            _ => self.plain(id),
        }
    }

    fn kept_node(&mut self, call: Id) -> TokenStream {
        let name = self.graph.kept_of(call).and_then(|kept| Some((kept, self.bound.get(&kept)?)));
        match name {
            Some((kept, name)) if self.given.contains(&kept) => quote!(#name),
            Some((_, name)) => quote!(&#name),
            None => quote!(&()),
        }
    }

    /// A call whose transpose needs something kept.
    fn call_statement(&mut self, id: Id) -> Option<TokenStream> {
        let (Node::Call(path, arguments), Some(kept)) = (self.graph.nodes[id].clone(), self.kept_of(id)) else {
            return None;
        };
        let (krate, number) = (self.krate, self.number);
        let arguments = self.tuple(&arguments);
        let kept_name = self.fresh(kept);
        self.bind(kept, &kept_name);
        // The value counts its own kept values among its uses.
        let name = if self.uses.get(&id).copied().unwrap_or(0) > 1 {
            let name = self.fresh(id);
            self.bind(id, &name);
            quote!(#name)
        } else {
            quote!(_)
        };
        Some(quote!(let (#name, #kept_name) = #krate::eval_keep::<#path, #number>(&#arguments);))
    }

    fn scattered_statement(&mut self, id: Id, call: Id, parts: &[(Vec<Step>, Id)]) -> TokenStream {
        let (krate, number) = (self.krate, self.number);
        let value = match self.graph.nodes[call] {
            Node::Call(..) | Node::Method(..) => self.plain(call).0,
            _ => self.expression(call).0,
        };
        let terms: Vec<_> = parts
            .iter()
            .map(|(path, part)| {
                let path = path.iter().map(|step| reach_into(*step));
                // Of a part of a call's cotangents it is not known whether it is a number.
                let is_number =
                    !matches!(self.graph.nodes[*part], Node::Part(..) | Node::Sum(..) | Node::Scattered(..));
                let part = if is_number { self.expression(*part).0 } else { self.at(*part, Tight::Unary) };
                (quote!(#(#path)*), part, is_number)
            })
            .collect();
        let name = self.unique(&format_ident!("w"));
        self.bind(id, &name);
        let additions = terms.iter().map(|(path, part, is_number)| match is_number {
            true => quote!(#name #path += #part;),
            false => quote!(#krate::Vector::<#number>::add(&mut #name #path, &#part);),
        });
        let mutable = (!terms.is_empty()).then(|| quote!(mut));
        quote! {
            let #mutable #name = #krate::zeros_of::<#number, _>(|| #value);
            #(#additions)*
        }
    }

    fn choice(&mut self, test: Id, a: &Arm, b: &Arm, parts: &[Id]) -> (TokenStream, Tight) {
        let condition = self.expression(test).0;
        let picked: Vec<usize> = parts
            .iter()
            .filter_map(|part| match self.graph.nodes[*part] {
                Node::Part(_, Step::Field(k)) => Some(k),
                _ => None,
            })
            .collect();
        let scalar = self.scalar;
        let (a, b) = (self.arm(a, &picked), self.arm(b, &picked));
        (quote!(#scalar::choose(#condition, || #a, || #b)), Tight::Atom)
    }

    /// The body of an arm.
    fn arm(&mut self, arm: &Arm, picked: &[usize]) -> TokenStream {
        let results: Vec<Id> = picked.iter().map(|k| arm.results[*k]).collect();
        let outside = self.journal.len();
        let mut inside = BTreeSet::new();
        let mut pending = results.clone();
        while let Some(id) = pending.pop() {
            if !self.bound.contains_key(&id)
                && self.graph.is_within(self.graph.block[id], arm.block)
                && inside.insert(id)
            {
                pending.extend(self.operands(id));
                if let Node::Part(base, _) = self.graph.nodes[id]
                    && let Node::If(_, a, b) = &self.graph.nodes[base]
                {
                    pending.extend(a.results.iter().chain(&b.results));
                }
            }
        }
        inside.retain(|id| self.reached.contains(id));
        let statements = self.statements(arm.block, &inside);
        let flags: Vec<_> = results.iter().map(|id| self.is_flag(*id)).collect();
        let results: Vec<_> = results.iter().map(|id| self.expression(*id)).collect();
        for id in self.journal.split_off(outside) {
            self.bound.remove(&id);
        }
        let results: Vec<_> =
            results.into_iter().zip(&flags).map(|((result, _), flag)| self.answer(*flag, &result)).collect();
        let results = in_tuples(&results);
        if statements.is_empty() { results } else { quote!({ #statements #results }) }
    }

    /// Whether a value is the answer of a comparison.
    fn is_flag(&self, id: Id) -> bool {
        match &self.graph.nodes[id] {
            Node::Test(_) | Node::Flag(_) => true,
            Node::Part(base, Step::Field(k)) => match &self.graph.nodes[*base] {
                Node::If(_, a, _) => self.is_flag(a.results[*k]),
                _ => false,
            },
            _ => false,
        }
    }

    /// What an arm gives, or the pattern that takes it.
    fn answer(&self, flag: bool, inner: &TokenStream) -> TokenStream {
        let krate = self.krate;
        if flag { quote!(#krate::Answer(#inner)) } else { inner.clone() }
    }

    /// The node as an expression that holds together as tightly as asked.
    fn at(&mut self, id: Id, tight: Tight) -> TokenStream {
        let (tokens, own) = self.expression(id);
        if own >= tight { tokens } else { quote!((#tokens)) }
    }

    fn expression(&mut self, id: Id) -> (TokenStream, Tight) {
        if let Some(name) = self.bound.get(&id) {
            return (quote!(#name), Tight::Atom);
        }
        if let Some(product) = self.fusions.0.get(&id) {
            return self.fused(id, *product);
        }
        self.plain(id)
    }

    fn fused(&mut self, id: Id, product: Id) -> (TokenStream, Tight) {
        // ±product ± rest
        let (product_negative, rest, rest_negative) = match self.graph.nodes[id] {
            Node::Add(a, b) => (false, if a == product { b } else { a }, false),
            Node::Sub(a, b) if a == product => (false, b, true),
            Node::Sub(a, _) => (true, a, false),
            _ => return self.plain(id),
        };
        let rest = if rest_negative {
            let rest = self.at(rest, Tight::Unary);
            quote!(-#rest)
        } else {
            self.expression(rest).0
        };
        let tokens = match self.graph.nodes[product].clone() {
            Node::Mul(a, b) => {
                let simple = |this: &Self, id: Id| this.bound.contains_key(&id);
                let (x, y) = if !simple(self, a) && simple(self, b) { (b, a) } else { (a, b) };
                let (x, y) = if product_negative {
                    let x = self.at(x, Tight::Unary);
                    (quote!((-#x)), self.expression(y).0)
                } else {
                    (self.at(x, Tight::Atom), self.expression(y).0)
                };
                quote!(#x.fma(#y, #rest))
            }
            Node::Times(x, c) => {
                let x = self.at(x, Tight::Atom);
                let c = if product_negative { minus(&c) } else { c };
                quote!(#x.times_add(#c, #rest))
            }
            _ => return self.plain(id),
        };
        (tokens, Tight::Atom)
    }

    fn plain(&mut self, id: Id) -> (TokenStream, Tight) {
        let (krate, scalar, number) = (self.krate, self.scalar, self.number);
        match self.graph.nodes[id].clone() {
            Node::Leaf(name) => (quote!(#name), Tight::Atom),
            Node::Target(name) => (quote!(*#name), Tight::Unary),
            Node::Lit(c) => match c.to_string().as_str() {
                "0.0" => (quote!(#scalar::ZERO), Tight::Atom),
                "1.0" => (quote!(#scalar::ONE), Tight::Atom),
                _ => (quote!(#scalar::lit(#c)), Tight::Atom),
            },
            Node::Add(a, b) => {
                let (a, b) = (self.at(a, Tight::Sum), self.at(b, Tight::Product));
                (quote!(#a + #b), Tight::Sum)
            }
            Node::Sub(a, b) => {
                let (a, b) = (self.at(a, Tight::Sum), self.at(b, Tight::Product));
                (quote!(#a - #b), Tight::Sum)
            }
            Node::Mul(a, b) => {
                let (a, b) = (self.at(a, Tight::Product), self.at(b, Tight::Unary));
                (quote!(#a * #b), Tight::Product)
            }
            Node::Div(a, b) => {
                let (a, b) = (self.at(a, Tight::Product), self.at(b, Tight::Unary));
                (quote!(#a / #b), Tight::Product)
            }
            Node::Neg(a) => {
                let a = self.at(a, Tight::Unary);
                (quote!(-#a), Tight::Unary)
            }
            Node::Plus(a, c) => self.with_constant(a, "plus", &c),
            Node::Times(a, c) => self.with_constant(a, "times", &c),
            Node::Over(a, c) => self.with_constant(a, "over", &c),
            Node::Under(a, c) => self.with_constant(a, "under", &c),
            Node::Fma(a, b, c) => {
                let (a, b, c) = (self.at(a, Tight::Atom), self.expression(b).0, self.expression(c).0);
                (quote!(#a.fma(#b, #c)), Tight::Atom)
            }
            Node::Primitive(name, arguments) => {
                let x = self.at(arguments[0], Tight::Atom);
                let rest: Vec<_> = arguments[1..].iter().map(|a| self.expression(*a).0).collect();
                (quote!(#x.#name(#(#rest),*)), Tight::Atom)
            }
            Node::Power(x, n) => {
                let x = self.at(x, Tight::Atom);
                (quote!(#x.powi(#n)), Tight::Atom)
            }
            Node::Partial(name, arguments, y) => {
                let arguments: Vec<_> = arguments.iter().chain([&y]).map(|a| self.expression(*a).0).collect();
                (quote!(#krate::partial::#name(#(#arguments),*)), Tight::Atom)
            }
            Node::PowerPartial(x, n, y) => {
                let (x, y) = (self.expression(x).0, self.expression(y).0);
                (quote!(#krate::partial::powi(#x, #n, #y)), Tight::Atom)
            }
            Node::Call(path, arguments) => {
                let arguments = self.tuple(&arguments);
                (quote!(#krate::eval::<#path, #number>(&#arguments)), Tight::Atom)
            }
            Node::Method(receiver, name, arguments) => {
                let arguments: Vec<_> = arguments.iter().map(|a| self.shape(a)).collect();
                (quote!(#receiver.#name(#(#arguments),*)), Tight::Atom)
            }
            Node::Part(base, step) => self.part(base, step),
            Node::Sum(a, b) => {
                let (a, b) = (self.expression(a).0, self.at(b, Tight::Unary));
                (quote!(#krate::sum::<#number, _>(#a, &#b)), Tight::Atom)
            }
            Node::Test(condition) => (self.condition(&condition), Tight::Sum),
            Node::Flag(known) => (quote!(<#scalar::Mask as #krate::Mask>::splat(#known)), Tight::Atom),
            Node::SinCos(_) | Node::If(..) | Node::CallVjp(..) | Node::MethodVjp(..) => self.tuple_expression(id, &[]),
            Node::CallKept(_) | Node::Scattered(..) => (TokenStream::new(), Tight::Atom),
        }
    }

    fn with_constant(&mut self, a: Id, name: &str, c: &TokenStream) -> (TokenStream, Tight) {
        let (a, name) = (self.at(a, Tight::Atom), Ident::new(name, Span::call_site()));
        (quote!(#a.#name(#c)), Tight::Atom)
    }

    /// A part of a value that no `let` took apart.
    fn part(&mut self, base: Id, step: Step) -> (TokenStream, Tight) {
        match (self.graph.nodes[base].clone(), step) {
            (Node::SinCos(x), Step::Field(i)) => {
                let (x, name) = (self.at(x, Tight::Atom), Ident::new(["sin", "cos"][i.min(1)], Span::call_site()));
                (quote!(#x.#name()), Tight::Atom)
            }
            (Node::If(test, a, b), _) => {
                let parts = self.used_parts(base);
                let (choice, tight) = self.choice(test, &a, &b, &parts);
                if parts.iter().any(|part| self.is_flag(*part)) { (quote!(#choice.0), tight) } else { (choice, tight) }
            }
            _ => {
                let (base, step) = (self.at(base, Tight::Atom), reach_into(step));
                (quote!(#base #step), Tight::Atom)
            }
        }
    }

    fn condition(&mut self, condition: &Condition) -> TokenStream {
        match condition {
            Condition::Compare(a, operator, b) => {
                let (less, greater) = (self.at(*a, Tight::Atom), self.at(*b, Tight::Atom));
                let (a, b) = (self.expression(*a).0, self.expression(*b).0);
                match *operator {
                    "<" => quote!(#less.is_less(#b)),
                    "<=" => quote!(#less.is_at_most(#b)),
                    ">" => quote!(#greater.is_less(#a)),
                    ">=" => quote!(#greater.is_at_most(#a)),
                    "!=" => quote!(!#less.is_equal(#b)),
                    _ => quote!(#less.is_equal(#b)),
                }
            }
            Condition::And(a, b) => {
                let (a, b) = (self.condition(a), self.condition(b));
                quote!((#a & #b))
            }
            Condition::Or(a, b) => {
                let (a, b) = (self.condition(a), self.condition(b));
                quote!((#a | #b))
            }
            Condition::Not(a) => {
                let a = self.condition(a);
                quote!(!#a)
            }
            Condition::Verbatim(tokens) => {
                let (krate, scalar) = (self.krate, self.scalar);
                quote!(<#scalar::Mask as #krate::Mask>::splat(#tokens))
            }
            Condition::Value(id) => self.expression(*id).0,
        }
    }

    /// A call's arguments as one tuple.
    fn tuple(&mut self, arguments: &[Shape]) -> TokenStream {
        let arguments: Vec<_> = arguments.iter().map(|a| self.shape(a)).collect();
        quote!((#(#arguments,)*))
    }

    pub(crate) fn shape(&mut self, shape: &Shape) -> TokenStream {
        match shape {
            Shape::Value(id) => self.expression(*id).0,
            Shape::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| self.shape(item)).collect();
                quote!([#(#items),*])
            }
            Shape::Tuple(items) => {
                let items: Vec<_> = items.iter().map(|item| self.shape(item)).collect();
                if let [only] = &items[..] { quote!((#only,)) } else { quote!((#(#items),*)) }
            }
            Shape::Reference(inner) => self.borrowed(inner),
        }
    }

    fn borrowed(&mut self, shape: &Shape) -> TokenStream {
        match shape {
            Shape::Value(id) => {
                let value = self.at(*id, Tight::Unary);
                quote!(&#value)
            }
            shape => {
                let value = self.shape(shape);
                quote!(&#value)
            }
        }
    }
}

/// Values or patterns as one: itself, a tuple, or tuples of at most eight in a tuple.
fn in_tuples(items: &[TokenStream]) -> TokenStream {
    match items {
        [only] => only.clone(),
        _ if items.len() <= 8 => quote!((#(#items),*)),
        _ => in_tuples(&items.chunks(8).map(in_tuples).collect::<Vec<_>>()),
    }
}

fn reach_into(step: Step) -> TokenStream {
    match step {
        Step::Index(i) => {
            let i = proc_macro2::Literal::usize_unsuffixed(i);
            quote!([#i])
        }
        Step::Field(i) => {
            let i = syn::Index::from(i);
            quote!(.#i)
        }
    }
}
