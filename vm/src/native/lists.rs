//! Methods of `list`, `tuple`, `range`, `slice`, and of shorts.

use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::natives;
use crate::object::compare::{self, NoOrder};
use crate::object::ops::{self, Compare};
use crate::object::{assign, bytes, int, list, range, sequence, slice, subscript};
use crate::text::sort;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

natives! { ROWS: list_append list_insert list_extend list_pop list_remove list_reverse list_clear list_copy list_count
list_index list_sort_plain list_sort_pairs tuple_count tuple_index range_count range_index shorts_count shorts_index
shortarray_append shortarray_insert shortarray_extend shortarray_pop shortarray_remove shortarray_reverse
shortarray_clear shortarray_copy slice_indices }

/// The receiver of a method, of the kind its space says.
pub(super) fn own(vm: &Vm, args: Args<'_>, kind: Kind) -> Result<Ref, Stop> {
    let r = vm.heap.as_kind(args.get(0), kind);
    r.ok_or_else(|| vm.raise_message(index::TypeError, Message::WrongReceiver))
}

/// An argument that must be an integer.
pub(super) fn integer(vm: &Vm, v: Value) -> Result<i64, Stop> {
    let n = int::clamped(vm.heap.view(), v);
    n.ok_or_else(|| vm.raise_message(index::TypeError, Message::NotAnInteger))
}

/// Where `insert` puts an item among `len`.
pub(super) fn insertion(at: i64, len: usize) -> usize {
    let at = if at < 0 {
        at.saturating_add(len as i64).max(0)
    } else {
        at
    };
    usize::try_from(at).unwrap_or(usize::MAX).min(len)
}

/// The position `pop` takes an item from, the last by default.
pub(super) fn popped(vm: &Vm, v: Value, len: usize) -> Result<usize, Stop> {
    if len == 0 {
        return Err(vm.raise_message(index::IndexError, Message::PopEmpty));
    }
    let at = if v == Value::MISSING {
        -1
    } else {
        integer(vm, v)?
    };
    slice::position(at, len).ok_or_else(|| vm.raise_message(index::IndexError, Message::PopRange))
}

fn list_append(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::List)?;
    list::push(&mut vm.heap, r, args.get(1))?;
    Ok(Value::NONE)
}

fn list_insert(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::List)?;
    let len = list::len(vm.heap.view(), r) as usize;
    let at = insertion(integer(vm, args.get(1))?, len);
    list::replace(&mut vm.heap, r, at as u32, 0, 1)?;
    if let Some(slot) = list::items_mut(&mut vm.heap, r).get_mut(at) {
        *slot = args.get(2).word();
    }
    Ok(Value::NONE)
}

fn list_extend(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::List)?;
    sequence::extend(vm, r, args.get(1), code::extend_of)?;
    Ok(Value::NONE)
}

fn list_pop(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::List)?;
    let len = list::len(vm.heap.view(), r) as usize;
    let at = popped(vm, args.get(1), len)?;
    let item = list::items(vm.heap.view(), r).get(at).copied().unwrap_or(0);
    list::replace(&mut vm.heap, r, at as u32, 1, 0)?;
    Ok(Value::from_word(item))
}

/// Where an item equal to the argument stands, between bounds.
fn find(vm: &Vm, items: Ref, args: Args<'_>, python: u16) -> Result<Option<usize>, Stop> {
    let view = vm.heap.view();
    let words = list::items(view, items);
    let Some((start, stop)) = slice::bounds(view, args.get(2), args.get(3), words.len()) else {
        return Err(vm.raise_message(index::TypeError, Message::SliceIndices));
    };
    for (i, &word) in words.iter().enumerate().take(stop).skip(start) {
        match compare::same(view, Value::from_word(word), args.get(1), 4) {
            Ok(true) => return Ok(Some(i)),
            Ok(false) => {}
            Err(_) => return Err(Stop::Delegate(python)),
        }
    }
    Ok(None)
}

fn list_remove(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::List)?;
    match find(vm, r, args, code::remove_of)? {
        Some(at) => {
            list::replace(&mut vm.heap, r, at as u32, 1, 0)?;
            Ok(Value::NONE)
        }
        None => Err(vm.raise_message(index::ValueError, Message::NotInList)),
    }
}

fn index_in(vm: &Vm, r: Ref, args: Args<'_>) -> Result<Value, Stop> {
    match find(vm, r, args, code::index_of)? {
        Some(at) => Ok(Value::count(at as u32)),
        None => Err(vm.raise_message(index::ValueError, Message::NotInList)),
    }
}

