//! Indices that are easily taken for others: no pattern may lack what the Jacobian has.

use tapeless::{Real, vector_field};

use crate::superset;

fn at<const N: usize>(seed: f64) -> [f64; N] {
    core::array::from_fn(|i| (1.3 * i as f64 + seed).sin() + 0.1 * seed)
}

const PAIRS: [(usize, usize); 4] = [(3, 1), (0, 2), (1, 3), (2, 0)];

/// Fields `du[i] = c * u[index]` of four components.
macro_rules! fields {
    ($($name:ident $type:ident |$i:ident, $n:ident| $index:expr;)*) => {
        $(
            #[vector_field]
            fn $name<T: Real>(_t: T, u: [T; 4], c: T, $n: usize) -> [T; 4] {
                let mut du = [T::ZERO; 4];
                for $i in 0..4 {
                    du[$i] = c * u[$index];
                }
                du
            }
        )*

        #[test]
        fn indices() {
            for n in [0, 2, 3] {
                $(superset!($type { $n: n }, $type; |s| (at::<4>(s), 0.7));)*
            }
        }
    };
}

fields! {
    with_a_guard WithAGuard |i, n| match i { _ if n > 2 => 3 - i, 0 => 2, _ => i };
    with_a_guard_of_literals WithAGuardOfLiterals |i, n| match i { 0..=2 if i > 0 => 0, 1 | 2 => 3, _ => 1 };
    a_part_and_a_method APartAndAMethod |i, n| match PAIRS[i] { (a, _) => a.min(1) };
    a_part_of_two APartOfTwo |i, n| match PAIRS[i] { (a, b) => a.max(b) };
    bytes_that_go_round BytesThatGoRound |i, n| (250u8.wrapping_add(6 + i as u8)) as usize;
    a_difference_with_a_sign ADifferenceWithASign |i, n| (i as i32 - 2).unsigned_abs() as usize;
    a_quotient_with_a_sign AQuotientWithASign |i, n| ((i as i32 - 3) / 2 + 1) as usize;
    a_shift AShift |i, n| (1 << (i / 2)) & 3;
    a_bit ABit |i, n| (i ^ 1) | (n & 2 & i);
    a_remainder ARemainder |i, n| (i * 7 + 3) % 4;
    a_setting_less_than ASettingLessThan |i, n| if n < i { n } else { 3 - i };
}
