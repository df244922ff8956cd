//! Functions beside a program, each of a signature of its own, which the program calls: free ones, methods, functions of a
//! type, and vector fields that it solves.

use super::Writer;
use super::signature::{Over, Plain, Within};

/// How a part is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Nothing,
    /// A method of a pair, and of what is not differentiated.
    Pair,
    Scene,
    /// A function of a type, by its name.
    Type,
    Field,
}

/// A function beside a program.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name, before what tells it apart from that of a cut program.
    name: String,
    of: Of,
    takes: Vec<(Over, bool)>,
    plain: Vec<(String, Plain)>,
    gives: Over,
    lengths: usize,
    /// The number as it is declared, and what stands after the name.
    number: String,
    rest: String,
}

impl Part {
    /// With the attribute, or without it and of `f64` alone.
    pub fn text(&self, marked: bool, suffix: &str) -> String {
        let Self { name, of, rest, lengths, .. } = self;
        let attribute = match (marked, of) {
            (false, _) => String::new(),
            (true, Of::Field) => "#[tapeless::vector_field(turns = 8)]\n".into(),
            (true, Of::Type) => "#[differentiable(associated, turns = 8)]\n".into(),
            (true, _) => "#[differentiable(turns = 8)]\n".into(),
        };
        let own_number = !matches!(of, Of::Pair | Of::Type);
        let consts = ["const A: usize", "const B: usize"];
        let number = self.number.as_str();
        let all: Vec<&str> =
            [number].into_iter().filter(|_| marked && own_number).chain(consts.into_iter().take(*lengths)).collect();
        let generics = if all.is_empty() { String::new() } else { format!("<{}>", all.join(", ")) };
        let rest = rest
            .replace("{where}", if marked && own_number && number == "T" { "\nwhere\n    T: Real,\n" } else { " " });
        let name = if marked || matches!(of, Of::Nothing | Of::Field) { name.clone() } else { format!("plain_{name}") };
        let function = format!(
            "{attribute}pub fn {name}{}{generics}{rest}",
            if own_number && *of != Of::Scene { "" } else { suffix }
        );
        match of {
            Of::Nothing | Of::Field => function,
            Of::Scene => format!("impl Scene {{\n{function}}}\n"),
            _ if marked => format!("impl<T: Real> Pair<T> {{\n{function}}}\n"),
            _ => format!("impl Pair<f64> {{\n{function}}}\n"),
        }
    }

    /// What a module beside needs to solve it.
    pub fn imported(&self) -> String {
        if self.of != Of::Field {
            return String::new();
        }
        let name = self.name.replace("part_", "Part").replace("_a", "A").replace("_b", "B");
        format!("use super::{name};\n")
    }

    /// A body that calls parts, where methods have another name.
    pub fn called(text: &str, index: u64, marked: bool, suffix: &str) -> String {
        let mut text = text.to_string();
        for letter in ["a", "b"] {
            let own = format!("part_{index}_{letter}");
            for before in [".", "Pair::"] {
                let plain = if marked { "" } else { "plain_" };
                text = text.replace(&format!("{before}{own}"), &format!("{before}{plain}{own}{suffix}"));
            }
            if !marked {
                text = text.replace(&format!("{own}::<T, "), &format!("{own}::<"));
            }
        }
        text
    }
}

