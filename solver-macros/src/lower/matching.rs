//! `match`: what its patterns ask, and what they bind.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::VisitMut;
use syn::{Error, Expr, Pat, Result};

use super::Lowering;
use super::exhaustive::{self, Known};
use super::value::{Value, truth};
use crate::graph::Condition;

impl Lowering<'_> {
    pub(super) fn choice(&mut self, choice: &syn::ExprMatch) -> Result<Value> {
        let (hint, tail) = (self.expected.take(), core::mem::take(&mut self.tail));
        let value = self.expression(&choice.expr)?;
        let value = self.read_through(value)?;
        (self.expected, self.tail) = (hint, tail);
        self.choice_of(&value, choice)
    }

    /// The arm that a value matches.
    pub(super) fn choice_of(&mut self, value: &Value, choice: &syn::ExprMatch) -> Result<Value> {
        let known = exhaustive::check(choice, value.plain().is_some())?;
        self.match_arms(choice, value, 0, &known)
    }

    fn match_arms(&mut self, choice: &syn::ExprMatch, value: &Value, from: usize, known: &Known) -> Result<Value> {
        let Some(arm) = choice.arms.get(from) else {
            return Err(Error::new_spanned(
                choice.match_token,
                "a `match` has an arm for every value; end it with `_`",
            ));
        };
        super::refuse::lent_by_a_pattern(&arm.pat)?;
        let is_last = from + 1 == choice.arms.len();
        let (pattern, guard) = exhaustive::unguarded(&arm.pat);
        if let Some(guard) = guard.filter(|guard| super::scan::changes(*guard)) {
            return Err(Error::new_spanned(
                guard,
                "a guard changes nothing here; change it before the `match`, or in the arm",
            ));
        }
        let body = &arm.body;
        let (hint, tail) = (self.expected.clone(), self.tail);
        let by_guard = self.found_by_guard(pattern, guard, value);
        // Of a guard that asks what is differentiated each alternative is an arm.
        if let (None, Some(guard), Pat::Or(or)) = (&by_guard, guard, pattern)
            && chooses_names(pattern)
        {
            let each = or.cases.iter().map(|case| -> Pat {
                Pat::Guard(syn::PatGuard {
                    attrs: Vec::new(),
                    pat: Box::new(case.clone()),
                    if_token: <syn::Token![if]>::default(),
                    guard: Box::new(guard.clone()),
                })
            });
            let mut arms = choice.arms.clone();
            arms.splice(from..=from, each.map(|pat| syn::Arm { pat, ..arm.clone() }).collect::<Vec<_>>());
            return self.match_arms(&syn::ExprMatch { arms, ..choice.clone() }, value, from, known);
        }
        if let (None, Some(_), true) = (&by_guard, guard, chooses_names(pattern)) {
            return Err(Error::new_spanned(
                pattern,
                "which of these it is the guard says, and what it asks is differentiated; write an arm for each",
            ));
        }
        let bound = |this: &mut Self| {
            this.scopes.push(super::Scope::new());
            match &by_guard {
                Some((value, guard)) => this.bind_plain(pattern, value, Some(guard), false),
                None => this.bind_matched(pattern, value),
            }
            (this.expected, this.tail) = (hint.clone(), tail);
            let value = this.expression(body);
            this.scopes.pop();
            value
        };
        if is_last && guard.is_none() {
            return bound(self);
        }
        let condition = match (value.plain(), known) {
            (Some(plain), Known::ByTheCompiler) if from == 0 => Condition::Verbatim(self.first_of_all(choice, &plain)),
            _ => self.matches(pattern, guard, value)?,
        };
        let condition = match guard {
            Some(guard) if self.guard(pattern, guard, value).is_none() => {
                self.guarded(condition, pattern, guard, value)?
            }
            _ => condition,
        };
        let rest_hint = hint.clone();
        self.ends = tail && self.leaving.is_none();
        self.choose(condition, &choice.match_token, &mut { bound }, &mut |this| {
            (this.expected, this.tail) = (rest_hint.clone(), tail);
            this.match_arms(choice, value, from + 1, known)
        })
    }

    /// Binds the names in a pattern that a value matches.
    fn bind_matched(&mut self, pattern: &Pat, value: &Value) {
        match (pattern, value) {
            (Pat::Ident(name), value) if name.subpat.is_none() => match (value, value.plain()) {
                // What is a number stays one.
                (Value::Constant(_) | Value::Passive(_, true), _) | (_, None) => self.set(&name.ident, value.clone()),
                (_, Some(plain)) => self.set(&name.ident, Value::Passive(plain, false)),
            },
            (Pat::Paren(inner), value) => self.bind_matched(&inner.pat, value),
            (Pat::Tuple(tuple), Value::Tuple(items)) if tuple.elems.len() == items.len() => {
                for (pattern, item) in tuple.elems.iter().zip(items) {
                    self.bind_matched(pattern, item);
                }
            }
            (pattern, value) if let Some(plain) = value.plain() => self.bind_plain(pattern, &plain, None, false),
            _ => {}
        }
    }

    /// What is bound where several alternatives bind the same names and the guard says which of them it is.
    fn found_by_guard(
        &mut self,
        pattern: &Pat,
        guard: Option<&Expr>,
        value: &Value,
    ) -> Option<(TokenStream, TokenStream)> {
        let guard = guard.filter(|_| chooses_names(pattern))?;
        let (plain, guard) = (value.plain()?, self.guard(pattern, guard, value)?);
        Some((plain, quote!(if #guard)))
    }

    /// Binds the names in a pattern of what is not differentiated: each is looked for where it is used.
    pub(super) fn bind_plain(
        &mut self,
        pattern: &Pat,
        value: &TokenStream,
        guard: Option<&TokenStream>,
        takes_all: bool,
    ) {
        let otherwise = (!takes_all).then(|| quote!(_ => ::core::unreachable!()));
        // It stays where it is, and each part is a value, whether it is found by reference or not.
        let lent = (!has_reference(pattern)).then(|| quote!(&));
        for (name, mutable) in exhaustive::bindings(pattern) {
            // A guard asks all of them.
            let written = if guard.is_some() { generated(pattern) } else { generated(&unnamed(pattern, &name)) };
            let own = generated(&name);
            let value = scrutinee(value);
            let found = quote!((match #lent #value { #written #guard => #own.clone(), #otherwise }));
            self.bind_name(&name, Value::Passive(found, true), mutable);
        }
    }

    /// The guard of an arm as it was written, if it does not ask what is differentiated; what its pattern binds has its own
    /// name there.
    fn guard(&mut self, pattern: &Pat, guard: &Expr, value: &Value) -> Option<TokenStream> {
        value.plain()?;
        self.scopes.push(super::Scope::new());
        for name in exhaustive::names(pattern) {
            let own = generated(&name);
            self.set(&name, Value::Passive(quote!(#own.clone()), true));
        }
        // What is asked here is asked again where it is not plain.
        let before = self.snapshot();
        let asked = self.expression(guard);
        self.restore(before);
        let written = asked.is_ok_and(|asked| asked.is_passive()).then(|| self.verbatim(guard));
        self.scopes.pop();
        written
    }

    /// Whether a pattern takes a value and its guard lets it: it is asked where the pattern does.
    fn guarded(&mut self, condition: Condition, pattern: &Pat, guard: &Expr, value: &Value) -> Result<Condition> {
        let asked = self.choose(
            condition,
            guard,
            &mut |this| {
                this.scopes.push(super::Scope::new());
                this.bind_matched(pattern, value);
                let asked = this.condition(guard);
                this.scopes.pop();
                asked.map(Value::Condition)
            },
            &mut |_| Ok(Value::Condition(Condition::Verbatim(quote!(false)))),
        )?;
        truth(&asked).ok_or_else(|| Error::new_spanned(guard, "a guard asks a comparison"))
    }

    /// Whether a value takes the first arm, asked so that the compiler sees whether there is an arm for every value.
    fn first_of_all(&mut self, choice: &syn::ExprMatch, value: &TokenStream) -> TokenStream {
        let arms = choice.arms.iter().enumerate().map(|(i, arm)| {
            let (pattern, guard) = exhaustive::unguarded(&arm.pat);
            let plain = Value::Passive(value.clone(), true);
            let guard = guard.map(|guard| self.guard(pattern, guard, &plain).unwrap_or_else(|| quote!(true)));
            let guard = guard.map(|guard| quote!(if #guard));
            // The answer stands where the arm's value does: there the compiler says what is missing.
            let end = arm.body.to_token_stream().into_iter().last().map_or_else(Span::call_site, |last| last.span());
            let is_first = syn::LitBool::new(i == 0, end.resolved_at(Span::call_site()));
            let (is_first, pattern) = (is_first, generated(pattern));
            quote!(#pattern #guard => #is_first)
        });
        let (arms, value): (Vec<_>, _) = (arms.collect(), scrutinee(value));
        quote!((match #value { #(#arms),* }))
    }

    /// Whether a value matches a pattern.
    pub(super) fn matches(&mut self, pattern: &Pat, guard: Option<&Expr>, value: &Value) -> Result<Condition> {
        if let Some(plain) = value.plain() {
            let guard = guard.and_then(|guard| self.guard(pattern, guard, value)).map(|guard| quote!(if #guard));
            let written = match (pattern, &guard) {
                (Pat::Lit(syn::ExprLit { lit: syn::Lit::Bool(bool), .. }), None)
                    if plain.clone().into_iter().count() == 1 =>
                {
                    if bool.value {
                        plain.clone()
                    } else {
                        quote!(!#plain)
                    }
                }
                _ => {
                    let pattern = generated(pattern);
                    quote!(matches!(#plain, #pattern #guard))
                }
            };
            return Ok(Condition::Verbatim(written));
        }
        match (pattern, value) {
            (Pat::Wild(_), _) => Ok(Condition::Verbatim(quote!(true))),
            (Pat::Ident(name), _) if name.subpat.is_none() => Ok(Condition::Verbatim(quote!(true))),
            (Pat::Paren(inner), _) => self.matches(&inner.pat, None, value),
            (Pat::Or(or), _) => {
                let mut any: Option<Condition> = None;
                for case in &or.cases {
                    let next = self.matches(case, None, value)?;
                    any = Some(match any {
                        Some(any) => Condition::Or(Box::new(any), Box::new(next)),
                        None => next,
                    });
                }
                Ok(any.unwrap_or_else(|| Condition::Verbatim(quote!(false))))
            }
            (Pat::Lit(literal), Value::Condition(condition)) => match &literal.lit {
                syn::Lit::Bool(bool) if bool.value => Ok(condition.clone()),
                syn::Lit::Bool(_) => Ok(Condition::Not(Box::new(condition.clone()))),
                other => Err(Error::new_spanned(other, "a comparison is `true` or `false`")),
            },
            (Pat::Tuple(tuple), Value::Tuple(items)) if tuple.elems.len() == items.len() => {
                let mut all: Option<Condition> = None;
                for (pattern, value) in tuple.elems.iter().zip(items) {
                    if matches!(pattern, Pat::Wild(_)) || matches!(pattern, Pat::Ident(name) if name.subpat.is_none()) {
                        continue;
                    }
                    let next = self.matches(pattern, None, value)?;
                    all = Some(match all {
                        Some(all) => Condition::And(Box::new(all), Box::new(next)),
                        None => next,
                    });
                }
                Ok(all.unwrap_or_else(|| Condition::Verbatim(quote!(true))))
            }
            _ => Err(Error::new_spanned(
                pattern,
                "`match` asks what is not differentiated, or comparisons; compare numbers by `if`",
            )),
        }
    }
}

/// A value as a `match` asks it: a struct's literal stands in parentheses there.
fn scrutinee(value: &TokenStream) -> TokenStream {
    match syn::parse2(value.clone()) {
        Ok(Expr::Struct(_)) => quote!((#value)),
        _ => value.clone(),
    }
}

/// Whether a pattern has alternatives that bind names.
fn chooses_names(pattern: &Pat) -> bool {
    struct Alternatives(bool);
    impl<'ast> syn::visit::Visit<'ast> for Alternatives {
        fn visit_pat_or(&mut self, or: &'ast syn::PatOr) {
            self.0 |= or.cases.iter().any(|case| !exhaustive::names(case).is_empty());
        }
    }
    let mut alternatives = Alternatives(false);
    syn::visit::Visit::visit_pat(&mut alternatives, pattern);
    alternatives.0
}

/// Whether a pattern has a reference in it.
fn has_reference(pattern: &Pat) -> bool {
    struct References(bool);
    impl<'ast> syn::visit::Visit<'ast> for References {
        fn visit_pat_reference(&mut self, _: &'ast syn::PatReference) {
            self.0 = true;
        }
    }
    let mut references = References(false);
    syn::visit::Visit::visit_pat(&mut references, pattern);
    references.0
}

/// A pattern that binds one of its names alone.
fn unnamed(pattern: &Pat, name: &proc_macro2::Ident) -> Pat {
    only(pattern, Some(name))
}

/// A pattern that takes the same and binds nothing.
pub(super) fn without_names(pattern: &Pat) -> Pat {
    only(pattern, None)
}

fn only(pattern: &Pat, name: Option<&proc_macro2::Ident>) -> Pat {
    struct Others<'a>(Option<&'a proc_macro2::Ident>);
    impl VisitMut for Others<'_> {
        fn visit_pat_mut(&mut self, pattern: &mut Pat) {
            syn::visit_mut::visit_pat_mut(self, pattern);
            if let Pat::Ident(other) = pattern
                && exhaustive::is_variable(&other.ident)
            {
                let rest = other.subpat.as_ref().map(|(_, rest)| (**rest).clone());
                if self.0 == Some(&other.ident) {
                    other.mutability = None;
                } else {
                    *pattern = rest.unwrap_or_else(|| syn::parse_quote!(_));
                }
            }
        }
        fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
            // `name` alone stands for `name: name`.
            field.colon_token.get_or_insert_with(Default::default);
            syn::visit_mut::visit_field_pat_mut(self, field);
        }
    }
    let mut pattern = pattern.clone();
    Others(name).visit_pat_mut(&mut pattern);
    pattern
}

/// The tokens as generated code's own: what of a pattern is not used in one place is in another, and its names are apart from
/// those around it. They stand where they did.
fn generated(tokens: &impl ToTokens) -> TokenStream {
    let own = proc_macro2::Span::call_site();
    let tokens = tokens.to_token_stream().into_iter().map(|token| match token {
        proc_macro2::TokenTree::Ident(mut name) => {
            name.set_span(name.span().resolved_at(proc_macro2::Span::mixed_site()));
            name.into()
        }
        proc_macro2::TokenTree::Group(group) => {
            let mut inner = proc_macro2::Group::new(group.delimiter(), generated(&group.stream()));
            inner.set_span(group.span().resolved_at(own));
            inner.into()
        }
        mut other => {
            other.set_span(other.span().resolved_at(own));
            other
        }
    });
    tokens.collect()
}
