use tapeless::{Real, differentiable};

#[differentiable]
fn root<T: Real>(x: T, n: usize) -> T {
    assert!(n > 0);
    assert!(x > 0.0, "a root of {n}");
    x.sqrt()
}

fn main() {}
