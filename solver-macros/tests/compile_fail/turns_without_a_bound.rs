//! A loop of which something is kept, and of which no bound can be named.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, count: usize) -> T {
    let mut z = x;
    for _ in 0..count {
        z = z.sin();
    }
    z
}

fn main() {}
