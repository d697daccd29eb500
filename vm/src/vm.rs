//! The machine as a value: what everything else is reached through.

use crate::frame::Registers as Position;
use crate::heap::{Heap, HeapFull, Swept, Words};
use crate::interp::stub;
use crate::limits::SEGMENT_WORDS;
use crate::machine::{Cause, History, Machine};
use crate::native::{Outcome, Stop, Wait};
use crate::object::FLAG_RAW;
use crate::signal::Signal;
use crate::thread::SLOTS;
use crate::traceback::Traceback;
use crate::value::{Ref, Value};
use bytecode::kind::{FLAG_PINNED, Kind, header_word};
use bytecode::value::UNBOUND;

/// The append-only registers of the running program: how many there are of each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Registers {
    /// Names.
    pub names: u16,
    /// Exceptions in the tree.
    pub exceptions: u16,
    /// Code ids.
    pub codes: u16,
    /// Globals.
    pub globals: u16,
}

impl Registers {
    /// What a program starts from.
    #[must_use]
    pub const fn of_program() -> Registers {
        Registers {
            names: bytecode::names::COUNT,
            exceptions: bytecode::exceptions::COUNT,
            codes: bytecode::prelude::RESERVED,
            globals: 0,
        }
    }
}

/// A virtual machine.
pub struct Vm {
    /// Where the running thread is, while the interpreter's loop does not run.
    pub(crate) regs: Position,
    /// The code table: offset of a word a code id, the offset of its code object.
    pub(crate) codes: u32,
    /// The globals: offset of a word each.
    pub(crate) globals: u32,
    pub(crate) signal: &'static Signal,
    /// The heap.
    pub heap: Heap,
    /// Why an instruction stopped.
    pub(crate) stop: Stop,
    /// What the running thread handles: `None` or an exception.
    pub(crate) active: Value,
    /// What is to be raised in the running thread at its next safe point; unbound if nothing is.
    pub(crate) pending: Value,
    /// Where the heap was found full last: position and stack pointer of the instruction.
    pub(crate) retry: (u32, u32),
    /// The current segment of the running thread's stack, 0 if it has none.
    pub(crate) segment: u32,
    /// The end of that segment, less the room kept above.
    pub(crate) limit: u32,
    /// Words of all segments of the running thread.
    pub(crate) stack_words: u32,
    /// Where the exception came from that is raised, or that ended the thread.
    pub(crate) traceback: Traceback,
    /// What the running thread waits for, once a native has returned [`Stop::Block`].
    wait: Wait,
    /// How its last wait ended, until the native has asked.
    pub(crate) outcome: Option<Outcome>,
    /// Exceptions that images added: offset of three words each, parent, name, message.
    pub(crate) exceptions: u32,
    pub(crate) registers: Registers,
    /// The chain: hash of the program and all that was applied since.
    pub(crate) chain: u32,
    /// Offset and bytes of the program in flash, 0 for none.
    pub(crate) flash_image: (u32, u32),
    /// Offset of the stubs; the code object of what was left out follows.
    pub(crate) stubs: u32,
    pub(crate) native_groups: u32,
    /// What each thread's state is kept in while another one runs, 0 for none.
    states: [u32; SLOTS],
    /// The slot of the running thread.
    current: usize,
    /// Values that the rest of the machine keeps alive.
    pub roots: [Value; ROOTS],
    swept: Swept,
    /// What the collector has done.
    pub(crate) history: History,
    /// What is around the machine: the system, the board, the outside. `None` where it stands alone.
    pub(crate) around: Option<&'static Machine>,
}

/// How many values the rest of the machine can keep alive.
pub const ROOTS: usize = 8;

/// Words of the block with the stubs: header, sixteen code bytes, and the code object of what was left out.
const STUB_WORDS: u32 = 2 + 4 + 4;

/// Body words of the state of a thread that does not run. The first ones are values.
mod state {
    pub(super) const ACTIVE: u32 = 0;
    pub(super) const PENDING: u32 = 1;
    pub(super) const WAITED_FOR: u32 = 2;
    pub(super) const IP: u32 = 3;
    pub(super) const SP: u32 = 4;
    pub(super) const FP: u32 = 5;
    pub(super) const SEGMENT: u32 = 6;
    pub(super) const LIMIT: u32 = 7;
    pub(super) const STACK_WORDS: u32 = 8;
    pub(super) const RETRY_IP: u32 = 9;
    pub(super) const RETRY_SP: u32 = 10;
    pub(super) const OUTCOME: u32 = 11;
    pub(super) const REASON: u32 = 12;
    pub(super) const DEADLINE: u32 = 13;
    pub(super) const WORDS: u32 = 2 + 15;
}

