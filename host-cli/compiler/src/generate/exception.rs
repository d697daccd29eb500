//! `try`, `with`, `raise`, `assert`.

use bytecode::exceptions::index;
use bytecode::names::number;
use bytecode::natives;
use bytecode::op::Op;
use bytecode::operand::{Count8, Depth, ExceptionNo, Name, NativeId};

use super::Generator;
use super::block::Block;
use super::resolve::Meaning;
use crate::emit::{Branch, Label};
use crate::pool::Entry;
use crate::tree::{Argument, Constant, Expr, ExprKind, Handler, Span, Stmt, Try, WithItem};

impl Generator<'_, '_> {
    pub(super) fn try_statement(&mut self, parts: &Try, span: Span) {
        if parts.finalbody.is_empty() {
            self.handled(parts, span);
            return;
        }
        let depth = self.emit.depth();
        let target = self.emit.new_label();
        let range = self.open_range(target, depth);
        self.blocks.push(Block::Finally {
            range,
            body: parts.finalbody.clone(),
        });
        self.handled(parts, span);
        self.close_block();
        self.statements(&parts.finalbody);
        let after = self.emit.new_label();
        self.emit.branch(Branch::Always, after);
        if self.emit.place_handler(target, depth) {
            self.op(Op::PushException {});
            let cleanup = self.emit.new_label();
            let range = self.open_range(cleanup, depth + 1);
            self.blocks.push(Block::FinallyEnd { range });
            self.statements(&parts.finalbody);
            self.op(Op::Reraise {});
            self.close_block();
            self.clean_up(cleanup, depth + 1);
        }
        self.emit.place(after);
    }

    /// After an exception inside a handler: restores the previous one and goes on raising.
    fn clean_up(&mut self, label: Label, depth: u32) {
        if self.emit.place_handler(label, depth) {
            self.op(Op::Swap {});
            self.op(Op::PopException {});
            self.op(Op::Reraise {});
        }
    }

    /// The `try`, `except` and `else` parts.
    fn handled(&mut self, parts: &Try, span: Span) {
        if parts.handlers.is_empty() {
            self.statements(&parts.body);
            self.statements(&parts.orelse);
            return;
        }
        let depth = self.emit.depth();
        let target = self.emit.new_label();
        let after = self.emit.new_label();
        let range = self.open_range(target, depth);
        self.blocks.push(Block::Guarded(range));
        self.statements(&parts.body);
        self.close_block();
        self.statements(&parts.orelse);
        self.emit.branch(Branch::Always, after);
        if self.emit.place_handler(target, depth) {
            self.at(span);
            self.op(Op::PushException {});
            let cleanup = self.emit.new_label();
            for handler in &parts.handlers {
                self.handler(handler, depth, cleanup, after);
            }
            if self.emit.is_reachable() {
                // Nothing matched. The guard makes the clean-up restore the previous exception.
                let start = self.emit.here();
                self.op(Op::Reraise {});
                let end = self.emit.here();
                self.emit.guard(start, end, cleanup, depth + 1);
            }
            self.clean_up(cleanup, depth + 1);
        }
        self.emit.place(after);
    }

    /// One clause; the stack holds the previous and the active exception.
    fn handler(&mut self, handler: &Handler, depth: u32, cleanup: Label, after: Label) {
        if !self.emit.is_reachable() {
            return;
        }
        let next = self.emit.new_label();
        let matching = self.open_range(cleanup, depth + 1);
        self.blocks.push(Block::Guarded(matching));
        match &handler.matches {
            Some(matches) => self.match_class(matches, next),
            // Even a clause without a class lets what ends a thread pass, which is of no class that can be caught.
            None => self.emit.branch(
                Branch::UnlessException(bytecode::exceptions::index::BaseException),
                next,
            ),
        }
        self.close_block();
        let named_cleanup = if handler.name.is_some() {
            self.emit.new_label()
        } else {
            cleanup
        };
        let range = self.open_range(named_cleanup, depth + 1);
        let name = handler
            .name
            .as_ref()
            .map(|name| (name.name.clone(), name.span));
        self.blocks.push(Block::Handler {
            range,
            name: name.clone(),
        });
        match &name {
            Some((name, span)) => self.store_name(name, *span),
            None => self.op(Op::Pop {}),
        }
        self.statements(&handler.body);
        self.close_block();
        self.op(Op::PopException {});
        self.forget_handler_name(name.as_ref());
        self.emit.branch(Branch::Always, after);
        if name.is_some() && self.emit.place_handler(named_cleanup, depth + 1) {
            self.forget_handler_name(name.as_ref());
            self.op(Op::Swap {});
            self.op(Op::PopException {});
            self.op(Op::Reraise {});
        }
        self.emit.place(next);
    }

    /// Goes to `next` unless the exception on the stack, which stays, is of the class.
    fn match_class(&mut self, class: &Expr, next: Label) {
        self.at(class.span);
        if let Some(classes) = self.static_classes(class) {
            let Some((last, others)) = classes.split_last() else {
                self.emit.branch(Branch::Always, next);
                return;
            };
            let body = self.emit.new_label();
            for index in others {
                let other = self.emit.new_label();
                self.emit.branch(Branch::UnlessException(*index), other);
                self.emit.branch(Branch::Always, body);
                self.emit.place(other);
            }
            self.emit.branch(Branch::UnlessException(*last), next);
            self.emit.place(body);
            return;
        }
        self.expression(class);
        self.at(class.span);
        self.op(Op::MatchException {});
        self.emit.branch(Branch::IfFalse, next);
    }

