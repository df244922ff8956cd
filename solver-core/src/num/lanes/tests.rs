//! Every operation lane by lane against the scalar: bits for the arithmetic, ULPs for the elementary functions.
//!
//! `cargo test --release -p solver-core --lib lanes -- --nocapture` prints the table of ULPs for the target it is built for.

extern crate std;

use std::vec::Vec;
use std::{println, vec};

use crate::num::{Dual, Lanes, Mask, Real, Width};

/// A function of the table: its name, and the most units in the last place that it may differ from the scalar in f64 and f32.
struct Bound(&'static str, u64, u64);

/// What the documentation states: the largest difference that was found on SSE2, AVX2 and AVX-512. The functions that are
/// not here have the scalar's bits.
const BOUNDS: [Bound; 25] = [
    Bound("cbrt", 2, 2),
    Bound("exp", 1, 1),
    Bound("exp2", 1, 1),
    Bound("exp10", 4, 4),
    Bound("exp_m1", 2, 2),
    Bound("ln", 1, 1),
    Bound("ln_1p", 2, 2),
    Bound("log2", 2, 2),
    Bound("log10", 2, 2),
    Bound("sin", 2, 2),
    Bound("cos", 2, 2),
    Bound("tan", 3, 3),
    Bound("asin", 2, 2),
    Bound("acos", 2, 2),
    Bound("atan", 1, 3),
    Bound("sinh", 3, 3),
    Bound("cosh", 2, 2),
    Bound("tanh", 4, 4),
    Bound("asinh", 3, 4),
    Bound("acosh", 3, 3),
    Bound("atanh", 3, 3),
    Bound("logistic", 2, 2),
    Bound("powf", 2, 2),
    Bound("atan2", 3, 3),
    Bound("hypot", 1, 1),
];

/// xorshift64* (Marsaglia 2003, Vigna 2016).
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    fn unit(&mut self) -> f64 {
        self.bits() as f64 / (1_u64 << 53) as f64
    }

    /// An index below `n`.
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.bits()).unwrap_or(0) % n
    }

    /// Numbers of one kind, so that all lanes are often inside a function's range: below 1, to 4, to 80, of magnitudes about
    /// 1, or of any.
    fn numbers<T: Scalar, const W: usize>(&mut self) -> [T; W] {
        let (kind, positive) = (self.below(5), self.below(2) == 0);
        core::array::from_fn(|_| {
            let sign = if positive || self.unit() < 0.5 { 1.0 } else { -1.0 };
            let x = match kind {
                0 => self.unit(),
                1 => 4.0 * self.unit(),
                2 => 80.0 * self.unit(),
                3 => 10.0_f64.powf(6.0 * (2.0 * self.unit() - 1.0)),
                _ => 10.0_f64.powf(T::DECADES * (2.0 * self.unit() - 1.0)),
            };
            T::lit(sign * x)
        })
    }
}

/// A scalar, and how many numbers of its kind lie between two of them.
trait Scalar: Real<Base = Self, Mask = bool> {
    const DECADES: f64;
    const EDGES: &'static [f64];
    fn order(self) -> i64;
    fn ulps(self, other: Self) -> u64 {
        if self.is_nan() && other.is_nan() { 0 } else { self.order().abs_diff(other.order()) }
    }
}

const EDGES: [f64; 21] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    1e-310,
    -1e-310,
    1e308,
    -1e308,
    1e30,
    -1e30,
    1e6,
    -1e6,
    709.0,
    -745.0,
    89.0,
    -104.0,
    1e-40,
    -1e-40,
];

impl Scalar for f64 {
    const DECADES: f64 = 300.0;
    const EDGES: &'static [f64] = &EDGES;
    fn order(self) -> i64 {
        let bits = self.to_bits().cast_signed();
        if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
    }
}

impl Scalar for f32 {
    const DECADES: f64 = 37.0;
    const EDGES: &'static [f64] = &EDGES;
    fn order(self) -> i64 {
        let bits = i64::from(self.to_bits().cast_signed());
        if bits < 0 { i64::from(i32::MIN) - bits } else { bits }
    }
}

