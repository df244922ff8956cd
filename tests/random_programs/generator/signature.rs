//! What a function of a signature of its own takes, is lent and gives.

use super::{Kind, Writer};

/// A type over the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    Number,
    Array(usize),
    Rows(usize, usize),
    Tuple,
    Pair,
    Wrap,
    Chain(usize),
    /// An array of tuples, and one of structs.
    Tuples,
    Pairs,
    Nest,
    /// Of lengths that are parameters.
    Any,
    AnyRows,
    AnyChain,
}

/// A type that is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plain {
    Usize,
    I32,
    U8,
    I64,
    F32,
    F64,
    Bool,
    Weights,
    Order,
    Three,
    Law,
    LentLaw,
    Window,
    Couple,
    Rows,
    Function,
}

/// A value's numbers, and its arrays with their lengths.
#[derive(Clone, Debug, Default)]
pub(super) struct Within {
    pub(super) numbers: Vec<String>,
    pub(super) arrays: Vec<(String, String)>,
}

impl Over {
    const ALL: [Self; 16] = [
        Self::Number,
        Self::Number,
        Self::Array(2),
        Self::Array(3),
        Self::Array(4),
        Self::Rows(2, 3),
        Self::Rows(3, 2),
        Self::Tuple,
        Self::Pair,
        Self::Wrap,
        Self::Chain(3),
        Self::Tuples,
        Self::Pairs,
        Self::Nest,
        Self::Any,
        Self::AnyRows,
    ];
    /// What may be a state, or parameters, of a field.
    const STATES: [Self; 6] = [Self::Number, Self::Array(2), Self::Array(3), Self::Tuple, Self::Pair, Self::Chain(3)];

    pub(super) fn any(w: &mut Writer) -> Self {
        if w.chance(12) { Self::AnyChain } else { Self::ALL[w.pick(Self::ALL.len())] }
    }

    pub(super) fn state(w: &mut Writer) -> Self {
        Self::STATES[w.pick(Self::STATES.len())]
    }

    pub(super) fn ty(self) -> String {
        match self {
            Self::Number => "T".into(),
            Self::Array(n) => format!("[T; {n}]"),
            Self::Rows(n, m) => format!("[[T; {m}]; {n}]"),
            Self::Tuple => "(T, [T; 2])".into(),
            Self::Pair => "Pair<T>".into(),
            Self::Wrap => "Wrap<T>".into(),
            Self::Chain(n) => format!("Chain<T, {n}>"),
            Self::Tuples => "[(T, T); 2]".into(),
            Self::Pairs => "[Pair<T>; 2]".into(),
            Self::Nest => "Nest<T>".into(),
            Self::Any => "[T; A]".into(),
            Self::AnyRows => "[[T; A]; B]".into(),
            Self::AnyChain => "Chain<T, A>".into(),
        }
    }

    /// How many of the two lengths it needs.
    pub(super) fn lengths(self) -> usize {
        match self {
            Self::Any | Self::AnyChain => 1,
            Self::AnyRows => 2,
            _ => 0,
        }
    }

    pub(super) fn within(self, name: &str) -> Within {
        let numbers = |these: &[&str]| these.iter().map(|part| format!("{name}{part}")).collect();
        let arrays = |these: &[(&str, &str)]| {
            these.iter().map(|(part, length)| (format!("{name}{part}"), (*length).into())).collect()
        };
        let (numbers, arrays) = match self {
            Self::Number => (numbers(&[""]), Vec::new()),
            Self::Array(n) => (numbers(&["[0]", "[1]"]), vec![(name.into(), n.to_string())]),
            Self::Rows(_, m) => (numbers(&["[0][1]", "[1][0]"]), vec![(format!("{name}[1]"), m.to_string())]),
            Self::Tuple => (numbers(&[".0", ".1[1]"]), arrays(&[(".1", "2")])),
            Self::Pair => (numbers(&[".a", ".b[0]", ".b[1]"]), arrays(&[(".b", "2")])),
            Self::Wrap => (numbers(&[".0", ".1[0]"]), arrays(&[(".1", "2")])),
            Self::Chain(n) => (numbers(&[".links[0]", ".end"]), vec![(format!("{name}.links"), n.to_string())]),
            Self::Tuples => (numbers(&["[0].1", "[1].0"]), Vec::new()),
            Self::Pairs => (numbers(&["[0].a", "[1].b[1]"]), arrays(&[("[1].b", "2")])),
            Self::Nest => (numbers(&[".one.a", ".many[1].b[0]", ".t.1[1]"]), arrays(&[(".t.1", "2")])),
            Self::Any => (numbers(&["[0]", "[A - 1]"]), arrays(&[("", "A")])),
            Self::AnyRows => (numbers(&["[0][A - 1]", "[B - 1][0]"]), arrays(&[("[0]", "A")])),
            Self::AnyChain => (numbers(&[".end", ".links[A - 1]"]), arrays(&[(".links", "A")])),
        };
        Within { numbers, arrays }
    }

