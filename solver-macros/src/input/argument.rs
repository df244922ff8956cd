//! The arguments of a function: which are differentiated, and what their types say.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::{Error, FnArg, ItemFn, Pat, Result};

use super::number::{is_real, mentions_self};
use super::{Errors, literal_index};
use crate::shape;

/// An argument that is differentiated: the pattern it is bound to, its type without references, and what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Argument {
    pub(crate) pattern: Pat,
    pub(crate) ty: syn::Type,
    /// The type as it was written, with its reference if it has one.
    pub(crate) written: syn::Type,
    pub(crate) kind: shape::Type,
}

/// An argument that is not differentiated: its type does not mention the number.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) name: Ident,
    /// The type, every lifetime named.
    pub(crate) ty: syn::Type,
}

pub(super) enum Either {
    Argument(Box<Argument>),
    Setting(Box<Setting>),
}

/// Takes the marks off the arguments: the positions of those with `#[constant]`. Any other attribute would be lost, but for
/// what builds an argument only sometimes, which has a message of its own.
pub(crate) fn marks(function: &mut ItemFn) -> Result<Vec<usize>> {
    let (mut errors, mut marked) = (Errors::default(), Vec::new());
    for (position, input) in function.sig.inputs.iter_mut().enumerate() {
        let (FnArg::Typed(syn::PatType { attrs, .. }) | FnArg::Receiver(syn::Receiver { attrs, .. })) = input;
        attrs.retain(|attribute| {
            let path = attribute.path();
            if path.is_ident("constant") {
                marked.push(position);
            } else if !path.is_ident("cfg") && !path.is_ident("cfg_attr") {
                let message = "of an argument's attributes `#[constant]` alone is read, which takes no gradient by it; \
                    write any other at the function";
                errors.push(Error::new_spanned(attribute, message));
            }
            path.is_ident("cfg") || path.is_ident("cfg_attr")
        });
    }
    errors.finish()?;
    Ok(marked)
}

/// Whether an argument is `&dyn Real`, which there is not.
pub(crate) fn is_any_number(input: &FnArg) -> bool {
    let FnArg::Typed(typed) = input else { return false };
    matches!(strip(&typed.ty), syn::Type::TraitObject(object) if object.bounds.iter().any(is_real))
}

/// Whether an argument is what has to be lent, and is not.
pub(crate) fn is_unsized(input: &FnArg) -> bool {
    let FnArg::Typed(typed) = input else { return false };
    match &*typed.ty {
        syn::Type::Slice(_) | syn::Type::TraitObject(_) => true,
        syn::Type::Path(path) => path.path.is_ident("str"),
        _ => false,
    }
}

