//! Iterators in any order, filters, slices, tables from outside, and arrays of integers.

use tapeless::{Real, differentiable};

use crate::check::{and_plain, check, holds};

static OFFSETS: [usize; 4] = [0, 2, 1, 3];
const NODES: [f64; 3] = [0.1127, 0.5, 0.8873];
const WEIGHTS: [f64; 3] = [5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0];

and_plain! {
    #[differentiable]
    fn in_any_order<T: Real>(x: [T; 6]) -> T {
        let mut sum = T::ZERO;
        for (a, b) in x.iter().zip(x.iter().skip(1)) {
            sum += *a * *b * *b;
        }
        for i in (0..6).rev().step_by(4) {
            sum += x[i] * i as f64;
        }
        for (k, v) in x.iter().rev().enumerate() {
            sum += *v * k as f64;
        }
        for v in x.iter().skip(1).step_by(2) {
            sum += *v * *v;
        }
        for (v, i) in x.iter().zip((1..6).rev()) {
            sum += *v * x[i];
        }
        for v in x.iter().rev().skip(2).take(3) {
            sum += v.sin();
        }
        for (i, (a, b)) in x.iter().step_by(2).zip(x.iter().skip(3).rev()).enumerate().skip(1) {
            sum += *a * *b * i as f64;
        }
        sum + x.iter().rev().step_by(5).zip(x.iter()).map(|(a, b)| *a * *b).sum::<T>()
    }

    #[differentiable]
    fn of_any_length<T: Real, const N: usize>(x: [T; N]) -> T {
        let mut sum = T::ZERO;
        for (a, b) in x.iter().zip(x.iter().skip(1)) {
            sum += *a * b.sin();
        }
        for (k, v) in x.iter().rev().step_by(2).enumerate() {
            sum += *v * k as f64 * *v;
        }
        for (a, b) in x[1..].iter().zip(&x[..N - 1]) {
            sum *= *a - *b * 0.5;
        }
        let mut y = x;
        y.reverse();
        sum * y[0] + y[N - 1].exp()
    }

    #[differentiable]
    fn filtered<T: Real>(x: [T; 5]) -> T {
        let mut sum = T::ZERO;
        for v in x.iter().filter(|v| **v > 0.0) {
            sum += *v * *v;
        }
        for (i, v) in x.iter().enumerate().filter(|(i, _)| i % 2 == 0) {
            sum += v.sin() * i as f64;
        }
        let roots = x.iter().filter(|v| **v > 0.25).map(|v| v.sqrt()).sum::<T>();
        let product = x.iter().filter(|v| **v > 0.0).filter(|v| **v < 1.0).fold(T::ONE, |p, v| p * *v);
        let mut y = x;
        for v in y.iter_mut().filter(|v| **v < 0.0) {
            *v = -*v * 2.0;
        }
        sum + roots * product + y[2] * y[4]
    }

    #[differentiable]
    fn slices<T: Real>(x: [T; 4]) -> T {
        let mut x = x;
        for v in &mut x[1..] {
            *v *= 2.0;
        }
        for v in x[..2].iter_mut() {
            *v = v.sin();
        }
        let mut sum = T::ZERO;
        for v in &x[2..] {
            sum += *v * *v;
        }
        sum + x[0] + x[1] * x[3]
    }

    #[differentiable]
    fn exchanged<T: Real>(x: T, y: [T; 3]) -> T {
        let (mut a, mut b) = (x, y[0] * x);
        core::mem::swap(&mut a, &mut b);
        let mut rows = [y, [x, x * x, b]];
        let [mut p, mut q] = rows;
        core::mem::swap(&mut p[1], &mut q[2]);
        let old = core::mem::replace(&mut rows[0][1], a);
        p.reverse();
        let mut k = 0;
        for i in 0..3 {
            if y[i] > 0.5 {
                core::mem::swap(&mut p[i], &mut q[i]);
            }
        }
        k += 1;
        a * old + b * rows[0][k] + p[0] * q[2] + p[1]
    }

    #[differentiable]
    fn tables<T: Real>(x: [T; 4]) -> T {
        let mut sum = T::ZERO;
        for r in 0..NODES.len() {
            sum += (x[0] * NODES[r]).sin() * WEIGHTS[r];
        }
        let integral = NODES.iter().zip(WEIGHTS.iter()).map(|(t, w)| *w * (x[1] * *t).exp()).sum::<T>();
        let mut large = 0;
        for k in OFFSETS {
            if k > 1 {
                large += 1;
            }
        }
        let count = OFFSETS.iter().filter(|k| **k > 0).count();
        let all = OFFSETS.iter().all(|k| *k < 4);
        let biggest = NODES.iter().copied().fold(f64::MIN, f64::max);
        if all { sum * integral * x[large] + x[count] * biggest } else { sum }
    }

    #[differentiable]
    fn integers<T: Real, const N: usize>(x: [T; N]) -> T {
        let mut order: [usize; N] = [0; N];
        for i in 0..N {
            order[i] = N - 1 - i;
        }
        let mut same: [usize; N] = core::array::from_fn(|i| i);
        same.swap(0, N - 1);
        let mut few = [1usize, 0, 2];
        few.reverse();
        let mut marked = [false; 3];
        marked[1] = true;
        let mut sum = T::ZERO;
        for i in 0..x.len() {
            sum += x[order[i]] * x[same[i]] * (x.len() - 1 - i) as f64;
        }
        if marked[few[1]] { sum } else { sum * x[few[0]] }
    }

    #[differentiable]
    fn of_answers<T: Real>(x: T, y: T) -> T {
        let (a, b) = (x > 1.0, y > 1.0);
        let c = if a != b { x } else { y };
        let d = if a == b { x * c } else { c.sin() };
        if a ^ b { d } else { d * y }
    }

    #[differentiable]
    fn left_loops<T: Real>(x: [T; 4]) -> T {
        let mut sum = T::ZERO;
        'rows: for i in 0..4 {
            for j in 0..4 {
                if j > i {
                    continue 'rows;
                }
                if sum > 3.0 {
                    break 'rows;
                }
                for k in 0..2 {
                    if k == 1 && x[j] < 0.0 {
                        continue 'rows;
                    }
                    sum += x[i] * x[j] * (k + 1) as f64;
                }
            }
            sum *= x[i];
        }
        sum
    }

    #[differentiable]
    fn values_or_jumps<T: Real>(x: [T; 5]) -> T {
        let mut sum = T::ZERO;
        for i in 0..5 {
            let v = if x[i] > 0.0 { x[i] } else { continue };
            let w = match OFFSETS[i % 4] {
                0 => v,
                3 => continue,
                k => v * k as f64,
            };
            match i {
                3 => break,
                1 => sum += w,
                _ => {}
            }
            let Some(k) = OFFSETS[i % 4].checked_sub(1) else { continue };
            sum += w * v * k as f64 + v.sin();
        }
        sum
    }

    #[differentiable]
    fn returned<T: Real>(x: T, y: T) -> T {
        let v = if x > 2.0 { x * y } else if y > 1.0 { return y * y } else { x.sin() };
        let k = match OFFSETS[1] {
            0 => return v,
            k => k + 1,
        };
        match k {
            0 => return x,
            1 => return y,
            _ => {}
        }
        v * k as f64
    }

    /// What is left out at both ends by integers, from the back.
    #[differentiable]
    fn ends_from_the_back<T: Real>(x: [T; 6], n: usize, m: usize) -> T {
        let mut s = T::ONE;
        for (i, v) in x.iter().take(m).rev().skip(n).enumerate() {
            s = s * 0.5 + *v * (i + 1) as f64;
        }
        for (i, v) in x.iter().skip(n).enumerate().take(m).rev() {
            s = s * 0.5 + *v * i as f64;
        }
        for (i, c) in x.chunks_exact(2).rev().skip(n % 3).enumerate() {
            s = s * c[0] + c[1] * i as f64;
        }
        for (i, v) in x.iter().rev().skip(n).step_by(2).rev().enumerate().skip(1) {
            s = s * 0.7 + *v * i as f64;
        }
        s
    }

    #[differentiable]
    fn steps_from_the_back<T: Real>(x: [T; 6], n: usize) -> T {
        let a = x.iter().step_by(n + 1).rev().skip(n / 2).fold(T::ONE, |s, v| s * 0.5 + *v);
        let b = x.iter().rev().step_by(2).rev().step_by(n + 1).fold(x[0], |s, v| s * *v + 0.1);
        a * b
    }

    #[differentiable]
    fn rests_and_masks<T: Real>(x: T, c: f64, n: u16) -> T {
        let b = c % 0.3;
        x * b + (c % 0.7) * x.sin() + x * (7.5 % c) + x.cos() * (n & !3) as f64 + x * x * (n ^ !0) as f64
    }
}