    /// A pattern and what it binds, by value or by reference.
    pub(super) fn pattern(self, w: &mut Writer, name: &str, lent: bool) -> (String, Within) {
        let (a, b) = (format!("{name}a"), format!("{name}b"));
        let bound = |names: &[&String], star: &str| Within {
            numbers: names
                .iter()
                .map(|name| if star.is_empty() { (*name).clone() } else { format!("(*{name})") })
                .collect(),
            arrays: Vec::new(),
        };
        let whole = |lent: bool| {
            let mut all = self.within(name);
            if lent && self == Self::Number {
                all.numbers = vec![format!("(*{name})")];
            }
            (name.to_string(), all)
        };
        if w.chance(2) {
            return whole(lent);
        }
        let written = match self {
            Self::Number if lent => format!("&{a}"),
            Self::Array(2) => format!("[{a}, {b}]"),
            Self::Array(_) => format!("[{a}, .., {b}]"),
            Self::Rows(2, 3) => format!("[[{a}, ..], [.., {b}]]"),
            Self::Tuple => format!("({a}, [_, {b}])"),
            Self::Pair => format!("Pair {{ a: {a}, b: [{b}, _] }}"),
            Self::Wrap => format!("Wrap({a}, [{b}, _])"),
            Self::Chain(_) => format!("Chain {{ end: {a}, links: [{b}, ..] }}"),
            Self::Tuples => format!("[({a}, _), (_, {b})]"),
            Self::Nest => format!("Nest {{ one: Pair {{ a: {a}, .. }}, t: ({b}, _), .. }}"),
            _ => return whole(lent),
        };
        let names: &[&String] = if self == Self::Number { &[&a] } else { &[&a, &b] };
        if !lent {
            return (written, bound(names, ""));
        }
        // By its own reference, or by that of what it is matched with.
        if self == Self::Number {
            (written, bound(names, ""))
        } else if w.chance(2) {
            (format!("&{written}"), bound(names, ""))
        } else {
            (written, bound(names, "*"))
        }
    }

    /// A value of what is in scope where a program calls, of these lengths.
    pub(super) fn actual(self, w: &mut Writer, lengths: [&str; 2]) -> String {
        let [a, b] = lengths;
        let row = |w: &mut Writer, n: usize| {
            let all: Vec<_> = (0..n).map(|_| w.number(1)).collect();
            format!("[{}]", all.join(", "))
        };
        let of_any = |w: &mut Writer, length: &str, turn: &str| {
            let (array, value) = (w.array_name(), w.number(0));
            format!("core::array::from_fn::<_, {length}, _>(|{turn}| {array}[{turn}] * ({value}))")
        };
        match self {
            Self::Number => w.number(1),
            Self::Array(3) if w.chance(2) => w.row(),
            Self::Array(n) => row(w, n),
            Self::Rows(n, m) => format!("[{}]", (0..n).map(|_| row(w, m)).collect::<Vec<_>>().join(", ")),
            Self::Tuple => format!("({}, {})", w.number(1), row(w, 2)),
            Self::Pair => w.pair(),
            Self::Wrap => format!("Wrap({}, {})", w.number(1), row(w, 2)),
            Self::Chain(n) => format!("Chain::<T, {n}> {{ links: {}, end: {} }}", row(w, n), w.number(1)),
            Self::Tuples => format!("[({}, x), ({}, {})]", w.number(1), w.number(1), w.number(0)),
            Self::Pairs => format!("[{}, {}]", w.pair(), w.pair()),
            Self::Nest => w.nest(),
            Self::Any if a == "N" || a == "6" => w.array(1),
            Self::Any => of_any(w, a, "i"),
            Self::AnyRows => {
                let inner = of_any(w, a, "i");
                format!("core::array::from_fn::<_, {b}, _>(|_| {inner})")
            }
            Self::AnyChain => format!("Chain::<T, {a}> {{ links: {}, end: {} }}", of_any(w, a, "i"), w.number(1)),
        }
    }

