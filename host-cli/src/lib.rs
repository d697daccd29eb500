//! zshell, the host's side.
//!
//! Principles, in descending priority:
//! 1. Standard output carries results and the program's output; everything about them goes to stderr.
//! 2. Nothing is sent to a board unless everything compiles.
//! 3. What goes wrong is one sentence with its remedy and an exit code that scripts can rely on.
//!
//! Reading order: [`cli`] (the command line), [`commands`] (one file each), [`failure`] and [`output`]
//! (how things end and how they are said), [`link`] and [`device`] (the way to a board, and one typed
//! call per command), [`attach`] and [`console`] (a board in use, and what it says), [`report`] (diagnostics and
//! tracebacks with source lines), [`repl`] (the interactive session).

pub mod attach;
pub mod cli;
pub mod commands;
pub mod console;
pub mod context;
pub mod device;
pub mod failure;
pub mod follow;
pub mod interrupt;
pub mod link;
pub mod live;
pub mod output;
pub mod program;
mod progress;
pub mod quantity;
pub mod repl;
pub mod report;
pub mod session;
pub mod stdin;
pub mod symbols;
