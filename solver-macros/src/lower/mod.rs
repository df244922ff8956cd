//! The body of a function as a graph.
//!
//! Small arrays, tuples and patterns disappear into scalars; arrays that are indexed by expressions or iterated stay
//! whole, and so do structs and what calls give back. Variables disappear too: one that is changed is bound to its new
//! value, in the arms of an `if` and from turn to turn of a loop as well. Literals and names that no `let` and no argument
//! binds are constants of type `f64`; an expression made of constants alone stays as it was written.

mod arithmetic;
mod arms;
mod asserted;
mod attributes;
mod bounds;
mod calls;
mod choose;
mod counters;
mod exhaustive;
mod iterate;
mod jumps;
mod places;
mod refuse;
mod scan;
mod solves;
mod statements;
mod turns;
mod value;

use std::collections::{BTreeSet, HashMap, HashSet};

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{Error, Expr, Pat, Result};

pub(crate) use self::value::{Value, negated};

pub(crate) use self::scan::binding;
use self::scan::leaf_name;
use self::value::{Access, literal};
use crate::args::Options;
use crate::graph::{Graph, Id, Node};
use crate::input::{Argument, Errors, Input, Setting};
use crate::shape::{Shape, Type};

/// Arrays with more numbers than this stay whole.
const FEW: usize = 24;

#[derive(Clone, Debug)]
struct Variable {
    value: Value,
    mutable: bool,
    /// The type it is declared with.
    declared: Option<syn::Type>,
}

type Scope = HashMap<String, Variable>;

pub(crate) struct Lowering<'a> {
    pub(crate) graph: &'a mut Graph,
    input: &'a Input,
    /// What the attribute says a loop has at most.
    turns: Option<TokenStream>,
    /// Where generated code finds what it names.
    krate: TokenStream,
    scopes: Vec<Scope>,
    /// The variables that were changed, by scope.
    assigned: BTreeSet<(usize, String)>,
    /// The names of arrays that stay whole.
    whole: BTreeSet<String>,
    /// The names of integers that may not be `usize`.
    counts_otherwise: BTreeSet<String>,
    /// How many there can be of what an integer counts: constants below which it stays.
    below: HashMap<String, TokenStream>,
    /// Between what each loop's variable is.
    ranges: HashMap<String, bounds::Ends>,
    /// The type that an expression is to have, where the source says so.
    expected: Option<syn::Type>,
    /// Whether a `return` here ends the function with its value.
    tail: bool,
    /// Whether the choice that is made next ends the function: what its arms change is not looked at any more.
    ends: bool,
    /// The scopes below this one are around a closure, which does not change them.
    floor: usize,
    /// The names of loop variables, and of what is computed ahead.
    variables: HashSet<String>,
    /// All names in the function.
    identifiers: HashSet<String>,
    errors: Errors,
}

