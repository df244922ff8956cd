//! What the macros write, against dual numbers and against differences, for every piece of the language and every
//! primitive.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tapeless::*;

type D1 = Dual<f64, 1>;
type OutputOf<F> = <F as Differentiable<f64>>::Output;

fn random<V: Vector<f64>>(like: &V, rng: &mut Pcg64) -> V {
    let mut v = like.clone();
    v.zip_mut(like, &mut |x, _| *x = rng.random_range(-1.0..1.0));
    v
}

fn bits<V: Vector<f64>>(v: &V) -> Vec<u64> {
    let mut bits = Vec::new();
    v.each(&mut |x| bits.push(x.to_bits()));
    bits
}

/// `⟨w, J d⟩ = ⟨Jᵀ w, d⟩` with J d from dual numbers to 1e-12, and from differences; all ways to the value, the same bits.
fn check<F, A>(f: &F, args: &A)
where
    A: Vector<f64>,
    F: Differentiable<f64, Args = A, Output: Vector<f64>>
        + Differentiable<D1, Args = A::With<D1>, Output = <OutputOf<F> as Vector<f64>>::With<D1>>,
{
    let mut rng = Pcg64::seed_from_u64(1);
    let eval = |args: &A| <F as Differentiable<f64>>::eval(f, args);
    let value = eval(args);
    let (again, kept) = Differentiable::<f64>::eval_keep(f, args);
    assert_eq!(bits(&value), bits(&again), "the value with what is kept");
    for _ in 0..3 {
        let (d, w) = (random(args, &mut rng), random(&value, &mut rng));
        let mut lifted = args.map(&mut |x| D1::new(x, [0.0]));
        d.clone().join(&mut lifted, &mut |dx, x: &mut D1| x.eps = [*dx]);
        let mut forward = <F as Differentiable<D1>>::eval(f, &lifted);
        let (mut primal, mut tangent) = (value.clone(), value.clone());
        primal.join(&mut forward, &mut |p, x: &mut D1| *p = x.re);
        tangent.join(&mut forward, &mut |t, x: &mut D1| *t = x.eps[0]);
        assert_eq!(bits(&value), bits(&primal), "the value on dual numbers");

        let bars = <F as Differentiable<f64>>::vjp(f, args, &kept, &w);
        let (forward, reverse) = (w.dot(&tangent), bars.dot(&d));
        let scale = bars.dot(&bars).sqrt() * d.dot(&d).sqrt() + 1e-300;
        assert!((forward - reverse).abs() <= 1e-12 * scale, "{forward} forward is not {reverse} reverse");

        let along = |s: f64| {
            let mut moved = args.clone();
            moved.axpy(s, &d);
            w.dot(&eval(&moved))
        };
        let h = 1e-4;
        let difference = (8.0 * (along(h) - along(-h)) - (along(2.0 * h) - along(-2.0 * h))) / (12.0 * h);
        assert!((difference - reverse).abs() <= 1e-8 * scale.max(1e-2), "{difference} is not {reverse}");
    }
}

macro_rules! checks {
    ($($name:ident: $Type:ident at $args:expr;)*) => {$(
        #[test]
        fn $name() {
            check(&$Type, &$args);
        }
    )*};
}

/// Arithmetic with literals and constants on every side; integers are numbers too.
#[differentiable]
fn arithmetic<T: Real>(x: T, y: T) -> T {
    const HALF: f64 = 0.5;
    let third = 1.0 / 3.0;
    let a = 2 * x + y * 3.0 - HALF;
    let b = 1.0 - x / 4.0 + 2.0 / y - (third * 2.0) * x;
    -a * b / (x * x + y * y + 1) + core::f64::consts::PI * (HALF + x) - (x - HALF) * (HALF - y)
}

/// Names are shadowed, patterns are nested, and what is bound need not be used.
#[differentiable]
fn patterns<T: Real>(([a, b], c): ([T; 2], T), m: [[T; 2]; 2], _unused: T) -> [T; 2] {
    let [[p, q], row] = m;
    let (a, b): (T, T) = (a * b, a + b);
    let (x, [y, _]) = (a * p, [b * q, c]);
    let a = {
        let x = x + y;
        x * a
    };
    let r = &row;
    [a + row[0] * y, r[1] * c + m[0][1]]
}

