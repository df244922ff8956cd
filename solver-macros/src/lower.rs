//! The body of a function as a graph.
//!
//! Arrays, tuples and patterns disappear: what is left are scalars, and values of unknown shape that calls give back.
//! Literals and names that no `let` and no argument binds are constants of type `f64`; an expression made of constants
//! alone stays as it was written.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{BinOp, Block, Error, Expr, Lit, Local, Member, Pat, Result, Stmt, UnOp};

use crate::graph::{Arm, Condition, Graph, Id, Node, Shape, Step};
use crate::input::{Argument, Errors, Kind, literal_index};

/// What an expression stands for.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A differentiated scalar, or a value of unknown shape.
    Node(Id),
    /// A constant: a plain `f64` expression.
    Constant(TokenStream),
    /// An expression without differentiated arguments.
    Passive(TokenStream),
    Condition(Condition),
    Array(Vec<Value>),
    Tuple(Vec<Value>),
}

pub(crate) struct Lowering<'a> {
    pub(crate) graph: &'a mut Graph,
    scalar: Ident,
    scopes: Vec<HashMap<String, Value>>,
    errors: Errors,
}

impl<'a> Lowering<'a> {
    pub(crate) fn new(graph: &'a mut Graph, scalar: &Ident) -> Self {
        Self { graph, scalar: scalar.clone(), scopes: vec![HashMap::new()], errors: Errors::default() }
    }

    /// Binds an argument's pattern to its leaves; gives the leaves in the argument's shape.
    pub(crate) fn argument(&mut self, argument: &Argument, position: usize) -> Result<Value> {
        let name = leaf_name(&argument.pattern).unwrap_or_else(|| format_ident!("a{position}"));
        let value = self.leaves(&argument.kind, Some(&argument.pattern), &name);
        self.bind(&argument.pattern, value.clone())?;
        Ok(value)
    }

    /// A leaf for each scalar, under the name the pattern gives it.
    fn leaves(&mut self, kind: &Kind, pattern: Option<&Pat>, name: &Ident) -> Value {
        let own = pattern.and_then(leaf_name);
        let name = own.as_ref().unwrap_or(name);
        let items = |this: &mut Self, kinds: &[Kind]| {
            (0..kinds.len())
                .map(|i| this.leaves(&kinds[i], part_of(pattern, i, kinds.len()), &format_ident!("{name}_{i}")))
                .collect()
        };
        match kind {
            Kind::Scalar => {
                let mut unique = name.clone();
                let mut count = 0;
                while self.graph.nodes.iter().any(|node| matches!(node, Node::Leaf(other) if *other == unique)) {
                    count += 1;
                    unique = format_ident!("{name}_{count}");
                }
                Value::Node(self.graph.add(Node::Leaf(unique)))
            }
            Kind::Array(kinds) => Value::Array(items(self, kinds)),
            Kind::Tuple(kinds) => Value::Tuple(items(self, kinds)),
        }
    }

    /// The value of the body, and every mistake in it.
    pub(crate) fn body(mut self, block: &Block) -> Result<Value> {
        let value = self.block(block);
        let value = self.errors.take(value);
        self.errors.finish()?;
        value.ok_or_else(|| Error::new_spanned(block, "a differentiable function ends with its value"))
    }

    fn block(&mut self, block: &Block) -> Result<Value> {
        self.scopes.push(HashMap::new());
        let value = self.statements(block);
        self.scopes.pop();
        value
    }

