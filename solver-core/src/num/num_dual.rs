//! The dual numbers of the crate `num_dual` as numbers a solve can run on: first, second and third derivatives, along one
//! direction or several, and one kind over another: `Dual<HyperDual64>`.
//!
//! Their arithmetic and most of their functions are `num_dual`'s, and so is every rounding: a value may differ from the plain
//! number's in its last places, since `num_dual` divides by a product with the reciprocal. The functions it lacks are expanded
//! about the real part: with x = x₀ + d, d is nilpotent and f(x) = f(x₀) + f'(x₀) d + f''(x₀) d²/2 + f'''(x₀) d³/6 is exact
//! to the third order, the highest there is.

use nalgebra::allocator::Allocator;
use nalgebra::{Const, DefaultAllocator, Dim, Scalar};
use num_dual::{
    Derivative, Dual, Dual2, Dual2SVec, Dual3, DualNum, DualSVec, DualStruct, HyperDual, HyperDualVec, HyperHyperDual,
};

use crate::num::{Real, Time, platform};

/// `f(x)` from the values of f and its first three derivatives at the real part.
#[inline]
fn expand<F: Real + DualNum, D: Real + DualNum<InnerDual = F>>(x: D, re: F, [f, f1, f2, f3]: [F; 4]) -> D {
    let d = x - D::from_re(re);
    let (d2, scale) = (d * d, DualNum::scale);
    D::from_re(f) + scale(d, &f1) + scale(d2, &Real::times(f2, 0.5)) + scale(d2 * d, &Real::over(f3, 6.0))
}

/// The derivatives of the error function beside its value f: with g = 2/√π e^(−x²) they are g, −2x g and (4x² − 2) g.
fn error_function<F: Real>(x: F, f: F, sign: f64) -> [F; 4] {
    let g = (-(x * x)).exp().times(sign * core::f64::consts::FRAC_2_SQRT_PI);
    [f, g, (x * g).times(-2.0), (x * x).times(4.0).plus(-2.0) * g]
}

/// The derivatives of 10ˣ.
fn exponential_10<F: Real>(x: F) -> [F; 4] {
    let (y, ln_10) = (x.exp10(), core::f64::consts::LN_10);
    [y, y.times(ln_10), y.times(ln_10 * ln_10), y.times(ln_10 * ln_10 * ln_10)]
}

/// The derivatives of xʸ by x.
fn power<F: Real<Mask = bool>>(x: F, y: F) -> [F; 4] {
    let mut factor = F::ONE;
    core::array::from_fn(|k| {
        let exponent = y - F::count(k);
        // A factor of 0 ends the row, also where the power is infinite.
        let value = if factor.vanishes() { F::ZERO } else { factor * x.powf(exponent) };
        factor *= exponent;
        value
    })
}

/// A function of one argument: from the row of the table, by `num_dual`'s or by what it lacks.
macro_rules! one {
    // Its derivative at 0 is 0, as the table says.
    ([own abs], abs, $x:ident) => {
        if Real::is_equal($x, Self::ZERO) { Self::ZERO } else { platform::abs($x) }
    };
    ([own $f:ident], $name:ident, $x:ident) => {
        platform::$f($x)
    };
    ($from:tt, exp10, $x:ident) => {
        expand($x, $x.re, exponential_10($x.re))
    };
    ($from:tt, erf, $x:ident) => {
        expand($x, $x.re, error_function($x.re, Real::erf($x.re), 1.0))
    };
    ($from:tt, erfc, $x:ident) => {
        expand($x, $x.re, error_function($x.re, Real::erfc($x.re), -1.0))
    };
    // A quotient of what leaves the range: far out the function is constant.
    ($from:tt, tanh, $x:ident) => {{
        let y = DualNum::tanh(&$x);
        if Real::is_finite(y) || !Real::is_finite($x) { y } else { Self::from_re(Real::tanh($x.re)) }
    }};
    ($from:tt, $name:ident, $x:ident) => {
        DualNum::$name(&$x)
    };
}

