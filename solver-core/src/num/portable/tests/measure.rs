//! Errors in units in the last place: of one value, and the greatest over many arguments.

use core::ops::Range;
use std::sync::Mutex;
use std::thread;
use std::vec::Vec;

use super::functions::{Binary, Pair, Parity, Single, Unary};

/// The distance of `y` from the exact value, in units in the last place of that value.
///
/// `exact` is itself wrong by up to a few units of double precision, each 2⁻²⁹ of one here, so the result is good to
/// some 1e-8: enough to judge a bound of 1, and no proof of correct rounding. An infinity stands for 2¹²⁸, so that it
/// is near a number that rounds to it; a NaN for another, or a zero of the wrong sign, is infinitely far.
pub(super) fn ulps(y: f32, exact: f64) -> f64 {
    if exact.is_nan() || y.is_nan() {
        return if exact.is_nan() == y.is_nan() { 0.0 } else { f64::INFINITY };
    }
    if y == 0.0 && y.is_sign_negative() != exact.is_sign_negative() {
        return f64::INFINITY;
    }
    if exact == 0.0 || exact.is_infinite() {
        return if f64::from(y) == exact { 0.0 } else { f64::INFINITY };
    }
    let y = if y.is_infinite() { 2_f64.powi(128).copysign(f64::from(y)) } else { f64::from(y) };
    let exact = exact.clamp(-(2_f64.powi(128)), 2_f64.powi(128));
    let exponent = (exact.to_bits() >> 52 & 0x7ff).clamp(1023 - 126, 1023 + 127);
    (y - exact).abs() * f64::from_bits((2 * 1023 + 23 - exponent) << 52)
}

/// The greatest error, and where.
#[derive(Clone, Copy, Default)]
pub(super) struct Worst {
    pub(super) ulps: f64,
    pub(super) at: [f32; 2],
}

impl Worst {
    pub(super) fn see(&mut self, ulps: f64, at: [f32; 2]) {
        if ulps > self.ulps {
            *self = Self { ulps, at };
        }
    }
}

/// The greatest error of `f` over the bit patterns at a step; ±x by one reference where the function is odd or even.
pub(super) fn worst(row: &Unary, f: Single, patterns: Range<u64>, step: usize) -> Worst {
    let mut worst = Worst::default();
    for bits in patterns.step_by(step) {
        let x = f32::from_bits(u32::try_from(bits).unwrap());
        let y = f(x);
        worst.see(ulps(y, (row.reference)(f64::from(x))), [x, 0.0]);
        if row.parity != Parity::Neither {
            let mirrored = if row.parity == Parity::Odd { -f(-x) } else { f(-x) };
            if mirrored.to_bits() != y.to_bits() && !y.is_nan() {
                worst.see(f64::INFINITY, [-x, 0.0]);
            }
        }
    }
    worst
}

/// The bit patterns that matter: the negative ones follow from the others where the function is odd or even.
pub(super) fn patterns(row: &Unary) -> Range<u64> {
    0..if row.parity == Parity::Neither { 1 << 32 } else { 0x7f80_0001 }
}

/// [`worst`] on every processor.
pub(super) fn worst_in_parallel(row: &Unary, f: Single, step: usize) -> Worst {
    let blocks = Mutex::new(patterns(row).step_by(step << 20));
    let all = Mutex::new(Worst::default());
    let work = || {
        while let Some(start) = { blocks.lock().unwrap().next() } {
            let end = (start + (step << 20) as u64).min(patterns(row).end);
            let found = worst(row, f, start..end, step);
            all.lock().unwrap().see(found.ulps, found.at);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    all.into_inner().unwrap()
}

/// Floats at which something changes, each with its neighbours.
pub(super) fn landmarks() -> Vec<f32> {
    let positive = [
        0.0,
        f32::from_bits(1),
        1e-40,
        f32::MIN_POSITIVE,
        1e-30,
        2e-8,
        6e-8,
        2.44e-4,
        0.3466,
        0.4375,
        0.5,
        0.625,
        0.6875,
        0.75,
        0.785,
        1.0,
        1.5,
        1.57,
        2.0,
        3.0,
        4.0,
        5.0,
        10.0,
        37.5,
        38.53,
        44.85,
        87.0,
        88.73,
        89.42,
        90.0,
        103.9,
        126.0,
        128.0,
        149.0,
        150.0,
        384.0,
        4096.0,
        8388608.0,
        16777216.0,
        2147483648.0,
        1e19,
        1e30,
        f32::MAX,
        f32::INFINITY,
        f32::NAN,
    ];
    let near = |x: f32| (0..3).map(move |i| f32::from_bits(x.to_bits().wrapping_add(i).wrapping_sub(1)));
    positive.into_iter().flat_map(near).flat_map(|x| [x, -x]).collect()
}

/// xorshift64 of G. Marsaglia, "Xorshift RNGs" (2003).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn float(&mut self) -> f32 {
        f32::from_bits((self.next() >> 32) as u32)
    }

    /// A pair of any bits, or one whose functions are not at the ends of their range.
    fn pair(&mut self, name: &str) -> [f32; 2] {
        let [a, b] = [self.float(), self.float()];
        if self.next().is_multiple_of(4) {
            return [a, b];
        }
        let share = (self.next() >> 11) as f64 / 2_f64.powi(53);
        #[expect(clippy::cast_possible_truncation, reason = "a random float")]
        let partner = if name == "powf" {
            // aᵇ from 2⁻¹⁵¹ to 2¹³⁰.
            (share * 281.0 - 151.0) / f64::from(a.abs()).log2()
        } else {
            // Within 2⁻³² to 2³² of a.
            f64::from(a) * 2_f64.powf(share * 64.0 - 32.0)
        } as f32;
        if name == "powf" { [a.abs(), partner] } else { [a, partner.copysign(b)] }
    }
}

/// The greatest error over all pairs of landmarks, `mantissas` random ones at each pair of exponents, and random pairs.
pub(super) fn worst_pair(row: &Binary, f: Pair, mantissas: u32, random: u32) -> Worst {
    let mut worst = Worst::default();
    let mut see = |[a, b]: [f32; 2]| worst.see(ulps(f(a, b), (row.reference)(f64::from(a), f64::from(b))), [a, b]);
    let landmarks = landmarks();
    for &a in &landmarks {
        for &b in &landmarks {
            see([a, b]);
        }
    }
    let mut dice = Random(0x9e37_79b9_7f4a_7c15);
    for exponents in 0..=u16::MAX {
        let [a, b] = exponents.to_le_bytes().map(|e| u32::from(e) << 23);
        for _ in 0..mantissas {
            let mut with = |exponent| f32::from_bits(dice.float().to_bits() & 0x807f_ffff | exponent);
            see([with(a), with(b)]);
        }
    }
    (0..random).for_each(|_| see(dice.pair(row.name)));
    worst
}
