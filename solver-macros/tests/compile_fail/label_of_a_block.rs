use tapeless::{Real, differentiable};

#[differentiable]
fn square<T: Real>(x: T) -> T {
    let y = 'a: {
        if x > 1.0 {
            break 'a x * x;
        }
        x
    };
    y
}

fn main() {}
