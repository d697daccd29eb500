//! Raising, handling, and the way from one to the other.

use super::{Exit, Flow, Regs, stub};
use crate::exception::{self, Message, body};
use crate::native::Stop;
use crate::object::generator::{self, State};
use crate::object::ops;
use crate::value::Value;
use crate::vm::Vm;
use bytecode::code::HANDLERS;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::value::Tag;

macro_rules! slow {
    ($($name:ident)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(_r: &mut Regs) -> Flow {
            Flow::Slow
        })*
    };
}

slow! { raise raise_from raise_active reraise }

#[inline(always)]
pub(super) unsafe fn push_exception(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let e = r.peek(1);
        let previous = r.vm.active.word();
        r.poke(1, previous);
        r.push(e);
        r.vm.active = Value::from_word(e);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn pop_exception(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe { r.vm.active = Value::from_word(r.pop()) };
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn jump_unless_exception(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let class = r.half() as u16;
        let to = r.half();
        let e = Value::from_word(r.peek(1));
        if !r.vm.is_caught_by(e, class) {
            r.skip(to);
        }
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn match_exception(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let (e, class) = (r.peek(2), r.peek(1));
        match r
            .vm
            .match_slow(Value::from_word(e), Value::from_word(class))
        {
            Some(matches) => {
                r.poke(1, Value::from(matches).word());
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

impl Vm {
    /// Whether `except class` catches an exception; nothing catches `ThreadExit` but its own name.
    #[inline(never)]
    fn is_caught_by(&self, e: Value, class: u16) -> bool {
        match self.exception_index(e) {
            Some(index::ThreadExit) => class == index::ThreadExit,
            Some(of) => self.exception_is(of, class),
            None => false,
        }
    }

    #[inline(never)]
    fn match_slow(&mut self, e: Value, class: Value) -> Option<bool> {
        if exception::is_class(class) {
            let of = class.payload_of(Tag::Exception)?;
            return Some(self.is_caught_by(e, of));
        }
        let count = ops::item_count(self, class)
            .filter(|_| self.heap.as_kind(class, Kind::Tuple).is_some());
        let Some(count) = count else {
            self.stop = self.raise_message(index::TypeError, Message::CannotCatch);
            return None;
        };
        for i in 0..count {
            let item = ops::item(self, class, i);
            match item.payload_of(Tag::Exception) {
                Some(of) if exception::is_class(item) => {
                    if self.is_caught_by(e, of) {
                        return Some(true);
                    }
                }
                _ => {
                    self.stop = self.raise_message(index::TypeError, Message::CannotCatch);
                    return None;
                }
            }
        }
        Some(false)
    }

    /// The exception that raising a value raises: an instance as it is, of a class a bare instance.
    pub(crate) fn raisable(&self, v: Value) -> Option<Value> {
        if exception::is_class(v) {
            return v.payload_of(Tag::Exception).map(Value::bare_exception);
        }
        self.exception_index(v).map(|_| v)
    }

    /// `raise v`.
    pub(crate) fn raise_value_now(&mut self, v: Value) -> Option<Exit> {
        let stop = match self.raisable(v) {
            Some(e) => Stop::Raise(e),
            None => self.raise_message(index::TypeError, Message::NotAnException),
        };
        self.raise_now(stop)
    }

    /// `raise v from cause`.
    pub(crate) fn raise_from_now(&mut self, v: Value, cause: Value) -> Option<Exit> {
        let cause = if cause == Value::NONE {
            Some(cause)
        } else {
            self.raisable(cause)
        };
        let (Some(e), Some(cause)) = (self.raisable(v), cause) else {
            let stop = self.raise_message(index::TypeError, Message::NotAnException);
            return self.raise_now(stop);
        };
        match self.with_memory(|vm| vm.own_exception(e)) {
            Ok(made) => {
                if let Some(r) = made.as_ref() {
                    self.heap.set(r, body::CAUSE, cause);
                }
                self.raise_now(Stop::Raise(made))
            }
            Err(stop) => self.raise_now(stop),
        }
    }

    /// An exception object on the heap that is equal to an exception.
    fn own_exception(&mut self, e: Value) -> Result<Value, Stop> {
        if let Some(r) = e.as_ref()
            && !self.heap.is_image(r)
        {
            return Ok(e);
        }
        let args = self.exception_args(e)?;
        let made = self.heap.alloc(body::WORDS, Kind::Exception, 0)?;
        let index = self.exception_index(e).unwrap_or(0);
        self.heap.set_word(made, body::INDEX, index.into());
        self.heap.set(made, body::ARGS, args.value());
        Ok(made.value())
    }

    /// `raise` alone.
    pub(crate) fn raise_active_now(&mut self) -> Option<Exit> {
        let e = self.active;
        if e == Value::NONE {
            let stop = self.raise_message(index::RuntimeError, Message::NoActiveException);
            return self.raise_now(stop);
        }
        self.unwind(e)
    }

    /// Raises what a [`Stop`] says, at `ip`. A full heap at this point is `MemoryError`.
    pub(crate) fn raise_now(&mut self, stop: Stop) -> Option<Exit> {
        if self.call_ahead(self.regs.fp, self.segment).is_some() {
            self.regs.sp = self.pop_segment();
        }
        let e = match stop {
            Stop::Raise(e) => self.with_context(e),
            Stop::HeapFull => Value::bare_exception(index::MemoryError),
            _ => Value::bare_exception(index::SystemError),
        };
        self.traceback.begin();
        self.unwind(e)
    }

    /// An exception that is raised while another is handled has that one as its context, unless it says so already. Without
    /// memory for an object to say it in, it stays as it is.
    fn with_context(&mut self, e: Value) -> Value {
        let active = self.active;
        let is_exit = self.exception_index(e) == Some(index::ThreadExit);
        if active == Value::NONE || active == e || is_exit {
            return e;
        }
        let Ok(own) = self.with_memory(|vm| vm.own_exception(e)) else {
            return e;
        };
        if let Some(r) = own.as_ref()
            && self.heap.word(r, body::CONTEXT) == 0
        {
            self.heap.set(r, body::CONTEXT, active);
        }
        own
    }

    /// The machine finds itself in a state that it cannot be in.
    pub(crate) fn fault(&mut self) -> Option<Exit> {
        Some(Exit::Raised(Value::bare_exception(index::SystemError)))
    }

    /// Goes to the handler of an exception raised at `ip`, or ends the thread.
    pub(crate) fn unwind(&mut self, mut e: Value) -> Option<Exit> {
        loop {
            // A first call that fails was made by no code.
            let by_stub = self.stub_at(self.regs.ip).is_some();
            if let Some(code) = self
                .code_of_frame(self.regs.fp, self.regs.ip)
                .filter(|_| !by_stub)
            {
                let first = code + self.instructions_at(code);
                let at = self.regs.ip - first;
                self.traceback.add(self.code_id_at(code), at as u16);
                if let Some((target, depth)) = self.find_handler(code, at) {
                    let locals = self.locals_of(code);
                    self.regs.sp = self.regs.fp + (locals + u32::from(depth)) * 4;
                    self.push(e);
                    self.regs.ip = first + u32::from(target);
                    return None;
                }
            }
            match self.leave_frame(e) {
                Ok(next) => e = next,
                Err(exit) => return exit,
            }
        }
    }

    /// Leaves the frame of the registers because of an exception: what goes on in the next one, or how it ends here.
    fn leave_frame(&mut self, e: Value) -> Result<Value, Option<Exit>> {
        let fp = self.regs.fp;
        let memory = self.heap.words();
        let (mut ret, caller) = (memory.read(fp - 8), memory.read(fp - 4));
        let mut callee_at = fp - 12;
        let mut next = e;
        loop {
            let Some(stub) = self.stub_at(ret) else {
                // The call is the instruction before the one it returns to.
                self.regs.ip = ret - 1;
                break;
            };
            if stub == stub::END {
                return Err(Some(Exit::Raised(next)));
            }
            let continued = stub::untagged(self.heap.words().read(callee_at - 4));
            match stub {
                stub::SEGMENT => {
                    callee_at = self.pop_segment();
                    ret = continued;
                    continue;
                }
                stub::GENERATOR_FOR
                | stub::GENERATOR_NEXT
                | stub::GENERATOR_FROM
                | stub::GENERATOR_CLOSE => {
                    let made = Value::from_word(self.heap.words().read(callee_at - 8)).as_ref();
                    let again = made.is_some_and(|made| self.begin_again(made));
                    if let Some(made) = made.filter(|_| !again) {
                        generator::set_state(&mut self.heap, made, State::Finished);
                    }
                    let of = self.exception_index(next);
                    if again && of == Some(index::StopIteration) && stub != stub::GENERATOR_NEXT {
                        return Err(self.end_iteration(stub, caller, callee_at - 8, continued));
                    }
                    if stub == stub::GENERATOR_CLOSE
                        && matches!(of, Some(index::GeneratorExit | index::StopIteration))
                    {
                        self.regs.fp = caller;
                        self.regs.sp = callee_at - 8;
                        self.push(Value::NONE);
                        self.regs.ip = continued;
                        return Err(None);
                    }
                    if of == Some(index::StopIteration) && !again {
                        next = match self
                            .raise_message(index::RuntimeError, Message::GeneratorRaised)
                        {
                            Stop::Raise(e) => e,
                            _ => next,
                        };
                    }
                    self.regs.ip = if stub == stub::GENERATOR_FROM {
                        continued
                    } else {
                        continued - 1
                    };
                }
                // These name the instruction itself, the others where it goes on.
                stub::BRANCH | stub::STORE => self.regs.ip = continued,
                _ => self.regs.ip = continued - 1,
            }
            break;
        }
        self.regs.fp = caller;
        self.regs.sp = callee_at;
        Ok(next)
    }

    /// The innermost handler that covers a position: where it is and how much of the stack it keeps.
    fn find_handler(&self, code: u32, at: u32) -> Option<(u16, u16)> {
        let header = crate::heap::header::Header(self.heap.words().read(code + 4));
        if header.flags() & HANDLERS == 0 {
            return None;
        }
        let end = code + header.words() * 4 - 2;
        let count = u32::from(self.code_half(end));
        let first = end - 8 * count;
        (0..count).map(|i| first + 8 * i).find_map(|entry| {
            let covers =
                u32::from(self.code_half(entry)) <= at && at < u32::from(self.code_half(entry + 2));
            covers.then(|| (self.code_half(entry + 4), self.code_half(entry + 6)))
        })
    }
}
