//! `if` and `else`: the arm taken decides, and the other one never shows.

use tapeless::{Differentiable, Lanes, Real, differentiable};

use crate::check::{and_plain, holds};

const SMOOTH: bool = true;

and_plain! {
    #[differentiable]
    fn known_conditions<T: Real>(x: T, y: T) -> T {
        let a = if SMOOTH && x > y { x * x } else { y };
        let b = if !SMOOTH || y > 0.5 { a * y } else { x };
        if SMOOTH { a + b } else { a }
    }

    #[differentiable]
    fn ramp<T: Real>(x: T) -> T {
        if x > 0.0 { x } else { 0.0 }
    }

    #[differentiable]
    fn huber<T: Real>(x: T, width: T) -> T {
        let a = x.abs();
        if a <= width { 0.5 * x * x } else { width * (a - 0.5 * width) }
    }

    #[differentiable]
    fn pairs<T: Real>(x: T, y: T) -> [T; 2] {
        let (large, small) = if x >= y { (x, y) } else { (y, x) };
        let [a, b] = if large * small < 1.0 { [large, small * large] } else { [small.exp(), large] };
        [a * b, a - large]
    }

    #[differentiable]
    fn chained<T: Real>(x: T) -> T {
        if x < -1.0 {
            -x
        } else if x < 0.0 {
            x * x
        } else if !(x >= 1.0) {
            x.sin()
        } else {
            let y = x.sqrt();
            let z = y * x.ln_1p();
            y * z - x
        }
    }

    #[differentiable]
    fn conditions<T: Real>(x: T, y: T) -> T {
        let outside = x < 0.0 || x > 1.0;
        let equal = x == y;
        let both = !outside && (x != 0.5 || y == 1.0) && 2.0 > 1.0;
        let a = if outside { x * y } else { x + y };
        let b = if both { a * a } else { a / y };
        if equal { b } else { b * x }
    }

    #[differentiable]
    fn nested<T: Real>(x: T, y: T) -> T {
        let s = x * y;
        if x > 0.0 {
            let u = if y > 0.0 { s.sin() } else { s.cos() * x };
            u * s
        } else {
            let u = s.exp();
            if y > 0.0 { u } else { u * u * s }
        }
    }

    #[differentiable]
    fn of_time<T: Real>(t: T, x: T) -> T {
        let pulse = if t.sin() > 0.5 { 2.0 } else { -1.0 };
        pulse * x * x
    }

    #[differentiable]
    fn constant_arms<T: Real>(x: T) -> [T; 2] {
        let k = if x > 0.0 { 3.0 } else { 4.0 };
        [k, k * x]
    }

    #[differentiable]
    fn used_within<T: Real>(x: T, y: T) -> T {
        let root = x.sqrt();
        let log = y.ln();
        if x > 0.0 { root * y } else { y * log }
    }

    #[differentiable]
    fn used_deep_within<T: Real>(x: T, y: T) -> T {
        let root = x.sqrt();
        if y > 0.0 {
            let z = if x > 0.0 { root + y } else { y * y };
            z * y
        } else {
            x * y
        }
    }

    #[differentiable]
    fn used_in_two<T: Real>(x: T, y: T) -> T {
        let root = x.sqrt();
        let a = if x > 0.0 { root * y } else { y };
        let b = if y > 0.0 && x > 0.0 { root - y } else { x };
        a * b
    }

    #[differentiable]
    fn safe_ratio<T: Real>(x: T, y: T) -> T {
        if y == 0.0 { 0.0 } else { x * x / y }
    }

    #[differentiable]
    fn the_other_is_nan<T: Real>(x: T) -> T {
        if x >= 0.0 { x.sqrt() * x } else { (-x).ln() * (1.0 - x).sqrt() }
    }

    #[differentiable]
    fn partly_used<T: Real>(x: T, y: T) -> T {
        let (a, b, _c) = if x > y { (x * x, y.exp(), x.ln()) } else { (y, x * y, x.asin()) };
        let _ = b;
        a
    }

    #[differentiable]
    fn upwind<T: Real>(u: [T; 6], speed: T) -> [T; 6] {
        let mut du = [T::ZERO; 6];
        for i in 0..6 {
            du[i] = if speed > 0.0 { u[i] * u[(i + 5) % 6] } else { u[(i + 1) % 6] - u[i] };
        }
        for i in 1..5 {
            du[i] += if u[0] > speed { u[i - 1] * u[5] } else { u[i + 1] };
        }
        du
    }

    #[differentiable]
    fn as_an_argument<T: Real>(x: T, y: T) -> T {
        (if x > y { x } else { y }).exp() * 2.0 + if x > 1.0 { x * x } else { y } * x
    }
}

