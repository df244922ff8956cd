//! What the compiler infers of plain numbers: a literal that a name stands for has the type that its other uses give it.
//!
//! What is not differentiated is written where it is used, and apart from its other uses: eight bits in one place must be eight
//! bits in the other. So the body is gone through as the compiler does, as far as plain numbers go, and a literal whose type
//! is seen elsewhere says it.

mod expression;
mod method;
mod unify;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{Error, Lit, Pat, Result, Type};

use crate::input::{Errors, Input};

/// A type, as far as it is followed.
#[derive(Clone, Debug)]
enum Ty {
    /// That of a class of expressions.
    Class(usize),
    /// A plain type by its name.
    Plain(String),
    /// The number, or what is made of it by arithmetic.
    Number,
    /// An array, an iterator or an option of these.
    Several(Rc<Ty>),
    Tuple(Vec<Ty>),
    Closure(Rc<(Vec<Ty>, Ty)>),
    Unknown,
}

/// Expressions of one type.
#[derive(Debug, Default)]
struct Class {
    /// The class that it became a part of.
    within: Option<usize>,
    is: Option<Ty>,
    /// Whether a literal of it has a point.
    float: Option<bool>,
    /// The literals, by where they are.
    literals: Vec<usize>,
    marks: BTreeSet<Mark>,
}

/// What is done with one expression of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// A name stands for it.
    Named,
    /// It has a type that is not seen.
    Opaque,
    /// It is made a differentiated number.
    Lifted,
    /// Something is done with what a name stands for that every type does in its own way.
    ToldApart,
    /// What a name stands for is cast to another type.
    Cast,
    /// A literal is negative, or too large for the smallest types.
    Wide,
    /// It is an end of a range.
    Ends,
    /// It is in an array that may change.
    Changing,
    /// It is read from an array, whichever element it is.
    Chosen,
}

impl Class {
    fn mark(&mut self, mark: Mark) {
        self.marks.insert(mark);
    }

    fn has(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }
}

struct Inference<'a> {
    input: &'a Input,
    classes: Vec<Class>,
    scopes: Vec<HashMap<String, Ty>>,
    /// The literals that have their type from the other end of a range, wherever it goes.
    ends: HashSet<usize>,
    /// The types of constants outside, where they are looked for.
    outside: Option<HashMap<String, Ty>>,
}

/// Has the literals say the types that their other uses give them.
pub(crate) fn say_types(input: &mut Input) -> Result<()> {
    let mut inference = Inference::new(input, None);
    inference.body();
    let own = input.scalar.to_string();
    let mut said = Say { suffixes: inference.suffixes(), own, errors: Errors::default() };
    said.visit_block_mut(&mut input.function.block);
    said.errors.finish()
}

/// The constants and tables outside that hold integers alone, by how they are used: as indices, or beside such.
pub(crate) fn integers_outside(input: &Input) -> HashSet<String> {
    let mut inference = Inference::new(input, Some(HashMap::new()));
    inference.body();
    let outside = inference.outside.take().unwrap_or_default();
    outside.into_iter().filter(|(_, ty)| inference.holds_integers(ty)).map(|(name, _)| name).collect()
}

impl<'a> Inference<'a> {
    fn new(input: &'a Input, outside: Option<HashMap<String, Ty>>) -> Self {
        Self { input, classes: Vec::new(), scopes: vec![HashMap::new()], ends: HashSet::new(), outside }
    }

    fn body(&mut self) {
        let input = self.input;
        for constant in &input.consts {
            let ty = self.of_type(&constant.ty);
            self.bind_name(&constant.ident.to_string(), ty);
        }
        for setting in &input.settings {
            let ty = self.of_type(&setting.ty);
            self.bind_name(&setting.name.to_string(), ty);
        }
        for argument in &input.arguments {
            let ty = self.of_type(&argument.ty);
            self.bind(&argument.pattern, &ty);
        }
        let output = self.of_type(&input.output);
        let value = self.block(&input.function.block);
        self.unify(&value, &output);
    }

    fn holds_integers(&self, ty: &Ty) -> bool {
        match self.known(ty) {
            Ty::Plain(name) => crate::lower::is_integer_name(&name),
            Ty::Several(of) => self.holds_integers(&of),
            Ty::Tuple(all) => !all.is_empty() && all.iter().all(|ty| self.holds_integers(ty)),
            _ => false,
        }
    }
}

/// What a literal says: a type, or that its type has to be said.
enum Suffix {
    Of(String),
    Missing,
    /// A number's, and the literal is an integer's.
    Point,
}

struct Say {
    suffixes: HashMap<usize, Suffix>,
    /// The function's number.
    own: String,
    errors: Errors,
}

impl VisitMut for Say {
    fn visit_expr_lit_mut(&mut self, literal: &mut syn::ExprLit) {
        match (self.suffixes.get(&place(literal)), &mut literal.lit) {
            (Some(Suffix::Of(ty)), Lit::Int(int)) => {
                let digits = int.to_string();
                // Of a hexadecimal literal a suffix such as `f32` would be digits.
                *int = syn::LitInt::new(&format!("{digits}_{ty}"), int.span());
            }
            (Some(Suffix::Of(ty)), Lit::Float(float)) => {
                let digits = float.to_string();
                if *ty == self.own && ["0.0", "1.0"].contains(&digits.as_str()) {
                    return;
                }
                let digits = digits.strip_suffix('.').unwrap_or(&digits);
                *float = syn::LitFloat::new(&format!("{digits}_{ty}"), float.span());
            }
            (Some(Suffix::Missing), other) => {
                let message = format!(
                    "the type of this number is that of something it is used with, which is not seen here; say it, `{}_u8` or whichever it is",
                    quote!(#other)
                );
                self.errors.push(Error::new_spanned(other, message));
            }
            (Some(Suffix::Point), other) => {
                let number = quote!(#other);
                let message = format!("what this integer is bound to is used as a number; write `{number}.0`");
                self.errors.push(Error::new_spanned(other, message));
            }
            _ => {}
        }
    }
    fn visit_pat_mut(&mut self, _: &mut Pat) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}
}

/// Where a literal is.
fn place(literal: &syn::ExprLit) -> usize {
    core::ptr::from_ref(literal).addr()
}
