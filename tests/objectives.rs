//! Every kind of objective, by everything a solve is given, in reverse against forward mode.

use tapeless::*;

/// The cart-pole: a cart on a rail, a pole hinged on it, a force u on the cart; angle 0 is upright.
#[vector_field]
fn cart_pole<T: Real>(_t: T, [_x, v, theta, omega]: [T; 4], [cart, pole, length]: [T; 3], u: T) -> [T; 4] {
    let (sin, cos) = theta.sin_cos();
    let centripetal = pole * length * omega * omega;
    let d = 1.0 / (cart + pole * sin * sin);
    [
        v,
        (u + sin * (pole * 9.81 * cos - centripetal)) * d,
        omega,
        (sin * ((cart + pole) * 9.81 - centripetal * cos) + u * cos) * d / length,
    ]
}

#[differentiable]
fn stage_cost<T: Real>([x, _v, theta, _omega]: [T; 4], u: T) -> T {
    0.1 * u * u + x * x + 10.0 * theta * theta
}

#[differentiable]
fn end_cost<T: Real>([x, _v, theta, _omega]: [T; 4]) -> T {
    100.0 * (x * x + theta * theta)
}

fn controls() -> [f64; 20] {
    core::array::from_fn(|k| 0.1 * (k as f64).sin())
}

fn assert_near(is: f64, should: f64, tolerance: f64) {
    assert!((is - should).abs() <= tolerance * should.abs().max(1e-3), "{is} is not {should}");
}

/// The cost and its 20 derivatives by the controls, from hand-written C.
#[test]
fn cart_pole_against_a_hand_written_adjoint() {
    let solve = Solve::new(Ode(CartPole), RK4, Uniform::new::<20>(0.0, 1.0)).with_inputs(controls());
    let (y0, p) = ([0.0, 0.0, 0.1, 0.0], [1.0, 0.1, 0.5]);
    let objective = (Running(StageCost), Terminal(EndCost));
    let g = solve.gradient(&y0, &p, &objective);
    assert_near(g.value, 1582.58929759, 1e-11);
    let should = [
        349.78499732442708,
        277.77160890360989,
        220.58493817058311,
        175.17262932783035,
        139.12136311109833,
        110.50763859829127,
        87.768219326264642,
        69.612070225983274,
        54.975653463999635,
        42.999534730496293,
        32.999710416700658,
        24.428984909337949,
        16.855577622009918,
        9.9952216077622609,
        3.79804022826238,
        -1.4626469372270137,
        -5.1720906086512572,
        -6.5208513594397868,
        -5.063858628192019,
        -1.7347658668168395,
    ];
    for (is, should) in g.inputs.iter().zip(should) {
        assert_near(*is, should, 1e-10);
    }
    assert_eq!(g.value, solve.objective(&y0, &p, &objective), "the value's bits without the gradient");
    let forward = solve.gradient_forward::<7, _>(&y0, &p, &objective);
    assert_eq!(g.value, forward.value);
    for (a, b) in
        g.inputs.iter().zip(forward.inputs).chain(g.p.iter().zip(forward.p)).chain(g.y0.iter().zip(forward.y0))
    {
        assert_near(*a, b, 1e-11);
    }
}

/// A field and a running cost that read the time, for the derivatives by the times.
#[vector_field]
fn swing<T: Real>(t: T, [angle, speed]: [T; 2], [gravity, frequency]: [T; 2], u: T) -> [T; 2] {
    [speed, u * (frequency * t).cos() - gravity * angle.sin()]
}

#[differentiable]
fn drift<T: Real>(t: T, [angle, speed]: [T; 2], [gravity, _]: [T; 2], u: T) -> T {
    t * angle * angle + gravity * speed * u
}

#[differentiable]
fn end<T: Real>([angle, speed]: [T; 2], [gravity, frequency]: [T; 2]) -> T {
    angle * gravity + speed * speed * frequency
}

#[differentiable]
fn residual<T: Real>([angle, speed]: [T; 2], [angle_seen, speed_seen]: [T; 2]) -> T {
    (angle - angle_seen).powi(2) + (speed - speed_seen).powi(2)
}

