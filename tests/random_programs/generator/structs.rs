//! Structs and tuples that a body makes, of what is not differentiated or of both, as what a loop goes over or hands on.

use super::{Kind, Writer, piece};

impl Writer<'_> {
    /// A statement.
    pub(super) fn made_of_both(&mut self) -> String {
        let (z, i, u, value) = (self.fresh(), self.fresh(), self.array_name(), self.number(1));
        let (which, condition, number) = (self.index(3), self.passive_condition(), self.named(Kind::Number, true));
        let (lo, hi) = (self.pick(3), 4 + self.pick(3));
        let window = format!("Window {{ lo: {lo}, hi: {hi} }}");
        let turn = |number: &str, e: &str| format!("{number} = (0.5 * {number} + {e} * ({value})).tanh();\n");
        let text = match (self.pick(8), number) {
            (0, Some(number)) => {
                let turn = turn(&number, &format!("{u}[{i}]"));
                format!("let {z} = {window};\nfor {i} in {z}.lo..{z}.hi {{\n{turn}}}\n")
            }
            (1, Some(number)) => {
                let turn = turn(&number, &format!("{u}[{z}.hi - 1 - {i}]"));
                format!(
                    "let {z} = if {condition} {{ {window} }} else {{ Window {{ hi: 6, ..Window {{ lo: n % 3, hi: 2 }} }} }};\nfor {i} in 0..{z}.hi - {z}.lo {{\n{turn}}}\n"
                )
            }
            (2, Some(number)) => {
                let turn = turn(&number, &format!("{u}[{i}]"));
                format!(
                    "for {z} in [{window}, Window {{ lo: n % 2, hi: 3 }}] {{\nfor {i} in {z}.lo..{z}.hi {{\n{turn}}}\n}}\n"
                )
            }
            (3, Some(number)) => {
                let turn = turn(&number, &format!("{u}[{z}.lo] * {z}.hi as f64"));
                format!(
                    "let mut {z} = {window};\nfor {i} in 0..4 {{\n{turn}{z}.lo = ({z}.lo + {i}) % 6;\nif {condition} {{\n{z}.hi += 1;\n}}\n}}\n"
                )
            }
            (4, _) => {
                let name = self.name(Kind::Number);
                self.bind(&name, Kind::Number, false);
                format!(
                    "let mut {z} = ({value}, 1, n % 3);\nfor {i} in 0..4 {{\n{z}.0 = (0.5 * {z}.0 + {u}[{z}.1] * x).sin();\n{z}.1 = ({z}.1 + {i} + {z}.2) % 6;\n}}\nlet {name} = ({z}.0 * {z}.1 as f64).sin();\n"
                )
            }
            (5, _) => {
                let name = self.name(Kind::Number);
                self.bind(&name, Kind::Number, false);
                let next = self.one_of(&[
                    "match {z}.law { Law::Off => Law::Power { k: 2, c: 0.3 }, Law::Linear(z) => Law::Linear(0.5 * z), _ => Law::Off }",
                    "if {c} { Law::Off } else { LAWS[({i} + n) % 3] }",
                    "LAWS[{i}]",
                ]);
                let next = next.replace("{z}", &z).replace("{i}", &i).replace("{c}", &condition);
                format!(
                    "let mut {z} = Governed {{ x: {value}, law: LAWS[{which}] }};\nfor {i} in 0..3 {{\n{z}.x = match {z}.law {{ Law::Off => ({z}.x + {u}[{i}]).sin(), Law::Linear(z) => {z}.x.tanh() * z, Law::Power {{ k, c: z }} => {z}.x.tanh().powi(k) * z + x }};\n{z}.law = {next};\n}}\nlet {name} = if {z}.law == Law::Off {{ {z}.x }} else {{ {z}.x.sin() }};\n"
                )
            }
            _ => {
                let name = self.name(Kind::Number);
                self.bind(&name, Kind::Number, false);
                format!(
                    "let mut {z} = Weighed {{ value: {value}, times: 0 }};\nfor {i} in 0..6 {{\n{z}.value = (0.5 * {z}.value + {u}[{z}.times] * x).sin();\nif {condition} {{\n{z}.times = ({z}.times + 2) % 6;\n}}\n}}\nlet Weighed {{ value: {name}, times: {i} }} = {z};\nlet {name} = {name} * (1.0 + {i} as f64).recip();\n"
                )
            }
        };
        piece("", &text)
    }

    /// A statement with integers of few bits and numbers of single precision.
    pub(super) fn of_small_types(&mut self) -> String {
        let Some(number) = self.named(Kind::Number, true) else { return self.made_of_both() };
        let (z, i, value, condition) = (self.fresh(), self.fresh(), self.number(1), self.passive_condition());
        let (a, b) = (100 + self.pick(150), self.pick(200));
        let text = match self.pick(7) {
            0 => format!(
                "let {z}: [u8; 2] = [{a}, {b}];\n{number} = ({number} + x * ({z}[n % 2] << 1) as f64 * 0.01).sin();\n"
            ),
            1 => format!(
                "let {z}: u8 = if {condition} {{ {a} }} else {{ {b} }};\n{number} = ({number} + ({value}) * (!{z}) as f64 * 0.01).sin();\n"
            ),
            2 => format!(
                "let {z} = |i: i16| i.rem_euclid(7) - 9;\n{number} = ({number} + ({value}) * {z}(-{a}) as f64 * 0.1).sin();\n"
            ),
            3 => format!(
                "let mut {z}: u8 = {a};\nfor {i} in 0..4 {{\n{number} = (0.5 * {number} + x * ({z} << 1) as f64 * 0.01).sin();\nif {condition} {{\n{z} = {b};\n}} else {{\n{z} = {z}.wrapping_add(77);\n}}\n}}\n"
            ),
            4 => format!(
                "for {i} in 250..=255u8 {{\n{number} = (0.5 * {number} + ({value}) * (!{i}) as f64 * ({i} << 3) as f64 * 0.01).sin();\n}}\n"
            ),
            5 => {
                let name = z.to_uppercase();
                format!(
                    "const {name}: [u32; 2] = [4_000_000_000, {a}];\nlet {z}: i32 = -{b};\n{number} = ({number} + x * ({name}[n % 2] << 3) as f64 * 1e-9 + ({z} as u16 >> 4) as f64 * 1e-3).sin();\n"
                )
            }
            _ => format!(
                "let mut {z}: f32 = 0.1;\n{z} *= 1.1;\nlet {i}: [f32; 2] = [0.7, 1.0 / 3.0];\n{number} = ({number} + ({value}) * {z} as f64 + x * {i}[n % 2] as f64).sin();\n"
            ),
        };
        piece("", &text)
    }
}
