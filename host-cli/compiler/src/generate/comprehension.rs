//! Comprehensions and generator expressions.

use bytecode::op::Op;
use bytecode::operand::{Count8, Depth, Flags, Local};

use super::Generator;
use super::display::count;
use crate::emit::{Branch, Label};
use crate::scope::ScopeKind;
use crate::tree::{Clause, Comprehension, ComprehensionKind, Expr, ExprKind, Span};

/// A loop of a comprehension whose bottom is still to come.
enum Turn {
    Iterator {
        head: Label,
        next: Label,
    },
    Counted {
        head: Label,
        next: Label,
        exit: Label,
        current: Local,
        stop: Local,
        own: bool,
    },
}

impl Generator<'_, '_> {
    pub(super) fn comprehension(&mut self, comprehension: &Comprehension, span: Span) {
        if self.unit.scopes.get(comprehension.scope).kind == ScopeKind::Function {
            return self.own_frame(comprehension, span);
        }
        let scope = std::mem::replace(&mut self.scope, comprehension.scope);
        self.build_in_place(comprehension, scope, span);
        self.scope = scope;
    }

    /// A list, set or dict built in this frame; the first iterable belongs to the scope outside.
    fn build_in_place(
        &mut self,
        comprehension: &Comprehension,
        outside: crate::tree::ScopeId,
        span: Span,
    ) {
        let Some((first, rest)) = comprehension.clauses.split_first() else {
            return;
        };
        let inside = std::mem::replace(&mut self.scope, outside);
        let counted = self.counted(&first.iterable);
        if counted.is_none() {
            self.expression(&first.iterable);
            self.at(first.iterable.span);
            self.op(Op::GetIter {});
        } else if let Some(counted) = &counted {
            self.bounds(counted);
        }
        self.scope = inside;
        self.empty(comprehension.kind, span);
        let mut turns = Vec::new();
        let mut depth = 1;
        if counted.is_some() {
            // start stop result: the result goes below.
            self.op(Op::RotThree {});
            turns.push(self.enter_counted(first));
        } else {
            self.op(Op::Swap {});
            turns.push(self.enter_iterator(first));
            depth += 1;
        }
        self.conditions(first, &turns);
        for clause in rest {
            self.inner_clause(clause, &mut turns, &mut depth);
        }
        self.element(comprehension, depth);
        for turn in turns.into_iter().rev() {
            self.bottom(&turn);
        }
    }

    fn empty(&mut self, kind: ComprehensionKind, span: Span) {
        self.at(span);
        self.op(match kind {
            ComprehensionKind::Set => Op::BuildSet { count: count(0) },
            ComprehensionKind::Dict => Op::BuildDict { count: count(0) },
            ComprehensionKind::List | ComprehensionKind::Generator => {
                Op::BuildList { count: count(0) }
            }
        });
    }

    fn inner_clause(&mut self, clause: &Clause, turns: &mut Vec<Turn>, depth: &mut u8) {
        if let Some(counted) = self.counted(&clause.iterable) {
            self.bounds(&counted);
            let turn = self.enter_counted(clause);
            turns.push(turn);
        } else {
            self.expression(&clause.iterable);
            self.at(clause.iterable.span);
            self.op(Op::GetIter {});
            let turn = self.enter_iterator(clause);
            turns.push(turn);
            *depth = depth.saturating_add(1);
        }
        self.conditions(clause, turns);
    }

    /// The iterator lies on the stack.
    fn enter_iterator(&mut self, clause: &Clause) -> Turn {
        let (head, next) = (self.emit.new_label(), self.emit.new_label());
        let entered = self.emit.is_reachable();
        self.emit.branch(Branch::Always, next);
        self.emit.place_loop(head, 1, entered);
        self.store(&clause.target);
        Turn::Iterator { head, next }
    }

    /// The bounds lie on the stack.
    fn enter_counted(&mut self, clause: &Clause) -> Turn {
        let stop = self.temporary();
        // Nothing but an assignment expression elsewhere could change the target, and that is refused.
        let own = self.local_of(&clause.target);
        let current = own.unwrap_or_else(|| self.temporary());
        let (head, next, exit) = (
            self.emit.new_label(),
            self.emit.new_label(),
            self.emit.new_label(),
        );
        self.at(clause.iterable.span);
        self.emit.branch(
            Branch::RangeEnter {
                current: current.0,
                stop: stop.0,
            },
            exit,
        );
        self.emit.place(head);
        if own.is_none() {
            self.op(Op::LoadFast { slot: current });
            self.store(&clause.target);
        }
        Turn::Counted {
            head,
            next,
            exit,
            current,
            stop,
            own: own.is_some(),
        }
    }

