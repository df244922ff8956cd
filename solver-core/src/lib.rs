//! The core of [`tapeless`](https://docs.rs/tapeless): solvers and their exact, tape-free gradients, without a heap.
//!
//! Each module uses only those before it in this order: `error`, `num`, `vector`, `function`, `field`, `mesh`, `input`,
//! `tableau`, `stepper`, `solve`, `schedule`, `objective`, `gradient`.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "std")]
extern crate std;

pub use typenum;

pub mod diffusion;
pub mod ensemble;
pub mod error;
pub mod field;
pub mod function;
pub mod given;
pub mod gradient;
pub mod input;
#[doc(hidden)]
pub mod layout;
pub mod mesh;
pub mod noise;
pub mod num;
pub mod objective;
pub mod pattern;
pub mod scan;
pub mod schedule;
pub mod separable;
pub mod solve;
pub mod stepper;
pub mod tableau;
pub mod unroll;
pub mod vector;
