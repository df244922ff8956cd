//! The multilayer perceptron: forward and reverse by matrix products.
//!
//! A layer is `z = W x + b`, `x' = A(z)`, with a column of x for each trajectory of a batch. Transposed, from the last layer
//! to the first, `z̄` being the cotangent of z: `W̄ += z̄ xᵀ` and `b̄ += Σ z̄`, which the weights' cotangent puts off, and
//! `x̄ = Wᵀ z̄`, of which `z̄` of the layer before is `x̄ ⊙ A′`.
//!
//! A unit that is *off*, its value and its slope 0 in every column, adds nothing to the next layer, nor to any cotangent. So
//! products have only the others' rows and columns of W: where a batch stays together, as
//! trajectories with little noise do, that is half of them with [`Relu`](crate::Relu). The numbers are those of whole products, but
//! that a weight which is not finite, from a unit that is off, adds no NaN.

use core::marker::PhantomData;

use solver_core::num::Real;

use crate::activation::{Activation, Identity};
use crate::lines::{self, Wide};
use crate::memory::Buffer;
use crate::product::Number;
use crate::units::Lines;
use crate::weights::{Layer, Weights};

/// A multilayer perceptron of `IN` inputs, `HIDDEN` layers of `WIDTH` units with the activation `A`, and `OUT` outputs with
/// the activation `B`.
///
/// It is a vector field of a [`Batch`](crate::Batch) of states with `OUT` components: `f(y)` where `IN = OUT`, `f(t, y)`
/// where `IN = OUT + 1`, the time being the first input.
///
/// ```
/// use tapeless::nn::{Batch, Mlp, Tanh};
/// use tapeless::{Ode, RK4, Solve, Uniform};
/// let network = Mlp::<3, 16, 2, 2, Tanh>::new();
/// let mut k = 0.0;
/// let p = network.weights(|| { k += 1.0; f32::sin(k) });
/// let solve = Solve::new(Ode(network), RK4, Uniform::new::<10>(0.0, 1.0));
/// let y1 = solve.value(&Batch::repeat(&[1.0, -1.0], 4), &p);
/// assert_eq!(y1.trajectory(0), y1.trajectory(3));
/// ```
#[derive(Debug)]
pub struct Mlp<const IN: usize, const WIDTH: usize, const HIDDEN: usize, const OUT: usize, A, B = Identity>(
    PhantomData<fn() -> (A, B)>,
);

impl<const IN: usize, const WIDTH: usize, const HIDDEN: usize, const OUT: usize, A, B> Clone
    for Mlp<IN, WIDTH, HIDDEN, OUT, A, B>
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<const IN: usize, const WIDTH: usize, const HIDDEN: usize, const OUT: usize, A, B> Copy
    for Mlp<IN, WIDTH, HIDDEN, OUT, A, B>
{
}

impl<const IN: usize, const WIDTH: usize, const HIDDEN: usize, const OUT: usize, A, B> Default
    for Mlp<IN, WIDTH, HIDDEN, OUT, A, B>
{
    fn default() -> Self {
        Self::new()
    }
}

/// What the transpose needs of one evaluation.
#[derive(Clone, Debug)]
pub struct Kept<T: Real, const HIDDEN: usize> {
    /// How many columns there are: 1 where all trajectories were alike.
    pub(crate) columns: usize,
    time: Option<T>,
    inputs: Lines<T>,
    hidden: [Layered<T>; HIDDEN],
    last: Layered<T>,
}

/// A layer's values, zero for units that are off, and its sums where the slope is told them.
#[derive(Clone, Debug)]
struct Layered<T: Real> {
    values: Lines<T>,
    sums: Option<Buffer<T>>,
}

impl<T: Real> Layered<T> {
    /// What the slope is told.
    fn slope_at(&self) -> &[T] {
        self.sums.as_ref().unwrap_or(&self.values.numbers).as_slice()
    }
}

