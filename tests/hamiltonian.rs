//! Separable Hamiltonian systems by splitting methods: their order, their symplectic form, and their gradients.

mod zoo;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tapeless::tableau::*;
use tapeless::*;
use zoo::*;

/// A mass on a cart whose rate of flow breathes with the time.
#[vector_field]
fn breathing<T: Real>(t: T, [a, b]: [T; 2], [mass, _g, _k]: [T; 3], _u: T) -> [T; 2] {
    let flow = (1.0 + 0.3 * t.cos()) / mass;
    [a * flow, b / (0.7 + 0.1 * b * b) * flow]
}

/// Two pendulums joined by a spring and pushed by the input, the field of gravity swinging with the time.
#[vector_field]
fn pull<T: Real>(t: T, [q, r]: [T; 2], [_mass, g, k]: [T; 3], u: T) -> [T; 2] {
    let spring = k * (r - q);
    let gravity = g * (1.0 + 0.2 * (2.0 * t).sin());
    [spring - gravity * q.sin() + u, -spring - gravity * r.sin()]
}

#[differentiable]
fn reach<T: Real>(([q, r], [a, b]): ([T; 2], [T; 2])) -> T {
    q * q - r * b + a
}

/// The attraction to the origin in the plane.
#[vector_field]
fn attraction<T: Real>(_t: T, [x, y]: [T; 2], mu: T) -> [T; 2] {
    let r2 = x * x + y * y;
    let pull = mu / (r2 * r2.sqrt());
    [-(pull * x), -(pull * y)]
}

type State = ([f64; 2], [f64; 2]);

const PENDULUMS: Separable<Breathing, Pull> = Separable { velocity: Breathing, force: Pull };
const Y0: State = ([0.4, -0.9], [0.2, 0.5]);
const P: [f64; 3] = [1.3, 2.0, 0.7];
const PUSH: f64 = 0.15;

fn kepler() -> Separable<UnitMass<Attraction>, Attraction> {
    Separable::of_unit_mass(Attraction)
}
const ORBIT: State = ([1.0, 0.0], [0.0, 1.2]);

fn norm<V: Vector<f64>>(v: &V) -> f64 {
    v.dot(v).sqrt()
}

fn distance<V: Vector<f64>>(a: &V, b: &V) -> f64 {
    let mut difference = a.clone();
    difference.axpy(-1.0, b);
    norm(&difference)
}

fn random<V: Vector<f64>>(like: &V, rng: &mut Pcg64) -> V {
    let mut v = like.clone();
    v.zip_mut(like, &mut |x, _| *x = rng.random_range(-1.0..1.0));
    v
}

type Solution = (State, State, [f64; 3]);

/// The state at the end in so many steps, and the cotangents there.
fn solution<S, M>(system: S, method: M, steps: usize) -> Result<Solution, Error>
where
    S: System<f64, State = State, Params = [f64; 3], Input = f64>,
    M: StepVjp<f64, f64, S, Noise = ()>,
{
    let u = vec![PUSH; steps];
    let inputs = Lent::new(&u).ok_or(Error::NoSteps)?;
    let solve = Solve::new(system, method, Steps::new(0.0, 3.0, steps)?).try_with_inputs(inputs)?;
    let mut slots = vec![StateSlot::new(&Y0); 60];
    let y1 = solve.value(&Y0, &P);
    let mut by_input = vec![0.0; steps];
    let g = solve.gradient_in(&Y0, &P, &Terminal(Reach), &Binomial, &mut slots[..], &mut by_input[..])?;
    Ok((y1, g.y0, g.p))
}

/// Values and gradients converge at the declared order to what a Runge–Kutta method of order 8 finds.
#[test]
fn splitting_methods_converge_at_their_order() {
    let exact = solution(Ode(PENDULUMS), DOPRI8, 300).unwrap();
    macro_rules! converges {
        ($METHOD:ident, $Coefficients:ident) => {
            let order = $Coefficients::COMPOSITION.order;
            let steps = if order == 4 { 60 } else { 400 };
            let (coarse, fine) =
                (solution(PENDULUMS, $METHOD, steps).unwrap(), solution(PENDULUMS, $METHOD, 2 * steps).unwrap());
            let value = (distance(&coarse.0, &exact.0) / distance(&fine.0, &exact.0)).log2();
            let gradient = |s: &Solution| distance(&(s.1, s.2), &(exact.1, exact.2));
            let gradient = (gradient(&coarse) / gradient(&fine)).log2();
            for is in [value, gradient] {
                assert!((is - f64::from(order)).abs() < 0.2, "{} shows order {is}", stringify!($METHOD));
            }
        };
    }
    every_splitting!(converges);
}

