//! How often a loop is gone through.

/// The turns of a loop; of one whose range is not known, as many as change something.
#[derive(Clone, Copy, Debug)]
pub struct Turns {
    pub(super) known: bool,
    next: i128,
    end: i128,
    step: i128,
    pub(super) left: bool,
}

impl Turns {
    /// Those of a range that is not closed, each so many further, or the other way.
    #[must_use]
    pub const fn new(low: Option<i128>, high: Option<i128>, step: Option<i128>, backwards: bool) -> Self {
        match (low, high, step) {
            (Some(low), Some(high), Some(step)) if step > 0 => {
                let turns = if high > low { (high - low + step - 1) / step } else { 0 };
                let last = low + (turns - 1) * step;
                let (next, end, step) =
                    if backwards { (last, low - step, -step) } else { (low, low + turns * step, step) };
                Self { known: true, next, end, step, left: turns > 0 }
            }
            _ => Self { known: false, next: 0, end: 0, step: 1, left: true },
        }
    }

    /// Those of a range that is gone through the other way first, each so many further.
    #[must_use]
    pub const fn of_reversed(low: Option<i128>, high: Option<i128>, step: Option<i128>) -> Self {
        match (low, high, step) {
            (Some(low), Some(high), Some(step)) if step > 0 => {
                let turns = if high > low { (high - low + step - 1) / step } else { 0 };
                Self { known: true, next: high - 1, end: high - 1 - turns * step, step: -step, left: turns > 0 }
            }
            _ => Self::new(None, None, None, false),
        }
    }

    /// Whether there is another one.
    #[must_use]
    pub const fn goes(&self) -> bool {
        self.left
    }

    /// What is counted from turn to turn, where the turns are gone through one by one.
    #[must_use]
    pub const fn counted(&self, count: Option<i128>) -> Option<i128> {
        if self.known { count } else { None }
    }

    /// The loop's variable.
    #[must_use]
    pub const fn variable(&self) -> Option<i128> {
        if self.known { Some(self.next) } else { None }
    }

    pub(super) const fn go_on(&mut self, changed: bool) {
        if self.known {
            self.next += self.step;
            self.left = self.next != self.end;
        } else {
            self.left = changed;
        }
    }
}
