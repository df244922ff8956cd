//! When: the times between which the steps go.
//!
//! A mesh gives each time from the step's index, never by adding up steps, so nothing drifts. Times may run backwards.

use core::fmt;
use core::marker::PhantomData;

use crate::error::Error;
use crate::num::{Mask, Real};
use crate::unroll::{self, Body, Unroll};

/// The times of a fixed-step solve.
pub trait Mesh {
    /// The number that times are measured in.
    type Time: Real;
    /// The number of steps where the compiler knows it.
    const STEPS: Option<usize>;

    /// The number of steps; at least 1.
    fn steps(&self) -> usize;
    /// The time `t` at which step `i` begins and its size `h`.
    fn step(&self, i: usize) -> (Self::Time, Self::Time);
    /// Where [`step`](Mesh::step) lies as a fraction of the whole: `((t − t0)/(t1 − t0), h/(t1 − t0))`.
    fn fraction(&self, i: usize) -> (Self::Time, Self::Time);
    /// The first and the last time.
    fn ends(&self) -> (Self::Time, Self::Time);

    /// Runs the body at each of the first `count` steps.
    ///
    /// # Errors
    /// The body's, where it ends the loop.
    #[inline(always)]
    fn ascend<B: Body>(&self, count: usize, body: &mut B) -> Result<(), B::Stop> {
        unroll::ascend(count, body)
    }
    /// Runs the body at each of the first `count` steps, the last one first.
    ///
    /// # Errors
    /// The body's, where it ends the loop.
    #[inline(always)]
    fn descend<B: Body>(&self, count: usize, body: &mut B) -> Result<(), B::Stop> {
        unroll::descend(count, body)
    }

    /// The same mesh, its loop unrolled: see [`Unrolled`].
    fn unrolled<U: Unroll>(self) -> Unrolled<U, Self>
    where
        Self: Sized,
    {
        const {
            assert!(U::COUNT > 0, "a loop is unrolled by at least one step");
            if let Some(steps) = Self::STEPS {
                assert!(U::COUNT <= steps, "the loop is unrolled by more steps than the mesh has");
            }
        }
        Unrolled { mesh: self, count: PhantomData }
    }
}

/// A mesh whose loop is unrolled by the number `U` of the crate `typenum`: a block of so many steps stands in the code, and the
/// loop runs over blocks; with as many steps as the mesh has, there is no loop. Steps that no block covers are run one by one.
///
/// The results have the same bits. Values and gradients in reverse mode with every state stored are unrolled; other loops
/// are left as they are. A step of a Runge–Kutta method is long enough that its loop costs next to nothing: what unrolling
/// buys, and what it costs to compile, is in the benches' table.
///
/// ```
/// # #[tapeless::vector_field]
/// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
/// use tapeless::typenum::U4;
/// use tapeless::{Mesh, Ode, RK4, Solve, Uniform};
/// let mesh = Uniform::new::<20>(0.0, 1.0);
/// let (looped, unrolled) = (Solve::new(Ode(Decay), RK4, mesh), Solve::new(Ode(Decay), RK4, mesh.unrolled::<U4>()));
/// assert_eq!(looped.value(&2.0, &0.5), unrolled.value(&2.0, &0.5));
/// ```
pub struct Unrolled<U, D> {
    mesh: D,
    count: PhantomData<U>,
}

impl<U, D: Clone> Clone for Unrolled<U, D> {
    fn clone(&self) -> Self {
        Self { mesh: self.mesh.clone(), count: PhantomData }
    }
}

impl<U, D: Copy> Copy for Unrolled<U, D> {}

impl<U: Unroll, D: fmt::Debug> fmt::Debug for Unrolled<U, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unrolled").field("by", &U::COUNT).field("mesh", &self.mesh).finish()
    }
}

impl<U: Unroll, D: Mesh> Mesh for Unrolled<U, D> {
    type Time = D::Time;
    const STEPS: Option<usize> = D::STEPS;

    #[inline(always)]
    fn steps(&self) -> usize {
        self.mesh.steps()
    }
    #[inline(always)]
    fn step(&self, i: usize) -> (D::Time, D::Time) {
        self.mesh.step(i)
    }
    #[inline(always)]
    fn fraction(&self, i: usize) -> (D::Time, D::Time) {
        self.mesh.fraction(i)
    }
    #[inline(always)]
    fn ends(&self) -> (D::Time, D::Time) {
        self.mesh.ends()
    }
    #[inline(always)]
    fn ascend<B: Body>(&self, count: usize, body: &mut B) -> Result<(), B::Stop> {
        unroll::ascend_in_blocks::<U, B>(count, body)
    }
    #[inline(always)]
    fn descend<B: Body>(&self, count: usize, body: &mut B) -> Result<(), B::Stop> {
        unroll::descend_in_blocks::<U, B>(count, body)
    }
}

