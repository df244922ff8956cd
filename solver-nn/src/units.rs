//! Some of a layer's units, and products with the rows and columns of its weights that are theirs.

use solver_core::num::Real;

use crate::batch::AT_ONCE;
use crate::memory::Buffer;
use crate::narrow::{To, Which, together};
use crate::product::{Number, View, ViewMut, multiply};
use crate::team;

/// Some of so many units, in order.
#[derive(Clone, Debug)]
pub(crate) struct Units {
    which: Buffer<u32>,
    many: usize,
}

impl Units {
    /// All of them.
    pub(crate) fn all(of: usize) -> Self {
        Self::those(of, |_| true)
    }

    /// Those that are.
    pub(crate) fn those(of: usize, mut are: impl FnMut(usize) -> bool) -> Self {
        let mut units = Self { which: Buffer::left_over(of, 0), many: 0 };
        let which = units.which.as_mut_slice();
        for unit in 0..of {
            which[units.many] = number(unit);
            units.many += usize::from(are(unit));
        }
        units
    }

    /// Those that are in one of these or another.
    pub(crate) fn union<'a>(of: usize, some: impl Iterator<Item = &'a Self>) -> Self {
        let mut seen = Buffer::left_over(of, 0_u32);
        let are = seen.as_mut_slice();
        are.fill(0);
        some.for_each(|units| units.iter().for_each(|unit| are[unit] = 1));
        Self::those(of, |unit| are[unit] == 1)
    }

    pub(crate) fn many(&self) -> usize {
        self.many
    }

    /// Of how many they are some.
    pub(crate) fn of(&self) -> usize {
        self.which.as_slice().len()
    }

    pub(crate) fn are_all(&self) -> bool {
        self.many == self.of()
    }

    pub(crate) fn numbers(&self) -> &[u32] {
        &self.which.as_slice()[..self.many]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + Clone {
        self.numbers().iter().map(|unit| *unit as usize)
    }

    /// Lines of all units, each of so many numbers, in shares for the threads that help: a multiple of some of these units
    /// each, counted from so many before the first.
    pub(crate) fn shares<'a, T>(
        &'a self,
        lines: &'a mut [T],
        length: usize,
        (multiple, before): (usize, usize),
    ) -> impl Iterator<Item = Share<'a, T>> {
        let mut sizes = team::sizes(self.many, multiple);
        let (mut lines, mut units, mut first, mut before) = (Some(lines), self.numbers(), 0, before);
        core::iter::from_fn(move || {
            let all = lines.take()?;
            let many = sizes.next().map_or(usize::MAX, |many| many - core::mem::take(&mut before));
            let (own, others) = units.split_at(many.min(units.len()));
            let end = others.first().map_or(all.len(), |next| (*next as usize - first) * length);
            let (lines_of_own, rest) = all.split_at_mut(end);
            let share = Share { lines: To { first, lines: lines_of_own }, units: own };
            (units, first) = (others, first + end / length);
            lines = (!others.is_empty()).then_some(rest);
            Some(share)
        })
    }
}

/// Lines of units from one on, and which of them are some.
#[derive(Debug)]
pub(crate) struct Share<'a, T> {
    pub(crate) lines: To<'a, T>,
    pub(crate) units: &'a [u32],
}

/// Makes those lines, each of so many numbers, zero that are not of these units.
fn clear<T: Real>(To { first, lines }: &mut To<'_, T>, units: &[u32], length: usize) {
    let mut from = 0;
    for unit in units.iter().map(|unit| *unit as usize - *first) {
        lines[from * length..unit * length].fill(T::ZERO);
        from = unit + 1;
    }
    lines[from * length..].fill(T::ZERO);
}

#[expect(clippy::cast_possible_truncation, reason = "a layer has fewer than 2³² units")]
pub(crate) const fn number(unit: usize) -> u32 {
    unit as u32
}

/// A line of columns for each unit of a layer, which is all zeros but for some units.
#[derive(Clone, Debug)]
pub(crate) struct Lines<T: Real> {
    pub(crate) numbers: Buffer<T>,
    pub(crate) units: Units,
}

impl<T: Real> Lines<T> {
    /// Lines of so many units.
    pub(crate) fn all(numbers: Buffer<T>, of: usize) -> Self {
        Self { numbers, units: Units::all(of) }
    }

