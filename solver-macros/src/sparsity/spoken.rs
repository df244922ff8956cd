//! Integers and conditions of a body as constant expressions, where they are made of what the compiler knows: literals, loops'
//! variables, const parameters, and constants and tables from outside. What is not known is `None`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{BinOp, Expr, Lit, RangeLimits, Stmt, Type, UnOp};

use super::index::has_sign;
use super::program::over;

/// The loops' variables around, and what stands for each.
pub(super) type Turns = [(String, Ident)];

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
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) if path.qself.is_none() => match turns.iter().rev().find(|(own, _)| name == own) {
                    Some((_, variable)) => quote!(#variable),
                    None => self.outside(path).map(|path| some(&quote!(#path as i128)))?,
                },
                _ => self.outside(path).map(|path| some(&quote!(#path as i128)))?,
            },
            Expr::Binary(binary) => {
                let operation = match binary.op {
                    BinOp::Add(_) => quote!(add),
                    BinOp::Sub(_) => quote!(sub),
                    BinOp::Mul(_) => quote!(mul),
                    BinOp::Div(_) => quote!(div),
                    BinOp::Rem(_) => quote!(rem),
                    _ => return None,
                };
                let wide = wide || self.is_wide(expression, turns);
                let (a, b) = (self.find(&binary.left, wide, turns)?, self.find(&binary.right, wide, turns)?);
                quote!(#krate::known::#operation(#a, #b, #wide))
            }
            Expr::Cast(cast) => {
                let Type::Path(ty) = &*cast.ty else { return None };
                let wide = is_wide_type(ty);
                if !wide && !crate::lower::is_integer_name(&ty.to_token_stream().to_string()) {
                    return None;
                }
                let inner = self.find(&cast.expr, self.is_wide(&cast.expr, turns), turns)?;
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
                let (table, guard) = self.table(&call.receiver, turns)?;
                self.guarded(&guard, &self.count(&table))
            }
            Expr::MethodCall(call) if call.args.len() == 1 => {
                let operation = ["min", "max", "saturating_sub"].into_iter().find(|name| call.method == name)?;
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
            Expr::Index(_) | Expr::Field(_) | Expr::Match(_) => {
                let (table, guard) = self.table(expression, turns)?;
                self.guarded(&guard, &quote!(#table as i128))
            }
            _ => return None,
        })
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
                let (table, guard) = self.table(&lent.expr, turns)?;
                self.guarded(&guard, &self.count(&table))
            }
            _ => return None,
        })
    }

    /// A name from outside, or a const parameter.
    fn outside(&self, path: &syn::ExprPath) -> Option<TokenStream> {
        if path.qself.is_some() {
            // The length of an array that is known by its type.
            let is_length = path.path.segments.last().is_some_and(|last| last.ident == "LENGTH");
            return is_length.then(|| over(path.to_token_stream(), self.number, self.plain));
        }
        if let Some(name) = path.path.get_ident()
            && self.consts.contains(name)
        {
            return Some(path.to_token_stream());
        }
        let last = path.path.segments.last()?.ident.to_string();
        let is_constant =
            !last.contains(char::is_lowercase) && last.starts_with(|c: char| c.is_uppercase() || c == '_');
        let first = path.path.segments.first()?.ident.to_string();
        let is_bound = path.path.get_ident().is_some_and(|name| self.bound.iter().any(|own| name == own));
        (is_constant && !is_bound && first != "Self" && self.number != &first).then(|| path.to_token_stream())
    }

    /// A table and how to reach into it, and what has to hold for that.
    fn table(&self, expression: &Expr, turns: &Turns) -> Option<(TokenStream, Vec<(TokenStream, TokenStream)>)> {
        match expression {
            Expr::Paren(inner) => self.table(&inner.expr, turns),
            Expr::Group(inner) => self.table(&inner.expr, turns),
            Expr::Reference(lent) => self.table(&lent.expr, turns),
            Expr::Unary(syn::ExprUnary { op: UnOp::Deref(_), expr, .. }) => self.table(expr, turns),
            Expr::Path(path) if path.qself.is_none() => {
                let own = self.outside(path).filter(|_| !turns.iter().any(|(name, _)| path.path.is_ident(name)));
                own.map(|path| (path, Vec::new()))
            }
            Expr::Array(_) => is_literal(expression).then(|| (expression.to_token_stream(), Vec::new())),
            Expr::Call(call) => {
                let Expr::Path(path) = &*call.func else { return None };
                let is_said = path.path.segments.last().is_some_and(|last| last.ident == "identity");
                (is_said && call.args.len() == 1 && is_literal(&call.args[0]))
                    .then(|| (expression.to_token_stream(), Vec::new()))
            }
            Expr::Index(index) if !matches!(*index.index, Expr::Range(_)) => {
                let (table, mut guard) = self.table(&index.expr, turns)?;
                let at = self.find(&index.index, true, turns)?;
                guard.push((table.clone(), at));
                let place = place(guard.len() - 1);
                Some((quote!(#table[#place]), guard))
            }
            Expr::Field(field) => {
                let (table, guard) = self.table(&field.base, turns)?;
                let member = &field.member;
                Some((quote!(#table.#member), guard))
            }
            // A part of a tuple, as a pattern took it out.
            Expr::Match(choice) => {
                let [syn::Arm { pat: syn::Pat::Tuple(parts), body, .. }] = &choice.arms[..] else {
                    return None;
                };
                let Expr::MethodCall(syn::ExprMethodCall { receiver, .. }) = &**body else { return None };
                let name = receiver.to_token_stream().to_string();
                let at = parts.elems.iter().position(|part| part.to_token_stream().to_string() == name)?;
                if parts.elems.iter().any(|part| matches!(part, syn::Pat::Rest(_))) {
                    return None;
                }
                let (table, guard) = self.table(&choice.expr, turns)?;
                let at = syn::Index::from(at);
                Some((quote!(#table.#at), guard))
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
                        let both = quote!(#krate::known::and(#krate::known::not(#a), #krate::known::not(#b)));
                        quote!(#krate::known::not(#both))
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
            Expr::Path(path) => self.outside(path).map(|path| some(&path))?,
            Expr::Index(_) | Expr::Field(_) | Expr::Match(_) => {
                let (table, guard) = self.table(expression, turns)?;
                self.guarded(&guard, &table)
            }
            _ => return None,
        })
    }

    /// How many elements a table has. Not by a method of its own: a trait in scope may have one of that name, which is no constant.
    fn count(&self, table: &TokenStream) -> TokenStream {
        let krate = self.krate;
        quote!(#krate::Rows(&#table).count() as i128)
    }

    /// What is found in a table where it reaches that far, else nothing.
    fn guarded(&self, guard: &[(TokenStream, TokenStream)], found: &TokenStream) -> TokenStream {
        let mut all = some(found);
        for (k, (table, at)) in guard.iter().enumerate().rev() {
            let (place, none, count) = (place(k), none(), self.count(table));
            all = quote!(match #at {
                ::core::option::Option::Some(at) if at >= 0 && at < #count => {
                    #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "it is below a length")]
                    let #place = at as usize;
                    #all
                }
                _ => #none,
            });
        }
        all
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

fn is_wide_type(ty: &syn::TypePath) -> bool {
    ["usize", "isize", "u64", "i64", "u32", "i32"].iter().any(|wide| ty.path.is_ident(wide))
}

/// Whether an array is written by literals.
fn is_literal(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) => true,
        Expr::Array(array) => array.elems.iter().all(is_literal),
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_literal),
        Expr::Paren(inner) => is_literal(&inner.expr),
        Expr::Reference(lent) => is_literal(&lent.expr),
        _ => false,
    }
}

fn place(k: usize) -> Ident {
    Ident::new(&format!("at{k}"), proc_macro2::Span::mixed_site())
}
