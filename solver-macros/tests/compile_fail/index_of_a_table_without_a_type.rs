use tapeless::{Real, differentiable};

#[differentiable]
fn around<T: Real>(y: [T; 3]) -> T {
    let next = [1, 2, 0];
    let mut k = 0;
    let mut s = T::ZERO;
    for n in next {
        s += y[k] * y[n];
        k = n;
    }
    s
}

fn main() {}
