//! What is changed in the middle of an expression is changed when it is asked, once, and seen by what comes after.

use tapeless::{Real, differentiable};

use crate::check::{and_plain, check};

fn weight(i: usize, w: f64) -> f64 {
    i as f64 * w + 1.0
}

and_plain! {
    /// The right side of `&&` and `||` is asked where the left side leaves it open.
    #[differentiable]
    fn counted_where_asked<T: Real>(x: T, n: usize) -> T {
        let mut c = 0;
        let a = n > 2 && { c += 1; true };
        let b = n > 4 || { c += 10; false };
        let d = (n > 6) & { c += 100; true };
        let e = (n > 6) | { c += 1000; true };
        x * c as f64 + if a ^ b ^ d ^ e { x * x } else { x.sin() }
    }

    #[differentiable]
    fn changed_where_asked<T: Real>(x: T, y: T, n: usize) -> T {
        let mut s = x;
        let a = if x > 0.0 && { s *= 2.0; s > y } { s } else { s * y };
        let b = if n > 1 || { s += 1.0; s > 1.0 } { s } else { s * y };
        let mut t = y;
        let on = n > 1 && { t *= 3.0; true };
        let c = if on { t } else { t * t };
        a * b * c + s * t
    }

    #[differentiable]
    fn counted_in_turns<T: Real>(x: [T; 5], n: usize) -> T {
        let mut c = 0;
        let mut s = T::ZERO;
        for i in 0..5 {
            if i > n && { c += 1; c % 2 == 0 } {
                s += x[i] * c as f64;
            } else if i < n || { c += 10; c > 20 } {
                s = s * 0.5 + x[i] * x[i] * c as f64;
            }
        }
        s * c as f64
    }

    #[differentiable]
    fn asked_once<T: Real>(x: T, y: T, n: usize) -> T {
        let mut s = x;
        let mut r = y;
        if { s *= 2.0; s > y } && n > 1 {
            r += s;
        }
        r * s
    }

    #[differentiable]
    fn matched_once<T: Real>(x: T, o: Option<usize>) -> T {
        let mut c = 0;
        let a = if let Some(k) = { c += 1; o } { x * k as f64 } else { x * x };
        let b = match { c += 10; o } {
            Some(k) if k > 2 => x * c as f64,
            Some(k) => x * (k + c) as f64,
            None => x.sin(),
        };
        a * b + x * c as f64
    }

    #[differentiable]
    fn arguments_in_order<T: Real>(x: T, n: usize) -> T {
        let mut k = n;
        let a = weight({ k += 1; k }, { k *= 2; k as f64 });
        let b = weight(k, { k += 3; k as f64 }).max({ k += 3; k as f64 }).min(1.0 + { k += 1; k as f64 });
        let mut s = x;
        let mut j = 0;
        for i in 0..3 {
            let w = weight({ j += i; j }, { j += 1; j as f64 });
            s = (s * w * 0.1).sin() + x * weight(j, { j *= 2; 1.0 });
        }
        x * a + x * x * b + s * j as f64
    }
}

#[differentiable]
fn scaled<T: Real>(x: T, k: usize, y: T) -> T {
    x * k as f64 + y * y
}

#[differentiable]
fn differentiated_arguments_in_order<T: Real>(x: T, y: T, n: usize) -> T {
    let mut k = n;
    let mut s = y;
    let a = scaled(
        {
            s += x;
            s
        },
        k,
        {
            k += 5;
            s *= 2.0;
            s * k as f64
        },
    );
    let b = scaled(
        s,
        {
            k *= 2;
            k
        },
        {
            s = a;
            s
        },
    );
    a * b + s * k as f64
}

#[test]
fn a_right_side_is_asked_where_the_left_leaves_it_open() {
    for n in [1, 3, 5, 7] {
        let f = CountedWhereAsked { n };
        check("counted_where_asked", &f, |a: (f64,)| plain::counted_where_asked(a.0, n), &(0.7,));
        for at in [(0.7, 0.3), (-0.7, 0.3), (0.1, 0.9)] {
            let f = ChangedWhereAsked { n };
            check("changed_where_asked", &f, |a: (f64, f64)| plain::changed_where_asked(a.0, a.1, n), &at);
        }
        let f = CountedInTurns { n };
        let at = ([0.7, 0.3, 1.2, 0.4, -0.2],);
        check("counted_in_turns", &f, |a: ([f64; 5],)| plain::counted_in_turns(a.0, n), &at);
    }
}

#[test]
fn what_is_asked_is_asked_once() {
    for n in [1, 2] {
        for at in [(0.7, 0.3), (0.1, 0.9)] {
            check("asked_once", &AskedOnce { n }, |a: (f64, f64)| plain::asked_once(a.0, a.1, n), &at);
        }
    }
    for o in [None, Some(1), Some(5)] {
        check("matched_once", &MatchedOnce { o }, |a: (f64,)| plain::matched_once(a.0, o), &(0.7,));
    }
}

#[test]
fn arguments_are_read_in_order() {
    for n in [1, 4] {
        check("arguments_in_order", &ArgumentsInOrder { n }, |a: (f64,)| plain::arguments_in_order(a.0, n), &(0.7,));
        let f = DifferentiatedArgumentsInOrder { n };
        let plain = |a: (f64, f64)| {
            let (x, y) = a;
            let scaled = |x: f64, k: usize, y: f64| x * k as f64 + y * y;
            let first = scaled(y + x, n, 2.0 * (y + x) * (n + 5) as f64);
            let k = 2 * (n + 5);
            let second = scaled(2.0 * (y + x), k, first);
            first * second + first * k as f64
        };
        check("differentiated_arguments_in_order", &f, plain, &(0.7, 0.3));
    }
}
