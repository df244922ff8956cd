//! Noise from a counter: independent increments, each a function of (seed, trajectory, step, channel).

use crate::noise::{Key, Noise, Normal, Path};
use crate::num::Time;
use crate::vector::Zeros;

/// Brownian increments by counter: nothing is stored, and every replay sees the same bits.
///
/// The increment of step i is `√h` times a variate that depends on the seed, the trajectory, the step and the channel
/// alone, never on times: the steps of another mesh see another path. For one path at any times use `Tree`. The
/// areas H and K have streams of their own, so methods that read them see the same increments as those that do not.
///
/// The variates are the same bits on every platform, thread and lane: Threefry with 20 rounds, and Box & Muller's
/// transform by polynomials of our own.
///
/// ```
/// use tapeless::{Counter, Noise};
/// let noise = Counter::new(42).trajectory(3);
/// let mut cursor = Noise::<f64, f64, [f64; 2]>::cursor(&noise);
/// let tenth: [f64; 2] = noise.increment(&mut cursor, 10, 1.0, 0.1);
/// let other: [f64; 2] = noise.increment(&mut cursor, 99, 9.9, 0.1);
/// let again: [f64; 2] = noise.increment(&mut cursor, 10, 1.0, 0.1);
/// assert_eq!(tenth, again);
/// assert_ne!(tenth, other);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    seed: u64,
    trajectory: u64,
}

impl Counter {
    /// The first trajectory of a seed.
    pub const fn new(seed: u64) -> Self {
        Self { seed, trajectory: 0 }
    }

    /// The trajectory with this number, below 2⁶², independent of all others.
    pub const fn trajectory(self, trajectory: u64) -> Self {
        Self { seed: self.seed, trajectory }
    }

    /// The key of one of the trajectory's streams.
    pub(crate) const fn key(self, part: u64) -> Key {
        Key { seed: self.seed, trajectory: self.trajectory, part }
    }
}

/// One stream of variates, and those last drawn.
#[derive(Clone, Copy, Debug)]
pub struct Stream<T: Normal> {
    keys: T::Keys,
    index: u64,
    block: T::Block,
}

impl<T: Normal> Stream<T> {
    #[inline(always)]
    pub(crate) fn new(key: Key) -> Self {
        Self { keys: T::keys(key), index: u64::MAX, block: T::EMPTY }
    }

    /// The variate with this number.
    #[inline(always)]
    pub(crate) fn at(&mut self, number: u64) -> T {
        let index = number / T::BLOCK;
        if index != self.index {
            self.block = T::block(&self.keys, index);
            self.index = index;
        }
        T::pick(&self.block, number)
    }
}

/// √(1/12), of H over √h.
pub(crate) const H_DEVIATION: f64 = 0.288_675_134_594_812_9;
/// √(1/720), of K over √h.
pub(crate) const K_DEVIATION: f64 = 0.037_267_799_624_996_49;

impl Path for Counter {
    const COVERS: Option<usize> = Some(usize::MAX);
    fn covers(&self) -> usize {
        usize::MAX
    }
}

/// A stream for the increments and one for each Lévy area.
impl<T: Normal, H: Time<T>, X: Zeros<T>> Noise<T, H, X> for Counter {
    type Cursor = [Stream<T>; 3];
    #[inline(always)]
    fn cursor(&self) -> [Stream<T>; 3] {
        [Stream::new(self.key(0)), Stream::new(self.key(1)), Stream::new(self.key(2))]
    }
    #[inline(always)]
    fn increment(&self, streams: &mut [Stream<T>; 3], i: usize, _t: H, h: H) -> X {
        let root = h.abs().sqrt();
        let first = i as u64 * X::channels() as u64;
        let scales = [root, root.times(H_DEVIATION), root.times(K_DEVIATION)];
        X::drawn(&mut |area, channel| match (streams.get_mut(area), scales.get(area)) {
            (Some(stream), Some(scale)) => scale.stretch(stream.at(first + channel as u64)),
            _ => T::ZERO,
        })
    }
}
