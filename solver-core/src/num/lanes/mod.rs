//! Several numbers side by side: a solve on them carries as many trajectories at once.
//!
//! A [`Lanes`] is a few vector registers of the crate `wide`; two or four of them, interleaved, hide the latency of the
//! chain that bounds a small solve. Every operation is the scalar's, lane by lane, with the scalar's bits, except the
//! elementary functions, which have vector forms of their own: `register` has them, and tests hold them to the ULPs that
//! the documentation states. With the feature `portable` those too are taken lane by lane, and every bit is the scalar's.

mod mask;
mod ops;
mod register;
#[cfg(test)]
mod tests;

use core::fmt;

pub use mask::LaneMask;

use crate::num::{Bits, Mask, Real, platform};
use register::Register;
pub(crate) use register::Registers;

/// `W` numbers `T` side by side, on which one solve carries `W` trajectories: `Lanes<f64, 16>`.
///
/// There are 2, 4, 8, 16 and 32 lanes of `f64`, and 4, 8, 16, 32 and 64 of `f32`; other widths do not compile. Every width
/// works on every target: where the registers are narrower a number takes more of them, and where there are none its
/// lanes are scalars.
///
/// **Which width.** Two registers side by side hide the latency of a small solve, and [`LANES_F64`] and [`LANES_F32`] are as many
/// lanes as two of the target's hold. A gradient has more numbers in flight, which must fit the registers too. Nanoseconds a
/// trajectory and step of Lorenz in `f64` by RK4 on an Intel Xeon (Emerald Rapids, 2.7 GHz), the least times, with and without its
/// gradient (the rows `soa` of `benches/peers/run.sh`, its `CPU` set):
///
/// | lanes | 2 | 4 | 8 | 16 | 32 |
/// |---|---:|---:|---:|---:|---:|
/// | AVX-512, value | 6.71 | 3.34 | 1.68 | **1.13** | 1.24 |
/// | AVX-512, gradient | 16.73 | 8.41 | 4.61 | **4.05** | 5.93 |
/// | AVX2, value | 6.72 | 3.38 | **2.47** | 3.17 | 3.19 |
/// | AVX2, gradient | 17.55 | 9.13 | **7.67** | 8.38 | 9.52 |
/// | SSE2, value | 8.75 | 5.61 | **5.41** | 5.86 | 6.07 |
/// | SSE2, gradient | 22.02 | **15.65** | 16.73 | 29.05 | 37.05 |
///
/// Other processors differ: measure yours.
///
/// Arithmetic, roots and comparisons have the scalar's bits, and with the feature `portable` everything has. Without it the
/// elementary functions may differ from the scalar's by so many units in the last place (the largest found on SSE2, AVX2
/// and AVX-512 at every width; `cargo test --release -p solver-core --features std --lib lanes -- --nocapture` prints and checks
/// them for the target of the build):
///
/// | ULP | functions |
/// |---|---|
/// | 0 | `sqrt`, `abs`, `recip`, `sign`, `max`, `min`, `powi`, `erf`, `erfc` |
/// | 1 | `exp`, `exp2`, `ln`, `hypot`; `atan` of `f64` |
/// | 2 | `cbrt`, `exp_m1`, `ln_1p`, `log2`, `log10`, `sin`, `cos`, `asin`, `acos`, `cosh`, `logistic`, `powf` |
/// | 3 | `tan`, `sinh`, `atan2`, `acosh`, `atanh`; `asinh` of `f64`, `atan` of `f32` |
/// | 4 | `exp10`, `tanh`; `asinh` of `f32` |
///
/// Not vectorised, one lane after the other: `erf` and `erfc`; `powf` where the target has no fused multiply-add; and any register
/// in which one lane's argument is beyond its function's range (|x| > 1000 for sines in `f64` and 100 in `f32`, where an
/// exponential overflows, NaN, subnormal numbers). With the feature `portable`, all of them but `sqrt`.
///
/// A branch in a field runs both arms where lanes differ, and each lane takes its own: see [`Real::choose`]. Times may be
/// plain (`f64` where `T` is `f64`): all lanes then take the same steps, at the cost of a plain number. [`Dual`](crate::num::Dual)
/// over lanes gives forward mode of many trajectories at once.
///
/// ```
/// use tapeless::{Lanes, Ode, RK4, Real, Solve, Uniform, vector_field};
///
/// #[vector_field]
/// fn decay<T: Real>(_t: T, y: T, rate: T) -> T {
///     -(rate * y)
/// }
///
/// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
/// let y0 = Lanes::new([1.0, 2.0, 3.0, 4.0]);
/// let rate = Lanes::splat(0.5);
/// let y1: Lanes<f64, 4> = solve.value(&y0, &rate);
/// assert_eq!(y1.to_array()[2], solve.value(&3.0, &0.5));
/// ```
#[derive(Clone, Copy)]
pub struct Lanes<T: Width<W>, const W: usize>(T::Registers);

