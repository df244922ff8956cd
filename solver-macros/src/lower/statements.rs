//! Blocks, statements, and the patterns that `let`s bind.

use std::rc::Rc;

use quote::quote;
use syn::{Block, Error, Expr, Local, Pat, Result, Stmt};

use super::Lowering;
use super::arms::{FEW, Leaves};
use super::conditional::{self, ends_early};
use super::typed;
use super::value::{Access, LONG, Value};
use crate::graph::{Node, Step};
use crate::shape::Type;

impl Lowering<'_> {
    pub(super) fn block(&mut self, block: &Block) -> Result<Value> {
        self.scopes.push(super::Scope::new());
        let value = self.statements(&block.stmts, block);
        self.scopes.pop();
        value
    }

    /// Statements, of which the last one gives the value.
    pub(super) fn statements(&mut self, statements: &[Stmt], within: &Block) -> Result<Value> {
        let (hint, tail) = (self.expected.take(), core::mem::take(&mut self.tail));
        self.constants(statements);
        let ends_here = tail && self.leaving.is_none();
        for (i, statement) in statements.iter().enumerate() {
            let rest = &statements[i + 1..];
            if ends_here && self.copies > FEW && !rest.is_empty() && conditional::copies(statement) > 1 {
                self.expected = hint;
                return self.flagged(statement, rest, within);
            }
            if let Stmt::Expr(Expr::If(branch), _) = statement
                && ends_here
                && ends_early(branch)
            {
                (self.expected, self.tail) = (hint, tail);
                return self.early_result(branch, rest, within);
            }
            let moved = match statement {
                Stmt::Local(local) if ends_here => super::arms::with_rest(local, rest, Leaves::Function)?,
                Stmt::Expr(Expr::Match(choice), _) if ends_here && !rest.is_empty() => {
                    super::arms::match_with_rest(choice, rest, Leaves::Function)?.map(Expr::Match)
                }
                _ => None,
            };
            if let Some(moved) = moved {
                (self.expected, self.tail) = (hint, tail);
                return self.expression(&moved);
            }
            if let (Stmt::Macro(call), []) = (statement, rest)
                && call.semi_token.is_none()
            {
                return self.macro_call(&call.mac);
            }
            if let (Stmt::Expr(expression, end), []) = (statement, rest)
                && (end.is_none() || matches!(expression, Expr::Return(_)))
            {
                (self.expected, self.tail) = (hint, tail);
                return self.expression(expression);
            }
            let ends = rest.is_empty() && hint.is_some() && tail;
            let done = self.statement(statement, ends);
            if ends && done.is_ok() {
                return Err(Error::new_spanned(
                    statement,
                    "a block ends with its value; remove the semicolon or add an expression",
                ));
            }
            if done.is_err() {
                self.forget(statement);
            }
            self.errors.take(done);
        }
        Ok(Value::unit())
    }

    /// What a statement with a mistake would have given a value is known to have one, so that one mistake gives one message.
    pub(super) fn forget(&mut self, statement: &Stmt) {
        let changed = super::scan::changed(|scan| syn::visit::Visit::visit_stmt(scan, statement));
        for name in changed {
            let variable = self.scopes.iter_mut().rev().find_map(|scope| scope.get_mut(&name));
            if let Some(variable) = variable.filter(|variable| matches!(variable.value, Value::Unset)) {
                variable.value = Value::Unknown;
            }
        }
    }

    /// A statement; whether it ends the function.
    pub(super) fn statement(&mut self, statement: &Stmt, ends: bool) -> Result<()> {
        match statement {
            Stmt::Local(local) => {
                let bound = self.local(local);
                if bound.is_err() {
                    // What it binds is known, so that one mistake gives one message.
                    self.bind_unknown(&local.pat);
                }
                bound
            }
            // These are known from the beginning of the block.
            Stmt::Item(syn::Item::Const(_)) => Ok(()),
            Stmt::Item(item) => {
                Err(Error::new_spanned(item, "items do not belong in a differentiable function; move it out"))
            }
            Stmt::Expr(expression, _) => match self.expression(expression)? {
                Value::Tuple(items) if items.is_empty() => Ok(()),
                Value::Never | Value::Left => Ok(()),
                _ if ends => {
                    Err(Error::new_spanned(statement, "the function ends with this value; remove the semicolon"))
                }
                _ => Err(Error::new_spanned(
                    expression,
                    "this expression's value is not used; bind it with `let` or remove it",
                )),
            },
            Stmt::Macro(call) => self.macro_call(&call.mac).map(|_| ()),
        }
    }

    /// The constants of a block, which all of it sees, and each other too.
    fn constants(&mut self, statements: &[Stmt]) {
        let mut left: Vec<_> = statements
            .iter()
            .filter_map(|statement| match statement {
                Stmt::Item(syn::Item::Const(item)) => Some(item),
                _ => None,
            })
            .collect();
        while !left.is_empty() {
            let waits = |item: &syn::ItemConst| {
                let mut names = super::scan::Names::default();
                syn::visit::Visit::visit_expr(&mut names, &item.expr);
                names.free().any(|name| left.iter().any(|other| other.ident == *name))
            };
            let next = left.iter().position(|item| !waits(item)).unwrap_or(0);
            let item = left.remove(next);
            let bound = match super::scan::pattern_of(&item.ident, statements) {
                Some(asked) => Err(Error::new(
                    asked,
                    format!(
                        "`{}` is declared in the function, and a pattern asks it; declare it outside, or write the literal",
                        item.ident
                    ),
                )),
                None => self.constant_item(item),
            };
            if bound.is_err() {
                self.set(&item.ident, Value::Unknown);
            }
            self.errors.take(bound);
        }
    }

    fn constant_item(&mut self, item: &syn::ItemConst) -> Result<()> {
        let ty = &item.ty;
        if self.input.generic && crate::input::mentions(ty, &self.input.scalar) {
            let message = "a constant is of a type of its own; write `f64`, or bind it by `let`";
            return Err(Error::new_spanned(ty, message));
        }
        let value = self.expression(&item.expr)?;
        let text = quote!(#ty).to_string();
        let is_number = text == "f64" || text == "f32" && self.is_single();
        let value = match value {
            value if is_number => value.float().map(Value::Constant),
            Value::Array(_) | Value::Tuple(_) if text.contains("f64") || text.contains("f32") => {
                value.is_passive().then(|| self.of_type(value, ty, &item.expr))
            }
            Value::Struct(_) => value.is_passive().then_some(value),
            value => value.is_passive().then(|| self.said(Value::Passive(self.verbatim(&item.expr), false), ty)),
        };
        let Some(value) = value else {
            return Err(Error::new_spanned(
                &item.expr,
                "a constant in a differentiable function is not differentiated",
            ));
        };
        self.set(&item.ident, value);
        Ok(())
    }

    fn local(&mut self, local: &Local) -> Result<()> {
        let Some(init) = &local.init else {
            self.bind_unset(&local.pat, None);
            return Ok(());
        };
        if let Some((token, _)) = &init.diverge {
            return Err(Error::new_spanned(
                token,
                "`let … else` returns from the function's own body, or jumps in the loop's own; here use `match`",
            ));
        }
        self.expected = match &local.pat {
            Pat::Type(typed) => Some(crate::input::strip(&typed.ty)),
            Pat::Slice(slice) if !slice.elems.iter().any(is_rest) => {
                let length = proc_macro2::Literal::usize_unsuffixed(slice.elems.len());
                Some(syn::parse_quote!([_; #length]))
            }
            _ => None,
        };
        let value = self.expression(&init.expr);
        self.expected = None;
        let value = self.read_through(value?)?;
        let Pat::Type(typed) = &local.pat else {
            self.bind(&local.pat, value)?;
            if let (Some(name), Some(ty)) = (super::scan::leaf_name(&local.pat), self.own_type(&init.expr)) {
                self.declare(&name, &ty);
            }
            return Ok(());
        };
        if typed::is_integer(&typed.ty)
            && let Some(error) = self.decided(&value, &init.expr)
        {
            return Err(error);
        }
        self.is_of(&value, &typed.ty)?;
        let value = self.of_type(value, &typed.ty, &init.expr);
        self.bind(&local.pat, value)?;
        if let Some(name) = super::scan::leaf_name(&local.pat) {
            self.declare(&name, &typed.ty);
        }
        Ok(())
    }

    /// A value as one of the type it is declared with.
    pub(super) fn of_type(&mut self, value: Value, ty: &syn::Type, from: &Expr) -> Value {
        match &value {
            // What a call gives may be known by what it is declared to be.
            Value::Node(id) if self.graph.ty[*id].is_none() => {
                match crate::input::kind(ty, &self.input.scalar) {
                    Ok(Type::Number) if self.input.generic && matches!(self.graph.nodes[*id], Node::Call(..)) => {
                        self.graph.as_number(*id);
                    }
                    Ok(ty) => self.graph.declare(*id, ty),
                    Err(_) => {}
                }
                value
            }
            Value::Tuple(items) if let (syn::Type::Tuple(types), Expr::Tuple(parts)) = (ty, from) => {
                let all = items.iter().zip(types.elems.iter().zip(&parts.elems));
                Value::Tuple(all.map(|(item, (ty, from))| self.of_type(item.clone(), ty, from)).collect())
            }
            // A float may stand for an integer with a sign.
            Value::Integer(_) | Value::Constant(_) if typed::is_integer(ty) || quote!(#ty).to_string() == "bool" => {
                self.said(Value::Passive(self.as_written(from, &value), false), ty)
            }
            Value::Array(_) if value.is_passive() && typed::is_of_integers(ty) => {
                self.said(Value::Passive(self.as_written(from, &value), false), ty)
            }
            _ => self.said(value, ty),
        }
    }

    /// Whether a type is none of numbers by its name: an `enum`'s or a struct's that are not over the number.
    pub(super) fn is_no_number(&self, ty: &syn::Type) -> bool {
        let syn::Type::Path(path) = ty else { return false };
        let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        name.starts_with(char::is_uppercase) && !crate::input::mentions(ty, &self.input.scalar)
    }

    /// What a variable of this name holds: what is found in a table is no number if it is told by its variants.
    pub(super) fn as_variant(&self, name: &str, value: Value) -> Value {
        match value {
            Value::Constant(tokens) if self.variants.contains(name) && is_found(&tokens) => {
                Value::Passive(tokens, true)
            }
            value => value,
        }
    }

    /// Notes the type that a variable is declared with.
    pub(super) fn declare(&mut self, name: &proc_macro2::Ident, ty: &syn::Type) {
        let variable = self.scopes.last_mut().and_then(|scope| scope.get_mut(&name.to_string()));
        if let Some(variable) = variable {
            variable.declared = Some(ty.clone());
        }
    }

    /// Binds every name in a pattern to nothing so far.
    fn bind_unset(&mut self, pattern: &Pat, ty: Option<&syn::Type>) {
        match pattern {
            Pat::Ident(ident) => {
                self.bind_name(&ident.ident, Value::Unset, ident.mutability.is_some());
                if let Some(ty) = ty {
                    self.declare(&ident.ident, ty);
                }
            }
            Pat::Tuple(tuple) => {
                let types: Vec<_> = match ty {
                    Some(syn::Type::Tuple(types)) => types.elems.iter().collect(),
                    _ => Vec::new(),
                };
                for (i, pattern) in tuple.elems.iter().enumerate() {
                    self.bind_unset(pattern, types.get(i).copied());
                }
            }
            Pat::Type(typed) => self.bind_unset(&typed.pat, Some(&typed.ty)),
            Pat::Paren(inner) => self.bind_unset(&inner.pat, ty),
            _ => {}
        }
    }

    /// Binds every name in a pattern to something harmless.
    pub(super) fn bind_unknown(&mut self, pattern: &Pat) {
        match pattern {
            Pat::Ident(ident) => {
                self.bind_name(&ident.ident, Value::Unknown, true);
                ident.subpat.iter().for_each(|(_, parts)| self.bind_unknown(parts));
            }
            Pat::Slice(slice) => slice.elems.iter().for_each(|p| self.bind_unknown(p)),
            Pat::Tuple(tuple) => tuple.elems.iter().for_each(|p| self.bind_unknown(p)),
            Pat::Type(typed) => self.bind_unknown(&typed.pat),
            Pat::Reference(reference) => self.bind_unknown(&reference.pat),
            Pat::Paren(inner) => self.bind_unknown(&inner.pat),
            Pat::Struct(fields) => fields.fields.iter().for_each(|field| self.bind_unknown(&field.pat)),
            Pat::TupleStruct(fields) => fields.elems.iter().for_each(|p| self.bind_unknown(p)),
            _ => {}
        }
    }

    /// Takes note of an array of integers whose type is not said.
    fn note_integers(&mut self, name: &proc_macro2::Ident, value: &Value) {
        let Value::Array(items) = value else { return };
        let is_new = self.integers.iter().all(|(own, _)| own != name);
        if is_new && items.iter().all(|item| matches!(item, Value::Integer(_))) {
            self.integers.push((name.clone(), false));
        }
    }

    pub(super) fn bind(&mut self, pattern: &Pat, value: Value) -> Result<()> {
        match pattern {
            Pat::Wild(_) => Ok(()),
            Pat::Ident(ident) => {
                if let Some((_, parts)) = &ident.subpat {
                    let name = Pat::Ident(syn::PatIdent { subpat: None, ..ident.clone() });
                    self.bind(&name, value.clone())?;
                    // The name of what `..` stands for has no parts.
                    return if let Pat::Rest(_) = **parts { Ok(()) } else { self.bind(parts, value) };
                }
                self.note_integers(&ident.ident, &value);
                let value = if ident.mutability.is_some() || !value.is_passive() {
                    self.settled(&ident.ident.to_string(), value)?
                } else {
                    value
                };
                // An array of what is no number is one value.
                let value = match value.plain() {
                    Some(plain) if matches!(value, Value::Array(_)) && holds_no_number(&value) => {
                        Value::Passive(plain, false)
                    }
                    _ => value,
                };
                let value = self.as_variant(&ident.ident.to_string(), value);
                // A long constant is computed once.
                let value = match value {
                    Value::Constant(tokens) if tokens.to_string().len() > LONG && !is_found(&tokens) => {
                        self.node(Node::Lit(tokens))
                    }
                    value => value,
                };
                if let Value::Node(id) = value {
                    self.graph.call_it(id, &ident.ident);
                }
                self.bind_name(&ident.ident, value, ident.mutability.is_some());
                Ok(())
            }
            Pat::Type(typed) => {
                self.is_of(&value, &typed.ty)?;
                let value = self.said(value, &typed.ty);
                self.bind(&typed.pat, value)?;
                if let Some(name) = super::scan::leaf_name(&typed.pat) {
                    self.declare(&name, &typed.ty);
                }
                Ok(())
            }
            Pat::Reference(reference) => self.bind(&reference.pat, value),
            Pat::Paren(inner) => self.bind(&inner.pat, value),
            pattern
                if takes_apart(pattern)
                    && let Value::Place(place) = &value =>
            {
                self.bind_places(pattern, place)
            }
            Pat::Struct(_) | Pat::TupleStruct(_) | Pat::Or(_) if let Value::Constant(plain) = &value => {
                let plain = plain.clone();
                self.bind_plain(pattern, &plain, None, true);
                Ok(())
            }
            pattern if let (Value::Passive(plain, _), true) = (&value, takes_apart(pattern)) => {
                let plain = plain.clone();
                self.bind_plain(pattern, &plain, None, true);
                Ok(())
            }
            Pat::Slice(slice) => {
                let elements: Vec<_> = slice.elems.iter().collect();
                self.bind_parts(pattern, &elements, &value, Step::Index)
            }
            Pat::Tuple(tuple) => {
                let elements: Vec<_> = tuple.elems.iter().collect();
                self.bind_parts(pattern, &elements, &value, Step::Field)
            }
            Pat::Struct(fields) if let Value::Struct(_) = value => {
                for field in &fields.fields {
                    let part = self.reach(value.clone(), &Access::Member(field.member.clone()), field)?;
                    self.bind(&field.pat, part)?;
                }
                Ok(())
            }
            Pat::TupleStruct(fields) if let Value::Struct(made) = &value => {
                let value = Value::Tuple(made.values().cloned().collect());
                let elements: Vec<_> = fields.elems.iter().collect();
                self.bind_parts(pattern, &elements, &value, Step::Field)
            }
            Pat::TupleStruct(fields) => {
                let value = Value::Node(self.whole(&value, pattern)?);
                let elements: Vec<_> = fields.elems.iter().collect();
                self.bind_parts(pattern, &elements, &value, Step::Field)
            }
            Pat::Struct(fields) => {
                let id = self.whole(&value, pattern)?;
                self.has_no_more(id, fields);
                for field in &fields.fields {
                    let step = self.member(&field.member);
                    let part = self.node(Node::Part(id, step));
                    self.bind(&field.pat, part)?;
                }
                Ok(())
            }
            other => Err(Error::new_spanned(
                other,
                "a pattern takes every value here; use names, `_`, arrays, tuples and structs, and `match` else",
            )),
        }
    }

    /// Has the compiler see that a pattern of a struct names all its fields, as it would see of the pattern itself.
    fn has_no_more(&mut self, id: crate::graph::Id, pattern: &syn::PatStruct) {
        let Some(Type::Named(ty)) = &self.graph.ty[id] else { return };
        let (krate, number, count) = (&self.krate, &self.input.scalar, pattern.fields.len());
        let own = |name: &proc_macro2::Ident| crate::emit::mentions(ty, name);
        let other = self.input.consts.iter().any(|constant| own(&constant.ident))
            || own(&proc_macro2::Ident::new("Self", proc_macro2::Span::call_site()));
        if pattern.rest.is_some() || other || !self.input.generic || !own(number) {
            return;
        }
        let message = "the pattern leaves fields of the struct out; name them, or end it with `..`";
        let at = proc_macro2::Span::call_site().located_at(syn::spanned::Spanned::span(&pattern.path));
        let told = quote::quote_spanned!(at=> ::core::panic!(#message));
        let check = quote! {
            const _: () = {
                type #number = f64;
                if <#ty as #krate::Vector<#number>>::LAYOUT.has_more_than(#count) {
                    #told
                }
            };
        };
        self.graph.apart.push((proc_macro2::Ident::new("_", at), check));
    }

    /// The value as a variable of this name holds it: arrays that are indexed by expressions or iterated are whole.
    pub(super) fn settled(&mut self, name: &str, value: Value) -> Result<Value> {
        if let Value::Array(items) = &value
            && self.whole.contains(name)
            && value.parts_apart().is_none()
            && !items.iter().any(|item| {
                matches!(item, Value::Passive(..) | Value::Condition(_) | Value::Closure(_) | Value::Struct(_))
            })
        {
            return Ok(Value::Node(self.whole(&value, &quote!())?));
        }
        Ok(value)
    }

    fn bind_parts(&mut self, pattern: &Pat, parts: &[&Pat], value: &Value, step: fn(usize) -> Step) -> Result<()> {
        self.comes_apart(pattern, value)?;
        let places = self.places_of(pattern, parts, value)?;
        let part = |this: &mut Self, i: usize| match value {
            Value::Array(items) | Value::Tuple(items) => items.get(i).cloned(),
            Value::Node(id) => Some(this.node(Node::Part(*id, step(i)))),
            Value::Constant(tokens) => {
                let i = syn::Index::from(i);
                Some(Value::Constant(if step(0) == Step::Field(0) { quote!(#tokens.#i) } else { quote!(#tokens[#i]) }))
            }
            _ => None,
        };
        let apart = || Error::new_spanned(pattern, "the value does not come apart like this");
        for (place, pattern) in places {
            self.graph.source = Some(syn::spanned::Spanned::span(pattern));
            let value = match place {
                Place::One(i) => part(self, i).ok_or_else(apart)?,
                Place::Several(range) => {
                    Value::Array(range.map(|i| part(self, i)).collect::<Option<_>>().ok_or_else(apart)?)
                }
            };
            self.bind(pattern, value)?;
        }
        Ok(())
    }

    /// The mistake of a pattern of another kind than the value is.
    fn comes_apart(&self, pattern: &Pat, value: &Value) -> Result<()> {
        let known = match value {
            Value::Node(id) => self.graph.ty[*id].as_ref(),
            _ => None,
        };
        let message = match (pattern, value, known) {
            (Pat::Tuple(_), Value::Array(_), _) | (Pat::Tuple(_), _, Some(Type::Array(..))) => {
                "this is an array; write its parts in brackets, `[a, b]`"
            }
            (Pat::Slice(_), Value::Tuple(_), _) | (Pat::Slice(_), _, Some(Type::Tuple(_))) => {
                "this is a tuple; write its parts in parentheses, `(a, b)`"
            }
            (_, _, Some(Type::Number)) => "this is one number, which has no parts",
            _ => return Ok(()),
        };
        Err(Error::new_spanned(pattern, message))
    }

    /// Binds the parts of a place that `iter_mut` gives, which are places.
    fn bind_places(&mut self, pattern: &Pat, place: &Rc<super::value::Place>) -> Result<()> {
        let part = |access: Access| {
            let mut place = (**place).clone();
            place.path.push(access);
            Value::Place(Rc::new(place))
        };
        match pattern {
            Pat::Tuple(syn::PatTuple { elems, .. }) | Pat::TupleStruct(syn::PatTupleStruct { elems, .. }) => {
                for (i, pattern) in elems.iter().enumerate().take_while(|(_, part)| !matches!(part, Pat::Rest(_))) {
                    self.bind(pattern, part(Access::Member(syn::Member::from(i))))?;
                }
            }
            Pat::Struct(fields) => {
                for field in &fields.fields {
                    self.bind(&field.pat, part(Access::Member(field.member.clone())))?;
                }
            }
            Pat::Slice(slice) => {
                for (i, pattern) in slice.elems.iter().enumerate().take_while(|(_, part)| !matches!(part, Pat::Rest(_)))
                {
                    let i = proc_macro2::Literal::usize_unsuffixed(i);
                    self.bind(pattern, part(Access::At(quote!(#i))))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Which element of the value each part of the pattern stands for: those after `..` are counted from the end.
    fn places_of<'p>(&self, pattern: &Pat, parts: &[&'p Pat], value: &Value) -> Result<Vec<(Place, &'p Pat)>> {
        let length = match value {
            Value::Array(items) | Value::Tuple(items) => Some(items.len()),
            Value::Node(id) => match &self.graph.ty[*id] {
                Some(Type::Array(_, length)) => length.to_string().parse().ok(),
                Some(Type::Tuple(items)) => Some(items.len()),
                _ => None,
            },
            _ => None,
        };
        let rest = parts.iter().position(|part| is_rest(part));
        let named = parts.len() - usize::from(rest.is_some());
        if length.is_some_and(|length| if rest.is_some() { length < named } else { length != named }) {
            let message = format!("the pattern has {named} elements and the value has {}", length.unwrap_or_default());
            return Err(Error::new_spanned(pattern, message));
        }
        let (before, after) = parts.split_at(rest.unwrap_or(parts.len()));
        let after = after.get(1..).unwrap_or(&[]);
        let first = match length {
            _ if after.is_empty() && !matches!(rest.map(|rest| parts[rest]), Some(Pat::Ident(_))) => 0,
            Some(length) => length - after.len(),
            None => {
                return Err(Error::new_spanned(
                    pattern,
                    "how many elements `..` stands for is not known; take the last ones by their indices",
                ));
            }
        };
        let mut places: Vec<_> = before.iter().copied().enumerate().map(|(i, part)| (Place::One(i), part)).collect();
        if let Some(name) = rest.map(|rest| parts[rest]).filter(|rest| matches!(rest, Pat::Ident(_))) {
            places.push((Place::Several(before.len()..first), name));
        }
        places.extend((first..).zip(after.iter().copied()).map(|(i, part)| (Place::One(i), part)));
        Ok(places)
    }
}

/// Whether something is found in a table: of what type is not known.
fn is_found(tokens: &proc_macro2::TokenStream) -> bool {
    matches!(syn::parse2(tokens.clone()), Ok(Expr::Index(_) | Expr::Path(_) | Expr::Field(_)))
}

/// Which of a value's parts a pattern takes.
enum Place {
    One(usize),
    Several(core::ops::Range<usize>),
}

/// Whether a pattern is `..` or `name @ ..`.
fn is_rest(pattern: &Pat) -> bool {
    match pattern {
        Pat::Rest(_) => true,
        Pat::Ident(syn::PatIdent { subpat: Some((_, rest)), .. }) => matches!(**rest, Pat::Rest(_)),
        _ => false,
    }
}

/// Whether a pattern takes a value apart, or tells the same of it by several ways.
fn takes_apart(pattern: &Pat) -> bool {
    matches!(pattern, Pat::Slice(_) | Pat::Tuple(_) | Pat::TupleStruct(_) | Pat::Struct(_) | Pat::Or(_))
}

/// Whether an array holds integers of a type that is said somewhere, or truth values.
fn holds_no_number(value: &Value) -> bool {
    let all = |value: &Value| match value {
        Value::Array(items) => holds_no_number(&Value::Array(items.clone())),
        Value::Passive(_, floats) => !floats,
        Value::Condition(_) | Value::Integer(_) | Value::Struct(_) => true,
        _ => false,
    };
    match value {
        Value::Array(items) => items.iter().all(all) && items.iter().any(|item| !matches!(item, Value::Integer(_))),
        _ => false,
    }
}
