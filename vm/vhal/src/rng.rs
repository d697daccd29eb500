//! Random bytes.

use crate::Result;

/// A source of random numbers.
pub trait Rng: Sync {
    /// Fills `buffer`.
    ///
    /// * MUST NOT give the same bytes after every reset.
    fn fill(&self, buffer: &mut [u8]) -> Result<()>;
}
