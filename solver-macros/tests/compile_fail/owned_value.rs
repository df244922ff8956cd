use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let boxed = Box::new(x);
    *boxed * x
}

fn main() {}
