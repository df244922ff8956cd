//! Random functions: what they are over, and how they are told apart.
//!
//! A program takes numbers, arrays, nested arrays, structs of structs, a tuple and arguments that are not differentiated of
//! every kind, gives a number, an array and a struct, and may call those before it in its group and functions beside it, each
//! of a signature of its own. Each is bent on a family of statements, which it has more of than others have. Every value that a
//! loop hands on is bounded, and arguments of roots and logarithms are positive, so that nearly all of them are finite at nearly
//! all points.

mod copies;
mod counter;
mod cut;
mod expression;
mod flows;
mod forms;
mod language;
mod more;
mod order;
mod parts;
mod signature;
mod statement;
mod structs;
mod within;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use counter::{Counter, What};
pub use cut::cuts;
use cut::piece;
use flows::Flow;
pub use forms::Form;
use parts::Part;

/// So many programs may call one another, and are made again together.
pub const GROUP: u64 = 8;

/// What a name in scope stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number,
    /// `[T; N]`, N being 6.
    Array,
    /// `[T; 3]`
    Row,
    /// `[[T; 3]; 4]`
    Matrix,
    /// `[[T; N]; N]`, which no argument is.
    Grid,
    /// `Pair<T>`, a number `a` and an array `b` of two.
    Pair,
    /// `Nest<T>`, a pair `one`, an array of pairs `many` and a tuple `t`.
    Nest,
    /// The answer of a comparison.
    Answer,
}

#[derive(Clone, Debug)]
struct Variable {
    name: String,
    kind: Kind,
    mutable: bool,
}

/// A loop's variable, and what it stays below.
#[derive(Clone, Debug)]
struct Count {
    name: String,
    below: usize,
}

#[derive(Clone, Debug)]
pub struct Program {
    index: u64,
    /// With the marks of the pieces that can be cut.
    pub source: String,
    /// Whether its length is a const parameter.
    generic: bool,
    /// Whether its array, and its struct, are references.
    lent: bool,
    lent_pair: bool,
    form: Form,
    calls: Vec<u64>,
    /// The functions beside it.
    parts: Vec<Part>,
    /// A small field beside it.
    flow: Option<Flow>,
    /// About how many operations it takes.
    cost: usize,
}

impl Program {
    pub fn name(&self) -> String {
        format!("program_{}", self.index)
    }

    pub fn reaches(&self, other: &Self, all: &[Self]) -> bool {
        self.calls
            .iter()
            .any(|i| *i == other.index || all.iter().any(|callee| callee.index == *i && callee.reaches(other, all)))
    }
}

/// The programs of the groups from one index to another, each from a seed of its own.
pub fn programs(seed: u64, from: u64, count: u64) -> Vec<Program> {
    let mut group: Vec<Program> = Vec::new();
    let mut all = Vec::new();
    for index in from - from % GROUP..from + count {
        if index % GROUP == 0 {
            group.clear();
        }
        let rng = Pcg64::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(index));
        let program = Writer::new(rng, index, &group).program();
        group.push(program.clone());
        all.push(program);
    }
    all
}

/// Writes one program.
pub struct Writer<'a> {
    rng: Pcg64,
    index: u64,
    callees: &'a [Program],
    generic: bool,
    lent_pair: bool,
    lent_nest: bool,
    form: Form,
    /// What it writes more of than of the rest.
    bent: usize,
    scope: Vec<Variable>,
    counts: Vec<Count>,
    /// The integers that change.
    counters: Vec<Counter>,
    /// How many choices around what is written now may be different ones on lanes.
    choosing: usize,
    calls: Vec<u64>,
    parts: Vec<Part>,
    made: usize,
    /// How often what is written now runs.
    often: usize,
    cost: usize,
    /// Statements that may still be written.
    room: usize,
}

