//! What a loop goes over, the place of a turn among all, and how many there are at most.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::Lowering;
use super::bounds;
use super::scan;
use crate::graph::Range;

/// What a loop goes over, as it is written.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) low: TokenStream,
    pub(super) high: TokenStream,
    pub(super) step: Option<TokenStream>,
    pub(super) backwards: bool,
    /// A constant that `high` does not exceed.
    pub(super) most: Option<TokenStream>,
    pub(super) at: proc_macro2::Span,
}

impl Span {
    pub(super) fn up_to(high: TokenStream, most: Option<TokenStream>, at: proc_macro2::Span) -> Self {
        Self { low: quote!(0), high, step: None, backwards: false, most, at }
    }

    /// The turns one by one, if they are few and known.
    pub(super) fn few(&self) -> Option<Vec<TokenStream>> {
        let literal = |tokens: &TokenStream| tokens.to_string().parse::<usize>().ok();
        let (low, high) = (literal(&self.low)?, literal(&self.high)?);
        if self.step.is_some() || low >= high || high - low > FEW {
            return None;
        }
        let mut turns: Vec<_> =
            (low..high).map(|i| proc_macro2::Literal::usize_unsuffixed(i).to_token_stream()).collect();
        if self.backwards {
            turns.reverse();
        }
        Some(turns)
    }
}

/// Loops of no more turns than this, and of a short body, are written out: the sweep then finds in one what it needs of
/// another one.
pub(super) const FEW: usize = 4;

impl Lowering<'_> {
    /// The range of a loop, under a variable that no other loop has.
    pub(super) fn range(&mut self, span: &Span, name: Option<&Ident>) -> Rc<Range> {
        let base = name.map_or_else(|| "turn".into(), |name| name.to_string().trim_start_matches('_').to_string());
        let base = if base.is_empty() || base.starts_with("r#") { "turn".into() } else { base };
        let mut text = base.clone();
        let mut count = 1;
        while self.find(&format_ident!("{text}")).is_some() || !self.variables.insert(text.clone()) {
            count += 1;
            text = format!("{base}_{count}");
        }
        // Where it stands is the user's; what it means is the generated code's own.
        let own = proc_macro2::Span::call_site();
        let variable = Ident::new(&text, name.map_or(own, |name| name.span().resolved_at(own)));
        let Span { low, high, step, backwards, most, at } = span;
        let (low_atom, high_atom) = (super::value::atom(low), super::value::atom(high));
        let mut iterator = quote!(#low_atom..#high_atom);
        if step.is_some() || *backwards {
            iterator = quote!((#iterator));
        }
        if let Some(step) = step {
            iterator = quote!(#iterator.step_by(#step));
        }
        if *backwards {
            iterator = quote!(#iterator.rev());
        }
        let literal = |tokens: &TokenStream| tokens.to_string().parse::<usize>().ok();
        let known = match (literal(low), literal(high)) {
            (Some(low), Some(high)) => Some(low < high),
            _ => None,
        };
        match most {
            Some(most) => self.below.insert(variable.to_string(), most.clone()),
            None => self.below.remove(&variable.to_string()),
        };
        self.ranges.insert(variable.to_string(), bounds::ends(span));
        let (turn, most, count) = self.slots(span, &variable, &base);
        let nonempty = match known {
            Some(true) => None,
            Some(false) => Some(quote!(false)),
            None => Some(quote!(#low_atom < #high_atom)),
        };
        Rc::new(Range { variable, iterator, turn, most, count, nonempty, span: *at })
    }

    /// The place of a turn among what is kept of all, how many there are at most, and what has to hold for that.
    fn slots(
        &self,
        span: &Span,
        variable: &Ident,
        base: &str,
    ) -> (TokenStream, Option<TokenStream>, Option<TokenStream>) {
        let Span { low, high, step, most, .. } = span;
        let (low_atom, high_atom) = (super::value::atom(low), super::value::atom(high));
        let starts = low.to_string() == "0";
        let from_start = if starts { quote!(#variable) } else { quote!((#variable - #low_atom)) };
        // What is kept is found by `usize`.
        let otherwise = self.counts_otherwise.contains(base);
        let place = |tokens: TokenStream| if otherwise { quote!((#tokens as usize)) } else { tokens };
        match (most, &self.turns) {
            (Some(most), _) => (place(quote!(#variable)), Some(most.clone()), None),
            // Where no constant is known, the attribute gives one, and turns are counted from the beginning.
            (None, Some(turns)) => {
                let count = if starts { high_atom } else { quote!(#high_atom.saturating_sub(#low_atom)) };
                let (turn, count) = (place(from_start), place(count));
                match step.as_ref().map(super::value::atom) {
                    Some(step) => (quote!(#turn / #step), Some(turns.clone()), Some(quote!(#count.div_ceil(#step)))),
                    None => (turn, Some(turns.clone()), Some(count)),
                }
            }
            (None, None) => (place(quote!(#variable)), None, None),
        }
    }

    /// Whether an end of a range is seen to be an integer of another type than `usize`.
    pub(super) fn is_otherwise(&self, end: &TokenStream) -> bool {
        let text = end.to_string();
        let is_cast = text.ends_with("as usize") || text.ends_with("as usize)");
        let suffixed = |text: &str| scan::OTHER_INTEGERS.iter().any(|ty| text.ends_with(ty));
        !is_cast
            && end.clone().into_iter().any(|token| match token {
                proc_macro2::TokenTree::Ident(name) => self.counts_otherwise.contains(&name.to_string()),
                proc_macro2::TokenTree::Literal(literal) => suffixed(&literal.to_string()),
                proc_macro2::TokenTree::Group(group) => self.is_otherwise(&group.stream()),
                proc_macro2::TokenTree::Punct(_) => false,
            })
            || text.split(' ').next_back().is_some_and(suffixed)
    }
}
