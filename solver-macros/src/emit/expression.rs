//! Nodes as expressions.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::Emitter;
use crate::graph::{Condition, Id, Node, Of, Step};
use crate::lower::{is_untyped, negated, typed};
use crate::shape::{Shape, Type};

/// How tightly an expression holds together.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub(super) enum Tight {
    Sum,
    Product,
    Unary,
    Atom,
}

impl Emitter<'_> {
    pub(super) fn tuple_expression(&mut self, id: Id, parts: &[Id]) -> (TokenStream, Tight) {
        match self.graph.nodes[id].clone() {
            Node::SinCos(x) => (self.method_of(x, &Ident::new("sin_cos", Span::call_site()), &[]), Tight::Atom),
            Node::If(test, a, b) => self.choice(test, &a, &b, parts),
            Node::CallVjp(call, w) => {
                let Node::Call(path, arguments) = self.graph.nodes[call].clone() else {
                    return (TokenStream::new(), Tight::Atom);
                };
                let given = self.given_to(call, &path, &arguments);
                let kept = self.kept_node(call);
                let w = self.borrowed(&w);
                let called = self.called(call, &path, quote!(call_vjp), &quote!(#given, #kept, #w));
                (self.cotangents(&arguments, &called), Tight::Atom)
            }
            Node::MethodVjp(call, w) => {
                let Node::Method(of, name, arguments) = self.graph.nodes[call].clone() else {
                    return (TokenStream::new(), Tight::Atom);
                };
                let name = format_ident!("{name}_vjp", span = name.span());
                let (called, mut given) = self.method_call(call, &of, &name, &arguments);
                given.push(self.borrowed(&w));
                (self.cotangents(&arguments, &quote!(#called(#(#given),*))), Tight::Atom)
            }
            _ => self.plain(id),
        }
    }

    fn kept_node(&mut self, call: Id) -> TokenStream {
        let name = self.graph.kept_of(call).and_then(|kept| Some((kept, self.bound.get(&kept)?.name.clone())));
        match name {
            Some((kept, name)) if self.given.contains(&kept) => quote!(#name),
            Some((_, name)) => quote!(&#name),
            None => quote!(&()),
        }
    }

    /// A call whose transpose needs something kept.
    pub(super) fn call_statement(&mut self, id: Id) -> Option<TokenStream> {
        let (Node::Call(path, arguments), Some(kept)) = (self.graph.nodes[id].clone(), self.kept_of(id)) else {
            return None;
        };
        let given = self.given_to(id, &path, &arguments);
        let kept_name = self.fresh(kept);
        self.bind(kept, &kept_name);
        // The value counts its own kept values among its uses.
        let name = if self.count(id) > 1 {
            let name = self.fresh(id);
            self.bind(id, &name);
            quote!(#name)
        } else {
            quote!(_)
        };
        let called = self.called(id, &path, quote!(call_keep), &given);
        Some(quote!(let (#name, #kept_name) = #called;))
    }

    /// Whether a value is the answer of a comparison.
    pub(super) fn is_flag(&self, id: Id) -> bool {
        matches!(self.graph.ty[id], Some(Type::Mask))
    }

    /// What an arm gives, or the pattern that takes it.
    pub(super) fn answer(&self, flag: bool, inner: &TokenStream) -> TokenStream {
        let krate = self.krate;
        if flag { quote!(#krate::Answer(#inner)) } else { inner.clone() }
    }

    /// The node as an expression that holds together as tightly as asked.
    pub(super) fn at(&mut self, id: Id, tight: Tight) -> TokenStream {
        let (tokens, own) = self.expression(id);
        if own >= tight { tokens } else { quote!((#tokens)) }
    }

    /// An operand of an operator. In the function itself the compiler is asked whether it is a number, where that is not known.
    fn operand(&mut self, of: Id, id: Id, tight: Tight) -> TokenStream {
        if !self.asks || self.graph.ty[id].is_some() {
            return self.at(id, tight);
        }
        let (krate, number, value) = (self.krate, self.number, self.expression(id).0);
        // Of what a call gives nothing is said that is not said of the call.
        let at = self.graph.span[of].filter(|_| !matches!(self.graph.nodes[id], Node::Call(..)));
        let at = at.unwrap_or_else(Span::call_site);
        let asked = super::located(quote!(#krate::operand::<#number, _>), at);
        let mut value = proc_macro2::Group::new(proc_macro2::Delimiter::Parenthesis, value);
        value.set_span(at);
        quote!(#asked #value)
    }

    pub(super) fn expression(&mut self, id: Id) -> (TokenStream, Tight) {
        if let Some(bound) = self.bound.get(&id) {
            let name = &bound.name;
            return if bound.by_reference { (quote!(*#name), Tight::Unary) } else { (quote!(#name), Tight::Atom) };
        }
        if let Some(product) = self.fusions.product(id) {
            return self.fused(id, product);
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
                let swap = !self.is_scale(a) && !simple(self, a) && simple(self, b);
                let (x, y) = if swap { (b, a) } else { (a, b) };
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
                let c = self.constant(&if product_negative { negated(&c) } else { c });
                quote!(#x.times_add(#c, #rest))
            }
            _ => return self.plain(id),
        };
        (tokens, Tight::Atom)
    }

    pub(super) fn plain(&mut self, id: Id) -> (TokenStream, Tight) {
        let (krate, scalar, number) = (self.krate, self.scalar, self.number);
        match self.graph.nodes[id].clone() {
            Node::Leaf(name) => (quote!(#name), Tight::Atom),
            Node::Target(name) => (quote!(*#name), Tight::Unary),
            Node::Found(c) => {
                let c = self.constant(&c);
                (quote!(#scalar::lit(#c)), Tight::Atom)
            }
            Node::Lit(c) => match c.to_string().as_str() {
                "0.0" => (quote!(#scalar::ZERO), Tight::Atom),
                "1.0" => (quote!(#scalar::ONE), Tight::Atom),
                _ => {
                    let c = self.constant(&c);
                    (quote!(#scalar::lit(#c)), Tight::Atom)
                }
            },
            Node::Add(a, b) => {
                let (a, b) = (self.operand(id, a, Tight::Sum), self.operand(id, b, Tight::Product));
                (quote!(#a + #b), Tight::Sum)
            }
            Node::Sub(a, b) => {
                let (a, b) = (self.operand(id, a, Tight::Sum), self.operand(id, b, Tight::Product));
                (quote!(#a - #b), Tight::Sum)
            }
            Node::Mul(a, b) => {
                let (a, b) = (self.operand(id, a, Tight::Product), self.operand(id, b, Tight::Unary));
                (quote!(#a * #b), Tight::Product)
            }
            Node::Div(a, b) => {
                let (a, b) = (self.operand(id, a, Tight::Product), self.operand(id, b, Tight::Unary));
                (quote!(#a / #b), Tight::Product)
            }
            Node::Neg(a) => {
                let a = self.operand(id, a, Tight::Unary);
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
            Node::Products(a, b) => {
                let [a, b] = [a, b].map(|row| row.iter().map(|x| self.expression(*x).0).collect::<Vec<_>>());
                (quote!(#krate::sum_of_products([#(#a),*], [#(#b),*])), Tight::Atom)
            }
            Node::Primitive(name, arguments) => {
                let rest: Vec<_> = arguments[1..].iter().map(|a| self.expression(*a).0).collect();
                (self.method_of(arguments[0], &name, &rest), Tight::Atom)
            }
            Node::Power(name, x, n) => {
                let n = if name == "powc" { self.constant(&n) } else { n };
                (self.method_of(x, &name, &[n]), Tight::Atom)
            }
            Node::Partial(name, arguments, y) => {
                let arguments: Vec<_> = arguments.iter().chain([&y]).map(|a| self.expression(*a).0).collect();
                (quote!(#krate::partial::#name(#(#arguments),*)), Tight::Atom)
            }
            Node::PowerPartial(name, x, n, y) => {
                let n = if name == "powc" { self.constant(&n) } else { n };
                let (x, y) = (self.expression(x).0, self.expression(y).0);
                (quote!(#krate::partial::#name(#x, #n, #y)), Tight::Atom)
            }
            Node::Call(path, arguments) => {
                let given = self.given_to(id, &path, &arguments);
                (self.called(id, &path, quote!(call), &given), Tight::Atom)
            }
            Node::Method(of, name, arguments) => {
                let (called, arguments) = self.method_call(id, &of, &name, &arguments);
                (quote!(#called(#(#arguments),*)), Tight::Atom)
            }
            Node::Part(base, step) => self.part(id, base, step),
            Node::Sum(a, b) => {
                let (a, b) = (self.expression(a).0, self.borrowed_value(b));
                (quote!(#krate::sum::<#number, _>(#a, #b)), Tight::Atom)
            }
            Node::Test(condition) => (self.condition(&condition), Tight::Sum),
            Node::Flag(known) => (quote!(<#scalar::Mask as #krate::Mask>::splat(#known)), Tight::Atom),
            Node::SinCos(_) | Node::If(..) | Node::CallVjp(..) | Node::MethodVjp(..) => self.tuple_expression(id, &[]),
            Node::Pack(shape) => (self.shape(&shape), Tight::Atom),
            Node::Fill(x, length) => {
                let x = self.expression(x).0;
                (crate::shape::filled(&x, &length), Tight::Atom)
            }
            Node::Zero(ty) => (ty.zero(krate, scalar, number), Tight::Atom),
            Node::CallKept(_)
            | Node::Scattered(..)
            | Node::Write(..)
            | Node::Added(..)
            | Node::Loop(_)
            | Node::Param => (self.missing(id), Tight::Atom),
        }
    }

    /// In place of a value that can be neither kept nor made again: there is a message for it in the end.
    fn missing(&self, id: Id) -> TokenStream {
        if self.graph.missing.get().is_none() {
            self.graph.missing.set(Some(id));
        }
        TokenStream::new()
    }

    /// A constant as an `f64`: in a function of `f32` alone only the compiler knows which of the two it is.
    fn constant(&self, c: &TokenStream) -> TokenStream {
        if self.number != "f32" || is_untyped(c) && is_rounded_once(c) {
            return c.clone();
        }
        let (krate, c) = (self.krate, typed(c.clone(), self.number));
        quote!(#krate::Wide::wide(#c))
    }

    fn with_constant(&mut self, a: Id, name: &str, c: &TokenStream) -> (TokenStream, Tight) {
        let c = &self.constant(c);
        let (a, name) = (self.at(a, Tight::Atom), Ident::new(name, Span::call_site()));
        (quote!(#a.#name(#c)), Tight::Atom)
    }

    /// A part of a value that no `let` took apart.
    fn part(&mut self, id: Id, base: Id, step: Step) -> (TokenStream, Tight) {
        match (self.graph.nodes[base].clone(), step) {
            (Node::SinCos(x), Step::Field(i)) => {
                let name = Ident::new(["sin", "cos"][i.min(1)], Span::call_site());
                (self.method_of(x, &name, &[]), Tight::Atom)
            }
            (Node::If(test, a, b), _) => {
                let parts = self.used_parts(base);
                let (choice, tight) = self.choice(test, &a, &b, &parts);
                if parts.iter().any(|part| self.is_flag(*part)) { (quote!(#choice.0), tight) } else { (choice, tight) }
            }
            _ => {
                // Of what a call gives only the compiler knows which parts it has.
                let unknown = matches!(self.graph.ty[base], None | Some(Type::Named(_)));
                let base = match self.bound.get(&base) {
                    // What is wrong with a field is said of the struct's type, also where it is lent.
                    Some(bound) if bound.by_reference && matches!(step, Step::Named(_) | Step::Field(_)) => {
                        let name = &bound.name;
                        quote!((*#name))
                    }
                    // A reference is gone through by itself.
                    Some(bound) => bound.name.to_token_stream(),
                    None => self.at(base, Tight::Atom),
                };
                let step = match self.graph.span[id].filter(|_| unknown && !matches!(step, Step::Named(_))) {
                    Some(at) => super::located(self.step(step), at),
                    None => self.step(step),
                };
                (quote!(#base #step), Tight::Atom)
            }
        }
    }

    fn condition(&mut self, condition: &Condition) -> TokenStream {
        match condition {
            Condition::Compare(a, operator, b) => {
                let (a, b) = if let ">" | ">=" = *operator { (*b, *a) } else { (*a, *b) };
                let (a, b) = (self.at(a, Tight::Atom), self.expression(b).0);
                match *operator {
                    "<" | ">" => quote!(#a.is_less(#b)),
                    "<=" | ">=" => quote!(#a.is_at_most(#b)),
                    "!=" => quote!(!#a.is_equal(#b)),
                    _ => quote!(#a.is_equal(#b)),
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
            Condition::Wanted(id) if self.graph.ty[*id].as_ref().is_some_and(Type::is_number) => {
                let bar = self.at(*id, Tight::Atom);
                quote!(!#bar.vanishes())
            }
            Condition::Wanted(id) => {
                let (krate, number, bar) = (self.krate, self.number, self.borrowed_value(*id));
                quote!(!#krate::vanishes::<#number, _>(#bar))
            }
        }
    }

    /// A primitive of a number. Of a concrete one it is named in full: the number's own methods may be others.
    fn method_of(&mut self, x: Id, name: &Ident, rest: &[TokenStream]) -> TokenStream {
        let scalar = self.scalar;
        if *self.number == scalar.to_string() {
            let x = self.at(x, Tight::Atom);
            quote!(#x.#name(#(#rest),*))
        } else {
            let x = self.expression(x).0;
            quote!(#scalar::#name(#x #(, #rest)*))
        }
    }

    /// A reference to a value.
    pub(super) fn borrowed_value(&mut self, id: Id) -> TokenStream {
        if let Some(bound) = self.bound.get(&id)
            && bound.by_reference
        {
            return bound.name.to_token_stream();
        }
        let value = self.at(id, Tight::Unary);
        quote!(&#value)
    }

    /// A path into a value.
    pub(super) fn path(&self, path: &[Step]) -> TokenStream {
        path.iter().map(|step| self.step(*step)).collect()
    }

    fn step(&self, step: Step) -> TokenStream {
        match step {
            Step::Index(i) => {
                let i = proc_macro2::Literal::usize_unsuffixed(i);
                quote!([#i])
            }
            Step::At(text) => {
                let index = self.graph.words(text);
                quote!([#index])
            }
            Step::Field(i) => {
                let i = syn::Index::from(i);
                quote!(.#i)
            }
            Step::Named(text) => {
                let name = self.graph.words(text);
                quote!(.#name)
            }
        }
    }

    /// A method as it is called, and its arguments; a differentiated receiver is the first of them.
    fn method_call(&mut self, call: Id, of: &Of, name: &Ident, arguments: &[Shape]) -> (TokenStream, Vec<TokenStream>) {
        let live = self.live(call);
        let (called, rest) = match (of, arguments) {
            (Of::Own, &[Shape::Value(own), ref rest @ ..]) => {
                let receiver = match (self.bound.get(&own), &live) {
                    (_, Some(live)) => self.lent_within(live, &Shape::Value(own)),
                    // What is wrong with a method is said of the struct's type, also where it is lent.
                    (Some(bound), None) if bound.by_reference => {
                        let name = &bound.name;
                        quote!((*#name))
                    }
                    (Some(bound), None) => bound.name.to_token_stream(),
                    (None, None) => self.at(own, Tight::Atom),
                };
                (quote!(#receiver.#name), rest)
            }
            (Of::Own, _) => (quote!(#name), arguments),
            (Of::Plain(receiver), _) => (quote!(#receiver.#name), arguments),
            (Of::Type(ty, generics), _) => (quote!(#ty::#name #generics), arguments),
        };
        (called, rest.iter().map(|argument| self.given_to_a_method(argument, live.as_ref())).collect())
    }

    /// An argument of a method: only the compiler knows whether it takes a reference.
    fn given_to_a_method(&mut self, argument: &Shape, live: Option<&Ident>) -> TokenStream {
        let whole = match argument {
            Shape::Value(id) => self.graph.ty[*id].as_ref().is_some_and(|ty| !ty.is_number()),
            Shape::Reference(_) | Shape::Plain(_) | Shape::Constant(_) => false,
            _ => true,
        };
        if !whole {
            return self.argument(argument, live);
        }
        let krate = self.krate;
        let value = match live {
            Some(live) => self.lent_within(live, argument),
            None => self.borrowed(argument),
        };
        quote!(#krate::Lend::lend(#value))
    }

    /// An argument, as a call in an arm is given it: for the lanes that are not in the arm, what one of those has that are.
    fn argument(&mut self, argument: &Shape, live: Option<&Ident>) -> TokenStream {
        let (Some(live), krate, number) = (live, self.krate, self.number) else { return self.shape(argument) };
        match argument {
            Shape::Plain(_) | Shape::Constant(_) => self.shape(argument),
            Shape::Value(id) if let Node::Lit(_) | Node::Zero(_) = self.graph.nodes[*id] => self.shape(argument),
            Shape::Value(id) if self.graph.ty[*id].as_ref().is_some_and(Type::is_number) => {
                let (scalar, value) = (self.scalar, self.expression(*id).0);
                quote!(#scalar::within(#value, #live))
            }
            Shape::Reference(inner) => self.lent_within(live, inner),
            _ => {
                let value = self.shape(argument);
                quote!(#krate::within::<#number, _>(#live, #value))
            }
        }
    }

    fn lent_within(&mut self, live: &Ident, value: &Shape) -> TokenStream {
        let (krate, number) = (self.krate, self.number);
        // A reference may go where a slice is wanted.
        let ty = match value {
            Shape::Value(id) => self.graph.ty[*id].as_ref().map(|ty| ty.tokens(&number.to_token_stream())),
            Shape::Array(items) => Some(items.len()).map(|length| quote!([_; #length])),
            _ => None,
        };
        let (ty, value) = (ty.unwrap_or_else(|| quote!(_)), self.borrowed(value));
        quote!(#krate::lent_within::<#number, #ty>(#live, #value, &mut ::core::option::Option::None))
    }

    /// A function of the type that stands for what is called. Here the name can only be a type's: where it is not one, the
    /// compiler says so once.
    fn called(&self, call: Id, path: &syn::Path, function: TokenStream, arguments: &TokenStream) -> TokenStream {
        let at = Span::call_site().located_at(path.span());
        let as_called = as_called(self.krate, path, self.number, self.graph.numbers.contains(&call));
        let function = super::located(function, at);
        let mut arguments = proc_macro2::Group::new(proc_macro2::Delimiter::Parenthesis, arguments.clone());
        arguments.set_span(at);
        let tokens = quote_spanned!(at=> ::#function #arguments);
        quote!(#as_called #tokens)
    }

    /// The cotangents that a call gives, as the types of its arguments as far as they are known: where those are not of the
    /// types that the function takes, that is told of the call, and nothing of what is made of the cotangents.
    fn cotangents(&self, arguments: &[Shape], given: &TokenStream) -> TokenStream {
        let (krate, number) = (self.krate, self.number.to_token_stream());
        let known = |argument: &Shape| self.graph.type_of(argument).filter(|ty| !ty.is_told());
        let types = arguments.iter().map(|argument| known(argument).map(|ty| ty.tokens(&number)));
        let types: Vec<_> = types.collect();
        if types.iter().all(Option::is_none) {
            return given.clone();
        }
        let types = types.into_iter().map(|ty| ty.unwrap_or_else(|| quote!(_)));
        quote!(#krate::cotangents::<(#(#types,)*), _>(#given).each())
    }

    /// What a function is given: a call's arguments as one tuple. What is wrong with them is said where the function's name stands.
    fn given_to(&mut self, call: Id, path: &syn::Path, arguments: &[Shape]) -> TokenStream {
        let live = self.live(call);
        let at = path.span();
        let arguments: Vec<_> = arguments
            .iter()
            .map(|argument| match argument {
                Shape::Plain(_) | Shape::Constant(_) => self.argument(argument, live.as_ref()),
                _ => super::located(self.argument(argument, live.as_ref()), at),
            })
            .collect();
        let mut all = proc_macro2::Group::new(proc_macro2::Delimiter::Parenthesis, quote!(#(#arguments,)*));
        all.set_span(Span::call_site().located_at(at));
        let all = quote_spanned!(Span::call_site().located_at(at)=> &#all);
        let count = proc_macro2::Literal::usize_unsuffixed(arguments.len());
        self.called(call, path, quote!(all::<#count>), &all)
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
            Shape::Made(path, items) => {
                let items: Vec<_> = items.iter().map(|item| self.shape(item)).collect();
                // Of an array.
                if path.segments.last().is_some_and(|last| last.ident == "from") {
                    return quote!(#path([#(#items),*]));
                }
                quote!(#path(#(#items),*))
            }
            Shape::Struct(path, fields) => {
                let fields: Vec<_> = fields
                    .iter()
                    .map(|(name, field)| {
                        let field = self.shape(field);
                        let is_name = quote!(#name).to_string() == field.to_string();
                        if is_name { field } else { quote!(#name: #field) }
                    })
                    .collect();
                quote!(#path { #(#fields),* })
            }
            Shape::Plain(tokens) => tokens.clone(),
            Shape::Constant(tokens) => {
                let krate = self.krate;
                quote!(#krate::Given::given(#tokens))
            }
        }
    }

    fn borrowed(&mut self, shape: &Shape) -> TokenStream {
        match shape {
            Shape::Value(id) => self.borrowed_value(*id),
            shape => {
                let value = self.shape(shape);
                quote!(&#value)
            }
        }
    }
}

/// A function as it is called. What is wrong with that is told where its name stands.
pub(crate) fn as_called(krate: &TokenStream, path: &syn::Path, number: &impl ToTokens, gives_one: bool) -> TokenStream {
    let called = format_ident!("{}", if gives_one { "CalledNumber" } else { "Called" });
    let located = |tokens| super::located(tokens, path.span());
    let (open, rest) = (located(quote!(<)), located(quote!(as #krate::#called<#number>>)));
    quote!(#open #path #rest)
}

/// Values or patterns as one: itself, a tuple, or tuples of at most eight in a tuple.
pub(super) fn in_tuples(items: &[TokenStream]) -> TokenStream {
    match items {
        [only] => only.clone(),
        _ if items.len() <= 8 => quote!((#(#items),*)),
        _ => in_tuples(&items.chunks(8).map(in_tuples).collect::<Vec<_>>()),
    }
}

/// Whether a constant is one literal, of which the nearest `f32` is that of the nearest `f64`.
fn is_rounded_once(c: &TokenStream) -> bool {
    let text = c.to_string().replace([' ', '(', ')', '_'], "");
    let digits = text.trim_start_matches('-');
    #[allow(clippy::cast_possible_truncation, reason = "to see what it gives")]
    let once = |single: f32, double: f64| single == double as f32;
    digits.parse().is_ok_and(|single| digits.parse().is_ok_and(|double| once(single, double)))
}
