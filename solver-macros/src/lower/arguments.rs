//! Arguments: the leaves of the graph, and what is not differentiated.

use proc_macro2::Ident;
use quote::{format_ident, quote};
use syn::{Pat, Result};

use super::scan;
use super::scan::leaf_name;
use super::value::Value;
use super::{FEW, Lowering};
use crate::graph::Node;
use crate::input::{Argument, Setting};
use crate::shape::Type;

impl Lowering<'_> {
    /// Whether what is not differentiated may be of `f32`: it is made an `f64` where it becomes a number of the function's type.
    pub(super) fn is_single(&self) -> bool {
        self.input.scalar == "f32"
    }

    pub(super) fn setting(&mut self, setting: &Setting) {
        let (name, ty) = (&setting.name, &setting.ty);
        self.variables.insert(name.to_string());
        if scan::OTHER_INTEGERS.contains(&quote!(#ty).to_string().as_str()) {
            self.counts_otherwise.insert(name.to_string());
        }
        let value = match quote!(#ty).to_string().trim_start_matches(['&', ' ']) {
            "f64" => Value::Constant(quote!(#name)),
            "f32" if self.is_single() => Value::Constant(quote!(#name)),
            "f32" => Value::Passive(quote!(#name), false),
            text => Value::Passive(quote!(#name), text.contains("f64") || self.is_single() && text.contains("f32")),
        };
        self.set(name, value);
    }

    /// Binds an argument's pattern to its leaves; gives the leaves in the argument's shape.
    pub(crate) fn argument(&mut self, argument: &Argument, position: usize) -> Result<Value> {
        let name = leaf_name(&argument.pattern).unwrap_or_else(|| format_ident!("a{position}"));
        let value = self.leaves(&argument.kind, Some(&argument.pattern), &name);
        self.bind(&argument.pattern, value.clone())?;
        Ok(value)
    }

    /// A leaf for each scalar, under the name the pattern gives it; one leaf for what stays whole.
    fn leaves(&mut self, ty: &Type, pattern: Option<&Pat>, name: &Ident) -> Value {
        let own = pattern.and_then(leaf_name);
        let stays = own.as_ref().is_some_and(|own| self.whole.contains(&own.to_string()));
        let name = own.as_ref().unwrap_or(name);
        match ty {
            Type::Array(element, length) if !stays && numbers(ty).is_some_and(|count| count <= FEW) => {
                let length = length.to_string().parse().unwrap_or(0);
                Value::Array(
                    (0..length)
                        .map(|i| self.leaves(element, part_of(pattern, i, length), &format_ident!("{name}_{i}")))
                        .collect(),
                )
            }
            Type::Tuple(items) => Value::Tuple(
                (0..items.len())
                    .map(|i| self.leaves(&items[i], part_of(pattern, i, items.len()), &format_ident!("{name}_{i}")))
                    .collect(),
            ),
            _ => {
                let (mut unique, mut count) = (name.clone(), 0);
                while self.graph.is_leaf(&unique.to_string()) || own.is_none() && self.graph.is_word(&unique) {
                    count += 1;
                    unique = format_ident!("{name}_{count}");
                }
                let id = self.graph.add(Node::Leaf(unique));
                self.graph.ty[id] = Some(ty.clone());
                Value::Node(id)
            }
        }
    }
}

/// How many numbers are in a value of this type, if that is known here.
fn numbers(ty: &Type) -> Option<usize> {
    match ty {
        Type::Number | Type::Mask => Some(1),
        Type::Array(element, length) => Some(length.to_string().parse::<usize>().ok()? * numbers(element)?),
        Type::Tuple(items) => items.iter().map(numbers).sum(),
        Type::Named(_) | Type::Told(_) => None,
    }
}

/// The pattern of element `i` of `length` in a pattern.
fn part_of(pattern: Option<&Pat>, i: usize, length: usize) -> Option<&Pat> {
    match pattern? {
        Pat::Slice(slice) if slice.elems.len() == length => slice.elems.get(i),
        Pat::Tuple(tuple) if tuple.elems.len() == length => tuple.elems.get(i),
        Pat::Type(typed) => part_of(Some(&typed.pat), i, length),
        Pat::Reference(reference) => part_of(Some(&reference.pat), i, length),
        Pat::Paren(inner) => part_of(Some(&inner.pat), i, length),
        _ => None,
    }
}
