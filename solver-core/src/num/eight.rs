//! Eight numbers side by side, where a function computes the same of each: they fill the widest register.
//!
//! The macros write a row of equations that differ in their variables alone with these, and long sums of products. The
//! compiler would find some such rows by itself, and lose the next. Every operation is the number's own, with its bits:
//! `f64` and `f32` do them by registers, and any other number one by one.

use core::ops::{Add, Mul, Neg, Sub};

use crate::num::Real;

/// Eight numbers side by side.
#[derive(Clone, Copy, Debug)]
pub struct Eight<T>(pub [T; 8]);

impl<T: Real> Eight<T> {
    /// The same number eight times.
    #[inline(always)]
    pub fn splat(x: T) -> Self {
        Self([x; 8])
    }
    /// `self · a + b`: [`Real::fma`].
    #[inline(always)]
    pub fn fma(self, a: Self, b: Self) -> Self {
        Self(T::eight_fma(self.0, a.0, b.0))
    }
    /// `self · c`
    #[inline(always)]
    pub fn times(self, c: f64) -> Self {
        Self(T::eight_times(self.0, c))
    }
    /// `self · c + b`: [`Real::times_add`].
    #[inline(always)]
    pub fn times_add(self, c: f64, b: Self) -> Self {
        Self(T::eight_times_add(self.0, c, b.0))
    }
}

impl<T: Real> Add for Eight<T> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(T::eight_add(self.0, other.0))
    }
}

impl<T: Real> Sub for Eight<T> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(T::eight_sub(self.0, other.0))
    }
}

impl<T: Real> Mul for Eight<T> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(T::eight_mul(self.0, other.0))
    }
}

impl<T: Real> Neg for Eight<T> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(self.0.map(|x| -x))
    }
}

/// `Σ aᵢ bᵢ`, in an order that is the same for every number and on every target: eight sums side by side, of every eighth
/// product and from the last to the first, each step fused as in [`Real::fma`]; these added by halves; and then what is left
/// over at the end.
#[inline(always)]
pub fn sum_of_products<T: Real, const N: usize>(a: [T; N], b: [T; N]) -> T {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks(), b.as_chunks());
    let eights = a.iter().zip(b).rev().fold(None, |parts: Option<Eight<T>>, (a, b)| {
        let (a, b) = (Eight(*a), Eight(*b));
        Some(parts.map_or_else(|| a * b, |parts| a.fma(b, parts)))
    });
    let whole = eights.map(|Eight(parts)| T::eight_sum(parts));
    let rest = a_rest
        .iter()
        .zip(b_rest)
        .rev()
        .fold(whole, |sum, (a, b)| Some(sum.map_or_else(|| *a * *b, |sum| a.fma(*b, sum))));
    rest.unwrap_or(T::ZERO)
}
