//! Values as nodes of the graph.

use quote::{ToTokens, quote};
use syn::{Error, Result};

use super::value::Value;
use super::{Lowering, told};
use crate::graph::{Id, Node};
use crate::shape::{Shape, Type};

impl Lowering<'_> {
    /// The value as a number's node; a constant becomes a number of the function's type.
    pub(super) fn lift(&mut self, value: &Value, at: &impl ToTokens) -> Result<Id> {
        let id = self.single(value, at)?;
        match self.graph.ty[id] {
            Some(Type::Array(..) | Type::Tuple(_)) => Err(several(at)),
            _ => Ok(id),
        }
    }

    /// The value as the node that it is, of a number or of what is put together already.
    pub(super) fn single(&mut self, value: &Value, at: &impl ToTokens) -> Result<Id> {
        match value {
            Value::Node(id) => Ok(*id),
            Value::Constant(c) | Value::Passive(c, true) => Ok(match self.found(value) {
                Value::Node(id) => id,
                _ => self.graph.add(Node::Lit(c.clone())),
            }),
            Value::Integer(_) => {
                let c = value.float().unwrap_or_default();
                Ok(self.graph.add(Node::Lit(c)))
            }
            Value::Passive(_, false) => Err(Error::new_spanned(
                at,
                "a number is expected here, and this is none; write `as f64` if it is to be one",
            )),
            Value::Condition(_) => Err(Error::new_spanned(
                at,
                "a number is expected here, and this is a condition; choose numbers by it, `if … { a } else { b }`",
            )),
            Value::Array(_) | Value::Tuple(_) => Err(several(at)),
            Value::Struct(_) => {
                Err(Error::new_spanned(at, "a number is expected here, and this is a struct; take one of its fields"))
            }
            Value::Place(place) => {
                let value = self.read(place, at)?;
                self.single(&value, at)
            }
            Value::Closure(_) => {
                Err(Error::new_spanned(at, "a number is expected here, and this is a closure; call it"))
            }
            Value::Driven(_) => {
                Err(Error::new_spanned(at, "a number is expected here, and this is a solve; take its `value(&y0, &p)`"))
            }
            Value::Unset | Value::Never | Value::Left => {
                Err(Error::new_spanned(at, "a number is expected here, and this may have no value"))
            }
            Value::Unknown => Err(told(at)),
        }
    }

    /// The value as one node, arrays and tuples put together. It is made where all its parts are known.
    pub(super) fn whole(&mut self, value: &Value, at: &impl ToTokens) -> Result<Id> {
        if let Value::Array(_) | Value::Tuple(_) = value {
            let current = self.graph.current();
            let shape = self.shape(value, at)?;
            let blocks: Vec<_> = shape.values().iter().map(|id| self.graph.block[*id]).collect();
            let mut block = 0;
            for part in blocks {
                if self.graph.is_within(part, block) {
                    block = part;
                }
            }
            let constant = shape.values().iter().all(|id| matches!(self.graph.nodes[*id], Node::Lit(_)));
            let block = if self.graph.is_within(current, block) && !constant { block } else { current };
            let items = match value {
                Value::Array(items) => items.clone(),
                _ => Vec::new(),
            };
            // One value many times over is written so.
            if let (Shape::Array(shapes), Some(_)) = (&shape, items.first())
                && shapes.len() > 1
                && shapes.iter().all(|shape| shape.key() == shapes[0].key())
            {
                let id = self.whole(&items[0], at)?;
                let length = proc_macro2::Literal::usize_unsuffixed(shapes.len());
                return Ok(self.graph.add_in(block, Node::Fill(id, quote!(#length))));
            }
            return Ok(self.graph.add_in(block, Node::Pack(shape)));
        }
        match value {
            Value::Struct(made) => self.packed(made, at),
            value => self.single(value, at),
        }
    }

    pub(super) fn shape(&mut self, value: &Value, at: &impl ToTokens) -> Result<Shape> {
        match value {
            Value::Array(items) => Ok(Shape::Array(items.iter().map(|v| self.shape(v, at)).collect::<Result<_>>()?)),
            Value::Tuple(items) => Ok(Shape::Tuple(items.iter().map(|v| self.shape(v, at)).collect::<Result<_>>()?)),
            Value::Struct(made) => Ok(Shape::Value(self.packed(made, at)?)),
            other => Ok(Shape::Value(self.single(other, at)?)),
        }
    }
}

fn several(at: &impl ToTokens) -> Error {
    Error::new_spanned(at, "a number is expected here, and this has several; take one of its elements")
}
