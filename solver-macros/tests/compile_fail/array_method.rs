use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    let z = [x, y].map(|z| z * z);
    z[0]
}

fn main() {}
