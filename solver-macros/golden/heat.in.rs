/// The heat equation on a rod of any number of points, its ends held.
#[vector_field]
fn heat<T: Real, const N: usize>(_t: T, u: [T; N], diffusivity: T, width: f64) -> [T; N] {
    let mut du = [T::ZERO; N];
    let scale = diffusivity / (width * width);
    for i in 1..N - 1 {
        du[i] = scale * (u[i - 1] - 2.0 * u[i] + u[i + 1]);
    }
    du
}
