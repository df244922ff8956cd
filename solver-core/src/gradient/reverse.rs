//! Reverse mode: the one executor of schedules.
//!
//! It holds the current state and the cotangents, and makes the moves that a schedule asks for. Every move runs the same
//! code on the same state whatever the schedule, so the gradient's bits do not depend on it. The objective sees each
//! state once, on the first visit, and is transposed step by step on the way back.

use crate::error::{Error, NonFiniteGradient};
use crate::field::Bars;
use crate::gradient::{Gradient, KeptSlot, Slot, StateSlot, Storage};
use crate::input::{InputBars, OwnedInputs};
use crate::mesh::ConstMesh;
use crate::num::Real;
use crate::objective::{ObjectiveVjp, Visit, assert_parts};
use crate::scan::{InputOf, ParamsOf, ScanBack, ScanVjp, StateOf};
use crate::schedule::{Every, Schedule, Sweep};
use crate::solve::{STACK_LIMIT, Solve};
use crate::stepper::StepBars;
use crate::unroll::Body;
use crate::vector::{Aligned, OnStack, Vector};

struct Executor<'a, T: Real, Sc: ScanVjp<T>, O, M, B: ?Sized> {
    scan: &'a Sc,
    cursor: Sc::Cursor,
    objective: &'a O,
    p: &'a Sc::Params,
    u_bars: &'a mut B,
    /// The state before step `i`.
    y: Aligned<Sc::State>,
    i: usize,
    /// Whether the end was reached, so that the objective has seen every state.
    turned: bool,
    memory: M,
    value: T,
    y_bar: Aligned<Sc::State>,
    p_bar: Sc::Params,
}

impl<'a, T, Sc, O, B> Executor<'a, T, Sc, O, O::Memory, B>
where
    T: Real,
    Sc: ScanVjp<T>,
    O: ObjectiveVjp<T, Sc::State, Sc::Params, Sc::Input>,
    B: InputBars<Sc::Input> + ?Sized,
{
    /// Stands at `y0`, where the objective and the inputs fit the scan.
    #[inline(always)]
    fn new(
        scan: &'a Sc,
        (y0, p): (&Sc::State, &'a Sc::Params),
        objective: &'a O,
        u_bars: &'a mut B,
    ) -> Result<Self, Error> {
        const { assert_parts(Sc::STEPS, O::PARTS) }
        let (steps, parts) = (scan.steps(), objective.parts());
        if !steps.is_multiple_of(parts) {
            return Err(Error::UnequalParts { steps, parts });
        }
        if u_bars.room() < scan.inputs() {
            return Err(Error::InputBars { inputs: scan.inputs(), given: u_bars.room() });
        }
        Ok(Self {
            scan,
            cursor: scan.cursor(),
            objective,
            p,
            u_bars,
            y: Aligned(y0.clone()),
            i: 0,
            turned: false,
            memory: objective.start(y0, steps),
            value: T::ZERO,
            y_bar: Aligned(y0.zero()),
            p_bar: p.zero(),
        })
    }

    #[inline(always)]
    fn see(&mut self) {
        let (scan, i) = (self.scan, self.i);
        let visit = Visit { i, t: scan.time(i), y: &*self.y, p: self.p, u: scan.input(i) };
        self.objective.see(&mut self.memory, &visit);
    }

    /// The value, and the cotangent it begins with, from the state `y1` after the last step.
    #[inline(always)]
    fn seed(&mut self, y1: &Sc::State) {
        self.value = self.objective.finish(&mut self.memory, y1, self.p);
        self.objective.seed(&mut self.memory, y1, self.p, &mut self.y_bar, &mut self.p_bar);
        self.turned = true;
    }

    /// Takes the cotangent back over step `i`, which begins at `y`.
    #[inline(always)]
    fn transpose(&mut self, i: usize, y: &Sc::State, kept: &Sc::Kept) {
        let scan = self.scan;
        // There is room for every input's cotangent: `execute` checked it.
        if let Some(u_bar) = self.u_bars.at_mut(scan.input_index(i)) {
            let bars = StepBars { p: &mut self.p_bar, u: &mut *u_bar, w: &mut () };
            self.y_bar = Aligned(scan.step_vjp(&mut self.cursor, i, self.p, kept, &self.y_bar, bars));
            let visit = Visit { i, t: scan.time(i), y, p: self.p, u: scan.input(i) };
            let bars = Bars { t: &mut T::ZERO.clone(), p: &mut self.p_bar, u: u_bar };
            self.objective.pull(&mut self.memory, &visit, &mut self.y_bar, bars);
        }
    }

    #[inline(always)]
    fn advance(&mut self) {
        if !self.turned {
            self.see();
        }
        self.y = Aligned(self.scan.step(&mut self.cursor, self.i, &self.y, self.p));
        self.i += 1;
    }

    #[inline(always)]
    fn turn(&mut self) {
        self.see();
        let y1 = self.scan.step(&mut self.cursor, self.i, &self.y, self.p);
        self.seed(&y1);
    }

    #[inline(always)]
    fn end(&mut self) {
        let y1 = self.y.0.clone();
        self.seed(&y1);
    }

    #[inline(always)]
    fn reverse(&mut self) {
        let y = self.y.clone();
        let (_, kept) = self.scan.step_keep(&mut self.cursor, self.i, &y, self.p);
        self.transpose(self.i, &y, &kept);
    }
}

/// The executor with the slots in which a schedule stores states.
struct Checkpointed<'a, X, L> {
    executor: X,
    slots: &'a mut [L],
}

