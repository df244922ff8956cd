//! Patterns: `@`, tuple structs, nested ones, and those of what is not differentiated, with guards that ask what is.

use tapeless::{Differentiable, Real, Vector, differentiable};

use crate::check::{and_plain, check, holds};

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Pair<T>(T, [T; 2]);

#[derive(Clone, Copy, Debug, Vector)]
struct Inner<T> {
    a: T,
    b: [T; 3],
}

#[derive(Clone, Copy, Debug, Vector)]
struct Outer<T> {
    x: Inner<T>,
    y: T,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    from: usize,
    to: usize,
    rate: f64,
}

const STEPS: [Step; 3] =
    [Step { from: 0, to: 1, rate: 0.5 }, Step { from: 1, to: 2, rate: -1.5 }, Step { from: 2, to: 2, rate: 2.0 }];
const MODES: [Option<usize>; 4] = [Some(2), None, Some(7), Some(0)];
const TABLE: &[f64] = &[0.5, 2.0, 3.0];

and_plain! {
    /// Assignments to patterns that leave parts out.
    #[differentiable]
    fn assigned_but_for_some<T: Real>(x: [T; 4]) -> T {
        let (mut y, mut z) = (x[0], [x[1]; 3]);
        (z[0], .., y) = (y, x[2], z[1], x[3] * x[2]);
        let (mut a, mut b) = (x[0], x[1]);
        [_, a, .., b] = x.map(|x| x * x);
        [z[1], ..] = [a * z[2], b, y];
        [.., z[2]] = z;
        y * z[0] + z[1] * a - b * z[2]
    }

    #[differentiable]
    fn whole_and_parts<T: Real>(x: [T; 3], y: (T, T)) -> T {
        let all @ [a, .., c] = x;
        let both @ (p, _) = y;
        let [first, rest @ ..] = all;
        let [before @ .., last] = x;
        all[1] * a * c + both.1 * p + first * rest[1] + before[0] * last
    }

    #[differentiable]
    fn any_element<T: Real>(x: [T; 4]) -> T {
        let all @ [a, ..] = x;
        let mut sum = a;
        for (i, v) in all.iter().enumerate() {
            sum += *v * all[(i + 1) % 4];
        }
        sum
    }

    #[differentiable]
    fn by_reference<T: Real>(x: (T, (T, [T; 2]))) -> T {
        let (ref a, (ref b, [c, mut d])) = x;
        d *= *a;
        *a * *b + c * d
    }

    #[differentiable]
    fn in_structs<T: Real>(o: Outer<T>) -> T {
        let Outer { x: Inner { a, b: [p, q, _] }, y } = o;
        let Outer { x: Inner { b: all @ [_, _, r], .. }, .. } = o;
        a * p + q * y + r * all[0]
    }

    #[differentiable]
    fn tuple_structs<T: Real>(pair: Pair<T>, c: T) -> Pair<T> {
        let Pair(a, [b, _]) = pair;
        let Pair(ref again, ..) = pair;
        let other = Pair(a * b, [*again + c, c * b]);
        let Pair(d, e) = other;
        Pair(d * e[0], [pair.1[1] * d, other.1[1] * other.0])
    }

    #[differentiable]
    fn matched_numbers<T: Real>(x: T) -> T {
        let mut sum = T::ZERO;
        for n in 0..9_usize {
            sum += match n {
                k @ 1..=3 => x * k as f64,
                k @ (5 | 7) => x * x / k as f64,
                0 | 4 => x.sin(),
                _ => x,
            };
        }
        sum
    }

    #[differentiable]
    fn guards<T: Real>(x: T, y: T) -> T {
        let mut sum = T::ZERO;
        for n in 0..5_usize {
            sum += match n {
                k if x > y * k as f64 => x * k as f64,
                1 => x * y,
                k @ 2.. if k % 2 == 0 => y.exp(),
                _ if y > 1.0 => y * y,
                _ => x,
            };
        }
        let tied = match (x > y, y > 1.0) {
            (true, _) if x > 2.0 => x * x,
            (true, true) | (false, false) => y * x,
            (_, false) if y < 0.5 => y.sin(),
            _ => x,
        };
        sum + tied
    }

    #[differentiable]
    fn with_a_number<T: Real>(x: T, y: T) -> T {
        let mut sum = T::ZERO;
        for n in 0..3_usize {
            sum += match (n, x, x > y) {
                (0, v, _) => v * v,
                (k, v, true) => v * k as f64,
                (_, v, _) => -v * y,
            };
        }
        sum
    }

    #[differentiable]
    fn or_else<T: Real>(x: T) -> T {
        let Some(k) = MODES[0] else { return x * x };
        let Some(j @ 3..) = MODES[1] else {
            return x * k as f64 + x.sin();
        };
        x * j as f64
    }

    #[differentiable]
    fn chains<T: Real>(x: T) -> T {
        let mut sum = T::ZERO;
        for mode in MODES {
            sum += if let Some(k) = mode && k > 1 && x > k as f64 { x * x * k as f64 } else { x };
            if x > 0.0 && let Some(k @ 1..) = mode { sum *= x + k as f64; }
            if matches!(mode, Some(0 | 7)) { sum += x.cos(); }
        }
        sum
    }

    #[differentiable]
    fn of_a_slice<T: Real>(x: T) -> T {
        match TABLE {
            [] => x,
            [a] => x * *a,
            [a, .., b] => x * *a * *b + x * x,
        }
    }

    #[differentiable]
    fn steps<T: Real>(x: [T; 3]) -> T {
        let mut sum = T::ZERO;
        for Step { from, to, rate } in &STEPS {
            sum += x[*from] * *rate * x[*to];
        }
        let Step { from, .. } = STEPS[1];
        sum * x[from]
    }

    #[differentiable]
    fn pairs_that_change<T: Real>(x: [(T, T); 2], c: T) -> T {
        let mut pairs = x;
        for (u, v) in pairs.iter_mut() {
            *u *= c;
            *v -= *u * c;
        }
        pairs[0].0 * pairs[1].1 + pairs[0].1
    }

    #[differentiable]
    fn rows_that_change<T: Real>(x: [[T; 2]; 3]) -> T {
        let mut m = x;
        for row in &mut m {
            for v in row {
                *v = v.sin();
            }
        }
        for row in m.iter_mut().rev().skip(1) {
            row[0] *= 2.0;
        }
        m[0][0] * m[1][1] + m[2][1] * m[1][0]
    }

    #[differentiable]
    fn never_reached<T: Real>(x: T, y: [T; 2]) -> (T, [T; 2]) {
        let mut sum = (T::ZERO, y);
        for n in 0..4_usize {
            sum = match n % 3 {
                0 => (sum.0 + x, sum.1),
                1 => (sum.0 * x, [y[1], sum.0]),
                2 => (sum.0, [sum.1[0] * x, sum.1[1]]),
                _ => unreachable!("{n} modulo 3"),
            };
        }
        sum
    }
}

