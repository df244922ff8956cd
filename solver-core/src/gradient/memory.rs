//! Where a reverse sweep stores states, and what it stores with them.

use crate::gradient::reverse::executor_bytes;
use crate::num::Real;
use crate::objective::ObjectiveVjp;
use crate::scan::{Scan, ScanVjp};

/// The bytes of memory in which a value is computed: the state, the next one, and what the noise remembers.
///
/// As of [`gradient_bytes`], it is what must be there; registers saved and intermediate values come on top.
pub const fn value_bytes<T: Real, Sc: Scan<T>>() -> usize {
    2 * size_of::<Sc::State>() + size_of::<Sc::Cursor>()
}

/// The bytes of memory in which a gradient is computed: `slots` slots of the kind `L`, the current state, the
/// cotangents, and what the objective carries along. Those of the inputs' cotangents, which a caller of
/// [`gradient_in`](crate::solve::Solve::gradient_in) lends, are not among them.
///
/// A firmware budgets its memory with it when it is compiled:
/// ```
/// # #[tapeless::vector_field]
/// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
/// # #[tapeless::differentiable]
/// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
/// use tapeless::{ExplicitRk, KeptSlot, Ode, ScanVjp, Solve, StateSlot, Terminal, Uniform, gradient_bytes, tableau::Rk4};
/// type Hundred = Solve<Ode<Decay>, ExplicitRk<Rk4, 4>, Uniform<f32, 100>>;
/// type Kept = KeptSlot<f32, <Hundred as ScanVjp<f32>>::Kept>;
/// const FIVE_STATES: usize = gradient_bytes::<f32, Hundred, Terminal<Square>, StateSlot<f32>>(5);
/// const ALL_KEPT: usize = gradient_bytes::<f32, Hundred, Terminal<Square>, Kept>(100);
/// const _: () = assert!(FIVE_STATES < 512 && ALL_KEPT - FIVE_STATES >= 100 * size_of::<Kept>() - 5 * 16);
/// ```
pub const fn gradient_bytes<T, Sc, O, L>(slots: usize) -> usize
where
    T: Real,
    Sc: ScanVjp<T>,
    O: ObjectiveVjp<T, Sc::State, Sc::Params, Sc::Input>,
    L: Slot<Sc::State, Sc::Kept>,
{
    slots * size_of::<L>() + executor_bytes::<T, Sc, O, L>()
}

/// A stored state, and which step it stands before.
pub trait Slot<Y, K>: Clone {
    /// A slot that holds a copy of `y`, before step 0.
    fn new(y: &Y) -> Self;
    /// Stores `y`, before step `i`.
    fn store(&mut self, i: usize, y: &Y);
    /// The stored state and its step; `None` where nothing is stored yet.
    fn load(&self) -> Option<(usize, &Y)>;
    /// Stores `y`, before step `i`, with what the step's transpose needs where `keep` is of use: both take the step, with
    /// the cursor.
    fn record<C>(
        &mut self,
        i: usize,
        y: &Y,
        cursor: &mut C,
        step: impl FnOnce(&mut C) -> Y,
        keep: impl FnOnce(&mut C) -> (Y, K),
    ) -> Y;
    /// The recorded state, its step, and what the step's transpose needs: as it was kept, or from `again`, which takes the step
    /// again, in `room`; `None` where it should have been kept and was not.
    fn replay<'a>(
        &'a self,
        room: &'a mut Option<K>,
        again: impl FnOnce(usize, &Y) -> K,
    ) -> Option<(usize, &'a Y, &'a K)>;
}

/// A slot for a state alone: the transpose of its step takes the step again. For cheap fields this is the faster one.
///
/// Its layout is that of `struct { size_t step; Y y; }` in C, which may lend them.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct StateSlot<Y> {
    step: usize,
    y: Y,
}

impl<Y> StateSlot<Y> {
    /// A slot to be lent that holds `y`, any state: what a static is made of.
    pub const fn holding(y: Y) -> Self {
        Self { step: 0, y }
    }
}

impl<Y: Clone> StateSlot<Y> {
    /// A slot that holds a copy of `y`, to be lent.
    pub fn new(y: &Y) -> Self {
        Self::holding(y.clone())
    }
}

impl<Y: Clone, K> Slot<Y, K> for StateSlot<Y> {
    #[inline(always)]
    fn new(y: &Y) -> Self {
        Self::new(y)
    }
    #[inline(always)]
    fn store(&mut self, i: usize, y: &Y) {
        self.step = i;
        self.y.clone_from(y);
    }
    #[inline(always)]
    fn load(&self) -> Option<(usize, &Y)> {
        Some((self.step, &self.y))
    }
    #[inline(always)]
    fn record<C>(
        &mut self,
        i: usize,
        y: &Y,
        cursor: &mut C,
        step: impl FnOnce(&mut C) -> Y,
        _keep: impl FnOnce(&mut C) -> (Y, K),
    ) -> Y {
        Slot::<Y, K>::store(self, i, y);
        step(cursor)
    }
    #[inline(always)]
    fn replay<'a>(
        &'a self,
        room: &'a mut Option<K>,
        again: impl FnOnce(usize, &Y) -> K,
    ) -> Option<(usize, &'a Y, &'a K)> {
        Some((self.step, &self.y, room.insert(again(self.step, &self.y))))
    }
}

