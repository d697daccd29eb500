//! Calls of anything that can be called, with the registers stored.
//!
//! On the stack stand the callee, two link words and the arguments. While a call is made, `ip` is at the instruction that
//! makes it, for the sake of tracebacks and handlers; `ret` is where the bytecode goes on afterwards, or a stub.

use super::{Exit, stub};
use crate::exception::{self, Message};
use crate::native::{Args, Stop, table};
use crate::object::{class, function};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::names::number as names;
use bytecode::natives::id as native;
use bytecode::value::Tag;

impl Vm {
    /// Calls what stands below `count` arguments.
    pub(crate) fn invoke(&mut self, count: u32, ret: u32) -> Option<Exit> {
        let mut count = count;
        loop {
            let callee = self.peek(count + 3);
            let next = match callee.tag() {
                Some(Tag::Function) => {
                    return self.enter(bytecode::value::payload(callee.word()), count, ret);
                }
                Some(Tag::Native) => {
                    return self.invoke_native(bytecode::value::payload(callee.word()), count, ret);
                }
                Some(Tag::Type) => match self.constructor_of(callee) {
                    Some(constructor) => Ok(constructor),
                    None => Err(self.raise_message(index::TypeError, Message::NotCallable)),
                },
                Some(Tag::Exception) if exception::is_class(callee) => {
                    return self.make_exception(callee, count, ret);
                }
                _ => match callee.as_ref() {
                    Some(r) => match self.heap.kind(r) {
                        Kind::Function => {
                            let id = self.heap.word(r, function::body::CODE) >> 1;
                            return self.enter(id as u16, count, ret);
                        }
                        Kind::Class => return self.instantiate(r, count, ret),
                        _ => self.with_receiver(callee, r, &mut count),
                    },
                    None => Err(self.raise_message(index::TypeError, Message::NotCallable)),
                },
            };
            match next {
                Ok(callee) => self.poke(count + 3, callee),
                Err(stop) => return self.raise_now(stop),
            }
        }
    }

    fn constructor_of(&self, callee: Value) -> Option<Value> {
        let number = callee.payload_of(Tag::Type)?;
        let kind = Kind::from_number(number as u8)?;
        if kind == Kind::Dict {
            return Some(Value::function(bytecode::prelude::code::dict));
        }
        table::constructor(kind).map(Value::native)
    }

    /// Puts the receiver of a bound method, or an instance with `__call__`, before the arguments; what to call with it.
    fn with_receiver(&mut self, callee: Value, r: Ref, count: &mut u32) -> Result<Value, Stop> {
        let (function, receiver) = match self.heap.kind(r) {
            Kind::Method => (
                self.heap.value(r, function::method::FUNCTION),
                self.heap.value(r, function::method::SELF),
            ),
            Kind::StaticMethod | Kind::ClassMethod => return Ok(self.heap.value(r, 0)),
            Kind::Instance => {
                let of = class::of(&self.heap, r);
                match class::find(&mut self.heap, of, names::__call__) {
                    Some(function) => (function, callee),
                    None => {
                        return Err(self.raise_message(index::TypeError, Message::NotCallable));
                    }
                }
            }
            _ => return Err(self.raise_message(index::TypeError, Message::NotCallable)),
        };
        self.make_room(*count, 1);
        self.poke(*count + 1, receiver);
        *count += 1;
        Ok(function)
    }

    /// Shifts the topmost `count` words up by `words`.
    fn make_room(&mut self, count: u32, words: u32) {
        let from = self.regs.sp - count * 4;
        self.heap
            .words_mut()
            .copy(from, from + words * 4, count * 4);
        self.regs.sp += words * 4;
    }

    /// Calls a native with arguments on the stack from `at` on.
    pub(crate) fn call_native_at(&mut self, id: u16, at: u32, count: u32) -> Result<Value, Stop> {
        let entry = table::entry(id).filter(|entry| entry.function.is_some());
        let Some((entry, function)) = entry.and_then(|e| Some((e, e.function?))) else {
            return Err(self.raise_message(index::UnsupportedError, Message::NotOnBoard));
        };
        if count < u32::from(entry.min) || entry.max != 255 && count > u32::from(entry.max) {
            return Err(self.raise_message(index::TypeError, Message::WrongArgumentCount));
        }
        // SAFETY: the words lie on the current stack, which does not move while the native runs.
        let args = unsafe { Args::new(self.heap.base().word(at), count) };
        function(self, args)
    }

