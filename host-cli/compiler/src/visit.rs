//! Walking the tree: a pass overrides what it cares about and calls the `walk_` function to go on.

use crate::tree::{
    Argument, Class, Comprehension, Expr, ExprKind, FormatPart, Function, Pattern, PatternKind,
    Stmt, StmtKind, Target, TargetKind, Try,
};

/// A walk over the tree in evaluation order; each method's default goes on downwards.
pub(crate) trait Visitor {
    fn statement(&mut self, statement: &Stmt) {
        walk_statement(self, statement);
    }
    fn expression(&mut self, expression: &Expr) {
        walk_expression(self, expression);
    }
    fn target(&mut self, target: &Target) {
        walk_target(self, target);
    }
    fn pattern(&mut self, pattern: &Pattern) {
        walk_pattern(self, pattern);
    }
    /// A function or lambda where it is defined; the default visits decorators, defaults and body.
    fn function(&mut self, function: &Function) {
        walk_function_outside(self, function);
        self.statements(&function.body);
    }
    /// A class where it is defined; the default visits decorators, bases and body.
    fn class(&mut self, class: &Class) {
        walk_class_outside(self, class);
        self.statements(&class.body);
    }
    fn comprehension(&mut self, comprehension: &Comprehension) {
        if let Some(first) = comprehension.clauses.first() {
            self.expression(&first.iterable);
        }
        walk_comprehension_inside(self, comprehension);
    }
    fn statements(&mut self, statements: &[Stmt]) {
        for statement in statements {
            self.statement(statement);
        }
    }
}

/// Decorators and defaults: what is evaluated where the function is defined.
pub(crate) fn walk_function_outside<V: Visitor + ?Sized>(visitor: &mut V, function: &Function) {
    for decorator in &function.decorators {
        visitor.expression(decorator);
    }
    let parameters = &function.parameters;
    for parameter in parameters.positional.iter().chain(&parameters.keyword_only) {
        if let Some(default) = &parameter.default {
            visitor.expression(default);
        }
    }
}

/// Decorators and bases.
pub(crate) fn walk_class_outside<V: Visitor + ?Sized>(visitor: &mut V, class: &Class) {
    for expression in class.decorators.iter().chain(&class.bases) {
        visitor.expression(expression);
    }
}

/// Everything but the first iterable.
pub(crate) fn walk_comprehension_inside<V: Visitor + ?Sized>(
    visitor: &mut V,
    comprehension: &Comprehension,
) {
    for (index, clause) in comprehension.clauses.iter().enumerate() {
        if index > 0 {
            visitor.expression(&clause.iterable);
        }
        visitor.target(&clause.target);
        for condition in &clause.conditions {
            visitor.expression(condition);
        }
    }
    visitor.expression(&comprehension.element);
    if let Some(value) = &comprehension.value {
        visitor.expression(value);
    }
}

pub(crate) fn walk_statement<V: Visitor + ?Sized>(visitor: &mut V, statement: &Stmt) {
    match &statement.kind {
        StmtKind::Expr(value) => visitor.expression(value),
        StmtKind::Assign { targets, value } => {
            visitor.expression(value);
            for target in targets {
                visitor.target(target);
            }
        }
        StmtKind::AugAssign { target, value, .. } => {
            visitor.expression(value);
            visitor.target(target);
        }
        StmtKind::Return(value) => {
            if let Some(value) = value {
                visitor.expression(value);
            }
        }
        StmtKind::Delete(targets) => {
            for target in targets {
                visitor.target(target);
            }
        }
        StmtKind::Raise { exception, cause } => {
            for value in exception.iter().chain(cause) {
                visitor.expression(value);
            }
        }
        StmtKind::Assert { test, message } => {
            visitor.expression(test);
            if let Some(message) = message {
                visitor.expression(message);
            }
        }
        StmtKind::Function(function) => visitor.function(function),
        StmtKind::Class(class) => visitor.class(class),
        StmtKind::Declare(_)
        | StmtKind::Import { .. }
        | StmtKind::ImportFrom { .. }
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Pass => {}
        _ => walk_block(visitor, statement),
    }
}

fn walk_block<V: Visitor + ?Sized>(visitor: &mut V, statement: &Stmt) {
    match &statement.kind {
        StmtKind::For {
            target,
            iterable,
            body,
            orelse,
        } => {
            visitor.expression(iterable);
            visitor.target(target);
            visitor.statements(body);
            visitor.statements(orelse);
        }
        StmtKind::While { test, body, orelse } | StmtKind::If { test, body, orelse } => {
            visitor.expression(test);
            visitor.statements(body);
            visitor.statements(orelse);
        }
        StmtKind::With { items, body } => {
            for item in items {
                visitor.expression(&item.manager);
                if let Some(target) = &item.target {
                    visitor.target(target);
                }
            }
            visitor.statements(body);
        }
        StmtKind::Match { subject, cases } => {
            visitor.expression(subject);
            for case in cases {
                visitor.pattern(&case.pattern);
                if let Some(guard) = &case.guard {
                    visitor.expression(guard);
                }
                visitor.statements(&case.body);
            }
        }
        StmtKind::Try(parts) => walk_try(visitor, parts),
        _ => {}
    }
}

