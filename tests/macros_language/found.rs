//! What wider random programs found, made small.

use tapeless::{Differentiable, Real, differentiable};

use crate::check::{and_plain, assert_same, check};

and_plain! {
    /// The arm looks at `z`, in a product that its sum takes in, and is written where `y` is used: after `z` has changed.
    #[differentiable]
    fn looked_at_in_a_sum<T: Real>(x: T, p: T) -> T {
        let mut z = x;
        for _ in 0..3 {
            z = (0.5 * z + p).sin();
        }
        let y = if x > 0.3 { (p - 0.5 * z) * x } else { p };
        for _ in 0..2 {
            z = (0.7 * z + x).tanh();
        }
        z + y.sin()
    }
}

#[test]
fn what_a_sum_in_an_arm_looks_at() {
    for x in [0.7, 0.2] {
        let args = (x, 0.4);
        check("looked_at_in_a_sum", &LookedAtInASum, |a: (f64, f64)| looked_at_in_a_sum(a.0, a.1), &args);
        assert_same("looked_at_in_a_sum", &LookedAtInASum.eval(&args), &plain::looked_at_in_a_sum(x, 0.4));
    }
}
