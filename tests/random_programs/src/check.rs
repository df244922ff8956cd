//! One program against forward mode, other people's dual numbers, differences, lanes, and the function without the macro.

use std::panic::{AssertUnwindSafe, catch_unwind};

use num_dual::Dual64;
use tapeless::{Differentiable, Dual, Lanes, Real, Vector};

use crate::{Args, Output, Pair, Run};

const WIDTH: usize = 4;
/// Groups of `WIDTH` points, each with its own arguments that are not differentiated.
const GROUPS: usize = 3;

type D = Dual<f64, 1>;
type L = Lanes<f64, WIDTH>;

/// What every program is.
pub trait Function<T: Real>: Differentiable<T, Args = Args<T>, Output = Output<T>> {}
impl<T: Real, F: Differentiable<T, Args = Args<T>, Output = Output<T>>> Function<T> for F {}

fn series(from: i32) -> Args<f64> {
    let at = |k: i32| ((f64::from(from + k) + 0.37) * 1.618).sin() * 1.3;
    let row = |k: i32| [at(k), at(k + 1), at(k + 2)];
    let v = core::array::from_fn(|i| at(1 + i as i32));
    (at(0), v, [row(7), row(10), row(13), row(16)], Pair { a: at(19), b: [at(20), at(21)] }, (at(22), row(23)))
}

fn components<V: Vector<f64>>(v: &V) -> Vec<f64> {
    let mut all = Vec::new();
    v.each(&mut |x| all.push(x));
    all
}

fn norm<V: Vector<f64>>(v: &V) -> f64 {
    v.dot(v).sqrt()
}

/// `x + ε d`, in any dual numbers.
fn dual<V: Vector<f64>, T: Real>(x: &V, d: &V, new: impl Fn(f64, f64) -> T) -> V::With<T> {
    let mut d = components(d).into_iter();
    x.map(&mut |re| new(re, d.next().unwrap_or(f64::NAN)))
}

/// The tangents.
fn tangents<V: Vector<f64>, T: Real>(like: &V, mut x: V::With<T>, eps: impl Fn(&T) -> f64) -> V {
    let mut tangents = like.clone();
    tangents.join(&mut x, &mut |e, x| *e = eps(x));
    tangents
}

fn near(what: &str, is: f64, should: f64, tolerance: f64) -> Result<(), String> {
    if (is - should).abs() <= tolerance { Ok(()) } else { Err(format!("{what}: {is:e} is not {should:e}")) }
}

impl Run {
    /// Checks the program that `make` makes of the arguments that are not differentiated; `plain` is the function without
    /// the macro.
    pub fn check<F>(
        &mut self,
        name: &str,
        make: impl Fn(usize, bool) -> F,
        plain: impl Fn(Args<f64>, usize, bool) -> Output<f64>,
    ) where
        F: Function<f64> + Function<D> + Function<L> + Function<Dual64>,
    {
        self.programs += 1;
        for group in 0..GROUPS {
            let (n, flag) = ([3, 0, 5][group], group != 1);
            let f = make(n, flag);
            let points: [Args<f64>; WIDTH] = core::array::from_fn(|i| series((group * WIDTH + i) as i32 * 29));
            let held = catch_unwind(AssertUnwindSafe(|| {
                let mut used = 0;
                for (i, args) in points.iter().enumerate() {
                    let held = point(&f, args, &|a| plain(a, n, flag), i == 0);
                    used += usize::from(held.map_err(|what| format!("{what}, at {args:?}"))?);
                }
                if used == WIDTH {
                    lanes(&f, &points)?;
                }
                Ok(used)
            }));
            let held = held.unwrap_or_else(|cause| {
                let text = cause.downcast_ref::<String>().map_or("", |text| text);
                Err(format!("panicked {text}{}", cause.downcast_ref::<&str>().unwrap_or(&"")))
            });
            match held {
                Ok(used) => (self.points, self.left_out) = (self.points + used, self.left_out + WIDTH - used),
                Err(what) => {
                    self.failed += 1;
                    println!("FAILED {name}: {what}; n = {n}, flag = {flag}");
                    return;
                }
            }
        }
    }
}

