//! Second derivatives: the gradient on dual numbers, and its Gauss–Newton part.
//!
//! Forward over reverse, a gradient at `x + ε d` is `∇f + ε H d`: one sweep there and back on dual numbers gives `K` products
//! of the Hessian at once. The Gauss–Newton product takes the second derivatives of the cost alone: the tangents `J d` of
//! the states go forward, the cost's Hessian acts on them, and plain transposes take them back: `Jᵀ (∂²cost) J d`.

use core::marker::PhantomData;

use crate::error::Error;
use crate::field::Bars;
use crate::gradient::forward::{LiftInput, LiftParams, LiftState, NoiseOf, SystemInput, SystemParams, SystemState};
use crate::gradient::forward::{constant, lift_along, tangent, values};
use crate::gradient::{By, DualStepper, DualSystem, Gradient, Storage};
use crate::input::{InputBars, Inputs, OwnedInputs};
use crate::mesh::{ConstMesh, Mesh};
use crate::noise::Noise;
use crate::num::{Dual, Real, Time};
use crate::objective::{ObjectiveVjp, Visit, assert_parts};
use crate::schedule::Schedule;
use crate::solve::{STACK_LIMIT, Solve};
use crate::stepper::{Drive, StepBars, StepVjp, Stepper};
use crate::vector::Vector;

/// A gradient, and products of the Hessian (or its Gauss–Newton part) with `K` directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SecondOrder<T, Y, P, U, const K: usize> {
    /// The value and its gradient.
    pub gradient: Gradient<T, Y, P, U>,
    /// The derivative of all of that along each direction: the gradient's is the product with the Hessian.
    pub products: [Gradient<T, Y, P, U>; K],
}

/// A gradient, and the matrix of second derivatives by the `N` components it was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hessian<T, Y, P, U, const N: usize> {
    /// The value and its gradient.
    pub gradient: Gradient<T, Y, P, U>,
    /// The matrix, column by column; symmetric to rounding.
    pub matrix: [[T; N]; N],
}

/// The second derivatives of a system's solve, with the cotangents `B` of the inputs.
type SecondOf<T, S, B, const K: usize> = SecondOrder<T, SystemState<T, S>, SystemParams<T, S>, B, K>;
/// The Hessian of a system's solve.
type HessianOf<T, S, B, const N: usize> = Hessian<T, SystemState<T, S>, SystemParams<T, S>, B, N>;
/// Directions of the state and of the parameters.
type Directions<'a, T, S, const K: usize> = (&'a [SystemState<T, S>; K], &'a [SystemParams<T, S>; K]);
/// The gradient on dual numbers.
type DualOf<T, S, B, const K: usize> = Gradient<Dual<T, K>, LiftState<T, S, K>, LiftParams<T, S, K>, B>;

/// A solve on dual numbers.
type OnDuals<'a, T, S, M, D, I, W, const K: usize> =
    Solve<S, M, D, <I as OwnedInputs<SystemInput<T, S>>>::With<LiftInput<T, S, K>>, Lifted<'a, W, NoiseOf<T, S, M, D>>>;

/// A noise that gives `X`, as constants on dual numbers.
struct Lifted<'a, W, X>(&'a W, PhantomData<X>);

impl<T, H, X, W, const K: usize> Noise<Dual<T, K>, H, X::With<Dual<T, K>>> for Lifted<'_, W, X>
where
    T: Real,
    X: Vector<T>,
    W: Noise<T, H, X>,
{
    type Cursor = W::Cursor;
    #[inline(always)]
    fn cursor(&self) -> W::Cursor {
        self.0.cursor()
    }
    #[inline(always)]
    fn increment(&self, cursor: &mut W::Cursor, i: usize, t: H, h: H) -> X::With<Dual<T, K>> {
        constant::<T, X, K>(&self.0.increment(cursor, i, t, h))
    }
    #[inline(always)]
    fn of_step<D: Mesh<Time = H>>(&self, cursor: &mut W::Cursor, mesh: &D, i: usize) -> X::With<Dual<T, K>> {
        constant::<T, X, K>(&self.0.of_step(cursor, mesh, i))
    }
}

