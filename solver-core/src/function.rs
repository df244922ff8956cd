//! A differentiable function: its value, and the transpose of its derivative.

use core::marker::PhantomData;
use core::ops::Deref;

use crate::num::Real;
use crate::pattern::Pattern;
use crate::vector::Vector;

/// A function of a tuple of arguments whose reverse sweep is known: what `#[differentiable]` writes.
///
/// The transpose runs in two halves. [`eval_keep`](Differentiable::eval_keep) gives the value and what the second
/// half needs beside the arguments; [`vjp`](Differentiable::vjp) takes a cotangent of the output back to cotangents of
/// the arguments. Laws: `eval` and `eval_keep` give the same bits; `⟨w, ∂f·dx⟩ = ⟨vjp(w), dx⟩`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be differentiable over `{T}`",
    note = "mark the function with `#[differentiable]`, and write it for every `T: Real`, not for `f64` alone"
)]
pub trait Differentiable<T: Real> {
    /// The arguments, as a tuple; their cotangents have the same type.
    type Args;
    /// The value; its cotangent has the same type.
    type Output;
    /// What the transpose needs beside the arguments.
    type Kept: Clone;
    /// What the value depends on.
    #[doc(hidden)]
    const PATTERN: Pattern = Pattern::UNKNOWN;

    /// The value at `args`.
    fn eval(&self, args: &Self::Args) -> Self::Output;
    /// The value at `args`, and what its transpose needs.
    fn eval_keep(&self, args: &Self::Args) -> (Self::Output, Self::Kept);
    /// `wᵀ ∂f/∂args`, at the arguments and with what [`eval_keep`](Differentiable::eval_keep) kept there.
    fn vjp(&self, args: &Self::Args, kept: &Self::Kept, w: &Self::Output) -> Self::Args;
}

/// How a differentiable function is called by another one: with all its arguments in order, those among them that are
/// not differentiated. Those are fields of the type that stands for the function; where it has none, the arguments are
/// those of [`Differentiable`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be differentiable over `{T}`",
    note = "mark the function with `#[differentiable]`, and write it for every `T: Real`, not for `f64` alone"
)]
pub trait Called<T: Real> {
    /// All arguments, as a tuple; `'a` is how long what is lent to it lives.
    type All<'a>;
    /// The value.
    type Output;
    /// What the transpose needs beside the arguments.
    type Kept: Clone;
    /// The cotangents of the arguments; `()` for one that is not differentiated.
    type Bars;
    /// What the value depends on.
    const PATTERN: Pattern = Pattern::UNKNOWN;

