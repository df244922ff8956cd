//! The fit against another program's result, from good starts and bad ones.

use std::path::Path;

use crate::fit::{self, FitError};
use crate::model::{Pelts, Unknowns};
use crate::progress::Progress;

/// SciPy's least squares on DOP853 at a relative tolerance of 1e-11.
const OBJECTIVE: f64 = 2.0186611552;
const ESTIMATES: [f64; 6] = [0.540158966, 0.0271653556, 0.796386082, 0.0236946399, 34.6024240, 5.84450605];

pub(crate) fn minimum() -> Unknowns {
    ESTIMATES.map(f64::ln)
}

pub(crate) fn record() -> Pelts {
    let path = Path::new(crate::HOME).join("examples/data/hudson_lynx_hare.csv");
    crate::data::read(&path).expect("the record is in the repository").pelts
}

#[test]
fn the_fit_is_the_reference() {
    let seen = record();
    let fit = fit::fit(&seen, crate::start(seen[0]), Progress::Silent).expect("it converges");
    assert!((fit.objective - OBJECTIVE).abs() < 1e-9, "{}", fit.objective);
    for (estimate, reference) in fit.estimates().iter().zip(ESTIMATES) {
        assert!((estimate / reference - 1.0).abs() < 1e-7, "{estimate} {reference}");
    }
}

#[test]
fn zz() {
    let seen = record();
    let mut s: u64 = 12345;
    let mut r = || { s = s.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407); ((s >> 11) as f64 / (1u64 << 53) as f64) * 2.0 - 1.0 };
    for spread in [0.3, 1.0, 2.0] {
        let mut ok = 0; let mut other = 0; let mut bad: Vec<String> = vec![];
        for _ in 0..200 {
            let st = crate::start(seen[0]).map(|x| x * (spread * r()).exp());
            match fit::fit(&seen, st, Progress::Silent) {
                Ok(f) if (f.objective - OBJECTIVE).abs() < 1e-8 => ok += 1,
                Ok(f) => { other += 1; if other < 4 { println!("  local {} it {} v {}", f.objective, f.iterations, f.values) } }
                Err(e) => bad.push(e.to_string()),
            }
        }
        println!("{spread}: ok {ok} other {other} bad {}: {:?}", bad.len(), bad.iter().take(4).collect::<Vec<_>>());
    }
    let _ = |e: FitError| e;
}
