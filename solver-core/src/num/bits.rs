//! Numbers as the bits that they are, and words of bits: one, or a register of them.
//!
//! What is written over these runs on a number and on the widest register alike, with the same bits. A loop over an array of
//! numbers would leave it to the compiler how wide a register it takes, and for some processors it prefers half of theirs.

use core::ops::{Add, BitAnd, BitXor, Div, Mul, Shl, Shr, Sub};

use bytemuck::must_cast;

use crate::num::Real;

/// Unsigned words of 32 or 64 bits. Shifts are by less than a word has bits.
pub trait Word:
    Copy
    + Send
    + Sync
    + 'static
    + BitAnd<Output = Self>
    + BitXor<Output = Self>
    + Shl<u32, Output = Self>
    + Shr<u32, Output = Self>
{
    /// A single word.
    type One;

    /// The same word everywhere.
    fn splat(x: Self::One) -> Self;
    /// The word that `f` gives for each place.
    fn each(f: impl FnMut(usize) -> Self::One) -> Self;
    /// The sum modulo 2 to the number of bits.
    fn plus(self, other: Self) -> Self;
    /// The difference modulo 2 to the number of bits.
    fn minus(self, other: Self) -> Self;
    /// Rotated to the left by more than nothing.
    fn rotated(self, by: u32) -> Self;
}

/// Binary numbers of IEEE 754, whose operations are each rounded: nothing is fused.
pub trait Bits: Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> {
    /// A single number.
    type One: Bits;
    /// Their bits.
    type Word: Word<One = <Self::One as Bits>::Word>;

    /// The same number everywhere.
    fn same(x: Self::One) -> Self;
    /// The bits.
    fn bits(self) -> Self::Word;
    /// The numbers of these bits.
    fn of_bits(bits: Self::Word) -> Self;
    /// The numbers nearest to these integers, two's complements shifted to the right by so much.
    fn of_signed(words: Self::Word, shift: u32) -> Self;
    /// The square roots.
    fn root(self) -> Self;
}

macro_rules! numbers {
    ($($Number:ident $Word:ident;)*) => {$(
        impl Word for $Word {
            type One = Self;

            #[inline(always)]
            fn splat(x: Self) -> Self {
                x
            }
            #[inline(always)]
            fn each(mut f: impl FnMut(usize) -> Self) -> Self {
                f(0)
            }
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
            #[inline(always)]
            fn rotated(self, by: u32) -> Self {
                self.rotate_left(by)
            }
        }

        impl Bits for $Number {
            type One = Self;
            type Word = $Word;

            #[inline(always)]
            fn same(x: Self) -> Self {
                x
            }
            #[inline(always)]
            fn bits(self) -> $Word {
                self.to_bits()
            }
            #[inline(always)]
            fn of_bits(bits: $Word) -> Self {
                Self::from_bits(bits)
            }
            #[inline(always)]
            fn of_signed(words: $Word, shift: u32) -> Self {
                (words.cast_signed() >> shift) as Self
            }
            #[inline(always)]
            fn root(self) -> Self {
                Real::sqrt(self)
            }
        }
    )*};
}

numbers! {
    f32 u32;
    f64 u64;
}

macro_rules! registers {
    ($($Numbers:ident $Words:ident $Signed:ident: $Number:ident $Word:ident;)*) => {$(
        impl Word for wide::$Words {
            type One = $Word;

            #[inline(always)]
            fn splat(x: $Word) -> Self {
                Self::splat(x)
            }
            #[inline(always)]
            fn each(mut f: impl FnMut(usize) -> $Word) -> Self {
                let mut words = Self::splat(0).to_array();
                for (place, word) in words.iter_mut().enumerate() {
                    *word = f(place);
                }
                Self::new(words)
            }
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self + other
            }
            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                self - other
            }
            #[inline(always)]
            fn rotated(self, by: u32) -> Self {
                (self << by) | (self >> ($Word::BITS - by))
            }
        }

        impl Bits for wide::$Numbers {
            type One = $Number;
            type Word = wide::$Words;

            #[inline(always)]
            fn same(x: $Number) -> Self {
                Self::splat(x)
            }
            #[inline(always)]
            fn bits(self) -> wide::$Words {
                must_cast(self)
            }
            #[inline(always)]
            fn of_bits(bits: wide::$Words) -> Self {
                must_cast(bits)
            }
            #[inline(always)]
            fn of_signed(words: wide::$Words, shift: u32) -> Self {
                (must_cast::<_, wide::$Signed>(words) >> shift).round_float()
            }
            #[inline(always)]
            fn root(self) -> Self {
                self.sqrt()
            }
        }
    )*};
}

registers! {
    f32x4 u32x4 i32x4: f32 u32;
    f32x8 u32x8 i32x8: f32 u32;
    f32x16 u32x16 i32x16: f32 u32;
    f64x2 u64x2 i64x2: f64 u64;
    f64x4 u64x4 i64x4: f64 u64;
    f64x8 u64x8 i64x8: f64 u64;
}
