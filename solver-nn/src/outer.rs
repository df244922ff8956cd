//! The gradient of a layer's weights: the sum, over steps and trajectories, of the outer product of the cotangents of its sums
//! and of its inputs.
//!
//! A block of the result, some units by a few registers of inputs, stays in registers while all steps pass by: of each
//! trajectory the inputs are loaded, and the cotangent of each unit is spread over a register, read where the step left it. Only
//! the inputs are put together first, in panels as wide as a register, in each of which one trajectory follows another. Units that
//! are off take no part. As with narrow products, bits are the same on CPUs of one kind.

use pulp::{Arch, Simd, WithSimd};

use crate::narrow::ask_for;

/// Units and registers of inputs at once, where there are 32 registers and where there are 16.
const OF_32: (usize, usize) = (8, 3);
const OF_16: (usize, usize) = (6, 2);

/// What a step adds.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a, T> {
    /// The first input, the same in all columns.
    pub(crate) time: Option<T>,
    /// A line for each unit below: its values in all columns, group by group, or one for all.
    pub(crate) inputs: &'a [T],
    pub(crate) alike: bool,
    /// A line for each unit: its cotangents in all columns.
    pub(crate) bars: &'a [T],
    /// How many columns a group has.
    pub(crate) columns: usize,
}

/// What holds a step's part of the sum.
pub trait Adds<T> {
    /// That part.
    fn step(&self) -> Step<'_, T>;
}

/// What is summed: of all steps, whose columns are in so many groups.
#[derive(Clone, Copy, Debug)]
pub struct Steps<'a, P> {
    pub(crate) all: &'a [P],
    pub(crate) groups: usize,
    /// The columns of a group in all steps.
    pub(crate) rows: usize,
    /// Whether the time is the first input.
    pub(crate) timed: bool,
    /// The units below that take part, after the time and before a one, which the bias multiplies.
    pub(crate) from: &'a [u32],
    /// The units that take part.
    pub(crate) to: &'a [u32],
    /// Whether each group has a sum of its own.
    pub(crate) apart: bool,
}

impl<P> Steps<'_, P> {
    /// How many inputs there are, with the time and the one.
    pub(crate) fn width(&self) -> usize {
        usize::from(self.timed) + self.from.len() + 1
    }

    /// Writes the inputs in panels of so many lanes.
    #[inline(always)]
    fn write_panels<T: Copy>(&self, panels: &mut [T], lanes: usize, (zero, one): (T, T))
    where
        P: Adds<T>,
    {
        let Self { all: steps, groups, rows, from, .. } = *self;
        let timed = usize::from(self.timed);
        for (p, panel) in panels.chunks_exact_mut(lanes * groups * rows).enumerate() {
            let mut row = 0;
            for Step { time, inputs, alike, columns, .. } in steps.iter().map(P::step) {
                for group in 0..groups {
                    let lines = &mut panel[(group * rows + row) * lanes..][..columns * lanes];
                    for lane in 0..lanes {
                        let places = lines.iter_mut().skip(lane).step_by(lanes);
                        match (p * lanes + lane).checked_sub(timed) {
                            Some(i) if i < from.len() => {
                                let (length, group) = if alike { (columns, 0) } else { (columns * groups, group) };
                                let line = &inputs[from[i] as usize * length + group * columns..][..columns];
                                places.zip(line).for_each(|(place, x)| *place = *x);
                            }
                            Some(i) => {
                                let x = if i == from.len() { one } else { zero };
                                places.for_each(|place| *place = x);
                            }
                            None => places.for_each(|place| *place = time.unwrap_or(zero)),
                        }
                    }
                }
                row += columns;
            }
        }
    }
}

