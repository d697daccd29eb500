//! The collector: mark and sweep, stop-the-world, non-moving, without recursion and without memory of its own.
//!
//! Objects found but not yet looked into hang together in a list through word 0 of their headers, with bit 0 set so that
//! every object met differs from one not met; after tracing the word is 1 in all that live. The sweep sets it back to
//! 0, joins neighbouring free blocks and builds the free lists anew.
//!
//! The caller marks the roots between [`Heap::begin_collection`] and [`Heap::sweep`]:
//! [`Heap::mark`] for a word that can hold a value, [`Heap::mark_range`] for a stretch of such words, [`Heap::mark_code`] for an address
//! of code, [`Heap::mark_image`] for an image that is installed; then [`Heap::trace`] follows what they refer to.
//!
//! An image in RAM is a block of [`Kind::Image`]: body word 0 links to the next such image, the image's bytes follow. Its
//! objects are never marked one by one: a reference to any of them, or an address of its code, keeps the whole image. One
//! that nothing keeps is freed whole. An image in flash is kept for ever.

use super::Heap;
use super::header::{HEADER_BYTES, HEADER_WORDS, Header};
use crate::object::{Values, generator, values};
use crate::value::Ref;
use bytecode::kind::{FLAG_IMAGE, FLAG_PINNED, Kind};

/// Word 0 of an object that lives and has been looked into.
const DONE: u32 = 1;

/// What a sweep found and did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Swept {
    /// Words freed.
    pub freed_words: u32,
    /// Words of blocks that live.
    pub live_words: u32,
    /// Blocks that live.
    pub live_blocks: u32,
    /// Free blocks after neighbours were joined.
    pub free_blocks: u32,
}

impl Heap {
    /// Makes ready to mark.
    pub fn begin_collection(&mut self) {
        self.pending = 0;
    }

    /// Marks what a word refers to, if it is a reference.
    #[inline]
    pub fn mark(&mut self, word: u32) {
        if word & 3 == 0 && word != 0 && self.words.in_ram(word) {
            self.mark_object(word);
        }
    }

    fn mark_object(&mut self, at: u32) {
        let header = Header(self.words.read(at + 4));
        let flags = header.flags();
        if flags & (FLAG_IMAGE | FLAG_PINNED) != 0 {
            if flags & FLAG_IMAGE != 0 {
                self.mark_code(at);
            }
            return;
        }
        if self.words.read(at) != 0 {
            return;
        }
        let kind = Kind::from_number(header.kind_number()).unwrap_or(Kind::Free);
        if values(kind, flags) == Values::No {
            self.words.write(at, DONE);
        } else {
            self.words.write(at, self.pending | DONE);
            self.pending = at;
        }
    }

    /// Marks what the words from one byte offset up to another refer to; each must be a value or tagged.
    pub fn mark_range(&mut self, from: u32, to: u32) {
        let mut at = from;
        while at < to {
            self.mark(self.words.read(at));
            at += 4;
        }
    }

    /// Marks the image in RAM that an address lies in; an address in flash needs no mark.
    pub fn mark_code(&mut self, address: u32) {
        if !self.words.in_ram(address) {
            return;
        }
        let mut image = self.images;
        while let Some(r) = Ref::from_word(image) {
            let words = self.header(r).words();
            if address > image && address < image + words * 4 {
                self.words.write(image, DONE);
                return;
            }
            image = self.word(r, 0);
        }
    }

    /// Marks an image that is installed.
    pub fn mark_image(&mut self, image: Ref) {
        self.words.write(image.offset(), DONE);
    }

