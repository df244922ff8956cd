//! The table of primitives: a line each, with the function's value and its partial derivatives.
//!
//! Columns of [`unary!`]: what it is · its name · where the value comes from · the derivative, from the argument `x` and
//! the value `y`. The value is `std g`: std's function of that name, or without std, or with the feature `portable`,
//! libm's `g` for f64 and [`portable`](crate::num::portable)'s function of that name for f32; `libm g`: the same, never
//! std's, which has none, or for sine and cosine, which share their reduction there at two thirds of the cost of std's
//! two calls, or for acosh and atanh, which std has only to half their digits near 1; `own f`: a formula in
//! `platform`.
//! Columns of [`binary!`]: the same, with the two partial derivatives from `a`, `b` and `y`.
//!
//! `Real`, [`Dual`](crate::num::Dual), the sweeps the macro writes and the tests are all made from these lines.

/// Hands every function of one argument to the macro `$each`, after the type `$for` it is made for.
macro_rules! unary {
    ($each:ident $($for:ident)?) => {
        $each! { $($for)?;
            "The square root.",                     sqrt,     [std sqrt],       |x, y| y.under(0.5);
            "The cube root.",                       cbrt,     [std cbrt],       |x, y| (y * y).times(3.0).under(1.0);
            "The reciprocal 1/x.",                  recip,    [own recip],                 |x, y| -(y * y);
            "The absolute value; derivative 0 at 0.", abs,    [own abs],                   |x, y| x.sign();
            "The exponential eˣ.",                  exp,      [std exp],          |x, y| y;
            "2ˣ.",                                  exp2,     [std exp2],       |x, y| y.times(core::f64::consts::LN_2);
            "10ˣ.",                                 exp10,    [libm exp10],         |x, y| y.times(core::f64::consts::LN_10);
            "eˣ − 1, accurate near 0.",             exp_m1,   [std expm1],   |x, y| y.plus(1.0);
            "The natural logarithm.",               ln,       [std log],           |x, y| x.under(1.0);
            "ln(1 + x), accurate near 0.",          ln_1p,    [std log1p],    |x, y| x.plus(1.0).under(1.0);
            "The logarithm to base 2.",             log2,     [std log2],       |x, y| x.under(core::f64::consts::LOG2_E);
            "The logarithm to base 10.",            log10,    [std log10],    |x, y| x.under(core::f64::consts::LOG10_E);
            "The sine, of radians.",                sin,      [libm sin],             |x, y| x.cos();
            "The cosine, of radians.",              cos,      [libm cos],             |x, y| -x.sin();
            "The tangent, of radians.",             tan,      [std tan],          |x, y| (y * y).plus(1.0);
            "The arcsine, in radians.",             asin,     [std asin],       |x, y| ((-x).plus(1.0) * x.plus(1.0)).sqrt().under(1.0);
            "The arccosine, in radians.",           acos,     [std acos],       |x, y| ((-x).plus(1.0) * x.plus(1.0)).sqrt().under(-1.0);
            "The arctangent, in radians.",          atan,     [std atan],       |x, y| (x * x).plus(1.0).under(1.0);
            "The hyperbolic sine.",                 sinh,     [std sinh],       |x, y| x.cosh();
            "The hyperbolic cosine.",               cosh,     [std cosh],       |x, y| x.sinh();
            "The hyperbolic tangent.",              tanh,     [std tanh],       |x, y| (-(y * y)).plus(1.0);
            "The inverse hyperbolic sine.",         asinh,    [std asinh],    |x, y| x.hypot(T::ONE).under(1.0);
            "The inverse hyperbolic cosine.",       acosh,    [libm acosh],         |x, y| (x.plus(-1.0).sqrt() * x.plus(1.0).sqrt()).under(1.0);
            "The inverse hyperbolic tangent.",      atanh,    [libm atanh],         |x, y| (x.plus(1.0) * (-x).plus(1.0)).under(1.0);
            "The error function 2/√π ∫₀ˣ e^(−s²) ds.", erf,   [libm erf],             |x, y| (-(x * x)).exp().times(core::f64::consts::FRAC_2_SQRT_PI);
            "The complement 1 − erf(x), accurate for large x.", erfc, [libm erfc],   |x, y| (-(x * x)).exp().times(-core::f64::consts::FRAC_2_SQRT_PI);
            "The logistic function 1/(1 + e^(−x)).", logistic, [own logistic],             |x, y| y * (-y).plus(1.0);
        }
    };
}

