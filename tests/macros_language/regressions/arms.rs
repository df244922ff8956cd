//! Fields, elements, loops and calls in arms.

use tapeless::{Real, differentiable};

use super::Pair;
use crate::check::check;

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
