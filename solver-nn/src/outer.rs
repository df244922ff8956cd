//! The gradient of a layer's weights: the sum, over steps and trajectories, of the outer product of the cotangents of its sums
//! and of its inputs.
//!
//! A block of the result, some units by a few registers of inputs, stays in registers while all steps pass by: of each
//! trajectory the inputs are loaded, and the cotangent of each unit is spread over a register, read where the step left it. Only
//! the inputs are put together first, in panels as wide as a register, in each of which one trajectory follows another. Units that
//! are off take no part. As with narrow products, bits are the same on CPUs of one kind.

use core::marker::PhantomData;

use pulp::{Arch, Simd, WithSimd};
use solver_core::num::Real;

use crate::narrow::ask_for;

/// Units and registers of inputs at once, where there are 32 registers and where there are 16.
const OF_32: (usize, usize) = (8, 3);
const OF_16: (usize, usize) = (6, 2);

/// What a step adds.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a, T> {
    /// The first input, the same in all columns.
    pub(crate) time: Option<T>,
    /// A line for each unit below: its values in all columns.
    pub(crate) inputs: &'a [T],
    /// A line for each unit: its cotangents in all columns.
    pub(crate) bars: &'a [T],
    pub(crate) columns: usize,
}

/// What holds a step's part of the sum.
pub trait Adds<T> {
    /// That part.
    fn step(&self) -> Step<'_, T>;
}

/// What is summed.
#[derive(Clone, Copy, Debug)]
pub struct Steps<'a, P> {
    pub(crate) all: &'a [P],
    /// The columns in all steps.
    pub(crate) rows: usize,
    /// Whether the time is the first input.
    pub(crate) timed: bool,
    /// The units below that take part, after the time and before a one, which the bias multiplies.
    pub(crate) from: &'a [u32],
    /// The units that take part.
    pub(crate) to: &'a [u32],
}

impl<P> Steps<'_, P> {
    /// How many inputs there are, with the time and the one.
    pub(crate) fn width(&self) -> usize {
        usize::from(self.timed) + self.from.len() + 1
    }

    /// Writes the inputs in panels of so many lanes, from one of the panels on.
    pub(crate) fn write_panels<T: Real>(&self, panels: &mut [T], before: usize, lanes: usize)
    where
        P: Adds<T>,
    {
        let Self { all: steps, rows, from, .. } = *self;
        let timed = usize::from(self.timed);
        for (p, panel) in (before..).zip(panels.chunks_exact_mut(lanes * rows)) {
            let mut row = 0;
            for Step { time, inputs, columns, .. } in steps.iter().map(P::step) {
                let lines = &mut panel[row * lanes..][..columns * lanes];
                for lane in 0..lanes {
                    let places = lines.iter_mut().skip(lane).step_by(lanes);
                    match (p * lanes + lane).checked_sub(timed) {
                        Some(i) if i < from.len() => {
                            let line = &inputs[from[i] as usize * columns..][..columns];
                            places.zip(line).for_each(|(place, x)| *place = *x);
                        }
                        Some(i) => {
                            let x = if i == from.len() { T::ONE } else { T::ZERO };
                            places.for_each(|place| *place = x);
                        }
                        None => places.for_each(|place| *place = time.unwrap_or(T::ZERO)),
                    }
                }
                row += columns;
            }
        }
    }
}

/// How many registers of inputs, of so many lanes, are taken at once where so many are left.
pub(crate) const fn at_once<T>(registers: usize, lanes: usize) -> usize {
    if lanes * size_of::<T>() == 64 && (registers >= OF_32.1 || registers == 1) {
        return if registers == 1 { 1 } else { OF_32.1 };
    }
    if registers < OF_16.1 { registers } else { OF_16.1 }
}

/// Sums for a unit, of the inputs from one on.
#[derive(Clone, Copy, Debug)]
pub struct Sums<'a, T> {
    pub(crate) unit: usize,
    pub(crate) first: usize,
    pub(crate) numbers: &'a [T],
}

/// Columns at a time.
const CHUNK: usize = 16;

#[inline(always)]
fn in_chunks<X, const N: usize>(lines: [&[X]; N]) -> ([&[[X; CHUNK]]; N], [&[X]; N]) {
    let (chunks, rest) = (|i: usize| lines[i].as_chunks().0, |i: usize| lines[i].as_chunks::<CHUNK>().1);
    (core::array::from_fn(chunks), core::array::from_fn(rest))
}

/// So many of each, and what comes after.
#[inline(always)]
fn split<X, const N: usize>(lines: [&[X]; N], at: usize) -> ([&[X]; N], [&[X]; N]) {
    (core::array::from_fn(|i| &lines[i][..at]), core::array::from_fn(|i| &lines[i][at..]))
}

