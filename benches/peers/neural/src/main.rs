//! The matrix products of one training step of the neural SDE, alone: the 2.42 GFLOP (at a batch of 32) of the forward
//! pass, the cotangents of the inputs and the gradients of the weights, of the shapes and in the layouts that the library
//! has, every weight and every state in memory of its own; and then those of the units that are on. Prints the least and the
//! processor time of a step, and how long as many operations take that do nothing but multiply and add in registers.

use std::time::Instant;

use gemm_common::Parallelism;
use pulp::{Arch, Simd, WithSimd};

const STEPS: usize = 20;
/// Of each layer of both networks its inputs, its outputs, and of how many outputs there are cotangents.
type Networks = [[(usize, usize, usize); 3]; 2];
const NETWORKS: Networks =
    [[(501, 300, 300), (300, 300, 300), (300, 500, 500)], [(501, 300, 300), (300, 300, 300), (300, 1, 1)]];
/// Without the units that are off in a whole part of the batch, as the test `how_many_units_are_off` of the example counts
/// them: the rest as a whole matrix, which costs nobody a thing here.
const ON: Networks =
    [[(501, 300, 165), (165, 300, 147), (147, 500, 500)], [(501, 300, 163), (163, 300, 137), (137, 1, 1)]];
const REPETITIONS: usize = 30;

/// The shape, and the distances down and across.
type Layout = ((usize, usize), (usize, usize));

fn multiply(c: &mut [f32], c_is: Layout, a: &[f32], a_is: Layout, b: &[f32], b_is: Layout) {
    let ((m, n), k) = (c_is.0, a_is.0.1);
    let last = |((i, j), (down, across)): Layout| (i - 1) * down + (j - 1) * across;
    assert!(last(c_is) < c.len() && last(a_is) < a.len() && last(b_is) < b.len());
    // SAFETY: every entry lies within its slice.
    unsafe {
        gemm_f32::gemm::f32::get_gemm_fn()(
            m,
            n,
            k,
            c.as_mut_ptr(),
            c_is.1.1 as isize,
            c_is.1.0 as isize,
            false,
            a.as_ptr(),
            a_is.1.1 as isize,
            a_is.1.0 as isize,
            b.as_ptr(),
            b_is.1.1 as isize,
            b_is.1.0 as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}

/// Milliseconds that this process has had a processor.
fn processor() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).map_or(f64::NAN, |ns| 1e-6 * ns)
}

const CHAINS: usize = 12;
const TURNS: usize = 200_000;

/// Chains of fused products and sums that do not wait for each other, in the widest registers there are.
struct Chains;

impl WithSimd for Chains {
    /// How many operations they are, and what comes of them.
    type Output = (usize, f32);
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> (usize, f32) {
        let [factor, term] = std::hint::black_box([0.999, 0.001]).map(|x| simd.splat_f32s(x));
        let mut chains = [term; CHAINS];
        for _ in 0..TURNS {
            for x in &mut chains {
                *x = simd.mul_add_f32s(*x, factor, term);
            }
        }
        let sum = chains.into_iter().fold(term, |a, b| simd.add_f32s(a, b));
        (2 * S::F32_LANES * CHAINS * TURNS, simd.reduce_sum_f32s(sum))
    }
}

/// The operations in single precision that a core does in a second, at the most.
fn peak() -> f64 {
    let rates = (0..REPETITIONS).map(|_| {
        let begun = Instant::now();
        let (operations, sum) = Arch::new().dispatch(Chains);
        std::hint::black_box(sum);
        operations as f64 / begun.elapsed().as_secs_f64()
    });
    rates.fold(0.0, f64::max)
}

struct Layer {
    inputs: usize,
    outputs: usize,
    on: usize,
    w: Vec<f32>,
    w_bar: Vec<f32>,
    /// For each trajectory and step, the inputs and the cotangents of the sums.
    x: Vec<f32>,
    z_bar: Vec<f32>,
}

fn main() {
    let batch: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(32);
    let peak = peak();
    time("", &NETWORKS, batch, peak);
    time("-on", &ON, batch, peak);
}

/// Prints what the products of these networks take, and what they would take at the peak.
fn time(name: &str, networks: &Networks, batch: usize, peak: f64) {
    // As the library parts a batch.
    let part = batch.div_ceil(8).next_multiple_of(16).min(batch).min(32);
    let mut seed = 1_u32;
    let mut numbers = |n: usize| -> Vec<f32> {
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / 8_388_608.0 - 1.0
        };
        (0..n).map(|_| next()).collect()
    };
    let rows = part * STEPS;
    let mut layers: Vec<Layer> = networks
        .as_flattened()
        .iter()
        .map(|&(inputs, outputs, on)| Layer {
            inputs,
            outputs,
            on,
            w: numbers(inputs * outputs),
            w_bar: numbers(inputs * outputs),
            x: numbers(inputs * rows),
            z_bar: numbers(outputs * rows),
        })
        .collect();
    let mut out = vec![0.0; 501 * part];
    // The kernel brings the account of a process up to date once in a few milliseconds: all repetitions together.
    let cpu = processor();
    let least = (0..REPETITIONS)
        .map(|_| {
            let begun = Instant::now();
            for _ in 0..batch / part {
                for step in 0..STEPS {
                    for Layer { inputs: i, outputs: o, w, x, .. } in &layers {
                        multiply(
                            &mut out,
                            ((part, *o), (1, part)),
                            &x[step * part * i..],
                            ((part, *i), (1, part)),
                            w,
                            ((*i, *o), (1, *i)),
                        );
                    }
                }
                for step in (0..STEPS).rev() {
                    for Layer { inputs: i, on: o, w, z_bar, .. } in layers.iter().rev() {
                        multiply(
                            &mut out,
                            ((part, *i), (1, part)),
                            &z_bar[step * part * o..],
                            ((part, *o), (1, part)),
                            w,
                            ((*o, *i), (*i, 1)),
                        );
                    }
                }
                for Layer { inputs: i, on: o, w_bar, x, z_bar, .. } in &mut layers {
                    multiply(w_bar, ((*i, *o), (1, *i)), x, ((*i, rows), (rows, 1)), z_bar, ((rows, *o), (1, rows)));
                }
            }
            1e3 * begun.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    let forward_back: [usize; 2] = [
        networks.as_flattened().iter().map(|(inputs, outputs, _)| inputs * outputs).sum(),
        networks.as_flattened().iter().map(|(inputs, _, on)| inputs * on).sum(),
    ];
    let operations = 2 * STEPS * batch * (forward_back[0] + 2 * forward_back[1]);
    let milliseconds = 1e3 * operations as f64 / peak;
    println!("peak{name} {milliseconds} {milliseconds} 0 0 0");
    println!("products{name} {least} {} 0 0 0", (processor() - cpu) / REPETITIONS as f64);
}
