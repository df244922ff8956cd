//! The values that a body makes, a set for each of their components.

#![allow(clippy::large_stack_arrays, reason = "they are the compiler's, and never run")]

use super::set::Set;
use super::table::Table;
use super::turns::Turns;
use super::view::{View, elements, is_known, size};
use super::{Go, MOST, Pattern};
use crate::layout::Layout;

/// How many sets there are at a time, at the most.
const CELLS: usize = 6000;
/// How much is done at the most.
const WORK: usize = 1_000_000;

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

    /// A part of a value, or what it may be where the place is not known.
    pub const fn part(&mut self, view: View, go: Go) -> View {
        if let Some(part) = view.part(go) {
            return part;
        }
        match (view.layout, go) {
            (Layout::Array(..) | Layout::Matrix(..), Go::At(_) | Go::To(_) | Go::Pair(..)) => {
                let (element, length) = elements(view.layout);
                let any = self.zeros(element);
                let mut k = 0;
                while k < length && !self.failed {
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
        if let Some(part) = view.part(*go) {
            self.write(part, rest, value, adds);
            return;
        }
        match (view.layout, go) {
            (Layout::Array(..) | Layout::Matrix(..), Go::At(_) | Go::To(_) | Go::Pair(..)) => {
                let (element, length) = elements(view.layout);
                let mut k = 0;
                while k < length {
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