macro_rules! outer {
    ($name:ident, $T:ident, $Wide:ident, $LANES:ident, $splat:ident, $fma:ident, $wide:ident, $wide_mut:ident) => {
        /// Hands out `Σ barᵤ · inputᵢ` for all units u that take part, and the inputs i of as many registers as are taken
        /// `at_once`, from a register on; `panels` has the inputs.
        pub(crate) fn $name<P: Adds<$T>>(
            steps: &Steps<'_, P>,
            panels: &[$T],
            first: usize,
            add: impl FnMut(Sums<'_, $T>),
        ) {
            struct Outer<'a, P> {
                steps: &'a Steps<'a, P>,
                panels: &'a [$T],
            }

            #[inline(always)]
            fn fused<S: Simd, const R: usize, const V: usize>(
                simd: S,
                sums: &mut [[S::$Wide; V]; R],
                bar: impl Fn(usize) -> $T,
                x: impl Fn(usize) -> S::$Wide,
            ) {
                let x: [S::$Wide; V] = core::array::from_fn(x);
                for r in 0..R {
                    let bar = simd.$splat(bar(r));
                    for v in 0..V {
                        sums[r][v] = simd.$fma(bar, x[v], sums[r][v]);
                    }
                }
            }

            impl<P: Adds<$T>> Outer<'_, P> {
                /// The sums of `R` units and `V` registers of inputs.
                #[inline(always)]
                fn block<S: Simd, const R: usize, const V: usize>(
                    &self,
                    simd: S,
                    units: &[u32],
                    first: usize,
                ) -> [[S::$Wide; V]; R] {
                    let Steps { all: steps, rows, .. } = *self.steps;
                    // What is wanting to a block is a unit again that is there, so that there is one loop.
                    let last = units.last().copied().unwrap_or(0);
                    let units: [usize; R] = core::array::from_fn(|r| units.get(r).copied().unwrap_or(last) as usize);
                    let mut panels: [&[S::$Wide]; V] = core::array::from_fn(|v| {
                        let panel = &self.panels[(first + v) * rows * S::$LANES..];
                        S::$wide(&panel[..rows * S::$LANES]).0
                    });
                    let mut sums = [[simd.$splat(0.0); V]; R];
                    for (i, step) in steps.iter().enumerate() {
                        let Step { bars, columns, .. } = step.step();
                        let line = |r: usize| &bars[units[r] * columns..][..columns];
                        let lines: [&[$T]; R] = core::array::from_fn(line);
                        if let Some(next) = steps.get(i + 1).map(P::step) {
                            for unit in units {
                                ask_for(next.bars, unit * next.columns);
                            }
                        }
                        let (x, rest) = split(panels, columns);
                        panels = rest;
                        let (chunks, rest_of_lines) = in_chunks(lines);
                        let (x_chunks, rest_of_x) = in_chunks(x);
                        for i in 0..columns / CHUNK {
                            let lines: [_; R] = core::array::from_fn(|r| &chunks[r][i]);
                            let x: [_; V] = core::array::from_fn(|v| &x_chunks[v][i]);
                            for column in 0..CHUNK {
                                fused(simd, &mut sums, |r| lines[r][column], |v| x[v][column]);
                            }
                        }
                        for column in 0..columns % CHUNK {
                            fused(simd, &mut sums, |r| rest_of_lines[r][column], |v| rest_of_x[v][column]);
                        }
                    }
                    sums
                }

                /// All units, for `V` registers of inputs.
                #[inline(always)]
                fn strip<S: Simd, const R: usize, const V: usize>(
                    &self,
                    simd: S,
                    first: usize,
                    add: &mut impl FnMut(Sums<'_, $T>),
                ) {
                    let inputs = first * S::$LANES;
                    let many = (V * S::$LANES).min(self.steps.width() - inputs);
                    // As many as the widest registers hold.
                    let mut line = [0.0; OF_32.1 * 16];
                    for units in self.steps.to.chunks(R) {
                        let sums = self.block::<S, R, V>(simd, units, first);
                        for (unit, sums) in units.iter().zip(sums) {
                            let places = S::$wide_mut(&mut line[..V * S::$LANES]).0;
                            places.iter_mut().zip(sums).for_each(|(place, sum)| *place = sum);
                            add(Sums { unit: *unit as usize, first: inputs, numbers: &line[..many] });
                        }
                    }
                }
            }

            struct Into<'a, P, A>(Outer<'a, P>, usize, A);

            impl<P: Adds<$T>, A: FnMut(Sums<'_, $T>)> WithSimd for Into<'_, P, A> {
                type Output = ();
                #[inline(always)]
                fn with_simd<S: Simd>(self, simd: S) {
                    let Self(outer, first, mut add) = self;
                    let registers = outer.steps.width().div_ceil(S::$LANES);
                    match (size_of::<S::$Wide>() == 64, at_once::<$T>(registers - first, S::$LANES)) {
                        (true, 3) => outer.strip::<S, { OF_32.0 }, { OF_32.1 }>(simd, first, &mut add),
                        (true, 1) => outer.strip::<S, { OF_32.0 }, 1>(simd, first, &mut add),
                        (_, 2) => outer.strip::<S, { OF_16.0 }, { OF_16.1 }>(simd, first, &mut add),
                        _ => outer.strip::<S, { OF_16.0 }, 1>(simd, first, &mut add),
                    }
                }
            }

            Arch::new().dispatch(Into(Outer { steps, panels }, first, add));
        }
    };
}

