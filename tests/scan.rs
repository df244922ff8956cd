//! What a solve gives back: values, states on the way, at const and run-time lengths, with inputs and with bad input.

use tapeless::*;

/// y' = −p y + u
#[vector_field]
fn driven_decay<T: Real>(_t: T, y: T, p: T, u: T) -> T {
    u - p * y
}

#[vector_field]
fn decay<T: Real>(_t: T, y: T, p: T) -> T {
    -(p * y)
}

/// y' = 1/y: leaves the real numbers at y = 0 when time runs backwards.
#[vector_field]
fn square_root_of_time<T: Real>(_t: T, y: T, _p: ()) -> T {
    0.5 / y
}

#[test]
fn states_saved_and_observed_are_the_same_states() {
    let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<12>(0.0, 3.0));
    let states = solve.states(&2.0, &0.7);
    assert_eq!(solve.saved::<5, f64>(&2.0, &0.7), [2.0, states[2], states[5], states[8], states[11]]);
    let mut seen = Vec::new();
    let y1 = solve.observe(&2.0, &0.7, |i, t, y| seen.push((i, t, *y)));
    assert_eq!((seen.len(), seen[0], seen[12]), (13, (0, 0.0, 2.0), (12, 3.0, y1)));
    assert_eq!((seen[4].1, seen[4].2), (1.0, states[3]));
    assert_eq!(y1, solve.value(&2.0, &0.7));
    assert_eq!(y1, states[11]);
}

#[test]
fn a_run_time_length_has_the_bits_of_a_const_one() {
    let fixed = Solve::new(Ode(Decay), TSIT5, Uniform::new::<37>(0.0, 1.7));
    let run_time = Solve::new(Ode(Decay), TSIT5, Steps::new(0.0, 1.7, 37).unwrap());
    assert_eq!(fixed.value(&2.0, &0.7), run_time.value(&2.0, &0.7));
}

#[test]
fn knots_take_the_steps_they_say() {
    let times = [0.0, 0.25, 1.0, 1.5];
    let solve = Solve::new(Ode(Decay), RK4, Knots::new(times).unwrap());
    let mut y = 2.0;
    for pair in times.windows(2) {
        y = Solve::new(Ode(Decay), RK4, Uniform::new::<1>(pair[0], pair[1])).value(&y, &0.7);
    }
    assert_eq!(solve.value(&2.0, &0.7), y);
    let lent = Solve::new(Ode(Decay), RK4, Knots::new(&times[..]).unwrap());
    assert_eq!(lent.value(&2.0, &0.7), y);
}

#[test]
fn time_runs_backwards_and_stands_still() {
    let forwards = Solve::new(Ode(Decay), TSIT5, Uniform::new::<100>(0.0, 1.0));
    let backwards = Solve::new(Ode(Decay), TSIT5, Uniform::new::<100>(1.0, 0.0));
    let y1 = forwards.value(&2.0, &0.7);
    assert!((backwards.value(&y1, &0.7) - 2.0).abs() < 1e-12);
    let still = Solve::new(Ode(Decay), TSIT5, Uniform::new::<100>(1.0, 1.0));
    assert_eq!(still.value(&2.0, &0.7), 2.0);
    assert_eq!(still.value_vjp(&2.0, &0.7, &1.0), (1.0, 0.0));
    let falling = Knots::new([1.0, 0.5, 0.0]).unwrap();
    assert!((Solve::new(Ode(Decay), TSIT5, falling).value(&y1, &0.7) - 2.0).abs() < 1e-4);
}

#[test]
fn each_step_reads_its_input() {
    let mesh = Uniform::new::<6>(0.0, 3.0);
    let inputs = [0.3, -0.2, 0.9];
    let mut y = 1.0;
    for i in 0..6 {
        let (t, h) = mesh.step(i);
        let step = Solve::new(Ode(DrivenDecay), RK4, Uniform::new::<1>(t, t + h)).with_inputs([inputs[i / 2]]);
        y = step.value(&y, &0.7);
    }
    let held = Solve::new(Ode(DrivenDecay), RK4, mesh).with_inputs(Held::<2, _>(inputs));
    assert_eq!(held.value(&1.0, &0.7), y);
    let each = [0.3, 0.3, -0.2, -0.2, 0.9, 0.9];
    assert_eq!(Solve::new(Ode(DrivenDecay), RK4, mesh).with_inputs(each).value(&1.0, &0.7), y);
    let lent = Solve::new(Ode(DrivenDecay), RK4, mesh).try_with_inputs(Lent::new(&each).unwrap()).unwrap();
    assert_eq!(lent.value(&1.0, &0.7), y);
}

