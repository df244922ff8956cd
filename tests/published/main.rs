//! Published test functions in the macros' language: their values and gradients against forward mode, differences, and what
//! another program finds.

mod bundle_adjustment;
mod fields;
mod gaussian_mixture;
mod hand;
mod lstm;
mod network;

use tapeless::{Bars, Differentiable, Dual, Real, Vector, Vjp};

use bundle_adjustment::Reprojection;
use fields::{Gravity, Heat, HodgkinHuxley};
use gaussian_mixture::Mixture;
use hand::{Hand, Model};
use lstm::Lstm;
use network::Network;

type D = Dual<f64, 1>;

/// `sin(1.618 (k + i))`, component by component: what `reference.py` begins with too.
fn series<V: Vector<f64>>(like: &V, k: f64) -> V {
    let (mut v, mut i) = (like.clone(), 0.0);
    v.zip_mut(like, &mut |x, _| {
        *x = (1.618 * (k + i)).sin();
        i += 1.0;
    });
    v
}

fn components<V: Vector<f64>>(v: &V) -> Vec<f64> {
    let mut all = Vec::new();
    v.each(&mut |x| all.push(x));
    all
}

fn norm<V: Vector<f64>>(v: &V) -> f64 {
    v.dot(v).sqrt()
}

fn near(what: &str, is: f64, should: f64, scale: f64, tolerance: f64) {
    assert!((is - should).abs() <= tolerance * scale, "{what}: {is:.17e} is not {should:.17e}, of {scale:e}");
}

/// Holds ⟨w, f⟩ and its gradient g to `[⟨w, f⟩, |g|, ⟨g, d⟩, the first and the last component of g]`, w and d being series.
fn holds<A, O, F>(name: &str, f: &F, args: &A, like: &O, should: [f64; 5])
where
    A: Vector<f64>,
    O: Vector<f64>,
    F: Differentiable<f64, Args = A, Output = O> + Differentiable<D, Args = A::With<D>, Output = O::With<D>>,
{
    let (w, d) = (series(like, 0.3), series(args, 0.7));
    let (value, kept) = Differentiable::<f64>::eval_keep(f, args);
    assert_eq!(components(&value), components(&Differentiable::<f64>::eval(f, args)), "{name}: eval and eval_keep");
    let g = Differentiable::<f64>::vjp(f, args, &kept, &w);
    let mut along = components(&d).into_iter();
    let dual = args.map(&mut |x| D::new(x, [along.next().unwrap_or(f64::NAN)]));
    let (mut forward, mut tangent) = (Differentiable::<D>::eval(f, &dual), value.clone());
    tangent.join(&mut forward, &mut |t, x| *t = x.eps[0]);
    let scale = norm(&g) * norm(&d);
    near(&format!("{name}: reverse and forward"), g.dot(&d), w.dot(&tangent), scale, 1e-12);
    let at = |h: f64| {
        let mut x = args.clone();
        x.axpy(h, &d);
        w.dot(&Differentiable::<f64>::eval(f, &x))
    };
    let h = 1e-4;
    let difference = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
    near(&format!("{name}: reverse and differences"), g.dot(&d), difference, scale, 1e-7);
    let all = components(&g);
    let is = [w.dot(&value), norm(&g), g.dot(&d), all[0], all[all.len() - 1]];
    let scales = [norm(&w) * norm(&value), norm(&g), scale, norm(&g), norm(&g)];
    for (i, ((is, should), scale)) in is.into_iter().zip(should).zip(scales).enumerate() {
        near(&format!("{name}: figure {i} and the other program's"), is, should, scale, 1e-12);
    }
}

/// A vector field as a function of `(y, p, u)`.
struct Field<F>(F);

impl<T: Real, F: Vjp<T>> Differentiable<T> for Field<F> {
    type Args = (F::State, F::Params, F::Input);
    type Output = F::State;
    type Kept = F::Kept;