/// A number of which there are `W` side by side.
#[diagnostic::on_unimplemented(
    message = "there are no {W} lanes of `{Self}`",
    label = "not a width that registers are made of",
    note = "there are 2, 4, 8, 16 and 32 lanes of `f64`, and 4, 8, 16, 32 and 64 lanes of `f32`"
)]
pub trait Width<const W: usize>: Real<Base = Self, Mask = bool> + Bits {
    /// The registers that hold them.
    type Registers: Registers<Self>;
    /// The registers that hold these.
    fn load(lanes: [Self; W]) -> Self::Registers;
    /// What the registers hold.
    fn store(registers: Self::Registers) -> [Self; W];
}

macro_rules! widths {
    ($($t:ident $w:literal: $register:ident $count:literal;)*) => {$(
        impl Width<$w> for $t {
            type Registers = [wide::$register; $count];
            #[inline(always)]
            fn load(lanes: [$t; $w]) -> Self::Registers {
                bytemuck::must_cast(lanes)
            }
            #[inline(always)]
            fn store(registers: Self::Registers) -> [$t; $w] {
                bytemuck::must_cast(registers)
            }
        }
    )*};
}

widths! {
    f64 2: f64x2 1;
    f64 4: f64x4 1;
    f64 8: f64x8 1;
    f64 16: f64x8 2;
    f64 32: f64x8 4;
    f32 4: f32x4 1;
    f32 8: f32x8 1;
    f32 16: f32x16 1;
    f32 32: f32x16 2;
    f32 64: f32x16 4;
}

/// As many lanes of `f64` as two of the target's registers hold: a good width for most fields. [`Lanes`] says where half as
/// many are better.
pub const LANES_F64: usize = if cfg!(target_feature = "avx512f") {
    16
} else if cfg!(target_feature = "avx") {
    8
} else {
    4
};

/// As many lanes of `f32` as two of the target's registers hold: see [`LANES_F64`].
pub const LANES_F32: usize = 2 * LANES_F64;

impl<T: Width<W>, const W: usize> Lanes<T, W> {
    /// The lanes, in order.
    #[inline(always)]
    pub fn new(lanes: [T; W]) -> Self {
        Self(T::load(lanes))
    }

    /// The same number in every lane.
    #[inline(always)]
    pub fn splat(x: T) -> Self {
        Self(T::Registers::splat(x))
    }

    /// The lanes, in order.
    #[inline(always)]
    pub fn to_array(self) -> [T; W] {
        T::store(self.0)
    }

    /// The sum of the lanes: of each lane with the next one, of two with the next two, until one number is left. The same
    /// bits on every target, and, over the lanes of several numbers, for every width.
    ///
    /// ```
    /// assert_eq!(tapeless::Lanes::new([1.0, 2.0, 3.0, 4.0]).sum(), 10.0);
    /// ```
    pub fn sum(self) -> T {
        let mut lanes = self.to_array();
        let mut width = W;
        while width > 1 {
            width /= 2;
            for i in 0..width {
                lanes[i] = lanes[2 * i] + lanes[2 * i + 1];
            }
        }
        lanes.first().copied().unwrap_or(T::ZERO)
    }

    /// The numbers in these registers.
    #[inline(always)]
    pub(crate) fn of_registers(registers: T::Registers) -> Self {
        Self(registers)
    }

    #[inline(always)]
    fn map(self, f: impl Fn(RegisterOf<T, W>) -> RegisterOf<T, W>) -> Self {
        Self(self.0.map(f))
    }
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(RegisterOf<T, W>, RegisterOf<T, W>) -> RegisterOf<T, W>) -> Self {
        Self(self.0.zip(other.0, f))
    }
    #[inline(always)]
    fn compare(
        self,
        other: Self,
        f: impl Fn(RegisterOf<T, W>, RegisterOf<T, W>) -> RegisterOf<T, W>,
    ) -> LaneMask<T, W> {
        LaneMask::new(self.0.zip(other.0, f))
    }
}

