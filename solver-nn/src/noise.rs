//! The noise of a batch: that of each trajectory.

use core::fmt;
use core::ops::Range;

use solver_core::mesh::Mesh;
use solver_core::noise::{
    H_DEVIATION, K_DEVIATION, Key, Noise, Normal, Path, Refines, SpaceTime, SpaceTimeTime, Tree, end_of,
};
use solver_core::num::Time;

use crate::batch::Batch;
use crate::product::Number;
use crate::product::sealed::Product;
use crate::team;

/// The increments of a range of a seed's trajectories: each trajectory's are those of
/// [`Counter::trajectory`](solver_core::noise::Counter::trajectory), whatever the batch it is in, and so are their Lévy areas, which methods of higher order read.
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

/// The paths of a range of a seed's trajectories, each over any interval: each trajectory's is that of
/// [`Tree::trajectory`], with its Lévy areas, whatever the batch it is in.
///
/// ```
/// use tapeless::nn::{Batch, Trees};
/// use tapeless::{Noise, Tree};
/// let tree = Tree::new(42, 0.0, 1.0, 1e-2)?;
/// let (batch, one) = (Trees::new(tree, 5..9), tree.trajectory(7));
/// let mut cursor = Noise::<f32, f32, Batch<f32, 3>>::cursor(&batch);
/// let of_all: Batch<f32, 3> = batch.increment(&mut cursor, 0, 0.25, 0.5);
/// let mut cursor = Noise::<f32, f32, [f32; 3]>::cursor(&one);
/// assert_eq!(of_all.trajectory(2), Some(one.increment(&mut cursor, 0, 0.25, 0.5)));
/// # Ok::<(), tapeless::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Trees {
    tree: Tree,
    range: Range<u64>,
}

impl Trees {
    /// Those trajectories of a tree's seed, to its tolerance.
    ///
    /// # Panics
    /// Where the range is empty.
    pub const fn new(tree: Tree, range: Range<u64>) -> Self {
        assert!(range.start < range.end, "a batch has at least one trajectory");
        Self { tree, range }
    }
}

/// What drawing remembers: the keys of sixteen trajectories at a time, and a stream for each of the rest; of the increments,
/// and of each Lévy area that is read.
#[derive(Clone)]
pub struct Streams<T: Number> {
    parts: Vec<Part<T>>,
}

#[derive(Clone)]
struct Part<T: Number> {
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

/// The trees' keys of sixteen trajectories at a time, and of each of the rest.
#[derive(Clone)]
pub struct TreeKeys<T: Number> {
    together: Vec<<T as Product>::Keys>,
    apart: Vec<<T as Normal>::Keys>,
}

impl<T: Number> fmt::Debug for TreeKeys<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TreeKeys").finish_non_exhaustive()
    }
}

/// Components that a thread draws at a time.
const COMPONENTS: usize = 64;
/// Trajectories that are drawn together, in lanes.
const TOGETHER: usize = 16;

/// The first of each sixteen trajectories, and those of the rest.
fn groups(range: &Range<u64>) -> (impl Iterator<Item = u64>, Range<u64>) {
    let rest = range.end - (range.end - range.start) % TOGETHER as u64;
    ((range.start..rest).step_by(TOGETHER), rest..range.end)
}

impl Trajectories {
    fn streams<T: Number>(&self, areas: u64) -> Streams<T> {
        let part = |part| {
            let key = |trajectory| Key { seed: self.seed, trajectory, part };
            let (together, apart) = groups(&self.range);
            Part {
                together: together.map(|first| <T as Product>::keys(key(first))).collect(),
                apart: apart.map(|trajectory| Stream::new(key(trajectory))).collect(),
            }
        };
        Streams { parts: (0..areas).map(part).collect() }
    }
}

impl<T: Number> Streams<T> {
    /// The increments of step `i` and as many areas as there are streams of.
    fn drawn<H: Time<T>, const N: usize, const AREAS: usize>(&mut self, i: usize, h: H) -> [Batch<T, N>; AREAS] {
        let root = h.abs().sqrt();
        let scales = [root, root.times(H_DEVIATION), root.times(K_DEVIATION)];
        core::array::from_fn(|area| self.parts[area].drawn(i, scales[area]))
    }
}

