//! What a value depends on, part by part.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::shape::Type;

/// The components of the arguments that a number depends on.
pub(super) type Set = Rc<BTreeSet<usize>>;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Depends {
    /// All of it on these.
    All(Set),
    /// Each part of an array or a tuple by itself.
    Each(Rc<Vec<Depends>>),
}

impl Depends {
    pub(super) fn nothing() -> Self {
        Self::All(Rc::default())
    }

    /// How many parts there are, of parts that have parts all together.
    pub(super) fn parts(&self) -> usize {
        match self {
            Self::All(_) => 1,
            Self::Each(parts) => parts.first().map_or(1, |first| parts.len() * first.parts()),
        }
    }

    /// How many parts are copied where one is changed: none of a value that nobody else has.
    pub(super) fn copied(&self) -> usize {
        match self {
            Self::Each(parts) if Rc::strong_count(parts) > 1 => parts.len(),
            _ => 1,
        }
    }

    /// All that any part depends on.
    pub(super) fn total(&self) -> Set {
        match self {
            Self::All(set) => set.clone(),
            Self::Each(parts) => parts.iter().map(Self::total).reduce(|a, b| union(&a, &b)).unwrap_or_default(),
        }
    }

    pub(super) fn join(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Each(a), Self::Each(b)) if a.len() == b.len() => {
                Self::Each(Rc::new(a.iter().zip(&**b).map(|(a, b)| a.join(b)).collect()))
            }
            (Self::Each(parts), all @ Self::All(_)) | (all @ Self::All(_), Self::Each(parts)) => {
                Self::Each(Rc::new(parts.iter().map(|part| part.join(all)).collect()))
            }
            (a, b) => Self::All(union(&a.total(), &b.total())),
        }
    }

    /// The part at a place, or what any of them may be where that is not known.
    pub(super) fn part(&self, at: Option<usize>) -> Self {
        match (self, at) {
            (Self::All(_), _) => self.clone(),
            (Self::Each(parts), Some(at)) if at < parts.len() => parts[at].clone(),
            (Self::Each(parts), _) => parts.iter().cloned().reduce(|a, b| a.join(&b)).unwrap_or_else(Self::nothing),
        }
    }

    /// The same with the part that a path leads to changed. Where the place is not known it may be any of them, and each
    /// may stay as it is.
    pub(super) fn changed(&mut self, path: &[Option<usize>], ty: Option<&Type>, change: &dyn Fn(&mut Self)) {
        let Some((first, rest)) = path.split_first() else { return change(self) };
        if let Self::All(_) = self
            && let Some(parts) = ty.and_then(length)
        {
            *self = Self::Each(Rc::new(vec![self.clone(); parts]));
        }
        let inner = |at: usize| match ty {
            Some(Type::Array(element, _)) => Some(&**element),
            Some(Type::Tuple(items)) => items.get(at),
            _ => None,
        };
        match (&mut *self, first) {
            (Self::Each(parts), Some(at)) if *at < parts.len() => {
                Rc::make_mut(parts)[*at].changed(rest, inner(*at), change);
            }
            (Self::Each(parts), _) => {
                for (at, part) in Rc::make_mut(parts).iter_mut().enumerate() {
                    let before = part.clone();
                    part.changed(rest, inner(at), change);
                    *part = part.join(&before);
                }
            }
            (Self::All(before), _) => {
                let before = before.clone();
                change(self);
                *self = Self::All(union(&self.total(), &before));
            }
        }
    }

    /// A row for each number of a type, in order.
    pub(super) fn rows(&self, ty: &Type, rows: &mut Vec<Set>) -> Option<()> {
        match ty {
            Type::Number => rows.push(self.total()),
            _ => {
                let count = length(ty)?;
                for at in 0..count {
                    let inner = match ty {
                        Type::Array(element, _) => &**element,
                        Type::Tuple(items) => &items[at],
                        _ => return None,
                    };
                    self.part(Some(at)).rows(inner, rows)?;
                }
            }
        }
        Some(())
    }
}

pub(super) fn union(a: &Set, b: &Set) -> Set {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b.clone(),
        (_, true) => a.clone(),
        _ if Rc::ptr_eq(a, b) || b.len() <= a.len() && b.is_subset(a) => a.clone(),
        _ => Rc::new(a.union(b).copied().collect()),
    }
}

/// How many parts a value of a type has, if that is a literal.
fn length(ty: &Type) -> Option<usize> {
    match ty {
        Type::Array(_, length) => length.to_string().parse().ok(),
        Type::Tuple(items) => Some(items.len()),
        _ => None,
    }
}

/// The components of a type from the number `next` on, each of which depends on itself.
pub(super) fn identity(ty: &Type, next: &mut usize) -> Option<Depends> {
    if ty.is_number() {
        *next += 1;
        return Some(Depends::All(Rc::new(BTreeSet::from([*next - 1]))));
    }
    let parts = (0..length(ty)?).map(|at| match ty {
        Type::Array(element, _) => identity(element, next),
        Type::Tuple(items) => identity(&items[at], next),
        _ => None,
    });
    parts.collect::<Option<_>>().map(|parts| Depends::Each(Rc::new(parts)))
}
