//! From single to double precision, in integers: what has no instruction for it would call a function.

/// The bits of a fraction that are added.
const ADDED: u32 = f64::MANTISSA_DIGITS - f32::MANTISSA_DIGITS;
/// What the exponents of the two precisions differ by, in the bits of the larger one.
const BIAS: u64 = ((f64::MAX_EXP - f32::MAX_EXP) as u64) << (f64::MANTISSA_DIGITS - 1);
/// An exponent of 24, in the same place.
const SCALED: u64 = 24 << (f64::MANTISSA_DIGITS - 1);

/// The same number.
#[inline]
pub(crate) fn widen(x: f32) -> f64 {
    let sign = u64::from(x.is_sign_negative()) << 63;
    let widened = |x: f32| u64::from(x.to_bits() & 0x7fff_ffff) << ADDED;
    let size = if x == 0.0 {
        0
    } else if x.is_subnormal() {
        widened(x * 16_777_216.0) + (BIAS - SCALED)
    } else if x.is_finite() {
        widened(x) + BIAS
    } else {
        widened(x) | f64::INFINITY.to_bits()
    };
    f64::from_bits(sign | size)
}
