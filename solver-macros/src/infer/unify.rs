//! Types that are one type.

use std::collections::HashMap;
use std::rc::Rc;

use quote::quote;
use syn::Type;

use super::{Class, Inference, Mark, Suffix, Ty};
use crate::lower::is_integer_name;

impl Inference<'_> {
    pub(super) fn fresh(&mut self, float: Option<bool>) -> Ty {
        self.classes.push(Class { float, ..Class::default() });
        Ty::Class(self.classes.len() - 1)
    }

    fn root(&self, mut class: usize) -> usize {
        while let Some(within) = self.classes[class].within {
            class = within;
        }
        class
    }

    /// The type itself, where it is known by now.
    pub(super) fn known(&self, ty: &Ty) -> Ty {
        match ty {
            Ty::Class(class) => {
                let root = self.root(*class);
                self.classes[root].is.as_ref().map_or(Ty::Class(root), |is| self.known(is))
            }
            ty => ty.clone(),
        }
    }

    /// The class of a type, if it has one.
    pub(super) fn class(&mut self, ty: &Ty) -> Option<&mut Class> {
        let Ty::Class(class) = ty else { return None };
        let root = self.root(*class);
        Some(&mut self.classes[root])
    }

    pub(super) fn unify(&mut self, a: &Ty, b: &Ty) {
        let (known_a, known_b) = (self.known(a), self.known(b));
        match (&known_a, &known_b) {
            (Ty::Class(x), Ty::Class(y)) if x == y => {}
            (Ty::Class(x), Ty::Class(y)) => {
                let (x, y) = (*x, *y);
                // A literal integer stands for a float here.
                if let (Some(p), Some(q)) = (self.classes[x].float, self.classes[y].float)
                    && p != q
                {
                    return;
                }
                let moved = core::mem::take(&mut self.classes[y]);
                let class = &mut self.classes[x];
                class.float = class.float.or(moved.float);
                class.literals.extend(moved.literals);
                class.marks.extend(moved.marks);
                self.classes[y].within = Some(x);
            }
            (Ty::Class(class), other) | (other, Ty::Class(class)) => {
                let class = &mut self.classes[*class];
                match (other, class.float) {
                    (Ty::Unknown, _) => class.mark(Mark::Opaque),
                    (Ty::Number, Some(_)) => class.mark(Mark::Lifted),
                    (Ty::Plain(name), Some(false)) if !is_integer_name(name) => class.mark(Mark::Lifted),
                    (Ty::Plain(name), Some(true)) if !["f32", "f64"].contains(&name.as_str()) => {}
                    (Ty::Several(_) | Ty::Tuple(_) | Ty::Closure(_), Some(_)) => {}
                    (other, _) => class.is = Some(other.clone()),
                }
            }
            (Ty::Several(a), Ty::Several(b)) => self.unify(a, b),
            (Ty::Tuple(a), Ty::Tuple(b)) => {
                for (a, b) in a.iter().zip(b) {
                    self.unify(a, b);
                }
            }
            (Ty::Several(all), Ty::Unknown) | (Ty::Unknown, Ty::Several(all)) => self.unify(all, &Ty::Unknown),
            (Ty::Tuple(all), Ty::Unknown) | (Ty::Unknown, Ty::Tuple(all)) => {
                self.unify_all(all, &Ty::Unknown);
            }
            _ => {}
        }
    }

    /// Has each of these be of one type with another.
    pub(super) fn unify_all(&mut self, all: &[Ty], with: &Ty) {
        for ty in all {
            self.unify(ty, with);
        }
    }

    /// A type as it is written.
    pub(super) fn of_type(&self, ty: &Type) -> Ty {
        match ty {
            Type::Paren(inner) => self.of_type(&inner.elem),
            Type::Group(inner) => self.of_type(&inner.elem),
            Type::Reference(lent) => self.of_type(&lent.elem),
            Type::Array(array) => Ty::Several(Rc::new(self.of_type(&array.elem))),
            Type::Slice(slice) => Ty::Several(Rc::new(self.of_type(&slice.elem))),
            Type::Tuple(tuple) => Ty::Tuple(tuple.elems.iter().map(|ty| self.of_type(ty)).collect()),
            Type::Path(path) => match path.path.get_ident().map(ToString::to_string) {
                Some(name) if self.input.generic && self.input.scalar == name => Ty::Number,
                Some(name) if is_plain(&name) => Ty::Plain(name),
                _ => Ty::Unknown,
            },
            _ => Ty::Unknown,
        }
    }

    /// What literals say, by where they are.
    pub(super) fn suffixes(&self) -> HashMap<usize, Suffix> {
        let mut suffixes = HashMap::new();
        for class in self.classes.iter().filter(|class| class.within.is_none()) {
            let seen = match class.is.as_ref().map(|is| self.known(is)) {
                Some(Ty::Plain(name)) => Some(name),
                _ => None,
            };
            let own = self.input.scalar.to_string();
            let float = class.float == Some(true);
            let apart = class.has(Mark::ToldApart) || class.has(Mark::Cast) && (class.has(Mark::Wide) || float);
            if class.float == Some(false)
                && class.has(Mark::Named)
                && class.has(Mark::Lifted)
                && !class.has(Mark::Ends)
                && seen.is_none()
                && let Some(first) = class.literals.first()
            {
                suffixes.insert(*first, Suffix::Point);
                continue;
            }
            let said = match seen.as_deref() {
                // Several together are computed in their type.
                Some("f32") if own == "f32" && float => {
                    (class.has(Mark::Named) || class.literals.len() > 1).then_some("f32")
                }
                _ if !class.has(Mark::Named) => None,
                // As it stands it is a number of the function's, or an index.
                Some(ty) if ty == own || self.input.generic && ty == "f64" => None,
                Some("usize") => (class.has(Mark::Changing)
                    || class.has(Mark::Chosen)
                    || class.has(Mark::ToldApart) && !class.has(Mark::Ends)
                    || class.has(Mark::Cast) && class.has(Mark::Wide))
                .then_some("usize"),
                Some("i32") => (apart || class.has(Mark::Ends) || class.has(Mark::Changing)).then_some("i32"),
                Some(ty) => Some(ty),
                None if class.has(Mark::Lifted) || !apart => None,
                // Where it is an `f32` after all, the compiler says so.
                None if float => Some("f64"),
                None if class.has(Mark::Opaque) => {
                    let apart = class.literals.iter().filter(|at| !self.ends.contains(at));
                    suffixes.extend(apart.map(|at| (*at, Suffix::Missing)));
                    None
                }
                None => Some("i32"),
            };
            if let Some(ty) = said {
                suffixes.extend(class.literals.iter().map(|at| (*at, Suffix::Of(ty.into()))));
            }
        }
        suffixes
    }
}

