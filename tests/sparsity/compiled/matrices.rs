//! Of matrices.

use nalgebra::{Matrix2, Matrix3, Vector3};
use tapeless::{Real, vector_field};

use super::at;
use crate::{exact, superset};

#[vector_field]
fn of_pairs<T: Real>(_t: T, m: Matrix3<T>, k: T) -> Matrix3<T> {
    let mut slope = m;
    for i in 0..3 {
        for j in 0..3 {
            slope[(i, j)] = if i < 2 { m[(i + 1, j)] * k } else { m[(j, j)] };
        }
    }
    slope[(0, 1)] += m[(2, 0)];
    slope
}

#[vector_field]
fn of_one_index<T: Real>(_t: T, m: Matrix3<T>, k: T) -> Matrix3<T> {
    let mut slope = m;
    for i in 0..8 {
        slope[i] = m[i + 1] * k;
    }
    slope
}

#[vector_field]
fn of_what_is_not_known<T: Real>(_t: T, m: Matrix2<T>, k: T, n: usize) -> Matrix2<T> {
    let mut slope = m;
    slope[(n, 1)] = m[(0, n)] * k;
    slope[n] += m[2 * n];
    slope
}

#[vector_field]
fn of_a_column<T: Real>(_t: T, v: Vector3<T>, k: T) -> Vector3<T> {
    let mut slope = v;
    slope[(0, 0)] = v[(2, 0)] * k;
    slope[2] = v[(1, 0)];
    slope
}

#[test]
fn elements_of_matrices() {
    exact!(OfPairs; |s| (Matrix3::from_iterator(at::<9>(s)), 0.7));
    exact!(OfOneIndex; |s| (Matrix3::from_iterator(at::<9>(s)), 0.7));
    exact!(OfAColumn; |s| (Vector3::from(at::<3>(s)), 0.7));
    for n in [0, 1] {
        superset!(OfWhatIsNotKnown { n }, OfWhatIsNotKnown; |s| (Matrix2::from_iterator(at::<4>(s)), 0.7));
    }
}
