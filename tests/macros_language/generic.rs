//! Const generics, lifetimes, arguments that are not differentiated, and structs.

use tapeless::{Differentiable, Dual, Ode, RK4, Real, Solve, Terminal, Uniform, Vector, differentiable, vector_field};

use crate::check::{Field, check};

#[differentiable]
fn norm<T: Real, const N: usize>(xs: &[T; N]) -> T {
    let mut sum = T::ZERO;
    for x in xs {
        sum += *x * *x;
    }
    sum.sqrt()
}

#[differentiable]
fn scaled_norm<'a, T: Real, const N: usize>(xs: &'a [T; N], k: T) -> T {
    k * norm::<T, N>(xs)
}

#[differentiable]
fn norms<T: Real, const N: usize, const M: usize>(rows: [[T; N]; M]) -> [T; M] {
    let mut all = [T::ZERO; M];
    for i in 0..M {
        all[i] = norm::<T, N>(&rows[i]) * rows[i][0];
    }
    all
}

#[differentiable]
fn smooth<T: Real, const N: usize>(xs: [T; N], weight: T) -> [T; N] {
    core::array::from_fn(|i| {
        let left = if i > 0 { xs[i - 1] } else { xs[i] };
        let right = if i + 1 < N { xs[i + 1] } else { xs[i] };
        xs[i] + weight * (left - 2.0 * xs[i] + right) * xs[i]
    })
}

#[differentiable(turns = 8)]
fn polynomial<T: Real>(x: T, degree: usize, coefficients: &[f64], negative: bool, scale: f64) -> T {
    let mut power = T::ONE;
    let mut sum = T::ZERO;
    for k in 0..=degree {
        sum += coefficients[k] * power;
        power *= x;
    }
    if negative { -sum * scale } else { sum * scale }
}

#[differentiable]
fn calls_polynomials<T: Real>(x: T, y: T) -> T {
    let a = polynomial(x, 3, &[1.0, 2.0, 3.0, 4.0], false, 0.5);
    let b = polynomial(a * y, 1, &[1.0, 2.0], true, 2.0);
    a * b
}