    /// The `N` arguments of a call: what is wrong with them is said here, in the same words whatever is asked of the call, and
    /// so once.
    #[inline(always)]
    fn all<'a, 'l, const N: usize>(all: &'a <Self::All<'l> as Arguments<N>>::These<Self::All<'l>>) -> &'a Self::All<'l>
    where
        Self::All<'l>: Arguments<N>,
    {
        <Self::All<'l>>::all(all)
    }
    /// The value.
    fn call(all: &Self::All<'_>) -> Self::Output;
    /// The value, and what its transpose needs.
    fn call_keep(all: &Self::All<'_>) -> (Self::Output, Self::Kept);
    /// The transpose.
    fn call_vjp(all: &Self::All<'_>, kept: &Self::Kept, w: &Self::Output) -> Self::Bars;
}

/// A function without settings, by which it is called: the type that a function's own name stands for.
#[derive(Debug)]
pub struct Function<F>(PhantomData<F>);

impl<T: Real, F: Differentiable<T> + Default> Called<T> for Function<F> {
    type All<'a> = F::Args;
    type Output = F::Output;
    type Kept = F::Kept;
    type Bars = F::Args;
    const PATTERN: Pattern = F::PATTERN;

    #[inline(always)]
    fn call(all: &F::Args) -> F::Output {
        F::default().eval(all)
    }
    #[inline(always)]
    fn call_keep(all: &F::Args) -> (F::Output, F::Kept) {
        F::default().eval_keep(all)
    }
    #[inline(always)]
    fn call_vjp(all: &F::Args, kept: &F::Kept, w: &F::Output) -> F::Args {
        F::default().vjp(all, kept, w)
    }
}

/// A number of the type `N`: what calls a function of that alone.
#[diagnostic::on_unimplemented(
    message = "this is a function of `{N}` alone, and `{Self}` is any number; write it for all of them, `fn f<T: Real>(…)`",
    label = "called with other numbers than `{N}`"
)]
pub trait Is<N> {
    /// `X`, which is not known where the numbers are others: nothing is told of it then.
    type Of<X: Clone>: Clone;

    /// It is what it is.
    fn known<X: Clone>(x: X) -> Self::Of<X>;
    /// It was what it is.
    fn lent<X: Clone>(x: &Self::Of<X>) -> &X;
}

impl<N> Is<N> for N {
    type Of<X: Clone> = X;

    #[inline(always)]
    fn known<X: Clone>(x: X) -> X {
        x
    }
    #[inline(always)]
    fn lent<X: Clone>(x: &X) -> &X {
        x
    }
}

/// A function that is called for one number. Of one that gives something else it is told once, and what follows is a number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be differentiable over `{T}`",
    note = "mark the function with `#[differentiable]`, and write it for every `T: Real`, not for `f64` alone"
)]
pub trait CalledNumber<T: Real> {
    /// All arguments, as a tuple; `'a` is how long what is lent to it lives.
    type All<'a>;
    /// What the transpose needs beside the arguments.
    type Kept: Clone;
    /// The cotangents of the arguments; `()` for one that is not differentiated.
    type Bars;

    /// The `N` arguments of a call.
    #[inline(always)]
    fn all<'a, 'l, const N: usize>(all: &'a <Self::All<'l> as Arguments<N>>::These<Self::All<'l>>) -> &'a Self::All<'l>
    where
        Self::All<'l>: Arguments<N>,
    {
        <Self::All<'l>>::all(all)
    }
    /// The value.
    fn call(all: &Self::All<'_>) -> T;
    /// The value, and what its transpose needs.
    fn call_keep(all: &Self::All<'_>) -> (T, Self::Kept);
    /// The transpose.
    fn call_vjp(all: &Self::All<'_>, kept: &Self::Kept, w: &T) -> Self::Bars;
}

impl<T: Real, F: Called<T, Output: OneNumber<T>>> CalledNumber<T> for F {
    type All<'a> = F::All<'a>;
    type Kept = F::Kept;
    type Bars = F::Bars;

    #[inline(always)]
    fn call(all: &F::All<'_>) -> T {
        <F as Called<T>>::call(all).number()
    }
    #[inline(always)]
    fn call_keep(all: &F::All<'_>) -> (T, F::Kept) {
        let (value, kept) = <F as Called<T>>::call_keep(all);
        (value.number(), kept)
    }
    #[inline(always)]
    fn call_vjp(all: &F::All<'_>, kept: &F::Kept, w: &T) -> F::Bars {
        <F as Called<T>>::call_vjp(all, kept, &F::Output::of(*w))
    }
}

/// What a function gives that is called for one number.
#[diagnostic::on_unimplemented(
    message = "one number is meant here, and the function gives `{Self}`",
    label = "take the part of it that is meant"
)]
pub trait OneNumber<T> {
    /// It is the number.
    fn number(self) -> T;
    /// The number is what it is.
    fn of(number: T) -> Self;
}

impl<T: Real> OneNumber<T> for T {
    #[inline(always)]
    fn number(self) -> T {
        self
    }
    #[inline(always)]
    fn of(number: T) -> T {
        number
    }
}

/// Tuples of `N` arguments. Of a call that gives another number of them nothing else is told: of what types they are is not
/// known then.
#[diagnostic::on_unimplemented(
    message = "the function takes the arguments `{Self}`, and the call gives {N} of them",
    label = "give it one for each of these"
)]
pub trait Arguments<const N: usize> {
    /// `All`, the arguments themselves.
    type These<All>;