    /// Calls a native; where it has to be called again later, it stands on the stack in a form of its own.
    pub(crate) fn invoke_native(&mut self, id: u16, count: u32, ret: u32) -> Option<Exit> {
        if matches!(
            id,
            native::generator_next
                | native::generator_send
                | native::generator_throw
                | native::generator_close
        ) {
            return self.generator_native(id, count, ret);
        }
        let at = self.regs.sp - count * 4;
        let result = match self.call_native_at(id, at, count) {
            Err(Stop::HeapFull) => {
                self.collect();
                match self.call_native_at(id, at, count) {
                    Err(Stop::HeapFull) => Err(self.out_of_memory()),
                    other => other,
                }
            }
            other => other,
        };
        match result {
            Ok(v) => {
                self.regs.sp = at - 8;
                self.poke(1, v);
                self.regs.ip = ret;
                None
            }
            Err(Stop::Delegate(function)) => {
                self.poke(count + 3, Value::function(function));
                self.invoke(count, ret)
            }
            Err(Stop::Resume(generator)) => {
                self.regs.sp = at;
                self.push(generator);
                self.generator_native(native::generator_next, 1, ret)
            }
            Err(stop @ (Stop::Block | Stop::Again)) => {
                // The position that tracebacks and handlers need goes along.
                let position = self.regs.ip;
                self.poke(count + 2, Value::from_word(stub::tagged(position)));
                self.push(Value::from_word(stub::tagged(ret)));
                self.push(Value::count(count));
                self.regs.ip = self.stub(stub::NATIVE);
                if stop == Stop::Block {
                    Some(Exit::Block)
                } else {
                    self.safe_point()
                }
            }
            Err(stop) => self.raise_now(stop),
        }
    }

    /// Calls again a native that had to wait or had more to do.
    pub(crate) fn native_again(&mut self) -> Option<Exit> {
        let count = self.peek(1).word() >> 1;
        let ret = stub::untagged(self.peek(2).word());
        self.regs.sp -= 8;
        self.regs.ip = stub::untagged(self.peek(count + 2).word());
        match self.peek(count + 3).payload_of(Tag::Native) {
            Some(id) => self.invoke_native(id, count, ret),
            None => self.fault(),
        }
    }

    /// Makes the first call of a thread: `[callee] [1] [1] [arguments …] [position] [count]` are all that its stack holds.
    pub(crate) fn first_call(&mut self) -> Option<Exit> {
        let count = self.peek(1).word() >> 1;
        let ret = stub::untagged(self.peek(2).word());
        self.regs.sp -= 8;
        self.regs.ip = self.stub(stub::END);
        self.invoke(count, ret)
    }

    /// An exception with arguments: its class was called.
    fn make_exception(&mut self, callee: Value, count: u32, ret: u32) -> Option<Exit> {
        let of = bytecode::value::payload(callee.word());
        let at = self.regs.sp - count * 4;
        let made = if count == 0 {
            Ok(Value::bare_exception(of))
        } else {
            self.with_memory(|vm| {
                // SAFETY: the words lie on the current stack, which does not move while they are read.
                let args = unsafe { Args::new(vm.heap.base().word(at), count) };
                let tuple = crate::object::ops::build_tuple(vm, args)?;
                let made = vm.heap.alloc(exception::body::WORDS, Kind::Exception, 0)?;
                vm.heap.set_word(made, exception::body::INDEX, of.into());
                vm.heap.set(made, exception::body::ARGS, tuple);
                Ok(made.value())
            })
        };
        match made {
            Ok(v) => {
                self.regs.sp = at - 8;
                self.poke(1, v);
                self.regs.ip = ret;
                None
            }
            Err(stop) => self.raise_now(stop),
        }
    }

    /// Makes an instance and calls `__init__`, or leaves all to `__new__`.
    fn instantiate(&mut self, of: Ref, count: u32, ret: u32) -> Option<Exit> {
        self.instantiate_with_keywords(of, (count, 0), ret)
    }

    /// As [`Vm::instantiate`], with `count` positional arguments, the values of keywords and their names.
    pub(super) fn instantiate_with_keywords(
        &mut self,
        of: Ref,
        (count, keywords): (u32, u32),
        ret: u32,
    ) -> Option<Exit> {
        let all = count + 2 * keywords;
        if class::find(&mut self.heap, of, names::__new__).is_some() {
            let make = Value::function(bytecode::prelude::code::instantiate);
            self.make_room(all, 1);
            self.poke(all + 1, of.value());
            self.poke(all + 4, make);
            return self.invoke_with_keywords(count + 1, keywords, ret);
        }
        let made = match self.with_memory(|vm| Ok(class::new_instance(&mut vm.heap, of)?)) {
            Ok(made) => made,
            Err(stop) => return self.raise_now(stop),
        };
        let Some(init) = class::find(&mut self.heap, of, names::__init__) else {
            if all > 0 {
                let stop = self.raise_message(index::TypeError, Message::WrongArgumentCount);
                return self.raise_now(stop);
            }
            self.regs.sp -= 8;
            self.poke(1, made.value());
            self.regs.ip = ret;
            return None;
        };
        // [class] [1] [1] [arguments …] becomes [instance] [ret] [__init__] [1] [1] [instance] [arguments …].
        self.make_room(all, 3);
        self.poke(all + 6, made.value());
        self.poke(all + 5, Value::from_word(stub::tagged(ret)));
        self.poke(all + 4, init);
        self.poke(all + 3, Value::ZERO);
        self.poke(all + 2, Value::ZERO);
        self.poke(all + 1, made.value());
        self.invoke_with_keywords(count + 1, keywords, self.stub(stub::CONSTRUCT))
    }
}
