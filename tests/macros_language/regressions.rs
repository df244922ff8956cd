//! What random programs found, made small.

use tapeless::{Differentiable, Real, Vector, differentiable};

use crate::check::{and_plain, assert_same, check};

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Pair<T> {
    a: T,
    b: [T; 2],
}

#[differentiable]
fn fields_in_arms<T: Real>(x: T, p: T, flag: bool) -> T {
    let mut z = Pair { a: p.sin(), b: [x, x] };
    if flag {
        z.b[0] *= x;
    } else {
        z.b[1] += x;
    }
    z.a * x + z.b[0]
}

#[test]
fn fields_changed_in_both_arms() {
    for flag in [false, true] {
        check("fields_in_arms", &FieldsInArms { flag }, |a: (f64, f64)| fields_in_arms(a.0, a.1, flag), &(0.26, 0.4));
    }
}

#[differentiable]
fn overwritten_in_an_arm<T: Real, const N: usize>(x: T, m: [T; 3]) -> T {
    let mut z = x.tanh();
    for _ in 0..N {
        for j in 1..=2 {
            z = 0.5 * z + (x * m[j]).tanh();
        }
    }
    if x > 0.3 {
        z = x.tanh();
    } else if x > 0.2 {
    } else {
    }
    z
}

#[test]
fn a_loop_whose_result_an_arm_overwrites() {
    for x in [0.1, 0.26, 0.4] {
        let at = (x, [0.3, -0.5, 0.7]);
        check(
            "overwritten_in_an_arm",
            &OverwrittenInAnArm::<4>,
            |a: (f64, [f64; 3])| overwritten_in_an_arm::<f64, 4>(a.0, a.1),
            &at,
        );
    }
}

#[differentiable]
fn element_of_a_field_in_an_arm<T: Real>(x: T, s: Pair<T>, n: usize) -> T {
    let mut z = x.tanh();
    for i in 0..4 {
        if z.abs().ln() > 0.2 * x - i as f64 {
            z += s.b[(i * 2 + n) % 2];
            z = 0.5 * z + x.tanh();
        }
    }
    z
}

#[test]
fn an_element_by_the_loops_variable_in_an_arm() {
    for x in [-0.4, 0.3] {
        let at = (x, Pair { a: 0.2, b: [0.7, -0.3] });
        let plain = |a: (f64, Pair<f64>)| element_of_a_field_in_an_arm(a.0, a.1, 1);
        check("element_of_a_field_in_an_arm", &ElementOfAFieldInAnArm { n: 1 }, plain, &at);
    }
}

#[differentiable(turns = 8)]
fn struct_changed_in_arms<T: Real>(x: T, n: usize) -> T {
    let mut z = Pair { a: x.sin(), b: [x, x * x] };
    for i in 0..3 {
        if z.a < 0.9 {
            match (i + n) % 3 {
                0 => {
                    z.b[1] *= z.b[n % 2].cos();
                    z.a += z.b[1].sin();
                }
                1 => z.b[0] = z.a * z.b[1],
                _ => {}
            }
            z.a = 0.5 * z.a + x;
        }
    }
    z.a * z.b[0]
}

#[test]
fn a_struct_changed_in_a_plain_arm_within_an_arm() {
    for n in 0..3 {
        check(
            "struct_changed_in_arms",
            &StructChangedInArms { n },
            |x: (f64,)| struct_changed_in_arms(x.0, n),
            &(0.4,),
        );
    }
}

#[differentiable(turns = 8)]
fn loop_in_an_arm_in_a_loop<T: Real>(x: T, y: T, n: usize) -> T {
    let (mut a, mut b) = (y.sin(), x.tanh());
    for _ in 0..4 {
        if x >= a {
            for _ in n..6 {
                let c = b.tanh();
                b = x.atan2(c - b).tanh();
            }
        } else {
            a += x;
        }
    }
    a * b
}

#[test]
fn a_loop_in_an_arm_begins_with_what_the_loop_around_it_has() {
    for at in [(0.4, 0.3), (0.2, 0.9)] {
        let plain = |a: (f64, f64)| loop_in_an_arm_in_a_loop(a.0, a.1, 2);
        check("loop_in_an_arm_in_a_loop", &LoopInAnArmInALoop { n: 2 }, plain, &at);
    }
}

