//! Threads that have nothing to do help those that have: with the lines of a product, the units of a gradient, the
//! components of noise.
//!
//! A network has more weights than a core's second cache holds, and a thread that multiplies a part of a batch reads all of
//! them in every step. Two threads that divide the rows of each product read half of them each, again and again. What is
//! computed is the same, whoever does it: a line is one thread's.
//!
//! A leader lends its work and never waits for a helper that has not begun: it takes shares from the front, helpers take them from
//! the back, until none is left. So a thread that is held up, or late, has fewer of them.

use core::cell::Cell;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// At most so many shares of one work are lent.
const MOST: usize = 16;
/// At most so many of them are large.
const MOST_LARGE: usize = 4;
/// How often a thread looks for what it waits for at once, and then by letting others run in between, before it naps.
const AT_ONCE: u32 = 2_000;
const IN_TURN: u32 = 4_000;
const NAP: Duration = Duration::from_micros(50);

/// Leaders, each with a place for what it lends.
#[derive(Debug)]
pub(crate) struct Team {
    /// How many are not done.
    at_work: AtomicUsize,
    /// How many threads look for something to help with.
    helpers: AtomicUsize,
    lent: Vec<Lent>,
}

thread_local! {
    /// The team that this thread is a leader of, and which one.
    static OWN: Cell<Option<(Arc<Team>, usize)>> = const { Cell::new(None) };
}

impl Team {
    /// A team with so many leaders.
    pub(crate) fn new(leaders: usize) -> Arc<Self> {
        let lent = (0..leaders).map(|_| Lent::default()).collect();
        Arc::new(Self { at_work: AtomicUsize::new(leaders), helpers: AtomicUsize::new(0), lent })
    }

    /// Does this, as the leader with this number, and is done.
    pub(crate) fn lead(self: &Arc<Self>, number: usize, work: impl FnOnce()) {
        struct Leading<'a>(&'a Team, Option<(Arc<Team>, usize)>);
        impl Drop for Leading<'_> {
            fn drop(&mut self) {
                OWN.set(self.1.take());
                self.0.at_work.fetch_sub(1, Ordering::Release);
            }
        }
        let _leading = Leading(self, OWN.replace(Some((Arc::clone(self), number))));
        work();
    }

    /// Helps until all leaders are done.
    pub(crate) fn help(&self) {
        self.helpers.fetch_add(1, Ordering::Relaxed);
        let mut looks = 0;
        while self.at_work.load(Ordering::Acquire) > 0 {
            if self.lent.iter().any(Lent::is_helped) {
                looks = 0;
            } else {
                wait(&mut looks);
            }
        }
    }
}

/// Passes a little time: more of it, and to others, the more often it was called.
fn wait(looks: &mut u32) {
    *looks = looks.saturating_add(1);
    match *looks {
        ..AT_ONCE => core::hint::spin_loop(),
        AT_ONCE..IN_TURN => thread::yield_now(),
        _ => thread::sleep(NAP),
    }
}

/// How many threads help this one.
fn helpers() -> usize {
    let own = OWN.take();
    let helpers = own.as_ref().map_or(0, |(team, _)| team.helpers.load(Ordering::Relaxed));
    OWN.set(own);
    helpers
}

/// How many of so many lines are one share, where all are alike: all of them where nobody helps.
pub(crate) fn share(lines: usize, least: usize) -> usize {
    if helpers() > 0 { lines.div_ceil(MOST).max(least) } else { usize::MAX }
}

