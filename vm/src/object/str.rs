//! Text: UTF-8.
//!
//! Body: u16 bytes, u16 characters; then the bytes, padded with zeros to a word.

use crate::heap::{Heap, HeapFull, View};
use crate::text::{Buffer, Counter, Sink, utf8};
use crate::value::{Ref, Value};
use bytecode::constant::text_words;
use bytecode::kind::Kind;

/// Longest text in bytes.
pub const BYTES_MAX: usize = 65_535;

/// Text put together from parts; at most [`BYTES_MAX`] bytes in all, else it is as if the heap were full.
///
/// # Errors
/// [`HeapFull`].
pub fn from_parts(heap: &mut Heap, parts: &[&str]) -> Result<Ref, HeapFull> {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    if len > BYTES_MAX {
        return Err(HeapFull);
    }
    let characters: usize = parts.iter().map(|part| part.chars().count()).sum();
    let r = heap.alloc(text_words(len) as u32, Kind::Str, 0)?;
    heap.set_word(r, 0, len as u32 | (characters as u32) << 16);
    let mut rest = heap.bytes_mut(r, 1);
    for part in parts {
        let (to, after) = rest.split_at_mut_checked(part.len()).ok_or(HeapFull)?;
        to.copy_from_slice(part.as_bytes());
        rest = after;
    }
    Ok(r)
}

/// Bytes of a text.
#[must_use]
#[inline]
pub fn len(heap: &Heap, r: Ref) -> u32 {
    heap.word(r, 0) & 0xffff
}

/// The UTF-8 of a text.
#[must_use]
#[inline]
pub fn bytes(heap: &Heap, r: Ref) -> &[u8] {
    heap.bytes(r, 1).get(..len(heap, r) as usize).unwrap_or(&[])
}

/// The UTF-8 of a text in a view.
#[must_use]
#[inline]
pub fn read(view: View<'_>, r: Ref) -> &[u8] {
    let len = view.word(r, 0) & 0xffff;
    view.bytes(r, 1).get(..len as usize).unwrap_or(&[])
}

/// The UTF-8 of a value that is text.
#[must_use]
#[inline]
pub fn of(view: View<'_>, v: Value) -> Option<&[u8]> {
    view.as_kind(v, Kind::Str).map(|r| read(view, r))
}

/// Characters of a text.
#[must_use]
#[inline]
pub fn chars(view: View, r: Ref) -> u32 {
    view.word(r, 0) >> 16
}

/// Whether every character is one byte.
#[must_use]
#[inline]
pub fn is_ascii(view: View, r: Ref) -> bool {
    let word = view.word(r, 0);
    word & 0xffff == word >> 16
}

/// Byte offset of a character of a text.
#[must_use]
pub fn offset(view: View, r: Ref, index: u32) -> usize {
    if is_ascii(view, r) {
        index as usize
    } else {
        utf8::offset(read(view, r), index as usize)
    }
}

/// A text that `write` writes twice alike: once to be measured, then into its place.
///
/// # Errors
/// [`HeapFull`], also if it is longer than [`BYTES_MAX`].
pub fn build(heap: &mut Heap, write: &dyn Fn(View, &mut dyn Sink)) -> Result<Value, HeapFull> {
    let mut counter = Counter::default();
    write(heap.view(), &mut counter);
    let r = reserve(heap, counter.bytes, counter.chars)?;
    let (out, view) = heap.apart_bytes(r, 1);
    write(view, &mut Buffer::new(out));
    Ok(r.value())
}

/// A text of so many bytes and characters whose bytes, zero now, the caller writes at once.
///
/// # Errors
/// [`HeapFull`], also if it is longer than [`BYTES_MAX`].
pub fn reserve(heap: &mut Heap, bytes: usize, chars: usize) -> Result<Ref, HeapFull> {
    if bytes > BYTES_MAX {
        return Err(HeapFull);
    }
    let r = heap.alloc(text_words(bytes) as u32, Kind::Str, 0)?;
    heap.set_word(r, 0, bytes as u32 | (chars as u32) << 16);
    Ok(r)
}

/// A text from bytes outside the heap.
///
/// # Errors
/// [`HeapFull`].
pub fn new(heap: &mut Heap, utf8_bytes: &[u8]) -> Result<Value, HeapFull> {
    let r = reserve(heap, utf8_bytes.len(), utf8::count(utf8_bytes))?;
    if let Some(to) = heap.bytes_mut(r, 1).get_mut(..utf8_bytes.len()) {
        to.copy_from_slice(utf8_bytes);
    }
    Ok(r.value())
}

/// A part of a text, by byte offsets at character borders.
///
/// # Errors
/// [`HeapFull`].
pub fn part(heap: &mut Heap, r: Ref, from: usize, to: usize) -> Result<Value, HeapFull> {
    let view = heap.view();
    let piece = read(view, r).get(from..to).unwrap_or(&[]);
    let count = if is_ascii(view, r) {
        piece.len()
    } else {
        utf8::count(piece)
    };
    let made = reserve(heap, to.saturating_sub(from), count)?;
    let (out, view) = heap.apart_bytes(made, 1);
    if let (Some(piece), Some(out)) = (
        read(view, r).get(from..to),
        out.get_mut(..to.saturating_sub(from)),
    ) {
        out.copy_from_slice(piece);
    }
    Ok(made.value())
}

/// A text of one character.
///
/// # Errors
/// [`HeapFull`].
pub fn from_char(heap: &mut Heap, c: char) -> Result<Value, HeapFull> {
    new(heap, c.encode_utf8(&mut [0; 4]).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_joined() {
        let mut heap = crate::heap::tests::heap(100);
        let r = from_parts(&mut heap, &["caf", "é", " noir"]).unwrap();
        assert_eq!(bytes(&heap, r), "café noir".as_bytes());
        assert_eq!(heap.word(r, 0), 10 | 9 << 16);
    }
}
