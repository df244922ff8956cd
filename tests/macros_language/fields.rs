//! Vector fields: what they keep, what they add to, and that they hold.

use core::mem::size_of;

use tapeless::{Real, VectorField, Vjp, differentiable, vector_field};

use crate::check::{Field, and_plain, holds};

const CART: f64 = 1.0;
const POLE: f64 = 0.1;
const LENGTH: f64 = 0.5;

#[vector_field]
fn of_doubles(t: f64, [x, v]: [f64; 2], k: f64) -> [f64; 2] {
    [v, -(k * x.sin()) + t.powi(3)]
}

and_plain! {
    #[vector_field]
    fn lotka_volterra<T: Real>(_t: T, [x, y]: [T; 2], [a, b, c, d]: [T; 4]) -> [T; 2] {
        [a * x - b * x * y, d * x * y - c * y]
    }

    #[vector_field]
    fn lorenz<T: Real>(_t: T, [x, y, z]: [T; 3], [sigma, rho, beta]: [T; 3]) -> [T; 3] {
        [sigma * (y - x), x * (rho - z) - y, x * y - beta * z]
    }

    #[vector_field]
    fn cart_pole<T: Real>(_t: T, [_x, v, theta, omega]: [T; 4], [mass_cart, mass_pole, length]: [T; 3], u: T) -> [T; 4] {
        let (sin, cos) = theta.sin_cos();
        let centripetal = mass_pole * length * omega * omega;
        let d = (mass_cart + mass_pole * sin * sin).recip();
        [
            v,
            (u + sin * (mass_pole * 9.81 * cos - centripetal)) * d,
            omega,
            (sin * ((mass_cart + mass_pole) * 9.81 - centripetal * cos) + u * cos) * d / length,
        ]
    }

    #[vector_field]
    fn cart_pole_of_constants<T: Real>(_t: T, [_x, v, theta, omega]: [T; 4], _p: (), u: T) -> [T; 4] {
        let (sin, cos) = theta.sin_cos();
        let centripetal = POLE * LENGTH * omega * omega;
        let d = (CART + POLE * sin * sin).recip();
        [
            v,
            (u + sin * (POLE * 9.81 * cos - centripetal)) * d,
            omega,
            (sin * ((CART + POLE) * 9.81 - centripetal * cos) + u * cos) * d / LENGTH,
        ]
    }

    #[vector_field]
    fn linear<T: Real>(_t: T, [x, y]: [T; 2], _p: ()) -> [T; 2] {
        [2.0 * x - y, x + 0.5 * y]
    }

    #[vector_field]
    fn driven<T: Real>(t: T, x: T, (rate, [amplitude, frequency]): (T, [T; 2]), u: [T; 2]) -> T {
        amplitude * (frequency * t).sin() - rate * x + u[0] * u[1] * t
    }

    #[vector_field]
    fn switched<T: Real>(t: T, [x, v]: [T; 2], k: T) -> [T; 2] {
        if x > t { [v, -k * x] } else { [v.tanh(), t * k * v] }
    }

    #[vector_field]
    fn ignores<T: Real>(_t: T, [_x, y]: [T; 2], _p: [T; 3], _u: T) -> [T; 2] {
        [1.0, y]
    }

    #[differentiable]
    fn force<T: Real>(x: T, k: T) -> T {
        -(k * x.sin())
    }

    #[vector_field]
    fn with_a_call<T: Real>(_t: T, [x, v]: [T; 2], k: T) -> [T; 2] {
        [v, force(x, k) - v.abs() * v]
    }

    #[vector_field]
    fn by_reference<T: Real>(_t: T, y: &[T; 2], p: &[T; 2]) -> [T; 2] {
        [p[0] * y[0], p[1] * y[1] * y[0]]
    }
}

holds! {
    lotka_volterra: Field<LotkaVolterra>, |a| lotka_volterra(a.0, a.1, a.2), [(0.1, [1.1, 0.9], [1.5, 1.0, 3.0, 1.2], ())];
    lorenz: Field<Lorenz>, |a| lorenz(a.0, a.1, a.2), [(0.1, [1.1, 0.9, 3.0], [10.0, 28.0, 2.6], ())];
    cart_pole: Field<CartPole>, |a| cart_pole(a.0, a.1, a.2, a.3), [(0.1, [1.1, 0.9, 3.0, -0.4], [1.0, 0.1, 0.5], 0.7)];
    cart_pole_of_constants: Field<CartPoleOfConstants>, |a| cart_pole_of_constants(a.0, a.1, (), a.3), [(0.1, [1.1, 0.9, 3.0, -0.4], (), 0.7)];
    linear: Field<Linear>, |a| linear(a.0, a.1, ()), [(0.1, [1.1, 0.9], (), ())];
    driven: Field<Driven>, |a| driven(a.0, a.1, a.2, a.3), [(0.1, 1.1, (0.9, [0.2, 3.0]), [0.8, -0.7])];
    switched: Field<Switched>, |a| switched(a.0, a.1, a.2), [(0.1, [1.1, 0.9], 3.0, ()), (0.1, [-1.1, 0.9], 3.0, ())];
    ignores: Field<Ignores>, |a| ignores(a.0, a.1, a.2, a.3), [(0.1, [1.1, 0.9], [1.0, 2.0, 3.0], 0.5)];
    with_a_call: Field<WithACall>, |a| with_a_call(a.0, a.1, a.2), [(0.1, [1.1, 0.9], 3.0, ())];
    by_reference: Field<ByReference>, |a| by_reference(a.0, &a.1, &a.2), [(0.1, [1.1, 0.9], [3.0, 0.4], ())];
}

fn kept<F: Vjp<f64>>(_: F) -> usize {
    size_of::<F::Kept>() / size_of::<f64>()
}

/// No more is kept than the sweep cannot make again by ring operations.
#[test]
fn little_is_kept() {
    assert_eq!(kept(LotkaVolterra), 2);
    assert_eq!(kept(Lorenz), 3);
    assert_eq!(kept(Linear), 0);
    assert_eq!(kept(Ignores), 0);
    assert_eq!(kept(Driven), 4, "x, t, and the sine and cosine of one angle");
    assert!(kept(CartPole) <= 7, "{}", kept(CartPole));
    assert!(kept(CartPoleOfConstants) <= 6, "{}", kept(CartPoleOfConstants));
}

const COSTS: [bool; 4] = [
    <Lorenz as Vjp<f64>>::COSTLY,
    <Switched as Vjp<f64>>::COSTLY,
    <WithACall as Vjp<f64>>::COSTLY,
    <CartPole as Vjp<f64>>::COSTLY,
];

#[test]
fn functions_cost() {
    assert_eq!(COSTS, [false, true, true, true]);
}

#[test]
fn a_field_of_one_number_alone() {
    let f = OfDoubles;
    assert_eq!(f.eval(2.0, &[0.0, 3.0], &1.0, &()), [3.0, 8.0]);
    let (_, kept) = f.eval_keep(2.0, &[0.0, 3.0], &1.5, &());
    let (mut t_bar, mut p_bar) = (0.0, 0.0);
    let bars = tapeless::Bars { t: &mut t_bar, p: &mut p_bar, u: &mut () };
    assert_eq!(f.vjp(&1.5, &(), &kept, &[1.0, 1.0], bars), [-1.5, 1.0]);
    assert_eq!((t_bar, p_bar), (12.0, 0.0));
}
