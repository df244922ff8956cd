//! What is tried and may be taken back.

use std::collections::{BTreeSet, HashMap, HashSet};

use proc_macro2::TokenStream;

use super::Lowering;
use crate::graph::{Graph, Id};
use crate::input::Errors;

/// What a loop that is tried may change.
pub(super) struct Snapshot {
    graph: Graph,
    scopes: Vec<super::Scope>,
    assigned: BTreeSet<(usize, String)>,
    below: HashMap<String, TokenStream>,
    variables: HashSet<String>,
    integers: Vec<(proc_macro2::Ident, bool)>,
    told_choices: HashSet<Id>,
    errors: Errors,
}

impl Lowering<'_> {
    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            graph: self.graph.clone(),
            scopes: self.scopes.clone(),
            assigned: self.assigned.clone(),
            below: self.below.clone(),
            variables: self.variables.clone(),
            integers: self.integers.clone(),
            told_choices: self.told_choices.clone(),
            errors: self.errors.clone(),
        }
    }

    pub(super) fn restore(&mut self, before: Snapshot) {
        let Snapshot { graph, scopes, assigned, below, variables, integers, told_choices, errors } = before;
        *self.graph = graph;
        (self.scopes, self.assigned, self.below, self.variables) = (scopes, assigned, below, variables);
        (self.integers, self.told_choices, self.errors) = (integers, told_choices, errors);
    }
}
