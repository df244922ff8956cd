//! Variates side by side: each lane is a trajectory, the first the key's own and each the next one's.

use crate::noise::normal::{halves, keys32, pair32, pair64};
use crate::noise::threefry::{threefry2x32, threefry2x64};
use crate::noise::{Key, Normal, Recent};
use crate::num::{Lanes, Real, Width};

/// The key of the trajectory `lane` further on.
fn further(key: Key, lane: usize) -> Key {
    Key { trajectory: key.trajectory + lane as u64, ..key }
}

macro_rules! lanes {
    ($T:ident, $Word:ident, $keys:expr, $pair:expr) => {
        impl<const W: usize> Normal for Lanes<$T, W>
        where
            $T: Width<W>,
        {
            type Keys = [[$Word; W]; 2];
            /// Two in each lane, so that a trajectory with one channel draws for two steps at once.
            type Block = [Self; 2];
            type Recent = Recent<[Self; 2], 64>;
            const BLOCK: u64 = 2;
            const EMPTY: [Self; 2] = [Self::ZERO; 2];

            #[inline]
            fn keys(key: Key) -> Self::Keys {
                let mut keys = [[0; W]; 2];
                for lane in 0..W {
                    [keys[0][lane], keys[1][lane]] = $keys(further(key, lane));
                }
                keys
            }
            // A loop over arrays, which the compiler runs in registers: everything in it is integers and polynomials.
            #[inline(never)]
            fn pair([first, second]: &Self::Keys, index: u64) -> [Self; 2] {
                let (mut a, mut b) = ([0.0; W], [0.0; W]);
                for lane in 0..W {
                    [a[lane], b[lane]] = $pair([first[lane], second[lane]], index);
                }
                [Self::new(a), Self::new(b)]
            }
            #[inline]
            fn block(keys: &Self::Keys, index: u64) -> [Self; 2] {
                Self::pair(keys, index)
            }
            #[inline(always)]
            fn pick([a, b]: &[Self; 2], number: u64) -> Self {
                if number & 1 == 0 { *a } else { *b }
            }
        }
    };
}

lanes!(f32, u32, keys32, |keys, index| pair32(threefry2x32(keys, halves(index))));
lanes!(f64, u64, <f64 as Normal>::keys, |keys, index| pair64(threefry2x64(keys, [index, 0])));
