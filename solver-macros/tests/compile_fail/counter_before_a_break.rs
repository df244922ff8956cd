use tapeless::{Real, differentiable};

#[differentiable]
fn last<T: Real>(y: T) -> T {
    let mut n = 0;
    let mut s = T::ZERO;
    for i in 0..5 {
        n = i;
        if s > y {
            break;
        }
        s += y * y;
    }
    s * n as f64
}

fn main() {}
