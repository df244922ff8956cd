//! Elements that nothing reads, of arrays whose other elements are read: nothing of them shows in the gradient, neither
//! an infinite slope nor one that is none.

use tapeless::{Differentiable, Dual, Lanes, Real, differentiable, vector_field};

use crate::check::{and_plain, check, holds};

and_plain! {
    /// What the last turn takes is no more than a turn in an arm; the next is where there is no logarithm.
    #[differentiable]
    fn until_there_is_none<T: Real>(x: [T; 2]) -> T {
        let mut v = x[0];
        let mut r = x[1];
        for k in 0..5 {
            if k == 1 {
                r = v * x[1];
            }
            v = (v - 1.0).ln();
        }
        r
    }

    /// The square of the last turns overflows, and is none of the result's.
    #[differentiable]
    fn by_squares<T: Real>(x: [T; 2]) -> T {
        let mut base = x[0];
        let mut r = x[1];
        for k in 0..16 {
            if 5 >> k & 1 == 1 {
                r *= base;
            }
            base = base * base;
        }
        r
    }

    /// The same where what decides is differentiated.
    #[differentiable]
    fn by_squares_below<T: Real>(x: [T; 2]) -> T {
        let mut base = x[0];
        let mut r = x[1];
        for _ in 0..16 {
            if r < 100.0 {
                r *= base;
            }
            base = base * base;
        }
        r
    }

    #[differentiable]
    fn in_an_arm<T: Real>(x: [T; 3]) -> T {
        let r = x.map(|v| v.sqrt());
        let mut s = T::ZERO;
        for i in 0..3 {
            if x[i] > 0.0 {
                s += r[i];
            }
        }
        s
    }

    #[differentiable]
    fn in_an_arm_of_many<T: Real>(x: [T; 9], a: T) -> T {
        let r = x.map(|v| (v.ln() * v.sqrt() * a + v.recip()).powf(1.5));
        let mut s = T::ZERO;
        for i in 0..9 {
            if x[i] > 0.0 {
                s += r[i] * r[i];
            }
        }
        s
    }

    #[differentiable]
    fn squares_of_logarithms<T: Real>(x: [T; 6]) -> T {
        let r = x.map(|v| v.ln());
        let mut s = T::ZERO;
        for i in 0..6 {
            if x[i] > 0.5 {
                s += r[i] * r[i] * x[0];
            }
        }
        s
    }

    #[differentiable]
    fn rows<T: Real>(x: [[T; 5]; 6]) -> T {
        let mut r = [[T::ZERO; 5]; 6];
        for i in 0..6 {
            for j in 0..5 {
                r[i][j] = x[i][j].sqrt();
            }
        }
        let mut s = T::ZERO;
        for i in 0..5 {
            s += r[i][i] * r[i + 1][0];
        }
        s
    }

    #[differentiable]
    fn pairs<T: Real>(x: [T; 6]) -> T {
        let r: [(T, T); 6] = core::array::from_fn(|i| (x[i] * x[i], x[i].acosh()));
        let mut s = T::ZERO;
        for i in 0..6 {
            s += r[i].0;
            if x[i] > 1.0 {
                s += r[i].1;
            }
        }
        s
    }

    #[differentiable]
    fn first_and_last<T: Real>(x: [T; 7]) -> T {
        let r = x.map(|v| 1.0 / v);
        r[0] * r[6]
    }

    #[differentiable]
    fn written_over<T: Real>(x: [T; 7]) -> T {
        let mut r = x.map(|v| v.ln());
        r[2] = x[0];
        r.iter().map(|v| *v * *v).sum()
    }

    #[differentiable]
    fn all_written_over<T: Real>(x: [T; 7]) -> T {
        let mut r = x.map(|v| v.ln());
        let first = r[0];
        for i in 0..7 {
            r[i] = x[i] * x[i];
        }
        for i in 0..7 {
            for _ in 0..2 {
                r[i] = r[i] * first;
            }
        }
        r.iter().copied().sum()
    }

    #[differentiable]
    fn root<T: Real>(x: T) -> T {
        x.sqrt()
    }

    #[differentiable]
    fn called<T: Real>(x: [T; 6]) -> T {
        let mut r = [T::ZERO; 6];
        for i in 0..6 {
            r[i] = root(x[i]);
        }
        let mut s = T::ZERO;
        for i in 1..6 {
            if x[i] > 0.0 {
                s += r[i] * x[i - 1];
            }
        }
        s
    }

    #[differentiable]
    fn all_of_them<T: Real>(x: [T; 6]) -> T {
        let r = x.map(|v| v.sqrt());
        let mut s = T::ZERO;
        for i in 0..6 {
            s += r[i] * r[i] * x[i];
        }
        s
    }
}

