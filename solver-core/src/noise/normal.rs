//! Normal variates from a counter: the same bits on every platform, for any thread and in any lane.
//!
//! Two words of Threefry become two variates by the transform of Box & Muller (*A note on the generation of random normal
//! deviates*, 1958): the radius `√(−2 ln u)` from one, the angle from the other. Logarithm, sine and cosine are
//! polynomials of our own (minimax in the relative error, by Remez exchange), evaluated by products and sums that are
//! never fused; a square root is the same everywhere by IEEE 754. There is no branch, so a loop over variates runs in
//! vector registers. The angle is taken from the middle of a quadrant, where one rotation by 45° gives sine and cosine
//! from two short polynomials; its quadrant is the two signs.
//!
//! Single precision is single throughout, with a tail to 6.5 standard deviations; double reaches 8.5.

use core::fmt::Debug;

use crate::noise::recent::{Recent, Remembers};
use crate::noise::threefry::{threefry2x32, threefry2x64};
use crate::num::{Bits, Dual, Real, Word};

/// What a stream of variates is keyed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The seed of all trajectories.
    pub seed: u64,
    /// Which trajectory; below 2⁶².
    pub trajectory: u64,
    /// Which of a trajectory's streams, at most 3.
    pub part: u64,
}

/// A number of which there are normal variates by counter.
///
/// Law: what [`pick`](Normal::pick) gives of the block that holds the n-th variate depends on the key and n alone.
#[diagnostic::on_unimplemented(message = "there are no normal variates of `{Self}`")]
pub trait Normal: Real {
    /// The key as the generator takes it.
    type Keys: Copy;
    /// Variates that are drawn together, since that is cheaper.
    type Block: Copy;
    /// How many those are.
    const BLOCK: u64;
    /// The memory of the blocks last drawn: as many as cost less to keep than to draw again.
    type Recent: Remembers<Self::Block> + Copy + Debug;

    /// A block of zeros.
    const EMPTY: Self::Block;

    /// The key as the generator takes it.
    fn keys(key: Key) -> Self::Keys;
    /// The variates with the numbers `2 · index` and `2 · index + 1`.
    fn pair(keys: &Self::Keys, index: u64) -> [Self; 2];
    /// Makes a block of the variates from number `index · BLOCK` on.
    fn draw(keys: &Self::Keys, index: u64, block: &mut Self::Block);
    /// The variate with this number, of the block that holds it.
    fn pick(block: &Self::Block, number: u64) -> Self;
}

/// `Σ c[i] xⁱ`, products and sums apart.
#[inline(always)]
fn polynomial<X: Bits<One: Copy>, const N: usize>(x: X, c: [X::One; N]) -> X {
    let mut sum = X::same(c[N - 1]);
    let mut i = N - 1;
    while i > 0 {
        i -= 1;
        sum = sum * x + X::same(c[i]);
    }
    sum
}

/// −2 ln(1 + f)/f on [√½ − 1, √2 − 1], to 2⁻²⁵.
const LN_32: [f32; 9] = [
    -1.99999994838,
    0.999999759288,
    -0.666683712385,
    0.500041481196,
    -0.399136673297,
    0.331247861931,
    -0.299045321097,
    0.287336876464,
    -0.174447161227,
];
/// cos(π/4 √x)/√2 on [0, 1], to 2⁻²⁵.
const COS_32: [f32; 4] = [0.707106758125, -0.21808881897, 0.0112074191555, -0.00022537461748];
/// sin(π/4 √x)/√(2x) on [0, 1], to 2⁻²⁸.
const SIN_32: [f32; 4] = [0.555360365471, -0.0570956428912, 0.00176069660917, -2.54208085108e-5];

