//! Whether this build computes the bits that every other build does.

use super::{
    acos, acosh, asin, asinh, atan, atan2, atanh, cbrt, cos, cosh, erf, erfc, exp, exp_m1, exp2, exp10, hypot, ln,
    ln_1p, log2, log10, powf, sin, sinh, sqrt, tan, tanh,
};

/// A function's name, and the hash of its values at 16,384 arguments or pairs of arguments.
type Fingerprint = (&'static str, fn() -> u64, u64);

const FINGERPRINTS: [Fingerprint; 27] = [
    ("sqrt", || hash(sqrt), 0xc107_9551_f5fe_76fb),
    ("cbrt", || hash(cbrt), 0xa4af_798e_0f94_e653),
    ("exp", || hash(exp), 0x0a4c_b37f_f2de_ed97),
    ("exp2", || hash(exp2), 0x5bb4_160e_db34_01cc),
    ("exp10", || hash(exp10), 0xaff5_ca49_96b8_a9ad),
    ("exp_m1", || hash(exp_m1), 0xc184_92d2_2c05_a442),
    ("ln", || hash(ln), 0x5c51_4a99_10fc_99fe),
    ("ln_1p", || hash(ln_1p), 0x7a38_3239_a543_69d1),
    ("log2", || hash(log2), 0xf4ce_89b2_f4a1_3907),
    ("log10", || hash(log10), 0x08a7_5b5b_5189_5f0a),
    ("sin", || hash(sin), 0x37a7_803c_8377_d375),
    ("cos", || hash(cos), 0xe3ef_9dda_ac5c_2ce0),
    ("tan", || hash(tan), 0x3158_a921_c89d_6c1e),
    ("asin", || hash(asin), 0xc446_6a38_8a44_b44e),
    ("acos", || hash(acos), 0x034d_0d4d_d62a_5393),
    ("atan", || hash(atan), 0xf0e4_1878_b69a_2375),
    ("sinh", || hash(sinh), 0x15e5_8592_688d_daea),
    ("cosh", || hash(cosh), 0x36c6_67c8_4cb1_ba8a),
    ("tanh", || hash(tanh), 0x4154_a2e3_990d_91a9),
    ("asinh", || hash(asinh), 0x9612_2706_9fe0_26e4),
    ("acosh", || hash(acosh), 0xd062_6d21_93ef_4a39),
    ("atanh", || hash(atanh), 0x40cd_6554_de94_d2b5),
    ("erf", || hash(erf), 0xe8d4_adda_a021_b2bf),
    ("erfc", || hash(erfc), 0x6866_e8dc_7b02_588d),
    ("powf", || hash_of_pairs(powf), 0x8bf0_a6eb_6ab6_e786),
    ("atan2", || hash_of_pairs(atan2), 0x9b68_1d40_5721_a96e),
    ("hypot", || hash_of_pairs(hypot), 0x5532_3128_6f0c_55bb),
];

/// The FNV-1a hash of the values of `f` at floats spread evenly over all bit patterns; every NaN counts as one.
fn hash(f: impl Fn(f32) -> f32) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for i in 0..1_u32 << 14 {
        let y = f(f32::from_bits(i.wrapping_mul(262_147)));
        let bits = if y.is_nan() { f32::NAN.to_bits() } else { y.to_bits() };
        for byte in bits.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// The same with a partner for every argument, spread like it.
fn hash_of_pairs(f: impl Fn(f32, f32) -> f32) -> u64 {
    hash(|x| f(x, f32::from_bits(x.to_bits().wrapping_mul(0x9e37_79b1))))
}

/// The first function of this module with other bits than in the library's tests, if there is one.
///
/// It takes some 450,000 values; a program for another platform can call it once.
///
/// ```
/// assert_eq!(solver_core::num::portable::first_difference(), None);
/// ```
pub fn first_difference() -> Option<&'static str> {
    FINGERPRINTS.iter().find(|(_, hash, expected)| hash() != *expected).map(|(name, ..)| *name)
}

/// Every function's name and hash, to write the list by.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = (&'static str, u64)> {
    FINGERPRINTS.iter().map(|(name, hash, _)| (*name, hash()))
}
