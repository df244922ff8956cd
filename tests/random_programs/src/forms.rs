//! The other forms of a program against the function: a vector field of the same body, and a function of concrete numbers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tapeless::{Bars, Differentiable, Lanes, Real, Vector, VectorField, Vjp};

use crate::check::{D, Function, components, near, norm, series, settings};
use crate::{Args, Nest, Output, Plain, Run};

type L = Lanes<f64, 4>;
type Rest<T> = ([[T; 3]; 4], (T, [T; 3]), Nest<T>);

/// The time at which fields are looked at, a tenth of which they add to the first component of the state.
const TIME: f64 = 0.3;
const STEP: f64 = 0.25;

fn alike<V: Vector<f64>>(what: &str, is: &V, should: &V, tolerance: f64) -> Result<(), String> {
    let scale = 1.0 + norm(should);
    for (is, should) in components(is).into_iter().zip(components(should)) {
        if is.is_finite() || should.is_finite() {
            near(what, is, should, tolerance * scale)?;
        }
    }
    Ok(())
}

/// The pattern of the Jacobian, where it is known, has all that dual numbers find.
fn patterned<P, U, G>(field: &G, y: &Output<f64>, p: &P, u: &U) -> Result<(), String>
where
    P: Vector<f64>,
    U: Vector<f64>,
    G: VectorField<D, State = Output<D>, Params = P::With<D>, Input = U::With<D>>,
{
    let Some(pattern) = <G as VectorField<D>>::SPARSITY else { return Ok(()) };
    let still = |x: f64| D { re: x, eps: [0.0] };
    let (p, u) = (p.map(&mut |x: f64| still(x)), u.map(&mut |x: f64| still(x)));
    for column in 0..components(y).len() {
        let mut next = 0;
        let moved = y.map(&mut |re: f64| {
            next += 1;
            D { re, eps: [if next - 1 == column { 1.0 } else { 0.0 }] }
        });
        let mut slope = VectorField::<D>::eval(field, D { re: TIME, eps: [0.0] }, &moved, &p, &u);
        let mut tangents = *y;
        Vector::<f64>::join(&mut tangents, &mut slope, &mut |e: &mut f64, x: &mut D| *e = x.eps[0]);
        let missing =
            components(&tangents).iter().zip(pattern).position(|(e, row)| *e != 0.0 && !row.contains(&column));
        if let Some(row) = missing {
            return Err(format!("the pattern {pattern:?} has no {column} in row {row}"));
        }
    }
    Ok(())
}

impl Run {
    fn other(&mut self, name: &str, hold: impl Fn(Plain, &Args<f64>) -> Result<(), String>) {
        for group in 0..3 {
            let settings = settings(group);
            for i in 0..3 {
                let args = series((group * 4 + i) as i32 * 31 + 7);
                let held = catch_unwind(AssertUnwindSafe(|| hold(settings, &args)));
                if let Err(what) = held.unwrap_or_else(|_| Err("panicked".into())) {
                    self.failed += 1;
                    println!("FAILED {name}: {what}, at {args:?} and {settings:?}");
                    return;
                }
            }
        }
    }