/// A register of `W` lanes of `T`.
type RegisterOf<T, const W: usize> = <<T as Width<W>>::Registers as Registers<T>>::Register;

impl<T: Width<W>, const W: usize> fmt::Debug for Lanes<T, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.to_array()).finish()
    }
}

/// A function of the table: by the registers, or by the formula that the scalars have.
macro_rules! lanes_function {
    ([own $f:ident], $name:ident, $x:ident $(, $y:ident)?) => { platform::$f($x $(, $y)?) };
    ($from:tt, $name:ident, $x:ident) => { $x.map(Register::$name) };
    ($from:tt, $name:ident, $x:ident, $y:ident) => { $x.zip($y, Register::$name) };
}

macro_rules! lanes_unary {
    (; $($doc:literal, $name:ident, $from:tt, |$x:ident, $y:ident| $d:expr;)*) => {$(
        #[inline(always)]
        fn $name(self) -> Self {
            lanes_function!($from, $name, self)
        }
    )*};
}

macro_rules! lanes_binary {
    (; $($doc:literal, $name:ident, $from:tt, |$a:ident, $b:ident, $y:ident| $d:expr;)*) => {$(
        #[inline(always)]
        fn $name(self, other: Self) -> Self {
            lanes_function!($from, $name, self, other)
        }
    )*};
}

impl<T: Width<W>, const W: usize> Real for Lanes<T, W> {
    type Base = Self;
    type Mask = LaneMask<T, W>;
    const ZERO: Self = Self(T::Registers::ZERO);
    const ONE: Self = Self(T::Registers::ONE);

    #[inline(always)]
    fn lit(c: f64) -> Self {
        Self::splat(T::lit(c))
    }
    #[inline(always)]
    fn count(n: usize) -> Self {
        Self::splat(T::count(n))
    }
    #[inline(always)]
    fn constant(c: Self) -> Self {
        c
    }
    /// The first lane's.
    #[inline(always)]
    fn to_f64(self) -> f64 {
        self.to_array().first().map_or(f64::NAN, |x| x.to_f64())
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
    fn scale(self, c: Self) -> Self {
        self * c
    }
    #[inline(always)]
    fn scale_add(self, c: Self, b: Self) -> Self {
        self.fma(c, b)
    }
    #[inline(always)]
    fn fma(self, a: Self, b: Self) -> Self {
        Self(self.0.zip3(a.0, b.0, Register::fma))
    }
    #[inline(always)]
    fn sign(self) -> Self {
        let negative = Self::select(self.is_less(Self::ZERO), -Self::ONE, self);
        Self::select(Self::ZERO.is_less(self), Self::ONE, negative)
    }
    #[inline(always)]
    fn is_less(self, other: Self) -> Self::Mask {
        self.compare(other, Register::less)
    }
    #[inline(always)]
    fn is_at_most(self, other: Self) -> Self::Mask {
        self.compare(other, Register::at_most)
    }
    #[inline(always)]
    fn is_equal(self, other: Self) -> Self::Mask {
        self.compare(other, Register::equal)
    }
    #[inline(always)]
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self {
        Self(mask.registers().zip3(yes.0, no.0, Register::select))
    }
    #[inline(always)]
    fn within(self, live: Self::Mask) -> Self {
        match self.to_array().get(live.registers().first()) {
            Some(x) => Self::select(live, self, Self::splat(*x)),
            None => self,
        }
    }
    #[inline(always)]
    fn is_nan(self) -> Self::Mask {
        !self.is_equal(self)
    }
    #[inline(always)]
    fn is_finite(self) -> bool {
        // An infinity times zero is NaN.
        (self * Self::ZERO).is_equal(Self::ZERO).all()
    }
    #[inline(always)]
    fn sin_cos(self) -> (Self, Self) {
        let (sin, cos) = self.0.map_to_two(Register::sin_cos);
        (Self(sin), Self(cos))
    }
    #[inline(always)]
    fn powi(self, n: i32) -> Self {
        platform::powi(self, n)
    }
    unary!(lanes_unary);
    binary!(lanes_binary);
}
