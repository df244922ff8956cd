//! Methods: of what is not differentiated, of structs that are, of generic types and of traits.

use tapeless::{Differentiable, Real, Vector, differentiable};

use crate::check::check;

#[derive(Clone, Copy, Debug)]
struct Spring<const N: usize> {
    stiffness: f64,
    powers: [f64; N],
}

impl<const N: usize> Spring<N> {
    /// A series in the extension.
    #[differentiable(turns = N)]
    fn force<T: Real>(&self, x: T, from: usize) -> T {
        let mut sum = self.stiffness * x;
        for (i, power) in self.powers.iter().enumerate() {
            if i >= from {
                sum += *power * x.powi(i as i32 + 2);
            }
        }
        -sum
    }

    #[differentiable]
    #[inline]
    fn pair<T: Real>(self, x: &[T; 2], scale: f64) -> [T; 2] {
        let first = self.force(x[0] * scale, 0);
        [first * x[1], self.force(x[1], 1)]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Body<T> {
    mass: T,
    x: [T; 2],
    v: [T; 2],
}

impl<T: Real> Body<T> {
    #[differentiable]
    fn energy(&self, height: T) -> T {
        0.5 * self.mass * (self.v[0] * self.v[0] + self.v[1] * self.v[1]) + 9.81 * self.mass * height
    }

    #[differentiable]
    fn moved(&self, force: [T; 2], h: f64) -> Self {
        let mut next = *self;
        for i in 0..2 {
            next.v[i] += force[i] * h / self.mass;
            next.x[i] += next.v[i] * h;
        }
        next
    }

    #[differentiable]
    fn reflected(self) -> Self {
        if self.x[1] < 0.0 { Self { mass: self.mass, x: [self.x[0], -self.x[1]], v: self.v } } else { self }
    }
}

trait Law {
    fn at<T: Real>(&self, x: T) -> T;
    fn at_vjp<T: Real>(&self, x: T, w: &T) -> (T,);
}

struct Cosine(f64);

impl Law for Cosine {
    #[differentiable]
    fn at<T: Real>(&self, x: T) -> T {
        let y = self.0 * x;
        y.cos() * y
    }
}

struct System {
    spring: Spring<2>,
    law: Cosine,
}

#[differentiable]
fn of_methods<T: Real>(body: Body<T>, x: T, system: &System) -> Body<T> {
    let mut body: Body<T> = body.reflected();
    let mut sum = x;
    for i in 0..3 {
        let [a, b]: [T; 2] = system.spring.pair(&[sum, body.x[0]], 0.5);
        sum += system.law.at(a) * b;
        if sum > 0.0 {
            body = body.moved([a, system.spring.force(b, 1)], 0.1);
        } else {
            body.x[0] -= body.energy(0.3 * sum);
        }
        body.mass += 0.1 * system.spring.force(sum, i);
    }
    body
}

#[test]
fn methods_within_a_function() {
    let system = System { spring: Spring { stiffness: 0.8, powers: [0.3, -0.1] }, law: Cosine(1.3) };
    let body = Body { mass: 1.2, x: [0.3, -0.4], v: [0.5, 0.2] };
    let f = OfMethods { system: &system };
    for x in [0.3, -0.6] {
        check("of_methods", &f, |a: (Body<f64>, f64)| of_methods(a.0, a.1, &system), &(body, x));
    }
}

#[test]
fn a_method_and_its_transpose() {
    let spring = Spring { stiffness: 0.8, powers: [0.3] };
    let (x, h) = (0.7_f64, 1e-6);
    let (bar, ()) = spring.force_vjp(x, 0, &1.0);
    assert!((spring.force(x, 0) + 0.8 * x + 0.3 * x * x).abs() < 1e-15);
    assert!((bar - (spring.force(x + h, 0) - spring.force(x - h, 0)) / (2.0 * h)).abs() < 1e-9);
    let body = Body { mass: 2.0_f64, x: [0.0; 2], v: [3.0, 4.0] };
    let (by_body, by_height) = body.energy_vjp(1.5, &1.0);
    assert_eq!((by_body, by_height), (Body { mass: 12.5 + 9.81 * 1.5, x: [0.0; 2], v: [6.0, 8.0] }, 9.81 * 2.0));
    assert!(
        OfMethods { system: &System { spring: Spring { stiffness: 0.8, powers: [0.3, 0.1] }, law: Cosine(1.0) } }
            .eval(&(body, 0.1))
            .is_finite()
    );
}

struct Weights(f64);

impl Weights {
    /// What is lent, of what is differentiated and of what is not.
    #[differentiable]
    fn of<T: Real, const N: usize>(&self, x: &[T; N], by: &[f64]) -> T {
        let mut sum = T::ZERO;
        for (x, by) in x.iter().zip(by) {
            sum += *x * x.sin() * *by;
        }
        sum * self.0
    }

    #[differentiable]
    fn heaviest<T: Real>(&self, x: [T; 3]) -> T {
        x.map(T::tanh).iter().copied().fold(x[0], T::max)
    }
}

#[differentiable]
fn of_what_is_lent<T: Real>(x: &[T; 3], rows: &[[T; 3]; 2], weights: &Weights, by: &[f64]) -> T {
    let mut sum = weights.of(x, by) * weights.heaviest(*x);
    for row in rows {
        sum += weights.of(row, by) + weights.heaviest(*row) * weights.of(&[row[0], sum], by);
    }
    let first = &rows[0];
    sum * weights.of(first, by)
}

#[test]
fn a_method_is_given_what_is_lent() {
    let weights = Weights(0.7);
    let by = [0.3, -0.5, 0.9];
    let f = OfWhatIsLent { weights: &weights, by: &by };
    let args = ([0.3, 0.8, -0.4], [[0.1, 0.9, 0.2], [-0.6, 0.4, 0.5]]);
    check("of_what_is_lent", &f, |a: ([f64; 3], [[f64; 3]; 2])| of_what_is_lent(&a.0, &a.1, &weights, &by), &args);
}

impl<T: Real> Body<T> {
    /// A function without `self`, of numbers.
    #[differentiable]
    fn falling(mass: T, height: T) -> Self {
        Self { mass, x: [T::ZERO, height], v: [T::ZERO, -(2.0 * 9.81 * height).sqrt()] }
    }

    /// Of its own type.
    #[differentiable]
    fn between(a: &Self, b: Self, at: f64) -> Body<T> {
        let mut between = *a;
        for i in 0..2 {
            between.x[i] += (b.x[i] - a.x[i]) * at;
        }
        between.mass = a.mass * b.mass;
        between
    }

    /// Which calls both, by either name.
    #[differentiable]
    fn dropped(&self, other: &Self, height: T) -> T {
        let start: Body<T> = Self::falling(self.mass * other.mass, height);
        let half: Body<T> = Body::between(&start, *self, 0.5);
        half.x[0] * half.x[1] + Body::<T>::falling(1.0, height).v[1] + half.energy(other.x[1])
    }
}

impl<const N: usize> Spring<N> {
    /// Of a type that is not differentiated: nothing but the attribute says so.
    #[differentiable(associated)]
    fn hardened<T: Real>(x: T, mut by: usize) -> T {
        if by > 3 {
            by = 3;
        }
        x + x.powi(by as i32)
    }

    #[differentiable]
    fn twice<T: Real>(own: &Self, x: T) -> T {
        own.stiffness * Self::hardened(x, 2) + Self::hardened(x * x, 7)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Row<T, const N: usize> {
    entries: [T; N],
}

impl<T: Real, const N: usize> Row<T, N> {
    #[differentiable]
    fn of_powers(x: T) -> Self {
        let mut entries = [T::ONE; N];
        for i in 1..N {
            entries[i] = entries[i - 1] * x;
        }
        Self { entries }
    }

    #[differentiable]
    fn dot(a: &Row<T, N>, b: &Row<T, N>) -> T {
        let (a, b): ([T; N], [T; N]) = (a.entries, b.entries);
        a.iter().zip(&b).map(|(a, b)| *a * *b).sum()
    }
}

#[differentiable]
fn of_functions_of_types<T: Real>(body: Body<T>, x: T, spring: &Spring<2>) -> T {
    let row: Row<T, 4> = Row::<T, 4>::of_powers(x);
    let other = Body::falling(x, body.mass);
    let mut sum = Row::dot(&row, &Row::<T, 4>::of_powers(body.x[0])) + body.dropped(&other, x);
    for i in 0..3 {
        sum += Spring::<2>::twice(spring, x) * 0.1 + Spring::<2>::hardened(sum, i);
    }
    sum
}

#[test]
fn functions_of_types() {
    let spring = Spring { stiffness: 0.8, powers: [0.3, -0.1] };
    let body = Body { mass: 1.2, x: [0.3, -0.4], v: [0.5, 0.2] };
    let f = OfFunctionsOfTypes { spring: &spring };
    check(
        "of_functions_of_types",
        &f,
        |a: (Body<f64>, f64)| {
            let (body, x) = a;
            let powers = |x: f64| [1.0, x, x * x, x * x * x];
            let falling = |m: f64, h: f64| Body { mass: m, x: [0.0, h], v: [0.0, -(2.0 * 9.81 * h).sqrt()] };
            let other = falling(x, body.mass);
            let start = falling(body.mass * other.mass, x);
            let half = Body {
                mass: start.mass * body.mass,
                x: [start.x[0] + (body.x[0] - start.x[0]) * 0.5, start.x[1] + (body.x[1] - start.x[1]) * 0.5],
                v: start.v,
            };
            let energy =
                0.5 * half.mass * (half.v[0] * half.v[0] + half.v[1] * half.v[1]) + 9.81 * half.mass * other.x[1];
            let dropped = half.x[0] * half.x[1] + falling(1.0, x).v[1] + energy;
            let mut sum = powers(x).iter().zip(powers(body.x[0])).map(|(a, b)| a * b).sum::<f64>() + dropped;
            let hardened = |x: f64, by: i32| x + x.powi(by.min(3));
            for i in 0..3 {
                sum += (0.8 * hardened(x, 2) + hardened(x * x, 7)) * 0.1 + hardened(sum, i);
            }
            sum
        },
        &(body, 0.6),
    );
}

#[derive(Clone, Copy, Debug)]
struct Scene {
    n: usize,
    shifted: bool,
    c: f64,
}

impl Scene {
    #[differentiable]
    fn seen<T: Real>(&self, x: T) -> T {
        let Scene { n, shifted, .. } = *self;
        if shifted { x.powi(n as i32) + self.c } else { x * self.c }
    }
}

/// A struct that is not differentiated is made in the body.
#[differentiable]
fn of_a_scene<T: Real>(x: T, n: usize, c: f64) -> T {
    let scene = Scene { n, shifted: n > 2, c: 2.0 * c };
    scene.seen(x) * x
}

#[test]
fn a_plain_struct_is_made_in_the_body() {
    for n in [2, 3] {
        let plain = |(x,): (f64,)| x * if n > 2 { x.powi(3) + 1.4 } else { x * 1.4 };
        check("of_a_scene", &OfAScene { n, c: 0.7 }, plain, &(0.6,));
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Complex<T> {
    re: T,
    im: T,
}

/// Methods that are named as those of numbers are.
impl<T: Real> Complex<T> {
    #[differentiable]
    fn new(re: T, im: T) -> Self {
        Self { re, im }
    }

    #[differentiable]
    fn zero() -> Self {
        Self { re: T::ZERO, im: T::ZERO }
    }

    #[differentiable]
    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }

    #[differentiable]
    fn mul(&self, other: &Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }

    #[differentiable]
    fn exp(self) -> Self {
        let size = self.re.exp();
        Self { re: size * self.im.cos(), im: size * self.im.sin() }
    }

    #[differentiable]
    fn abs(&self) -> T {
        self.re.hypot(self.im)
    }
}

/// A polynomial in a complex number, by Horner's rule.
#[differentiable]
fn complex_polynomial<T: Real, const N: usize>(c: [Complex<T>; N], z: Complex<T>) -> T {
    let mut sum: Complex<T> = Complex::zero();
    for i in (0..N).rev() {
        sum = sum.mul(&z).add(c[i]);
    }
    let power: Complex<T> = sum.exp();
    power.abs() + z.mul(&z).add(z).re
}

/// A turn of a point by a constant angle.
#[differentiable]
fn turned<T: Real>(z: [Complex<T>; 2], angle: f64) -> Complex<T> {
    let (sin, cos) = angle.sin_cos();
    let turn: Complex<T> = Complex::new(T::lit(cos), T::lit(sin));
    z[0].mul(&turn).add(z[1])
}

#[test]
fn methods_are_named_as_those_of_numbers() {
    let exact = |(c, z): ([Complex<f64>; 3], Complex<f64>)| complex_polynomial(c, z);
    let c = [Complex { re: 1.0, im: 0.5 }, Complex { re: -1.0, im: 0.3 }, Complex { re: 0.2, im: 0.1 }];
    for z in [Complex { re: 0.3, im: 0.7 }, Complex { re: 0.0, im: 0.0 }] {
        check("complex_polynomial", &ComplexPolynomial::<3>, exact, &(c, z));
        let (x, y) = (z.re, z.im);
        let square = [x * x - y * y, 2.0 * x * y];
        let re = c[0].re + c[1].re * x - c[1].im * y + c[2].re * square[0] - c[2].im * square[1];
        let should = re.exp() + square[0] + x;
        assert!((complex_polynomial(c, z) - should).abs() < 1e-14);
    }
    let points = ([c[0], c[1]],);
    check("turned", &Turned { angle: 0.3 }, |(z,)| turned(z, 0.3), &points);
    let is = turned(points.0, 0.3);
    assert!((is.re - (0.3_f64.cos() - 0.5 * 0.3_f64.sin() - 1.0)).abs() < 1e-15);
}

/// A point: the name is one letter, as a number's is.
#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct P<T> {
    x: T,
    y: T,
}

impl<T: Real> P<T> {
    #[differentiable]
    fn dot(&self, other: &P<T>) -> T {
        self.x * other.x + self.y * other.y
    }

    #[differentiable]
    fn swapped(other: P<T>) -> P<T> {
        P { x: other.y, y: other.x.sin() }
    }
}

#[differentiable]
fn products<T: Real>(p: P<T>, q: P<T>) -> T {
    let r: P<T> = P::swapped(q);
    p.dot(&q) * r.dot(&p)
}

#[test]
fn types_of_one_letter() {
    let exact = |(p, q): (P<f64>, P<f64>)| (p.x * q.x + p.y * q.y) * (q.y * p.x + q.x.sin() * p.y);
    check("products", &Products, exact, &(P { x: 0.3, y: 0.7 }, P { x: -0.4, y: 1.1 }));
}

/// Scales that are lent.
#[derive(Clone, Copy, Debug)]
struct Scales<'a> {
    each: &'a [f64],
}

/// With lifetimes, a const parameter, and what is lent and not differentiated.
#[differentiable]
fn weighed<'a, T: Real, const N: usize>(
    points: [P<T>; N],
    weights: Scales<'a>,
    more: &[f64],
    by: &dyn Fn(f64) -> f64,
) -> P<T> {
    let mut sum = P { x: T::ZERO, y: T::ZERO };
    for i in 0..N {
        sum.x += points[i].dot(&sum) * by(weights.each[i]) + points[i].y;
        sum.y += points[i].x * more[i];
    }
    if sum.x > 100.0 {
        return P { x: sum.y, y: sum.x };
    }
    sum
}

#[differentiable]
fn single(p: P<f32>) -> f32 {
    p.dot(&P { x: p.y, y: 2.0 })
}

#[test]
fn bodies_are_checked_with_whatever_is_lent_to_them() {
    /// In a function, where no path leads to it.
    #[differentiable]
    fn within<T: Real>(p: P<T>) -> T {
        P { x: p.y, y: p.x * p.x }.dot(&p)
    }
    let p = P { x: 0.3, y: 0.7 };
    check("within", &Within, |(p,): (P<f64>,)| p.x * p.y + p.x * p.x * p.y, &(p,));
    let (each, more) = ([0.5, 1.5], [2.0, -1.0]);
    let by = |w: f64| 2.0 * w;
    let f = Weighed::<2> { weights: Scales { each: &each }, more: &more, by: &by };
    let exact = |([p, q],): ([P<f64>; 2],)| {
        let (x, y) = (p.y, 2.0 * p.x);
        P { x: x + 3.0 * (q.x * x + q.y * y) + q.y, y: y - q.x }
    };
    check("weighed", &f, exact, &([p, P { x: -0.4, y: 1.1 }],));
    assert_eq!(weighed([p], Scales { each: &each }, &more, &by), P { x: 0.7, y: 0.6 });
    let (value, kept) = Single.eval_keep(&(P { x: 0.5, y: 0.25 },));
    let (bar,) = Single.vjp(&(P { x: 0.5, y: 0.25 },), &kept, &1.0);
    assert_eq!((value, bar), (0.625, P { x: 0.25, y: 2.5 }));
}