/// −4 artanh(√x)/√x on [0, (√2 − 1)²/(√2 + 1)²], to 2⁻⁵⁹.
const ARTANH_64: [f64; 8] = [
    -3.9999999999999999955,
    -1.33333333333335304,
    -0.79999999998597771855,
    -0.5714285752269239402,
    -0.44444393976555868186,
    -0.36367270186705907734,
    -0.30624887532955891786,
    -0.29621059670519373988,
];
/// cos(π/4 √x)/√2 on [0, 1], to 2⁻⁶⁴.
const COS_64: [f64; 8] = [
    core::f64::consts::FRAC_1_SQRT_2,
    -0.21808950623871498232,
    0.011210714326067783028,
    -0.00023051107385765900062,
    2.5391217715804253955e-6,
    -1.7402862255894784747e-8,
    8.1320794343147015739e-11,
    -2.7278497391797825092e-13,
];
/// sin(π/4 √x)/√(2x) on [0, 1], to 2⁻⁵⁸.
const SIN_64: [f64; 7] = [
    0.55536036726979577904,
    -0.057095699218714187041,
    0.0017609748884106127945,
    -0.000025863281990508086414,
    2.2158012764174085137e-7,
    -1.2424921814174293825e-9,
    4.8628446280069278425e-12,
];

/// Two single-precision variates from two words.
#[inline(always)]
pub(crate) fn pair32<X: Bits<One = f32>>([u, v]: [X::Word; 2]) -> [X; 2] {
    const SQRT_HALF: u32 = 0x3f35_04f3;
    let [sqrt_half, fraction, angle] = [SQRT_HALF, 0x007f_ffff, 0x3fff_ffff].map(X::Word::splat);
    let (sign, middle) = (X::Word::splat(1 << 31), X::Word::splat(1 << 29));
    // In (0, 1], 31 bits: a signed conversion is one instruction everywhere.
    let unit = (X::of_signed(u >> 1, 0) + X::same(1.0)) * X::same(1.0 / (1_u32 << 31) as f32);
    // unit = 2^exponent · (1 + f), with 1 + f in [√½, √2).
    let shifted = unit.bits().minus(sqrt_half);
    let exponent = X::of_signed(shifted, 23);
    let f = X::of_bits((shifted & fraction).plus(sqrt_half)) - X::same(1.0);
    let radius = (exponent * X::same(-2.0 * core::f32::consts::LN_2) + f * polynomial(f, LN_32)).root();
    // In [−1, 1), in units of 45° from the middle of a quadrant.
    let x = X::of_signed((v & angle).minus(middle), 0) * X::same(1.0 / (1_u32 << 29) as f32);
    let (cos, sin) = (polynomial(x * x, COS_32), x * polynomial(x * x, SIN_32));
    let (a, b) = (radius * (cos - sin), radius * (cos + sin));
    [X::of_bits(a.bits() ^ (v & sign)), X::of_bits(b.bits() ^ ((v << 1) & sign))]
}

/// Two double-precision variates from two words.
#[inline(always)]
pub(crate) fn pair64<X: Bits<One = f64>>([u, v]: [X::Word; 2]) -> [X; 2] {
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    let [sqrt_half, fraction, sign] = [SQRT_HALF, (1 << 52) - 1, 1 << 63].map(X::Word::splat);
    // A word's upper 52 bits as the fraction of a number in [1, 2).
    let one = |word: X::Word| X::of_bits((word >> 12) ^ X::Word::splat(0x3ff0_0000_0000_0000));
    // In (0, 1], 52 bits; vector units convert doubles from bits rather than from integers.
    let unit = X::same(2.0) - one(u);
    let shifted = unit.bits().minus(sqrt_half);
    // The exponent plus 2¹¹, as a double: into the bits of 2⁵² and off again.
    let above = (shifted >> 52).plus(X::Word::splat(2048)) & X::Word::splat(0xfff);
    let exponent =
        X::of_bits(above ^ X::Word::splat(0x4330_0000_0000_0000)) - X::same(4_503_599_627_370_496.0 + 2048.0);
    let f = X::of_bits((shifted & fraction).plus(sqrt_half)) - X::same(1.0);
    let s = f / (f + X::same(2.0));
    let radius = (exponent * X::same(-2.0 * core::f64::consts::LN_2) + s * polynomial(s * s, ARTANH_64)).root();
    let x = X::same(2.0) * one(v << 2) - X::same(3.0);
    let (cos, sin) = (polynomial(x * x, COS_64), x * polynomial(x * x, SIN_64));
    let (a, b) = (radius * (cos - sin), radius * (cos + sin));
    [X::of_bits(a.bits() ^ (v & sign)), X::of_bits(b.bits() ^ ((v << 1) & sign))]
}

