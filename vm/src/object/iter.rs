//! Iterators of built-in types.
//!
//! Body: what it is, a small integer; what it goes over; the position, a small integer; one more value. To look at the
//! next item and to step past it are two things, so that an iterator over iterators changes nothing before it has memory.

pub use super::iterate::{enumerate, is_native, over, reversed, zip};
use super::{bytes, entries, int, list, range, str};
use crate::exception::Message;
use crate::heap::{Heap, View};
use crate::native::Stop;
use crate::text::utf8;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;

const WHAT: u32 = 0;
const SOURCE: u32 = 1;
const POSITION: u32 = 2;
const EXTRA: u32 = 3;

/// Iterators over iterators are nested at most so deep here, deeper in Python.
pub(super) const NESTING: i32 = 4;

/// What an iterator goes over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum What {
    /// Items of a list or tuple by position.
    Items,
    /// Characters; the position is a byte offset.
    Text,
    /// Bytes or 16-bit items by position.
    Bytes,
    /// A range whose values fit; the position is the next value, extra is the range.
    Range,
    /// Entries of a set.
    Set,
    /// Entries of a dict: extra is the length at the start.
    Keys,
    Values,
    Entries,
    /// Any sequence from its end; the position is the next index, −1 at the end.
    Reversed,
    /// An inner iterator; the position is the nesting, extra the count.
    Enumerate,
    /// A tuple of inner iterators; the position is the nesting.
    Zip,
    /// Entries of a dict from the last; the position is the next entry, extra the length at the start.
    ReversedKeys,
    /// Exhausted.
    Ended,
}

const ALL: [What; 13] = [
    What::Items,
    What::Text,
    What::Bytes,
    What::Range,
    What::Set,
    What::Keys,
    What::Values,
    What::Entries,
    What::Reversed,
    What::Enumerate,
    What::Zip,
    What::ReversedKeys,
    What::Ended,
];

pub(super) fn make(
    heap: &mut Heap,
    what: What,
    source: Value,
    position: i32,
    extra: Value,
) -> Result<Value, Stop> {
    let r = heap.alloc_unset(6, Kind::Iterator, 0)?;
    heap.set(r, WHAT, Value::count(what as u32));
    heap.set(r, SOURCE, source);
    heap.set(
        r,
        POSITION,
        Value::small_int(position.into()).unwrap_or(Value::ZERO),
    );
    heap.set(r, EXTRA, extra);
    Ok(r.value())
}

pub(super) fn what(view: View, r: Ref) -> What {
    let number = view.word(r, WHAT) >> 1;
    ALL.get(number as usize).copied().unwrap_or(What::Ended)
}

pub(super) fn position(view: View, r: Ref) -> i32 {
    view.value(r, POSITION).as_small_int().unwrap_or(0)
}

fn set_position(heap: &mut Heap, r: Ref, position: i64) {
    match Value::small_int(position) {
        Some(v) => heap.set(r, POSITION, v),
        None => end(heap, r),
    }
}

fn end(heap: &mut Heap, r: Ref) {
    heap.set(r, WHAT, Value::count(What::Ended as u32));
    heap.set(r, SOURCE, Value::NONE);
    heap.set(r, EXTRA, Value::NONE);
}

/// The next item without stepping past it; `None` at the end.
///
/// # Errors
/// [`Stop`]; nothing was changed.
pub fn peek(vm: &mut Vm, r: Ref) -> Result<Option<Value>, Stop> {
    let heap = &mut vm.heap;
    let view = heap.view();
    let (source, at) = (view.value(r, SOURCE), position(view, r));
    let Some(s) = source.as_ref() else {
        return Ok(None);
    };
    let index = at as u32;
    match what(view, r) {
        What::Items => Ok(list::items(view, s)
            .get(at as usize)
            .map(|&w| Value::from_word(w))),
        What::Text => match utf8::decode(str::read(view, s), at as usize) {
            Some((c, _)) => Ok(Some(str::from_char(heap, c)?)),
            None => Ok(None),
        },
        What::Bytes => Ok(byte_item(view, s, at as usize)),
        What::Range => {
            let parts = range::parts(view, s);
            if u64::from(index) >= range::count(parts) {
                return Ok(None);
            }
            Ok(Some(int::from_i64(heap, range::at(parts, index.into()))?))
        }
        What::Set | What::Keys | What::Values | What::Entries | What::ReversedKeys => {
            entry(vm, r, s, at)
        }
        What::Reversed if at < 0 => Ok(None),
        What::Reversed => super::subscript::sequence_item(vm, s, at as usize),
        What::Enumerate => {
            let count = view.value(r, EXTRA);
            let pair = list::new_tuple(heap, 2)?;
            let Some(item) = peek(vm, s)? else {
                return Ok(None);
            };
            vm.heap.set(pair, 1, count);
            vm.heap.set(pair, 2, item);
            Ok(Some(pair.value()))
        }
        What::Zip => zipped(vm, s),
        What::Ended => Ok(None),
    }
}