pub(super) fn is_plain(name: &str) -> bool {
    is_integer_name(name) || ["f32", "f64", "bool", "char"].contains(&name)
}

/// The type that a path of a constant or a function begins with.
pub(super) fn first_of(path: &syn::Path) -> Option<String> {
    let first = path.segments.first().filter(|_| path.segments.len() > 1)?;
    Some(first.ident.to_string()).filter(|name| is_plain(name))
}

/// A type's name.
pub(super) fn named(ty: &str) -> Ty {
    Ty::Plain(ty.into())
}

/// Whether a literal is too large for the smallest types.
pub(super) fn is_wide(int: &syn::LitInt) -> bool {
    int.base10_parse::<u128>().is_ok_and(|value| value > 127)
}

/// The type that a literal says.
pub(super) fn suffix(literal: &syn::Lit) -> Option<Ty> {
    let text = match literal {
        syn::Lit::Int(int) => int.suffix(),
        syn::Lit::Float(float) => float.suffix(),
        syn::Lit::Bool(_) => "bool",
        syn::Lit::Char(_) => "char",
        syn::Lit::Byte(_) => "u8",
        other => return Some(Ty::Unknown).filter(|_| !quote!(#other).is_empty()),
    };
    (!text.is_empty()).then(|| named(text))
}
