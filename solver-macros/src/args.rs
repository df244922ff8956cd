//! The attribute's own arguments.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::{Path, Result, Token};

/// Where generated code finds what it names: `::tapeless::__private`, or the same in another crate.
pub(crate) fn krate(args: TokenStream) -> Result<TokenStream> {
    if args.is_empty() {
        return Ok(default());
    }
    let parser = |input: syn::parse::ParseStream<'_>| {
        input.parse::<Token![crate]>().map_err(|e| syn::Error::new(e.span(), "the only argument is `crate = path`"))?;
        input.parse::<Token![=]>()?;
        input.call(Path::parse_mod_style)
    };
    let path = parser.parse2(args)?;
    Ok(quote!(#path::__private))
}

/// Where it finds it unless told.
pub(crate) fn default() -> TokenStream {
    quote!(::tapeless::__private)
}
