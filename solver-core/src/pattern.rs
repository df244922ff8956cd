//! Which components depend on which, found when a function is compiled: its body, gone through on sets of components in place
//! of numbers.
//!
//! The macro writes what a body does to sets as a constant expression on a [`Memory`], so that the compiler knows what the
//! macro cannot: lengths, the layouts of structs, tables from outside, and the patterns of the functions that are called. An
//! index that is not known may be any, so nothing is ever missing.

#![allow(clippy::large_stack_arrays, reason = "they are the compiler's, and never run")]
#![allow(long_running_const_eval, reason = "there are as many pairs of rows")]

use crate::layout::Layout;

/// A function of more components than this has no pattern.
pub const MOST: usize = 400;
const WORDS: usize = MOST.div_ceil(64);
/// How many sets there are at a time, at the most.
const CELLS: usize = 6000;
/// How much is done at the most.
const WORK: usize = 1_000_000;
/// How many columns the rows of a pattern have together, equal rows once, where their number is no constant by itself.
const COLUMNS: usize = 8000;

/// A set of components.
#[derive(Clone, Copy, Debug)]
struct Set([u64; WORDS]);

impl Set {
    const NONE: Self = Self([0; WORDS]);

    const fn with(self, other: Self) -> Self {
        let (mut both, mut k) = (self, 0);
        while k < WORDS {
            both.0[k] |= other.0[k];
            k += 1;
        }
        both
    }

    const fn is(&self, other: &Self) -> bool {
        let mut k = 0;
        while k < WORDS {
            if self.0[k] != other.0[k] {
                return false;
            }
            k += 1;
        }
        true
    }

    const fn has(&self, component: usize) -> bool {
        self.0[component / 64] >> (component % 64) & 1 == 1
    }

    const fn count(&self) -> usize {
        let (mut count, mut k) = (0, 0);
        while k < WORDS {
            count += self.0[k].count_ones() as usize;
            k += 1;
        }
        count
    }
}

/// A value: a set for each of its components.
#[derive(Clone, Copy, Debug)]
pub struct View {
    start: usize,
    layout: &'static Layout,
}

/// From a value to a part of it.
#[derive(Clone, Copy, Debug)]
pub enum Go {
    /// To the element, or the part, at a place.
    To(usize),
    /// The same, if the place is known.
    At(Option<i128>),
    /// To the part of a name.
    Named(&'static str),
}

/// What a function's value depends on, for those that call it.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// The layout of all its arguments as one tuple; of what is not differentiated there is no component.
    pub given: Layout,
    /// For each component of the value those of the arguments, if that is known.
    pub rows: Option<&'static [&'static [usize]]>,
}

impl Pattern {
    /// All on all.
    pub const UNKNOWN: Self = Self { given: Layout::Unknown, rows: None };
}

/// How many sets a value has: one of which nothing is known has one.
const fn size(layout: &Layout) -> usize {
    match layout {
        Layout::Number | Layout::Unknown => 1,
        Layout::Array(element, length) => size(element) * *length,
        Layout::Parts(parts) => {
            let (mut sum, mut k) = (0, 0);
            while k < parts.len() {
                sum += size(&parts[k].1);
                k += 1;
            }
            sum
        }
    }
}

/// Whether all of a layout is known.
const fn is_known(layout: &Layout) -> bool {
    match layout {
        Layout::Number => true,
        Layout::Unknown => false,
        Layout::Array(element, _) => is_known(element),
        Layout::Parts(parts) => {
            let mut k = 0;
            while k < parts.len() {
                if !is_known(&parts[k].1) {
                    return false;
                }
                k += 1;
            }
            true
        }
    }
}

/// The place of a coordinate by its name.
const fn coordinate(name: &str) -> Option<i128> {
    match name.as_bytes() {
        b"x" => Some(0),
        b"y" => Some(1),
        b"z" => Some(2),
        b"w" => Some(3),
        _ => None,
    }
}

