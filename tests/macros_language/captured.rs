//! Names that are bound twice: each stands for its own, wherever what it stands for is written.

use tapeless::{Real, differentiable};

use crate::check::{and_plain, check};

const LEVEL: f64 = 3.0;

fn weight(i: usize, w: f64) -> f64 {
    i as f64 * w + 1.0
}

#[derive(Clone, Copy, Debug)]
struct Setting {
    k: usize,
    w: f64,
}

impl Setting {
    fn gain(&self, j: usize) -> f64 {
        self.w * j as f64 + self.k as f64
    }
}

and_plain! {
    #[differentiable]
    fn block_in_an_argument<T: Real>(x: T, n: usize) -> T {
        let k = n + 1;
        let w = 2.5;
        let a = weight({ let k = 7; k + n }, { let w = w * 2.0; w });
        let b = weight(k, w);
        let c: i32 = { let k = 9; k - n as i32 };
        x * a + x * x * b + x * c as f64
    }

    #[differentiable]
    fn names_in_a_guard<T: Real>(x: T, k: usize, n: Option<usize>) -> T {
        let m = k;
        match n {
            Some(k) if k > m => x * k as f64,
            Some(j) if j == m => x.sin(),
            Some(k) => x * (k + m) as f64 * 10.0,
            None => x * x,
        }
    }

    #[differentiable]
    fn names_in_a_loops_guard<T: Real>(x: [T; 4], v: &[usize; 4]) -> T {
        let mut s = T::ONE;
        let mut sum = 1;
        for i in 0..4 {
            match v[i] {
                i if i > sum => s = s * x[i % 4] + 1.0,
                j if j + i == sum => s *= 0.5,
                sum => s += x[sum % 4],
            }
            sum += v[(i + sum) % 4] + 1;
        }
        s * sum as f64
    }

    #[differentiable]
    fn names_of_a_closure<T: Real>(x: [T; 4], v: &[usize; 4]) -> T {
        let mut s = T::ONE;
        let mut sum = 1;
        for i in 0..4 {
            let a = v.iter().filter(|&&i| i > sum).count();
            let b = v.iter().enumerate().filter(|(i, v)| *i > 0 && **v >= sum).map(|(i, w)| i * w + sum).sum::<usize>();
            let c = v.iter().map(|v| { let i = v + sum; let sum = i * 2; sum + i }).sum::<usize>();
            let d = v.iter().any(|i| match i { 0 => false, i if *i > sum => true, sum => matches!(i, 2 | 3) && *sum > 1 });
            s = s * 0.5 + x[a % 4] * x[c % 4] * b as f64 * 0.1 + if d { x[1] } else { x[2] };
            sum += a + c % 2;
        }
        s * sum as f64
    }

    #[differentiable]
    fn names_of_fields<T: Real>(x: T, n: usize, setting: Setting) -> T {
        let k = n * 2;
        let w = setting.w + 1.0;
        let own = Setting { k, w };
        let a = Setting { k, ..own }.gain(k);
        let Setting { k, .. } = setting;
        x * own.gain(k) + x * x * Setting { w, k: n }.gain(n) + x * a
    }

    #[differentiable]
    fn alternatives_under_a_guard<T: Real>(x: T, o: Option<i32>, r: Option<i32>) -> T {
        let k = match (o, r) {
            (Some(a), Some(b)) | (Some(b), Some(a)) if a > b => a - 2 * b,
            (None, Some(a)) | (Some(a), None) => a * 10,
            _ => -7,
        };
        x * k as f64 + x.powi(k)
    }

    #[differentiable]
    fn alternatives_under_a_differentiated_guard<T: Real>(x: T, y: T, pair: (usize, usize)) -> T {
        match pair {
            (k, 1) | (1, k) if x * k as f64 > y => x * k as f64,
            (k, _) | (_, k) if k > 3 => y * k as f64,
            _ => x * y,
        }
    }

    /// All of a block sees its constants, and they see each other.
    #[differentiable]
    fn constants_of_a_block<T: Real>(x: T, y: T) -> T {
        let a = x * LEVEL;
        const LEVEL: f64 = HALF * 10.0;
        const HALF: f64 = 0.5;
        let b = { const LEVEL: f64 = 7.0; x * LEVEL };
        a + b * y * LEVEL + { let k = LEVEL; y * k }
    }

    /// The rest of a turn stands in an arm, and all of the turn sees its constants.
    #[differentiable]
    fn constants_after_a_jump<T: Real>(x: [T; 4]) -> T {
        let mut s = T::ONE;
        for i in 0..4 {
            let a = x[i] * LEVEL;
            if i == 1 {
                continue;
            }
            const LEVEL: f64 = 5.0;
            if a > 3.0 {
                break;
            }
            s = s * a + LEVEL;
        }
        s
    }

    #[differentiable]
    fn names_in_an_arm_that_goes_on<T: Real>(x: T, k: usize, n: Option<usize>) -> T {
        let y = match n {
            Some(k) => {
                let w = 0.5;
                if matches!(k, 3) { x } else { x * weight(k, w) }
            }
            None => return x,
        };
        y * k as f64
    }
}

