//! What was found by porting other people's programs, and by writing what nobody would.

use tapeless::{Differentiable, Real, differentiable};

use crate::check::{and_plain, assert_same, check};

and_plain! {
    /// `r#x` is `x`.
    #[differentiable]
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
