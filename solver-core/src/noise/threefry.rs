//! Threefry, a hash of a counter under a key: additions, rotations and exclusive-ors of 20 rounds.
//!
//! Salmon, Moraes, Dror & Shaw, *Parallel random numbers: as easy as 1, 2, 3* (2011): two words of 32 or 64 bits, without
//! a multiplication, hence as fast in vector registers as beside them. A generator that is stepped (PCG, xoshiro) would
//! have to jump for each replayed step, at a 128-bit power each time, and does not run in lanes; Philox and Squares need
//! products wider than a lane. With 13 rounds it is said to be enough for most uses and fails one test of `BigCrush`; the
//! published default is 20, and all of it is tested against the authors' known answers.

use crate::num::Word;

macro_rules! threefry {
    ($(#[$doc:meta])* $name:ident, $One:ty, $parity:literal, [$($odd:literal)*] [$($even:literal)*]) => {
        $(#[$doc])*
        // Written out, since a compiler that counts the cost of wide registers would leave the rounds in a loop.
        #[inline(always)]
        pub(crate) fn $name<W: Word<One = $One>>([k0, k1]: [W; 2], [x, y]: [W; 2]) -> [W; 2] {
            let k2 = W::splat($parity) ^ k0 ^ k1;
            let state = [x.plus(k0), y.plus(k1)];
            $(let state = round(state, $odd);)*
            let state = inject(state, k1, k2, 1);
            $(let state = round(state, $even);)*
            let state = inject(state, k2, k0, 2);
            $(let state = round(state, $odd);)*
            let state = inject(state, k0, k1, 3);
            $(let state = round(state, $even);)*
            let state = inject(state, k1, k2, 4);
            $(let state = round(state, $odd);)*
            inject(state, k2, k0, 5)
        }
    };
}

#[inline(always)]
fn round<W: Word>([x, y]: [W; 2], by: u32) -> [W; 2] {
    let x = x.plus(y);
    [x, y.rotated(by) ^ x]
}

#[inline(always)]
fn inject<W: Word>([x, y]: [W; 2], k: W, l: W, count: W::One) -> [W; 2] {
    [x.plus(k), y.plus(l).plus(W::splat(count))]
}

threefry!(
    /// Threefry-2×32 with 20 rounds.
    threefry2x32, u32, 0x1BD11BDA, [13 15 26 6] [17 29 16 24]
);
threefry!(
    /// Threefry-2×64 with 20 rounds.
    threefry2x64, u64, 0x1BD11BDAA9FC1A22, [16 42 12 31] [16 32 24 21]
);

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that the authors publish with Random123 (`kat_vectors`).
    #[test]
    fn known_answers() {
        assert_eq!(threefry2x32::<u32>([0, 0], [0, 0]), [0x6b200159, 0x99ba4efe]);
        assert_eq!(threefry2x32::<u32>([u32::MAX; 2], [u32::MAX; 2]), [0x1cb996fc, 0xbb002be7]);
        assert_eq!(threefry2x32::<u32>([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3]), [0xc4923a9c, 0x483df7a0]);
        assert_eq!(threefry2x64::<u64>([0, 0], [0, 0]), [0xc2b6e3a8c2c69865, 0x6f81ed42f350084d]);
        assert_eq!(threefry2x64::<u64>([u64::MAX; 2], [u64::MAX; 2]), [0xe02cb7c4d95d277a, 0xd06633d0893b8b68]);
        assert_eq!(
            threefry2x64::<u64>([0xa4093822299f31d0, 0x082efa98ec4e6c89], [0x243f6a8885a308d3, 0x13198a2e03707344]),
            [0x263c7d30bb0f0af1, 0x56be8361d3311526]
        );
    }
}
