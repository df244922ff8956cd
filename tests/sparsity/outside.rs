//! What stands outside of a function and says its indices: an array or a slice is read when it is compiled, anything else may say
//! any index.

use core::ops::Index;
use std::sync::{Arc, LazyLock, OnceLock};

use tapeless::{Real, VectorField, differentiable, vector_field};

use crate::{exact, superset};

fn at<const N: usize>(seed: f64) -> [f64; N] {
    core::array::from_fn(|i| (1.3 * i as f64 + seed).sin() + 0.1 * seed)
}

/// Fields `du[i] = c * (u[index] - u[i])` of four components, and whether the pattern is what the Jacobian has.
macro_rules! fields {
    ($($name:ident $type:ident $kind:ident |$i:ident| $index:expr;)*) => {
        $(
            #[vector_field]
            fn $name<T: Real>(_t: T, u: [T; 4], c: T) -> [T; 4] {
                let mut du = [T::ZERO; 4];
                for $i in 0..4 {
                    du[$i] = c * (u[$index] - 2.0 * u[$i]);
                }
                du
            }
        )*

        #[test]
        fn what_is_outside() {
            $(fields!(@ $kind $type);)*
        }
    };
    (@ superset $type:ident) => { superset!($type; |s| (at::<4>(s), 0.7)) };
    (@ exact $type:ident) => { exact!($type; |s| (at::<4>(s), 0.7)) };
    (@ wide $type:ident) => {
        superset!($type; |s| (at::<4>(s), 0.7));
        let rows = <$type as VectorField<f64>>::SPARSITY.unwrap();
        assert!(rows.iter().all(|row| *row == [0, 1, 2, 3]), "{}: {rows:?}", stringify!($type));
    };
}

static LAZY: LazyLock<Vec<usize>> = LazyLock::new(|| vec![3, 0, 1, 2]);
static LAZY_ARRAY: LazyLock<[u8; 4]> = LazyLock::new(|| [3, 0, 1, 2]);
static LAZY_PAIRS: LazyLock<Vec<(usize, u8)>> = LazyLock::new(|| vec![(3, 1), (0, 2), (1, 3), (2, 0)]);
static LAZY_ROWS: LazyLock<Vec<[usize; 2]>> = LazyLock::new(|| vec![[3, 1], [0, 2], [1, 3], [2, 0]]);
static LAZY_GRID: LazyLock<Grid> = LazyLock::new(|| Grid { next: vec![3, 0, 1, 2], order: [3, 0, 1, 2] });
static LAZY_SHARED: LazyLock<Arc<Grid>> = LazyLock::new(|| Arc::new(Grid { next: vec![], order: [3, 0, 1, 2] }));
static LAZY_COUNT: LazyLock<usize> = LazyLock::new(|| 1);
static LAZY_EACH: [LazyLock<Vec<usize>>; 2] = [LazyLock::new(|| vec![3, 0, 1, 2]), LazyLock::new(|| vec![1, 2, 3, 0])];
static LAZY_FLAGS: LazyLock<Vec<bool>> = LazyLock::new(|| vec![true, false, true, false]);
static ONCE: OnceLock<[usize; 4]> = OnceLock::new();

fn set_once(i: usize) -> usize {
    ONCE.get_or_init(|| [3, 0, 1, 2])[i]
}

struct Grid {
    next: Vec<usize>,
    order: [usize; 4],
}

struct Order([usize; 4]);

impl Index<usize> for Order {
    type Output = usize;
    fn index(&self, i: usize) -> &usize {
        &self.0[3 - i]
    }
}

impl Order {
    const LATER: Self = Self([2, 1, 0, 3]);
    const TABLE: [usize; 4] = [2, 0, 3, 1];
}

/// By integers that are not `usize`, and by pairs.
struct Narrow;

impl Index<u8> for Narrow {
    type Output = usize;
    fn index(&self, i: u8) -> &usize {
        &[3, 0, 1, 2][i as usize]
    }
}

impl Index<(usize, usize)> for Narrow {
    type Output = usize;
    fn index(&self, (i, j): (usize, usize)) -> &usize {
        &[3, 0, 1, 2][i * j % 4]
    }
}

trait Layout {
    const ORDER: [usize; 4];
}

impl Layout for Order {
    const ORDER: [usize; 4] = [1, 2, 3, 0];
}

#[derive(Clone, Copy)]
enum Species {
    Foxes,
    Hares,
}

struct Pipe {
    from: usize,
    to: u32,
}

const ORDER: Order = Order([2, 0, 3, 1]);
static ORDERS: [Order; 2] = [Order([2, 0, 3, 1]), Order([1, 0, 3, 2])];
const NARROW: Narrow = Narrow;

