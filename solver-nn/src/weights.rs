//! The parameters of a network, and their cotangent.

use core::marker::PhantomData;

use solver_core::num::Real;
use solver_core::vector::Vector;

use crate::memory::Buffer;
use crate::product::Number;
use crate::units::{Lines, Units};

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

/// The products of one layer that are put off: the gradient is that of all their rows at once.
struct PutOff<T: Real> {
    layer: Layer,
    pieces: Vec<Piece<T>>,
    rows: usize,
    add: fn(&mut PutOff<T>, &mut [T]),
}

/// One of them: for so many columns the layer's inputs, the time apart if it is one, and the cotangents of its sums.
struct Piece<T: Real> {
    time: Option<T>,
    inputs: Lines<T>,
    sums_bar: Lines<T>,
    columns: usize,
}

impl<T: Number> PutOff<T> {
    fn new(layer: Layer, columns: usize) -> Self {
        Self { layer, pieces: Vec::with_capacity(TOGETHER / columns + 1), rows: 0, add: Self::add }
    }

    /// Adds the product of all pieces: for a tile of inputs at a time the numbers of each row side by side, the cotangents
    /// of the sums a line of all rows; of the units that are on in one piece or another.
    fn add(&mut self, numbers: &mut [T]) {
        let Some(first) = self.pieces.first() else {
            return;
        };
        let (rows, timed) = (self.rows, usize::from(first.time.is_some()));
        let from = Units::union(self.layer.inputs - timed, self.pieces.iter().map(|piece| &piece.inputs.units));
        let to = Units::union(self.layer.outputs, self.pieces.iter().map(|piece| &piece.sums_bar.units));
        // Not a power of two, of which every line would want the same place in a cache.
        let line = rows.next_multiple_of(16) + 16;
        let mut sums_bar = Buffer::stale(self.layer.outputs * line);
        self.gather(&to, sums_bar.as_mut_slice(), line);
        let tiles = from.numbers().chunks(TILE);
        let mut tile = Buffer::stale(rows * TILE);
        let mut products = Buffer::stale(self.layer.inputs.div_ceil(TILE) * self.layer.outputs * TILE);
        let row = self.layer.inputs + 1;
        let numbers = self.layer.of_mut(numbers);
        let all = Units::all(rows);
        for (inputs, product) in tiles.clone().zip(products.as_mut_slice().chunks_exact_mut(self.layer.outputs * TILE))
        {
            self.transpose(inputs, tile.as_mut_slice());
            T::weigh(sums_bar.as_slice(), (to.apart(line), all.apart(1)), (product, tile.as_slice()), TILE);
        }
        for unit in to.iter() {
            let of_unit = products.as_slice().chunks_exact(self.layer.outputs * TILE).map(|tile| &tile[unit * TILE..]);
            let sums = &mut numbers[unit * row + timed..][..from.of()];
            tiles.clone().zip(of_unit).for_each(|(inputs, product)| scatter(product, inputs, sums));
        }
        // The time's and the bias' inputs are the same in each column of a piece.
        for unit in to.iter() {
            let mut sums = &sums_bar.as_slice()[unit * line..][..rows];
            for Piece { time, columns, .. } in &self.pieces {
                let (piece, rest) = sums.split_at(*columns);
                let sum = piece.iter().fold(T::ZERO, |a, b| a + *b);
                if let Some(time) = time {
                    numbers[unit * row] += *time * sum;
                }
                numbers[(unit + 1) * row - 1] += sum;
                sums = rest;
            }
        }
        self.pieces.clear();
        self.rows = 0;
    }

    /// Puts the cotangents of all pieces behind each other, in a line for each unit.
    fn gather(&self, units: &Units, to: &mut [T], line: usize) {
        let mut row = 0;
        for Piece { sums_bar, columns, .. } in &self.pieces {
            for unit in units.iter() {
                let from = &sums_bar.numbers.as_slice()[unit * columns..][..*columns];
                copy(&mut to[unit * line + row..][..*columns], from);
            }
            row += columns;
        }
    }

