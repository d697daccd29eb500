//! `o[i]`, `o[i] = v` and `del o[i]` of built-in kinds.

use super::slice::{self, BadSlice, Span};
use super::{bytes, dict, int, list, range, str};
use crate::exception::Message;
use crate::heap::View;
use crate::native::Stop;
use crate::text::utf8;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index as exception;
use bytecode::kind::Kind;
use bytecode::prelude::code;

/// Items of a sequence; `None` if it is none.
#[must_use]
pub fn sequence_len(view: View, r: Ref) -> Option<u64> {
    Some(match view.kind(r) {
        Kind::List => list::len(view, r).into(),
        Kind::Tuple => list::items(view, r).len() as u64,
        Kind::Str => str::chars(view, r).into(),
        Kind::Bytes | Kind::ByteArray | Kind::Shorts | Kind::ShortArray => {
            bytes::len(view, r) as u64
        }
        Kind::Range => range::count(range::parts(view, r)),
        _ => return None,
    })
}

/// The item of a sequence at a position; `None` beyond its end.
///
/// # Errors
/// [`Stop`].
pub fn sequence_item(vm: &mut Vm, r: Ref, at: usize) -> Result<Option<Value>, Stop> {
    let view = vm.heap.view();
    match view.kind(r) {
        Kind::List | Kind::Tuple => Ok(list::items(view, r).get(at).map(|&w| Value::from_word(w))),
        Kind::Str => {
            if at >= str::chars(view, r) as usize {
                return Ok(None);
            }
            let offset = str::offset(view, r, at as u32);
            match utf8::decode(str::read(view, r), offset) {
                Some((c, _)) => Ok(Some(str::from_char(&mut vm.heap, c)?)),
                None => Ok(None),
            }
        }
        Kind::Bytes | Kind::ByteArray => Ok(bytes::of_ref(view, r)
            .get(at)
            .map(|&b| Value::count(b.into()))),
        Kind::Shorts | Kind::ShortArray => Ok(bytes::shorts(view, r)
            .get(at)
            .map(|&h| Value::count(h.into()))),
        Kind::Range => {
            let parts = range::parts(view, r);
            if at as u64 >= range::count(parts) {
                return Ok(None);
            }
            Ok(Some(int::from_i64(
                &mut vm.heap,
                range::at(parts, at as u64),
            )?))
        }
        _ => Ok(None),
    }
}

fn bad_slice(vm: &mut Vm, bad: BadSlice) -> Stop {
    match bad {
        BadSlice::ZeroStep => vm.raise_message(exception::ValueError, Message::ZeroStep),
        BadSlice::NotInt => vm.raise_message(exception::TypeError, Message::SliceIndices),
    }
}

fn index_message(kind: Kind) -> Message {
    match kind {
        Kind::List => Message::ListIndex,
        Kind::Tuple => Message::TupleIndex,
        Kind::Str => Message::StringIndex,
        Kind::Range => Message::RangeIndex,
        _ => Message::Index,
    }
}

/// The position an index value means, or what else it is.
enum At {
    Position(usize),
    Slice(Ref),
}

fn locate(vm: &mut Vm, r: Ref, i: Value, len: u64, python: u16) -> Result<At, Stop> {
    let view = vm.heap.view();
    if let Some(n) = int::clamped(view, i) {
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        let kind = view.kind(r);
        return slice::position(n, len)
            .map(At::Position)
            .ok_or_else(|| vm.raise_message(exception::IndexError, index_message(kind)));
    }
    match view.kind_of(i) {
        Some(Kind::Slice) => i.as_ref().map(At::Slice).ok_or(Stop::HeapFull),
        Some(Kind::Instance) => Err(Stop::Delegate(python)),
        _ => Err(vm.raise_message(exception::TypeError, Message::IndexNotInt)),
    }
}

