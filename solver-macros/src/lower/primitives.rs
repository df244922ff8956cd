//! Primitives, and the other methods that numbers have.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::VisitMut;
use syn::{BinOp, Expr, Lit, Result};

use super::Lowering;
use super::value::Value;
use crate::graph::{Condition, Id, Node, Step};

/// The names of the primitives: those that the table in `solver-core/src/num/rules.rs` has a line for.
pub(super) const PRIMITIVES: &[&str] = &[
    "sqrt", "cbrt", "recip", "abs", "exp", "exp2", "exp10", "exp_m1", "ln", "ln_1p", "log2", "log10", "sin", "cos",
    "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf", "erfc", "logistic",
    "powf", "atan2", "hypot", "max", "min",
];

/// Of these, the functions of two numbers.
const OF_TWO: [&str; 5] = ["powf", "atan2", "hypot", "max", "min"];

/// The other methods of a number.
const OTHERS: &[&str] = &[
    "clone",
    "copied",
    "cloned",
    "sin_cos",
    "powi",
    "plus",
    "times",
    "over",
    "under",
    "times_add",
    "is_less",
    "is_at_most",
    "is_equal",
    "is_nan",
    "is_finite",
    "fma",
    "mul_add",
    "add",
    "sub",
    "mul",
    "div",
    "clamp",
    "sign",
    "signum",
];

/// Whether a method is one of two numbers.
pub(super) fn is_of_two(name: &Ident) -> bool {
    OF_TWO.iter().any(|of_two| name == of_two)
}

/// Whether a method is one that numbers have.
pub(super) fn is_of_numbers(name: &Ident) -> bool {
    let name = name.to_string();
    PRIMITIVES.contains(&name.as_str()) || OTHERS.contains(&name.as_str())
}

