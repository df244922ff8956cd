//! The shape of a value around expressions for its scalars, and as patterns that bind them.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::emit::Emitter;
use crate::graph::{Graph, Id, Node};
use crate::lower::Value;

/// The scalars of a value, in order.
pub(crate) fn scalars(value: &Value) -> Vec<Id> {
    match value {
        Value::Node(id) => vec![*id],
        Value::Array(items) | Value::Tuple(items) => items.iter().flat_map(scalars).collect(),
        _ => Vec::new(),
    }
}

/// A value's shape around these expressions for its scalars.
pub(super) fn rebuild(value: &Value, expressions: &mut impl Iterator<Item = TokenStream>) -> TokenStream {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|v| rebuild(v, expressions)).collect();
            quote!([#(#items),*])
        }
        Value::Tuple(items) => {
            let items: Vec<_> = items.iter().map(|v| rebuild(v, expressions)).collect();
            if let [only] = &items[..] { quote!((#only,)) } else { quote!((#(#items),*)) }
        }
        _ => expressions.next().unwrap_or_default(),
    }
}

/// A pattern that binds the scalars of a value that are used.
pub(super) fn pattern(value: &Value, emitter: &Emitter<'_>) -> TokenStream {
    let used = scalars(value).iter().any(|id| emitter.is_used(*id));
    if !used {
        return quote!(_);
    }
    match value {
        Value::Array(items) => {
            let items = items.iter().map(|v| pattern(v, emitter));
            quote!([#(#items),*])
        }
        Value::Tuple(items) => {
            let items: Vec<_> = items.iter().map(|v| pattern(v, emitter)).collect();
            if let [only] = &items[..] { quote!((#only,)) } else { quote!((#(#items),*)) }
        }
        Value::Node(id) => emitter.leaf(*id),
        _ => quote!(_),
    }
}

/// A pattern for the cotangents that are added to.
pub(super) fn target_pattern(value: &Value, graph: &Graph, added: &HashSet<Id>) -> Option<TokenStream> {
    if !scalars(value).iter().any(|id| added.contains(id)) {
        return None;
    }
    Some(match value {
        Value::Array(items) => {
            let items = items.iter().map(|v| target_pattern(v, graph, added).unwrap_or_else(|| quote!(_)));
            quote!([#(#items),*])
        }
        Value::Tuple(items) => {
            let items: Vec<_> =
                items.iter().map(|v| target_pattern(v, graph, added).unwrap_or_else(|| quote!(_))).collect();
            if let [only] = &items[..] { quote!((#only,)) } else { quote!((#(#items),*)) }
        }
        Value::Node(id) => match &graph.nodes[*id] {
            Node::Leaf(name) => target_name(graph, name).into_token_stream(),
            _ => quote!(_),
        },
        _ => quote!(_),
    })
}

/// The name of the cotangent of a leaf that is added to in place.
pub(super) fn target_name(graph: &Graph, leaf: &Ident) -> Ident {
    untaken(graph, format_ident!("{leaf}_bar"))
}

/// The name, or one like it that stands nowhere in the function.
pub(super) fn untaken(graph: &Graph, mut name: Ident) -> Ident {
    while graph.is_word(&name) || graph.is_leaf(&name.to_string()) {
        name = format_ident!("{name}_");
    }
    name
}

/// A pattern for a reference to a value.
pub(super) fn by_reference(value: &Value, emitter: &Emitter<'_>) -> TokenStream {
    if let Value::Node(id) = value
        && emitter.is_used(*id)
        && emitter.is_reference(*id)
    {
        return emitter.name(*id);
    }
    let pattern = pattern(value, emitter);
    if pattern.to_string() == "_" { quote!(_) } else { quote!(&#pattern) }
}

pub(super) fn one_or_tuple(items: &[TokenStream]) -> TokenStream {
    if let [only] = items { quote!(#only) } else { quote!((#(#items),*)) }
}
