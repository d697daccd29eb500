//! Classes made by `class` statements, and their instances.
//!
//! Class body, a word each: the compiler's [`Kind::ClassInfo`] · tuple of bases or 0 · tuple of the classes in the order of
//! resolution, itself first · [`table`] · slots of an instance, an integer · flags, an integer.
//! The table has all slots, inherited ones too, and the class's own attributes; attributes of bases are copied in when
//! they are first used ([`table::CACHED`]).
//!
//! Instance body: class · [`table`] of attributes without a slot, or 0 · a word for each slot.

use super::table::{self, ATTRIBUTE, CACHED, SHADOWED, SLOT, SLOW};
use crate::heap::header::HEADER_BYTES;
use crate::heap::{Heap, HeapFull};
use crate::value::{Ref, Value};
use bytecode::kind::Kind;
use bytecode::value::UNBOUND;

/// Body words of a class.
pub mod body {
    /// The compiler's description.
    pub const INFO: u32 = 0;
    /// The tuple of bases, or 0.
    pub const BASES: u32 = 1;
    /// The tuple of classes in the order of resolution.
    pub const ORDER: u32 = 2;
    /// The attribute table.
    pub const TABLE: u32 = 3;
    /// Slots of an instance, an integer.
    pub const SLOTS: u32 = 4;
    /// Flags, an integer.
    pub const FLAGS: u32 = 5;
    /// Words with the header.
    pub const WORDS: u32 = 8;
}

/// Body words of an instance.
pub mod instance {
    /// The class.
    pub const CLASS: u32 = 0;
    /// The table of attributes without a slot, or 0.
    pub const OVERFLOW: u32 = 1;
    /// The first slot.
    pub const SLOTS: u32 = 2;
}

/// Class flag: other classes have it in their order.
pub const HAS_SUBCLASSES: u32 = 1;
/// Class flag: `__setattr__` is defined somewhere in the order.
pub const HAS_SETATTR: u32 = 2;

// An instance with two attributes takes 24 bytes.
const _: () = assert!(HEADER_BYTES + (instance::SLOTS + 2) * 4 == 24);

/// Most classes in an order of resolution.
pub const ORDER_MAX: usize = 32;

/// The class of an instance.
#[must_use]
#[inline]
pub fn of(heap: &Heap, instance: Ref) -> Ref {
    // The body of an instance begins with its class.
    heap.reference(instance, instance::CLASS)
        .unwrap_or(instance)
}

/// The name's text of a class, if the image carries it.
#[must_use]
pub fn name(heap: &Heap, class: Ref) -> Option<Ref> {
    heap.reference(heap.reference(class, body::INFO)?, 1)
}

/// The flags of a class.
#[must_use]
pub fn flags(heap: &Heap, class: Ref) -> u32 {
    heap.word(class, body::FLAGS) >> 1
}

/// Sets flags of a class.
pub fn add_flags(heap: &mut Heap, class: Ref, flags: u32) {
    let word = heap.word(class, body::FLAGS);
    heap.set_word(class, body::FLAGS, word | flags << 1);
}

/// How many classes its order has, itself included.
#[must_use]
pub fn order_len(heap: &Heap, class: Ref) -> u32 {
    heap.reference(class, body::ORDER)
        .map_or(0, |order| heap.word(order, 0) & 0xffff)
}

/// A class in its order.
#[must_use]
pub fn order_at(heap: &Heap, class: Ref, index: u32) -> Option<Ref> {
    let order = heap.reference(class, body::ORDER)?;
    heap.reference(order, 1 + index)
}

/// Whether a class is another one or below it.
#[must_use]
pub fn is_below(heap: &Heap, class: Ref, ancestor: Ref) -> bool {
    (0..order_len(heap, class)).any(|i| order_at(heap, class, i) == Some(ancestor))
}

/// An attribute of the class's own table; copies from bases count only if `cached`.
fn own(heap: &Heap, class: Ref, name: u16, cached: bool) -> Option<u32> {
    let table = heap.reference(class, body::TABLE)?;
    let ignored = SHADOWED | if cached { CACHED } else { 0 };
    // The key to compare with has no flags, and flags that are not ignored make it differ.
    let at = table::find(heap, table, name, ATTRIBUTE, ignored)?;
    Some(table::word(heap, table, at))
}