/// Tuples out and in.
#[differentiable]
fn pair<T: Real>(x: T, y: &T) -> (T, [T; 2]) {
    let both = (x * y, [x + y; 2]);
    (both.0, [both.1[0] * x, (both.1)[1].sin()])
}

/// A product that one sum takes in, one that two use, and one the user asks to fuse.
#[differentiable]
fn fused<T: Real>([a, b, c]: [T; 3]) -> [T; 4] {
    let shared = a * b;
    [c - a * c, shared + c, shared - c, a.mul_add(b, c) - b.fma(c, a)]
}

/// The sine and cosine of one argument, together and apart.
#[differentiable]
fn circle<T: Real>(x: T, y: T) -> [T; 3] {
    let (s, c) = (x * y).sin_cos();
    [s * x.cos(), c + y.sin() * y.cos(), T::sin(x + y)]
}

#[differentiable]
fn powers<T: Real>(x: T, y: T) -> [T; 7] {
    [x.powi(2), x.powi(3), x.powi(-2), x.powf(1.5), x.powf(y), T::powf(y, x), (x * y).recip()]
}

#[differentiable]
fn smallest<T: Real>(x: T, y: T) -> T {
    x.min(y) * x.max(0.25 * y) + x.hypot(y) * y.atan2(x) + (x - y).abs()
}

/// The plain constants of `Real`, asked for by name.
#[differentiable]
fn constants<T: Real>(x: T) -> T {
    x.plus(1.0) * x.times(2.0) + x.over(3.0) - x.under(4.0) + T::lit(0.5) * x + T::ONE
}

#[differentiable]
fn branch<T: Real>(x: T, y: T) -> T {
    let size = x * x + y * y;
    if size > 1.0 && !(x < 0.0) {
        let root = size.sqrt();
        root * x
    } else if y >= x || x == 10.0 {
        (size * x).exp() * y
    } else {
        0.5
    }
}

/// Several results; an arm that is a constant; what only one arm uses.
#[differentiable]
fn branches<T: Real>([x, y]: [T; 2]) -> ([T; 2], T) {
    let t = x.tanh();
    let ([a, b], c) = if x < y { ([t * y, x], y.ln()) } else { ([x, 1.0], t) };
    let d = if a > 0.0 { a } else { -a };
    ([a * b, d], c * x)
}

/// The arm that is not taken is not computed: its square root is NaN, its quotient infinite.
#[differentiable]
fn guarded<T: Real>(x: T) -> T {
    if x > 0.0 { x.sqrt() + 1.0 / x } else { x * x }
}

mod elsewhere {
    use tapeless::{Real, differentiable};

    /// The polar coordinates of a point.
    #[differentiable]
    pub fn polar<T: Real>([x, y]: [T; 2]) -> (T, T) {
        (x.hypot(y), y.atan2(x))
    }

    #[differentiable]
    pub(crate) fn scaled<T: Real>(v: [T; 2], by: T) -> [T; 2] {
        [v[0] * by, v[1] * by]
    }
}

use elsewhere::scaled;

/// Calls: by path and by name, taken apart by a pattern and by indices, in each other, of a constant.
#[differentiable]
fn calling<T: Real>([x, y]: [T; 2]) -> T {
    let (radius, angle) = elsewhere::polar([x, y]);
    let v = scaled([x, y], radius);
    let w = scaled(scaled(v, 2.0), angle * v[0]);
    let turned = elsewhere::polar(w);
    arithmetic(v[1], turned.0) + turned.1 * w[1]
}

/// Calls whose values are the result, or part of it.
#[differentiable]
fn passing_on<T: Real>(x: T, y: T) -> ([T; 2], (T, T)) {
    (scaled([x, y], x * y), elsewhere::polar([y, x]))
}

/// Names that the expansion would like to have itself.
#[differentiable]
fn greedy_names<T: Real>(w: T, [w0, v]: [T; 2], kept: T) -> [T; 2] {
    let bars = w * v;
    let taken = bars.sin() * kept;
    let args = if taken > w0 { taken * v } else { bars / w0 };
    [args * args, v.exp() * kept]
}

