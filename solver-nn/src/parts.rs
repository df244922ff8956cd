//! A large batch in parts, on as many threads as there are: the same bits on any number.

use core::ops::Range;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use solver_core::num::Real;
use solver_core::vector::Vector;

use crate::batch::AT_ONCE;
use crate::team::Team;

/// At most so many parts are summed apart, hence gradients held at a time.
const PARTS: usize = 8;

/// A range in pieces of so many, the last of which may have fewer.
fn pieces(range: Range<usize>, length: usize) -> impl Iterator<Item = Range<usize>> {
    let end = range.end;
    range.step_by(length).map(move |start| start..end.min(start + length))
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
/// A part is 32 trajectories, so that what its steps keep is near when it is read again; the last may be fewer. A thread for which
/// there is no part, or none any more, helps the others with the products of theirs. A thread that has parts holds two gradients at a
/// time. The result has the same bits on any number of threads.
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
///     let many = trajectories.len() as f64;
///     Ok::<_, tapeless::Error>(Part { value: 0.25 * many, p: [many] })
/// });
/// assert_eq!(sum(1), sum(3));
/// assert_eq!(sum(2)?.p, [100.0]);
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
    let length = trajectories.div_ceil(PARTS).next_multiple_of(AT_ONCE);
    let ranges: Vec<_> = pieces(0..trajectories, length).map(|range| (range, Mutex::new(None))).collect();
    let (next, leaders) = (AtomicUsize::new(0), threads.clamp(1, ranges.len()));
    let team = Team::new(leaders);
    let lead = |number| {
        team.lead(number, || {
            while let Some((range, place)) = ranges.get(next.fetch_add(1, Ordering::Relaxed)) {
                let sum = total(pieces(range.clone(), AT_ONCE).map(&part));
                *place.lock().unwrap_or_else(PoisonError::into_inner) = sum;
            }
        });
        team.help();
    };
    std::thread::scope(|scope| {
        for number in 1..threads {
            let (team, lead) = (&team, &lead);
            scope.spawn(move || if number < leaders { lead(number) } else { team.help() });
        }
        lead(0);
    });
    let done = ranges.into_iter().filter_map(|(_, place)| place.into_inner().unwrap_or_else(PoisonError::into_inner));
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
                    Ok::<_, ()>(Part { value, p: [value] })
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
