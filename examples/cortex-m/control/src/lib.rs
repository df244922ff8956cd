//! Control, estimation and sensitivity for a microcontroller: no std, no heap, no double precision.
//!
//! - [`mpc`] swings up a [`cart_pole`] and holds it: [`swing_up`] closes the loop.
//! - [`estimation`] finds a pendulum's motion and friction in noisy angles.
//! - [`sensitivity`] differentiates a path of an Ornstein–Uhlenbeck process.
//! - [`faults`] gives the controller and the filter what a broken sensor says.
//! - [`benchmark`] is the gradient whose size and time are measured.
//!
//! Each program tells its results to a [`Report`](report::Report), so that the chip's can be held against the host's bit for bit.
#![no_std]
#![forbid(unsafe_code)]

pub mod benchmark;
pub mod cart_pole;
pub mod estimation;
pub mod faults;
pub mod mpc;
pub mod noise;
pub mod report;
pub mod sensitivity;
pub mod swing_up;

use report::Report;

/// Runs the three programs, and then on bad input; whether every one of them did what it should.
pub fn run(report: &mut impl Report) -> bool {
    let held = swing_up::run(report);
    let found = estimation::run(report);
    let agree = sensitivity::run(report);
    let refused = faults::run(report);
    held && found && agree && refused
}
