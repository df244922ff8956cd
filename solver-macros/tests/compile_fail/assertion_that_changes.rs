use tapeless::{Real, differentiable};

#[differentiable]
fn counted<T: Real>(x: T, n: usize) -> T {
    let mut count = n;
    debug_assert!({ count += 1; count > 0 });
    x * count as f64
}

fn main() {}
