//! The function itself, under the user's name, and the traits of a function.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{ItemFn, Signature, Type};

use super::Sweep;
use super::pattern::{by_reference, pattern, rebuild, scalars};
use crate::emit::{Emitter, mentions};
use crate::graph::{Id, Taken};
use crate::input::{self, Place};
use crate::rows::in_rows;

impl Sweep<'_> {
    /// The function's signature and body as they are written, the body without what only has the compiler check something.
    pub(super) fn own(&self) -> (Signature, TokenStream) {
        let lent = |argument: &input::Argument| matches!(argument.written, Type::Reference(_));
        let by_value: HashSet<Id> = self
            .input
            .arguments
            .iter()
            .zip(&self.arguments)
            .filter(|(argument, _)| !lent(argument))
            .flat_map(|(_, value)| scalars(value))
            .collect();
        let (emitter, body) = self.value(&by_value, true);
        let body = in_rows(self.krate, body);
        let ahead = self.graph.ahead.statements(&body);
        let apart = &self.graph.apart;
        let apart = apart.iter().map(|(_, made)| made);
        let body = quote!(#(#apart)* #ahead #body);
        let krate = self.krate;
        let uses = (!self.input.generic).then(|| quote!(use #krate::Real as _;));
        let mut sig = self.input.function.sig.clone();
        for (place, input) in self.input.written().zip(&mut sig.inputs) {
            if let syn::FnArg::Receiver(_) = input {
                continue;
            }
            match place {
                Place::Argument(i) => {
                    let argument = &self.input.arguments[*i];
                    let written = &argument.written;
                    let pattern = match written {
                        Type::Reference(_) => by_reference(&self.arguments[*i], &emitter),
                        _ => pattern(&self.arguments[*i], &emitter),
                    };
                    *input = syn::parse_quote!(#pattern: #written);
                }
                Place::Setting(i) => {
                    let name = &self.input.settings[*i].name;
                    if let syn::FnArg::Typed(typed) = input {
                        let pattern = if mentions(&body, name) { quote!(#name) } else { quote!(_) };
                        *typed.pat = syn::parse_quote!(#pattern);
                    }
                }
            }
        }
        (sig, quote!(#uses #body))
    }

    /// The function itself, under the user's name.
    pub(super) fn function(&self, (sig, body): &(Signature, TokenStream)) -> TokenStream {
        let ItemFn { attrs, vis, .. } = &self.input.function;
        let (named, lengths) = (crate::undeclared::lengths(self.input), self.lengths());
        let unused = self.unused();
        quote! {
            #(#attrs)*
            #unused
            #[allow(dead_code, clippy::assign_op_pattern, clippy::possible_missing_comma, clippy::redundant_pattern_matching, reason = "it may be used by the type that stands for it alone")]
            #vis #sig { #named #lengths #body }
        }
    }

    /// What has the compiler see that fields have the lengths that they are taken to have, and that patterns leave none out.
    fn lengths(&self) -> TokenStream {
        let (generics, clause) = (&self.input.function.sig.generics, &self.input.function.sig.generics.where_clause);
        let each = self.graph.taken.iter().map(|Taken { of, path, ty, span }| {
            let ty = crate::emit::located(ty.clone(), *span);
            let field = quote_spanned!(Span::call_site().located_at(*span)=> let _: &#ty = &of #path;);
            quote! {
                const _: () = {
                    #[allow(dead_code, reason = "the compiler checks a length")]
                    fn has_its_length #generics(of: &#of) #clause { #field }
                };
            }
        });
        each.chain(self.graph.named_in_full.iter().cloned()).collect()
    }

    pub(super) fn differentiable(&self, name: &Ident, pattern: Option<&TokenStream>) -> TokenStream {
        let (krate, number, inline, allowed) = (self.krate, self.number(), self.inline(), self.allowed());
        let (generics, parameters) = (self.input.generics(), self.input.parameter_names());
        let clause = self.input.clause();
        let types = self.input.arguments.iter().map(|argument| &argument.ty);
        let (output, (kept_type, kept_definition)) = (&self.input.output, self.kept_type());
        let (emitter, value) = self.value(&HashSet::new(), false);
        let value = self.as_declared(value);
        let prelude = self.prelude(&value);
        let value = in_rows(self.krate, value);
        let value = quote!(#prelude #value);
        let eval_pattern = self.tuple_pattern(&emitter);
        let (emitter, value_and_kept) = self.value_and_kept();
        let keep_pattern = self.tuple_pattern(&emitter);
        let (emitter, statements, bars, kept) = self.transposed();
        let kept_pattern = self.kept_pattern(&kept);
        let vjp_pattern = self.tuple_pattern(&emitter);
        let w_pattern = by_reference(&self.seeds, &emitter);
        let mut bars = bars.into_iter();
        let bars = self.arguments.iter().map(|argument| rebuild(argument, &mut bars)).collect::<Vec<_>>();
        let body = in_rows(self.krate, quote!(#statements (#(#bars,)*)));
        let prelude = self.prelude(&body);
        let w_as_own = self.cotangent_as_own(&emitter);
        // The spans of the signatures with what is kept.
        let at = self.at_kept();
        let (head, args_of) = (quote_spanned!(at=> fn), quote_spanned!(at=> Self::Args));
        let given = self.given_where_it_compiles(&quote!(Self::Output));
        let given_and_own = quote_spanned!(at=> (#given, Self::Kept));
        let [args_in, kept_in, w_in] = [quote!(Self::Args), quote_spanned!(at=> Self::Kept), quote!(Self::Output)]
            .map(|ty| self.where_it_compiles(&ty));
        let kept_in = quote_spanned!(at=> &#kept_in);
        let args_taken = self.taken_where_it_compiles(&quote!(Self::Args));
        quote! {
            #kept_definition

            #[automatically_derived]
            #[allow(clippy::assign_op_pattern, clippy::possible_missing_comma, clippy::redundant_pattern_matching, reason = "a sweep is written with whole sums")]
            #allowed
            impl #generics #krate::Differentiable<#number> for #name #parameters #clause {
                type Args = (#(#types,)*);
                type Output = #output;
                type Kept = #kept_type;
                #pattern

                #inline
                fn eval(&self, #eval_pattern: &#args_taken) -> #given {
                    #value
                }

                #inline
                #head eval_keep(&self, #keep_pattern: &#args_taken) -> #given_and_own {
                    #value_and_kept
                }

                #inline
                #head vjp(&self, #vjp_pattern: &#args_in, #kept_pattern: #kept_in, #w_pattern: &#w_in) -> #args_of {
                    #w_as_own
                    #prelude
                    #body
                }
            }
        }
    }

    fn tuple_pattern(&self, emitter: &Emitter<'_>) -> TokenStream {
        let parts: Vec<_> = self.arguments.iter().map(|argument| pattern(argument, emitter)).collect();
        if parts.iter().all(|part| part.to_string() == "_") { quote!(_) } else { quote!(&(#(#parts,)*)) }
    }
}
