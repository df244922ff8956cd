use tapeless::{Real, differentiable};

#[differentiable]
fn added<T: Real>(x: T, v: [T; 4], n: usize) -> T {
    let mut k = n;
    let mut z = v;
    z[k] += { k = (k + 1) % 4; x * v[k] };
    z[0] * z[1]
}

fn main() {}