impl Lowering<'_> {
    /// A method of a number.
    pub(super) fn primitive(
        &mut self,
        name: &Ident,
        at: &Expr,
        receiver: &Value,
        arguments: &[Value],
        whole: &impl ToTokens,
    ) -> Result<Value> {
        let arguments: Vec<_> = match name.to_string().as_str() {
            "powi" | "powf" => arguments.to_vec(),
            _ => arguments.iter().map(|argument| self.found(argument)).collect(),
        };
        let arguments = &arguments[..];
        self.graph.source = Some(name.span());
        let copies = ["clone", "copied", "cloned"].contains(&name.to_string().as_str());
        let x = if copies { self.single(receiver, at)? } else { self.lift(receiver, at)? };
        for value in arguments.iter().chain([receiver]) {
            if let (Value::Node(id), true) = (value, self.input.generic && is_of_numbers(name)) {
                self.graph.as_number(*id);
            }
        }
        let constants: Vec<_> = arguments.iter().map(Value::float).collect();
        let node = match (name.to_string().as_str(), arguments, &constants[..]) {
            ("clone" | "copied" | "cloned", [], _) => return Ok(Value::Node(x)),
            ("sin", [], _) => {
                let pair = self.graph.add(Node::SinCos(x));
                Node::Part(pair, Step::Field(0))
            }
            ("cos", [], _) => {
                let pair = self.graph.add(Node::SinCos(x));
                Node::Part(pair, Step::Field(1))
            }
            ("sin_cos", [], _) => {
                let pair = self.graph.add(Node::SinCos(x));
                let part = |this: &mut Self, i| this.node(Node::Part(pair, Step::Field(i)));
                return Ok(Value::Tuple(vec![part(self, 0), part(self, 1)]));
            }
            ("recip", [], _) => Node::Under(x, quote!(1.0)),
            ("powi", [Value::Integer(n)], _) if n.to_string() == "2" => Node::Mul(x, x),
            ("powi", [n], _) if let Some(n) = n.plain() => Node::Power(name.clone(), x, integer(&n)),
            ("powf", _, [Some(c)]) => Node::Power(Ident::new("powc", name.span()), x, c.clone()),
            ("plus", _, [Some(c)]) => Node::Plus(x, c.clone()),
            ("times", _, [Some(c)]) => Node::Times(x, c.clone()),
            ("over", _, [Some(c)]) => Node::Over(x, c.clone()),
            ("under", _, [Some(c)]) => Node::Under(x, c.clone()),
            ("times_add", [_, b], [Some(c), _]) => {
                let product = self.graph.add(Node::Times(x, c.clone()));
                Node::Add(product, self.lift(b, whole)?)
            }
            ("is_less", [b], _) => return self.compared_by(x, "<", b, whole),
            ("is_at_most", [b], _) => return self.compared_by(x, "<=", b, whole),
            ("is_nan", [], _) => {
                let own = Box::new(Condition::Compare(x, "==", x));
                return Ok(Value::Condition(Condition::Not(own)));
            }
            ("is_finite", [], _) => {
                // Infinity less infinity is no number.
                let nothing = self.graph.add(Node::Sub(x, x));
                return Ok(Value::Condition(Condition::Compare(nothing, "==", nothing)));
            }
            ("is_equal", [b], _) => return self.compared_by(x, "==", b, whole),
            ("fma" | "mul_add", [a, b], _) => Node::Fma(x, self.lift(a, whole)?, self.lift(b, whole)?),
            ("add" | "sub" | "mul" | "div", [b], _) => {
                let b = self.lift(b, whole)?;
                for id in [x, b] {
                    self.is_number(id, name == "mul" || name == "div", whole)?;
                }
                match name.to_string().as_str() {
                    "add" => Node::Add(x, b),
                    "sub" => Node::Sub(x, b),
                    "mul" => Node::Mul(x, b),
                    _ => Node::Div(x, b),
                }
            }
            ("clamp", [low, high], _) => {
                let (low, high) = (self.lift(low, whole)?, self.lift(high, whole)?);
                return self.clamped([x, low, high], name);
            }
            ("sign" | "signum", [], _) => Node::Primitive(name.clone(), vec![x]),
            (text, ..) if PRIMITIVES.contains(&text) && arguments.len() == usize::from(OF_TWO.contains(&text)) => {
                let mut all = vec![x];
                for argument in arguments {
                    all.push(self.lift(argument, whole)?);
                }
                Node::Primitive(name.clone(), all)
            }
            _ => return Err(super::refuse::no_primitive(name, arguments.len())),
        };
        Ok(self.node(node))
    }

    /// `x.clamp(low, high)`: what is no number stays none.
    fn clamped(&mut self, [x, low, high]: [Id; 3], at: &Ident) -> Result<Value> {
        let raised = Condition::Compare(x, "<", low);
        self.choose(raised, at, &mut |_| Ok(Value::Node(low)), &mut |this| {
            let lowered = Condition::Compare(x, ">", high);
            this.choose(lowered, at, &mut |_| Ok(Value::Node(high)), &mut |_| Ok(Value::Node(x)))
        })
    }

    fn compared_by(&mut self, x: usize, operator: &'static str, b: &Value, at: &impl ToTokens) -> Result<Value> {
        let (x, b) = (self.compared(&Value::Node(x), at)?, self.compared(b, at)?);
        Ok(Value::Condition(Condition::Compare(x, operator, b)))
    }
}

/// The exponent of `powi`, whose integer literals may have become floats.
pub(super) fn integer(n: &TokenStream) -> TokenStream {
    struct Whole;
    impl VisitMut for Whole {
        fn visit_expr_binary_mut(&mut self, binary: &mut syn::ExprBinary) {
            // What is compared, what is called by and what is found need not be integers.
            let compared = matches!(
                binary.op,
                BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) | BinOp::Eq(_) | BinOp::Ne(_)
            );
            if !compared {
                syn::visit_mut::visit_expr_binary_mut(self, binary);
            }
        }
        fn visit_expr_call_mut(&mut self, _: &mut syn::ExprCall) {}
        fn visit_expr_index_mut(&mut self, _: &mut syn::ExprIndex) {}
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

#[cfg(test)]
mod tests {
    /// Names stand in the table's lines after what they are.
    #[test]
    fn primitives_are_those_of_the_table() {
        let table = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../solver-core/src/num/rules.rs");
        let table = std::fs::read_to_string(table).unwrap();
        let line = |line: &str| {
            let (_, rest) = line.trim().strip_prefix('"')?.split_once("\",")?;
            let (name, rest) = rest.trim().split_once(',')?;
            rest.trim().starts_with('[').then(|| name.to_owned())
        };
        let names: Vec<String> = table.lines().filter_map(line).collect();
        assert_eq!(names, super::PRIMITIVES);
    }
}
