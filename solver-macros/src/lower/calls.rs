//! Calls: of primitives, of differentiable functions, of a solve, of closures, and of what is not differentiated.

use quote::{ToTokens, quote};
use syn::{Error, Expr, Result};

use super::primitives::PRIMITIVES;
use super::value::Value;
use super::{Lowering, told};
use crate::graph::{Node, Of};
use crate::shape::Shape;

/// The library's own types, whose functions are none that are differentiated.
const MAKERS: [&str; 13] = [
    "Solve",
    "Uniform",
    "Steps",
    "Knots",
    "Ode",
    "Separable",
    "Sde",
    "Langevin",
    "Counter",
    "Tree",
    "Recorded",
    "Dual",
    "Lanes",
];

impl Lowering<'_> {
    pub(super) fn argument_shape(&mut self, expression: &Expr, value: &Value) -> Result<Shape> {
        let shape = match value {
            // A method's own signature says what its arguments are.
            Value::Constant(_) => self.shape(value, expression)?,
            Value::Passive(..) | Value::Integer(_) | Value::Condition(_) | Value::Closure(_) => {
                return self.given(value, expression);
            }
            Value::Struct(_) | Value::Tuple(_) if value.is_passive() => return self.given(value, expression),
            value => self.shape(value, expression)?,
        };
        Ok(if matches!(expression, Expr::Reference(_)) { Shape::Reference(Box::new(shape)) } else { shape })
    }

    /// A value as an argument: what is not differentiated stays what it is.
    pub(super) fn given(&mut self, value: &Value, at: &Expr) -> Result<Shape> {
        match value {
            Value::Passive(..) if self.is_found_by_name(at) => {
                let (krate, found) = (&self.krate, self.as_written(at, value));
                Ok(Shape::Plain(quote!(#krate::Taken::taken(&#found))))
            }
            Value::Passive(..) | Value::Condition(_) if value.plain().is_some() => {
                Ok(Shape::Plain(self.as_written(at, value)))
            }
            Value::Integer(tokens) => Ok(Shape::Plain(tokens.clone())),
            // What the source makes a number of the function's type is one.
            Value::Constant(_)
                if self.input.generic && crate::emit::mentions(&at.to_token_stream(), &self.input.scalar) =>
            {
                self.shape(value, at)
            }
            Value::Constant(_) if self.names_a_function(at) => Ok(Shape::Plain(self.verbatim(at))),
            Value::Constant(_) if self.is_found_by_name(at) => {
                let found = self.as_written(at, value);
                Ok(Shape::Constant(quote!(&#found)))
            }
            Value::Constant(_) => Ok(Shape::Constant(self.as_written(at, value))),
            Value::Array(_) | Value::Tuple(_) if value.is_passive() => match (value.constants(), at) {
                (Some(constants), Expr::Reference(_)) => Ok(Shape::Constant(quote!(&#constants))),
                (Some(constants), _) => Ok(Shape::Constant(constants)),
                (None, _) => Ok(Shape::Plain(self.as_written(at, value))),
            },
            Value::Closure(_) if self.is_plain_in_parts(at) => Ok(Shape::Plain(self.verbatim(at))),
            Value::Struct(_) if let Some(plain) = value.plain() => Ok(Shape::Plain(match at {
                Expr::Reference(_) => quote!(&#plain),
                _ => plain,
            })),
            value => self.shape(value, at),
        }
    }

    /// Whether an argument is a name of what was found in a table or by a pattern: whether that is a value or a reference only the
    /// compiler knows.
    fn is_found_by_name(&self, written: &Expr) -> bool {
        let Expr::Path(path) = written else { return false };
        let Some(plain) = path.path.get_ident().and_then(|name| self.get(name)).and_then(Value::plain) else {
            return false;
        };
        match syn::parse2(plain) {
            Ok(Expr::Paren(found)) => matches!(*found.expr, Expr::Match(_)),
            Ok(Expr::Index(found)) => !matches!(*found.index, Expr::Range(_)),
            _ => false,
        }
    }

    /// Whether an argument is a function by its name, `&f64::sin`.
    fn names_a_function(&self, written: &Expr) -> bool {
        match written {
            Expr::Reference(lent) => self.names_a_function(&lent.expr),
            Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
                last.ident.to_string().starts_with(char::is_lowercase) && self.get(&last.ident).is_none()
            }),
            _ => false,
        }
    }

    /// What is called with a differentiated number and takes plain ones alone, or is no function.
    fn no_function_of_these(&self, path: &syn::Path, arguments: &[Value]) -> Option<Error> {
        if path.get_ident().is_some_and(|name| matches!(self.get(name), Some(Value::Unknown))) {
            return Some(told(path));
        }
        let is_number =
            path.get_ident().and_then(|name| self.get(name)).is_some_and(|value| matches!(value, Value::Node(_)));
        if is_number {
            let name = path.to_token_stream();
            let message =
                format!("`{name}` is bound to a number here, which is not called; write `{name} * (…)` for a product");
            return Some(Error::new_spanned(path, message));
        }
        if arguments.iter().all(Value::is_passive) {
            return cell(path, arguments.len());
        }
        if let Some(name) = path.get_ident()
            && self.get(name).is_some()
        {
            let message = format!(
                "`{name}` is bound here, and no function of differentiated numbers; call a `#[differentiable]` function, \
                 or write a closure, `let {name} = |x: {}| …`",
                self.input.scalar
            );
            return Some(Error::new_spanned(path, message));
        }
        if self.input.generic
            && let Some(called) = path.segments.last().map(|last| last.ident.clone())
            && let Some(float) = path.segments.first().filter(|first| first.ident == "f64" || first.ident == "f32")
        {
            let (float, number) = (&float.ident, &self.input.scalar);
            let message = if super::primitives::is_of_numbers(&called) {
                format!(
                    "`{float}::{called}` is of plain numbers, and one of these is differentiated; write `{number}::{called}`"
                )
            } else {
                format!(
                    "a number that is differentiated is made no `{float}`, since its derivative would be lost; leave it as it is"
                )
            };
            return Some(Error::new_spanned(path, message));
        }
        None
    }

    pub(super) fn call(&mut self, call: &syn::ExprCall) -> Result<Value> {
        let Expr::Path(path) = &*call.func else {
            return Err(Error::new_spanned(&call.func, "only functions are called by name here"));
        };
        let path = &path.path;
        // By its name alone it is one that a `use` brought, of a closure.
        let brought = |name: &proc_macro2::Ident| {
            self.find(name).is_none()
                && matches!(call.args.first(), Some(Expr::Closure(made)) if made.inputs.len() == 1)
        };
        if path.segments.last().is_some_and(|last| last.ident == "from_fn") && path.get_ident().is_none_or(brought) {
            return self.array_from_fn(call, path);
        }
        if let Some(Value::Closure(closure)) = path.get_ident().and_then(|name| self.get(name)).cloned() {
            return self.call_of_a_closure(call, &closure);
        }
        if let Some(named) = self.named_function(path) {
            let func = Box::new(Expr::Path(named));
            return self.call(&syn::ExprCall { func, ..call.clone() });
        }
        let mutable = |place: &Expr| matches!(place, Expr::Reference(place) if place.mutability.is_some());
        let name = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        match (name.as_str(), call.args.first(), call.args.get(1)) {
            ("swap", Some(a), Some(b)) if mutable(a) && mutable(b) => return self.swap_places([a, b]),
            ("replace", Some(a), Some(with)) if mutable(a) => return self.replace(a, with),
            _ => {}
        }
        let is_made = path.segments.last().is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase));
        if is_made && !call.args.is_empty() && call.args.iter().all(|argument| self.is_plain_struct(argument)) {
            return Ok(Value::Passive(self.verbatim(call), true));
        }
        if let Some(error) = growing(path, call) {
            return Err(error);
        }
        let called = self.without_number(path);
        let arguments =
            self.all_of(call.args.iter(), |this, i, made| this.expected_of_an_argument(&called, i, made))?;
        self.in_order =
            call.args.iter().any(|argument| super::scan::changes(argument) || self.calls_a_closure(argument));
        if let Some(error) = self.no_function_of_these(path, &arguments).or_else(|| self.otherwise_named(path)) {
            return Err(error);
        }
        let of_scalar = self.of_scalar(path);
        if let (Some(name), [only]) = (&of_scalar, &arguments[..])
            && let Some(made) = self.made_number(name, only, call)?
        {
            return Ok(made);
        }
        if let Some(made) = self.plain_call(call, path, &arguments, of_scalar.as_ref()) {
            return Ok(made);
        }
        if let (Some(name), Some((receiver, rest))) = (of_scalar, arguments.split_first()) {
            super::refuse::exponent(&name, call.args.get(1))?;
            self.is_of_powi(&name, call.args.get(1))?;
            return self.primitive(&name, &call.args[0], receiver, rest, call);
        }
        let is_type = |name: &syn::PathSegment| {
            let name = name.ident.to_string();
            name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
        };
        let is_variant = path.segments.len() > 1 && path.segments.iter().rev().take(2).all(is_type);
        if is_variant && let Some(error) = self.in_a_variant(path, call.args.iter().zip(&arguments)) {
            return Err(error);
        }
        if let Some(made) = self.constructed(path, call, &arguments)? {
            return Ok(made);
        }
        if let Some(name @ ("Some" | "Ok" | "Err")) = path.get_ident().map(ToString::to_string).as_deref() {
            if let [Value::Node(id)] = arguments[..]
                && !self.depends(id)
                && let Some(error) = self.in_a_variant(path, call.args.iter().zip(&arguments))
            {
                return Err(error);
            }
            let message = format!("`{name}` is not differentiated; bind what is in it, and choose by `if`");
            return Err(Error::new_spanned(path, message));
        }
        if let Some(error) = owned(path) {
            return Err(error);
        }
        if let Some(of) = path.segments.iter().rev().nth(1)
            && of.ident.to_string().starts_with(char::is_uppercase)
        {
            if !MAKERS.contains(&of.ident.to_string().as_str()) {
                return self.function_of_a_type(path, call, &arguments);
            }
            return Err(Error::new_spanned(
                path,
                "what this makes is not differentiated here, and one of its arguments is; give the differentiated values \
                 to a solve as `y0` and `p`, or call a `#[differentiable]` function",
            ));
        }
        let shapes = call.args.iter().zip(&arguments).map(|(e, v)| self.given(v, e)).collect::<Result<_>>()?;
        let path = self.without_number(path);
        Ok(self.node(Node::Call(path, shapes)))
    }

    /// A call of what is not differentiated, and what it makes of values that are not.
    fn plain_call(
        &mut self,
        call: &syn::ExprCall,
        path: &syn::Path,
        arguments: &[Value],
        of_scalar: Option<&proc_macro2::Ident>,
    ) -> Option<Value> {
        if arguments.iter().all(Value::is_passive)
            && let Some(made) = self.tuple_struct(call, path, arguments)
        {
            return Some(made);
        }
        // A function of the function's own type is of numbers of that type, also where they are constants.
        let of_numbers = self.input.generic
            && of_scalar.is_some_and(|name| PRIMITIVES.contains(&name.to_string().as_str()))
            && arguments.iter().all(|argument| argument.float().is_some());
        // What a type makes may be of numbers.
        let by_a_name = path.segments.iter().all(|of| !of.ident.to_string().starts_with(char::is_uppercase));
        // What the source makes numbers of the function's type is given to a function of those.
        let given_numbers =
            by_a_name && self.input.generic && crate::emit::mentions(&call.args.to_token_stream(), &self.input.scalar);
        let plain = |(value, written): (&Value, &Expr)| {
            value.is_passive() || (by_a_name || matches!(written, Expr::Closure(_))) && self.is_plain_in_parts(written)
        };
        if self.is_called(path) || of_numbers || given_numbers || !arguments.iter().zip(&call.args).all(plain) {
            return None;
        }
        if !self.in_order {
            return Some(Value::Passive(self.verbatim(call), true));
        }
        let given = call.args.iter().zip(arguments).map(|(argument, value)| self.as_written(argument, value));
        let function = self.verbatim(&call.func);
        let mut made = syn::parse_quote!(#function(#(#given),*));
        self.lift_times(&mut made);
        Some(Value::Passive(made.to_token_stream(), true))
    }

    fn call_of_a_closure(&mut self, call: &syn::ExprCall, closure: &super::value::Closure) -> Result<Value> {
        let said: Vec<_> = closure.written.inputs.iter().map(said).collect();
        let arguments = self.all_of(call.args.iter(), |_, i, _| said.get(i).cloned().flatten())?;
        self.scopes.push(closure.around.clone());
        let value = self.apply(&closure.written, arguments, call);
        self.scopes.pop();
        value
    }

    /// The type of an argument that is an array made element by element, of a marked function or of a tuple struct.
    fn expected_of_an_argument(&self, path: &syn::Path, i: usize, made: &Expr) -> Option<syn::Type> {
        if !super::collected::makes_an_array(made) || self.of_scalar(path).is_some() {
            return None;
        }
        let mut names = path.segments.iter().rev().map(|segment| segment.ident.to_string());
        let is_type = |name: Option<String>| name.is_some_and(|name| name.starts_with(char::is_uppercase));
        if is_type(names.next()) {
            return self.expected_of_a_field(path, &syn::Member::from(i), made);
        }
        let (krate, number) = (&self.krate, &self.input.scalar);
        let place = proc_macro2::Literal::usize_unsuffixed(i);
        let all = quote!(<#path as #krate::Called<#number>>::All<'static>);
        (!is_type(names.next())).then(|| syn::parse2(quote!(<#all as #krate::Field<#place>>::Type)).ok()).flatten()
    }

    /// A number that the function's own type makes of a plain one.
    fn made_number(&self, name: &proc_macro2::Ident, only: &Value, call: &syn::ExprCall) -> Result<Option<Value>> {
        let name = name.to_string();
        if let (true, Some(constant)) = (["lit", "constant", "from"].contains(&name.as_str()), only.float()) {
            // Of an integer of few bits, or of an `f32`, `f64::from` makes a number.
            let made = !matches!(only, Value::Integer(_)) && name == "from" && !self.input.generic;
            return Ok(Some(Value::Constant(if made { self.verbatim(call) } else { constant })));
        }
        if let (true, "lit" | "constant" | "from", Value::Passive(_, false)) = (self.input.generic, name.as_str(), only)
        {
            let message = "a number is made of an `f64`; write `n as f64`";
            return Err(Error::new_spanned(&call.args, message));
        }
        if name == "count"
            && let Some(plain) = only.plain()
        {
            let plain = super::value::atom(&plain);
            return Ok(Some(Value::Constant(quote!(#plain as f64))));
        }
        Ok(None)
    }

    /// A differentiable function of a type, `Type::name(…)`, whose transpose stands beside it.
    fn function_of_a_type(&mut self, path: &syn::Path, call: &syn::ExprCall, arguments: &[Value]) -> Result<Value> {
        let shapes =
            call.args.iter().zip(arguments).map(|(e, v)| self.argument_of_a_method(e, v)).collect::<Result<_>>()?;
        let mut ty = path.clone();
        let Some(last) = ty.segments.pop() else { return Err(told(call)) };
        ty.segments.pop_punct();
        // A type's own generic arguments are written `Type::<T>` in an expression.
        if let Some(syn::PathArguments::AngleBracketed(own)) = ty.segments.last_mut().map(|of| &mut of.arguments) {
            own.colon2_token = Some(<syn::Token![::]>::default());
        }
        let (name, generics) = (last.ident, last.arguments.to_token_stream());
        Ok(self.node(Node::Method(Of::Type(ty.to_token_stream(), generics), name, shapes)))
    }

    /// A tuple struct, or a short vector of `nalgebra`'s, of differentiated numbers.
    fn constructed(&mut self, path: &syn::Path, call: &syn::ExprCall, arguments: &[Value]) -> Result<Option<Value>> {
        let names: Vec<_> = path.segments.iter().rev().map(|segment| segment.ident.to_string()).collect();
        let starts_large = |name: Option<&String>| name.is_some_and(|name| name.starts_with(char::is_uppercase));
        if ["Some", "Ok", "Err"].contains(&names[0].as_str()) {
            return Ok(None);
        }
        let length = names.get(1).and_then(|of| of.strip_prefix("Vector")).and_then(|n| n.parse::<usize>().ok());
        let is_vector = names[0] == "new" && length == Some(arguments.len());
        let is_from = names[0] == "from"
            && (length.is_some() || names.get(1).is_some_and(|of| of == "SVector"))
            && matches!(arguments, [Value::Array(_) | Value::Node(_)]);
        if !is_vector && !is_from && (!starts_large(names.first()) || starts_large(names.get(1))) {
            return Ok(None);
        }
        let mut items = Vec::new();
        if let (true, [value], Some(at)) = (is_from, arguments, call.args.first()) {
            let length = self.length(value).and_then(|(length, _)| length.to_string().parse::<usize>().ok());
            let Some(length) = length else { return Err(self.no_length(value, at)) };
            for i in 0..length {
                let index = proc_macro2::Literal::usize_unsuffixed(i).to_token_stream();
                let item = self.reach(value.clone(), &super::value::Access::At(index), at)?;
                items.push(self.shape(&item, at)?);
            }
        } else {
            for (value, at) in arguments.iter().zip(&call.args) {
                items.push(self.shape(value, at)?);
            }
        }
        let (shape, ty) = if is_vector || is_from {
            let mut of = path.clone();
            of.segments.pop();
            of.segments.pop_punct();
            (Shape::Made(path.clone(), items), self.struct_type(&of))
        } else {
            let fields = items.into_iter().enumerate().map(|(i, item)| (syn::Member::from(i), item)).collect();
            (Shape::Struct(path.clone(), fields), self.struct_type(path))
        };
        let id = self.graph.add(Node::Pack(shape));
        self.graph.ty[id] = self.graph.ty[id].take().or(ty);
        Ok(Some(Value::Node(id)))
    }

    /// The function that a `let` gave another name, `let g = T::sin;`.
    fn named_function(&self, path: &syn::Path) -> Option<syn::ExprPath> {
        let name = path.get_ident()?;
        let Ok(Expr::Path(named)) = syn::parse2(self.get(name)?.plain()?) else { return None };
        named.path.get_ident().is_none_or(|of| of != name && self.find(of).is_none()).then_some(named)
    }

    /// Whether an expression is a struct's of what is not differentiated, such as a field with its settings.
    fn is_plain_struct(&mut self, expression: &Expr) -> bool {
        let Expr::Struct(made) = expression else { return false };
        // It is read once, and so is what it changes.
        if super::scan::changes(expression) {
            return false;
        }
        let all = self.all(made.fields.iter().map(|field| &field.expr));
        let plain =
            |(value, field): (&Value, &syn::FieldValue)| value.is_passive() || self.is_plain_in_parts(&field.expr);
        made.rest.is_none() && all.is_ok_and(|all| all.iter().zip(&made.fields).all(plain))
    }

    /// Whether a call of constants may be one of a differentiable function: where its turbofish names the number.
    fn is_called(&self, path: &syn::Path) -> bool {
        let Some(last) = path.segments.last() else { return false };
        crate::input::mentions(&syn::parse_quote!(#path), &self.input.scalar)
            && last.ident.to_string().chars().next().is_some_and(char::is_lowercase)
            && self.of_scalar(path).is_none()
            && if path.segments.len() == 1 {
                matches!(last.arguments, syn::PathArguments::AngleBracketed(_))
            } else {
                path.segments.iter().rev().nth(1).is_some_and(|of| {
                    let of = of.ident.to_string();
                    of.starts_with(char::is_uppercase) && !MAKERS.contains(&of.as_str())
                })
            }
    }

    /// The path of a function without the number among its generic arguments: the type that stands for it has none.
    fn without_number(&self, path: &syn::Path) -> syn::Path {
        let mut path = path.clone();
        if let Some(last) = path.segments.last_mut()
            && let syn::PathArguments::AngleBracketed(arguments) = &mut last.arguments
        {
            let number = &self.input.scalar;
            let is_number = |argument: &syn::GenericArgument| {
                let text = quote!(#argument).to_string();
                text == "_" || *number == text
            };
            let kept: syn::punctuated::Punctuated<_, _> = arguments
                .args
                .iter()
                .enumerate()
                .filter(|(i, a)| *i > 0 || !is_number(a))
                .map(|(_, a)| a.clone())
                .collect();
            if kept.is_empty() {
                last.arguments = syn::PathArguments::None;
            } else {
                arguments.args = kept;
            }
        }
        path
    }
}

/// The type that a closure says of a parameter.
fn said(parameter: &syn::Pat) -> Option<syn::Type> {
    match parameter {
        syn::Pat::Type(typed) => Some(crate::input::strip(&typed.ty)),
        _ => None,
    }
}

/// What owns memory, or is looked into by methods of its own.
fn owned(path: &syn::Path) -> Option<Error> {
    let owner = &path.segments.iter().rev().nth(1)?.ident;
    let message = match owner.to_string().as_str() {
        "Box" | "Rc" | "Arc" => {
            format!("a `{owner}` is not differentiated; bind what would be in it, `let x = …;`")
        }
        "Vec" | "VecDeque" => {
            format!("a `{owner}` is not differentiated, since its length is not known; write an array")
        }
        _ => return None,
    };
    Some(Error::new_spanned(path, message))
}

/// What changes without being assigned to; a struct of a user's that is named so is made of more, or of numbers.
fn cell(path: &syn::Path, arguments: usize) -> Option<Error> {
    let owner = &path.segments.iter().rev().nth(1)?.ident;
    let is_made = crate::input::is_cell(owner) && path.segments.last()?.ident == "new" && arguments < 2;
    let message = format!("`{owner}` changes without being assigned to, which is not seen here; write `let mut`");
    is_made.then(|| Error::new_spanned(owner, message))
}

/// What grows.
fn growing(path: &syn::Path, call: &syn::ExprCall) -> Option<Error> {
    let owners = ["Vec", "VecDeque", "HashMap", "BTreeMap", "HashSet", "BTreeSet", "BinaryHeap", "LinkedList"];
    let owner = path.segments.iter().rev().nth(1).filter(|of| owners.iter().any(|own| of.ident == own))?;
    if !call.args.is_empty() && path.segments.last()?.ident != "with_capacity" {
        return None;
    }
    let message = format!(
        "a `{}` is not differentiated, since its length is not known; write an array, `[T::ZERO; N]`",
        owner.ident
    );
    Some(Error::new_spanned(&owner.ident, message))
}
