//! The equation that is trained: what moves, on which noise, and the gradient of the loss by its weights.

use core::fmt;
use core::ops::Range;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tapeless::nn::{Amplitude, Batch, Mean, Mlp, Part, Relu, Square, Trajectories, Weights, apart, in_parts};
use tapeless::{
    Bars, EULER, EULER_MARUYAMA, Error, Every, KeptSlot, Noise, Ode, Real, ScanVjp, Sde, Solve, Steps, StochasticRk,
    Terminal, Vector, VectorField, Vjp, differentiable, tableau,
};

/// The units of each of the two hidden layers.
const WIDTH: usize = 300;

/// The drift of a state of `N` components; `IN` is `N + 1`, for the time.
pub(crate) type Drift<const N: usize, const IN: usize> = Mlp<IN, WIDTH, 2, N, Relu>;
/// The amplitude of the noise, one for all components.
pub(crate) type Diffusion<const IN: usize> = Mlp<IN, WIDTH, 2, 1, Relu, Square>;

/// How large the problem is, and what it is run on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// The steps of the solver over [0, 1].
    pub(crate) steps: usize,
    pub(crate) batch: usize,
    pub(crate) threads: usize,
    pub(crate) seed: u64,
    /// The deviation of each component of the initial states, which are 0 without.
    pub(crate) spread: f32,
}

impl Size {
    /// The initial states of these trajectories: the same for all of them, or normal variates of each one's own.
    pub(crate) fn start<const N: usize>(&self, trajectories: Range<usize>) -> Batch<f32, N> {
        if self.spread == 0.0 {
            return Batch::repeat(&[0.0; N], trajectories.len());
        }
        let (from, to) = (trajectories.start as u64, trajectories.end as u64);
        let noise = Trajectories::new(!self.seed, from..to);
        let normal: Batch<f32, N> =
            noise.increment(&mut Noise::<f32, f32, Batch<f32, N>>::cursor(&noise), 0, 0.0_f32, 1.0_f32);
        normal.scaled(self.spread)
    }
}

/// Trained numbers, a slice for each network.
pub(crate) trait Parameters: Vector<f32> + Send + Sync {
    fn slices(&self) -> Vec<&[f32]>;
    fn slices_mut(&mut self) -> Vec<&mut [f32]>;
}

impl<M> Parameters for Weights<f32, M> {
    fn slices(&self) -> Vec<&[f32]> {
        vec![self.as_slice()]
    }
    fn slices_mut(&mut self) -> Vec<&mut [f32]> {
        vec![self.as_mut_slice()]
    }
}

impl<M, L> Parameters for (Weights<f32, M>, Weights<f32, L>) {
    fn slices(&self) -> Vec<&[f32]> {
        vec![self.0.as_slice(), self.1.as_slice()]
    }
    fn slices_mut(&mut self) -> Vec<&mut [f32]> {
        vec![self.0.as_mut_slice(), self.1.as_mut_slice()]
    }
}

/// What can be trained.
pub(crate) trait Model: Sync {
    type Parameters: Parameters;
    /// Weights and biases uniform in ±1/√(fan in).
    fn start(seed: u64) -> Self::Parameters;
    /// The loss, and its gradient, on the fresh noise of a training step.
    fn gradient(
        p: &Self::Parameters,
        size: Size,
        training_step: usize,
    ) -> Result<Part<f32, Self::Parameters>, NotFinite>;
}

/// Σ y²
#[differentiable]
fn sum_of_squares<T: Real, const N: usize>(y: [T; N]) -> T {
    let mut sum = 0.0;
    for i in 0..N {
        sum += y[i] * y[i];
    }
    sum
}

fn unit(seed: u64) -> impl FnMut() -> f32 {
    let mut rng = Pcg64::seed_from_u64(seed);
    move || rng.random_range(-1.0..1.0)
}

/// What a stochastic equation is here to the gradient.
type Stochastic<S> = Solve<S, StochasticRk<tableau::EulerMaruyama, 1>, Steps<f32>, (), Trajectories>;

/// The gradient of a stochastic equation, in parts on several threads.
fn stochastic<S, P, const N: usize>(
    system: S,
    p: &P,
    size: Size,
    training_step: usize,
) -> Result<Part<f32, P>, NotFinite>
where
    S: Copy + Sync,
    P: Parameters,
    Stochastic<S>: ScanVjp<f32, State = Batch<f32, N>, Params = P, Input = ()>,
{
    let mesh = Steps::new(0.0, 1.0, size.steps)?;
    in_parts(size.batch, size.threads, |part| {
        // Each training step has trajectories of its own.
        let [from, to] = [part.start, part.end].map(|i| (training_step * size.batch + i) as u64);
        let solve = Solve::new(system, EULER_MARUYAMA, mesh).with_noise(Trajectories::new(size.seed, from..to));
        gradient(&solve, &size.start(part), p, size)
    })
}

