//! The product of some rows and columns of a matrix with a narrow one, which has a line of columns for each of its rows: what
//! a layer is where units are off. No crate of matrix products leaves rows and columns out; to gather the others first takes
//! as long as the product, since a batch's part is so narrow that each weight is used once. Whole products are gemm's.
//!
//! A block of the result stays in registers while the terms pass by: of each, a line of the narrow matrix is loaded once,
//! and a number of each of the block's rows is spread over a register, read where it is. What is left out is never touched. A
//! matrix by rows is read as it is; for the products of its transpose it lies in panels of 16 columns, in each of which one row
//! follows another, since the numbers of one column are else as far apart as the rows are long. The registers are those of the
//! CPU it runs on (AVX-512, AVX2 or NEON, else single numbers); as with gemm, sums and products are fused where it can, so bits
//! are the same on CPUs of one kind.

use pulp::{Arch, Simd, WithSimd};

/// Rows at once where a line is taken a register at a time: chains of sums that hide each other's latency.
const ROWS: usize = 8;
/// Rows at once where a line is taken two registers at a time and there are 16 registers, of which 15 are then taken. With the
/// 32 of AVX-512 they are `ROWS` too.
const ROWS_BY_TWO: usize = 6;

/// Columns of a panel: in single precision a line of the cache.
const PANEL: usize = 16;

/// How many numbers a matrix of so many rows and columns has in panels.
pub(crate) const fn in_panels((rows, columns): (usize, usize)) -> usize {
    columns.next_multiple_of(PANEL) * rows
}

/// Writes a matrix, whose rows are so far apart, as panels: some rows at a time, so that they are near when the next panel has
/// them.
pub(crate) fn write_panels<T: Copy>(panels: &mut [T], matrix: &[T], (rows, columns): (usize, usize), apart: usize) {
    for first in (0..rows).step_by(PANEL) {
        for (panel, column) in panels.chunks_exact_mut(PANEL * rows).zip((0..columns).step_by(PANEL)) {
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
    /// So many, a power of two, begin one behind the other.
    together: usize,
    /// How far it is from so many to the next.
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

    /// The last that takes part.
    fn last(&self) -> u32 {
        self.numbers.iter().max().copied().unwrap_or(0)
    }
}

macro_rules! narrow {
    ($name:ident, $T:ident, $Wide:ident, $LANES:ident, $splat:ident, $fma:ident, $wide:ident, $wide_mut:ident, $load:ident, $store:ident) => {
        /// `zᵢ = Σⱼ w[i, j] xⱼ` for these rows i and columns j of w, or of the transposed w, where zᵢ and xⱼ are the i-th and j-th
        /// line, of so many columns; other lines of z are left as they are. Columns are not in panels.
        pub(crate) fn $name(
            w: &[$T],
            (rows, terms): (Which<'_>, Which<'_>),
            (z, x): (&mut [$T], &[$T]),
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
                /// The sums of `R` rows over a line's numbers from a column on, taken by `load`, which is told where.
                #[inline(always)]
                fn block<S: Simd, const R: usize, const V: usize>(
                    &self,
                    simd: S,
                    rows: &[u32],
                    load: impl Fn(usize) -> [S::$Wide; V],
                ) -> [[S::$Wide; V]; R] {
                    // What is wanting to a block is a row again that is there, so that there is one loop.
                    let last = rows.last().copied().unwrap_or(0);
                    let starts: [usize; R] =
                        core::array::from_fn(|r| self.rows.start(rows.get(r).copied().unwrap_or(last)));
                    let mut sums = [[simd.$splat(0.0); V]; R];
                    for term in self.terms.numbers {
                        let x = load(*term as usize * self.columns);
                        #[expect(unsafe_code, reason = "a check for each number costs a fifth of the time")]
                        // SAFETY: the first row's number of the last term is in w, as is asserted below.
                        let of_term = unsafe { self.w.get_unchecked(*term as usize * self.terms.apart..) };
                        for r in 0..R {
                            #[expect(unsafe_code, reason = "a check for each number costs a fifth of the time")]
                            // SAFETY: the last row's number of the last term is in w, as is asserted below.
                            let w = simd.$splat(unsafe { *of_term.get_unchecked(starts[r]) });
                            for v in 0..V {
                                sums[r][v] = simd.$fma(w, x[v], sums[r][v]);
                            }
                        }
                    }
                    sums
                }

                /// All rows, for `V` registers of columns from one on, which are there.
                #[inline(always)]
                fn strip<S: Simd, const R: usize, const V: usize>(&self, simd: S, z: &mut [$T], column: usize) {
                    let width = V * S::$LANES;
                    assert!(column + width <= self.columns);
                    for rows in self.rows.numbers.chunks(R) {
                        let sums = self.block::<S, R, V>(simd, rows, |at| {
                            #[expect(unsafe_code, reason = "a check for each term costs a tenth of the time")]
                            // SAFETY: the last term's line is in x, as is asserted below, and the strip is in the line.
                            let line = unsafe { self.x.get_unchecked(at + column..at + column + width) };
                            let wide = S::$wide(line).0;
                            core::array::from_fn(|v| wide[v])
                        });
                        for (row, sums) in rows.iter().zip(sums) {
                            let line = &mut z[*row as usize * self.columns + column..][..width];
                            S::$wide_mut(line).0.iter_mut().zip(sums).for_each(|(place, sum)| *place = sum);
                        }
                    }
                }

                /// All rows, for the last columns, which do not fill a register.
                #[inline(always)]
                fn rest<S: Simd>(&self, simd: S, z: &mut [$T], column: usize) {
                    for rows in self.rows.numbers.chunks(ROWS) {
                        let load = |at: usize| [simd.$load(&self.x[at + column..at + self.columns])];
                        let sums = self.block::<S, ROWS, 1>(simd, rows, load);
                        for (row, [sum]) in rows.iter().zip(sums) {
                            let line = &mut z[*row as usize * self.columns..][..self.columns];
                            simd.$store(&mut line[column..], sum);
                        }
                    }
                }
            }

            struct Into<'a>(Product<'a>, &'a mut [$T]);

            impl WithSimd for Into<'_> {
                type Output = ();
                #[inline(always)]
                fn with_simd<S: Simd>(self, simd: S) {
                    let Self(product, z) = self;
                    let (columns, mut column) = (product.columns, 0);
                    while column + 2 * S::$LANES <= columns {
                        if size_of::<S::$Wide>() == 64 {
                            product.strip::<S, ROWS, 2>(simd, z, column);
                        } else {
                            product.strip::<S, ROWS_BY_TWO, 2>(simd, z, column);
                        }
                        column += 2 * S::$LANES;
                    }
                    if column + S::$LANES <= columns {
                        product.strip::<S, ROWS, 1>(simd, z, column);
                        column += S::$LANES;
                    }
                    if column < columns {
                        product.rest(simd, z, column);
                    }
                }
            }

            let (row, term) = (rows.last(), terms.last());
            assert!(terms.together == 1 && terms.first == 0, "terms are not in panels");
            assert!(rows.start(row) + terms.start(term) < w.len(), "the rows and columns lie within the matrix");
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
