//! Random functions, their reverse sweeps against dual numbers at several points: `⟨w, J d⟩ = ⟨Jᵀ w, d⟩` to 1e-11 of the
//! gradient's norm, and every way to the value with the same bits.
//!
//! `PROGRAMS=2000 SEED=7 cargo run --manifest-path tests/random_programs/Cargo.toml`; 150 programs by default.
#![allow(unused, unused_parens, clippy::all, reason = "the programs are random")]

use tapeless::{Differentiable, Dual, Real, Vector, differentiable};

include!(concat!(env!("OUT_DIR"), "/programs.rs"));

type D1 = Dual<f64, 1>;
type Args<T> = (T, [T; 3], ([T; 2], T));

/// The points, and directions from each.
fn points() -> impl Iterator<Item = (Args<f64>, Args<f64>, (f64, f64))> {
    (0..12).map(|i| {
        let at = |k: i32| (f64::from(i * 7 + k) * 1.618).sin() * 1.5;
        let args = |o: i32| (at(o), [at(o + 1), at(o + 2), at(o + 3)], ([at(o + 4), at(o + 5)], at(o + 6)));
        (args(0), args(100), (at(200), at(201)))
    })
}

fn check<F>(name: &str, f: &F)
where
    F: Differentiable<f64, Args = Args<f64>, Output = (f64, f64)>
        + Differentiable<D1, Args = Args<D1>, Output = (D1, D1)>,
{
    for (args, d, w) in points() {
        let value = <F as Differentiable<f64>>::eval(f, &args);
        let (again, kept) = <F as Differentiable<f64>>::eval_keep(f, &args);
        assert_eq!(value, again, "{name} at {args:?}: the value with what is kept");
        let mut lifted = args.map(&mut |x| D1::new(x, [0.0]));
        Vector::<f64>::join(&mut d.clone(), &mut lifted, &mut |dx, x: &mut D1| x.eps = [*dx]);
        let (u, v) = <F as Differentiable<D1>>::eval(f, &lifted);
        assert_eq!(value, (u.re, v.re), "{name} at {args:?}: the value on dual numbers");
        assert!(value.0.is_finite() && value.1.is_finite(), "{name} at {args:?}: not finite");
        let bars = <F as Differentiable<f64>>::vjp(f, &args, &kept, &w);
        let forward = w.0 * u.eps[0] + w.1 * v.eps[0];
        let reverse: f64 = Vector::<f64>::dot(&bars, &d);
        let norm = |v: &Args<f64>| Vector::<f64>::dot(v, v).sqrt();
        let scale = norm(&bars) * norm(&d) + 1e-12;
        assert!((forward - reverse).abs() <= 1e-11 * scale, "{name} at {args:?}: {forward} forward, {reverse} reverse");
    }
}

fn main() {
    println!("{} random programs, reverse against forward at 12 points each: all agree", check_all());
}
