//! Which value a variable holds: it may change in place, and what is read then is another value.
//!
//! Where a value is looked at is decided before it is written (`place`). Here that is checked as it is written, so that what
//! would be read too late does not compile.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote_spanned;

use super::{Bound, Emitter};
use crate::graph::Id;

/// What was bound or changed: the value, if it was bound, and the version that its variable had before.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: Option<Id>,
    name: String,
    before: usize,
}

impl Emitter<'_> {
    pub(super) fn bind(&mut self, id: Id, name: &Ident) {
        self.bind_as(id, name, false);
    }

    /// Binds a value to a variable, which holds it from now on.
    pub(super) fn bind_as(&mut self, id: Id, name: &Ident, by_reference: bool) {
        let bound = self.changed(Some(id), name, by_reference);
        self.bound.insert(id, bound);
    }

    /// Binds a value to what another one is bound to: it is the same.
    pub(super) fn bind_like(&mut self, id: Id, bound: &Bound) {
        self.check(id, bound);
        self.journal.push(Entry { id: Some(id), name: bound.name.to_string(), before: self.version(&bound.name) });
        self.bound.insert(id, bound.clone());
    }

    /// What a variable holds after it changed.
    pub(super) fn changed(&mut self, id: Option<Id>, name: &Ident, by_reference: bool) -> Bound {
        self.journal.push(Entry { id, name: name.to_string(), before: self.version(name) });
        self.clock += 1;
        self.versions.insert(name.to_string(), self.clock);
        Bound { name: name.clone(), by_reference, version: self.clock }
    }

    /// Forgets what was bound since: what an arm changed is as it was for the next arm.
    pub(super) fn forget(&mut self, outside: usize) {
        for Entry { id, name, before } in self.journal.split_off(outside).into_iter().rev() {
            if let Some(id) = id {
                self.bound.remove(&id);
            }
            self.versions.insert(name, before);
        }
    }

    /// The version of what a variable holds; 0 is what it begins with.
    pub(super) fn version(&self, name: &Ident) -> usize {
        self.versions.get(&name.to_string()).copied().unwrap_or_default()
    }

    /// What a value is bound to, where it is read.
    pub(super) fn read(&self, id: Id) -> Option<&Bound> {
        let bound = self.bound.get(&id)?;
        self.check(id, bound);
        Some(bound)
    }

    /// Takes note of a value that is read after its variable changed.
    pub(super) fn check(&self, id: Id, bound: &Bound) {
        if self.version(&bound.name) != bound.version {
            self.is_late(id);
        }
    }

    /// Takes note of such a value.
    pub(super) fn is_late(&self, id: Id) {
        self.late.set(self.late.get().or(Some(id)));
    }

    /// The message for a value that would be read too late.
    pub(super) fn too_late(&self) -> Option<TokenStream> {
        let id = self.late.get()?;
        let at = self.graph.span[id].unwrap_or_else(proc_macro2::Span::call_site);
        let name = self.bound.get(&id).map_or_else(|| self.base_name(id), |bound| bound.name.clone());
        let message = format!(
            "what `{name}` holds would be read after it has changed in the code that is written, which is a mistake of the macro; \
             please report it, and copy the value by a `let` until it is mended"
        );
        Some(quote_spanned!(at => ::core::compile_error!(#message);))
    }
}

/// Whether a variable of this name is read; a field may be named as it is.
pub(super) fn reads(tokens: &TokenStream, name: &Ident) -> bool {
    let mut after_dot = false;
    tokens.clone().into_iter().any(|token| {
        let is_field =
            core::mem::replace(&mut after_dot, matches!(&token, TokenTree::Punct(dot) if dot.as_char() == '.'));
        match token {
            TokenTree::Ident(ident) => !is_field && ident == *name,
            TokenTree::Group(group) => reads(&group.stream(), name),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use quote::{format_ident, quote};

    use super::*;
    use crate::emit::Fusions;
    use crate::graph::{Graph, Node};

    #[test]
    fn what_is_read_after_a_change_is_told() {
        let mut graph = Graph::new();
        let [x, y] = ["x", "y"].map(|name| graph.add(Node::Leaf(format_ident!("{name}"))));
        let (krate, scalar, number, fusions) = (quote!(k), quote!(T), format_ident!("T"), Fusions::default());
        let mut emitter = Emitter::new(&graph, &fusions, &krate, (&scalar, &number));
        let name = format_ident!("z");
        emitter.bind(x, &name);
        emitter.bind(y, &name);
        assert!(emitter.read(y).is_some() && emitter.too_late().is_none());
        // Another arm finds what there was before.
        emitter.forget(1);
        assert!(emitter.read(x).is_some() && emitter.too_late().is_none());
        emitter.bind(y, &name);
        assert!(emitter.read(x).is_some() && emitter.too_late().is_some());
    }
}