impl<X, L> Checkpointed<'_, X, L> {
    /// The executor, and the slot of a number.
    #[inline(always)]
    fn at(&mut self, slot: usize) -> Result<(&mut X, &mut L), Error> {
        let given = self.slots.len();
        match self.slots.get_mut(slot) {
            Some(held) => Ok((&mut self.executor, held)),
            None => Err(Error::TooFewSlots { needed: slot + 1, given }),
        }
    }
}

impl<T, Sc, O, L, B> Sweep for Checkpointed<'_, Executor<'_, T, Sc, O, O::Memory, B>, L>
where
    T: Real,
    Sc: ScanVjp<T>,
    O: ObjectiveVjp<T, Sc::State, Sc::Params, Sc::Input>,
    L: Slot<Sc::State, Sc::Kept>,
    B: InputBars<Sc::Input> + ?Sized,
{
    #[inline(always)]
    fn store(&mut self, slot: usize) -> Result<(), Error> {
        let (executor, slot) = self.at(slot)?;
        slot.store(executor.i, &executor.y);
        Ok(())
    }

    #[inline(always)]
    fn restore(&mut self, slot: usize) -> Result<usize, Error> {
        let (executor, held) = self.at(slot)?;
        let (i, y) = held.load().ok_or(Error::NotRecorded { slot })?;
        executor.y.0.clone_from(y);
        executor.i = i;
        Ok(i)
    }

    #[inline(always)]
    fn advance(&mut self) {
        self.executor.advance();
    }

    #[inline(always)]
    fn turn(&mut self) {
        self.executor.turn();
    }

    #[inline(always)]
    fn end(&mut self) {
        self.executor.end();
    }

    #[inline(always)]
    fn reverse(&mut self) {
        self.executor.reverse();
    }

    #[inline(always)]
    fn record(&mut self, slot: usize) -> Result<(), Error> {
        if !self.executor.turned {
            self.executor.see();
        }
        let (executor, slot) = self.at(slot)?;
        let (scan, i, p, y) = (executor.scan, executor.i, executor.p, &*executor.y);
        executor.y = Aligned(slot.record(
            i,
            y,
            &mut executor.cursor,
            |cursor| scan.step(cursor, i, y, p),
            |cursor| scan.step_keep(cursor, i, y, p),
        ));
        executor.i += 1;
        Ok(())
    }

    // What may fail comes first: a branch after the transpose would let the compiler put its sums off until it, and hold
    // every term of them so long.
    #[inline(always)]
    fn replay(&mut self, number: usize) -> Result<(), Error> {
        let (executor, slot) = self.at(number)?;
        let (scan, cursor, p) = (executor.scan, &mut executor.cursor, executor.p);
        let mut room = None;
        let (i, y, kept) = slot
            .replay(&mut room, |i, y| scan.step_keep(cursor, i, y, p).1)
            .ok_or(Error::NotRecorded { slot: number })?;
        executor.transpose(i, y, kept);
        Ok(())
    }

    #[inline(always)]
    fn record_all(&mut self, steps: usize) -> Result<(), Error> {
        self.executor.scan.ascend(steps, &mut Recording(self))
    }

    #[inline(always)]
    fn replay_all(&mut self, steps: usize) -> Result<(), Error> {
        self.executor.scan.descend(steps, &mut Replaying(self))
    }
}