    /// Items that fail a condition go on to the next turn of the innermost loop.
    fn conditions(&mut self, clause: &Clause, turns: &[Turn]) {
        let Some(Turn::Iterator { next, .. } | Turn::Counted { next, .. }) = turns.last() else {
            return;
        };
        for condition in &clause.conditions {
            self.jump_if(condition, false, *next);
        }
    }

    fn element(&mut self, comprehension: &Comprehension, depth: u8) {
        self.expression(&comprehension.element);
        if let Some(value) = &comprehension.value {
            self.expression(value);
        }
        let depth = Depth(depth);
        self.at(comprehension.element.span);
        self.op(match comprehension.kind {
            ComprehensionKind::Set => Op::SetAdd { depth },
            ComprehensionKind::Dict => Op::DictAdd { depth },
            ComprehensionKind::List | ComprehensionKind::Generator => Op::ListAppend { depth },
        });
    }

    fn bottom(&mut self, turn: &Turn) {
        match turn {
            Turn::Iterator { head, next } => {
                self.emit.place(*next);
                self.emit.branch(Branch::ForIter, *head);
            }
            Turn::Counted {
                head,
                next,
                exit,
                current,
                stop,
                own,
            } => {
                self.emit.place(*next);
                self.emit.branch(
                    Branch::RangeNext {
                        current: current.0,
                        stop: stop.0,
                    },
                    *head,
                );
                self.emit.place(*exit);
                self.release(*stop);
                if !own {
                    self.release(*current);
                }
            }
        }
    }

    /// A generator expression, or a comprehension whose functions need variables of their own: a hidden function.
    fn own_frame(&mut self, comprehension: &Comprehension, span: Span) {
        let Some(first) = comprehension.clauses.first() else {
            return;
        };
        let code = self.new_code(span);
        let with = self.closure(comprehension.scope);
        if with == 0 {
            self.op(Op::LoadFunction { code });
        } else {
            self.op(Op::MakeFunction {
                code,
                with: Flags(with),
            });
        }
        self.op(Op::PrepareCall {});
        self.expression(&first.iterable);
        self.at(first.iterable.span);
        self.op(Op::GetIter {});
        self.at(span);
        self.op(Op::Call { count: Count8(1) });
        let name = match comprehension.kind {
            ComprehensionKind::Generator => "<genexpr>",
            ComprehensionKind::List => "<listcomp>",
            ComprehensionKind::Set => "<setcomp>",
            ComprehensionKind::Dict => "<dictcomp>",
        };
        let qualname = self.nested_name(name);
        let mut inner = self.nested(comprehension.scope, qualname);
        inner.hidden_body(comprehension, span);
        inner.finish(code, None, span);
    }

    fn hidden_body(&mut self, comprehension: &Comprehension, span: Span) {
        let Some((first, rest)) = comprehension.clauses.split_first() else {
            return;
        };
        let generator = comprehension.kind == ComprehensionKind::Generator;
        let mut depth = 1;
        if !generator {
            self.empty(comprehension.kind, span);
            depth += 1;
        }
        self.op(Op::LoadFast { slot: Local(0) });
        let mut turns = vec![self.enter_iterator(first)];
        self.conditions(first, &turns);
        for clause in rest {
            self.inner_clause(clause, &mut turns, &mut depth);
        }
        if generator {
            self.yielded(&comprehension.element);
        } else {
            self.element(comprehension, depth);
        }
        for turn in turns.into_iter().rev() {
            self.bottom(&turn);
        }
        if !generator {
            self.op(Op::ReturnValue {});
        }
    }

    fn yielded(&mut self, element: &Expr) {
        debug_assert!(!matches!(element.kind, ExprKind::Starred(_)));
        self.expression(element);
        self.at(element.span);
        self.op(Op::YieldValue {});
        self.op(Op::Pop {});
    }
}
