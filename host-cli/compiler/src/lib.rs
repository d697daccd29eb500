//! From Python sources to an image; a pure function that performs no I/O.
//!
//! The passes, in order, each a function from one thing to another:
//! `parse` (text to the parser's tree), `lower` (to our own `tree`), `fold` (constants), `scope` (which name lives where), `generate` (tree to instructions), `link` (modules to one image).
#![forbid(unsafe_code)]

pub mod diagnostic;
mod fold;
mod lower;
mod parse;
mod scope;
mod tree;
mod visit;

pub use parse::{Completeness, completeness, operator_range};
pub use tree::{Name, Span};
