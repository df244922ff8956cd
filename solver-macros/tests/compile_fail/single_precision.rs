use tapeless::{Real, differentiable};

#[differentiable]
fn single<T: Real>(x: T) -> T {
    let a: f32 = 0.1;
    x * a
}

fn main() {}