/// Takes a gradient on dual numbers apart.
fn parts<T, S, B, L, const K: usize>(
    mut g: DualOf<T, S, L, K>,
    (y0, p): (&SystemState<T, S>, &SystemParams<T, S>),
    inputs: usize,
    bars: impl Fn() -> B,
) -> SecondOf<T, S, B, K>
where
    T: Real,
    S: DualSystem<T, K>,
    B: InputBars<SystemInput<T, S>>,
    L: InputBars<LiftInput<T, S, K>>,
{
    let mut part = |k: Option<usize>| {
        let mut of_inputs = bars();
        for index in 0..inputs {
            if let (Some(bar), Some(lifted)) = (of_inputs.at_mut(index), g.inputs.at_mut(index)) {
                *bar = match k {
                    None => values(bar, lifted),
                    Some(k) => tangent(k, bar, lifted),
                };
            }
        }
        match k {
            None => {
                Gradient { value: g.value.re, y0: values(y0, &mut g.y0), p: values(p, &mut g.p), inputs: of_inputs }
            }
            Some(k) => Gradient {
                value: g.value.eps.get(k).copied().unwrap_or(T::ZERO),
                y0: tangent(k, y0, &mut g.y0),
                p: tangent(k, p, &mut g.p),
                inputs: of_inputs,
            },
        }
    };
    SecondOrder { gradient: part(None), products: core::array::from_fn(|k| part(Some(k))) }
}

/// Second derivatives.
impl<S, M, D, I, W> Solve<S, M, D, I, W> {
    /// The same solve, its inputs and noise constants on dual numbers.
    fn on_duals<T: Real, const K: usize>(&self) -> OnDuals<'_, T, S, M, D, I, W, K>
    where
        S: DualSystem<T, K> + Clone,
        M: DualStepper<T, D::Time, S, K> + Clone,
        D: Mesh<Time: Time<T> + Time<Dual<T, K>>> + Clone,
        I: OwnedInputs<SystemInput<T, S>>,
    {
        let Self { system, method, mesh, noise, .. } = self;
        let inputs = self.inputs.map(|u| u.map(&mut |u| Dual::new(u, [T::ZERO; K])));
        let noise = Lifted(noise, PhantomData);
        Solve { system: system.clone(), method: method.clone(), mesh: mesh.clone(), inputs, noise }
    }

