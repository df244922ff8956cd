//! An increment of a Brownian path with its Lévy areas, which is what methods of higher order read of a step.
//!
//! Over a step of size h, with W(s) measured from the step's start: `w = W(h)`; the space–time area
//! `H = (1/h) ∫ (W(s) − (s/h) w) ds ~ N(0, h/12)`; the space–time–time area
//! `K = (1/h²) ∫ (W(s) − (s/h) w)(h/2 − s) ds ~ N(0, h/720)`; the three are independent (Foster, Lyons & Oberhauser,
//! *An optimal polynomial approximation of Brownian motion*, 2020).

use crate::num::{Dual, Real};
use crate::vector::{Vector, Zeros};

macro_rules! areas {
    ($(#[$doc:meta])* $Name:ident [$count:literal] { $($(#[$field_doc:meta])* $field:ident: |$x:ident| $part:expr),* }) => {
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
            // A dual number has the place for all three, so a channel is drawn once.
            #[inline(always)]
            fn drawn(f: &mut impl FnMut(usize, usize) -> [T; 3]) -> Self {
                let mut channel = 0;
                let mut drawn = W::zeros().map(&mut |_| {
                    let [w, h, k] = f($count, channel);
                    channel += 1;
                    Dual::new(w, [h, k])
                });
                $(
                    let mut $field = W::zeros();
                    $field.join(&mut drawn, &mut |x: &mut T, $x: &mut Dual<T, 2>| *x = $part);
                )*
                $Name { $($field,)* }
            }
        }
    };
}

areas! {
    /// An increment and its space–time Lévy area, for each channel.
    SpaceTime [2] {
        /// The increment.
        w: |drawn| drawn.re,
        /// The space–time area H.
        h: |drawn| drawn.eps[0]
    }
}

areas! {
    /// An increment and its space–time and space–time–time Lévy areas, for each channel.
    SpaceTimeTime [3] {
        /// The increment.
        w: |drawn| drawn.re,
        /// The space–time area H.
        h: |drawn| drawn.eps[0],
        /// The space–time–time area K.
        k: |drawn| drawn.eps[1]
    }
}

/// The integrals `∫ W ds` and `∫ s W ds` over a step of size h, from (w, H, K), and back.
#[inline(always)]
fn integrals<T: Real>(h: f64, [w, hh, kk]: [T; 3]) -> [T; 3] {
    [w, (hh + w.times(0.5)).times(h), (hh.times(0.5) + w.times(1.0 / 3.0) - kk).times(h * h)]
}

#[inline(always)]
fn from_integrals<T: Real>(h: f64, [w, first, second]: [T; 3]) -> [T; 3] {
    let (first, second) = (first.over(h), second.over(h * h));
    [w, first - w.times(0.5), first.times(0.5) - second + w.times(1.0 / 12.0)]
}

/// (w, H, K) over two steps of sizes h1 and h2, one after the other.
#[inline(always)]
pub(crate) fn joined<T: Real>(h1: f64, a: [T; 3], h2: f64, b: [T; 3]) -> [T; 3] {
    let ([w1, first1, second1], [w2, first2, second2]) = (integrals(h1, a), integrals(h2, b));
    let first = first1 + first2 + w1.times(h2);
    let second = second1 + second2 + first2.times(h1) + w1.times(h2 * (h1 + 0.5 * h2));
    from_integrals(h1 + h2, [w1 + w2, first, second])
}

/// (w, H, K) over the second of two steps, from those over the first and over both.
#[inline(always)]
pub(crate) fn cut<T: Real>(h1: f64, a: [T; 3], h2: f64, both: [T; 3]) -> [T; 3] {
    let ([w1, first1, second1], [w, first, second]) = (integrals(h1, a), integrals(h1 + h2, both));
    let first2 = first - first1 - w1.times(h2);
    let second2 = second - second1 - first2.times(h1) - w1.times(h2 * (h1 + 0.5 * h2));
    from_integrals(h2, [w - w1, first2, second2])
}

impl<W> SpaceTimeTime<W> {
    /// What this step of size `h` and the `next` one of size `h_next` are as one: a path on a coarser mesh.
    ///
    /// ```
    /// use tapeless::SpaceTimeTime;
    /// let (a, b) = (SpaceTimeTime { w: 0.3, h: 0.1, k: 0.02 }, SpaceTimeTime { w: -0.2, h: 0.05, k: -0.01 });
    /// let both = a.join(0.5, &b, 1.5);
    /// // H = (h1/h)(H1 − w2/2) + (h2/h)(H2 + w1/2)
    /// assert!((both.w - 0.1_f64).abs() < 1e-15 && (both.h - (0.25 * 0.2 + 0.75 * 0.2)).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn join<T: Real>(&self, h: f64, next: &Self, h_next: f64) -> Self
    where
        W: Vector<T>,
    {
        // The coefficients are the images of each part under the join of single numbers.
        let parts = [&self.w, &self.h, &self.k, &next.w, &next.h, &next.k];
        let row = |j: usize| {
            let mut sum = self.w.zero();
            for (i, part) in parts.iter().enumerate() {
                let unit = |k: usize| if i == k { T::ONE } else { T::ZERO };
                let image = joined(h, [unit(0), unit(1), unit(2)], h_next, [unit(3), unit(4), unit(5)]);
                sum.axpy(image[j], part);
            }
            sum
        };
        Self { w: row(0), h: row(1), k: row(2) }
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

/// The increment, H and K.
#[derive(Clone, Copy, Debug, Default)]
pub struct WithAllAreas;

/// An increment with Lévy areas, as a path that is given has it for each step.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no Lévy areas",
    note = "give a `SpaceTime` for each step, or a `SpaceTimeTime`; increments alone by `with_path`"
)]
pub trait Areas {
    /// Which they are.
    type Levy;
}

impl<W> Areas for SpaceTime<W> {
    type Levy = WithAreas;
}

impl<W> Areas for SpaceTimeTime<W> {
    type Levy = WithAllAreas;
}

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

impl Levy for WithAllAreas {
    type Of<T: Real, W: Vector<T>> = SpaceTimeTime<W>;
    #[inline(always)]
    fn w<T: Real, W: Vector<T>>(x: &SpaceTimeTime<W>) -> &W {
        &x.w
    }
    #[inline(always)]
    fn h<T: Real, W: Vector<T>>(x: &SpaceTimeTime<W>) -> Option<&W> {
        Some(&x.h)
    }
    #[inline(always)]
    fn w_mut<T: Real, W: Vector<T>>(x: &mut SpaceTimeTime<W>) -> &mut W {
        &mut x.w
    }
    #[inline(always)]
    fn h_mut<T: Real, W: Vector<T>>(x: &mut SpaceTimeTime<W>) -> Option<&mut W> {
        Some(&mut x.h)
    }
}
