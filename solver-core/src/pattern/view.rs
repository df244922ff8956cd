//! Where the sets of a value are, and those of its parts.

use super::Go;
use crate::layout::Layout;

/// A value: a set for each of its components.
#[derive(Clone, Copy, Debug)]
pub struct View {
    pub(super) start: usize,
    pub(super) layout: &'static Layout,
}

impl View {
    /// The part at a place, where it is.
    pub(super) const fn part(self, go: Go) -> Option<Self> {
        // As `nalgebra` names the components of a vector.
        let go = match (self.layout, go) {
            (Layout::Array(..), Go::Named(name)) => Go::At(coordinate(name)),
            (_, Go::To(place)) => Go::At(Some(place as i128)),
            (_, go) => go,
        };
        match (self.layout, go) {
            (Layout::Array(..) | Layout::Matrix(..), Go::At(Some(at))) => {
                let (element, length) = elements(self.layout);
                if at < 0 || at >= length as i128 {
                    return None;
                }
                #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "it is below a length")]
                Some(Self { start: self.start + size(element) * (at as usize), layout: element })
            }
            // A vector is a matrix of one column.
            (Layout::Array(_, rows), Go::Pair(Some(row), Some(0))) if row < *rows as i128 => {
                self.part(Go::At(Some(row)))
            }
            (Layout::Matrix(_, rows, columns), Go::Pair(Some(row), Some(column)))
                if row < *rows as i128 && column < *columns as i128 =>
            {
                self.part(Go::At(Some(column * *rows as i128 + row)))
            }
            (Layout::Parts(parts), go) => {
                let (mut before, mut at) = (0, 0);
                while at < parts.len() {
                    let is_it = match go {
                        Go::At(Some(place)) => place == at as i128,
                        Go::Named(name) => crate::layout::same(name, parts[at].0),
                        Go::At(None) | Go::To(_) | Go::Pair(..) => false,
                    };
                    if is_it {
                        return Some(Self { start: self.start + before, layout: &parts[at].1 });
                    }
                    before += size(&parts[at].1);
                    at += 1;
                }
                None
            }
            _ => None,
        }
    }
}

/// What the elements of a value are, and how many there are; none of one that has none.
pub(super) const fn elements(layout: &Layout) -> (&'static Layout, usize) {
    match layout {
        Layout::Array(element, length) => (element, *length),
        Layout::Matrix(element, rows, columns) => (element, *rows * *columns),
        _ => (&Layout::Unknown, 0),
    }
}

/// How many sets a value has: one of which nothing is known has one.
pub(super) const fn size(layout: &Layout) -> usize {
    match layout {
        Layout::Number | Layout::Unknown => 1,
        Layout::Array(..) | Layout::Matrix(..) => {
            let (element, length) = elements(layout);
            size(element) * length
        }
        Layout::Parts(parts) => {
            let (mut sum, mut k) = (0, 0);
            while k < parts.len() {
                sum += size(&parts[k].1);
                k += 1;
            }
            sum
        }
    }
}

/// Whether all of a layout is known.
pub(super) const fn is_known(layout: &Layout) -> bool {
    match layout {
        Layout::Number => true,
        Layout::Unknown => false,
        Layout::Array(element, _) | Layout::Matrix(element, ..) => is_known(element),
        Layout::Parts(parts) => {
            let mut k = 0;
            while k < parts.len() {
                if !is_known(&parts[k].1) {
                    return false;
                }
                k += 1;
            }
            true
        }
    }
}

/// The place of a coordinate by its name.
const fn coordinate(name: &str) -> Option<i128> {
    match name.as_bytes() {
        b"x" => Some(0),
        b"y" => Some(1),
        b"z" => Some(2),
        b"w" => Some(3),
        _ => None,
    }
}
