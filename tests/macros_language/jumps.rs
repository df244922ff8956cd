//! `continue` and `break`.

use tapeless::{Real, differentiable};

use crate::check::and_plain;
use crate::everywhere::everywhere;

and_plain! {
#[differentiable]
fn newton<T: Real>(a: T) -> T {
    let mut x = a;
    for _ in 0..30 {
        let f = x * x * x - a;
        let dx = f / (3.0 * x * x);
        x -= dx;
        if dx.abs() < 1e-3 {
            break;
        }
    }
    x
}

#[differentiable]
fn skipping<T: Real>(x: [T; 6]) -> T {
    let mut y = T::ONE;
    let mut used = 0;
    for (i, &v) in x.iter().enumerate() {
        if i == 2 {
            continue;
        }
        if v < 0.0 {
            y -= v * v;
            continue;
        } else if v > 5.0 {
            break;
        }
        used += 1;
        y = y * v.sqrt() + 0.1;
        if used == 3 {
            y *= 2.0;
            break;
        }
    }
    y
}

#[differentiable]
fn first_above<T: Real>(x: [T; 5], level: T) -> T {
    let mut found = T::ZERO;
    for i in 1..5 {
        if x[i] > level {
            let s = (level - x[i - 1]) / (x[i] - x[i - 1]);
            found = s + ((i - 1) as f64);
            break;
        }
    }
    found
}

#[differentiable]
fn inner_break<T: Real>(x: [T; 4]) -> T {
    let mut y = T::ONE;
    for i in 0..4 {
        for j in 0..4 {
            if j > i { break; }
            if (i + j) % 2 == 1 { continue; }
            y = (y * x[i] + x[j]).sin();
        }
    }
    y
}
}

everywhere! {
    newton: Newton, |a| newton(a.0), [(2.0,), (9.0,)];
    skipping: Skipping, |a| skipping(a.0), [([1.0, 2.0, 0.3, 0.4, -0.5, 0.6],), ([1.0, -2.0, 0.3, 0.4, 7.5, 0.6],), ([1.0, -2.0, 0.3, 0.4, 0.5, 0.6],)];
    first_above: FirstAbove, |a| first_above(a.0, a.1), [([1.0, 2.0, 3.3, 4.4, 5.5], 2.4), ([1.0, 2.0, 3.3, 4.4, 5.5], 7.4)];
    inner_break: InnerBreak, |a| inner_break(a.0), [([1.0, 2.0, 0.3, 0.4],)];
}