/// Hands every function of two arguments to the macro `$each`, after the type `$for` it is made for.
macro_rules! binary {
    ($each:ident $($for:ident)?) => {
        $each! { $($for)?;
            "xʸ; the partials at (0, 0) are 0, that by y is 0 where x is 0 and NaN where x is negative.", powf, [std pow],   |a, b, y| (T::choose(a.is_equal(T::ZERO) & b.is_equal(T::ZERO), || T::ZERO, || b * a.powf(b.plus(-1.0))), T::choose(a.is_equal(T::ZERO), || T::ZERO, || y * a.ln()));
            "The angle of the point (x, y) = (b, a), in radians; its partials at the origin are NaN.", atan2, [std atan2], |a, b, y| {
                // Scaled by the larger one, so that no square leaves the range.
                let size = a.abs().max(b.abs());
                let (a, b) = (a / size, b / size);
                let r2 = (a * a + b * b) * size;
                (b / r2, -a / r2)
            };
            "√(x² + y²) without overflow; both partials are 0 at the origin.", hypot, [std hypot], |a, b, y| T::choose(y.is_equal(T::ZERO), || (T::ZERO, T::ZERO), || (a / y, b / y));
            "The larger; at a tie the first one's derivative, and the other one where one is NaN.", max, [own max], |a, b, y| one_of(b.is_at_most(a) | b.is_nan());
            "The smaller; at a tie the first one's derivative, and the other one where one is NaN.", min, [own min], |a, b, y| one_of(a.is_at_most(b) | b.is_nan());
        }
    };
}

macro_rules! unary_partials {
    (; $($doc:literal, $name:ident, $from:tt, |$x:ident, $y:ident| $d:expr;)*) => {$(
        #[doc = concat!("The derivative of `", stringify!($name), "` from its argument and value.")]
        #[inline(always)]
        pub fn $name<T: Real>($x: T, $y: T) -> T {
            let _ = ($x, $y);
            $d
        }
    )*};
}

macro_rules! binary_partials {
    (; $($doc:literal, $name:ident, $from:tt, |$a:ident, $b:ident, $y:ident| $d:expr;)*) => {$(
        #[doc = concat!("The two partial derivatives of `", stringify!($name), "` from its arguments and value.")]
        #[inline(always)]
        pub fn $name<T: Real>($a: T, $b: T, $y: T) -> (T, T) {
            let _ = ($a, $b, $y);
            $d
        }
    )*};
}

/// The partial derivatives of the primitives, as functions of the arguments and the value.
pub mod partial {
    use crate::num::Real;

    /// The derivatives by two arguments of which one is the value.
    #[inline(always)]
    fn one_of<T: Real>(first: T::Mask) -> (T, T) {
        (T::select(first, T::ONE, T::ZERO), T::select(first, T::ZERO, T::ONE))
    }

    unary!(unary_partials);
    binary!(binary_partials);

    /// The derivative of `powi` by its base, from the base, the exponent and the value.
    #[inline(always)]
    pub fn powi<T: Real>(x: T, n: i32, _y: T) -> T {
        if n == 0 { T::ZERO } else { x.powi(n.wrapping_sub(1)).times(f64::from(n)) }
    }

    /// The derivative of `powc` by its base, from the base, the exponent and the value.
    #[inline(always)]
    pub fn powc<T: Real>(x: T, c: f64, _y: T) -> T {
        if c == 0.0 { T::ZERO } else { x.powc(c - 1.0).times(c) }
    }
}
