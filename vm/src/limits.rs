//! Every bound of the machine, with its reason.

/// Largest block in words, header included: the header has 16 bits for it.
pub const BLOCK_WORDS_MAX: u32 = bytecode::kind::BLOCK_WORDS_MAX;
/// Blocks are multiples of this many words, so that every block can hold the two words of a free one and every object
/// is aligned to eight bytes. A header still says the exact size asked for.
pub const BLOCK_GRANULE_WORDS: u32 = 2;
/// Frames a thread may have: as CPython.
pub const FRAMES_MAX: u32 = 1000;
/// A thread's stack may take one part in this many of the heap.
pub const STACK_SHARE: u32 = 4;
/// Words of a stack segment that is made when one is full.
pub const SEGMENT_WORDS: u32 = 256;
/// Words above a frame's proven need that the machine may use to lay out a call of its own: a delegated operator needs
/// the most, three call words, a continuation of two and five arguments.
///
/// What is above [`CALL_SLACK_WORDS`] is for the frame of a generator that is resumed at the end of a segment.
pub const STACK_SLACK_WORDS: u32 = 64;
/// The part of it that calls of the machine's own need.
pub const CALL_SLACK_WORDS: u32 = 16;
/// Code positions kept of a raise: the innermost and the outermost are what a reader needs.
pub const TRACEBACK_ENTRIES: usize = 8;
/// Bits of an integer, so that no operation on two of them runs for long.
pub const INT_BITS_MAX: u32 = 32 * 1024;
