//! States, parameters and inputs that are static vectors and matrices of nalgebra.

use nalgebra::{Matrix2, Matrix3, SMatrix, SVector, Vector2, Vector3, matrix, vector};
use tapeless::*;

/// `dy/dt = A y + B u`, written by hand.
#[derive(Clone, Copy, Debug)]
struct Linear;

type Gains<T> = (SMatrix<T, 3, 3>, SMatrix<T, 3, 2>);

impl<T: Real> VectorField<T> for Linear {
    type State = SMatrix<T, 3, 1>;
    type Params = Gains<T>;
    type Input = SMatrix<T, 2, 1>;
    fn eval(&self, _: T, y: &Self::State, (a, b): &Gains<T>, u: &Self::Input) -> Self::State {
        product(a, y).zip_map(&product(b, u), |a, b| a + b)
    }
}

impl<T: Real> Vjp<T> for Linear {
    type Kept = SMatrix<T, 3, 1>;
    const COSTLY: bool = false;
    fn eval_keep(&self, t: T, y: &Self::State, p: &Gains<T>, u: &Self::Input) -> (Self::State, Self::Kept) {
        (self.eval(t, y, p, u), *y)
    }
    fn vjp(
        &self,
        (a, b): &Gains<T>,
        u: &Self::Input,
        y: &Self::Kept,
        w: &Self::State,
        bars: Bars<'_, T, Gains<T>, Self::Input>,
    ) -> Self::State {
        Vector::<T>::add(&mut bars.p.0, &product(w, &y.transpose()));
        Vector::<T>::add(&mut bars.p.1, &product(w, &u.transpose()));
        Vector::<T>::add(bars.u, &product(&b.transpose(), w));
        product(&a.transpose(), w)
    }
}

/// A matrix product over any number: nalgebra's own asks for more traits than a `Real` has.
fn product<T: Real, const I: usize, const J: usize, const K: usize>(
    a: &SMatrix<T, I, J>,
    b: &SMatrix<T, J, K>,
) -> SMatrix<T, I, K> {
    SMatrix::from_fn(|i, k| (0..J).fold(T::ZERO, |sum, j| a[(i, j)].fma(b[(j, k)], sum)))
}

/// The last component, squared.
struct Square;

impl<T: Real> Differentiable<T> for Square {
    type Args = (SMatrix<T, 3, 1>,);
    type Output = T;
    type Kept = ();
    fn eval(&self, (y,): &Self::Args) -> T {
        y[2] * y[2]
    }
    fn eval_keep(&self, y: &Self::Args) -> (T, ()) {
        (self.eval(y), ())
    }
    fn vjp(&self, (y,): &Self::Args, (): &(), w: &T) -> Self::Args {
        (SMatrix::from([T::ZERO, T::ZERO, y[2].times(2.0) * *w]),)
    }
}

/// Vectors of arrays.
#[differentiable]
fn of_arrays<T: Real>(x: SVector<T, 3>, y: [T; 3]) -> SVector<T, 3> {
    let turned = SVector::<T, 3>::from([x[1], y[0] * x[2], -x[0]]);
    let scaled = Vector3::<T>::from(y.map(|y| y * turned[1]));
    SVector::<T, 3>::from([turned[0] * scaled[2], scaled[0] + turned[2], scaled[1]])
}

#[test]
fn vectors_of_arrays() {
    let plain = |x: [f64; 3], y: [f64; 3]| {
        let turned = [x[1], y[0] * x[2], -x[0]];
        let scaled = y.map(|y| y * turned[1]);
        [turned[0] * scaled[2], scaled[0] + turned[2], scaled[1]]
    };
    let (x, y, w) = ([0.3, -0.7, 0.9], [1.1, 0.4, -0.6], [0.5, -1.0, 0.25]);
    let args = (vector![x[0], x[1], x[2]], y);
    let (value, kept) = Differentiable::<f64>::eval_keep(&OfArrays, &args);
    assert_eq!(value, Vector3::from(plain(x, y)));
    let (x_bar, y_bar) = Differentiable::<f64>::vjp(&OfArrays, &args, &kept, &Vector3::from(w));
    let along = |x: [f64; 3], y: [f64; 3]| plain(x, y).iter().zip(w).map(|(a, b)| a * b).sum::<f64>();
    for i in 0..3 {
        let moved = |mut v: [f64; 3], h: f64| {
            v[i] += h;
            v
        };
        let (h, by) = (1e-6, 2e-6);
        assert!((x_bar[i] - (along(moved(x, h), y) - along(moved(x, -h), y)) / by).abs() < 1e-9);
        assert!((y_bar[i] - (along(x, moved(y, h)) - along(x, moved(y, -h))) / by).abs() < 1e-9);
    }
}

