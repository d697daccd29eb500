//! Making iterators of built-in types.

use super::iter::{NESTING, What, make, position, what};
use super::{entries, list, subscript, view};
use crate::exception::Message;
use crate::heap::{Heap, View};
use crate::native::{Args, Stop};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

/// An iterator over a value: a new one over a built-in container, itself for an iterator or generator.
///
/// # Errors
/// [`Stop`]; for an instance it delegates to `python`, the prelude's `iterate` or `iter_object`.
pub fn over(vm: &mut Vm, v: Value, python: u16) -> Result<Value, Stop> {
    let Some(r) = v.as_ref() else {
        return Err(vm.raise_message(index::TypeError, Message::NotIterable));
    };
    let heap = &mut vm.heap;
    let length = |heap: &Heap, r| Value::count(entries::len(heap.view(), r));
    match heap.kind(r) {
        Kind::Iterator | Kind::Generator => Ok(v),
        Kind::List | Kind::Tuple => make(heap, What::Items, v, 0, Value::NONE),
        Kind::Str => make(heap, What::Text, v, 0, Value::NONE),
        Kind::Bytes | Kind::ByteArray | Kind::Shorts | Kind::ShortArray => {
            make(heap, What::Bytes, v, 0, Value::NONE)
        }
        Kind::Range => make(heap, What::Range, v, 0, Value::NONE),
        Kind::Set | Kind::FrozenSet => {
            let n = length(heap, r);
            make(heap, What::Set, v, 0, n)
        }
        Kind::Dict => {
            let n = length(heap, r);
            make(heap, What::Keys, v, 0, n)
        }
        Kind::DictView => {
            let Some((dict, seen)) = view::parts(heap.view(), r) else {
                return Err(Stop::HeapFull);
            };
            let n = length(heap, dict);
            let what = match seen {
                view::Seen::Keys => What::Keys,
                view::Seen::Values => What::Values,
                view::Seen::Items => What::Entries,
            };
            make(heap, what, dict.value(), 0, n)
        }
        Kind::Instance => Err(Stop::Delegate(python)),
        _ => Err(vm.raise_message(index::TypeError, Message::NotIterable)),
    }
}

fn nesting(view: View, v: Value) -> i32 {
    match view.as_kind(v, Kind::Iterator) {
        Some(r) if matches!(what(view, r), What::Enumerate | What::Zip) => position(view, r) + 1,
        _ => 0,
    }
}

/// Whether [`over`] gives an iterator that can be stepped here, not nested too deep.
#[must_use]
pub fn is_native(view: View, v: Value) -> bool {
    let iterable = view.kind_of(v).is_some_and(|kind| {
        matches!(
            kind,
            Kind::List
                | Kind::Tuple
                | Kind::Str
                | Kind::Bytes
                | Kind::ByteArray
                | Kind::Shorts
                | Kind::ShortArray
                | Kind::Range
                | Kind::Set
                | Kind::FrozenSet
                | Kind::Dict
                | Kind::DictView
                | Kind::Iterator
        )
    });
    iterable && nesting(view, v) < NESTING
}

/// `enumerate(iterable, start)` over something that [`is_native`]; `start` is a small integer.
///
/// # Errors
/// [`Stop`].
pub fn enumerate(vm: &mut Vm, iterable: Value, start: Value) -> Result<Value, Stop> {
    let depth = nesting(vm.heap.view(), iterable);
    let inner = over(vm, iterable, code::enumerate_iterator)?;
    make(&mut vm.heap, What::Enumerate, inner, depth, start)
}

/// `zip(...)` over things that are all [`is_native`].
///
/// # Errors
/// [`Stop`].
pub fn zip(vm: &mut Vm, iterables: Args<'_>) -> Result<Value, Stop> {
    let made = list::new_tuple(&mut vm.heap, iterables.count())?;
    let mut depth = 0;
    for (i, iterable) in iterables.iter().enumerate() {
        depth = depth.max(nesting(vm.heap.view(), iterable));
        let inner = over(vm, iterable, code::zip_iterator)?;
        vm.heap.set(made, 1 + i as u32, inner);
    }
    make(&mut vm.heap, What::Zip, made.value(), depth, Value::NONE)
}

/// `reversed(v)` over a sequence, dict or view; `None` for anything else.
///
/// # Errors
/// [`Stop`].
pub fn reversed(vm: &mut Vm, v: Value) -> Result<Option<Value>, Stop> {
    let Some(r) = v.as_ref() else {
        return Ok(None);
    };
    let heap = &mut vm.heap;
    let (dict, keys) = match heap.kind(r) {
        Kind::Dict => (r, true),
        Kind::DictView => match view::parts(heap.view(), r) {
            Some((dict, view::Seen::Keys)) => (dict, true),
            _ => return Ok(None),
        },
        _ => (r, false),
    };
    if keys {
        let last = entries::last(heap.view(), dict).map_or(-1, |e| e as i32);
        let len = Value::count(entries::len(heap.view(), dict));
        return make(heap, What::ReversedKeys, dict.value(), last, len).map(Some);
    }
    let Some(len) = subscript::sequence_len(heap.view(), r) else {
        return Ok(None);
    };
    let last = i32::try_from(len)
        .ok()
        .filter(|&n| n < 1 << 30)
        .ok_or(Stop::HeapFull)?
        - 1;
    make(heap, What::Reversed, v, last, Value::NONE).map(Some)
}
