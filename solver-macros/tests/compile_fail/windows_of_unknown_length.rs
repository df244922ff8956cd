use tapeless::{Real, differentiable};

#[differentiable]
fn sum<T: Real, const K: usize>(x: [T; 6]) -> T {
    let mut sum = T::ZERO;
    for window in x.windows(K) {
        sum += window[0] * window[1];
    }
    sum
}

fn main() {}
