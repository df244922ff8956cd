//! Large states for [`tapeless`](https://docs.rs/tapeless): batches of trajectories as matrices, and neural networks whose
//! forward and reverse are matrix products.
//!
//! The driver, its gradients and its schedules are those of `solver-core`; here are a state, parameters, fields and a noise
//! for them. This is where the heap is: `memory` hands the same buffers out again, so that a solve which was run once
//! allocates nothing for its steps.
//!
//! The modules stand in dependency order: each uses only those above it.

mod team;

mod lines;
mod memory;
mod narrow;
mod outer;
mod product;
mod units;

pub mod activation;
pub mod batch;
pub mod mean;
pub mod mlp;
pub mod noise;
pub mod parts;
pub mod weights;

mod field;

pub use activation::{Activation, Identity, Relu, Silu, Softplus, Square, Tanh};
pub use batch::Batch;
pub use field::{Amplitude, First, Second, apart};
pub use mean::Mean;
pub use memory::release_memory;
pub use mlp::Mlp;
pub use noise::{Trajectories, Trees};
pub use parts::{Part, in_parts};
pub use product::Number;
pub use weights::Weights;
