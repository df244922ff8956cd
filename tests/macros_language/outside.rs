//! Constants and tables from outside wherever an integer, a state or an array of these is wanted: as indices, in the arms of
//! what chooses one, as counters, and as arguments of other functions.

use tapeless::{Real, differentiable};

use crate::check::{and_plain, at};

const LAST: usize = 3;
const OFFSETS: [usize; 4] = [1, 0, 3, 2];
static ORDER: [usize; 4] = [2, 0, 3, 1];
const ORDERS: [[usize; 4]; 4] = [[2, 0, 3, 1], [0, 1, 2, 3], [3, 2, 1, 0], [1, 1, 1, 2]];
static ROWS: [[f64; 4]; 2] = [[0.5, 1.5, -0.2, 0.1], [1.0, 2.0, -0.75, 0.2]];
const WEIGHTS: [f64; 4] = [0.5, 1.5, -0.75, 0.2];
const RATE: f64 = 0.75;
const PAIRS: [(usize, usize); 4] = [(0, 1), (1, 2), (3, 0), (2, 2)];
const MAYBE: [Option<usize>; 4] = [None, Some(2), Some(0), None];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Law {
    Off,
    At(usize),
    Scaled { k: usize, c: f64 },
}

const LAWS: [Law; 4] = [Law::Off, Law::At(2), Law::Scaled { k: 1, c: 0.5 }, Law::At(0)];
static LAWS_OF_ALL: [Law; 4] = LAWS;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Settings {
    n: usize,
    order: [usize; 4],
    law: Law,
    c: f64,
}

const SETTINGS: Settings = Settings { n: 2, order: [3, 1, 0, 2], law: Law::At(1), c: 0.3 };
static ALL: [Settings; 2] = [SETTINGS, Settings { n: 3, order: [1, 1, 0, 2], law: Law::Off, c: 0.7 }];

struct Grid;

impl Grid {
    const STRIDE: usize = 2;
    const ORDER: [usize; 4] = [0, 3, 1, 2];
}

