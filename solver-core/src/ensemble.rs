//! Many trajectories: states into lanes and out of them, and sums over all of them.
//!
//! A sum of rounded numbers depends on how it is bracketed. Here the bracket is a tree that the number of the trajectories
//! decides: a trajectory with the next one, two of those with the next two, and so on. Lanes and threads each have whole
//! subtrees, so the sum has the same bits whoever makes it.

#[cfg(feature = "std")]
mod threads;

use crate::num::{Lanes, Real, Width};
use crate::vector::Vector;

/// States, parameters and inputs of `W` trajectories as vectors of lanes, and back.
///
/// ```
/// use tapeless::{Lanes, Ode, RK4, Real, Solve, Terminal, Uniform, differentiable, vector_field};
///
/// #[vector_field]
/// fn growth<T: Real>(_t: T, [x]: [T; 1], [rate, limit]: [T; 2]) -> [T; 1] {
///     [rate * x * (1.0 - x / limit)]
/// }
///
/// #[differentiable]
/// fn square<T: Real>([x]: [T; 1]) -> T {
///     x * x
/// }
///
/// type L = Lanes<f64, 8>;
/// let solve = Solve::new(Ode(Growth), RK4, Uniform::new::<50>(0.0, 5.0));
/// let starts: [[f64; 1]; 8] = core::array::from_fn(|i| [0.1 + 0.1 * i as f64]);
/// let shared = [0.7, 2.0];
///
/// let g = solve.gradient(&L::pack(&starts), &L::share(&shared), &Terminal(Square));
/// let by_start: [[f64; 1]; 8] = L::unpack(&g.y0);
/// let by_shared: [f64; 2] = L::total(&g.p); // of the sum of all eight values
///
/// let third = solve.gradient(&starts[2], &shared, &Terminal(Square));
/// assert_eq!(by_start[2], third.y0);
/// assert!(by_shared[0] > third.p[0]);
/// ```
impl<T: Width<W>, const W: usize> Lanes<T, W> {
    /// One vector of lanes from a vector for each lane, all of one shape.
    #[inline]
    pub fn pack<V: Vector<T>>(each: &[V; W]) -> V::With<Self> {
        // There is no width of 0.
        let mut packed = Self::share(&each[0]);
        for (lane, v) in each.iter().enumerate() {
            v.clone().join(&mut packed, &mut |x, packed: &mut Self| {
                let mut lanes = packed.to_array();
                lanes[lane] = *x;
                *packed = Self::new(lanes);
            });
        }
        packed
    }

    /// The vector in every lane: parameters that all trajectories share.
    #[inline]
    pub fn share<V: Vector<T>>(v: &V) -> V::With<Self> {
        v.map(&mut |x| Self::splat(x))
    }

    /// A vector for each lane.
    #[inline]
    pub fn unpack<P: Vector<Self>>(packed: &P) -> [P::With<T>; W] {
        core::array::from_fn(|lane| packed.map(&mut |x| x.to_array()[lane]))
    }

    /// The sum of the lanes of each component, as [`sum`](Lanes::sum) adds them: the one gradient of what all
    /// trajectories share. An [`Ensemble`] sums over more of them than there are lanes.
    #[inline]
    pub fn total<P: Vector<Self>>(packed: &P) -> P::With<T> {
        packed.map(&mut |x| x.sum())
    }
}

impl<T: Width<W>, const W: usize> Lanes<T, W> {
    /// As [`total`](Lanes::total), of the first `count` lanes.
    #[inline]
    fn total_of_first<P: Vector<Self>>(packed: &P, count: u64) -> P::With<T> {
        packed.map(&mut |x| {
            let mut lanes = x.to_array();
            // The zero that changes nothing, not even the sign of another zero.
            lanes.iter_mut().skip(usize::try_from(count).unwrap_or(W)).for_each(|lane| *lane = T::lit(-0.0));
            Self::new(lanes).sum()
        })
    }
}

