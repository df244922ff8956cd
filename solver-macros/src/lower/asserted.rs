//! The macros that a body may call: assertions of what is not differentiated, `unreachable!()` and its like, `matches!`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Error, Expr, Lit, Pat, Result};

use super::Lowering;
use super::exhaustive;
use super::value::{Value, truth};
use crate::graph::Condition;
use crate::graph::Kind;

/// What `matches!` asks about, and the rest of it: the comma, the pattern and its guard.
pub(super) fn asked(call: &syn::Macro) -> Option<(Expr, TokenStream)> {
    let parse = |input: syn::parse::ParseStream<'_>| -> Result<(Expr, TokenStream)> {
        let value = input.parse()?;
        input.parse::<syn::Token![,]>()?;
        Ok((value, input.parse()?))
    };
    call.path.is_ident("matches").then(|| parse.parse2(call.tokens.clone()).ok()).flatten()
}

impl Lowering<'_> {
    pub(super) fn macro_call(&mut self, call: &syn::Macro) -> Result<Value> {
        let name = call.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let asked = match name.as_str() {
            "assert" | "debug_assert" => 1,
            "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => 2,
            "unreachable" | "panic" | "todo" | "unimplemented" => 0,
            "matches" => return self.matched(call),
            "cfg" => return Ok(Value::Condition(Condition::Verbatim(quote::quote!(#call)))),
            "vec" => {
                let message = "a `Vec` is not differentiated, since its length is not known; write an array, `[…]`";
                return Err(Error::new_spanned(&call.path, message));
            }
            "dbg" | "print" | "println" | "eprint" | "eprintln" => {
                let message = "nothing is printed in what is differentiated; return the value, and print it where the \
                    function is called";
                return Err(Error::new_spanned(&call.path, message));
            }
            _ => {
                return Err(Error::new_spanned(
                    &call.path,
                    "macros cannot be differentiated; write out what it stands for",
                ));
            }
        };
        let what = "arguments of a macro change nothing here; change it in a statement of its own";
        let arguments = Punctuated::<Expr, syn::Token![,]>::parse_terminated.parse2(call.tokens.clone())?;
        if self.is_in_an_arm() {
            return Err(in_an_arm(&call.path));
        }
        // What the message names goes after what it has by itself.
        let (mut written, mut named) = (Vec::new(), Vec::new());
        for (i, argument) in arguments.iter().enumerate() {
            if super::scan::changes(argument) && !matches!(argument, Expr::Assign(_)) {
                return Err(Error::new_spanned(argument, what));
            }
            match argument {
                _ if i < asked => written.push(self.asserted(argument)?),
                Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. }) if i == asked => {
                    self.names_in(&text.value(), &mut named);
                    written.push(text.to_token_stream());
                }
                Expr::Assign(argument) => {
                    let (name, value) = (&argument.left, self.verbatim(&argument.right));
                    named.push(quote!(#name = #value));
                }
                argument => written.push(self.verbatim(argument)),
            }
        }
        written.extend(named);
        let path = &call.path;
        self.graph.ahead.assert(quote!(#path!(#(#written),*);));
        Ok(if asked == 0 { Value::Never } else { Value::unit() })
    }

    /// Whether what decides about one of the arms around is differentiated.
    fn is_in_an_arm(&self) -> bool {
        let mut block = self.graph.current();
        while block != 0 {
            if self.graph.kind(block) == Kind::Arm {
                return true;
            }
            block = self.graph.parent(block);
        }
        false
    }

    /// A call of what is not differentiated for what it does alone, such as `check(n);`: it asserts something.
    pub(super) fn called_alone(&mut self, called: &Expr, value: &Value) -> Result<bool> {
        let (Expr::Call(_) | Expr::MethodCall(_), Value::Passive(plain, _)) = (called, value) else { return Ok(false) };
        if self.is_in_an_arm() {
            return Err(in_an_arm(called));
        }
        self.graph.ahead.assert(quote!(#plain;));
        Ok(true)
    }

    /// The same of what a `let` binds to nothing that is read.
    pub(super) fn called_unread(&mut self, bound: &Pat, called: &Expr, value: &Value) {
        let (Expr::Call(_) | Expr::MethodCall(_), Value::Passive(plain, _)) = (called, value) else { return };
        let unread = |name: &proc_macro2::Ident| self.named_once.contains(&name.to_string());
        if self.is_in_an_arm() || !exhaustive::names(bound).iter().all(unread) {
            return;
        }
        let ty = match bound {
            Pat::Type(typed) if crate::input::mentions(&typed.ty, &self.input.scalar) => return,
            Pat::Type(typed) => Some(&typed.ty),
            _ => None,
        };
        let ty = ty.map(|ty| quote!(: #ty));
        self.graph.ahead.assert(quote!(let _ #ty = #plain;));
    }

    /// What is asked, which is not differentiated.
    fn asserted(&mut self, argument: &Expr) -> Result<TokenStream> {
        let value = self.expression(argument)?;
        let value = self.read_through(value)?;
        value.plain().ok_or_else(|| {
            Error::new_spanned(
                argument,
                "what is differentiated is not asserted in the body, since a number may stand for several; assert what is \
                 not, or ask where the function is called",
            )
        })
    }

    /// `matches!(value, pattern)`
    fn matched(&mut self, call: &syn::Macro) -> Result<Value> {
        let parse = |input: syn::parse::ParseStream<'_>| -> Result<(Expr, syn::Pat)> {
            let value = input.parse()?;
            input.parse::<syn::Token![,]>()?;
            let pattern = syn::Pat::parse_multi_with_leading_vert(input)?;
            if input.peek(syn::Token![if]) {
                return Err(input.error("a guard is not supported here; use `match`"));
            }
            input.parse::<Option<syn::Token![,]>>()?;
            Ok((value, pattern))
        };
        let (value, pattern) = parse.parse2(call.tokens.clone())?;
        let value = self.expression(&value)?;
        let value = self.read_through(value)?;
        let condition = self.matches(&pattern, None, &value)?;
        Ok(Value::Condition(truth(&Value::Condition(condition.clone())).unwrap_or(condition)))
    }

    /// The names that a message has in braces, each as an argument with that name.
    fn names_in(&self, text: &str, written: &mut Vec<TokenStream>) {
        let mut said = Vec::new();
        for piece in text.split('{').skip(1) {
            let name = piece.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
            let Ok(name) = syn::parse_str::<proc_macro2::Ident>(name) else { continue };
            if let Some(value) = self.get(&name).and_then(Value::plain)
                && !said.contains(&name)
            {
                written.push(quote!(#name = #value));
                said.push(name);
            }
        }
    }
}

fn in_an_arm(at: &impl ToTokens) -> Error {
    Error::new_spanned(
        at,
        "what decides about this arm is differentiated, and other lanes may take another one; write this outside",
    )
}
