//! Whether the channels of a diffusion commute: their Lie brackets at a point.

use crate::field::VectorField;
use crate::num::{Dual, Real};
use crate::stepper::milstein::{DualDiffusion, add_tangents, along, constant};
use crate::vector::{Vector, Zeros};

/// How far the channels of a diffusion are from commuting at the state `y`: the largest component of a Lie bracket
/// `g′ₖ gⱼ − g′ⱼ gₖ` of two of its columns, divided by the largest of these products. Of the size of a rounding where they
/// commute there, up to 2 where they do not, and 0 of one channel, or where all products are.
///
/// That noise is declared `commutative` is a promise on which the order of a method rests. A test holds it at some points:
///
/// ```
/// use tapeless::{Real, commutator, diffusion};
///
/// #[diffusion(commutative)]
/// fn together<T: Real>(_t: T, [x, y]: [T; 2], [a, b]: [T; 2], [u, v]: [T; 2]) -> [T; 2] {
///     [x * (a * u + b * v), y * (b * u - a * v)]
/// }
///
/// #[diffusion(general)]
/// fn area<T: Real>(_t: T, [x, y, _z]: [T; 3], a: T, [u, v]: [T; 2]) -> [T; 3] {
///     [u, v, a * (x * v - y * u)]
/// }
///
/// assert!(commutator(&Together, 0.0, &[0.3, -0.7], &[1.1, 0.4]) < 1e-15);
/// assert!(commutator(&Area, 0.0, &[0.3, -0.7, 0.2], &0.5) > 1.0);
/// ```
pub fn commutator<T, G>(diffusion: &G, t: T, y: &<G as VectorField<T>>::State, p: &<G as VectorField<T>>::Params) -> T
where
    T: Real,
    G: DualDiffusion<T>,
    <G as VectorField<T>>::Input: Zeros<T>,
{
    let channels = <G as VectorField<T>>::Input::channels();
    let unit = |channel: usize| {
        let one = |c| if c == channel { T::ONE } else { T::ZERO };
        <G as VectorField<T>>::Input::drawn(&mut |_, c| [one(c), T::ZERO, T::ZERO])
    };
    // The derivative of one column along another.
    let product = |of: usize, by: usize| {
        let v = VectorField::<T>::eval(diffusion, t, y, p, &unit(by));
        let (time, p, of) = (Dual::new(t, [T::ZERO]), constant::<T, _>(p), constant::<T, _>(&unit(of)));
        let mut product = y.zero();
        add_tangents(&mut product, VectorField::<Dual<T, 1>>::eval(diffusion, time, &along(y, &v), &p, &of));
        product
    };
    let (mut bracket, mut scale) = (T::ZERO, T::ZERO);
    for k in 0..channels {
        for j in 0..k {
            let (first, second) = (product(k, j), product(j, k));
            first.zip(&second, &mut |a, b| {
                bracket = bracket.max((a - b).abs());
                scale = scale.max(a.abs()).max(b.abs());
            });
        }
    }
    let some = T::ZERO.is_less(scale);
    T::select(some, bracket, T::ZERO) / T::select(some, scale, T::ONE)
}