/// Records each step in the slot of its number.
struct Recording<'a, W>(&'a mut W);

impl<W: Sweep> Body for Recording<'_, W> {
    type Stop = Error;
    #[inline(always)]
    fn step(&mut self, i: usize) -> Result<(), Error> {
        self.0.record(i)
    }
}

/// Replays each step from the slot of its number.
struct Replaying<'a, W>(&'a mut W);

impl<W: Sweep> Body for Replaying<'_, W> {
    type Stop = Error;
    #[inline(always)]
    fn step(&mut self, i: usize) -> Result<(), Error> {
        self.0.replay(i)
    }
}

impl<T, Sc, O, B> Executor<'_, T, Sc, O, O::Memory, B>
where
    T: Real,
    Sc: ScanBack<T>,
    O: ObjectiveVjp<T, Sc::State, Sc::Params, Sc::Input>,
    B: InputBars<Sc::Input> + ?Sized,
{
    /// Takes the step before the current state back, and transposes it.
    #[inline(always)]
    fn retreat(&mut self) {
        self.i -= 1;
        let (y, kept) = self.scan.step_back(&mut self.cursor, self.i, &self.y, self.p);
        self.transpose(self.i, &y, &kept);
        self.y = Aligned(y);
    }
}

/// A gradient, and the state found at the start.
type Backwards<T, Sc> = (Of<T, Sc, ()>, StateOf<T, Sc>);

/// Runs a scan forwards and then backwards, storing nothing; with the gradient, `y0` as it was found again.
#[inline(always)]
pub(crate) fn execute_back<T, Sc, O, B>(
    scan: &Sc,
    (y0, p): (&Sc::State, &Sc::Params),
    objective: &O,
    u_bars: &mut B,
) -> Result<Backwards<T, Sc>, Error>
where
    T: Real,
    Sc: ScanBack<T>,
    O: ObjectiveVjp<T, Sc::State, Sc::Params, Sc::Input>,
    B: InputBars<Sc::Input> + ?Sized,
{
    let mut executor = Executor::new(scan, (y0, p), objective, u_bars)?;
    for _ in 0..scan.steps() {
        executor.advance();
    }
    executor.end();
    for _ in 0..scan.steps() {
        executor.retreat();
    }
    let Executor { value, y, y_bar, mut p_bar, .. } = executor;
    p_bar.settle();
    Ok((Gradient { value, y0: y_bar.0, p: p_bar, inputs: () }, y.0))
}

