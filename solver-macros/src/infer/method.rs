//! The types of what methods give.

use std::rc::Rc;

use syn::ExprMethodCall;

use super::unify::named;
use super::{Inference, Ty};
use crate::lower::is_integer_name;

/// Methods that arrays and iterators have, and numbers have not.
const ITERATES: &[&str] = &[
    "iter",
    "into_iter",
    "len",
    "map",
    "windows",
    "chunks",
    "chunks_exact",
    "get",
    "first",
    "last",
    "contains",
    "position",
];

/// Methods that integers have.
const INTEGERS: &[&str] =
    &["min", "max", "clamp", "pow", "abs_diff", "rem_euclid", "div_euclid", "div_ceil", "isqrt", "ilog2"];

impl Inference<'_> {
    pub(super) fn method(&mut self, call: &ExprMethodCall) -> Ty {
        let (name, of) = (call.method.to_string(), self.expression(&call.receiver));
        let arguments: Vec<_> = call.args.iter().map(|argument| self.expression(argument)).collect();
        match self.known(&of) {
            Ty::Class(_) if self.is_unseen(&of, call) => {
                if ITERATES.contains(&name.as_str()) {
                    self.element(&of);
                    return self.of_several(call, &of, &arguments);
                }
                self.unify_all(&arguments, &Ty::Unknown);
                Ty::Unknown
            }
            Ty::Several(_) => self.of_several(call, &of, &arguments),
            Ty::Number => {
                if let ("powi", [n]) = (name.as_str(), &arguments[..]) {
                    self.unify(n, &named("i32"));
                }
                if name.starts_with("is_") { named("bool") } else { Ty::Number }
            }
            Ty::Plain(_) | Ty::Class(_) => {
                if !["min", "max", "clone", "clamp"].contains(&name.as_str()) {
                    self.tell_apart(&call.receiver, &of);
                }
                self.method_of(&of, &name, &arguments)
            }
            _ => {
                self.unify_all(&arguments, &Ty::Unknown);
                match name.as_str() {
                    "len" | "count" => named("usize"),
                    _ => Ty::Unknown,
                }
            }
        }
    }

    /// Whether nothing is seen yet of the type that a method belongs to, where constants outside may be of any type.
    fn is_unseen(&mut self, of: &Ty, call: &ExprMethodCall) -> bool {
        let known = self.known(of);
        let is_open = self.outside.is_some() && self.class(&known).is_some_and(|class| class.float.is_none());
        let name = call.method.to_string();
        is_open
            && !INTEGERS.contains(&name.as_str())
            && !["wrapping_", "saturating_", "checked_"].iter().any(|of| name.starts_with(of))
    }

    /// A method of a plain number.
    pub(super) fn method_of(&mut self, of: &Ty, name: &str, arguments: &[Ty]) -> Ty {
        let float = match self.known(of) {
            Ty::Plain(name) => !is_integer_name(&name),
            known => self.class(&known).is_none_or(|class| class.float != Some(false)),
        };
        let same = |this: &mut Self| {
            this.unify_all(arguments, of);
        };
        let several = |ty: &Ty| Ty::Several(Rc::new(ty.clone()));
        let counted = |this: &mut Self, ty: &str| {
            this.unify_all(arguments, &named(ty));
        };
        match name {
            "powi" => {
                counted(self, "i32");
                of.clone()
            }
            "pow" | "wrapping_pow" | "saturating_pow" | "rotate_left" | "rotate_right" | "wrapping_shl"
            | "wrapping_shr" => {
                counted(self, "u32");
                of.clone()
            }
            "checked_pow" | "checked_shl" | "checked_shr" => {
                counted(self, "u32");
                several(of)
            }
            "count_ones" | "count_zeros" | "leading_zeros" | "trailing_zeros" | "leading_ones" | "trailing_ones"
            | "ilog2" | "ilog10" => named("u32"),
            "unsigned_abs" | "abs_diff" => {
                same(self);
                match self.known(of) {
                    Ty::Plain(ty) => named(&ty.replacen('i', "u", 1).replace("usuze", "usize")),
                    _ => Ty::Unknown,
                }
            }
            "sin_cos" => Ty::Tuple(vec![of.clone(), of.clone()]),
            "into" | "try_into" | "to_bits" | "total_cmp" | "cmp" | "partial_cmp" => self.fresh(None),
            _ if name.starts_with("is_") => named("bool"),
            _ if name.starts_with("checked_") => {
                same(self);
                several(of)
            }
            _ if name.starts_with("overflowing_") => {
                same(self);
                Ty::Tuple(vec![of.clone(), named("bool")])
            }
            _ if float
                || name.starts_with("wrapping_")
                || name.starts_with("saturating_")
                || [
                    "min",
                    "max",
                    "clamp",
                    "clone",
                    "copied",
                    "cloned",
                    "abs",
                    "signum",
                    "rem_euclid",
                    "div_euclid",
                    "swap_bytes",
                    "reverse_bits",
                    "isqrt",
                    "midpoint",
                    "next_power_of_two",
                    "div_ceil",
                    "next_multiple_of",
                ]
                .contains(&name) =>
            {
                same(self);
                of.clone()
            }
            _ => Ty::Unknown,
        }
    }

    /// A method of an array, an iterator or an option.
    fn of_several(&mut self, call: &ExprMethodCall, of: &Ty, arguments: &[Ty]) -> Ty {
        let element = self.element(of);
        let several = |ty: Ty| Ty::Several(Rc::new(ty));
        let closure = arguments.first().map(|first| self.known(first));
        match (call.method.to_string().as_str(), closure) {
            ("len" | "count", _) => named("usize"),
            ("position" | "rposition", Some(Ty::Closure(closure))) => {
                self.applied(&closure, &[element]);
                several(named("usize"))
            }
            ("contains", _) => {
                self.unify_all(arguments, &element);
                named("bool")
            }
            ("any" | "all", Some(Ty::Closure(closure))) => {
                self.applied(&closure, &[element]);
                named("bool")
            }
            ("enumerate", _) => several(Ty::Tuple(vec![named("usize"), element])),
            ("zip", Some(other)) => {
                let other = self.element(&other);
                several(Ty::Tuple(vec![element, other]))
            }
            ("map", Some(Ty::Closure(closure))) => several(self.applied(&closure, &[element])),
            (
                "filter" | "find" | "max_by_key" | "min_by_key" | "skip_while" | "take_while",
                Some(Ty::Closure(closure)),
            ) => {
                self.applied(&closure, &[element]);
                of.clone()
            }
            ("windows" | "chunks" | "chunks_exact", _) => {
                self.unify_all(arguments, &named("usize"));
                several(of.clone())
            }
            ("step_by" | "skip" | "take" | "nth" | "get", _) => {
                self.unify_all(arguments, &named("usize"));
                of.clone()
            }
            ("fold", Some(_)) => {
                let start = arguments[0].clone();
                if let Some(Ty::Closure(closure)) = arguments.get(1).map(|folds| self.known(folds)) {
                    let next = self.applied(&closure, &[start.clone(), element]);
                    self.unify(&start, &next);
                }
                start
            }
            ("sum" | "product", _) => {
                let said = call.turbofish.as_ref().and_then(|said| match said.args.first() {
                    Some(syn::GenericArgument::Type(ty)) => Some(self.of_type(ty)),
                    _ => None,
                });
                let sum = said.unwrap_or(element.clone());
                self.unify(&sum, &element);
                sum
            }
            ("unwrap_or", Some(other)) => {
                self.unify(&element, &other);
                element
            }
            ("unwrap" | "expect" | "unwrap_or_default", _) => element,
            ("fill", Some(other)) => {
                self.unify(&element, &other);
                Ty::Tuple(Vec::new())
            }
            ("swap", _) => {
                self.unify_all(arguments, &named("usize"));
                Ty::Tuple(Vec::new())
            }
            (
                "iter" | "iter_mut" | "into_iter" | "copied" | "cloned" | "clone" | "rev" | "max" | "min" | "last"
                | "first" | "next" | "each_ref" | "as_slice" | "to_owned",
                _,
            ) => of.clone(),
            _ => {
                self.unify_all(arguments, &Ty::Unknown);
                Ty::Unknown
            }
        }
    }
}
