//! The mistakes of a function, gathered: one mistake is told once.

use syn::{Error, Result};

/// The message of what follows from a mistake that is told already: nobody sees it.
pub(crate) const TOLD: &str = "told already";

/// Mistakes, all of which are reported at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Errors(Option<Error>);

impl Errors {
    pub(crate) fn push(&mut self, error: Error) {
        for error in error.into_iter().filter(|error| error.to_string() != TOLD) {
            match &mut self.0 {
                Some(all) => all.combine(error),
                None => self.0 = Some(error),
            }
        }
    }
    /// The value, or its mistake noted.
    pub(crate) fn take<R>(&mut self, result: Result<R>) -> Option<R> {
        result.map_err(|error| self.push(error)).ok()
    }
    pub(super) fn has(&self, message: &str) -> bool {
        self.0.iter().flatten().any(|error| error.to_string() == message)
    }
    pub(crate) fn count(&self) -> usize {
        self.0.clone().map_or(0, |error| error.into_iter().count())
    }
    pub(crate) fn finish(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}