#[differentiable(turns = 16)]
fn product_of_first<T: Real>(xs: [T; 32], count: usize) -> T {
    let mut product = T::ONE;
    for i in 0..count {
        product *= xs[i];
    }
    product
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Pendulum<T> {
    theta: T,
    omega: T,
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Rod<T> {
    mass: T,
    length: T,
}

#[vector_field]
fn swing<T: Real>(_t: T, state: Pendulum<T>, rod: Rod<T>, gravity: f64) -> Pendulum<T> {
    let torque = -(rod.mass * rod.length) * gravity * state.theta.sin();
    Pendulum { theta: state.omega, omega: torque / (rod.mass * rod.length * rod.length) }
}

#[differentiable]
fn energy<T: Real>(state: Pendulum<T>) -> T {
    let Pendulum { theta, omega } = state;
    0.5 * omega * omega + (1.0 - theta.cos())
}

#[differentiable]
fn stepped<T: Real>(state: Pendulum<T>, rod: Rod<T>) -> Pendulum<T> {
    let mut state = state;
    for _ in 0..5 {
        state.omega -= 0.1 * state.theta.sin() / rod.length;
        state.theta += 0.1 * state.omega;
    }
    if state.theta > 0.5 {
        state.omega = state.omega * rod.mass;
    }
    state
}

#[vector_field]
fn heat<T: Real, const N: usize>(_t: T, u: [T; N], k: T, width: f64) -> [T; N] {
    let mut du = [T::ZERO; N];
    let scale = k / (width * width);
    for i in 1..N - 1 {
        du[i] = scale * (u[i - 1] - 2.0 * u[i] + u[i + 1]) - u[i] * u[i] * u[i];
    }
    du
}

#[differentiable]
fn mean_square<T: Real, const N: usize>(u: [T; N]) -> T {
    let sum: T = u.iter().map(|x| *x * *x).sum();
    sum / N as f64
}

fn series<const N: usize>(from: f64) -> [f64; N] {
    core::array::from_fn(|i| ((i as f64 + from) * 1.618).sin())
}

#[test]
fn const_generics_hold() {
    check("norm", &Norm::<7>, |a: ([f64; 7],)| norm(&a.0), &(series(0.1),));
    check("scaled_norm", &ScaledNorm::<5>, |a: ([f64; 5], f64)| scaled_norm(&a.0, a.1), &(series(0.1), 0.7));
    check(
        "norms",
        &Norms::<3, 4>,
        |a: ([[f64; 3]; 4],)| norms(a.0),
        &([series(0.1), series(0.2), series(0.3), series(0.4)],),
    );
    check("smooth", &Smooth::<6>, |a: ([f64; 6], f64)| smooth(a.0, a.1), &(series(0.1), 0.3));
    check("mean_square", &MeanSquare::<6>, |a: ([f64; 6],)| mean_square(a.0), &(series(0.1),));
}

#[test]
fn settings_hold() {
    let coefficients = [1.0, -2.0, 0.5, 0.25];
    let f = Polynomial { degree: 3, coefficients: &coefficients, negative: true, scale: 2.0 };
    check("polynomial", &f, |a: (f64,)| polynomial(a.0, 3, &coefficients, true, 2.0), &(0.7,));
    let (value, kept) = f.eval_keep(&(2.0,));
    assert_eq!((value, f.vjp(&(2.0,), &kept, &1.0)), (-2.0, (-6.0,)));
    check("calls_polynomials", &CallsPolynomials, |a: (f64, f64)| calls_polynomials(a.0, a.1), &(0.7, 0.3));
    let f = ProductOfFirst { count: 9 };
    check("product_of_first", &f, |a: ([f64; 32],)| product_of_first(a.0, 9), &(series(0.1),));
}

#[test]
#[should_panic(expected = "more turns")]
fn more_turns_than_promised() {
    let _ = ProductOfFirst { count: 17 }.eval_keep(&([1.0; 32],));
}

#[test]
fn structs_hold() {
    let (state, rod) = (Pendulum { theta: 0.6, omega: 0.2 }, Rod { mass: 1.5, length: 0.8 });
    check("energy", &Energy, |a: (Pendulum<f64>,)| energy(a.0), &(state,));
    check("stepped", &Stepped, |a: (Pendulum<f64>, Rod<f64>)| stepped(a.0, a.1), &(state, rod));
    check(
        "swing",
        &Field(Swing { gravity: 9.81 }),
        |a: (f64, Pendulum<f64>, Rod<f64>, ())| swing(a.0, a.1, a.2, 9.81),
        &(0.0, state, rod, ()),
    );
    let solve = Solve::new(Ode(Swing { gravity: 9.81 }), RK4, Uniform::new::<50>(0.0, 1.0));
    let reverse = solve.gradient(&state, &rod, &Terminal(Energy));
    let forward = solve.gradient_forward::<4, _>(&state, &rod, &Terminal(Energy));
    assert!((reverse.y0.theta - forward.y0.theta).abs() < 1e-12 && (reverse.p.length - forward.p.length).abs() < 1e-12);
}

#[test]
fn fields_of_any_length_hold() {
    let f = Heat::<9> { width: 0.1 };
    check("heat", &Field(f), |a: (f64, [f64; 9], f64, ())| heat(a.0, a.1, a.2, 0.1), &(0.0, series(0.1), 0.02, ()));
    let solve = Solve::new(Ode(Heat::<16> { width: 0.1 }), RK4, Uniform::new::<40>(0.0, 0.2));
    let reverse = solve.gradient(&series(0.1), &0.02, &Terminal(MeanSquare::<16>));
    let forward = solve.gradient_forward::<17, _>(&series(0.1), &0.02, &Terminal(MeanSquare::<16>));
    assert!((reverse.p - forward.p).abs() < 1e-12 * forward.p.abs());
    let _: Dual<f64, 1> = mean_square([Dual::variable(1.0, 0); 3]);
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Pair<T> {
    a: T,
    b: [T; 2],
}

/// Both arms write to other fields than the one that is used.
#[differentiable]
fn other_fields_in_arms<T: Real>(x: T, p: T, flag: bool) -> T {
    let mut z = Pair { a: p.sin(), b: [x, x] };
    if flag {
        z.b[0] *= x;
    } else {
        z.b[1] += x;
    }
    z.a * x
}

#[test]
fn found_programs_hold() {
    for flag in [true, false] {
        let f = OtherFieldsInArms { flag };
        check("other_fields", &f, |a: (f64, f64)| other_fields_in_arms(a.0, a.1, flag), &(0.26, 0.4));
    }
}

/// What a loop begins with is used by it and by an arm before it, and the loop's result in one arm alone.
#[differentiable]
fn begun_before_an_arm<T: Real>(x: T, p: T) -> T {
    let mut z = x.tanh();
    let y = if p < 0.5 { p * p } else { z * p };
    for _ in 0..3 {
        z = 0.5 * z + p.sin() * z;
    }
    if p > 1.0 {
        z = p.cos();
    }
    z + y
}

#[test]
fn what_a_loop_begins_with_is_used() {
    for p in [0.3, 0.7, 1.2] {
        check("begun", &BegunBeforeAnArm, |a: (f64, f64)| begun_before_an_arm(a.0, a.1), &(0.4, p));
    }
}

/// What one number has, and `f64` has not.
trait Narrow {}

impl Narrow for f32 {}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Both<T> {
    a: T,
    b: T,
}

#[differentiable]
fn of_narrow_numbers<T: Real + Narrow>(x: T) -> [T; 2] {
    [x, x * x]
}

#[differentiable]
fn of_their_calls<T: Real + Narrow>(x: T) -> [T; 2] {
    of_narrow_numbers(x)
}

#[differentiable]
fn of_their_structs<T: Real + Narrow>(x: T) -> Both<T> {
    let [a, b] = of_narrow_numbers(x);
    Both { a: b, b: a }
}

/// Where more is asked of the number than to be one, nothing is asked of `f64`.
#[test]
fn numbers_of_which_more_is_asked() {
    let (value, kept) = Differentiable::<f32>::eval_keep(&OfTheirCalls, &(3.0,));
    assert_eq!((value, Differentiable::<f32>::vjp(&OfTheirCalls, &(3.0,), &kept, &[1.0, 2.0])), ([3.0, 9.0], (13.0,)));
    let (value, kept) = Differentiable::<f32>::eval_keep(&OfTheirStructs, &(3.0,));
    let w = Both { a: 2.0, b: 1.0 };
    assert_eq!(
        (value, Differentiable::<f32>::vjp(&OfTheirStructs, &(3.0,), &kept, &w)),
        (Both { a: 9.0, b: 3.0 }, (13.0,))
    );
}
