//! Making a class: order of resolution, slots, table.

use super::class::{self, HAS_SETATTR, HAS_SUBCLASSES, ORDER_MAX, body, instance};
use super::table::{self, SLOT, SLOW};
use crate::exception::Message;
use crate::heap::header::HEADER_BYTES;
use crate::native::{Args, Stop};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::value::Tag;

/// Sequences being merged, each with what is left of it.
struct Merge<'a> {
    vm: &'a Vm,
    bases: [Option<Ref>; ORDER_MAX],
    base_count: usize,
    /// How much of each base's order is taken, and last of the list of bases.
    taken: [u32; ORDER_MAX + 1],
}

impl Merge<'_> {
    fn at(&self, sequence: usize, index: u32) -> Option<Ref> {
        if sequence == self.base_count {
            let i = index as usize;
            return self.bases.get(i).copied().flatten();
        }
        let base = self.bases.get(sequence).copied().flatten()?;
        if index < class::order_len(&self.vm.heap, base) {
            class::order_at(&self.vm.heap, base, index)
        } else {
            None
        }
    }

    fn head(&self, sequence: usize) -> Option<Ref> {
        self.at(sequence, self.taken.get(sequence).copied()?)
    }

    fn in_a_tail(&self, candidate: Ref) -> bool {
        (0..=self.base_count).any(|sequence| {
            let mut i = self.taken.get(sequence).copied().unwrap_or(0) + 1;
            while let Some(class) = self.at(sequence, i) {
                if class == candidate {
                    return true;
                }
                i += 1;
            }
            false
        })
    }

    /// The next class of the order, as the C3 algorithm chooses it: the first head that stands in no tail.
    /// Source: Barrett et al., "A Monotonic Superclass Linearization for Dylan", 1996.
    fn next(&mut self) -> Option<Ref> {
        let chosen = (0..=self.base_count)
            .filter_map(|sequence| self.head(sequence))
            .find(|&candidate| !self.in_a_tail(candidate))?;
        for sequence in 0..=self.base_count {
            if self.head(sequence) == Some(chosen)
                && let Some(taken) = self.taken.get_mut(sequence)
            {
                *taken += 1;
            }
        }
        Some(chosen)
    }

    fn is_done(&self) -> bool {
        (0..=self.base_count).all(|sequence| self.head(sequence).is_none())
    }
}

/// The order of resolution without the class itself, and how many it has.
fn order(vm: &Vm, bases: Args<'_>) -> Result<([Option<Ref>; ORDER_MAX], usize), Stop> {
    let mut merge = Merge {
        vm,
        bases: [None; ORDER_MAX],
        base_count: 0,
        taken: [0; ORDER_MAX + 1],
    };
    for base in bases.iter() {
        if base == Value::of_type(Kind::Object) {
            continue;
        }
        let class = vm.heap.as_kind(base, Kind::Class);
        let (Some(class), Some(place)) = (class, merge.bases.get_mut(merge.base_count)) else {
            return Err(vm.raise_message(index::TypeError, Message::NotAClass));
        };
        *place = Some(class);
        merge.base_count += 1;
    }
    let mut order = [None; ORDER_MAX];
    let mut count = 0;
    while !merge.is_done() {
        let next = merge.next();
        // The last place is the class's own.
        match (
            next,
            order
                .get_mut(..ORDER_MAX - 1)
                .and_then(|o| o.get_mut(count)),
        ) {
            (Some(class), Some(place)) => *place = Some(class),
            _ => return Err(vm.raise_message(index::TypeError, Message::BadBases)),
        }
        count += 1;
    }
    Ok((order, count))
}

/// The names of the slots that a class's description adds.
fn info_slots(vm: &Vm, info: Ref) -> impl Iterator<Item = u16> + use<'_> {
    let count = (vm.heap.word(info, 0) >> 16) as usize;
    let names = vm.heap.halves(info, 2);
    names.get(..count).unwrap_or(&[]).iter().copied()
}

