//! The variates' distribution, their independence, and their bits.

extern crate std;

use std::vec::Vec;

use crate::noise::{Counter, Noise, Normal, SpaceTimeTime, Streams, Tree};

/// The first variates of a stream.
fn variates<T: Normal>(trajectory: u64, part: usize, count: u64) -> Vec<f64> {
    let mut streams = Streams::<T>::new(Counter::new(20261124).trajectory(trajectory));
    (0..count).map(|n| streams.at(part, n).to_f64()).collect()
}

fn mean(x: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = x.fold((0.0, 0.0), |(sum, count), x| (sum + x, count + 1.0));
    sum / count
}

fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / core::f64::consts::SQRT_2)
}

/// √n times the largest distance between the distribution of the variates and the normal one: above 1.95 once in a
/// thousand samples (Kolmogorov 1933).
fn kolmogorov_smirnov(mut x: Vec<f64>) -> f64 {
    x.sort_by(f64::total_cmp);
    let n = x.len() as f64;
    let distance = x.iter().enumerate().map(|(i, x)| {
        let cdf = normal_cdf(*x);
        (cdf - i as f64 / n).abs().max(((i + 1) as f64 / n - cdf).abs())
    });
    n.sqrt() * distance.fold(0.0, f64::max)
}

/// Each statistic is within four of its own standard deviations.
fn is_standard_normal(x: &[f64]) {
    let root = (x.len() as f64).sqrt();
    // E xᵏ and the standard deviation of xᵏ, for k = 1 to 4: the even moments are 1, 3, 15, 105.
    for (k, expected, deviation) in [(1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)] {
        let moment = mean(x.iter().map(|x| x.powi(k)));
        let error = (moment - expected) * root / f64::sqrt(deviation);
        assert!(error.abs() < 4.0, "moment {k} is {moment}: {error} deviations");
    }
    // How many lie beyond 2, 3 and 4.
    for beyond in [2.0, 3.0, 4.0] {
        for sign in [-1.0, 1.0] {
            let p = normal_cdf(-beyond);
            let count = x.iter().filter(|x| sign * **x > beyond).count() as f64;
            let expected = p * x.len() as f64;
            assert!((count - expected).abs() < 4.0 * expected.sqrt() + 1.0, "{count} beyond {beyond}, not {expected}");
        }
    }
}

macro_rules! distribution {
    ($($name:ident: $T:ident;)*) => {$(
        #[test]
        fn $name() {
            let x = variates::<$T>(0, 0, 400_000);
            is_standard_normal(&x);
            let distance = kolmogorov_smirnov(x[..100_000].to_vec());
            assert!(distance < 1.95, "{distance}");
            // Across trajectories, one variate each: what an ensemble sees.
            let across: Vec<f64> = (0..20_000).map(|q| variates::<$T>(q, 0, 1)[0]).collect();
            is_standard_normal(&across);
            let distance = kolmogorov_smirnov(across);
            assert!(distance < 1.95, "{distance}");
        }
    )*};
}

distribution! {
    single_precision_is_normal: f32;
    double_precision_is_normal: f64;
}

/// Neighbours in every sense are uncorrelated, as are their squares.
#[test]
fn streams_are_independent() {
    const N: usize = 100_000;
    let base = variates::<f64>(7, 0, N as u64);
    let shifted = |by: usize| base[by..].iter().chain(&base[..by]).copied().collect::<Vec<_>>();
    let others = [
        ("the next number", shifted(1)),
        ("the number after that", shifted(2)),
        ("the next trajectory", variates::<f64>(8, 0, N as u64)),
        ("the next area", variates::<f64>(7, 1, N as u64)),
        ("a far trajectory", variates::<f64>(7 + (1 << 40), 0, N as u64)),
        ("the next seed", {
            let mut streams = Streams::<f64>::new(Counter::new(20261125).trajectory(7));
            (0..N as u64).map(|n| streams.at(0, n)).collect()
        }),
        ("single precision", variates::<f32>(7, 0, N as u64)),
        ("the area after that", variates::<f64>(7, 2, N as u64)),
    ];
    let bound = 4.0 / (N as f64).sqrt();
    for (name, other) in others {
        let product = mean(base.iter().zip(&other).map(|(a, b)| a * b));
        assert!(product.abs() < bound, "{name}: correlation {product}");
        let squares = mean(base.iter().zip(&other).map(|(a, b)| (a * a - 1.0) * (b * b - 1.0) / 2.0));
        assert!(squares.abs() < bound, "{name}: correlation of squares {squares}");
    }
}

