//! What a normal number takes, drawn in blocks and in pairs: instructions and bytes of stack of one by itself, and of a hundred in order.
#![no_std]
#![no_main]

use core::hint::black_box;

use firmware::measure::{instructions, stack, start};
use firmware::print::{Host, exit};
use tapeless::{Counter, Noise};

#[inline(never)]
fn sum<N: Noise<f32, f32, f32>>(noise: N, count: usize) -> f32 {
    let (mut cursor, mut sum) = (noise.cursor(), 0.0);
    for i in 0..count {
        sum += noise.increment(&mut cursor, i, 0.0, 1.0);
    }
    sum
}

fn row<N: Noise<f32, f32, f32> + Copy>(name: &[u8], noise: N) {
    let mut host = Host::open();
    host.bytes(name);
    for count in [1, 100] {
        let mut work = || {
            black_box(sum(black_box(noise), black_box(count)));
        };
        host.count(" ", instructions(&mut work));
        host.count(" ", stack(&mut work));
    }
    host.bytes(b"\n");
}

#[cortex_m_rt::entry]
fn main() -> ! {
    start();
    row(b"blocks", Counter::new(1));
    row(b"pairs", Counter::new(1).pairwise());
    exit(sum(Counter::new(1), 100).to_bits() == sum(Counter::new(1).pairwise(), 100).to_bits())
}
