//! A pattern as what it is handed on as: sets, and the rows of columns made of them.

#![allow(clippy::large_stack_arrays, reason = "they are the compiler's, and never run")]
#![allow(long_running_const_eval, reason = "there are as many pairs of rows")]

use super::MOST;
use super::set::Set;

/// How many columns the rows of a pattern have together, equal rows once, where their number is no constant by itself.
const COLUMNS: usize = 8000;

/// A pattern as sets.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    pub(super) rows: [Set; MOST],
    pub(super) count: usize,
}

impl Table {
    /// How many rows there are; none where nothing is known.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The first row that is like this one.
    const fn first(&self, row: usize) -> usize {
        let mut k = 0;
        while !self.rows[k].is(&self.rows[row]) {
            k += 1;
        }
        k
    }

    /// How many columns the rows have together, equal rows once.
    #[must_use]
    pub const fn entries(&self) -> usize {
        let (mut sum, mut k) = (0, 0);
        while k < self.count {
            if self.first(k) == k {
                sum += self.rows[k].count();
            }
            k += 1;
        }
        sum
    }

    /// The columns of the rows one after another, equal rows once, as many as there is room for.
    #[must_use]
    pub const fn columns<const ENTRIES: usize>(&self) -> [usize; ENTRIES] {
        let (mut columns, mut next, mut k) = ([0; ENTRIES], 0, 0);
        while k < self.count {
            let (mut component, is_new) = (0, self.first(k) == k);
            while is_new && component < MOST {
                if self.rows[k].has(component) && next < ENTRIES {
                    columns[next] = component;
                    next += 1;
                }
                component += 1;
            }
            k += 1;
        }
        columns
    }

    /// The rows, as slices of these columns.
    #[must_use]
    pub const fn rows<const COUNT: usize>(&self, columns: &'static [usize]) -> [&'static [usize]; COUNT] {
        let mut rows: [&[usize]; COUNT] = [&[]; COUNT];
        let (mut next, mut k) = (0, 0);
        while k < self.count {
            let first = self.first(k);
            if first == k {
                let count = self.rows[k].count();
                rows[k] = columns.split_at(next).1.split_at(count).0;
                next += count;
            } else {
                rows[k] = rows[first];
            }
            k += 1;
        }
        rows
    }
}

/// What has a pattern that depends on constant parameters.
pub trait Sparse {
    /// The pattern as sets.
    const TABLE: Table;
    /// Its columns, if there is room for them.
    const COLUMNS: [usize; COLUMNS] = Self::TABLE.columns();
    /// The same where they stay.
    const LENT: &'static [usize] = &Self::COLUMNS;
    /// Its rows.
    const ROWS: [&'static [usize]; MOST] =
        if Self::TABLE.entries() <= COLUMNS { Self::TABLE.rows(Self::LENT) } else { [&[]; MOST] };
    /// The same where they stay.
    const LENT_ROWS: &'static [&'static [usize]] = &Self::ROWS;
    /// The pattern, if it is known.
    const PATTERN: Option<&'static [&'static [usize]]> = if Self::TABLE.count() > 0 && Self::TABLE.entries() <= COLUMNS
    {
        Some(Self::LENT_ROWS.split_at(Self::TABLE.count()).0)
    } else {
        None
    };
}