/// The values that a body makes.
#[derive(Debug)]
pub struct Memory {
    cells: [Set; CELLS],
    end: usize,
    left: usize,
    failed: bool,
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl Memory {
    /// Without a value.
    #[must_use]
    pub const fn new() -> Self {
        Self { cells: [Set::NONE; CELLS], end: 0, left: WORK, failed: false }
    }

    const fn spend(&mut self, work: usize) {
        if self.left < work {
            self.failed = true;
        } else {
            self.left -= work;
        }
    }

    /// In the place of a value that is not asked for.
    #[must_use]
    pub const fn nothing(&self) -> View {
        View { start: 0, layout: &Layout::Parts(&[]) }
    }

    /// A value that depends on nothing.
    pub const fn zeros(&mut self, layout: &'static Layout) -> View {
        let count = size(layout);
        self.spend(count);
        // Where there is no room, nothing that follows is of any use, nor reached for.
        if self.failed || count > CELLS - self.end {
            self.failed = true;
            return self.nothing();
        }
        let start = self.end;
        self.end += count;
        let mut k = start;
        while k < self.end {
            self.cells[k] = Set::NONE;
            k += 1;
        }
        View { start, layout }
    }

    /// A value of which each component depends on itself: the components from this one on.
    pub const fn input(&mut self, layout: &'static Layout, first: usize) -> View {
        let view = self.zeros(layout);
        let count = size(view.layout);
        if !is_known(layout) || first + count > MOST {
            self.failed = true;
            return view;
        }
        let mut k = 0;
        while k < count {
            let component = first + k;
            self.cells[view.start + k].0[component / 64] = 1 << (component % 64);
            k += 1;
        }
        view
    }

    const fn total(&mut self, of: View) -> Set {
        let (mut set, mut k, count) = (Set::NONE, 0, size(of.layout));
        self.spend(count);
        while k < count {
            set = set.with(self.cells[of.start + k]);
            k += 1;
        }
        set
    }

    const fn fill(&mut self, view: View, set: Set) {
        let (mut k, count) = (0, size(view.layout));
        while k < count {
            self.cells[view.start + k] = set;
            k += 1;
        }
    }

    /// A value of which each component depends on all of these.
    pub const fn of_all(&mut self, layout: &'static Layout, of: &[View]) -> View {
        let (mut set, mut k) = (Set::NONE, 0);
        while k < of.len() {
            set = set.with(self.total(of[k]));
            k += 1;
        }
        let view = self.zeros(layout);
        self.fill(view, set);
        view
    }

    /// A number that depends on all of these.
    pub const fn number(&mut self, of: &[View]) -> View {
        self.of_all(&Layout::Number, of)
    }

    /// The same value again.
    pub const fn copy(&mut self, of: View) -> View {
        let view = self.zeros(of.layout);
        self.assign(view, of);
        view
    }

    /// An array of these.
    pub const fn repeated(&mut self, layout: &'static Layout, of: View) -> View {
        let view = self.zeros(layout);
        if let Layout::Array(element, length) = view.layout {
            let mut k = 0;
            while k < *length {
                self.assign(View { start: view.start + k * size(element), layout: element }, of);
                k += 1;
            }
        } else {
            self.assign(view, of);
        }
        view
    }

    /// An array of these, if each is a number, else a value that depends on all of them.
    pub const fn numbers(&mut self, layout: &'static Layout, of: &[View]) -> View {
        let mut k = 0;
        while k < of.len() {
            if size(of[k].layout) != 1 {
                return self.of_all(&Layout::Unknown, of);
            }
            k += 1;
        }
        let view = self.zeros(layout);
        k = 0;
        while k < of.len() {
            self.write(view, &[Go::To(k)], of[k], false);
            k += 1;
        }
        view
    }

    /// Has a value be another one.
    const fn assign(&mut self, view: View, of: View) {
        let count = size(view.layout);
        if count == size(of.layout) {
            self.spend(count);
            let mut k = 0;
            while k < count {
                self.cells[view.start + k] = self.cells[of.start + k];
                k += 1;
            }
        } else {
            let set = self.total(of);
            self.fill(view, set);
        }
    }

    /// Has a value depend on what another one does too; whether it did not.
    const fn add(&mut self, view: View, of: View) -> bool {
        let count = size(view.layout);
        let of_all = if count == size(of.layout) { None } else { Some(self.total(of)) };
        self.spend(count);
        let (mut k, mut changed) = (0, false);
        while k < count {
            let other = match of_all {
                Some(set) => set,
                None => self.cells[of.start + k],
            };
            let both = self.cells[view.start + k].with(other);
            changed |= !both.is(&self.cells[view.start + k]);
            self.cells[view.start + k] = both;
            k += 1;
        }
        changed
    }

    /// What may be either of two values.
    pub const fn either(&mut self, a: View, b: View) -> View {
        if size(a.layout) == size(b.layout) {
            let known = if is_known(a.layout) { a.layout } else { b.layout };
            let view = self.copy(View { start: a.start, layout: known });
            self.add(view, b);
            return view;
        }
        self.of_all(&Layout::Unknown, &[a, b])
    }

    /// What an arm gives: that of the arm that is taken, if that is known.
    pub const fn chosen(&mut self, test: Option<bool>, yes: View, no: View) -> View {
        match test {
            Some(true) => yes,
            Some(false) => no,
            None => self.either(yes, no),
        }
    }

    /// The part at a place, where it is.
    const fn place(view: View, go: Go) -> Option<View> {
        // As `nalgebra` names the components of a vector.
        let go = match (view.layout, go) {
            (Layout::Array(..), Go::Named(name)) => Go::At(coordinate(name)),
            (_, Go::To(place)) => Go::At(Some(place as i128)),
            (_, go) => go,
        };
        match (view.layout, go) {
            (Layout::Array(element, length), Go::At(Some(at))) => {
                if at < 0 || at >= *length as i128 {
                    return None;
                }
                #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "it is below a length")]
                Some(View { start: view.start + size(element) * (at as usize), layout: element })
            }
            (Layout::Parts(parts), go) => {
                let (mut before, mut at) = (0, 0);
                while at < parts.len() {
                    let is_it = match go {
                        Go::At(Some(place)) => place == at as i128,
                        Go::Named(name) => crate::layout::same(name, parts[at].0),
                        Go::At(None) | Go::To(_) => false,
                    };
                    if is_it {
                        return Some(View { start: view.start + before, layout: &parts[at].1 });
                    }
                    before += size(&parts[at].1);
                    at += 1;
                }
                None
            }
            _ => None,
        }
    }

    /// A part of a value, or what it may be where the place is not known.
    pub const fn part(&mut self, view: View, go: Go) -> View {
        if let Some(part) = Self::place(view, go) {
            return part;
        }
        match (view.layout, go) {
            (Layout::Array(element, length), Go::At(_) | Go::To(_)) => {
                let any = self.zeros(element);
                let mut k = 0;
                while k < *length && !self.failed {
                    self.add(any, View { start: view.start + k * size(element), layout: element });
                    k += 1;
                }
                any
            }
            (Layout::Number, _) => view,
            _ => self.of_all(&Layout::Unknown, &[view]),
        }
    }

    /// Has a part of a value be another one, or depend on what that does too. Where the place is not known it may be any, and
    /// each may stay what it is.
    pub const fn write(&mut self, view: View, path: &[Go], value: View, adds: bool) {
        if self.failed {
            return;
        }
        let [go, rest @ ..] = path else {
            if adds {
                self.add(view, value);
            } else {
                self.assign(view, value);
            }
            return;
        };
        if let Some(part) = Self::place(view, *go) {
            self.write(part, rest, value, adds);
            return;
        }
        match (view.layout, go) {
            (Layout::Array(element, length), Go::At(_) | Go::To(_)) => {
                let mut k = 0;
                while k < *length {
                    self.write(View { start: view.start + k * size(element), layout: element }, rest, value, true);
                    k += 1;
                }
            }
            _ => {
                let set = self.total(value);
                let (mut k, count) = (0, size(view.layout));
                while k < count {
                    self.cells[view.start + k] = self.cells[view.start + k].with(set);
                    k += 1;
                }
            }
        }
    }

    /// What a function of this pattern gives of arguments that lie in one tuple.
    pub const fn called(&mut self, pattern: &Pattern, given: View, layout: &'static Layout) -> View {
        let view = self.zeros(layout);
        if let Some(rows) = pattern.rows
            && rows.len() == size(view.layout)
            && !self.failed
        {
            let mut k = 0;
            while k < rows.len() {
                let (mut set, mut j) = (Set::NONE, 0);
                self.spend(rows[k].len());
                while j < rows[k].len() {
                    set = set.with(self.cells[given.start + rows[k][j]]);
                    j += 1;
                }
                self.cells[view.start + k] = set;
                k += 1;
            }
            return view;
        }
        let set = self.total(given);
        self.fill(view, set);
        view
    }

    /// Where the values of a loop's turn begin.
    #[must_use]
    pub const fn mark(&self) -> usize {
        self.end
    }

    /// Hands on what a turn gives to the next one, and forgets the turn.
    pub const fn hand_on(&mut self, turns: &mut Turns, params: &[View], results: &[View], mark: usize) {
        let (mut k, mut changed) = (0, false);
        // What one is given may be what another one was.
        let aside = self.end;
        while turns.known && k < params.len() {
            self.copy(results[k]);
            k += 1;
        }
        let mut from = aside;
        k = 0;
        while k < params.len() && !self.failed {
            if turns.known {
                self.assign(params[k], View { start: from, layout: results[k].layout });
                from += size(results[k].layout);
            } else {
                changed |= self.add(params[k], results[k]);
            }
            k += 1;
        }
        self.end = mark;
        self.spend(1);
        turns.go_on(changed && !self.failed);
        if self.failed {
            turns.left = false;
        }
    }

    /// What each component of a value depends on.
    #[must_use]
    pub const fn table(&mut self, of: View) -> Table {
        let count = size(of.layout);
        if self.failed || count == 0 || count > MOST || !is_known(of.layout) {
            return Table { rows: [Set::NONE; MOST], count: 0 };
        }
        let (mut table, mut k) = (Table { rows: [Set::NONE; MOST], count }, 0);
        while k < count {
            table.rows[k] = self.cells[of.start + k];
            k += 1;
        }
        table
    }
}

/// The turns of a loop; of one whose range is not known, as many as change something.
#[derive(Clone, Copy, Debug)]
pub struct Turns {
    known: bool,
    next: i128,
    end: i128,
    step: i128,
    left: bool,
}

impl Turns {
    /// Those of a range that is not closed, each so many further, or the other way.
    #[must_use]
    pub const fn new(low: Option<i128>, high: Option<i128>, step: Option<i128>, backwards: bool) -> Self {
        match (low, high, step) {
            (Some(low), Some(high), Some(step)) if step > 0 => {
                let turns = if high > low { (high - low + step - 1) / step } else { 0 };
                let last = low + (turns - 1) * step;
                let (next, end, step) =
                    if backwards { (last, low - step, -step) } else { (low, low + turns * step, step) };
                Self { known: true, next, end, step, left: turns > 0 }
            }
            _ => Self { known: false, next: 0, end: 0, step: 1, left: true },
        }
    }

