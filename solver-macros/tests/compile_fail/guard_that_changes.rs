use tapeless::{Real, differentiable};

#[differentiable]
fn asked<T: Real>(x: T, n: usize) -> T {
    let mut count = 0;
    let y = match n {
        k if { count += 1; k > 2 } => x,
        _ => x * x,
    };
    y * count as f64
}

fn main() {}
