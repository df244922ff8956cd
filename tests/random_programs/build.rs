//! Writes random functions in the macros' language.
//!
//! Each takes a number, an array, a tuple and an array that stays whole, and gives a pair of numbers. It is made of `let`s
//! with patterns and shadowing, variables and elements that change, loops over ranges and arrays, nested `if`s as values
//! and as statements, `match`, arithmetic, literals, primitives, and calls of the functions before it. Every expression is
//! finite wherever its arguments are: arguments of roots and logarithms are positive by construction, and what loops hand
//! on is bounded.
//!
//! Each statement is drawn from a seed of its own, so that it can be left out (`SKIP=3,7`) and the others stay: `shrink.sh`
//! makes a failing program small that way.

use std::fmt::Write as _;
use std::{env, fs, path::Path};

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn setting(name: &str, default: u64) -> u64 {
    println!("cargo:rerun-if-env-changed={name}");
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn main() {
    let (programs, seed) = (setting("PROGRAMS", 150), setting("SEED", 20261123));
    println!("cargo:rerun-if-env-changed=SKIP");
    let skip = env::var("SKIP").unwrap_or_default().split(',').filter_map(|number| number.parse().ok()).collect();
    let only = setting("ONLY", u64::MAX);
    let mut source = String::new();
    let mut writer =
        Writer { seed: 0, rng: Pcg64::seed_from_u64(0), scope: Scope::default(), index: 0, made: 0, drawn: 0, skip };
    let range = if only == u64::MAX { 0..programs } else { only..only + 1 };
    for index in range.clone() {
        // A seed of its own for each, so that one can be made again alone.
        writer.seed = seed.wrapping_add(index).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (writer.index, writer.made, writer.drawn) = (if only == u64::MAX { index } else { 0 }, 0, 0);
        let program = writer.program(index);
        source.push_str(&program);
    }
    let list: String = range.map(|i| format!("check(\"program_{i}\", &Program{i}),\n")).collect();
    let _ = write!(
        source,
        "/// Checks every program; gives how many there are and how many failed.\npub fn check_all() -> (usize, usize) {{\nlet all = [\n{list}];\n(all.len(), all.iter().filter(|held| !**held).count())\n}}\n"
    );
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("programs.rs"), source).expect("the programs are written");
}

/// What can be named.
#[derive(Clone, Default)]
struct Scope {
    /// Numbers.
    names: Vec<String>,
    /// Those among them that change.
    variables: Vec<String>,
    /// Arrays of five numbers.
    arrays: Vec<String>,
    /// Those among them that change.
    changing: Vec<String>,
    /// Integers below five.
    integers: Vec<String>,
}

struct Writer {
    seed: u64,
    rng: Pcg64,
    scope: Scope,
    index: u64,
    made: usize,
    drawn: u64,
    skip: Vec<u64>,
}

impl Writer {
    fn program(&mut self, number: u64) -> String {
        let all = |names: &[&str]| names.iter().map(|name| (*name).to_string()).collect::<Vec<_>>();
        self.scope =
            Scope { names: all(&["x", "a", "b", "c", "p", "q", "r"]), arrays: all(&["xs"]), ..Scope::default() };
        // Small programs are the most telling.
        self.rng = Pcg64::seed_from_u64(self.seed);
        let size = self.rng.random_range(1..4) * self.rng.random_range(1..4);
        let body = self.block(size, 2, 2);
        let pattern = "x: T, [a, b, c]: [T; 3], ([p, q], r): ([T; 2], T), xs: [T; 5]";
        format!("#[differentiable]\npub fn program_{number}<T: Real>({pattern}) -> (T, T) {{\n{body}}}\n\n")
    }

    fn pick(&mut self, from: u32) -> u32 {
        self.rng.random_range(0..from)
    }

    fn one_of(&mut self, names: &[String]) -> Option<String> {
        if names.is_empty() {
            return None;
        }
        let i = self.rng.random_range(0..names.len());
        Some(names[i].clone())
    }

    /// Statements, and a value with so many results; none for a block that is a statement.
    fn block(&mut self, statements: usize, results: usize, depth: usize) -> String {
        let scope = self.scope.clone();
        let mut body = String::new();
        for _ in 0..statements {
            body.push_str(&self.statement(depth));
        }
        if results > 0 {
            body.push_str(&self.results(results));
            body.push('\n');
        }
        self.scope = scope;
        body
    }

    fn results(&mut self, count: usize) -> String {
        let results: Vec<_> = (0..count).map(|_| self.expression(2)).collect();
        if count == 1 { results.concat() } else { format!("({})", results.join(", ")) }
    }

