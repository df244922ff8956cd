//! Forward mode: the same solve on dual numbers.
//!
//! A direction is a component of `y0`, of `p` or of an input, counted in that order. A gradient takes them in blocks of
//! `K`, each block one solve on `Dual<T, K>`.

use crate::field::System;
use crate::gradient::Gradient;
use crate::input::{InputBars, Inputs, OwnedInputs};
use crate::mesh::Mesh;
use crate::noise::Noise;
use crate::num::{Dual, Real, Time};
use crate::objective::{Objective, Visit, assert_parts};
use crate::scan::{InputOf, ParamsOf, Scan, StateOf};
use crate::solve::Solve;
use crate::stepper::{Drive, Stepper};
use crate::vector::Vector;

/// A vector over `T` with its components as dual numbers.
pub(crate) type Lift<T, V, const K: usize> = <V as Vector<T>>::With<Dual<T, K>>;

/// A system that runs on `T` and on dual numbers over it, in the same shapes. What `#[vector_field]` writes does.
#[diagnostic::on_unimplemented(
    message = "the system `{Self}` does not run on `Dual<{T}, {K}>`, so it cannot be differentiated in forward mode",
    note = "implement `VectorField<T>` for every `T: Real`, as `#[vector_field]` does"
)]
pub trait DualSystem<T: Real, const K: usize>:
    System<T>
    + System<
        Dual<T, K>,
        State = Lift<T, <Self as System<T>>::State, K>,
        Params = Lift<T, <Self as System<T>>::Params, K>,
        Input = Lift<T, <Self as System<T>>::Input, K>,
        Noise = Lift<T, <Self as System<T>>::Noise, K>,
    >
{
}

impl<T: Real, const K: usize, S> DualSystem<T, K> for S where
    S: System<T>
        + System<
            Dual<T, K>,
            State = Lift<T, <S as System<T>>::State, K>,
            Params = Lift<T, <S as System<T>>::Params, K>,
            Input = Lift<T, <S as System<T>>::Input, K>,
            Noise = Lift<T, <S as System<T>>::Noise, K>,
        >
{
}

/// A method that steps a system over `T` and over dual numbers, reading the same noise.
pub trait DualStepper<T: Real, H: Time<T> + Time<Dual<T, K>>, S: DualSystem<T, K>, const K: usize>:
    Stepper<T, H, S> + Stepper<Dual<T, K>, H, S, Noise = Lift<T, <Self as Stepper<T, H, S>>::Noise, K>>
{
}

impl<T, H, S, M, const K: usize> DualStepper<T, H, S, K> for M
where
    T: Real,
    H: Time<T> + Time<Dual<T, K>>,
    S: DualSystem<T, K>,
    M: Stepper<T, H, S> + Stepper<Dual<T, K>, H, S, Noise = Lift<T, <M as Stepper<T, H, S>>::Noise, K>>,
{
}

/// The state of a system over `T`.
pub(crate) type SystemState<T, S> = <S as System<T>>::State;
/// The parameters of a system over `T`.
pub(crate) type SystemParams<T, S> = <S as System<T>>::Params;
/// The input of a system over `T`.
pub(crate) type SystemInput<T, S> = <S as System<T>>::Input;

/// What a method reads of a step's noise, over `T`.
pub(crate) type NoiseOf<T, S, M, D> = <M as Stepper<T, <D as Mesh>::Time, S>>::Noise;

/// The state of a system over dual numbers.
pub(crate) type LiftState<T, S, const K: usize> = SystemState<Dual<T, K>, S>;
/// The parameters of a system over dual numbers.
pub(crate) type LiftParams<T, S, const K: usize> = SystemParams<Dual<T, K>, S>;
/// The input of a system over dual numbers.
pub(crate) type LiftInput<T, S, const K: usize> = SystemInput<Dual<T, K>, S>;

/// Numbers the components of the vectors it is shown, one after the other, and knows the block of `K` directions that
/// begins at component `first`.
struct Directions<const K: usize> {
    first: usize,
    seen: usize,
}

impl<const K: usize> Directions<K> {
    /// The vector as dual numbers, each component in the block a variable of its own.
    fn lift<T: Real, V: Vector<T>>(&mut self, v: &V) -> Lift<T, V, K> {
        v.map(&mut |x| {
            let k = self.seen.wrapping_sub(self.first);
            self.seen += 1;
            Dual::variable(x, k)
        })
    }

    /// Writes the derivatives of the block's directions to those components of `bar`.
    fn collect<T: Real, V: Vector<T>>(&mut self, tangents: &[T; K], bar: &mut V) {
        let shape = bar.clone();
        bar.zip_mut(&shape, &mut |x, _| {
            let k = self.seen.wrapping_sub(self.first);
            self.seen += 1;
            if let Some(tangent) = tangents.get(k) {
                *x = *tangent;
            }
        });
    }
}