    /// They are what they are.
    fn all<All>(all: &Self::These<All>) -> &All;
}

macro_rules! arguments {
    ($($argument:ident)*; $n:literal) => {
        #[diagnostic::do_not_recommend]
        impl<$($argument),*> Arguments<$n> for ($($argument,)*) {
            type These<All> = All;

            #[inline(always)]
            fn all<All>(all: &All) -> &All {
                all
            }
        }
    };
    ($($argument:ident)*; $n:literal $next:ident $($rest:tt)*) => {
        arguments!($($argument)*; $n);
        arguments!($($argument)* $next; $($rest)*);
    };
}
arguments!(; 0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8 I 9 J 10 K 11 L 12 M 13 N 14 O 15 P 16 Q 17 R 18 S 19 T 20 U 21 V 22 W 23 X 24);

/// What has a body that the compiler checks by itself.
pub trait Checked<T> {
    /// It has a value where the body compiles.
    const BODY: bool;
}

/// `X`, where a body compiles, and else a type that is not known, of which the compiler tells nothing.
pub type Where<const BODY: bool, X> = <X as Known<BODY>>::Itself;

/// What is known where a body compiles.
pub trait Known<const BODY: bool> {
    /// It itself.
    type Itself;
}

impl<X, const BODY: bool> Known<BODY> for X {
    type Itself = X;
}

/// Where no program that compiles comes by: it is asked of the types, and so told where they are used.
macro_rules! refused {
    ($types:ty, $message:literal) => {
        const {
            assert!(size_of::<$types>() == usize::MAX, $message);
            panic!()
        }
    };
}

/// The cotangents of a call's arguments, of which the caller knows the types `G` as far as they are known there.
///
/// Where the arguments are of other types than the function takes, that is told of the call. Then nothing more is told of
/// their cotangents: they are of the types of what was given.
#[derive(Debug)]
pub struct Cotangents<G, B>(B, PhantomData<G>);

/// The cotangents that a call's transpose gives.
#[inline(always)]
pub fn cotangents<G, B>(bars: B) -> Cotangents<G, B> {
    Cotangents(bars, PhantomData)
}

impl<X> Cotangents<X, X> {
    /// The cotangents, of the types of the arguments.
    #[inline(always)]
    pub fn each(self) -> X {
        self.0
    }
}

impl<G, B> Deref for Cotangents<G, B> {
    type Target = Mistaken<G>;

    fn deref(&self) -> &Mistaken<G> {
        refused!((G, B), "the arguments of a call are not of the types that the function takes")
    }
}

/// A cotangent, and what is added to it where the two may be of two types: that is told of their lengths, and not here.
#[derive(Debug)]
pub struct Sum<'a, A, B>(pub &'a mut A, pub &'a B);

impl<X> Sum<'_, X, X> {
    /// Adds the one to the other.
    #[inline(always)]
    pub fn add<T: Real>(self)
    where
        X: Vector<T>,
    {
        self.0.add(self.1);
    }
}

impl<A, B> Deref for Sum<'_, A, B> {
    type Target = Mistaken<()>;

    fn deref(&self) -> &Mistaken<()> {
        refused!((A, B), "a sum is of two values of one type")
    }
}

/// In place of cotangents of the wrong types.
#[derive(Debug)]
pub struct Mistaken<G>(PhantomData<G>);

impl<G> Mistaken<G> {
    /// Adds nothing. No program that compiles asks for it.
    pub fn add<T: Real>(&self) {
        refused!((G, T), "a sum is of two values of one type");
    }

    /// Cotangents of the types of what was given. No program that compiles asks for them.
    pub fn each(&self) -> G {
        refused!(G, "the arguments of a call are not of the types that the function takes")
    }
}

/// An integer of a range, of any type.
pub trait Counts: Copy + PartialOrd {
    /// How many integers there are from this one on to another one, which is no smaller and not counted.
    fn below(self, end: Self) -> usize;
    /// The integer so many after this one.
    fn after(self, turns: usize) -> Self;
}

