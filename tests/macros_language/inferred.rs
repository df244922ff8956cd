//! A literal that a name stands for has the type that its other uses give it, as the compiler infers it.

use tapeless::{Differentiable, Real, differentiable};

use crate::check::{and_plain, check, holds};

and_plain! {
    /// A length that a later `let` says.
    #[differentiable]
    fn length_of_a_later_let<T: Real>(x: [T; 4]) -> T {
        let a = core::array::from_fn(|i| x[i] * x[i + 1]);
        let s = a[0] + a[1];
        let b: [T; 3] = a;
        s * b[2]
    }

    /// A length that the result says.
    #[differentiable]
    fn length_of_the_result<T: Real, const N: usize>(x: [T; N], early: bool) -> ([T; N], T) {
        let a = core::array::from_fn(|i| x[i] * x[0]);
        let b = core::array::from_fn(|i| x[i].sin());
        if early {
            return (b, x[1]);
        }
        (a, b[1])
    }

    #[differentiable]
    fn by_a_later_let<T: Real>(x: T) -> T {
        let i = 3;
        let j: u8 = i;
        let k = 0.1;
        let h: f32 = k;
        x * (i << 7) as f64 + x * x * j as f64 + x.sin() * (k * 3.0) as f64 + x * h as f64
    }

    #[differentiable]
    fn by_what_it_meets<T: Real>(x: T) -> T {
        let i = 3;
        let j: u8 = 250;
        let k = i + j;
        let (l, m) = (200, 7u8);
        let both = [l, m];
        let mut n = 200;
        n += 1u8;
        x * (i << 7) as f64 + x * x * k as f64 + x.sin() * (l << 1) as f64 * both[1] as f64 + x.cos() * (n << 1) as f64
    }

    #[differentiable]
    fn by_an_element<T: Real>(x: T) -> T {
        let a = [200, 100];
        let j: u8 = a[1];
        let table = [3, 1, 2, 0];
        let mut s = x * (a[0] << 1) as f64 * j as f64;
        for i in 0..4 {
            let j: u8 = table[i];
            s = (s * 0.5 + x * (j << 7) as f64).sin();
        }
        s
    }

    #[differentiable]
    fn as_an_index<T: Real>(x: T) -> T {
        let i = 3;
        let y = [1.0, 2.0, 3.0, 4.0];
        x * y[i] + x * (!i) as f64 * 1e-19
    }

    #[differentiable]
    fn as_an_argument<T: Real>(x: T) -> T {
        let i = 3;
        let f = |v: u8| v << 7;
        x * f(i) as f64 + x * x * (i << 7) as f64
    }

    #[differentiable]
    fn cast_to_fewer_bits<T: Real>(x: T) -> T {
        let k = 300;
        let l = -1;
        let m = 2 - 5;
        x * (k as u8) as f64 + x * x * (k as i8) as f64 + x.sin() * (l as u8) as f64 + x.cos() * (l as u16) as f64
            + x.exp() * ((m as u32) >> 28) as f64
    }

    #[differentiable]
    fn converted<T: Real>(x: T) -> T {
        let n = 200_u8;
        let k: u16 = n.into();
        let h: f32 = n.into();
        x * (k << 1) as f64 + x * x * (n << 1) as f64 + x.sin() * (h * 0.1) as f64
    }
}

holds! {
    by_a_later_let: ByALaterLet, |a| by_a_later_let(a.0), [(0.7,)];
    by_what_it_meets: ByWhatItMeets, |a| by_what_it_meets(a.0), [(0.7,)];
    by_an_element: ByAnElement, |a| by_an_element(a.0), [(0.7,)];
    as_an_index: AsAnIndex, |a| as_an_index(a.0), [(0.7,)];
    as_an_argument: AsAnArgument, |a| as_an_argument(a.0), [(0.7,)];
    cast_to_fewer_bits: CastToFewerBits, |a| cast_to_fewer_bits(a.0), [(0.7,)];
    converted: Converted, |a| converted(a.0), [(0.7,)];
}

/// Choices of eight bits whose type is said after them.
#[differentiable]
fn chosen_before<T: Real>(x: T, flag: bool, n: u8) -> T {
    let k = match n {
        0 => 200,
        _ => 100,
    };
    let j: u8 = k;
    let l = if flag { 200 } else { 100 };
    let m = if n == l { 1 } else { 2 };
    let o = 5;
    let p = o.max(n);
    x * (k << 1) as f64 + x * j as f64 + x * x * (l << 1) as f64 * m as f64 + x.sin() * (o << 6) as f64 * p as f64
}

#[test]
fn what_a_choice_gives_has_the_type_that_is_said_later() {
    let x = 0.7_f64;
    for flag in [true, false] {
        for n in [0_u8, 3, 200] {
            let k = if n == 0 { 200_u8 } else { 100 };
            let l = if flag { 200_u8 } else { 100 };
            let m = if n == l { 1.0 } else { 2.0 };
            let should = x * f64::from(k << 1)
                + x * f64::from(k)
                + x * x * f64::from(l << 1) * m
                + x.sin() * f64::from(5_u8 << 6) * f64::from(n.max(5));
            assert!((chosen_before(x, flag, n) - should).abs() < 1e-12);
            check("chosen_before", &ChosenBefore { flag, n }, |(x,): (f64,)| chosen_before(x, flag, n), &(x,));
        }
    }
}

