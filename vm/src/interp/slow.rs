//! What the loop leaves to be done with the registers stored: see [`super`].

use super::{Exit, Flow, stub};
use crate::exception::Message;
use crate::native::Stop;
use crate::object::attribute::{Found, Setter};
use crate::object::ops;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::op::{Op, code};
use bytecode::prelude::code as prelude;

impl Vm {
    /// The byte of code at an offset.
    pub(crate) fn code_byte(&self, at: u32) -> u8 {
        self.heap
            .words()
            .bytes(at, 1)
            .first()
            .copied()
            .unwrap_or(stub::END)
    }

    /// The half word of code at an offset, which may be odd.
    pub(crate) fn code_half(&self, at: u32) -> u16 {
        u16::from(self.code_byte(at)) | u16::from(self.code_byte(at + 1)) << 8
    }

    /// The value at a depth of the stack, 1 is the top.
    pub(crate) fn peek(&self, depth: u32) -> Value {
        Value::from_word(self.heap.words().read(self.regs.sp - depth * 4))
    }

    /// Sets the value at a depth of the stack.
    pub(crate) fn poke(&mut self, depth: u32, v: Value) {
        let at = self.regs.sp - depth * 4;
        self.heap.words_mut().write(at, v.word());
    }

    /// Pushes a value.
    pub(crate) fn push(&mut self, v: Value) {
        let at = self.regs.sp;
        self.heap.words_mut().write(at, v.word());
        self.regs.sp = at + 4;
    }

    /// A local.
    pub(crate) fn local(&self, slot: u8) -> Value {
        Value::from_word(self.heap.words().read(self.regs.fp + u32::from(slot) * 4))
    }

    /// Sets a local.
    pub(crate) fn set_local(&mut self, slot: u8, v: Value) {
        let at = self.regs.fp + u32::from(slot) * 4;
        self.heap.words_mut().write(at, v.word());
    }

    /// Does what may find the heap full, with a collection in between if it does.
    ///
    /// # Errors
    /// `MemoryError` if it does again; what else it says.
    pub(crate) fn with_memory<T>(
        &mut self,
        mut work: impl FnMut(&mut Vm) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        match work(self) {
            Err(Stop::HeapFull) => {}
            other => return other,
        }
        self.collect();
        match work(self) {
            Err(Stop::HeapFull) => Err(self.out_of_memory()),
            other => other,
        }
    }

    /// There is no memory even after a collection.
    pub(crate) fn out_of_memory(&mut self) -> Stop {
        let history = &mut self.history;
        history.failed_allocations = history.failed_allocations.wrapping_add(1);
        history.failed_size = self.heap.refused_words() * 4;
        self.raise(index::MemoryError)
    }

    /// Before the loop begins: what is pending, and the end of the stack.
    pub(crate) fn begin_run(&mut self) -> Option<Exit> {
        self.signal.set_limit(self.limit);
        self.raise_pending()
    }

    fn raise_pending(&mut self) -> Option<Exit> {
        if self.pending == Value::UNBOUND || self.regs.sp == 0 {
            return None;
        }
        let e = core::mem::replace(&mut self.pending, Value::UNBOUND);
        self.outcome = None;
        self.raise_now(Stop::Raise(e))
    }

    /// A safe point: the instruction is done, or has not begun.
    pub(crate) fn safe_point(&mut self) -> Option<Exit> {
        self.retry = (0, 0);
        self.signal.set_limit(self.limit);
        if let Some(exit) = self.raise_pending() {
            return Some(exit);
        }
        self.signal.is_raised().then_some(Exit::Quantum)
    }

    /// A safe point if one is asked for.
    pub(crate) fn safe_point_if_asked(&mut self) -> Option<Exit> {
        if self.signal.limit() == 0 {
            self.safe_point()
        } else {
            None
        }
    }