/// Runs a schedule on a scan.
#[inline(always)]
pub(crate) fn execute<T, Sc, O, L, B>(
    scan: &Sc,
    (y0, p): (&Sc::State, &Sc::Params),
    objective: &O,
    schedule: &impl Schedule,
    slots: &mut [L],
    u_bars: &mut B,
) -> Result<Gradient<T, Sc::State, Sc::Params, ()>, Error>
where
    T: Real,
    Sc: ScanVjp<T>,
    O: ObjectiveVjp<T, Sc::State, Sc::Params, Sc::Input>,
    L: Slot<Sc::State, Sc::Kept>,
    B: InputBars<Sc::Input> + ?Sized,
{
    let (steps, count) = (scan.steps(), slots.len());
    let mut sweep = Checkpointed { executor: Executor::new(scan, (y0, p), objective, u_bars)?, slots };
    schedule.drive(steps, count, &mut sweep)?;
    let Executor { value, y_bar, mut p_bar, .. } = sweep.executor;
    p_bar.settle();
    Ok(Gradient { value, y0: y_bar.0, p: p_bar, inputs: () })
}

/// The bytes of the executor: the current state and the cotangents, and what the objective and the noise carry along.
pub(crate) const fn executor_bytes<T, Sc, O, L>() -> usize
where
    T: Real,
    Sc: ScanVjp<T>,
    O: ObjectiveVjp<T, Sc::State, Sc::Params, Sc::Input>,
{
    size_of::<Checkpointed<'_, Executor<'_, T, Sc, O, O::Memory, [Sc::Input]>, L>>()
}

/// A gradient by `y0`, `p` and inputs with the cotangents `B`.
type Of<T, Sc, B> = Gradient<T, StateOf<T, Sc>, ParamsOf<T, Sc>, B>;
/// The same, where it is finite.
type Tried<T, Sc, B> = Result<Of<T, Sc, B>, NonFiniteGradient<StateOf<T, Sc>, Of<T, Sc, B>>>;

/// Whether slots `L` for every step fit on the stack.
const fn fits<T: Real, Sc: ScanVjp<T>, L>() -> bool {
    match Sc::STEPS {
        Some(steps) => steps * size_of::<L>() <= STACK_LIMIT,
        None => false,
    }
}

/// A slot for a step's state and what its transpose needs, empty until it is written to.
type MaybeKept<Y, K> = Option<KeptSlot<Y, K>>;
/// The same for its state alone, which is larger than one that is never empty.
type MaybeState<Y> = Option<StateSlot<Y>>;

/// Whether what every step's transpose needs is worth storing, and fits.
const fn keeps<T: Real, Sc: ScanVjp<T>>() -> bool {
    Sc::COSTLY && fits::<T, Sc, MaybeKept<Sc::State, Sc::Kept>>()
}

/// Whether it is worth asking a slot whether it is empty: making many full ones takes longer where states are large. And fits.
const fn empties<T: Real, Sc: ScanVjp<T>>() -> bool {
    size_of::<Sc::State>() > 64 && fits::<T, Sc, MaybeState<Sc::State>>()
}

/// Gradients in reverse mode: one sweep back over the steps, whatever the number of parameters.
impl<S, M, D, I, N> Solve<S, M, D, I, N> {
    /// The value of an objective and its gradient by `y0`, `p` and the inputs.
    ///
    /// Every state is stored, on the stack; where the field calls functions (sines, exponentials), what each step's
    /// transpose needs is stored too, so that nothing is evaluated twice. Where the states alone are more than 512 KiB
    /// it does not compile: use [`gradient_reverse`](Solve::gradient_reverse).
    ///
    /// The gradient is that of the discrete solution as computed, exact to rounding. A NaN passes through, as in any
    /// arithmetic; [`try_gradient`](Solve::try_gradient) reports it. So does the product 0·∞: a component that the
    /// objective does not depend on still gives NaN where its derivative is infinite, as that of √y at 0 is; an `if` in
    /// the field keeps clear of such a point.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Ode, RK4, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let g = solve.gradient(&2.0, &0.5, &Terminal(Square));
    /// // y₁² = y₀² e^(−2 rate), by y₀ and by the rate.
    /// let value = 4.0 * (-1.0_f64).exp();
    /// assert!((g.y0 - value).abs() < 1e-9 && (g.p + 2.0 * value).abs() < 1e-9);
    /// ```
    #[inline]
    pub fn gradient<T: Real, O>(
        &self,
        y0: &StateOf<T, Self>,
        p: &ParamsOf<T, Self>,
        objective: &O,
    ) -> Of<T, Self, I::Bars>
    where
        Self: ScanVjp<T, Kept: OnStack>,
        StateOf<T, Self>: OnStack,
        D: ConstMesh,
        I: OwnedInputs<InputOf<T, Self>>,
        O: ObjectiveVjp<T, StateOf<T, Self>, ParamsOf<T, Self>, InputOf<T, Self>>,
    {
        let mut bars = self.inputs.bars(Vector::zero);
        let gradient = execute_every(self, &self.mesh, (y0, p), objective, &mut bars);
        gradient.with_inputs(bars)
    }

