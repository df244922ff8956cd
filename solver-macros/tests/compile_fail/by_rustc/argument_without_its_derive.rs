use tapeless::{Real, differentiable};

#[derive(Clone, Copy)]
struct Pendulum<T> {
    angle: T,
    speed: T,
}

#[differentiable]
fn energy<T: Real>(y: Pendulum<T>) -> T {
    0.5 * y.speed * y.speed - y.angle.cos()
}

fn main() {}
