//! What programs call on a generator: `__next__`, `send`, `throw` and `close`.

use super::generate::With;
use super::{Exit, stub};
use crate::exception::Message;
use crate::native::Stop;
use crate::object::generator::{self, State};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::op::code;

impl Vm {
    /// The natives `__next__`, `send`, `throw` and `close` of a generator, called with `count` arguments, the generator
    /// first; `ret` is where the caller goes on.
    pub(crate) fn generator_native(&mut self, id: u16, count: u32, ret: u32) -> Option<Exit> {
        use bytecode::natives::id as native;
        let base = self.regs.sp - (count + 3) * 4;
        let argument = |vm: &Vm, i: u32| Value::from_word(vm.heap.words().read(base + 12 + i * 4));
        let Some(made) = self.heap.as_kind(argument(self, 0), Kind::Generator) else {
            let stop = self.raise_message(index::TypeError, Message::BadOperand);
            return self.raise_now(stop);
        };
        let state = generator::state(&self.heap, made);
        match id {
            native::generator_next | native::generator_send => {
                if state == State::Finished {
                    let stop = self.raise(index::StopIteration);
                    return self.raise_now(stop);
                }
                let v = if count > 1 {
                    argument(self, 1)
                } else {
                    Value::NONE
                };
                match self.resume(made, base, stub::GENERATOR_NEXT, ret, With::Value(v)) {
                    Ok(()) => None,
                    Err(stop) => self.raise_now(stop),
                }
            }
            native::generator_throw => {
                let thrown = argument(self, 1);
                let Some(e) = self.raisable(thrown) else {
                    let stop = self.raise_message(index::TypeError, Message::NotAnException);
                    return self.raise_now(stop);
                };
                if matches!(state, State::Finished | State::Created) {
                    generator::set_state(&mut self.heap, made, State::Finished);
                    return self.raise_now(Stop::Raise(e));
                }
                self.throw_into(made, base, stub::GENERATOR_NEXT, ret, e)
            }
            _ => {
                if matches!(state, State::Finished | State::Created) {
                    generator::set_state(&mut self.heap, made, State::Finished);
                    self.heap.words_mut().write(base, Value::NONE.word());
                    self.regs.sp = base + 4;
                    self.regs.ip = ret;
                    return None;
                }
                let e = Value::bare_exception(index::GeneratorExit);
                self.throw_into(made, base, stub::GENERATOR_CLOSE, ret, e)
            }
        }
    }

    /// Raises in a suspended generator, or in the innermost one that it delegates to.
    fn throw_into(&mut self, made: Ref, base: u32, by: u8, ret: u32, e: Value) -> Option<Exit> {
        let (mut made, mut base, mut by, mut ret) = (made, base, by, ret);
        // The frames come to lie over the argument; here the collector finds it.
        self.stop = Stop::Raise(e);
        loop {
            if let Err(stop) = self.resume(made, base, by, ret, With::Raise(e)) {
                return self.raise_now(stop);
            }
            let ip = self.regs.ip;
            if self.code_byte(ip) != code::YieldFrom {
                // It stands after a `yield`, which is where the exception comes from.
                self.regs.ip = ip - 1;
                break;
            }
            let iterator = self.peek(1);
            match self.heap.as_kind(iterator, Kind::Generator) {
                Some(inner) if generator::state(&self.heap, inner) == State::Suspended => {
                    base = self.regs.sp - 4;
                    (made, by, ret) = (inner, stub::GENERATOR_FROM, ip);
                }
                _ => break,
            }
        }
        self.raise_now(Stop::Raise(e))
    }
}
