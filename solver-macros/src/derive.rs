//! `#[derive(Vector)]`: a struct of vectors over its one type parameter is a vector, field by field, in their order.

use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    ConstParam, Data, DeriveInput, Error, Field, Fields, GenericParam, Generics, Ident, Member, Result, Type,
    TypeParamBound, WherePredicate,
};

use crate::args;

/// The impls of a struct; where there is a mistake, its message and impls that only stand in.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let read = krate(&input).and_then(|krate| number(&input).map(|number| (krate, number)));
    let (krate, number) = match read {
        Ok(read) => read,
        Err(error) => return error.into_compile_error(),
    };
    let names = Names { krate, number, generics: &input.generics, name: &input.ident };
    match fields(&input, &names.number) {
        Ok(fields) => names.impls(&Bodies::of(&names, fields)),
        Err(error) => {
            let mut items = error.into_compile_error();
            items.extend(names.impls(&Bodies::stub(&names.krate)));
            items
        }
    }
}

/// What the crate goes by: `#[vector(crate = path)]`, or `::tapeless`.
fn krate(input: &DeriveInput) -> Result<TokenStream> {
    let own = input.attrs.iter().find(|attribute| attribute.path().is_ident("vector"));
    own.map_or_else(|| Ok(args::default()), |attribute| args::krate(attribute.parse_args()?))
}

/// The one type parameter: the number.
fn number(input: &DeriveInput) -> Result<Ident> {
    if !matches!(input.data, Data::Struct(_)) {
        return Err(Error::new_spanned(
            &input.ident,
            "only a struct is a vector; the values of an enum or a union have no one shape",
        ));
    }
    let mut number = None;
    let mut errors: Option<Error> = None;
    let mut refuse = |error: Error| match &mut errors {
        Some(errors) => errors.combine(error),
        None => errors = Some(error),
    };
    for parameter in &input.generics.params {
        match parameter {
            GenericParam::Type(parameter) if number.is_none() => number = Some(parameter.ident.clone()),
            GenericParam::Type(other) => refuse(Error::new_spanned(
                other,
                "a vector is over one number; make every field of the first type parameter",
            )),
            GenericParam::Lifetime(other) => refuse(Error::new_spanned(
                other,
                "a vector owns its components, since cotangents and tangents have its type too; write the field without a reference",
            )),
            GenericParam::Const(_) => {}
        }
    }
    for bound in bounds(&input.generics) {
        refuse(Error::new_spanned(
            bound,
            "the number of a vector has no bound but `Real`, since duals and lanes take its place; move this one to where it is used",
        ));
    }
    match (number, errors) {
        (Some(number), None) => Ok(number),
        (_, Some(errors)) => Err(errors),
        (None, None) => Err(Error::new_spanned(
            &input.ident,
            format!("a vector is over a number; write `struct {}<T>` with fields made of `T`", input.ident),
        )),
    }
}

/// The bounds on types, by the parameters or in the `where` clause, other than `Real`.
fn bounds(generics: &Generics) -> impl Iterator<Item = &TypeParamBound> {
    let clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates).filter_map(|p| match p {
        WherePredicate::Type(predicate) => Some(&predicate.bounds),
        _ => None,
    });
    let is_real = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|segment| segment.ident == "Real"),
        _ => false,
    };
    generics.type_params().map(|parameter| &parameter.bounds).chain(clause).flatten().filter(move |b| !is_real(b))
}

/// The fields, each made of the number.
fn fields<'a>(input: &'a DeriveInput, number: &Ident) -> Result<&'a Fields> {
    let Data::Struct(data) = &input.data else { unreachable!("`number` takes structs only") };
    let mistakes = data.fields.iter().filter(|field| !mentions(&field.ty, number)).map(|Field { ty, .. }| {
        Error::new_spanned(
            ty,
            format!(
                "this field is not made of the number `{number}`; make it one of `{number}`, arrays and tuples of it and derived structs over it"
            ),
        )
    });
    let all = mistakes.reduce(|mut all, mistake| {
        all.combine(mistake);
        all
    });
    all.map_or(Ok(&data.fields), Err)
}

/// Where a type ends.
fn end_of(ty: &Type) -> Span {
    ty.to_token_stream().into_iter().last().map_or_else(|| ty.span(), |last| last.span())
}

/// Whether a type names the number, or is the vector without components.
fn mentions(ty: &Type, number: &Ident) -> bool {
    fn names(tokens: TokenStream, number: &Ident) -> bool {
        tokens.into_iter().any(|token| match token {
            proc_macro2::TokenTree::Ident(ident) => ident == *number,
            proc_macro2::TokenTree::Group(group) => names(group.stream(), number),
            _ => false,
        })
    }
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty()) || names(ty.to_token_stream(), number)
}

/// What the impls name.
struct Names<'a> {
    krate: TokenStream,
    number: Ident,
    generics: &'a Generics,
    name: &'a Ident,
}

/// The bodies of the methods.
struct Bodies {
    zip: TokenStream,
    zip_mut: TokenStream,
    map: TokenStream,
    join: TokenStream,
    settle: TokenStream,
    zeros: TokenStream,
    layout: TokenStream,
    /// Each field's number and type.
    types: Vec<(proc_macro2::Literal, Type)>,
}

