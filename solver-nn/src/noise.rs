//! The noise of a batch: that of each trajectory.

use core::ops::Range;

use solver_core::noise::{Key, Noise, Path};
use solver_core::num::Time;

use crate::batch::Batch;
use crate::product::Number;

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

/// One trajectory's stream of variates, and those last drawn.
#[derive(Clone, Copy, Debug)]
pub struct Stream<T: Number> {
    keys: T::Keys,
    index: u64,
    block: T::Block,
}

impl<T: Number, H: Time<T>, const N: usize> Noise<T, H, Batch<T, N>> for Trajectories {
    type Cursor = Vec<Stream<T>>;

    fn cursor(&self) -> Vec<Stream<T>> {
        let key = |trajectory| Key { seed: self.seed, trajectory, part: 0 };
        let stream = |trajectory| Stream { keys: T::keys(key(trajectory)), index: u64::MAX, block: T::EMPTY };
        self.range.clone().map(stream).collect()
    }

    fn increment(&self, streams: &mut Vec<Stream<T>>, i: usize, _t: H, h: H) -> Batch<T, N> {
        let (root, all) = (h.abs().sqrt(), streams.len());
        let mut batch = Batch::stale(all);
        let values = batch.as_mut_slice();
        for (trajectory, stream) in streams.iter_mut().enumerate() {
            let (mut number, end) = ((i * N) as u64, ((i + 1) * N) as u64);
            let mut places = values[trajectory..].iter_mut().step_by(all);
            while number < end {
                let index = number / T::BLOCK;
                if index != stream.index {
                    stream.block = T::block(&stream.keys, index);
                    stream.index = index;
                }
                let next = end.min((index + 1) * T::BLOCK);
                for (number, place) in (number..next).zip(&mut places) {
                    *place = root.stretch(T::pick(&stream.block, number));
                }
                number = next;
            }
        }
        batch
    }
}
