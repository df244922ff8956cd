//! Checkpointing: in which order states are stored, restored, advanced and reversed.
//!
//! A schedule deals in step numbers and never sees a state. It answers one question, how far to advance from a stored
//! state before storing the next, and [`Schedule::drive`] turns the answers into moves. Every schedule therefore replays
//! the same steps from the same states, and the gradient has the same bits under all of them.

use crate::error::Error;

/// What a schedule moves: a state that stands before some step, slots to store it in, and a cotangent that comes back.
pub trait Sweep {
    /// Stores the current state, and which step it stands before.
    ///
    /// # Errors
    /// [`Error::TooFewSlots`] where there is no such slot; of [`restore`](Sweep::restore) too.
    fn store(&mut self, slot: usize) -> Result<(), Error>;
    /// Makes a stored state the current one and tells which step it stands before.
    ///
    /// # Errors
    /// As [`store`](Sweep::store).
    fn restore(&mut self, slot: usize) -> Result<usize, Error>;
    /// Takes one step.
    fn advance(&mut self);
    /// Takes the last step, evaluates the objective at its end and transposes it; the state stays before that step.
    fn turn(&mut self);
    /// Evaluates the objective at the current state, which is the end, and transposes it.
    fn end(&mut self);
    /// Transposes the step that the current state stands before, taking it again where that is needed.
    fn reverse(&mut self);
    /// Stores the current state, with what the step's transpose needs where the slot holds that, and takes the step.
    ///
    /// # Errors
    /// As [`store`](Sweep::store).
    fn record(&mut self, slot: usize) -> Result<(), Error> {
        self.store(slot)?;
        self.advance();
        Ok(())
    }
    /// [`record`](Sweep::record)s the first `steps` steps, each in the slot of its number.
    ///
    /// # Errors
    /// As [`store`](Sweep::store).
    #[inline(always)]
    fn record_all(&mut self, steps: usize) -> Result<(), Error> {
        for i in 0..steps {
            self.record(i)?;
        }
        Ok(())
    }
    /// [`replay`](Sweep::replay)s them, the last one first.
    ///
    /// # Errors
    /// As [`store`](Sweep::store).
    #[inline(always)]
    fn replay_all(&mut self, steps: usize) -> Result<(), Error> {
        for i in (0..steps).rev() {
            self.replay(i)?;
        }
        Ok(())
    }
    /// Transposes the step that was [`record`](Sweep::record)ed in the slot.
    ///
    /// # Errors
    /// As [`store`](Sweep::store), and [`Error::NotRecorded`] where the slot keeps what the transpose needs and does not hold
    /// it.
    fn replay(&mut self, slot: usize) -> Result<(), Error> {
        self.restore(slot)?;
        self.reverse();
        Ok(())
    }
}

/// A rule by which states are stored on the way forward, and stored again on the way back.
pub trait Schedule {
    /// The least number of slots that serves a scan of so many steps; the slot of `y0` counts.
    fn needs(&self, steps: usize) -> usize;

    /// How many steps to advance from a stored state before storing the next, when `steps` steps from there are still
    /// to be reversed, the stored state stands before step `from`, and `free` slots are left; at most `steps − 1`.
    fn stride(&self, from: usize, steps: usize, free: usize) -> usize;

    /// Makes the moves for a scan of `steps` steps with `slots` slots.
    ///
    /// # Errors
    /// [`Error::TooFewSlots`], before any move.
    #[inline(always)]
    fn drive(&self, steps: usize, slots: usize, sweep: &mut impl Sweep) -> Result<(), Error> {
        self.check(steps, slots)?;
        // The steps from 0 to `to` are still to be reversed; the states before some of them are in slots 0 to `top`.
        let mut to = steps;
        let mut top = 0;
        let mut from = 0;
        sweep.store(0)?;
        loop {
            // One loop takes all steps, so that there is one copy of a step's code.
            loop {
                let ahead = to - from - 1;
                let storing = ahead > 0 && top + 1 < slots;
                let stride =
                    if storing { self.stride(from, ahead + 1, slots - top - 1).clamp(1, ahead) } else { ahead };
                for _ in 0..stride {
                    sweep.advance();
                }
                from += stride;
                if !storing {
                    break;
                }
                top += 1;
                sweep.store(top)?;
            }
            if to == steps {
                sweep.turn();
            }
            sweep.reverse();
            to -= 1;
            if to == 0 {
                return Ok(());
            }
            // A slot whose steps are all reversed is free again.
            from = sweep.restore(top)?;
            if from == to {
                top -= 1;
                from = sweep.restore(top)?;
            }
        }
    }

