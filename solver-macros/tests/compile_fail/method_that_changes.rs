use tapeless::{Real, differentiable};

#[differentiable]
pub fn taken<T: Real>(x: [T; 2], found: Option<usize>) -> T {
    let mut last = found;
    let first = last.take().unwrap_or(0);
    if last.is_none() { x[first] } else { x[1] }
}

fn main() {}
