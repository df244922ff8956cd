//! What a constant expression reads of what stands outside of a function: a table of indices, of flags or of structs, which the
//! macro knows by its name alone.
//!
//! An array or a slice is read; what else a name may stand for, such as a `LazyLock` or a type with an `Index` of its own, is not
//! known when it is compiled. A constant expression calls no trait's methods, so that a type is asked in a closure which is never
//! called, and what follows is chosen by the type of its answer: [`Readable`] or [`Opaque`].

use core::marker::PhantomData;
use core::ops::Deref;

/// It is read when it is compiled.
#[derive(Debug)]
pub struct Readable;

/// It is not known when it is compiled.
#[derive(Debug)]
pub struct Opaque;

/// A type, asked what it is. What is in this type's own methods is [`Readable`]; all else is not, by [`Otherwise`].
#[derive(Debug)]
pub struct Asked<'a, T: ?Sized>(PhantomData<&'a T>);

/// What is outside, and whether it is read.
#[derive(Debug)]
pub struct Outside<'a, T: ?Sized, K>(&'a T, PhantomData<K>);

/// What is outside, by the answer to a question about its type.
pub const fn outside<'a, T: ?Sized, K>(of: &'a T, _: fn(&Asked<'a, T>) -> K) -> Outside<'a, T, K> {
    Outside(of, PhantomData)
}

/// What a type is not.
pub trait Otherwise {
    /// No array, and no slice.
    fn elements(&self) -> Opaque {
        Opaque
    }
    /// No reference.
    fn reference(&self) -> Opaque {
        Opaque
    }
    /// No integer.
    fn integer(&self) -> Opaque {
        Opaque
    }
    /// No truth value.
    fn flag(&self) -> Opaque {
        Opaque
    }
}

impl<T: ?Sized> Otherwise for Asked<'_, T> {}

/// What stands for something else may have its fields from there.
pub trait OfAnother {
    /// A field may be another one's.
    fn fields(&self) -> Opaque {
        Opaque
    }
}

impl<T: ?Sized + Deref> OfAnother for Asked<'_, T> {}

/// What stands for itself has fields of its own. It is found behind [`OfAnother`], since it takes another reference.
pub trait OfItsOwn {
    /// A field is its own.
    fn fields(&self) -> Readable {
        Readable
    }
}

impl<T: ?Sized> OfItsOwn for &Asked<'_, T> {}

impl<A, const N: usize> Asked<'_, [A; N]> {
    /// An array has elements.
    pub fn elements(&self) -> Readable {
        Readable
    }
}

impl<A> Asked<'_, [A]> {
    /// A slice has elements.
    pub fn elements(&self) -> Readable {
        Readable
    }
}

impl<A: ?Sized> Asked<'_, &A> {
    /// It is a reference.
    pub fn reference(&self) -> Readable {
        Readable
    }
}

impl Asked<'_, usize> {
    /// An element that is not known has none: [`Outside::element`].
    pub fn fields(&self) -> Opaque {
        Opaque
    }
}

impl<'a, A, const N: usize> Outside<'a, [A; N], Readable> {
    /// How many elements there are.
    pub const fn count(self) -> Option<i128> {
        Some(N as i128)
    }

    /// The element at a place, if there is one.
    pub const fn element(self, at: Option<i128>) -> Option<&'a A> {
        element(self.0, at)
    }
}

impl<'a, A> Outside<'a, [A], Readable> {
    /// How many elements there are.
    pub const fn count(self) -> Option<i128> {
        Some(self.0.len() as i128)
    }

    /// The element at a place, if there is one.
    pub const fn element(self, at: Option<i128>) -> Option<&'a A> {
        element(self.0, at)
    }
}

const fn element<A>(of: &[A], at: Option<i128>) -> Option<&A> {
    match at {
        #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "it is below a length")]
        Some(at) if at >= 0 && at < of.len() as i128 => Some(&of[at as usize]),
        _ => None,
    }
}

impl<'a, A: ?Sized> Outside<'a, &'a A, Readable> {
    /// What it refers to.
    pub const fn lent(self) -> &'a A {
        self.0
    }
}

impl<'a, T: ?Sized> Outside<'a, T, Readable> {
    /// What has the fields.
    pub const fn fields<F>(self) -> Option<&'a T> {
        Some(self.0)
    }
}

impl<'a, T: ?Sized> Outside<'a, T, Opaque> {
    /// How many elements there are is not known.
    pub const fn count(self) -> Option<i128> {
        None
    }

    /// None is known. What is asked of it further is asked of an integer.
    pub const fn element(self, _at: Option<i128>) -> Option<&'a usize> {
        None
    }

    /// It is no reference.
    pub const fn lent(self) -> &'a T {
        self.0
    }

    /// Something with fields of the names `F` has, which is not there.
    pub const fn fields<F>(self) -> Option<&'a F> {
        None
    }

    /// No integer is known.
    pub const fn integer(self) -> Option<i128> {
        None
    }

    /// No truth value is known.
    pub const fn flag(self) -> Option<bool> {
        None
    }
}

macro_rules! integers {
    ($($t:ty)*) => {$(
        impl Asked<'_, $t> {
            /// It is an integer.
            pub fn integer(&self) -> Readable {
                Readable
            }
        }

        impl Outside<'_, $t, Readable> {
            /// The integer.
            pub const fn integer(self) -> Option<i128> {
                Some(*self.0 as i128)
            }
        }
    )*};
}

integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 i128 isize);

impl Asked<'_, bool> {
    /// It is a truth value.
    pub fn flag(&self) -> Readable {
        Readable
    }
}

impl Outside<'_, bool, Readable> {
    /// The truth value.
    pub const fn flag(self) -> Option<bool> {
        Some(*self.0)
    }
}