holds! {
    ramp: Ramp, |a| ramp(a.0), [(1.5,), (-1.5,)];
    huber: Huber, |a| huber(a.0, a.1), [(0.5, 1.0), (3.0, 1.0), (-3.0, 1.0)];
    pairs: Pairs, |a| pairs(a.0, a.1), [(0.5, 1.0), (3.0, 1.0), (-3.0, 1.0), (3.0, 2.0)];
    chained: Chained, |a| chained(a.0), [(-2.0,), (-0.5,), (0.5,), (1.5,)];
    conditions: Conditions, |a| conditions(a.0, a.1), [(0.3, 2.0), (1.5, 2.0), (-1.0, 0.4), (0.7, 1.0)];
    known_conditions: KnownConditions, |a| known_conditions(a.0, a.1), [(0.3, 2.0), (1.5, 0.1)];
    nested: Nested, |a| nested(a.0, a.1), [(0.3, 2.0), (0.3, -2.0), (-0.3, 2.0), (-0.3, -2.0)];
    of_time: OfTime, |a| of_time(a.0, a.1), [(0.1, 2.0), (1.5, 2.0)];
    constant_arms: ConstantArms, |a| constant_arms(a.0), [(0.1,), (-1.5,)];
    used_within: UsedWithin, |a| used_within(a.0, a.1), [(0.3, 2.0), (-0.3, 2.0)];
    used_deep_within: UsedDeepWithin, |a| used_deep_within(a.0, a.1), [(0.3, 2.0), (-0.3, 2.0), (0.3, -2.0)];
    used_in_two: UsedInTwo, |a| used_in_two(a.0, a.1), [(0.3, 2.0), (-0.3, 2.0), (0.3, -2.0)];
    safe_ratio: SafeRatio, |a| safe_ratio(a.0, a.1), [(0.3, 2.0)];
    the_other_is_nan: TheOtherIsNan, |a| the_other_is_nan(a.0), [(0.3,), (-0.3,)];
    partly_used: PartlyUsed, |a| partly_used(a.0, a.1), [(0.3, 2.0), (3.0, 2.0)];
    upwind: Upwind, |a| upwind(a.0, a.1), [([0.1, 0.5, -0.2, 0.7, 1.1, 0.4], 0.3), ([1.0, 0.5, -0.2, 0.7, 1.1, 0.4], -0.3)];
    as_an_argument: AsAnArgument, |a| as_an_argument(a.0, a.1), [(0.3, 2.0), (3.0, 2.0)];
}

fn gradient<F: Differentiable<f64, Output = f64>>(f: &F, args: &F::Args) -> F::Args {
    let (_, kept) = f.eval_keep(args);
    f.vjp(args, &kept, &1.0)
}

