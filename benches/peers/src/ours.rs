//! The library itself.

use std::hint::black_box;

use crate::Contender;

#[path = "../../problems/mod.rs"]
mod problems;
use problems::{CART_POLE, LORENZ, LOTKA_VOLTERRA, controls, f64};

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

pub fn contenders() -> Vec<Contender> {
    let u = controls();
    vec![
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
