//! Every line of the table of primitives, alone and in company.

use tapeless::{Differentiable, Real, differentiable};

use crate::check::{and_plain, check, holds};

/// `name, at points` for each primitive of one argument.
macro_rules! every_unary {
    ($each:ident) => {
        $each! {
            sqrt [0.3, 2.0, 40.0];
            cbrt [-3.0, 0.3, 20.0];
            recip [-2.0, 0.3, 7.0];
            abs [-2.0, 0.3];
            exp [-2.0, 0.0, 3.0];
            exp2 [-2.0, 0.0, 3.0];
            exp10 [-1.0, 0.0, 1.5];
            exp_m1 [-2.0, 1e-3, 3.0];
            ln [0.2, 1.0, 30.0];
            ln_1p [-0.5, 1e-3, 3.0];
            log2 [0.2, 1.0, 30.0];
            log10 [0.2, 1.0, 30.0];
            sin [-2.0, 0.0, 30.0];
            cos [-2.0, 0.0, 30.0];
            tan [-1.2, 0.0, 4.0];
            asin [-0.7, 0.0, 0.9];
            acos [-0.7, 0.0, 0.9];
            atan [-7.0, 0.0, 0.9];
            sinh [-2.0, 0.0, 3.0];
            cosh [-2.0, 0.1, 3.0];
            tanh [-2.0, 0.0, 3.0];
            asinh [-2.0, 0.0, 3.0];
            acosh [1.3, 3.0];
            atanh [-0.8, 0.0, 0.9];
            erf [-2.0, 0.0, 1.5];
            erfc [-2.0, 0.0, 1.5];
            logistic [-3.0, 0.0, 4.0];
        }
    };
}

/// The same for two arguments.
macro_rules! every_binary {
    ($each:ident) => {
        $each! {
            powf [(0.7, 2.5), (3.0, -1.5), (2.0, 0.0)];
            atan2 [(0.7, 2.5), (-1.0, -0.5), (0.3, -2.0)];
            hypot [(0.7, 2.5), (-1.0, -0.5), (0.0, -2.0)];
            max [(0.7, 2.5), (3.0, -1.5)];
            min [(0.7, 2.5), (3.0, -1.5)];
        }
    };
}

macro_rules! unary {
    ($($name:ident [$($x:expr),*];)*) => {$(
        mod $name {
            use super::*;

            #[differentiable]
            fn alone<T: Real>(x: T) -> T {
                x.$name()
            }
            #[differentiable]
            fn by_path<T: Real>(x: T) -> T {
                T::$name(x)
            }
            #[differentiable]
            fn in_company<T: Real>(x: T, k: T) -> [T; 2] {
                let y = x.$name();
                [k * y * y - x, y * (k - y) / k]
            }
            #[differentiable]
            fn in_an_arm<T: Real>(x: T, k: T) -> T {
                if k > 0.0 { k * x.$name() } else { k }
            }

            #[test]
            fn holds() {
                $(
                    check("alone", &Alone, |a| alone(a.0), &($x,));
                    check("by path", &ByPath, |a| by_path(a.0), &($x,));
                    check("in company", &InCompany, |a| in_company(a.0, a.1), &($x, 1.7));
                    check("in an arm", &InAnArm, |a| in_an_arm(a.0, a.1), &($x, 1.7));
                    check("in the arm not taken", &InAnArm, |a| in_an_arm(a.0, a.1), &($x, -1.7));
                    assert_eq!(alone::<f64>($x).to_bits(), Real::$name($x as f64).to_bits());
                )*
            }
        }
    )*};
}
every_unary!(unary);