/// `o[i]`.
///
/// # Errors
/// [`Stop`]; for an instance it delegates to `get_item`.
pub fn get(vm: &mut Vm, o: Value, i: Value) -> Result<Value, Stop> {
    let Some(r) = o.as_ref() else {
        return Err(vm.raise_message(exception::TypeError, Message::NotSubscriptable));
    };
    let kind = vm.heap.kind(r);
    match kind {
        Kind::Dict => return dict::get_item(vm, r, i),
        Kind::Instance => return Err(Stop::Delegate(code::get_item)),
        Kind::Slice => {
            // Zerynth's libraries read a slice as a sequence of its three parts; an omitted step is 1.
            return match i.as_small_int() {
                Some(2) if vm.heap.value(r, 2) == Value::NONE => Ok(Value::count(1)),
                Some(n @ 0..=2) => Ok(vm.heap.value(r, n as u32)),
                _ => Err(vm.raise(exception::IndexError)),
            };
        }
        _ => {}
    }
    let Some(len) = sequence_len(vm.heap.view(), r) else {
        return Err(vm.raise_message(exception::TypeError, Message::NotSubscriptable));
    };
    match locate(vm, r, i, len, code::get_item)? {
        At::Position(at) => match sequence_item(vm, r, at)? {
            Some(item) => Ok(item),
            None => Err(vm.raise_message(exception::IndexError, index_message(kind))),
        },
        At::Slice(s) if kind == Kind::Range => range_slice(vm, r, s),
        At::Slice(s) => {
            let span =
                slice::span(vm.heap.view(), s, len as usize).map_err(|bad| bad_slice(vm, bad))?;
            part(vm, r, kind, span)
        }
    }
}

fn range_slice(vm: &mut Vm, r: Ref, s: Ref) -> Result<Value, Stop> {
    let parts = range::parts(vm.heap.view(), r);
    let len = usize::try_from(range::count(parts)).unwrap_or(usize::MAX >> 1);
    let span = slice::span(vm.heap.view(), s, len).map_err(|bad| bad_slice(vm, bad))?;
    let at = |position: i64| parts.0.wrapping_add(position.wrapping_mul(parts.2));
    Ok(range::new(
        &mut vm.heap,
        (
            at(span.start),
            at(span.stop),
            parts.2.wrapping_mul(span.step),
        ),
    )?)
}

/// The items of a sequence that a slice selects, as a new one of the same kind.
fn part(vm: &mut Vm, r: Ref, kind: Kind, span: Span) -> Result<Value, Stop> {
    let heap = &mut vm.heap;
    let (from, to) = span.stretch();
    match kind {
        Kind::Str if span.step == 1 => {
            if from == 0 && to == str::chars(heap.view(), r) as usize {
                return Ok(r.value());
            }
            let start = str::offset(heap.view(), r, from as u32);
            let end = str::offset(heap.view(), r, to as u32);
            Ok(str::part(heap, r, start, end)?)
        }
        Kind::Str => Ok(str::build(heap, &|view, sink| {
            let text = str::read(view, r);
            for at in span.positions() {
                let offset = str::offset(view, r, at as u32);
                let n = utf8::width(text.get(offset).copied().unwrap_or(0));
                sink.put(text.get(offset..offset + n).unwrap_or(&[]));
            }
        })?),
        Kind::Bytes | Kind::ByteArray if span.step == 1 => {
            Ok(bytes::part(heap, kind, r, from, to)?)
        }
        Kind::Bytes | Kind::ByteArray => {
            let made = match kind {
                Kind::Bytes => bytes::reserve(heap, span.count as usize)?,
                _ => bytes::new_array(heap, kind, span.count as usize)?,
            };
            let (holder, skip) = bytes::holder(heap, made);
            let (out, view) = heap.apart_bytes(holder, skip);
            let from = bytes::of_ref(view, r);
            for (to, at) in out.iter_mut().zip(span.positions()) {
                *to = from.get(at).copied().unwrap_or(0);
            }
            Ok(made.value())
        }
        Kind::Shorts | Kind::ShortArray => {
            let made = match kind {
                Kind::Shorts => bytes::reserve_shorts(heap, span.count as usize)?,
                _ => bytes::new_array(heap, kind, span.count as usize)?,
            };
            for (i, at) in span.positions().enumerate() {
                let item = bytes::shorts(heap.view(), r).get(at).copied().unwrap_or(0);
                if let Some(to) = bytes::shorts_mut(heap, made).get_mut(i) {
                    *to = item;
                }
            }
            Ok(made.value())
        }
        Kind::Tuple if span.step == 1 && from == 0 && to == list::items(heap.view(), r).len() => {
            Ok(r.value())
        }
        _ => {
            let (made, holder, skip) = if kind == Kind::List {
                let made = list::with_len(heap, span.count)?;
                (made, heap.reference(made, list::BUFFER), 0)
            } else {
                let made = list::new_tuple(heap, span.count)?;
                (made, Some(made), 1)
            };
            if let Some(holder) = holder {
                let (out, view) = heap.apart(holder, skip);
                let from = list::items(view, r);
                for (to, at) in out.iter_mut().zip(span.positions()) {
                    *to = from.get(at).copied().unwrap_or(0);
                }
            }
            Ok(made.value())
        }
    }
}

