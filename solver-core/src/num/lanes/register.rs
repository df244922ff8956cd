//! A vector register of the crate `wide`, and several of them as one.
//!
//! An elementary function is `wide`'s, or a formula over it, where every lane lies in the range in which that is accurate;
//! where one does not (a NaN, an infinity, a huge or subnormal argument), and for the functions that have no vector form,
//! each lane is the scalar's. So is everything with the feature `portable`.

use core::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

#[cfg(not(feature = "portable"))]
use bytemuck::must_cast;

use crate::num::{Bits, Real, Word};

macro_rules! declare_function {
    ([own $f:ident], $name:ident, $($x:ident)*) => {};
    ($from:tt, $name:ident, $x:ident) => {
        #[inline(always)]
        fn $name($x) -> Self {
            each($x, <Self::Lane as Real>::$name)
        }
    };
    ($from:tt, $name:ident, $x:ident $other:ident) => {
        #[inline(always)]
        fn $name($x, $other: Self) -> Self {
            each_two($x, $other, <Self::Lane as Real>::$name)
        }
    };
}

macro_rules! declare_unary {
    (; $($doc:literal, $name:ident, $from:tt, |$x:ident, $y:ident| $d:expr;)*) => {
        $(declare_function!($from, $name, self);)*
    };
}

macro_rules! declare_binary {
    (; $($doc:literal, $name:ident, $from:tt, |$a:ident, $b:ident, $y:ident| $d:expr;)*) => {
        $(declare_function!($from, $name, self other);)*
    };
}

