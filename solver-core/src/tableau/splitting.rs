//! The splitting methods for separable Hamiltonian systems: coefficients and where they are from.

use core::marker::PhantomData;

use crate::stepper::Splitting;
use crate::tableau::{TOLERANCE, order};

/// The coefficients of a splitting method: `q += dᵢ h velocity(m)`, then `m += kᵢ h force(q)`, for `i` from 0 to `S − 1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Composition<const S: usize> {
    /// The fraction of the step by which each drift moves the positions.
    pub drifts: [f64; S],
    /// The fraction of the step by which each kick moves the momenta.
    pub kicks: [f64; S],
    /// The order of convergence.
    pub order: u32,
}

impl<const S: usize> Composition<S> {
    /// A method from its coefficients; does not compile where a condition up to order 4 fails.
    ///
    /// The conditions are those of a symplectic partitioned Runge–Kutta method for separable systems, one for each unrooted
    /// tree whose neighbours differ in colour (Hairer, Lubich & Wanner, *Geometric Numerical Integration*, 2nd ed. 2006,
    /// sections III.2.5 and VI.7.3). They are each other's mirror images in drifts and kicks.
    ///
    /// # Panics
    /// Where a condition fails; as a constant, that is a compile error.
    pub const fn new(order: u32, drifts: [f64; S], kicks: [f64; S]) -> Self {
        // Where each kick finds the positions, where each drift finds the momenta, and the first summed up to the kick.
        let (mut at_kick, mut at_drift, mut twice) = ([0.0; S], [0.0; S], [0.0; S]);
        let (mut drifted, mut kicked, mut sum) = (0.0, 0.0, 0.0);
        let mut i = 0;
        while i < S {
            at_drift[i] = kicked;
            drifted += drifts[i];
            sum += drifts[i] * kicked;
            at_kick[i] = drifted;
            twice[i] = sum;
            kicked += kicks[i];
            i += 1;
        }
        let conditions = [
            (1, drifted, 1.0),
            (1, kicked, 1.0),
            (2, order::dot(&kicks, &at_kick), 1.0 / 2.0),
            (3, order::dot(&kicks, &order::times(&at_kick, &at_kick)), 1.0 / 3.0),
            (3, order::dot(&drifts, &order::times(&at_drift, &at_drift)), 1.0 / 3.0),
            (4, order::dot(&kicks, &order::times(&at_kick, &order::times(&at_kick, &at_kick))), 1.0 / 4.0),
            (4, order::dot(&drifts, &order::times(&at_drift, &order::times(&at_drift, &at_drift))), 1.0 / 4.0),
            (4, order::dot(&kicks, &order::times(&at_kick, &twice)), 1.0 / 8.0),
        ];
        let mut i = 0;
        while i < conditions.len() {
            let (of, is, should) = conditions[i];
            assert!(
                of > order || order::near(is, should, TOLERANCE),
                "drifts and kicks do not satisfy the order conditions"
            );
            i += 1;
        }
        assert!(order >= 1, "a method has at least order 1");
        Self { drifts, kicks, order }
    }
}

/// A type that stands for a splitting method's coefficients, so that they are constants wherever it goes.
pub trait SplittingCoefficients<const S: usize> {
    /// The coefficients.
    const COMPOSITION: Composition<S>;
}

macro_rules! splitting {
    ($(#[$doc:meta])* $NAME:ident: $Coefficients:ident<$S:literal> = $composition:expr;) => {
        #[doc = concat!("The coefficients of [`", stringify!($NAME), "`].")]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $Coefficients;

        impl SplittingCoefficients<$S> for $Coefficients {
            const COMPOSITION: Composition<$S> = $composition;
        }

        // Checked here, whether it is used or not.
        const _: Composition<$S> = $Coefficients::COMPOSITION;

        $(#[$doc])*
        pub const $NAME: Splitting<$Coefficients, $S> = Splitting(PhantomData);
    };
}

splitting! {
    /// The symplectic Euler method: order 1, positions first (de Vogelaere 1956).
    SYMPLECTIC_EULER: SymplecticEuler<1> = Composition::new(1, [1.0], [1.0]);
}

splitting! {
    /// The leapfrog that kicks, drifts and kicks: order 2 (Swope et al., *A computer simulation method for the calculation of
    /// equilibrium constants*, 1982). It is symmetric: a step taken back is a step.
    VELOCITY_VERLET: VelocityVerlet<2> = Composition::new(2, [0.0, 1.0], [0.5, 0.5]);
}

splitting! {
    /// The leapfrog that drifts, kicks and drifts: order 2, one force a step.
    POSITION_VERLET: PositionVerlet<2> = Composition::new(2, [0.5, 0.5], [1.0, 0.0]);
}

splitting! {
    /// Three leapfrogs, the one in the middle backwards: order 4, three forces a step (Forest & Ruth, *Fourth-order
    /// symplectic integration*, 1990; Yoshida 1990).
    FOREST_RUTH: ForestRuth<4> = Composition::new(
        4,
        [FOREST_RUTH_THETA / 2.0, (1.0 - FOREST_RUTH_THETA) / 2.0, (1.0 - FOREST_RUTH_THETA) / 2.0, FOREST_RUTH_THETA / 2.0],
        [FOREST_RUTH_THETA, 1.0 - 2.0 * FOREST_RUTH_THETA, FOREST_RUTH_THETA, 0.0],
    );
}

/// `1/(2 − ∛2)`
const FOREST_RUTH_THETA: f64 = 1.3512071919596576340476878089715;

splitting! {
    /// The position-extended method in the manner of Forest and Ruth: order 4, four forces a step, an error several
    /// times below [`FOREST_RUTH`]'s at the same number of forces (Omelyan, Mryglod & Folk, *Optimized Forest–Ruth- and Suzuki-like algorithms for integration of
    /// motion in many-body systems*, 2002, equation 22).
    PEFRL: Pefrl<5> = Composition::new(
        4,
        [PEFRL_XI, PEFRL_CHI, 1.0 - 2.0 * (PEFRL_CHI + PEFRL_XI), PEFRL_CHI, PEFRL_XI],
        [0.5 - PEFRL_LAMBDA, PEFRL_LAMBDA, PEFRL_LAMBDA, 0.5 - PEFRL_LAMBDA, 0.0],
    );
}

const PEFRL_XI: f64 = 0.1786178958448091;
const PEFRL_LAMBDA: f64 = -0.2123418310626054;
const PEFRL_CHI: f64 = -0.6626458266981849e-1;
