use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    match 3 {
        _ => x * y,
    }
}

fn main() {}