/// `marked` says of a constant whether the function is over any number.
/// `own` says that `Self` is over the number.
pub(super) fn argument(
    input: &FnArg,
    (scalar, own): (&Ident, bool),
    position: usize,
    marked: Option<bool>,
) -> Result<Either> {
    let FnArg::Typed(input) = input else {
        return Err(Error::new_spanned(input, "`self` stands first"));
    };
    if let syn::Type::ImplTrait(bounds) = strip(&input.ty) {
        let message = if bounds.bounds.iter().any(is_real) {
            "the number has a name; write `fn f<T: Real>(x: T) -> T`"
        } else {
            UNKNOWN
        };
        return Err(Error::new_spanned(&input.ty, message));
    }
    if let syn::Type::TraitObject(_) = strip(&input.ty)
        && is_any_number(&FnArg::Typed(input.clone()))
    {
        return Err(Error::new_spanned(&input.ty, "the number has a name; write `fn f<T: Real>(x: T) -> T`"));
    }
    if let syn::Type::Reference(lent) = &*input.ty
        && let syn::Type::Reference(_) = &*lent.elem
        && mentions(&input.ty, scalar)
    {
        let once = crate::shape::written(&strip(&lent.elem));
        return Err(Error::new_spanned(&input.ty, format!("an argument is lent once; write `&{once}`")));
    }
    let mentioned = mentions(&input.ty, scalar) || own && mentions_self(&input.ty.to_token_stream());
    if marked == Some(true) && mentioned {
        let message =
            format!("a constant is of a type without `{scalar}`; write `f64` for it, and `{scalar}` for no part of it");
        return Err(Error::new_spanned(&input.ty, message));
    }
    let differentiated = marked.is_none() && mentioned;
    let is_empty = matches!(&*input.ty, syn::Type::Tuple(tuple) if tuple.elems.is_empty());
    if !is_empty
        && !differentiated
        && let syn::Type::Path(path) = &*input.ty
        && let Some(owner) = path.path.segments.last()
        && let Some(lent) = lent(owner)
    {
        let message = format!(
            "an argument that is not differentiated is copied, and `{}` is not; lend it, `{lent}`",
            owner.ident
        );
        return Err(Error::new_spanned(&input.ty, message));
    }
    if !differentiated && is_unsized(&FnArg::Typed(input.clone())) {
        let ty = input.ty.to_token_stream();
        return Err(Error::new_spanned(&input.ty, format!("what has no known length is lent; write `&{ty}`")));
    }
    if let (syn::Type::Reference(lent), false) = (&*input.ty, differentiated)
        && lent.mutability.is_some()
    {
        return Err(Error::new_spanned(&input.ty, CHANGED));
    }
    if !differentiated && let Some(cell) = changing_within(&input.ty.to_token_stream()) {
        let message = format!("what changes while it is lent is no argument; take what is in the `{cell}`");
        return Err(Error::new(cell.span(), message));
    }
    if !is_empty && !differentiated {
        let name = match &*input.pat {
            Pat::Ident(pattern) if pattern.subpat.is_none() => pattern.ident.clone(),
            Pat::Wild(_) => format_ident!("setting_{position}"),
            other => {
                return Err(Error::new_spanned(
                    other,
                    "an argument that is not differentiated has a plain name; take it apart in the body",
                ));
            }
        };
        return Ok(Either::Setting(Box::new(Setting { name, ty: (*input.ty).clone() })));
    }
    let ty = strip(&input.ty);
    let kind = kind(&ty, scalar).map_err(|error| {
        let message = error.to_string();
        // A type over the number is differentiated; one of plain numbers need not be.
        if (scalar == "f64" || scalar == "f32") && message != CHANGED && message != UNKNOWN {
            let message =
                format!("{message}; of an argument that is not to be differentiated write `#[constant]` before it");
            return Error::new(error.span(), message);
        }
        error
    })?;
    Ok(Either::Argument(Box::new(Argument { pattern: (*input.pat).clone(), ty, written: (*input.ty).clone(), kind })))
}

/// The message for an argument behind `&mut`.
pub(super) const CHANGED: &str = "an argument is not changed; take it without `mut`, and return what changes";

/// The message for an argument of a type that has no name.
const UNKNOWN: &str = "what an argument is has to be known; write its type, and call a function by its name";

/// A type in these whose values change behind a shared reference: by its name and, but for those of integers, what is in it.
fn changing_within(tokens: &TokenStream) -> Option<Ident> {
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(name) if is_cell(&name) => {
                let holds = matches!(tokens.peek(), Some(TokenTree::Punct(open)) if open.as_char() == '<');
                if holds || name.to_string().starts_with("Atomic") {
                    return Some(name);
                }
            }
            TokenTree::Group(group) => {
                if let Some(name) = changing_within(&group.stream()) {
                    return Some(name);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether a type of this name in the standard library changes behind a shared reference.
pub(crate) fn is_cell(name: &Ident) -> bool {
    const CELLS: &[&str] = &["Cell", "RefCell", "OnceCell", "OnceLock", "Mutex", "RwLock", "UnsafeCell"];
    const OF: &[&str] = &["Bool", "Usize", "Isize", "U8", "U16", "U32", "U64", "I8", "I16", "I32", "I64"];
    let name = name.to_string();
    CELLS.contains(&name.as_str()) || name.strip_prefix("Atomic").is_some_and(|of| OF.contains(&of))
}

/// How what owns memory is lent.
fn lent(owner: &syn::PathSegment) -> Option<String> {
    let inner = match &owner.arguments {
        syn::PathArguments::AngleBracketed(arguments) => arguments.args.to_token_stream(),
        _ => TokenStream::new(),
    };
    match owner.ident.to_string().as_str() {
        "Vec" => Some(format!("&[{inner}]")),
        "String" => Some("&str".into()),
        "Box" | "Rc" | "Arc" => Some(format!("&{inner}")),
        _ => None,
    }
}

/// Whether a type has the number in it.
pub(crate) fn mentions(ty: &syn::Type, scalar: &Ident) -> bool {
    fn any(tokens: TokenStream, scalar: &Ident) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == *scalar,
            TokenTree::Group(group) => any(group.stream(), scalar),
            _ => false,
        })
    }
    any(ty.to_token_stream(), scalar)
}

