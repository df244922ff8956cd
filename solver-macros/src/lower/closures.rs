//! Closures, whose bodies are written in the place of their calls.

use quote::ToTokens;
use syn::{Error, Expr, Result};

use super::value::Value;
use super::{Lowering, scan};

impl Lowering<'_> {
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
        if let syn::ReturnType::Type(_, ty) = &closure.output {
            self.expected = Some(crate::input::strip(ty));
        }
        let value = bound.and_then(|()| self.expression(&closure.body)).and_then(|value| self.read_through(value));
        let value = match &closure.output {
            syn::ReturnType::Type(_, ty) => value.map(|value| self.of_type(value, ty, &closure.body)),
            syn::ReturnType::Default => value,
        };
        (self.expected, self.tail) = (None, tail);
        self.scopes.pop();
        self.floor = floor;
        value
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