    /// A field's value, gradient and sums against the function's, in one number and on lanes.
    pub fn field<F, G, P, U>(
        &mut self,
        name: &str,
        make: impl Fn(Plain) -> F,
        make_field: impl Fn(Plain) -> G,
        split: impl Fn(&Args<f64>) -> (P, U),
        join: impl Fn(P, U) -> Rest<f64>,
    ) where
        F: Function<f64>,
        P: Vector<f64> + Clone,
        U: Vector<f64> + Clone,
        G: VectorField<f64, State = Output<f64>, Params = P, Input = U> + Vjp<f64>,
        G: VectorField<L, State = Output<L>, Params = P::With<L>, Input = U::With<L>> + Vjp<L>,
        G: VectorField<D, State = Output<D>, Params = P::With<D>, Input = U::With<D>>,
    {
        let w: Output<f64> = crate::check::W;
        self.other(name, |settings, args| {
            let (f, field) = (make(settings), make_field(settings));
            let mut moved = *args;
            moved.0 += 0.1 * TIME;
            let (value, kept) = f.eval_keep(&moved);
            let should = f.vjp(&moved, &kept, &w);
            if !(norm(&value) + norm(&should) < 1e9) {
                return Ok(());
            }
            let y = (args.0, args.1, args.3);
            let (p, u) = split(args);
            let is = VectorField::<f64>::eval(&field, TIME, &y, &p, &u);
            alike("the field and the function", &is, &value, 1e-11)?;
            let (again, kept) = Vjp::<f64>::eval_keep(&field, TIME, &y, &p, &u);
            if components(&is) != components(&again) {
                return Err(format!("the field's eval {is:?} and eval_keep {again:?}"));
            }
            let back = |kept: &<G as Vjp<f64>>::Kept| {
                // What is there is added to.
                let (mut t, mut p_bar, mut u_bar) = (0.5, Vector::<f64>::zero(&p), Vector::<f64>::zero(&u));
                Vector::<f64>::axpy(&mut p_bar, 0.5, &p);
                Vector::<f64>::axpy(&mut u_bar, 0.5, &u);
                let bars = Bars { t: &mut t, p: &mut p_bar, u: &mut u_bar };
                let y = Vjp::<f64>::vjp(&field, &p, &u, kept, &w, bars);
                Vector::<f64>::axpy(&mut p_bar, -0.5, &p);
                Vector::<f64>::axpy(&mut u_bar, -0.5, &u);
                let (m, pr, o) = join(p_bar, u_bar);
                (t - 0.5, (y.0, y.1, m, y.2, pr, o))
            };
            let (by_t, bars) = back(&kept);
            alike("the field's gradient and the function's", &bars, &should, 1e-11)?;
            near("the field's derivative by time", by_t, 0.1 * should.0, 1e-11 * (1.0 + norm(&should)))?;
            let base = w;
            let mut sum = base;
            Vector::<f64>::axpy(&mut sum, STEP, &value);
            let added = VectorField::<f64>::eval_add(&field, &base, STEP, TIME, &y, &p, &u);
            alike("the field's eval_add", &added, &sum, 1e-11)?;
            let (again, kept) = Vjp::<f64>::eval_add_keep(&field, &base, STEP, TIME, &y, &p, &u);
            if components(&added) != components(&again) {
                return Err(format!("the field's eval_add {added:?} and eval_add_keep {again:?}"));
            }
            alike("the field's gradient after eval_add_keep", &back(&kept).1, &should, 1e-11)?;
            patterned(&field, &y, &p, &u)?;
            // Lanes, each with another state.
            let states: [Output<f64>; 4] = core::array::from_fn(|i| {
                let other = series(i as i32 * 17 + 5);
                if i == 0 { y } else { (other.0, other.1, other.3) }
            });
            let lifted = (L::share(&p), L::share(&u));
            let (on_lanes, kept) =
                Vjp::<L>::eval_keep(&field, <L as Real>::lit(TIME), &L::pack(&states), &lifted.0, &lifted.1);
            let (mut t, mut p_bar, mut u_bar) = (L::ZERO, Vector::<L>::zero(&lifted.0), Vector::<L>::zero(&lifted.1));
            let bars = Bars { t: &mut t, p: &mut p_bar, u: &mut u_bar };
            let y_bars = Vjp::<L>::vjp(&field, &lifted.0, &lifted.1, &kept, &L::share(&w), bars);
            let (on_lanes, y_bars): ([Output<f64>; 4], [Output<f64>; 4]) = (L::unpack(&on_lanes), L::unpack(&y_bars));
            alike("the field's first lane", &on_lanes[0], &value, 1e-10)?;
            alike("the field's first lane's gradient", &y_bars[0], &(should.0, should.1, should.3), 1e-10)
        });
    }

    /// A function of `f64` alone against that of any number.
    pub fn double<F, G>(&mut self, name: &str, make: impl Fn(Plain) -> F, make_double: impl Fn(Plain) -> G)
    where
        F: Function<f64>,
        G: Differentiable<f64, Args = Args<f64>, Output = Output<f64>>,
    {
        let w = crate::check::W;
        self.other(name, |settings, args| {
            let (f, double) = (make(settings), make_double(settings));
            let (value, kept) = f.eval_keep(args);
            let (is, its) = double.eval_keep(args);
            if !(norm(&value) < 1e9) {
                return Ok(());
            }
            alike("the function of `f64` alone", &is, &value, 1e-11)?;
            alike("its value without what is kept", &double.eval(args), &is, 0.0)?;
            let (bars, should) = (double.vjp(args, &its, &w), f.vjp(args, &kept, &w));
            alike("the gradient of the function of `f64` alone", &bars, &should, 1e-11)
        });
    }

    /// A function of `f32` alone against that of any number on `f32`.
    pub fn single<F, G>(&mut self, name: &str, make: impl Fn(Plain) -> F, make_single: impl Fn(Plain) -> G)
    where
        F: Function<f64> + Function<f32>,
        G: Differentiable<f32, Args = Args<f32>, Output = Output<f32>>,
    {
        let w = crate::check::W.map(&mut |x| x as f32);
        let wide = |v: &Args<f32>| v.map(&mut |x: f32| f64::from(x));
        let wide_value = |v: &Output<f32>| v.map(&mut |x: f32| f64::from(x));
        self.other(name, |settings, args| {
            let (f, single) = (make(settings), make_single(settings));
            let args = Vector::<f64>::map(args, &mut |x| x as f32);
            let (value, kept) = Differentiable::<f32>::eval_keep(&f, &args);
            let (is, its) = single.eval_keep(&args);
            let (bars, should) = (single.vjp(&args, &its, &w), Differentiable::<f32>::vjp(&f, &args, &kept, &w));
            let (value, is, should, bars) = (wide_value(&value), wide_value(&is), wide(&should), wide(&bars));
            if !(norm(&value) < 1e4 && norm(&should) < 1e4) {
                return Ok(());
            }
            alike("the function of `f32` alone", &is, &value, 1e-4)?;
            alike("the gradient of the function of `f32` alone", &bars, &should, 1e-3)
        });
    }
}
