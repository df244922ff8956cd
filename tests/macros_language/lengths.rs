//! Arrays whose length the compiler knows and the body does not say: in structs, in what calls give, and those that go there.

use tapeless::{Real, Vector, differentiable};

use crate::check::and_plain;
use crate::everywhere::everywhere;

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
pub(super) struct Body<T> {
    v: [T; 3],
    mass: T,
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
pub(super) struct System<T> {
    bodies: [Body<T>; 2],
    rows: [[T; 3]; 2],
    sun: Body<T>,
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
pub(super) struct Chain<T, const N: usize> {
    x: [T; N],
    stiffness: T,
}

type Vec3<T> = [T; 3];

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
pub(super) struct Named<T> {
    v: Vec3<T>,
    rows: [Vec3<T>; 2],
}

#[differentiable]
fn scaled<T: Real>(x: T, by: T) -> T {
    (x * by).sin() + by
}

#[differentiable]
fn parts<T: Real>(x: T) -> (T, [T; 3]) {
    (x * x, [x.sin(), x.cos(), x.exp()])
}

#[differentiable]
fn triple<T: Real>(x: T) -> [T; 3] {
    [x.sin(), x.cos(), x.exp()]
}

#[differentiable]
fn norm<T: Real>(x: [T; 3]) -> T {
    let mut sum = T::ZERO;
    for x in x.iter() {
        sum += *x * *x;
    }
    sum.sqrt()
}

impl<T: Real> Body<T> {
    #[differentiable]
    fn next(self, k: T) -> Self {
        Self { v: core::array::from_fn(|i| self.v[i] * k), mass: k }
    }

    #[differentiable]
    fn made(mass: T) -> Self {
        Self { v: core::array::from_fn(|i| mass * i as f64), mass }
    }

    #[differentiable]
    fn dot(&self, other: &Self) -> T {
        self.v.iter().zip(other.v.iter()).map(|(a, b)| (*a * *b).sin()).sum()
    }

    #[differentiable]
    fn turned(&self) -> Body<T> {
        Body { v: self.v.map(|x| (-x).exp()), mass: self.mass }
    }

