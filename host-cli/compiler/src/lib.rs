//! From Python sources to an image; a pure function that performs no I/O.
//!
//! The passes, in order, each a function from one thing to another:
//! `parse` (text to the parser's tree), `lower` (to our own `tree`), `fold` (constants), `scope` (which name lives where), `generate` (tree to instructions), `link` (modules to one image).
#![forbid(unsafe_code)]

pub mod diagnostic;

mod build;
mod emit;
mod fold;
mod generate;
mod image;
mod lower;
mod parse;
mod pool;
mod program;
mod reach;
mod register;
mod scope;
mod sources;
mod tree;
mod unit;
mod visit;

pub use build::{Library, Output, base_lengths, compile, compile_line, compile_line_with};
pub use parse::{Completeness, completeness, operator_range};
pub use program::{CodeSymbols, Exception, Lengths, Program, SourceText};
pub use sources::{Options, Source, Sources};
pub use tree::{Name, Span};
pub use unit::needed_modules;

/// The name of the module that a program starts with, and that the prompt works in.
pub const MAIN: &str = "__main__";

/// The name of the library module whose functions every program may use.
pub const PRELUDE: &str = "prelude";