const GOOD: [f64; 9] = [0.3, 1.8, 0.2, 0.9, 1.4, 0.7, 2.1, 1.1, 0.4];

holds! {
    until_there_is_none: UntilThereIsNone, |a| until_there_is_none(a.0), [([3.7, 0.4],), ([5.0, -1.5],)];
    by_squares: BySquares, |a| by_squares(a.0), [([3.7, 0.4],), ([-5.0, 1.5],)];
    by_squares_below: BySquaresBelow, |a| by_squares_below(a.0), [([3.7, 0.4],), ([5.0, 1.5],)];
    in_an_arm: InAnArm, |a| in_an_arm(a.0), [([0.3, 0.8, 0.2],)];
    in_an_arm_of_many: InAnArmOfMany, |a| in_an_arm_of_many(a.0, a.1), [(GOOD, 0.1)];
    squares_of_logarithms: SquaresOfLogarithms, |a| squares_of_logarithms(a.0), [([1.0, 0.7, 1.0, 2.0, 0.3, 1.5],)];
    rows: Rows, |a| rows(a.0), [([[0.3, 1.8, 0.2, 0.9, 1.4], [0.7, 2.1, 1.1, 0.4, 1.0], [0.5; 5], [0.6; 5], [0.8; 5], [1.2; 5]],)];
    pairs: Pairs, |a| pairs(a.0), [([1.3, 1.8, 1.2, 1.9, 1.4, 2.7],)];
    first_and_last: FirstAndLast, |a| first_and_last(a.0), [([0.3, 1.8, 0.2, 0.9, 1.4, 0.7, 2.1],)];
    written_over: WrittenOver, |a| written_over(a.0), [([0.3, 1.8, 0.2, 0.9, 1.4, 0.7, 2.1],)];
    all_written_over: AllWrittenOver, |a| all_written_over(a.0), [([0.3, 1.8, 0.2, 0.9, 1.4, 0.7, 2.1],)];
    called: Called, |a| called(a.0), [([0.3, 1.8, 0.2, 0.9, 1.4, 0.7],)];
    all_of_them: AllOfThem, |a| all_of_them(a.0), [([0.3, 1.8, 0.2, 0.9, 1.4, 0.7],)];
}

/// The element asked for, and the one after it.
#[differentiable]
fn picked<T: Real>(x: [T; 9], k: usize) -> T {
    let r = x.map(|v| v.sqrt());
    r[k] * r[k + 1]
}

fn gradient<T: Real, F: Differentiable<T, Output = T>>(f: &F, args: &F::Args) -> F::Args {
    let (_, kept) = f.eval_keep(args);
    f.vjp(args, &kept, &T::ONE)
}

/// The components along duals, one by one.
fn forward<const N: usize>(
    f: &impl Differentiable<Dual<f64, N>, Args = ([Dual<f64, N>; N],), Output = Dual<f64, N>>,
    x: [f64; N],
) -> [f64; N] {
    f.eval(&(core::array::from_fn(|i| Dual::variable(x[i], i)),)).eps
}

fn assert_near(is: &[f64], should: &[f64]) {
    for (is, should) in is.iter().zip(should) {
        assert!((is - should).abs() <= 1e-14 * should.abs().max(1.0), "{is} is not {should}");
    }
}

