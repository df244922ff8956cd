//! What a state, a parameter set, an input or a cotangent is: a vector over the number `T`.

use crate::layout::Layout;
use crate::num::{Mask, Real, Time};

/// A vector over `T`: a state, a parameter set, an input, and the cotangent of each of them.
///
/// A single number is one, arrays and tuples of vectors are, and `()` is the vector with no components; with the feature
/// `nalgebra`, its static vectors and matrices are, column by column: a field reads `y[0]` and `a[(0, 1)]`, and makes one of
/// another, `let mut dy = y; dy[0] = …; dy`. A struct of vectors derives it: `#[derive(Vector)]`. Another type of
/// your own implements [`zip`](Vector::zip), [`zip_mut`](Vector::zip_mut), [`map`](Vector::map) and
/// [`join`](Vector::join), which visit vectors of one shape component by component, in one fixed order.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a vector over `{T}`",
    label = "states and parameters are numbers, arrays, tuples of up to six, structs with `#[derive(Vector)]`, or `()`"
)]
pub trait Vector<T: Real>: Clone {
    /// The same shape over another number.
    type With<U: Real>: Vector<U>;

    /// Where its components are.
    #[doc(hidden)]
    const LAYOUT: Layout = Layout::Unknown;

    /// Visits the components of both, in order.
    fn zip(&self, other: &Self, f: &mut impl FnMut(T, T));
    /// Visits the components of both, in order, those of `self` to be changed.
    fn zip_mut(&mut self, other: &Self, f: &mut impl FnMut(&mut T, T));
    /// The vector of the same shape whose components are `f` of these, in order.
    fn map<U: Real>(&self, f: &mut impl FnMut(T) -> U) -> Self::With<U>;

    /// Visits the components of this vector and of one of its shape over another number, both to be changed.
    fn join<U: Real>(&mut self, other: &mut Self::With<U>, f: &mut impl FnMut(&mut T, &mut U));

    /// The zero vector of this shape.
    #[inline(always)]
    fn zero(&self) -> Self {
        let mut zero = self.clone();
        zero.zip_mut(self, &mut |z, _| *z = T::ZERO);
        zero
    }
    /// The vector of this shape whose every component is NaN.
    #[inline(always)]
    fn nan(&self) -> Self {
        let mut nan = self.clone();
        nan.zip_mut(self, &mut |x, _| *x = T::lit(f64::NAN));
        nan
    }
    /// `self += a · x`
    #[inline(always)]
    fn axpy<H: Time<T>>(&mut self, a: H, x: &Self) {
        self.zip_mut(x, &mut |s, x| *s = a.stretch_add(x, *s));
    }
    /// `row += a · x`, of as many vectors.
    #[doc(hidden)]
    #[inline(always)]
    fn axpy_row<H: Time<T>>(row: &mut [Self], a: H, x: &[Self]) {
        row.iter_mut().zip(x).for_each(|(s, x)| s.axpy(a, x));
    }
    /// `row = a · row`, of as many vectors.
    #[doc(hidden)]
    #[inline(always)]
    fn scale_row<H: Time<T>>(row: &mut [Self], a: H) {
        for s in row.iter_mut() {
            *s = s.scaled(a);
        }
    }
    /// `row += x`, of as many vectors.
    #[doc(hidden)]
    #[inline(always)]
    fn add_row(row: &mut [Self], x: &[Self]) {
        row.iter_mut().zip(x).for_each(|(s, x)| s.add(x));
    }
    /// `a · self`
    #[inline(always)]
    fn scaled<H: Time<T>>(&self, a: H) -> Self {
        let mut scaled = self.clone();
        scaled.zip_mut(self, &mut |s, x| *s = a.stretch(x));
        scaled
    }
    /// `self += x`
    #[inline(always)]
    fn add(&mut self, x: &Self) {
        self.zip_mut(x, &mut |s, x| *s += x);
    }
    /// `Σ selfᵢ xᵢ`
    #[inline(always)]
    fn dot(&self, x: &Self) -> T {
        let mut sum = T::ZERO;
        self.zip(x, &mut |a, b| sum = a.fma(b, sum));
        sum
    }
    /// Visits the components in order.
    #[inline(always)]
    fn each(&self, f: &mut impl FnMut(T)) {
        self.zip(self, &mut |a, _| f(a));
    }
    /// How many components there are.
    #[inline(always)]
    fn dimension(&self) -> usize {
        let mut n = 0;
        self.each(&mut |_| n += 1);
        n
    }
    /// Adds what a field's transpose has put off adding to this cotangent of parameters, so as to do it for many steps at
    /// once; called once, after the last step's transpose. A vector made of others passes it on to them.
    #[inline(always)]
    fn settle(&mut self) {}
    /// Whether every component is finite.
    #[inline(always)]
    fn is_finite(&self) -> bool {
        let mut finite = true;
        self.each(&mut |a| finite &= a.is_finite());
        finite
    }
}

