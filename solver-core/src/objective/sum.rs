//! Two objectives at once.

use crate::field::Bars;
use crate::num::Real;
use crate::objective::{Objective, ObjectiveVjp, Visit};

/// The sum of two objectives.
impl<T: Real, Y, P, U, A, B> Objective<T, Y, P, U> for (A, B)
where
    A: Objective<T, Y, P, U>,
    B: Objective<T, Y, P, U>,
{
    type Memory = (A::Memory, B::Memory);
    const PARTS: Option<usize> = match (A::PARTS, B::PARTS) {
        (Some(a), Some(b)) => Some(least_common_multiple(a, b)),
        _ => None,
    };

    #[inline(always)]
    fn parts(&self) -> usize {
        least_common_multiple(self.0.parts(), self.1.parts())
    }

    #[inline(always)]
    fn start(&self, y0: &Y, steps: usize) -> Self::Memory {
        (self.0.start(y0, steps), self.1.start(y0, steps))
    }
    #[inline(always)]
    fn see(&self, (a, b): &mut Self::Memory, visit: &Visit<'_, T, Y, P, U>) {
        self.0.see(a, visit);
        self.1.see(b, visit);
    }
    #[inline(always)]
    fn finish(&self, (a, b): &mut Self::Memory, y1: &Y, p: &P) -> T {
        self.0.finish(a, y1, p) + self.1.finish(b, y1, p)
    }
}

impl<T: Real, Y, P, U, A, B> ObjectiveVjp<T, Y, P, U> for (A, B)
where
    A: ObjectiveVjp<T, Y, P, U>,
    B: ObjectiveVjp<T, Y, P, U>,
{
    #[inline(always)]
    fn seed(&self, (a, b): &mut Self::Memory, y1: &Y, p: &P, y_bar: &mut Y, p_bar: &mut P) {
        self.0.seed(a, y1, p, y_bar, p_bar);
        self.1.seed(b, y1, p, y_bar, p_bar);
    }
    #[inline(always)]
    fn pull(&self, (a, b): &mut Self::Memory, visit: &Visit<'_, T, Y, P, U>, y_bar: &mut Y, bars: Bars<'_, T, P, U>) {
        let Bars { t, p, u } = bars;
        self.0.pull(a, visit, y_bar, Bars { t: &mut *t, p: &mut *p, u: &mut *u });
        self.1.pull(b, visit, y_bar, Bars { t, p, u });
    }
}

const fn least_common_multiple(a: usize, b: usize) -> usize {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    match a.checked_div(x) {
        Some(cofactor) => cofactor.saturating_mul(b),
        None => 0,
    }
}
