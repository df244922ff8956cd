//! Structs as they are written in a body. One that may hold what is no number stays apart, field by field, until it is needed
//! whole; one of numbers is a value of the graph.

use std::rc::Rc;

use quote::{ToTokens, format_ident, quote};
use syn::{Error, Expr, Member, Path, Result};

use super::value::{Access, Made, Value};
use super::{Lowering, scan};
use crate::graph::{Id, Node};
use crate::shape::{Shape, Type};

impl Lowering<'_> {
    pub(super) fn structure(&mut self, literal: &syn::ExprStruct) -> Result<Value> {
        if let Some(rest) = &literal.rest {
            return self.updated(rest, literal);
        }
        let values = self.fields_of(literal)?;
        let of = literal.path.segments.iter().rev().nth(1);
        let is_variant = of.is_some_and(|of| of.ident.to_string().starts_with(char::is_uppercase));
        let fields = literal.fields.iter().map(|field| field.member.clone()).zip(values).collect();
        let made = Made { path: literal.path.clone(), fields, whole: None };
        if is_variant && let Some(plain) = made.plain() {
            return Ok(Value::Passive(plain, false));
        }
        let own = literal.fields.iter().map(|field| &field.expr);
        if is_variant && let Some(error) = self.in_a_variant(&literal.path, own.clone().zip(made.values())) {
            return Err(error);
        }
        if self.stays_apart(&made, own.clone()) {
            self.say_made(&made, own);
            return Ok(self.with_types(made));
        }
        self.packed(&made, literal).map(Value::Node)
    }

    /// The mistake of a number in a variant, which holds what is not differentiated.
    pub(super) fn in_a_variant<'v>(
        &self,
        variant: &Path,
        mut values: impl Iterator<Item = (&'v Expr, &'v Value)>,
    ) -> Option<Error> {
        let (at, value) = values.find(|(_, value)| matches!(value, Value::Node(_)))?;
        let Value::Node(id) = value else { return None };
        let (name, own) = (variant.segments.last()?.ident.to_string(), at.to_token_stream().to_string());
        let message = if !self.depends(*id) && matches!(at, Expr::Path(_)) {
            format!(
                "`{own}` changes in a loop as a number like those that are differentiated, and `{name}` holds none; say that it is \
                 none, `let mut {own}: f64 = …`"
            )
        } else {
            format!(
                "`{name}` holds what is not differentiated, and this is; bind it by itself, and let the arms of a `match` use it"
            )
        };
        Some(Error::new_spanned(at, message))
    }

    fn fields_of(&mut self, literal: &syn::ExprStruct) -> Result<Vec<Value>> {
        let each: Vec<_> = literal.fields.iter().collect();
        self.all_of(each.iter().map(|field| &field.expr), |this, i, made| {
            this.expected_of_a_field(&literal.path, &each[i].member, made)
        })
    }

    /// A tuple struct of what is not differentiated.
    pub(super) fn tuple_struct(&mut self, call: &syn::ExprCall, path: &Path, values: &[Value]) -> Option<Value> {
        let names: Vec<_> = path.segments.iter().rev().map(|segment| segment.ident.to_string()).collect();
        let is_type = |name: &String| name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
        let is_struct = names.first().is_some_and(is_type) && !names.get(1).is_some_and(is_type);
        if !is_struct || ["Some", "Ok", "Err"].contains(&names[0].as_str()) {
            return None;
        }
        let fields = values.iter().enumerate().map(|(i, value)| (Member::from(i), value.clone())).collect();
        let made = Made { path: path.clone(), fields, whole: None };
        if !self.stays_apart(&made, call.args.iter()) {
            return None;
        }
        // One of what stands there by name goes where it is used as it is.
        if !values.iter().all(|value| matches!(value, Value::Passive(..))) {
            self.say_made(&made, call.args.iter());
        }
        Some(self.with_types(made))
    }

    /// Whether a struct is kept field by field: a field may be no number, or none of what it is made of is of the function's.
    fn stays_apart<'e>(&self, made: &Made, mut own: impl Iterator<Item = &'e Expr>) -> bool {
        let fields = || made.fields.iter().map(|(_, value)| value);
        if fields().any(holds_another) {
            return true;
        }
        let outside = self.input.generic && fields().all(Value::is_passive) && own.all(|e| self.is_outside(e));
        (outside || fields().any(holds_integers) || fields().any(is_of_a_table)) && !self.is_over_number(&made.path)
    }

    /// Has the compiler see that a struct is made and its fields are read, which it would call dead code: what is written here
    /// has its fields alone. It is never run, so nothing stands for what is no number but that it is there.
    fn say_made<'e>(&mut self, made: &Made, own: impl Iterator<Item = &'e Expr>) {
        let path = &made.path;
        let Some(name) = path.segments.last().map(|last| last.ident.clone()) else { return };
        if self.graph.apart.iter().any(|(other, _)| *other == name) {
            return;
        }
        let values = made.values().zip(own).map(|(value, own)| match value {
            Value::Node(_) => self.stand_in_for(value),
            Value::Constant(_) if crate::emit::mentions(&own.to_token_stream(), &self.input.scalar) => {
                let (krate, number) = (&self.krate, &self.input.scalar);
                Some(quote!(<#number as #krate::Real>::ZERO))
            }
            _ => Some(quote!(::core::unreachable!())),
        });
        let Some(values) = values.collect::<Option<Vec<_>>>() else { return };
        let members: Vec<_> = made.fields.iter().map(|(member, _)| member).collect();
        let reads: Vec<_> = (0..members.len()).map(|i| format_ident!("read_{i}")).collect();
        // A variant may be written like a struct.
        let made = quote! {
            #[allow(unreachable_code, irrefutable_let_patterns, clippy::diverging_sub_expression, reason = "nothing runs it")]
            let _ = || {
                if let #path { #(#members: #reads,)* .. } = &(#path { #(#members: #values),* }) {
                    let _ = (#(#reads,)*);
                }
            };
        };
        self.graph.apart.push((name, made));
    }

    /// The struct with the types that its fields have: of what is written by literals only the compiler knows them, so they are
    /// read out of the struct.
    pub(super) fn with_types(&mut self, made: Made) -> Value {
        let is_untyped = |value: &Value| literals(value);
        let whole = made.values().any(is_untyped).then(|| self.stand_in(&made)).flatten();
        let Some(whole) = whole else { return Value::Struct(Rc::new(made)) };
        let base = if self.graph.ahead.is_outermost() {
            let name = self.unused(&variable_of(&made.path));
            self.graph.ahead.bind(name.clone(), whole);
            name.to_token_stream()
        } else {
            quote!((#whole))
        };
        let fields = made.fields.iter().map(|(member, value)| {
            let read = quote!(#base.#member);
            (member.clone(), if literals(value) { self.read_typed(value, &read) } else { value.clone() })
        });
        let fields = fields.collect();
        let whole = made.plain().is_some().then_some(base);
        Value::Struct(Rc::new(Made { path: made.path, fields, whole }))
    }

    /// What literals stand for, read at a place where they have their types.
    fn read_typed(&mut self, value: &Value, read: &proc_macro2::TokenStream) -> Value {
        match value {
            Value::Integer(tokens) => {
                if tokens.to_string().parse::<usize>().is_ok() {
                    self.below.insert(read.to_string(), tokens.clone());
                }
                Value::Passive(read.clone(), false)
            }
            Value::Constant(_) => Value::Constant(read.clone()),
            Value::Array(items) if items.iter().all(|item| matches!(item, Value::Integer(_))) => {
                Value::Passive(read.clone(), false)
            }
            Value::Array(items) => {
                let each = items.iter().enumerate().map(|(i, item)| {
                    let i = proc_macro2::Literal::usize_unsuffixed(i);
                    self.read_typed(item, &quote!(#read[#i]))
                });
                Value::Array(each.collect())
            }
            Value::Tuple(items) => {
                let each = items.iter().enumerate().map(|(i, item)| {
                    let i = syn::Index::from(i);
                    self.read_typed(item, &quote!(#read.#i))
                });
                Value::Tuple(each.collect())
            }
            value => value.clone(),
        }
    }

    /// The struct with zeros for what is differentiated, if their types are known.
    fn stand_in(&self, made: &Made) -> Option<proc_macro2::TokenStream> {
        let (path, members) = (&made.path, made.fields.iter().map(|(member, _)| member));
        let values = made.values().map(|value| self.stand_in_for(value)).collect::<Option<Vec<_>>>()?;
        Some(quote!(#path { #(#members: #values),* }))
    }

    fn stand_in_for(&self, value: &Value) -> Option<proc_macro2::TokenStream> {
        let all = |items: &[Value]| items.iter().map(|item| self.stand_in_for(item)).collect::<Option<Vec<_>>>();
        Some(match value {
            Value::Node(id) => {
                let (krate, number) = (&self.krate, &self.input.scalar);
                self.graph.ty[*id].as_ref()?.zero(krate, &quote!(<#number as #krate::Real>), number, false)
            }
            Value::Array(items) => {
                let items = all(items)?;
                quote!([#(#items),*])
            }
            Value::Tuple(items) => {
                let items = all(items)?;
                quote!((#(#items,)*))
            }
            Value::Struct(made) => self.stand_in(made)?,
            value => value.plain()?,
        })
    }

    /// Whether the function names the type as one over the number.
    fn is_over_number(&self, path: &Path) -> bool {
        let number = &self.input.scalar;
        let name = |path: &Path| path.segments.last().map(|last| last.ident.to_string());
        let mut declared = scan::Paths::default();
        syn::visit::Visit::visit_item_fn(&mut declared, &self.input.function);
        let is_same = |other: &&Path| name(other) == name(path);
        let mut same = declared.0.iter().filter(is_same).chain([path]);
        same.any(|path| crate::emit::mentions(&quote!(#path), number))
    }

    /// Whether an expression names nothing that is bound in the body but what is given from outside, nor the function's number.
    fn is_outside(&self, expression: &Expr) -> bool {
        let mut names = scan::Names::default();
        syn::visit::Visit::visit_expr(&mut names, expression);
        names.free().all(|name| self.find(name).is_none() || self.is_given(name))
            && !crate::emit::mentions(&quote!(#expression), &self.input.scalar)
    }

    /// Whether a name stands for an argument that is not differentiated, or for a part of one.
    fn is_given(&self, name: &proc_macro2::Ident) -> bool {
        let is_setting = |name: &proc_macro2::Ident| self.input.settings.iter().any(|setting| setting.name == *name);
        if is_setting(name) {
            return true;
        }
        let Some(Value::Passive(tokens, _) | Value::Constant(tokens)) = self.get(name) else { return false };
        let Ok(part) = syn::parse2::<Expr>(tokens.clone()) else { return false };
        let mut names = scan::Names::default();
        syn::visit::Visit::visit_expr(&mut names, &part);
        let mut names = names.free().peekable();
        names.peek().is_some() && names.all(|name| name == "self" || is_setting(name))
    }

    /// A struct as one value of the graph.
    pub(super) fn packed(&mut self, made: &Made, at: &impl ToTokens) -> Result<Id> {
        if let Some((member, _)) = made.fields.iter().find(|(_, value)| holds_another(value)) {
            let (name, member) = (made.path.segments.last().map(|last| &last.ident), member.to_token_stream());
            let name = name.map(ToString::to_string).unwrap_or_default();
            return Err(Error::new_spanned(
                at,
                format!("`{name}` is one value here, and its `{member}` is no number; take its fields one by one"),
            ));
        }
        let mut fields = Vec::new();
        for (member, value) in &made.fields {
            fields.push((member.clone(), self.shape(value, at)?));
        }
        let ty = self.struct_type(&made.path);
        let id = self.graph.add(Node::Pack(Shape::Struct(made.path.clone(), fields)));
        self.graph.ty[id] = self.graph.ty[id].take().or(ty);
        Ok(id)
    }

    /// The value with every struct in it as one value of the graph.
    pub(super) fn with_packed(&mut self, value: Value) -> Result<Value> {
        Ok(match value {
            Value::Struct(made) => Value::Node(self.packed(&made, &made.path)?),
            Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.with_packed(item)).collect::<Result<_>>()?)
            }
            Value::Tuple(items) => {
                Value::Tuple(items.into_iter().map(|item| self.with_packed(item)).collect::<Result<_>>()?)
            }
            value => value,
        })
    }

    /// `Name { field: value, ..rest }`
    fn updated(&mut self, rest: &Expr, literal: &syn::ExprStruct) -> Result<Value> {
        let rest_value = self.expression(rest)?;
        let mut rest_value = self.read_through(rest_value)?;
        let values = self.fields_of(literal)?;
        let members = literal.fields.iter().map(|field| &field.member);
        if let Some(plain) = values.iter().map(Value::plain).collect::<Option<Vec<_>>>()
            && let Some((rest, floats)) = match &rest_value {
                Value::Passive(rest, floats) => Some((rest, *floats)),
                Value::Constant(rest) if self.input.generic => Some((rest, true)),
                _ => None,
            }
        {
            let path = &literal.path;
            return Ok(Value::Passive(quote!(#path { #(#members: #plain,)* ..#rest }), floats));
        }
        if self.input.generic && matches!(rest_value, Value::Constant(_) | Value::Passive(..)) {
            let message =
                "what `..` stands for is not differentiated here; write every field, or bind a struct of numbers";
            return Err(Error::new_spanned(rest, message));
        }
        if let Value::Struct(_) = rest_value {
            for (member, value) in members.zip(values) {
                rest_value = self.replaced(rest_value, &[Access::Member(member.clone())], value, rest)?;
            }
            return Ok(rest_value);
        }
        let mut id = self.whole(&rest_value, rest)?;
        for (field, value) in literal.fields.iter().zip(values) {
            let value = self.whole(&value, &field.expr)?;
            let step = self.member(&field.member);
            id = self.graph.add(Node::Write(id, vec![step], value));
        }
        self.graph.ty[id] = self.graph.ty[id].take().or_else(|| self.struct_type(&literal.path));
        Ok(Value::Node(id))
    }

    /// The type of a struct that is written by this path: as the signature or the path itself says, or over the number alone.
    pub(super) fn struct_type(&self, path: &syn::Path) -> Option<Type> {
        if path.is_ident("Self") {
            return Some(Type::Named(quote!(Self)));
        }
        let names = |path: &syn::Path| path.segments.iter().map(|s| s.ident.to_string()).collect::<Vec<_>>();
        let is_complete = |path: &syn::Path| {
            let last = path.segments.last().map(|last| &last.arguments);
            matches!(last, Some(syn::PathArguments::AngleBracketed(_)))
                && !crate::emit::mentions(&quote!(#path), &format_ident!("_"))
        };
        if is_complete(path) {
            return Some(Type::Named(path.to_token_stream()));
        }
        let mut declared = scan::Paths::default();
        syn::visit::Visit::visit_item_fn(&mut declared, &self.input.function);
        let same = declared.0.into_iter().find(|other| names(other) == names(path) && is_complete(other));
        let number = &self.input.scalar;
        match same {
            Some(path) => Some(Type::Named(path.to_token_stream())),
            None => self.input.generic.then(|| Type::Named(quote!(#path<#number>))),
        }
    }
}

/// Whether a value is no number, or has a part that is none.
pub(super) fn holds_another(value: &Value) -> bool {
    match value {
        Value::Passive(_, false) | Value::Condition(_) => true,
        Value::Array(items) | Value::Tuple(items) => items.iter().any(holds_another),
        Value::Struct(made) => made.fields.iter().any(|(_, value)| holds_another(value)),
        _ => false,
    }
}

/// Whether a value is found in a table outside: of what type is not known.
fn is_of_a_table(value: &Value) -> bool {
    let Value::Constant(tokens) = value else { return false };
    matches!(syn::parse2(tokens.clone()), Ok(Expr::Index(index)) if matches!(&*index.expr, Expr::Path(_)))
}

/// A variable's name after a type's.
fn variable_of(path: &Path) -> String {
    let mut name = String::new();
    for c in path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default().chars() {
        if c.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(c.to_lowercase());
    }
    format!("{name}_made")
}

/// Whether a value is written by literals that have no type of their own.
fn literals(value: &Value) -> bool {
    match value {
        Value::Integer(_) => true,
        Value::Constant(tokens) => super::value::is_untyped(tokens),
        Value::Array(items) | Value::Tuple(items) => items.iter().any(literals),
        _ => false,
    }
}

/// Whether an integer stands in a value.
fn holds_integers(value: &Value) -> bool {
    match value {
        Value::Integer(_) => true,
        Value::Array(items) | Value::Tuple(items) => items.iter().any(holds_integers),
        Value::Struct(made) => made.fields.iter().any(|(_, value)| holds_integers(value)),
        _ => false,
    }
}
