use tapeless::{Real, differentiable};

#[differentiable]
fn one_arm<T: Real>(x: T, n: usize) -> T {
    match n {
        0 => x * x,
    }
}

#[differentiable]
fn three_of_four<T: Real>(x: T, flag: bool) -> T {
    match (x > 0.0, flag) {
        (true, true) => x,
        (false, true) => -x,
        (_, false) if flag => x * x,
        (true, false) => x * x * x,
    }
}

fn main() {}