    /// The exceptions that a name or a tuple of names stands for at compile time.
    fn static_classes(&mut self, class: &Expr) -> Option<Vec<u16>> {
        match &class.kind {
            ExprKind::Tuple(items) => items
                .iter()
                .map(|item| self.static_exception(item))
                .collect(),
            _ => self.static_exception(class).map(|index| vec![index]),
        }
    }

    /// The exception that an expression names.
    pub(crate) fn static_exception(&mut self, class: &Expr) -> Option<u16> {
        match self.static_meaning(class)? {
            Meaning::Exception(index) => Some(index),
            _ => None,
        }
    }

    pub(super) fn raise(&mut self, exception: Option<&Expr>, cause: Option<&Expr>, span: Span) {
        let Some(exception) = exception else {
            self.at(span);
            self.op(Op::RaiseActive {});
            return;
        };
        match self.constant_exception(exception) {
            Some(entry) => self.load_entry(entry),
            None => match self.bare_exception(exception) {
                Some(index) => self.op(Op::LoadBareException {
                    exception: ExceptionNo(index),
                }),
                None => self.expression(exception),
            },
        }
        if let Some(cause) = cause {
            self.expression(cause);
            self.at(span);
            self.op(Op::RaiseFrom {});
        } else {
            self.at(span);
            self.op(Op::Raise {});
        }
    }

    /// `E` or `E()`: the instance is one word.
    fn bare_exception(&mut self, exception: &Expr) -> Option<u16> {
        match &exception.kind {
            ExprKind::Call {
                function,
                arguments,
            } if arguments.is_empty() => self.static_exception(function),
            _ => self.static_exception(exception),
        }
    }

    /// `E("constant")`: the instance stands in the image.
    fn constant_exception(&mut self, exception: &Expr) -> Option<Entry> {
        let ExprKind::Call {
            function,
            arguments,
        } = &exception.kind
        else {
            return None;
        };
        if arguments.is_empty() {
            return None;
        }
        let index = self.static_exception(function)?;
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let Argument::Positional(value) = argument else {
                return None;
            };
            values.push(self.constant(value)?);
        }
        Some(Entry::Exception {
            index,
            arguments: values,
        })
    }

    pub(super) fn assert(&mut self, test: &Expr, message: Option<&Expr>, span: Span) {
        let passed = self.emit.new_label();
        self.jump_if(test, true, passed);
        self.at(span);
        let constant = message.map(|message| self.constant(message));
        match (message, constant) {
            (Some(_), Some(Some(value))) => {
                let arguments = vec![value];
                self.load_entry(Entry::Exception {
                    index: index::AssertionError,
                    arguments,
                });
            }
            (Some(message), _) => {
                self.op(Op::LoadException {
                    exception: ExceptionNo(index::AssertionError),
                });
                self.op(Op::PrepareCall {});
                self.expression(message);
                self.at(span);
                self.op(Op::Call { count: Count8(1) });
            }
            (None, _) => {
                self.op(Op::LoadBareException {
                    exception: ExceptionNo(index::AssertionError),
                });
            }
        }
        self.op(Op::Raise {});
        self.emit.place(passed);
    }

    pub(super) fn with(&mut self, items: &[WithItem], body: &[Stmt]) {
        let Some((first, rest)) = items.split_first() else {
            self.statements(body);
            return;
        };
        let span = first.manager.span;
        self.expression(&first.manager);
        self.at(span);
        self.op(Op::Dup {});
        self.op(Op::LoadMethod {
            name: Name(number::__enter__),
        });
        self.op(Op::CallMethod { count: Count8(0) });
        let depth = self.emit.depth() - u32::from(self.emit.is_reachable());
        let target = self.emit.new_label();
        let range = self.open_range(target, depth);
        self.blocks.push(Block::With { range, span });
        match &first.target {
            Some(target) => self.store(target),
            None => self.op(Op::Pop {}),
        }
        self.with(rest, body);
        self.close_block();
        self.exit_normally(span);
        let after = self.emit.new_label();
        self.emit.branch(Branch::Always, after);
        if self.emit.place_handler(target, depth) {
            self.exit_with_exception(depth, span, after);
        }
        self.emit.place(after);
    }

    /// Calls `__exit__(type, exception, None)`; the stack holds the manager and the exception.
    fn exit_with_exception(&mut self, depth: u32, span: Span, after: Label) {
        self.at(span);
        self.op(Op::PushException {});
        let cleanup = self.emit.new_label();
        let start = self.emit.here();
        // manager previous exception
        self.op(Op::Copy { depth: Depth(3) });
        self.op(Op::LoadMethod {
            name: Name(number::__exit__),
        });
        self.op(Op::LoadNative {
            native: NativeId(natives::id::type_of),
        });
        self.op(Op::PrepareCall {});
        self.op(Op::Copy { depth: Depth(8) });
        self.op(Op::Call { count: Count8(1) });
        self.op(Op::Copy { depth: Depth(6) });
        self.op(Op::LoadNone {});
        self.op(Op::CallMethod { count: Count8(3) });
        let swallow = self.emit.new_label();
        self.emit.branch(Branch::IfTrue, swallow);
        self.op(Op::Reraise {});
        let end = self.emit.here();
        self.emit.guard(start, end, cleanup, depth + 1);
        self.emit.place(swallow);
        self.op(Op::Pop {});
        self.op(Op::PopException {});
        self.op(Op::Pop {});
        self.emit.branch(Branch::Always, after);
        self.clean_up(cleanup, depth + 1);
    }

    /// The text of a constant, for messages of exceptions.
    pub(super) fn constant_text(&mut self, expression: &Expr) -> Option<crate::tree::Name> {
        match self.constant(expression)? {
            Constant::Str(text) => Some(text),
            _ => None,
        }
    }
}