/// An attribute of a class by its order of resolution; an inherited one is copied into its own table if there is room.
#[must_use]
pub fn find(heap: &mut Heap, class: Ref, name: u16) -> Option<Value> {
    if let Some(word) = own(heap, class, name, true) {
        return Some(Value::from_word(word));
    }
    let word = (1..order_len(heap, class))
        .filter_map(|i| order_at(heap, class, i))
        .find_map(|base| own(heap, base, name, false))?;
    let value = Value::from_word(word);
    cache(heap, class, name, value);
    Some(value)
}

/// An attribute looked for after `after` in the class's order: what `super()` finds.
#[must_use]
pub fn find_after(heap: &Heap, class: Ref, after: Ref, name: u16) -> Option<Value> {
    let count = order_len(heap, class);
    let position = (0..count).find(|&i| order_at(heap, class, i) == Some(after))?;
    (position + 1..count)
        .filter_map(|i| order_at(heap, class, i))
        .find_map(|base| own(heap, base, name, false))
        .map(Value::from_word)
}

/// The key of an attribute in a class's table.
fn attribute_key(heap: &Heap, table: Ref, name: u16) -> u32 {
    let slot = table::find(heap, table, name, SLOT, SLOW).is_some();
    u32::from(name) << 16 | ATTRIBUTE | if slot { SHADOWED } else { 0 }
}

fn cache(heap: &mut Heap, class: Ref, name: u16, value: Value) {
    let Some(mut table) = heap.reference(class, body::TABLE) else {
        return;
    };
    let key = attribute_key(heap, table, name) | CACHED;
    if table::insert(heap, table, key, value) && table::is_settled(heap, table, name) {
        return;
    }
    if let Ok(larger) = table::grown(heap, table) {
        heap.set(class, body::TABLE, larger.value());
        table = larger;
        if table::find(heap, table, name, ATTRIBUTE, SHADOWED | CACHED).is_none() {
            table::insert(heap, table, key, value);
        }
    }
}

/// Sets an attribute of a class.
///
/// # Errors
/// [`HeapFull`], and nothing is changed.
pub fn set(heap: &mut Heap, class: Ref, name: u16, value: Value) -> Result<(), HeapFull> {
    let Some(mut table) = heap.reference(class, body::TABLE) else {
        return Ok(());
    };
    let key = attribute_key(heap, table, name);
    match table::find(heap, table, name, ATTRIBUTE, SHADOWED | CACHED) {
        Some(at) => {
            table::set(heap, table, at, value);
            table::set_key(heap, table, at, key);
        }
        None => {
            if !table::insert(heap, table, key, value) {
                table = table::grown(heap, table)?;
                heap.set(class, body::TABLE, table.value());
                table::insert(heap, table, key, value);
            }
            // The interpreter looks in a name's first place only; a few words more spare it the search.
            if !table::is_settled(heap, table, name)
                && let Ok(larger) = table::grown(heap, table)
            {
                heap.set(class, body::TABLE, larger.value());
            }
        }
    }
    if name == bytecode::names::number::__setattr__ {
        slow_slots(heap, class);
    }
    if flags(heap, class) & HAS_SUBCLASSES != 0 {
        forget_copies(heap);
    }
    Ok(())
}

/// Deletes an attribute of a class's own; `false` if there is none.
pub fn delete(heap: &mut Heap, class: Ref, name: u16) -> bool {
    let Some(table) = heap.reference(class, body::TABLE) else {
        return false;
    };
    let Some(at) = table::find(heap, table, name, ATTRIBUTE, SHADOWED) else {
        return false;
    };
    table::delete(heap, table, at);
    if flags(heap, class) & HAS_SUBCLASSES != 0 {
        forget_copies(heap);
    }
    true
}

/// Makes stores to slots of a class take the slow path, which finds `__setattr__`.
pub fn slow_slots(heap: &mut Heap, class: Ref) {
    add_flags(heap, class, HAS_SETATTR);
    let Some(table) = heap.reference(class, body::TABLE) else {
        return;
    };
    let mut place = 0;
    while let Some(at) = nth_entry(heap, table, place) {
        let key = table::key(heap, table, at);
        if key & 0xffff == SLOT {
            table::set_key(heap, table, at, key | SLOW);
        }
        place += 1;
    }
}

fn nth_entry(heap: &Heap, table: Ref, n: usize) -> Option<u32> {
    table::entries(heap, table).nth(n)
}

