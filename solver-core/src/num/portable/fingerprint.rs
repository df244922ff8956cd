//! A number that tells whether two builds of a function have the same bits.

/// The FNV-1a hash of the values of `f` at 65,536 floats spread evenly over all bit patterns; every NaN counts as one.
///
/// The library's tests hold the hash of each function of [`portable`](super); a program for another platform can
/// compare its own.
///
/// ```
/// use solver_core::num::portable::{fingerprint, sin};
/// assert_eq!(fingerprint(sin), 0x92de_7af3_54e2_f678);
/// ```
pub fn fingerprint(f: impl Fn(f32) -> f32) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for i in 0..=u16::MAX {
        let y = f(f32::from_bits(u32::from(i).wrapping_mul(65_537)));
        let bits = if y.is_nan() { f32::NAN.to_bits() } else { y.to_bits() };
        for byte in bits.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}
