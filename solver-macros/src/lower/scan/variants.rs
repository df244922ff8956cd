//! Which variables are told by the variants of an `enum`.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Expr, Pat};

/// The variables that are told by the variants of an `enum`: they are no numbers, whatever they are bound to.
pub(crate) fn variants(block: &syn::Block) -> BTreeSet<String> {
    #[derive(Default)]
    struct Variants(BTreeSet<String>);
    impl Variants {
        fn note(&mut self, of: &Expr, is_variant: bool) {
            if let (Expr::Path(path), true) = (peeled(of), is_variant)
                && let Some(name) = path.path.get_ident()
            {
                self.0.insert(name.to_string());
            }
        }
    }
    impl<'ast> Visit<'ast> for Variants {
        fn visit_expr_match(&mut self, choice: &'ast syn::ExprMatch) {
            self.note(&choice.expr, choice.arms.iter().any(|arm| is_variant(&arm.pat)));
            visit::visit_expr_match(self, choice);
        }
        fn visit_expr_let(&mut self, asked: &'ast syn::ExprLet) {
            self.note(&asked.expr, is_variant(&asked.pat));
            visit::visit_expr_let(self, asked);
        }
        fn visit_macro(&mut self, call: &'ast syn::Macro) {
            let matches = |input: syn::parse::ParseStream<'_>| {
                let of: Expr = input.parse()?;
                input.parse::<syn::Token![,]>()?;
                let pattern = Pat::parse_multi_with_leading_vert(input)?;
                input.parse::<proc_macro2::TokenStream>()?;
                Ok((of, pattern))
            };
            if call.path.is_ident("matches")
                && let Ok((of, pattern)) = call.parse_body_with(matches)
            {
                self.note(&of, is_variant(&pattern));
            }
        }
        fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
            if let syn::BinOp::Eq(_) | syn::BinOp::Ne(_) = binary.op {
                self.note(&binary.left, names_variant(&binary.right));
                self.note(&binary.right, names_variant(&binary.left));
            }
            visit::visit_expr_binary(self, binary);
        }
        fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
            self.note(&assign.left, names_variant(&assign.right));
            visit::visit_expr_assign(self, assign);
        }
    }
    let mut variants = Variants::default();
    variants.visit_block(block);
    variants.0
}

fn peeled(expression: &Expr) -> &Expr {
    match expression {
        Expr::Paren(inner) => peeled(&inner.expr),
        Expr::Reference(inner) => peeled(&inner.expr),
        Expr::Unary(inner) => peeled(&inner.expr),
        other => other,
    }
}

/// Whether a pattern asks for a variant.
fn is_variant(pattern: &Pat) -> bool {
    match pattern {
        Pat::Path(path) => is_name_of_variant(&path.path),
        Pat::Struct(fields) => is_name_of_variant(&fields.path),
        Pat::TupleStruct(fields) => is_name_of_variant(&fields.path),
        Pat::Ident(syn::PatIdent { subpat: Some((_, pattern)), .. }) => is_variant(pattern),
        Pat::Paren(inner) => is_variant(&inner.pat),
        Pat::Reference(inner) => is_variant(&inner.pat),
        Pat::Guard(inner) => is_variant(&inner.pat),
        Pat::Or(or) => or.cases.iter().any(is_variant),
        _ => false,
    }
}

/// Whether an expression is a variant.
fn names_variant(expression: &Expr) -> bool {
    match peeled(expression) {
        Expr::Path(path) => is_name_of_variant(&path.path),
        Expr::Struct(made) => is_name_of_variant(&made.path),
        Expr::Call(call) => matches!(&*call.func, Expr::Path(path) if is_name_of_variant(&path.path)),
        _ => false,
    }
}

/// `Law::Off`, and not `core::f64::consts::PI`.
fn is_name_of_variant(path: &syn::Path) -> bool {
    let is_type = |name: String| name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
    path.segments.len() > 1 && path.segments.iter().rev().take(2).all(|segment| is_type(segment.ident.to_string()))
}
