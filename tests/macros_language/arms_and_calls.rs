//! What is called in an arm, on lanes: it does what the lanes that are in the arm ask for, and nothing for the others.

use tapeless::{Differentiable, Lanes, Ode, RK4, Real, Solve, Uniform, Vector, differentiable, vector_field};

type L = Lanes<f64, 4>;

/// Holds each lane against the scalar's value and gradient, bit for bit.
fn lanes_are_scalars<A, F>(f: &F, points: &[A; 4])
where
    A: Vector<f64, With<L>: Vector<L, With<f64> = A>> + PartialEq + core::fmt::Debug,
    F: Differentiable<f64, Args = A, Output = f64> + Differentiable<L, Args = A::With<L>, Output = L>,
{
    let at = L::pack(points);
    let (value, kept) = Differentiable::<L>::eval_keep(f, &at);
    assert_eq!(Differentiable::<L>::eval(f, &at), value);
    let bars: [A; 4] = L::unpack(&Differentiable::<L>::vjp(f, &at, &kept, &L::ONE));
    for (lane, point) in points.iter().enumerate() {
        let (should, kept) = Differentiable::<f64>::eval_keep(f, point);
        assert_eq!(value.to_array()[lane], should, "lane {lane}");
        assert_eq!(bars[lane], Differentiable::<f64>::vjp(f, point, &kept, &1.0), "lane {lane}");
    }
}

/// An element that is there where x is negative.
#[differentiable]
fn element<T: Real>(x: T, v: &[T; 3], i: usize) -> T {
    if x < 0.0 { v[i % 3] * x } else { v[i] * x * x }
}

/// The same one call further in, in an arm and in a loop.
#[differentiable]
fn further_in<T: Real>(x: T, v: [T; 3], i: usize) -> T {
    let mut sum = x;
    for k in 0..2 {
        if x < 1.0 {
            sum += 0.5 * element(x, &v, i + k);
        }
    }
    sum
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Spring<T> {
    stiffness: T,
    at: [T; 3],
}

impl<T: Real> Spring<T> {
    #[differentiable]
    fn pull(&self, x: T, i: usize) -> T {
        if x < 0.0 { -self.stiffness * x } else { self.at[i] * x }
    }

    #[differentiable]
    fn push(self, x: &[T; 3], i: usize) -> T {
        if x[0] < 0.0 { x[1] * self.stiffness } else { x[i] * self.at[1] }
    }

    /// By hand, with its transpose.
    #[expect(clippy::unused_self, reason = "a method by hand, called as one")]
    fn written(&self, x: &[T], i: usize) -> T {
        T::choose(x[0].is_less(T::ZERO), || x[1], || x[i])
    }

    #[expect(clippy::unused_self, reason = "a method by hand, called as one")]
    fn written_vjp(&self, x: &[T], i: usize, w: &T) -> (Self, [T; 3], ()) {
        let bar = T::choose(
            x[0].is_less(T::ZERO),
            || [T::ZERO, *w, T::ZERO],
            || core::array::from_fn(|k| if k == i { x[i] / x[k] * *w } else { T::ZERO }),
        );
        (Spring { stiffness: T::ZERO, at: [T::ZERO; 3] }, bar, ())
    }
}

#[vector_field]
fn table_driven<T: Real>(_t: T, y: T, k: T, at: usize, table: [f64; 2]) -> T {
    if y < 0.0 { -k * y } else { table[at] * y }
}

/// What is there for the lanes in an arm is not there for the others: they would panic.
#[differentiable]
fn in_arms<T: Real>(x: T, v: [T; 3], n: usize) -> T {
    let spring = Spring { stiffness: v[0], at: v };
    if x < 0.0 {
        let first = element(x, &v, n) + element(-0.5 * v[0] * v[0] - 0.1, &v, 2 * n);
        first * spring.pull(x, n)
            + spring.push(&[x, v[2], x], n)
            + spring.written(&[x, v[0], x], n)
            + further_in(x, v, n)
    } else if x < 1.0 {
        element(x * 0.3, &v, 0) + v[1]
    } else {
        further_in(x, v, n) * v[2]
    }
}

/// Within an arm of another choice, with what was called before it.
#[differentiable]
fn within_arms<T: Real>(x: T, y: T, v: [T; 3], n: usize) -> T {
    let before = element(y * y, &v, 1);
    let early = if y < 0.5 { element(y - 0.5, &v, n) } else { y };
    if x < 0.0 {
        if y < 0.0 {
            return element(y, &v, n) * early + before;
        }
        let w = further_in(x, v, n);
        return if before < 0.4 { w * element(x, &v, n + 1) } else { element(x - y, &v, n + 2) * before };
    }
    early * x
}

#[differentiable]
fn solved_in_an_arm<T: Real>(x: T, k: T, n: usize) -> T {
    let solve = Solve::new(Ode(TableDriven { at: n, table: [0.3, 0.7] }), RK4, Uniform::new::<4>(T::ZERO, T::ONE));
    if x < 0.0 { solve.value(&x, &k) } else { x * k }
}

#[test]
fn a_call_in_an_arm_reaches_for_what_its_lanes_do() {
    let v = [[0.3, 0.8, -0.6], [1.2, -0.4, 0.5], [0.7, 0.2, 0.9], [-0.3, 0.6, 0.1]];
    let xs = [[-0.4, 0.5, 2.0, -1.3], [0.2, -0.1, -0.2, 1.5], [1.1, 2.0, -3.0, 1.7], [-0.5, 0.9, 0.7, 0.4]];
    for x in xs {
        let points = core::array::from_fn(|i| (x[i], v[i]));
        lanes_are_scalars(&InArms { n: 7 }, &points);
        for y in xs {
            let points = core::array::from_fn(|i| (x[i], y[i], v[(i + 1) % 4]));
            lanes_are_scalars(&WithinArms { n: 5 }, &points);
        }
        let points = core::array::from_fn(|i| (x[i], v[i][2]));
        lanes_are_scalars(&SolvedInAnArm { n: 2 }, &points);
    }
}
