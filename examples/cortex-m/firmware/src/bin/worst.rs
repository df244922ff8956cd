//! The least and the most instructions of what runs in every period, over many states and controls.
#![no_std]
#![no_main]

use core::hint::black_box;

use control::benchmark::{gradient, kept};
use control::cart_pole::State;
use control::estimation::Estimate;
use control::mpc::Controller;
use control::noise::normal;
use control::swing_up::{POLE, plant};
use firmware::measure::{instructions, start};
use firmware::print::{Host, exit};
use tapeless::{Every, Real};

/// The least and the most so far.
struct Range(u32, u32);

impl Range {
    fn print(&self, name: &str) {
        let mut host = Host::open();
        host.bytes(name.as_bytes());
        host.count(" instructions ", self.0);
        host.count(" to ", self.1);
        host.bytes(b"\n");
    }

    fn over(calls: usize, mut call: impl FnMut(usize) -> u32) -> Self {
        let mut range = Self(u32::MAX, 0);
        for number in 0..calls {
            let count = call(number);
            range = Self(range.0.min(count), range.1.max(count));
        }
        range
    }
}

/// A gradient, its controls normal numbers.
fn gradients(number: usize) -> u32 {
    let mut k = 0;
    let controls = [(); 20].map(|()| {
        k += 1;
        5.0 * normal(1, 20 * number + k)
    });
    let mut slopes = [0.0; 20];
    instructions(&mut || {
        let cost = gradient::<20>(black_box(&controls), &mut slopes, &Every, &mut [kept(); 20]);
        black_box(cost.is_ok());
    })
}

/// Angles of ordinary size, angles whose quadrant takes more digits of π, and numbers that are no angles.
const ANGLES: [f32; 9] = [0.1, 1.0, 1e2, 4e2, 1e6, 1e30, f32::MAX, f32::INFINITY, f32::NAN];

#[cortex_m_rt::entry]
fn main() -> ! {
    start();
    Range::over(200, gradients).print("gradient");

    let (mut controller, mut y): (_, State<f32>) = (Controller::new(POLE), [0.0, 0.0, core::f32::consts::PI, 0.0]);
    Range::over(120, |_| {
        let mut force = 0.0;
        let count = instructions(&mut || force = controller.decide(&y).map_or(0.0, |decision| decision.force));
        y = plant(&y, POLE, force);
        controller.advance();
        count
    })
    .print("decision");

    let mut estimate = Estimate::new([0.5, 0.0, 0.0], [0.5, 1.0, 0.5]);
    Range::over(200, |number| {
        let noise = 0.05 * normal(2, number);
        instructions(&mut || {
            estimate.predict();
            let _ = estimate.correct(estimate.mean[0] + noise);
        })
    })
    .print("estimate");
    Range::over(ANGLES.len(), |number| {
        let angle = ANGLES.get(number).map_or(0.0, |angle| *angle);
        instructions(&mut || {
            black_box(Real::sin_cos(black_box(angle)));
        })
    })
    .print("sine and cosine of any angle");
    exit(true)
}