#[test]
fn ends_are_left_out_from_the_back() {
    for (n, m) in [(0, 6), (2, 3), (5, 0), (6, 6), (3, 1), (1, 4)] {
        let f = EndsFromTheBack { n, m };
        let at = ([0.7, 0.3, 1.2, 0.4, -0.8, 0.5],);
        check("ends_from_the_back", &f, |a: ([f64; 6],)| plain::ends_from_the_back(a.0, n, m), &at);
    }
}

#[test]
fn steps_are_counted_from_the_back() {
    for n in 0..8 {
        let at = ([0.7, 0.3, 1.2, 0.4, -0.8, 0.5],);
        let f = StepsFromTheBack { n };
        check("steps_from_the_back", &f, |a: ([f64; 6],)| plain::steps_from_the_back(a.0, n), &at);
    }
}

#[test]
fn rests_of_floats_are_numbers() {
    for (c, n) in [(2.5, 5), (-1.3, 65535)] {
        let f = RestsAndMasks { c, n };
        check("rests_and_masks", &f, |a: (f64,)| plain::rests_and_masks(a.0, c, n), &(0.7,));
    }
}

holds! {
    in_any_order: InAnyOrder, |a| in_any_order(a.0), [([0.5, 1.5, -0.4, 0.2, 0.9, -1.1],)];
    of_any_length: OfAnyLength<5>, |a| of_any_length(a.0), [([0.5, 1.5, -0.4, 0.2, 0.9],)];
    filtered: Filtered, |a| filtered(a.0), [([0.5, 1.5, -0.4, 0.2, 0.9],), ([-0.5, 0.3, -0.4, 0.2, -0.9],)];
    slices: Slices, |a| slices(a.0), [([0.5, 1.5, -0.4, 0.2],)];
    exchanged: Exchanged, |a| exchanged(a.0, a.1), [(0.7, [0.53, 1.5, -0.4]), (0.7, [0.8, 0.2, 0.9])];
    tables: Tables, |a| tables(a.0), [([0.5, 1.5, -0.4, 0.2],)];
    integers: Integers<4>, |a| integers(a.0), [([0.5, 1.5, -0.4, 0.2],)];
    of_answers: OfAnswers, |a| of_answers(a.0, a.1), [(0.5, 0.7), (0.5, 1.7), (1.5, 0.7), (1.5, 1.7)];
    left_loops: LeftLoops, |a| left_loops(a.0), [([0.53, 1.47, 0.41, 0.2],), ([0.53, 1.47, -0.41, 0.2],), ([1.51, 2.5, 0.4, 0.2],)];
    values_or_jumps: ValuesOrJumps, |a| values_or_jumps(a.0), [([0.5, 1.5, 0.4, 0.2, 0.3],), ([0.5, -1.5, 0.4, -0.2, 0.7],)];
    returned: Returned, |a| returned(a.0, a.1), [(0.7, 0.3), (2.5, 1.2), (0.1, 1.4)];
}