impl<T: Number> Part<T> {
    /// The variates of step `i`, times `scale`.
    fn drawn<H: Time<T>, const N: usize>(&mut self, i: usize, scale: H) -> Batch<T, N> {
        let Self { together, apart } = self;
        let all = together.len() * TOGETHER + apart.len();
        let mut batch = Batch::stale(all);
        let values = batch.as_mut_slice();
        let (many, together) = (team::share(N, COMPONENTS).min(N), together.as_slice());
        team::each(values.chunks_mut(many * all).enumerate(), |(share, values)| {
            let before = share * many;
            for (group, keys) in together.iter().enumerate() {
                let first = group * TOGETHER;
                let numbers = i * N + before..i * N + before + values.len() / all;
                draw_together(keys, numbers, |component, variates| {
                    let line = &mut values[component * all + first..][..TOGETHER];
                    line.iter_mut().zip(variates).for_each(|(place, x)| *place = scale.stretch(*x));
                });
            }
        });
        let first = together.len() * TOGETHER;
        for (place, stream) in apart.iter_mut().enumerate() {
            for component in 0..N {
                values[component * all + first + place] = scale.stretch(stream.at((i * N + component) as u64));
            }
        }
        batch
    }
}

impl Trees {
    fn keys<T: Number>(&self) -> TreeKeys<T> {
        let (together, apart) = groups(&self.range);
        TreeKeys {
            together: together.map(|first| T::tree_keys(&self.tree.trajectory(first))).collect(),
            apart: apart.map(|trajectory| self.tree.trajectory(trajectory).keys::<T>()).collect(),
        }
    }

    /// The increments and as many areas as are asked for, from one time to another.
    fn between<T: Number, const N: usize, const AREAS: usize>(
        &self,
        TreeKeys { together, apart }: &TreeKeys<T>,
        t: f64,
        end: f64,
    ) -> [Batch<T, N>; AREAS] {
        let all = together.len() * TOGETHER + apart.len();
        let mut batches = [(); AREAS].map(|()| Batch::stale(all));
        let rest = together.len() * TOGETHER;
        for component in 0..N {
            let mut put = |first: usize, areas: [&[T]; 3]| {
                for (batch, values) in batches.iter_mut().zip(areas) {
                    batch.as_mut_slice()[component * all + first..][..values.len()].copy_from_slice(values);
                }
            };
            let channel = (component as u64, N as u64);
            for (group, keys) in together.iter().enumerate() {
                let areas = T::of_trees(&self.tree, keys, channel, (t, end));
                put(group * TOGETHER, areas.each_ref().map(|area| &area[..]));
            }
            for (place, keys) in apart.iter().enumerate() {
                let areas: [T; 3] = self.tree.channel(keys, channel.0, channel.1, t, end);
                put(rest + place, areas.each_ref().map(core::slice::from_ref));
            }
        }
        batches
    }
}

/// What a method reads of a batch's noise: the increments, or these with their Lévy areas.
macro_rules! noises {
    ($($X:ty: $AREAS:literal, |[$($area:ident),*]| $make:expr;)*) => {$(
        impl<T: Number, H: Time<T>, const N: usize> Noise<T, H, $X> for Trajectories {
            type Cursor = Streams<T>;

            fn cursor(&self) -> Streams<T> {
                self.streams($AREAS)
            }

            fn increment(&self, streams: &mut Streams<T>, i: usize, _t: H, h: H) -> $X {
                let [$($area),*] = streams.drawn(i, h);
                $make
            }
        }

        impl<T: Number, H: Time<T>, const N: usize> Noise<T, H, $X> for Trees {
            type Cursor = TreeKeys<T>;

            fn cursor(&self) -> TreeKeys<T> {
                self.keys()
            }

            fn increment(&self, keys: &mut TreeKeys<T>, _i: usize, t: H, h: H) -> $X {
                let [$($area),*] = self.between(keys, t.to_f64(), t.to_f64() + h.to_f64());
                $make
            }

            fn of_step<D: Mesh<Time = H>>(&self, keys: &mut TreeKeys<T>, mesh: &D, i: usize) -> $X {
                let [$($area),*] = self.between(keys, mesh.step(i).0.to_f64(), end_of(mesh, i).to_f64());
                $make
            }
        }
    )*};
}

