//! Forward mode: a number with its derivatives along `K` directions.

use core::cmp::Ordering;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use crate::num::{Real, partial};

/// A number and its derivatives along `K` directions at once: `re + Σ eps[k] εₖ` with `εₖ εⱼ = 0`.
///
/// It nests: `Dual<Dual<f64, 2>, 3>` carries second derivatives. Equality and order compare `re` alone, at every level,
/// as the code that branches on a number would.
///
/// ```
/// use tapeless::{Dual, Real};
/// let x = Dual::variable(2.0, 0);
/// let y: Dual<f64, 1> = x * x * x;
/// assert_eq!((y.re, y.eps[0]), (8.0, 12.0));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Dual<T, const K: usize> {
    /// The value.
    pub re: T,
    /// The derivatives along the directions.
    pub eps: [T; K],
}

impl<T: Real, const K: usize> Dual<T, K> {
    /// A value with its tangents.
    #[inline(always)]
    pub const fn new(re: T, eps: [T; K]) -> Self {
        Self { re, eps }
    }

    /// The independent variable of direction `k`: tangent 1 there and 0 elsewhere; no direction where `k >= K`.
    #[inline(always)]
    pub fn variable(re: T, k: usize) -> Self {
        let mut eps = [T::ZERO; K];
        if let Some(e) = eps.get_mut(k) {
            *e = T::ONE;
        }
        Self { re, eps }
    }

    /// `f(self)` from the value `y` of f and its derivative `d` there.
    #[inline(always)]
    fn chain(self, y: T, d: T) -> Self {
        Self { re: y, eps: self.map_eps(|e| e * d) }
    }

    /// `f(self, other)` from its value and its two partial derivatives.
    #[inline(always)]
    fn chain2(self, other: Self, y: T, (da, db): (T, T)) -> Self {
        Self { re: y, eps: self.zip_eps(&other, |a, b| a.fma(da, b * db)) }
    }

    #[inline(always)]
    pub(crate) fn map_eps(&self, f: impl Fn(T) -> T) -> [T; K] {
        let mut eps = self.eps;
        for e in &mut eps {
            *e = f(*e);
        }
        eps
    }

    #[inline(always)]
    pub(crate) fn zip_eps(&self, other: &Self, f: impl Fn(T, T) -> T) -> [T; K] {
        let mut eps = self.eps;
        for (e, o) in eps.iter_mut().zip(&other.eps) {
            *e = f(*e, *o);
        }
        eps
    }
}

impl<T: Real, const K: usize> PartialEq for Dual<T, K> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.re == other.re
    }
}

impl<T: Real + PartialOrd, const K: usize> PartialOrd for Dual<T, K> {
    #[inline(always)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.re.partial_cmp(&other.re)
    }
}

impl<T: Real, const K: usize> Neg for Dual<T, K> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self { re: -self.re, eps: self.map_eps(|e| -e) }
    }
}

impl<T: Real, const K: usize> Add for Dual<T, K> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, eps: self.zip_eps(&other, |a, b| a + b) }
    }
}

impl<T: Real, const K: usize> Sub for Dual<T, K> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self { re: self.re - other.re, eps: self.zip_eps(&other, |a, b| a - b) }
    }
}

impl<T: Real, const K: usize> Mul for Dual<T, K> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.chain2(other, self.re * other.re, (other.re, self.re))
    }
}

impl<T: Real, const K: usize> Div for Dual<T, K> {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        let re = self.re / other.re;
        let d = other.re.under(1.0);
        self.chain2(other, re, (d, -(re * d)))
    }
}

macro_rules! assign {
    ($($trait:ident $name:ident $op:tt),*) => {$(
        impl<T: Real, const K: usize> $trait for Dual<T, K> {
            #[inline(always)]
            fn $name(&mut self, other: Self) {
                *self = *self $op other;
            }
        }
    )*};
}

assign!(AddAssign add_assign +, SubAssign sub_assign -, MulAssign mul_assign *, DivAssign div_assign /);

macro_rules! dual_unary {
    (; $($doc:literal, $name:ident, $from:tt, |$x:ident, $y:ident| $d:expr;)*) => {$(
        #[inline(always)]
        fn $name(self) -> Self {
            let y = self.re.$name();
            self.chain(y, partial::$name(self.re, y))
        }
    )*};
}

/// The chain rule. Of a power, an exponent without a tangent is a constant: the base may then be 0 or negative.
macro_rules! chain2 {
    (powf, $x:ident, $exponent:ident, $y:ident, $partials:expr) => {{
        let (by_base, by_exponent) = $partials;
        let eps = $x.zip_eps(&$exponent, |x, exponent| {
            x * by_base + T::choose(exponent.vanishes(), || T::ZERO, || exponent * by_exponent)
        });
        Self { re: $y, eps }
    }};
    ($name:ident, $x:ident, $other:ident, $y:ident, $partials:expr) => {
        $x.chain2($other, $y, $partials)
    };
}

