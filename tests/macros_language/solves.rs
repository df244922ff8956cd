//! Solves within functions: on meshes and with inputs of their arguments, their states on the way, and objectives.

use tapeless::{
    Counter, Differentiable, EULER_MARUYAMA, Knots, Normal, Ode, RK4, Real, Running, Sde, Solve, Terminal, Uniform,
    differentiable, diffusion, vector_field,
};

use crate::check::check;

#[vector_field]
fn decay<T: Real>(_t: T, [x, y]: [T; 2], [a, b]: [T; 2]) -> [T; 2] {
    [-(a * x), a * x - b * y.sin()]
}

#[vector_field]
fn driven<T: Real>(_t: T, x: T, a: T, u: T) -> T {
    u - a * x
}

#[vector_field]
fn scaled<T: Real>(_t: T, x: T, a: T, width: f64) -> T {
    -(a * x) * width
}

#[differentiable]
fn cost<T: Real>([x, y]: [T; 2]) -> T {
    x * x + y
}

#[differentiable]
fn going<T: Real>([x, y]: [T; 2]) -> T {
    x * y
}

#[differentiable]
fn of_mesh<T: Real>(y0: [T; 2], p: [T; 2], mesh: Uniform<f64, 20>) -> T {
    let solve = Solve::new(Ode(Decay), RK4, mesh);
    let [x, y] = solve.value(&y0, &p);
    x * y
}

#[allow(clippy::unwrap_used, reason = "the knots of the test are in order")]
#[differentiable]
fn of_knots<T: Real>(y0: [T; 2], p: [T; 2], knots: &[f64; 4]) -> T {
    let solve = Solve::new(Ode(Decay), RK4, Knots::new(*knots).unwrap());
    let [x, y] = solve.value(&y0, &p);
    x * y
}

#[differentiable]
fn of_time<T: Real>(y0: [T; 2], p: [T; 2], t1: f64) -> T {
    let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<20>(0.0, 2.0 * t1));
    let end = solve.value(&y0, &[p[0].exp(), p[1]]);
    end[0] * end[1]
}

#[differentiable]
fn of_setting<T: Real>(x0: T, a: T, width: f64, t1: f64) -> T {
    let solve = Solve::new(Ode(Scaled { width }), RK4, Uniform::new::<20>(0.0, t1));
    solve.value(&x0, &a) * a
}

#[differentiable]
fn of_plain_inputs<T: Real>(x0: T, a: T, u: &[f64; 8]) -> T {
    let inputs = u.map(T::lit);
    let solve = Solve::new(Ode(Driven), RK4, Uniform::new::<8>(0.0, 1.0)).with_inputs(inputs);
    solve.value(&x0, &a) * a
}

#[differentiable]
fn in_loop<T: Real>(y0: [T; 2], p: [T; 2], ends: &[f64; 3]) -> T {
    let mut total = T::ZERO;
    for i in 0..3 {
        let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<10>(0.0, ends[i]));
        let end = solve.value(&y0, &p);
        total += end[0] * end[1];
    }
    total
}

#[differentiable]
fn stochastic<T: Real + Normal>(x0: T, p: [T; 2], seed: u64) -> T {
    let solve =
        Solve::new(Sde::ito(Drift, Noise), EULER_MARUYAMA, Uniform::new::<10>(0.0, 1.0)).with_noise(Counter::new(seed));
    solve.value(&x0, &p) * p[0]
}
#[differentiable]
fn of_objective<T: Real>(y0: [T; 2], p: [T; 2]) -> T {
    let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<20>(0.0, 1.0));
    let loss = solve.objective(&y0, &p, &Terminal(Cost));
    let path = solve.objective(&y0, &[p[0], p[1] * loss], &(Running(Going), Terminal(Cost)));
    loss.sqrt() * path + p[0]
}
#[differentiable]
fn of_saved<T: Real>(y0: [T; 2], p: [T; 2]) -> T {
    let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<20>(0.0, 1.0));
    let states: [[T; 2]; 5] = solve.saved(&y0, &p);
    let mut sum = T::ZERO;
    for s in states.iter() {
        sum += s[0] * s[1];
    }
    let [a, b] = solve.saved::<2, _>(&[y0[1], y0[0]], &p);
    sum * a[0] + b[1]
}
#[differentiable]
fn of_states<T: Real>(y0: [T; 2], p: [T; 2]) -> T {
    let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<20>(0.0, 1.0));
    let states: [[T; 2]; 20] = solve.states(&y0, &p);
    let mut worst = T::ZERO;
    for [x, y] in states {
        worst = worst.max(x * y);
    }
    worst + states[3][0]
}
#[differentiable]
fn of_inputs<T: Real>(x: [T; 2], p: [T; 2]) -> T {
    let solve = Solve::new(Ode(Driven), RK4, Uniform::new::<4>(0.0, 1.0));
    let inputs = [x[0], x[1] * p[1], p[0], T::lit(0.3)];
    let driven = solve.with_inputs(inputs);
    let end = driven.value(&x[0], &p[0]);
    let cost = driven.objective(&x[1], &p[1], &Terminal(Square));
    end * cost
}
#[differentiable]
fn square<T: Real>(x: T) -> T {
    x * x
}
#[vector_field]
fn drift<T: Real>(_t: T, x: T, [a, _]: [T; 2]) -> T {
    -(a * x)
}
#[diffusion(additive)]
fn noise<T: Real>(_t: T, _x: T, [_, s]: [T; 2], dw: T) -> T {
    s * dw
}

