//! What the messages of mistakes say to write instead.

use tapeless::{Differentiable, Real, differentiable, diffusion};

use crate::check::{and_plain, check};
use crate::everywhere::everywhere;

and_plain! {
    /// An array that is written where it is summed is no array, and what the messages say to write instead is a function.
    #[differentiable]
    fn instead<T: Real>(x: [T; 3], y: T) -> T {
        let few = [x[0] * y, x[1].sin(), x[2]].iter().copied().sum::<T>() * [y, x[1]].into_iter().product::<T>();
        let positive: T = x.iter().map(|x| if *x > 0.0 { 1.0 } else { 0.0 }).sum();
        let mut found = false;
        for v in &x {
            found |= *v > 0.7;
        }
        let top = x.iter().copied().fold(x[0], T::max);
        let half = core::f64::consts::PI / 2.0;
        few * positive * half + if found { top * y } else { x[1] / top }
    }
}

everywhere! {
    instead: Instead, |a| instead(a.0, a.1), [([0.3, 0.8, -0.4], 0.7), ([0.3, 0.5, 0.4], -0.7), ([-0.3, 0.1, -0.4], 0.2)];
}

#[differentiable]
fn turned<T: Real>(angle: T, x: T) -> T {
    angle.cos() * x
}

/// What the source makes a number of the function's type is one for what is called.
#[differentiable]
fn called_with_constants<T: Real>(angles: [f64; 3], x: [T; 3]) -> T {
    let mut sum = turned(T::ZERO, x[0]) * turned(-T::ONE, x[1]);
    for k in 0..3 {
        sum += turned(T::lit(angles[k]) * 2.0, x[k]);
    }
    sum
}

#[test]
fn constants_as_arguments() {
    let (angles, x) = ([0.3, 0.8, -0.4], [0.5, 1.5, -0.7]);
    let f = CalledWithConstants { angles };
    check("called_with_constants", &f, |(x,)| called_with_constants(angles, x), &(x,));
    let should: f64 = (0..3).map(|k| (2.0 * angles[k]).cos() * x[k]).sum();
    assert!((f.eval(&(x,)) - should - x[0] * 1.0_f64.cos() * x[1]).abs() < 1e-15);
}

/// A constant in `f64` in a function of `f32` alone.
#[differentiable]
fn weighted_in_single(x: f32, #[constant] weights: &[f64], by: f64) -> f32 {
    x * weights[1] * by + x.sin()
}

#[test]
fn constants_in_double_in_a_function_in_single() {
    let f = WeightedInSingle { weights: &[1.0, 1.5], by: 0.5 };
    let (value, kept) = f.eval_keep(&(0.4,));
    assert_eq!(value, 0.4 * 1.5 * 0.5 + 0.4_f32.sin());
    assert_eq!(f.vjp(&(0.4,), &kept, &1.0), (0.75 + 0.4_f32.cos(),));
}

/// A product of which one factor is dw, and a sum of such: linear, however it is written.
#[diffusion(scalar)]
fn product_with_noise<T: Real>(_t: T, x: T, sigma: T, dw: T) -> T {
    [dw, x, sigma].iter().product::<T>() + [x * dw, -dw].iter().sum::<T>()
}

#[test]
fn a_product_with_noise() {
    assert_eq!(product_with_noise(0.0, 0.5, 3.0, 0.25), 0.25 * 0.5 * 3.0 + (0.125 - 0.25));
}