/// A quotient that only one arm may form.
#[differentiable]
fn guarded_quotient<T: Real>(x: T, y: T) -> T {
    if y > 0.0 { x / y + 2.0 / y } else { x * y }
}

/// The sine around an `if` and the cosine of the same argument in one arm: found by a random program.
#[differentiable]
fn cosine_in_an_arm<T: Real>(x: T, y: T) -> T {
    let u = if x.sin() < 0.3 {
        y
    } else {
        let v = if y > 0.1 {
            y.exp()
        } else {
            let (s, k) = x.sin_cos();
            s * k
        };
        v * y
    };
    u * x
}

/// Calls in the arms of an `if`, of what lies around it.
#[differentiable]
fn calling_in_arms<T: Real>(x: T, y: T) -> T {
    let v = scaled([x, y], x);
    if v[0] < 3.0 { arithmetic(x, v[1]) * elsewhere::polar(v).0 } else { branch(x, y) }
}

/// A concrete number in place of a type parameter.
#[differentiable]
fn concrete(x: f64, [y, z]: [f64; 2]) -> f64 {
    x * y.exp() - z / x
}

/// A concrete number in branches and calls.
#[differentiable]
fn concrete_branch(x: f32, y: f32) -> f32 {
    let w = if x > y && !(x > 2.0) { x * y.exp() } else { x / y };
    if w < 1.0 || x == y { w } else { concrete_part(w, x) }
}

#[differentiable]
fn concrete_part(x: f32, y: f32) -> f32 {
    x.sqrt() * y
}

#[test]
fn concrete_single_precision() {
    for (x, y) in [(1.5, 0.5), (3.0, 0.5), (0.5, 1.5)] {
        let (_, kept) = ConcreteBranch.eval_keep(&(x, y));
        let (x_bar, _) = ConcreteBranch.vjp(&(x, y), &kept, &1.0);
        let h = 1e-2;
        let difference = (concrete_branch(x + h, y) - concrete_branch(x - h, y)) / (2.0 * h);
        assert!((x_bar - difference).abs() < 1e-3 * x_bar.abs().max(1.0), "{x_bar} is not {difference}");
    }
}

/// `where` clauses, and another name for the number.
#[differentiable]
fn elsewhere_bound<Number>(x: Number) -> Number
where
    Number: tapeless::Real,
{
    x * x * Number::lit(3.0)
}

#[differentiable]
fn constant<T: Real>(_x: T) -> T {
    2.0
}

checks! {
    arithmetic_and_literals: Arithmetic at (0.7, 1.3);
    patterns_and_shadowing: Patterns at (([0.4, -0.7], 1.2), [[0.3, 0.9], [-0.8, 0.5]], 2.0);
    tuples_and_references: Pair at (0.6, -1.1);
    fused_products: Fused at ([0.4, -0.7, 1.9],);
    sine_and_cosine: Circle at (0.6, 1.4);
    powers_of_all_kinds: Powers at (1.3, 0.8);
    minimum_and_maximum: Smallest at (0.6, 1.7);
    constants_by_name: Constants at (0.9,);
    first_arm: Branch at (1.2, 0.4);
    second_arm: Branch at (0.3, 0.5);
    constant_arm: Branch at (0.5, 0.3);
    several_results_first: Branches at ([0.4, 1.3],);
    several_results_second: Branches at ([1.4, 0.3],);
    guarded_positive: Guarded at (0.8,);
    guarded_negative: Guarded at (-0.8,);
    calls: Calling at ([0.8, 1.3],);
    calls_in_the_first_arm: CallingInArms at (0.8, 1.3);
    calls_in_the_second_arm: CallingInArms at (2.8, 1.3);
    calls_passed_on: PassingOn at (0.8, 1.3);
    names_of_the_expansion: GreedyNames at (0.8, [0.3, 0.9], 1.4);
    quotient_in_an_arm: GuardedQuotient at (0.8, 0.6);
    cosine_in_the_arm_taken: CosineInAnArm at (0.8, -0.4);
    cosine_in_the_arm_not_taken: CosineInAnArm at (0.8, 0.4);
    where_clause: ElsewhereBound at (1.7,);
    constant_function: Constant at (0.3,);
}

