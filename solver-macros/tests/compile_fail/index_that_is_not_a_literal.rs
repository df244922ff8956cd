use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    const I: usize = 1;
    let z = [x, y];
    z[I]
}

fn main() {}