impl<T: Real> Vector<T> for T {
    type With<U: Real> = U;
    const LAYOUT: Layout = Layout::Number;
    #[inline(always)]
    fn zip(&self, other: &Self, f: &mut impl FnMut(T, T)) {
        f(*self, *other);
    }
    #[inline(always)]
    fn zip_mut(&mut self, other: &Self, f: &mut impl FnMut(&mut T, T)) {
        f(self, *other);
    }
    #[inline(always)]
    fn axpy_row<H: Time<T>>(row: &mut [T], a: H, x: &[T]) {
        let ((eights, row), (xs, x)) = (row.as_chunks_mut(), x.as_chunks());
        eights.iter_mut().zip(xs).for_each(|(s, x)| *s = a.stretch_add_eight(*x, *s));
        row.iter_mut().zip(x).for_each(|(s, x)| *s = a.stretch_add(*x, *s));
    }
    #[inline(always)]
    fn scale_row<H: Time<T>>(row: &mut [T], a: H) {
        let (eights, row) = row.as_chunks_mut();
        for s in eights.iter_mut() {
            *s = a.stretch_eight(*s);
        }
        for s in row.iter_mut() {
            *s = a.stretch(*s);
        }
    }
    #[inline(always)]
    fn add_row(row: &mut [T], x: &[T]) {
        let ((eights, row), (xs, x)) = (row.as_chunks_mut(), x.as_chunks());
        eights.iter_mut().zip(xs).for_each(|(s, x)| *s = T::eight_add(*s, *x));
        row.iter_mut().zip(x).for_each(|(s, x)| *s += *x);
    }
    #[inline(always)]
    fn map<U: Real>(&self, f: &mut impl FnMut(T) -> U) -> U {
        f(*self)
    }
    #[inline(always)]
    fn join<U: Real>(&mut self, other: &mut U, f: &mut impl FnMut(&mut T, &mut U)) {
        f(self, other);
    }
}

impl<T: Real, V: Vector<T>, const N: usize> Vector<T> for [V; N] {
    type With<U: Real> = [V::With<U>; N];
    const LAYOUT: Layout = Layout::Array(&V::LAYOUT, N);
    #[inline(always)]
    fn zip(&self, other: &Self, f: &mut impl FnMut(T, T)) {
        for (a, b) in self.iter().zip(other) {
            a.zip(b, f);
        }
    }
    #[inline(always)]
    fn zip_mut(&mut self, other: &Self, f: &mut impl FnMut(&mut T, T)) {
        for (a, b) in self.iter_mut().zip(other) {
            a.zip_mut(b, f);
        }
    }
    #[inline(always)]
    fn map<U: Real>(&self, f: &mut impl FnMut(T) -> U) -> Self::With<U> {
        self.each_ref().map(|a| a.map(f))
    }
    #[inline(always)]
    fn join<U: Real>(&mut self, other: &mut Self::With<U>, f: &mut impl FnMut(&mut T, &mut U)) {
        for (a, b) in self.iter_mut().zip(other) {
            a.join(b, f);
        }
    }
    #[inline(always)]
    fn axpy<H: Time<T>>(&mut self, a: H, x: &Self) {
        if const { N < 8 } {
            self.iter_mut().zip(x).for_each(|(s, x)| s.axpy(a, x));
        } else {
            V::axpy_row(self, a, x);
        }
    }
    #[inline(always)]
    fn scaled<H: Time<T>>(&self, a: H) -> Self {
        let mut scaled = self.clone();
        if const { N < 8 } {
            for s in &mut scaled {
                *s = s.scaled(a);
            }
        } else {
            V::scale_row(&mut scaled, a);
        }
        scaled
    }
    #[inline(always)]
    fn add(&mut self, x: &Self) {
        if const { N < 8 } {
            self.iter_mut().zip(x).for_each(|(s, x)| s.add(x));
        } else {
            V::add_row(self, x);
        }
    }
    #[inline(always)]
    fn settle(&mut self) {
        self.iter_mut().for_each(V::settle);
    }
}

