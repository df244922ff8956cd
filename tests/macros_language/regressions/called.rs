//! Functions that others see or do not, and arrays made of calls.

use tapeless::{Differentiable, Real, differentiable};

use crate::check::check;

#[differentiable]
fn private_square<T: Real>(x: T) -> T {
    x * x.sin()
}

/// A type that others see.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen(f64);

impl Seen {
    /// What a public method keeps of a call stays within it.
    #[differentiable]
    pub(crate) fn calls<T: Real>(&self, x: T) -> T {
        let y = private_square(x) * self.0;
        private_square(y) * y
    }
}

#[differentiable]
fn of_a_public_method<T: Real>(x: T, seen: Seen) -> T {
    seen.calls(x)
}

#[test]
fn a_public_method_calls_a_private_function() {
    let square = |x: f64| x * x.sin();
    let plain = |(x,): (f64,)| {
        let y = square(x) * 0.8;
        square(y) * y
    };
    check("of_a_public_method", &OfAPublicMethod { seen: Seen(0.8) }, plain, &(1.1,));
}

/// The elements are what the array is said to have, whatever a call gives.
#[differentiable]
fn made_of_calls<T: Real, const N: usize>(x: [T; N]) -> ([T; N], T) {
    let squares: [T; N] = core::array::from_fn(|i| private_square(x[i]));
    (
        core::array::from_fn(|i| private_square(squares[N - 1 - i])),
        x.map(|x| private_square(x) * 2.0).iter().copied().sum(),
    )
}

#[test]
fn arrays_made_of_calls() {
    let square = |x: f64| x * x.sin();
    let plain = |(x,): ([f64; 3],)| {
        (core::array::from_fn(|i| square(square(x[2 - i]))), x.iter().map(|x| square(*x) * 2.0).sum::<f64>())
    };
    let (value, kept) = Differentiable::<f64>::eval_keep(&MadeOfCalls::<3>, &([0.3, 0.8, -0.4],));
    assert_eq!(value, plain(([0.3, 0.8, -0.4],)));
    let (bars,) = Differentiable::<f64>::vjp(&MadeOfCalls::<3>, &([0.3, 0.8, -0.4],), &kept, &([1.0, 0.0, 0.0], 1.0));
    let along = |x: [f64; 3]| {
        let (all, sum): ([f64; 3], f64) = plain((x,));
        all[0] + sum
    };
    for i in 0..3 {
        let mut moved = [0.3, 0.8, -0.4];
        moved[i] += 1e-6;
        assert!((bars[i] - (along(moved) - along([0.3, 0.8, -0.4])) / 1e-6).abs() < 1e-5);
    }
}