/// Whether the point could be used, or what is wrong there.
fn point<F>(f: &F, args: &Args<f64>, plain: &dyn Fn(Args<f64>) -> Output<f64>, second: bool) -> Result<bool, String>
where
    F: Function<f64> + Function<D> + Function<Dual64>,
{
    let (d, e) = (series(1000), series(2000));
    let w: Output<f64> = (0.8, [0.3, -0.5, 0.7, 0.2, -0.9, 0.4]);
    let value = <F as Differentiable<f64>>::eval(f, args);
    let should = plain(*args);
    let (again, kept) = <F as Differentiable<f64>>::eval_keep(f, args);
    if components(&value) != components(&again) && Vector::<f64>::is_finite(&value) {
        return Err(format!("eval {value:?} and eval_keep {again:?}"));
    }
    let bars = <F as Differentiable<f64>>::vjp(f, args, &kept, &w);
    let forward = |args: &Args<f64>| -> Output<f64> {
        tangents(&value, <F as Differentiable<D>>::eval(f, &dual(args, &d, |x, d| D::new(x, [d]))), |x: &D| x.eps[0])
    };
    let tangent = forward(args);
    let scale = (norm(&bars) * norm(&d)).max(norm(&w) * norm(&tangent)) + 1e-9;
    // What leaves the range in every way alike says nothing; in some ways only, it is wrong.
    let finite = |x: f64| x.abs() < 1e9;
    if !finite(norm(&should)) || !finite(norm(&bars)) && !finite(norm(&tangent)) {
        return Ok(false);
    }
    // Where roundings are ten thousand times as large in the result, as in the sine of what is large, no two ways agree.
    let mut beside = *args;
    Vector::<f64>::axpy(&mut beside, 1e-13, &d);
    let shaken = components(&plain(beside)).into_iter().zip(components(&should));
    let slope = (w.dot(&forward(&beside)) - w.dot(&tangent)).abs();
    if shaken.into_iter().any(|(a, b)| (a - b).abs() > 1e-9 * (1.0 + b.abs())) || slope > 1e-8 * scale {
        return Ok(false);
    }
    for (i, (is, should)) in components(&value).into_iter().zip(components(&should)).enumerate() {
        near(
            &format!("component {i} of the value and the plain function's"),
            is,
            should,
            1e-11 * (1.0 + should.abs() + scale),
        )?;
    }
    let (by_reverse, by_forward): (f64, f64) = (Vector::<f64>::dot(&bars, &d), w.dot(&tangent));
    near("reverse and forward", by_reverse, by_forward, 1e-11 * scale)?;
    let theirs = <F as Differentiable<Dual64>>::eval(f, &dual(args, &d, Dual64::new));
    let theirs: Output<f64> = tangents(&value, theirs, |x: &Dual64| x.eps);
    // Its functions are other ones: where tanh is nearly constant, what it has for the slope is rounding alone.
    near("reverse and num_dual", by_reverse, w.dot(&theirs), 1e-10 * (scale + 1e-3))?;
    let at = |h: f64| {
        let mut moved = *args;
        Vector::<f64>::axpy(&mut moved, h, &d);
        w.dot(&plain(moved))
    };
    // The widest step that stays on this side of every kink.
    let off = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9].map(|h| {
        let difference = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
        (difference - by_reverse).abs() / (1e-14 * norm(&value).max(1.0) / h + 1e-5 * scale)
    });
    if !off.iter().any(|off| *off <= 1.0) {
        return Err(format!("reverse {by_reverse:e} and differences, off by {off:?} times the tolerance"));
    }
    if second {
        hessian(f, args, &w, &d, &e)?;
    }
    Ok(true)
}

/// Forward over reverse: the second derivative of ⟨w, f⟩ is symmetric.
fn hessian<F: Function<D>>(
    f: &F,
    args: &Args<f64>,
    w: &Output<f64>,
    d: &Args<f64>,
    e: &Args<f64>,
) -> Result<(), String> {
    let row = |d: &Args<f64>| -> Args<f64> {
        let at = dual(args, d, |x, d| D::new(x, [d]));
        let (_, kept) = f.eval_keep(&at);
        let bars = f.vjp(&at, &kept, &dual(w, w, |w, _| D::new(w, [0.0])));
        tangents(args, bars, |x: &D| x.eps[0])
    };
    let (by_d, by_e) = (row(d), row(e));
    let scale = norm(&by_d) * norm(e) + norm(&by_e) * norm(d) + 1e-9;
    if !scale.is_finite() || scale > 1e9 {
        return Ok(());
    }
    near("the Hessian's symmetry", Vector::<f64>::dot(&by_d, e), Vector::<f64>::dot(&by_e, d), 1e-10 * scale)
}

/// Each lane is the scalar's value and gradient.
fn lanes<F: Function<f64> + Function<L>>(f: &F, points: &[Args<f64>; WIDTH]) -> Result<(), String> {
    let w: Output<f64> = (0.8, [0.3, -0.5, 0.7, 0.2, -0.9, 0.4]);
    let at = L::pack(points);
    let (value, kept) = <F as Differentiable<L>>::eval_keep(f, &at);
    let bars = <F as Differentiable<L>>::vjp(f, &at, &kept, &L::share(&w));
    let (value, bars) = (L::unpack(&value), L::unpack(&bars));
    for (lane, args) in points.iter().enumerate() {
        let (should, kept) = <F as Differentiable<f64>>::eval_keep(f, args);
        let should_bars = <F as Differentiable<f64>>::vjp(f, args, &kept, &w);
        let scale = 1.0 + norm(&should) + norm(&should_bars);
        for (is, should) in components(&value[lane]).into_iter().zip(components(&should)) {
            near(&format!("lane {lane} of the value"), is, should, 1e-10 * scale)?;
        }
        for (is, should) in components(&bars[lane]).into_iter().zip(components(&should_bars)) {
            near(&format!("lane {lane} of the gradient"), is, should, 1e-10 * scale)?;
        }
    }
    Ok(())
}
