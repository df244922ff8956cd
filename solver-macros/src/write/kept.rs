//! What the first half of the sweep keeps, as one value: its expression, its pattern and its type.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::ItemFn;
use syn::spanned::Spanned;

use super::Sweep;
use super::pattern::one_or_tuple;
use crate::emit::as_called;
use crate::graph::Node;
use crate::input::type_name;
use crate::keep::Kept;
use crate::shape;

impl Sweep<'_> {
    /// The values that are kept as one.
    pub(super) fn as_kept(&self, kept: &[TokenStream]) -> TokenStream {
        match self.sealed() {
            Some(name) => {
                let at = self.at_kept();
                let name = crate::emit::located(quote!(#name), at);
                quote_spanned!(at=> #name(#(#kept,)* ()))
            }
            None => one_or_tuple(kept),
        }
    }

    /// The type of what is kept, where that has to hide what is in it: what a private function keeps names that function's
    /// type, and a public one would make it known.
    fn sealed(&self) -> Option<Ident> {
        let function = &self.input.function;
        let calls = |kept: &Kept| matches!(self.graph.nodes[kept.id], Node::CallKept(_) | Node::Call(..));
        // What a method keeps does not leave its transpose.
        let seals = self.input.method.is_none()
            && !matches!(function.vis, syn::Visibility::Inherited)
            && self.kept.iter().any(calls);
        seals.then(|| type_name(&function.sig.ident).ok()).flatten().map(|name| format_ident!("__{name}Kept"))
    }

    /// The name of what is kept, and its definition if it has one of its own.
    pub(super) fn kept_type(&self) -> (TokenStream, TokenStream) {
        let types = self.kept_types();
        let Some(name) = self.sealed() else {
            let at = self.at_kept();
            let mut ty = one_or_tuple(&types).into_iter().collect::<Vec<_>>();
            if let [TokenTree::Group(tuple)] = &mut ty[..] {
                tuple.set_span(at);
            }
            return (ty.into_iter().collect(), TokenStream::new());
        };
        let ItemFn { vis, sig, .. } = &self.input.function;
        let clause = &sig.generics.where_clause;
        let numbers: Vec<_> = sig.generics.type_params().collect();
        let consts: Vec<_> = self.input.consts.iter().map(|c| (&c.ident, &c.ty)).collect();
        let (ids, tys): (Vec<_>, Vec<_>) = consts.into_iter().unzip();
        let declared = quote!(<#(#numbers,)* #(const #ids: #tys),*>);
        let number_names = numbers.iter().map(|number| &number.ident);
        let named = quote!(#name<#(#number_names,)* #(#ids),*>);
        let doc = format!("What the reverse sweep of [`{}()`] keeps.", sig.ident);
        let fields = (0..types.len()).map(syn::Index::from);
        let at = self.at_kept();
        // What is wrong with a call is told there alone, and of the number as it was declared.
        let there = |tokens| crate::emit::located(tokens, at);
        let (head, clone) = (there(quote!(impl)), there(quote!(::core::clone::Clone for #named)));
        let body = there(quote!({
            #[inline(always)]
            fn clone(&self) -> Self {
                Self(#(::core::clone::Clone::clone(&self.#fields),)* ())
            }
        }));
        let copy = there(quote!(::core::marker::Copy for #named where (#(#types,)*): ::core::marker::Copy {}));
        let copies = self.input.generic.then(|| {
            quote! {
                #[automatically_derived]
                #head #declared #clone #clause #body

                #[automatically_derived]
                #head #declared #copy
            }
        });
        let derived = (!self.input.generic).then(|| quote!(#[derive(Clone, Copy)]));
        let definition = quote! {
            #[doc = #doc]
            #[doc(hidden)]
            #[allow(missing_debug_implementations, reason = "nobody sees it")]
            #derived
            #vis struct #name #declared(#(#types,)* ()) #clause;

            #copies
        };
        (named, definition)
    }

    /// Where it is told what is wrong with a call whose kept value is kept: where that stands.
    pub(super) fn at_kept(&self) -> Span {
        let called = self.kept.iter().find_map(|kept| match &self.graph.nodes[kept.id] {
            Node::CallKept(call) => match &self.graph.nodes[*call] {
                Node::Call(path, _) => Some(path.span()),
                _ => None,
            },
            _ => None,
        });
        Span::call_site().located_at(called.unwrap_or_else(Span::call_site))
    }

    pub(super) fn kept_types(&self) -> Vec<TokenStream> {
        let (krate, scalar) = (self.krate, self.number());
        self.kept
            .iter()
            .map(|kept| {
                let ty = match &self.graph.nodes[kept.id] {
                    Node::CallKept(call) => match &self.graph.nodes[*call] {
                        Node::Call(path, _) => {
                            let called = as_called(krate, path, &scalar, self.graph.numbers.contains(call));
                            quote_spanned!(Span::call_site().located_at(path.span())=> #called::Kept)
                        }
                        _ => quote!(()),
                    },
                    Node::Call(path, _) if self.graph.ty[kept.id].is_none() => {
                        let called = as_called(krate, path, &scalar, false);
                        quote_spanned!(Span::call_site().located_at(path.span())=> #called::Output)
                    }
                    _ => match &self.graph.ty[kept.id] {
                        Some(shape::Type::Mask) => {
                            let path = &self.scalar;
                            quote!(#path::Mask)
                        }
                        Some(ty) => ty.tokens(&scalar),
                        None => scalar.clone(),
                    },
                };
                kept.loops.iter().rev().fold(ty, |ty, block| {
                    let most = self.graph.range[block].most.clone().unwrap_or_default();
                    shape::array_type(&ty, &most)
                })
            })
            .collect()
    }

    /// A pattern that copies numbers and borrows the rest.
    pub(super) fn kept_pattern(&self, names: &[Ident]) -> TokenStream {
        if names.is_empty() {
            return quote!(());
        }
        let sealed = self.sealed();
        if let ([name], [kept], None) = (names, &self.kept[..], &sealed)
            && self.is_lent(kept)
        {
            return quote!(#name);
        }
        let parts: Vec<_> = names
            .iter()
            .zip(&self.kept)
            .map(|(name, kept)| {
                let lent = self.is_lent(kept).then(|| quote!(ref));
                crate::emit::located(quote!(#lent #name), self.at_kept())
            })
            .collect();
        let pattern = self.as_kept(&parts);
        quote!(&#pattern)
    }

    /// Whether what is kept is bound by reference.
    fn is_lent(&self, kept: &Kept) -> bool {
        let whole = |ty: &shape::Type| !ty.is_number() && !matches!(ty, shape::Type::Mask);
        let opaque = matches!(self.graph.nodes[kept.id], Node::CallKept(_));
        opaque || !kept.loops.is_empty() || self.graph.ty[kept.id].as_ref().is_some_and(whole)
    }
}
