//! The registers of a program: names, exceptions, code and globals, append-only, with the texts that stay on the host.
//!
//! A board holds the same registers as bare numbers; a fragment or patch states the lengths from which it continues them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bytecode::{exceptions, names, prelude};
use serde::{Deserialize, Serialize};

use crate::reach::Kept;
use crate::tree::{Constant, Name, Span};

/// What the host knows of a program that runs, or is about to run, on a board.
///
/// It is extended by each fragment and patch; keep the one that belongs to what the board confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Program {
    names: Register,
    exceptions: Vec<Exception>,
    codes: Vec<Option<CodeSymbols>>,
    globals: Vec<(Name, Name)>,
    global_slots: HashMap<(Name, Name), u16>,
    pub(crate) modules: BTreeMap<Name, ModuleState>,
    /// Texts that spans refer to, by source name; a module's own text has the module's name.
    texts: BTreeMap<Name, SourceText>,
    /// The chain of the board after the last image was applied.
    pub chain: u32,
    /// Number of the last line of the prompt.
    pub fragments: u32,
    /// The code id that lines of the prompt run under, one after the other.
    pub(crate) line_code: Option<u16>,
    kept: Kept,
}

/// A text that code was compiled from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceText {
    /// The name shown in tracebacks: a path, or `<repl:N>`.
    pub file: String,
    /// The text itself.
    pub text: Arc<str>,
}

/// An exception of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Its name.
    pub name: Name,
    /// The index of its parent; [`bytecode::exceptions::NO_PARENT`] for the root.
    pub parent: u16,
    /// The constant text it was declared with.
    pub message: Option<Name>,
}

/// What the host knows of a code object.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CodeSymbols {
    /// The qualified name: `Class.method`, `outer.<locals>.inner`, `<module>`.
    pub qualname: String,
    /// The module it belongs to.
    pub module: Name,
    /// The text its spans refer to: the key of [`Program::text`].
    pub source: Name,
    /// What the instructions from each offset on were made from; ascending.
    pub lines: Vec<(u16, Span)>,
    /// The names of its locals in slot order; empty for hidden ones.
    pub locals: Vec<Name>,
}

/// What is known of a module of the program.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct ModuleState {
    /// What each name of its top level is.
    pub(crate) names: BTreeMap<Name, ModuleName>,
    pub(crate) library: bool,
    /// The code that runs its statements.
    pub(crate) code: Option<u16>,
    /// The global that tells whether they have been run.
    pub(crate) ready: Option<u16>,
}

/// What a name at the top level of a module stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ModuleName {
    /// A variable.
    Global(u16),
    /// Another module, by nothing but imports.
    Module(Name),
    /// An exception declared there.
    Exception(u16),
    /// A member of another module, by nothing but imports.
    Member(Name, Name),
    /// Of a library module: a value that never changes.
    Constant(Constant),
    /// Of a library module: a function without captured variables, and defaults that are constant.
    Function(u16),
}

/// The lengths of the registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Lengths {
    /// Names.
    pub names: u16,
    /// Exceptions.
    pub exceptions: u16,
    /// Code ids.
    pub codes: u16,
    /// Global slots.
    pub globals: u16,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Register {
    texts: Vec<Name>,
    numbers: HashMap<Name, u16>,
}

impl Register {
    fn number(&mut self, text: &str) -> Option<u16> {
        if let Some(number) = self.numbers.get(text) {
            return Some(*number);
        }
        let number = u16::try_from(self.texts.len()).ok()?;
        let text: Name = text.into();
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        Some(number)
    }
}

impl Program {
    /// A program without code of its own: the fixed names, the built-in exceptions, the ids of the prelude.
    #[must_use]
    pub fn new() -> Program {
        let mut register = Register::default();
        for text in names::TEXTS {
            register.number(text);
        }
        let rows = exceptions::NAMES.iter().zip(exceptions::PARENTS);
        Program {
            names: register,
            exceptions: rows
                .map(|(name, parent)| Exception {
                    name: (*name).into(),
                    parent: *parent,
                    message: None,
                })
                .collect(),
            codes: vec![None; usize::from(prelude::RESERVED)],
            globals: Vec::new(),
            global_slots: HashMap::new(),
            modules: BTreeMap::new(),
            texts: BTreeMap::new(),
            chain: 0,
            fragments: 0,
            line_code: None,
            kept: Kept::default(),
        }
    }

    /// How long the registers are.
    #[must_use]
    pub fn lengths(&self) -> Lengths {
        let length = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        Lengths {
            names: length(self.names.texts.len()),
            exceptions: length(self.exceptions.len()),
            codes: length(self.codes.len()),
            globals: length(self.globals.len()),
        }
    }

