use tapeless::{Real, vector_field};

#[vector_field]
fn f<T: Real>(_t: f64, y: T, p: T) -> T {
    y * p
}

fn main() {}
