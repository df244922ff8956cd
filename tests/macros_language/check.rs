//! What every reverse sweep is held against: itself on other bits, forward mode, differences, and its own symmetry.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tapeless::{Bars, Differentiable, Dual, Real, Vector, VectorField, Vjp};

pub(crate) type D = Dual<f64, 1>;

/// A vector of the same shape with components in (−1, 1).
fn random<V: Vector<f64>>(like: &V, rng: &mut Pcg64) -> V {
    let mut v = like.clone();
    v.zip_mut(like, &mut |x, _| *x = rng.random_range(-1.0..1.0));
    v
}

fn components<V: Vector<f64>>(v: &V) -> Vec<f64> {
    let mut all = Vec::new();
    v.each(&mut |x| all.push(x));
    all
}

fn bits<V: Vector<f64>>(v: &V) -> Vec<u64> {
    components(v).into_iter().map(f64::to_bits).collect()
}

fn norm<V: Vector<f64>>(v: &V) -> f64 {
    v.dot(v).sqrt()
}

/// `x + ε d`
fn dual<V: Vector<f64>>(x: &V, d: &V) -> V::With<D> {
    let mut d = components(d).into_iter();
    x.map(&mut |re| D { re, eps: [d.next().unwrap_or(f64::NAN)] })
}

fn tangents<V: Vector<f64>>(like: &V, x: &mut V::With<D>) -> V {
    let mut eps = like.clone();
    eps.join(x, &mut |e, x| *e = x.eps[0]);
    eps
}

/// `x + h d`
fn moved<V: Vector<f64>>(x: &V, h: f64, d: &V) -> V {
    let mut y = x.clone();
    y.axpy(h, d);
    y
}

fn assert_near(what: &str, is: f64, should: f64, scale: f64, tolerance: f64) {
    assert!(
        (is - should).abs() <= tolerance * scale.max(f64::MIN_POSITIVE),
        "{what}: {is:e} is not {should:e}; the difference is {:e} of {scale:e}",
        (is - should).abs()
    );
}

/// Writes bits to the file that `BITS` names, for `tests/bits.sh`.
fn note(name: &str, bits: &[u64]) {
    let Some(path) = std::env::var_os("BITS") else { return };
    let line = bits.iter().fold(name.to_string(), |line, bits| format!("{line} {bits:016x}")) + "\n";
    let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
    let written = file.and_then(|mut file| std::io::Write::write_all(&mut file, line.as_bytes()));
    assert!(written.is_ok(), "{written:?}");
}

/// Holds the sweep of `f` at `args` against all of it. `free` is the function itself.
pub(crate) fn check<A, O, F>(name: &str, f: &F, free: impl Fn(A) -> O, args: &A)
where
    A: Vector<f64>,
    O: Vector<f64>,
    F: Differentiable<f64, Args = A, Output = O> + Differentiable<D, Args = A::With<D>, Output = O::With<D>>,
{
    let seed = 20_261_123;
    let mut rng = Pcg64::seed_from_u64(seed);
    let value = Differentiable::<f64>::eval(f, args);
    let (again, kept) = Differentiable::<f64>::eval_keep(f, args);
    assert_eq!(bits(&value), bits(&again), "{name}: eval and eval_keep");
    assert_eq!(bits(&value), bits(&free(args.clone())), "{name}: eval and the function");
    assert!(value.is_finite(), "{name}: the value is not finite");
    for case in 0..3 {
        let name = format!("{name}, seed {seed}, case {case}");
        let (w, d, e) = (random(&value, &mut rng), random(args, &mut rng), random(args, &mut rng));
        let bar = Differentiable::<f64>::vjp(f, args, &kept, &w);
        note(&name, &[bits(&value), bits(&bar)].concat());
        let mut forward = Differentiable::<D>::eval(f, &dual(args, &d));
        let forward = tangents(&value, &mut forward);
        note(&format!("{name}, forward"), &bits(&forward));
        let scale = (norm(&bar) * norm(&d)).max(norm(&w) * norm(&forward));
        assert_near(&format!("{name}: reverse and forward"), bar.dot(&d), w.dot(&forward), scale, 1e-12);

        let h = 1e-5;
        let at = |h: f64| w.dot(&Differentiable::<f64>::eval(f, &moved(args, h, &d)));
        let difference = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
        let rounding = scale + norm(&w) * norm(&value) * 1e-3;
        assert_near(&format!("{name}: reverse and differences"), bar.dot(&d), difference, rounding, 1e-7);

        // The Hessian of ⟨w, f⟩, by duals through the sweep, is symmetric.
        let none = w.zero();
        let row = |d: &A| {
            let args_d = dual(args, d);
            let (_, kept) = Differentiable::<D>::eval_keep(f, &args_d);
            let mut row = Differentiable::<D>::vjp(f, &args_d, &kept, &dual(&w, &none));
            tangents(args, &mut row)
        };
        let (by_d, by_e) = (row(&d), row(&e));
        note(&format!("{name}, Hessian"), &bits(&by_d));
        let scale = norm(&by_d) * norm(&e) + norm(&by_e) * norm(&d);
        assert_near(&format!("{name}: the Hessian's symmetry"), by_d.dot(&e), by_e.dot(&d), scale + 1e-300, 1e-11);
    }
}