/// The bits are part of the interface: a seed is the same path on every platform and in every version.
#[test]
fn the_bits_are_pinned() {
    fn hash(bits: impl Iterator<Item = u64>) -> u64 {
        bits.fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ b).wrapping_mul(0x0100_0000_01b3))
    }
    let counter = Counter::new(1).trajectory(2);
    let (mut single, mut double) = (Streams::<f32>::new(counter), Streams::<f64>::new(counter));
    let single = hash((0..1000).map(|n| u64::from(single.at(0, n).to_bits())));
    let double = hash((0..1000).map(|n| double.at(0, n).to_bits()));
    assert_eq!((single, double), (0x4abcd28611b6ff54, 0xfd3b883e331d808f), "{single:#x} {double:#x}");
}

/// A lane is a trajectory: the same bits as alone, at every width.
#[test]
fn lanes_have_the_bits_of_their_trajectories() {
    use crate::num::Lanes;
    let counter = |trajectory| Counter::new(20).trajectory(trajectory);
    macro_rules! widths {
        ($($T:ident: $($W:literal)*;)*) => {$($({
            let mut wide = Streams::<Lanes<$T, $W>>::new(counter(5));
            for n in [0, 1, 2, 3, 7, 1000, 1001, (1 << 40) + 2] {
                for (lane, x) in wide.at(1, n).to_array().into_iter().enumerate() {
                    let alone = Streams::<$T>::new(counter(5 + lane as u64)).at(1, n);
                    assert_eq!(x.to_bits(), alone.to_bits(), "lane {lane} of {}, number {n}", $W);
                }
            }
        })*)*};
    }
    widths! {
        f32: 4 8 16 32 64;
        f64: 2 4 8 16 32;
    }
}

/// What is drawn in pairs has the bits of what is drawn in blocks: of every area and channel, in any order.
#[test]
fn pairs_have_the_bits_of_blocks() {
    use crate::num::{Dual, Lanes};
    let (blocks, pairs) = (Counter::new(31).trajectory(4), Counter::new(31).trajectory(4).pairwise());
    macro_rules! numbers {
        ($($T:ty: $H:ty;)*) => {$({
            type X = SpaceTimeTime<[$T; 3]>;
            let mut of_blocks = Noise::<$T, $H, X>::cursor(&blocks);
            let mut of_pairs = Noise::<$T, $H, X>::cursor(&pairs);
            for i in [0, 1, 2, 30, 31, 1, 1000, 0, 1 << 29] {
                let [a, b]: [X; 2] =
                    [blocks.increment(&mut of_blocks, i, 0.0, 0.3), pairs.increment(&mut of_pairs, i, 0.0, 0.3)];
                assert_eq!(a, b, "step {i}");
                let alone: [$T; 3] =
                    pairs.increment(&mut Noise::<$T, $H, [$T; 3]>::cursor(&pairs), i, 0.0, 0.3);
                assert_eq!(alone, a.w);
            }
        })*};
    }
    numbers! {
        f32: f32;
        f64: f64;
        Dual<f64, 2>: f64;
        Lanes<f32, 8>: f32;
    }
    assert!(size_of::<super::Pairs<f32>>() <= 128);
}

