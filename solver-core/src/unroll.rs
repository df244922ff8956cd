//! Loops over steps: one after the other, or unrolled by a number that is a type.
//!
//! A loop that is unrolled does the same in the same order, so every bit is the same. A body is a trait and not a closure,
//! since a closure that is called in several places is not always inlined in each.

use typenum::{B0, B1, UInt, UTerm};

/// What is done at each step.
pub trait Body {
    /// Why the loop ends early.
    type Stop;
    /// Does it at step `i`.
    ///
    /// # Errors
    /// Where the loop is to end here.
    fn step(&mut self, i: usize) -> Result<(), Self::Stop>;
}

/// A number of steps that stand one after the other in the code: an unsigned number of the crate `typenum`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number of steps to unroll",
    note = "give an unsigned number of `typenum`: `.unrolled::<U4>()` with `use tapeless::typenum::U4`"
)]
pub trait Unroll {
    /// The number.
    const COUNT: usize;
    /// So many steps, from `first` on.
    ///
    /// # Errors
    /// The body's, where it ends the loop.
    fn ascend<B: Body>(body: &mut B, first: usize) -> Result<(), B::Stop>;
    /// So many steps, the last one, `first + COUNT − 1`, first.
    ///
    /// # Errors
    /// The body's, where it ends the loop.
    fn descend<B: Body>(body: &mut B, first: usize) -> Result<(), B::Stop>;
}

impl Unroll for UTerm {
    const COUNT: usize = 0;
    #[inline(always)]
    fn ascend<B: Body>(_body: &mut B, _first: usize) -> Result<(), B::Stop> {
        Ok(())
    }
    #[inline(always)]
    fn descend<B: Body>(_body: &mut B, _first: usize) -> Result<(), B::Stop> {
        Ok(())
    }
}

// Twice the half, and one more where the number is odd.
impl<U: Unroll> Unroll for UInt<U, B0> {
    const COUNT: usize = 2 * U::COUNT;
    #[inline(always)]
    fn ascend<B: Body>(body: &mut B, first: usize) -> Result<(), B::Stop> {
        U::ascend(body, first)?;
        U::ascend(body, first + U::COUNT)
    }
    #[inline(always)]
    fn descend<B: Body>(body: &mut B, first: usize) -> Result<(), B::Stop> {
        U::descend(body, first + U::COUNT)?;
        U::descend(body, first)
    }
}

impl<U: Unroll> Unroll for UInt<U, B1> {
    const COUNT: usize = 2 * U::COUNT + 1;
    #[inline(always)]
    fn ascend<B: Body>(body: &mut B, first: usize) -> Result<(), B::Stop> {
        U::ascend(body, first)?;
        U::ascend(body, first + U::COUNT)?;
        body.step(first + 2 * U::COUNT)
    }
    #[inline(always)]
    fn descend<B: Body>(body: &mut B, first: usize) -> Result<(), B::Stop> {
        body.step(first + 2 * U::COUNT)?;
        U::descend(body, first + U::COUNT)?;
        U::descend(body, first)
    }
}

/// Steps 0 to `count`, one after the other.
#[inline(always)]
pub(crate) fn ascend<B: Body>(count: usize, body: &mut B) -> Result<(), B::Stop> {
    for i in 0..count {
        body.step(i)?;
    }
    Ok(())
}

/// Steps `count` to 0, one after the other.
#[inline(always)]
pub(crate) fn descend<B: Body>(count: usize, body: &mut B) -> Result<(), B::Stop> {
    for i in (0..count).rev() {
        body.step(i)?;
    }
    Ok(())
}

/// Steps 0 to `count`, in blocks of `U`, and what is left one by one.
#[inline(always)]
pub(crate) fn ascend_in_blocks<U: Unroll, B: Body>(count: usize, body: &mut B) -> Result<(), B::Stop> {
    for block in 0..count / U::COUNT {
        U::ascend(body, block * U::COUNT)?;
    }
    for i in count - count % U::COUNT..count {
        body.step(i)?;
    }
    Ok(())
}

/// Steps `count` to 0, those left over of blocks of `U` first.
#[inline(always)]
pub(crate) fn descend_in_blocks<U: Unroll, B: Body>(count: usize, body: &mut B) -> Result<(), B::Stop> {
    for i in (count - count % U::COUNT..count).rev() {
        body.step(i)?;
    }
    for block in (0..count / U::COUNT).rev() {
        U::descend(body, block * U::COUNT)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::convert::Infallible;
    use typenum::{U1, U2, U3, U5, U8, U20};

    extern crate std;
    use std::vec::Vec;

    struct Record(Vec<usize>);

    impl Body for Record {
        type Stop = Infallible;
        fn step(&mut self, i: usize) -> Result<(), Infallible> {
            self.0.push(i);
            Ok(())
        }
    }

    fn every_step_in_order<U: Unroll>() {
        for count in 0..50 {
            let (mut up, mut down) = (Record(Vec::new()), Record(Vec::new()));
            let Ok(()) = ascend_in_blocks::<U, _>(count, &mut up);
            let Ok(()) = descend_in_blocks::<U, _>(count, &mut down);
            assert_eq!(up.0, (0..count).collect::<Vec<_>>());
            assert_eq!(down.0, (0..count).rev().collect::<Vec<_>>());
        }
    }

    #[test]
    fn blocks_of_any_size_take_every_step_in_order() {
        every_step_in_order::<U1>();
        every_step_in_order::<U2>();
        every_step_in_order::<U3>();
        every_step_in_order::<U5>();
        every_step_in_order::<U8>();
        every_step_in_order::<U20>();
    }
}
