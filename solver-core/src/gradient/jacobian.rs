//! Jacobians of states: by which components, and in which mode.

use crate::error::Error;
use crate::field::System;
use crate::gradient::forward::{LiftInput, NoiseOf, SystemInput, SystemParams, SystemState};
use crate::gradient::forward::{constant, lift_along, tangent, values};
use crate::gradient::function::WeighedStates;
use crate::gradient::reverse::execute_every;
use crate::gradient::{DualStepper, DualSystem};
use crate::input::{Inputs, OwnedInputs};
use crate::mesh::{ConstMesh, Mesh};
use crate::noise::Noise;
use crate::num::{Dual, Real, Time};
use crate::solve::{STACK_LIMIT, Solve, saving_interval};
use crate::stepper::{Drive, StepVjp, Stepper};
use crate::vector::Vector;

/// The components by which a matrix of derivatives is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Those of the initial state: at the end, the state-transition matrix.
    State,
    /// Those of the parameters.
    Params,
    /// Those of the initial state, and after them those of the parameters.
    Both,
}

/// A range of the components of `(y0, p)`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Components {
    from: usize,
    count: usize,
}

impl By {
    /// The components, where there are `n` of them.
    pub(crate) fn components<T: Real, Y: Vector<T>, P: Vector<T>>(
        self,
        y0: &Y,
        p: &P,
        n: usize,
    ) -> Result<Components, Error> {
        let (of_state, of_params) = (y0.dimension(), p.dimension());
        let (from, count) = match self {
            Self::State => (0, of_state),
            Self::Params => (of_state, of_params),
            Self::Both => (0, of_state + of_params),
        };
        if count == n { Ok(Components { from, count }) } else { Err(Error::Components { needed: count, given: n }) }
    }
}

impl Components {
    /// The unit vectors of the components, in order.
    pub(crate) fn directions<T: Real, Y: Vector<T>, P: Vector<T>, const N: usize>(
        self,
        y0: &Y,
        p: &P,
    ) -> ([Y; N], [P; N]) {
        let of_state = y0.dimension();
        let states = core::array::from_fn(|k| unit(y0, self.from + k));
        (states, core::array::from_fn(|k| unit(p, (self.from + k).wrapping_sub(of_state))))
    }

    /// Visits the components of `(y, p)` in the range, by their places in it.
    pub(crate) fn each<T: Real, Y: Vector<T>, P: Vector<T>>(self, y: &Y, p: &P, mut f: impl FnMut(usize, T)) {
        let mut seen = 0_usize;
        let mut visit = |x| {
            let place = seen.wrapping_sub(self.from);
            if place < self.count {
                f(place, x);
            }
            seen += 1;
        };
        y.each(&mut visit);
        p.each(&mut visit);
    }
}

/// The vector with a 1 at component `at` and zeros elsewhere.
fn unit<T: Real, V: Vector<T>>(like: &V, at: usize) -> V {
    let mut v = like.zero();
    set(&mut v, at, T::ONE);
    v
}

/// Makes `x` the component `at`.
fn set<T: Real, V: Vector<T>>(v: &mut V, at: usize, x: T) {
    let mut seen = 0;
    let shape = v.clone();
    v.zip_mut(&shape, &mut |component, _| {
        if seen == at {
            *component = x;
        }
        seen += 1;
    });
}

/// A state and the `N` columns of its Jacobian, each in the state's shape.
pub type WithJacobian<Y, const N: usize> = (Y, [Y; N]);
/// The same for a system over `T`.
type Of<T, S, const N: usize> = WithJacobian<SystemState<T, S>, N>;

const fn assert_fits(bytes: usize) {
    assert!(
        bytes <= STACK_LIMIT,
        "the saved states and their Jacobians are more than 512 KiB of stack: save fewer of them"
    );
}

/// How many directions of forward mode one row of reverse mode costs: a row is a solve and its transpose, three or four
/// solves' time, and a direction among several is half of one (`cargo bench --bench jacobian`).
const ROW: usize = 6;

