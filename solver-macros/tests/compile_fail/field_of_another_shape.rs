use tapeless::{Real, vector_field};

#[vector_field]
fn f<T: Real>(_t: T, y: [T; 2], p: T) -> T {
    y[0] * p
}

fn main() {}
