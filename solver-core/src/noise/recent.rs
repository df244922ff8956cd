//! The blocks of variates last drawn, so that a step which is taken again, or transposed, need not draw its own again.

/// A memory of blocks `B`, each known by its stream and its number there.
pub trait Remembers<B> {
    /// One that holds nothing yet.
    fn none(empty: B) -> Self;
    /// Whether the block is held.
    fn holds(&self, stream: usize, number: u64) -> bool;
    /// The block, where it is held.
    fn held(&self, stream: usize, number: u64) -> &B;
    /// The place of the block, which is held from now on.
    fn place(&mut self, stream: usize, number: u64) -> &mut B;
}

/// A memory of `N` blocks, at least 4: each has one place, and takes it from the block that had it.
#[derive(Clone, Copy, Debug)]
pub struct Recent<B, const N: usize> {
    tags: [u64; N],
    blocks: [B; N],
}

#[inline(always)]
const fn tag(stream: usize, number: u64) -> u64 {
    (number << 2) | stream as u64
}

/// A step that reads three streams finds a block of each.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "a place is found modulo the number of places")]
const fn place<const N: usize>(stream: usize, number: u64) -> usize {
    const { assert!(N >= 4, "there is a place for a block of each stream") }
    (number as usize).wrapping_add(stream * (N / 4)) % N
}

impl<B: Copy, const N: usize> Remembers<B> for Recent<B, N> {
    #[inline(always)]
    fn none(empty: B) -> Self {
        Self { tags: [u64::MAX; N], blocks: [empty; N] }
    }
    #[inline(always)]
    fn holds(&self, stream: usize, number: u64) -> bool {
        self.tags[place::<N>(stream, number)] == tag(stream, number)
    }
    #[inline(always)]
    fn held(&self, stream: usize, number: u64) -> &B {
        &self.blocks[place::<N>(stream, number)]
    }
    #[inline(always)]
    fn place(&mut self, stream: usize, number: u64) -> &mut B {
        let place = place::<N>(stream, number);
        self.tags[place] = tag(stream, number);
        &mut self.blocks[place]
    }
}
