/// A soft threshold: both arms are functions of x, and only the one taken is computed.
#[differentiable]
fn soft_threshold<T: Real>(x: T, width: T) -> T {
    let distance = x.abs();
    if distance > width {
        (distance - width).sqrt() * x
    } else if distance == 0.0 {
        0.0
    } else {
        let ratio = x / width;
        ratio * ratio * ratio.exp()
    }
}
