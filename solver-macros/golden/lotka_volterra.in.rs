#[vector_field]
pub fn lotka_volterra<T: Real>(_t: T, [x, y]: [T; 2], [a, b, c, d]: [T; 4]) -> [T; 2] {
    [a * x - b * x * y, d * x * y - c * y]
}
