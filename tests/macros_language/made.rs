//! Structs and variants that are made in a body, of what is not differentiated or of both.

use tapeless::{Real, Vector, differentiable};

use crate::check::{and_plain, assert_same, check, holds};

/// Between which elements.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Window {
    lo: usize,
    hi: usize,
}

impl Window {
    fn width(&self) -> usize {
        self.hi - self.lo
    }
}

fn apply(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    f(x)
}

fn middle(window: Window) -> usize {
    usize::midpoint(window.lo, window.hi)
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Span(usize, usize);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Gain {
    a: f64,
    n: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Drag {
    c: f64,
    k: f64,
}

impl Drag {
    #[differentiable]
    fn force<T: Real>(&self, x: T) -> T {
        x * x * x * self.c + x * self.k
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Up,
    Down { by: usize },
    At(usize),
    Slope(f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Pair<T> {
    a: T,
    b: [T; 2],
}

/// No vector: it stays in the body.
#[derive(Clone, Copy, Debug)]
struct Weighed<T> {
    value: T,
    times: usize,
}

#[differentiable]
fn within<T: Real>(x: [T; 6], window: Window) -> T {
    let mut s = T::ZERO;
    for i in window.lo..window.hi.min(6) {
        s += x[i] * x[0];
    }
    s
}

#[differentiable]
fn dragged<T: Real>(x: T, drag: &Drag) -> T {
    x * drag.c - x * x * drag.k
}

and_plain! {
    /// Arrays of pairs of a number and what is not differentiated.
    #[differentiable]
    fn numbers_and_their_counts<T: Real>(x: [T; 6]) -> T {
        let n = 3;
        let mut s = x[0];
        for (y, k) in [(x[1], 1), (x[2] * x[3], n), (x[4].sin(), 2)] {
            s = (s * y.powi(k)).tanh() + x[5];
        }
        let switched = [(x[0], true), (x[1] * s, n > 4), (s, false)];
        for (y, on) in switched {
            if on {
                s *= y;
            }
        }
        let named = [("a", x[2]), ("b", x[3])];
        for (name, y) in named.iter().rev() {
            if *name == "b" {
                s += *y;
            }
        }
        s * [(x[0], 1), (x[1] * x[2], n)].iter().map(|&(y, k)| y * k as f64).sum::<T>()
    }

    /// The same of structs, and of arrays in tuples.
    #[differentiable]
    fn structs_of_both_in_an_array<T: Real>(x: [T; 6]) -> T {
        let all = [Weighed { value: x[0], times: 2 }, Weighed { value: x[1] * x[2], times: 5 }];
        let mut s = x[3];
        for i in 0..2 {
            s = s * all[i].value + x[all[i].times];
        }
        for of in all {
            s += of.value.powi(of.times as i32);
        }
        let tables = [([x[0], x[1]], [1, 0]), ([s, x[5]], [0, 0])];
        for (y, k) in &tables {
            for i in 0..2 {
                s = (s * y[k[i]]).sin() + x[i + k[i]];
            }
        }
        s
    }

    /// Folds that carry both.
    #[differentiable]
    fn folds_of_both<T: Real>(x: [T; 6]) -> T {
        let n = 4;
        let (a, k) = x.iter().fold((x[0], 0usize), |(a, k), y| (a * *y + x[k], (k + n) % 6));
        let b = x.iter().map(|y| *y * x[1]).fold(Weighed { value: a, times: 0 }, |w, y| Weighed {
            value: w.value * y + x[w.times],
            times: (w.times + 1) % 6,
        });
        let (c, on, d) = (0..5).fold((b.value, false, 2), |all, i| {
            (if all.1 { all.0 * x[i] } else { all.0.sin() }, !all.1, all.2 + i)
        });
        let d = x[k] * x[b.times] * d as f64;
        if on { c * d } else { c + d }
    }

    /// Closures of what is not differentiated, as further arguments.
    #[differentiable]
    fn closures_beside<T: Real>(x: [T; 6]) -> T {
        let w = [0.3, -0.7, 1.1];
        let k = w.iter().position(|y| *y > 1.0).map_or(0, |k| k + 1);
        let c = w.first().map_or(0.5, |y| y * 2.0);
        let v = 3.0;
        let applied = apply(|v| v * c, 2.0) - apply(|t| { let k = t * 2.0; let v = c + v; v * k }, c);
        x[k] * c + x[0] * w.get(7).map_or(0.25, |y| *y) * x[1] + x[2] * applied
    }

    #[differentiable]
    fn between_literals<T: Real>(x: [T; 6]) -> T {
        let window = Window { lo: 1, hi: 5 };
        let mut s = T::ZERO;
        for i in window.lo..window.hi {
            s += x[i] * x[i] * window.hi as f64;
        }
        s * x[window.lo]
    }

    #[differentiable]
    fn fields_beside_literals<T: Real>(x: T) -> T {
        let gain = Gain { a: 2.0, n: 2 };
        let next = Gain { n: gain.n + 1, ..gain };
        x.powi(gain.n as i32) * gain.a + x.powi(next.n as i32) * next.a * next.n as f64
    }

    #[differentiable]
    fn window_that_moves<T: Real>(x: [T; 6]) -> T {
        let mut window = Window { lo: 0, hi: 1 };
        let mut s = T::ZERO;
        for _ in 0..3 {
            for i in window.lo..window.hi {
                s += x[i] * x[window.hi];
            }
            window.lo += 1;
            window.hi = window.lo + 2;
        }
        s * x[window.lo]
    }

    #[differentiable]
    fn handed_on<T: Real>(x: [T; 6]) -> T {
        let window = Window { lo: 1, hi: 4 };
        let y = window.clone();
        x[middle(window)] * window.width() as f64 * x[y.hi] + x[middle(Window { hi: 3, ..y })]
    }

    #[differentiable]
    fn one_after_another<T: Real>(x: [T; 6]) -> T {
        let mut s = T::ZERO;
        for window in [Window { lo: 0, hi: 2 }, Window { lo: 2, hi: 5 }] {
            for i in window.lo..window.hi {
                s += x[i] * x[window.lo];
            }
        }
        let Span(a, b) = Span(1, 3);
        let span = Span(2, 4);
        for i in span.0..span.1 {
            s += x[i] * x[a] * x[b];
        }
        s
    }

    #[differentiable]
    fn taken_apart<T: Real>(x: [T; 6]) -> T {
        let Window { lo, hi: end } = Window { hi: 3, ..Window { lo: 1, hi: 5 } };
        const LAST: Window = Window { lo: 3, hi: 6 };
        let mut s = x[lo];
        for i in lo..end {
            s += x[i] * x[end];
        }
        for i in LAST.lo..LAST.hi {
            s += x[i].sin();
        }
        s
    }

    #[differentiable]
    fn number_and_count<T: Real>(x: [T; 6]) -> T {
        let mut all = Weighed { value: x[0] * x[1], times: 2 };
        if x[2] > 0.1 {
            all.value *= x[2];
        }
        let Weighed { value, times } = all;
        let (first, last) = (Weighed { value, times: 1 }, Weighed { value: value.sin(), times });
        first.value * x[last.times] * last.times as f64 + last.value * x[first.times]
    }

    #[differentiable]
    fn counted_beside_a_number<T: Real>(x: [T; 6]) -> T {
        let mut all = Weighed { value: T::ZERO, times: 0 };
        for i in 0..6 {
            all.value += x[i] * x[all.times] * x[all.times];
            if i % 2 == 0 {
                all.times += 1;
            }
        }
        all.value * all.times as f64
    }

    #[differentiable]
    fn pair_of_both<T: Real>(x: [T; 6]) -> T {
        let mut last = (T::ONE, 1, 7);
        for _ in 0..2 {
            for i in 0..3 {
                last.0 = (last.0 * x[last.1]).sin() + x[i];
                last.1 = (last.1 * 2 + i) % 6;
            }
        }
        last.0 * x[last.1] * last.2 as f64
    }

    #[differentiable]
    fn scaled_by_a_field<T: Real>(x: [T; 6]) -> T {
        let mut gain = Gain { a: 2.0, n: 1 };
        let mut s = T::ZERO;
        for i in 0..4 {
            s += x[i].powi(gain.n as i32) * gain.a;
            gain.a *= 0.5;
            if i == 2 {
                gain = Gain { a: 3.0, n: 3 };
            }
        }
        s * gain.a
    }

    #[differentiable]
    fn numbers_alone<T: Real>(x: T) -> (Pair<T>, T) {
        let p = Pair { a: x * 0.5, b: [x, x * 2.0] };
        let mut q = Pair { a: T::ZERO, b: [T::ONE; 2] };
        for _ in 0..3 {
            q.a += x * p.a;
            q.b[1] = q.a * p.b[1];
        }
        (q, p.b[0] * q.b[0])
    }
}

const X: [f64; 6] = [0.3, 0.8, -0.4, 0.7, 1.1, -0.6];

holds! {
    between_literals: BetweenLiterals, |a| between_literals(a.0), [(X,)];
    fields_beside_literals: FieldsBesideLiterals, |a| fields_beside_literals(a.0), [(0.7,)];
    window_that_moves: WindowThatMoves, |a| window_that_moves(a.0), [(X,)];
    handed_on: HandedOn, |a| handed_on(a.0), [(X,)];
    one_after_another: OneAfterAnother, |a| one_after_another(a.0), [(X,)];
    taken_apart: TakenApart, |a| taken_apart(a.0), [(X,)];
    number_and_count: NumberAndCount, |a| number_and_count(a.0), [(X,), (X.map(|x| -x),)];
    counted_beside_a_number: CountedBesideANumber, |a| counted_beside_a_number(a.0), [(X,)];
    pair_of_both: PairOfBoth, |a| pair_of_both(a.0), [(X,)];
    scaled_by_a_field: ScaledByAField, |a| scaled_by_a_field(a.0), [(X,)];
    numbers_alone: NumbersAlone, |a| numbers_alone(a.0), [(0.7,)];
    numbers_and_their_counts: NumbersAndTheirCounts, |a| numbers_and_their_counts(a.0), [(X,), (X.map(|x| -x),)];
    structs_of_both_in_an_array: StructsOfBothInAnArray, |a| structs_of_both_in_an_array(a.0), [(X,)];
    folds_of_both: FoldsOfBoth, |a| folds_of_both(a.0), [(X,), (X.map(|x| -x),)];
    closures_beside: ClosuresBeside, |a| closures_beside(a.0), [(X,)];
}

/// Given to functions and methods that are differentiated by other arguments.
#[differentiable]
fn given_to_calls<T: Real>(x: [T; 6], c: f64) -> T {
    let window = Window { lo: 1, hi: 4 };
    let drag = Drag { c: 0.3, k: 2.0 };
    let other = Drag { c, k: 0.5 * c };
    within(x, window)
        + within(x, Window { lo: 0, hi: 2 }) * x[5]
        + drag.force(x[0]) * other.force(x[1])
        + dragged(x[2], &drag) * dragged(x[3], &Drag { c: 0.1, k: 0.2 })
}

#[test]
fn structs_of_literals_are_given_to_calls() {
    let drag = |drag: Drag, x: f64| x * x * x * drag.c + x * drag.k;
    let lent = |x: f64, c: f64, k: f64| x * c - x * x * k;
    let should = X[0] * (X[1] + X[2] + X[3])
        + X[0] * (X[0] + X[1]) * X[5]
        + drag(Drag { c: 0.3, k: 2.0 }, X[0]) * drag(Drag { c: 0.7, k: 0.35 }, X[1])
        + lent(X[2], 0.3, 2.0) * lent(X[3], 0.1, 0.2);
    assert_same("given_to_calls", &given_to_calls(X, 0.7), &should);
    check("given_to_calls", &GivenToCalls { c: 0.7 }, |(x,): ([f64; 6],)| given_to_calls(x, 0.7), &(X,));
}

/// Chosen by what is not differentiated, field by field or as one.
#[differentiable]
fn chosen_windows<T: Real>(x: [T; 6], n: usize, flag: bool) -> T {
    let window = if flag { Window { lo: 0, hi: 2 } } else { Window { lo: 2, hi: 4 } };
    let other = match n {
        0 => Window { lo: 0, hi: 1 },
        1 => window,
        _ => Window { lo: n, hi: 5 },
    };
    let phase = match n {
        3 => Phase::Slope(0.3),
        2 => Phase::Up,
        _ if flag => Phase::Down { by: 4 },
        _ => Phase::At(n),
    };
    let mut s = T::ZERO;
    for i in window.lo..window.hi {
        s += x[i] * x[i];
    }
    for i in other.lo..other.hi {
        s += x[i] * x[window.lo];
    }
    s + match phase {
        Phase::Up => x[0],
        Phase::Down { by } => x[by] * x[0],
        Phase::At(i) => x[i].sin(),
        Phase::Slope(c) => x[0] * c,
    }
}

#[test]
fn a_choice_gives_structs_of_literals() {
    for n in 0..4 {
        for flag in [false, true] {
            let window = if flag { 0..2 } else { 2..4 };
            let other = [0..1, window.clone(), 2..5, 3..5][n].clone();
            let phase = match n {
                3 => X[0] * 0.3,
                2 => X[0],
                _ if flag => X[4] * X[0],
                _ => X[n].sin(),
            };
            let should = X[window.clone()].iter().map(|x| x * x).sum::<f64>()
                + X[other].iter().map(|x| x * X[window.start]).sum::<f64>()
                + phase;
            assert_same("chosen_windows", &chosen_windows(X, n, flag), &should);
            let f = ChosenWindows { n, flag };
            check("chosen_windows", &f, |(x,): ([f64; 6],)| chosen_windows(x, n, flag), &(X,));
        }
    }
}

/// Integers beside what is an `f64` are.
#[differentiable]
fn integers_beside_constants<T: Real>(x: T, c: f64, w: &[f64]) -> T {
    let gain = Gain { a: 2 * c, n: 2 };
    let other = Drag { c: 3 * w[0] + 1, k: -w[1] / 2 };
    x * gain.a * gain.n as f64 + x * x * (other.c - 2 * other.k)
}

#[test]
fn an_integer_beside_an_f64_is_one() {
    let w = [0.3, 0.5];
    let should = 0.7 * 1.6 * 2.0 + 0.7 * 0.7 * (3.0 * 0.3 + 1.0 + 0.5);
    assert_same("integers_beside_constants", &integers_beside_constants(0.7, 0.8, &w), &should);
    let f = IntegersBesideConstants { c: 0.8, w: &w };
    check("integers_beside_constants", &f, |(x,): (f64,)| integers_beside_constants(x, 0.8, &w), &(0.7,));
}

/// A state of a number and a variant, and one of a variant by itself, which has no `Default` and is counted in an inner loop.
#[derive(Clone, Copy, Debug)]
#[deny(dead_code, reason = "what the macro writes keeps it field by field, and it is used")]
struct Moving<T> {
    x: T,
    phase: Phase,
}

#[differentiable]
fn phases<T: Real>(x: [T; 6], first: Phase) -> T {
    let mut all = Moving { x: T::ONE, phase: first };
    for i in 0..6 {
        all.x = match all.phase {
            Phase::Up => all.x + x[i],
            Phase::Down { by } => all.x * x[by],
            Phase::At(k) => x[k] - all.x,
            Phase::Slope(c) => all.x * c * x[i],
        };
        all.phase = match all.phase {
            Phase::Up => Phase::Down { by: i },
            Phase::Down { by } => Phase::At(by + 1),
            Phase::At(_) => Phase::Slope(0.5),
            Phase::Slope(_) => Phase::Up,
        };
    }
    all.x
}

#[differentiable]
fn inner_phases<T: Real>(x: [T; 6], n: usize) -> T {
    let mut s = T::ZERO;
    let mut outer = Phase::Slope(0.7);
    for i in 0..3 {
        let mut phase = if i == n { Phase::Up } else { outer };
        for j in 0..2 {
            s = s * 0.5
                + match phase {
                    Phase::Up => x[i],
                    Phase::Slope(c) => x[j] * x[i] * c,
                    _ => x[i + j].sin(),
                };
            phase = if j == n { Phase::At(j) } else { Phase::Slope(0.1 * i as f64) };
        }
        outer = phase;
    }
    s
}

#[test]
fn a_variant_without_default_is_a_state() {
    for first in [Phase::Up, Phase::Down { by: 4 }, Phase::At(2), Phase::Slope(0.3)] {
        let (mut y, mut phase) = (1.0, first);
        for i in 0..6 {
            (y, phase) = match phase {
                Phase::Up => (y + X[i], Phase::Down { by: i }),
                Phase::Down { by } => (y * X[by], Phase::At(by + 1)),
                Phase::At(k) => (X[k] - y, Phase::Slope(0.5)),
                Phase::Slope(c) => (y * c * X[i], Phase::Up),
            };
        }
        assert_same("phases", &phases(X, first), &y);
        check("phases", &Phases { first }, |(x,): ([f64; 6],)| phases(x, first), &(X,));
    }
    for n in 0..3 {
        let (mut s, mut outer) = (0.0, Phase::Slope(0.7));
        for i in 0..3 {
            let mut phase = if i == n { Phase::Up } else { outer };
            for j in 0..2 {
                s = s * 0.5
                    + match phase {
                        Phase::Up => X[i],
                        Phase::Slope(c) => X[j] * X[i] * c,
                        _ => X[i + j].sin(),
                    };
                phase = if j == n { Phase::At(j) } else { Phase::Slope(0.1 * i as f64) };
            }
            outer = phase;
        }
        assert_same("inner_phases", &inner_phases(X, n), &s);
        check("inner_phases", &InnerPhases { n }, |(x,): ([f64; 6],)| inner_phases(x, n), &(X,));
    }
}

/// A tuple struct that becomes another one, and a variant that is named by itself.
use Phase::{Slope, Up};

#[differentiable]
fn named_variants<T: Real>(x: [T; 6]) -> T {
    let mut phase = Slope(0.3);
    let mut s = T::ZERO;
    for i in 0..4 {
        s += match phase {
            Slope(c) => x[i] * c,
            _ => x[i] * x[i],
        };
        phase = if i == 1 { Up } else { Slope(0.1 * i as f64) };
    }
    s
}

#[test]
fn a_variant_that_is_named_by_itself_is_one() {
    let should = X[0] * 0.3 + X[1] * 0.0 + X[2] * X[2] + X[3] * 0.2;
    assert_same("named_variants", &named_variants(X), &should);
    check("named_variants", &NamedVariants, |(x,): ([f64; 6],)| named_variants(x), &(X,));
}
