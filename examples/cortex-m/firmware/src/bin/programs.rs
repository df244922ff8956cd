//! The three control programs, their results as the host prints them.
#![no_std]
#![no_main]

use firmware::print::{Host, exit};

#[cortex_m_rt::entry]
fn main() -> ! {
    exit(control::run(&mut Host::open()))
}
