//! The transpose of a method.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{FnArg, ItemFn, Pat, Type};

use super::Sweep;
use super::pattern::{by_reference, one_or_tuple, pattern, rebuild, untaken};
use crate::emit::Emitter;
use crate::input::{self, Place};

impl Sweep<'_> {
    /// The transpose of a method, beside it: `name_vjp` of the same arguments and the cotangent of the value. It finds again
    /// what it needs.
    pub(super) fn method(&self) -> TokenStream {
        let ItemFn { vis, sig, .. } = &self.input.function;
        let (name, output, allowed) = (format_ident!("{}_vjp", sig.ident), &self.input.output, self.allowed());
        let (emitter, value_and_kept) = self.value_and_kept();
        let patterns = |emitter: &Emitter<'_>| -> Vec<TokenStream> {
            self.arguments.iter().map(|argument| pattern(argument, emitter)).collect()
        };
        let before = patterns(&emitter);
        let (emitter, statements, bars, kept) = self.transposed();
        let (after, kept_pattern, w) =
            (patterns(&emitter), self.kept_pattern(&kept), by_reference(&self.seeds, &emitter));
        let mut bars = bars.into_iter();
        let mut bars_of = self.arguments.iter().map(|argument| rebuild(argument, &mut bars));
        let (mut inputs, mut given, mut results, mut types) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let lent = |argument: &input::Argument| matches!(argument.written, Type::Reference(_));
        let mut named = self.names();
        for (position, place) in self.input.places.iter().enumerate() {
            match place {
                Place::Argument(i) => {
                    let argument = &self.input.arguments[*i];
                    let (ty, written) = (&argument.ty, &argument.written);
                    types.push(quote!(#ty));
                    results.extend(bars_of.next());
                    let own = self.input.method == Some(input::Receiver::Differentiated) && *i == 0;
                    let name = if own {
                        format_ident!("self")
                    } else {
                        let own = named.remove(i);
                        own.unwrap_or_else(|| untaken(&self.graph, format_ident!("argument_{position}")))
                    };
                    if !own {
                        inputs.push(quote!(#name: #written));
                    }
                    // The receiver is bound by its own name.
                    let value = if own || lent(argument) { quote!(#name) } else { quote!(&#name) };
                    given.push(([&before[*i], &after[*i]].map(Clone::clone), value, own));
                }
                Place::Setting(i) => {
                    let (name, ty) = (&self.input.settings[*i].name, &self.input.settings[*i].ty);
                    inputs.push(quote!(#name: #ty));
                    results.push(quote!(()));
                    types.push(quote!(()));
                }
            }
        }
        let bind = |half: usize| {
            let lets = given.iter().filter(|(_, _, own)| !own).map(|(patterns, value, _)| {
                let pattern = &patterns[half];
                let pattern = if pattern.to_string() == "_" { quote!(_) } else { quote!(&#pattern) };
                quote!(let #pattern = #value;)
            });
            quote!(#(#lets)*)
        };
        let (first, second) = (bind(0), bind(1));
        let kept_name = untaken(&self.graph, format_ident!("kept"));
        let w_name = untaken(&self.graph, format_ident!("cotangent"));
        let ahead = self.graph.ahead.statements(&quote!(#statements #(#results)*));
        let uses = (!self.input.generic).then(|| {
            let krate = self.krate;
            quote!(use #krate::Real as _;)
        });
        let (generics, clause) = (&sig.generics, &sig.generics.where_clause);
        let kept_type = one_or_tuple(&self.kept_types());
        let doc = format!(
            "The transpose of [`{0}()`](Self::{0}): the cotangents of its arguments by that of its value.",
            sig.ident
        );
        let receiver = (self.input.method != Some(input::Receiver::Absent)).then(|| lent_self(sig));
        let attributes = self.input.function.attrs.iter().filter(|attribute| attribute.path().is_ident("inline"));
        quote! {
            #[doc = #doc]
            #[doc(hidden)]
            #(#attributes)*
            #[allow(dead_code, clippy::assign_op_pattern, clippy::possible_missing_comma, clippy::redundant_pattern_matching, clippy::needless_lifetimes, clippy::trivially_copy_pass_by_ref,
                clippy::too_many_arguments, clippy::let_unit_value, clippy::ignored_unit_patterns, clippy::unused_unit,
                reason = "a sweep is written with whole sums")]
            #allowed
            #vis fn #name #generics(#receiver #(#inputs,)* #w_name: &#output) -> (#(#types,)*) #clause {
                let #kept_name: #kept_type = {
                    #uses
                    #first
                    let (_, found) = { #value_and_kept };
                    found
                };
                #uses
                #second
                let #w = #w_name;
                let #kept_pattern = &#kept_name;
                #ahead
                #statements
                (#(#results,)*)
            }
        }
    }

    /// The arguments that have plain names: the transpose names them as the method does, so that the compiler suggests the same.
    fn names(&self) -> HashMap<usize, Ident> {
        let name = |(place, input): (&Place, &FnArg)| match (place, input) {
            (Place::Argument(i), FnArg::Typed(typed)) => match &*typed.pat {
                Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none() => Some((*i, name.ident.clone())),
                _ => None,
            },
            _ => None,
        };
        self.input.written().zip(&self.input.function.sig.inputs).filter_map(name).collect()
    }
}

/// `&self`, where the method's own stands: what the compiler has to say of both it says once.
pub(crate) fn lent_self(signature: &syn::Signature) -> TokenStream {
    let Some(receiver) = signature.receiver() else { return quote!(&self,) };
    let own = syn::Ident::new("self", receiver.self_token.span);
    match &receiver.kind {
        syn::ReceiverKind::Reference(and, ..) => quote!(#and #own,),
        _ => quote_spanned!(own.span()=> &#own,),
    }
}
