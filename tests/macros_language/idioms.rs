//! Functions as people write them: linear algebra by loops, structs, windows, slices, functions by name.

use tapeless::{Differentiable, Real, Vector, differentiable};

use crate::check::{and_plain, check};
use crate::everywhere::everywhere;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Arrhenius,
    Falloff,
    ThirdBody,
}

const KINDS: [Kind; 4] = [Kind::Arrhenius, Kind::Falloff, Kind::ThirdBody, Kind::Arrhenius];
const NU: [[i32; 3]; 4] = [[-1, 1, 0], [0, -1, 1], [1, 0, -1], [-1, 0, 1]];

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Pose<T> {
    q: [T; 4],
    p: [T; 3],
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Pid<T> {
    integral: T,
    last: T,
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Body<T> {
    x: [T; 2],
    v: [T; 2],
    m: T,
}

and_plain! {
#[differentiable]
fn quaternion<T: Real>(pose: Pose<T>, v: [T; 3]) -> [T; 3] {
    let n = (pose.q[0] * pose.q[0] + pose.q[1] * pose.q[1] + pose.q[2] * pose.q[2] + pose.q[3] * pose.q[3]).sqrt();
    let [w, x, y, z] = pose.q.map(|q| q / n);
    let [a, b, c] = v;
    let t = [T::lit(2.0) * (y * c - z * b), T::lit(2.0) * (z * a - x * c), T::lit(2.0) * (x * b - y * a)];
    [
        a + w * t[0] + y * t[2] - z * t[1] + pose.p[0],
        b + w * t[1] + z * t[0] - x * t[2] + pose.p[1],
        c + w * t[2] + x * t[1] - y * t[0] + pose.p[2],
    ]
}

#[differentiable]
fn updated<T: Real>(pose: Pose<T>, x: T) -> Pose<T> {
    let moved = Pose { p: [x, x * x, pose.p[0]], ..pose };
    Pose { q: [moved.q[1], moved.q[0], x, moved.p[1]], ..moved }
}

/// A PID controller with anti-windup, and how often it was saturated.
#[differentiable]
fn control<T: Real>(gains: [T; 3], setpoint: T, y0: T) -> T {
    let [kp, ki, kd] = gains;
    let mut y = y0;
    let mut state = Pid { integral: T::ZERO, last: T::ZERO };
    let mut cost = T::ZERO;
    let mut hold = 0;
    for step in 0..12 {
        let error = setpoint - y;
        let derivative = if step == 0 { T::ZERO } else { (error - state.last) * 10.0 };
        let raw = kp * error + ki * state.integral + kd * derivative;
        let u = if raw > T::lit(1.0) { T::lit(1.0) } else if raw < T::lit(-1.0) { T::lit(-1.0) } else { raw };
        if hold % 3 != 1 {
            state.integral += error * 0.1;
        }
        hold += 1;
        state.last = error;
        y += (u - y * 0.3) * 0.1;
        cost += error * error + u * u * 0.01;
    }
    cost
}

#[differentiable]
fn sorted<T: Real>(x: [T; 5]) -> [T; 5] {
    let mut v = x;
    for i in 0..5 {
        for j in 0..4 - i {
            if v[j] > v[j + 1] {
                v.swap(j, j + 1);
            }
        }
    }
    v
}

#[differentiable]
fn windows<T: Real>(x: [T; 6]) -> T {
    let mut length = T::ZERO;
    for w in x.windows(2) {
        length += (w[1] - w[0]).hypot(T::lit(0.3));
    }
    length
}

#[differentiable]
fn chunks<T: Real>(x: [T; 6]) -> T {
    x.chunks(2).map(|c| c[0] * c[1]).sum::<T>()
}

#[differentiable]
fn lu_solve<T: Real>(m: [[T; 3]; 3], rhs: [T; 3]) -> [T; 3] {
    let mut a = m;
    let mut b = rhs;
    for k in 0..3 {
        for i in k + 1..3 {
            let factor = a[i][k] / a[k][k];
            a[i][k] = factor;
            for j in k + 1..3 {
                a[i][j] = a[i][j] - factor * a[k][j];
            }
            b[i] = b[i] - factor * b[k];
        }
    }
    for i in (0..3).rev() {
        let mut s = b[i];
        for j in i + 1..3 {
            s -= a[i][j] * b[j];
        }
        b[i] = s / a[i][i];
    }
    b
}

#[differentiable]
fn cholesky<T: Real>(a: [[T; 4]; 4]) -> [[T; 4]; 4] {
    let mut l = [[T::ZERO; 4]; 4];
    for i in 0..4 {
        for j in 0..=i {
            let mut sum = a[i][j];
            for k in 0..j {
                sum -= l[i][k] * l[j][k];
            }
            l[i][j] = if i == j { sum.sqrt() } else { sum / l[j][j] };
        }
    }
    l
}

#[differentiable]
fn thomas<T: Real>(lower: [T; 5], diagonal: [T; 5], upper: [T; 5], rhs: [T; 5]) -> [T; 5] {
    let mut c = [T::ZERO; 5];
    let mut d = [T::ZERO; 5];
    c[0] = upper[0] / diagonal[0];
    d[0] = rhs[0] / diagonal[0];
    for i in 1..5 {
        let m = (diagonal[i] - lower[i] * c[i - 1]).recip();
        c[i] = upper[i] * m;
        d[i] = (rhs[i] - lower[i] * d[i - 1]) * m;
    }
    let mut x = d;
    for i in (0..4).rev() {
        x[i] = d[i] - c[i] * x[i + 1];
    }
    x
}

/// Rates of reactions by their kind.
#[differentiable]
fn kinetics<T: Real>(c: [T; 3], temperature: T, a: [T; 4], e: [T; 4]) -> [T; 3] {
    let mut dc = [T::ZERO; 3];
    let total = c[0] + c[1] + c[2];
    for r in 0..4 {
        let k = a[r] * (-e[r] / temperature).exp();
        let k = match KINDS[r] {
            Kind::Arrhenius => k,
            Kind::Falloff => k / (k + 1.0),
            Kind::ThirdBody => k * total,
        };
        let mut rate = k;
        for s in 0..3 {
            if NU[r][s] < 0 {
                rate = rate * c[s].powi(-NU[r][s]);
            }
        }
        for s in 0..3 {
            dc[s] += rate * f64::from(NU[r][s]);
        }
    }
    dc
}

#[differentiable]
fn gram_schmidt<T: Real>(a: [[T; 3]; 3]) -> [[T; 3]; 3] {
    let mut q = a;
    for i in 0..3 {
        for j in 0..i {
            let dot: T = q[i].iter().zip(q[j].iter()).map(|(&a, &b)| a * b).sum();
            for k in 0..3 {
                let qj = q[j][k];
                q[i][k] -= dot * qj;
            }
        }
        let norm = q[i].iter().map(|&v| v * v).sum::<T>().sqrt();
        for k in 0..3 {
            q[i][k] /= norm;
        }
    }
    q
}

#[differentiable]
fn kicked<T: Real>(bodies: [Body<T>; 3], h: T) -> [Body<T>; 3] {
    let mut out = bodies;
    for i in 0..3 {
        out[i].v[0] += h * bodies[i].m;
        out[i].x[1] = out[i].x[1] + h * out[i].v[0];
    }
    out
}

#[differentiable]
fn slices<T: Real>(x: [T; 6]) -> T {
    let a: T = x[1..4].iter().map(|v| v.sin()).sum();
    let mut b = T::ONE;
    for (i, v) in x[2..].iter().enumerate() {
        b = b * *v + x[i];
    }
    let c: T = x[..3].iter().zip(x[3..].iter()).map(|(&a, &b)| a * b).sum();
    a * b + c
}

#[differentiable]
fn named<T: Real>(x: [T; 4]) -> T {
    let y = x.iter().copied().fold(T::ZERO, T::max);
    let z = x.iter().copied().map(T::sin).sum::<T>();
    let mut w = x;
    w.fill(x[1] * y);
    w[0] = x[2];
    y * z + w[3] * w[0]
}
}

everywhere! {
    quaternion: Quaternion, |a| quaternion(a.0, a.1), [(Pose { q: [1.0, 0.3, 0.2, -0.4], p: [0.1, 0.2, 0.3] }, [0.4, 0.5, 0.6])];
    updated: Updated, |a| updated(a.0, a.1), [(Pose { q: [1.0, 0.3, 0.2, -0.4], p: [0.1, 0.2, 0.3] }, 0.4)];
    control: Control, |a| control(a.0, a.1, a.2), [([1.0, 0.5, 0.1], 0.6, 0.1), ([5.0, 0.5, 0.1], 2.6, 0.1)];
    sorted: Sorted, |a| sorted(a.0), [([1.0, 2.0, 0.3, 0.4, -0.5],)];
    windows: Windows, |a| windows(a.0), [([1.0, 2.0, 0.3, 0.4, -0.5, 0.6],)];
    chunks: Chunks, |a| chunks(a.0), [([1.0, 2.0, 0.3, 0.4, -0.5, 0.6],)];
    lu_solve: LuSolve, |a| lu_solve(a.0, a.1), [([[4.0, 1.0, 0.5], [1.0, 3.0, 0.3], [0.5, 0.3, 5.0]], [1.0, 2.0, 3.0])];
    cholesky: Cholesky, |a| cholesky(a.0), [([[4.0, 1.0, 0.5, 0.2], [1.0, 3.0, 0.3, 0.1], [0.5, 0.3, 5.0, 0.7], [0.2, 0.1, 0.7, 2.0]],)];
    thomas: Thomas, |a| thomas(a.0, a.1, a.2, a.3), [([0.0, 0.3, 0.4, 0.2, 0.1], [2.0, 3.0, 2.5, 4.0, 3.0], [0.5, 0.6, 0.7, 0.1, 0.0], [1.0, 2.0, 3.0, 4.0, 5.0])];
    kinetics: Kinetics, |a| kinetics(a.0, a.1, a.2, a.3), [([0.5, 0.3, 0.8], 2.0, [1.0, 2.0, 0.5, 0.7], [0.3, 0.4, 0.1, 0.9])];
    gram_schmidt: GramSchmidt, |a| gram_schmidt(a.0), [([[1.0, 2.0, 0.3], [0.4, -0.5, 0.6], [0.1, 0.9, 0.2]],)];
    kicked: Kicked, |a| kicked(a.0, a.1), [([Body { x: [0.0, 0.1], v: [1.0, 0.2], m: 1.0 }, Body { x: [1.0, 0.3], v: [0.1, 0.2], m: 2.0 }, Body { x: [0.0, -1.1], v: [1.0, -0.2], m: 1.5 }], 0.3)];
    slices: Slices, |a| slices(a.0), [([1.0, 2.0, 0.3, 0.4, -0.5, 0.6],)];
    named: Named, |a| named(a.0), [([1.0, 2.0, 0.3, 0.4],)];
}

#[differentiable]
fn of_signs<T: Real>(x: T, y: T) -> T {
    x.sign() * y * y + y.signum() * x + (x * 0.0).signum() * y
}

/// A literal of a function of `f32` is the number that it is there, beside what is not differentiated too.
#[differentiable]
fn of_singles(x: f32, #[constant] k: f32, mut n: usize) -> f32 {
    n += 1;
    let scaled = 1.5f32 * x + 0.1_f32;
    if k > 0.1 { scaled * x } else { scaled * n as f32 + 0.1 }
}

#[test]
fn signs() {
    let gradient = |x: f64, y: f64| {
        let (value, kept) = Differentiable::<f64>::eval_keep(&OfSigns, &(x, y));
        (value, Differentiable::<f64>::vjp(&OfSigns, &(x, y), &kept, &1.0))
    };
    assert_eq!(gradient(-2.0, 3.0), (-9.0 - 2.0 - 3.0, (1.0, -6.0 - 1.0)));
    assert_eq!(gradient(0.0, 3.0), (3.0, (1.0, 1.0)));
    assert_eq!(gradient(2.0, -0.0), (-2.0, (-1.0, 1.0)));
    // Of what leaves the range nothing is left: no 0 · ∞.
    assert_eq!(gradient(f64::INFINITY, 1.0).1.0, 1.0);
    for x in [0.0, -0.0, 3.0, -2.0, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(tapeless::Real::signum(x), f64::signum(x));
    }
    check("of_signs", &OfSigns, |a: (f64, f64)| of_signs(a.0, a.1), &(0.7, -0.3));
    assert_eq!(of_singles(0.5, 0.1, 2), (1.5f32 * 0.5 + 0.1) * 3.0 + 0.1);
    let f = OfSingles { k: 0.1, n: 2 };
    let (value, kept) = f.eval_keep(&(0.5,));
    assert_eq!((value, f.vjp(&(0.5,), &kept, &1.0).0), (of_singles(0.5, 0.1, 2), 4.5));
}

/// All that a function of one concrete number may find beside it is of that number.
#[differentiable]
fn of_a_table(x: f32, [a, b]: [f32; 2], #[constant] w: &[f32], #[constant] c: f32, n: usize) -> f32 {
    const K: f32 = 0.3;
    let scale = 0.5 * n as f32 + c;
    let mut sum = (x * scale).powf(c) + core::f32::consts::PI * a;
    for i in 0..3 {
        sum += w[i] * (b * K).sin() * w.iter().sum::<f32>();
        if w[i] < 0.3 {
            sum = sum / w[i] - c;
        }
    }
    sum * (1.0 / 3.0)
}

#[test]
fn a_function_of_f32_alone() {
    let (w, c, n) = ([0.3_f32, -0.5, 0.9], 0.7_f32, 2);
    let f = OfATable { w: &w, c, n };
    let args = (0.4_f32, [0.2, -0.6]);
    let wide = |(x, [a, b]): (f64, [f64; 2])| {
        let w = w.map(f64::from);
        let c = f64::from(c);
        let mut sum = (x * (1.0 + c)).powf(c) + f64::from(core::f32::consts::PI) * a;
        for i in 0..3 {
            sum += w[i] * (b * f64::from(0.3f32)).sin() * w.iter().sum::<f64>();
            if i == 1 {
                sum = sum / w[i] - c;
            }
        }
        sum / 3.0
    };
    let (value, kept) = f.eval_keep(&args);
    assert_eq!(value, of_a_table(args.0, args.1, &w, c, n));
    let (x, by) = f.vjp(&args, &kept, &1.0);
    let at = (0.4, [0.2, -0.6]);
    assert!((f64::from(value) - wide(at)).abs() < 1e-5, "{value}");
    let slope = |moved: (f64, [f64; 2])| (wide(moved) - wide(at)) / 1e-6;
    let slopes = [slope((at.0 + 1e-6, at.1)), slope((at.0, [0.2 + 1e-6, -0.6])), slope((at.0, [0.2, -0.6 + 1e-6]))];
    for (is, should) in [x, by[0], by[1]].into_iter().zip(slopes) {
        assert!((f64::from(is) - should).abs() < 1e-4, "{is} {should}");
    }
}

/// A slice of literal ends is a value, a reference to its elements.
#[differentiable]
fn of_slices<T: Real, const N: usize>(x: [T; 6], y: &[T; N]) -> T {
    let middle = &x[1..4];
    let (first, rest) = (&y[..2], &x[3..]);
    let sum: T = middle.iter().map(|m| *m * first[1]).sum();
    sum + rest[2] * middle[0] + rest.iter().copied().fold(first[0], T::max)
}

#[test]
fn slices_as_values() {
    let plain =
        |(x, y): ([f64; 6], [f64; 3])| (x[1] + x[2] + x[3]) * y[1] + x[5] * x[1] + x[3].max(x[4]).max(x[5]).max(y[0]);
    check("of_slices", &OfSlices::<3>, plain, &([0.3, 0.8, -0.4, 0.7, 0.1, 0.5], [0.2, 0.6, 0.9]));
}