impl Bodies {
    fn of(names: &Names<'_>, fields: &Fields) -> Self {
        let Names { krate, number, name, .. } = names;
        // A field that is no vector is an error at its type.
        let each = |method: &str, given: &dyn Fn(&Member) -> TokenStream| -> Vec<TokenStream> {
            let call = |(member, Field { ty, .. }): (Member, &Field)| {
                let method = Ident::new(method, ty.span());
                let given = given(&member);
                // It stands from the first token of the type to the last.
                let mut given = Group::new(Delimiter::Parenthesis, given);
                given.set_span(end_of(ty));
                quote_spanned!(ty.span()=> <#ty as #krate::Vector<#number>>::#method #given)
            };
            fields.members().zip(fields).map(call).collect()
        };
        let zip = each("zip", &|member| quote!(&self.#member, &other.#member, f));
        let zip_mut = each("zip_mut", &|member| quote!(&mut self.#member, &other.#member, f));
        let map = each("map", &|member| quote!(&self.#member, f));
        let settle = each("settle", &|member| quote!(&mut self.#member));
        // Of what is no vector that is told, and nothing of its zero.
        let of = |ty: &Type| quote!(<#krate::AsVector<#ty, #number>>);
        let zeros = fields.iter().map(|Field { ty, .. }| of(ty)).map(|of| quote!(#of::zeros()));
        let join = fields.members().zip(fields).map(|(member, Field { ty, .. })| {
            let of = of(ty);
            quote!(#of::join(&mut self.#member, &mut other.#member, f))
        });
        let soft = quote! {
            #[allow(unused_imports)]
            use #krate::NoVector as _;
        };
        let layouts =
            fields.iter().map(|Field { ty, .. }| quote_spanned!(ty.span()=> <#ty as #krate::Vector<#number>>::LAYOUT));
        let (members, types): (Vec<_>, Vec<_>) = fields.members().zip(fields.iter()).unzip();
        Self {
            types: members
                .iter()
                .zip(types)
                .map(|(member, field)| (crate::shape::field_number(member), field.ty.clone()))
                .collect(),
            zip: quote!(#(#zip;)*),
            zip_mut: quote!(#(#zip_mut;)*),
            map: quote!(#name { #(#members: #map,)* }),
            join: quote!(#soft #(#join;)*),
            settle: quote!(#(#settle;)*),
            zeros: quote!(#soft #name { #(#members: #zeros,)* }),
            layout: quote!(#krate::Layout::Parts(&[#((::core::stringify!(#members), #layouts)),*])),
        }
    }

    /// Bodies that are never run: the message beside them stops the build.
    fn stub(krate: &TokenStream) -> Self {
        let never = || quote!(::core::unimplemented!());
        let layout = quote!(#krate::Layout::Unknown);
        Self {
            zip: never(),
            zip_mut: never(),
            map: never(),
            join: never(),
            settle: never(),
            zeros: never(),
            layout,
            types: Vec::new(),
        }
    }
}

impl Names<'_> {
    fn impls(&self, bodies: &Bodies) -> TokenStream {
        let Self { krate, number, generics, name } = self;
        let Bodies { zip, zip_mut, map, join, settle, zeros, layout, types } = bodies;
        let other = format_ident!("__Other");
        let parameters = self.parameters();
        // A `where` clause says no more than that the number is real.
        let (_, these, _) = generics.split_for_impl();
        let those = self.arguments(&other);
        let field_types = types.iter().map(|(number, ty)| {
            quote! {
                #[automatically_derived]
                impl<#parameters> #krate::Field<#number> for #name #these {
                    type Type = #ty;
                }
            }
        });
        // That it is `Clone` is asked once, where it would be a vector over another number.
        let cloned = quote!(where #name #these: ::core::clone::Clone);
        quote! {
            #[automatically_derived]
            #[allow(unused_variables, clippy::unimplemented)]
            impl<#parameters> #krate::Vector<#number> for #name #these #cloned {
                type With<#other: #krate::Real> = #name<#those>;
                const LAYOUT: #krate::Layout = #layout;
                #[inline(always)]
                fn zip(&self, other: &Self, f: &mut impl FnMut(#number, #number)) {
                    #zip
                }
                #[inline(always)]
                fn zip_mut(&mut self, other: &Self, f: &mut impl FnMut(&mut #number, #number)) {
                    #zip_mut
                }
                #[inline(always)]
                fn map<#other: #krate::Real>(&self, f: &mut impl FnMut(#number) -> #other) -> #name<#those> {
                    #map
                }
                #[inline(always)]
                fn join<#other: #krate::Real>(
                    &mut self,
                    other: &mut #name<#those>,
                    f: &mut impl FnMut(&mut #number, &mut #other),
                ) {
                    #join
                }
                #[inline(always)]
                fn settle(&mut self) {
                    #settle
                }
            }

            #[automatically_derived]
            impl<#parameters> #krate::Choice<#number> for #name #these #cloned {
                #[inline(always)]
                fn select(mask: #number::Mask, yes: Self, no: Self) -> Self {
                    #krate::select::<#number, _>(mask, yes, &no)
                }
            }

            #[automatically_derived]
            #[allow(clippy::unimplemented)]
            impl<#parameters> #krate::Zeros<#number> for #name #these #cloned {
                #[inline(always)]
                fn zeros() -> Self {
                    #zeros
                }
            }

            #(#field_types)*
        }
    }

    /// The parameters of an impl: those of the struct without their defaults, the number bound by `Real`.
    fn parameters(&self) -> TokenStream {
        let Self { krate, number, generics, .. } = self;
        let parameters = generics.params.iter().map(|parameter| match parameter {
            GenericParam::Const(ConstParam { ident, ty, .. }) => quote!(const #ident: #ty),
            _ => quote!(#number: #krate::Real),
        });
        quote!(#(#parameters),*)
    }

    /// The struct's arguments, with another number in the place of its own.
    fn arguments(&self, other: &Ident) -> TokenStream {
        let arguments = self.generics.params.iter().map(|parameter| match parameter {
            GenericParam::Const(ConstParam { ident, .. }) => ident,
            _ => other,
        });
        quote!(#(#arguments),*)
    }
}
