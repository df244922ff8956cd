//! Integers and conditions of a body as constant expressions, where they are made of what the compiler knows: literals, loops'
//! variables, const parameters, and constants and tables from outside. What is not known is `None`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::{BinOp, Expr, Lit, Member, Pat, RangeLimits, Stmt, Type, UnOp};

use super::index::has_sign;
use super::program::over;

/// The loops' variables around, and what stands for each.
pub(super) type Turns = [(String, Ident)];

/// What is outside, and the way into it.
struct Reached {
    of: TokenStream,
    /// Whether it is an array of literals, whose type may be nobody's to know.
    is_literal: bool,
    way: Vec<Into>,
}

/// A step on the way into what is outside.
enum Into {
    /// To the element at a place, if that is known.
    Element(TokenStream),
    Field(Member),
}

#[derive(Clone, Copy)]
pub(super) struct Speaker<'a> {
    pub(super) krate: &'a TokenStream,
    pub(super) number: &'a Ident,
    /// The number over which the pattern is found.
    pub(super) plain: &'a Ident,
    /// The function's const parameters.
    pub(super) consts: &'a [Ident],
    /// Those of type `usize`.
    pub(super) counts: &'a [Ident],
    /// What is bound in the function, and no constant from outside.
    pub(super) bound: &'a [String],
}

fn none() -> TokenStream {
    quote!(::core::option::Option::None)
}

