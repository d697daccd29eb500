//! `set` and `frozenset`: algebra over the entries of [`super::entries`].

use super::hash::NoHash;
use super::ops::Binary;
use super::{dict, entries, iter, view};
use crate::heap::View;
use crate::native::Stop;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

/// Whether a value is a set, or a view of a dict that behaves like one.
#[must_use]
pub fn is_like(view: View, v: Value) -> bool {
    let Some(r) = v.as_ref() else {
        return false;
    };
    match view.kind(r) {
        Kind::Set | Kind::FrozenSet => true,
        Kind::DictView => view::parts(view, r).is_some_and(|(_, seen)| seen != view::Seen::Values),
        _ => false,
    }
}

/// Adds an item.
///
/// # Errors
/// [`Stop`]; the set is as before.
pub fn add(vm: &mut Vm, r: Ref, item: Value, python: u16) -> Result<(), Stop> {
    dict::insert(vm, r, item, Value::NONE, python)
}

/// A set, itself or made of the items of an iterable.
///
/// # Errors
/// [`Stop`]; what is Python's delegates to `python`.
pub fn collected(vm: &mut Vm, v: Value, python: u16) -> Result<Ref, Stop> {
    match v.as_ref() {
        Some(r) if matches!(vm.heap.kind(r), Kind::Set | Kind::FrozenSet) => Ok(r),
        _ => collect(vm, v, Kind::Set, python),
    }
}

/// A new set of the kind with the items of an iterable.
///
/// # Errors
/// [`Stop`]; what is Python's delegates to `python`.
pub fn collect(vm: &mut Vm, v: Value, kind: Kind, python: u16) -> Result<Ref, Stop> {
    if let Some(r) = v.as_ref()
        && matches!(vm.heap.kind(r), Kind::Set | Kind::FrozenSet)
    {
        return Ok(entries::copy(&mut vm.heap, r, kind)?);
    }
    if matches!(
        vm.heap.view().kind_of(v),
        Some(Kind::Instance | Kind::Generator)
    ) {
        return Err(Stop::Delegate(python));
    }
    let mut iterator = iter::over(vm, v, python)?.as_ref().ok_or(Stop::HeapFull)?;
    let own = (iterator.value() == v).then_some(iterator);
    if own.is_some() {
        iterator = iter::duplicate(&mut vm.heap, iterator)?;
    }
    let made = entries::new(&mut vm.heap, kind)?;
    while let Some(item) = iter::next(vm, iterator)? {
        add(vm, made, item, python)?;
    }
    if let Some(own) = own {
        iter::exhaust(&mut vm.heap, own);
    }
    Ok(made)
}

fn holds(vm: &mut Vm, r: Ref, item: Value) -> Result<bool, Stop> {
    match entries::lookup(vm.heap.view(), r, item) {
        Ok((_, entry)) => Ok(entry.is_some()),
        Err(NoHash::Python) => Err(Stop::Delegate(code::binary)),
        Err(NoHash::Unhashable) => Err(vm.raise_message(index::TypeError, NoHash::MESSAGE)),
    }
}

/// `a op b` of two sets or views like sets, as a new set of a's kind.
///
/// # Errors
/// [`Stop`].
pub fn operate(vm: &mut Vm, op: Binary, a: Ref, b: Ref) -> Result<Value, Stop> {
    let kind = if vm.heap.is(a, Kind::FrozenSet) {
        Kind::FrozenSet
    } else {
        Kind::Set
    };
    let (x, y) = (
        collected(vm, a.value(), code::binary)?,
        collected(vm, b.value(), code::binary)?,
    );
    let made = match op {
        Binary::BitOr => entries::copy(&mut vm.heap, x, kind)?,
        _ => entries::new(&mut vm.heap, kind)?,
    };
    // As CPython, an intersection keeps the order of the smaller operand.
    let (first, second) = if op == Binary::BitAnd
        && entries::len(vm.heap.view(), y) < entries::len(vm.heap.view(), x)
    {
        (y, x)
    } else {
        (x, y)
    };
    if op != Binary::BitOr {
        let wanted = op == Binary::BitAnd;
        take(vm, made, first, second, wanted)?;
    }
    if op == Binary::BitOr {
        merge(vm, made, y, code::binary)?;
    }
    if op == Binary::BitXor {
        take(vm, made, y, x, false)?;
    }
    Ok(made.value())
}

/// Adds the items of `from` that are (or are not) in `other`.
fn take(vm: &mut Vm, made: Ref, from: Ref, other: Ref, wanted: bool) -> Result<(), Stop> {
    let mut at = 0;
    while let Some((entry, item, _)) = entries::next(vm.heap.view(), from, at) {
        if holds(vm, other, item)? == wanted {
            add(vm, made, item, code::binary)?;
        }
        at = entry + 1;
    }
    Ok(())
}

/// Adds all items of another set. If memory runs out, some of them have been added, which a second run does not see.
///
/// # Errors
/// [`Stop`].
pub fn merge(vm: &mut Vm, r: Ref, from: Ref, python: u16) -> Result<(), Stop> {
    let mut at = 0;
    while let Some((entry, item, _)) = entries::next(vm.heap.view(), from, at) {
        add(vm, r, item, python)?;
        at = entry + 1;
    }
    Ok(())
}
