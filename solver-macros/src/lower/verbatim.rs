//! What is not differentiated, as it was written.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Error, Expr, Result};

use super::Lowering;
use super::exhaustive;
use super::methods;
use super::value;
use super::value::Value;

impl Lowering<'_> {
    /// The tokens of an expression without differentiated arguments, with what `let`s bound put in its place.
    pub(super) fn verbatim<E: ToTokens>(&self, expression: &E) -> TokenStream {
        let Ok(mut expression) = syn::parse2::<Expr>(expression.to_token_stream()) else {
            return expression.to_token_stream();
        };
        Substitute { lowering: self, hidden: Vec::new() }.visit_expr_mut(&mut expression);
        while let Expr::Paren(inner) = expression {
            expression = *inner.expr;
        }
        expression.into_token_stream()
    }

    /// An expression that is not differentiated, as it was written; where something beside it changes variables, as what it
    /// stood for.
    pub(super) fn as_written(&self, expression: &Expr, value: &Value) -> TokenStream {
        let value = if self.in_order || super::scan::changes(expression) { value.plain() } else { None };
        value.unwrap_or_else(|| self.verbatim(expression))
    }

    /// What `*` reads: what a pattern of some values found, or a call gives, is a value or a reference, as only the compiler
    /// knows.
    pub(super) fn read_by(&self, value: &TokenStream) -> TokenStream {
        let mut tokens = value.clone().into_iter();
        let is_found = match (tokens.next(), tokens.next()) {
            (Some(proc_macro2::TokenTree::Group(only)), None) => {
                let otherwise = Ident::new("unreachable", proc_macro2::Span::call_site());
                only.stream().into_iter().next().is_some_and(|first| first.to_string() == "match")
                    && crate::emit::mentions(&only.stream(), &otherwise)
            }
            _ => false,
        };
        let is_call = match syn::parse2(value.clone()) {
            Ok(Expr::MethodCall(call)) => call.method != "clone",
            Ok(Expr::Call(_)) => true,
            _ => false,
        };
        let krate = &self.krate;
        if is_found || is_call { quote!(#krate::Found::of(#value).read()) } else { value.clone() }
    }

    /// Whether a closure of the body's is named in an expression: what is written has no such name.
    pub(super) fn calls_a_closure(&self, expression: &Expr) -> bool {
        let mut names = super::scan::Names::default();
        syn::visit::Visit::visit_expr(&mut names, expression);
        names.free().any(|name| matches!(self.get(name), Some(Value::Closure(_))))
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
            if let Value::Node(id) = value
                && !self.depends(id)
            {
                return Err(Error::new_spanned(
                    cast,
                    "what changes in a loop is a number like those that are differentiated, and is not cast; leave the cast out",
                ));
            }
            return Err(Error::new_spanned(
                cast,
                "a differentiated number is not cast, since its derivative would be lost; leave it as it is",
            ));
        }
        let ty = &cast.ty;
        let is_truth =
            compares(&cast.expr) || self.own_type(&cast.expr).is_some_and(|own| quote!(#own).to_string() == "bool");
        if is_truth && ["f64", "f32"].contains(&quote!(#ty).to_string().as_str()) {
            let asked = &cast.expr;
            let message = format!(
                "a truth value is no number; choose one by it, `if {} {{ 1.0 }} else {{ 0.0 }}`",
                asked.to_token_stream()
            );
            return Err(Error::new_spanned(cast, message));
        }
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

/// Puts what `let`s bound in the place of their names.
struct Substitute<'l, 'a> {
    lowering: &'l Lowering<'a>,
    /// The names that closures, blocks and patterns within bind.
    hidden: Vec<Ident>,
}

impl Substitute<'_, '_> {
    fn get(&self, expression: &Expr) -> Option<&Value> {
        let Expr::Path(path) = expression else { return None };
        let name = path.path.get_ident().filter(|name| !self.hidden.contains(name))?;
        self.lowering.get(name)
    }

    /// Whether a place is a variable, or in one, that is written as what it stands for.
    fn is_bound_to_another(&self, place: &Expr) -> bool {
        methods::variable_of(place).and_then(|name| self.get(name)).and_then(Value::plain).is_some()
    }
}

impl VisitMut for Substitute<'_, '_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        if let Expr::Path(path) = expression
            && let Some(name) = path.path.get_ident().filter(|name| self.hidden.contains(name))
        {
            path.path = own_name(name).into();
            return;
        }
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
                let read = self.lowering.read_by(&expression.to_token_stream());
                *expression = syn::parse_quote!(#read);
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
            Expr::MethodCall(call) if self.is_bound_to_another(&call.receiver) && methods::may_change(call) => {
                syn::visit_mut::visit_expr_method_call_mut(self, call);
                let (receiver, at) = (&call.receiver, call.method.span());
                let lent = crate::emit::located(quote!((&#receiver)), at);
                *call.receiver = syn::parse_quote!(#lent);
                return;
            }
            Expr::Call(call) => self.lowering.lift_times(call),
            Expr::Closure(closure) => {
                let count = self.hidden.len();
                self.hidden.extend(closure.inputs.iter().flat_map(exhaustive::names));
                syn::visit_mut::visit_expr_closure_mut(self, closure);
                self.hidden.truncate(count);
                return;
            }
            Expr::If(branch) => {
                let count = self.hidden.len();
                self.visit_expr_mut(&mut branch.cond);
                self.visit_block_mut(&mut branch.then_branch);
                self.hidden.truncate(count);
                branch.else_branch.iter_mut().for_each(|(_, otherwise)| self.visit_expr_mut(otherwise));
                return;
            }
            // What it binds is seen by what is asked after it, and by the arm.
            Expr::Let(asked) => {
                self.visit_expr_mut(&mut asked.expr);
                self.visit_pat_mut(&mut asked.pat);
                self.hidden.extend(exhaustive::names(&asked.pat));
                return;
            }
            Expr::ForLoop(each) => {
                let count = self.hidden.len();
                self.visit_expr_mut(&mut each.expr);
                self.hidden.extend(exhaustive::names(&each.pat));
                self.visit_block_mut(&mut each.body);
                self.hidden.truncate(count);
                return;
            }
            _ => {}
        }
        syn::visit_mut::visit_expr_mut(self, expression);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let count = self.hidden.len();
        for statement in &block.stmts {
            if let syn::Stmt::Item(syn::Item::Const(item)) = statement {
                self.hidden.push(item.ident.clone());
            }
        }
        for statement in &mut block.stmts {
            self.visit_stmt_mut(statement);
            if let syn::Stmt::Local(local) = statement {
                self.hidden.extend(exhaustive::names(&local.pat));
            }
        }
        self.hidden.truncate(count);
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        let count = self.hidden.len();
        self.hidden.extend(exhaustive::names(&arm.pat));
        syn::visit_mut::visit_arm_mut(self, arm);
        self.hidden.truncate(count);
    }

    fn visit_pat_ident_mut(&mut self, pattern: &mut syn::PatIdent) {
        if exhaustive::is_variable(&pattern.ident) {
            pattern.ident = own_name(&pattern.ident);
        }
        syn::visit_mut::visit_pat_ident_mut(self, pattern);
    }

    fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
        field.colon_token.get_or_insert_with(Default::default);
        syn::visit_mut::visit_field_pat_mut(self, field);
    }

    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        // `name` alone stands for `name: name`.
        let (alone, before) = (field.colon_token.is_none(), field.expr.to_token_stream().to_string());
        let is_own = matches!(&field.member, syn::Member::Named(name) if self.hidden.contains(name));
        syn::visit_mut::visit_field_value_mut(self, field);
        if alone && (is_own || before != field.expr.to_token_stream().to_string()) {
            field.colon_token = Some(<syn::Token![:]>::default());
        }
    }

    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        let Some((mut asked, rest)) = super::asserted::asked(call) else { return };
        self.visit_expr_mut(&mut asked);
        call.tokens = quote!(#asked, #rest);
    }
}

/// A name that is bound within an expression, apart from those of what stands around it.
fn own_name(name: &Ident) -> Ident {
    let mut name = name.clone();
    name.set_span(name.span().resolved_at(proc_macro2::Span::mixed_site()));
    name
}

/// Whether an expression is a comparison, or made of such.
fn compares(expression: &Expr) -> bool {
    match expression {
        Expr::Paren(inner) => compares(&inner.expr),
        Expr::Lit(literal) => matches!(literal.lit, syn::Lit::Bool(_)),
        Expr::Binary(binary) => matches!(
            binary.op,
            syn::BinOp::Lt(_)
                | syn::BinOp::Le(_)
                | syn::BinOp::Gt(_)
                | syn::BinOp::Ge(_)
                | syn::BinOp::Eq(_)
                | syn::BinOp::Ne(_)
                | syn::BinOp::And(_)
                | syn::BinOp::Or(_)
        ),
        _ => false,
    }
}
