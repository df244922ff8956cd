//! Which components of a field depend on which components of the state: the pattern of ∂f/∂y.
//!
//! The graph is run on sets of components in place of numbers. Loops over literals are gone through turn by turn, so that
//! indices are known; of others a turn is gone through until nothing is added. Where an index is not known it may be any,
//! an `if` has what either arm has, and what a method gives depends on all that it is given. So nothing is ever missing.
//!
//! Where something is not known here that the compiler knows, the same is written as a constant expression (`program`).

mod depends;
mod index;
mod noted;
mod program;
mod spoken;

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use self::depends::{Depends, identity, union};
use self::index::{Count, Known, Plain, Turn};
pub(crate) use self::program::{Asked, over};
use crate::graph::{Block, Graph, Id, Node, Step, Turns};
use crate::lower::Value;
use crate::shape::{Shape, Type};
use crate::write::scalars;

/// A function that takes more work than this to go through has no pattern.
const MOST: usize = 200_000;

/// A pattern that is found.
pub(crate) struct Found {
    /// Its rows, an `Option` of slices as a constant expression.
    pub(crate) rows: TokenStream,
    /// What it has of its own by const parameters: the table.
    pub(crate) table: Option<TokenStream>,
    /// Whether all is known to depend on all.
    pub(crate) is_full: bool,
}

