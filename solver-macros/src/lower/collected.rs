//! What is made of all turns: the sum, the product or the fold of an iterator, and arrays made element by element.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Error, Expr, Pat, Result};

use super::Lowering;
use super::closures::as_closure;
use super::items::index;
use super::range::Span;
use super::scan::leaf_name;
use super::value::Value;
use crate::emit::located;
use crate::graph::{Id, Node, Step};
use crate::shape::{self, Type};

impl Lowering<'_> {
    /// `sum`, `product` and `fold` of an iterator.
    pub(super) fn folded(&mut self, call: &syn::ExprMethodCall) -> Result<Value> {
        let name = call.method.to_string();
        self.folds_to_a_number(call)?;
        let written = written(&call.receiver).filter(|array| array.elems.len() <= super::FEW);
        if let (Some(array), "sum" | "product") = (written, name.as_str()) {
            let items = self.all(array.elems.iter())?;
            if items.iter().any(|item| matches!(item, Value::Node(_))) {
                return self.folded_one_by_one(call, items);
            }
        }
        if let (Some(init @ (Expr::Tuple(_) | Expr::Struct(_))), Some(Expr::Closure(closure))) =
            (call.args.first(), call.args.get(1))
            && !super::scan::changes(init)
            && self.expression(init)?.is_of_both()
        {
            return self.folded_by_parts(call, init, closure);
        }
        let (span, items) = self.iteration(&call.receiver)?;
        let (init, closure) = match (name.as_str(), call.args.first(), call.args.get(1)) {
            // The sum of nothing is −0, as the compiler has it: −0 + x has x's bits, whatever x is.
            ("sum", None, None) => (Value::Constant(quote!(-0.0)), None),
            ("product", None, None) => (Value::Constant(quote!(1.0)), None),
            ("fold", Some(init), Some(function)) if let Some(closure) = as_closure(function, 2) => {
                (self.expression(init)?, Some(closure))
            }
            _ => {
                return Err(Error::new_spanned(
                    &call.method,
                    "write `.fold(init, |sum, x| …)`, with the closure in place",
                ));
            }
        };
        let init = self.read_through(init)?;
        let variable = items
            .variable(&Pat::Wild(syn::PatWild { attrs: Vec::new(), underscore_token: <syn::Token![_]>::default() }));
        let results =
            self.turns(&span, variable.as_ref().or(Some(&index())), None, &[init], &mut |this, index, given| {
                let [sum] = &given[..] else { return Ok(given) };
                let next = this.with_item(
                    &items,
                    index,
                    &mut |this, item| {
                        let item = this.read_through(item)?;
                        if let Some(closure) = &closure {
                            return this.apply(closure, vec![sum.clone(), item], closure);
                        }
                        let (a, b) = (this.lift(sum, call)?, this.lift(&item, call)?);
                        this.graph.source = Some(call.method.span());
                        Ok(this.node(if name == "sum" { Node::Add(a, b) } else { Node::Mul(a, b) }))
                    },
                    &|_| Ok(sum.clone()),
                )?;
                Ok(vec![next])
            })?;
        let value = results.into_iter().next().unwrap_or_else(Value::unit);
        if let Value::Node(id) = value {
            self.graph.call_it(id, &Ident::new(if name == "product" { "product" } else { "sum" }, call.method.span()));
        }
        Ok(value)
    }

    /// The mistake of a sum that says another type than what it sums has.
    fn folds_to_a_number(&self, call: &syn::ExprMethodCall) -> Result<()> {
        let number = &self.input.scalar;
        let said = call.turbofish.as_ref().and_then(|said| said.args.first());
        let Some(syn::GenericArgument::Type(said)) = said else { return Ok(()) };
        let text = quote!(#said).to_string();
        let is_plain = ["f64", "f32"].contains(&text.as_str()) || super::is_integer_name(&text);
        if is_plain && *number != text {
            let message =
                format!("this says `{text}`, and what is summed is differentiated; write `{number}`, or leave it out");
            return Err(Error::new_spanned(said, message));
        }
        Ok(())
    }

    /// What is carried has parts that are not differentiated: each is carried in its way, as a loop does.
    fn folded_by_parts(
        &mut self,
        call: &syn::ExprMethodCall,
        init: &Expr,
        closure: &syn::ExprClosure,
    ) -> Result<Value> {
        let (receiver, body, folded) = (&call.receiver, &closure.body, self.unused("folded"));
        let parameters: Vec<_> = closure.inputs.iter().collect();
        let [all, item] = parameters[..] else {
            return Err(Error::new_spanned(closure, "`fold` takes a closure of two, `|all, x| …`"));
        };
        let block = quote!({
            let mut #folded = #init;
            for #item in #receiver {
                let #all = #folded;
                #folded = #body;
            }
            #folded
        });
        self.expression(&syn::parse2(block)?)
    }

    /// The sum or the product of the numbers of an array that stands there itself.
    fn folded_one_by_one(&mut self, call: &syn::ExprMethodCall, items: Vec<Value>) -> Result<Value> {
        let mut folded = None;
        for item in items {
            let item = self.read_through(item)?;
            let item = self.lift(&item, call)?;
            self.graph.source = Some(call.method.span());
            folded = Some(match folded {
                None => item,
                Some(sum) if call.method == "sum" => self.graph.add(Node::Add(sum, item)),
                Some(product) => self.graph.add(Node::Mul(product, item)),
            });
        }
        folded.map(Value::Node).ok_or_else(|| super::told(call))
    }

    /// `core::array::from_fn(|i| …)`, of a length that the turbofish or the expected type says.
    pub(super) fn array_from_fn(&mut self, call: &syn::ExprCall, path: &syn::Path) -> Result<Value> {
        let expected = self.expected.take();
        let (length, element) = match &expected {
            Some(syn::Type::Array(array)) => (Some(array.len.clone()), Some(crate::input::strip(&array.elem))),
            _ => (None, None),
        };
        let told = expected.filter(is_told);
        let arguments = match path.segments.last().map(|segment| &segment.arguments) {
            Some(syn::PathArguments::AngleBracketed(arguments)) => arguments.args.iter().cloned().collect(),
            _ => Vec::new(),
        };
        let element = match arguments.first() {
            Some(syn::GenericArgument::Type(ty)) if !matches!(ty, syn::Type::Infer(_)) => Some(ty.clone()),
            _ => element,
        };
        let length = match arguments.get(1).cloned() {
            Some(syn::GenericArgument::Const(length)) => Some(length),
            Some(syn::GenericArgument::Type(syn::Type::Path(length))) => {
                Some(Expr::Path(syn::ExprPath { attrs: Vec::new(), qself: None, path: length.path }))
            }
            _ => length.filter(|length| !matches!(length, Expr::Infer(_))),
        };
        let (high, most) = match (length, &told) {
            (Some(length), _) => (self.subscript(&length)?, self.most(&length)),
            (None, Some(told)) => {
                let length = shape::length_of(&self.krate, &located(told.to_token_stream(), path.span()));
                (length.clone(), Some(length))
            }
            (None, None) => {
                return Err(Error::new_spanned(
                    path,
                    "the array's length is not known here; say it, `let xs: [_; N] = …` or `from_fn::<_, N, _>(…)`",
                ));
            }
        };
        let Some(Expr::Closure(closure)) = call.args.first() else {
            return Err(Error::new_spanned(&call.args, "`from_fn` takes a closure in place here, `|i| …`"));
        };
        let name = closure.inputs.first().and_then(leaf_name);
        if let Some(ty) = element.as_ref().filter(|ty| self.is_plain_type(ty)) {
            let own = self.unused("each");
            let value = self.apply(closure, vec![Value::Passive(own.to_token_stream(), false)], closure)?;
            let Some(plain) = value.plain() else {
                return Err(Error::new_spanned(
                    &closure.body,
                    "this is differentiated, and what it is put into is not",
                ));
            };
            let made = quote!(::core::array::from_fn::<#ty, #high, _>(|#own: usize| #plain));
            return Ok(Value::Passive(made, true));
        }
        let span = Span::up_to(high, most, path.span());
        // An array in an array of a struct's.
        let within = told
            .filter(|_| element.is_none() && makes_an_array(&closure.body))
            .and_then(|told| syn::parse2(shape::element_of(&self.krate, &told.to_token_stream())).ok());
        self.build(&span, name.as_ref(), &closure.body, &mut |this, index| {
            this.expected.clone_from(if element.is_some() { &element } else { &within });
            let value = this.apply(closure, vec![Value::Passive(index.clone(), false)], closure);
            this.expected = None;
            value.map(|value| this.of_element(value, element.as_ref(), &closure.body))
        })
    }

    /// `xs.map(|x| …)`
    pub(super) fn mapped(&mut self, call: &syn::ExprMethodCall, closure: &syn::ExprClosure) -> Result<Value> {
        let (expected, element) = match self.expected.take() {
            Some(syn::Type::Array(array)) => (Some(array.len.clone()), Some(crate::input::strip(&array.elem))),
            _ => (None, None),
        };
        let value = self.expression(&call.receiver)?;
        let value = self.read_through(value)?;
        if let Value::Array(items) = &value {
            let mut mapped = Vec::new();
            for item in items {
                self.expected.clone_from(&element);
                mapped.push(self.apply(closure, vec![item.clone()], closure)?);
            }
            self.expected = None;
            return Ok(Value::Array(mapped));
        }
        let is_plain = element.as_ref().is_some_and(|ty| self.is_plain_type(ty));
        if let Some(mapped) = self.mapped_as_it_is(&value, closure, is_plain) {
            return Ok(mapped);
        }
        // What is made of an array has its length.
        let expected = expected.filter(|length| !matches!(length, Expr::Infer(_)));
        let expected = match expected {
            Some(length) => Some((self.subscript(&length)?, self.most(&length))),
            None => None,
        };
        let Some((length, most)) =
            self.length(&value).or(expected).or_else(|| self.length_or_taken(&value, &call.receiver))
        else {
            return Err(self.no_length(&value, &call.receiver));
        };
        let span = Span::up_to(length, most, call.span());
        self.build(&span, Some(&index()), &closure.body, &mut |this, index| {
            let item = this.reach(value.clone(), &super::value::Access::At(index.clone()), call)?;
            this.expected.clone_from(&element);
            let value = this.apply(closure, vec![item], closure);
            this.expected = None;
            value.map(|value| this.of_element(value, element.as_ref(), &closure.body))
        })
    }

    /// An array of what is not differentiated, mapped by what is not: of integers and the like, or of a length that is not known, or
    /// where the type says so.
    fn mapped_as_it_is(&mut self, value: &Value, closure: &syn::ExprClosure, is_plain: bool) -> Option<Value> {
        let of_any_length = || is_plain || self.length(value).is_none_or(|(_, most)| most.is_none());
        let (array, floats) = match value {
            Value::Passive(array, false) => (array, false),
            Value::Constant(array) | Value::Passive(array, true) if of_any_length() => (array, true),
            _ => return None,
        };
        let (before, mistakes) = (self.snapshot(), self.errors.count());
        let own = self.unused("each");
        let made = self.apply(closure, vec![Value::Passive(own.to_token_stream(), floats)], closure);
        let plain = made.as_ref().ok().filter(|_| self.errors.count() == mistakes).and_then(Value::plain);
        let Some(plain) = plain else {
            self.restore(before);
            return None;
        };
        let holds_numbers = matches!(made, Ok(Value::Constant(_) | Value::Passive(_, true)));
        let array = super::value::atom(array);
        let mut mapped = quote!(#array.map(|#own| #plain));
        if self.graph.ahead.is_outermost() {
            let name = self.unused("mapped");
            self.graph.ahead.bind(name.clone(), mapped);
            mapped = name.to_token_stream();
        }
        if let Some(length) = self.length(value) {
            self.plain_lengths.insert(mapped.to_string(), length);
        }
        Some(if floats && holds_numbers && !is_plain {
            Value::Constant(mapped)
        } else {
            Value::Passive(mapped, holds_numbers)
        })
    }

    /// What a call gives is of the type that an element is expected to have.
    fn of_element(&mut self, value: Value, ty: Option<&syn::Type>, from: &Expr) -> Value {
        match (&value, ty) {
            (Value::Node(_), Some(ty)) if !matches!(ty, syn::Type::Infer(_)) => self.of_type(value, ty, from),
            _ => value,
        }
    }

    /// The type of an element of which nothing is known here. Of a part of a struct or of what a method gives a number is most
    /// likely; the compiler knows.
    fn told(&self, id: Id) -> Option<Type> {
        let of_an_array = |base: Id| matches!(&self.graph.ty[base], Some(Type::Array(element, _)) if matches!(**element, Type::Told(_)));
        match &self.graph.nodes[id] {
            Node::Part(base, Step::Index(_) | Step::At(_)) if of_an_array(*base) => {}
            Node::Call(..) => {}
            Node::Part(..) | Node::Method(..) => return Some(Type::Number),
            _ => return None,
        }
        self.graph.projected(id, (&self.krate, &self.input.scalar)).map(Type::Told)
    }

    /// An array made element by element.
    pub(super) fn build(
        &mut self,
        span: &Span,
        name: Option<&Ident>,
        at: &Expr,
        element: &mut dyn FnMut(&mut Self, &TokenStream) -> Result<Value>,
    ) -> Result<Value> {
        // The type of the elements is known once one is made; the array begins as zeros of it.
        let start = self.graph.nodes.len();
        let unknown: Id = self.graph.add(Node::Zero(Type::Named(quote!(unknown #start))));
        let length = span.high.clone();
        let mut made = None;
        let results = self.turns(span, name, None, &[Value::Node(unknown)], &mut |this, index, given| {
            let value = element(this, index)?;
            let id = this.whole(&value, at)?;
            let Some(ty) = this.graph.ty[id].clone().or_else(|| this.told(id)) else {
                return Err(Error::new(
                    span.at,
                    "the type of the elements is not known here; fill the array by a loop",
                ));
            };
            let array = Type::Array(Box::new(ty), length.clone());
            let Some(Value::Node(param)) = given.first() else { return Ok(given) };
            for id in [unknown, *param] {
                this.graph.ty[id] = Some(array.clone());
            }
            made = Some(array);
            let step = this.graph.at(index);
            Ok(vec![this.node(Node::Write(*param, vec![step], id))])
        })?;
        if let Some(array) = made {
            self.graph.nodes[unknown] = Node::Zero(array);
        }
        Ok(results.into_iter().next().unwrap_or_else(Value::unit))
    }
}

/// Whether a type is one that the compiler finds: of a field, or of an array's elements.
fn is_told(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(path) if path.qself.is_some())
}

/// Whether an expression is an array made element by element, whose length has to be said.
pub(super) fn makes_an_array(expression: &Expr) -> bool {
    match expression {
        Expr::Paren(inner) => makes_an_array(&inner.expr),
        Expr::Reference(lent) => makes_an_array(&lent.expr),
        Expr::Block(block) => {
            matches!(block.block.stmts.last(), Some(syn::Stmt::Expr(last, None)) if makes_an_array(last))
        }
        Expr::Call(call) => matches!(&*call.func, Expr::Path(path)
            if path.path.segments.last().is_some_and(|last| last.ident == "from_fn")),
        _ => false,
    }
}

/// The array that stands at the beginning of an iterator over all of it.
fn written(iterator: &Expr) -> Option<&syn::ExprArray> {
    match iterator {
        Expr::Array(array) => Some(array),
        Expr::Paren(inner) => written(&inner.expr),
        Expr::MethodCall(call) if call.args.is_empty() => {
            let goes_over = ["iter", "into_iter", "copied", "cloned"].contains(&call.method.to_string().as_str());
            written(&call.receiver).filter(|_| goes_over)
        }
        _ => None,
    }
}
