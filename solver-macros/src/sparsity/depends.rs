//! What a value depends on, part by part.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::shape::Type;

/// A component of the state; of a state of structs, a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Component(usize),
    Part(Path),
}

/// The way to a part of a state of structs.
pub(super) type Path = Rc<Vec<Key>>;

/// A part of a value: at a place, or of a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    At(usize),
    Named(String),
}

impl Key {
    /// Whether one is a place and the other a name.
    fn is_other(&self, key: &Self) -> bool {
        matches!((self, key), (Self::At(_), Self::Named(_)) | (Self::Named(_), Self::At(_)))
    }
}

/// The components of the state that a number depends on.
pub(super) type Set = Rc<BTreeSet<Column>>;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Depends {
    /// All of it on these.
    All(Set),
    /// Each part of an array or a tuple by itself.
    Each(Rc<Vec<Depends>>),
    /// A part of a state of structs as it is.
    Same(Path),
    /// A value, and the parts of it that are others.
    Changed(Rc<(Depends, Vec<(Key, Depends)>)>),
}

impl Depends {
    pub(super) fn nothing() -> Self {
        Self::All(Rc::default())
    }

    /// How many parts there are, of parts that have parts all together.
    pub(super) fn parts(&self) -> usize {
        match self {
            Self::All(_) | Self::Same(_) => 1,
            Self::Each(parts) => parts.first().map_or(1, |first| parts.len() * first.parts()),
            Self::Changed(parts) => 1 + parts.1.len(),
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
            Self::Same(path) => Rc::new(BTreeSet::from([Column::Part(path.clone())])),
            Self::Changed(parts) => {
                parts.1.iter().fold(parts.0.total(), |total, (_, part)| union(&total, &part.total()))
            }
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
            (Self::Same(a), Self::Same(b)) if a == b => self.clone(),
            (Self::Changed(_), _) | (_, Self::Changed(_)) => {
                let [(base_a, a), (base_b, b)] = [self.parted(), other.parted()];
                let new = b.iter().filter(|(key, _)| a.iter().all(|(own, _)| own != key));
                let joined = |(key, _): &(Key, Self)| (key.clone(), self.part(Some(key)).join(&other.part(Some(key))));
                Self::Changed(Rc::new((base_a.join(base_b), a.iter().chain(new).map(joined).collect())))
            }
            (a, b) => Self::All(union(&a.total(), &b.total())),
        }
    }

    /// A value and the parts of it that are others.
    fn parted(&self) -> (&Self, &[(Key, Self)]) {
        match self {
            Self::Changed(parts) => (&parts.0, &parts.1),
            own => (own, &[]),
        }
    }

    /// The part at a place, or what any of them may be where that is not known.
    pub(super) fn part(&self, key: Option<&Key>) -> Self {
        match (self, key) {
            (Self::All(_), _) => self.clone(),
            (Self::Each(parts), Some(Key::At(at))) if *at < parts.len() => parts[*at].clone(),
            (Self::Each(parts), _) => parts.iter().cloned().reduce(|a, b| a.join(&b)).unwrap_or_else(Self::nothing),
            (Self::Same(path), Some(key)) => {
                let mut path = (**path).clone();
                path.push(key.clone());
                Self::Same(Rc::new(path))
            }
            // What is reached by place and by name may be the same, as `v[0]` and `v.x` are.
            (Self::Changed(parts), Some(key)) if parts.1.iter().any(|(own, _)| own.is_other(key)) => {
                Self::All(self.total())
            }
            (Self::Changed(parts), Some(key)) => {
                let own = parts.1.iter().find(|(own, _)| own == key);
                own.map_or_else(|| parts.0.part(Some(key)), |(_, part)| part.clone())
            }
            (Self::Same(_) | Self::Changed(_), None) => Self::All(self.total()),
        }
    }

    /// The same with the part that a path leads to changed. Where the place is not known it may be any of them, and each
    /// may stay as it is.
    pub(super) fn changed(&mut self, path: &[Option<Key>], ty: Option<&Type>, change: &dyn Fn(&mut Self)) {
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
        if let (Self::Changed(parts), Some(key)) = (&*self, first)
            && parts.1.iter().any(|(own, _)| own.is_other(key))
        {
            *self = Self::All(self.total());
        }
        match (&mut *self, first) {
            (Self::Each(parts), Some(Key::At(at))) if *at < parts.len() => {
                Rc::make_mut(parts)[*at].changed(rest, inner(*at), change);
            }
            (Self::Each(parts), _) => {
                for (at, part) in Rc::make_mut(parts).iter_mut().enumerate() {
                    let before = part.clone();
                    part.changed(rest, inner(at), change);
                    *part = part.join(&before);
                }
            }
            (Self::Changed(parts), Some(key)) => {
                let mut part = parts.0.part(Some(key));
                let own = &mut Rc::make_mut(parts).1;
                match own.iter_mut().find(|(own, _)| own == key) {
                    Some((_, part)) => part.changed(rest, None, change),
                    None => {
                        part.changed(rest, None, change);
                        own.push((key.clone(), part));
                    }
                }
            }
            (Self::All(_) | Self::Same(_), Some(key)) => {
                let mut part = self.part(Some(key));
                part.changed(rest, None, change);
                *self = Self::Changed(Rc::new((self.clone(), vec![(key.clone(), part)])));
            }
            (_, None) => {
                let before = self.total();
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
                    self.part(Some(&Key::At(at))).rows(inner, rows)?;
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
        _ => Rc::new(a.union(b).cloned().collect()),
    }
}

/// How many parts a value of a type has, if that is a literal.
pub(super) fn length(ty: &Type) -> Option<usize> {
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
        return Some(Depends::All(Rc::new(BTreeSet::from([Column::Component(*next - 1)]))));
    }
    let parts = (0..length(ty)?).map(|at| match ty {
        Type::Array(element, _) => identity(element, next),
        Type::Tuple(items) => identity(&items[at], next),
        _ => None,
    });
    parts.collect::<Option<_>>().map(|parts| Depends::Each(Rc::new(parts)))
}

/// The parts of a type that has structs in it, each of which is that part of the state.
pub(super) fn parts(ty: &Type, path: &[Key]) -> Option<Depends> {
    let inner = |at: usize| match ty {
        Type::Array(element, _) => Some(&**element),
        Type::Tuple(items) => items.get(at),
        _ => None,
    };
    if let Type::Number | Type::Named(_) = ty {
        return Some(Depends::Same(Rc::new(path.to_vec())));
    }
    let parts = (0..length(ty)?).map(|at| parts(inner(at)?, &[path, &[Key::At(at)]].concat()));
    parts.collect::<Option<_>>().map(|parts| Depends::Each(Rc::new(parts)))
}

/// Whether a type has structs in it.
pub(super) fn has_structs(ty: &Type) -> bool {
    match ty {
        Type::Array(element, _) => has_structs(element),
        Type::Tuple(items) => items.iter().any(has_structs),
        Type::Named(_) => true,
        Type::Number | Type::Mask | Type::Told(_) => false,
    }
}
