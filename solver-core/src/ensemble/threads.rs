//! Trajectories on several threads: each of them by itself, and sums, of which a thread has subtrees of the one tree.

use core::sync::atomic::{AtomicU64, Ordering};
use std::panic::resume_unwind;
use std::thread;
use std::vec::Vec;

use crate::ensemble::{Ensemble, tree};
use crate::num::{Lanes, Real, Width};
use crate::vector::Vector;

/// In how many portions each thread's share is, so that all are busy to the end.
const EACH: u64 = 64;

impl Ensemble {
    /// As [`sum`](Ensemble::sum), on so many threads, with the same bits.
    ///
    /// # Panics
    /// Where `f` does.
    ///
    /// ```
    /// let harmonic = |i| 1.0 / (1.0 + i as f64);
    /// let thousand = tapeless::Ensemble::new(1000);
    /// assert_eq!(thousand.sum_on_threads(3, harmonic), thousand.sum(harmonic));
    /// ```
    pub fn sum_on_threads<T: Real, V: Vector<T> + Send>(self, threads: usize, f: impl Fn(u64) -> V + Sync) -> V {
        // A power of two, so that each subtree is one of the whole tree's.
        let size = (self.trajectories / (EACH * threads.max(1) as u64)).max(1).next_power_of_two();
        let subtrees = self.trajectories.div_ceil(size);
        let subtree = |k: u64| tree(k * size, size.min(self.trajectories - k * size), &mut |i| f(i));
        joined(on_threads(subtrees, threads, subtree)).unwrap_or_else(|| f(0).zero())
    }

    /// As [`sum_lanes`](Ensemble::sum_lanes), on so many threads, with the same bits.
    ///
    /// # Panics
    /// Where `f` does.
    ///
    /// ```
    /// use tapeless::{Ensemble, Lanes};
    /// let harmonic = |first| Lanes::<f64, 4>::new([0, 1, 2, 3].map(|lane| 1.0 / (first + lane + 1) as f64));
    /// let thousand = Ensemble::new(1000);
    /// assert_eq!(thousand.sum_lanes_on_threads(2, harmonic), thousand.sum(|i| 1.0 / (1.0 + i as f64)));
    /// ```
    pub fn sum_lanes_on_threads<T, const W: usize, P>(self, threads: usize, f: impl Fn(u64) -> P + Sync) -> P::With<T>
    where
        T: Width<W>,
        P: Vector<Lanes<T, W>>,
        P::With<T>: Send,
    {
        Self::new(self.blocks::<W>()).sum_on_threads(threads, |block| self.total(block, &f(block * W as u64)))
    }
}

impl Ensemble {
    /// What `f` gives for each trajectory, in order, on so many threads.
    ///
    /// # Panics
    /// Where `f` does.
    ///
    /// ```
    /// let squares = tapeless::Ensemble::new(5).map_on_threads(2, |i| i * i);
    /// assert_eq!(squares, [0, 1, 4, 9, 16]);
    /// ```
    pub fn map_on_threads<R: Send>(self, threads: usize, f: impl Fn(u64) -> R + Sync) -> Vec<R> {
        on_threads(self.trajectories, threads, f)
    }

    /// What `f` gives for each trajectory, in order, on so many threads; `f` is asked for the first of each `W` trajectories and
    /// gives a lane for each, of which those beyond the last trajectory are left out.
    ///
    /// # Panics
    /// Where `f` does.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Ensemble, Lanes, Ode, RK4, Solve, Terminal, Uniform};
    ///
    /// type L = Lanes<f64, 8>;
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let start = |i: u64| 1.0 + 0.01 * i as f64;
    /// // A value and its gradient by the state and by the rate, of each of a hundred trajectories.
    /// let each: Vec<(f64, f64, f64)> = Ensemble::new(100).map_lanes_on_threads(2, |first| {
    ///     let starts = core::array::from_fn(|lane| start(first + lane as u64));
    ///     let g = solve.gradient(&L::new(starts), &L::splat(0.5), &Terminal(Square));
    ///     (g.value, g.y0, g.p)
    /// });
    /// let seventh = solve.gradient(&start(7), &0.5, &Terminal(Square));
    /// assert_eq!((each.len(), each[7]), (100, (seventh.value, seventh.y0, seventh.p)));
    /// ```
    pub fn map_lanes_on_threads<T, const W: usize, P>(
        self,
        threads: usize,
        f: impl Fn(u64) -> P + Sync,
    ) -> Vec<P::With<T>>
    where
        T: Width<W>,
        P: Vector<Lanes<T, W>>,
        P::With<T>: Send,
    {
        let blocks = on_threads(self.blocks::<W>(), threads, |block| Lanes::unpack(&f(block * W as u64)));
        let mut each: Vec<P::With<T>> = blocks.into_iter().flatten().collect();
        each.truncate(usize::try_from(self.trajectories).unwrap_or(usize::MAX));
        each
    }
}

/// What `f` gives for each of so many parts, in order. A thread takes a portion of them, and another one when it is done: one
/// that starts late or is held up has fewer.
fn on_threads<R: Send>(parts: u64, threads: usize, f: impl Fn(u64) -> R + Sync) -> Vec<R> {
    let threads = threads.max(1) as u64;
    let (size, next) = ((parts / (EACH * threads)).max(1), AtomicU64::new(0));
    let work = || {
        let mut portions = Vec::new();
        loop {
            let first = next.fetch_add(size, Ordering::Relaxed);
            if first >= parts {
                return portions;
            }
            portions.push((first, (first..parts.min(first + size)).map(&f).collect::<Vec<R>>()));
        }
    };
    let mut portions = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut portions = work();
        for other in others {
            portions.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        portions
    });
    portions.sort_unstable_by_key(|(first, _)| *first);
    portions.into_iter().flat_map(|(_, portion)| portion).collect()
}

/// The sum of sums over subtrees of one size, each with the next one, until one is left.
fn joined<T: Real, V: Vector<T>>(mut sums: Vec<V>) -> Option<V> {
    while sums.len() > 1 {
        let mut rest = sums.into_iter();
        let mut pairs = Vec::new();
        while let Some(mut sum) = rest.next() {
            if let Some(next) = rest.next() {
                sum.add(&next);
            }
            pairs.push(sum);
        }
        sums = pairs;
    }
    sums.pop()
}