/// The gradient of a part of the batch, where it is finite.
fn gradient<S, M, D, W, P, const N: usize>(
    solve: &Solve<S, M, D, (), W>,
    y0: &Batch<f32, N>,
    p: &P,
    size: Size,
) -> Result<Part<f32, P>, NotFinite>
where
    P: Parameters,
    Solve<S, M, D, (), W>: ScanVjp<f32, State = Batch<f32, N>, Params = P, Input = ()>,
{
    let loss = Terminal(Mean { of: SumOfSquares, over: size.batch });
    let mut slots = vec![KeptSlot::new(y0); size.steps];
    let gradient = solve.gradient_reverse(y0, p, &loss, &Every, &mut slots[..])?;
    if gradient.value.is_finite() {
        return Ok(Part { value: gradient.value, p: gradient.p });
    }
    solve.try_value(y0, p).map_err(Error::from)?;
    Err(NotFinite(None))
}

/// A loss that is not finite: since a state is not, or though every state is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NotFinite(Option<Error>);

impl From<Error> for NotFinite {
    fn from(error: Error) -> Self {
        Self(Some(error))
    }
}

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(error) => error.fmt(f),
            None => write!(f, "every state is finite, and their squares are not"),
        }
    }
}

/// Drift and diffusion: `dy = f(t, y) dt + s(t, y)² dw`.
pub(crate) struct Both<const N: usize, const IN: usize>;

impl<const N: usize, const IN: usize> Model for Both<N, IN> {
    type Parameters = (Weights<f32, Drift<N, IN>>, Weights<f32, Diffusion<IN>>);

    fn start(seed: u64) -> Self::Parameters {
        let mut unit = unit(seed);
        (Drift::new().weights(&mut unit), Diffusion::new().weights(&mut unit))
    }

    fn gradient(
        p: &Self::Parameters,
        size: Size,
        training_step: usize,
    ) -> Result<Part<f32, Self::Parameters>, NotFinite> {
        stochastic(apart(Drift::<N, IN>::new(), Amplitude::<_, N>(Diffusion::<IN>::new())), p, size, training_step)
    }
}

/// The drift alone, `dy = f(t, y) dt`: trajectories of a batch that begin alike are one, and one is solved.
pub(crate) struct DriftOnly<const N: usize, const IN: usize>;

impl<const N: usize, const IN: usize> Model for DriftOnly<N, IN> {
    type Parameters = Weights<f32, Drift<N, IN>>;

    fn start(seed: u64) -> Self::Parameters {
        Drift::new().weights(unit(seed))
    }

    fn gradient(
        p: &Self::Parameters,
        size: Size,
        _training_step: usize,
    ) -> Result<Part<f32, Self::Parameters>, NotFinite> {
        let solve = Solve::new(Ode(Drift::<N, IN>::new()), EULER, Steps::new(0.0, 1.0, size.steps)?);
        if size.spread == 0.0 {
            return gradient(&solve, &size.start(0..1), p, Size { batch: 1, ..size });
        }
        in_parts(size.batch, size.threads, |part| gradient(&solve, &size.start(part), p, size))
    }
}

/// The diffusion alone: `dy = s(t, y)² dw`.
pub(crate) struct DiffusionOnly<const N: usize, const IN: usize>;

impl<const N: usize, const IN: usize> Model for DiffusionOnly<N, IN> {
    type Parameters = Weights<f32, Diffusion<IN>>;

    fn start(seed: u64) -> Self::Parameters {
        Diffusion::new().weights(unit(seed))
    }

    fn gradient(
        p: &Self::Parameters,
        size: Size,
        training_step: usize,
    ) -> Result<Part<f32, Self::Parameters>, NotFinite> {
        stochastic(Sde::ito(Still::<N, IN>, Amplitude::<_, N>(Diffusion::<IN>::new())), p, size, training_step)
    }
}

/// No drift.
#[derive(Clone, Copy)]
struct Still<const N: usize, const IN: usize>;

impl<const N: usize, const IN: usize> VectorField<f32> for Still<N, IN> {
    type State = Batch<f32, N>;
    type Params = Weights<f32, Diffusion<IN>>;
    type Input = ();

    fn eval(&self, _t: f32, y: &Batch<f32, N>, _p: &Self::Params, (): &()) -> Batch<f32, N> {
        y.zero()
    }
}

impl<const N: usize, const IN: usize> Vjp<f32> for Still<N, IN> {
    type Kept = ();
    const COSTLY: bool = false;

    fn eval_keep(&self, t: f32, y: &Batch<f32, N>, p: &Self::Params, u: &()) -> (Batch<f32, N>, ()) {
        (self.eval(t, y, p, u), ())
    }
    fn vjp(
        &self,
        _p: &Self::Params,
        (): &(),
        (): &(),
        w: &Batch<f32, N>,
        _bars: Bars<'_, f32, Self::Params, ()>,
    ) -> Batch<f32, N> {
        w.zero()
    }
}
