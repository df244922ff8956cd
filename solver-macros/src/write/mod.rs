//! The items a function becomes: itself, the type that stands for it, and that type's traits.

mod checked;
mod depends;
mod field;
mod function;
mod kept;
mod method;
mod pattern;
mod sweep;

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Result, Type};

use crate::args::Options;
use crate::emit::{Emitter, Fusions, mentions};
use crate::graph::{Graph, Id, Node};
use crate::input::{self, Input, type_name};
use crate::items;
use crate::keep::Kept;
use crate::lower::{self, Value};
use crate::rows::in_rows;
use crate::shape::Shape;
use crate::{shape, undeclared};

pub(crate) use self::checked::where_it_compiles;
pub(crate) use self::method::lent_self;
pub(crate) use self::pattern::scalars;
pub(crate) use self::sweep::{alike, settle};

use self::pattern::rebuild;

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
    role: Role,
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
        let (value, transpose) = (sweep.function(&sweep.own()), sweep.method());
        return match sweep.graph.missing.get() {
            Some(id) => Err(missing(&sweep.graph, id, input)),
            None => Ok(quote!(#value #transpose)),
        };
    }
    let name = type_name(&input.function.sig.ident)?;
    let own = sweep.own();
    let (function, checked) = (sweep.function(&own), sweep.checked(&name, &own));
    let stands_for = items::stands_for(input, &name, role, &options.krate);
    let (pattern, sparse) = match role {
        Role::Function => sweep.published(&name),
        // One with const parameters has the table of its own pattern.
        Role::Field if input.settings.is_empty() && input.consts.is_empty() => sweep.published(&name),
        Role::Field => (None, None),
    };
    // With settings it is called otherwise.
    let [of_own, of_calls] = [input.settings.is_empty(), !(input.settings.is_empty() && input.generic)];
    let [of_own, of_calls] = [of_own, of_calls].map(|is_written| pattern.as_ref().filter(|_| is_written));
    let traits = match role {
        Role::Function => sweep.differentiable(&name, of_own),
        Role::Field => sweep.field(&name),
    };
    let called = match role {
        Role::Function => items::called(input, &name, &options.krate, of_calls),
        Role::Field => items::called_field(input, &name, &options.krate, pattern.as_ref()),
    };
    match sweep.graph.missing.get() {
        Some(id) => Err(missing(&sweep.graph, id, input)),
        None => {
            let traits = undeclared::around(input, quote!(#sparse #checked #traits #called));
            Ok(quote!(#function #stands_for #traits))
        }
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

impl Sweep<'_> {
    /// An emitter; what stays whole is bound by reference, but for what is passed by value.
    fn emitter(&self, by_value: &HashSet<Id>) -> Emitter<'_> {
        self.emitter_of(&self.graph, &self.fusions, by_value)
    }

    fn emitter_of<'e>(&'e self, graph: &'e Graph, fusions: &'e Fusions, by_value: &HashSet<Id>) -> Emitter<'e> {
        let mut emitter = Emitter::new(graph, fusions, self.krate, (&self.scalar, &self.input.scalar));
        emitter.reserve(self.input.settings.iter().map(|setting| setting.name.to_string()));
        emitter.reserve(graph.ahead.names());
        emitter.role = self.role;
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
        let settings = self.input.settings.iter().filter(|setting| named(&&setting.name)).map(|setting| {
            let name = &setting.name;
            // What is wrong with its use is told of a reference without a name, as in the function itself.
            match &setting.ty {
                syn::Type::Reference(lent) if !matches!(*lent.elem, syn::Type::TraitObject(_)) => {
                    quote!(#name: &ref #name)
                }
                _ => quote!(#name),
            }
        });
        let settings: Vec<_> = settings.collect();
        let settings = (!settings.is_empty() && self.input.method.is_none())
            .then(|| quote!(let Self { #(#settings,)* .. } = *self;));
        quote!(#uses #settings #ahead)
    }

    /// Where names are bound that nothing uses.
    fn unused(&self) -> Option<TokenStream> {
        self.graph.has_unbound.then(|| quote!(#[allow(unused_variables)]))
    }

    /// What the user allows in the function is allowed in its sweep.
    fn allowed(&self) -> TokenStream {
        let attributes = self.input.function.attrs.iter();
        let allowed = attributes.filter(|a| a.path().is_ident("allow") || a.path().is_ident("expect"));
        let lints = allowed.filter_map(|a| a.meta.require_list().ok()).map(|list| &list.tokens);
        let unused = self.unused();
        quote!(#(#[allow(#lints)])* #unused)
    }

    /// The type of the value, where it is named otherwise than the result: it may be another one, which is told of the function
    /// itself, and not of its sweep.
    fn other_type(&self) -> Option<TokenStream> {
        let Value::Node(id) = &self.output else { return None };
        let declared = self.input.output.to_token_stream();
        let own = match &self.graph.ty[*id] {
            Some(shape::Type::Named(own)) => own,
            Some(shape::Type::Number)
                if let Ok(shape::Type::Named(_)) = input::kind(&self.input.output, &self.input.scalar) =>
            {
                return Some(self.number());
            }
            _ => return None,
        };
        if let Node::Pack(Shape::Struct(path, _) | Shape::Made(path, _)) = &self.graph.nodes[*id]
            && let Type::Path(result) = &self.input.output
            && path.segments.last().map(|last| &last.ident) != result.path.segments.last().map(|last| &last.ident)
        {
            return Some(declared);
        }
        let is_named = !mentions(own, &Ident::new("Self", proc_macro2::Span::call_site()));
        (self.input.method.is_none() && is_named && own.to_string() != declared.to_string()).then(|| own.clone())
    }

    /// Whether the value is a number, and the result's type has a name: it may be the number's.
    fn is_number_by_name(&self) -> bool {
        self.other_type().is_some_and(|own| own.to_string() == self.number().to_string())
    }

    /// The cotangent of the value as one of the type that the value has.
    fn cotangent_as_own(&self, emitter: &Emitter<'_>) -> Option<TokenStream> {
        let (own, krate) = (self.other_type().filter(|_| !self.is_number_by_name())?, self.krate);
        let w = emitter.name(*scalars(&self.seeds).first()?);
        Some(quote!(let #w = &#krate::cotangents::<#own, _>(::core::clone::Clone::clone(#w)).each();))
    }

    /// The value as one of the result's type.
    fn as_declared(&self, value: TokenStream) -> TokenStream {
        match self.other_type() {
            Some(_) => {
                let (krate, declared) = (self.krate, &self.input.output);
                quote!(#krate::cotangents::<#declared, _>({ #value }).each())
            }
            None => value,
        }
    }

    fn number(&self) -> TokenStream {
        self.input.scalar.to_token_stream()
    }

    /// The value's statements and expression, and the patterns that bind what they use.
    fn value(&self, by_value: &HashSet<Id>, asks: bool) -> (Emitter<'_>, TokenStream) {
        let mut emitter = self.emitter(by_value);
        emitter.asks = asks;
        emitter.checked = self.body().filter(|_| !asks);
        let (statements, results, _) = emitter.emit(&scalars(&self.output), &[]);
        let result = rebuild(&self.output, &mut results.into_iter());
        (emitter, quote!(#statements #result))
    }

    /// The value and what is kept.
    fn value_and_kept(&self) -> (Emitter<'_>, TokenStream) {
        let mut emitter = self.emitter(&HashSet::new());
        emitter.checked = self.body();
        let (statements, results, kept) = emitter.emit(&scalars(&self.output), &self.kept);
        let kept = self.as_kept(&kept);
        let result = self.as_declared(rebuild(&self.output, &mut results.into_iter()));
        let body = in_rows(self.krate, quote!(#statements (#result, #kept)));
        let prelude = self.prelude(&body);
        (emitter, quote!(#prelude #body))
    }

    /// The statements of the sweep's second half, the cotangents of the leaves, and the names of what was kept.
    fn transposed(&self) -> (Emitter<'_>, TokenStream, Vec<TokenStream>, Vec<Ident>) {
        let mut emitter = self.emitter(&HashSet::new());
        emitter.checked = self.body();
        let kept: Vec<_> = self.kept.iter().map(|kept| emitter.given(kept)).collect();
        emitter.keep_within(&self.within);
        let roots: Vec<Id> = self.bars.iter().map(|(_, bar)| *bar).collect();
        let (statements, bars, _) = emitter.emit(&roots, &[]);
        (emitter, statements, bars, kept)
    }
}
