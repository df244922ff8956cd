//! Variates side by side: each lane is a trajectory, the first the key's own and each the next one's.

use crate::noise::normal::{halves, pair32, pair64, trajectory32};
use crate::noise::threefry::{threefry2x32, threefry2x64};
use crate::noise::{Key, Normal, Recent};
use crate::num::{Lanes, Real, Registers, Width, Word};

/// The words of the registers of `W` lanes.
type Words<T, const W: usize> = <<T as Width<W>>::Registers as Registers<T>>::Words;

/// The word that `f` gives for the trajectory of each lane.
#[inline(always)]
fn each<T: Width<W>, const W: usize>(key: Key, f: impl Fn(Key) -> T::Word) -> Words<T, W> {
    T::Registers::words(|lane| f(Key { trajectory: key.trajectory + lane as u64, ..key }))
}

macro_rules! lanes {
    ($T:ident, |$key:ident| $keys:expr, |$words:ident, $index:ident| $pair:expr) => {
        impl<const W: usize> Normal for Lanes<$T, W>
        where
            $T: Width<W>,
        {
            type Keys = [Words<$T, W>; 2];
            /// Four in each lane, so that a trajectory with one channel draws for four steps at once, and the processor has
            /// several chains of operations under way.
            type Block = [Self; 4];
            type Recent = Recent<[Self; 4], 32>;
            const BLOCK: u64 = 4;
            const EMPTY: [Self; 4] = [Self::ZERO; 4];

            #[inline]
            fn keys($key: Key) -> Self::Keys {
                $keys
            }
            #[inline]
            fn pair(keys: &Self::Keys, $index: u64) -> [Self; 2] {
                <$T as Width<W>>::Registers::of_words(keys, |$words| $pair).map(Self::of_registers)
            }
            #[inline(never)]
            fn draw(keys: &Self::Keys, index: u64, block: &mut [Self; 4]) {
                let ([a, b], [c, d]) = (Self::pair(keys, 2 * index), Self::pair(keys, 2 * index + 1));
                *block = [a, b, c, d];
            }
            #[inline(always)]
            fn pick(block: &[Self; 4], number: u64) -> Self {
                block[(number & 3) as usize]
            }
        }
    };
}

lanes!(
    f32,
    |key| {
        let words = [each::<f32, W>(key, |key| trajectory32(key)[0]), each::<f32, W>(key, |key| trajectory32(key)[1])];
        <f32 as Width<W>>::Registers::hash(&words, |words| threefry2x32(halves(key.seed).map(Word::splat), words))
    },
    |keys, index| pair32(threefry2x32(keys, halves(index).map(Word::splat)))
);
lanes!(
    f64,
    |key| {
        let words = [each::<f64, W>(key, |key| key.trajectory), each::<f64, W>(key, |key| key.part)];
        <f64 as Width<W>>::Registers::hash(&words, |words| threefry2x64([key.seed, 0].map(Word::splat), words))
    },
    |keys, index| pair64(threefry2x64(keys, [index, 0].map(Word::splat)))
);
