//! Patterns that the compiler finds: of functions that are called, by tables from outside, of lengths that are const parameters.

use tapeless::{Real, Vector, VectorField, differentiable, vector_field};

use crate::{exact, superset};

fn at<const N: usize>(seed: f64) -> [f64; N] {
    core::array::from_fn(|i| (1.3 * i as f64 + seed).sin() + 0.1 * seed)
}

#[differentiable]
fn second<T: Real>(_x: T, y: T) -> T {
    y.exp()
}

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
fn shifted<T: Real, const N: usize>(x: [T; N], k: T) -> [T; N] {
    let mut y = [T::ZERO; N];
    for i in 0..N - 1 {
        y[i] = k * x[i + 1];
    }
    y
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Neuron<T> {
    inside: T,
    gates: [T; 3],
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

fn neuron(s: f64) -> Neuron<f64> {
    Neuron { inside: s + 0.1, gates: at::<3>(s + 0.2).map(|g| g + 2.0) }
}

const EDGES: [(usize, usize); 4] = [(0, 1), (1, 2), (2, 4), (4, 0)];
static NEXT: [u8; 5] = [3, 0, 4, 1, 2];
const NEIGHBOURS: [&[usize]; 4] = [&[1], &[0, 2, 3], &[1], &[1, 2]];
const IS_WALL: [bool; 5] = [true, false, false, true, false];
const KINDS: [i32; 5] = [2, 1, 2, -3, 1];
const COUNT: usize = 5;

mod grid {
    pub(super) const WIDTH: usize = 3;
    pub(super) struct Pipe {
        pub(super) from: usize,
        pub(super) to: usize,
    }
    pub(super) const PIPES: [Pipe; 2] = [Pipe { from: 0, to: 4 }, Pipe { from: 3, to: 2 }];
}

#[vector_field]
fn along_edges<T: Real>(_t: T, u: [T; 5], k: T) -> [T; 5] {
    let mut du = [T::ZERO; 5];
    for i in 0..4 {
        let (a, b) = EDGES[i];
        let flow = k * (u[a] - u[b]).sin();
        du[a] -= flow;
        du[b] += flow;
    }
    du
}

#[vector_field]
fn along_iterated_edges<T: Real>(_t: T, u: [T; 5], k: T) -> [T; 5] {
    let mut du = [T::ZERO; 5];
    for (a, b) in EDGES.iter() {
        let flow = k * (u[*a] - u[*b]).sin();
        du[*a] -= flow;
        du[*b] += flow;
    }
    for &(a, b) in &EDGES {
        du[a] += u[b];
    }
    du
}

#[vector_field]
fn permuted<T: Real>(_t: T, u: [T; 5], k: T) -> [T; 5] {
    let mut du = u;
    for i in 0..5 {
        du[NEXT[i] as usize] = k * u[NEXT[NEXT[i] as usize] as usize];
    }
    du
}

#[vector_field]
fn to_neighbours<T: Real>(_t: T, u: [T; 4], k: T) -> [T; 4] {
    let mut du = [T::ZERO; 4];
    for i in 0..4 {
        for j in NEIGHBOURS[i] {
            du[i] += k * (u[*j] - u[i]);
        }
        for j in 0..NEIGHBOURS[i].len() {
            du[i] *= u[NEIGHBOURS[i][j]];
        }
    }
    du
}

#[vector_field]
fn by_flags<T: Real>(_t: T, u: [T; 5], k: T) -> [T; 5] {
    let mut du = [T::ZERO; 5];
    for i in 0..COUNT {
        if IS_WALL[i] {
            du[i] = k;
        } else if KINDS[i] == 2 && i + 1 < COUNT {
            du[i] = u[i + 1] * k;
        } else if KINDS[i] < 0 || i > 3 {
            du[i] = u[0];
        } else {
            du[i] = u[i] * u[i - 1];
        }
    }
    du
}

#[vector_field]
fn by_names<T: Real>(_t: T, u: [T; 6], k: T) -> [T; 6] {
    let mut du = [T::ZERO; 6];
    for i in 0..grid::WIDTH {
        du[grid::WIDTH + i] = u[i] * k;
    }
    for i in 0..2 {
        du[grid::PIPES[i].from] += u[grid::PIPES[i].to];
    }
    du
}

#[test]
fn tables_are_looked_up() {
    exact!(AlongEdges; |s| (at::<5>(s), 0.7));
    exact!(AlongIteratedEdges; |s| (at::<5>(s), 0.7));
    exact!(Permuted; |s| (at::<5>(s), 0.7));
    exact!(ToNeighbours; |s| (at::<4>(s), 0.7));
    exact!(ByFlags; |s| (at::<5>(s), 0.7));
    exact!(ByNames; |s| (at::<6>(s), 0.7));
}

#[vector_field]
fn heat<T: Real, const N: usize>(_t: T, u: [T; N], k: T) -> [T; N] {
    let mut du = [T::ZERO; N];
    for i in 1..N - 1 {
        du[i] = k * (u[i - 1] - 2.0 * u[i] + u[i + 1]);
    }
    du[0] = k * u[N - 1];
    du
}

#[vector_field]
fn ring<T: Real, const N: usize>(_t: T, (x, v): ([T; N], [T; N]), k: T) -> ([T; N], [T; N]) {
    let mut a = [T::ZERO; N];
    for i in 0..N {
        a[i] = k * (x[(i + N - 1) % N] + x[(i + 1) % N] - 2.0 * x[i]).sin();
    }
    (v, a)
}

#[vector_field]
fn plate<T: Real, const R: usize, const C: usize>(_t: T, u: [[T; C]; R], k: T) -> [[T; C]; R] {
    let mut du = [[T::ZERO; C]; R];
    for i in (1..R - 1).rev() {
        for j in (1..C - 1).step_by(2) {
            du[i][j] = k * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1] - 4.0 * u[i][j]);
        }
        for j in (0..C).rev().step_by(3) {
            du[i][j] += u[0][j];
        }
    }
    du
}

