//! Python stacks: frames in segments that come from the heap.
//!
//! A frame is `[callee] [return ip] [caller's fp] [locals …] [operands …]`, with `fp` at the first local; arguments lie where the
//! caller pushed them and become the first locals. All positions are offsets from the base. A segment is a pinned block of
//! [`Kind::Stack`]; its body begins with the segment before it, the `sp` to go back to there, and the count of frames
//! below, and its first frame returns to a stub. Every word of a frame but the two of the link is a value, so the
//! collector marks precisely.

use crate::exception::Message;
use crate::heap::header::{HEADER_BYTES, HEADER_WORDS, Header};
use crate::interp::stub;
use crate::limits::{FRAMES_MAX, SEGMENT_WORDS, STACK_SHARE, STACK_SLACK_WORDS};
use crate::native::Stop;
use crate::object::function;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::{FLAG_PINNED, Kind};

/// Where a thread is: offsets from the base.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Registers {
    pub(crate) ip: u32,
    pub(crate) sp: u32,
    pub(crate) fp: u32,
}

/// Body words of a segment before its frames.
const BEFORE: u32 = 0;
const SAVED_SP: u32 = 1;
const FRAMES_BELOW: u32 = 2;
const HEAD: u32 = 4;

/// Words of a segment that hold no frames: header, head and the room above the limit.
const OVERHEAD: u32 = HEADER_WORDS + HEAD + STACK_SLACK_WORDS;

/// A frame, as the walk over a stack finds it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame {
    /// Where its locals begin.
    pub fp: u32,
    /// One past its last operand; the callee of the frame it has called comes next.
    pub top: u32,
    /// Where it is: of a frame that has called another, where that one returns to. May be a stub.
    pub ip: u32,
    /// What was called.
    pub callee: Value,
}

impl Vm {
    /// Words that a thread's first segment takes from the heap.
    pub(crate) fn segment_words(words: u32) -> u32 {
        (words + OVERHEAD).min(crate::limits::BLOCK_WORDS_MAX)
    }

    /// Makes a segment of the current thread; where its frames begin.
    pub(crate) fn add_segment(&mut self, words: u32, frames_below: u32) -> Result<u32, Stop> {
        let words = Self::segment_words(words);
        let r = self.heap.alloc_unset(words, Kind::Stack, FLAG_PINNED)?;
        self.heap.set_word(r, BEFORE, self.segment);
        self.heap.set_word(r, SAVED_SP, self.regs.sp);
        self.heap.set_word(r, FRAMES_BELOW, frames_below);
        self.heap.set_word(r, FRAMES_BELOW + 1, 0);
        self.segment = r.offset();
        self.stack_words += words;
        self.limit = r.offset() + (words - STACK_SLACK_WORDS) * 4;
        Ok(r.offset() + HEADER_BYTES + HEAD * 4)
    }

    /// Makes sure that there are `words` above the stack pointer; if not, the call on top of the stack, whose callee stands
    /// below `count` words and two link words, goes to a new segment. Where the call is to return.
    pub(crate) fn reserve(&mut self, count: u32, words: u32, ret: u32) -> Result<u32, Stop> {
        if self.regs.sp + words * 4 <= self.limit {
            return Ok(ret);
        }
        let from = self.regs.sp - (count + 3) * 4;
        let at = self.next_segment(5 + count + words, from)?;
        let memory = self.heap.words_mut();
        memory.write(at, Value::NONE.word());
        memory.write(at + 4, stub::tagged(ret));
        memory.copy(from, at + 8, (count + 3) * 4);
        self.regs.sp = at + 8 + (count + 3) * 4;
        Ok(self.stub(stub::SEGMENT))
    }

    /// Makes the next segment, for a first frame that takes `words` in all; `from` is the stack pointer to go back to in the
    /// one before. Where its frames begin.
    pub(crate) fn next_segment(&mut self, words: u32, from: u32) -> Result<u32, Stop> {
        let frames = self.frames_in_segment() + self.frames_below();
        let heap_words = {
            let (start, end) = self.heap.bounds();
            (end - start) / 4
        };
        let room = (heap_words / STACK_SHARE).saturating_sub(self.stack_words + OVERHEAD);
        if frames >= FRAMES_MAX || words > room {
            return Err(self.raise_message(index::RecursionError, Message::TooManyFrames));
        }
        let top = self.regs.sp;
        // A frame takes at least four words, so this many cannot hold more than the frames still allowed.
        let allowed = (FRAMES_MAX - frames) * 4;
        let size = words.max(SEGMENT_WORDS).min(room).min(allowed.max(words));
        let at = self.with_memory(|vm| {
            vm.regs.sp = top;
            vm.add_segment(size, frames)
        })?;
        if let Some(segment) = Ref::from_word(self.segment) {
            self.heap.set_word(segment, SAVED_SP, from);
        }
        self.signal.set_limit(self.limit);
        Ok(at)
    }

