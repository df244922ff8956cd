//! One program against forward mode, other people's dual numbers, differences, lanes, and the function without the macro.

use std::panic::{AssertUnwindSafe, catch_unwind};

use num_dual::{Dual64, HyperDual64};
use tapeless::{Differentiable, Dual, Lanes, Real, Vector};

use crate::{Args, Nest, Output, Pair, Plain, Run};

const WIDTH: usize = 4;
/// Groups of `WIDTH` points, each with its own arguments that are not differentiated.
const GROUPS: usize = 3;

pub type D = Dual<f64, 1>;
type L = Lanes<f64, WIDTH>;

/// What every program is.
pub trait Function<T: Real>: Differentiable<T, Args = Args<T>, Output = Output<T>> {}
impl<T: Real, F: Differentiable<T, Args = Args<T>, Output = Output<T>>> Function<T> for F {}

pub fn series(from: i32) -> Args<f64> {
    let at = |k: i32| ((f64::from(from + k) + 0.37) * 1.618).sin() * 1.3;
    let row = |k: i32| [at(k), at(k + 1), at(k + 2)];
    let v = core::array::from_fn(|i| at(1 + i as i32));
    let pair = |k: i32| Pair { a: at(k), b: [at(k + 1), at(k + 2)] };
    let nest = Nest { one: pair(26), many: [pair(29), pair(32)], t: (at(35), [at(36), at(37)]) };
    (at(0), v, [row(7), row(10), row(13), row(16)], pair(19), (at(22), row(23)), nest)
}

/// Arguments of few values, so that many are equal, and some 0.
pub fn edges(which: u64) -> Args<f64> {
    let (mut args, mut state) = (series(0), which);
    let like = args;
    args.zip_mut(&like, &mut |x, _| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *x = [0.0, 0.3, -0.7, 1.0, 0.5, 0.0, 0.4, -1.0][(state >> 60) as usize % 8];
    });
    args
}

/// The arguments that are not differentiated, of a group of points.
pub fn settings(group: usize) -> Plain {
    Plain { n: [3, 0, 5][group], flag: group != 1, c: [0.8, -0.6, 0.0][group], w: &SLICE }
}

/// What the result is weighted with.
pub const W: Output<f64> = (0.8, [0.3, -0.5, 0.7, 0.2, -0.9, 0.4], Pair { a: -0.6, b: [0.5, 0.25] });
/// What stands for the slice.
const SLICE: [f64; 6] = [0.7, -0.4, 1.1, 0.0, 0.3, -0.9];
/// The same in single precision.
pub const SINGLE: [f32; 6] = [0.7, -0.4, 1.1, 0.0, 0.3, -0.9];

pub fn components<V: Vector<f64>>(v: &V) -> Vec<f64> {
    let mut all = Vec::new();
    v.each(&mut |x| all.push(x));
    all
}

