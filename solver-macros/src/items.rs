//! The type that stands for a function, and how it is called by others.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{ItemFn, Type};

use crate::input::{Input, Place};
use crate::write::Role;

/// The type that stands for a function: what is not differentiated are its fields.
pub(crate) fn stands_for(input: &Input, name: &Ident, role: Role, krate: &TokenStream) -> TokenStream {
    let ItemFn { vis, sig, .. } = &input.function;
    let function = &sig.ident;
    let kind = if role == Role::Field { "vector field" } else { "differentiable function" };
    let doc = format!("The {kind} [`{function}()`], as a value.");
    let parameters = input.parameters();
    let consts = input.consts.iter().map(|c| (&c.ident, &c.ty)).map(|(name, ty)| quote!(const #name: #ty));
    let consts: Vec<_> = consts.collect();
    let alias_parameters = (!consts.is_empty()).then(|| quote!(<#(#consts),*>));
    let names: Vec<_> = input.consts.iter().map(|c| &c.ident).collect();
    let alias_names = (!names.is_empty()).then(|| quote!(<#(#names),*>));
    // What is called otherwise than by its trait's own arguments, or by functions of one number alone, has a type of its own
    // for that.
    let found = if role == Role::Function && input.settings.is_empty() && input.generic {
        quote!(#vis type #function #alias_parameters = #krate::Function<#name #alias_names>;)
    } else {
        quote!(#vis struct #function #alias_parameters {})
    };
    let fields = input.settings.iter().map(|setting| {
        let (field, ty) = (&setting.name, &setting.ty);
        let doc = format!("The argument `{field}`, which is not differentiated.");
        quote!(#[doc = #doc] pub #field: #ty)
    });
    let shown = input.settings.iter().all(|setting| is_shown(&setting.ty));
    let (body, derives) = match (input.settings.is_empty(), shown) {
        (true, _) => (quote!(;), quote!(Clone, Copy, Debug, Default)),
        (false, true) => (quote!({ #(#fields),* }), quote!(Clone, Copy, Debug)),
        (false, false) => (quote!({ #(#fields),* }), quote!(Clone, Copy)),
    };
    let asks = input.copied();
    let (derives, copies) = if asks.is_empty() {
        (quote!(#[derive(#derives)]), None)
    } else {
        let names = input.parameter_names();
        let copies = quote! {
            #[automatically_derived]
            impl #parameters ::core::clone::Clone for #name #names where #(#asks),* {
                fn clone(&self) -> Self {
                    *self
                }
            }
            #[automatically_derived]
            impl #parameters ::core::marker::Copy for #name #names where #(#asks),* {}
        };
        (TokenStream::new(), Some(copies))
    };
    let shows = (!shown).then(|| {
        let (text, names) = (name.to_string(), input.parameter_names());
        quote! {
            #[automatically_derived]
            impl #parameters ::core::fmt::Debug for #name #names {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.debug_struct(#text).finish_non_exhaustive()
                }
            }
        }
    });
    quote! {
        #[doc = #doc]
        #[allow(dead_code, reason = "the function may be used by itself")]
        #derives
        #vis struct #name #parameters #body

        #copies

        #shows

        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code, reason = "a call of the function finds the type by the function's path")]
        #found
    }
}

/// Whether a type is known to have `Debug`: a type of the language's own, without a trait object or a function in it.
pub(crate) fn is_shown(ty: &Type) -> bool {
    const SHOWN: [&str; 17] = [
        "bool", "char", "str", "f32", "f64", "usize", "u8", "u16", "u32", "u64", "u128", "isize", "i8", "i16", "i32",
        "i64", "i128",
    ];
    match ty {
        Type::Path(path) => path.path.get_ident().is_some_and(|name| SHOWN.contains(&name.to_string().as_str())),
        Type::Reference(inner) => is_shown(&inner.elem),
        Type::Array(inner) => is_shown(&inner.elem),
        Type::Slice(inner) => is_shown(&inner.elem),
        Type::Paren(inner) => is_shown(&inner.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_shown),
        _ => false,
    }
}

/// Has all references live equally long.
struct Lent;

impl VisitMut for Lent {
    fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
        if lifetime.ident != "static" {
            *lifetime = syn::Lifetime::new("'lent", lifetime.span());
        }
    }
}

/// The number of the functions that call this one, and the generic parameters of how they do. A function of one number alone
/// is called by functions of that: of others it is told so.
fn by_callers_of(input: &Input, krate: &TokenStream) -> (TokenStream, TokenStream) {
    let number = &input.scalar;
    let consts = input.consts.iter().map(|c| (&c.ident, &c.ty)).map(|(name, ty)| quote!(const #name: #ty));
    let (caller, numbers): (_, Vec<_>) = if input.generic {
        (quote!(#number), input.function.sig.generics.type_params().map(|ty| quote!(#ty)).collect())
    } else {
        (quote!(__Number), vec![quote!(__Number: #krate::Real + #krate::Is<#number>)])
    };
    let all: Vec<_> = numbers.into_iter().chain(consts).collect();
    (caller, quote!(<#(#all),*>))
}

/// A type, as it is known to the functions that call this one; a value of it; and one that is lent, as the value it is.
fn known(input: &Input, krate: &TokenStream) -> [impl Fn(TokenStream) -> TokenStream; 3] {
    let number = input.scalar.clone();
    ["Of", "known", "lent"].map(|name| {
        let (krate, number, is_generic) = (krate.clone(), number.clone(), input.generic);
        let name = format_ident!("{name}");
        move |it: TokenStream| match name.to_string().as_str() {
            _ if is_generic => it,
            "Of" => quote!(<__Number as #krate::Is<#number>>::#name<#it>),
            _ => quote!(<__Number as #krate::Is<#number>>::#name(#it)),
        }
    })
}

/// How a function is called by others that is not called by its trait's own arguments, or by functions of one number alone:
/// with all arguments as they stand.
pub(crate) fn called(
    input: &Input,
    name: &Ident,
    krate: &TokenStream,
    pattern: Option<&TokenStream>,
) -> Option<TokenStream> {
    if input.settings.is_empty() && input.generic {
        return None;
    }
    let number = &input.scalar;
    let function = &input.function.sig.ident;
    let (caller, generics) = by_callers_of(input, krate);
    let [statics, inferred] = [quote!('static), quote!('_)].map(|lifetime| given(input, &lifetime));
    let consts = input.consts.iter().map(|c| &c.ident);
    let parameters = (!input.consts.is_empty()).then(|| quote!(<#(#consts),*>));
    let clause = input.clause();
    let argument = |i: usize| format_ident!("argument_{i}");
    let (mut types, mut names, mut bars, mut bar_types) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut settings, mut arguments) = (Vec::new(), Vec::new());
    for (position, place) in input.places.iter().enumerate() {
        let name = argument(position);
        match place {
            Place::Argument(i) => {
                let ty = &input.arguments[*i].ty;
                let index = syn::Index::from(*i);
                types.push(quote!(#ty));
                bar_types.push(quote!(#ty));
                bars.push(quote!(bars.#index));
                arguments.push(quote!(#name.clone()));
            }
            Place::Setting(i) => {
                let (mut ty, field) = (input.settings[*i].ty.clone(), &input.settings[*i].name);
                Lent.visit_type_mut(&mut ty);
                types.push(quote!(#ty));
                bar_types.push(quote!(()));
                bars.push(quote!(()));
                settings.push(quote!(#field: *#name));
            }
        }
        names.push(name);
    }
    let stands = quote!(#name { #(#settings),* });
    let [ty, value, lent] = known(input, krate);
    let all = lent(quote!(all));
    let split = quote! {
        let (#(#names,)*) = #all;
        let (this, args): (#name #inferred, _) = (#stands, (#(#arguments,)*));
    };
    let (all, bar_types) = (ty(quote!((#(#types,)*))), ty(quote!((#(#bar_types,)*))));
    let output = ty(quote!(<#name #statics as #krate::Differentiable<#number>>::Output));
    let kept_type = ty(quote!(<#name #statics as #krate::Differentiable<#number>>::Kept));
    let call = value(quote!(#krate::Differentiable::eval(&this, &args)));
    let call_keep = if input.generic {
        quote!(#krate::Differentiable::eval_keep(&this, &args))
    } else {
        let (of, kept) = (value(quote!(value)), value(quote!(kept)));
        quote!({ let (value, kept) = #krate::Differentiable::eval_keep(&this, &args); (#of, #kept) })
    };
    let (kept, w, bars) = (lent(quote!(kept)), lent(quote!(w)), value(quote!((#(#bars,)*))));
    Some(quote! {
        #[automatically_derived]
        impl #generics #krate::Called<#caller> for #function #parameters #clause {
            type All<'lent> = #all;
            type Output = #output;
            type Kept = #kept_type;
            type Bars = #bar_types;
            #pattern

            #[inline(always)]
            fn call(all: &Self::All<'_>) -> Self::Output {
                #split
                #call
            }
            #[inline(always)]
            fn call_keep(all: &Self::All<'_>) -> (Self::Output, Self::Kept) {
                #split
                #call_keep
            }
            #[inline(always)]
            fn call_vjp(all: &Self::All<'_>, kept: &Self::Kept, w: &Self::Output) -> Self::Bars {
                #split
                let bars = #krate::Differentiable::vjp(&this, &args, #kept, #w);
                #bars
            }
        }
    })
}

/// What the type that stands for a function is given: its lifetimes, all of them this one, and its constants.
fn given(input: &Input, lifetime: &TokenStream) -> Option<TokenStream> {
    let lifetimes = input.lifetimes.iter().map(|_| lifetime.clone());
    let all: Vec<_> = lifetimes.chain(input.consts.iter().map(|own| own.ident.to_token_stream())).collect();
    (!all.is_empty()).then(|| quote!(<#(#all),*>))
}

/// How a vector field is called by a differentiable function: as one of `(t, y, p)` or `(t, y, p, u)`, and of what is not
/// differentiated, where that stands.
pub(crate) fn called_field(
    input: &Input,
    name: &Ident,
    krate: &TokenStream,
    depends: Option<&TokenStream>,
) -> Option<TokenStream> {
    if !(3..=4).contains(&input.arguments.len()) {
        return None;
    }
    let (number, function) = (&input.scalar, &input.function.sig.ident);
    let (caller, generics) = by_callers_of(input, krate);
    let consts = input.consts.iter().map(|own| &own.ident);
    let parameters = (!input.consts.is_empty()).then(|| quote!(<#(#consts),*>));
    let [statics, inferred] = [quote!('static), quote!('_)].map(|lifetime| given(input, &lifetime));
    let clause = input.clause();
    let output = &input.output;
    let with_input = input.arguments.len() == 4;
    let u = if with_input { quote!(u) } else { quote!(&()) };
    let (mut types, mut bar_types, mut names, mut bars, mut settings) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for place in &input.places {
        match place {
            Place::Argument(i) => {
                let ty = input.arguments[*i].ty.to_token_stream();
                types.push(ty.clone());
                bar_types.push(ty);
                names.push(format_ident!("{}", ["t", "y", "p", "u"][*i]));
                bars.push(format_ident!("{}", ["t_bar", "y_bar", "p_bar", "u_bar"][*i]).to_token_stream());
            }
            Place::Setting(i) => {
                let (mut ty, field) = (input.settings[*i].ty.clone(), &input.settings[*i].name);
                Lent.visit_type_mut(&mut ty);
                types.push(ty.to_token_stream());
                let name = format_ident!("setting_{i}");
                bar_types.push(quote!(()));
                bars.push(quote!(()));
                settings.push(quote!(#field: *#name));
                names.push(name);
            }
        }
    }
    let (pattern, bars) = (quote!((#(#names),*)), quote!((#(#bars),*)));
    let (this, split) = if settings.is_empty() {
        (quote!(<#name #parameters>::default()), None)
    } else {
        (quote!(this), Some(quote!(let this: #name #inferred = #name { #(#settings),* };)))
    };
    let zero = |i: usize, of: TokenStream| {
        let argument = &input.arguments[i];
        if argument.kind.has_structs() {
            let ty = &argument.ty;
            quote!({ #[allow(unused_imports)] use #krate::NoVector as _; <#krate::AsVector<#ty, #number>>::zero(#of) })
        } else {
            quote!(#krate::Vector::<#number>::zero(#of))
        }
    };
    let (p_zero, u_bar) = (zero(2, quote!(p)), if with_input { zero(3, quote!(u)) } else { quote!(()) });
    let scalar = if input.generic { quote!(#number) } else { quote!(<#number as #krate::Real>) };
    let [ty, value, lent] = known(input, krate);
    let (all, args, bar_types) = (ty(quote!((#(#types,)*))), lent(quote!(all)), ty(quote!((#(#bar_types,)*))));
    let (output, kept_type) = (ty(quote!(#output)), ty(quote!(<#name #statics as #krate::Vjp<#number>>::Kept)));
    let call = value(quote!(#krate::VectorField::<#number>::eval(&#this, *t, y, p, #u)));
    let eval_keep = quote!(#krate::Vjp::<#number>::eval_keep(&#this, *t, y, p, #u));
    let call_keep = if input.generic {
        eval_keep
    } else {
        let (of, kept) = (value(quote!(value)), value(quote!(kept)));
        quote!({ let (value, kept) = #eval_keep; (#of, #kept) })
    };
    let (kept, w, bars) = (lent(quote!(kept)), lent(quote!(w)), value(bars));
    Some(quote! {
        #[automatically_derived]
        #[allow(clippy::let_unit_value, clippy::ignored_unit_patterns, reason = "parameters may be none")]
        impl #generics #krate::Called<#caller> for #function #parameters #clause {
            type All<'lent> = #all;
            type Output = #output;
            type Kept = #kept_type;
            type Bars = #bar_types;
            #depends

            #[inline(always)]
            fn call(all: &Self::All<'_>) -> Self::Output {
                let #pattern = #args;
                #split
                #call
            }
            #[inline(always)]
            fn call_keep(all: &Self::All<'_>) -> (Self::Output, Self::Kept) {
                let #pattern = #args;
                #split
                #call_keep
            }
            #[inline(always)]
            fn call_vjp(all: &Self::All<'_>, kept: &Self::Kept, w: &Self::Output) -> Self::Bars {
                let #pattern = #args;
                #split
                let _ = (t, y);
                let (mut t_bar, mut p_bar, mut u_bar) = (#scalar::ZERO, #p_zero, #u_bar);
                let bars = #krate::Bars { t: &mut t_bar, p: &mut p_bar, u: &mut u_bar };
                let y_bar = #krate::Vjp::<#number>::vjp(&#this, p, #u, #kept, #w, bars);
                #bars
            }
        }
    })
}
