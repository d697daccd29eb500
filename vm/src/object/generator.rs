//! Generators.
//!
//! Body: the function · where it goes on, an offset · its state, and above bit 2 how many words of its frame are saved · then
//! room for the words of a frame. The collector reads the words that are saved and the function.

use crate::heap::header::{HEADER_BYTES, HEADER_WORDS};
use crate::heap::{Heap, HeapFull};
use crate::value::{Ref, Value};
use bytecode::kind::Kind;

/// The function.
pub(crate) const FUNCTION: u32 = 0;
/// Where it goes on.
pub(crate) const IP: u32 = 1;
/// Its state, and above bit 2 how many words of its frame are saved.
pub(crate) const STATE: u32 = 2;
/// The first word of the frame.
pub(crate) const FRAME: u32 = 3;

/// Where a generator stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum State {
    /// Before its first instruction.
    Created = 0,
    /// At a `yield`.
    Suspended = 1,
    /// On a stack.
    Running = 2,
    /// It has returned or raised.
    Finished = 3,
}

/// A generator about to begin at `ip`, with room for a frame.
///
/// # Errors
/// [`HeapFull`].
pub fn new(heap: &mut Heap, function: Value, ip: u32, frame_words: u32) -> Result<Ref, HeapFull> {
    let r = heap.alloc(HEADER_WORDS + FRAME + frame_words, Kind::Generator, 0)?;
    heap.set(r, FUNCTION, function);
    heap.set_word(r, IP, ip);
    Ok(r)
}

/// Its state.
#[must_use]
pub fn state(heap: &Heap, r: Ref) -> State {
    match heap.word(r, STATE) & 3 {
        0 => State::Created,
        1 => State::Suspended,
        2 => State::Running,
        _ => State::Finished,
    }
}

/// Sets the state; in those but [`State::Created`] and [`State::Suspended`] no word of the frame is saved.
pub fn set_state(heap: &mut Heap, r: Ref, state: State) {
    let saved = match state {
        State::Created | State::Suspended => heap.word(r, STATE) & !3,
        State::Running | State::Finished => 0,
    };
    heap.set_word(r, STATE, saved | state as u32);
}

/// Says how many words of the frame are saved, in [`State::Created`].
pub fn set_saved(heap: &mut Heap, r: Ref, words: u32) {
    heap.set_word(r, STATE, words << 2);
}

/// Words of the frame that are saved.
#[must_use]
pub fn saved_words(heap: &Heap, r: Ref) -> u32 {
    heap.word(r, STATE) >> 2
}

/// Words of a whole frame.
#[must_use]
pub fn frame_words(heap: &Heap, r: Ref) -> u32 {
    heap.body_words(r) - FRAME
}

/// Byte offset of the saved frame.
#[must_use]
pub fn frame_at(r: Ref) -> u32 {
    r.offset() + HEADER_BYTES + FRAME * 4
}

/// The function and where it goes on.
#[must_use]
pub fn start(heap: &Heap, r: Ref) -> (Value, u32) {
    (heap.value(r, FUNCTION), heap.word(r, IP))
}

/// It is suspended, to go on at `ip`, with so many words of its frame saved.
pub fn suspend(heap: &mut Heap, r: Ref, ip: u32, words: u32) {
    heap.set_word(r, IP, ip);
    heap.set_word(r, STATE, words << 2 | State::Suspended as u32);
}

/// It is to begin again at `ip`, its first instruction, with so many words of its frame saved.
pub fn begin_again(heap: &mut Heap, r: Ref, ip: u32, words: u32) {
    heap.set_word(r, IP, ip);
    set_saved(heap, r, words);
}
