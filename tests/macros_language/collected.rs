//! Stencils written out component by component, and parameters that every component has: terms that are put together.

use tapeless::{Lanes, Real, Vjp, differentiable, vector_field};

use crate::check::{Field, and_plain, check};

and_plain! {
    #[vector_field]
    fn ring<T: Real>(_t: T, [x0, x1, x2, x3, x4, x5]: [T; 6], [place, spring, cubic]: [T; 3]) -> [T; 6] {
        [
            spring * (x5 + x1 - 2.0 * x0) - place * x0 + cubic * x1 * x5,
            spring * (x0 + x2 - 2.0 * x1) - place * x1 + cubic * x2 * x0,
            spring * (x1 + x3 - 2.0 * x2) - place * x2 + cubic * x3 * x1,
            spring * (x2 + x4 - 2.0 * x3) - place * x3 + cubic * x4 * x2,
            spring * (x3 + x5 - 2.0 * x4) - place * x4 + cubic * x5 * x3,
            spring * (x4 + x0 - 2.0 * x5) - place * x5 + cubic * x0 * x4,
        ]
    }

    // Held ends, upwind and downwind, factors in products, quotients and constants.
    #[vector_field]
    fn rod<T: Real>(_t: T, u: [T; 5], [a, b]: [T; 2], force: T) -> [T; 5] {
        let (forth, back) = (a / b, 0.5 * a * b);
        [
            T::ZERO,
            forth * (u[0] - u[1]) - back * u[1] + 3.0 * u[1] + force,
            forth * (u[1] - u[2]) - 2.0 * (back * u[2]) + u[2] - u[2] + back * u[3] * force,
            forth * u[2] - (forth + back) * u[3] - forth * u[3] + back * u[4],
            -(a * -u[3]) + b * (u[4] * a),
        ]
    }

    // A parameter has a term from each component, more than one sum of them takes; two share their sign.
    #[vector_field]
    fn many<T: Real>(t: T, x: [T; 7], [p, q]: [T; 2], u: [T; 2]) -> [T; 7] {
        [
            p * x[0] * x[1] - q * x[6] + u[0] * t,
            p * x[1] * x[2] - q * x[5] + p * u[1],
            p * x[2].sin() - q * x[4] * p,
            p * x[3] * x[4] - q * x[3] - q * t,
            p * x[4] * x[5] - q * x[2] + p * q,
            p * x[5] * x[6] - q * x[1] + p * t - q * u[1],
            p * x[6] * x[0] - q * x[0].exp() - p * p * q,
        ]
    }

    #[differentiable]
    fn sum_of_many<T: Real>(x: [T; 14], k: T) -> T {
        k * x[0] + k * x[1] - k * x[2] + k * k * x[3] + (k * x[4]).sin() + k * x[5] * x[6] - k / (2.0 + x[7] * x[7])
            + k * x[8] + k * x[9] + k * x[10] - 3.0 * k * x[11] + k.exp() * x[12] + k * x[13] + 2.0 * k + k
    }

    #[differentiable]
    fn the_same_often<T: Real>(x: T, y: T) -> T {
        2.0 * x + 3.0 * x + x + x - x * 0.5 + y - y + (x + x + x) * y
    }

    // Short loops are written out: backwards, from elsewhere than 0, with a variable that hides another one.
    #[differentiable]
    fn short<T: Real>(x: [[T; 3]; 4], mass: [T; 4]) -> [T; 3] {
        let mut a = [T::ZERO; 3];
        let mut last = T::ONE;
        for i in 0..4 {
            for j in 0..i {
                let mut square = 0.1 * last * last;
                for k in (0..3).rev() {
                    square += (x[j][k] - x[i][k]) * (x[j][k] - x[i][k]);
                }
                let force = mass[j] / (square * square.sqrt());
                for k in 1..3 {
                    let force = force * x[i][k];
                    a[k] += force * (x[j][k] - x[i][k]);
                    a[k - 1] -= force * a[0];
                }
                for i in 0..3 {
                    last = last * 0.5 + a[i] * x[j][i];
                }
            }
        }
        a
    }
}

fn wave<const N: usize>() -> [f64; N] {
    core::array::from_fn(|i| (1.7 * i as f64).sin() + 0.2)
}