    /// Goes on after the loop was left: `trap` is what [`Vm::dispatch`] returned.
    pub(crate) fn handle(&mut self, trap: u32) -> Option<Exit> {
        let size = trap & 0xff;
        let start = self.regs.ip - size;
        match trap >> 8 {
            flow if flow == Flow::Next as u32 => None,
            flow if flow == Flow::Safe as u32 => self.safe_point(),
            flow if flow == Flow::Stop as u32 => self.stopped(start, size),
            _ => self.slow(start, size),
        }
    }

    /// An instruction or native has stopped.
    fn stopped(&mut self, start: u32, size: u32) -> Option<Exit> {
        let ret = self.regs.ip;
        self.regs.ip = start;
        match self.stop {
            Stop::HeapFull => self.full_at(start),
            Stop::Delegate(function) => self.delegate(start, size, function),
            Stop::Again => self.safe_point(),
            Stop::Block => Some(Exit::Block),
            Stop::Resume(generator) => self.resume_for_native(generator, ret),
            Stop::Replace(v) => {
                self.poke(1, v);
                None
            }
            Stop::Interpreter => {
                self.regs.ip = ret;
                self.slow(start, size)
            }
            stop @ Stop::Raise(_) => self.raise_now(stop),
        }
    }

    /// The heap was full at an instruction: a collection, and once more; the second time in the same place it is
    /// `MemoryError`. The next safe point, which lies on every way back to the place, forgets that there was a first time.
    fn full_at(&mut self, start: u32) -> Option<Exit> {
        let here = (start, self.regs.sp);
        if self.retry == here {
            self.retry = (0, 0);
            let stop = self.out_of_memory();
            return self.raise_now(stop);
        }
        self.collect();
        self.retry = here;
        self.signal.trip();
        None
    }

    /// Does an instruction, with `ip` behind its operands.
    fn slow(&mut self, start: u32, size: u32) -> Option<Exit> {
        let ret = self.regs.ip;
        let op = self.code_byte(start);
        if op >= stub::FIRST {
            return self.returned(op);
        }
        self.regs.ip = start;
        match op {
            code::Call | code::CallMethod => self.slow_call(start, op, ret),
            code::CallKeyword | code::CallMethodKeyword => self.keyword_call(start, op, ret),
            code::CallSpread => self.spread_call(ret),
            code::Raise | code::Reraise => {
                let v = self.peek(1);
                self.regs.sp -= 4;
                if op == code::Raise {
                    self.raise_value_now(v)
                } else {
                    self.unwind(v)
                }
            }
            code::RaiseFrom => {
                let (v, cause) = (self.peek(2), self.peek(1));
                self.raise_from_now(v, cause)
            }
            code::RaiseActive => self.raise_active_now(),
            code::YieldValue => {
                let v = self.peek(1);
                self.regs.sp -= 4;
                self.suspend_with(v, ret)
            }
            code::YieldFrom => self.delegate_generator(start),
            code::ForIter => self.for_generator(start),
            code::RangeEnter => self.enter_range(start),
            code::RangeNext => self.next_of_range(start),
            _ => self.slow_attribute(start, op, start + size),
        }
    }

    fn slow_call(&mut self, start: u32, op: u8, ret: u32) -> Option<Exit> {
        if self.signal.limit() == 0
            && let Some(exit) = self.safe_point()
        {
            return Some(exit);
        }
        if self.regs.ip != start {
            // The safe point has raised.
            return None;
        }
        let count = u32::from(self.code_byte(start + 1));
        let count = if op == code::CallMethod {
            self.settle_method(count, 0)
        } else {
            count
        };
        self.invoke(count, ret)
    }

    /// Of a method call with `count` arguments and `above` words more: shifts all down by one if there is no object;
    /// the count with the object.
    pub(crate) fn settle_method(&mut self, count: u32, above: u32) -> u32 {
        let words = count + above;
        if self.peek(words + 1) != Value::MISSING {
            return count + 1;
        }
        let from = self.regs.sp - words * 4;
        self.heap.words_mut().copy(from, from - 4, words * 4);
        self.regs.sp -= 4;
        count
    }