/// So many trajectories, numbered from 0, and sums over all of them: with the same bits one by one, in lanes of any width
/// and on any number of threads.
///
/// ```
/// use tapeless::{Counter, EULER_MARUYAMA, Ensemble, Lanes, Real, Sde, Solve, Terminal, Uniform};
/// use tapeless::{differentiable, diffusion, vector_field};
///
/// #[vector_field]
/// fn growth<T: Real>(_t: T, x: T, [mu, _sigma]: [T; 2]) -> T {
///     mu * x
/// }
///
/// #[diffusion(scalar)]
/// fn volatility<T: Real>(_t: T, x: T, [_mu, sigma]: [T; 2], dw: T) -> T {
///     sigma * x * dw
/// }
///
/// #[differentiable]
/// fn itself<T: Real>(x: T) -> T {
///     x
/// }
///
/// type L = Lanes<f64, 8>;
/// let solve = Solve::new(Sde::ito(Growth, Volatility), EULER_MARUYAMA, Uniform::new::<20>(0.0, 1.0));
/// let noise = |first| Counter::new(7).trajectory(first);
/// let thousand = Ensemble::new(1000);
/// let one_by_one: (f64, [f64; 2]) = thousand.sum(|i| {
///     let g = solve.with_noise(noise(i)).gradient(&1.0, &[0.1, 0.2], &Terminal(Itself));
///     (g.value, g.p)
/// });
/// let in_lanes = thousand.sum_lanes(|first| {
///     let g = solve.with_noise(noise(first)).gradient(&L::splat(1.0), &L::share(&[0.1, 0.2]), &Terminal(Itself));
///     (g.value, g.p)
/// });
/// assert_eq!(one_by_one, in_lanes);
/// // E X(1) = e^μ
/// assert!((in_lanes.0 / 1000.0 - 0.1_f64.exp()).abs() < 0.03);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ensemble {
    trajectories: u64,
}

impl Ensemble {
    /// So many trajectories.
    pub const fn new(trajectories: u64) -> Self {
        Self { trajectories }
    }

    /// The sum of what `f` gives for each trajectory, asked in order; of none, zeros of the shape that `f(0)` has.
    pub fn sum<T: Real, V: Vector<T>>(self, mut f: impl FnMut(u64) -> V) -> V {
        match self.trajectories {
            0 => f(0).zero(),
            count => tree(0, count, &mut f),
        }
    }

    /// The sum of what `f` gives, which is asked for the first of each `W` trajectories and gives a lane for each. Lanes
    /// beyond the last trajectory are left out.
    pub fn sum_lanes<T: Width<W>, const W: usize, P>(self, mut f: impl FnMut(u64) -> P) -> P::With<T>
    where
        P: Vector<Lanes<T, W>>,
    {
        Self::new(self.blocks::<W>()).sum(|block| self.total(block, &f(block * W as u64)))
    }

    /// How many `W` trajectories there are, the last ones perhaps fewer.
    const fn blocks<const W: usize>(self) -> u64 {
        self.trajectories.div_ceil(W as u64)
    }

    /// The sum over the lanes of a block that are trajectories.
    fn total<T: Width<W>, const W: usize, P: Vector<Lanes<T, W>>>(self, block: u64, packed: &P) -> P::With<T> {
        Lanes::total_of_first(packed, self.trajectories.saturating_sub(block * W as u64))
    }
}

/// The sum over `count` ≥ 1 trajectories from `first` on: of the most that are a power of two, and of the rest.
fn tree<T: Real, V: Vector<T>, F: FnMut(u64) -> V>(first: u64, count: u64, f: &mut F) -> V {
    if count <= 1 {
        return f(first);
    }
    let half = 1 << (u64::BITS - 1 - (count - 1).leading_zeros());
    let mut sum = tree(first, half, f);
    sum.add(&tree(first + half, count - half, f));
    sum
}
