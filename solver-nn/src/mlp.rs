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
use core::sync::atomic::{AtomicBool, Ordering};

use solver_core::num::Real;

use crate::activation::{Activation, Identity};
use crate::lines::{self, Wide};
use crate::memory::Buffer;
use crate::narrow::To;
use crate::product::Number;
use crate::team;
use crate::units::{Lines, Share, Units, is_on};
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
        // A unit is off where a product makes it 0, which is where its slope is 0 too.
        let on = [const { AtomicBool::new(false) }; WIDTH];
        let on = if A::FROM_VALUE && A::slope(T::ZERO) == T::ZERO { &on[..] } else { &[] };
        let first = forward_layer::<T, Self, A>(w, layer(0), time, &inputs, columns, on);
        let mut hidden: [Layered<T>; HIDDEN] = core::array::from_fn(|_| first.clone());
        for l in 1..HIDDEN {
            hidden[l] = forward_layer::<T, Self, A>(w, layer(l), None, &hidden[l - 1].values, columns, on);
        }
        let below = &hidden[HIDDEN - 1].values;
        let last = forward_layer::<T, Self, B>(w, layer(HIDDEN), None, below, columns, &[]);
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
        // How many columns share what was computed for one.
        let each = columns / kept.columns;
        times_slope::<T, B>(bar.numbers.as_mut_slice(), kept.last.slope_at(), (columns, each));
        for l in (0..=HIDDEN).rev() {
            let layer = Self::layer(l);
            let below = l.checked_sub(1).map(|below| &kept.hidden[below]);
            let (inputs, time) = below.map_or((&kept.inputs, kept.time), |below| (&below.values, None));
            // What does not differ between the columns meets the sum of their cotangents.
            let sums_bar = if each > 1 { bar.sum_columns(columns) } else { bar.clone() };
            w_bar.put_off((l, HIDDEN + 1, Self::layer), (time, inputs), sums_bar, kept.columns);
            if time.is_some() {
                let rows = w.of_layer(&layer).chunks_exact(layer.inputs + 1);
                let lines = bar.numbers.as_slice().chunks_exact(columns).zip(rows);
                for (bar, weights) in lines {
                    time_bar = weights[0].fma(bar.iter().fold(T::ZERO, |a, b| a + *b), time_bar);
                }
            }
            let matrix = w.matrix((l, HIDDEN + 1, Self::layer), time.is_some());
            bar = matrix.weigh_transposed(inputs.units.clone(), &bar, columns, |To { first, lines }| {
                if let Some(below) = below {
                    times_slope::<T, A>(lines, &below.slope_at()[*first * kept.columns..], (columns, each));
                }
            });
        }
        (bar.numbers, time_bar)
    }
}

/// `x' = A(W (time, x) + b)` in each column; where there are places for it, units that are off are found.
fn forward_layer<T: Number, M, A: Activation>(
    w: &Weights<T, M>,
    (l, layers, layer): (usize, usize, fn(usize) -> Layer),
    time: Option<T>,
    inputs: &Lines<T>,
    columns: usize,
    on: &[AtomicBool],
) -> Layered<T> {
    let matrix = w.matrix((l, layers, layer), time.is_some());
    let layer = layer(l);
    let (of_layer, length) = (w.of_layer(&layer), layer.inputs + 1);
    let Lines { numbers: sums, units } = matrix.weigh(inputs, columns, |To { first, lines }| {
        let rows = of_layer[*first * length..].chunks_exact(length);
        for (unit, (sums, row)) in (*first..).zip(lines.chunks_exact_mut(columns).zip(rows)) {
            let bias = row[layer.inputs];
            let constant = Wide::splat(time.map_or(bias, |time| row[0].fma(time, bias)));
            if A::FROM_VALUE {
                lines::map(sums, |z| A::value(z + constant));
            } else {
                lines::map(sums, |z| z + constant);
            }
            if let Some(on) = on.get(unit) {
                on.store(is_on(sums), Ordering::Relaxed);
            }
        }
    });
    if !A::FROM_VALUE {
        let mut values = Buffer::stale(layer.outputs * columns);
        let shares = units.shares(values.as_mut_slice(), columns, (8, 0));
        team::each(shares, |Share { lines: To { first, lines }, .. }| {
            let sums = sums.as_slice()[first * columns..].chunks_exact(columns);
            lines
                .chunks_exact_mut(columns)
                .zip(sums)
                .for_each(|(line, sums)| lines::zip(line, sums, |_, z| A::value(z)));
        });
        return Layered { values: Lines { numbers: values, units }, sums: Some(sums) };
    }
    let units = if on.is_empty() { units } else { Units::those(on.len(), |unit| on[unit].load(Ordering::Relaxed)) };
    Layered { values: Lines { numbers: sums, units }, sums: None }
}

/// `bar ⊙ A′`, line by line of so many columns, each slope being that of `each` of them.
fn times_slope<T: Number, A: Activation>(bar: &mut [T], at: &[T], (columns, each): (usize, usize)) {
    if A::SLOPE_IS_ONE {
        return;
    }
    if each == 1 {
        // Not across lines: what else a register holds may change the last bit of an elementary function.
        let length = if columns == 1 { bar.len() } else { columns };
        for (bar, at) in bar.chunks_exact_mut(length).zip(at.chunks_exact(length)) {
            lines::zip(bar, at, |bar, at| bar * A::slope(at));
        }
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

    /// Keeps no outputs, for a transpose that does not read them.
    pub(crate) fn forget_outputs(&mut self) {
        self.last.values.numbers = Buffer::stale(0);
    }

    pub(crate) fn outputs(&self) -> &Buffer<T> {
        &self.last.values.numbers
    }
}
