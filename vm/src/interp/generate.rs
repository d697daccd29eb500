//! Generators: suspending and resuming.
//!
//! A generator's frame lies on the stack of whoever resumes it, above two words of its own:
//!
//! ```text
//! [generator] [where the resumer goes on, as an integer] [function] [stub] [resumer's fp] [locals … operands …
//! ```
//!
//! The stub says who resumed it: see [`super::stub`]. When it yields, its words are copied into the generator object.

use super::{Exit, Flow, Regs, stub};
use crate::exception::Message;
use crate::limits::{CALL_SLACK_WORDS, STACK_SLACK_WORDS};
use crate::native::Stop;
use crate::object::function;
use crate::object::generator::{self, State};
use crate::object::ops;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code as prelude;

/// Copies words upwards in memory; few, so that a call would cost more than the loop.
#[inline(always)]
unsafe fn copy_words(from: *const u32, to: *mut u32, count: usize) {
    let mut i = 0;
    while i < count {
        // SAFETY: the caller's frame and object have so many words.
        unsafe {
            *to.add(i) = *from.add(i);
        }
        i += 1;
        #[cfg(not(miri))]
        // SAFETY: empty; keeps the loop from becoming a call.
        unsafe {
            core::arch::asm!("/* word */", options(nostack, preserves_flags));
        }
    }
}

/// Gives a value to the `for` that has resumed this generator; all others are slow.
#[inline(always)]
pub(super) unsafe fn yield_value(r: &mut Regs) -> Flow {
    // SAFETY: verified; only a generator's frame has code with this instruction, laid out as drawn above.
    unsafe {
        let base = r.base();
        let fp = r.fp;
        if *fp.sub(2) != r.vm.stub(stub::GENERATOR_FOR) {
            return Flow::Slow;
        }
        let v = r.pop();
        let object = base.word(*fp.sub(5));
        let words = r.sp.offset_from(fp) as usize;
        *object.add(2 + generator::IP as usize) = base.offset(r.ip);
        *object.add(2 + generator::STATE as usize) = (words as u32) << 2 | State::Suspended as u32;
        copy_words(fp, object.add(2 + generator::FRAME as usize), words);
        let after = base.byte(stub::untagged(*fp.sub(4)));
        r.fp = base.word(*fp.sub(1));
        r.sp = fp.sub(4);
        r.push(v);
        let distance = u16::from_le(after.sub(2).cast::<u16>().read_unaligned());
        r.ip = after;
        r.back(distance.into())
    }
}

