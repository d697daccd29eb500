//! The modules of an image: their order, what of each goes in, and the code that runs them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use bytecode::operand::{CodeId, Global};

use super::Start;
use crate::generate::{Build, Generator};
use crate::program::ModuleName;
use crate::reach::Kept;
use crate::tree::{ExprKind, MODULE_SCOPE, Name, Span, Stmt, StmtKind, Target, TargetKind};
use crate::unit::{Unit, imports};
use crate::{MAIN, PRELUDE};

impl Build<'_> {
    /// The modules so that each comes after what it imports, as far as they do not import each other.
    pub(super) fn import_order(&self) -> Vec<Name> {
        fn visit(
            module: &Name,
            units: &BTreeMap<Name, Rc<Unit>>,
            seen: &mut HashSet<Name>,
            order: &mut Vec<Name>,
        ) {
            let Some(unit) = units.get(module) else {
                return;
            };
            if !seen.insert(module.clone()) {
                return;
            }
            for other in imports(&unit.tree.body) {
                visit(&other.as_str().into(), units, seen, order);
            }
            order.push(module.clone());
        }
        let mut order = Vec::new();
        let mut seen = HashSet::new();
        visit(&PRELUDE.into(), &self.units, &mut seen, &mut order);
        for module in self.units.keys() {
            visit(module, &self.units, &mut seen, &mut order);
        }
        order
    }

    /// How the statements of a module other than the main one come to run; nothing if there are none that do anything.
    pub(super) fn start_of(
        &mut self,
        unit: &Unit,
        statements: &[Stmt],
        known: bool,
    ) -> Option<Start> {
        let runs = statements
            .iter()
            .any(|statement| self.has_effect(unit, statement));
        let state = self.program.modules.get(&unit.module)?;
        let earlier = state.code.is_some();
        if !runs {
            // Functions that are known by their code ids still have to be generated.
            return (!statements.is_empty()).then_some(Start::Never);
        }
        let code = self.program.new_code()?;
        if earlier {
            return Some(Start::More(code));
        }
        let ready = self.program.global_slot(&unit.module, &".ready".into())?;
        if let Some(state) = self.program.modules.get_mut(&unit.module) {
            state.code = Some(code);
            state.ready = Some(ready);
        }
        Some(if known {
            Start::Now(code, ready)
        } else {
            Start::Import(code, ready)
        })
    }

    /// Whether a statement at the top level of a module makes instructions.
    pub(super) fn has_effect(&self, unit: &Unit, statement: &Stmt) -> bool {
        let state = self.program.modules.get(&unit.module);
        let name = |name: &Name| state.and_then(|state| state.names.get(name));
        match &statement.kind {
            StmtKind::Function(function) => {
                !matches!(name(&function.name.name), Some(ModuleName::Function(_)))
            }
            StmtKind::Class(class) => {
                !matches!(name(&class.name.name), Some(ModuleName::Exception(_)))
            }
            StmtKind::Assign { targets, .. } => match targets.as_slice() {
                [
                    Target {
                        kind: TargetKind::Name(target),
                        ..
                    },
                ] => !matches!(name(target), Some(ModuleName::Constant(_))),
                _ => true,
            },
            StmtKind::Expr(value) => match &value.kind {
                ExprKind::Constant(_) => false,
                ExprKind::Call { function, .. } => {
                    !matches!(&function.kind, ExprKind::Name(name) if &**name == "new_exception")
                }
                _ => true,
            },
            StmtKind::Pass | StmtKind::Declare(_) | StmtKind::Global(_) => false,
            _ => true,
        }
    }

    /// Generates a module other than the main one.
    pub(super) fn module_code(&mut self, unit: &Rc<Unit>, statements: &[Stmt], start: &Start) {
        let mut generator = Generator::new(self, unit.clone(), MODULE_SCOPE, "<module>".to_owned());
        match start {
            Start::Never => generator.main_statements(statements),
            Start::More(code) => {
                generator.main_statements(statements);
                generator.finish(CodeId(*code), None, Span::default());
            }
            Start::Import(code, ready) | Start::Now(code, ready) => {
                generator.module_statements(statements, Global(*ready));
                generator.finish(CodeId(*code), None, Span::default());
            }
        }
    }

    /// The code that runs first: prepares the modules of this image, then runs the main module or the line.
    pub(super) fn entry_code(
        &mut self,
        main: &Rc<Unit>,
        started: &[(Name, Start)],
        line: bool,
    ) -> u16 {
        let reused = if line { self.program.line_code } else { None };
        let Some(code) = reused.or_else(|| self.program.new_code()) else {
            return 0;
        };
        if line {
            self.program.line_code = Some(code);
        }
        let mut generator = Generator::new(self, main.clone(), MODULE_SCOPE, "<module>".to_owned());
        generator.prepare_modules(started);
        generator.main_statements(&main.tree.body);
        generator.finish(CodeId(code), None, whole(&main.text));
        if let Some(state) = self.program.modules.get_mut(MAIN)
            && !line
        {
            state.code = None;
        }
        code
    }
}

fn whole(text: &Arc<str>) -> Span {
    let end = u32::try_from(text.trim_end().len()).unwrap_or(u32::MAX);
    Span {
        start: end.saturating_sub(1),
        end,
    }
}

/// The statements of a module that go into this image: all of a user's module, of a library module what is reached and new.
pub(super) fn wanted(unit: &Unit, kept: &Kept, before: &Kept) -> Vec<Stmt> {
    if !unit.library {
        return unit.tree.body.clone();
    }
    let none = BTreeSet::new();
    let now = kept.statements.get(&unit.module).unwrap_or(&none);
    let earlier = before.statements.get(&unit.module).unwrap_or(&none);
    let mut statements = Vec::new();
    for (index, statement) in unit.tree.body.iter().enumerate() {
        if !now.contains(&index) || earlier.contains(&index) {
            continue;
        }
        statements.push(statement.clone());
    }
    statements
}