/// Sums for a unit, in a group, of the inputs from one on.
#[derive(Clone, Copy, Debug)]
pub struct Sums<'a, T> {
    pub(crate) unit: usize,
    pub(crate) group: usize,
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
    ($name:ident, $T:ident, $Wide:ident, $LANES:ident, $splat:ident, $fma:ident, $sum:ident, $wide:ident, $wide_mut:ident) => {
        /// Hands out `Σ barᵤ · inputᵢ` for all units u and inputs i that take part; `panels` has room for the inputs, so many
        /// that a register is filled.
        #[expect(clippy::too_many_lines, reason = "what is within is of this number")]
        pub(crate) fn $name<P: Adds<$T>>(steps: &Steps<'_, P>, panels: &mut [$T], add: impl FnMut(Sums<'_, $T>)) {
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
                /// The sums of `R` units and `V` registers of inputs in a group.
                #[inline(always)]
                fn block<S: Simd, const R: usize, const V: usize>(
                    &self,
                    simd: S,
                    units: &[u32],
                    first: usize,
                    group: usize,
                ) -> [[S::$Wide; V]; R] {
                    let Steps { all: steps, groups, rows, .. } = *self.steps;
                    // What is wanting to a block is a unit again that is there, so that there is one loop.
                    let last = units.last().copied().unwrap_or(0);
                    let units: [usize; R] = core::array::from_fn(|r| units.get(r).copied().unwrap_or(last) as usize);
                    let mut panels: [&[S::$Wide]; V] = core::array::from_fn(|v| {
                        let panel = &self.panels[((first + v) * groups + group) * rows * S::$LANES..];
                        S::$wide(&panel[..rows * S::$LANES]).0
                    });
                    let mut sums = [[simd.$splat(0.0); V]; R];
                    for (i, step) in steps.iter().enumerate() {
                        let Step { bars, columns, .. } = step.step();
                        let line = |r: usize| &bars[(units[r] * groups + group) * columns..][..columns];
                        let lines: [&[$T]; R] = core::array::from_fn(line);
                        if let Some(next) = steps.get(i + 1).map(P::step) {
                            for unit in units {
                                ask_for(next.bars, (unit * groups + group) * next.columns);
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
                    let groups = self.steps.groups;
                    let (inputs, apart) = (first * S::$LANES, self.steps.apart);
                    let many = (V * S::$LANES).min(self.steps.width() - inputs);
                    // As many as the widest registers hold.
                    let mut lines = [[0.0; OF_32.1 * 16]; R];
                    for units in self.steps.to.chunks(R) {
                        for group in 0..groups {
                            let sums = self.block::<S, R, V>(simd, units, first, group);
                            for (line, sums) in lines.iter_mut().zip(sums) {
                                let places = S::$wide_mut(&mut line[..V * S::$LANES]).0;
                                for (place, sum) in places.iter_mut().zip(sums) {
                                    *place = if group == 0 || apart { sum } else { simd.$sum(*place, sum) };
                                }
                            }
                            if apart || group + 1 == groups {
                                for (unit, line) in units.iter().zip(&lines) {
                                    add(Sums { unit: *unit as usize, group, first: inputs, numbers: &line[..many] });
                                }
                            }
                        }
                    }
                }
            }

            struct Into<'a, P, A>(&'a Steps<'a, P>, &'a mut [$T], A);

            impl<P: Adds<$T>, A: FnMut(Sums<'_, $T>)> WithSimd for Into<'_, P, A> {
                type Output = ();
                #[inline(always)]
                fn with_simd<S: Simd>(self, simd: S) {
                    let Self(steps, panels, mut add) = self;
                    let registers = steps.width().div_ceil(S::$LANES);
                    let panels = &mut panels[..registers * S::$LANES * steps.groups * steps.rows];
                    steps.write_panels(panels, S::$LANES, (0.0, 1.0));
                    let outer = Outer { steps, panels };
                    let mut first = 0;
                    while first < registers {
                        let many = registers - first;
                        if size_of::<S::$Wide>() == 64 && many >= OF_32.1 {
                            outer.strip::<S, { OF_32.0 }, { OF_32.1 }>(simd, first, &mut add);
                            first += OF_32.1;
                        } else if size_of::<S::$Wide>() == 64 && many == 1 {
                            outer.strip::<S, { OF_32.0 }, 1>(simd, first, &mut add);
                            first += 1;
                        } else if many >= OF_16.1 {
                            outer.strip::<S, { OF_16.0 }, { OF_16.1 }>(simd, first, &mut add);
                            first += OF_16.1;
                        } else {
                            outer.strip::<S, { OF_16.0 }, 1>(simd, first, &mut add);
                            first += 1;
                        }
                    }
                }
            }

            Arch::new().dispatch(Into(steps, panels, add));
        }
    };
}

