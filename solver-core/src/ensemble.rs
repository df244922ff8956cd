//! Many trajectories in one solve: states into lanes and out of them.

use crate::num::{Lanes, Width};
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
    /// trajectories share.
    #[inline]
    pub fn total<P: Vector<Self>>(packed: &P) -> P::With<T> {
        packed.map(&mut |x| x.sum())
    }
}
