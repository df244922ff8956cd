//! Loops, arrays that stay whole, and variables that change.

use tapeless::{Real, differentiable, vector_field};

use crate::check::{Field, and_plain, holds};

and_plain! {
    #[differentiable]
    fn jumps_here_and_there<T: Real>([x, y]: [T; 2], kinds: &[usize; 7]) -> T {
        let mut s = x;
        for k in 0..7 {
            match kinds[k] {
                0 => s = s * x,
                1 => continue,
                2 => s = s + y * y,
                3 => break,
                _ => s = s.sin(),
            }
            if s > y {
                s = s - x * y;
            } else if s * x > 0.5 * y {
                continue;
            } else {
                s = s * 1.5;
            }
            if k > 1 {
                if s < 0.1 * x {
                    continue;
                }
                s = s + x.cos();
            }
            s = s * 0.75;
        }
        s
    }

    /// What follows an arm means the names of before it.
    #[differentiable]
    fn names_of_an_arm_that_breaks<T: Real>(xs: [T; 8], y: T) -> T {
        let mut z = T::ZERO;
        for x in xs {
            if z > 1.0 {
                let y = x * x;
                if y > 2.0 {
                    break;
                }
            }
            z += y * x;
        }
        z
    }

    #[differentiable]
    fn sum_of_squares<T: Real>(xs: [T; 40]) -> T {
        let mut sum = T::ZERO;
        for x in xs {
            sum += x * x;
        }
        sum
    }

    #[differentiable]
    fn by_index<T: Real>(xs: &[T; 40], k: T) -> T {
        let mut sum = T::lit(0.0);
        for i in 0..40 {
            sum = sum + xs[i] * k * xs[(i + 1) % 40];
        }
        sum * k
    }

    #[differentiable]
    fn powers<T: Real>(x: T) -> T {
        let mut y = x;
        for _ in 0..7 {
            y = y * x + y.sin();
        }
        y
    }

    #[differentiable]
    fn fibonacci<T: Real>(a: T, b: T) -> T {
        let (mut a, mut b) = (a, b);
        for _ in 0..6 {
            (a, b) = (b, a * b + a);
        }
        a * b
    }

    #[differentiable]
    fn in_place<T: Real>(xs: [T; 30], k: T) -> T {
        let mut u = xs;
        for i in 1..30 {
            u[i] = u[i] * u[i - 1] + k;
        }
        u[29] + u[15]
    }

    #[differentiable]
    fn heat<T: Real>(u: [T; 30], k: T) -> [T; 30] {
        let mut u = u;
        for _ in 0..5 {
            let mut next = u;
            for i in 1..29 {
                next[i] += k * (u[i + 1] - T::lit(2.0) * u[i] + u[i - 1]);
            }
            u = next;
        }
        u
    }

    #[differentiable]
    fn burgers<T: Real>(u: [T; 30], k: T) -> [T; 30] {
        let mut u = u;
        for _ in 0..4 {
            let old = u;
            for i in 1..29 {
                u[i] = old[i] - k * old[i] * (old[i] - old[i - 1]);
            }
            u[0] = u[28];
        }
        u
    }

    #[differentiable]
    fn matrix_vector<T: Real>(a: [[T; 6]; 5], x: [T; 6]) -> [T; 5] {
        let mut y = [T::ZERO; 5];
        for i in 0..5 {
            for j in 0..6 {
                y[i] += a[i][j] * x[j];
            }
        }
        y
    }

    #[differentiable]
    fn layer<T: Real>(w: [[T; 6]; 5], b: [T; 5], x: [T; 6]) -> T {
        let mut h = [T::ZERO; 5];
        for i in 0..5 {
            let mut sum = b[i];
            for j in 0..6 {
                sum += w[i][j] * x[j];
            }
            h[i] = sum.tanh();
        }
        let mut out = T::ZERO;
        for i in 0..5 {
            out += h[i] * h[i];
        }
        out
    }

    #[differentiable]
    fn compound<T: Real>(x: T, y: T) -> T {
        let mut a = x;
        a += y;
        a *= x;
        a -= y * y;
        a /= x + T::lit(3.0);
        a
    }

    #[differentiable]
    fn changed_in_arms<T: Real>(x: T, y: T) -> T {
        let mut a = x * y;
        let mut b = y;
        if x > y {
            a = a * x;
            b += a;
        } else {
            b = b * b;
        }
        if a < T::lit(1.0) {
            a = a.exp();
        }
        a + b
    }

    #[differentiable]
    fn element_changed_in_arm<T: Real>(xs: [T; 30], k: T) -> T {
        let mut u = xs;
        for i in 0..30 {
            if u[i] < k {
                u[i] = u[i] * u[i] * k;
            } else {
                u[i] -= k;
            }
        }
        let mut sum = T::ZERO;
        for i in 0..30 {
            sum += u[i] * xs[i];
        }
        sum
    }

    #[differentiable]
    fn clamped<T: Real>(xs: [T; 30]) -> T {
        let mut u = xs;
        for i in 0..30 {
            if u[i] < T::ZERO {
                u[i] = T::ZERO;
            }
        }
        let mut sum = T::ZERO;
        for x in u {
            sum += x * x;
        }
        sum
    }

    #[differentiable]
    fn guarded<T: Real>(xs: [T; 30]) -> T {
        let mut sum = T::ZERO;
        for i in 0..30 {
            if i > 0 && xs[i - 1] < xs[i] {
                sum += xs[i - 1] * xs[i];
            }
            if i + 1 < 30 {
                sum += xs[i + 1] * xs[i].sin();
            }
        }
        sum
    }

    #[differentiable]
    fn guarded_writes<T: Real>(xs: [T; 30]) -> [T; 30] {
        let mut u = [T::ZERO; 30];
        for i in 0..30 {
            if i > 0 {
                u[i - 1] += xs[i] * xs[i];
            }
            if i % 2 == 0 {
                u[i] = u[i] * xs[i] + xs[29 - i];
            } else {
                u[i] += xs[i].cos();
            }
        }
        u
    }

    #[differentiable]
    fn reversed<T: Real>(xs: [T; 30]) -> T {
        let mut y = T::ONE;
        for i in (0..30).rev() {
            y = y * xs[i] + T::lit(0.5);
        }
        for i in (3..20).step_by(4) {
            y = y * xs[i] + xs[i + 1];
        }
        for i in (3..20).step_by(4).rev() {
            y += xs[i] * y;
        }
        for i in 2..=7 {
            y += xs[i] * y;
        }
        y
    }

    #[differentiable]
    fn root_in_a_branch<T: Real>(x: T, y: T) -> T {
        let r = x.sqrt();
        let mut s = y;
        for i in 0..5 {
            if i > 10 {
                s += r;
            }
        }
        s * y
    }

    #[differentiable]
    fn root_overwritten<T: Real>(x: T, y: T) -> T {
        let mut s = x.sqrt();
        for i in 0..5 {
            if y > T::ZERO {
                s = y * T::lit(i as f64);
            } else {
                s = s * y;
            }
        }
        s * y
    }

    #[differentiable]
    fn iterators<T: Real>(a: [T; 30], b: [T; 30]) -> T {
        let mut sum = T::ZERO;
        for (i, x) in a.iter().enumerate() {
            sum += *x * b[29 - i];
        }
        for (x, y) in a.iter().zip(b.iter()) {
            sum += *x * *y * *x;
        }
        let squares: T = a.iter().map(|x| *x * *x).fold(T::ZERO, |s, x| s + x);
        let dot = a.iter().zip(&b).fold(T::ONE, |s, (x, y)| s + *x * y.sin());
        sum * squares + dot
    }

    #[differentiable]
    fn built<T: Real>(a: [T; 30], k: T) -> T {
        let b: [T; 30] = core::array::from_fn(|i| a[i] * a[29 - i] + k);
        let c = b.map(|x| (x * k).sin());
        let mut d = c;
        for x in d.iter_mut() {
            *x *= k;
        }
        for (x, y) in d.iter_mut().zip(&a) {
            *x += *y;
        }
        let mut sum = T::ZERO;
        for i in 0..30 {
            sum += d[i] * b[i];
        }
        sum
    }

    #[differentiable]
    fn early<T: Real>(x: T, y: T) -> T {
        if x < y {
            return x * x;
        }
        let z = x * y;
        if z > T::lit(2.0) {
            return z.sin();
        }
        z * z
    }

    #[differentiable]
    fn matched<T: Real>(x: T, y: T) -> T {
        let mut s = x;
        for i in 0..6 {
            s = match i {
                0 => s * y,
                1 | 2 => s.sin(),
                n if n % 2 == 1 => s + x,
                _ => s * s,
            };
        }
        match x < y {
            true => s,
            false => s * y,
        }
    }

    #[differentiable]
    fn nested<T: Real>(a: [[T; 6]; 6]) -> T {
        let mut u = a;
        for i in 0..6 {
            for j in 0..6 {
                if i > 0 {
                    if j > 0 {
                        u[i][j] += u[i - 1][j - 1] * u[i][j];
                    }
                }
            }
        }
        let mut sum = T::ZERO;
        for row in u {
            for x in row {
                sum += x * x;
            }
        }
        sum
    }

    #[differentiable]
    fn loops_in_arms<T: Real>(xs: [T; 30], k: T) -> T {
        let mut u = xs;
        let mut s = T::ONE;
        if k > T::ZERO {
            for i in 0..30 {
                s = s * xs[i] + k;
                u[i] = u[i] * s;
            }
        } else {
            s = k * k;
        }
        let mut sum = s;
        for i in 0..30 {
            sum += u[i] * s.sin();
        }
        sum
    }

    #[differentiable]
    fn closures<T: Real>(x: T, y: T) -> T {
        let f = |a: T, b: T| a * b + a;
        f(x, y) * f(y, x)
    }
}