impl<'a> Writer<'a> {
    fn new(rng: Pcg64, index: u64, callees: &'a [Program]) -> Self {
        let (scope, counts, calls) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            rng,
            index,
            callees,
            generic: false,
            lent_pair: false,
            lent_nest: false,
            form: Form::Function,
            bent: 0,
            scope,
            counts,
            counters: Vec::new(),
            choosing: 0,
            calls,
            parts: Vec::new(),
            made: 0,
            often: 1,
            cost: 0,
            room: 0,
        }
    }

    fn program(mut self) -> Program {
        self.generic = self.chance(2);
        let lent = self.chance(2);
        self.lent_pair = self.chance(3);
        self.form = Form::ALL[self.pick(Form::ALL.len())];
        self.lent_nest = self.form == Form::OfNest;
        self.bent = self.pick(12);
        let (pair, nest) = self.form.names();
        for (name, kind) in [
            ("x", Kind::Number),
            ("v", Kind::Array),
            ("m", Kind::Matrix),
            (pair, Kind::Pair),
            ("p", Kind::Number),
            ("r", Kind::Row),
            (nest, Kind::Nest),
        ] {
            self.scope.push(Variable { name: name.into(), kind, mutable: false });
        }
        // Small programs are the most.
        let size = self.pick(7).min(self.pick(10));
        self.room = 2 * size + 2;
        let mut body = self.statements(size + 1, 3);
        if self.chance(6) {
            for _ in 0..1 + self.pick(4) {
                let early = self.early();
                body += &piece("", &early);
            }
            // What follows is an arm of its own.
            self.choosing += 1;
            let more = self.pick(3);
            body += &self.statements(more, 2);
        }
        body += &self.result();
        body.push('\n');
        let flow = if self.chance(6) { Some(self.flow()) } else { None };
        let Self { index, generic, lent_pair, form, calls, parts, cost, .. } = self;
        Program { index, source: body, generic, lent, lent_pair, form, calls, parts, flow, cost }
    }

    fn result(&mut self) -> String {
        let (number, array, pair) = (self.number(2), self.array(2), self.pair());
        format!("({number}, {array}, {pair})")
    }

    /// An `if` of which some arms end the function.
    fn early(&mut self) -> String {
        let (condition, other) = (self.condition(), self.condition());
        let (early, later) = (self.result(), self.result());
        let (scope, counts) = (self.scope.clone(), self.counts.clone());
        let counters = self.counters.clone();
        let few = |this: &mut Self| {
            let count = this.pick(2);
            let text = this.statements(count, 1);
            (this.scope, this.counts, this.counters) = (scope.clone(), counts.clone(), counters.clone());
            text
        };
        self.choosing += 1;
        let (first, second) = (few(self), few(self));
        self.choosing -= 1;
        let (which, z) = (self.index(3), self.fresh());
        match self.pick(9) {
            6 => {
                format!("let {z} = match n % 4 {{ 0 => x, 1 => return {early}, 2 => {{\n{first}p\n}}, _ => p * x }};\n")
            }
            7 => format!(
                "match ({which} + n) % 4 {{ 0 => {{\n{first}}}\n1 => return {early},\n2 => {{\n{second}return {later};\n}}\n_ => {{\n{second}}} }}\n"
            ),
            8 => format!("if {condition} {{\n{first}}} else if {other} {{\nreturn {early};\n}} else {{\n{second}}}\n"),
            4 => format!("let Law::Linear({z}) = LAWS[{which}] else {{ return {early} }};\nlet {z} = x * {z};\n"),
            5 => format!("let {z} = match n % 3 {{ 0 if {condition} => return {early}, 1 => p, _ => x }};\n"),
            0 | 1 => format!("if {condition} {{ return {early}; }}\n"),
            2 => format!(
                "if {condition} {{\n{first}return {early};\n}} else if {other} {{\n{second}}} else {{\nreturn {later};\n}}\n"
            ),
            // Names that `first` binds are not those that `second` means.
            _ => format!(
                "if {condition} {{\n{{\n{first}}}\nif {other} {{\nreturn {early};\n}}\n{second}return {later};\n}}\n"
            ),
        }
    }

    fn pick(&mut self, from: usize) -> usize {
        self.rng.random_range(0..from)
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.pick(one_in) == 0
    }

    /// The same, more often in a program that is bent on what is written so.
    fn bent_chance(&mut self, on: usize, one_in: usize) -> bool {
        let one_in = if self.bent == on { 3 } else { one_in };
        self.chance(one_in)
    }

    fn one_of<'t>(&mut self, these: &[&'t str]) -> &'t str {
        these[self.pick(these.len())]
    }

    /// A nest's name: there is always one.
    fn a_nest(&mut self) -> String {
        let name = self.form.names().1;
        self.named(Kind::Nest, false).unwrap_or_else(|| name.into())
    }

    /// A name of something that changes and is not differentiated.
    fn changing(&mut self, what: What) -> Option<String> {
        let fits: Vec<_> = self.counters.iter().filter(|counter| counter.what == what).cloned().collect();
        if fits.is_empty() { None } else { Some(fits[self.pick(fits.len())].name.clone()) }
    }

    fn length(&self) -> &'static str {
        if self.generic { "N" } else { "6" }
    }

    /// A name of this kind in scope.
    fn named(&mut self, kind: Kind, mutable: bool) -> Option<String> {
        let fits: Vec<_> = self.scope.iter().filter(|v| v.kind == kind && (v.mutable || !mutable)).collect();
        // The newest are the likeliest.
        let i = if fits.is_empty() { return None } else { self.rng.random_range(0..fits.len()) };
        let j = self.rng.random_range(0..fits.len());
        Some(fits[i.max(j)].name.clone())
    }

    fn fresh(&mut self) -> String {
        self.made += 1;
        format!("z{}", self.made)
    }

    /// A new name, or an old one of the same kind that is shadowed.
    fn name(&mut self, kind: Kind) -> String {
        let old: Vec<_> = self.scope.iter().filter(|v| v.kind == kind && v.name.starts_with('z')).collect();
        if !old.is_empty() && self.rng.random_range(0..5) == 0 {
            return old[self.rng.random_range(0..old.len())].name.clone();
        }
        self.fresh()
    }

    fn bind(&mut self, name: &str, kind: Kind, mutable: bool) {
        self.scope.retain(|v| v.name != name);
        self.scope.push(Variable { name: name.into(), kind, mutable });
    }
}
