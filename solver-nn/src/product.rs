//! Products of whole matrices, by the crate gemm: one function, over views whose bounds are checked.

use solver_core::noise::{Key, Normal, Tree};
use solver_core::num::{Lanes, Real, Width};

/// A number that matrices are multiplied in: `f32` or `f64`.
pub trait Number: Real + Normal + Width<16> + sealed::Product {}

impl Number for f32 {}
impl Number for f64 {}

/// A matrix in a slice: the entry (i, j) is at `i · steps.0 + j · steps.1`.
#[derive(Clone, Copy, Debug)]
pub struct View<'a, T> {
    numbers: &'a [T],
    shape: (usize, usize),
    steps: (usize, usize),
}

/// The same, to be written.
#[derive(Debug)]
pub struct ViewMut<'a, T> {
    numbers: &'a mut [T],
    shape: (usize, usize),
    steps: (usize, usize),
}

/// Whether every entry lies within so many numbers.
fn fits(len: usize, (rows, columns): (usize, usize), (down, across): (usize, usize)) -> bool {
    rows > 0 && columns > 0 && (rows - 1) * down + (columns - 1) * across < len
}

impl<'a, T> View<'a, T> {
    pub(crate) fn new(numbers: &'a [T], shape: (usize, usize), steps: (usize, usize)) -> Self {
        assert!(fits(numbers.len(), shape, steps), "the matrix lies within its numbers");
        Self { numbers, shape, steps }
    }
}

impl<'a, T> ViewMut<'a, T> {
    pub(crate) fn new(numbers: &'a mut [T], shape: (usize, usize), steps: (usize, usize)) -> Self {
        assert!(fits(numbers.len(), shape, steps), "the matrix lies within its numbers");
        let apart = (steps.0 == 1 && steps.1 >= shape.0) || (steps.1 == 1 && steps.0 >= shape.1);
        assert!(apart, "no two entries are the same number");
        Self { numbers, shape, steps }
    }
}

/// `c = a b`, or `c += a b`.
pub(crate) fn multiply<T: Number>(c: ViewMut<'_, T>, a: View<'_, T>, b: View<'_, T>, add: bool) {
    assert!(
        c.shape == (a.shape.0, b.shape.1) && a.shape.1 == b.shape.0,
        "a product of {:?} and {:?} into {:?}",
        a.shape,
        b.shape,
        c.shape
    );
    T::product(c, a, b, add);
}

pub(crate) mod sealed {
    use super::{Key, Lanes, Normal, Tree, View, ViewMut};
    use crate::narrow::{To, Which, weigh_f32, weigh_f64};
    use crate::outer::{Adds, Steps, Sums, lanes_f32, lanes_f64, outer_f32, outer_f64};
    use gemm_common::Parallelism;

