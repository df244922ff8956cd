//! What a layer does to each of its sums.

use solver_core::num::Real;

/// A function of one number between the layers of a network, and its slope.
pub trait Activation {
    /// Whether [`slope`](Activation::slope) is told the function's value rather than its argument: the value is there
    /// anyway, the argument would have to be kept.
    const FROM_VALUE: bool;
    /// Whether the slope is 1 everywhere.
    const SLOPE_IS_ONE: bool = false;
    /// The value at `z`.
    fn value<T: Real>(z: T) -> T;
    /// The slope where the value, or the argument, is `at`.
    fn slope<T: Real>(at: T) -> T;
}

macro_rules! activation {
    ($(#[$doc:meta])* $Name:ident: $from_value:literal, |$z:ident| $value:expr, |$at:ident| $slope:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $Name;

        impl Activation for $Name {
            const FROM_VALUE: bool = $from_value;
            #[inline(always)]
            fn value<T: Real>($z: T) -> T {
                $value
            }
            #[inline(always)]
            fn slope<T: Real>($at: T) -> T {
                $slope
            }
        }
    };
}

/// `z`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identity;

impl Activation for Identity {
    const FROM_VALUE: bool = true;
    const SLOPE_IS_ONE: bool = true;
    #[inline(always)]
    fn value<T: Real>(z: T) -> T {
        z
    }
    #[inline(always)]
    fn slope<T: Real>(_y: T) -> T {
        T::ONE
    }
}

activation! {
    /// `max(z, 0)`, with slope 0 at 0; a NaN passes through.
    Relu: true, |z| T::select(z.is_less(T::ZERO), T::ZERO, z), |y| T::select(T::ZERO.is_less(y), T::ONE, T::ZERO)
}
activation! {
    /// The hyperbolic tangent.
    Tanh: true, |z| z.tanh(), |y| T::ONE - y * y
}
activation! {
    /// `ln(1 + eᶻ)`, without overflow; its slope is `1 − e^(−y)`.
    Softplus: true,
    |z| T::select(z.is_less(T::ZERO), T::ZERO, z) + (-z.abs()).exp().ln_1p(),
    |y| -(-y).exp_m1()
}
activation! {
    /// `z/(1 + e⁻ᶻ)` (Hendrycks & Gimpel, *Gaussian error linear units*, 2016).
    Silu: false, |z| z * logistic(z), |z| { let s = logistic(z); s + z * s * (T::ONE - s) }
}
activation! {
    /// `z²`, which makes an amplitude nonnegative.
    Square: false, |z| z * z, |z| z + z
}

/// `1/(1 + e⁻ᶻ)`, which overflows nowhere: `e⁻ᶻ = ∞` gives 0.
#[inline(always)]
fn logistic<T: Real>(z: T) -> T {
    ((-z).exp().plus(1.0)).under(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use solver_core::num::Dual;

    fn slope_is_the_derivative<A: Activation>() {
        for i in -400..=400 {
            let z = 0.1 * f64::from(i) + 1e-3;
            let Dual { re: value, eps: [derivative] } = A::value(Dual::new(z, [1.0]));
            assert_eq!(value, A::value(z));
            let slope = A::slope(if A::FROM_VALUE { value } else { z });
            assert!((slope - derivative).abs() <= 1e-14, "{slope} is not {derivative} at {z}");
        }
        assert!(A::value(f64::NAN).is_nan());
    }

    #[test]
    fn slopes_are_derivatives() {
        slope_is_the_derivative::<Identity>();
        slope_is_the_derivative::<Relu>();
        slope_is_the_derivative::<Tanh>();
        slope_is_the_derivative::<Softplus>();
        slope_is_the_derivative::<Silu>();
        slope_is_the_derivative::<Square>();
        assert_eq!(Relu::slope(Relu::value(0.0_f32)), 0.0);
        assert_eq!((Softplus::value(-1e4_f32), Softplus::value(1e4_f32)), (0.0, 1e4));
    }
}
