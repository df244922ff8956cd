//! Writes random functions in the macros' language.
//!
//! Each takes a number, an array and a tuple and gives a pair of numbers; it is made of `let`s with patterns and
//! shadowing, arithmetic, literals, primitives, nested `if`s with several results, and calls of the functions before it.
//! Every expression is finite wherever its arguments are: arguments of roots and logarithms are positive by construction.

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
    let mut source = String::new();
    for index in 0..programs {
        // A seed of its own for each, so that one can be made again alone.
        let mut writer =
            Writer { rng: Pcg64::seed_from_u64(seed.wrapping_add(index)), names: Vec::new(), index, made: 0 };
        source.push_str(&writer.program());
    }
    let list: String = (0..programs).map(|i| format!("check(\"program_{i}\", &Program{i}),\n")).collect();
    let _ = write!(
        source,
        "/// Checks every program; gives how many there are.\npub fn check_all() -> usize {{\n[\n{list}].len()\n}}\n"
    );
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("programs.rs"), source).expect("the programs are written");
}

struct Writer {
    rng: Pcg64,
    /// The scalars in scope.
    names: Vec<String>,
    index: u64,
    made: usize,
}

impl Writer {
    fn program(&mut self) -> String {
        self.names = ["x", "a", "b", "c", "p", "q", "r"].map(String::from).to_vec();
        let statements = self.rng.random_range(1..9);
        let body = self.block(statements, 2, 2);
        let (i, pattern) = (self.index, "x: T, [a, b, c]: [T; 3], ([p, q], r): ([T; 2], T)");
        format!("#[differentiable]\npub fn program_{i}<T: Real>({pattern}) -> (T, T) {{\n{body}}}\n\n")
    }

    fn pick(&mut self, from: u32) -> u32 {
        self.rng.random_range(0..from)
    }

    /// Statements, and a value with so many results.
    fn block(&mut self, statements: usize, results: usize, depth: usize) -> String {
        let scope = self.names.clone();
        let mut body = String::new();
        for _ in 0..statements {
            body.push_str(&self.statement(depth));
        }
        body.push_str(&self.results(results));
        body.push('\n');
        self.names = scope;
        body
    }

    fn results(&mut self, count: usize) -> String {
        let results: Vec<_> = (0..count).map(|_| self.expression(2)).collect();
        if count == 1 { results.concat() } else { format!("({})", results.join(", ")) }
    }

    /// A new name, or one that shadows another.
    fn name(&mut self) -> String {
        if self.pick(4) == 0 {
            let i = self.rng.random_range(0..self.names.len());
            return self.names[i].clone();
        }
        self.made += 1;
        format!("z{}", self.made)
    }

    fn bind(&mut self, name: String) {
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    fn statement(&mut self, depth: usize) -> String {
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
                let condition = self.condition();
                let (m, n) = (self.rng.random_range(0..3), self.rng.random_range(0..3));
                let (yes, no) = (self.block(m, 2, depth - 1), self.block(n, 2, depth - 1));
                self.bind(first.clone());
                self.bind(second.clone());
                format!("let ({first}, {second}) = if {condition} {{\n{yes}}} else {{\n{no}}};\n")
            }
            _ => {
                let condition = self.condition();
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
        let call = format!("program_{callee}({x}, [{a}, {b}, {c}], ([{p}, {q}], {r}))");
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
            let i = self.rng.random_range(0..self.names.len());
            return self.names[i].clone();
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
