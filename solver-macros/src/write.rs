//! The items a function becomes: itself, the type that stands for it, and that type's traits.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{ItemFn, Result, Type};

use crate::adjoint::{Adjoint, Signed};
use crate::args::Options;
use crate::emit::{Emitter, Fusions, mentions};
use crate::flow::Flow;
use crate::fuse;
use crate::graph::{Graph, Id, Node};
use crate::input::{self, Errors, Input, Place, type_name};
use crate::items;
use crate::keep::{self, Kept};
use crate::lower::{self, Lowering, Value};
use crate::rows::in_rows;
use crate::{shape, sparsity};

/// Above so many nodes a function is left to the compiler to inline or not, which it decides by how often it is called: a
/// ring of 16 oscillators, whose values and sweep are 560 nodes, takes 1.4 times as long where it is not.
const SMALL: usize = 600;

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
    kept: Vec<Kept>,
    /// What is kept in arms that are run again.
    within: Vec<Kept>,
}

/// Everything a function becomes.
pub(crate) fn write(input: &Input, role: Role, options: &Options) -> Result<TokenStream> {
    let sweep = Sweep::new(input, role, options)?;
    if input.method.is_some() {
        let (value, transpose) = (sweep.function(), sweep.method());
        return match sweep.graph.missing.get() {
            Some(id) => Err(missing(&sweep.graph, id, input)),
            None => Ok(quote!(#value #transpose)),
        };
    }
    let name = type_name(&input.function.sig.ident)?;
    let function = sweep.function();
    let stands_for = items::stands_for(input, &name, role);
    let traits = match role {
        Role::Function => sweep.differentiable(&name),
        Role::Field => sweep.field(&name),
    };
    let called = match role {
        Role::Function => items::called(input, &name, &options.krate),
        Role::Field => items::called_field(input, &name, &options.krate),
    };
    match sweep.graph.missing.get() {
        Some(id) => Err(missing(&sweep.graph, id, input)),
        None => Ok(quote!(#function #stands_for #traits #called)),
    }
}

/// The message for a value whose type would have to be known, to keep it.
fn missing(graph: &Graph, id: Id, input: &Input) -> syn::Error {
    let name = graph.name[id].clone();
    let bound = name.as_ref().and_then(|name| lower::binding(&input.function, &name.to_string()));
    let at = bound.or(name).unwrap_or_else(|| input.function.sig.ident.clone());
    let message = format!(
        "what `{at}` holds is to be kept for the reverse sweep, and its type is not known here; say it, `let {at}: [T; N] = …`"
    );
    syn::Error::new_spanned(&at, message)
}

impl<'a> Sweep<'a> {
    fn new(input: &'a Input, role: Role, options: &'a Options) -> Result<Self> {
        let krate = &options.krate;
        let mut graph = Graph::new();
        graph.read_words(input.function.to_token_stream());
        let mut lowering = Lowering::new(&mut graph, input, options);
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
        Ok(Self { input, krate, scalar, graph, fusions, arguments, output, seeds, bars, kept, within })
    }

    /// An emitter; what stays whole is bound by reference, but for what is passed by value.
    fn emitter(&self, by_value: &HashSet<Id>) -> Emitter<'_> {
        self.emitter_of(&self.graph, &self.fusions, by_value)
    }

    fn emitter_of<'e>(&'e self, graph: &'e Graph, fusions: &'e Fusions, by_value: &HashSet<Id>) -> Emitter<'e> {
        let mut emitter = Emitter::new(graph, fusions, self.krate, (&self.scalar, &self.input.scalar));
        emitter.reserve(self.input.settings.iter().map(|setting| setting.name.to_string()));
        emitter.reserve(graph.ahead.names());
        for value in self.arguments.iter().chain([&self.seeds]) {
            for leaf in scalars(value) {
                let is_whole = self.graph.ty[leaf].as_ref().is_none_or(|ty| !ty.is_number());
                if is_whole && !by_value.contains(&leaf) {
                    emitter.by_reference(leaf);
                }
            }
        }
        emitter
    }

    fn inline(&self) -> TokenStream {
        let small = self.graph.nodes.len() <= SMALL && self.graph.range.is_empty();
        if small { quote!(#[inline(always)]) } else { quote!(#[inline]) }
    }

    /// `use Real` where the number is a concrete one: methods of a type parameter are found by its bound. And the
    /// settings that the statements name.
    fn prelude(&self, body: &TokenStream) -> TokenStream {
        let krate = self.krate;
        let uses = (!self.input.generic).then(|| quote!(use #krate::Real as _;));
        let ahead = self.graph.ahead.statements(body);
        let named = |name: &&Ident| mentions(body, name) || mentions(&ahead, name);
        let names: Vec<_> = self.input.settings.iter().map(|setting| &setting.name).filter(named).collect();
        let settings =
            (!names.is_empty() && self.input.method.is_none()).then(|| quote!(let Self { #(#names,)* .. } = *self;));
        quote!(#uses #settings #ahead)
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
    fn value(&self, by_value: &HashSet<Id>) -> (Emitter<'_>, TokenStream) {
        let mut emitter = self.emitter(by_value);
        let (statements, results, _) = emitter.emit(&scalars(&self.output), &[]);
        let result = rebuild(&self.output, &mut results.into_iter());
        (emitter, quote!(#statements #result))
    }

    /// The value and what is kept.
    fn value_and_kept(&self) -> (Emitter<'_>, TokenStream) {
        let mut emitter = self.emitter(&HashSet::new());
        let (statements, results, kept) = emitter.emit(&scalars(&self.output), &self.kept);
        let kept = self.as_kept(&kept);
        let result = rebuild(&self.output, &mut results.into_iter());
        let body = in_rows(self.krate, quote!(#statements (#result, #kept)));
        let prelude = self.prelude(&body);
        (emitter, quote!(#prelude #body))
    }

    /// The values that are kept as one.
    fn as_kept(&self, kept: &[TokenStream]) -> TokenStream {
        match self.sealed() {
            Some(name) => quote!(#name(#(#kept),*)),
            None => one_or_tuple(kept),
        }
    }

    /// The type of what is kept, where that has to hide what is in it: what a private function keeps names that function's
    /// type, and a public one would make it known.
    fn sealed(&self) -> Option<Ident> {
        let function = &self.input.function;
        let calls = |kept: &Kept| matches!(self.graph.nodes[kept.id], Node::CallKept(_) | Node::Call(..));
        let seals = !matches!(function.vis, syn::Visibility::Inherited) && self.kept.iter().any(calls);
        seals.then(|| type_name(&function.sig.ident).ok()).flatten().map(|name| format_ident!("__{name}Kept"))
    }

    /// The name of what is kept, and its definition if it has one of its own.
    fn kept_type(&self) -> (TokenStream, TokenStream) {
        let types = self.kept_types();
        let Some(name) = self.sealed() else { return (one_or_tuple(&types), TokenStream::new()) };
        let ItemFn { vis, sig, .. } = &self.input.function;
        let clause = &sig.generics.where_clause;
        let numbers: Vec<_> = sig.generics.type_params().collect();
        let consts: Vec<_> = self.input.consts.iter().map(|c| (&c.ident, &c.ty)).collect();
        let (ids, tys): (Vec<_>, Vec<_>) = consts.into_iter().unzip();
        let declared = quote!(<#(#numbers,)* #(const #ids: #tys),*>);
        let number_names = numbers.iter().map(|number| &number.ident);
        let named = quote!(#name<#(#number_names,)* #(#ids),*>);
        let doc = format!("What the reverse sweep of [`{}()`] keeps.", sig.ident);
        let fields = (0..types.len()).map(syn::Index::from);
        let copied = if self.input.generic {
            quote! {
                #[automatically_derived]
                impl #declared ::core::clone::Clone for #named #clause {
                    #[inline(always)]
                    fn clone(&self) -> Self {
                        Self(#(::core::clone::Clone::clone(&self.#fields)),*)
                    }
                }

                #[automatically_derived]
                impl #declared ::core::marker::Copy for #named where (#(#types,)*): ::core::marker::Copy {}
            }
        } else {
            TokenStream::new()
        };
        let derived = (!self.input.generic).then(|| quote!(#[derive(Clone, Copy)]));
        let definition = quote! {
            #[doc = #doc]
            #[doc(hidden)]
            #[allow(missing_debug_implementations, reason = "nobody sees it")]
            #derived
            #vis struct #name #declared(#(#types),*) #clause;

            #copied
        };
        (named, definition)
    }

    fn kept_types(&self) -> Vec<TokenStream> {
        let (krate, scalar) = (self.krate, self.number());
        self.kept
            .iter()
            .map(|kept| {
                let ty = match &self.graph.nodes[kept.id] {
                    Node::CallKept(call) => match &self.graph.nodes[*call] {
                        Node::Call(path, _) => quote!(<#path as #krate::Called<#scalar>>::Kept),
                        _ => quote!(()),
                    },
                    Node::Call(path, _) => quote!(<#path as #krate::Called<#scalar>>::Output),
                    _ => match &self.graph.ty[kept.id] {
                        Some(shape::Type::Mask) => {
                            let path = &self.scalar;
                            quote!(#path::Mask)
                        }
                        Some(ty) => ty.tokens(&scalar),
                        None => scalar.clone(),
                    },
                };
                kept.loops.iter().rev().fold(ty, |ty, block| {
                    let most = self.graph.range[block].most.clone().unwrap_or_default();
                    quote!([#ty; #most])
                })
            })
            .collect()
    }

    /// The function itself, under the user's name.
    fn function(&self) -> TokenStream {
        let ItemFn { attrs, vis, sig, .. } = &self.input.function;
        let lent = |argument: &input::Argument| matches!(argument.written, Type::Reference(_));
        let by_value: HashSet<Id> = self
            .input
            .arguments
            .iter()
            .zip(&self.arguments)
            .filter(|(argument, _)| !lent(argument))
            .flat_map(|(_, value)| scalars(value))
            .collect();
        let (emitter, body) = self.value(&by_value);
        let body = in_rows(self.krate, body);
        let ahead = self.graph.ahead.statements(&body);
        let body = quote!(#ahead #body);
        let krate = self.krate;
        let uses = (!self.input.generic).then(|| quote!(use #krate::Real as _;));
        let mut sig = sig.clone();
        for (place, input) in self.input.written().zip(&mut sig.inputs) {
            if let syn::FnArg::Receiver(_) = input {
                continue;
            }
            match place {
                Place::Argument(i) => {
                    let argument = &self.input.arguments[*i];
                    let written = &argument.written;
                    let pattern = match written {
                        Type::Reference(_) => by_reference(&self.arguments[*i], &emitter),
                        _ => pattern(&self.arguments[*i], &emitter),
                    };
                    *input = syn::parse_quote!(#pattern: #written);
                }
                Place::Setting(i) => {
                    let name = &self.input.settings[*i].name;
                    if let syn::FnArg::Typed(typed) = input {
                        let pattern = if mentions(&body, name) { quote!(#name) } else { quote!(_) };
                        *typed.pat = syn::parse_quote!(#pattern);
                    }
                }
            }
        }
        quote! {
            #(#attrs)*
            #[allow(dead_code, clippy::assign_op_pattern, reason = "it may be used by the type that stands for it alone")]
            #vis #sig { #uses #body }
        }
    }

    /// The transpose of a method, beside it: `name_vjp` of the same arguments and the cotangent of the value. It finds again
    /// what it needs.
    fn method(&self) -> TokenStream {
        let ItemFn { vis, sig, .. } = &self.input.function;
        let (name, output, allowed) = (format_ident!("{}_vjp", sig.ident), &self.input.output, self.allowed());
        let (emitter, value_and_kept) = self.value_and_kept();
        let patterns = |emitter: &Emitter<'_>| -> Vec<TokenStream> {
            self.arguments.iter().map(|argument| pattern(argument, emitter)).collect()
        };
        let before = patterns(&emitter);
        let (emitter, statements, bars, kept) = self.transposed();
        let (after, kept_pattern, w) =
            (patterns(&emitter), self.kept_pattern(&kept), by_reference(&self.seeds, &emitter));
        let mut bars = bars.into_iter();
        let mut bars_of = self.arguments.iter().map(|argument| rebuild(argument, &mut bars));
        let (mut inputs, mut given, mut results, mut types) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let lent = |argument: &input::Argument| matches!(argument.written, Type::Reference(_));
        for (position, place) in self.input.places.iter().enumerate() {
            match place {
                Place::Argument(i) => {
                    let argument = &self.input.arguments[*i];
                    let (ty, written) = (&argument.ty, &argument.written);
                    types.push(quote!(#ty));
                    results.extend(bars_of.next());
                    let own = self.input.method == Some(input::Receiver::Differentiated) && *i == 0;
                    let name = if own {
                        format_ident!("self")
                    } else {
                        untaken(&self.graph, format_ident!("argument_{position}"))
                    };
                    if !own {
                        inputs.push(quote!(#name: #written));
                    }
                    // The receiver is bound by its own name.
                    let value = if own || lent(argument) { quote!(#name) } else { quote!(&#name) };
                    given.push(([&before[*i], &after[*i]].map(Clone::clone), value, own));
                }
                Place::Setting(i) => {
                    let (name, ty) = (&self.input.settings[*i].name, &self.input.settings[*i].ty);
                    inputs.push(quote!(#name: #ty));
                    results.push(quote!(()));
                    types.push(quote!(()));
                }
            }
        }
        let bind = |half: usize| {
            let lets = given.iter().filter(|(_, _, own)| !own).map(|(patterns, value, _)| {
                let pattern = &patterns[half];
                let pattern = if pattern.to_string() == "_" { quote!(_) } else { quote!(&#pattern) };
                quote!(let #pattern = #value;)
            });
            quote!(#(#lets)*)
        };
        let (first, second) = (bind(0), bind(1));
        let kept_name = untaken(&self.graph, format_ident!("kept"));
        let w_name = untaken(&self.graph, format_ident!("cotangent"));
        let ahead = self.graph.ahead.statements(&quote!(#statements #(#results)*));
        let uses = (!self.input.generic).then(|| {
            let krate = self.krate;
            quote!(use #krate::Real as _;)
        });
        let (generics, clause) = (&sig.generics, &sig.generics.where_clause);
        let kept_type = one_or_tuple(&self.kept_types());
        let doc = format!(
            "The transpose of [`{0}()`](Self::{0}): the cotangents of its arguments by that of its value.",
            sig.ident
        );
        let attributes = self.input.function.attrs.iter().filter(|attribute| attribute.path().is_ident("inline"));
        quote! {
            #[doc = #doc]
            #[doc(hidden)]
            #(#attributes)*
            #[allow(dead_code, clippy::assign_op_pattern, clippy::needless_lifetimes, clippy::trivially_copy_pass_by_ref,
                clippy::too_many_arguments, clippy::let_unit_value, clippy::ignored_unit_patterns,
                reason = "a sweep is written with whole sums")]
            #allowed
            #vis fn #name #generics(&self, #(#inputs,)* #w_name: &#output) -> (#(#types,)*) #clause {
                let #kept_name: #kept_type = {
                    #uses
                    #first
                    let (_, found) = { #value_and_kept };
                    found
                };
                #uses
                #second
                let #w = #w_name;
                let #kept_pattern = &#kept_name;
                #ahead
                #statements
                (#(#results,)*)
            }
        }
    }

    fn differentiable(&self, name: &Ident) -> TokenStream {
        let (krate, number, inline, allowed) = (self.krate, self.number(), self.inline(), self.allowed());
        let (generics, parameters) = (self.input.generics(), self.input.parameter_names());
        let clause = &self.input.function.sig.generics.where_clause;
        let types = self.input.arguments.iter().map(|argument| &argument.ty);
        let (output, (kept_type, kept_definition)) = (&self.input.output, self.kept_type());
        let (emitter, value) = self.value(&HashSet::new());
        let prelude = self.prelude(&value);
        let value = in_rows(self.krate, value);
        let value = quote!(#prelude #value);
        let eval_pattern = self.tuple_pattern(&emitter);
        let (emitter, value_and_kept) = self.value_and_kept();
        let keep_pattern = self.tuple_pattern(&emitter);
        let (emitter, statements, bars, kept) = self.transposed();
        let kept_pattern = self.kept_pattern(&kept);
        let vjp_pattern = self.tuple_pattern(&emitter);
        let w_pattern = by_reference(&self.seeds, &emitter);
        let mut bars = bars.into_iter();
        let bars = self.arguments.iter().map(|argument| rebuild(argument, &mut bars)).collect::<Vec<_>>();
        let body = in_rows(self.krate, quote!(#statements (#(#bars,)*)));
        let prelude = self.prelude(&body);
        quote! {
            #kept_definition

            #[automatically_derived]
            #[allow(clippy::assign_op_pattern, reason = "a sweep is written with whole sums")]
            #allowed
            impl #generics #krate::Differentiable<#number> for #name #parameters #clause {
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
                    #body
                }
            }
        }
    }

    /// The statements of the sweep's second half, the cotangents of the leaves, and the names of what was kept.
    fn transposed(&self) -> (Emitter<'_>, TokenStream, Vec<TokenStream>, Vec<Ident>) {
        let mut emitter = self.emitter(&HashSet::new());
        let kept: Vec<_> = self.kept.iter().map(|kept| emitter.given(kept)).collect();
        emitter.keep_within(&self.within);
        let roots: Vec<Id> = self.bars.iter().map(|(_, bar)| *bar).collect();
        let (statements, bars, _) = emitter.emit(&roots, &[]);
        (emitter, statements, bars, kept)
    }

    /// A pattern that copies numbers and borrows the rest.
    fn kept_pattern(&self, names: &[Ident]) -> TokenStream {
        if names.is_empty() {
            return quote!(());
        }
        let sealed = self.sealed();
        if let ([name], [kept], None) = (names, &self.kept[..], &sealed)
            && self.is_lent(kept)
        {
            return quote!(#name);
        }
        let parts: Vec<_> = names
            .iter()
            .zip(&self.kept)
            .map(|(name, kept)| if self.is_lent(kept) { quote!(ref #name) } else { quote!(#name) })
            .collect();
        let pattern = self.as_kept(&parts);
        quote!(&#pattern)
    }

    /// Whether what is kept is bound by reference.
    fn is_lent(&self, kept: &Kept) -> bool {
        let whole = |ty: &shape::Type| !ty.is_number() && !matches!(ty, shape::Type::Mask);
        let opaque = matches!(self.graph.nodes[kept.id], Node::CallKept(_));
        opaque || !kept.loops.is_empty() || self.graph.ty[kept.id].as_ref().is_some_and(whole)
    }

    fn tuple_pattern(&self, emitter: &Emitter<'_>) -> TokenStream {
        let parts: Vec<_> = self.arguments.iter().map(|argument| pattern(argument, emitter)).collect();
        if parts.iter().all(|part| part.to_string() == "_") { quote!(_) } else { quote!(&(#(#parts,)*)) }
    }

    fn field(&self, name: &Ident) -> TokenStream {
        let (krate, number, inline, allowed) = (self.krate, self.number(), self.inline(), self.allowed());
        let (generics, parameters) = (self.input.generics(), self.input.parameter_names());
        let clause = &self.input.function.sig.generics.where_clause;
        let arguments = &self.input.arguments;
        let (state, params) = (&arguments[1].ty, &arguments[2].ty);
        let input_type = arguments.get(3).map_or_else(|| quote!(()), |argument| argument.ty.to_token_stream());
        let nothing = Value::Tuple(Vec::new());
        let [t, y, p] = [0, 1, 2].map(|i| &self.arguments[i]);
        let u = self.arguments.get(3).unwrap_or(&nothing);
        let borrowed = |value: &Value, emitter: &Emitter<'_>| by_reference(value, emitter);
        let ((kept_type, kept_definition), costly) = (self.kept_type(), self.costly());

        let (emitter, value) = self.value(&HashSet::new());
        let prelude = self.prelude(&value);
        let value = in_rows(self.krate, value);
        let value = quote!(#prelude #value);
        let eval = (pattern(t, &emitter), borrowed(y, &emitter), borrowed(p, &emitter), borrowed(u, &emitter));
        let (eval_t, eval_y, eval_p, eval_u) = eval;
        let (emitter, value_and_kept) = self.value_and_kept();
        let keep = (pattern(t, &emitter), borrowed(y, &emitter), borrowed(p, &emitter), borrowed(u, &emitter));
        let (keep_t, keep_y, keep_p, keep_u) = keep;

        let (mut emitter, statements, bars, kept) = self.transposed();
        let kept_pattern = self.kept_pattern(&kept);
        let (p_pattern, u_pattern) = (borrowed(p, &emitter), borrowed(u, &emitter));
        let w_pattern = borrowed(&self.seeds, &emitter);
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
                additions.extend(emitter.addition(&target, *root, &bar));
            }
        }
        let bars = untaken(&self.graph, format_ident!("bars"));
        let take_apart = |value: &Value, field: &str| {
            let target = target_pattern(value, &self.graph, &added)?;
            let field = format_ident!("{field}");
            Some(quote!(let #target = #bars.#field;))
        };
        let (t_bar, p_bar, u_bar) = (take_apart(t, "t"), take_apart(p, "p"), take_apart(u, "u"));
        let bars_name = if added.is_empty() { quote!(_) } else { quote!(#bars) };
        let y_bar = rebuild(y, &mut y_bars.into_iter());
        let body = in_rows(self.krate, quote!(#t_bar #p_bar #u_bar #statements #(#additions)* #y_bar));
        let prelude = self.prelude(&body);
        let [eval_add, eval_add_keep] = self.fused().unwrap_or_default();
        let sparsity = self.sparsity();
        quote! {
            #kept_definition

            #[automatically_derived]
            #[allow(clippy::assign_op_pattern, reason = "a sweep is written with whole sums")]
            #allowed
            impl #generics #krate::VectorField<#number> for #name #parameters #clause {
                type State = #state;
                type Params = #params;
                type Input = #input_type;
                #sparsity

                #inline
                fn eval(&self, #eval_t: #number, #eval_y: &#state, #eval_p: &#params, #eval_u: &#input_type) -> #state {
                    #value
                }

                #eval_add
            }

            #[automatically_derived]
            #[allow(clippy::assign_op_pattern, reason = "a sweep is written with whole sums")]
            #allowed
            impl #generics #krate::Vjp<#number> for #name #parameters #clause {
                type Kept = #kept_type;
                const COSTLY: bool = #costly;

                #inline
                fn eval_keep(
                    &self, #keep_t: #number, #keep_y: &#state, #keep_p: &#params, #keep_u: &#input_type,
                ) -> (#state, Self::Kept) {
                    #value_and_kept
                }

                #eval_add_keep

                #inline
                fn vjp(
                    &self, #p_pattern: &#params, #u_pattern: &#input_type, #kept_pattern: &Self::Kept, #w_pattern: &#state,
                    #bars_name: #krate::Bars<'_, #number, #params, #input_type>,
                ) -> #state {
                    #prelude
                    #body
                }
            }
        }
    }

    /// `base + c · f` in one, and that with what is kept: methods of the field's two traits, where its body is arithmetic.
    fn fused(&self) -> Option<[TokenStream; 2]> {
        let (krate, number, inline) = (self.krate, self.number(), self.inline());
        let same: HashSet<Id> = self.arguments.iter().skip(2).flat_map(scalars).collect();
        let c = untaken(&self.graph, format_ident!("c"));
        let fused = fuse::fuse(&self.graph, &scalars(&self.output), &scalars(&self.seeds), &same, c.clone())?;
        let arguments = &self.input.arguments;
        let (state, params) = (&arguments[1].ty, &arguments[2].ty);
        let input_type = arguments.get(3).map_or_else(|| quote!(()), |argument| argument.ty.to_token_stream());
        let nothing = Value::Tuple(Vec::new());
        let u = self.arguments.get(3).unwrap_or(&nothing);
        let method = |kept: &[Kept]| {
            let mut emitter = self.emitter_of(&fused.graph, &fused.fusions, &HashSet::new());
            emitter.scale = Some(fused.scale);
            let (statements, results, kept) = emitter.emit(&fused.results, kept);
            let result = rebuild(&self.output, &mut results.into_iter());
            let t = pattern(&self.arguments[0], &emitter);
            let [base, y, p, u] =
                [&self.seeds, &self.arguments[1], &self.arguments[2], u].map(|value| by_reference(value, &emitter));
            let parameters = quote!(
                &self, #base: &#state, #c: Times, #t: #number, #y: &#state, #p: &#params, #u: &#input_type
            );
            let prelude = self.prelude(&quote!(#statements #result #(#kept)*));
            (
                parameters,
                quote!(#prelude let #c = #krate::Scale::<Times, #number>::new(#c); #statements),
                result,
                self.as_kept(&kept),
            )
        };
        let (parameters, statements, result, _) = method(&[]);
        let (keep_parameters, keep_statements, keep_result, kept) = method(&self.kept);
        Some([
            quote! {
                #inline
                fn eval_add<Times: #krate::Time<#number>>(#parameters) -> #state {
                    #statements
                    #result
                }
            },
            quote! {
                #inline
                fn eval_add_keep<Times: #krate::Time<#number>>(#keep_parameters) -> (#state, Self::Kept) {
                    #keep_statements
                    (#keep_result, #kept)
                }
            },
        ])
    }

    /// The pattern of ∂f/∂y, where it is known.
    fn sparsity(&self) -> Option<TokenStream> {
        let ty = input::kind(&self.input.arguments[1].ty, &self.input.scalar).ok()?;
        let rows = sparsity::sparsity(&self.graph, &self.arguments[1], &ty, &self.output)?;
        Some(
            quote!(const SPARSITY: ::core::option::Option<&'static [&'static [usize]]> = ::core::option::Option::Some(#rows);),
        )
    }

    /// Whether the function calls anything beyond ring operations and quotients.
    fn costly(&self) -> bool {
        self.graph.nodes.iter().any(|node| match node {
            Node::Primitive(name, _) => !["abs", "min", "max"].contains(&name.to_string().as_str()),
            Node::Power(name, ..) => name == "powc",
            Node::SinCos(_) | Node::Call(..) | Node::Method(..) => true,
            _ => false,
        })
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

/// The scalars of a value, in order.
pub(crate) fn scalars(value: &Value) -> Vec<Id> {
    match value {
        Value::Node(id) => vec![*id],
        Value::Array(items) | Value::Tuple(items) => items.iter().flat_map(scalars).collect(),
        _ => Vec::new(),
    }
}

/// Whether a value can have this shape. That of calls is not known.
fn fits(graph: &Graph, value: &Value, ty: &shape::Type) -> bool {
    use shape::Type;
    match (value, ty) {
        (Value::Array(items), Type::Array(element, length)) => {
            length.to_string().parse::<usize>().is_ok_and(|length| length == items.len())
                && items.iter().all(|item| fits(graph, item, element))
        }
        (Value::Tuple(items), Type::Tuple(types)) => {
            items.len() == types.len() && items.iter().zip(types).all(|(item, ty)| fits(graph, item, ty))
        }
        (Value::Node(id), ty) => match (&graph.ty[*id], ty) {
            (None | Some(Type::Named(_)), _) => true,
            (Some(own), ty) => alike(own, ty),
        },
        (Value::Array(_) | Value::Tuple(_), _) => false,
        _ => true,
    }
}

/// Whether two types may be the same. Lengths are the compiler's, unless both are literals.
fn alike(a: &shape::Type, b: &shape::Type) -> bool {
    use shape::Type;
    match (a, b) {
        (Type::Array(a, n), Type::Array(b, m)) => {
            let literal = |length: &TokenStream| length.to_string().parse::<usize>().ok();
            alike(a, b) && literal(n).zip(literal(m)).is_none_or(|(n, m)| n == m)
        }
        (Type::Tuple(a), Type::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        (Type::Named(_), _) | (_, Type::Named(_)) | (Type::Number, Type::Number) | (Type::Mask, Type::Mask) => true,
        _ => false,
    }
}

/// The value with its constants as numbers of the function's type.
pub(crate) fn settle(graph: &mut Graph, value: Value) -> Result<Value> {
    Ok(match value {
        Value::Constant(_) | Value::Integer(_) => {
            let c = value.float().unwrap_or_default();
            Value::Node(graph.add(Node::Lit(c)))
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|v| settle(graph, v)).collect::<Result<_>>()?),
        Value::Tuple(items) => Value::Tuple(items.into_iter().map(|v| settle(graph, v)).collect::<Result<_>>()?),
        Value::Passive(tokens, _) => {
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
        Value::Place(_) | Value::Closure(_) | Value::Driven(_) | Value::Never | Value::Unset | Value::Unknown => {
            return Err(syn::Error::new(proc_macro2::Span::call_site(), "the function's value is not a number"));
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
            let name = untaken(graph, if total == 1 { format_ident!("w") } else { format_ident!("w{count}") });
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

/// The name, or one like it that stands nowhere in the function.
fn untaken(graph: &Graph, mut name: Ident) -> Ident {
    while graph.is_word(&name) || graph.is_leaf(&name) {
        name = format_ident!("{name}_");
    }
    name
}

/// A pattern for a reference to a value.
fn by_reference(value: &Value, emitter: &Emitter<'_>) -> TokenStream {
    if let Value::Node(id) = value
        && emitter.is_used(*id)
        && emitter.is_reference(*id)
    {
        return emitter.name(*id);
    }
    let pattern = pattern(value, emitter);
    if pattern.to_string() == "_" { quote!(_) } else { quote!(&#pattern) }
}

fn one_or_tuple(items: &[TokenStream]) -> TokenStream {
    if let [only] = items { quote!(#only) } else { quote!((#(#items),*)) }
}
