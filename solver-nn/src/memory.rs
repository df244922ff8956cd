//! Memory for large values: shared until it is written to, and handed out again when nobody has it.
//!
//! The driver passes states by value. A clone of a buffer is a count, and a copy is made where one of two owners writes.
//! A buffer that is dropped goes to a pool and is the next one of its length, so a solve that was run once asks the
//! allocator for nothing.

use core::any::{Any, TypeId};
use core::fmt;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use solver_core::num::Real;

use crate::team;

/// What a buffer holds: numbers, and numbers of units.
pub(crate) trait Plain: Copy + Send + Sync + 'static {}

impl<T: Copy + Send + Sync + 'static> Plain for T {}

type Pool = HashMap<(TypeId, usize), Vec<Arc<dyn Any + Send + Sync>>>;

static POOL: LazyLock<Mutex<Pool>> = LazyLock::new(Mutex::default);

fn pool() -> MutexGuard<'static, Pool> {
    POOL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives the memory that past solves have left for future ones back to the system.
///
/// ```
/// use tapeless::nn::{Batch, release_memory};
/// drop(Batch::repeat(&[0.0_f32; 500], 32));
/// release_memory();
/// ```
pub fn release_memory() {
    // Emptied first and freed afterwards: a buffer's own drop takes the lock too.
    let old = core::mem::take(&mut *pool());
    drop(old);
}

/// Numbers on the heap.
pub(crate) struct Buffer<T: Plain> {
    /// There until the drop.
    shared: Option<Arc<Numbers<T>>>,
}

/// Numbers that begin where a line of the cache does, since a register that is loaded across two lines takes twice as long.
struct Numbers<T> {
    all: Vec<T>,
    /// Where they begin.
    start: usize,
}

/// The bytes of a line of the cache.
const LINE: usize = 64;

impl<T: Copy> Numbers<T> {
    fn new(len: usize, new: T) -> Self {
        let room = LINE / size_of::<T>().max(1);
        let all = vec![new; len + room];
        let start = all.as_ptr().align_offset(LINE).min(room);
        Self { all, start }
    }

    fn len(&self) -> usize {
        self.all.len() - LINE / size_of::<T>().max(1)
    }

    fn as_slice(&self) -> &[T] {
        &self.all[self.start..][..self.len()]
    }

    fn as_mut_slice(&mut self) -> &mut [T] {
        let len = self.len();
        &mut self.all[self.start..][..len]
    }
}

impl<T: Real> Buffer<T> {
    /// A buffer whose numbers are left over from another: for whoever writes all of them.
    pub(crate) fn stale(len: usize) -> Self {
        Self::left_over(len, T::ZERO)
    }

    pub(crate) fn zeros(len: usize) -> Self {
        let mut zeros = Self::stale(len);
        team::numbers(zeros.as_mut_slice(), |_, some| some.fill(T::ZERO));
        zeros
    }
}

impl<T: Plain> Buffer<T> {
    /// A buffer whose numbers are left over from another; `new` where there is none.
    pub(crate) fn left_over(len: usize, new: T) -> Self {
        let found = pool().get_mut(&(TypeId::of::<T>(), len)).and_then(Vec::pop);
        let shared = found.and_then(|found| found.downcast().ok());
        Self { shared: Some(shared.unwrap_or_else(|| Arc::new(Numbers::new(len, new)))) }
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        self.shared.as_deref().map_or(&[], Numbers::as_slice)
    }

    /// Makes each number `f` of itself and of that of `other`, in place where no one else has the numbers.
    #[inline(always)]
    pub(crate) fn combine(&mut self, other: &Self, f: impl Fn(T, T) -> T + Sync) {
        if let Some(numbers) = self.shared.as_mut().and_then(Arc::get_mut) {
            let other = other.as_slice();
            team::numbers(numbers.as_mut_slice(), |first, some| {
                some.iter_mut().zip(&other[first..]).for_each(|(a, b)| *a = f(*a, *b));
            });
            return;
        }
        let mut own = self.another();
        if let Some(numbers) = own.shared.as_mut().and_then(Arc::get_mut) {
            let (a, b) = (self.as_slice(), other.as_slice());
            team::numbers(numbers.as_mut_slice(), |first, some| {
                let both = a[first..].iter().zip(&b[first..]);
                some.iter_mut().zip(both).for_each(|(own, (a, b))| *own = f(*a, *b));
            });
        }
        *self = own;
    }

    /// A buffer of the same length, whose numbers are left over.
    fn another(&self) -> Self {
        self.as_slice().first().map_or(Self { shared: None }, |first| Self::left_over(self.as_slice().len(), *first))
    }

    /// The numbers, for this owner alone to write.
    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        if self.shared.as_mut().is_some_and(|shared| Arc::get_mut(shared).is_none()) {
            let mut own = self.another();
            if let Some(numbers) = own.shared.as_mut().and_then(Arc::get_mut) {
                numbers.as_mut_slice().copy_from_slice(self.as_slice());
            }
            *self = own;
        }
        self.shared.as_mut().and_then(Arc::get_mut).map_or(&mut [], Numbers::as_mut_slice)
    }
}

impl<T: Plain> Clone for Buffer<T> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone() }
    }
}

impl<T: Plain> Drop for Buffer<T> {
    fn drop(&mut self) {
        if let Some(mut shared) = self.shared.take()
            && Arc::get_mut(&mut shared).is_some()
        {
            pool().entry((TypeId::of::<T>(), shared.len())).or_default().push(shared);
        }
    }
}

impl<T: Real> PartialEq for Buffer<T> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Plain + fmt::Debug> fmt::Debug for Buffer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_is_shared_until_it_is_written_to() {
        let a = Buffer::<f64>::zeros(7);
        let mut b = a.clone();
        assert_eq!(a.as_slice().as_ptr(), b.as_slice().as_ptr());
        b.as_mut_slice()[3] = 1.0;
        assert_eq!((a.as_slice()[3], b.as_slice()[3]), (0.0, 1.0));
    }

    #[test]
    fn a_buffer_begins_where_a_line_does() {
        for len in [1, 7, 16, 1000] {
            assert_eq!(Buffer::<f32>::stale(len).as_slice().as_ptr().align_offset(LINE), 0);
            assert_eq!(Buffer::<f64>::stale(len).as_slice().len(), len);
        }
    }

    #[test]
    fn what_is_dropped_is_handed_out_again() {
        let mut a = Buffer::<f32>::zeros(123_457);
        let at = a.as_mut_slice().as_ptr();
        drop(a);
        assert_eq!(Buffer::<f32>::stale(123_457).as_slice().as_ptr(), at);
    }
}
