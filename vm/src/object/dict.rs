//! `dict`: the operations on keys; the entries are those of [`super::entries`].

use super::entries;
use super::hash::NoHash;
use crate::native::Stop;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::prelude::code;

/// The entry of a key, with the key's hash.
///
/// # Errors
/// [`Stop`]; a key whose hash or equality is Python's delegates to `python`.
#[inline]
pub fn find(vm: &mut Vm, r: Ref, key: Value, python: u16) -> Result<(u32, Option<u32>), Stop> {
    match entries::lookup(vm.heap.view(), r, key) {
        Ok(found) => Ok(found),
        Err(NoHash::Python) => Err(Stop::Delegate(python)),
        Err(NoHash::Unhashable) => Err(vm.raise_message(index::TypeError, NoHash::MESSAGE)),
    }
}

/// The value of a key; `None` if it is not there.
///
/// # Errors
/// [`Stop`].
pub fn get(vm: &mut Vm, r: Ref, key: Value, python: u16) -> Result<Option<Value>, Stop> {
    let (_, entry) = find(vm, r, key, python)?;
    let view = vm.heap.view();
    Ok(entry.and_then(|e| entries::get(view, r, e)).map(|(_, v)| v))
}

/// `d[key]`.
///
/// # Errors
/// [`Stop`]; `KeyError`.
pub fn get_item(vm: &mut Vm, r: Ref, key: Value) -> Result<Value, Stop> {
    match get(vm, r, key, code::dict_get_item)? {
        Some(value) => Ok(value),
        None => Err(vm.raise_value(index::KeyError, key)),
    }
}

/// Sets the value of a key.
///
/// # Errors
/// [`Stop`]; the dict is as before.
pub fn insert(vm: &mut Vm, r: Ref, key: Value, value: Value, python: u16) -> Result<(), Stop> {
    let (hash, entry) = find(vm, r, key, python)?;
    match entry {
        Some(entry) => entries::set_value(&mut vm.heap, r, entry, value),
        None => {
            entries::make_room(&mut vm.heap, r)?;
            entries::add(&mut vm.heap, r, hash, key, value);
        }
    }
    Ok(())
}

/// `d[key] = value`.
///
/// # Errors
/// [`Stop`]; the dict is as before.
pub fn set_item(vm: &mut Vm, r: Ref, key: Value, value: Value) -> Result<(), Stop> {
    insert(vm, r, key, value, code::dict_set_item)
}

/// `del d[key]`.
///
/// # Errors
/// [`Stop`]; `KeyError`.
pub fn delete_item(vm: &mut Vm, r: Ref, key: Value) -> Result<(), Stop> {
    match find(vm, r, key, code::dict_delete_item)?.1 {
        Some(entry) => {
            entries::remove(&mut vm.heap, r, entry);
            Ok(())
        }
        None => Err(vm.raise_value(index::KeyError, key)),
    }
}

/// Sets all items of another dict. If memory runs out, some of them have been set, which a second run does not see.
///
/// # Errors
/// [`Stop`].
pub fn merge(vm: &mut Vm, r: Ref, from: Ref, python: u16) -> Result<(), Stop> {
    if r == from {
        return Ok(());
    }
    let mut at = 0;
    while let Some((entry, key, value)) = entries::next(vm.heap.view(), from, at) {
        insert(vm, r, key, value, python)?;
        at = entry + 1;
    }
    Ok(())
}
