//! The problems that are timed, the same numbers as in `peers/c/problems.h`, and their solves.

use core::hint::black_box;
use tapeless::*;

/// σ 10, ρ 28, β 8/3 from (1, 1, 1), 1000 steps of 1e-3; the objective is the sum of squares at the end.
pub const LORENZ: ([f64; 3], [f64; 3]) = ([1.0, 1.0, 1.0], [10.0, 28.0, 8.0 / 3.0]);
/// From (1, 1), 1000 steps of 1e-2; the objective is half the squared distance to (1, 1) at the end.
pub const LOTKA_VOLTERRA: ([f64; 2], [f64; 4]) = ([1.0, 1.0], [1.5, 1.0, 3.0, 1.0]);
/// A cart-pole, its pole 0.1 off upright, 20 steps of 0.05.
pub const CART_POLE: [f64; 4] = [0.0, 0.0, 0.1, 0.0];

/// The 20 controls of the cart-pole.
pub fn controls() -> [f64; 20] {
    core::array::from_fn(|k| 0.1 * (k as f64).sin())
}

const CART: f64 = 1.0;
const POLE: f64 = 0.1;
const LENGTH: f64 = 0.5;
const GRAVITY: f64 = 9.81;

#[derive(Clone, Copy)]
pub struct Lorenz;
impl<T: Real> VectorField<T> for Lorenz {
    type State = [T; 3];
    type Params = [T; 3];
    type Input = ();
    #[inline(always)]
    fn eval(&self, _t: T, &[x, y, z]: &[T; 3], &[sigma, rho, beta]: &[T; 3], &(): &()) -> [T; 3] {
        [sigma * (y - x), x.fma(rho - z, -y), x.fma(y, -(beta * z))]
    }
}
impl<T: Real> Vjp<T> for Lorenz {
    type Kept = (T, T, T);
    const COSTLY: bool = false;
    #[inline(always)]
    fn eval_keep(&self, t: T, y: &[T; 3], p: &[T; 3], u: &()) -> ([T; 3], (T, T, T)) {
        (self.eval(t, y, p, u), (y[0], y[1], y[2]))
    }
    #[inline(always)]
    fn vjp(
        &self,
        &[sigma, rho, beta]: &[T; 3],
        &(): &(),
        &(x, y, z): &Self::Kept,
        &[w0, w1, w2]: &[T; 3],
        bars: Bars<'_, T, [T; 3], ()>,
    ) -> [T; 3] {
        let [sigma_bar, rho_bar, beta_bar] = bars.p;
        *sigma_bar = w0.fma(y - x, *sigma_bar);
        *rho_bar = x.fma(w1, *rho_bar);
        *beta_bar = (-z).fma(w2, *beta_bar);
        let s = sigma * w0;
        [w1.fma(rho - z, w2.fma(y, -s)), x.fma(w2, s - w1), (-x).fma(w1, -(beta * w2))]
    }
}

#[derive(Clone, Copy)]
pub struct LotkaVolterra;
impl<T: Real> VectorField<T> for LotkaVolterra {
    type State = [T; 2];
    type Params = [T; 4];
    type Input = ();
    #[inline(always)]
    fn eval(&self, _t: T, &[x, y]: &[T; 2], &[a, b, c, d]: &[T; 4], &(): &()) -> [T; 2] {
        [x * (-b).fma(y, a), y * d.fma(x, -c)]
    }
}
impl<T: Real> Vjp<T> for LotkaVolterra {
    type Kept = (T, T);
    const COSTLY: bool = false;
    #[inline(always)]
    fn eval_keep(&self, t: T, y: &[T; 2], p: &[T; 4], u: &()) -> ([T; 2], (T, T)) {
        (self.eval(t, y, p, u), (y[0], y[1]))
    }
    #[inline(always)]
    fn vjp(
        &self,
        &[a, b, c, d]: &[T; 4],
        &(): &(),
        &(x, y): &Self::Kept,
        &[w0, w1]: &[T; 2],
        bars: Bars<'_, T, [T; 4], ()>,
    ) -> [T; 2] {
        let [a_bar, b_bar, c_bar, d_bar] = bars.p;
        let l = x * w0;
        let r = y * w1;
        *a_bar += l;
        *b_bar = (-y).fma(l, *b_bar);
        *c_bar -= r;
        *d_bar = x.fma(r, *d_bar);
        [w0.fma((-b).fma(y, a), d * r), w1.fma(d.fma(x, -c), -(b * l))]
    }
}