outer!(outer_f32, f32, f32s, F32_LANES, splat_f32s, mul_add_e_f32s, as_simd_f32s, as_mut_simd_f32s);
outer!(outer_f64, f64, f64s, F64_LANES, splat_f64s, mul_add_e_f64s, as_simd_f64s, as_mut_simd_f64s);

/// Which number of lanes a register has.
struct OfRegister<T>(PhantomData<T>);

macro_rules! lanes {
    ($name:ident, $T:ident, $LANES:ident) => {
        impl WithSimd for OfRegister<$T> {
            type Output = usize;
            #[inline(always)]
            fn with_simd<S: Simd>(self, _: S) -> usize {
                S::$LANES
            }
        }

        /// How many numbers a register holds.
        pub(crate) fn $name() -> usize {
            Arch::new().dispatch(OfRegister(PhantomData::<$T>))
        }
    };
}

lanes!(lanes_f32, f32, F32_LANES);
lanes!(lanes_f64, f64, F64_LANES);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::Number;

    /// Lines of so many columns, and of the cotangents.
    struct Lines<T> {
        time: Option<T>,
        inputs: Vec<T>,
        bars: Vec<T>,
        columns: usize,
    }

    impl<T: Copy> Adds<T> for Lines<T> {
        fn step(&self) -> Step<'_, T> {
            let Self { time, ref inputs, ref bars, columns } = *self;
            Step { time, inputs, bars, columns }
        }
    }

    /// Integers, so that every order of summation gives the same.
    fn are_the_sums_of_plain_loops<T: Number>(columns: usize, timed: bool) {
        const UNITS: (usize, usize) = (61, 29);
        let (number, lanes) = (|i: usize| T::count(i * 7 % 5), T::lanes());
        let all: Vec<_> = (0..3)
            .map(|step| Lines {
                time: timed.then(|| number(step)),
                inputs: (0..UNITS.0 * columns).map(|i| number(i + step)).collect(),
                bars: (0..UNITS.1 * columns).map(|i| number(3 * i + step)).collect(),
                columns,
            })
            .collect();
        for every in 1..4 {
            let [from, to] = [UNITS.0, UNITS.1].map(|of| (0..).take(of).step_by(every).collect::<Vec<u32>>());
            let steps = Steps { all: &all, rows: 3 * columns, timed, from: &from, to: &to };
            let registers = steps.width().div_ceil(lanes);
            let (mut sums, mut first) = (vec![vec![T::ZERO; steps.width()]; UNITS.1], 0);
            let mut panels = vec![T::ONE; registers * lanes * steps.rows];
            let (some, others) = panels.split_at_mut(lanes * steps.rows);
            steps.write_panels(some, 0, lanes);
            steps.write_panels(others, 1, lanes);
            while first < registers {
                T::outer(&steps, &panels, first, |Sums { unit, first, numbers }| {
                    sums[unit][first..].iter_mut().zip(numbers).for_each(|(place, x)| *place += *x);
                });
                first += at_once::<T>(registers - first, lanes);
            }
            for unit in to.iter().map(|unit| *unit as usize) {
                for i in 0..steps.width() {
                    let mut sum = T::ZERO;
                    for (step, column) in all.iter().flat_map(|step| (0..columns).map(move |column| (step, column))) {
                        sum += step.bars[unit * columns + column]
                            * match (step.time, i.checked_sub(usize::from(timed))) {
                                (Some(time), None) => time,
                                (_, Some(i)) if i < from.len() => step.inputs[from[i] as usize * columns + column],
                                _ => T::ONE,
                            };
                    }
                    assert!(sums[unit][i] == sum, "{columns} columns, every {every}, {unit}, {i}");
                }
            }
        }
    }

    #[test]
    fn sums_of_some_units() {
        for columns in [1, 2, 5, 16, 32, 33] {
            for timed in [false, true] {
                are_the_sums_of_plain_loops::<f32>(columns, timed);
                are_the_sums_of_plain_loops::<f64>(columns, timed);
            }
        }
    }
}