    /// A new name, or one that shadows another.
    fn name(&mut self) -> String {
        if self.pick(4) == 0 {
            let names = self.scope.names.clone();
            return self.one_of(&names).unwrap_or_default();
        }
        self.new_name("z")
    }

    fn new_name(&mut self, base: &str) -> String {
        self.made += 1;
        format!("{base}{}", self.made)
    }

    fn bind(&mut self, name: String) {
        self.scope.variables.retain(|other| *other != name);
        if !self.scope.names.contains(&name) {
            self.scope.names.push(name);
        }
    }

    /// A statement from a seed of its own.
    fn statement(&mut self, depth: usize) -> String {
        self.drawn += 1;
        self.made = self.made.max(self.drawn as usize * 10);
        let seed = self.seed ^ self.drawn.wrapping_mul(0xD134_2543_DE82_EF95);
        let outer = core::mem::replace(&mut self.rng, Pcg64::seed_from_u64(seed));
        let statement = if self.skip.contains(&self.drawn) { String::new() } else { self.draw(depth) };
        self.rng = outer;
        statement
    }

    fn draw(&mut self, depth: usize) -> String {
        match self.pick(10) {
            0..=2 => self.plain_statement(depth),
            3 => self.new_variable(),
            4..=6 => self.change(),
            7 | 8 if depth > 0 => self.turns(depth),
            9 if depth > 0 => self.choice(depth),
            _ => self.change(),
        }
    }

    fn new_variable(&mut self) -> String {
        match self.pick(5) {
            0 | 1 => {
                let (name, value) = (self.new_name("m"), self.expression(2));
                self.bind(name.clone());
                self.scope.variables.push(name.clone());
                format!("let mut {name} = ({value}).tanh();\n")
            }
            2 => {
                let (name, value) = (self.new_name("u"), self.expression(1));
                self.scope.arrays.push(name.clone());
                self.scope.changing.push(name.clone());
                format!("let mut {name} = [{value}; 5];\n")
            }
            3 => {
                let arrays = self.scope.arrays.clone();
                let (name, other) = (self.new_name("u"), self.one_of(&arrays).unwrap_or_default());
                self.scope.arrays.push(name.clone());
                self.scope.changing.push(name.clone());
                format!("let mut {name} = {other};\n")
            }
            _ => {
                let (name, i) = (self.new_name("w"), self.new_name("i"));
                self.scope.integers.push(i.clone());
                let value = self.expression(2);
                self.scope.integers.pop();
                self.scope.arrays.push(name.clone());
                if self.pick(2) == 0 {
                    let arrays = self.scope.arrays[..self.scope.arrays.len() - 1].to_vec();
                    let from = self.one_of(&arrays).unwrap_or_default();
                    let e = self.new_name("e");
                    return format!("let {name} = {from}.map(|{e}| ({e} * 0.7).sin());\n");
                }
                format!("let {name}: [T; 5] = core::array::from_fn(|{i}| ({value}).sin());\n")
            }
        }
    }

    /// An assignment, if there is anything that changes. What is assigned is bounded.
    fn change(&mut self) -> String {
        let value = self.bounded();
        let operator = ["=", "+=", "-=", "="][self.pick(4) as usize];
        let (arrays, variables) = (self.scope.changing.clone(), self.scope.variables.clone());
        let array = self.one_of(&arrays);
        match (self.one_of(&variables), array) {
            (_, Some(array)) if self.pick(2) == 0 => {
                let i = self.place();
                if self.pick(8) == 0 {
                    let all = self.scope.arrays.clone();
                    let other = self.one_of(&all).unwrap_or_default();
                    return format!("{array} = {other};\n");
                }
                if self.pick(6) == 0 {
                    format!("{array}[{i}] *= {value};\n")
                } else {
                    format!("{array}[{i}] {operator} {value};\n")
                }
            }
            (Some(name), _) => {
                if self.pick(6) == 0 {
                    format!("{name} *= {value};\n")
                } else {
                    format!("{name} {operator} {value};\n")
                }
            }
            (None, Some(array)) => {
                let i = self.place();
                format!("{array}[{i}] {operator} {value};\n")
            }
            (None, None) => self.new_variable(),
        }
    }

    fn bounded(&mut self) -> String {
        let value = self.expression(2);
        match self.pick(3) {
            0 => format!("({value}).sin()"),
            1 => format!("({value}).tanh()"),
            _ => {
                let other = self.expression(1);
                format!("(({value}).cos() * 0.5 + 0.3 * ({other}).tanh())")
            }
        }
    }

