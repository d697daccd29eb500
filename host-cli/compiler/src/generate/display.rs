//! Tuples, lists, sets and dicts written out.

use bytecode::op::Op;
use bytecode::operand::Count16;

use super::Generator;
use crate::tree::{Expr, ExprKind, Span};

impl Generator<'_, '_> {
    /// Tuples, lists, sets and dicts.
    pub(super) fn display(&mut self, expression: &Expr) {
        match &expression.kind {
            ExprKind::Dict(items) => self.dict(items, expression.span),
            ExprKind::Tuple(items) => self.sequence(
                items,
                expression.span,
                |count| Op::BuildTuple { count },
                true,
            ),
            ExprKind::List(items) => self.sequence(
                items,
                expression.span,
                |count| Op::BuildList { count },
                false,
            ),
            ExprKind::Set(items) => self.set(items, expression.span),
            _ => {}
        }
    }

    pub(super) fn sequence(
        &mut self,
        items: &[Expr],
        span: Span,
        build: impl Fn(Count16) -> Op,
        tuple: bool,
    ) {
        let plain = items
            .iter()
            .take_while(|item| !matches!(item.kind, ExprKind::Starred(_)))
            .count();
        if plain == items.len() && items.len() <= 200 {
            for item in items {
                self.expression(item);
            }
            self.at(span);
            self.op(build(count(items.len())));
            return;
        }
        // A list grows in steps, so that neither stars nor many elements need a deep stack.
        self.grown_list(items, span);
        if tuple {
            self.op(Op::ListToTuple {});
        }
    }

    /// A list of elements, some of them starred.
    pub(super) fn grown_list(&mut self, items: &[Expr], span: Span) {
        let first = items
            .iter()
            .take(200)
            .take_while(|item| !matches!(item.kind, ExprKind::Starred(_)))
            .count();
        for item in &items[..first] {
            self.expression(item);
        }
        self.at(span);
        self.op(Op::BuildList {
            count: count(first),
        });
        for item in &items[first..] {
            if let ExprKind::Starred(iterable) = &item.kind {
                self.expression(iterable);
                self.at(item.span);
                self.op(Op::ListExtend {});
            } else {
                self.expression(item);
                self.op(Op::ListAppend {
                    depth: bytecode::operand::Depth(1),
                });
            }
        }
    }

    fn set(&mut self, items: &[Expr], span: Span) {
        let first = items
            .iter()
            .take(200)
            .take_while(|item| !matches!(item.kind, ExprKind::Starred(_)))
            .count();
        for item in &items[..first] {
            self.expression(item);
        }
        self.at(span);
        self.op(Op::BuildSet {
            count: count(first),
        });
        for item in &items[first..] {
            if let ExprKind::Starred(iterable) = &item.kind {
                self.expression(iterable);
                self.at(item.span);
                self.op(Op::SetUpdate {});
            } else {
                self.expression(item);
                self.op(Op::SetAdd {
                    depth: bytecode::operand::Depth(1),
                });
            }
        }
    }

    fn dict(&mut self, items: &[(Option<Expr>, Expr)], span: Span) {
        let first = items
            .iter()
            .take(100)
            .take_while(|(key, _)| key.is_some())
            .count();
        for (key, value) in &items[..first] {
            if let Some(key) = key {
                self.expression(key);
                self.expression(value);
            }
        }
        self.at(span);
        self.op(Op::BuildDict {
            count: count(first),
        });
        for (key, value) in &items[first..] {
            match key {
                Some(key) => {
                    self.expression(key);
                    self.expression(value);
                    self.op(Op::DictAdd {
                        depth: bytecode::operand::Depth(1),
                    });
                }
                None => {
                    self.expression(value);
                    self.at(value.span);
                    self.op(Op::DictUpdate {});
                }
            }
        }
    }
}

pub(super) fn count(items: usize) -> Count16 {
    Count16(u16::try_from(items).unwrap_or(u16::MAX))
}
