//! Choices one after another of which several arms go on and others leave: by value, in turns and out of the function.

use tapeless::{Real, Vector, differentiable};

use crate::check::{and_plain, at};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Law {
    Off,
    Linear(f64),
    At(usize),
    Between { low: usize, weight: f64 },
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Point<T> {
    at: T,
    rates: [T; 2],
}

and_plain! {
    #[differentiable]
    fn moved<T: Real>(x: T, y: T) -> Point<T> {
        Point { at: x * y, rates: [x.sin(), y + 1.0] }
    }

    /// What an arm reaches for that is not taken is not there, and what it divides by is 0.
    #[differentiable]
    fn by_law<T: Real>(x: [T; 5], laws: &[Law; 5], scales: &[f64], n: usize) -> T {
        let mut s = T::ONE;
        for i in 0..5 {
            let v = match laws[i] {
                Law::Linear(slope) => x[i] * slope,
                Law::Off => continue,
                Law::At(k) => x[k] * scales[k],
                Law::Between { low, weight } => x[low] * weight + x[low + 1] * (1.0 - weight),
            };
            s = s * v.sin() + 0.5;
            let (mut w, k) = match laws[(i + n) % 5] {
                Law::At(k) => (x[k] + s, 10 / k),
                Law::Off => {
                    s *= 0.75;
                    continue;
                }
                Law::Between { low, .. } => (s, low),
                Law::Linear(slope) if slope < 0.0 => break,
                Law::Linear(_) => (x[4], 1),
            };
            w *= x[k % 5];
            let index: usize = if n == 2 {
                1
            } else if i > 3 {
                continue;
            } else {
                4 - i
            };
            s += w * x[index] * scales[index];
        }
        s
    }

    /// Lanes leave by themselves. No root is taken of what is not above 0, nor anything divided by it, where lanes leave.
    #[differentiable]
    fn by_comparisons<T: Real>(x: [T; 6], y: T) -> T {
        let mut s = y;
        let mut u = x;
        for i in 0..6 {
            let root = if x[i] > y {
                (x[i] - y).sqrt()
            } else if x[i] <= 0.0 {
                u[i] = s * 0.5;
                continue;
            } else {
                x[i].ln() / (y + 0.3 - x[i])
            };
            s = s * 0.5 + root;
            let (a, b) = if s < 0.1 {
                s *= y;
                break;
            } else if s > x[i] * 3.0 {
                (s, x[i])
            } else if root < s * 0.1 {
                continue;
            } else {
                (x[i] * y, root)
            };
            u[i] += a * b;
            let is_large = if u[i] > 2.0 {
                a > b
            } else if a > 1.5 {
                continue;
            } else {
                b > s
            };
            if is_large {
                s += u[(i + 1) % 6] * a;
            }
            let scale = match (s > y, a > b) {
                (true, true) => 0.25,
                (false, true) => continue,
                (_, false) => 0.5,
            };
            s = s * scale;
        }
        let mut sum = s;
        for v in u {
            sum += v * v;
        }
        sum
    }

    #[differentiable]
    fn out_of_both<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ONE;
        'outer: for i in 0..4 {
            for j in 0..4 {
                let v = match (i * j + n) % 6 {
                    0 => x[i] * x[j],
                    1 => continue 'outer,
                    2 => s,
                    3 => continue,
                    4 => x[j],
                    _ => break 'outer,
                };
                let w = if v > x[i] {
                    v * x[i]
                } else if s > 1.7 {
                    continue 'outer;
                } else {
                    v.sin()
                };
                s = (s * w).tanh() + x[j];
            }
            let z = match n {
                0 | 3 => s,
                1 => continue,
                _ => x[i],
            };
            s = s * z + 0.1;
        }
        s
    }

    /// Structs and what calls give, whose types are not known where zeros stand for them.
    #[differentiable]
    fn made_in_arms<T: Real>(x: [T; 4], n: usize, kinds: &[usize; 4]) -> T {
        let mut s = x[0];
        for i in 0..4 {
            let p = match kinds[i] {
                0 => moved(x[i], s),
                1 => continue,
                2 => Point { at: s, rates: [x[i], s * x[i]] },
                _ => moved(s, x[i]),
            };
            let rates = if n == i {
                p.rates
            } else if s > p.at * 2.0 {
                continue;
            } else {
                [p.at, x[i]]
            };
            s = (s * rates[0]).sin() + rates[1] * p.at;
        }
        s
    }

    /// What is long is computed once, and not where another arm is taken.
    #[differentiable]
    fn long_constants<T: Real>(x: T, law: Law, scales: &[f64; 3], n: usize) -> T {
        let mut s = x;
        for i in 0..3 {
            let v = match law {
                Law::At(k) => scales[k] * scales[k + 1] * (scales[k] - scales[k + 1]) * (scales[k] + 2.0 * scales[k + 1]) + scales[k] / (scales[k + 1] + scales[k] * scales[k]),
                Law::Off => continue,
                Law::Linear(_) => scales[n] * scales[n + 1] * (scales[n] - scales[n + 1]) * (scales[n] + 2.0 * scales[n + 1]) + scales[n] / (scales[n + 1] + scales[n] * scales[n]),
                Law::Between { .. } => break,
            };
            let w = match n {
                0 | 1 => scales[n] * scales[n + 1] * (scales[n] - scales[n + 1]) * (scales[n] + 2.0 * scales[n + 1]) + scales[n] / (scales[n + 1] + scales[n] * scales[n]),
                2 if i > 1 => 0.5,
                2 => continue,
                3 => scales[i],
                4 => break,
                _ => 0.25,
            };
            let u = match n { 5 => w * v, 6 => continue, _ => 1.0 };
            s = (s * v + w * u).sin();
        }
        match law {
            Law::At(k) => return scales[k] * scales[k + 1] * (scales[k] - scales[k + 1]) * (scales[k] + 2.0 * scales[k + 1]) + scales[k] / (scales[k + 1] + scales[k] * scales[k]),
            Law::Linear(c) => s *= c,
            Law::Between { .. } => return s,
            Law::Off => {}
        }
        let v = match n {
            0 | 1 => s * x,
            2 => return x,
            3 => return scales[2],
            4 => s,
            5 => return scales[n - 5],
            _ => x,
        };
        if n == 6 {
            s *= v;
        } else if n == 0 {
            return v;
        } else {
            s -= v;
        }
        s * v
    }

    /// What is bound or counted in an arm that is not taken is not there.
    #[differentiable]
    fn beside_numbers<T: Real>(x: T, law: Law, n: usize) -> T {
        let mut s = x;
        for i in 0..3 {
            let v = match law {
                Law::At(_) => s,
                Law::Off => continue,
                Law::Linear(c) => c,
                Law::Between { weight, .. } => weight * 0.5,
            };
            let m = match n {
                0 | 4 => 0,
                1 => continue,
                5 | 6 => n - 5,
                2 => break,
                _ => 1,
            };
            let is_large = match law {
                Law::Linear(c) if n == 3 => c > 1.0,
                Law::Linear(_) if n == 4 => continue,
                Law::Linear(c) => s > c,
                Law::At(k) => k > i,
                _ => s > 0.0,
            };
            let scale = match n {
                0 => s * v,
                4 => continue,
                6 => (6 / (n - 5)) as f64,
                _ => v,
            };
            if is_large {
                s = s * scale + (m as f64) * x;
            } else {
                s = s.sin() - scale;
            }
        }
        let v = match law {
            Law::At(_) => s,
            Law::Off => return x,
            Law::Linear(c) => c,
            Law::Between { .. } if n == 3 => return 0.25 / (n - 2) as f64,
            Law::Between { weight, .. } => weight * 0.5,
        };
        let w = match law {
            Law::At(k) => 4 / k,
            Law::Off => 1,
            Law::Between { .. } if n == 2 => return v,
            Law::Linear(_) => 2,
            Law::Between { low, .. } => low,
        };
        let u = if n == 7 {
            return s;
        } else if n < 5 {
            v * (w as f64)
        } else {
            s * (n - 5) as f64
        };
        s * u + v
    }

    #[differentiable]
    fn early<T: Real>(x: T, y: T, law: Law, scales: &[f64], n: usize) -> (T, [T; 2]) {
        let mut s = x * y;
        match law {
            Law::Linear(slope) => s *= slope,
            Law::Off => return (s, [x, 0.0]),
            Law::At(k) => s += scales[k],
            Law::Between { low, weight } if low < 2 => s = s.sin() * weight,
            Law::Between { .. } => {
                s = s.exp();
                return (y, [s * s, x]);
            }
        }
        let k: usize = match n {
            0 => 0,
            1 => return (1.0, [s, y]),
            _ => 7 % n,
        };
        let w = if s > y {
            (s - y).sqrt()
        } else if x > 1.0 {
            s *= 2.0;
            return (s, [s, s / x]);
        } else if s < -0.5 {
            return (-s.sin(), [x, y]);
        } else {
            (y - s + 0.1).sqrt()
        };
        if w < x * 0.1 {
            s += w;
        } else if n == 3 {
            return (w, [s, y]);
        } else {
            s -= w * scales[k];
        }
        let [a, b] = match (s > x, w > y) {
            (true, true) => [s, w],
            (false, true) => return (s, [w, w]),
            (_, false) => [w, x],
        };
        (a * b, [s, a])
    }

    #[differentiable]
    fn early_arrays<T: Real>(x: [T; 30], y: T, n: usize) -> [T; 30] {
        let mut u = x;
        match n {
            0 => u[3] = y * x[4],
            1 => return [y; 30],
            2 => u[5] += y * y,
            3 => {
                u[7] = y.sin();
                return u;
            }
            _ => {}
        }
        let scale = if u[3] > y {
            u[3] * 2.0
        } else if u[5] > u[7] * 1.5 {
            return x.map(|v| v * y);
        } else {
            y.cos()
        };
        for i in 1..30 {
            u[i] = u[i] * scale + u[i - 1] * 0.1;
        }
        if u[29] > y {
            u[0] = u[29];
        } else if u[28] > y * 0.9 {
            return u;
        } else {
            u[1] = u[28] * y;
        }
        u[2] *= u[0];
        u
    }

    #[differentiable]
    fn early_struct<T: Real>(p: Point<T>, x: T, n: usize) -> Point<T> {
        let mut p = p;
        match n {
            0 => p.at *= x,
            1 => return p,
            2 => p.rates[1] += x * p.at,
            3 => return moved(x, p.at),
            _ => p = moved(p.rates[0], x),
        }
        let q = match n % 3 {
            0 => moved(x, p.at),
            1 if x > 0.9 => return Point { at: x, ..p },
            1 => moved(p.at, p.at),
            _ => p,
        };
        Point { at: q.at * p.at, rates: [q.rates[0] + p.rates[1], x * q.rates[1]] }
    }
}

