//! The stochastic Runge–Kutta methods: coefficients and where they are from.

use core::marker::PhantomData;

use crate::diffusion::{Ito, Stratonovich};
use crate::noise::{Levy, WithAreas, WithoutAreas};
use crate::stepper::StochasticRk;
use crate::tableau::{Coefficients, Heun, Midpoint, Ralston, Tableau};

/// The coefficients of a stochastic Runge–Kutta method with `S` stages: those of an explicit method for the drift, and two
/// more tables of the same form for the diffusion's products with w and with H.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StochasticTableau<const S: usize> {
    /// When each stage is, as a fraction of the step.
    pub c: [f64; S],
    /// How much of each earlier stage's `h f` a stage takes.
    pub a: [[f64; S]; S],
    /// How much of each stage's `h f` the step takes.
    pub b: [f64; S],
    /// How much of each earlier stage's `g·w` a stage takes.
    pub aw: [[f64; S]; S],
    /// How much of each stage's `g·w` the step takes.
    pub bw: [f64; S],
    /// How much of each earlier stage's `g·H` a stage takes.
    pub ah: [[f64; S]; S],
    /// How much of each stage's `g·H` the step takes.
    pub bh: [f64; S],
}

/// Two sums of published decimals may differ by this much.
const TOLERANCE: f64 = 1e-14;

const fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= TOLERANCE
}

const fn sum<const S: usize>(row: &[f64; S]) -> f64 {
    let (mut i, mut sum) = (0, 0.0);
    while i < S {
        sum += row[i];
        i += 1;
    }
    sum
}

const fn is_explicit<const S: usize>(a: &[[f64; S]; S]) -> bool {
    let mut i = 0;
    while i < S {
        let mut j = i;
        while j < S {
            if a[i][j] != 0.0 {
                return false;
            }
            j += 1;
        }
        i += 1;
    }
    true
}

impl<const S: usize> StochasticTableau<S> {
    /// A method that reads w alone. That it is explicit, that the weights of f and of g sum to 1 is checked when this is
    /// compiled, as is the consistency of the drift's stages: `c` are the sums of `a`.
    ///
    /// # Panics
    /// Where one of these fails; as a constant, that is a compile error.
    #[must_use]
    pub const fn new(c: [f64; S], (a, b): ([[f64; S]; S], [f64; S]), (aw, bw): ([[f64; S]; S], [f64; S])) -> Self {
        assert!(is_explicit(&a) && is_explicit(&aw), "a stage takes earlier stages alone");
        assert!(near(sum(&b), 1.0) && near(sum(&bw), 1.0), "the weights of f and of g sum to 1");
        let mut i = 0;
        while i < S {
            assert!(near(sum(&a[i]), c[i]), "a stage's time is the sum of its coefficients");
            i += 1;
        }
        Self { c, a, b, aw, bw, ah: [[0.0; S]; S], bh: [0.0; S] }
    }

    /// The same method, reading H too: its weights sum to 0, since a constant g times H is no increment.
    ///
    /// # Panics
    /// Where they do not, or the method is not explicit; as a constant, that is a compile error.
    #[must_use]
    pub const fn with_areas(mut self, ah: [[f64; S]; S], bh: [f64; S]) -> Self {
        assert!(is_explicit(&ah), "a stage takes earlier stages alone");
        assert!(near(sum(&bh), 0.0), "the weights of g·H sum to 0");
        self.ah = ah;
        self.bh = bh;
        self
    }

    /// Whether stage `i`'s f is used.
    pub const fn uses_f(&self, i: usize) -> bool {
        takes(&self.a, &self.b, i)
    }

    /// Whether stage `i`'s g·w is used.
    pub const fn uses_w(&self, i: usize) -> bool {
        takes(&self.aw, &self.bw, i)
    }

    /// Whether stage `i`'s g·H is used.
    pub const fn uses_h(&self, i: usize) -> bool {
        takes(&self.ah, &self.bh, i)
    }
}

const fn takes<const S: usize>(a: &[[f64; S]; S], b: &[f64; S], i: usize) -> bool {
    let mut j = i + 1;
    while j < S {
        if a[j][i] != 0.0 {
            return true;
        }
        j += 1;
    }
    b[i] != 0.0
}

/// A type that stands for the coefficients of a stochastic method.
#[diagnostic::on_unimplemented(
    message = "the method with the coefficients `{Self}` is for ordinary equations",
    note = "take `EULER_MARUYAMA` or `MILSTEIN` for an equation in the sense of Itô, `MILSTEIN`, `HEUN`, `SPARK` or `SLOW_RK` for one in the sense of Stratonovich, `SRA1` or `SHARK` with additive noise"
)]
pub trait StochasticCoefficients<const S: usize> {
    /// The calculus in whose sense the method converges.
    type Calculus;
    /// The Lévy areas that it reads.
    type Areas: Levy;
    /// The coefficients.
    const STOCHASTIC: StochasticTableau<S>;
}