impl Vm {
    /// A machine over this memory, without a program. `signal` brings it to a safe point and holds the end of the running
    /// thread's stack, so no two machines may share one.
    #[must_use]
    pub fn new(words: Words, signal: &'static Signal) -> Vm {
        Vm {
            regs: Position::default(),
            codes: 0,
            globals: 0,
            signal,
            heap: Heap::new(words),
            stop: Stop::Interpreter,
            active: Value::NONE,
            pending: Value::UNBOUND,
            retry: (0, 0),
            segment: 0,
            limit: 0,
            stack_words: 0,
            traceback: Traceback::default(),
            wait: NO_WAIT,
            outcome: None,
            exceptions: 0,
            registers: Registers::of_program(),
            chain: 0,
            flash_image: (0, 0),
            stubs: 0,
            native_groups: u32::MAX,
            states: [0; SLOTS],
            current: 0,
            roots: [Value::NONE; ROOTS],
            swept: Swept::default(),
            history: History::default(),
            around: None,
        }
    }

    /// Gives the machine another word that brings it to a safe point, before anything runs on it.
    pub(crate) fn set_signal(&mut self, signal: &'static Signal) {
        self.signal = signal;
    }

    /// Says which groups of natives the board carries: bit n for group n.
    pub fn set_native_groups(&mut self, groups: u32) {
        self.native_groups = groups;
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

    /// The registers of the program.
    #[must_use]
    pub fn registers(&self) -> Registers {
        self.registers
    }

    /// The chain: what the machine runs, as one hash.
    #[must_use]
    pub fn chain(&self) -> u32 {
        self.chain
    }

    /// A global; [`Value::UNBOUND`] if it holds nothing.
    #[must_use]
    pub fn global(&self, global: u16) -> Value {
        if global >= self.registers.globals {
            return Value::UNBOUND;
        }
        Value::from_word(self.heap.words().read(self.globals + u32::from(global) * 4))
    }

    /// Sets a global of the program; beyond their count nothing happens.
    pub fn set_global(&mut self, global: u16, v: Value) {
        if global < self.registers.globals {
            let at = self.globals + u32::from(global) * 4;
            self.heap.words_mut().write(at, v.word());
        }
    }

    /// Offset of the code object that stands for one that was left out.
    pub(crate) fn absent_code(&self) -> u32 {
        self.stubs + 16
    }

    /// Makes what the machine itself needs of the heap, once.
    pub(crate) fn boot(&mut self) -> Result<(), HeapFull> {
        if self.stubs != 0 {
            return Ok(());
        }
        let r = self
            .heap
            .alloc(STUB_WORDS, Kind::Buffer, FLAG_RAW | FLAG_PINNED)?;
        for (i, byte) in self.heap.bytes_mut(r, 0).iter_mut().take(16).enumerate() {
            *byte = stub::FIRST + i as u8;
        }
        // No call fits it: special, and too large for any stack.
        let frame_word = bytecode::code::frame_word(0x7f, true, 0, u16::MAX);
        self.heap.set_word(r, 4, frame_word);
        self.heap.set_word(r, 5, header_word(4, Kind::Code, 0));
        self.stubs = r.offset() + 8;
        Ok(())
    }
}

const NO_WAIT: Wait = Wait {
    deadline: 0,
    object: Value::NONE,
    reason: 0,
};

/// Threads, as far as Python is concerned: a stack and what goes with it.
impl Vm {
    /// Makes a thread that calls `callee` with arguments when it runs for the first time. `words` is the size of its first
    /// stack segment, 0 for the usual one.
    ///
    /// # Errors
    /// [`HeapFull`], and nothing is changed.
    pub fn start(
        &mut self,
        slot: usize,
        callee: Value,
        arguments: &[Value],
        words: u32,
    ) -> Result<(), HeapFull> {
        self.boot()?;
        let kept = self.heap.alloc(state::WORDS, Kind::Frame, FLAG_PINNED)?;
        let words = if words == 0 { SEGMENT_WORDS } else { words };
        let need = words.max(arguments.len() as u32 + 16);
        let before = self.current;
        self.park();
        self.current = slot;
        self.clear_state();
        let at = match self.add_segment(need, 0) {
            Ok(at) => at,
            Err(_) => {
                self.heap.release(kept);
                self.current = before;
                self.unpark();
                return Err(HeapFull);
            }
        };
        if let Some(place) = self.states.get_mut(slot) {
            *place = kept.offset();
        }
        // The bottom frame is that of a call which the first instruction makes: a stub that calls what stands here.
        let end = self.stub(stub::END);
        self.regs = Position {
            ip: end,
            sp: at,
            fp: at + 12,
        };
        self.push(callee);
        self.push(Value::from_word(stub::tagged(end)));
        self.push(Value::ZERO);
        for &argument in arguments {
            self.push(argument);
        }
        self.push(Value::from_word(stub::tagged(end)));
        self.push(Value::count(arguments.len() as u32));
        self.regs.ip = self.stub(stub::START);
        // What walks this stack before the first call finds its end.
        let fp = self.regs.fp;
        self.heap.words_mut().write(fp - 8, end);
        self.park();
        self.current = before;
        self.unpark();
        Ok(())
    }

