//! zshell, the host's side.
//!
//! Principles, in descending priority:
//! 1. Standard output carries results and the program's output; everything about them goes to stderr.
//! 2. Nothing is sent to a board unless everything compiles.
//! 3. What goes wrong is one sentence with its remedy and an exit code that scripts can rely on.
//!
//! Reading order: [`cli`] (the command line), [`commands`] (one file each), [`failure`] and [`output`]
//! (how things end and how they are said), [`ports`] (where boards are), [`link`] and [`device`]
//! (the way to one, and one typed call per command), [`report`] (diagnostics and
//! tracebacks with source lines), [`repl`] (the interactive session).

pub mod cli;
pub mod commands;
pub mod context;
pub mod device;
pub mod failure;
pub mod link;
pub mod output;
pub mod ports;
pub mod repl;
pub mod report;
