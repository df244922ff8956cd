//! Arrays that change in place.
//!
//! An array with an element replaced is another value. Where nothing looks at the old one any more, the new one takes its
//! place: the node that makes it is the *taker* of the old one. Then one variable holds both, one after the other.

use proc_macro2::TokenStream;
use quote::quote;

use super::held::reads;
use super::{Bound, Emitter};
use crate::graph::{Block, Id, Node, Step, are_apart};
use crate::keep::is_bound_part;
use crate::shape::Type;

impl Emitter<'_> {
    /// The node that takes the place of a value, if there is one.
    pub(super) fn taker(&self, id: Id) -> Option<Id> {
        let key = (id, self.storing);
        if let Some(known) = self.takers.borrow().get(&key) {
            return *known;
        }
        let taker = self.find_taker(id);
        self.takers.borrow_mut().insert(key, taker);
        taker
    }

    fn find_taker(&self, id: Id) -> Option<Id> {
        if !self.can_change(id) || self.roots.contains(&id) {
            return None;
        }
        let users = self.users.get(&id)?;
        // Where an arm takes it, the `if` does, for both arms.
        let choice = self.choice_that_takes(id);
        let direct = users.iter().copied().filter(|user| self.takes(*user, id)).max();
        let taker = choice.or(direct)?;
        let own = self.graph.block[id];
        let free = users.iter().all(|user| *user == taker || self.last_look(*user, id, own, taker) < taker);
        (free && users.iter().filter(|user| **user == taker).count() <= 1).then_some(taker)
    }

    /// The last place where a user looks at the value, in the order of the value's block.
    fn last_look(&self, user: Id, of: Id, own: Block, taker: Id) -> Id {
        let block = self.graph.block[user];
        if block == own {
            // The results of a block around: looked at in the end.
            if self.ends_with(user, of) {
                return Id::MAX;
            }
            // A part is bound by a `let` where that has to be (`must_bind`).
            if let Node::Part(base, _) = self.graph.nodes[user]
                && !matches!(self.graph.nodes[base], Node::SinCos(_) | Node::Partial(..) | Node::If(..))
            {
                return user;
            }
            return if self.is_statement(user) { user } else { self.last_use(user) };
        }
        if !self.nesting.is_within(block, own) {
            return Id::MAX;
        }
        let container = self.container_in(block, own);
        if taker == Id::MAX && container != Id::MAX {
            return self.stands_at(container);
        }
        if container == taker && matches!(self.graph.nodes[taker], Node::If(..)) { 0 } else { container }
    }

    /// Where a node that runs blocks is written: a choice of one result, where that is used.
    fn stands_at(&self, container: Id) -> Id {
        if self.is_statement(container) {
            return container;
        }
        let parts = self.used_parts(container).into_iter();
        parts.map(|part| if self.is_let(part) { part } else { self.last_use(part) }).max().unwrap_or(container)
    }

    /// Whether a node is an `if` or a loop of which the value is a result.
    fn ends_with(&self, user: Id, value: Id) -> bool {
        match &self.graph.nodes[user] {
            Node::If(_, a, b) => {
                (a.results.contains(&value) && self.graph.block[value] == a.block)
                    || (b.results.contains(&value) && self.graph.block[value] == b.block)
            }
            Node::Loop(turns) => turns.results.contains(&value) && self.graph.block[value] == turns.block,
            _ => false,
        }
    }

    /// The last of the nodes in `own` that run the blocks around `block`.
    fn container_in(&self, mut block: Block, own: Block) -> Id {
        let mut last = None;
        while block != own && block != 0 {
            let all = self.containers.get(&block).into_iter().flatten().copied();
            last = last.max(all.filter(|id| self.graph.block[*id] == own && self.reached.contains(id)).max());
            block = self.graph.parent(block);
        }
        last.unwrap_or(Id::MAX)
    }

    /// Where an expression that stands in another one is looked at last.
    fn last_use(&self, id: Id) -> Id {
        let own = self.graph.block[id];
        let users = self.users.get(&id).into_iter().flatten();
        users.map(|user| self.last_look(*user, id, own, Id::MAX)).max().unwrap_or(Id::MAX)
    }

    fn is_statement(&self, id: Id) -> bool {
        matches!(
            self.graph.nodes[id],
            Node::Write(..)
                | Node::Added(..)
                | Node::Scattered(..)
                | Node::Loop(_)
                | Node::CallVjp(..)
                | Node::MethodVjp(..)
        ) || matches!(self.graph.nodes[id], Node::If(test, ..) if self.graph.plain(test).is_some())
            || is_bound_part(self.graph, id).is_some_and(|(base, _)| self.is_tuple(base))
            || self.is_tuple(id)
            || self.is_let(id)
    }

    /// Whether a value is in a variable of the function's own.
    fn can_change(&self, id: Id) -> bool {
        if self.given.contains(&id) || self.loads.contains_key(&id) && !self.storing {
            return false;
        }
        if self.graph.ty[id].as_ref().is_some_and(|ty| ty.is_number() || matches!(ty, Type::Mask)) {
            // Of numbers, those that loops hand on are variables.
            return match self.graph.nodes[id] {
                Node::Param => true,
                Node::Part(base, _) => matches!(self.graph.nodes[base], Node::Loop(_)),
                _ => false,
            };
        }
        match &self.graph.nodes[id] {
            Node::Zero(_)
            | Node::Fill(..)
            | Node::Pack(_)
            | Node::Write(..)
            | Node::Added(..)
            | Node::Scattered(..)
            | Node::Sum(..)
            | Node::Param
            | Node::Target(_) => true,
            Node::Part(base, Step::Field(_)) => match &self.graph.nodes[*base] {
                Node::Loop(_) | Node::CallVjp(..) | Node::MethodVjp(..) => true,
                Node::If(..) => self.is_tuple(*base),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a node could take the place of a value: it is one that replaces it.
    fn takes(&self, user: Id, id: Id) -> bool {
        let beside = self.graph.block[user] == self.graph.block[id];
        match &self.graph.nodes[user] {
            Node::Write(base, _, value) => beside && *base == id && *value != id,
            Node::Added(base, parts) => beside && *base == id && parts.iter().all(|(_, part)| *part != id),
            Node::Sum(a, b) => beside && *a == id && *b != id,
            Node::Loop(turns) => {
                let carried = self.carried.get(&user);
                let place = |k: &usize| turns.inits[*k] == id && turns.results[*k] != turns.params[*k];
                beside && carried.into_iter().flatten().filter(|k| place(k)).count() == 1
            }
            _ => false,
        }
    }

    /// The `if`, on what is not differentiated, in whose arms a value from outside is changed in place.
    fn choice_that_takes(&self, id: Id) -> Option<Id> {
        let own = self.graph.block[id];
        let users = self.users.get(&id)?;
        users
            .iter()
            .filter_map(|user| {
                let block = self.graph.block[*user];
                let inside = block != own && self.nesting.is_within(block, own);
                if inside {
                    let container = self.container_in(block, own);
                    return (container != Id::MAX).then_some(container);
                }
                (block == own && matches!(self.graph.nodes[*user], Node::If(..))).then_some(*user)
            })
            .filter(|choice| self.results_in_place(*choice).iter().any(|(_, base)| *base == id))
            .max()
    }

    /// The results of an `if` that both arms make of the same value from outside, by changing it or not.
    pub(super) fn results_in_place(&self, choice: Id) -> Vec<(usize, Id)> {
        let key = (choice, self.storing);
        if let Some(known) = self.in_place.borrow().get(&key) {
            return known.clone();
        }
        let found = self.find_results_in_place(choice);
        self.in_place.borrow_mut().insert(key, found.clone());
        found
    }

    fn find_results_in_place(&self, choice: Id) -> Vec<(usize, Id)> {
        let Node::If(test, a, b) = &self.graph.nodes[choice] else { return Vec::new() };
        if self.graph.plain(*test).is_none() {
            return Vec::new();
        }
        let own = self.graph.block[choice];
        let field = |part: Id| if let Node::Part(_, Step::Field(k)) = self.graph.nodes[part] { Some(k) } else { None };
        let used: Vec<usize> = self.used_parts(choice).into_iter().filter_map(field).collect();
        let in_place = |k: &usize| {
            let [x, y] = [(a, a.results[*k]), (b, b.results[*k])].map(|(arm, result)| self.origin(result, arm.block));
            let base = x?;
            (x == y && self.in_place_down_to(own, self.graph.block[base]) && self.can_change(base))
                .then_some((*k, base))
        };
        let found: Vec<_> = used.iter().filter_map(in_place).collect();
        // What an arm gives as it was is not changed there.
        let is_given = |base: Id| {
            [a, b].iter().any(|arm| {
                used.iter().any(|k| arm.results[*k] == base)
                    && found.iter().any(|(k, of)| *of == base && arm.results[*k] != base)
            })
        };
        found.iter().copied().filter(|(_, base)| !is_given(*base)).collect()
    }

    /// Whether a node in an arm is what changes a value from outside for a result of the `if`; what else is made of it is a copy.
    fn changes_for_a_result(&self, id: Id, choice: Id, base: Id) -> bool {
        let Node::If(_, a, b) = &self.graph.nodes[choice] else { return false };
        let results = self.results_in_place(choice);
        results.iter().filter(|(_, of)| *of == base).any(|(k, _)| {
            [a, b].iter().any(|arm| {
                let Some(first) = self.first_change(arm.results[*k], arm.block, base) else { return false };
                match self.graph.nodes[first] {
                    Node::Part(of, _) => of == id || self.changes_for_a_result(id, of, base),
                    _ => first == id,
                }
            })
        })
    }

    /// The first of the nodes in a block that make a result of a value from outside.
    fn first_change(&self, mut id: Id, block: Block, outside: Id) -> Option<Id> {
        while self.nesting.is_within(self.graph.block[id], block) {
            let base = match &self.graph.nodes[id] {
                Node::Write(base, ..) | Node::Added(base, _) | Node::Sum(base, _) => *base,
                Node::Part(of, Step::Field(k)) => match &self.graph.nodes[*of] {
                    Node::Loop(turns) => turns.inits[*k],
                    _ => self.results_in_place(*of).into_iter().find(|(at, _)| at == k)?.1,
                },
                _ => return None,
            };
            if base == outside {
                return Some(id);
            }
            id = base;
        }
        None
    }

    /// The value from outside a block that a value in it was made of by changing it in place all along.
    fn origin(&self, mut id: Id, block: Block) -> Option<Id> {
        while self.nesting.is_within(self.graph.block[id], block) {
            let base = match &self.graph.nodes[id] {
                Node::Write(base, ..) | Node::Added(base, _) | Node::Sum(base, _) => *base,
                Node::Part(base, Step::Field(k)) => match &self.graph.nodes[*base] {
                    Node::Loop(turns) => {
                        let inner = self.origin(turns.results[*k], turns.block)?;
                        if inner != turns.params[*k]
                            && self.nesting.is_within(self.graph.block[turns.params[*k]], turns.block)
                        {
                            return None;
                        }
                        // What it hands on under another name too is a copy in one of them.
                        let carried = self.carried.get(base).into_iter().flatten();
                        if carried.filter(|other| turns.inits[**other] == turns.inits[*k]).count() > 1 {
                            return None;
                        }
                        turns.inits[*k]
                    }
                    Node::If(..) => self.results_in_place(*base).into_iter().find(|(at, _)| at == k)?.1,
                    _ => return None,
                },
                Node::Param => return Some(id),
                _ => return None,
            };
            // On the way, nothing else looks at what is replaced, or the chain breaks.
            if self.nesting.is_within(self.graph.block[base], block) && self.taker(base).is_none() {
                return None;
            }
            if !self.nesting.is_within(self.graph.block[base], block) && !self.first_of(id, base, block) {
                return None;
            }
            id = base;
        }
        Some(id)
    }

    /// Whether, within a block, everything that looks at a value from outside does so before the node that replaces it.
    fn first_of(&self, taker: Id, base: Id, block: Block) -> bool {
        let taker = match self.graph.nodes[taker] {
            Node::Part(of, _) => of,
            _ => taker,
        };
        if self.graph.block[taker] != block {
            return false;
        }
        let users = self.users.get(&base).into_iter().flatten();
        users.filter(|user| **user != taker && self.nesting.is_within(self.graph.block[**user], block)).all(|user| {
            let own = self.graph.block[*user];
            let last = if own == block {
                let is_part = matches!(self.graph.nodes[*user], Node::Part(..));
                if is_part || self.is_statement(*user) { *user } else { self.last_use(*user) }
            } else {
                self.container_in(own, block)
            };
            last < taker || (last == taker && matches!(self.graph.nodes[taker], Node::If(..)))
        })
    }

    /// Whether a node is a place in an array that is looked at where it is used.
    pub(super) fn is_place(&self, id: Id) -> bool {
        let Node::Part(base, _) = self.graph.nodes[id] else { return false };
        let whole = |ty: &Option<Type>| ty.as_ref().is_some_and(|ty| !ty.is_number() && !matches!(ty, Type::Mask));
        whole(&self.graph.ty[id]) && whole(&self.graph.ty[base]) && is_bound_part(self.graph, id).is_none()
    }

    /// The value that a part is found in.
    fn root(&self, mut id: Id) -> Id {
        while let Node::Part(inner, _) = self.graph.nodes[id]
            && is_bound_part(self.graph, id).is_none()
        {
            id = inner;
        }
        id
    }

    /// Whether a choice is to be made before it is used: its arms look at an array that changes by then.
    fn chooses_before(&self, part: Id, choice: Id) -> bool {
        let Node::If(_, a, b) = &self.graph.nodes[choice] else { return false };
        let (own, last) = (self.graph.block[choice], self.last_use(part));
        let inside = |id: Id| [a, b].iter().any(|arm| self.nesting.is_within(self.graph.block[id], arm.block));
        let changes = |user: Id, of: Id| match &self.graph.nodes[user] {
            Node::Write(base, ..) | Node::Added(base, _) | Node::Sum(base, _) => *base == of,
            Node::Loop(turns) => turns.inits.contains(&of),
            _ => false,
        };
        let between = |user: Id| {
            let block = self.graph.block[user];
            let at = if block == own { user } else { self.container_in(block, own) };
            let ends_later = matches!(self.graph.nodes.get(at), Some(Node::If(..) | Node::Loop(_)));
            self.nesting.is_within(block, own) && at > choice && (at < last || at == last && ends_later)
        };
        if !self.changers.iter().any(|user| between(*user)) {
            return false;
        }
        // A product that a sum takes in is looked at by its factors.
        let all = |id: &Id| [self.graph.nodes[*id].operands(), self.operands(*id)].concat();
        let looked_at = self.reached.iter().filter(|id| inside(**id)).flat_map(all);
        let mut arrays = looked_at.chain([&a.results[..], &b.results[..]].concat()).map(|id| self.root(id));
        arrays.any(|array| {
            let users = self.users.get(&array).into_iter().flatten();
            !inside(array) && users.copied().any(|user| changes(user, array) && between(user))
        })
    }

    /// Whether a part of an array is to be looked at before the array changes.
    pub(super) fn must_bind(&self, id: Id) -> bool {
        let Node::Part(base, _) = self.graph.nodes[id] else { return false };
        if let Node::If(test, ..) = self.graph.nodes[base] {
            return self.graph.plain(test).is_none() && !self.is_tuple(base) && self.chooses_before(id, base);
        }
        let root = self.root(base);
        if self.graph.block[root] != self.graph.block[id] {
            // Within an arm that changes what lies outside.
            let Some(taker) = self.taker(root) else { return false };
            let inside = self.nesting.is_within(self.graph.block[id], self.graph.block[root])
                && self.container_in(self.graph.block[id], self.graph.block[root]) == taker;
            return inside;
        }
        // What an `if` or a loop gives is looked at where it ends, after the changes in it.
        let ends_later = |taker: Id| matches!(self.graph.nodes[taker], Node::If(..) | Node::Loop(_));
        self.taker(root).is_some_and(|taker| {
            let last = self.last_use(id);
            last > taker || last == taker && ends_later(taker)
        })
    }

    /// The variable that holds a value to be replaced: that of the value itself if the node takes its place, or a copy.
    fn variable(&mut self, id: Id, base: Id) -> (Option<TokenStream>, Bound) {
        if let Some(bound) = self.taken(id, base) {
            self.check(base, &bound);
            return (None, bound);
        }
        let value = self.expression(base).0;
        let name = self.fresh(id);
        (Some(quote!(let mut #name = #value;)), Bound { name, by_reference: false, version: 0 })
    }

    /// The variable of a value whose place a node takes.
    pub(super) fn taken(&self, id: Id, base: Id) -> Option<Bound> {
        let (own, outer) = (self.graph.block[id], self.graph.block[base]);
        let takes = if own == outer {
            self.taker(base) == Some(id)
        } else {
            self.nesting.is_within(own, outer)
                && self.taker(base).is_some_and(|taker| {
                    matches!(self.graph.nodes[taker], Node::If(..))
                        && self.container_in(own, outer) == taker
                        && self.changes_for_a_result(id, taker, base)
                        && self.in_place_down_to(own, outer)
                })
        };
        if let Node::Target(name) = &self.graph.nodes[base]
            && takes
        {
            return Some(Bound { name: name.clone(), by_reference: true, version: self.version(name) });
        }
        if takes { self.bound.get(&base).cloned() } else { None }
    }

    /// Whether all blocks between are arms that change what lies outside in place: of the function itself, those that were
    /// written; of its transpose, those in which it stands.
    fn in_place_down_to(&self, mut block: Block, outer: Block) -> bool {
        while block != outer {
            if block == 0 || self.graph.kind(block) != crate::graph::Kind::PlainArm {
                return false;
            }
            block = if self.storing { self.graph.written.parent(block) } else { self.graph.parent(block) };
        }
        true
    }

    pub(super) fn write_statement(&mut self, id: Id, base: Id, path: &[Step], value: Id) -> TokenStream {
        let value = self.expression(value).0;
        let (copy, bound) = self.variable(id, base);
        let (name, path) = (&bound.name, self.path(path));
        let statement = quote!(#copy #name #path = #value;);
        self.bind_as(id, &bound.name, bound.by_reference);
        statement
    }

    /// The elements of an array that is zero but for what is added to it, if most of them are: it is written as such.
    pub(super) fn elements(&self, id: Id) -> Option<Vec<Option<Id>>> {
        let Node::Added(base, parts) = &self.graph.nodes[id] else { return None };
        let Node::Zero(Type::Array(element, length)) = &self.graph.nodes[*base] else { return None };
        let length: usize = length.to_string().parse().ok()?;
        if !element.is_number() || self.count(*base) != 1 || self.roots.contains(base) || 2 * parts.len() < length {
            return None;
        }
        let mut elements = vec![None; length];
        for (path, value) in parts {
            let [Step::Index(i)] = path[..] else { return None };
            let place = elements.get_mut(i)?;
            let is_number = self.graph.ty[*value].as_ref().is_some_and(Type::is_number);
            if !is_number || place.replace(*value).is_some() {
                return None;
            }
        }
        Some(elements)
    }

    /// Whether a value is the zero that an array written by its elements begins with.
    pub(super) fn is_filled(&self, id: Id) -> bool {
        matches!(self.graph.nodes[id], Node::Zero(_))
            && self.users.get(&id).is_some_and(|users| users.iter().all(|user| self.elements(*user).is_some()))
    }

    fn elements_statement(&mut self, id: Id, elements: &[Option<Id>]) -> TokenStream {
        let scalar = self.scalar;
        let elements: Vec<_> = elements
            .iter()
            .map(|element| element.map_or_else(|| quote!(#scalar::ZERO), |element| self.expression(element).0))
            .collect();
        let name = self.fresh(id);
        let mutable = self.taker(id).map(|_| quote!(mut));
        self.bind_as(id, &name, false);
        quote!(let #mutable #name = [#(#elements),*];)
    }

    pub(super) fn added_statement(&mut self, id: Id, base: Id, parts: &[(Vec<Step>, Id)]) -> TokenStream {
        if let Some(elements) = self.elements(id) {
            return self.elements_statement(id, &elements);
        }
        let mut terms: Vec<_> = parts.iter().map(|(path, part)| self.term(path, *part)).collect();
        let (copy, bound) = self.variable(id, base);
        // A term is looked at before anything is added to what it reads.
        let mut before = TokenStream::new();
        for k in (1..parts.len()).filter(|_| copy.is_none()) {
            let mut read = Vec::new();
            let is_seen = self.parts_read(parts[k].1, base, &bound.name, &mut read);
            let apart = |(added, _): &(Vec<Step>, Id)| read.iter().all(|read| are_apart(added, read));
            if !reads(&terms[k].2, &bound.name) || is_seen && parts[..k].iter().all(apart) {
                continue;
            }
            let name = self.unique(&super::own_name("added"));
            let (_, _, term, is_number) = &mut terms[k];
            let value = core::mem::replace(term, if *is_number { quote!(#name) } else { quote!(&#name) });
            before.extend(if *is_number {
                quote!(let #name = #value;)
            } else {
                quote!(let #name = ::core::clone::Clone::clone(#value);)
            });
        }
        let additions = self.additions(&bound.name, &terms);
        self.bind_as(id, &bound.name, bound.by_reference);
        quote!(#copy #before #additions)
    }

    /// Takes note of the parts of a value that an expression reads; whether these are all that is read of its variable.
    fn parts_read(&self, id: Id, of: Id, variable: &proc_macro2::Ident, read: &mut Vec<Vec<Step>>) -> bool {
        if let Some(path) = self.path_from(of, id) {
            read.push(path);
            return true;
        }
        if let Some(bound) = self.bound.get(&id) {
            return bound.name != *variable;
        }
        let node = &self.graph.nodes[id];
        let is_plain =
            node.is_arithmetic() || matches!(node, Node::Neg(_) | Node::Part(..) | Node::Leaf(_) | Node::Lit(_));
        is_plain && node.operands().into_iter().all(|operand| self.parts_read(operand, of, variable, read))
    }

    /// How a part is reached from a value, if it is one of it.
    fn path_from(&self, base: Id, part: Id) -> Option<Vec<Step>> {
        if part == base {
            return Some(Vec::new());
        }
        let Node::Part(of, step) = self.graph.nodes[part] else { return None };
        let mut path = self.path_from(base, of)?;
        path.push(step);
        Some(path)
    }

    pub(super) fn sum_statement(&mut self, id: Id, a: Id, b: Id) -> TokenStream {
        let (krate, number) = (self.krate, self.number);
        let b = self.borrowed_value(b);
        let (copy, bound) = self.variable(id, a);
        let name = &bound.name;
        let target = if bound.by_reference { quote!(#name) } else { quote!(&mut #name) };
        let statement = quote!(#copy #krate::Vector::<#number>::add(#target, #b););
        self.bind_as(id, &bound.name, bound.by_reference);
        statement
    }
}