    /// Makes the thread of a slot the running one.
    pub fn switch_to(&mut self, slot: usize) {
        if slot != self.current {
            self.park();
            self.current = slot;
            self.unpark();
        }
    }

    /// The slot of the running thread.
    #[must_use]
    pub fn current(&self) -> usize {
        self.current
    }

    /// Whether a slot has a thread.
    #[must_use]
    pub fn has_thread(&self, slot: usize) -> bool {
        self.states.get(slot).is_some_and(|&kept| kept != 0)
    }

    /// Gives back what a thread that has ended had.
    pub fn finish(&mut self, slot: usize) {
        self.switch_to(slot);
        while self.segment != 0 {
            self.pop_segment();
        }
        self.clear_state();
        if let Some(kept) = self.states.get_mut(slot).map(core::mem::take)
            && let Some(r) = Ref::from_word(kept)
        {
            self.heap.release(r);
        }
    }

    /// Raises an exception in a thread at its next safe point, in place of one that was to be raised before.
    pub fn raise_in(&mut self, slot: usize, exception: Value) {
        if slot == self.current {
            self.pending = exception;
            self.signal.trip();
        } else if let Some(r) = self.state_of(slot) {
            self.heap.set(r, state::PENDING, exception);
        }
    }

    /// Where the last exception of the running thread came from.
    #[must_use]
    pub fn traceback(&self) -> &Traceback {
        &self.traceback
    }

    /// Visits the frames of a thread, innermost first, until `visit` says `false`.
    pub fn each_frame_in(&self, slot: usize, visit: impl FnMut(&crate::frame::Frame) -> bool) {
        if slot == self.current {
            self.each_frame(visit);
        } else if let Some(r) = self.state_of(slot) {
            let word = |at| self.heap.word(r, at);
            let regs = Position {
                ip: word(state::IP),
                sp: word(state::SP),
                fp: word(state::FP),
            };
            if word(state::SEGMENT) != 0 {
                self.each_frame_of(regs, word(state::SEGMENT), visit);
            }
        }
    }

    fn state_of(&self, slot: usize) -> Option<Ref> {
        self.states.get(slot).and_then(|&kept| Ref::from_word(kept))
    }

    fn clear_state(&mut self) {
        self.regs = Position::default();
        self.segment = 0;
        self.limit = 0;
        self.stack_words = 0;
        self.active = Value::NONE;
        self.pending = Value::UNBOUND;
        self.retry = (0, 0);
        self.wait = NO_WAIT;
        self.outcome = None;
    }

    /// Stores the running thread's state.
    fn park(&mut self) {
        let Some(r) = self.state_of(self.current) else {
            return;
        };
        let outcome = match self.outcome {
            None => 0,
            Some(Outcome::Ready) => 1,
            Some(Outcome::Timeout) => 2,
            Some(Outcome::Stopped) => 3,
        };
        for (at, word) in [
            (state::ACTIVE, self.active.word()),
            (state::PENDING, self.pending.word()),
            (state::WAITED_FOR, self.wait.object.word()),
            (state::IP, self.regs.ip),
            (state::SP, self.regs.sp),
            (state::FP, self.regs.fp),
            (state::SEGMENT, self.segment),
            (state::LIMIT, self.limit),
            (state::STACK_WORDS, self.stack_words),
            (state::RETRY_IP, self.retry.0),
            (state::RETRY_SP, self.retry.1),
            (state::OUTCOME, outcome),
            (state::REASON, self.wait.reason.into()),
            (state::DEADLINE, self.wait.deadline as u32),
            (state::DEADLINE + 1, (self.wait.deadline >> 32) as u32),
        ] {
            self.heap.set_word(r, at, word);
        }
    }

