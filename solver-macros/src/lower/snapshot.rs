//! What is tried and may be taken back.

use std::collections::{BTreeSet, HashMap, HashSet};

use proc_macro2::TokenStream;

use super::Lowering;
use crate::graph::Graph;
use crate::input::Errors;

/// What a loop that is tried may change.
pub(super) struct Snapshot {
    graph: Graph,
    scopes: Vec<super::Scope>,
    assigned: BTreeSet<(usize, String)>,
    below: HashMap<String, TokenStream>,
    variables: HashSet<String>,
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
            errors: self.errors.clone(),
        }
    }

    pub(super) fn restore(&mut self, before: Snapshot) {
        let Snapshot { graph, scopes, assigned, below, variables, errors } = before;
        *self.graph = graph;
        (self.scopes, self.assigned, self.below, self.variables, self.errors) =
            (scopes, assigned, below, variables, errors);
    }
}
