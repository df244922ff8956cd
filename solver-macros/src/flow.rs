//! Where the cotangent of a value is wanted.
//!
//! A value that only the arms of an `if` use has no cotangent where they are not taken, and nothing may be multiplied by
//! that zero: 0·∞ is not 0. So each node has a *home*, the innermost block around all its uses, in which it is
//! transposed; and a node that may still go unused there, since arms of several `if`s share it or a loop may have no turn,
//! is not *sure*: its cotangent comes with a flag. A loop's body is never the home of what lies around it, since it would
//! be transposed in every turn.
//!
//! Of an array some elements alone may be read: those that an index picks, or an arm. What is written into such an array is
//! not sure either, and goes by whether its own cotangent is anything.

use std::collections::{BTreeMap, BTreeSet};

use quote::quote;

use crate::graph::{Block, Graph, Id, Kind, Node, Step, Turns, are_apart};
use crate::shape::Type;

pub(crate) struct Flow {
    /// The block in which each node is transposed.
    pub(crate) home: Vec<Block>,
    /// Whether the node is used whenever its home is run.
    pub(crate) sure: Vec<bool>,
    /// Whether the node is a number for certain, not a value of unknown shape.
    pub(crate) number: Vec<bool>,
    /// Whether the node depends on an argument.
    pub(crate) active: Vec<bool>,
    /// Whether all of the node is used where it is used at all: of an array, every element.
    pub(crate) complete: Vec<bool>,
    /// Whether the slope of the node, or of what it is made of, may be infinite at a finite point.
    pub(crate) steep: Vec<bool>,
    /// What a loop's turns replace of what they begin with, each something else.
    replaced: BTreeMap<Id, BTreeSet<Vec<Step>>>,
}

/// An `if` or a loop: itself and its blocks, and whether one of them is run for certain.
struct Container {
    id: Id,
    blocks: Vec<Block>,
    runs: bool,
}

impl Flow {
    /// The flow of the graph so far. What lies within an `if` or a loop whose home is an arm is moved into that arm.
    pub(crate) fn find(graph: &mut Graph, outputs: &[Id]) -> Self {
        let count = graph.nodes.len();
        let mut flow = Self {
            home: graph.block.clone(),
            sure: vec![true; count],
            number: numbers(graph),
            active: active(graph),
            complete: vec![true; count],
            steep: steep(graph),
            replaced: BTreeMap::new(),
        };
        // What a turn begins with is taken to be used in every turn until that is seen to be wrong.
        while !flow.follow(graph, outputs) {}
        flow
    }

