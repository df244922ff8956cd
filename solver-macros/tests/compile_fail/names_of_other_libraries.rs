use tapeless::{Real, differentiable};

#[differentiable]
fn names<T: Real>(x: T) -> T {
    let a = x.log1p() + x.sigmoid();
    let b = x.pow(2);
    let c: f64 = x.into();
    let d = x.sqrt().unwrap();
    a + b + c + d
}

fn main() {}
