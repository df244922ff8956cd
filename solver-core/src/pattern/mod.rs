//! Which components depend on which, found when a function is compiled: its body, gone through on sets of components in place
//! of numbers.
//!
//! The macro writes what a body does to sets as a constant expression on a [`Memory`], so that the compiler knows what the
//! macro cannot: lengths, the layouts of structs, tables from outside, and the patterns of the functions that are called. An
//! index that is not known may be any, so nothing is ever missing.

mod memory;
mod set;
mod table;
mod turns;
mod view;

pub mod known;
pub mod outside;

pub use memory::Memory;
pub use table::{Sparse, Table};
pub use turns::Turns;
pub use view::View;

use crate::layout::Layout;

/// A function of more components than this has no pattern.
pub const MOST: usize = 400;

/// From a value to a part of it.
#[derive(Clone, Copy, Debug)]
pub enum Go {
    /// To the element, or the part, at a place.
    To(usize),
    /// The same, if the place is known.
    At(Option<i128>),
    /// To the element at a row and a column, if they are known.
    Pair(Option<i128>, Option<i128>),
    /// To the part of a name.
    Named(&'static str),
}

/// What a function's value depends on, for those that call it.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// The layout of all its arguments as one tuple; of what is not differentiated there is no component.
    pub given: Layout,
    /// For each component of the value those of the arguments, if that is known.
    pub rows: Option<&'static [&'static [usize]]>,
}

impl Pattern {
    /// All on all.
    pub const UNKNOWN: Self = Self { given: Layout::Unknown, rows: None };
}

/// A pattern, or another one where it is not known.
#[must_use]
pub const fn rows_or(
    rows: Option<&'static [&'static [usize]]>,
    other: Option<&'static [&'static [usize]]>,
) -> Option<&'static [&'static [usize]]> {
    match rows {
        Some(rows) => Some(rows),
        None => other,
    }
}
