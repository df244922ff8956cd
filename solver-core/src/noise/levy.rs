//! An increment of a Brownian path with its Lévy areas, which is what methods of higher order read of a step.
//!
//! Over a step of size h, with W(s) measured from the step's start: `w = W(h)`; the space–time area
//! `H = (1/h) ∫ (W(s) − (s/h) w) ds ~ N(0, h/12)`; the space–time–time area
//! `K = (1/h²) ∫ (W(s) − (s/h) w)(h/2 − s) ds ~ N(0, h/720)`; the three are independent (Foster, Lyons & Oberhauser,
//! *An optimal polynomial approximation of Brownian motion*, 2020).

use crate::num::Real;
use crate::vector::{Vector, Zeros};

macro_rules! areas {
    ($(#[$doc:meta])* $Name:ident { $($(#[$field_doc:meta])* $field:ident: $area:literal),* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $Name<W> {
            $($(#[$field_doc])* pub $field: W,)*
        }

        impl<T: Real, W: Vector<T>> Vector<T> for $Name<W> {
            type With<U: Real> = $Name<W::With<U>>;
            #[inline(always)]
            fn zip(&self, other: &Self, f: &mut impl FnMut(T, T)) {
                $(self.$field.zip(&other.$field, f);)*
            }
            #[inline(always)]
            fn zip_mut(&mut self, other: &Self, f: &mut impl FnMut(&mut T, T)) {
                $(self.$field.zip_mut(&other.$field, f);)*
            }
            #[inline(always)]
            fn map<U: Real>(&self, f: &mut impl FnMut(T) -> U) -> Self::With<U> {
                $Name { $($field: self.$field.map(f),)* }
            }
            #[inline(always)]
            fn join<U: Real>(&mut self, other: &mut Self::With<U>, f: &mut impl FnMut(&mut T, &mut U)) {
                $(self.$field.join(&mut other.$field, f);)*
            }
        }

        impl<T: Real, W: Zeros<T>> Zeros<T> for $Name<W> {
            #[inline(always)]
            fn zeros() -> Self {
                $Name { $($field: W::zeros(),)* }
            }
            #[inline(always)]
            fn channels() -> usize {
                W::channels()
            }
            #[inline(always)]
            fn drawn(f: &mut impl FnMut(usize, usize) -> T) -> Self {
                $Name { $($field: W::drawn(&mut |_, channel| f($area, channel)),)* }
            }
        }
    };
}

areas! {
    /// An increment and its space–time Lévy area, for each channel.
    SpaceTime {
        /// The increment.
        w: 0,
        /// The space–time area H.
        h: 1
    }
}

areas! {
    /// An increment and its space–time and space–time–time Lévy areas, for each channel.
    SpaceTimeTime {
        /// The increment.
        w: 0,
        /// The space–time area H.
        h: 1,
        /// The space–time–time area K.
        k: 2
    }
}

/// Which Lévy areas a method reads, as a type.
pub trait Levy {
    /// What it reads of a step's noise with the increment `W`.
    type Of<T: Real, W: Vector<T>>: Vector<T>;
    /// The increment.
    fn w<T: Real, W: Vector<T>>(x: &Self::Of<T, W>) -> &W;
    /// The space–time area, where it is read.
    fn h<T: Real, W: Vector<T>>(x: &Self::Of<T, W>) -> Option<&W>;
    /// The increment's cotangent.
    fn w_mut<T: Real, W: Vector<T>>(x: &mut Self::Of<T, W>) -> &mut W;
    /// The space–time area's cotangent, where it is read.
    fn h_mut<T: Real, W: Vector<T>>(x: &mut Self::Of<T, W>) -> Option<&mut W>;
}

/// The increment alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct WithoutAreas;

/// The increment and H.
#[derive(Clone, Copy, Debug, Default)]
pub struct WithAreas;

impl Levy for WithoutAreas {
    type Of<T: Real, W: Vector<T>> = W;
    #[inline(always)]
    fn w<T: Real, W: Vector<T>>(x: &W) -> &W {
        x
    }
    #[inline(always)]
    fn h<T: Real, W: Vector<T>>(_x: &W) -> Option<&W> {
        None
    }
    #[inline(always)]
    fn w_mut<T: Real, W: Vector<T>>(x: &mut W) -> &mut W {
        x
    }
    #[inline(always)]
    fn h_mut<T: Real, W: Vector<T>>(_x: &mut W) -> Option<&mut W> {
        None
    }
}

impl Levy for WithAreas {
    type Of<T: Real, W: Vector<T>> = SpaceTime<W>;
    #[inline(always)]
    fn w<T: Real, W: Vector<T>>(x: &SpaceTime<W>) -> &W {
        &x.w
    }
    #[inline(always)]
    fn h<T: Real, W: Vector<T>>(x: &SpaceTime<W>) -> Option<&W> {
        Some(&x.h)
    }
    #[inline(always)]
    fn w_mut<T: Real, W: Vector<T>>(x: &mut SpaceTime<W>) -> &mut W {
        &mut x.w
    }
    #[inline(always)]
    fn h_mut<T: Real, W: Vector<T>>(x: &mut SpaceTime<W>) -> Option<&mut W> {
        Some(&mut x.h)
    }
}
