//! What `dict`, `set` and `frozenset` are made of: entries in order of insertion, and an index into them.
//!
//! Container body: the buffer or 0; entries in use; entries written, dead ones included; 0. Buffer body, every word a
//! value or odd: capacity as a small integer; capacity entries of hash (odd word), key and, in a dict, value; then the
//! index: two 15-bit entry numbers a word, counted from 1, above an odd bit. Up to [`LINEAR`] entries there is no index.
//! A dead entry's key is [`Value::UNBOUND`].

use super::hash::{self, NoHash};
use crate::heap::{Heap, HeapFull, View};
use crate::value::{Ref, Value};
use bytecode::kind::Kind;

/// Body word of a container: the buffer or 0.
pub const BUFFER: u32 = 0;
/// Body word of a container: entries in use.
pub const USED: u32 = 1;
/// Body word of a container: entries written, dead ones included.
const END: u32 = 2;

/// Up to this capacity entries are searched in order.
const LINEAR: u32 = 8;
/// Most entries: 15 bits in the index, and the buffer's words.
const DICT_MAX: u32 = 17_800;
const SET_MAX: u32 = 24_500;

/// Words of an entry.
fn stride(view: View, r: Ref) -> u32 {
    if view.header(r).is(Kind::Dict) { 3 } else { 2 }
}

/// An empty container.
///
/// # Errors
/// [`HeapFull`].
pub fn new(heap: &mut Heap, kind: Kind) -> Result<Ref, HeapFull> {
    heap.alloc(6, kind, 0)
}

/// A table as it lies.
#[derive(Clone, Copy)]
struct Table<'a> {
    /// All words of the buffer.
    words: &'a [u32],
    stride: u32,
    capacity: u32,
    end: u32,
}