    /// `for … in range(start, stop)` where the two are no small integers: a range object's iterator in the local `stop`.
    fn enter_range(&mut self, start: u32) -> Option<Exit> {
        let (current, stop) = (self.code_byte(start + 1), self.code_byte(start + 2));
        let end = u32::from(self.code_half(start + 3));
        let made = self.with_memory(|vm| {
            let at = vm.regs.sp - 8;
            let range = vm.call_native_at(bytecode::natives::id::new_range, at, 2)?;
            ops::iterate(vm, range)
        });
        let made = match made {
            Ok(made) => made,
            Err(stop) => return self.raise_now(stop),
        };
        self.regs.sp -= 8;
        self.set_local(stop, made);
        self.step_range(current, made, start + 5, start + 5 + end)
    }

    fn next_of_range(&mut self, start: u32) -> Option<Exit> {
        let (current, stop) = (self.code_byte(start + 1), self.code_byte(start + 2));
        let back = u32::from(self.code_half(start + 3));
        let next = start + 5;
        let iterator = self.local(stop);
        if self.heap.as_kind(iterator, Kind::Iterator).is_none() {
            let stop = self.raise(index::SystemError);
            return self.raise_now(stop);
        }
        let exit = self.step_range(current, iterator, next - back, next);
        exit.or_else(|| self.safe_point_if_asked())
    }

    fn step_range(&mut self, current: u8, iterator: Value, body: u32, end: u32) -> Option<Exit> {
        let Some(r) = iterator.as_ref() else {
            return self.fault();
        };
        match self.with_memory(|vm| ops::next(vm, r)) {
            Ok(Some(v)) => {
                self.set_local(current, v);
                self.regs.ip = body;
                None
            }
            Ok(None) => {
                self.regs.ip = end;
                None
            }
            Err(stop) => self.raise_now(stop),
        }
    }

    /// A machine-made call has returned to its stub.
    fn returned(&mut self, stub: u8) -> Option<Exit> {
        match stub {
            stub::END => {
                let result = self.peek(1);
                return Some(Exit::End(result));
            }
            stub::NATIVE => return self.native_again(),
            stub::START => return self.first_call(),
            stub::GENERATOR_FOR
            | stub::GENERATOR_NEXT
            | stub::GENERATOR_FROM
            | stub::GENERATOR_CLOSE => return self.generator_returned(stub),
            stub::SEGMENT => {
                let result = self.peek(1);
                let ret = stub::untagged(self.peek(2).word());
                self.regs.sp = self.pop_segment();
                self.push(result);
                self.regs.ip = ret;
                return None;
            }
            _ => {}
        }
        let (object, position, result) = (self.peek(3), self.peek(2), self.peek(1));
        let position = stub::untagged(position.word());
        self.regs.sp -= 12;
        self.regs.ip = position;
        if stub == stub::CONSTRUCT {
            self.push(object);
            if result == Value::NONE {
                return None;
            }
            let stop = self.raise_message(index::TypeError, Message::InitReturned);
            self.regs.ip -= 1;
            return self.raise_now(stop);
        }
        self.finish_delegated(stub, position, object, result)
    }

    /// Attributes whose reading, writing or deleting takes a call, and deletion of all.
    fn slow_attribute(&mut self, start: u32, op: u8, ret: u32) -> Option<Exit> {
        let of_local = matches!(
            op,
            code::LoadAttrFast | code::StoreAttrFast | code::LoadMethodFast
        );
        let name = self.code_half(start + if of_local { 2 } else { 1 });
        let on_stack = match op {
            code::LoadSuper | code::LoadSuperMethod | code::StoreAttr => 2,
            code::LoadAttrFast | code::LoadMethodFast => 0,
            _ => 1,
        };
        let o = if of_local {
            self.local(self.code_byte(start + 1))
        } else {
            self.peek(1)
        };
        match op {
            code::LoadAttr | code::LoadAttrFast => {
                let found = self.find_attribute(o, name);
                self.read_by_call(found, o, name, on_stack, None, ret)
            }
            code::LoadMethod | code::LoadMethodFast => {
                let found = self.find_attribute(o, name);
                self.read_by_call(found, o, name, on_stack, Some(stub::METHOD), ret)
            }
            code::LoadSuper | code::LoadSuperMethod => {
                let found = self.find_super(self.peek(2), o, name);
                let then = (op == code::LoadSuperMethod).then_some(stub::METHOD);
                self.read_by_call(found, o, name, on_stack, then, ret)
            }
            code::StoreAttr => self.write_by_call(o, name, self.peek(2), 2, ret),
            code::StoreAttrFast => self.write_by_call(o, name, self.peek(1), 1, ret),
            code::DeleteAttr => self.delete_attribute(o, name, ret),
            _ => self.fault(),
        }
    }

