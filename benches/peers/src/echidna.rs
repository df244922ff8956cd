//! The crate `echidna`: its tape, from a pool, and its bytecode tape, recorded once and replayed.

use std::hint::black_box;

use echidna::{BReverse, Reverse, Scalar, grad, record};

use crate::{Contender, ours, rk4};

pub fn contenders() -> Vec<Contender> {
    let (mut tape, _) = record(|z: &[BReverse<f64>]| rk4::lorenz(z), &ours::LORENZ_INPUTS);
    let mut adjoints = Vec::new();
    vec![
        Contender::new("p1:echidna-grad", |out| {
            let mut value = 0.0;
            let solve = |z: &[Reverse<f64>]| {
                let y = rk4::lorenz(z);
                value = y.value();
                y
            };
            let by_z = grad(solve, black_box(&ours::LORENZ_INPUTS));
            out[0] = value;
            out[1..7].copy_from_slice(&by_z);
        }),
        Contender::new("p1:echidna-replay-grad", move |out| {
            let by_z = tape.gradient_with_buf(black_box(&ours::LORENZ_INPUTS), &mut adjoints);
            out[0] = tape.output_value();
            out[1..7].copy_from_slice(&by_z);
        }),
    ]
}
