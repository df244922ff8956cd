//! A vector on the heap.
use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(xs: [T; 8]) -> T {
    let ys: Vec<T> = xs.iter().map(|x| x.sin()).collect();
    ys[0]
}

fn main() {}