macro_rules! trait_register {
    ($(#[$doc:meta])* trait: $($body:tt)*) => {
        $(#[$doc])*
        pub trait Register:
            Copy + Send + Sync + 'static
            + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
            + BitAnd<Output = Self> + BitOr<Output = Self> + Not<Output = Self>
        {
            $($body)*
            unary!(declare_unary);
            binary!(declare_binary);
        }
    };
}

trait_register! {
/// A vector register. A comparison sets every bit of a lane where it is yes, as `select`, `all` and `any` read it.
trait:
    type Lane: Real<Base = Self::Lane, Mask = bool>;
    /// The lanes, in order.
    type Array: AsRef<[Self::Lane]> + AsMut<[Self::Lane]>;
    const ZERO: Self;
    const ONE: Self;

    fn splat(x: Self::Lane) -> Self;
    fn from_array(lanes: Self::Array) -> Self;
    fn to_array(self) -> Self::Array;
    fn fma(self, a: Self, b: Self) -> Self;
    fn less(self, other: Self) -> Self;
    fn at_most(self, other: Self) -> Self;
    fn equal(self, other: Self) -> Self;
    fn select(mask: Self, yes: Self, no: Self) -> Self;
    fn all(self) -> bool;
    fn any(self) -> bool;
    /// The answer of each lane as a bit, the first lane's the lowest.
    fn answers(self) -> u32;
    fn sin_cos(self) -> (Self, Self);
}

/// The scalar's value in each lane.
#[cold]
#[inline(never)]
fn each<V: Register>(x: V, f: impl Fn(V::Lane) -> V::Lane) -> V {
    let mut lanes = x.to_array();
    for x in lanes.as_mut() {
        *x = f(*x);
    }
    V::from_array(lanes)
}

/// The scalar's value in each lane, of two arguments.
#[cold]
#[inline(never)]
fn each_two<V: Register>(x: V, y: V, f: impl Fn(V::Lane, V::Lane) -> V::Lane) -> V {
    let (mut lanes, y) = (x.to_array(), y.to_array());
    for (x, y) in lanes.as_mut().iter_mut().zip(y.as_ref()) {
        *x = f(*x, *y);
    }
    V::from_array(lanes)
}

/// Whether every lane is at least `low` and at most `high`; no where one is NaN.
#[cfg(not(feature = "portable"))]
#[inline(always)]
fn between<V: Register>(x: V, low: V::Lane, high: V::Lane) -> bool {
    (V::splat(low).at_most(x) & x.at_most(V::splat(high))).all()
}

/// Whether the absolute value of every lane is at most `limit`; no where one is NaN.
#[cfg(not(feature = "portable"))]
#[inline(always)]
fn within<V: Register>(x: V, limit: V::Lane) -> bool {
    between(x, -limit, limit)
}

/// A vector form, and where it is accurate.
macro_rules! vector {
    ($($name:ident ($x:ident) if $inside:expr => $value:expr;)*) => {$(
        #[cfg(not(feature = "portable"))]
        #[inline(always)]
        fn $name(self) -> Self {
            let $x = self;
            if $inside { $value } else { each(self, <Self::Lane as Real>::$name) }
        }
    )*};
}

macro_rules! vector_two {
    ($($name:ident ($x:ident, $y:ident) if $inside:expr => $value:expr;)*) => {$(
        #[cfg(not(feature = "portable"))]
        #[inline(always)]
        fn $name(self, other: Self) -> Self {
            let ($x, $y) = (self, other);
            if $inside { $value } else { each_two(self, other, <Self::Lane as Real>::$name) }
        }
    )*};
}

macro_rules! registers {
    // The largest arguments: of exp, exp2, exp10 and the sine; of a square; of a power and its exponent. Two logarithms in
    // two parts each, the first so short that its products with exponents are exact; the bits of a mantissa and the bias of
    // an exponent; the factorials of the exponential's series.
    ($([$t:ident; $w:literal] in $v:ident and $int:ident;)* where exp $exp:literal, exp2 $exp2:literal, exp10 $exp10:literal,
     sin $sin:literal, square $square:literal, power $power:literal ^ $exponent:literal,
     log10_2 $log10_2_high:literal $log10_2_low:literal, ln2 $ln2_high:literal $ln2_low:literal,
     bits $bits:literal bias $bias:literal, factorials $factorials:tt) => {$(
        impl Register for wide::$v {
            type Lane = $t;
            type Array = [$t; $w];
            const ZERO: Self = Self::ZERO;
            const ONE: Self = Self::ONE;

            #[inline(always)]
            fn splat(x: $t) -> Self {
                Self::splat(x)
            }
            #[inline(always)]
            fn from_array(lanes: [$t; $w]) -> Self {
                Self::new(lanes)
            }
            #[inline(always)]
            fn to_array(self) -> [$t; $w] {
                Self::to_array(self)
            }
            // Where the scalar fuses, and only there, so that the bits are the scalar's.
            #[inline(always)]
            fn fma(self, a: Self, b: Self) -> Self {
                #[cfg(all(
                    feature = "std",
                    not(feature = "portable"),
                    any(target_feature = "fma", target_arch = "aarch64")
                ))]
                let y = Self::mul_add(self, a, b);
                #[cfg(not(all(
                    feature = "std",
                    not(feature = "portable"),
                    any(target_feature = "fma", target_arch = "aarch64")
                )))]
                let y = self * a + b;
                y
            }
            #[inline(always)]
            fn less(self, other: Self) -> Self {
                self.simd_lt(other)
            }
            #[inline(always)]
            fn at_most(self, other: Self) -> Self {
                self.simd_le(other)
            }
            #[inline(always)]
            fn equal(self, other: Self) -> Self {
                self.simd_eq(other)
            }
            #[inline(always)]
            fn select(mask: Self, yes: Self, no: Self) -> Self {
                mask.select(yes, no)
            }
            #[inline(always)]
            fn all(self) -> bool {
                Self::all(self)
            }
            #[inline(always)]
            fn any(self) -> bool {
                Self::any(self)
            }
            #[inline(always)]
            fn answers(self) -> u32 {
                self.to_bitmask()
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                Self::sqrt(self)
            }
            #[inline(always)]
            fn sin_cos(self) -> (Self, Self) {
                #[cfg(not(feature = "portable"))]
                if within(self, $sin) {
                    return Self::sin_cos(self);
                }
                (each(self, <$t as Real>::sin), each(self, <$t as Real>::cos))
            }

            vector! {
                exp(x) if within(x, $exp) => Self::exp(x);
                exp2(x) if within(x, $exp2) => {
                    let n = x.round_ties_even();
                    let y = Self::exp((x - n) * Self::splat(core::$t::consts::LN_2));
                    must_cast(must_cast::<_, wide::$int>(y) + (n.round_int() << $bits))
                };
                // 10ˣ = 2ⁿ exp((x − n log₁₀ 2) ln 10)
                exp10(x) if within(x, $exp10) => {
                    let n = (x * Self::splat(core::$t::consts::LOG2_10)).round_ties_even();
                    let r = (x - n * Self::splat($log10_2_high)) - n * Self::splat($log10_2_low);
                    let y = Self::exp(r * Self::splat(core::$t::consts::LN_10));
                    must_cast(must_cast::<_, wide::$int>(y) + (n.round_int() << $bits))
                };
                // With r = x − n ln 2 and z = eʳ − 1 by its series, 2ⁿ z + (2ⁿ − 1).
                exp_m1(x) if within(x, $exp) => {
                    let n = (x * Self::splat(core::$t::consts::LOG2_E)).round_ties_even();
                    let r = (x - n * Self::splat($ln2_high)) - n * Self::splat($ln2_low);
                    let mut series = Self::ZERO;
                    for factorial in $factorials {
                        series = series.mul_add(r, Self::splat(1.0 / factorial));
                    }
                    let z = series.mul_add(r * r, r);
                    let power: Self = must_cast((n.round_int() + wide::$int::splat($bias)) << $bits);
                    power.mul_add(z, power - Self::ONE)
                };
                ln(x) if between(x, $t::MIN_POSITIVE, $t::MAX) => Self::ln(x);
                ln_1p(x) if between(x, -0.99, $t::MAX / 4.0) => Self::ln_1p(x);
                log2(x) if between(x, $t::MIN_POSITIVE, $t::MAX) => Self::log2(x);
                log10(x) if between(x, $t::MIN_POSITIVE, $t::MAX) => Self::log10(x);
                sin(x) if within(x, $sin) => Self::sin_cos(x).0;
                cos(x) if within(x, $sin) => Self::sin_cos(x).1;
                tan(x) if within(x, $sin) => {
                    let (sin, cos) = Self::sin_cos(x);
                    sin / cos
                };
                asin(x) if within(x, 1.0) => Self::asin(x);
                acos(x) if within(x, 1.0) => Self::acos(x);
                atan(x) if within(x, $t::MAX) => Self::atan(x);
                // With e = eᵃ − 1, (e + e/(e + 1))/2.
                sinh(x) if within(x, $exp) => {
                    let e = Register::exp_m1(x.abs());
                    (Self::splat(0.5) * (e + e / (e + Self::ONE))).copysign(x)
                };
                cosh(x) if within(x, $exp) => Self::cosh(x);
                // With e = e²ᵃ − 1, e/(e + 2).
                tanh(x) if within(x, 0.5 * $exp) => {
                    let e = Register::exp_m1(x.abs() + x.abs());
                    (e / (e + Self::splat(2.0))).copysign(x)
                };
                cbrt(x) if between(x.abs(), 4.0 * $t::MIN_POSITIVE, $t::MAX / 4.0) => Self::cbrt(x);
                // ln(a + √(a² + 1)) = ln(1 + a + a²/(1 + √(a² + 1)))
                asinh(x) if within(x, $square) => {
                    let a = x.abs();
                    let a2 = a * a;
                    Self::ln_1p(a + a2 / (Self::ONE + Self::sqrt(a2 + Self::ONE))).copysign(x)
                };
                // With t = x − 1, ln(1 + t + √(2t + t²)).
                acosh(x) if between(x, 1.0, $square) => {
                    let t = x - Self::ONE;
                    Self::ln_1p(t + Self::sqrt(t + t + t * t))
                };
                // ½ ln(1 + 2a/(1 − a))
                atanh(x) if within(x, 0.9999) => {
                    let a = x.abs();
                    (Self::splat(0.5) * Self::ln_1p((a + a) / (Self::ONE - a))).copysign(x)
                };
            }
            vector_two! {
                // Without a fused product its logarithm has too few digits.
                powf(x, y) if cfg!(any(target_feature = "fma", target_arch = "aarch64"))
                    && between(x, 1.0 / $power, $power)
                    && within(y, $exponent) => Self::powf_simd(x, y);
                atan2(y, x) if between(y.abs(), 1.0 / $square, $square) && between(x.abs(), 1.0 / $square, $square)
                    => Self::atan2(y, x);
                hypot(x, y) if within(x, $square) && within(y, $square)
                    && between(x.abs().max(y.abs()), 1.0 / $square, $square) => Self::sqrt(x * x + y * y);
            }
        }
    )*};
}

