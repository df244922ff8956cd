//! The noise of a batch: that of each trajectory.

use core::fmt;
use core::ops::Range;

use solver_core::noise::{Key, Noise, Normal, Path};
use solver_core::num::Time;

use crate::batch::Batch;
use crate::product::Number;
use crate::product::sealed::Product;

/// The increments of a range of a seed's trajectories: each trajectory's are those of
/// [`Counter::trajectory`](solver_core::noise::Counter::trajectory), whatever the batch it is in.
///
/// ```
/// use tapeless::nn::{Batch, Trajectories};
/// use tapeless::{Counter, Noise};
/// let (batch, one) = (Trajectories::new(42, 5..9), Counter::new(42).trajectory(7));
/// let mut cursor = Noise::<f32, f32, Batch<f32, 3>>::cursor(&batch);
/// let of_all: Batch<f32, 3> = batch.increment(&mut cursor, 10, 1.0, 0.1);
/// let mut cursor = Noise::<f32, f32, [f32; 3]>::cursor(&one);
/// assert_eq!(of_all.trajectory(2), Some(one.increment(&mut cursor, 10, 1.0, 0.1)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trajectories {
    seed: u64,
    range: Range<u64>,
}

impl Trajectories {
    /// Those trajectories of a seed.
    ///
    /// # Panics
    /// Where the range is empty.
    pub const fn new(seed: u64, range: Range<u64>) -> Self {
        assert!(range.start < range.end, "a batch has at least one trajectory");
        Self { seed, range }
    }
}

impl Path for Trajectories {
    const COVERS: Option<usize> = Some(usize::MAX);
    fn covers(&self) -> usize {
        usize::MAX
    }
}

/// What drawing remembers: the keys of sixteen trajectories at a time, and a stream for each of the rest.
#[derive(Clone)]
pub struct Streams<T: Number> {
    together: Vec<<T as Product>::Keys>,
    apart: Vec<Stream<T>>,
}

impl<T: Number> fmt::Debug for Streams<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streams").finish_non_exhaustive()
    }
}

/// One trajectory's stream of variates, and those last drawn.
#[derive(Clone, Copy)]
struct Stream<T: Number> {
    keys: <T as Normal>::Keys,
    index: u64,
    block: T::Block,
}

impl<T: Number> Stream<T> {
    fn new(key: Key) -> Self {
        Self { keys: <T as Normal>::keys(key), index: u64::MAX, block: T::EMPTY }
    }

    fn at(&mut self, number: u64) -> T {
        let index = number / T::BLOCK;
        if index != self.index {
            T::draw(&self.keys, index, &mut self.block);
            self.index = index;
        }
        T::pick(&self.block, number)
    }
}

/// Trajectories that are drawn together, in lanes.
const TOGETHER: usize = 16;

impl<T: Number, H: Time<T>, const N: usize> Noise<T, H, Batch<T, N>> for Trajectories {
    type Cursor = Streams<T>;

    fn cursor(&self) -> Streams<T> {
        let key = |trajectory| Key { seed: self.seed, trajectory, part: 0 };
        let Range { start, end } = self.range;
        let rest = end - (end - start) % TOGETHER as u64;
        Streams {
            together: (start..rest).step_by(TOGETHER).map(|first| <T as Product>::keys(key(first))).collect(),
            apart: (rest..end).map(|trajectory| Stream::new(key(trajectory))).collect(),
        }
    }

    fn increment(&self, Streams { together, apart }: &mut Streams<T>, i: usize, _t: H, h: H) -> Batch<T, N> {
        let (root, all) = (h.abs().sqrt(), together.len() * TOGETHER + apart.len());
        let mut batch = Batch::stale(all);
        let values = batch.as_mut_slice();
        for (group, keys) in together.iter().enumerate() {
            let first = group * TOGETHER;
            draw_together::<T, N>(keys, i, |component, variates| {
                let line = &mut values[component * all + first..][..TOGETHER];
                line.iter_mut().zip(variates).for_each(|(place, x)| *place = root.stretch(*x));
            });
        }
        let first = together.len() * TOGETHER;
        for (place, stream) in apart.iter_mut().enumerate() {
            for component in 0..N {
                values[component * all + first + place] = root.stretch(stream.at((i * N + component) as u64));
            }
        }
        batch
    }
}

/// Hands out the variates of step `i` for sixteen trajectories, component by component; they come in pairs, whose numbers
/// run on from step to step.
#[inline(always)]
fn draw_together<T: Number, const N: usize>(
    keys: &<T as Product>::Keys,
    i: usize,
    mut take: impl FnMut(usize, &[T; TOGETHER]),
) {
    let (mut number, end) = (i * N, (i + 1) * N);
    while number < end {
        let pair = T::pairs(keys, number as u64 / 2);
        for variates in &pair[number % 2..] {
            if number < end {
                take(number - i * N, variates);
                number += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use solver_core::noise::Counter;

    fn are_the_counters<T: Number + Time<T>, const N: usize>() {
        let noise = Trajectories::new(9, 5..42);
        let mut cursor = Noise::<T, T, Batch<T, N>>::cursor(&noise);
        for i in [0, 1, 2, 7, 3] {
            let drawn: Batch<T, N> = noise.increment(&mut cursor, i, T::ZERO, T::ONE);
            for trajectory in 0..37 {
                let one = Counter::new(9).trajectory(5 + trajectory as u64);
                let alone: [T; N] = one.increment(&mut Noise::<T, T, [T; N]>::cursor(&one), i, T::ZERO, T::ONE);
                assert!(drawn.trajectory(trajectory) == Some(alone), "trajectory {trajectory}, step {i}");
            }
        }
    }

    #[test]
    fn each_trajectory_has_its_own_whatever_the_batch() {
        are_the_counters::<f32, 3>();
        are_the_counters::<f32, 70>();
        are_the_counters::<f64, 1>();
        are_the_counters::<f64, 6>();
    }
}
