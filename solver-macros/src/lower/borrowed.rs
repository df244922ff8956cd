//! What is gone through to be changed, and is not to be looked at meanwhile.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Error, Expr, Result};

use super::iterate::inner;
use super::scan;

/// A variable, or a field of one.
#[derive(PartialEq)]
struct Chain {
    of: Ident,
    fields: Vec<String>,
}

impl Chain {
    fn of(expression: &Expr) -> Option<Self> {
        match expression {
            Expr::Path(path) => Some(Self { of: path.path.get_ident()?.clone(), fields: Vec::new() }),
            Expr::Paren(inner) => Self::of(&inner.expr),
            Expr::Field(field) => {
                let mut chain = Self::of(&field.base)?;
                chain.fields.push(field.member.to_token_stream().to_string());
                Some(chain)
            }
            _ => None,
        }
    }

    /// Whether one is the other, or a part of it.
    fn overlaps(&self, other: &Self) -> bool {
        self.of == other.of && self.fields.iter().zip(&other.fields).all(|(a, b)| a == b)
    }
}

/// The variables that an iterator borrows to change them.
#[derive(Default)]
struct Borrowed(Vec<Chain>);

impl<'ast> Visit<'ast> for Borrowed {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.method == "iter_mut" {
            self.0.extend(Chain::of(whole(&call.receiver)));
        }
        visit::visit_expr_method_call(self, call);
    }
    fn visit_expr_reference(&mut self, lent: &'ast syn::ExprReference) {
        if lent.mutability.is_some() {
            self.0.extend(Chain::of(whole(&lent.expr)));
        }
        visit::visit_expr_reference(self, lent);
    }
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
}

/// The variable that a slice is of.
fn whole(expression: &Expr) -> &Expr {
    match inner(expression) {
        Expr::Index(index) => whole(&index.expr),
        other => other,
    }
}

/// The places where one of these is used.
struct Uses<'b> {
    borrowed: &'b [Chain],
    found: Vec<Expr>,
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_expr(&mut self, expression: &'ast Expr) {
        match Chain::of(expression) {
            Some(chain) if self.borrowed.iter().any(|borrowed| borrowed.overlaps(&chain)) => {
                self.found.push(expression.clone());
            }
            Some(_) => {}
            None => visit::visit_expr(self, expression),
        }
    }
}

/// The mistake of looking at what a loop goes through to change.
pub(super) fn check(each: &syn::ExprForLoop) -> Result<()> {
    let mut borrowed = Borrowed::default();
    borrowed.visit_expr(&each.expr);
    let bound = scan::bound(&Expr::ForLoop(each.clone()));
    borrowed.0.retain(|chain| !bound.contains(&chain.of.to_string()));
    if borrowed.0.is_empty() {
        return Ok(());
    }
    let mut uses = Uses { borrowed: &borrowed.0, found: Vec::new() };
    uses.visit_expr(&each.expr);
    // Each is used where it is borrowed.
    let mut found = uses.found.split_off(borrowed.0.len().min(uses.found.len()));
    let mut within = Uses { borrowed: &borrowed.0, found: Vec::new() };
    within.visit_block(&each.body);
    found.extend(within.found);
    let Some(used) = found.first() else { return Ok(()) };
    let name = used.to_token_stream().to_string().replace(' ', "");
    let message = format!(
        "`{name}` is lent to the loop, which changes it; write `for i in 0..n`, with `{name}[i]` for what is changed"
    );
    Err(Error::new_spanned(used, message))
}
