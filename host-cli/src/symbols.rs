//! Names and lines for the numbers that a board reports.

use crate::console::Symbols;
use crate::report::traceback::Frame;
use protocol::program::{Place, ThreadKind, ThreadRow};

/// What can be said without knowing the program: the names that every program has.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuiltIn;

impl Symbols for BuiltIn {
    fn frame(&self, place: Place) -> Frame {
        Frame::Unknown {
            code: place.code,
            pc: place.pc,
        }
    }

    fn exception(&self, index: u16) -> String {
        let name = bytecode::exceptions::NAMES.get(usize::from(index));
        name.map_or_else(|| format!("exception {index}"), ToString::to_string)
    }

    fn name(&self, number: u16) -> Option<String> {
        let text = bytecode::names::TEXTS.get(usize::from(number))?;
        Some((*text).to_owned())
    }

    fn function(&self, _: u16) -> Option<String> {
        None
    }
}

/// The name a thread goes by: its own, that of what it is for, or that of its function.
#[must_use]
pub fn thread_name(row: &ThreadRow, symbols: &dyn Symbols) -> String {
    if let Some(name) = row.name.and_then(|name| symbols.name(name)) {
        return name;
    }
    match row.kind {
        ThreadKind::Main => "main".into(),
        ThreadKind::Evaluation => "repl".into(),
        ThreadKind::Interrupt => "interrupt".into(),
        ThreadKind::Started => symbols
            .function(row.entry)
            .unwrap_or_else(|| format!("code {}", row.entry)),
    }
}
