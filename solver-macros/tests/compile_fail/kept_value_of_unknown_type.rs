use tapeless::{Real, differentiable};

#[differentiable]
fn scaled<T: Real>(x: T) -> (T, [T; 3]) {
    (x, [x, 2.0 * x, 3.0 * x])
}

#[differentiable]
fn total<T: Real>(x: T) -> T {
    let (scale, mut parts) = scaled(x);
    for _ in 0..5 {
        if scale < 0.3 {
            for k in 0..3 {
                parts[k] = parts[k] * parts[(k + 1) % 3];
            }
        }
    }
    parts[0]
}

fn main() {}
