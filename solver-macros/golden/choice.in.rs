/// A limiter of a flux: which one is not differentiated, and each asks what is.
#[differentiable]
fn limiter<T: Real>(r: T, kind: u8) -> T {
    match kind {
        0 => r.max(0.0).min(1.0),
        1 | 2 => {
            if r > 0.0 {
                (r + r) / (1.0 + r)
            } else {
                0.0
            }
        }
        _ => 1.0,
    }
}