#[differentiable]
fn spread<T: Real>(states: [[T; 2]; 4]) -> T {
    (states[3][0] - states[0][0]) * (states[2][1] - states[1][1]) + states[1][0].exp()
}

const Y0: [f64; 2] = [0.6, -0.1];
const P: [f64; 2] = [9.81, 2.0];

/// Reverse against forward, by y0, p, inputs and both times, and the value's bits everywhere.
macro_rules! reverse_is_forward {
    ($name:ident, $objective:expr) => {
        #[test]
        fn $name() {
            let inputs = Held::<2, _>([0.3, -0.4, 0.5]);
            let objective = $objective;
            let solve = Solve::new(Ode(Swing), DOPRI5, Uniform::new::<6>(0.2, 1.1)).with_inputs(inputs);
            let g = solve.gradient(&Y0, &P, &objective);
            let forward = solve.gradient_forward::<2, _>(&Y0, &P, &objective);
            assert_eq!(g.value, forward.value);
            assert_eq!(g.value, solve.objective(&Y0, &P, &objective));
            let pairs = |a: Gradient<f64, [f64; 2], [f64; 2], [f64; 3]>| {
                [a.y0[0], a.y0[1], a.p[0], a.p[1], a.inputs[0], a.inputs[1], a.inputs[2]]
            };
            for (a, b) in pairs(g).into_iter().zip(pairs(forward)) {
                assert_near(a, b, 1e-12);
            }
            // The times, as dual numbers.
            let dual = |x: f64| Dual::<f64, 2>::new(x, [0.0, 0.0]);
            let mesh = Uniform::new::<6>(Dual::variable(0.2, 0), Dual::variable(1.1, 1));
            let by_times = Solve::new(Ode(Swing), DOPRI5, mesh).with_inputs(Held::<2, _>(inputs.0.map(dual)));
            let value = by_times.objective(&Y0.map(dual), &P.map(dual), &objective);
            for schedule in [Periodic { every: 1 }, Periodic { every: 3 }] {
                let times = solve.gradient_with_times(&Y0, &P, &objective, &schedule, Slots::<6>).unwrap();
                assert_near(times.t0, value.eps[0], 1e-11);
                assert_near(times.t1, value.eps[1], 1e-11);
                assert_near(times.gradient.value, g.value, 1e-13);
                for (a, b) in pairs(times.gradient).into_iter().zip(pairs(g)) {
                    assert_near(a, b, 1e-11);
                }
            }
        }
    };
}

reverse_is_forward!(terminal_term, Terminal(End));
reverse_is_forward!(running_term, Running(Drift));
reverse_is_forward!(
    observed_values,
    Observed { cost: Residual, values: [[0.5, 0.0], [0.4, -0.3], [0.1, -0.2], [0.0, 0.0]] }
);
reverse_is_forward!(saved_states, Saved::<4, _>(Spread));
reverse_is_forward!(
    a_sum_of_all,
    ((Terminal(End), Running(Drift)), (Saved::<4, _>(Spread), Observed { cost: Residual, values: [[0.5, 0.0]; 3] }))
);

/// Inputs of a run-time length: their cotangents go where the caller says.
#[test]
fn lent_inputs_and_their_cotangents() {
    let inputs = [0.3, -0.4, 0.5, 0.1];
    let fixed = Solve::new(Ode(Swing), RK4, Uniform::new::<4>(0.0, 1.0)).with_inputs(inputs);
    let should = fixed.gradient(&Y0, &P, &Terminal(End));
    let mesh = Steps::new(0.0, 1.0, 4).unwrap();
    let lent = Solve::new(Ode(Swing), RK4, mesh).try_with_inputs(Lent::new(&inputs).unwrap()).unwrap();
    let mut bars = [0.0; 4];
    let g = lent.gradient_in(&Y0, &P, &Terminal(End), &Binomial, Slots::<2>, &mut bars[..]).unwrap();
    assert_eq!((g.value, g.y0, g.p, &bars[..]), (should.value, should.y0, should.p, &should.inputs[..]));
    let refused = lent.gradient_in(&Y0, &P, &Terminal(End), &Binomial, Slots::<2>, &mut bars[..3]);
    assert_eq!(refused, Err(Error::InputBars { inputs: 4, given: 3 }));
}