/// A law of what is not differentiated, and its factor.
#[derive(Clone, Copy, Debug)]
enum Law {
    Linear(f64),
    Off,
}

macro_rules! of_either_kind {
    ($name:ident, $number:ident $(, $real:ident)?) => {
        #[differentiable]
        fn $name$(<$number: $real>)?(x: $number, y: $number, #[constant] law: Law) -> $number {
            let k = if let Law::Linear(k) = law { k } else { 0.5 };
            let mut seen = 0.25;
            if x > 0.0 {
                seen = y * k;
            }
            let chosen = match law {
                Law::Linear(k) => k * x,
                Law::Off => k * y,
            };
            let rest = 2.0 / (2.0 + (if chosen > 0.0 { chosen.sqrt() } else { 0.0 }).sin());
            chosen.max((seen.abs() + 0.2).ln()) * rest * (k.sqrt() + 1.0)
        }
    };
}
of_either_kind!(generic_beside_a_law, T, Real);
of_either_kind!(beside_a_law, f64);

#[test]
fn decimals_beside_what_is_not_seen_are_the_functions_numbers() {
    for law in [Law::Linear(1.5), Law::Off] {
        for args in [(0.3, 0.7), (-0.4, 0.9), (-1.7, -0.8), (2.5, -0.3)] {
            let (generic, of_f64) = (GenericBesideALaw { law }, BesideALaw { law });
            check("generic_beside_a_law", &generic, |(x, y): (f64, f64)| beside_a_law(x, y, law), &args);
            let (value, kept) = of_f64.eval_keep(&args);
            let (should, kept_too) = generic.eval_keep(&args);
            assert_eq!((value, of_f64.vjp(&args, &kept, &1.0)), (should, generic.vjp(&args, &kept_too, &1.0)));
        }
    }
}

mod single {
    use tapeless::{Differentiable, differentiable};

    #[differentiable]
    fn of_literals(x: f32) -> f32 {
        let c = 0.1 + 0.7;
        let d = c * 3.0;
        x * (0.1 + 0.2) + d / (x * (1.0 / 3.0 - 0.1)) - x.powf(0.1 + 0.2 + 0.3) + 0.7 * 0.1
    }

    #[allow(clippy::let_and_return, reason = "as it is written above")]
    fn plain(x: f32) -> (f32, f32) {
        let c: f32 = 0.1 + 0.7;
        let d = c * 3.0;
        let (a, b) = (0.1_f32 + 0.2, 1.0 / 3.0 - 0.1_f32);
        let value = x * a + d / (x * b) - x.powf(0.1 + 0.2 + 0.3) + 0.7 * 0.1;
        (value, a)
    }

    #[differentiable]
    fn a_sum(x: f32) -> f32 {
        x * (0.1 + 0.2)
    }

    #[differentiable]
    fn of_a_table(x: f32, #[constant] k: f32, n: usize) -> f32 {
        let mut s = 0.0;
        for v in [0.1, 0.2, 0.3] {
            s += v * 3.0;
        }
        let mut a = 0.1;
        for i in 0..3 {
            a += 0.1 * i as f32;
        }
        x * (s + a * k + [0.1, 0.7][n] * 3.0)
    }

    fn plain_table(k: f32, n: usize) -> f32 {
        let s = [0.1_f32, 0.2, 0.3].into_iter().fold(0.0, |s, v| s + v * 3.0);
        let a = (0..3_u8).fold(0.1, |a, i| a + 0.1 * f32::from(i));
        s + a * k + [0.1, 0.7][n] * 3.0
    }

    #[test]
    fn tables_of_a_function_of_f32_are_of_f32() {
        for (k, n) in [(0.3, 0), (0.77, 1)] {
            let f = OfATable { k, n };
            let (value, kept) = f.eval_keep(&(1.0,));
            let should = plain_table(k, n);
            assert!((value - should).abs() <= f32::EPSILON * should.abs(), "{value} {should}");
            assert_eq!(f.vjp(&(1.0,), &kept, &1.0), (value,));
        }
    }

    /// A decimal whose nearest `f64` lies halfway between two `f32`s, and it itself does not.
    #[differentiable]
    fn rounded_once(x: f32) -> f32 {
        x * 1.000_000_059_604_644_775_390_626
    }

    #[test]
    fn literals_of_a_function_of_f32_are_of_f32() {
        for x in [0.3_f32, 0.7, 5.1] {
            assert!((of_literals(x) - plain(x).0).abs() <= 4.0 * f32::EPSILON * plain(x).0.abs().max(1.0));
            assert_eq!(a_sum(x), x * plain(x).1);
            let (_, kept) = ASum.eval_keep(&(x,));
            assert_eq!(ASum.vjp(&(x,), &kept, &1.0), (0.1_f32 + 0.2,));
            assert_eq!(rounded_once(x), x * 1.000_000_059_604_644_775_390_626_f32);
        }
    }
}

#[test]
fn lengths_said_later() {
    let x = [0.8, 1.7, -0.6, 0.45];
    check("length_of_a_later_let", &LengthOfALaterLet, |a| length_of_a_later_let(a.0), &(x,));
    assert_eq!(length_of_a_later_let(x), plain::length_of_a_later_let(x));
    for early in [false, true] {
        check("length_of_the_result", &LengthOfTheResult::<4> { early }, |a| length_of_the_result(a.0, early), &(x,));
        assert_eq!(length_of_the_result(x, early), plain::length_of_the_result(x, early));
    }
}