holds! {
    sum_of_squares: SumOfSquares, |a| sum_of_squares(a.0), [(series(0.1),)];
    by_index: ByIndex, |a| by_index(&a.0, a.1), [(series(0.1), 0.7)];
    powers: Powers, |a| powers(a.0), [(0.9,)];
    fibonacci: Fibonacci, |a| fibonacci(a.0, a.1), [(0.9, 0.6)];
    in_place: InPlace, |a| in_place(a.0, a.1), [(series(0.1), 0.7)];
    heat: Heat, |a| heat(a.0, a.1), [(series(0.1), 0.2)];
    burgers: Burgers, |a| burgers(a.0, a.1), [(series(0.1), 0.2)];
    matrix_vector: MatrixVector, |a| matrix_vector(a.0, a.1), [([series(0.1), series(0.2), series(0.3), series(0.4), series(0.5)], series(0.6))];
    layer: Layer, |a| layer(a.0, a.1, a.2), [([series(0.1), series(0.2), series(0.3), series(0.4), series(0.5)], series(0.7), series(0.6))];
    compound: Compound, |a| compound(a.0, a.1), [(0.9, 0.6)];
    changed_in_arms: ChangedInArms, |a| changed_in_arms(a.0, a.1), [(0.9, 0.6), (0.6, 0.9), (2.0, 1.5)];
    element_changed_in_arm: ElementChangedInArm, |a| element_changed_in_arm(a.0, a.1), [(series(0.1), 0.3)];
    clamped: Clamped, |a| clamped(a.0), [(series(0.1),)];
    guarded: Guarded, |a| guarded(a.0), [(series(0.1),)];
    guarded_writes: GuardedWrites, |a| guarded_writes(a.0), [(series(0.1),)];
    reversed: Reversed, |a| reversed(a.0), [(series(0.1),)];
    root_overwritten: RootOverwritten, |a| root_overwritten(a.0, a.1), [(0.5, 0.6), (0.5, -0.6)];
    iterators: Iterators, |a| iterators(a.0, a.1), [(series(0.1), series(0.4))];
    built: Built, |a| built(a.0, a.1), [(series(0.1), 0.8)];
    early: Early, |a| early(a.0, a.1), [(0.5, 0.6), (0.9, 0.6), (2.0, 1.5)];
    matched: Matched, |a| matched(a.0, a.1), [(0.5, 0.6), (0.9, 0.6)];
    nested: Nested, |a| nested(a.0), [([series(0.1), series(0.2), series(0.3), series(0.4), series(0.5), series(0.6)],)];
    loops_in_arms: LoopsInArms, |a| loops_in_arms(a.0, a.1), [(series(0.1), 0.8), (series(0.1), -0.8)];
    closures: Closures, |a| closures(a.0, a.1), [(0.5, 0.6)];
}

