//! What the user wrote, checked: the signature's arguments and the number they are over.

mod argument;
mod errors;
mod number;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Error, Expr, FnArg, ItemFn, Lifetime, Lit, Pat, Result, ReturnType, Safety};

pub(crate) use self::argument::{Argument, Setting, is_any_number, is_cell, is_unsized, kind, marks, mentions, strip};
pub(crate) use self::errors::{Errors, TOLD};
pub(crate) use self::number::is_associated;

use self::argument::{CHANGED, Either, argument, bind_what_changes};
use self::number::{mentions_self, scalar, tell_once};
use crate::{items, shape};

/// An argument of either kind, by its place in its list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    Argument(usize),
    Setting(usize),
}

/// A function that can be differentiated, as far as its signature says.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) function: ItemFn,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) settings: Vec<Setting>,
    /// Both kinds of arguments, in the order of the signature.
    pub(crate) places: Vec<Place>,
    pub(crate) output: syn::Type,
    /// The type parameter's name, or the concrete number.
    pub(crate) scalar: Ident,
    pub(crate) generic: bool,
    /// The const parameters: lengths, mostly.
    pub(crate) consts: Vec<syn::ConstParam>,
    /// The lifetimes in the types of what is not differentiated.
    pub(crate) lifetimes: Vec<Lifetime>,
    /// Whether it is a method, of whose `self` something is known then.
    pub(crate) method: Option<Receiver>,
}

/// The `self` of a method: differentiated where the method is over a number of its type's. A function of a type has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Receiver {
    Plain,
    Differentiated,
    Absent,
}

impl Input {
    /// The place of every argument as it is written; a `self` that is not differentiated has none of its own, and any stands for it.
    pub(crate) fn written(&self) -> impl Iterator<Item = &Place> {
        let before = if self.method == Some(Receiver::Plain) { Some(&Place::Setting(0)) } else { None };
        before.into_iter().chain(&self.places)
    }

