//! Calls of methods: of numbers, arrays, iterators, a user's types, and of what is not differentiated.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Error, Expr, Result};

use super::Lowering;
use super::value::Value;
use crate::graph::{Node, Of};
use crate::shape::Shape;

impl Lowering<'_> {
    pub(super) fn method(&mut self, call: &syn::ExprMethodCall) -> Result<Value> {
        let name = call.method.to_string();
        if Self::is_iterator(&call.receiver) && self.is_plain_chain(call) {
            return Ok(Value::Passive(
                self.verbatim(call),
                !["count", "position", "any", "all", "contains", "is_empty", "len"].contains(&name.as_str()),
            ));
        }
        if let Some(value) = self.method_of_many(call)? {
            return Ok(value);
        }
        self.note_unbound(&call.receiver);
        let hint = self.expected.take();
        let receiver = self.expression(&call.receiver)?;
        let receiver = self.read_through(receiver)?;
        if name == "len" && call.args.is_empty() && !receiver.is_passive() {
            let Some((length, _)) = self.length_or_taken(&receiver, &call.receiver) else {
                return Err(self.no_length(&receiver, &call.receiver));
            };
            return Ok(Value::Passive(length, false));
        }
        let arguments = self.all(call.args.iter())?;
        if let (Value::Passive(..), Some(place)) = (&receiver, changing(call))
            && self.is_mutable(&call.receiver)
            && arguments.iter().all(Value::is_passive)
        {
            let message = format!("`{name}` changes `{place}`; write an assignment, `{place} = …`");
            return Err(Error::new_spanned(&call.method, message));
        }
        self.in_order =
            call.args.iter().any(|argument| super::scan::changes(argument) || self.calls_a_closure(argument));
        // A constant that the source makes a number of the function's type has that type's methods.
        let of_number = match &receiver {
            Value::Constant(tokens) => {
                let source = quote::ToTokens::to_token_stream(&call.receiver);
                self.input.generic
                    && (super::value::is_untyped(tokens) || crate::emit::mentions(&source, &self.input.scalar))
            }
            _ => false,
        };
        if let (Value::Struct(_), "clone" | "to_owned", []) = (&receiver, name.as_str(), &arguments[..]) {
            return Ok(receiver);
        }
        let plain = |(value, written): (&Value, &Expr)| value.is_passive() || self.is_plain_in_parts(written);
        if !of_number && receiver.is_passive() && arguments.iter().zip(&call.args).all(plain) {
            let tokens = self.plain_method(call, &receiver, &arguments);
            // What is made of an `f64` by its methods is one.
            let float = matches!(receiver, Value::Constant(_)) && name != "len";
            return Ok(if float { Value::Constant(tokens) } else { Value::Passive(tokens, name != "len") });
        }
        if let Some(value) = self.method_of_a_type(call, &receiver, &arguments)? {
            return Ok(value);
        }
        // What a call gives is the number that the other one says it is.
        let is_number = matches!(receiver, Value::Passive(_, true))
            && super::primitives::is_of_two(&call.method)
            && self.own_type(&call.receiver).is_none();
        let is_array =
            matches!(&receiver, Value::Node(id) if matches!(self.graph.ty[*id], Some(crate::shape::Type::Array(..))));
        match &receiver {
            Value::Passive(number, _) if is_number && arguments.len() == 1 => {
                let number = Value::Constant(number.clone());
                self.primitive(&call.method, &call.receiver, &number, &arguments, call)
            }
            Value::Passive(receiver, _) => self.method_of_plain(call, receiver, &arguments, hint.as_ref()),
            Value::Driven(driven) => self.method_of_driven(call, driven, &arguments),
            Value::Node(_) | Value::Constant(_) | Value::Integer(_) if !is_array => {
                super::refuse::exponent(&call.method, call.args.first())?;
                self.is_of_powi(&call.method, call.args.first())?;
                self.primitive(&call.method, &call.receiver, &receiver, &arguments, call)
            }
            _ if ["clone", "into_iter", "each_ref"].contains(&name.as_str()) => Ok(receiver),
            _ => Err(super::refuse::no_method_of_an_array(&call.method)),
        }
    }

    /// The end of an iterator, and what arrays and slices have.
    fn method_of_many(&mut self, call: &syn::ExprMethodCall) -> Result<Option<Value>> {
        match (call.method.to_string().as_str(), call.args.first()) {
            ("sum" | "product" | "fold", _) if Self::is_iterator(&call.receiver) => self.folded(call).map(Some),
            ("map", Some(function)) if let Some(closure) = self.maps(&call.receiver, function) => {
                self.mapped(call, &closure).map(Some)
            }
            ("fill" | "reverse" | "swap" | "rotate_left" | "rotate_right", _) if is_slice(&call.receiver) => {
                self.changed_in_part(call)
            }
            ("fill", Some(value)) if call.args.len() == 1 => self.filled(&call.receiver, value).map(Some),
            ("copy_from_slice" | "clone_from_slice", Some(from)) if call.args.len() == 1 => {
                self.copied_from(&call.receiver, from).map(Some)
            }
            ("rotate_left" | "rotate_right", Some(by)) => self.rotated(call, by),
            (sorts, _) if super::scan::SORTS.contains(&sorts) => self.sorted(call),
            ("split_at", Some(at)) if !self.is_plain_in_parts(&call.receiver) && call.args.len() == 1 => {
                self.split(&call.receiver, at)
            }
            _ if Self::is_iterator(&call.receiver) && Self::is_adapted(&call.receiver) => {
                Err(super::refuse::end_of_an_iterator(&call.method))
            }
            ("reverse", None) => self.reverse(&call.receiver).map(Some),
            ("swap", Some(i)) if let Some(j) = call.args.get(1) => self.swap(&call.receiver, [i, j]).map(Some),
            _ => Ok(None),
        }
    }

    /// The mistake of an exponent of `powi` that is an integer of another type.
    pub(super) fn is_of_powi(&self, power: &proc_macro2::Ident, exponent: Option<&Expr>) -> Result<()> {
        let Some(exponent) = exponent.filter(|_| power == "powi") else { return Ok(()) };
        let own = self.own_type(exponent).map(|own| own.to_token_stream().to_string());
        match own.filter(|own| own != "i32" && super::is_integer_name(own)) {
            Some(own) => {
                let n = super::value::atom(&exponent.to_token_stream());
                let message = format!("`powi` takes an `i32`, and this is a `{own}`; write `{n} as i32`");
                Err(Error::new_spanned(exponent, message))
            }
            None => Ok(()),
        }
    }

    /// What an array is mapped by: a closure, or the function of a name where the array is differentiated or the function is
    /// one of the number's type, of which constants are numbers too.
    fn maps(&self, receiver: &Expr, function: &Expr) -> Option<syn::ExprClosure> {
        if Self::is_iterator(receiver) {
            return None;
        }
        let plain = |name: &proc_macro2::Ident| self.get(name).is_none_or(|value| value.plain().is_some());
        let mut names = super::scan::Names::default();
        syn::visit::Visit::visit_expr(&mut names, receiver);
        if let Expr::Path(path) = function
            && names.free().all(plain)
        {
            if !self.input.generic || !crate::emit::mentions(&quote!(#function), &self.input.scalar) {
                return None;
            }
            // The elements are numbers of the function as they are.
            if path.path.segments.last().is_some_and(|last| last.ident == "lit") {
                return Some(syn::parse_quote!(|number| number));
            }
        }
        super::closures::as_closure(function, 1)
    }

    /// Whether an iterator of what is not differentiated ends in something that the compiler knows the type of: then it stands
    /// as it was written.
    fn is_plain_chain(&self, call: &syn::ExprMethodCall) -> bool {
        let typed = match call.method.to_string().as_str() {
            "count" | "position" | "any" | "all" | "max" | "min" | "last" | "next" | "nth" | "find" | "find_map"
            | "max_by_key" | "min_by_key" | "max_by" | "min_by" | "rposition" | "reduce" | "contains" | "is_empty"
            | "len" => true,
            "sum" | "product" => {
                let is_float = |ty: &syn::Type| self.input.generic && quote!(#ty).to_string() == "f64";
                call.turbofish.is_some() || self.expected.as_ref().is_some_and(|ty| self.is_exact(ty) || is_float(ty))
            }
            "fold" => {
                matches!(call.args.last(), Some(Expr::Path(_)))
                    || call.args.first().is_some_and(|first| self.own_type(first).is_some())
                    || self.is_over_integers(&call.receiver)
            }
            _ => false,
        };
        let mut names = super::scan::Names::default();
        syn::visit::Visit::visit_expr_method_call(&mut names, call);
        let plain = |name: &proc_macro2::Ident| self.get(name).is_none_or(|value| value.plain().is_some());
        typed
            && !super::scan::changes(call)
            && names.free().all(plain)
            && !crate::emit::mentions(&quote!(#call), &self.input.scalar)
    }

    /// Whether an iterator is over a table outside of integers.
    fn is_over_integers(&self, iterator: &Expr) -> bool {
        match iterator {
            Expr::Paren(inner) => self.is_over_integers(&inner.expr),
            Expr::MethodCall(call) => {
                call.method != "map" && call.args.is_empty() && self.is_over_integers(&call.receiver)
            }
            Expr::Path(path) => self.integers_outside.contains(&path.path.to_token_stream().to_string()),
            _ => false,
        }
    }

    /// Whether an argument that is no value of what is not differentiated names nothing else: a closure, or a choice, of which
    /// the numbers are plain ones where they are given to a function of these.
    pub(super) fn is_plain_in_parts(&self, written: &Expr) -> bool {
        let is_known = match written {
            Expr::Closure(_) => true,
            Expr::If(_) | Expr::Match(_) | Expr::Block(_) => !super::scan::changes(written),
            Expr::Paren(inner) => return self.is_plain_in_parts(&inner.expr),
            Expr::Reference(lent) if lent.mutability.is_none() => return self.is_plain_in_parts(&lent.expr),
            _ => false,
        };
        let mut names = super::scan::Names::default();
        syn::visit::Visit::visit_expr(&mut names, written);
        let plain = |name: &proc_macro2::Ident| self.get(name).is_none_or(|value| value.plain().is_some());
        is_known && names.free().all(plain) && !crate::emit::mentions(&quote!(#written), &self.input.scalar)
    }

    /// A differentiable method of a user's type: of a struct that is differentiated, or of what is a field of something that
    /// is not.
    fn method_of_a_type(
        &mut self,
        call: &syn::ExprMethodCall,
        receiver: &Value,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        if super::primitives::is_of_numbers(&call.method) && !self.is_of_its_own(call, receiver, arguments) {
            return Ok(None);
        }
        let (of, own) = match receiver {
            Value::Node(id)
                if self.graph.ty[*id].as_ref().is_none_or(|ty| matches!(ty, crate::shape::Type::Named(_))) =>
            {
                (Of::Own, Some(Shape::Value(*id)))
            }
            Value::Constant(tokens) if matches!(&*call.receiver, Expr::Field(_) | Expr::Path(_) | Expr::Index(_)) => {
                (Of::Plain(super::value::atom(tokens)), None)
            }
            Value::Struct(made) => match made.plain() {
                Some(plain) => (Of::Plain(super::value::atom(&plain)), None),
                None => (Of::Own, Some(Shape::Value(self.packed(made, &call.receiver)?))),
            },
            _ => return Ok(None),
        };
        let given = call.args.iter().zip(arguments).map(|(e, v)| self.argument_of_a_method(e, v));
        let given = given.collect::<Result<Vec<_>>>()?;
        let shapes = own.into_iter().chain(given).collect();
        Ok(Some(self.node(Node::Method(of, call.method.clone(), shapes))))
    }

    /// Whether a place is a variable that may be changed, or in one.
    fn is_mutable(&self, place: &Expr) -> bool {
        let Some(Expr::Path(path)) = variable_of(place) else { return false };
        let own = |name: &proc_macro2::Ident| self.scopes[self.find(name)?].get(&name.to_string());
        path.path.get_ident().and_then(own).is_some_and(|own| own.mutable)
    }

    /// Whether a method that is named as one of numbers is one of a user's type all the same.
    fn is_of_its_own(&self, call: &syn::ExprMethodCall, receiver: &Value, arguments: &[Value]) -> bool {
        use crate::shape::Type;
        let Value::Node(id) = receiver else { return false };
        // Of numbers, those after the first four take plain ones.
        let operators = ["add", "sub", "mul", "div", "plus", "times", "over", "under", "scale"];
        let is_operator = operators.iter().any(|name| call.method == name);
        let is_copy = ["clone", "copied", "cloned"].iter().any(|name| call.method == name);
        let may_be_of_a_type = |value: &Value| match value {
            Value::Node(id) => self.graph.ty[*id].as_ref().is_none_or(|ty| matches!(ty, Type::Named(_))),
            value => matches!(value, Value::Struct(_)),
        };
        match &self.graph.ty[*id] {
            Some(Type::Named(_)) => !is_copy,
            // Numbers have operators, and these are seldom called by their names.
            None => is_operator && !arguments.is_empty() && arguments.iter().all(may_be_of_a_type),
            Some(_) => false,
        }
    }

    pub(super) fn argument_of_a_method(&mut self, expression: &Expr, value: &Value) -> Result<Shape> {
        let shape = self.given(value, expression)?;
        let lent = matches!(expression, Expr::Reference(_)) && !matches!(shape, Shape::Plain(_) | Shape::Constant(_));
        Ok(if lent { Shape::Reference(Box::new(shape)) } else { shape })
    }

    /// A method of what is not differentiated. The receiver is what it stands for: its source may ask what is.
    fn plain_method(&self, call: &syn::ExprMethodCall, receiver: &Value, arguments: &[Value]) -> TokenStream {
        let Some(receiver) = receiver.plain() else { return self.verbatim(call) };
        // A literal that has a method is of some type.
        let receiver = if self.input.generic { receiver } else { super::value::typed(receiver, &self.input.scalar) };
        let (receiver, method, turbofish) = (super::value::atom(&receiver), &call.method, &call.turbofish);
        let receiver =
            if may_change(call) { crate::emit::located(quote!((&#receiver)), call.receiver.span()) } else { receiver };
        let arguments = call.args.iter().zip(arguments).map(|(argument, value)| self.as_written(argument, value));
        quote!(#receiver.#method #turbofish (#(#arguments),*))
    }
}

/// Whether a place is a part of an array.
fn is_slice(place: &Expr) -> bool {
    match place {
        Expr::Index(index) => matches!(*index.index, Expr::Range(_)),
        Expr::Paren(inner) => is_slice(&inner.expr),
        _ => false,
    }
}

/// The variable or what is in one that a method of the standard library changes.
fn changing(call: &syn::ExprMethodCall) -> Option<String> {
    let changes = match call.args.len() {
        0 => ["take", "next", "next_back", "pop", "as_mut", "first_mut", "last_mut", "sort", "sort_unstable", "clear"]
            .as_slice(),
        1 => &["replace", "insert", "get_or_insert", "get_or_insert_with", "get_mut", "push", "nth", "retain"],
        _ => &[],
    };
    let changes = variable_of(&call.receiver).is_some() && changes.iter().any(|name| call.method == name);
    changes.then(|| call.receiver.to_token_stream().to_string().replace(' ', ""))
}

/// Whether a method may change the variable that it is called of. Where the variable is written as what it stands for, that
/// change would go by unseen; by a reference the compiler refuses it.
pub(super) fn may_change(call: &syn::ExprMethodCall) -> bool {
    const NONE: &[&str] = &[
        "abs",
        "abs_diff",
        "and_then",
        "chars",
        "clamp",
        "clone",
        "cloned",
        "cmp",
        "contains",
        "copied",
        "count",
        "count_ones",
        "count_zeros",
        "div_ceil",
        "div_euclid",
        "enumerate",
        "eq",
        "expect",
        "filter",
        "first",
        "flatten",
        "fold",
        "get",
        "into",
        "into_iter",
        "isqrt",
        "iter",
        "last",
        "leading_zeros",
        "len",
        "map",
        "map_or",
        "map_or_else",
        "max",
        "min",
        "ne",
        "ok",
        "ok_or",
        "or",
        "or_else",
        "partial_cmp",
        "pow",
        "rem_euclid",
        "rev",
        "reverse_bits",
        "signum",
        "skip",
        "split_at",
        "split_first",
        "split_last",
        "step_by",
        "sum",
        "swap_bytes",
        "trailing_zeros",
        "try_into",
        "unsigned_abs",
        "windows",
        "xor",
        "zip",
    ];
    let name = call.method.to_string();
    let begins = ["is_", "to_", "as_", "unwrap", "wrapping_", "checked_", "saturating_", "overflowing_", "ilog"];
    let none = NONE.contains(&name.as_str()) || begins.iter().any(|begin| name.starts_with(begin));
    variable_of(&call.receiver).is_some() && !none
}

/// The variable that a place is, or is in.
pub(super) fn variable_of(place: &Expr) -> Option<&Expr> {
    match place {
        Expr::Path(_) => Some(place),
        Expr::Paren(inner) => variable_of(&inner.expr),
        Expr::Field(field) => variable_of(&field.base),
        Expr::Index(index) => variable_of(&index.expr),
        _ => None,
    }
}
