//! The heap: allocation, access to the words of objects, and collection.
//!
//! A body index counts words after the header. Access to a body is tested against the object's size in debug builds;
//! an index is either a constant of a kind's layout or was tested by its user.

mod check;
mod collect;
mod free;
pub mod header;
mod loan;
pub mod view;
pub mod words;

pub use check::HeapError;
pub use collect::Swept;
pub use loan::Loan;
pub use view::View;
pub use words::{Base, Words};

use crate::limits::BLOCK_WORDS_MAX;
use crate::value::{Ref, Value};
use bytecode::kind::{FLAG_IMAGE, Kind};
use free::Free;
use header::{HEADER_BYTES, HEADER_WORDS, Header, block_words};

/// There is no block large enough now. Whoever meets this has changed nothing, and hands it on; see [`crate::native`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HeapFull;

/// The torture modes: run-time settings for tests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Torture {
    /// Report a full heap at the first allocation of every instruction run by [`crate::Vm::step`], so that a collection runs before
    /// it; done again, the instruction finds room for all that it needs.
    pub collect_always: bool,
    /// Fail the allocation with this number, counted down, and the one that follows its collection; 0 is off.
    pub fail_at: u32,
}

/// The heap.
pub struct Heap {
    words: Words,
    free: Free,
    made: u32,
    refused_words: u32,
    torture: Torture,
    /// Torture: the next allocation reports a full heap.
    armed: bool,
    /// While marking: the first of the objects found but not yet looked into, 0 for none.
    pending: u32,
    /// The newest image in RAM, 0 for none.
    images: u32,
}

impl Heap {
    /// A heap over all of the memory's RAM, empty.
    #[must_use]
    pub fn new(words: Words) -> Heap {
        let mut heap = Heap {
            words,
            free: Free::new(),
            made: 0,
            refused_words: 0,
            torture: Torture::default(),
            armed: false,
            pending: 0,
            images: 0,
        };
        let (start, end) = heap.bounds();
        heap.free.put_stretch(&mut heap.words, start, end);
        heap
    }

    /// First and one past the last byte offset of blocks.
    #[must_use]
    pub fn bounds(&self) -> (u32, u32) {
        let (start, end) = self.words.ram();
        (start.next_multiple_of(8), end & !7)
    }

    /// The memory below.
    #[must_use]
    #[inline(always)]
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The memory below, to be changed.
    #[must_use]
    #[inline(always)]
    pub fn words_mut(&mut self) -> &mut Words {
        &mut self.words
    }

    /// The base that references count from.
    #[inline(always)]
    #[must_use]
    pub fn base(&self) -> Base {
        self.words.base()
    }

    /// Words not taken by any block.
    #[must_use]
    pub fn free_words(&self) -> u32 {
        self.free.words()
    }

    /// Blocks made so far, modulo 2^32.
    #[must_use]
    pub fn blocks_made(&self) -> u32 {
        self.made
    }

    /// Words of the last block that there was no room for.
    #[must_use]
    pub fn refused_words(&self) -> u32 {
        self.refused_words
    }

    /// Words of the largest block that could be made now, header included.
    #[must_use]
    pub fn largest_free_words(&self) -> u32 {
        self.free.largest(&self.words).min(BLOCK_WORDS_MAX)
    }

    /// Sets the torture modes.
    pub fn set_torture(&mut self, torture: Torture) {
        self.torture = torture;
        self.armed = false;
    }

    /// Torture: an instruction begins, whose first allocation is to find the heap full.
    pub(crate) fn arm(&mut self) {
        self.armed = self.torture.collect_always;
    }

    /// An object of `words` words, header included, at most [`BLOCK_WORDS_MAX`]; its body is all zero words.
    ///
    /// # Errors
    /// [`HeapFull`].
    #[inline]
    pub fn alloc(&mut self, words: u32, kind: Kind, flags: u8) -> Result<Ref, HeapFull> {
        let r = self.alloc_unset(words, kind, flags)?;
        self.words
            .words_mut(r.offset() + HEADER_BYTES, words - HEADER_WORDS)
            .fill(0);
        Ok(r)
    }

    /// As [`Heap::alloc`], but the body has any content. Only for kinds whose body the collector does not read, or if
    /// every word of it is set before anything else happens.
    ///
    /// # Errors
    /// [`HeapFull`].
    #[inline]
    pub fn alloc_unset(&mut self, words: u32, kind: Kind, flags: u8) -> Result<Ref, HeapFull> {
        debug_assert!(words >= HEADER_WORDS);
        if words > BLOCK_WORDS_MAX || self.torture != (Torture::default()) && self.torture_fails() {
            return Err(HeapFull);
        }
        let Some(at) = self.free.take(&mut self.words, words) else {
            self.refused_words = words;
            return Err(HeapFull);
        };
        self.made = self.made.wrapping_add(1);
        self.words.write(at, 0);
        self.words.write(at + 4, Header::new(words, kind, flags).0);
        Ref::from_word(at).ok_or(HeapFull)
    }