    pub trait Product: Sized {
        /// The keys of sixteen trajectories.
        type Keys: Copy + Send + Sync;
        /// Those of the trajectory of a key and of the next fifteen.
        fn keys(key: Key) -> Self::Keys;
        /// Of each of sixteen trajectories, the variates with the numbers `2 · index` and `2 · index + 1`.
        fn pairs(keys: &Self::Keys, index: u64) -> [[Self; 16]; 2];
        /// The keys of the trees of a tree's trajectory and of the next fifteen.
        fn tree_keys(tree: &Tree) -> Self::Keys;
        /// Of each of these, (w, H, K) in one of so many channels, from one time to another.
        fn of_trees(tree: &Tree, keys: &Self::Keys, channel: (u64, u64), times: (f64, f64)) -> [[Self; 16]; 3];
        /// The product of matrices of fitting shapes.
        fn product(c: ViewMut<'_, Self>, a: View<'_, Self>, b: View<'_, Self>, add: bool);
        /// The product of some rows and columns of a matrix with a narrow one.
        fn weigh(w: &[Self], which: (Which<'_>, Which<'_>), zx: (To<'_, Self>, &[Self]), columns: usize);
        /// How many numbers a vector register holds.
        fn lanes() -> usize;
        /// The sums of outer products, for inputs from one register on.
        fn outer<P: Adds<Self>>(steps: &Steps<'_, P>, panels: &[Self], first: usize, add: impl FnMut(Sums<'_, Self>));
    }

    macro_rules! product {
        ($t:ident, $gemm:path, $weigh:path, $lanes:path, $outer:path) => {
            impl Product for $t {
                type Keys = <Lanes<$t, 16> as Normal>::Keys;
                fn keys(key: Key) -> Self::Keys {
                    <Lanes<$t, 16> as Normal>::keys(key)
                }
                fn pairs(keys: &Self::Keys, index: u64) -> [[$t; 16]; 2] {
                    <Lanes<$t, 16> as Normal>::pair(keys, index).map(Lanes::to_array)
                }
                fn tree_keys(tree: &Tree) -> Self::Keys {
                    tree.keys::<Lanes<$t, 16>>()
                }
                fn of_trees(
                    tree: &Tree,
                    keys: &Self::Keys,
                    (channel, channels): (u64, u64),
                    (t, end): (f64, f64),
                ) -> [[$t; 16]; 3] {
                    tree.channel::<Lanes<$t, 16>>(keys, channel, channels, t, end).map(Lanes::to_array)
                }
                fn weigh(w: &[$t], which: (Which<'_>, Which<'_>), zx: (To<'_, $t>, &[$t]), columns: usize) {
                    $weigh(w, which, zx, columns);
                }
                fn lanes() -> usize {
                    $lanes()
                }
                fn outer<P: Adds<$t>>(
                    steps: &Steps<'_, P>,
                    panels: &[$t],
                    first: usize,
                    add: impl FnMut(Sums<'_, $t>),
                ) {
                    $outer(steps, panels, first, add);
                }
                #[expect(unsafe_code, reason = "gemm takes pointers")]
                #[expect(clippy::cast_possible_wrap, reason = "a slice is never longer than isize::MAX bytes")]
                fn product(c: ViewMut<'_, $t>, a: View<'_, $t>, b: View<'_, $t>, add: bool) {
                    let ((m, n), k) = (c.shape, a.shape.1);
                    let gemm = $gemm();
                    // SAFETY: the shapes fit each other (`multiply`, the one caller, asserts it), every entry of a view
                    // lies within its slice (`fits`), no two entries of `c` are the same number (`ViewMut::new`), and as
                    // the only mutable borrow `c` overlaps neither `a` nor `b`.
                    unsafe {
                        gemm(
                            m,
                            n,
                            k,
                            c.numbers.as_mut_ptr(),
                            c.steps.1 as isize,
                            c.steps.0 as isize,
                            add,
                            a.numbers.as_ptr(),
                            a.steps.1 as isize,
                            a.steps.0 as isize,
                            b.numbers.as_ptr(),
                            b.steps.1 as isize,
                            b.steps.0 as isize,
                            1.0,
                            1.0,
                            false,
                            false,
                            false,
                            Parallelism::None,
                        );
                    }
                }
            }
        };
    }

    product!(f32, gemm_f32::gemm::f32::get_gemm_fn, weigh_f32, lanes_f32, outer_f32);
    product!(f64, gemm_f64::gemm::f64::get_gemm_fn, weigh_f64, lanes_f64, outer_f64);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Integers, so that every order of summation gives the same.
    fn numbers(n: usize, seed: usize) -> Vec<f64> {
        (0..n).map(|i| ((i * 7 + seed * 13) % 11) as f64 - 5.0).collect()
    }

    #[test]
    fn products_of_every_layout() {
        for (m, k, n) in [(1, 1, 1), (1, 5, 3), (16, 33, 7), (7, 20, 1), (33, 2, 70), (40, 600, 9)] {
            let (a, b) = (numbers(m * k, 1), numbers(k * n, 2));
            for layouts in 0..8 {
                let steps = |bit, rows, columns| if layouts >> bit & 1 == 0 { (columns, 1) } else { (1, rows) };
                let (sa, sb, sc) = (steps(0, m, k), steps(1, k, n), steps(2, m, n));
                let mut c = numbers(m * n, 3);
                let before = c.clone();
                let views = (View::new(&a, (m, k), sa), View::new(&b, (k, n), sb));
                multiply(ViewMut::new(&mut c, (m, n), sc), views.0, views.1, layouts % 3 == 0);
                for i in 0..m {
                    for j in 0..n {
                        let at = i * sc.0 + j * sc.1;
                        let start = if layouts % 3 == 0 { before[at] } else { 0.0 };
                        let sum: f64 = (0..k).map(|l| a[i * sa.0 + l * sa.1] * b[l * sb.0 + j * sb.1]).sum();
                        assert_eq!(c[at], start + sum, "{m} {k} {n}, layouts {layouts}");
                    }
                }
            }
        }
    }

    #[test]
    #[should_panic(expected = "within its numbers")]
    fn a_view_beyond_its_numbers() {
        let _ = View::new(&[0.0; 5], (2, 3), (3, 1));
    }
}
