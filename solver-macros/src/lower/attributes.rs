//! Attributes within a function: those that would take a part of it away are not seen by the compiler in time.

use syn::visit::{self, Visit};
use syn::{Attribute, Error, ItemFn, Result};

use crate::input::Errors;

/// Refuses `#[cfg]` and `#[cfg_attr]` on parts of a function: the compiler looks at them after the sweep is written.
pub(super) fn check(function: &ItemFn) -> Result<()> {
    let mut found = Conditional::default();
    found.visit_signature(&function.sig);
    found.visit_block(&function.block);
    found.0.finish()
}

#[derive(Default)]
struct Conditional(Errors);

impl<'ast> Visit<'ast> for Conditional {
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            self.0.push(Error::new_spanned(
                attribute,
                "what is built only sometimes cannot be differentiated; write `if cfg!(…) { … }`, or two functions, each \
                 with a `#[cfg(…)]` above its other attributes",
            ));
        }
        visit::visit_attribute(self, attribute);
    }
}
