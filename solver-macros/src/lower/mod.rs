//! The body of a function as a graph.
//!
//! Small arrays, tuples and patterns disappear into scalars; arrays that are indexed by expressions or iterated stay
//! whole, and so do structs and what calls give back. Variables disappear too: one that is changed is bound to its new
//! value, in the arms of an `if` and from turn to turn of a loop as well. Literals and names that no `let` and no argument
//! binds are constants of type `f64`; an expression made of constants alone stays as it was written.

mod adapters;
mod aggregates;
mod arguments;
mod arithmetic;
mod arms;
mod asserted;
mod attributes;
mod borrowed;
mod bounds;
mod calls;
mod carried;
mod choose;
mod closures;
mod collected;
mod conditional;
mod counters;
mod exhaustive;
mod items;
mod iterate;
mod jumps;
mod later;
mod lengths;
mod matching;
mod merge;
mod methods;
mod nodes;
mod patterns;
mod places;
mod primitives;
mod range;
mod refuse;
mod scan;
mod slices;
mod snapshot;
mod solves;
mod statements;
mod structs;
mod turns;
mod typed;
mod value;
mod verbatim;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Error, Expr, Result};

pub(crate) use self::value::{Value, is_untyped, negated, typed};

pub(crate) use self::places::compound;
pub(crate) use self::scan::binding;
pub(crate) use self::typed::is_integer_name;
use self::value::{Access, literal};
use crate::args::Options;
use crate::emit::located;
use crate::graph::{Graph, Id, Node};
use crate::input::{Errors, Input};

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
    /// The names of what is told by its variants.
    variants: BTreeSet<String>,
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
    /// How often the end of the function would be written, if what follows a statement of which an arm returns stood in the
    /// arms that do not.
    copies: usize,
    /// The constants and tables outside that hold integers, as their uses say.
    integers_outside: HashSet<String>,
    /// What a `return` in the statement that is lowered now sets, where what follows it does not stand in the arms that go on.
    leaving: Option<conditional::Leaving>,
    /// The scopes below this one are around a closure, which does not change them.
    floor: usize,
    /// Whether one of the arguments of the call that is read now changes variables.
    in_order: bool,
    /// The names of loop variables, and of what is computed ahead.
    variables: HashSet<String>,
    /// All names in the function.
    identifiers: HashSet<String>,
    /// Those of them that stand there once: what they bind is not read.
    named_once: HashSet<String>,
    /// The length of what stands beside in a `zip`.
    length_beside: Option<TokenStream>,
    /// The lengths of arrays that are computed ahead, and constants that these do not exceed.
    plain_lengths: HashMap<String, (TokenStream, Option<TokenStream>)>,
    /// In how many `zip`s it is first looked whether something else says a length than the compiler alone.
    withheld: usize,
    /// The choices between lanes of which it was told that they decide about an integer.
    told_choices: HashSet<Id>,
    /// The arrays of integers whose type is not said, and whether it was told that it has to be.
    integers: Vec<(Ident, bool)>,
    /// What is a number here by its place and is bound nowhere: the compiler says so, if it comes to that.
    unbound: BTreeMap<String, Ident>,
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
            variants: scan::variants(&input.function.block),
            below: HashMap::new(),
            ranges: HashMap::new(),
            expected: None,
            tail: false,
            ends: false,
            copies: arms::all_copies(&input.function.block, conditional::copies),
            integers_outside: crate::infer::integers_outside(input),
            leaving: None,
            floor: 0,
            in_order: false,
            variables: HashSet::new(),
            identifiers: scan::identifiers(&input.function),
            named_once: scan::named_once(&input.function),
            length_beside: None,
            plain_lengths: HashMap::new(),
            withheld: 0,
            told_choices: HashSet::new(),
            integers: Vec::new(),
            unbound: BTreeMap::new(),
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

    /// The value of the body, and every mistake in it.
    pub(crate) fn body(mut self, block: &syn::Block) -> Result<Value> {
        self.errors.take(attributes::check(&self.input.function));
        self.expected = Some(crate::input::strip(&self.input.output));
        self.tail = true;
        let value = self.block(block).and_then(|value| self.read_through(value));
        let value = value.and_then(|value| self.with_packed(value));
        let value = self.errors.take(value);
        self.tell_unbound();
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
            Expr::Index(index) if let Expr::Range(range) = &*index.index => self.slice_of(index, range),
            Expr::Index(index) => {
                self.note_unbound(&index.expr);
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
            Expr::Return(end) if self.tail => match (&end.expr, self.leaving.clone()) {
                (Some(value), None) => self.expression(value),
                (Some(value), Some(leaving)) => self.leave(value, &leaving),
                (None, _) => Err(refuse::refused(expression)),
            },
            Expr::While(each) if self.asks_unknown(&each.cond) => Err(told(each)),
            other => Err(refuse::refused(other)),
        }
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
            // What is wrong with it is told where it is used.
            return match value {
                Value::Constant(own) if *name == own.to_string() => Ok(Value::Constant(located(own, name.span()))),
                Value::Passive(own, floats) if *name == own.to_string() => {
                    Ok(Value::Passive(located(own, name.span()), floats))
                }
                value => self.read_through(value),
            };
        }
        if path.path.is_ident("self") && self.input.function.sig.receiver().is_none() {
            let message = "this function takes no `self`; write `&self` before its arguments";
            return Err(Error::new_spanned(path, message));
        }
        if let Some(error) = self.otherwise_named(&path.path) {
            return Err(error);
        }
        if let Some(name) = self.of_scalar(&path.path) {
            return Ok(match name.to_string().as_str() {
                "ZERO" => Value::Constant(quote!(0.0)),
                "ONE" => Value::Constant(quote!(1.0)),
                text if self.input.generic && !text.contains(char::is_lowercase) => {
                    let number = &self.input.scalar;
                    let message = format!("`{number}` has no `{text}`; it has `{number}::ZERO` and `{number}::ONE`");
                    return Err(Error::new_spanned(path, message));
                }
                // Of a function of `f64` alone: infinity, the largest number and so on.
                text if !self.input.generic && is_float_constant(text) => Value::Constant(quote!(#path)),
                _ => Value::Passive(quote!(#path), false),
            });
        }
        // A variant or a struct is no number, and neither is an index.
        let last = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let is_of_integers = || self.integers_outside.contains(&quote!(#path).to_string());
        if last.starts_with(char::is_uppercase) && (last.contains(char::is_lowercase) || is_of_integers()) {
            return Ok(Value::Passive(quote!(#path), false));
        }
        Ok(Value::Constant(quote!(#path)))
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
}

/// Whether a constant of `f64` or `f32` is a number of that type itself.
fn is_float_constant(name: &str) -> bool {
    ["INFINITY", "NEG_INFINITY", "NAN", "MAX", "MIN", "MIN_POSITIVE", "EPSILON"].contains(&name)
}

/// What follows from a mistake that is told already.
fn told(at: &impl ToTokens) -> Error {
    Error::new_spanned(at, crate::input::TOLD)
}
