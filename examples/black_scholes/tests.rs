//! The simulation against the formula.

use crate::OPTION;
use crate::simulation::greeks;

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
