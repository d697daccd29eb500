//! The machine as a value: what everything else is reached through.

use crate::heap::{Heap, Words};
use crate::native::{Outcome, Stop, Wait};
use crate::value::Value;
use bytecode::exceptions::NO_PARENT;

/// A virtual machine.
pub struct Vm {
    /// The heap.
    pub heap: Heap,
    /// What the running thread waits for, once a native has returned [`Stop::Block`].
    wait: Wait,
    /// How its last wait ended, until the native has asked.
    outcome: Option<Outcome>,
}

impl Vm {
    /// A machine over this memory, without a program.
    #[must_use]
    pub fn new(words: Words) -> Vm {
        Vm {
            heap: Heap::new(words),
            wait: Wait {
                deadline: 0,
                object: Value::NONE,
                reason: 0,
            },
            outcome: None,
        }
    }

    /// Makes the running native wait: `return Err(vm.block(wait))`.
    #[must_use]
    pub fn block(&mut self, wait: Wait) -> Stop {
        self.wait = wait;
        Stop::Block
    }

    /// What the running thread waits for.
    #[must_use]
    pub fn wait(&self) -> Wait {
        self.wait
    }

    /// How the wait ended that the running native asked for; `None` when it is called for the first time.
    pub fn take_outcome(&mut self) -> Option<Outcome> {
        self.outcome.take()
    }

    /// Says how a thread's wait ended, before the thread runs again.
    pub fn set_outcome(&mut self, outcome: Outcome) {
        self.outcome = Some(outcome);
    }

    /// The parent of an exception that images added.
    pub(crate) fn added_exception_parent(&self, _index: u16) -> u16 {
        NO_PARENT
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn vm(words: u32) -> Vm {
        Vm::new(Words::arena(vec![0u64; words as usize / 2 + 1].leak(), 0))
    }
}