noises! {
    Batch<T, N>: 1, |[w]| w;
    SpaceTime<Batch<T, N>>: 2, |[w, h]| SpaceTime { w, h };
    SpaceTimeTime<Batch<T, N>>: 3, |[w, h, k]| SpaceTimeTime { w, h, k };
}

macro_rules! paths {
    ($($Noise:ident)*) => {$(
        impl Path for $Noise {
            const COVERS: Option<usize> = Some(usize::MAX);
            fn covers(&self) -> usize {
                usize::MAX
            }
        }
    )*};
}

paths! { Trajectories Trees }

impl Refines for Trees {}

/// Hands out the variates with these numbers for sixteen trajectories, the first of them as that of component 0; they come in
/// pairs, and their numbers run on from step to step.
#[inline(always)]
fn draw_together<T: Number>(
    keys: &<T as Product>::Keys,
    Range { start, end }: Range<usize>,
    mut take: impl FnMut(usize, &[T; TOGETHER]),
) {
    let mut number = start;
    while number < end {
        let pair = T::pairs(keys, number as u64 / 2);
        for variates in &pair[number % 2..] {
            if number < end {
                take(number - start, variates);
                number += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use solver_core::noise::Counter;
    use solver_core::vector::Vector;

    /// Each trajectory's noise `X` in a batch of 37, from number 5 on, is the bits of `one`'s alone.
    macro_rules! are_those_of {
        ($T:ident, $N:literal, $batch:expr, $one:expr) => {{
            type All = SpaceTimeTime<Batch<$T, $N>>;
            type Alone = SpaceTimeTime<[$T; $N]>;
            let noise = $batch;
            let mut cursor = Noise::<$T, $T, All>::cursor(&noise);
            for (i, t, h) in [(0, 0.0, 0.25), (1, 0.25, 0.5), (2, 0.3, 0.1), (7, 0.7, 0.3), (3, 0.9, -0.4)] {
                let all: All = noise.increment(&mut cursor, i, t, h);
                let with_one: SpaceTime<Batch<$T, $N>> =
                    noise.increment(&mut Noise::<$T, $T, SpaceTime<Batch<$T, $N>>>::cursor(&noise), i, t, h);
                let with_none: Batch<$T, $N> =
                    noise.increment(&mut Noise::<$T, $T, Batch<$T, $N>>::cursor(&noise), i, t, h);
                assert!(with_none == all.w && with_one == (SpaceTime { w: all.w.clone(), h: all.h.clone() }));
                for trajectory in 0..37 {
                    let one = $one.trajectory(5 + trajectory as u64);
                    let alone: Alone = one.increment(&mut Noise::<$T, $T, Alone>::cursor(&one), i, t, h);
                    let in_batch = [&all.w, &all.h, &all.k].map(|area| area.trajectory(trajectory));
                    assert!(Vector::<$T>::is_finite(&alone) && alone.w != [0.0; $N]);
                    assert_eq!(in_batch, [Some(alone.w), Some(alone.h), Some(alone.k)], "{trajectory}, step {i}");
                }
            }
        }};
    }

    #[test]
    fn each_trajectory_has_its_own_whatever_the_batch() {
        are_those_of!(f32, 3, Trajectories::new(9, 5..42), Counter::new(9));
        are_those_of!(f32, 70, Trajectories::new(9, 5..42), Counter::new(9));
        are_those_of!(f64, 1, Trajectories::new(9, 5..42), Counter::new(9));
        are_those_of!(f64, 6, Trajectories::new(9, 5..42), Counter::new(9));
    }

    #[test]
    fn each_trajectory_has_the_path_of_its_tree() {
        let tree = Tree::new(3, 0.0, 1.0, 1e-3).unwrap();
        are_those_of!(f32, 3, Trees::new(tree, 5..42), tree);
        are_those_of!(f64, 1, Trees::new(tree, 5..42), tree);
        are_those_of!(f64, 4, Trees::new(tree, 5..42), tree);
    }
}
