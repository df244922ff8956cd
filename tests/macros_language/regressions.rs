//! What random programs found, made small.

use tapeless::{Real, Vector, differentiable};

use crate::check::check;

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Pair<T> {
    a: T,
    b: [T; 2],
}

#[differentiable]
fn fields_in_arms<T: Real>(x: T, p: T, flag: bool) -> T {
    let mut z = Pair { a: p.sin(), b: [x, x] };
    if flag {
        z.b[0] *= x;
    } else {
        z.b[1] += x;
    }
    z.a * x + z.b[0]
}

#[test]
fn fields_changed_in_both_arms() {
    for flag in [false, true] {
        check("fields_in_arms", &FieldsInArms { flag }, |a: (f64, f64)| fields_in_arms(a.0, a.1, flag), &(0.26, 0.4));
    }
}

#[differentiable]
fn overwritten_in_an_arm<T: Real, const N: usize>(x: T, m: [T; 3]) -> T {
    let mut z = x.tanh();
    for _ in 0..N {
        for j in 1..=2 {
            z = 0.5 * z + (x * m[j]).tanh();
        }
    }
    if x > 0.3 {
        z = x.tanh();
    } else if x > 0.2 {
    } else {
    }
    z
}

#[test]
fn a_loop_whose_result_an_arm_overwrites() {
    for x in [0.1, 0.26, 0.4] {
        let at = (x, [0.3, -0.5, 0.7]);
        check(
            "overwritten_in_an_arm",
            &OverwrittenInAnArm::<4>,
            |a: (f64, [f64; 3])| overwritten_in_an_arm::<f64, 4>(a.0, a.1),
            &at,
        );
    }
}
