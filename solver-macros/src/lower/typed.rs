//! The types that values which are not differentiated are said to have: an integer of eight bits is one wherever it goes.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{BinOp, Error, Expr, Result, Type};

use super::Lowering;
use super::value::{Value, literal_of};
use crate::graph::{Id, Node, Step};
use crate::shape;

impl Lowering<'_> {
    /// A value as one of the type that it is said to have.
    pub(super) fn said(&self, value: Value, ty: &Type) -> Value {
        let ty = &crate::input::strip(ty);
        match (&value, ty) {
            (Value::Tuple(items), Type::Tuple(types)) if items.len() == types.elems.len() => {
                let each = items.iter().zip(&types.elems);
                return Value::Tuple(each.map(|(item, ty)| self.said(item.clone(), ty)).collect());
            }
            (
                Value::Array(items),
                Type::Array(syn::TypeArray { elem, .. }) | Type::Slice(syn::TypeSlice { elem, .. }),
            ) => {
                let items: Vec<_> = items.iter().map(|item| self.said(item.clone(), elem)).collect();
                let value = Value::Array(items);
                return match value.plain() {
                    Some(plain) if self.is_exact(elem) => Value::Passive(plain, false),
                    _ => value,
                };
            }
            _ => {}
        }
        let Some(plain) = value.plain().filter(|_| !matches!(value, Value::Struct(_))) else { return value };
        let untyped = has_untyped(&plain) || gives_any(&plain);
        let numbers = quote!(#ty).to_string() == "f64" || crate::input::mentions(ty, &self.input.scalar);
        match value {
            Value::Passive(_, true) if ["f32", "f64"].contains(&name(element(ty)).as_str()) && gives_any(&plain) => {
                Value::Passive(ascribed(&plain, ty), true)
            }
            value if numbers || matches!(ty, Type::Infer(_) | Type::Slice(_)) => value,
            Value::Condition(_) => Value::Passive(plain, false),
            _ if self.is_exact(ty) => {
                Value::Passive(if untyped { ascribed(&integer_as(plain, ty), ty) } else { plain }, false)
            }
            Value::Constant(_) if self.is_no_number(ty) => {
                Value::Passive(if untyped { ascribed(&plain, ty) } else { plain }, true)
            }
            Value::Constant(_) if untyped && self.input.generic => Value::Constant(ascribed(&plain, ty)),
            Value::Integer(_) | Value::Passive(..) if untyped && self.input.generic => {
                let floats = !matches!(value, Value::Passive(_, false));
                Value::Passive(ascribed(&plain, ty), floats)
            }
            value => value,
        }
    }

    /// That a value may be of the type it is said to have: what is said of what is differentiated is not written again.
    pub(super) fn is_of(&self, value: &Value, ty: &Type) -> Result<()> {
        let number = &self.input.scalar;
        let wrong = |message: String| Err(Error::new_spanned(ty, message));
        match (value, &crate::input::strip(ty)) {
            (Value::Array(items), Type::Array(array)) => match crate::input::literal_index(&array.len) {
                Some(length) if length != items.len() => {
                    wrong(format!("this says {length} elements, and there are {}", items.len()))
                }
                _ => items.iter().try_for_each(|item| self.is_of(item, &array.elem)),
            },
            (Value::Tuple(items), Type::Tuple(types)) if items.len() == types.elems.len() => {
                items.iter().zip(&types.elems).try_for_each(|(item, ty)| self.is_of(item, ty))
            }
            (Value::Integer(literal), said) if !holds(said, &literal.to_string()) => {
                wrong(format!("a `{}` does not hold {}", name(said), literal.to_string().replace(' ', "")))
            }
            (Value::Array(_) | Value::Tuple(_), Type::Path(path)) if path.path.is_ident(number) => {
                wrong(format!("this says one `{number}`, and there are several; write their type, or leave it out"))
            }
            (Value::Array(_), Type::Tuple(_)) | (Value::Tuple(_), Type::Array(_) | Type::Tuple(_)) => {
                wrong("the value is not of this type; write its own, or leave it out".into())
            }
            (Value::Node(id), said) => {
                let element = name(element(said));
                let plain = ["f64", "f32", "bool", "char"].contains(&element.as_str()) || is_integer_name(&element);
                let own = self.graph.ty[*id].as_ref();
                if plain && *number != element && !matches!(own, Some(shape::Type::Mask)) && self.depends(*id) {
                    return wrong(format!(
                        "this says `{element}`, and the number is differentiated; write `{number}`, or leave it out"
                    ));
                }
                match (own, crate::input::kind(said, number)) {
                    (Some(own), Ok(said)) if !plain && !crate::write::alike(own, &said, &self.input.consts) => {
                        wrong("the value is not of this type; write its own, or leave it out".into())
                    }
                    _ => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// Whether a number depends on an argument that is differentiated.
    pub(super) fn depends(&self, id: Id) -> bool {
        let (mut left, mut seen) = (vec![id], BTreeSet::new());
        while let Some(id) = left.pop() {
            match &self.graph.nodes[id] {
                Node::Leaf(_) => return true,
                // Of several variables that a loop carries, or arms give, this one.
                Node::Part(of, Step::Field(k)) if let Node::Loop(turns) = &self.graph.nodes[*of] => {
                    left.extend([turns.inits[*k], turns.results[*k]].into_iter().filter(|id| seen.insert(*id)));
                }
                Node::Part(of, Step::Field(k)) if let Node::If(_, a, b) = &self.graph.nodes[*of] => {
                    left.extend([a.results[*k], b.results[*k]].into_iter().filter(|id| seen.insert(*id)));
                }
                Node::Param if let Some((turns, k)) = self.graph.param_of.get(&id) => {
                    if let Node::Loop(turns) = &self.graph.nodes[*turns] {
                        left.extend([turns.inits[*k], turns.results[*k]].into_iter().filter(|id| seen.insert(*id)));
                    }
                }
                // What an arm gives, and not what decides about it.
                Node::If(_, a, b) => left.extend(a.results.iter().chain(&b.results)),
                node if seen.insert(id) => left.extend(node.operands()),
                _ => {}
            }
        }
        false
    }

    /// Whether a type is one of integers, truth values or the other float, or of arrays and tuples of these.
    pub(super) fn is_exact(&self, ty: &Type) -> bool {
        match ty {
            Type::Array(array) => self.is_exact(&array.elem),
            Type::Reference(lent) => self.is_exact(&lent.elem),
            Type::Tuple(tuple) => tuple.elems.iter().all(|ty| self.is_exact(ty)),
            ty => {
                is_integer(ty)
                    || ["bool", "char"].contains(&name(ty).as_str())
                    || name(ty) == "f32" && !self.is_single()
            }
        }
    }

    /// The type of the integers that a range counts, where its ends say it.
    pub(super) fn counted_type(&self, range: &Expr) -> Option<Type> {
        match range {
            Expr::Paren(inner) => self.counted_type(&inner.expr),
            Expr::MethodCall(call)
                if ["rev", "step_by", "skip", "take"].contains(&call.method.to_string().as_str()) =>
            {
                self.counted_type(&call.receiver)
            }
            Expr::Range(range) => [&range.start, &range.end].into_iter().flatten().find_map(|end| self.own_type(end)),
            _ => None,
        }
    }

    /// The type that an expression says by itself, where it is one of integers or the other float.
    pub(super) fn own_type(&self, expression: &Expr) -> Option<Type> {
        let own = match expression {
            Expr::Paren(inner) => self.own_type(&inner.expr),
            Expr::Group(inner) => self.own_type(&inner.expr),
            Expr::Unary(inner) => self.own_type(&inner.expr),
            Expr::Cast(cast) => Some((*cast.ty).clone()),
            Expr::Lit(literal) => {
                let suffix = match &literal.lit {
                    syn::Lit::Int(int) => int.suffix(),
                    syn::Lit::Float(float) => float.suffix(),
                    _ => "",
                };
                syn::parse_str(suffix).ok()
            }
            Expr::Path(path) => {
                let Some(name) = path.path.get_ident() else {
                    // `u8::MAX`
                    let first = path.path.segments.first()?.ident.to_string();
                    return is_integer_name(&first).then(|| syn::parse_str(&first).ok()).flatten();
                };
                match self.find(name) {
                    Some(_) if let Some(ty) = self.declared(name) => Some(ty),
                    _ => {
                        let length = self.input.consts.iter().find(|own| own.ident == *name).map(|own| own.ty.clone());
                        let setting = || self.input.settings.iter().find(|own| own.name == *name);
                        let is_given = self
                            .get(name)
                            .and_then(Value::plain)
                            .is_some_and(|own| own.to_string() == *name.to_string());
                        let given = length.or_else(|| setting().map(|own| crate::input::strip(&own.ty)));
                        given.filter(|_| is_given)
                    }
                }
            }
            Expr::MethodCall(call) if call.method == "len" => Some(syn::parse_quote!(usize)),
            Expr::MethodCall(call)
                if ["min", "max", "saturating_sub", "wrapping_sub", "wrapping_add"]
                    .contains(&call.method.to_string().as_str()) =>
            {
                self.own_type(&call.receiver).or_else(|| self.own_type(call.args.first()?))
            }
            Expr::Index(index) => match self.own_type(&index.expr)? {
                Type::Array(array) => Some(*array.elem),
                Type::Slice(slice) => Some(*slice.elem),
                _ => None,
            },
            Expr::Array(array) => {
                let (first, length) = (self.own_type(array.elems.first()?)?, array.elems.len());
                Some(syn::parse_quote!([#first; #length]))
            }
            Expr::Binary(binary) => match binary.op {
                BinOp::Shl(_) | BinOp::Shr(_) => self.own_type(&binary.left),
                BinOp::Add(_)
                | BinOp::Sub(_)
                | BinOp::Mul(_)
                | BinOp::Div(_)
                | BinOp::Rem(_)
                | BinOp::BitAnd(_)
                | BinOp::BitOr(_)
                | BinOp::BitXor(_) => self.own_type(&binary.left).or_else(|| self.own_type(&binary.right)),
                _ => None,
            },
            _ => None,
        };
        own.filter(|ty| self.is_exact(ty) || matches!(ty, Type::Array(_) | Type::Slice(_)))
    }
}

/// An expression that says its type.
fn ascribed(plain: &TokenStream, ty: &Type) -> TokenStream {
    let suffixed = match syn::parse2::<Expr>(plain.clone()) {
        Ok(Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(int), .. })) if is_integer(ty) && int.suffix().is_empty() => {
            let text = format!("{}{}", int.base10_digits(), name(ty));
            syn::parse_str::<syn::LitInt>(&text).ok().map(|mut literal| {
                // There, and of the macro: what lints say of it is of no use.
                literal.set_span(Span::call_site().located_at(int.span()));
                literal.to_token_stream()
            })
        }
        Ok(Expr::Lit(syn::ExprLit { lit: syn::Lit::Float(float), .. })) if name(ty) == "f32" => {
            let text = format!("{}_f32", float.base10_digits());
            syn::parse_str::<syn::LitFloat>(&text).ok().map(|literal| literal.to_token_stream())
        }
        _ => None,
    };
    suffixed.unwrap_or_else(|| quote!(::core::convert::identity::<#ty>(#plain)))
}

/// What may have become a float, as an integer where the type is one.
fn integer_as(plain: TokenStream, ty: &Type) -> TokenStream {
    if is_of_integers(ty) { super::primitives::integer(&plain) } else { plain }
}

/// Whether a literal without a type stands in an expression.
fn has_untyped(plain: &TokenStream) -> bool {
    plain.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Literal(literal) => {
            let own: Option<Expr> = syn::parse2(literal.to_token_stream()).ok();
            own.as_ref().and_then(literal_of).is_some_and(|_| match own {
                Some(Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(int), .. })) => int.suffix().is_empty(),
                Some(Expr::Lit(syn::ExprLit { lit: syn::Lit::Float(float), .. })) => float.suffix().is_empty(),
                _ => false,
            })
        }
        proc_macro2::TokenTree::Group(group) => has_untyped(&group.stream()),
        _ => false,
    })
}

/// Whether what an expression gives is of the type that is asked for.
fn gives_any(plain: &TokenStream) -> bool {
    const ANY: [&str; 8] = ["into", "try_into", "sum", "product", "default", "parse", "from_fn", "None"];
    plain.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(name) => ANY.iter().any(|any| name == any),
        proc_macro2::TokenTree::Group(group) => gives_any(&group.stream()),
        _ => false,
    })
}

/// What an array of arrays and so on holds.
fn element(ty: &Type) -> &Type {
    match ty {
        Type::Array(array) => element(&array.elem),
        Type::Slice(slice) => element(&slice.elem),
        ty => ty,
    }
}

fn name(ty: &Type) -> String {
    quote!(#ty).to_string()
}

/// Whether a type is one of integers.
pub(super) fn is_integer(ty: &Type) -> bool {
    is_integer_name(&name(ty))
}

/// Whether a type of this name is one of integers.
pub(crate) fn is_integer_name(name: &str) -> bool {
    name == "usize" || super::scan::OTHER_INTEGERS.contains(&name)
}

/// Whether a type of integers holds this literal; so does any other type, of which nothing is known, and any expression.
fn holds(ty: &Type, literal: &str) -> bool {
    let Ok(value) = literal.replace([' ', '(', ')'], "").parse::<i128>() else { return true };
    let name = name(ty);
    let (signed, bits) = match name.split_at(1.min(name.len())) {
        ("i", bits) => (true, bits.parse::<u32>().ok()),
        ("u", bits) => (false, bits.parse::<u32>().ok()),
        _ => return true,
    };
    match bits {
        Some(bits @ 1..=64) if signed => (-(1_i128 << (bits - 1))..1_i128 << (bits - 1)).contains(&value),
        Some(bits @ 1..=64) => (0..1_i128 << bits).contains(&value),
        _ => true,
    }
}

/// Whether a type is one of integers, or of arrays of them.
pub(super) fn is_of_integers(ty: &Type) -> bool {
    match ty {
        Type::Array(array) => is_of_integers(&array.elem),
        ty => is_integer(ty),
    }
}
