//! What the patterns of `let`s, arms and arguments bind.

use std::rc::Rc;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Error, Expr, Pat, Result};

use super::Lowering;
use super::value::{Access, LONG, Value};
use crate::graph::{Node, Step};
use crate::shape::Type;

impl Lowering<'_> {
    pub(super) fn bind(&mut self, pattern: &Pat, value: Value) -> Result<()> {
        match pattern {
            Pat::Wild(_) => Ok(()),
            Pat::Ident(ident) => {
                if let Some((_, parts)) = &ident.subpat {
                    let name = Pat::Ident(syn::PatIdent { subpat: None, ..ident.clone() });
                    self.bind(&name, value.clone())?;
                    // The name of what `..` stands for has no parts.
                    return if let Pat::Rest(_) = **parts { Ok(()) } else { self.bind(parts, value) };
                }
                self.bind_whole(ident, value)
            }
            Pat::Type(typed) => {
                self.is_of(&value, &typed.ty)?;
                self.is_a_number(&value, &typed.ty);
                let value = self.said(value, &typed.ty);
                self.bind(&typed.pat, value)?;
                if let Some(name) = super::scan::leaf_name(&typed.pat) {
                    self.declare(&name, &typed.ty);
                }
                Ok(())
            }
            Pat::Reference(reference) => self.bind(&reference.pat, value),
            Pat::Paren(inner) => self.bind(&inner.pat, value),
            pattern
                if takes_apart(pattern)
                    && let Value::Place(place) = &value =>
            {
                self.bind_places(pattern, place)
            }
            Pat::Struct(_) | Pat::TupleStruct(_) | Pat::Or(_) if let Value::Constant(plain) = &value => {
                let plain = plain.clone();
                self.bind_plain(pattern, &plain, None, true);
                Ok(())
            }
            // How long a table outside is the compiler knows.
            Pat::Slice(syn::PatSlice { elems, .. }) | Pat::Tuple(syn::PatTuple { elems, .. })
                if let Value::Constant(plain) = &value
                    && elems.iter().any(is_rest) =>
            {
                let plain = plain.clone();
                self.bind_plain(pattern, &plain, None, true);
                Ok(())
            }
            pattern if let (Value::Passive(plain, _), true) = (&value, takes_apart(pattern)) => {
                let plain = plain.clone();
                self.bind_plain(pattern, &plain, None, true);
                Ok(())
            }
            Pat::Slice(slice) => {
                let elements: Vec<_> = slice.elems.iter().collect();
                self.bind_parts(pattern, &elements, &value, Step::Index)
            }
            Pat::Tuple(tuple) => {
                let elements: Vec<_> = tuple.elems.iter().collect();
                self.bind_parts(pattern, &elements, &value, Step::Field)
            }
            Pat::Struct(fields) if let Value::Struct(_) = value => {
                for field in &fields.fields {
                    let part = self.reach(value.clone(), &Access::Member(field.member.clone()), field)?;
                    self.bind(&field.pat, part)?;
                }
                Ok(())
            }
            Pat::TupleStruct(fields) if let Value::Struct(made) = &value => {
                let value = Value::Tuple(made.values().cloned().collect());
                let elements: Vec<_> = fields.elems.iter().collect();
                self.bind_parts(pattern, &elements, &value, Step::Field)
            }
            Pat::TupleStruct(fields) => {
                let value = Value::Node(self.whole(&value, pattern)?);
                let elements: Vec<_> = fields.elems.iter().collect();
                self.bind_parts(pattern, &elements, &value, Step::Field)
            }
            Pat::Struct(fields) => {
                self.comes_apart(pattern, &value)?;
                let id = self.whole(&value, pattern)?;
                self.has_no_more(id, fields);
                for field in &fields.fields {
                    let step = self.member(&field.member);
                    let part = self.node(Node::Part(id, step));
                    self.bind(&field.pat, part)?;
                }
                Ok(())
            }
            other => Err(Error::new_spanned(
                other,
                "a pattern takes every value here; use names, `_`, arrays, tuples and structs, and `match` else",
            )),
        }
    }

    /// Binds a value as it is to one name.
    fn bind_whole(&mut self, ident: &syn::PatIdent, value: Value) -> Result<()> {
        self.note_integers(&ident.ident, &value);
        let value = if ident.mutability.is_some() || !value.is_passive() {
            self.settled(&ident.ident.to_string(), value)?
        } else {
            value
        };
        // An array of what is no number is one value.
        let value = match value.plain() {
            Some(plain) if matches!(value, Value::Array(_)) && holds_no_number(&value) => Value::Passive(plain, false),
            _ => value,
        };
        let value = self.as_variant(&ident.ident.to_string(), value);
        // A long constant is computed once.
        let value = match value {
            Value::Constant(tokens) if tokens.to_string().len() > LONG && !is_found(&tokens) => {
                self.node(Node::Lit(tokens))
            }
            value => value,
        };
        if let Value::Node(id) = value {
            self.graph.call_it(id, &ident.ident);
        }
        self.bind_name(&ident.ident, value, ident.mutability.is_some());
        Ok(())
    }

    /// Has the compiler see that a pattern of a struct names all its fields, as it would see of the pattern itself.
    fn has_no_more(&mut self, id: crate::graph::Id, pattern: &syn::PatStruct) {
        let Some(Type::Named(ty)) = &self.graph.ty[id] else { return };
        let (krate, number, count) = (&self.krate, &self.input.scalar, pattern.fields.len());
        let own = |name: &proc_macro2::Ident| crate::emit::mentions(ty, name);
        let other = self.input.consts.iter().any(|constant| own(&constant.ident))
            || own(&proc_macro2::Ident::new("Self", proc_macro2::Span::call_site()));
        if pattern.rest.is_some() || other || !self.input.generic || !own(number) {
            return;
        }
        let message = "the pattern leaves fields of the struct out; name them, or end it with `..`";
        let at = proc_macro2::Span::call_site().located_at(syn::spanned::Spanned::span(&pattern.path));
        let told = quote::quote_spanned!(at=> ::core::panic!(#message));
        let check = quote! {
            const _: () = {
                type #number = f64;
                if <#ty as #krate::Vector<#number>>::LAYOUT.has_more_than(#count) {
                    #told
                }
            };
        };
        self.graph.named_in_full.push(check);
    }

    /// The value as a variable of this name holds it: arrays that are indexed by expressions or iterated are whole.
    pub(super) fn settled(&mut self, name: &str, value: Value) -> Result<Value> {
        if let Value::Array(items) = &value
            && self.whole.contains(name)
            && value.parts_apart().is_none()
            && !holds_no_number(&value)
            && !items.iter().any(|item| {
                matches!(item, Value::Passive(..) | Value::Condition(_) | Value::Closure(_) | Value::Struct(_))
            })
        {
            return Ok(Value::Node(self.whole(&value, &quote!())?));
        }
        Ok(value)
    }

    fn bind_parts(&mut self, pattern: &Pat, parts: &[&Pat], value: &Value, step: fn(usize) -> Step) -> Result<()> {
        self.comes_apart(pattern, value)?;
        let places = self.places_of(pattern, parts, value)?;
        self.has_its_length(pattern, value);
        let part = |this: &mut Self, i: usize| match value {
            Value::Array(items) | Value::Tuple(items) => items.get(i).cloned(),
            Value::Node(id) => Some(this.node(Node::Part(*id, step(i)))),
            Value::Constant(tokens) => {
                let i = syn::Index::from(i);
                Some(Value::Constant(if step(0) == Step::Field(0) { quote!(#tokens.#i) } else { quote!(#tokens[#i]) }))
            }
            _ => None,
        };
        let apart = || Error::new_spanned(pattern, "the value does not come apart like this");
        for (place, pattern) in places {
            self.graph.source = Some(syn::spanned::Spanned::span(pattern));
            let value = match place {
                Place::One(i) => part(self, i).ok_or_else(apart)?,
                Place::Several(range) => {
                    Value::Array(range.map(|i| part(self, i)).collect::<Option<_>>().ok_or_else(apart)?)
                }
            };
            self.bind(pattern, value)?;
        }
        Ok(())
    }

    /// Has the compiler see that a pattern of an array is as long as what a call gives.
    fn has_its_length(&mut self, pattern: &Pat, value: &Value) {
        let (Pat::Slice(slice), Value::Node(id), None) = (pattern, value, self.input.method) else { return };
        let (None, Node::Call(path, _)) = (&self.graph.ty[*id], &self.graph.nodes[*id]) else { return };
        if slice.elems.iter().any(is_rest) {
            return;
        }
        let called = syn::spanned::Spanned::span(path);
        let of = crate::emit::as_called(&self.krate, path, &self.input.scalar, false);
        let length = proc_macro2::Literal::usize_unsuffixed(slice.elems.len());
        let of = quote::quote_spanned!(called=> #of::Output);
        self.has_its_type(&of, called, &quote!([_; #length]), slice.bracket_token.span.join());
    }

    /// Has the compiler see that what is said of a number is another name of its type.
    fn is_a_number(&mut self, value: &Value, said: &syn::Type) {
        let number = self.input.scalar.clone();
        let is_number = matches!(value, Value::Node(id) if matches!(self.graph.ty[*id], Some(Type::Number)));
        if is_number
            && self.input.method.is_none()
            && let Ok(Type::Named(ty)) = crate::input::kind(said, &number)
        {
            let at = syn::spanned::Spanned::span(said);
            self.has_its_type(&quote!(#number), at, &ty, at);
        }
    }

    /// Has the compiler see that what is of one type is of another as well.
    fn has_its_type(&mut self, of: &TokenStream, made: Span, ty: &TokenStream, at: Span) {
        let (generics, clause) = (&self.input.function.sig.generics, &self.input.function.sig.generics.where_clause);
        let own = Span::call_site();
        let (head, given) = (
            quote::quote_spanned!(own.located_at(made)=> fn has_its_type),
            quote::quote_spanned!(own.located_at(made)=> (of: &#of)),
        );
        let is_of = quote::quote_spanned!(own.located_at(at)=> let _: &#ty = of;);
        let check = quote! {
            const _: () = {
                #[allow(dead_code, reason = "the compiler checks a type")]
                #head #generics #given #clause { #is_of }
            };
        };
        let text = check.to_string();
        if !self.graph.apart.iter().any(|(_, other)| other.to_string() == text) {
            self.graph.apart.push((proc_macro2::Ident::new("_", own), check));
        }
    }

    /// The mistake of a pattern of another kind than the value is.
    fn comes_apart(&self, pattern: &Pat, value: &Value) -> Result<()> {
        let known = match value {
            Value::Node(id) => self.graph.ty[*id].as_ref(),
            _ => None,
        };
        let message = match (pattern, value, known) {
            (Pat::Tuple(_) | Pat::Struct(_) | Pat::TupleStruct(_), Value::Array(_), _)
            | (Pat::Tuple(_) | Pat::Struct(_) | Pat::TupleStruct(_), _, Some(Type::Array(..))) => {
                "this is an array; write its parts in brackets, `[a, b]`"
            }
            (Pat::Slice(_) | Pat::Struct(_), Value::Tuple(_), _)
            | (Pat::Slice(_) | Pat::Struct(_) | Pat::TupleStruct(_), _, Some(Type::Tuple(_))) => {
                "this is a tuple; write its parts in parentheses, `(a, b)`"
            }
            (_, _, Some(Type::Number)) => "this is one number, which has no parts",
            _ => return Ok(()),
        };
        Err(Error::new_spanned(pattern, message))
    }

    /// Binds the parts of a place that `iter_mut` gives, which are places.
    fn bind_places(&mut self, pattern: &Pat, place: &Rc<super::value::Place>) -> Result<()> {
        let part = |access: Access| {
            let mut place = (**place).clone();
            place.path.push(access);
            Value::Place(Rc::new(place))
        };
        match pattern {
            Pat::Tuple(syn::PatTuple { elems, .. }) | Pat::TupleStruct(syn::PatTupleStruct { elems, .. }) => {
                for (i, pattern) in elems.iter().enumerate().take_while(|(_, part)| !matches!(part, Pat::Rest(_))) {
                    self.bind(pattern, part(Access::Member(syn::Member::from(i))))?;
                }
            }
            Pat::Struct(fields) => {
                for field in &fields.fields {
                    self.bind(&field.pat, part(Access::Member(field.member.clone())))?;
                }
            }
            Pat::Slice(slice) => {
                for (i, pattern) in slice.elems.iter().enumerate().take_while(|(_, part)| !matches!(part, Pat::Rest(_)))
                {
                    let i = proc_macro2::Literal::usize_unsuffixed(i);
                    self.bind(pattern, part(Access::At(quote!(#i))))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Which element of the value each part of the pattern stands for: those after `..` are counted from the end.
    fn places_of<'p>(&self, pattern: &Pat, parts: &[&'p Pat], value: &Value) -> Result<Vec<(Place, &'p Pat)>> {
        let length = match value {
            Value::Array(items) | Value::Tuple(items) => Some(items.len()),
            Value::Node(id) => match &self.graph.ty[*id] {
                Some(Type::Array(_, length)) => length.to_string().parse().ok(),
                Some(Type::Tuple(items)) => Some(items.len()),
                _ => None,
            },
            _ => None,
        };
        let rest = parts.iter().position(|part| is_rest(part));
        let named = parts.len() - usize::from(rest.is_some());
        if length.is_some_and(|length| if rest.is_some() { length < named } else { length != named }) {
            let message = format!("the pattern has {named} elements and the value has {}", length.unwrap_or_default());
            return Err(Error::new_spanned(pattern, message));
        }
        let (before, after) = parts.split_at(rest.unwrap_or(parts.len()));
        let after = after.get(1..).unwrap_or(&[]);
        let first = match length {
            _ if after.is_empty() && !matches!(rest.map(|rest| parts[rest]), Some(Pat::Ident(_))) => 0,
            Some(length) => length - after.len(),
            None => {
                return Err(Error::new_spanned(
                    pattern,
                    "how many elements `..` stands for is not known; take the last ones by their indices",
                ));
            }
        };
        let mut places: Vec<_> = before.iter().copied().enumerate().map(|(i, part)| (Place::One(i), part)).collect();
        if let Some(name) = rest.map(|rest| parts[rest]).filter(|rest| matches!(rest, Pat::Ident(_))) {
            places.push((Place::Several(before.len()..first), name));
        }
        places.extend((first..).zip(after.iter().copied()).map(|(i, part)| (Place::One(i), part)));
        Ok(places)
    }

    /// Binds every name in a pattern to nothing so far.
    pub(super) fn bind_unset(&mut self, pattern: &Pat, ty: Option<&syn::Type>) {
        match pattern {
            Pat::Ident(ident) => {
                self.bind_name(&ident.ident, Value::Unset, ident.mutability.is_some());
                if let Some(ty) = ty {
                    self.declare(&ident.ident, ty);
                }
            }
            Pat::Tuple(tuple) => {
                let types: Vec<_> = match ty {
                    Some(syn::Type::Tuple(types)) => types.elems.iter().collect(),
                    _ => Vec::new(),
                };
                for (i, pattern) in tuple.elems.iter().enumerate() {
                    self.bind_unset(pattern, types.get(i).copied());
                }
            }
            Pat::Type(typed) => self.bind_unset(&typed.pat, Some(&typed.ty)),
            Pat::Paren(inner) => self.bind_unset(&inner.pat, ty),
            _ => {}
        }
    }

    /// Binds every name in a pattern to something harmless.
    pub(super) fn bind_unknown(&mut self, pattern: &Pat) {
        match pattern {
            Pat::Ident(ident) => {
                self.bind_name(&ident.ident, Value::Unknown, true);
                ident.subpat.iter().for_each(|(_, parts)| self.bind_unknown(parts));
            }
            Pat::Slice(slice) => slice.elems.iter().for_each(|p| self.bind_unknown(p)),
            Pat::Tuple(tuple) => tuple.elems.iter().for_each(|p| self.bind_unknown(p)),
            Pat::Type(typed) => self.bind_unknown(&typed.pat),
            Pat::Reference(reference) => self.bind_unknown(&reference.pat),
            Pat::Paren(inner) => self.bind_unknown(&inner.pat),
            Pat::Struct(fields) => fields.fields.iter().for_each(|field| self.bind_unknown(&field.pat)),
            Pat::TupleStruct(fields) => fields.elems.iter().for_each(|p| self.bind_unknown(p)),
            _ => {}
        }
    }

    /// Takes note of an array of integers whose type is not said.
    fn note_integers(&mut self, name: &proc_macro2::Ident, value: &Value) {
        let Value::Array(items) = value else { return };
        let is_new = self.integers.iter().all(|(own, _)| own != name);
        if is_new && items.iter().all(|item| matches!(item, Value::Integer(_))) {
            self.integers.push((name.clone(), false));
        }
    }

    /// What a variable of this name holds: what is found in a table is no number if it is told by its variants.
    pub(super) fn as_variant(&self, name: &str, value: Value) -> Value {
        match value {
            Value::Constant(tokens) if self.variants.contains(name) && is_found(&tokens) => {
                Value::Passive(tokens, true)
            }
            value => value,
        }
    }
}

/// Which of a value's parts a pattern takes.
enum Place {
    One(usize),
    Several(core::ops::Range<usize>),
}

/// Whether a pattern is `..` or `name @ ..`.
pub(super) fn is_rest(pattern: &Pat) -> bool {
    match pattern {
        Pat::Rest(_) => true,
        Pat::Ident(syn::PatIdent { subpat: Some((_, rest)), .. }) => matches!(**rest, Pat::Rest(_)),
        _ => false,
    }
}

/// Whether a pattern takes a value apart, or tells the same of it by several ways.
pub(super) fn takes_apart(pattern: &Pat) -> bool {
    matches!(pattern, Pat::Slice(_) | Pat::Tuple(_) | Pat::TupleStruct(_) | Pat::Struct(_) | Pat::Or(_))
}

/// Whether something is found in a table: of what type is not known.
pub(super) fn is_found(tokens: &proc_macro2::TokenStream) -> bool {
    matches!(syn::parse2(tokens.clone()), Ok(Expr::Index(_) | Expr::Path(_) | Expr::Field(_)))
}

/// Whether an array holds integers of a type that is said somewhere, or truth values.
pub(super) fn holds_no_number(value: &Value) -> bool {
    let all = |value: &Value| match value {
        Value::Array(items) => holds_no_number(&Value::Array(items.clone())),
        Value::Passive(_, floats) => !floats,
        Value::Condition(_) | Value::Integer(_) | Value::Struct(_) => true,
        _ => false,
    };
    match value {
        Value::Array(items) => items.iter().all(all) && items.iter().any(|item| !matches!(item, Value::Integer(_))),
        _ => false,
    }
}
