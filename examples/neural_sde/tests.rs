//! The training learns, and says where it leaves the finite numbers.

use tapeless::nn::{Amplitude, Trajectories, Weights, apart};
use tapeless::{EULER_MARUYAMA, Solve, Steps};

use crate::adamw::Settings;
use crate::arguments::Arguments;
use crate::model::{Both, Diffusion, DiffusionOnly, Drift, DriftOnly, Model, Size};
use crate::train::train;

const SIZE: Size = Size { steps: 5, batch: 20, threads: 2, seed: 1, spread: 0.0 };
const SETTINGS: Settings = Settings { rate: 1e-3, decay: 1e-4 };

fn learns<M: Model>() {
    let trained = train::<M>(SIZE, SETTINGS, 12, |_| {}).ok().expect("every loss is finite");
    let (first, last) = (trained.losses[0], trained.losses[11]);
    assert!(last < 0.8 * first, "{last} after {first}");
}

#[test]
fn the_loss_falls() {
    learns::<Both<10, 11>>();
    learns::<DriftOnly<10, 11>>();
    learns::<DiffusionOnly<10, 11>>();
}

#[test]
fn the_same_bits_on_any_number_of_threads() {
    let losses = |threads| {
        train::<Both<10, 11>>(Size { threads, ..SIZE }, SETTINGS, 4, |_| {}).ok().expect("every loss is finite").losses
    };
    assert_eq!(losses(1), losses(2));
}

#[test]
fn a_loss_that_is_not_finite() {
    let stopped = train::<Both<10, 11>>(SIZE, Settings { rate: 1e20, ..SETTINGS }, 9, |_| {}).err();
    let stopped = stopped.expect("weights of 1e20 overflow");
    assert_eq!((stopped.step, stopped.until.losses.len()), (1, 1));
    assert!(stopped.until.weights == Both::<10, 11>::start(SIZE.seed), "the weights before the step that was too long");
    let message = stopped.to_string();
    assert!(message.contains("training step 1") && message.contains("weights of step 0"), "{message}");
}

/// Options that make no sense are told, and what is allowed; what is in order is taken.
#[test]
fn odd_options() {
    let parse = |text: &str| Arguments::parse("home", text.split_whitespace().map(Into::into));
    for (text, says) in [
        ("--steps 0", "at least 1"),
        ("--steps -1", "takes a number"),
        ("--steps 999999999", "at most 100000"),
        ("--batch 0", "at least 1"),
        ("--batch 18446744073709551615", "at most 1000000"),
        ("--batch 99999999999999999999", "takes a number"),
        ("--threads 100000", "at most 1024"),
        ("--training-steps 0", "at least 1"),
        ("--rate NaN", "finite"),
        ("--rate -1e-3", "not negative"),
        ("--spread inf", "finite"),
        ("--seed -1", "takes a number"),
        ("--rate", "without a value"),
        ("--dimension=10", "what is"),
        ("extra", "what is"),
    ] {
        let Err(error) = parse(text) else { panic!("{text} is taken") };
        assert!(error.contains(says), "{text}: {error}");
    }
    let all =
        parse("--steps 7 --batch 1000000 --threads 1024 --rate 0 --spread 2 --seed 18446744073709551615").unwrap();
    assert_eq!((all.size.steps, all.size.batch, all.size.threads, all.size.seed), (7, 1_000_000, 1024, u64::MAX));
}

/// Where the first loss is not finite there is no step to go back to.
#[test]
fn a_first_loss_that_is_not_finite() {
    let stopped = train::<Both<10, 11>>(Size { spread: 1e38, ..SIZE }, SETTINGS, 3, |_| {}).err();
    let stopped = stopped.expect("states of 1e38 overflow");
    assert!(stopped.step == 0 && stopped.until.weights == Both::<10, 11>::start(SIZE.seed));
    assert!(stopped.to_string().contains("began with. A smaller `--spread`"), "{stopped}");
}

/// Of the hidden units of the founding program the share that is off in a whole part of a batch, drift's layers and then
/// diffusion's: what products leave out. `cargo test --release --features nn --example neural_sde -- --ignored --nocapture`
#[test]
#[ignore = "it prints what benches/README.md says, and takes half a minute"]
fn how_many_units_are_off() {
    type Parameters = (Weights<f32, Drift<500, 501>>, Weights<f32, Diffusion<501>>);
    let share = |p: &Parameters, part: usize, spread: f32| {
        let size = Size { steps: 20, batch: part, threads: 1, seed: 0, spread };
        let (drift, diffusion) = (Drift::<500, 501>::new(), Diffusion::<501>::new());
        let system = apart(drift, Amplitude::<_, 500>(diffusion));
        let mesh = Steps::new(0.0, 1.0, size.steps).unwrap();
        let solve = Solve::new(system, EULER_MARUYAMA, mesh).with_noise(Trajectories::new(0, 0..part as u64));
        let mut off = [0; 4];
        solve.observe(&size.start::<500>(0..part), p, |_, t: f32, y| {
            let ([a, b], [c, d]) = (drift.units_off(t, y, &p.0), diffusion.units_off(t, y, &p.1));
            off.iter_mut().zip([a, b, c, d]).for_each(|(sum, off)| *sum += off);
        });
        off.map(|off| off as f32 / 21.0 / 300.0)
    };
    let settings = Settings { rate: 1e-4, decay: 1e-4 };
    let size = Size { steps: 20, batch: 32, threads: 2, seed: 0, spread: 0.0 };
    for training_steps in [0, 100, 1000] {
        let trained = train::<Both<500, 501>>(size, settings, training_steps, |_| {}).ok().unwrap().weights;
        for (part, spread) in [(1, 0.0), (8, 0.0), (16, 0.0), (32, 0.0), (512, 0.0), (16, 1.0), (16, 10.0)] {
            let off = share(&trained, part, spread);
            println!("after {training_steps} steps, {part} trajectories, spread {spread}: {off:.3?}");
        }
    }
    assert!(share(&Both::start(0), 16, 0.0).iter().all(|share| *share > 0.3));
}

/// Options that no training can be run with are refused before it begins.
#[test]
fn options_that_are_refused() {
    for bad in [["--rate", "nan"], ["--rate", "-1"], ["--spread", "inf"], ["--batch", "0"], ["--steps", "9999999"]] {
        let refused = crate::arguments::Arguments::parse("", bad.into_iter().map(Into::into)).unwrap_err();
        assert!(refused.contains(bad[0]), "{refused}");
    }
}
