//! The crate `num-dual`: dual numbers with six directions.

use std::hint::black_box;

use nalgebra::SVector;
use num_dual::{DualSVec64, gradient};

use crate::{Contender, ours, rk4};

pub fn contenders() -> Vec<Contender> {
    let z = SVector::from(ours::LORENZ_INPUTS);
    vec![Contender::new("p1:num-dual-fwd6-grad", move |out| {
        let solve = |z: SVector<DualSVec64<6>, 6>| rk4::lorenz(z.as_slice());
        let (value, by_z) = gradient(solve, black_box(&z));
        out[0] = value;
        out[1..7].copy_from_slice(by_z.as_slice());
    })]
}