    /// The sum of each line of so many columns.
    pub(crate) fn sum_columns(&self, columns: usize) -> Self {
        let mut sums = Buffer::stale(self.units.of());
        for (sum, line) in sums.as_mut_slice().iter_mut().zip(self.numbers.as_slice().chunks_exact(columns)) {
            *sum = line.iter().fold(T::ZERO, |a, b| a + *b);
        }
        Self { numbers: sums, units: self.units.clone() }
    }
}

/// Whether any number of a line is not zero: a register at a time, since which units are on is no pattern that a branch could be
/// foretold by.
pub(crate) fn is_on<T: Real>(line: &[T]) -> bool {
    let (wide, rest) = line.as_chunks::<16>();
    let on = |numbers: &[T]| numbers.iter().fold(0, |on, x| on | u8::from(*x != T::ZERO));
    wide.iter().fold(on(rest), |rest, numbers| rest | on(numbers)) > 0
}

/// Whether so many are so nearly all that the others had better be taken too: by the crate gemm, which is a little faster
/// by the number, or without picking out of what there is.
pub(crate) fn are_nearly_all(a: &Units, b: &Units) -> bool {
    10 * a.many() * b.many() > 9 * a.of() * b.of()
}

/// Fewer columns than this would leave most of a register's lanes empty.
const FEW: usize = 4;

/// A layer's weights, a row for each output.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matrix<'a, T, P> {
    pub(crate) rows: &'a [T],
    /// Outputs and inputs.
    pub(crate) shape: (usize, usize),
    /// How far one row is from the next.
    pub(crate) apart: usize,
    /// The same in panels, unless another thread is just about to write them.
    pub(crate) panels: P,
    /// The column of the first unit below.
    pub(crate) first: usize,
}

