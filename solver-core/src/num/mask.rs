//! The answer of a comparison, and the choice it makes.
//!
//! A single number's comparison is a `bool` and decides a branch. Several numbers side by side may answer differently:
//! then both arms are computed and each lane takes its own. [`Real::choose`] is the one place where that is decided, so code
//! written with it is exact on every number, and no lane sees what another one's arm did.

use core::fmt::Debug;
use core::ops::{BitAnd, BitOr, Not};

use crate::num::Real;

/// The answer of a comparison of numbers: `bool`, or an answer for each lane.
pub trait Mask:
    Copy + Debug + Send + Sync + 'static + BitAnd<Output = Self> + BitOr<Output = Self> + Not<Output = Self>
{
    /// One answer for every lane.
    fn splat(answer: bool) -> Self;
    /// Whether every lane says yes.
    fn all(self) -> bool;
    /// Whether some lane says yes.
    fn any(self) -> bool;
    /// What the arm taken gives; where lanes differ, what `select` makes of what both give.
    #[inline(always)]
    fn choose<R>(self, yes: impl FnOnce() -> R, no: impl FnOnce() -> R, select: impl FnOnce(Self, R, R) -> R) -> R {
        if self.all() {
            yes()
        } else if self.any() {
            select(self, yes(), no())
        } else {
            no()
        }
    }
    /// What the arm taken gives to the lanes of `live`, each arm told those that take it.
    #[inline(always)]
    fn choose_among<R>(
        self,
        live: Self,
        yes: impl FnOnce(Self) -> R,
        no: impl FnOnce(Self) -> R,
        select: impl FnOnce(Self, R, R) -> R,
    ) -> R {
        let (take, leave) = (live & self, live & !self);
        if !leave.any() {
            yes(take)
        } else if take.any() {
            select(self, yes(take), no(leave))
        } else {
            no(leave)
        }
    }
}

impl Mask for bool {
    #[inline(always)]
    fn splat(answer: bool) -> Self {
        answer
    }
    #[inline(always)]
    fn all(self) -> bool {
        self
    }
    #[inline(always)]
    fn any(self) -> bool {
        self
    }
    #[inline(always)]
    fn choose<R>(self, yes: impl FnOnce() -> R, no: impl FnOnce() -> R, _select: impl FnOnce(Self, R, R) -> R) -> R {
        if self { yes() } else { no() }
    }
    #[inline(always)]
    fn choose_among<R>(
        self,
        _live: bool,
        yes: impl FnOnce(bool) -> R,
        no: impl FnOnce(bool) -> R,
        _select: impl FnOnce(bool, R, R) -> R,
    ) -> R {
        if self { yes(true) } else { no(true) }
    }
}

/// What an arm can give: numbers, answers of comparisons, and arrays and tuples of these.
pub trait Choice<T: Real> {
    /// `yes` where the mask says so and `no` elsewhere, lane by lane.
    fn select(mask: T::Mask, yes: Self, no: Self) -> Self;
}

impl<T: Real> Choice<T> for T {
    #[inline(always)]
    fn select(mask: T::Mask, yes: T, no: T) -> T {
        T::select(mask, yes, no)
    }
}

/// The answer of a comparison, as what an arm gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<M>(pub M);

impl<T: Real<Mask = M>, M: Mask> Choice<T> for Answer<M> {
    #[inline(always)]
    fn select(mask: M, yes: Self, no: Self) -> Self {
        Self((mask & yes.0) | (!mask & no.0))
    }
}

impl<T: Real, R: Choice<T> + Copy, const N: usize> Choice<T> for [R; N] {
    #[inline(always)]
    fn select(mask: T::Mask, mut yes: Self, no: Self) -> Self {
        for (y, n) in yes.iter_mut().zip(no) {
            *y = R::select(mask, *y, n);
        }
        yes
    }
}

macro_rules! tuple {
    ($($R:ident $i:tt),*) => {
        impl<T: Real, $($R: Choice<T>),*> Choice<T> for ($($R,)*) {
            #[inline(always)]
            #[allow(clippy::unused_unit, reason = "the empty tuple is a choice too")]
            fn select(mask: T::Mask, yes: Self, no: Self) -> Self {
                let _ = (mask, &yes, &no);
                ($($R::select(mask, yes.$i, no.$i),)*)
            }
        }
    };
}

tuple!();
tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
