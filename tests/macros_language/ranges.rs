//! Ranges of integers that are no `usize`, down to negative ones and up to the last of their type: as plain Rust goes through them.

use tapeless::{Differentiable, Real, differentiable};

use crate::check::{and_plain, assert_same, check, holds};

and_plain! {
#[differentiable(turns = 300)]
fn negative<T: Real>(x: T) -> T {
    let mut s = x;
    for i in -3..3 {
        s = s * 0.5 + x * i as f64;
    }
    s
}

#[differentiable(turns = 300)]
fn negative_by_steps<T: Real>(x: T) -> T {
    let mut s = x;
    for i in (-3_i32..=3).rev().step_by(2) {
        s = s * 0.5 + x * i as f64;
    }
    s
}

#[differentiable(turns = 300)]
fn to_the_last<T: Real>(x: T) -> T {
    let mut s = x;
    for i in 250..=255u8 {
        s = s * 0.5 + x * (!i) as f64;
    }
    s
}

#[differentiable(turns = 300)]
fn to_the_last_by_steps<T: Real>(x: T, n: u8) -> T {
    let mut s = x;
    for i in (0..=n).rev().step_by(100) {
        s = s * 0.5 + x * i as f64;
    }
    s
}

#[differentiable(turns = 300)]
fn numbered<T: Real>(x: T, n: u8) -> T {
    let mut s = x;
    for (k, i) in (200..=n).rev().enumerate() {
        s = s * 0.5 + x * i as f64 * k as f64;
    }
    s
}

#[differentiable(turns = 300)]
fn across_zero<T: Real>(x: T) -> T {
    let mut s = x;
    for i in -100..=127i8 {
        s = s * 0.5 + x * i as f64;
    }
    s
}

#[differentiable(turns = 300)]
fn to_the_maximum<T: Real>(x: T) -> T {
    let mut s = x;
    for i in 250..=u8::MAX {
        s = s * 0.5 + x * (!i) as f64;
    }
    s
}

#[differentiable(turns = 300)]
fn skipped<T: Real>(x: T, n: u8) -> T {
    let mut s = x;
    for (k, i) in (0..=n).skip(250).take(7).enumerate() {
        s = s * 0.5 + x * i as f64 * k as f64;
    }
    s
}

#[differentiable(turns = 300)]
fn zipped<T: Real>(x: T, v: [T; 6], n: u8) -> T {
    let mut s = x;
    for (i, y) in (250..=n).zip(v) {
        s = s * 0.5 + y * i as f64;
    }
    s
}

#[differentiable(turns = 300)]
fn maybe_empty<T: Real>(x: T, n: i32) -> T {
    let mut s = x;
    for i in (n..3).rev().step_by(2) {
        s = s * 0.5 + x * i as f64;
    }
    s
}

#[differentiable(turns = 300)]
fn by_steps<T: Real>(x: T, n: u8) -> T {
    let mut s = x;
    for i in (0..=n).step_by(50) {
        s = (s * 0.5 + x * i as f64).sin();
    }
    s
}

#[differentiable(turns = 300)]
fn mapped<T: Real>(x: T, n: i8) -> T {
    x * (-128..=n).rev().map(|i| x * i as f64).sum::<T>()
}

#[differentiable(turns = 8)]
fn within<T: Real>(x: T, n: i64) -> T {
    let mut s = x;
    for i in -2..=n {
        for j in i..=n {
            s = (s * 0.5 + x * (i - j) as f64).sin();
        }
    }
    s
}

#[differentiable(turns = 300)]
fn numbered_from_below<T: Real>(x: T, v: [T; 4]) -> T {
    let mut s = x;
    for (k, i) in (-3..3).enumerate() {
        s = (s * 0.5 + v[k % 4] * i as f64).sin();
    }
    s
}

#[differentiable(turns = 300)]
fn by_steps_from_below<T: Real>(x: T, v: [T; 4]) -> T {
    let mut s = x;
    for i in (-3..=3).rev().step_by(3) {
        s = (s * 0.5 + v[(i + 3) as usize % 4] * i as f64).sin();
    }
    s
}

#[differentiable(turns = 300)]
fn to_a_field<T: Real>(x: T, q: Ends) -> T {
    let mut s = x;
    for i in 0..=q.last {
        s = (s * 0.5 + x * (!i) as f64).sin();
    }
    for (k, i) in (q.first..=q.last).rev().step_by(100).enumerate() {
        s = (s * 0.5 + x * (i << 1) as f64 * k as f64).cos();
    }
    s
}

#[differentiable(turns = 300)]
fn between_elements<T: Real>(x: T, a: [i8; 3]) -> T {
    let mut s = x;
    for i in a[1]..=a[0] {
        s = (s + x * (!i) as f64).sin();
    }
    for i in 0..a[2] {
        s = (s + x * i as f64).cos();
    }
    s
}

#[differentiable(turns = 5)]
fn to_the_largest_of_all<T: Real>(x: T) -> T {
    let mut s = x;
    for i in u64::MAX - 2..=u64::MAX {
        s = (s * 0.5 + x * (!i) as f64).sin();
    }
    s
}

#[differentiable]
fn of_a_type_said_within<T: Real>(x: T) -> T {
    let mut s = x;
    let mut k = 0u8;
    for i in 0..4 {
        k = k.wrapping_sub(i);
        s = (s * 0.5 + x * (k << 1) as f64).sin();
    }
    for i in 253..=255 {
        let j: u8 = i;
        s = (s * 0.5 + x * (!i) as f64 + x * j as f64).cos();
    }
    for i in 0..4 {
        let k: i32 = i - 2;
        s = (s * 0.5 + x * k as f64).sin();
    }
    s
}

#[differentiable(turns = 9)]
fn triangle_below_zero<T: Real>(x: T) -> T {
    let mut s = x;
    for i in -5..-2 {
        for j in i..=0 {
            s = (s * 0.5 + x * (i * j) as f64).sin();
        }
    }
    s
}

#[differentiable]
fn beside_others<T: Real>(x: T, v: [T; 5]) -> T {
    let mut s = x;
    for (i, y) in (-2..3).zip(v) {
        s = (s * 0.5 + y * i as f64).sin();
    }
    for (i, y) in (249u8..).zip(v) {
        s = (s * 0.5 + y * (i << 1) as f64).cos();
    }
    for i in (-3..=3).skip(2).take(3) {
        s = (s * 0.5 + x * i as f64).sin();
    }
    s
}
}