/// Drops the copies of inherited attributes in all classes, since one of them has changed.
fn forget_copies(heap: &mut Heap) {
    let mut block = heap.first_block();
    while let Some(r) = block {
        block = heap.next_block(r);
        if !heap.is(r, Kind::Class) {
            continue;
        }
        let Some(table) = heap.reference(r, body::TABLE) else {
            continue;
        };
        let mut n = 0;
        while let Some(at) = nth_entry(heap, table, n) {
            if table::key(heap, table, at) & (0xffff & !SHADOWED) == ATTRIBUTE | CACHED {
                table::delete(heap, table, at);
            } else {
                n += 1;
            }
        }
    }
}

/// The byte offset of a slot of instances, and whether the class says to take care.
#[must_use]
pub fn slot(heap: &Heap, class: Ref, name: u16) -> Option<u32> {
    let table = heap.reference(class, body::TABLE)?;
    let at = table::find(heap, table, name, SLOT, SLOW)?;
    Some(table::word(heap, table, at) - 1)
}

/// An instance, its slots unbound.
///
/// # Errors
/// [`HeapFull`].
pub fn new_instance(heap: &mut Heap, class: Ref) -> Result<Ref, HeapFull> {
    let slots = heap.word(class, body::SLOTS) >> 1;
    let r = heap.alloc_unset(2 + instance::SLOTS + slots, Kind::Instance, 0)?;
    if let Some((head, slots)) = heap
        .body_mut(r)
        .split_at_mut_checked(instance::SLOTS as usize)
    {
        if let [of, overflow] = head {
            *of = class.offset();
            *overflow = 0;
        }
        slots.fill(UNBOUND);
    }
    Ok(r)
}

/// An attribute of the instance itself.
#[must_use]
pub fn instance_attribute(heap: &Heap, instance: Ref, name: u16) -> Option<Value> {
    let class = of(heap, instance);
    if let Some(offset) = slot(heap, class, name)
        && let Some(index) = slot_index(heap, instance, offset)
    {
        let value = heap.value(instance, index);
        return (value != Value::UNBOUND).then_some(value);
    }
    let table = heap.reference(instance, instance::OVERFLOW)?;
    let at = table::find(heap, table, name, ATTRIBUTE, 0)?;
    Some(Value::from_word(table::word(heap, table, at)))
}

/// The body index of a slot at a byte offset, unless the instance is older than the slot.
fn slot_index(heap: &Heap, instance: Ref, offset: u32) -> Option<u32> {
    let index = (offset - HEADER_BYTES) / 4;
    (index < heap.body_words(instance)).then_some(index)
}

/// Sets an attribute of the instance itself.
///
/// # Errors
/// [`HeapFull`], and nothing is changed.
pub fn set_instance_attribute(
    heap: &mut Heap,
    instance: Ref,
    name: u16,
    value: Value,
) -> Result<(), HeapFull> {
    let class = of(heap, instance);
    if let Some(offset) = slot(heap, class, name)
        && let Some(index) = slot_index(heap, instance, offset)
    {
        heap.set(instance, index, value);
        return Ok(());
    }
    let mut table = match heap.reference(instance, instance::OVERFLOW) {
        Some(table) => table,
        None => table::new(heap, 2)?,
    };
    match table::find(heap, table, name, ATTRIBUTE, 0) {
        Some(at) => table::set(heap, table, at, value),
        None => {
            let key = u32::from(name) << 16 | ATTRIBUTE;
            if !table::insert(heap, table, key, value) {
                table = table::grown(heap, table)?;
                table::insert(heap, table, key, value);
            }
        }
    }
    heap.set(instance, instance::OVERFLOW, table.value());
    Ok(())
}

/// Deletes an attribute of the instance itself; `false` if there is none.
pub fn delete_instance_attribute(heap: &mut Heap, instance: Ref, name: u16) -> bool {
    let class = of(heap, instance);
    if let Some(offset) = slot(heap, class, name)
        && let Some(index) = slot_index(heap, instance, offset)
    {
        let bound = heap.value(instance, index) != Value::UNBOUND;
        heap.set(instance, index, Value::UNBOUND);
        return bound;
    }
    let Some(table) = heap.reference(instance, instance::OVERFLOW) else {
        return false;
    };
    match table::find(heap, table, name, ATTRIBUTE, 0) {
        Some(at) => {
            table::delete(heap, table, at);
            true
        }
        None => false,
    }
}
