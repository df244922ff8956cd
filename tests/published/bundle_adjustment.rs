//! The bundle-adjustment residual: a point seen by a camera with radial distortion, against where it was seen.
//!
//! Source: F. Šrajer, Z. Kukelova, A. Fitzgibbon, "A benchmark of selected algorithmic differentiation tools on some problems
//! in computer vision and machine learning", Optimization Methods and Software 33 (2018), section 4.2.

use tapeless::{Real, differentiable};

/// `x` turned about the axis and by the angle of `r`.
#[differentiable]
pub(crate) fn turned<T: Real>(r: [T; 3], x: [T; 3]) -> [T; 3] {
    let square = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
    let cross = [r[1] * x[2] - r[2] * x[1], r[2] * x[0] - r[0] * x[2], r[0] * x[1] - r[1] * x[0]];
    if square > 0.0 {
        let angle = square.sqrt();
        let (sin, cos) = angle.sin_cos();
        let (a, b) = (sin / angle, (1.0 - cos) / square);
        let along = (r[0] * x[0] + r[1] * x[1] + r[2] * x[2]) * b;
        core::array::from_fn(|i| x[i] * cos + cross[i] * a + r[i] * along)
    } else {
        core::array::from_fn(|i| x[i] + cross[i])
    }
}

/// Camera: rotation 3, centre 3, focal length, principal point 2, distortion 2.
#[differentiable]
pub(crate) fn reprojection<T: Real>(camera: [T; 11], point: [T; 3], weight: T, seen: [f64; 2]) -> [T; 3] {
    let [r0, r1, r2, c0, c1, c2, focal, u0, v0, k1, k2] = camera;
    let [x, y, z] = turned([r0, r1, r2], [point[0] - c0, point[1] - c1, point[2] - c2]);
    let (u, v) = (x / z, y / z);
    let square = u * u + v * v;
    let distortion = 1.0 + k1 * square + k2 * square * square;
    [
        weight * (u * distortion * focal + u0 - seen[0]),
        weight * (v * distortion * focal + v0 - seen[1]),
        1.0 - weight * weight,
    ]
}