    /// Those of a range that is gone through the other way first, each so many further.
    #[must_use]
    pub const fn of_reversed(low: Option<i128>, high: Option<i128>, step: Option<i128>) -> Self {
        match (low, high, step) {
            (Some(low), Some(high), Some(step)) if step > 0 => {
                let turns = if high > low { (high - low + step - 1) / step } else { 0 };
                Self { known: true, next: high - 1, end: high - 1 - turns * step, step: -step, left: turns > 0 }
            }
            _ => Self::new(None, None, None, false),
        }
    }

    /// Whether there is another one.
    #[must_use]
    pub const fn goes(&self) -> bool {
        self.left
    }

    /// The loop's variable.
    #[must_use]
    pub const fn variable(&self) -> Option<i128> {
        if self.known { Some(self.next) } else { None }
    }

    const fn go_on(&mut self, changed: bool) {
        if self.known {
            self.next += self.step;
            self.left = self.next != self.end;
        } else {
            self.left = changed;
        }
    }
}

/// A pattern as sets.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    rows: [Set; MOST],
    count: usize,
}

impl Table {
    /// How many rows there are; none where nothing is known.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The first row that is like this one.
    const fn first(&self, row: usize) -> usize {
        let mut k = 0;
        while !self.rows[k].is(&self.rows[row]) {
            k += 1;
        }
        k
    }

