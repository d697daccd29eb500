//! Conditions that are jumped on, and tests of kind numbers.

use bytecode::natives;
use bytecode::op::Op;
use bytecode::operand::{Count8, NativeId};

use super::Generator;
use super::builtins::Builtin;
use super::resolve::Meaning;
use crate::emit::{Branch, Label};
use crate::fold;
use crate::tree::{Argument, BoolOp, CompareOp, Expr, ExprKind, Span, UnaryOp};

impl Generator<'_, '_> {
    /// Goes to `label` if the truth of the condition is `wanted`, and on otherwise.
    pub(super) fn jump_if(&mut self, test: &Expr, wanted: bool, label: Label) {
        self.at(test.span);
        if let Some(value) = self.constant(test) {
            if fold::is_true(&value) == wanted {
                self.emit.branch(Branch::Always, label);
            }
            return;
        }
        match &test.kind {
            ExprKind::Unary {
                op: UnaryOp::Not,
                operand,
            } => self.jump_if(operand, !wanted, label),
            ExprKind::Bool { op, values } => self.jump_if_all(*op, values, wanted, label),
            ExprKind::Compare { first, rest } => {
                self.jump_if_compare(first, rest, test, wanted, label)
            }
            _ => {
                self.expression(test);
                self.emit.branch(
                    if wanted {
                        Branch::IfTrue
                    } else {
                        Branch::IfFalse
                    },
                    label,
                );
            }
        }
    }

    fn jump_if_all(&mut self, op: BoolOp, values: &[Expr], wanted: bool, label: Label) {
        let Some((last, others)) = values.split_last() else {
            return;
        };
        // One deciding operand is enough for `or` to be true and for `and` to be false.
        let one_decides = (op == BoolOp::Or) == wanted;
        if one_decides {
            for value in others {
                self.jump_if(value, wanted, label);
            }
            self.jump_if(last, wanted, label);
            return;
        }
        let end = self.emit.new_label();
        for value in others {
            self.jump_if(value, !wanted, end);
        }
        self.jump_if(last, wanted, label);
        self.emit.place(end);
    }

    fn jump_if_compare(
        &mut self,
        first: &Expr,
        rest: &[(CompareOp, Expr)],
        test: &Expr,
        wanted: bool,
        label: Label,
    ) {
        if let [(op, right)] = rest
            && matches!(op, CompareOp::Is | CompareOp::IsNot)
            && Self::is_none(right)
        {
            self.expression(first);
            let none = (*op == CompareOp::Is) == wanted;
            let backward = self.emit.is_placed(label);
            if backward {
                self.op(Op::LoadNone {});
                self.op(if none { Op::Is {} } else { Op::IsNot {} });
                self.emit.branch(Branch::IfTrue, label);
            } else {
                self.emit.branch(
                    if none {
                        Branch::IfNone
                    } else {
                        Branch::IfNotNone
                    },
                    label,
                );
            }
            return;
        }
        let negated = if let [(op, _)] = rest {
            opposite_test(*op)
        } else {
            None
        };
        if let (Some(negated), [(_, right)]) = (negated, rest) {
            // `in` and `is` have an opposite that is exact; orderings have none for NaN.
            let op = if wanted { rest[0].0 } else { negated };
            self.expression(first);
            self.expression(right);
            self.at(test.span);
            self.compare_op(op);
            self.emit.branch(Branch::IfTrue, label);
            return;
        }
        self.expression(test);
        self.emit.branch(
            if wanted {
                Branch::IfTrue
            } else {
                Branch::IfFalse
            },
            label,
        );
    }

    /// `type(x)` compared with a kind number or looked for among some becomes a test of numbers.
    ///
    /// Returns whether it was such a comparison and has been generated.
    pub(super) fn kind_test(
        &mut self,
        first: &Expr,
        rest: &[(CompareOp, Expr)],
        span: Span,
    ) -> bool {
        let [(op, right)] = rest else { return false };
        let (subject, other) = match (self.type_call(first), self.type_call(right)) {
            (Some(subject), None) => (subject, right),
            (None, Some(subject)) => (subject, first),
            _ => return false,
        };
        if !self.is_kind_constant(other) {
            return false;
        }
        let subject_first = std::ptr::eq(other, right);
        if !subject_first {
            self.expression(other);
        }
        self.at(span);
        self.op(Op::LoadNative {
            native: NativeId(natives::id::kind_number),
        });
        self.op(Op::PrepareCall {});
        self.expression(&subject);
        self.op(Op::Call { count: Count8(1) });
        if subject_first {
            self.expression(other);
        }
        self.at(span);
        self.compare_op(match op {
            // Numbers are values: identity would depend on how they are kept.
            CompareOp::Is => CompareOp::Equal,
            CompareOp::IsNot => CompareOp::NotEqual,
            op => *op,
        });
        true
    }

    /// The `x` of `type(x)`.
    fn type_call(&mut self, expression: &Expr) -> Option<Expr> {
        let ExprKind::Call {
            function,
            arguments,
        } = &expression.kind
        else {
            return None;
        };
        let [Argument::Positional(subject)] = arguments.as_slice() else {
            return None;
        };
        let is_type = matches!(
            self.static_meaning(function),
            Some(Meaning::Builtin(Builtin::Type(
                bytecode::kind::Kind::Class,
                _
            )))
        );
        is_type.then(|| subject.clone())
    }

    fn is_kind_constant(&mut self, expression: &Expr) -> bool {
        match &expression.kind {
            ExprKind::Name(_) => {
                matches!(
                    self.static_meaning(expression),
                    Some(Meaning::Builtin(Builtin::KindConstant(_)))
                )
            }
            ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) => {
                !items.is_empty() && items.iter().all(|item| self.is_kind_constant(item))
            }
            _ => false,
        }
    }
}

fn opposite_test(op: CompareOp) -> Option<CompareOp> {
    match op {
        CompareOp::In => Some(CompareOp::NotIn),
        CompareOp::NotIn => Some(CompareOp::In),
        CompareOp::Is => Some(CompareOp::IsNot),
        CompareOp::IsNot => Some(CompareOp::Is),
        _ => None,
    }
}
