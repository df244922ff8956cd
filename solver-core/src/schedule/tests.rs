//! Schedules are proved on step numbers alone: no differential equation is solved here.

extern crate std;

use std::vec;
use std::vec::Vec;

use super::{Binomial, Every, Halving, Periodic, Schedule, Sweep, binomial};
use crate::error::Error;

/// A sweep over step numbers that checks every move and counts the steps taken forward.
struct Recorder {
    steps: usize,
    at: usize,
    turned: bool,
    slots: Vec<Option<usize>>,
    /// The steps from here on are reversed.
    reversed_from: usize,
    advanced: usize,
    stored: usize,
}

impl Recorder {
    fn new(steps: usize, slots: usize) -> Self {
        Self { steps, at: 0, turned: false, slots: vec![None; slots], reversed_from: steps, advanced: 0, stored: 0 }
    }

    fn run(schedule: &impl Schedule, steps: usize, slots: usize) -> Self {
        let mut recorder = Self::new(steps, slots);
        schedule.drive(steps, slots, &mut recorder).unwrap();
        assert_eq!(recorder.reversed_from, 0, "{steps} steps, {slots} slots: not every step was reversed");
        recorder
    }
}

impl Sweep for Recorder {
    fn store(&mut self, slot: usize) -> Result<(), Error> {
        self.slots[slot] = Some(self.at);
        self.stored += 1;
        Ok(())
    }
    fn restore(&mut self, slot: usize) -> Result<usize, Error> {
        self.at = self.slots[slot].expect("an empty slot is not restored");
        Ok(self.at)
    }
    fn advance(&mut self) {
        let needless = self.turned && self.at + 1 == self.reversed_from;
        assert!(
            self.at < self.reversed_from && !needless,
            "a step that is reversed next, or was, is not taken for its own sake"
        );
        self.at += 1;
        self.advanced += 1;
    }
    fn turn(&mut self) {
        assert_eq!((self.at, self.turned), (self.steps - 1, false));
        self.turned = true;
    }
    fn end(&mut self) {
        assert_eq!((self.at, self.turned), (self.steps, false));
        self.turned = true;
    }
    fn reverse(&mut self) {
        assert!(self.turned, "the scan turns before it is reversed");
        assert_eq!(self.at + 1, self.reversed_from);
        self.reversed_from = self.at;
    }
}

const SMALL: core::ops::RangeInclusive<usize> = 1..=70;

#[test]
fn every_takes_no_step_twice() {
    for steps in SMALL {
        let run = Recorder::run(&Every, steps, steps);
        assert_eq!((run.advanced, run.stored), (steps, steps));
    }
}

/// The two loops that `Every` runs in place of the general one take the same steps, the last one among those recorded.
#[test]
fn every_agrees_with_the_general_loop() {
    struct Plain;
    impl Schedule for Plain {
        fn needs(&self, steps: usize) -> usize {
            Every.needs(steps)
        }
        fn stride(&self, from: usize, steps: usize, free: usize) -> usize {
            Every.stride(from, steps, free)
        }
    }
    for steps in SMALL {
        assert_eq!(Recorder::run(&Plain, steps, steps).advanced + 1, Recorder::run(&Every, steps, steps).advanced);
    }
}

#[test]
fn periodic_takes_each_step_at_most_once_more() {
    for steps in SMALL {
        for every in 1..=steps + 2 {
            let schedule = Periodic { every };
            let needs = schedule.needs(steps);
            assert!(needs < steps.div_ceil(every.min(steps)) + every.min(steps));
            let run = Recorder::run(&schedule, steps, needs);
            assert!(run.advanced <= 2 * steps, "{steps} steps, every {every}: {}", run.advanced);
        }
    }
}

#[test]
fn halving_takes_each_step_about_half_the_logarithm_times() {
    for steps in SMALL {
        let run = Recorder::run(&Halving, steps, Halving.needs(steps));
        let levels = steps.next_power_of_two().trailing_zeros() as usize;
        assert!(run.advanced <= (steps - 1) + steps * levels / 2 + steps, "{steps} steps: {}", run.advanced);
    }
}

/// `r l − C(c + r, r − 1)`, r the least integer with `C(c + r, c) ≥ l` (Griewank & Walther 2000).
fn published(steps: usize, slots: usize) -> usize {
    let mut repeats = 0;
    while binomial(slots + repeats, slots) < steps {
        repeats += 1;
    }
    if repeats == 0 { 0 } else { repeats * steps - binomial(slots + repeats, repeats - 1) }
}

/// The least number of forward steps, by trying every first stride.
fn least(steps: usize, slots: usize, table: &mut Vec<Vec<Option<usize>>>) -> usize {
    if steps <= 1 {
        return 0;
    }
    if slots == 1 {
        return steps * (steps - 1) / 2;
    }
    if let Some(known) = table[steps][slots] {
        return known;
    }
    let best = (1..steps)
        .map(|stride| stride + least(steps - stride, slots - 1, table) + least(stride, slots, table))
        .min()
        .unwrap_or(0);
    table[steps][slots] = Some(best);
    best
}

#[test]
fn binomial_takes_the_fewest_steps_possible() {
    let mut table = vec![vec![None; 13]; 71];
    for steps in SMALL {
        for slots in 1..=12 {
            let run = Recorder::run(&Binomial, steps, slots);
            assert_eq!(run.advanced, published(steps, slots), "{steps} steps, {slots} slots");
            assert_eq!(run.advanced, least(steps, slots, &mut table), "{steps} steps, {slots} slots");
        }
    }
}

/// The counts that a published table of the schedule gives for longer scans.
#[test]
fn binomial_counts() {
    let slots = [3, 5, 10, 20, 40];
    let counts = [
        (100, [490, 316, 222, 178, 158]),
        (256, [1845, 1074, 690, 515, 470]),
        (1000, [12155, 6284, 3636, 2747, 2097]),
        (4096, [83223, 37048, 20208, 14360, 11385]),
        (10000, [278730, 112868, 57624, 37976, 29097]),
    ];
    for (steps, row) in counts {
        for (slots, count) in slots.into_iter().zip(row) {
            assert_eq!(Recorder::run(&Binomial, steps, slots).advanced, count, "{steps} steps, {slots} slots");
        }
    }
}

#[test]
fn too_few_slots_are_reported_before_any_move() {
    fn check(schedule: &impl Schedule, steps: usize) {
        let needed = schedule.needs(steps);
        let mut recorder = Recorder::new(steps, needed);
        let refused = schedule.drive(steps, needed - 1, &mut recorder);
        assert_eq!(refused, Err(Error::TooFewSlots { needed, given: needed - 1 }));
        assert_eq!((recorder.advanced, recorder.stored), (0, 0));
        assert_eq!(schedule.drive(0, needed, &mut recorder), Err(Error::NoSteps));
    }
    for steps in SMALL {
        check(&Every, steps);
        check(&Periodic { every: 5 }, steps);
        check(&Halving, steps);
        check(&Binomial, steps);
    }
}

/// No number of steps is too large to ask about.
#[test]
fn needs_of_any_number_of_steps() {
    assert_eq!((Every.needs(usize::MAX), Binomial.needs(usize::MAX)), (usize::MAX, 1));
    assert_eq!([0, 1, 2, 3, 4, 5, usize::MAX].map(|n| Halving.needs(n)), [1, 1, 2, 3, 3, 4, usize::BITS as usize + 1]);
    for every in [0, 1, 2, usize::MAX] {
        assert!(Periodic { every }.needs(usize::MAX) >= usize::MAX / 2);
    }
}
