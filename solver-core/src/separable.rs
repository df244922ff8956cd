//! Separable Hamiltonian systems: positions and momenta that move each other.

use core::marker::PhantomData;

use crate::field::{Bars, System, VectorField, Vjp};
use crate::num::Real;

/// The Hamiltonian system `dq/dt = velocity(t, m; p, u)`, `dm/dt = force(t, q; p, u)` of an energy `T(m) + V(q)`: its
/// state is the pair `(q, m)` of positions and momenta.
///
/// The splitting methods step it and keep its symplectic form: [`VELOCITY_VERLET`](crate::tableau::VELOCITY_VERLET),
/// [`PEFRL`](crate::tableau::PEFRL) and the others of their kind. It is a vector field too, so that `Ode(separable)` is
/// solved by Runge–Kutta methods.
///
/// ```
/// use tapeless::{Real, Separable, Solve, Uniform, VELOCITY_VERLET, vector_field};
///
/// /// The pull of a spring.
/// #[vector_field]
/// fn spring<T: Real>(_t: T, q: T, stiffness: T) -> T {
///     -(stiffness * q)
/// }
///
/// let solve = Solve::new(Separable::of_unit_mass(Spring), VELOCITY_VERLET, Uniform::new::<1000>(0.0, 100.0));
/// let (q, m): (f64, f64) = solve.value(&(1.0, 0.0), &1.0);
/// assert!((q * q + m * m - 1.0).abs() < 3e-3, "the energy does not drift");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Separable<V, F> {
    /// How fast the positions change, from the momenta.
    pub velocity: V,
    /// How fast the momenta change, from the positions.
    pub force: F,
}

impl<F> Separable<UnitMass<F>, F> {
    /// Masses of one, or accelerations in the place of forces: the velocity is the momentum.
    pub const fn of_unit_mass(force: F) -> Self {
        Self { velocity: UnitMass(PhantomData), force }
    }
}

/// The velocity of unit masses under the force `F`: the momentum.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnitMass<F>(PhantomData<F>);

impl<T: Real, F: VectorField<T>> VectorField<T> for UnitMass<F> {
    type State = F::State;
    type Params = F::Params;
    type Input = F::Input;

    #[inline(always)]
    fn eval(&self, _t: T, m: &F::State, _p: &F::Params, _u: &F::Input) -> F::State {
        m.clone()
    }
}

impl<T: Real, F: VectorField<T>> Vjp<T> for UnitMass<F> {
    type Kept = ();
    const COSTLY: bool = false;

    #[inline(always)]
    fn eval_keep(&self, _t: T, m: &F::State, _p: &F::Params, _u: &F::Input) -> (F::State, ()) {
        (m.clone(), ())
    }
    #[inline(always)]
    fn vjp(
        &self,
        _p: &F::Params,
        _u: &F::Input,
        (): &(),
        w: &F::State,
        _bars: Bars<'_, T, F::Params, F::Input>,
    ) -> F::State {
        w.clone()
    }
}

impl<T, V, F> System<T> for Separable<V, F>
where
    T: Real,
    F: VectorField<T>,
    V: VectorField<T, State = F::State, Params = F::Params, Input = F::Input>,
{
    type State = (F::State, F::State);
    type Params = F::Params;
    type Input = F::Input;
    type Noise = ();
}

impl<T, V, F> VectorField<T> for Separable<V, F>
where
    T: Real,
    F: VectorField<T>,
    V: VectorField<T, State = F::State, Params = F::Params, Input = F::Input>,
{
    type State = (F::State, F::State);
    type Params = F::Params;
    type Input = F::Input;

    #[inline(always)]
    fn eval(&self, t: T, (q, m): &Self::State, p: &F::Params, u: &F::Input) -> Self::State {
        (self.velocity.eval(t, m, p, u), self.force.eval(t, q, p, u))
    }
}

impl<T, V, F> Vjp<T> for Separable<V, F>
where
    T: Real,
    F: Vjp<T>,
    V: Vjp<T, State = F::State, Params = F::Params, Input = F::Input>,
{
    type Kept = (V::Kept, F::Kept);
    const COSTLY: bool = V::COSTLY || F::COSTLY;

    #[inline(always)]
    fn eval_keep(&self, t: T, (q, m): &Self::State, p: &F::Params, u: &F::Input) -> (Self::State, Self::Kept) {
        let (velocity, of_velocity) = self.velocity.eval_keep(t, m, p, u);
        let (force, of_force) = self.force.eval_keep(t, q, p, u);
        ((velocity, force), (of_velocity, of_force))
    }
    #[inline(always)]
    fn vjp(
        &self,
        p: &F::Params,
        u: &F::Input,
        (of_velocity, of_force): &Self::Kept,
        (q_bar, m_bar): &Self::State,
        bars: Bars<'_, T, F::Params, F::Input>,
    ) -> Self::State {
        let half = Bars { t: &mut *bars.t, p: &mut *bars.p, u: &mut *bars.u };
        let m = self.velocity.vjp(p, u, of_velocity, q_bar, half);
        (self.force.vjp(p, u, of_force, m_bar, bars), m)
    }
}
