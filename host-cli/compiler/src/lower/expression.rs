//! Expressions and targets.

use num_bigint::BigInt;
use num_traits::Num;
use ruff_python_ast::{self as ast, Expr as Parsed};
use ruff_text_size::Ranged;

use super::target::{compare_op, unary_op};
use super::{Context, Lowering, ident, name};
use crate::diagnostic::Message;
use crate::parse::span;
use crate::tree::{
    Argument, BoolOp, Clause, Comprehension, ComprehensionKind, Constant, Expr, ExprKind, Function,
    Ident, Parameters, Span, Stmt, StmtKind,
};

impl Lowering<'_> {
    pub(super) fn expression(&mut self, node: &Parsed) -> Expr {
        let span = span(node.range());
        let kind = self.deeper(span, |lowering| {
            let literal = lowering.literal(node, span);
            literal.unwrap_or_else(|| lowering.operation(node, span))
        });
        Expr {
            span,
            kind: kind.unwrap_or(ExprKind::Constant(Constant::None)),
        }
    }

    fn boxed(&mut self, node: &Parsed) -> Box<Expr> {
        Box::new(self.expression(node))
    }

    fn optional(&mut self, node: Option<&Parsed>) -> Option<Box<Expr>> {
        node.map(|node| self.boxed(node))
    }

    fn list(&mut self, nodes: &[Parsed]) -> Vec<Expr> {
        nodes.iter().map(|node| self.element(node)).collect()
    }

    /// An element of a display, which may be starred.
    pub(super) fn element(&mut self, node: &Parsed) -> Expr {
        match node {
            Parsed::Starred(starred) => Expr {
                span: span(starred.range),
                kind: ExprKind::Starred(self.boxed(&starred.value)),
            },
            _ => self.expression(node),
        }
    }

    fn literal(&mut self, node: &Parsed, span: Span) -> Option<ExprKind> {
        let constant = match node {
            Parsed::NoneLiteral(_) => Constant::None,
            Parsed::BooleanLiteral(node) => Constant::Bool(node.value),
            Parsed::EllipsisLiteral(_) => Constant::Ellipsis,
            Parsed::NumberLiteral(node) => match &node.value {
                ast::Number::Int(_) => Constant::Int(self.integer(span)),
                ast::Number::Float(value) => Constant::Float(*value),
                ast::Number::Complex { .. } => {
                    self.report(Message::Complex, span, &[]);
                    Constant::None
                }
            },
            Parsed::StringLiteral(node) => Constant::Str(node.value.to_str().into()),
            Parsed::BytesLiteral(node) => Constant::Bytes(node.value.bytes().collect()),
            Parsed::FString(node) => return Some(self.f_string(node)),
            Parsed::TString(_) => {
                self.report(Message::TemplateString, span, &[]);
                Constant::None
            }
            _ => return None,
        };
        Some(ExprKind::Constant(constant))
    }

    /// The value of an integer literal, from its text.
    fn integer(&self, span: Span) -> BigInt {
        let digits: String = self.text[span.start as usize..span.end as usize]
            .chars()
            .filter(|c| *c != '_')
            .collect();
        let lower = digits.to_ascii_lowercase();
        let (radix, digits) = match lower.get(..2) {
            Some("0x") => (16, &lower[2..]),
            Some("0o") => (8, &lower[2..]),
            Some("0b") => (2, &lower[2..]),
            _ => (10, &lower[..]),
        };
        BigInt::from_str_radix(digits, radix).unwrap_or_default()
    }

    fn operation(&mut self, node: &Parsed, span: Span) -> ExprKind {
        match node {
            Parsed::Name(node) => ExprKind::Name(name(&node.id)),
            Parsed::BoolOp(node) => ExprKind::Bool {
                op: if node.op == ast::BoolOp::And {
                    BoolOp::And
                } else {
                    BoolOp::Or
                },
                values: node
                    .values
                    .iter()
                    .map(|value| self.expression(value))
                    .collect(),
            },
            Parsed::Named(node) => self.named(node),
            Parsed::BinOp(node) => ExprKind::Binary {
                op: self.binary_op(node.op, span),
                left: self.boxed(&node.left),
                right: self.boxed(&node.right),
            },
            Parsed::UnaryOp(node) => ExprKind::Unary {
                op: unary_op(node.op),
                operand: self.boxed(&node.operand),
            },
            Parsed::Compare(node) => self.compare(node),
            Parsed::If(node) => ExprKind::If {
                test: self.boxed(&node.test),
                body: self.boxed(&node.body),
                orelse: self.boxed(&node.orelse),
            },
            Parsed::Lambda(node) => self.lambda(node, span),
            Parsed::Tuple(node) => ExprKind::Tuple(self.list(&node.elts)),
            Parsed::List(node) => ExprKind::List(self.list(&node.elts)),
            Parsed::Set(node) => ExprKind::Set(self.list(&node.elts)),
            Parsed::Dict(node) => ExprKind::Dict(
                node.items
                    .iter()
                    .map(|item| {
                        (
                            item.key.as_ref().map(|key| self.expression(key)),
                            self.expression(&item.value),
                        )
                    })
                    .collect(),
            ),
            Parsed::Call(node) => self.call(node),
            Parsed::Attribute(node) => ExprKind::Attribute {
                object: self.boxed(&node.value),
                attribute: ident(&node.attr),
            },
            Parsed::Subscript(node) => ExprKind::Subscript {
                object: self.boxed(&node.value),
                index: Box::new(self.element(&node.slice)),
            },
            Parsed::Slice(node) => ExprKind::Slice {
                lower: self.optional(node.lower.as_deref()),
                upper: self.optional(node.upper.as_deref()),
                step: self.optional(node.step.as_deref()),
            },
            Parsed::Starred(node) => {
                self.report(Message::StarOutside, span, &[]);
                self.expression(&node.value).kind
            }
            _ => self.deferred(node, span),
        }
    }

    /// Comprehensions, generators and what is refused.
    fn deferred(&mut self, node: &Parsed, span: Span) -> ExprKind {
        match node {
            Parsed::ListComp(node) => {
                self.comprehension(ComprehensionKind::List, &node.elt, None, &node.generators)
            }
            Parsed::SetComp(node) => {
                self.comprehension(ComprehensionKind::Set, &node.elt, None, &node.generators)
            }
            Parsed::Generator(node) => self.comprehension(
                ComprehensionKind::Generator,
                &node.elt,
                None,
                &node.generators,
            ),
            Parsed::DictComp(node) => match &node.key {
                Some(key) => self.comprehension(
                    ComprehensionKind::Dict,
                    key,
                    Some(&node.value),
                    &node.generators,
                ),
                None => {
                    self.report(Message::StarOutside, span, &[]);
                    ExprKind::Constant(Constant::None)
                }
            },
            Parsed::Yield(node) => {
                self.check_yield(span);
                ExprKind::Yield(self.optional(node.value.as_deref()))
            }
            Parsed::YieldFrom(node) => {
                self.check_yield(span);
                ExprKind::YieldFrom(self.boxed(&node.value))
            }
            Parsed::Await(_) => {
                self.report(Message::Async, span, &["await"]);
                ExprKind::Constant(Constant::None)
            }
            _ => {
                self.report(Message::Syntax, span, &["this expression is not Python"]);
                ExprKind::Constant(Constant::None)
            }
        }
    }

    fn check_yield(&mut self, span: Span) {
        if self.context.in_comprehension {
            self.report(Message::YieldInComprehension, span, &[]);
        } else if !self.context.in_function {
            self.report(Message::YieldOutside, span, &[]);
        }
    }

    fn named(&mut self, node: &ast::ExprNamed) -> ExprKind {
        if self.context.in_iterable {
            self.report(
                Message::WalrusInComprehensionIterable,
                span(node.range),
                &[],
            );
        }
        let value = self.boxed(&node.value);
        match &*node.target {
            Parsed::Name(target) => ExprKind::Named {
                target: Ident {
                    name: name(&target.id),
                    span: span(target.range),
                },
                value,
            },
            other => {
                self.report(Message::BadTarget, span(other.range()), &[]);
                value.kind
            }
        }
    }

    fn compare(&mut self, node: &ast::ExprCompare) -> ExprKind {
        let rest = node.ops.iter().zip(&node.comparators);
        ExprKind::Compare {
            first: self.boxed(&node.left),
            rest: rest
                .map(|(op, value)| (compare_op(*op), self.expression(value)))
                .collect(),
        }
    }

    fn lambda(&mut self, node: &ast::ExprLambda, span: Span) -> ExprKind {
        let parameters = match &node.parameters {
            Some(parameters) => self.parameters(parameters),
            None => Parameters::default(),
        };
        let scope = self.new_scope();
        let context = Context {
            in_function: true,
            ..Context::default()
        };
        let value = self.within(context, |lowering| lowering.expression(&node.body));
        let body = vec![Stmt {
            span: value.span,
            kind: StmtKind::Return(Some(value)),
        }];
        let keyword = Span {
            start: span.start,
            end: span.start + 6,
        };
        ExprKind::Lambda(Box::new(Function {
            scope,
            name: Ident {
                name: "<lambda>".into(),
                span: keyword,
            },
            decorators: Vec::new(),
            parameters,
            body,
            span,
        }))
    }

    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        element: &Parsed,
        value: Option<&Parsed>,
        clauses: &[ast::Comprehension],
    ) -> ExprKind {
        // The first iterable belongs to the enclosing scope, everything else to the comprehension's.
        let first = clauses.first().map(|clause| self.iterable(&clause.iter));
        let scope = self.new_scope();
        let context = Context {
            in_comprehension: true,
            ..self.context
        };
        let mut lowered = Vec::with_capacity(clauses.len());
        let (element, value) = self.within(context, |lowering| {
            let mut first = first;
            for clause in clauses {
                if clause.is_async {
                    lowering.report(Message::Async, span(clause.range), &["async for"]);
                }
                let iterable = match first.take() {
                    Some(iterable) => iterable,
                    None => lowering.iterable(&clause.iter),
                };
                lowered.push(Clause {
                    target: lowering.target(&clause.target),
                    iterable,
                    conditions: clause
                        .ifs
                        .iter()
                        .map(|test| lowering.expression(test))
                        .collect(),
                });
            }
            (
                lowering.expression(element),
                value.map(|value| lowering.expression(value)),
            )
        });
        ExprKind::Comprehension(Box::new(Comprehension {
            scope,
            kind,
            element,
            value,
            clauses: lowered,
        }))
    }

    fn iterable(&mut self, node: &Parsed) -> Expr {
        let context = Context {
            in_iterable: true,
            ..self.context
        };
        self.within(context, |lowering| lowering.expression(node))
    }

    fn call(&mut self, node: &ast::ExprCall) -> ExprKind {
        let function = self.boxed(&node.func);
        let mut arguments = Vec::new();
        let mut seen: Vec<Ident> = Vec::new();
        for argument in node.arguments.iter_source_order() {
            arguments.push(match argument {
                ast::ArgOrKeyword::Arg(Parsed::Starred(starred)) => {
                    Argument::Star(self.expression(&starred.value))
                }
                ast::ArgOrKeyword::Arg(value) => Argument::Positional(self.expression(value)),
                ast::ArgOrKeyword::Keyword(keyword) => match &keyword.arg {
                    None => Argument::DoubleStar(self.expression(&keyword.value)),
                    Some(arg) => {
                        let arg = ident(arg);
                        if seen.iter().any(|other| other.name == arg.name) {
                            self.report(Message::DuplicateArgument, arg.span, &[&arg.name]);
                        }
                        seen.push(arg.clone());
                        Argument::Keyword(arg, self.expression(&keyword.value))
                    }
                },
            });
        }
        ExprKind::Call {
            function,
            arguments,
        }
    }
}