const Y0: Vector3<f64> = vector![1.0, -0.5, 0.25];

fn gains() -> (Matrix3<f64>, SMatrix<f64, 3, 2>) {
    (matrix![-0.3, 1.0, 0.2; -1.0, -0.1, 0.4; 0.3, -0.2, -0.5], matrix![0.5, 0.0; 0.1, -0.3; 0.0, 0.7])
}

fn inputs() -> [Vector2<f64>; 20] {
    core::array::from_fn(|i| vector![(0.4 * i as f64).sin(), 0.1 * i as f64])
}

fn assert_near<V: Vector<f64>>(is: &V, should: &V, tolerance: f64) {
    is.zip(should, &mut |a, b| assert!((a - b).abs() <= tolerance, "{a} is not {b}"));
}

/// Without input the solution is the exponential of the matrix, as nalgebra computes it.
#[test]
fn solves_are_matrix_exponentials() {
    let solve =
        Solve::new(Ode(Linear), TSIT5, Uniform::new::<200>(0.0, 2.0)).with_inputs(Held::<200, _>([vector![0.0, 0.0]]));
    let (a, b) = gains();
    let exponential = (a * 2.0).exp();
    assert_near(&solve.value(&Y0, &(a, b)), &(exponential * Y0), 1e-10);
    // By the initial state: the transpose of the exponential on the cotangent.
    let w = vector![0.3, 0.2, -1.0];
    assert_near(&solve.value_vjp(&Y0, &(a, b), &w).0, &(exponential.transpose() * w), 1e-10);
}

/// Reverse, forward, checkpointed and with times: the same gradient.
#[test]
fn every_mode_differentiates_matrices() {
    let solve = Solve::new(Ode(Linear), RK4, Uniform::new::<20>(0.0, 1.0)).with_inputs(inputs());
    let p = gains();
    let g = solve.gradient(&Y0, &p, &Terminal(Square));
    let forward = solve.gradient_forward::<8, _>(&Y0, &p, &Terminal(Square));
    assert_eq!(g.value, forward.value);
    assert_near(&(g.y0, g.p, g.inputs), &(forward.y0, forward.p, forward.inputs), 1e-14);
    assert_eq!(g, solve.gradient_reverse(&Y0, &p, &Terminal(Square), &Binomial, Slots::<3>).unwrap());
    let timed = solve.gradient_with_times(&Y0, &p, &Terminal(Square), &Every, Slots::<20>).unwrap();
    assert_near(&timed.gradient.p, &g.p, 1e-13);

    let h = 1e-5;
    let along = |s: f64| {
        let mut p = p;
        p.0[(0, 1)] += s;
        solve.objective(&Y0, &p, &Terminal(Square))
    };
    assert!(((along(h) - along(-h)) / (2.0 * h) - g.p.0[(0, 1)]).abs() < 1e-9);
}

/// Column by column, in nalgebra's order.
#[test]
fn components_are_in_nalgebras_order() {
    let m: Matrix2<f64> = matrix![1.0, 2.0; 3.0, 4.0];
    let mut seen = Vec::new();
    Vector::<f64>::each(&m, &mut |x| seen.push(x));
    assert_eq!(seen, m.as_slice());
    assert_eq!(Vector::<f64>::map(&m, &mut |x| 2.0 * x), 2.0 * m);
    assert_eq!(<Matrix2<f64> as Zeros<f64>>::zeros(), Matrix2::zeros());
}

#[vector_field]
fn by_index<T: Real>(_t: T, y: SMatrix<T, 2, 1>, a: SMatrix<T, 2, 2>, u: SMatrix<T, 2, 1>) -> SMatrix<T, 2, 1> {
    let mut dy = u;
    for i in 0..2 {
        for j in 0..2 {
            dy[i] += a[(i, j)] * y[j];
        }
    }
    dy[1] += y[0] * u[0];
    dy
}

#[differentiable]
fn tilt<T: Real>(y: SMatrix<T, 2, 1>, a: SMatrix<T, 2, 2>) -> T {
    y[0] * y[1] + a[(0, 1)] * y[1].powi(2)
}

