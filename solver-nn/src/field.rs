//! Networks as drifts and diffusions of batches.

use core::marker::PhantomData;

use solver_core::diffusion::{Diffusion, General, Ito, Sde};
use solver_core::field::{Bars, VectorField, Vjp};
use solver_core::num::Real;
use solver_core::vector::Vector;

use crate::activation::Activation;
use crate::batch::Batch;
use crate::memory::Buffer;
use crate::mlp::{Kept, Mlp};
use crate::product::Number;
use crate::team;
use crate::weights::Weights;

/// The columns of a batch that a network is run on: one where all trajectories are alike.
fn columns<T: Real, const N: usize>(y: &Batch<T, N>) -> (Buffer<T>, usize) {
    let all = y.trajectories();
    if !y.alike() || all == 1 {
        return (y.values().clone(), all);
    }
    let mut one = Buffer::stale(N);
    one.as_mut_slice().iter_mut().zip(y.as_slice().chunks_exact(all)).for_each(|(one, line)| *one = line[0]);
    (one, 1)
}

/// The numbers of `columns` columns, each for its share of `all`.
fn spread<T: Real>(values: &Buffer<T>, columns: usize, all: usize) -> Buffer<T> {
    if columns == all {
        return values.clone();
    }
    let mut spread = Buffer::stale(values.as_slice().len() * all);
    spread.as_mut_slice().chunks_exact_mut(all).zip(values.as_slice()).for_each(|(line, value)| line.fill(*value));
    spread
}

/// The time, where a network with so many inputs takes it beside `N` components.
fn time<T, const N: usize, const IN: usize>(t: T) -> Option<T> {
    const {
        assert!(IN == N || IN == N + 1, "a network takes the state, or the time and the state");
    }
    if IN > N { Some(t) } else { None }
}

impl<const IN: usize, const WIDTH: usize, const HIDDEN: usize, const OUT: usize, A: Activation, B: Activation>
    Mlp<IN, WIDTH, HIDDEN, OUT, A, B>
{
    /// How many units of each hidden layer are off in all of these states of `N` components: 0, with slope 0, so that
    /// products leave them out.
    ///
    /// ```
    /// use tapeless::nn::{Batch, Mlp, Relu};
    /// let network = Mlp::<1, 4, 1, 1, Relu>::new();
    /// let mut unit = [1.0, 0.0, -1.0, 0.0, 1.0, -5.0, -1.0, 5.0].into_iter().chain([1.0; 5]);
    /// let p = network.weights(|| unit.next().unwrap_or(0.0));
    /// // y, −y, y − 5 and 5 − y.
    /// let y: Batch<_, 1> = Batch::from_fn(3, |trajectory, _| [1.0, 2.0, 4.0][trajectory]);
    /// assert_eq!(network.units_off(0.0, &y, &p), [2]);
    /// ```
    pub fn units_off<T: Number, const N: usize>(&self, t: T, y: &Batch<T, N>, p: &Weights<T, Self>) -> [usize; HIDDEN] {
        Self::forward(p, time::<T, N, IN>(t), y.values(), y.trajectories()).off()
    }
}

impl<T: Number, const IN: usize, const WIDTH: usize, const HIDDEN: usize, const OUT: usize, A, B> VectorField<T>
    for Mlp<IN, WIDTH, HIDDEN, OUT, A, B>
where
    A: Activation,
    B: Activation,
{
    type State = Batch<T, OUT>;
    type Params = Weights<T, Self>;
    type Input = ();

    fn eval(&self, t: T, y: &Batch<T, OUT>, p: &Weights<T, Self>, u: &()) -> Batch<T, OUT> {
        self.eval_keep(t, y, p, u).0
    }
}

impl<T: Number, const IN: usize, const WIDTH: usize, const HIDDEN: usize, const OUT: usize, A, B> Vjp<T>
    for Mlp<IN, WIDTH, HIDDEN, OUT, A, B>
where
    A: Activation,
    B: Activation,
{
    type Kept = Kept<T, HIDDEN>;
    const COSTLY: bool = true;

    fn eval_keep(&self, t: T, y: &Batch<T, OUT>, p: &Weights<T, Self>, (): &()) -> (Batch<T, OUT>, Self::Kept) {
        let (inputs, columns) = columns(y);
        let mut kept = Self::forward(p, time::<T, OUT, IN>(t), &inputs, columns);
        let values = spread(kept.outputs(), columns, y.trajectories());
        if B::SLOPE_IS_ONE {
            kept.forget_outputs();
        }
        (Batch::of(y.trajectories(), values, y.alike()), kept)
    }

    fn vjp(
        &self,
        p: &Weights<T, Self>,
        (): &(),
        kept: &Self::Kept,
        w: &Batch<T, OUT>,
        bars: Bars<'_, T, Weights<T, Self>, ()>,
    ) -> Batch<T, OUT> {
        let (values, t_bar) = Self::backward(p, bars.p, kept, w.values().clone(), w.trajectories());
        *bars.t += t_bar;
        Batch::of(w.trajectories(), values, false)
    }
}

