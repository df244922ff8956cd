//! Blocks: the arms of `if`s and the bodies of loops, and what is stored in them.

use std::collections::{BTreeSet, HashMap};

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::expression::{Tight, in_tuples};
use super::held::reads;
use super::{Bound, Emitter};
use crate::graph::{Arm, Block, Id, Node, Step};
use crate::keep::Kept;
use crate::shape::Type;
use crate::write::Role;

impl Emitter<'_> {
    pub(super) fn tuple_statement(&mut self, id: Id) -> TokenStream {
        let width = match &self.graph.nodes[id] {
            Node::CallVjp(call, _) | Node::MethodVjp(call, _) => match &self.graph.nodes[*call] {
                Node::Call(_, arguments) | Node::Method(_, _, arguments) => arguments.len(),
                _ => 0,
            },
            _ => 2,
        };
        let parts = self.used_parts(id);
        let (expression, _) = self.tuple_expression(id, &parts);
        let mut names = HashMap::new();
        for part in &parts {
            if let Node::Part(_, Step::Field(i)) = self.graph.nodes[*part] {
                let name = self.fresh(*part);
                self.bind(*part, &name);
                let mutable = self.mutable(*part).filter(|_| !matches!(self.graph.nodes[id], Node::If(..)));
                names.insert(i, quote!(#mutable #name));
            }
        }
        if matches!(self.graph.nodes[id], Node::If(..)) {
            let bound = |part: &Id| {
                self.bound.get(part).map(|bound| {
                    let name = &bound.name;
                    let mutable = self.mutable(*part);
                    self.answer(self.is_flag(*part), &quote!(#mutable #name))
                })
            };
            let names = in_tuples(&parts.iter().filter_map(bound).collect::<Vec<_>>());
            return quote!(let #names = #expression;);
        }
        let pattern: Vec<_> =
            (0..width).map(|i| names.get(&i).map_or_else(|| quote!(_), |name| quote!(#name))).collect();
        if let Node::CallVjp(..) = self.graph.nodes[id] {
            // Of a call with too few arguments nothing more is said than that.
            let last = parts.iter().filter_map(|part| match self.graph.nodes[*part] {
                Node::Part(_, Step::Field(i)) => Some(i + 1),
                _ => None,
            });
            let named = &pattern[..last.max().unwrap_or(0)];
            return quote!(let (#(#named,)* ..) = #expression;);
        }
        match &pattern[..] {
            [only] => quote!(let (#only,) = #expression;),
            _ => quote!(let (#(#pattern),*) = #expression;),
        }
    }

    pub(super) fn scattered_statement(&mut self, id: Id, call: Id, parts: &[(Vec<Step>, Id)]) -> TokenStream {
        let (krate, number) = (self.krate, self.number);
        let value = match self.graph.nodes[call] {
            Node::Call(..) | Node::Method(..) => self.plain(call).0,
            _ => self.expression(call).0,
        };
        let mut terms: Vec<_> = parts.iter().map(|(path, part)| self.term(path, *part)).collect();
        // What is wrong with a part is told where it stands.
        for (term, (path, _)) in terms.iter_mut().zip(parts) {
            let part = (0..self.graph.nodes.len()).find(
                |id| matches!(self.graph.nodes[*id], Node::Part(base, step) if base == call && path.first() == Some(&step)),
            );
            if let Some(at) = part.and_then(|part| self.graph.span[part]) {
                term.0 = super::located(core::mem::take(&mut term.0), at);
            }
        }
        let name = self.unique(&super::own_name("w"));
        self.bind(id, &name);
        let additions = self.additions(&name, &terms);
        let mutable = (!terms.is_empty() || self.taker(id).is_some()).then(|| quote!(mut));
        quote! {
            let #mutable #name = #krate::zeros_of::<#number, _>(|| #value);
            #additions
        }
    }

    /// What is added to a part of a value: the path, the sign's operator, the term, and whether it is a number.
    pub(super) fn term(&mut self, path: &[Step], part: Id) -> (TokenStream, TokenStream, TokenStream, bool) {
        let path = self.path(path);
        // Of a part of a call's cotangents it is not known whether it is a number.
        let is_number = self.graph.ty[part].as_ref().is_some_and(Type::is_number);
        if !is_number {
            return (path, quote!(+=), self.borrowed_value(part), false);
        }
        if let Node::Neg(inner) = self.graph.nodes[part]
            && !self.bound.contains_key(&part)
        {
            return (path, quote!(-=), self.expression(inner).0, true);
        }
        (path, quote!(+=), self.expression(part).0, true)
    }

    pub(super) fn additions(
        &self,
        name: &proc_macro2::Ident,
        terms: &[(TokenStream, TokenStream, TokenStream, bool)],
    ) -> TokenStream {
        let (krate, number) = (self.krate, self.number);
        terms
            .iter()
            .map(|(path, operator, part, is_number)| match is_number {
                true => quote!(#name #path #operator #part;),
                // A part of the same value is looked at before it changes.
                false if mentions(part, name) => quote! {
                    let added = ::core::clone::Clone::clone(#part);
                    #krate::Vector::<#number>::add(&mut #name #path, &added);
                },
                // Where a field is taken to be of a length, that is told by itself.
                false if !path.is_empty() && !self.graph.taken.is_empty() => {
                    quote!(#krate::Sum(&mut #name #path, #part).add::<#number>();)
                }
                false => quote!(#krate::Vector::<#number>::add(&mut #name #path, #part);),
            })
            .collect()
    }

    pub(super) fn choice(&mut self, test: Id, a: &Arm, b: &Arm, parts: &[Id]) -> (TokenStream, Tight) {
        let condition = self.expression(test).0;
        let picked: Vec<usize> = parts
            .iter()
            .filter_map(|part| match self.graph.nodes[*part] {
                Node::Part(_, Step::Field(k)) => Some(k),
                _ => None,
            })
            .collect();
        let (scalar, ty) = (self.scalar, self.said(parts, [a, b]));
        // Within an arm that other lanes do not take, an arm is run where a lane of this one takes it.
        let (around, blocks) = (self.live.last().map(|(live, _)| live.clone()), [a.block, b.block]);
        let is_open = self.graph.plain(test).is_none();
        let tells = blocks.iter().any(|block| self.telling.contains(block));
        let reaches = tells || blocks.iter().any(|block| self.reaching.contains(block));
        if !is_open || !(tells || reaches && around.is_some()) {
            let (a, b) = (self.arm(a, &picked), self.arm(b, &picked));
            return (quote!(#scalar::choose #ty(#condition, || #a, || #b)), Tight::Atom);
        }
        let live = self.unique(&format_ident!("live"));
        self.live.push((live.clone(), blocks));
        let (a, b) = (self.arm(a, &picked), self.arm(b, &picked));
        self.live.pop();
        let name = |arm: &TokenStream| if mentions(arm, &live) { live.to_token_stream() } else { quote!(_) };
        let (for_a, for_b) = (name(&a), name(&b));
        let krate = self.krate;
        let around =
            around.map_or_else(|| quote!(<#scalar::Mask as #krate::Mask>::splat(true)), |around| quote!(#around));
        (quote!(#scalar::choose_among #ty(#around, #condition, |#for_a| #a, |#for_b| #b)), Tight::Atom)
    }

    /// The type of what a choice gives, where its arms do not say the same: if one is of another type, it is told there alone.
    fn said(&self, parts: &[Id], arms: [&Arm; 2]) -> Option<TokenStream> {
        if !self.asks && self.checked.is_none() {
            return None;
        }
        let number = self.number.to_token_stream();
        let is_open = parts.iter().any(|part| match self.graph.nodes[*part] {
            Node::Part(_, Step::Field(k)) => self.graph.is_open(arms[0].results[k], arms[1].results[k]),
            _ => false,
        });
        let said = |part: &Id| {
            let ty = self.graph.ty[*part].as_ref().filter(|ty| !ty.is_told() && !matches!(ty, Type::Mask))?;
            Some(ty.tokens(&number))
        };
        let types = parts.iter().map(said).collect::<Option<Vec<_>>>().filter(|_| is_open)?;
        let ty = in_tuples(&types);
        // In a sweep that is told already.
        let ty = crate::write::where_it_compiles(self.krate, self.checked.as_ref(), &ty, Span::call_site());
        Some(quote!(::<#ty>))
    }

    /// The body of an arm of a choice between lanes.
    fn arm(&mut self, arm: &Arm, picked: &[usize]) -> TokenStream {
        let results: Vec<Id> = picked.iter().map(|k| arm.results[*k]).collect();
        let outside = self.journal.len();
        let inside = self.inside(arm.block, &results);
        let loads = self.read_stored(arm.block, &inside);
        let statements = self.statements(arm.block, &inside);
        let flags: Vec<_> = results.iter().map(|id| self.is_flag(*id)).collect();
        let results: Vec<_> = results.iter().map(|id| self.expression(*id)).collect();
        self.forget(outside);
        let own: Vec<Id> = self.stores_in(arm.block).map(|stored| stored.kept.id).collect();
        self.declared.retain(|id| !own.contains(id));
        let results: Vec<_> =
            results.into_iter().zip(&flags).map(|((result, _), flag)| self.answer(*flag, &result)).collect();
        let results = in_tuples(&results);
        if statements.is_empty() { results } else { quote!({ #loads #statements #results }) }
    }

    pub(super) fn is_loaded(&self, id: Id) -> bool {
        !self.storing && self.loads.contains_key(&id)
    }

    pub(super) fn is_to_store(&self, id: Id) -> bool {
        self.storing && self.stored_at.contains_key(&id)
    }

    /// The place of a kept value in its array.
    fn slot(&self, kept: &Kept, name: &proc_macro2::Ident) -> TokenStream {
        let turns = kept.loops.iter().map(|block| &self.graph.range[block].turn);
        quote!(#name #([#turns])*)
    }

    /// Has a value that is bound stored, if it is to be.
    pub(super) fn store(&mut self, id: Id) -> Option<TokenStream> {
        if !self.storing {
            return None;
        }
        let stored = self.stores[*self.stored_at.get(&id)?].clone();
        let slot = self.slot(&stored.kept, &stored.name);
        let value = self.expression(id).0;
        Some(quote!(#slot = #value;))
    }

    /// The arrays of what is stored within an `if` or a loop that stands in the region it is kept in.
    pub(super) fn declarations(&mut self, container: Id) -> TokenStream {
        let blocks = match &self.graph.nodes[container] {
            Node::If(test, a, b) if self.graph.plain(*test).is_some() => vec![a.block, b.block],
            Node::Loop(turns) => vec![turns.block],
            _ => return TokenStream::new(),
        };
        let own = self.graph.block[container];
        let mut declarations = TokenStream::new();
        let within = |stored: &&super::Stored| {
            blocks.iter().any(|block| self.written.is_within(self.graph.block[stored.kept.id], *block))
        };
        for stored in self.stores_in(own).filter(within).cloned().collect::<Vec<_>>() {
            // The first of those that run these blocks has them; the others find them there.
            if !self.declared.insert(stored.kept.id) {
                continue;
            }
            let zero =
                self.type_of(stored.kept.id).zero(self.krate, self.scalar, self.number, self.role == Role::Field);
            let zero = stored.kept.loops.iter().rev().fold(zero, |zero, block| {
                let most = self.graph.range[block].most.clone().unwrap_or_default();
                crate::shape::filled(&zero, &most)
            });
            let name = &stored.name;
            declarations.extend(quote!(let mut #name = #zero;));
        }
        declarations
    }

    pub(crate) fn type_of(&self, id: Id) -> Type {
        self.graph.ty[id].clone().unwrap_or(Type::Number)
    }

    /// Whether a node is the one that runs its blocks to store.
    fn is_first(&self, container: Id) -> bool {
        let block = match &self.graph.nodes[container] {
            Node::If(_, a, _) => a.block,
            Node::Loop(turns) => turns.block,
            _ => return false,
        };
        self.containers.get(&block).and_then(|all| all.first()) == Some(&container)
    }

    /// Reads what was stored in a block.
    fn read_stored(&mut self, block: Block, inside: &BTreeSet<Id>) -> TokenStream {
        let mut reads = TokenStream::new();
        if self.storing {
            return reads;
        }
        for id in inside {
            if self.graph.block[*id] != block || self.bound.contains_key(id) {
                continue;
            }
            let Some(stored) = self.loads.get(id).cloned() else { continue };
            let slot = self.slot(&stored.kept, &stored.name);
            let name = self.fresh(*id);
            if matches!(self.type_of(*id), Type::Number | Type::Mask) {
                self.bind(*id, &name);
                reads.extend(quote!(let #name = #slot;));
            } else {
                self.bind_as(*id, &name, true);
                // What was given as it is was given by reference.
                let given = stored.kept.loops.is_empty() && stored.kept.region == 0;
                let lent = (!given).then(|| quote!(&));
                reads.extend(quote!(let #name = #lent #slot;));
            }
        }
        reads
    }

    /// An `if` on what is not differentiated.
    pub(super) fn plain_choice(&mut self, id: Id, test: &TokenStream) -> TokenStream {
        let Node::If(_, a, b) = self.graph.nodes[id].clone() else { return TokenStream::new() };
        let in_place: HashMap<usize, Id> =
            self.results_in_place(id).into_iter().filter(|(_, base)| self.takes_within(id, *base)).collect();
        let parts = self.used_parts(id);
        let index = |part: &Id| match self.graph.nodes[*part] {
            Node::Part(_, Step::Field(k)) => k,
            _ => 0,
        };
        let picked: Vec<usize> = parts.iter().map(index).filter(|k| !in_place.contains_key(k)).collect();
        let storing = self.storing;
        let rerun = self.is_first(id);
        self.storing = storing || rerun && self.stored_locally(&[a.block, b.block]);
        let bodies = [&a, &b].map(|arm| {
            let outside = self.journal.len();
            let all: Vec<Id> = parts.iter().map(|part| arm.results[index(part)]).collect();
            let inside = self.inside(arm.block, &all);
            let loads = self.read_stored(arm.block, &inside);
            let statements = self.statements(arm.block, &inside);
            let put_back = self.put_back(arm, &in_place);
            let results: Vec<_> = picked.iter().map(|k| self.expression(arm.results[*k]).0).collect();
            self.forget(outside);
            let results = if results.is_empty() { TokenStream::new() } else { in_tuples(&results) };
            quote!(#loads #statements #put_back #results)
        });
        self.storing = storing;
        let [yes, no] = bodies;
        let otherwise = (!no.is_empty()).then(|| quote!(else { #no }));
        let choice = quote!(if #test { #yes } #otherwise);
        let (mut names, mut changed) = (Vec::new(), HashMap::new());
        for part in &parts {
            let k = index(part);
            if let Some(base) = in_place.get(&k) {
                // Two names of one value that changed.
                if let Some(same) = changed.get(base).and_then(|same| self.bound.get(same)).cloned() {
                    self.bind_like(*part, &same);
                    continue;
                }
                changed.insert(*base, *part);
                let bound = match &self.graph.nodes[*base] {
                    Node::Target(name) => Bound { name: name.clone(), by_reference: true, version: self.version(name) },
                    _ => match self.bound.get(base) {
                        Some(bound) => bound.clone(),
                        None => continue,
                    },
                };
                self.bind_as(*part, &bound.name, bound.by_reference);
            } else {
                let name = self.fresh(*part);
                let mutable = self.mutable(*part);
                self.bind(*part, &name);
                names.push(quote!(#mutable #name));
            }
        }
        if names.is_empty() {
            return choice;
        }
        let names = in_tuples(&names);
        quote!(let #names = #choice;)
    }

    /// What an arm has in another variable than the one it changes is put into that one.
    fn put_back(&mut self, arm: &Arm, in_place: &HashMap<usize, Id>) -> TokenStream {
        let (mut statements, mut assigned) = (TokenStream::new(), Vec::new());
        let mut sorted: Vec<_> = in_place.iter().collect();
        sorted.sort();
        for (k, base) in sorted {
            let result = arm.results[*k];
            let (name, place) = match (&self.graph.nodes[*base], self.bound.get(base)) {
                (_, Some(bound)) if bound.by_reference => (bound.name.clone(), quote!(*)),
                (_, Some(bound)) => (bound.name.clone(), TokenStream::new()),
                (Node::Target(name), None) => (name.clone(), quote!(*)),
                (_, None) => continue,
            };
            let there = result == *base || self.bound.get(&result).is_some_and(|bound| bound.name == name);
            if there {
                let _ = self.read(result);
            }
            if !there {
                let value = self.expression(result).0;
                if assigned.iter().any(|before| reads(&value, before)) {
                    self.is_late(result);
                }
                statements.extend(quote!(#place #name = #value;));
                assigned.push(name);
            }
        }
        statements
    }

    /// Whether an `if` changes a value in place: it takes it itself, or one around it does.
    fn takes_within(&self, choice: Id, base: Id) -> bool {
        if self.graph.block[base] == self.graph.block[choice] {
            return self.taker(base) == Some(choice);
        }
        self.taken(choice, base).is_some()
    }

    /// Whether what stands in these blocks is run again to store what is read later on.
    fn stored_locally(&self, blocks: &[Block]) -> bool {
        self.stores
            .iter()
            .any(|stored| blocks.iter().any(|block| self.written.is_within(self.graph.block[stored.kept.id], *block)))
    }

    /// A loop.
    pub(super) fn turns(&mut self, id: Id) -> TokenStream {
        let Node::Loop(turns) = self.graph.nodes[id].clone() else { return TokenStream::new() };
        let carried: Vec<usize> = self.carried.get(&id).into_iter().flatten().copied().collect();
        let outside = self.journal.len();
        let mut before = TokenStream::new();
        let mut variables = Vec::new();
        for k in &carried {
            let (init, param) = (turns.inits[*k], turns.params[*k]);
            // What the loop only looks at needs no variable.
            let lent = turns.results[*k] == param;
            let bound = match self.taken(id, init).or_else(|| self.bound.get(&init).filter(|_| lent).cloned()) {
                Some(bound) => {
                    self.check(init, &bound);
                    bound
                }
                None => {
                    let value = self.expression(init).0;
                    let name = self.fresh(param);
                    let mutable = (!lent).then(|| quote!(mut));
                    before.extend(quote!(let #mutable #name = #value;));
                    self.changed(None, &name, false)
                }
            };
            variables.push(bound);
        }
        let keep = self.journal.len();
        for (k, bound) in carried.iter().zip(&variables) {
            if turns.results[*k] == turns.params[*k] {
                self.bind_like(turns.params[*k], bound);
            } else {
                self.bind_as(turns.params[*k], &bound.name, bound.by_reference);
            }
        }
        let storing = self.storing;
        let rerun = self.is_first(id);
        self.storing = storing || rerun && self.stored_locally(&[turns.block]);
        let results: Vec<Id> = carried.iter().map(|k| turns.results[*k]).collect();
        let inside = self.inside(turns.block, &results);
        let mut body = self.read_stored(turns.block, &inside);
        for k in &carried {
            body.extend(self.store(turns.params[*k]));
        }
        body.extend(self.statements(turns.block, &inside));
        body.extend(self.handed_on(&turns.params, &results, &variables, &carried));
        let checks = self.storing && self.stored_locally(&[turns.block]);
        self.storing = storing;
        self.forget(keep);
        let _ = outside;
        for (k, bound) in carried.iter().zip(&variables) {
            let part = self.graph.find(id, Step::Field(*k));
            match part {
                Some(part) if turns.results[*k] == turns.params[*k] => self.bind_like(part, bound),
                Some(part) => self.bind_as(part, &bound.name, bound.by_reference),
                None if turns.results[*k] == turns.params[*k] => {}
                None => {
                    self.changed(None, &bound.name, bound.by_reference);
                }
            }
        }
        if body.is_empty() {
            return before;
        }
        let range = &turns.range;
        let mut iterator = range.iterator.clone();
        if turns.backwards {
            let text: Vec<_> = iterator.clone().into_iter().collect();
            let is_reversed = text.len() > 3
                && quote!(.rev()).to_string().replace(' ', "")
                    == text[text.len() - 3..].iter().map(ToString::to_string).collect::<String>();
            iterator = if is_reversed {
                text[..text.len() - 3].iter().cloned().collect()
            } else if let Ok(syn::Expr::Range(_)) = syn::parse2(iterator.clone()) {
                quote!((#iterator).rev())
            } else {
                quote!(#iterator.rev())
            };
        }
        let check = range.check().filter(|_| checks);
        let variable = &range.variable;
        let variable = if mentions(&body, variable) { quote!(#variable) } else { quote!(_) };
        quote!(#check #before for #variable in #iterator { #body })
    }

    /// The assignments that hand values on to the next turn.
    fn handed_on(&mut self, params: &[Id], results: &[Id], variables: &[Bound], carried: &[usize]) -> TokenStream {
        let mut assigned: Vec<(TokenStream, TokenStream)> = Vec::new();
        for ((k, result), bound) in carried.iter().zip(results).zip(variables) {
            if params[*k] == *result {
                continue;
            }
            let name = &bound.name;
            let same = self.bound.get(result).is_some_and(|other| other.name == *name);
            if same {
                let _ = self.read(*result);
                continue;
            }
            let value = self.expression(*result).0;
            let place = if bound.by_reference { quote!(*#name) } else { quote!(#name) };
            assigned.push((place, value));
        }
        let conflict = (1..assigned.len()).any(|i| {
            variables.iter().any(|bound| {
                mentions(&assigned[i].1, &bound.name)
                    && assigned[..i].iter().any(|(place, _)| mentions(place, &bound.name))
            })
        });
        if conflict {
            let (places, values): (Vec<_>, Vec<_>) = assigned.into_iter().unzip();
            return quote!((#(#places),*) = (#(#values),*););
        }
        assigned.into_iter().map(|(place, value)| quote!(#place = #value;)).collect()
    }
}

/// Whether a name stands in the tokens.
pub(crate) fn mentions(tokens: &TokenStream, name: &proc_macro2::Ident) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == *name,
        proc_macro2::TokenTree::Group(group) => mentions(&group.stream(), name),
        _ => false,
    })
}