fn count_in(vm: &Vm, r: Ref, item: Value) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let mut count = 0;
    for &word in list::items(view, r) {
        let same = compare::same(view, Value::from_word(word), item, 4);
        count += u32::from(same.map_err(|_| Stop::Delegate(code::count_of))?);
    }
    Ok(Value::count(count))
}

fn list_index(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::List)?;
    index_in(vm, r, args)
}

fn list_count(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::List)?;
    count_in(vm, r, args.get(1))
}

fn tuple_index(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::Tuple)?;
    index_in(vm, r, args)
}

fn tuple_count(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::Tuple)?;
    count_in(vm, r, args.get(1))
}

fn list_reverse(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::List)?;
    list::items_mut(&mut vm.heap, r).reverse();
    Ok(Value::NONE)
}

fn list_clear(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::List)?;
    list::resize(&mut vm.heap, r, 0)?;
    Ok(Value::NONE)
}

fn list_copy(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    own(vm, args, Kind::List)?;
    Ok(assign::collect(vm, args.get(0), code::to_list)?.value())
}

/// Sorts the items of a list, by `<` of the items or of the keys beside them; whether it was possible without Python.
fn sort_items(vm: &mut Vm, items: Ref, keys: Ref, reverse: bool) -> Result<bool, Stop> {
    let count = list::items(vm.heap.view(), items).len();
    if list::items(vm.heap.view(), keys).len() != count {
        return Err(vm.raise_message(index::ValueError, Message::ChangedWhileSorted));
    }
    // Positions are sorted in a block of their own, so that an error leaves the list as it was. Sorting in reverse keeps
    // the order of equal items, so it goes over the positions from the end and is turned round.
    let block = vm.heap.alloc_unset(
        2 + 2 * (count as u32).max(1),
        Kind::Buffer,
        crate::object::FLAG_RAW,
    )?;
    let (out, view) = vm.heap.apart(block, 0);
    let (order, work) = out.split_at_mut(count);
    for (i, slot) in order.iter_mut().enumerate() {
        *slot = if reverse { count - 1 - i } else { i } as u32;
    }
    let words = list::items(view, keys);
    let key = |at: u32| words.get(at as usize).copied().unwrap_or(1);
    let sorted = if words.iter().all(|w| w & 1 != 0) {
        sort::sort(order, work, &mut |a, b| {
            Ok::<bool, NoOrder>((key(a) as i32) < (key(b) as i32))
        })
    } else {
        sort::sort(order, work, &mut |a, b| {
            compare::holds(
                view,
                Compare::Lt,
                Value::from_word(key(a)),
                Value::from_word(key(b)),
            )
        })
    };
    if let Err(no) = sorted {
        vm.heap.release(block);
        return match no {
            NoOrder::Python => Ok(false),
            NoOrder::Unordered => Err(vm.raise_message(index::TypeError, Message::NotOrdered)),
        };
    }
    if reverse {
        order.reverse();
    }
    let from = list::items(view, items);
    for (slot, &at) in work.iter_mut().zip(order.iter()) {
        *slot = from.get(at as usize).copied().unwrap_or(1);
    }
    if let Some(buffer) = vm.heap.reference(items, list::BUFFER) {
        vm.heap
            .copy_words(block, count as u32, buffer, 0, count as u32);
    }
    vm.heap.release(block);
    Ok(true)
}

/// `list_sort_plain(list, reverse)`: whether it could be sorted without Python.
fn list_sort_plain(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::List)?;
    Ok(sort_items(vm, r, r, args.get(1) == Value::TRUE)?.into())
}

/// `list_sort_pairs(keys, list, reverse)`: whether the list could be sorted by the keys without Python.
fn list_sort_pairs(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let keys = own(vm, args, Kind::List)?;
    let items = own(vm, args.from(1), Kind::List)?;
    Ok(sort_items(vm, items, keys, args.get(2) == Value::TRUE)?.into())
}

fn range_count(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    own(vm, args, Kind::Range)?;
    Ok(Value::count(u32::from(ops::contains(
        vm,
        args.get(1),
        args.get(0),
    )?)))
}

fn range_index(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::Range)?;
    let view = vm.heap.view();
    let found =
        int::to_i64(view, args.get(1)).and_then(|n| range::position(range::parts(view, r), n));
    match found {
        Some(at) => Ok(int::from_u64(&mut vm.heap, at)?),
        None => Err(vm.raise_message(index::ValueError, Message::NotInList)),
    }
}