/// Numbers in (−1, 1).
fn series<const N: usize>(from: f64) -> [f64; N] {
    core::array::from_fn(|i| ((i as f64 + from) * 1.618).sin())
}

/// What is not used has no cotangent, not even 0 · ∞.
#[test]
fn what_no_turn_uses_never_shows() {
    use tapeless::Differentiable;
    let (value, kept) = RootInABranch.eval_keep(&(0.0, 3.0));
    assert_eq!((value, RootInABranch.vjp(&(0.0, 3.0), &kept, &1.0)), (9.0, (0.0, 6.0)));
    let (value, kept) = RootOverwritten.eval_keep(&(0.0, 3.0));
    assert_eq!((value, RootOverwritten.vjp(&(0.0, 3.0), &kept, &1.0)), (36.0, (0.0, 24.0)));
}

#[vector_field]
fn diffusion<T: Real>(_t: T, u: [T; 30], [k, r]: [T; 2], w: [T; 30]) -> [T; 30] {
    let mut du = [T::ZERO; 30];
    for i in 1..29 {
        du[i] = k * (u[i + 1] - 2.0 * u[i] + u[i - 1]) + r * u[i] * (1.0 - u[i]) * w[i];
    }
    du
}

#[test]
fn a_field_with_loops() {
    let args = (0.0, series(0.1), [0.3, 0.7], series(0.5));
    crate::check::check(
        "diffusion",
        &Field(Diffusion),
        |a: (f64, [f64; 30], [f64; 2], [f64; 30])| diffusion(a.0, a.1, a.2, a.3),
        &args,
    );
}

