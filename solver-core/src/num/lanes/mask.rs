//! An answer for each lane.

use core::fmt;
use core::ops::{BitAnd, BitOr, Not};

use crate::num::lanes::register::{Register, Registers};
use crate::num::lanes::{Lanes, Width};
use crate::num::{Mask, Real};

/// The answer of a comparison of [`Lanes`], one a lane.
#[derive(Clone, Copy)]
pub struct LaneMask<T: Width<W>, const W: usize>(T::Registers);

impl<T: Width<W>, const W: usize> LaneMask<T, W> {
    /// Registers in which every bit of a lane is set where its answer is yes.
    #[inline(always)]
    pub(super) fn new(registers: T::Registers) -> Self {
        Self(registers)
    }
    #[inline(always)]
    pub(super) fn registers(self) -> T::Registers {
        self.0
    }

    /// The answers, in order.
    ///
    /// ```
    /// use tapeless::{Lanes, Real};
    /// let x = Lanes::new([-1.0, 0.0, 1.0, f64::NAN]);
    /// assert_eq!(x.is_less(Lanes::splat(0.5)).to_array(), [true, true, false, false]);
    /// ```
    pub fn to_array(self) -> [bool; W] {
        Lanes::select(self, Lanes::ONE, Lanes::ZERO).to_array().map(|x| x == T::ONE)
    }
}

impl<T: Width<W>, const W: usize> fmt::Debug for LaneMask<T, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.to_array()).finish()
    }
}

impl<T: Width<W>, const W: usize> BitAnd for LaneMask<T, W> {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(self.0.zip(other.0, |a, b| a & b))
    }
}

impl<T: Width<W>, const W: usize> BitOr for LaneMask<T, W> {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self(self.0.zip(other.0, |a, b| a | b))
    }
}

impl<T: Width<W>, const W: usize> Not for LaneMask<T, W> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Self(self.0.map(|a| !a))
    }
}

impl<T: Width<W>, const W: usize> Mask for LaneMask<T, W> {
    #[inline(always)]
    fn splat(answer: bool) -> Self {
        let yes = T::Registers::ZERO.zip(T::Registers::ZERO, Register::equal);
        Self(if answer { yes } else { T::Registers::ZERO })
    }
    #[inline(always)]
    fn all(self) -> bool {
        self.0.all()
    }
    #[inline(always)]
    fn any(self) -> bool {
        self.0.any()
    }
}
