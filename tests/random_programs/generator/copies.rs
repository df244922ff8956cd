//! Arrays that are copied, kept, changed and put back, in arms and in loops within loops.

use super::{Kind, Writer, piece};

/// The arrays and the pair that a block changes.
const ARRAYS: [&str; 3] = ["a", "b", "s.b"];

impl Writer<'_> {
    /// A statement.
    pub(super) fn copies(&mut self) -> String {
        let (a, b, pair) = (self.row(), self.row(), self.pair());
        let mut steps = self.steps(2);
        // Names that end with the block hide others.
        let shadowed = self.pick(4);
        let turns = self.one_of(&["0..3", "0..n.min(4)", "(1..4).rev()", "(0..6).step_by(2)"]).to_string();
        if !self.chance(4) {
            steps = format!("for k in {turns} {{\n{steps}}}\n");
        }
        if self.chance(3) {
            steps = format!("for j in 0..2 {{\nlet a0 = a;\n{steps}b[j] = 0.5 * a0[j] + b[2];\n}}\n");
        }
        let around = if shadowed == 0 { "let n = n + 1;\n" } else { "" };
        let name = self.name(Kind::Number);
        self.bind(&name, Kind::Number, false);
        let value = format!(
            "{{\nlet (k, j) = (n, 1);\nlet (mut a, mut b): ([T; 3], [T; 3]) = ({a}, {b});\nlet mut s: Pair<T> = {pair};\n{around}{steps}a[0] * b[1] + a[1] * s.b[0] - b[2] * a[2] + s.a * s.b[1] + 0.1 * ((k + j) as f64)\n}}"
        );
        format!("let {name} = ({}).tanh();\n", piece("x", &value))
    }

    fn steps(&mut self, depth: usize) -> String {
        let count = 1 + self.pick(3);
        (0..count)
            .map(|_| {
                let step = self.step(depth);
                piece("", &step)
            })
            .collect()
    }

    fn part_of_three(&mut self) -> (&'static str, String) {
        let which = self.pick(ARRAYS.len());
        let index = self.of_three(if ARRAYS[which] == "s.b" { 2 } else { 3 });
        (ARRAYS[which], index)
    }

    fn of_three(&mut self, length: usize) -> String {
        let fixed = self.pick(length).to_string();
        let index = self.one_of(&[&fixed, "k", "n", "j", "(k + j)", "(n + 1)"]).to_string();
        if index == fixed { fixed } else { format!("{index} % {length}") }
    }

    /// One change, or several in arms.
    fn step(&mut self, depth: usize) -> String {
        let ((z, i), (u, j)) = (self.part_of_three(), self.part_of_three());
        let (at, other) = (self.of_three(3), self.of_three(3));
        let (value, more) = (self.element(1), self.element(1));
        let deep = if depth > 0 { 17 } else { 11 };
        match self.pick(deep) {
            0 => format!("{z}[{i}] = ({value} * {u}[{j}]).sin();\n"),
            1 => format!("{z}[{i}] = 0.5 * {z}[{i}] + {u}[{j}] * ({value});\n"),
            2 => "a = b;\n".into(),
            3 => "b = a;\n".into(),
            4 => format!("{{ let mut t = a; t[{at}] = {value}; b = t; }}\n"),
            5 => format!("{{ let t = b; b[{at}] = (t[{other}] * ({value})).sin(); a[{other}] = t[{at}]; }}\n"),
            6 => self.one_of(&["(a, b) = (b, a);\n", "core::mem::swap(&mut a, &mut b);\n", "a.swap(0, 2);\n"]).into(),
            7 => format!("a = [a[{at}], ({value} * b[{other}]).cos(), b[{at}]];\n"),
            8 => format!("let t = s; s = Pair {{ a: (t.b[{}] * x).sin(), b: [t.a, {value}] }};\n", self.of_three(2)),
            9 => format!("s.a = 0.5 * s.a * {u}[{j}] + a[{at}];\n"),
            10 => format!("s = Pair {{ a: b[{at}], ..s }};\n"),
            11 => {
                let (condition, first, second) = (self.some_condition(), self.steps(depth - 1), self.steps(depth - 1));
                format!("if {condition} {{\n{first}}} else {{\n{second}}}\n")
            }
            12 => {
                let (condition, first) = (self.some_condition(), self.steps(depth - 1));
                format!("if {condition} {{\n{first}}}\n")
            }
            13 => {
                let (first, second) = (self.steps(depth - 1), self.steps(depth - 1));
                format!("match (n + k) % 3 {{\n0 => {{\n{first}}}\n1 => {{\n{second}}}\n_ => {{}}\n}}\n")
            }
            14 => {
                let condition = self.some_condition();
                format!(
                    "a = if {condition} {{ a[{at}] = ({value}).sin(); a }} else {{ let mut t = a; t[{other}] = {more}; t }};\n"
                )
            }
            15 => {
                let (condition, again) = (self.some_condition(), self.some_condition());
                let (first, second) = (self.steps(depth - 1), self.steps(depth - 1));
                let (one, two) = (self.one_of(&["a", "b"]).to_string(), self.one_of(&["a", "b"]).to_string());
                let (t, y) = (self.fresh(), self.one_of(&["a", "b"]).to_string());
                format!(
                    "let {t} = if {condition} {{\n{first}{one}\n}} else {{\n{second}{two}\n}};\n{y} = if {again} {{ {t} }} else {{ [{value}, {t}[{at}], {y}[{other}]] }};\n"
                )
            }
            _ => {
                let (condition, first) = (self.some_condition(), self.steps(depth - 1));
                let t = self.fresh();
                format!("let {t} = (a, s);\nif {condition} {{\n{first}(a, s) = {t};\n}}\n")
            }
        }
    }

    fn some_condition(&mut self) -> String {
        if self.chance(3) {
            return self.condition();
        }
        self.one_of(&["flag", "n > 1", "k == 1", "(k + n) % 2 == 0", "k > j", "n == k"]).into()
    }
}