    /// As [`gradient`](Solve::gradient), where everything is finite.
    ///
    /// # Errors
    /// [`NonFiniteGradient`], with the last finite state and the first step that left the finite numbers, or with the
    /// gradient as computed; it turns into an [`Error`] by `?`.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Error, Ode, RK4, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<8>(0.0, 4.0));
    /// let stop = solve.try_gradient(&1.0, &-1e50, &Terminal(Square)).map_err(Error::from);
    /// assert_eq!(stop, Err(Error::NonFinite { step: 1, t: 0.5 }));
    /// ```
    #[inline]
    pub fn try_gradient<T: Real, O>(
        &self,
        y0: &StateOf<T, Self>,
        p: &ParamsOf<T, Self>,
        objective: &O,
    ) -> Tried<T, Self, I::Bars>
    where
        Self: ScanVjp<T, Kept: OnStack>,
        StateOf<T, Self>: OnStack,
        D: ConstMesh,
        I: OwnedInputs<InputOf<T, Self>>,
        O: ObjectiveVjp<T, StateOf<T, Self>, ParamsOf<T, Self>, InputOf<T, Self>>,
    {
        let mut gradient = self.gradient(y0, p, objective);
        let mut finite = gradient.value.is_finite() && gradient.y0.is_finite() && gradient.p.is_finite();
        for index in 0..self.inputs.len() {
            finite &= gradient.inputs.at_mut(index).is_some_and(|bar| bar.is_finite());
        }
        if finite {
            return Ok(gradient);
        }
        match self.try_value(y0, p) {
            Err(stop) => Err(NonFiniteGradient::State(stop)),
            Ok(_) if gradient.value.is_finite() => Err(NonFiniteGradient::Gradient(gradient)),
            Ok(_) => Err(NonFiniteGradient::Value(gradient)),
        }
    }

    /// As [`gradient`](Solve::gradient), by a schedule of your choice with the slots it is given: any mesh, any length.
    ///
    /// # Errors
    /// [`Error::TooFewSlots`] where the schedule needs more; [`Error::UnequalParts`] where the objective's saved states
    /// do not divide the steps.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Binomial, Ode, RK4, Slots, Solve, StateSlot, Steps, Terminal, Error};
    /// let solve = Solve::new(Ode(Decay), RK4, Steps::new(0.0, 1.0, 1000)?);
    /// let five = solve.gradient_reverse(&2.0, &0.5, &Terminal(Square), &Binomial, Slots::<5>)?;
    /// let mut lent = vec![StateSlot::new(&2.0); 40];
    /// let forty = solve.gradient_reverse(&2.0, &0.5, &Terminal(Square), &Binomial, &mut lent[..])?;
    /// assert_eq!(five, forty);
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn gradient_reverse<T: Real, O>(
        &self,
        y0: &StateOf<T, Self>,
        p: &ParamsOf<T, Self>,
        objective: &O,
        schedule: &impl Schedule,
        slots: impl Storage<StateOf<T, Self>, <Self as ScanVjp<T>>::Kept>,
    ) -> Result<Of<T, Self, I::Bars>, Error>
    where
        Self: ScanVjp<T>,
        I: OwnedInputs<InputOf<T, Self>>,
        O: ObjectiveVjp<T, StateOf<T, Self>, ParamsOf<T, Self>, InputOf<T, Self>>,
    {
        let mut bars = self.inputs.bars(Vector::zero);
        let gradient = slots.with(y0, |slots| execute(self, (y0, p), objective, schedule, slots, &mut bars))?;
        Ok(gradient.with_inputs(bars))
    }

