//! What a program is written as: a function and, beside it, a method, a vector field or a function of concrete numbers,
//! each held against the function.

use super::{Part, Program, cut};

/// What a program is written as, beside a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Function,
    /// A method of `Pair<T>`, by value or by reference as the function takes it; the function calls it.
    OfPair,
    /// A method of `Nest<T>` by reference.
    OfNest,
    /// A method of `Chain<T, N>`, whose links are the array.
    OfChain,
    /// A method of a `Scene`, which is not differentiated.
    OfScene,
    /// A vector field of the same body, and one with an input.
    Field,
    Driven,
    /// Of `f64` or `f32` alone.
    Double,
    Single,
}

impl Form {
    pub const ALL: [Self; 11] = [
        Self::Function,
        Self::Function,
        Self::OfPair,
        Self::OfPair,
        Self::OfNest,
        Self::OfChain,
        Self::OfScene,
        Self::Field,
        Self::Driven,
        Self::Double,
        Self::Single,
    ];

    /// What the body calls the pair and the nest that it is given.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::OfPair => ("self", "o"),
            Self::OfNest => ("s", "self"),
            _ => ("s", "o"),
        }
    }

    /// What the method is called of, of these arguments.
    pub fn receiver(self, pair: &str, nest: &str) -> Option<String> {
        match self {
            Self::OfPair => Some(pair.into()),
            Self::OfNest => Some(nest.into()),
            _ => None,
        }
    }

    /// An argument and its comma, but for what stands before the method.
    pub fn beside_self(self, argument: &str, which: &str) -> String {
        let of = if self == Self::OfPair { "s" } else { "o" };
        if which == of { String::new() } else { format!("{argument}, ") }
    }
}

/// The text with `f64` or `f32` for the number.
fn concrete(text: &str, number: &str) -> String {
    // What is mapped by a function of `f64` stays what is not differentiated, where it is an array of constants.
    let text = text.replace("map(T::sin)", "map(|z| z.sin())").replace("map(T::tanh)", "map(|z| z.tanh())");
    let text = text.replace("T::ZERO", "0.0").replace("T::ONE", "1.0").replace("T::lit(0.5)", "0.5");
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(is_word) {
        let end = rest[start..].find(|c| !is_word(c)).map_or(rest.len(), |end| start + end);
        out += &rest[..start];
        out += match &rest[start..end] {
            "T" | "f64" => number,
            word => word,
        };
        rest = &rest[end..];
    }
    out + rest
}

impl Program {
    /// The check of the program in module `module`.
    pub fn check(&self, module: &str) -> String {
        let i = self.index;
        let reference = |lent: bool| if lent { "&" } else { "" };
        let (v, s) = (reference(self.lent), reference(self.lent_pair));
        let length = if self.generic { "::<6>" } else { "" };
        let made = format!("|Plain {{ n, flag, c, w }}| {module}::Program{i}{length} {{ n, flag, c, w }}");
        // Some are checked on more numbers, which takes the compiler longer.
        let check = if i % 3 == 0 { "check_all_numbers" } else { "check" };
        let text = format!(
            "run.{check}({module:?}, {made}, \
             |a, Plain {{ n, flag, c, w }}| {module}::plain::program_{i}(a.0, {v}a.1, a.2, {s}a.3, a.4, a.5, n, flag, c, w));\n"
        );
        let field = format!("|Plain {{ n, flag, c, w }}| {module}::Field{i}{length} {{ n, flag, c, w }}");
        let more = match self.form() {
            Form::Field => format!("run.field({module:?}, {made}, {field}, |a| ((a.2, a.4, a.5), ()), |p, ()| p);\n"),
            Form::Driven => {
                format!("run.field({module:?}, {made}, {field}, |a| ((a.2, a.5), a.4), |p, u| (p.0, u, p.1));\n")
            }
            Form::Double => format!(
                "run.double({module:?}, {made}, |Plain {{ n, flag, c, w }}| {module}::concrete::Concrete{i}{length} {{ n, flag, c, w }});\n"
            ),
            Form::Single => format!(
                "run.single({module:?}, {made}, |Plain {{ n, flag, c, .. }}| {module}::concrete::Concrete{i}{length} {{ n, flag, c: c as f32, w: &SINGLE }});\n"
            ),
            _ => String::new(),
        };
        let pattern = format!("run.pattern::<{module}::program_{i}{length}, _>({module:?}, {made});\n");
        text + &more + &pattern + &self.check_of_the_flow(module)
    }

