//! The number that a function is over.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit_mut::VisitMut;
use syn::{Error, FnArg, GenericParam, ItemFn, Result, TypeParamBound};

/// The number the function is over: its type parameter bound by `Real`, or `f32` or `f64` where it has none.
pub(super) fn scalar(function: &ItemFn) -> Result<(Ident, bool)> {
    let generics = &function.sig.generics;
    let mut found = None;
    for parameter in &generics.params {
        match parameter {
            GenericParam::Type(parameter) if found.is_none() => found = Some(parameter),
            GenericParam::Type(other) => {
                return Err(Error::new_spanned(
                    other,
                    "a differentiable function has one type parameter, the number `T: Real`",
                ));
            }
            GenericParam::Const(_) | GenericParam::Lifetime(_) => {}
        }
    }
    if let Some(parameter) = found {
        let inline = parameter.bounds.iter().any(is_real);
        let elsewhere = generics.where_clause.as_ref().is_some_and(|clause| {
            clause.predicates.iter().any(|predicate| match predicate {
                syn::WherePredicate::Type(predicate) => {
                    matches!(&predicate.bounded_ty, syn::Type::Path(path) if path.path.is_ident(&parameter.ident))
                        && predicate.bounds.iter().any(is_real)
                }
                _ => false,
            })
        });
        if inline || elsewhere {
            return Ok((parameter.ident.clone(), true));
        }
        return Err(Error::new_spanned(
            parameter,
            format!("the number is not bound by `Real`; write `{}: Real`", parameter.ident),
        ));
    }
    if (function.sig.receiver().is_some() || is_associated(function))
        && let Some(name) = number_of_self(&function.sig)
    {
        return Ok((name, true));
    }
    // What is not differentiated may be of the other.
    let (result, whole) = (function.sig.output.to_token_stream().to_string(), quote!(#function).to_string());
    let named = |text: &str| ["f64", "f32"].into_iter().find(|name| text.contains(name));
    let name = named(&result).or_else(|| named(&whole)).unwrap_or_default();
    if name.is_empty() {
        return Err(Error::new_spanned(
            &function.sig.ident,
            "the function has no number to be differentiated over; write `fn f<T: Real>(…)`",
        ));
    }
    Ok((Ident::new(name, Span::call_site()), false))
}

/// Has the compiler say once that there is no type of the number's name, where the function stands in no `impl` that has one.
pub(super) fn tell_once(function: &mut ItemFn) {
    struct Named(Ident);
    impl VisitMut for Named {
        fn visit_ident_mut(&mut self, ident: &mut Ident) {
            if *ident == self.0 {
                ident.set_span(self.0.span());
            }
        }
    }
    if let Some(first) = number_of_self(&function.sig) {
        Named(first).visit_item_fn_mut(function);
    }
}

/// The number that a method's type is over: a type parameter of the `impl`, which is one capital letter.
fn number_of_self(signature: &syn::Signature) -> Option<Ident> {
    fn find(tokens: TokenStream) -> Option<Ident> {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            // A type of that name may have parameters, and a number has none.
            let is_whole =
                !matches!(tokens.peek(), Some(TokenTree::Punct(next)) if matches!(next.as_char(), '<' | ':'));
            let found = match token {
                TokenTree::Ident(ident) => {
                    let text = ident.to_string();
                    let is_one = text.len() == 1 && text.starts_with(|c: char| c.is_ascii_uppercase());
                    (is_whole && is_one).then_some(ident)
                }
                TokenTree::Group(group) => find(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => None,
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }
    let consts: Vec<_> = signature.generics.const_params().map(|c| c.ident.clone()).collect();
    let types = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed.ty.to_token_stream()),
        FnArg::Receiver(_) => None,
    });
    let found = types.chain([signature.output.to_token_stream()]).filter_map(find).find(|name| !consts.contains(name));
    let of_self = mentions_self(&signature.output.to_token_stream());
    found.or_else(|| of_self.then(|| Ident::new("T", Span::call_site())))
}

/// Whether `Self` stands in a type.
pub(super) fn mentions_self(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Group(group) => mentions_self(&group.stream()),
        _ => false,
    })
}

/// Whether a function can only be one of an `impl` without `self`, where no type can stand beside it: it names `Self`, or a
/// number `T` that is not its own.
pub(crate) fn is_associated(function: &ItemFn) -> bool {
    let (signature, block) = (&function.sig, &function.block);
    let is_own = signature.generics.type_params().next().is_some();
    signature.receiver().is_none()
        && (mentions_self(&quote!(#signature #block))
            || !is_own && number_of_self(signature).is_some_and(|number| number == "T"))
}

pub(super) fn is_real(bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Trait(bound) if bound.path.segments.last().is_some_and(|s| s.ident == "Real"))
}