    /// The value of an objective, its gradient, and the products of its Hessian with `K` directions at once, by forward over
    /// reverse. Every state is stored on the stack, as by [`gradient`](Solve::gradient).
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Ode, RK4, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let second = solve.hvp(&2.0, &0.5, &Terminal(Square), &[0.0], &[1.0]);
    /// // y₁² = y₀² e^(−2 rate), twice by the rate, and by y₀ and the rate.
    /// let value = 4.0 * (-1.0_f64).exp();
    /// assert!((second.products[0].p - 4.0 * value).abs() < 1e-8);
    /// assert!((second.products[0].y0 + 2.0 * value).abs() < 1e-8);
    /// ```
    pub fn hvp<T: Real, O, const K: usize>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        objective: &O,
        dy: &[SystemState<T, S>; K],
        dp: &[SystemParams<T, S>; K],
    ) -> SecondOf<T, S, I::Bars, K>
    where
        S: DualSystem<T, K> + Clone,
        LiftState<T, S, K>: Copy,
        D: ConstMesh<Time: Time<T> + Time<Dual<T, K>>> + Clone,
        M: StepVjp<Dual<T, K>, D::Time, S, Kept: Copy, Noise: Copy> + DualStepper<T, D::Time, S, K> + Clone,
        W: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
        I::With<LiftInput<T, S, K>>: OwnedInputs<LiftInput<T, S, K>>,
        O: ObjectiveVjp<Dual<T, K>, LiftState<T, S, K>, LiftParams<T, S, K>, LiftInput<T, S, K>>,
    {
        let g = self.on_duals::<T, K>().gradient(&lift_along(y0, dy), &lift_along(p, dp), objective);
        parts::<T, S, _, _, K>(g, (y0, p), self.inputs.len(), || self.inputs.bars(Vector::zero))
    }

    /// As [`hvp`](Solve::hvp), by a schedule of your choice with the slots it is given, which hold dual states.
    ///
    /// # Errors
    /// As [`gradient_reverse`](Solve::gradient_reverse).
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Binomial, Ode, RK4, Slots, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let few = solve.hvp_reverse(&2.0_f64, &0.5, &Terminal(Square), (&[0.0], &[1.0]), &Binomial, Slots::<5>)?;
    /// assert_eq!(few, solve.hvp(&2.0, &0.5, &Terminal(Square), &[0.0], &[1.0]));
    /// # Ok::<(), tapeless::Error>(())
    /// ```
    pub fn hvp_reverse<T: Real, O, const K: usize>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        objective: &O,
        (dy, dp): Directions<'_, T, S, K>,
        schedule: &impl Schedule,
        slots: impl Storage<LiftState<T, S, K>, (M::Kept, NoiseOf<Dual<T, K>, S, M, D>)>,
    ) -> Result<SecondOf<T, S, I::Bars, K>, Error>
    where
        S: DualSystem<T, K> + Clone,
        D: Mesh<Time: Time<T> + Time<Dual<T, K>>> + Clone,
        M: StepVjp<Dual<T, K>, D::Time, S> + DualStepper<T, D::Time, S, K> + Clone,
        W: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
        I::With<LiftInput<T, S, K>>: OwnedInputs<LiftInput<T, S, K>>,
        O: ObjectiveVjp<Dual<T, K>, LiftState<T, S, K>, LiftParams<T, S, K>, LiftInput<T, S, K>>,
    {
        let (y, q) = (lift_along(y0, dy), lift_along(p, dp));
        let g = self.on_duals::<T, K>().gradient_reverse(&y, &q, objective, schedule, slots)?;
        Ok(parts::<T, S, _, _, K>(g, (y0, p), self.inputs.len(), || self.inputs.bars(Vector::zero)))
    }

    /// The value of an objective, its gradient, and its Hessian by the `N` components of `y0`, of `p` or of both in that
    /// order, in one sweep on `Dual<T, N>`. Every state is stored on the stack with its tangents; for more than fit, and for more
    /// than some 140 components, which do not compile, take columns by [`hvp_reverse`](Solve::hvp_reverse).
    ///
    /// # Errors
    /// [`Error::Components`] where there are not `N` of them.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{By, Ode, RK4, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let [[yy, yr], [ry, rr]] = solve.hessian::<2, f64>(&2.0, &0.5, &Terminal(Square), By::Both)?.matrix;
    /// assert!((yy - 2.0 * (-1.0_f64).exp()).abs() < 1e-8 && (yr - ry).abs() < 1e-12 && rr > 0.0);
    /// # Ok::<(), tapeless::Error>(())
    /// ```
    pub fn hessian<const N: usize, T: Real>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        objective: &impl ObjectiveVjp<Dual<T, N>, LiftState<T, S, N>, LiftParams<T, S, N>, LiftInput<T, S, N>>,
        by: By,
    ) -> Result<HessianOf<T, S, I::Bars, N>, Error>
    where
        S: DualSystem<T, N> + Clone,
        LiftState<T, S, N>: Copy,
        D: ConstMesh<Time: Time<T> + Time<Dual<T, N>>> + Clone,
        M: StepVjp<Dual<T, N>, D::Time, S, Kept: Copy, Noise: Copy> + DualStepper<T, D::Time, S, N> + Clone,
        W: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
        I::With<LiftInput<T, S, N>>: OwnedInputs<LiftInput<T, S, N>>,
    {
        const {
            assert!(
                size_of::<HessianOf<T, S, I::Bars, N>>()
                    + size_of::<SecondOf<T, S, I::Bars, N>>()
                    + size_of::<([SystemState<T, S>; N], [SystemParams<T, S>; N])>()
                    <= STACK_LIMIT,
                "the matrix and what it is made of are more than 512 KiB of stack: take columns by `hvp_reverse`, some at a time"
            );
        }
        let components = by.components(y0, p, N)?;
        let (dy, dp) = components.directions(y0, p);
        let SecondOrder { gradient, products } = self.hvp(y0, p, objective, &dy, &dp);
        let matrix = products.map(|product| {
            let mut column = [T::ZERO; N];
            components.each(&product.y0, &product.p, |i, x| {
                if let Some(entry) = column.get_mut(i) {
                    *entry = x;
                }
            });
            column
        });
        Ok(Hessian { gradient, matrix })
    }

    /// The value of an objective, its gradient, and the products of its Gauss–Newton matrix with `K` directions: of the second
    /// derivatives `Jᵀ (∂²cost) J` that stay where the solve is taken as linear.
    ///
    /// For a sum of squares `Σ r²` it is `2 JᵀJ d`, J the derivative of the residuals: positive where the Hessian may not be,
    /// and equal to it where the residuals are zero. The states and their tangents are stored on the stack.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn misfit<T: tapeless::Real>(y: T) -> T { (y - 1.0) * (y - 1.0) }
    /// use tapeless::{Ode, RK4, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let near = solve.gauss_newton(&2.0_f64, &0.5, &Terminal(Misfit), &[0.0], &[1.0]);
    /// let (_, [j]) = solve.jvp(&2.0, &0.5, &[0.0], &[1.0]);
    /// assert!((near.products[0].p - 2.0 * j * j).abs() < 1e-12);
    /// ```
    pub fn gauss_newton<T: Real, O, const K: usize>(
        &self,
        y0: &SystemState<T, S>,
        p: &SystemParams<T, S>,
        objective: &O,
        dy: &[SystemState<T, S>; K],
        dp: &[SystemParams<T, S>; K],
    ) -> SecondOf<T, S, I::Bars, K>
    where
        S: DualSystem<T, K>,
        LiftState<T, S, K>: Copy,
        D: ConstMesh<Time: Time<T> + Time<Dual<T, K>>>,
        M: StepVjp<T, D::Time, S> + DualStepper<T, D::Time, S, K>,
        W: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<SystemInput<T, S>>,
        I::With<LiftInput<T, S, K>>: Inputs<LiftInput<T, S, K>>,
        O: ObjectiveVjp<Dual<T, K>, LiftState<T, S, K>, LiftParams<T, S, K>, LiftInput<T, S, K>>,
    {
        const {
            assert_parts(D::STEPS, O::PARTS);
            assert!(O::PARTS.is_some(), "the number of observations must be known to the compiler here: use an array");
            assert!(
                match D::STEPS {
                    Some(steps) => steps * size_of::<LiftState<T, S, K>>() <= STACK_LIMIT,
                    None => false,
                },
                "the states of every step and their tangents are more than 512 KiB of stack: take fewer directions at once"
            );
        }
        let inputs = self.inputs.map(|u| u.map(&mut |u| Dual::new(u, [T::ZERO; K])));
        let q = lift_along(p, dp);
        let start = lift_along(y0, dy);
        let steps = self.mesh.steps();
        self.mesh.with_slots(&start, |states| {
            let mut memory = objective.start(&start, steps);
            let (mut y, mut cursor) = (start, self.noise.cursor());
            for (i, slot) in states.iter_mut().enumerate().take(steps) {
                *slot = y;
                let (t, h) = self.mesh.step(i);
                let u = inputs.at(i);
                objective.see(&mut memory, &Visit { i, t: Time::<Dual<T, K>>::lift(t), y: &y, p: &q, u });
                let w = &constant::<T, NoiseOf<T, S, M, D>, K>(&self.noise.of_step(&mut cursor, &self.mesh, i));
                y = Stepper::<Dual<T, K>, _, _>::step(&self.method, &self.system, Drive { t, h, u, w }, &y, &q);
            }
            let value = objective.finish(&mut memory, &y, &q);
            let mut sweep = Linear {
                // The value's own cotangents, then those along each direction.
                gradient: Gradient {
                    value: value.re,
                    y0: y0.zero(),
                    p: p.zero(),
                    inputs: self.inputs.bars(Vector::zero),
                },
                products: core::array::from_fn(|k| Gradient {
                    value: value.eps.get(k).copied().unwrap_or(T::ZERO),
                    y0: y0.zero(),
                    p: p.zero(),
                    inputs: self.inputs.bars(Vector::zero),
                }),
            };
            let (mut y_bar, mut q_bar) = (y.zero(), q.zero());
            objective.seed(&mut memory, &y, &q, &mut y_bar, &mut q_bar);
            sweep.take(&mut y_bar, &mut q_bar);
            for (i, y) in states.iter_mut().enumerate().take(steps).rev() {
                let (t, h) = self.mesh.step(i);
                let w = &self.noise.of_step(&mut cursor, &self.mesh, i);
                let drive = || Drive { t, h, u: self.inputs.at(i), w };
                let (_, kept) = StepVjp::<T, _, _>::step_keep(&self.method, &self.system, drive(), &values(y0, y), p);
                sweep.each(|g| {
                    if let Some(u_bar) = g.inputs.at_mut(self.inputs.index(i)) {
                        let bars = StepBars { p: &mut g.p, u: u_bar, w: &mut w.zero() };
                        g.y0 = StepVjp::<T, _, _>::step_vjp(&self.method, &self.system, drive(), p, &kept, &g.y0, bars);
                    }
                });
                let u = inputs.at(i);
                let (mut y_bar, mut q_bar, mut u_bar) = (y.zero(), q.zero(), u.zero());
                let bars = Bars { t: &mut Dual::ZERO.clone(), p: &mut q_bar, u: &mut u_bar };
                objective.pull(
                    &mut memory,
                    &Visit { i, t: Time::<Dual<T, K>>::lift(t), y, p: &q, u },
                    &mut y_bar,
                    bars,
                );
                sweep.take(&mut y_bar, &mut q_bar);
                sweep.take_input(self.inputs.index(i), &mut u_bar);
            }
            sweep.each(|g| g.p.settle());
            SecondOrder { gradient: sweep.gradient, products: sweep.products }
        })
    }
}