    /// An index of an array of five.
    fn place(&mut self) -> String {
        let integers = self.scope.integers.clone();
        match self.one_of(&integers) {
            Some(i) if self.pick(4) > 0 => match self.pick(5) {
                0 => format!("({i} + {}) % 5", self.pick(4) + 1),
                1 => format!("4 - {i}"),
                _ => i,
            },
            _ => self.pick(5).to_string(),
        }
    }

    fn turns(&mut self, depth: usize) -> String {
        let scope = self.scope.clone();
        let (i, e) = (self.new_name("i"), self.new_name("e"));
        let arrays = self.scope.arrays.clone();
        let (array, other) = (self.one_of(&arrays).unwrap_or_default(), self.one_of(&arrays).unwrap_or_default());
        let head = match self.pick(9) {
            0 => format!("for {e} in {array}"),
            1 => format!("for ({i}, {e}) in {array}.iter().copied().enumerate()"),
            2 => format!("for ({e}, f{i}) in {array}.into_iter().zip({other})"),
            kind => {
                let integers = self.scope.integers.clone();
                let outer = self.one_of(&integers);
                let range = match (kind, outer) {
                    (3, Some(outer)) => format!("0..{outer}"),
                    (4, Some(outer)) => format!("{outer}..5"),
                    (5, _) => "(0..5).rev()".into(),
                    (6, _) => "(1..5).step_by(2)".into(),
                    (7, _) => "0..=3".into(),
                    _ => "0..5".into(),
                };
                format!("for {i} in {range}")
            }
        };
        if head.contains(&format!("{e} ")) || head.contains(&format!("{e})")) || head.contains(&format!("{e},")) {
            self.scope.names.push(e);
        }
        if head.contains(&format!("f{i}")) {
            self.scope.names.push(format!("f{i}"));
        } else if head.contains(&i) {
            self.scope.integers.push(i);
        }
        let size = self.rng.random_range(1..4);
        let mut body = self.change();
        body.push_str(&self.block(size, 0, depth - 1));
        self.scope = scope;
        format!("{head} {{\n{body}}}\n")
    }

    /// An `if` or a `match` that is a statement.
    fn choice(&mut self, depth: usize) -> String {
        let sizes: [usize; 2] = [self.rng.random_range(1..3), self.rng.random_range(0..3)];
        let condition = self.any_condition();
        let integers = self.scope.integers.clone();
        let chosen = self.one_of(&integers);
        let arms = sizes.map(|size| {
            let scope = self.scope.clone();
            let mut body = self.change();
            body.push_str(&self.block(size, 0, depth - 1));
            self.scope = scope;
            body
        });
        let [yes, no] = arms;
        match (self.pick(4), chosen) {
            (0, Some(i)) => format!("match {i} {{\n0 | 3 => {{\n{yes}}}\n_ => {{\n{no}}}\n}}\n"),
            (1, _) => format!("if {condition} {{\n{yes}}}\n"),
            _ => format!("if {condition} {{\n{yes}}} else {{\n{no}}}\n"),
        }
    }

    fn any_condition(&mut self) -> String {
        let integers = self.scope.integers.clone();
        match (self.pick(5), self.one_of(&integers)) {
            (0, Some(i)) => format!("{i} % 2 == 0"),
            (1, Some(i)) => format!("{i} > 0 && xs[{i} - 1] < xs[{i}]"),
            (2, Some(i)) => format!("{i} + 1 < 5 && xs[{i} + 1] > 0.1"),
            _ => self.condition(),
        }
    }

    fn plain_statement(&mut self, depth: usize) -> String {
        let (first, second) = (self.name(), self.name());
        let same = first == second;
        match self.pick(if depth > 0 { 8 } else { 5 }) {
            0 | 1 => {
                let value = self.expression(3);
                self.bind(first.clone());
                format!("let {first} = ({value}).tanh();\n")
            }
            2 if !same => {
                let (u, v, i) = (self.expression(2), self.expression(2), self.pick(2));
                self.bind(first.clone());
                format!("let {first} = {{ let m = [{u}, {v}]; m[{i}] + m[0] }};\n")
            }
            3 if !same => {
                let (u, v) = (self.expression(2), self.expression(2));
                self.bind(first.clone());
                self.bind(second.clone());
                format!("let ({first}, [{second}, _]) = (({u}).sin(), [({v}).cos(), x]);\n")
            }
            4 if self.index > 0 => self.call(first),
            5 | 6 if !same => {
                let condition = self.any_condition();
                let (m, n) = (self.rng.random_range(0..3), self.rng.random_range(0..3));
                let (yes, no) = (self.block(m, 2, depth - 1), self.block(n, 2, depth - 1));
                self.bind(first.clone());
                self.bind(second.clone());
                format!("let ({first}, {second}) = if {condition} {{\n{yes}}} else {{\n{no}}};\n")
            }
            7 => {
                let (arrays, e, s) = (self.scope.arrays.clone(), self.new_name("e"), self.new_name("s"));
                let (u, v) = (self.one_of(&arrays).unwrap_or_default(), self.one_of(&arrays).unwrap_or_default());
                self.bind(first.clone());
                match self.pick(3) {
                    0 => format!(
                        "let {first} = {u}.iter().map(|{e}| *{e} * *{e}).fold(T::ZERO, |{s}, {e}| {s} + {e}).tanh();\n"
                    ),
                    1 => format!(
                        "let {first} = {u}.iter().zip(&{v}).fold(x, |{s}, ({e}, f{e})| {s} + *{e} * *f{e}).sin();\n"
                    ),
                    _ => format!("let {first} = {u}.iter().map(|{e}| {e}.sin()).sum::<T>();\n"),
                }
            }
            _ => {
                let condition = self.any_condition();
                let (yes, no) = (self.block(1, 1, depth.saturating_sub(1)), self.expression(2));
                self.bind(first.clone());
                format!("let {first} = if {condition} {{\n{yes}}} else {{ {no} }};\n")
            }
        }
    }

