//! Sums over trajectories on several threads: each has subtrees of the one tree.

use std::panic::resume_unwind;
use std::thread;
use std::vec::Vec;

use crate::ensemble::{Ensemble, tree};
use crate::num::{Lanes, Real, Width};
use crate::vector::Vector;

/// How many subtrees each thread has, so that all are busy to the end.
const EACH: u64 = 16;

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
        let threads = threads.max(1) as u64;
        // A power of two, so that each subtree is one of the whole tree's.
        let size = (self.trajectories / (EACH * threads)).max(1).next_power_of_two();
        let subtrees = self.trajectories.div_ceil(size);
        let subtree = |k: u64| tree(k * size, size.min(self.trajectories - k * size), &mut |i| f(i));
        let work = |thread: u64| {
            let range = subtrees * thread / threads..subtrees * (thread + 1) / threads;
            range.map(subtree).collect::<Vec<V>>()
        };
        let sums = thread::scope(|scope| {
            let work = &work;
            let others: Vec<_> = (1..threads).map(|thread| scope.spawn(move || work(thread))).collect();
            let mut sums = work(0);
            for other in others {
                sums.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            sums
        });
        joined(sums).unwrap_or_else(|| f(0).zero())
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