    /// A value of these numbers, as a result.
    pub(super) fn made(self, [y, z]: [&str; 2]) -> String {
        match self {
            Self::Number => format!("{y} * {z}"),
            Self::Array(2) => format!("[{y}, {z}]"),
            Self::Array(n) => format!("core::array::from_fn::<_, {n}, _>(|k| {y} * k as f64 + {z})"),
            Self::Rows(n, m) => format!("[[{y}, {}]; {n}]", vec![z; m - 1].join(", ")),
            Self::Tuple => format!("({y}, [{z}, {y}])"),
            Self::Pair => format!("Pair {{ b: [{z}, {y} * {z}], a: {y} }}"),
            Self::Wrap => format!("Wrap({y}, [{z}; 2])"),
            Self::Chain(n) => format!("Chain {{ links: [{z}; {n}], end: {y} }}"),
            Self::Tuples => format!("[({y}, {z}), ({z} * {z}, {y})]"),
            Self::Pairs => format!("[Pair {{ a: {y}, b: [{z}; 2] }}, Pair {{ a: {z}, b: [{y}, {z}] }}]"),
            Self::Nest => format!(
                "Nest {{ one: Pair {{ a: {y}, b: [{z}, {z}] }}, many: [Pair {{ a: {z}, b: [{y}; 2] }}; 2], t: ({y}, [{z}, {y}]) }}"
            ),
            Self::Any => format!("core::array::from_fn(|k| {y} * k as f64 - {z})"),
            Self::AnyRows => format!("[[{y} * {z}; A]; B]"),
            Self::AnyChain => format!("Chain {{ links: [{y}; A], end: {z} }}"),
        }
    }
}

impl Plain {
    const ALL: [Self; 16] = [
        Self::Usize,
        Self::I32,
        Self::U8,
        Self::I64,
        Self::F32,
        Self::F64,
        Self::Bool,
        Self::Weights,
        Self::Order,
        Self::Three,
        Self::Law,
        Self::LentLaw,
        Self::Window,
        Self::Couple,
        Self::Rows,
        Self::Function,
    ];

    pub(super) fn any(w: &mut Writer) -> Self {
        Self::ALL[w.pick(Self::ALL.len())]
    }

