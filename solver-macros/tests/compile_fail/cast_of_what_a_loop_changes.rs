use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let mut h = 0.5_f32;
    for i in 0..3 {
        h += i as f32 * 0.1;
    }
    x * h as f64
}

fn main() {}
