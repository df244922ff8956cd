//! Noise from a counter: independent increments, each a function of (seed, trajectory, step, channel).

use crate::noise::recent::{Recent, Remembers};
use crate::noise::{Key, Noise, Normal, Path};
use crate::num::{Real, Time};
use crate::vector::Zeros;

/// Brownian increments by counter: nothing is stored, and every replay sees the same bits.
///
/// The increment of step i is `√h` times a variate that depends on the seed, the trajectory, the step and the channel
/// alone, never on times: the steps of another mesh see another path. For one path at any times use `Tree`. The
/// areas H and K have streams of their own, so methods that read them see the same increments as those that do not.
///
/// A solve remembers the variates it last drew, so as not to draw them again on the way back: 256 of a single number (1 KiB
/// of `f32`, half as many of `f64`), 128 where lanes are solved (16 KiB of 32 lanes of `f32`).
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

    /// The same noise, to the bit, drawn a pair of variates at a time: see [`Pairwise`].
    pub const fn pairwise(self) -> Pairwise {
        Pairwise(self)
    }

    /// The key of one of the trajectory's streams.
    pub(crate) const fn key(self, part: u64) -> Key {
        Key { seed: self.seed, trajectory: self.trajectory, part }
    }
}

/// A trajectory's streams of variates, one for the increments and one for each Lévy area, and the blocks last drawn: a
/// sweep back over a short solve, or from one stored state to the next, draws nothing again.
#[derive(Clone, Copy, Debug)]
pub struct Streams<T: Normal> {
    counter: Counter,
    /// The key of each stream that was drawn from.
    keys: [Option<T::Keys>; 3],
    recent: T::Recent,
}

impl<T: Normal> Streams<T> {
    #[inline(always)]
    pub(crate) fn new(counter: Counter) -> Self {
        Self { counter, keys: [None; 3], recent: T::Recent::none(T::EMPTY) }
    }

    /// The variate with this number of a stream.
    #[inline(always)]
    pub(crate) fn at(&mut self, part: usize, number: u64) -> T {
        let index = number / T::BLOCK;
        if !self.recent.holds(part, index) {
            self.draw(part, index);
        }
        T::pick(self.recent.held(part, index), number)
    }

    /// Draws the block with this number of a stream.
    #[inline(never)]
    fn draw(&mut self, part: usize, index: u64) {
        let Self { counter, keys, recent } = self;
        if let Some(keys) = keys.get_mut(part) {
            let keys = keys.get_or_insert_with(|| T::keys(counter.key(part as u64)));
            T::draw(keys, index, recent.place(part, index));
        }
    }
}

/// √(1/12), of H over √h.
pub const H_DEVIATION: f64 = 0.288_675_134_594_812_9;
/// √(1/720), of K over √h.
pub const K_DEVIATION: f64 = 0.037_267_799_624_996_49;

/// That a method reads noise at all: what it reads of a step has a size.
pub(crate) const fn assert_read<X>() {
    assert!(size_of::<X>() > 0, "the equation has no noise: leave out `.with_noise(…)`, or write an `Sde`");
}

/// The noise of step `i` of size `h` from the variates of each stream.
#[inline(always)]
fn increment<T: Real, H: Time<T>, X: Zeros<T>>(i: usize, h: H, mut at: impl FnMut(usize, u64) -> T) -> X {
    let root = h.abs().sqrt();
    let first = i as u64 * X::channels() as u64;
    X::drawn(&mut |count, channel| {
        let number = first + channel as u64;
        let mut area = |stream, scale: H| if stream < count { scale.stretch(at(stream, number)) } else { T::ZERO };
        [area(0, root), area(1, root.times(H_DEVIATION)), area(2, root.times(K_DEVIATION))]
    })
}

impl Path for Counter {
    const COVERS: Option<usize> = Some(usize::MAX);
    fn covers(&self) -> usize {
        usize::MAX
    }
}

#[diagnostic::do_not_recommend]
impl<T: Normal, H: Time<T>, X: Zeros<T>> Noise<T, H, X> for Counter {
    type Cursor = Streams<T>;
    #[inline(always)]
    fn cursor(&self) -> Streams<T> {
        const { assert_read::<X>() }
        Streams::new(*self)
    }
    #[inline(always)]
    fn increment(&self, streams: &mut Streams<T>, i: usize, _t: H, h: H) -> X {
        increment(i, h, |stream, number| streams.at(stream, number))
    }
}

/// The noise of a [`Counter`], to the bit, drawn a pair of variates at a time and not in blocks: [`Counter::pairwise`].
///
/// It remembers a pair or two of each stream: a tenth of the memory, and all there is to do where single increments are wanted, as on
/// a microcontroller that asks for one a period. Where a solve wants many, blocks are what the compiler puts in registers.
///
/// ```
/// use tapeless::{Counter, Noise};
/// let noise = Counter::new(42).pairwise();
/// let at = |i| -> f32 { noise.increment(&mut Noise::<f32, f32, f32>::cursor(&noise), i, 0.0, 1.0) };
/// let blocks = Counter::new(42);
/// let of_block: f32 = blocks.increment(&mut Noise::<f32, f32, f32>::cursor(&blocks), 7, 0.0, 1.0);
/// assert_eq!(at(7), of_block);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pairwise(Counter);

/// A trajectory's streams of variates, and the pairs last drawn.
#[derive(Clone, Copy, Debug)]
pub struct Pairs<T: Normal> {
    counter: Counter,
    keys: [Option<T::Keys>; 3],
    recent: Recent<[T; 2], 4>,
}

impl<T: Normal> Pairs<T> {
    #[inline(always)]
    fn at(&mut self, part: usize, number: u64) -> T {
        let index = number / 2;
        if !self.recent.holds(part, index) {
            self.draw(part, index);
        }
        let [even, odd] = *self.recent.held(part, index);
        if number.is_multiple_of(2) { even } else { odd }
    }

    #[inline(never)]
    fn draw(&mut self, part: usize, index: u64) {
        let Self { counter, keys, recent } = self;
        if let Some(keys) = keys.get_mut(part) {
            let keys = keys.get_or_insert_with(|| T::keys(counter.key(part as u64)));
            *recent.place(part, index) = T::pair(keys, index);
        }
    }
}

impl Path for Pairwise {
    const COVERS: Option<usize> = Some(usize::MAX);
    fn covers(&self) -> usize {
        usize::MAX
    }
}

#[diagnostic::do_not_recommend]
impl<T: Normal, H: Time<T>, X: Zeros<T>> Noise<T, H, X> for Pairwise {
    type Cursor = Pairs<T>;
    #[inline(always)]
    fn cursor(&self) -> Pairs<T> {
        const { assert_read::<X>() }
        Pairs { counter: self.0, keys: [None; 3], recent: Recent::none([T::ZERO; 2]) }
    }
    #[inline(always)]
    fn increment(&self, pairs: &mut Pairs<T>, i: usize, _t: H, h: H) -> X {
        increment(i, h, |stream, number| pairs.at(stream, number))
    }
}
