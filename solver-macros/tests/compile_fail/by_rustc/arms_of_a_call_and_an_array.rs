//! Arms of an `if` of which one calls a function of another type: it is told once, of that call.

use tapeless::{Real, differentiable};

#[differentiable]
fn three<T: Real>(x: T) -> [T; 3] {
    [x, x, x]
}

#[differentiable]
fn two<T: Real>(x: T) -> [T; 2] {
    if x > 0.0 { three(x) } else { [x, x] }
}

fn main() {}
