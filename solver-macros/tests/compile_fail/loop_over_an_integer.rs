use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, n: usize) -> T {
    let mut s = x;
    for _ in n {
        s += x;
    }
    s
}

fn main() {}
