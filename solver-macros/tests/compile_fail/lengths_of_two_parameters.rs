use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real, const N: usize, const M: usize>(x: [T; N], y: [T; M]) -> T {
    let z: [T; N] = y;
    let mut s = T::ZERO;
    for i in 0..N {
        s += x[i] * z[i];
    }
    s
}

fn main() {}
