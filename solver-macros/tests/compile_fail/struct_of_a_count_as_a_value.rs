use tapeless::{Real, differentiable};

#[derive(Clone, Copy)]
struct Weighed<T> {
    value: T,
    times: usize,
}

#[differentiable]
fn total<T: Real>(x: T, n: usize) -> T {
    let all = Weighed { value: x, times: n };
    let mut sum = [all; 2];
    sum[n % 2] = all;
    sum[n % 2].value * all.times as f64
}

fn main() {}
