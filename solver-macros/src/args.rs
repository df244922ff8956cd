//! The attribute's own arguments.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::{Path, Result, Token};

/// What the attribute says.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Where generated code finds what it names: `::tapeless::__private`, or the same in another crate.
    pub(crate) krate: TokenStream,
    /// How many turns a loop has at most whose bound cannot be named.
    pub(crate) turns: Option<TokenStream>,
    /// Whether the function is one of a type, without `self`.
    pub(crate) associated: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { krate: quote!(::tapeless::__private), turns: None, associated: false }
    }
}

/// Reads `crate = path`, `turns = 64` and `associated`.
pub(crate) fn read(args: TokenStream) -> Result<Options> {
    let parser = |input: syn::parse::ParseStream<'_>| {
        let mut options = Options::default();
        while !input.is_empty() {
            if input.peek(Token![crate]) {
                input.parse::<Token![crate]>()?;
                input.parse::<Token![=]>()?;
                let path = input.call(Path::parse_mod_style)?;
                options.krate = quote!(#path::__private);
            } else {
                let name: proc_macro2::Ident = input.parse().map_err(|error| wrong(error.span()))?;
                if name == "associated" {
                    options.associated = true;
                } else if name == "turns" {
                    input.parse::<Token![=]>()?;
                    options.turns = Some(match input.parse::<syn::Expr>()? {
                        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(turns), .. }) => turns.to_token_stream(),
                        path @ syn::Expr::Path(_) => path.to_token_stream(),
                        other => {
                            return Err(syn::Error::new_spanned(
                                other,
                                "`turns` is a number or the name of a constant",
                            ));
                        }
                    });
                } else {
                    return Err(wrong(name.span()));
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    };
    parser.parse2(args)
}

fn wrong(span: proc_macro2::Span) -> syn::Error {
    syn::Error::new(
        span,
        "the arguments are `crate = path`, `turns = 64`, the most turns of a loop without a constant bound, and `associated`, of a \
         function of a type without `self`",
    )
}

/// Where generated code finds what it names.
pub(crate) fn krate(args: TokenStream) -> Result<TokenStream> {
    read(args).map(|options| options.krate)
}

/// Where it finds it unless told.
pub(crate) fn default() -> TokenStream {
    Options::default().krate
}