static WIDE: [usize; 4] = [2, 0, 3, 1];
static BYTES: [u8; 4] = [2, 0, 3, 1];
const WORDS: [u32; 4] = [2, 0, 3, 1];
const SIGNED: [i32; 4] = [2, 0, 3, 1];
const SLICE: &[usize] = &[2, 0, 3, 1];
static LENT: &[usize; 4] = &[2, 0, 3, 1];
static LENT_TWICE: &&[usize; 4] = &&[2, 0, 3, 1];
const NESTED: [[usize; 4]; 2] = [[2, 0, 3, 1], [1, 0, 3, 2]];
static SLICES: &[&[u8]] = &[&[2, 0, 3, 1], &[1, 0]];
const OF_REFERENCES: [&usize; 4] = [&2, &0, &3, &1];
const PAIRS: [(usize, [u8; 2]); 4] = [(2, [0, 1]), (0, [1, 2]), (3, [2, 3]), (1, [3, 0])];
const PIPES: [Pipe; 4] =
    [Pipe { from: 0, to: 2 }, Pipe { from: 1, to: 0 }, Pipe { from: 2, to: 3 }, Pipe { from: 3, to: 1 }];
static LENT_PIPES: [&Pipe; 2] = [&PIPES[0], &PIPES[1]];
const KINDS: [Species; 4] = [Species::Hares, Species::Foxes, Species::Foxes, Species::Hares];
const ONE: &usize = &1;
const FLAGS: [bool; 4] = [true, false, true, false];
const LETTER: char = '\u{2}';

mod tables {
    pub(super) const NEXT: [usize; 4] = [2, 0, 3, 1];
    pub(super) mod inner {
        pub(crate) static NEXT: [u16; 4] = [2, 0, 3, 1];
    }
}

fields! {
    a_lazy_vector ALazyVector wide |i| LAZY[i];
    a_lazy_array ALazyArray wide |i| LAZY_ARRAY[i] as usize;
    lazy_pairs LazyPairs wide |i| LAZY_PAIRS[i].0;
    lazy_narrow_pairs LazyNarrowPairs wide |i| LAZY_PAIRS[i].1 as usize;
    lazy_rows LazyRows wide |i| LAZY_ROWS[i][1];
    a_lazy_grid ALazyGrid wide |i| LAZY_GRID.next[i];
    a_lazy_grids_array ALazyGridsArray wide |i| LAZY_GRID.order[i];
    a_shared_grid ASharedGrid wide |i| LAZY_SHARED.order[i];
    a_lazy_integer ALazyInteger wide |i| (i + *LAZY_COUNT) % 4;
    a_lazy_integer_by_itself ALazyIntegerByItself wide |i| if i < *LAZY_COUNT { 1 } else { i };
    each_lazy EachLazy wide |i| LAZY_EACH[1][i];
    what_is_set_once WhatIsSetOnce wide |i| set_once(i);
    a_lazy_count ALazyCount wide |i| (LAZY.len() + i) % 4;
    a_type_with_an_index ATypeWithAnIndex wide |i| ORDER[i];
    of_types_with_an_index OfTypesWithAnIndex wide |i| ORDERS[1][i];
    a_types_field ATypesField exact |i| ORDER.0[i];
    an_associated_type_with_an_index AnAssociatedTypeWithAnIndex wide |i| Order::LATER[i];
    by_a_narrow_index ByANarrowIndex wide |i| NARROW[i as u8];
    by_a_pair ByAPair wide |i| NARROW[(i, 1)];
    by_what_is_lazy ByWhatIsLazy wide |i| WIDE[LAZY[i]];

    a_static_array AStaticArray exact |i| WIDE[i];
    bytes Bytes exact |i| BYTES[i] as usize;
    words Words exact |i| WORDS[i] as usize;
    signed Signed exact |i| SIGNED[i] as usize;
    a_slice ASlice exact |i| SLICE[i];
    a_lent_array ALentArray exact |i| LENT[i];
    a_lent_reference ALentReference wide |i| LENT_TWICE[i];
    nested Nested exact |i| NESTED[0][i];
    nested_by_two NestedByTwo exact |i| NESTED[i % 2][i];
    slices Slices exact |i| SLICES[0][i] as usize;
    references References exact |i| *OF_REFERENCES[i];
    parts_of_pairs PartsOfPairs exact |i| PAIRS[i].0;
    parts_of_parts PartsOfParts exact |i| PAIRS[i].1[0] as usize;
    structs Structs exact |i| PIPES[i].from;
    narrow_fields NarrowFields exact |i| PIPES[i].to as usize;
    lent_structs LentStructs exact |i| LENT_PIPES[i / 2].from;
    in_a_module InAModule exact |i| tables::NEXT[i];
    in_a_module_within InAModuleWithin exact |i| tables::inner::NEXT[i] as usize;
    with_the_whole_path WithTheWholePath exact |i| crate::outside::tables::NEXT[i];
    an_associated_table AnAssociatedTable exact |i| Order::TABLE[i];
    a_table_of_a_trait ATableOfATrait exact |i| <Order as Layout>::ORDER[i];
    variants Variants exact |i| if i == 0 { Species::Hares as usize } else { Species::Foxes as usize };
    tables_of_variants TablesOfVariants exact |i| KINDS[i] as usize;
    a_lent_integer ALentInteger exact |i| (i + *ONE) % 4;
    a_letter ALetter exact |i| (i + LETTER as usize) % 4;
    by_another_table ByAnotherTable exact |i| WIDE[BYTES[i] as usize];
    a_length ALength exact |i| (i + SLICE.len() - 1) % 4;
    literals Literals exact |i| [2, 0, 3, 1][i];
    literals_of_a_type LiteralsOfAType exact |i| [2_u8, 0, 3, 1][i] as usize;
    flags Flags exact |i| if FLAGS[i] { 3 } else { 0 };
    bits Bits exact |i| WIDE[i ^ 1] & 3;
    bits_of_bytes BitsOfBytes exact |i| ((BYTES[i] | 1) ^ 2) as usize;
    a_match AMatch exact |i| match WIDE[i] { 0 => 3, 1..=2 => i, _ => 1 };
    a_match_within AMatchWithin exact |i| WIDE[match i { 0 | 3 => 1, 1..3 => i - 1, _ => 0 }];
    a_pattern_asked APatternAsked exact |i| if matches!(WIDE[i], 0 | 2) { i } else { WIDE[i] };
    a_distance ADistance exact |i| WIDE[i].abs_diff(i);
    a_build ABuild exact |i| if cfg!(any()) || i > 1 { WIDE[i] } else { i };
    lazy_flags LazyFlags superset |i| if LAZY_FLAGS[i] { 3 } else { 0 };
}

