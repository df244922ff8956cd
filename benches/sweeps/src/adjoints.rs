//! The adjoints that `peers/c` has too, written by hand: of an RK4 step of Lorenz and of Lotka–Volterra, and of the cart-pole's
//! field, alone and with the step or the field itself. Each is a function of its own, which a profiler counts by its name.

use std::hint::black_box;

use tapeless::{Bars, Drive, Ode, RK4, StepBars, StepVjp, VectorField, Vjp};

#[path = "../../problems/mod.rs"]
mod problems;

use problems::{CartPole, Lorenz, LotkaVolterra};

type Kept<F> = [<F as Vjp<f64>>::Kept; 4];

macro_rules! step {
    ($name:ident, $both:ident, $field:ident, $n:literal, $m:literal) => {
        #[inline(never)]
        fn $name(kept: &Kept<$field>, p: &[f64; $m], h: f64, l: &mut [f64; $n], g: &mut [f64; $m]) {
            let drive = Drive { t: 0.0, h, u: &(), w: &() };
            *l = RK4.step_vjp(&Ode($field), drive, p, kept, l, StepBars { p: g, u: &mut (), w: &mut () });
        }

        #[inline(never)]
        fn $both(y: &mut [f64; $n], p: &[f64; $m], h: f64, l: &mut [f64; $n], g: &mut [f64; $m]) {
            let drive = Drive { t: 0.0, h, u: &(), w: &() };
            let (end, kept) = RK4.step_keep(&Ode($field), drive, y, p);
            *y = end;
            *l = RK4.step_vjp(&Ode($field), drive, p, &kept, l, StepBars { p: g, u: &mut (), w: &mut () });
        }
    };
}

step!(adjoint_of_lorenz, both_of_lorenz, Lorenz, 3, 3);
step!(adjoint_of_lotka_volterra, both_of_lotka_volterra, LotkaVolterra, 2, 4);

#[inline(never)]
fn adjoint_of_cart_pole(kept: &<CartPole as Vjp<f64>>::Kept, u: &f64, l: &mut [f64; 4], g: &mut f64) {
    *l = CartPole.vjp(&(), u, kept, &l.clone(), Bars { t: &mut 0.0, p: &mut (), u: g });
}

#[inline(never)]
fn value_of_cart_pole(y: &mut [f64; 4], u: &f64) {
    *y = CartPole.eval(0.0, y, &(), u);
}

#[inline(never)]
fn both_of_cart_pole(y: &mut [f64; 4], u: &f64, l: &mut [f64; 4], g: &mut f64) {
    let (slope, kept) = CartPole.eval_keep(0.0, y, &(), u);
    *y = slope;
    *l = CartPole.vjp(&(), u, &kept, &l.clone(), Bars { t: &mut 0.0, p: &mut (), u: g });
}

pub(crate) const NAMES: [&str; 3] = ["lorenz", "lotka-volterra", "cart-pole"];

pub(crate) fn run(name: &str, calls: usize) {
    let (mut y, mut l, mut g) = ([0.3, 0.5, 0.7, 0.2], [0.1, 0.3, 0.5, 0.4], [0.0; 4]);
    let p = [10.0, 28.0, 2.7, 1.0];
    macro_rules! call {
        ($field:ident, $adjoint:ident, $both:ident, $n:literal, $m:literal) => {{
            let [mut y, mut l] = [y, l].map(|x: [f64; 4]| -> [f64; $n] { core::array::from_fn(|i| x[i]) });
            let [p, mut g] = [p, g].map(|x: [f64; 4]| -> [f64; $m] { core::array::from_fn(|i| x[i]) });
            let kept = [(); 4].map(|()| $field.eval_keep(0.0, &y, &p, &()).1);
            $adjoint(black_box(&kept), black_box(&p), black_box(1e-3), &mut l, &mut g);
            $both(black_box(&mut y), black_box(&p), black_box(1e-3), &mut l, &mut g);
            black_box((y, l, g));
        }};
    }
    for _ in 0..calls {
        match name {
            "lorenz" => call!(Lorenz, adjoint_of_lorenz, both_of_lorenz, 3, 3),
            "lotka-volterra" => call!(LotkaVolterra, adjoint_of_lotka_volterra, both_of_lotka_volterra, 2, 4),
            _ => {
                let kept = CartPole.eval_keep(0.0, &y, &(), &0.5).1;
                adjoint_of_cart_pole(black_box(&kept), black_box(&0.5), &mut l, &mut g[0]);
                both_of_cart_pole(black_box(&mut y), black_box(&0.5), &mut l, &mut g[0]);
                value_of_cart_pole(black_box(&mut y), black_box(&0.5));
                black_box((&mut y, &mut l, &mut g));
            }
        }
    }
}
