//! The items a function becomes: itself, the type that stands for it, and that type's traits.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{ItemFn, Result, Type};

use crate::adjoint::{Adjoint, Contributions, Signed};
use crate::emit::{Emitter, Fusions};
use crate::flow::Flow;
use crate::graph::{Graph, Id, Node};
use crate::input::{self, Input, Kind, type_name};
use crate::keep;
use crate::lower::{Lowering, Value};

/// Above so many nodes a function is left to the compiler to inline or not.
const SMALL: usize = 200;

/// Which kind of function it is: what it keeps a hold of in its reverse sweep, and where its cotangents go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Function,
    Field,
}

/// A function, its graph and its transpose.
struct Sweep<'a> {
    input: &'a Input,
    krate: &'a TokenStream,
    scalar: TokenStream,
    graph: Graph,
    fusions: Fusions,
    arguments: Vec<Value>,
    output: Value,
    /// The scalars of the output, in order, and the cotangent of each.
    seeds: Value,
    /// The cotangent of each leaf: the roots of the sweep, and what adds in place.
    bars: Vec<(Id, Id)>,
    kept: Vec<Id>,
}

/// Everything a function becomes.
pub(crate) fn write(input: &Input, role: Role, krate: &TokenStream) -> Result<TokenStream> {
    let sweep = Sweep::new(input, role, krate)?;
    let name = type_name(&input.function.sig.ident)?;
    let function = sweep.function();
    let stands_for = sweep.type_item(&name, role);
    let traits = match role {
        Role::Function => sweep.differentiable(&name),
        Role::Field => sweep.field(&name),
    };
    Ok(quote!(#function #stands_for #traits))
}

impl<'a> Sweep<'a> {
    fn new(input: &'a Input, role: Role, krate: &'a TokenStream) -> Result<Self> {
        let mut graph = Graph::new();
        let mut lowering = Lowering::new(&mut graph, &input.scalar);
        let mut arguments = Vec::new();
        for (position, argument) in input.arguments.iter().enumerate() {
            arguments.push(lowering.argument(argument, position)?);
        }
        let output = lowering.body(&input.function.block)?;
        let output = settle(&mut graph, output)?;
        if !input::kind(&input.output, &input.scalar).map_or(true, |kind| fits(&graph, &output, &kind)) {
            let output = &input.output;
            let declared = quote!(#output).to_string().replace(" ;", ";");
            let message =
                format!("the body's value has another shape than the result, `{declared}`; change one of them");
            return Err(syn::Error::new_spanned(input.function.block.stmts.last(), message));
        }
        let scalar_name = &input.scalar;
        let scalar = if input.generic { quote!(#scalar_name) } else { quote!(<#scalar_name as #krate::Real>) };
        let leaves: Vec<Id> = arguments.iter().flat_map(scalars).collect();
        let outputs = scalars(&output);

        let mut count = 0;
        let seeds = seed(&mut graph, &output, outputs.len(), &mut count);
        let mut open = Contributions::new();
        for (result, w) in outputs.iter().zip(scalars(&seeds)) {
            open.entry(*result).or_default().add(Vec::new(), Signed::plus(w));
        }
        let flow = Flow::find(&mut graph, &outputs);
        let mut adjoint = Adjoint { graph: &mut graph, flow };
        let mut contributions = adjoint.transpose(0, open);
        let adds = |i: usize| role == Role::Field && i != 1;
        let mut bars = Vec::new();
        for (i, argument) in arguments.iter().enumerate() {
            for leaf in scalars(argument) {
                let mut terms = contributions.remove(&leaf).unwrap_or_default().bars;
                let Node::Leaf(leaf_name) = adjoint.graph.nodes[leaf].clone() else { continue };
                let bar_name = target_name(adjoint.graph, &leaf_name);
                if adds(i) {
                    if terms.is_empty() {
                        continue;
                    }
                    let target = adjoint.graph.add(Node::Target(bar_name));
                    terms.insert(0, (Vec::new(), Signed::plus(target)));
                    let sum = adjoint.sum(&terms);
                    bars.push((leaf, adjoint.settle(sum)));
                } else if terms.is_empty() {
                    bars.push((leaf, adjoint.graph.add(Node::Lit(quote!(0.0)))));
                } else {
                    let sum = adjoint.sum(&terms);
                    let sum = adjoint.settle(sum);
                    bars.push((leaf, sum));
                }
            }
        }
        let roots: Vec<Id> = bars.iter().map(|(_, bar)| *bar).collect();
        let available: HashSet<Id> = match role {
            Role::Function => leaves.iter().copied().collect(),
            Role::Field => arguments.iter().skip(2).flat_map(scalars).collect(),
        };
        let seed_ids: HashSet<Id> = scalars(&seeds).into_iter().collect();
        let kept = keep::kept(&graph, &seed_ids, &available, &roots);
        let fusions = Fusions::find(&graph, &outputs, &roots);
        Ok(Self { input, krate, scalar, graph, fusions, arguments, output, seeds, bars, kept })
    }

    fn emitter(&self) -> Emitter<'_> {
        Emitter::new(&self.graph, &self.fusions, self.krate, (&self.scalar, &self.input.scalar))
    }

    fn inline(&self) -> TokenStream {
        if self.graph.nodes.len() <= SMALL { quote!(#[inline(always)]) } else { quote!(#[inline]) }
    }

    /// `use Real` where the number is a concrete one: methods of a type parameter are found by its bound.
    fn prelude(&self) -> Option<TokenStream> {
        let krate = self.krate;
        (!self.input.generic).then(|| quote!(use #krate::Real as _;))
    }

    /// What the user allows in the function is allowed in its sweep.
    fn allowed(&self) -> TokenStream {
        let attributes = self.input.function.attrs.iter();
        let allowed = attributes.filter(|a| a.path().is_ident("allow") || a.path().is_ident("expect"));
        let lints = allowed.filter_map(|a| a.meta.require_list().ok()).map(|list| &list.tokens);
        quote!(#(#[allow(#lints)])*)
    }

    fn number(&self) -> TokenStream {
        self.input.scalar.to_token_stream()
    }

    /// The value's statements and expression, and the patterns that bind what they use.
    fn value(&self) -> (Emitter<'_>, TokenStream) {
        let mut emitter = self.emitter();
        let (statements, results) = emitter.emit(&scalars(&self.output));
        let prelude = self.prelude();
        let result = rebuild(&self.output, &mut results.into_iter());
        (emitter, quote!(#prelude #statements #result))
    }

    /// The value and what is kept.
    fn value_and_kept(&self) -> (Emitter<'_>, TokenStream) {
        let mut emitter = self.emitter();
        let outputs = scalars(&self.output);
        let roots: Vec<Id> = outputs.iter().chain(&self.kept).copied().collect();
        let (statements, mut results) = emitter.emit(&roots);
        let kept = one_or_tuple(&results.split_off(outputs.len()));
        let prelude = self.prelude();
        let result = rebuild(&self.output, &mut results.into_iter());
        (emitter, quote!(#prelude #statements (#result, #kept)))
    }

    fn kept_type(&self) -> TokenStream {
        let (krate, scalar) = (self.krate, self.number());
        let types: Vec<_> = self
            .kept
            .iter()
            .map(|id| match &self.graph.nodes[*id] {
                Node::Test(_) => {
                    let path = &self.scalar;
                    quote!(#path::Mask)
                }
                Node::CallKept(call) => match &self.graph.nodes[*call] {
                    Node::Call(path, _) => quote!(<#path as #krate::Differentiable<#scalar>>::Kept),
                    _ => quote!(()),
                },
                Node::Call(path, _) => quote!(<#path as #krate::Differentiable<#scalar>>::Output),
                _ => scalar.clone(),
            })
            .collect();
        one_or_tuple(&types)
    }

    /// The function itself, under the user's name.
    fn function(&self) -> TokenStream {
        let ItemFn { attrs, vis, sig, .. } = &self.input.function;
        let (emitter, body) = self.value();
        let mut sig = sig.clone();
        for ((argument, value), input) in self.input.arguments.iter().zip(&self.arguments).zip(&mut sig.inputs) {
            let pattern = pattern(value, &emitter);
            let written = &argument.written;
            let pattern = match written {
                Type::Reference(_) => by_reference(&pattern),
                _ => pattern,
            };
            *input = syn::parse_quote!(#pattern: #written);
        }
        quote! {
            #(#attrs)*
            #[allow(dead_code, reason = "it may be used by the type that stands for it alone")]
            #vis #sig { #body }
        }
    }

    fn type_item(&self, name: &Ident, role: Role) -> TokenStream {
        let ItemFn { vis, sig, .. } = &self.input.function;
        let function = &sig.ident;
        let kind = if role == Role::Field { "vector field" } else { "differentiable function" };
        let doc = format!("The {kind} [`{function}()`], as a value.");
        quote! {
            #[doc = #doc]
            #[allow(dead_code, reason = "the function may be used by itself")]
            #[derive(Clone, Copy, Debug, Default)]
            #vis struct #name;

            #[doc(hidden)]
            #[allow(non_camel_case_types, dead_code, reason = "a call of the function finds the type by the function's path")]
            #vis type #function = #name;
        }
    }

    fn differentiable(&self, name: &Ident) -> TokenStream {
        let (krate, number, inline, allowed) = (self.krate, self.number(), self.inline(), self.allowed());
        let (generics, _, clause) = self.input.function.sig.generics.split_for_impl();
        let types = self.input.arguments.iter().map(|argument| &argument.ty);
        let (output, kept_type) = (&self.input.output, self.kept_type());
        let (emitter, value) = self.value();
        let eval_pattern = self.tuple_pattern(&emitter);
        let (emitter, value_and_kept) = self.value_and_kept();
        let keep_pattern = self.tuple_pattern(&emitter);
        let mut emitter = self.emitter();
        let kept: Vec<_> = self.kept.iter().map(|id| emitter.given(*id)).collect();
        let roots: Vec<Id> = self.bars.iter().map(|(_, bar)| *bar).collect();
        let (statements, bars) = emitter.emit(&roots);
        let kept_pattern = self.kept_pattern(&kept, &emitter);
        let vjp_pattern = self.tuple_pattern(&emitter);
        let w_pattern = by_reference(&pattern(&self.seeds, &emitter));
        let mut bars = bars.into_iter();
        let bars = self.arguments.iter().map(|argument| rebuild(argument, &mut bars)).collect::<Vec<_>>();
        let prelude = self.prelude();
        quote! {
            #[automatically_derived]
            #allowed
            impl #generics #krate::Differentiable<#number> for #name #clause {
                type Args = (#(#types,)*);
                type Output = #output;
                type Kept = #kept_type;

                #inline
                fn eval(&self, #eval_pattern: &Self::Args) -> Self::Output {
                    #value
                }

                #inline
                fn eval_keep(&self, #keep_pattern: &Self::Args) -> (Self::Output, Self::Kept) {
                    #value_and_kept
                }

                #inline
                fn vjp(&self, #vjp_pattern: &Self::Args, #kept_pattern: &Self::Kept, #w_pattern: &Self::Output) -> Self::Args {
                    #prelude
                    #statements
                    (#(#bars,)*)
                }
            }
        }
    }

    fn kept_pattern(&self, names: &[Ident], emitter: &Emitter<'_>) -> TokenStream {
        let _ = emitter;
        if names.is_empty() {
            return quote!(());
        }
        let copied = self.kept.iter().all(|id| !matches!(self.graph.nodes[*id], Node::CallKept(_) | Node::Call(..)));
        let names = names.iter().zip(&self.kept).map(|(name, _)| quote!(#name)).collect::<Vec<_>>();
        let pattern = one_or_tuple(&names);
        if copied { by_reference(&pattern) } else { self.mixed_pattern(&names) }
    }

    /// A pattern that copies numbers and borrows what calls kept.
    fn mixed_pattern(&self, names: &[TokenStream]) -> TokenStream {
        let parts: Vec<_> = names
            .iter()
            .zip(&self.kept)
            .map(|(name, id)| match self.graph.nodes[*id] {
                Node::CallKept(_) => quote!(ref #name),
                _ => quote!(#name),
            })
            .collect();
        by_reference(&one_or_tuple(&parts))
    }

    fn tuple_pattern(&self, emitter: &Emitter<'_>) -> TokenStream {
        let parts: Vec<_> = self.arguments.iter().map(|argument| pattern(argument, emitter)).collect();
        if parts.iter().all(|part| part.to_string() == "_") { quote!(_) } else { quote!(&(#(#parts,)*)) }
    }

    fn field(&self, name: &Ident) -> TokenStream {
        let (krate, number, inline, allowed) = (self.krate, self.number(), self.inline(), self.allowed());
        let (generics, _, clause) = self.input.function.sig.generics.split_for_impl();
        let arguments = &self.input.arguments;
        let (state, params) = (&arguments[1].ty, &arguments[2].ty);
        let input_type = arguments.get(3).map_or_else(|| quote!(()), |argument| argument.ty.to_token_stream());
        let nothing = Value::Tuple(Vec::new());
        let [t, y, p] = [0, 1, 2].map(|i| &self.arguments[i]);
        let u = self.arguments.get(3).unwrap_or(&nothing);
        let borrowed = |value: &Value, emitter: &Emitter<'_>| by_reference(&pattern(value, emitter));
        let (kept_type, costly) = (self.kept_type(), self.costly());

        let (emitter, value) = self.value();
        let eval = (pattern(t, &emitter), borrowed(y, &emitter), borrowed(p, &emitter), borrowed(u, &emitter));
        let (eval_t, eval_y, eval_p, eval_u) = eval;
        let (emitter, value_and_kept) = self.value_and_kept();
        let keep = (pattern(t, &emitter), borrowed(y, &emitter), borrowed(p, &emitter), borrowed(u, &emitter));
        let (keep_t, keep_y, keep_p, keep_u) = keep;

        let mut emitter = self.emitter();
        let kept: Vec<_> = self.kept.iter().map(|id| emitter.given(*id)).collect();
        let roots: Vec<Id> = self.bars.iter().map(|(_, bar)| *bar).collect();
        let (statements, bars) = emitter.emit(&roots);
        let kept_pattern = self.kept_pattern(&kept, &emitter);
        let (p_pattern, u_pattern) = (borrowed(p, &emitter), borrowed(u, &emitter));
        let w_pattern = by_reference(&pattern(&self.seeds, &emitter));
        let of_y: HashSet<Id> = scalars(y).into_iter().collect();
        let mut y_bars = Vec::new();
        let mut additions = Vec::new();
        let mut added = HashSet::new();
        for ((leaf, root), bar) in self.bars.iter().zip(bars) {
            if of_y.contains(leaf) {
                y_bars.push(bar);
            } else if let Node::Leaf(leaf_name) = &self.graph.nodes[*leaf] {
                added.insert(*leaf);
                let target = target_name(&self.graph, leaf_name);
                additions.push(emitter.addition(&target, *root, &bar));
            }
        }
        let bars = untaken(&self.graph, format_ident!("bars"));
        let take_apart = |value: &Value, field: &str| {
            let target = target_pattern(value, &self.graph, &added)?;
            let field = format_ident!("{field}");
            Some(quote!(let #target = #bars.#field;))
        };
        let (t_bar, p_bar, u_bar) = (take_apart(t, "t"), take_apart(p, "p"), take_apart(u, "u"));
        let bars_name = if additions.is_empty() { quote!(_) } else { quote!(#bars) };
        let y_bar = rebuild(y, &mut y_bars.into_iter());
        let prelude = self.prelude();
        quote! {
            #[automatically_derived]
            #allowed
            impl #generics #krate::VectorField<#number> for #name #clause {
                type State = #state;
                type Params = #params;
                type Input = #input_type;

                #inline
                fn eval(&self, #eval_t: #number, #eval_y: &#state, #eval_p: &#params, #eval_u: &#input_type) -> #state {
                    #value
                }
            }

            #[automatically_derived]
            #allowed
            impl #generics #krate::Vjp<#number> for #name #clause {
                type Kept = #kept_type;
                const COSTLY: bool = #costly;

                #inline
                fn eval_keep(
                    &self, #keep_t: #number, #keep_y: &#state, #keep_p: &#params, #keep_u: &#input_type,
                ) -> (#state, Self::Kept) {
                    #value_and_kept
                }

                #inline
                fn vjp(
                    &self, #p_pattern: &#params, #u_pattern: &#input_type, #kept_pattern: &Self::Kept, #w_pattern: &#state,
                    #bars_name: #krate::Bars<'_, #number, #params, #input_type>,
                ) -> #state {
                    #prelude
                    #t_bar
                    #p_bar
                    #u_bar
                    #statements
                    #(#additions)*
                    #y_bar
                }
            }
        }
    }

    /// Whether the function calls anything beyond ring operations and quotients.
    fn costly(&self) -> bool {
        self.graph.nodes.iter().any(|node| match node {
            Node::Primitive(name, _) => !["abs", "min", "max"].contains(&name.to_string().as_str()),
            Node::SinCos(_) | Node::Call(..) | Node::Method(..) => true,
            _ => false,
        })
    }
}

/// The scalars of a value, in order.
fn scalars(value: &Value) -> Vec<Id> {
    match value {
        Value::Node(id) => vec![*id],
        Value::Array(items) | Value::Tuple(items) => items.iter().flat_map(scalars).collect(),
        _ => Vec::new(),
    }
}

/// Whether a value can have this shape. That of calls is not known.
fn fits(graph: &Graph, value: &Value, kind: &Kind) -> bool {
    match (value, kind) {
        (Value::Array(items), Kind::Array(kinds)) | (Value::Tuple(items), Kind::Tuple(kinds)) => {
            items.len() == kinds.len() && items.iter().zip(kinds).all(|(item, kind)| fits(graph, item, kind))
        }
        (Value::Node(id), Kind::Array(_) | Kind::Tuple(_)) => {
            matches!(graph.nodes[*id], Node::Call(..) | Node::Method(..) | Node::Part(..))
        }
        (Value::Array(_) | Value::Tuple(_), _) => false,
        _ => true,
    }
}

/// The value with its constants as numbers of the function's type.
fn settle(graph: &mut Graph, value: Value) -> Result<Value> {
    Ok(match value {
        Value::Constant(c) => Value::Node(graph.add(Node::Lit(c))),
        Value::Array(items) => Value::Array(items.into_iter().map(|v| settle(graph, v)).collect::<Result<_>>()?),
        Value::Tuple(items) => Value::Tuple(items.into_iter().map(|v| settle(graph, v)).collect::<Result<_>>()?),
        Value::Passive(tokens) => {
            return Err(syn::Error::new_spanned(
                tokens,
                "the function's value does not depend on its arguments; return a number",
            ));
        }
        Value::Condition(_) => {
            return Err(syn::Error::new(
                proc_macro2::Span::call_site(),
                "a condition is not differentiated; return a number",
            ));
        }
        node @ Value::Node(_) => node,
    })
}

/// The cotangent of a value, in its shape: `w`, or `w0`, `w1` and so on.
fn seed(graph: &mut Graph, value: &Value, total: usize, count: &mut usize) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(|v| seed(graph, v, total, count)).collect()),
        Value::Tuple(items) => Value::Tuple(items.iter().map(|v| seed(graph, v, total, count)).collect()),
        _ => {
            let mut name = if total == 1 { format_ident!("w") } else { format_ident!("w{count}") };
            while graph.nodes.iter().any(|node| matches!(node, Node::Leaf(other) if *other == name)) {
                name = format_ident!("{name}_");
            }
            *count += 1;
            Value::Node(graph.add(Node::Leaf(name)))
        }
    }
}

/// A value's shape around these expressions for its scalars.
fn rebuild(value: &Value, expressions: &mut impl Iterator<Item = TokenStream>) -> TokenStream {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|v| rebuild(v, expressions)).collect();
            quote!([#(#items),*])
        }
        Value::Tuple(items) => {
            let items: Vec<_> = items.iter().map(|v| rebuild(v, expressions)).collect();
            if let [only] = &items[..] { quote!((#only,)) } else { quote!((#(#items),*)) }
        }
        _ => expressions.next().unwrap_or_default(),
    }
}

/// A pattern that binds the scalars of a value that are used.
fn pattern(value: &Value, emitter: &Emitter<'_>) -> TokenStream {
    let used = scalars(value).iter().any(|id| emitter.is_used(*id));
    if !used {
        return quote!(_);
    }
    match value {
        Value::Array(items) => {
            let items = items.iter().map(|v| pattern(v, emitter));
            quote!([#(#items),*])
        }
        Value::Tuple(items) => {
            let items: Vec<_> = items.iter().map(|v| pattern(v, emitter)).collect();
            if let [only] = &items[..] { quote!((#only,)) } else { quote!((#(#items),*)) }
        }
        Value::Node(id) => emitter.leaf(*id),
        _ => quote!(_),
    }
}

/// A pattern for the cotangents that are added to.
fn target_pattern(value: &Value, graph: &Graph, added: &HashSet<Id>) -> Option<TokenStream> {
    if !scalars(value).iter().any(|id| added.contains(id)) {
        return None;
    }
    Some(match value {
        Value::Array(items) => {
            let items = items.iter().map(|v| target_pattern(v, graph, added).unwrap_or_else(|| quote!(_)));
            quote!([#(#items),*])
        }
        Value::Tuple(items) => {
            let items: Vec<_> =
                items.iter().map(|v| target_pattern(v, graph, added).unwrap_or_else(|| quote!(_))).collect();
            if let [only] = &items[..] { quote!((#only,)) } else { quote!((#(#items),*)) }
        }
        Value::Node(id) => match &graph.nodes[*id] {
            Node::Leaf(name) => target_name(graph, name).into_token_stream(),
            _ => quote!(_),
        },
        _ => quote!(_),
    })
}

/// The name of the cotangent of a leaf that is added to in place.
fn target_name(graph: &Graph, leaf: &Ident) -> Ident {
    untaken(graph, format_ident!("{leaf}_bar"))
}

/// The name, or one like it that no leaf has.
fn untaken(graph: &Graph, mut name: Ident) -> Ident {
    while graph.nodes.iter().any(|node| matches!(node, Node::Leaf(leaf) if *leaf == name)) {
        name = format_ident!("{name}_");
    }
    name
}

fn by_reference(pattern: &TokenStream) -> TokenStream {
    if pattern.to_string() == "_" { quote!(_) } else { quote!(&#pattern) }
}

fn one_or_tuple(items: &[TokenStream]) -> TokenStream {
    if let [only] = items { quote!(#only) } else { quote!((#(#items),*)) }
}