/// Holds a value against that of the function as the compiler understands it. The macro may fuse and share operations.
pub(crate) fn assert_same<V: Vector<f64>>(name: &str, is: &V, should: &V) {
    for (is, should) in components(is).into_iter().zip(components(should)) {
        assert_near(&format!("{name}: the value and the plain function's"), is, should, 1e-3 + should.abs(), 1e-14);
    }
}

/// A vector field as a function of `(t, y, p, u)`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Field<F>(pub(crate) F);

impl<T: Real, F: Vjp<T>> Differentiable<T> for Field<F> {
    type Args = (T, F::State, F::Params, F::Input);
    type Output = F::State;
    type Kept = F::Kept;

    fn eval(&self, (t, y, p, u): &Self::Args) -> F::State {
        VectorField::eval(&self.0, *t, y, p, u)
    }
    fn eval_keep(&self, (t, y, p, u): &Self::Args) -> (F::State, F::Kept) {
        Vjp::eval_keep(&self.0, *t, y, p, u)
    }
    fn vjp(&self, (_, _, p, u): &Self::Args, kept: &F::Kept, w: &F::State) -> Self::Args {
        // What is there is added to.
        let (mut t_bar, mut p_bar, mut u_bar) = (T::lit(0.5), p.zero(), u.zero());
        p_bar.zip_mut(p, &mut |x, _| *x = T::lit(0.5));
        u_bar.zip_mut(u, &mut |x, _| *x = T::lit(0.5));
        let bars = Bars { t: &mut t_bar, p: &mut p_bar, u: &mut u_bar };
        let y_bar = self.0.vjp(p, u, kept, w, bars);
        p_bar.zip_mut(p, &mut |x, _| *x = x.plus(-0.5));
        u_bar.zip_mut(u, &mut |x, _| *x = x.plus(-0.5));
        (t_bar.plus(-0.5), y_bar, p_bar, u_bar)
    }
}

/// The functions, and the same over `f64` as the compiler understands them without the macro, in a module `plain`.
macro_rules! and_plain {
    ($(
        $(#[$attribute:meta])*
        fn $name:ident<T: Real $(, const $length:ident: usize)?>($($arguments:tt)*) -> $output:ty { $($body:tt)* }
    )*) => {
        $(
            $(#[$attribute])*
            fn $name<T: Real $(, const $length: usize)?>($($arguments)*) -> $output { $($body)* }
        )*
        #[allow(unused, clippy::all, clippy::pedantic, reason = "what is tested is the language, odd corners included")]
        mod plain {
            pub(super) use super::*;
            type T = f64;
            $(pub(super) fn $name$(<const $length: usize>)?($($arguments)*) -> $output { $($body)* })*
        }
    };
}
pub(crate) use and_plain;

/// `name: Type, |a| name(a.0, …), [points];`: the function `name`, whose type is `Type`, at each of those points, which
/// are tuples of arguments.
macro_rules! holds {
    ($($name:ident: $F:ty, |$args:ident| $call:expr, [$($point:expr),+ $(,)?];)*) => {
        paste::paste! {$(
            #[test]
            fn [<$name _holds>]() {
                $(
                    let f = <$F>::default();
                    $crate::check::check(stringify!($name), &f, |$args| $call, &$point);
                    let plain = |$args: <$F as tapeless::Differentiable<f64>>::Args| plain::$call;
                    $crate::check::assert_same(stringify!($name), &tapeless::Differentiable::eval(&f, &$point), &plain($point));
                )+
            }
        )*}
    };
}
pub(crate) use holds;

/// Holds a function and its type at a point, with all its arguments, and with `plain`'s value: on every number too.
macro_rules! at {
    ($name:ident, $f:expr, |$args:ident| ($($given:expr),*), $point:expr) => {{
        let $args = $point;
        $crate::check::check(stringify!($name), &$f, |$args| $name($($given),*), &$args);
        $crate::everywhere::check(stringify!($name), &$f, &$args);
        $crate::check::assert_same(stringify!($name), &$name($($given),*), &plain::$name($($given),*));
    }};
}
pub(crate) use at;

/// The same of functions of four numbers and of an integer below 4.
macro_rules! at_integers {
    ($($name:ident: $F:ident;)*) => {$(
        for n in 0..4 {
            $crate::check::at!($name, $F { n }, |a| (a.0, n), ([0.8, 1.7, -0.6, 0.45],));
        }
    )*};
}
pub(crate) use at_integers;
