/// A sum over pairs, with a running index.
#[differentiable]
fn pairs<T: Real>(weights: [T; 6], xs: [T; 4], keep: &[bool; 4]) -> T {
    let mut k = 0;
    let mut energy = T::ZERO;
    for i in 0..4 {
        for j in 0..i {
            if keep[j] {
                energy += weights[k] * (xs[i] - xs[j]).abs();
                k += 1;
            }
        }
    }
    energy
}
