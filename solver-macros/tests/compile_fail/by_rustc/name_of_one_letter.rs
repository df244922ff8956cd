use tapeless::{Real, vector_field};

#[vector_field]
fn swing<T: Real>(_t: T, y: [T; 2], p: T) -> [T; 2] {
    [y[1] * p, -q * y[0]]
}

fn main() {}
