use tapeless::{Real, differentiable};

#[derive(Clone, Copy)]
struct Weighed<T> {
    value: T,
    times: usize,
}

#[differentiable]
fn above<T: Real>(x: [T; 3]) -> T {
    let mut all = Weighed { value: T::ZERO, times: 0 };
    for i in 0..3 {
        if x[i] > 0.0 {
            all.times += 1;
        }
        all.value += x[i];
    }
    all.value * all.times as f64
}

fn main() {}