pub fn norm<V: Vector<f64>>(v: &V) -> f64 {
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

pub fn near(what: &str, is: f64, should: f64, tolerance: f64) -> Result<(), String> {
    if (is - should).abs() <= tolerance { Ok(()) } else { Err(format!("{what}: {is:e} is not {should:e}")) }
}

impl Run {
    /// Checks the program that `make` makes of the arguments that are not differentiated; `plain` is the function without
    /// the macro.
    pub fn check<F>(&mut self, name: &str, make: impl Fn(Plain) -> F, plain: impl Fn(Args<f64>, Plain) -> Output<f64>)
    where
        F: Function<f64> + Function<D> + Function<L> + Function<Dual64>,
    {
        self.held(name, make, plain, &|_, _| Ok(()));
    }

    /// The same, and its second derivatives against `num_dual`'s, and its gradient in `f32`.
    pub fn check_all_numbers<F>(
        &mut self,
        name: &str,
        make: impl Fn(Plain) -> F,
        plain: impl Fn(Args<f64>, Plain) -> Output<f64>,
    ) where
        F: Function<f64> + Function<D> + Function<L> + Function<Dual64> + Function<HyperDual64> + Function<f32>,
    {
        self.held(name, make, plain, &|f, args| second(f, args).and_then(|()| single(f, args)));
    }

    fn held<F>(
        &mut self,
        name: &str,
        make: impl Fn(Plain) -> F,
        plain: impl Fn(Args<f64>, Plain) -> Output<f64>,
        more: &dyn Fn(&F, &Args<f64>) -> Result<(), String>,
    ) where
        F: Function<f64> + Function<D> + Function<L> + Function<Dual64>,
    {
        self.programs += 1;
        let mut bits = 0;
        for group in 0..GROUPS {
            let settings = settings(group);
            let Plain { n, flag, c, .. } = settings;
            let f = make(settings);
            let points: [Args<f64>; WIDTH] = core::array::from_fn(|i| series((group * WIDTH + i) as i32 * 29));
            let corners: [Args<f64>; WIDTH] = core::array::from_fn(|i| edges((group * WIDTH + i) as u64));
            let held = catch_unwind(AssertUnwindSafe(|| {
                let mut used = 0;
                for (i, args) in points.iter().enumerate() {
                    let held = point(&f, args, &|a| plain(a, settings), i == 0);
                    let held =
                        held.and_then(|used| if i == 0 && used { more(&f, args).map(|()| true) } else { Ok(used) });
                    used += usize::from(held.map_err(|what| format!("{what}, at {args:?}"))?);
                    bits = hash(bits, &f, args);
                }
                if used == WIDTH {
                    lanes(&f, &points)?;
                }
                let mut whole = 0;
                for args in &corners {
                    let held = corner(&f, args, &|a| plain(a, settings));
                    whole += usize::from(held.map_err(|what| format!("{what}, at the corner {args:?}"))?);
                    bits = hash(bits, &f, args);
                }
                if whole == WIDTH {
                    lanes(&f, &corners)?;
                }
                Ok((used, whole))
            }));
            let held = held.unwrap_or_else(|cause| {
                let text = cause.downcast_ref::<String>().map_or("", |text| text);
                Err(format!("panicked {text}{}", cause.downcast_ref::<&str>().unwrap_or(&"")))
            });
            match held {
                Ok((used, whole)) => {
                    self.points += used;
                    self.left_out += WIDTH - used;
                    self.corners += whole;
                }
                Err(what) => {
                    self.failed += 1;
                    println!("FAILED {name}: {what}; n = {n}, flag = {flag}, c = {c}");
                    return;
                }
            }
        }
        if self.bits {
            println!("BITS {name}: {bits:016x}");
        }
    }
}

/// The bits of the value and the gradient at a point, and those before.
fn hash<F: Function<f64>>(before: u64, f: &F, args: &Args<f64>) -> u64 {
    let (value, kept) = f.eval_keep(args);
    let bars = f.vjp(args, &kept, &W);
    // One NaN is as good as another.
    let bits = |x: f64| if x.is_nan() { u64::MAX } else { x.to_bits() };
    let all = components(&value).into_iter().chain(components(&bars));
    all.fold(before, |hash, x| (hash ^ bits(x)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Whether a point at kinks and edges could be used: the branches taken decide, in reverse as in forward.
/// Differences say nothing there: at a tie of `max` they are the mean of both sides, and the derivative is the first one's.
fn corner<F>(f: &F, args: &Args<f64>, plain: &dyn Fn(Args<f64>) -> Output<f64>) -> Result<bool, String>
where
    F: Function<f64> + Function<D> + Function<Dual64>,
{
    let value = <F as Differentiable<f64>>::eval(f, args);
    let (again, kept) = <F as Differentiable<f64>>::eval_keep(f, args);
    let bars = <F as Differentiable<f64>>::vjp(f, args, &kept, &W);
    let mut usable = true;
    for d in [series(1000), series(2000)] {
        let moved = <F as Differentiable<D>>::eval(f, &dual(args, &d, |x, d| D::new(x, [d])));
        let tangent = tangents(&value, moved, |x: &D| x.eps[0]);
        let scale = (norm(&bars) * norm(&d)).max(norm(&W) * norm(&tangent)) + 1e-9;
        if !(norm(&tangent) + norm(&value) < 1e9) {
            usable = false;
            continue;
        }
        if components(&value) != components(&again) {
            return Err(format!("eval {value:?} and eval_keep {again:?}"));
        }
        // A comparison at a tie may go the other way where the macro fuses or shares operations.
        let should = plain(*args);
        let same =
            components(&value).iter().zip(components(&should)).all(|(a, b)| (a - b).abs() <= 1e-9 * (1.0 + b.abs()));
        usable &= same;
        near("reverse and forward", Vector::<f64>::dot(&bars, &d), W.dot(&tangent), 1e-11 * scale)?;
        let theirs = <F as Differentiable<Dual64>>::eval(f, &dual(args, &d, Dual64::new));
        let their_value: Output<f64> = tangents(&value, theirs, |x: &Dual64| x.re);
        let theirs: Output<f64> = tangents(&value, theirs, |x: &Dual64| x.eps);
        if same && norm(&theirs) < 1e9 {
            let held =
                near("reverse and num_dual", Vector::<f64>::dot(&bars, &d), W.dot(&theirs), 1e-10 * (scale + 1e-3));
            // Where its primitives round otherwise, a tie is none.
            if components(&their_value) == components(&value) {
                held?;
            }
        }
    }
    Ok(usable)
}

/// Forward over reverse against the second derivatives of `num_dual`.
fn second<F: Function<f64> + Function<D> + Function<HyperDual64>>(f: &F, args: &Args<f64>) -> Result<(), String> {
    let (d, e) = (series(1000), series(2000));
    let by_d = hessian_row(f, args, &d);
    let mut e_in = components(&e).into_iter();
    let mut d_in = components(&d).into_iter();
    let at = args.map(&mut |x| HyperDual64::new(x, d_in.next().unwrap_or(0.0), e_in.next().unwrap_or(0.0), 0.0));
    let theirs = <F as Differentiable<HyperDual64>>::eval(f, &at);
    let theirs: Output<f64> = tangents(&W, theirs, |x: &HyperDual64| x.eps1eps2);
    let (is, should) = (Vector::<f64>::dot(&by_d, &e), W.dot(&theirs));
    let scale = norm(&by_d) * norm(&e) + norm(&theirs) + 1e-3;
    if !scale.is_finite() || scale > 1e9 {
        return Ok(());
    }
    near("the second derivative and num_dual's", is, should, 1e-9 * scale)
}

/// The gradient in single precision against that in double, where roundings are not made much larger.
fn single<F: Function<f64> + Function<f32>>(f: &F, args: &Args<f64>) -> Result<(), String> {
    let gradient = |args: &Args<f64>| {
        let (value, kept) = <F as Differentiable<f64>>::eval_keep(f, args);
        (value, <F as Differentiable<f64>>::vjp(f, args, &kept, &W))
    };
    let ((value, should), scale) = (gradient(args), |v: &Args<f64>| norm(v) + 1.0);
    for (by, k) in [(1e-6, 1000), (-1e-6, 2000)] {
        let mut beside = *args;
        Vector::<f64>::axpy(&mut beside, by, &series(k));
        let mut other = gradient(&beside).1;
        Vector::<f64>::axpy(&mut other, -1.0, &should);
        if !(norm(&other) <= 3e-5 * scale(&should)) {
            return Ok(());
        }
    }
    let at = args.map(&mut |x| x as f32);
    let w = W.map(&mut |x| x as f32);
    let (low, kept) = <F as Differentiable<f32>>::eval_keep(f, &at);
    let bars = <F as Differentiable<f32>>::vjp(f, &at, &kept, &w);
    let low: Output<f64> = tangents(&value, low, |x: &f32| f64::from(*x));
    let mut off: Args<f64> = tangents(args, bars, |x: &f32| f64::from(*x));
    Vector::<f64>::axpy(&mut off, -1.0, &should);
    for (is, should) in components(&low).into_iter().zip(components(&value)) {
        near("the value in f32", is, should, 1e-3 * (1.0 + norm(&value)))?;
    }
    near("the gradient in f32 is off by", norm(&off), 0.0, 2e-3 * scale(&should))
}

/// Whether the point could be used, or what is wrong there.
fn point<F>(f: &F, args: &Args<f64>, plain: &dyn Fn(Args<f64>) -> Output<f64>, second: bool) -> Result<bool, String>
where
    F: Function<f64> + Function<D> + Function<Dual64>,
{
    let (d, e) = (series(1000), series(2000));
    let w = W;
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
    let their_value: Output<f64> = tangents(&value, theirs, |x: &Dual64| x.re);
    let theirs: Output<f64> = tangents(&value, theirs, |x: &Dual64| x.eps);
    // Where its primitives round otherwise, a comparison goes the other way at a tie.
    if components(&their_value).iter().zip(components(&value)).any(|(a, b)| (a - b).abs() > 1e-6 * (1.0 + b.abs())) {
        return Ok(false);
    }
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
        hessian(f, args, &d, &e)?;
    }
    Ok(true)
}

/// The derivative of the gradient of ⟨w, f⟩ along `d`: forward over reverse.
fn hessian_row<F: Function<D>>(f: &F, args: &Args<f64>, d: &Args<f64>) -> Args<f64> {
    let at = dual(args, d, |x, d| D::new(x, [d]));
    let (_, kept) = f.eval_keep(&at);
    let bars = f.vjp(&at, &kept, &dual(&W, &W, |w, _| D::new(w, [0.0])));
    tangents(args, bars, |x: &D| x.eps[0])
}

/// The second derivative is symmetric.
fn hessian<F: Function<D>>(f: &F, args: &Args<f64>, d: &Args<f64>, e: &Args<f64>) -> Result<(), String> {
    let (by_d, by_e) = (hessian_row(f, args, d), hessian_row(f, args, e));
    // Where the second derivative is 0, as that of `hypot(x, x)`, both are rounding.
    let scale = norm(&by_d) * norm(e) + norm(&by_e) * norm(d) + 1e-3;
    if !scale.is_finite() || scale > 1e9 {
        return Ok(());
    }
    near("the Hessian's symmetry", Vector::<f64>::dot(&by_d, e), Vector::<f64>::dot(&by_e, d), 1e-10 * scale)
}

/// Each lane is the scalar's value and gradient.
fn lanes<F: Function<f64> + Function<L>>(f: &F, points: &[Args<f64>; WIDTH]) -> Result<(), String> {
    let w = W;
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
