//! What is noted ahead of the loops, where it is known when a function is expanded: counters, running indices and flags.

use std::collections::HashSet;

use super::index::{Count, Known, Plain, Turn};
use crate::ahead::{Ahead, Statement};

/// More work than this is not done.
const MOST: usize = 100_000;

/// A statement as it was read.
enum Read {
    Let(String, Option<Known>),
    Set(String, Vec<Option<Known>>, Option<Known>),
    Loop { variable: String, count: Option<Count>, running: Vec<(String, [Option<Known>; 2])>, body: Vec<Read> },
    If { test: Option<Known>, arms: [Vec<Read>; 2] },
}

/// Notes what is known. What is not has no value, in any turn.
pub(super) fn note(ahead: &Ahead, turn: &mut Turn) {
    let mut noting = Noting { turn, unknown: HashSet::new(), left: MOST };
    let read: Vec<Read> = ahead.outermost().iter().filter_map(Read::of).collect();
    if noting.all(&read).is_none() {
        *noting.turn = Turn::default();
        return;
    }
    for name in noting.unknown {
        turn.noted.remove(&name);
        turn.variables.remove(&name);
    }
}

impl Read {
    fn of(statement: &Statement) -> Option<Self> {
        let all = |statements: &[Statement]| statements.iter().filter_map(Self::of).collect::<Vec<_>>();
        Some(match statement {
            Statement::Let { name, value } => Self::Let(name.to_string(), Known::read(value)),
            Statement::Set { name, turns, value } => {
                Self::Set(name.to_string(), turns.iter().map(Known::read).collect(), Known::read(value))
            }
            Statement::Loop { range, running, body } => Self::Loop {
                variable: range.variable.to_string(),
                count: Count::read(&range.iterator),
                running: running
                    .iter()
                    .map(|running| (running.name.to_string(), [&running.start, &running.next].map(Known::read)))
                    .collect(),
                body: all(body),
            },
            Statement::If { test, yes, no } => Self::If { test: Known::read(test), arms: [all(yes), all(no)] },
            Statement::Assert(_) => return None,
        })
    }

    /// The names of what it gives values.
    fn names(&self, names: &mut HashSet<String>) {
        match self {
            Self::Let(name, _) | Self::Set(name, ..) => {
                names.insert(name.clone());
            }
            Self::Loop { running, body, .. } => {
                names.extend(running.iter().map(|(name, _)| name.clone()));
                for read in body {
                    read.names(names);
                }
            }
            Self::If { arms, .. } => {
                for read in arms.iter().flatten() {
                    read.names(names);
                }
            }
        }
    }
}

struct Noting<'a> {
    turn: &'a mut Turn,
    /// What is not known in some turn.
    unknown: HashSet<String>,
    left: usize,
}

impl Noting<'_> {
    fn all(&mut self, statements: &[Read]) -> Option<()> {
        statements.iter().try_for_each(|statement| self.one(statement))
    }

    fn find(&self, known: Option<&Known>) -> Option<Plain> {
        known?.find(self.turn)
    }

    fn set(&mut self, name: &str, value: Option<Plain>) {
        match value.filter(|_| !self.unknown.contains(name)) {
            Some(value) => {
                self.turn.variables.insert(name.to_string(), value);
            }
            None => self.lose(name),
        }
    }

    fn lose(&mut self, name: &str) {
        self.turn.variables.remove(name);
        self.turn.noted.remove(name);
        self.unknown.insert(name.to_string());
    }

    fn lose_all(&mut self, statements: &[Read]) {
        let mut names = HashSet::new();
        for statement in statements {
            statement.names(&mut names);
        }
        for name in &names {
            self.lose(name);
        }
    }

    fn one(&mut self, statement: &Read) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        match statement {
            Read::Let(name, value) => {
                let value = self.find(value.as_ref());
                self.set(name, value);
            }
            Read::Set(name, turns, value) => {
                let place = turns.iter().map(|turn| turn.as_ref()?.integer(self.turn)).collect::<Option<Vec<_>>>();
                let value = self.find(value.as_ref());
                match (place, value) {
                    (Some(place), value) if place.is_empty() => {
                        let before = self.turn.variables.get(name).copied();
                        self.set(name, value.filter(|value| before.is_none_or(|before| before == *value)));
                    }
                    (Some(place), Some(value)) if !self.unknown.contains(name) => {
                        let before = self.turn.noted.entry(name.clone()).or_default().insert(place, value);
                        // One place has one value, whenever it is looked at.
                        if before.is_some_and(|before| before != value) {
                            self.lose(name);
                        }
                    }
                    _ => self.lose(name),
                }
            }
            Read::Loop { variable, count, running, body } => {
                for (name, [start, _]) in running {
                    let start = self.find(start.as_ref());
                    self.set(name, start);
                }
                let Some(turns) = count.as_ref().and_then(|count| count.turns(self.turn)) else {
                    for (name, _) in running {
                        self.lose(name);
                    }
                    self.lose_all(body);
                    return Some(());
                };
                for turn in turns {
                    self.turn.variables.insert(variable.clone(), Plain::Integer(turn));
                    self.all(body)?;
                    for (name, [_, next]) in running {
                        let next = self.find(next.as_ref());
                        self.set(name, next);
                    }
                    self.left = self.left.checked_sub(1)?;
                }
                self.turn.variables.remove(variable);
            }
            Read::If { test, arms: [yes, no] } => match test.as_ref().and_then(|test| test.holds(self.turn)) {
                Some(true) => self.all(yes)?,
                Some(false) => self.all(no)?,
                None => {
                    self.lose_all(yes);
                    self.lose_all(no);
                }
            },
        }
        Some(())
    }
}
