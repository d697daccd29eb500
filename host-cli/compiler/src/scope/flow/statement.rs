//! Statements.

use super::state::State;
use super::{Flow, Loop};
use crate::tree::{
    Case, Expr, Pattern, PatternKind, Stmt, StmtKind, Target, TargetKind, Try, WithItem,
};
use crate::visit::{Visitor, walk_pattern, walk_statement};

impl Flow<'_> {
    pub(super) fn flow_statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::AugAssign { target, value, .. } => self.augmented(target, value),
            StmtKind::Delete(targets) => {
                for target in targets {
                    self.delete_target(target);
                }
            }
            StmtKind::Return(_) | StmtKind::Raise { .. } => {
                walk_statement(self, statement);
                self.state = State::unreachable();
            }
            StmtKind::Assert { test, message } => {
                let (yes, no) = self.condition(test);
                self.state = no;
                if let Some(message) = message {
                    self.expression(message);
                }
                self.state = yes;
            }
            StmtKind::Break => self.leave(|current| &mut current.breaks),
            StmtKind::Continue => self.leave(|current| &mut current.continues),
            StmtKind::If { test, body, orelse } => {
                let (yes, no) = self.condition(test);
                self.state = yes;
                self.statements(body);
                let after_body = std::mem::replace(&mut self.state, no);
                self.statements(orelse);
                self.state.join(&after_body);
            }
            StmtKind::While { test, body, orelse } => self.while_loop(test, body, orelse),
            StmtKind::For {
                target,
                iterable,
                body,
                orelse,
            } => {
                self.expression(iterable);
                self.for_loop(target, body, orelse);
            }
            StmtKind::With { items, body } => self.with(items, body),
            StmtKind::Match { subject, cases } => {
                self.expression(subject);
                self.match_cases(cases);
            }
            StmtKind::Try(parts) => self.try_statement(parts),
            StmtKind::Function(function) => {
                self.function(function);
                self.assign(&function.name.name);
            }
            StmtKind::Class(class) => {
                self.class(class);
                self.assign(&class.name.name);
            }
            StmtKind::Import { module, alias } => match alias {
                Some(alias) => self.assign(&alias.name),
                None => self.assign(&module.name.split('.').next().unwrap_or("").into()),
            },
            StmtKind::ImportFrom {
                names: crate::tree::ImportNames::Names(names),
                ..
            } => {
                for (name, alias) in names {
                    self.assign(&alias.as_ref().unwrap_or(name).name);
                }
            }
            _ => walk_statement(self, statement),
        }
    }

    fn augmented(&mut self, target: &Target, value: &Expr) {
        match &target.kind {
            TargetKind::Name(name) => {
                self.read(name, target.span);
                self.expression(value);
                self.assign(name);
            }
            _ => {
                self.target(target);
                self.expression(value);
            }
        }
    }

    fn delete_target(&mut self, target: &Target) {
        match &target.kind {
            TargetKind::Name(name) => {
                self.read(name, target.span);
                self.delete(name);
            }
            TargetKind::Unpack { items, .. } => {
                for item in items {
                    self.delete_target(item);
                }
            }
            _ => self.target(target),
        }
    }

    /// `break` or `continue`: hands the state to the loop and ends this path.
    fn leave(&mut self, which: impl Fn(&mut Loop) -> &mut State) {
        let mut state = std::mem::replace(&mut self.state, State::unreachable());
        for kills in &self.finally_kills {
            state.subtract(kills);
        }
        if let Some(current) = self.loops.last_mut() {
            which(current).join(&state);
        }
    }

    /// Runs a loop body from `head` until what holds at its head no longer changes.
    ///
    /// `enter` evaluates what stands at the head and returns the state on leaving the loop by it.
    fn repeat(
        &mut self,
        enter: &mut dyn FnMut(&mut Self) -> State,
        body: &[Stmt],
    ) -> (State, State) {
        let mut head = self.state.clone();
        loop {
            self.state.clone_from(&head);
            self.loops.push(Loop {
                breaks: State::unreachable(),
                continues: State::unreachable(),
            });
            let exit = enter(self);
            self.statements(body);
            let Some(current) = self.loops.pop() else {
                return (exit, State::unreachable());
            };
            let mut again = head.clone();
            again.join(&self.state);
            again.join(&current.continues);
            if again == head {
                return (exit, current.breaks);
            }
            head = again;
        }
    }

    fn while_loop(&mut self, test: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        let mut enter = |flow: &mut Self| {
            let (yes, no) = flow.condition(test);
            flow.state = yes;
            no
        };
        let (exit, breaks) = self.repeat(&mut enter, body);
        self.state = exit;
        self.statements(orelse);
        self.state.join(&breaks);
    }

    fn for_loop(&mut self, target: &Target, body: &[Stmt], orelse: &[Stmt]) {
        let mut enter = |flow: &mut Self| {
            let exit = flow.state.clone();
            flow.target(target);
            exit
        };
        let (exit, breaks) = self.repeat(&mut enter, body);
        self.state = exit;
        self.statements(orelse);
        self.state.join(&breaks);
    }

    /// A `with` may swallow an exception from anywhere in its body.
    fn with(&mut self, items: &[WithItem], body: &[Stmt]) {
        let Some((first, rest)) = items.split_first() else {
            self.statements(body);
            return;
        };
        self.expression(&first.manager);
        self.guards.push(self.state.clone());
        if let Some(target) = &first.target {
            self.target(target);
        }
        self.with(rest, body);
        if let Some(guard) = self.guards.pop() {
            self.state.join(&guard);
        }
    }

    fn match_cases(&mut self, cases: &[Case]) {
        let mut after = State::unreachable();
        for case in cases {
            let before = self.state.clone();
            self.pattern(&case.pattern);
            let matched_always = matches!(
                case.pattern.kind,
                PatternKind::Wildcard | PatternKind::Capture(_)
            ) && case.guard.is_none();
            if let Some(guard) = &case.guard {
                let (yes, _) = self.condition(guard);
                self.state = yes;
            }
            self.statements(&case.body);
            after.join(&self.state);
            self.state = if matched_always {
                State::unreachable()
            } else {
                before
            };
        }
        self.state.join(&after);
    }

    /// Binds what the pattern captures.
    pub(super) fn bind_pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Capture(name) | PatternKind::As { name, .. } => self.assign(&name.name),
            PatternKind::Mapping {
                rest: Some(rest), ..
            } => self.assign(&rest.name),
            _ => {}
        }
        walk_pattern(self, pattern);
    }

    fn try_statement(&mut self, parts: &Try) {
        if parts.finalbody.is_empty() {
            self.guarded(parts);
            return;
        }
        let kills = self.killed_by(&parts.finalbody);
        self.finally_kills.push(kills);
        self.guards.push(self.state.clone());
        self.guarded(parts);
        self.finally_kills.pop();
        let end = std::mem::replace(&mut self.state, State::unreachable());
        // Once as it is reached by an exception or a jump, once as it is reached from the end.
        self.state = self.guards.pop().unwrap_or_else(State::unreachable);
        self.statements(&parts.finalbody);
        let goes_on = self.state.is_reachable();
        self.state = end;
        self.statements(&parts.finalbody);
        if !goes_on {
            self.state = State::unreachable();
        }
    }

    /// The `try`, `except` and `else` parts.
    fn guarded(&mut self, parts: &Try) {
        self.guards.push(self.state.clone());
        self.statements(&parts.body);
        let caught = self.guards.pop().unwrap_or_else(State::unreachable);
        self.statements(&parts.orelse);
        let mut after = std::mem::replace(&mut self.state, caught);
        for handler in &parts.handlers {
            if let Some(matches) = &handler.matches {
                self.expression(matches);
            }
            let next = self.state.clone();
            if let Some(name) = &handler.name {
                self.assign(&name.name);
            }
            self.statements(&handler.body);
            if let Some(name) = &handler.name {
                self.delete(&name.name);
            }
            after.join(&self.state);
            self.state = next;
        }
        self.state = after;
    }

    /// Every local that these statements can delete.
    fn killed_by(&mut self, statements: &[Stmt]) -> State {
        let mut all = State::empty(self.scopes.frame(self.scope).locals.len());
        for slot in 0..self.scopes.frame(self.scope).locals.len() {
            all.add(slot);
        }
        let outer = std::mem::replace(&mut self.guards, vec![all.clone()]);
        let state = self.state.clone();
        let unproven = self.unproven.clone();
        self.loops.push(Loop {
            breaks: State::unreachable(),
            continues: State::unreachable(),
        });
        self.statements(statements);
        self.loops.pop();
        self.unproven = unproven;
        self.state = state;
        let survivors = std::mem::replace(&mut self.guards, outer);
        if let Some(survivors) = survivors.first() {
            all.subtract(survivors);
        }
        all
    }
}