outer!(outer_f32, f32, f32s, F32_LANES, splat_f32s, mul_add_e_f32s, add_f32s, as_simd_f32s, as_mut_simd_f32s);
outer!(outer_f64, f64, f64s, F64_LANES, splat_f64s, mul_add_e_f64s, add_f64s, as_simd_f64s, as_mut_simd_f64s);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::Number;

    /// Lines of so many columns, one for all where they are alike, and of the cotangents.
    struct Lines<T> {
        time: Option<T>,
        inputs: Vec<T>,
        alike: bool,
        bars: Vec<T>,
        columns: usize,
    }

    impl<T: Copy> Adds<T> for Lines<T> {
        fn step(&self) -> Step<'_, T> {
            let Self { time, ref inputs, alike, ref bars, columns } = *self;
            Step { time, inputs, alike, bars, columns }
        }
    }

    /// Integers, so that every order of summation gives the same.
    fn are_the_sums_of_plain_loops<T: Number>(columns: usize, groups: usize, alike: bool, timed: bool) {
        const UNITS: (usize, usize) = (61, 29);
        let number = |i: usize| T::count(i * 7 % 5);
        let all: Vec<_> = (0..3)
            .map(|step| Lines {
                time: timed.then(|| number(step)),
                inputs: (0..UNITS.0 * if alike { columns } else { columns * groups })
                    .map(|i| number(i + step))
                    .collect(),
                alike,
                bars: (0..UNITS.1 * columns * groups).map(|i| number(3 * i + step)).collect(),
                columns,
            })
            .collect();
        for every in 1..4 {
            let [from, to] = [UNITS.0, UNITS.1].map(|of| (0..).take(of).step_by(every).collect::<Vec<u32>>());
            for apart in [false, true] {
                let steps = Steps { all: &all, groups, rows: 3 * columns, timed, from: &from, to: &to, apart };
                let mut sums = vec![vec![T::ZERO; steps.width()]; UNITS.1 * groups];
                let mut panels = vec![T::ONE; steps.width().next_multiple_of(16) * groups * steps.rows];
                T::outer(&steps, &mut panels, |Sums { unit, group, first, numbers }| {
                    let places = sums[unit * groups + group][first..].iter_mut();
                    places.zip(numbers).for_each(|(place, x)| *place += *x);
                });
                for (unit, group) in to.iter().flat_map(|unit| (0..groups).map(move |group| (*unit as usize, group))) {
                    for i in 0..steps.width() {
                        let mut sum = T::ZERO;
                        for (step, of) in all.iter().flat_map(|step| (0..groups).map(move |of| (step, of))) {
                            for column in 0..columns {
                                let bar = step.bars[(unit * groups + of) * columns + column];
                                let x = match (step.time, i.checked_sub(usize::from(timed))) {
                                    (Some(time), None) => time,
                                    (_, Some(i)) if i < from.len() => {
                                        let (of, groups) = if alike { (0, 1) } else { (of, groups) };
                                        step.inputs[(from[i] as usize * groups + of) * columns + column]
                                    }
                                    _ => T::ONE,
                                };
                                let counts = if apart { of == group } else { group + 1 == groups };
                                sum += if counts { bar * x } else { T::ZERO };
                            }
                        }
                        assert!(sums[unit * groups + group][i] == sum, "{columns} columns, every {every}, {unit}, {i}");
                    }
                }
            }
        }
    }

    #[test]
    fn sums_of_some_units() {
        for (columns, groups, alike) in [(1, 1, false), (1, 2, true), (5, 1, false), (16, 2, false), (33, 1, false)] {
            for timed in [false, true] {
                are_the_sums_of_plain_loops::<f32>(columns, groups, alike, timed);
                are_the_sums_of_plain_loops::<f64>(columns, groups, alike, timed);
            }
        }
    }
}
