//! The same functions on lanes and in single precision: each lane is the scalar's value and gradient.

use tapeless::{Differentiable, Lanes, Real, Vector};

const WIDTH: usize = 4;
type L = Lanes<f64, WIDTH>;

fn components<V: Vector<f64>>(v: &V) -> Vec<f64> {
    let mut all = Vec::new();
    v.each(&mut |x| all.push(x));
    all
}

/// A vector like this one, each component made of its own and its number.
fn made<V: Vector<f64>>(like: &V, f: impl Fn(f64, f64) -> f64) -> V {
    let (mut v, mut k) = (like.clone(), 0.0);
    v.zip_mut(like, &mut |x, y| {
        k += 1.0;
        *x = f(y, k);
    });
    v
}

fn near<V: Vector<f64>>(what: &str, is: &V, should: &V, tolerance: f64) {
    let should = components(should);
    let scale = should.iter().fold(1.0, |most: f64, x| most.max(x.abs()));
    for (is, should) in components(is).into_iter().zip(should) {
        assert!((is - should).abs() <= tolerance * scale, "{what}: {is:e} is not {should:e}");
    }
}

/// Holds the function on lanes and in `f32` against itself in `f64`, at points around `args`.
pub(crate) fn check<A, O, F>(name: &str, f: &F, args: &A)
where
    A: Vector<f64, With<L>: Vector<L, With<f64> = A>>,
    O: Vector<f64, With<L>: Vector<L, With<f64> = O>>,
    F: Differentiable<f64, Args = A, Output = O>
        + Differentiable<L, Args = A::With<L>, Output = O::With<L>>
        + Differentiable<f32, Args = A::With<f32>, Output = O::With<f32>>,
{
    let points: [A; WIDTH] = core::array::from_fn(|i| made(args, |x, k| x + 0.02 * i as f64 * (1.7 * k).sin()));
    let w = made(&Differentiable::<f64>::eval(f, args), |_, k| (1.3 * k).sin());
    let at = L::pack(&points);
    let (value, kept) = Differentiable::<L>::eval_keep(f, &at);
    let bars = L::unpack(&Differentiable::<L>::vjp(f, &at, &kept, &L::share(&w)));
    let values = L::unpack(&value);
    for (lane, point) in points.iter().enumerate() {
        let (should, kept) = Differentiable::<f64>::eval_keep(f, point);
        let should_bars = Differentiable::<f64>::vjp(f, point, &kept, &w);
        near(&format!("{name}: lane {lane} of the value"), &values[lane], &should, 1e-12);
        near(&format!("{name}: lane {lane} of the gradient"), &bars[lane], &should_bars, 1e-11);

        let single = point.map(&mut |x| f32::lit(x));
        let (mut value, kept) = Differentiable::<f32>::eval_keep(f, &single);
        let mut bars = Differentiable::<f32>::vjp(f, &single, &kept, &w.map(&mut |x| f32::lit(x)));
        let (mut value_back, mut bars_back) = (should.clone(), point.clone());
        value_back.join(&mut value, &mut |x, y| *x = f64::from(*y));
        bars_back.join(&mut bars, &mut |x, y| *x = f64::from(*y));
        near(&format!("{name}: the value in f32"), &value_back, &should, 3e-4);
        near(&format!("{name}: the gradient in f32"), &bars_back, &should_bars, 3e-3);
    }
}

/// As `holds!`, on lanes and in `f32` too.
macro_rules! everywhere {
    ($($name:ident: $F:ty, |$args:ident| $call:expr, [$($point:expr),+ $(,)?];)*) => {
        $crate::check::holds! { $($name: $F, |$args| $call, [$($point),+];)* }
        paste::paste! {$(
            #[test]
            fn [<$name _holds_on_lanes>]() {
                $( $crate::everywhere::check(stringify!($name), &<$F>::default(), &$point); )+
            }
        )*}
    };
}
pub(crate) use everywhere;