impl<'a, T: Number, P: Fn() -> Option<&'a [T]>> Matrix<'a, T, P> {
    /// `zᵢ = Σⱼ w[i, j] xⱼ`, of so many columns each; `and_then` is done to the lines from one on, by the thread that has them.
    pub(crate) fn weigh(&self, x: &Lines<T>, columns: usize, and_then: impl Fn(&mut To<'_, T>) + Sync) -> Lines<T> {
        self.product(Units::all(self.shape.0), x, columns, false, and_then)
    }

    /// `zⱼ = Σᵢ w[i, j] xᵢ` for some units j; zero for others.
    pub(crate) fn weigh_transposed(
        &self,
        units: Units,
        x: &Lines<T>,
        columns: usize,
        and_then: impl Fn(&mut To<'_, T>) + Sync,
    ) -> Lines<T> {
        self.product(units, x, columns, true, and_then)
    }

    fn product(
        &self,
        units: Units,
        x: &Lines<T>,
        columns: usize,
        transposed: bool,
        and_then: impl Fn(&mut To<'_, T>) + Sync,
    ) -> Lines<T> {
        let (from, rows) = (&x.units, &self.rows[self.first..]);
        let mut numbers = Buffer::stale(units.of() * columns);
        let z = numbers.as_mut_slice();
        // Up to 32 columns the sums have the same bits whatever else is in the batch, and whatever is off.
        if columns < FEW || columns > AT_ONCE && are_nearly_all(&units, from) {
            let (terms_apart, sums_apart) = if transposed { (self.apart, 1) } else { (1, self.apart) };
            multiply(
                ViewMut::new(z, (columns, units.of()), (1, columns)),
                View::new(x.numbers.as_slice(), (columns, from.of()), (1, columns)),
                View::new(rows, (from.of(), units.of()), (terms_apart, sums_apart)),
                false,
            );
            let mut lines = To { first: 0, lines: z };
            clear(&mut lines, units.numbers(), columns);
            and_then(&mut lines);
            return Lines { numbers, units };
        }
        let (panels, (outputs, apart, first)) = ((self.panels)(), (self.shape.0, self.apart, self.first));
        let of_rows = |units| match panels {
            Some(_) => Which::rows_in_panels(units),
            None => Which::apart(units, apart),
        };
        let of_columns = |units| match panels {
            Some(_) => Which::columns_in_panels(units, first, outputs),
            None => Which::apart(units, 1),
        };
        let x = x.numbers.as_slice();
        // A share begins where a block does.
        let before = if transposed && units.are_all() { first } else { 0 };
        let shares = units.shares(z, columns, (together(units.are_all()), before));
        team::each(shares, |Share { mut lines, units: to }| {
            if !to.is_empty() {
                let from = from.numbers();
                let which = if transposed { (of_columns(to), of_rows(from)) } else { (of_rows(to), of_columns(from)) };
                let z = To { first: lines.first, lines: &mut *lines.lines };
                T::weigh(panels.unwrap_or(rows), which, (z, x), columns);
            }
            clear(&mut lines, to, columns);
            and_then(&mut lines);
        });
        Lines { numbers, units }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::narrow::{in_panels, write_panels};

    #[test]
    fn units_that_are_on() {
        let numbers = [0.0_f64, 0.0, 1.0, 0.0, -0.0, 0.0, f64::NAN, 2.0];
        let units = Units::those(4, |unit| is_on(&numbers[2 * unit..][..2]));
        assert_eq!((units.numbers(), units.of()), ([1, 3].as_slice(), 4));
        let mut lines = [1.0; 8];
        clear(&mut To { first: 0, lines: &mut lines }, units.numbers(), 2);
        assert_eq!(lines, [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0]);
        let shares: Vec<_> = units.shares(&mut lines, 2, (8, 0)).collect();
        assert_eq!((shares.len(), shares[0].lines.lines.len(), shares[0].units), (1, 8, [1, 3].as_slice()));
        let first = Units::those(4, |unit| unit == 0);
        assert_eq!(Units::union(4, [&units, &first].into_iter()).numbers(), [0, 1, 3]);
    }

    /// Integers, so that every order of summation gives the same.
    fn is_the_product_by_plain_loops<T: Number>() {
        const ROWS: usize = 23;
        const TERMS: usize = 37;
        for columns in [1, 3, 4, 7, 8, 16, 21, 32, 33, 48, 100] {
            for every in 1..6 {
                let w: Vec<T> = (0..ROWS * TERMS).map(|i| T::count(i * 7 % 11)).collect();
                let lines = |units: &Units| {
                    let mut x = Lines { numbers: Buffer::zeros(units.of() * columns), units: units.clone() };
                    for unit in units.iter() {
                        let line = x.numbers.as_mut_slice()[unit * columns..][..columns].iter_mut();
                        line.zip(unit..).for_each(|(x, i)| *x = T::count(i * 5 % 13));
                    }
                    x
                };
                let is = |z: Lines<T>, x: &Lines<T>, w: &dyn Fn(usize, usize) -> T| {
                    for (i, line) in z.numbers.as_slice().chunks_exact(columns).enumerate() {
                        for (column, z_is) in line.iter().enumerate() {
                            let terms = (0..x.units.of()).map(|j| w(i, j) * x.numbers.as_slice()[j * columns + column]);
                            let sum = terms.fold(T::ZERO, |a, b| a + b);
                            let should = if z.units.iter().any(|unit| unit == i) { sum } else { T::ZERO };
                            assert!(*z_is == should, "{columns} columns, every {every}");
                        }
                    }
                };
                let mut panels = vec![T::ONE; in_panels((ROWS, TERMS))];
                write_panels((0, &mut panels), &w, (ROWS, TERMS), TERMS);
                for first in [0, 1] {
                    let matrix = |panels| {
                        let panels = move || panels;
                        Matrix { rows: &w, shape: (ROWS, TERMS), apart: TERMS, panels, first }
                    };
                    let from = Units::those(TERMS - first, |unit| (unit + 1) % every == 0);
                    let x = lines(&from);
                    for panels in [None, Some(panels.as_slice())] {
                        is(matrix(panels).weigh(&x, columns, |_| ()), &x, &|i, j| w[i * TERMS + first + j]);
                    }
                    let x = lines(&Units::those(ROWS, |unit| unit % every == 1 % every));
                    for panels in [None, Some(panels.as_slice())] {
                        let z = matrix(panels).weigh_transposed(from.clone(), &x, columns, |_| ());
                        is(z, &x, &|j, i| w[i * TERMS + first + j]);
                    }
                }
            }
        }
    }

    #[test]
    fn products_of_some_units() {
        is_the_product_by_plain_loops::<f32>();
        is_the_product_by_plain_loops::<f64>();
    }
}
