//! The hand-tracking kinematics: bones posed by angles, vertices skinned by weights, the whole moved, against points.
//!
//! Source: J. Taylor et al., "User-specific hand modeling from monocular depth sequences", CVPR 2014, as in the suite of `ADBench`:
//! B bones, V vertices.

use tapeless::{Real, differentiable};

use crate::bundle_adjustment::turned;

/// A rotation and a shift: three rows of four.
type Pose<T> = [[T; 4]; 3];

/// `Rz(z) Ry(y) Rx(x)`, y turning the way `ADBench`'s does.
#[differentiable]
pub(crate) fn rotation<T: Real>([x, z, y]: [T; 3]) -> [[T; 3]; 3] {
    let ((sx, cx), (sy, cy), (sz, cz)) = (x.sin_cos(), y.sin_cos(), z.sin_cos());
    [
        [cz * cy, -(sz * cx) - cz * sy * sx, sz * sx - cz * sy * cx],
        [sz * cy, cz * cx - sz * sy * sx, -(cz * sx) - sz * sy * cx],
        [sy, cy * sx, cy * cx],
    ]
}

/// What is fixed of a model: parents before children, a root its own parent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Model<const B: usize, const V: usize> {
    pub(crate) parents: [usize; B],
    pub(crate) relatives: [Pose<f64>; B],
    pub(crate) inverses: [Pose<f64>; B],
    pub(crate) vertices: [[f64; 3]; V],
    pub(crate) weights: [[f64; B]; V],
    pub(crate) points: [[f64; 3]; V],
}

/// The differences between points and vertices.
#[differentiable]
pub(crate) fn hand<'a, T: Real, const B: usize, const V: usize>(
    angles: [[T; 3]; B],
    turn: [T; 3],
    shift: [T; 3],
    model: &'a Model<B, V>,
) -> [[T; 3]; V] {
    let mut absolutes = [[[T::ZERO; 4]; 3]; B];
    for b in 0..B {
        let turned = rotation(angles[b]);
        let parent = model.parents[b];
        let mut relative = [[T::ZERO; 4]; 3];
        for i in 0..3 {
            for j in 0..3 {
                for k in 0..3 {
                    relative[i][j] += model.relatives[b][i][k] * turned[k][j];
                }
            }
            relative[i][3] = T::lit(model.relatives[b][i][3]);
        }
        if parent == b {
            absolutes[b] = relative;
        } else {
            for i in 0..3 {
                for j in 0..4 {
                    let mut sum = T::ZERO;
                    for k in 0..3 {
                        sum += absolutes[parent][i][k] * relative[k][j];
                    }
                    absolutes[b][i][j] = sum;
                }
                let end = absolutes[parent][i][3];
                absolutes[b][i][3] += end;
            }
        }
    }
    let mut errors = [[T::ZERO; 3]; V];
    for v in 0..V {
        let mut place = [T::ZERO; 3];
        for b in 0..B {
            let base = model.inverses[b];
            let x = model.vertices[v];
            for i in 0..3 {
                let mut sum = absolutes[b][i][3];
                for k in 0..3 {
                    let rest = base[k][0] * x[0] + base[k][1] * x[1] + base[k][2] * x[2] + base[k][3];
                    sum += absolutes[b][i][k] * rest;
                }
                place[i] += model.weights[v][b] * sum;
            }
        }
        let place = turned(turn, place);
        for i in 0..3 {
            errors[v][i] = model.points[v][i] - (place[i] + shift[i]);
        }
    }
    errors
}
