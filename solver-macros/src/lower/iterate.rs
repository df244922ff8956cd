//! What a loop goes over, iterator chains that end in a number, and arrays made element by element.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Error, Expr, Result};

use super::Lowering;
use super::items::Items;
use super::range::Span;
use super::value::{Value, atom};

impl Lowering<'_> {
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

    pub(super) fn counting(&mut self, range: &syn::ExprRange) -> Result<(Span, Items)> {
        let (Some(low), Some(high)) = (&range.start, &range.end) else {
            return Err(Error::new_spanned(range, "a range has both ends here; write `a..b`"));
        };
        if let Some(end) = [low, high].into_iter().find(|end| is_float(end)) {
            return Err(Error::new_spanned(
                end,
                "a range counts by integers; write `for i in 0..3`, and `i as f64` for the number",
            ));
        }
        let closed = matches!(range.limits, syn::RangeLimits::Closed(_));
        let at = range.span();
        let end: Expr = if closed { syn::parse_quote!(#high + 1) } else { (**high).clone() };
        let mut most = self.most(&end);
        let last = high;
        let said: Vec<_> = [low, high].into_iter().filter_map(|end| self.own_type(end)).collect();
        let is_usize = |ty: &syn::Type| quote!(#ty).to_string() == "usize";
        let (of_usize, said_otherwise) = (said.iter().any(is_usize), said.iter().any(|ty| !is_usize(ty)));
        let low = self.subscript(low)?;
        let high = self.subscript(high)?;
        // The length of an array that lies in a struct, or what is made of it.
        if most.is_none() && crate::emit::mentions(&high, &quote::format_ident!("LENGTH")) {
            let end = if closed { quote!(#high + 1) } else { high.clone() };
            most = self.most_as_found(end);
        }
        let otherwise = said_otherwise
            || low.to_string().starts_with('-')
            || [&low, &high].into_iter().any(|end| self.is_otherwise(end));
        if otherwise || closed && !(of_usize || is_few(most.as_ref()) && self.is_count(&low)) {
            // What is a constant by its name may be of any type.
            let most = match most {
                Some(most) if literal_integer(&most).is_none() => {
                    let one = closed.then(|| quote!(+ 1));
                    self.most(last).map(|last| quote!(#last as usize #one))
                }
                most => most,
            };
            return Ok(self.by_turns([low, high], closed, most, at));
        }
        let high = match (closed, high.to_string().parse::<usize>()) {
            (false, _) => high,
            (true, Ok(high)) => proc_macro2::Literal::usize_unsuffixed(high + 1).to_token_stream(),
            (true, Err(_)) => {
                let high = atom(&high);
                quote!(#high + 1)
            }
        };
        Ok((Span { low, high, step: None, backwards: false, most, at }, Items::Count(None)))
    }

    /// A range of integers of any type, of which the one after the last may be none: it is gone through by the turns' numbers.
    fn by_turns(
        &self,
        [low, high]: [TokenStream; 2],
        closed: bool,
        most: Option<TokenStream>,
        at: proc_macro2::Span,
    ) -> (Span, Items) {
        let krate = &self.krate;
        let ends = literal_integer(&low).zip(literal_integer(&high));
        let known = ends.and_then(|(low, high)| usize::try_from((high + i128::from(closed) - low).max(0)).ok());
        let (count, most) = match known.map(proc_macro2::Literal::usize_unsuffixed) {
            Some(count) => (count.to_token_stream(), Some(count.to_token_stream())),
            // There are no more than the end says where it begins at 0 or further.
            None => {
                let most = most.filter(|_| literal_integer(&low).is_some_and(|low| low >= 0));
                let turns = if closed { quote!(turns_to) } else { quote!(turns) };
                (quote!(#krate::#turns(#low, #high)), most)
            }
        };
        (Span::up_to(count, most, at), Items::Nth { low, like: high })
    }

    /// Whether an integer is no less than 0 in every type: a literal, or what a loop counts.
    fn is_count(&self, tokens: &TokenStream) -> bool {
        literal_integer(tokens).is_some_and(|integer| integer >= 0) || self.ranges.contains_key(&tokens.to_string())
    }

    pub(super) fn elements(&mut self, expression: &Expr) -> Result<(Span, Items)> {
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
        let written = match &value {
            Value::Array(items) => Some(proc_macro2::Literal::usize_unsuffixed(items.len()).to_token_stream()),
            _ => None,
        };
        let value = match value {
            Value::Array(_) if value.plain().is_none() && value.parts_apart().is_none() => {
                Value::Node(self.whole(&value, expression)?)
            }
            value => value,
        };
        let own = self.own_type(expression).or_else(|| self.plain_type(expression)).filter(|_| value.plain().is_some());
        let is_named = |own: &syn::Type, names: &[&str]| matches!(own, syn::Type::Path(own) if names.iter().any(|name| own.path.is_ident(name)));
        if own.as_ref().is_some_and(|own| is_named(own, &["f64", "f32", "bool"])) {
            return Err(Error::new_spanned(
                expression,
                "this is one value, which is not iterated; write it by its name",
            ));
        }
        if own.is_some_and(|own| super::typed::is_integer(&own)) {
            let end = expression.to_token_stream();
            let message = format!("this is one number, which is not iterated; write `for i in 0..{end}`");
            return Err(Error::new_spanned(expression, message));
        }
        let declared = match expression {
            Expr::Path(path) => path.path.get_ident().and_then(|name| self.declared(name)),
            _ => None,
        };
        let known = match declared {
            // What a `let` says.
            Some(syn::Type::Array(array)) if value.plain().is_some() && !matches!(array.len, Expr::Infer(_)) => {
                let length = array.len.to_token_stream();
                Some((length.clone(), Some(length)))
            }
            _ => self.length(&value),
        };
        let known = known.or_else(|| {
            let length = self.length_beside.clone()?;
            let Value::Node(id) = value else { return None };
            let names = (&self.krate, &self.input.scalar);
            self.graph.take_length(id, names, &length, expression.span()).then(|| (length.clone(), Some(length)))
        });
        let known = known.or_else(|| written.map(|length| (length.clone(), Some(length))));
        let known = known.or_else(|| self.length_or_taken(&value, expression));
        let Some((length, most)) = known else {
            return Err(self.no_length(&value, expression));
        };
        Ok((Span::up_to(length, most, expression.span()), Items::Elements(value)))
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
                    Ok(Expr::Path(path)) => (path.to_token_stream().to_string(), "…".into()),
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

    pub(super) fn elements_to_change(&mut self, expression: &Expr) -> Result<(Span, Items)> {
        if let Expr::Index(index) = inner(expression)
            && let Expr::Range(range) = inner(&index.index)
        {
            let all = self.elements_to_change(&index.expr)?;
            return self.slice(all, range);
        }
        let place = self.place(expression)?;
        let value = self.read(&place, expression)?;
        let Some((length, most)) = self.length_or_taken(&value, expression) else {
            return Err(self.no_length(&value, expression));
        };
        Ok((Span::up_to(length, most, expression.span()), Items::Places(place)))
    }
}

/// Whether what a range ends before is so small that integers of every type have it.
fn is_few(most: Option<&TokenStream>) -> bool {
    most.and_then(literal_integer).is_some_and(|most| most <= i128::from(i8::MAX))
}

/// An integer literal, with its sign if it has one.
fn literal_integer(tokens: &TokenStream) -> Option<i128> {
    let text = tokens.to_string().replace([' ', '(', ')'], "");
    let digits = syn::parse_str::<syn::LitInt>(text.trim_start_matches('-')).ok()?.base10_parse::<i128>().ok()?;
    Some(if text.starts_with('-') { -digits } else { digits })
}

fn is_float(end: &Expr) -> bool {
    match end {
        Expr::Lit(literal) => matches!(literal.lit, syn::Lit::Float(_)),
        Expr::Unary(unary) => is_float(&unary.expr),
        Expr::Paren(inner) => is_float(&inner.expr),
        _ => false,
    }
}

pub(super) fn inner(expression: &Expr) -> &Expr {
    match expression {
        Expr::Paren(paren) => inner(&paren.expr),
        other => other,
    }
}
