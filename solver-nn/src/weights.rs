//! The parameters of a network, and their cotangent.

use core::marker::PhantomData;
use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::OnceLock;

use solver_core::num::Real;
use solver_core::vector::Vector;

use crate::memory::Buffer;
use crate::narrow::{in_panels, write_panels};
use crate::outer::{Adds, Step, Steps, Sums, at_once};
use crate::product::Number;
use crate::team;
use crate::units::{Lines, Matrix, Share, Units, number};

/// The weights and biases of a network `M`, layer by layer: of each layer a row for each output, its weights and then its
/// bias.
///
/// A cotangent of them puts the products of a layer off until there are [`TOGETHER`] rows for one, and settles in the end.
///
/// ```
/// use tapeless::nn::{Mlp, Relu};
/// let network = Mlp::<3, 8, 1, 2, Relu>::new();
/// let mut w = network.weights(|| 0.25_f32);
/// assert_eq!(w.as_slice().len(), 8 * (3 + 1) + 2 * (8 + 1));
/// w.as_mut_slice()[0] = 1.0;
/// ```
pub struct Weights<T: Real, M> {
    numbers: Buffer<T>,
    /// Their matrices in panels, once products have asked for them and until a number changes.
    panels: OnceLock<Buffer<T>>,
    /// Whether some thread writes those panels: another does not wait for them.
    begun: AtomicBool,
    put_off: Vec<PutOff<T>>,
    network: PhantomData<fn() -> M>,
}

/// How many rows (trajectories times steps) a weight gradient's product is made of: beyond that it gains nothing.
pub const TOGETHER: usize = 1024;

/// Units of which sums are best made together.
const UNITS: usize = 8;

/// Where a layer's weights are: `outputs` rows of `inputs` weights and a bias.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layer {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    pub(crate) offset: usize,
    /// Where its matrix is among all panels.
    pub(crate) panels: usize,
}

impl Layer {
    fn shape(&self) -> (usize, usize) {
        (self.outputs, self.inputs)
    }

    /// How many weights and biases it has.
    pub(crate) fn numbers(&self) -> usize {
        self.outputs * (self.inputs + 1)
    }

    /// How many numbers its matrix has in panels.
    pub(crate) fn in_panels(&self) -> usize {
        in_panels(self.shape())
    }

    fn of<'a, T>(&self, numbers: &'a [T]) -> &'a [T] {
        &numbers[self.offset..][..self.numbers()]
    }

    pub(crate) fn of_mut<'a, T>(&self, numbers: &'a mut [T]) -> &'a mut [T] {
        &mut numbers[self.offset..][..self.numbers()]
    }
}

/// The products of one layer that are put off: the gradient is that of all their rows at once.
struct PutOff<T: Real> {
    layer: Layer,
    pieces: Vec<Piece<T>>,
    rows: usize,
    add: fn(&mut PutOff<T>, &mut [T]),
}

/// One of them: the layer's inputs, the time apart if it is one, and the cotangents of its sums, for so many columns.
struct Piece<T: Real> {
    time: Option<T>,
    inputs: Lines<T>,
    sums_bar: Lines<T>,
    columns: usize,
}

impl<T: Real> Adds<T> for Piece<T> {
    #[inline(always)]
    fn step(&self) -> Step<'_, T> {
        Step {
            time: self.time,
            inputs: self.inputs.numbers.as_slice(),
            bars: self.sums_bar.numbers.as_slice(),
            columns: self.columns,
        }
    }
}

impl<T: Number> PutOff<T> {
    fn new(layer: Layer, columns: usize) -> Self {
        Self { layer, pieces: Vec::with_capacity(TOGETHER / columns + 1), rows: 0, add: Self::add }
    }

    /// Adds the product of all pieces, each input and each sum being a line of all rows, and the bias' input a line of ones:
    /// of those units that are on in one piece or another.
    fn add(&mut self, numbers: &mut [T]) {
        self.sum(numbers);
        self.pieces.clear();
        self.rows = 0;
    }