/// Every extreme of the two words gives a finite variate, and the largest is as far out as the words allow.
#[test]
fn extremes() {
    let ends = [0, 1, 2, u32::MAX / 4, u32::MAX / 4 + 1, u32::MAX / 2, u32::MAX / 2 + 1, u32::MAX - 1, u32::MAX];
    let mut largest: f32 = 0.0;
    for u in ends {
        for v in ends {
            for x in super::normal::pair32::<f32>([u, v]) {
                assert!(x.is_finite(), "{u} {v}");
                largest = largest.max(x.abs());
            }
        }
    }
    assert!((6.5..6.7).contains(&largest), "{largest}");
    let ends = [0, 1, 2, u64::MAX / 4, u64::MAX / 4 + 1, u64::MAX / 2, u64::MAX / 2 + 1, u64::MAX - 1, u64::MAX];
    let mut largest: f64 = 0.0;
    for u in ends {
        for v in ends {
            for x in super::normal::pair64::<f64>([u, v]) {
                assert!(x.is_finite(), "{u} {v}");
                largest = largest.max(x.abs());
            }
        }
    }
    assert!((8.4..8.6).contains(&largest), "{largest}");
}

/// The transform against the same from the library's own logarithm, sine and cosine.
#[test]
fn the_transform_is_accurate() {
    let mut word = 12345_u64;
    let mut next = || {
        word = word.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        word ^ (word >> 29)
    };
    let (mut worst32, mut worst64) = (0.0_f64, 0.0_f64);
    for _ in 0..20_000 {
        let (u, v) = (next(), next());
        // A quarter turn further for each of the signs, from the middle of a quadrant.
        let turned = |unit: f64, x: f64, negative: [bool; 2]| {
            let (radius, angle) = ((-2.0 * unit.ln()).sqrt(), core::f64::consts::FRAC_PI_4 * (1.0 + x));
            [angle.cos(), angle.sin()]
                .map(|part| radius * part)
                .iter()
                .zip(negative)
                .map(|(x, n)| if n { -x } else { *x })
                .collect::<Vec<_>>()
        };
        let (u32s, v32s) = ((u >> 32) as u32, (v >> 32) as u32);
        // In single precision as it is: near 1 its rounding is what limits the smallest radii.
        let unit = f64::from((u32s >> 1) as f32 + 1.0) / f64::from(1_u32 << 31);
        let x = (f64::from(v32s & 0x3fff_ffff) - f64::from(1 << 29)) / f64::from(1 << 29);
        let exact = turned(unit.min(1.0), x, [v32s >> 31 == 1, (v32s >> 30) & 1 == 1]);
        for (is, exact) in super::normal::pair32::<f32>([u32s, v32s]).iter().zip(exact) {
            worst32 = worst32.max((f64::from(*is) - exact).abs());
        }
        let unit = 1.0 - (u >> 12) as f64 / (1_u64 << 52) as f64;
        let x = 2.0 * ((v << 2) >> 12) as f64 / (1_u64 << 52) as f64 - 1.0;
        let exact = turned(unit, x, [v >> 63 == 1, (v >> 62) & 1 == 1]);
        for (is, exact) in super::normal::pair64::<f64>([u, v]).iter().zip(exact) {
            worst64 = worst64.max((is - exact).abs());
        }
    }
    assert!(worst32 < 1e-6 && worst64 < 2e-15, "{worst32:e} {worst64:e}");
}

/// The areas have the variances h/12 and h/720 and are independent of the increment.
#[test]
fn areas_have_their_variances() {
    const N: usize = 100_000;
    let (noise, h) = (Counter::new(9), 0.3);
    let mut cursor = Noise::<f64, f64, SpaceTimeTime<f64>>::cursor(&noise);
    let steps: Vec<SpaceTimeTime<f64>> = (0..N).map(|i| noise.increment(&mut cursor, i, 0.0, h)).collect();
    let bound = 4.0 * (2.0 / N as f64).sqrt();
    let near = |is: f64, should: f64| assert!((is / should - 1.0).abs() < bound, "{is} is not {should}");
    near(mean(steps.iter().map(|s| s.w * s.w)), h);
    near(mean(steps.iter().map(|s| s.h * s.h)), h / 12.0);
    near(mean(steps.iter().map(|s| s.k * s.k)), h / 720.0);
    let scale = 12.0_f64.sqrt() / h;
    assert!(mean(steps.iter().map(|s| s.w * s.h * scale)).abs() < bound);
    assert!(mean(steps.iter().map(|s| s.h * s.k * scale * 60.0_f64.sqrt())).abs() < bound);
}

fn over(tree: &Tree, t: f64, h: f64) -> SpaceTimeTime<f64> {
    let mut keys = Noise::<f64, f64, SpaceTimeTime<f64>>::cursor(tree);
    tree.increment(&mut keys, 0, t, h)
}