/// Saved states that do not divide a run-time length are refused.
#[test]
fn unequal_parts() {
    let solve = Solve::new(Ode(Swing), RK4, Steps::new(0.0, 1.0, 7).unwrap()).try_with_inputs([0.0; 7]).unwrap();
    let refused = solve.gradient_reverse(&Y0, &P, &Saved::<4, _>(Spread), &Binomial, Slots::<3>);
    assert_eq!(refused, Err(Error::UnequalParts { steps: 7, parts: 3 }));
}

/// Observations whose number is known at run time.
#[test]
fn lent_observations() {
    let seen = [[0.5, 0.0], [0.4, -0.3], [0.1, -0.2], [0.0, 0.0]];
    let fixed = Observed { cost: Residual, values: [seen[0], seen[1], seen[2], seen[3]] };
    let lent = Observed { cost: Residual, values: &seen[..] };
    let solve = Solve::new(Ode(Swing), RK4, Uniform::new::<6>(0.2, 1.1)).with_inputs(Held::<6, _>([0.3]));
    let should = solve.gradient(&Y0, &P, &fixed);
    assert_eq!(solve.gradient_reverse(&Y0, &P, &lent, &Binomial, Slots::<2>), Ok(should));
    assert_eq!(solve.objective(&Y0, &P, &lent), should.value);
    assert!(solve.gradient_forward::<3, f64>(&Y0, &P, &lent).value == should.value);
    for short in [&seen[..3], &seen[..1], &[]] {
        let lent = Observed { cost: Residual, values: short };
        let refused = solve.gradient_reverse(&Y0, &P, &(lent, Terminal(End)), &Binomial, Slots::<2>);
        match short.len() {
            3 => assert!(refused.is_ok()),
            len => assert_eq!(refused, Err(Error::UnequalParts { steps: 6, parts: 0 }), "{len} observations"),
        }
    }
    let five = Observed { cost: Residual, values: &[seen[0]; 5][..] };
    let refused = solve.gradient_reverse(&Y0, &P, &five, &Binomial, Slots::<2>);
    assert_eq!(refused, Err(Error::UnequalParts { steps: 6, parts: 4 }));
    assert!(solve.objective::<f64, _>(&Y0, &P, &five).is_nan());
}

/// A solve inside a differentiable function: the objective takes logarithms of the parameters.
#[differentiable]
fn through_a_solve<T: Real>(y0: [T; 2], log_p: [T; 2]) -> T {
    let solve = Solve::new(Ode(Free), RK4, Uniform::new::<50>(T::lit(0.0), T::lit(1.5)));
    let p = [log_p[0].exp(), log_p[1].exp()];
    let end = solve.value(&y0, &p);
    end[0] * end[0] + 2.0 * end[1] * p[0]
}

#[vector_field]
fn free<T: Real>(_t: T, [angle, speed]: [T; 2], [gravity, friction]: [T; 2]) -> [T; 2] {
    [speed, -(gravity * angle.sin()) - friction * speed]
}

#[test]
fn a_solve_stands_inside_a_differentiable_function() {
    let args = ([0.5, 0.1], [2.0_f64.ln(), 0.3_f64.ln()]);
    let (value, kept) = ThroughASolve.eval_keep(&args);
    let (y0_bar, p_bar) = ThroughASolve.vjp(&args, &kept, &1.0);
    let dual = |k: usize| Dual::<f64, 4>::variable([0.5, 0.1, 2.0_f64.ln(), 0.3_f64.ln()][k], k);
    let forward = through_a_solve([dual(0), dual(1)], [dual(2), dual(3)]);
    assert_eq!(value, forward.re);
    for (a, b) in [y0_bar[0], y0_bar[1], p_bar[0], p_bar[1]].into_iter().zip(forward.eps) {
        assert_near(a, b, 1e-12);
    }
}