    fn sum(&self, numbers: &mut [T]) {
        let Self { layer, rows, ref pieces, .. } = *self;
        let Some(first) = pieces.first() else {
            return;
        };
        let timed = usize::from(first.time.is_some());
        let from = Units::union(layer.inputs - timed, pieces.iter().map(|piece| &piece.inputs.units));
        let to = Units::union(layer.outputs, pieces.iter().map(|piece| &piece.sums_bar.units));
        let steps = Steps { all: pieces, rows, timed: timed > 0, from: from.numbers(), to: to.numbers() };
        // Where in a row each of those inputs has its weight.
        let mut places = Buffer::left_over(layer.inputs + 1, 0_u32);
        let of_units = from.numbers().iter().map(|unit| number(timed) + unit);
        let all = (0..number(timed)).chain(of_units).chain([number(layer.inputs)]);
        places.as_mut_slice().iter_mut().zip(all).for_each(|(place, number)| *place = number);
        let places = places.as_slice();
        let (lanes, length) = (T::lanes(), layer.inputs + 1);
        let registers = steps.width().div_ceil(lanes);
        // The most that there could be, so that the next sum has it again.
        let mut panels = Buffer::stale(length.next_multiple_of(16) * rows);
        let in_use = &mut panels.as_mut_slice()[..registers * lanes * rows];
        let together = team::share(registers, 1).min(registers);
        team::each(in_use.chunks_mut(together * lanes * rows).enumerate(), |(i, panels)| {
            steps.write_panels(panels, i * together, lanes);
        });
        let (panels, mut register) = (panels.as_slice(), 0);
        while register < registers {
            let shares = to.shares(layer.of_mut(numbers), length, (UNITS, 0));
            team::each(shares, |Share { lines, units }| {
                let of_share = Steps { to: units, ..steps };
                T::outer(&of_share, panels, register, |Sums { unit, first, numbers: sums }| {
                    let row = &mut lines.lines[(unit - lines.first) * length..][..length];
                    if from.are_all() {
                        row[first..].iter_mut().zip(sums).for_each(|(place, x)| *place += *x);
                    } else {
                        places[first..].iter().zip(sums).for_each(|(place, x)| row[*place as usize] += *x);
                    }
                });
            });
            register += at_once::<T>(registers - register, lanes);
        }
    }
}

impl<T: Real, M> Weights<T, M> {
    pub(crate) fn of(numbers: Buffer<T>) -> Self {
        Self {
            numbers,
            panels: OnceLock::new(),
            begun: AtomicBool::new(false),
            put_off: Vec::new(),
            network: PhantomData,
        }
    }

    /// All numbers.
    pub fn as_slice(&self) -> &[T] {
        self.assert_settled();
        self.numbers.as_slice()
    }

    /// All numbers, to be changed.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        self.assert_settled();
        self.forget_panels();
        self.numbers.as_mut_slice()
    }

    /// The matrix of layer `l` of so many, whose first column is the time's if it is `timed`.
    pub(crate) fn matrix<'a>(
        &'a self,
        (l, layers, layer): (usize, usize, fn(usize) -> Layer),
        timed: bool,
    ) -> Matrix<'a, T, impl Fn() -> Option<&'a [T]>> {
        let own = layer(l);
        let panels = move || {
            if self.panels.get().is_none() && !self.begun.swap(true, Ordering::Relaxed) {
                self.panels.get_or_init(|| self.in_panels((0..layers).map(layer)));
            }
            self.panels.get().map(|all| &all.as_slice()[own.panels..][..own.in_panels()])
        };
        let (rows, apart) = (self.of_layer(&own), own.inputs + 1);
        Matrix { rows, shape: own.shape(), apart, panels, first: usize::from(timed) }
    }

    /// The matrices of these layers, one behind the other.
    fn in_panels(&self, layers: impl Iterator<Item = Layer> + Clone) -> Buffer<T> {
        let mut panels = Buffer::stale(layers.clone().map(|layer| layer.in_panels()).sum());
        for layer in layers {
            let own = &mut panels.as_mut_slice()[layer.panels..][..layer.in_panels()];
            let panel = in_panels((layer.outputs, 1));
            let together = team::share(own.len() / panel, 1).min(own.len() / panel);
            team::each(own.chunks_mut(together * panel).enumerate(), |(i, panels)| {
                write_panels((i * together, panels), self.of_layer(&layer), layer.shape(), layer.inputs + 1);
            });
        }
        panels
    }

    /// The weights and biases of a layer.
    pub(crate) fn of_layer(&self, layer: &Layer) -> &[T] {
        layer.of(self.numbers.as_slice())
    }

    fn forget_panels(&mut self) {
        self.panels.take();
        self.begun = AtomicBool::new(false);
    }

    /// A part that is put off is missing: a vector that holds weights and does not pass `settle` on would lose it.
    fn assert_settled(&self) {
        assert!(self.put_off.is_empty(), "a cotangent of weights is read before it is settled");
    }
}

