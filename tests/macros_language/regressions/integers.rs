//! Arrays of integers, ranges and exponents.

use tapeless::{Differentiable, Real, differentiable};

use crate::check::check;

#[differentiable]
fn of_chosen_integers<T: Real>(x: [T; 4], flag: bool) -> T {
    let mut order: [usize; 4] = [0; 4];
    let mut sum = T::ZERO;
    for i in 0..4 {
        if flag {
            order = [3, 1, 2, 0];
        } else {
            order[i] = (order[2] + 3) % 4;
        }
        sum += x[order[i]] * x[i];
    }
    sum
}

#[test]
fn an_array_of_integers_that_a_choice_gives_is_indexed() {
    for flag in [false, true] {
        let at = ([0.7, 0.3, -0.5, 0.2],);
        check("of_chosen_integers", &OfChosenIntegers { flag }, |a: ([f64; 4],)| of_chosen_integers(a.0, flag), &at);
    }
    assert_eq!(of_chosen_integers([1.0, 2.0, 3.0, 5.0], false), 5.0 + 10.0 + 15.0 + 15.0);
}

/// The exponent is a count that a comparison of plain numbers decides.
#[differentiable]
fn exponent_by_a_comparison<T: Real>(x: T, w: &[f64]) -> T {
    let mut k: usize = 2;
    if w[0] < 0.0 {
        k = (k + 3) % 4;
    }
    x.powi(k as i32 - 2) + x
}

#[test]
fn a_comparison_in_an_exponent_is_of_numbers() {
    for w in [[0.5], [-0.5]] {
        let plain = |(x,): (f64,)| exponent_by_a_comparison(x, &w);
        check("exponent_by_a_comparison", &ExponentByAComparison { w: &w }, plain, &(0.7,));
    }
}

/// Arrays of integers in a function of one concrete number.
#[differentiable]
fn integers_beside_f64(x: [f64; 4], n: usize) -> f64 {
    let order: [usize; 4] = core::array::from_fn(|i| (i * 3 + n) % 4);
    let seen: [bool; 2] = [n > 1; 2];
    let mut sum = 0.0;
    for i in order {
        if seen[i % 2] {
            sum = sum * x[i] + x[order[i]];
        }
    }
    sum
}

#[test]
fn integers_in_a_function_of_f64() {
    let (f, x) = (IntegersBesideF64 { n: 2 }, [0.3, 0.7, -0.4, 0.9]);
    let (value, kept) = f.eval_keep(&(x,));
    let plain = |x: [f64; 4]| {
        let order = [2, 1, 0, 3];
        order.iter().fold(0.0, |sum, &i: &usize| sum * x[i] + x[order[i]])
    };
    assert_eq!((value, integers_beside_f64(x, 2)), (plain(x), plain(x)));
    let (bars,) = f.vjp(&(x,), &kept, &1.0);
    for i in 0..4 {
        let mut moved = x;
        moved[i] += 1e-6;
        assert!((bars[i] - (plain(moved) - plain(x)) / 1e-6).abs() < 1e-5);
    }
}

/// The range begins with an element of an array, whose brackets are not around all of it.
#[differentiable(turns = 8)]
fn from_an_element_on<T: Real>(x: T, n: usize) -> T {
    let from: [usize; 3] = [1; 3];
    let mut y = x;
    for _ in from[n % 3]..4 {
        y = (y * x).sin();
    }
    y
}

#[test]
fn a_range_from_an_element_on_is_gone_through_backwards() {
    check("from_an_element_on", &FromAnElementOn { n: 1 }, |(x,): (f64,)| from_an_element_on(x, 1), &(0.8,));
    let once = |y: f64| (y * 0.8).sin();
    assert_eq!(from_an_element_on(0.8, 1), once(once(once(0.8))));
}

/// An array of integers of any length is noted in an arm, and one in a loop's turns.
#[differentiable]
fn tables_of_any_length<T: Real, const N: usize>(x: T, v: &[T; N], n: usize, flag: bool) -> T {
    let mut s = match n % 3 {
        0 => {
            let of: [usize; N] = {
                let mut all: [usize; N] = [1; N];
                all[2] = n % N;
                all
            };
            x * v[if flag { of[2] % 3 } else { 0 }] * v[(of[2] * 2 + n) % 2]
        }
        _ => x,
    };
    for j in 0..N {
        let at: [usize; N] = core::array::from_fn::<_, N, _>(|k| (2 * k + j) % N);
        let other: [[usize; N]; 2] = [at, core::array::from_fn::<_, N, _>(|k| (k + j + n) % N)];
        s = (s * v[at[N - 1 - j]] + v[other[j % 2][0]] - v[other[1 - j % 2][j]]).sin();
    }
    s
}

#[test]
fn tables_of_any_length_are_noted() {
    let args = (0.6, [0.3, -0.8, 0.5, 0.9]);
    for (n, flag) in [(0, false), (3, true), (6, false), (1, true)] {
        let plain = |a: (f64, [f64; 4])| tables_of_any_length(a.0, &a.1, n, flag);
        check("tables_of_any_length", &TablesOfAnyLength { n, flag }, plain, &args);
    }
}

/// Arrays of integers without a type that are read by what is no literal hold indices, or counts.
#[differentiable]
fn untyped_tables<T: Real>(x: [T; 3], n: usize) -> T {
    let next = [1, 2, 0];
    let table = [[0, 1, 2], [2, 1, 0]];
    let weights = [1, 2, 3];
    let scale = [1.0, 2.0, 3.0];
    let mut same = [0; 3];
    same[1] = n;
    let mut k = 0;
    let mut s = T::ZERO;
    for i in 0..3 {
        s += x[k] * i as f64 + x[table[i % 2][k]] * weights[k] as f64 * scale[i] + x[same[i]] * x[k];
        k = next[k];
    }
    s
}

#[test]
fn arrays_of_integers_without_a_type_are_read_by_a_variable() {
    let at = ([0.7, 0.3, -0.5],);
    check("untyped_tables", &UntypedTables { n: 2 }, |a: ([f64; 3],)| untyped_tables(a.0, 2), &at);
    assert_eq!(untyped_tables([1.0, 2.0, 5.0], 2), 82.0);
}

/// What is found among plain integers goes through the methods of an option.
#[differentiable]
fn found_among_integers<T: Real>(x: [T; 4], t: &[usize]) -> T {
    let most = t.iter().max().copied().unwrap_or(0);
    let after_least = t.iter().min().map(|k| k + 1).unwrap_or(0);
    let last = t.iter().last().copied().unwrap_or(1);
    let above = t.iter().find(|k| **k > 1).cloned().map_or(0, |k| k - 1);
    let second = t.iter().copied().nth(1).unwrap_or(0);
    if t.iter().position(|k| *k == 1).is_some() { x[most] * x[after_least] * x[last] } else { x[above] * x[second] }
}

#[test]
fn what_is_found_among_integers_is_an_index() {
    let at = ([0.7, 0.3, -0.5, 0.2],);
    for t in [&[3, 1, 2][..], &[2, 3], &[]] {
        let plain = |a: ([f64; 4],)| found_among_integers(a.0, t);
        check("found_among_integers", &FoundAmongIntegers { t }, plain, &at);
    }
    assert_eq!(found_among_integers([1.0, 2.0, 3.0, 5.0], &[3, 1, 2]), 5.0 * 3.0 * 3.0);
    assert_eq!(found_among_integers([1.0, 2.0, 3.0, 5.0], &[2, 3]), 2.0 * 5.0);
}
