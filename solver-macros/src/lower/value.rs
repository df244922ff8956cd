//! What an expression stands for.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, Lit, Member};

use crate::graph::{Condition, Id};

/// An expression of more letters than this that is not differentiated is computed once.
pub(super) const LONG: usize = 160;

/// What an expression stands for.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A differentiated number, or a whole array, tuple or struct as one value.
    Node(Id),
    /// A constant: a plain `f64` expression.
    Constant(TokenStream),
    /// An integer literal, or what counts from one: a number where numbers are meant, an index where indices are.
    Integer(TokenStream),
    /// Another expression without differentiated arguments, and whether it may be an `f64` or hold some.
    Passive(TokenStream, bool),
    Condition(Condition),
    Array(Vec<Value>),
    Tuple(Vec<Value>),
    /// A struct that is made in the body and of which a field may be no number.
    Struct(Rc<Made>),
    /// What `iter_mut` gives: a place in a variable.
    Place(Rc<Place>),
    Closure(Rc<Closure>),
    /// A solve whose inputs are differentiated.
    Driven(Rc<super::solves::Driven>),
    /// What an arm gives that is never done, `unreachable!()`.
    Never,
    /// What an arm gives that leaves the turn or the function: what follows is not done.
    Left,
    /// What a `let` without a value binds.
    Unset,
    /// What a `let` with a mistake binds: the mistake is told already.
    Unknown,
}

/// A struct as it is made: its name and its fields.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(super) path: syn::Path,
    pub(super) fields: Vec<(Member, Value)>,
    /// Where the whole of it stands, while it is as it was made.
    pub(super) whole: Option<TokenStream>,
}

impl Made {
    /// The expression of one that is not differentiated.
    pub(super) fn plain(&self) -> Option<TokenStream> {
        if self.whole.is_some() {
            return self.whole.clone();
        }
        let (path, members) = (&self.path, self.fields.iter().map(|(member, _)| member));
        let values = self.values().map(Value::plain).collect::<Option<Vec<_>>>()?;
        Some(quote!(#path { #(#members: #values),* }))
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.fields.iter().map(|(_, value)| value)
    }

    /// The same struct of other values, in order.
    pub(super) fn with(&self, values: impl IntoIterator<Item = Value>) -> Self {
        let fields = self.fields.iter().map(|(member, _)| member.clone()).zip(values).collect();
        Self { path: self.path.clone(), fields, whole: None }
    }

    /// Whether it is the same struct, with its fields in the same order.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let members = |made: &Self| made.fields.iter().map(|(member, _)| member.clone()).collect::<Vec<_>>();
        self.path == other.path && members(self) == members(other)
    }

    pub(super) fn field(&self, member: &Member) -> Option<usize> {
        self.fields.iter().position(|(own, _)| own == member)
    }
}

/// A closure with a name, and what the names around it stood for where it was written.
#[derive(Clone, Debug)]
pub(crate) struct Closure {
    pub(super) written: syn::ExprClosure,
    pub(super) around: super::Scope,
}

/// A place in a variable: the variable's scope and name, and how to reach into it.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) scope: usize,
    pub(crate) name: Ident,
    pub(crate) path: Vec<Access>,
}

#[derive(Clone, Debug)]
pub(crate) enum Access {
    At(TokenStream),
    Member(Member),
}

impl Value {
    pub(crate) fn unit() -> Self {
        Self::Tuple(Vec::new())
    }

    /// Whether it does not depend on differentiated arguments.
    pub(crate) fn is_passive(&self) -> bool {
        match self {
            Self::Constant(_) | Self::Integer(_) | Self::Passive(..) => true,
            Self::Condition(condition) => condition.plain().is_some(),
            Self::Array(items) | Self::Tuple(items) => !items.is_empty() && items.iter().all(Self::is_passive),
            Self::Struct(made) => made.values().all(Self::is_passive),
            Self::Node(_)
            | Self::Place(_)
            | Self::Closure(_)
            | Self::Driven(_)
            | Self::Never
            | Self::Left
            | Self::Unset
            | Self::Unknown => false,
        }
    }

