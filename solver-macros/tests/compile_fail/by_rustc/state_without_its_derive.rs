use tapeless::{Real, vector_field};

#[derive(Clone, Copy)]
struct Pendulum<T> {
    angle: T,
    speed: T,
}

#[vector_field]
fn swing<T: Real>(_t: T, y: Pendulum<T>, k: T) -> Pendulum<T> {
    Pendulum { angle: y.speed, speed: -k * y.angle.sin() }
}

fn main() {}
