//! What can be seen of a body before it is read: which variables are arrays for certain, and which ones a loop changes.

use std::collections::{BTreeSet, HashMap, HashSet};

use syn::visit::{self, Visit};
use syn::{Expr, Pat};

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

/// The variables that a piece of code may change.
pub(crate) fn changed(visit: impl FnOnce(&mut Changed)) -> BTreeSet<String> {
    let mut changed = Changed::default();
    visit(&mut changed);
    changed.0
}

/// Whether an expression may change a variable.
pub(super) fn changes(expression: &impl Changing) -> bool {
    !changed(|scan| expression.scanned(scan)).is_empty()
}

/// Whether a place and what is put there depend on which of them is looked at first.
pub(super) fn depends_on_order(place: &Expr, right: &Expr) -> bool {
    #[derive(Default)]
    struct Within(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Within {
        fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
            self.0.extend(path.path.get_ident().map(ToString::to_string));
        }
    }
    // What a place is reached by are its indices.
    fn indices(place: &Expr, names: &mut Within, by: &mut Changed) {
        match place {
            Expr::Index(index) => {
                names.visit_expr(&index.index);
                by.visit_expr(&index.index);
                indices(&index.expr, names, by);
            }
            Expr::Field(field) => indices(&field.base, names, by),
            Expr::Paren(inner) => indices(&inner.expr, names, by),
            Expr::Unary(inner) => indices(&inner.expr, names, by),
            _ => {}
        }
    }
    let (mut names, mut by, mut read) = (Within::default(), Changed::default(), Within::default());
    indices(place, &mut names, &mut by);
    read.visit_expr(right);
    let by_right = changed(|scan| scan.visit_expr(right));
    !names.0.is_disjoint(&by_right) || !by.0.is_disjoint(&read.0)
}

/// What is gone through for changes.
pub(super) trait Changing {
    fn scanned(&self, scan: &mut Changed);
}

impl Changing for Expr {
    fn scanned(&self, scan: &mut Changed) {
        scan.visit_expr(self);
    }
}

impl Changing for syn::ExprMethodCall {
    fn scanned(&self, scan: &mut Changed) {
        scan.visit_expr_method_call(self);
    }
}

#[derive(Default)]
pub(crate) struct Changed(BTreeSet<String>);