macro_rules! counts {
    ($($ty:ty as $unsigned:ty),*) => {$(
        impl Counts for $ty {
            #[inline(always)]
            #[allow(clippy::cast_sign_loss, reason = "modulo the type's size, the difference is no less than 0")]
            fn below(self, end: Self) -> usize {
                usize::try_from(end.wrapping_sub(self) as $unsigned).unwrap_or(usize::MAX)
            }

            #[inline(always)]
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_possible_wrap,
                reason = "modulo the type's size, in which the range ends"
            )]
            fn after(self, turns: usize) -> Self {
                self.wrapping_add(turns as Self)
            }
        }
    )*};
}
counts!(
    u8 as u8,
    u16 as u16,
    u32 as u32,
    u64 as u64,
    u128 as u128,
    usize as usize,
    i8 as u8,
    i16 as u16,
    i32 as u32,
    i64 as u64,
    i128 as u128,
    isize as usize
);

/// How many integers there are in `low..high`.
#[inline(always)]
pub fn turns<N: Counts>(low: N, high: N) -> usize {
    if low < high { low.below(high) } else { 0 }
}

/// How many integers there are in `low..=last`, with which their type may end.
#[inline(always)]
pub fn turns_to<N: Counts>(low: N, last: N) -> usize {
    if low <= last { low.below(last).saturating_add(1) } else { 0 }
}

/// The integer so many after `low`, of the type of both ends of a range.
#[inline(always)]
pub fn nth<N: Counts>(low: N, _like: N, turn: usize) -> N {
    low.after(turn)
}

/// A table whose rows are gone through.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, R: ?Sized>(pub &'a R);

macro_rules! rows {
    ($([$($generics:tt)*] $table:ty);* $(;)?) => {$(
        impl<A, $($generics)*> Rows<'_, $table> {
            /// How long the longest row is.
            #[must_use]
            pub const fn longest(&self) -> usize {
                let (rows, mut most, mut i) = (self.0, 0, 0);
                while i < rows.len() {
                    if rows[i].len() > most {
                        most = rows[i].len();
                    }
                    i += 1;
                }
                most
            }
        }
    )*};
}
rows!(
    [const N: usize, const M: usize] [[A; N]; M];
    [const N: usize, const M: usize] &[[A; N]; M];
    [const N: usize, const M: usize] [&[A; N]; M];
    [const N: usize] &[[A; N]];
    [const M: usize] [&[A]; M];
    [const M: usize] &[&[A]; M];
    [] &[&[A]];
);

/// A constant of a function of `f32` alone, as the `f64` that it is.
pub trait Wide {
    /// The same number.
    fn wide(self) -> f64;
}

impl Wide for f32 {
    #[inline(always)]
    fn wide(self) -> f64 {
        f64::from(self)
    }
}

impl Wide for f64 {
    #[inline(always)]
    fn wide(self) -> f64 {
        self
    }
}

/// What an operator is differentiated of: what a user's type has by its name is not known to the macro.
#[diagnostic::on_unimplemented(
    message = "operators are differentiated of numbers alone, and `{Self}` is none; take its parts, or call a `#[differentiable]` method",
    label = "an operator of this"
)]
pub trait Operand<T> {}

impl<T: Real> Operand<T> for T {}

/// What is a number, or the function does not compile.
#[inline(always)]
pub fn operand<T, X: Operand<T>>(x: X) -> X {
    x
}

/// What is noted for every turn of a loop, before there is something to note.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` changes in a loop within a loop, and none is known before the outer one begins",
    label = "of this function",
    note = "derive `Default` for it, or begin with a variant or a constant: `let mut state = {Self}::…;`"
)]
pub trait Noted {
    /// Any value.
    fn first() -> Self;
}

impl<N: Default> Noted for N {
    #[inline(always)]
    fn first() -> Self {
        Self::default()
    }
}
