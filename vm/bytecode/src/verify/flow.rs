//! The way of control through a code, and the depth of the stack along it.
//!
//! Every reachable instruction is visited once. For each, the scratch memory holds the depth before it plus one, 0 while
//! it is not reached. Targets of jumps that still have to be visited form a list threaded through the operand bytes of
//! the jumps that found them, which nothing else uses.

use super::code::Shape;
use super::scratch::Scratch;
use super::{Reason, Refusal};
use crate::code::{Handler, STACK_MAX};
use crate::op::Op;

/// End of the list of pending jumps.
const NO_JUMP: usize = 0xffff;

/// Handlers may cover a code this many times over, all together.
const NESTING_MAX: usize = 64;

pub(super) struct Flow<'f> {
    shape: &'f Shape<'f, 'f>,
    bytes: &'f [u8],
    starts: &'f Scratch<'f>,
    depths: Scratch<'f>,
    depth_max: u32,
    /// The jump whose target is to be visited next.
    pending: usize,
}

impl<'f> Flow<'f> {
    pub(super) fn new(
        shape: &'f Shape<'_, '_>,
        starts: &'f Scratch<'_>,
        depths: Scratch<'f>,
    ) -> Self {
        let room = shape.code.frame_words() - shape.code.locals();
        Self {
            shape,
            bytes: shape.code.instructions(),
            starts,
            depths,
            depth_max: room.min(STACK_MAX) as u32,
            pending: NO_JUMP,
        }
    }

    /// Follows control from the beginning and from every handler, then looks at what the handlers keep.
    pub(super) fn check(mut self) -> Result<(), Refusal> {
        self.depths.set_byte(0, 1);
        self.follow(0, 0)?;
        let handlers = self.shape.code.handler_count();
        let mut covered = 0;
        for index in 0..handlers {
            let handler = self.handler(index)?;
            covered += usize::from(handler.end - handler.start);
            let (target, depth) = (usize::from(handler.target), u32::from(handler.depth) + 1);
            if depth > self.depth_max {
                return self.shape.refuse(Reason::Overflow, target);
            }
            if self.arrive(target, depth)? {
                self.follow(target, depth)?;
            }
        }
        if covered > NESTING_MAX * self.bytes.len() {
            return self.shape.refuse(Reason::Nesting, 0);
        }
        for index in 0..handlers {
            self.kept(self.handler(index)?)?;
        }
        Ok(())
    }

    fn handler(&self, index: usize) -> Result<Handler, Refusal> {
        let Some(handler) = self.shape.code.handler(index) else {
            return self.shape.refuse(Reason::Handler, 0);
        };
        if handler.start >= handler.end || usize::from(handler.end) > self.bytes.len() {
            return self.shape.refuse(Reason::Handler, handler.start.into());
        }
        if !self.starts.bit(handler.target.into()) {
            return self.shape.refuse(Reason::Jump, handler.target.into());
        }
        Ok(handler)
    }

    /// Visits everything that can be reached from an instruction and was not visited before.
    fn follow(&mut self, mut at: usize, mut depth: u32) -> Result<(), Refusal> {
        loop {
            self.run(at, depth)?;
            if self.pending == NO_JUMP {
                return Ok(());
            }
            let jump = self.pending;
            self.pending = usize::from(self.depths.byte(jump + 1))
                | usize::from(self.depths.byte(jump + 2)) << 8;
            let Some(target) = self.target(jump) else {
                return self.shape.refuse(Reason::Jump, jump);
            };
            at = target;
            depth = u32::from(self.depths.byte(at)).saturating_sub(1);
        }
    }

