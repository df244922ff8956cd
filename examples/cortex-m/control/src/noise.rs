//! The sensor's noise.

use tapeless::{Counter, Noise};

/// A standard normal number: what a Brownian path gains over a unit of time. It depends on the seed and its number alone,
/// and has the same bits on every machine. One is wanted at a time, so one pair is drawn and not a block.
pub fn normal(seed: u64, number: usize) -> f32 {
    let path = Counter::new(seed).pairwise();
    path.increment(&mut Noise::<f32, f32, f32>::cursor(&path), number, 0.0, 1.0)
}
