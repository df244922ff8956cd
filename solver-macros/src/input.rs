//! What the user wrote, checked: the signature's arguments and the number they are over.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Error, Expr, FnArg, GenericParam, ItemFn, Lifetime, Lit, Pat, Result, ReturnType, Safety, TypeParamBound};

use crate::{items, shape};

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

/// An argument that is not differentiated and changes is a variable of the body: `mut n: usize` becomes `let mut n: usize = n;`.
fn bind_what_changes(function: &mut ItemFn, number: &Ident, marked: &[usize]) {
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
            let value = strip(&lent.elem).to_token_stream().to_string().replace(" ;", ";");
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

/// The number the function is over: its type parameter bound by `Real`, or `f32` or `f64` where it has none.
fn scalar(function: &ItemFn) -> Result<(Ident, bool)> {
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
fn tell_once(function: &mut ItemFn) {
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
        tokens.into_iter().find_map(|token| match token {
            TokenTree::Ident(ident) => {
                let text = ident.to_string();
                (text.len() == 1 && text.starts_with(|c: char| c.is_ascii_uppercase())).then_some(ident)
            }
            TokenTree::Group(group) => find(group.stream()),
            _ => None,
        })
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
fn mentions_self(tokens: &TokenStream) -> bool {
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

fn is_real(bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Trait(bound) if bound.path.segments.last().is_some_and(|s| s.ident == "Real"))
}

enum Either {
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

/// `marked` says of a constant whether the function is over any number.
/// `own` says that `Self` is over the number.
fn argument(input: &FnArg, (scalar, own): (&Ident, bool), position: usize, marked: Option<bool>) -> Result<Either> {
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
        let once = strip(&lent.elem).to_token_stream().to_string().replace(" ;", ";");
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
    if let (syn::Type::Reference(lent), false) = (&*input.ty, differentiated)
        && lent.mutability.is_some()
    {
        return Err(Error::new_spanned(&input.ty, CHANGED));
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
const CHANGED: &str = "an argument is not changed; take it without `mut`, and return what changes";

/// The message for an argument of a type that has no name.
const UNKNOWN: &str = "what an argument is has to be known; write its type, and call a function by its name";

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
            Some(name @ ("Option" | "Result" | "Box" | "Rc" | "Arc" | "Cell" | "RefCell" | "String")) => refused(
                &format!("`{name}` is not differentiated; write `{{}}`, an array, a tuple or a struct of these"),
            ),
            _ => Ok(Type::Named(path.to_token_stream())),
        },
        syn::Type::Slice(_) => refused("the length of a slice is not known; write an array, `[{}; N]`"),
        syn::Type::Reference(_) => refused(CHANGED),
        syn::Type::ImplTrait(_) | syn::Type::TraitObject(_) | syn::Type::FnPtr(_) => refused(UNKNOWN),
        _ => refused("an argument is `{}`, an array, a tuple or a struct of these, or a reference to one"),
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

/// The message of what follows from a mistake that is told already: nobody sees it.
pub(crate) const TOLD: &str = "told already";

/// Mistakes, all of which are reported at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Errors(Option<Error>);

impl Errors {
    pub(crate) fn push(&mut self, error: Error) {
        for error in error.into_iter().filter(|error| error.to_string() != TOLD) {
            match &mut self.0 {
                Some(all) => all.combine(error),
                None => self.0 = Some(error),
            }
        }
    }
    /// The value, or its mistake noted.
    pub(crate) fn take<R>(&mut self, result: Result<R>) -> Option<R> {
        result.map_err(|error| self.push(error)).ok()
    }
    fn has(&self, message: &str) -> bool {
        self.0.iter().flatten().any(|error| error.to_string() == message)
    }
    pub(crate) fn count(&self) -> usize {
        self.0.clone().map_or(0, |error| error.into_iter().count())
    }
    pub(crate) fn finish(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
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
