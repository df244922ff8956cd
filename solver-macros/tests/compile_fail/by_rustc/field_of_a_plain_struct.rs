use tapeless::{Real, differentiable};

struct Spring {
    stiffness: f64,
}

#[differentiable]
fn f<T: Real>(x: T, spring: &Spring) -> T {
    x * spring.stifness
}

fn main() {}
