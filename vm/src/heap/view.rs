//! Reading objects while the body of another one is written.
//!
//! Arithmetic on large integers and the making of text read some objects and write a new one. Two objects never
//! overlap, so the new one's body can be lent for writing and all others for reading at the same time.
#![allow(unsafe_code, reason = "splits the heap into one body and the rest")]

use super::Heap;
use super::header::{HEADER_BYTES, HEADER_WORDS, Header};
use super::words::Base;
use crate::value::{Ref, Value};
use bytecode::kind::Kind;
use core::marker::PhantomData;

/// All objects of a heap but at most one, for reading.
#[derive(Clone, Copy)]
pub struct View<'a> {
    base: Base,
    /// The object that is lent for writing, 0 if none is.
    hole: u32,
    heap: PhantomData<&'a Heap>,
}

impl Heap {
    /// All objects, for reading.
    #[must_use]
    #[inline(always)]
    pub fn view(&self) -> View<'_> {
        View {
            base: self.base(),
            hole: 0,
            heap: PhantomData,
        }
    }

    /// The body of one object from a word on, for writing, and all other objects for reading.
    #[must_use]
    pub fn apart(&mut self, r: Ref, from_word: u32) -> (&mut [u32], View<'_>) {
        let count = self.body_words(r).saturating_sub(from_word);
        let view = View {
            base: self.base(),
            hole: r.offset(),
            heap: PhantomData,
        };
        let first = self.base().word(r.offset() + HEADER_BYTES + from_word * 4);
        // SAFETY: the words are the rest of one object's body, borrowed exclusively with the heap; the view reads no
        // word of that body, and every other object lies elsewhere.
        let body = unsafe { core::slice::from_raw_parts_mut(first, count as usize) };
        (body, view)
    }

    /// As [`Heap::apart`], the body as bytes.
    #[must_use]
    pub fn apart_bytes(&mut self, r: Ref, from_word: u32) -> (&mut [u8], View<'_>) {
        let (words, view) = self.apart(r, from_word);
        let (first, count) = (words.as_mut_ptr().cast::<u8>(), words.len() * 4);
        // SAFETY: the same memory as bytes, which any word is.
        let bytes = unsafe { core::slice::from_raw_parts_mut(first, count) };
        (bytes, view)
    }
}

impl<'a> View<'a> {
    /// Word 1 of the object's header.
    #[inline(always)]
    #[must_use]
    pub fn header(self, r: Ref) -> Header {
        // SAFETY: a reference refers to an object of this heap; a header is never lent for writing.
        Header(unsafe { self.base.word(r.offset() + 4).read() })
    }

    /// Word 0 of the object's header; of a constant in an image it is its hash.
    #[inline(always)]
    #[must_use]
    pub fn first_word(self, r: Ref) -> u32 {
        // SAFETY: as for `header`.
        unsafe { self.base.word(r.offset()).read() }
    }

    /// The kind of an object.
    #[inline]
    #[must_use]
    pub fn kind(self, r: Ref) -> Kind {
        Kind::from_number(self.header(r).kind_number()).unwrap_or(Kind::Free)
    }

    /// The kind of a value's object; `None` if it is no reference.
    #[inline]
    #[must_use]
    pub fn kind_of(self, v: Value) -> Option<Kind> {
        v.as_ref().map(|r| self.kind(r))
    }

    /// The object of a value, if it refers to one of this kind.
    #[inline]
    #[must_use]
    pub fn as_kind(self, v: Value, kind: Kind) -> Option<Ref> {
        v.as_ref().filter(|&r| self.header(r).is(kind))
    }

    /// The flags of an object.
    #[inline]
    #[must_use]
    pub fn flags(self, r: Ref) -> u8 {
        self.header(r).flags()
    }

    /// Words of the body.
    #[inline]
    #[must_use]
    pub fn body_words(self, r: Ref) -> u32 {
        self.header(r).words() - HEADER_WORDS
    }

    /// All words of the body; none of the object that is lent for writing.
    #[inline]
    #[must_use]
    pub fn body(self, r: Ref) -> &'a [u32] {
        if r.offset() == self.hole {
            return &[];
        }
        let count = self.body_words(r) as usize;
        // SAFETY: the body of an object of this heap, borrowed for reading with the heap or the rest of it.
        unsafe { core::slice::from_raw_parts(self.base.word(r.offset() + HEADER_BYTES), count) }
    }

    /// A word of the body; 0 beyond it.
    #[inline]
    #[must_use]
    pub fn word(self, r: Ref, index: u32) -> u32 {
        self.body(r).get(index as usize).copied().unwrap_or(0)
    }

    /// A value of the body.
    #[inline]
    #[must_use]
    pub fn value(self, r: Ref, index: u32) -> Value {
        Value::from_word(self.word(r, index))
    }

    /// The object that a word of the body refers to.
    #[inline]
    #[must_use]
    pub fn reference(self, r: Ref, index: u32) -> Option<Ref> {
        Ref::from_word(self.word(r, index))
    }

    /// The bytes of the body from a word on.
    #[inline]
    #[must_use]
    pub fn bytes(self, r: Ref, from_word: u32) -> &'a [u8] {
        let words = self.body(r).get(from_word as usize..).unwrap_or(&[]);
        // SAFETY: the same memory as bytes.
        unsafe { core::slice::from_raw_parts(words.as_ptr().cast(), words.len() * 4) }
    }

    /// The half words of the body from a word on.
    #[inline]
    #[must_use]
    pub fn halves(self, r: Ref, from_word: u32) -> &'a [u16] {
        let words = self.body(r).get(from_word as usize..).unwrap_or(&[]);
        // SAFETY: the same memory as half words, which are aligned where words are.
        unsafe { core::slice::from_raw_parts(words.as_ptr().cast(), words.len() * 2) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::heap;
    use super::*;

    #[test]
    fn one_is_written_while_others_are_read() {
        let mut heap = heap(100);
        let a = heap.alloc(4, Kind::BigInt, 0).unwrap();
        let b = heap.alloc(5, Kind::BigInt, 0).unwrap();
        heap.set_word(a, 1, 7);
        let (body, view) = heap.apart(b, 1);
        body.copy_from_slice(view.body(a));
        assert_eq!(body, [0, 7]);
        assert!(view.body(b).is_empty());
        assert_eq!(heap.body(b), [0, 0, 7]);
    }
}
