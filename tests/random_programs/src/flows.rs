//! Small fields: their value, what they add to a state, their gradient and the pattern of their Jacobian.

use tapeless::{Bars, Lanes, Real, Vector, VectorField, Vjp};

use crate::Run;
use crate::check::{D, components, near, norm};

type L = Lanes<f64, 4>;
type State = [f64; 3];

/// What every small field is, of this input.
pub trait Flow<T: Real, U: Vector<f64>>:
    VectorField<T, State = [T; 3], Params = (T, T), Input = U::With<T>> + Vjp<T>
{
}
impl<T: Real, U: Vector<f64>, F> Flow<T, U> for F where
    F: VectorField<T, State = [T; 3], Params = (T, T), Input = U::With<T>> + Vjp<T>
{
}

const STEP: f64 = 0.25;

fn point(k: i32) -> (f64, State, (f64, f64)) {
    let at = |j: i32| (f64::from(k * 13 + j) * 1.618 + 0.2).sin() * 1.2;
    (at(0), [at(1), at(2), at(3)], (at(4), at(5)))
}

impl Run {
    /// A field against the function without the macro, its sums, and its transpose and its pattern against dual numbers.
    pub fn flow<U, G>(&mut self, name: &str, field: G, u: U, plain: fn(f64, State, (f64, f64), U) -> State)
    where
        U: Vector<f64, With<f64> = U> + Copy,
        G: Flow<f64, U> + Flow<D, U> + Flow<L, U>,
    {
        self.flows += 1;
        for k in 0..8 {
            let (t, y, p) = point(k);
            if let Err(what) = held(&field, (t, y, p, u), plain) {
                self.failed += 1;
                println!("FAILED {name}: the small field: {what}, at {:?}", (t, y, p, components(&u)));
                return;
            }
        }
    }
}

fn held<U, G>(
    field: &G,
    (t, y, p, u): (f64, State, (f64, f64), U),
    plain: fn(f64, State, (f64, f64), U) -> State,
) -> Result<(), String>
where
    U: Vector<f64, With<f64> = U> + Copy,
    G: Flow<f64, U> + Flow<D, U> + Flow<L, U>,
{
    let value = VectorField::<f64>::eval(field, t, &y, &p, &u);
    let should = plain(t, y, p, u);
    let scale = 1.0 + norm(&should);
    for (is, should) in value.iter().zip(should) {
        near("the value and the plain function's", *is, should, 1e-12 * scale)?;
    }
    let (again, kept) = Vjp::<f64>::eval_keep(field, t, &y, &p, &u);
    if again != value {
        return Err(format!("eval {value:?} and eval_keep {again:?}"));
    }
    let base = [0.4, -0.2, 0.9];
    let added = VectorField::<f64>::eval_add(field, &base, STEP, t, &y, &p, &u);
    for (i, is) in added.iter().enumerate() {
        near("eval_add", *is, base[i] + STEP * value[i], 1e-12 * scale)?;
    }
    let (again, kept_of_the_sum) = Vjp::<f64>::eval_add_keep(field, &base, STEP, t, &y, &p, &u);
    if again != added {
        return Err(format!("eval_add {added:?} and eval_add_keep {again:?}"));
    }
    let w = [0.8, -0.5, 0.3];
    let back = |kept| {
        let (mut t_bar, mut p_bar, mut u_bar) = (0.5, (0.25, -0.25), Vector::<f64>::zero(&u));
        let y_bar = Vjp::<f64>::vjp(field, &p, &u, kept, &w, Bars { t: &mut t_bar, p: &mut p_bar, u: &mut u_bar });
        let mut all = vec![t_bar - 0.5, p_bar.0 - 0.25, p_bar.1 + 0.25];
        all.extend(y_bar);
        all.extend(components(&u_bar));
        all
    };
    let bars = back(&kept);
    for (is, should) in back(&kept_of_the_sum).into_iter().zip(&bars) {
        near("the gradient after eval_add_keep", is, *should, 1e-11 * scale)?;
    }
    // Each derivative by itself.
    let count = components(&u).len();
    let pattern = <G as VectorField<f64>>::SPARSITY;
    let total = bars.iter().map(|bar| bar * bar).sum::<f64>().sqrt() + scale;
    for (k, bar) in bars.iter().enumerate() {
        let seed = |own: usize, x: f64| D { re: x, eps: [if own == k { 1.0 } else { 0.0 }] };
        let mut next = 5;
        let u_d = u.map(&mut |x: f64| {
            next += 1;
            seed(next, x)
        });
        let y_d = [seed(3, y[0]), seed(4, y[1]), seed(5, y[2])];
        let slope = VectorField::<D>::eval(field, seed(0, t), &y_d, &(seed(1, p.0), seed(2, p.1)), &u_d);
        let forward = (0..3).map(|i| w[i] * slope[i].eps[0]).sum::<f64>();
        near(&format!("derivative {k} of {}, reverse and forward", 6 + count), *bar, forward, 1e-11 * total)?;
        if let (Some(pattern), 3..6) = (pattern, k) {
            let column = k - 3;
            if let Some(row) = (0..3).find(|row| slope[*row].eps[0] != 0.0 && !pattern[*row].contains(&column)) {
                return Err(format!("the pattern {pattern:?} has no {column} in row {row}"));
            }
        }
    }
    // Lanes, each at a point of its own.
    let points = [0, 3, 5, 7].map(point);
    let t_l = L::pack(&points.map(|point| point.0));
    let (y_l, p_l) = (L::pack(&points.map(|point| point.1)), L::pack(&points.map(|point| point.2)));
    let u_l = L::share(&u);
    let (on_lanes, kept) = Vjp::<L>::eval_keep(field, t_l, &y_l, &p_l, &u_l);
    let (mut t_bar, mut p_bar, mut u_bar) = (L::ZERO, Vector::<L>::zero(&p_l), Vector::<L>::zero(&u_l));
    let y_bar =
        Vjp::<L>::vjp(field, &p_l, &u_l, &kept, &L::share(&w), Bars { t: &mut t_bar, p: &mut p_bar, u: &mut u_bar });
    let (on_lanes, y_bar): ([State; 4], [State; 4]) = (L::unpack(&on_lanes), L::unpack(&y_bar));
    for (lane, (t, y, p)) in points.into_iter().enumerate() {
        let (value, kept) = Vjp::<f64>::eval_keep(field, t, &y, &p, &u);
        let (mut t_bar, mut p_bar, mut u_bar) = (0.0, (0.0, 0.0), Vector::<f64>::zero(&u));
        let should = Vjp::<f64>::vjp(field, &p, &u, &kept, &w, Bars { t: &mut t_bar, p: &mut p_bar, u: &mut u_bar });
        for i in 0..3 {
            near(&format!("lane {lane} of the value"), on_lanes[lane][i], value[i], 1e-12 * (1.0 + norm(&value)))?;
            near(&format!("lane {lane} of the gradient"), y_bar[lane][i], should[i], 1e-11 * (1.0 + norm(&should)))?;
        }
    }
    Ok(())
}
