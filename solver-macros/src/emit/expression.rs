//! Nodes as expressions.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::Emitter;
use crate::graph::{Condition, Id, Node, Step};
use crate::lower::{is_untyped, negated, typed};
use crate::shape::Type;
use crate::write::Role;

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

    /// A type, in a sweep one that is not known where the function's body does not compile.
    fn where_it_compiles(&self, ty: Type) -> Type {
        match (&self.checked, ty) {
            (Some(body), Type::Named(own)) if own.to_string() != "_" => {
                let at = syn::spanned::Spanned::span(&own);
                Type::Named(crate::write::where_it_compiles(self.krate, Some(body), &own, at))
            }
            (_, ty) => ty,
        }
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
        if let Some(bound) = self.read(id) {
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
            Node::Target(name) => {
                self.check(id, &super::Bound { name: name.clone(), by_reference: true, version: 0 });
                (quote!(*#name), Tight::Unary)
            }
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
            Node::Zero(ty) => {
                (self.where_it_compiles(ty).zero(krate, scalar, number, self.role == Role::Field), Tight::Atom)
            }
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
                let base = match self.read(base) {
                    // What is wrong with a field is said of the struct's type, also where it is lent.
                    Some(bound)
                        if bound.by_reference && (unknown || matches!(step, Step::Named(_) | Step::Field(_))) =>
                    {
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

    /// A path into a value.
    pub(super) fn path(&self, path: &[Step]) -> TokenStream {
        path.iter().map(|step| self.step_as_read(*step)).collect()
    }

    /// A step, which stands where it is read first of what only the compiler knows the parts of: what is wrong with it is told
    /// there alone.
    fn step_as_read(&self, step: Step) -> TokenStream {
        let tokens = self.step(step);
        match self.reads.get(&step) {
            Some(at) => super::located(tokens, *at),
            None => tokens,
        }
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