#[test]
fn what_is_read_in_an_arm_alone() {
    let x = [0.3, -0.8, 0.2];
    let root = |x: f64| 0.5 / x.sqrt();
    let should = [root(0.3), 0.0, root(0.2)];
    assert_near(&gradient::<f64, _>(&InAnArm, &(x,)).0, &should);
    assert_near(&forward(&InAnArm, x), &should);
    // At the edge itself, of the slope ∞.
    assert_near(&gradient::<f64, _>(&InAnArm, &([0.3, 0.0, -0.0],)).0, &[root(0.3), 0.0, 0.0]);
    assert_eq!(gradient::<f32, _>(&InAnArm, &([0.25_f32, -0.8, 0.25],)).0, [1.0, 0.0, 1.0]);
}

#[test]
fn what_an_index_picks() {
    let mut x = [-0.5, 0.0, f64::NEG_INFINITY, 0.25, 1.0, -1.0, -0.0, f64::NAN, 0.0];
    assert_eq!(gradient::<f64, _>(&Picked { k: 3 }, &(x,)).0, [0.0, 0.0, 0.0, 1.0, 0.25, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(
        gradient::<f64, _>(&FirstAndLast, &([0.5, 0.0, 0.0, f64::NAN, 0.0, 0.0, 2.0],)).0,
        [-2.0, 0.0, 0.0, 0.0, 0.0, 0.0, -0.5]
    );
    x[8] = 1.0;
    assert!(gradient::<f64, _>(&Picked { k: 7 }, &(x,)).0[7].is_nan(), "what is read and is not a number shows");
}

#[test]
fn what_is_written_over_and_what_is_called() {
    let x = [0.5, 1.0, -3.0, 1.0, 1.0, 1.0, 1.0];
    let bar = gradient::<f64, _>(&WrittenOver, &(x,)).0;
    assert_near(&bar, &[2.0 * 0.5_f64.ln() / 0.5 + 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let x = [core::f64::consts::E, -3.0, 0.0, -1.0, -1.0, 0.0, -1.0];
    assert_near(&gradient::<f64, _>(&AllWrittenOver, &(x,)).0, &forward(&AllWrittenOver, x));
    let x = [-0.5, 0.25, -0.5, 0.0, 1.0, 0.25];
    assert_eq!(gradient::<f64, _>(&Called, &(x,)).0, [0.5, -0.5, 0.0, 1.0, 0.5, 1.0]);
    assert_eq!(forward(&Called, x), [0.5, -0.5, 0.0, 1.0, 0.5, 1.0]);
}

#[test]
fn rows_and_pairs() {
    let mut x = [[-1.0; 5]; 6];
    for i in 0..5 {
        x[i][i] = 0.25;
        x[i + 1][0] = 0.25;
    }
    let bar = gradient::<f64, _>(&Rows, &(x,)).0;
    for i in 0..6 {
        for j in 0..5 {
            let once = if i == j && i < 5 { 0.5 } else { 0.0 } + if j == 0 && i > 0 { 0.5 } else { 0.0 };
            assert_eq!(bar[i][j], once, "{i} {j}");
        }
    }
    let x = [0.5, 1.0, 2.0, -3.0, 0.0, 1.0];
    let should = [1.0, 2.0, 4.0 + 1.0 / 3.0_f64.sqrt(), -6.0, 0.0, 2.0];
    assert_near(&gradient::<f64, _>(&Pairs, &(x,)).0, &should);
    assert_near(&forward(&Pairs, x), &should);
}

/// Each lane by itself.
#[test]
fn on_lanes() {
    let points = [[0.3, -0.8, 0.2], [-0.3, -0.8, 0.0], [1.0, 2.0, 3.0], [0.0, 0.5, -1.0]];
    let x = core::array::from_fn(|i| Lanes::<f64, 4>::new(points.map(|point| point[i])));
    let bars = gradient::<Lanes<f64, 4>, _>(&InAnArm, &(x,)).0;
    for (lane, point) in points.into_iter().enumerate() {
        let one = gradient::<f64, _>(&InAnArm, &(point,)).0;
        assert_eq!(bars.map(|bar| bar.to_array()[lane].to_bits()), one.map(f64::to_bits), "lane {lane}");
    }
    let mut more = [GOOD; 4];
    for (k, point) in more.iter_mut().enumerate() {
        point[k] = -0.5;
        point[2 * k] = 0.0;
    }
    let x: [Lanes<f64, 4>; 9] = core::array::from_fn(|i| Lanes::new(more.map(|point| point[i])));
    let bars = gradient::<Lanes<f64, 4>, _>(&InAnArmOfMany, &(x, Lanes::lit(0.1)));
    for (lane, point) in more.into_iter().enumerate() {
        let one = gradient::<f64, _>(&InAnArmOfMany, &(point, 0.1));
        assert!(one.0.iter().all(|bar| bar.is_finite()));
        assert_near(&bars.0.map(|bar| bar.to_array()[lane]), &one.0);
        assert_near(&[bars.1.to_array()[lane]], &[one.1]);
    }
}

/// Forward over reverse: a cotangent that is 0 and has a tangent goes back.
#[test]
fn a_cotangent_of_0_with_a_tangent_goes_back() {
    type D = Dual<f64, 1>;
    let mut x = [1.0, -2.0, 1.0, 0.0, 2.0, 1.0].map(D::lit);
    x[2].eps = [1.0];
    let bar = gradient::<D, _>(&SquaresOfLogarithms, &(x,)).0;
    // x₀ ln² x₂ at 1: the slope 0, the second one 2.
    assert_eq!((bar[2].re, bar[2].eps), (0.0, [2.0]));
    assert!(bar.iter().all(|bar| bar.is_finite()));
    assert_eq!((bar[1].re, bar[1].eps, bar[3].re, bar[3].eps), (0.0, [0.0], 0.0, [0.0]));
}

#[test]
#[cfg(feature = "num-dual")]
fn on_the_numbers_of_num_dual() {
    use num_dual::Dual64;
    let mut x = [1.0, -2.0, 1.0, 0.0, 2.0, 1.0].map(Dual64::from_re);
    x[2].eps = 1.0;
    let bar = gradient::<Dual64, _>(&SquaresOfLogarithms, &(x,)).0;
    assert_eq!((bar[2].re, bar[2].eps), (0.0, 2.0));
    assert_eq!((bar[1].re, bar[1].eps, bar[3].re, bar[3].eps), (0.0, 0.0, 0.0, 0.0));
    let forward = SquaresOfLogarithms.eval(&(x,));
    assert_eq!(forward.eps, 0.0);
}

/// Neighbours' fluxes, of which a branch reads one.
#[vector_field]
fn upwind<T: Real, const N: usize>(_t: T, h: [T; N], g: T) -> [T; N] {
    let c: [T; N] = core::array::from_fn(|i| (h[i] * g).sqrt());
    let mut dh = [T::ZERO; N];
    for i in 1..N {
        if h[i] > 0.0 && h[i - 1] > 0.0 {
            dh[i] = c[i - 1] - c[i];
        }
    }
    dh
}

#[test]
fn in_a_field() {
    use crate::check::Field;
    let at = |h: [f64; 6]| (0.0, h, 9.81, ());
    let should = |i: f64| 0.5 * 9.81 / (i * 9.81).sqrt();
    let f = Field(Upwind::<6>);
    let args = at([1.0, 2.0, 0.0, -1.0, 1.0, 3.0]);
    let (_, kept) = Differentiable::<f64>::eval_keep(&f, &args);
    let bar = Differentiable::<f64>::vjp(&f, &args, &kept, &[1.0; 6]).1;
    assert_near(&bar, &[should(1.0), -should(2.0), 0.0, 0.0, should(1.0), -should(3.0)]);
    check("upwind", &f, |a| upwind(a.0, a.1, a.2), &at([1.0, 2.0, 0.5, 1.2, 1.0, 3.0]));
}