#[test]
fn a_constant_is_seen_by_its_block() {
    assert!((LEVEL - 3.0).abs() < 1e-15);
    for at in [([0.7, 0.3, 0.2, 0.4],), ([0.1, 0.3, 0.2, 0.4],)] {
        check("constants_after_a_jump", &ConstantsAfterAJump, |a: ([f64; 4],)| plain::constants_after_a_jump(a.0), &at);
    }
    check(
        "constants_of_a_block",
        &ConstantsOfABlock,
        |a: (f64, f64)| plain::constants_of_a_block(a.0, a.1),
        &(0.7, 0.3),
    );
}

#[test]
fn a_name_that_is_bound_within_stands_for_its_own() {
    for n in [0, 3] {
        check(
            "block_in_an_argument",
            &BlockInAnArgument { n },
            |a: (f64,)| plain::block_in_an_argument(a.0, n),
            &(0.7,),
        );
        let setting = Setting { k: 3, w: 0.3 };
        let f = NamesOfFields { n, setting };
        check("names_of_fields", &f, |a: (f64,)| plain::names_of_fields(a.0, n, setting), &(0.7,));
    }
    for v in [[1, 0, 5, 2], [0, 1, 0, 0], [3, 3, 3, 3], [9, 1, 8, 2]] {
        let at = ([0.7, 0.3, 1.2, 0.4],);
        let f = NamesInALoopsGuard { v: &v };
        check("names_in_a_loops_guard", &f, |a: ([f64; 4],)| plain::names_in_a_loops_guard(a.0, &v), &at);
        let f = NamesOfAClosure { v: &v };
        check("names_of_a_closure", &f, |a: ([f64; 4],)| plain::names_of_a_closure(a.0, &v), &at);
    }
}

#[test]
fn a_patterns_names_are_apart_from_those_around_it() {
    for (k, n) in [(1, Some(3)), (3, Some(1)), (2, None), (2, Some(2))] {
        check("names_in_a_guard", &NamesInAGuard { k, n }, |a: (f64,)| plain::names_in_a_guard(a.0, k, n), &(0.7,));
        let f = NamesInAnArmThatGoesOn { k, n };
        check("names_in_an_arm_that_goes_on", &f, |a: (f64,)| plain::names_in_an_arm_that_goes_on(a.0, k, n), &(0.7,));
    }
    for (o, r) in [(Some(1), Some(2)), (Some(2), Some(1)), (Some(2), Some(2)), (None, Some(2)), (None, None)] {
        let f = AlternativesUnderAGuard { o, r };
        check("alternatives_under_a_guard", &f, |a: (f64,)| plain::alternatives_under_a_guard(a.0, o, r), &(0.7,));
    }
}

#[test]
fn alternatives_are_asked_one_after_the_other() {
    for pair in [(2, 1), (1, 2), (1, 1), (5, 3), (3, 5), (2, 2), (0, 1)] {
        for at in [(0.7, 1.0), (0.7, 0.3), (0.7, 3.0)] {
            let f = AlternativesUnderADifferentiatedGuard { pair };
            let plain = |a: (f64, f64)| plain::alternatives_under_a_differentiated_guard(a.0, a.1, pair);
            check("alternatives_under_a_differentiated_guard", &f, plain, &at);
        }
    }
}
