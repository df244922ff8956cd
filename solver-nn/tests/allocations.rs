//! A gradient that was taken once asks the allocator for a few things when taken again, and for nothing a step. Not counted
//! are the few flags of a byte each that the crate gemm takes for each product.

use core::alloc::{GlobalAlloc, Layout};
use core::sync::atomic::{AtomicUsize, Ordering};
use std::alloc::System;

use solver_nn::{Amplitude, Batch, Mean, Mlp, Relu, Square, Trajectories, apart};
use tapeless::{EULER_MARUYAMA, Every, KeptSlot, Real, Solve, Steps, Terminal, differentiable};

struct Counted;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

#[expect(unsafe_code, reason = "the allocator's interface is unsafe")]
// SAFETY: every call is the system allocator's.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(usize::from(layout.align() > 1), Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

#[differentiable]
fn sum_of_squares<T: Real>([x, y, z, u]: [T; 4]) -> T {
    x * x + y * y + z * z + u * u
}

type Drift = Mlp<5, 20, 2, 4, Relu>;
type Diffusion = Mlp<5, 20, 2, 1, Relu, Square>;

#[test]
fn no_allocation_a_step() {
    let mut k = 0.0;
    let mut unit = || {
        k += 1.0;
        f32::sin(k)
    };
    let p = (Drift::new().weights(&mut unit), Diffusion::new().weights(&mut unit));
    let y0 = Batch::repeat(&[0.1; 4], 16);
    let loss = Terminal(Mean { of: SumOfSquares, over: 16 });
    let gradient = |steps| {
        let system = apart(Drift::new(), Amplitude::<_, 4>(Diffusion::new()));
        let mesh = Steps::new(0.0, 1.0, steps).unwrap();
        let solve = Solve::new(system, EULER_MARUYAMA, mesh).with_noise(Trajectories::new(1, 0..16));
        let mut slots = vec![KeptSlot::new(&y0); steps];
        solve.gradient_reverse(&y0, &p, &loss, &Every, &mut slots[..]).unwrap().value
    };
    let allocations = |steps| {
        let before = ALLOCATIONS.load(Ordering::Relaxed);
        assert!(gradient(steps).is_finite());
        ALLOCATIONS.load(Ordering::Relaxed) - before
    };
    allocations(100);
    // The slots, the noise's cursor, the products put off, a list of the pool that grows.
    let again = allocations(100);
    assert!(again < 25, "{again} allocations in 100 steps");
}