    /// How many columns the rows have together, equal rows once.
    #[must_use]
    pub const fn entries(&self) -> usize {
        let (mut sum, mut k) = (0, 0);
        while k < self.count {
            if self.first(k) == k {
                sum += self.rows[k].count();
            }
            k += 1;
        }
        sum
    }

    /// The columns of the rows one after another, equal rows once, as many as there is room for.
    #[must_use]
    pub const fn columns<const ENTRIES: usize>(&self) -> [usize; ENTRIES] {
        let (mut columns, mut next, mut k) = ([0; ENTRIES], 0, 0);
        while k < self.count {
            let (mut component, is_new) = (0, self.first(k) == k);
            while is_new && component < MOST {
                if self.rows[k].has(component) && next < ENTRIES {
                    columns[next] = component;
                    next += 1;
                }
                component += 1;
            }
            k += 1;
        }
        columns
    }

    /// The rows, as slices of these columns.
    #[must_use]
    pub const fn rows<const COUNT: usize>(&self, columns: &'static [usize]) -> [&'static [usize]; COUNT] {
        let mut rows: [&[usize]; COUNT] = [&[]; COUNT];
        let (mut next, mut k) = (0, 0);
        while k < self.count {
            let first = self.first(k);
            if first == k {
                let count = self.rows[k].count();
                rows[k] = columns.split_at(next).1.split_at(count).0;
                next += count;
            } else {
                rows[k] = rows[first];
            }
            k += 1;
        }
        rows
    }
}