fn assert_near(a: &SpaceTimeTime<f64>, b: &SpaceTimeTime<f64>, tolerance: f64) {
    for (a, b) in [(a.w, b.w), (a.h, b.h), (a.k, b.k)] {
        assert!((a - b).abs() < tolerance, "{a} is not {b}");
    }
}

/// An interval is the join of any two that make it up: at nodes, between them, and in the order asked.
#[test]
fn a_tree_is_one_path() {
    let tree = Tree::new(3, -1.0, 2.0, 1e-3).unwrap();
    for (from, middle, to) in [
        (-1.0, 0.5, 2.0),
        (-0.9, 0.1, 1.3),
        (0.2, 0.2031, 0.7),
        (0.5, 0.503, 0.506),
        (-1.0, -0.99, 1.99),
        (0.5, 1.25, 2.0),
        // Closer than the tolerance it is a path still.
        (0.3001, 0.3003, 0.3004),
        (0.3, 0.30001, 0.7),
        (0.1, 0.30001, 0.30002),
    ] {
        let (first, second) = (over(&tree, from, middle - from), over(&tree, middle, to - middle));
        assert_near(&first.join(middle - from, &second, to - middle), &over(&tree, from, to - from), 1e-11);
        // Backwards it is the same path.
        let back = over(&tree, to, from - to);
        assert_near(&SpaceTimeTime { w: -back.w, h: back.h, k: -back.k }, &over(&tree, from, to - from), 1e-12);
    }
    assert!(over(&tree, 1.9, 0.2).w.is_nan() && over(&tree, -1.1, 0.2).w.is_nan());
    assert_eq!(over(&tree, 0.3, 0.0).w, 0.0);
    // The tolerance refines: nodes that both have are the same.
    let finer = Tree::new(3, -1.0, 2.0, 1e-5).unwrap();
    assert_near(&over(&tree, 0.5, 0.75), &over(&finer, 0.5, 0.75), 1e-12);
}

/// The covariance of (w, H, K) over intervals, at nodes and between them, is that of Brownian motion; neighbours are
/// independent.
#[test]
fn a_tree_is_brownian_motion() {
    const N: u64 = 3000;
    let bound = 4.5 * (2.0 / N as f64).sqrt();
    for (t, h) in [(0.0, 1.0), (0.5, 0.25), (0.1, 0.313), (0.62, 0.011), (0.333, 0.5), (0.2, 0.0021)] {
        let mut moments = [[0.0; 6]; 6];
        for trajectory in 0..N {
            let tree = Tree::new(8, 0.0, 1.0, 1e-2 / 6.0).unwrap().trajectory(trajectory);
            let next =
                if t + 2.0 * h <= 1.0 { over(&tree, t + h, h) } else { SpaceTimeTime { w: 0.0, h: 0.0, k: 0.0 } };
            let this = over(&tree, t, h);
            let x = [this.w, this.h, this.k, next.w, next.h, next.k];
            let unit = [1.0, 12.0, 720.0].map(|v: f64| (v / h).sqrt());
            for i in 0..6 {
                for j in 0..6 {
                    moments[i][j] += x[i] * unit[i % 3] * x[j] * unit[j % 3] / N as f64;
                }
            }
        }
        for i in 0..3 {
            for j in 0..6 {
                let should = if i == j { 1.0 } else { 0.0 };
                assert!((moments[i][j] - should).abs() < bound, "[{t}, {t} + {h}]: {i} {j}: {}", moments[i][j]);
            }
        }
    }
}

