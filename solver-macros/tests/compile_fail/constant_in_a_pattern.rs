use tapeless::{Real, differentiable};

#[differentiable]
fn limited<T: Real>(x: T, n: usize) -> T {
    const LIMIT: usize = 3;
    match n {
        LIMIT => x,
        _ => x * x,
    }
}

fn main() {}
