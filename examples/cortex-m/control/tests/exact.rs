//! The derivatives that the programs rest on: another program's values, differences, and formulas in double precision.

use control::benchmark::{controls, gradient, kept};
use control::cart_pole::{State, step};
use control::sensitivity::{End, PARAMETERS, START, STEPS, increments, path};
use tapeless::{Binomial, Dual, Error, Every, Halving, Periodic, Slots, Terminal};

/// The benchmark's cost and derivatives by hand-written C in double precision: `benches/peers/c/p3.c`.
const COST: f64 = 1_582.589_297_592;
const IN_C: [f64; 20] = [
    349.784_997,
    277.771_609,
    220.584_938,
    175.172_629,
    139.121_363,
    110.507_639,
    87.768_219,
    69.612_070,
    54.975_653,
    42.999_535,
    32.999_710,
    24.428_985,
    16.855_578,
    9.995_222,
    3.798_040,
    -1.462_647,
    -5.172_091,
    -6.520_851,
    -5.063_859,
    -1.734_766,
];

#[test]
fn the_gradient_is_that_of_a_program_in_c() {
    let mut slopes = [0.0; 20];
    let cost = gradient(&controls(), &mut slopes, &Every, Slots::<20>).unwrap();
    assert!((f64::from(cost) / COST - 1.0).abs() < 1e-5);
    for (slope, in_c) in slopes.iter().zip(&IN_C) {
        // Single precision, and a solution that grows by a factor of 80: 20 units in the last place of the largest.
        assert!((f64::from(*slope) - in_c).abs() < 1e-3, "{slope} {in_c}");
    }
}

#[test]
fn every_schedule_and_slot_gives_the_same_bits() {
    let mut every = [0.0; 100];
    gradient(&controls(), &mut every, &Every, Slots::<100>).unwrap();
    let same = |name, run: &dyn Fn(&mut [f32; 100]) -> Result<f32, Error>| {
        let mut slopes = [0.0; 100];
        run(&mut slopes).unwrap();
        assert_eq!(slopes.map(f32::to_bits), every.map(f32::to_bits), "{name}");
    };
    same("kept", &|slopes| gradient(&controls(), slopes, &Every, &mut [kept(); 100]));
    same("binomial", &|slopes| gradient(&controls(), slopes, &Binomial, Slots::<5>));
    same("halving", &|slopes| gradient(&controls(), slopes, &Halving, Slots::<8>));
    same("periodic", &|slopes| gradient(&controls(), slopes, &Periodic { every: 10 }, Slots::<19>));
}

#[test]
fn a_period_is_differentiated_by_its_state_and_force() {
    const POLE: f32 = 0.1;
    const H: f32 = 1.0 / 64.0;
    let from = |[x, v, theta, omega, u]: [f32; 5]| step(&[x, v, theta, omega], POLE, u);
    let at = [0.2, -0.5, 2.5, 1.5, 4.0];
    let [x, v, theta, omega, u] = core::array::from_fn(|k| Dual::<f32, 5>::variable(at[k], k));
    let dual: State<Dual<f32, 5>> = step(&[x, v, theta, omega], Dual::new(POLE, [0.0; 5]), u);
    for k in 0..5 {
        let (mut above, mut below) = (at, at);
        above[k] += H;
        below[k] -= H;
        let (above, below) = (from(above), from(below));
        for i in 0..4 {
            let difference = (above[i] - below[i]) / (2.0 * H);
            // The cubes of the steps, and single precision over their length.
            assert!((difference - dual[i].eps[k]).abs() < 2e-4, "{i} by {k}: {difference}");
        }
    }
}

/// Euler and Maruyama's recursion in double precision with the derivatives written out.
fn recursion(noise: &[f32; STEPS]) -> [f64; 5] {
    let [theta, mu, sigma] = PARAMETERS.map(f64::from);
    let h = 1.0 / STEPS as f64;
    let [mut x, mut by_x0, mut by_theta, mut by_mu, mut by_sigma] = [f64::from(START), 1.0, 0.0, 0.0, 0.0];
    for dw in noise {
        let left = 1.0 - theta * h;
        by_x0 *= left;
        by_theta = left * by_theta + (mu - x) * h;
        by_mu = left * by_mu + theta * h;
        by_sigma = left * by_sigma + f64::from(*dw);
        x += theta * (mu - x) * h + sigma * f64::from(*dw);
    }
    [x, by_x0, by_theta, by_mu, by_sigma]
}

#[test]
fn a_path_is_differentiated_with_its_noise_held() {
    for number in 0..20 {
        let g = path(number).gradient(&START, &PARAMETERS, &Terminal(End));
        let [theta, mu, sigma] = g.p;
        let expected = recursion(&increments(number));
        for (found, expected) in [g.value, g.y0, theta, mu, sigma].into_iter().zip(expected) {
            assert!((f64::from(found) - expected).abs() < 1e-5, "path {number}: {found} {expected}");
        }
    }
}

#[test]
fn increments_have_the_moments_of_their_steps() {
    let all: Vec<f64> = (0..200).flat_map(increments).map(f64::from).collect();
    let n = all.len() as f64;
    let mean = all.iter().sum::<f64>() / n;
    let variance = all.iter().map(|dw| dw * dw).sum::<f64>() / n;
    // Four standard errors: √(h/n) = 7.1e-4 and h √(2/n) = 1e-4.
    assert!(mean.abs() < 4.0 * 7.1e-4 && (variance - 0.01).abs() < 4.0 * 1e-4, "{mean} {variance}");
}