/// `⟨w, J d⟩ = ⟨Jᵀ w, d⟩`, and the gradient by inputs and times against forward mode and differences.
#[test]
fn reverse_is_forward() {
    let mut rng = Pcg64::seed_from_u64(11);
    macro_rules! agrees {
        ($METHOD:ident, $Coefficients:ident) => {
            let solve = Solve::new(PENDULUMS, $METHOD, Uniform::new::<50>(0.3, 2.5)).with_inputs([PUSH; 50]);
            let (w, dy, dp) = (random(&Y0, &mut rng), random(&Y0, &mut rng), random(&P, &mut rng));
            let (y1, [dy1]) = solve.jvp(&Y0, &P, &[dy], &[dp]);
            let (y0_bar, p_bar) = solve.value_vjp(&Y0, &P, &w);
            assert_eq!(y1, solve.value(&Y0, &P));
            let (forward, reverse) = (w.dot(&dy1), y0_bar.dot(&dy) + p_bar.dot(&dp));
            assert!((forward - reverse).abs() < 1e-13 * norm(&(y0_bar, p_bar)) * norm(&(dy, dp)));

            let (g, forward) =
                (solve.gradient(&Y0, &P, &Terminal(Reach)), solve.gradient_forward::<8, _>(&Y0, &P, &Terminal(Reach)));
            assert!(distance(&(g.y0, g.p, g.inputs), &(forward.y0, forward.p, forward.inputs)) < 1e-13);

            let timed = solve.gradient_with_times(&Y0, &P, &Terminal(Reach), &Every, Slots::<50>).unwrap();
            let at = |t0: f64, t1: f64| {
                let solve = Solve::new(PENDULUMS, $METHOD, Uniform::new::<50>(t0, t1)).with_inputs([PUSH; 50]);
                solve.objective(&Y0, &P, &Terminal(Reach))
            };
            let h = 1e-5;
            let by_t0 = (at(0.3 + h, 2.5) - at(0.3 - h, 2.5)) / (2.0 * h);
            let by_t1 = (at(0.3, 2.5 + h) - at(0.3, 2.5 - h)) / (2.0 * h);
            assert!((timed.t0 - by_t0).abs() < 1e-8 && (timed.t1 - by_t1).abs() < 1e-8, "{timed:?}");
        };
    }
    every_splitting!(agrees);
}

macro_rules! same_bits {
    ($schedule:expr, $slots:expr, $steps:tt, $problem:ident) => {{
        let (solve, should) = &$problem;
        let schedule = $schedule;
        let count = schedule.needs($steps).max($slots);
        let (mut states, mut kept) = (vec![StateSlot::new(&Y0); count], vec![KeptSlot::new(&Y0); count]);
        let g = solve.gradient_reverse(&Y0, &P, &Terminal(Reach), &schedule, &mut states[..]).unwrap();
        assert_eq!(g, *should, "{schedule:?}");
        let g = solve.gradient_reverse(&Y0, &P, &Terminal(Reach), &schedule, &mut kept[..]).unwrap();
        assert_eq!(g, *should, "kept partials, {schedule:?}");
    }};
}

#[test]
fn every_schedule_agrees() {
    macro_rules! agrees {
        ($METHOD:ident, $Coefficients:ident) => {
            let solve = Solve::new(PENDULUMS, $METHOD, Uniform::new::<50>(0.0, 2.0)).with_inputs([PUSH; 50]);
            let should = solve.gradient(&Y0, &P, &Terminal(Reach));
            let problem = (solve, should);
            every_schedule!(same_bits, 50, problem);
        };
    }
    every_splitting!(agrees);
}

/// Steps are taken back to rounding, and the gradient without stored states is the stored one.
#[test]
fn the_gradient_backwards_is_the_stored_one() {
    macro_rules! agrees {
        ($METHOD:ident, $Coefficients:ident) => {
            let solve = Solve::new(PENDULUMS, $METHOD, Uniform::new::<400>(0.0, 20.0)).with_inputs([PUSH; 400]);
            let stored = solve.gradient(&Y0, &P, &Terminal(Reach));
            let found = solve.gradient_reversible(&Y0, &P, &Terminal(Reach)).unwrap();
            assert_eq!(found.gradient.value, stored.value);
            let off =
                distance(&(found.gradient.y0, found.gradient.p), &(stored.y0, stored.p)) / norm(&(stored.y0, stored.p));
            assert!(found.drift < 1e-13 && off < 1e-13, "{}: {:e}, {off:e}", stringify!($METHOD), found.drift);
            assert!(distance(&found.gradient.inputs, &stored.inputs) < 1e-11);
        };
    }
    every_splitting!(agrees);
}

