//! What a sweep is written of, where that compiles: what is wrong with a method or a struct is told of the function itself.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::visit_mut::VisitMut;
use syn::{FnArg, Signature};

use super::Sweep;
use crate::emit::located;
use crate::graph::{Arm, Graph, Node, Of};
use crate::input::type_name;
use crate::lower::Value;
use crate::shape::Shape;

impl Sweep<'_> {
    /// The function's body as a constant, which has a value where the body compiles. It stands there as in the function itself,
    /// so what is wrong with it is told once; and its constant stands in the types of the sweep, of which nothing is told then.
    pub(super) fn checked(&self, name: &Ident, (sig, body): &(Signature, TokenStream)) -> Option<TokenStream> {
        if !self.is_checked() {
            return None;
        }
        let (krate, number) = (self.krate, self.number());
        let (generics, parameters) = (self.input.generics(), self.input.parameter_names());
        let (inputs, output, allowed) = (sig.inputs.iter().cloned().map(elided), &self.input.output, self.allowed());
        Some(quote! {
            #[automatically_derived]
            #[allow(unused, clippy::all, clippy::pedantic, reason = "it is the body of the function, once more")]
            #allowed
            impl #generics #krate::Checked<#number> for #name #parameters {
                const BODY: bool = {
                    let _ = |#(#inputs),*| -> #output { #body };
                    true
                };
            }
        })
    }

    /// A type of the sweep: one that is not known where the body does not compile.
    pub(super) fn where_it_compiles(&self, ty: &TokenStream) -> TokenStream {
        where_it_compiles(self.krate, self.body().as_ref(), ty, self.at_kept())
    }

    /// The type of what a value is made of: not known where the body does not compile, if it may be of
    /// another type than it is taken to be.
    pub(super) fn taken_where_it_compiles(&self, ty: &TokenStream) -> TokenStream {
        if self.has_open_types() { self.where_it_compiles(ty) } else { ty.clone() }
    }

    /// The type of what a function gives: not known either, where the value may be of another one and the body does not compile.
    pub(super) fn given_where_it_compiles(&self, ty: &TokenStream) -> TokenStream {
        if self.is_of_any_type() { self.where_it_compiles(ty) } else { ty.clone() }
    }

    /// The constant of the body, as an argument of a type.
    pub(super) fn body(&self) -> Option<TokenStream> {
        let name = type_name(&self.input.function.sig.ident).ok().filter(|_| self.is_checked())?;
        let krate = self.krate;
        let plain = if self.input.generic { format_ident!("f64") } else { self.input.scalar.clone() };
        let lifetimes = self.input.lifetimes.iter().map(|_| quote!('static));
        let all: Vec<_> = lifetimes.chain(self.input.consts.iter().map(|_| quote!(1))).collect();
        let names = (!all.is_empty()).then(|| quote!(<#(#all),*>));
        Some(quote!({ <#name #names as #krate::Checked<#plain>>::BODY }))
    }

    /// Whether there is something in it of which the compiler would tell otherwise of the sweep than of the function.
    fn is_checked(&self) -> bool {
        let is_struct = |shape: &Shape| matches!(shape, Shape::Struct(..) | Shape::Made(..));
        let is_count = |own: &syn::ConstParam| matches!(&own.ty, syn::Type::Path(ty) if ty.path.is_ident("usize"));
        self.input.method.is_none()
            && self.input.consts.iter().all(is_count)
            && self.input.function.sig.generics.where_clause.is_none()
            && self.input.takes_f64()
            && (self.is_number_by_name()
                || self.is_of_any_type()
                || self.has_open_types()
                || self.graph.nodes.iter().any(|node| match node {
                    // Of a solve, what is wrong is told by its types.
                    Node::Method(Of::Plain(_), name, _) => {
                        !["value", "saved", "states", "objective"].iter().any(|own| name == own)
                    }
                    Node::Method(..) => true,
                    Node::Pack(shape) => is_struct(shape),
                    _ => false,
                }))
    }

    /// Whether there are structs among the arguments, or arms that do not say the same type.
    fn has_open_types(&self) -> bool {
        let is_open = |a: &Arm, b: &Arm| (0..a.results.len()).any(|k| self.graph.is_open(a.results[k], b.results[k]));
        // What the value is of another type is told of that.
        (self.other_type().is_none() || self.is_number_by_name())
            && (self.input.arguments.iter().any(|argument| argument.kind.has_structs())
                || self.graph.nodes.iter().any(|node| matches!(node, Node::If(_, a, b) if is_open(a, b))))
    }

    /// Whether the value is of a type that is not known here: what a call gives, say.
    fn is_of_any_type(&self) -> bool {
        fn is_open(graph: &Graph, value: &Value) -> bool {
            match value {
                Value::Node(id) => graph.ty[*id].is_none(),
                Value::Array(items) | Value::Tuple(items) => items.iter().any(|item| is_open(graph, item)),
                _ => false,
            }
        }
        is_open(&self.graph, &self.output)
    }
}

/// A type that is not known where the body does not compile, which stands at one place.
pub(crate) fn where_it_compiles(
    krate: &TokenStream,
    body: Option<&TokenStream>,
    ty: &TokenStream,
    at: Span,
) -> TokenStream {
    let Some(body) = body else { return ty.clone() };
    let known = located(quote!(#krate::Where), at);
    quote_spanned!(Span::call_site().located_at(at)=> #known<#body, #ty>)
}

/// An argument of a closure: what it lends is lent as long as it is asked for.
fn elided(mut input: FnArg) -> FnArg {
    struct Elided;
    impl VisitMut for Elided {
        fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
            if lifetime.ident != "static" {
                *lifetime = syn::Lifetime::new("'_", lifetime.span());
            }
        }
    }
    if let FnArg::Typed(typed) = &mut input {
        typed.attrs.clear();
        Elided.visit_type_mut(&mut typed.ty);
    }
    input
}
