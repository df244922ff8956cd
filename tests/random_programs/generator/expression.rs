//! Expressions of each kind, bounded where their arguments are.

use super::counter::What;
use super::{Count, Kind, Program, Writer, piece};

impl Writer<'_> {
    pub(super) fn literal(&mut self) -> &'static str {
        self.one_of(&[
            "2.0",
            "0.5",
            "1.5",
            "-0.7",
            "core::f64::consts::FRAC_PI_4",
            "(1.0 / 3.0)",
            "0.3",
            "(0.5 * c + 0.7)",
            "(w[n % 6] + 3.0)",
        ])
    }

    /// An index below a length, and how to write that length.
    pub(super) fn index(&mut self, below: usize) -> String {
        let length = if below == 6 { self.length().to_string() } else { below.to_string() };
        let fits: Vec<Count> = self.counts.iter().filter(|count| count.below <= below).cloned().collect();
        if !fits.is_empty() && !self.chance(6) {
            let i = self.pick(fits.len());
            let count = &fits[i].name;
            return match self.pick(8) {
                0 => format!("({count} + {}) % {length}", 1 + self.pick(below)),
                1 => format!("{length} - 1 - {count}"),
                2 => format!("{count} / 2"),
                _ => count.clone(),
            };
        }
        match self.pick(9) {
            0 => format!("n % {length}"),
            1 => format!("n.min({length} - 1)"),
            2 if !self.counts.is_empty() => {
                let i = self.pick(self.counts.len());
                format!("({} * 2 + n) % {length}", self.counts[i].name)
            }
            3 if !self.counts.is_empty() => {
                let i = self.pick(self.counts.len());
                format!("if flag {{ {} % {length} }} else {{ 0 }}", self.counts[i].name)
            }
            _ => self.pick(below).to_string(),
        }
    }

    /// A number that is read from somewhere.
    fn leaf(&mut self) -> String {
        let kind = match self.pick(12) {
            0..4 => Kind::Number,
            4..7 => Kind::Array,
            7 => Kind::Row,
            8 if self.chance(2) => Kind::Grid,
            8 => Kind::Matrix,
            9 if self.chance(2) => Kind::Nest,
            9 => Kind::Pair,
            10 if self.chance(3) => {
                let index = self.index(6);
                return format!("(p + w[{index}])");
            }
            10 if !self.counts.is_empty() => {
                let i = self.pick(self.counts.len());
                return format!("(x + 0.2 * {} as f64)", self.counts[i].name);
            }
            _ => Kind::Number,
        };
        let name = self.named(kind, false).unwrap_or_else(|| "x".into());
        match kind {
            Kind::Array => format!("{name}[{}]", self.index(6)),
            Kind::Row => format!("{name}[{}]", self.index(3)),
            Kind::Matrix => format!("{name}[{}][{}]", self.index(4), self.index(3)),
            Kind::Grid if name == "x" => name,
            Kind::Grid => format!("{name}[{}][{}]", self.index(6), self.index(6)),
            Kind::Pair | Kind::Nest => self.field(&name, kind),
            _ => name,
        }
    }

    /// A number in a struct.
    pub(super) fn field(&mut self, name: &str, kind: Kind) -> String {
        if kind == Kind::Nest {
            return match self.pick(6) {
                0 => format!("{name}.t.0"),
                1 => format!("{name}.t.1[{}]", self.index(2)),
                2 | 3 => self.field(&format!("{name}.one"), Kind::Pair),
                _ => {
                    let which = format!("{name}.many[{}]", self.index(2));
                    self.field(&which, Kind::Pair)
                }
            };
        }
        if self.chance(2) { format!("{name}.a") } else { format!("{name}.b[{}]", self.index(2)) }
    }

    /// A number.
    pub(super) fn number(&mut self, depth: usize) -> String {
        if depth == 0 || self.chance(5) {
            return self.leaf();
        }
        self.cost += self.often;
        let full = self.operation(depth - 1);
        piece("x", &full)
    }

    fn operation(&mut self, depth: usize) -> String {
        let (a, b) = (self.number(depth), self.number(depth));
        let c = self.literal();
        match self.pick(53) {
            50..53 => self.more(&a, &b),
            46 | 47 => self.by_law(&a, &b),
            48 | 49 => self.out_of_reach(&a, &b),
            34..40 => self.primitive(&a, &b),
            40 | 41 => self.guarded_value(&a, &b, c),
            42 => {
                let condition = self.condition();
                format!("match {condition} {{ true => {a}, false => {b} }}")
            }
            43 => match self.pick(3) {
                0 => format!(
                    "{{ let solve = Solve::new(Ode(Swing), RK4, Uniform::new::<2>(T::ZERO, T::lit(0.5))); solve.value(&[({a}).tanh(), x], &[p, ({b}).tanh()])[1] }}"
                ),
                1 => format!("swing(c, [({a}).tanh(), {b}], [x, c])[1]"),
                _ => format!("swing(({b}).sin(), [({a}).tanh(), p], [x, ({b}).tanh()])[0]"),
            },
            44 => match self.counts.last().cloned() {
                Some(count) => format!("(({a}).tanh() + 1.5).powi({} as i32 - 2)", count.name),
                None => format!("({a}).tanh().powi(n as i32)"),
            },
            45 => format!("{{ let z = &v; let (k, y) = (n % 6, &({a})); z[k] * *y + ({b}) * w.iter().sum::<f64>() }}"),
            0 | 1 => format!("({a} + {b})"),
            2 | 3 => format!("({a} - {b})"),
            4..7 => format!("({a}) * ({b})"),
            7 => format!("({a}) / (1.0 + ({b}) * ({b}))"),
            8 => format!("({c} * ({a}) + {b})"),
            9 => format!("({c} - ({a}) / {c})"),
            10 => format!("({c} / (2.0 + ({a}).sin()))"),
            11 => format!("-({a})"),
            12 => format!("({a}).sin()"),
            13 => format!("{{ let (sin, cos) = ({a}).sin_cos(); sin * cos + ({b}).cos() }}"),
            14 => format!("({a}).tanh().exp()"),
            15 => format!("(({a}) * ({a}) + 0.3).sqrt()"),
            16 => format!("(({a}).abs() + 0.2).ln()"),
            17 => format!("({a}).max({b})"),
            18 => format!("({a}).min(0.4) * ({b}).logistic()"),
            19 => format!("({a}).tanh().powi({})", self.pick(5)),
            20 => format!("(({a}).cos() + 1.5).powf(({b}).tanh())"),
            21 => format!("({a}).atan2(1.0 + ({b}) * ({b}))"),
            22 => format!("({a}).hypot({b} + {c}).asinh()"),
            23 => format!("(({a}) * ({a}) + 0.2).cbrt()"),
            24 => format!("({a}).sinh().atan()"),
            25 => format!("(({a}) * ({a}) + 1.0).recip()"),
            26 => format!("(({a}).tanh() * 0.9).ln_1p()"),
            27 | 28 => {
                let condition = self.condition();
                format!("if {condition} {{ {a} }} else {{ {b} }}")
            }
            29 => {
                let c = self.number(depth);
                match self.pick(4) {
                    0 => format!(
                        "match n {{ 0 => {a}, 1..=2 => {b}, k if k > 4 => ({c}) * k as f64, 3 | 4 => {c}, _ => {a} }}"
                    ),
                    1 => format!("match (n > 2, flag) {{ (true, true) => {a}, (false, _) => {b}, (_, false) => {c} }}"),
                    2 => format!("match n {{ 0 => {a}, 1 | 2 => {b}, k if k % 2 == 1 => {c}, _ => {a} }}"),
                    _ => {
                        let condition = self.condition();
                        format!("match ({condition}, flag) {{ (true, false) => {a}, (false, _) => {b}, _ => {c} }}")
                    }
                }
            }
            30 | 31 => self.folded(depth),
            32 => {
                let name = self.fresh();
                let (wrapped, plain) = (format!("({a}).tanh()"), format!("let {name} = "));
                format!("{{ {plain}{wrapped}; {name} * {name} + ({b}) }}")
            }
            _ => format!("({a} * {b}).tanh()"),
        }
    }

    /// A primitive, of arguments where it has a derivative: what has none goes into no place that may be left unread.
    fn primitive(&mut self, a: &str, b: &str) -> String {
        match self.pick(26) {
            0 => format!("({a}).tanh().exp2()"),
            1 => format!("(0.3 * ({a}).tanh()).exp10()"),
            2 => format!("({a}).tanh().exp_m1()"),
            3 => format!("(({a}) * ({a}) + 0.4).log2()"),
            4 => format!("(({a}) * ({a}) + 0.4).log10()"),
            5 => format!("({a}).tanh().tan()"),
            6 => format!("(0.9 * ({a}).sin()).asin()"),
            7 => format!("(0.9 * ({a}).cos()).acos()"),
            8 => format!("(({a}) * ({a}) + 1.3).acosh()"),
            9 => format!("(0.9 * ({a}).tanh()).atanh()"),
            10 => format!("({a}).tanh().cosh()"),
            11 => format!("({a}).erf()"),
            12 => format!("({a}).erfc()"),
            13 => format!("({a}).tanh().mul_add({b}, x)"),
            14 => format!("({a}).clamp(-0.8, 0.9)"),
            15 => format!("(({a}).sin() + 1.2).powf({})", self.one_of(&["2.0", "0.5", "-1.5", "c", "3.0", "1.0"])),
            16 => format!("({a}).tanh().powf({})", self.one_of(&["2.0", "3.0", "0.0", "1.0"])),
            17 => format!("(({a}).tanh() - 1.5).powi({})", self.one_of(&["-1", "-2", "3", "1", "0"])),
            18 => format!("T::max({a}, {b}).min({a})"),
            19 => format!("({a}).max(0.1).min(({b}).max(0.1))"),
            20 => format!("({b}).atan2(({a}).abs() + 0.2)"),
            21 => format!("T::hypot({a}, {b})"),
            22 => format!("(({a}).abs() * ({b}).abs() + 0.1).sqrt()"),
            23 => format!("({b}).sin_cos().{} * ({a})", self.pick(2)),
            24 => format!("(({a}).abs() + 0.1).cbrt().ln_1p()"),
            _ => format!("(({a}).abs() + 0.1).powf(({b}).tanh() + 1.2)"),
        }
    }

    /// What an arm keeps from where it has no derivative or no value. Not a steep `tanh`: in `num_dual` the second derivative of
    /// one that no longer grows is rounding.
    fn guarded_value(&mut self, a: &str, b: &str, c: &str) -> String {
        match self.pick(7) {
            0 => format!("{{ let z = {a}; if z > 0.0 {{ z.sqrt() }} else {{ T::ZERO }} }}"),
            1 => format!("{{ let z = {a}; if z != 0.0 {{ (({b}) / z).atan() }} else {{ {b} }} }}"),
            2 => format!("{{ let z = {a}; if z <= 0.0 {{ {b} }} else {{ z.ln().tanh() + z.powf({c}).atan() }} }}"),
            3 => format!(
                "{{ let (y, z) = ({a}, {b}); if y == z {{ y }} else if y > z {{ (y - z).sqrt() }} else {{ (z - y).ln().tanh() }} }}"
            ),
            4 => format!("{{ let z = if ({a}) > 0.0 {{ {a} }} else {{ T::ONE }}; z.ln().tanh() * ({b}) }}"),
            5 => format!("{{ let z = {a}; if z.is_nan() {{ T::ONE }} else {{ z }} }}"),
            _ => format!("{{ let (y, z) = ({a}, {b}); if y * y + z * z > 0.0 {{ y.atan2(z) }} else {{ y * 2.0 }} }}"),
        }
    }

    /// A chain of iterators that ends in a number.
    fn folded(&mut self, depth: usize) -> String {
        if self.often > 60 {
            return self.leaf();
        }
        let (u, w) = (self.array_name(), self.array_name());
        let (before, scope) = (self.often, self.scope.clone());
        self.often *= 6;
        let (e, f, i) = (self.fresh(), self.fresh(), self.fresh());
        // What is a reference is read through a name of its own.
        let inside = |this: &mut Self, names: &[&String]| {
            for name in names {
                this.bind(name, Kind::Number, false);
            }
            this.number(depth.min(1))
        };
        let text = match self.pick(13) {
            11 | 12 => {
                let value = inside(self, &[&e]);
                self.filtered(&u, &value, &e)
            }
            7 => {
                let value = inside(self, &[&e]);
                format!("{u}.iter().rev().map(|&{e}| {value}).fold({u}[0], |z, y| 0.3 * z + y.sin())")
            }
            8 => {
                let value = inside(self, &[&e]);
                format!("{u}.iter().skip(1).take(n).map(|&{e}| {value}).sum::<T>()")
            }
            9 => {
                self.counts.push(Count { name: i.clone(), below: 6 });
                let value = inside(self, &[&e]);
                self.counts.pop();
                format!("(1..6).zip({u}.iter()).map(|({i}, &{e})| {value} * {i} as f64).sum::<T>()")
            }
            10 => {
                let value = inside(self, &[&e, &f]);
                format!("{u}.iter().zip(w.iter()).map(|(&{e}, &{f})| {{ let {f} = {f} * x; {value} }}).sum::<T>()")
            }
            0 => {
                let value = inside(self, &[&e]);
                format!("{{ let sum: T = {u}.iter().map(|&{e}| {value}).sum(); sum }}")
            }
            1 => {
                let value = inside(self, &[&e, &f]);
                format!("{u}.iter().zip({w}.iter()).fold(T::ZERO, |sum, (&{e}, &{f})| sum + {value})")
            }
            2 => {
                let w = if w == "v" { "v.iter()".into() } else { format!("&{w}") };
                format!("{u}.iter().zip({w}).map(|({e}, {f})| *{e} * *{f}).fold(T::lit(0.5), |sum, {i}| sum + {i})")
            }
            3 => {
                let value = inside(self, &[&e]);
                format!("{u}.iter().fold(x, |z, {e}| {{ let {e} = *{e}; (z * {e} + {value}).tanh() }})")
            }
            4 => {
                let value = inside(self, &[&e]);
                format!("{{ let product: T = {u}.iter().map(|&{e}| ({value}).sin()).product(); product }}")
            }
            5 => {
                self.counts.push(Count { name: i.clone(), below: 6 });
                let value = inside(self, &[]);
                self.counts.pop();
                let length = self.length();
                format!("{{ let sum: T = (0..{length}).map(|{i}| {value}).sum(); sum }}")
            }
            _ => {
                self.counts.push(Count { name: i.clone(), below: 6 });
                let value = inside(self, &[&e]);
                self.counts.pop();
                format!("{u}.iter().enumerate().fold(T::ONE, |sum, ({i}, &{e})| 0.5 * sum + {value})")
            }
        };
        (self.often, self.scope) = (before, scope);
        text
    }

    pub(super) fn array_name(&mut self) -> String {
        self.named(Kind::Array, false).unwrap_or_else(|| "v".into())
    }

    /// An array.
    pub(super) fn array(&mut self, depth: usize) -> String {
        let name = self.array_name();
        let length = self.length();
        if depth == 0 || self.often > 40 || self.chance(4) {
            return if name == "v" { "v.map(|e| e)".into() } else { name };
        }
        if self.chance(8) {
            return piece("v.map(|e| e)", &format!("{name}.map({})", self.one_of(&["T::sin", "T::tanh", "|z| z * x"])));
        }
        let before = self.often;
        self.often *= 6;
        let full = match self.pick(6) {
            0 | 1 => {
                let i = self.fresh();
                self.counts.push(Count { name: i.clone(), below: 6 });
                let value = self.element(depth);
                self.counts.pop();
                format!("core::array::from_fn::<_, {length}, _>(|{i}| {value})")
            }
            2 | 3 => {
                let (e, scope) = (self.fresh(), self.scope.clone());
                self.bind(&e, Kind::Number, false);
                let value = self.element(depth);
                self.scope = scope;
                format!("{name}.map(|{e}| {value})")
            }
            4 => {
                self.often = before;
                format!("[{}; {length}]", self.element(depth))
            }
            _ => format!("[T::ZERO; {length}]"),
        };
        self.often = before;
        piece("v.map(|e| e)", &full)
    }

    /// A number whose type can be seen: a struct's field alone says nothing of its own.
    pub(super) fn element(&mut self, depth: usize) -> String {
        let value = self.number(depth);
        let is_field = [".a", ".b[", ".t.", "solve", "energy(", "swing("].iter().any(|field| value.contains(field));
        if is_field { format!("0.5 * ({value}) + x") } else { value }
    }

    pub(super) fn row(&mut self) -> String {
        match self.pick(4) {
            0 => {
                let name = self.named(Kind::Matrix, false).unwrap_or_else(|| "m".into());
                format!("{name}[{}]", self.index(4))
            }
            1 => self.named(Kind::Row, false).unwrap_or_else(|| "r".into()),
            _ => format!("[{}, {}, {}]", self.element(1), self.element(1), self.element(1)),
        }
    }

    pub(super) fn pair(&mut self) -> String {
        match self.pick(6) {
            0 | 1 => {
                let name = self.named(Kind::Pair, false).unwrap_or_else(|| "o.one".into());
                if ["s", "self"].contains(&name.as_str()) && self.lent_pair { format!("*{name}") } else { name }
            }
            3 => {
                let (name, a, b) = (self.named(Kind::Pair, false), self.number(1), self.number(1));
                let name = name.unwrap_or_else(|| "o.one".into());
                let name =
                    if ["s", "self"].contains(&name.as_str()) && self.lent_pair { format!("*{name}") } else { name };
                if self.chance(2) {
                    format!("Pair {{ a: {a}, ..{name} }}")
                } else {
                    format!("{{ let (a, b) = ({a}, [{b}, x]); Pair {{ a, b }} }}")
                }
            }
            2 => {
                let name = self.a_nest();
                if self.chance(2) { format!("{name}.one") } else { format!("{name}.many[{}]", self.index(2)) }
            }
            _ => format!("Pair {{ a: {}, b: [{}, {}] }}", self.number(2), self.number(1), self.number(1)),
        }
    }

    pub(super) fn nest(&mut self) -> String {
        let name = self.a_nest();
        if self.chance(2) {
            return if name == "self" && self.lent_nest { "*self".into() } else { name };
        }
        let (one, many, number) = (self.pair(), [self.pair(), self.pair()], self.number(1));
        let [first, second] = many;
        format!("Nest {{ one: {one}, many: [{first}, {second}], t: ({number}, {name}.t.1) }}")
    }

    pub(super) fn condition(&mut self) -> String {
        let (a, b) = (self.number(1), self.number(1));
        let operator = self.one_of(&["<", "<=", ">", ">="]);
        let passive = self.passive_condition();
        let full = match self.pick(9) {
            0 => format!("({a}) {operator} 0.1 && !(({b}) < 0.3)"),
            1 => format!("({a}) {operator} ({b}) || x > 0.7"),
            2 => return passive,
            3 => format!("{passive} && ({a}) {operator} ({b})"),
            4 => match self.named(Kind::Answer, false) {
                Some(name) => format!("{name} && ({a}) {operator} ({b})"),
                None => format!("({a}) {operator} ({b})"),
            },
            _ => format!("({a}) {operator} ({b})"),
        };
        piece("(x > 0.3)", &full)
    }

    pub(super) fn passive_condition(&mut self) -> String {
        if let Some(flag) = self.changing(What::Flag)
            && self.chance(2)
        {
            return flag;
        }
        if self.counts.is_empty() || self.chance(3) {
            return self
                .one_of(&[
                    "flag",
                    "n > 2",
                    "!flag",
                    "n % 2 == 0",
                    "c > 0.5",
                    "w[n % 6] < 0.0",
                    "w.len() == n + 3",
                    "cfg!(unix)",
                    "w.iter().any(|z| *z > c)",
                ])
                .to_string();
        }
        let i = self.pick(self.counts.len());
        let count = self.counts[i].name.clone();
        match self.pick(4) {
            0 => format!("{count} % 2 == 0"),
            1 => format!("{count} < n"),
            2 => format!("{count} > 1 && flag"),
            _ => format!("{count} != {}", self.pick(4)),
        }
    }

    /// A call of an earlier program, and the program.
    pub(super) fn call(&mut self) -> Option<String> {
        let fits: Vec<Program> =
            self.callees.iter().filter(|callee| callee.cost * self.often < 2000).cloned().collect();
        if fits.is_empty() {
            return None;
        }
        let i = self.pick(fits.len());
        let callee = &fits[i];
        // A length that is known does not fit one that is not.
        if self.generic != callee.generic {
            return None;
        }
        self.cost += callee.cost * self.often;
        if !self.calls.contains(&callee.index) {
            self.calls.push(callee.index);
        }
        let (x, p, r, s, o) = (self.number(1), self.number(1), self.row(), self.pair(), self.nest());
        let method = callee.form.receiver(&s, &o).is_some() && self.chance(2);
        let s = if callee.lent_pair && !method { format!("&({s})") } else { s };
        let simple = self.a_nest();
        let simple = if simple == "self" && self.lent_nest { "*self".into() } else { simple };
        let o = if self.chance(4) { o } else { simple };
        let c = self.one_of(&["c", "0.3", "0.5 * c + 0.1", "w[n % 6]"]);
        let v = self.array(0);
        let v = if callee.lent { format!("&{v}") } else { v };
        let m = self.named(Kind::Matrix, false).unwrap_or_else(|| "m".into());
        let turbofish = if callee.generic { self.one_of(&["::<T, N>", "::<_, N>"]) } else { "" };
        let (n, flag) = (self.one_of(&["n", "3", "n % 3", "(n + 1) % 6"]), self.one_of(&["flag", "!flag", "true"]));
        let i = callee.index;
        if let Some(receiver) = callee.form.receiver(&s, &o).filter(|_| method) {
            let s = if callee.lent_pair { format!("&({s})") } else { s.clone() };
            let (s, o) = (callee.form.beside_self(&s, "s"), callee.form.beside_self(&o, "o"));
            return Some(format!("({receiver}).method_{i}({x}, {v}, {m}, {s}({p}, {r}), {o}{n}, {flag}, {c}, w)"));
        }
        Some(format!("program_{i}{turbofish}({x}, {v}, {m}, {s}, ({p}, {r}), {o}, {n}, {flag}, {c}, w)"))
    }
}
