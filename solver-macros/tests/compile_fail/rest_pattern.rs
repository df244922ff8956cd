use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let [a, ..] = [x, y];
    a
}

fn main() {}
