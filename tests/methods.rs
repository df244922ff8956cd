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
    M: StepVjp<f64, f64, Ode<Driven>, Noise = ()>,
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
converges!(SSPRK3, Ssprk3, 200, 400);
converges!(RK38, Rk38, 100, 200);
converges!(VERN7, Vern7, 16, 32);
converges!(DOPRI8, Dopri8, 12, 24);

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
    check("VERN7", &Vern7::TABLEAU);
    check("DOPRI8", &Dopri8::TABLEAU);
}

/// A rooted tree: the subtrees at its root, each of which has one place in the list of trees of its order.
#[derive(Clone, Debug)]
struct Tree(Vec<Tree>);

impl Tree {
    /// All rooted trees with so many vertices: a root and a multiset of smaller trees.
    fn all(order: usize) -> Vec<Self> {
        fn forests(vertices: usize, trees: &[(usize, Tree)]) -> Vec<Vec<Tree>> {
            if vertices == 0 {
                return vec![Vec::new()];
            }
            let with = |(i, (size, tree)): (usize, &(usize, Tree))| {
                let rest = vertices.checked_sub(*size).map_or(Vec::new(), |rest| forests(rest, &trees[i..]));
                rest.into_iter().map(|forest| [vec![tree.clone()], forest].concat()).collect::<Vec<_>>()
            };
            trees.iter().enumerate().flat_map(with).collect()
        }
        let smaller: Vec<_> = (1..order).flat_map(|n| Self::all(n).into_iter().map(move |tree| (n, tree))).collect();
        forests(order - 1, &smaller).into_iter().map(Tree).collect()
    }

    fn order(&self) -> usize {
        1 + self.0.iter().map(Self::order).sum::<usize>()
    }

    fn density(&self) -> f64 {
        self.order() as f64 * self.0.iter().map(Self::density).product::<f64>()
    }

    /// The elementary weight at each stage, without the last sum over the weights b.
    fn at_stages<const S: usize>(&self, a: &[[f64; S]; S]) -> [f64; S] {
        self.0.iter().map(|tree| tree.at_stages(a)).fold([1.0; S], |product, tree| {
            core::array::from_fn(|i| product[i] * a[i].iter().zip(tree).map(|(a, x)| a * x).sum::<f64>())
        })
    }
}

/// The largest amount by which the weights miss a condition of that order: one condition a rooted tree, the sum of the
/// weights over the elementary weight being 1 over the tree's density (Hairer, Nørsett & Wanner, *Solving Ordinary
/// Differential Equations I*, theorem II.2.13).
fn violation<const S: usize>(Tableau { a, b, .. }: &Tableau<S>, order: u32) -> f64 {
    let miss =
        |tree: &Tree| (b.iter().zip(tree.at_stages(a)).map(|(b, x)| b * x).sum::<f64>() - 1.0 / tree.density()).abs();
    Tree::all(order as usize).iter().map(miss).fold(0.0, f64::max)
}

#[test]
fn rooted_trees_are_as_many_as_cayley_counted() {
    assert_eq!((1..=9).map(|n| Tree::all(n).len()).collect::<Vec<_>>(), [1, 1, 2, 4, 9, 20, 48, 115, 286]);
}

/// Every method satisfies every condition of its order, and not all of the next one.
#[test]
fn methods_have_the_order_they_declare() {
    fn check<const S: usize>(name: &str, tableau: &Tableau<S>) {
        for order in 1..=tableau.order {
            let violation = violation(tableau, order);
            assert!(violation < 2e-14, "{name}: a condition of order {order} is off by {violation:e}");
        }
        assert!(violation(tableau, tableau.order + 1) > 1e-8, "{name} is of order {} and not more", tableau.order);
    }
    check("EULER", &Euler::TABLEAU);
    check("MIDPOINT", &Midpoint::TABLEAU);
    check("HEUN", &Heun::TABLEAU);
    check("RALSTON", &Ralston::TABLEAU);
    check("RK4", &Rk4::TABLEAU);
    check("BOSH3", &Bosh3::TABLEAU);
    check("DOPRI5", &Dopri5::TABLEAU);
    check("TSIT5", &Tsit5::TABLEAU);
    check("SSPRK3", &Ssprk3::TABLEAU);
    check("RK38", &Rk38::TABLEAU);
    check("VERN7", &Vern7::TABLEAU);
    check("DOPRI8", &Dopri8::TABLEAU);
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
        ("SSPRK3", 3),
        ("RK38", 4),
        ("VERN7", 9),
        ("DOPRI8", 12),
    ];
    assert_eq!(counts, should);
}
