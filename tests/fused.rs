//! `base + c · f` in one is `base + c · f`, on every problem and every number, and keeps what the transpose needs.

mod zoo;

use tapeless::*;
use zoo::*;

fn components<T: Real, V: Vector<T>>(v: &V) -> Vec<T> {
    let mut all = Vec::new();
    v.each(&mut |x| all.push(x));
    all
}

macro_rules! fused {
    ($name:ident, $Field:ident, $y0:expr, $p:expr, $times:expr, $steps:literal) => {
        let (y, p, c, t) = ($y0, $p, 0.3, 0.7);
        let base = y.map(|x| 0.5 - 2.0 * x);
        let (fused, f) = ($Field.eval_add(&base, c, t, &y, &p, &()), $Field.eval(t, &y, &p, &()));
        for ((fused, base), f) in components(&fused).iter().zip(components(&base)).zip(components::<f64, _>(&f)) {
            let scale = base.abs() + (c * f).abs() + 10.0;
            assert!((fused - (base + c * f)).abs() <= 1e-14 * scale, "{}: {fused}", stringify!($name));
        }
        let (kept_fused, _) = $Field.eval_add_keep(&base, c, t, &y, &p, &());
        assert_eq!(fused, kept_fused);

        // The value of duals with plain times has the same bits, and so has each lane.
        let lift = |x: f64| Dual::<f64, 2>::new(x, [1.0, -0.5]);
        let (dual_y, dual_p) = (Vector::<f64>::map(&y, &mut { lift }), Vector::<f64>::map(&p, &mut { lift }));
        let dual = $Field.eval_add(&base.map(lift), c, lift(t), &dual_y, &dual_p, &());
        let values: Vec<f64> = components::<Dual<f64, 2>, _>(&dual).iter().map(|x| x.re).collect();
        assert_eq!(values, components::<f64, _>(&fused), "{}", stringify!($name));
    };
}

#[test]
fn fused_is_the_sum() {
    every_problem!(fused);
}