    #[differentiable]
    fn energy(&self) -> T {
        let mut product = self.mass;
        for x in self.v.iter() {
            product = (product * *x).sin() + *x;
        }
        let sum: T = self.v.iter().map(|x| x.exp()).sum();
        product * sum + self.v.iter().zip(&self.v).map(|(a, b)| *a * *b).sum::<T>()
    }
}

impl<T: Real, const N: usize> Chain<T, N> {
    #[differentiable]
    fn tension(&self) -> T {
        let mut sum = self.stiffness;
        for x in &self.x {
            sum = (sum * *x).sin() + self.stiffness;
        }
        sum + self.x.map(|x| x.cos()).iter().sum::<T>()
    }
}

and_plain! {
    #[differentiable]
    fn mapped<T: Real>(p: Body<T>) -> [T; 3] {
        let m = p.mass;
        p.v.map(|x| (x * m).sin() * x)
    }

    #[differentiable]
    fn negative<T: Real>(p: Body<T>) -> Body<T> {
        Body { v: p.v.map(|x| -x), mass: p.v.iter().sum::<T>() }
    }

    #[differentiable]
    fn through<T: Real>(p: &Body<T>, y: T) -> T {
        let mut product = y;
        for w in p.v.iter() {
            product = (product * *w).sin() + y;
        }
        for (i, w) in p.v.iter().enumerate().rev() {
            product = (product * *w).cos() + y * i as f64;
        }
        for w in p.v {
            product *= w;
        }
        product
    }

    #[differentiable]
    fn zipped<T: Real>(p: Body<T>, q: Body<T>, x: [T; 2]) -> T {
        let dot: T = p.v.iter().zip(q.v.iter()).map(|(a, b)| *a * *b).sum();
        let shorter: T = p.v.iter().zip(x.iter()).map(|(a, b)| (*a * *b).exp()).sum::<T>();
        let numbered: T = p.v.iter().zip(1..).map(|(a, k)| *a * k as f64).sum();
        dot * shorter + numbered
    }

    #[differentiable]
    fn of_structs<T: Real>(s: System<T>) -> T {
        let mut sum = s.sun.mass;
        for body in s.bodies.iter() {
            for x in body.v.iter() {
                sum = (sum * *x).sin() + body.mass;
            }
        }
        for row in &s.rows {
            sum += row.iter().map(|x| x.exp()).sum::<T>() * row[0];
        }
        let masses = s.bodies.map(|body| body.mass * body.mass);
        sum * masses[0] + masses[1] * s.bodies.iter().map(|b| b.mass * b.v[1]).sum::<T>()
    }

    #[differentiable]
    fn in_a_struct<T: Real>(p: Body<T>, y: T) -> System<T> {
        let sun = Body { v: core::array::from_fn(|i| p.v[i] * y * i as f64), mass: y };
        System {
            bodies: core::array::from_fn(|i| Body { v: core::array::from_fn(|j| (p.v[j] * y).sin() * (i + 1) as f64), mass: y * i as f64 }),
            rows: core::array::from_fn(|i| core::array::from_fn(|j| p.v[j].exp() * (i + j) as f64)),
            sun,
        }
    }

    #[differentiable]
    fn updated<T: Real>(p: Body<T>, y: T) -> Body<T> {
        Body { v: core::array::from_fn(|i| p.v[2 - i] * y), ..p }
    }

    #[differentiable]
    fn of_closures<T: Real>(v: [T; 3], y: T) -> T {
        let twice = |v: [T; 3]| -> [T; 3] { core::array::from_fn(|i| (v[i] * y).sin()) };
        let length = |v: [T; 3]| v.iter().map(|x| *x * *x).sum::<T>();
        let w = twice(v);
        length(w) + length(core::array::from_fn(|i| v[i].exp())) + norm(core::array::from_fn(|i| v[i] * y))
    }

    #[differentiable]
    fn called<T: Real>(x: [T; 4], y: T) -> T {
        let each = x.map(|x| scaled(x, y));
        let mut product = y;
        for e in each.iter() {
            product = (product * *e).sin() + y;
        }
        let [a, b, ..] = each;
        product * a + b.exp()
    }

    #[differentiable]
    fn given<T: Real>(x: T) -> T {
        let (square, all) = parts(x);
        let mut product = square;
        for a in all.iter() {
            product = (product * *a).sin() + x;
        }
        product + all.map(|a| a * a).iter().sum::<T>() + all.iter().zip(&all).map(|(a, b)| *a * *b).sum::<T>()
    }

    #[differentiable]
    fn by_methods<T: Real>(s: System<T>) -> T {
        let all = s.bodies.map(|body| body.energy());
        all[0] * all[1] + s.sun.energy() + s.sun.turned().energy()
    }

    #[differentiable]
    fn of_any<T: Real, const N: usize>(c: Chain<T, N>, y: T) -> T {
        let mut sum = y;
        for x in c.x.iter() {
            sum = (sum * *x).sin() + y;
        }
        let sines = c.x.map(|x| x.sin());
        sum * c.x.iter().zip(&sines).map(|(a, b)| *a * *b).sum::<T>() + c.tension()
    }

    #[differentiable]
    fn made_of_any<T: Real, const N: usize>(x: [T; N], y: T) -> Chain<T, N> {
        Chain { x: core::array::from_fn(|i| (x[i] * y).sin()), stiffness: y }
    }

    #[differentiable]
    fn changed<T: Real>(p: Body<T>, y: T) -> T {
        let mut v = p.v;
        for k in 0..5 {
            for x in v.iter_mut() {
                *x = (*x * y).sin() + k as f64;
            }
        }
        let mut q = p;
        for x in q.v.iter_mut() {
            *x *= y;
        }
        v.iter().sum::<T>() * q.v.iter().product::<T>() + v.len() as f64
    }

    #[differentiable]
    fn at_once<T: Real>(x: T) -> T {
        triple(x).iter().sum::<T>() + triple(x).map(|x| x * x)[0] + parts(x).1.iter().product::<T>()
    }

    #[differentiable]
    fn of_a_name<T: Real>(v: Vec3<T>, a: Named<T>) -> T {
        let mut w = a.v;
        w.swap(0, 1);
        w.reverse();
        let all = a.rows.map(|row| row[0] * row[1]);
        let products = a.rows.iter().map(|row| row.iter().product::<T>()).sum::<T>();
        v.iter().sum::<T>() + v.map(|x| x * w[2])[0] + a.v.iter().sum::<T>() * all[1] + products
    }

    #[differentiable]
    fn of_bodies<T: Real>(p: [Body<T>; 2]) -> T {
        let mut sum = T::ONE;
        for body in p.iter() {
            for x in &body.v {
                sum += *x * body.mass;
            }
        }
        for body in p {
            for x in body.v {
                sum *= x * body.mass + 1.5;
            }
        }
        sum
    }

    #[differentiable]
    fn in_place<T: Real>(p: Body<T>) -> Body<T> {
        let v = p.v.map(|x| {
            let y = x * p.mass;
            y.sin()
        });
        let mut q = Body { v, mass: p.mass };
        for x in &mut q.v {
            *x *= p.mass;
        }
        for (x, y) in q.v.iter_mut().zip(&p.v) {
            *x *= *y;
        }
        q
    }

    #[differentiable]
    fn adapted<T: Real>(p: Body<T>, y: T) -> T {
        let mut sum = p.mass;
        for pair in p.v.windows(2) {
            sum += (pair[0] * pair[1]).exp();
        }
        for w in p.v[1..].iter() {
            sum = (sum * *w).sin() + y;
        }
        for w in p.v.iter().skip(1).step_by(2) {
            sum = (sum * *w).sin() + y;
        }
        for i in 1..p.v.len() - 1 {
            sum = (sum * p.v[i]).sin() + y;
        }
        for i in 0..p.v.len() {
            sum = (sum * p.v[i]).sin() + y;
        }
        for three in p.v.chunks_exact(3) {
            sum *= three[0];
        }
        sum
    }

    #[differentiable]
    fn of_arms<T: Real>(p: Body<T>, y: T) -> T {
        let chosen = if p.mass > 1.0 { p.v } else { p.v.map(|x| x * 2.0) };
        let mut sum = y;
        for x in chosen {
            sum = (sum * x).sin() + y;
        }
        let mut both = [p.v, p.v];
        for row in both.iter_mut() {
            for x in row.iter_mut() {
                *x = (*x * sum).sin();
            }
        }
        both[1][2] * both[0][0]
    }

    #[differentiable]
    fn rows_beside<T: Real>(x: [T; 2], s: System<T>) -> T {
        x.iter().zip(&s.rows).map(|(x, row)| (*x * row[0]).sin() * row[2]).sum::<T>()
            + x.iter().zip(&s.bodies).map(|(x, body)| *x * body.v[1] * body.mass).sum::<T>()
    }

    #[differentiable]
    fn by_functions<T: Real>(p: Body<T>, k: T) -> T {
        let q: Body<T> = p.next(k);
        let made: Body<T> = Body::made(k * k);
        q.dot(&p) + made.dot(&q)
    }
}

fn body() -> Body<f64> {
    Body { v: [0.4, -0.7, 0.2], mass: 0.9 }
}

fn system() -> System<f64> {
    let other = Body { v: [0.3, 0.5, -0.6], mass: 1.1 };
    System {
        bodies: [body(), other],
        rows: [[0.1, 0.2, 0.3], [-0.4, 0.5, 0.6]],
        sun: Body { v: [0.8, 0.1, -0.3], mass: 0.7 },
    }
}

everywhere! {
    mapped: Mapped, |a| mapped(a.0), [(body(),)];
    negative: Negative, |a| negative(a.0), [(body(),)];
    through: Through, |a| through(&a.0, a.1), [(body(), 0.7)];
    zipped: Zipped, |a| zipped(a.0, a.1, a.2), [(body(), Body { v: [0.3, 0.5, -0.6], mass: 1.1 }, [0.2, 0.8])];
    of_structs: OfStructs, |a| of_structs(a.0), [(system(),)];
    in_a_struct: InAStruct, |a| in_a_struct(a.0, a.1), [(body(), 0.7)];
    updated: Updated, |a| updated(a.0, a.1), [(body(), 0.7)];
    of_closures: OfClosures, |a| of_closures(a.0, a.1), [([0.4, -0.7, 0.2], 0.6)];
    called: Called, |a| called(a.0, a.1), [([0.4, -0.7, 0.2, 0.5], 0.6)];
    given: Given, |a| given(a.0), [(0.6,)];
    by_methods: ByMethods, |a| by_methods(a.0), [(system(),)];
    of_any: OfAny<4>, |a| of_any(a.0, a.1), [(Chain { x: [0.4, -0.7, 0.2, 0.5], stiffness: 0.8 }, 0.6)];
    made_of_any: MadeOfAny<4>, |a| made_of_any(a.0, a.1), [([0.4, -0.7, 0.2, 0.5], 0.6)];
    changed: Changed, |a| changed(a.0, a.1), [(body(), 0.7)];
    at_once: AtOnce, |a| at_once(a.0), [(0.6,)];
    of_a_name: OfAName, |a| of_a_name(a.0, a.1),
        [([0.4, -0.7, 0.2], Named { v: [0.3, 0.5, -0.6], rows: [[0.1, 0.2, 0.3], [-0.4, 0.5, 0.6]] })];
    of_bodies: OfBodies, |a| of_bodies(a.0), [([body(), system().sun],)];
    in_place: InPlace, |a| in_place(a.0), [(body(),)];
    adapted: Adapted, |a| adapted(a.0, a.1), [(body(), 0.8)];
    of_arms: OfArms, |a| of_arms(a.0, a.1), [(body(), 0.8), (Body { v: [0.4, -0.7, 0.2], mass: 1.4 }, 0.8)];
    rows_beside: RowsBeside, |a| rows_beside(a.0, a.1), [([0.4, -0.7], system())];
    by_functions: ByFunctions, |a| by_functions(a.0, a.1), [(body(), 0.8)];
}

#[differentiable]
fn of_f64(p: Body<f64>) -> f64 {
    let mut sum = 1.0;
    for x in &p.v {
        sum = (sum * x).sin() + 0.5;
    }
    let made = Body { v: core::array::from_fn(|i| p.v[i] * sum), mass: sum };
    made.v.map(|x| x.sin()).iter().sum::<f64>()
}

fn plain_of_f64(p: Body<f64>) -> f64 {
    let mut sum = 1.0;
    for x in &p.v {
        sum = (sum * x).sin() + 0.5;
    }
    let made = Body { v: core::array::from_fn(|i| p.v[i] * sum), mass: sum };
    made.v.map(f64::sin).iter().sum::<f64>()
}

#[test]
fn of_f64_holds() {
    use tapeless::Differentiable;
    let p = body();
    let (value, kept) = OfF64.eval_keep(&(p,));
    assert!((value - plain_of_f64(p)).abs() < 1e-15);
    let (bar,) = OfF64.vjp(&(p,), &kept, &1.0);
    for (i, bar) in bar.v.into_iter().enumerate() {
        let at = |h: f64| {
            let mut p = p;
            p.v[i] += h;
            plain_of_f64(p)
        };
        let difference = (8.0 * (at(1e-4) - at(-1e-4)) - (at(2e-4) - at(-2e-4))) / 12e-4;
        assert!((bar - difference).abs() < 1e-10, "{bar} is not {difference}");
    }
}