/// A diffusion `g(t, y; p)·dw` that multiplies the noise of each of `N` components by the network's output for it, or by
/// the one output of a network that has just one.
///
/// Its noise counts as general, since each amplitude depends on the whole state.
///
/// ```
/// use tapeless::nn::{Amplitude, Batch, Mlp, Relu, Square, Tanh, Trajectories, apart};
/// use tapeless::{EULER_MARUYAMA, Solve, Uniform};
/// let (drift, amplitude) = (Mlp::<5, 8, 1, 4, Tanh>::new(), Mlp::<5, 8, 1, 1, Relu, Square>::new());
/// let mut k = 0.0;
/// let mut unit = || { k += 1.0; f64::sin(k) };
/// let p = (drift.weights(&mut unit), amplitude.weights(&mut unit));
/// let solve = Solve::new(apart(drift, Amplitude::<_, 4>(amplitude)), EULER_MARUYAMA, Uniform::new::<10>(0.0, 1.0))
///     .with_noise(Trajectories::new(7, 0..32));
/// assert_eq!(solve.value(&Batch::repeat(&[0.0; 4], 32), &p).trajectories(), 32);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Amplitude<M, const N: usize>(pub M);

impl<M, const N: usize> Diffusion for Amplitude<M, N> {
    type Kind = General;
}

/// Lines that a thread amplifies at a time.
const LINES: usize = 128;

/// `x ⊙ amplitude`, the amplitude being that of each component or, with one line, of all.
fn amplify<T: Real>(x: &[T], amplitude: &[T], all: usize) -> Buffer<T> {
    let mut product = Buffer::stale(x.len());
    let (lines, amplitudes) = (x.len() / all, amplitude.len() / all);
    let many = team::share(lines, LINES).min(lines);
    team::each(product.as_mut_slice().chunks_mut(many * all).enumerate(), |(i, product)| {
        let lines = (i * many..).zip(product.chunks_exact_mut(all));
        for (line, product) in lines {
            let (x, amplitude) = (&x[line * all..][..all], &amplitude[line % amplitudes * all..][..all]);
            for ((product, x), amplitude) in product.iter_mut().zip(x).zip(amplitude) {
                *product = *x * *amplitude;
            }
        }
    });
    product
}

impl<T: Number, const IN: usize, const WIDTH: usize, const HIDDEN: usize, const OUT: usize, A, B, const N: usize>
    VectorField<T> for Amplitude<Mlp<IN, WIDTH, HIDDEN, OUT, A, B>, N>
where
    A: Activation,
    B: Activation,
{
    type State = Batch<T, N>;
    type Params = Weights<T, Mlp<IN, WIDTH, HIDDEN, OUT, A, B>>;
    type Input = Batch<T, N>;

    fn eval(&self, t: T, y: &Batch<T, N>, p: &Self::Params, dw: &Batch<T, N>) -> Batch<T, N> {
        self.eval_keep(t, y, p, dw).0
    }
}

impl<T: Number, const IN: usize, const WIDTH: usize, const HIDDEN: usize, const OUT: usize, A, B, const N: usize> Vjp<T>
    for Amplitude<Mlp<IN, WIDTH, HIDDEN, OUT, A, B>, N>
where
    A: Activation,
    B: Activation,
{
    type Kept = Kept<T, HIDDEN>;
    const COSTLY: bool = true;

    fn eval_keep(&self, t: T, y: &Batch<T, N>, p: &Self::Params, dw: &Batch<T, N>) -> (Batch<T, N>, Self::Kept) {
        const { assert!(OUT == 1 || OUT == N, "a network has an amplitude for each component, or one for all") }
        y.assert_like(dw);
        let ((inputs, columns), all) = (columns(y), y.trajectories());
        let kept = Mlp::<IN, WIDTH, HIDDEN, OUT, A, B>::forward(p, time::<T, N, IN>(t), &inputs, columns);
        let amplitude = spread(kept.outputs(), columns, all);
        (Batch::of(all, amplify(dw.as_slice(), amplitude.as_slice(), all), false), kept)
    }

    fn vjp(
        &self,
        p: &Self::Params,
        dw: &Batch<T, N>,
        kept: &Self::Kept,
        w: &Batch<T, N>,
        bars: Bars<'_, T, Self::Params, Batch<T, N>>,
    ) -> Batch<T, N> {
        let all = w.trajectories();
        let amplitude = spread(kept.outputs(), kept.columns, all);
        bars.u.add(&Batch::of(all, amplify(w.as_slice(), amplitude.as_slice(), all), false));
        let mut amplitude_bar = Buffer::zeros(OUT * all);
        let lines = w.as_slice().chunks_exact(all).zip(dw.as_slice().chunks_exact(all)).enumerate();
        let of_lines = amplitude_bar.as_mut_slice();
        for (component, (w, dw)) in lines {
            let line = &mut of_lines[component % OUT * all..][..all];
            for ((bar, w), dw) in line.iter_mut().zip(w).zip(dw) {
                *bar = w.fma(*dw, *bar);
            }
        }
        let (values, t_bar) = Mlp::<IN, WIDTH, HIDDEN, OUT, A, B>::backward(p, bars.p, kept, amplitude_bar, all);
        *bars.t += t_bar;
        Batch::of(all, values, false)
    }
}