    #[cold]
    #[inline(never)]
    fn torture_fails(&mut self) -> bool {
        if self.torture.fail_at > 0 {
            self.torture.fail_at -= 1;
            if self.torture.fail_at == 0 {
                // The collection that follows does not help either.
                self.torture.fail_at = u32::MAX;
                return true;
            }
            if self.torture.fail_at > u32::MAX / 2 {
                self.torture.fail_at = 0;
                return true;
            }
        }
        core::mem::replace(&mut self.armed, false)
    }

    /// Gives an object back at once. Nothing may refer to it any more.
    pub fn release(&mut self, r: Ref) {
        debug_assert!(!self.is_image(r));
        let words = self.header(r).block_words();
        self.free.put(&mut self.words, r.offset(), words);
    }

    /// Makes an object smaller in place; `words` includes the header.
    pub fn shrink(&mut self, r: Ref, words: u32) {
        let header = self.header(r);
        let (old, new) = (header.block_words(), block_words(words));
        debug_assert!(words >= HEADER_WORDS && words <= header.words());
        self.words.write(r.offset() + 4, header.0 & !0xffff | words);
        if new < old {
            let rest = r.offset() + new * 4;
            self.free.put(&mut self.words, rest, old - new);
        }
    }

    /// Word 1 of the object's header.
    #[inline(always)]
    #[must_use]
    pub fn header(&self, r: Ref) -> Header {
        Header(self.words.read(r.offset() + 4))
    }

    /// The header of the block at a byte offset; what is left of the current block counts as free.
    #[must_use]
    pub fn block_header(&self, at: u32) -> Header {
        match self.free.current_words(at) {
            Some(words) => Header::free(words),
            None => Header(self.words.read(at + 4)),
        }
    }

    /// The kind of an object.
    #[inline]
    #[must_use]
    pub fn kind(&self, r: Ref) -> Kind {
        // Every header on the heap was made by `alloc` and every one in an image was verified.
        Kind::from_number(self.header(r).kind_number()).unwrap_or(Kind::Free)
    }

    /// Whether the object is of the kind.
    #[inline(always)]
    #[must_use]
    pub fn is(&self, r: Ref, kind: Kind) -> bool {
        self.header(r).is(kind)
    }

    /// The object of a value, if it refers to one of this kind.
    #[inline]
    #[must_use]
    pub fn as_kind(&self, v: Value, kind: Kind) -> Option<Ref> {
        v.as_ref().filter(|&r| self.is(r, kind))
    }

    /// The flags of an object.
    #[inline]
    #[must_use]
    pub fn flags(&self, r: Ref) -> u8 {
        self.header(r).flags()
    }

    /// Sets the flags of an object on the heap.
    pub fn set_flags(&mut self, r: Ref, flags: u8) {
        let header = self.header(r);
        self.words.write(
            r.offset() + 4,
            header.0 & 0x00ff_ffff | u32::from(flags) << 24,
        );
    }

    /// Whether the object stands in an image: it is never changed.
    #[inline]
    #[must_use]
    pub fn is_image(&self, r: Ref) -> bool {
        !self.words.in_ram(r.offset()) || self.flags(r) & FLAG_IMAGE != 0
    }

    /// Words of the body.
    #[inline]
    #[must_use]
    pub fn body_words(&self, r: Ref) -> u32 {
        self.header(r).words() - HEADER_WORDS
    }

    /// Byte offset of a word of the body.
    #[inline(always)]
    #[must_use]
    fn at(&self, r: Ref, index: u32) -> u32 {
        debug_assert!(
            index < self.body_words(r),
            "index {index} of {:?}",
            self.kind(r)
        );
        r.offset() + HEADER_BYTES + index * 4
    }

    /// A word of the body.
    #[inline(always)]
    #[must_use]
    pub fn word(&self, r: Ref, index: u32) -> u32 {
        self.words.read(self.at(r, index))
    }

    /// Sets a word of the body.
    #[inline(always)]
    pub fn set_word(&mut self, r: Ref, index: u32, word: u32) {
        let at = self.at(r, index);
        self.words.write(at, word);
    }

    /// A value of the body; the word must be one that holds a value.
    #[inline(always)]
    #[must_use]
    pub fn value(&self, r: Ref, index: u32) -> Value {
        Value::from_word(self.word(r, index))
    }

    /// Sets a value of the body.
    #[inline(always)]
    pub fn set(&mut self, r: Ref, index: u32, value: Value) {
        self.set_word(r, index, value.word());
    }

    /// The object that a word of the body refers to; `None` for the word 0.
    #[inline(always)]
    #[must_use]
    pub fn reference(&self, r: Ref, index: u32) -> Option<Ref> {
        Ref::from_word(self.word(r, index))
    }