// The logarithms in two parts are fdlibm's (Sun Microsystems, 1993; e_log10.c, s_expm1.c and their single-precision forms).
registers! {
    [f64; 2] in f64x2 and i64x2;
    [f64; 4] in f64x4 and i64x4;
    [f64; 8] in f64x8 and i64x8;
    where exp 700.0, exp2 1000.0, exp10 300.0, sin 1000.0, square 1e150, power 1e30 ^ 8.0,
    log10_2 0.301029995663611771306 3.69423907715893078616e-13,
    ln2 6.93147180369123816490e-01 1.90821492927058770002e-10, bits 52 bias 1023,
    factorials [87178291200.0, 6227020800.0, 479001600.0, 39916800.0, 3628800.0, 362880.0, 40320.0, 5040.0, 720.0, 120.0, 24.0, 6.0, 2.0]
}
registers! {
    [f32; 4] in f32x4 and i32x4;
    [f32; 8] in f32x8 and i32x8;
    [f32; 16] in f32x16 and i32x16;
    where exp 87.0, exp2 120.0, exp10 36.0, sin 100.0, square 1e18, power 1e6 ^ 5.0,
    log10_2 0.30102920532 7.9034151668e-7,
    ln2 6.9313812256e-01 9.0580006145e-06, bits 23 bias 127, factorials [40320.0, 5040.0, 720.0, 120.0, 24.0, 6.0, 2.0]
}

