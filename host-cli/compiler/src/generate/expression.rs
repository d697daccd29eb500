//! Expressions: each pushes one value.

use bytecode::op::Op;
use bytecode::operand::{Count8, Flags, Name};

use super::Generator;
use super::resolve::Meaning;
use crate::diagnostic::Message;
use crate::emit::Branch;
use crate::tree::{
    BoolOp, CompareOp, Constant, Conversion, Expr, ExprKind, FormatPart, Ident, Span, UnaryOp,
};

/// Attributes that would need a dictionary of names at run time.
const REFUSED_ATTRIBUTES: &[&str] = &[
    "__dict__",
    "__globals__",
    "__code__",
    "__builtins__",
    "__subclasses__",
];

impl Generator<'_, '_> {
    /// Pushes the value of an expression.
    pub(super) fn expression(&mut self, expression: &Expr) {
        let span = expression.span;
        self.at(span);
        if !matches!(expression.kind, ExprKind::Name(_))
            && let Some(value) = self.constant(expression)
        {
            return self.load_constant(&value, span);
        }
        match &expression.kind {
            ExprKind::Constant(value) => self.load_constant(value, span),
            ExprKind::Name(name) => self.load_name(name, span),
            ExprKind::Format(parts) => self.format(parts, span),
            ExprKind::Bool { op, values } => self.boolean(*op, values),
            ExprKind::Named { target, value } => {
                self.expression(value);
                self.op(Op::Dup {});
                self.store_named(target);
            }
            ExprKind::Binary { op, left, right } => {
                self.expression(left);
                self.expression(right);
                self.at(span);
                self.binary_op(*op);
            }
            ExprKind::Unary { op, operand } => {
                self.expression(operand);
                self.at(span);
                self.op(match op {
                    UnaryOp::Plus => Op::Positive {},
                    UnaryOp::Minus => Op::Negative {},
                    UnaryOp::Invert => Op::Invert {},
                    UnaryOp::Not => Op::Not {},
                });
            }
            ExprKind::Compare { first, rest } => self.compare(first, rest, span),
            ExprKind::If { test, body, orelse } => self.conditional(test, body, orelse),
            ExprKind::Lambda(function) => self.make_function(function),
            ExprKind::Comprehension(comprehension) => self.comprehension(comprehension, span),
            ExprKind::Yield(value) => self.yield_value(value.as_deref(), span),
            ExprKind::YieldFrom(iterable) => self.yield_from(iterable, span),
            ExprKind::Call {
                function,
                arguments,
            } => self.call(function, arguments, span),
            ExprKind::Attribute { object, attribute } => self.attribute(object, attribute, span),
            ExprKind::Subscript { object, index } => {
                self.expression(object);
                self.expression(index);
                self.at(span);
                self.op(Op::LoadSubscript {});
            }
            ExprKind::Slice { lower, upper, step } => self.slice([lower, upper], step.as_deref()),
            ExprKind::Starred(_) => self.report(Message::StarOutside, span, &[]),
            ExprKind::Tuple(_) | ExprKind::List(_) | ExprKind::Set(_) | ExprKind::Dict(_) => {
                self.display(expression);
            }
        }
    }

    fn yield_value(&mut self, value: Option<&Expr>, span: Span) {
        match value {
            Some(value) => self.expression(value),
            None => self.op(Op::LoadNone {}),
        }
        self.at(span);
        self.op(Op::YieldValue {});
    }

    fn yield_from(&mut self, iterable: &Expr, span: Span) {
        self.expression(iterable);
        self.at(span);
        self.op(Op::GetYieldFromIter {});
        self.op(Op::LoadNone {});
        self.op(Op::YieldFrom {});
    }

    fn store_named(&mut self, target: &Ident) {
        self.store_name(&target.name, target.span);
    }

    fn boolean(&mut self, op: BoolOp, values: &[Expr]) {
        let end = self.emit.new_label();
        let branch = if op == BoolOp::And {
            Branch::IfFalseOrPop
        } else {
            Branch::IfTrueOrPop
        };
        for (index, value) in values.iter().enumerate() {
            self.expression(value);
            if index + 1 < values.len() {
                self.emit.branch(branch, end);
            }
        }
        self.emit.place(end);
    }

    fn conditional(&mut self, test: &Expr, body: &Expr, orelse: &Expr) {
        match self.truth(test) {
            Some(true) => return self.expression(body),
            Some(false) => return self.expression(orelse),
            None => {}
        }
        let (otherwise, end) = (self.emit.new_label(), self.emit.new_label());
        self.jump_if(test, false, otherwise);
        self.expression(body);
        self.emit.branch(Branch::Always, end);
        self.emit.place(otherwise);
        self.expression(orelse);
        self.emit.place(end);
    }

    /// Comparisons share their middle operands.
    fn compare(&mut self, first: &Expr, rest: &[(CompareOp, Expr)], span: Span) {
        if self.kind_test(first, rest, span) {
            return;
        }
        self.expression(first);
        let Some(((last_op, last), middle)) = rest.split_last() else {
            return;
        };
        if middle.is_empty() {
            self.expression(last);
            self.at(span);
            self.compare_op(*last_op);
            return;
        }
        let (cleanup, end) = (self.emit.new_label(), self.emit.new_label());
        for (op, value) in middle {
            self.expression(value);
            self.at(span);
            self.op(Op::Dup {});
            self.op(Op::RotThree {});
            self.compare_op(*op);
            self.emit.branch(Branch::IfFalseOrPop, cleanup);
        }
        self.expression(last);
        self.at(span);
        self.compare_op(*last_op);
        self.emit.branch(Branch::Always, end);
        self.emit.place(cleanup);
        self.op(Op::Swap {});
        self.op(Op::Pop {});
        self.emit.place(end);
    }