    fn eval(&self, (y, p, u): &Self::Args) -> F::State {
        self.0.eval(T::ZERO, y, p, u)
    }
    fn eval_keep(&self, (y, p, u): &Self::Args) -> (F::State, F::Kept) {
        self.0.eval_keep(T::ZERO, y, p, u)
    }
    fn vjp(&self, (_, p, u): &Self::Args, kept: &F::Kept, w: &F::State) -> Self::Args {
        let (mut t, mut p_bar, mut u_bar) = (T::ZERO, p.zero(), u.zero());
        let y_bar = self.0.vjp(p, u, kept, w, Bars { t: &mut t, p: &mut p_bar, u: &mut u_bar });
        (y_bar, p_bar, u_bar)
    }
}

include!("figures.rs");

#[test]
fn bundle_adjustment_holds() {
    let camera = [0.1, -0.2, 0.3, 0.4, 0.1, -0.3, 2.0, 0.3, -0.2, 0.05, -0.01];
    let f = Reprojection { seen: [0.5, -0.7] };
    holds("reprojection", &f, &(camera, [0.5, 0.7, 3.0], 0.4), &[0.0; 3], BUNDLE_ADJUSTMENT);
}

#[test]
fn gaussian_mixture_holds() {
    let data: [[f64; 3]; 5] = series(&[[0.0; 3]; 5], 11.0);
    let f = Mixture::<4, 3, 3> { data: &data, gamma: 1.0, m: 2.0 };
    let args = series(&([0.0; 4], [[0.0; 3]; 4], [[0.0; 3]; 4], [[0.0; 3]; 4]), 0.1);
    holds("mixture", &f, &args, &0.0, GAUSSIAN_MIXTURE);
}

#[test]
fn lstm_holds() {
    let args = series(&([[0.0; 8]; 4], [[0.0; 8]; 4], [0.0; 8], [0.0; 8], [0.0; 8]), 0.1);
    holds("lstm", &Lstm::<8>, &args, &([0.0; 8], [0.0; 8]), LSTM);
}

#[test]
fn hand_holds() {
    let relatives = series(&[[[0.0; 4]; 3]; 5], 21.0);
    let inverses = series(&[[[0.0; 4]; 3]; 5], 32.0);
    let (vertices, points) = (series(&[[0.0; 3]; 6], 43.0), series(&[[0.0; 3]; 6], 54.0));
    let weights = series(&[[0.0; 5]; 6], 65.0);
    let model = Model { parents: [0, 0, 1, 2, 1], relatives, inverses, vertices, weights, points };
    let args = series(&([[0.0; 3]; 5], [0.0; 3], [0.0; 3]), 0.1);
    holds("hand", &Hand { model: &model }, &args, &[[0.0; 3]; 6], HAND);
}

#[test]
fn hodgkin_huxley_holds() {
    let p = [120.0, 36.0, 0.3, 50.0, -77.0, -54.4, 1.0];
    let args = ([-61.0, 0.08, 0.55, 0.35], p, 10.0);
    holds("hodgkin_huxley", &Field(HodgkinHuxley), &args, &[0.0; 4], HODGKIN_HUXLEY);
}

#[test]
fn gravity_holds() {
    let (x, mass) = series(&([[0.0; 3]; 5], [0.0; 5]), 0.1);
    holds("gravity", &Gravity::<5>, &(x, mass, 0.2), &x, GRAVITY);
}

#[test]
fn heat_holds() {
    let u = series(&[[0.0; 32]; 32], 0.1);
    holds("heat", &Field(Heat::<32>), &(u, 0.3, ()), &u, HEAT);
}

#[test]
fn network_holds() {
    let args = series(&([[0.0; 4]; 8], [0.0; 8], [[0.0; 8]; 3], [0.0; 3], [0.0; 4]), 0.1);
    holds("network", &Network::<4, 8, 3> { y: [0.5, -0.5, 1.0] }, &args, &0.0, NETWORK);
}