#[derive(Clone, Copy, Debug)]
struct Ends {
    first: u8,
    last: u8,
}

/// `name: Type, argument: [values];`: the function `name` of a number and of what is not differentiated.
macro_rules! holds_for {
    ($($name:ident: $F:ident, $n:ident: [$($value:expr),+];)*) => {
        paste::paste! {$(
            #[test]
            fn [<$name _holds>]() {
                for $n in [$($value),+] {
                    let (f, at) = ($F { $n }, (0.3,));
                    check(stringify!($name), &f, |a: (f64,)| $name(a.0, $n), &at);
                    assert_same(stringify!($name), &f.eval(&at), &plain::$name(at.0, $n));
                }
            }
        )*}
    };
}

holds_for! {
    to_the_last_by_steps: ToTheLastBySteps, n: [0, 5, 200, 254, 255];
    numbered: Numbered, n: [0, 5, 200, 254, 255];
    skipped: Skipped, n: [0, 5, 200, 254, 255];
    maybe_empty: MaybeEmpty, n: [-4, -3, 3, 5];
    by_steps: BySteps, n: [0, 5, 200, 254, 255];
    mapped: Mapped, n: [-128, -3, 127];
    within: Within, n: [-5, -2, 1];
    to_a_field: ToAField, q: [Ends { first: 0, last: 255 }, Ends { first: 3, last: 0 }];
    between_elements: BetweenElements, a: [[127, -128, 127], [-3, 4, 1]];
}

holds! {
    negative: Negative, |a| negative(a.0), [(0.3,)];
    negative_by_steps: NegativeBySteps, |a| negative_by_steps(a.0), [(0.3,)];
    to_the_last: ToTheLast, |a| to_the_last(a.0), [(0.3,)];
    across_zero: AcrossZero, |a| across_zero(a.0), [(0.3,)];
    to_the_maximum: ToTheMaximum, |a| to_the_maximum(a.0), [(0.3,)];
    numbered_from_below: NumberedFromBelow, |a| numbered_from_below(a.0, a.1), [(0.3, [0.2, -0.4, 0.7, 0.9])];
    by_steps_from_below: ByStepsFromBelow, |a| by_steps_from_below(a.0, a.1), [(0.3, [0.2, -0.4, 0.7, 0.9])];
    to_the_largest_of_all: ToTheLargestOfAll, |a| to_the_largest_of_all(a.0), [(0.3,)];
    of_a_type_said_within: OfATypeSaidWithin, |a| of_a_type_said_within(a.0), [(0.3,)];
    triangle_below_zero: TriangleBelowZero, |a| triangle_below_zero(a.0), [(0.3,)];
    beside_others: BesideOthers, |a| beside_others(a.0, a.1), [(0.3, [0.2, -0.4, 0.7, 0.9, -0.2])];
}

#[test]
fn numbers_zipped_with_others_end_with_them() {
    for n in [0, 249, 252, 255] {
        let (f, at) = (Zipped { n }, (0.3, [0.2, -0.4, 0.7, 0.9, -1.1, 0.3]));
        check("zipped", &f, |a: (f64, [f64; 6])| zipped(a.0, a.1, n), &at);
        assert_same("zipped", &f.eval(&at), &plain::zipped(at.0, at.1, n));
    }
}
