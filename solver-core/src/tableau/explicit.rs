//! The explicit Runge–Kutta methods: coefficients and where they are from.

use core::marker::PhantomData;

use crate::stepper::ExplicitRk;
use crate::tableau::{Coefficients, Tableau};

macro_rules! method {
    ($(#[$doc:meta])* $NAME:ident: $Coefficients:ident<$S:literal> = $tableau:expr;) => {
        #[doc = concat!("The coefficients of [`", stringify!($NAME), "`].")]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $Coefficients;

        impl Coefficients<$S> for $Coefficients {
            const TABLEAU: Tableau<$S> = $tableau;
        }

        // Checked here, whether it is used or not.
        const _: Tableau<$S> = $Coefficients::TABLEAU;

        $(#[$doc])*
        pub const $NAME: ExplicitRk<$Coefficients, $S> = ExplicitRk(PhantomData);
    };
}

method! {
    /// Euler's method: order 1.
    EULER: Euler<1> = Tableau::explicit(1, [0.0], [[0.0]], [1.0]);
}

method! {
    /// The explicit midpoint rule: order 2 (Runge 1895).
    MIDPOINT: Midpoint<2> = Tableau::explicit(2, [0.0, 0.5], [[0.0, 0.0], [0.5, 0.0]], [0.0, 1.0])
        .embedded(1, [1.0, 0.0]);
}

method! {
    /// Heun's method, the explicit trapezoidal rule: order 2.
    HEUN: Heun<2> = Tableau::explicit(2, [0.0, 1.0], [[0.0, 0.0], [1.0, 0.0]], [0.5, 0.5])
        .embedded(1, [1.0, 0.0]);
}

method! {
    /// Ralston's method of order 2, whose error bound is least (Ralston, *Runge–Kutta methods with minimum error
    /// bounds*, 1962).
    RALSTON: Ralston<2> = Tableau::explicit(2, [0.0, 2.0 / 3.0], [[0.0, 0.0], [2.0 / 3.0, 0.0]], [0.25, 0.75])
        .embedded(1, [1.0, 0.0]);
}

method! {
    /// The classical method of order 4 (Kutta 1901).
    RK4: Rk4<4> = Tableau::explicit(
        4,
        [0.0, 0.5, 0.5, 1.0],
        [[0.0; 4], [0.5, 0.0, 0.0, 0.0], [0.0, 0.5, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]],
        [1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0],
    );
}

method! {
    /// The 3(2) pair of Bogacki & Shampine (*A 3(2) pair of Runge–Kutta formulas*, 1989).
    BOSH3: Bosh3<4> = Tableau::explicit(
        3,
        [0.0, 0.5, 0.75, 1.0],
        [[0.0; 4], [0.5, 0.0, 0.0, 0.0], [0.0, 0.75, 0.0, 0.0], [2.0 / 9.0, 1.0 / 3.0, 4.0 / 9.0, 0.0]],
        [2.0 / 9.0, 1.0 / 3.0, 4.0 / 9.0, 0.0],
    )
    .embedded(2, [7.0 / 24.0, 1.0 / 4.0, 1.0 / 3.0, 1.0 / 8.0]);
}

method! {
    /// The 5(4) pair of Dormand & Prince (*A family of embedded Runge–Kutta formulae*, 1980).
    DOPRI5: Dopri5<7> = Tableau::explicit(
        5,
        [0.0, 0.2, 0.3, 0.8, 8.0 / 9.0, 1.0, 1.0],
        [
            [0.0; 7],
            [0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [3.0 / 40.0, 9.0 / 40.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0, 0.0, 0.0, 0.0, 0.0],
            [19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0, 0.0, 0.0, 0.0],
            [9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0, 0.0, 0.0],
            [35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0, 0.0],
        ],
        [35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0, 0.0],
    )
    .embedded(
        4,
        [5179.0 / 57600.0, 0.0, 7571.0 / 16695.0, 393.0 / 640.0, -92097.0 / 339200.0, 187.0 / 2100.0, 1.0 / 40.0],
    );
}

method! {
    /// The 5(4) pair of Tsitouras (*Runge–Kutta pairs of order 5(4) satisfying only the first column simplifying
    /// assumption*, 2011).
    TSIT5: Tsit5<7> = Tableau::explicit(
        5,
        [0.0, 0.161, 0.327, 0.9, 0.9800255409045097, 1.0, 1.0],
        [
            [0.0; 7],
            [0.161, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [-0.008480655492356989, 0.335480655492357, 0.0, 0.0, 0.0, 0.0, 0.0],
            [2.8971530571054935, -6.359448489975075, 4.3622954328695815, 0.0, 0.0, 0.0, 0.0],
            [5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525, 0.0, 0.0, 0.0],
            [5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383, 0.0, 0.0],
            TSIT5_B,
        ],
        TSIT5_B,
    )
    .embedded(4, [
        TSIT5_B[0] + 0.00178001105222577714,
        TSIT5_B[1] + 0.0008164344596567469,
        TSIT5_B[2] - 0.007880878010261995,
        TSIT5_B[3] + 0.1447110071732629,
        TSIT5_B[4] - 0.5823571654525552,
        TSIT5_B[5] + 0.45808210592918697,
        -1.0 / 66.0,
    ]);
}

const TSIT5_B: [f64; 7] =
    [0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774, 0.0];
