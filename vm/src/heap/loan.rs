//! Blocks of the heap that are lent: used without the interpreter lock by whoever holds the loan.
//!
//! A lent block is pinned: the collector neither frees, scans nor moves it, it reads and writes the block's header only.
//! So the body belongs to the loan alone until it is given back.
#![allow(
    unsafe_code,
    reason = "the body of a pinned block is handed out as memory of its own"
)]

use super::header::{HEADER_BYTES, HEADER_WORDS};
use super::{Heap, HeapFull};
use crate::limits::BLOCK_WORDS_MAX;
use crate::value::Ref;
use bytecode::kind::{FLAG_PINNED, Kind};
use core::mem::MaybeUninit;
use vosal::Memory;

/// Exclusive use of the body of a pinned block.
pub struct Loan {
    block: Ref,
    body: &'static mut [u32],
}

impl Loan {
    /// The block.
    #[must_use]
    pub fn block(&self) -> Ref {
        self.block
    }

    /// The body.
    #[must_use]
    pub fn words(&self) -> &[u32] {
        self.body
    }

    /// The body, to be changed.
    #[must_use]
    pub fn words_mut(&mut self) -> &mut [u32] {
        self.body
    }

    /// The body as bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: initialised words are initialised bytes, four each, with a weaker alignment; the borrow is that of self.
        unsafe { core::slice::from_raw_parts(self.body.as_ptr().cast(), self.body.len() * 4) }
    }

    /// The body as bytes, to be changed.
    #[must_use]
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        let (first, bytes) = (self.body.as_mut_ptr(), self.body.len() * 4);
        // SAFETY: as for `bytes`; self is borrowed exclusively, and any bytes make words.
        unsafe { core::slice::from_raw_parts_mut(first.cast(), bytes) }
    }
}

impl Heap {
    /// Lends a block with a body of `words` words.
    ///
    /// # Errors
    /// [`HeapFull`].
    pub fn lend(&mut self, words: u32, kind: Kind) -> Result<Loan, HeapFull> {
        if words > BLOCK_WORDS_MAX - HEADER_WORDS {
            return Err(HeapFull);
        }
        let block = self.alloc(words + HEADER_WORDS, kind, FLAG_PINNED)?;
        Ok(self.lend_body(block))
    }

    /// Lends the body of a pinned block, until it is given back or kept; in between nobody else may touch it.
    pub(crate) fn lend_body(&mut self, block: Ref) -> Loan {
        debug_assert!(self.flags(block) & FLAG_PINNED != 0);
        let (first, words) = (
            self.base().word(block.offset() + HEADER_BYTES),
            self.body_words(block) as usize,
        );
        // SAFETY: the words lie inside one block and are initialised. It is pinned, and whoever made it lends it before it is
        // known to anybody else, so nothing else reaches its body until the loan is given up.
        let body = unsafe { core::slice::from_raw_parts_mut(first, words) };
        Loan { block, body }
    }

    /// Takes a loan back and frees its block.
    pub fn take_back(&mut self, loan: Loan) {
        let block = loan.block;
        self.release(block);
    }

    /// Ends a loan and keeps the block, whose body belongs to the heap again.
    pub fn keep(&mut self, loan: Loan) -> Ref {
        loan.block
    }

    /// Lends memory to a port: as many double words; none is lent for 0.
    ///
    /// # Errors
    /// [`HeapFull`].
    pub fn lend_memory(&mut self, double_words: usize) -> Result<Memory, HeapFull> {
        if double_words == 0 {
            return Ok(&mut []);
        }
        let words = u32::try_from(double_words * 2).map_err(|_| HeapFull)?;
        let loan = self.lend(words, Kind::Task)?;
        let first = loan.body.as_mut_ptr().cast::<MaybeUninit<u64>>();
        // SAFETY: the loan's body has two words for each double word and is aligned to eight bytes, as every block and the
        // eight bytes of its header are; the loan is given up for this.
        Ok(unsafe { core::slice::from_raw_parts_mut(first, double_words) })
    }

    /// Takes memory back that [`Heap::lend_memory`] lent.
    pub fn take_back_memory(&mut self, memory: Memory) {
        if memory.is_empty() {
            return;
        }
        let block = self.base().offset(memory.as_ptr()) - HEADER_BYTES;
        if let Some(block) = Ref::from_word(block) {
            self.release(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::heap;
    use super::*;

    #[test]
    fn what_is_lent_comes_back() {
        let mut heap = heap(1000);
        let free = heap.free_words();
        let mut loan = heap.lend(5, Kind::Image).unwrap();
        loan.bytes_mut().copy_from_slice(&[7; 20]);
        assert_eq!(loan.words(), [0x0707_0707; 5]);
        let memory = heap.lend_memory(10).unwrap();
        assert!(memory.as_ptr().is_aligned() && memory.len() == 10);
        assert_eq!(loan.bytes(), [7; 20]);
        heap.take_back(loan);
        heap.take_back_memory(memory);
        assert_eq!(heap.free_words(), free);
        assert!(heap.lend_memory(0).unwrap().is_empty());
        assert!(heap.lend(2000, Kind::Image).is_err());
    }
}
