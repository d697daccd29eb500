//! Methods of `dict`, and what the prelude searches tables with.

use super::lists::{integer, own};
use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::natives;
use crate::object::view::{self, Seen};
use crate::object::{dict, entries, hash, list};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

natives! { ROWS: dict_get dict_keys dict_values dict_items dict_pop dict_popitem dict_clear dict_copy dict_setdefault
dict_new dict_probe dict_put dict_delete_at dict_entry }

fn or_none(v: Value) -> Value {
    if v == Value::MISSING { Value::NONE } else { v }
}

fn dict_get(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::Dict)?;
    let found = dict::get(vm, r, args.get(1), code::dict_get_of)?;
    Ok(found.unwrap_or(or_none(args.get(2))))
}

fn seen(vm: &mut Vm, args: Args<'_>, seen: Seen) -> Result<Value, Stop> {
    own(vm, args, Kind::Dict)?;
    Ok(view::new(&mut vm.heap, args.get(0), seen)?)
}

fn dict_keys(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    seen(vm, args, Seen::Keys)
}

fn dict_values(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    seen(vm, args, Seen::Values)
}

fn dict_items(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    seen(vm, args, Seen::Items)
}

fn dict_pop(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::Dict)?;
    let key = args.get(1);
    // As CPython, an empty dict does not ask for the hash.
    let entry = match entries::len(vm.heap.view(), r) {
        0 => None,
        _ => dict::find(vm, r, key, code::dict_pop_of)?.1,
    };
    match entry.and_then(|e| entries::get(vm.heap.view(), r, e).map(|(_, v)| (e, v))) {
        Some((entry, value)) => {
            entries::remove(&mut vm.heap, r, entry);
            Ok(value)
        }
        None if args.get(2) != Value::MISSING => Ok(args.get(2)),
        None => Err(vm.raise_value(index::KeyError, key)),
    }
}

fn dict_popitem(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::Dict)?;
    let view = vm.heap.view();
    let Some(entry) = entries::last(view, r) else {
        return Err(vm.raise_message(index::KeyError, Message::PopEmptyDict));
    };
    let (key, value) = entries::get(view, r, entry).unwrap_or((Value::NONE, Value::NONE));
    let pair = list::tuple(&mut vm.heap, &[key, value])?;
    entries::remove(&mut vm.heap, r, entry);
    Ok(pair)
}

fn dict_clear(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::Dict)?;
    entries::clear(&mut vm.heap, r);
    Ok(Value::NONE)
}

fn dict_copy(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::Dict)?;
    Ok(entries::copy(&mut vm.heap, r, Kind::Dict)?.value())
}

fn dict_setdefault(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::Dict)?;
    let key = args.get(1);
    if let Some(value) = dict::get(vm, r, key, code::dict_setdefault_of)? {
        return Ok(value);
    }
    let value = or_none(args.get(2));
    dict::insert(vm, r, key, value, code::dict_setdefault_of)?;
    Ok(value)
}

fn dict_new(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    Ok(entries::new(&mut vm.heap, Kind::Dict)?.value())
}

/// The dict or set a search of the prelude goes over.
fn table(vm: &Vm, v: Value) -> Result<Ref, Stop> {
    let r = v.as_ref();
    let r = r.filter(|&r| matches!(vm.heap.kind(r), Kind::Dict | Kind::Set | Kind::FrozenSet));
    r.ok_or_else(|| vm.raise_message(index::TypeError, Message::WrongReceiver))
}

/// `dict_probe(table, hash, at)`: the next entry after `at` (−1 to begin) with this hash, or −1.
fn dict_probe(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = table(vm, args.get(0))?;
    let (hash, after) = (integer(vm, args.get(1))?, integer(vm, args.get(2))?);
    let found = entries::candidate(vm.heap.view(), r, hash::fold(hash), after);
    Ok(found.map_or(Value::from_word(u32::MAX), Value::count))
}

/// `dict_entry(table, at)`: key and value; `RuntimeError` if the entry was removed meanwhile.
fn dict_entry(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = table(vm, args.get(0))?;
    let at = u32::try_from(integer(vm, args.get(1))?).unwrap_or(u32::MAX);
    match entries::get(vm.heap.view(), r, at) {
        Some((key, value)) => Ok(list::tuple(&mut vm.heap, &[key, value])?),
        None => Err(vm.raise_message(index::RuntimeError, Message::ChangedSize)),
    }
}

/// `dict_put(table, hash, key, value)`: sets the value of the entry whose key is this very object, or adds one.
fn dict_put(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = table(vm, args.get(0))?;
    let (hash, key) = (hash::fold(integer(vm, args.get(1))?), args.get(2));
    let same = &mut |candidate: Value| Ok::<bool, ()>(candidate == key);
    match entries::find(vm.heap.view(), r, hash, same).ok().flatten() {
        Some(entry) => entries::set_value(&mut vm.heap, r, entry, args.get(3)),
        None => {
            entries::make_room(&mut vm.heap, r)?;
            entries::add(&mut vm.heap, r, hash, key, args.get(3));
        }
    }
    Ok(Value::NONE)
}

/// `dict_delete_at(table, at)`
fn dict_delete_at(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = table(vm, args.get(0))?;
    if let Ok(at) = u32::try_from(integer(vm, args.get(1))?) {
        entries::remove(&mut vm.heap, r, at);
    }
    Ok(Value::NONE)
}