const LAWS: [[Law; 5]; 4] = [
    [Law::Linear(1.5), Law::Off, Law::At(1), Law::Between { low: 2, weight: 0.3 }, Law::At(2)],
    [Law::At(2), Law::Between { low: 1, weight: 0.9 }, Law::Linear(0.4), Law::Linear(-0.4), Law::Off],
    [Law::Off, Law::Off, Law::Between { low: 3, weight: 0.5 }, Law::At(1), Law::Linear(0.7)],
    [Law::At(1), Law::At(2), Law::At(1), Law::At(2), Law::At(1)],
];
const SCALES: [f64; 5] = [0.9, 1.1, -0.7, 0.4, 1.3];

#[test]
fn in_turns() {
    let x = [0.8, 1.7, -0.6, 0.45, 1.2];
    for (laws, n) in LAWS.iter().flat_map(|laws| (0..4).map(move |n| (laws, n))) {
        at!(by_law, ByLaw { laws, scales: &SCALES, n }, |a| (a.0, laws, &SCALES, n), (x,));
        let kinds = [n, 0, 2, 3];
        at!(made_in_arms, MadeInArms { n, kinds: &kinds }, |a| (a.0, n, &kinds), ([0.8, 1.7, -0.6, 0.45],));
    }
    for n in 0..7 {
        at!(out_of_both, OutOfBoth { n }, |a| (a.0, n), ([0.8, 1.7, -0.6, 0.45],));
        at!(out_of_both, OutOfBoth { n }, |a| (a.0, n), ([-0.3, 0.2, 1.1, 0.9],));
    }
    for y in [0.31, 0.93, 1.37, 0.06] {
        at!(by_comparisons, ByComparisons, |a| (a.0, a.1), ([0.8, 1.7, -0.6, 0.45, 1.2, 0.02], y));
        at!(by_comparisons, ByComparisons, |a| (a.0, a.1), ([1.8, 0.3, 2.6, 0.45, -0.2, 3.1], y));
    }
}

