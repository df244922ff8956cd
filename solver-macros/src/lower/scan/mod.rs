//! What can be seen of a body before it is read: which variables are arrays for certain, which ones a loop changes, and the names.

mod changed;
mod names;
mod variants;

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Expr, Pat};

pub(crate) use self::changed::changed;
pub(super) use self::changed::{SORTS, changes, depends_on_order};
pub(super) use self::names::pattern_of;
pub(crate) use self::names::{Names, Paths, binding, bound, identifiers, leaf_name, named_once};
pub(crate) use self::variants::variants;
use crate::input::literal_index;

/// The variables that are indexed by expressions, or iterated: arrays that stay whole.
pub(crate) fn whole(block: &syn::Block) -> BTreeSet<String> {
    let mut scan = Whole::default();
    scan.visit_block(block);
    scan.0
}

#[derive(Default)]
struct Whole(BTreeSet<String>);

impl Whole {
    fn note(&mut self, expression: &Expr) {
        match expression {
            Expr::Path(path) => {
                if let Some(name) = path.path.get_ident() {
                    self.0.insert(name.to_string());
                }
            }
            Expr::Reference(inner) => self.note(&inner.expr),
            Expr::Paren(inner) => self.note(&inner.expr),
            Expr::Index(inner) => self.note(&inner.expr),
            Expr::Unary(inner) => self.note(&inner.expr),
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for Whole {
    fn visit_expr_index(&mut self, index: &'ast syn::ExprIndex) {
        if literal_index(&index.index).is_none() {
            self.note(&index.expr);
        }
        visit::visit_expr_index(self, index);
    }
    fn visit_expr_for_loop(&mut self, each: &'ast syn::ExprForLoop) {
        self.note(&each.expr);
        visit::visit_expr_for_loop(self, each);
    }
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        match call.method.to_string().as_str() {
            "iter" | "iter_mut" | "into_iter" | "map" | "each_ref" | "windows" | "chunks" | "chunks_exact" | "swap"
            | "fill" | "reverse" | "rotate_left" | "rotate_right" | "copy_from_slice" | "clone_from_slice" => {
                self.note(&call.receiver);
            }
            "zip" => call.args.iter().for_each(|argument| self.note(argument)),
            _ => {}
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// The integers that are not `usize`.
pub(crate) const OTHER_INTEGERS: &[&str] =
    &["u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "i128", "isize"];

/// The variables that are integers of other types than `usize` as far as can be seen: they are cast to it, or exponents.
pub(crate) fn counts_otherwise(block: &syn::Block) -> BTreeSet<String> {
    #[derive(Default)]
    struct Counts(BTreeSet<String>, bool);
    impl<'ast> Visit<'ast> for Counts {
        fn visit_expr_cast(&mut self, cast: &'ast syn::ExprCast) {
            let ty = &cast.ty;
            let outer = core::mem::replace(&mut self.1, quote::quote!(#ty).to_string() == "usize");
            visit::visit_expr_cast(self, cast);
            self.1 = outer;
        }
        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            self.visit_expr(&call.receiver);
            let outer = self.1;
            self.1 |= call.method == "powi";
            call.args.iter().for_each(|argument| self.visit_expr(argument));
            self.1 = outer;
        }
        fn visit_expr_index(&mut self, index: &'ast syn::ExprIndex) {
            let outer = core::mem::replace(&mut self.1, false);
            visit::visit_expr_index(self, index);
            self.1 = outer;
        }
        fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
            if let (true, Some(name)) = (self.1, path.path.get_ident()) {
                self.0.insert(name.to_string());
            }
        }
    }
    let mut counts = Counts::default();
    counts.visit_block(block);
    counts.0
}

/// Whether an expression reaches into arrays by expressions: what must not be done unless it is to be.
pub(crate) fn reaches(expression: &Expr) -> bool {
    struct Reaches(bool);
    impl<'ast> Visit<'ast> for Reaches {
        fn visit_expr_index(&mut self, index: &'ast syn::ExprIndex) {
            self.0 |= literal_index(&index.index).is_none();
            visit::visit_expr_index(self, index);
        }
    }
    let mut reaches = Reaches(false);
    reaches.visit_expr(expression);
    reaches.0
}

/// Whether something is called that may cost more than to load what it gives.
pub(crate) fn calls(tokens: &proc_macro2::TokenStream) -> bool {
    const CHEAP: &[&str] = &[
        "abs",
        "abs_diff",
        "clamp",
        "clone",
        "cloned",
        "contains",
        "copied",
        "count",
        "first",
        "from",
        "get",
        "identity",
        "into",
        "last",
        "len",
        "lit",
        "max",
        "min",
        "new",
        "pow",
        "powi",
        "rem_euclid",
        "saturating_sub",
        "signum",
        "to_owned",
        "unwrap_or",
        "wrapping_add",
        "wrapping_sub",
    ];
    struct Calls(bool);
    impl<'ast> Visit<'ast> for Calls {
        fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
            if let Expr::Path(path) = &*call.func {
                let last = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
                self.0 |= last.starts_with(char::is_lowercase) && !CHEAP.contains(&last.as_str());
            }
            visit::visit_expr_call(self, call);
        }
        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            self.0 |= !CHEAP.contains(&call.method.to_string().as_str());
            visit::visit_expr_method_call(self, call);
        }
    }
    let mut calls = Calls(false);
    if let Ok(expression) = syn::parse2::<Expr>(tokens.clone()) {
        calls.visit_expr(&expression);
    }
    calls.0
}

/// Whether a loop over integers does little in a turn, and uses its variable as an index alone: written out it means the same.
pub(crate) fn is_short(each: &syn::ExprForLoop) -> bool {
    const STATEMENTS: usize = 4;
    struct Uses<'a> {
        variable: &'a proc_macro2::Ident,
        others: bool,
    }
    impl<'ast> Visit<'ast> for Uses<'_> {
        fn visit_expr(&mut self, expression: &'ast Expr) {
            match expression {
                Expr::Index(index) if is_path(&index.index, self.variable) => self.visit_expr(&index.expr),
                Expr::ForLoop(_)
                | Expr::If(_)
                | Expr::Match(_)
                | Expr::Closure(_)
                | Expr::Macro(_)
                | Expr::Block(_)
                | Expr::Break(_)
                | Expr::Continue(_)
                | Expr::Return(_)
                | Expr::While(_)
                | Expr::Loop(_) => {
                    self.others = true;
                }
                _ if is_path(expression, self.variable) => self.others = true,
                _ => visit::visit_expr(self, expression),
            }
        }
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            self.others |= pattern.ident == *self.variable;
        }
        fn visit_macro(&mut self, _: &'ast syn::Macro) {
            self.others = true;
        }
    }
    fn is_path(expression: &Expr, name: &proc_macro2::Ident) -> bool {
        matches!(expression, Expr::Path(path) if path.path.is_ident(name))
    }
    let Pat::Ident(syn::PatIdent { ident, .. }) = &*each.pat else { return false };
    let mut uses = Uses { variable: ident, others: false };
    uses.visit_block(&each.body);
    matches!(&*each.expr, Expr::Range(_)) && each.body.stmts.len() <= STATEMENTS && !uses.others
}