    /// One pass from the results to the arguments; whether what it took for granted holds.
    fn follow(&mut self, graph: &mut Graph, outputs: &[Id]) -> bool {
        let count = self.home.len();
        // The blocks in which a node is used, and those where it is used for sure.
        let mut used: Vec<BTreeSet<Block>> = vec![BTreeSet::new(); count];
        let mut surely = used.clone();
        let mut read = vec![Read::default(); count];
        let mut containers = Vec::new();
        let mut holds = true;
        for output in outputs {
            used[*output].insert(0);
            surely[*output].insert(0);
            read[*output].all(0, true, true);
        }
        for id in (0..count).rev() {
            let own = graph.block[id];
            let often: Vec<Block> = used[id].iter().map(|block| graph.as_often(*block, own)).collect();
            let Some(home) = often.into_iter().reduce(|a, b| graph.around(a, b)) else {
                if let Node::Param = graph.nodes[id] {
                    holds &= !core::mem::replace(&mut self.sure[id], false);
                }
                continue;
            };
            // What a turn begins with goes on to the turn before it.
            let home = if let Node::Param = graph.nodes[id] { own } else { home };
            self.home[id] = home;
            let sure = self.is_sure(home, &surely[id], &containers);
            if let Node::Param = graph.nodes[id] {
                holds &= sure || !self.sure[id];
                self.sure[id] &= sure;
            } else {
                self.sure[id] = sure;
            }
            let complete = self.number[id] || !self.steep[id] || self.is_complete(id, &read[id], &containers, graph);
            holds &= complete || !matches!(graph.nodes[id], Node::Param) || !self.complete[id];
            self.complete[id] = complete && (self.complete[id] || !matches!(graph.nodes[id], Node::Param));
            match graph.nodes[id].clone() {
                Node::If(_, a, b) => {
                    let blocks = vec![a.block, b.block];
                    graph.move_into(home, &blocks);
                    containers.push(Container { id, blocks, runs: true });
                    for k in 0..a.results.len() {
                        let Some(part) = graph.find(id, Step::Field(k)).filter(|part| *part < count) else { continue };
                        for arm in [&a, &b] {
                            used[arm.results[k]].insert(arm.block);
                            read[arm.results[k]].all(arm.block, self.complete[part], self.sure[part]);
                            if self.sure[part] {
                                surely[arm.results[k]].insert(arm.block);
                            }
                        }
                    }
                }
                Node::Loop(turns) => {
                    graph.move_into(home, &[turns.block]);
                    let runs = turns.range.nonempty.is_none();
                    containers.push(Container { id, blocks: vec![turns.block], runs });
                    for k in 0..turns.results.len() {
                        let part = graph.find(id, Step::Field(k)).filter(|part| *part < count);
                        // What nothing uses in the end may overflow, or be where its slope is infinite.
                        let is_unused = part.is_none_or(|part| used[part].is_empty());
                        let goes_on = !is_unused || self.is_even(graph, id, &turns, k);
                        let at_end = goes_on && part.is_some_and(|part| self.sure[part]);
                        let in_turn = self.sure[turns.params[k]];
                        used[turns.results[k]].insert(turns.block);
                        used[turns.inits[k]].insert(home);
                        let complete = self.complete[turns.params[k]];
                        let to_the_end = part.is_some_and(|part| self.complete[part]);
                        read[turns.results[k]].all(turns.block, complete && to_the_end, at_end && in_turn);
                        let sure = in_turn && self.sure[id] && (runs || at_end);
                        let replaced = self.replaced.get(&turns.params[k]).cloned().unwrap_or_default();
                        let own = self.steep[turns.params[k]].then(|| self.replaces(graph, turns.inits[k], replaced));
                        holds &= own != Some(Replaces::New);
                        read[turns.inits[k]].all(home, complete && own != Some(Replaces::Others), sure);
                        if at_end && in_turn {
                            surely[turns.results[k]].insert(turns.block);
                        }
                        if in_turn && self.sure[id] && (runs || at_end) {
                            surely[turns.inits[k]].insert(home);
                        }
                    }
                }
                // What a condition compares gets no cotangent.
                Node::Test(_) => {}
                node => {
                    holds &= self.note_reads(graph, id, &node, &containers, &mut read);
                    for operand in node.operands() {
                        used[operand].insert(home);
                        if self.sure[id] && !self.may_be_passed_over(id, &node, operand) {
                            surely[operand].insert(home);
                        }
                    }
                }
            }
        }
        holds
    }

    /// Whether what a turn hands on may be multiplied by any cotangent though nothing uses it in the end: its slope is finite, and it
    /// is so itself, since each turn makes something else of it as well.
    fn is_even(&self, graph: &Graph, own: Id, turns: &Turns, k: usize) -> bool {
        let param = turns.params[k];
        if self.steep[param] || !self.number[param] {
            return !self.steep[param];
        }
        // What a turn makes of it, whatever is decided there.
        let mut made = BTreeSet::from([param]);
        for id in param..own {
            let node = &graph.nodes[id];
            let is_here = graph.block[id] == turns.block && !matches!(node, Node::If(..));
            if is_here && node.operands().iter().any(|operand| made.contains(operand)) {
                made.insert(id);
            }
        }
        (0..turns.results.len()).any(|other| other != k && made.contains(&turns.results[other]))
    }

    /// Takes in the nodes that were made since, up to this one: they depend on arguments and are used for sure.
    pub(crate) fn cover(&mut self, id: Id, graph: &Graph) {
        for id in self.home.len()..=id {
            self.home.push(graph.block[id]);
            self.sure.push(true);
            self.number.push(graph.ty[id].as_ref().is_some_and(Type::is_number));
            self.active.push(true);
            self.complete.push(true);
            self.steep.push(true);
        }
    }

    /// Whether a value is put into one of which some parts alone may be read, so that nothing may be multiplied by its
    /// cotangent where it is none of them.
    pub(crate) fn may_be_passed_over(&self, id: Id, node: &Node, value: Id) -> bool {
        let is_put = match node {
            Node::Write(base, ..) | Node::Added(base, _) => *base != value,
            Node::Pack(_) => true,
            _ => false,
        };
        is_put && self.steep[value] && !self.complete[id]
    }