    /// Whether `slots` slots serve `steps` steps.
    ///
    /// # Errors
    /// [`Error::TooFewSlots`] where they do not, [`Error::NoSteps`] where there is nothing to reverse.
    #[inline(always)]
    fn check(&self, steps: usize, slots: usize) -> Result<(), Error> {
        let needed = self.needs(steps);
        if steps == 0 {
            Err(Error::NoSteps)
        } else if slots < needed {
            Err(Error::TooFewSlots { needed, given: slots })
        } else {
            Ok(())
        }
    }
}

/// Every state: a slot a step, no step taken twice but for its transpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Every;

impl Schedule for Every {
    fn needs(&self, steps: usize) -> usize {
        steps
    }
    fn stride(&self, _from: usize, _steps: usize, _free: usize) -> usize {
        1
    }
    // Two plain loops in place of the general one, which they agree with.
    #[inline(always)]
    fn drive(&self, steps: usize, slots: usize, sweep: &mut impl Sweep) -> Result<(), Error> {
        self.check(steps, slots)?;
        sweep.record_all(steps)?;
        sweep.end();
        sweep.replay_all(steps)
    }
}

/// Every `k`-th state, and the states between two of them while those steps are reversed: about `n/k + k` slots for `n`
/// steps, each taken at most once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periodic {
    /// The number of steps from one stored state to the next.
    pub every: usize,
}

impl Schedule for Periodic {
    fn needs(&self, steps: usize) -> usize {
        let every = self.every.clamp(1, steps.max(1));
        steps.div_ceil(every) + (every - 1)
    }
    fn stride(&self, from: usize, steps: usize, _free: usize) -> usize {
        let every = self.every.max(1);
        if from.is_multiple_of(every) && steps > every { every } else { 1 }
    }
}

/// Recursive halving: the state at the middle of what is left, and of each half in turn: `⌈log₂ n⌉ + 1` slots for `n`
/// steps, each taken about `log₂ n / 2` times more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Halving;

impl Schedule for Halving {
    fn needs(&self, steps: usize) -> usize {
        (usize::BITS - steps.saturating_sub(1).leading_zeros()) as usize + 1
    }
    fn stride(&self, _from: usize, steps: usize, _free: usize) -> usize {
        steps / 2
    }
}

/// The schedule with the fewest steps for its number of slots, which may be any (Griewank & Walther, *Algorithm 799:
/// Revolve*, ACM TOMS 26, 2000).
///
/// With `c` slots, the one that holds `y0` counted, and `r` the least integer for which `C(c + r, c) ≥ n`, `n` steps
/// take `r n − C(c + r, r − 1)` steps forward beside the `n` that the transposes take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Binomial;

impl Schedule for Binomial {
    fn needs(&self, _steps: usize) -> usize {
        1
    }
    // With r as above for the steps at hand, no step of the part behind the next stored state is taken more than r
    // times, and none of the part before it more than r − 1 times beyond this one: the part behind has at most
    // C(c − 1 + r, c − 1) steps and the part before at least C(c + r − 2, c).
    fn stride(&self, _from: usize, steps: usize, free: usize) -> usize {
        let slots = free + 1;
        let mut repeats = 1;
        while binomial(slots + repeats, slots) < steps {
            repeats += 1;
        }
        let behind = binomial(slots - 1 + repeats, slots - 1);
        let before = if repeats >= 2 { binomial(slots + repeats - 2, slots) } else { 1 };
        steps.saturating_sub(behind).max(before)
    }
}

/// The binomial coefficient `C(n, k)`, `usize::MAX` where it is larger.
fn binomial(n: usize, k: usize) -> usize {
    let k = k.min(n - k);
    let mut c = 1_usize;
    for i in 0..k {
        // c · (n − i) is divisible by i + 1.
        match c.checked_mul(n - i) {
            Some(product) => c = product / (i + 1),
            None => return usize::MAX,
        }
    }
    c
}

#[cfg(test)]
mod tests;
