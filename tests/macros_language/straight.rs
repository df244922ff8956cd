//! Straight-line bodies: arithmetic, constants, patterns, shadowing, arrays and tuples.

use core::f64::consts::PI;

use tapeless::{Real, differentiable};

use crate::check::{and_plain, holds};

const GRAVITY: f64 = 9.81;

mod physics {
    pub(crate) const SPEED: f64 = 2.5;
}

#[differentiable]
fn where_clause<R>(x: R, y: R) -> R
where
    R: tapeless::Real,
{
    x * R::lit(3.0) - y
}

and_plain! {
    #[differentiable]
    fn identity<T: Real>(x: T) -> T {
        x
    }

    #[differentiable]
    fn reorder<T: Real>([x, y]: [T; 2], _k: T) -> ([T; 3], T) {
        ([y, x, y], x)
    }

    #[differentiable]
    fn constant<T: Real>(_x: T) -> [T; 2] {
        [2.0, GRAVITY]
    }

    #[differentiable]
    fn constants_meet<T: Real>(x: T) -> [T; 12] {
        [
            x + 2.0,
            2.0 + x,
            x - 3.0,
            3.0 - x,
            x * 4.0,
            4.0 * x,
            x / 5.0,
            5.0 / x,
            -x * GRAVITY,
            (2.0 * PI / 3.0) * x,
            x - 2.0 * PI / 3.0,
            physics::SPEED / x,
        ]
    }

    #[differentiable]
    fn constants_alone<T: Real>(x: T) -> [T; 5] {
        let half = 1.0 / 2.0;
        let minus = -half;
        let third = 1.0 / 3.0;
        let whole = half - minus * 2.0;
        [x * minus, x - whole, x - -half, third * x, (half - whole - minus) * x]
    }

    #[differentiable]
    fn of_the_number<T: Real>(x: T) -> [T; 4] {
        [T::lit(0.5) * x, T::ONE - x, x + T::ZERO, T::lit(GRAVITY) / (T::ONE + x * x)]
    }

    #[differentiable]
    fn products<T: Real>(a: T, b: T, c: T, d: T) -> [T; 10] {
        [
            a * b + c,
            c + a * b,
            c - a * b,
            a * b - c,
            a * b + c * d,
            a * b - c * d,
            -(a * b) + c,
            -a * b - c * d,
            2.0 * a + b,
            b - 3.0 * (a * a),
        ]
    }

    #[differentiable]
    fn quotients<T: Real>(a: T, b: T, c: T) -> [T; 5] {
        [a / b, a / (b * c), a / b / c, 1.0 / (a + b), (a - b) / (a + b)]
    }

    #[differentiable]
    fn shared<T: Real>(x: T, y: T) -> [T; 4] {
        let s = x * y;
        let t = s * s;
        let u = (x * y) * (x * y);
        [s + t, t * u, t, t - u * s]
    }

    #[differentiable]
    fn shadows<T: Real>(x: T, y: T) -> T {
        let x = x * y;
        let y = {
            let x = x + 1.0;
            let y = x * y;
            y * x
        };
        let x = x - y;
        let x = x * x;
        x
    }

    #[differentiable]
    fn patterns<T: Real>(
        ([a, _], b): ([T; 2], T),
        &[c, d]: &[T; 2],
        rest: &(T, [[T; 2]; 2]),
        ((only,), (), e): ((T,), (), T),
    ) -> (T, [T; 2]) {
        let (f, [[g, h], _]) = *rest;
        let i = rest.1[1][0];
        let [j, k] = rest.1[1];
        let _ = j;
        let (l, [m, n]) = (a * b, [c * d, e * f]);
        let square: T = only * only;
        (l + m * g, [n * h - i, k * square])
    }

    #[differentiable]
    fn arrays<T: Real>(y: [T; 3], m: [[T; 3]; 2]) -> [T; 2] {
        let [first, second] = m;
        let row = [first[0] * y[0], first[1] * y[1], first[2] * y[2]];
        let pair = (second[0] * y[0] + second[1] * y[1], y[2]);
        let threes = [3.0; 2];
        [row[0] + row[1] + row[2], pair.0 + second[2] * pair.1 * threes[1]]
    }

    #[differentiable]
    fn repeated<T: Real>(x: T) -> [T; 3] {
        [x * x; 3]
    }

    #[differentiable]
    fn a_scope_of_constants<T: Real>(x: T) -> T {
        const LOCAL: f64 = 0.25;
        let k = { 2.0 * LOCAL };
        x * k + LOCAL
    }

    #[differentiable]
    fn unused<T: Real>(x: T, y: T, _z: [T; 2]) -> T {
        let _ignored = x * y;
        x
    }

    #[differentiable]
    fn negations<T: Real>(x: T, y: T) -> [T; 5] {
        [-x, -(x - y), -(-x), -x - y, -(x * y) * -y]
    }

    #[differentiable]
    fn polynomial<T: Real>(x: T, [c0, c1, c2, c3]: [T; 4]) -> T {
        c0 + x * (c1 + x * (c2 + x * c3))
    }
}