    /// All words of the body.
    #[inline]
    #[must_use]
    pub fn body(&self, r: Ref) -> &[u32] {
        self.words
            .words(r.offset() + HEADER_BYTES, self.body_words(r))
    }

    /// All words of the body, to be changed.
    #[inline]
    #[must_use]
    pub fn body_mut(&mut self, r: Ref) -> &mut [u32] {
        let count = self.body_words(r);
        self.words.words_mut(r.offset() + HEADER_BYTES, count)
    }

    /// The bytes of the body from a word on, to its end.
    #[inline]
    #[must_use]
    pub fn bytes(&self, r: Ref, from_word: u32) -> &[u8] {
        let count = (self.body_words(r) - from_word) * 4;
        self.words
            .bytes(r.offset() + HEADER_BYTES + from_word * 4, count)
    }

    /// The bytes of the body from a word on, to be changed.
    #[inline]
    #[must_use]
    pub fn bytes_mut(&mut self, r: Ref, from_word: u32) -> &mut [u8] {
        let count = (self.body_words(r) - from_word) * 4;
        self.words
            .bytes_mut(r.offset() + HEADER_BYTES + from_word * 4, count)
    }

    /// The half words of the body from a word on.
    #[inline]
    #[must_use]
    pub fn halves(&self, r: Ref, from_word: u32) -> &[u16] {
        let count = (self.body_words(r) - from_word) * 2;
        self.words
            .halves(r.offset() + HEADER_BYTES + from_word * 4, count)
    }

    /// The half words of the body from a word on, to be changed.
    #[inline]
    #[must_use]
    pub fn halves_mut(&mut self, r: Ref, from_word: u32) -> &mut [u16] {
        let count = (self.body_words(r) - from_word) * 2;
        self.words
            .halves_mut(r.offset() + HEADER_BYTES + from_word * 4, count)
    }

    /// Copies `count` words from the body of one object to that of another, or within one, as if through a buffer.
    pub fn copy_words(&mut self, from: Ref, from_word: u32, to: Ref, to_word: u32, count: u32) {
        debug_assert!(from_word + count <= self.body_words(from));
        debug_assert!(to_word + count <= self.body_words(to));
        self.words.copy(
            from.offset() + HEADER_BYTES + from_word * 4,
            to.offset() + HEADER_BYTES + to_word * 4,
            count * 4,
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn heap(words: u32) -> Heap {
        let memory = vec![0u64; words as usize / 2 + 1].leak();
        Heap::new(Words::arena(memory, 0))
    }

    #[test]
    fn two_heaps_do_not_touch_each_other() {
        let (mut a, mut b) = (heap(100), heap(100));
        let (x, y) = (
            a.alloc(4, Kind::Tuple, 0).unwrap(),
            b.alloc(4, Kind::Tuple, 0).unwrap(),
        );
        a.set(x, 0, Value::NONE);
        b.set(y, 0, Value::TRUE);
        assert_eq!(x, y, "references are offsets");
        assert_eq!((a.value(x, 0), b.value(y, 0)), (Value::NONE, Value::TRUE));
    }

    #[test]
    fn fills_up_and_gives_back() {
        let mut heap = heap(1000);
        let before = heap.free_words();
        let mut made = Vec::new();
        while let Ok(r) = heap.alloc(7, Kind::List, 0) {
            assert!(heap.body(r).iter().all(|&w| w == 0));
            heap.body_mut(r).fill(0xffff_ffff);
            made.push(r);
        }
        assert_eq!(made.len() as u32, before / 8);
        assert!(heap.free_words() < 8);
        for r in made {
            heap.release(r);
        }
        assert_eq!(heap.free_words(), before);
        assert!(heap.alloc(8, Kind::List, 0).is_ok());
    }

    #[test]
    fn largest_block_is_the_largest_object() {
        let mut heap = heap(200_000);
        assert_eq!(heap.largest_free_words(), BLOCK_WORDS_MAX);
        let r = heap.alloc(BLOCK_WORDS_MAX, Kind::Buffer, 0).unwrap();
        assert_eq!(heap.body_words(r), BLOCK_WORDS_MAX - 2);
        assert_eq!(
            heap.alloc(BLOCK_WORDS_MAX + 1, Kind::Buffer, 0),
            Err(HeapFull)
        );
        heap.shrink(r, 10);
        assert_eq!(heap.body_words(r), 8);
    }

    #[test]
    fn torture_fails_the_chosen_allocation_twice() {
        let mut heap = heap(1000);
        heap.set_torture(Torture {
            fail_at: 3,
            ..Torture::default()
        });
        let results: Vec<bool> = (0..6)
            .map(|_| heap.alloc(4, Kind::Tuple, 0).is_ok())
            .collect();
        assert_eq!(results, [true, true, false, false, true, true]);
    }
}