    /// As [`gradient_reverse`](Solve::gradient_reverse), for inputs of a run-time length: adds their cotangents to
    /// `input_bars`.
    ///
    /// # Errors
    /// As [`gradient_reverse`](Solve::gradient_reverse), and [`Error::InputBars`] where `input_bars` is shorter than the
    /// inputs.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn driven<T: tapeless::Real>(_t: T, y: T, rate: T, u: T) -> T { u - rate * y }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Binomial, Error, Lent, Ode, RK4, Slots, Solve, Steps, Terminal};
    /// let controls = vec![0.1, 0.7, 0.3];
    /// let inputs = Lent::new(&controls).ok_or(Error::NoSteps)?;
    /// let solve = Solve::new(Ode(Driven), RK4, Steps::new(0.0, 2.0, 3)?).try_with_inputs(inputs)?;
    /// let mut by_control = vec![0.0; 3];
    /// solve.gradient_in(&1.0, &0.5, &Terminal(Square), &Binomial, Slots::<2>, &mut by_control[..])?;
    /// assert!(by_control.iter().all(|d| *d > 0.0));
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn gradient_in<T: Real, O>(
        &self,
        y0: &StateOf<T, Self>,
        p: &ParamsOf<T, Self>,
        objective: &O,
        schedule: &impl Schedule,
        slots: impl Storage<StateOf<T, Self>, <Self as ScanVjp<T>>::Kept>,
        input_bars: &mut (impl InputBars<InputOf<T, Self>> + ?Sized),
    ) -> Result<Of<T, Self, ()>, Error>
    where
        Self: ScanVjp<T>,
        O: ObjectiveVjp<T, StateOf<T, Self>, ParamsOf<T, Self>, InputOf<T, Self>>,
    {
        slots.with(y0, |slots| execute(self, (y0, p), objective, schedule, slots, input_bars))
    }
}

/// Runs the schedule of every state, with slots that the mesh has the number of.
#[inline(always)]
pub(crate) fn execute_every<T, Sc, D, O, B>(
    scan: &Sc,
    mesh: &D,
    (y0, p): (&Sc::State, &Sc::Params),
    objective: &O,
    bars: &mut B,
) -> Of<T, Sc, ()>
where
    T: Real,
    Sc: ScanVjp<T, State: Copy, Kept: Copy>,
    D: ConstMesh,
    O: ObjectiveVjp<T, Sc::State, Sc::Params, Sc::Input>,
    B: InputBars<Sc::Input> + ?Sized,
{
    const {
        assert!(
            O::PARTS.is_some(),
            "the number of observations is known at run time only: use `gradient_reverse`, which checks it"
        );
        assert!(
            fits::<T, Sc, StateSlot<Sc::State>>(),
            "the states of every step are more than 512 KiB of stack: use `gradient_reverse` with a schedule and slots"
        );
    }
    let gradient = if const { keeps::<T, Sc>() } {
        let empty: MaybeKept<Sc::State, Sc::Kept> = None;
        mesh.with_slots(&empty, |slots| execute(scan, (y0, p), objective, &Every, slots, bars))
    } else if const { empties::<T, Sc>() } {
        let empty: MaybeState<Sc::State> = None;
        mesh.with_slots(&empty, |slots| execute(scan, (y0, p), objective, &Every, slots, bars))
    } else {
        let zero = StateSlot::new(&y0.zero());
        mesh.with_slots(&zero, |slots| execute(scan, (y0, p), objective, &Every, slots, bars))
    };
    // What could fail was checked when this was compiled.
    gradient.unwrap_or_else(|_| Gradient { value: T::lit(f64::NAN), y0: y0.nan(), p: p.nan(), inputs: () })
}