/// Shorts or a shortarray a method is called on.
fn own_shorts(vm: &Vm, args: Args<'_>) -> Result<Ref, Stop> {
    let r = args.get(0).as_ref();
    let r = r.filter(|&r| matches!(vm.heap.kind(r), Kind::Shorts | Kind::ShortArray));
    r.ok_or_else(|| vm.raise_message(index::TypeError, Message::WrongReceiver))
}

fn shorts_count(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own_shorts(vm, args)?;
    let view = vm.heap.view();
    let n = int::clamped(view, args.get(1));
    let count = bytes::shorts(view, r)
        .iter()
        .filter(|&&h| Some(h.into()) == n)
        .count();
    Ok(Value::count(count as u32))
}

/// The first place of an item in shorts between bounds.
fn short_place(vm: &Vm, r: Ref, args: Args<'_>) -> Result<usize, Stop> {
    let view = vm.heap.view();
    let items = bytes::shorts(view, r);
    let Some((start, stop)) = slice::bounds(view, args.get(2), args.get(3), items.len()) else {
        return Err(vm.raise_message(index::TypeError, Message::SliceIndices));
    };
    let n = int::clamped(view, args.get(1));
    let found = (start..stop).find(|&i| items.get(i).map(|&h| i64::from(h)) == n && n.is_some());
    found.ok_or_else(|| vm.raise_message(index::ValueError, Message::NotInList))
}

fn shorts_index(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own_shorts(vm, args)?;
    Ok(Value::count(short_place(vm, r, args)? as u32))
}

fn shortarray_append(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ShortArray)?;
    let len = bytes::len(vm.heap.view(), r);
    put_short(vm, r, len, args.get(1))
}

/// Inserts a 16-bit item.
fn put_short(vm: &mut Vm, r: Ref, at: usize, item: Value) -> Result<Value, Stop> {
    let n = subscript::array_item(vm, Kind::ShortArray, item, code::to_index)?;
    bytes::replace(vm, r, at, 0, 1)?;
    if let Some(slot) = bytes::shorts_mut(&mut vm.heap, r).get_mut(at) {
        *slot = n;
    }
    Ok(Value::NONE)
}

fn shortarray_insert(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ShortArray)?;
    let at = insertion(integer(vm, args.get(1))?, bytes::len(vm.heap.view(), r));
    put_short(vm, r, at, args.get(2))
}

fn shortarray_extend(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ShortArray)?;
    sequence::extend_array(vm, r, args.get(1), code::extend_of)?;
    Ok(Value::NONE)
}

fn shortarray_pop(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ShortArray)?;
    let at = popped(vm, args.get(1), bytes::len(vm.heap.view(), r))?;
    let item = bytes::shorts(vm.heap.view(), r)
        .get(at)
        .copied()
        .unwrap_or(0);
    bytes::replace(vm, r, at, 1, 0)?;
    Ok(Value::count(item.into()))
}

fn shortarray_remove(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ShortArray)?;
    let at = short_place(vm, r, args)?;
    bytes::replace(vm, r, at, 1, 0)?;
    Ok(Value::NONE)
}

fn shortarray_reverse(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ShortArray)?;
    bytes::shorts_mut(&mut vm.heap, r).reverse();
    Ok(Value::NONE)
}

fn shortarray_clear(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ShortArray)?;
    bytes::resize(vm, r, 0)?;
    Ok(Value::NONE)
}

fn shortarray_copy(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    own(vm, args, Kind::ShortArray)?;
    let none = slice::new(&mut vm.heap, Value::NONE, Value::NONE, Value::NONE)?;
    subscript::get(vm, args.get(0), none)
}

/// `slice.indices(len)`: start, stop and step for a sequence of that length.
fn slice_indices(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::Slice)?;
    let len = integer(vm, args.get(1))?;
    let len = usize::try_from(len).map_err(|_| vm.raise(index::ValueError))?;
    let Ok(span) = slice::span(vm.heap.view(), r, len) else {
        return Err(vm.raise_message(index::ValueError, Message::ZeroStep));
    };
    let mut parts = [Value::NONE; 3];
    for (slot, n) in parts.iter_mut().zip([span.start, span.stop, span.step]) {
        *slot = int::from_i64(&mut vm.heap, n)?;
    }
    Ok(list::tuple(&mut vm.heap, &parts)?)
}
