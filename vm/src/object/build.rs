//! What the instructions that build and take apart containers call.

use super::show::{self, Mode};
use super::{assign, dict, entries, int, iter, list, sequence, set, slice, str, subscript};
use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::names::number as name;
use bytecode::prelude::code;

/// The iterator that `for` needs: an object of [`Kind::Iterator`], or a generator as it is. Delegates to `iterate`.
///
/// # Errors
/// [`Stop`].
pub fn iterate(vm: &mut Vm, a: Value) -> Result<Value, Stop> {
    iter::over(vm, a, code::iterate)
}

/// The next value of an iterator of [`Kind::Iterator`]; `None` when there is no more. Never delegates.
///
/// # Errors
/// [`Stop`].
#[inline]
pub fn next(vm: &mut Vm, iterator: Ref) -> Result<Option<Value>, Stop> {
    iter::next(vm, iterator)
}

/// `o[i]`. Delegates to `get_item`, or to `dict_get_item`.
///
/// # Errors
/// [`Stop`].
#[inline]
pub fn get_item(vm: &mut Vm, o: Value, i: Value) -> Result<Value, Stop> {
    // A list and a small integer first: what loops do most.
    if let (Some(r), Some(n)) = (o.as_ref(), i.as_small_int())
        && vm.heap.is(r, Kind::List)
        && n >= 0
        && (n as u32) < vm.heap.word(r, list::LEN)
        && let Some(buffer) = vm.heap.reference(r, list::BUFFER)
    {
        return Ok(vm.heap.value(buffer, n as u32));
    }
    subscript::get(vm, o, i)
}

/// `o[i] = v`. Delegates to `set_item(v, o, i)`, or to `dict_set_item(o, i, v)`.
///
/// # Errors
/// [`Stop`].
#[inline]
pub fn set_item(vm: &mut Vm, o: Value, i: Value, v: Value) -> Result<(), Stop> {
    if let (Some(r), Some(n)) = (o.as_ref(), i.as_small_int())
        && vm.heap.is(r, Kind::List)
        && n >= 0
        && (n as u32) < vm.heap.word(r, list::LEN)
        && let Some(buffer) = vm.heap.reference(r, list::BUFFER)
    {
        vm.heap.set(buffer, n as u32, v);
        return Ok(());
    }
    subscript::set(vm, v, o, i)
}

/// `del o[i]`. Delegates to `delete_item`, or to `dict_delete_item`.
///
/// # Errors
/// [`Stop`].
pub fn delete_item(vm: &mut Vm, o: Value, i: Value) -> Result<(), Stop> {
    subscript::delete(vm, o, i)
}

/// A list of these values.
///
/// # Errors
/// [`Stop`].
pub fn build_list(vm: &mut Vm, items: Args<'_>) -> Result<Value, Stop> {
    let r = list::with_len(&mut vm.heap, items.count())?;
    if let Some(buffer) = vm.heap.reference(r, list::BUFFER) {
        for (i, item) in items.iter().enumerate() {
            vm.heap.set(buffer, i as u32, item);
        }
    }
    Ok(r.value())
}

/// A tuple of these values.
///
/// # Errors
/// [`Stop`].
pub fn build_tuple(vm: &mut Vm, items: Args<'_>) -> Result<Value, Stop> {
    let r = list::new_tuple(&mut vm.heap, items.count())?;
    for (i, item) in items.iter().enumerate() {
        vm.heap.set(r, 1 + i as u32, item);
    }
    Ok(r.value())
}

/// A set of these values; equal ones once. Delegates to `set_of(list)` with a list of them.
///
/// # Errors
/// [`Stop`].
pub fn build_set(vm: &mut Vm, items: Args<'_>) -> Result<Value, Stop> {
    let r = entries::new(&mut vm.heap, Kind::Set)?;
    for item in items.iter() {
        set::add(vm, r, item, code::set_of)?;
    }
    Ok(r.value())
}

/// A dict of these keys and values in turn. Delegates to `dict_of(list)` with a list of them.
///
/// # Errors
/// [`Stop`].
pub fn build_dict(vm: &mut Vm, items: Args<'_>) -> Result<Value, Stop> {
    let r = entries::new(&mut vm.heap, Kind::Dict)?;
    for i in 0..items.count() / 2 {
        dict::insert(vm, r, items.get(2 * i), items.get(2 * i + 1), code::dict_of)?;
    }
    Ok(r.value())
}

/// A slice.
///
/// # Errors
/// [`Stop`].
pub fn build_slice(vm: &mut Vm, start: Value, stop: Value, step: Value) -> Result<Value, Stop> {
    Ok(slice::new(&mut vm.heap, start, stop, step)?)
}