#[test]
fn the_arm_not_taken_does_not_contaminate() {
    for x in [-1.0, 0.0, -1e-300] {
        let (_, kept) = Guarded.eval_keep(&(x,));
        assert_eq!(Guarded.vjp(&(x,), &kept, &1.0), (2.0 * x,));
    }
}

#[test]
fn a_quotient_not_formed_does_not_contaminate() {
    let (value, kept) = GuardedQuotient.eval_keep(&(3.0, 0.0));
    assert_eq!((value, GuardedQuotient.vjp(&(3.0, 0.0), &kept, &1.0)), (0.0, (0.0, 3.0)));
}

/// A field may use the names of the expansion too.
#[vector_field]
fn greedy_field<T: Real>(t: T, [y, w]: [T; 2], bars: T, kept: T) -> [T; 2] {
    [bars * w - t, (y * kept).sin()]
}

#[test]
fn names_of_the_expansion_in_a_field() {
    let solve = Solve::new(Ode(GreedyField), RK4, Uniform::new::<4>(0.0, 1.0)).with_inputs([0.1, 0.2, 0.3, 0.4]);
    let (y0, p) = ([0.3, 0.4], 0.7);
    let (y0_bar, p_bar) = solve.value_vjp(&y0, &p, &[1.0, -2.0]);
    let (_, [by_y, by_p]) = solve.jvp(&y0, &p, &[[1.0, 0.0], [0.0, 0.0]], &[0.0, 1.0]);
    assert!((y0_bar[0] - by_y[0] + 2.0 * by_y[1]).abs() < 1e-15 && (p_bar - by_p[0] + 2.0 * by_p[1]).abs() < 1e-15);
}

#[test]
fn the_function_itself_has_the_same_bits() {
    assert_eq!(calling([0.8, 1.3]), Calling.eval(&([0.8, 1.3_f64],)));
    assert_eq!(pair(0.6, &-1.1), Pair.eval(&(0.6, -1.1)));
}

#[test]
fn a_concrete_function() {
    let args = (0.7, [0.2, -0.4]);
    let (value, kept) = Concrete.eval_keep(&args);
    assert_eq!(value, concrete(0.7, [0.2, -0.4]));
    let (x, [y, z]) = Concrete.vjp(&args, &kept, &1.0);
    let e = 0.2_f64.exp();
    for (is, should) in [(x, e - 0.4 / 0.49), (y, 0.7 * e), (z, -1.0 / 0.7)] {
        assert!((is - should).abs() < 1e-15, "{is} is not {should}");
    }
}

/// Every primitive of the table, with the macro's sweep around the table's derivative.
mod primitives {
    use super::check;
    use paste::paste;
    use tapeless::{Real, differentiable};

    macro_rules! primitives {
        ($($name:ident at [$($x:expr),*];)*) => { paste! {$(
            #[differentiable]
            fn [<of_ $name>]<T: Real>(x: T) -> T {
                x * x.$name() + x
            }

            #[test]
            fn $name() {
                for x in [$($x),*] {
                    check(&[<Of $name:camel>], &(x,));
                }
            }
        )*}};
    }

    primitives! {
        sqrt at [0.3, 2.4];
        cbrt at [-0.6, 0.7];
        recip at [-0.8, 2.4];
        abs at [-0.6, 0.7];
        exp at [-0.6, 0.7];
        exp2 at [-0.6, 0.7];
        exp10 at [-0.6, 0.7];
        exp_m1 at [-0.6, 0.7];
        ln at [0.3, 2.4];
        ln_1p at [-0.4, 2.4];
        log2 at [0.3, 2.4];
        log10 at [0.3, 2.4];
        sin at [-0.6, 0.7];
        cos at [-0.6, 0.7];
        tan at [-0.6, 0.7];
        asin at [-0.6, 0.7];
        acos at [-0.6, 0.7];
        atan at [-0.6, 0.7];
        sinh at [-0.6, 0.7];
        cosh at [-0.6, 0.7];
        tanh at [-0.6, 0.7];
        asinh at [-0.6, 0.7];
        acosh at [1.2, 3.4];
        atanh at [-0.6, 0.7];
        erf at [-0.6, 0.7];
        erfc at [-0.6, 0.7];
        logistic at [-0.6, 0.7];
    }
}
