//! What drives a step at random: noise as a path, a pure function of the step's index and its interval.
//!
//! Nothing is carried from step to step, so a replayed step sees the same bits. A cursor remembers the variates it last
//! drew, since they are drawn in blocks and a sweep wants them again; it changes no result.

mod counter;
mod lanes;
mod levy;
mod normal;
mod recent;
mod recorded;
mod threefry;
mod tree;

#[cfg(test)]
mod tests;

pub use counter::{Counter, Pairs, Pairwise, Streams};
#[doc(hidden)]
pub use counter::{H_DEVIATION, K_DEVIATION};
pub use levy::{Areas, Levy, SpaceTime, SpaceTimeTime, WithAllAreas, WithAreas, WithoutAreas};
pub use normal::{Key, Normal};
pub use recent::{Recent, Remembers};
pub use recorded::{Given, Reads, Recorded};
pub use tree::Tree;
#[doc(hidden)]
pub use tree::end_of;

use crate::mesh::Mesh;

/// A path that gives each step, over `[t, t + h]`, what the method reads of it: `X` is the increment of every channel, or
/// the increment with its Lévy areas.
///
/// Laws: the same index and interval give the same bits, whatever was asked before; increments of steps that do not
/// overlap are independent.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not give the noise `{X}` that the method reads",
    note = "a stochastic equation is driven by `.with_noise(Counter::new(seed))`, or `Tree`, or `Recorded`, which has for each step all that the method reads; a batch by `nn::Trajectories`"
)]
pub trait Noise<T, H, X> {
    /// What generating one step after the other remembers.
    type Cursor;
    /// A cursor that remembers nothing yet.
    fn cursor(&self) -> Self::Cursor;
    /// The noise of step `i`, over `[t, t + h]`.
    fn increment(&self, cursor: &mut Self::Cursor, i: usize, t: H, h: H) -> X;
    /// The noise of step `i` of a mesh. A path of times gives it up to where the next step begins, of which `t + h` is a
    /// rounding.
    #[inline(always)]
    fn of_step<D: Mesh<Time = H>>(&self, cursor: &mut Self::Cursor, mesh: &D, i: usize) -> X {
        let (t, h) = mesh.step(i);
        self.increment(cursor, i, t, h)
    }
}

/// How many steps a noise covers: what is drawn covers any number, what was recorded as many as there are records.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a noise",
    note = "a stochastic equation is driven by `.with_noise(Counter::new(seed))`, a `Tree`, or `Recorded([…])`, increments that are given; `.with_path([…])` differentiates by these"
)]
pub trait Path {
    /// How many steps are covered, where the compiler knows it; `usize::MAX` where any number is.
    const COVERS: Option<usize>;
    /// How many steps are covered.
    fn covers(&self) -> usize;
}

/// A noise that is one path over any interval, in any order, however its steps are refined: what another mesh
/// ([`with_mesh`](crate::solve::Solve::with_mesh)), and choosing the steps as one goes along, ask of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is noise for the steps of one mesh: other steps would see another path",
    label = "adaptive steps, and those of another mesh, ask for a path that can be refined",
    note = "drive the solve by a `Tree`, which is the same path whatever the steps"
)]
pub trait Refines: Path {}

/// An ordinary equation has no noise to refine.
impl Refines for () {}

impl Path for () {
    const COVERS: Option<usize> = Some(usize::MAX);
    fn covers(&self) -> usize {
        usize::MAX
    }
}

/// What a method of an ordinary equation reads of the noise: nothing.
#[diagnostic::on_unimplemented(
    message = "the method reads the noise `{Self}`, and the solve has none",
    label = "an equation with noise is driven by some",
    note = "add `.with_noise(Counter::new(seed))`, or `Tree`, or `Recorded`"
)]
pub trait Nothing {
    /// What is read of no noise at all.
    const IT: Self;
}

impl Nothing for () {
    const IT: Self = ();
}

/// An ordinary equation has no noise.
impl<T, H, X: Nothing> Noise<T, H, X> for () {
    type Cursor = ();
    #[inline(always)]
    fn cursor(&self) {}
    #[inline(always)]
    fn increment(&self, (): &mut (), _i: usize, _t: H, _h: H) -> X {
        X::IT
    }
}

impl<N: Path> Path for &N {
    const COVERS: Option<usize> = N::COVERS;
    fn covers(&self) -> usize {
        (**self).covers()
    }
}

impl<N: Refines> Refines for &N {}

impl<T, H, X, N: Noise<T, H, X>> Noise<T, H, X> for &N {
    type Cursor = N::Cursor;
    #[inline(always)]
    fn cursor(&self) -> N::Cursor {
        (**self).cursor()
    }
    #[inline(always)]
    fn increment(&self, cursor: &mut N::Cursor, i: usize, t: H, h: H) -> X {
        (**self).increment(cursor, i, t, h)
    }
    #[inline(always)]
    fn of_step<D: Mesh<Time = H>>(&self, cursor: &mut N::Cursor, mesh: &D, i: usize) -> X {
        (**self).of_step(cursor, mesh, i)
    }
}
