use tapeless::{Real, Vector, vector_field};

#[derive(Clone, Copy, Vector)]
struct Plant<T> {
    level: T,
}

#[vector_field]
fn plant<T: Real>(_t: T, y: Plant<T>, rate: T) -> Plant<T> {
    Plant { level: -(rate * y.level) }
}

fn main() {}
