//! Threefry, a hash of a counter under a key: additions, rotations and exclusive-ors of 20 rounds.
//!
//! Salmon, Moraes, Dror & Shaw, *Parallel random numbers: as easy as 1, 2, 3* (2011): two words of 32 or 64 bits, without
//! a multiplication, hence as fast in vector registers as beside them. A generator that is stepped (PCG, xoshiro) would
//! have to jump for each replayed step, at a 128-bit power each time, and does not run in lanes; Philox and Squares need
//! products wider than a lane. With 13 rounds it is said to be enough for most uses and fails one test of `BigCrush`; the
//! published default is 20, and all of it is tested against the authors' known answers.

macro_rules! threefry {
    ($(#[$doc:meta])* $name:ident, $Word:ty, $parity:literal, $rotations:expr) => {
        $(#[$doc])*
        #[inline(always)]
        pub(crate) fn $name(key: [$Word; 2], counter: [$Word; 2]) -> [$Word; 2] {
            const ROTATIONS: [u32; 8] = $rotations;
            let [k0, k1] = key;
            let keys = [k0, k1, $parity ^ k0 ^ k1];
            let mut x = counter[0].wrapping_add(k0);
            let mut y = counter[1].wrapping_add(k1);
            let mut block: $Word = 0;
            while block < 5 {
                let half = if block % 2 == 0 { 0 } else { 4 };
                let mut i = 0;
                while i < 4 {
                    x = x.wrapping_add(y);
                    y = y.rotate_left(ROTATIONS[half + i]) ^ x;
                    i += 1;
                }
                block += 1;
                x = x.wrapping_add(keys[(block % 3) as usize]);
                y = y.wrapping_add(keys[((block + 1) % 3) as usize]).wrapping_add(block);
            }
            [x, y]
        }
    };
}

threefry!(
    /// Threefry-2×32 with 20 rounds.
    threefry2x32, u32, 0x1BD11BDA, [13, 15, 26, 6, 17, 29, 16, 24]
);
threefry!(
    /// Threefry-2×64 with 20 rounds.
    threefry2x64, u64, 0x1BD11BDAA9FC1A22, [16, 42, 12, 31, 16, 32, 24, 21]
);

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that the authors publish with Random123 (`kat_vectors`).
    #[test]
    fn known_answers() {
        assert_eq!(threefry2x32([0, 0], [0, 0]), [0x6b200159, 0x99ba4efe]);
        assert_eq!(threefry2x32([u32::MAX; 2], [u32::MAX; 2]), [0x1cb996fc, 0xbb002be7]);
        assert_eq!(threefry2x32([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3]), [0xc4923a9c, 0x483df7a0]);
        assert_eq!(threefry2x64([0, 0], [0, 0]), [0xc2b6e3a8c2c69865, 0x6f81ed42f350084d]);
        assert_eq!(threefry2x64([u64::MAX; 2], [u64::MAX; 2]), [0xe02cb7c4d95d277a, 0xd06633d0893b8b68]);
        assert_eq!(
            threefry2x64([0xa4093822299f31d0, 0x082efa98ec4e6c89], [0x243f6a8885a308d3, 0x13198a2e03707344]),
            [0x263c7d30bb0f0af1, 0x56be8361d3311526]
        );
    }
}