#[differentiable]
fn spread<T: Real>(x: T, v: [T; 3]) -> (T, [T; 3]) {
    (x * v[0].sin(), v.map(|e| (e * x).exp()))
}

#[differentiable]
fn call_in_a_plain_arm<T: Real>(x: T, v: &[T; 3], n: usize) -> T {
    match n {
        0 => {
            let (y, w) = spread(x, v.map(|e| e * e));
            y * w[1].atan()
        }
        1 => spread(x, *v).0,
        _ => x,
    }
}

#[test]
fn a_call_in_an_arm_on_what_is_not_differentiated() {
    for n in 0..3 {
        let plain = |a: (f64, [f64; 3])| call_in_a_plain_arm(a.0, &a.1, n);
        check("call_in_a_plain_arm", &CallInAPlainArm { n }, plain, &(0.4, [0.3, -0.2, 0.9]));
    }
}

#[differentiable(turns = 8)]
fn read_in_an_arm_before_it_is_replaced<T: Real>(x: T, r: [T; 3], n: usize) -> T {
    let mut z = r;
    for _ in 1..=3 {
        if n > 1 {
            if x > 0.3 {
                let _unused = z[n.min(2)];
            }
            z[2] = x;
        }
    }
    z[2] * z[0]
}

#[test]
fn a_cotangent_is_read_before_an_arm_puts_it_to_zero() {
    for n in [1, 2] {
        let plain = |a: (f64, [f64; 3])| read_in_an_arm_before_it_is_replaced(a.0, a.1, n);
        let f = ReadInAnArmBeforeItIsReplaced { n };
        check("read_in_an_arm_before_it_is_replaced", &f, plain, &(0.7, [0.3, -0.5, 0.2]));
    }
}

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
fn loop_in_a_plain_arm_of_an_arm<T: Real>(x: T, v: [T; 6], n: usize) -> T {
    let mut z = x.tanh();
    for &e in v.iter() {
        if -z >= z * e {
            for _ in 1..5 {
                z -= 0.5 * (e.sinh() * e).tanh();
            }
            match n {
                0 => {
                    z = {
                        let product: T = v.iter().map(|&f| (f * x).sin()).product();
                        product.sinh().tanh()
                    }
                }
                1 => z = 0.5 * z + (z * x).atan2(e * e + 1.0),
                _ => z -= 0.5 * (z - x).sin(),
            }
        } else {
            z = 0.5 * z - e.tanh();
        }
        z += z;
    }
    z
}

#[test]
fn a_loop_in_a_plain_arm_within_an_arm() {
    for n in 0..3 {
        let plain = |a: (f64, [f64; 6])| loop_in_a_plain_arm_of_an_arm(a.0, a.1, n);
        let f = LoopInAPlainArmOfAnArm { n };
        check("loop_in_a_plain_arm_of_an_arm", &f, plain, &(0.7, [0.9, -0.5, 1.2, 0.4, -1.1, 0.8]));
    }
}

#[differentiable]
fn returned_by_an_else<T: Real>(x: T, y: T) -> T {
    let mut z = x;
    if x > y {
        z *= y;
    } else if x < 0.0 {
        return y * y;
    }
    if z > 0.5 {
        return z.sin();
    } else {
        z += 1.0;
    }
    z * x
}

#[test]
fn results_returned_by_an_else() {
    for at in [(0.9, 0.8), (0.9, 0.3), (-0.5, 0.2), (0.2, 0.4)] {
        let plain = |a: (f64, f64)| returned_by_an_else(a.0, a.1);
        check("returned_by_an_else", &ReturnedByAnElse, plain, &at);
    }
}

#[differentiable]
fn products_by_rows<T: Real>(m: [[T; 3]; 2], v: [T; 3]) -> [T; 2] {
    const SCALES: [f64; 3] = [0.5, 1.0, 2.0];
    let mut y = [T::ZERO; 2];
    for (out, row) in y.iter_mut().zip(m.iter()) {
        for (j, a) in row.iter().enumerate() {
            *out += *a * v[j] * SCALES[j];
        }
    }
    y
}