    fn statements(&mut self, block: &Block) -> Result<Value> {
        let Some((last, before)) = block.stmts.split_last() else {
            return Ok(Value::Tuple(Vec::new()));
        };
        for statement in before {
            let done = self.statement(statement);
            self.errors.take(done);
        }
        match last {
            Stmt::Expr(expression, None) => self.expression(expression),
            other => {
                self.statement(other)?;
                Err(Error::new_spanned(other, "a block ends with its value; remove the semicolon or add an expression"))
            }
        }
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
                let Value::Constant(tokens) = value else {
                    return Err(Error::new_spanned(&item.expr, "a constant in a differentiable function is an `f64`"));
                };
                self.set(&item.ident, Value::Constant(tokens));
                Ok(())
            }
            Stmt::Item(item) => {
                Err(Error::new_spanned(item, "items do not belong in a differentiable function; move it out"))
            }
            Stmt::Expr(expression, _) => match self.expression(expression) {
                Err(error) => Err(error),
                Ok(_) => Err(Error::new_spanned(
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
            return Err(Error::new_spanned(local, "a `let` has a value here; write `let x = …`"));
        };
        if let Some((token, _)) = &init.diverge {
            return Err(Error::new_spanned(token, "`let … else` is not supported; use an irrefutable pattern"));
        }
        let value = self.expression(&init.expr)?;
        self.bind(&local.pat, value)
    }

    fn set(&mut self, name: &Ident, value: Value) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_string(), value);
        }
    }

    fn get(&self, name: &Ident) -> Option<&Value> {
        let name = name.to_string();
        self.scopes.iter().rev().find_map(|scope| scope.get(&name))
    }

    /// Binds every name in a pattern to something harmless.
    fn bind_unknown(&mut self, pattern: &Pat) {
        match pattern {
            Pat::Ident(ident) => self.set(&ident.ident.clone(), Value::Constant(quote!(0.0))),
            Pat::Slice(slice) => slice.elems.iter().for_each(|p| self.bind_unknown(p)),
            Pat::Tuple(tuple) => tuple.elems.iter().for_each(|p| self.bind_unknown(p)),
            Pat::Type(typed) => self.bind_unknown(&typed.pat),
            Pat::Reference(reference) => self.bind_unknown(&reference.pat),
            Pat::Paren(inner) => self.bind_unknown(&inner.pat),
            _ => {}
        }
    }

    fn bind(&mut self, pattern: &Pat, value: Value) -> Result<()> {
        match pattern {
            Pat::Wild(_) => Ok(()),
            Pat::Ident(ident) => {
                if let Some(mutability) = &ident.mutability {
                    return Err(Error::new_spanned(
                        mutability,
                        "variables cannot be changed here yet; bind each new value by a `let` of its own",
                    ));
                }
                if let Some((_, sub)) = &ident.subpat {
                    return Err(Error::new_spanned(
                        sub,
                        "`@` patterns are not supported; bind the parts by a second `let`",
                    ));
                }
                if let Value::Node(id) = value {
                    self.graph.call_it(id, &ident.ident);
                }
                self.set(&ident.ident.clone(), value);
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
            other => Err(Error::new_spanned(other, "this pattern is not supported; use names, `_`, arrays and tuples")),
        }
    }

    fn bind_parts(&mut self, pattern: &Pat, parts: &[&Pat], value: Value, step: fn(usize) -> Step) -> Result<()> {
        if let Some(rest) = parts.iter().find(|part| matches!(part, Pat::Rest(_))) {
            return Err(Error::new_spanned(rest, "`..` is not supported; write `_` for each element that is not used"));
        }
        let items = match value {
            Value::Array(items) | Value::Tuple(items) if items.len() == parts.len() => items,
            Value::Node(id) => (0..parts.len()).map(|i| Value::Node(self.graph.add(Node::Part(id, step(i))))).collect(),
            Value::Array(items) | Value::Tuple(items) => {
                let message = format!("the pattern has {} elements and the value has {}", parts.len(), items.len());
                return Err(Error::new_spanned(pattern, message));
            }
            _ => return Err(Error::new_spanned(pattern, "the value does not come apart like this")),
        };
        for (part, item) in parts.iter().zip(items) {
            self.bind(part, item)?;
        }
        Ok(())
    }

    fn expression(&mut self, expression: &Expr) -> Result<Value> {
        match expression {
            Expr::Lit(literal) => constant(&literal.lit).ok_or_else(|| {
                Error::new_spanned(literal, "only numbers are differentiated; this literal has no place here")
            }),
            Expr::Path(path) => Ok(self.path(path)),
            Expr::Paren(inner) => self.expression(&inner.expr),
            Expr::Group(inner) => self.expression(&inner.expr),
            Expr::Reference(reference) if reference.mutability.is_none() => self.expression(&reference.expr),
            Expr::Block(block) if block.label.is_none() => self.block(&block.block),
            Expr::Unary(unary) => self.unary(unary),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Array(array) => {
                Ok(Value::Array(array.elems.iter().map(|e| self.expression(e)).collect::<Result<_>>()?))
            }
            Expr::Repeat(repeat) => {
                let Some(length) = literal_index(&repeat.len) else {
                    return Err(Error::new_spanned(&repeat.len, "an array's length is a literal here"));
                };
                Ok(Value::Array(vec![self.expression(&repeat.expr)?; length]))
            }
            Expr::Tuple(tuple) => {
                Ok(Value::Tuple(tuple.elems.iter().map(|e| self.expression(e)).collect::<Result<_>>()?))
            }
            Expr::Index(index) => self.index(index),
            Expr::Field(field) => self.field(field),
            Expr::MethodCall(call) => self.method(call),
            Expr::Call(call) => self.call(call),
            Expr::If(branch) => self.branch(branch),
            Expr::Cast(cast) => match self.expression(&cast.expr)? {
                Value::Constant(_) | Value::Passive(_) => Ok(Value::Constant(self.verbatim(expression))),
                _ => Err(Error::new_spanned(cast, "a differentiated number is not cast; its derivative would be lost")),
            },
            other => Err(refused(other)),
        }
    }

    /// The tokens of an expression without differentiated arguments, with what `let`s bound put in its place.
    fn verbatim<E: ToTokens>(&self, expression: &E) -> TokenStream {
        struct Substitute<'l, 'a>(&'l Lowering<'a>);
        impl VisitMut for Substitute<'_, '_> {
            fn visit_expr_mut(&mut self, expression: &mut Expr) {
                if let Expr::Path(path) = expression
                    && let Some(name) = path.path.get_ident()
                    && let Some(Value::Constant(tokens) | Value::Passive(tokens)) = self.0.get(name)
                {
                    *expression = syn::parse_quote!((#tokens));
                    return;
                }
                syn::visit_mut::visit_expr_mut(self, expression);
            }
        }
        let mut expression: Expr = syn::parse_quote!(#expression);
        Substitute(self).visit_expr_mut(&mut expression);
        expression.into_token_stream()
    }

    fn path(&mut self, path: &syn::ExprPath) -> Value {
        if let Some(name) = path.path.get_ident()
            && let Some(value) = self.get(name)
        {
            return value.clone();
        }
        if let Some(name) = self.of_scalar(&path.path) {
            return match name.to_string().as_str() {
                "ZERO" => Value::Constant(quote!(0.0)),
                "ONE" => Value::Constant(quote!(1.0)),
                _ => Value::Passive(quote!(#path)),
            };
        }
        Value::Constant(quote!(#path))
    }

    /// `NAME` in `T::NAME`.
    fn of_scalar(&self, path: &syn::Path) -> Option<Ident> {
        let mut segments = path.segments.iter();
        match (segments.next(), segments.next(), segments.next()) {
            (Some(first), Some(second), None) if first.ident == self.scalar || first.ident == "Real" => {
                Some(second.ident.clone())
            }
            _ => None,
        }
    }

    fn unary(&mut self, unary: &syn::ExprUnary) -> Result<Value> {
        let value = self.expression(&unary.expr)?;
        match (&unary.op, value) {
            (UnOp::Deref(_), value) => Ok(value),
            (UnOp::Neg(_), Value::Node(id)) => Ok(self.node(Node::Neg(id))),
            (UnOp::Neg(_), Value::Constant(c)) => Ok(Value::Constant(negated(&c))),
            (UnOp::Not(_), value) if let Some(condition) = truth(&value) => {
                Ok(Value::Condition(Condition::Not(Box::new(condition))))
            }
            _ => Err(Error::new_spanned(unary, "this operator has no meaning for this value")),
        }
    }

    fn node(&mut self, node: Node) -> Value {
        Value::Node(self.graph.add(node))
    }

    /// The value as a node; a constant becomes a number of the function's type.
    fn lift(&mut self, value: &Value, at: &impl ToTokens) -> Result<Id> {
        match value {
            Value::Node(id) => Ok(*id),
            Value::Constant(c) => Ok(self.graph.add(Node::Lit(c.clone()))),
            Value::Passive(c) => Ok(self.graph.add(Node::Lit(quote!(#c)))),
            Value::Condition(_) => Err(Error::new_spanned(at, "a number is expected here, and this is a condition")),
            Value::Array(_) | Value::Tuple(_) => {
                Err(Error::new_spanned(at, "a number is expected here, and this has several; take one of its elements"))
            }
        }
    }

    fn binary(&mut self, binary: &syn::ExprBinary) -> Result<Value> {
        let (a, b) = (self.expression(&binary.left), self.expression(&binary.right));
        let (a, b) = match (a, b) {
            (Ok(a), Ok(b)) => (a, b),
            (Err(mut first), Err(second)) => {
                first.combine(second);
                return Err(first);
            }
            (Err(error), _) | (_, Err(error)) => return Err(error),
        };
        let compared = match binary.op {
            BinOp::Lt(_) => Some("<"),
            BinOp::Le(_) => Some("<="),
            BinOp::Gt(_) => Some(">"),
            BinOp::Ge(_) => Some(">="),
            BinOp::Eq(_) => Some("=="),
            BinOp::Ne(_) => Some("!="),
            _ => None,
        };
        if let Some(operator) = compared {
            if let (Value::Constant(_), Value::Constant(_)) = (&a, &b) {
                return Ok(Value::Condition(Condition::Verbatim(self.verbatim(binary))));
            }
            let (a, b) = (self.lift(&a, &binary.left)?, self.lift(&b, &binary.right)?);
            return Ok(Value::Condition(Condition::Compare(a, operator, b)));
        }
        if let (BinOp::And(_) | BinOp::Or(_), Some(a), Some(b)) = (&binary.op, truth(&a), truth(&b)) {
            let (a, b) = (Box::new(a), Box::new(b));
            let and = matches!(binary.op, BinOp::And(_));
            return Ok(Value::Condition(if and { Condition::And(a, b) } else { Condition::Or(a, b) }));
        }
        match (&binary.op, a, b) {
            (BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_), a, b) => self.arithmetic(binary, &a, &b),
            (BinOp::AddAssign(_) | BinOp::SubAssign(_) | BinOp::MulAssign(_) | BinOp::DivAssign(_), ..) => {
                Err(Error::new_spanned(
                    binary.op,
                    "variables cannot be changed here yet; bind each new value by a `let` of its own",
                ))
            }
            (operator, ..) => Err(Error::new_spanned(
                operator,
                "this operator cannot be differentiated; use `+`, `-`, `*`, `/` and comparisons",
            )),
        }
    }

    fn arithmetic(&mut self, binary: &syn::ExprBinary, a: &Value, b: &Value) -> Result<Value> {
        let node = match (&binary.op, a, b) {
            (_, Value::Constant(_), Value::Constant(_)) => {
                return Ok(Value::Constant(self.verbatim_float(binary, a, b)));
            }
            (BinOp::Add(_), Value::Node(x), Value::Constant(c))
            | (BinOp::Add(_), Value::Constant(c), Value::Node(x)) => Node::Plus(*x, c.clone()),
            (BinOp::Sub(_), Value::Node(x), Value::Constant(c)) => Node::Plus(*x, negated(c)),
            (BinOp::Sub(_), Value::Constant(c), Value::Node(x)) => {
                let negative = self.graph.add(Node::Neg(*x));
                Node::Plus(negative, c.clone())
            }
            (BinOp::Mul(_), Value::Node(x), Value::Constant(c))
            | (BinOp::Mul(_), Value::Constant(c), Value::Node(x)) => Node::Times(*x, c.clone()),
            (BinOp::Div(_), Value::Node(x), Value::Constant(c)) => Node::Over(*x, c.clone()),
            (BinOp::Div(_), Value::Constant(c), Value::Node(x)) => Node::Under(*x, c.clone()),
            (operator, a, b) => {
                let (x, y) = (self.lift(a, &binary.left)?, self.lift(b, &binary.right)?);
                match operator {
                    BinOp::Add(_) => Node::Add(x, y),
                    BinOp::Sub(_) => Node::Sub(x, y),
                    BinOp::Mul(_) => Node::Mul(x, y),
                    _ => Node::Div(x, y),
                }
            }
        };
        Ok(self.node(node))
    }

    /// Arithmetic on constants: integers have become floats already.
    fn verbatim_float(&self, binary: &syn::ExprBinary, a: &Value, b: &Value) -> TokenStream {
        let side = |value: &Value, expression: &Expr| match value {
            Value::Constant(tokens) => atom(tokens),
            _ => self.verbatim(expression),
        };
        let (a, b) = (side(a, &binary.left), side(b, &binary.right));
        let operator = &binary.op;
        quote!(#a #operator #b)
    }

    fn index(&mut self, index: &syn::ExprIndex) -> Result<Value> {
        let value = self.expression(&index.expr)?;
        let Some(i) = literal_index(&index.index) else {
            return Err(Error::new_spanned(&index.index, "an index is a literal here; write the elements out"));
        };
        match value {
            Value::Array(items) => items.get(i).cloned().ok_or_else(|| {
                Error::new_spanned(&index.index, format!("the index is {i} and the length is {}", items.len()))
            }),
            Value::Node(id) => Ok(self.node(Node::Part(id, Step::Index(i)))),
            Value::Constant(_) | Value::Passive(_) => Ok(Value::Constant(self.verbatim(index))),
            _ => Err(Error::new_spanned(index, "only an array is indexed")),
        }
    }

    fn field(&mut self, field: &syn::ExprField) -> Result<Value> {
        let value = self.expression(&field.base)?;
        let Member::Unnamed(position) = &field.member else {
            return match value {
                Value::Constant(_) | Value::Passive(_) => Ok(Value::Constant(self.verbatim(field))),
                _ => Err(Error::new_spanned(
                    &field.member,
                    "named fields are not supported here yet; use an array or a tuple",
                )),
            };
        };
        let i = position.index as usize;
        match value {
            Value::Tuple(items) => items.get(i).cloned().ok_or_else(|| {
                Error::new_spanned(position, format!("the field is {i} and the tuple has {} elements", items.len()))
            }),
            Value::Node(id) => Ok(self.node(Node::Part(id, Step::Field(i)))),
            _ => Err(Error::new_spanned(field, "only a tuple has fields here")),
        }
    }

    fn shape(&mut self, value: &Value, at: &impl ToTokens) -> Result<Shape> {
        match value {
            Value::Array(items) => Ok(Shape::Array(items.iter().map(|v| self.shape(v, at)).collect::<Result<_>>()?)),
            Value::Tuple(items) => Ok(Shape::Tuple(items.iter().map(|v| self.shape(v, at)).collect::<Result<_>>()?)),
            other => Ok(Shape::Value(self.lift(other, at)?)),
        }
    }

    fn method(&mut self, call: &syn::ExprMethodCall) -> Result<Value> {
        let receiver = self.expression(&call.receiver)?;
        let arguments = call.args.iter().map(|e| self.expression(e)).collect::<Result<Vec<_>>>()?;
        let passive = |value: &Value| matches!(value, Value::Constant(_) | Value::Passive(_));
        if passive(&receiver) && arguments.iter().all(passive) {
            let tokens = self.verbatim(call);
            let float = matches!(receiver, Value::Constant(_));
            return Ok(if float { Value::Constant(tokens) } else { Value::Passive(tokens) });
        }
        match &receiver {
            Value::Passive(receiver) => {
                let shapes =
                    call.args.iter().zip(&arguments).map(|(e, v)| self.argument_shape(e, v)).collect::<Result<_>>()?;
                let atom = matches!(
                    syn::parse2(receiver.clone()),
                    Ok(Expr::Call(_) | Expr::MethodCall(_) | Expr::Path(_) | Expr::Paren(_))
                );
                let receiver = if atom { receiver.clone() } else { quote!((#receiver)) };
                Ok(self.node(Node::Method(receiver, call.method.clone(), shapes)))
            }
            Value::Node(_) | Value::Constant(_) => {
                self.primitive(&call.method, &call.receiver, &receiver, &arguments, call)
            }
            _ if call.method == "clone" => Ok(receiver),
            _ => Err(Error::new_spanned(
                &call.method,
                "methods of arrays are not supported here yet; write the elements out",
            )),
        }
    }

    fn argument_shape(&mut self, expression: &Expr, value: &Value) -> Result<Shape> {
        let shape = self.shape(value, expression)?;
        Ok(if matches!(expression, Expr::Reference(_)) { Shape::Reference(Box::new(shape)) } else { shape })
    }

    fn primitive(
        &mut self,
        name: &Ident,
        at: &Expr,
        receiver: &Value,
        arguments: &[Value],
        whole: &impl ToTokens,
    ) -> Result<Value> {
        let x = self.lift(receiver, at)?;
        let node = match (name.to_string().as_str(), arguments) {
            ("clone", []) => return Ok(Value::Node(x)),
            ("sin", []) => {
                let pair = self.graph.add(Node::SinCos(x));
                Node::Part(pair, Step::Field(0))
            }
            ("cos", []) => {
                let pair = self.graph.add(Node::SinCos(x));
                Node::Part(pair, Step::Field(1))
            }
            ("sin_cos", []) => {
                let pair = self.graph.add(Node::SinCos(x));
                let part = |this: &mut Self, i| this.node(Node::Part(pair, Step::Field(i)));
                return Ok(Value::Tuple(vec![part(self, 0), part(self, 1)]));
            }
            ("recip", []) => Node::Under(x, quote!(1.0)),
            ("powi", [Value::Constant(n) | Value::Passive(n)]) => match power(n) {
                Some(2) => Node::Mul(x, x),
                _ => Node::Power(x, integer(n)),
            },
            ("plus", [Value::Constant(c)]) => Node::Plus(x, c.clone()),
            ("times", [Value::Constant(c)]) => Node::Times(x, c.clone()),
            ("over", [Value::Constant(c)]) => Node::Over(x, c.clone()),
            ("under", [Value::Constant(c)]) => Node::Under(x, c.clone()),
            ("times_add", [Value::Constant(c), b]) => {
                let product = self.graph.add(Node::Times(x, c.clone()));
                Node::Add(product, self.lift(b, whole)?)
            }
            ("fma" | "mul_add", [a, b]) => Node::Fma(x, self.lift(a, whole)?, self.lift(b, whole)?),
            (_, [] | [_]) => {
                let mut all = vec![x];
                for argument in arguments {
                    all.push(self.lift(argument, whole)?);
                }
                Node::Primitive(name.clone(), all)
            }
            _ => {
                return Err(Error::new_spanned(
                    name,
                    "this method is not a primitive; a primitive has one or two arguments",
                ));
            }
        };
        Ok(self.node(node))
    }

    fn call(&mut self, call: &syn::ExprCall) -> Result<Value> {
        let Expr::Path(path) = &*call.func else {
            return Err(Error::new_spanned(&call.func, "only functions are called by name here"));
        };
        let arguments = call.args.iter().map(|e| self.expression(e)).collect::<Result<Vec<_>>>()?;
        let of_scalar = self.of_scalar(&path.path);
        if let (Some(name), [only]) = (&of_scalar, &arguments[..])
            && ["lit", "constant", "from"].contains(&name.to_string().as_str())
            && let Value::Constant(_) = only
        {
            return Ok(only.clone());
        }
        if arguments.iter().all(|value| matches!(value, Value::Constant(_) | Value::Passive(_))) {
            return Ok(Value::Passive(self.verbatim_call(call)));
        }
        if let (Some(name), Some((receiver, rest))) = (of_scalar, arguments.split_first()) {
            return self.primitive(&name, &call.args[0], receiver, rest, call);
        }
        let shapes = call.args.iter().zip(&arguments).map(|(e, v)| self.shape(v, e)).collect::<Result<_>>()?;
        Ok(self.node(Node::Call(path.path.clone(), shapes)))
    }

    fn verbatim_call(&self, call: &syn::ExprCall) -> TokenStream {
        self.verbatim(call)
    }

    fn condition(&mut self, expression: &Expr) -> Result<Condition> {
        match self.expression(expression)? {
            Value::Condition(condition) => Ok(condition),
            Value::Constant(_) | Value::Passive(_) => Ok(Condition::Verbatim(self.verbatim(expression))),
            _ => Err(Error::new_spanned(expression, "an `if` asks a comparison here")),
        }
    }

    fn branch(&mut self, branch: &syn::ExprIf) -> Result<Value> {
        if let Expr::Let(pattern) = &*branch.cond {
            return Err(Error::new_spanned(pattern.let_token, "`if let` is not supported; compare numbers"));
        }
        let Some((_, otherwise)) = &branch.else_branch else {
            return Err(Error::new_spanned(
                branch.if_token,
                "an `if` has an `else` here, since it is a value; write both arms",
            ));
        };
        let condition = self.condition(&branch.cond)?;
        let test = self.graph.add(Node::Test(condition));
        let (a, b) = (self.arm(|this| this.block(&branch.then_branch)), self.arm(|this| this.expression(otherwise)));
        let ((a_block, a), (b_block, b)) = match (a, b) {
            (Ok(a), Ok(b)) => (a, b),
            (Err(mut first), Err(second)) => {
                first.combine(second);
                return Err(first);
            }
            (Err(error), _) | (_, Err(error)) => return Err(error),
        };
        let (mut a_results, mut b_results) = (Vec::new(), Vec::new());
        if !self.align((&a, a_block), (&b, b_block), &mut a_results, &mut b_results) {
            return Err(Error::new_spanned(branch.if_token, "the two arms of an `if` have values of the same shape"));
        }
        let a_arm = Arm { block: a_block, results: a_results };
        let b_arm = Arm { block: b_block, results: b_results };
        let choice = self.graph.add(Node::If(test, a_arm, b_arm));
        let mut next = 0;
        Ok(self.results(&a, choice, &mut next))
    }

    fn arm(&mut self, f: impl FnOnce(&mut Self) -> Result<Value>) -> Result<(usize, Value)> {
        let outer = self.graph.current();
        let block = self.graph.enter();
        let value = f(self);
        self.graph.leave(outer);
        Ok((block, value?))
    }

    /// The scalars of both arms, in order, if their values have the same shape.
    fn align(
        &mut self,
        (a, a_block): (&Value, usize),
        (b, b_block): (&Value, usize),
        a_all: &mut Vec<Id>,
        b_all: &mut Vec<Id>,
    ) -> bool {
        match (a, b) {
            (Value::Array(a), Value::Array(b)) | (Value::Tuple(a), Value::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.align((a, a_block), (b, b_block), a_all, b_all))
            }
            (Value::Node(_) | Value::Constant(_), Value::Node(_) | Value::Constant(_)) => {
                for (value, block, all) in [(a, a_block, a_all), (b, b_block, b_all)] {
                    all.push(match value {
                        Value::Constant(c) => self.graph.add_in(block, Node::Lit(c.clone())),
                        Value::Node(id) => *id,
                        _ => return false,
                    });
                }
                true
            }
            _ => false,
        }
    }

    fn results(&mut self, like: &Value, choice: Id, next: &mut usize) -> Value {
        match like {
            Value::Array(items) => Value::Array(items.iter().map(|v| self.results(v, choice, next)).collect()),
            Value::Tuple(items) => Value::Tuple(items.iter().map(|v| self.results(v, choice, next)).collect()),
            _ => {
                *next += 1;
                self.node(Node::Part(choice, Step::Field(*next - 1)))
            }
        }
    }
}

/// The name that a pattern gives to a whole value.
fn leaf_name(pattern: &Pat) -> Option<Ident> {
    match pattern {
        Pat::Ident(ident) => Some(ident.ident.clone()),
        Pat::Type(typed) => leaf_name(&typed.pat),
        Pat::Reference(reference) => leaf_name(&reference.pat),
        Pat::Paren(inner) => leaf_name(&inner.pat),
        _ => None,
    }
}

/// The pattern of element `i` of `length` in a pattern.
fn part_of(pattern: Option<&Pat>, i: usize, length: usize) -> Option<&Pat> {
    match pattern? {
        Pat::Slice(slice) if slice.elems.len() == length => slice.elems.get(i),
        Pat::Tuple(tuple) if tuple.elems.len() == length => tuple.elems.get(i),
        Pat::Type(typed) => part_of(Some(&typed.pat), i, length),
        Pat::Reference(reference) => part_of(Some(&reference.pat), i, length),
        Pat::Paren(inner) => part_of(Some(&inner.pat), i, length),
        _ => None,
    }
}

/// A number as an `f64` constant: an integer gets its point.
fn constant(literal: &Lit) -> Option<Value> {
    match literal {
        Lit::Float(float) => Some(Value::Constant(quote!(#float))),
        Lit::Int(int) if int.suffix().is_empty() => {
            let mut float = proc_macro2::Literal::f64_unsuffixed(int.base10_parse().ok()?);
            float.set_span(int.span());
            Some(Value::Constant(quote!(#float)))
        }
        Lit::Int(int) => Some(Value::Passive(quote!(#int))),
        _ => None,
    }
}

/// A constant with the other sign.
pub(crate) fn negated(c: &TokenStream) -> TokenStream {
    let c = atom(c);
    quote!(-#c)
}

/// The value as a condition, if it can be one.
fn truth(value: &Value) -> Option<Condition> {
    match value {
        Value::Condition(condition) => Some(condition.clone()),
        Value::Constant(tokens) | Value::Passive(tokens) => Some(Condition::Verbatim(tokens.clone())),
        _ => None,
    }
}

/// A constant that holds together as an operand.
fn atom(c: &TokenStream) -> TokenStream {
    match syn::parse2(c.clone()) {
        Ok(Expr::Lit(_) | Expr::Path(_) | Expr::Paren(_) | Expr::Call(_)) => c.clone(),
        _ => quote!((#c)),
    }
}

/// The exponent that a float literal stands for, where `powi` got an integer.
fn power(n: &TokenStream) -> Option<i32> {
    syn::parse2::<syn::LitFloat>(n.clone()).ok()?.base10_digits().strip_suffix(".0")?.parse().ok()
}

/// The exponent of `powi`, whose integer literals have become floats.
fn integer(n: &TokenStream) -> TokenStream {
    struct Whole;
    impl VisitMut for Whole {
        fn visit_lit_mut(&mut self, literal: &mut Lit) {
            if let Lit::Float(float) = literal
                && let Some(digits) = float.to_string().strip_suffix(".0")
            {
                *literal = Lit::Int(syn::LitInt::new(digits, float.span()));
            }
        }
    }
    syn::parse2(n.clone()).map_or_else(
        |_| n.clone(),
        |mut exponent: Expr| {
            Whole.visit_expr_mut(&mut exponent);
            exponent.into_token_stream()
        },
    )
}

fn refused(expression: &Expr) -> Error {
    let (at, message): (&dyn ToTokens, &str) = match expression {
        Expr::ForLoop(e) => {
            (&e.for_token, "loops are not supported in a differentiable function yet; write the terms out")
        }
        Expr::While(e) => {
            (&e.while_token, "loops are not supported in a differentiable function yet; write the terms out")
        }
        Expr::Loop(e) => {
            (&e.loop_token, "loops are not supported in a differentiable function yet; write the terms out")
        }
        Expr::Match(e) => {
            (&e.match_token, "`match` is not supported in a differentiable function yet; use `if` and `else`")
        }
        Expr::Closure(e) => (e, "closures cannot be differentiated; write a `#[differentiable]` function and call it"),
        Expr::Return(e) => (
            &e.return_token,
            "`return` is not supported; let the last expression be the value, and choose by `if` and `else`",
        ),
        Expr::Try(e) => (&e.question_token, "`?` cannot be differentiated; the function's value is a number"),
        Expr::Assign(e) => {
            (&e.eq_token, "variables cannot be changed here yet; bind each new value by a `let` of its own")
        }
        Expr::Unsafe(e) => (&e.unsafe_token, "unsafe code cannot be differentiated"),
        Expr::Macro(e) => (&e.mac.path, "macros cannot be differentiated; write out what it stands for"),
        Expr::Struct(e) => (&e.path, "structs are not supported here yet; use an array or a tuple"),
        Expr::Reference(e) => (&e.mutability, "nothing is changed in a differentiable function; borrow without `mut`"),
        other => {
            (other, "this expression cannot be differentiated; use arithmetic, primitives, calls, arrays and `if`")
        }
    };
    Error::new_spanned(at, message)
}