    /// Follows the references of all that is marked.
    pub fn trace(&mut self) {
        while self.pending != 0 {
            let at = self.pending;
            self.pending = self.words.read(at) & !DONE;
            self.words.write(at, DONE);
            let header = Header(self.words.read(at + 4));
            let kind = Kind::from_number(header.kind_number()).unwrap_or(Kind::Free);
            let body = at + HEADER_BYTES;
            let end = at + header.words() * 4;
            let (from, to) = match values(kind, header.flags()) {
                Values::No => continue,
                Values::First(count) => (body, (body + u32::from(count) * 4).min(end)),
                Values::All => (body, end),
                Values::From(first) => (body + u32::from(first) * 4, end),
                Values::Generator => self.mark_generator(at),
            };
            self.mark_range(from, to);
        }
    }

    /// Marks function and code of a generator; the stretch of its saved words.
    fn mark_generator(&mut self, at: u32) -> (u32, u32) {
        let Some(r) = Ref::from_word(at) else {
            return (0, 0);
        };
        let (function, ip) = generator::start(self, r);
        self.mark(function.word());
        self.mark_code(ip);
        let from = generator::frame_at(r);
        (from, from + generator::saved_words(self, r) * 4)
    }

    /// The first block of the heap that is an object.
    pub fn first_block(&mut self) -> Option<Ref> {
        self.free.close_current(&mut self.words);
        self.object_from(self.bounds().0)
    }

    /// The next block after an object that is an object. No allocation may come between.
    #[must_use]
    pub fn next_block(&self, r: Ref) -> Option<Ref> {
        self.object_from(r.offset() + self.header(r).block_words() * 4)
    }

    fn object_from(&self, mut at: u32) -> Option<Ref> {
        let (_, end) = self.bounds();
        while at < end {
            let header = Header(self.words.read(at + 4));
            if !header.is(Kind::Free) {
                return Ref::from_word(at);
            }
            at += header.block_words() * 4;
        }
        None
    }

    /// Frees all blocks that are not marked and takes the marks off the others.
    pub fn sweep(&mut self) -> Swept {
        debug_assert_eq!(self.pending, 0, "trace first");
        self.unlink_dead_images();
        self.free.close_current(&mut self.words);
        let free_before = self.free.words();
        self.free.reset();
        let (mut at, end) = self.bounds();
        let mut swept = Swept::default();
        let mut stretch = at;
        while at < end {
            let header = Header(self.words.read(at + 4));
            let words = header.block_words();
            let pinned = !header.is(Kind::Free) && header.flags() & FLAG_PINNED != 0;
            if pinned || !header.is(Kind::Free) && self.words.read(at) != 0 {
                if stretch < at {
                    self.give(stretch, at, &mut swept);
                }
                if !pinned {
                    self.words.write(at, 0);
                }
                swept.live_words += words;
                swept.live_blocks += 1;
                stretch = at + words * 4;
            }
            at += words * 4;
        }
        if stretch < end {
            self.give(stretch, end, &mut swept);
        }
        swept.freed_words = self.free.words() - free_before;
        swept
    }

    fn give(&mut self, from: u32, to: u32, swept: &mut Swept) {
        self.free.put_stretch(&mut self.words, from, to);
        swept.free_blocks += ((to - from) / 4).div_ceil(super::free::FREE_WORDS_MAX);
    }

    /// Adds an image in RAM to the list; its block must be of [`Kind::Image`].
    pub fn add_image(&mut self, image: Ref) {
        debug_assert!(self.is(image, Kind::Image) && self.header(image).words() > HEADER_WORDS);
        self.set_word(image, 0, self.images);
        self.images = image.offset();
    }

