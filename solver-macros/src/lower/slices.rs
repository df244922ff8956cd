//! What changes an array as a whole: methods like `fill` and `swap`, and what `core::mem` has.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, Expr, Result};

use super::Lowering;
use super::iterate::inner;
use super::patterns::holds_no_number;
use super::value::{Access, Place, Value};
use crate::graph::Node;

impl Lowering<'_> {
    /// `xs.fill(x)`
    pub(super) fn filled(&mut self, array: &Expr, with: &Expr) -> Result<Value> {
        let value = self.expression(with)?;
        let value = self.read_through(value)?;
        let place = self.place(array)?;
        let old = self.read(&place, array)?;
        let Some((length, _)) = self.length_or_taken(&old, array) else { return Err(self.no_length(&old, array)) };
        let value = match &old {
            Value::Array(items) => Value::Array(vec![value; items.len()]),
            old if old.is_passive() => match value.plain() {
                Some(value) => Value::Passive(quote!([#value; #length]), false),
                None => return Err(Error::new_spanned(with, "this is differentiated, and what it is put into is not")),
            },
            _ => {
                let id = self.whole(&value, with)?;
                self.node(Node::Fill(id, length))
            }
        };
        self.write(&place, value, array)?;
        Ok(Value::unit())
    }

    /// `mem::swap(&mut a, &mut b)`
    pub(super) fn swap_places(&mut self, [a, b]: [&Expr; 2]) -> Result<Value> {
        let places = [self.place(a)?, self.place(b)?];
        let values = [self.read(&places[0], a)?, self.read(&places[1], b)?];
        let [first, second] = values;
        self.write(&places[0], second, a)?;
        self.write(&places[1], first, b)?;
        Ok(Value::unit())
    }

    /// `mem::replace(&mut a, b)`
    pub(super) fn replace(&mut self, place: &Expr, with: &Expr) -> Result<Value> {
        let value = self.expression(with)?;
        let at = self.place(place)?;
        let old = self.read(&at, place)?;
        self.write(&at, value, place)?;
        Ok(old)
    }

    /// `xs.reverse()`
    pub(super) fn reverse(&mut self, array: &Expr) -> Result<Value> {
        let place = self.place(array)?;
        let value = match self.read(&place, array)? {
            Value::Array(mut items) => {
                items.reverse();
                Value::Array(items)
            }
            value if let Some(plain) = value.plain() => {
                Value::Passive(quote!({ let mut changed = #plain; changed.reverse(); changed }), true)
            }
            value => {
                let Some((length, most)) = self.length_or_taken(&value, array) else {
                    return Err(self.no_length(&value, array));
                };
                let span = super::range::Span::up_to(length.clone(), most, syn::spanned::Spanned::span(array));
                let length = super::value::atom(&length);
                self.build(&span, None, array, &mut |this, i| {
                    this.reach(value.clone(), &Access::At(quote!(#length - 1 - #i)), array)
                })?
            }
        };
        self.write(&place, value, array)?;
        Ok(Value::unit())
    }

    /// `xs[a..b].fill(x)` and `xs[a..b].reverse()`
    pub(super) fn changed_in_part(&mut self, call: &syn::ExprMethodCall) -> Result<Option<Value>> {
        let slice = &call.receiver;
        let done = match (call.method.to_string().as_str(), inner(slice), call.args.first()) {
            ("fill", _, Some(value)) => {
                let filled = self.unused("filled");
                quote!({
                    let #filled = #value;
                    for place in #slice.iter_mut() {
                        *place = #filled;
                    }
                })
            }
            ("reverse", Expr::Index(syn::ExprIndex { expr: array, index: range, .. }), None) => {
                let before = self.unused("before");
                quote!({
                    let #before = #array;
                    for (place, other) in #slice.iter_mut().zip(#before[#range].iter().rev()) {
                        *place = *other;
                    }
                })
            }
            _ => {
                let message = "this is done to a whole array alone; write a `for` loop over the indices of the part";
                return Err(Error::new_spanned(&call.method, message));
            }
        };
        self.expression(&syn::parse2(done)?).map(Some)
    }

    /// `xs.copy_from_slice(&ys)`, of two arrays or slices of one length, which is seen here.
    pub(super) fn copied_from(&mut self, to: &Expr, from: &Expr) -> Result<Value> {
        let (before, counted) = (self.snapshot(), self.errors.count());
        let spans = [self.elements_to_change(to)?.0, self.elements(from)?.0];
        self.restore(before);
        debug_assert_eq!(self.errors.count(), counted);
        if spans[0].high.to_string() != spans[1].high.to_string() {
            let message = "whether both have one length is not seen here; write a loop over indices";
            return Err(Error::new_spanned(from, message));
        }
        let from = match from {
            Expr::Reference(lent) => &lent.expr,
            from => from,
        };
        let copies = quote!({
            for (place, copied) in #to.iter_mut().zip(#from.iter()) {
                *place = *copied;
            }
        });
        self.expression(&syn::parse2(copies)?)
    }

    /// `xs.rotate_left(k)` and `xs.rotate_right(k)` of an array; integers have methods of these names too.
    pub(super) fn rotated(&mut self, call: &syn::ExprMethodCall, by: &Expr) -> Result<Option<Value>> {
        let array = &call.receiver;
        let Ok(place) = self.place(array) else { return Ok(None) };
        let value = self.read(&place, array)?;
        let left = call.method == "rotate_left";
        if let Some(plain) = value.plain() {
            let is_array = |written: &Expr| matches!(self.plain_type(written), Some(syn::Type::Array(_)));
            if !is_array(array) && !syn::parse2(plain.clone()).is_ok_and(|value| is_array(&value)) {
                return Ok(None);
            }
            let by = self.index(by)?;
            return self.changed_as_it_is(&place, call, &[by]).map(Some);
        }
        let Some((length, most)) = self.length_or_taken(&value, array) else {
            return Err(self.no_length(&value, array));
        };
        let by = super::value::atom(&self.index(by)?);
        let value = match &value {
            Value::Array(_) => Value::Node(self.whole(&value, array)?),
            value => value.clone(),
        };
        let span = super::range::Span::up_to(length.clone(), most, syn::spanned::Spanned::span(&**array));
        let length = super::value::atom(&length);
        let literal =
            |tokens| syn::parse2::<syn::LitInt>(tokens).ok().and_then(|count| count.base10_parse::<usize>().ok());
        let is_within =
            matches!((literal(by.clone()), literal(length.clone())), (Some(by), Some(length)) if by <= length);
        let rotated = self.build(&span, None, array, &mut |this, i| {
            let from = if left { quote!(#i + #by) } else { quote!(#i + (#length - #by)) };
            let from = if is_within {
                quote!((#from) % #length)
            } else {
                // Of more than there are, the last one is out of range, as it is for the method.
                quote!(if #from < #length { #from } else { #from - #length })
            };
            this.reach(value.clone(), &Access::At(from), array)
        })?;
        self.write(&place, rotated, array)?;
        Ok(Some(Value::unit()))
    }

    /// `xs.sort_by(…)` and the like, of what is not differentiated.
    pub(super) fn sorted(&mut self, call: &syn::ExprMethodCall) -> Result<Option<Value>> {
        let Ok(place) = self.place(&call.receiver) else { return Ok(None) };
        if self.read(&place, &call.receiver)?.plain().is_none() {
            return Ok(None);
        }
        let mut names = super::scan::Names::default();
        call.args.iter().for_each(|by| syn::visit::Visit::visit_expr(&mut names, by));
        let is_plain = |name: &proc_macro2::Ident| self.get(name).is_none_or(|value| value.plain().is_some());
        if let Some(name) = names.free().find(|name| !is_plain(name)) {
            let message = "what decides about this order is differentiated; compare and swap in a loop, or sort before";
            return Err(Error::new_spanned(name, message));
        }
        let by: Vec<_> = call.args.iter().map(|by| self.verbatim(by)).collect();
        self.changed_as_it_is(&place, call, &by).map(Some)
    }

    /// An array that is not differentiated, after a method changed it.
    fn changed_as_it_is(&mut self, place: &Place, call: &syn::ExprMethodCall, by: &[TokenStream]) -> Result<Value> {
        let (array, method) = (&call.receiver, &call.method);
        let before = self.read(place, array)?;
        let plain = before.plain();
        let changed = quote!({ let mut changed = #plain; changed.#method(#(#by),*); changed });
        self.write(place, Value::Passive(changed, !holds_no_number(&before)), array)?;
        Ok(Value::unit())
    }

    /// `xs.split_at(k)` of a literal k, where it is differentiated.
    pub(super) fn split(&mut self, array: &Expr, at: &Expr) -> Result<Option<Value>> {
        let value = self.expression(array)?;
        if self.read_through(value)?.is_passive() {
            return Ok(None);
        }
        let slices: [Expr; 2] = [syn::parse_quote!(#array[..#at]), syn::parse_quote!(#array[#at..])];
        Ok(Some(Value::Tuple(slices.iter().map(|slice| self.expression(slice)).collect::<Result<_>>()?)))
    }

    /// `xs.swap(i, j)`
    pub(super) fn swap(&mut self, array: &Expr, [i, j]: [&Expr; 2]) -> Result<Value> {
        let array = self.place(array)?;
        let indices = [self.index(i)?, self.index(j)?];
        let places = indices.map(|index| {
            let mut place = array.clone();
            place.path.push(Access::At(index));
            place
        });
        let values = [self.read(&places[0], i)?, self.read(&places[1], j)?];
        let [a, b] = values;
        self.write(&places[0], b, i)?;
        self.write(&places[1], a, j)?;
        Ok(Value::unit())
    }
}
