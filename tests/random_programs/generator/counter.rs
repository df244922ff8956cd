//! What is not differentiated and changes, loops that jump, and names that are given their value later.

use super::{Count, Kind, Writer, piece};

/// What is not differentiated and changes.
#[derive(Clone, Debug)]
pub struct Counter {
    pub(super) name: String,
    pub(super) what: What,
}

/// An integer, and what it stays below; a truth value; a law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Integer(usize),
    Flag,
    Law,
}

impl Writer<'_> {
    /// An integer or a flag that may change.
    pub(super) fn bind_counter(&mut self) -> String {
        let name = self.fresh();
        match self.pick(6) {
            0 => {
                self.counters.push(Counter { name: name.clone(), what: What::Flag });
                return format!("let mut {name} = {};\n", self.one_of(&["flag", "true", "n > 2"]));
            }
            1 => {
                self.counters.push(Counter { name: name.clone(), what: What::Law });
                let start = self.one_of(&["Law::Off", "LAWS[n % 3]", "Law::Linear(0.3)"]);
                return format!("let mut {name}: Law = {start};\n");
            }
            _ => {}
        }
        let below = [3, 4, 6][self.pick(3)];
        let other = self.counts.last().filter(|count| count.below <= below).cloned();
        let start = match other {
            Some(count) if self.chance(2) => count.name,
            _ if self.chance(4) => "ORDER[1]".into(),
            _ => self.pick(below).to_string(),
        };
        self.counters.push(Counter { name: name.clone(), what: What::Integer(below) });
        self.counts.push(Count { name: name.clone(), below });
        format!("let mut {name}: usize = {start};\n")
    }

    /// A counter's next value. Where lanes may differ it has none.
    pub(super) fn count_on(&mut self) -> Option<String> {
        if self.choosing > 0 || self.counters.is_empty() {
            return None;
        }
        let i = self.pick(self.counters.len());
        let Counter { name, what } = self.counters[i].clone();
        let condition = self.passive_condition();
        let below = match what {
            What::Integer(below) => below,
            What::Flag => {
                return Some(match self.pick(3) {
                    0 => format!("{name} = !{name};\n"),
                    1 => format!("if {condition} {{ {name} = n % 2 == 1; }}\n"),
                    _ => format!("{name} = {name} != ({condition});\n"),
                });
            }
            What::Law => {
                let which = self.index(3);
                return Some(match self.pick(3) {
                    0 => format!("{name} = LAWS[{which}];\n"),
                    1 => format!("if {condition} {{ {name} = Law::Off; }} else {{ {name} = LAWS[{which}]; }}\n"),
                    _ => format!(
                        "{name} = match {name} {{ Law::Off => Law::Power {{ k: 2, c: 0.3 }}, Law::Linear(z) => Law::Linear(0.5 * z), _ => Law::Off }};\n"
                    ),
                });
            }
        };
        let by = 1 + self.pick(below);
        Some(match self.pick(5) {
            0 => format!("{name} = ({name} + {by}) % {below};\n"),
            1 => format!("if {condition} {{ {name} = ({name} + {by}) % {below}; }}\n"),
            2 => format!("{name} += 1;\nif {name} == {below} {{ {name} = 0; }}\n"),
            3 => format!("match {name} {{ 0 => {name} = {below} - 1, _ => {name} -= 1 }}\n"),
            _ => format!("if {condition} {{ {name} += {by}; }} else {{ {name} *= 2; }}\n{name} %= {below};\n"),
        })
    }

    /// The body of a loop, some of which skip the rest of a turn or all further ones.
    pub(super) fn turns(&mut self, depth: usize) -> String {
        if !self.chance(4) {
            return self.block(depth);
        }
        let plain = self.chance(2);
        let condition = if plain { self.passive_condition() } else { self.condition() };
        let jump = self.one_of(&["continue", "break"]);
        let kept = (self.scope.clone(), self.counts.clone(), self.counters.clone(), self.choosing);
        self.choosing += usize::from(!plain && jump == "break");
        let (few, more) = (self.pick(3), 1 + self.pick(2));
        let first = self.statements(few, depth);
        self.choosing += usize::from(!plain);
        // Written here, where names may be shadowed by those of `first`.
        let scope = self.scope.clone();
        let last = if self.chance(3) { self.change() } else { String::new() };
        self.scope = scope;
        let rest = self.statements(more, depth);
        (self.scope, self.counts, self.counters, self.choosing) = kept;
        format!("{first}{}{rest}", piece("", &format!("if {condition} {{\n{last}{jump};\n}}\n")))
    }

    /// A name that is given its value in the arms of a choice.
    pub(super) fn bind_later(&mut self, depth: usize) -> String {
        let name = self.fresh();
        let condition = self.condition();
        let (scope, counts, counters) = (self.scope.clone(), self.counts.clone(), self.counters.clone());
        self.choosing += 1;
        let mut arm = || {
            let count = self.pick(2);
            let text = self.statements(count, depth.saturating_sub(1));
            let value = self.number(2);
            self.scope.clone_from(&scope);
            self.counts.clone_from(&counts);
            self.counters.clone_from(&counters);
            format!("{text}{name} = ({value}).sin();\n")
        };
        let (yes, no) = (arm(), arm());
        self.choosing -= 1;
        self.bind(&name, Kind::Number, false);
        piece("", &format!("let {name};\nif {condition} {{\n{yes}}} else {{\n{no}}}\n"))
    }
}