    /// The images in RAM, the newest first.
    pub fn images(&self) -> impl Iterator<Item = Ref> + '_ {
        core::iter::successors(Ref::from_word(self.images), |&r| self.reference(r, 0))
    }

    fn unlink_dead_images(&mut self) {
        let mut before = None;
        let mut image = self.images;
        while let Some(r) = Ref::from_word(image) {
            let next = self.word(r, 0);
            if self.words.read(image) != 0 {
                before = Some(r);
            } else {
                match before {
                    None => self.images = next,
                    Some(before) => self.set_word(before, 0, next),
                }
            }
            image = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::heap;
    use crate::heap::Heap;
    use crate::value::{Ref, Value};
    use bytecode::kind::{FLAG_IMAGE, FLAG_PINNED, Kind};

    /// Collects with these roots, and checks the heap.
    fn collect(heap: &mut Heap, roots: &[Ref]) -> super::Swept {
        heap.begin_collection();
        for root in roots {
            heap.mark(root.offset());
        }
        heap.trace();
        let swept = heap.sweep();
        heap.check(&mut [0; 4096]).unwrap();
        swept
    }

    fn pair(heap: &mut Heap, a: Value, b: Value) -> Ref {
        let r = heap.alloc(5, Kind::Tuple, 0).unwrap();
        heap.set_word(r, 0, 2);
        heap.set(r, 1, a);
        heap.set(r, 2, b);
        r
    }

    #[test]
    fn a_long_chain_lives_and_dies_whole() {
        let mut heap = heap(20_000);
        let before = heap.free_words();
        let mut head = pair(&mut heap, Value::NONE, Value::NONE);
        for _ in 0..2000 {
            head = pair(&mut heap, head.into(), Value::NONE);
        }
        assert_eq!(collect(&mut heap, &[head]).live_blocks, 2001);
        let swept = collect(&mut heap, &[]);
        assert_eq!((swept.live_blocks, swept.free_blocks), (0, 1));
        assert_eq!(heap.free_words(), before);
    }

    #[test]
    fn cycles_die() {
        let mut heap = heap(1000);
        let a = pair(&mut heap, Value::NONE, Value::NONE);
        let b = pair(&mut heap, a.into(), Value::TRUE);
        heap.set(a, 1, b.into());
        assert_eq!(collect(&mut heap, &[b]).live_blocks, 2);
        assert_eq!(collect(&mut heap, &[]).live_blocks, 0);
    }

    #[test]
    fn neighbours_are_joined() {
        let mut heap = heap(4000);
        let objects: Vec<Ref> = (0..100)
            .map(|_| pair(&mut heap, Value::NONE, Value::NONE))
            .collect();
        let kept: Vec<Ref> = objects.iter().copied().step_by(10).collect();
        let swept = collect(&mut heap, &kept);
        assert_eq!((swept.live_blocks, swept.free_blocks), (10, 10));
        assert!(
            heap.alloc(54, Kind::Tuple, 0).is_ok(),
            "nine dead neighbours make one block"
        );
    }

    #[test]
    fn pinned_blocks_stay_without_a_mark() {
        let mut heap = heap(1000);
        let task = heap.alloc(20, Kind::Task, FLAG_PINNED).unwrap();
        heap.body_mut(task).fill(0xdead_bee0);
        assert_eq!(collect(&mut heap, &[]).live_blocks, 1);
        assert!(heap.body(task).iter().all(|&w| w == 0xdead_bee0));
    }

    #[test]
    fn an_image_lives_by_any_of_its_objects_or_addresses() {
        let mut heap = heap(1000);
        let mut images = Vec::new();
        for _ in 0..3 {
            let image = heap.alloc(20, Kind::Image, 0).unwrap();
            heap.add_image(image);
            // A tuple inside, at body words 4 to 8.
            let inside = Ref::from_word(image.offset() + 8 + 16).unwrap();
            heap.set_word(
                image,
                5,
                bytecode::kind::header_word(4, Kind::Tuple, FLAG_IMAGE),
            );
            images.push((image, inside));
        }
        let held = pair(&mut heap, images[0].1.into(), Value::NONE);
        heap.begin_collection();
        heap.mark(held.offset());
        heap.mark_code(images[1].1.offset() + 7);
        heap.trace();
        assert_eq!(heap.sweep().live_blocks, 3);
        assert_eq!(
            heap.images().collect::<Vec<_>>(),
            [images[1].0, images[0].0]
        );
        heap.begin_collection();
        heap.mark_image(images[1].0);
        heap.trace();
        assert_eq!(heap.sweep().live_blocks, 1);
    }
}