    fn read_by_call(
        &mut self,
        found: Result<Found, Stop>,
        o: Value,
        name: u16,
        pops: u32,
        then: Option<u8>,
        ret: u32,
    ) -> Option<Exit> {
        match found {
            Ok(Found::Getter(getter)) => self.call_from(getter, &[o], pops, then, ret),
            Ok(Found::GetAttr(_)) => {
                let function = Value::function(prelude::get_attribute);
                self.call_from(function, &[o, Value::name(name)], pops, then, ret)
            }
            Ok(_) => self.fault(),
            Err(stop) => self.raise_now(stop),
        }
    }

    fn write_by_call(
        &mut self,
        o: Value,
        name: u16,
        v: Value,
        pops: u32,
        ret: u32,
    ) -> Option<Exit> {
        match self.find_setter(o, name) {
            Some(Setter::SetAttr(_)) => {
                let function = Value::function(prelude::set_attribute);
                self.call_from(
                    function,
                    &[o, Value::name(name), v],
                    pops,
                    Some(stub::DROP),
                    ret,
                )
            }
            Some(Setter::Property(setter)) if setter != Value::NONE => {
                self.call_from(setter, &[o, v], pops, Some(stub::DROP), ret)
            }
            _ => {
                let stop = self.no_attribute();
                self.raise_now(stop)
            }
        }
    }

    fn delete_attribute(&mut self, o: Value, name: u16, ret: u32) -> Option<Exit> {
        use bytecode::names::number::__delattr__;
        if let Some(r) = self.heap.as_kind(o, Kind::Instance) {
            let class = crate::object::class::of(&self.heap, r);
            if crate::object::class::find(&mut self.heap, class, __delattr__).is_some() {
                let function = Value::function(prelude::delete_attribute);
                return self.call_from(function, &[o, Value::name(name)], 1, Some(stub::DROP), ret);
            }
            if let Some(property) = self.property(class, name) {
                let deleter = self.heap.value(property, 2);
                if deleter == Value::NONE {
                    let stop = self.no_attribute();
                    return self.raise_now(stop);
                }
                return self.call_from(deleter, &[o], 1, Some(stub::DROP), ret);
            }
        }
        match self.delete_plain_attribute(o, name) {
            Ok(()) => {
                self.regs.sp -= 4;
                self.regs.ip = ret;
                None
            }
            Err(stop) => self.raise_now(stop),
        }
    }

    /// The size of the instruction at an offset.
    pub(crate) fn op_size(&self, start: u32) -> u32 {
        Op::size_of_code(self.code_byte(start)).map_or(1, |size| size as u32)
    }

    /// A generator that a native wants resumed: the native's result is what it yields.
    fn resume_for_native(&mut self, generator: Value, ret: u32) -> Option<Exit> {
        let op = self.code_byte(self.regs.ip);
        if !matches!(op, code::Call | code::CallMethod) {
            return self.fault();
        }
        let count = u32::from(self.code_byte(self.regs.ip + 1));
        let count = if op == code::CallMethod {
            self.settle_method(count, 0)
        } else {
            count
        };
        self.regs.sp -= count * 4;
        self.push(generator);
        self.generator_native(bytecode::natives::id::generator_next, 1, ret)
    }

    /// The reference of a constant operand whose two bytes end at `after`.
    pub(crate) fn constant_at(&self, after: u32) -> Option<Ref> {
        let distance = u32::from(self.code_half(after - 2));
        Ref::from_word((after & !3) + distance * 4)
    }
}