type UnaryRow<T, const W: usize> = (&'static str, fn(T) -> T, fn(Lanes<T, W>) -> Lanes<T, W>);
type BinaryRow<T, const W: usize> = (&'static str, fn(T, T) -> T, fn(Lanes<T, W>, Lanes<T, W>) -> Lanes<T, W>);

macro_rules! rows {
    (; $($doc:literal, $name:ident, $from:tt, |$($x:ident),*| $d:expr;)*) => {
        vec![$((stringify!($name), Real::$name as _, Real::$name as _)),*]
    };
}

fn unary_rows<T: Width<W>, const W: usize>() -> Vec<UnaryRow<T, W>> {
    unary!(rows)
}

fn binary_rows<T: Width<W>, const W: usize>() -> Vec<BinaryRow<T, W>> {
    binary!(rows)
}

/// The largest difference of a function between lanes and scalars, over random arguments in every lane.
fn worst_unary<T: Scalar + Width<W>, const W: usize>((_, plain, wide): &UnaryRow<T, W>, lanes: usize) -> (u64, T) {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut worst = (0, T::ZERO);
    for _ in 0..lanes {
        let x: [T; W] = random.numbers();
        for (x, y) in x.into_iter().zip(wide(Lanes::new(x)).to_array()) {
            let off = y.ulps(plain(x));
            if off > worst.0 {
                worst = (off, x);
            }
        }
    }
    worst
}

fn worst_binary<T: Scalar + Width<W>, const W: usize>((_, plain, wide): &BinaryRow<T, W>, lanes: usize) -> (u64, T) {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut worst = (0, T::ZERO);
    for _ in 0..lanes {
        let (x, y): ([T; W], [T; W]) = (random.numbers(), random.numbers());
        for (i, z) in wide(Lanes::new(x), Lanes::new(y)).to_array().into_iter().enumerate() {
            let off = z.ulps(plain(x[i], y[i]));
            if off > worst.0 {
                worst = (off, x[i]);
            }
        }
    }
    worst
}

/// What a function may differ by: nothing where it has the scalar's bits.
fn allowed(name: &str, single: bool) -> u64 {
    let bound = BOUNDS.iter().find(|Bound(listed, ..)| *listed == name);
    let most = bound.map_or(0, |Bound(_, double, of_single)| if single { *of_single } else { *double });
    if cfg!(feature = "portable") { 0 } else { most }
}

fn table<T: Scalar + Width<W>, const W: usize>(title: &str, lanes: usize) {
    let single = size_of::<T>() == 4;
    let check = |name: &str, (worst, at): (u64, T)| {
        println!("{title} {name:8} {worst} ULP at {:e}", at.to_f64());
        assert!(worst <= allowed(name, single), "{title}: {name} at {at:?} is {worst} ULP off");
    };
    for row in unary_rows::<T, W>() {
        check(row.0, worst_unary(&row, lanes));
    }
    for row in binary_rows::<T, W>() {
        check(row.0, worst_binary(&row, lanes));
    }
}

const LANES: usize = if cfg!(debug_assertions) { 300 } else { 40_000 };

#[test]
fn table_of_ulps_in_double_precision() {
    table::<f64, 2>("f64 ×  2", LANES);
    table::<f64, 4>("f64 ×  4", LANES);
    table::<f64, 8>("f64 ×  8", LANES);
    table::<f64, 16>("f64 × 16", LANES / 2);
    table::<f64, 32>("f64 × 32", LANES / 4);
}

#[test]
fn table_of_ulps_in_single_precision() {
    table::<f32, 4>("f32 ×  4", LANES);
    table::<f32, 8>("f32 ×  8", LANES);
    table::<f32, 16>("f32 × 16", LANES);
    table::<f32, 32>("f32 × 32", LANES / 2);
    table::<f32, 64>("f32 × 64", LANES / 4);
}

/// One edge among ordinary numbers, in every lane: every lane is what the scalar is, and no lane disturbs another.
fn edges<T: Scalar + Width<W>, const W: usize>() {
    let single = size_of::<T>() == 4;
    for (name, plain, wide) in unary_rows::<T, W>() {
        for &edge in T::EDGES {
            for ordinary in [0.5, 1.0] {
                for lane in 0..W {
                    let x: [T; W] = core::array::from_fn(|i| T::lit(if i == lane { edge } else { ordinary }));
                    for (x, y) in x.into_iter().zip(wide(Lanes::new(x)).to_array()) {
                        assert!(y.ulps(plain(x)) <= allowed(name, single), "{name} of {x:?}: {y:?}, {:?}", plain(x));
                    }
                }
            }
        }
    }
    for (name, plain, wide) in binary_rows::<T, W>() {
        for &a in T::EDGES {
            for &b in T::EDGES {
                let (a, b) = (T::lit(a), T::lit(b));
                let y = wide(Lanes::splat(a), Lanes::splat(b)).to_array()[W / 2];
                assert!(
                    y.ulps(plain(a, b)) <= allowed(name, single),
                    "{name} of {a:?}, {b:?}: {y:?}, {:?}",
                    plain(a, b)
                );
            }
        }
    }
}

#[test]
fn edges_are_the_scalars() {
    edges::<f64, 4>();
    edges::<f64, 8>();
    edges::<f64, 16>();
    edges::<f32, 4>();
    edges::<f32, 16>();
    edges::<f32, 32>();
}

/// The arithmetic has the scalar's bits, whatever the width.
fn arithmetic<T: Scalar + Width<W>, const W: usize>() {
    type Op<U> = (&'static str, fn(U, U, U) -> U);
    fn operations<U: Real>() -> [Op<U>; 24] {
        [
            ("+", |a, b, _| a + b),
            ("-", |a, b, _| a - b),
            ("*", |a, b, _| a * b),
            ("/", |a, b, _| a / b),
            ("neg", |a, _, _| -a),
            ("fma", |a, b, c| a.fma(b, c)),
            ("plus", |a, _, _| a.plus(0.1)),
            ("times", |a, _, _| a.times(0.1)),
            ("times_add", |a, b, _| a.times_add(0.1, b)),
            ("over", |a, _, _| a.over(0.3)),
            ("under", |a, _, _| a.under(0.3)),
            ("sign", |a, _, _| a.sign()),
            ("sqrt", |a, _, _| a.sqrt()),
            ("abs", |a, _, _| a.abs()),
            ("recip", |a, _, _| a.recip()),
            ("max", |a, b, _| a.max(b)),
            ("min", |a, b, _| a.min(b)),
            ("less", |a, b, c| U::select(a.is_less(b), a, c)),
            ("at most", |a, b, c| U::select(a.is_at_most(b), a, c)),
            ("equal", |a, b, c| U::select(a.is_equal(b), a, c)),
            ("nan", |a, b, c| U::select(a.is_nan() | !b.is_nan() & c.is_less(a), b, c)),
            ("powi 5", |a, _, _| a.powi(5)),
            ("powi -3", |a, _, _| a.powi(-3)),
            ("count", |a, _, _| a * U::count(7)),
        ]
    }
    let mut random = Random(77);
    for _ in 0..200 {
        let mut draw = || -> [T; W] {
            let numbers = random.numbers::<T, W>();
            numbers.map(|x| if random.below(5) == 0 { T::lit(EDGES[random.below(EDGES.len())]) } else { x })
        };
        let (a, b, c) = (draw(), draw(), draw());
        for ((name, plain), (_, wide)) in operations::<T>().into_iter().zip(operations::<Lanes<T, W>>()) {
            let y = wide(Lanes::new(a), Lanes::new(b), Lanes::new(c)).to_array();
            for i in 0..W {
                let should = plain(a[i], b[i], c[i]);
                assert!(
                    y[i].ulps(should) == 0 && (y[i].order() == should.order() || should.is_nan()),
                    "{name} of {:?}, {:?}, {:?}: {:?} is not {should:?}",
                    a[i],
                    b[i],
                    c[i],
                    y[i]
                );
            }
        }
        let x = Lanes::<T, W>::new(a);
        assert_eq!(x.is_finite(), a.iter().all(|x| x.is_finite()));
    }
}

#[test]
fn arithmetic_has_the_bits_of_the_scalars() {
    arithmetic::<f64, 2>();
    arithmetic::<f64, 4>();
    arithmetic::<f64, 8>();
    arithmetic::<f64, 16>();
    arithmetic::<f64, 32>();
    arithmetic::<f32, 4>();
    arithmetic::<f32, 8>();
    arithmetic::<f32, 16>();
    arithmetic::<f32, 32>();
    arithmetic::<f32, 64>();
}

#[test]
fn masks() {
    type L = Lanes<f64, 8>;
    type M = <L as Real>::Mask;
    let x = L::new([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, f64::NAN]);
    let low = x.is_less(L::splat(3.0));
    assert_eq!(low.to_array(), [true, true, true, false, false, false, false, false]);
    assert!(low.any() && !low.all() && !(!low).all() && (low | !low).all() && !(low & !low).any());
    assert_eq!(x.is_nan().to_array(), [false, false, false, false, false, false, false, true]);
    assert!(M::splat(true).all() && !M::splat(false).any());
}

/// An arm that no lane takes is not run, and one that some take is run once.
#[test]
fn arms() {
    type L = Lanes<f64, 4>;
    let run = |x: [f64; 4]| {
        let (mut yes, mut no) = (0, 0);
        let x = L::new(x);
        let y = L::choose(
            x.is_less(L::ZERO),
            || {
                yes += 1;
                -x
            },
            || {
                no += 1;
                x
            },
        );
        (y.to_array(), yes, no)
    };
    assert_eq!(run([-1.0, -2.0, -3.0, -4.0]), ([1.0, 2.0, 3.0, 4.0], 1, 0));
    assert_eq!(run([1.0, 2.0, 3.0, 4.0]), ([1.0, 2.0, 3.0, 4.0], 0, 1));
    assert_eq!(run([1.0, -2.0, 3.0, -4.0]), ([1.0, 2.0, 3.0, 4.0], 1, 1));
}

/// Lanes that are not meant have what the first of those has that are, at every width.
#[test]
fn within() {
    fn each<const W: usize>()
    where
        f64: Width<W>,
    {
        let x = Lanes::<f64, W>::new(core::array::from_fn(|i| i as f64));
        for first in 0..W {
            let live = Lanes::lit(first as f64).is_at_most(x);
            let should = core::array::from_fn(|i| i.max(first) as f64);
            assert_eq!(x.within(live).to_array(), should);
            let only = x.is_equal(Lanes::lit(first as f64));
            assert_eq!(x.within(only).to_array(), [first as f64; W]);
        }
        assert_eq!(x.within(x.is_nan()), x);
    }
    each::<2>();
    each::<4>();
    each::<8>();
    each::<16>();
    each::<32>();
    let x = Lanes::<f32, 64>::new(core::array::from_fn(|i| i as f32));
    assert_eq!(x.within(Lanes::lit(62.0).is_less(x)), Lanes::lit(63.0));
    let x = Dual { re: x, eps: [-x] };
    assert_eq!(x.within(Lanes::lit(62.0).is_less(x.re)).eps, [Lanes::lit(-63.0)]);
}

/// The derivatives of every function on duals over lanes are those on duals of scalars.
#[test]
fn duals_over_lanes() {
    type L = Lanes<f64, 8>;
    type Row = (&'static str, fn(Dual<f64, 1>) -> Dual<f64, 1>, fn(Dual<L, 1>) -> Dual<L, 1>);
    macro_rules! dual_rows {
        (; $($doc:literal, $name:ident, $from:tt, |$x:ident, $y:ident| $d:expr;)*) => {
            [$((stringify!($name), Real::$name as _, Real::$name as _)),*]
        };
    }
    let rows: [Row; 27] = unary!(dual_rows);
    let points = [0.1, 0.25, 0.5, 0.75, 1.5, 2.5, 4.0, -0.3];
    for (name, plain, wide) in rows {
        let y = wide(Dual::variable(L::new(points), 0));
        for (i, x) in points.into_iter().enumerate() {
            let should = plain(Dual::variable(x, 0));
            let (re, eps) = (y.re.to_array()[i], y.eps[0].to_array()[i]);
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-14 * b.abs().max(0.1) || a.is_nan() && b.is_nan() || a == b;
            assert!(near(re, should.re) && near(eps, should.eps[0]), "{name} at {x}: {re} {eps} is not {should:?}");
        }
    }
}

#[test]
fn sums() {
    let x: [f64; 32] = core::array::from_fn(|i| 1.0 / (1.0 + i as f64));
    assert!((Lanes::new(x).sum() - x.iter().sum::<f64>()).abs() < 1e-14);
    // The tree: each lane with the next one.
    assert_eq!(Lanes::new([1e16, -1e16, 1.0, 1.0]).sum(), 2.0);
}