/// A vector as dual numbers without tangents.
#[inline(always)]
pub(crate) fn constant<T: Real, V: Vector<T>, const K: usize>(v: &V) -> Lift<T, V, K> {
    v.map(&mut |x| Dual::new(x, [T::ZERO; K]))
}

/// A vector as dual numbers with the given tangents.
pub(crate) fn lift_along<T: Real, V: Vector<T>, const K: usize>(v: &V, tangents: &[V; K]) -> Lift<T, V, K> {
    let mut lifted = v.map(&mut |x| Dual::new(x, [T::ZERO; K]));
    for (k, tangent) in tangents.iter().enumerate() {
        tangent.clone().join(&mut lifted, &mut |dx, x: &mut Dual<T, K>| {
            if let Some(eps) = x.eps.get_mut(k) {
                *eps = *dx;
            }
        });
    }
    lifted
}

/// The values of a vector of dual numbers, in the shape of `like`.
pub(crate) fn values<T: Real, V: Vector<T>, const K: usize>(like: &V, lifted: &mut Lift<T, V, K>) -> V {
    let mut v = like.clone();
    v.join(lifted, &mut |x, lifted: &mut Dual<T, K>| *x = lifted.re);
    v
}

/// The tangents along direction `k` of a vector of dual numbers, in the shape of `like`.
pub(crate) fn tangent<T: Real, V: Vector<T>, const K: usize>(k: usize, like: &V, lifted: &mut Lift<T, V, K>) -> V {
    let mut v = like.clone();
    v.join(lifted, &mut |dx, x: &mut Dual<T, K>| *dx = x.eps.get(k).copied().unwrap_or(T::ZERO));
    v
}

/// Derivatives in forward mode: the cost grows with the number of directions, and nothing is stored.
impl<S, M, D, I, N> Solve<S, M, D, I, N> {
    /// The value of an objective; NaN where its observations do not divide a number of steps known at run time.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Ode, RK4, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let y1: f64 = solve.value(&2.0, &0.5);
    /// assert_eq!(solve.objective(&2.0, &0.5, &Terminal(Square)), y1 * y1);
    /// ```
    pub fn objective<T: Real, O>(&self, y0: &StateOf<T, Self>, p: &ParamsOf<T, Self>, objective: &O) -> T
    where
        Self: Scan<T>,
        O: Objective<T, StateOf<T, Self>, ParamsOf<T, Self>, InputOf<T, Self>>,
    {
        const { assert_parts(<Self as Scan<T>>::STEPS, O::PARTS) }
        if !self.steps().is_multiple_of(objective.parts()) {
            return T::lit(f64::NAN);
        }
        let mut memory = objective.start(y0, self.steps());
        let (mut y, mut cursor) = (y0.clone(), self.cursor());
        for i in 0..self.steps() {
            objective.see(&mut memory, &Visit { i, t: self.time(i), y: &y, p, u: self.input(i) });
            y = self.step(&mut cursor, i, &y, p);
        }
        objective.finish(&mut memory, &y, p)
    }