impl Changed {
    fn note(&mut self, place: &Expr) {
        match place {
            Expr::Path(path) => {
                if let Some(name) = path.path.get_ident() {
                    self.0.insert(name.to_string());
                }
            }
            Expr::Index(inner) => self.note(&inner.expr),
            Expr::Field(inner) => self.note(&inner.base),
            Expr::Paren(inner) => self.note(&inner.expr),
            Expr::Unary(inner) => self.note(&inner.expr),
            Expr::Reference(inner) => self.note(&inner.expr),
            Expr::Tuple(tuple) => tuple.elems.iter().for_each(|place| self.note(place)),
            Expr::Array(array) => array.elems.iter().for_each(|place| self.note(place)),
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for Changed {
    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        self.note(&assign.left);
        visit::visit_expr_assign(self, assign);
    }
    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        if super::places::compound(&binary.op).is_some() {
            self.note(&binary.left);
        }
        visit::visit_expr_binary(self, binary);
    }
    fn visit_stmt(&mut self, statement: &'ast syn::Stmt) {
        // Integers have methods of these names, which give a value.
        if let syn::Stmt::Expr(Expr::MethodCall(call), Some(_)) = statement
            && ["rotate_left", "rotate_right", "copy_from_slice", "clone_from_slice"]
                .contains(&call.method.to_string().as_str())
        {
            self.note(&call.receiver);
        }
        visit::visit_stmt(self, statement);
    }
    fn visit_expr_reference(&mut self, reference: &'ast syn::ExprReference) {
        if reference.mutability.is_some() {
            self.note(&reference.expr);
        }
        visit::visit_expr_reference(self, reference);
    }
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if ["iter_mut", "swap", "fill", "reverse"].contains(&call.method.to_string().as_str()) {
            self.note(&call.receiver);
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// The names that a closure's body binds itself.
pub(crate) fn bound(body: &Expr) -> BTreeSet<String> {
    #[derive(Default)]
    struct Bound(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Bound {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            self.0.insert(pattern.ident.to_string());
        }
    }
    let mut bound = Bound::default();
    bound.visit_expr(body);
    bound.0
}

/// The names in an expression, but for those of a closure's arguments and of an arm's pattern within it.
#[derive(Default)]
pub(crate) struct Names {
    free: Vec<proc_macro2::Ident>,
    bound: Vec<proc_macro2::Ident>,
}

impl Names {
    pub(crate) fn free(&self) -> impl Iterator<Item = &proc_macro2::Ident> {
        self.free.iter()
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.free.extend(path.path.get_ident().filter(|name| !self.bound.contains(name)).cloned());
    }
    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        let count = self.bound.len();
        self.bound.extend(closure.inputs.iter().flat_map(super::exhaustive::names));
        visit::visit_expr_closure(self, closure);
        self.bound.truncate(count);
    }
    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let count = self.bound.len();
        self.bound.extend(super::exhaustive::names(&arm.pat));
        visit::visit_arm(self, arm);
        self.bound.truncate(count);
    }
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

/// Where a pattern asks a constant of this name.
pub(super) fn pattern_of(constant: &proc_macro2::Ident, statements: &[syn::Stmt]) -> Option<proc_macro2::Span> {
    struct Asked<'a> {
        constant: &'a proc_macro2::Ident,
        in_pattern: bool,
        found: Option<proc_macro2::Span>,
    }
    impl<'ast> Visit<'ast> for Asked<'_> {
        fn visit_pat(&mut self, pattern: &'ast Pat) {
            let outer = core::mem::replace(&mut self.in_pattern, true);
            visit::visit_pat(self, pattern);
            self.in_pattern = outer;
        }
        fn visit_pat_guard(&mut self, guarded: &'ast syn::PatGuard) {
            self.visit_pat(&guarded.pat);
            let outer = core::mem::replace(&mut self.in_pattern, false);
            self.visit_expr(&guarded.guard);
            self.in_pattern = outer;
        }
        fn visit_type(&mut self, _: &'ast syn::Type) {}
        fn visit_ident(&mut self, name: &'ast proc_macro2::Ident) {
            if self.in_pattern && name == self.constant {
                self.found.get_or_insert(name.span());
            }
        }
        fn visit_macro(&mut self, call: &'ast syn::Macro) {
            let Some((_, rest)) = super::asserted::asked(call) else { return };
            if crate::emit::mentions(&rest, self.constant) {
                self.found.get_or_insert(self.constant.span());
            }
        }
    }
    let mut asked = Asked { constant, in_pattern: false, found: None };
    for statement in statements {
        asked.visit_stmt(statement);
    }
    asked.found
}

/// All names in a function.
pub(crate) fn identifiers(function: &syn::ItemFn) -> HashSet<String> {
    struct Identifiers(HashSet<String>);
    impl<'ast> Visit<'ast> for Identifiers {
        fn visit_ident(&mut self, name: &'ast proc_macro2::Ident) {
            self.0.insert(name.to_string());
        }
    }
    let mut identifiers = Identifiers(HashSet::new());
    identifiers.visit_item_fn(function);
    identifiers.0
}

/// The names that stand in a function once.
pub(crate) fn named_once(function: &syn::ItemFn) -> HashSet<String> {
    fn count(tokens: proc_macro2::TokenStream, counts: &mut HashMap<String, usize>) {
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Ident(name) => *counts.entry(name.to_string()).or_default() += 1,
                proc_macro2::TokenTree::Group(group) => count(group.stream(), counts),
                _ => {}
            }
        }
    }
    let mut counts = HashMap::new();
    count(quote::quote!(#function), &mut counts);
    counts.into_iter().filter(|(_, count)| *count == 1).map(|(name, _)| name).collect()
}

/// The paths of the types that a function names.
#[derive(Default)]
pub(crate) struct Paths(pub(crate) Vec<syn::Path>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_type_path(&mut self, ty: &'ast syn::TypePath) {
        self.0.push(ty.path.clone());
        visit::visit_type_path(self, ty);
    }
}

/// Where a variable of this name is bound first.
pub(crate) fn binding(function: &syn::ItemFn, name: &str) -> Option<proc_macro2::Ident> {
    struct Binding<'a>(&'a str, Option<proc_macro2::Ident>);
    impl<'ast> Visit<'ast> for Binding<'_> {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            if self.1.is_none() && pattern.ident == self.0 {
                self.1 = Some(pattern.ident.clone());
            }
            visit::visit_pat_ident(self, pattern);
        }
    }
    let mut binding = Binding(name, None);
    binding.visit_item_fn(function);
    binding.1
}

/// The name that a pattern gives to a whole value.
pub(crate) fn leaf_name(pattern: &Pat) -> Option<proc_macro2::Ident> {
    match pattern {
        Pat::Ident(ident) => Some(ident.ident.clone()),
        Pat::Type(typed) => leaf_name(&typed.pat),
        Pat::Reference(reference) => leaf_name(&reference.pat),
        Pat::Paren(inner) => leaf_name(&inner.pat),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closures_names_are_its_own() {
        let mut names = Names::default();
        names.visit_expr(&syn::parse_quote!(x.iter().map(|x| x * y).any(|z| x < z)));
        let free: Vec<String> = names.free().map(ToString::to_string).collect();
        assert_eq!(free, ["x", "y", "x"]);
    }
}
