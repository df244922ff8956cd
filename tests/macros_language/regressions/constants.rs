//! Constants: chosen, matched, in rows and tables, with methods; sums of nothing, powers.

use tapeless::{Differentiable, Real, differentiable};

use super::Pair;
use crate::check::check;

#[differentiable]
fn constants_chosen<T: Real>(x: T, r: [T; 3]) -> T {
    const C: f64 = 2.5;
    let (half, mut z) = (T::lit(0.5), T::ZERO);
    if z > x {
        return r[1] * half.sin() * C.sqrt();
    }
    z -= 0.5 * (if z < r[0].sinh() { z } else { z }).logistic();
    z * x * half.exp()
}

#[test]
fn methods_of_constants_that_a_condition_chooses() {
    for x in [-0.3, 0.3] {
        let plain = |a: (f64, [f64; 3])| constants_chosen(a.0, a.1);
        check("constants_chosen", &ConstantsChosen, plain, &(x, [0.3, -0.5, 0.2]));
    }
}

#[differentiable]
fn of_rows<T: Real>(m: [[T; 3]; 2], x: T) -> [T; 3] {
    [m[0][1] * x + x * x, m[1][2] + x.sin(), x]
}

#[differentiable]
fn zeros_and_parts<T: Real>(x: T, r: [T; 2]) -> T {
    let zeros = [[T::ZERO; 3]; 2];
    let Pair { a: _, b: [_, last] } = Pair { a: x, b: [x, x * r[1]] };
    let same = core::array::from_fn::<_, 3, _>(|_| last);
    let called = core::array::from_fn::<_, 3, _>(|i| of_rows([[0.5; 3], [0.1, 0.2, 0.3]], x * same[i])[1]);
    of_rows(zeros, x)[0] + called[2] * same[0] + of_rows([same, called], r[0])[1]
}

#[test]
fn constants_in_rows_and_elements_that_are_parts() {
    let plain = |a: (f64, [f64; 2])| zeros_and_parts(a.0, a.1);
    check("zeros_and_parts", &ZerosAndParts, plain, &(0.7, [0.3, -0.5]));
}

#[differentiable]
fn paths_of_constants<T: Real>(x: T) -> T {
    let zeros = [T::ZERO; 6];
    let mut y = x;
    for (&a, &b) in zeros.iter().zip(zeros.iter()) {
        y = (y * x + T::hypot(a, b) + T::max(a, T::ONE)).tanh();
    }
    y * T::sqrt(T::lit(2.0))
}

#[test]
fn functions_of_the_type_by_path_of_constants() {
    check("paths_of_constants", &PathsOfConstants, |a: (f64,)| paths_of_constants(a.0), &(0.7,));
}

#[differentiable]
fn sum_of_nothing<T: Real>(x: T, v: [T; 6], n: usize) -> T {
    v.iter().take(n).map(|v| *v * x).sum::<T>()
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Law {
    Off,
    Linear(f64),
}

const LAWS: [Law; 3] = [Law::Linear(0.7), Law::Off, Law::Linear(-0.4)];

#[differentiable]
fn found_by_a_long_index<T: Real>(x: T, n: usize, flag: bool) -> T {
    let mut order: [usize; 4] = [0; 4];
    order[0] = order[1] + 2;
    order[1] = order[2];
    order[2] = order[0];
    let law = LAWS[if flag { (order[1] + order[2]) % 3 } else { (order[0] + n) % 3 }];
    if law == Law::Off { x } else { x * x }
}

#[test]
fn what_is_found_in_a_table_is_no_number_for_certain() {
    for (n, flag) in [(0, false), (2, false), (0, true)] {
        let plain = |a: (f64,)| found_by_a_long_index(a.0, n, flag);
        check("found_by_a_long_index", &FoundByALongIndex { n, flag }, plain, &(0.7,));
        assert_eq!(plain((0.5,)), if n == 2 { 0.5 } else { 0.25 });
    }
}

#[differentiable]
fn constants_matched<T: Real>(x: T, y: T) -> T {
    let pair = (0.3, 0.7);
    let (a, b) = match (x > y, pair) {
        (true, (u, v)) => (u, v * x),
        (_, (u, v)) => (v, u),
    };
    a * x + b * y
}

#[test]
fn constants_that_a_pattern_binds_are_numbers() {
    for at in [(0.7, 0.3), (0.2, 0.3)] {
        check("constants_matched", &ConstantsMatched, |a: (f64, f64)| constants_matched(a.0, a.1), &at);
    }
    assert_eq!(constants_matched(2.0, 1.0), 0.6 + 1.4);
}

/// Where a root is multiplied by its argument, the slope of the product is no quotient.
#[differentiable]
fn to_three_halves<T: Real>(x: T, y: T) -> T {
    y * (x * x.sqrt())
}

#[test]
fn the_power_of_three_halves_has_a_slope_at_0() {
    check("to_three_halves", &ToThreeHalves, |a: (f64, f64)| to_three_halves(a.0, a.1), &(0.7, 0.3));
    assert_eq!(ToThreeHalves.vjp(&(0.0, 0.3), &ToThreeHalves.eval_keep(&(0.0, 0.3)).1, &1.0), (0.0, 0.0));
}

/// It is −0, as the compiler has it, and `atan2` has another value there than at 0.
#[test]
fn the_sum_of_nothing_has_its_sign() {
    let nothing = sum_of_nothing(0.7_f64, [1.0; 6], 0);
    assert_eq!(nothing.to_bits(), [0.0_f64; 0].iter().sum::<f64>().to_bits());
}

/// A literal with a method, in a function of one concrete number.
#[differentiable]
fn methods_of_a_literal(x: f64) -> f64 {
    let mut z = -0.5;
    z = (z).tanh();
    x * z.clamp(-0.3, 0.9)
}

#[differentiable]
fn methods_of_a_single_literal(x: f32) -> f32 {
    let z = 2.0;
    let z = z.sqrt();
    x * x * z.ln()
}

#[test]
fn a_literal_in_a_concrete_function_has_methods() {
    assert_eq!(methods_of_a_literal(2.0), -0.6);
    let (_, kept) = MethodsOfALiteral.eval_keep(&(2.0,));
    let (bar,) = MethodsOfALiteral.vjp(&(2.0,), &kept, &1.0);
    assert_eq!(bar, -0.3);
    let ln = 2.0_f32.sqrt().ln();
    assert!((methods_of_a_single_literal(3.0) - 9.0 * ln).abs() < 1e-5);
    let (_, kept) = MethodsOfASingleLiteral.eval_keep(&(3.0,));
    let (bar,) = MethodsOfASingleLiteral.vjp(&(3.0,), &kept, &1.0);
    assert!((bar - 6.0 * ln).abs() < 1e-5);
}

/// An array of constants mapped by a function of the number is one of numbers, as the array beside it is.
#[differentiable]
fn constants_mapped<T: Real>(x: T, c: [f64; 3]) -> ([T; 6], [T; 3]) {
    let z = [T::lit(0.5); 6];
    if x < 0.1 {
        return ([x; 6], [T::ONE; 3]);
    }
    (z.map(T::sin), c.map(T::lit))
}

#[test]
fn constants_mapped_by_a_function_of_the_number() {
    let c = [0.2, 0.4, 0.8];
    for x in [-0.3, 0.7] {
        check("constants_mapped", &ConstantsMapped { c }, |a: (f64,)| constants_mapped(a.0, c), &(x,));
    }
    assert_eq!(constants_mapped(0.7, c), ([0.5_f64.sin(); 6], c));
    assert_eq!(constants_mapped(-0.3, c), ([-0.3; 6], [1.0; 3]));
}
