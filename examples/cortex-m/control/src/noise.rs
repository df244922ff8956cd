//! Standard normal numbers that are a pure function of a seed and two integers: the same on every machine, in any order.

use tapeless::Real;

/// Ten rounds of Philox 2×32 (Salmon, Moraes, Dror & Shaw, *Parallel random numbers: as easy as 1, 2, 3*, 2011):
/// 64 random bits from a counter and a key.
pub const fn philox(counter: [u32; 2], key: u32) -> [u32; 2] {
    const MULTIPLIER: u64 = 0xD256_D193;
    const WEYL: u32 = 0x9E37_79B9;
    let ([mut left, mut right], mut key) = (counter, key);
    let mut round = 0;
    while round < 10 {
        let product = MULTIPLIER * left as u64;
        left = (product >> 32) as u32 ^ key ^ right;
        right = product as u32;
        key = key.wrapping_add(WEYL);
        round += 1;
    }
    [left, right]
}

/// A standard normal number: `path` and `step` are its address.
pub fn normal(seed: u32, path: u32, step: u32) -> f32 {
    let [bits, _] = philox([step, path], seed);
    quantile(bits)
}

/// The normal quantile in the middle of one of 2²⁴ equal parts of (0, 1), which the upper bits number.
///
/// √2 erf⁻¹, by the polynomials of Giles (*Approximating the erfinv function*, 2011, single precision) in
/// `w = −ln(1 − x²)`.
fn quantile(bits: u32) -> f32 {
    const PARTS: i32 = 1 << 24;
    // Odd, and below 2²⁴ in size: exact, and symmetric about 0.
    let odd = 2 * (bits >> 8).cast_signed() + 1 - PARTS;
    let x = odd as f32 / PARTS as f32;
    let w = -Real::ln((1.0 - x) * (1.0 + x));
    let polynomial = |w: f32, coefficients: [f32; 9]| coefficients.iter().fold(0.0, |sum, c| sum * w + c);
    let ratio = if w < 5.0 { polynomial(w - 2.5, MIDDLE) } else { polynomial(Real::sqrt(w) - 3.0, TAIL) };
    core::f32::consts::SQRT_2 * ratio * x
}

const MIDDLE: [f32; 9] = [
    2.810_226_4e-8,
    3.432_739_4e-7,
    -3.523_387_7e-6,
    -4.391_506_5e-6,
    2.185_808_7e-4,
    -1.253_725e-3,
    -4.177_681_6e-3,
    0.246_640_73,
    1.501_409_4,
];
const TAIL: [f32; 9] = [
    -2.002_142_6e-4,
    1.009_505_6e-4,
    1.349_343_2e-3,
    -3.673_428_4e-3,
    5.739_507_7e-3,
    -7.622_461_3e-3,
    9.438_870_5e-3,
    1.001_674_1,
    2.832_976_8,
];
