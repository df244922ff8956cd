//! A pattern that only the compiler finds: what a body does to sets of components, as a constant expression.
//!
//! It is written where the macro cannot know the pattern: of structs, of lengths and tables that stand elsewhere, and where
//! functions are called, whose own patterns are constants too.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Member;

use super::spoken::Speaker;
use crate::graph::{Block, Graph, Id, Node, Step, Turns};
use crate::lower::Value;
use crate::shape::{Shape, Type};
use crate::write::scalars;

/// A function of more values than this has no such pattern: the compiler would be long about it.
const MOST: usize = 3000;

/// What a program is written for.
pub(crate) struct Asked<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) krate: &'a TokenStream,
    pub(crate) number: &'a Ident,
    /// The number over which the pattern is found: it is the same over every one.
    pub(crate) plain: &'a Ident,
    /// The function's const parameters.
    pub(crate) consts: &'a [Ident],
    /// Those of type `usize`.
    pub(crate) counts: &'a [Ident],
    /// What else is bound in it.
    pub(crate) bound: &'a [String],
    /// The arguments whose components are the columns, in order.
    pub(crate) arguments: &'a [(&'a Value, Type)],
    /// The value and its type.
    pub(crate) output: (&'a Value, &'a Type),
}

impl Asked<'_> {
    /// The layout of a type over the number.
    pub(crate) fn layout_of(&self, ty: &Type, is_told: bool) -> TokenStream {
        let tokens = over(ty.tokens(&self.number.to_token_stream()), self.number, self.plain);
        crate::shape::layout(self.krate, &tokens, self.plain, is_told && ty.has_structs())
    }
}

