//! The operators of lanes.

use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use crate::num::lanes::{Lanes, Width};
use crate::num::{Mask, Real};

impl<T: Width<W>, const W: usize> PartialEq for Lanes<T, W> {
    /// Whether every lane is equal.
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.is_equal(*other).all()
    }
}

impl<T: Width<W>, const W: usize> Neg for Lanes<T, W> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.map(|a| -a)
    }
}

macro_rules! operators {
    ($($trait:ident $name:ident $assign_trait:ident $assign:ident $op:tt;)*) => {$(
        impl<T: Width<W>, const W: usize> $trait for Lanes<T, W> {
            type Output = Self;
            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                self.zip(other, |a, b| a $op b)
            }
        }
        impl<T: Width<W>, const W: usize> $assign_trait for Lanes<T, W> {
            #[inline(always)]
            fn $assign(&mut self, other: Self) {
                *self = *self $op other;
            }
        }
    )*};
}

operators! {
    Add add AddAssign add_assign +;
    Sub sub SubAssign sub_assign -;
    Mul mul MulAssign mul_assign *;
    Div div DivAssign div_assign /;
}
