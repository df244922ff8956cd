use tapeless::{Real, differentiable};

#[differentiable]
fn plain<T: Real>(x: T, z: [T; 2], n: f64) -> T {
    let k: f64 = n * 2.0;
    let h: f64 = x * k;
    let [a, _]: [f64; 2] = [x, x];
    let w: [f64; 2] = z;
    let c: u8 = if n > 0.0 { x } else { x * x };
    let double = |v: f64| v * 2.0;
    h + a + w[0] + c + double(x) + x * double(n)
}

fn main() {}