    /// The text of a name.
    #[must_use]
    pub fn name(&self, number: u16) -> Option<&str> {
        self.names
            .texts
            .get(usize::from(number))
            .map(|text| &**text)
    }

    /// The number of a name that is registered.
    #[must_use]
    pub fn find_name(&self, text: &str) -> Option<u16> {
        self.names.numbers.get(text).copied()
    }

    /// The exception at an index of the tree.
    #[must_use]
    pub fn exception(&self, index: u16) -> Option<&Exception> {
        self.exceptions.get(usize::from(index))
    }

    /// What is known of a code id.
    #[must_use]
    pub fn code(&self, id: u16) -> Option<&CodeSymbols> {
        self.codes.get(usize::from(id))?.as_ref()
    }

    /// Module and name of a global slot.
    #[must_use]
    pub fn global(&self, slot: u16) -> Option<(&str, &str)> {
        self.globals
            .get(usize::from(slot))
            .map(|(module, name)| (&**module, &**name))
    }

    /// The global slot of a variable of a module.
    #[must_use]
    pub fn find_global(&self, module: &str, name: &str) -> Option<u16> {
        self.global_slots
            .get(&(Name::from(module), Name::from(name)))
            .copied()
    }

    /// A text that spans refer to.
    #[must_use]
    pub fn text(&self, source: &str) -> Option<&SourceText> {
        self.texts.get(source)
    }

    /// The names at the top level of a module, for completion; internal ones are left out.
    pub fn module_names(&self, module: &str) -> impl Iterator<Item = &str> {
        let names = self.modules.get(module).map(|module| module.names.keys());
        names
            .into_iter()
            .flatten()
            .map(|name| &**name)
            .filter(|name| !name.starts_with('.'))
    }

    /// The names of the program's modules.
    pub fn module_list(&self) -> impl Iterator<Item = &str> {
        self.modules.keys().map(|name| &**name)
    }

    /// Where a program counter of a code id stands: the text and the range in it.
    ///
    /// `pc` is the offset of an instruction, or any offset inside one, from the first instruction.
    #[must_use]
    pub fn location(&self, id: u16, pc: u16) -> Option<(&SourceText, Span)> {
        let code = self.code(id)?;
        let index = code.lines.partition_point(|(start, _)| *start <= pc);
        let (_, span) = code.lines.get(index.checked_sub(1)?)?;
        Some((self.text(&code.source)?, *span))
    }

    /// The library modules that parts of are in the program.
    pub(crate) fn library_modules(&self) -> Vec<Name> {
        self.modules
            .iter()
            .filter(|(_, state)| state.library)
            .map(|(name, _)| name.clone())
            .collect()
    }

    pub(crate) fn kept(&self) -> &Kept {
        &self.kept
    }

    pub(crate) fn set_kept(&mut self, kept: Kept) {
        self.kept = kept;
    }

    pub(crate) fn name_number(&mut self, text: &str) -> Option<u16> {
        self.names.number(text)
    }

    pub(crate) fn find_exception(&self, name: &str) -> Option<u16> {
        let index = self
            .exceptions
            .iter()
            .rposition(|exception| &*exception.name == name)?;
        u16::try_from(index).ok()
    }

    pub(crate) fn add_exception(&mut self, exception: Exception) -> Option<u16> {
        let index = u16::try_from(self.exceptions.len()).ok()?;
        self.exceptions.push(exception);
        Some(index)
    }

    /// The slot of a variable of a module, new if need be; nothing if there are too many.
    pub(crate) fn global_slot(&mut self, module: &Name, name: &Name) -> Option<u16> {
        let key = (module.clone(), name.clone());
        if let Some(slot) = self.global_slots.get(&key) {
            return Some(*slot);
        }
        let slot = u16::try_from(self.globals.len()).ok()?;
        self.globals.push(key.clone());
        self.global_slots.insert(key, slot);
        Some(slot)
    }

    /// A new code id.
    pub(crate) fn new_code(&mut self) -> Option<u16> {
        let id = u16::try_from(self.codes.len()).ok()?;
        self.codes.push(None);
        Some(id)
    }

    pub(crate) fn set_code(&mut self, id: u16, symbols: CodeSymbols) {
        if let Some(entry) = self.codes.get_mut(usize::from(id)) {
            *entry = Some(symbols);
        }
    }

    pub(crate) fn set_text(&mut self, source: &Name, file: &str, text: &Arc<str>) {
        self.texts.insert(
            source.clone(),
            SourceText {
                file: file.to_owned(),
                text: text.clone(),
            },
        );
    }
}

impl Default for Program {
    fn default() -> Program {
        Program::new()
    }
}
