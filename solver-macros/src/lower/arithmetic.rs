//! Arithmetic and comparisons.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{BinOp, Error, Expr, Result, UnOp};

use super::Lowering;
use super::value::{Value, atom, negated, truth};
use crate::graph::{Condition, Id, Kind, Node, Step};
use crate::shape::Type;

impl Lowering<'_> {
    pub(super) fn unary(&mut self, unary: &syn::ExprUnary) -> Result<Value> {
        let value = self.expression(&unary.expr)?;
        let value = self.read_through(value)?;
        if let (UnOp::Deref(star), Some(name)) = (&unary.op, self.owned(&unary.expr)) {
            let message = format!("`{name}` is no reference; leave the `*` out");
            return Err(Error::new_spanned(star, message));
        }
        match (&unary.op, value) {
            (UnOp::Deref(_), Value::Constant(c)) if self.is_a_reference(&unary.expr) => {
                Ok(Value::Constant(quote!((*#c))))
            }
            (UnOp::Deref(_), Value::Passive(c, floats)) if self.is_a_reference(&unary.expr) => {
                Ok(Value::Passive(quote!((*#c)), floats))
            }
            (UnOp::Deref(_), Value::Passive(c, floats)) => Ok(Value::Passive(self.read_by(&c), floats)),
            (UnOp::Deref(_), value) => Ok(value),
            (UnOp::Neg(_), Value::Node(id)) => {
                self.is_number(id, false, &unary.expr)?;
                Ok(self.node(Node::Neg(id)))
            }
            (UnOp::Neg(_), Value::Constant(c)) => Ok(Value::Constant(negated(&c))),
            (UnOp::Neg(_), Value::Integer(c)) => Ok(Value::Integer(negated(&c))),
            (UnOp::Neg(_), Value::Passive(c, floats)) => Ok(Value::Passive(negated(&c), floats)),
            (UnOp::Not(_), Value::Integer(c)) => {
                let c = atom(&c);
                Ok(Value::Passive(quote!(!#c), false))
            }
            (UnOp::Not(_), value) if let Some(condition) = truth(&value) => {
                Ok(Value::Condition(Condition::Not(Box::new(condition))))
            }
            _ => Err(Error::new_spanned(
                unary,
                "this operator has no meaning for this value; `-` is of numbers, and `!` of conditions",
            )),
        }
    }

    /// Whether the reference that an expression is in Rust is one here: of a setting, and in what stands outside.
    fn is_a_reference(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Paren(inner) => self.is_a_reference(&inner.expr),
            Expr::Group(inner) => self.is_a_reference(&inner.expr),
            Expr::Index(index) => self.is_a_reference(&index.expr) && !self.is_lent(&index.expr),
            Expr::Field(field) => self.is_a_reference(&field.base) && !self.is_lent(&field.base),
            Expr::Path(path) => {
                self.is_lent(expression)
                    || super::counters::is_outside(&path.path)
                        && path.path.get_ident().is_none_or(|name| self.find(name).is_none())
            }
            _ => false,
        }
    }

    /// The name of an argument that is given by value, where it was not bound anew.
    fn owned(&self, expression: &Expr) -> Option<Ident> {
        let Expr::Path(path) = expression else { return None };
        let name = path.path.get_ident()?;
        let is_number = |ty: &syn::Type| matches!(ty, syn::Type::Path(path) if path.path.is_ident(&self.input.scalar));
        let owns = |argument: &crate::input::Argument| {
            matches!(&argument.pattern, syn::Pat::Ident(own) if own.ident == *name && own.by_ref.is_none())
                && is_number(&argument.written)
        };
        (self.find(name) == Some(0) && self.input.arguments.iter().any(owns)).then(|| name.clone())
    }

    pub(super) fn binary(&mut self, binary: &syn::ExprBinary) -> Result<Value> {
        if let BinOp::And(_) | BinOp::Or(_) = binary.op {
            return self.logic(binary);
        }
        // A long sum is gone through from its first term on, and not from within each.
        let mut all = vec![binary];
        while let Expr::Binary(inner) = &*all[all.len() - 1].left
            && !matches!(inner.op, BinOp::And(_) | BinOp::Or(_))
            && super::places::compound(&inner.op).is_none()
        {
            all.push(inner);
        }
        let mut value = self.expression(&all[all.len() - 1].left);
        for binary in all.into_iter().rev() {
            self.note_unbound(&binary.left);
            self.note_unbound(&binary.right);
            let left = value.and_then(|value| self.read_through(value));
            let right = self.expression(&binary.right).and_then(|value| self.read_through(value));
            value = both(left, right).and_then(|sides| self.joined(binary, sides));
        }
        value
    }

    fn joined(&mut self, binary: &syn::ExprBinary, [a, b]: [Value; 2]) -> Result<Value> {
        self.graph.source = Some(binary.op.span());
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
            if a.is_passive() && b.is_passive() {
                let tokens = self.plain_binary(binary, &a, &b);
                return Ok(Value::Condition(Condition::Verbatim(tokens)));
            }
            if let (true, Some(x), Some(y)) = (["==", "!="].contains(&operator), truth(&a), truth(&b)) {
                let either = exclusive(x, y);
                return Ok(Value::Condition(if operator == "!=" { either } else { Condition::Not(Box::new(either)) }));
            }
            let (a, b) = (self.compared(&a, &binary.left)?, self.compared(&b, &binary.right)?);
            return Ok(Value::Condition(Condition::Compare(a, operator, b)));
        }
        if let Some(condition) = both_or_either(&binary.op, &a, &b) {
            return Ok(Value::Condition(condition));
        }
        self.arithmetic(binary, &a, &b)
    }

    /// `&&` and `||`. The right side of one whose left side is not differentiated is looked at only where the left side
    /// leaves it open.
    fn logic(&mut self, binary: &syn::ExprBinary) -> Result<Value> {
        let left = self.expression(&binary.left).and_then(|left| self.read_through(left))?;
        self.logic_after(&left, binary)
    }

    /// The same where the left side is known.
    pub(super) fn logic_after(&mut self, left: &Value, binary: &syn::ExprBinary) -> Result<Value> {
        let and = matches!(binary.op, BinOp::And(_));
        let Some(a) = truth(left) else {
            return Err(Error::new_spanned(&binary.left, "a condition is expected here"));
        };
        let wrong = || Error::new_spanned(&binary.right, "a condition is expected here");
        // What the right side changes is changed where it is asked.
        if super::scan::changes(&*binary.right) {
            let mut asked = |this: &mut Self| this.condition(&binary.right).map(Value::Condition);
            let mut known = |_: &mut Self| {
                Ok(Value::Condition(Condition::Verbatim(if and { quote!(false) } else { quote!(true) })))
            };
            return if and {
                self.choose(a, &binary.op, &mut asked, &mut known)
            } else {
                self.choose(a, &binary.op, &mut known, &mut asked)
            };
        }
        if let Some(plain) = a.plain()
            && super::scan::reaches(&binary.right)
        {
            let outer = self.graph.current();
            let block = self.graph.enter(Kind::PlainArm);
            let right = self.expression(&binary.right);
            self.graph.leave(outer);
            let b = truth(&right?).ok_or_else(wrong)?;
            if let Some(b) = b.plain() {
                let operator = &binary.op;
                return Ok(Value::Condition(Condition::Verbatim(quote!((#plain) #operator (#b)))));
            }
            let test = self.graph.add(Node::Test(a));
            let looked = self.graph.add_in(block, Node::Test(b));
            let known = self.graph.add(Node::Flag(!and));
            let outer = self.graph.current();
            let other = self.graph.enter(Kind::PlainArm);
            self.graph.leave(outer);
            let [yes, no] = if and { [(block, looked), (other, known)] } else { [(other, known), (block, looked)] };
            let arm = |(block, result)| crate::graph::Arm { block, results: vec![result] };
            let choice = self.graph.add(Node::If(test, arm(yes), arm(no)));
            let part = self.graph.add(Node::Part(choice, Step::Field(0)));
            return Ok(Value::Condition(Condition::Value(part)));
        }
        let right = self.expression(&binary.right)?;
        let (a, b) = (Box::new(a), Box::new(truth(&right).ok_or_else(wrong)?));
        Ok(Value::Condition(if and { Condition::And(a, b) } else { Condition::Or(a, b) }))
    }

    pub(super) fn arithmetic(&mut self, binary: &syn::ExprBinary, a: &Value, b: &Value) -> Result<Value> {
        self.graph.source = Some(binary.op.span());
        let ring = matches!(binary.op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_));
        if a.is_passive() && b.is_passive() {
            return Ok(self.constant(binary, a, b, ring));
        }
        for (side, other) in [(a, b), (b, a)] {
            if (!ring || matches!(other, Value::Passive(_, false)))
                && let Some(error) = self.decided(side, binary)
            {
                return Err(error);
            }
        }
        if !ring {
            return Err(Error::new_spanned(
                binary.op,
                "this operator cannot be differentiated; use `+`, `-`, `*`, `/` and comparisons",
            ));
        }
        let product = matches!(binary.op, BinOp::Mul(_) | BinOp::Div(_));
        for (side, at) in [(a, &binary.left), (b, &binary.right)] {
            if let Value::Node(id) = side {
                self.is_number(*id, product, at)?;
            }
        }
        let (a, b) = (&self.found(a), &self.found(b));
        let node = match (&binary.op, a, a.float(), b, b.float()) {
            (BinOp::Add(_), Value::Node(x), _, _, Some(c)) | (BinOp::Add(_), _, Some(c), Value::Node(x), _) => {
                Node::Plus(*x, c)
            }
            (BinOp::Sub(_), Value::Node(x), _, _, Some(c)) => Node::Plus(*x, negated(&c)),
            (BinOp::Sub(_), _, Some(c), Value::Node(x), _) => {
                let negative = self.graph.add(Node::Neg(*x));
                Node::Plus(negative, c)
            }
            (BinOp::Mul(_), Value::Node(x), _, _, Some(c)) | (BinOp::Mul(_), _, Some(c), Value::Node(x), _) => {
                Node::Times(*x, c)
            }
            (BinOp::Div(_), Value::Node(x), _, _, Some(c)) => Node::Over(*x, c),
            (BinOp::Div(_), _, Some(c), Value::Node(x), _) => Node::Under(*x, c),
            (operator, ..) => {
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

    /// The mistake of an operator on what is known to be no number: what a user's type has by that name is not known here. Of
    /// what is not known to be one the compiler is asked. Sums of another crate's vectors are theirs.
    pub(super) fn is_number(&mut self, id: Id, product: bool, at: &impl ToTokens) -> Result<()> {
        if self.input.generic {
            self.graph.as_number(id);
        }
        let message = match &self.graph.ty[id] {
            Some(Type::Named(_)) if !self.input.generic && !product => return Ok(()),
            Some(Type::Named(name)) => {
                let name = syn::parse2::<syn::Path>(name.clone()).ok();
                let name = name.and_then(|name| Some(name.segments.last()?.ident.to_string())).unwrap_or_default();
                format!(
                    "operators are of numbers, and this is a `{name}`; write it by its fields, or as a `#[differentiable]` method"
                )
            }
            Some(Type::Array(..)) => {
                "operators are of numbers, and this is an array; write `core::array::from_fn(|i| …)`, or a loop over its \
                 elements"
                    .into()
            }
            Some(Type::Tuple(_)) => "operators are of numbers, and this is a tuple; write it by its fields".into(),
            Some(Type::Number | Type::Mask | Type::Told(_)) | None => return Ok(()),
        };
        Err(Error::new_spanned(at, message))
    }

    /// A side of a comparison, which is no array, tuple or struct.
    pub(super) fn compared(&mut self, side: &Value, at: &impl ToTokens) -> Result<Id> {
        let id = self.single(side, at)?;
        let instead = match &self.graph.ty[id] {
            Some(Type::Array(..)) => "an array; compare its elements",
            Some(Type::Tuple(_)) => "a tuple; compare its fields",
            Some(Type::Named(_)) if self.input.generic => "a struct; compare its fields",
            Some(Type::Number | Type::Mask | Type::Named(_) | Type::Told(_)) | None => return Ok(id),
        };
        Err(Error::new_spanned(at, format!("what is differentiated is compared by its numbers, and this is {instead}")))
    }

    /// What a call gives in a turn of a loop is found once, and kept.
    pub(super) fn found(&mut self, value: &Value) -> Value {
        let (Value::Constant(tokens) | Value::Passive(tokens, true)) = value else { return value.clone() };
        if self.is_found(tokens) { self.node(Node::Found(tokens.clone())) } else { value.clone() }
    }

    /// An operation on what is not differentiated: it means what it does to the compiler. Integers stay integers.
    fn constant(&mut self, binary: &syn::ExprBinary, a: &Value, b: &Value, ring: bool) -> Value {
        if let (Value::Integer(x), Value::Integer(y)) = (a, b)
            && let (Ok(x), Ok(y)) = (x.to_string().parse::<i128>(), y.to_string().parse::<i128>())
        {
            let folded = match binary.op {
                BinOp::Add(_) => x.checked_add(y),
                BinOp::Sub(_) => x.checked_sub(y).filter(|z| *z >= 0),
                BinOp::Mul(_) => x.checked_mul(y),
                // One that leaves a rest is an integer still, and no number by itself.
                BinOp::Div(_) => x.checked_div(y).filter(|_| x.checked_rem(y) == Some(0)),
                BinOp::Rem(_) => x.checked_rem(y),
                _ => None,
            };
            if let Some(folded) = folded {
                let folded = proc_macro2::Literal::i128_unsuffixed(folded);
                return Value::Integer(quote!(#folded));
            }
        }
        let tokens = self.plain_binary(binary, a, b);
        let counts = |value: &Value| matches!(value, Value::Integer(c) if c.to_string().parse::<i128>().is_err());
        if let (Value::Integer(_), Value::Integer(_)) = (a, b)
            && (counts(a) || counts(b))
            && matches!(binary.op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Rem(_))
        {
            return Value::Integer(tokens);
        }
        let constant = |value: &Value| matches!(value, Value::Constant(_));
        let float =
            |value: &Value| matches!(value, Value::Constant(own) if has_float(own.clone()) || self.is_float(own));
        let rest = matches!(binary.op, BinOp::Rem(_)) && (float(a) || float(b));
        if rest || ring && (constant(a) || constant(b)) {
            return Value::Constant(tokens);
        }
        Value::Passive(tokens, [a, b].iter().any(|side| matches!(side, Value::Passive(_, true))))
    }

    /// The tokens of such an operation: an integer beside a float literal is a float.
    fn plain_binary(&self, binary: &syn::ExprBinary, a: &Value, b: &Value) -> TokenStream {
        let floats = [a, b]
            .iter()
            .any(|side| matches!(side, Value::Constant(tokens) if has_float(tokens.clone()) || self.is_float(tokens)));
        let side = |value: &Value, expression: &Expr| match value {
            Value::Integer(tokens) if !floats => atom(tokens),
            value => match (value.float(), value.plain()) {
                (Some(tokens), _) if floats => atom(&tokens),
                (_, Some(tokens)) => atom(&tokens),
                _ => self.verbatim(expression),
            },
        };
        let (a, b) = (side(a, &binary.left), side(b, &binary.right));
        let operator = &binary.op;
        quote!(#a #operator #b)
    }

    /// Whether a constant is an argument of `f64`, an element of one, or made of these.
    fn is_float(&self, tokens: &TokenStream) -> bool {
        fn is_float(lowering: &Lowering<'_>, expression: &Expr) -> bool {
            let inner = |expression: &Expr| is_float(lowering, expression);
            match expression {
                Expr::Paren(paren) => inner(&paren.expr),
                Expr::Unary(unary) => inner(&unary.expr),
                Expr::Binary(binary) => inner(&binary.left) || inner(&binary.right),
                Expr::Index(index) => inner(&index.expr),
                Expr::Path(path) => lowering.input.settings.iter().any(|setting| {
                    let ty = &setting.ty;
                    let of_floats = |text: &str| text.contains("f64") || text.contains("f32");
                    path.path.is_ident(&setting.name)
                        && of_floats(&quote!(#ty).to_string())
                        && !matches!(ty, syn::Type::Path(path) if path.path.get_ident().is_none())
                }),
                _ => false,
            }
        }
        syn::parse2(tokens.clone()).is_ok_and(|expression| is_float(self, &expression))
    }
}

/// Whether one of two conditions holds and the other does not.
fn exclusive(a: Condition, b: Condition) -> Condition {
    let not = |condition: &Condition| Box::new(Condition::Not(Box::new(condition.clone())));
    let (not_a, not_b) = (not(&a), not(&b));
    Condition::Or(Box::new(Condition::And(Box::new(a), not_b)), Box::new(Condition::And(not_a, Box::new(b))))
}

/// Both values, or the mistakes of both.
fn both(a: Result<Value>, b: Result<Value>) -> Result<[Value; 2]> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok([a, b]),
        (Err(mut first), Err(second)) => {
            first.combine(second);
            Err(first)
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// `a & b`, `a | b` and `a ^ b` of conditions, of which one is differentiated.
pub(super) fn both_or_either(operator: &BinOp, a: &Value, b: &Value) -> Option<Condition> {
    let (a, b) = (truth(a)?, truth(b)?);
    if a.plain().is_some() && b.plain().is_some() {
        return None;
    }
    if let BinOp::BitXor(_) = operator {
        return Some(exclusive(a, b));
    }
    let (a, b) = (Box::new(a), Box::new(b));
    match operator {
        BinOp::BitAnd(_) => Some(Condition::And(a, b)),
        BinOp::BitOr(_) => Some(Condition::Or(a, b)),
        _ => None,
    }
}

/// Whether a float literal stands in the tokens, or a cast to one.
pub(super) fn has_float(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Literal(literal) => {
            let text = literal.to_string();
            text.contains('.') || text.ends_with("f64") || text.ends_with("f32")
        }
        proc_macro2::TokenTree::Ident(ident) => ident == "f64" || ident == "f32",
        proc_macro2::TokenTree::Group(group) => has_float(group.stream()),
        proc_macro2::TokenTree::Punct(_) => false,
    })
}
