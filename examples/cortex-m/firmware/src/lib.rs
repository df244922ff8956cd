//! What every firmware here shares: printing through the emulator, counting instructions, measuring the stack.
#![no_std]

pub mod measure;
pub mod print;

// The panic handler: one that does not link, so that nothing can panic.
use panic_never as _;