macro_rules! tuple {
    ($($V:ident $i:tt),*) => {
        impl<T: Real, $($V: Vector<T>),*> Vector<T> for ($($V,)*) {
            type With<Num: Real> = ($($V::With<Num>,)*);
            const LAYOUT: Layout = Layout::Parts(&[$((stringify!($i), $V::LAYOUT)),*]);
            #[inline(always)]
            fn zip(&self, other: &Self, f: &mut impl FnMut(T, T)) {
                let _ = (other, &f);
                $(self.$i.zip(&other.$i, f);)*
            }
            #[inline(always)]
            fn zip_mut(&mut self, other: &Self, f: &mut impl FnMut(&mut T, T)) {
                let _ = (other, &f);
                $(self.$i.zip_mut(&other.$i, f);)*
            }
            #[inline(always)]
            #[allow(clippy::unused_unit, reason = "the empty tuple is a vector too")]
            fn map<Num: Real>(&self, f: &mut impl FnMut(T) -> Num) -> Self::With<Num> {
                let _ = &f;
                ($(self.$i.map(f),)*)
            }
            #[inline(always)]
            fn join<Num: Real>(&mut self, other: &mut Self::With<Num>, f: &mut impl FnMut(&mut T, &mut Num)) {
                let _ = (&other, &f);
                $(self.$i.join(&mut other.$i, f);)*
            }
            #[inline(always)]
            #[allow(clippy::unused_unit, reason = "the empty tuple is a vector too")]
            fn zero(&self) -> Self {
                ($(self.$i.zero(),)*)
            }
            #[inline(always)]
            fn settle(&mut self) {
                $(self.$i.settle();)*
            }
        }
    };
}

macro_rules! tuple_zeros {
    ($($V:ident),*) => {
        impl<T: Real, $($V: Zeros<T>),*> Zeros<T> for ($($V,)*) {
            #[inline(always)]
            #[allow(clippy::unused_unit, reason = "the empty tuple is a vector too")]
            fn zeros() -> Self {
                ($($V::zeros(),)*)
            }
        }
    };
}

tuple_zeros!();
tuple_zeros!(A);
tuple_zeros!(A, B);
tuple_zeros!(A, B, C);
tuple_zeros!(A, B, C, D);
tuple_zeros!(A, B, C, D, E);
tuple_zeros!(A, B, C, D, E, F);

tuple!();
tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);

/// A vector on its way from step to step, which begins where a cache line does: a large one is stored and read back by whole
/// registers, and what lies across two lines is read only after both are written.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(target_arch = "x86_64", repr(align(64)))]
pub(crate) struct Aligned<V>(pub(crate) V);

impl<V> core::ops::Deref for Aligned<V> {
    type Target = V;
    #[inline(always)]
    fn deref(&self) -> &V {
        &self.0
    }
}

impl<V> core::ops::DerefMut for Aligned<V> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut V {
        &mut self.0
    }
}

/// What `gradient` stores on the stack, a copy a step.
#[diagnostic::on_unimplemented(
    message = "`gradient` stores states on the stack, and `{Self}` does not lie there",
    note = "use `gradient_reverse` with a schedule and slots that are lent: `&Every, &mut vec![KeptSlot::new(&y0); steps][..]`"
)]
pub trait OnStack: Copy {}

#[diagnostic::do_not_recommend]
impl<V: Copy> OnStack for V {}

/// A vector whose zero is known without one of its shape at hand.
#[diagnostic::on_unimplemented(
    message = "the zero of `{Self}` over `{T}` is not known without one at hand",
    label = "numbers, arrays, tuples and structs with `#[derive(Vector)]` have one"
)]
pub trait Zeros<T: Real>: Vector<T> {
    /// The zero vector.
    fn zeros() -> Self;
    /// How many channels a vector of noise has: its components, those of its Lévy areas not counted again.
    #[inline(always)]
    fn channels() -> usize {
        Self::zeros().dimension()
    }
    /// The noise whose increment in channel `c`, with its Lévy areas H and K, is `f(count, c)`: `count` is how many of the three
    /// are read. Each channel is asked for once.
    #[inline(always)]
    fn drawn(f: &mut impl FnMut(usize, usize) -> [T; 3]) -> Self {
        let zeros = Self::zeros();
        let (mut drawn, mut channel) = (zeros.clone(), 0);
        drawn.zip_mut(&zeros, &mut |x, _| {
            [*x, _, _] = f(1, channel);
            channel += 1;
        });
        drawn
    }
}

/// What the macros ask of a type as a vector. Where it is none that is told already, and this is what they have instead.
#[derive(Debug)]
pub struct AsVector<V, T>(core::marker::PhantomData<(V, T)>);

impl<V: Vector<T>, T: Real> AsVector<V, T> {
    /// The layout.
    pub const LAYOUT: Layout = V::LAYOUT;

    /// A zero of the same shape.
    #[inline(always)]
    pub fn zero(of: &V) -> V {
        of.zero()
    }
    /// Calls `f` on each component and the same one over another number.
    #[inline(always)]
    pub fn join<U: Real>(this: &mut V, other: &mut V::With<U>, f: &mut impl FnMut(&mut T, &mut U)) {
        this.join(other, f);
    }
}

impl<V: Zeros<T>, T: Real> AsVector<V, T> {
    /// The zero.
    #[inline(always)]
    pub fn zeros() -> V {
        V::zeros()
    }
}