    /// How much of its operands a node reads; whether what was taken for granted of them holds.
    fn note_reads(&mut self, graph: &Graph, id: Id, node: &Node, containers: &[Container], read: &mut [Read]) -> bool {
        // What is made of even slopes alone may be multiplied by any cotangent.
        if !node.operands().iter().any(|operand| self.steep[*operand]) {
            return true;
        }
        let (home, complete, sure) = (self.home[id], self.complete[id], self.sure[id]);
        match node {
            Node::Part(base, Step::At(index)) => {
                let around = covered(graph, home, *base, *index).filter(|_| sure);
                let turns = around.and_then(|block| containers.iter().find(|loops| loops.blocks == [block]));
                match turns {
                    Some(turns) => read[*base].all(self.home[turns.id], complete, self.sure[turns.id]),
                    None => read[*base].all(home, false, sure),
                }
            }
            Node::Part(base, Step::Index(k) | Step::Field(k)) => {
                read[*base].part(*k, home, complete, sure);
            }
            Node::Write(base, path, value) => {
                let own = self.replaces(graph, *base, BTreeSet::from([path.clone()]));
                read[*base].all(home, own != Replaces::Others && complete, sure);
                read[*value].all(home, complete, sure);
                return own != Replaces::New;
            }
            Node::Pack(_) | Node::Added(..) => {
                node.operands().into_iter().for_each(|operand| read[operand].all(home, complete, sure));
            }
            node => node.operands().into_iter().for_each(|operand| read[operand].all(home, true, sure)),
        }
        true
    }

    /// Notes what is replaced of a value. Where it is what a turn begins with, and the place goes along with the loop's variable,
    /// it is no other turn's.
    fn replaces(&mut self, graph: &Graph, base: Id, paths: BTreeSet<Vec<Step>>) -> Replaces {
        if paths.is_empty() {
            return Replaces::Known;
        }
        // What this turn has replaced before is another element.
        if let Node::Write(before, other, _) = &graph.nodes[base]
            && paths.iter().all(|path| are_apart(path, other))
        {
            return self.replaces(graph, *before, paths);
        }
        let range = matches!(graph.nodes[base], Node::Param).then(|| &graph.range[&graph.block[base]]);
        let is_own = |path: &Vec<Step>| {
            let is_turn = |step: &Step| matches!(step, Step::At(text) if range.is_some_and(|range| range.variable == graph.words(*text).to_string()));
            path.iter().any(is_turn)
        };
        if !paths.iter().all(is_own) {
            return Replaces::Others;
        }
        let known = self.replaced.entry(base).or_default();
        let before = known.len();
        known.extend(paths);
        if known.len() == before { Replaces::Known } else { Replaces::New }
    }

    /// Whether all of a node is read wherever some of it is.
    fn is_complete(&self, id: Id, read: &Read, containers: &[Container], graph: &Graph) -> bool {
        let count = match &graph.ty[id] {
            Some(Type::Array(_, length)) => length.to_string().parse().ok(),
            Some(Type::Tuple(items)) => Some(items.len()),
            _ => None,
        };
        let home = self.home[id];
        let every = |count: usize| (0..count).all(|k| read.parts.contains(&(home, k)));
        !read.less || self.is_sure(home, &read.whole, containers) || count.is_some_and(every)
    }

    /// Whether what is used for sure in these blocks is used whenever `home` is run: in it, in both arms of an `if`, or
    /// in a loop that has a turn.
    fn is_sure(&self, home: Block, blocks: &BTreeSet<Block>, containers: &[Container]) -> bool {
        if blocks.contains(&home) {
            return true;
        }
        let mut blocks = blocks.clone();
        // Later ones stand first, and inner ones after those around them.
        for container in containers.iter().rev() {
            if container.runs && self.sure[container.id] && container.blocks.iter().all(|block| blocks.contains(block))
            {
                blocks.insert(self.home[container.id]);
            }
        }
        blocks.contains(&home)
    }
}

/// How much of a value its users read.
#[derive(Clone, Debug, Default)]
struct Read {
    /// Where all of it is read for certain.
    whole: BTreeSet<Block>,
    /// Where a part of it is.
    parts: BTreeSet<(Block, usize)>,
    /// Whether some user reads less than all of it.
    less: bool,
}

impl Read {
    /// A user reads all of it, if this is `complete`; for certain, if it is `sure`.
    fn all(&mut self, block: Block, complete: bool, sure: bool) {
        self.less |= !complete;
        if complete && sure {
            self.whole.insert(block);
        }
    }

    /// A user reads the part `k`.
    fn part(&mut self, k: usize, block: Block, complete: bool, sure: bool) {
        self.less = true;
        if complete && sure {
            self.parts.insert((block, k));
        }
    }
}

/// What becomes of what a loop's turn begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Replaces {
    /// Each turn replaces something else, as is known already, or none anything.
    Known,
    /// The same, and it was not known.
    New,
    /// What others wrote.
    Others,
}

