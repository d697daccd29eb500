//! Targets and operators.

use ruff_python_ast::{self as ast, Expr as Parsed};
use ruff_text_size::Ranged;

use super::{Lowering, ident, name};
use crate::diagnostic::Message;
use crate::parse::span;
use crate::tree::{BinaryOp, CompareOp, Span, Target, TargetKind, UnaryOp};

impl Lowering<'_> {
    /// What an assignment stores to.
    pub(super) fn target(&mut self, node: &Parsed) -> Target {
        let whole = span(node.range());
        let kind = match node {
            Parsed::Name(node) => TargetKind::Name(name(&node.id)),
            Parsed::Attribute(node) => TargetKind::Attribute {
                object: self.expression(&node.value),
                attribute: ident(&node.attr),
            },
            Parsed::Subscript(node) => TargetKind::Subscript {
                object: self.expression(&node.value),
                index: self.element(&node.slice),
            },
            Parsed::Tuple(node) => self.unpack(&node.elts),
            Parsed::List(node) => self.unpack(&node.elts),
            _ => {
                self.report(Message::BadTarget, whole, &[]);
                TargetKind::Unpack {
                    items: Vec::new(),
                    star: None,
                }
            }
        };
        Target { span: whole, kind }
    }

    fn unpack(&mut self, nodes: &[Parsed]) -> TargetKind {
        let mut star = None;
        let mut items = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            let Parsed::Starred(starred) = node else {
                items.push(self.target(node));
                continue;
            };
            if star.replace(index).is_some() {
                self.report(Message::TwoStars, span(starred.range), &[]);
            }
            items.push(self.target(&starred.value));
        }
        TargetKind::Unpack { items, star }
    }

    pub(super) fn binary_op(&mut self, op: ast::Operator, span: Span) -> BinaryOp {
        match op {
            ast::Operator::Add => BinaryOp::Add,
            ast::Operator::Sub => BinaryOp::Subtract,
            ast::Operator::Mult => BinaryOp::Multiply,
            ast::Operator::MatMult => {
                self.report(Message::MatrixMultiply, span, &[]);
                BinaryOp::MatrixMultiply
            }
            ast::Operator::Div => BinaryOp::Divide,
            ast::Operator::Mod => BinaryOp::Modulo,
            ast::Operator::Pow => BinaryOp::Power,
            ast::Operator::LShift => BinaryOp::ShiftLeft,
            ast::Operator::RShift => BinaryOp::ShiftRight,
            ast::Operator::BitOr => BinaryOp::Or,
            ast::Operator::BitXor => BinaryOp::Xor,
            ast::Operator::BitAnd => BinaryOp::And,
            ast::Operator::FloorDiv => BinaryOp::FloorDivide,
        }
    }
}

pub(super) fn unary_op(op: ast::UnaryOp) -> UnaryOp {
    match op {
        ast::UnaryOp::UAdd => UnaryOp::Plus,
        ast::UnaryOp::USub => UnaryOp::Minus,
        ast::UnaryOp::Invert => UnaryOp::Invert,
        ast::UnaryOp::Not => UnaryOp::Not,
    }
}

pub(super) fn compare_op(op: ast::CmpOp) -> CompareOp {
    match op {
        ast::CmpOp::Eq => CompareOp::Equal,
        ast::CmpOp::NotEq => CompareOp::NotEqual,
        ast::CmpOp::Lt => CompareOp::Less,
        ast::CmpOp::LtE => CompareOp::LessEqual,
        ast::CmpOp::Gt => CompareOp::Greater,
        ast::CmpOp::GtE => CompareOp::GreaterEqual,
        ast::CmpOp::Is => CompareOp::Is,
        ast::CmpOp::IsNot => CompareOp::IsNot,
        ast::CmpOp::In => CompareOp::In,
        ast::CmpOp::NotIn => CompareOp::NotIn,
    }
}
