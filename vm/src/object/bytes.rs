//! `bytes`, `bytearray`, `shorts` and `shortarray`.
//!
//! Bytes and shorts body: u16 count, u16 zero; then the items, padded to a word. The arrays' body: the raw buffer or 0; the
//! count of items; how many drivers hold the buffer and forbid resizing. A raw buffer's bytes are items.

use crate::heap::{Heap, HeapFull, View};
use crate::native::Stop;
use crate::object::FLAG_RAW;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;

/// Body word of an array: the buffer or 0.
pub const BUFFER: u32 = 0;
/// Body word of an array: the count of items.
pub const LEN: u32 = 1;
/// Body word of an array: while not 0 it cannot be resized.
pub const PINS: u32 = 2;
/// Most bytes, and most 16-bit items.
pub const ITEMS_MAX: usize = 65_535;

/// Bytes that hold `len` bytes, zero now.
///
/// # Errors
/// [`HeapFull`].
pub fn reserve(heap: &mut Heap, len: usize) -> Result<Ref, HeapFull> {
    if len > ITEMS_MAX {
        return Err(HeapFull);
    }
    let r = heap.alloc(3 + len.div_ceil(4) as u32, Kind::Bytes, 0)?;
    heap.set_word(r, 0, len as u32);
    Ok(r)
}

/// Shorts of `len` items, zero now.
///
/// # Errors
/// [`HeapFull`].
pub fn reserve_shorts(heap: &mut Heap, len: usize) -> Result<Ref, HeapFull> {
    if len > ITEMS_MAX {
        return Err(HeapFull);
    }
    let r = heap.alloc(3 + len.div_ceil(2) as u32, Kind::Shorts, 0)?;
    heap.set_word(r, 0, len as u32);
    Ok(r)
}

/// An array of `len` items, zero now; `kind` is [`Kind::ByteArray`] or [`Kind::ShortArray`].
///
/// # Errors
/// [`HeapFull`].
pub fn new_array(heap: &mut Heap, kind: Kind, len: usize) -> Result<Ref, HeapFull> {
    let r = heap.alloc(5, kind, 0)?;
    if len > ITEMS_MAX {
        return Err(HeapFull);
    }
    if len != 0 {
        let buffer = heap.alloc(2 + words_for(kind, len), Kind::Buffer, FLAG_RAW)?;
        heap.set(r, BUFFER, buffer.value());
        heap.set_word(r, LEN, len as u32);
    }
    Ok(r)
}

const fn words_for(kind: Kind, len: usize) -> u32 {
    match kind {
        Kind::ShortArray => len.div_ceil(2) as u32,
        _ => len.div_ceil(4) as u32,
    }
}

/// A new object of the kind with these bytes.
///
/// # Errors
/// [`HeapFull`].
pub fn new(heap: &mut Heap, kind: Kind, content: &[u8]) -> Result<Value, HeapFull> {
    let r = match kind {
        Kind::ByteArray => new_array(heap, kind, content.len())?,
        _ => reserve(heap, content.len())?,
    };
    bytes_mut(heap, r).copy_from_slice(content);
    Ok(r.value())
}

/// A new object of the kind, bytes or bytearray, with a part of another object's bytes.
///
/// # Errors
/// [`HeapFull`].
pub fn part(
    heap: &mut Heap,
    kind: Kind,
    from: Ref,
    start: usize,
    end: usize,
) -> Result<Value, HeapFull> {
    let len = end.saturating_sub(start);
    let r = match kind {
        Kind::ByteArray => new_array(heap, kind, len)?,
        _ => reserve(heap, len)?,
    };
    let (holder, skip) = holder(heap, r);
    let (out, view) = heap.apart_bytes(holder, skip);
    if let (Some(out), Some(piece)) = (out.get_mut(..len), of_ref(view, from).get(start..end)) {
        out.copy_from_slice(piece);
    }
    Ok(r.value())
}

/// The object that holds the items, and its first word that does; an empty array holds them itself, none.
#[must_use]
pub fn holder(heap: &Heap, r: Ref) -> (Ref, u32) {
    match heap.kind(r) {
        Kind::ByteArray | Kind::ShortArray => match heap.reference(r, BUFFER) {
            Some(buffer) => (buffer, 0),
            None => (r, 3),
        },
        _ => (r, 1),
    }
}

/// Count of items of any of the four kinds.
#[must_use]
pub fn len(view: View, r: Ref) -> usize {
    match view.kind(r) {
        Kind::ByteArray | Kind::ShortArray => view.word(r, LEN) as usize,
        _ => view.word(r, 0) as usize & 0xffff,
    }
}