impl<U: Unroll, D: ConstMesh> ConstMesh for Unrolled<U, D> {
    #[inline(always)]
    fn with_slots<X: Copy, R>(&self, like: &X, f: impl FnOnce(&mut [X]) -> R) -> R {
        self.mesh.with_slots(like, f)
    }
}

/// A mesh whose number of steps is a constant, so that what is kept per step fits a fixed array.
#[diagnostic::on_unimplemented(
    message = "the number of steps of `{Self}` is known at run time only",
    note = "take `Uniform` or `Knots` of an array here, or `gradient_reverse` with a schedule and slots, `observe` and `jvp`, which take any mesh"
)]
pub trait ConstMesh: Mesh {
    /// Runs `f` with a slot for every step, each a copy of `like`, on the stack.
    fn with_slots<X: Copy, R>(&self, like: &X, f: impl FnOnce(&mut [X]) -> R) -> R;
}

/// `N` equal steps from `t0` to `t1`, the number known to the compiler.
///
/// They run backwards where `t1 < t0`; where the two are equal, every state at which the field is finite stays as it is.
///
/// ```
/// use tapeless::{Mesh, Uniform};
/// let mesh = Uniform::new::<4>(1.0, 3.0);
/// assert_eq!(mesh.step(1), (1.5, 0.5));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform<H, const N: usize> {
    t0: H,
    t1: H,
}

impl<H> Uniform<H, 0> {
    /// `N` equal steps from `t0` to `t1`; no steps do not compile.
    #[allow(
        clippy::new_ret_no_self,
        reason = "the length is given to the function, so that the number type is inferred"
    )]
    pub const fn new<const N: usize>(t0: H, t1: H) -> Uniform<H, N> {
        const { assert!(N > 0, "a mesh has at least one step: `Uniform::new::<N>` with N > 0") }
        Uniform { t0, t1 }
    }
}

impl<H: Real, const N: usize> Mesh for Uniform<H, N> {
    type Time = H;
    const STEPS: Option<usize> = Some(N);

    #[inline(always)]
    fn steps(&self) -> usize {
        N
    }
    #[inline(always)]
    fn step(&self, i: usize) -> (H, H) {
        uniform_step(self.t0, self.t1, N, i)
    }
    #[inline(always)]
    fn fraction(&self, i: usize) -> (H, H) {
        uniform_step(H::ZERO, H::ONE, N, i)
    }
    #[inline(always)]
    fn ends(&self) -> (H, H) {
        (self.t0, self.t1)
    }
}

impl<H: Real, const N: usize> ConstMesh for Uniform<H, N> {
    #[inline(always)]
    fn with_slots<X: Copy, R>(&self, like: &X, f: impl FnOnce(&mut [X]) -> R) -> R {
        let mut slots = [*like; N];
        f(&mut slots)
    }
}

/// Equal steps from `t0` to `t1`, their number known at run time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steps<H> {
    t0: H,
    t1: H,
    count: usize,
}

impl<H> Steps<H> {
    /// `steps` equal steps from `t0` to `t1`.
    ///
    /// # Errors
    /// [`Error::NoSteps`] where `steps` is 0.
    ///
    /// ```
    /// use tapeless::{Error, Steps};
    /// assert!(Steps::new(0.0, 1.0, 1000).is_ok());
    /// assert_eq!(Steps::new(0.0, 1.0, 0), Err(Error::NoSteps));
    /// ```
    pub const fn new(t0: H, t1: H, steps: usize) -> Result<Self, Error>
    where
        H: Copy,
    {
        if steps == 0 { Err(Error::NoSteps) } else { Ok(Self { t0, t1, count: steps }) }
    }
}

impl<H: Real> Mesh for Steps<H> {
    type Time = H;
    const STEPS: Option<usize> = None;

    #[inline(always)]
    fn steps(&self) -> usize {
        self.count
    }
    #[inline(always)]
    fn step(&self, i: usize) -> (H, H) {
        uniform_step(self.t0, self.t1, self.count, i)
    }
    #[inline(always)]
    fn fraction(&self, i: usize) -> (H, H) {
        uniform_step(H::ZERO, H::ONE, self.count, i)
    }
    #[inline(always)]
    fn ends(&self) -> (H, H) {
        (self.t0, self.t1)
    }
}

