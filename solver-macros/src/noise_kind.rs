//! Whether a diffusion depends on what its kind of noise says it does, and on nothing else.

use std::collections::HashSet;

use proc_macro2::{Ident, Span};
use syn::{Error, Result};

use crate::args::Options;
use crate::graph::{Graph, Id, Node, Step};
use crate::input::Input;
use crate::lower::{Lowering, Value};
use crate::write::{scalars, settle};

/// The state's place among a diffusion's arguments.
const STATE: usize = 1;
/// The noise's.
const NOISE: usize = 3;

/// What is wrong with a diffusion of this kind: one that is not linear in the noise, additive noise that depends on the state, or diagonal noise with a
/// component that depends on another one's state or channel.
pub(crate) fn check(kind: &str, promised: bool, input: &Input, options: &Options) -> Result<()> {
    let mut graph = Graph::new();
    let mut lowering = Lowering::new(&mut graph, input, options);
    let mut arguments = Vec::new();
    for (position, argument) in input.arguments.iter().enumerate() {
        arguments.push(lowering.argument(argument, position)?);
    }
    let output = lowering.body(&input.function.block)?;
    let output = settle(&mut graph, output, &input.function.block)?;
    let (Some(state), Some(noise)) = (arguments.get(STATE), arguments.get(NOISE)) else { return Ok(()) };
    let name = &input.function.sig.ident;
    crate::linear::check(&graph, &output, noise, &input.function.block, promised)?;
    if kind == "additive" {
        let reached = reached(&graph, scalars(&output));
        if let Some(at) = first(&graph, &reached, &scalars(state), name) {
            return Err(Error::new(
                at,
                "additive noise does not depend on the state, and this does; say `diagonal`, `scalar`, `commutative` or `general`",
            ));
        }
    }
    if kind == "diagonal"
        && let (Value::Array(output), Value::Array(state), Value::Array(noise)) = (&output, state, noise)
        && !graph.nodes.iter().any(|node| matches!(node, Node::Loop(_)))
    {
        for (i, component) in output.iter().enumerate() {
            let reached = reached(&graph, scalars(component));
            for (j, other) in state.iter().zip(noise).enumerate().filter(|(j, _)| *j != i) {
                let leaves = [scalars(other.0), scalars(other.1)].concat();
                if let Some(at) = first(&graph, &reached, &leaves, name) {
                    return Err(Error::new(
                        at,
                        format!(
                            "a component of diagonal noise depends on its own state and channel alone, and component {i} of this depends on those of component {j}; say `commutative` or `general`"
                        ),
                    ));
                }
            }
        }
    }
    Ok(())
}

/// Where the first operation on one of these leaves stands, if one is reached: the name where that is not known.
fn first(graph: &Graph, reached: &HashSet<Id>, leaves: &[Id], name: &Ident) -> Option<Span> {
    if !leaves.iter().any(|leaf| reached.contains(leaf)) {
        return None;
    }
    let uses = |id: &Id| reached.contains(id) && graph.nodes[*id].operands().iter().any(|o| leaves.contains(o));
    Some((0..graph.nodes.len()).filter(uses).find_map(|id| graph.span[id]).unwrap_or_else(|| name.span()))
}

/// Everything that these values are made of, or chosen by.
fn reached(graph: &Graph, mut pending: Vec<Id>) -> HashSet<Id> {
    let mut reached = HashSet::new();
    while let Some(id) = pending.pop() {
        if !reached.insert(id) {
            continue;
        }
        match &graph.nodes[id] {
            // Of what an `if` makes, the one result.
            Node::Part(base, Step::Field(k)) => match &graph.nodes[*base] {
                Node::If(test, a, b) => pending.extend([*test, a.results[*k], b.results[*k]]),
                _ => pending.push(*base),
            },
            node => pending.extend(node.operands()),
        }
    }
    reached
}
