//! Lengths of arrays, and constants that integers do not exceed.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::Expr;
use syn::spanned::Spanned;

use super::Lowering;
use super::value::Value;
use crate::shape::Type;

/// What the names in an expression are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// Those of the body, which are bound to something, and may be bound anew.
    OfTheBody,
    /// Those of the code that is written: arguments, loops' variables, and what is outside.
    AsFound,
}

impl Lowering<'_> {
    /// A constant that an integer expression does not exceed, if one can be named.
    pub(super) fn most(&self, expression: &Expr) -> Option<TokenStream> {
        self.most_of(expression, Names::OfTheBody)
    }

    /// The same of what stands for an expression.
    pub(super) fn most_as_found(&self, tokens: TokenStream) -> Option<TokenStream> {
        self.most_of(&syn::parse2(tokens).ok()?, Names::AsFound)
    }

    fn most_of(&self, expression: &Expr, names: Names) -> Option<TokenStream> {
        let own = |name: &Ident| if names == Names::AsFound { None } else { self.get(name) };
        // Neither a variable nor a name that this macro has given to a value.
        let is_constant = |name: &Ident| {
            (names == Names::AsFound || self.find(name).is_none()) && !self.variables.contains(&name.to_string())
        };
        match expression {
            Expr::Paren(inner) => self.most_of(&inner.expr, names),
            Expr::Group(inner) => self.most_of(&inner.expr, names),
            Expr::Lit(_) => crate::input::literal_index(expression)
                .map(|end| proc_macro2::Literal::usize_unsuffixed(end).to_token_stream()),
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => match own(name) {
                    Some(Value::Integer(tokens)) => {
                        syn::parse2::<syn::LitInt>(tokens.clone()).ok().map(|_| tokens.clone())
                    }
                    Some(Value::Passive(tokens, _)) => match self.below.get(&tokens.to_string()) {
                        Some(most) => Some(most.clone()),
                        None if *name == tokens.to_string() => None,
                        None => self.most_as_found(tokens.clone()),
                    },
                    Some(_) => None,
                    None => {
                        is_constant(name).then(|| self.below.get(&name.to_string()).cloned().unwrap_or(quote!(#name)))
                    }
                },
                None => Some(path.to_token_stream()),
            },
            Expr::Binary(binary) => {
                let literal = |e: &Expr| crate::input::literal_index(e);
                match binary.op {
                    syn::BinOp::Sub(_) | syn::BinOp::Div(_) => self.most_of(&binary.left, names),
                    syn::BinOp::Rem(_) => {
                        self.most_of(&binary.right, names).or_else(|| self.most_of(&binary.left, names))
                    }
                    // What a loop counts stays below its end, and its successor does not exceed it.
                    syn::BinOp::Add(_) if literal(&binary.right) == Some(1) && self.counts(&binary.left, names) => {
                        self.most_of(&binary.left, names)
                    }
                    syn::BinOp::Add(_) | syn::BinOp::Mul(_) => {
                        let (a, b) = (self.most_of(&binary.left, names)?, self.most_of(&binary.right, names)?);
                        let generic = [&a, &b].iter().any(|side| {
                            self.input
                                .consts
                                .iter()
                                .any(|c| crate::input::mentions(&syn::parse_quote!([(); #side]), &c.ident))
                        });
                        let generic = generic || [&a, &b].into_iter().any(crate::shape::is_of_a_type);
                        let operator = &binary.op;
                        (!generic).then(|| match quote!(#a #operator #b).to_string().as_str() {
                            _ if let (Ok(x), Ok(y)) =
                                (a.to_string().parse::<usize>(), b.to_string().parse::<usize>()) =>
                            {
                                let folded = if matches!(operator, syn::BinOp::Add(_)) { x + y } else { x * y };
                                proc_macro2::Literal::usize_unsuffixed(folded).to_token_stream()
                            }
                            _ => quote!({ #a #operator #b }),
                        })
                    }
                    _ => None,
                }
            }
            Expr::Field(field) => {
                let Expr::Path(path) = &*field.base else { return None };
                let Some(Value::Struct(made)) = path.path.get_ident().and_then(own) else {
                    return None;
                };
                let tokens = made.fields[made.field(&field.member)?].1.plain()?;
                self.below.get(&tokens.to_string()).cloned()
            }
            Expr::MethodCall(call) if call.method == "len" => {
                if let Expr::Index(row) = &*call.receiver {
                    let row = if names == Names::AsFound { row.to_token_stream() } else { self.verbatim(row) };
                    return self.length(&Value::Passive(row, false)).and_then(|(_, most)| most);
                }
                let Expr::Path(path) = &*call.receiver else { return None };
                let value = match path.path.get_ident().and_then(own) {
                    Some(value) => value.clone(),
                    None => Value::Constant(path.to_token_stream()),
                };
                self.length(&value).and_then(|(_, most)| most)
            }
            _ => None,
        }
    }

    /// Whether an expression is the variable of a loop.
    fn counts(&self, expression: &Expr, names: Names) -> bool {
        let Expr::Path(path) = expression else { return false };
        let text = match (path.path.get_ident(), names) {
            (Some(name), Names::AsFound) => name.to_string(),
            (Some(name), Names::OfTheBody) => match self.get(name) {
                Some(Value::Passive(tokens, _)) => tokens.to_string(),
                _ => return false,
            },
            (None, _) => return false,
        };
        self.below.contains_key(&text) && !self.input.consts.iter().any(|c| c.ident == text)
    }

    /// The same of what may be an array in a struct, or one that a call gives: its length the compiler finds.
    pub(super) fn length_or_taken(
        &mut self,
        value: &Value,
        at: &impl ToTokens,
    ) -> Option<(TokenStream, Option<TokenStream>)> {
        if let (Value::Node(id), 0) = (value, self.withheld) {
            self.graph.take_array(*id, (&self.krate, &self.input.scalar), at.span());
        }
        self.length(value)
    }

    /// The length of an array, and a constant that it does not exceed.
    pub(super) fn length(&self, value: &Value) -> Option<(TokenStream, Option<TokenStream>)> {
        match value {
            Value::Node(id) => match &self.graph.ty[*id] {
                Some(Type::Array(_, length)) => Some((length.clone(), Some(length.clone()))),
                _ => None,
            },
            Value::Array(items) => {
                let length = proc_macro2::Literal::usize_unsuffixed(items.len()).to_token_stream();
                Some((length.clone(), Some(length)))
            }
            Value::Constant(tokens) | Value::Passive(tokens, _) => {
                if let Some(known) = self.plain_lengths.get(&tokens.to_string()) {
                    return Some(known.clone());
                }
                let written = syn::parse2::<Expr>(tokens.clone()).ok();
                if let Some(syn::Type::Array(array)) = written.as_ref().and_then(|written| self.plain_type(written))
                    && !matches!(array.len, Expr::Infer(_))
                {
                    let length = array.len.to_token_stream();
                    return Some((length.clone(), Some(length)));
                }
                // The length of a table outside is a constant, and so is that of its longest row.
                let most = written.as_ref().and_then(|written| match written {
                    // Not by a method: a trait in scope may have one of that name, which is no constant.
                    Expr::Path(path) => self.is_a_table(path).then(|| quote!(<[_]>::len(&#tokens))),
                    Expr::Index(row) => {
                        let krate = &self.krate;
                        let Expr::Path(table) = super::iterate::inner(&row.expr) else { return None };
                        self.is_a_table(table).then(|| quote!(#krate::Rows(&#table).longest()))
                    }
                    _ => None,
                });
                Some((quote!(#tokens.len()), most))
            }
            _ => None,
        }
    }

    /// Whether a name is one from outside the function.
    fn is_a_table(&self, path: &syn::ExprPath) -> bool {
        let is_free = |name: &Ident| self.find(name).is_none() && !self.variables.contains(&name.to_string());
        path.qself.is_none() && path.path.get_ident().is_none_or(is_free)
    }

    /// The type of an array that is not differentiated, as far as the source says it: by a signature, a `let`, or the array itself.
    pub(super) fn plain_type(&self, written: &Expr) -> Option<syn::Type> {
        let inferred = || syn::parse_quote!(_);
        Some(match written {
            Expr::Paren(inner) => self.plain_type(&inner.expr)?,
            Expr::Group(inner) => self.plain_type(&inner.expr)?,
            Expr::Reference(lent) => self.plain_type(&lent.expr)?,
            Expr::Unary(syn::ExprUnary { op: syn::UnOp::Deref(_), expr, .. }) => self.plain_type(expr)?,
            Expr::Path(path) => {
                let name = path.path.get_ident()?;
                let given = self.input.settings.iter().find(|given| given.name == *name).map(|given| &given.ty);
                let declared = given.cloned().or_else(|| self.declared(name))?;
                crate::input::strip(&declared)
            }
            Expr::Index(index) if !matches!(*index.index, Expr::Range(_)) => match self.plain_type(&index.expr)? {
                syn::Type::Array(array) => crate::input::strip(&array.elem),
                syn::Type::Slice(slice) => crate::input::strip(&slice.elem),
                _ => return None,
            },
            Expr::Field(syn::ExprField { base, member: syn::Member::Unnamed(place), .. }) => {
                let syn::Type::Tuple(parts) = self.plain_type(base)? else { return None };
                crate::input::strip(parts.elems.iter().nth(place.index as usize)?)
            }
            Expr::Lit(syn::ExprLit { lit: syn::Lit::ByteStr(text), .. }) => {
                let length = text.value().len();
                syn::parse_quote!([u8; #length])
            }
            Expr::Array(array) => {
                let (first, length) = (array.elems.first()?, array.elems.len());
                let element = self.plain_type(first).unwrap_or_else(inferred);
                let length = proc_macro2::Literal::usize_unsuffixed(length);
                syn::parse_quote!([#element; #length])
            }
            Expr::Repeat(repeat) => {
                let (element, length) = (self.plain_type(&repeat.expr).unwrap_or_else(inferred), &repeat.len);
                syn::parse_quote!([#element; #length])
            }
            // What was changed is of the type that it had.
            Expr::Block(changed) => match (changed.block.stmts.first()?, changed.block.stmts.last()?) {
                (
                    syn::Stmt::Local(syn::Local { pat, init: Some(before), .. }),
                    syn::Stmt::Expr(Expr::Path(value), None),
                ) if super::scan::leaf_name(pat).is_some_and(|name| value.path.is_ident(&name)) => {
                    self.plain_type(&before.expr)?
                }
                _ => return None,
            },
            // A part of a tuple, as a pattern took it out.
            Expr::Match(choice) => {
                let [syn::Arm { pat: syn::Pat::Tuple(parts), body, .. }] = &choice.arms[..] else { return None };
                let Expr::MethodCall(syn::ExprMethodCall { receiver, .. }) = &**body else { return None };
                let name = receiver.to_token_stream().to_string();
                let place = parts.elems.iter().position(|part| part.to_token_stream().to_string() == name)?;
                let syn::Type::Tuple(types) = self.plain_type(&choice.expr)? else { return None };
                crate::input::strip(types.elems.iter().nth(place)?)
            }
            // What says its type.
            Expr::Call(call) => {
                let Expr::Path(path) = &*call.func else { return None };
                let last = path.path.segments.last().filter(|last| last.ident == "identity")?;
                let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
                let Some(syn::GenericArgument::Type(ty)) = arguments.args.first() else { return None };
                crate::input::strip(ty)
            }
            _ => return None,
        })
    }
}
