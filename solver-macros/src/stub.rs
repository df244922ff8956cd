//! What stands in for the items of a function with a mistake in it, so that one mistake gives one message: whoever uses
//! the function finds all that it would have.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Error, ItemFn};

use crate::args::Options;
use crate::input::{self, Input};
use crate::items;
use crate::write::Role;

/// The function and its type, with their traits as far as the signature could be read.
pub(crate) fn stub(function: ItemFn, role: Role, options: &Options) -> TokenStream {
    let krate = &options.krate;
    let mut bare = function.clone();
    let _ = input::marks(&mut bare);
    // Of a pattern that does not take its type apart that is told already.
    for input in &mut bare.sig.inputs {
        if let syn::FnArg::Typed(typed) = input {
            *typed.pat = syn::parse_quote!(_);
        }
    }
    // What is no result is told already.
    if let syn::ReturnType::Type(_, ty) = &mut bare.sig.output {
        match &**ty {
            syn::Type::Reference(lent) => **ty = input::strip(&lent.elem),
            syn::Type::ImplTrait(_) => **ty = syn::parse_quote!(()),
            _ => {}
        }
    }
    let ItemFn { vis, sig, .. } = &bare;
    // What cannot be named is not written again.
    let is_refused = input::computed_lengths(sig).is_some() || crate::undeclared::length_of_another_type(sig).is_some();
    if is_refused || sig.inputs.iter().any(|input| input::is_any_number(input) || input::is_unsized(input)) {
        return TokenStream::new();
    }
    let name = &sig.ident;
    let never = never();
    let item = quote! {
        #[allow(unused)]
        #vis #sig { #never }
    };
    let Ok(type_name) = input::type_name(name) else { return item };
    // Where there is a `self`, no types can stand.
    if sig.receiver().is_some() || options.associated || input::is_associated(&bare) {
        let transpose = match input::read(function.clone(), options.associated) {
            Ok(input) => method(&input),
            Err(error) => unknown_method(&bare, &not_known(&error, krate)),
        };
        return quote!(#item #transpose);
    }
    if input::is_taken(&function, &type_name) {
        return item;
    }
    let input = match input::read(function, false) {
        Ok(input) => input,
        Err(error) => return unknown(&item, &type_name, &bare, &error, krate),
    };
    // Of a field whose result is not of the state's type no trait can be written.
    if let (Role::Field, Some(state), Ok(output)) =
        (role, input.arguments.get(1), input::kind(&input.output, &input.scalar))
        && !crate::write::alike(&output, &state.kind, &input.consts)
    {
        return items(&item, &type_name, &bare);
    }
    let stands_for = items::stands_for(&input, &type_name, role, krate);
    let called = match role {
        Role::Function => items::called(&input, &type_name, krate, None),
        Role::Field => items::called_field(&input, &type_name, krate, None),
    };
    let (generics, parameters) = (input.generics(), input.parameter_names());
    let clause = input.clause();
    let number = &input.scalar;
    let traits = match role {
        Role::Function => differentiable(&input),
        Role::Field => field(&input, krate),
    };
    let traits = traits.into_iter().map(|(path, body)| {
        quote! {
            #[automatically_derived]
            #[allow(unused)]
            impl #generics #krate::#path<#number> for #type_name #parameters #clause { #body }
        }
    });
    let traits = crate::undeclared::around(&input, quote!(#(#traits)* #called));
    quote!(#item #stands_for #traits)
}

/// The function and its type, without traits.
fn items(item: &TokenStream, type_name: &Ident, ItemFn { vis, sig, .. }: &ItemFn) -> TokenStream {
    let name = &sig.ident;
    quote! {
        #item
        #[allow(dead_code)]
        #[derive(Clone, Copy, Debug, Default)]
        #vis struct #type_name;
        #[allow(non_camel_case_types, dead_code)]
        #vis type #name = #type_name;
    }
}

/// The function, and a type of which nothing is told, where its signature is not read.
fn unknown(item: &TokenStream, type_name: &Ident, of: &ItemFn, error: &Error, krate: &TokenStream) -> TokenStream {
    let (ItemFn { vis, sig, .. }, unknown) = (of, not_known(error, krate));
    let name = &sig.ident;
    let consts: Vec<_> = sig.generics.const_params().collect();
    let names = consts.iter().map(|own| &own.ident);
    let (consts, names) =
        if consts.is_empty() { (None, None) } else { (Some(quote!(<#(#consts),*>)), Some(quote!(<#(#names),*>))) };
    // One with const parameters is no constant.
    let value = consts.is_none().then(|| {
        quote! {
            #[allow(non_upper_case_globals, dead_code)]
            #vis const #type_name: #type_name = ();
        }
    });
    quote! {
        #item
        #[allow(dead_code)]
        #vis type #type_name #consts = #unknown;
        #value
        #[allow(non_camel_case_types, dead_code)]
        #vis type #name #consts = #type_name #names;
    }
}

/// A type that is not known: the mistake stands once more in a constant of it, which has no value.
fn not_known(error: &Error, krate: &TokenStream) -> TokenStream {
    let told = error.to_compile_error();
    quote!(#krate::Where<{ #told true }, ()>)
}

/// A body that is never run, since the mistake stops the build. A constant that panics would be one more mistake in functions of
/// one number, which are built at once.
fn never() -> TokenStream {
    quote!(::core::unimplemented!())
}

/// The transpose of a method whose signature is not read.
fn unknown_method(ItemFn { vis, sig, .. }: &ItemFn, unknown: &TokenStream) -> TokenStream {
    let (name, generics, never) = (quote::format_ident!("{}_vjp", sig.ident), &sig.generics, never());
    let inputs = sig.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(typed) => Some(&typed.ty),
        syn::FnArg::Receiver(_) => None,
    });
    let receiver = sig.receiver().map(|_| crate::write::lent_self(sig));
    let clause = &sig.generics.where_clause;
    quote! {
        #[allow(unused)]
        #vis fn #name #generics(#receiver #(_: #inputs,)* _: &#unknown) -> #unknown #clause { #never }
    }
}

/// The transpose of a method.
fn method(input: &Input) -> TokenStream {
    let ItemFn { vis, sig, .. } = &input.function;
    let (generics, clause, output) = (&sig.generics, &sig.generics.where_clause, &input.output);
    let name = quote::format_ident!("{}_vjp", sig.ident);
    let inputs = sig.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(typed) => Some(&typed.ty),
        syn::FnArg::Receiver(_) => None,
    });
    let bars = input.places.iter().map(|place| match place {
        input::Place::Argument(i) => {
            let ty = &input.arguments[*i].ty;
            quote!(#ty)
        }
        input::Place::Setting(_) => quote!(()),
    });
    let never = never();
    let receiver = (input.method != Some(input::Receiver::Absent)).then(|| crate::write::lent_self(sig));
    quote! {
        #[allow(unused)]
        #vis fn #name #generics(#receiver #(_: #inputs,)* _: &#output) -> (#(#bars,)*) #clause { #never }
    }
}

fn differentiable(input: &Input) -> Vec<(TokenStream, TokenStream)> {
    let types = input.arguments.iter().map(|argument| &argument.ty);
    let (output, never) = (&input.output, never());
    let body = quote! {
        type Args = (#(#types,)*);
        type Output = #output;
        type Kept = ();
        fn eval(&self, _: &Self::Args) -> Self::Output { #never }
        fn eval_keep(&self, _: &Self::Args) -> (Self::Output, ()) { #never }
        fn vjp(&self, _: &Self::Args, (): &(), _: &Self::Output) -> Self::Args { #never }
    };
    vec![(quote!(Differentiable), body)]
}

fn field(input: &Input, krate: &TokenStream) -> Vec<(TokenStream, TokenStream)> {
    let [_, state, params, rest @ ..] = &input.arguments[..] else { return Vec::new() };
    let (state, params, number) = (&state.ty, &params.ty, &input.scalar);
    let u = rest.first().map_or_else(
        || quote!(()),
        |u| {
            let ty = &u.ty;
            quote!(#ty)
        },
    );
    let never = never();
    let value = quote! {
        type State = #state;
        type Params = #params;
        type Input = #u;
        fn eval(&self, _: #number, _: &#state, _: &#params, _: &#u) -> #state { #never }
    };
    let transpose = quote! {
        type Kept = ();
        const COSTLY: bool = false;
        fn eval_keep(&self, _: #number, _: &#state, _: &#params, _: &#u) -> (#state, ()) { #never }
        fn vjp(
            &self, _: &#params, _: &#u, (): &(), _: &#state, _: #krate::Bars<'_, #number, #params, #u>,
        ) -> #state { #never }
    };
    vec![(quote!(VectorField), value), (quote!(Vjp), transpose)]
}
