//! What drives each step from outside: the `xs` of `lax.scan(f, init, xs)`.

/// A sequence of inputs, one for each step or held for several.
///
/// An array `[U; M]` gives step `i` its `i`-th input, [`Held`] holds each for `K` steps, [`Lent`] has a slice whose
/// length is known at run time, and `()` is for fields without inputs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not give the inputs `{U}` that the field reads",
    note = "add `.with_inputs([u0, u1, …])`, one `{U}` a step, `Held::<K, _>([…])`, or `Lent::new(&slice)`"
)]
pub trait Inputs<U> {
    /// How many steps the inputs cover, where the compiler knows it; `usize::MAX` where any number is covered.
    const COVERS: Option<usize>;
    /// How many steps the inputs cover.
    fn covers(&self) -> usize;
    /// How many inputs there are.
    fn len(&self) -> usize;
    /// Whether there is no input at all.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Which of the inputs step `i` reads.
    fn index(&self, i: usize) -> usize;
    /// The input that step `i` reads, the last one beyond the end.
    fn at(&self, i: usize) -> &U;
}

/// Storage for the cotangents of a sequence of inputs.
pub trait InputBars<U> {
    /// How many there are.
    fn room(&self) -> usize;
    /// The cotangent of the input with this index.
    fn at_mut(&mut self, index: usize) -> Option<&mut U>;
}

/// Inputs of which there can be another sequence of the same shape: their cotangents, or their duals.
#[diagnostic::on_unimplemented(
    message = "there is no room for the cotangents of inputs `{Self}`, whose number is known at run time only",
    note = "use `gradient_in`, which adds them to a slice that you lend"
)]
pub trait OwnedInputs<U>: Inputs<U> {
    /// One cotangent for each input.
    type Bars: InputBars<U>;
    /// The same sequence of other inputs.
    type With<V>;
    /// Cotangents, each made by `zero` from its input.
    fn bars(&self, zero: impl FnMut(&U) -> U) -> Self::Bars;
    /// Other inputs, each made by `f` from one of these, in order.
    fn map<V>(&self, f: impl FnMut(&U) -> V) -> Self::With<V>;
}

impl Inputs<()> for () {
    const COVERS: Option<usize> = Some(usize::MAX);
    #[inline(always)]
    fn covers(&self) -> usize {
        usize::MAX
    }
    #[inline(always)]
    fn len(&self) -> usize {
        1
    }
    #[inline(always)]
    fn index(&self, _i: usize) -> usize {
        0
    }
    #[inline(always)]
    fn at(&self, _i: usize) -> &() {
        &()
    }
}

impl InputBars<()> for () {
    #[inline(always)]
    fn room(&self) -> usize {
        1
    }
    #[inline(always)]
    fn at_mut(&mut self, _index: usize) -> Option<&mut ()> {
        Some(self)
    }
}

impl OwnedInputs<()> for () {
    type Bars = ();
    type With<V> = ();
    #[inline(always)]
    #[allow(clippy::unused_unit, reason = "the cotangent of no input is a unit")]
    fn bars(&self, _zero: impl FnMut(&()) -> ()) {}
    #[inline(always)]
    fn map<V>(&self, _f: impl FnMut(&()) -> V) {}
}

impl<U, const M: usize> Inputs<U> for [U; M] {
    const COVERS: Option<usize> = Some(M);
    #[inline(always)]
    fn covers(&self) -> usize {
        M
    }
    #[inline(always)]
    fn len(&self) -> usize {
        M
    }
    #[inline(always)]
    fn index(&self, i: usize) -> usize {
        i
    }
    #[inline(always)]
    fn at(&self, i: usize) -> &U {
        const { assert!(M > 0, "inputs are given for at least one step") }
        &self[if i < M { i } else { M - 1 }]
    }
}

impl<U, const M: usize> InputBars<U> for [U; M] {
    #[inline(always)]
    fn room(&self) -> usize {
        M
    }
    #[inline(always)]
    fn at_mut(&mut self, index: usize) -> Option<&mut U> {
        self.get_mut(index)
    }
}

impl<U, const M: usize> OwnedInputs<U> for [U; M] {
    type Bars = [U; M];
    type With<V> = [V; M];
    #[inline(always)]
    fn bars(&self, zero: impl FnMut(&U) -> U) -> [U; M] {
        self.each_ref().map(zero)
    }
    #[inline(always)]
    fn map<V>(&self, f: impl FnMut(&U) -> V) -> [V; M] {
        self.each_ref().map(f)
    }
}

/// Inputs whose number is known at run time; at least one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lent<'a, U> {
    first: &'a U,
    all: &'a [U],
}

