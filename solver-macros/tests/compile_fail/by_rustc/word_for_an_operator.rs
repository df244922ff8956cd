use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    if x > 0.0 and x < 1.0 { x } else { -x }
}

fn main() {}
