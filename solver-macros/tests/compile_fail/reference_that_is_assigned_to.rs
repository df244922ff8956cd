use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: [T; 3]) -> T {
    let mut y = x;
    for v in &mut y {
        v *= 2.0;
    }
    y[0]
}

fn main() {}