#[vector_field(turns = 8)]
fn running<T: Real, const N: usize>(_t: T, x: [T; N], k: T, count: usize) -> [T; N] {
    let mut sum = k;
    let mut y = x;
    for i in 0..N {
        if i < 2 {
            sum += x[i] * x[i];
        }
        y[i] = sum;
    }
    for _ in 0..count {
        y[0] *= y[N - 1];
    }
    y.map(|y| y * k)
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Chain<T, const N: usize> {
    x: [T; N],
    none: [T; 0],
    wall: T,
}

#[vector_field]
fn chained<T: Real, const N: usize>(_t: T, c: Chain<T, N>, k: T) -> Chain<T, N> {
    let mut slope = c;
    for i in 1..N {
        slope.x[i] = k * (c.x[i - 1] - c.x[i]);
    }
    slope.x[0] = c.wall;
    slope.wall = c.x.iter().sum::<T>();
    slope
}

#[vector_field]
fn of_calls<T: Real, const N: usize>(_t: T, x: [T; N], k: T) -> [T; N] {
    let y = shifted::<T, N>(x, k);
    shifted::<T, N>(y, k)
}

/// What changes the width of a band where it is a parameter.
#[vector_field]
fn banded<T: Real, const W: usize>(_t: T, x: [T; 6], k: T) -> [T; 6] {
    let mut y = [T::ZERO; 6];
    for i in 0..6_usize {
        for j in i.saturating_sub(W)..(i + W + 1).min(6) {
            y[i] += k * x[j];
        }
    }
    y
}

#[test]
fn lengths_may_be_const_parameters() {
    exact!(Heat::<7>, Heat<7>; |s| (at::<7>(s), 0.7));
    exact!(Heat::<2>, Heat<2>; |s| (at::<2>(s), 0.7));
    exact!(Ring::<5>, Ring<5>; |s| ((at::<5>(s), at::<5>(s + 1.0)), 0.7));
    exact!(Plate::<4, 6>, Plate<4, 6>; |s| ([at::<6>(s), at::<6>(s + 1.0), at::<6>(s + 2.0), at::<6>(s + 3.0)], 0.7));
    superset!(Running::<5> { count: 3 }, Running<5>; |s| (at::<5>(s), 0.7));
    superset!(Running::<5> { count: 0 }, Running<5>; |s| (at::<5>(s), 0.7));
    exact!(Chained::<4>, Chained<4>; |s| (Chain { x: at::<4>(s), none: [], wall: s }, 0.7));
    exact!(OfCalls::<6>, OfCalls<6>; |s| (at::<6>(s), 0.7));
    exact!(Banded::<1>, Banded<1>; |s| (at::<6>(s), 0.7));
    exact!(Banded::<3>, Banded<3>; |s| (at::<6>(s), 0.7));
    assert_eq!(<Heat<400> as VectorField<f64>>::SPARSITY.map(<[_]>::len), Some(400));
    assert_eq!(<Heat<401> as VectorField<f64>>::SPARSITY, None);
}

/// What only the run knows may be anything, also beside what the compiler knows.
#[vector_field]
fn by_a_setting<T: Real, const N: usize>(_t: T, x: [T; N], k: T, order: &[usize; 4], flag: bool) -> [T; N] {
    let mut y = [T::ZERO; N];
    for i in 0..4 {
        let j = order[i];
        y[i] = second(x[0], x[j] * k);
        if flag && i > 1 {
            y[order[i]] = x[EDGES[i].0];
        }
    }
    y
}

/// An integer that wraps round in a narrow type is not followed.
#[vector_field]
fn narrow<T: Real>(_t: T, x: [T; 5], k: T) -> [T; 5] {
    let mut y = [T::ZERO; 5];
    for i in 0..5 {
        let back = (KINDS[i] - 1).saturating_sub(1) + 4;
        y[i] = x[(NEXT[i].wrapping_mul(100) / 100) as usize] * k;
        if back < 3 {
            y[i] += x[0];
        }
    }
    y
}

#[test]
fn what_is_not_known_may_be_anything() {
    for order in [&[0, 1, 2, 3], &[3, 3, 4, 0]] {
        for flag in [true, false] {
            superset!(ByASetting::<5> { order, flag }, ByASetting<'_, 5>; |s| (at::<5>(s), 0.7));
        }
    }
    superset!(Narrow; |s| (at::<5>(s), 0.7));
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Large<T> {
    u: [T; 350],
    v: [T; 50],
}

#[vector_field]
fn of_many<T: Real>(_t: T, y: Large<T>, k: T) -> Large<T> {
    let mut slope = y;
    for i in 1..350 {
        slope.u[i] = second(y.u[0], y.u[i] * y.u[i - 1]) * k;
    }
    for i in 0..50 {
        slope.v[i] = y.v[49 - i] * y.u[i];
    }
    slope
}

#[test]
fn of_400_components_it_is_known() {
    let rows = <OfMany as VectorField<f64>>::SPARSITY.unwrap();
    assert_eq!(rows.len(), 400);
    for (i, row) in rows.iter().enumerate() {
        match i {
            0 => assert_eq!(row, &[0]),
            1..350 => assert_eq!(row, &[i - 1, i]),
            _ => assert_eq!(row, &[i - 350, 749 - i]),
        }
    }
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

#[cfg(feature = "nalgebra")]
mod matrices {
    use nalgebra::{Matrix2, Matrix3, Vector3};
    use tapeless::{Real, vector_field};

    use super::at;
    use crate::{exact, superset};

    #[vector_field]
    fn of_pairs<T: Real>(_t: T, m: Matrix3<T>, k: T) -> Matrix3<T> {
        let mut slope = m;
        for i in 0..3 {
            for j in 0..3 {
                slope[(i, j)] = if i < 2 { m[(i + 1, j)] * k } else { m[(j, j)] };
            }
        }
        slope[(0, 1)] += m[(2, 0)];
        slope
    }

    #[vector_field]
    fn of_one_index<T: Real>(_t: T, m: Matrix3<T>, k: T) -> Matrix3<T> {
        let mut slope = m;
        for i in 0..8 {
            slope[i] = m[i + 1] * k;
        }
        slope
    }

    #[vector_field]
    fn of_what_is_not_known<T: Real>(_t: T, m: Matrix2<T>, k: T, n: usize) -> Matrix2<T> {
        let mut slope = m;
        slope[(n, 1)] = m[(0, n)] * k;
        slope[n] += m[2 * n];
        slope
    }

    #[vector_field]
    fn of_a_column<T: Real>(_t: T, v: Vector3<T>, k: T) -> Vector3<T> {
        let mut slope = v;
        slope[(0, 0)] = v[(2, 0)] * k;
        slope[2] = v[(1, 0)];
        slope
    }

    #[test]
    fn elements_of_matrices() {
        exact!(OfPairs; |s| (Matrix3::from_iterator(at::<9>(s)), 0.7));
        exact!(OfOneIndex; |s| (Matrix3::from_iterator(at::<9>(s)), 0.7));
        exact!(OfAColumn; |s| (Vector3::from(at::<3>(s)), 0.7));
        for n in [0, 1] {
            superset!(OfWhatIsNotKnown { n }, OfWhatIsNotKnown; |s| (Matrix2::from_iterator(at::<4>(s)), 0.7));
        }
    }
}
