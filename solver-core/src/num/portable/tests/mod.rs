//! Every function against double precision, and its bits against the ones it has elsewhere.

extern crate std;

use std::{format, println};

use self::functions::{BINARY, UNARY};
use self::measure::{Worst, landmarks, patterns, ulps, worst, worst_in_parallel, worst_pair};
use super::fingerprint;

mod functions;
mod measure;

fn report(name: &str, crate_name: &str, worst: Worst) {
    println!("{name:7} {crate_name:9} {:>9.4} at {:e}, {:e}", worst.ulps, worst.at[0], worst.at[1]);
}

#[test]
fn a_sample_of_floats_is_within_the_documented_error() {
    for row in UNARY {
        let mut found = worst(row, row.f, patterns(row), 99_991);
        for x in landmarks() {
            found.see(ulps((row.f)(x), (row.reference)(f64::from(x))), [x, 0.0]);
        }
        assert!(found.ulps <= row.documented, "{}: {} ULP at {:e}", row.name, found.ulps, found.at[0]);
    }
}

#[test]
fn a_sample_of_pairs_is_within_the_documented_error() {
    for row in BINARY {
        let found = worst_pair(row, row.f, 1, 50_000);
        assert!(found.ulps <= row.documented, "{}: {} ULP at {:?}", row.name, found.ulps, found.at);
    }
}

#[test]
fn the_bits_are_the_same_everywhere() {
    if super::first_difference().is_some() {
        fingerprint::all().for_each(|(name, hash)| println!("{name} {hash:#x}"));
        panic!("{:?}", super::first_difference());
    }
}

#[test]
fn the_documentation_has_the_errors() {
    let documented =
        UNARY.iter().map(|row| (row.name, row.documented)).chain(BINARY.iter().map(|row| (row.name, row.documented)));
    for (name, ulps) in documented {
        assert!(include_str!("../mod.rs").contains(&format!("`{name}` | {ulps:.2} |")), "{name}: {ulps}");
    }
}

#[test]
fn sine_and_cosine_together_have_the_bits_of_each() {
    for bits in (0..=u32::MAX).step_by(65_537) {
        let x = f32::from_bits(bits);
        let (sin, cos) = super::sin_cos(x);
        let [sin, cos, sin_alone, cos_alone] =
            [sin, cos, super::sin(x), super::cos(x)].map(|y| if y.is_nan() { 0 } else { y.to_bits() });
        assert_eq!((sin, cos), (sin_alone, cos_alone), "at {x:e}");
    }
}

#[test]
fn widening_has_the_bits_of_the_conversion() {
    for x in (0..=u32::MAX).step_by(4_099).map(f32::from_bits).chain(landmarks()) {
        let (found, expected) = (super::widen(x), f64::from(x));
        assert!(found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan(), "at {x:e}");
    }
}

/// The table in the module's documentation: `ROWS="sin cos" STEP=1` choose functions and the step between floats.
#[test]
#[ignore = "an hour of work for one processor"]
fn every_float() {
    let step = std::env::var("STEP").map_or(1, |s| s.parse().unwrap());
    let rows = std::env::var("ROWS").ok();
    let chosen = |name: &str| rows.as_deref().is_none_or(|rows| rows.split(' ').any(|row| row == name));
    for row in UNARY.iter().filter(|row| chosen(row.name)) {
        let found = worst_in_parallel(row, row.f, step);
        report(row.name, "portable", found);
        assert!(found.ulps <= row.documented);
    }
    for row in BINARY.iter().filter(|row| chosen(row.name)) {
        let found = worst_pair(row, row.f, 1 << 10, 100_000_000);
        report(row.name, "portable", found);
        assert!(found.ulps <= row.documented);
    }
}

/// The functions of other crates, at a step: `STEP=997`, `ROWS="sin cos"`.
#[test]
#[ignore = "it tests no code of this crate"]
fn other_crates() {
    let step = std::env::var("STEP").map_or(997, |s| s.parse().unwrap());
    for row in UNARY {
        for (crate_name, f) in row.others {
            report(row.name, crate_name, worst_in_parallel(row, *f, step));
        }
    }
    for row in BINARY {
        for (crate_name, f) in row.others {
            report(row.name, crate_name, worst_pair(row, *f, 16, 1_000_000));
        }
    }
}