#[test]
fn a_place_that_an_inner_loop_changes() {
    let plain = |a: ([[f64; 3]; 2], [f64; 3])| products_by_rows(a.0, a.1);
    check("products_by_rows", &ProductsByRows, plain, &([[0.3, -0.5, 0.2], [0.7, 0.1, -0.9]], [0.4, 0.6, -0.2]));
}

#[differentiable]
fn field_added_to_itself<T: Real>(x: T, r: [T; 2]) -> T {
    let mut z = Pair { a: x * x, b: r };
    for _ in 0..3 {
        z.a += z.a;
        z.b[0] += z.b[1];
    }
    z.a * z.b[0]
}

#[test]
fn a_field_is_added_to_itself() {
    let plain = |a: (f64, [f64; 2])| field_added_to_itself(a.0, a.1);
    check("field_added_to_itself", &FieldAddedToItself, plain, &(0.3, [-0.5, 0.2]));
}

#[differentiable]
fn read_in_a_guarded_arm<T: Real>(x: T, v: &[T; 3], n: usize, flag: bool) -> [T; 3] {
    let (mut a, mut z) = (v.map(|e| e + x), x);
    if x <= v[0] {
        for i in 0..3 {
            a[2 - i] -= 0.5 * a[i].tanh();
            z *= a[i].cos();
        }
    }
    if z > v[1] {
        return [z; 3];
    }
    let y = match (x >= v[2], flag) {
        (true, false) => x * x,
        (false, _) => a[2],
        _ => a[n],
    };
    [y; 3]
}

#[test]
fn what_a_loop_leaves_is_read_in_a_guarded_arm() {
    for (flag, at) in [(false, (0.2, [0.3, 0.9, 0.1])), (true, (0.2, [0.3, 0.9, 0.1])), (true, (0.2, [0.3, 0.9, 0.5]))]
    {
        let plain = |a: (f64, [f64; 3])| read_in_a_guarded_arm(a.0, &a.1, 1, flag);
        check("read_in_a_guarded_arm", &ReadInAGuardedArm { n: 1, flag }, plain, &at);
    }
}

#[derive(Debug, Clone, Copy)]
enum Spring {
    Linear,
    Hard,
    Soft,
}

#[differentiable]
fn arms_of_every_kind<T: Real>(x: T, spring: Spring, n: usize, flag: bool) -> T {
    let force = match spring {
        Spring::Linear => x,
        Spring::Hard if n > 4 => x * x * x * x,
        Spring::Hard => x * x * x,
        Spring::Soft => x.tanh(),
    };
    let scale = match n {
        0 | 1 => x.exp(),
        2..=9 if flag => x.sin(),
        2..=9 => x.cos(),
        10.. => x + 2.0,
    };
    let sign = match (x > 0.3, flag) {
        (true, true) => x * x,
        (false, true) => 2.0 * x,
        (_, false) => 3.0 * x,
    };
    force * scale + sign
}

#[test]
fn a_match_on_a_users_enum_needs_no_wildcard() {
    for spring in [Spring::Linear, Spring::Hard, Spring::Soft] {
        for n in [0, 1, 3, 7, 12] {
            for flag in [true, false] {
                let plain = |a: (f64,)| arms_of_every_kind(a.0, spring, n, flag);
                check("arms_of_every_kind", &ArmsOfEveryKind { spring, n, flag }, plain, &(0.4,));
                let own = match spring {
                    Spring::Linear => 0.4,
                    Spring::Hard => 0.4_f64.powi(if n > 4 { 4 } else { 3 }),
                    Spring::Soft => 0.4_f64.tanh(),
                } * match n {
                    0 | 1 => 0.4_f64.exp(),
                    2..=9 if flag => 0.4_f64.sin(),
                    2..=9 => 0.4_f64.cos(),
                    _ => 2.4,
                } + if flag { 0.4 * 0.4 } else { 3.0 * 0.4 };
                assert!((plain((0.4,)) - own).abs() < 1e-15);
            }
        }
    }
}