#[test]
fn inputs_that_do_not_fit_are_refused() {
    let solve = Solve::new(Ode(DrivenDecay), RK4, Steps::new(0.0, 1.0, 5).unwrap());
    let refused = solve.try_with_inputs::<f64, _>([0.0; 4]);
    assert_eq!(refused.err(), Some(Error::InputLength { covered: 4, steps: 5 }));
    assert!(Lent::<f64>::new(&[]).is_none());
}

#[test]
fn meshes_that_do_not_advance_are_refused() {
    assert_eq!(Steps::new(0.0, 1.0, 0), Err(Error::NoSteps));
    assert_eq!(Knots::new([1.0]).err(), Some(Error::NoSteps));
    for (knots, index) in [
        ([0.0, 1.0, 1.0], 2),
        ([0.0, 1.0, 0.5], 2),
        ([0.0, 0.0, 1.0], 1),
        ([3.0, 2.0, 2.5], 2),
        ([f64::NAN, 1.0, 2.0], 0),
        ([0.0, f64::INFINITY, f64::INFINITY], 1),
        ([0.0, 1.0, f64::NAN], 2),
    ] {
        assert_eq!(Knots::new(knots).err(), Some(Error::KnotsDoNotAdvance { index }), "{knots:?}");
    }
}

#[test]
fn a_solve_that_leaves_the_finite_numbers_says_where_and_keeps_what_it_had() {
    let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<8>(0.0, 4.0));
    let stop = solve.try_value(&1e300, &-1e4).unwrap_err();
    assert_eq!((stop.step, stop.t, stop.last), (0, 0.0, 1e300));
    assert!(!solve.value(&1e300, &-1e4).is_finite());
    let stop = solve.try_value(&1.0, &-1e50).unwrap_err();
    assert!(stop.step == 1 && stop.t == 0.5 && stop.last.is_finite());
    let message = stop.to_string();
    assert!(message.contains("step 1") && message.contains("t = 0.5"), "{message}");
    assert_eq!(solve.try_value(&1.0, &0.5), Ok(solve.value(&1.0, &0.5)));
}

#[differentiable]
fn itself<T: Real>(y: T) -> T {
    y
}

#[differentiable]
fn root<T: Real>(y: T) -> T {
    y.sqrt()
}

#[test]
fn a_gradient_that_is_not_finite_says_why() {
    let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<8>(0.0, 4.0));
    let refused = solve.try_gradient(&1.0, &-1e50, &Terminal(Itself)).unwrap_err();
    assert!(
        matches!(refused, NonFiniteGradient::State(stop) if stop.step == 1 && stop.t == 0.5 && stop.last.is_finite())
    );
    assert_eq!(Error::from(refused), Error::NonFinite { step: 1, t: 0.5 });
    // Nothing that was computed is lost.
    let edge = solve.try_gradient(&0.0, &1.0, &Terminal(Root)).unwrap_err();
    assert!(matches!(edge, NonFiniteGradient::Gradient(g) if g.value == 0.0 && !g.is_finite()));
    assert_eq!(Error::from(edge), Error::NonFiniteGradient);
    let outside = solve.try_gradient(&-1.0, &1.0, &Terminal(Root)).unwrap_err();
    assert!(matches!(outside, NonFiniteGradient::Value(g) if g.value.is_nan()));
    assert_eq!(Error::from(outside), Error::NonFiniteValue);
    assert_eq!(solve.try_gradient(&1.0, &1.0, &Terminal(Root)), Ok(solve.gradient(&1.0, &1.0, &Terminal(Root))));
}
