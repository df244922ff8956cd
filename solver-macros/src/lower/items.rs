//! What each turn of a loop is given.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Error, Pat, Result};

use super::Lowering;
use super::scan::leaf_name;
use super::value::{Place, Value, atom};
use crate::graph::Condition;

/// What each turn of a loop is given.
#[derive(Clone, Debug)]
pub(super) enum Items {
    /// The count of the turn, from this on.
    Count(Option<TokenStream>),
    /// The integer so many after the first one of a range, of the type of both its ends.
    Nth {
        low: TokenStream,
        like: TokenStream,
    },
    Elements(Value),
    Places(Place),
    Zip(Box<Items>, Box<Items>),
    /// So many of the one, and then the other.
    Chain(Box<Items>, TokenStream, Box<Items>),
    /// So many elements side by side, from each element on or from each that is so many further.
    Groups {
        of: Value,
        count: usize,
        apart: usize,
    },
    /// From this one on, each so many further, or back.
    From {
        of: Box<Items>,
        first: TokenStream,
        step: Option<TokenStream>,
        backwards: bool,
    },
    Enumerate(Box<Items>),
    Map(Box<Items>, Rc<syn::ExprClosure>),
    /// Those of which the closure says so.
    Filter(Box<Items>, Rc<syn::ExprClosure>),
}

/// What is done with an item.
type Taken<'f, 'a> = &'f mut dyn FnMut(&mut Lowering<'a>, Value) -> Result<Value>;

/// What is done where there is none.
type LeftOut<'f, 'a> = &'f dyn Fn(&mut Lowering<'a>) -> Result<Value>;

impl Items {
    pub(super) fn filters(&self) -> bool {
        match self {
            Self::Filter(..) => true,
            Self::Map(inner, _) => inner.filters(),
            _ => false,
        }
    }

    /// The name of the loop's variable, if the pattern gives it one.
    pub(super) fn variable(&self, pattern: &Pat) -> Option<Ident> {
        match (self, pattern) {
            (Self::Count(None), _) => leaf_name(pattern),
            (Self::Enumerate(_), Pat::Tuple(tuple)) => tuple.elems.first().and_then(leaf_name),
            (Self::Enumerate(_) | Self::Count(_), _) => None,
            (Self::Zip(a, b), Pat::Tuple(tuple)) => {
                let name = |items: &Self, i: usize| tuple.elems.get(i).and_then(|pattern| items.variable(pattern));
                [name(a, 0), name(b, 1)].into_iter().flatten().find(|name| name != "i").or_else(|| Some(index()))
            }
            _ => Some(index()),
        }
        .filter(|name| name != "_")
    }
}

impl<'a> Lowering<'a> {
    /// Does something with what a turn is given, or something else where a filter leaves it out.
    pub(super) fn with_item(
        &mut self,
        items: &Items,
        index: &TokenStream,
        taken: Taken<'_, 'a>,
        left_out: LeftOut<'_, 'a>,
    ) -> Result<Value> {
        match items {
            Items::Filter(inner, closure) => self.with_item(
                inner,
                index,
                &mut |this, item| {
                    let asked = this.apply(closure, vec![item.clone()], closure)?;
                    let asked = super::value::truth(&asked)
                        .ok_or_else(|| Error::new_spanned(&closure.body, "a filter asks a comparison"))?;
                    this.choose(asked, closure, &mut |this| taken(this, item.clone()), &mut |this| left_out(this))
                },
                left_out,
            ),
            Items::Map(inner, closure) if inner.filters() => self.with_item(
                inner,
                index,
                &mut |this, item| {
                    let item = this.apply(closure, vec![item], closure)?;
                    taken(this, item)
                },
                left_out,
            ),
            items => {
                let item = self.item(items, index)?;
                taken(self, item)
            }
        }
    }

    /// What a turn is given.
    fn item(&mut self, items: &Items, index: &TokenStream) -> Result<Value> {
        match items {
            Items::Count(None) => Ok(Value::Passive(index.clone(), false)),
            Items::Count(Some(offset)) => {
                let offset = atom(offset);
                Ok(Value::Passive(quote!(#index + #offset), false))
            }
            Items::Nth { low, like } => {
                let krate = &self.krate;
                Ok(Value::Passive(quote!(#krate::nth(#low, #like, #index)), false))
            }
            Items::Elements(value) => self.reach(value.clone(), &super::value::Access::At(index.clone()), index),
            Items::Places(place) => Ok(Self::element_place(place, index)),
            Items::Groups { of, count, apart } => {
                let element = |i: usize| {
                    let first = if *apart == 1 {
                        index.clone()
                    } else {
                        let (index, apart) = (atom(index), proc_macro2::Literal::usize_unsuffixed(*apart));
                        quote!(#index * #apart)
                    };
                    let i = proc_macro2::Literal::usize_unsuffixed(i);
                    if i.to_string() == "0" { first } else { quote!(#first + #i) }
                };
                let elements =
                    (0..*count).map(|i| self.reach(of.clone(), &super::value::Access::At(element(i)), index));
                Ok(Value::Array(elements.collect::<Result<_>>()?))
            }
            Items::From { of, first, step, backwards } => {
                let first = atom(first);
                let further = match step.as_ref().map(atom) {
                    Some(step) => {
                        let index = atom(index);
                        quote!(#index * #step)
                    }
                    None => index.clone(),
                };
                let place = match (backwards, first.to_string().as_str()) {
                    (true, _) if step.is_none() => {
                        let further = atom(&further);
                        quote!(#first - #further)
                    }
                    (true, _) => quote!(#first - #further),
                    (false, "0") => further,
                    (false, _) => quote!(#further + #first),
                };
                self.item(of, &place)
            }
            Items::Zip(a, b) => Ok(Value::Tuple(vec![self.item(a, index)?, self.item(b, index)?])),
            Items::Chain(first, count, then) => {
                let (at, count) = (atom(index), atom(count));
                self.choose(
                    Condition::Verbatim(quote!(#at < #count)),
                    index,
                    &mut |this| this.item(first, index),
                    &mut |this| this.item(then, &quote!((#at - #count))),
                )
            }
            Items::Enumerate(inner) => {
                Ok(Value::Tuple(vec![Value::Passive(index.clone(), false), self.item(inner, index)?]))
            }
            Items::Map(inner, closure) => {
                let item = self.item(inner, index)?;
                self.apply(closure, vec![item], closure)
            }
            Items::Filter(_, closure) => Err(Error::new_spanned(closure, "write `.filter` last, or before `.map`")),
        }
    }
}

pub(super) fn index() -> Ident {
    Ident::new("i", proc_macro2::Span::call_site())
}