fn byte_item(view: View, s: Ref, at: usize) -> Option<Value> {
    match view.kind(s) {
        Kind::Bytes | Kind::ByteArray => bytes::of_ref(view, s)
            .get(at)
            .map(|&b| Value::count(b.into())),
        _ => bytes::shorts(view, s)
            .get(at)
            .map(|&h| Value::count(h.into())),
    }
}

fn entry(vm: &mut Vm, r: Ref, source: Ref, at: i32) -> Result<Option<Value>, Stop> {
    let view = vm.heap.view();
    if Value::count(entries::len(view, source)) != view.value(r, EXTRA) {
        return Err(vm.raise_message(index::RuntimeError, Message::ChangedSize));
    }
    let kind = what(view, r);
    let found = if kind == What::ReversedKeys {
        (0..=at)
            .rev()
            .find_map(|e| entries::get(view, source, e as u32).map(|(k, v)| (e as u32, k, v)))
    } else {
        entries::next(view, source, at as u32)
    };
    let Some((_, key, value)) = found else {
        return Ok(None);
    };
    Ok(Some(match kind {
        What::Values => value,
        What::Entries => list::tuple(&mut vm.heap, &[key, value])?,
        _ => key,
    }))
}

fn zipped(vm: &mut Vm, inner: Ref) -> Result<Option<Value>, Stop> {
    let count = list::items(vm.heap.view(), inner).len() as u32;
    if count == 0 {
        return Ok(None);
    }
    let made = list::new_tuple(&mut vm.heap, count)?;
    for i in 1..=count {
        let Some(iterator) = vm.heap.reference(inner, i) else {
            return Ok(None);
        };
        let Some(item) = peek(vm, iterator)? else {
            return Ok(None);
        };
        vm.heap.set(made, i, item);
    }
    Ok(Some(made.value()))
}

/// Steps past the item that [`peek`] returned.
pub fn advance(heap: &mut Heap, r: Ref) {
    let view = heap.view();
    let at = i64::from(position(view, r));
    let Some(s) = view.reference(r, SOURCE) else {
        return;
    };
    match what(view, r) {
        What::Items | What::Bytes | What::Range => set_position(heap, r, at + 1),
        What::Text => {
            let n = utf8::width(str::read(view, s).get(at as usize).copied().unwrap_or(0));
            set_position(heap, r, at + n as i64);
        }
        What::Set | What::Keys | What::Values | What::Entries => {
            let next = entries::next(view, s, at as u32).map_or(at, |(e, _, _)| i64::from(e) + 1);
            set_position(heap, r, next);
        }
        What::ReversedKeys => {
            let next = (0..=at)
                .rev()
                .find(|&e| entries::get(view, s, e as u32).is_some());
            set_position(heap, r, next.unwrap_or(0) - 1);
        }
        What::Reversed => set_position(heap, r, at - 1),
        What::Enumerate => {
            let count = i64::from(view.value(r, EXTRA).as_small_int().unwrap_or(0));
            advance(heap, s);
            match Value::small_int(count + 1) {
                Some(next) => heap.set(r, EXTRA, next),
                None => end(heap, r),
            }
        }
        What::Zip => {
            for i in 1..=list::items(view, s).len() as u32 {
                if let Some(iterator) = heap.reference(s, i) {
                    advance(heap, iterator);
                }
            }
        }
        What::Ended => {}
    }
}

