//! What is not differentiated has the type that it is said to have, with that type's operations: eight bits are eight bits.

use tapeless::{Real, differentiable};

use crate::check::{and_plain, check, holds};

#[derive(Clone, Copy, Debug)]
struct Narrow {
    n: u8,
    k: f32,
    all: [u8; 2],
}

#[derive(Clone, Copy, Debug)]
struct Bits(u8, i8);

/// Not a vector.
#[derive(Clone, Copy, Debug)]
struct Beside<T> {
    x: T,
    n: u8,
}

and_plain! {
    #[differentiable]
    fn fields_of_eight_bits<T: Real>(x: T) -> T {
        let narrow = Narrow { n: 200, k: 0.1, all: [200, 100] };
        let next = Narrow { n: 130, ..narrow };
        let bits = Bits(200, -3);
        let mut beside = Beside { x: x * x, n: 200 };
        let mut s = x * (narrow.n << 1) as f64 + x * narrow.k as f64 + x * x * (narrow.all[0] << 1) as f64;
        s += x.sin() * (next.n << 1) as f64 * (beside.n << 1) as f64 + beside.x * (bits.0 << 1) as f64 * (!bits.1) as f64;
        beside.n = 150;
        for _ in 0..3 {
            beside.x = (beside.x + x * (beside.n << 1) as f64).sin();
            beside.n = beside.n.wrapping_add(100);
        }
        for narrow in [Narrow { n: 200, k: 0.7, all: [1, 255] }, narrow] {
            s += x * (narrow.n << 1) as f64 * narrow.k as f64 * (!narrow.all[1]) as f64;
        }
        s + beside.x * (beside.n << 2) as f64
    }

    #[differentiable]
    fn elements_of_eight_bits<T: Real>(x: T) -> T {
        let a: [u8; 2] = [200, 100];
        let b: [[u8; 2]; 1] = [[200, 3]];
        let c: [u8; 3] = [100; 3];
        x * (a[0] << 1) as f64 + x * x * (b[0][0] << 1) as f64 * (c[1] << 2) as f64
    }

    #[differentiable]
    fn constants_of_eight_bits<T: Real>(x: T) -> T {
        const A: [u8; 2] = [200, 100];
        const B: u8 = 200;
        let i = A[0];
        x * (i << 1) as f64 + x.sin() * (B << 1) as f64
    }

    #[differentiable]
    fn of_a_block<T: Real>(x: T) -> T {
        let k: u8 = { 7 };
        let i: i32 = -7;
        let j: i16 = -1;
        x * (!k) as f64 + x * x * (i.rem_euclid(3)) as f64 + x.cos() * (j as u16) as f64
    }

    #[differentiable]
    fn of_a_closure<T: Real>(x: T) -> T {
        let f = |i: u8| i << 1;
        let g = |i: i8, k: f32| (i - 2) as f32 * k;
        x * f(200) as f64 + x * x * g(-3, 0.1) as f64
    }

    #[differentiable]
    fn of_elements<T: Real>(x: T) -> T {
        let mut s = x;
        for i in [200, 100] {
            let j: u8 = i;
            s += x * (j << 1) as f64;
        }
        s * x
    }

    #[differentiable]
    fn of_single_precision<T: Real>(x: T) -> T {
        const K: f32 = 0.1;
        let k: f32 = 0.1;
        let third: f32 = 1.0 / 3.0;
        let large: f32 = 16777217.0;
        let all: [f32; 2] = [0.1, 0.7];
        let (n, c): (u8, f32) = (200, 0.3);
        let mut h: f32 = 0.1;
        h *= 1.1;
        let scaled = k * 1.1;
        x * k as f64 + x * f64::from(K) * third as f64 + x * x * (large as f64 - 16777216.0)
            + x * all[1] as f64 + x.sin() * c as f64 * (n << 1) as f64 + x.cos() * h as f64 + x * scaled as f64
    }

    #[differentiable]
    fn one_after_another<T: Real>(x: T) -> T {
        let mut i: u8 = 200;
        let mut j = 100u8;
        let mut s = x;
        for _ in 0..3 {
            s += x * (i << 1) as f64 + x * x * (j << 2) as f64;
            i = 7;
            j = 90 + 10;
        }
        j = 201;
        s + x * (j << 1) as f64
    }

    #[differentiable]
    fn to_the_largest<T: Real>(x: T) -> T {
        let mut s = x;
        for i in 250..=255u8 {
            s = (s + x * (!i) as f64).sin();
        }
        for i in (250..=255u8).rev() {
            s = (s - x * (i << 1) as f64).cos();
        }
        for i in (0..=3u8).rev().step_by(2) {
            s += x * i as f64;
        }
        s
    }
}

holds! {
    fields_of_eight_bits: FieldsOfEightBits, |a| fields_of_eight_bits(a.0), [(0.7,)];
    elements_of_eight_bits: ElementsOfEightBits, |a| elements_of_eight_bits(a.0), [(0.7,)];
    constants_of_eight_bits: ConstantsOfEightBits, |a| constants_of_eight_bits(a.0), [(0.7,)];
    of_a_block: OfABlock, |a| of_a_block(a.0), [(0.7,)];
    of_a_closure: OfAClosure, |a| of_a_closure(a.0), [(0.7,)];
    of_elements: OfElements, |a| of_elements(a.0), [(0.7,)];
    of_single_precision: OfSinglePrecision, |a| of_single_precision(a.0), [(0.7,)];
    one_after_another: OneAfterAnother, |a| one_after_another(a.0), [(0.7,)];
    to_the_largest: ToTheLargest, |a| to_the_largest(a.0), [(0.7,)];
}

/// A choice of eight bits, and an argument of single precision.
#[differentiable]
fn chosen_bits<T: Real>(x: T, flag: bool, n: usize, k: f32) -> T {
    let m: u8 = if flag { 200 } else { 1 };
    let l: u8 = match n {
        0 => 130,
        1 => 255,
        _ => 7,
    };
    x * (m << 2) as f64 + x * x * (!l) as f64 + x * (k * 1.1) as f64
}

#[test]
fn a_choice_of_eight_bits_is_one() {
    let x = 0.7;
    for (flag, m) in [(true, 200_u8), (false, 1)] {
        for (n, l) in [130_u8, 255, 7].into_iter().enumerate() {
            let should = x * f64::from(m << 2) + x * x * f64::from(!l) + x * f64::from(0.3_f32 * 1.1);
            assert!((chosen_bits(x, flag, n, 0.3) - should).abs() < 1e-12);
            check("chosen_bits", &ChosenBits { flag, n, k: 0.3 }, |(x,): (f64,)| chosen_bits(x, flag, n, 0.3), &(x,));
        }
    }
}