const Y0: [f64; 2] = [1.5, 0.3];
const P: [f64; 2] = [0.7, 0.2];

#[test]
fn of_what_the_function_is_given() {
    let mesh = Uniform::new::<20>(0.0, 1.0);
    let (f, args) = (OfMesh { mesh }, (Y0, P));
    let (value, kept) = Differentiable::<f64>::eval_keep(&f, &args);
    let (y0_bar, _) = Differentiable::<f64>::vjp(&f, &args, &kept, &1.0);
    let moved = Differentiable::<f64>::eval(&f, &([Y0[0] + 1e-6, Y0[1]], P));
    assert!((moved - value - 1e-6 * y0_bar[0]).abs() < 1e-11);

    let knots = [0.0, 0.2, 0.5, 1.1];
    check("of_knots", &OfKnots { knots: &knots }, |a| of_knots(a.0, a.1, &knots), &args);
    check("of_mesh", &f, |a| of_mesh(a.0, a.1, mesh), &args);
    check("of_time", &OfTime { t1: 0.7 }, |a| of_time(a.0, a.1, 0.7), &args);
    let ends = [0.5, 0.7, 1.0];
    check("in_loop", &InLoop { ends: &ends }, |a| in_loop(a.0, a.1, &ends), &args);
    check("of_setting", &OfSetting { width: 2.0, t1: 0.5 }, |a| of_setting(a.0, a.1, 2.0, 0.5), &(1.5, 0.3));
    let u = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
    check("of_plain_inputs", &OfPlainInputs { u: &u }, |a| of_plain_inputs(a.0, a.1, &u), &(1.5, 0.3));
    check("stochastic", &Stochastic { seed: 7 }, |a| stochastic(a.0, a.1, 7), &(1.5, [0.3, 0.2]));
}

#[test]
fn other_methods_than_value() {
    check("of_objective", &OfObjective, |a| of_objective(a.0, a.1), &(Y0, P));
    check("of_saved", &OfSaved, |a| of_saved(a.0, a.1), &(Y0, P));
    check("of_states", &OfStates, |a| of_states(a.0, a.1), &(Y0, P));
    check("of_inputs", &OfInputs, |a| of_inputs(a.0, a.1), &(Y0, P));
}

/// A lower triangle of four weights times the noise: what loops and calls make is linear in it.
#[differentiable]
fn triangle<T: Real>(l: [T; 3], dw: [T; 2]) -> [T; 2] {
    [l[0] * dw[0], l[1] * dw[0] + l[2] * dw[1]]
}

#[diffusion(general, linear)]
fn by_a_call<T: Real>(_t: T, x: [T; 2], p: [T; 3], dw: [T; 2]) -> [T; 2] {
    let [a, b] = triangle(p, dw);
    [x[1] * a, b]
}

#[diffusion(general)]
fn by_loops<T: Real>(t: T, x: [T; 2], p: [T; 3], dw: [T; 2]) -> [T; 2] {
    let mut sum = [T::ZERO; 2];
    let mut k = 0;
    for i in 0..2 {
        for j in 0..i + 1 {
            sum[i] += p[k] * dw[j];
            k += 1;
        }
    }
    // An arm that x decides about, and one without noise.
    let first = if x[0] > 2.0 { T::ZERO } else { x[1] * sum[0] };
    [first, sum.iter().copied().sum::<T>() - sum[0] / (1.0 + t * t) * (1.0 + t * t)]
}

#[test]
fn diffusions_by_loops_and_calls() {
    use tapeless::VectorField;
    let (x, p, dw) = ([0.3, 0.7], [0.5, -0.2, 0.9], [0.1_f64, -0.4]);
    let [a, b] = VectorField::<f64>::eval(&ByACall, 0.0, &x, &p, &dw);
    let [c, d] = VectorField::<f64>::eval(&ByLoops, 0.5, &x, &p, &dw);
    assert!((a - c).abs() < 1e-15 && (b - d).abs() < 1e-15, "{a} {c} {b} {d}");
}