/// A slot for a state and what its step's transpose needs: nothing is evaluated twice.
#[derive(Clone, Copy, Debug)]
pub struct KeptSlot<Y, K> {
    step: usize,
    y: Y,
    kept: Option<K>,
}

impl<Y, K> KeptSlot<Y, K> {
    /// A slot to be lent that holds `y`, any state: what a static is made of.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// use tapeless::{ExplicitRk, KeptSlot, Ode, ScanVjp, Solve, Uniform, tableau::Rk4};
    /// type Hundred = Solve<Ode<Decay>, ExplicitRk<Rk4, 4>, Uniform<f32, 100>>;
    /// type Kept = KeptSlot<f32, <Hundred as ScanVjp<f32>>::Kept>;
    /// static SLOTS: [Kept; 100] = [const { Kept::holding(0.0) }; 100];
    /// assert_eq!(size_of_val(&SLOTS), 100 * size_of::<Kept>());
    /// ```
    pub const fn holding(y: Y) -> Self {
        Self { step: 0, y, kept: None }
    }
}

impl<Y: Clone, K: Clone> KeptSlot<Y, K> {
    /// A slot that holds a copy of `y`, to be lent.
    pub fn new(y: &Y) -> Self {
        Self::holding(y.clone())
    }
}

impl<Y: Clone, K: Clone> Slot<Y, K> for KeptSlot<Y, K> {
    #[inline(always)]
    fn new(y: &Y) -> Self {
        Self::new(y)
    }
    #[inline(always)]
    fn store(&mut self, i: usize, y: &Y) {
        self.step = i;
        self.y.clone_from(y);
        self.kept = None;
    }
    #[inline(always)]
    fn load(&self) -> Option<(usize, &Y)> {
        Some((self.step, &self.y))
    }
    #[inline(always)]
    fn record<C>(
        &mut self,
        i: usize,
        y: &Y,
        cursor: &mut C,
        _step: impl FnOnce(&mut C) -> Y,
        keep: impl FnOnce(&mut C) -> (Y, K),
    ) -> Y {
        let (next, kept) = keep(cursor);
        self.step = i;
        self.y.clone_from(y);
        self.kept = Some(kept);
        next
    }
    #[inline(always)]
    fn replay<'a>(
        &'a self,
        _room: &'a mut Option<K>,
        _again: impl FnOnce(usize, &Y) -> K,
    ) -> Option<(usize, &'a Y, &'a K)> {
        Some((self.step, &self.y, self.kept.as_ref()?))
    }
}

/// A slot that is empty until a state is stored in it: many of them are made by writing that they are, and nothing else.
impl<Y, K, S: Slot<Y, K>> Slot<Y, K> for Option<S> {
    #[inline(always)]
    fn new(_y: &Y) -> Self {
        None
    }
    #[inline(always)]
    fn store(&mut self, i: usize, y: &Y) {
        self.insert(S::new(y)).store(i, y);
    }
    #[inline(always)]
    fn load(&self) -> Option<(usize, &Y)> {
        self.as_ref()?.load()
    }
    #[inline(always)]
    fn record<C>(
        &mut self,
        i: usize,
        y: &Y,
        cursor: &mut C,
        step: impl FnOnce(&mut C) -> Y,
        keep: impl FnOnce(&mut C) -> (Y, K),
    ) -> Y {
        self.insert(S::new(y)).record(i, y, cursor, step, keep)
    }
    #[inline(always)]
    fn replay<'a>(
        &'a self,
        room: &'a mut Option<K>,
        again: impl FnOnce(usize, &Y) -> K,
    ) -> Option<(usize, &'a Y, &'a K)> {
        self.as_ref()?.replay(room, again)
    }
}

/// Slots for a schedule: [`Slots`] on the stack, or a slice that the caller lends.
pub trait Storage<Y, K> {
    /// What a slot holds.
    type Slot: Slot<Y, K>;
    /// Runs `f` with the slots.
    fn with<R>(self, y0: &Y, f: impl FnOnce(&mut [Self::Slot]) -> R) -> R;
}

/// `C` slots for a state each, on the stack: `C · (size_of::<Y>() + size_of::<usize>())` bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Slots<const C: usize>;

impl<Y: Clone, K, const C: usize> Storage<Y, K> for Slots<C> {
    type Slot = StateSlot<Y>;
    #[inline(always)]
    fn with<R>(self, y0: &Y, f: impl FnOnce(&mut [StateSlot<Y>]) -> R) -> R {
        let mut slots: [StateSlot<Y>; C] = core::array::from_fn(|_| <StateSlot<Y> as Slot<Y, K>>::new(y0));
        f(&mut slots)
    }
}

impl<Y, K, S: Slot<Y, K>> Storage<Y, K> for &mut [S] {
    type Slot = S;
    #[inline(always)]
    fn with<R>(self, _y0: &Y, f: impl FnOnce(&mut [S]) -> R) -> R {
        f(self)
    }
}

impl<Y, K, S: Slot<Y, K>, const C: usize> Storage<Y, K> for &mut [S; C] {
    type Slot = S;
    #[inline(always)]
    fn with<R>(self, _y0: &Y, f: impl FnOnce(&mut [S]) -> R) -> R {
        f(self)
    }
}
