//! Iterator adapters: what they make of what a loop goes over.

use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Error, Expr, Result};

use super::Lowering;
use super::closures::as_closure;
use super::items::Items;
use super::iterate::inner;
use super::range::Span;
use super::value::atom;

impl Lowering<'_> {
    pub(super) fn adapted(&mut self, call: &syn::ExprMethodCall) -> Result<(Span, Items)> {
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
                let [a, b] = self.zipped([&call.receiver, other])?;
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
            ("chain", Some(other)) => self.chained([&call.receiver, other], call),
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
                    "this iterator is not supported; use `iter`, `enumerate`, `zip`, `chain`, `map`, `filter`, `rev`, `step_by`, `skip` \
                     and `take`",
                )
            }),
        }
    }

    /// What two iterators go over, one after the other.
    fn chained(&mut self, sides: [&Expr; 2], call: &syn::ExprMethodCall) -> Result<(Span, Items)> {
        let [a, b] = [self.iteration(sides[0])?, self.iteration(sides[1])?];
        Self::counts_all(&a.1, call)?;
        Self::counts_all(&b.1, call)?;
        let [(a, a_items), (b, b_items)] = [a, b].map(Self::counted_from_zero);
        if matches!(a_items, Items::Places(_)) || matches!(b_items, Items::Places(_)) {
            return Err(Error::new_spanned(
                &call.method,
                "what `iter_mut` lends is gone through by itself; write two loops",
            ));
        }
        let literal = |span: &Span| span.high.to_string().parse::<usize>().ok();
        let (high, most) = match (literal(&a), literal(&b)) {
            (Some(x), Some(y)) => {
                let all = proc_macro2::Literal::usize_unsuffixed(x + y).to_token_stream();
                (all.clone(), Some(all))
            }
            _ => {
                let (x, y) = (atom(&a.high), atom(&b.high));
                (quote!(#x + #y), None)
            }
        };
        let items = Items::Chain(Box::new(a_items), a.high.clone(), Box::new(b_items));
        Ok((Span { high, most, ..a }, items))
    }

    /// What both sides of a `zip` go over. A range without an end has as many numbers as the other side, and an array in a
    /// struct, whose length the struct's type knows, is taken to have as many elements, which the compiler then checks.
    fn zipped(&mut self, sides: [&Expr; 2]) -> Result<[(Span, Items); 2]> {
        let open = |side: &Expr| match inner(side) {
            Expr::Range(range) if range.end.is_none() => range.start.as_deref().cloned(),
            _ => None,
        };
        // What the compiler alone knows the length of is asked for where nothing else says it.
        self.withheld += 1;
        let mut found = sides.map(|side| open(side).is_none().then(|| self.iteration(side)));
        let beside = self.beside(&mut found, sides, &open);
        self.withheld -= 1;
        beside?;
        if self.withheld == 0 {
            for (found, side) in found.iter_mut().zip(sides) {
                if let Some(Err(_)) = found {
                    *found = Some(self.iteration(side));
                }
            }
            self.beside(&mut found, sides, &open)?;
        }
        let mut found = found.into_iter().zip(sides).map(|(found, side)| match found {
            Some(found) => found,
            // Of a range without an end nothing more is said than what is wrong with the other side.
            None if sides.iter().all(|side| open(side).is_some()) => self.iteration(side),
            None => Err(super::told(side)),
        });
        match (found.next(), found.next()) {
            (Some(Ok(a)), Some(Ok(b))) => Ok([a, b]),
            (Some(Err(mut first)), Some(Err(second))) => {
                first.combine(second);
                Err(first)
            }
            (Some(Err(error)), _) | (_, Some(Err(error))) => Err(error),
            _ => Err(super::told(sides[0])),
        }
    }

    /// What the other side says of a side of a `zip` whose own length is not known.
    fn beside(
        &mut self,
        found: &mut [Option<Result<(Span, Items)>>; 2],
        sides: [&Expr; 2],
        open: &dyn Fn(&Expr) -> Option<Expr>,
    ) -> Result<()> {
        for (i, side) in sides.into_iter().enumerate() {
            let Some(Ok((span, _))) = found[1 - i].clone().map(|other| other.map(Self::counted_from_zero)) else {
                continue;
            };
            if let (Some(low), None) = (open(side), &found[i]) {
                let low = self.subscript(&low)?;
                let items = if self.is_otherwise(&low) || low.to_string().starts_with('-') {
                    Items::Nth { like: low.clone(), low }
                } else {
                    Items::Count(Some(low).filter(|low| low.to_string() != "0"))
                };
                found[i] = Some(Ok((span, items)));
            } else if let Some(Err(_)) = found[i]
                && span.most.as_ref().is_some_and(|most| most.to_string() == span.high.to_string())
                && has_all(side)
            {
                self.length_beside = Some(span.high);
                found[i] = Some(self.iteration(side));
                self.length_beside = None;
            }
        }
        Ok(())
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
    pub(super) fn slice(&mut self, (span, items): (Span, Items), range: &syn::ExprRange) -> Result<(Span, Items)> {
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
                Some(step) => quote!(usize::div_ceil(core::cmp::Ord::max(#high, #low) - #low, #step)),
                None => quote!((core::cmp::Ord::max(#high, #low) - #low)),
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
                Some(step) => quote!((#low + (core::cmp::Ord::max(#count, 1) - 1) * #step)),
                None => quote!((#high - 1)),
            },
        };
        let most = literal(&count).map(number).or(span.most);
        let items = Items::From { of: Box::new(items), first, step, backwards: span.backwards };
        (Span { low: quote!(0), high: count, step: None, backwards: false, most, at: span.at }, items)
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
            "chain",
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
        // What these give is none, and may have methods of the same names.
        const ENDS: &[&str] = &[
            "max",
            "min",
            "max_by",
            "min_by",
            "max_by_key",
            "min_by_key",
            "position",
            "rposition",
            "find",
            "find_map",
            "last",
            "nth",
            "next",
            "reduce",
            "count",
        ];
        match expression {
            Expr::Paren(inner) => Self::is_iterator(&inner.expr),
            Expr::Range(_) => true,
            Expr::MethodCall(call) => {
                ["iter", "into_iter", "iter_mut", "windows", "chunks", "chunks_exact"]
                    .contains(&call.method.to_string().as_str())
                    || !ENDS.contains(&call.method.to_string().as_str()) && Self::is_iterator(&call.receiver)
            }
            _ => false,
        }
    }
}

/// Whether an iterator has an item for each element of what it begins with.
fn has_all(iterator: &Expr) -> bool {
    const ALL: [&str; 7] = ["iter", "into_iter", "copied", "cloned", "rev", "map", "enumerate"];
    match iterator {
        Expr::Paren(inner) => has_all(&inner.expr),
        Expr::Reference(lent) => has_all(&lent.expr),
        Expr::MethodCall(call) if call.method == "zip" => has_all(&call.receiver) && call.args.iter().all(has_all),
        Expr::MethodCall(call) => ALL.contains(&call.method.to_string().as_str()) && has_all(&call.receiver),
        Expr::Path(_) | Expr::Field(_) => true,
        _ => false,
    }
}
