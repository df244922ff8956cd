//! The methods converge at the order they declare, with their gradients, and cost what they should.

mod zoo;

use std::cell::Cell;

use paste::paste;
use tapeless::*;
use zoo::every_method;

/// y' = −p y² + cos t: nonlinear, and it reads the time.
#[vector_field]
fn riccati<T: Real>(t: T, y: T, p: T) -> T {
    t.cos() - p * y * y
}

/// A solve in so many steps, and the derivative of its end by p.
fn solution<M, const N: usize>(method: M) -> (f64, f64)
where
    M: StepVjp<f64, f64, Ode<Riccati>>,
    M::Kept: Copy,
{
    let solve = Solve::new(Ode(Riccati), method, Uniform::new::<N>(0.0, 2.0));
    (solve.value(&0.7, &1.3), solve.value_vjp(&0.7, &1.3, &1.0).1)
}

/// The order that the errors at two step counts, one twice the other, show.
fn observed(coarse: f64, fine: f64, exact: f64) -> f64 {
    ((coarse - exact) / (fine - exact)).abs().log2()
}

fn assert_order(what: &str, observed: f64, declared: u32) {
    assert!((observed - f64::from(declared)).abs() < 0.2, "{what}: order {observed}, declared {declared}");
}

macro_rules! converges {
    ($METHOD:ident, $Coefficients:ident, $coarse:literal, $fine:literal) => {
        paste! {
            #[test]
            fn [<$METHOD:lower _converges_at_its_order>]() {
                let (exact, exact_gradient) = solution::<_, 20_000>(TSIT5);
                let (coarse, coarse_gradient) = solution::<_, $coarse>($METHOD);
                let (fine, fine_gradient) = solution::<_, $fine>($METHOD);
                let order = $Coefficients::TABLEAU.order;
                assert_order("value", observed(coarse, fine, exact), order);
                assert_order("gradient", observed(coarse_gradient, fine_gradient, exact_gradient), order);
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
converges!(DOPRI5, Dopri5, 40, 80);
converges!(TSIT5, Tsit5, 40, 80);

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
