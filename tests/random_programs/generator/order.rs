//! What is evaluated in an order that can be seen, and names that stand for something else within a block.

use super::counter::{Counter, What};
use super::{Kind, Writer, piece};

impl Writer<'_> {
    /// A statement whose parts change an integer that its later parts read.
    pub(super) fn in_order(&mut self) -> String {
        let integers: Vec<_> = (self.counters.iter())
            .filter_map(|Counter { name, what }| match what {
                What::Integer(below) => Some((name.clone(), *below)),
                _ => None,
            })
            .collect();
        // Where lanes may differ nothing changes that they share.
        if self.choosing > 0 || integers.is_empty() || self.often > 60 {
            return self.in_a_block();
        }
        let (k, below) = integers[self.pick(integers.len())].clone();
        let (a, b) = (self.number(1), self.number(1));
        let (condition, passive) = (self.condition(), self.passive_condition());
        let mut step = || {
            let by = 1 + self.pick(below);
            format!("{{ {k} = ({k} + {by}) % {below}; {k} }}")
        };
        let (s, t) = (step(), step());
        let name = self.name(Kind::Number);
        let value = match self.pick(19) {
            0 => format!("v[{s}] * ({a}) + v[{k}]"),
            1 => format!("if {s} > 1 && {condition} {{ {a} }} else {{ v[{k}] }}"),
            2 => format!("match {s} {{ 0 => {a}, k if {condition} => ({b}) * k as f64, _ => v[{k}] }}"),
            3 => format!("{{ let [y, z, _] = [{k} as f64 * ({a}), v[{s}], v[{k}] * x]; y * z }}"),
            4 => format!("{{ let mut z = [{a}, {b}, x]; z[{s} % 3] = z[{k} % 3] * v[{t}]; z[0] * z[1] + z[2] }}"),
            5 => format!(
                "{{ let mut z = {a}; for i in 0..({s}) {{ {k} = ({k} + i) % {below}; z = 0.5 * z + v[{k}] * i as f64; }} z }}"
            ),
            6 => format!("{{ let f = |y: T, i: usize| y * v[i]; f(v[{s}], {k}) + f({a}, {t}) * v[{k}] }}"),
            7 => format!("({{ {k} = ({k} + 1) % {below}; v[{k}] }}) * ({{ {k} = {s}; ({a}) * v[{k}] }}) + v[{k}]"),
            8 => format!("if let Law::Linear(y) = LAWS[{s} % 3] {{ ({a}) * y }} else {{ v[{k}] * x }}"),
            9 => {
                format!("if let Law::Linear(y) = {{ {k} = {t}; LAWS[{k} % 3] }} {{ ({a}) * y }} else {{ v[{k}] * x }}")
            }
            10 => format!("{{ let z: Pair<T> = Pair {{ b: [v[{s}], x], a: v[{k}] * ({a}) }}; z.a * z.b[0] + v[{k}] }}"),
            11 => format!("v[{s}].mul_add(v[{t}], v[{k}]).max({a})"),
            12 => format!("if {passive} && {s} > 1 {{ v[{k}] * x }} else {{ ({b}) * {k} as f64 }}"),
            13 => format!("if {passive} || {s} > 1 {{ v[{k}] * x }} else {{ ({b}) * {k} as f64 }}"),
            14 => format!(
                "match ({s}, {k}, n % 3) {{ (z, _, 1) | (1, z, _) if z > 1 && {passive} => ({a}) * z as f64, (_, z, _) => v[z] }}"
            ),
            15 => format!("x * weighted({{ let n = {s}; n + {k} }}, {{ let c = c * {k} as f64; c + 0.1 }}) * ({a})"),
            16 => format!("match {{ let z = {s}; (z + n) % 3 }} {{ 0 | 2 => {a}, _ => {b} }} * v[{k}]"),
            17 => format!("{{ let z = ({s}, {k}); let (z, y) = (z.1, {t} + z.0); x * (z * 7 + y) as f64 * 0.05 }}"),
            _ => format!("if {s} > {t} {{ {a} }} else if {k} == {s} {{ {b} }} else {{ v[{k}] }}"),
        };
        self.bind(&name, Kind::Number, false);
        // Nothing is left of it where it is cut but its name.
        format!("let {name} = {};\n", piece("x", &format!("({value}).tanh()")))
    }

    /// A value of which the names mean something else than around it.
    fn in_a_block(&mut self) -> String {
        let (a, b, inner) = (self.number(1), self.number(1), self.number(2));
        let (c, name) = (self.literal(), self.name(Kind::Number));
        let value = match self.pick(9) {
            0 => format!("{{ let n = (n + 1) % 6; let x = ({a}).sin(); {inner} }}"),
            1 => format!("{{ let v = v.map(|x| x * p); let (flag, c) = (!flag, 0.5 * c); {inner} }}"),
            2 => format!("{{ let (x, p) = (p, {a}); ({inner}) * (x + p) }}"),
            3 => format!(
                "{{ const SHARE: f64 = 0.7; let y = {{ let y = ({a}) * SHARE; const SHARE: f64 = 0.3; y }}; y * SHARE }}"
            ),
            4 => format!("v.iter().enumerate().map(|(n, &x)| x * n as f64).sum::<T>() * ({a}) + v[n % 6]"),
            5 => format!("x * weighted({{ let n = 7; n + 1 }}, {{ let c = 0.5; c * n as f64 }}) + x * weighted(n, c)"),
            6 => {
                format!("{{ let y = {{ let (x, n) = (&({a}), &n); *x * (*n as f64) }}; y + {{ let x = {b}; x * x }} }}")
            }
            7 => {
                format!("{{ let mut x = {a}; if {{ x *= 0.5; x > 0.1 }} && n > 1 {{ x.sin() }} else {{ x * ({b}) }} }}")
            }
            _ => format!("{{ let sin = {a}; let tanh = |x: T| x * {c}; tanh(sin).sin() + sin.tanh() }}"),
        };
        self.bind(&name, Kind::Number, false);
        format!("let {name} = {};\n", piece("x", &format!("({value}).tanh()")))
    }
}
