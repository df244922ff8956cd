//! Sums and products of two numbers without their rounding errors.
//!
//! A number is held as hi + lo with |lo| at most half a unit in the last place of hi. The sums are those of T. J. Dekker,
//! "A floating-point technique for extending the available precision" (1971), and D. E. Knuth, *The Art of Computer
//! Programming* 2, 4.2.2; the product splits each factor into two of twelve bits, whose products are exact, where
//! other libraries use a fused multiply-add.

/// hi + lo, a number of some 48 bits.
#[derive(Clone, Copy)]
pub(super) struct Double {
    pub(super) hi: f32,
    pub(super) lo: f32,
}

/// The first twelve bits.
#[inline(always)]
pub(super) fn truncate(x: f32) -> f32 {
    f32::from_bits(x.to_bits() & 0xffff_f000)
}

/// The first twelve bits, and the rest.
#[inline(always)]
pub(super) fn split(x: f32) -> (f32, f32) {
    let hi = truncate(x);
    (hi, x - hi)
}

impl Double {
    /// a + b exactly, where |a| ≥ |b| or a is 0.
    #[inline(always)]
    pub(super) fn fast_sum(a: f32, b: f32) -> Self {
        let hi = a + b;
        Self { hi, lo: b - (hi - a) }
    }

    /// a + b exactly.
    #[inline(always)]
    pub(super) fn sum(a: f32, b: f32) -> Self {
        let hi = a + b;
        let part = hi - a;
        Self { hi, lo: (a - (hi - part)) + (b - part) }
    }

    /// a · b exactly, unless it is near the smallest or largest numbers.
    #[inline(always)]
    pub(super) fn product(a: f32, b: f32) -> Self {
        let hi = a * b;
        let ((a, a_lo), (b, b_lo)) = (split(a), split(b));
        Self { hi, lo: ((a * b - hi) + a * b_lo + a_lo * b) + a_lo * b_lo }
    }

    /// self · other, to some 2⁻⁴⁵.
    #[inline(always)]
    pub(super) fn times(self, other: Self) -> Self {
        let p = Self::product(self.hi, other.hi);
        Self::fast_sum(p.hi, p.lo + (self.hi * other.lo + self.lo * other.hi))
    }

    /// self / other, to some 2⁻⁴⁵.
    #[inline(always)]
    pub(super) fn over(self, other: Self) -> Self {
        let q = self.hi / other.hi;
        let ((q_hi, q_lo), (d_hi, d_lo)) = (split(q), split(other.hi));
        let rest = (((self.hi - q_hi * d_hi) - q_hi * d_lo) - q_lo * d_hi) - q_lo * d_lo;
        Self { hi: q, lo: (rest + (self.lo - q * other.lo)) / other.hi }
    }
}