fn walk_try<V: Visitor + ?Sized>(visitor: &mut V, parts: &Try) {
    visitor.statements(&parts.body);
    for handler in &parts.handlers {
        if let Some(matches) = &handler.matches {
            visitor.expression(matches);
        }
        visitor.statements(&handler.body);
    }
    visitor.statements(&parts.orelse);
    visitor.statements(&parts.finalbody);
}

pub(crate) fn walk_target<V: Visitor + ?Sized>(visitor: &mut V, target: &Target) {
    match &target.kind {
        TargetKind::Name(_) => {}
        TargetKind::Attribute { object, .. } => visitor.expression(object),
        TargetKind::Subscript { object, index } => {
            visitor.expression(object);
            visitor.expression(index);
        }
        TargetKind::Unpack { items, .. } => {
            for item in items {
                visitor.target(item);
            }
        }
    }
}

pub(crate) fn walk_pattern<V: Visitor + ?Sized>(visitor: &mut V, pattern: &Pattern) {
    match &pattern.kind {
        PatternKind::Wildcard | PatternKind::Capture(_) => {}
        PatternKind::Value(value) | PatternKind::Singleton(value) => visitor.expression(value),
        PatternKind::As { pattern, .. } => visitor.pattern(pattern),
        PatternKind::Sequence { items, .. } | PatternKind::Or(items) => {
            for item in items {
                visitor.pattern(item);
            }
        }
        PatternKind::Mapping { entries, .. } => {
            for (key, item) in entries {
                visitor.expression(key);
                visitor.pattern(item);
            }
        }
        PatternKind::Class {
            class,
            positional,
            keywords,
        } => {
            visitor.expression(class);
            for item in positional
                .iter()
                .chain(keywords.iter().map(|(_, item)| item))
            {
                visitor.pattern(item);
            }
        }
    }
}

pub(crate) fn walk_expression<V: Visitor + ?Sized>(visitor: &mut V, expression: &Expr) {
    match &expression.kind {
        ExprKind::Constant(_) | ExprKind::Name(_) => {}
        ExprKind::Format(parts) => walk_format(visitor, parts),
        ExprKind::Bool { values: items, .. }
        | ExprKind::Tuple(items)
        | ExprKind::List(items)
        | ExprKind::Set(items) => {
            for item in items {
                visitor.expression(item);
            }
        }
        ExprKind::Named { value, .. }
        | ExprKind::Unary { operand: value, .. }
        | ExprKind::YieldFrom(value)
        | ExprKind::Starred(value)
        | ExprKind::Attribute { object: value, .. } => visitor.expression(value),
        ExprKind::Binary { left, right, .. }
        | ExprKind::Subscript {
            object: left,
            index: right,
        } => {
            visitor.expression(left);
            visitor.expression(right);
        }
        ExprKind::Compare { first, rest } => {
            visitor.expression(first);
            for (_, value) in rest {
                visitor.expression(value);
            }
        }
        ExprKind::If { test, body, orelse } => {
            visitor.expression(test);
            visitor.expression(body);
            visitor.expression(orelse);
        }
        ExprKind::Lambda(function) => visitor.function(function),
        ExprKind::Dict(items) => {
            for (key, value) in items {
                if let Some(key) = key {
                    visitor.expression(key);
                }
                visitor.expression(value);
            }
        }
        ExprKind::Comprehension(comprehension) => visitor.comprehension(comprehension),
        ExprKind::Yield(value) => {
            if let Some(value) = value {
                visitor.expression(value);
            }
        }
        ExprKind::Call {
            function,
            arguments,
        } => {
            visitor.expression(function);
            walk_arguments(visitor, arguments);
        }
        ExprKind::Slice { lower, upper, step } => {
            for bound in [lower, upper, step].into_iter().flatten() {
                visitor.expression(bound);
            }
        }
    }
}

fn walk_arguments<V: Visitor + ?Sized>(visitor: &mut V, arguments: &[Argument]) {
    for argument in arguments {
        let (Argument::Positional(value)
        | Argument::Star(value)
        | Argument::Keyword(_, value)
        | Argument::DoubleStar(value)) = argument;
        visitor.expression(value);
    }
}

fn walk_format<V: Visitor + ?Sized>(visitor: &mut V, parts: &[FormatPart]) {
    for part in parts {
        if let FormatPart::Field { value, spec, .. } = part {
            visitor.expression(value);
            walk_format(visitor, spec);
        }
    }
}
