//! States, parameters and inputs that are structs with named fields.

mod zoo;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tapeless::*;
use zoo::*;

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Angle<T>(T, T);

/// A pendulum on a cart: a nested struct, an array, a tuple.
#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Cart<T: Real> {
    position: T,
    pole: Angle<T>,
    speeds: [T; 1],
    heat: (T, [T; 0]),
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Masses<T> {
    cart: T,
    pole: T,
    /// Of each of the two joints.
    friction: [T; 2],
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Push<T> {
    force: T,
}

/// A chain whose length is a const parameter, with a default for the number.
#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Chain<const N: usize, T = f64>
where
    T: Real,
{
    angles: [T; N],
    speeds: [Angle<T>; N],
}

#[differentiable]
fn cart_pole<T: Real>(t: T, [x, theta, omega, v, q]: [T; 5], [m, mp, f0, f1]: [T; 4], force: T) -> [T; 5] {
    let (sin, cos) = (theta.sin(), theta.cos());
    let total = m + mp * sin * sin;
    let a = (force - f0 * v + mp * sin * (omega * omega + 9.81 * cos)) / total;
    let alpha = -(a * cos + 9.81 * sin) - f1 * omega;
    [v, omega, alpha + 0.1 * t, a, f0 * v * v + f1 * omega * omega + 0.0 * (x + q)]
}

/// The same field, written by hand on structs.
#[derive(Clone, Copy, Debug)]
struct CartOnStructs;

fn flat<T: Real>(y: &Cart<T>) -> [T; 5] {
    [y.position, y.pole.0, y.pole.1, y.speeds[0], y.heat.0]
}

fn cart<T: Real>([position, a, b, v, q]: [T; 5]) -> Cart<T> {
    Cart { position, pole: Angle(a, b), speeds: [v], heat: (q, []) }
}

type Arguments<T> = (T, [T; 5], [T; 4], T);

fn arguments<T: Real>(t: T, y: &Cart<T>, p: &Masses<T>, u: &Push<T>) -> Arguments<T> {
    (t, flat(y), [p.cart, p.pole, p.friction[0], p.friction[1]], u.force)
}

impl<T: Real> VectorField<T> for CartOnStructs {
    type State = Cart<T>;
    type Params = Masses<T>;
    type Input = Push<T>;
    fn eval(&self, t: T, y: &Cart<T>, p: &Masses<T>, u: &Push<T>) -> Cart<T> {
        cart(CartPole.eval(&arguments(t, y, p, u)))
    }
}

impl<T: Real> Vjp<T> for CartOnStructs {
    type Kept = (Arguments<T>, <CartPole as Differentiable<T>>::Kept);
    const COSTLY: bool = true;
    fn eval_keep(&self, t: T, y: &Cart<T>, p: &Masses<T>, u: &Push<T>) -> (Cart<T>, Self::Kept) {
        let arguments = arguments(t, y, p, u);
        let (dy, kept) = CartPole.eval_keep(&arguments);
        (cart(dy), (arguments, kept))
    }
    fn vjp(
        &self,
        _: &Masses<T>,
        _: &Push<T>,
        (arguments, kept): &Self::Kept,
        w: &Cart<T>,
        bars: Bars<'_, T, Masses<T>, Push<T>>,
    ) -> Cart<T> {
        let (t, y, [m, mp, f0, f1], u) = CartPole.vjp(arguments, kept, &flat(w));
        *bars.t += t;
        bars.p.add(&Masses { cart: m, pole: mp, friction: [f0, f1] });
        bars.u.force += u;
        cart(y)
    }
}

#[vector_field]
fn cart_on_arrays<T: Real>(t: T, y: [T; 5], p: [T; 4], u: T) -> [T; 5] {
    cart_pole(t, y, p, u)
}

/// How far it went, and how fast the pole turns.
struct Distance;

impl<T: Real> Differentiable<T> for Distance {
    type Args = (Cart<T>,);
    type Output = T;
    type Kept = ();
    fn eval(&self, (y,): &Self::Args) -> T {
        y.position * y.position + y.pole.1 * y.heat.0
    }
    fn eval_keep(&self, y: &Self::Args) -> (T, ()) {
        (self.eval(y), ())
    }
    fn vjp(&self, (y,): &Self::Args, (): &(), w: &T) -> Self::Args {
        let mut bar = y.zero();
        bar.position = y.position.times(2.0) * *w;
        bar.pole.1 = y.heat.0 * *w;
        bar.heat.0 = y.pole.1 * *w;
        (bar,)
    }
}

#[differentiable]
fn distance_on_arrays<T: Real>([x, _theta, omega, _v, q]: [T; 5]) -> T {
    x * x + omega * q
}

const Y0: [f64; 5] = [0.1, 0.4, -0.2, 0.3, 0.0];
const MASSES: Masses<f64> = Masses { cart: 1.0, pole: 0.3, friction: [0.1, 0.05] };
const P: [f64; 4] = [1.0, 0.3, 0.1, 0.05];

fn pushes() -> [Push<f64>; 40] {
    core::array::from_fn(|i| Push { force: (i as f64 * 0.3).sin() })
}

/// Equal to rounding: the sums over the stages are in another order where the macro adds them up.
fn assert_near(
    is: &Gradient<f64, [f64; 5], [f64; 4], [f64; 40]>,
    should: &Gradient<f64, [f64; 5], [f64; 4], [f64; 40]>,
) {
    assert_eq!(is.value, should.value);
    let parts = |g: &Gradient<f64, [f64; 5], [f64; 4], [f64; 40]>| (g.y0, g.p, g.inputs);
    parts(is).zip(&parts(should), &mut |a, b| assert!((a - b).abs() < 1e-14, "{a} is not {b}"));
}

/// The same equations on structs and on arrays, in every mode.
#[test]
fn structs_are_arrays_with_names() {
    let mesh = Uniform::new::<40>(0.0, 1.5);
    let structs = Solve::new(Ode(CartOnStructs), TSIT5, mesh).with_inputs(pushes());
    let arrays = Solve::new(Ode(CartOnArrays), TSIT5, mesh).with_inputs(pushes().map(|u| u.force));
    let y0 = cart(Y0);
    assert_eq!(flat(&structs.value(&y0, &MASSES)), arrays.value(&Y0, &P));

    let (g, should) =
        (structs.gradient(&y0, &MASSES, &Terminal(Distance)), arrays.gradient(&Y0, &P, &Terminal(DistanceOnArrays)));
    let flat_gradient = |g: &Gradient<f64, Cart<f64>, Masses<f64>, [Push<f64>; 40]>| Gradient {
        value: g.value,
        y0: flat(&g.y0),
        p: [g.p.cart, g.p.pole, g.p.friction[0], g.p.friction[1]],
        inputs: g.inputs.map(|u| u.force),
    };
    assert_near(&flat_gradient(&g), &should);
    assert!(should.p.iter().chain(&should.inputs).all(|d| d.abs() > 1e-9), "every part matters: {should:?}");

    let forward = structs.gradient_forward::<7, _>(&y0, &MASSES, &Terminal(Distance));
    assert_near(&flat_gradient(&forward), &should);

    let (of_structs, of_arrays) = (
        structs.gradient_with_times(&y0, &MASSES, &Terminal(Distance), &Binomial, Slots::<6>).unwrap(),
        arrays.gradient_with_times(&Y0, &P, &Terminal(DistanceOnArrays), &Binomial, Slots::<6>).unwrap(),
    );
    assert!((of_structs.t0 - of_arrays.t0).abs() + (of_structs.t1 - of_arrays.t1).abs() < 1e-14);
    assert_near(&flat_gradient(&of_structs.gradient), &of_arrays.gradient);
    assert!(of_structs.t1.abs() > 1e-3);
}

macro_rules! same_bits {
    ($schedule:expr, $slots:expr, $steps:tt, $problem:ident) => {{
        let (solve, y0, should) = &$problem;
        let schedule = $schedule;
        let mut slots = vec![StateSlot::new(y0); schedule.needs($steps).max($slots)];
        let g = solve.gradient_reverse(y0, &MASSES, &Terminal(Distance), &schedule, &mut slots[..]).unwrap();
        assert_eq!(g, *should, "{schedule:?}");
    }};
}

#[test]
fn every_schedule_stores_structs() {
    let solve = Solve::new(Ode(CartOnStructs), RK4, Uniform::new::<40>(0.0, 1.5)).with_inputs(pushes());
    let y0 = cart(Y0);
    let should = solve.gradient(&y0, &MASSES, &Terminal(Distance));
    let problem = (solve, y0, should);
    every_schedule!(same_bits, 40, problem);
}

fn chain(rng: &mut Pcg64) -> Chain<3> {
    let mut random = || rng.random_range(-1.0..1.0);
    Chain { angles: [(); 3].map(|()| random()), speeds: [(); 3].map(|()| Angle(random(), random())) }
}

/// The laws of a vector, on a struct with a const parameter and structs within it.
#[test]
fn a_derived_struct_is_a_vector() {
    let mut rng = Pcg64::seed_from_u64(5);
    let (a, b) = (chain(&mut rng), chain(&mut rng));
    assert_eq!((Vector::<f64>::dimension(&a), Vector::<f64>::dimension(&cart(Y0))), (9, 5));
    let mut c = a;
    c.axpy(2.0, &b);
    assert_eq!(c.speeds[1].1, b.speeds[1].1.fma(2.0, a.speeds[1].1));
    assert_eq!(a.zero(), <Chain<3> as Zeros<f64>>::zeros());
    let mut seen = Vec::new();
    a.each(&mut |x| seen.push(x));
    let should = [a.angles, a.speeds.map(|s| s.0), a.speeds.map(|s| s.1)];
    assert_eq!(seen[..4], [should[0][0], should[0][1], should[0][2], should[1][0]], "in the order of the fields");
    let mut dual = a.map(&mut |x| Dual::<f64, 1>::new(x, [2.0 * x]));
    assert_eq!(dual.speeds[2].0.eps, [2.0 * a.speeds[2].0]);
    a.zero().join(&mut dual, &mut |x, d: &mut Dual<f64, 1>| *x = d.re);
    let single: Chain<3, f32> = a.map(&mut f32::lit);
    assert_eq!(single.angles[0], f32::lit(a.angles[0]));
    assert!(!a.nan().is_finite() && a.is_finite());
}

/// A gradient prints its parts by name.
#[test]
fn gradients_print_by_name() {
    let g = Gradient { value: 1.0, y0: cart(Y0), p: MASSES, inputs: () };
    assert_eq!(
        format!("{g:?}"),
        "Gradient { value: 1.0, y0: Cart { position: 0.1, pole: Angle(0.4, -0.2), speeds: [0.3], heat: (0.0, []) }, \
         p: Masses { cart: 1.0, pole: 0.3, friction: [0.1, 0.05] }, inputs: () }"
    );
}

/// The crate under another name.
mod elsewhere {
    pub(crate) use tapeless as solver;

    #[derive(Clone, Copy, Debug, PartialEq, solver::Vector)]
    #[vector(crate = solver)]
    pub(crate) struct Point<T> {
        pub(crate) x: T,
        pub(crate) y: T,
    }
}

#[test]
fn the_crate_may_go_by_another_name() {
    let point = elsewhere::Point { x: 3.0, y: 4.0 };
    assert_eq!(point.dot(&point), 25.0);
}

/// Two joints on springs, each an angle and a speed: an array of arrays, its parameters one of triples.
#[vector_field]
fn joints<T: Real>(_t: T, [[a, u], [b, v]]: [[T; 2]; 2], [[k, c], [l, d]]: [[T; 2]; 2]) -> [[T; 2]; 2] {
    [[u, l * (b - a) - k * a - c * u], [v, l * (a - b) - d * v]]
}

#[vector_field]
fn joints_flat<T: Real>(_t: T, [a, u, b, v]: [T; 4], [k, c, l, d]: [T; 4]) -> [T; 4] {
    [u, l * (b - a) - k * a - c * u, v, l * (a - b) - d * v]
}

/// Nested arrays are flat arrays in another shape: the same bits.
#[test]
fn arrays_may_be_nested() {
    let mesh = Uniform::new::<50>(0.0, 2.0);
    let (nested, flat) = (Solve::new(Ode(Joints), DOPRI5, mesh), Solve::new(Ode(JointsFlat), DOPRI5, mesh));
    let (y0, p) = ([[0.3, 0.0], [-0.1, 0.2]], [[2.0, 0.1], [0.7, 0.3]]);
    let shape = |[a, b, c, d]: [f64; 4]| [[a, b], [c, d]];
    let line = |[[a, b], [c, d]]: [[f64; 2]; 2]| [a, b, c, d];
    assert_eq!(nested.value(&y0, &p), shape(flat.value(&line(y0), &line(p))));
    let w = [[1.0, 0.2], [0.3, -0.4]];
    let (y0_bar, p_bar) = flat.value_vjp(&line(y0), &line(p), &line(w));
    assert_eq!(nested.value_vjp(&y0, &p, &w), (shape(y0_bar), shape(p_bar)));
    let (_, [tangent]) = nested.jvp(&y0, &p, &[w], &[p]);
    assert_eq!(tangent, shape(flat.jvp(&line(y0), &line(p), &[line(w)], &[line(p)]).1[0]));
}

/// A pendulum with a torque at its joint.
#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Swing<T> {
    theta: T,
    omega: T,
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Arm<T> {
    length: T,
    mass: T,
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Plant<T> {
    arm: Arm<T>,
    friction: T,
}

#[vector_field]
fn swing_field<T: Real>(_t: T, state: Swing<T>, params: Plant<T>, push: Push<T>) -> Swing<T> {
    let inertia = params.arm.mass * params.arm.length * params.arm.length;
    let torque = push.force - params.friction * state.omega;
    Swing { theta: state.omega, omega: torque / inertia - 9.81 / params.arm.length * state.theta.sin() }
}

#[differentiable]
fn effort<T: Real>(state: Swing<T>, push: Push<T>) -> T {
    state.theta * state.theta + 0.1 * push.force * push.force
}

#[differentiable]
fn at_rest<T: Real>(state: Swing<T>, params: Plant<T>) -> T {
    state.omega * state.omega * params.arm.mass + state.theta.powi(2)
}

#[vector_field]
fn swing_on_arrays<T: Real>(_t: T, [theta, omega]: [T; 2], [length, mass, friction]: [T; 3], force: T) -> [T; 2] {
    let inertia = mass * length * length;
    let torque = force - friction * omega;
    [omega, torque / inertia - 9.81 / length * theta.sin()]
}

#[differentiable]
fn effort_on_arrays<T: Real>([theta, _omega]: [T; 2], force: T) -> T {
    theta * theta + 0.1 * force * force
}

#[differentiable]
fn at_rest_on_arrays<T: Real>([theta, omega]: [T; 2], [_length, mass, _friction]: [T; 3]) -> T {
    omega * omega * mass + theta.powi(2)
}

/// Field, losses and controls by name: the numbers of the same on arrays, in every mode.
#[test]
fn macros_read_structs_by_name() {
    let mesh = Uniform::new::<40>(0.0, 1.5);
    let named = Solve::new(Ode(SwingField), RK4, mesh).with_inputs(pushes());
    let plain = Solve::new(Ode(SwingOnArrays), RK4, mesh).with_inputs(pushes().map(|u| u.force));
    let (y0, p) = (Swing { theta: 0.7, omega: -0.2 }, Plant { arm: Arm { length: 0.8, mass: 1.2 }, friction: 0.3 });
    let (z0, q) = ([0.7, -0.2], [0.8, 1.2, 0.3]);
    let (cost, flat_cost) = ((Running(Effort), Terminal(AtRest)), (Running(EffortOnArrays), Terminal(AtRestOnArrays)));
    let should = plain.gradient(&z0, &q, &flat_cost);
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-13, "{a} is not {b}");
    let check = |g: &Gradient<f64, Swing<f64>, Plant<f64>, [Push<f64>; 40]>| {
        near(g.value, should.value);
        near(g.y0.theta, should.y0[0]);
        near(g.y0.omega, should.y0[1]);
        near(g.p.arm.length, should.p[0]);
        near(g.p.arm.mass, should.p[1]);
        near(g.p.friction, should.p[2]);
        g.inputs.iter().zip(should.inputs).for_each(|(u, v)| near(u.force, v));
    };
    check(&named.gradient(&y0, &p, &cost));
    check(&named.gradient_reverse(&y0, &p, &cost, &Binomial, Slots::<5>).unwrap());
    check(&named.gradient_forward::<4, _>(&y0, &p, &cost));
    check(&named.gradient_with_times(&y0, &p, &cost, &Every, Slots::<40>).unwrap().gradient);
    assert!(format!("{:?}", named.gradient(&y0, &p, &cost)).contains("p: Plant { arm: Arm { length: "));
    let (directions, others) = ([Swing { theta: 1.0, omega: 0.5 }], [p]);
    let curved = named.hvp(&y0, &p, &cost, &directions, &others).products[0];
    let flat = plain.hvp(&z0, &q, &flat_cost, &[[1.0, 0.5]], &[q]).products[0];
    near(curved.p.arm.length, flat.p[0]);
    near(curved.y0.omega, flat.y0[1]);
}
