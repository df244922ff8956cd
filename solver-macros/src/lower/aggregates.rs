//! Arrays, tuples and structs as they are written.

use quote::{ToTokens, format_ident, quote};
use syn::{Error, Expr, Result};

use super::scan;
use super::value::Value;
use super::{FEW, Lowering, told};
use crate::graph::Node;
use crate::input::Errors;

/// Whether a type is one of integers or truth values, or of arrays and tuples of these.
fn is_of_integers(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Array(array) => is_of_integers(&array.elem),
        syn::Type::Tuple(tuple) => tuple.elems.iter().all(is_of_integers),
        syn::Type::Path(path) => path.path.get_ident().is_some_and(|name| {
            let name = name.to_string();
            name == "bool" || name == "usize" || scan::OTHER_INTEGERS.contains(&name.as_str())
        }),
        _ => false,
    }
}

impl Lowering<'_> {
    /// Every expression's value, and every mistake in them.
    pub(super) fn all<'e>(&mut self, expressions: impl Iterator<Item = &'e Expr>) -> Result<Vec<Value>> {
        let (hint, mut errors, mut values) = (self.expected.take(), Errors::default(), Vec::new());
        let tail = core::mem::take(&mut self.tail);
        for expression in expressions {
            self.expected.clone_from(&hint);
            let value = self.expression(expression).and_then(|value| self.read_through(value));
            values.push(errors.take(value));
        }
        (self.expected, self.tail) = (None, tail);
        errors.finish()?;
        values.into_iter().collect::<Option<_>>().ok_or_else(|| told(&quote!()))
    }

    /// The same, where the types of some are said.
    pub(super) fn all_of<'e>(
        &mut self,
        expressions: impl Iterator<Item = &'e Expr>,
        mut said: impl FnMut(&Self, usize, &Expr) -> Option<syn::Type>,
    ) -> Result<Vec<Value>> {
        let (mut errors, mut values) = (Errors::default(), Vec::new());
        let tail = core::mem::take(&mut self.tail);
        for (i, expression) in expressions.enumerate() {
            self.expected = said(self, i, expression);
            let value = self.expression(expression).and_then(|value| self.read_through(value));
            values.push(errors.take(value));
        }
        (self.expected, self.tail) = (None, tail);
        errors.finish()?;
        values.into_iter().collect::<Option<_>>().ok_or_else(|| told(&quote!()))
    }

    /// The type of a field into which an array goes that is made element by element.
    pub(super) fn expected_of_a_field(&self, path: &syn::Path, member: &syn::Member, made: &Expr) -> Option<syn::Type> {
        if !super::collected::makes_an_array(made) {
            return None;
        }
        let Some(crate::shape::Type::Named(of)) = self.struct_type(path) else { return None };
        let (krate, number) = (&self.krate, crate::shape::field_number(member));
        syn::parse2(quote!(<#of as #krate::Field<#number>>::Type)).ok()
    }

    pub(super) fn tuple(&mut self, tuple: &syn::ExprTuple) -> Result<Vec<Value>> {
        let hints: Vec<_> = match self.expected.take() {
            Some(syn::Type::Tuple(types)) => types.elems.iter().map(crate::input::strip).collect(),
            _ => Vec::new(),
        };
        self.all_of(tuple.elems.iter(), |_, i, _| hints.get(i).cloned())
    }

    /// What is expected of an array's elements.
    pub(super) fn expect_element(&mut self) {
        self.expected = match self.expected.take() {
            Some(syn::Type::Array(array)) => Some(crate::input::strip(&array.elem)),
            _ => None,
        };
    }

    pub(super) fn repeat(&mut self, repeat: &syn::ExprRepeat) -> Result<Value> {
        self.expect_element();
        let plain = self.expected.as_ref().is_some_and(|ty| self.is_plain_type(ty));
        let value = self.expression(&repeat.expr)?;
        let value = self.read_through(value)?;
        if let Some(error) = crate::input::computed_length(&repeat.len, &self.input.consts) {
            return Err(error);
        }
        let length = self.subscript(&repeat.len)?;
        if let (true, Some(value)) =
            (plain || matches!(value, Value::Passive(_, false) | Value::Condition(_)), value.plain())
        {
            return Ok(Value::Passive(quote!([#value; #length]), plain));
        }
        match length.to_string().parse::<usize>() {
            Ok(length) if length <= FEW => Ok(Value::Array(vec![value; length])),
            _ => {
                let id = self.whole(&value, &repeat.expr)?;
                Ok(self.node(Node::Fill(id, length)))
            }
        }
    }

    /// `xs[1..4]`, by itself: its elements, where its ends are literals.
    pub(super) fn slice_of(&mut self, index: &syn::ExprIndex, range: &syn::ExprRange) -> Result<Value> {
        let value = self.expression(&index.expr)?;
        let value = self.read_through(value)?;
        if value.is_passive() {
            if let Some(end) = range.start.iter().chain(&range.end).find(|end| super::scan::changes(&***end)) {
                return Err(Error::new_spanned(end, "an end of a slice changes nothing; bind it by `let` before"));
            }
            return Ok(Value::Passive(self.verbatim(index), !matches!(value, Value::Passive(_, false))));
        }
        let end_of = |this: &mut Self, end: &Expr| -> Result<Option<usize>> {
            Ok(this.subscript(end)?.to_string().parse::<usize>().ok())
        };
        let low = match &range.start {
            Some(low) => end_of(self, low)?,
            None => Some(0),
        };
        let high = match (&range.end, range.limits) {
            (Some(high), syn::RangeLimits::Closed(_)) => end_of(self, high)?.map(|high| high + 1),
            (Some(high), syn::RangeLimits::HalfOpen(_)) => end_of(self, high)?,
            (None, _) => self.length(&value).and_then(|(length, _)| length.to_string().parse().ok()),
        };
        let (Some(low), Some(high)) = (low, high) else {
            return Err(Error::new_spanned(
                range,
                "a slice that is a value has literal ends here, `xs[1..4]`; iterate it where it is written, `xs[a..b].iter()`, or \
                 write a loop over indices",
            ));
        };
        let items = (low..high).map(|i| {
            let i = proc_macro2::Literal::usize_unsuffixed(i).to_token_stream();
            self.reach(value.clone(), &super::value::Access::At(i), index)
        });
        Ok(Value::Array(items.collect::<Result<_>>()?))
    }

    /// Whether a type is one of what is not differentiated: it says what it is, and not by the number.
    pub(super) fn is_plain_type(&self, ty: &syn::Type) -> bool {
        if !self.input.generic {
            // A name may stand for numbers.
            return is_of_integers(ty);
        }
        !crate::input::mentions(ty, &self.input.scalar) && !crate::emit::mentions(&quote!([#ty]), &format_ident!("_"))
    }
}
