use tapeless::{Real, differentiable};

#[differentiable]
fn three<T: Real>(x: T) -> [T; 3] {
    [x, x * x, x.sin()]
}

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let [a, b] = three(x);
    a * b
}

fn main() {}
