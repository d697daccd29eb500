//! Methods of `set` and `frozenset`.

use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::natives;
use crate::object::ops::Binary;
use crate::object::{compare, dict, entries, set};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

natives! { ROWS: set_add set_remove set_discard set_pop set_clear set_copy set_update set_union set_intersection
set_difference set_symmetric_difference set_intersection_update set_difference_update
set_symmetric_difference_update set_isdisjoint set_issubset set_issuperset }

fn wrong(vm: &Vm) -> Stop {
    vm.raise_message(index::TypeError, Message::WrongReceiver)
}

/// A set that is to be changed.
fn mutable(vm: &Vm, args: Args<'_>) -> Result<Ref, Stop> {
    match vm.heap.as_kind(args.get(0), Kind::Set) {
        Some(r) => Ok(r),
        // A frozenset finds the methods of sets, but has none of those that change it.
        None if vm.kind_of(args.get(0)) == Kind::FrozenSet => Err(vm.no_attribute()),
        None => Err(wrong(vm)),
    }
}

/// A set or frozenset.
fn any(vm: &Vm, args: Args<'_>) -> Result<Ref, Stop> {
    let r = args.get(0).as_ref();
    r.filter(|&r| matches!(vm.heap.kind(r), Kind::Set | Kind::FrozenSet))
        .ok_or_else(|| wrong(vm))
}

/// Turns the delegation of an operation into that of the method.
fn instead(python: u16) -> impl Fn(Stop) -> Stop {
    move |stop| {
        if matches!(stop, Stop::Delegate(_)) {
            Stop::Delegate(python)
        } else {
            stop
        }
    }
}

fn set_add(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = mutable(vm, args)?;
    set::add(vm, r, args.get(1), code::set_add_of)?;
    Ok(Value::NONE)
}

fn drop_item(vm: &mut Vm, args: Args<'_>, python: u16) -> Result<bool, Stop> {
    let r = mutable(vm, args)?;
    let (_, entry) = dict::find(vm, r, args.get(1), python)?;
    if let Some(entry) = entry {
        entries::remove(&mut vm.heap, r, entry);
    }
    Ok(entry.is_some())
}

fn set_remove(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    if drop_item(vm, args, code::set_remove_of)? {
        Ok(Value::NONE)
    } else {
        Err(vm.raise_value(index::KeyError, args.get(1)))
    }
}

fn set_discard(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    drop_item(vm, args, code::set_discard_of)?;
    Ok(Value::NONE)
}

fn set_pop(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = mutable(vm, args)?;
    match entries::next(vm.heap.view(), r, 0) {
        Some((entry, item, _)) => {
            entries::remove(&mut vm.heap, r, entry);
            Ok(item)
        }
        None => Err(vm.raise_message(index::KeyError, Message::PopEmptySet)),
    }
}

fn set_clear(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = mutable(vm, args)?;
    entries::clear(&mut vm.heap, r);
    Ok(Value::NONE)
}

fn set_copy(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = any(vm, args)?;
    let kind = vm.heap.kind(r);
    Ok(entries::copy(&mut vm.heap, r, kind)?.value())
}

/// `self op other op …` as a new set of self's kind.
fn combined(vm: &mut Vm, args: Args<'_>, op: Binary, python: u16) -> Result<Ref, Stop> {
    let own = any(vm, args)?;
    let kind = vm.heap.kind(own);
    let mut result = entries::copy(&mut vm.heap, own, kind)?;
    for other in args.from(1).iter() {
        let other = set::collected(vm, other, python)?;
        let made = set::operate(vm, op, result, other).map_err(instead(python))?;
        result = made.as_ref().ok_or(Stop::HeapFull)?;
    }
    Ok(result)
}

fn set_union(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(combined(vm, args, Binary::BitOr, code::set_union_of)?.value())
}

fn set_intersection(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(combined(vm, args, Binary::BitAnd, code::set_intersection_of)?.value())
}

fn set_difference(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(combined(vm, args, Binary::Sub, code::set_difference_of)?.value())
}

fn set_symmetric_difference(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(combined(vm, args, Binary::BitXor, code::set_symmetric_difference_of)?.value())
}

fn changed(vm: &mut Vm, args: Args<'_>, op: Binary, python: u16) -> Result<Value, Stop> {
    let r = mutable(vm, args)?;
    let made = combined(vm, args, op, python)?;
    entries::take_over(&mut vm.heap, r, made);
    Ok(Value::NONE)
}

fn set_update(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    changed(vm, args, Binary::BitOr, code::set_update_of)
}

fn set_intersection_update(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    changed(vm, args, Binary::BitAnd, code::set_intersection_update_of)
}

fn set_difference_update(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    changed(vm, args, Binary::Sub, code::set_difference_update_of)
}

fn set_symmetric_difference_update(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    changed(
        vm,
        args,
        Binary::BitXor,
        code::set_symmetric_difference_update_of,
    )
}

fn set_isdisjoint(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (r, python) = (any(vm, args)?, code::set_isdisjoint_of);
    let other = set::collected(vm, args.get(1), python)?;
    let both = set::operate(vm, Binary::BitAnd, r, other).map_err(instead(python))?;
    Ok(both
        .as_ref()
        .is_none_or(|both| entries::len(vm.heap.view(), both) == 0)
        .into())
}

fn set_issubset(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = any(vm, args)?;
    let other = set::collected(vm, args.get(1), code::set_issubset_of)?;
    let below = compare::subset(vm.heap.view(), r, other);
    Ok(below
        .map_err(|_| Stop::Delegate(code::set_issubset_of))?
        .into())
}

fn set_issuperset(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = any(vm, args)?;
    let other = set::collected(vm, args.get(1), code::set_issuperset_of)?;
    let below = compare::subset(vm.heap.view(), other, r);
    Ok(below
        .map_err(|_| Stop::Delegate(code::set_issuperset_of))?
        .into())
}
