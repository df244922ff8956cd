//! The length of an array that only a later use says: `let a = core::array::from_fn(|i| …); let b: [T; 3] = a;`.

use quote::ToTokens;
use syn::visit::Visit;
use syn::{Expr, Pat, Stmt, Type};

use super::collected::makes_an_array;
use super::exhaustive;

/// A `let` of an array made element by element, with the length that what follows in its block says.
pub(super) fn with_length(statement: &Stmt, rest: &[Stmt], result: Option<&Type>) -> Option<Stmt> {
    let Stmt::Local(local) = statement else { return None };
    let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init) else { return None };
    if !makes_an_array(&init.expr) || init.expr.to_token_stream().to_string().contains("from_fn ::") {
        return None;
    }
    let length = said(&name.ident, rest, result)?;
    let mut local = local.clone();
    let pattern = &local.pat;
    local.pat = Pat::Type(syn::parse_quote!(#pattern: [_; #length]));
    Some(Stmt::Local(local))
}

/// The length that statements say of an array of this name.
fn said(name: &syn::Ident, rest: &[Stmt], result: Option<&Type>) -> Option<Expr> {
    for (i, statement) in rest.iter().enumerate() {
        let is_last = i + 1 == rest.len();
        let found = match statement {
            Stmt::Local(syn::Local { pat: Pat::Type(typed), init: Some(init), .. }) => {
                of_value(name, &init.expr, &typed.ty)
            }
            Stmt::Expr(value, None) if is_last => of_value(name, value, result?),
            statement => result.and_then(|result| of_a_return(name, statement, result)),
        };
        if found.is_some() {
            return found;
        }
        if let Stmt::Local(local) = statement
            && exhaustive::names(&local.pat).contains(name)
        {
            return None;
        }
    }
    None
}

/// The same, where a statement returns such a value.
fn of_a_return(name: &syn::Ident, statement: &Stmt, result: &Type) -> Option<Expr> {
    struct Returns<'a>(&'a syn::Ident, &'a Type, Option<Expr>);
    impl<'ast> Visit<'ast> for Returns<'_> {
        fn visit_expr_return(&mut self, end: &'ast syn::ExprReturn) {
            let value = end.expr.as_ref();
            self.2 = self.2.take().or_else(|| value.and_then(|value| of_value(self.0, value, self.1)));
        }
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    }
    let mut returns = Returns(name, result, None);
    returns.visit_stmt(statement);
    returns.2
}

/// The length of the array of this name, where a value of this type is made of it.
fn of_value(name: &syn::Ident, value: &Expr, ty: &Type) -> Option<Expr> {
    match (value, ty) {
        (Expr::Paren(inner), ty) => of_value(name, &inner.expr, ty),
        (Expr::Reference(lent), Type::Reference(ty)) => of_value(name, &lent.expr, &ty.elem),
        (Expr::Path(path), Type::Array(array)) if path.path.is_ident(name) => {
            Some(array.len.clone()).filter(|length| !matches!(length, Expr::Infer(_)))
        }
        (Expr::Tuple(parts), Type::Tuple(types)) if parts.elems.len() == types.elems.len() => {
            parts.elems.iter().zip(&types.elems).find_map(|(part, ty)| of_value(name, part, ty))
        }
        _ => None,
    }
}
