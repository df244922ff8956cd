//! The product of some rows and columns of a matrix with a narrow one, which has a line of columns for each of its rows: what
//! a layer is where units are off. No crate of matrix products leaves rows and columns out; to gather the others first takes
//! as long as the product, since a batch's part is so narrow that each weight is used once. Whole products are gemm's.
//!
//! A block of the result stays in registers while the terms pass by: of each, a line of the narrow matrix is loaded once,
//! and a number of each of the block's rows is spread over a register, read where it is. What is left out is never touched. The
//! matrix lies in panels of 16 columns, in each of which one row follows another: for the matrix itself a block's rows are
//! lines that follow each other, for its transpose they are columns side by side, and in both cases no more than one place has to
//! be found for a term. Until there are panels it is read by rows, as it is. What is needed soon is asked for, since a network
//! has more weights than the second cache holds. The registers are those of the CPU it runs on (AVX-512, AVX2 or NEON, else
//! single numbers); as with gemm, sums and products are fused where it can, so bits are the same on CPUs of one kind.

use pulp::{Arch, Simd, WithSimd};

/// Rows at once, chains of sums that hide each other's latency: where a line is taken two registers at a time and there are 32
/// of them, as AVX-512 has, and 24 are then sums; where there are 16; and where it is taken one at a time.
const BY_TWO_OF_32: usize = 12;
const BY_TWO_OF_16: usize = 6;
const BY_ONE: usize = 12;
/// Rows at once that are not one behind the other, so that registers hold where each begins.
const SOME: usize = 8;
/// So many terms before they are needed, weights are asked for.
const AHEAD: usize = 16;

/// Columns of a panel: in single precision a line of the cache.
const PANEL: usize = 16;

/// How many numbers a matrix of so many rows and columns has in panels.
pub(crate) const fn in_panels((rows, columns): (usize, usize)) -> usize {
    columns.next_multiple_of(PANEL) * rows
}

/// How many lines are best computed together: the blocks' rows are divisors.
pub(crate) const fn together(in_turn: bool) -> usize {
    if in_turn { 24 } else { 2 * SOME }
}

/// Writes a matrix, whose rows are so far apart, as panels, from one of them on: some rows at a time, so that they are near when the
/// next panel has them.
pub(crate) fn write_panels<T: Copy>(
    (before, panels): (usize, &mut [T]),
    matrix: &[T],
    (rows, columns): (usize, usize),
    apart: usize,
) {
    for first in (0..rows).step_by(PANEL) {
        let of_panels = (before * PANEL..columns).step_by(PANEL);
        for (panel, column) in panels.chunks_exact_mut(PANEL * rows).zip(of_panels) {
            let (lines, _) = panel.as_chunks_mut::<PANEL>();
            for (line, row) in lines.iter_mut().zip(matrix.chunks(apart)).skip(first).take(PANEL) {
                match row[column..columns].first_chunk() {
                    Some(row) => *line = *row,
                    None => line[..columns - column].copy_from_slice(&row[column..columns]),
                }
            }
        }
    }
}

/// Which rows or columns of a matrix take part, and where they begin.
#[derive(Clone, Copy, Debug)]
pub struct Which<'a> {
    numbers: &'a [u32],
    /// The one with the number 0 is this one.
    first: usize,
    /// So many, a power of two, begin one behind the other: one, or a panel.
    together: usize,
    /// How far it is from so many to the next: a multiple of `PANEL`, if they are in a panel.
    apart: usize,
}

impl<'a> Which<'a> {
    /// Each so far from the one before.
    pub(crate) fn apart(numbers: &'a [u32], apart: usize) -> Self {
        Self { numbers, first: 0, together: 1, apart }
    }

    /// The columns, of which the one with the number 0 is `first`, of a matrix of so many rows in panels.
    pub(crate) fn columns_in_panels(numbers: &'a [u32], first: usize, rows: usize) -> Self {
        Self { numbers, first, together: PANEL, apart: PANEL * rows }
    }

    /// The rows of a matrix in panels.
    pub(crate) fn rows_in_panels(numbers: &'a [u32]) -> Self {
        Self::apart(numbers, PANEL)
    }

    /// Where one begins.
    #[inline(always)]
    fn start(&self, number: u32) -> usize {
        let (number, mask) = (self.first + number as usize, self.together - 1);
        (number >> self.together.trailing_zeros()) * self.apart + (number & mask)
    }

    /// Where the number is that is asked for when that of such a term is read.
    #[inline(always)]
    fn ahead(&self, number: u32) -> usize {
        if self.together == 1 {
            return self.start(number) + AHEAD * self.apart;
        }
        // In the next panel: as its lines are in turn, so its columns are here.
        let line = (self.first + number as usize) & (self.together - 1);
        self.start(number) + self.apart + line * (PANEL - 1)
    }