    /// The state at the end and its derivatives along `K` directions at once: `∂y₁/∂y₀ · dy[k] + ∂y₁/∂p · dp[k]`.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// use tapeless::{Ode, RK4, Solve, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let (y1, [dy1]) = solve.jvp(&2.0, &0.5, &[0.0], &[1.0]);
    /// assert!((y1 - 2.0 * (-0.5_f64).exp()).abs() < 1e-9);
    /// assert!((dy1 + y1).abs() < 1e-9);
    /// ```
    pub fn jvp<T: Real, const K: usize>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        dy: &[SystemState<T, S>; K],
        dp: &[SystemParams<T, S>; K],
    ) -> (SystemState<T, S>, [SystemState<T, S>; K])
    where
        S: DualSystem<T, K>,
        D: Mesh<Time: Time<T> + Time<Dual<T, K>>>,
        M: DualStepper<T, D::Time, S, K>,
        N: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
        I::With<SystemInput<Dual<T, K>, S>>: Inputs<SystemInput<Dual<T, K>, S>>,
    {
        let inputs = self.inputs.map(|u| u.map(&mut |u| Dual::new(u, [T::ZERO; K])));
        let (mut y, p) = (lift_along(y0, dy), lift_along(p, dp));
        let mut cursor = self.noise.cursor();
        for i in 0..self.mesh.steps() {
            let (t, h) = self.mesh.step(i);
            let w = &constant::<T, NoiseOf<T, S, M, D>, K>(&self.noise.of_step(&mut cursor, &self.mesh, i));
            y = Stepper::<Dual<T, K>, D::Time, S>::step(
                &self.method,
                &self.system,
                Drive { t, h, u: inputs.at(i), w },
                &y,
                &p,
            );
        }
        (values(y0, &mut y), core::array::from_fn(|k| tangent(k, y0, &mut y)))
    }

    /// The value of an objective and its gradient by `y0`, `p` and the inputs, in forward mode: blocks of `K` directions,
    /// a solve on `Dual<T, K>` for each block.
    ///
    /// Equal to [`gradient`](Solve::gradient) to rounding, NaN where [`objective`](Solve::objective) is, and cheaper where there are few directions and `K` of them fit
    /// the machine's vector registers.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Ode, RK4, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let forward = solve.gradient_forward::<2, f64>(&2.0, &0.5, &Terminal(Square));
    /// let reverse = solve.gradient(&2.0, &0.5, &Terminal(Square));
    /// assert!((forward.p - reverse.p).abs() < 1e-12);
    /// ```
    pub fn gradient_forward<const K: usize, T: Real>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        objective: &impl Objective<Dual<T, K>, LiftState<T, S, K>, LiftParams<T, S, K>, LiftInput<T, S, K>>,
    ) -> Gradient<T, SystemState<T, S>, SystemParams<T, S>, I::Bars>
    where
        S: DualSystem<T, K>,
        D: Mesh<Time: Time<T> + Time<Dual<T, K>>>,
        M: DualStepper<T, D::Time, S, K>,
        N: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
        I::With<SystemInput<Dual<T, K>, S>>: Inputs<SystemInput<Dual<T, K>, S>>,
    {
        const { assert!(K > 0, "forward mode takes at least one direction at once") }
        let mut gradient =
            Gradient { value: T::ZERO, y0: y0.zero(), p: p.zero(), inputs: self.inputs.bars(Vector::zero) };
        let mut first = 0;
        loop {
            let mut block = Directions::<K> { first, seen: 0 };
            let (y0, p) = (block.lift(y0), block.lift(p));
            let inputs = self.inputs.map(|u| block.lift(u));
            let directions = block.seen;
            // The zeros and ones of the tangents must not reach the optimiser: it would treat each direction
            // differently and shuffle between them.
            let (y0, p, inputs) = core::hint::black_box((y0, p, inputs));

            let value = self.dual_objective(&y0, &p, &inputs, objective);
            gradient.value = value.re;
            let mut block = Directions::<K> { first, seen: 0 };
            block.collect(&value.eps, &mut gradient.y0);
            block.collect(&value.eps, &mut gradient.p);
            for index in 0..self.inputs.len() {
                if let Some(bar) = gradient.inputs.at_mut(index) {
                    block.collect::<T, SystemInput<T, S>>(&value.eps, bar);
                }
            }
            first += K;
            if first >= directions {
                return gradient;
            }
        }
    }

    #[inline]
    fn dual_objective<T: Real, O, const K: usize, J>(
        &self,
        y0: &SystemState<Dual<T, K>, S>,
        p: &SystemParams<Dual<T, K>, S>,
        inputs: &J,
        objective: &O,
    ) -> Dual<T, K>
    where
        S: DualSystem<T, K>,
        D: Mesh<Time: Time<T> + Time<Dual<T, K>>>,
        M: DualStepper<T, D::Time, S, K>,
        N: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        J: Inputs<SystemInput<Dual<T, K>, S>>,
        O: Objective<Dual<T, K>, LiftState<T, S, K>, LiftParams<T, S, K>, LiftInput<T, S, K>>,
    {
        const { assert_parts(D::STEPS, O::PARTS) }
        if !self.mesh.steps().is_multiple_of(objective.parts()) {
            return Dual::new(T::lit(f64::NAN), [T::lit(f64::NAN); K]);
        }
        let mut memory = objective.start(y0, self.mesh.steps());
        let (mut y, mut cursor) = (y0.clone(), self.noise.cursor());
        for i in 0..self.mesh.steps() {
            let (t, h) = self.mesh.step(i);
            let u = inputs.at(i);
            let w = &constant::<T, NoiseOf<T, S, M, D>, K>(&self.noise.of_step(&mut cursor, &self.mesh, i));
            objective.see(&mut memory, &Visit { i, t: t.lift(), y: &y, p, u });
            y = Stepper::<Dual<T, K>, D::Time, S>::step(&self.method, &self.system, Drive { t, h, u, w }, &y, p);
        }
        objective.finish(&mut memory, &y, p)
    }
}