impl<T: Number, M> Weights<T, M> {
    /// Adds `sums_barᵀ inputs` of so many columns to this cotangent's layer `l` of so many, sooner or later.
    pub(crate) fn put_off(
        &mut self,
        (l, layers, layer): (usize, usize, fn(usize) -> Layer),
        (time, inputs): (Option<T>, &Lines<T>),
        sums_bar: Lines<T>,
        columns: usize,
    ) {
        if self.put_off.is_empty() {
            self.put_off.extend((0..layers).map(|l| PutOff::new(layer(l), columns)));
        }
        let put_off = &mut self.put_off[l];
        if put_off.rows + columns > TOGETHER {
            (put_off.add)(put_off, self.numbers.as_mut_slice());
        }
        put_off.rows += columns;
        put_off.pieces.push(Piece { time, inputs: inputs.clone(), sums_bar, columns });
    }
}

impl<T: Real, M> Vector<T> for Weights<T, M> {
    type With<U: Real> = Weights<U, M>;

    #[inline]
    fn zip(&self, other: &Self, f: &mut impl FnMut(T, T)) {
        for (a, b) in self.as_slice().iter().zip(other.as_slice()) {
            f(*a, *b);
        }
    }
    #[inline]
    fn zip_mut(&mut self, other: &Self, f: &mut impl FnMut(&mut T, T)) {
        for (a, b) in self.as_mut_slice().iter_mut().zip(other.as_slice()) {
            f(a, *b);
        }
    }
    #[inline]
    fn map<U: Real>(&self, f: &mut impl FnMut(T) -> U) -> Weights<U, M> {
        let mut mapped = Weights::of(Buffer::stale(self.as_slice().len()));
        for (a, b) in mapped.as_mut_slice().iter_mut().zip(self.as_slice()) {
            *a = f(*b);
        }
        mapped
    }
    #[inline]
    fn join<U: Real>(&mut self, other: &mut Weights<U, M>, f: &mut impl FnMut(&mut T, &mut U)) {
        for (a, b) in self.as_mut_slice().iter_mut().zip(other.as_mut_slice()) {
            f(a, b);
        }
    }
    #[inline]
    fn zero(&self) -> Self {
        Self::of(Buffer::zeros(self.numbers.as_slice().len()))
    }
    fn settle(&mut self) {
        for mut put_off in core::mem::take(&mut self.put_off) {
            (put_off.add)(&mut put_off, self.numbers.as_mut_slice());
        }
    }
}

impl<T: Real, M> Clone for Weights<T, M> {
    fn clone(&self) -> Self {
        self.assert_settled();
        Self::of(self.numbers.clone())
    }
}

impl<T: Real, M> PartialEq for Weights<T, M> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Real, M> core::fmt::Debug for Weights<T, M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Weights").field(&self.numbers).finish()
    }
}
