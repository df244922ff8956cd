//! Blocks, statements, and the patterns that `let`s bind.

use quote::{ToTokens, quote};
use syn::{Block, Error, Expr, Local, Pat, Result, Stmt};

use super::Lowering;
use super::choose::ends_early;
use super::value::{LONG, Value};
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
        for (i, statement) in statements.iter().enumerate() {
            let rest = &statements[i + 1..];
            if let Stmt::Expr(Expr::If(branch), _) = statement
                && tail
                && ends_early(branch)
            {
                (self.expected, self.tail) = (hint, tail);
                return self.early_result(branch, rest, within);
            }
            if let (Stmt::Expr(expression, end), []) = (statement, rest)
                && (end.is_none() || matches!(expression, Expr::Return(_)))
            {
                (self.expected, self.tail) = (hint, tail);
                return self.expression(expression);
            }
            let done = self.statement(statement);
            if rest.is_empty() && hint.is_some() && done.is_ok() && tail {
                return Err(Error::new_spanned(
                    statement,
                    "a block ends with its value; remove the semicolon or add an expression",
                ));
            }
            self.errors.take(done);
        }
        Ok(Value::unit())
    }

    fn statement(&mut self, statement: &Stmt) -> Result<()> {
        match statement {
            Stmt::Local(local) => {
                let bound = self.local(local);
                if bound.is_err() {
                    // What it binds is known, so that one mistake gives one message.
                    self.bind_unknown(&local.pat);
                }
                bound
            }
            Stmt::Item(syn::Item::Const(item)) => {
                let value = self.expression(&item.expr)?;
                let ty = &item.ty;
                let text = quote!(#ty).to_string();
                let value = match text.as_str() {
                    "f64" | "f32" => value.float().map(Value::Constant),
                    _ if text.contains("f64") && matches!(value, Value::Array(_) | Value::Tuple(_)) => {
                        value.is_passive().then_some(value)
                    }
                    _ => value.is_passive().then(|| Value::Passive(self.verbatim(&item.expr), false)),
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
            Stmt::Item(item) => {
                Err(Error::new_spanned(item, "items do not belong in a differentiable function; move it out"))
            }
            Stmt::Expr(expression, _) => match self.expression(expression)? {
                Value::Tuple(items) if items.is_empty() => Ok(()),
                _ => Err(Error::new_spanned(
                    expression,
                    "this expression's value is not used; bind it with `let` or remove it",
                )),
            },
            Stmt::Macro(call) => {
                Err(Error::new_spanned(&call.mac.path, "macros cannot be differentiated; write out what it stands for"))
            }
        }
    }

    fn local(&mut self, local: &Local) -> Result<()> {
        let Some(init) = &local.init else {
            self.bind_unset(&local.pat, None);
            return Ok(());
        };
        if let Some((token, _)) = &init.diverge {
            return Err(Error::new_spanned(token, "`let … else` is not supported; use an irrefutable pattern"));
        }
        self.expected = match &local.pat {
            Pat::Type(typed) => Some(crate::input::strip(&typed.ty)),
            Pat::Slice(slice) if !slice.elems.iter().any(|part| matches!(part, Pat::Rest(_))) => {
                let length = proc_macro2::Literal::usize_unsuffixed(slice.elems.len());
                Some(syn::parse_quote!([_; #length]))
            }
            _ => None,
        };
        let value = self.expression(&init.expr);
        self.expected = None;
        let value = self.read_through(value?)?;
        let Pat::Type(typed) = &local.pat else { return self.bind(&local.pat, value) };
        let value = self.of_type(value, &typed.ty, &init.expr);
        self.bind(&local.pat, value)?;
        if let Some(name) = super::leaf_name(&local.pat) {
            self.declare(&name, &typed.ty);
        }
        Ok(())
    }

    /// A value as one of the type it is declared with.
    pub(super) fn of_type(&mut self, value: Value, ty: &syn::Type, from: &Expr) -> Value {
        match &value {
            // What a call gives may be known by what it is declared to be.
            Value::Node(id) if self.graph.ty[*id].is_none() => {
                if let Ok(ty) = crate::input::kind(ty, &self.input.scalar) {
                    self.graph.declare(*id, ty);
                }
                value
            }
            Value::Integer(literal) if is_whole(ty) && matches!(from, Expr::Lit(_)) => {
                let ty = ty.to_token_stream();
                let typed = syn::parse_str::<syn::LitInt>(&format!("{literal}{ty}"));
                Value::Passive(typed.map_or_else(|_| literal.clone(), |typed| typed.to_token_stream()), false)
            }
            Value::Integer(_) | Value::Constant(_) if is_whole(ty) || quote!(#ty).to_string() == "bool" => {
                Value::Passive(self.verbatim(from), false)
            }
            Value::Array(_) if value.is_passive() && matches!(ty, syn::Type::Array(array) if is_whole(&array.elem)) => {
                Value::Passive(self.verbatim(from), false)
            }
            _ => value,
        }
    }

    /// Notes the type that a variable is declared with.
    fn declare(&mut self, name: &proc_macro2::Ident, ty: &syn::Type) {
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
    fn bind_unknown(&mut self, pattern: &Pat) {
        match pattern {
            Pat::Ident(ident) => self.bind_name(&ident.ident, Value::Unknown, true),
            Pat::Slice(slice) => slice.elems.iter().for_each(|p| self.bind_unknown(p)),
            Pat::Tuple(tuple) => tuple.elems.iter().for_each(|p| self.bind_unknown(p)),
            Pat::Type(typed) => self.bind_unknown(&typed.pat),
            Pat::Reference(reference) => self.bind_unknown(&reference.pat),
            Pat::Paren(inner) => self.bind_unknown(&inner.pat),
            Pat::Struct(fields) => fields.fields.iter().for_each(|field| self.bind_unknown(&field.pat)),
            _ => {}
        }
    }

    pub(super) fn bind(&mut self, pattern: &Pat, value: Value) -> Result<()> {
        match pattern {
            Pat::Wild(_) => Ok(()),
            Pat::Ident(ident) => {
                if let Some((_, sub)) = &ident.subpat {
                    return Err(Error::new_spanned(
                        sub,
                        "`@` patterns are not supported; bind the parts by a second `let`",
                    ));
                }
                let value = if ident.mutability.is_some() || !value.is_passive() {
                    self.settled(&ident.ident.to_string(), value)?
                } else {
                    value
                };
                // A long constant is computed once.
                let value = match value {
                    Value::Constant(tokens) if tokens.to_string().len() > LONG => self.node(Node::Lit(tokens)),
                    value => value,
                };
                if let Value::Node(id) = value {
                    self.graph.call_it(id, &ident.ident);
                }
                self.bind_name(&ident.ident, value, ident.mutability.is_some());
                Ok(())
            }
            Pat::Type(typed) => self.bind(&typed.pat, value),
            Pat::Reference(reference) => self.bind(&reference.pat, value),
            Pat::Paren(inner) => self.bind(&inner.pat, value),
            Pat::Slice(slice) => {
                let elements: Vec<_> = slice.elems.iter().collect();
                self.bind_parts(pattern, &elements, value, Step::Index)
            }
            Pat::Tuple(tuple) => {
                let elements: Vec<_> = tuple.elems.iter().collect();
                self.bind_parts(pattern, &elements, value, Step::Field)
            }
            Pat::Struct(fields) => {
                let id = self.whole(&value, pattern)?;
                for field in &fields.fields {
                    let step = match &field.member {
                        syn::Member::Named(name) => self.graph.named(name),
                        syn::Member::Unnamed(i) => Step::Field(i.index as usize),
                    };
                    let part = self.node(Node::Part(id, step));
                    self.bind(&field.pat, part)?;
                }
                Ok(())
            }
            other => Err(Error::new_spanned(
                other,
                "this pattern is not supported; use names, `_`, arrays, tuples and structs",
            )),
        }
    }

    /// The value as a variable of this name holds it: arrays that are indexed by expressions or iterated are whole.
    pub(super) fn settled(&mut self, name: &str, value: Value) -> Result<Value> {
        if let Value::Array(items) = &value
            && self.whole.contains(name)
            && !items.iter().any(|item| matches!(item, Value::Passive(..) | Value::Condition(_) | Value::Closure(_)))
        {
            return Ok(Value::Node(self.whole(&value, &quote!())?));
        }
        Ok(value)
    }

    fn bind_parts(&mut self, pattern: &Pat, parts: &[&Pat], value: Value, step: fn(usize) -> Step) -> Result<()> {
        let places = self.places_of(pattern, parts, &value)?;
        let items: Vec<_> = match value {
            Value::Array(items) | Value::Tuple(items) => places.iter().map(|(i, _)| items[*i].clone()).collect(),
            Value::Node(id) => {
                places.iter().map(|(i, _)| Value::Node(self.graph.add(Node::Part(id, step(*i))))).collect()
            }
            Value::Constant(tokens) => (places.iter())
                .map(|(i, _)| {
                    let i = syn::Index::from(*i);
                    Value::Constant(if step(0) == Step::Field(0) { quote!(#tokens.#i) } else { quote!(#tokens[#i]) })
                })
                .collect(),
            _ => return Err(Error::new_spanned(pattern, "the value does not come apart like this")),
        };
        for ((_, part), item) in places.iter().zip(items) {
            self.bind(part, item)?;
        }
        Ok(())
    }

    /// Which element of the value each part of the pattern stands for: those after `..` are counted from the end.
    fn places_of<'p>(&self, pattern: &Pat, parts: &[&'p Pat], value: &Value) -> Result<Vec<(usize, &'p Pat)>> {
        let length = match value {
            Value::Array(items) | Value::Tuple(items) => Some(items.len()),
            Value::Node(id) => match &self.graph.ty[*id] {
                Some(Type::Array(_, length)) => length.to_string().parse().ok(),
                Some(Type::Tuple(items)) => Some(items.len()),
                _ => None,
            },
            _ => None,
        };
        let rest = parts.iter().position(|part| matches!(part, Pat::Rest(_)));
        let named = parts.len() - usize::from(rest.is_some());
        if length.is_some_and(|length| if rest.is_some() { length < named } else { length != named }) {
            let message = format!("the pattern has {named} elements and the value has {}", length.unwrap_or_default());
            return Err(Error::new_spanned(pattern, message));
        }
        let (before, after) = parts.split_at(rest.unwrap_or(parts.len()));
        let after = after.get(1..).unwrap_or(&[]);
        let first = match length {
            _ if after.is_empty() => 0,
            Some(length) => length - after.len(),
            None => {
                return Err(Error::new_spanned(
                    pattern,
                    "how many elements `..` stands for is not known; take the last ones by their indices",
                ));
            }
        };
        Ok(before.iter().copied().enumerate().chain((first..).zip(after.iter().copied())).collect())
    }
}

/// Whether a type is one of whole numbers.
fn is_whole(ty: &syn::Type) -> bool {
    const WHOLE: [&str; 12] = ["usize", "isize", "u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "u128", "i128"];
    WHOLE.contains(&quote!(#ty).to_string().as_str())
}
