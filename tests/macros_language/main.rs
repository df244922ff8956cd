//! The macros: every piece of their language, its reverse sweep held against forward mode, differences and symmetry.

mod adaptors;
mod branches;
mod calls;
mod check;
mod collected;
mod corners;
mod counters;
mod everywhere;
mod fields;
mod generic;
mod going_on;
mod idioms;
mod jumps;
mod made;
mod methods;
mod names;
mod patterns;
mod plain;
mod primitives;
mod regressions;
mod solves;
mod states;
mod stencils;
mod straight;
mod tables;
mod turns;