/// How many of so many lines each share has: multiples of `multiple`, and together no fewer. Each thread finds a large one where it
/// begins, at the front or at the back, and what makes up for the difference between them is in the middle.
pub(crate) fn sizes(lines: usize, multiple: usize) -> impl Iterator<Item = usize> {
    let threads = 1 + helpers().min(MOST_LARGE - 1);
    let large = if threads == 1 { usize::MAX } else { (3 * lines / (4 * threads) / multiple).max(1) * multiple };
    let back = lines.saturating_sub((threads - 1) * large) / multiple * multiple;
    let small = back.saturating_sub(large).div_ceil(2 * threads).next_multiple_of(multiple);
    let mut start: usize = 0;
    core::iter::from_fn(move || {
        let size = match start {
            1.. if start < back => small.min(back - start),
            // What is left over goes to the last.
            1.. if lines.saturating_sub(start) < 2 * large => usize::MAX,
            _ => large,
        };
        start = start.saturating_add(size);
        Some(size)
    })
}

/// Does `work` with each of these: on this thread and, if it leads a team, on those that help.
pub(crate) fn each<I: Send>(shares: impl Iterator<Item = I>, work: impl Fn(I) + Sync) {
    // Within, there is nothing more to lend.
    let own = OWN.take();
    match &own {
        Some((team, number)) if team.helpers.load(Ordering::Relaxed) > 0 => team.lent[*number].lend(shares, work),
        _ => shares.for_each(work),
    }
    OWN.set(own);
}

/// Numbers that a thread takes at a time.
const NUMBERS: usize = 4096;

/// Does `work` with all numbers, some at a time, of which it is told the first's place: a thread has those in its cache of which
/// it has the lines in products.
pub(crate) fn numbers<T: Send>(all: &mut [T], work: impl Fn(usize, &mut [T]) + Sync) {
    let many = share(all.len(), NUMBERS);
    if many >= all.len() {
        work(0, all);
    } else {
        each(all.chunks_mut(many).enumerate(), |(i, some)| work(i * many, some));
    }
}

type Work<'a> = dyn Fn() + Sync + 'a;

/// The place of what a leader lends; leaders have lines of the cache of their own.
#[derive(Default)]
#[repr(align(128))]
struct Lent {
    /// Whether there is work, to be looked at often.
    is_there: AtomicBool,
    work: Mutex<Option<&'static Work<'static>>>,
    /// How many helpers are at it.
    inside: AtomicUsize,
    /// Whether one of them panicked.
    broken: AtomicBool,
}

impl core::fmt::Debug for Lent {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Lent").finish_non_exhaustive()
    }
}