fn energy(&([x, y], [u, v]): &State) -> f64 {
    0.5 * (u * u + v * v) - 1.0 / x.hypot(y)
}

/// Over a hundred orbits the energy's error is no larger at the end than at the start; a Runge–Kutta method's grows.
#[test]
fn the_energy_does_not_drift() {
    fn errors<S, M>(system: S, method: M) -> (f64, f64)
    where
        S: System<f64, State = State, Params = f64, Input = ()>,
        M: Stepper<f64, f64, S, Noise = ()>,
    {
        const STEPS: usize = 40_000;
        let solve = Solve::new(system, method, Uniform::new::<STEPS>(0.0, 2000.0));
        let (mut early, mut late) = (0.0_f64, 0.0_f64);
        solve.observe(&ORBIT, &1.0, |i, _, y| {
            let error = (energy(y) - energy(&ORBIT)).abs();
            if i < STEPS / 10 {
                early = early.max(error);
            } else if i > STEPS - STEPS / 10 {
                late = late.max(error);
            }
        });
        (early, late)
    }
    macro_rules! bounded {
        ($METHOD:ident, $Coefficients:ident) => {
            let (early, late) = errors(kepler(), $METHOD);
            assert!(late < 1.1 * early, "{}: {early:e}, then {late:e}", stringify!($METHOD));
        };
    }
    every_splitting!(bounded);
    let (early, late) = errors(Ode(kepler()), RK4);
    assert!(late > 5.0 * early, "RK4: {early:e}, then {late:e}");
}

fn form((q, m): &State, (r, n): &State) -> f64 {
    q.dot(n) - m.dot(r)
}

/// How far the form of the images is from that of the directions.
fn defect(columns: &[State; 4], directions: &[State; 4]) -> f64 {
    let mut worst = 0.0_f64;
    for i in 0..4 {
        for j in 0..4 {
            worst = worst.max((form(&columns[i], &columns[j]) - form(&directions[i], &directions[j])).abs());
        }
    }
    worst
}

/// The Jacobian J of the flow keeps the symplectic form: `Jᵀ Ω J = Ω`.
#[test]
fn the_flow_is_symplectic() {
    let directions: [State; 4] = core::array::from_fn(|k| {
        let e = |i: usize| if i == k { 1.0 } else { 0.0 };
        ([e(0), e(1)], [e(2), e(3)])
    });
    let mesh = Uniform::new::<300>(0.0, 15.0);
    macro_rules! symplectic {
        ($METHOD:ident, $Coefficients:ident) => {
            let (_, columns) = Solve::new(kepler(), $METHOD, mesh).jvp(&ORBIT, &1.0, &directions, &[0.0; 4]);
            let defect = defect(&columns, &directions);
            assert!(defect < 1e-11, "{}: {defect:e}", stringify!($METHOD));
        };
    }
    every_splitting!(symplectic);
    let (_, columns) = Solve::new(Ode(kepler()), RK4, mesh).jvp(&ORBIT, &1.0, &directions, &[0.0; 4]);
    assert!(defect(&columns, &directions) > 1e-6, "a Runge–Kutta method does not");
}

/// As a vector field it is the pair of its halves.
#[test]
fn a_separable_system_is_a_vector_field() {
    let mesh = Uniform::new::<100>(0.0, 3.0);
    let flat = |([a, b], [c, d]): State| [a, b, c, d];
    let (halves, whole) = (Solve::new(Ode(kepler()), TSIT5, mesh), Solve::new(Ode(Kepler), TSIT5, mesh));
    assert_eq!(flat(halves.value(&ORBIT, &1.0)), whole.value(&flat(ORBIT), &1.0));
    let w = ([0.3, -0.2], [1.0, 0.4]);
    let (y0, mu) = halves.value_vjp(&ORBIT, &1.0, &w);
    let should = whole.value_vjp(&flat(ORBIT), &1.0, &flat(w));
    assert!(distance(&flat(y0), &should.0) < 1e-12 && (mu - should.1).abs() < 1e-12);
}

/// The optimised method of order 4 costs four forces a step and is the more accurate at the same cost.
#[test]
fn the_optimised_method_is_more_accurate() {
    let exact = Solve::new(Ode(kepler()), DOPRI8, Uniform::new::<2000>(0.0, 15.0)).value(&ORBIT, &1.0);
    let plain =
        distance(&Solve::new(kepler(), FOREST_RUTH, Uniform::new::<1200>(0.0, 15.0)).value(&ORBIT, &1.0), &exact);
    let optimised = distance(&Solve::new(kepler(), PEFRL, Uniform::new::<900>(0.0, 15.0)).value(&ORBIT, &1.0), &exact);
    assert!(4.0 * optimised < plain, "at the same number of forces: {optimised:e}, {plain:e}");
}