    /// Visits instructions one after the other until control ends or meets what was visited.
    fn run(&mut self, mut at: usize, mut depth: u32) -> Result<(), Refusal> {
        loop {
            let Some(op) = Op::decode(self.bytes, at) else {
                return self.shape.refuse(Reason::End, at);
            };
            if op.jump().is_some() {
                self.jump(op, at, depth)?;
            }
            if op.ends() {
                // What it takes must be there all the same.
                return self.after(op.stack_effect(), at, depth).map(|_| ());
            }
            depth = self.after(op.stack_effect(), at, depth)?;
            at += op.size();
            if at >= self.bytes.len() {
                return self.shape.refuse(Reason::End, at);
            }
            if !self.arrive(at, depth)? {
                return Ok(());
            }
        }
    }

    /// Notes the target of a jump, to be visited later if it is new.
    fn jump(&mut self, op: Op, at: usize, depth: u32) -> Result<(), Refusal> {
        let depth = self.after(op.jump_effect(), at, depth)?;
        let Some(target) = self.target(at).filter(|&target| self.starts.bit(target)) else {
            return self.shape.refuse(Reason::Jump, at);
        };
        if self.arrive(target, depth)? {
            self.depths.set_byte(at + 1, self.pending as u8);
            self.depths.set_byte(at + 2, (self.pending >> 8) as u8);
            self.pending = at;
        }
        Ok(())
    }

    /// Where the jump at `at` leads, if that lies inside the code.
    fn target(&self, at: usize) -> Option<usize> {
        let op = Op::decode(self.bytes, at)?;
        let target = (at + op.size()).checked_add_signed(op.jump()? as isize)?;
        (target < self.bytes.len()).then_some(target)
    }

    /// The depth after an effect.
    fn after(&self, (pops, pushes): (u32, u32), at: usize, depth: u32) -> Result<u32, Refusal> {
        let Some(below) = depth.checked_sub(pops) else {
            return self.shape.refuse(Reason::Underflow, at);
        };
        let depth = below + pushes;
        if depth > self.depth_max {
            return self.shape.refuse(Reason::Overflow, at);
        }
        Ok(depth)
    }

    /// Control comes to an instruction with a depth; whether it came there for the first time.
    fn arrive(&mut self, at: usize, depth: u32) -> Result<bool, Refusal> {
        let known = u32::from(self.depths.byte(at));
        if known == 0 {
            self.depths.set_byte(at, (depth + 1) as u8);
            return Ok(true);
        }
        if known != depth + 1 {
            return self.shape.refuse(Reason::Join, at);
        }
        Ok(false)
    }

    /// Everything a handler keeps is on the stack, below what the covered instructions take.
    fn kept(&self, handler: Handler) -> Result<(), Refusal> {
        let keeps = u32::from(handler.depth);
        for at in usize::from(handler.start)..usize::from(handler.end) {
            let (true, known @ 1..) = (self.starts.bit(at), self.depths.byte(at)) else {
                continue;
            };
            let Some(op) = Op::decode(self.bytes, at) else {
                continue;
            };
            let taken = taken_when_raising(op);
            if u32::from(known) < keeps + taken + 1 {
                return self.shape.refuse(Reason::Handler, at);
            }
        }
        Ok(())
    }
}

/// Items an instruction may have taken when it raises; what it only looks at is still there.
fn taken_when_raising(op: Op) -> u32 {
    match op {
        Op::Pop {}
        | Op::PopException {}
        | Op::StoreFast { .. }
        | Op::StoreFast0 {}
        | Op::StoreFast1 {}
        | Op::StoreFast2 {}
        | Op::StoreFast3 {}
        | Op::StoreLoadFast { .. }
        | Op::StoreGlobal { .. }
        | Op::StoreCell { .. }
        | Op::StoreFree { .. }
        | Op::ReturnValue {}
        | Op::Dup {}
        | Op::DupTwo {}
        | Op::Swap {}
        | Op::RotThree {}
        | Op::RotFour {}
        | Op::Copy { .. }
        | Op::JumpUnlessException { .. } => 0,
        Op::ListAppend { .. } | Op::SetAdd { .. } => 1,
        Op::DictAdd { .. } => 2,
        _ => op.stack_effect().0,
    }
}
