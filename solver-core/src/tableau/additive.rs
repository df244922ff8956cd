//! The stochastic Runge–Kutta methods for additive noise: coefficients and where they are from.

use core::marker::PhantomData;

use crate::stepper::AdditiveRk;

/// The coefficients of a stochastic Runge–Kutta method for additive noise with `S` stages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdditiveTableau<const S: usize> {
    /// When each stage is, as a fraction of the step.
    pub c: [f64; S],
    /// How much of each earlier stage's `h f` a stage takes.
    pub a: [[f64; S]; S],
    /// How much of each stage's `h f` the step takes.
    pub b: [f64; S],
    /// How much of `g·w` each stage takes.
    pub aw: [f64; S],
    /// How much of `g·H` each stage takes.
    pub ah: [f64; S],
}

impl<const S: usize> AdditiveTableau<S> {
    /// A method from its rows. That it is explicit, consistent, and that the stages sit where the mean of the path is
    /// (`Σ bᵢ aᵂᵢ = ½` and `Σ bᵢ aᴴᵢ = 1`, the conditions of strong order 1½) is checked when this is compiled.
    ///
    /// # Panics
    /// Where one of these fails; as a constant, that is a compile error.
    #[must_use]
    pub const fn new(c: [f64; S], a: [[f64; S]; S], b: [f64; S], aw: [f64; S], ah: [f64; S]) -> Self {
        let (mut weight, mut by_w, mut by_h) = (0.0, 0.0, 0.0);
        let mut i = 0;
        while i < S {
            let (mut row, mut j) = (0.0, 0);
            while j < S {
                assert!(j < i || a[i][j] == 0.0, "a stage takes earlier stages alone");
                row += a[i][j];
                j += 1;
            }
            assert!((row - c[i]).abs() < 1e-14, "a stage's time is the sum of its coefficients");
            weight += b[i];
            by_w += b[i] * aw[i];
            by_h += b[i] * ah[i];
            i += 1;
        }
        assert!((weight - 1.0).abs() < 1e-14, "the weights of f sum to 1");
        assert!((by_w - 0.5).abs() < 1e-14 && (by_h - 1.0).abs() < 1e-14, "the stages miss the mean of the path");
        Self { c, a, b, aw, ah }
    }
}

/// A type that stands for the coefficients of a method for additive noise.
pub trait AdditiveCoefficients<const S: usize> {
    /// The coefficients.
    const TABLEAU: AdditiveTableau<S>;
}

macro_rules! method {
    ($(#[$doc:meta])* $NAME:ident: $Coefficients:ident<$S:literal> = $tableau:expr;) => {
        #[doc = concat!("The coefficients of [`", stringify!($NAME), "`].")]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $Coefficients;

        impl AdditiveCoefficients<$S> for $Coefficients {
            const TABLEAU: AdditiveTableau<$S> = $tableau;
        }

        // Checked here, whether it is used or not.
        const _: AdditiveTableau<$S> = $Coefficients::TABLEAU;

        $(#[$doc])*
        pub const $NAME: AdditiveRk<$Coefficients, $S> = AdditiveRk(PhantomData);
    };
}

method! {
    /// The shifted Euler method for additive noise: strong order 1 with one evaluation of the drift (Foster, dos Reis &
    /// Strange, *High order splitting methods for SDEs satisfying a commutativity condition*, 2023, equation 5.8).
    SEA: Sea<1> = AdditiveTableau::new([0.0], [[0.0]], [1.0], [0.5], [1.0]);
}

method! {
    /// The method SRA1 for additive noise: strong order 1½ (Rößler, *Runge–Kutta methods for the strong approximation of
    /// solutions of stochastic differential equations*, 2010).
    SRA1: Sra1<2> = AdditiveTableau::new(
        [0.0, 0.75],
        [[0.0, 0.0], [0.75, 0.0]],
        [1.0 / 3.0, 2.0 / 3.0],
        [0.0, 0.75],
        [0.0, 1.5],
    );
}

method! {
    /// The shifted method for additive noise: strong order 1½ (Foster, dos Reis & Strange 2023, equation 6.1).
    SHARK: Shark<2> = AdditiveTableau::new(
        [0.0, 5.0 / 6.0],
        [[0.0, 0.0], [5.0 / 6.0, 0.0]],
        [0.4, 0.6],
        [0.0, 5.0 / 6.0],
        [1.0, 1.0],
    );
}