/// Resumes a generator for `for`, whose instruction has been read; a suspended one with room on the stack, all others are
/// slow.
#[inline(always)]
pub(super) unsafe fn resume_for(r: &mut Regs, object: *mut u32) -> Flow {
    // SAFETY: the object is a generator; its frame has as many words as its code's.
    unsafe {
        let base = r.base();
        let state = *object.add(2 + generator::STATE as usize);
        if state & 3 > State::Suspended as u32 {
            return Flow::Slow;
        }
        let need = 5 + (*object.add(1) & 0xffff);
        if base.offset(r.sp) + need * 4 > r.vm.signal.limit() {
            return Flow::Slow;
        }
        let fp = r.sp.add(4);
        let words = (state >> 2) as usize;
        *fp.sub(4) = stub::tagged(base.offset(r.ip));
        *fp.sub(3) = *object.add(2 + generator::FUNCTION as usize);
        *fp.sub(2) = r.vm.stub(stub::GENERATOR_FOR);
        *fp.sub(1) = base.offset(r.fp);
        copy_words(object.add(2 + generator::FRAME as usize), fp, words);
        r.sp = fp.add(words);
        if state & 3 == State::Suspended as u32 {
            r.push(Value::NONE.word());
        }
        *object.add(2 + generator::STATE as usize) = State::Running as u32;
        r.fp = fp;
        r.ip = super::pin(base.byte(*object.add(2 + generator::IP as usize)));
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn yield_from(_r: &mut Regs) -> Flow {
    Flow::Slow
}

/// What a generator is resumed with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum With {
    /// A value, which the `yield` it stands at gives.
    Value(Value),
    /// An exception, raised at the `yield` it stands at.
    Raise(Value),
}

impl Vm {
    /// Puts the frame of a generator on the stack at `base`, where the generator stands or will; `ret` is where the resumer
    /// goes on, `by` the stub. Nothing is changed on failure.
    pub(crate) fn resume(
        &mut self,
        made: Ref,
        base: u32,
        by: u8,
        ret: u32,
        with: With,
    ) -> Result<(), Stop> {
        let state = generator::state(&self.heap, made);
        match state {
            State::Running => {
                return Err(self.raise_message(index::ValueError, Message::GeneratorRuns));
            }
            State::Created if matches!(with, With::Value(v) if v != Value::NONE) => {
                return Err(self.raise_message(index::TypeError, Message::GeneratorNotStarted));
            }
            _ => {}
        }
        let words = generator::saved_words(&self.heap, made);
        let need = 5 + generator::frame_words(&self.heap, made);
        let room = STACK_SLACK_WORDS - CALL_SLACK_WORDS;
        let (mut at, mut stub) = (base, self.stub(by));
        if base + need * 4 > self.limit + room * 4 {
            at = self.next_segment(need, base + 8)?;
            let memory = self.heap.words_mut();
            memory.write(at, Value::NONE.word());
            memory.write(at + 4, stub::tagged(stub));
            stub = self.stub(stub::SEGMENT);
        }
        let memory = self.heap.words_mut();
        memory.write(base, made.offset());
        memory.write(base + 4, stub::tagged(ret));
        let (callee, ip) = generator::start(&self.heap, made);
        let fp = at + 20;
        let caller = self.regs.fp;
        let memory = self.heap.words_mut();
        memory.write(at + 8, callee.word());
        memory.write(at + 12, stub);
        memory.write(at + 16, caller);
        memory.copy(generator::frame_at(made), fp, words * 4);
        let mut sp = fp + words * 4;
        if let (With::Value(v), State::Suspended) = (with, state) {
            memory.write(sp, v.word());
            sp += 4;
        }
        generator::set_state(&mut self.heap, made, State::Running);
        self.regs.ip = ip;
        self.regs.fp = fp;
        self.regs.sp = sp;
        Ok(())
    }

    /// Suspends the running generator, to go on at `ip`; its operands are all that is on the stack. Gives the value to
    /// whoever resumed it.
    pub(crate) fn suspend_with(&mut self, v: Value, ip: u32) -> Option<Exit> {
        let fp = self.regs.fp;
        let memory = self.heap.words();
        let caller = memory.read(fp - 4);
        let words = (self.regs.sp - fp) / 4;
        let (mut base, mut by) = (fp - 20, memory.read(fp - 8));
        let in_segment = self.stub_at(by) == Some(stub::SEGMENT);
        if in_segment {
            by = stub::untagged(memory.read(base + 4));
            base = self.saved_stack_pointer() - 8;
        }
        let by = self.stub_at(by).unwrap_or(0);
        let memory = self.heap.words();
        let ret = stub::untagged(memory.read(base + 4));
        let Some(made) = Ref::from_word(memory.read(base)) else {
            return self.fault();
        };
        generator::suspend(&mut self.heap, made, ip, words);
        self.heap
            .words_mut()
            .copy(fp, generator::frame_at(made), words * 4);
        if in_segment {
            self.pop_segment();
        }
        self.regs.fp = caller;
        match by {
            stub::GENERATOR_FOR => {
                self.heap.words_mut().write(base + 4, v.word());
                self.regs.sp = base + 8;
                // The distance to the body is the last operand of the loop's instruction.
                self.regs.ip = ret - u32::from(self.code_half(ret - 2));
                self.safe_point_if_asked()
            }
            stub::GENERATOR_FROM => {
                // The resumer is a generator in its turn, and goes on with the same instruction.
                self.regs.sp = base + 4;
                self.regs.ip = ret;
                self.suspend_with(v, ret)
            }
            stub::GENERATOR_CLOSE => {
                self.regs.sp = base;
                self.regs.ip = ret - 1;
                let stop = self.raise_message(index::RuntimeError, Message::GeneratorIgnoredExit);
                self.raise_now(stop)
            }
            _ => {
                self.heap.words_mut().write(base, v.word());
                self.regs.sp = base + 4;
                self.regs.ip = ret;
                None
            }
        }
    }

    /// `for` over a generator.
    pub(crate) fn for_generator(&mut self, start: u32) -> Option<Exit> {
        let at = self.regs.sp - 4;
        let Some(made) = self.heap.as_kind(self.peek(1), Kind::Generator) else {
            let stop = self.raise_message(index::TypeError, Message::NotIterable);
            return self.raise_now(stop);
        };
        if generator::state(&self.heap, made) == State::Finished {
            self.regs.sp = at;
            self.regs.ip = start + 3;
            return None;
        }
        let with = With::Value(Value::NONE);
        match self.resume(made, at, stub::GENERATOR_FOR, start + 3, with) {
            Ok(()) => None,
            Err(stop) => self.raise_now(stop),
        }
    }

    /// `yield from`: `iterator sent` on the stack.
    pub(crate) fn delegate_generator(&mut self, start: u32) -> Option<Exit> {
        let sent = self.peek(1);
        let iterator = self.peek(2);
        let at = self.regs.sp - 8;
        match iterator.as_ref() {
            Some(inner) if self.heap.is(inner, Kind::Generator) => {
                if generator::state(&self.heap, inner) == State::Finished {
                    return self.delegate_done(at, start, Value::NONE);
                }
                let with = With::Value(sent);
                match self.resume(inner, at, stub::GENERATOR_FROM, start, with) {
                    Ok(()) => None,
                    Err(stop) => self.raise_now(stop),
                }
            }
            Some(inner) if self.heap.is(inner, Kind::Iterator) => {
                match self.with_memory(|vm| ops::next(vm, inner)) {
                    Ok(Some(v)) => {
                        self.regs.sp = at + 4;
                        self.suspend_with(v, start)
                    }
                    Ok(None) => self.delegate_done(at, start, Value::NONE),
                    Err(stop) => self.raise_now(stop),
                }
            }
            _ => {
                let stop = self.raise_message(index::TypeError, Message::NotIterable);
                self.raise_now(stop)
            }
        }
    }

    fn delegate_done(&mut self, at: u32, start: u32, result: Value) -> Option<Exit> {
        self.heap.words_mut().write(at, result.word());
        self.regs.sp = at + 4;
        self.regs.ip = start + 1;
        None
    }

    /// A generator's frame has returned: `[generator] [where the resumer goes on] [result]` on the stack.
    pub(crate) fn generator_returned(&mut self, by: u8) -> Option<Exit> {
        let at = self.regs.sp - 12;
        let result = self.peek(1);
        let ret = stub::untagged(self.peek(2).word());
        if let Some(made) = self.peek(3).as_ref() {
            generator::set_state(&mut self.heap, made, State::Finished);
        }
        match by {
            stub::GENERATOR_FOR => {
                self.regs.sp = at;
                self.regs.ip = ret;
                None
            }
            stub::GENERATOR_FROM => self.delegate_done(at, ret, result),
            stub::GENERATOR_CLOSE => {
                self.heap.words_mut().write(at, Value::NONE.word());
                self.regs.sp = at + 4;
                self.regs.ip = ret;
                None
            }
            _ => {
                let stop = self.stop_iteration(result);
                self.regs.sp = at;
                self.regs.ip = ret - 1;
                self.raise_now(stop)
            }
        }
    }

    /// The iterators of `map` and its like live on when what they call has raised: their frame, which an exception is about to
    /// leave, is saved to begin again. Their functions keep in the parameters all that they go on with. Whether it is one.
    pub(crate) fn begin_again(&mut self, made: Ref) -> bool {
        let (callee, _) = generator::start(&self.heap, made);
        let id = function::code_id(&self.heap, callee);
        let lives =
            id.is_some_and(|id| (prelude::map_iterator..=prelude::call_iterator).contains(&id));
        let Some(code) = id.filter(|_| lives).and_then(|id| self.code_address(id)) else {
            return false;
        };
        let (words, fp) = (self.locals_of(code), self.regs.fp);
        let first = code + self.instructions_at(code);
        generator::begin_again(&mut self.heap, made, first, words);
        let to = generator::frame_at(made);
        self.heap.words_mut().copy(fp, to, words * 4);
        true
    }

    /// An iterator has ended with `StopIteration`: its resumer, which asked for it with `by`, goes on.
    pub(crate) fn end_iteration(&mut self, by: u8, fp: u32, at: u32, ret: u32) -> Option<Exit> {
        self.regs.fp = fp;
        if by == stub::GENERATOR_FROM {
            return self.delegate_done(at, ret, Value::NONE);
        }
        self.regs.sp = at;
        self.regs.ip = ret;
        if by == stub::GENERATOR_CLOSE {
            self.push(Value::NONE);
        }
        None
    }

    /// `StopIteration` with a value.
    fn stop_iteration(&mut self, value: Value) -> Stop {
        if value == Value::NONE {
            return self.raise(index::StopIteration);
        }
        let made = self.with_memory(|vm| Ok(vm.new_exception(index::StopIteration, &[value])?));
        match made {
            Ok(made) => Stop::Raise(made.value()),
            Err(stop) => stop,
        }
    }
}