/// These texts joined.
///
/// # Errors
/// [`Stop`].
pub fn build_string(vm: &mut Vm, texts: Args<'_>) -> Result<Value, Stop> {
    Ok(str::build(&mut vm.heap, &|view, sink| {
        for text in texts.iter() {
            sink.put(str::of(view, text).unwrap_or(b""));
        }
    })?)
}

/// Appends to a list of a comprehension or a call.
///
/// # Errors
/// [`Stop`].
pub fn list_append(vm: &mut Vm, target: Value, item: Value) -> Result<(), Stop> {
    match vm.heap.as_kind(target, Kind::List) {
        Some(r) => Ok(list::push(&mut vm.heap, r, item)?),
        None => Err(vm.raise(index::SystemError)),
    }
}

/// Adds to a set of a comprehension. Delegates to `set_add_of(set, item)`.
///
/// # Errors
/// [`Stop`].
pub fn set_add(vm: &mut Vm, target: Value, item: Value) -> Result<(), Stop> {
    match vm.heap.as_kind(target, Kind::Set) {
        Some(r) => set::add(vm, r, item, code::set_add_of),
        None => Err(vm.raise(index::SystemError)),
    }
}

/// Sets an item of a dict. Delegates to `dict_set_item(dict, key, value)`.
///
/// # Errors
/// [`Stop`].
pub fn dict_add(vm: &mut Vm, target: Value, key: Value, value: Value) -> Result<(), Stop> {
    match vm.heap.as_kind(target, Kind::Dict) {
        Some(r) => dict::set_item(vm, r, key, value),
        None => Err(vm.raise(index::SystemError)),
    }
}

/// The item at a position of a dict's order: its key and value. `None` past the end; positions of deleted items give `None`
/// inside. For unpacking keywords of a call.
#[must_use]
pub fn dict_position(vm: &Vm, target: Value, position: u32) -> Option<Option<(Value, Value)>> {
    let r = vm.heap.as_kind(target, Kind::Dict)?;
    let view = vm.heap.view();
    (position < entries::end(view, r)).then(|| entries::get(view, r, position))
}

/// A new list of the items of an iterable. Delegates to `to_list`.
///
/// # Errors
/// [`Stop`].
pub fn to_list(vm: &mut Vm, iterable: Value) -> Result<Value, Stop> {
    Ok(assign::collect(vm, iterable, code::to_list)?.value())
}

/// The items of a list or a tuple: how many. `None` for any other value.
#[must_use]
pub fn item_count(vm: &Vm, sequence: Value) -> Option<u32> {
    let r = sequence.as_ref()?;
    let view = vm.heap.view();
    matches!(view.kind(r), Kind::List | Kind::Tuple).then(|| list::items(view, r).len() as u32)
}

/// An item of a list or a tuple, below [`item_count`].
#[must_use]
pub fn item(vm: &Vm, sequence: Value, index: u32) -> Value {
    let items = sequence
        .as_ref()
        .map_or(&[][..], |r| list::items(vm.heap.view(), r));
    items
        .get(index as usize)
        .map_or(Value::NONE, |&w| Value::from_word(w))
}

/// Appends all items of an iterable to a list. Delegates to `to_list(iterable)`, whose result takes the iterable's place.
///
/// # Errors
/// [`Stop`].
pub fn list_extend(vm: &mut Vm, target: Value, iterable: Value) -> Result<(), Stop> {
    match vm.heap.as_kind(target, Kind::List) {
        Some(r) => sequence::extend(vm, r, iterable, code::to_list),
        None => Err(vm.raise(index::SystemError)),
    }
}

/// Adds all items of an iterable to a set. Delegates to `to_list(iterable)`, whose result takes the iterable's place.
///
/// # Errors
/// [`Stop`].
pub fn set_update(vm: &mut Vm, target: Value, iterable: Value) -> Result<(), Stop> {
    let from = assign::collected(vm, iterable, code::to_list)?;
    let Some(r) = vm.heap.as_kind(target, Kind::Set) else {
        return Err(vm.raise(index::SystemError));
    };
    let mut at = 0;
    while let Some(&word) = list::items(vm.heap.view(), from).get(at) {
        match set::add(vm, r, Value::from_word(word), code::to_list) {
            Err(Stop::Delegate(_)) => {
                return Err(vm.raise_message(index::UnsupportedError, Message::HashedInPython));
            }
            added => added?,
        }
        at += 1;
    }
    Ok(())
}

