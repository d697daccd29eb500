//! Where threads are and where exceptions came from, as the host is told.

use super::lock::Locked;
use super::report::Traceback;
use super::{Cause, History, Machine, Place};
use crate::limits::STACK_SLACK_WORDS;
use crate::thread::Slot;
use crate::value::Value;
use crate::vm::Vm;
use bytecode::kind::Kind;

/// A frame of a thread.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FrameAt {
    /// Where it is.
    pub at: Place,
    /// Its code was replaced since it was entered.
    pub old_code: bool,
    /// Words of stack it takes.
    pub words: u16,
}

impl Vm {
    /// The place of an instruction in code; `None` where there is no code, as in the machine's own stubs.
    fn place_of(&self, fp: u32, ip: u32) -> Option<(Place, bool)> {
        let code = self.code_of_frame(fp, ip)?;
        let id = self.code_id_at(code);
        let pc = ip.saturating_sub(code + self.instructions_at(code));
        let place = Place {
            image: 0,
            code: id,
            pc: u16::try_from(pc).unwrap_or(u16::MAX),
        };
        Some((place, self.code_address(id) != Some(code)))
    }

    /// Visits the frames of a thread that run code, innermost first.
    pub(crate) fn each_place(&self, slot: Slot, visit: &mut dyn FnMut(FrameAt) -> bool) {
        let mut innermost = true;
        self.each_frame_in(slot.index(), |frame| {
            // A frame that has called another is at the instruction before the one it goes on with.
            let ip = frame.ip - u32::from(!innermost);
            innermost = false;
            let Some((at, old_code)) = self.place_of(frame.fp, ip) else {
                return true;
            };
            let words = frame.top.saturating_sub(frame.fp) / 4 + 3;
            visit(FrameAt {
                at,
                old_code,
                words: u16::try_from(words).unwrap_or(u16::MAX),
            })
        });
    }

    /// Bytes of stack that the running thread uses, and has; segments left behind count as full.
    fn stack_bytes(&self) -> (u32, u32) {
        let size = self.stack_words * 4;
        let end = self.limit + STACK_SLACK_WORDS * 4;
        let free = end.saturating_sub(self.regs.sp);
        (size.saturating_sub(free), size)
    }

    /// The code id of a function, or of the function of a bound method.
    pub(crate) fn code_of(&self, callee: Value) -> Option<u16> {
        let function = match self.heap.as_kind(callee, Kind::Method) {
            Some(method) => self
                .heap
                .value(method, crate::object::function::method::FUNCTION),
            None => callee,
        };
        crate::object::function::code_id(&self.heap, function)
    }

    /// Where an exception came from, the one that has ended the running thread.
    pub(crate) fn told_traceback(&self) -> Traceback {
        let kept = self.traceback();
        let positions = kept.positions();
        let mut told = Traceback {
            places: [Place::default(); crate::limits::TRACEBACK_ENTRIES],
            count: 0,
            outer: 0,
            left_out: u16::try_from(kept.left_out()).unwrap_or(u16::MAX),
        };
        // The prelude's own frames say nothing to whoever wrote the program, unless there is nothing else.
        let of_program = |code: u16| code >= bytecode::prelude::RESERVED;
        let any = positions.iter().any(|position| of_program(position.code));
        let shown = positions
            .iter()
            .rev()
            .filter(|position| !any || of_program(position.code));
        for (place, position) in told.places.iter_mut().zip(shown) {
            *place = Place {
                image: 0,
                code: position.code,
                pc: position.at,
            };
            told.count += 1;
        }
        if told.left_out > 0 {
            told.outer = told.count / 2;
        }
        told
    }
}

impl Locked<'_> {
    /// Collects because the host asks for it; what the collector has done so far.
    pub fn collect_requested(&mut self) -> History {
        self.collect_because(Cause::Requested)
    }

    /// Hands the frames of a thread to `each`, innermost first.
    pub fn each_frame_of_thread(&self, slot: Slot, each: &mut dyn FnMut(&FrameAt)) {
        self.each_place(slot, &mut |frame| {
            each(&frame);
            true
        });
    }
}

impl Machine {
    /// Leaves where a thread is, for those who ask without the lock.
    pub(super) fn note(&self, vm: &Vm, slot: Slot) {
        let mut at = Place::default();
        let mut found = false;
        let mut on_old_code = false;
        vm.each_place(slot, &mut |frame| {
            if !found && (frame.at.code >= bytecode::prelude::RESERVED || at == Place::default()) {
                at = frame.at;
                found = frame.at.code >= bytecode::prelude::RESERVED;
            }
            on_old_code |= frame.old_code;
            !found
        });
        let (used, size) = vm.stack_bytes();
        self.threads.record(slot).note(at, used, size, on_old_code);
    }
}