#[test]
fn results() {
    let laws = [
        Law::Off,
        Law::Linear(0.6),
        Law::At(2),
        Law::Between { low: 1, weight: 0.6 },
        Law::Between { low: 3, weight: 0.1 },
    ];
    for (law, n) in laws.into_iter().flat_map(|law| (0..5).map(move |n| (law, n))) {
        for point in [(0.4, 1.3), (1.3, 0.4), (-0.7, 0.9), (2.2, -0.3), (0.9, 0.2)] {
            at!(early, Early { law, scales: &SCALES, n }, |a| (a.0, a.1, law, &SCALES, n), point);
        }
    }
    for (law, n) in laws.into_iter().flat_map(|law| (0..8).map(move |n| (law, n))) {
        at!(beside_numbers, BesideNumbers { law, n }, |a| (a.0, law, n), (0.4,));
        let law = if let Law::At(_) = law { Law::At(1) } else { law };
        // Without an arm that reads beyond the end.
        if !(matches!(law, Law::Linear(_)) && n > 1) {
            let scales = &[0.9, 1.1, -0.7];
            at!(long_constants, LongConstants { law, scales, n }, |a| (a.0, law, scales, n), (0.4,));
        }
    }
    let x: [f64; 30] = core::array::from_fn(|i| 0.5 + (1.3 * i as f64).sin());
    for (n, y) in (0..5).flat_map(|n| [0.2, 0.8, 1.6].map(|y| (n, y))) {
        at!(early_arrays, EarlyArrays { n }, |a| (a.0, a.1, n), (x, y));
        let p = Point { at: 0.7, rates: [0.4, -1.2] };
        at!(early_struct, EarlyStruct { n }, |a| (a.0, a.1, n), (p, y));
    }
}
