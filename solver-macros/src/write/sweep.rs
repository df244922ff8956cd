//! A function as a sweep: its graph, the transpose of that, and what goes from one half to the other.

use std::collections::HashSet;

use quote::{ToTokens, quote};
use syn::Result;

use super::pattern::{scalars, target_name, untaken};
use super::{Role, Sweep};
use crate::adjoint::{Adjoint, Signed};
use crate::args::Options;
use crate::emit::{Fusions, own_name};
use crate::flow::Flow;
use crate::graph::{Graph, Id, Node, Of};
use crate::input::{self, Errors, Input};
use crate::keep::{self, Kept};
use crate::lower::{Lowering, Value};
use crate::shape::{self, Shape};

impl<'a> Sweep<'a> {
    pub(super) fn new(input: &'a Input, role: Role, options: &'a Options) -> Result<Self> {
        let krate = &options.krate;
        let mut graph = Graph::new();
        graph.read_words(input.function.to_token_stream());
        let mut lowering = Lowering::new(&mut graph, input, options);
        let mut arguments = Vec::new();
        for (position, argument) in input.arguments.iter().enumerate() {
            arguments.push(lowering.argument(argument, position)?);
        }
        let output = lowering.body(&input.function.block)?;
        let output = settle(&mut graph, output, &input.function.block)?;
        if let (Value::Node(id), true, Ok(shape::Type::Number)) =
            (&output, input.generic, input::kind(&input.output, &input.scalar))
        {
            graph.as_number(*id);
        }
        made_as_declared(&mut graph, input, &output);
        if !input::kind(&input.output, &input.scalar).map_or(true, |kind| fits(&graph, &output, &kind, &input.consts)) {
            let output = &input.output;
            let declared = shape::written(output);
            let message =
                format!("the body's value has another shape than the result, `{declared}`; change one of them");
            let (block, last) = (&input.function.block, input.function.block.stmts.last());
            return Err(match last {
                Some(last) => syn::Error::new_spanned(last, message),
                None => syn::Error::new_spanned(block, "a differentiable function ends with its value; write it here"),
            });
        }
        let scalar_name = &input.scalar;
        let scalar = if input.generic { quote!(#scalar_name) } else { quote!(<#scalar_name as #krate::Real>) };
        let leaves: Vec<Id> = arguments.iter().flat_map(scalars).collect();
        let outputs = scalars(&output);

        let mut count = 0;
        let seeds = seed(&mut graph, &output, outputs.len(), &mut count);
        for ((leaf, w), ty) in outputs
            .iter()
            .zip(scalars(&seeds))
            .map(|(output, w)| ((output, w), graph.ty[*output].clone()))
            .collect::<Vec<_>>()
        {
            graph.ty[w] = ty.or_else(|| declared(input, &output, *leaf));
        }
        let flow = Flow::find(&mut graph, &outputs);
        let primal = graph.nodes.len();
        let parameters: HashSet<Id> = match role {
            Role::Function => HashSet::new(),
            Role::Field => arguments.iter().skip(2).flat_map(scalars).collect(),
        };
        let same = keep::free_nodes(&graph, &parameters);
        let mut adjoint = Adjoint::new(&mut graph, flow, same);
        for (result, w) in outputs.iter().zip(scalars(&seeds)) {
            adjoint.give(*result, Vec::new(), Signed::plus(w));
        }
        let adds = |i: usize| role == Role::Field && i != 1;
        for (i, argument) in arguments.iter().enumerate() {
            for leaf in scalars(argument).into_iter().filter(|_| adds(i)) {
                let Node::Leaf(leaf_name) = adjoint.graph.nodes[leaf].clone() else { continue };
                let ty = adjoint.graph.ty[leaf].clone();
                if ty.as_ref().is_some_and(|ty| !ty.is_number()) {
                    let name = target_name(adjoint.graph, &leaf_name);
                    let target = adjoint.graph.add(Node::Target(name));
                    adjoint.graph.ty[target] = ty;
                    adjoint.targets.insert(leaf, target);
                }
            }
        }
        adjoint.transpose();
        let mut bars = Vec::new();
        for (i, argument) in arguments.iter().enumerate() {
            for leaf in scalars(argument) {
                let Node::Leaf(leaf_name) = adjoint.graph.nodes[leaf].clone() else { continue };
                let given = adjoint.frames[0].outside.get(&leaf).is_some_and(|given| !given.bars.is_empty());
                if !given && adds(i) {
                    continue;
                }
                if !adjoint.flow.number[leaf] {
                    bars.push((leaf, adjoint.running(leaf, 0)));
                    continue;
                }
                let mut terms = adjoint.frames[0].outside.remove(&leaf).unwrap_or_default().bars;
                if adds(i) {
                    let target = adjoint.graph.add(Node::Target(target_name(adjoint.graph, &leaf_name)));
                    terms.insert(0, (Vec::new(), Signed::plus(target)));
                }
                bars.push((leaf, adjoint.total_of(leaf, &terms)));
            }
        }
        let roots: Vec<Id> = bars.iter().map(|(_, bar)| *bar).collect();
        let available: HashSet<Id> = match role {
            Role::Function => leaves.iter().copied().collect(),
            Role::Field => parameters,
        };
        let seed_ids: HashSet<Id> = scalars(&seeds).into_iter().collect();
        let kept = keep::kept(&graph, primal, &seed_ids, &available, &roots);
        bounded(&graph, &kept)?;
        let fusions = Fusions::find(&graph, &outputs, &roots);
        let (kept, within) = kept.into_iter().partition(|kept| kept.region == 0);
        Ok(Self { input, role, krate, scalar, graph, fusions, arguments, output, seeds, bars, kept, within })
    }
}

/// A struct that is made as the value is of the result's type, or the function does not compile.
fn made_as_declared(graph: &mut Graph, input: &Input, output: &Value) {
    if let (Value::Node(id), Ok(kind @ shape::Type::Named(_))) = (output, input::kind(&input.output, &input.scalar))
        && is_made(&graph.nodes[*id], &input.output)
    {
        graph.ty[*id] = Some(kind);
    }
}

/// Whether a struct is made by its name, or by a function of the type that is declared.
fn is_made(node: &Node, declared: &syn::Type) -> bool {
    match (node, declared) {
        (Node::Pack(Shape::Struct(..) | Shape::Made(..)), _) => true,
        (Node::Method(Of::Type(own, _), ..), syn::Type::Path(ty)) => {
            ty.path.segments.last().is_some_and(|last| last.ident == own.to_string())
        }
        _ => false,
    }
}

/// Every loop of which something is kept needs a bound that can be named.
fn bounded(graph: &Graph, kept: &[Kept]) -> Result<()> {
    let mut errors = Errors::default();
    let mut said = HashSet::new();
    for block in kept.iter().flat_map(|kept| &kept.loops) {
        let range = &graph.range[block];
        if range.most.is_none() && said.insert(*block) {
            errors.push(syn::Error::new(
                range.span,
                "the reverse sweep keeps a value of every turn of this loop, and how many there are cannot be named here; \
                 write the most there can be into the attribute, `turns = 64`",
            ));
        }
    }
    errors.finish()
}

/// The declared type of a result that is one value of unknown shape.
fn declared(input: &Input, output: &Value, result: Id) -> Option<shape::Type> {
    fn find(value: &Value, ty: &shape::Type, result: Id) -> Option<shape::Type> {
        match (value, ty) {
            (Value::Node(id), ty) if *id == result => Some(ty.clone()),
            (Value::Array(items), shape::Type::Array(element, _)) => {
                items.iter().find_map(|item| find(item, element, result))
            }
            (Value::Tuple(items), shape::Type::Tuple(types)) => {
                items.iter().zip(types).find_map(|(item, ty)| find(item, ty, result))
            }
            _ => None,
        }
    }
    find(output, &input::kind(&input.output, &input.scalar).ok()?, result)
}

/// The value with its constants as numbers of the function's type.
pub(crate) fn settle(graph: &mut Graph, value: Value, body: &syn::Block) -> Result<Value> {
    let wrong = |message: &str| match body.stmts.last() {
        Some(last) => Err(syn::Error::new_spanned(last, message)),
        None => Err(syn::Error::new_spanned(body, message)),
    };
    Ok(match value {
        Value::Constant(_) | Value::Integer(_) => {
            let c = value.float().unwrap_or_default();
            Value::Node(graph.add(Node::Lit(c)))
        }
        Value::Array(items) => {
            Value::Array(items.into_iter().map(|value| settle(graph, value, body)).collect::<Result<_>>()?)
        }
        Value::Tuple(items) => {
            Value::Tuple(items.into_iter().map(|value| settle(graph, value, body)).collect::<Result<_>>()?)
        }
        Value::Passive(tokens, _) => {
            return Err(syn::Error::new_spanned(
                tokens,
                "the function's value is no number of its type; of an integer write `n as f64`",
            ));
        }
        Value::Condition(_) => return wrong("a condition is not differentiated; return a number"),
        Value::Never | Value::Left => {
            return wrong("a value is given by one arm at least; end the function with a number");
        }
        Value::Closure(_) => return wrong("a closure is no number; call it, and return what it gives"),
        Value::Unset => return wrong("this may have no value; give it one in every arm"),
        Value::Struct(_) | Value::Place(_) | Value::Driven(_) => return wrong("the function's value is not a number"),
        Value::Unknown => return wrong(input::TOLD),
        node @ Value::Node(_) => node,
    })
}

/// The cotangent of a value, in its shape: `w`, or `w0`, `w1` and so on.
fn seed(graph: &mut Graph, value: &Value, total: usize, count: &mut usize) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(|v| seed(graph, v, total, count)).collect()),
        Value::Tuple(items) => Value::Tuple(items.iter().map(|v| seed(graph, v, total, count)).collect()),
        _ => {
            let name = untaken(graph, if total == 1 { own_name("w") } else { own_name(&format!("w{count}")) });
            *count += 1;
            Value::Node(graph.add(Node::Leaf(name)))
        }
    }
}