#[test]
fn written_out() {
    let p = [0.7, -0.4, 1.3];
    check("ring", &Field(Ring), |a: (f64, _, _, ())| ring(a.0, a.1, a.2), &(0.0, wave(), p, ()));
    check("rod", &Field(Rod), |a: (f64, _, _, _)| rod(a.0, a.1, a.2, a.3), &(0.0, wave(), [0.7, -0.4], 0.3));
    check("many", &Field(Many), |a: (f64, _, _, _)| many(a.0, a.1, a.2, a.3), &(0.6, wave(), [0.7, -0.4], [0.3, 1.1]));
    check("sum of many", &SumOfMany, |a| sum_of_many(a.0, a.1), &(wave(), 0.7));
    let x: [[f64; 3]; 4] = core::array::from_fn(|i| wave::<12>()[3 * i..][..3].try_into().unwrap());
    check("short", &Short, |a| short(a.0, a.1), &(x, [0.7, 0.4, 1.3, 0.9]));
    crate::check::assert_same("short", &short(x, [0.7, 0.4, 1.3, 0.9]), &plain::short(x, [0.7, 0.4, 1.3, 0.9]));
    check("the same often", &TheSameOften, |a| the_same_often(a.0, a.1), &(0.7, -0.4));
    assert!((plain::the_same_often(0.7, -0.4) - the_same_often(0.7, -0.4)).abs() < 1e-14);
}

/// A lane has the scalar's bits, and those of single precision are near.
#[test]
fn on_lanes() {
    type L = Lanes<f64, 4>;
    let y = |lane: usize| wave::<7>().map(|x| x + 0.1 * lane as f64);
    let sweep = |y: &[f64; 7]| {
        let (mut t, mut p, mut u) = (0.0, [0.0; 2], [0.0; 2]);
        let (_, kept) = Vjp::<f64>::eval_keep(&Many, 0.6, y, &[0.7, -0.4], &[0.3, 1.1]);
        let bars = tapeless::Bars { t: &mut t, p: &mut p, u: &mut u };
        let y_bar = Vjp::<f64>::vjp(&Many, &[0.7, -0.4], &[0.3, 1.1], &kept, &wave(), bars);
        (y_bar, t, p, u)
    };
    let lanes: [L; 7] = core::array::from_fn(|i| L::new(core::array::from_fn(|lane| y(lane)[i])));
    let (mut t, mut p, mut u) = (L::ZERO, [L::ZERO; 2], [L::ZERO; 2]);
    let (parameters, input) = ([0.7, -0.4].map(L::lit), [0.3, 1.1].map(L::lit));
    let (_, kept) = Vjp::<L>::eval_keep(&Many, L::lit(0.6), &lanes, &parameters, &input);
    let bars = tapeless::Bars { t: &mut t, p: &mut p, u: &mut u };
    let y_bar = Vjp::<L>::vjp(&Many, &parameters, &input, &kept, &wave().map(L::lit), bars);
    for lane in 0..4 {
        let (y_bar_1, t_1, p_1, u_1) = sweep(&y(lane));
        let near =
            |lanes: L, x: f64| assert!((lanes.to_array()[lane] - x).abs() <= 4e-15 * (1.0 + x.abs()), "lane {lane}");
        y_bar.iter().zip(y_bar_1).for_each(|(lanes, x)| near(*lanes, x));
        p.iter().zip(p_1).chain(u.iter().zip(u_1)).for_each(|(lanes, x)| near(*lanes, x));
        near(t, t_1);
    }
}

use core::array::from_fn;

/// By the name that a `use` brought.
#[differentiable]
fn brought_from_fn<T: Real>(x: [T; 4]) -> [T; 4] {
    let squares: [T; 4] = from_fn(|i| x[i] * x[3 - i]);
    from_fn(|i| squares[i].sin() * x[0])
}

#[test]
fn from_fn_by_its_name_alone() {
    let x = [0.3_f64, 0.8, -0.4, 0.7];
    assert_eq!(brought_from_fn(x), from_fn(|i| (x[i] * x[3 - i]).sin() * x[0]));
    crate::check::check("brought_from_fn", &BroughtFromFn, |(x,): ([f64; 4],)| brought_from_fn(x), &(x,));
}
