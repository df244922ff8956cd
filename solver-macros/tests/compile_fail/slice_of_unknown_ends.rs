use tapeless::{Real, differentiable};

#[differentiable]
fn part<T: Real>(x: [T; 6], n: usize) -> T {
    let part = &x[n..4];
    let sum;
    if n > 2 {
        while n > 3 {}
        sum = x[0];
    } else {
        sum = x[1];
    }
    part[0] * sum
}

fn main() {}