/// Jacobians. A column is the derivative of the state by one component of `y0` or `p`; by `y0`, they are the state-transition
/// matrix.
impl<S, M, D, I, W> Solve<S, M, D, I, W> {
    /// The state at the end and its Jacobian by the `N` components of `y0`, of `p` or of both in that order, by the cheaper
    /// mode: forward unless `N` is more than six times the state's components.
    ///
    /// # Errors
    /// [`Error::Components`] where there are not `N` of them.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn spring<T: tapeless::Real>(_t: T, [q, v]: [T; 2], k: T) -> [T; 2] { [v, -(k * q)] }
    /// use tapeless::{By, Ode, RK4, Solve, Uniform};
    /// let solve = Solve::new(Ode(Spring), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let (_, [by_q, by_v]) = solve.jacobian::<2, f64>(&[1.0, 0.0], &1.0, By::State)?;
    /// let (sin, cos) = 1.0_f64.sin_cos();
    /// assert!((by_q[0] - cos).abs() < 1e-9 && (by_v[0] - sin).abs() < 1e-9);
    /// # Ok::<(), tapeless::Error>(())
    /// ```
    pub fn jacobian<const N: usize, T: Real>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        by: By,
    ) -> Result<Of<T, S, N>, Error>
    where
        S: DualSystem<T, N>,
        SystemState<T, S>: Copy,
        D: ConstMesh<Time: Time<T> + Time<Dual<T, N>>>,
        M: StepVjp<T, D::Time, S, Kept: Copy, Noise: Copy> + DualStepper<T, D::Time, S, N>,
        W: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
        I::With<LiftInput<T, S, N>>: Inputs<LiftInput<T, S, N>>,
    {
        if N > ROW * y0.dimension() { self.jacobian_reverse(y0, p, by) } else { self.jacobian_forward(y0, p, by) }
    }

    /// As [`jacobian`](Solve::jacobian), in forward mode: a solve on `Dual<T, N>`, any mesh.
    ///
    /// # Errors
    /// As [`jacobian`](Solve::jacobian).
    pub fn jacobian_forward<const N: usize, T: Real>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        by: By,
    ) -> Result<Of<T, S, N>, Error>
    where
        S: DualSystem<T, N>,
        D: Mesh<Time: Time<T> + Time<Dual<T, N>>>,
        M: DualStepper<T, D::Time, S, N>,
        W: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
        I::With<LiftInput<T, S, N>>: Inputs<LiftInput<T, S, N>>,
    {
        let (dy, dp) = by.components(y0, p, N)?.directions(y0, p);
        Ok(self.jvp(y0, p, &dy, &dp))
    }

    /// As [`jacobian`](Solve::jacobian), in reverse mode: a sweep for every component of the state.
    ///
    /// # Errors
    /// As [`jacobian`](Solve::jacobian).
    pub fn jacobian_reverse<const N: usize, T: Real>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        by: By,
    ) -> Result<Of<T, S, N>, Error>
    where
        S: System<T, State: Copy>,
        D: ConstMesh<Time: Time<T>>,
        M: StepVjp<T, D::Time, S, Kept: Copy, Noise: Copy>,
        W: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
    {
        let components = by.components(y0, p, N)?;
        Ok((self.value(y0, p), self.columns(y0, p, components, self.mesh.steps())))
    }

    /// `K` states at equal numbers of steps, as [`saved`](Solve::saved) gives them, each with its Jacobian by `N` components,
    /// by the cheaper mode: forward unless `N` is more than six times the saved states' components. More than 512 KiB of them do
    /// not compile.
    ///
    /// # Errors
    /// As [`jacobian`](Solve::jacobian).
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// use tapeless::{By, Ode, RK4, Solve, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let [_, (middle, [by_rate]), _] = solve.saved_jacobians::<3, 1, f64>(&2.0, &0.5, By::Params)?;
    /// assert!((by_rate + 0.5 * middle).abs() < 1e-9);
    /// # Ok::<(), tapeless::Error>(())
    /// ```
    pub fn saved_jacobians<const K: usize, const N: usize, T: Real>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        by: By,
    ) -> Result<[Of<T, S, N>; K], Error>
    where
        S: DualSystem<T, N>,
        SystemState<T, S>: Copy,
        D: ConstMesh<Time: Time<T> + Time<Dual<T, N>>>,
        M: StepVjp<T, D::Time, S, Kept: Copy, Noise: Copy> + DualStepper<T, D::Time, S, N>,
        W: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
        I::With<LiftInput<T, S, N>>: Inputs<LiftInput<T, S, N>>,
    {
        if N > ROW * K * y0.dimension() {
            self.saved_jacobians_reverse(y0, p, by)
        } else {
            self.saved_jacobians_forward(y0, p, by)
        }
    }

    /// As [`saved_jacobians`](Solve::saved_jacobians), in forward mode: a solve on `Dual<T, N>`.
    ///
    /// # Errors
    /// As [`jacobian`](Solve::jacobian).
    pub fn saved_jacobians_forward<const K: usize, const N: usize, T: Real>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        by: By,
    ) -> Result<[Of<T, S, N>; K], Error>
    where
        S: DualSystem<T, N>,
        D: ConstMesh<Time: Time<T> + Time<Dual<T, N>>>,
        M: DualStepper<T, D::Time, S, N>,
        W: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
        I::With<LiftInput<T, S, N>>: Inputs<LiftInput<T, S, N>>,
    {
        const { assert_fits(size_of::<[Of<T, S, N>; K]>()) }
        let every = const { saving_interval(D::STEPS, K) };
        let (dy, dp) = by.components(y0, p, N)?.directions::<T, _, _, N>(y0, p);
        let inputs = self.inputs.map(|u| u.map(&mut |u| Dual::new(u, [T::ZERO; N])));
        let (mut y, p) = (lift_along(y0, &dy), lift_along(p, &dp));
        let (mut i, mut cursor) = (0, self.noise.cursor());
        Ok(core::array::from_fn(|save| {
            while i < save * every {
                let (t, h) = self.mesh.step(i);
                let w = &constant::<T, NoiseOf<T, S, M, D>, N>(&self.noise.of_step(&mut cursor, &self.mesh, i));
                let drive = Drive { t, h, u: inputs.at(i), w };
                y = Stepper::<Dual<T, N>, D::Time, S>::step(&self.method, &self.system, drive, &y, &p);
                i += 1;
            }
            (values(y0, &mut y), core::array::from_fn(|k| tangent(k, y0, &mut y)))
        }))
    }

    /// As [`saved_jacobians`](Solve::saved_jacobians), in reverse mode: a sweep for every component of every saved state.
    ///
    /// # Errors
    /// As [`jacobian`](Solve::jacobian).
    pub fn saved_jacobians_reverse<const K: usize, const N: usize, T: Real>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        by: By,
    ) -> Result<[Of<T, S, N>; K], Error>
    where
        S: System<T, State: Copy>,
        D: ConstMesh<Time: Time<T>>,
        M: StepVjp<T, D::Time, S, Kept: Copy, Noise: Copy>,
        W: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
    {
        const { assert_fits(size_of::<[Of<T, S, N>; K]>()) }
        let every = const { saving_interval(D::STEPS, K) };
        let components = by.components(y0, p, N)?;
        let mut save = 0;
        Ok(self.saved::<K, T>(y0, p).map(|y| {
            let columns = self.columns(y0, p, components, save * every);
            save += 1;
            (y, columns)
        }))
    }

    /// The columns of the Jacobian of the state before `step`, row by row.
    fn columns<const N: usize, T: Real>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        components: Components,
        step: usize,
    ) -> [SystemState<T, S>; N]
    where
        S: System<T, State: Copy>,
        D: ConstMesh<Time: Time<T>>,
        M: StepVjp<T, D::Time, S, Kept: Copy, Noise: Copy>,
        W: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
    {
        let mut columns = [y0.zero(); N];
        for row in 0..y0.dimension() {
            let mut bars = self.inputs.bars(Vector::zero);
            let objective = WeighedStates { w: &[unit(y0, row)], first: step, every: 1 };
            let g = execute_every(self, &self.mesh, (y0, p), &objective, &mut bars);
            components.each(&g.y0, &g.p, |j, x| {
                if let Some(column) = columns.get_mut(j) {
                    set(column, row, x);
                }
            });
        }
        columns
    }
}