    /// Loads the state of the thread that is to run.
    fn unpark(&mut self) {
        let Some(r) = self.state_of(self.current) else {
            self.clear_state();
            return;
        };
        let word = |at| self.heap.word(r, at);
        let deadline =
            u64::from(word(state::DEADLINE)) | u64::from(word(state::DEADLINE + 1)) << 32;
        self.wait = Wait {
            deadline,
            object: Value::from_word(word(state::WAITED_FOR)),
            reason: word(state::REASON) as u8,
        };
        self.outcome = match word(state::OUTCOME) {
            1 => Some(Outcome::Ready),
            2 => Some(Outcome::Timeout),
            3 => Some(Outcome::Stopped),
            _ => None,
        };
        self.regs = Position {
            ip: word(state::IP),
            sp: word(state::SP),
            fp: word(state::FP),
        };
        self.active = Value::from_word(word(state::ACTIVE));
        self.pending = Value::from_word(word(state::PENDING));
        self.retry = (word(state::RETRY_IP), word(state::RETRY_SP));
        self.segment = word(state::SEGMENT);
        self.limit = word(state::LIMIT);
        self.stack_words = word(state::STACK_WORDS);
    }
}

/// The collector, from the machine's side: the roots.
impl Vm {
    /// Collects because memory is short.
    pub fn collect(&mut self) {
        self.collect_because(Cause::Allocation);
    }

    /// Marks from the roots and frees what was not reached.
    pub(crate) fn mark_and_sweep(&mut self) -> Swept {
        self.park();
        self.heap.begin_collection();
        for (at, count) in [
            (self.globals, u32::from(self.registers.globals)),
            (
                self.exceptions,
                3 * u32::from(self.registers.exceptions - bytecode::exceptions::COUNT),
            ),
        ] {
            if at != 0 {
                self.heap.mark_range(at, at + count * 4);
            }
        }
        for root in self.roots {
            self.heap.mark(root.word());
        }
        if self.codes != 0 {
            self.mark_images();
        }
        for slot in 0..SLOTS {
            self.mark_thread(slot);
        }
        if let Stop::Raise(v) | Stop::Replace(v) | Stop::Resume(v) = self.stop {
            self.heap.mark(v.word());
        }
        self.heap.trace();
        self.swept = self.heap.sweep();
        self.swept
    }

    fn mark_thread(&mut self, slot: usize) {
        let Some(r) = self.state_of(slot) else {
            return;
        };
        for at in [state::ACTIVE, state::PENDING, state::WAITED_FOR] {
            let word = self.heap.word(r, at);
            self.heap.mark(word);
        }
        let word = |at| self.heap.word(r, at);
        let (segment, top) = (word(state::SEGMENT), word(state::SP));
        if segment == 0 {
            return;
        }
        let mut regs = Position {
            ip: word(state::IP),
            sp: top,
            fp: word(state::FP),
        };
        let mut segment = segment;
        if let Some((first, sp, before)) = self.call_ahead(regs.fp, segment) {
            self.heap.mark_range(first, top);
            (regs.sp, segment) = (sp, before);
        }
        while let Some((frame, next)) = self.frame_and_next(regs, segment) {
            self.heap.mark(frame.callee.word());
            self.heap.mark_range(frame.fp, frame.top);
            self.heap.mark_code(frame.ip);
            match next {
                Some((outer, of)) => (regs, segment) = (outer, of),
                None => break,
            }
        }
    }

    /// How many collections there were, and what the last one did.
    #[must_use]
    pub fn collections(&self) -> (u32, Swept) {
        (self.history.collections, self.swept)
    }
}

const _: () = assert!(UNBOUND != 0);

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn vm(words: u32) -> Vm {
        let signal = Box::leak(Box::new(Signal::new()));
        Vm::new(
            Words::arena(vec![0u64; words as usize / 2 + 1].leak(), 0),
            signal,
        )
    }
}
