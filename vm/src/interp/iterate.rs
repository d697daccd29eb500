//! Iteration.

use super::generate::resume_for;
use super::{Flow, Regs};
use crate::object::ops;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::kind::Kind;

impl Vm {
    #[inline(never)]
    fn iterate_slow(&mut self, a: u32) -> Option<u32> {
        let result = ops::iterate(self, Value::from_word(a));
        self.outcome_of(result)
    }

    /// The next value of an iterator; `Some(None)` when there is no more.
    #[inline(never)]
    fn next_slow(&mut self, iterator: Ref) -> Option<Option<Value>> {
        match ops::next(self, iterator) {
            Ok(next) => Some(next),
            Err(stop) => {
                self.stop = stop;
                None
            }
        }
    }
}

#[inline(always)]
pub(super) unsafe fn get_iter(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        match r.vm.iterate_slow(r.peek(1)) {
            Some(iterator) => {
                r.poke(1, iterator);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

#[inline(always)]
pub(super) unsafe fn get_yield_from_iter(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe { get_iter(r) }
}

#[inline(always)]
pub(super) unsafe fn for_iter(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let to = r.half();
        let iterator = match Ref::from_word(r.peek(1)) {
            Some(iterator) if r.vm.heap.is(iterator, Kind::Iterator) => iterator,
            Some(made) if r.vm.heap.is(made, Kind::Generator) => {
                let object = r.base().word(made.offset());
                return resume_for(r, object);
            }
            _ => return Flow::Slow,
        };
        match r.vm.next_slow(iterator) {
            Some(Some(v)) => {
                r.push(v.word());
                r.back(to)
            }
            Some(None) => {
                r.drop(1);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}
