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
