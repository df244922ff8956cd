use tapeless::{Real, Vector};

#[derive(Clone, Vector)]
struct Pendulum<T> {
    angle: T,
    speed: f64,
    turns: usize,
}

fn length<T: Real>(y: &Pendulum<T>) -> T {
    y.dot(y)
}

fn main() {}