holds! {
    assigned_but_for_some: AssignedButForSome, |a| assigned_but_for_some(a.0), [([0.5, 1.5, -0.4, 0.8],)];
    whole_and_parts: WholeAndParts, |a| whole_and_parts(a.0, a.1), [([0.5, 1.5, -0.4], (0.3, 0.8))];
    any_element: AnyElement, |a| any_element(a.0), [([0.5, 1.5, -0.4, 0.2],)];
    by_reference: ByReference, |a| by_reference(a.0), [((0.5, (1.5, [-0.4, 0.2])),)];
    in_structs: InStructs, |a| in_structs(a.0), [(Outer { x: Inner { a: 0.5, b: [1.5, -0.4, 0.3] }, y: 0.2 },)];
    tuple_structs: TupleStructs, |a| tuple_structs(a.0, a.1), [(Pair(0.5, [1.5, -0.4]), 0.3)];
    matched_numbers: MatchedNumbers, |a| matched_numbers(a.0), [(0.7,)];
    guards: Guards, |a| guards(a.0, a.1), [(0.7, 0.3), (2.5, 1.2), (0.1, 1.4), (0.2, 0.6)];
    with_a_number: WithANumber, |a| with_a_number(a.0, a.1), [(0.7, 0.3), (0.7, 1.3)];
    or_else: OrElse, |a| or_else(a.0), [(0.7,)];
    chains: Chains, |a| chains(a.0), [(0.7,), (2.5,), (-0.3,)];
    of_a_slice: OfASlice, |a| of_a_slice(a.0), [(0.7,)];
    steps: Steps, |a| steps(a.0), [([0.7, 0.2, -0.4],)];
    pairs_that_change: PairsThatChange, |a| pairs_that_change(a.0, a.1), [([(0.7, 0.2), (-0.4, 1.1)], 0.6)];
    rows_that_change: RowsThatChange, |a| rows_that_change(a.0), [([[0.7, 0.2], [-0.4, 1.1], [0.3, 0.9]],)];
    never_reached: NeverReached, |a| never_reached(a.0, a.1), [(0.7, [0.2, -0.4])];
}