/// Makes a class from its description and bases.
///
/// # Errors
/// `TypeError` for bases that are no classes or have no consistent order; [`Stop::HeapFull`].
pub fn build(vm: &mut Vm, info: Ref, bases: Args<'_>) -> Result<Value, Stop> {
    let (order, order_count) = order(vm, bases)?;
    let bases_in_order = order;
    let order = || bases_in_order.iter().copied().flatten();
    let base_tuple = super::ops::build_tuple(vm, bases)?;
    let order_tuple = vm.heap.alloc(4 + order_count as u32, Kind::Tuple, 0)?;
    let most = info_slots(vm, info).count()
        + order()
            .map(|base| info_of(vm, base).map_or(0, |info| info_slots(vm, info).count()))
            .sum::<usize>();
    let table = slot_table(vm, most as u32, &bases_in_order, info)?;
    let made = vm.heap.alloc(body::WORDS, Kind::Class, 0)?;
    vm.heap.set_word(order_tuple, 0, order_count as u32 + 1);
    vm.heap.set(order_tuple, 1, made.value());
    for (i, base) in order().enumerate() {
        vm.heap.set(order_tuple, 2 + i as u32, base.value());
        class::add_flags(&mut vm.heap, base, HAS_SUBCLASSES);
    }
    vm.heap.set(made, body::INFO, info.value());
    vm.heap.set(made, body::BASES, base_tuple);
    vm.heap.set(made, body::ORDER, order_tuple.value());
    vm.heap.set(made, body::TABLE, table.value());
    vm.heap.set(made, body::FLAGS, Value::ZERO);
    let count = table::entries(&vm.heap, table).count() as u32;
    vm.heap.set(made, body::SLOTS, Value::count(count));
    let careful = order().any(|base| class::flags(&vm.heap, base) & HAS_SETATTR != 0);
    if careful {
        class::slow_slots(&mut vm.heap, made);
    }
    Ok(made.value())
}

/// The table of all slots, larger than need be if that gives each its name's first place.
fn slot_table(vm: &mut Vm, most: u32, order: &[Option<Ref>], info: Ref) -> Result<Ref, Stop> {
    let mut room = most + 2;
    loop {
        let table = table::new(&mut vm.heap, room)?;
        // Slots of the first base keep their places, so that most of its methods find them where they were.
        let mut count = 0;
        for base in order.iter().rev().copied().flatten() {
            if let Some(source) = info_of(vm, base) {
                count = add_slots(vm, table, source, count);
            }
        }
        add_slots(vm, table, info, count);
        if table::is_direct(&vm.heap, table) || room > 4 * (most + 2) {
            return Ok(table);
        }
        vm.heap.release(table);
        room *= 2;
    }
}

fn info_of(vm: &Vm, class: Ref) -> Option<Ref> {
    vm.heap.reference(class, body::INFO)
}

/// Adds the slots of a description that are not there yet; the count of slots after it.
fn add_slots(vm: &mut Vm, table: Ref, info: Ref, mut count: u32) -> u32 {
    let total = vm.heap.word(info, 0) >> 16;
    for i in 0..total {
        let Some(&name) = vm.heap.halves(info, 2).get(i as usize) else {
            break;
        };
        if table::find(&vm.heap, table, name, SLOT, SLOW).is_some() {
            continue;
        }
        let offset = HEADER_BYTES + (instance::SLOTS + count) * 4;
        let word = Value::from_word(offset + 1);
        table::insert(&mut vm.heap, table, u32::from(name) << 16 | SLOT, word);
        count += 1;
    }
    count
}

/// Whether a value is a class of any sort: of the program, built in, or of exceptions.
#[must_use]
pub fn is_any_class(vm: &Vm, v: Value) -> bool {
    v.tag() == Some(Tag::Type)
        || crate::exception::is_class(v)
        || vm.heap.as_kind(v, Kind::Class).is_some()
}
