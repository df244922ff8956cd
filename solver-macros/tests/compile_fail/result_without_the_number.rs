use tapeless::{Real, differentiable};

#[differentiable]
fn count<T: Real>(x: T) -> usize {
    if x > 0.0 { 1 } else { 0 }
}

#[differentiable]
fn root<T: Real>(x: T) -> Option<T> {
    if x > 0.0 { Some(x.sqrt()) } else { None }
}

#[differentiable]
fn length<T: Real>(x: T) -> T {
    let root = Some(x.sqrt());
    x
}

fn main() {
    count(1.0);
    root(1.0);
    length(1.0);
}