/// So are three intervals of any lengths, one after the other, each at times of its own: all nine are independent, which by
/// the join makes the whole and each part of it jointly Gaussian with Brownian motion's covariances.
#[test]
fn intervals_of_any_lengths_are_brownian_motion() {
    const N: u64 = 20_000;
    const TOLERANCE: f64 = 1.0 / 64.0;
    let bound = 4.5 / (N as f64).sqrt();
    let mut moments = [[0.0; 9]; 9];
    // The whole of the first two with the first, as the join says: E w w₁ = h₁, E H H₁ = h₁²/(12 h), E H w₁ = h₁ h₂/(2 h).
    let mut with_part = [0.0; 3];
    let mut word = 987_u64;
    let mut uniform = || {
        word = word.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (word >> 11) as f64 / (1_u64 << 53) as f64
    };
    for trajectory in 0..N {
        let tree = Tree::new(12, -0.3, 0.7, TOLERANCE).unwrap().trajectory(trajectory);
        // At least the tolerance long, the rest of the interval shared out at random.
        let mut cuts = [uniform(), uniform(), uniform(), uniform()];
        cuts.sort_by(f64::total_cmp);
        let times: [f64; 4] = core::array::from_fn(|i| -0.3 + cuts[i] * (1.0 - 3.0 * TOLERANCE) + i as f64 * TOLERANCE);
        let pieces: [SpaceTimeTime<f64>; 3] = core::array::from_fn(|i| over(&tree, times[i], times[i + 1] - times[i]));
        let [h1, h2, h3] = core::array::from_fn(|i| times[i + 1] - times[i]);
        let x: [f64; 9] = core::array::from_fn(|i| {
            let (piece, h) = (&pieces[i / 3], [h1, h2, h3][i / 3]);
            [piece.w, piece.h * 12.0_f64.sqrt(), piece.k * 720.0_f64.sqrt()][i % 3] / h.sqrt()
        });
        for i in 0..9 {
            for j in 0..9 {
                moments[i][j] += x[i] * x[j] / N as f64;
            }
        }
        let (both, h) = (over(&tree, times[0], h1 + h2), h1 + h2);
        let part = &pieces[0];
        with_part[0] += (both.w * part.w - h1) / (h * h1).sqrt();
        with_part[1] += (both.h * part.h - h1 * h1 / (12.0 * h)) / (h * h1).sqrt() * 12.0;
        with_part[2] += (both.h * part.w - h1 * h2 / (2.0 * h)) / (h * h1 / 12.0).sqrt();
    }
    for i in 0..9 {
        for j in 0..9 {
            let (should, scale) = if i == j { (1.0, 2.0_f64.sqrt()) } else { (0.0, 1.0) };
            assert!((moments[i][j] - should).abs() < bound * scale, "{i} {j}: {}", moments[i][j]);
        }
    }
    for sum in with_part {
        assert!((sum / N as f64).abs() < bound * 2.0_f64.sqrt(), "{with_part:?}");
    }
}

/// And normal, the areas too: what a piece of a leaf gives is not a mixture.
#[test]
fn a_tree_is_normal() {
    let tree = Tree::new(5, 0.0, 1.0, 0.01).unwrap();
    let all: Vec<_> = (0..20_000).map(|q| over(&tree.trajectory(q), 0.123, 0.456)).collect();
    let unit = |v: f64| (v / 0.456).sqrt();
    for x in [
        all.iter().map(|x| x.w * unit(1.0)).collect::<Vec<_>>(),
        all.iter().map(|x| x.h * unit(12.0)).collect(),
        all.iter().map(|x| x.k * unit(720.0)).collect(),
    ] {
        is_standard_normal(&x);
        let distance = kolmogorov_smirnov(x);
        assert!(distance < 1.95, "{distance}");
    }
}

/// Where times are differentiated, the path stretches with a step as one by counter does: `∂w/∂h = w/(2h)`, and so the areas.
#[test]
fn a_tree_stretches_with_dual_times() {
    use crate::num::Dual;
    type D = Dual<f64, 1>;
    let tree = Tree::new(2, 0.0, 1.0, 1e-3).unwrap();
    let (t, h) = (D::new(0.2, [0.7]), D::new(0.3, [1.0]));
    let dual: SpaceTimeTime<D> = tree.increment(&mut Noise::<D, D, SpaceTimeTime<D>>::cursor(&tree), 0, t, h);
    let plain = over(&tree, 0.2, 0.3);
    for (dual, plain) in [(dual.w, plain.w), (dual.h, plain.h), (dual.k, plain.k)] {
        assert_eq!(dual.re, plain);
        assert!((dual.eps[0] - plain / 0.6).abs() < 1e-13);
    }
}