/// The cart's place and speed, the pole's angle from upright and its rate, driven by a force on the cart.
#[derive(Clone, Copy)]
pub struct CartPole;
impl<T: Real> VectorField<T> for CartPole {
    type State = [T; 4];
    type Params = ();
    type Input = T;
    #[inline(always)]
    fn eval(&self, t: T, y: &[T; 4], p: &(), u: &T) -> [T; 4] {
        self.eval_keep(t, y, p, u).0
    }
}
impl<T: Real> Vjp<T> for CartPole {
    type Kept = (T, T, T, T, T, T, T, T);
    const COSTLY: bool = true;
    #[inline(always)]
    fn eval_keep(&self, _t: T, &[_, v, th, om]: &[T; 4], &(): &(), &u: &T) -> ([T; 4], Self::Kept) {
        let (s, c) = th.sin_cos();
        let q = (om * om).times(POLE * LENGTH);
        let id = c.times(-POLE).fma(c, T::lit(CART + POLE)).under(1.0);
        let il = id.times(1.0 / LENGTH);
        let a = c.times(POLE * GRAVITY) - q;
        let b = (-q).fma(c, T::lit((CART + POLE) * GRAVITY));
        let n = s.fma(a, u);
        let m = s.fma(b, u * c);
        ([v, n * id, om, m * il], (s, c, om, q, id, a, b, n))
    }
    #[inline(always)]
    fn vjp(
        &self,
        &(): &(),
        &u: &T,
        &(s, c, om, q, id, a, b, n): &Self::Kept,
        &[w0, w1, w2, w3]: &[T; 4],
        bars: Bars<'_, T, (), T>,
    ) -> [T; 4] {
        let m = s.fma(b, u * c);
        let n_bar = w1 * id;
        let m_bar = w3 * id.times(1.0 / LENGTH);
        let id_bar = w1.fma(n, w3 * m.times(1.0 / LENGTH));
        let a_bar = s * n_bar;
        let b_bar = s * m_bar;
        let s_bar = n_bar.fma(a, m_bar * b);
        let d_bar = -(id * id) * id_bar;
        let q_bar = -b_bar.fma(c, a_bar);
        let c_bar = m_bar
            .fma(u, a_bar.times(POLE * GRAVITY) - b_bar * q)
            + (d_bar * c).times(-2.0 * POLE);
        *bars.u = m_bar.fma(c, *bars.u + n_bar);
        let th_bar = s_bar.fma(c, -(c_bar * s));
        let om_bar = (om * q_bar).times(2.0 * POLE * LENGTH) + w2;
        [T::ZERO, w0, th_bar, om_bar]
    }
}