    /// The last that takes part; they are in order.
    fn last(&self) -> u32 {
        self.numbers.last().copied().unwrap_or(0)
    }

    /// Whether none is left out between the first and the last.
    fn are_in_turn(&self) -> bool {
        self.numbers.first().is_none_or(|first| self.numbers.len() == (self.last() - first) as usize + 1)
    }
}

/// The lines that a product is written to, of which the first has this number.
#[derive(Debug)]
pub struct To<'a, T> {
    pub(crate) first: usize,
    pub(crate) lines: &'a mut [T],
}

/// Asks for the number at a place to be near soon, where there is such an instruction.
#[inline(always)]
pub(crate) fn ask_for<T>(numbers: &[T], at: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        #[expect(unsafe_code, reason = "the instruction takes a pointer")]
        // SAFETY: every CPU of this kind has it, and it reads nothing, whatever is there.
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(numbers.as_ptr().wrapping_add(at).cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (numbers, at);
}

macro_rules! narrow {
    ($name:ident, $T:ident, $Wide:ident, $LANES:ident, $splat:ident, $fma:ident, $wide:ident, $wide_mut:ident, $load:ident, $store:ident) => {
        /// `zᵢ = Σⱼ w[i, j] xⱼ` for these rows i and columns j of w, or of the transposed w, where zᵢ and xⱼ are the i-th and j-th
        /// line, of so many columns; other lines of z are left as they are.
        #[expect(clippy::too_many_lines, reason = "what is within is of this number")]
        pub(crate) fn $name(
            w: &[$T],
            (rows, terms): (Which<'_>, Which<'_>),
            (z, x): (To<'_, $T>, &[$T]),
            columns: usize,
        ) {
            /// Such that the last row and the last term lie within w and x.
            struct Product<'a> {
                w: &'a [$T],
                rows: Which<'a>,
                terms: Which<'a>,
                x: &'a [$T],
                columns: usize,
            }

            impl Product<'_> {
                /// The sums of `R` rows over a line's numbers from a column on, taken by `load`, which is told where; rows
                /// begin where `start` says.
                #[inline(always)]
                fn block<S: Simd, const R: usize, const V: usize>(
                    &self,
                    simd: S,
                    load: impl Fn(usize) -> [S::$Wide; V],
                    start: impl Fn(usize) -> usize,
                ) -> [[S::$Wide; V]; R] {
                    let mut sums = [[simd.$splat(0.0); V]; R];
                    for term in self.terms.numbers {
                        let x = load(*term as usize * self.columns);
                        ask_for(self.w, self.terms.ahead(*term) + start(0));
                        #[expect(unsafe_code, reason = "a check for each number costs a fifth of the time")]
                        // SAFETY: the first row's number of the last term is in w, as is asserted below.
                        let of_term = unsafe { self.w.get_unchecked(self.terms.start(*term)..) };
                        for r in 0..R {
                            #[expect(unsafe_code, reason = "a check for each number costs a fifth of the time")]
                            // SAFETY: the last row's number of the last term is in w, as is asserted below.
                            let w = simd.$splat(unsafe { *of_term.get_unchecked(start(r)) });
                            for v in 0..V {
                                sums[r][v] = simd.$fma(w, x[v], sums[r][v]);
                            }
                        }
                    }
                    sums
                }

                /// All rows, at once `R` that are a line of a panel each, `C` that are a column each, if that is a divisor of
                /// a panel's, or `SOME` others. `store` is told a block's first rows and their sums.
                #[inline(always)]
                fn blocks<S: Simd, const R: usize, const C: usize, const SOME: usize, const V: usize>(
                    &self,
                    simd: S,
                    load: impl Fn(usize) -> [S::$Wide; V],
                    mut store: impl FnMut(&[u32], &[[S::$Wide; V]]),
                ) {
                    let Which { mut numbers, first: before, together, apart } = self.rows;
                    if self.rows.are_in_turn() && together == PANEL && PANEL.is_multiple_of(C) {
                        let begin = before + numbers.first().map_or(0, |number| *number as usize);
                        for first in (begin / C * C..begin + numbers.len()).step_by(C) {
                            let start = first / PANEL * apart + first % PANEL;
                            let sums = self.block::<S, C, V>(simd, &load, |r| start + r);
                            // Those before the first are nobody's.
                            let skipped = begin.saturating_sub(first).min(C);
                            store(&numbers[first + skipped - begin..], &sums[skipped..]);
                        }
                        return;
                    }
                    if self.rows.are_in_turn() && (together, apart) == (1, PANEL) {
                        while let Some((rows, rest)) = numbers.split_first_chunk::<R>() {
                            let start = self.rows.start(rows[0]);
                            store(rows, &self.block::<S, R, V>(simd, &load, |r| start + r * PANEL));
                            numbers = rest;
                        }
                    }
                    for rows in numbers.chunks(SOME) {
                        // What is wanting to a block is a row again that is there, so that there is one loop.
                        let last = rows.last().copied().unwrap_or(0);
                        let starts: [usize; SOME] =
                            core::array::from_fn(|r| self.rows.start(rows.get(r).copied().unwrap_or(last)));
                        store(rows, &self.block::<S, SOME, V>(simd, &load, |r| starts[r]));
                    }
                }

                /// All rows, for `V` registers of columns from one on, which are there.
                #[inline(always)]
                fn strip<S: Simd, const R: usize, const C: usize, const SOME: usize, const V: usize>(
                    &self,
                    simd: S,
                    z: &mut To<'_, $T>,
                    column: usize,
                ) {
                    let width = V * S::$LANES;
                    assert!(column + width <= self.columns);
                    let load = |at: usize| {
                        #[expect(unsafe_code, reason = "a check for each term costs a tenth of the time")]
                        // SAFETY: the last term's line is in x, as is asserted below, and the strip is in the line.
                        let line = unsafe { self.x.get_unchecked(at + column..at + column + width) };
                        let wide = S::$wide(line).0;
                        core::array::from_fn(|v| wide[v])
                    };
                    self.blocks::<S, R, C, SOME, V>(simd, load, |rows, sums| {
                        for (row, sums) in rows.iter().zip(sums) {
                            let line = &mut z.lines[(*row as usize - z.first) * self.columns + column..][..width];
                            S::$wide_mut(line).0.iter_mut().zip(sums).for_each(|(place, sum)| *place = *sum);
                        }
                    });
                }

                /// All rows, for the last columns, which do not fill a register.
                #[inline(always)]
                fn rest<S: Simd>(&self, simd: S, z: &mut To<'_, $T>, column: usize) {
                    let load = |at: usize| [simd.$load(&self.x[at + column..at + self.columns])];
                    self.blocks::<S, BY_ONE, SOME, SOME, 1>(simd, load, |rows, sums| {
                        for (row, [sum]) in rows.iter().zip(sums) {
                            let line = &mut z.lines[(*row as usize - z.first) * self.columns..][..self.columns];
                            simd.$store(&mut line[column..], *sum);
                        }
                    });
                }
            }

            struct Into<'a>(Product<'a>, To<'a, $T>);

            impl WithSimd for Into<'_> {
                type Output = ();
                #[inline(always)]
                fn with_simd<S: Simd>(self, simd: S) {
                    let Self(product, mut z) = self;
                    let (columns, mut column) = (product.columns, 0);
                    let of_32 = size_of::<S::$Wide>() == 64;
                    while column + 2 * S::$LANES <= columns {
                        if of_32 {
                            product.strip::<S, BY_TWO_OF_32, SOME, SOME, 2>(simd, &mut z, column);
                        } else {
                            product.strip::<S, BY_TWO_OF_16, BY_TWO_OF_16, BY_TWO_OF_16, 2>(simd, &mut z, column);
                        }
                        column += 2 * S::$LANES;
                    }
                    if column + S::$LANES <= columns {
                        if of_32 {
                            product.strip::<S, BY_ONE, PANEL, SOME, 1>(simd, &mut z, column);
                        } else {
                            product.strip::<S, BY_ONE, SOME, SOME, 1>(simd, &mut z, column);
                        }
                        column += S::$LANES;
                    }
                    if column < columns {
                        product.rest(simd, &mut z, column);
                    }
                }
            }

            assert!(rows.numbers.is_sorted() && terms.numbers.is_sorted(), "rows and terms are in order");
            let (row, term) = (rows.last(), terms.last());
            // Of a panel's line the last number is read too.
            let (start, rest) =
                (rows.start(row) + terms.start(term), if rows.together == PANEL { PANEL - 1 } else { 0 });
            assert!((start | rest) < w.len(), "the rows and columns lie within the matrix");
            assert!((term as usize + 1) * columns <= x.len(), "the narrow matrix has a line for each term");
            Arch::new().dispatch(Into(Product { w, rows, terms, x, columns }, z));
        }
    };
}

narrow!(
    weigh_f32,
    f32,
    f32s,
    F32_LANES,
    splat_f32s,
    mul_add_e_f32s,
    as_simd_f32s,
    as_mut_simd_f32s,
    partial_load_f32s,
    partial_store_f32s
);
narrow!(
    weigh_f64,
    f64,
    f64s,
    F64_LANES,
    splat_f64s,
    mul_add_e_f64s,
    as_simd_f64s,
    as_mut_simd_f64s,
    partial_load_f64s,
    partial_store_f64s
);
