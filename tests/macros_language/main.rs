//! The macros: every piece of their language, its reverse sweep held against forward mode, differences and symmetry.

mod branches;
mod calls;
mod check;
mod corners;
mod fields;
mod generic;
mod names;
mod primitives;
mod regressions;
mod stencils;
mod straight;
mod turns;
