use tapeless::{Real, differentiable};

#[differentiable]
fn stretched(x: f64, #[inert] stiffness: f64) -> f64 {
    x * stiffness
}

#[differentiable]
fn squeezed<T: Real>(x: T, #[constant] stiffness: T) -> T {
    x * stiffness
}

fn main() {
    stretched(1.0, 2.0);
    squeezed(1.0, 2.0);
}