    /// Whether it is a tuple or a struct with a part that is differentiated and one that is not and no number.
    pub(super) fn is_of_both(&self) -> bool {
        fn leaves(value: &Value) -> Vec<&Value> {
            match value {
                Value::Tuple(parts) => parts.iter().flat_map(leaves).collect(),
                Value::Struct(made) => made.values().flat_map(leaves).collect(),
                value => vec![value],
            }
        }
        let is_apart = |value: &&Self| matches!(value, Self::Integer(_) | Self::Passive(..) | Self::Condition(_));
        let parts = leaves(self);
        parts.len() > 1 && parts.iter().any(is_apart)
    }

    /// The arrays of the parts of an array of tuples or of structs, where some of these are not differentiated and no numbers:
    /// it is no differentiated value as a whole.
    pub(super) fn parts_apart(&self) -> Option<Vec<Self>> {
        let Self::Array(items) = self else { return None };
        let first = items.first()?;
        let parts_of = |item: &Self| match (item, first) {
            (Self::Tuple(parts), Self::Tuple(first)) if parts.len() == first.len() => Some(parts.clone()),
            (Self::Struct(made), Self::Struct(first)) if made.is_like(first) => Some(made.values().cloned().collect()),
            _ => None,
        };
        let all: Vec<Vec<Self>> = items.iter().map(parts_of).collect::<Option<_>>()?;
        let parts: Vec<_> =
            (0..all[0].len()).map(|part| Self::Array(all.iter().map(|item| item[part].clone()).collect())).collect();
        let is_number = |value: &Self| matches!(value, Self::Constant(_) | Self::Passive(_, true));
        let is_apart = |part: &Self| {
            part.parts_apart().is_some()
                || matches!(part, Self::Array(of) if part.is_passive() && !of.iter().all(is_number))
        };
        parts.iter().any(is_apart).then_some(parts)
    }

