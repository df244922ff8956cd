//! What random programs found, made small.

mod arms;
mod called;
mod changes;
mod constants;
mod integers;

use tapeless::Vector;

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Pair<T> {
    a: T,
    b: [T; 2],
}
