//! Text: UTF-8.
//!
//! Body: u16 bytes, u16 characters; then the bytes, padded with zeros to a word.

use crate::heap::{Heap, HeapFull};
use crate::value::Ref;
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
