//! Many trajectories as one state.

use solver_core::num::{Real, Time};
use solver_core::vector::Vector;

use crate::memory::Buffer;
use crate::team;

/// Trajectories that fill two vector registers of the widest kind, so that a weight which is loaded meets both.
pub(crate) const AT_ONCE: usize = 32;

/// The states of a batch of trajectories, each of `N` components: a matrix, so that a network's layer is one product for
/// all of them.
///
/// The numbers lie component by component, each of all trajectories side by side. Two batches in one operation have the
/// same number of trajectories.
///
/// ```
/// use tapeless::nn::Batch;
/// let y = Batch::from_fn(3, |trajectory, component| (10 * trajectory + component) as f64);
/// assert_eq!(y.trajectories(), 3);
/// assert_eq!(y.trajectory(2), Some([20.0, 21.0]));
/// assert_eq!(y.as_slice(), [0.0, 10.0, 20.0, 1.0, 11.0, 21.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Batch<T: Real, const N: usize> {
    trajectories: usize,
    values: Buffer<T>,
    /// Whether all trajectories are known to be the same.
    alike: bool,
}

impl<T: Real, const N: usize> PartialEq for Batch<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self.trajectories == other.trajectories && self.values == other.values
    }
}

impl<T: Real, const N: usize> Batch<T, N> {
    /// So many trajectories that are all in the state `y`. What depends on the state alone is computed once for all of
    /// them, until noise takes them apart.
    ///
    /// # Panics
    /// Where there is no trajectory.
    pub fn repeat(y: &[T; N], trajectories: usize) -> Self {
        let mut batch = Self::from_fn(trajectories, |_, component| y[component]);
        batch.alike = true;
        batch
    }

    /// The batch whose components are `f(trajectory, component)`.
    ///
    /// # Panics
    /// Where there is no trajectory.
    pub fn from_fn(trajectories: usize, mut f: impl FnMut(usize, usize) -> T) -> Self {
        let mut batch = Self::stale(trajectories);
        for (component, values) in batch.components_mut().enumerate() {
            for (trajectory, value) in values.iter_mut().enumerate() {
                *value = f(trajectory, component);
            }
        }
        batch
    }

    /// How many trajectories there are.
    pub fn trajectories(&self) -> usize {
        self.trajectories
    }

    /// The state of one trajectory; `None` where there is no such trajectory.
    pub fn trajectory(&self, trajectory: usize) -> Option<[T; N]> {
        let values = self.as_slice();
        let within = trajectory < self.trajectories;
        within.then(|| core::array::from_fn(|component| values[component * self.trajectories + trajectory]))
    }

    /// All numbers: each component of every trajectory, one component after the other.
    pub fn as_slice(&self) -> &[T] {
        self.values.as_slice()
    }

    /// A batch of numbers that are left over from another.
    pub(crate) fn stale(trajectories: usize) -> Self {
        assert!(trajectories > 0, "a batch has at least one trajectory");
        Self { trajectories, values: Buffer::stale(N * trajectories), alike: false }
    }

    /// A batch of these numbers.
    pub(crate) fn of(trajectories: usize, values: Buffer<T>, alike: bool) -> Self {
        Self { trajectories, values, alike }
    }

    pub(crate) fn values(&self) -> &Buffer<T> {
        &self.values
    }

    pub(crate) fn alike(&self) -> bool {
        self.alike
    }

    /// The numbers to be written, whatever that makes of the trajectories.
    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        self.alike = false;
        self.values.as_mut_slice()
    }

    pub(crate) fn set_trajectory(&mut self, trajectory: usize, y: &[T; N]) {
        self.components_mut().zip(y).for_each(|(line, y)| line[trajectory] = *y);
    }

    pub(crate) fn components_mut(&mut self) -> core::slice::ChunksExactMut<'_, T> {
        let trajectories = self.trajectories;
        self.as_mut_slice().chunks_exact_mut(trajectories)
    }

    pub(crate) fn assert_like(&self, other: &Self) {
        assert!(
            self.trajectories == other.trajectories,
            "a batch of {} trajectories meets one of {}: give the state and the noise the same number",
            self.trajectories,
            other.trajectories
        );
    }
}

impl<T: Real, const N: usize> Vector<T> for Batch<T, N> {
    type With<U: Real> = Batch<U, N>;

    #[inline]
    fn zip(&self, other: &Self, f: &mut impl FnMut(T, T)) {
        self.assert_like(other);
        for (a, b) in self.as_slice().iter().zip(other.as_slice()) {
            f(*a, *b);
        }
    }
    #[inline]
    fn zip_mut(&mut self, other: &Self, f: &mut impl FnMut(&mut T, T)) {
        self.assert_like(other);
        for (a, b) in self.as_mut_slice().iter_mut().zip(other.as_slice()) {
            f(a, *b);
        }
    }
    #[inline]
    fn map<U: Real>(&self, f: &mut impl FnMut(T) -> U) -> Batch<U, N> {
        let mut mapped = Batch::stale(self.trajectories);
        for (a, b) in mapped.as_mut_slice().iter_mut().zip(self.as_slice()) {
            *a = f(*b);
        }
        mapped
    }
    #[inline]
    fn join<U: Real>(&mut self, other: &mut Batch<U, N>, f: &mut impl FnMut(&mut T, &mut U)) {
        for (a, b) in self.as_mut_slice().iter_mut().zip(other.as_mut_slice()) {
            f(a, b);
        }
    }
    #[inline]
    fn zero(&self) -> Self {
        Self::of(self.trajectories, Buffer::zeros(N * self.trajectories), true)
    }
    #[inline]
    fn axpy<H: Time<T>>(&mut self, a: H, x: &Self) {
        self.assert_like(x);
        self.values.combine(&x.values, |s, x| a.stretch_add(x, s));
        self.alike &= x.alike;
    }
    #[inline]
    fn add(&mut self, x: &Self) {
        self.assert_like(x);
        self.values.combine(&x.values, |s, x| s + x);
        self.alike &= x.alike;
    }
    #[inline]
    fn scaled<H: Time<T>>(&self, a: H) -> Self {
        let (mut scaled, x) = (Self::stale(self.trajectories), self.as_slice());
        team::numbers(scaled.as_mut_slice(), |first, some| {
            some.iter_mut().zip(&x[first..]).for_each(|(scaled, x)| *scaled = a.stretch(*x));
        });
        scaled.alike = self.alike;
        scaled
    }
}