#[differentiable]
fn effort<T: Real>(y: SMatrix<T, 2, 1>, u: SMatrix<T, 2, 1>) -> T {
    y[0] * u[0] * u[1]
}

/// In fields, losses and costs of controls by the macros: elements are read and written.
#[test]
fn macros_read_and_write_elements() {
    let inputs: [Vector2<f64>; 10] = core::array::from_fn(|i| vector![0.1 * i as f64, 0.3]);
    let solve = Solve::new(Ode(ByIndex), RK4, Uniform::new::<10>(0.0, 1.0)).with_inputs(inputs);
    let objective = (Terminal(Tilt), Running(Effort));
    let (y0, a) = (vector![1.0, -0.5], matrix![-0.3, 1.0; -1.0, 0.2]);
    let g = solve.gradient(&y0, &a, &objective);
    let forward = solve.gradient_forward::<4, _>(&y0, &a, &objective);
    assert_near(&(g.y0, g.p, g.inputs), &(forward.y0, forward.p, forward.inputs), 1e-13);
    for at in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let moved = |h: f64| {
            let mut a = a;
            a[at] += h;
            solve.objective(&y0, &a, &objective)
        };
        assert!(((moved(1e-5) - moved(-1e-5)) / 2e-5 - g.p[at]).abs() < 1e-8);
    }
    let hessian = solve.hessian::<6, f64>(&y0, &a, &objective, By::Both).unwrap();
    (0..6).for_each(|i| (0..6).for_each(|j| assert!((hessian.matrix[i][j] - hessian.matrix[j][i]).abs() < 1e-12)));
}

/// A struct of them, whose number is bound by `Real` where nalgebra asks for more than `Clone`.
#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Body<T: Real> {
    place: SMatrix<T, 3, 1>,
    inertia: SMatrix<T, 3, 3>,
}

#[test]
fn structs_may_hold_them() {
    let body = Body { place: Y0, inertia: Matrix3::identity() };
    assert_eq!(Vector::<f64>::dimension(&body), 12);
    assert_eq!(body.dot(&body), Y0.norm_squared() + 3.0);
}

#[vector_field]
fn known_pattern<T: Real>(_t: T, y: SMatrix<T, 3, 1>, a: SMatrix<T, 2, 2>) -> SMatrix<T, 3, 1> {
    let mut slope = y;
    slope[0] = a[(0, 1)] * y[1];
    slope[2] = y[0] * y[2];
    for i in 0..1 {
        slope[i + 1] = a[(i, i)];
    }
    slope
}

#[vector_field]
fn by_coordinates(_t: f64, y: Vector3<f64>, k: f64) -> Vector3<f64> {
    Vector3::new(k * y.y, y.x * y.z, k)
}

#[vector_field]
fn of_a_matrix<T: Real>(_t: T, y: SMatrix<T, 2, 2>, k: T) -> SMatrix<T, 2, 2> {
    let mut slope = y;
    slope[(0, 1)] = k * y[(1, 0)];
    slope
}

#[test]
fn patterns_are_known() {
    let pattern: &[&[usize]] = &[&[1], &[], &[0, 2]];
    assert_eq!(<KnownPattern as VectorField<f64>>::SPARSITY, Some(pattern));
    let pattern: &[&[usize]] = &[&[1], &[0, 2], &[]];
    assert_eq!(<ByCoordinates as VectorField<f64>>::SPARSITY, Some(pattern));
    let pattern: &[&[usize]] = &[&[0], &[1], &[1], &[3]];
    assert_eq!(<OfAMatrix as VectorField<f64>>::SPARSITY, Some(pattern));
}

#[differentiable]
fn turned<T: Real>(x: SMatrix<T, 2, 1>, k: T) -> SMatrix<T, 2, 1> {
    let mut y = x;
    y[0] = k * x[1];
    y[1] = x[1].sin();
    y
}

#[vector_field]
fn of_calls<T: Real>(_t: T, y: SMatrix<T, 2, 1>, k: T) -> SMatrix<T, 2, 1> {
    let z = turned(y, k);
    let all = [z[0], y[1], k];
    let mut slope = y;
    for i in 0..2 {
        slope[i] = all[i] * all[2];
    }
    slope
}

#[test]
fn patterns_of_calls_are_known() {
    let pattern: &[&[usize]] = &[&[1], &[1]];
    assert_eq!(<OfCalls as VectorField<f64>>::SPARSITY, Some(pattern));
}