/// The bits of a number.
pub(super) type WordOf<T> = <T as Bits>::Word;
/// The bits of a register.
pub(super) type WordsOf<R, T> = <<R as Registers<T>>::Register as Bits>::Word;

/// Registers of one kind, side by side.
pub trait Registers<T: Bits>: Copy + Send + Sync + 'static {
    type Register: Register<Lane = T> + Bits<One = T>;
    /// As many words of as many bits.
    type Words: Copy + Send + Sync + 'static;
    const ZERO: Self;
    const ONE: Self;

    fn splat(x: T) -> Self;
    fn map(self, f: impl Fn(Self::Register) -> Self::Register) -> Self;
    fn map_to_two(self, f: impl Fn(Self::Register) -> (Self::Register, Self::Register)) -> (Self, Self);
    fn zip(self, other: Self, f: impl Fn(Self::Register, Self::Register) -> Self::Register) -> Self;
    fn zip3(
        self,
        b: Self,
        c: Self,
        f: impl Fn(Self::Register, Self::Register, Self::Register) -> Self::Register,
    ) -> Self;
    /// The word that `f` gives for each lane.
    fn words(f: impl FnMut(usize) -> WordOf<T>) -> Self::Words;
    /// What `f` makes of two words in each lane.
    fn of_words(words: &[Self::Words; 2], f: impl Fn([WordsOf<Self, T>; 2]) -> [Self::Register; 2]) -> [Self; 2];
    /// The same with words for words.
    fn hash(words: &[Self::Words; 2], f: impl Fn([WordsOf<Self, T>; 2]) -> [WordsOf<Self, T>; 2]) -> [Self::Words; 2];
    /// Whether every lane of every register says yes.
    fn all(self) -> bool;
    /// Whether some lane of some register says yes.
    fn any(self) -> bool;
    /// The first lane that says yes; as many as there are lanes, or more, where none does.
    fn first(self) -> usize;
}

