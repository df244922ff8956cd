use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    if x > 0.0 {
        return;
    }
    x
}

fn main() {}
