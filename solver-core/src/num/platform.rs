//! Values that neither std nor libm gives, as formulas in the number's own arithmetic.

use crate::num::Real;

#[inline(always)]
pub(crate) fn recip<T: Real>(x: T) -> T {
    x.under(1.0)
}

#[inline(always)]
pub(crate) fn abs<T: Real>(x: T) -> T {
    // `+ 0` turns −0 into 0.
    T::select(x.is_less(T::ZERO), -x, x + T::ZERO)
}

#[inline(always)]
pub(crate) fn max<T: Real>(a: T, b: T) -> T {
    T::select(b.is_at_most(a) | b.is_nan(), a, b)
}

#[inline(always)]
pub(crate) fn min<T: Real>(a: T, b: T) -> T {
    T::select(a.is_at_most(b) | b.is_nan(), a, b)
}

/// Neither form overflows: the exponential is taken of a number that is not positive.
#[inline(always)]
pub(crate) fn logistic<T: Real>(x: T) -> T {
    let yes = || {
        let e = x.exp();
        e / e.plus(1.0)
    };
    T::choose(x.is_less(T::ZERO), yes, || (-x).exp().plus(1.0).under(1.0))
}

/// xⁿ by repeated squaring: the same bits everywhere, and straight-line code where `n` is a constant.
#[inline(always)]
pub(crate) fn powi<T: Real>(x: T, n: i32) -> T {
    let mut exponent = n.unsigned_abs();
    let mut square = x;
    let mut power = T::ONE;
    let mut first = true;
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = if first { square } else { power * square };
            first = false;
        }
        exponent >>= 1;
        if exponent > 0 {
            square = square * square;
        }
    }
    if n < 0 { power.under(1.0) } else { power }
}
