use tapeless::{Real, differentiable};

#[allow(unused_macros)]
macro_rules! twice {
    ($x:expr) => {
        $x + $x
    };
}

#[differentiable]
fn f<T: Real>(x: T) -> T {
    let z = twice!(x);
    z * z
}

fn main() {}