macro_rules! binary {
    ($($name:ident [$($x:expr),*];)*) => {$(
        mod $name {
            use super::*;

            #[differentiable]
            fn alone<T: Real>(x: T, y: T) -> T {
                x.$name(y)
            }
            #[differentiable]
            fn by_path<T: Real>(x: T, y: T) -> T {
                T::$name(x, y)
            }
            #[differentiable]
            fn in_company<T: Real>(x: T, y: T, k: T) -> [T; 2] {
                let z = (x * k).$name(y);
                [z * z - x, y * z / k]
            }
            #[differentiable]
            fn of_constants<T: Real>(x: T, y: T) -> [T; 2] {
                [x.$name(1.5), T::lit(1.25).$name(y)]
            }

            #[test]
            fn holds() {
                $(
                    let (x, y) = $x;
                    check("alone", &Alone, |a| alone(a.0, a.1), &(x, y));
                    check("by path", &ByPath, |a| by_path(a.0, a.1), &(x, y));
                    check("in company", &InCompany, |a| in_company(a.0, a.1, a.2), &(x, y, 1.7));
                    check("of constants", &OfConstants, |a| of_constants(a.0, a.1), &(x.abs() + 0.1, y));
                    assert_eq!(alone::<f64>(x, y).to_bits(), Real::$name(x as f64, y).to_bits());
                )*
            }
        }
    )*};
}
every_binary!(binary);

macro_rules! names {
    ($($name:ident [$($x:expr),*];)*) => { [$(stringify!($name)),*] };
}

/// A new line in the table is a new line in the list above.
#[test]
fn the_list_is_the_table() {
    let table = include_str!("../../solver-core/src/num/rules.rs");
    let in_table: Vec<&str> = table
        .lines()
        .filter(|line| line.trim_start().starts_with('"'))
        .filter_map(|line| line.split("\",").nth(1)?.split(',').next())
        .map(str::trim)
        .collect();
    let mut listed = every_unary!(names).to_vec();
    listed.extend(every_binary!(names));
    assert_eq!(in_table, listed);
}

const CUBE: i32 = 3;

and_plain! {
    #[differentiable]
    fn powers<T: Real>(x: T) -> [T; 8] {
        [x.powi(0), x.powi(1), x.powi(2), x.powi(3), x.powi(-1), x.powi(-2), x.powi(CUBE), x.powi(5) * x.powi(5)]
    }

    #[differentiable]
    fn computed_powers<T: Real>(x: T) -> [T; 3] {
        [x.powi(CUBE + 1), x.powi(2 - 5), T::powi(x, 2 * CUBE)]
    }

    #[differentiable]
    fn constant_powers<T: Real>(x: T) -> [T; 6] {
        [x.powf(3.0), x.powf(0.0), x.powf(1.0), x.powf(-2.0), (x * x).powf(2.5), x.powf(2.0 * 2.0) * x.powf(3.0)]
    }

    #[differentiable]
    fn sine_and_cosine<T: Real>(x: T, y: T) -> [T; 5] {
        let (s, c) = x.sin_cos();
        [s * c, s - y, x.sin() * y.cos(), x.cos(), y.cos()]
    }

    #[differentiable]
    fn sine_alone<T: Real>(x: T) -> T {
        x.sin() * x.sin()
    }

    #[differentiable]
    fn cosine_alone<T: Real>(x: T, k: T) -> T {
        (k * x).cos()
    }

    #[differentiable]
    fn half_a_pair<T: Real>(x: T) -> T {
        let (_, c) = x.sin_cos();
        x.sin_cos().0 * x + c
    }

    #[differentiable]
    fn fused<T: Real>(a: T, b: T, c: T) -> [T; 5] {
        [a.fma(b, c), a.mul_add(b, c), a.fma(a, 2.0), T::fma(a, b, c), a.fma(3.0, c) * a.times(2.0)]
    }

    #[differentiable]
    fn with_plain<T: Real>(x: T) -> [T; 6] {
        [x.plus(1.0), x.times(2.0), x.over(4.0), x.under(5.0), x.times_add(2.0, x * x), x.recip() * x.recip()]
    }

    #[differentiable]
    fn chain<T: Real>(x: T) -> T {
        x.sin().exp().tanh().sqrt().ln_1p()
    }
}