/// At the points where the other arm has an infinite or undefined slope.
#[test]
fn the_arm_not_taken_never_shows() {
    assert_eq!(gradient(&Ramp, &(0.0,)), (0.0,));
    assert_eq!(gradient(&SafeRatio, &(0.3, 0.0)), (0.0, 0.0));
    assert_eq!(gradient(&UsedWithin, &(0.0, 2.0)), (0.0, 2f64.ln() + 1.0));
    assert_eq!(gradient(&UsedDeepWithin, &(0.0, 2.0)), (0.0, 12.0));
    assert_eq!(gradient(&UsedInTwo, &(0.0, 2.0)), (2.0, 0.0));
    assert_eq!(gradient(&UsedInTwo, &(-1.0, 2.0)), (2.0, -1.0));
    assert_eq!(gradient(&PartlyUsed, &(0.0, 2.0)), (0.0, 1.0));
}

/// The element asked for, where x is the larger one.
#[differentiable]
fn element_if<T: Real>(v: &[T; 3], x: T, y: T, n: usize) -> T {
    let mut w = *v;
    let first = if x > y { v[n] * x + v[n] } else { y };
    if x > y {
        w[n] = first;
        w[n - 1] += y;
    }
    first * y + w[0]
}

/// What an arm reaches for that is not there matters where the arm is taken alone, on a number and where all lanes agree.
#[test]
fn the_arm_not_taken_reaches_for_nothing() {
    for n in [0, 3, 7] {
        let f = ElementIf { n };
        assert_eq!(element_if(&[1.0, 2.0, 3.0], 1.0, 2.0, n), 5.0);
        assert_eq!(gradient(&f, &([1.0, 2.0, 3.0], 1.0, 2.0)), ([1.0, 0.0, 0.0], 0.0, 4.0));
        let lanes = |x| Lanes::<f64, 4>::lit(x);
        let args = ([1.0, 2.0, 3.0].map(lanes), lanes(1.0), lanes(2.0));
        let (value, kept) = f.eval_keep(&args);
        assert_eq!(value, lanes(5.0));
        assert_eq!(f.vjp(&args, &kept, &lanes(1.0)), ([1.0, 0.0, 0.0].map(lanes), lanes(0.0), lanes(4.0)));
    }
    assert_eq!(gradient(&ElementIf { n: 2 }, &([1.0, 2.0, 3.0], 2.0, 0.5)), ([1.0, 0.0, 1.5], 1.5, 9.0));
}

/// An arm of a choice in an arm reaches for its element where a lane that is in both takes it, and for none else.
#[differentiable(turns = 8)]
fn reaching_within<T: Real>(x: T, y: T, v: [T; 3], n: usize, w: &[f64]) -> T {
    let first = if x > 0.5 { if x > 0.2 { v[0] * y } else { v[n + 3] * x } } else { y };
    let mut sum = first;
    for i in 0..n {
        if sum > 0.0 {
            let inner = if x > 0.5 {
                if sum * x > -1.0 { if y < 9.0 { v[i % 3] * w[i % 2] } else { v[n * 3] + w[n + 7] } } else { v[9 + i] }
            } else {
                x
            };
            sum -= inner * 0.3;
        }
    }
    sum
}

#[test]
fn no_lane_reaches_for_what_it_does_not_take() {
    type L = Lanes<f64, 4>;
    let f = ReachingWithin { n: 4, w: &[0.7, 0.4] };
    let points = [(0.9, 0.6), (0.1, 10.0), (-3.0, 0.4), (0.3, -0.2)].map(|(x, y)| (x, y, [0.3, 0.8, -0.6]));
    let at = L::pack(&points);
    let (value, kept) = Differentiable::<L>::eval_keep(&f, &at);
    let bars: [(f64, f64, [f64; 3]); 4] = L::unpack(&Differentiable::<L>::vjp(&f, &at, &kept, &L::ONE));
    let value: [f64; 4] = L::unpack(&value);
    for (lane, args) in points.iter().enumerate() {
        let (should, kept) = Differentiable::<f64>::eval_keep(&f, args);
        assert_eq!((value[lane], bars[lane]), (should, Differentiable::<f64>::vjp(&f, args, &kept, &1.0)));
    }
}
