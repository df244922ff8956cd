use tapeless::{Real, vector_field};

#[vector_field]
fn decay<T: Real>(_t: T, y: T) -> T {
    -y
}

fn main() {}
