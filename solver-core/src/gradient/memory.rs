//! Where a reverse sweep stores states, and what it stores with them.

/// A stored state, and which step it stands before.
pub trait Slot<Y, K>: Clone {
    /// A slot that holds a copy of `y`, before step 0.
    fn new(y: &Y) -> Self;
    /// Stores `y`, before step `i`.
    fn store(&mut self, i: usize, y: &Y);
    /// The stored state and its step.
    fn load(&self) -> (usize, &Y);
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
    /// What the step's transpose needs, where it was recorded.
    fn kept(&self) -> Option<&K>;
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

impl<Y: Clone> StateSlot<Y> {
    /// A slot that holds a copy of `y`, to be lent.
    pub fn new(y: &Y) -> Self {
        Self { step: 0, y: y.clone() }
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
    fn load(&self) -> (usize, &Y) {
        (self.step, &self.y)
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
    fn kept(&self) -> Option<&K> {
        None
    }
}

/// A slot for a state and what its step's transpose needs: nothing is evaluated twice.
#[derive(Clone, Copy, Debug)]
pub struct KeptSlot<Y, K> {
    step: usize,
    y: Y,
    kept: Option<K>,
}

impl<Y: Clone, K: Clone> KeptSlot<Y, K> {
    /// A slot that holds a copy of `y`, to be lent.
    pub fn new(y: &Y) -> Self {
        Self { step: 0, y: y.clone(), kept: None }
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
    fn load(&self) -> (usize, &Y) {
        (self.step, &self.y)
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
    fn kept(&self) -> Option<&K> {
        self.kept.as_ref()
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
