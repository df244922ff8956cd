//! Values put together, and the types of values as far as they are known.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Member, Path};

use crate::graph::{Id, Step};

/// Values in arrays, tuples and structs.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Value(Id),
    Array(Vec<Shape>),
    Tuple(Vec<Shape>),
    Struct(Path, Vec<(Member, Shape)>),
    /// What a constructor makes of numbers that stand in it by their order, a vector of another crate's.
    Made(Path, Vec<Shape>),
    /// A reference to a value, where a method takes one.
    Reference(Box<Shape>),
    /// What is not differentiated, as it was written.
    Plain(TokenStream),
    /// A constant, which may be a number where it goes, or no differentiated argument at all.
    Constant(TokenStream),
}

impl Shape {
    /// The values in it, in order.
    pub(crate) fn values(&self) -> Vec<Id> {
        match self {
            Self::Value(id) => vec![*id],
            Self::Array(items) | Self::Tuple(items) | Self::Made(_, items) => {
                items.iter().flat_map(Self::values).collect()
            }
            Self::Struct(_, fields) => fields.iter().flat_map(|(_, field)| field.values()).collect(),
            Self::Reference(inner) => inner.values(),
            Self::Plain(_) | Self::Constant(_) => Vec::new(),
        }
    }

    pub(crate) fn key(&self) -> String {
        let all = |items: &[Self]| items.iter().map(Self::key).collect::<Vec<_>>().join(",");
        match self {
            Self::Value(id) => id.to_string(),
            Self::Array(items) => format!("[{}]", all(items)),
            Self::Tuple(items) => format!("({})", all(items)),
            Self::Struct(path, fields) => {
                let fields: Vec<_> =
                    fields.iter().map(|(name, field)| format!("{}:{}", quote!(#name), field.key())).collect();
                format!("{}{{{}}}", quote!(#path), fields.join(","))
            }
            Self::Made(path, items) => format!("{}({})", quote!(#path), all(items)),
            Self::Reference(inner) => format!("&{}", inner.key()),
            Self::Plain(tokens) | Self::Constant(tokens) => format!("`{tokens}`"),
        }
    }
}

/// The type of a value.
#[derive(Clone, Debug)]
pub(crate) enum Type {
    Number,
    /// The answer of a comparison.
    Mask,
    Array(Box<Type>, TokenStream),
    Tuple(Vec<Type>),
    /// A struct over the number.
    Named(TokenStream),
    /// What an array holds of which only the compiler knows what it is.
    Told(TokenStream),
}

impl Type {
    /// Whether there are structs in it.
    pub(crate) fn has_structs(&self) -> bool {
        match self {
            Self::Array(element, _) => element.has_structs(),
            Self::Tuple(items) => items.iter().any(Self::has_structs),
            Self::Named(_) | Self::Told(_) => true,
            Self::Number | Self::Mask => false,
        }
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Self::Number)
    }

    /// Whether only the compiler knows what is in it.
    pub(crate) fn is_told(&self) -> bool {
        match self {
            Self::Told(_) => true,
            Self::Array(element, length) => element.is_told() || is_of_a_type(length),
            Self::Tuple(items) => items.iter().any(Self::is_told),
            Self::Number | Self::Mask | Self::Named(_) => false,
        }
    }

    /// The type of a part, if it is known.
    pub(crate) fn part(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Array(element, _), Step::Index(_) | Step::At(_)) => match *element {
                Self::Told(_) => None,
                element => Some(element),
            },
            (Self::Tuple(items), Step::Field(i)) => items.into_iter().nth(i),
            _ => None,
        }
    }

    /// The type over the number `number`.
    pub(crate) fn tokens(&self, number: &TokenStream) -> TokenStream {
        match self {
            Self::Number => number.clone(),
            Self::Mask => quote!(#number::Mask),
            Self::Array(element, length) => array_type(&element.tokens(number), length),
            Self::Tuple(items) => {
                let items = items.iter().map(|item| item.tokens(number));
                quote!((#(#items,)*))
            }
            Self::Named(tokens) | Self::Told(tokens) => tokens.clone(),
        }
    }

    /// The zero of this type, of numbers `number` whose constants are found at `scalar`.
    ///
    /// Of what is no vector that is told, and nothing of its zero; `told` says that it is told elsewhere.
    pub(crate) fn zero(&self, krate: &TokenStream, scalar: &TokenStream, number: &Ident, told: bool) -> TokenStream {
        match self {
            Self::Number => quote!(#scalar::ZERO),
            Self::Mask => quote!(<#scalar::Mask as #krate::Mask>::splat(false)),
            Self::Array(element, length) => filled(&element.zero(krate, scalar, number, told), length),
            Self::Tuple(items) => {
                let items = items.iter().map(|item| item.zero(krate, scalar, number, told));
                quote!((#(#items,)*))
            }
            Self::Named(tokens) | Self::Told(tokens) if told => {
                quote!({ #[allow(unused_imports)] use #krate::NoVector as _; <#krate::AsVector<#tokens, #number>>::zeros() })
            }
            // Where the compiler finds a type by what it is used for, it is asked as it is.
            Self::Named(tokens) | Self::Told(tokens)
                if crate::emit::mentions(tokens, &Ident::new("_", proc_macro2::Span::call_site())) =>
            {
                quote!(<#tokens as #krate::Zeros<#number>>::zeros())
            }
            Self::Named(tokens) | Self::Told(tokens) => {
                quote!(<<#tokens as #krate::Vector<#number>>::With<#number> as #krate::Zeros<#number>>::zeros())
            }
        }
    }
}

/// The layout of a type over a number; where it is told elsewhere of what is no vector, nothing is told here.
pub(crate) fn layout(krate: &TokenStream, ty: &TokenStream, number: &Ident, is_told: bool) -> TokenStream {
    if is_told {
        quote!({ #[allow(unused_imports)] use #krate::NoVector as _; <#krate::AsVector<#ty, #number>>::LAYOUT })
    } else {
        quote!(<#ty as #krate::Vector<#number>>::LAYOUT)
    }
}

/// A type as a person writes it.
pub(crate) fn written(ty: &impl ToTokens) -> String {
    let text = ty.to_token_stream().to_string();
    [(" ;", ";"), (" < ", "<"), (" >", ">"), (" ,", ","), ("& ", "&"), (" :: ", "::")]
        .iter()
        .fold(text, |text, (apart, together)| text.replace(apart, together))
}

/// The number of a field: of its name, or its place.
pub(crate) fn field_number(member: &Member) -> proc_macro2::Literal {
    proc_macro2::Literal::u64_unsuffixed(match member {
        Member::Unnamed(place) => u64::from(place.index),
        // Fowler, Noll and Vo's hash.
        Member::Named(name) => name
            .to_string()
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)),
    })
}

/// The length of an array of this type, which only the compiler knows.
pub(crate) fn length_of(krate: &TokenStream, ty: &TokenStream) -> TokenStream {
    quote!(<#ty as #krate::Elements>::LENGTH)
}

/// What its elements are.
pub(crate) fn element_of(krate: &TokenStream, ty: &TokenStream) -> TokenStream {
    quote!(<#ty as #krate::Elements>::Element)
}

/// The array whose length this is, `<… as Elements>`, if it is that of a type.
fn like(length: &TokenStream) -> Option<TokenStream> {
    let mut tokens: Vec<_> = length.clone().into_iter().collect();
    let last = tokens.pop()?.to_string();
    (last == "LENGTH" && tokens.first()?.to_string() == "<").then(|| tokens.into_iter().collect())
}

/// Whether a length is one that only the compiler knows: of no literal, and no constant by its name.
pub(crate) fn is_of_a_type(length: &TokenStream) -> bool {
    like(length).is_some()
}

/// The type of so many elements. Where the length depends on a type parameter it stands in no array's type by itself.
pub(crate) fn array_type(element: &TokenStream, length: &TokenStream) -> TokenStream {
    match like(length) {
        Some(like) => quote!(#like With<#element>),
        None => quote!([#element; #length]),
    }
}

/// So many of these.
pub(crate) fn filled(x: &TokenStream, length: &TokenStream) -> TokenStream {
    match like(length) {
        Some(like) => quote!(#like filled(#x)),
        None => quote!([#x; #length]),
    }
}
