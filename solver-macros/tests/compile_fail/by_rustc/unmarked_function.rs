use tapeless::{Real, differentiable};

fn helper<T: Real>(x: T) -> T {
    x * x
}

#[differentiable]
fn calls<T: Real>(x: T) -> T {
    helper(x) + x
}

fn main() {}