/// The type without the references and parentheses around it.
pub(crate) fn strip(ty: &syn::Type) -> syn::Type {
    match ty {
        syn::Type::Reference(reference) if reference.mutability.is_none() => strip(&reference.elem),
        syn::Type::Paren(inner) => strip(&inner.elem),
        syn::Type::Group(inner) => strip(&inner.elem),
        other => other.clone(),
    }
}

/// What is known of a type over the number.
pub(crate) fn kind(ty: &syn::Type, scalar: &Ident) -> Result<shape::Type> {
    use shape::Type;
    let refused = |what: &str| Err(Error::new_spanned(ty, what.replace("{}", &scalar.to_string())));
    match strip(ty) {
        syn::Type::Path(path) if path.path.is_ident(scalar) => Ok(Type::Number),
        syn::Type::Tuple(tuple) => {
            Ok(Type::Tuple(tuple.elems.iter().map(|ty| kind(ty, scalar)).collect::<Result<_>>()?))
        }
        syn::Type::Array(array) => {
            let length = match literal_index(&array.len) {
                Some(length) => proc_macro2::Literal::usize_unsuffixed(length).to_token_stream(),
                None => array.len.to_token_stream(),
            };
            Ok(Type::Array(Box::new(kind(&array.elem, scalar)?), length))
        }
        syn::Type::Path(path) => match path.path.segments.last().map(|last| last.ident.to_string()).as_deref() {
            Some("Vec") => refused("the length of a `Vec` is not known; write an array, `[{}; N]`"),
            Some(name @ ("Option" | "Result" | "Box" | "Rc" | "Arc" | "RefCell" | "String")) => refused(&format!(
                "`{name}` is not differentiated; write `{{}}`, an array, a tuple or a struct of these"
            )),
            _ => Ok(Type::Named(path.to_token_stream())),
        },
        syn::Type::Slice(_) => refused("the length of a slice is not known; write an array, `[{}; N]`"),
        syn::Type::Reference(_) => refused(CHANGED),
        syn::Type::ImplTrait(_) | syn::Type::TraitObject(_) | syn::Type::FnPtr(_) => refused(UNKNOWN),
        _ => refused("an argument is `{}`, an array, a tuple or a struct of these, or a reference to one"),
    }
}

/// An argument that is not differentiated and changes is a variable of the body: `mut n: usize` becomes `let mut n: usize = n;`.
pub(super) fn bind_what_changes(function: &mut ItemFn, number: &Ident, marked: &[usize]) {
    let mut bound = Vec::new();
    for (position, input) in function.sig.inputs.iter_mut().enumerate() {
        if let FnArg::Typed(typed) = input
            && (!mentions(&typed.ty, number) && !mentions_self(&typed.ty.to_token_stream())
                || marked.contains(&position))
            && let Pat::Ident(pattern) = &mut *typed.pat
            && let Some(mutability) = pattern.mutability.take()
        {
            let (name, ty) = (&pattern.ident, &typed.ty);
            bound.push(syn::parse_quote_spanned!(mutability.span => let mut #name: #ty = #name;));
        }
    }
    function.block.stmts.splice(0..0, bound);
}
