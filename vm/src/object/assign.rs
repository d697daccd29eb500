//! Assignment to and deletion of slices.

use super::slice::Span;
use super::{bytes, iter, list, subscript};
use crate::exception::Message;
use crate::native::Stop;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

/// A list or tuple with the items of an iterable, itself if it is one.
///
/// # Errors
/// [`Stop`]; an iterable of Python's delegates to `python`.
pub fn collected(vm: &mut Vm, iterable: Value, python: u16) -> Result<Ref, Stop> {
    if let Some(r) = iterable.as_ref()
        && matches!(vm.heap.kind(r), Kind::List | Kind::Tuple)
    {
        return Ok(r);
    }
    collect(vm, iterable, python)
}

/// A new list with the items of an iterable.
///
/// # Errors
/// [`Stop`]; an iterable of Python's delegates to `python`.
pub fn collect(vm: &mut Vm, iterable: Value, python: u16) -> Result<Ref, Stop> {
    let view = vm.heap.view();
    if matches!(
        view.kind_of(iterable),
        Some(Kind::Instance | Kind::Generator)
    ) {
        return Err(Stop::Delegate(python));
    }
    // Lists and tuples are copied whole.
    if let Some(r) = iterable.as_ref()
        && matches!(view.kind(r), Kind::List | Kind::Tuple)
    {
        let count = list::items(view, r).len() as u32;
        let made = list::with_len(&mut vm.heap, count)?;
        if let Some(buffer) = vm.heap.reference(made, list::BUFFER) {
            let (out, view) = vm.heap.apart(buffer, 0);
            out.copy_from_slice(list::items(view, r));
        }
        return Ok(made);
    }
    let iterator = iter::over(vm, iterable, python)?
        .as_ref()
        .ok_or(Stop::HeapFull)?;
    let own = iterator.value() != iterable;
    let made = list::new(&mut vm.heap)?;
    if let Some(n) = iter::remaining(vm.heap.view(), iterator) {
        list::reserve(&mut vm.heap, made, n)?;
    }
    if own {
        while let Some(item) = iter::next(vm, iterator)? {
            list::push(&mut vm.heap, made, item)?;
        }
        return Ok(made);
    }
    // The program's own iterator must not have moved if memory runs out half way: go over a copy, then move it.
    let copy = iter::duplicate(&mut vm.heap, iterator)?;
    while let Some(item) = iter::next(vm, copy)? {
        list::push(&mut vm.heap, made, item)?;
    }
    iter::exhaust(&mut vm.heap, iterator);
    Ok(made)
}

/// `r[span] = v`.
///
/// # Errors
/// [`Stop`].
pub fn slice(vm: &mut Vm, r: Ref, kind: Kind, span: Span, v: Value) -> Result<(), Stop> {
    if kind == Kind::List {
        return list_slice(vm, r, span, v);
    }
    let from = array_content(vm, kind, v, code::set_item)?;
    let count = bytes::len(vm.heap.view(), from);
    let (start, _) = span.stretch();
    if span.step == 1 {
        bytes::replace(vm, r, start, span.count as usize, count)?;
    } else if count == 0 && kind == Kind::ByteArray {
        return delete(vm, r, kind, span);
    } else if count != span.count as usize {
        return Err(vm.raise_message(index::ValueError, Message::ExtendedSlice));
    }
    for (i, at) in (0..count).zip(positions(span, count)) {
        let view = vm.heap.view();
        if kind == Kind::ByteArray {
            let item = bytes::of_ref(view, from).get(i).copied().unwrap_or(0);
            if let Some(to) = bytes::bytes_mut(&mut vm.heap, r).get_mut(at) {
                *to = item;
            }
        } else {
            let item = bytes::shorts(view, from).get(i).copied().unwrap_or(0);
            if let Some(to) = bytes::shorts_mut(&mut vm.heap, r).get_mut(at) {
                *to = item;
            }
        }
    }
    Ok(())
}

/// Positions that `count` new items go to.
fn positions(span: Span, count: usize) -> impl Iterator<Item = usize> {
    let step = if span.step == 1 { 1 } else { span.step };
    (0..count as i64).map(move |i| (span.start + i * step) as usize)
}

/// New bytes or shorts with what is to be assigned or added to an array of the kind.
///
/// # Errors
/// [`Stop`].
pub fn array_content(vm: &mut Vm, kind: Kind, v: Value, python: u16) -> Result<Ref, Stop> {
    let view = vm.heap.view();
    if kind == Kind::ByteArray
        && let Some(content) = bytes::of(view, v)
    {
        let (len, from) = (content.len(), v.as_ref().ok_or(Stop::HeapFull)?);
        return bytes::part(&mut vm.heap, Kind::Bytes, from, 0, len)?
            .as_ref()
            .ok_or(Stop::HeapFull);
    }
    let items = collected(vm, v, python)?;
    let count = list::items(vm.heap.view(), items).len();
    let made = match kind {
        Kind::ByteArray => bytes::reserve(&mut vm.heap, count)?,
        _ => bytes::reserve_shorts(&mut vm.heap, count)?,
    };
    for i in 0..count {
        let item = list::items(vm.heap.view(), items)
            .get(i)
            .copied()
            .unwrap_or(0);
        let n = subscript::array_item(vm, kind, Value::from_word(item), code::set_item)?;
        if kind == Kind::ByteArray {
            if let Some(to) = bytes::bytes_mut(&mut vm.heap, made).get_mut(i) {
                *to = n as u8;
            }
        } else if let Some(to) = bytes::shorts_mut(&mut vm.heap, made).get_mut(i) {
            *to = n;
        }
    }
    Ok(made)
}

fn list_slice(vm: &mut Vm, r: Ref, span: Span, v: Value) -> Result<(), Stop> {
    // A list assigned to a part of itself is read as it was.
    let from = if v == r.value() {
        collect(vm, v, code::set_item)?
    } else {
        collected(vm, v, code::set_item)?
    };
    let count = list::items(vm.heap.view(), from).len();
    if span.step == 1 {
        list::replace(&mut vm.heap, r, span.start as u32, span.count, count as u32)?;
    } else if count != span.count as usize {
        return Err(vm.raise_message(index::ValueError, Message::ExtendedSlice));
    }
    if let Some(buffer) = vm.heap.reference(r, list::BUFFER) {
        let (out, view) = vm.heap.apart(buffer, 0);
        for (&item, at) in list::items(view, from).iter().zip(positions(span, count)) {
            if let Some(to) = out.get_mut(at) {
                *to = item;
            }
        }
    }
    Ok(())
}

/// `del r[span]`.
///
/// # Errors
/// [`Stop`].
pub fn delete(vm: &mut Vm, r: Ref, kind: Kind, span: Span) -> Result<(), Stop> {
    if span.count == 0 {
        return Ok(());
    }
    let count = span.count as usize;
    if span.step == 1 {
        return match kind {
            Kind::List => Ok(list::replace(
                &mut vm.heap,
                r,
                span.start as u32,
                span.count,
                0,
            )?),
            _ => bytes::replace(vm, r, span.start as usize, count, 0),
        };
    }
    // The highest first, so that the positions below stay right.
    let mut ascending = span;
    if span.step < 0 {
        ascending.start = span.start + (i64::from(span.count) - 1) * span.step;
        ascending.step = -span.step;
    }
    for i in (0..i64::from(ascending.count)).rev() {
        let at = (ascending.start + i * ascending.step) as usize;
        match kind {
            Kind::List => list::replace(&mut vm.heap, r, at as u32, 1, 0)?,
            _ => bytes::replace(vm, r, at, 1, 0)?,
        }
    }
    Ok(())
}
