//! The sensitivities against solves with other values, and what the model itself says of them.

use tapeless::{Ode, Solve, TSIT5, Uniform};

use crate::model::{DAYS, QUANTITIES, SAVED, STEPS, Seir, solve, values};

/// The infectious pupils at every saved time.
fn infectious([s, e, i, beta, sigma, gamma]: [f64; QUANTITIES]) -> [f64; SAVED] {
    let solve = Solve::new(Ode(Seir), TSIT5, Uniform::new::<STEPS>(0.0, DAYS as f64));
    solve.saved::<SAVED, f64>(&[s, e, i], &[beta, sigma, gamma]).map(|[_, _, i]| i)
}

/// Central differences of the whole curve, by each quantity.
#[test]
fn sensitivities_are_differences_of_solves() {
    let outbreak = solve().expect("as many components as it says");
    let peak = outbreak.peak().1;
    for quantity in 0..QUANTITIES {
        let at = |factor: f64| {
            let mut values = values();
            values[quantity] *= factor;
            infectious(values)
        };
        let (more, less) = (at(1.0 + 1e-5), at(1.0 - 1e-5));
        for i in 0..SAVED {
            let difference = (more[i] - less[i]) / (2e-5 * peak);
            let exact = outbreak.sensitivities[quantity][i];
            assert!((difference - exact).abs() < 1e-8, "{quantity} at {i}: {difference} is not {exact}");
        }
    }
}

/// A pupil exposed at the start only starts the outbreak earlier, so E(0) matters less than what decides its course.
#[test]
fn the_rates_of_the_outbreak_come_first() {
    let ranked = solve().expect("as many components as it says").ranked();
    assert!(ranked[..4].contains(&3) && ranked[4..].iter().all(|k| [1, 2].contains(k)), "{ranked:?}");
}