    /// The form, but for those that its body has no way to be written in.
    fn form(&self) -> Form {
        match self.form {
            Form::Field | Form::Driven if self.lent_pair => Form::Function,
            // Its callees and tables are of `f64`.
            Form::Single
                if !self.calls.is_empty()
                    || !self.parts.is_empty()
                    || self.source.contains("LAWS")
                    || self.source.contains("Law::")
                    || self.source.contains("weighted")
                    || self.source.contains("TABLE") =>
            {
                Form::Double
            }
            form => form,
        }
    }

    /// The function with the attribute and, in a module of its own, without it; and its other form.
    pub fn text(&self, cut: &[usize]) -> String {
        let body = cut::rendered(&self.source, cut);
        let (i, form) = (self.index, self.form());
        let length = if self.generic { "N" } else { "6" };
        let reference = |lent: bool| if lent { "&" } else { "" };
        let (v, pair) = (reference(self.lent), reference(self.lent_pair));
        let result = format!("(T, [T; {length}], Pair<T>)");
        let plain_list = "n: usize, flag: bool, c: f64, w: &[f64]";
        let list = format!(
            "(x: T, v: {v}[T; {length}], m: [[T; 3]; 4], s: {pair}Pair<T>, (p, r): (T, [T; 3]), o: Nest<T>, {plain_list}) -> {result}"
        );
        let (generics, only_length) =
            if self.generic { ("<T: Real, const N: usize>", "<const N: usize>") } else { ("<T: Real>", "") };
        // Methods of the same type have names of their own in each way to cut the program.
        let suffix: String = cut.iter().map(|piece| format!("_{piece}")).collect();
        // The method, and the call of it: by the function with the attribute, or by the one without.
        let method = |attribute: &str, name: &str, numbers: &str, of: &str, own: &str| -> Option<(String, String)> {
            let rest = "m: [[T; 3]; 4], ";
            let tail = format!("(p, r): (T, [T; 3]), ");
            let (this, before, list, call, receiver) = match form {
                Form::OfPair => (
                    format!("impl{numbers} Pair<{of}>"),
                    String::new(),
                    format!("{pair}self, x: T, v: {v}[T; {length}], {rest}{tail}o: Nest<T>, {plain_list}"),
                    "x, v, m, (p, r), o, n, flag, c, w",
                    "s",
                ),
                Form::OfNest => (
                    format!("impl{numbers} Nest<{of}>"),
                    String::new(),
                    format!("&self, x: T, v: {v}[T; {length}], {rest}s: {pair}Pair<T>, {tail}{plain_list}"),
                    "x, v, m, s, (p, r), n, flag, c, w",
                    "o",
                ),
                Form::OfChain => (
                    format!(
                        "impl<{}> Chain<{of}, {length}>",
                        [numbers.trim_matches(['<', '>']), only_length.trim_matches(['<', '>'])]
                            .iter()
                            .filter(|part| !part.is_empty())
                            .copied()
                            .collect::<Vec<_>>()
                            .join(", ")
                    ),
                    format!("let (x, v): (T, [T; {length}]) = (self.end, self.links);\n"),
                    format!("&self, {rest}s: {pair}Pair<T>, {tail}o: Nest<T>, {plain_list}"),
                    "m, s, (p, r), o, n, flag, c, w",
                    "chain",
                ),
                Form::OfScene => (
                    "impl Scene".into(),
                    "let Scene { n, flag, .. } = *self;\nlet c = self.c;\n".into(),
                    format!("&self, x: T, v: {v}[T; {length}], {rest}s: {pair}Pair<T>, {tail}o: Nest<T>, w: &[f64]"),
                    "x, v, m, s, (p, r), o, w",
                    "scene",
                ),
                _ => return None,
            };
            let own = if form == Form::OfChain { "" } else { own };
            let make = match form {
                Form::OfChain if self.lent => "let chain: Chain<T, LENGTH> = Chain { links: *v, end: x };\n",
                Form::OfChain => "let chain: Chain<T, LENGTH> = Chain { links: v, end: x };\n",
                Form::OfScene => "let scene = Scene { n, flag, c };\n",
                _ => "",
            };
            let make = make.replace("LENGTH", length);
            Some((
                format!(
                    "{this} {{\n{attribute}pub fn {name}_{i}{suffix}{own}({list}) -> {result} {{\n{before}{{body}}}}\n}}\n"
                ),
                format!("{make}{receiver}.{name}_{i}{suffix}({call})\n"),
            ))
        };
        let uses = |plain: &str| -> String {
            self.calls.iter().map(|i| format!("use crate::program_{i}{plain}::*;\n")).collect()
        };
        // Without the macro there is no number to name.
        let plain_body =
            body.replace("::<T, N>(", "::<N>(").replace("::<_, N>(", "::<N>(").replace(".method_", ".plain_method_");
        let [body, plain_body] =
            [(body, true), (plain_body, false)].map(|(body, marked)| Part::called(&body, i, marked, &suffix));
        let parts = |marked| {
            let flow = self.flow.iter().map(|flow| flow.text(i, marked));
            self.parts.iter().map(|part| part.text(marked, &suffix)).chain(flow).collect::<String>()
        };
        let used = "use tapeless::{Ode, RK4, Real, Solve, Terminal, Uniform};\nuse crate::{Chain, Driven, Energy, Governed, LAWS, Law, LawOf, Nest, ORDER, Pair, Scene, Swing, TABLE, Weighed, Window, Wrap, energy, swing, weighted};\n";
        let attribute = "#[differentiable(turns = 8)]\n";
        let own = if form == Form::OfScene { generics } else { only_length };
        let (written, function_body) = match method(attribute, "method", "<T: Real>", "T", own) {
            Some((text, call)) => (text.replace("{body}", &body), call),
            None => (String::new(), body.clone()),
        };
        let (plain_written, plain_function) = match method("", "plain_method", "", "f64", only_length) {
            Some((text, call)) => (text.replace("{body}", &plain_body), call),
            None => (String::new(), plain_body),
        };
        let other = match form {
            Form::Field | Form::Driven => {
                let state = format!("(x, v, s): (T, [T; {length}], Pair<T>)");
                let given = if form == Form::Field {
                    "(m, (p, r), o): ([[T; 3]; 4], (T, [T; 3]), Nest<T>)"
                } else {
                    "(m, o): ([[T; 3]; 4], Nest<T>), (p, r): (T, [T; 3])"
                };
                format!(
                    "\n#[tapeless::vector_field(turns = 8)]\npub fn field_{i}{generics}(t: T, {state}, {given}, {plain_list}) -> {result} {{\nlet x = x + 0.1 * t;\n{body}}}\n"
                )
            }
            Form::Double | Form::Single => {
                let number = if form == Form::Double { "f64" } else { "f32" };
                let list = list.replace("c: f64, w: &[f64]", "#[constant] c: T, #[constant] w: &[T]");
                let text = format!("pub fn concrete_{i}{only_length}{list} {{\n{body}}}\n");
                format!(
                    "\npub mod concrete {{\nuse tapeless::differentiable;\n{used}{}{}{attribute}{}}}\n",
                    uses(""),
                    if self.parts.is_empty() { "" } else { "use super::*;\n" },
                    concrete(&text, number)
                )
            }
            _ => String::new(),
        };
        format!(
            "use tapeless::differentiable;\n{used}{}\n{}{written}{attribute}pub fn program_{i}{generics}{list} {{\n{function_body}}}\n{other}\n\
             pub mod plain {{\n{used}{}type T = f64;\n{}{plain_written}pub fn program_{i}{only_length}{list} {{\n{plain_function}}}\n}}\n",
            uses(""),
            parts(true),
            uses("::plain"),
            self.parts.iter().map(Part::imported).collect::<String>() + &parts(false),
        )
    }
}
