//! Which variables a piece of code changes.

use std::collections::BTreeSet;

use syn::Expr;
use syn::visit::{self, Visit};

/// The variables that a piece of code may change.
pub(crate) fn changed(visit: impl FnOnce(&mut Changed)) -> BTreeSet<String> {
    let mut changed = Changed::default();
    visit(&mut changed);
    changed.0
}

/// The methods that sort an array.
pub(in crate::lower) const SORTS: &[&str] =
    &["sort", "sort_by", "sort_by_key", "sort_unstable", "sort_unstable_by", "sort_unstable_by_key"];

/// Whether an expression may change a variable.
pub(in crate::lower) fn changes(expression: &impl Changing) -> bool {
    !changed(|scan| expression.scanned(scan)).is_empty()
}

/// Whether a place and what is put there depend on which of them is looked at first.
pub(in crate::lower) fn depends_on_order(place: &Expr, right: &Expr) -> bool {
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
pub(in crate::lower) trait Changing {
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

    /// What is done for what it changes, and not for a value. Integers have methods of these names, which give one.
    fn done(&mut self, expression: &Expr) {
        match expression {
            Expr::MethodCall(call) if ["rotate_left", "rotate_right"].contains(&call.method.to_string().as_str()) => {
                self.note(&call.receiver);
            }
            Expr::Paren(inner) => self.done(&inner.expr),
            Expr::Block(inner) => self.done_last(&inner.block),
            Expr::If(choice) => {
                self.done_last(&choice.then_branch);
                choice.else_branch.iter().for_each(|(_, otherwise)| self.done(otherwise));
            }
            Expr::Match(choice) => choice.arms.iter().for_each(|arm| self.done(&arm.body)),
            _ => {}
        }
    }

    fn done_last(&mut self, block: &syn::Block) {
        if let Some(syn::Stmt::Expr(last, None)) = block.stmts.last() {
            self.done(last);
        }
    }
}

impl<'ast> Visit<'ast> for Changed {
    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        self.note(&assign.left);
        visit::visit_expr_assign(self, assign);
    }
    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        if crate::lower::places::compound(&binary.op).is_some() {
            self.note(&binary.left);
        }
        visit::visit_expr_binary(self, binary);
    }
    fn visit_stmt(&mut self, statement: &'ast syn::Stmt) {
        match statement {
            syn::Stmt::Expr(expression, Some(_)) => self.done(expression),
            syn::Stmt::Local(syn::Local { pat: syn::Pat::Tuple(unit), init: Some(init), .. })
                if unit.elems.is_empty() =>
            {
                self.done(&init.expr);
            }
            _ => {}
        }
        visit::visit_stmt(self, statement);
    }
    fn visit_block(&mut self, block: &'ast syn::Block) {
        for statement in block.stmts.iter().rev().skip(1) {
            if let syn::Stmt::Expr(expression, None) = statement {
                self.done(expression);
            }
        }
        visit::visit_block(self, block);
    }
    fn visit_expr_for_loop(&mut self, each: &'ast syn::ExprForLoop) {
        self.done_last(&each.body);
        visit::visit_expr_for_loop(self, each);
    }
    fn visit_expr_if(&mut self, choice: &'ast syn::ExprIf) {
        if choice.else_branch.is_none() {
            self.done_last(&choice.then_branch);
        }
        visit::visit_expr_if(self, choice);
    }
    fn visit_expr_reference(&mut self, reference: &'ast syn::ExprReference) {
        if reference.mutability.is_some() {
            self.note(&reference.expr);
        }
        visit::visit_expr_reference(self, reference);
    }
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        if ["iter_mut", "swap", "fill", "reverse", "copy_from_slice", "clone_from_slice"].contains(&name.as_str())
            || SORTS.contains(&name.as_str())
        {
            self.note(&call.receiver);
        }
        visit::visit_expr_method_call(self, call);
    }
}