fn some(tokens: &TokenStream) -> TokenStream {
    quote!(::core::option::Option::Some(#tokens))
}

impl Speaker<'_> {
    /// What is counted, of a type that is `usize` if it is `wide`.
    pub(super) fn counted(&self, tokens: &TokenStream, wide: bool, turns: &Turns) -> TokenStream {
        let expression = syn::parse2::<Expr>(tokens.clone()).ok();
        expression.and_then(|expression| self.find(&expression, wide, turns)).unwrap_or_else(none)
    }

    /// An index, or an end of a range of these.
    pub(super) fn integer(&self, tokens: &TokenStream, turns: &Turns) -> TokenStream {
        let expression = syn::parse2::<Expr>(tokens.clone()).ok();
        expression.and_then(|expression| self.find(&expression, true, turns)).unwrap_or_else(none)
    }

    pub(super) fn condition(&self, tokens: &TokenStream, turns: &Turns) -> TokenStream {
        let expression = syn::parse2::<Expr>(tokens.clone()).ok();
        expression.and_then(|expression| self.test(&expression, turns)).unwrap_or_else(none)
    }

    /// The turns of a loop.
    pub(super) fn range(&self, iterator: &TokenStream, turns: &Turns) -> TokenStream {
        let krate = self.krate;
        let known = syn::parse2::<Expr>(iterator.clone()).ok().and_then(|iterator| self.turns(&iterator, turns));
        known.unwrap_or_else(|| {
            let none = none();
            quote!(#krate::Turns::new(#none, #none, #none, false))
        })
    }

    fn turns(&self, iterator: &Expr, turns: &Turns) -> Option<TokenStream> {
        let krate = self.krate;
        let (mut inner, mut step, mut backwards) = (iterator, None::<(TokenStream, bool)>, false);
        loop {
            match inner {
                Expr::Paren(paren) => inner = &paren.expr,
                Expr::Group(group) => inner = &group.expr,
                Expr::MethodCall(call) if call.method == "rev" && call.args.is_empty() => {
                    // Of what is gone through in steps the other way round nothing is said.
                    backwards = !backwards;
                    inner = &call.receiver;
                }
                Expr::MethodCall(call) if call.method == "step_by" && call.args.len() == 1 && step.is_none() => {
                    step = Some((self.find(&call.args[0], true, turns)?, backwards));
                    inner = &call.receiver;
                }
                Expr::Range(range) => {
                    let low = self.find(range.start.as_ref()?, true, turns)?;
                    let mut high = self.find(range.end.as_ref()?, true, turns)?;
                    if matches!(range.limits, RangeLimits::Closed(_)) {
                        let one = some(&quote!(1));
                        high = quote!(#krate::known::add(#high, #one, true));
                    }
                    let (step, stepped_last) = step.unwrap_or_else(|| (some(&quote!(1)), backwards));
                    return Some(if backwards == stepped_last {
                        quote!(#krate::Turns::new(#low, #high, #step, #backwards))
                    } else {
                        quote!(#krate::Turns::of_reversed(#low, #high, #step))
                    })
                    .filter(|_| backwards == stepped_last || backwards);
                }
                _ => return None,
            }
        }
    }

    /// An integer; `wide` where its type is known to be `usize`.
    fn find(&self, expression: &Expr, wide: bool, turns: &Turns) -> Option<TokenStream> {
        let krate = self.krate;
        Some(match expression {
            Expr::Paren(inner) => self.find(&inner.expr, wide, turns)?,
            Expr::Group(inner) => self.find(&inner.expr, wide, turns)?,
            Expr::Unary(syn::ExprUnary { op: UnOp::Deref(_), expr, .. }) => self.find(expr, wide, turns)?,
            Expr::Block(block) if block.label.is_none() => match &block.block.stmts[..] {
                [Stmt::Expr(value, None)] => self.find(value, wide, turns)?,
                _ => return None,
            },
            Expr::Lit(syn::ExprLit { lit: Lit::Int(int), .. }) => {
                let integer = proc_macro2::Literal::i128_unsuffixed(int.base10_parse().ok()?);
                some(&quote!(#integer))
            }
            Expr::Path(path) => match turns.iter().rev().find(|(own, _)| path.path.is_ident(own)) {
                Some((_, variable)) => quote!(#variable),
                None => match self.constant(path) {
                    Some(path) => some(&quote!(#path as i128)),
                    None => self.read(&self.reached(expression, turns)?, "integer"),
                },
            },
            Expr::Binary(binary) => {
                let wide = wide || self.is_wide(expression, turns);
                let (a, b) = (self.find(&binary.left, wide, turns)?, self.find(&binary.right, wide, turns)?);
                let operation = match binary.op {
                    BinOp::BitAnd(_) => return Some(quote!(#krate::known::bitand(#a, #b))),
                    BinOp::BitOr(_) => return Some(quote!(#krate::known::bitor(#a, #b))),
                    BinOp::BitXor(_) => return Some(quote!(#krate::known::bitxor(#a, #b))),
                    BinOp::Add(_) => quote!(add),
                    BinOp::Sub(_) => quote!(sub),
                    BinOp::Mul(_) => quote!(mul),
                    BinOp::Div(_) => quote!(div),
                    BinOp::Rem(_) => quote!(rem),
                    _ => return None,
                };
                quote!(#krate::known::#operation(#a, #b, #wide))
            }
            Expr::Cast(cast) => {
                let Type::Path(ty) = &*cast.ty else { return None };
                let wide = is_wide_type(ty);
                if !wide && !crate::lower::is_integer_name(&ty.to_token_stream().to_string()) {
                    return None;
                }
                let inner = match self.as_integer(&cast.expr, turns) {
                    Some(inner) => inner,
                    None => self.find(&cast.expr, self.is_wide(&cast.expr, turns), turns)?,
                };
                quote!(#krate::known::cast(#inner, #wide))
            }
            Expr::If(branch) => {
                let (_, otherwise) = branch.else_branch.as_ref()?;
                let test = self.test(&branch.cond, turns)?;
                let [Stmt::Expr(then, None)] = &branch.then_branch.stmts[..] else { return None };
                let (a, b) = (self.find(then, wide, turns)?, self.find(otherwise, wide, turns)?);
                quote!(#krate::known::choose(#test, #a, #b))
            }
            Expr::MethodCall(call) if call.method == "len" && call.args.is_empty() => {
                self.read(&self.reached(&call.receiver, turns)?, "count")
            }
            Expr::MethodCall(call) if call.args.len() == 1 => {
                let operation =
                    ["min", "max", "saturating_sub", "abs_diff"].into_iter().find(|name| call.method == name)?;
                // Below 0 an integer with a sign is something else, and of a table's the type is not known.
                let signed = operation == "saturating_sub"
                    && (has_sign(expression)
                        || !self.is_wide(&call.receiver, turns) && !self.is_wide(&call.args[0], turns));
                if signed {
                    return None;
                }
                let operation = proc_macro2::Ident::new(operation, call.method.span());
                let (a, b) = (self.find(&call.receiver, wide, turns)?, self.find(&call.args[0], wide, turns)?);
                quote!(#krate::known::#operation(#a, #b))
            }
            Expr::Call(call) => self.called(call, wide, turns)?,
            Expr::Match(choice) if choice.arms.iter().all(|arm| is_of_literals(&arm.pat)) => {
                self.chosen(choice, wide, turns)?
            }
            // What a turn finds of what is counted.
            Expr::Index(_) if let Some(variable) = noted(expression, turns) => quote!(#variable),
            Expr::Index(_) | Expr::Field(_) | Expr::Match(_) => self.read(&self.reached(expression, turns)?, "integer"),
            _ => return None,
        })
    }

    /// What a `match` on an integer gives, whose patterns are literals without a guard.
    fn chosen(&self, choice: &syn::ExprMatch, wide: bool, turns: &Turns) -> Option<TokenStream> {
        let krate = self.krate;
        let value = self.find(&choice.expr, self.is_wide(&choice.expr, turns), turns)?;
        choice.arms.iter().rev().try_fold(none(), |rest, arm| {
            let (takes, given) = (self.takes(&arm.pat, &value)?, self.find(&arm.body, wide, turns)?);
            Some(quote!(#krate::known::choose(#takes, #given, #rest)))
        })
    }

    /// Whether a pattern of literals takes an integer.
    fn takes(&self, pattern: &Pat, value: &TokenStream) -> Option<TokenStream> {
        let krate = self.krate;
        let end = |end: &Lit| match end {
            Lit::Int(int) => {
                let integer = proc_macro2::Literal::i128_unsuffixed(int.base10_parse().ok()?);
                Some(some(&integer.to_token_stream()))
            }
            _ => None,
        };
        let end_of = |of: &Expr| if let Expr::Lit(literal) = of { end(&literal.lit) } else { None };
        Some(match pattern {
            Pat::Wild(_) => some(&quote!(true)),
            Pat::Paren(inner) => self.takes(&inner.pat, value)?,
            Pat::Lit(literal) => {
                let literal = end(&literal.lit)?;
                quote!(#krate::known::equal(#value, #literal))
            }
            Pat::Or(or) => or.cases.iter().try_fold(some(&quote!(false)), |any, case| {
                let takes = self.takes(case, value)?;
                Some(quote!(#krate::known::or(#any, #takes)))
            })?,
            Pat::Range(range) => {
                let (low, high) = (end_of(range.start.as_ref()?)?, end_of(range.end.as_ref()?)?);
                let below = match range.limits {
                    RangeLimits::HalfOpen(_) => quote!(#krate::known::less(#value, #high)),
                    RangeLimits::Closed(_) => quote!(#krate::known::not(#krate::known::less(#high, #value))),
                };
                quote!(#krate::known::and(#krate::known::not(#krate::known::less(#value, #low)), #below))
            }
            _ => return None,
        })
    }

    /// `matches!` of an integer and a pattern of literals, and `cfg!`.
    fn asked_by_a_macro(&self, call: &syn::Macro, turns: &Turns) -> Option<TokenStream> {
        if call.path.is_ident("cfg") {
            return Some(some(&call.to_token_stream()));
        }
        let parser = |input: syn::parse::ParseStream<'_>| {
            let value: Expr = input.parse()?;
            input.parse::<syn::Token![,]>()?;
            let pattern = Pat::parse_multi_with_leading_vert(input)?;
            input.parse::<Option<syn::Token![,]>>()?;
            Ok((value, pattern))
        };
        let (value, pattern) = call.path.is_ident("matches").then(|| parser.parse2(call.tokens.clone()).ok())??;
        let value = self.find(&value, self.is_wide(&value, turns), turns)?;
        self.takes(&pattern, &value)
    }

    /// What the macro itself writes in the place of what it understood.
    fn called(&self, call: &syn::ExprCall, wide: bool, turns: &Turns) -> Option<TokenStream> {
        let krate = self.krate;
        let Expr::Path(path) = &*call.func else { return None };
        let name = path.path.segments.last()?.ident.to_string();
        let argument = |i: usize| self.find(call.args.iter().nth(i)?, wide, turns);
        let first = path.path.segments.first().filter(|_| path.path.segments.len() > 1).map(|of| of.ident.to_string());
        let is_own = path.path.segments.iter().rev().nth(1).is_some_and(|of| of.ident == "__private");
        Some(match (name.as_str(), call.args.len()) {
            ("min" | "max", 2) if first.as_deref() == Some("core") => {
                let (operation, a, b) = (quote::format_ident!("{name}"), argument(0)?, argument(1)?);
                quote!(#krate::known::#operation(#a, #b))
            }
            ("identity", 1) => argument(0)?,
            ("nth", 3) if is_own => {
                let (low, turn) = (argument(0)?, argument(2)?);
                quote!(#krate::known::add(#low, #turn, #wide))
            }
            ("turns", 2) if is_own => {
                let (low, high) = (argument(0)?, argument(1)?);
                quote!(#krate::known::saturating_sub(#high, #low))
            }
            ("len", 1) if path.qself.is_some() => {
                let Expr::Reference(lent) = call.args.first()? else { return None };
                self.read(&self.reached(&lent.expr, turns)?, "count")
            }
            _ => return None,
        })
    }

    /// A const parameter, or the length of an array that is known by its type.
    fn constant(&self, path: &syn::ExprPath) -> Option<TokenStream> {
        if path.qself.is_some() {
            let is_length = path.path.segments.last().is_some_and(|last| last.ident == "LENGTH");
            return is_length.then(|| over(path.to_token_stream(), self.number, self.plain));
        }
        path.path.get_ident().filter(|name| self.consts.contains(name)).map(ToTokens::to_token_stream)
    }

    /// A constant from outside.
    fn outside(&self, path: &syn::ExprPath) -> Option<TokenStream> {
        let last = path.path.segments.last()?.ident.to_string();
        (!last.contains(char::is_lowercase)).then(|| self.outside_as(path))?
    }

    /// A constant or a variant.
    fn outside_as(&self, path: &syn::ExprPath) -> Option<TokenStream> {
        let is_constant =
            path.path.segments.last()?.ident.to_string().starts_with(|c: char| c.is_uppercase() || c == '_');
        let is_bound = path.path.get_ident().is_some_and(|name| self.bound.iter().any(|own| name == own));
        let of_another = ["Self", &self.number.to_string()]
            .into_iter()
            .any(|name| crate::emit::mentions(&path.to_token_stream(), &Ident::new(name, Span::call_site())));
        (is_constant && !is_bound && !of_another).then(|| path.to_token_stream())
    }

    /// What is outside, and the way into it.
    fn reached(&self, expression: &Expr, turns: &Turns) -> Option<Reached> {
        let into = |of: &Expr, step: Into| {
            let mut reached = self.reached(of, turns)?;
            reached.way.push(step);
            Some(reached)
        };
        let literal = || Reached { of: expression.to_token_stream(), is_literal: true, way: Vec::new() };
        match expression {
            Expr::Paren(inner) => self.reached(&inner.expr, turns),
            Expr::Group(inner) => self.reached(&inner.expr, turns),
            Expr::Reference(lent) => self.reached(&lent.expr, turns),
            Expr::Unary(syn::ExprUnary { op: UnOp::Deref(_), expr, .. }) => self.reached(expr, turns),
            Expr::Path(path) => {
                let is_turn = turns.iter().any(|(name, _)| path.path.is_ident(name));
                self.outside(path).filter(|_| !is_turn).map(|of| Reached { of, is_literal: false, way: Vec::new() })
            }
            Expr::Array(_) => is_literal(expression).then(literal),
            Expr::Call(call) => {
                let Expr::Path(path) = &*call.func else { return None };
                let is_said = path.path.segments.last().is_some_and(|last| last.ident == "identity");
                (is_said && call.args.len() == 1 && is_literal(&call.args[0])).then(literal)
            }
            Expr::Index(index) if !matches!(*index.index, Expr::Range(_)) => {
                into(&index.expr, Into::Element(self.find(&index.index, true, turns)?))
            }
            Expr::Field(field) => into(&field.base, Into::Field(field.member.clone())),
            // A part of a tuple, as a pattern took it out.
            Expr::Match(choice) => {
                let [syn::Arm { pat: syn::Pat::Tuple(parts), body, .. }] = &choice.arms[..] else {
                    return None;
                };
                let Expr::MethodCall(syn::ExprMethodCall { receiver, method, .. }) = &**body else { return None };
                if method != "clone" {
                    return None;
                }
                let name = receiver.to_token_stream().to_string();
                let at = parts.elems.iter().position(|part| part.to_token_stream().to_string() == name)?;
                if parts.elems.iter().any(|part| matches!(part, syn::Pat::Rest(_))) {
                    return None;
                }
                into(&choice.expr, Into::Field(Member::Unnamed(syn::Index::from(at))))
            }
            _ => None,
        }
    }

    fn test(&self, expression: &Expr, turns: &Turns) -> Option<TokenStream> {
        let krate = self.krate;
        Some(match expression {
            Expr::Paren(inner) => self.test(&inner.expr, turns)?,
            Expr::Group(inner) => self.test(&inner.expr, turns)?,
            Expr::Lit(syn::ExprLit { lit: Lit::Bool(known), .. }) => some(&known.to_token_stream()),
            Expr::Unary(syn::ExprUnary { op: UnOp::Not(_), expr, .. }) => {
                let inner = self.test(expr, turns)?;
                quote!(#krate::known::not(#inner))
            }
            Expr::Unary(syn::ExprUnary { op: UnOp::Deref(_), expr, .. }) => self.test(expr, turns)?,
            Expr::Binary(binary) => match binary.op {
                BinOp::And(_) | BinOp::Or(_) => {
                    // One side may decide.
                    let [a, b] = [&binary.left, &binary.right].map(|side| self.test(side, turns));
                    if a.is_none() && b.is_none() {
                        return None;
                    }
                    let [a, b] = [a, b].map(|side| side.unwrap_or_else(none));
                    if matches!(binary.op, BinOp::And(_)) {
                        quote!(#krate::known::and(#a, #b))
                    } else {
                        quote!(#krate::known::or(#a, #b))
                    }
                }
                operator => {
                    // What is compared may be no integer.
                    if ![&binary.left, &binary.right].into_iter().any(|side| self.is_integer(side, turns)) {
                        return None;
                    }
                    let wide = self.is_wide(&binary.left, turns) || self.is_wide(&binary.right, turns);
                    let (a, b) = (self.find(&binary.left, wide, turns)?, self.find(&binary.right, wide, turns)?);
                    match operator {
                        BinOp::Lt(_) => quote!(#krate::known::less(#a, #b)),
                        BinOp::Gt(_) => quote!(#krate::known::less(#b, #a)),
                        BinOp::Le(_) => quote!(#krate::known::not(#krate::known::less(#b, #a))),
                        BinOp::Ge(_) => quote!(#krate::known::not(#krate::known::less(#a, #b))),
                        BinOp::Eq(_) => quote!(#krate::known::equal(#a, #b)),
                        BinOp::Ne(_) => quote!(#krate::known::not(#krate::known::equal(#a, #b))),
                        _ => return None,
                    }
                }
            },
            Expr::Macro(call) => self.asked_by_a_macro(&call.mac, turns)?,
            Expr::Path(path) if let Some(path) = self.constant(path) => some(&path),
            Expr::Path(_) | Expr::Index(_) | Expr::Field(_) | Expr::Match(_) => {
                self.read(&self.reached(expression, turns)?, "flag")
            }
            _ => return None,
        })
    }

    /// What is read of what is outside, where it is an array or a slice that reaches that far, else nothing. It is asked by a
    /// method of [`Outside`](solver_core::pattern::outside), since the types are the compiler's to know.
    fn read(&self, reached: &Reached, what: &str) -> TokenStream {
        if reached.is_literal && what == "integer" {
            return self.cast(reached);
        }
        let question = Ident::new(if what == "count" { "elements" } else { what }, Span::mixed_site());
        let answer = Ident::new(what, Span::mixed_site());
        self.follow(reached, &|found| {
            let asked = self.asked(found, &question);
            quote!(#asked.#answer())
        })
    }

    /// What is cast where it stands, and so is a number or a variant.
    fn as_integer(&self, expression: &Expr, turns: &Turns) -> Option<TokenStream> {
        match expression {
            Expr::Paren(inner) => self.as_integer(&inner.expr, turns),
            Expr::Group(inner) => self.as_integer(&inner.expr, turns),
            Expr::Path(path) if !turns.iter().any(|(name, _)| path.path.is_ident(name)) => {
                let path = self.outside_as(path)?;
                Some(some(&quote!(#path as i128)))
            }
            Expr::Index(_) if noted(expression, turns).is_some() => None,
            Expr::Index(_) | Expr::Field(_) | Expr::Match(_) => Some(self.cast(&self.reached(expression, turns)?)),
            _ => None,
        }
    }

    fn cast(&self, reached: &Reached) -> TokenStream {
        self.follow(reached, &|found| some(&quote!(*#found as i128)))
    }

    /// What a constant expression asks of what is found on the way in.
    fn follow(&self, Reached { of, way, .. }: &Reached, end: &dyn Fn(&TokenStream) -> TokenStream) -> TokenStream {
        let found = |k: usize| match k {
            0 => quote!(&#of),
            k => Ident::new(&format!("found{k}"), Span::mixed_site()).to_token_stream(),
        };
        let mut of = found(0);
        let mut steps = Vec::new();
        for (k, step) in way.iter().enumerate() {
            let (next, none) = (found(k + 1), none());
            let (asked, step_in) = match step {
                Into::Element(at) => {
                    let asked = self.asked(&of, &Ident::new("elements", Span::mixed_site()));
                    (quote!(#asked.element(#at)), next.clone())
                }
                Into::Field(member) => {
                    let asked = self.asked(&of, &Ident::new("fields", Span::mixed_site()));
                    let (fields, declared) = stand_in(member);
                    (quote!({ #declared #asked.fields::<#fields>() }), quote!(&#next.#member))
                }
            };
            steps.push((asked, next, none));
            of = step_in;
        }
        let end = end(&of);
        steps.into_iter().rev().fold(end, |inner, (asked, name, none)| {
            quote!(match #asked { ::core::option::Option::Some(#name) => #inner, _ => #none })
        })
    }

    /// A question about a type, behind a reference where it is one.
    fn asked(&self, of: &TokenStream, question: &Ident) -> TokenStream {
        let krate = self.krate;
        quote!(#krate::outside(#krate::outside(#of, |of| of.reference()).lent(), |of| of.#question()))
    }

    /// Whether an expression is seen to be an integer.
    fn is_integer(&self, expression: &Expr, turns: &Turns) -> bool {
        match expression {
            Expr::Paren(inner) => self.is_integer(&inner.expr, turns),
            Expr::Group(inner) => self.is_integer(&inner.expr, turns),
            Expr::Lit(literal) => matches!(literal.lit, Lit::Int(_)),
            Expr::Binary(binary) => self.is_integer(&binary.left, turns) || self.is_integer(&binary.right, turns),
            other => self.is_wide(other, turns),
        }
    }

    /// Whether an expression is seen to be an integer of a wide type.
    fn is_wide(&self, expression: &Expr, turns: &Turns) -> bool {
        match expression {
            Expr::Paren(inner) => self.is_wide(&inner.expr, turns),
            Expr::Group(inner) => self.is_wide(&inner.expr, turns),
            Expr::Path(path) => {
                path.qself.is_some()
                    || turns.iter().any(|(name, _)| path.path.is_ident(name))
                    || path.path.get_ident().is_some_and(|name| self.counts.contains(name))
            }
            Expr::Lit(syn::ExprLit { lit: Lit::Int(int), .. }) => int.suffix() == "usize",
            Expr::Cast(cast) => matches!(&*cast.ty, Type::Path(ty) if is_wide_type(ty)),
            Expr::MethodCall(call) => call.method == "len" || self.is_wide(&call.receiver, turns),
            Expr::Binary(binary) => self.is_wide(&binary.left, turns) || self.is_wide(&binary.right, turns),
            _ => false,
        }
    }
}

/// What stands for an element that a turn finds.
fn noted<'t>(expression: &Expr, turns: &'t Turns) -> Option<&'t Ident> {
    let text = expression.to_token_stream().to_string();
    turns.iter().find(|(own, _)| *own == text).map(|(_, variable)| variable)
}

/// Whether an index is an element that a turn finds, or a sum or the like of it: it is of type `usize` then.
pub(super) fn is_index(index: &Expr, element: &str) -> bool {
    match index {
        Expr::Paren(inner) => is_index(&inner.expr, element),
        Expr::Group(inner) => is_index(&inner.expr, element),
        Expr::Binary(syn::ExprBinary { left, op, right, .. }) => {
            matches!(op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_))
                && (is_index(left, element) || is_index(right, element))
        }
        other => other.to_token_stream().to_string() == element,
    }
}

fn is_wide_type(ty: &syn::TypePath) -> bool {
    ["usize", "isize", "u64", "i64", "u32", "i32"].iter().any(|wide| ty.path.is_ident(wide))
}

/// Whether a pattern is made of literals, and binds nothing.
fn is_of_literals(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) | Pat::Lit(_) | Pat::Range(_) => true,
        Pat::Paren(inner) => is_of_literals(&inner.pat),
        Pat::Or(or) => or.cases.iter().all(is_of_literals),
        _ => false,
    }
}

/// Whether an array is written by literals.
fn is_literal(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) => true,
        Expr::Array(array) => array.elems.iter().all(is_literal),
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_literal),
        Expr::Paren(inner) => is_literal(&inner.expr),
        Expr::Reference(lent) => matches!(*lent.expr, Expr::Array(_)) && is_literal(&lent.expr),
        _ => false,
    }
}

/// A type that has a field of this name, in the place of one that is not read.
fn stand_in(member: &Member) -> (TokenStream, TokenStream) {
    match member {
        Member::Named(name) => (
            quote!(StandIn),
            quote! {
                #[allow(dead_code, reason = "it stands for a type that is not read")]
                struct StandIn {
                    #name: usize,
                }
            },
        ),
        Member::Unnamed(at) => {
            let parts = (0..=at.index).map(|_| quote!(usize));
            (quote!((#(#parts,)*)), TokenStream::new())
        }
    }
}