and_plain! {
    /// The right side is looked at first, and then the place, once.
    #[differentiable]
    fn index_that_changes_on_its_way<T: Real>(x: T, v: [T; 6], n: usize) -> T {
        let (mut k, mut z) = (n, [v[1], v[2], v[3]]);
        z[{
            k = (k + 2) % 6;
            k
        } % 3] = z[k % 3]
            * x
            * v[{
                k = (k + 4) % 6;
                k
            }];
        z[0] * z[1] + z[2] * v[k]
    }

    #[differentiable]
    fn cosine_before_a_change<T: Real>(x: T, v: [T; 6], n: usize) -> T {
        let (mut y, mut z) = (x, v);
        for i in 1..6 {
            y *= z[i - 1].cos();
            z[n % 6] += x * v[i];
        }
        y + z[2]
    }

    #[differentiable]
    fn choice_before_a_change<T: Real>(x: T, m: [[T; 3]; 4], r: [T; 3], n: usize) -> T {
        let mut y = T::lit(0.5);
        let mut z = m[n.min(3)];
        for i in 1..6 {
            y *= (if x > 0.3 { 0.3 * z[0] + r[1] } else { z[n % 3] }).cos();
            z[(i * 2 + n) % 3] += 0.3 * x.sin();
        }
        y
    }
}

#[test]
fn what_is_looked_at_before_an_array_changes() {
    let v = [0.9, -0.5, 1.2, 0.4, -1.1, 0.8];
    let m = [[0.3, -0.5, 0.2], [0.7, 0.1, -0.9], [-0.4, 0.6, 0.5], [1.1, -0.2, 0.3]];
    for n in 0..6 {
        let (f, at) = (CosineBeforeAChange { n }, (0.7, v));
        check("cosine_before_a_change", &f, |a: (f64, [f64; 6])| cosine_before_a_change(a.0, a.1, n), &at);
        assert_same("cosine_before_a_change", &f.eval(&at), &plain::cosine_before_a_change(at.0, at.1, n));
        let f = IndexThatChangesOnItsWay { n };
        check("index_that_changes", &f, |a: (f64, [f64; 6])| index_that_changes_on_its_way(a.0, a.1, n), &at);
        assert_same("index_that_changes", &f.eval(&at), &plain::index_that_changes_on_its_way(at.0, at.1, n));
        for x in [0.7, 0.2] {
            let (f, at) = (ChoiceBeforeAChange { n }, (x, m, [0.4, 0.6, -0.2]));
            check("choice_before_a_change", &f, |a: (f64, _, _)| choice_before_a_change(a.0, a.1, a.2, n), &at);
            assert_same("choice_before_a_change", &f.eval(&at), &plain::choice_before_a_change(at.0, at.1, at.2, n));
        }
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

#[differentiable]
#[allow(clippy::never_loop, unused_labels, reason = "the inner loop has the outer one's label")]
fn one_label_twice<T: Real>(x: [T; 4]) -> T {
    let mut sum = T::ZERO;
    'rows: for i in 0..4 {
        'rows: for j in 0..4 {
            for k in 0..2 {
                if j + k > 2 {
                    break 'rows;
                }
                if k == 1 && x[i] > 0.5 {
                    continue 'rows;
                }
                sum += x[i] * x[j] * (k + 1) as f64;
            }
        }
        sum *= x[i];
    }
    sum
}

