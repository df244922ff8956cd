//! The same Lorenz solve for any number type with operators: what a user of a tape or of dual numbers writes.

use std::ops::{Add, Mul, Sub};

const STEPS: usize = 1000;
const H: f64 = 1e-3;

pub trait Number:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Mul<f64, Output = Self>
{
}
impl<T: Copy + Add<Output = T> + Sub<Output = T> + Mul<Output = T> + Mul<f64, Output = T>> Number for T {}

#[inline(always)]
fn field<T: Number>([x, y, z]: [T; 3], [sigma, rho, beta]: [T; 3]) -> [T; 3] {
    [sigma * (y - x), x * (rho - z) - y, x * y - beta * z]
}

#[inline(always)]
fn ahead<T: Number>(y: [T; 3], h: f64, k: [T; 3]) -> [T; 3] {
    [y[0] + k[0] * h, y[1] + k[1] * h, y[2] + k[2] * h]
}

/// The sum of squares at the end of the solve from `z = (y0, p)`.
pub fn lorenz<T: Number>(z: &[T]) -> T {
    let mut y = [z[0], z[1], z[2]];
    let p = [z[3], z[4], z[5]];
    for _ in 0..STEPS {
        let k1 = field(y, p);
        let k2 = field(ahead(y, 0.5 * H, k1), p);
        let k3 = field(ahead(y, 0.5 * H, k2), p);
        let k4 = field(ahead(y, H, k3), p);
        y = ahead(ahead(ahead(ahead(y, H / 6.0, k1), H / 3.0, k2), H / 3.0, k3), H / 6.0, k4);
    }
    y[0] * y[0] + y[1] * y[1] + y[2] * y[2]
}