    fn call(&mut self, name: String) -> String {
        let callee = self.rng.random_range(0..self.index);
        let arguments: Vec<_> = (0..7).map(|_| self.expression(1)).collect();
        let [x, a, b, c, p, q, r] = &arguments[..] else { return String::new() };
        let arrays = self.scope.arrays.clone();
        let xs = self.one_of(&arrays).unwrap_or_default();
        let call = format!("program_{callee}({x}, [{a}, {b}, {c}], ([{p}, {q}], {r}), {xs})");
        let statement = match self.pick(3) {
            0 => format!("let {name} = {{ let (u, v) = {call}; u * v.atan() }};\n"),
            1 => format!("let {name} = {{ let u = {call}; u.{} }};\n", self.pick(2)),
            _ => format!("let {name} = {call}.0.tanh();\n"),
        };
        self.bind(name);
        statement
    }

    fn condition(&mut self) -> String {
        let (a, b) = (self.expression(1), self.expression(1));
        let operator = ["<", "<=", ">", ">="][self.pick(4) as usize];
        match self.pick(4) {
            0 => format!("({a}) {operator} 0.1 && !(({b}) < 0.3)"),
            1 => format!("({a}) {operator} ({b}) || x > 0.7"),
            _ => format!("({a}) {operator} ({b})"),
        }
    }

    fn literal(&mut self) -> &'static str {
        ["2.0", "0.5", "1.5", "3", "-0.7", "core::f64::consts::FRAC_PI_4", "(1.0 / 3.0)"][self.pick(7) as usize]
    }

    fn expression(&mut self, depth: usize) -> String {
        if depth == 0 || self.pick(6) == 0 {
            if self.pick(4) == 0 {
                let arrays = self.scope.arrays.clone();
                let (array, i) = (self.one_of(&arrays).unwrap_or_default(), self.place());
                return format!("{array}[{i}]");
            }
            let names = self.scope.names.clone();
            return self.one_of(&names).unwrap_or_default();
        }
        let (a, b) = (self.expression(depth - 1), self.expression(depth - 1));
        let c = self.literal();
        match self.pick(22) {
            0 | 1 => format!("({a} + {b})"),
            2 | 3 => format!("({a} - {b})"),
            4 | 5 => format!("({a}) * ({b})"),
            6 => format!("({a}) / (1.0 + ({b}) * ({b}))"),
            7 => format!("({c} * ({a}) + {b})"),
            8 => format!("({c} - ({a}) / {c})"),
            9 => format!("({c} / (2.0 + ({a}).sin()))"),
            10 => format!("-({a})"),
            11 => format!("({a}).sin()"),
            12 => format!("{{ let (s, k) = ({a}).sin_cos(); s * k + ({b}).cos() }}"),
            13 => format!("({a}).tanh().exp()"),
            14 => format!("(({a}) * ({a}) + 0.3).sqrt()"),
            15 => format!("(({a}).abs() + 0.2).ln()"),
            16 => format!("({a}).max({b})"),
            17 => format!("({a}).min(0.4) * ({b}).logistic()"),
            18 => format!("({a}).tanh().powi({})", self.pick(5)),
            19 => format!("(({a}).cos() + 1.5).powf(({b}).tanh())"),
            20 => format!("({a}).atan2(1.0 + ({b}) * ({b}))"),
            _ => format!("({a}).hypot({b} + {c}).asinh()"),
        }
    }
}
