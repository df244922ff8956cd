//! A differentiated number in a variant.
use tapeless::{Real, differentiable};

enum Law {
    Off,
    Linear { rate: f64 },
}

#[differentiable]
fn f<T: Real>(x: T, n: usize) -> T {
    let law = if n > 1 { Law::Linear { rate: x * 2.0 } } else { Law::Off };
    match law {
        Law::Linear { rate } => x * rate,
        Law::Off => x,
    }
}

fn main() {}