    pub(super) fn ty(self) -> &'static str {
        match self {
            Self::Usize => "usize",
            Self::I32 => "i32",
            Self::U8 => "u8",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::Bool => "bool",
            Self::Weights => "&[f64]",
            Self::Order => "&[usize]",
            Self::Three => "[usize; 3]",
            Self::Law => "Law",
            Self::LentLaw => "&Law",
            Self::Window => "Window",
            Self::Couple => "(usize, f64)",
            Self::Rows => "&[[f64; 2]]",
            Self::Function => "&dyn Fn(f64) -> f64",
        }
    }

    pub(super) fn actual(self, w: &mut Writer) -> String {
        match self {
            Self::Usize => w.index(6),
            Self::Bool => w.passive_condition(),
            Self::Law => w
                .one_of(&[
                    "Law::Off",
                    "Law::Power { k: 2, c }",
                    "Law::Linear(0.4 * c)",
                    "LAWS[n % 3]",
                    "if flag { LAWS[1] } else { LAWS[0] }",
                ])
                .into(),
            _ => w
                .one_of(match self {
                    Self::I32 => &["n as i32 - 2", "-1", "3", "i32::from(flag)"],
                    Self::U8 => &["n as u8", "7", "250"],
                    Self::I64 => &["n as i64", "-3", "1 << 3"],
                    Self::F32 => &["0.3", "c as f32", "-1.5"],
                    Self::F64 => &["c", "0.3", "w[n % 6]", "2.0 * c - 0.1"],
                    Self::Weights => &["w", "&w[1..4]", "&TABLE", "&[0.3, c]"],
                    Self::Order => &["&[n, 1, 2, n + 1]", "&[1, n, 0]", "&ORDER", "&ORDER[n % 3..]"],
                    Self::Three => &["[2usize, 0, 1]", "[n % 3, 1, 0]"],
                    Self::LentLaw => &["&Law::Off", "&Law::Linear(c)", "&LAWS[(n + 1) % 3]"],
                    Self::Window => &["Window { lo: 0, hi: 2 }", "Window { lo: n % 2, hi: 3 }"],
                    Self::Couple => &["(n, c)", "(2, 0.3)"],
                    Self::Rows => &["&[[0.3, -0.2], [c, 0.4], [0.1, 0.2]]", "&[[0.5, -0.4]]"],
                    _ => &["&|y| 0.3 * y + 0.1", "&f64::sin"],
                })
                .into(),
        }
    }

    /// What is not differentiated, as a number.
    pub(super) fn number(self, name: &str) -> String {
        match self {
            Self::Usize | Self::I64 => format!("({name} as f64 * 0.1)"),
            Self::I32 => format!("(0.1 * f64::from({name}))"),
            Self::U8 => format!("(f64::from({name}) * 0.01)"),
            Self::F32 => format!("({name} as f64)"),
            Self::F64 => name.into(),
            Self::Bool => format!("f64::from({name})"),
            Self::Weights => format!("{name}[0]"),
            Self::Order => format!("({name}[2 % {name}.len()] as f64)"),
            Self::Three => format!("({name}[1] as f64)"),
            Self::Law | Self::LentLaw => {
                let star = if self == Self::LentLaw { "*" } else { "" };
                format!("(if let Law::Linear(k) = {star}{name} {{ k }} else {{ 0.7 }})")
            }
            Self::Window => format!("(({name}.hi - {name}.lo) as f64)"),
            Self::Couple => format!("({name}.0 as f64 * {name}.1)"),
            Self::Rows => format!("{name}[0][1]"),
            Self::Function => format!("{name}(0.3)"),
        }
    }

    /// A statement that changes `y` by an array's elements.
    pub(super) fn statement(self, name: &str, (array, length): (&str, &str), number: &str) -> String {
        match self {
            Self::Usize => format!(
                "for k in 0..{length} {{ if k != {name} {{ y = (0.5 * y + {array}[k] * {number}).sin(); }} }}\n"
            ),
            Self::I32 => format!("y = (y.tanh() + 1.5).powi({name}) * 0.1 + {array}[1];\n"),
            Self::U8 => {
                format!("if {name} > 100 {{ y *= {array}[0].sin(); }} else {{ y += ({name} << 1) as f64 * 0.01; }}\n")
            }
            Self::I64 => format!(
                "y += match {name} {{ i64::MIN..0 => {array}[0], 0 | 1 => {number}, _ => {array}[1] * {number} }};\n"
            ),
            Self::F32 => format!("y *= if {name} < 0.0 {{ {array}[0].cos() }} else {{ {array}[1].sin() }};\n"),
            Self::F64 => format!("y += {name} * {array}.iter().map(|e| *e * {number}).sum::<T>();\n"),
            Self::Bool => {
                format!("let y = if {name} {{ y * {array}[0] }} else {{ {number}.sin() }};\nlet mut y = y;\n")
            }
            Self::Weights => {
                format!("for (e, k) in {array}.iter().zip({name}) {{ y = (0.5 * y + *e * *k).tanh(); }}\n")
            }
            Self::Order => format!("for &k in {name} {{ y = (0.5 * y + {array}[k % {length}] * {number}).sin(); }}\n"),
            Self::Three => format!(
                "for (i, k) in {name}.into_iter().enumerate() {{ y += {array}[k % {length}] * {number} * i as f64 * 0.1; }}\n"
            ),
            Self::Law => format!(
                "y = match {name} {{ Law::Off => {array}[0] * y, Law::Linear(k) if k > 0.5 => {number} * k, Law::Power {{ k, c }} => y.tanh().powi(k) * c, _ => {array}[1] }};\n"
            ),
            Self::LentLaw => format!(
                "y = match {name} {{ Law::Off => {array}[0] * y, Law::Linear(k) => {number} * *k, Law::Power {{ k, c }} => y.tanh().powi(*k) * *c }};\n"
            ),
            Self::Window => format!(
                "let Window {{ lo, hi }} = {name};\nfor k in lo..hi {{ y = (y * {array}[k % {length}] - {number} * k as f64).sin(); }}\n"
            ),
            Self::Couple => format!("let (k, e) = {name};\ny = y * e + {array}[k % {length}];\n"),
            Self::Rows => format!("for [a, b] in {name} {{ y = (y * *a + {array}[0] * *b).sin() + {number}; }}\n"),
            Self::Function => format!("y += {name}(0.5) * {array}[1] - {name}(0.1 + 0.2) * {number};\n"),
        }
    }
}

impl Writer<'_> {
    /// An array of a length that may be a parameter, as such a parameter is given.
    pub(super) fn a_length(&mut self) -> &'static str {
        if self.chance(2) && self.named(Kind::Array, false).is_some() {
            self.length()
        } else {
            self.one_of(&["2", "3", "4"])
        }
    }
}