/// A pattern, or another one where it is not known.
#[must_use]
pub const fn rows_or(
    rows: Option<&'static [&'static [usize]]>,
    other: Option<&'static [&'static [usize]]>,
) -> Option<&'static [&'static [usize]]> {
    match rows {
        Some(rows) => Some(rows),
        None => other,
    }
}

/// What has a pattern that depends on constant parameters.
pub trait Sparse {
    /// The pattern as sets.
    const TABLE: Table;
    /// Its columns, if there is room for them.
    const COLUMNS: [usize; COLUMNS] = Self::TABLE.columns();
    /// The same where they stay.
    const LENT: &'static [usize] = &Self::COLUMNS;
    /// Its rows.
    const ROWS: [&'static [usize]; MOST] =
        if Self::TABLE.entries() <= COLUMNS { Self::TABLE.rows(Self::LENT) } else { [&[]; MOST] };
    /// The same where they stay.
    const LENT_ROWS: &'static [&'static [usize]] = &Self::ROWS;
    /// The pattern, if it is known.
    const PATTERN: Option<&'static [&'static [usize]]> = if Self::TABLE.count() > 0 && Self::TABLE.entries() <= COLUMNS
    {
        Some(Self::LENT_ROWS.split_at(Self::TABLE.count()).0)
    } else {
        None
    };
}

/// What an index is made of, where it is known.
pub mod known {
    /// An integer that no type of integers is too small for.
    const SMALL: i128 = 127;
    /// One that no integer that counts is too small for.
    const WIDE: i128 = 1 << 31;

    macro_rules! operations {
        ($($name:ident $checked:ident $what:literal;)*) => {$(
            #[doc = $what]
            /// Of integers whose type is not known to be wide it is known where every type has it.
            #[must_use]
            pub const fn $name(a: Option<i128>, b: Option<i128>, wide: bool) -> Option<i128> {
                match (a, b) {
                    (Some(a), Some(b)) => match a.$checked(b) {
                        // Below 0 a function panics, or it counts with signs, and neither is followed.
                        Some(c) if c >= 0 && c <= (if wide { WIDE } else { SMALL }) => Some(c),
                        _ => None,
                    },
                    _ => None,
                }
            }
        )*};
    }
    operations! {
        add checked_add "The sum.";
        sub checked_sub "The difference.";
        mul checked_mul "The product.";
        div checked_div "The quotient.";
        rem checked_rem "The remainder.";
    }

    /// The difference, or 0.
    #[must_use]
    pub const fn saturating_sub(a: Option<i128>, b: Option<i128>) -> Option<i128> {
        match (a, b) {
            (Some(a), Some(b)) => Some(if a > b { a - b } else { 0 }),
            _ => None,
        }
    }

    /// The smaller one.
    #[must_use]
    pub const fn min(a: Option<i128>, b: Option<i128>) -> Option<i128> {
        match (a, b) {
            (Some(a), Some(b)) => Some(if a < b { a } else { b }),
            _ => None,
        }
    }

    /// The larger one.
    #[must_use]
    pub const fn max(a: Option<i128>, b: Option<i128>) -> Option<i128> {
        match (a, b) {
            (Some(a), Some(b)) => Some(if a > b { a } else { b }),
            _ => None,
        }
    }

    /// An integer as one of another type: itself where every type has it, or a wide one where that is wide.
    #[must_use]
    pub const fn cast(a: Option<i128>, wide: bool) -> Option<i128> {
        match a {
            Some(a) if a >= 0 && a <= (if wide { WIDE } else { SMALL }) => Some(a),
            _ => None,
        }
    }

    /// Whether one is less than the other.
    #[must_use]
    pub const fn less(a: Option<i128>, b: Option<i128>) -> Option<bool> {
        match (a, b) {
            (Some(a), Some(b)) => Some(a < b),
            _ => None,
        }
    }

    /// Whether they are equal.
    #[must_use]
    pub const fn equal(a: Option<i128>, b: Option<i128>) -> Option<bool> {
        match (a, b) {
            (Some(a), Some(b)) => Some(a == b),
            _ => None,
        }
    }

    /// Whether it does not hold.
    #[must_use]
    pub const fn not(a: Option<bool>) -> Option<bool> {
        match a {
            Some(a) => Some(!a),
            None => None,
        }
    }

    /// Whether both hold: one may decide, whatever the other is.
    #[must_use]
    pub const fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
        match (a, b) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }

    /// The first where the test holds, else the second.
    #[must_use]
    pub const fn choose(test: Option<bool>, a: Option<i128>, b: Option<i128>) -> Option<i128> {
        match test {
            Some(true) => a,
            Some(false) => b,
            None => None,
        }
    }
}