/// The next item; `None` at the end, and from then on.
///
/// # Errors
/// [`Stop`]; nothing was changed.
#[inline]
pub fn next(vm: &mut Vm, r: Ref) -> Result<Option<Value>, Stop> {
    let view = vm.heap.view();
    if view.word(r, WHAT) == Value::count(What::Items as u32).word()
        && let Some(source) = view.reference(r, SOURCE)
    {
        // Lists and tuples are most of what loops go over.
        let at = position(view, r);
        if let Some(&word) = list::items(view, source).get(at as usize) {
            set_position(&mut vm.heap, r, i64::from(at) + 1);
            return Ok(Some(Value::from_word(word)));
        }
    }
    match peek(vm, r)? {
        Some(item) => {
            advance(&mut vm.heap, r);
            Ok(Some(item))
        }
        None => {
            skip_shorter(&mut vm.heap, r);
            end(&mut vm.heap, r);
            Ok(None)
        }
    }
}

/// A zip that ends has taken an item from each iterator before the one that ended it.
fn skip_shorter(heap: &mut Heap, r: Ref) {
    if what(heap.view(), r) != What::Zip {
        return;
    }
    let Some(inner) = heap.reference(r, SOURCE) else {
        return;
    };
    for i in 1..=list::items(heap.view(), inner).len() as u32 {
        let Some(iterator) = heap.reference(inner, i) else {
            return;
        };
        if remaining(heap.view(), iterator) == Some(0) {
            return;
        }
        advance(heap, iterator);
    }
}

/// How many items are left, where that is known without making them; an upper bound for nested iterators.
#[must_use]
pub fn remaining(view: View, r: Ref) -> Option<u32> {
    let s = view.reference(r, SOURCE)?;
    let at = position(view, r);
    let rest = |len: usize| (len as u32).saturating_sub(at as u32);
    Some(match what(view, r) {
        What::Items => rest(list::items(view, s).len()),
        What::Bytes => rest(bytes::len(view, s)),
        What::Text => utf8::count(str::read(view, s).get(at as usize..).unwrap_or(&[])) as u32,
        What::Range => u32::try_from(range::count(range::parts(view, s)))
            .unwrap_or(u32::MAX)
            .saturating_sub(at as u32),
        What::Reversed | What::ReversedKeys => (at + 1) as u32,
        What::Set | What::Keys | What::Values | What::Entries => entries::all(view, s)
            .filter(|(e, _, _)| *e >= at as u32)
            .count() as u32,
        What::Enumerate => return remaining(view, s),
        What::Zip => {
            let mut least = if list::items(view, s).is_empty() {
                0
            } else {
                u32::MAX
            };
            for &inner in list::items(view, s) {
                least = least.min(remaining(view, Ref::from_word(inner)?)?);
            }
            least
        }
        What::Ended => 0,
    })
}

/// A copy that goes on from the same place; iterators inside it are copied too.
///
/// # Errors
/// [`Stop`].
pub fn duplicate(heap: &mut Heap, r: Ref) -> Result<Ref, Stop> {
    let made = heap.alloc(6, Kind::Iterator, 0)?;
    heap.copy_words(r, 0, made, 0, 4);
    let Some(source) = heap.reference(r, SOURCE) else {
        return Ok(made);
    };
    match what(heap.view(), r) {
        What::Enumerate => {
            let inner = duplicate(heap, source)?;
            heap.set(made, SOURCE, inner.value());
        }
        What::Zip => {
            let count = list::items(heap.view(), source).len() as u32;
            let tuple = list::new_tuple(heap, count)?;
            for i in 1..=count {
                if let Some(inner) = heap.reference(source, i) {
                    let inner = duplicate(heap, inner)?;
                    heap.set(tuple, i, inner.value());
                }
            }
            heap.set(made, SOURCE, tuple.value());
        }
        _ => {}
    }
    Ok(made)
}

/// Leaves nothing in an iterator whose items a copy of it has handed out.
pub fn exhaust(heap: &mut Heap, r: Ref) {
    skip_all(heap, r);
    end(heap, r);
}

/// Iterators inside one that is exhausted have handed out their items too.
fn skip_all(heap: &mut Heap, r: Ref) {
    let Some(source) = heap.reference(r, SOURCE) else {
        return;
    };
    match what(heap.view(), r) {
        What::Enumerate => exhaust(heap, source),
        What::Zip => {
            let view = heap.view();
            let least = remaining(view, r).unwrap_or(0);
            for i in 1..=list::items(view, source).len() as u32 {
                if let Some(inner) = heap.reference(source, i) {
                    for _ in 0..least {
                        advance(heap, inner);
                    }
                }
            }
            skip_shorter(heap, r);
        }
        _ => {}
    }
}
