//! Targets: storing, deleting, augmented assignment.

use bytecode::op::Op;
use bytecode::operand::Count8;

use super::Generator;
use crate::diagnostic::Message;
use crate::tree::{BinaryOp, Constant, Expr, Span, Target, TargetKind};

impl Generator<'_, '_> {
    /// Pops a value into a target.
    pub(super) fn store(&mut self, target: &Target) {
        self.at(target.span);
        match &target.kind {
            TargetKind::Name(name) => self.store_name(name, target.span),
            TargetKind::Attribute { object, attribute } => {
                if let Some(slot) = self.module_variable(object, &attribute.name, target.span) {
                    self.op(Op::StoreGlobal { global: slot });
                    return;
                }
                self.expression(object);
                self.at(target.span);
                let name = self.attribute_number(&attribute.name, attribute.span);
                self.op(Op::StoreAttr { name });
            }
            TargetKind::Subscript { object, index } => {
                self.expression(object);
                self.expression(index);
                self.at(target.span);
                self.op(Op::StoreSubscript {});
            }
            TargetKind::Unpack { items, star } => self.unpack(items, *star, target.span),
        }
    }

    fn unpack(&mut self, items: &[Target], star: Option<usize>, span: Span) {
        let after = star.map_or(0, |star| items.len() - star - 1);
        let before = star.unwrap_or(items.len());
        let (Ok(before), Ok(after)) = (u8::try_from(before), u8::try_from(after)) else {
            self.report(Message::TooManyElements, span, &["255"]);
            return;
        };
        match star {
            None => self.op(Op::Unpack {
                count: Count8(before),
            }),
            Some(_) => self.op(Op::UnpackStar {
                before: Count8(before),
                after: Count8(after),
            }),
        }
        for item in items {
            self.store(item);
        }
    }

    /// The slot of `module.name`, if the object is a module known at compile time; a missing one is reported.
    fn module_variable(
        &mut self,
        object: &Expr,
        name: &str,
        span: Span,
    ) -> Option<bytecode::operand::Global> {
        use super::resolve::Meaning;
        let Some(Meaning::Module(module)) = self.static_meaning(object) else {
            return None;
        };
        match self.module_member(&module, &name.into()) {
            Some(Meaning::Global(slot)) => Some(bytecode::operand::Global(slot)),
            _ => {
                self.report(
                    Message::NoModuleMember,
                    span,
                    &[&module, name, "only existing variables can be set"],
                );
                Some(bytecode::operand::Global(0))
            }
        }
    }

    pub(super) fn delete(&mut self, target: &Target) {
        self.at(target.span);
        match &target.kind {
            TargetKind::Name(name) => self.delete_name(name, target.span),
            TargetKind::Attribute { object, attribute } => {
                self.expression(object);
                self.at(target.span);
                let name = self.attribute_number(&attribute.name, attribute.span);
                self.op(Op::DeleteAttr { name });
            }
            TargetKind::Subscript { object, index } => {
                self.expression(object);
                self.expression(index);
                self.at(target.span);
                self.op(Op::DeleteSubscript {});
            }
            TargetKind::Unpack { items, .. } => {
                for item in items {
                    self.delete(item);
                }
            }
        }
    }

    pub(super) fn augmented(&mut self, target: &Target, op: BinaryOp, value: &Expr, span: Span) {
        match &target.kind {
            TargetKind::Name(name) => {
                self.load_name(name, target.span);
                self.combine(op, value, span);
                self.store_name(name, target.span);
            }
            TargetKind::Attribute { object, attribute } => {
                if let Some(global) = self.module_variable(object, &attribute.name, target.span) {
                    self.op(Op::LoadGlobal { global });
                    self.combine(op, value, span);
                    self.op(Op::StoreGlobal { global });
                    return;
                }
                self.expression(object);
                self.at(target.span);
                let name = self.attribute_number(&attribute.name, attribute.span);
                self.op(Op::Dup {});
                self.op(Op::LoadAttr { name });
                self.combine(op, value, span);
                self.op(Op::Swap {});
                self.op(Op::StoreAttr { name });
            }
            TargetKind::Subscript { object, index } => {
                self.expression(object);
                self.expression(index);
                self.at(target.span);
                self.op(Op::DupTwo {});
                self.op(Op::LoadSubscript {});
                self.combine(op, value, span);
                self.op(Op::RotThree {});
                self.op(Op::StoreSubscript {});
            }
            TargetKind::Unpack { .. } => self.report(Message::BadTarget, target.span, &[]),
        }
    }

    /// The value under the operand, changed in place or replaced.
    fn combine(&mut self, op: BinaryOp, value: &Expr, span: Span) {
        let constant = self.constant(value);
        self.expression(value);
        self.at(span);
        // No built-in type changes in place with an integer on the right, so the plain operator does the same and fuses.
        let plain = matches!(constant, Some(Constant::Int(_))) && !self.build.inplace_methods;
        // A repetition does change a list in place.
        if plain && op != BinaryOp::Multiply {
            self.binary_op(op)
        } else {
            self.inplace_op(op)
        }
    }

    fn inplace_op(&mut self, op: BinaryOp) {
        self.op(match op {
            BinaryOp::Add => Op::InplaceAdd {},
            BinaryOp::Subtract => Op::InplaceSub {},
            BinaryOp::Multiply => Op::InplaceMul {},
            BinaryOp::MatrixMultiply => Op::InplaceMatMul {},
            BinaryOp::Divide => Op::InplaceTrueDiv {},
            BinaryOp::FloorDivide => Op::InplaceFloorDiv {},
            BinaryOp::Modulo => Op::InplaceModulo {},
            BinaryOp::Power => Op::InplacePower {},
            BinaryOp::ShiftLeft => Op::InplaceLeftShift {},
            BinaryOp::ShiftRight => Op::InplaceRightShift {},
            BinaryOp::And => Op::InplaceBitAnd {},
            BinaryOp::Or => Op::InplaceBitOr {},
            BinaryOp::Xor => Op::InplaceBitXor {},
        });
    }

    pub(super) fn binary_op(&mut self, op: BinaryOp) {
        self.op(match op {
            BinaryOp::Add => Op::Add {},
            BinaryOp::Subtract => Op::Sub {},
            BinaryOp::Multiply => Op::Mul {},
            BinaryOp::MatrixMultiply => Op::MatMul {},
            BinaryOp::Divide => Op::TrueDiv {},
            BinaryOp::FloorDivide => Op::FloorDiv {},
            BinaryOp::Modulo => Op::Modulo {},
            BinaryOp::Power => Op::Power {},
            BinaryOp::ShiftLeft => Op::LeftShift {},
            BinaryOp::ShiftRight => Op::RightShift {},
            BinaryOp::And => Op::BitAnd {},
            BinaryOp::Or => Op::BitOr {},
            BinaryOp::Xor => Op::BitXor {},
        });
    }
}