macro_rules! two {
    ([own $f:ident], $name:ident, $x:ident, $y:ident) => {
        platform::$f($x, $y)
    };
    // By the exponent only where it is not a constant: x may then be 0 or negative.
    ($from:tt, powf, $x:ident, $y:ident) => {
        if is_constant(&$y) { expand($x, $x.re, power($x.re, $y.re)) } else { $x.powd($y) }
    };
    // The quotient of which the denominator is not 0; the value has the right quadrant.
    ($from:tt, atan2, $x:ident, $y:ident) => {{
        let steep = Real::is_less(Real::abs($y.re), Real::abs($x.re));
        let mut angle = if steep { -DualNum::atan(&($y / $x)) } else { DualNum::atan(&($x / $y)) };
        angle.re = Real::atan2($x.re, $y.re);
        angle
    }};
    ($from:tt, hypot, $x:ident, $y:ident) => {{
        let largest = Real::max(Real::abs(DualStruct::re(&$x)), Real::abs(DualStruct::re(&$y)));
        if largest.vanishes() {
            Self::ZERO
        } else {
            let (x, y) = ($x / largest, $y / largest);
            DualNum::sqrt(&(x * x + y * y)) * largest
        }
    }};
}

macro_rules! num_dual_unary {
    (; $($doc:literal, $name:ident, $from:tt, |$x:ident, $y:ident| $d:expr;)*) => {$(
        #[inline]
        fn $name(self) -> Self {
            one!($from, $name, self)
        }
    )*};
}

macro_rules! num_dual_binary {
    (; $($doc:literal, $name:ident, $from:tt, |$a:ident, $b:ident, $y:ident| $d:expr;)*) => {$(
        #[inline]
        fn $name(self, other: Self) -> Self {
            two!($from, $name, self, other)
        }
    )*};
}

macro_rules! num_dual_time {
    ($f:ident $Type:ty, [$($n:ident),*]) => {
        impl<F: DualNum<Primitive = $f> + Real<Base = $f, Mask = bool>, $(const $n: usize),*> Time<$Type> for $f {
            #[inline]
            fn lift(self) -> $Type {
                <$Type>::from(self)
            }
            #[inline]
            fn stretch(self, x: $Type) -> $Type {
                x * self
            }
            #[inline]
            fn stretch_add(self, x: $Type, y: $Type) -> $Type {
                x * self + y
            }
        }
    };
}

