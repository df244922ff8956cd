use tapeless::{Real, differentiable};

#[differentiable(turns = "many")]
fn f<T: Real>(x: T) -> T {
    x
}

fn main() {}
