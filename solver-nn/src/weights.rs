//! The parameters of a network, and their cotangent.

use core::marker::PhantomData;

use solver_core::num::Real;
use solver_core::vector::Vector;

use crate::memory::{Buffer, transpose};
use crate::product::{Number, View, ViewMut, multiply};

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
    put_off: Vec<PutOff<T>>,
    network: PhantomData<fn() -> M>,
}

/// How many rows (trajectories times steps) a weight gradient's product is made of: beyond that it gains nothing.
pub const TOGETHER: usize = 512;

/// Where a layer's weights are: `outputs` rows of `inputs` weights and a bias.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layer {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    pub(crate) offset: usize,
}

impl Layer {
    pub(crate) fn of<'a, T>(&self, numbers: &'a [T]) -> &'a [T] {
        &numbers[self.offset..][..self.outputs * (self.inputs + 1)]
    }

    pub(crate) fn of_mut<'a, T>(&self, numbers: &'a mut [T]) -> &'a mut [T] {
        &mut numbers[self.offset..][..self.outputs * (self.inputs + 1)]
    }
}

/// For many rows, a layer's inputs (the last is the 1 that multiplies the bias) and the cotangents of its sums: the gradient
/// is the product of the two.
struct PutOff<T: Real> {
    layer: Layer,
    inputs: Buffer<T>,
    sums_bar: Buffer<T>,
    rows: usize,
    room: usize,
    add: fn(&mut PutOff<T>, &mut [T]),
}

impl<T: Number> PutOff<T> {
    fn new(layer: Layer, rows: usize) -> Self {
        let room = TOGETHER.max(rows);
        let (inputs, sums_bar) = (Buffer::stale((layer.inputs + 1) * room), Buffer::stale(layer.outputs * room));
        Self { layer, inputs, sums_bar, rows: 0, room, add: Self::add }
    }

    /// Puts off one product for so many columns: of the time, if that is an input, and the other inputs with their sums'
    /// cotangents.
    fn put(&mut self, time: Option<T>, inputs: &[T], sums_bar: &[T], columns: usize) {
        let (width, height) = (self.layer.inputs + 1, self.layer.outputs);
        let rows = &mut self.inputs.as_mut_slice()[self.rows * width..];
        transpose(inputs, columns, &mut rows[usize::from(time.is_some())..], width);
        for row in rows.chunks_exact_mut(width).take(columns) {
            if let Some(time) = time {
                row[0] = time;
            }
            row[width - 1] = T::ONE;
        }
        transpose(sums_bar, columns, &mut self.sums_bar.as_mut_slice()[self.rows * height..], height);
        self.rows += columns;
    }

    fn add(&mut self, numbers: &mut [T]) {
        if self.rows == 0 {
            return;
        }
        let (width, height, rows) = (self.layer.inputs + 1, self.layer.outputs, self.rows);
        multiply(
            ViewMut::new(self.layer.of_mut(numbers), (height, width), (width, 1)),
            View::new(self.sums_bar.as_slice(), (height, rows), (1, height)),
            View::new(self.inputs.as_slice(), (rows, width), (width, 1)),
            true,
        );
        self.rows = 0;
    }
}

impl<T: Real, M> Weights<T, M> {
    pub(crate) fn of(numbers: Buffer<T>) -> Self {
        Self { numbers, put_off: Vec::new(), network: PhantomData }
    }

    /// All numbers.
    pub fn as_slice(&self) -> &[T] {
        self.assert_settled();
        self.numbers.as_slice()
    }

    /// All numbers, to be changed.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        self.assert_settled();
        self.numbers.as_mut_slice()
    }

    pub(crate) fn numbers(&self) -> &[T] {
        self.numbers.as_slice()
    }

    /// A part that is put off is missing: a vector that holds weights and does not pass `settle` on would lose it.
    fn assert_settled(&self) {
        assert!(self.put_off.is_empty(), "a cotangent of weights is read before it is settled");
    }
}

impl<T: Number, M> Weights<T, M> {
    /// Adds `sums_barᵀ inputs` to this cotangent's layer `l` of so many, sooner or later.
    pub(crate) fn put_off(
        &mut self,
        (l, layers, layer): (usize, usize, fn(usize) -> Layer),
        (time, inputs): (Option<T>, &[T]),
        sums_bar: &[T],
        rows: usize,
    ) {
        if self.put_off.is_empty() {
            self.put_off.extend((0..layers).map(|l| PutOff::new(layer(l), rows)));
        }
        let put_off = &mut self.put_off[l];
        if put_off.rows + rows > put_off.room {
            put_off.add(self.numbers.as_mut_slice());
            if rows > put_off.room {
                *put_off = PutOff::new(put_off.layer, rows);
            }
        }
        put_off.put(time, inputs, sums_bar, rows);
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
