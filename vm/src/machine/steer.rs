//! Interrupting and stopping threads, from outside.

use super::Machine;
use crate::thread::{EXIT, INTERRUPT, KILL, SUSPEND, Slot, WaitKind};
use vosal::FOREVER;

/// How long the `finally` clauses of a thread that is stopped may run.
const GRACE_MICROS: u64 = 1_000_000;

/// What an interrupt is aimed at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The line that the prompt evaluates.
    Evaluation,
    /// The program's main thread, or all its threads once main has ended.
    Program,
    /// All threads of the program, and a callback that runs.
    EveryThread,
}

impl Machine {
    /// Raises `KeyboardInterrupt`, or `ThreadExit` if `hard`, in the threads that `scope` names; at once also where they wait.
    pub fn interrupt(&self, scope: Scope, hard: bool) {
        let raise = |slot: Slot| {
            if hard {
                self.stop(slot);
            } else {
                self.threads.ask(slot, INTERRUPT);
            }
        };
        let alive = |slot: Slot| self.threads.record(slot).phase().alive();
        match scope {
            Scope::Evaluation => {
                if alive(Slot::EVALUATION) && self.is_busy(Slot::EVALUATION) {
                    raise(Slot::EVALUATION);
                }
            }
            Scope::Program if alive(Slot::MAIN) => raise(Slot::MAIN),
            Scope::Program | Scope::EveryThread => {
                for slot in self.threads.listed() {
                    if alive(slot) && self.threads.record(slot).of_program() {
                        raise(slot);
                    }
                }
                if alive(Slot::INTERRUPT) && self.is_busy(Slot::INTERRUPT) {
                    raise(Slot::INTERRUPT);
                }
            }
        }
    }

    /// Whether one of the threads that serve again and again is serving now.
    fn is_busy(&self, slot: Slot) -> bool {
        !self.threads.rests(slot, WaitKind::Line) && !self.threads.rests(slot, WaitKind::Callback)
    }

    /// Raises `ThreadExit` in a thread, suspended or not, and ends it by force if it goes on for a second after that.
    pub fn stop(&self, slot: Slot) {
        let record = self.threads.record(slot);
        if record.killed_at(self.os()) == 0 {
            record.set_killed_at(self.os(), self.os().now() + GRACE_MICROS);
        }
        self.threads.unask(slot, SUSPEND);
        self.threads.ask(slot, EXIT);
    }

    /// Ends by force what has outlived its grace; the time at which there may be more to do.
    pub fn enforce_deadlines(&self) -> u64 {
        let mut next = FOREVER;
        for slot in self.threads.listed() {
            let record = self.threads.record(slot);
            let at = record.killed_at(self.os());
            if at == 0 || !record.phase().alive() {
                continue;
            }
            if at <= self.os().now() {
                record.set_killed_at(self.os(), FOREVER);
                self.threads.ask(slot, KILL);
            } else {
                next = next.min(at);
            }
        }
        next
    }
}
