//! Steps of the underdamped Langevin equation and their transposes: each method is a table of coefficients.
//!
//! `dx = v dt`, `dv = −γ v dt − u ∇f(x) dt + √(2γu) dw`. A step takes the gradient `fᵢ` of the potential at up to three
//! points, and every point, the new x and the new v are combinations of `x, v, w, H, K, f₀, f₁, f₂`, whose coefficients
//! depend on γ, u and h alone. So one loop over the rows of the table is the step, the same loop backwards its transpose,
//! and dual numbers give the table's derivatives by γ and u.
//!
//! Foster, Lyons & Oberhauser, *The shifted ODE method for underdamped Langevin MCMC* (2021).

use crate::field::{Bars, System, VectorField, Vjp};
use crate::noise::SpaceTimeTime;
use crate::num::{Dual, Real, Time};
use crate::stepper::{Drive, StepBars, StepVjp, Stepper};
use crate::vector::Vector;

/// The underdamped Langevin equation `dx = v dt`, `dv = −γ v dt − u ∇f(x; p) dt + √(2γu) dw` of a potential whose gradient
/// ∇f is the field `F`. Its state is `(x, v)`, its parameters are `([γ, u], p)`.
///
/// ```
/// use tapeless::{Counter, Langevin, QUICSORT, Real, Solve, Uniform, vector_field};
///
/// /// The gradient of ½ k x².
/// #[vector_field]
/// fn spring<T: Real>(_t: T, x: T, k: T) -> T {
///     k * x
/// }
///
/// let solve = Solve::new(Langevin(Spring), QUICSORT, Uniform::new::<50>(0.0, 5.0)).with_noise(Counter::new(1));
/// let (x, v): (f64, f64) = solve.value(&(1.0, 0.0), &([0.5, 1.0], 2.0));
/// assert!(x.abs() < 5.0 && v.abs() < 5.0);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Langevin<F>(pub F);

impl<T: Real, F: VectorField<T>> System<T> for Langevin<F> {
    type State = (F::State, F::State);
    type Params = ([T; 2], F::Params);
    type Input = F::Input;
    type Noise = F::State;
}

/// How many rows a table has: three points, the new x and the new v.
const ROWS: usize = 5;
/// How many columns: x, v, w, H, K, and the gradient at each point.
const COLUMNS: usize = 8;
const POINTS: usize = 3;
const NEW_X: usize = 3;
const NEW_V: usize = 4;

/// The coefficients of a step.
pub type Table<R> = [[R; COLUMNS]; ROWS];

/// A method for the underdamped Langevin equation.
pub trait LangevinMethod {
    /// Which coefficients are not zero, as digits: a row for each point, the new x and the new v, a column for each of x,
    /// v, w, H, K, f₀, f₁, f₂.
    const PATTERN: [[u8; COLUMNS]; ROWS];
    /// The coefficients for the friction γ, the inverse mass u and the step size h.
    fn table<R: Real>(gamma: R, u: R, h: R) -> Table<R>;
}

/// Terms of a series below, whose remainder for |α| < 1 is below a rounding.
const TERMS: usize = 18;

/// `(−1)ʲ f(j)/(j + k)!` for each j, where f(j) is 1, j + 1 or j (j + 1): 0, 1 or 2 `factors`.
const fn coefficients(k: u32, factors: u32) -> [f64; TERMS] {
    let (mut c, mut j) = ([0.0; TERMS], 0);
    while j < TERMS {
        let (mut factorial, mut i) = (1.0, 2);
        while i <= j + k as usize {
            factorial *= i as f64;
            i += 1;
        }
        let sign = if j.is_multiple_of(2) { 1.0 } else { -1.0 };
        let f = match factors {
            0 => 1.0,
            1 => (j + 1) as f64,
            _ => (j * (j + 1)) as f64,
        };
        c[j] = f * (sign / factorial);
        j += 1;
    }
    c
}

/// `Σⱼ c[j] αʲ`, written out, so that the coefficients are constants of the number's own precision.
#[inline(always)]
fn series<R: Real>(alpha: R, c: &[f64; TERMS]) -> R {
    macro_rules! horner {
        ($last:literal $($j:literal)*) => {{
            let sum = R::lit(c[$last]);
            $(let sum = (sum * alpha).plus(c[$j]);)*
            sum
        }};
    }
    horner!(17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0)
}

