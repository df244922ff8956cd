/// A layer of a network: what it keeps of its turns are the slopes of its outputs.
#[differentiable]
fn layer<T: Real, const IN: usize, const OUT: usize>(w: &[[T; IN]; OUT], b: &[T; OUT], x: &[T; IN]) -> [T; OUT] {
    core::array::from_fn(|i| {
        let mut sum = b[i];
        for j in 0..IN {
            sum += w[i][j] * x[j];
        }
        sum.tanh()
    })
}
