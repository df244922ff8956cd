use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T) -> T {
    println!("{x:?}");
    x
}

fn main() {}
