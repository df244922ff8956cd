//! What a function is given, and what a pattern found: whether that is a value or a reference, and whether a constant becomes a
//! number, only the compiler knows.

use core::ops::Deref;

use crate::num::Real;

/// What a pattern found: `*` reads it, if it is a reference, and it is itself else.
#[derive(Clone, Copy, Debug)]
pub struct Found<V>(Itself<V>);

/// What was found, whatever it is.
#[derive(Clone, Copy, Debug)]
pub struct Itself<V>(V);

impl<V> Found<V> {
    /// Of a value.
    #[inline(always)]
    pub const fn of(value: V) -> Self {
        Self(Itself(value))
    }
}

impl<V: Clone> Found<&V> {
    /// What the reference is to.
    #[inline(always)]
    #[must_use]
    pub fn read(&self) -> V {
        self.0.0.clone()
    }
}

impl<V> Deref for Found<V> {
    type Target = Itself<V>;

    #[inline(always)]
    fn deref(&self) -> &Itself<V> {
        &self.0
    }
}

impl<V: Clone> Itself<V> {
    /// The value.
    #[inline(always)]
    #[must_use]
    pub fn read(&self) -> V {
        self.0.clone()
    }
}

/// What stands outside, as an argument: what holds numbers is made what the function takes, anything else is itself.
#[derive(Debug)]
pub struct Outside<V>(Itself<V>);

impl<V> Outside<V> {
    /// What stands outside.
    #[inline(always)]
    pub fn of(value: V) -> Self {
        Self(Itself(value))
    }
}

impl<V: Numbers> Outside<V> {
    /// The argument.
    #[inline(always)]
    pub fn given<A>(self) -> A
    where
        V: Given<A>,
    {
        self.0.0.given()
    }
}

impl<V> Deref for Outside<V> {
    type Target = Itself<V>;

    #[inline(always)]
    fn deref(&self) -> &Itself<V> {
        &self.0
    }
}

impl<V: Clone> Itself<V> {
    /// The argument.
    #[inline(always)]
    pub fn given<A>(&self) -> A
    where
        V: Taken<A>,
    {
        self.0.clone().taken()
    }
}

/// What holds numbers, which may be differentiated where they are given.
pub trait Numbers {}

impl Numbers for f64 {}
impl Numbers for &f64 {}
impl<V: Numbers, const N: usize> Numbers for [V; N] {}
impl<V: Floats, const N: usize> Numbers for &[V; N] {}

/// Of these, what holds nothing else.
pub trait Floats {}

impl Floats for f64 {}
impl<V: Floats, const N: usize> Floats for [V; N] {}

/// What is of the type that a function takes, a reference to it, or a reference to an array where it takes a slice.
#[diagnostic::on_unimplemented(
    message = "the function takes a `{A}` here, and this is a `{Self}`",
    label = "of this type"
)]
pub trait Taken<A> {
    /// The argument.
    fn taken(self) -> A;
}

#[diagnostic::do_not_recommend]
impl<A> Taken<A> for A {
    #[inline(always)]
    fn taken(self) -> A {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<'a, A, const N: usize> Taken<&'a [A]> for &'a [A; N] {
    #[inline(always)]
    fn taken(self) -> &'a [A] {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<A: Clone> Taken<A> for &A {
    #[inline(always)]
    fn taken(self) -> A {
        self.clone()
    }
}

/// A constant as an argument of whatever type: a number where one is differentiated, itself where not.
#[diagnostic::on_unimplemented(
    message = "the function takes a `{A}` here, and this is a `{Self}`",
    label = "of this type"
)]
pub trait Given<A> {
    /// The argument.
    fn given(self) -> A;
}

#[diagnostic::do_not_recommend]
impl<T: Real> Given<T> for f64 {
    #[inline(always)]
    fn given(self) -> T {
        T::lit(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Real> Given<T> for &f64 {
    #[inline(always)]
    fn given(self) -> T {
        T::lit(*self)
    }
}

impl<A, C: Given<A>, const N: usize> Given<[A; N]> for [C; N] {
    #[inline(always)]
    fn given(self) -> [A; N] {
        self.map(C::given)
    }
}

impl<A, C: Given<A> + Copy, const N: usize> Given<[A; N]> for &[C; N] {
    #[inline(always)]
    fn given(self) -> [A; N] {
        self.map(C::given)
    }
}

impl<'a, const N: usize> Given<&'a [f64]> for &'a [f64; N] {
    #[inline(always)]
    fn given(self) -> &'a [f64] {
        self
    }
}

impl<'a, const N: usize> Given<&'a [f64; N]> for &'a [f64; N] {
    #[inline(always)]
    fn given(self) -> &'a [f64; N] {
        self
    }
}

impl<'a, const M: usize, const N: usize> Given<&'a [[f64; M]]> for &'a [[f64; M]; N] {
    #[inline(always)]
    fn given(self) -> &'a [[f64; M]] {
        self
    }
}

impl<'a, const M: usize, const N: usize> Given<&'a [[f64; M]; N]> for &'a [[f64; M]; N] {
    #[inline(always)]
    fn given(self) -> &'a [[f64; M]; N] {
        self
    }
}

macro_rules! given_tuples {
    ($(($($from:ident $to:ident $name:ident),*))*) => {$(
        impl<$($from: Numbers),*> Numbers for ($($from,)*) {}
        impl<$($from: Numbers),*> Numbers for &($($from,)*) {}

        impl<$($to, $from: Given<$to>),*> Given<($($to,)*)> for ($($from,)*) {
            #[inline(always)]
            fn given(self) -> ($($to,)*) {
                let ($($name,)*) = self;
                ($($name.given(),)*)
            }
        }

        impl<$($to, $from: Given<$to> + Copy),*> Given<($($to,)*)> for &($($from,)*) {
            #[inline(always)]
            fn given(self) -> ($($to,)*) {
                (*self).given()
            }
        }
    )*};
}

given_tuples! { (A B a, C D c) (A B a, C D c, E F e) (A B a, C D c, E F e, G H g) }

macro_rules! given {
    ($($t:ty)*) => {$(
        impl Numbers for $t {}
        impl Given<$t> for $t {
            #[inline(always)]
            fn given(self) -> $t {
                self
            }
        }
    )*};
}

given!(f32 bool usize isize u8 u16 u32 u64 i8 i16 i32 i64);
