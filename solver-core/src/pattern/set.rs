//! Sets of components.

use super::MOST;

/// How many words of 64 components a set has.
pub(super) const WORDS: usize = MOST.div_ceil(64);

/// A set of components.
#[derive(Clone, Copy, Debug)]
pub(super) struct Set(pub(super) [u64; WORDS]);

impl Set {
    pub(super) const NONE: Self = Self([0; WORDS]);

    pub(super) const fn with(self, other: Self) -> Self {
        let (mut both, mut k) = (self, 0);
        while k < WORDS {
            both.0[k] |= other.0[k];
            k += 1;
        }
        both
    }

    pub(super) const fn is(&self, other: &Self) -> bool {
        let mut k = 0;
        while k < WORDS {
            if self.0[k] != other.0[k] {
                return false;
            }
            k += 1;
        }
        true
    }

    pub(super) const fn has(&self, component: usize) -> bool {
        self.0[component / 64] >> (component % 64) & 1 == 1
    }

    pub(super) const fn count(&self) -> usize {
        let (mut count, mut k) = (0, 0);
        while k < WORDS {
            count += self.0[k].count_ones() as usize;
            k += 1;
        }
        count
    }
}