/// The cotangents that plain transposes take back, `y0` being that of the current state.
struct Linear<T, Y, P, U, const K: usize> {
    gradient: Gradient<T, Y, P, U>,
    products: [Gradient<T, Y, P, U>; K],
}

impl<T: Real, Y: Vector<T>, P: Vector<T>, U, const K: usize> Linear<T, Y, P, U, K> {
    fn each(&mut self, mut f: impl FnMut(&mut Gradient<T, Y, P, U>)) {
        f(&mut self.gradient);
        self.products.iter_mut().for_each(f);
    }

    /// Adds what the objective gave: its value's cotangents, and along each direction their derivatives.
    fn take(&mut self, y_bar: &mut Y::With<Dual<T, K>>, p_bar: &mut P::With<Dual<T, K>>) {
        add_values(&mut self.gradient.y0, y_bar);
        add_values(&mut self.gradient.p, p_bar);
        for (k, product) in self.products.iter_mut().enumerate() {
            add_tangents(k, &mut product.y0, y_bar);
            add_tangents(k, &mut product.p, p_bar);
        }
    }

    fn take_input<V: Vector<T>>(&mut self, index: usize, u_bar: &mut V::With<Dual<T, K>>)
    where
        U: InputBars<V>,
    {
        if let Some(bar) = self.gradient.inputs.at_mut(index) {
            add_values(bar, u_bar);
        }
        for (k, product) in self.products.iter_mut().enumerate() {
            if let Some(bar) = product.inputs.at_mut(index) {
                add_tangents(k, bar, u_bar);
            }
        }
    }
}

fn add_values<T: Real, V: Vector<T>, const K: usize>(sum: &mut V, lifted: &mut V::With<Dual<T, K>>) {
    sum.add(&values(&sum.clone(), lifted));
}

fn add_tangents<T: Real, V: Vector<T>, const K: usize>(k: usize, sum: &mut V, lifted: &mut V::With<Dual<T, K>>) {
    sum.add(&tangent(k, &sum.clone(), lifted));
}