macro_rules! dual_binary {
    (; $($doc:literal, $name:ident, $from:tt, |$a:ident, $b:ident, $y:ident| $d:expr;)*) => {$(
        #[inline(always)]
        fn $name(self, other: Self) -> Self {
            let y = self.re.$name(other.re);
            chain2!($name, self, other, y, partial::$name(self.re, other.re, y))
        }
    )*};
}

impl<T: Real, const K: usize> Real for Dual<T, K> {
    type Base = T::Base;
    type Mask = T::Mask;
    const ZERO: Self = Self { re: T::ZERO, eps: [T::ZERO; K] };
    const ONE: Self = Self { re: T::ONE, eps: [T::ZERO; K] };

    #[inline(always)]
    fn lit(c: f64) -> Self {
        Self { re: T::lit(c), eps: [T::ZERO; K] }
    }
    #[inline(always)]
    fn count(n: usize) -> Self {
        Self { re: T::count(n), eps: [T::ZERO; K] }
    }
    #[inline(always)]
    fn constant(c: T::Base) -> Self {
        Self { re: T::constant(c), eps: [T::ZERO; K] }
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        self.re.to_f64()
    }
    #[inline(always)]
    fn plus(self, c: f64) -> Self {
        Self { re: self.re.plus(c), eps: self.eps }
    }
    #[inline(always)]
    fn times(self, c: f64) -> Self {
        Self { re: self.re.times(c), eps: self.map_eps(|e| e.times(c)) }
    }
    #[inline(always)]
    fn times_add(self, c: f64, b: Self) -> Self {
        Self { re: self.re.times_add(c, b.re), eps: self.zip_eps(&b, |e, f| e.times_add(c, f)) }
    }
    #[inline(always)]
    fn over(self, c: f64) -> Self {
        Self { re: self.re.over(c), eps: self.map_eps(|e| e.over(c)) }
    }
    #[inline(always)]
    fn under(self, c: f64) -> Self {
        let y = self.re.under(c);
        self.chain(y, -(y / self.re))
    }
    #[inline(always)]
    fn scale(self, c: T::Base) -> Self {
        Self { re: self.re.scale(c), eps: self.map_eps(|e| e.scale(c)) }
    }
    #[inline(always)]
    fn scale_add(self, c: T::Base, b: Self) -> Self {
        Self { re: self.re.scale_add(c, b.re), eps: self.zip_eps(&b, |e, f| e.scale_add(c, f)) }
    }
    #[inline(always)]
    fn fma(self, a: Self, b: Self) -> Self {
        let mut eps = b.eps;
        for k in 0..K {
            eps[k] = self.eps[k].fma(a.re, a.eps[k].fma(self.re, eps[k]));
        }
        Self { re: self.re.fma(a.re, b.re), eps }
    }
    #[inline(always)]
    fn sign(self) -> Self {
        Self { re: self.re.sign(), eps: [T::ZERO; K] }
    }
    #[inline(always)]
    fn is_less(self, other: Self) -> T::Mask {
        self.re.is_less(other.re)
    }
    #[inline(always)]
    fn is_at_most(self, other: Self) -> T::Mask {
        self.re.is_at_most(other.re)
    }
    #[inline(always)]
    fn is_equal(self, other: Self) -> T::Mask {
        self.re.is_equal(other.re)
    }
    #[inline(always)]
    fn select(mask: T::Mask, yes: Self, no: Self) -> Self {
        Self { re: T::select(mask, yes.re, no.re), eps: yes.zip_eps(&no, |y, n| T::select(mask, y, n)) }
    }
    #[inline(always)]
    fn within(self, live: T::Mask) -> Self {
        Self { re: self.re.within(live), eps: self.map_eps(|e| e.within(live)) }
    }
    #[inline(always)]
    fn is_nan(self) -> T::Mask {
        self.re.is_nan()
    }
    #[inline(always)]
    fn is_finite(self) -> bool {
        self.re.is_finite() && self.eps.iter().all(|e| e.is_finite())
    }
    #[inline(always)]
    fn sin_cos(self) -> (Self, Self) {
        let (sin, cos) = self.re.sin_cos();
        (self.chain(sin, cos), self.chain(cos, -sin))
    }
    #[inline(always)]
    fn powi(self, n: i32) -> Self {
        let y = self.re.powi(n);
        self.chain(y, partial::powi(self.re, n, y))
    }
    #[inline(always)]
    fn powc(self, c: f64) -> Self {
        let y = self.re.powc(c);
        self.chain(y, partial::powc(self.re, c, y))
    }
    #[inline(always)]
    fn vanishes(self) -> T::Mask {
        self.eps.iter().fold(self.re.vanishes(), |all, e| all & e.vanishes())
    }
    unary!(dual_unary);
    binary!(dual_binary);
}