/// The bytes of bytes or a bytearray.
#[must_use]
pub fn of_ref(view: View<'_>, r: Ref) -> &[u8] {
    let all = match view.kind(r) {
        Kind::ByteArray => view
            .reference(r, BUFFER)
            .map_or(&[][..], |b| view.bytes(b, 0)),
        Kind::Bytes => view.bytes(r, 1),
        _ => &[],
    };
    all.get(..len(view, r)).unwrap_or(&[])
}

/// The bytes of a value that is bytes or a bytearray.
#[must_use]
pub fn of(view: View<'_>, v: Value) -> Option<&[u8]> {
    let r = v.as_ref()?;
    matches!(view.kind(r), Kind::Bytes | Kind::ByteArray).then(|| of_ref(view, r))
}

/// The items of shorts or a shortarray.
#[must_use]
pub fn shorts(view: View<'_>, r: Ref) -> &[u16] {
    let all = match view.kind(r) {
        Kind::ShortArray => view
            .reference(r, BUFFER)
            .map_or(&[][..], |b| view.halves(b, 0)),
        Kind::Shorts => view.halves(r, 1),
        _ => &[],
    };
    all.get(..len(view, r)).unwrap_or(&[])
}

/// The bytes of a new bytes object or of a bytearray, to be changed.
#[must_use]
pub fn bytes_mut(heap: &mut Heap, r: Ref) -> &mut [u8] {
    let len = len(heap.view(), r);
    let (holder, skip) = holder(heap, r);
    heap.bytes_mut(holder, skip)
        .get_mut(..len)
        .unwrap_or(&mut [])
}

/// The items of new shorts or of a shortarray, to be changed.
#[must_use]
pub fn shorts_mut(heap: &mut Heap, r: Ref) -> &mut [u16] {
    let len = len(heap.view(), r);
    let (holder, skip) = holder(heap, r);
    heap.halves_mut(holder, skip)
        .get_mut(..len)
        .unwrap_or(&mut [])
}

/// Changes the count of items of an array; new ones are zero.
///
/// # Errors
/// [`HeapFull`], the array is as before; `BufferError` if a driver holds its buffer.
pub fn resize(vm: &mut Vm, r: Ref, len: usize) -> Result<(), Stop> {
    let heap = &mut vm.heap;
    if heap.word(r, PINS) != 0 {
        return Err(vm.raise(index::BufferError));
    }
    if len > ITEMS_MAX {
        return Err(Stop::HeapFull);
    }
    let kind = heap.kind(r);
    let old = heap.word(r, LEN) as usize;
    let have = heap.reference(r, BUFFER).map_or(0, |b| heap.body_words(b));
    let need = words_for(kind, len);
    if need > have {
        let generous = if old == 0 { need } else { need + need / 4 + 2 };
        let made = heap.alloc(2 + generous, Kind::Buffer, FLAG_RAW)?;
        if let Some(before) = heap.reference(r, BUFFER) {
            heap.copy_words(before, 0, made, 0, words_for(kind, old));
            heap.release(before);
        }
        heap.set(r, BUFFER, made.value());
    }
    heap.set_word(r, LEN, len as u32);
    if len > old {
        match kind {
            Kind::ShortArray => shorts_mut(heap, r)
                .get_mut(old..)
                .unwrap_or(&mut [])
                .fill(0),
            _ => bytes_mut(heap, r).get_mut(old..).unwrap_or(&mut []).fill(0),
        }
    }
    Ok(())
}

/// Replaces `count` items at `at` by `new` zero or leftover ones that the caller sets.
///
/// # Errors
/// As [`resize`].
pub fn replace(vm: &mut Vm, r: Ref, at: usize, count: usize, new: usize) -> Result<(), Stop> {
    let len = len(vm.heap.view(), r);
    let result = len - count + new;
    let kind = vm.heap.kind(r);
    if new > count {
        resize(vm, r, result)?;
    } else if vm.heap.word(r, PINS) != 0 && new != count {
        return Err(vm.raise(index::BufferError));
    }
    match kind {
        Kind::ShortArray => shorts_mut(&mut vm.heap, r).copy_within(at + count..len, at + new),
        _ => bytes_mut(&mut vm.heap, r).copy_within(at + count..len, at + new),
    }
    if new < count {
        resize(vm, r, result)?;
    }
    Ok(())
}
