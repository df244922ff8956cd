//! What is not differentiated, as it was written.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Error, Expr, Result};

use super::Lowering;
use super::exhaustive;
use super::value;
use super::value::Value;

impl Lowering<'_> {
    /// The tokens of an expression without differentiated arguments, with what `let`s bound put in its place.
    pub(super) fn verbatim<E: ToTokens>(&self, expression: &E) -> TokenStream {
        struct Substitute<'l, 'a> {
            lowering: &'l Lowering<'a>,
            /// The names that closures bind.
            hidden: Vec<Ident>,
        }
        impl Substitute<'_, '_> {
            fn get(&self, expression: &Expr) -> Option<&Value> {
                let Expr::Path(path) = expression else { return None };
                let name = path.path.get_ident().filter(|name| !self.hidden.contains(name))?;
                self.lowering.get(name)
            }
        }
        impl VisitMut for Substitute<'_, '_> {
            fn visit_expr_mut(&mut self, expression: &mut Expr) {
                if let Some(tokens) = self.get(expression).and_then(Value::plain) {
                    let is_own = tokens.to_string() == expression.to_token_stream().to_string();
                    let tokens = if is_own { crate::emit::located(tokens, expression.span()) } else { tokens };
                    let tokens = value::atom(&tokens);
                    *expression = syn::parse_quote!(#tokens);
                    return;
                }
                match expression {
                    // What loops and patterns bind are values here.
                    Expr::Unary(unary)
                        if matches!(unary.op, syn::UnOp::Deref(_))
                            && self.get(&unary.expr).is_some()
                            && !self.lowering.is_lent(&unary.expr) =>
                    {
                        *expression = (*unary.expr).clone();
                        self.visit_expr_mut(expression);
                        return;
                    }
                    Expr::MethodCall(call) if call.method == "len" => {
                        if let Some(value) = self.get(&call.receiver).filter(|value| value.plain().is_none())
                            && let Some((length, _)) = self.lowering.length(value)
                        {
                            *expression = syn::parse_quote!(#length);
                            return;
                        }
                    }
                    Expr::Call(call) => self.lowering.lift_times(call),
                    Expr::Closure(closure) => {
                        let count = self.hidden.len();
                        self.hidden.extend(closure.inputs.iter().flat_map(exhaustive::names));
                        syn::visit_mut::visit_expr_closure_mut(self, closure);
                        self.hidden.truncate(count);
                        return;
                    }
                    _ => {}
                }
                syn::visit_mut::visit_expr_mut(self, expression);
            }
        }
        let Ok(mut expression) = syn::parse2::<Expr>(expression.to_token_stream()) else {
            return expression.to_token_stream();
        };
        Substitute { lowering: self, hidden: Vec::new() }.visit_expr_mut(&mut expression);
        while let Expr::Paren(inner) = expression {
            expression = *inner.expr;
        }
        expression.into_token_stream()
    }

    /// Whether a name is that of an argument which is a reference, where it was not bound anew.
    pub(super) fn is_lent(&self, expression: &Expr) -> bool {
        let Expr::Path(path) = expression else { return false };
        let Some(name) = path.path.get_ident() else { return false };
        self.get(name).and_then(Value::plain).is_some_and(|plain| *name == plain.to_string())
            && self.input.settings.iter().any(|setting| {
                setting.name == *name
                    && matches!(&setting.ty, syn::Type::Reference(lent) if !matches!(*lent.elem, syn::Type::Slice(_)))
            })
    }

    pub(super) fn cast(&mut self, cast: &syn::ExprCast) -> Result<Value> {
        let value = self.expression(&cast.expr)?;
        if !value.is_passive() {
            if let Some(error) = self.decided(&value, cast) {
                return Err(error);
            }
            if let Value::Condition(_) = value {
                return Err(Error::new_spanned(
                    cast,
                    "what decides here is differentiated, and is not cast; choose numbers by it, `if … { 1.0 } else { 0.0 }`",
                ));
            }
            return Err(Error::new_spanned(
                cast,
                "a differentiated number is not cast, since its derivative would be lost; leave it as it is",
            ));
        }
        let ty = &cast.ty;
        let plain = value.plain().map(|plain| value::atom(&plain));
        let tokens = plain.map_or_else(|| self.verbatim(cast), |plain| quote!(#plain as #ty));
        let text = quote!(#ty).to_string();
        Ok(match text.as_str() {
            "f64" => Value::Constant(tokens),
            "f32" if self.is_single() => Value::Constant(tokens),
            _ => Value::Passive(tokens, false),
        })
    }
}