    /// Whether nothing can be done with it yet.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Unset | Self::Unknown)
    }

    /// The expression of a value that is not differentiated.
    pub(crate) fn plain(&self) -> Option<TokenStream> {
        match self {
            Self::Constant(tokens) | Self::Integer(tokens) | Self::Passive(tokens, _) => Some(tokens.clone()),
            Self::Condition(condition) => condition.plain(),
            Self::Array(items) => {
                let items = items.iter().map(Self::plain).collect::<Option<Vec<_>>>()?;
                Some(quote!([#(#items),*]))
            }
            Self::Tuple(items) => {
                let items = items.iter().map(Self::plain).collect::<Option<Vec<_>>>()?;
                Some(quote!((#(#items,)*)))
            }
            Self::Struct(made) => made.plain(),
            _ => None,
        }
    }

    /// The value as an argument that only the function called knows the type of, if it is made of constants: an integer
    /// stays one.
    pub(super) fn constants(&self) -> Option<TokenStream> {
        match self {
            Self::Array(items) => {
                let items = items.iter().map(Self::constants).collect::<Option<Vec<_>>>()?;
                Some(quote!([#(#items),*]))
            }
            Self::Tuple(items) => {
                let items = items.iter().map(Self::constants).collect::<Option<Vec<_>>>()?;
                Some(quote!((#(#items,)*)))
            }
            Self::Integer(tokens) => Some(tokens.clone()),
            value => value.float(),
        }
    }

    /// The value as an `f64` expression, if it is a constant number.
    pub(crate) fn float(&self) -> Option<TokenStream> {
        match self {
            Self::Constant(tokens) | Self::Passive(tokens, true) => Some(tokens.clone()),
            Self::Integer(tokens) => Some(as_float(tokens)),
            _ => None,
        }
    }
}

/// An integer as a number: a literal with its point; of one that an `if` chooses, each.
fn as_float(integer: &TokenStream) -> TokenStream {
    if let Ok(syn::ExprIf { cond, then_branch, else_branch: Some((_, otherwise)), .. }) = syn::parse2(integer.clone()) {
        let (then, otherwise) = (then_branch.stmts.iter().map(ToTokens::to_token_stream).collect(), inside(&otherwise));
        let (then, otherwise) = (as_float(&then), as_float(&otherwise));
        return quote!(if #cond { #then } else { #otherwise });
    }
    if let Ok(syn::ExprUnary { op: syn::UnOp::Neg(_), expr, .. }) = syn::parse2(integer.clone())
        && let Expr::Lit(_) = *expr
    {
        return negated(&as_float(&expr.to_token_stream()));
    }
    let Ok(literal) = syn::parse2::<syn::LitInt>(integer.clone()) else {
        let integer = atom(integer);
        return quote!(#integer as f64);
    };
    let Ok(value) = literal.base10_parse::<f64>() else { return integer.clone() };
    let mut float = proc_macro2::Literal::f64_unsuffixed(value);
    float.set_span(literal.span());
    float.to_token_stream()
}

/// What a block of one expression has inside.
fn inside(expression: &Expr) -> TokenStream {
    match expression {
        Expr::Block(block) => block.block.stmts.iter().map(ToTokens::to_token_stream).collect(),
        other => other.to_token_stream(),
    }
}

/// The constant that a literal stands for.
pub(crate) fn literal(literal: &Lit) -> Option<Value> {
    match literal {
        Lit::Float(float) => Some(Value::Constant(quote!(#float))),
        Lit::Int(int) if int.suffix().is_empty() => Some(Value::Integer(quote!(#int))),
        Lit::Int(int) if int.suffix() == "f64" || int.suffix() == "f32" => Some(Value::Constant(quote!(#int))),
        Lit::Int(int) => Some(Value::Passive(quote!(#int), false)),
        Lit::Str(_) | Lit::ByteStr(_) | Lit::Char(_) | Lit::Byte(_) => Some(Value::Passive(quote!(#literal), false)),
        Lit::Bool(bool) => Some(Value::Condition(Condition::Verbatim(quote!(#bool)))),
        _ => None,
    }
}

/// The constant that an expression stands for, if it is a literal.
pub(crate) fn literal_of(expression: &Expr) -> Option<Value> {
    match expression {
        Expr::Lit(lit) => literal(&lit.lit),
        Expr::Paren(inner) => literal_of(&inner.expr),
        Expr::Group(inner) => literal_of(&inner.expr),
        _ => None,
    }
}

/// Whether a constant is made of literals alone, of which the compiler would not know what type they have.
pub(crate) fn is_untyped(c: &TokenStream) -> bool {
    c.clone().into_iter().all(|token| match token {
        TokenTree::Literal(literal) => {
            let text = literal.to_string();
            !text.ends_with("f64") && !text.ends_with("f32")
        }
        TokenTree::Punct(_) => true,
        TokenTree::Group(group) => is_untyped(&group.stream()),
        TokenTree::Ident(_) => false,
    })
}

/// A constant made of literals alone, of which the first float says its type.
pub(crate) fn typed(c: TokenStream, number: &Ident) -> TokenStream {
    fn suffixed(c: TokenStream, number: &Ident, done: &mut bool) -> TokenStream {
        c.into_iter()
            .map(|token| match token {
                TokenTree::Literal(literal) if !*done && literal.to_string().contains(['.', 'e']) => {
                    *done = true;
                    let typed = syn::parse_str::<syn::LitFloat>(&format!("{literal}_{number}"));
                    typed.map_or_else(|_| literal.to_token_stream(), |typed| typed.to_token_stream())
                }
                TokenTree::Group(group) => {
                    let inner = suffixed(group.stream(), number, done);
                    proc_macro2::Group::new(group.delimiter(), inner).to_token_stream()
                }
                other => other.to_token_stream(),
            })
            .collect()
    }
    if is_untyped(&c) { suffixed(c, number, &mut false) } else { c }
}

/// A constant with the other sign.
pub(crate) fn negated(c: &TokenStream) -> TokenStream {
    let c = atom(c);
    quote!(-#c)
}

/// A constant that holds together as an operand.
pub(crate) fn atom(c: &TokenStream) -> TokenStream {
    match syn::parse2(c.clone()) {
        Ok(
            Expr::Lit(_)
            | Expr::Path(_)
            | Expr::Paren(_)
            | Expr::Call(_)
            | Expr::MethodCall(_)
            | Expr::Macro(_)
            | Expr::Index(_)
            | Expr::Field(_)
            | Expr::Array(_)
            | Expr::Tuple(_),
        ) => c.clone(),
        _ => quote!((#c)),
    }
}

/// The value as a condition, if it can be one.
pub(crate) fn truth(value: &Value) -> Option<Condition> {
    match value {
        Value::Condition(condition) => Some(condition.clone()),
        Value::Constant(tokens) | Value::Passive(tokens, _) => Some(Condition::Verbatim(tokens.clone())),
        _ => None,
    }
}
