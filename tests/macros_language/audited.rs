//! What was found by porting other people's programs, and by writing what nobody would.

use tapeless::{Differentiable, Real, differentiable};

use crate::check::{and_plain, assert_same, check};

and_plain! {
    /// `r#x` is `x`.
    #[differentiable(turns = 4)]
    fn written_raw<T: Real>(r#x: T, r#type: T, n: usize) -> T {
        let r#n = n + 1;
        let mut r#sum = x * r#type;
        for r#i in 0..n {
            sum = r#sum * x + r#i as f64;
        }
        sum * r#n as f64
    }

    /// What `m` and `rows` stand for are the arguments, and not what their names are bound to since.
    #[differentiable(turns = 6)]
    fn bound_anew<T: Real>(x: T, n: usize, rows: &[[f64; 2]; 3]) -> T {
        let m = n;
        let n = 2;
        let mut sum = x;
        for i in 0..m {
            sum = sum * x + (n * i) as f64;
        }
        let n = n + m;
        let first = rows[0][1];
        let rows = [[0.5, 0.25, -0.5, 0.75], [0.0, 0.1, 0.2, 0.3]];
        for i in 0..rows[0].len() {
            sum = sum * x + first * rows[0][i];
        }
        for i in 0..n {
            sum = sum.sin() + i as f64;
        }
        sum
    }

    /// The arms change an array in place, and one changes a copy of it as well.
    #[differentiable]
    fn copied_in_an_arm<T: Real>(x: [T; 3], n: usize) -> T {
        let mut s = T::ONE;
        let mut kept = [T::ONE; 3];
        for i in 0..3 {
            if i == n {
                kept[i] = x[i] * s;
            } else {
                let mut other = kept;
                other[i] = s;
                s = other[0] * other[i] + x[i];
            }
            s = s * x[i] + kept[1];
        }
        s * kept[0] + kept[2]
    }

    /// An arm gives the array as it was beside what it becomes.
    #[differentiable]
    fn before_and_after<T: Real>(x: [T; 3], n: usize) -> T {
        let mut s = T::ONE;
        let mut kept = [T::ONE; 3];
        let mut before = x;
        for i in 0..3 {
            if i >= n {
                before = kept;
                for j in 0..3 {
                    kept[j] = kept[j] * x[i] + s;
                }
            } else if i == 0 {
                kept[1] += x[0];
            }
            s = s * before[i] + kept[1] * before[1];
        }
        s * kept[0] + before[2]
    }

    /// Each arm of an arm changes the array, and gives it before and after, in either order.
    #[differentiable]
    fn in_either_order<T: Real>(x: [T; 3], n: usize) -> T {
        let mut s = T::ONE;
        let mut kept = x;
        for i in 0..3 {
            let (u, v) = if i == n {
                let before = kept;
                kept[i] = s * before[0];
                (before, kept)
            } else if i > n {
                kept[0] = s;
                let before = kept;
                kept[1] = before[0] * s;
                (kept, before)
            } else {
                (kept, x)
            };
            s = s * v[i] + u[1];
            kept[2] = u[0] * v[1];
        }
        s * kept[0] + kept[2]
    }

    /// Each turn leaves the integers as it finds them: so does the loop.
    #[differentiable]
    fn given_back<T: Real>(x: [T; 3], n: usize) -> T {
        let mut order: [usize; 3] = [0, 1, n % 3];
        let mut s = x[0];
        for i in 0..3 {
            let before = order;
            for j in 0..2 {
                let kept = order;
                order[j] = (order[2] + i + j) % 3;
                s = s * x[order[j]] + x[order[2]];
                if j == n {
                    order = kept;
                }
            }
            s += x[order[1]] * s;
            order = before;
        }
        s * x[order[0]] + x[order[2]]
    }

    /// A loop in an arm changes the array, and a copy of it.
    #[differentiable]
    fn copied_for_a_loop<T: Real>(x: [T; 3], n: usize) -> T {
        let mut s = x[0];
        let mut kept = [T::ONE; 3];
        for i in 0..3 {
            kept[i] += s;
            if i >= n {
                let mut other = kept;
                for j in 0..3 {
                    kept[0] = other[j] * s;
                    other[j] = (other[j] * kept[1]).sin() + x[i];
                    s += other[2];
                }
            }
        }
        s * kept[0] + kept[2]
    }
}

#[test]
fn raw_names() {
    let (f, args) = (WrittenRaw { n: 2 }, (0.7, 0.3));
    check("written_raw", &f, |a: (f64, f64)| plain::written_raw(a.0, a.1, 2), &args);
    assert_same("written_raw", &f.eval(&args), &plain::written_raw(args.0, args.1, 2));
}

/// Functions of a macro's, which names some variables and is given others.
macro_rules! horner {
    ($name:ident, $x:ident, $number:ty, [$($c:expr),*]) => {
        #[differentiable]
        fn $name<T: Real>($x: $number) -> $number {
            let mut sum = T::ZERO;
            $(sum = sum * $x + $c;)*
            sum
        }
    };
}
horner!(of_other_names, y, T, [1.0 - 3.0, 0.5 + 0.25, y.sin() - 1.0]);

#[test]
fn names_of_a_macro_and_of_its_caller() {
    let plain = |(y,): (f64,)| ((1.0 - 3.0) * y + (0.5 + 0.25)) * y + (y.sin() - 1.0);
    check("of_other_names", &OfOtherNames, plain, &(0.7,));
}

#[test]
fn turns_of_what_was_bound_anew() {
    let (f, args) = (BoundAnew { n: 4, rows: &[[0.5, 1.5]; 3] }, (0.7,));
    check("bound_anew", &f, |a: (f64,)| plain::bound_anew(a.0, 4, f.rows), &args);
    assert_same("bound_anew", &f.eval(&args), &plain::bound_anew(0.7, 4, f.rows));
}

#[test]
fn copies_of_what_an_arm_changes() {
    let args = ([0.7, 0.3, 0.4],);
    for n in [0, 1, 2, 4] {
        let f = CopiedInAnArm { n };
        check("copied_in_an_arm", &f, |a: ([f64; 3],)| plain::copied_in_an_arm(a.0, n), &args);
        assert_same("copied_in_an_arm", &f.eval(&args), &plain::copied_in_an_arm(args.0, n));
        let f = BeforeAndAfter { n };
        check("before_and_after", &f, |a: ([f64; 3],)| plain::before_and_after(a.0, n), &args);
        assert_same("before_and_after", &f.eval(&args), &plain::before_and_after(args.0, n));
        let f = CopiedForALoop { n };
        check("copied_for_a_loop", &f, |a: ([f64; 3],)| plain::copied_for_a_loop(a.0, n), &args);
        assert_same("copied_for_a_loop", &f.eval(&args), &plain::copied_for_a_loop(args.0, n));
        let f = InEitherOrder { n };
        check("in_either_order", &f, |a: ([f64; 3],)| plain::in_either_order(a.0, n), &args);
        assert_same("in_either_order", &f.eval(&args), &plain::in_either_order(args.0, n));
    }
}

#[test]
fn integers_that_a_turn_gives_back() {
    let args = ([0.7, 0.3, 0.4],);
    for n in [0, 1, 5] {
        let f = GivenBack { n };
        check("given_back", &f, |a: ([f64; 3],)| plain::given_back(a.0, n), &args);
        assert_same("given_back", &f.eval(&args), &plain::given_back(args.0, n));
    }
}