#[differentiable]
fn picked<T: Real>(u: [T; 4], k: T) -> [T; 4] {
    let mut y = [k; 4];
    for i in 0..4 {
        y[i] = u[LAZY[i]] * u[WIDE[i]];
    }
    y
}

#[vector_field]
fn through_a_call<T: Real>(_t: T, u: [T; 4], c: T) -> [T; 4] {
    picked(u, c)
}

#[vector_field]
fn of_any_length<T: Real, const N: usize>(_t: T, u: [T; N], c: T) -> [T; N] {
    let mut du = u;
    for i in 0..N {
        du[i] = c * u[LAZY[i % 4] % N] + u[WIDE[i % 4] % N];
    }
    du
}

#[vector_field]
fn what_is_known_of_any_length<T: Real, const N: usize>(_t: T, u: [T; N], c: T) -> [T; N] {
    let mut du = u;
    for i in 0..N {
        du[i] = c * u[WIDE[i % 4] % N];
    }
    du
}

#[vector_field]
fn local_tables<T: Real>(_t: T, u: [T; 4], c: T) -> [T; 4] {
    const NEXT: [usize; 4] = [2, 0, 3, 1];
    const PAIRS: &[(u8, usize)] = &[(0, 1), (1, 2), (2, 3)];
    let mut du = [T::ZERO; 4];
    for i in 0..4 {
        du[i] = c * u[NEXT[i]];
    }
    for (a, b) in PAIRS {
        du[*a as usize] += u[*b];
    }
    du
}

struct Order3;

impl Order3 {
    const TABLE: [usize; 3] = [2, 0, 1];

    #[differentiable]
    fn turned<T: Real>(&self, x: [T; 3]) -> [T; 3] {
        let mut y = x;
        for i in 0..3 {
            y[i] = x[Self::TABLE[i]] + x[LAZY[i] % 3];
        }
        y
    }
}

#[vector_field]
fn a_table_of_its_own_type<T: Real>(_t: T, u: [T; 3], c: T, order: &Order3) -> [T; 3] {
    let y = order.turned(u);
    [y[0] * c, y[1], y[2]]
}

#[test]
fn what_is_outside_in_calls_and_of_any_length() {
    superset!(ThroughACall; |s| (at::<4>(s), 0.7));
    superset!(OfAnyLength::<5>, OfAnyLength<5>; |s| (at::<5>(s), 0.7));
    exact!(WhatIsKnownOfAnyLength::<5>, WhatIsKnownOfAnyLength<5>; |s| (at::<5>(s), 0.7));
    exact!(LocalTables; |s| (at::<4>(s), 0.7));
    let order = &Order3;
    superset!(ATableOfItsOwnType { order }, ATableOfItsOwnType<'_>; |s| (at::<3>(s), 0.7));
}
