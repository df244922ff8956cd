//! The library itself.

use crate::Contender;

#[path = "../../problems/mod.rs"]
mod problems;
use problems::*;

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
        Contender::new("p1:tapeless-value", |out| out[0] = lorenz_value()),
        Contender::new("p1:tapeless-grad", |out| {
            let g = lorenz_gradient();
            write(out, g.value, &[&g.y0, &g.p]);
        }),
        Contender::new("p1:tapeless-fwd6-grad", |out| {
            let g = lorenz_forward();
            write(out, g.value, &[&g.y0, &g.p]);
        }),
        Contender::new("p2:tapeless-value", |out| out[0] = lotka_volterra_value()),
        Contender::new("p2:tapeless-grad", |out| {
            let g = lotka_volterra_gradient();
            write(out, g.value, &[&g.y0, &g.p]);
        }),
        Contender::new("p2:tapeless-fwd6-grad", |out| {
            let g = lotka_volterra_forward();
            write(out, g.value, &[&g.y0, &g.p]);
        }),
        Contender::new("p3:tapeless-value", move |out| out[0] = cart_pole_value(&u)),
        Contender::new("p3:tapeless-grad", move |out| {
            let g = cart_pole_gradient(&u);
            write(out, g.value, &[&g.inputs]);
        }),
    ]
}
