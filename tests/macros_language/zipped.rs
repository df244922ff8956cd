//! `zip` with what has no length by itself: a struct's field, whose length is the other side's, and a range without an end.

use tapeless::{Real, Vector, differentiable};

use crate::check::and_plain;
use crate::everywhere::everywhere;

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
pub(super) struct Layer<T> {
    weights: [T; 5],
    bias: T,
    deep: Inner<T>,
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
pub(super) struct Inner<T> {
    scales: [T; 5],
}

and_plain! {
    #[differentiable]
    fn weighted<T: Real>(x: [T; 5], layer: Layer<T>) -> T {
        let mut sum = layer.bias;
        for (x, w) in x.iter().zip(&layer.weights) {
            sum += *x * w.tanh();
        }
        let scaled: T = layer.deep.scales.iter().zip(&x).map(|(s, x)| s.sin() * *x).sum();
        sum * scaled
    }

    #[differentiable]
    fn taken_apart<T: Real>(x: [T; 5], layer: &Layer<T>) -> T {
        let Layer { weights, bias, deep } = layer;
        let mut sum = *bias;
        for (i, (w, x)) in weights.iter().rev().zip(x).enumerate() {
            sum = (sum * *w).cos() + x * i as f64;
        }
        sum + x.iter().zip(deep.scales.iter().zip(weights)).fold(x[0], |all, (x, (s, w))| all * *s + *x * *w)
    }

    #[differentiable]
    fn numbered<T: Real>(x: [T; 5], y: T) -> T {
        let mut sum = y;
        for (x, k) in x.iter().skip(1).zip(2..) {
            sum += (*x * k as f64).sin();
        }
        for (i, v) in (0..).zip(x) {
            sum *= v + x[i] * 0.5 + i as f64;
        }
        (1..).zip(x.iter().rev()).map(|(k, v)| *v / k as f64).sum::<T>() * sum
    }

    #[differentiable]
    fn of_any_length<T: Real, const N: usize>(x: [T; N], y: T) -> T {
        let mut sum = y;
        for (x, k) in x.iter().zip(1..) {
            sum = (sum * *x).sin() + k as f64;
        }
        sum
    }
}

fn layer() -> Layer<f64> {
    let weights = [0.4, -0.7, 0.2, 0.9, -0.3];
    Layer { weights, bias: 0.35, deep: Inner { scales: weights.map(|w| w + 0.1) } }
}

everywhere! {
    weighted: Weighted, |a| weighted(a.0, a.1), [([0.3, 0.8, -0.4, 0.6, 0.1], layer())];
    taken_apart: TakenApart, |a| taken_apart(a.0, &a.1), [([0.3, 0.8, -0.4, 0.6, 0.1], layer())];
    numbered: Numbered, |a| numbered(a.0, a.1), [([0.3, 0.8, -0.4, 0.6, 0.1], 0.7)];
    of_any_length: OfAnyLength<4>, |a| of_any_length(a.0, a.1), [([0.3, 0.8, -0.4, 0.6], 0.7)];
}