/// The four functions that integrate polynomials against the friction's exponential: `series`, without cancellation, where
/// |α| < 1, and `direct` of α and e^(−α) elsewhere.
macro_rules! phi {
    ($(#[$doc:meta])* $name:ident, $k:literal, $factors:literal, |$a:ident, $e:ident| $direct:expr) => {
        $(#[$doc])*
        fn $name<R: Real>(alpha: R) -> R {
            const C: [f64; TERMS] = coefficients($k, $factors);
            R::choose(alpha.abs().is_less(R::ONE), || series(alpha, &C), || {
                let ($a, $e) = (alpha, (-alpha).exp());
                $direct
            })
        }
    };
}

phi! {
    /// `(1 − e^(−α))/α`
    phi1, 1, 0, |a, e| (R::ONE - e) / a
}
phi! {
    /// `(e^(−α) + α − 1)/α²`
    phi2, 2, 0, |a, e| (e + a - R::ONE) / (a * a)
}
phi! {
    /// `(e^(−α) (α + 2) + α − 2)/α³`
    phi3, 3, 1, |a, e| (e * a.plus(2.0) + a.plus(-2.0)) / (a * a * a)
}
phi! {
    /// `(e^(−α) (α² + 6α + 12) − α² + 6α − 12)/α⁴`
    phi4, 4, 2, |a, e| {
        (e * (a * a + a.times(6.0)).plus(12.0) - a * a + a.times(6.0).plus(-12.0)) / (a * a * a * a)
    }
}

macro_rules! langevin {
    ($(#[$doc:meta])* $NAME:ident: $Name:ident, $pattern:expr, |$gamma:ident, $u:ident, $h:ident| $table:block) => {
        $(#[$doc])*
        pub const $NAME: LangevinRk<$Name> = LangevinRk($Name);

        #[doc = concat!("The coefficients of [`", stringify!($NAME), "`].")]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $Name;

        impl LangevinMethod for $Name {
            const PATTERN: [[u8; COLUMNS]; ROWS] = $pattern;
            #[inline]
            fn table<R: Real>($gamma: R, $u: R, $h: R) -> Table<R> {
                $table
            }
        }
    };
}

langevin! {
    /// Adaptive Langevin via interpolated gradients and noise: strong order 2 (a modification of definition 4.2 of Foster,
    /// Lyons & Oberhauser 2021).
    ALIGN: Align,
    [*b"10000000", *b"11110100", *b"00000000", *b"11110100", *b"01110110"],
    |gamma, u, h| {
        let (zero, one) = (R::ZERO, R::ONE);
        let alpha = gamma * h;
        let rho = (gamma * u).times(2.0).sqrt();
        let (a, b, ch) = (h * phi1(alpha), h * phi2(alpha), h * phi3(alpha).times(6.0));
        let x = [one, a, rho * b, rho * ch, zero, -(b * u * h), zero, zero];
        let v =
            [zero, (-alpha).exp(), rho * phi1(alpha), -(rho * gamma * ch), zero, -(u * (a - b)), -(u * b), zero];
        [[one, zero, zero, zero, zero, zero, zero, zero], x, [zero; 8], x, v]
    }
}

langevin! {
    /// The shifted ODE method with a Runge–Kutta method of order 3: strong order 3 (definition 7.1 of Foster, Lyons &
    /// Oberhauser 2021).
    SHOULD: Should,
    [*b"10000000", *b"11111100", *b"11111110", *b"11111110", *b"01111111"],
    |gamma, u, h| {
        let (zero, one) = (R::ZERO, R::ONE);
        let alpha = gamma * h;
        let half = alpha.times(0.5);
        let rho = (gamma * u).times(2.0).sqrt();
        let uh = u * h;
        let (a_half, b_half) = (h.times(0.5) * phi1(half), h.times(0.25) * phi2(half));
        let (a, b) = (h * phi1(alpha), h * phi2(alpha));
        let (ch, ck) = (h * phi3(alpha).times(6.0), h * phi4(alpha).times(60.0));
        let (beta, beta_half) = ((-alpha).exp(), (-half).exp());
        let first = [
            one,
            a_half,
            rho * b_half,
            rho * a_half,
            rho * (a_half.times(6.0) - b_half.times(12.0)),
            -(b_half * uh),
            zero,
            zero,
        ];
        let x = [one, a, rho * b, rho * ch, rho * ck, -(uh * b).over(3.0), -(uh * b).over(1.5), zero];
        let v = [
            zero,
            beta,
            rho * phi1(alpha),
            -(rho * gamma * ch),
            -(rho * gamma * ck),
            -(uh * beta).over(6.0),
            -(uh * beta_half).over(1.5),
            -uh.over(6.0),
        ];
        [[one, zero, zero, zero, zero, zero, zero, zero], first, x, x, v]
    }
}

langevin! {
    /// The quadrature-inspired and contractive shifted ODE with a Runge–Kutta method of order 3: strong order 3 with two
    /// gradients a step (Foster & O'Kane, a variant of definition 1.2 of Foster, Lyons & Oberhauser 2021 after the method
    /// UBU of Chada, Leimkuhler, Paulin & Whalley, *Unbiased kinetic Langevin Monte Carlo with inexact gradients*, 2024).
    QUICSORT: Quicsort,
    [*b"11111000", *b"11111100", *b"00000000", *b"11111110", *b"01111110"],
    |gamma, u, h| {
        const SIXTH_ROOT: f64 = 0.288_675_134_594_812_9;
        const LEFT: f64 = 0.5 - SIXTH_ROOT;
        const RIGHT: f64 = 0.5 + SIXTH_ROOT;
        let (zero, one) = (R::ZERO, R::ONE);
        let alpha = gamma * h;
        let rho = (gamma * u).times(2.0).sqrt();
        let uh = u * h;
        let a = |c: f64| h.times(c) * phi1(alpha.times(c));
        let b = |c: f64| h.times(c * c) * phi2(alpha.times(c));
        let beta = |c: f64| (-alpha.times(c)).exp();
        // The shifted velocity and increment: v + ρ (H + 6K) and ρ (w − 12K).
        let shifted = |x: R, by_v: R, by_w: R| {
            [x, by_v, rho * by_w, rho * by_v, rho * (by_v.times(6.0) - by_w.times(12.0)), zero, zero, zero]
        };
        let mut second = shifted(one, a(RIGHT), b(RIGHT));
        second[5] = -(a(1.0 / 3.0) * uh);
        let mut x = shifted(one, a(1.0), b(1.0));
        (x[5], x[6]) = (-(uh * a(RIGHT)).times(0.5), -(uh * a(LEFT)).times(0.5));
        let mut v = shifted(zero, beta(1.0), phi1(alpha));
        (v[5], v[6]) = (-(uh * beta(RIGHT)).times(0.5), -(uh * beta(LEFT)).times(0.5));
        v[3] -= rho;
        v[4] += rho.times(6.0);
        [shifted(one, a(LEFT), b(LEFT)), second, [zero; 8], x, v]
    }
}

/// The method for the underdamped Langevin equation with the coefficients `C`.
#[derive(Clone, Copy, Debug, Default)]
pub struct LangevinRk<C>(pub(crate) C);

/// Whether a method's table takes anything of this column for this row.
const fn takes<C: LangevinMethod>(row: usize, column: usize) -> bool {
    row < ROWS && column < COLUMNS && C::PATTERN[row][column] != b'0'
}

/// Whether a method takes the gradient at this point.
const fn takes_point<C: LangevinMethod>(point: usize) -> bool {
    let mut row = 0;
    while row < ROWS {
        if takes::<C>(row, point + 5) {
            return true;
        }
        row += 1;
    }
    false
}

/// The gradients at the points, as far as they are taken.
type Slopes<X> = [Option<X>; POINTS];

/// The columns of the table.
struct Columns<'a, X> {
    x: &'a X,
    v: &'a X,
    noise: &'a SpaceTimeTime<X>,
}

impl<X> Columns<'_, X> {
    #[inline(always)]
    fn get<'s>(&'s self, slopes: &'s Slopes<X>, column: usize) -> Option<&'s X> {
        match column {
            0 => Some(self.x),
            1 => Some(self.v),
            2 => Some(&self.noise.w),
            3 => Some(&self.noise.h),
            4 => Some(&self.noise.k),
            _ => slopes.get(column - 5).and_then(Option::as_ref),
        }
    }
}

impl<C: LangevinMethod> LangevinRk<C> {
    /// One row of the table, applied.
    #[inline(always)]
    fn row<T: Real, X: Vector<T>>(row: usize, table: &Table<T>, columns: &Columns<'_, X>, slopes: &Slopes<X>) -> X {
        let mut sum = columns.x.zero();
        for column in 0..COLUMNS {
            if takes::<C>(row, column)
                && let Some(x) = columns.get(slopes, column)
            {
                sum.axpy(table[row][column], x);
            }
        }
        sum
    }

    #[inline(always)]
    fn run<T: Real, X: Vector<T>, K>(
        table: &Table<T>,
        columns: &Columns<'_, X>,
        f: impl Fn(&X) -> (X, K),
    ) -> ((X, X), Slopes<X>, [Option<K>; POINTS]) {
        let mut slopes: Slopes<X> = [const { None }; POINTS];
        let mut kept = [const { None }; POINTS];
        for point in 0..POINTS {
            if takes_point::<C>(point) {
                let (slope, q) = f(&Self::row(point, table, columns, &slopes));
                (slopes[point], kept[point]) = (Some(slope), Some(q));
            }
        }
        let next = (Self::row(NEW_X, table, columns, &slopes), Self::row(NEW_V, table, columns, &slopes));
        (next, slopes, kept)
    }
}

impl<T, H, F, C> Stepper<T, H, Langevin<F>> for LangevinRk<C>
where
    T: Real,
    H: Time<T>,
    F: VectorField<T>,
    C: LangevinMethod,
{
    type Noise = SpaceTimeTime<F::State>;

    #[inline(always)]
    fn step(
        &self,
        Langevin(f): &Langevin<F>,
        drive: Drive<'_, H, F::Input, Self::Noise>,
        (x, v): &(F::State, F::State),
        ([gamma, u], p): &([T; 2], F::Params),
    ) -> (F::State, F::State) {
        let table = C::table(*gamma, *u, drive.h.lift());
        let columns = Columns { x, v, noise: drive.w };
        Self::run(&table, &columns, |x| (f.eval(drive.t.lift(), x, p, drive.u), ())).0
    }
}

impl<T, H, F, C> StepVjp<T, H, Langevin<F>> for LangevinRk<C>
where
    T: Real,
    H: Time<T>,
    F: Vjp<T>,
    C: LangevinMethod,
{
    /// The state, the gradients, and what their transposes need.
    type Kept = ((F::State, F::State), Slopes<F::State>, [Option<F::Kept>; POINTS]);
    const COSTLY: bool = true;

    #[inline(always)]
    fn step_keep(
        &self,
        Langevin(f): &Langevin<F>,
        drive: Drive<'_, H, F::Input, Self::Noise>,
        (x, v): &(F::State, F::State),
        ([gamma, u], p): &([T; 2], F::Params),
    ) -> ((F::State, F::State), Self::Kept) {
        let table = C::table(*gamma, *u, drive.h.lift());
        let columns = Columns { x, v, noise: drive.w };
        let (next, slopes, kept) = Self::run(&table, &columns, |x| f.eval_keep(drive.t.lift(), x, p, drive.u));
        (next, ((x.clone(), v.clone()), slopes, kept))
    }

    #[inline(always)]
    fn step_vjp(
        &self,
        Langevin(f): &Langevin<F>,
        drive: Drive<'_, H, F::Input, Self::Noise>,
        ([gamma, u], p): &([T; 2], F::Params),
        ((x, v), slopes, kept): &Self::Kept,
        (x_end, v_end): &(F::State, F::State),
        bars: StepBars<'_, ([T; 2], F::Params), F::Input, Self::Noise>,
    ) -> (F::State, F::State) {
        let dual = |c: T, k: usize| Dual::<T, 2>::variable(c, k);
        let table = C::table(dual(*gamma, 0), dual(*u, 1), Dual::new(drive.h.lift(), [T::ZERO; 2]));
        let columns = Columns { x, v, noise: drive.w };
        let ([gamma_bar, u_bar], p_bar) = bars.p;
        let (mut x_bar, mut v_bar) = (x.zero(), v.zero());
        let mut slope_bars: [F::State; POINTS] = core::array::from_fn(|_| x.zero());
        // The cotangents of the columns from that of a row, and those of γ and u from the coefficients'.
        let mut transpose = |row: usize, row_bar: &F::State, slope_bars: &mut [F::State; POINTS]| {
            for column in 0..COLUMNS {
                if takes::<C>(row, column)
                    && let Some(of) = columns.get(slopes, column)
                {
                    let c = table[row][column];
                    let product = row_bar.dot(of);
                    *gamma_bar = product.fma(c.eps[0], *gamma_bar);
                    *u_bar = product.fma(c.eps[1], *u_bar);
                    match column {
                        0 => x_bar.axpy(c.re, row_bar),
                        1 => v_bar.axpy(c.re, row_bar),
                        2 => bars.w.w.axpy(c.re, row_bar),
                        3 => bars.w.h.axpy(c.re, row_bar),
                        4 => bars.w.k.axpy(c.re, row_bar),
                        _ => {
                            if let Some(bar) = slope_bars.get_mut(column - 5) {
                                bar.axpy(c.re, row_bar);
                            }
                        }
                    }
                }
            }
        };
        transpose(NEW_V, v_end, &mut slope_bars);
        transpose(NEW_X, x_end, &mut slope_bars);
        for point in (0..POINTS).rev() {
            if let Some(kept) = &kept[point] {
                let inner = Bars { t: &mut T::ZERO.clone(), p: &mut *p_bar, u: &mut *bars.u };
                let point_bar = f.vjp(p, drive.u, kept, &slope_bars[point], inner);
                transpose(point, &point_bar, &mut slope_bars);
            }
        }
        (x_bar, v_bar)
    }
}
