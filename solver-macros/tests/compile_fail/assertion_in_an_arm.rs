use tapeless::{Real, differentiable};

#[differentiable]
fn power<T: Real>(x: T, n: usize) -> T {
    if x > 0.0 {
        assert!(n > 2);
        x
    } else {
        unreachable!()
    }
}

fn main() {}
