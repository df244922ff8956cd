//! What the user wrote, checked: the signature's arguments and the number they are over.

use proc_macro2::{Ident, Span};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Error, Expr, FnArg, GenericParam, ItemFn, Lit, Pat, Result, ReturnType, Safety, Type, TypeParamBound};

/// The shape of an argument's type.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Scalar,
    Array(Vec<Kind>),
    Tuple(Vec<Kind>),
}

/// An argument: the pattern it is bound to, its type without references, and its shape.
#[derive(Clone, Debug)]
pub(crate) struct Argument {
    pub(crate) pattern: Pat,
    pub(crate) ty: Type,
    /// The type as it was written, with its reference if it has one.
    pub(crate) written: Type,
    pub(crate) kind: Kind,
}

/// A function that can be differentiated, as far as its signature says.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) function: ItemFn,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) output: Type,
    /// The type parameter's name, or the concrete number.
    pub(crate) scalar: Ident,
    pub(crate) generic: bool,
}

/// Reads a function's signature.
pub(crate) fn read(function: ItemFn) -> Result<Input> {
    let signature = &function.sig;
    let mut errors = Errors::default();
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
    // Without the number nothing can be said of the arguments.
    let Some((name, generic)) = errors.take(scalar(&function)) else {
        return errors.finish().and_then(|()| Err(Error::new_spanned(&function.sig, "this signature cannot be read")));
    };
    let mut arguments = Vec::new();
    for input in &signature.inputs {
        if let Some(argument) = errors.take(argument(input, &name)) {
            arguments.push(argument);
        }
    }
    let output = match &signature.output {
        ReturnType::Type(_, ty) => (**ty).clone(),
        ReturnType::Default => {
            errors.push(Error::new_spanned(
                &signature.ident,
                "a differentiable function returns a value; give it a return type",
            ));
            syn::parse_quote!(())
        }
    };
    errors.finish()?;
    Ok(Input { arguments, output, scalar: name, generic, function })
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
            GenericParam::Const(other) => {
                return Err(Error::new_spanned(
                    other,
                    "const parameters are not supported here yet; write the length out",
                ));
            }
            GenericParam::Lifetime(other) => {
                return Err(Error::new_spanned(other, "lifetimes are not needed here; write `&[T; N]`"));
            }
        }
    }
    if let Some(parameter) = found {
        let inline = parameter.bounds.iter().any(is_real);
        let elsewhere = generics.where_clause.as_ref().is_some_and(|clause| {
            clause.predicates.iter().any(|predicate| match predicate {
                syn::WherePredicate::Type(predicate) => {
                    matches!(&predicate.bounded_ty, Type::Path(path) if path.path.is_ident(&parameter.ident))
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
    let text = quote!(#function).to_string();
    let name = if text.contains("f64") {
        "f64"
    } else if text.contains("f32") {
        "f32"
    } else {
        ""
    };
    if name.is_empty() {
        return Err(Error::new_spanned(
            &function.sig.ident,
            "the function has no number to be differentiated over; write `fn f<T: Real>(…)`",
        ));
    }
    Ok((Ident::new(name, Span::call_site()), false))
}

fn is_real(bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Trait(bound) if bound.path.segments.last().is_some_and(|s| s.ident == "Real"))
}

fn argument(input: &FnArg, scalar: &Ident) -> Result<Argument> {
    let FnArg::Typed(input) = input else {
        return Err(Error::new_spanned(input, "methods are not supported; write a function and pass `self`'s fields"));
    };
    let ty = strip(&input.ty);
    let kind = kind(&ty, scalar)?;
    Ok(Argument { pattern: (*input.pat).clone(), ty, written: (*input.ty).clone(), kind })
}

/// The type without the references and parentheses around it.
fn strip(ty: &Type) -> Type {
    match ty {
        Type::Reference(reference) if reference.mutability.is_none() => strip(&reference.elem),
        Type::Paren(inner) => strip(&inner.elem),
        Type::Group(inner) => strip(&inner.elem),
        other => other.clone(),
    }
}

/// The shape of a type.
pub(crate) fn kind(ty: &Type, scalar: &Ident) -> Result<Kind> {
    let refused = || {
        Err(Error::new_spanned(
            ty,
            format!("an argument is `{scalar}`, an array of a literal length, a tuple of these, or a reference to one"),
        ))
    };
    match strip(ty) {
        Type::Path(path) if path.path.is_ident(scalar) => Ok(Kind::Scalar),
        Type::Tuple(tuple) => Ok(Kind::Tuple(tuple.elems.iter().map(|ty| kind(ty, scalar)).collect::<Result<_>>()?)),
        Type::Array(array) => {
            let Some(length) = literal_index(&array.len) else { return refused() };
            Ok(Kind::Array(vec![kind(&array.elem, scalar)?; length]))
        }
        _ => refused(),
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

/// Mistakes, all of which are reported at once.
#[derive(Debug, Default)]
pub(crate) struct Errors(Option<Error>);

impl Errors {
    pub(crate) fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }
    /// The value, or its mistake noted.
    pub(crate) fn take<R>(&mut self, result: Result<R>) -> Option<R> {
        result.map_err(|error| self.push(error)).ok()
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