/// Sets all items of a mapping in a dict. Delegates to `dict_update(dict, mapping)`.
///
/// # Errors
/// [`Stop`].
pub fn dict_update(vm: &mut Vm, target: Value, mapping: Value) -> Result<(), Stop> {
    match (
        vm.heap.as_kind(target, Kind::Dict),
        vm.heap.as_kind(mapping, Kind::Dict),
    ) {
        (Some(r), Some(from)) => dict::merge(vm, r, from, code::dict_update),
        _ => Err(Stop::Delegate(code::dict_update)),
    }
}

/// As [`dict_update`], but `TypeError` if a key is there already.
///
/// # Errors
/// [`Stop`].
pub fn dict_merge(vm: &mut Vm, target: Value, mapping: Value) -> Result<(), Stop> {
    let (Some(r), Some(from)) = (
        vm.heap.as_kind(target, Kind::Dict),
        vm.heap.as_kind(mapping, Kind::Dict),
    ) else {
        return Err(vm.raise_message(index::TypeError, Message::NeedsMapping));
    };
    let keys = entries::len(vm.heap.view(), from);
    let room = entries::copy(&mut vm.heap, r, Kind::Dict)?;
    let before = entries::len(vm.heap.view(), room);
    dict::merge(vm, room, from, code::dict_update)?;
    if entries::len(vm.heap.view(), room) != before + keys {
        return Err(vm.raise_message(index::TypeError, Message::RepeatedKeyword));
    }
    entries::take_over(&mut vm.heap, r, room);
    Ok(())
}

/// The tuple of a list's items.
///
/// # Errors
/// [`Stop`].
pub fn list_to_tuple(vm: &mut Vm, from: Value) -> Result<Value, Stop> {
    let Some(r) = from.as_ref() else {
        return Err(vm.raise(index::SystemError));
    };
    let count = list::items(vm.heap.view(), r).len() as u32;
    let made = list::new_tuple(&mut vm.heap, count)?;
    let (out, view) = vm.heap.apart(made, 1);
    out.iter_mut()
        .zip(list::items(view, r))
        .for_each(|(to, from)| *to = *from);
    Ok(made.value())
}

/// The text of a value in an f-string: bits 0–1 of `conversion` are 0 format, 1 str, 2 repr, 3 ascii first; `spec` is a
/// text or [`Value::MISSING`]. Delegates to `to_str(a)`, `to_repr(a)` or `to_format(a, spec)`; after the first two, the result
/// takes the value's place with conversion 0.
///
/// # Errors
/// [`Stop`].
pub fn format_value(vm: &mut Vm, a: Value, spec: Value, conversion: u8) -> Result<Value, Stop> {
    let value = match conversion & 3 {
        0 => a,
        1 => show::text(vm, a, Mode::Str)?,
        2 => show::text(vm, a, Mode::Repr)?,
        _ => show::text(vm, a, Mode::Ascii)?,
    };
    crate::object::format::format(vm, value, spec)
}

/// An attribute of a built-in kind that is not a method: `range.start`, `slice.step`, `int.real`. `None` if there is none.
///
/// # Errors
/// [`Stop`].
pub fn attribute(vm: &mut Vm, o: Value, attribute: u16) -> Result<Option<Value>, Stop> {
    let view = vm.heap.view();
    if let Some(r) = o.as_ref()
        && matches!(view.kind(r), Kind::Range | Kind::Slice)
    {
        let part = |i| Some(view.value(r, i));
        return Ok(match attribute {
            name::start => part(0),
            name::stop => part(1),
            name::step => part(2),
            _ => None,
        });
    }
    let Some(number) = int::Number::of(view, o) else {
        return Ok(None);
    };
    match (attribute, number) {
        (name::real | name::numerator, int::Number::Int(n))
            if attribute == name::real || o.is_small_int() =>
        {
            Ok(Some(int::from_i64(&mut vm.heap, n.into())?))
        }
        (name::real, _) => Ok(Some(o)),
        (name::imag, int::Number::Float(_)) => Ok(Some(super::float::new(&mut vm.heap, 0.0)?)),
        (name::imag, _) => Ok(Some(Value::ZERO)),
        (name::numerator, int::Number::Big(_)) => Ok(Some(o)),
        (name::numerator, int::Number::Int(n)) => Ok(Some(Value::count(n as u32))),
        (name::denominator, int::Number::Int(_) | int::Number::Big(_)) => Ok(Some(Value::count(1))),
        _ => Ok(None),
    }
}

/// A frozen copy of what [`set_update`] would make; for the constructors of sets.
///
/// # Errors
/// [`Stop`]; what is Python's delegates to `python`.
pub fn new_set(vm: &mut Vm, kind: Kind, iterable: Value, python: u16) -> Result<Value, Stop> {
    if iterable == Value::MISSING {
        return Ok(entries::new(&mut vm.heap, kind)?.value());
    }
    Ok(set::collect(vm, iterable, kind, python)?.value())
}