#[inline(always)]
fn uniform_step<H: Real>(t0: H, t1: H, steps: usize, i: usize) -> (H, H) {
    let h = (t1 - t0) / H::count(steps);
    (h.fma(H::count(i), t0), h)
}

/// Given times, as data has them or an adaptive solve found them: an array or a slice of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knots<A> {
    knots: A,
}

impl<A> Knots<A> {
    /// A mesh whose steps go from each knot to the next.
    ///
    /// # Errors
    /// [`Error::NoSteps`] with fewer than two knots, [`Error::KnotsDoNotAdvance`] where they are not strictly
    /// increasing, or strictly decreasing throughout, or a knot or a step between two is not finite.
    ///
    /// ```
    /// use tapeless::{Error, Knots};
    /// assert!(Knots::new([0.0, 0.5, 2.0]).is_ok());
    /// assert_eq!(Knots::new([0.0, 2.0, 2.0]), Err(Error::KnotsDoNotAdvance { index: 2 }));
    /// ```
    pub fn new<H: Real>(knots: A) -> Result<Self, Error>
    where
        A: AsRef<[H]>,
    {
        let all = knots.as_ref();
        let backwards = match *all {
            [a, b, ..] => b.is_less(a).all(),
            _ => return Err(Error::NoSteps),
        };
        for (i, pair) in all.windows(2).enumerate() {
            if let [a, b] = *pair {
                let advances = if backwards { b.is_less(a) } else { a.is_less(b) };
                if !advances.all() || !a.is_finite() || !(b - a).is_finite() {
                    return Err(Error::KnotsDoNotAdvance { index: if i == 0 && !a.is_finite() { 0 } else { i + 1 } });
                }
            }
        }
        Ok(Self { knots })
    }
}

macro_rules! knots {
    ([$($generics:tt)*] $A:ty, $steps:expr) => {
        impl<$($generics)*> Mesh for Knots<$A> {
            type Time = H;
            const STEPS: Option<usize> = $steps;

            #[inline(always)]
            fn steps(&self) -> usize {
                AsRef::<[H]>::as_ref(&self.knots).len().saturating_sub(1)
            }
            #[inline(always)]
            fn step(&self, i: usize) -> (H, H) {
                match self.knots.get(i..i.saturating_add(2)) {
                    Some(&[a, b]) => (a, b - a),
                    _ => (H::ZERO, H::ZERO),
                }
            }
            #[inline(always)]
            fn fraction(&self, i: usize) -> (H, H) {
                let (t0, t1) = self.ends();
                let (t, h) = self.step(i);
                ((t - t0) / (t1 - t0), h / (t1 - t0))
            }
            #[inline(always)]
            fn ends(&self) -> (H, H) {
                match *AsRef::<[H]>::as_ref(&self.knots) {
                    [a, .., b] => (a, b),
                    _ => (H::ZERO, H::ZERO),
                }
            }
        }
    };
}

knots!([H: Real, const M: usize] [H; M], Some(M.saturating_sub(1)));
knots!(['a, H: Real] &'a [H], None);

impl<H: Real, const M: usize> ConstMesh for Knots<[H; M]> {
    #[inline(always)]
    fn with_slots<X: Copy, R>(&self, like: &X, f: impl FnOnce(&mut [X]) -> R) -> R {
        // One slot a knot, of which the last knot's is not used: `M − 1` cannot be named.
        let mut slots = [*like; M];
        f(&mut slots)
    }
}

/// The same steps on the unit interval: each at its fraction of the whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fractions<'a, D>(pub(crate) &'a D);

impl<D: Mesh> Mesh for Fractions<'_, D> {
    type Time = D::Time;
    const STEPS: Option<usize> = D::STEPS;

    #[inline(always)]
    fn steps(&self) -> usize {
        self.0.steps()
    }
    #[inline(always)]
    fn step(&self, i: usize) -> (D::Time, D::Time) {
        self.0.fraction(i)
    }
    #[inline(always)]
    fn fraction(&self, i: usize) -> (D::Time, D::Time) {
        self.0.fraction(i)
    }
    #[inline(always)]
    fn ends(&self) -> (D::Time, D::Time) {
        (D::Time::ZERO, D::Time::ONE)
    }
}

impl<D: ConstMesh> ConstMesh for Fractions<'_, D> {
    #[inline(always)]
    fn with_slots<X: Copy, R>(&self, like: &X, f: impl FnOnce(&mut [X]) -> R) -> R {
        self.0.with_slots(like, f)
    }
}