    /// Puts these inputs of all pieces side by side, for each column of each piece.
    fn transpose(&self, inputs: &[u32], tile: &mut [T]) {
        let (mut rest, _) = tile.as_chunks_mut::<TILE>();
        for Piece { inputs: lines, columns, .. } in &self.pieces {
            let (rows, after) = rest.split_at_mut(*columns);
            let lines = lines.numbers.as_slice();
            for (group, inputs) in inputs.chunks(SQUARE).enumerate() {
                let line = |input: &u32| &lines[*input as usize * columns..][..*columns];
                let (squares, rest) = rows.as_chunks_mut::<SQUARE>();
                for (i, square) in squares.iter_mut().enumerate() {
                    let mut numbers = [[T::ZERO; SQUARE]; SQUARE];
                    for (numbers, input) in numbers.iter_mut().zip(inputs) {
                        *numbers = line(input).as_chunks().0[i];
                    }
                    for (row, numbers) in square.iter_mut().zip(transposed(numbers)) {
                        row.as_chunks_mut().0[group] = numbers;
                    }
                }
                let done = squares.len() * SQUARE;
                for (place, input) in inputs.iter().enumerate() {
                    let left = rest.iter_mut().zip(&line(input)[done..]);
                    left.for_each(|(row, x)| row[group * SQUARE + place] = *x);
                }
            }
            rest = after;
        }
    }
}

/// How many inputs of a weight gradient are taken at a time: two registers of the widest kind.
const TILE: usize = 32;

/// Numbers that are transposed at once: a register of them.
const SQUARE: usize = 16;

/// The transpose, by exchanging halves, quarters, … of pairs of rows, which are a permutation of two registers each.
#[inline(always)]
fn transposed<T: Real>(mut rows: [[T; SQUARE]; SQUARE]) -> [[T; SQUARE]; SQUARE] {
    macro_rules! exchange {
        ($by:literal) => {
            for i in 0..SQUARE {
                if i & $by == 0 {
                    let (a, b) = (rows[i], rows[i + $by]);
                    for j in 0..SQUARE {
                        rows[i][j] = if j & $by == 0 { a[j] } else { b[j ^ $by] };
                        rows[i + $by][j] = if j & $by == 0 { a[j ^ $by] } else { b[j] };
                    }
                }
            }
        };
    }
    exchange!(8);
    exchange!(4);
    exchange!(2);
    exchange!(1);
    rows
}

/// Adds each number in the place of its input.
#[inline(always)]
fn scatter<T: Real>(numbers: &[T], inputs: &[u32], places: &mut [T]) {
    let first = inputs.first().map_or(0, |input| *input as usize);
    if let [.., last] = inputs
        && *last as usize + 1 - first == inputs.len()
    {
        places[first..].iter_mut().zip(numbers).take(inputs.len()).for_each(|(place, x)| *place += *x);
    } else {
        inputs.iter().zip(numbers).for_each(|(input, x)| places[*input as usize] += *x);
    }
}

/// A short copy: in registers, where a call would take longer than the copy.
#[inline(always)]
fn copy<T: Copy>(to: &mut [T], from: &[T]) {
    let ((to, rest), (from, rest_of_from)) = (to.as_chunks_mut::<16>(), from.as_chunks::<16>());
    to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
    rest.iter_mut().zip(rest_of_from).for_each(|(to, from)| *to = *from);
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
        (time, inputs): (Option<T>, &Lines<T>),
        sums_bar: Lines<T>,
        columns: usize,
    ) {
        if self.put_off.is_empty() {
            self.put_off.extend((0..layers).map(|l| PutOff::new(layer(l), columns)));
        }
        let put_off = &mut self.put_off[l];
        if put_off.rows + columns > TOGETHER {
            put_off.add(self.numbers.as_mut_slice());
        }
        put_off.pieces.push(Piece { time, inputs: inputs.clone(), sums_bar, columns });
        put_off.rows += columns;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_columns() {
        let rows = core::array::from_fn(|i| core::array::from_fn(|j| (100 * i + j) as f32));
        for (j, row) in transposed(rows).iter().enumerate() {
            assert!(row.iter().enumerate().all(|(i, x)| *x == (100 * i + j) as f32), "{row:?}");
        }
    }
}