holds! {
    powers: Powers, |a| powers(a.0), [(1.5,), (-0.4,)];
    computed_powers: ComputedPowers, |a| computed_powers(a.0), [(1.5,), (-0.4,)];
    sine_and_cosine: SineAndCosine, |a| sine_and_cosine(a.0, a.1), [(1.5, 0.3), (-20.0, 3.0)];
    sine_alone: SineAlone, |a| sine_alone(a.0), [(1.5,), (100.0,)];
    cosine_alone: CosineAlone, |a| cosine_alone(a.0, a.1), [(1.5, 0.1), (10.0, 2.2)];
    half_a_pair: HalfAPair, |a| half_a_pair(a.0), [(1.5,)];
    fused: Fused, |a| fused(a.0, a.1, a.2), [(1.5, -0.3, 2.0)];
    with_plain: WithPlain, |a| with_plain(a.0), [(1.5,)];
    chain: Chain, |a| chain(a.0), [(1.5,)];
}

/// A constant exponent is no argument: at a base of 0 and a negative one the derivative is there, in both modes.
#[test]
fn constant_exponents() {
    for x in [-2.0, -0.3, 0.7, 3.0] {
        check("constant powers", &ConstantPowers, |a: (_,)| constant_powers(a.0), &(x,));
    }
    #[differentiable]
    fn powers_at_0<T: Real>(x: T) -> [T; 5] {
        [x.powf(0.0), x.powf(0.5), x.powf(1.0), x.powf(1.5), x.powf(2.0)]
    }
    let forward = powers_at_0(tapeless::Dual::<f64, 1>::variable(0.0, 0)).map(|y| y.eps[0]);
    assert_eq!(forward, [0.0, f64::INFINITY, 1.0, 0.0, 0.0]);
    #[differentiable]
    fn smooth_at_0<T: Real>(x: T) -> [T; 4] {
        [x.powf(0.0), x.powf(1.0), x.powf(1.5), x.powf(2.0)]
    }
    let (_, kept) = SmoothAt0.eval_keep(&(0.0,));
    assert_eq!(SmoothAt0.vjp(&(0.0,), &kept, &[3.0, 5.0, 7.0, 11.0]), (5.0,));
}

/// What is no number is none when it is clamped, and a bound that is met leaves the number as it is, its sign of 0 too.
#[test]
fn clamped_as_the_standard_library_does() {
    #[differentiable]
    fn clamped<T: Real>(x: T, low: T, high: T) -> T {
        x.clamp(low, high)
    }
    #[differentiable]
    fn clamped_f64(x: f64, low: f64, high: f64) -> f64 {
        x.clamp(low, high)
    }
    for x in [f64::NAN, f64::INFINITY, -f64::INFINITY, -0.0, 0.0, 0.5, 1.0, 3.0, -2.0] {
        for (low, high) in [(0.0, 1.0), (-0.0, 0.0), (-2.0, 1.0)] {
            let should = x.clamp(low, high);
            for is in [
                clamped(x, low, high),
                Clamped.eval(&(x, low, high)),
                ClampedF64.eval(&(x, low, high)),
                clamped(tapeless::Dual::<f64, 1>::variable(x, 0), Real::lit(low), Real::lit(high)).re,
            ] {
                assert!(
                    is.to_bits() == should.to_bits() || is.is_nan() && should.is_nan(),
                    "{x} in {low}..{high}: {is}"
                );
            }
            let (_, kept) = Clamped.eval_keep(&(x, low, high));
            let slopes = Clamped.vjp(&(x, low, high), &kept, &1.0);
            let expected = if x < low {
                (0.0, 1.0, 0.0)
            } else if x > high {
                (0.0, 0.0, 1.0)
            } else {
                (1.0, 0.0, 0.0)
            };
            assert_eq!(slopes, expected, "{x} in {low}..{high}");
        }
    }
}
