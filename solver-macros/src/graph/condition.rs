//! Conditions on numbers.

use proc_macro2::TokenStream;
use quote::quote;

use super::Id;
use super::node::Operator;

/// A condition on numbers.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    Compare(Id, Operator, Id),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    /// One that does not depend on the arguments.
    Verbatim(TokenStream),
    /// The truth value of a node.
    Value(Id),
    /// Whether a cotangent is anything but zero, its tangents included.
    Wanted(Id),
}

impl Condition {
    pub(crate) fn values(&self) -> Vec<Id> {
        match self {
            Self::Compare(a, _, b) => vec![*a, *b],
            Self::And(a, b) | Self::Or(a, b) => [a.values(), b.values()].concat(),
            Self::Not(a) => a.values(),
            Self::Verbatim(_) => Vec::new(),
            Self::Value(id) | Self::Wanted(id) => vec![*id],
        }
    }

    /// The condition as it was written, if it does not depend on the arguments.
    pub(crate) fn plain(&self) -> Option<TokenStream> {
        match self {
            Self::Verbatim(tokens) => Some(tokens.clone()),
            Self::And(a, b) => {
                let (a, b) = (a.plain()?, b.plain()?);
                Some(quote!((#a) && (#b)))
            }
            Self::Or(a, b) => {
                let (a, b) = (a.plain()?, b.plain()?);
                Some(quote!((#a) || (#b)))
            }
            Self::Not(a) => {
                let a = a.plain()?;
                Some(quote!(!(#a)))
            }
            Self::Compare(..) | Self::Value(_) | Self::Wanted(_) => None,
        }
    }

    pub(super) fn key(&self) -> String {
        match self {
            Self::Compare(a, operator, b) => format!("{a} {operator} {b}"),
            Self::And(a, b) => format!("({} and {})", a.key(), b.key()),
            Self::Or(a, b) => format!("({} or {})", a.key(), b.key()),
            Self::Not(a) => format!("not {}", a.key()),
            Self::Verbatim(tokens) => format!("({tokens})"),
            Self::Value(id) => format!("{id}"),
            Self::Wanted(id) => format!("{id} wanted"),
        }
    }
}
