//! The number a solve runs on.

use core::fmt::Debug;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use crate::num::{Choice, Lanes, Mask, platform, portable};

macro_rules! declare_unary {
    (; $($doc:literal, $name:ident, $from:tt, |$x:ident, $y:ident| $d:expr;)*) => {$(
        #[doc = $doc]
        fn $name(self) -> Self;
    )*};
}

macro_rules! declare_binary {
    (; $($doc:literal, $name:ident, $from:tt, |$a:ident, $b:ident, $y:ident| $d:expr;)*) => {$(
        #[doc = $doc]
        fn $name(self, other: Self) -> Self;
    )*};
}

macro_rules! real {
    ($(#[$doc:meta])* trait: $($body:tt)*) => {
        $(#[$doc])*
        pub trait Real:
            Copy + Debug + PartialEq + Send + Sync + 'static
            + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
            + AddAssign + SubAssign + MulAssign + DivAssign
        {
            $($body)*
            unary!(declare_unary);
            binary!(declare_binary);
        }
    };
}

real! {
/// A number that a solve can run on: `f32`, `f64`, [`Lanes`](crate::num::Lanes) of them, or a [`Dual`](crate::num::Dual)
/// over one of these.
///
/// Beside the ring operations and the primitives it has operations with plain constants ([`plus`](Real::plus),
/// [`times`](Real::times), [`over`](Real::over), [`under`](Real::under)), which cost a derivative nothing: a constant
/// is never lifted to a dual number. Comparison looks at the value and never at the tangents; its answer is a
/// [`Mask`], a `bool` for a single number, and [`choose`](Real::choose) branches on it.
///
/// The laws that the tests hold: the value part of any operation has the bits of the same operation on the plain
/// number; the tangents are its derivative.
trait:
    /// The number without tangents: `f32`, `f64` or lanes of them.
    type Base: Real<Base = Self::Base>;
    /// The answer of a comparison.
    type Mask: Mask;
    /// Zero, without tangents.
    const ZERO: Self;
    /// One, without tangents.
    const ONE: Self;

    /// A constant.
    fn lit(c: f64) -> Self;
    /// A count, as a number.
    fn count(n: usize) -> Self;
    /// A number without tangents as a constant.
    fn constant(c: Self::Base) -> Self;
    /// The value as an `f64`, for messages and tables; the first lane's where there are several.
    fn to_f64(self) -> f64;

    /// `self + c`
    fn plus(self, c: f64) -> Self;
    /// `self · c`
    fn times(self, c: f64) -> Self;
    /// `self · c + b`, fused as in [`fma`](Real::fma).
    fn times_add(self, c: f64, b: Self) -> Self;
    /// `self / c`
    fn over(self, c: f64) -> Self;
    /// `c / self`
    fn under(self, c: f64) -> Self;
    /// `self · c` for a number without tangents.
    fn scale(self, c: Self::Base) -> Self;
    /// `self · c + b`, fused as in [`fma`](Real::fma).
    fn scale_add(self, c: Self::Base, b: Self) -> Self;
    /// `self · a + b`: one rounding where the build's target has the instruction (and the feature `portable` is
    /// off), a product and a sum elsewhere. Never a slow emulation.
    fn fma(self, a: Self, b: Self) -> Self;

    /// Sums, side by side.
    #[doc(hidden)]
    #[inline(always)]
    fn eight_add(a: [Self; 8], b: [Self; 8]) -> [Self; 8] {
        core::array::from_fn(|i| a[i] + b[i])
    }
    /// Differences, side by side.
    #[doc(hidden)]
    #[inline(always)]
    fn eight_sub(a: [Self; 8], b: [Self; 8]) -> [Self; 8] {
        core::array::from_fn(|i| a[i] - b[i])
    }
    /// Products, side by side.
    #[doc(hidden)]
    #[inline(always)]
    fn eight_mul(a: [Self; 8], b: [Self; 8]) -> [Self; 8] {
        core::array::from_fn(|i| a[i] * b[i])
    }
    /// Products with a constant, side by side.
    #[doc(hidden)]
    #[inline(always)]
    fn eight_times(a: [Self; 8], c: f64) -> [Self; 8] {
        a.map(|a| a.times(c))
    }
    /// [`fma`](Real::fma), side by side.
    #[doc(hidden)]
    #[inline(always)]
    fn eight_fma(a: [Self; 8], b: [Self; 8], c: [Self; 8]) -> [Self; 8] {
        core::array::from_fn(|i| a[i].fma(b[i], c[i]))
    }
    /// [`times_add`](Real::times_add), side by side.
    #[doc(hidden)]
    #[inline(always)]
    fn eight_times_add(a: [Self; 8], c: f64, b: [Self; 8]) -> [Self; 8] {
        core::array::from_fn(|i| a[i].times_add(c, b[i]))
    }

    /// Their sum, by halves.
    #[doc(hidden)]
    #[inline(always)]
    fn eight_sum([a, b, c, d, e, f, g, h]: [Self; 8]) -> Self {
        ((a + e) + (c + g)) + ((b + f) + (d + h))
    }

    /// 1, −1, or the number itself where it is 0 or NaN; a constant to the derivative.
    fn sign(self) -> Self;
    /// 1 or −1 by the sign alone, that of a 0 too, or the number itself where it is NaN: what `f64::signum` is; a constant to
    /// the derivative.
    #[inline(always)]
    fn signum(self) -> Self {
        Self::select(self.is_equal(Self::ZERO), self.recip(), self).sign()
    }
    /// Whether this is less than the other; no where one is NaN, as in the next two.
    fn is_less(self, other: Self) -> Self::Mask;
    /// Whether this is less than the other or equal to it.
    fn is_at_most(self, other: Self) -> Self::Mask;
    /// Whether the two are equal.
    fn is_equal(self, other: Self) -> Self::Mask;
    /// `yes` where the mask says so and `no` elsewhere; both have been computed.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// What the arm taken gives: `yes` where the mask says so and `no` elsewhere. An arm that no lane takes is not run.
    ///
    /// ```
    /// use tapeless::Real;
    /// fn soft_sign<T: Real>(x: T) -> T {
    ///     T::choose(x.is_less(T::ZERO), || x / (-x).plus(1.0), || x / x.plus(1.0))
    /// }
    /// assert_eq!((soft_sign(-1.0), soft_sign(3.0)), (-0.5, 0.75));
    /// ```
    #[inline(always)]
    fn choose<R: Choice<Self>>(mask: Self::Mask, yes: impl FnOnce() -> R, no: impl FnOnce() -> R) -> R {
        mask.choose(yes, no, R::select)
    }
    /// [`choose`](Real::choose) within an arm of another choice: an arm that no lane of `live` takes is not run, and each arm
    /// is told the lanes that do.
    ///
    /// ```
    /// use tapeless::{Lanes, Mask, Real};
    ///
    /// type L = Lanes<f64, 4>;
    /// let x = L::new([0.0, 1.0, 2.0, 3.0]);
    /// // The first two lanes are in no arm that asks more, whatever they would answer.
    /// let above = L::lit(1.5).is_less(x);
    /// let y = L::choose_among(above, L::lit(0.5).is_less(x), |_| x, |_| unreachable!());
    /// assert_eq!(y.to_array()[3], 3.0);
    /// assert_eq!(f64::choose_among(true, false, |_| 1.0, |live| if live { 2.0 } else { 3.0 }), 2.0);
    /// ```
    #[inline(always)]
    fn choose_among<R: Choice<Self>>(
        live: Self::Mask,
        mask: Self::Mask,
        yes: impl FnOnce(Self::Mask) -> R,
        no: impl FnOnce(Self::Mask) -> R,
    ) -> R {
        mask.choose_among(live, yes, no, R::select)
    }
    /// This number where `live` says so, and elsewhere one of those: what a function is given that is called in an arm, so that
    /// it does nothing for lanes that are not in the arm. Of a single number, itself.
    ///
    /// ```
    /// use tapeless::{Lanes, Real};
    ///
    /// let x = Lanes::new([-1.0, 2.0, 3.0, f64::NAN]);
    /// assert_eq!(x.within(Lanes::ZERO.is_less(x)).to_array(), [2.0, 2.0, 3.0, 2.0]);
    /// ```
    #[inline(always)]
    fn within(self, live: Self::Mask) -> Self {
        let _ = live;
        self
    }
    /// Whether the value is NaN.
    fn is_nan(self) -> Self::Mask;
    /// Whether the value and every tangent is finite.
    fn is_finite(self) -> bool;
    /// Whether the value and every tangent is 0.
    #[inline(always)]
    fn vanishes(self) -> Self::Mask {
        self.is_equal(Self::ZERO)
    }

    /// The sine and the cosine, of radians.
    fn sin_cos(self) -> (Self, Self);
    /// xⁿ for an integer n, by repeated squaring.
    fn powi(self, n: i32) -> Self;
    /// xᶜ for a constant c: [`powf`](Real::powf) that is differentiated by x alone, so also where x is 0 or negative.
    ///
    /// ```
    /// use tapeless::{Dual, Real};
    ///
    /// let cube = Dual::<f64, 1>::variable(-2.0, 0).powc(3.0);
    /// assert_eq!((cube.re, cube.eps), (-8.0, [12.0]));
    /// ```
    #[inline(always)]
    fn powc(self, c: f64) -> Self {
        self.powf(Self::lit(c))
    }
}

/// The value of the primitive `$name`, from where its row of the table says.
macro_rules! value {
    ($t:ident, $name:ident, [std $libm:ident], $($x:expr),*) => {{
        #[cfg(all(feature = "std", not(feature = "portable")))]
        let y = $t::$name($($x),*);
        #[cfg(not(all(feature = "std", not(feature = "portable"))))]
        let y = value!($t, $name, [libm $libm], $($x),*);
        y
    }};
    // libm's gives a number where x is below −6500.
    (f64, acosh, [libm acosh], $x:expr) => { if $x < 1.0 { f64::NAN } else { libm::acosh($x) } };
    (f64, $name:ident, [libm $libm:ident], $($x:expr),*) => { libm::$libm($($x),*) };
    (f32, $name:ident, [libm $libm:ident], $($x:expr),*) => { portable::$name($($x),*) };
    ($t:ident, $name:ident, [own $f:ident], $($x:expr),*) => { platform::$f($($x),*) };
}

macro_rules! float_unary {
    ($t:ident; $($doc:literal, $name:ident, $from:tt, |$x:ident, $y:ident| $d:expr;)*) => {$(
        #[inline(always)]
        fn $name(self) -> Self {
            value!($t, $name, $from, self)
        }
    )*};
}

macro_rules! float_binary {
    ($t:ident; $($doc:literal, $name:ident, $from:tt, |$a:ident, $b:ident, $y:ident| $d:expr;)*) => {$(
        #[inline(always)]
        fn $name(self, other: Self) -> Self {
            value!($t, $name, $from, self, other)
        }
    )*};
}

macro_rules! float {
    ($t:ident, $to_f64:expr, $sum_of_four:expr) => {
        impl Real for $t {
            type Base = $t;
            type Mask = bool;
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;

            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, reason = "a constant is rounded to the number's precision")]
            fn lit(c: f64) -> Self {
                c as $t
            }
            #[inline(always)]
            fn count(n: usize) -> Self {
                n as $t
            }
            #[inline(always)]
            fn constant(c: $t) -> Self {
                c
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                ($to_f64)(self)
            }
            #[inline(always)]
            fn plus(self, c: f64) -> Self {
                self + Self::lit(c)
            }
            #[inline(always)]
            fn times(self, c: f64) -> Self {
                self * Self::lit(c)
            }
            #[inline(always)]
            fn times_add(self, c: f64, b: Self) -> Self {
                self.fma(Self::lit(c), b)
            }
            #[inline(always)]
            fn over(self, c: f64) -> Self {
                self / Self::lit(c)
            }
            #[inline(always)]
            fn under(self, c: f64) -> Self {
                Self::lit(c) / self
            }
            #[inline(always)]
            fn scale(self, c: $t) -> Self {
                self * c
            }
            #[inline(always)]
            fn scale_add(self, c: $t, b: Self) -> Self {
                self.fma(c, b)
            }
            #[inline(always)]
            fn fma(self, a: Self, b: Self) -> Self {
                #[cfg(all(
                    feature = "std",
                    not(feature = "portable"),
                    any(target_feature = "fma", target_arch = "aarch64")
                ))]
                let y = $t::mul_add(self, a, b);
                #[cfg(not(all(
                    feature = "std",
                    not(feature = "portable"),
                    any(target_feature = "fma", target_arch = "aarch64")
                )))]
                let y = self * a + b;
                y
            }
            #[inline(always)]
            fn eight_add(a: [$t; 8], b: [$t; 8]) -> [$t; 8] {
                (Lanes::new(a) + Lanes::new(b)).to_array()
            }
            #[inline(always)]
            fn eight_sub(a: [$t; 8], b: [$t; 8]) -> [$t; 8] {
                (Lanes::new(a) - Lanes::new(b)).to_array()
            }
            #[inline(always)]
            fn eight_mul(a: [$t; 8], b: [$t; 8]) -> [$t; 8] {
                (Lanes::new(a) * Lanes::new(b)).to_array()
            }
            #[inline(always)]
            fn eight_times(a: [$t; 8], c: f64) -> [$t; 8] {
                Lanes::new(a).times(c).to_array()
            }
            #[inline(always)]
            fn eight_fma(a: [$t; 8], b: [$t; 8], c: [$t; 8]) -> [$t; 8] {
                Lanes::new(a).fma(Lanes::new(b), Lanes::new(c)).to_array()
            }
            #[inline(always)]
            fn eight_times_add(a: [$t; 8], c: f64, b: [$t; 8]) -> [$t; 8] {
                Lanes::new(a).times_add(c, Lanes::new(b)).to_array()
            }
            #[inline(always)]
            fn eight_sum([a, b, c, d, e, f, g, h]: [$t; 8]) -> $t {
                ($sum_of_four)((Lanes::new([a, b, c, d]) + Lanes::new([e, f, g, h])).to_array())
            }
            #[inline(always)]
            fn sign(self) -> Self {
                if self > 0.0 {
                    1.0
                } else if self < 0.0 {
                    -1.0
                } else {
                    self
                }
            }
            #[inline(always)]
            fn is_less(self, other: Self) -> bool {
                self < other
            }
            #[inline(always)]
            fn is_at_most(self, other: Self) -> bool {
                self <= other
            }
            #[inline(always)]
            fn is_equal(self, other: Self) -> bool {
                self == other
            }
            #[inline(always)]
            fn select(mask: bool, yes: Self, no: Self) -> Self {
                if mask { yes } else { no }
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                $t::is_nan(self)
            }
            #[inline(always)]
            fn is_finite(self) -> bool {
                $t::is_finite(self)
            }
            #[inline(always)]
            fn sin_cos(self) -> (Self, Self) {
                value!($t, sin_cos, [libm sincos], self)
            }
            #[inline(always)]
            fn powi(self, n: i32) -> Self {
                platform::powi(self, n)
            }
            unary!(float_unary $t);
            binary!(float_binary $t);
        }
    };
}

float!(f32, |x| if cfg!(feature = "std") { f64::from(x) } else { portable::widen(x) }, |[a, b, c, d]: [f32; 4]| {
    (a + c) + (b + d)
});
float!(f64, |x| x, |[a, b, c, d]: [f64; 4]| {
    let [a, b] = (Lanes::new([a, b]) + Lanes::new([c, d])).to_array();
    a + b
});
