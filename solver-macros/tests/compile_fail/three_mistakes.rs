use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let mut a = x;
    let b = x % y;
    let c = if x < y { b };
    a * c
}

fn main() {}
