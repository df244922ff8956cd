use tapeless::{Real, differentiable};

#[differentiable]
fn several<T: Real>(x: [T; 3], y: T) -> T {
    let a: T = x;
    let b: [T; 3] = y;
    let c: [T; 3] = x;
    let d: [T; 3] = [y, y];
    let e: T = [y, y];
    let f: (T, T) = [y, y];
    let first = |v: T| v;
    a + b[0] + c[1] + d[0] + e + f.0 + first([y, y])
}

fn main() {}