macro_rules! scalar {
    ($Name:ident($($arg:pat => $Arg:ty),*) $value:expr, |$w:ident| $bars:expr) => {
        #[derive(Clone, Copy)]
        pub struct $Name;
        impl<T: Real> Differentiable<T> for $Name {
            type Args = ($($Arg,)*);
            type Output = T;
            type Kept = ();
            #[inline(always)]
            fn eval(&self, &($($arg,)*): &Self::Args) -> T { $value }
            #[inline(always)]
            fn eval_keep(&self, a: &Self::Args) -> (T, ()) { (self.eval(a), ()) }
            #[inline(always)]
            #[allow(unused_variables)]
            fn vjp(&self, &($($arg,)*): &Self::Args, (): &(), &$w: &T) -> Self::Args { $bars }
        }
    };
}
scalar!(SumOfSquares([x, y, z] => [T; 3]) x.fma(x, y.fma(y, z * z)), |w| ([x, y, z].map(|x| x.times(2.0) * w),));
scalar!(HalfDistance([x, y] => [T; 2]) {
    let (a, b) = (x.plus(-1.0), y.plus(-1.0));
    a.fma(a, b * b).times(0.5)
}, |w| ([x.plus(-1.0) * w, y.plus(-1.0) * w],));
scalar!(StageCost([x, _, th, _] => [T; 4], u => T)
    (u * u).times_add(0.1, (th * th).times_add(10.0, x * x)),
    |w| ([x.times(2.0) * w, T::ZERO, th.times(20.0) * w, T::ZERO], u.times(0.2) * w));
scalar!(EndCost([x, _, th, _] => [T; 4]) x.fma(x, th * th).times(100.0),
    |w| ([x.times(200.0) * w, T::ZERO, th.times(200.0) * w, T::ZERO],));

macro_rules! lorenz {
    () => {
        Solve::new(Ode(Lorenz), RK4, Uniform::new::<1000>(0.0, 1.0))
    };
}
macro_rules! lotka_volterra {
    () => {
        Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<1000>(0.0, 10.0))
    };
}
macro_rules! cart_pole {
    ($controls:expr) => {
        Solve::new(Ode(CartPole), RK4, Uniform::new::<20>(0.0, 1.0)).with_inputs($controls)
    };
}

/// What is differentiated in each.
pub type Lorenz6 = Gradient<f64, [f64; 3], [f64; 3], ()>;

#[inline(never)]
pub fn lorenz_value() -> f64 {
    let (y0, p) = black_box(&LORENZ);
    let [x, y, z] = lorenz!().value(y0, p);
    x * x + y * y + z * z
}
#[inline(never)]
pub fn lorenz_gradient() -> Lorenz6 {
    let (y0, p) = black_box(&LORENZ);
    lorenz!().gradient(y0, p, &Terminal(SumOfSquares))
}
#[inline(never)]
pub fn lorenz_forward() -> Lorenz6 {
    let (y0, p) = black_box(&LORENZ);
    lorenz!().gradient_forward::<6, _, _>(y0, p, &Terminal(SumOfSquares))
}

pub type LotkaVolterra6 = Gradient<f64, [f64; 2], [f64; 4], ()>;

#[inline(never)]
pub fn lotka_volterra_value() -> f64 {
    let (y0, p) = black_box(&LOTKA_VOLTERRA);
    let [x, y] = lotka_volterra!().value(y0, p);
    0.5 * ((1.0 - x) * (1.0 - x) + (1.0 - y) * (1.0 - y))
}
#[inline(never)]
pub fn lotka_volterra_gradient() -> LotkaVolterra6 {
    let (y0, p) = black_box(&LOTKA_VOLTERRA);
    lotka_volterra!().gradient(y0, p, &Terminal(HalfDistance))
}
#[inline(never)]
pub fn lotka_volterra_forward() -> LotkaVolterra6 {
    let (y0, p) = black_box(&LOTKA_VOLTERRA);
    lotka_volterra!().gradient_forward::<6, _, _>(y0, p, &Terminal(HalfDistance))
}

#[inline(never)]
pub fn cart_pole_value(u: &[f64; 20]) -> f64 {
    cart_pole!(black_box(u)).objective(black_box(&CART_POLE), &(), &(Running(StageCost), Terminal(EndCost)))
}
#[inline(never)]
pub fn cart_pole_gradient(u: &[f64; 20]) -> Gradient<f64, [f64; 4], (), [f64; 20]> {
    cart_pole!(*black_box(u)).gradient(black_box(&CART_POLE), &(), &(Running(StageCost), Terminal(EndCost)))
}