/// The equation in the sense of Itô whose drift and diffusion have parameters of their own, a pair of them.
///
/// In the sense of Stratonovich it is `Sde::stratonovich(First::new(drift), Second::new(diffusion))`.
///
/// ```
/// use tapeless::nn::{Amplitude, Batch, First, Mlp, Second, Softplus, Tanh, Trajectories};
/// use tapeless::{REVERSIBLE_HEUN, Sde, Solve, Steps};
/// let (drift, amplitude) = (Mlp::<5, 8, 1, 4, Tanh>::new(), Mlp::<5, 8, 1, 4, Tanh, Softplus>::new());
/// let p = (drift.weights(|| 0.1_f32), amplitude.weights(|| 0.2));
/// let equation = Sde::stratonovich(First::new(drift), Second::new(Amplitude::<_, 4>(amplitude)));
/// let noise = Trajectories::new(7, 0..32);
/// let solve = Solve::new(equation, REVERSIBLE_HEUN, Steps::new(0.0, 1.0, 20)?).with_noise(noise).in_pairs();
/// assert_eq!(solve.value(&Batch::repeat(&[0.0; 4], 32), &p).trajectories(), 32);
/// # Ok::<(), tapeless::Error>(())
/// ```
pub const fn apart<F, G, P, Q>(drift: F, diffusion: G) -> Sde<First<F, Q>, Second<G, P>, Ito> {
    Sde::ito(First::new(drift), Second::new(diffusion))
}

macro_rules! part {
    ($(#[$doc:meta])* $Part:ident, $i:tt, |$own:ident, $other:ident| $pair:ty) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $Part<F, P> {
            field: F,
            other: PhantomData<fn() -> P>,
        }

        impl<F, P> $Part<F, P> {
            /// The field, whose parameters are part of a pair.
            pub const fn new(field: F) -> Self {
                Self { field, other: PhantomData }
            }
        }

        impl<F: Clone, P> Clone for $Part<F, P> {
            fn clone(&self) -> Self {
                Self { field: self.field.clone(), other: PhantomData }
            }
        }

        impl<F: Copy, P> Copy for $Part<F, P> {}

        impl<G: Diffusion, P> Diffusion for $Part<G, P> {
            type Kind = G::Kind;
        }

        impl<T: Real, $own: VectorField<T>, $other: Vector<T>> VectorField<T> for $Part<$own, $other> {
            type State = $own::State;
            type Params = $pair;
            type Input = $own::Input;

            #[inline]
            fn eval(&self, t: T, y: &$own::State, p: &Self::Params, u: &$own::Input) -> $own::State {
                self.field.eval(t, y, &p.$i, u)
            }
        }

        impl<T: Real, $own: Vjp<T>, $other: Vector<T>> Vjp<T> for $Part<$own, $other> {
            type Kept = $own::Kept;
            const COSTLY: bool = $own::COSTLY;

            #[inline]
            fn eval_keep(
                &self,
                t: T,
                y: &$own::State,
                p: &Self::Params,
                u: &$own::Input,
            ) -> ($own::State, $own::Kept) {
                self.field.eval_keep(t, y, &p.$i, u)
            }
            #[inline]
            fn vjp(
                &self,
                p: &Self::Params,
                u: &$own::Input,
                kept: &$own::Kept,
                w: &$own::State,
                bars: Bars<'_, T, Self::Params, $own::Input>,
            ) -> $own::State {
                let Bars { t, p: p_bar, u: u_bar } = bars;
                self.field.vjp(&p.$i, u, kept, w, Bars { t, p: &mut p_bar.$i, u: u_bar })
            }
        }
    };
}

part! {
    /// A field whose parameters are the first of a pair.
    First, 0, |F, P| (F::Params, P)
}
part! {
    /// A field whose parameters are the second of a pair.
    Second, 1, |F, P| (P, F::Params)
}
