//! The simulation against the formula.

use crate::OPTION;
use crate::simulation::{calibrate, greeks};

/// The price and every derivative lie within four standard errors of the formula, and the formula's derivatives are its
/// differences.
#[test]
fn the_paths_give_the_formula() {
    let exact = OPTION.greeks();
    for ((mean, error), exact) in greeks(&OPTION, 1 << 14).unwrap().into_iter().zip(exact.0) {
        assert!((mean - exact).abs() < 4.0 * error && error < 0.05 * exact, "{mean} ± {error} is not {exact}");
    }
    let d = 1e-4;
    let price = |option: crate::Option| option.greeks().0[0];
    let differences = [
        price(crate::Option { spot: OPTION.spot + d, ..OPTION })
            - price(crate::Option { spot: OPTION.spot - d, ..OPTION }),
        price(crate::Option { volatility: OPTION.volatility + d, ..OPTION })
            - price(crate::Option { volatility: OPTION.volatility - d, ..OPTION }),
        price(crate::Option { rate: OPTION.rate + d, ..OPTION })
            - price(crate::Option { rate: OPTION.rate - d, ..OPTION }),
        price(crate::Option { maturity: OPTION.maturity + d, ..OPTION })
            - price(crate::Option { maturity: OPTION.maturity - d, ..OPTION }),
    ];
    for (difference, exact) in differences.into_iter().zip(&exact.0[1..]) {
        assert!((difference / (2.0 * d) - exact).abs() < 1e-5, "{difference} {exact}");
    }
}

/// The volatility that a price implies is found from afar, to what the simulation's noise allows, and where there is none that is
/// said: a call costs less than the asset.
#[test]
fn the_volatility_is_calibrated() {
    let price = OPTION.greeks().0[0];
    for guess in [0.05, 1.5] {
        let found = calibrate(&crate::Option { volatility: guess, ..OPTION }, price, 1 << 12).unwrap().unwrap();
        let error = (found.volatility - OPTION.volatility) / found.error;
        assert!(error.abs() < 4.0 && found.error < 0.02, "{found:?} from {guess}");
        let there = greeks(&crate::Option { volatility: found.volatility, ..OPTION }, 1 << 12).unwrap()[0].0;
        assert!((there - price).abs() < 1e-9, "{there} is not {price}");
    }
    for price in [f64::NAN, -1.0, 1e9] {
        assert!(calibrate(&OPTION, price, 1 << 8).unwrap().is_none(), "{price}");
    }
}
