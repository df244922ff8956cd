//! What a loop goes over, iterator chains that end in a number, and arrays made element by element.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Error, Expr, Pat, Result};

use super::turns::Span;
use super::value::{Place, Value, atom};
use super::{Lowering, leaf_name, scan};
use crate::graph::{Id, Node};
use crate::shape::Type;

/// What each turn of a loop is given.
#[derive(Clone, Debug)]
pub(super) enum Items {
    /// The count of the turn, from this on.
    Count(Option<TokenStream>),
    Elements(Value),
    Places(Place),
    Zip(Box<Items>, Box<Items>),
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
    fn filters(&self) -> bool {
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

fn index() -> Ident {
    Ident::new("i", proc_macro2::Span::call_site())
}

impl<'a> Lowering<'a> {
    /// What an expression goes over.
    pub(super) fn iteration(&mut self, expression: &Expr) -> Result<(Span, Items)> {
        match expression {
            Expr::Paren(inner) => self.iteration(&inner.expr),
            Expr::Group(inner) => self.iteration(&inner.expr),
            Expr::Range(range) => self.counting(range),
            Expr::Reference(reference) if reference.mutability.is_some() => self.elements_to_change(&reference.expr),
            Expr::MethodCall(call) => self.adapted(call),
            _ => self.elements(expression),
        }
    }

    fn counting(&mut self, range: &syn::ExprRange) -> Result<(Span, Items)> {
        let (Some(low), Some(high)) = (&range.start, &range.end) else {
            return Err(Error::new_spanned(range, "a range has both ends here; write `a..b`"));
        };
        let closed = matches!(range.limits, syn::RangeLimits::Closed(_));
        let at = range.span();
        let end: Expr = if closed { syn::parse_quote!(#high + 1) } else { (**high).clone() };
        let most = self.most(&end);
        let low = self.subscript(low)?;
        let mut high = self.subscript(high)?;
        if closed {
            high = match high.to_string().parse::<usize>() {
                Ok(high) => proc_macro2::Literal::usize_unsuffixed(high + 1).to_token_stream(),
                Err(_) => {
                    let high = atom(&high);
                    quote!(#high + 1)
                }
            };
        }
        Ok((Span { low, high, step: None, backwards: false, most, at }, Items::Count(None)))
    }

    fn elements(&mut self, expression: &Expr) -> Result<(Span, Items)> {
        match inner(expression) {
            Expr::Reference(lent) if lent.mutability.is_none() => return self.elements(&lent.expr),
            Expr::Index(index) if let Expr::Range(range) = inner(&index.index) => {
                let all = self.elements(&index.expr)?;
                return self.slice(all, range);
            }
            _ => {}
        }
        if let Expr::Path(path) = expression
            && let Some(name) = path.path.get_ident()
            && let Some(Value::Place(_)) = self.get(name)
        {
            return self.elements_to_change(expression);
        }
        let value = self.expression(expression)?;
        let value = self.read_through(value)?;
        let value = match value {
            Value::Array(_) if value.plain().is_none() => Value::Node(self.whole(&value, expression)?),
            value => value,
        };
        let Some((length, most)) = self.length(&value) else {
            return Err(self.no_length(&value, expression));
        };
        Ok((Span::up_to(length, most, expression.span()), Items::Elements(value)))
    }

    /// `xs.windows(n)`, `xs.chunks(n)` and `xs.chunks_exact(n)`, of a literal n: each group's elements are known one by one.
    fn groups(&mut self, call: &syn::ExprMethodCall, count: &Expr) -> Result<(Span, Items)> {
        let count_value = self.subscript(count)?;
        let Some(n) = count_value.to_string().parse::<usize>().ok().filter(|n| (1..=super::FEW).contains(n)) else {
            let message = format!(
                "the number of elements is a literal from 1 to {} here; else write a loop over indices",
                super::FEW
            );
            return Err(Error::new_spanned(count, message));
        };
        let (span, Items::Elements(of)) = self.elements(&call.receiver)? else {
            return Err(Error::new_spanned(&call.receiver, "an array is taken apart like this"));
        };
        let length = span.high.to_string().parse::<usize>().ok();
        let windows = call.method == "windows";
        let literal = |n: usize| proc_macro2::Literal::usize_unsuffixed(n).to_token_stream();
        let (count, high) = (literal(n), atom(&span.high));
        let (high, most) = match length {
            Some(length) if windows => {
                (literal((length + 1).saturating_sub(n)), Some(literal((length + 1).saturating_sub(n))))
            }
            Some(length) => (literal(length / n), Some(literal(length / n))),
            None if windows => (quote!((#high + 1).saturating_sub(#count)), span.most.clone()),
            None => (quote!(#high / #count), span.most.clone()),
        };
        if call.method == "chunks" && length.is_none_or(|length| length % n != 0) {
            return Err(Error::new_spanned(
                &call.method,
                "the last of the chunks may be shorter; write `chunks_exact`, and the rest by itself",
            ));
        }
        let items = Items::Groups { of, count: n, apart: if windows { 1 } else { n } };
        Ok((Span { high, most, ..span }, items))
    }

    /// `xs[a..b]`, which is counted from zero.
    fn slice(&mut self, (span, items): (Span, Items), range: &syn::ExprRange) -> Result<(Span, Items)> {
        let low = match &range.start {
            Some(low) => self.subscript(low)?,
            None => quote!(0),
        };
        let (high, most) = match &range.end {
            Some(_) => {
                let full = syn::ExprRange { start: Some(Box::new(syn::parse_quote!(0))), ..range.clone() };
                let (Span { high, most, .. }, _) = self.counting(&full)?;
                (high, most.or(span.most.clone()))
            }
            None => (span.high.clone(), span.most.clone()),
        };
        let literal = |tokens: &TokenStream| tokens.to_string().parse::<usize>().ok();
        let (count, most) = match (literal(&low), literal(&high)) {
            (Some(0), _) => (high, most),
            (Some(low), Some(high)) => {
                let count = proc_macro2::Literal::usize_unsuffixed(high.saturating_sub(low)).to_token_stream();
                (count.clone(), Some(count))
            }
            _ => {
                let (low, high) = (atom(&low), atom(&high));
                (quote!((#high - #low)), most)
            }
        };
        let items = if low.to_string() == "0" {
            items
        } else {
            Items::From { of: Box::new(items), first: low, step: None, backwards: false }
        };
        Ok((Span { high: count, most, ..span }, items))
    }

    /// The message for what is iterated and is no array, or one of unknown length: what calls give, and structs' fields.
    pub(super) fn no_length(&self, value: &Value, at: &impl ToTokens) -> Error {
        let message = match value {
            Value::Node(id) if self.graph.ty[*id].is_none() => {
                let (field, of) = match syn::parse2(at.to_token_stream()) {
                    Ok(Expr::Field(field)) => {
                        let name = field.member.to_token_stream();
                        (name.to_string(), field.to_token_stream().to_string().replace(' ', ""))
                    }
                    _ => ("xs".into(), "…".into()),
                };
                let number = &self.input.scalar;
                format!(
                    "the length of this array is not known here; say it where it is bound, `let {field}: [{number}; N] = {of}`"
                )
            }
            _ => "this cannot be iterated here; write `for i in a..b`, or iterate an array".into(),
        };
        Error::new_spanned(at, message)
    }

    fn elements_to_change(&mut self, expression: &Expr) -> Result<(Span, Items)> {
        if let Expr::Index(index) = inner(expression)
            && let Expr::Range(range) = inner(&index.index)
        {
            let all = self.elements_to_change(&index.expr)?;
            return self.slice(all, range);
        }
        let place = self.place(expression)?;
        let value = self.read(&place, expression)?;
        let Some((length, most)) = self.length(&value) else {
            return Err(self.no_length(&value, expression));
        };
        Ok((Span::up_to(length, most, expression.span()), Items::Places(place)))
    }

    fn adapted(&mut self, call: &syn::ExprMethodCall) -> Result<(Span, Items)> {
        let name = call.method.to_string();
        let whole = |span: &Span| span.low.to_string() == "0" && span.step.is_none() && !span.backwards;
        match (name.as_str(), call.args.first()) {
            ("iter" | "into_iter", None) if !matches!(inner(&call.receiver), Expr::Range(_)) => {
                self.elements(&call.receiver)
            }
            ("iter_mut", None) => self.elements_to_change(&call.receiver),
            ("copied" | "cloned" | "into_iter", None) => self.iteration(&call.receiver),
            ("rev", None) => {
                let (span, items) = self.iteration(&call.receiver)?;
                Ok((Span { backwards: !span.backwards, ..span }, items))
            }
            ("step_by", Some(step)) => {
                let (span, items) = self.iteration(&call.receiver)?;
                Self::counts_all(&items, call)?;
                let (span, items) =
                    if span.step.is_some() || span.backwards { Self::counted_from_zero((span, items)) } else { (span, items) };
                let step = self.subscript(step)?;
                Ok((Span { step: Some(step), ..span }, items))
            }
            ("enumerate", None) => {
                let (span, items) = self.iteration(&call.receiver)?;
                Self::counts_all(&items, call)?;
                let (span, items) = Self::counted_from_zero((span, items));
                Ok((span, Items::Enumerate(Box::new(items))))
            }
            ("zip", Some(other)) => {
                let (a, b) = (self.iteration(&call.receiver)?, self.iteration(other)?);
                Self::counts_all(&a.1, call)?;
                Self::counts_all(&b.1, call)?;
                let [(a, a_items), (b, b_items)] = [a, b].map(Self::counted_from_zero);
                let literal = |span: &Span| span.high.to_string().parse::<usize>().ok();
                let high = match (literal(&a), literal(&b)) {
                    _ if a.high.to_string() == b.high.to_string() => a.high.clone(),
                    (Some(x), Some(y)) => if x <= y { a.high.clone() } else { b.high.clone() },
                    _ => {
                        let (x, y) = (&a.high, &b.high);
                        quote!(core::cmp::Ord::min(#x, #y))
                    }
                };
                let most = a.most.or(b.most);
                Ok((Span { high, most, ..a }, Items::Zip(Box::new(a_items), Box::new(b_items))))
            }
            ("map", Some(function)) if let Some(closure) = as_closure(function, 1) => {
                let (span, items) = self.iteration(&call.receiver)?;
                Ok((span, Items::Map(Box::new(items), Rc::new(closure))))
            }
            ("filter", Some(function)) if let Some(closure) = as_closure(function, 1) => {
                let (span, items) = self.iteration(&call.receiver)?;
                Ok((span, Items::Filter(Box::new(items), Rc::new(closure))))
            }
            ("windows" | "chunks" | "chunks_exact", Some(count)) => self.groups(call, count),
            ("skip", Some(count)) => {
                let (span, items) = self.iteration(&call.receiver)?;
                Self::counts_all(&items, call)?;
                let (span, items) = if whole(&span) { (span, items) } else { Self::counted_from_zero((span, items)) };
                let low = self.subscript(count)?;
                Ok((Span { low, ..span }, items))
            }
            ("take", Some(count)) => {
                let (span, items) = self.iteration(&call.receiver)?;
                Self::counts_all(&items, call)?;
                let (span, items) =
                    if span.step.is_some() || span.backwards { Self::counted_from_zero((span, items)) } else { (span, items) };
                let most = self.most(count);
                let count = self.subscript(count)?;
                let (low, high) = (&span.low, &span.high);
                let end = if low.to_string() == "0" { count } else { quote!(#low + #count) };
                let high = quote!(core::cmp::Ord::min(#high, #end));
                let most = if low.to_string() == "0" { most.or(span.most) } else { span.most };
                Ok((Span { high, most, low: span.low, ..span }, items))
            }
            _ => self.elements(&Expr::MethodCall(call.clone())).map_err(|_| {
                Error::new_spanned(
                    &call.method,
                    "this iterator is not supported; use `iter`, `enumerate`, `zip`, `map`, `filter`, `rev`, `step_by`, `skip` \
                     and `take`",
                )
            }),
        }
    }

    /// The mistake of counting what a filter left.
    fn counts_all(items: &Items, call: &syn::ExprMethodCall) -> Result<()> {
        if items.filters() {
            let message = format!(
                "what `.filter` leaves is not numbered here, as `.{}` does; number it by a variable in a `for` loop",
                call.method
            );
            return Err(Error::new_spanned(&call.method, message));
        }
        Ok(())
    }

    /// The same, counted from zero, forwards and one by one.
    fn counted_from_zero((span, items): (Span, Items)) -> (Span, Items) {
        if span.low.to_string() == "0" && span.step.is_none() && !span.backwards {
            return (span, items);
        }
        if let (Items::Count(None), None, false) = (&items, &span.step, span.backwards) {
            let (low, high) = (atom(&span.low), atom(&span.high));
            let offset = span.low.clone();
            // There may be none.
            let high = quote!((core::cmp::Ord::max(#high, #low) - #low));
            return (Span { low: quote!(0), high, ..span }, Items::Count(Some(offset)));
        }
        let literal = |tokens: &TokenStream| tokens.to_string().parse::<usize>().ok();
        let number = |n: usize| proc_macro2::Literal::usize_unsuffixed(n).to_token_stream();
        let (low, high) = (atom(&span.low), atom(&span.high));
        let step = span.step.clone();
        let count = match (literal(&low), literal(&high), step.as_ref().map_or(Some(1), literal)) {
            (Some(low), Some(high), Some(step)) if step > 0 => number(high.saturating_sub(low).div_ceil(step)),
            (Some(0), _, _) if step.is_none() => high.clone(),
            _ => match step.as_ref().map(atom) {
                Some(step) => quote!((#high).saturating_sub(#low).div_ceil(#step)),
                None => quote!((#high).saturating_sub(#low)),
            },
        };
        let first = match (span.backwards, literal(&count)) {
            (false, _) => low,
            (true, Some(count))
                if let (Some(low), Some(step)) = (literal(&low), step.as_ref().map_or(Some(1), literal)) =>
            {
                number(low + count.saturating_sub(1) * step)
            }
            (true, _) => match step.as_ref().map(atom) {
                Some(step) => quote!((#low + (#count - 1) * #step)),
                None => quote!((#high - 1)),
            },
        };
        let most = literal(&count).map(number).or(span.most);
        let items = Items::From { of: Box::new(items), first, step, backwards: span.backwards };
        (Span { low: quote!(0), high: count, step: None, backwards: false, most, at: span.at }, items)
    }

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
            Items::Elements(value) => self.reach(value.clone(), &super::value::Access::At(index.clone()), index),
            Items::Places(place) => Ok(Self::element_place(place, index)),
            Items::Groups { of, count, apart } => {
                let element = |i: usize| {
                    let first = if *apart == 1 {
                        index.clone()
                    } else {
                        let apart = proc_macro2::Literal::usize_unsuffixed(*apart);
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
                    Some(step) => quote!(#index * #step),
                    None => index.clone(),
                };
                let place = match (backwards, first.to_string().as_str()) {
                    (true, _) => quote!(#first - #further),
                    (false, "0") => further,
                    (false, _) => quote!(#further + #first),
                };
                self.item(of, &place)
            }
            Items::Zip(a, b) => Ok(Value::Tuple(vec![self.item(a, index)?, self.item(b, index)?])),
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

    /// The value of a closure of these arguments, written in its place.
    pub(super) fn apply(
        &mut self,
        closure: &syn::ExprClosure,
        arguments: Vec<Value>,
        at: &impl ToTokens,
    ) -> Result<Value> {
        if closure.inputs.len() != arguments.len() {
            return Err(Error::new_spanned(at, "the closure takes another number of arguments"));
        }
        let changed = scan::changed(|scan| syn::visit::Visit::visit_expr(scan, &closure.body));
        let own = scan::bound(&closure.body);
        let captured =
            changed.iter().find(|name| !own.contains(*name) && self.find(&quote::format_ident!("{name}")).is_some());
        if let Some(name) = captured {
            return Err(Error::new_spanned(
                closure.inputs_begin,
                format!("the closure changes `{name}`; write a `for` loop that does"),
            ));
        }
        let floor = core::mem::replace(&mut self.floor, self.scopes.len());
        self.scopes.push(super::Scope::new());
        let mut bound = Ok(());
        for (pattern, value) in closure.inputs.iter().zip(arguments) {
            bound = bound.and_then(|()| self.bind(pattern, value));
        }
        let tail = core::mem::take(&mut self.tail);
        let value = bound.and_then(|()| self.expression(&closure.body)).and_then(|value| self.read_through(value));
        self.tail = tail;
        self.scopes.pop();
        self.floor = floor;
        value
    }

    /// `sum`, `product` and `fold` of an iterator.
    pub(super) fn folded(&mut self, call: &syn::ExprMethodCall) -> Result<Value> {
        let (span, items) = self.iteration(&call.receiver)?;
        let name = call.method.to_string();
        let (init, closure) = match (name.as_str(), call.args.first(), call.args.get(1)) {
            // The sum of nothing is −0, as the compiler has it: −0 + x has x's bits, whatever x is.
            ("sum", None, None) => (Value::Constant(quote!(-0.0)), None),
            ("product", None, None) => (Value::Constant(quote!(1.0)), None),
            ("fold", Some(init), Some(function)) if let Some(closure) = as_closure(function, 2) => {
                (self.expression(init)?, Some(closure))
            }
            _ => {
                return Err(Error::new_spanned(
                    &call.method,
                    "write `.fold(init, |sum, x| …)`, with the closure in place",
                ));
            }
        };
        let init = self.read_through(init)?;
        let variable = items
            .variable(&Pat::Wild(syn::PatWild { attrs: Vec::new(), underscore_token: <syn::Token![_]>::default() }));
        let results =
            self.turns(&span, variable.as_ref().or(Some(&index())), None, &[init], &mut |this, index, given| {
                let [sum] = &given[..] else { return Ok(given) };
                let next = this.with_item(
                    &items,
                    index,
                    &mut |this, item| {
                        let item = this.read_through(item)?;
                        if let Some(closure) = &closure {
                            return this.apply(closure, vec![sum.clone(), item], closure);
                        }
                        let (a, b) = (this.lift(sum, call)?, this.lift(&item, call)?);
                        Ok(this.node(if name == "sum" { Node::Add(a, b) } else { Node::Mul(a, b) }))
                    },
                    &|_| Ok(sum.clone()),
                )?;
                Ok(vec![next])
            })?;
        let value = results.into_iter().next().unwrap_or_else(Value::unit);
        if let Value::Node(id) = value {
            self.graph.call_it(id, &Ident::new(if name == "product" { "product" } else { "sum" }, call.method.span()));
        }
        Ok(value)
    }

    /// `core::array::from_fn(|i| …)`, of a length that the turbofish or the expected type says.
    pub(super) fn array_from_fn(&mut self, call: &syn::ExprCall, path: &syn::Path) -> Result<Value> {
        let (length, element) = match self.expected.take() {
            Some(syn::Type::Array(array)) => (Some(array.len.clone()), Some(crate::input::strip(&array.elem))),
            _ => (None, None),
        };
        let arguments = match path.segments.last().map(|segment| &segment.arguments) {
            Some(syn::PathArguments::AngleBracketed(arguments)) => arguments.args.iter().cloned().collect(),
            _ => Vec::new(),
        };
        let element = match arguments.first() {
            Some(syn::GenericArgument::Type(ty)) if !matches!(ty, syn::Type::Infer(_)) => Some(ty.clone()),
            _ => element,
        };
        let length = match arguments.get(1).cloned() {
            Some(syn::GenericArgument::Const(length)) => Some(length),
            Some(syn::GenericArgument::Type(syn::Type::Path(length))) => {
                Some(Expr::Path(syn::ExprPath { attrs: Vec::new(), qself: None, path: length.path }))
            }
            _ => length.filter(|length| !matches!(length, Expr::Infer(_))),
        };
        let Some(length) = length else {
            return Err(Error::new_spanned(
                path,
                "the array's length is not known here; write `from_fn::<_, N, _>(…)`",
            ));
        };
        let Some(Expr::Closure(closure)) = call.args.first() else {
            return Err(Error::new_spanned(&call.args, "`from_fn` takes a closure in place here, `|i| …`"));
        };
        let most = self.most(&length);
        let high = self.subscript(&length)?;
        let name = closure.inputs.first().and_then(leaf_name);
        if let Some(ty) = element.as_ref().filter(|ty| self.is_plain_type(ty)) {
            let own = self.unused("each");
            let value = self.apply(closure, vec![Value::Passive(own.to_token_stream(), false)], closure)?;
            let Some(plain) = value.plain() else {
                return Err(Error::new_spanned(
                    &closure.body,
                    "this is differentiated, and what it is put into is not",
                ));
            };
            let made = quote!(::core::array::from_fn::<#ty, #high, _>(|#own: usize| #plain));
            return Ok(Value::Passive(made, true));
        }
        let span = Span::up_to(high, most, path.span());
        self.build(&span, name.as_ref(), &mut |this, index| {
            this.expected.clone_from(&element);
            let value = this.apply(closure, vec![Value::Passive(index.clone(), false)], closure);
            this.expected = None;
            value
        })
    }

    /// `xs.map(|x| …)`
    pub(super) fn mapped(&mut self, call: &syn::ExprMethodCall, closure: &syn::ExprClosure) -> Result<Value> {
        let (expected, element) = match self.expected.take() {
            Some(syn::Type::Array(array)) => (Some(array.len.clone()), Some(crate::input::strip(&array.elem))),
            _ => (None, None),
        };
        let value = self.expression(&call.receiver)?;
        let value = self.read_through(value)?;
        if let Value::Array(items) = &value {
            let mut mapped = Vec::new();
            for item in items {
                self.expected.clone_from(&element);
                mapped.push(self.apply(closure, vec![item.clone()], closure)?);
            }
            self.expected = None;
            return Ok(Value::Array(mapped));
        }
        // What is made of an array has its length.
        let expected = expected.filter(|length| !matches!(length, Expr::Infer(_)));
        let expected = match expected {
            Some(length) => Some((self.subscript(&length)?, self.most(&length))),
            None => None,
        };
        let Some((length, most)) = self.length(&value).or(expected) else {
            return Err(self.no_length(&value, &call.receiver));
        };
        let span = Span::up_to(length, most, call.span());
        self.build(&span, Some(&index()), &mut |this, index| {
            let item = this.reach(value.clone(), &super::value::Access::At(index.clone()), call)?;
            this.expected.clone_from(&element);
            let value = this.apply(closure, vec![item], closure);
            this.expected = None;
            value
        })
    }

    /// An array made element by element.
    pub(super) fn build(
        &mut self,
        span: &Span,
        name: Option<&Ident>,
        element: &mut dyn FnMut(&mut Self, &TokenStream) -> Result<Value>,
    ) -> Result<Value> {
        // The type of the elements is known once one is made; the array begins as zeros of it.
        let start = self.graph.nodes.len();
        let unknown: Id = self.graph.add(Node::Zero(Type::Named(quote!(unknown #start))));
        let length = span.high.clone();
        let mut made = None;
        let results = self.turns(span, name, None, &[Value::Node(unknown)], &mut |this, index, given| {
            let value = element(this, index)?;
            let id = this.whole(&value, index)?;
            // Of a part of a struct or of a call's value it is not known here, but a number is most likely; the compiler knows.
            let part = matches!(this.graph.nodes[id], Node::Part(..));
            let ty = this.graph.ty[id].clone().or_else(|| part.then_some(Type::Number));
            let Some(ty) = ty else {
                return Err(Error::new(
                    span.at,
                    "the type of the elements is not known here; fill the array by a loop",
                ));
            };
            let array = Type::Array(Box::new(ty), length.clone());
            let Some(Value::Node(param)) = given.first() else { return Ok(given) };
            for id in [unknown, *param] {
                this.graph.ty[id] = Some(array.clone());
            }
            made = Some(array);
            let step = this.graph.at(index);
            Ok(vec![this.node(Node::Write(*param, vec![step], id))])
        })?;
        if let Some(array) = made {
            self.graph.nodes[unknown] = Node::Zero(array);
        }
        Ok(results.into_iter().next().unwrap_or_else(Value::unit))
    }

    /// Whether an iterator is what a loop can go over, or a range, and not a value made of one.
    pub(super) fn is_adapted(expression: &Expr) -> bool {
        const ADAPTERS: &[&str] = &[
            "iter",
            "into_iter",
            "iter_mut",
            "windows",
            "chunks",
            "chunks_exact",
            "copied",
            "cloned",
            "rev",
            "step_by",
            "enumerate",
            "zip",
            "map",
            "filter",
            "skip",
            "take",
        ];
        match expression {
            Expr::Paren(inner) => Self::is_adapted(&inner.expr),
            Expr::MethodCall(call) => ADAPTERS.contains(&call.method.to_string().as_str()),
            _ => true,
        }
    }

    /// Whether a method chain begins with an iterator.
    pub(super) fn is_iterator(expression: &Expr) -> bool {
        match expression {
            Expr::Paren(inner) => Self::is_iterator(&inner.expr),
            Expr::Range(_) => true,
            Expr::MethodCall(call) => {
                ["iter", "into_iter", "iter_mut", "windows", "chunks", "chunks_exact"]
                    .contains(&call.method.to_string().as_str())
                    || Self::is_iterator(&call.receiver)
            }
            _ => false,
        }
    }
}

/// A closure, or that of a function that is named.
pub(super) fn as_closure(function: &Expr, count: usize) -> Option<syn::ExprClosure> {
    match function {
        Expr::Closure(closure) => Some(closure.clone()),
        Expr::Path(path) => {
            let names: Vec<_> = (0..count).map(|i| quote::format_ident!("argument_{i}")).collect();
            Some(syn::parse_quote!(|#(#names),*| #path(#(#names),*)))
        }
        _ => None,
    }
}

fn inner(expression: &Expr) -> &Expr {
    match expression {
        Expr::Paren(paren) => inner(&paren.expr),
        other => other,
    }
}