/// The pattern of a function: for each component of its value, in order, those of the arguments that it depends on. `of` is the
/// type that stands for the function, `most` the number of values up to which the compiler is asked.
pub(crate) fn pattern(asked: &Asked<'_>, of: &TokenStream, most: usize) -> Option<Found> {
    let here = rows(asked);
    if let Some((rows, is_full, true)) = here {
        return Some(Found { rows, table: None, is_full });
    }
    let is_small = scalars(asked.output.0).iter().max().is_some_and(|last| *last < most);
    let table = if is_small { program::table(asked) } else { None };
    let (rows, is_full) = match (&table, here) {
        (None, None) => return None,
        (None, Some((rows, is_full, _))) => (rows, is_full),
        (Some(table), here) => {
            let krate = asked.krate;
            let asked_for = match asked.consts {
                [] => program::pattern(krate, table),
                _ => quote!(<#of as #krate::Sparse>::PATTERN),
            };
            let rows = match here {
                // What the compiler has no room for is found here.
                Some((rows, ..)) => quote!(#krate::rows_or(#asked_for, #rows)),
                None => asked_for,
            };
            (rows, false)
        }
    };
    Some(Found { rows, table: table.filter(|_| !asked.consts.is_empty()), is_full })
}

/// The rows as they are found here, of literal lengths; whether all depends on all, and whether all is known.
fn rows(asked: &Asked<'_>) -> Option<(TokenStream, bool, bool)> {
    let (output, ty) = asked.output;
    let outputs = scalars(output);
    let last = *outputs.iter().max()?;
    let graph = asked.graph;
    let mut run = Run::new(graph, &outputs, last);
    let mut count = 0;
    for (value, ty) in asked.arguments {
        let all = identity(ty, &mut count)?;
        run.bind(value, all);
    }
    if count == 0 {
        return None;
    }
    // In order, so that nothing is found at the end of a long chain.
    for id in 0..=last {
        let alone = !matches!(graph.nodes[id], Node::If(..) | Node::Loop(_) | Node::Param);
        if alone && graph.block[id] == 0 {
            run.of(id)?;
        }
    }
    let mut rows = Vec::new();
    run.rows(output, ty, &mut rows)?;
    let literal = |row: &BTreeSet<usize>| {
        let row = row.iter().map(|column| Literal::usize_unsuffixed(*column));
        quote!(&[#(#row),*])
    };
    let is_full = rows.iter().all(|row| row.len() == count);
    let known = !run.unsure;
    if count > 8 && is_full {
        let (all, times) = (literal(&rows[0]), Literal::usize_unsuffixed(rows.len()));
        let rows = quote!({
            const ROW: &[usize] = #all;
            ::core::option::Option::Some(&[ROW; #times])
        });
        return Some((rows, is_full, known));
    }
    let rows = rows.iter().map(|row| literal(row));
    Some((quote!(::core::option::Option::Some(&[#(#rows),*])), is_full, known))
}

struct Run<'a> {
    graph: &'a Graph,
    /// What is known of nodes, in the turns that are looked at.
    known: Vec<Option<Depends>>,
    /// How often each node is an operand or an output.
    uses: Vec<usize>,
    /// The nodes in each loop's body.
    within: HashMap<Block, Vec<Id>>,
    turn: Turn,
    left: usize,
    /// The indices by their number among the graph's texts, the conditions and the ranges, as they were read.
    indices: HashMap<usize, Option<Known>>,
    tests: HashMap<Id, Option<Known>>,
    counts: HashMap<Block, Option<Count>>,
    /// Whether something was not known that the compiler may know.
    unsure: bool,
}

impl<'a> Run<'a> {
    /// A run on the nodes up to the last one that is asked for.
    fn new(graph: &'a Graph, outputs: &[Id], last: Id) -> Self {
        let mut uses = vec![0; last + 1];
        for output in outputs {
            uses[*output] += 1;
        }
        let mut within: HashMap<Block, Vec<Id>> = HashMap::new();
        for (id, node) in graph.nodes.iter().enumerate().take(last + 1) {
            for operand in node.operands() {
                uses[operand] += 1;
            }
            for block in graph.loops_written(graph.block[id], 0) {
                within.entry(block).or_default().push(id);
            }
        }
        let mut turn = Turn::default();
        noted::note(&graph.ahead, &mut turn);
        Self {
            graph,
            known: vec![None; last + 1],
            uses,
            within,
            turn,
            left: MOST,
            indices: HashMap::new(),
            tests: HashMap::new(),
            counts: HashMap::new(),
            unsure: false,
        }
    }

    fn bind(&mut self, value: &Value, depends: Depends) {
        match value {
            // One after all that is asked for is of no use.
            Value::Node(id) => {
                if let Some(known) = self.known.get_mut(*id) {
                    *known = Some(depends);
                }
            }
            Value::Array(items) | Value::Tuple(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.bind(item, depends.part(Some(at)));
                }
            }
            _ => {}
        }
    }

    fn rows(&mut self, value: &Value, ty: &Type, rows: &mut Vec<depends::Set>) -> Option<()> {
        match (value, ty) {
            (Value::Node(id), ty) => self.of(*id)?.rows(ty, rows),
            (Value::Array(items), Type::Array(element, _)) => {
                items.iter().try_for_each(|item| self.rows(item, element, rows))
            }
            (Value::Tuple(items), Type::Tuple(types)) => {
                items.iter().zip(types).try_for_each(|(item, ty)| self.rows(item, ty, rows))
            }
            _ => None,
        }
    }

    fn spend(&mut self, work: usize) -> Option<()> {
        self.left = self.left.checked_sub(work)?;
        Some(())
    }

    fn of(&mut self, id: Id) -> Option<Depends> {
        if let Some(known) = &self.known[id] {
            return Some(known.clone());
        }
        self.spend(1)?;
        let depends = self.find(id)?;
        self.known[id] = Some(depends.clone());
        Some(depends)
    }

    /// The same of a value that is changed: where nothing else looks at it, it need not be copied.
    fn take(&mut self, id: Id) -> Option<Depends> {
        let whole = self.of(id)?;
        if self.uses[id] == 1 && !matches!(self.graph.nodes[id], Node::Leaf(_)) {
            self.known[id] = None;
        }
        Some(whole)
    }

    fn find(&mut self, id: Id) -> Option<Depends> {
        let graph = self.graph;
        Some(match &graph.nodes[id] {
            Node::Leaf(_) | Node::Lit(_) | Node::Found(_) | Node::Flag(_) | Node::Zero(_) | Node::Test(_) => {
                Depends::nothing()
            }
            Node::Part(base, Step::Field(k)) => match &graph.nodes[*base] {
                Node::If(test, a, b) => {
                    let (a, b) = (a.results[*k], b.results[*k]);
                    let read = self.tests.entry(*test).or_insert_with(|| Known::read(&graph.plain(*test)?));
                    match read.as_ref().and_then(|test| test.holds(&self.turn)) {
                        Some(true) => self.of(a)?,
                        Some(false) => self.of(b)?,
                        None => {
                            self.unsure |= graph.plain(*test).is_some();
                            self.of(a)?.join(&self.of(b)?)
                        }
                    }
                }
                Node::Loop(turns) => {
                    let turns = turns.clone();
                    if self.known[*base].is_none() {
                        let end = self.go_through(&turns)?;
                        self.known[*base] = Some(Depends::Each(Rc::new(end)));
                    }
                    self.of(*base)?.part(Some(*k))
                }
                _ => self.part(*base, Step::Field(*k))?,
            },
            Node::Part(base, step) => self.part(*base, *step)?,
            Node::Pack(shape) => self.shape(shape)?,
            Node::Fill(x, length) => {
                let x = self.of(*x)?;
                match length.to_string().parse::<usize>() {
                    Ok(length) => {
                        self.spend(length)?;
                        Depends::Each(Rc::new(vec![x; length]))
                    }
                    Err(_) => x,
                }
            }
            Node::Write(base, path, value) => {
                let (value, mut whole) = (self.of(*value)?, self.take(*base)?);
                self.change(&mut whole, *base, path, &|part| *part = value.clone())?;
                whole
            }
            Node::Added(base, parts) => {
                let values = parts.iter().map(|(_, value)| self.of(*value)).collect::<Option<Vec<_>>>()?;
                let mut whole = self.take(*base)?;
                for ((path, _), value) in parts.iter().zip(values) {
                    self.change(&mut whole, *base, path, &|part| *part = part.join(&value))?;
                }
                whole
            }
            Node::Sum(a, b) => self.of(*a)?.join(&self.of(*b)?),
            Node::Call(..) => {
                self.unsure = true;
                self.all(&graph.nodes[id].operands())?
            }
            // A loop is gone through where its results are asked for.
            Node::If(..) | Node::Loop(_) | Node::Param => return None,
            node => self.all(&node.operands())?,
        })
    }

    /// What depends on all that these do.
    fn all(&mut self, ids: &[Id]) -> Option<Depends> {
        let mut all = depends::Set::default();
        for id in ids {
            all = union(&all, &self.of(*id)?.total());
        }
        Some(Depends::All(all))
    }

    fn part(&mut self, base: Id, step: Step) -> Option<Depends> {
        let key = self.key(step);
        Some(self.of(base)?.part(key))
    }

    /// The part that a step leads to, if it is known.
    fn key(&mut self, step: Step) -> Option<usize> {
        match step {
            Step::Index(i) | Step::Field(i) => Some(i),
            Step::At(text) => {
                let read = self.indices.entry(text).or_insert_with(|| Known::read(self.graph.words(text)));
                let at =
                    read.as_ref().and_then(|read| read.integer(&self.turn)).and_then(|at| usize::try_from(at).ok());
                self.unsure |= at.is_none();
                at
            }
            // Of a struct nothing is known here.
            Step::Named(_) => {
                self.unsure = true;
                None
            }
        }
    }

    /// Changes a part of what is known of a value like `like`.
    fn change(&mut self, whole: &mut Depends, like: Id, path: &[Step], change: &dyn Fn(&mut Depends)) -> Option<()> {
        let path: Vec<Option<usize>> = path.iter().map(|step| self.key(*step)).collect();
        self.spend(if path.contains(&None) { whole.parts() } else { whole.copied() })?;
        whole.changed(&path, self.graph.ty[like].as_ref(), change);
        Some(())
    }

    fn shape(&mut self, shape: &Shape) -> Option<Depends> {
        Some(match shape {
            Shape::Value(id) => self.of(*id)?,
            Shape::Reference(inner) => self.shape(inner)?,
            Shape::Plain(_) | Shape::Constant(_) => Depends::nothing(),
            Shape::Array(items) | Shape::Tuple(items) => {
                self.spend(items.len())?;
                Depends::Each(Rc::new(items.iter().map(|item| self.shape(item)).collect::<Option<_>>()?))
            }
            Shape::Struct(..) | Shape::Made(..) => {
                self.unsure = true;
                self.all(&shape.values())?
            }
        })
    }

    /// What a loop ends with.
    fn go_through(&mut self, loop_: &Rc<Turns>) -> Option<Vec<Depends>> {
        let mut values = loop_.inits.iter().map(|init| self.take(*init)).collect::<Option<Vec<_>>>()?;
        let variable = loop_.range.variable.to_string();
        let count = self.counts.entry(loop_.block).or_insert_with(|| Count::read(&loop_.range.iterator));
        if let Some(turns) = count.as_ref().and_then(|count| count.turns(&self.turn)) {
            for turn in turns {
                self.turn.variables.insert(variable.clone(), Plain::Integer(turn));
                values = self.one_turn(loop_, values)?;
            }
        } else {
            self.unsure = true;
            self.turn.variables.remove(&variable);
            loop {
                let next = self.one_turn(loop_, values.clone())?;
                self.spend(values.iter().map(Depends::parts).sum())?;
                let next: Vec<_> = values.iter().zip(&next).map(|(before, after)| before.join(after)).collect();
                if next == values {
                    break;
                }
                values = next;
            }
        }
        self.turn.variables.remove(&variable);
        Some(values)
    }

    fn one_turn(&mut self, turns: &Turns, values: Vec<Depends>) -> Option<Vec<Depends>> {
        self.spend(values.len() + 1)?;
        for (param, value) in turns.params.iter().zip(values) {
            self.known[*param] = Some(value);
        }
        let results = turns.results.iter().map(|result| self.of(*result)).collect();
        self.forget(turns.block);
        results
    }

    /// Forgets what was known of the turn before.
    fn forget(&mut self, block: Block) {
        for id in self.within.get(&block).into_iter().flatten() {
            self.known[*id] = None;
        }
    }
}
