//! Small vector fields and diffusions of straight lines: what has a form of its own that adds to a state, and a pattern of its
//! Jacobian.

use super::{Program, Writer};

/// A field beside a program, and of which kind the increment of a diffusion is.
#[derive(Clone, Debug)]
pub struct Flow {
    kind: Option<&'static str>,
    body: String,
}

impl Flow {
    fn signature(&self) -> [&'static str; 2] {
        // The input's pattern and its type.
        match self.kind {
            None => ["u", "T"],
            Some("scalar") => ["d0", "T"],
            Some("diagonal") => ["[d0, d1, d2]", "[T; 3]"],
            Some(_) => ["[d0, d1]", "[T; 2]"],
        }
    }

    /// The field with its attribute, or without it and of `f64` alone.
    pub fn text(&self, index: u64, marked: bool) -> String {
        let [pattern, ty] = self.signature();
        let attribute = match self.kind {
            None => "#[tapeless::vector_field]".into(),
            Some(kind) => format!("#[tapeless::diffusion({kind})]"),
        };
        let (attribute, number) = if marked { (attribute.as_str(), "<T: Real>") } else { ("", "") };
        format!(
            "{attribute}\npub fn flow_{index}{number}(t: T, [y0, y1, y2]: [T; 3], (a, b): (T, T), {pattern}: {ty}) -> [T; 3] {{\n{}}}\n",
            self.body
        )
    }
}

impl Program {
    /// The check of the field in module `module`, if there is one.
    pub(super) fn check_of_the_flow(&self, module: &str) -> String {
        let i = self.index;
        let Some(flow) = &self.flow else { return String::new() };
        let u = match flow.signature()[1] {
            "T" => "0.7",
            "[T; 2]" => "[0.7, -0.4]",
            _ => "[0.7, -0.4, 0.9]",
        };
        format!("run.flow({module:?}, {module}::Flow{i}, {u}, {module}::plain::flow_{i});\n")
    }
}

impl Writer<'_> {
    pub(super) fn flow(&mut self) -> Flow {
        let kind = self.one_of(&["", "", "", "additive", "scalar", "diagonal", "general"]);
        let same = ["a", "b", "t"];
        let mut names: Vec<String> = same.iter().map(ToString::to_string).collect();
        if kind != "additive" && kind != "diagonal" {
            names.extend(["y0", "y1", "y2"].map(String::from));
        }
        if kind.is_empty() {
            names.push("u".into());
        }
        let mut body = String::new();
        // A function of a diffusion's increment is none, nor is one of what a field's arithmetic is.
        let arithmetic = self.chance(2);
        for _ in 0..self.pick(4) {
            let (name, value) = (self.fresh(), self.polynomial(&names, arithmetic, 3));
            body += &format!("let {name} = {value};\n");
            names.push(name);
        }
        let results: Vec<String> = (0..3)
            .map(|i| {
                let mut own = names.clone();
                if kind == "diagonal" {
                    own.push(format!("y{i}"));
                }
                let terms = match kind {
                    "" => return self.polynomial(&own, arithmetic, 4),
                    "scalar" => vec!["d0".to_string(); 1 + self.pick(2)],
                    "diagonal" => vec![format!("d{i}"); 1 + self.pick(2)],
                    _ => (0..1 + self.pick(3))
                        .map(|_| self.one_of(&["d0", "d1", "(d0 - d1)", "(0.5 * d1 + d0)"]).into())
                        .collect(),
                };
                let each = terms.into_iter().map(|increment| {
                    let factor = self.polynomial(&own, arithmetic, 2);
                    match self.pick(4) {
                        0 => format!("{increment} * ({factor})"),
                        1 => format!("-(({factor}) * {increment})"),
                        2 => format!("0.3 * {increment} / (1.5 + ({factor}) * ({factor}))"),
                        _ => format!("({factor}) * {increment}"),
                    }
                });
                each.collect::<Vec<_>>().join(" + ")
            })
            .collect();
        body += &format!("[{}]\n", results.join(", "));
        Flow { kind: Some(kind).filter(|kind| !kind.is_empty()), body }
    }

    /// Sums and products, and what else has a derivative where it is not to be arithmetic alone.
    fn polynomial(&mut self, names: &[String], arithmetic: bool, depth: usize) -> String {
        if depth == 0 || self.chance(5) {
            let i = self.pick(names.len());
            return names[i].clone();
        }
        let (a, b) = (self.polynomial(names, arithmetic, depth - 1), self.polynomial(names, arithmetic, depth - 1));
        match self.pick(if arithmetic { 11 } else { 16 }) {
            0 | 1 => format!("({a} + {b})"),
            2 | 3 => format!("({a} - {b})"),
            4..6 => format!("({a}) * ({b})"),
            6 => format!("0.3 * ({a}) - ({b})"),
            7 => format!("({a} * 0.5 + 1.5)"),
            8 => format!("-({a})"),
            9 => format!("({a} - {b}) * ({b} + 0.2 * ({a}))"),
            10 => format!("({a}) / 1.7"),
            11 => format!("({a}).sin()"),
            12 => format!("({a}) / (1.2 + ({b}) * ({b}))"),
            13 => format!("({a}).tanh().exp()"),
            14 => format!("if ({a}) > ({b}) {{ {a} }} else {{ 0.5 * ({b}) }}"),
            _ => format!("({a}).max({b})"),
        }
    }
}
