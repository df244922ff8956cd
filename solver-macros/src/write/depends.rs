//! What a function's value depends on, for those that ask, and those that call it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Role, Sweep};
use crate::graph::Node;
use crate::input::{self, Place};
use crate::lower::Value;
use crate::sparsity::{self, Asked, Found};

/// A called function of more values than this says no more than that its value depends on its arguments, where the compiler would
/// have to find it.
const SMALL: usize = 600;

impl Sweep<'_> {
    /// The pattern by these arguments; `of` is the type that has it.
    pub(super) fn pattern(&self, by: &[(&Value, &syn::Type)], of: &TokenStream, most: usize) -> Option<Found> {
        // The patterns of what is called are asked of `f64`.
        if !self.input.takes_f64() && self.graph.nodes.iter().any(|node| matches!(node, Node::Call(..))) {
            return None;
        }
        let number = &self.input.scalar;
        let arguments = by.iter().map(|(value, ty)| Some((*value, input::kind(ty, number).ok()?)));
        let arguments = arguments.collect::<Option<Vec<_>>>()?;
        let output = input::kind(&self.input.output, number).ok()?;
        let plain = if self.input.generic { format_ident!("f64") } else { number.clone() };
        let consts: Vec<_> = self.input.consts.iter().map(|own| own.ident.clone()).collect();
        let counts =
            self.input.consts.iter().filter(|own| matches!(&own.ty, syn::Type::Path(ty) if ty.path.is_ident("usize")));
        let counts: Vec<_> = counts.map(|own| own.ident.clone()).collect();
        let settings = self.input.settings.iter().map(|setting| setting.name.to_string());
        let bound: Vec<_> = settings.chain(self.graph.ahead.names()).collect();
        let asked = Asked {
            graph: &self.graph,
            krate: self.krate,
            number,
            plain: &plain,
            consts: &consts,
            counts: &counts,
            bound: &bound,
            arguments: &arguments,
            output: (&self.output, &output),
        };
        sparsity::pattern(&asked, of, most)
    }

    /// The table of a type with const parameters.
    pub(super) fn sparse(&self, name: &Ident, table: &TokenStream) -> TokenStream {
        let (krate, parameters, names) = (self.krate, self.input.parameters(), self.input.parameter_names());
        quote! {
            #[automatically_derived]
            #[allow(long_running_const_eval, reason = "it goes through what the function does")]
            impl #parameters #krate::Sparse for #name #names {
                const TABLE: #krate::Table = #table;
            }
        }
    }

    /// What the value depends on, for those that call the function, and what that has of its own.
    pub(super) fn published(&self, name: &Ident) -> (Option<TokenStream>, Option<TokenStream>) {
        let krate = self.krate;
        let by: Vec<_> =
            self.arguments.iter().zip(&self.input.arguments).map(|(value, own)| (value, &own.ty)).collect();
        let kind = |ty: &syn::Type| input::kind(ty, &self.input.scalar).ok();
        // The compiler is asked where it is worth it: one number of a few depends on all of them most of the time, but for what it
        // is made of by other functions.
        let is_number = kind(&self.input.output).is_some_and(|ty| ty.is_number());
        let of_structs = by.iter().any(|(_, ty)| kind(ty).is_some_and(|ty| ty.has_structs()));
        let calls = self.graph.nodes.iter().any(|node| matches!(node, Node::Call(..)));
        let is_asked = self.role == Role::Function && (!is_number || of_structs || calls);
        let lifetimes = self.input.lifetimes.iter().map(|_| quote!('static));
        let consts = self.input.consts.iter().map(|own| &own.ident).map(|name| quote!(#name));
        let all: Vec<_> = lifetimes.chain(consts).collect();
        let names = (!all.is_empty()).then(|| quote!(<#(#all),*>));
        let Some(Found { rows, table, is_full: false }) =
            self.pattern(&by, &quote!(#name #names), if is_asked { SMALL } else { 0 })
        else {
            return (None, None);
        };
        let number = &self.input.scalar;
        let plain = if self.input.generic { format_ident!("f64") } else { number.clone() };
        let given = self.input.places.iter().enumerate().map(|(at, place)| {
            let at = at.to_string();
            match place {
                Place::Argument(i) => {
                    let ty = &self.input.arguments[*i].ty;
                    let has_structs = kind(ty).is_some_and(|ty| ty.has_structs());
                    let layout =
                        crate::shape::layout(krate, &sparsity::over(quote!(#ty), number, &plain), &plain, has_structs);
                    quote!((#at, #layout))
                }
                Place::Setting(_) => quote!((#at, #krate::Layout::Parts(&[]))),
            }
        });
        let pattern = quote! {
            const PATTERN: #krate::Pattern =
                #krate::Pattern { given: #krate::Layout::Parts(&[#(#given),*]), rows: #rows };
        };
        (Some(pattern), table.map(|table| self.sparse(name, &table)))
    }
}
