//! The number that times and steps are measured in.

use core::marker::PhantomData;
use core::ops::{Mul, Neg};

use crate::num::{Dual, Lanes, Real, Width};

/// A number in which times and step sizes are measured when the state's number is `T`.
///
/// It is `T` itself, or the plain `f64` or `f32` below it. A plain step size multiplies a dual state at the cost of a
/// plain product, so a solve whose end times are not differentiated asks for plain times; dual times give the
/// derivatives by `t0` and `t1`. On lanes a plain time is that of every lane.
#[diagnostic::on_unimplemented(
    message = "times measured in `{Self}` do not fit a state of `{T}`",
    note = "measure times in the state's own number, or in the plain f32 or f64 below it"
)]
pub trait Time<T: Real>: Real {
    /// The time as one of the state's numbers, without tangents of its own beyond those it has.
    fn lift(self) -> T;
    /// `x · self`
    fn stretch(self, x: T) -> T;
    /// `x · self + y`, fused as in [`Real::fma`].
    fn stretch_add(self, x: T, y: T) -> T;
    /// [`stretch`](Time::stretch), of eight side by side.
    #[doc(hidden)]
    #[inline(always)]
    fn stretch_eight(self, x: [T; 8]) -> [T; 8] {
        x.map(|x| self.stretch(x))
    }
    /// [`stretch_add`](Time::stretch_add), of eight side by side.
    #[doc(hidden)]
    #[inline(always)]
    fn stretch_add_eight(self, x: [T; 8], y: [T; 8]) -> [T; 8] {
        core::array::from_fn(|i| self.stretch_add(x[i], y[i]))
    }
}

impl<T: Real> Time<T> for T {
    #[inline(always)]
    fn lift(self) -> T {
        self
    }
    #[inline(always)]
    fn stretch(self, x: T) -> T {
        x * self
    }
    #[inline(always)]
    fn stretch_add(self, x: T, y: T) -> T {
        x.fma(self, y)
    }
    #[inline(always)]
    fn stretch_eight(self, x: [T; 8]) -> [T; 8] {
        T::eight_mul(x, [self; 8])
    }
    #[inline(always)]
    fn stretch_add_eight(self, x: [T; 8], y: [T; 8]) -> [T; 8] {
        T::eight_fma(x, [self; 8], y)
    }
}

macro_rules! plain_time {
    ($($t:ty),*) => {$(
        impl<T: Real, const K: usize> Time<Dual<T, K>> for $t
        where
            $t: Time<T>,
        {
            #[inline(always)]
            fn lift(self) -> Dual<T, K> {
                Dual::new(self.lift(), [T::ZERO; K])
            }
            #[inline(always)]
            fn stretch(self, x: Dual<T, K>) -> Dual<T, K> {
                Dual::new(self.stretch(x.re), x.map_eps(|e| self.stretch(e)))
            }
            #[inline(always)]
            fn stretch_add(self, x: Dual<T, K>, y: Dual<T, K>) -> Dual<T, K> {
                Dual::new(self.stretch_add(x.re, y.re), x.zip_eps(&y, |e, f| self.stretch_add(e, f)))
            }
        }

        impl<const W: usize> Time<Lanes<$t, W>> for $t
        where
            $t: Width<W>,
        {
            #[inline(always)]
            fn lift(self) -> Lanes<$t, W> {
                Lanes::splat(self)
            }
            #[inline(always)]
            fn stretch(self, x: Lanes<$t, W>) -> Lanes<$t, W> {
                x * Lanes::splat(self)
            }
            #[inline(always)]
            fn stretch_add(self, x: Lanes<$t, W>, y: Lanes<$t, W>) -> Lanes<$t, W> {
                x.fma(Lanes::splat(self), y)
            }
        }
    )*};
}

plain_time!(f32, f64);

/// A time as a factor of numbers `T`: what `f` is multiplied by on its way into `base + c · f`. A plain one costs a dual number a
/// plain product.
#[derive(Clone, Copy, Debug)]
pub struct Scale<H, T>(H, PhantomData<T>);

impl<T: Real, H: Time<T>> Scale<H, T> {
    /// The factor.
    #[inline(always)]
    pub fn new(c: H) -> Self {
        Self(c, PhantomData)
    }
    /// The factor times a constant.
    #[inline(always)]
    pub fn times(self, k: f64) -> Self {
        Self(self.0.times(k), PhantomData)
    }
    /// The factor over a constant.
    #[inline(always)]
    pub fn over(self, k: f64) -> Self {
        Self(self.0.over(k), PhantomData)
    }
    /// `self · x + y`, fused as in [`Real::fma`].
    #[inline(always)]
    pub fn fma(self, x: T, y: T) -> T {
        self.0.stretch_add(x, y)
    }
}

impl<T: Real, H: Time<T>> Neg for Scale<H, T> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(-self.0, PhantomData)
    }
}

impl<T: Real, H: Time<T>> Mul<T> for Scale<H, T> {
    type Output = T;
    #[inline(always)]
    fn mul(self, x: T) -> T {
        self.0.stretch(x)
    }
}