holds! {
    identity: Identity, |a| identity(a.0), [(1.5,), (0.0,)];
    reorder: Reorder, |a| reorder(a.0, a.1), [([1.5, -2.0], 3.0)];
    constant: Constant, |a| constant(a.0), [(1.5,)];
    constants_meet: ConstantsMeet, |a| constants_meet(a.0), [(1.5,), (-0.3,)];
    constants_alone: ConstantsAlone, |a| constants_alone(a.0), [(1.5,)];
    of_the_number: OfTheNumber, |a| of_the_number(a.0), [(1.5,)];
    products: Products, |a| products(a.0, a.1, a.2, a.3), [(1.5, -2.0, 0.3, 0.7), (0.0, 1.0, 0.0, 2.0)];
    quotients: Quotients, |a| quotients(a.0, a.1, a.2), [(1.5, -2.0, 0.3), (0.0, 1.0, 1.0)];
    shared: Shared, |a| shared(a.0, a.1), [(1.5, -2.0)];
    shadows: Shadows, |a| shadows(a.0, a.1), [(1.5, -2.0)];
    patterns: Patterns, |a| patterns(a.0, &a.1, &a.2, a.3),
        [(([1.5, 2.0], 0.3), [0.1, -0.6], (2.0, [[0.9, 1.2], [-0.8, 0.4]]), ((0.7,), (), 1.1))];
    arrays: Arrays, |a| arrays(a.0, a.1), [([1.5, 2.0, 0.3], [[0.1, -0.6, 2.0], [0.9, 1.2, -0.8]])];
    repeated: Repeated, |a| repeated(a.0), [(1.5,)];
    a_scope_of_constants: AScopeOfConstants, |a| a_scope_of_constants(a.0), [(1.5,)];
    unused: Unused, |a| unused(a.0, a.1, a.2), [(1.5, 2.0, [0.1, 0.2])];
    where_clause: WhereClause, |a| where_clause(a.0, a.1), [(1.5, 2.0)];
    negations: Negations, |a| negations(a.0, a.1), [(1.5, 2.0)];
    polynomial: Polynomial, |a| polynomial(a.0, a.1), [(1.5, [2.0, -0.1, 0.4, 0.8])];
}

#[test]
fn a_constant_has_no_derivative() {
    use tapeless::Differentiable;
    assert_eq!(Differentiable::<f64>::vjp(&Constant, &(3.0,), &(), &[1.0, 1.0]), (0.0,));
    assert_eq!(constant(3.0), [2.0, GRAVITY]);
}

#[differentiable]
fn integers<T: Real>(x: T) -> [T; 5] {
    let half = 2.0;
    [x / half, 4 * x, x / 5, x - 2.0 * PI / 3.0, -1 - x]
}

#[test]
fn integers_become_floats() {
    assert_eq!(integers(2.0), [1.0, 8.0, 0.4, 2.0 - 2.0 * PI / 3.0, -3.0]);
}