    /// A call that is being made may stand in a segment of its own already, while its caller is in the one before: where its
    /// words begin, and the stack pointer and the segment of the caller.
    pub(crate) fn call_ahead(&self, fp: u32, segment: u32) -> Option<(u32, u32, u32)> {
        let r = Ref::from_word(segment)?;
        let end = segment + self.heap.header(r).words() * 4;
        let before = self.heap.word(r, BEFORE);
        if before == 0 || (fp > segment && fp <= end) {
            return None;
        }
        let first = segment + HEADER_BYTES + HEAD * 4;
        Some((first, self.heap.word(r, SAVED_SP), before))
    }

    /// The stack pointer to go back to in the segment before.
    pub(crate) fn saved_stack_pointer(&self) -> u32 {
        Ref::from_word(self.segment).map_or(self.regs.sp, |r| self.heap.word(r, SAVED_SP))
    }

    fn frames_below(&self) -> u32 {
        Ref::from_word(self.segment).map_or(0, |r| self.heap.word(r, FRAMES_BELOW))
    }

    /// How many frames lie in the current segment.
    fn frames_in_segment(&self) -> u32 {
        let (start, end) = (self.segment, self.limit + STACK_SLACK_WORDS * 4);
        let mut count = 0;
        self.each_frame(|frame| {
            let inside = frame.fp >= start && frame.fp <= end;
            count += u32::from(inside);
            inside
        });
        count
    }

    /// Frees the current segment; the stack pointer in the one before it, which becomes the current one.
    pub(crate) fn pop_segment(&mut self) -> u32 {
        let Some(r) = Ref::from_word(self.segment) else {
            return self.regs.sp;
        };
        let (before, sp) = (self.heap.word(r, BEFORE), self.heap.word(r, SAVED_SP));
        self.stack_words -= self.heap.header(r).words();
        self.heap.release(r);
        self.segment = before;
        if let Some(before) = Ref::from_word(before) {
            let words = self.heap.header(before).words();
            self.limit = before.offset() + (words - STACK_SLACK_WORDS) * 4;
        }
        self.signal.set_limit(self.limit);
        sp
    }

    /// Visits the frames of the current thread, innermost first, until `visit` says `false`.
    pub fn each_frame(&self, visit: impl FnMut(&Frame) -> bool) {
        if self.segment != 0 {
            self.each_frame_of(self.regs, self.segment, visit);
        }
    }

    /// Visits the frames of a stack.
    pub(crate) fn each_frame_of(
        &self,
        mut regs: Registers,
        mut segment: u32,
        mut visit: impl FnMut(&Frame) -> bool,
    ) {
        while let Some((frame, next)) = self.frame_and_next(regs, segment) {
            match next {
                Some((outer, of)) if visit(&frame) => (regs, segment) = (outer, of),
                Some(_) => return,
                None => {
                    visit(&frame);
                    return;
                }
            }
        }
    }

    /// The innermost frame of a stack, and what the stack is without it.
    pub(crate) fn frame_and_next(
        &self,
        regs: Registers,
        mut segment: u32,
    ) -> Option<(Frame, Option<(Registers, u32)>)> {
        let memory = self.heap.words();
        let frame = Frame {
            fp: regs.fp,
            top: regs.sp,
            ip: regs.ip,
            callee: Value::from_word(memory.read(regs.fp.checked_sub(12)?)),
        };
        let (mut ret, caller) = (memory.read(regs.fp - 8), memory.read(regs.fp - 4));
        let mut callee_at = regs.fp - 12;
        let ip = loop {
            match self.stub_at(ret) {
                Some(stub::END) => return Some((frame, None)),
                Some(stub::SEGMENT) => {
                    ret = stub::untagged(memory.read(callee_at - 4));
                    let r = Ref::from_word(segment)?;
                    callee_at = self.heap.word(r, SAVED_SP);
                    segment = self.heap.word(r, BEFORE);
                }
                Some(_) => break stub::untagged(memory.read(callee_at - 4)),
                None => break ret,
            }
        };
        // The callee's word is visited with its own frame; what a segment left there is stale.
        let outer = Registers {
            ip,
            sp: callee_at,
            fp: caller,
        };
        Some((frame, Some((outer, segment))))
    }

    /// The offset of the code object with an id; `None` if it was left out of the program.
    pub(crate) fn code_address(&self, id: u16) -> Option<u32> {
        if id >= self.registers.codes {
            return None;
        }
        let code = self.heap.words().read(self.codes + u32::from(id) * 4);
        (code != self.absent_code()).then_some(code)
    }

    /// The id of the code object at an offset.
    pub(crate) fn code_id_at(&self, code: u32) -> u16 {
        self.heap.words().read(code + 8) as u16
    }

    /// Whether a position is in a code object.
    fn is_in_code(&self, code: u32, ip: u32) -> bool {
        let words = Header(self.heap.words().read(code + 4)).words();
        ip > code && ip < code + words * 4
    }

    /// The code object that the frame at `fp` runs, which is at `ip`.
    pub(crate) fn code_of_frame(&self, fp: u32, ip: u32) -> Option<u32> {
        let callee = Value::from_word(self.heap.words().read(fp - 12));
        if let Some(code) = function::code_id(&self.heap, callee)
            .and_then(|id| self.code_address(id))
            .filter(|&code| self.is_in_code(code, ip))
        {
            return Some(code);
        }
        // The function has other code by now, or stands no longer where it was called from.
        self.find_code(ip)
    }
}