    /// The parameters of the type that stands for the function: lifetimes and constants.
    pub(crate) fn parameters(&self) -> TokenStream {
        let (lifetimes, consts) = (&self.lifetimes, self.consts.iter().map(|c| (&c.ident, &c.ty)));
        let consts = consts.map(|(name, ty)| quote!(const #name: #ty));
        angle(lifetimes.iter().map(ToTokens::to_token_stream).chain(consts))
    }

    /// The same as arguments.
    pub(crate) fn parameter_names(&self) -> TokenStream {
        let consts = self.consts.iter().map(|c| c.ident.to_token_stream());
        angle(self.lifetimes.iter().map(ToTokens::to_token_stream).chain(consts))
    }

    /// The conditions of the traits: those of the function, and that what is not differentiated is copied, where a type of
    /// another name may not be.
    pub(crate) fn clause(&self) -> TokenStream {
        let own = self.function.sig.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        let copied = self.copied();
        if copied.is_empty() && self.function.sig.generics.where_clause.is_none() {
            return TokenStream::new();
        }
        quote!(where #(#own,)* #(#copied),*)
    }

    /// That each of the types that may not be copied is.
    pub(crate) fn copied(&self) -> Vec<TokenStream> {
        let named = |ty: &syn::Type| matches!(ty, syn::Type::Path(_)) && !items::is_shown(ty);
        let plain = |ty: &syn::Type| {
            let tokens = ty.to_token_stream();
            let lent = tokens.to_string().contains('\'');
            !lent && !self.consts.iter().any(|own| crate::emit::mentions(&tokens, &own.ident))
        };
        let settings = self.settings.iter().map(|setting| &setting.ty);
        settings
            .filter(|ty| named(ty) && plain(ty))
            .map(|ty| crate::emit::located(quote!(#ty: ::core::marker::Copy), ty.span()))
            .collect()
    }

    /// The parameters of an implementation: those, and the number.
    pub(crate) fn generics(&self) -> TokenStream {
        let consts = self.consts.iter().map(|c| (&c.ident, &c.ty)).map(|(name, ty)| quote!(const #name: #ty));
        let types = self.function.sig.generics.type_params().map(ToTokens::to_token_stream);
        angle(self.lifetimes.iter().map(ToTokens::to_token_stream).chain(types).chain(consts))
    }
}

impl Input {
    /// Whether `f64` is one of the function's numbers for certain: nothing else is asked of them than to be some.
    pub(crate) fn takes_f64(&self) -> bool {
        let generics = &self.function.sig.generics;
        let own = generics.type_params().flat_map(|own| &own.bounds);
        let clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        let asked = clause.filter_map(|predicate| match predicate {
            syn::WherePredicate::Type(of) => Some(&of.bounds),
            _ => None,
        });
        let is_known = |bound: &syn::TypeParamBound| match bound {
            syn::TypeParamBound::Trait(of) => {
                let last = of.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
                ["Real", "Copy", "Clone", "Debug"].contains(&last.as_str())
            }
            _ => true,
        };
        !self.generic || own.chain(asked.flatten()).all(is_known)
    }

    /// Where a mesh of plain times is given, or made of knots that are, they fit a state of the function's number: a bound.
    pub(crate) fn ask_plain_times(&mut self, krate: &TokenStream) {
        let signature = &self.function.sig;
        let named = |tokens: &TokenStream, names: &[&str]| {
            names.iter().any(|name| crate::emit::mentions(tokens, &format_ident!("{name}")))
        };
        let plain = |ty: &syn::Type| {
            let tokens = ty.to_token_stream();
            named(&tokens, &["Uniform", "Steps", "Knots"]) && named(&tokens, &["f64"])
        };
        let block = &self.function.block;
        let wanted = self.settings.iter().any(|setting| plain(&setting.ty)) || named(&quote!(#block), &["Knots"]);
        let clause = &signature.generics.where_clause;
        if self.generic && wanted && !named(&quote!(#clause), &["Time"]) {
            let number = &self.scalar;
            let bound = syn::parse_quote!(f64: #krate::Time<#number>);
            self.function.sig.generics.make_where_clause().predicates.push(bound);
        }
    }
}

fn angle(items: impl Iterator<Item = TokenStream>) -> TokenStream {
    let items: Vec<_> = items.collect();
    if items.is_empty() { TokenStream::new() } else { quote!(<#(#items),*>) }
}

/// What no differentiable function has, whatever its arguments are.
fn check_signature(signature: &syn::Signature, errors: &mut Errors) {
    let unsafety = match &signature.safety {
        Safety::Unsafe(token) => Some(token.span),
        _ => None,
    };
    for (wrong, what) in [
        (signature.asyncness.map(|t| t.span), "an async function"),
        (unsafety, "an unsafe function"),
        (signature.abi.as_ref().map(Spanned::span), "a function with a foreign interface"),
        (signature.variadic.as_ref().map(Spanned::span), "a variadic function"),
        (signature.constness.map(|t| t.span), "a const function"),
    ] {
        if let Some(span) = wrong {
            errors.push(Error::new(span, format!("{what} cannot be differentiated; write a plain `fn`")));
        }
    }
    if let Some(error) = computed_lengths(signature) {
        errors.push(error);
    }
    if let Some(error) = crate::undeclared::length_of_another_type(signature) {
        errors.push(error);
    }
    let mut names = Bound::default();
    signature.inputs.iter().for_each(|input| syn::visit::Visit::visit_fn_arg(&mut names, input));
    if let Some(twice) = names.twice {
        errors.push(Error::new_spanned(
            &twice,
            format!("two arguments are named `{twice}`; give each a name of its own"),
        ));
    }
}

/// Reads a function's signature; of one that stands in an `impl`, as the attribute may say, no type can stand beside it.
pub(crate) fn read(mut function: ItemFn, associated: bool) -> Result<Input> {
    let mut errors = Errors::default();
    let associated = associated && function.sig.receiver().is_none() || is_associated(&function);
    let marked = errors.take(marks(&mut function)).unwrap_or_default();
    if associated && !mentions_self(&quote!(#function)) {
        tell_once(&mut function);
    }
    crate::undeclared::tell_once(&mut function.sig);
    if let Ok((name, _)) = scalar(&function) {
        bind_what_changes(&mut function, &name, &marked);
    }
    let signature = &function.sig;
    check_signature(signature, &mut errors);
    // Without the number nothing can be said of the arguments.
    let Some((name, generic)) = errors.take(scalar(&function)) else {
        return errors.finish().and_then(|()| Err(Error::new_spanned(&function.sig, "this signature cannot be read")));
    };
    // The number is that of the type.
    let own = generic && signature.generics.type_params().next().is_none();
    let (mut arguments, mut settings, mut places, mut lifetimes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let method = signature.receiver().map(|receiver| {
        if !matches!(receiver.kind, syn::ReceiverKind::Value | syn::ReceiverKind::Reference(_, _, None)) {
            errors.push(Error::new_spanned(receiver, "a method that is differentiated takes `self` or `&self`"));
        }
        if own { Receiver::Differentiated } else { Receiver::Plain }
    });
    let method = method.or(associated.then_some(Receiver::Absent));
    if method == Some(Receiver::Differentiated) {
        let ident = Ident::new("self", Span::call_site());
        let pattern =
            Pat::Ident(syn::PatIdent { attrs: Vec::new(), by_ref: None, mutability: None, ident, subpat: None });
        let lent =
            signature.receiver().is_some_and(|receiver| matches!(receiver.kind, syn::ReceiverKind::Reference(..)));
        let ty: syn::Type = syn::parse_quote!(Self);
        let written = if lent { syn::parse_quote!(&Self) } else { ty.clone() };
        places.push(Place::Argument(0));
        arguments.push(Argument { pattern, ty, written, kind: shape::Type::Named(quote!(Self)) });
    }
    for (position, input) in signature.inputs.iter().enumerate() {
        if let FnArg::Receiver(_) = input {
            continue;
        }
        let marked = marked.contains(&position).then_some(generic);
        match errors.take(argument(input, (&name, own), position, marked)) {
            Some(Either::Argument(argument)) => {
                places.push(Place::Argument(arguments.len()));
                arguments.push(*argument);
            }
            Some(Either::Setting(mut setting)) => {
                // A method's arguments are no fields, whose lifetimes would need names.
                if method.is_none() {
                    Named(&mut lifetimes).visit_type_mut(&mut setting.ty);
                }
                places.push(Place::Setting(settings.len()));
                settings.push(*setting);
            }
            None => {}
        }
    }
    let output = match &signature.output {
        ReturnType::Type(_, ty) => {
            let of_self = own && mentions_self(&ty.to_token_stream());
            if let Some(message) = no_result(ty, &name) {
                errors.push(Error::new_spanned(ty, message));
            } else if mentions(ty, &name) || of_self || method == Some(Receiver::Differentiated) {
                errors.take(kind(ty, &name));
            } else {
                let message = format!("the result is not differentiated; return `{name}`, or what is made of it");
                errors.push(Error::new_spanned(ty, message));
            }
            (**ty).clone()
        }
        // What changes an argument is told what to write instead.
        ReturnType::Default if errors.has(CHANGED) => syn::parse_quote!(()),
        ReturnType::Default => {
            errors.push(Error::new_spanned(
                &signature.ident,
                "a differentiable function returns a value; give it a return type",
            ));
            syn::parse_quote!(())
        }
    };
    if method.is_none()
        && let Ok(own) = type_name(&signature.ident)
        && (own == "Real" || is_taken(&function, &own))
    {
        errors.push(Error::new_spanned(
            &signature.ident,
            format!("the type that stands for this function would be `{own}`, which has a meaning already; give it another name"),
        ));
    }
    errors.finish()?;
    let consts = signature.generics.const_params().cloned().collect();
    Ok(Input { arguments, settings, places, output, scalar: name, generic, consts, lifetimes, method, function })
}

/// The message for a length that is computed of a const parameter.
pub(crate) fn computed_length(length: &Expr, consts: &[syn::ConstParam]) -> Option<Error> {
    let length = match length {
        Expr::Block(block) => match &block.block.stmts[..] {
            [syn::Stmt::Expr(inner, None)] => inner,
            _ => length,
        },
        other => other,
    };
    let tokens = length.to_token_stream();
    let of = consts.iter().find(|own| crate::emit::mentions(&tokens, &own.ident))?;
    if let Expr::Path(_) = length {
        return None;
    }
    let message = format!(
        "a length that is computed of `{0}` cannot be named on stable Rust; make it another const parameter, `const M: usize`, \
         or take `{0}` elements and leave some",
        of.ident
    );
    Some(Error::new_spanned(length, message))
}

/// The first such length in a signature.
pub(crate) fn computed_lengths(signature: &syn::Signature) -> Option<Error> {
    struct Lengths(Vec<syn::ConstParam>, Option<Error>);
    impl syn::visit::Visit<'_> for Lengths {
        fn visit_type_array(&mut self, array: &syn::TypeArray) {
            self.1 = self.1.take().or_else(|| computed_length(&array.len, &self.0));
            syn::visit::visit_type_array(self, array);
        }
    }
    let mut lengths = Lengths(signature.generics.const_params().cloned().collect(), None);
    syn::visit::Visit::visit_signature(&mut lengths, signature);
    lengths.1
}

/// The message for what is no result.
fn no_result(ty: &syn::Type, number: &Ident) -> Option<String> {
    match ty {
        syn::Type::Reference(lent) => {
            let value = crate::shape::written(&strip(&lent.elem));
            Some(format!("a result is a value of its own; write `-> {value}`"))
        }
        syn::Type::ImplTrait(_) | syn::Type::TraitObject(_) | syn::Type::FnPtr(_) => {
            Some(format!("what a result is has to be known; return `{number}`, an array, a tuple or a struct of these"))
        }
        _ => None,
    }
}

/// The names that patterns bind, and one that is bound twice.
#[derive(Default)]
struct Bound {
    names: Vec<Ident>,
    twice: Option<Ident>,
}

impl syn::visit::Visit<'_> for Bound {
    fn visit_pat_ident(&mut self, pattern: &syn::PatIdent) {
        if self.names.contains(&pattern.ident) {
            self.twice = Some(pattern.ident.clone());
        }
        self.names.push(pattern.ident.clone());
        syn::visit::visit_pat_ident(self, pattern);
    }
}

/// Whether a function names a type as it would name the one that stands for it.
pub(crate) fn is_taken(function: &ItemFn, own: &Ident) -> bool {
    let (signature, block) = (&function.sig, &function.block);
    crate::emit::mentions(&quote!(#signature #block), own)
}

/// Names the lifetimes of a type, and collects them.
struct Named<'a>(&'a mut Vec<Lifetime>);

impl VisitMut for Named<'_> {
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        let lifetime = reference.lifetime.get_or_insert_with(|| Lifetime::new("'lent", Span::call_site()));
        if lifetime.ident != "static" && !self.0.contains(lifetime) {
            self.0.push(lifetime.clone());
        }
        self.visit_type_mut(&mut reference.elem);
    }
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident != "static" && !self.0.contains(lifetime) {
            self.0.push(lifetime.clone());
        }
    }
}

/// The number that a literal index or length stands for.
pub(crate) fn literal_index(expression: &Expr) -> Option<usize> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) => int.base10_parse().ok(),
            _ => None,
        },
        Expr::Group(inner) => literal_index(&inner.expr),
        Expr::Paren(inner) => literal_index(&inner.expr),
        _ => None,
    }
}

/// The name of the type that stands for a function: `lotka_volterra` gives `LotkaVolterra`.
pub(crate) fn type_name(function: &Ident) -> Result<Ident> {
    let text = function.to_string();
    let camel: String = text
        .trim_start_matches("r#")
        .split('_')
        .flat_map(|word| word.chars().next().into_iter().flat_map(char::to_uppercase).chain(word.chars().skip(1)))
        .collect();
    if camel == text {
        return Err(Error::new_spanned(
            function,
            "the function needs a name in snake case, since its type is named in camel case",
        ));
    }
    Ok(Ident::new(&camel, function.span()))
}
