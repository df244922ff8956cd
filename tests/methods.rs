//! The methods converge at the order they declare, with their gradients, and cost what they should.

mod zoo;

use core::cell::Cell;

use paste::paste;
use tapeless::*;
use zoo::every_method;

/// A pendulum driven by a periodic torque: nonlinear, and it reads the time.
#[vector_field]
fn driven<T: Real>(t: T, [angle, speed]: [T; 2], [gravity, friction]: [T; 2]) -> [T; 2] {
    [speed, t.cos() - gravity * angle.sin() - friction * speed]
}

/// The state at the end in so many steps, and the cotangents of y0 and p there for the cotangent 1 of the angle.
fn solution<M, const N: usize>(method: M) -> [f64; 6]
where
    M: StepVjp<f64, f64, Ode<Driven>>,
    M::Kept: Copy,
{
    let solve = Solve::new(Ode(Driven), method, Uniform::new::<N>(0.0, 4.0));
    let (y0, p) = ([0.7, -0.2], [2.0, 0.3]);
    let ([angle, speed], ([a, b], [c, d])) = (solve.value(&y0, &p), solve.value_vjp(&y0, &p, &[1.0, 0.0]));
    [angle, speed, a, b, c, d]
}

/// The order that the errors at two numbers of steps, one twice the other, show: of the value, and of the gradient.
fn observed(coarse: &[f64; 6], fine: &[f64; 6], exact: &[f64; 6]) -> (f64, f64) {
    let error =
        |is: &[f64; 6], part: core::ops::Range<usize>| part.map(|i| (is[i] - exact[i]).powi(2)).sum::<f64>().sqrt();
    let order = |part: core::ops::Range<usize>| (error(coarse, part.clone()) / error(fine, part)).log2();
    (order(0..2), order(2..6))
}

macro_rules! converges {
    ($METHOD:ident, $Coefficients:ident, $coarse:literal, $fine:literal) => {
        paste! {
            #[test]
            fn [<$METHOD:lower _converges_at_its_order>]() {
                let exact = solution::<_, 5_000>(TSIT5);
                let (value, gradient) = observed(&solution::<_, $coarse>($METHOD), &solution::<_, $fine>($METHOD), &exact);
                let declared = f64::from($Coefficients::TABLEAU.order);
                assert!((value - declared).abs() < 0.2, "the value's order is {value}, declared {declared}");
                assert!((gradient - declared).abs() < 0.2, "the gradient's order is {gradient}, declared {declared}");
            }
        }
    };
}

use tapeless::tableau::*;
converges!(EULER, Euler, 1000, 2000);
converges!(MIDPOINT, Midpoint, 400, 800);
converges!(HEUN, Heun, 400, 800);
converges!(RALSTON, Ralston, 400, 800);
converges!(BOSH3, Bosh3, 200, 400);
converges!(RK4, Rk4, 100, 200);
converges!(DOPRI5, Dopri5, 60, 120);
converges!(TSIT5, Tsit5, 60, 120);

/// The order of the embedded method: one step's difference from the solution shrinks with the step's size to that
/// power plus one.
#[test]
fn embedded_methods_have_the_order_of_their_error_row() {
    fn check<const S: usize>(name: &str, tableau: &Tableau<S>) {
        let Some((error, order)) = tableau.error else { return };
        assert!(error.iter().sum::<f64>().abs() < 1e-14, "{name}: an error row sums to zero");
        assert!(error.iter().any(|e| *e != 0.0), "{name}: an error row says something");
        let estimate = |h: f64| {
            let mut k = [0.0; S];
            for i in 0..S {
                let y = 0.7 + h * (0..i).map(|j| tableau.a[i][j] * k[j]).sum::<f64>();
                k[i] = (tableau.c[i] * h).cos() - 1.3 * y * y;
            }
            h * error.iter().zip(k).map(|(e, k)| e * k).sum::<f64>()
        };
        let observed = (estimate(0.1) / estimate(0.05)).abs().log2();
        assert!((observed - f64::from(order + 1)).abs() < 0.25, "{name}: the error estimate shrinks as h^{observed}");
    }
    check("MIDPOINT", &Midpoint::TABLEAU);
    check("HEUN", &Heun::TABLEAU);
    check("RALSTON", &Ralston::TABLEAU);
    check("BOSH3", &Bosh3::TABLEAU);
    check("DOPRI5", &Dopri5::TABLEAU);
    check("TSIT5", &Tsit5::TABLEAU);
}

/// The conditions of order 5 (Hairer, Nørsett & Wanner, *Solving Ordinary Differential Equations I*, table II.2.1), beyond
/// those that the compiler checks; each is the sum of the weights b over one rooted tree.
#[test]
fn conditions_of_order_5() {
    fn violations<const S: usize>(Tableau { a, b, c, .. }: &Tableau<S>) -> f64 {
        let apply = |x: &[f64; S]| -> [f64; S] { core::array::from_fn(|i| (0..S).map(|j| a[i][j] * x[j]).sum()) };
        let times = |x: &[f64; S], y: &[f64; S]| -> [f64; S] { core::array::from_fn(|i| x[i] * y[i]) };
        let c2 = times(c, c);
        let (c3, ac, ac2) = (times(&c2, c), apply(c), apply(&c2));
        let trees = [
            (times(&c2, &c2), 5.0),
            (times(&c2, &ac), 10.0),
            (times(c, &ac2), 15.0),
            (times(c, &apply(&ac)), 30.0),
            (times(&ac, &ac), 20.0),
            (apply(&c3), 20.0),
            (apply(&times(c, &ac)), 40.0),
            (apply(&ac2), 60.0),
            (apply(&apply(&ac)), 120.0),
        ];
        let violation = |(tree, density): &([f64; S], f64)| {
            (b.iter().zip(tree).map(|(b, t)| b * t).sum::<f64>() - 1.0 / density).abs()
        };
        trees.iter().map(violation).fold(0.0, f64::max)
    }
    assert!(violations(&Dopri5::TABLEAU) < 1e-14);
    assert!(violations(&Tsit5::TABLEAU) < 1e-14);
    assert!(violations(&Rk4::TABLEAU) > 1e-3, "the conditions tell a method of order 4");
}

/// A field that counts how often it is evaluated.
struct Counting<'a>(&'a Cell<usize>);

impl VectorField<f64> for Counting<'_> {
    type State = f64;
    type Params = ();
    type Input = ();
    fn eval(&self, _: f64, y: &f64, (): &(), (): &()) -> f64 {
        self.0.set(self.0.get() + 1);
        -y
    }
}

/// A stage that only the error estimate reads is not evaluated in a fixed step.
#[test]
fn evaluations_a_step() {
    macro_rules! evaluations {
        ($METHOD:ident) => {{
            let count = Cell::new(0);
            Solve::new(Ode(Counting(&count)), $METHOD, Uniform::new::<10>(0.0, 1.0)).value(&1.0, &());
            (stringify!($METHOD), count.get() / 10)
        }};
    }
    let mut counts = Vec::new();
    macro_rules! push {
        ($METHOD:ident) => {
            counts.push(evaluations!($METHOD));
        };
    }
    every_method!(push);
    let should = [
        ("EULER", 1),
        ("MIDPOINT", 2),
        ("HEUN", 2),
        ("RALSTON", 2),
        ("RK4", 4),
        ("BOSH3", 3),
        ("DOPRI5", 6),
        ("TSIT5", 6),
    ];
    assert_eq!(counts, should);
}