/// Arguments that are not differentiated: options, pairs, references and slices.
#[differentiable]
fn asked<T: Real>(x: T, mode: Option<usize>, pair: (usize, f64), lent: &f64, row: &[f64; 2], rest: &[f64]) -> T {
    let Some(k @ 1..=4) = mode else { return x * *lent };
    let (i, c) = pair;
    let mut own: [f64; 2] = *row;
    own[1] *= 2.0;
    let tail = match rest {
        [first, .., last] if *first < *last => x * (*last - *first),
        [only] => x * *only,
        _ => x,
    };
    x * own[i] * k as f64 + c * x.sin() + tail
}

#[test]
fn arguments_are_taken_apart() {
    let row = [0.5, 1.5];
    for (mode, pair, rest) in [
        (Some(2), (1, 0.3), &[0.2, 0.1, 0.9][..]),
        (Some(4), (0, 0.3), &[0.4]),
        (Some(1), (1, 0.3), &[0.9, 0.1]),
        (Some(5), (0, 1.0), &[]),
        (None, (0, 1.0), &[]),
    ] {
        let f = Asked { mode, pair, lent: &0.25, row: &row, rest };
        check("asked", &f, |a: (f64,)| asked(a.0, mode, pair, &0.25, &row, rest), &(0.7,));
    }
    let (value, _) = Asked { mode: Some(5), pair: (0, 1.0), lent: &0.25, row: &row, rest: &[] }.eval_keep(&(2.0,));
    assert_eq!(value, 0.5);
}

fn weight(n: usize, base: f64) -> f64 {
    base * n as f64
}

/// What patterns find is a value or a reference; and a plain function is given a choice of plain numbers.
#[differentiable]
fn found<T: Real>(x: T, table: &[f64], steps: &[Step], k: Option<f64>, n: usize) -> T {
    let by_index = match table.get(n) {
        Some(y) => x * *y,
        None => x.sin(),
    };
    let both = match (table.first(), table.last()) {
        (Some(a), Some(b)) if *a < *b => x * (*b - *a),
        _ => x,
    };
    let of_a_value = match &k {
        Some(y) => x.cos() * *y,
        None => x,
    };
    let step = if let Some(Step { to, rate, .. }) = steps.get(n) { x.powi(*to as i32) * *rate } else { x };
    let Some(last) = table.last() else { return x };
    by_index + both + of_a_value + step + x * *last * weight(n, if k.is_some() { 2.0 } else { 3.0 })
}

#[test]
fn references_that_patterns_find() {
    let by_hand = |x: f64, table: &[f64], k: Option<f64>, n: usize| {
        let Some(last) = table.last() else { return x };
        let by_index = table.get(n).map_or(x.sin(), |y| x * y);
        let both = if table[0] < *last { x * (last - table[0]) } else { x };
        let step = STEPS.get(n).map_or(x, |step| x.powf(step.to as f64) * step.rate);
        let base = if k.is_some() { 2.0 } else { 3.0 };
        by_index + both + k.map_or(x, |y| x.cos() * y) + step + x * last * base * n as f64
    };
    for (table, k, n) in
        [(&[0.5, 1.5][..], Some(0.7), 1), (&[0.9, 0.2, 0.4], None, 2), (&[0.3], Some(-1.0), 5), (&[], None, 0)]
    {
        let f = Found { table, steps: &STEPS, k, n };
        check("found", &f, |a: (f64,)| found(a.0, table, &STEPS, k, n), &(0.7,));
        assert!((found(0.7, table, &STEPS, k, n) - by_hand(0.7, table, k, n)).abs() < 1e-14);
    }
}