impl<'a> Lowering<'a> {
    pub(crate) fn new(graph: &'a mut Graph, input: &'a Input, options: &Options) -> Self {
        let mut lowering = Self {
            graph,
            input,
            turns: options.turns.clone(),
            krate: options.krate.clone(),
            scopes: vec![HashMap::new()],
            assigned: BTreeSet::new(),
            whole: scan::whole(&input.function.block),
            counts_otherwise: scan::counts_otherwise(&input.function.block),
            below: HashMap::new(),
            ranges: HashMap::new(),
            expected: None,
            tail: false,
            ends: false,
            floor: 0,
            variables: HashSet::new(),
            identifiers: scan::identifiers(&input.function),
            errors: Errors::default(),
        };
        for constant in &input.consts {
            let name = &constant.ident;
            lowering.below.insert(name.to_string(), quote!(#name));
            lowering.set(name, Value::Passive(quote!(#name), false));
        }
        for setting in &input.settings {
            lowering.setting(setting);
        }
        lowering
    }

    fn setting(&mut self, setting: &Setting) {
        let (name, ty) = (&setting.name, &setting.ty);
        self.variables.insert(name.to_string());
        if scan::OTHER_INTEGERS.contains(&quote!(#ty).to_string().as_str()) {
            self.counts_otherwise.insert(name.to_string());
        }
        let value = match quote!(#ty).to_string().trim_start_matches(['&', ' ']) {
            "f64" => Value::Constant(quote!(#name)),
            "f32" => Value::Constant(quote!(f64::from(#name))),
            text => Value::Passive(quote!(#name), text.contains("f64")),
        };
        self.set(name, value);
    }

    /// Binds an argument's pattern to its leaves; gives the leaves in the argument's shape.
    pub(crate) fn argument(&mut self, argument: &Argument, position: usize) -> Result<Value> {
        let name = leaf_name(&argument.pattern).unwrap_or_else(|| format_ident!("a{position}"));
        let value = self.leaves(&argument.kind, Some(&argument.pattern), &name);
        self.bind(&argument.pattern, value.clone())?;
        Ok(value)
    }

    /// A leaf for each scalar, under the name the pattern gives it; one leaf for what stays whole.
    fn leaves(&mut self, ty: &Type, pattern: Option<&Pat>, name: &Ident) -> Value {
        let own = pattern.and_then(leaf_name);
        let stays = own.as_ref().is_some_and(|own| self.whole.contains(&own.to_string()));
        let name = own.as_ref().unwrap_or(name);
        match ty {
            Type::Array(element, length) if !stays && numbers(ty).is_some_and(|count| count <= FEW) => {
                let length = length.to_string().parse().unwrap_or(0);
                Value::Array(
                    (0..length)
                        .map(|i| self.leaves(element, part_of(pattern, i, length), &format_ident!("{name}_{i}")))
                        .collect(),
                )
            }
            Type::Tuple(items) => Value::Tuple(
                (0..items.len())
                    .map(|i| self.leaves(&items[i], part_of(pattern, i, items.len()), &format_ident!("{name}_{i}")))
                    .collect(),
            ),
            _ => {
                let (mut unique, mut count) = (name.clone(), 0);
                while self.graph.is_leaf(&unique) || own.is_none() && self.graph.is_word(&unique) {
                    count += 1;
                    unique = format_ident!("{name}_{count}");
                }
                let id = self.graph.add(Node::Leaf(unique));
                self.graph.ty[id] = Some(ty.clone());
                Value::Node(id)
            }
        }
    }

    /// The value of the body, and every mistake in it.
    pub(crate) fn body(mut self, block: &syn::Block) -> Result<Value> {
        self.errors.take(attributes::check(&self.input.function));
        self.expected = Some(crate::input::strip(&self.input.output));
        self.tail = true;
        let value = self.block(block).and_then(|value| self.read_through(value));
        let value = self.errors.take(value);
        self.errors.finish()?;
        value.ok_or_else(|| Error::new_spanned(block, "a differentiable function ends with its value"))
    }

    fn set(&mut self, name: &Ident, value: Value) {
        self.bind_name(name, value, false);
    }

    fn bind_name(&mut self, name: &Ident, value: Value, mutable: bool) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_string(), Variable { value, mutable, declared: None });
        }
    }

    /// The scope that binds a name.
    fn find(&self, name: &Ident) -> Option<usize> {
        let name = name.to_string();
        self.scopes.iter().rposition(|scope| scope.contains_key(&name))
    }

    fn get_at(&self, scope: usize, name: &Ident) -> Value {
        self.scopes[scope].get(&name.to_string()).map_or_else(Value::unit, |variable| variable.value.clone())
    }

    fn get(&self, name: &Ident) -> Option<&Value> {
        let name = name.to_string();
        self.scopes.iter().rev().find_map(|scope| scope.get(&name)).map(|variable| &variable.value)
    }

    fn node(&mut self, node: Node) -> Value {
        Value::Node(self.graph.add(node))
    }

    fn expression(&mut self, expression: &Expr) -> Result<Value> {
        match expression {
            Expr::Lit(lit) => literal(&lit.lit).ok_or_else(|| {
                Error::new_spanned(lit, "only numbers are differentiated; this literal has no place here")
            }),
            Expr::Path(path) => self.path(path),
            Expr::Paren(inner) => self.expression(&inner.expr),
            Expr::Group(inner) => self.expression(&inner.expr),
            Expr::Reference(reference) if reference.mutability.is_none() => self.expression(&reference.expr),
            Expr::Block(block) if block.label.is_none() => self.block(&block.block),
            Expr::Unary(unary) => self.unary(unary),
            Expr::Binary(binary) => match places::compound(&binary.op) {
                Some(operator) => self.assign_with(binary, operator).map(|()| Value::unit()),
                None => self.binary(binary),
            },
            Expr::Assign(assign) => self.assign(assign).map(|()| Value::unit()),
            Expr::Array(array) => {
                self.expect_element();
                let items = self.all(array.elems.iter())?;
                Ok(Value::Array(items))
            }
            Expr::Repeat(repeat) => self.repeat(repeat),
            Expr::Tuple(tuple) => Ok(Value::Tuple(self.tuple(tuple)?)),
            Expr::Struct(literal) => self.structure(literal),
            Expr::Index(index) => {
                let value = self.expression(&index.expr)?;
                let subscript = self.index(&index.index)?;
                self.reach(value, &Access::At(subscript), index)
            }
            Expr::Field(field) => {
                let value = self.expression(&field.base)?;
                self.reach(value, &Access::Member(field.member.clone()), field)
            }
            Expr::MethodCall(call) => self.method(call),
            Expr::Call(call) => self.call(call),
            Expr::If(branch) => self.branch(branch),
            Expr::Match(choice) => self.choice(choice),
            Expr::ForLoop(each) => self.for_loop(each).map(|()| Value::unit()),
            Expr::Closure(closure) => {
                let around = self.scopes.iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect();
                Ok(Value::Closure(std::rc::Rc::new(value::Closure { written: closure.clone(), around })))
            }
            Expr::Cast(cast) => self.cast(cast),
            Expr::Macro(call) => self.macro_call(&call.mac),
            Expr::Return(end) if self.tail => match &end.expr {
                Some(value) => self.expression(value),
                None => Err(refuse::refused(expression)),
            },
            other => Err(refuse::refused(other)),
        }
    }

    /// Every expression's value, and every mistake in them.
    fn all<'e>(&mut self, expressions: impl Iterator<Item = &'e Expr>) -> Result<Vec<Value>> {
        let (hint, mut errors, mut values) = (self.expected.take(), Errors::default(), Vec::new());
        let tail = core::mem::take(&mut self.tail);
        for expression in expressions {
            self.expected.clone_from(&hint);
            let value = self.expression(expression).and_then(|value| self.read_through(value));
            values.push(errors.take(value));
        }
        (self.expected, self.tail) = (None, tail);
        errors.finish()?;
        values.into_iter().collect::<Option<_>>().ok_or_else(|| told(&quote!()))
    }

    fn tuple(&mut self, tuple: &syn::ExprTuple) -> Result<Vec<Value>> {
        let hints = match self.expected.take() {
            Some(syn::Type::Tuple(types)) => types.elems.iter().map(|ty| Some(crate::input::strip(ty))).collect(),
            _ => Vec::new(),
        };
        let (mut errors, mut values) = (Errors::default(), Vec::new());
        let tail = core::mem::take(&mut self.tail);
        for (i, expression) in tuple.elems.iter().enumerate() {
            self.expected = hints.get(i).cloned().flatten();
            let value = self.expression(expression).and_then(|value| self.read_through(value));
            values.push(errors.take(value));
        }
        (self.expected, self.tail) = (None, tail);
        errors.finish()?;
        values.into_iter().collect::<Option<_>>().ok_or_else(|| told(tuple))
    }

    /// What is expected of an array's elements.
    fn expect_element(&mut self) {
        self.expected = match self.expected.take() {
            Some(syn::Type::Array(array)) => Some(crate::input::strip(&array.elem)),
            _ => None,
        };
    }

    fn repeat(&mut self, repeat: &syn::ExprRepeat) -> Result<Value> {
        self.expect_element();
        let plain = self.expected.as_ref().is_some_and(|ty| self.is_plain_type(ty));
        let value = self.expression(&repeat.expr)?;
        let value = self.read_through(value)?;
        let length = self.subscript(&repeat.len)?;
        if let (true, Some(value)) =
            (plain || matches!(value, Value::Passive(_, false) | Value::Condition(_)), value.plain())
        {
            return Ok(Value::Passive(quote!([#value; #length]), plain));
        }
        match length.to_string().parse::<usize>() {
            Ok(length) if length <= FEW => Ok(Value::Array(vec![value; length])),
            _ => {
                let id = self.whole(&value, &repeat.expr)?;
                Ok(self.node(Node::Fill(id, length)))
            }
        }
    }

    /// Whether a type is one of what is not differentiated: it says what it is, and not by the number.
    fn is_plain_type(&self, ty: &syn::Type) -> bool {
        self.input.generic
            && !crate::input::mentions(ty, &self.input.scalar)
            && !crate::emit::mentions(&quote!([#ty]), &format_ident!("_"))
    }

    fn structure(&mut self, literal: &syn::ExprStruct) -> Result<Value> {
        if let Some(rest) = &literal.rest {
            return self.updated(rest, literal);
        }
        let mut fields = Vec::new();
        for field in &literal.fields {
            let value = self.expression(&field.expr)?;
            fields.push((field.member.clone(), self.shape(&value, &field.expr)?));
        }
        let ty = self.struct_type(&literal.path);
        let id = self.graph.add(Node::Pack(Shape::Struct(literal.path.clone(), fields)));
        self.graph.ty[id] = self.graph.ty[id].take().or(ty);
        Ok(Value::Node(id))
    }

    /// `Name { field: value, ..rest }`
    fn updated(&mut self, rest: &Expr, literal: &syn::ExprStruct) -> Result<Value> {
        let rest_value = self.expression(rest)?;
        let rest_value = self.read_through(rest_value)?;
        let mut id = self.whole(&rest_value, rest)?;
        for field in &literal.fields {
            let value = self.expression(&field.expr)?;
            let value = self.whole(&value, &field.expr)?;
            let step = self.member(&field.member);
            id = self.graph.add(Node::Write(id, vec![step], value));
        }
        self.graph.ty[id] = self.graph.ty[id].take().or_else(|| self.struct_type(&literal.path));
        Ok(Value::Node(id))
    }

    /// The type of a struct that is written by this path: as the signature or the path itself says, or over the number alone.
    fn struct_type(&self, path: &syn::Path) -> Option<Type> {
        if path.is_ident("Self") {
            return Some(Type::Named(quote!(Self)));
        }
        let names = |path: &syn::Path| path.segments.iter().map(|s| s.ident.to_string()).collect::<Vec<_>>();
        let is_complete = |path: &syn::Path| {
            let last = path.segments.last().map(|last| &last.arguments);
            matches!(last, Some(syn::PathArguments::AngleBracketed(_)))
                && !crate::emit::mentions(&quote!(#path), &format_ident!("_"))
        };
        if is_complete(path) {
            return Some(Type::Named(path.to_token_stream()));
        }
        let mut declared = scan::Paths::default();
        syn::visit::Visit::visit_item_fn(&mut declared, &self.input.function);
        let same = declared.0.into_iter().find(|other| names(other) == names(path) && is_complete(other));
        let number = &self.input.scalar;
        match same {
            Some(path) => Some(Type::Named(path.to_token_stream())),
            None => self.input.generic.then(|| Type::Named(quote!(#path<#number>))),
        }
    }

    fn cast(&mut self, cast: &syn::ExprCast) -> Result<Value> {
        let value = self.expression(&cast.expr)?;
        if !value.is_passive() {
            return Err(Error::new_spanned(cast, "a differentiated number is not cast; its derivative would be lost"));
        }
        let ty = &cast.ty;
        let plain = value.plain().map(|plain| value::atom(&plain));
        let tokens = plain.map_or_else(|| self.verbatim(cast), |plain| quote!(#plain as #ty));
        let text = quote!(#ty).to_string();
        Ok(match text.as_str() {
            "f64" => Value::Constant(tokens),
            "f32" => Value::Constant(quote!(f64::from(#tokens))),
            _ => Value::Passive(tokens, false),
        })
    }

    /// The tokens of an expression without differentiated arguments, with what `let`s bound put in its place.
    fn verbatim<E: ToTokens>(&self, expression: &E) -> TokenStream {
        struct Substitute<'l, 'a> {
            lowering: &'l Lowering<'a>,
            /// The names that closures bind.
            hidden: Vec<Ident>,
        }
        impl Substitute<'_, '_> {
            fn get(&self, expression: &Expr) -> Option<&Value> {
                let Expr::Path(path) = expression else { return None };
                let name = path.path.get_ident().filter(|name| !self.hidden.contains(name))?;
                self.lowering.get(name)
            }
        }
        impl VisitMut for Substitute<'_, '_> {
            fn visit_expr_mut(&mut self, expression: &mut Expr) {
                if let Some(tokens) = self.get(expression).and_then(Value::plain) {
                    let tokens = value::atom(&tokens);
                    *expression = syn::parse_quote!(#tokens);
                    return;
                }
                match expression {
                    // What loops and patterns bind are values here.
                    Expr::Unary(unary)
                        if matches!(unary.op, syn::UnOp::Deref(_))
                            && self.get(&unary.expr).is_some()
                            && !self.lowering.is_lent(&unary.expr) =>
                    {
                        *expression = (*unary.expr).clone();
                        self.visit_expr_mut(expression);
                        return;
                    }
                    Expr::MethodCall(call) if call.method == "len" => {
                        if let Some(value) = self.get(&call.receiver).filter(|value| value.plain().is_none())
                            && let Some((length, _)) = self.lowering.length(value)
                        {
                            *expression = syn::parse_quote!(#length);
                            return;
                        }
                    }
                    Expr::Call(call) => self.lowering.lift_times(call),
                    Expr::Closure(closure) => {
                        let count = self.hidden.len();
                        self.hidden.extend(closure.inputs.iter().flat_map(exhaustive::names));
                        syn::visit_mut::visit_expr_closure_mut(self, closure);
                        self.hidden.truncate(count);
                        return;
                    }
                    _ => {}
                }
                syn::visit_mut::visit_expr_mut(self, expression);
            }
        }
        let Ok(mut expression) = syn::parse2::<Expr>(expression.to_token_stream()) else {
            return expression.to_token_stream();
        };
        Substitute { lowering: self, hidden: Vec::new() }.visit_expr_mut(&mut expression);
        while let Expr::Paren(inner) = expression {
            expression = *inner.expr;
        }
        expression.into_token_stream()
    }

    /// Whether a name is that of an argument which is a reference, where it was not bound anew.
    fn is_lent(&self, expression: &Expr) -> bool {
        let Expr::Path(path) = expression else { return false };
        let Some(name) = path.path.get_ident() else { return false };
        self.get(name).and_then(Value::plain).is_some_and(|plain| *name == plain.to_string())
            && self.input.settings.iter().any(|setting| {
                setting.name == *name
                    && matches!(&setting.ty, syn::Type::Reference(lent) if !matches!(*lent.elem, syn::Type::Slice(_)))
            })
    }

    fn path(&mut self, path: &syn::ExprPath) -> Result<Value> {
        if let Some(name) = path.path.get_ident()
            && let Some(value) = self.get(name).cloned()
        {
            if let Value::Unknown = value {
                return Err(told(path));
            }
            if let Value::Unset = value {
                return Err(Error::new_spanned(
                    path,
                    format!("`{name}` may have no value here; give it one in every arm"),
                ));
            }
            return self.read_through(value);
        }
        if let Some(name) = self.of_scalar(&path.path) {
            return Ok(match name.to_string().as_str() {
                "ZERO" => Value::Constant(quote!(0.0)),
                "ONE" => Value::Constant(quote!(1.0)),
                _ => Value::Passive(quote!(#path), false),
            });
        }
        // A variant or a struct is no number.
        let last = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        if last.starts_with(char::is_uppercase) && last.contains(char::is_lowercase) {
            return Ok(Value::Passive(quote!(#path), false));
        }
        // What an `f32` function finds outside is an `f32`.
        let single = self.input.scalar == "f32";
        Ok(Value::Constant(if single { quote!(f64::from(#path)) } else { quote!(#path) }))
    }

    /// `NAME` in `T::NAME`.
    fn of_scalar(&self, path: &syn::Path) -> Option<Ident> {
        let mut segments = path.segments.iter();
        match (segments.next(), segments.next(), segments.next()) {
            (Some(first), Some(second), None) if first.ident == self.input.scalar || first.ident == "Real" => {
                Some(second.ident.clone())
            }
            _ => None,
        }
    }

    /// The value as a number's node; a constant becomes a number of the function's type.
    fn lift(&mut self, value: &Value, at: &impl ToTokens) -> Result<Id> {
        match value {
            Value::Node(id) => Ok(*id),
            Value::Constant(c) | Value::Passive(c, true) => Ok(match self.found(value) {
                Value::Node(id) => id,
                _ => self.graph.add(Node::Lit(c.clone())),
            }),
            Value::Integer(_) => {
                let c = value.float().unwrap_or_default();
                Ok(self.graph.add(Node::Lit(c)))
            }
            Value::Passive(c, false) => Err(Error::new_spanned(
                at,
                format!("a number is expected here, and `{c}` is none; write `as f64` if it is to be one"),
            )),
            Value::Condition(_) => Err(Error::new_spanned(at, "a number is expected here, and this is a condition")),
            Value::Array(_) | Value::Tuple(_) => {
                Err(Error::new_spanned(at, "a number is expected here, and this has several; take one of its elements"))
            }
            Value::Place(place) => {
                let value = self.read(place, at)?;
                self.lift(&value, at)
            }
            Value::Closure(_) => {
                Err(Error::new_spanned(at, "a number is expected here, and this is a closure; call it"))
            }
            Value::Driven(_) => {
                Err(Error::new_spanned(at, "a number is expected here, and this is a solve; take its `value(&y0, &p)`"))
            }
            Value::Unset | Value::Never => {
                Err(Error::new_spanned(at, "a number is expected here, and this may have no value"))
            }
            Value::Unknown => Err(told(at)),
        }
    }

    /// The value as one node, arrays and tuples put together. It is made where all its parts are known.
    fn whole(&mut self, value: &Value, at: &impl ToTokens) -> Result<Id> {
        if let Value::Array(_) | Value::Tuple(_) = value {
            let current = self.graph.current();
            let shape = self.shape(value, at)?;
            let blocks: Vec<_> = shape.values().iter().map(|id| self.graph.block[*id]).collect();
            let mut block = 0;
            for part in blocks {
                if self.graph.is_within(part, block) {
                    block = part;
                }
            }
            let constant = shape.values().iter().all(|id| matches!(self.graph.nodes[*id], Node::Lit(_)));
            let block = if self.graph.is_within(current, block) && !constant { block } else { current };
            let items = match value {
                Value::Array(items) => items.clone(),
                _ => Vec::new(),
            };
            // One value many times over is written so.
            if let (Shape::Array(shapes), Some(_)) = (&shape, items.first())
                && shapes.len() > 1
                && shapes.iter().all(|shape| shape.key() == shapes[0].key())
            {
                let id = self.whole(&items[0], at)?;
                let length = proc_macro2::Literal::usize_unsuffixed(shapes.len());
                return Ok(self.graph.add_in(block, Node::Fill(id, quote!(#length))));
            }
            return Ok(self.graph.add_in(block, Node::Pack(shape)));
        }
        self.lift(value, at)
    }

    fn shape(&mut self, value: &Value, at: &impl ToTokens) -> Result<Shape> {
        match value {
            Value::Array(items) => Ok(Shape::Array(items.iter().map(|v| self.shape(v, at)).collect::<Result<_>>()?)),
            Value::Tuple(items) => Ok(Shape::Tuple(items.iter().map(|v| self.shape(v, at)).collect::<Result<_>>()?)),
            other => Ok(Shape::Value(self.lift(other, at)?)),
        }
    }
}

/// What follows from a mistake that is told already.
fn told(at: &impl ToTokens) -> Error {
    Error::new_spanned(at, crate::input::TOLD)
}

/// How many numbers are in a value of this type, if that is known here.
fn numbers(ty: &Type) -> Option<usize> {
    match ty {
        Type::Number | Type::Mask => Some(1),
        Type::Array(element, length) => Some(length.to_string().parse::<usize>().ok()? * numbers(element)?),
        Type::Tuple(items) => items.iter().map(numbers).sum(),
        Type::Named(_) => None,
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
