//! The rest of the language: enums and tables of what is not differentiated, patterns that take them apart, jumps out of
//! choices and of several loops, arrays of integers, and arms that reach for what is not there.

use super::counter::What;
use super::{Count, Kind, Writer, piece};

impl Writer<'_> {
    /// A value by the variant of a law, which is not differentiated.
    pub(super) fn by_law(&mut self, a: &str, b: &str) -> String {
        let (which, z, condition) = (self.index(3), self.fresh(), self.condition());
        if let Some(law) = self.changing(What::Law)
            && self.chance(2)
        {
            return match self.pick(3) {
                0 => format!(
                    "match {law} {{ Law::Off => {a}, Law::Linear({z}) => ({b}) * {z}, Law::Power {{ k, .. }} => ({a}).tanh().powi(k) }}"
                ),
                1 => format!("if let Law::Linear({z}) = {law} {{ ({a}) * {z} }} else {{ {b} }}"),
                _ => format!("if {law} == Law::Off {{ {a} }} else {{ {b} }}"),
            };
        }
        match self.pick(6) {
            0 => format!(
                "match LAWS[{which}] {{ Law::Off => {a}, Law::Linear({z}) => ({b}) * {z}, Law::Power {{ k, c: {z} }} => ({a}).tanh().powi(k) * {z} }}"
            ),
            1 => format!(
                "match LAWS[{which}] {{ Law::Linear({z}) if {condition} => ({a}) * {z}, Law::Power {{ k: {z} @ 1..=2, .. }} => ({b}) * {z} as f64, _ => {a} }}"
            ),
            2 => format!("if let Law::Linear({z}) = LAWS[{which}] && ({condition}) {{ ({a}) * {z} }} else {{ {b} }}"),
            3 => format!("if matches!(LAWS[{which}], Law::Off | Law::Linear(_)) {{ {a} }} else {{ {b} }}"),
            4 => format!("match n % 3 {{ 0 => {a}, 1 => {b}, _ if {condition} => {a}, _ => x }}"),
            _ => format!("match ({which}, {condition}) {{ (0, true) => {a}, (1 | 2, {z}) if {z} => {b}, _ => x }}"),
        }
    }

    /// An arm that reaches for an element where there may be none, and is not taken then.
    pub(super) fn out_of_reach(&mut self, a: &str, b: &str) -> String {
        let (array, by) = (self.named(Kind::Array, false).unwrap_or_else(|| "v".into()), self.pick(8));
        match self.pick(5) {
            // What a lane that is not in the arm would answer there is not asked.
            3 => format!(
                "if ({a}) > 0.5 {{ if ({a}) > 0.2 {{ {b} }} else {{ {array}[n * 2 + {}] * x }} }} else {{ {b} }}",
                by + 6
            ),
            4 => format!(
                "{{ let z = {a}; if z < 0.3 {{ x }} else {{ let y = if z < 0.1 {{ {array}[n + {}] }} else {{ z * ({b}) }}; if y * y < 0.0 {{ m[n + 4][n] }} else {{ y }} }} }}",
                by + 6
            ),
            0 => format!("if ({a}).tanh() > 2.0 {{ {array}[n + {by}] * ({b}) }} else {{ {b} }}"),
            1 => format!("if ({a}).abs() >= 0.0 {{ {a} }} else {{ {array}[n * 3 + {by}] + x }}"),
            _ => format!(
                "{{ let z = if ({a}).cos() > 1.5 {{ if x > 0.0 {{ m[n + {by}][n] }} else {{ {b} }} }} else {{ {b} }}; z * x }}"
            ),
        }
    }

    /// A chain with a filter.
    pub(super) fn filtered(&mut self, of: &str, value: &str, e: &str) -> String {
        match self.pick(3) {
            0 => format!("{of}.iter().filter(|z| **z > 0.1).map(|&{e}| {value}).sum::<T>()"),
            1 => format!("{of}.iter().map(|&{e}| {value}).filter(|z| *z < x).fold(x, |z, y| 0.3 * z + y.sin())"),
            _ => {
                format!("{of}.iter().enumerate().filter(|(i, _)| (i + n) % 2 == 0).map(|(_, &{e})| {value}).sum::<T>()")
            }
        }
    }

    /// A statement of the rest.
    pub(super) fn other(&mut self, depth: usize) -> String {
        match self.pick(15) {
            14 if self.often <= 60 => self.of_small_types(),
            12..14 if self.often <= 60 => self.made_of_both(),
            9..12 => self.more_statements(depth),
            0 => self.more_patterns(),
            1 => self.exchange(),
            2 => self.integers(),
            3 => self.grid(),
            4 if depth > 0 && self.often < 60 && self.chance(2) => self.left_here_and_there(),
            4 if depth > 0 && self.often < 60 => self.labelled(depth - 1),
            5 => {
                let (array, by, value) =
                    (self.named(Kind::Array, true).unwrap_or_default(), self.pick(8), self.number(1));
                if array.is_empty() {
                    return self.more_patterns();
                }
                let place = format!("{array}[n + {by}]");
                let change = self.one_of(&["=", "+=", "-=", "*="]);
                piece("", &format!("if ({value}).sin() > 1.5 {{ {place} {change} {value}; }}\n"))
            }
            6 if self.choosing == 0 && self.chance(2) => {
                let (name, a, b) = (self.name(Kind::Number), self.number(2), self.number(2));
                self.bind(&name, Kind::Number, true);
                format!(
                    "let mut {name} = match n % 3 {{ 0 => {a}, 1 => {b}, 2 => x, k => unreachable!(\"{{k}}\") }};\n"
                )
            }
            6 if self.choosing == 0 => piece("", "assert!(n < 9 && w.len() > 2, \"n is {n}, {} weights\", w.len());\n"),
            7 => {
                let law = self.fresh();
                let (which, name, value) = (self.index(3), self.name(Kind::Number), self.number(2));
                self.bind(&name, Kind::Number, false);
                // Nothing is left of it where it is cut but its name.
                format!(
                    "let {name} = {{ let {law} @ (Law::Off | Law::Linear(_) | Law::Power {{ .. }}) = LAWS[{which}]; let LawOf({law}, k) = LawOf({law}, {which}); if {law} == Law::Off {{ x }} else {{ ({value}).sin() * k as f64 }} }};\n"
                )
            }
            _ => self.more_patterns(),
        }
    }

    fn more_patterns(&mut self) -> String {
        let (first, second, all) = (self.fresh(), self.fresh(), self.fresh());
        let (u, v) = (self.number(2), self.number(1));
        let text = match self.pick(6) {
            0 => {
                let row = self.row();
                format!(
                    "let {all} @ [{first}, .., {second}]: [T; 3] = {row};\nlet {first} = {first} * {all}[1] + {second};\n"
                )
            }
            1 => format!(
                "let Wrap({first}, [{second}, _]) = Wrap({u}, [{v}, x]);\nlet {all} = Wrap({second}, [{first}, {v}]);\nlet {first} = {all}.1[1] * {all}.0;\n"
            ),
            2 => format!("let [{first}, {all} @ ..] = [{u}, {v}, x];\nlet {second} = ({all}[0] * {all}[1]).sin();\n"),
            3 => format!(
                "let (ref {first}, mut {second}) = ({u}, {v});\n{second} *= {first}.cos();\nlet {first} = *{first};\n"
            ),
            4 => {
                let pair = self.pair();
                format!(
                    "let Wrap({first}, {all}) = {{ let z: Pair<T> = {pair}; Wrap(z.a * x, [z.b[0], {v}]) }};\nlet {second} = {all}[0] * {u};\n"
                )
            }
            _ => {
                let condition = self.condition();
                format!(
                    "let {all} = ({u}, {v});\nlet ({first}, {second}) = match ({condition}, {all}) {{ (true, (y, z)) => (y, z * x), (_, (y, z)) => (z, y) }};\n"
                )
            }
        };
        self.bind(&first, Kind::Number, false);
        self.bind(&second, Kind::Number, false);
        piece("", &text)
    }

    /// Two places that change their values, or an array that is turned around.
    fn exchange(&mut self) -> String {
        let (Some(a), Some(b)) = (self.named(Kind::Array, true), self.named(Kind::Number, true)) else {
            return self.more_patterns();
        };
        let (i, value) = (self.index(6), self.number(1));
        let text = match self.pick(6) {
            5 => format!("{a}.swap({i}, {});\n", self.index(6)),
            0 => format!("core::mem::swap(&mut {a}[{i}], &mut {b});\n"),
            1 => format!("{{ let z = ({value}).sin();\n{b} = core::mem::replace(&mut {a}[{i}], z); }}\n"),
            2 => format!("{a}.reverse();\n"),
            3 => format!("{{ let z = ({value}).tanh();\n{a}.fill(z); }}\n"),
            _ => format!(
                "for z in &mut {a}[1..4] {{\n*z = (*z * x).sin();\n}}\nfor z in {a}.iter_mut().filter(|z| **z < 0.0) {{\n*z *= 0.5;\n}}\n"
            ),
        };
        piece("", &text)
    }

    /// An array of integers, whose elements are indices.
    fn integers(&mut self) -> String {
        let (name, length, i) = (self.fresh(), self.length(), self.index(6));
        let made = match self.pick(3) {
            0 => format!("core::array::from_fn(|i| (i * 5 + n) % {length})"),
            1 => format!("[0; {length}]"),
            _ => format!("{{ let mut all: [usize; {length}] = [1; {length}]; all[{i}] = n % {length}; all }}"),
        };
        let changed = match self.pick(3) {
            0 if self.choosing == 0 => format!("{name}.swap(0, {i});\n"),
            1 if self.choosing == 0 => format!("{name}[{i}] = ({name}[2] + 3) % {length};\n"),
            _ => String::new(),
        };
        self.counts.push(Count { name: format!("{name}[{i}]"), below: 6 });
        format!("let mut {name}: [usize; {length}] = {made};\n{changed}")
    }

    /// An array of arrays, both of the length that may be a parameter.
    fn grid(&mut self) -> String {
        let (name, length, i, j) = (self.fresh(), self.length(), self.fresh(), self.fresh());
        let counts = self.counts.clone();
        self.counts.push(Count { name: i.clone(), below: 6 });
        self.counts.push(Count { name: j.clone(), below: 6 });
        let before = self.often;
        self.often *= 36;
        let value = self.element(1);
        let other = self.named(Kind::Grid, false).filter(|_| before < 7);
        self.often = before;
        self.counts = counts;
        let text = match other {
            Some(other) if self.chance(2) => format!(
                "let mut {name} = [[T::ZERO; {length}]; {length}];\nfor {i} in 0..{length} {{\nfor {j} in 0..{length} {{\nfor k in 0..3 {{\n{name}[{i}][{j}] += 0.2 * {other}[{i}][k] * {other}[k][{j}];\n}}\n{name}[{i}][{j}] *= ({value}).sin();\n}}\n}}\n"
            ),
            _ if before > 40 => format!("let mut {name} = [[x; {length}]; {length}];\n"),
            _ => format!(
                "let mut {name}: [[T; {length}]; {length}] = core::array::from_fn(|{i}| core::array::from_fn(|{j}| {value}));\n"
            ),
        };
        self.bind(&name, Kind::Grid, true);
        piece("", &text)
    }

    /// A loop of choices one after another, of which some arms go on and others leave.
    fn left_here_and_there(&mut self) -> String {
        let i = self.fresh();
        let before = (self.often, self.scope.clone(), self.counts.clone(), self.counters.clone(), self.choosing);
        self.often *= 4;
        self.counts.push(Count { name: i.clone(), below: 4 });
        self.choosing += 1;
        let mut text = String::new();
        for _ in 0..2 + self.pick(3) {
            let (z, by) = (self.fresh(), self.pick(3));
            let (a, b, c) = (self.number(1), self.number(1), self.number(1));
            let (condition, other) = (self.condition(), self.condition());
            let scope = self.scope.clone();
            let jump = match self.pick(4) {
                0 => format!("{{\n{}break\n}}", self.change()),
                1 => format!("{{\n{}continue\n}}", self.change()),
                2 => "break".into(),
                _ => "continue".into(),
            };
            self.scope = scope;
            text += &match self.pick(4) {
                0 => format!("let {z} = match ({i} + n + {by}) % 4 {{ 0 => {a}, 1 => {jump}, 2 => {b}, _ => {c} }};\n"),
                1 => format!("let {z} = if {condition} {{ {a} }} else if {other} {{ {jump} }} else {{ {b} }};\n"),
                2 => format!(
                    "let mut {z} = match LAWS[({i} + {by}) % 3] {{ Law::Linear(c) => ({a}) * c, Law::Off => {jump}, Law::Power {{ c, .. }} => ({b}) - c }};\n{z} += 0.1 * {c};\n"
                ),
                _ => format!(
                    "let ({z}, _) = match ({condition}, {other}) {{ (true, true) => ({a}, {b}), (false, true) => {jump}, (_, false) => ({c}, x) }};\n"
                ),
            };
            self.bind(&z, Kind::Number, false);
            text += &self.change();
        }
        (self.often, self.scope, self.counts, self.counters, self.choosing) = before;
        piece("", &format!("for {i} in 0..4 {{\n{text}}}\n"))
    }

    /// A loop with a label, left from a loop within, and turns that are skipped by a choice.
    fn labelled(&mut self, depth: usize) -> String {
        let (i, j, z) = (self.fresh(), self.fresh(), self.fresh());
        let before = (self.often, self.scope.clone(), self.counts.clone(), self.counters.clone(), self.choosing);
        self.often *= 12;
        self.counts.push(Count { name: i.clone(), below: 4 });
        let first = self.change();
        // What it binds is seen by all that follows in the body.
        let outer = self.scope.clone();
        self.counts.push(Count { name: j.clone(), below: 3 });
        let plain = self.chance(2);
        let condition = if plain { self.passive_condition() } else { self.condition() };
        self.choosing += usize::from(!plain);
        let jump = self.one_of(&["continue 'outer", "break 'outer"]);
        let scope = self.scope.clone();
        // What it binds, if it binds something, is not seen by what follows.
        let inner = format!("{{\n{}}}\n", self.change());
        self.scope = scope;
        let skipped = self.condition();
        let (a, b) = (self.number(1), self.number(1));
        let text = match self.pick(3) {
            0 => format!("if {condition} {{ {jump}; }}\n{inner}"),
            1 => format!(
                "{inner}let {z} = if {condition} {{ {jump} }} else if {skipped} {{ continue }} else {{ {a} }};\n"
            ),
            _ => format!(
                "let {z} = match ({j} + n) % 3 {{ 0 => {a}, 1 => continue, _ => {b} }};\nif {condition} {{\n{inner}{jump};\n}}\n"
            ),
        };
        self.choosing += 1;
        self.bind(&z, Kind::Number, false);
        let rest = if text.contains(&format!("let {z}")) { self.change() } else { String::new() };
        self.scope.clone_from(&outer);
        self.counts.clone_from(&before.2);
        self.counts.push(Count { name: i.clone(), below: 4 });
        self.counters.clone_from(&before.3);
        let last = self.statements(1, depth.min(1));
        (self.often, self.scope, self.counts, self.counters, self.choosing) = before;
        let text = format!("for {j} in 0..3 {{\n{text}{rest}}}\n");
        piece("", &format!("'outer: for {i} in 0..4 {{\n{first}{text}{last}}}\n"))
    }
}
