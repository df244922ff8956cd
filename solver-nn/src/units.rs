//! Some of a layer's units, and products with the rows and columns of its weights that are theirs.

use solver_core::num::Real;

use crate::batch::{GROUP, groups};
use crate::memory::Buffer;
use crate::narrow::Which;
use crate::product::{Number, View, ViewMut, multiply};

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
    fn those(of: usize, mut are: impl FnMut(usize) -> bool) -> Self {
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

    /// The runs of units that are not these.
    fn gaps(&self) -> impl Iterator<Item = core::ops::Range<usize>> {
        let (starts, ends) = (core::iter::once(0).chain(self.iter().map(|unit| unit + 1)), self.iter());
        starts.zip(ends.chain([self.of()])).map(|(start, end)| start..end)
    }
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

    /// Lines of so many columns, after a look at which are all zeros.
    pub(crate) fn looked_through(numbers: Buffer<T>, columns: usize) -> Self {
        let lines = numbers.as_slice();
        let units = Units::those(lines.len() / columns, |unit| {
            let line = &lines[unit * columns..][..columns];
            // A register at a time: which units are on is no pattern that a branch could be foretold by.
            let (wide, rest) = line.as_chunks::<16>();
            let on = |numbers: &[T]| numbers.iter().fold(0, |on, x| on | u8::from(*x != T::ZERO));
            wide.iter().fold(on(rest), |rest, numbers| rest | on(numbers)) > 0
        });
        Self { numbers, units }
    }

    /// Of each line of so many columns the sum over each group.
    pub(crate) fn sum_columns(&self, columns: usize) -> Self {
        let many = groups(columns).len();
        let mut sums = Buffer::stale(self.units.of() * many);
        let lines = sums.as_mut_slice().chunks_exact_mut(many).zip(self.numbers.as_slice().chunks_exact(columns));
        for (sums, line) in lines {
            for (sum, group) in sums.iter_mut().zip(groups(columns)) {
                *sum = line[group].iter().fold(T::ZERO, |a, b| a + *b);
            }
        }
        Self { numbers: sums, units: self.units.clone() }
    }
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
    /// `zᵢ = Σⱼ w[i, j] xⱼ`, of so many columns each.
    pub(crate) fn weigh(&self, x: &Lines<T>, columns: usize) -> Lines<T> {
        let rows = &self.rows[self.first..];
        product(Units::all(self.shape.0), x, columns, (rows, 1, self.apart), |z, to, from| {
            let (w, which) = match (self.panels)() {
                Some(panels) => {
                    let from = Which::columns_in_panels(from, self.first, self.shape.0);
                    (panels, (Which::rows_in_panels(to), from))
                }
                None => (rows, (Which::apart(to, self.apart), Which::apart(from, 1))),
            };
            T::weigh(w, which, z, columns);
        })
    }

    /// `zⱼ = Σᵢ w[i, j] xᵢ` for some units j; zero for others.
    pub(crate) fn weigh_transposed(&self, units: Units, x: &Lines<T>, columns: usize) -> Lines<T> {
        let rows = &self.rows[self.first..];
        product(units, x, columns, (rows, self.apart, 1), |z, to, from| {
            let (w, which) = match (self.panels)() {
                Some(panels) => {
                    let to = Which::columns_in_panels(to, self.first, self.shape.0);
                    (panels, (to, Which::rows_in_panels(from)))
                }
                None => (rows, (Which::apart(to, 1), Which::apart(from, self.apart))),
            };
            T::weigh(w, which, z, columns);
        })
    }
}

/// The product for some units, zero for others: of some rows and columns by `some`, or of a whole matrix of so far apart terms
/// and sums.
fn product<T: Number>(
    units: Units,
    x: &Lines<T>,
    columns: usize,
    (w, terms_apart, sums_apart): (&[T], usize, usize),
    some: impl FnOnce((&mut [T], &[T]), &[u32], &[u32]),
) -> Lines<T> {
    let from = &x.units;
    let mut numbers = Buffer::stale(units.of() * columns);
    let z = numbers.as_mut_slice();
    // Up to 32 columns the sums have the same bits whatever else is in the batch, and whatever is off.
    if columns < FEW || columns > 2 * GROUP && are_nearly_all(&units, from) {
        multiply(
            ViewMut::new(z, (columns, units.of()), (1, columns)),
            View::new(x.numbers.as_slice(), (columns, from.of()), (1, columns)),
            View::new(w, (from.of(), units.of()), (terms_apart, sums_apart)),
            false,
        );
    } else if units.many() > 0 {
        some((z, x.numbers.as_slice()), units.numbers(), from.numbers());
    }
    units.gaps().for_each(|gap| z[gap.start * columns..gap.end * columns].fill(T::ZERO));
    Lines { numbers, units }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::narrow::{in_panels, write_panels};

    #[test]
    fn units_that_are_on() {
        let mut numbers = Buffer::zeros(8);
        numbers.as_mut_slice().copy_from_slice(&[0.0_f64, 0.0, 1.0, 0.0, -0.0, 0.0, f64::NAN, 2.0]);
        let units = Lines::looked_through(numbers, 2).units;
        assert_eq!((units.numbers(), units.of()), ([1, 3].as_slice(), 4));
        assert_eq!(units.gaps().collect::<Vec<_>>(), [0..1, 2..3, 4..4]);
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
                write_panels(&mut panels, &w, (ROWS, TERMS), TERMS);
                for first in [0, 1] {
                    let matrix = |panels| {
                        let panels = move || panels;
                        Matrix { rows: &w, shape: (ROWS, TERMS), apart: TERMS, panels, first }
                    };
                    let from = Units::those(TERMS - first, |unit| (unit + 1) % every == 0);
                    let x = lines(&from);
                    for panels in [None, Some(panels.as_slice())] {
                        is(matrix(panels).weigh(&x, columns), &x, &|i, j| w[i * TERMS + first + j]);
                    }
                    let x = lines(&Units::those(ROWS, |unit| unit % every == 1 % every));
                    for panels in [None, Some(panels.as_slice())] {
                        let z = matrix(panels).weigh_transposed(from.clone(), &x, columns);
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
