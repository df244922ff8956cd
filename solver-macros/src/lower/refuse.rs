//! What the language does not have, and what to write instead.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Error, Expr, Result};

use super::Lowering;
use super::arithmetic::is_of_numbers;
use super::value::Value;
use crate::graph::{Id, Node, Step};

impl Lowering<'_> {
    /// The message for an integer that a comparison of differentiated numbers decides about: it is told once.
    pub(super) fn decided(&mut self, value: &Value, at: &impl ToTokens) -> Option<Error> {
        let Value::Node(id) = value else { return None };
        let choice = self.choice_of_integers(*id)?;
        if !self.told_choices.insert(choice) {
            return Some(super::told(at));
        }
        Some(Error::new_spanned(
            at,
            "a comparison of differentiated numbers decides about this integer, and other lanes may decide otherwise; let the \
             arms give the numbers that are wanted",
        ))
    }

    /// The choice between lanes that makes a value of literal integers.
    fn choice_of_integers(&self, id: Id) -> Option<Id> {
        match &self.graph.nodes[id] {
            Node::Plus(x, _) | Node::Times(x, _) | Node::Neg(x) => self.choice_of_integers(*x),
            Node::Part(base, Step::Field(k)) => match &self.graph.nodes[*base] {
                Node::If(_, a, b) => {
                    let whole = |id: Id| match &self.graph.nodes[id] {
                        Node::Lit(c) => c.to_string().ends_with(".0"),
                        _ => self.choice_of_integers(id).is_some(),
                    };
                    (whole(a.results[*k]) && whole(b.results[*k])).then_some(*base)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The message for a constant that other traits of numbers have, where the function's number has it not.
    pub(super) fn otherwise_named(&self, path: &syn::Path) -> Option<Error> {
        const MATHEMATICAL: [&str; 7] = ["PI", "TAU", "E", "SQRT_", "LN_", "LOG", "FRAC_"];
        const OF_FLOATS: [&str; 7] = ["MAX", "MIN", "EPSILON", "INFINITY", "NEG_INFINITY", "NAN", "MIN_POSITIVE"];
        let (first, last) = (path.segments.first()?, path.segments.last()?);
        if !self.input.generic
            || first.ident != self.input.scalar
            || path.segments.len() < 2
            || is_of_numbers(&last.ident)
        {
            return None;
        }
        let (number, name) = (&first.ident, last.ident.to_string());
        let constant = name.to_uppercase();
        let instead = match name.as_str() {
            "zero" | "default" => format!("`{number}::ZERO`"),
            "one" => format!("`{number}::ONE`"),
            "from_f64" | "from_f32" => "the `f64` alone, which becomes one of its numbers".into(),
            "from_usize" | "from_i32" | "from_u32" | "from_i64" | "from_u64" => "`n as f64`".into(),
            _ if MATHEMATICAL[..3].contains(&constant.as_str())
                || MATHEMATICAL[3..].iter().any(|begins| name.starts_with(begins)) =>
            {
                format!("`core::f64::consts::{constant}`")
            }
            _ if OF_FLOATS.contains(&constant.as_str()) => format!("`f64::{constant}`"),
            _ => return None,
        };
        let message = format!("`{number}` has no `{name}`; write {instead}");
        Some(Error::new_spanned(path, message))
    }
}

/// The message for a method of a number that there is not, or not with such arguments.
pub(super) fn no_primitive(name: &Ident, given: usize) -> Error {
    let text = name.to_string();
    let method = |arguments: &str| format!("`{text}` is written `x.{text}({arguments})`");
    let instead = match text.as_str() {
        "powi" if given == 1 => {
            "`powi` takes a whole number that is not differentiated; write `powf` for an exponent that is".into()
        }
        "log" => "write `x.ln() / base.ln()`, `log2` or `log10`".into(),
        "to_radians" => "write `x * (core::f64::consts::PI / 180.0)`".into(),
        "to_degrees" => "write `x * (180.0 / core::f64::consts::PI)`".into(),
        "floor" | "ceil" | "round" | "trunc" | "fract" | "rem_euclid" | "div_euclid" => {
            format!("`{text}` has no derivative where it steps; make it of what is not differentiated")
        }
        "is_sign_negative" | "is_negative" => "write `x < 0.0`".into(),
        "is_sign_positive" | "is_positive" => "write `x > 0.0`".into(),
        "is_zero" => "write `x == 0.0`".into(),
        "partial_cmp" | "total_cmp" | "cmp" => "compare by `<`, `<=`, `==` and choose by `if`".into(),
        "powi" => method("n"),
        "atan2" => "`atan2` is written `y.atan2(x)`".into(),
        "fma" | "mul_add" => method("factor, summand"),
        "times_add" => method("c, summand"),
        "clamp" => method("low, high"),
        "plus" | "times" | "over" | "under" => method("c"),
        "powf" | "max" | "min" | "hypot" | "add" | "sub" | "mul" | "div" | "is_less" | "is_at_most" | "is_equal" => {
            method("y")
        }
        _ if is_of_numbers(name) => method(""),
        _ => format!(
            "`{text}` is no primitive; write it by those there are, `sqrt`, `exp`, `sin` and so on (all methods of `Real` that \
             give a number), or call a `#[differentiable]` function"
        ),
    };
    Error::new_spanned(name, instead)
}

/// The message for what an iterator over what is differentiated does not end in.
pub(super) fn end_of_an_iterator(name: &Ident) -> Error {
    let text = name.to_string();
    let instead = match text.as_str() {
        "count" => {
            "what decides is differentiated, and lanes may count differently; add up ones, \
            `.map(|x| if … { 1.0 } else { 0.0 }).sum()`"
        }
        "max" | "min" | "max_by" | "min_by" => "begin with an element, `.fold(x[0], T::max)`",
        "any" | "all" => "write a `for` loop that changes a flag, `found |= x > 0.0`",
        "reduce" => "write `.fold(first, |all, x| …)`",
        "for_each" => "write a `for` loop",
        "next" | "last" | "nth" => "take the element by its index, `x[0]`",
        "find" | "position" | "find_map" | "min_by_key" | "max_by_key" => {
            "write a `for` loop that lets a variable hold what is found"
        }
        _ => {
            "`sum`, `product` and `fold` are differentiated; make an array by `core::array::from_fn(|i| …)`, or write a `for` loop"
        }
    };
    let message = if instead.starts_with('`') {
        format!("of an iterator, {instead}")
    } else {
        format!("`{text}` of an iterator is not differentiated; {instead}")
    };
    Error::new_spanned(name, message)
}

/// The message for an expression that cannot be differentiated, at the token that is to blame.
pub(super) fn refused(expression: &Expr) -> Error {
    let (at, message): (&dyn ToTokens, &str) = match expression {
        Expr::While(e) => (
            &e.while_token,
            "`while` has no bound that is known beforehand; write `for i in a..b` with the most turns there can be",
        ),
        Expr::Loop(e) => (
            &e.loop_token,
            "`loop` has no bound that is known beforehand; write `for i in a..b` with the most turns there can be",
        ),
        Expr::Return(e) => (
            &e.return_token,
            "`return` stands at the end of an arm of an `if` in the function's own body; here let a variable hold the value",
        ),
        Expr::Break(e) => (
            &e.break_token,
            "`break` stands at the end of an arm of an `if` in the loop's own body; here choose by `if` what each turn does",
        ),
        Expr::Continue(e) => (
            &e.continue_token,
            "`continue` stands at the end of an arm of an `if` in the loop's own body; here put the rest of the turn into an `if`",
        ),
        Expr::Try(e) => {
            (&e.question_token, "`?` cannot be differentiated; choose by `if`, and give a number in either arm")
        }
        Expr::Unsafe(e) => (&e.unsafe_token, "unsafe code cannot be differentiated; write it in safe Rust"),
        Expr::Macro(e) => (&e.mac.path, "macros cannot be differentiated; write out what it stands for"),
        Expr::Reference(e) => {
            (&e.mutability, "what is borrowed is not changed here; borrow without `mut`, and assign the new value")
        }
        Expr::Let(e) => {
            (&e.let_token, "`if let` is not supported; compare numbers, or `match` what is not differentiated")
        }
        Expr::Block(e) => (&e.label, "labels are not supported; choose by `if` and `else`"),
        Expr::Async(e) => (&e.async_token, "async code cannot be differentiated"),
        other => (
            other,
            "this expression cannot be differentiated; use arithmetic, primitives, calls, arrays, loops and `if`",
        ),
    };
    Error::new_spanned(at, message)
}

/// The mistake of an exponent that is a literal of the other kind.
pub(super) fn exponent(power: &Ident, exponent: Option<&Expr>) -> Result<()> {
    let Some(exponent) = exponent else { return Ok(()) };
    let message = match (power.to_string().as_str(), literal(exponent)) {
        ("powi", Some(syn::Lit::Float(_))) => "the exponent of `powi` is an integer; write `powi(2)`, or `powf(2.0)`",
        ("powf", Some(syn::Lit::Int(int))) if int.suffix().is_empty() => {
            "the exponent of `powf` is a number; write `powf(2.0)`, or `powi(2)`"
        }
        _ => return Ok(()),
    };
    Err(Error::new_spanned(exponent, message))
}

/// The literal that an expression is, whatever its sign.
fn literal(expression: &Expr) -> Option<&syn::Lit> {
    match expression {
        Expr::Lit(own) => Some(&own.lit),
        Expr::Paren(inner) => literal(&inner.expr),
        Expr::Unary(inner) => literal(&inner.expr),
        _ => None,
    }
}
