//! Attribute tables: a hash table from a name and a role to a word, of classes and of instances' further attributes.
//!
//! Body: the mask of a position in bytes; the count of places used; then pairs of a key and a word, a power of two of them.
//! The key is the name in the upper half and the role in the lower, an odd number, so that a key is a tagged integer. A
//! name's first place is `name & mask`; the interpreter looks there only and leaves the rest to [`find`].

use crate::heap::{Heap, HeapFull};
use crate::value::{Ref, Value};
use bytecode::kind::Kind;

/// Role of a slot of instances: the word is its byte offset in the instance plus one.
pub const SLOT: u32 = 0x0001;
/// With [`SLOT`]: reading and writing it takes the slow path.
pub const SLOW: u32 = 0x0002;
/// Role of an attribute: the word is its value.
pub const ATTRIBUTE: u32 = 0x0005;
/// With [`ATTRIBUTE`]: copied from a base, dropped when a class changes.
pub const CACHED: u32 = 0x0002;
/// With [`ATTRIBUTE`]: a slot of instances has the same name and comes first.
pub const SHADOWED: u32 = 0x0008;
/// A place whose entry was deleted.
const DEAD: u32 = 0x0011;

const MASK: u32 = 0;
const USED: u32 = 1;
const ENTRIES: u32 = 2;

/// A table with room for `count` entries.
///
/// # Errors
/// [`HeapFull`].
pub fn new(heap: &mut Heap, count: u32) -> Result<Ref, HeapFull> {
    let capacity = (count + count / 2 + 1).next_power_of_two().max(2);
    let table = heap.alloc(2 + ENTRIES + 2 * capacity, Kind::Table, 0)?;
    heap.set_word(table, MASK, (capacity - 1) * 8);
    Ok(table)
}

/// How many places there are.
fn capacity(heap: &Heap, table: Ref) -> u32 {
    heap.word(table, MASK) / 8 + 1
}

/// Body index of the entry with a name and a role, flags in `ignored` apart.
#[must_use]
pub fn find(heap: &Heap, table: Ref, name: u16, role: u32, ignored: u32) -> Option<u32> {
    let key = u32::from(name) << 16 | role;
    let mask = capacity(heap, table) - 1;
    let mut place = u32::from(name) & mask;
    loop {
        let at = ENTRIES + 2 * place;
        let found = heap.word(table, at);
        if found & !ignored == key {
            return Some(at);
        }
        if found == 0 {
            return None;
        }
        place = (place + 1) & mask;
    }
}

/// The key of an entry.
#[must_use]
pub fn key(heap: &Heap, table: Ref, at: u32) -> u32 {
    heap.word(table, at)
}

/// The word of an entry.
#[must_use]
pub fn word(heap: &Heap, table: Ref, at: u32) -> u32 {
    heap.word(table, at + 1)
}

/// Sets the word of an entry.
pub fn set(heap: &mut Heap, table: Ref, at: u32, value: Value) {
    heap.set(table, at + 1, value);
}

/// Sets the key of an entry, whose name stays.
pub fn set_key(heap: &mut Heap, table: Ref, at: u32, key: u32) {
    heap.set_word(table, at, key);
}

/// Deletes an entry.
pub fn delete(heap: &mut Heap, table: Ref, at: u32) {
    heap.set_word(table, at, DEAD);
    heap.set_word(table, at + 1, 0);
}

/// Adds an entry that is not there; `false` if the table is too full for it.
pub fn insert(heap: &mut Heap, table: Ref, key: u32, value: Value) -> bool {
    let capacity = capacity(heap, table);
    let used = heap.word(table, USED);
    if (used + 1) * 4 > capacity * 3 {
        return false;
    }
    let mut place = key >> 16 & (capacity - 1);
    while heap.word(table, ENTRIES + 2 * place) != 0 {
        place = (place + 1) & (capacity - 1);
    }
    heap.set_word(table, ENTRIES + 2 * place, key);
    heap.set(table, ENTRIES + 2 * place + 1, value);
    heap.set_word(table, USED, used + 1);
    true
}

/// Body indices of all entries.
pub fn entries(heap: &Heap, table: Ref) -> impl Iterator<Item = u32> + use<'_> {
    (0..capacity(heap, table))
        .map(|place| ENTRIES + 2 * place)
        .filter(move |&at| !matches!(heap.word(table, at), 0 | DEAD))
}

/// Whether every entry stands in its name's first place.
#[must_use]
pub fn is_direct(heap: &Heap, table: Ref) -> bool {
    let mask = capacity(heap, table) - 1;
    entries(heap, table).all(|at| (at - ENTRIES) / 2 == heap.word(table, at) >> 16 & mask)
}

/// Whether an entry stands in its name's first place, or the table has grown enough for that not to matter.
#[must_use]
pub fn is_settled(heap: &Heap, table: Ref, name: u16) -> bool {
    let capacity = capacity(heap, table);
    let first = ENTRIES + 2 * (u32::from(name) & (capacity - 1));
    heap.word(table, first) >> 16 == u32::from(name) || capacity > 4 * heap.word(table, USED)
}

/// A larger copy without deleted entries.
///
/// # Errors
/// [`HeapFull`].
pub fn grown(heap: &mut Heap, table: Ref) -> Result<Ref, HeapFull> {
    let live = entries(heap, table).count() as u32;
    let larger = new(heap, live.max(capacity(heap, table) / 2) + 1 + live / 2)?;
    for place in 0..capacity(heap, table) {
        let at = ENTRIES + 2 * place;
        let key = heap.word(table, at);
        if !matches!(key, 0 | DEAD) {
            let value = heap.value(table, at + 1);
            insert(heap, larger, key, value);
        }
    }
    Ok(larger)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_after_growth_and_deletion() {
        let mut heap = crate::heap::tests::heap(4000);
        let mut table = new(&mut heap, 1).unwrap();
        for name in 0..100u16 {
            let key = u32::from(name * 7) << 16 | ATTRIBUTE;
            if !insert(&mut heap, table, key, Value::count(name.into())) {
                table = grown(&mut heap, table).unwrap();
                assert!(insert(&mut heap, table, key, Value::count(name.into())));
            }
        }
        let gone = find(&heap, table, 21, ATTRIBUTE, 0).unwrap();
        delete(&mut heap, table, gone);
        for name in 0..100u16 {
            let at = find(&heap, table, name * 7, ATTRIBUTE, CACHED);
            assert_eq!(at.is_some(), name != 3);
            assert_eq!(find(&heap, table, name * 7, SLOT, 0), None);
            if let Some(at) = at {
                assert_eq!(word(&heap, table, at), Value::count(name.into()).word());
            }
        }
        assert_eq!(entries(&heap, table).count(), 99);
    }
}
