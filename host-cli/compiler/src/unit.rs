//! A module analysed and ready to generate code from, and which modules it asks for.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::Reporter;
use crate::scope::{self, Scopes};
use crate::sources::{Source, Sources};
use crate::tree::{ImportNames, Module, Name, Stmt, StmtKind};
use crate::visit::{Visitor, walk_statement};
use crate::{lower, parse};

/// An analysed text: a whole module, or a line of the prompt that belongs to one.
#[derive(Debug)]
pub(crate) struct Unit {
    /// The module it belongs to.
    pub(crate) module: Name,
    /// The key of its text: the module's name, or `<repl:N>`.
    pub(crate) source: Name,
    pub(crate) file: String,
    pub(crate) text: Arc<str>,
    pub(crate) tree: Module,
    pub(crate) scopes: Scopes,
    pub(crate) library: bool,
    /// A line of the prompt: its last expression is shown, and functions may use names defined later.
    pub(crate) prompt: bool,
}

impl Unit {
    /// Parses and analyses a text; nothing if it has errors, which go to `reporter`.
    pub(crate) fn analyse(
        module: Name,
        source: Name,
        from: &Source,
        prompt: bool,
        reporter: &mut Reporter,
    ) -> Option<Unit> {
        let parsed = parse::parse(&from.text, reporter);
        if reporter.failed() {
            return None;
        }
        let tree = lower::lower(&parsed, &from.text, reporter);
        let scopes = scope::analyse(&tree, reporter);
        if reporter.failed() {
            return None;
        }
        Some(Unit {
            module,
            source,
            file: from.file.clone(),
            text: from.text.clone(),
            tree,
            scopes,
            library: from.library,
            prompt,
        })
    }
}

/// The modules that an analysed text imports; of `from a import b` both `a` and, as it may be one, `a.b`.
pub(crate) fn imports(statements: &[Stmt]) -> BTreeSet<String> {
    struct Imports(BTreeSet<String>);
    impl Visitor for Imports {
        fn statement(&mut self, statement: &Stmt) {
            match &statement.kind {
                StmtKind::Import { module, .. } => self.add(&module.name),
                StmtKind::ImportFrom { module, names, .. } => {
                    self.add(&module.name);
                    if let ImportNames::Names(names) = names {
                        for (name, _) in names {
                            self.0.insert(format!("{}.{}", module.name, name.name));
                        }
                    }
                }
                _ => walk_statement(self, statement),
            }
        }
    }
    impl Imports {
        fn add(&mut self, module: &str) {
            // Importing `a.b.c` imports `a` and `a.b` too, if they have statements of their own.
            let mut end = 0;
            for part in module.split('.') {
                end += part.len();
                self.0.insert(module[..end].to_owned());
                end += 1;
            }
        }
    }
    let mut imports = Imports(BTreeSet::new());
    imports.statements(statements);
    imports.0
}

/// The modules that `sources` and `line` (a text of the prompt, if any) import and that the caller has neither given nor marked absent.
///
/// Call it again after each answer until nothing is needed; `__prelude__`, the functions every program may use, is always asked for.
/// A text with syntax errors asks for nothing.
#[must_use]
pub fn needed_modules(sources: &Sources, line: Option<&str>) -> Vec<String> {
    let mut needed = BTreeSet::new();
    needed.insert(crate::PRELUDE.to_owned());
    let texts = sources.iter().map(|(_, source)| &*source.text).chain(line);
    for text in texts {
        let mut reporter = Reporter::new("".into());
        let parsed = parse::parse(text, &mut reporter);
        if !reporter.failed() {
            needed.extend(imports(&lower::lower(&parsed, text, &mut reporter).body));
        }
    }
    needed.retain(|name| !sources.is_settled(name));
    needed.into_iter().collect()
}
