//! What the language does not have, and what to write instead.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Error, Expr, Result};

use super::Lowering;
use super::primitives::is_of_numbers;
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

    /// The choice between lanes that makes a value of literal integers, or the loop in whose turns there is one.
    fn choice_of_integers(&self, id: Id) -> Option<Id> {
        match &self.graph.nodes[id] {
            Node::Plus(x, _) | Node::Times(x, _) | Node::Neg(x) => self.choice_of_integers(*x),
            Node::Part(base, Step::Field(k)) => match &self.graph.nodes[*base] {
                Node::If(_, a, b) => {
                    (self.is_literal_integer(a.results[*k]) && self.is_literal_integer(b.results[*k])).then_some(*base)
                }
                Node::Loop(turns) => (self.is_literal_integer(turns.inits[*k])
                    && self.is_literal_integer(turns.results[*k]))
                .then_some(*base),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a value is made of literal integers, as far as it can be seen.
    fn is_literal_integer(&self, id: Id) -> bool {
        let whole = |c: &proc_macro2::TokenStream| c.to_string().ends_with(".0");
        match &self.graph.nodes[id] {
            Node::Lit(c) => whole(c),
            Node::Plus(x, c) | Node::Times(x, c) => whole(c) && self.is_literal_integer(*x),
            Node::Neg(x) => self.is_literal_integer(*x),
            // What a turn begins with is what the one before has made of it.
            Node::Param => true,
            _ => self.choice_of_integers(id).is_some(),
        }
    }

    /// The message for an index that is found in an array of integers whose type is not said: they are numbers then. It is told
    /// once, at the array.
    pub(super) fn of_a_table(&mut self, index: Id) -> Option<Error> {
        // A variable that a loop changes is told by what it is found in.
        let Node::Param = self.graph.nodes[index] else { return None };
        let (name, is_told) = self.integers.first_mut()?;
        if core::mem::replace(is_told, true) {
            return Some(super::told(name));
        }
        let message = format!("`{name}` holds indices; say their type, `let {name}: [usize; N] = …`");
        Some(Error::new_spanned(name, message))
    }

    /// Takes note of a name that has to be a variable's and is bound nowhere.
    pub(super) fn note_unbound(&mut self, expression: &Expr) {
        if let Expr::Path(path) = expression
            && let Some(name) = path.path.get_ident()
            && self.get(name).is_none()
            && name.to_string().starts_with(|c: char| c.is_lowercase())
            && name != "self"
        {
            self.unbound.entry(name.to_string()).or_insert_with(|| name.clone());
            self.graph.has_unbound = true;
        }
    }

    /// Tells of such names beside other mistakes, since the compiler does not see the body then.
    pub(super) fn tell_unbound(&mut self) {
        if self.errors.count() == 0 {
            return;
        }
        for name in core::mem::take(&mut self.unbound).into_values() {
            let message = format!("`{name}` is bound nowhere here; bind it by a `let`, or take it as an argument");
            self.errors.push(Error::new_spanned(&name, message));
        }
    }

    /// Whether an expression asks for something with a mistake that is told already.
    pub(super) fn asks_unknown(&self, condition: &Expr) -> bool {
        let mut names = super::scan::Names::default();
        syn::visit::Visit::visit_expr(&mut names, condition);
        names.free().any(|name| matches!(self.get(name), Some(Value::Unknown)))
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
        "sum" | "product" => format!("`{text}` is of an iterator; write `xs.iter().{text}()`"),
        "is_sign_negative" | "is_negative" => "write `x < 0.0`".into(),
        "is_sign_positive" | "is_positive" => "write `x > 0.0`".into(),
        "is_zero" => "write `x == 0.0`".into(),
        "partial_cmp" | "total_cmp" | "cmp" => "compare by `<`, `<=`, `==` and choose by `if`".into(),
        "iter" | "iter_mut" | "into_iter" | "enumerate" | "zip" | "rev" | "chunks" | "windows" => {
            "an iterator is gone through where it is made; write `for x in xs.iter() { … }`, or bind the array".into()
        }
        "into" | "to_f64" | "as_f64" | "to_f32" | "value" | "val" | "re" | "real" | "to_bits" | "to_string" => {
            format!("`{text}` would lose the derivative of what is differentiated; leave the number as it is")
        }
        "pow" | "square" | "squared" | "sqr" | "cube" | "sq" => {
            "write `x * x`, `x.powi(n)` for a whole number n, or `x.powf(y)`".into()
        }
        "log1p" | "expm1" | "sinc" | "arcsin" | "arccos" | "arctan" | "sigmoid" | "softplus" | "relu" | "neg"
        | "inv" | "fabs" | "rsqrt" | "sec" | "csc" | "cot" => {
            let instead = match text.as_str() {
                "log1p" => "x.ln_1p()",
                "expm1" => "x.exp_m1()",
                "sinc" => "if x == 0.0 { T::ONE } else { x.sin() / x }",
                "arcsin" => "x.asin()",
                "arccos" => "x.acos()",
                "arctan" => "x.atan()",
                "sigmoid" => "x.logistic()",
                "softplus" => "x.exp().ln_1p()",
                "relu" => "x.max(0.0)",
                "neg" => "-x",
                "inv" => "x.recip()",
                "fabs" => "x.abs()",
                "rsqrt" => "x.sqrt().recip()",
                "sec" => "x.cos().recip()",
                "csc" => "x.sin().recip()",
                _ => "x.tan().recip()",
            };
            format!("`{text}` is written `{instead}`")
        }
        "unwrap" | "expect" | "unwrap_or" | "ok" | "await" => {
            format!("a number is there for certain; leave out `.{text}`")
        }
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

/// The message for a method of an array that there is not.
pub(super) fn no_method_of_an_array(name: &Ident) -> Error {
    let instead = match name.to_string().as_str() {
        "iter" | "iter_mut" | "into_iter" | "chunks" | "windows" => return no_primitive(name, 0),
        "first" => "write `xs[0]`",
        "last" => "write `xs[xs.len() - 1]`",
        "get" | "get_unchecked" => "write `xs[i]`",
        "to_vec" | "as_slice" | "as_ref" | "to_array" | "borrow" => "leave it out, the array is one already",
        "push" | "pop" | "insert" | "remove" | "extend" | "append" | "truncate" => {
            "an array keeps its length; write `[T::ZERO; N]`, and assign its elements"
        }
        "sort" | "sort_by" | "sort_unstable" | "sort_unstable_by" | "sort_by_key" => {
            "compare and swap: `let (low, high) = (a.min(b), a.max(b));`"
        }
        "dot" => "write `x.iter().zip(&y).map(|(x, y)| *x * *y).sum()`",
        "norm" | "length" | "magnitude" => "write `x.iter().map(|x| *x * *x).sum::<T>().sqrt()`",
        "sum" | "product" | "fold" => "write `xs.iter()` before it",
        "concat" | "join" | "flatten" => "write `core::array::from_fn(|i| …)`",
        _ => "use `iter`, `map` or a `for` loop",
    };
    Error::new_spanned(name, format!("this method of an array is not supported; {instead}"))
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
        "contains" => "compare by `a <= x && x < b`",
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
        Expr::While(e) if matches!(*e.cond, Expr::Let(_)) => (
            &e.while_token,
            "`while let` has no bound that is known beforehand; write `for x in xs.iter()`, or `for i in a..b` with the most \
             turns there can be",
        ),
        Expr::While(e) => (
            &e.while_token,
            "`while` has no bound that is known beforehand; write `for i in a..b` with the most turns there can be",
        ),
        Expr::Loop(e) => (
            &e.loop_token,
            "`loop` has no bound that is known beforehand; write `for i in a..b` with the most turns there can be",
        ),
        Expr::Return(e) if e.expr.is_none() => {
            (&e.return_token, "a `return` ends the function with its value; write it here, `return x;`")
        }
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
        Expr::Async(e) => (&e.async_token, "async code cannot be differentiated; write what it does by itself"),
        Expr::Await(e) => {
            (&e.await_token, "nothing is awaited in what is differentiated; take the number as an argument")
        }
        Expr::Range(e) => (e, "a range is gone through where it is written; write `for i in a..b`"),
        other => (
            other,
            "this expression cannot be differentiated; use arithmetic, primitives, calls, arrays, loops and `if`",
        ),
    };
    Error::new_spanned(at, message)
}

/// The mistake of a pattern that lends what it is bound to, to be changed: that change would go by unseen.
pub(super) fn lent_by_a_pattern(pattern: &syn::Pat) -> Result<()> {
    struct Lent(Option<Error>);
    impl<'ast> syn::visit::Visit<'ast> for Lent {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            if let (Some(_), Some(token)) = (&pattern.by_ref, &pattern.mutability) {
                let message = "what is borrowed is not changed here; bind it by `mut`, and assign what it becomes";
                self.0.get_or_insert_with(|| Error::new_spanned(token, message));
            }
            syn::visit::visit_pat_ident(self, pattern);
        }
    }
    let mut lent = Lent(None);
    syn::visit::Visit::visit_pat(&mut lent, pattern);
    lent.0.map_or(Ok(()), Err)
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