impl<const IN: usize, const WIDTH: usize, const HIDDEN: usize, const OUT: usize, A, B>
    Mlp<IN, WIDTH, HIDDEN, OUT, A, B>
{
    /// How many weights and biases there are.
    pub const PARAMETERS: usize = WIDTH * (IN + 1) + (HIDDEN - 1) * WIDTH * (WIDTH + 1) + OUT * (WIDTH + 1);

    /// The network; one without a unit or a hidden layer does not compile.
    pub const fn new() -> Self {
        const { assert!(IN > 0 && WIDTH > 0 && HIDDEN > 0 && OUT > 0, "a network has a hidden layer, and no layer is empty") }
        Self(PhantomData)
    }

    /// Weights and biases of `unit() / √(fan in)`: with `unit` uniform in ±1, the usual start.
    pub fn weights<T: Real>(&self, mut unit: impl FnMut() -> T) -> Weights<T, Self> {
        let mut numbers = Buffer::stale(Self::PARAMETERS);
        let numbers_mut = numbers.as_mut_slice();
        for l in 0..=HIDDEN {
            let layer = Self::layer(l);
            let bound = T::count(layer.inputs).sqrt();
            layer.of_mut(numbers_mut).iter_mut().for_each(|w| *w = unit() / bound);
        }
        Weights::of(numbers)
    }

    fn layer(l: usize) -> Layer {
        let of = |inputs, outputs| Layer { inputs, outputs, offset: 0, panels: 0 };
        let (first, between) = (of(IN, WIDTH), of(WIDTH, WIDTH));
        Layer {
            inputs: if l == 0 { IN } else { WIDTH },
            outputs: if l == HIDDEN { OUT } else { WIDTH },
            offset: if l == 0 { 0 } else { first.numbers() + (l - 1) * between.numbers() },
            panels: if l == 0 { 0 } else { first.in_panels() + (l - 1) * between.in_panels() },
        }
    }
}

impl<const IN: usize, const WIDTH: usize, const HIDDEN: usize, const OUT: usize, A: Activation, B: Activation>
    Mlp<IN, WIDTH, HIDDEN, OUT, A, B>
{
    /// The outputs for each of `columns` columns of `inputs`, the first input of each being `time` where there is one.
    pub(crate) fn forward<T: Number>(
        w: &Weights<T, Self>,
        time: Option<T>,
        inputs: &Buffer<T>,
        columns: usize,
    ) -> Kept<T, HIDDEN> {
        let inputs = Lines::all(inputs.clone(), IN - usize::from(time.is_some()));
        let layer = |l| (l, HIDDEN + 1, Self::layer as fn(usize) -> Layer);
        let first = forward_layer::<T, Self, A>(w, layer(0), time, &inputs, columns, true);
        let mut hidden: [Layered<T>; HIDDEN] = core::array::from_fn(|_| first.clone());
        for l in 1..HIDDEN {
            hidden[l] = forward_layer::<T, Self, A>(w, layer(l), None, &hidden[l - 1].values, columns, true);
        }
        let below = &hidden[HIDDEN - 1].values;
        let last = forward_layer::<T, Self, B>(w, layer(HIDDEN), None, below, columns, false);
        Kept { columns, time, inputs, hidden, last }
    }

    /// The cotangents of the inputs and of the time, from those of the outputs in each of `columns` columns; adds the
    /// weights' to `w_bar`.
    pub(crate) fn backward<T: Number>(
        w: &Weights<T, Self>,
        w_bar: &mut Weights<T, Self>,
        kept: &Kept<T, HIDDEN>,
        outputs_bar: Buffer<T>,
        columns: usize,
    ) -> (Buffer<T>, T) {
        let (mut bar, mut time_bar) = (Lines::all(outputs_bar, OUT), T::ZERO);
        for l in (0..=HIDDEN).rev() {
            let layer = Self::layer(l);
            let each = columns / kept.columns;
            match kept.hidden.get(l) {
                Some(unit) => times_slope::<T, A>(&mut bar, unit.slope_at(), each),
                None => times_slope::<T, B>(&mut bar, kept.last.slope_at(), each),
            }
            let (inputs, time) = match l.checked_sub(1) {
                Some(below) => (&kept.hidden[below].values, None),
                None => (&kept.inputs, kept.time),
            };
            // What does not differ between the columns meets the sum of their cotangents.
            let sums_bar = if each > 1 { bar.sum_columns(columns) } else { bar.clone() };
            w_bar.put_off((l, HIDDEN + 1, Self::layer), (time, inputs), sums_bar, (columns, each > 1));
            if time.is_some() {
                let rows = w.of_layer(&layer).chunks_exact(layer.inputs + 1);
                let lines = bar.numbers.as_slice().chunks_exact(columns).zip(rows);
                for (bar, weights) in lines {
                    time_bar = weights[0].fma(bar.iter().fold(T::ZERO, |a, b| a + *b), time_bar);
                }
            }
            let matrix = w.matrix((l, HIDDEN + 1, Self::layer), time.is_some());
            bar = matrix.weigh_transposed(inputs.units.clone(), &bar, columns);
        }
        (bar.numbers, time_bar)
    }
}

