//! What a loop goes over, iterator chains that end in a number, and arrays made element by element.

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
        let most = self.most(&end);
        let low = self.subscript(low)?;
        let mut high = self.subscript(high)?;
        let mut last = None;
        if closed {
            last = [&low, &high].iter().any(|end| self.is_otherwise(end)).then(|| high.clone());
            high = match high.to_string().parse::<usize>() {
                Ok(high) => proc_macro2::Literal::usize_unsuffixed(high + 1).to_token_stream(),
                Err(_) => {
                    let high = atom(&high);
                    quote!(#high + 1)
                }
            };
        }
        Ok((Span { low, high, last, step: None, backwards: false, most, at }, Items::Count(None)))
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
        let value = match value {
            Value::Array(_) if value.plain().is_none() => Value::Node(self.whole(&value, expression)?),
            value => value,
        };
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
            self.graph.take_length(id, &length, expression.span()).then(|| (length.clone(), Some(length)))
        });
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
        let Some((length, most)) = self.length(&value) else {
            return Err(self.no_length(&value, expression));
        };
        Ok((Span::up_to(length, most, expression.span()), Items::Places(place)))
    }
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
