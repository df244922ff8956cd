//! The crate `reverse`: a tape of nodes, kept from call to call so that it is allocated once.

use std::hint::black_box;

use reverse::{Gradient, Tape};

use crate::{Contender, ours, rk4};

pub fn contenders() -> Vec<Contender> {
    let tape = Tape::new();
    vec![Contender::new("p1:reverse-grad", move |out| {
        tape.clear();
        let z = tape.add_vars(black_box(&ours::LORENZ_INPUTS));
        let value = rk4::lorenz(&z);
        out[0] = value.val();
        out[1..7].copy_from_slice(&value.grad().wrt(&z));
    })]
}