and_plain! {
    /// An index that arms give.
    #[differentiable]
    fn indices<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = x[if n < LAST { 1 } else { LAST }];
        for i in 0..4 {
            let k = if i == n { LAST } else { OFFSETS[i] };
            s = s * x[if i < LAST { i + 1 } else { 0 }] + x[k] * x[match i { 0 => LAST, 1 | 2 => i - 1, _ => n }];
        }
        s
    }

    /// A counter that begins with a constant, and arrays that are one table or another.
    #[differentiable]
    fn counted<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        let mut k = LAST;
        let order = if n == 0 { &ORDER } else { &OFFSETS };
        let after = ORDER.map(|i| (i + 1) % 4);
        for i in 0..4 {
            s = s * 0.5 + x[k] * x[order[i]] * x[after[i]];
            k = if k == 0 { LAST } else { k - 1 };
        }
        s * x[k]
    }

    /// Numbers stay numbers.
    #[differentiable]
    fn numbers<T: Real>(x: [T; 4], n: usize) -> T {
        let w = if n > 1 { WEIGHTS[n] } else { RATE };
        let doubled = WEIGHTS.map(|w| w * 2.0);
        let mut c = RATE;
        let mut s = x[0] * w;
        for i in 0..4 {
            c *= if i == n { WEIGHTS[i] } else { RATE };
            s = s * c + x[i] * doubled[i] * if i == LAST { RATE } else { 1.0 };
        }
        s * c
    }

    #[differentiable]
    fn asked<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ONE;
        let [first, .., last] = OFFSETS;
        let [.., weight] = WEIGHTS;
        for i in 0..4 {
            if (1..LAST).contains(&i) || (0..n).is_empty() {
                s = s * x[i] + x[first];
            }
        }
        s * x[last] * weight
    }

    #[differentiable]
    fn lawful<T: Real>(x: [T; 4], law: Law) -> T {
        match law {
            Law::Off => x[0],
            Law::At(k) => x[k] * x[1],
            Law::Scaled { k, c } => x[k] * c,
        }
    }

    #[differentiable]
    fn lent<T: Real>(x: [T; 4], law: &Law) -> T {
        lawful(x, *law) * x[3]
    }

    #[differentiable]
    fn all_laws<T: Real>(x: [T; 4], laws: &[Law]) -> T {
        let mut s = T::ZERO;
        for law in laws {
            s += lawful(x, *law) * lent(x, law);
        }
        s
    }

    #[differentiable]
    fn at<T: Real>(x: [T; 4], k: usize) -> T {
        x[k] * x[k]
    }

    #[differentiable]
    fn maybe<T: Real>(x: [T; 4], k: Option<usize>, pair: (usize, usize)) -> T {
        match k {
            Some(k) => at(x, k) * x[1],
            None => x[pair.0] * x[pair.1],
        }
    }

    #[differentiable]
    fn ordered<T: Real>(x: [T; 4], order: &[usize; 4]) -> T {
        let mut s = T::ZERO;
        for i in 0..4 {
            s += x[order[i]] * x[i] * (i as f64);
        }
        s
    }

    #[differentiable]
    fn slice<T: Real>(x: [T; 4], order: &[usize]) -> T {
        let mut s = T::ONE;
        for &i in order {
            s += x[i] * x[0];
        }
        s
    }

    #[differentiable]
    fn value<T: Real>(x: [T; 4], order: [usize; 4]) -> T {
        x[order[0]] * x[order[3]]
    }

    #[differentiable]
    fn weighted<T: Real>(x: [T; 4], weights: &[f64; 4], more: &[f64], c: f64, w: T) -> T {
        let mut s = w;
        for i in 0..4 {
            s = s * weights[i] + x[i] * more[i] * c;
        }
        s
    }

    #[differentiable]
    fn set<T: Real>(x: [T; 4], own: Settings, lent: &Settings) -> T {
        x[own.n] * x[own.order[0]] * own.c + lawful(x, lent.law) * x[lent.n]
    }

    /// What a function takes of these it takes from a table, by value and lent.
    #[differentiable]
    fn states<T: Real>(x: [T; 4], n: usize) -> T {
        let law = LAWS[n];
        let mut s = lawful(x, LAWS[n]) + lawful(x, LAWS_OF_ALL[n]) * lent(x, &LAWS[n]) + lent(x, &law);
        s += all_laws(x, &LAWS) + all_laws(x, &LAWS_OF_ALL[1..]) + lawful(x, if n > 1 { LAWS[n] } else { Law::Off });
        for law in LAWS {
            s = s * 0.5 + lawful(x, law);
        }
        for (i, law) in LAWS_OF_ALL.iter().enumerate() {
            s += lent(x, law) * lawful(x, *law) * x[i];
        }
        s + LAWS.iter().zip(&x).map(|(law, v)| lent(x, law) * *v).sum::<T>()
    }

    #[differentiable]
    fn arrays<T: Real>(x: [T; 4], n: usize) -> T {
        let (order, row) = (&ORDERS[n], &ROWS[n % 2]);
        let mut s = ordered(x, &ORDER) + ordered(x, &ORDERS[n]) * ordered(x, &Grid::ORDER) + ordered(x, order);
        s += slice(x, &ORDER) * slice(x, &ORDERS[n]) + slice(x, &ORDER[..n]) + slice(x, order);
        s += value(x, ORDERS[n]) + value(x, Grid::ORDER);
        for order in &ORDERS {
            s += ordered(x, order) * slice(x, order);
        }
        for row in &ROWS {
            s += weighted(x, row, row, 0.5, x[0]);
        }
        s + weighted(x, &WEIGHTS, row, RATE, WEIGHTS[n]) * weighted(x, row, &ROWS[0], WEIGHTS[n], x[1])
    }

    #[differentiable]
    fn others<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = at(x, LAST) * at(x, OFFSETS[n]) + at(x, if n > 1 { LAST } else { OFFSETS[n] });
        s += maybe(x, MAYBE[n], PAIRS[n]) * at(x, Grid::STRIDE) + maybe(x, Some(LAST), (n, Grid::STRIDE));
        s += set(x, SETTINGS, &ALL[n % 2]) * set(x, ALL[n % 2], &SETTINGS);
        for pair in PAIRS {
            s = s * 0.5 + maybe(x, None, pair);
        }
        s + set(x, Settings { n, ..SETTINGS }, &Settings { c: 0.25, law: LAWS[n], ..ALL[1] })
    }

    /// The same of what a function is given itself.
    #[differentiable]
    fn given<T: Real>(x: [T; 4], laws: &[Law], orders: &[[usize; 4]; 4], rows: &[[f64; 4]; 2], n: usize) -> T {
        let (law, order) = (&laws[n], &orders[n]);
        let mut s = lent(x, law) + ordered(x, order) + slice(x, order);
        for law in laws {
            s = s * 0.5 + lent(x, law) + lawful(x, *law);
        }
        for order in orders {
            s += ordered(x, order);
        }
        for row in rows {
            s += weighted(x, row, row, row[n], row[0]);
        }
        s + laws.iter().map(|law| lent(x, law)).sum::<T>()
    }
}

#[test]
fn integers() {
    for n in 0..4 {
        let point = ([0.8, 1.7, -0.6, 0.45],);
        at!(indices, Indices { n }, |a| (a.0, n), point);
        at!(counted, Counted { n }, |a| (a.0, n), point);
        at!(numbers, Numbers { n }, |a| (a.0, n), point);
        at!(asked, Asked { n }, |a| (a.0, n), point);
    }
}

#[test]
fn arguments() {
    for n in 0..4 {
        let point = ([0.8, 1.7, -0.6, 0.45],);
        at!(states, States { n }, |a| (a.0, n), point);
        at!(arrays, Arrays { n }, |a| (a.0, n), point);
        at!(others, Others { n }, |a| (a.0, n), point);
        let (laws, orders, rows) = (&LAWS, &ORDERS, &ROWS);
        at!(given, Given { laws, orders, rows, n }, |a| (a.0, laws, orders, rows, n), point);
    }
}
