//! Equations of one form are computed eight side by side: what registers give has the bits of one number after the other.

use tapeless::{
    Binomial, Every, Gradient, Lanes, Ode, RK4, Real, Slots, Solve, Terminal, Uniform, differentiable, vector_field,
};

/// Diffusion in a ring of 13 cells, which decay: a row of eight, and five equations beside it.
#[vector_field]
fn cells<T: Real>(_t: T, x: [T; 13], [spread, decay]: [T; 2]) -> [T; 13] {
    [
        spread * (x[12] + x[1] - 2.0 * x[0]) - decay * x[0] * x[0],
        spread * (x[0] + x[2] - 2.0 * x[1]) - decay * x[1] * x[1],
        spread * (x[1] + x[3] - 2.0 * x[2]) - decay * x[2] * x[2],
        spread * (x[2] + x[4] - 2.0 * x[3]) - decay * x[3] * x[3],
        spread * (x[3] + x[5] - 2.0 * x[4]) - decay * x[4] * x[4],
        spread * (x[4] + x[6] - 2.0 * x[5]) - decay * x[5] * x[5],
        spread * (x[5] + x[7] - 2.0 * x[6]) - decay * x[6] * x[6],
        spread * (x[6] + x[8] - 2.0 * x[7]) - decay * x[7] * x[7],
        spread * (x[7] + x[9] - 2.0 * x[8]) - decay * x[8] * x[8],
        spread * (x[8] + x[10] - 2.0 * x[9]) - decay * x[9] * x[9],
        spread * (x[9] + x[11] - 2.0 * x[10]) - decay * x[10] * x[10],
        spread * (x[10] + x[12] - 2.0 * x[11]) - decay * x[11] * x[11],
        spread * (x[11] + x[0] - 2.0 * x[12]) - decay * x[12] * x[12],
    ]
}

#[differentiable]
fn weighed<T: Real>(x: [T; 13]) -> T {
    let mut sum = T::ZERO;
    for k in 0..13 {
        sum += (0.3 * k as f64 + 1.0) * x[k] * x[k];
    }
    sum
}

const P: [f64; 2] = [0.7, 0.2];

fn start() -> [f64; 13] {
    core::array::from_fn(|k| 1.0 + (k as f64).sin())
}

type Of<T> = Gradient<T, [T; 13], [T; 2], ()>;

fn gradient() -> Of<f64> {
    Solve::new(Ode(Cells), RK4, Uniform::new::<20>(0.0, 1.0)).gradient(&start(), &P, &Terminal(Weighed))
}

#[test]
#[allow(clippy::cast_possible_truncation, reason = "the same problem in f32")]
fn registers_have_the_bits_of_one_number_after_the_other() {
    // Of lanes each operation on eight is done number by number.
    let solve = Solve::new(Ode(Cells), RK4, Uniform::new::<20>(0.0_f64, 1.0));
    let lanes: Of<Lanes<f64, 4>> = solve.gradient(&start().map(Lanes::splat), &P.map(Lanes::splat), &Terminal(Weighed));
    let g = gradient();
    let first = |x: Lanes<f64, 4>| x.to_array()[0];
    assert_eq!((first(lanes.value), lanes.y0.map(first), lanes.p.map(first)), (g.value, g.y0, g.p));

    let p = P.map(f32::lit);
    let y0 = start().map(f32::lit);
    let solve = Solve::new(Ode(Cells), RK4, Uniform::new::<20>(0.0_f32, 1.0));
    let g: Of<f32> = solve.gradient(&y0, &p, &Terminal(Weighed));
    let lanes: Of<Lanes<f32, 4>> = solve.gradient(&y0.map(Lanes::splat), &p.map(Lanes::splat), &Terminal(Weighed));
    let first = |x: Lanes<f32, 4>| x.to_array()[0];
    assert_eq!((first(lanes.value), lanes.y0.map(first), lanes.p.map(first)), (g.value, g.y0, g.p));
}

#[test]
fn forward_reverse_and_differences_agree() {
    let solve = Solve::new(Ode(Cells), RK4, Uniform::new::<20>(0.0, 1.0));
    let (reverse, forward) = (gradient(), solve.gradient_forward::<5, _>(&start(), &P, &Terminal(Weighed)));
    let all = |g: &Of<f64>| [&g.y0[..], &g.p].concat();
    for (k, (a, b)) in all(&reverse).into_iter().zip(all(&forward)).enumerate() {
        assert!((a - b).abs() <= 1e-13 * a.abs(), "{k}: {a} by the sweep, {b} by tangents");
        let value = |step: f64| {
            let (mut y0, mut p) = (start(), P);
            if k < 13 {
                y0[k] += step;
            } else {
                p[k - 13] += step;
            }
            weighed(solve.value(&y0, &p))
        };
        let difference = (value(1e-5) - value(-1e-5)) / 2e-5;
        assert!((a - difference).abs() <= 1e-8 * a.abs(), "{k}: {a} by the sweep, {difference} by differences");
    }
}

#[test]
fn the_equations_are_those_of_a_loop() {
    let (x, f) = (start(), cells(0.0, start(), P));
    for k in 0..13 {
        let expected = P[0] * (x[(k + 12) % 13] + x[(k + 1) % 13] - 2.0 * x[k]) - P[1] * x[k] * x[k];
        assert!((f[k] - expected).abs() <= 1e-14, "{k}: {} for {expected}", f[k]);
    }
}

#[test]
fn schedules_have_the_same_bits() {
    let solve = Solve::new(Ode(Cells), RK4, Uniform::new::<20>(0.0, 1.0));
    let by = |g: Result<Of<f64>, _>| g.ok();
    let every = by(solve.gradient_reverse(&start(), &P, &Terminal(Weighed), &Every, Slots::<20>));
    assert_eq!(every, by(solve.gradient_reverse(&start(), &P, &Terminal(Weighed), &Binomial, Slots::<3>)));
    assert_eq!(every, Some(gradient()));
}