macro_rules! num_dual {
    ($($Type:ty, [$($n:ident),*] { $($part:ident),* } = $zero:expr, $tangents:expr;)*) => {$(
        impl<F: DualNum + Real<Base = <F as DualNum>::Primitive, Mask = bool>, $(const $n: usize),*> Real for $Type
        where
            F::Primitive: Real<Base = F::Primitive, Mask = bool>,
        {
            type Base = F::Primitive;
            type Mask = bool;
            const ZERO: Self = Self { re: F::ZERO, $($part: $zero),* };
            const ONE: Self = Self { re: F::ONE, $($part: $zero),* };

            #[inline]
            fn lit(c: f64) -> Self {
                Self::from(<F::Primitive as Real>::lit(c))
            }
            #[inline]
            fn count(n: usize) -> Self {
                Self::from(<F::Primitive as Real>::count(n))
            }
            #[inline]
            fn constant(c: F::Primitive) -> Self {
                Self::from(c)
            }
            #[inline]
            fn to_f64(self) -> f64 {
                Real::to_f64(self.re)
            }
            #[inline]
            fn plus(self, c: f64) -> Self {
                self + <F::Primitive as Real>::lit(c)
            }
            #[inline]
            fn times(self, c: f64) -> Self {
                self * <F::Primitive as Real>::lit(c)
            }
            #[inline]
            fn times_add(self, c: f64, b: Self) -> Self {
                self * <F::Primitive as Real>::lit(c) + b
            }
            #[inline]
            fn over(self, c: f64) -> Self {
                self / <F::Primitive as Real>::lit(c)
            }
            #[inline]
            fn under(self, c: f64) -> Self {
                DualNum::recip(&self) * <F::Primitive as Real>::lit(c)
            }
            #[inline]
            fn scale(self, c: F::Primitive) -> Self {
                self * c
            }
            #[inline]
            fn scale_add(self, c: F::Primitive, b: Self) -> Self {
                self * c + b
            }
            #[inline]
            fn fma(self, a: Self, b: Self) -> Self {
                self * a + b
            }
            #[inline]
            fn sign(self) -> Self {
                Self::from_re(Real::sign(self.re))
            }
            #[inline]
            fn is_less(self, other: Self) -> bool {
                Real::is_less(self.re, other.re)
            }
            #[inline]
            fn is_at_most(self, other: Self) -> bool {
                Real::is_at_most(self.re, other.re)
            }
            #[inline]
            fn is_equal(self, other: Self) -> bool {
                Real::is_equal(self.re, other.re)
            }
            #[inline]
            fn select(mask: bool, yes: Self, no: Self) -> Self {
                if mask { yes } else { no }
            }
            #[inline]
            fn is_nan(self) -> bool {
                Real::is_nan(self.re)
            }
            #[inline]
            fn is_finite(self) -> bool {
                Real::is_finite(self.re) $(&& $tangents(&self.$part, |x: F| Real::is_finite(x)))*
            }
            #[inline]
            fn sin_cos(self) -> (Self, Self) {
                DualNum::sin_cos(&self)
            }
            #[inline]
            fn vanishes(self) -> bool {
                Real::is_equal(self, Self::ZERO) && is_constant(&self)
            }
            #[inline]
            fn powi(self, n: i32) -> Self {
                DualNum::powi(&self, n)
            }
            unary!(num_dual_unary);
            binary!(num_dual_binary);
        }

        num_dual_time!(f32 $Type, [$($n),*]);
        num_dual_time!(f64 $Type, [$($n),*]);

        impl<F: DualNum + Real<Mask = bool>, $(const $n: usize),*> Constant for $Type {
            #[inline]
            fn is_constant(&self) -> bool {
                true $(&& $tangents(&self.$part, Real::vanishes))*
            }
        }
    )*};
}

/// A number that may have no tangents.
trait Constant {
    /// Whether every tangent is 0.
    fn is_constant(&self) -> bool;
}

fn is_constant(x: &impl Constant) -> bool {
    x.is_constant()
}

/// Whether the one tangent is such.
fn scalar<F: Copy>(x: &F, is: impl Fn(F) -> bool) -> bool {
    is(*x)
}

/// Whether every tangent is such.
fn every<F: Scalar + Copy, R: Dim, C: Dim>(x: &Derivative<F, R, C>, is: impl Fn(F) -> bool) -> bool
where
    DefaultAllocator: Allocator<R, C>,
{
    x.0.iter().all(|matrix| matrix.iter().all(|x| is(*x)))
}

num_dual! {
    Dual<F>, [] { eps } = F::ZERO, scalar;
    Dual2<F>, [] { v1, v2 } = F::ZERO, scalar;
    Dual3<F>, [] { v1, v2, v3 } = F::ZERO, scalar;
    HyperDual<F>, [] { eps1, eps2, eps1eps2 } = F::ZERO, scalar;
    HyperHyperDual<F>, [] { eps1, eps2, eps3, eps1eps2, eps1eps3, eps2eps3, eps1eps2eps3 } = F::ZERO, scalar;
    DualSVec<F, N>, [N] { eps } = Derivative(None), every;
    Dual2SVec<F, N>, [N] { v1, v2 } = Derivative(None), every;
    HyperDualVec<F, Const<M>, Const<N>>, [M, N] { eps1, eps2, eps1eps2 } = Derivative(None), every;
}

#[cfg(test)]
mod tests;
