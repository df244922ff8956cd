//! `#[diffusion(kind)]`: a vector field whose input is the noise, and the kind of noise it makes.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{Error, ItemFn, Result};

use crate::input::Input;
use crate::write::Role;
use crate::{args, input, noise_kind};

const KINDS: [(&str, &str); 5] = [
    ("additive", "Additive"),
    ("scalar", "Scalar"),
    ("diagonal", "Diagonal"),
    ("commutative", "Commutative"),
    ("general", "General"),
];

/// The items a diffusion becomes: a vector field's, and its kind.
pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let item = crate::names::read(item);
    let mut args = args.into_iter().peekable();
    let kind = kind(args.next());
    if matches!(args.peek(), Some(TokenTree::Punct(comma)) if comma.as_char() == ',') {
        args.next();
    }
    let promised = matches!(args.peek(), Some(TokenTree::Ident(word)) if word == "linear");
    if promised {
        args.next();
        args.next_if(|token| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ','));
    }
    let args: TokenStream = args.collect();
    let mut items = crate::expand(args.clone(), item.clone(), Role::Field);
    let well = !items.to_string().contains("compile_error");
    let options = args::read(args).unwrap_or_default();
    let read = syn::parse2(item.clone()).ok().and_then(|function: ItemFn| input::read(function, false).ok());
    match (kind, signature(item)) {
        (Err(error), _) | (Ok(_), Some((_, Some(error)))) => items.extend(error.into_compile_error()),
        (Ok((kind, marker)), Some((name, None))) => {
            items.extend(kind_of(&options.krate, &marker, &name, read.as_ref()));
            // What the function itself gets wrong was said.
            let wrong =
                read.filter(|_| well).and_then(|input| noise_kind::check(kind, promised, &input, &options).err());
            items.extend(wrong.map(Error::into_compile_error));
        }
        (Ok(_), None) => {}
    }
    items
}

/// The kind that a diffusion promises, and a check of its shapes.
fn kind_of(krate: &TokenStream, kind: &Ident, name: &Ident, input: Option<&Input>) -> TokenStream {
    let (parameters, names) = input.map(|input| (input.parameters(), input.parameter_names())).unwrap_or_default();
    let number = match input {
        Some(input) if !input.generic => input.scalar.clone(),
        _ => Ident::new("f64", name.span()),
    };
    let check = quote_spanned! { name.span() =>
        check::<#krate::#kind, <#name #names as #krate::VectorField<#number>>::State, <#name #names as #krate::VectorField<#number>>::Input>()
    };
    quote! {
        #[automatically_derived]
        impl #parameters #krate::Diffusion for #name #names {
            type Kind = #krate::#kind;
        }

        const _: () = {
            #[allow(dead_code, reason = "the compiler checks it where it stands")]
            fn shapes #parameters() {
                const fn check<K: #krate::Shapes<#number, Y, W>, Y, W>() {}
                #check
            }
        };
    }
}

/// The kind that is named, and its marker type.
fn kind(token: Option<TokenTree>) -> Result<(&'static str, Ident)> {
    const WANTED: &str =
        "say what kind of noise it makes: `#[diffusion(additive)]`, `scalar`, `diagonal`, `commutative` or `general`";
    let Some(token) = token else {
        return Err(Error::new(proc_macro2::Span::call_site(), WANTED));
    };
    let name = token.to_string();
    match KINDS.iter().find(|(kind, _)| *kind == name) {
        Some((kind, marker)) => Ok((kind, Ident::new(marker, token.span()))),
        None => Err(Error::new(token.span(), WANTED)),
    }
}

/// The type that stands for the diffusion, where it can be named, and what is wrong with its signature.
fn signature(item: TokenStream) -> Option<(Ident, Option<Error>)> {
    let function: ItemFn = syn::parse2(item).ok()?;
    let name = input::type_name(&function.sig.ident).ok()?;
    let count = function.sig.inputs.len();
    let wrong = (count == 3).then(|| {
        Error::new_spanned(
            &function.sig.ident,
            "a diffusion takes (t, y, p, dw) and gives the product with dw; this one has no dw",
        )
    });
    Some((name, wrong))
}