impl Writer<'_> {
    /// A call of a function beside the program, as a number.
    pub(super) fn call_of_a_part(&mut self) -> String {
        if self.often > 40 {
            return self.number(1);
        }
        let room = self.parts.len() < 2;
        if room && (self.parts.is_empty() || self.chance(3)) {
            let part = self.part();
            self.parts.push(part);
        }
        let i = self.pick(self.parts.len());
        let part = self.parts[i].clone();
        self.cost += 20 * self.often;
        let lengths = [self.a_length(), self.one_of(&["2", "3"])];
        let arguments: Vec<String> = (part.takes.iter())
            .map(|(over, lent)| {
                let value = over.actual(self, lengths);
                if *lent { format!("&({value})") } else { value }
            })
            .collect();
        let plain: Vec<String> = part.plain.iter().map(|(_, plain)| plain.actual(self)).collect();
        let name = &part.name;
        let turbofish = match part.lengths {
            0 => String::new(),
            1 => format!("::<T, {}>", lengths[0]),
            _ => format!("::<T, {}, {}>", lengths[0], lengths[1]),
        };
        let all = [arguments.clone(), plain.clone()].concat().join(", ");
        let call = match part.of {
            Of::Nothing => format!("{name}{turbofish}({all})"),
            Of::Field if self.chance(2) => {
                let fields: Vec<_> =
                    part.plain.iter().zip(&plain).map(|((own, _), value)| format!("{own}: {value}")).collect();
                let fields = if fields.is_empty() { String::new() } else { format!(" {{ {} }}", fields.join(", ")) };
                let letter = name.chars().last().unwrap_or('a').to_uppercase();
                let field = format!("Part{}{letter}{fields}", self.index);
                let [y, p] =
                    [&arguments[1], &arguments[2]].map(|value| value.strip_prefix('&').unwrap_or(value).to_string());
                let end = self.one_of(&["0.5", "T::lit(0.5)", "0.2 + 0.1"]);
                let start = if end.starts_with('T') { "T::ZERO" } else { "0.0" };
                let mesh = format!("Uniform::new::<{}>({start}, {end})", 2 + self.pick(3));
                format!("Solve::new(Ode({field}), RK4, {mesh}).value(&({y}), &({p}))")
            }
            Of::Field => format!("{name}({all})"),
            Of::Pair => {
                let pair = self.pair();
                format!("({pair}).{name}({all})")
            }
            Of::Scene => format!("Scene {{ n, flag, c }}.{name}({all})"),
            Of::Type => format!("Pair::{name}({all})"),
        };
        self.part_of(part.gives, &call, lengths)
    }

    /// A number of what a part gives.
    fn part_of(&mut self, gives: Over, call: &str, lengths: [&str; 2]) -> String {
        let name = self.fresh();
        let ty = gives.ty().replace('A', lengths[0]).replace('B', lengths[1]);
        // A struct's own letters are no lengths.
        let ty = if gives.lengths() == 0 { gives.ty() } else { ty };
        let ty = if gives == Over::AnyChain { format!("Chain<T, {}>", lengths[0]) } else { ty };
        let within = gives.within(&name);
        let value = within.numbers[self.pick(within.numbers.len())].clone();
        let value =
            value.replace("A - 1", &format!("{} - 1", lengths[0])).replace("B - 1", &format!("{} - 1", lengths[1]));
        if within.arrays.is_empty() || self.chance(2) {
            return format!("{{ let {name}: {ty} = {call}; {value}.sin() }}");
        }
        let (array, _) = &within.arrays[0];
        format!("{{ let {name}: {ty} = {call}; {array}.iter().map(|e| *e * x).sum::<T>().sin() + {value} }}")
    }

    fn part(&mut self) -> Part {
        let letter = ["a", "b"][self.parts.len()];
        let of =
            [Of::Nothing, Of::Nothing, Of::Nothing, Of::Pair, Of::Scene, Of::Type, Of::Field, Of::Field][self.pick(8)];
        let lent_self = self.chance(2);
        let (mut list, mut takes, mut plain) = (Vec::new(), Vec::new(), Vec::new());
        let mut all = Within::default();
        let mut changed = None;
        match of {
            Of::Pair => {
                list.push(if lent_self { "&self".into() } else { "self".to_string() });
                all = Over::Pair.within("self");
            }
            Of::Scene => list.push("&self".into()),
            _ => {}
        }
        // What a field takes has an order, and its result is as its state.
        let count = if of == Of::Field { 3 } else { 1 + self.pick(3) };
        for i in 0..count {
            let over = match (of, i) {
                (Of::Field, 0) => Over::Number,
                (Of::Field, _) => Over::state(self),
                // A function of a type has no lengths of its own here.
                _ => loop {
                    let over = Over::any(self);
                    if over.lengths() == 0 || of == Of::Nothing {
                        break over;
                    }
                },
            };
            let lent = of != Of::Field && self.chance(3);
            let name = format!("q{i}");
            let (pattern, within) = over.pattern(self, &name, lent);
            let ty = over.ty();
            let mutable = over == Over::Number && !lent && self.chance(4);
            if mutable {
                changed = Some(name.clone());
            }
            list.push(format!("{}{pattern}: {}{ty}", if mutable { "mut " } else { "" }, if lent { "&" } else { "" }));
            all.numbers.extend(within.numbers);
            all.arrays.extend(within.arrays);
            takes.push((over, lent));
        }
        for i in 0..self.pick(3) {
            let (name, kind) = (format!("k{i}"), Plain::any(self));
            list.push(format!("{name}: {}", kind.ty()));
            plain.push((name, kind));
        }
        let lengths = takes.iter().map(|(over, _)| over.lengths()).max().unwrap_or(0);
        let gives = match of {
            Of::Field => takes[1].0,
            _ => loop {
                let over = Over::any(self);
                if over.lengths() <= lengths {
                    break over;
                }
            },
        };
        let body = self.body_of_a_part(&all, &plain, of == Of::Scene, changed, gives);
        let number = self.one_of(&["T: Real", "T: Real", "T"]).to_string();
        let rest = format!("({}) -> {}{{where}}{{\n{body}}}\n", list.join(", "), gives.ty());
        let name = format!("part_{}_{letter}", self.index);
        Part { name, of, takes, plain, gives, lengths, number, rest }
    }

    fn body_of_a_part(
        &mut self,
        all: &Within,
        plain: &[(String, Plain)],
        of_a_scene: bool,
        changed: Option<String>,
        gives: Over,
    ) -> String {
        let some = |this: &mut Self| all.numbers[this.pick(all.numbers.len())].clone();
        let array = |this: &mut Self| {
            if all.arrays.is_empty() {
                let (a, b) = (some(this), some(this));
                (format!("[{a}, {b} * 0.5]"), "2".to_string())
            } else {
                all.arrays[this.pick(all.arrays.len())].clone()
            }
        };
        let (a, b) = (some(self), some(self));
        let mut body = format!("let mut y: T = ({a} * 0.5 + {b}).sin();\n");
        if of_a_scene {
            body += "if self.flag { y *= self.c; } else { y += self.n as f64 * 0.1; }\n";
        }
        if let Some(name) = changed {
            body += &format!("{name} *= 0.5;\ny += {name};\n");
        }
        for (name, kind) in plain {
            let (array, length) = array(self);
            let number = some(self);
            let array = if array.starts_with('[') {
                body += &format!("let both: [T; 2] = {array};\n");
                "both".to_string()
            } else {
                array
            };
            body += &if self.chance(4) {
                format!("y += {} * {};\n", kind.number(name), number)
            } else {
                kind.statement(name, (&array, &length), &number)
            };
        }
        for _ in 0..self.pick(3) {
            let (a, b, (array, length)) = (some(self), some(self), array(self));
            let array = if array.starts_with('[') { format!("({array})") } else { array };
            body += &match self.pick(7) {
                0 => format!("for k in 1..{length} {{ y = (0.5 * y + {array}[k] * {array}[k - 1] - {a}).sin(); }}\n"),
                1 => format!("if {a} > {b} {{ y = y * {a}; }} else {{ y -= {b}.tanh(); }}\n"),
                2 => format!("y += {array}.iter().fold({a}, |s, e| (s * *e).tanh());\n"),
                3 => format!("y = {array}.map(|e| e * {a}).iter().copied().fold(y, T::max);\n"),
                4 => format!("let (s, e) = ({a}.max({b}), y);\ny = s * e.cos();\n"),
                5 => format!(
                    "for (k, e) in {array}.iter().enumerate() {{ if *e < y {{ y += *e * k as f64 * 0.1; }} }}\n"
                ),
                _ => format!("if {a} < 0.0 {{ y = ({b} * {b} + 0.1).sqrt(); }}\n"),
            };
        }
        let z = some(self);
        body + &gives.made(["y", &format!("({z}).tanh()")]) + "\n"
    }
}
