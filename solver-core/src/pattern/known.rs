//! What an index is made of, where it is known.

/// An integer that no type of integers is too small for.
const SMALL: i128 = 127;
/// One that no integer that counts is too small for.
const WIDE: i128 = 1 << 31;

macro_rules! operations {
    ($($name:ident $checked:ident $what:literal;)*) => {$(
        #[doc = $what]
        /// Of integers whose type is not known to be wide it is known where every type has it.
        #[must_use]
        pub const fn $name(a: Option<i128>, b: Option<i128>, wide: bool) -> Option<i128> {
            match (a, b) {
                (Some(a), Some(b)) => match a.$checked(b) {
                    // Below 0 a function panics, or it counts with signs, and neither is followed.
                    Some(c) if c >= 0 && c <= (if wide { WIDE } else { SMALL }) => Some(c),
                    _ => None,
                },
                _ => None,
            }
        }
    )*};
}
operations! {
    add checked_add "The sum.";
    sub checked_sub "The difference.";
    mul checked_mul "The product.";
    div checked_div "The quotient.";
    rem checked_rem "The remainder.";
}

macro_rules! bits {
    ($($name:ident $operator:tt $what:literal;)*) => {$(
        #[doc = $what]
        /// What is not below 0 stays within its type.
        #[must_use]
        pub const fn $name(a: Option<i128>, b: Option<i128>) -> Option<i128> {
            match (a, b) {
                (Some(a), Some(b)) if a >= 0 && b >= 0 => Some(a $operator b),
                _ => None,
            }
        }
    )*};
}
bits! {
    bitand & "The bits of both.";
    bitor | "The bits of either.";
    bitxor ^ "The bits of one of them.";
}

/// The difference without its sign.
#[must_use]
pub const fn abs_diff(a: Option<i128>, b: Option<i128>) -> Option<i128> {
    match (a, b) {
        (Some(a), Some(b)) if a >= 0 && b >= 0 => Some(if a > b { a - b } else { b - a }),
        _ => None,
    }
}

/// The difference, or 0.
#[must_use]
pub const fn saturating_sub(a: Option<i128>, b: Option<i128>) -> Option<i128> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if a > b { a - b } else { 0 }),
        _ => None,
    }
}

/// The smaller one.
#[must_use]
pub const fn min(a: Option<i128>, b: Option<i128>) -> Option<i128> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if a < b { a } else { b }),
        _ => None,
    }
}

/// The larger one.
#[must_use]
pub const fn max(a: Option<i128>, b: Option<i128>) -> Option<i128> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if a > b { a } else { b }),
        _ => None,
    }
}

/// An integer as one of another type: itself where every type has it, or a wide one where that is wide.
#[must_use]
pub const fn cast(a: Option<i128>, wide: bool) -> Option<i128> {
    match a {
        Some(a) if a >= 0 && a <= (if wide { WIDE } else { SMALL }) => Some(a),
        _ => None,
    }
}

/// Whether one is less than the other.
#[must_use]
pub const fn less(a: Option<i128>, b: Option<i128>) -> Option<bool> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a < b),
        _ => None,
    }
}

/// Whether they are equal.
#[must_use]
pub const fn equal(a: Option<i128>, b: Option<i128>) -> Option<bool> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a == b),
        _ => None,
    }
}

/// Whether it does not hold.
#[must_use]
pub const fn not(a: Option<bool>) -> Option<bool> {
    match a {
        Some(a) => Some(!a),
        None => None,
    }
}

/// Whether both hold: one may decide, whatever the other is.
#[must_use]
pub const fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether one of them holds: one may decide, whatever the other is.
#[must_use]
pub const fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    not(and(not(a), not(b)))
}

/// The first where the test holds, else the second.
#[must_use]
pub const fn choose(test: Option<bool>, a: Option<i128>, b: Option<i128>) -> Option<i128> {
    match test {
        Some(true) => a,
        Some(false) => b,
        None => None,
    }
}