/// `x' = A(W (time, x) + b)` in each column; `looked_through` for units that are off, where they may be.
fn forward_layer<T: Number, M, A: Activation>(
    w: &Weights<T, M>,
    (l, layers, layer): (usize, usize, fn(usize) -> Layer),
    time: Option<T>,
    inputs: &Lines<T>,
    columns: usize,
    looked_through: bool,
) -> Layered<T> {
    let matrix = w.matrix((l, layers, layer), time.is_some());
    let Lines { numbers: mut sums, units } = matrix.weigh(inputs, columns);
    let layer = layer(l);
    let constants = w.of_layer(&layer).chunks_exact(layer.inputs + 1).map(|row| match time {
        Some(time) => row[0].fma(time, row[layer.inputs]),
        None => row[layer.inputs],
    });
    if A::FROM_VALUE {
        for (sums, constant) in sums.as_mut_slice().chunks_exact_mut(columns).zip(constants) {
            let constant = Wide::splat(constant);
            lines::map(sums, |z| A::value(z + constant));
        }
        let values = if looked_through && A::slope(T::ZERO) == T::ZERO {
            Lines::looked_through(sums, columns)
        } else {
            Lines { numbers: sums, units }
        };
        return Layered { values, sums: None };
    }
    let mut values = Buffer::stale(layer.outputs * columns);
    let lines = sums.as_mut_slice().chunks_exact_mut(columns).zip(values.as_mut_slice().chunks_exact_mut(columns));
    for ((sums, values), constant) in lines.zip(constants) {
        let constant = Wide::splat(constant);
        lines::map(sums, |z| z + constant);
        lines::zip(values, sums, |_, z| A::value(z));
    }
    Layered { values: Lines { numbers: values, units }, sums: Some(sums) }
}

/// `bar ⊙ A′`, each slope being that of `each` columns.
fn times_slope<T: Number, A: Activation>(bar: &mut Lines<T>, at: &[T], each: usize) {
    if A::SLOPE_IS_ONE {
        return;
    }
    let bar = bar.numbers.as_mut_slice();
    if each == 1 {
        lines::zip(bar, at, |bar, at| bar * A::slope(at));
    } else {
        for (bar, at) in bar.chunks_exact_mut(each).zip(at) {
            let slope = A::slope(*at);
            for bar in bar {
                *bar *= slope;
            }
        }
    }
}

impl<T: Real, const HIDDEN: usize> Kept<T, HIDDEN> {
    /// How many units of each hidden layer are off.
    pub(crate) fn off(&self) -> [usize; HIDDEN] {
        self.hidden.each_ref().map(|layer| layer.values.units.of() - layer.values.units.many())
    }

    pub(crate) fn outputs(&self) -> &Buffer<T> {
        &self.last.values.numbers
    }
}
