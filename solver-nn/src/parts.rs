//! A large batch in parts, on as many threads as there are: the same bits on any number.

use core::ops::Range;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use solver_core::num::Real;
use solver_core::vector::Vector;

/// At most so many parts, hence threads that are of use, and gradients held at a time.
const PARTS: usize = 8;
/// Trajectories that fill a vector register of the widest kind.
const FULL: usize = 16;
/// At most so many trajectories at once, so that what their steps keep is near when it is read again.
const AT_ONCE: usize = 2 * FULL;

/// How the trajectories of a batch are parted: by their number alone.
fn length(trajectories: usize) -> usize {
    trajectories.div_ceil(PARTS).next_multiple_of(FULL)
}

impl<T: Real, P: Vector<T>> Part<T, P> {
    fn and(mut self, other: &Self) -> Self {
        self.value += other.value;
        self.p.add(&other.p);
        self
    }
}

/// The sum of results, in their order, or the first error.
fn total<T: Real, P: Vector<T>, E>(
    results: impl Iterator<Item = Result<Part<T, P>, E>>,
) -> Option<Result<Part<T, P>, E>> {
    results.reduce(|sum, part| Ok(sum?.and(&part?)))
}

/// The sum over parts of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Part<T, P> {
    /// Of the values.
    pub value: T,
    /// Of the gradients by the parameters.
    pub p: P,
}

/// The sum of `part`'s values and gradients over all parts of so many trajectories, computed on so many threads.
///
/// A part is at most 32 trajectories, and a thread holds two gradients at a time.
///
/// The parts, and the order of the sum, depend on the number of trajectories alone, so the result has the same bits on any
/// number of threads.
///
/// # Panics
/// Where there is no trajectory.
///
/// # Errors
/// The first part's that has one.
///
/// ```
/// use tapeless::nn::{Part, in_parts};
/// let sum = |threads| in_parts(100, threads, |trajectories| {
///     Ok::<_, tapeless::Error>(Part { value: 0.1 * trajectories.len() as f64, p: [1.0] })
/// });
/// assert_eq!(sum(1), sum(3));
/// assert_eq!(sum(2)?.p, [7.0]);
/// # Ok::<(), tapeless::Error>(())
/// ```
pub fn in_parts<T, P, E>(
    trajectories: usize,
    threads: usize,
    part: impl Fn(Range<usize>) -> Result<Part<T, P>, E> + Sync,
) -> Result<Part<T, P>, E>
where
    T: Real,
    P: Vector<T> + Send,
    E: Send,
{
    assert!(trajectories > 0, "a batch has at least one trajectory");
    let length = length(trajectories);
    let parts = trajectories.div_ceil(length);
    let results: Vec<_> = (0..parts).map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some((i, place)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, results.get(i)?)))
        {
            let end = trajectories.min((i + 1) * length);
            let starts = (i * length..end).step_by(AT_ONCE);
            let result = total(starts.map(|start| part(start..end.min(start + AT_ONCE))));
            *place.lock().unwrap_or_else(PoisonError::into_inner) = result;
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(parts) {
            scope.spawn(work);
        }
        work();
    });
    let done = results.into_iter().filter_map(|place| place.into_inner().unwrap_or_else(PoisonError::into_inner));
    total(done).expect("there is a part, and every part is done")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trajectory_once_and_the_same_bits_on_any_number_of_threads() {
        for trajectories in [1, 15, 16, 33, 100, 256, 300, 1000] {
            let sum = |threads| {
                let seen = Mutex::new(vec![0; trajectories]);
                let sum = in_parts(trajectories, threads, |part| {
                    assert!(part.len() <= AT_ONCE, "{part:?} at once");
                    part.clone().for_each(|i| seen.lock().unwrap()[i] += 1);
                    let value: f64 = part.map(|i| f64::sin(i as f64)).sum();
                    Ok::<_, ()>(Part { value, p: [0.1 * value] })
                });
                assert!(seen.into_inner().unwrap().iter().all(|times| *times == 1), "of {trajectories}");
                sum.unwrap()
            };
            for threads in 2..=4 {
                assert_eq!(sum(1), sum(threads), "{trajectories} trajectories on {threads} threads");
            }
        }
        assert_eq!(
            in_parts(300, 2, |part| if part.start < 64 {
                Err(part.start)
            } else {
                Ok(Part { value: 1.0_f64, p: [1.0] })
            }),
            Err(0)
        );
    }
}
