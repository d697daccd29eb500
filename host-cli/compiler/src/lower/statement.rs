//! Statements.

use std::collections::HashMap;

use ruff_python_ast::{self as ast, Stmt as Parsed};
use ruff_text_size::Ranged;

use super::{Context, Lowering, ident};
use crate::diagnostic::Message;
use crate::parse::span;
use crate::tree::{
    Case, Class, Expr, Function, Handler, Ident, ImportNames, Parameter, Parameters, PatternKind,
    Span, Stmt, StmtKind, Target, TargetKind, Try, WithItem,
};

impl Lowering<'_> {
    pub(super) fn body(&mut self, statements: &[Parsed]) -> Vec<Stmt> {
        let mut lowered = Vec::with_capacity(statements.len());
        for statement in statements {
            self.statement(statement, &mut lowered);
        }
        lowered
    }

    fn loop_body(&mut self, statements: &[Parsed]) -> Vec<Stmt> {
        let context = Context {
            in_loop: true,
            ..self.context
        };
        self.within(context, |lowering| lowering.body(statements))
    }

    fn statement(&mut self, statement: &Parsed, out: &mut Vec<Stmt>) {
        let span = span(statement.range());
        if let Parsed::Import(import) = statement {
            out.extend(import.names.iter().map(|alias| Stmt {
                span,
                kind: StmtKind::Import {
                    module: ident(&alias.name),
                    alias: alias.asname.as_ref().map(ident),
                },
            }));
            return;
        }
        let kind = self.deeper(span, |lowering| {
            let simple = lowering.simple(statement, span);
            simple.or_else(|| lowering.compound(statement, span))
        });
        if let Some(Some(kind)) = kind {
            out.push(Stmt { span, kind });
        }
    }

    /// Statements without a body; nothing for others and for refused ones.
    fn simple(&mut self, statement: &Parsed, span: Span) -> Option<StmtKind> {
        Some(match statement {
            Parsed::Expr(node) => StmtKind::Expr(self.expression(&node.value)),
            Parsed::Assign(node) => StmtKind::Assign {
                targets: node
                    .targets
                    .iter()
                    .map(|target| self.target(target))
                    .collect(),
                value: self.expression(&node.value),
            },
            Parsed::AugAssign(node) => StmtKind::AugAssign {
                target: self.target(&node.target),
                op: self.binary_op(node.op, span),
                value: self.expression(&node.value),
            },
            Parsed::AnnAssign(node) => self.annotated(node)?,
            Parsed::Return(node) => {
                if !self.context.in_function {
                    self.report(Message::ReturnOutside, span, &[]);
                }
                StmtKind::Return(node.value.as_ref().map(|value| self.expression(value)))
            }
            Parsed::Delete(node) => StmtKind::Delete(
                node.targets
                    .iter()
                    .map(|target| self.target(target))
                    .collect(),
            ),
            Parsed::Raise(node) => StmtKind::Raise {
                exception: node.exc.as_ref().map(|value| self.expression(value)),
                cause: node.cause.as_ref().map(|value| self.expression(value)),
            },
            Parsed::Assert(node) => StmtKind::Assert {
                test: self.expression(&node.test),
                message: node.msg.as_ref().map(|value| self.expression(value)),
            },
            Parsed::ImportFrom(node) => self.import_from(node, span)?,
            Parsed::Global(node) => StmtKind::Global(node.names.iter().map(ident).collect()),
            Parsed::Nonlocal(node) => StmtKind::Nonlocal(node.names.iter().map(ident).collect()),
            Parsed::Break(_) => {
                if !self.context.in_loop {
                    self.report(Message::BreakOutside, span, &[]);
                }
                StmtKind::Break
            }
            Parsed::Continue(_) => {
                if !self.context.in_loop {
                    self.report(Message::ContinueOutside, span, &[]);
                }
                StmtKind::Continue
            }
            Parsed::Pass(_) => StmtKind::Pass,
            Parsed::TypeAlias(_) => {
                self.report(Message::TypeAlias, span, &[]);
                return None;
            }
            _ => return None,
        })
    }

    fn annotated(&mut self, node: &ast::StmtAnnAssign) -> Option<StmtKind> {
        let target = self.target(&node.target);
        match (&node.value, target) {
            (Some(value), target) => Some(StmtKind::Assign {
                targets: vec![target],
                value: self.expression(value),
            }),
            (
                None,
                Target {
                    kind: TargetKind::Name(name),
                    span,
                },
            ) => Some(StmtKind::Declare(Ident { name, span })),
            (None, _) => None,
        }
    }

    fn import_from(&mut self, node: &ast::StmtImportFrom, span: Span) -> Option<StmtKind> {
        if node.level > 0 {
            self.report(Message::RelativeImport, span, &[]);
            return None;
        }
        let module = ident(node.module.as_ref()?);
        let star = node.names.iter().find(|alias| alias.name.as_str() == "*");
        let names = match star {
            Some(alias) => ImportNames::Star(crate::parse::span(alias.range)),
            None => ImportNames::Names(
                node.names
                    .iter()
                    .map(|alias| (ident(&alias.name), alias.asname.as_ref().map(ident)))
                    .collect(),
            ),
        };
        Some(StmtKind::ImportFrom {
            module,
            level: node.level,
            names,
        })
    }

    fn compound(&mut self, statement: &Parsed, span: Span) -> Option<StmtKind> {
        Some(match statement {
            Parsed::For(node) => {
                self.refuse_async(node.is_async, "async for", span);
                StmtKind::For {
                    target: self.target(&node.target),
                    iterable: self.expression(&node.iter),
                    body: self.loop_body(&node.body),
                    orelse: self.body(&node.orelse),
                }
            }
            Parsed::While(node) => StmtKind::While {
                test: self.expression(&node.test),
                body: self.loop_body(&node.body),
                orelse: self.body(&node.orelse),
            },
            Parsed::If(node) => StmtKind::If {
                test: self.expression(&node.test),
                body: self.body(&node.body),
                orelse: self.elif(&node.elif_else_clauses),
            },
            Parsed::With(node) => {
                self.refuse_async(node.is_async, "async with", span);
                let items = node.items.iter().map(|item| self.with_item(item)).collect();
                StmtKind::With {
                    items,
                    body: self.body(&node.body),
                }
            }
            Parsed::Match(node) => StmtKind::Match {
                subject: self.expression(&node.subject),
                cases: self.cases(&node.cases),
            },
            Parsed::Try(node) => self.try_statement(node, span),
            Parsed::FunctionDef(node) => self.function_def(node, span),
            Parsed::ClassDef(node) => self.class_def(node, span),
            _ => return None,
        })
    }

    fn refuse_async(&mut self, is_async: bool, what: &str, span: Span) {
        if is_async {
            let keyword = Span {
                start: span.start,
                end: span.start + 5,
            };
            self.report(Message::Async, keyword, &[what]);
        }
    }

    fn elif(&mut self, clauses: &[ast::ElifElseClause]) -> Vec<Stmt> {
        let Some((first, rest)) = clauses.split_first() else {
            return Vec::new();
        };
        match &first.test {
            None => self.body(&first.body),
            Some(test) => {
                let end = clauses
                    .last()
                    .map_or(first.range.end(), |clause| clause.range.end());
                let here = span(first.range);
                let kind = self.deeper(here, |lowering| StmtKind::If {
                    test: lowering.expression(test),
                    body: lowering.body(&first.body),
                    orelse: lowering.elif(rest),
                });
                let Some(kind) = kind else {
                    return Vec::new();
                };
                vec![Stmt {
                    span: Span {
                        start: first.range.start().to_u32(),
                        end: end.to_u32(),
                    },
                    kind,
                }]
            }
        }
    }

    fn with_item(&mut self, item: &ast::WithItem) -> WithItem {
        WithItem {
            manager: self.expression(&item.context_expr),
            target: item
                .optional_vars
                .as_ref()
                .map(|target| self.target(target)),
        }
    }

    fn cases(&mut self, cases: &[ast::MatchCase]) -> Vec<Case> {
        let count = cases.len();
        let mut lowered = Vec::with_capacity(count);
        for (index, case) in cases.iter().enumerate() {
            let pattern = self.case_pattern(&case.pattern);
            let guard = case.guard.as_ref().map(|guard| self.expression(guard));
            let catches_all = matches!(
                pattern.kind,
                PatternKind::Wildcard | PatternKind::Capture(_)
            );
            if catches_all && guard.is_none() && index + 1 < count {
                self.report(Message::PatternUnreachable, pattern.span, &[]);
            }
            lowered.push(Case {
                span: span(case.range),
                pattern,
                guard,
                body: self.body(&case.body),
            });
        }
        lowered
    }

    fn try_statement(&mut self, node: &ast::StmtTry, whole: Span) -> StmtKind {
        if node.is_star {
            self.report(Message::ExceptStar, whole, &[]);
        }
        let body = self.body(&node.body);
        let count = node.handlers.len();
        let mut handlers = Vec::with_capacity(count);
        for (index, handler) in node.handlers.iter().enumerate() {
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            if handler.type_.is_none() && index + 1 < count {
                self.report(Message::BareExceptNotLast, span(handler.range), &[]);
            }
            handlers.push(Handler {
                span: span(handler.range),
                matches: handler.type_.as_ref().map(|value| self.expression(value)),
                name: handler.name.as_ref().map(ident),
                body: self.body(&handler.body),
            });
        }
        StmtKind::Try(Box::new(Try {
            body,
            handlers,
            orelse: self.body(&node.orelse),
            finalbody: self.body(&node.finalbody),
        }))
    }

    fn function_def(&mut self, node: &ast::StmtFunctionDef, span: Span) -> StmtKind {
        self.refuse_async(node.is_async, "async def", span);
        let decorators = node
            .decorator_list
            .iter()
            .map(|d| self.expression(&d.expression))
            .collect();
        let parameters = self.parameters(&node.parameters);
        let scope = self.new_scope();
        let context = Context {
            in_function: true,
            ..Context::default()
        };
        let body = self.within(context, |lowering| lowering.body(&node.body));
        StmtKind::Function(Box::new(Function {
            scope,
            name: ident(&node.name),
            decorators,
            parameters,
            body,
            span,
        }))
    }

    /// Parameters with their defaults, which belong to the enclosing scope.
    pub(super) fn parameters(&mut self, node: &ast::Parameters) -> Parameters {
        let positional = node.posonlyargs.iter().chain(&node.args);
        let parameters = Parameters {
            positional_only: node.posonlyargs.len(),
            positional: positional
                .map(|parameter| self.parameter(parameter))
                .collect(),
            star: node.vararg.as_ref().map(|parameter| ident(&parameter.name)),
            keyword_only: node
                .kwonlyargs
                .iter()
                .map(|parameter| self.parameter(parameter))
                .collect(),
            double_star: node.kwarg.as_ref().map(|parameter| ident(&parameter.name)),
        };
        let mut seen = HashMap::new();
        for parameter in parameters.names() {
            if let Some(first) = seen.insert(parameter.name.clone(), parameter.span) {
                self.reporter.report_with(
                    Message::DuplicateParameter,
                    parameter.span,
                    &[&parameter.name],
                    first,
                    "first here",
                );
            }
        }
        parameters
    }

    fn parameter(&mut self, node: &ast::ParameterWithDefault) -> Parameter {
        Parameter {
            name: ident(&node.parameter.name),
            default: node.default.as_ref().map(|value| self.expression(value)),
        }
    }

    fn class_def(&mut self, node: &ast::StmtClassDef, whole: Span) -> StmtKind {
        let decorators = node
            .decorator_list
            .iter()
            .map(|d| self.expression(&d.expression))
            .collect();
        let mut bases: Vec<Expr> = Vec::new();
        if let Some(arguments) = &node.arguments {
            bases.extend(arguments.args.iter().map(|base| self.expression(base)));
            if let Some(keyword) = arguments.keywords.first() {
                self.report(Message::Metaclass, span(keyword.range), &[]);
            }
        }
        let scope = self.new_scope();
        let body = self.within(Context::default(), |lowering| lowering.body(&node.body));
        StmtKind::Class(Box::new(Class {
            scope,
            name: ident(&node.name),
            decorators,
            bases,
            body,
            span: whole,
        }))
    }
}
