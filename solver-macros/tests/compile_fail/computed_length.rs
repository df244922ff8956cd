use tapeless::{Real, differentiable};

#[differentiable]
fn differences<T: Real, const N: usize>(x: [T; N]) -> T {
    let mut d = [T::ZERO; N - 1];
    for i in 0..N - 1 {
        d[i] = x[i + 1] - x[i];
    }
    d[0]
}

#[differentiable]
fn longer<T: Real, const N: usize>(x: [T; N]) -> [T; N + 1] {
    core::array::from_fn(|i| if i < N { x[i] } else { T::ZERO })
}

#[differentiable]
fn shorter<T: Real, const N: usize>(x: [T; { N - 1 }]) -> T {
    x[0]
}

fn main() {}
