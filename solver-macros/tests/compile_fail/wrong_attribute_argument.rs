use tapeless::{Real, vector_field};

#[vector_field(keep)]
fn decay<T: Real>(_t: T, y: T, p: T) -> T {
    -(p * y)
}

fn main() {}
