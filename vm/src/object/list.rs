//! `list` and `tuple`.
//!
//! List body: the buffer or 0; the count of items. The buffer's words are items, then zeros. Tuple body: the count; the items.

use crate::heap::{Heap, HeapFull, View};
use crate::value::{Ref, Value};
use bytecode::kind::Kind;

/// Body word of a list: the buffer or 0.
pub const BUFFER: u32 = 0;
/// Body word of a list: the count of items.
pub const LEN: u32 = 1;
/// Most items of a list or tuple.
pub const ITEMS_MAX: u32 = bytecode::kind::BLOCK_WORDS_MAX - 3;

/// Words of a list, header included; its buffer has a header and a word an item.
const WORDS: u32 = 4;
const BUFFER_HEAD_WORDS: u32 = 2;

// A list of n items takes 16 + 8 + 4n bytes.
const _: () = assert!(WORDS * 4 == 16 && BUFFER_HEAD_WORDS * 4 == 8);

/// An empty list.
///
/// # Errors
/// [`HeapFull`].
pub fn new(heap: &mut Heap) -> Result<Ref, HeapFull> {
    heap.alloc(WORDS, Kind::List, 0)
}

/// A list of `len` items, all zero words, which the caller sets at once.
///
/// # Errors
/// [`HeapFull`].
pub fn with_len(heap: &mut Heap, len: u32) -> Result<Ref, HeapFull> {
    if len > ITEMS_MAX {
        return Err(HeapFull);
    }
    let r = new(heap)?;
    if len != 0 {
        let buffer = heap.alloc(BUFFER_HEAD_WORDS + len, Kind::Buffer, 0)?;
        heap.set(r, BUFFER, buffer.value());
        heap.set_word(r, LEN, len);
    }
    Ok(r)
}

/// A tuple of `len` items, all zero words, which the caller sets at once.
///
/// # Errors
/// [`HeapFull`].
pub fn new_tuple(heap: &mut Heap, len: u32) -> Result<Ref, HeapFull> {
    if len > ITEMS_MAX {
        return Err(HeapFull);
    }
    let r = heap.alloc(3 + len, Kind::Tuple, 0)?;
    heap.set_word(r, 0, len);
    Ok(r)
}

/// A tuple of values.
///
/// # Errors
/// [`HeapFull`].
pub fn tuple(heap: &mut Heap, values: &[Value]) -> Result<Value, HeapFull> {
    let r = new_tuple(heap, values.len() as u32)?;
    for (i, &v) in values.iter().enumerate() {
        heap.set(r, 1 + i as u32, v);
    }
    Ok(r.value())
}

/// Items of a list.
#[inline]
#[must_use]
pub fn len(view: View, r: Ref) -> u32 {
    view.word(r, LEN)
}

/// The items of a list or tuple, as words; none of anything else.
#[must_use]
pub fn items(view: View<'_>, r: Ref) -> &[u32] {
    match view.kind(r) {
        Kind::List => match view.reference(r, BUFFER) {
            Some(buffer) => view
                .body(buffer)
                .get(..len(view, r) as usize)
                .unwrap_or(&[]),
            None => &[],
        },
        Kind::Tuple => {
            let body = view.body(r);
            let len = body.first().map_or(0, |w| w & 0xffff) as usize;
            body.get(1..=len).unwrap_or(&[])
        }
        _ => &[],
    }
}

/// Items of a list, to be changed.
#[must_use]
pub fn items_mut(heap: &mut Heap, r: Ref) -> &mut [u32] {
    let len = heap.word(r, LEN) as usize;
    match heap.reference(r, BUFFER) {
        Some(buffer) => heap.body_mut(buffer).get_mut(..len).unwrap_or(&mut []),
        None => &mut [],
    }
}

/// Makes room for `len` items without changing how many there are.
///
/// # Errors
/// [`HeapFull`]; the list is as before.
pub fn reserve(heap: &mut Heap, r: Ref, len: u32) -> Result<(), HeapFull> {
    let have = heap.reference(r, BUFFER).map_or(0, |b| heap.body_words(b));
    if len <= have {
        return Ok(());
    }
    if len > ITEMS_MAX {
        return Err(HeapFull);
    }
    let used = heap.word(r, LEN);
    let generous = if used == 0 {
        len
    } else {
        (len + len / 4 + 3).min(ITEMS_MAX)
    };
    let made = match heap.alloc(BUFFER_HEAD_WORDS + generous, Kind::Buffer, 0) {
        Err(HeapFull) if generous > len => heap.alloc(BUFFER_HEAD_WORDS + len, Kind::Buffer, 0)?,
        made => made?,
    };
    if let Some(old) = heap.reference(r, BUFFER) {
        heap.copy_words(old, 0, made, 0, used);
        heap.release(old);
    }
    heap.set(r, BUFFER, made.value());
    Ok(())
}

/// Appends an item.
///
/// # Errors
/// [`HeapFull`]; the list is as before.
#[inline]
pub fn push(heap: &mut Heap, r: Ref, item: Value) -> Result<(), HeapFull> {
    let len = heap.word(r, LEN);
    let room = heap.reference(r, BUFFER).map_or(0, |b| heap.body_words(b));
    if len >= room {
        reserve(heap, r, len + 1)?;
    }
    if let Some(buffer) = heap.reference(r, BUFFER) {
        heap.set(buffer, len, item);
        heap.set_word(r, LEN, len + 1);
    }
    Ok(())
}

/// Changes the count of items: new ones are zero words that the caller sets at once, dropped ones are forgotten.
///
/// # Errors
/// [`HeapFull`]; the list is as before.
pub fn resize(heap: &mut Heap, r: Ref, len: u32) -> Result<(), HeapFull> {
    let old = heap.word(r, LEN);
    if len > old {
        reserve(heap, r, len)?;
    } else if let Some(buffer) = heap.reference(r, BUFFER) {
        let body = heap.body_mut(buffer);
        if let Some(dropped) = body.get_mut(len as usize..old as usize) {
            dropped.fill(0);
        }
        if len == 0 {
            heap.release(buffer);
            heap.set_word(r, BUFFER, 0);
        }
    }
    heap.set_word(r, LEN, len);
    Ok(())
}

/// Replaces `count` items at `at` by room for `new` ones, whose words are any until the caller sets them.
///
/// # Errors
/// [`HeapFull`]; the list is as before.
pub fn replace(heap: &mut Heap, r: Ref, at: u32, count: u32, new: u32) -> Result<(), HeapFull> {
    let len = heap.word(r, LEN);
    let result = len - count + new;
    let tail = len - at - count;
    if new > count {
        reserve(heap, r, result)?;
    }
    if let Some(buffer) = heap.reference(r, BUFFER) {
        heap.copy_words(buffer, at + count, buffer, at + new, tail);
        if new > count {
            heap.set_word(r, LEN, result);
            return Ok(());
        }
    }
    resize(heap, r, result)
}

/// A list of words taken from elsewhere.
///
/// # Errors
/// [`HeapFull`].
pub fn from_args(
    heap: &mut Heap,
    values: impl ExactSizeIterator<Item = Value>,
) -> Result<Value, HeapFull> {
    let r = with_len(heap, values.len() as u32)?;
    if let Some(buffer) = heap.reference(r, BUFFER) {
        for (i, v) in values.enumerate() {
            heap.set(buffer, i as u32, v);
        }
    }
    Ok(r.value())
}