impl<'a, U> Lent<'a, U> {
    /// The inputs in a slice, one a step; `None` where it is empty.
    pub fn new(all: &'a [U]) -> Option<Self> {
        all.first().map(|first| Self { first, all })
    }
}

impl<U> Inputs<U> for Lent<'_, U> {
    const COVERS: Option<usize> = None;
    #[inline(always)]
    fn covers(&self) -> usize {
        self.all.len()
    }
    #[inline(always)]
    fn len(&self) -> usize {
        self.all.len()
    }
    #[inline(always)]
    fn index(&self, i: usize) -> usize {
        i
    }
    #[inline(always)]
    fn at(&self, i: usize) -> &U {
        self.all.get(i).or(self.all.last()).unwrap_or(self.first)
    }
}

impl<U> InputBars<U> for [U] {
    #[inline(always)]
    fn room(&self) -> usize {
        self.len()
    }
    #[inline(always)]
    fn at_mut(&mut self, index: usize) -> Option<&mut U> {
        self.get_mut(index)
    }
}

/// Inputs each held for `K` steps: `Held::<5, _>([u0, u1])` drives ten steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held<const K: usize, A>(pub A);

impl<U, A: Inputs<U>, const K: usize> Inputs<U> for Held<K, A> {
    const COVERS: Option<usize> = match A::COVERS {
        Some(m) => Some(m.saturating_mul(K)),
        None => None,
    };
    #[inline(always)]
    fn covers(&self) -> usize {
        self.0.covers().saturating_mul(K)
    }
    #[inline(always)]
    fn len(&self) -> usize {
        self.0.len()
    }
    #[inline(always)]
    fn index(&self, i: usize) -> usize {
        const { assert!(K > 0, "an input is held for at least one step") }
        self.0.index(i / K)
    }
    #[inline(always)]
    fn at(&self, i: usize) -> &U {
        const { assert!(K > 0, "an input is held for at least one step") }
        self.0.at(i / K)
    }
}

impl<U, A: OwnedInputs<U>, const K: usize> OwnedInputs<U> for Held<K, A> {
    type Bars = A::Bars;
    type With<V> = Held<K, A::With<V>>;
    #[inline(always)]
    fn bars(&self, zero: impl FnMut(&U) -> U) -> A::Bars {
        self.0.bars(zero)
    }
    #[inline(always)]
    fn map<V>(&self, f: impl FnMut(&U) -> V) -> Self::With<V> {
        Held(self.0.map(f))
    }
}

impl<U, I: Inputs<U>> Inputs<U> for &I {
    const COVERS: Option<usize> = I::COVERS;
    #[inline(always)]
    fn covers(&self) -> usize {
        (**self).covers()
    }
    #[inline(always)]
    fn len(&self) -> usize {
        (**self).len()
    }
    #[inline(always)]
    fn index(&self, i: usize) -> usize {
        (**self).index(i)
    }
    #[inline(always)]
    fn at(&self, i: usize) -> &U {
        (**self).at(i)
    }
}

impl<U, I: OwnedInputs<U>> OwnedInputs<U> for &I {
    type Bars = I::Bars;
    type With<V> = I::With<V>;
    #[inline(always)]
    fn bars(&self, zero: impl FnMut(&U) -> U) -> I::Bars {
        (**self).bars(zero)
    }
    #[inline(always)]
    fn map<V>(&self, f: impl FnMut(&U) -> V) -> I::With<V> {
        (**self).map(f)
    }
}

/// An empty array is no input either.
impl<V> Inputs<[V; 0]> for () {
    const COVERS: Option<usize> = Some(usize::MAX);
    #[inline(always)]
    fn covers(&self) -> usize {
        usize::MAX
    }
    #[inline(always)]
    fn len(&self) -> usize {
        1
    }
    #[inline(always)]
    fn index(&self, _i: usize) -> usize {
        0
    }
    #[inline(always)]
    fn at(&self, _i: usize) -> &[V; 0] {
        &[]
    }
}

impl<V> InputBars<[V; 0]> for () {
    #[inline(always)]
    fn room(&self) -> usize {
        1
    }
    #[inline(always)]
    fn at_mut(&mut self, _index: usize) -> Option<&mut [V; 0]> {
        Some(&mut [])
    }
}

impl<V> OwnedInputs<[V; 0]> for () {
    type Bars = ();
    type With<W> = ();
    #[inline(always)]
    fn bars(&self, _zero: impl FnMut(&[V; 0]) -> [V; 0]) {}
    #[inline(always)]
    fn map<W>(&self, _f: impl FnMut(&[V; 0]) -> W) {}
}
