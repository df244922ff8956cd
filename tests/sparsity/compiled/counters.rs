//! Counters beside const parameters and structs.

use tapeless::{Real, vector_field};

use super::{Neuron, at, neuron};
use crate::{exact, superset};

/// Counters beside const parameters and structs.
#[vector_field]
fn counted<T: Real, const N: usize>(_t: T, x: [T; N], k: T) -> [T; N] {
    let mut slope = [T::ZERO; N];
    let (mut low, mut high) = (0, N - 1);
    for i in 0..N {
        slope[low] = k * x[high];
        slope[i] += x[i] * x[i];
        low += 1;
        if i + 1 < N {
            high -= 1;
        }
    }
    slope
}

#[vector_field]
fn going_round<T: Real, const N: usize>(_t: T, x: [T; N], k: T) -> [T; N] {
    let mut slope = [T::ZERO; N];
    let mut next = 1;
    for i in 0..N {
        slope[i] = k * (x[next] - x[i]);
        next = (next + 1) % N;
    }
    slope
}

#[vector_field]
fn counted_in_a_struct<T: Real>(_t: T, y: Neuron<T>, k: T) -> Neuron<T> {
    let mut slope = y;
    let mut at = 2;
    for i in 0..3 {
        slope.gates[at] = y.gates[i] * k;
        if i < 2 {
            at -= 1;
        }
    }
    slope
}

/// One that goes round in a byte, one that another loop changes too, and one of a loop whose turns are not known.
#[vector_field(turns = 8)]
fn counted_otherwise<T: Real, const N: usize>(_t: T, x: [T; N], k: T, n: usize) -> [T; N] {
    let mut slope = x;
    let mut byte: u8 = 250;
    let mut all = 0;
    for i in 0..N {
        slope[i] = k * x[byte as usize % N];
        byte = byte.wrapping_add(3);
        for j in 0..2 {
            slope[i] += x[(all + j) % N];
            all += 1;
        }
    }
    let mut last = 0;
    for _ in 0..n {
        slope[last] = x[N - 1];
        last += 1;
    }
    slope[last] += x[0];
    slope
}

#[test]
fn counters() {
    exact!(Counted::<5>, Counted<5>; |s| (at::<5>(s), 0.7));
    exact!(GoingRound::<6>, GoingRound<6>; |s| (at::<6>(s), 0.7));
    exact!(GoingRound::<200>, GoingRound<200>; |s| (at::<200>(s), 0.7));
    exact!(CountedInAStruct; |s| (neuron(s), 0.7));
    for n in 0..4 {
        superset!(CountedOtherwise::<7> { n }, CountedOtherwise<7>; |s| (at::<7>(s), 0.7));
    }
}