// Plain loops over few registers, which vanish: `array::map` and `from_fn` build the array elsewhere and copy it.
impl<V: Register<Lane: Bits> + Bits<One = <V as Register>::Lane>, const N: usize> Registers<V::Lane> for [V; N] {
    type Register = V;
    type Words = [V::Word; N];
    const ZERO: Self = [V::ZERO; N];
    const ONE: Self = [V::ONE; N];

    #[inline(always)]
    fn splat(x: V::Lane) -> Self {
        [V::splat(x); N]
    }
    #[inline(always)]
    fn map(mut self, f: impl Fn(V) -> V) -> Self {
        for a in &mut self {
            *a = f(*a);
        }
        self
    }
    #[inline(always)]
    fn map_to_two(self, f: impl Fn(V) -> (V, V)) -> (Self, Self) {
        let (mut first, mut second) = (self, self);
        for (a, b) in first.iter_mut().zip(&mut second) {
            (*a, *b) = f(*a);
        }
        (first, second)
    }
    #[inline(always)]
    fn zip(mut self, other: Self, f: impl Fn(V, V) -> V) -> Self {
        for (a, b) in self.iter_mut().zip(other) {
            *a = f(*a, b);
        }
        self
    }
    #[inline(always)]
    fn zip3(mut self, b: Self, c: Self, f: impl Fn(V, V, V) -> V) -> Self {
        for i in 0..N {
            self[i] = f(self[i], b[i], c[i]);
        }
        self
    }
    #[inline(always)]
    fn words(mut f: impl FnMut(usize) -> WordOf<V::Lane>) -> [V::Word; N] {
        let lanes = V::ZERO.to_array().as_ref().len();
        let mut words = [V::ZERO.bits(); N];
        for (i, word) in words.iter_mut().enumerate() {
            *word = V::Word::each(|place| f(i * lanes + place));
        }
        words
    }
    #[inline(always)]
    fn of_words([first, second]: &[[V::Word; N]; 2], f: impl Fn([V::Word; 2]) -> [V; 2]) -> [Self; 2] {
        let (mut a, mut b) = (Self::ZERO, Self::ZERO);
        for i in 0..N {
            [a[i], b[i]] = f([first[i], second[i]]);
        }
        [a, b]
    }
    #[inline(always)]
    fn hash([first, second]: &[[V::Word; N]; 2], f: impl Fn([V::Word; 2]) -> [V::Word; 2]) -> [[V::Word; N]; 2] {
        let (mut a, mut b) = (*first, *second);
        for i in 0..N {
            [a[i], b[i]] = f([first[i], second[i]]);
        }
        [a, b]
    }
    #[inline(always)]
    fn all(self) -> bool {
        self.into_iter().reduce(|a, b| a & b).is_none_or(V::all)
    }
    #[inline(always)]
    fn any(self) -> bool {
        self.into_iter().reduce(|a, b| a | b).is_some_and(V::any)
    }
    #[inline(always)]
    fn first(self) -> usize {
        let mut bits = 0;
        for a in self.into_iter().rev() {
            bits = bits << (size_of::<V>() / size_of::<V::Lane>()) | u64::from(a.answers());
        }
        bits.trailing_zeros() as usize
    }
}