/// The loop around a block of which every turn reads another element of a value at this index, and all turns all of them.
fn covered(graph: &Graph, block: Block, base: Id, index: usize) -> Option<Block> {
    let Some(Type::Array(_, length)) = &graph.ty[base] else { return None };
    let mut around = block;
    while around != 0 && graph.kind(around) == Kind::Turns {
        let range = &graph.range[&around];
        let variable = &range.variable;
        if *variable == graph.words(index).to_string() {
            let whole = [quote!(0..#length), quote!((0..#length).rev())];
            return whole.iter().any(|whole| whole.to_string() == range.iterator.to_string()).then_some(around);
        }
        // An inner loop that is run in every turn.
        range.nonempty.is_none().then_some(())?;
        around = graph.parent(around);
    }
    None
}

/// Which nodes have, or are made of what has, a slope that may be infinite at a finite point.
fn steep(graph: &Graph) -> Vec<bool> {
    const EVEN: [&str; 16] = [
        "sin", "cos", "tanh", "atan", "logistic", "abs", "max", "min", "erf", "erfc", "asinh", "hypot", "sign",
        "signum", "clamp", "sin_cos",
    ];
    let mut steep = vec![false; graph.nodes.len()];
    let mut again = true;
    while core::mem::take(&mut again) {
        for (id, node) in graph.nodes.iter().enumerate() {
            let own = match node {
                Node::Div(..) | Node::Under(..) | Node::Power(..) | Node::Call(..) | Node::Method(..) => true,
                Node::Primitive(name, _) => !EVEN.contains(&name.to_string().as_str()),
                _ => false,
            };
            steep[id] |= own || node.operands().iter().any(|operand| steep[*operand]);
            if let Node::Loop(turns) = node {
                for (k, param) in turns.params.iter().enumerate() {
                    let is = steep[turns.inits[k]] || steep[turns.results[k]];
                    again |= is && !steep[*param];
                    steep[*param] |= is;
                }
            }
        }
    }
    steep
}

/// Which nodes depend on an argument.
fn active(graph: &Graph) -> Vec<bool> {
    let mut active = vec![false; graph.nodes.len()];
    let mut again = true;
    while core::mem::take(&mut again) {
        for (id, node) in graph.nodes.iter().enumerate() {
            active[id] |= match node {
                Node::Leaf(_) => true,
                Node::Test(_) => false,
                // A constant to the derivative.
                Node::Primitive(name, _) if name == "sign" || name == "signum" => false,
                node => node.operands().iter().any(|operand| active[*operand]),
            };
            if let Node::Part(base, Step::Field(k)) = node {
                active[id] = match &graph.nodes[*base] {
                    Node::If(_, a, b) => active[a.results[*k]] || active[b.results[*k]],
                    Node::Loop(turns) => active[turns.params[*k]] || active[turns.inits[*k]],
                    _ => active[id],
                };
            }
            if let Node::Loop(turns) = node {
                for ((param, init), result) in turns.params.iter().zip(&turns.inits).zip(&turns.results) {
                    let is = active[*init] || active[*result];
                    again |= is && !active[*param];
                    active[*param] |= is;
                }
            }
        }
    }
    active
}

/// Which nodes are numbers: by their types, or by what is done with them or with what an `if` or a loop makes of them.
fn numbers(graph: &Graph) -> Vec<bool> {
    let mut number = vec![false; graph.nodes.len()];
    let mut same: Vec<Vec<Id>> = vec![Vec::new(); graph.nodes.len()];
    let mut pending = Vec::new();
    let mut link = |a: Id, b: Id| {
        same[a].push(b);
        same[b].push(a);
    };
    for (id, node) in graph.nodes.iter().enumerate() {
        if graph.ty[id].as_ref().is_some_and(Type::is_number) {
            pending.push(id);
        }
        match node {
            Node::Added(_, parts) => pending.extend(parts.iter().map(|(_, id)| *id)),
            Node::Loop(turns) => {
                for k in 0..turns.params.len() {
                    link(turns.params[k], turns.inits[k]);
                    link(turns.params[k], turns.results[k]);
                }
            }
            Node::Part(base, Step::Field(k)) => match &graph.nodes[*base] {
                Node::If(_, a, b) => {
                    link(id, a.results[*k]);
                    link(id, b.results[*k]);
                }
                Node::Loop(turns) => link(id, turns.params[*k]),
                _ => {}
            },
            // Of these, operands may be anything.
            Node::Call(..)
            | Node::Method(..)
            | Node::If(..)
            | Node::Leaf(_)
            | Node::Param
            | Node::Pack(_)
            | Node::Fill(..)
            | Node::Write(..)
            | Node::Zero(_)
            | Node::CallKept(_)
            | Node::Part(..) => {}
            node => pending.extend(node.operands()),
        }
    }
    while let Some(id) = pending.pop() {
        if !core::mem::replace(&mut number[id], true) {
            pending.extend(&same[id]);
        }
    }
    // Answers of comparisons are not numbers.
    for (id, is) in number.iter_mut().enumerate() {
        *is &= !matches!(graph.ty[id], Some(Type::Mask));
    }
    number
}