/// What random programs and readers found.
mod found {
    use tapeless::{Differentiable, Real, differentiable};

    #[differentiable]
    fn constants_of_the_number<T: Real>(x: T) -> T {
        let mut s = x;
        for i in 0..3 {
            s += s * T::lit(0.2 * i as f64).tanh();
            if s < T::lit(0.2 * i as f64).cos() {
                s = s * x;
            }
        }
        s - 1.5 / (2.0 + T::lit(0.2).sin())
    }

    #[differentiable]
    fn closures_of_constants<T: Real>(x: T) -> T {
        let z = T::ONE;
        let f = |_e: T| z + z;
        f(x) * f(x) + x
    }

    #[differentiable]
    fn integers_stay_integers<T: Real>(x: T) -> T {
        let n = 7 / 2;
        let (a, b) = (7, 2);
        let more = if n > 2 { 1.0 } else { 0.0 };
        x * n as f64 + f64::from(7 / 2) + more
    }

    #[differentiable]
    fn overwritten_in_a_later_arm<T: Real>(x: T, m: [T; 3]) -> T {
        let mut z = x.tanh();
        for _ in 0..4 {
            for j in 1..=2 {
                z = 0.5 * z + (x * m[j]).tanh();
            }
        }
        if x > 0.3 {
            z = x.tanh();
        }
        z
    }

    #[differentiable]
    fn arms_of_which_one_is_a_call<T: Real>(x: T, y: T) -> T {
        let (a, b) = if x > y { pair(x, y) } else { (y, x * x) };
        a * b
    }

    #[differentiable]
    fn pair<T: Real>(x: T, y: T) -> (T, T) {
        (x * y, x + y)
    }

    #[differentiable]
    fn concrete(x: f64, y: f64) -> f64 {
        x.exp() * y.powi(3) + pair(x, y).1
    }

    #[differentiable]
    fn single(x: f32) -> f32 {
        const G: f32 = 9.81;
        G * x + x.sqrt()
    }

    #[test]
    fn found_programs_hold() {
        use crate::check::check;
        check("constants_of_the_number", &ConstantsOfTheNumber, |a: (f64,)| constants_of_the_number(a.0), &(0.7,));
        check("closures_of_constants", &ClosuresOfConstants, |a: (f64,)| closures_of_constants(a.0), &(0.7,));
        assert_eq!(integers_stay_integers(2.0), 10.0);
        for x in [0.7, 0.2] {
            let args = (x, [0.3, -0.4, 0.8]);
            check(
                "overwritten",
                &OverwrittenInALaterArm,
                |a: (f64, [f64; 3])| overwritten_in_a_later_arm(a.0, a.1),
                &args,
            );
            let args = (x, 0.5);
            check("arms", &ArmsOfWhichOneIsACall, |a: (f64, f64)| arms_of_which_one_is_a_call(a.0, a.1), &args);
        }
        let (value, kept) = Concrete.eval_keep(&(0.5, 2.0));
        assert_eq!(Concrete.vjp(&(0.5, 2.0), &kept, &1.0).0, value - 2.5 + 1.0);
        let (_, kept) = Single.eval_keep(&(4.0,));
        assert_eq!(Single.vjp(&(4.0,), &kept, &1.0), (9.81 + 0.25,));
    }
}

#[test]
fn what_follows_jumps_is_done_where_none_was() {
    for kinds in [[0, 2, 4, 1, 0, 2, 4], [4, 4, 0, 2, 3, 0, 0], [2, 0, 1, 1, 4, 2, 3], [3, 0, 0, 0, 0, 0, 0]] {
        for at in [[0.7, 0.37], [0.23, 1.4], [1.3, 0.93], [0.41, -0.6]] {
            crate::check::check(
                "jumps_here_and_there",
                &JumpsHereAndThere { kinds: &kinds },
                |(at,): ([f64; 2],)| jumps_here_and_there(at, &kinds),
                &(at,),
            );
            assert_eq!(jumps_here_and_there(at, &kinds), plain::jumps_here_and_there(at, &kinds));
        }
    }
}

#[test]
fn names_after_an_arm_that_breaks() {
    for (xs, y) in [([0.3, 0.9, 0.8, 1.1, 0.2, 1.6, 0.4, 0.5], 0.9), ([0.7, 0.1, 2.0, 0.3, 1.0, 0.2, 0.6, 1.2], 1.3)] {
        crate::check::check(
            "names_of_an_arm_that_breaks",
            &NamesOfAnArmThatBreaks,
            |(xs, y): ([f64; 8], f64)| names_of_an_arm_that_breaks(xs, y),
            &(xs, y),
        );
        assert_eq!(names_of_an_arm_that_breaks(xs, y), plain::names_of_an_arm_that_breaks(xs, y));
    }
}