/// The pattern's table as an expression.
pub(crate) fn table(asked: &Asked<'_>) -> Option<TokenStream> {
    let outputs = scalars(asked.output.0);
    let last = *outputs.iter().max()?;
    let (mut needed, mut uses) = (vec![false; last + 1], vec![0; last + 1]);
    let mut pending = outputs.clone();
    while let Some(id) = pending.pop() {
        uses[id] += 1;
        if !core::mem::replace(&mut needed[id], true) {
            pending.extend(asked.graph.nodes[id].operands());
        }
    }
    if needed.iter().filter(|needed| **needed).count() > MOST {
        return None;
    }
    let Asked { krate, number, plain, consts, counts, bound, .. } = *asked;
    let speaker = Speaker { krate, number, plain, consts, counts, bound };
    let part = |node: &Node| match node {
        Node::Part(base, Step::Field(k)) => Some((*base, *k)),
        _ => None,
    };
    let wanted =
        asked.graph.nodes.iter().zip(&needed).filter(|(_, needed)| **needed).filter_map(|(node, _)| part(node));
    let wanted = wanted.collect();
    let mut program = Program {
        asked,
        speaker,
        needed,
        wanted,
        uses,
        last,
        known: vec![HashMap::new()],
        turns: Vec::new(),
        count: 0,
    };
    let mut statements = program.inputs()?;
    statements.extend(program.block(0)?);
    // That a result is no vector is told here, where no argument is one of its kind.
    let is_told = asked.arguments.iter().any(|(_, ty)| ty.has_structs());
    let (m, output) = (memory(), asked.layout_of(asked.output.1, is_told));
    let out = program.fresh();
    statements.extend(quote!(let #out = #m.zeros(&#output);));
    program.out(asked.output.0, &out, &mut Vec::new(), &mut statements)?;
    let text = statements.to_string();
    let asks = text.contains("outside").then(|| quote!(use #krate::{OfAnother as _, OfItsOwn as _, Otherwise as _};));
    Some(quote!({
        #asks
        let mut #m = #krate::Memory::new();
        #statements
        #m.table(#out)
    }))
}

/// The rows that a table makes, where it does not depend on const parameters.
pub(super) fn pattern(krate: &TokenStream, table: &TokenStream) -> TokenStream {
    // What the function names stands where none of these names does.
    quote!({
        const fn depends() -> #krate::Table {
            #table
        }
        {
            #![allow(long_running_const_eval, reason = "it goes through what the function does")]
            const TABLE: #krate::Table = depends();
            const COLUMNS: [usize; TABLE.entries()] = TABLE.columns();
            const ROWS: [&[usize]; TABLE.count()] = TABLE.rows(&COLUMNS);
            if TABLE.count() > 0 { ::core::option::Option::Some(&ROWS) } else { ::core::option::Option::None }
        }
    })
}

/// The same over another number.
pub(crate) fn over(tokens: TokenStream, number: &Ident, plain: &Ident) -> TokenStream {
    let token = |token| match token {
        // What is wrong with a type is told of both as one.
        TokenTree::Ident(name) if name == *number => Ident::new(&plain.to_string(), name.span()).to_token_stream(),
        TokenTree::Group(group) => {
            let mut inner = proc_macro2::Group::new(group.delimiter(), over(group.stream(), number, plain));
            inner.set_span(group.span());
            TokenTree::Group(inner).into()
        }
        other => other.into(),
    };
    tokens.into_iter().map(token).collect()
}

fn memory() -> Ident {
    Ident::new("memory", Span::mixed_site())
}

struct Program<'a> {
    asked: &'a Asked<'a>,
    speaker: Speaker<'a>,
    needed: Vec<bool>,
    /// The parts of choices and loops that are.
    wanted: HashSet<(Id, usize)>,
    uses: Vec<usize>,
    last: Id,
    /// What is bound already, by the blocks around.
    known: Vec<HashMap<Key, Ident>>,
    /// The loops' variables around, and what stands for each.
    turns: Vec<(String, Ident)>,
    count: usize,
}

impl Program<'_> {
    fn fresh(&mut self) -> Ident {
        self.count += 1;
        Ident::new(&format!("v{}", self.count), Span::mixed_site())
    }

    fn find(&self, id: Id) -> Option<Ident> {
        self.known.iter().rev().find_map(|known| known.get(&(id, None))).cloned()
    }

    fn bind(&mut self, id: Id, name: Ident) {
        self.bind_as((id, None), name);
    }

    fn bind_as(&mut self, key: Key, name: Ident) {
        if let Some(known) = self.known.last_mut() {
            known.insert(key, name);
        }
    }

    /// The layout of a value, as far as it is known.
    fn layout_of(&self, id: Id) -> TokenStream {
        let Asked { graph, krate, number, plain, .. } = *self.asked;
        match (&graph.ty[id], &graph.nodes[id]) {
            (Some(ty), _) if !has_masks(ty) => match ty {
                Type::Number => quote!(#krate::Layout::Number),
                ty => self.asked.layout_of(ty, true),
            },
            (Some(Type::Mask), _) => quote!(#krate::Layout::Number),
            (None, Node::Call(path, _)) => {
                let path = over(path.to_token_stream(), number, plain);
                quote!(<<#path as #krate::Called<#plain>>::Output as #krate::Vector<#plain>>::LAYOUT)
            }
            // Of numbers, if that is what its elements are.
            (None, Node::Pack(Shape::Array(items))) => {
                let count = items.len();
                quote!(#krate::Layout::Array(&#krate::Layout::Number, #count))
            }
            _ => quote!(#krate::Layout::Unknown),
        }
    }

    /// The arguments, of which each component depends on itself.
    fn inputs(&mut self) -> Option<TokenStream> {
        let m = memory();
        let (mut statements, mut first) = (TokenStream::new(), quote!(0));
        for (value, ty) in self.asked.arguments {
            let (name, of) = (self.fresh(), self.asked.layout_of(ty, true));
            statements.extend(quote!(let #name = #m.input(&#of, #first);));
            first = quote!(#m.mark());
            self.take_apart(value, &name, &mut statements)?;
        }
        Some(statements)
    }

    fn take_apart(&mut self, value: &Value, of: &Ident, statements: &mut TokenStream) -> Option<()> {
        let (krate, m) = (self.asked.krate, memory());
        match value {
            Value::Node(id) => self.bind(*id, of.clone()),
            Value::Array(items) | Value::Tuple(items) => {
                for (at, item) in items.iter().enumerate() {
                    let (name, at) = (self.fresh(), Literal::usize_unsuffixed(at));
                    statements.extend(quote!(let #name = #m.part(#of, #krate::Go::To(#at));));
                    self.take_apart(item, &name, statements)?;
                }
            }
            _ => {}
        }
        Some(())
    }

    /// Puts a value together.
    fn out(
        &mut self,
        value: &Value,
        of: &Ident,
        path: &mut Vec<TokenStream>,
        statements: &mut TokenStream,
    ) -> Option<()> {
        let (krate, m) = (self.asked.krate, memory());
        match value {
            Value::Node(id) => {
                let name = self.of(*id, statements)?;
                statements.extend(quote!(#m.write(#of, &[#(#path),*], #name, false);));
            }
            Value::Array(items) | Value::Tuple(items) => {
                for (at, item) in items.iter().enumerate() {
                    let at = Literal::usize_unsuffixed(at);
                    path.push(quote!(#krate::Go::To(#at)));
                    self.out(item, of, path, statements)?;
                    path.pop();
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// The values of a block, in order.
    fn block(&mut self, block: Block) -> Option<TokenStream> {
        let mut statements = TokenStream::new();
        for id in 0..=self.last {
            let own = self.needed[id] && self.asked.graph.block[id] == block;
            // A number that one other is made of is looked at there.
            if own && !self.is_inner(id) && !matches!(self.asked.graph.nodes[id], Node::Param) {
                self.of(id, &mut statements)?;
            }
        }
        Some(statements)
    }

    fn is_inner(&self, id: Id) -> bool {
        self.uses[id] == 1 && is_of_all(&self.asked.graph.nodes[id])
    }

    /// The name of a value, which is found first where it is not known.
    fn of(&mut self, id: Id, statements: &mut TokenStream) -> Option<Ident> {
        if let Some(name) = self.find(id) {
            return Some(name);
        }
        let graph = self.asked.graph;
        match &graph.nodes[id] {
            Node::If(..) => {
                self.choice(id, statements)?;
                return Some(memory());
            }
            Node::Loop(turns) => {
                self.each(id, &turns.clone(), statements)?;
                return Some(memory());
            }
            Node::Part(base, Step::Field(k)) if matches!(graph.nodes[*base], Node::If(..) | Node::Loop(_)) => {
                if self.find_part(*base, *k).is_none() {
                    self.of(*base, statements)?;
                }
                let name = self.find_part(*base, *k)?;
                self.bind(id, name.clone());
                return Some(name);
            }
            _ => {}
        }
        let made = self.expression(id, statements)?;
        let name = self.fresh();
        statements.extend(quote!(let #name = #made;));
        self.bind(id, name.clone());
        Some(name)
    }

    fn expression(&mut self, id: Id, statements: &mut TokenStream) -> Option<TokenStream> {
        let (graph, krate, m) = (self.asked.graph, self.asked.krate, memory());
        Some(match &graph.nodes[id] {
            Node::Leaf(_) | Node::Lit(_) | Node::Found(_) | Node::Flag(_) | Node::Zero(_) | Node::Test(_) => {
                let of = self.layout_of(id);
                quote!(#m.zeros(&#of))
            }
            Node::Part(base, step) => {
                let (base, go) = (self.of(*base, statements)?, self.go(*step));
                quote!(#m.part(#base, #go))
            }
            // An array of what only the compiler knows may be one of numbers.
            Node::Pack(Shape::Array(items)) if graph.ty[id].is_none() => {
                let of = self.layout_of(id);
                let mut all = Vec::new();
                for item in items {
                    let Shape::Value(item) = item else { return None };
                    all.push(self.of(*item, statements)?);
                }
                quote!(#m.numbers(&#of, &[#(#all),*]))
            }
            Node::Pack(shape) => {
                let of = self.layout_of(id);
                let name = self.shape(shape, &of, statements)?;
                quote!(#name)
            }
            Node::Fill(x, _) => {
                let (x, of) = (self.of(*x, statements)?, self.layout_of(id));
                quote!(#m.repeated(&#of, #x))
            }
            Node::Write(base, path, value) => {
                let (base, value, copy) = (self.of(*base, statements)?, self.of(*value, statements)?, self.fresh());
                let path = path.iter().map(|step| self.go(*step));
                statements.extend(quote!(let #copy = #m.copy(#base); #m.write(#copy, &[#(#path),*], #value, false);));
                quote!(#copy)
            }
            Node::Added(base, parts) => {
                let (base, copy) = (self.of(*base, statements)?, self.fresh());
                statements.extend(quote!(let #copy = #m.copy(#base);));
                for (path, value) in parts {
                    let value = self.of(*value, statements)?;
                    let path = path.iter().map(|step| self.go(*step));
                    statements.extend(quote!(#m.write(#copy, &[#(#path),*], #value, true);));
                }
                quote!(#copy)
            }
            Node::Sum(a, b) => {
                let (a, b) = (self.of(*a, statements)?, self.of(*b, statements)?);
                quote!(#m.either(#a, #b))
            }
            Node::Call(path, arguments) => {
                let (number, plain) = (self.asked.number, self.asked.plain);
                let path = over(path.to_token_stream(), number, plain);
                let called = quote!(<#path as #krate::Called<#plain>>::PATTERN);
                let given = self.fresh();
                statements.extend(quote!(let #given = #m.zeros(&#called.given);));
                for (at, argument) in arguments.iter().enumerate() {
                    let at = Literal::usize_unsuffixed(at);
                    let to = vec![quote!(#krate::Go::To(#at))];
                    self.put(argument, &given, to, statements)?;
                }
                let of = self.layout_of(id);
                quote!(#m.called(&#called, #given, &#of))
            }
            Node::If(..) | Node::Loop(_) | Node::Param => return None,
            node => {
                let is_number = is_of_all(node);
                let mut all = Vec::new();
                self.gather(id, &mut all);
                let all = all.into_iter().map(|id| self.of(id, statements)).collect::<Option<Vec<_>>>()?;
                if is_number {
                    quote!(#m.number(&[#(#all),*]))
                } else {
                    let of = self.layout_of(id);
                    quote!(#m.of_all(&#of, &[#(#all),*]))
                }
            }
        })
    }

    /// What a number is made of, through those that it alone is made of.
    fn gather(&self, id: Id, all: &mut Vec<Id>) {
        for operand in self.asked.graph.nodes[id].operands() {
            if self.is_inner(operand) && self.find(operand).is_none() {
                self.gather(operand, all);
            } else if !matches!(self.asked.graph.nodes[operand], Node::Lit(_) | Node::Found(_) | Node::Flag(_))
                && !all.contains(&operand)
            {
                all.push(operand);
            }
        }
    }

    fn go(&self, step: Step) -> TokenStream {
        let krate = self.asked.krate;
        match step {
            Step::Index(i) | Step::Field(i) => {
                let i = Literal::usize_unsuffixed(i);
                quote!(#krate::Go::To(#i))
            }
            Step::At(text) => {
                let index = self.asked.graph.words(text);
                match syn::parse2::<syn::ExprTuple>(index.clone()) {
                    // Of a matrix.
                    Ok(pair) if pair.elems.len() == 2 => {
                        let [row, column] =
                            [0, 1].map(|i| self.speaker.integer(&pair.elems[i].to_token_stream(), &self.turns));
                        quote!(#krate::Go::Pair(#row, #column))
                    }
                    _ => {
                        let index = self.speaker.integer(index, &self.turns);
                        quote!(#krate::Go::At(#index))
                    }
                }
            }
            Step::Named(text) => {
                let name = self.asked.graph.words(text).to_string();
                quote!(#krate::Go::Named(#name))
            }
        }
    }

    fn shape(&mut self, shape: &Shape, layout: &TokenStream, statements: &mut TokenStream) -> Option<Ident> {
        let (m, name) = (memory(), self.fresh());
        statements.extend(quote!(let #name = #m.zeros(&#layout);));
        self.put(shape, &name, Vec::new(), statements)?;
        Some(name)
    }

    /// Writes the parts of a value to where they are.
    fn put(&mut self, shape: &Shape, to: &Ident, path: Vec<TokenStream>, statements: &mut TokenStream) -> Option<()> {
        let (krate, m) = (self.asked.krate, memory());
        match shape {
            Shape::Value(id) => {
                let value = self.of(*id, statements)?;
                statements.extend(quote!(#m.write(#to, &[#(#path),*], #value, false);));
            }
            Shape::Reference(inner) => self.put(inner, to, path, statements)?,
            Shape::Plain(_) | Shape::Constant(_) => {}
            Shape::Array(items) | Shape::Tuple(items) | Shape::Made(_, items) => {
                for (at, item) in items.iter().enumerate() {
                    let at = Literal::usize_unsuffixed(at);
                    let step = quote!(#krate::Go::To(#at));
                    self.put(item, to, [&path[..], &[step]].concat(), statements)?;
                }
            }
            Shape::Struct(_, fields) => {
                for (member, field) in fields {
                    let step = match member {
                        Member::Named(name) => {
                            let name = name.to_string();
                            quote!(#krate::Go::Named(#name))
                        }
                        Member::Unnamed(place) => {
                            let at = Literal::u32_unsuffixed(place.index);
                            quote!(#krate::Go::To(#at))
                        }
                    };
                    self.put(field, to, [&path[..], &[step]].concat(), statements)?;
                }
            }
        }
        Some(())
    }

    /// The parts of a choice or a loop are known by a name each, which stands for the node and its place.
    fn find_part(&self, base: Id, k: usize) -> Option<Ident> {
        self.known.iter().rev().find_map(|known| known.get(&(base, Some(k)))).cloned()
    }

    fn choice(&mut self, id: Id, statements: &mut TokenStream) -> Option<()> {
        let (graph, m) = (self.asked.graph, memory());
        let Node::If(test, a, b) = graph.nodes[id].clone() else { return None };
        let holds = match graph.plain(test) {
            Some(plain) => self.speaker.condition(&plain, &self.turns),
            None => quote!(::core::option::Option::None),
        };
        let wanted: Vec<usize> = (0..a.results.len()).filter(|k| self.is_wanted(id, *k)).collect();
        let test = self.fresh();
        statements.extend(quote!(let #test: ::core::option::Option<bool> = #holds;));
        let mut arms = Vec::new();
        for (arm, other) in [(&a, false), (&b, true)] {
            self.known.push(HashMap::new());
            let mut within = self.block(arm.block)?;
            let mut results = Vec::new();
            for k in &wanted {
                results.push(self.of(arm.results[*k], &mut within)?);
            }
            self.known.pop();
            let names: Vec<_> = wanted.iter().map(|_| self.fresh()).collect();
            let none = wanted.iter().map(|_| quote!(#m.nothing()));
            statements.extend(quote! {
                let (#(#names,)*) = if let ::core::option::Option::Some(#other) = #test {
                    (#(#none,)*)
                } else {
                    #within
                    (#(#results,)*)
                };
            });
            arms.push(names);
        }
        for (at, k) in wanted.into_iter().enumerate() {
            let (yes, no, name) = (&arms[0][at], &arms[1][at], self.fresh());
            statements.extend(quote!(let #name = #m.chosen(#test, #yes, #no);));
            self.bind_as((id, Some(k)), name);
        }
        self.bind(id, memory());
        Some(())
    }

    /// Whether an element that a turn finds is an index somewhere, and so a `usize`.
    fn is_index(&self, element: &str) -> bool {
        let graph = self.asked.graph;
        let is = |step: &Step| match step {
            Step::At(text) => syn::parse2::<syn::Expr>(graph.words(*text).clone())
                .is_ok_and(|index| super::spoken::is_index(&index, element)),
            _ => false,
        };
        graph.nodes.iter().any(|node| match node {
            Node::Part(_, step) => is(step),
            Node::Write(_, path, _) => path.iter().any(is),
            Node::Added(_, parts) => parts.iter().any(|(path, _)| path.iter().any(is)),
            _ => false,
        })
    }

    /// Whether a part of a choice or a loop is asked for.
    fn is_wanted(&self, base: Id, k: usize) -> bool {
        self.wanted.contains(&(base, k))
    }

    fn each(&mut self, id: Id, loop_: &Turns, statements: &mut TokenStream) -> Option<()> {
        let (krate, m) = (self.asked.krate, memory());
        let mut params = Vec::new();
        for init in &loop_.inits {
            let (init, param) = (self.of(*init, statements)?, self.fresh());
            statements.extend(quote!(let #param = #m.copy(#init);));
            params.push(param);
        }
        let (turns, variable, mark) = (self.fresh(), self.fresh(), self.fresh());
        let range = self.speaker.range(&loop_.range.iterator, &self.turns);
        self.known.push(HashMap::new());
        for (param, name) in loop_.params.iter().zip(&params) {
            self.bind(*param, name.clone());
        }
        let around = self.turns.len();
        let (mut begins, mut counts, mut nexts) = (TokenStream::new(), Vec::new(), Vec::new());
        for (place, running) in &self.asked.graph.ahead.counted(&loop_.range) {
            let Ok(element) = syn::parse2::<syn::Expr>(place.clone()) else { continue };
            let (element, count) = (element.to_token_stream().to_string(), self.fresh());
            let wide = self.is_index(&element);
            let start = self.speaker.counted(&running.start, wide, &self.turns[..around]);
            begins.extend(quote!(let mut #count: ::core::option::Option<i128> = #turns.counted(#start);));
            self.turns.push((element, count.clone()));
            counts.push((count, wide, running.next.clone()));
        }
        self.turns.push((loop_.range.variable.to_string(), variable.clone()));
        let mut within = self.block(loop_.block)?;
        let results = loop_.results.iter().map(|result| self.of(*result, &mut within)).collect::<Option<Vec<_>>>()?;
        for (count, wide, next) in &counts {
            let (value, next) = (self.speaker.counted(next, *wide, &self.turns), self.fresh());
            within.extend(quote!(let #next = #turns.counted(#value);));
            nexts.push(quote!(#count = #next;));
        }
        within.extend(nexts);
        self.turns.truncate(around);
        self.known.pop();
        statements.extend(quote! {
            let mut #turns: #krate::Turns = #range;
            #begins
            let #mark = #m.mark();
            while #turns.goes() {
                #[allow(unused_variables, reason = "not every loop asks which turn it is")]
                let #variable = #turns.variable();
                #within
                #m.hand_on(&mut #turns, &[#(#params),*], &[#(#results),*], #mark);
            }
        });
        for (k, param) in params.into_iter().enumerate() {
            self.bind_as((id, Some(k)), param);
        }
        self.bind(id, memory());
        Some(())
    }
}

/// A value, or a part of a choice or a loop by its place.
type Key = (Id, Option<usize>);

/// Whether a value is a number that depends on all that it is made of.
fn is_of_all(node: &Node) -> bool {
    node.is_arithmetic() || matches!(node, Node::Products(..))
}

/// Whether the answers of comparisons are in a type.
fn has_masks(ty: &Type) -> bool {
    match ty {
        Type::Mask => true,
        Type::Array(element, _) => has_masks(element),
        Type::Tuple(items) => items.iter().any(has_masks),
        Type::Number | Type::Named(_) | Type::Told(_) => false,
    }
}
