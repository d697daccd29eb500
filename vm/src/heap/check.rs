//! The heap's own verifier: for tests and for who suspects it.

use super::Heap;
use super::header::{HEADER_BYTES, Header};
use crate::object::{Values, generator, values};
use crate::value::Ref;
use bytecode::kind::{FLAG_IMAGE, Kind};

/// What is wrong with a heap, and at which byte offset.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HeapError {
    /// A block has no known kind, no size, or reaches beyond the end.
    Block(u32),
    /// A mark is left over from a collection.
    Mark(u32),
    /// A word that should hold a value refers to no object.
    Reference(u32),
    /// The free blocks do not add up to what is counted.
    FreeCount(u32),
    /// The scratch memory is too short for this heap.
    Scratch,
}

impl Heap {
    /// Words of scratch that [`Heap::check`] needs: a bit for each place where an object can begin.
    #[must_use]
    pub fn check_scratch_words(&self) -> usize {
        let (start, end) = self.bounds();
        ((end - start) as usize / 8).div_ceil(32)
    }

    /// Walks all blocks: sizes add up, kinds are known, no mark is left, and every reference on the heap means an object.
    ///
    /// # Errors
    /// The first [`HeapError`].
    pub fn check(&mut self, scratch: &mut [u32]) -> Result<(), HeapError> {
        self.free.close_current(&mut self.words);
        let starts = scratch
            .get_mut(..self.check_scratch_words())
            .ok_or(HeapError::Scratch)?;
        starts.fill(0);
        let (start, end) = self.bounds();
        let bit = |at: u32| {
            (
                ((at - start) / 8 / 32) as usize,
                1 << ((at - start) / 8 % 32),
            )
        };
        let (mut at, mut free) = (start, 0);
        while at < end {
            let header = Header(self.words.read(at + 4));
            let words = header.block_words();
            if Kind::from_number(header.kind_number()).is_none()
                || words < 2
                || words * 4 > end - at
            {
                return Err(HeapError::Block(at));
            }
            if header.is(Kind::Free) {
                free += words;
            } else {
                let (index, mask) = bit(at);
                if let Some(word) = starts.get_mut(index) {
                    *word |= mask;
                }
                if self.words.read(at) != 0 {
                    return Err(HeapError::Mark(at));
                }
            }
            at += words * 4;
        }
        if free != self.free.words() {
            return Err(HeapError::FreeCount(free));
        }
        let is_start = |at: u32| {
            let (index, mask) = bit(at);
            at.is_multiple_of(8) && starts.get(index).is_some_and(|word| word & mask != 0)
        };
        at = start;
        while at < end {
            let header = Header(self.words.read(at + 4));
            self.check_references(at, header, &is_start)?;
            at += header.block_words() * 4;
        }
        Ok(())
    }

    fn check_references(
        &self,
        at: u32,
        header: Header,
        is_start: &dyn Fn(u32) -> bool,
    ) -> Result<(), HeapError> {
        let kind = Kind::from_number(header.kind_number()).unwrap_or(Kind::Free);
        let (body, end) = (at + HEADER_BYTES, at + header.words() * 4);
        let (mut from, to) = match values(kind, header.flags()) {
            Values::No => return Ok(()),
            Values::First(count) => (body, (body + u32::from(count) * 4).min(end)),
            Values::All => (body, end),
            Values::From(first) => (body + u32::from(first) * 4, end),
            Values::Generator => match Ref::from_word(at) {
                Some(r) => {
                    let from = generator::frame_at(r);
                    (from, from + generator::saved_words(self, r) * 4)
                }
                None => return Ok(()),
            },
        };
        while from < to {
            let word = self.words.read(from);
            if word & 3 == 0 && word != 0 && self.words.in_ram(word) {
                let inside_image = || Header(self.words.read(word + 4)).flags() & FLAG_IMAGE != 0;
                if !is_start(word) && !inside_image() {
                    return Err(HeapError::Reference(from));
                }
            }
            from += 4;
        }
        Ok(())
    }
}
