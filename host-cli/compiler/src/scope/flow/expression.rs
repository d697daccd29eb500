//! Expressions, and conditions with a state for each outcome.

use super::Flow;
use super::state::State;
use crate::fold;
use crate::scope::ScopeKind;
use crate::tree::{
    BoolOp, Class, Comprehension, Expr, ExprKind, Function, Target, TargetKind, UnaryOp,
};
use crate::visit::{
    Visitor, walk_class_outside, walk_expression, walk_function_outside, walk_target,
};

impl Flow<'_> {
    /// Evaluates a condition; returns the states where it is true and where it is false.
    pub(super) fn condition(&mut self, test: &Expr) -> (State, State) {
        if let Some(truth) = fold::truth(test) {
            let here = std::mem::replace(&mut self.state, State::unreachable());
            return if truth {
                (here, State::unreachable())
            } else {
                (State::unreachable(), here)
            };
        }
        match &test.kind {
            ExprKind::Unary {
                op: UnaryOp::Not,
                operand,
            } => {
                let (yes, no) = self.condition(operand);
                (no, yes)
            }
            ExprKind::Bool { op, values } => {
                let mut decided = State::unreachable();
                for value in values {
                    let (yes, no) = self.condition(value);
                    let (go_on, done) = if *op == BoolOp::And {
                        (yes, no)
                    } else {
                        (no, yes)
                    };
                    decided.join(&done);
                    self.state = go_on;
                }
                let rest = std::mem::replace(&mut self.state, State::unreachable());
                if *op == BoolOp::And {
                    (rest, decided)
                } else {
                    (decided, rest)
                }
            }
            _ => {
                self.expression(test);
                (self.state.clone(), self.state.clone())
            }
        }
    }

    fn short_circuit(&mut self, values: &[Expr]) {
        let mut after: Option<State> = None;
        for value in values {
            self.expression(value);
            after.get_or_insert_with(|| self.state.clone());
        }
        if let Some(after) = after {
            self.state = after;
        }
    }

    /// A comprehension in its frame: what it binds is not certain afterwards.
    fn inlined(&mut self, comprehension: &Comprehension) {
        if let Some(first) = comprehension.clauses.first() {
            self.expression(&first.iterable);
        }
        let after = self.state.clone();
        let outer = std::mem::replace(&mut self.scope, comprehension.scope);
        self.comprehension_inside(comprehension);
        self.scope = outer;
        self.state = after;
    }

    fn comprehension_inside(&mut self, comprehension: &Comprehension) {
        for (index, clause) in comprehension.clauses.iter().enumerate() {
            if index > 0 {
                self.expression(&clause.iterable);
            }
            self.target(&clause.target);
            for condition in &clause.conditions {
                let (yes, _) = self.condition(condition);
                self.state = yes;
            }
        }
        self.expression(&comprehension.element);
        if let Some(value) = &comprehension.value {
            self.expression(value);
        }
    }

    fn own_frame(&mut self, comprehension: &Comprehension) {
        if let Some(first) = comprehension.clauses.first() {
            self.expression(&first.iterable);
        }
        let mut entry = State::empty(self.scopes.frame(comprehension.scope).locals.len());
        entry.add(0);
        let outer_state = std::mem::replace(&mut self.state, entry);
        let outer_scope = std::mem::replace(&mut self.scope, comprehension.scope);
        self.comprehension_inside(comprehension);
        self.scope = outer_scope;
        self.state = outer_state;
    }
}

impl Visitor for Flow<'_> {
    fn statement(&mut self, statement: &crate::tree::Stmt) {
        self.flow_statement(statement);
    }

    fn expression(&mut self, expression: &Expr) {
        match &expression.kind {
            ExprKind::Name(name) => self.read(name, expression.span),
            ExprKind::Named { target, value } => {
                self.expression(value);
                self.assign(&target.name);
            }
            ExprKind::Bool { values, .. } => self.short_circuit(values),
            ExprKind::Compare { first, rest } => {
                self.expression(first);
                let mut after = None;
                for (_, value) in rest {
                    self.expression(value);
                    after.get_or_insert_with(|| self.state.clone());
                }
                if let Some(after) = after {
                    self.state = after;
                }
            }
            ExprKind::If { test, body, orelse } => {
                let (yes, no) = self.condition(test);
                self.state = yes;
                self.expression(body);
                let after_body = std::mem::replace(&mut self.state, no);
                self.expression(orelse);
                self.state.join(&after_body);
            }
            _ => walk_expression(self, expression),
        }
    }

    fn target(&mut self, target: &Target) {
        match &target.kind {
            TargetKind::Name(name) => self.assign(name),
            _ => walk_target(self, target),
        }
    }

    fn pattern(&mut self, pattern: &crate::tree::Pattern) {
        self.bind_pattern(pattern);
    }

    fn function(&mut self, function: &Function) {
        walk_function_outside(self, function);
        self.frame(function.scope, &function.body);
    }

    fn class(&mut self, class: &Class) {
        walk_class_outside(self, class);
        self.frame(class.scope, &class.body);
    }

    fn comprehension(&mut self, comprehension: &Comprehension) {
        if self.scopes.get(comprehension.scope).kind == ScopeKind::Function {
            self.own_frame(comprehension);
        } else {
            self.inlined(comprehension);
        }
    }
}
