//! Imports: running a module once, and modules as values.

use bytecode::op::Op;
use bytecode::operand::{CodeId, Count8, Global};

use super::Generator;
use super::resolve::{Meaning, nearest};
use crate::build::Start;
use crate::diagnostic::Message;
use crate::emit::Branch;
use crate::pool::Entry;
use crate::program::ModuleName;
use crate::tree::{Ident, ImportNames, Name, Span, Stmt};

impl Generator<'_, '_> {
    /// `import a.b as c`
    pub(super) fn import(&mut self, module: &Ident, alias: Option<&Ident>) {
        if !self.run_with_packages(module) {
            return;
        }
        let (bound, value) = match alias {
            Some(alias) => (alias.clone(), module.name.clone()),
            None => {
                let first: Name = module.name.split('.').next().unwrap_or(&module.name).into();
                (
                    Ident {
                        name: first.clone(),
                        span: module.span,
                    },
                    first,
                )
            }
        };
        if self.stands_for_itself(&bound) {
            return;
        }
        self.load_module(&value);
        self.store_name(&bound.name, bound.span);
    }

    /// Whether a name that an import binds is known at compile time wherever it is used, so that nothing is stored.
    fn stands_for_itself(&mut self, bound: &Ident) -> bool {
        match self.static_name(&bound.name) {
            None | Some(Meaning::Global(_)) => false,
            Some(_) => self.is_import(&bound.name),
        }
    }

    fn is_import(&self, name: &str) -> bool {
        use crate::scope::Import;
        *self.unit.scopes.import(self.scope, name) != Import::No
    }

    /// Runs the packages that a module is in, then the module, each at most once; reports a module that is not there.
    fn run_with_packages(&mut self, module: &Ident) -> bool {
        if !self.build.program.modules.contains_key(&module.name) {
            let known: Vec<String> = self
                .build
                .program
                .modules
                .keys()
                .map(ToString::to_string)
                .collect();
            let near = nearest(&module.name, known.into_iter());
            let remedy = near.map_or_else(
                || "put its file beside the program".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.report(Message::NoModule, module.span, &[&module.name, &remedy]);
            return false;
        }
        let mut end = 0;
        for part in module.name.split('.') {
            end += part.len();
            self.run_module(&module.name[..end]);
            end += 1;
        }
        true
    }

    /// Calls the code of a module if it has not been called yet.
    pub(super) fn run_module(&mut self, module: &str) {
        let Some(state) = self.build.program.modules.get(module) else {
            return;
        };
        let (Some(code), Some(ready)) = (state.code, state.ready) else {
            return;
        };
        let done = self.emit.new_label();
        self.op(Op::LoadGlobal {
            global: Global(ready),
        });
        self.emit.branch(Branch::IfNotNone, done);
        self.op(Op::LoadFunction { code: CodeId(code) });
        self.op(Op::PrepareCall {});
        self.op(Op::Call { count: Count8(0) });
        self.op(Op::Pop {});
        self.emit.place(done);
    }

    /// The statements of a module that is imported, with the global that tells that they have been begun.
    pub(crate) fn module_statements(&mut self, statements: &[Stmt], ready: Global) {
        self.op(Op::LoadTrue {});
        self.op(Op::StoreGlobal { global: ready });
        let failed = self.emit.new_label();
        let start = self.emit.here();
        self.statements(statements);
        let end = self.emit.here();
        // A module that failed is not ready: the next import tries again.
        self.emit.guard(start, end, failed, 0);
        let done = self.emit.new_label();
        self.emit.branch(Branch::Always, done);
        if self.emit.place_handler(failed, 0) {
            self.op(Op::LoadNone {});
            self.op(Op::StoreGlobal { global: ready });
            self.op(Op::Reraise {});
        }
        self.emit.place(done);
    }

    /// At the start of an image: none of its modules has been run, and the prelude is ready before anything else.
    pub(crate) fn prepare_modules(&mut self, modules: &[(Name, Start)]) {
        for (_, start) in modules {
            if let Start::Import(_, ready) | Start::Now(_, ready) = start {
                self.op(Op::LoadNone {});
                self.op(Op::StoreGlobal {
                    global: Global(*ready),
                });
            }
        }
        if modules.iter().any(|(name, _)| &**name == crate::PRELUDE) {
            self.run_module(crate::PRELUDE);
        }
        for (name, start) in modules {
            match start {
                Start::Never | Start::Import(..) => {}
                Start::Now(..) => self.run_module(name),
                Start::More(code) => {
                    self.run_module(name);
                    self.op(Op::LoadFunction {
                        code: CodeId(*code),
                    });
                    self.op(Op::PrepareCall {});
                    self.op(Op::Call { count: Count8(0) });
                    self.op(Op::Pop {});
                }
            }
        }
    }

    /// The statements of the main module or of a line of the prompt.
    pub(crate) fn main_statements(&mut self, statements: &[Stmt]) {
        if self.unit.prompt {
            self.prompt_statements(statements);
        } else {
            self.statements(statements);
        }
    }

    /// `from a import b as c`
    pub(super) fn import_from(&mut self, module: &Ident, names: &ImportNames, span: Span) {
        if &*module.name == "__future__" {
            return;
        }
        let ImportNames::Names(names) = names else {
            let ImportNames::Star(star) = names else {
                return;
            };
            return self.report(Message::ImportStar, *star, &[&module.name]);
        };
        if !self.run_with_packages(module) {
            return;
        }
        for (name, alias) in names {
            let bound = alias.as_ref().unwrap_or(name);
            self.at(span);
            let submodule = self.submodule(&module.name, &name.name);
            match self.module_member(&module.name, &name.name).or(submodule) {
                Some(meaning) => {
                    if let Meaning::Module(inner) = &meaning {
                        self.run_module(&inner.clone());
                    }
                    if !self.stands_for_itself(bound) {
                        self.load_meaning(&meaning, name.span);
                        self.store_name(&bound.name, bound.span);
                    }
                }
                None => self.missing_member(&module.name, name),
            }
        }
    }

    fn missing_member(&mut self, module: &Name, name: &Ident) {
        let state = self.build.program.modules.get(module);
        let known: Vec<String> = state
            .map(|state| state.names.keys().map(ToString::to_string).collect())
            .unwrap_or_default();
        let near = nearest(&name.name, known.into_iter());
        let remedy = near.map_or(String::new(), |near| format!("did you mean `{near}`?"));
        self.report(
            Message::NoModuleMember,
            name.span,
            &[module, &name.name, &remedy],
        );
    }

    /// Pushes a module as a value: its variables by name.
    pub(super) fn load_module(&mut self, module: &Name) {
        let state = self.build.program.modules.get(module);
        let variables: Vec<(Name, u16)> = state
            .map(|state| {
                let globals = state.names.iter().filter_map(|(name, known)| match known {
                    ModuleName::Global(slot) => Some((name.clone(), *slot)),
                    _ => None,
                });
                globals.collect()
            })
            .unwrap_or_default();
        let mut members: Vec<(u16, u16)> = variables
            .iter()
            .map(|(name, slot)| (self.name_number(name).0, *slot))
            .collect();
        members.sort_unstable();
        self.load_entry(Entry::Module {
            text: module.clone(),
            members,
        });
    }
}
