//! The library itself.

use std::hint::black_box;

use crate::Contender;

#[path = "../../problems/mod.rs"]
pub mod problems;
use problems::{CART_POLE, LORENZ, LOTKA_VOLTERRA, controls, f64, lorenz_lanes, ring_start};
use tapeless::{Lanes, StateSlot};

/// The initial state of Lorenz and its parameters: what the gradient is by.
pub const LORENZ_INPUTS: [f64; 6] = {
    let ([x, y, z], [sigma, rho, beta]) = LORENZ;
    [x, y, z, sigma, rho, beta]
};

/// Writes a value and a gradient by parts.
fn write(out: &mut [f64], value: f64, parts: &[&[f64]]) {
    out[0] = value;
    let mut rest = &mut out[1..];
    for part in parts {
        let (head, tail) = rest.split_at_mut(part.len());
        head.copy_from_slice(part);
        rest = tail;
    }
}

/// Many trajectories at once; the gradient that is compared is the first one's.
macro_rules! lanes {
    ($module:ident, $W:literal, $value:literal, $gradient:literal) => {{
        let (y0, p) = lorenz_lanes::<$W>();
        let mut slots = vec![StateSlot::new(&y0); 1000];
        let first = |x: Lanes<f64, $W>| x.to_array()[0];
        [
            Contender::new($value, move |out| out[0] = first(problems::$module::value(black_box(&y0), black_box(&p)))),
            Contender::new($gradient, move |out| {
                let g = problems::$module::gradient(black_box(&y0), black_box(&p), &mut slots);
                write(out, first(g.value), &[&g.y0.map(first), &g.p.map(first)]);
            }),
        ]
    }};
}

pub fn contenders() -> Vec<Contender> {
    let mut all = scalars();
    all.extend(lanes!(lanes_2, 2, "p1:tapeless-soa2-value", "p1:tapeless-soa2-grad"));
    all.extend(lanes!(lanes_4, 4, "p1:tapeless-soa4-value", "p1:tapeless-soa4-grad"));
    all.extend(lanes!(lanes_8, 8, "p1:tapeless-soa8-value", "p1:tapeless-soa8-grad"));
    all.extend(lanes!(lanes_16, 16, "p1:tapeless-soa16-value", "p1:tapeless-soa16-grad"));
    all.extend(lanes!(lanes_32, 32, "p1:tapeless-soa32-value", "p1:tapeless-soa32-grad"));
    all
}

fn scalars() -> Vec<Contender> {
    let u = controls();
    let ring = ring_start();
    vec![
        Contender::new("p4:tapeless-value", move |out| {
            let (y0, p) = black_box(&ring);
            out[0] = f64::ring_value(y0, p);
        }),
        Contender::new("p4:tapeless-grad", move |out| {
            let (y0, p) = black_box(&ring);
            let g = f64::ring_gradient(y0, p);
            write(out, g.value, &[&g.y0, &g.p]);
        }),
        Contender::new("p1:tapeless-value", |out| {
            let (y0, p) = black_box(&LORENZ);
            out[0] = f64::lorenz_value(y0, p);
        }),
        Contender::new("p1:tapeless-grad", |out| {
            let (y0, p) = black_box(&LORENZ);
            let g = f64::lorenz_gradient(y0, p);
            write(out, g.value, &[&g.y0, &g.p]);
        }),
        Contender::new("p1:tapeless-fwd6-grad", |out| {
            let (y0, p) = black_box(&LORENZ);
            let g = f64::lorenz_forward(y0, p);
            write(out, g.value, &[&g.y0, &g.p]);
        }),
        Contender::new("p2:tapeless-value", |out| {
            let (y0, p) = black_box(&LOTKA_VOLTERRA);
            out[0] = f64::lotka_volterra_value(y0, p);
        }),
        Contender::new("p2:tapeless-grad", |out| {
            let (y0, p) = black_box(&LOTKA_VOLTERRA);
            let g = f64::lotka_volterra_gradient(y0, p);
            write(out, g.value, &[&g.y0, &g.p]);
        }),
        Contender::new("p2:tapeless-fwd6-grad", |out| {
            let (y0, p) = black_box(&LOTKA_VOLTERRA);
            let g = f64::lotka_volterra_forward(y0, p);
            write(out, g.value, &[&g.y0, &g.p]);
        }),
        Contender::new("p3:tapeless-value", move |out| {
            out[0] = f64::cart_pole_value(black_box(&CART_POLE), black_box(&u))
        }),
        Contender::new("p3:tapeless-grad", move |out| {
            let g = f64::cart_pole_gradient(black_box(&CART_POLE), black_box(&u));
            write(out, g.value, &[&g.inputs]);
        }),
    ]
}
