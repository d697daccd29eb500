//! `while` and `for`, with counted loops over `range`.

use bytecode::kind::Kind;
use bytecode::op::Op;
use bytecode::operand::Local;

use super::Generator;
use super::block::Block;
use super::builtins::Builtin;
use super::resolve::Meaning;
use crate::emit::Branch;
use crate::tree::{
    Argument, Expr, ExprKind, Ident, Name, Pattern, PatternKind, Stmt, StmtKind, Target, TargetKind,
};
use crate::visit::{Visitor, walk_expression, walk_pattern, walk_statement, walk_target};

/// The bounds of a counted loop; no start means zero.
pub(super) struct Counted<'e> {
    start: Option<&'e Expr>,
    stop: &'e Expr,
}

impl Generator<'_, '_> {
    pub(super) fn while_loop(&mut self, test: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        let (end, next, exit) = (
            self.emit.new_label(),
            self.emit.new_label(),
            self.emit.new_label(),
        );
        let forever = self.truth(test) == Some(true);
        let repeat_test = !forever && is_cheap(test);
        if !repeat_test {
            self.emit.place(next);
        }
        if !forever {
            self.jump_if(test, false, exit);
        }
        let head = self.emit.new_label();
        self.emit.place(head);
        self.blocks.push(Block::Loop {
            end,
            next,
            iterator: false,
        });
        self.statements(body);
        self.close_block();
        if repeat_test {
            // Testing again at the bottom saves a jump in every turn.
            self.emit.place(next);
            if self.emit.is_reachable() {
                self.jump_if(test, true, head);
            }
        } else {
            self.emit.branch(Branch::Always, next);
        }
        self.emit.place(exit);
        self.statements(orelse);
        self.emit.place(end);
    }

    pub(super) fn for_loop(
        &mut self,
        target: &Target,
        iterable: &Expr,
        body: &[Stmt],
        orelse: &[Stmt],
    ) {
        if let Some(counted) = self.counted(iterable) {
            self.counted_loop(target, &counted, body, orelse);
            return;
        }
        self.expression(iterable);
        self.at(iterable.span);
        self.op(Op::GetIter {});
        let (end, next) = (self.emit.new_label(), self.emit.new_label());
        let head = self.emit.new_label();
        let entered = self.emit.is_reachable();
        self.emit.branch(Branch::Always, next);
        self.emit.place_loop(head, 1, entered);
        self.blocks.push(Block::Loop {
            end,
            next,
            iterator: true,
        });
        self.store(target);
        self.statements(body);
        self.close_block();
        self.emit.place(next);
        self.at(iterable.span);
        self.emit.branch(Branch::ForIter, head);
        self.statements(orelse);
        self.emit.place(end);
    }

    /// The bounds, if the iterable is a call of the built-in `range` with one or two arguments.
    pub(super) fn counted<'e>(&mut self, iterable: &'e Expr) -> Option<Counted<'e>> {
        let ExprKind::Call {
            function,
            arguments,
        } = &iterable.kind
        else {
            return None;
        };
        let bounds = match arguments.as_slice() {
            [Argument::Positional(stop)] => Counted { start: None, stop },
            [Argument::Positional(start), Argument::Positional(stop)] => Counted {
                start: Some(start),
                stop,
            },
            _ => return None,
        };
        let range = matches!(
            self.static_meaning(function),
            Some(Meaning::Builtin(Builtin::Type(Kind::Range, _)))
        );
        range.then_some(bounds)
    }

    /// Pushes the bounds of a counted loop.
    pub(super) fn bounds(&mut self, counted: &Counted<'_>) {
        match counted.start {
            Some(start) => self.expression(start),
            None => self.load_int(0),
        }
        self.expression(counted.stop);
    }

    fn counted_loop(
        &mut self,
        target: &Target,
        counted: &Counted<'_>,
        body: &[Stmt],
        orelse: &[Stmt],
    ) {
        let stop = self.temporary();
        let own = self.own_counter(target, body);
        let current = own.unwrap_or_else(|| self.temporary());
        self.bounds(counted);
        let (end, next, exit) = (
            self.emit.new_label(),
            self.emit.new_label(),
            self.emit.new_label(),
        );
        self.at(counted.stop.span);
        self.emit.branch(
            Branch::RangeEnter {
                current: current.0,
                stop: stop.0,
            },
            exit,
        );
        let head = self.emit.new_label();
        self.emit.place(head);
        self.blocks.push(Block::Loop {
            end,
            next,
            iterator: false,
        });
        if own.is_none() {
            self.op(Op::LoadFast { slot: current });
            self.store(target);
        }
        self.statements(body);
        self.close_block();
        self.emit.place(next);
        self.at(counted.stop.span);
        self.emit.branch(
            Branch::RangeNext {
                current: current.0,
                stop: stop.0,
            },
            head,
        );
        self.emit.place(exit);
        self.release(stop);
        if own.is_none() {
            self.release(current);
        }
        self.statements(orelse);
        self.emit.place(end);
    }

    /// The target itself as counter, if it is a local that the body leaves alone.
    fn own_counter(&mut self, target: &Target, body: &[Stmt]) -> Option<Local> {
        let local = self.local_of(target)?;
        let TargetKind::Name(name) = &target.kind else {
            return None;
        };
        let mut search = Assigns { name, found: false };
        search.statements(body);
        (!search.found).then_some(local)
    }
}

/// Whether a condition is short and makes no functions, so that it can stand twice.
fn is_cheap(test: &Expr) -> bool {
    struct Search(bool);
    impl Visitor for Search {
        fn expression(&mut self, expression: &Expr) {
            self.0 |= matches!(
                expression.kind,
                ExprKind::Lambda(_) | ExprKind::Comprehension(_)
            );
            walk_expression(self, expression);
        }
    }
    let mut search = Search(false);
    search.expression(test);
    !search.0 && test.span.end - test.span.start <= 60
}

/// Looks for anything in a loop's body that changes the variable.
struct Assigns<'n> {
    name: &'n Name,
    found: bool,
}

impl Assigns<'_> {
    fn ident(&mut self, ident: &Ident) {
        self.found |= ident.name == *self.name;
    }
}

impl Visitor for Assigns<'_> {
    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Function(function) => self.ident(&function.name),
            StmtKind::Class(class) => self.ident(&class.name),
            // Rare enough not to be worth a closer look.
            StmtKind::Import { .. } | StmtKind::ImportFrom { .. } => self.found = true,
            StmtKind::Try(parts) => {
                for handler in &parts.handlers {
                    if let Some(name) = &handler.name {
                        self.ident(name);
                    }
                }
                walk_statement(self, statement);
            }
            _ => walk_statement(self, statement),
        }
    }

    fn expression(&mut self, expression: &Expr) {
        if let ExprKind::Named { target, .. } = &expression.kind {
            self.ident(target);
        }
        walk_expression(self, expression);
    }

    fn target(&mut self, target: &Target) {
        if let TargetKind::Name(name) = &target.kind {
            self.found |= name == self.name;
        }
        walk_target(self, target);
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Capture(name) | PatternKind::As { name, .. } => self.ident(name),
            PatternKind::Mapping {
                rest: Some(rest), ..
            } => self.ident(rest),
            _ => {}
        }
        walk_pattern(self, pattern);
    }
}
