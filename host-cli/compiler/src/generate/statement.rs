//! Statements.

use bytecode::op::Op;
use bytecode::operand::Local;
use bytecode::prelude;

use super::Generator;
use crate::fold;
use crate::program::ModuleName;
use crate::scope::Place;
use crate::tree::{Constant, Expr, ExprKind, Stmt, StmtKind, Target, TargetKind};

impl Generator<'_, '_> {
    pub(super) fn statements(&mut self, statements: &[Stmt]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    pub(super) fn statement(&mut self, statement: &Stmt) {
        self.at(statement.span);
        match &statement.kind {
            StmtKind::Expr(value) => self.effect(value),
            StmtKind::Assign { targets, value } => self.assign(targets, value),
            StmtKind::AugAssign { target, op, value } => {
                self.augmented(target, *op, value, statement.span)
            }
            StmtKind::Return(value) => self.return_statement(value.as_ref()),
            StmtKind::Delete(targets) => {
                for target in targets {
                    self.delete(target);
                }
            }
            StmtKind::Raise { exception, cause } => {
                self.raise(exception.as_ref(), cause.as_ref(), statement.span);
            }
            StmtKind::Assert { test, message } => {
                self.assert(test, message.as_ref(), statement.span)
            }
            StmtKind::If { test, body, orelse } => self.if_statement(test, body, orelse),
            StmtKind::While { test, body, orelse } => self.while_loop(test, body, orelse),
            StmtKind::For {
                target,
                iterable,
                body,
                orelse,
            } => self.for_loop(target, iterable, body, orelse),
            StmtKind::Break => self.leave_loop(false),
            StmtKind::Continue => self.leave_loop(true),
            StmtKind::With { items, body } => self.with(items, body),
            StmtKind::Match { subject, cases } => self.match_statement(subject, cases),
            StmtKind::Try(parts) => self.try_statement(parts, statement.span),
            StmtKind::Import { module, alias } => self.import(module, alias.as_ref()),
            StmtKind::ImportFrom { module, names, .. } => {
                self.import_from(module, names, statement.span)
            }
            StmtKind::Function(function) => self.define_function(function),
            StmtKind::Class(class) => self.define_class(class),
            StmtKind::Declare(_) | StmtKind::Global(_) | StmtKind::Nonlocal(_) | StmtKind::Pass => {
            }
        }
    }

    /// The statements of a line of the prompt: the value of the last expression is shown.
    pub(super) fn prompt_statements(&mut self, statements: &[Stmt]) {
        let Some((last, before)) = statements.split_last() else {
            return;
        };
        self.statements(before);
        let StmtKind::Expr(value) = &last.kind else {
            return self.statement(last);
        };
        if self.is_declaration(value) {
            return self.statement(last);
        }
        let shown = self.temporary();
        self.expression(value);
        self.at(last.span);
        self.op(Op::StoreFast { slot: shown });
        self.keep_as_underscore(shown);
        self.call_code(prelude::code::display, 1, |generator| {
            generator.op(Op::LoadFast { slot: shown })
        });
        self.op(Op::Pop {});
        self.release(shown);
    }

    /// The last value shown is `_`, unless it is None.
    fn keep_as_underscore(&mut self, shown: Local) {
        let Some(slot) = self
            .build
            .program
            .global_slot(&crate::PRELUDE.into(), &"_".into())
        else {
            return;
        };
        let skip = self.emit.new_label();
        self.op(Op::LoadFast { slot: shown });
        self.emit.branch(crate::emit::Branch::IfNone, skip);
        self.op(Op::LoadFast { slot: shown });
        self.op(Op::StoreGlobal {
            global: bytecode::operand::Global(slot),
        });
        self.emit.place(skip);
    }

    /// An expression for what it does; constants do nothing.
    fn effect(&mut self, value: &Expr) {
        if self.declaration(value) || matches!(value.kind, ExprKind::Constant(_)) {
            return;
        }
        self.expression(value);
        self.op(Op::Pop {});
    }

    fn return_statement(&mut self, value: Option<&Expr>) {
        match value {
            Some(value) => self.expression(value),
            None => self.op(Op::LoadNone {}),
        }
        self.return_top();
    }

    fn if_statement(&mut self, test: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        match self.truth(test) {
            Some(true) => return self.statements(body),
            Some(false) => return self.statements(orelse),
            None => {}
        }
        let otherwise = self.emit.new_label();
        self.jump_if(test, false, otherwise);
        self.statements(body);
        if orelse.is_empty() {
            self.emit.place(otherwise);
            return;
        }
        let end = self.emit.new_label();
        self.emit.branch(crate::emit::Branch::Always, end);
        self.emit.place(otherwise);
        self.statements(orelse);
        self.emit.place(end);
    }

    /// Whether a condition is known: from literals everywhere, from names of constants where no local depends on it.
    pub(super) fn truth(&mut self, test: &Expr) -> Option<bool> {
        self.constant(test).map(|value| fold::is_true(&value))
    }

    fn assign(&mut self, targets: &[Target], value: &Expr) {
        if let [target] = targets
            && self.is_fixed(target)
        {
            return;
        }
        if let ([target], Some(values)) = (targets, pairwise(targets, value)) {
            self.assign_pairs(target, values);
            return;
        }
        self.expression(value);
        for (index, target) in targets.iter().enumerate() {
            if index + 1 < targets.len() {
                self.op(Op::Dup {});
            }
            self.store(target);
        }
    }

    /// `a, b = x, y` without making a tuple.
    fn assign_pairs(&mut self, target: &Target, values: &[Expr]) {
        let TargetKind::Unpack { items, .. } = &target.kind else {
            return;
        };
        for value in values {
            self.expression(value);
        }
        match items.len() {
            2 => self.op(Op::Swap {}),
            // What is stored first must lie on top.
            3 => {
                self.op(Op::RotThree {});
                self.op(Op::Swap {});
            }
            _ => {}
        }
        for item in items {
            self.store(item);
        }
    }

    /// Whether a name of a library module is a constant that its uses have replaced.
    fn is_fixed(&self, target: &Target) -> bool {
        let TargetKind::Name(name) = &target.kind else {
            return false;
        };
        let state = self.build.program.modules.get(&self.unit.module);
        self.at_module_level()
            && matches!(
                state.and_then(|state| state.names.get(name)),
                Some(ModuleName::Constant(_))
            )
    }

    pub(super) fn local_of(&self, target: &Target) -> Option<Local> {
        match &target.kind {
            TargetKind::Name(name) if !self.is_class_name(name) => match self.place(name) {
                Place::Local(slot) => Some(self.local(usize::from(slot))),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a literal is what the value is.
    pub(super) fn is_none(value: &Expr) -> bool {
        matches!(value.kind, ExprKind::Constant(Constant::None))
    }
}

/// The values of `a, b = x, y`, if both sides have as many and none is starred.
fn pairwise<'e>(targets: &[Target], value: &'e Expr) -> Option<&'e [Expr]> {
    let [
        Target {
            kind: TargetKind::Unpack { items, star: None },
            ..
        },
    ] = targets
    else {
        return None;
    };
    let (ExprKind::Tuple(values) | ExprKind::List(values)) = &value.kind else {
        return None;
    };
    let starred = values
        .iter()
        .any(|value| matches!(value.kind, ExprKind::Starred(_)));
    (items.len() == values.len() && (1..=3).contains(&values.len()) && !starred).then_some(values)
}