/// The two halves of a word.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the halves of a word are what is wanted")]
pub(crate) const fn halves(x: u64) -> [u32; 2] {
    [x as u32, (x >> 32) as u32]
}

/// What is hashed to a key of single precision, under the halves of the seed.
#[inline(always)]
pub(crate) const fn trajectory32(key: Key) -> [u32; 2] {
    halves((key.trajectory << 2) | (key.part & 3))
}

impl Normal for f32 {
    type Keys = [u32; 2];
    type Block = [[f32; 2]; 32];
    type Recent = Recent<Self::Block, 4>;
    const BLOCK: u64 = 64;
    const EMPTY: Self::Block = [[0.0; 2]; 32];

    #[inline(always)]
    fn keys(key: Key) -> [u32; 2] {
        threefry2x32(halves(key.seed), trajectory32(key))
    }
    #[inline]
    fn pair(keys: &[u32; 2], index: u64) -> [f32; 2] {
        pair32(threefry2x32(*keys, halves(index)))
    }
    #[inline(never)]
    fn draw(keys: &[u32; 2], index: u64, block: &mut Self::Block) {
        let [low, high] = halves(index << 5);
        let mut counter = low;
        for pair in block {
            *pair = pair32(threefry2x32(*keys, [counter, high]));
            counter = counter.wrapping_add(1);
        }
    }
    #[inline(always)]
    fn pick(block: &Self::Block, number: u64) -> f32 {
        let [low, _] = halves(number);
        block[(low as usize >> 1) & 31][low as usize & 1]
    }
}

impl Normal for f64 {
    type Keys = [u64; 2];
    type Block = [[f64; 2]; 16];
    type Recent = Recent<Self::Block, 4>;
    const BLOCK: u64 = 32;
    const EMPTY: Self::Block = [[0.0; 2]; 16];

    #[inline(always)]
    fn keys(key: Key) -> [u64; 2] {
        threefry2x64([key.seed, 0], [key.trajectory, key.part])
    }
    #[inline]
    fn pair(keys: &[u64; 2], index: u64) -> [f64; 2] {
        pair64(threefry2x64(*keys, [index, 0]))
    }
    #[inline(never)]
    fn draw(keys: &[u64; 2], index: u64, block: &mut Self::Block) {
        let mut counter = index << 4;
        for pair in block {
            *pair = pair64(threefry2x64(*keys, [counter, 0]));
            counter = counter.wrapping_add(1);
        }
    }
    #[inline(always)]
    fn pick(block: &Self::Block, number: u64) -> f64 {
        let [low, _] = halves(number);
        block[(low as usize >> 1) & 15][low as usize & 1]
    }
}

/// The variates of the number below, without tangents.
impl<T: Normal, const K: usize> Normal for Dual<T, K> {
    type Keys = T::Keys;
    type Block = T::Block;
    type Recent = T::Recent;
    const BLOCK: u64 = T::BLOCK;
    const EMPTY: T::Block = T::EMPTY;

    #[inline(always)]
    fn keys(key: Key) -> T::Keys {
        T::keys(key)
    }
    #[inline(always)]
    fn pair(keys: &T::Keys, index: u64) -> [Self; 2] {
        T::pair(keys, index).map(|x| Dual::new(x, [T::ZERO; K]))
    }
    #[inline(always)]
    fn draw(keys: &T::Keys, index: u64, block: &mut T::Block) {
        T::draw(keys, index, block);
    }
    #[inline(always)]
    fn pick(block: &T::Block, number: u64) -> Self {
        Dual::new(T::pick(block, number), [T::ZERO; K])
    }
}