/// `o[i] = v`.
///
/// # Errors
/// [`Stop`]; for an instance it delegates to `set_item`.
pub fn set(vm: &mut Vm, v: Value, o: Value, i: Value) -> Result<(), Stop> {
    let Some(r) = o.as_ref() else {
        return Err(vm.raise_message(exception::TypeError, Message::NoItemAssignment));
    };
    let kind = vm.heap.kind(r);
    match kind {
        Kind::Dict => return dict::set_item(vm, r, i, v),
        Kind::Instance => return Err(Stop::Delegate(code::set_item)),
        Kind::List | Kind::ByteArray | Kind::ShortArray => {}
        _ => return Err(vm.raise_message(exception::TypeError, Message::NoItemAssignment)),
    }
    let len = sequence_len(vm.heap.view(), r).unwrap_or(0);
    match locate(vm, r, i, len, code::set_item)? {
        At::Position(at) => set_at(vm, r, kind, at, v),
        At::Slice(s) => {
            let span =
                slice::span(vm.heap.view(), s, len as usize).map_err(|bad| bad_slice(vm, bad))?;
            super::assign::slice(vm, r, kind, span, v)
        }
    }
}

fn set_at(vm: &mut Vm, r: Ref, kind: Kind, at: usize, v: Value) -> Result<(), Stop> {
    if kind == Kind::List {
        if let Some(slot) = list::items_mut(&mut vm.heap, r).get_mut(at) {
            *slot = v.word();
        }
        return Ok(());
    }
    let n = array_item(vm, kind, v, code::set_item)?;
    match kind {
        Kind::ByteArray => {
            if let Some(slot) = bytes::bytes_mut(&mut vm.heap, r).get_mut(at) {
                *slot = n as u8;
            }
        }
        _ => {
            if let Some(slot) = bytes::shorts_mut(&mut vm.heap, r).get_mut(at) {
                *slot = n;
            }
        }
    }
    Ok(())
}

/// An item of an array of bytes or 16-bit integers, tested for its range; `python` is whom an instance delegates to.
///
/// # Errors
/// [`Stop`].
pub fn array_item(vm: &mut Vm, kind: Kind, v: Value, python: u16) -> Result<u16, Stop> {
    let view = vm.heap.view();
    let bytes = matches!(kind, Kind::Bytes | Kind::ByteArray);
    match int::clamped(view, v) {
        Some(n) if n >= 0 && n <= if bytes { 255 } else { 65_535 } => Ok(n as u16),
        Some(_) if bytes => Err(vm.raise_message(exception::ValueError, Message::ByteRange)),
        Some(_) => Err(vm.raise_message(exception::ValueError, Message::ShortRange)),
        None if view.kind_of(v) == Some(Kind::Instance) => Err(Stop::Delegate(python)),
        None => Err(vm.raise_message(exception::TypeError, Message::NotAnInteger)),
    }
}

/// `del o[i]`.
///
/// # Errors
/// [`Stop`]; for an instance it delegates to `delete_item`.
pub fn delete(vm: &mut Vm, o: Value, i: Value) -> Result<(), Stop> {
    let Some(r) = o.as_ref() else {
        return Err(vm.raise_message(exception::TypeError, Message::NoItemDeletion));
    };
    let kind = vm.heap.kind(r);
    match kind {
        Kind::Dict => return dict::delete_item(vm, r, i),
        Kind::Instance => return Err(Stop::Delegate(code::delete_item)),
        Kind::List | Kind::ByteArray | Kind::ShortArray => {}
        _ => return Err(vm.raise_message(exception::TypeError, Message::NoItemDeletion)),
    }
    let len = sequence_len(vm.heap.view(), r).unwrap_or(0);
    match locate(vm, r, i, len, code::delete_item)? {
        At::Position(at) if kind == Kind::List => {
            Ok(list::replace(&mut vm.heap, r, at as u32, 1, 0)?)
        }
        At::Position(at) => bytes::replace(vm, r, at, 1, 0),
        At::Slice(s) => {
            let span =
                slice::span(vm.heap.view(), s, len as usize).map_err(|bad| bad_slice(vm, bad))?;
            super::assign::delete(vm, r, kind, span)
        }
    }
}
