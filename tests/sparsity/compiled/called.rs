//! Of functions that are called.

use tapeless::{Real, VectorField, differentiable, vector_field};

use super::{Neuron, at, neuron, second, shifted};
use crate::{exact, superset};

#[differentiable]
fn crossed<T: Real>([a, b]: [T; 2], c: T) -> ([T; 2], T) {
    ([b * c, a.sin()], c * c)
}

#[differentiable]
fn through<T: Real>(x: [T; 3], k: T) -> [T; 2] {
    let ([p, q], r) = crossed([x[0], x[2]], k);
    [p, q * r]
}

#[differentiable]
fn weighted<T: Real>(weight: f64, x: T, which: usize, y: T) -> [T; 2] {
    let _ = which;
    [x * weight, y * y]
}

#[differentiable]
fn current<T: Real>(neuron: Neuron<T>, outside: T) -> T {
    (neuron.inside - outside) * neuron.gates[0] * neuron.gates[2]
}

#[differentiable]
fn relaxed<T: Real>(neuron: &Neuron<T>) -> Neuron<T> {
    Neuron { inside: neuron.gates[1], gates: neuron.gates.map(|g| g * 0.5 - g * g) }
}

#[vector_field]
fn spring<T: Real>(_t: T, [x, v]: [T; 2], k: T) -> [T; 2] {
    [v, -k * x.sin()]
}

#[vector_field]
fn of_one<T: Real>(_t: T, x: [T; 4], k: T) -> [T; 4] {
    [second(x[0], x[1]), second(x[1] * x[2], k), second(k, x[3] * x[0]), second(x[2], second(x[3], x[2]))]
}

#[vector_field]
fn of_several<T: Real>(_t: T, x: [T; 3], k: T) -> [T; 3] {
    let ([a, b], c) = crossed([x[0], x[1]], x[2]);
    [a * k, b, c]
}

#[vector_field]
fn of_calls_of_calls<T: Real>(_t: T, x: [T; 3], k: T) -> [T; 3] {
    let [a, b] = through(x, k);
    [a, b, through(x, x[1])[0]]
}

#[vector_field]
fn with_settings<T: Real>(_t: T, x: [T; 2], k: T) -> [T; 2] {
    let [a, b] = weighted(0.5, x[1], 3, k * x[0]);
    [a, b]
}

#[vector_field]
fn in_a_loop<T: Real>(_t: T, x: [T; 6], k: T) -> [T; 6] {
    let mut slope = [T::ZERO; 6];
    for i in 0..5 {
        slope[i] = second(x[i], x[i + 1] * k);
        let [a, _] = crossed([x[i], x[5 - i]], k).0;
        slope[i] += a;
    }
    slope
}

#[vector_field]
fn of_any_length<T: Real>(_t: T, x: [T; 5], k: T) -> [T; 5] {
    let y = shifted::<T, 5>(x, k);
    shifted::<T, 5>(y, k)
}

#[vector_field]
fn of_structs<T: Real>(_t: T, [a, b]: [Neuron<T>; 2], k: T) -> [Neuron<T>; 2] {
    let flow = current(a, b.inside);
    let mut slopes = [relaxed(&a), relaxed(&b)];
    slopes[0].inside -= flow;
    slopes[1].inside += flow * k;
    slopes
}

#[vector_field]
fn of_a_field<T: Real>(t: T, x: [T; 4], k: T) -> [T; 4] {
    let [a, b] = spring(t, [x[0], x[2]], k);
    let [c, d] = spring(t, [x[1], x[3]], x[0]);
    [a, b, c, d]
}

#[vector_field]
fn in_an_arm<T: Real>(_t: T, x: [T; 3], k: T) -> [T; 3] {
    let mut slope = x;
    for i in 0..3 {
        if i == 1 {
            slope[i] = second(x[1], x[0]);
        } else {
            slope[i] = second(x[0], x[i] * k);
        }
    }
    slope
}

#[test]
fn what_is_called_has_a_pattern() {
    exact!(OfOne; |s| (at::<4>(s), 0.7));
    exact!(OfSeveral; |s| (at::<3>(s), 0.7));
    exact!(OfCallsOfCalls; |s| (at::<3>(s), 0.7));
    exact!(WithSettings; |s| (at::<2>(s), 0.7));
    exact!(InALoop; |s| (at::<6>(s), 0.7));
    exact!(OfAnyLength; |s| (at::<5>(s), 0.7));
    exact!(OfStructs; |s| ([neuron(s), neuron(s + 0.3)], 0.7));
    exact!(OfAField; |s| (at::<4>(s), 0.7));
    exact!(InAnArm; |s| (at::<3>(s), 0.7));
}

#[vector_field]
fn of_parts<T: Real>(_t: T, y: Neuron<T>, k: T) -> Neuron<T> {
    let all = [y.inside, y.gates[0], k, y.gates[2]];
    let mut sums = [T::ZERO; 3];
    for i in 0..3 {
        sums[i] = all[i] * all[i + 1];
    }
    let flags = all.map(|x| if x > k { x } else { k });
    Neuron { inside: flags[1], gates: sums }
}

/// The parts of what functions give, and of structs, in arrays that a loop goes over.
#[vector_field]
fn of_parts_of_calls<T: Real>(_t: T, x: [T; 3], k: T) -> [T; 3] {
    let ([a, b], c) = crossed([x[0], x[1]], x[2]);
    let all = [a, b, c, x[0]];
    let mut slope = [k; 3];
    for i in 0..3 {
        slope[i] += all[i + 1];
    }
    slope
}

#[test]
fn parts_make_arrays() {
    superset!(OfParts; |s| (neuron(s), 0.7));
    let rows = <OfParts as VectorField<f64>>::SPARSITY.unwrap();
    let should: [&[usize]; 4] = [&[1], &[0, 1], &[1], &[3]];
    assert_eq!(rows, should);
    exact!(OfPartsOfCalls; |s| (at::<3>(s), 0.7));
}

#[differentiable]
fn first_of_both<T: Real>(x: [T; 3], k: T) -> T {
    let [a, b] = first_two(x, k);
    a * b * x[0]
}

#[differentiable]
fn first_two<T: Real>(x: [T; 3], k: T) -> [T; 2] {
    [x[0] * k, second(x[2], x[0])]
}

#[differentiable]
fn energy_of<T: Real>(x: &[T; 6], i: usize) -> T {
    let mut sum = T::ZERO;
    for j in 1..4 {
        sum += second(x[0], x[j]);
    }
    let _ = i;
    sum
}

#[vector_field]
fn of_numbers_of_arrays<T: Real>(_t: T, x: [T; 6], k: T) -> [T; 6] {
    let mut slope = [k; 6];
    for i in 0..3 {
        slope[i] = first_of_both([x[i], x[i + 1], x[i + 2]], k);
    }
    slope[5] = energy_of(&x, 2);
    slope
}

#[test]
fn numbers_of_arrays() {
    exact!(OfNumbersOfArrays; |s| (at::<6>(s), 0.7));
}