impl<'a> Table<'a> {
    fn of(view: View<'a>, r: Ref) -> Option<Table<'a>> {
        let words = view.body(view.reference(r, BUFFER)?);
        let capacity = words.first()? >> 1;
        Some(Table {
            words,
            stride: stride(view, r),
            capacity,
            end: view.word(r, END),
        })
    }

    #[inline]
    fn word(self, index: u32) -> u32 {
        self.words.get(index as usize).copied().unwrap_or(0)
    }

    #[inline]
    fn entry(self, entry: u32) -> u32 {
        1 + entry * self.stride
    }

    fn index_start(self) -> u32 {
        1 + self.capacity * self.stride
    }

    /// Slots of the index.
    fn slots(self) -> u32 {
        (self.words.len() as u32).saturating_sub(self.index_start()) * 2
    }

    #[inline]
    fn slot(self, slot: u32) -> u32 {
        let word = self.word(self.index_start() + slot / 2);
        (if slot & 1 == 0 { word >> 1 } else { word >> 16 }) & 0x7fff
    }
}

/// Where a hash's search in the index begins.
#[inline]
fn home(hash: u32, slots: u32) -> u32 {
    ((u64::from(hash.wrapping_mul(0x9e37_79b1)) * u64::from(slots)) >> 32) as u32
}

/// Whether a key in the table is the one looked for.
type Same<'s, E> = dyn FnMut(Value) -> Result<bool, E> + 's;

/// The entry whose hash is `hash` and whose key is `same`.
///
/// # Errors
/// What `same` returns.
pub fn find<E>(view: View, r: Ref, hash: u32, same: &mut Same<E>) -> Result<Option<u32>, E> {
    let Some(table) = Table::of(view, r) else {
        return Ok(None);
    };
    let wanted = hash << 1 | 1;
    let mut matches = |entry: u32| -> Result<bool, E> {
        let at = table.entry(entry);
        if table.word(at) != wanted {
            return Ok(false);
        }
        let key = Value::from_word(table.word(at + 1));
        Ok(key != Value::UNBOUND && same(key)?)
    };
    let slots = table.slots();
    if slots == 0 {
        for entry in 0..table.end {
            if matches(entry)? {
                return Ok(Some(entry));
            }
        }
        return Ok(None);
    }
    let mut slot = home(hash, slots);
    for _ in 0..slots {
        match table.slot(slot) {
            0 => return Ok(None),
            number => {
                if matches(number - 1)? {
                    return Ok(Some(number - 1));
                }
            }
        }
        slot = if slot + 1 == slots { 0 } else { slot + 1 };
    }
    Ok(None)
}

/// The entry after `after` (−1 to begin) whose hash is `hash`: the candidates of a search in Python.
#[must_use]
pub fn candidate(view: View, r: Ref, hash: u32, after: i64) -> Option<u32> {
    let mut passed = after < 0;
    let table = Table::of(view, r)?;
    let wanted = hash << 1 | 1;
    (0..table.end).find(|&entry| {
        if !passed {
            passed = i64::from(entry) == after;
            return false;
        }
        let at = table.entry(entry);
        table.word(at) == wanted && table.word(at + 1) != Value::UNBOUND.word()
    })
}

/// Entries in use.
#[inline]
#[must_use]
pub fn len(view: View, r: Ref) -> u32 {
    view.word(r, USED)
}

/// Entries written, dead ones included: positions below may hold one.
#[must_use]
pub fn end(view: View, r: Ref) -> u32 {
    view.word(r, END)
}

/// Gives a container what another one holds, which then holds nothing.
pub fn take_over(heap: &mut Heap, r: Ref, from: Ref) {
    if let Some(old) = heap.reference(r, BUFFER) {
        heap.release(old);
    }
    heap.copy_words(from, 0, r, 0, 3);
    for word in [BUFFER, USED, END] {
        heap.set_word(from, word, 0);
    }
}

/// The key and value of an entry; `None` if it is dead or beyond the end.
#[must_use]
pub fn get(view: View, r: Ref, entry: u32) -> Option<(Value, Value)> {
    let table = Table::of(view, r)?;
    if entry >= table.end {
        return None;
    }
    let at = table.entry(entry);
    let key = Value::from_word(table.word(at + 1));
    let value = if table.stride == 3 {
        Value::from_word(table.word(at + 2))
    } else {
        Value::NONE
    };
    (key != Value::UNBOUND).then_some((key, value))
}

/// The first living entry at or after `from`, with its key and value.
#[must_use]
pub fn next(view: View, r: Ref, from: u32) -> Option<(u32, Value, Value)> {
    let end = view.word(r, END);
    (from..end).find_map(|entry| get(view, r, entry).map(|(k, v)| (entry, k, v)))
}

/// The last living entry.
#[must_use]
pub fn last(view: View, r: Ref) -> Option<u32> {
    (0..view.word(r, END))
        .rev()
        .find(|&entry| get(view, r, entry).is_some())
}

/// Living entries in order.
pub fn all(view: View<'_>, r: Ref) -> impl Iterator<Item = (u32, Value, Value)> + '_ {
    let mut from = 0;
    core::iter::from_fn(move || {
        let found = next(view, r, from)?;
        from = found.0 + 1;
        Some(found)
    })
}

/// The stored hash of an entry.
#[must_use]
pub fn hash_at(view: View, r: Ref, entry: u32) -> u32 {
    Table::of(view, r).map_or(0, |t| t.word(t.entry(entry)) >> 1)
}

/// Replaces the value of an entry of a dict.
pub fn set_value(heap: &mut Heap, r: Ref, entry: u32, value: Value) {
    if let Some(buffer) = heap.reference(r, BUFFER)
        && heap.is(r, Kind::Dict)
        && entry < heap.word(r, END)
    {
        heap.set(buffer, 1 + entry * 3 + 2, value);
    }
}

/// Makes sure that one more entry can be added without allocation.
///
/// # Errors
/// [`HeapFull`]; the container holds what it held.
pub fn make_room(heap: &mut Heap, r: Ref) -> Result<(), HeapFull> {
    let view = heap.view();
    let capacity = Table::of(view, r).map_or(0, |t| t.capacity);
    if view.word(r, END) < capacity {
        return Ok(());
    }
    let used = len(view, r);
    let max = if heap.is(r, Kind::Dict) {
        DICT_MAX
    } else {
        SET_MAX
    };
    if used >= max {
        return Err(HeapFull);
    }
    let wanted = if used < 4 {
        4
    } else if used < 5000 {
        used * 2
    } else {
        used + used / 2
    };
    match rebuild(heap, r, wanted.min(max)) {
        Err(HeapFull) if wanted > used + used / 8 + 1 => {
            rebuild(heap, r, (used + used / 8 + 1).min(max))
        }
        done => done,
    }
}

/// Moves the living entries into a new buffer of a capacity that holds them.
fn rebuild(heap: &mut Heap, r: Ref, capacity: u32) -> Result<(), HeapFull> {
    let stride = stride(heap.view(), r);
    let slots = if capacity <= LINEAR {
        0
    } else {
        (capacity + capacity / 3 + 2) & !1
    };
    let words = 1 + capacity * stride + slots / 2;
    let made = heap.alloc(2 + words, Kind::Buffer, 0)?;
    let (body, view) = heap.apart(made, 0);
    fill(body, view, r, capacity, stride, slots);
    let used = len(view, r);
    if let Some(old) = heap.reference(r, BUFFER) {
        heap.release(old);
    }
    heap.set(r, BUFFER, made.value());
    heap.set_word(r, END, used);
    Ok(())
}

fn fill(body: &mut [u32], view: View, r: Ref, capacity: u32, stride: u32, slots: u32) {
    if let Some(first) = body.first_mut() {
        *first = capacity << 1 | 1;
    }
    let (entry_words, index) = body.split_at_mut((1 + capacity * stride) as usize);
    index.fill(1);
    if let Some(table) = Table::of(view, r) {
        let mut at = 1;
        let mut number = 0;
        for (entry, _, _) in all(view, r) {
            let from = table.entry(entry) as usize;
            let words = table.words.get(from..from + stride as usize).unwrap_or(&[]);
            if let Some(to) = entry_words.get_mut(at..at + words.len()) {
                to.copy_from_slice(words);
            }
            at += stride as usize;
            number += 1;
            if slots != 0 {
                enter(index, slots, words.first().map_or(0, |w| w >> 1), number);
            }
        }
    }
}

/// Enters an entry number in the first free slot of its hash.
fn enter(index: &mut [u32], slots: u32, hash: u32, number: u32) {
    let mut slot = home(hash, slots);
    for _ in 0..slots {
        let Some(word) = index.get_mut(slot as usize / 2) else {
            return;
        };
        let shift = if slot & 1 == 0 { 1 } else { 16 };
        if *word >> shift & 0x7fff == 0 {
            *word |= number << shift;
            return;
        }
        slot = if slot + 1 == slots { 0 } else { slot + 1 };
    }
}

/// Adds an entry whose key is not there yet; [`make_room`] has succeeded since the last addition.
pub fn add(heap: &mut Heap, r: Ref, hash: u32, key: Value, value: Value) {
    let Some(buffer) = heap.reference(r, BUFFER) else {
        return;
    };
    let end = heap.word(r, END);
    let dict = heap.is(r, Kind::Dict);
    let stride = if dict { 3 } else { 2 };
    let at = 1 + end * stride;
    heap.set_word(buffer, at, hash << 1 | 1);
    heap.set(buffer, at + 1, key);
    if dict {
        heap.set(buffer, at + 2, value);
    }
    let used = heap.word(r, USED);
    heap.set_word(r, END, end + 1);
    heap.set_word(r, USED, used + 1);
    let body = heap.body_mut(buffer);
    let capacity = body.first().map_or(0, |w| w >> 1);
    let start = (1 + capacity * stride) as usize;
    if let Some(index) = body.get_mut(start..)
        && !index.is_empty()
    {
        let slots = index.len() as u32 * 2;
        enter(index, slots, hash, end + 1);
    }
}

/// Removes an entry.
pub fn remove(heap: &mut Heap, r: Ref, entry: u32) {
    if get(heap.view(), r, entry).is_none() {
        return;
    }
    let used = heap.word(r, USED) - 1;
    if used == 0 {
        clear(heap, r);
        return;
    }
    if let Some(buffer) = heap.reference(r, BUFFER) {
        let stride = stride(heap.view(), r);
        let at = 1 + entry * stride;
        for word in 1..stride {
            heap.set(buffer, at + word, Value::UNBOUND);
        }
        heap.set_word(r, USED, used);
    }
}

/// Removes all entries.
pub fn clear(heap: &mut Heap, r: Ref) {
    if let Some(buffer) = heap.reference(r, BUFFER) {
        heap.release(buffer);
    }
    for word in [BUFFER, USED, END] {
        heap.set_word(r, word, 0);
    }
}

/// A copy of `from` as a container of `kind`, dict of dict or set of set.
///
/// # Errors
/// [`HeapFull`].
pub fn copy(heap: &mut Heap, from: Ref, kind: Kind) -> Result<Ref, HeapFull> {
    let made = new(heap, kind)?;
    let used = len(heap.view(), from);
    if used == 0 {
        return Ok(made);
    }
    let stride = stride(heap.view(), from);
    let capacity = used.max(4);
    let slots = if capacity <= LINEAR {
        0
    } else {
        (capacity + capacity / 3 + 2) & !1
    };
    let buffer = heap.alloc(3 + capacity * stride + slots / 2, Kind::Buffer, 0)?;
    let (body, view) = heap.apart(buffer, 0);
    fill(body, view, from, capacity, stride, slots);
    heap.set(made, BUFFER, buffer.value());
    heap.set_word(made, USED, used);
    heap.set_word(made, END, used);
    Ok(made)
}

/// The entry of a key, with its hash.
///
/// # Errors
/// [`NoHash`] also where equality is Python's.
pub fn lookup(view: View, r: Ref, key: Value) -> Result<(u32, Option<u32>), NoHash> {
    let hash = hash::short(view, key)?;
    let entry = find(view, r, hash, &mut |candidate| {
        super::compare::same_key(view, candidate, key).ok_or(NoHash::Python)
    })?;
    Ok((hash, entry))
}
