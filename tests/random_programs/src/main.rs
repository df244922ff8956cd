//! Random functions, their reverse sweeps against dual numbers at several points: `⟨w, J d⟩ = ⟨Jᵀ w, d⟩` to 1e-11 of the
//! gradient's norm, and every way to the value with the same bits.
//!
//! `PROGRAMS=2000 SEED=7 cargo run --manifest-path tests/random_programs/Cargo.toml`; 150 programs by default.
#![allow(unused, unused_parens, clippy::all, reason = "the programs are random")]

use tapeless::{Differentiable, Dual, Real, Vector, differentiable};

include!(concat!(env!("OUT_DIR"), "/programs.rs"));

type D1 = Dual<f64, 1>;
type Args<T> = (T, [T; 3], ([T; 2], T), [T; 5]);

/// The points, and directions from each.
fn points() -> impl Iterator<Item = (Args<f64>, Args<f64>, (f64, f64))> {
    (0..12).map(|i| {
        let at = |k: i32| (f64::from(i * 7 + k) * 1.618).sin() * 1.5;
        let xs = |o: i32| [at(o + 7), at(o + 8), at(o + 9), at(o + 10), at(o + 11)];
        let args = |o: i32| (at(o), [at(o + 1), at(o + 2), at(o + 3)], ([at(o + 4), at(o + 5)], at(o + 6)), xs(o));
        (args(0), args(100), (at(200), at(201)))
    })
}

/// Whether a program holds; what does not is printed.
fn check<F>(name: &str, f: &F) -> bool
where
    F: Differentiable<f64, Args = Args<f64>, Output = (f64, f64)>
        + Differentiable<D1, Args = Args<D1>, Output = (D1, D1)>,
{
    let mut holds = true;
    for (args, d, w) in points() {
        if let Err(wrong) = at(f, &args, &d, w) {
            println!("{name} at {args:?}: {wrong}");
            holds = false;
            break;
        }
    }
    holds
}

fn at<F>(f: &F, args: &Args<f64>, d: &Args<f64>, w: (f64, f64)) -> Result<(), String>
where
    F: Differentiable<f64, Args = Args<f64>, Output = (f64, f64)>
        + Differentiable<D1, Args = Args<D1>, Output = (D1, D1)>,
{
    let bits = |(a, b): (f64, f64)| (a.to_bits(), b.to_bits());
    let value = <F as Differentiable<f64>>::eval(f, args);
    let (again, kept) = <F as Differentiable<f64>>::eval_keep(f, args);
    if bits(value) != bits(again) {
        return Err(format!("{value:?}, with what is kept {again:?}"));
    }
    let mut lifted = args.map(&mut |x| D1::new(x, [0.0]));
    Vector::<f64>::join(&mut d.clone(), &mut lifted, &mut |dx, x: &mut D1| x.eps = [*dx]);
    let (u, v) = <F as Differentiable<D1>>::eval(f, &lifted);
    if bits(value) != bits((u.re, v.re)) {
        return Err(format!("{value:?}, on dual numbers {u:?} {v:?}"));
    }
    if !(value.0.is_finite() && value.1.is_finite()) {
        return Err("not finite".into());
    }
    let bars = <F as Differentiable<f64>>::vjp(f, args, &kept, &w);
    let forward = w.0 * u.eps[0] + w.1 * v.eps[0];
    let reverse: f64 = Vector::<f64>::dot(&bars, d);
    let norm = |v: &Args<f64>| Vector::<f64>::dot(v, v).sqrt();
    let scale = norm(&bars) * norm(d) + forward.abs() + 1e-9;
    if !((forward - reverse).abs() <= 1e-11 * scale) {
        return Err(format!("{forward} forward, {reverse} reverse"));
    }
    // Differences of the fifth order, where no kink lies between.
    let along = |h: f64| {
        let mut moved = args.clone();
        Vector::<f64>::axpy(&mut moved, h, d);
        let (u, v) = <F as Differentiable<f64>>::eval(f, &moved);
        w.0 * u + w.1 * v
    };
    let difference = |h: f64| (8.0 * (along(h) - along(-h)) - (along(2.0 * h) - along(-2.0 * h))) / (12.0 * h);
    let (coarse, fine) = (difference(2e-4), difference(1e-4));
    let smooth = (coarse - fine).abs() <= 1e-6 * scale.max(1.0);
    if smooth && !((fine - reverse).abs() <= 1e-5 * scale.max(1.0)) {
        return Err(format!("{fine} by differences, {reverse} reverse"));
    }
    Ok(())
}

fn main() {
    let (all, failed) = check_all();
    println!("{all} random programs, reverse against forward and differences at 12 points each: {failed} failed");
    if failed > 0 {
        std::process::exit(1);
    }
}
