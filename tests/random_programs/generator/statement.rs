//! Statements: what they bind, change and repeat.

use super::{Count, Kind, Writer, piece};

impl Writer<'_> {
    /// So many statements.
    pub(super) fn statements(&mut self, count: usize, depth: usize) -> String {
        (0..count).map(|_| self.statement(depth)).collect()
    }

    /// Statements in braces, whose names end there.
    pub(super) fn block(&mut self, depth: usize) -> String {
        let kept = (self.scope.clone(), self.counts.clone(), self.counters.clone());
        let count = 1 + self.pick(3);
        let body = self.statements(count, depth);
        (self.scope, self.counts, self.counters) = kept;
        body
    }

    fn statement(&mut self, depth: usize) -> String {
        if self.room == 0 {
            return self.change();
        }
        self.room -= 1;
        if self.chance(6)
            && let Some(text) = self.count_on()
        {
            return piece("", &text);
        }
        if self.bent_chance(0, 7) {
            return self.other(depth);
        }
        if self.bent_chance(1, 12) {
            return self.in_order();
        }
        if self.bent_chance(2, 12) {
            return self.within();
        }
        if self.bent_chance(4, 12) {
            return self.copies();
        }
        if self.bent_chance(3, 30) {
            let (name, value) = (self.name(Kind::Number), self.call_of_a_part());
            self.bind(&name, Kind::Number, false);
            return format!("let {name} = {};\n", piece("x", &value));
        }
        match self.pick(if depth > 0 { 34 } else { 19 }) {
            18 => self.bind_counter(),
            32 => self.bind_counter(),
            33 => self.bind_later(depth - 1),
            17 => self.bind_integer(),
            30 => self.closed_over(),
            31 => format!("{{\n{}}}\n", self.block(depth - 1)),
            0..3 => self.bind_number(),
            3 | 4 => self.bind_other(),
            5 => self.patterns(),
            6 => self.bind_call(),
            7 => self.bind_choice(depth),
            8..17 => self.change(),
            19 => self.branch(depth - 1),
            20 => self.choice(depth - 1),
            21 => self.guarded(),
            _ => self.repeat(depth - 1),
        }
    }

    /// A `let`, gone when nothing names it.
    fn binding(&mut self, mutable: bool, name: &str, ty: &str, value: &str) -> String {
        let word = if mutable { "mut " } else { "" };
        piece("", &format!("let {word}{name}{ty} = {value};\n"))
    }

    fn bind_number(&mut self) -> String {
        let (name, mutable) = (self.name(Kind::Number), self.chance(2));
        if self.chance(12) {
            let (of, value, argument) = (self.fresh(), self.number(1), self.number(1));
            let scope = self.scope.clone();
            self.bind(&of, Kind::Number, false);
            let closed = self.number(2);
            self.scope = scope;
            self.bind(&name, Kind::Number, false);
            return piece(
                "",
                &format!("let f = |{of}: T| {closed};\nlet {name} = (f({value}) * f({argument})).tanh();\n"),
            );
        }
        let value = self.number(3);
        let value = match self.pick(8) {
            0 if mutable => "T::ZERO".into(),
            1 if mutable => "T::lit(0.5)".into(),
            2 => format!("{{ const K: f64 = 0.3; K * ({value}).sin() }}"),
            3 => format!("{{ let scale = 0.5 * n as f64; ({value}).sin() * scale }}"),
            _ => format!("({value}).tanh()"),
        };
        self.bind(&name, Kind::Number, mutable);
        self.binding(mutable, &name, "", &value)
    }

    /// An integer, which is not differentiated.
    fn bind_integer(&mut self) -> String {
        let name = self.fresh();
        let count = self.counts.last().cloned();
        let (value, below) = match (self.pick(6), count) {
            (0, _) => ("n % 3".into(), 3),
            (1, _) => ("if flag { 2 } else { 0 }".into(), 3),
            (2, _) => ("match n { 0 => 1, 3 | 4 => 3, _ => 0 }".into(), 4),
            (3, Some(i)) => (format!("({} + n) % 4", i.name), 4),
            (4, Some(i)) => (format!("{} / 2", i.name), i.below.div_ceil(2)),
            (_, Some(i)) => (format!("if {} > 1 && flag {{ {} % 2 }} else {{ 1 }}", i.name, i.name), 2),
            _ => ("n.min(5)".into(), 6),
        };
        self.counts.push(Count { name: name.clone(), below });
        // A name that indices need is not cut.
        format!("let {name} = {value};\n")
    }

    /// A closure, whose surroundings are shadowed before it is called.
    fn closed_over(&mut self) -> String {
        let Some(around) = self.named(Kind::Number, false).filter(|name| name.starts_with('z')) else {
            return self.bind_number();
        };
        let (name, of, value, other) = (self.fresh(), self.fresh(), self.number(1), self.number(1));
        let scope = self.scope.clone();
        self.bind(&of, Kind::Number, false);
        let closed = self.number(2);
        self.scope = scope;
        self.bind(&around, Kind::Number, false);
        self.bind(&name, Kind::Number, false);
        piece(
            "",
            &format!(
                "let f = |{of}: T| ({closed}) * {around};\nlet {around} = ({other}).cos();\nlet {name} = (f({value}) * f({around})).tanh();\n"
            ),
        )
    }

    fn bind_other(&mut self) -> String {
        let mutable = !self.chance(4);
        let (kind, value) = match self.pick(11) {
            9 => (Kind::Nest, self.nest()),
            10 => {
                let (a, b) = (self.element(1), self.element(1));
                (Kind::Row, format!("{{ let [y, _, z] = [{a}, x, {b}]; [z, y * z, y] }}"))
            }
            0 => (Kind::Row, self.row()),
            1 => (Kind::Pair, self.pair()),
            2 => (Kind::Matrix, self.named(Kind::Matrix, false).unwrap_or_else(|| "m".into())),
            3 => {
                let (i, j, scope) = (self.fresh(), self.fresh(), self.counts.clone());
                self.counts.push(Count { name: i.clone(), below: 4 });
                self.counts.push(Count { name: j.clone(), below: 3 });
                let value = self.element(1);
                self.counts = scope;
                let inner = format!("core::array::from_fn::<_, 3, _>(|{j}| {value})");
                (Kind::Matrix, piece("m", &format!("core::array::from_fn::<_, 4, _>(|{i}| {inner})")))
            }
            4 => (Kind::Matrix, "[[T::ZERO; 3]; 4]".into()),
            5 => (Kind::Answer, self.condition()),
            _ => (Kind::Array, self.array(2)),
        };
        let mutable = mutable && kind != Kind::Answer;
        let name = self.name(kind);
        self.bind(&name, kind, mutable);
        // What a field is has to be said.
        let ty = match kind {
            Kind::Pair => ": Pair<T>",
            Kind::Nest => ": Nest<T>",
            _ => "",
        };
        self.binding(mutable, &name, ty, &value)
    }

    fn patterns(&mut self) -> String {
        let (first, second) = (self.fresh(), self.fresh());
        let (u, v) = (self.number(2), self.number(2));
        let text = match self.pick(4) {
            0 => format!("let ({first}, [{second}, _]) = (({u}).sin(), [({v}).cos(), x]);\n"),
            1 => {
                let row = self.row();
                format!("let [{first}, _, {second}] = {row};\n")
            }
            2 => {
                let pair = self.pair();
                if self.chance(3) {
                    let nest = self.nest();
                    format!(
                        "let Nest {{ one: Pair {{ a: {first}, b: [_, _] }}, many: [_, _], t: (_, [_, {second}]) }} = {nest};\n"
                    )
                } else {
                    format!("let Pair {{ a: {first}, b: [_, {second}] }} = {pair};\n")
                }
            }
            _ => format!("let (mut {first}, {second}) = ({u}, {v});\n{first} *= 0.5 * {second}.sin();\n"),
        };
        self.bind(&first, Kind::Number, false);
        self.bind(&second, Kind::Number, false);
        piece("", &text)
    }

    fn bind_call(&mut self) -> String {
        let Some(call) = self.call() else { return self.bind_number() };
        let (first, second) = (self.fresh(), self.fresh());
        let text = match self.pick(4) {
            3 => {
                let third = self.fresh();
                self.bind(&second, Kind::Array, true);
                self.bind(&first, Kind::Number, true);
                self.bind(&third, Kind::Pair, true);
                format!(
                    "let (mut {first}, mut {second}, mut {third}): (T, [T; {}], Pair<T>) = {call};\n",
                    self.length()
                )
            }
            0 => {
                self.bind(&second, Kind::Array, false);
                self.bind(&first, Kind::Number, false);
                // What the macro is to iterate has a length that it knows.
                format!("let ({first}, {second}, _): (T, [T; {}], Pair<T>) = {call};\n", self.length())
            }
            1 => {
                self.bind(&first, Kind::Number, false);
                format!("let {first} = {{ let u = {call}; u.0 * u.1[2].atan() + u.2.a * u.2.b[1] }};\n")
            }
            _ => {
                self.bind(&first, Kind::Number, false);
                format!("let {first} = {call}.0.tanh();\n")
            }
        };
        piece("", &text)
    }

    /// `if` and `match` as values, of several results.
    fn bind_choice(&mut self, depth: usize) -> String {
        let (first, second) = (self.fresh(), self.fresh());
        let condition = self.condition();
        let (scope, counts, counters) = (self.scope.clone(), self.counts.clone(), self.counters.clone());
        self.choosing += 1;
        let arm = |this: &mut Self| {
            let count = this.pick(2);
            let body = this.statements(count, depth.saturating_sub(1));
            let body = format!("{body}({}, {})\n", this.number(2), this.number(1));
            this.scope.clone_from(&scope);
            this.counts.clone_from(&counts);
            this.counters.clone_from(&counters);
            body
        };
        let (yes, no) = (arm(self), arm(self));
        let text = if self.chance(3) {
            let other = arm(self);
            format!(
                "let ({first}, {second}) = match n % 3 {{\n0 => {{\n{yes}}}\n1 => {{\n{no}}}\n_ => {{\n{other}}}\n}};\n"
            )
        } else {
            format!("let ({first}, {second}) = if {condition} {{\n{yes}}} else {{\n{no}}};\n")
        };
        self.choosing -= 1;
        self.bind(&first, Kind::Number, false);
        self.bind(&second, Kind::Number, false);
        piece("", &text)
    }

    /// A place that can change.
    fn place(&mut self) -> Option<String> {
        let kind = match self.pick(10) {
            0..4 => Kind::Number,
            4..7 => Kind::Array,
            7 => Kind::Row,
            8 if self.chance(2) => Kind::Grid,
            8 => Kind::Matrix,
            _ if self.chance(2) => Kind::Nest,
            _ => Kind::Pair,
        };
        let name = self.named(kind, true)?;
        Some(match kind {
            Kind::Array => format!("{name}[{}]", self.index(6)),
            Kind::Row => format!("{name}[{}]", self.index(3)),
            Kind::Matrix => format!("{name}[{}][{}]", self.index(4), self.index(3)),
            Kind::Grid => format!("{name}[{}][{}]", self.index(6), self.index(6)),
            Kind::Pair | Kind::Nest => self.field(&name, kind),
            _ => name,
        })
    }

    /// An assignment.
    pub(super) fn change(&mut self) -> String {
        if self.chance(8)
            && let Some(text) = self.change_whole()
        {
            return piece("", &text);
        }
        let Some(place) = (0..4).find_map(|_| self.place()) else { return self.bind_number() };
        piece("", &self.change_of(&place))
    }

    fn change_of(&mut self, place: &str) -> String {
        let value = self.number(2);
        match self.pick(8) {
            0 => format!("{place} += 0.3 * ({value}).sin();\n"),
            1 => format!("{place} -= 0.5 * ({value}).tanh();\n"),
            2 => format!("{place} *= ({value}).cos();\n"),
            3 => format!("{place} /= 1.5 + ({value}) * ({value});\n"),
            4 => format!("{place} = 0.5 * {place} + ({value}).tanh();\n"),
            5 => {
                let leaf = self.number(0);
                format!("{place} += {leaf};\n")
            }
            _ => format!("{place} = ({value}).tanh();\n"),
        }
    }

    /// An assignment of a whole array, row or struct, or of two places at once.
    fn change_whole(&mut self) -> Option<String> {
        Some(match self.pick(7) {
            4 => {
                let name = self.named(Kind::Nest, true)?;
                let pair = self.pair();
                if self.chance(2) {
                    format!("{name}.one = {pair};\n")
                } else {
                    format!("{name}.many[{}] = {pair};\n", self.index(2))
                }
            }
            5 => {
                let name = self.named(Kind::Nest, true)?;
                format!("{name} = {};\n", self.nest())
            }
            6 => {
                let name = self.named(Kind::Array, true)?;
                let (i, j) = (self.index(6), self.index(6));
                format!("({name}[{i}], {name}[{j}]) = ({name}[{j}], {name}[{i}]);\n")
            }
            0 => {
                let name = self.named(Kind::Array, true)?;
                format!("{name} = {};\n", self.array(1))
            }
            1 => {
                let name = self.named(Kind::Matrix, true)?;
                format!("{name}[{}] = {};\n", self.index(4), self.row())
            }
            2 => {
                let name = self.named(Kind::Pair, true)?;
                format!("{name} = {};\n", self.pair())
            }
            _ => {
                let (a, b) = (self.named(Kind::Number, true)?, self.named(Kind::Number, true)?);
                if a == b {
                    return None;
                }
                let value = self.number(1);
                format!("({a}, {b}) = ({b}, ({value}).sin());\n")
            }
        })
    }

    fn branch(&mut self, depth: usize) -> String {
        let condition = self.condition();
        self.choosing += 1;
        let yes = self.block(depth);
        let text = match self.pick(4) {
            0 => {
                let (other, no, rest) = (self.condition(), self.block(depth), self.block(depth));
                format!("if {condition} {{\n{yes}}} else if {other} {{\n{no}}} else {{\n{rest}}}\n")
            }
            1 => format!("if {condition} {{\n{yes}}}\n"),
            _ => {
                let no = self.block(depth);
                format!("if {condition} {{\n{yes}}} else {{\n{no}}}\n")
            }
        };
        self.choosing -= 1;
        piece("", &text)
    }

    fn choice(&mut self, depth: usize) -> String {
        let (first, second, rest) = (self.block(depth), self.block(depth), self.block(depth));
        let what = match self.counts.last() {
            Some(count) => format!("({} + n) % 4", count.name),
            None => "n".into(),
        };
        piece("", &format!("match {what} {{\n0 => {{\n{first}}}\n1 | 3 => {{\n{second}}}\n_ => {{\n{rest}}}\n}}\n"))
    }

    /// A step whose neighbour is there only where the guard says.
    fn guarded(&mut self) -> String {
        let fits: Vec<Count> = self.counts.iter().filter(|count| count.below <= 6).cloned().collect();
        let Some(name) = self.named(Kind::Array, true) else { return self.change() };
        let Some(count) = fits.last() else { return self.change() };
        let (i, value, length) = (&count.name, self.number(1), self.length());
        let other = self.named(Kind::Array, false).unwrap_or_else(|| "v".into());
        let text = match self.pick(4) {
            0 => format!("if {i} > 0 {{ {name}[{i}] += 0.4 * {name}[{i} - 1] * ({value}).cos(); }}\n"),
            1 => format!(
                "if {i} + 1 < {length} {{ {name}[{i} + 1] = ({name}[{i}] * {other}[{i} + 1] + {value}).sin(); }}\n"
            ),
            2 => format!("if {i} > 0 && {other}[{i} - 1] < {name}[{i}] {{ {name}[{i} - 1] *= ({value}).tanh(); }}\n"),
            _ => format!("if {name}[{i}] < 0.0 {{ {name}[{i}] = T::ZERO; }}\n"),
        };
        piece("", &text)
    }

    /// A loop.
    fn repeat(&mut self, depth: usize) -> String {
        if self.often > 60 {
            return self.change();
        }
        let before = (self.often, self.scope.clone(), self.counts.clone(), self.counters.clone());
        self.often *= 6;
        let text = if self.chance(3) { self.over_elements(depth) } else { self.over_counts(depth) };
        (self.often, self.scope, self.counts, self.counters) = before;
        piece("", &text)
    }

    fn over_counts(&mut self, depth: usize) -> String {
        let i = if self.chance(3) { "i".into() } else { self.fresh() };
        self.counts.retain(|count| count.name != i);
        self.scope.retain(|v| v.name != i);
        let length = self.length();
        let outer = self.counts.last().filter(|count| count.below <= 6).cloned();
        let (range, below) = match self.pick(17) {
            0 => (format!("1..{length}"), 6),
            1 => (format!("(0..{length}).rev()"), 6),
            2 => ("(0..6).step_by(2)".into(), 6),
            3 => ("(1..6).step_by(2).rev()".into(), 6),
            4 => ("1..=3".into(), 4),
            5 => ("0..n".into(), 6),
            6 => (format!("n..{length}"), 6),
            7 => ("(0..=n).rev()".into(), 6),
            8 => ("0..3".into(), 3),
            9 => ("0..4".into(), 4),
            10 if outer.is_some() => (format!("0..{}", outer.as_ref().map_or("n", |o| &o.name)), 6),
            11 if outer.is_some() => (format!("{}..{length}", outer.as_ref().map_or("n", |o| &o.name)), 6),
            12 => (format!("1..{length} - 1"), 6),
            13 => ("0..2".into(), 2),
            14 => (self.one_of(&["n / 2..6", "(n / 2..5).rev()", "(n + 1) % 3..4", "0..w.len()"]).into(), 6),
            _ => (format!("0..{length}"), 6),
        };
        self.counts.push(Count { name: i.clone(), below });
        let body = self.turns(depth);
        format!("for {i} in {range} {{\n{body}}}\n")
    }

    fn over_elements(&mut self, depth: usize) -> String {
        let (e, f, i) = (self.fresh(), self.fresh(), self.fresh());
        let (u, w) = (self.named(Kind::Array, false), self.named(Kind::Array, false));
        let (u, w) = (u.unwrap_or_else(|| "v".into()), w.unwrap_or_else(|| "v".into()));
        // What is lent to an iterator does not change in its loop.
        let lent = |this: &mut Self, names: &[&String]| {
            for v in &mut this.scope {
                v.mutable &= !names.iter().any(|name| **name == v.name);
            }
        };
        match self.pick(11) {
            9 => {
                lent(self, &[&u]);
                self.bind(&e, Kind::Number, false);
                let filter = self.one_of(&["**z > 0.0", "**z < x", "n > 1 && **z < 0.5"]);
                self.choosing += 1;
                let text = format!("for &{e} in {u}.iter().filter(|z| {filter}) {{\n{}}}\n", self.turns(depth));
                self.choosing -= 1;
                text
            }
            10 => {
                lent(self, &[&u]);
                self.bind(&e, Kind::Number, false);
                self.bind(&f, Kind::Number, false);
                let which = self.one_of(&[
                    ".zip(U.iter().skip(1))",
                    ".zip(&U[2..5])",
                    ".rev().zip(U.iter().step_by(2))",
                    ".zip(U.iter().rev()).skip(1)",
                    ".skip(1).step_by(2).zip(U.iter())",
                ]);
                let which = which.replace('U', &u);
                format!("for (&{e}, &{f}) in {u}.iter(){which} {{\n{}}}\n", self.turns(depth))
            }
            6 => {
                lent(self, &[&u]);
                self.bind(&e, Kind::Number, false);
                self.counts.push(Count { name: i.clone(), below: 6 });
                format!("for ({i}, &{e}) in {u}.iter().enumerate().rev() {{\n{}}}\n", self.turns(depth))
            }
            7 => {
                lent(self, &[&u]);
                self.bind(&e, Kind::Number, false);
                let which = self.one_of(&[
                    ".rev()",
                    ".skip(2)",
                    ".take(n)",
                    ".step_by(2)",
                    ".skip(1).take(3).rev()",
                    ".step_by(3).rev()",
                ]);
                format!("for &{e} in {u}.iter(){which} {{\n{}}}\n", self.turns(depth))
            }
            8 => {
                lent(self, &[&u]);
                self.bind(&e, Kind::Number, false);
                self.counts.push(Count { name: i.clone(), below: 6 });
                let range = self.one_of(&["n..6", "0..5", "1..6"]);
                format!("for ({i}, &{e}) in ({range}).zip({u}.iter()) {{\n{}}}\n", self.turns(depth))
            }
            0 if u != "v" => {
                // The elements as they were when the loop began, whatever happens to the array.
                self.bind(&e, Kind::Number, false);
                format!("for {e} in {u} {{\n{}}}\n", self.turns(depth))
            }
            0 | 1 => {
                lent(self, &[&u]);
                self.bind(&e, Kind::Number, false);
                self.counts.push(Count { name: i.clone(), below: 6 });
                format!("for ({i}, &{e}) in {u}.iter().enumerate() {{\n{}}}\n", self.turns(depth))
            }
            2 => {
                lent(self, &[&u, &w]);
                self.bind(&e, Kind::Number, false);
                self.bind(&f, Kind::Number, false);
                format!("for (&{e}, &{f}) in {u}.iter().zip({w}.iter()) {{\n{}}}\n", self.turns(depth))
            }
            3 => {
                let m = self.named(Kind::Matrix, false).unwrap_or_else(|| "m".into());
                self.bind(&e, Kind::Row, false);
                format!("for {e} in {m} {{\n{}}}\n", self.turns(depth))
            }
            _ => {
                let Some(u) = self.named(Kind::Array, true) else { return self.over_counts(depth) };
                self.scope.retain(|v| v.name != u);
                if self.chance(2) {
                    return format!("for {e} in {u}.iter_mut() {{\n{}}}\n", self.change_of(&format!("*{e}")));
                }
                let w = self.named(Kind::Array, false).unwrap_or_else(|| "v".into());
                self.bind(&f, Kind::Number, false);
                lent(self, &[&w]);
                let change = self.change_of(&format!("*{e}"));
                format!("for ({e}, &{f}) in {u}.iter_mut().zip({w}.iter()) {{\n{change}}}\n")
            }
        }
    }
}
