//! Solves within a body: which of their methods are differentiated, and by what.

use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Error, Expr, Result};

use super::Lowering;
use super::value::{self, Value, atom};
use crate::emit::mentions;
use crate::graph::{Node, Of};
use crate::shape::Shape;

/// A solve whose inputs are differentiated: the solve without them, and they.
#[derive(Clone, Debug)]
pub(crate) struct Driven {
    solve: TokenStream,
    inputs: Shape,
}

impl Lowering<'_> {
    /// A method of something that is not differentiated, of arguments some of which are.
    pub(super) fn method_of_plain(
        &mut self,
        call: &syn::ExprMethodCall,
        receiver: &TokenStream,
        arguments: &[Value],
        hint: Option<&syn::Type>,
    ) -> Result<Value> {
        let receiver = atom(receiver);
        let krate = self.krate.clone();
        let receiver = match (call.method.to_string().as_str(), arguments) {
            ("with_inputs", [inputs]) => {
                let inputs = Shape::Reference(Box::new(self.shape(inputs, &call.args[0])?));
                return Ok(Value::Driven(Rc::new(Driven { solve: receiver, inputs })));
            }
            ("saved", _) => {
                let Some(count) = saves(call, hint) else {
                    return Err(Error::new_spanned(
                        &call.method,
                        "how many states are saved is not known here; write `saved::<K, _>`",
                    ));
                };
                quote!(#krate::saving::<#count, _>(&#receiver))
            }
            (name, _) if name.starts_with("gradient") || NOT_HERE.contains(&name) => return Err(not_here(call)),
            _ => receiver,
        };
        let shapes = self.given_to(call, arguments)?;
        Ok(self.node(Node::Method(Of::Plain(receiver), call.method.clone(), shapes)))
    }

    /// A method of a solve whose inputs are differentiated.
    pub(super) fn method_of_driven(
        &mut self,
        call: &syn::ExprMethodCall,
        driven: &Driven,
        arguments: &[Value],
    ) -> Result<Value> {
        if call.method != "value" && call.method != "objective" {
            return Err(Error::new_spanned(
                &call.method,
                "of a solve whose inputs are differentiated, `value(&y0, &p)` and `objective(&y0, &p, &objective)` are differentiated here",
            ));
        }
        let (solve, krate) = (&driven.solve, self.krate.clone());
        let receiver = quote!(#krate::driven(&#solve));
        let mut shapes = self.given_to(call, arguments)?;
        shapes.push(driven.inputs.clone());
        Ok(self.node(Node::Method(Of::Plain(receiver), call.method.clone(), shapes)))
    }

    /// Has the ends of a mesh that is made of plain times be numbers of the function's type, unless it says that plain
    /// times will do.
    pub(super) fn lift_times(&self, call: &mut syn::ExprCall) {
        let Expr::Path(path) = &*call.func else { return };
        let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
        let (made, of) = (names.next(), names.next().unwrap_or_default());
        let plain_times = self.input.function.sig.generics.to_token_stream();
        let clause = self.input.function.sig.generics.where_clause.to_token_stream();
        let time = quote::format_ident!("Time");
        if made.as_deref() != Some("new")
            || !["Uniform", "Steps"].contains(&of.as_str())
            || !self.input.generic
            || mentions(&plain_times, &time)
            || mentions(&clause, &time)
        {
            return;
        }
        let number = &self.input.scalar;
        for end in call.args.iter_mut().take(2).filter(|end| !mentions(&end.to_token_stream(), number)) {
            let time = value::literal_of(end).and_then(|literal| literal.float());
            let time = time.unwrap_or_else(|| end.to_token_stream());
            *end = syn::parse_quote!(#number::lit(#time));
        }
    }

    /// The arguments of a method, and what comes last.
    fn given_to(&mut self, call: &syn::ExprMethodCall, arguments: &[Value]) -> Result<Vec<Shape>> {
        let each = call.args.iter().zip(arguments).enumerate();
        each.map(|(i, (expression, value))| match i {
            2 if call.method == "objective" && value.is_passive() => {
                Ok(Shape::Plain(self.as_written(expression, value)))
            }
            2 if call.method == "objective" => Err(Error::new_spanned(
                expression,
                "an objective is not differentiated; give what it depends on as `p`",
            )),
            _ => self.argument_shape(expression, value),
        })
        .collect()
    }
}

/// Methods of a solve that a body cannot differentiate.
const NOT_HERE: &[&str] = &[
    "observe",
    "try_value",
    "jvp",
    "hvp",
    "hvp_reverse",
    "hessian",
    "gauss_newton",
    "jacobian",
    "try_gradient",
    "with_path",
];

fn not_here(call: &syn::ExprMethodCall) -> Error {
    Error::new_spanned(
        &call.method,
        "of a solve, `value`, `saved`, `states` and `objective` of `(&y0, &p)` are differentiated here; a gradient or its \
         product is taken of the function that this is in",
    )
}

/// How many states are saved: as the turbofish or the expected type says.
fn saves(call: &syn::ExprMethodCall, hint: Option<&syn::Type>) -> Option<TokenStream> {
    if let Some(turbofish) = &call.turbofish {
        return turbofish.args.first().map(ToTokens::to_token_stream);
    }
    match hint {
        Some(syn::Type::Array(array)) if !matches!(array.len, Expr::Infer(_)) => Some(array.len.to_token_stream()),
        _ => None,
    }
}