#[test]
fn a_label_is_the_innermost_loops() {
    check("one_label_twice", &OneLabelTwice, |a: ([f64; 4],)| one_label_twice(a.0), &([0.7, 0.3, -0.4, 0.9],));
    let first = one_label_twice([1.0, 2.0, 3.0, 5.0]);
    // Of each row: x_i (x_0 + x_1 + x_2), and nothing of j = 3, before it is multiplied by x_i.
    assert_eq!(first, ((((6.0) + 12.0) * 2.0 + 18.0) * 3.0 + 30.0) * 5.0);
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

#[differentiable]
fn of_chosen_integers<T: Real>(x: [T; 4], flag: bool) -> T {
    let mut order: [usize; 4] = [0; 4];
    let mut sum = T::ZERO;
    for i in 0..4 {
        if flag {
            order = [3, 1, 2, 0];
        } else {
            order[i] = (order[2] + 3) % 4;
        }
        sum += x[order[i]] * x[i];
    }
    sum
}

#[test]
fn an_array_of_integers_that_a_choice_gives_is_indexed() {
    for flag in [false, true] {
        let at = ([0.7, 0.3, -0.5, 0.2],);
        check("of_chosen_integers", &OfChosenIntegers { flag }, |a: ([f64; 4],)| of_chosen_integers(a.0, flag), &at);
    }
    assert_eq!(of_chosen_integers([1.0, 2.0, 3.0, 5.0], false), 5.0 + 10.0 + 15.0 + 15.0);
}

/// The exponent is a count that a comparison of plain numbers decides.
#[differentiable]
fn exponent_by_a_comparison<T: Real>(x: T, w: &[f64]) -> T {
    let mut k: usize = 2;
    if w[0] < 0.0 {
        k = (k + 3) % 4;
    }
    x.powi(k as i32 - 2) + x
}

#[test]
fn a_comparison_in_an_exponent_is_of_numbers() {
    for w in [[0.5], [-0.5]] {
        let plain = |(x,): (f64,)| exponent_by_a_comparison(x, &w);
        check("exponent_by_a_comparison", &ExponentByAComparison { w: &w }, plain, &(0.7,));
    }
}

#[differentiable]
fn private_square<T: Real>(x: T) -> T {
    x * x.sin()
}

/// A type that others see.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen(f64);

impl Seen {
    /// What a public method keeps of a call stays within it.
    #[differentiable]
    pub(crate) fn calls<T: Real>(&self, x: T) -> T {
        let y = private_square(x) * self.0;
        private_square(y) * y
    }
}

#[differentiable]
fn of_a_public_method<T: Real>(x: T, seen: Seen) -> T {
    seen.calls(x)
}

#[test]
fn a_public_method_calls_a_private_function() {
    let square = |x: f64| x * x.sin();
    let plain = |(x,): (f64,)| {
        let y = square(x) * 0.8;
        square(y) * y
    };
    check("of_a_public_method", &OfAPublicMethod { seen: Seen(0.8) }, plain, &(1.1,));
}

/// Arrays of integers in a function of one concrete number.
#[differentiable]
fn integers_beside_f64(x: [f64; 4], n: usize) -> f64 {
    let order: [usize; 4] = core::array::from_fn(|i| (i * 3 + n) % 4);
    let seen: [bool; 2] = [n > 1; 2];
    let mut sum = 0.0;
    for i in order {
        if seen[i % 2] {
            sum = sum * x[i] + x[order[i]];
        }
    }
    sum
}

#[test]
fn integers_in_a_function_of_f64() {
    let (f, x) = (IntegersBesideF64 { n: 2 }, [0.3, 0.7, -0.4, 0.9]);
    let (value, kept) = f.eval_keep(&(x,));
    let plain = |x: [f64; 4]| {
        let order = [2, 1, 0, 3];
        order.iter().fold(0.0, |sum, &i: &usize| sum * x[i] + x[order[i]])
    };
    assert_eq!((value, integers_beside_f64(x, 2)), (plain(x), plain(x)));
    let (bars,) = f.vjp(&(x,), &kept, &1.0);
    for i in 0..4 {
        let mut moved = x;
        moved[i] += 1e-6;
        assert!((bars[i] - (plain(moved) - plain(x)) / 1e-6).abs() < 1e-5);
    }
}

/// The elements are what the array is said to have, whatever a call gives.
#[differentiable]
fn made_of_calls<T: Real, const N: usize>(x: [T; N]) -> ([T; N], T) {
    let squares: [T; N] = core::array::from_fn(|i| private_square(x[i]));
    (
        core::array::from_fn(|i| private_square(squares[N - 1 - i])),
        x.map(|x| private_square(x) * 2.0).iter().copied().sum(),
    )
}

#[test]
fn arrays_made_of_calls() {
    let square = |x: f64| x * x.sin();
    let plain = |(x,): ([f64; 3],)| {
        (core::array::from_fn(|i| square(square(x[2 - i]))), x.iter().map(|x| square(*x) * 2.0).sum::<f64>())
    };
    let (value, kept) = Differentiable::<f64>::eval_keep(&MadeOfCalls::<3>, &([0.3, 0.8, -0.4],));
    assert_eq!(value, plain(([0.3, 0.8, -0.4],)));
    let (bars,) = Differentiable::<f64>::vjp(&MadeOfCalls::<3>, &([0.3, 0.8, -0.4],), &kept, &([1.0, 0.0, 0.0], 1.0));
    let along = |x: [f64; 3]| {
        let (all, sum): ([f64; 3], f64) = plain((x,));
        all[0] + sum
    };
    for i in 0..3 {
        let mut moved = [0.3, 0.8, -0.4];
        moved[i] += 1e-6;
        assert!((bars[i] - (along(moved) - along([0.3, 0.8, -0.4])) / 1e-6).abs() < 1e-5);
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Rule {
    #[default]
    Off,
    Linear(f64),
    Power {
        k: i32,
        c: f64,
    },
}

/// A state of an `enum` whose next one has fields.
#[differentiable]
fn next_rule<T: Real>(x: [T; 4], first: Rule) -> T {
    let mut rule: Rule = first;
    let mut sum = T::ZERO;
    for i in 0..4 {
        sum += match rule {
            Rule::Off => x[i],
            Rule::Linear(c) => x[i] * c,
            Rule::Power { k, c } => x[i].powi(k) * c,
        };
        rule = match rule {
            Rule::Off => Rule::Power { k: 2, c: 0.3 },
            Rule::Linear(c) => Rule::Linear(0.5 * c),
            _ => Rule::Off,
        };
    }
    sum
}

#[test]
fn a_variant_with_fields_is_the_next_state() {
    let x = [0.3_f64, 0.8, -0.4, 0.7];
    let by_power = x[0] + 0.3 * x[1] * x[1] + x[2] + 0.3 * x[3] * x[3];
    let linear = 0.8 * x[0] + 0.4 * x[1] + 0.2 * x[2] + 0.1 * x[3];
    for (first, should) in [(Rule::Off, by_power), (Rule::Linear(0.8), linear)] {
        assert!((next_rule(x, first) - should).abs() < 1e-14);
        check("next_rule", &NextRule { first }, |a: ([f64; 4],)| next_rule(a.0, first), &(x,));
    }
}

/// The range begins with an element of an array, whose brackets are not around all of it.
#[differentiable(turns = 8)]
fn from_an_element_on<T: Real>(x: T, n: usize) -> T {
    let from: [usize; 3] = [1; 3];
    let mut y = x;
    for _ in from[n % 3]..4 {
        y = (y * x).sin();
    }
    y
}

#[test]
fn a_range_from_an_element_on_is_gone_through_backwards() {
    check("from_an_element_on", &FromAnElementOn { n: 1 }, |(x,): (f64,)| from_an_element_on(x, 1), &(0.8,));
    let once = |y: f64| (y * 0.8).sin();
    assert_eq!(from_an_element_on(0.8, 1), once(once(once(0.8))));
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

/// An array of integers of any length is noted in an arm, and one in a loop's turns.
#[differentiable]
fn tables_of_any_length<T: Real, const N: usize>(x: T, v: &[T; N], n: usize, flag: bool) -> T {
    let mut s = match n % 3 {
        0 => {
            let of: [usize; N] = {
                let mut all: [usize; N] = [1; N];
                all[2] = n % N;
                all
            };
            x * v[if flag { of[2] % 3 } else { 0 }] * v[(of[2] * 2 + n) % 2]
        }
        _ => x,
    };
    for j in 0..N {
        let at: [usize; N] = core::array::from_fn::<_, N, _>(|k| (2 * k + j) % N);
        let other: [[usize; N]; 2] = [at, core::array::from_fn::<_, N, _>(|k| (k + j + n) % N)];
        s = (s * v[at[N - 1 - j]] + v[other[j % 2][0]] - v[other[1 - j % 2][j]]).sin();
    }
    s
}

#[test]
fn tables_of_any_length_are_noted() {
    let args = (0.6, [0.3, -0.8, 0.5, 0.9]);
    for (n, flag) in [(0, false), (3, true), (6, false), (1, true)] {
        let plain = |a: (f64, [f64; 4])| tables_of_any_length(a.0, &a.1, n, flag);
        check("tables_of_any_length", &TablesOfAnyLength { n, flag }, plain, &args);
    }
}
