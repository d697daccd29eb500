//! Where machine-made calls return to.
//!
//! A call made by the machine itself, in the middle of an instruction or for an operation that is not over when the
//! function returns, has a code byte of the machine's own as its return address. Below the callee stand two words of it:
//! what the call is for, and where the bytecode goes on, as an integer:
//!
//! ```text
//! [object] [position · 2 + 1] [callee] [stub] [caller's fp] [arguments …
//! ```
//!
//! The bottom frame of a thread alone has neither.

use crate::vm::Vm;

/// The first stub's code byte.
pub(crate) const FIRST: u8 = 0xf0;
/// `__init__` of a new instance: the instance is the result.
pub(crate) const CONSTRUCT: u8 = 0xf0;
/// A generator resumed by `for`.
pub(crate) const GENERATOR_FOR: u8 = 0xf1;
/// A generator resumed by `next`, `send` or `throw`.
pub(crate) const GENERATOR_NEXT: u8 = 0xf2;
/// A generator resumed by `yield from`.
pub(crate) const GENERATOR_FROM: u8 = 0xf3;
/// A generator resumed by `close`.
pub(crate) const GENERATOR_CLOSE: u8 = 0xf4;
/// The frame is the first of its stack segment; the object is `None`.
pub(crate) const SEGMENT: u8 = 0xf5;
/// The result decides a jump of the instruction at the position.
pub(crate) const BRANCH: u8 = 0xf6;
/// The result is negated.
pub(crate) const NEGATE: u8 = 0xf7;
/// The result is dropped.
pub(crate) const DROP: u8 = 0xf8;
/// The result goes to the local that the instruction at the position names.
pub(crate) const STORE: u8 = 0xf9;
/// The result is text to be formatted by the object, a format.
pub(crate) const FORMAT: u8 = 0xfa;
/// Not a return: a native is called (again), `[callee] [1] [1] [arguments …] [position] [count]` on the stack.
pub(crate) const NATIVE: u8 = 0xfb;
/// The result is the attribute found by `load_method`: a value to be called without an object.
pub(crate) const METHOD: u8 = 0xfc;
/// Not a return: the first call of a thread is made, laid out as for [`NATIVE`].
pub(crate) const START: u8 = 0xfd;
/// The bottom frame.
pub(crate) const END: u8 = bytecode::op::END;
/// The last stub's code byte.
pub(crate) const LAST: u8 = 0xff;

const _: () = assert!(END == LAST);

/// A position as a word that a stack may hold: positions are below 2³¹ on every target.
pub(crate) const fn tagged(position: u32) -> u32 {
    position << 1 | 1
}

/// The position in such a word.
pub(crate) const fn untagged(word: u32) -> u32 {
    word >> 1
}

impl Vm {
    /// The offset of a stub.
    pub(crate) fn stub(&self, code: u8) -> u32 {
        self.stubs + u32::from(code - FIRST)
    }

    /// The stub at an offset, if there is one.
    pub(crate) fn stub_at(&self, at: u32) -> Option<u8> {
        let index = at.wrapping_sub(self.stubs);
        (index <= u32::from(LAST - FIRST)).then(|| FIRST + index as u8)
    }
}
