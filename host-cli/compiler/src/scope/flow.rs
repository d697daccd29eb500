//! Definite assignment: which reads of locals are certain to find a value.
//!
//! A forward analysis over the tree, frame by frame.
//! The state is the set of locals that certainly hold a value; where control cannot come, every statement holds.
//! It is never more optimistic than the machine's own check of the instructions, which merges states at every jump and takes, at a handler, what holds before each instruction it guards.

mod expression;
mod state;
mod statement;

use std::collections::HashSet;

use self::state::State;
use super::{Place, Scopes};
use crate::tree::{MODULE_SCOPE, Module, Name, ScopeId, Span};
use crate::visit::Visitor;

/// The starts of all reads and deletions of locals in the module that may find no value.
pub(super) fn unproven(module: &Module, scopes: &Scopes) -> HashSet<u32> {
    let mut flow = Flow {
        scopes,
        unproven: HashSet::new(),
        scope: MODULE_SCOPE,
        state: State::unreachable(),
        loops: Vec::new(),
        guards: Vec::new(),
        finally_kills: Vec::new(),
    };
    flow.frame(MODULE_SCOPE, &module.body);
    flow.unproven
}

struct Flow<'a> {
    scopes: &'a Scopes,
    unproven: HashSet<u32>,
    scope: ScopeId,
    state: State,
    /// The states at the `break`s and `continue`s of the loops around.
    loops: Vec<Loop>,
    /// For each `try` around, what certainly holds a value at every point of its body.
    guards: Vec<State>,
    /// For each `finally` around, the locals that it deletes.
    finally_kills: Vec<State>,
}

struct Loop {
    breaks: State,
    continues: State,
}

impl Flow<'_> {
    /// Analyses a frame's body from its start.
    fn frame(&mut self, scope: ScopeId, body: &[crate::tree::Stmt]) {
        let frame = self.scopes.frame(scope);
        let mut entry = State::empty(frame.locals.len());
        for index in 0..self.scopes.get(scope).parameters.len() {
            entry.add(index);
        }
        let outer_state = std::mem::replace(&mut self.state, entry);
        let outer_scope = std::mem::replace(&mut self.scope, scope);
        let outer_loops = std::mem::take(&mut self.loops);
        let outer_guards = std::mem::take(&mut self.guards);
        let outer_kills = std::mem::take(&mut self.finally_kills);
        self.statements(body);
        self.state = outer_state;
        self.scope = outer_scope;
        self.loops = outer_loops;
        self.guards = outer_guards;
        self.finally_kills = outer_kills;
    }

    /// The bit of a name that is a plain local of the frame.
    fn slot(&self, name: &Name) -> Option<usize> {
        match self.scopes.place(self.scope, name) {
            Place::Local(slot) => Some(usize::from(slot)),
            _ => None,
        }
    }

    fn read(&mut self, name: &Name, span: Span) {
        let Some(slot) = self.slot(name) else { return };
        if !self.state.has(slot) {
            self.unproven.insert(span.start);
        }
    }

    fn assign(&mut self, name: &Name) {
        if let Some(slot) = self.slot(name) {
            self.state.add(slot);
        }
    }

    fn delete(&mut self, name: &Name) {
        if let Some(slot) = self.slot(name) {
            self.state.remove(slot);
            for guard in &mut self.guards {
                guard.remove(slot);
            }
        }
    }
}
