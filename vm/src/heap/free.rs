//! Free blocks: lists by size, and a current block that small requests are carved from.
//!
//! List `i` below [`EXACT`] holds blocks of exactly `2 * (i + 1)` words; those above hold blocks between one power of two
//! and the next. A free block is a header of [`Kind::Free`] whose word 0 links to the next of its list. Neighbours are
//! joined at each sweep, which builds the lists anew.

use super::header::{Header, block_words};
use super::words::Words;

/// Lists of one exact size each, up to 32 words.
const EXACT: u32 = 16;
/// All lists; the last holds blocks of 32 Ki words and more.
const LISTS: usize = 27;
/// Largest free block: room for the largest object.
pub(super) const FREE_WORDS_MAX: u32 = 65_536;

/// The lists, the current block and how much is free.
pub(super) struct Free {
    heads: [u32; LISTS],
    /// Bit `i` is set when list `i` may be other than empty.
    filled: u32,
    /// The current block: byte offsets of what is left of it.
    current: (u32, u32),
    /// Words free, the current block included.
    words: u32,
}

/// The list that a block of this even number of words stands in.
fn list_of(words: u32) -> u32 {
    if words <= 2 * EXACT {
        words / 2 - 1
    } else {
        // 33..64 words -> 16, …, the last takes all above.
        (EXACT + (31 - (words - 1).leading_zeros()) - 5).min(LISTS as u32 - 1)
    }
}

impl Free {
    pub(super) const fn new() -> Free {
        Free {
            heads: [0; LISTS],
            filled: 0,
            current: (0, 0),
            words: 0,
        }
    }

    pub(super) fn words(&self) -> u32 {
        self.words
    }

    fn head(&self, list: u32) -> u32 {
        self.heads.get(list as usize).copied().unwrap_or(0)
    }

    fn set_head(&mut self, list: u32, at: u32) {
        if let Some(head) = self.heads.get_mut(list as usize) {
            *head = at;
        }
    }

    /// Adds a block of at most [`FREE_WORDS_MAX`] words.
    pub(super) fn put(&mut self, memory: &mut Words, at: u32, words: u32) {
        let list = list_of(words);
        memory.write(at, self.head(list));
        memory.write(at + 4, Header::free(words).0);
        self.set_head(list, at);
        self.filled |= 1 << list;
        self.words += words;
    }

    /// Adds a stretch of any length, in blocks.
    pub(super) fn put_stretch(&mut self, memory: &mut Words, mut at: u32, end: u32) {
        while at < end {
            let words = ((end - at) / 4).min(FREE_WORDS_MAX);
            self.put(memory, at, words);
            at += words * 4;
        }
    }

    /// Words of what is left of the current block, if that begins here.
    pub(super) fn current_words(&self, at: u32) -> Option<u32> {
        let (start, end) = self.current;
        (at == start && start < end).then_some((end - start) / 4)
    }

    /// Makes the current block an ordinary free block, so that the heap can be walked.
    pub(super) fn close_current(&mut self, memory: &mut Words) {
        let (at, end) = self.current;
        self.current = (0, 0);
        if at < end {
            self.words -= (end - at) / 4;
            self.put(memory, at, (end - at) / 4);
        }
    }

    /// Forgets all blocks, before a sweep.
    pub(super) fn reset(&mut self) {
        *self = Free::new();
    }

    /// Takes a block for an object of `words` words; `None` if there is none.
    #[inline]
    pub(super) fn take(&mut self, memory: &mut Words, words: u32) -> Option<u32> {
        let need = block_words(words);
        if need <= 2 * EXACT {
            let list = need / 2 - 1;
            let at = self.head(list);
            if at != 0 {
                self.set_head(list, memory.read(at));
                self.words -= need;
                return Some(at);
            }
        }
        let (at, end) = self.current;
        if at + need * 4 <= end && at != 0 {
            self.current.0 = at + need * 4;
            self.words -= need;
            return Some(at);
        }
        self.take_from_lists(memory, need)
    }

    #[cold]
    #[inline(never)]
    fn take_from_lists(&mut self, memory: &mut Words, need: u32) -> Option<u32> {
        let own = list_of(need);
        // Blocks of the request's own list may be too small if the list holds a range.
        if own >= EXACT
            && let Some(at) = self.search(memory, own, need)
        {
            return Some(self.carve(memory, at, need));
        }
        loop {
            let larger = self.filled & (!0 << own << 1);
            if larger == 0 {
                return None;
            }
            let list = larger.trailing_zeros();
            let at = self.head(list);
            if at == 0 {
                self.filled &= !(1 << list);
                continue;
            }
            self.set_head(list, memory.read(at));
            return Some(self.carve(memory, at, need));
        }
    }

    /// Unlinks the first block of at least `need` words from a list.
    fn search(&mut self, memory: &mut Words, list: u32, need: u32) -> Option<u32> {
        let mut before = 0;
        let mut at = self.head(list);
        while at != 0 {
            let next = memory.read(at);
            if Header(memory.read(at + 4)).block_words() >= need {
                if before == 0 {
                    self.set_head(list, next);
                } else {
                    memory.write(before, next);
                }
                return Some(at);
            }
            before = at;
            at = next;
        }
        None
    }

    /// Takes `need` words off an unlinked block; the rest becomes the current block if it is the larger one.
    fn carve(&mut self, memory: &mut Words, at: u32, need: u32) -> u32 {
        let size = Header(memory.read(at + 4)).block_words();
        self.words -= need;
        let rest = (at + need * 4, at + size * 4);
        if rest.1 - rest.0 > self.current.1 - self.current.0 {
            self.close_current(memory);
            self.current = rest;
        } else if rest.0 < rest.1 {
            self.words -= size - need;
            self.put(memory, rest.0, size - need);
        }
        at
    }

    /// Words of the largest block that could be taken now.
    pub(super) fn largest(&self, memory: &Words) -> u32 {
        let mut largest = (self.current.1 - self.current.0) / 4;
        for &head in self.heads.iter().rev() {
            let mut at = head;
            let before = largest;
            while at != 0 {
                largest = largest.max(Header(memory.read(at + 4)).block_words());
                at = memory.read(at);
            }
            if largest > before {
                break;
            }
        }
        largest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_in_a_later_list_is_always_large_enough() {
        let mut last = 0;
        for words in (2..=FREE_WORDS_MAX).step_by(2) {
            let list = list_of(words);
            assert!(
                list == last || list == last + 1,
                "{words} words in list {list}"
            );
            last = list;
        }
        assert_eq!(last as usize, LISTS - 1);
    }
}