/// Whether a value can have this shape. That of calls is not known.
fn fits(graph: &Graph, value: &Value, ty: &shape::Type, consts: &[syn::ConstParam]) -> bool {
    use shape::Type;
    match (value, ty) {
        (Value::Array(items), Type::Array(element, length)) => {
            length.to_string().parse::<usize>().is_ok_and(|length| length == items.len())
                && items.iter().all(|item| fits(graph, item, element, consts))
        }
        (Value::Tuple(items), Type::Tuple(types)) => {
            items.len() == types.len() && items.iter().zip(types).all(|(item, ty)| fits(graph, item, ty, consts))
        }
        (Value::Node(id), ty) => match (&graph.ty[*id], ty) {
            (None | Some(Type::Named(_)), _) => true,
            (Some(own), ty) => alike(own, ty, consts),
        },
        (Value::Array(_) | Value::Tuple(_), _) => false,
        _ => true,
    }
}

/// Whether two types may be the same. Lengths are the compiler's, unless both are literals or const parameters.
pub(crate) fn alike(a: &shape::Type, b: &shape::Type, consts: &[syn::ConstParam]) -> bool {
    use shape::Type;
    match (a, b) {
        (Type::Array(a, n), Type::Array(b, m)) => {
            let (n, m) = (n.to_string(), m.to_string());
            // A parameter is neither a literal nor another parameter.
            let known = |length: &str| length.parse::<usize>().is_ok() || consts.iter().any(|own| own.ident == length);
            alike(a, b, consts) && !(known(&n) && known(&m) && n != m)
        }
        (Type::Tuple(a), Type::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b, consts)),
        (Type::Named(_) | Type::Told(_), _)
        | (_, Type::Named(_) | Type::Told(_))
        | (Type::Number, Type::Number)
        | (Type::Mask, Type::Mask) => true,
        _ => false,
    }
}