    pub(super) fn compare_op(&mut self, op: CompareOp) {
        self.op(match op {
            CompareOp::Equal => Op::Eq {},
            CompareOp::NotEqual => Op::Ne {},
            CompareOp::Less => Op::Lt {},
            CompareOp::LessEqual => Op::Le {},
            CompareOp::Greater => Op::Gt {},
            CompareOp::GreaterEqual => Op::Ge {},
            CompareOp::Is => Op::Is {},
            CompareOp::IsNot => Op::IsNot {},
            CompareOp::In => Op::Contains {},
            CompareOp::NotIn => Op::NotContains {},
        });
    }

    fn attribute(&mut self, object: &Expr, attribute: &Ident, span: Span) {
        if let Some(Meaning::Module(module)) = self.static_meaning(object) {
            return self.module_attribute(&module, attribute, span);
        }
        if let ExprKind::Name(pin) = &object.kind
            && self.is_pin(pin)
        {
            let board = self.build.options.board.clone();
            return self.report(Message::PinFunction, span, &[pin, &board, &attribute.name]);
        }
        if self.super_attribute(object, span, |name| Op::LoadSuper { name }, attribute) {
            return;
        }
        self.expression(object);
        self.at(span);
        let name = self.attribute_number(&attribute.name, attribute.span);
        self.op(Op::LoadAttr { name });
    }

    /// `module.name`
    pub(super) fn module_attribute(
        &mut self,
        module: &crate::tree::Name,
        attribute: &Ident,
        span: Span,
    ) {
        let dotted: crate::tree::Name = format!("{module}.{}", attribute.name).into();
        let meaning = self.module_member(module, &attribute.name);
        match meaning {
            Some(meaning) => self.load_meaning(&meaning, span),
            None if self.build.program.modules.contains_key(&dotted) => {
                self.load_meaning(&Meaning::Module(dotted), span);
            }
            None if &*attribute.name == "__name__" => {
                self.load_constant(&Constant::Str(module.clone()), span);
            }
            None => {
                let names = self.build.program.modules.get(module);
                let names: Vec<String> = names
                    .map(|state| state.names.keys().map(ToString::to_string).collect())
                    .unwrap_or_default();
                let near = super::resolve::nearest(&attribute.name, names.into_iter());
                let remedy = near.map_or(String::new(), |near| format!("did you mean `{near}`?"));
                self.report(
                    Message::NoModuleMember,
                    attribute.span,
                    &[module, &attribute.name, &remedy],
                );
                self.op(Op::LoadNone {});
            }
        }
    }

    /// The number of an attribute's name; reflective ones are reported.
    pub(super) fn attribute_number(&mut self, attribute: &str, span: Span) -> Name {
        if REFUSED_ATTRIBUTES.contains(&attribute) {
            self.report(
                Message::ReflectiveName,
                span,
                &[attribute, "use a dict of your own"],
            );
        }
        self.name_number(attribute)
    }

    fn slice(&mut self, bounds: [&Option<Box<Expr>>; 2], step: Option<&Expr>) {
        for bound in bounds {
            match bound {
                Some(bound) => self.expression(bound),
                None => self.op(Op::LoadNone {}),
            }
        }
        match step {
            Some(step) => {
                self.expression(step);
                self.op(Op::BuildSliceStep {});
            }
            None => self.op(Op::BuildSlice {}),
        }
    }

    /// Text pieces are pushed and joined, at most 255 at a time.
    fn format(&mut self, parts: &[FormatPart], span: Span) {
        let chunks: Vec<&[FormatPart]> = parts.chunks(255).collect();
        for chunk in &chunks {
            for part in *chunk {
                self.format_part(part, span);
            }
            if let ([FormatPart::Field { .. }], 1) = (*chunk, chunks.len()) {
                continue;
            }
            self.at(span);
            self.op(Op::BuildString {
                count: Count8(u8::try_from(chunk.len()).unwrap_or(u8::MAX)),
            });
        }
        for _ in 1..chunks.len() {
            self.op(Op::Add {});
        }
    }

    fn format_part(&mut self, part: &FormatPart, span: Span) {
        match part {
            FormatPart::Text(text) => self.load_constant(&Constant::Str(text.clone()), span),
            FormatPart::Field {
                value,
                conversion,
                spec,
            } => {
                self.expression(value);
                let conversion = Flags(match conversion {
                    Conversion::None => 0,
                    Conversion::Str => 1,
                    Conversion::Repr => 2,
                    Conversion::Ascii => 3,
                });
                if spec.is_empty() {
                    self.at(value.span);
                    self.op(Op::FormatValue { conversion });
                } else {
                    match spec.as_slice() {
                        [FormatPart::Text(text)] => {
                            self.load_constant(&Constant::Str(text.clone()), span)
                        }
                        parts => self.format(parts, span),
                    }
                    self.at(value.span);
                    self.op(Op::FormatValueSpec { conversion });
                }
            }
        }
    }
}