macro_rules! method {
    ($(#[$doc:meta])* $NAME:ident: $Coefficients:ident<$S:literal>, $Calculus:ident, $Areas:ident = $tableau:expr;) => {
        #[doc = concat!("The coefficients of [`", stringify!($NAME), "`].")]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $Coefficients;

        impl StochasticCoefficients<$S> for $Coefficients {
            type Calculus = $Calculus;
            type Areas = $Areas;
            const STOCHASTIC: StochasticTableau<$S> = $tableau;
        }

        // Checked here, whether it is used or not.
        const _: StochasticTableau<$S> = $Coefficients::STOCHASTIC;

        $(#[$doc])*
        pub const $NAME: StochasticRk<$Coefficients, $S> = StochasticRk(PhantomData);
    };
}

method! {
    /// The method of Euler & Maruyama: strong order ½, and 1 with additive noise, in the sense of Itô (Maruyama,
    /// *Continuous Markov processes and stochastic equations*, 1955).
    EULER_MARUYAMA: EulerMaruyama<1>, Ito, WithoutAreas =
        StochasticTableau::new([0.0], ([[0.0]], [1.0]), ([[0.0]], [1.0]));
}

/// Methods for ordinary equations that step stochastic ones in the sense of Stratonovich, where the ordinary chain rule
/// holds: `f h + g·w` in place of `f h`, in one table.
macro_rules! for_both {
    ($($Coefficients:ident<$S:literal>),*) => {$(
        impl StochasticCoefficients<$S> for $Coefficients {
            type Calculus = Stratonovich;
            type Areas = WithoutAreas;
            const STOCHASTIC: StochasticTableau<$S> = {
                let Tableau { a, b, c, .. } = <$Coefficients as Coefficients<$S>>::TABLEAU;
                StochasticTableau::new(c, (a, b), (a, b))
            };
        }
        const _: StochasticTableau<$S> = <$Coefficients as StochasticCoefficients<$S>>::STOCHASTIC;
    )*};
}

for_both!(Heun<2>, Midpoint<2>, Ralston<2>);

method! {
    /// The method of Euler & Heun, of which only the diffusion is corrected: strong order 1 with commutative noise and ½
    /// without, in the sense of Stratonovich (Gard, *Introduction to stochastic differential equations*, 1988). To the
    /// order that counts it is Milstein's method without a derivative.
    EULER_HEUN: EulerHeun<2>, Stratonovich, WithoutAreas = StochasticTableau::new(
        [0.0, 0.0],
        ([[0.0, 0.0], [0.0, 0.0]], [1.0, 0.0]),
        ([[0.0, 0.0], [1.0, 0.0]], [0.5, 0.5]),
    );
}

const SPARK_OUTER: f64 = 0.211_324_865_405_187_1;
const SPARK_INNER: f64 = 0.577_350_269_189_625_8;
const SQRT_3: f64 = 1.732_050_807_568_877_3;

method! {
    /// The splitting path method: strong order 1½ with additive noise, 1 with commutative noise, ½ without, in the sense of
    /// Stratonovich (Foster, *On the convergence of adaptive approximations for stochastic differential equations*, 2023,
    /// definition 1.6).
    SPARK: Spark<3>, Stratonovich, WithAreas = StochasticTableau::new(
        [0.0, 0.5, 1.0],
        ([[0.0; 3], [0.5, 0.0, 0.0], [0.0, 1.0, 0.0]], [SPARK_OUTER, SPARK_INNER, SPARK_OUTER]),
        ([[0.0; 3], [0.5, 0.0, 0.0], [0.0, 1.0, 0.0]], [SPARK_OUTER, SPARK_INNER, SPARK_OUTER]),
    )
    .with_areas([[0.0; 3], [SQRT_3, 0.0, 0.0], [0.0; 3]], [1.0, 0.0, -1.0]);
}

method! {
    /// The shifted method for any noise, with two evaluations of the drift: strong order 1½ with additive noise, 1 with
    /// commutative noise, ½ without, in the sense of Stratonovich (Foster, dos Reis & Strange, *High order splitting methods
    /// for SDEs satisfying a commutativity condition*, 2023, equation 6.1).
    GENERAL_SHARK: GeneralShark<3>, Stratonovich, WithAreas = StochasticTableau::new(
        [0.0, 0.0, 5.0 / 6.0],
        ([[0.0; 3], [0.0; 3], [0.0, 5.0 / 6.0, 0.0]], [0.0, 0.4, 0.6]),
        ([[0.0; 3], [0.0; 3], [0.0, 5.0 / 6.0, 0.0]], [0.0, 0.4, 0.6]),
    )
    .with_areas([[0.0; 3], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]], [0.0, 1.2, -1.2]);
}

method! {
    /// The method of strong order 1½ for commutative and additive noise, ½ without, in the sense of Stratonovich: two
    /// evaluations of the drift and five of the diffusion (Foster, dos Reis & Strange 2023, equation 6.2).
    SLOW_RK: SlowRk<7>, Stratonovich, WithAreas = StochasticTableau::new(
        [0.0, 0.5, 0.5, 0.5, 0.5, 0.75, 1.0],
        (
            [
                [0.0; 7],
                [0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                [0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                [0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                [0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                [0.75, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            ],
            [1.0 / 3.0, 0.0, 0.0, 0.0, 0.0, 2.0 / 3.0, 0.0],
        ),
        (
            [
                [0.0; 7],
                [0.0; 7],
                [0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0],
                [0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0],
                [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
                [0.0, 0.0, 0.0, 0.75, 0.0, 0.0, 0.0],
                [0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0],
            ],
            [0.0, 1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0, 0.0, 0.0],
        ),
    )
    .with_areas(
        [[0.0; 7], [0.0; 7], [0.0; 7], [0.0; 7], [0.0; 7], [0.0, 0.0, 0.0, 1.5, 0.0, 0.0, 0.0], [0.0; 7]],
        [0.0, 0.0, 0.0, 2.0, 0.0, 0.0, -2.0],
    );
}
