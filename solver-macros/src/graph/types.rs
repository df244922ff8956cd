//! The types of nodes, as far as they are known.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use syn::Member;

use super::node::{Node, Step};
use super::{Graph, Id};
use crate::shape::{Shape, Type, array_type, element_of, field_number, length_of};

/// A field that is taken to be an array of a length.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    /// The type of what it is a field of.
    pub(crate) of: TokenStream,
    /// How it is reached from there.
    pub(crate) path: TokenStream,
    /// The type that it is to have.
    pub(crate) ty: TokenStream,
    /// Where it stands in the source.
    pub(crate) span: Span,
}

impl Graph {
    /// The type of a value of which nothing more is known, as the compiler finds it: by the names of fields, and by what is called.
    pub(crate) fn projected(&self, id: Id, (krate, number): (&TokenStream, &Ident)) -> Option<TokenStream> {
        let find = |id: Id| self.projected(id, (krate, number));
        if let Some(ty) = &self.ty[id] {
            return Some(ty.tokens(&number.to_token_stream()));
        }
        match &self.nodes[id] {
            Node::Call(path, _) => Some(quote!(<#path as #krate::Called<#number>>::Output)),
            Node::Write(base, ..) => find(*base),
            Node::Pack(Shape::Array(items)) => {
                let (Shape::Value(first), length) = (items.first()?, items.len()) else { return None };
                let first = find(*first)?;
                Some(quote!([#first; #length]))
            }
            Node::Fill(x, length) => find(*x).map(|x| array_type(&x, length)),
            Node::Param => find(*self.begins.get(&id)?),
            Node::Part(base, step) => match (&self.nodes[*base], step) {
                (Node::SinCos(_) | Node::Partial(..), _) => None,
                (Node::If(_, a, b), Step::Field(k)) => find(a.results[*k]).or_else(|| find(b.results[*k])),
                (Node::Loop(turns), Step::Field(k)) => find(turns.inits[*k]),
                (_, step) => {
                    let of = find(*base)?;
                    let member = match step {
                        Step::Index(_) | Step::At(_) => return Some(element_of(krate, &of)),
                        Step::Field(i) => Member::from(*i),
                        Step::Named(text) => Member::Named(syn::parse2(self.words(*text).clone()).ok()?),
                    };
                    let member = field_number(&member);
                    Some(quote!(<#of as #krate::Field<#member>>::Type))
                }
            },
            _ => None,
        }
    }

    /// Takes a value of which nothing is known to be an array, of a length that the compiler finds.
    pub(crate) fn take_array(&mut self, id: Id, (krate, number): (&TokenStream, &Ident), span: Span) {
        // A name may stand for an array's type.
        let (None | Some(Type::Named(_))) = self.ty[id] else { return };
        let Some(ty) = self.projected(id, (krate, number)) else { return };
        let ty = crate::emit::located(ty, span);
        let length = match &self.nodes[id] {
            Node::Pack(Shape::Array(items)) => proc_macro2::Literal::usize_unsuffixed(items.len()).to_token_stream(),
            Node::Fill(_, length) => length.clone(),
            _ => length_of(krate, &ty),
        };
        self.declare(id, Type::Array(Box::new(Type::Told(element_of(krate, &ty))), length));
    }

    /// Takes a field of an argument, of whose type nothing is known, to be an array of this length.
    pub(crate) fn take_length(
        &mut self,
        id: Id,
        (krate, number): (&TokenStream, &Ident),
        length: &TokenStream,
        span: Span,
    ) -> bool {
        let (mut base, mut path) = (id, TokenStream::new());
        while let Node::Part(of, step) = self.nodes[base] {
            let field = match step {
                Step::Named(text) => self.words(text).clone(),
                Step::Field(i) => syn::Index::from(i).to_token_stream(),
                Step::Index(_) | Step::At(_) => return false,
            };
            path = quote!(.#field #path);
            base = of;
        }
        let (Node::Leaf(_), Some(Type::Named(of)), None) = (&self.nodes[base], &self.ty[base], &self.ty[id]) else {
            return false;
        };
        if crate::emit::mentions(of, &Ident::new("Self", Span::call_site())) {
            return false;
        }
        let of = of.clone();
        let Some(own) = self.projected(id, (krate, number)) else { return false };
        let element = element_of(krate, &own);
        let ty = array_type(&element, length);
        self.taken.push(Taken { of, path, ty, span });
        self.declare(id, Type::Array(Box::new(Type::Told(element)), length.clone()));
        true
    }

    pub(super) fn find_type(&self, node: &Node) -> Option<Type> {
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
            Node::Zero(Type::Named(ty)) if ty.to_string() == "_" => None,
            Node::Zero(ty) => Some(ty.clone()),
            Node::Write(base, ..) | Node::Added(base, _) | Node::Scattered(base, _) => self.ty[*base].clone(),
            Node::Sum(a, b) => self.ty[*a].clone().or_else(|| self.ty[*b].clone()),
            Node::Test(_) | Node::Flag(_) => Some(Type::Mask),
            _ => Some(Type::Number),
        }
    }

    /// Whether only the compiler knows if two arms give values of one type, of which one is said and is no number.
    pub(crate) fn is_open(&self, a: Id, b: Id) -> bool {
        match (&self.ty[a], &self.ty[b]) {
            (Some(own), None) | (None, Some(own)) => !matches!(own, Type::Number | Type::Mask),
            _ => false,
        }
    }

    /// Takes what a call gives to be one number, which the compiler is asked.
    pub(crate) fn as_number(&mut self, id: Id) {
        if self.ty[id].is_none() && matches!(self.nodes[id], Node::Call(..)) {
            self.declare(id, Type::Number);
            self.numbers.insert(id);
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
}
