//! What the caller, who does the I/O, hands in: texts of modules, and what is known of the board.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The text of a module.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name shown in diagnostics and tracebacks, usually a path.
    pub file: String,
    /// The text.
    pub text: Arc<str>,
    /// Whether it belongs to the library: then only what is reached of it goes into the image, and it sees intrinsics.
    pub library: bool,
}

/// The modules of a program.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    modules: BTreeMap<String, Source>,
    absent: BTreeSet<String>,
}

impl Sources {
    /// No modules yet.
    #[must_use]
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Adds or replaces the text of a module; `name` is dotted for a module in a package.
    pub fn insert(&mut self, name: &str, source: Source) {
        self.modules.insert(name.to_owned(), source);
    }

    /// Notes that there is no such module, so that it is not asked for again.
    pub fn mark_absent(&mut self, name: &str) {
        self.absent.insert(name.to_owned());
    }

    /// The text of a module.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Source> {
        self.modules.get(name)
    }

    /// All modules by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.modules
            .iter()
            .map(|(name, source)| (name.as_str(), source))
    }

    pub(crate) fn is_settled(&self, name: &str) -> bool {
        self.modules.contains_key(name) || self.absent.contains(name)
    }
}

/// What the compiler must know of the board.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The board's name, for diagnostics.
    pub board: String,
    /// Pins, peripherals and their functions by name: `LED0`, `D5`, `D5.PWM`, `SERIAL0`.
    pub constants: BTreeMap<String, i64>,
    /// The native groups that the board carries; nothing means all.
    pub native_groups: Option<BTreeSet<u8>>,
}