/// The same of what is no vector. No program that compiles asks for it.
pub trait NoVector<V> {
    /// No layout.
    const LAYOUT: Layout = Layout::Unknown;

    /// No zero.
    fn zero(_: &V) -> V {
        Self::zeros()
    }
    /// No components.
    fn join<U, F>(_: &mut V, _: &mut U, _: &mut F) {
        let _ = Self::zeros();
    }
    /// No zero.
    fn zeros() -> V {
        // Asked of the types, and so told where they are used.
        const {
            assert!(size_of::<V>() == usize::MAX, "what is differentiated is a vector");
            panic!()
        }
    }
}

impl<V, T> NoVector<V> for AsVector<V, T> {}

impl<T: Real> Zeros<T> for T {
    #[inline(always)]
    fn zeros() -> T {
        T::ZERO
    }
}

impl<T: Real, V: Zeros<T>, const N: usize> Zeros<T> for [V; N] {
    #[inline(always)]
    fn zeros() -> Self {
        core::array::from_fn(|_| V::zeros())
    }
}

#[cfg(feature = "nalgebra")]
mod nalgebra_static {
    //! nalgebra's static vectors and matrices, column by column.

    use nalgebra::{ArrayStorage, SMatrix};

    use super::{Vector, Zeros, select};
    use crate::layout::Layout;
    use crate::num::{Choice, Real};

    impl<T: Real, const R: usize, const C: usize> Vector<T> for SMatrix<T, R, C> {
        type With<U: Real> = SMatrix<U, R, C>;
        const LAYOUT: Layout = if C == 1 { Layout::Array(&T::LAYOUT, R) } else { Layout::Matrix(&T::LAYOUT, R, C) };
        #[inline(always)]
        fn zip(&self, other: &Self, f: &mut impl FnMut(T, T)) {
            self.data.0.zip(&other.data.0, f);
        }
        #[inline(always)]
        fn zip_mut(&mut self, other: &Self, f: &mut impl FnMut(&mut T, T)) {
            self.data.0.zip_mut(&other.data.0, f);
        }
        #[inline(always)]
        fn map<U: Real>(&self, f: &mut impl FnMut(T) -> U) -> SMatrix<U, R, C> {
            SMatrix::from_array_storage(ArrayStorage(Vector::<T>::map(&self.data.0, f)))
        }
        #[inline(always)]
        fn join<U: Real>(&mut self, other: &mut SMatrix<U, R, C>, f: &mut impl FnMut(&mut T, &mut U)) {
            Vector::<T>::join(&mut self.data.0, &mut other.data.0, f);
        }
    }

    impl<T: Real, const R: usize, const C: usize> Choice<T> for SMatrix<T, R, C> {
        #[inline(always)]
        fn select(mask: T::Mask, yes: Self, no: Self) -> Self {
            select::<T, _>(mask, yes, &no)
        }
    }

    impl<T: Real, const R: usize, const C: usize> Zeros<T> for SMatrix<T, R, C> {
        #[inline(always)]
        fn zeros() -> Self {
            SMatrix::from_array_storage(ArrayStorage([[T::ZERO; R]; C]))
        }
    }
}

/// The zero vector of the type that `value` would give; `value` is not called.
#[inline(always)]
pub fn zeros_of<T: Real, V: Zeros<T>>(value: impl FnOnce() -> V) -> V {
    let _ = value;
    V::zeros()
}

/// `yes` where the mask says so and `no` elsewhere, component by component.
#[inline(always)]
pub fn select<T: Real, V: Vector<T>>(mask: T::Mask, mut yes: V, no: &V) -> V {
    yes.zip_mut(no, &mut |yes, no| *yes = T::select(mask, *yes, no));
    yes
}

/// Whether every component is 0, with its tangents: see [`Real::vanishes`].
#[inline(always)]
pub fn vanishes<T: Real, V: Vector<T>>(value: &V) -> T::Mask {
    let mut all = T::Mask::splat(true);
    value.each(&mut |x| all = all & x.vanishes());
    all
}

/// A value as a function is given it that is called in an arm: see [`Real::within`].
#[inline(always)]
pub fn within<T: Real, V: Vector<T>>(live: T::Mask, mut value: V) -> V {
    if !live.all() {
        value.zip_mut(&value.clone(), &mut |x, _| *x = x.within(live));
    }
    value
}

/// The same of what is lent; where it is another value, `place` has it.
#[inline(always)]
pub fn lent_within<'a, T: Real, V: Vector<T>>(live: T::Mask, value: &'a V, place: &'a mut Option<V>) -> &'a V {
    if live.all() { value } else { place.insert(within::<T, _>(live, value.clone())) }
}

/// `a + b`
#[inline(always)]
pub fn sum<T: Real, V: Vector<T>>(mut a: V, b: &V) -> V {
    a.add(b);
    a
}