fn lock<X>(mutex: &Mutex<X>) -> MutexGuard<'_, X> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lent {
    fn lend<I: Send>(&self, mut shares: impl Iterator<Item = I>, work: impl Fn(I) + Sync) {
        let places: [Mutex<Option<I>>; MOST] = [const { Mutex::new(None) }; MOST];
        let mut many = 0;
        for (place, share) in places.iter().zip(shares.by_ref()) {
            *lock(place) = Some(share);
            many += 1;
        }
        if many < 2 {
            return places.into_iter().filter_map(|place| lock(&place).take()).for_each(work);
        }
        let (taken, from_behind) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let is_one_left = || taken.fetch_add(1, Ordering::Relaxed) < many;
        let take = |place: usize| {
            let share = lock(&places[place]).take();
            share.into_iter().for_each(&work);
        };
        self.with(
            &|| {
                while is_one_left() {
                    take(many - 1 - from_behind.fetch_add(1, Ordering::Relaxed));
                }
            },
            || {
                (0..many).take_while(|_| is_one_left()).for_each(take);
                shares.for_each(&work);
            },
        );
    }

    /// Does `own` while others may do `work`.
    fn with(&self, work: &Work<'_>, own: impl FnOnce()) {
        struct Recall<'a>(&'a Lent);
        impl Drop for Recall<'_> {
            fn drop(&mut self) {
                self.0.is_there.store(false, Ordering::Relaxed);
                *lock(&self.0.work) = None;
                let mut looks = 0;
                while self.0.inside.load(Ordering::Acquire) > 0 {
                    wait(&mut looks);
                }
            }
        }
        #[expect(unsafe_code, reason = "threads that are there already are given work of a moment")]
        // SAFETY: a helper has the work from `self.work`, and counts itself as inside while that is locked, until it is done.
        // `Recall` takes the work away and waits until nobody is inside before this function returns, panicking or not.
        let lent = unsafe { core::mem::transmute::<&Work<'_>, &'static Work<'static>>(work) };
        let recall = Recall(self);
        *lock(&self.work) = Some(lent);
        self.is_there.store(true, Ordering::Release);
        own();
        drop(recall);
        assert!(!self.broken.load(Ordering::Relaxed), "a thread that helped has panicked");
    }

    /// Whether there was work, which is then done.
    fn is_helped(&self) -> bool {
        struct Inside<'a>(&'a Lent);
        impl Drop for Inside<'_> {
            fn drop(&mut self) {
                if thread::panicking() {
                    self.0.broken.store(true, Ordering::Relaxed);
                }
                self.0.inside.fetch_sub(1, Ordering::Release);
            }
        }
        if !self.is_there.load(Ordering::Acquire) {
            return false;
        }
        let lent = {
            let place = lock(&self.work);
            place.inspect(|_| _ = self.inside.fetch_add(1, Ordering::Relaxed))
        };
        let Some(work) = lent else {
            return false;
        };
        let _inside = Inside(self);
        work();
        // Nothing is left of it, though it is not recalled yet.
        self.is_there.store(false, Ordering::Relaxed);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every line is in one share, whoever helps, and shares begin at multiples.
    #[test]
    fn shares_of_every_size() {
        let team = Team::new(1);
        for helpers in 0..6 {
            team.helpers.store(helpers, Ordering::Relaxed);
            team.at_work.store(1, Ordering::Relaxed);
            team.lead(0, || {
                for (lines, multiple) in [(1, 24), (7, 8), (24, 24), (150, 16), (300, 24), (500, 24), (501, 8)] {
                    let (mut left, mut many) = (lines, 0);
                    for size in sizes(lines, multiple) {
                        assert!((lines - left).is_multiple_of(multiple), "{lines} lines");
                        left = left.saturating_sub(size);
                        many += 1;
                        if left == 0 {
                            break;
                        }
                    }
                    assert!(left == 0 && (1..=MOST).contains(&many) && (helpers > 0 || many == 1), "{many} shares");
                }
            });
        }
    }

    /// Each share is done once, by leaders and helpers that come and go.
    #[test]
    fn work_that_is_lent() {
        let team = Team::new(2);
        let done: Vec<AtomicUsize> = (0..40).map(|_| AtomicUsize::new(0)).collect();
        let lead = |number| {
            team.lead(number, || {
                for _ in 0..2000 {
                    let mut numbers = [0; 20];
                    each(numbers.iter_mut().enumerate(), |(i, place)| {
                        done[20 * number + i].fetch_add(1, Ordering::Relaxed);
                        each(core::iter::once(place), |place| *place = i);
                    });
                    assert!(numbers.iter().enumerate().all(|(i, number)| i == *number));
                }
            });
        };
        thread::scope(|scope| {
            scope.spawn(|| team.help());
            scope.spawn(|| team.help());
            scope.spawn(|| lead(1));
            lead(0);
            team.help();
        });
        assert!(done.iter().all(|times| times.load(Ordering::Relaxed) == 2000));
    }

    /// A panic of a helper is the leader's too, and nobody waits for ever.
    #[test]
    fn a_helper_that_panics() {
        let team = Team::new(1);
        let panicked = thread::scope(|scope| {
            let helper = scope.spawn(|| team.help());
            let me = thread::current().id();
            let leader = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| {
                team.lead(0, || {
                    while helpers() == 0 {
                        thread::yield_now();
                    }
                    loop {
                        each(0..4, |_| {
                            assert!(thread::current().id() == me, "helped");
                            thread::sleep(Duration::from_millis(1));
                        });
                    }
                });
            }));
            leader.is_err() && helper.join().is_err()
        });
        assert!(panicked);
    }
}
