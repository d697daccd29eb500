//! Operators on built-in kinds: what the interpreter calls when its own fast path does not apply.
//!
//! Each returns the result or says why there is none. Where an operand's behaviour is Python's it returns
//! [`Stop::Delegate`] with the prelude's function for the operator; the interpreter adds the names that function takes.

use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

/// An operator with two operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs, reason = "named after the operators")]
pub enum Binary {
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Modulo,
    Power,
    LeftShift,
    RightShift,
    BitAnd,
    BitOr,
    BitXor,
    MatMul,
}

/// An ordering or equality.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs, reason = "named after the operators")]
pub enum Compare {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

/// An operator with one operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs, reason = "named after the operators")]
pub enum Unary {
    Negative,
    Positive,
    Invert,
}

fn is_python(vm: &Vm, v: Value) -> bool {
    vm.heap.as_kind(v, Kind::Instance).is_some()
}

/// `a op b`.
///
/// # Errors
/// [`Stop`].
pub fn binary(vm: &mut Vm, op: Binary, a: Value, b: Value) -> Result<Value, Stop> {
    let (Some(x), Some(y)) = (a.as_small_int(), b.as_small_int()) else {
        return Err(if is_python(vm, a) || is_python(vm, b) {
            Stop::Delegate(code::binary)
        } else {
            vm.raise_message(index::TypeError, Message::UnsupportedOperands)
        });
    };
    let (x, y) = (i64::from(x), i64::from(y));
    let n = match op {
        Binary::Add => x + y,
        Binary::Sub => x - y,
        Binary::Mul => x * y,
        Binary::FloorDiv | Binary::Modulo if y == 0 => {
            return Err(vm.raise_message(index::ZeroDivisionError, Message::DivisionByZero));
        }
        Binary::FloorDiv => x.div_euclid(y) - i64::from(y < 0 && x.rem_euclid(y) != 0),
        Binary::Modulo => (x % y + y) % y,
        Binary::BitAnd => x & y,
        Binary::BitOr => x | y,
        Binary::BitXor => x ^ y,
        _ => return Err(vm.raise_message(index::TypeError, Message::UnsupportedOperands)),
    };
    Value::small_int(n).ok_or_else(|| vm.raise(index::OverflowError))
}

/// `a op= b`: changes a mutable left operand and returns it, otherwise the plain operator. Delegates to `inplace`.
///
/// # Errors
/// [`Stop`].
pub fn inplace(vm: &mut Vm, op: Binary, a: Value, b: Value) -> Result<Value, Stop> {
    if is_python(vm, a) {
        return Err(Stop::Delegate(code::inplace));
    }
    binary(vm, op, a, b)
}

/// `a op b`; the result may be any value. Delegates to `compare`.
///
/// # Errors
/// [`Stop`].
pub fn compare(vm: &mut Vm, op: Compare, a: Value, b: Value) -> Result<Value, Stop> {
    let (Some(x), Some(y)) = (a.as_small_int(), b.as_small_int()) else {
        if is_python(vm, a) || is_python(vm, b) {
            return Err(Stop::Delegate(code::compare));
        }
        return match op {
            Compare::Eq => Ok((a == b).into()),
            Compare::Ne => Ok((a != b).into()),
            _ => Err(vm.raise_message(index::TypeError, Message::NotOrdered)),
        };
    };
    Ok(match op {
        Compare::Lt => x < y,
        Compare::Le => x <= y,
        Compare::Eq => x == y,
        Compare::Ne => x != y,
        Compare::Gt => x > y,
        Compare::Ge => x >= y,
    }
    .into())
}

/// `op a`. Delegates to `unary`.
///
/// # Errors
/// [`Stop`].
pub fn unary(vm: &mut Vm, op: Unary, a: Value) -> Result<Value, Stop> {
    if is_python(vm, a) {
        return Err(Stop::Delegate(code::unary));
    }
    let Some(n) = a.as_small_int().map(i64::from) else {
        return Err(vm.raise_message(index::TypeError, Message::BadOperand));
    };
    let n = match op {
        Unary::Negative => -n,
        Unary::Positive => n,
        Unary::Invert => !n,
    };
    Value::small_int(n).ok_or_else(|| vm.raise(index::OverflowError))
}

/// The truth of a value. Delegates to `truth`.
///
/// # Errors
/// [`Stop`].
pub fn truth(vm: &mut Vm, a: Value) -> Result<bool, Stop> {
    if is_python(vm, a) {
        return Err(Stop::Delegate(code::truth));
    }
    Ok(a != Value::FALSE && a != Value::NONE && a != Value::ZERO)
}

/// `item in container`. Delegates to `contains`.
///
/// # Errors
/// [`Stop`].
pub fn contains(vm: &mut Vm, _item: Value, container: Value) -> Result<bool, Stop> {
    if is_python(vm, container) {
        return Err(Stop::Delegate(code::contains));
    }
    Err(vm.raise_message(index::TypeError, Message::NotIterable))
}

/// The iterator that `for` needs: an object of [`Kind::Iterator`], or a generator as it is. Delegates to `iterate`.
///
/// # Errors
/// [`Stop`].
pub fn iterate(vm: &mut Vm, a: Value) -> Result<Value, Stop> {
    if vm.heap.as_kind(a, Kind::Generator).is_some() {
        return Ok(a);
    }
    if is_python(vm, a) {
        return Err(Stop::Delegate(code::iterate));
    }
    Err(vm.raise_message(index::TypeError, Message::NotIterable))
}

/// The next value of an iterator of [`Kind::Iterator`]; `None` when there is no more. Never delegates.
///
/// # Errors
/// [`Stop`].
pub fn next(vm: &mut Vm, _iterator: Ref) -> Result<Option<Value>, Stop> {
    Err(vm.raise(index::TypeError))
}

/// `o[i]`. Delegates to `get_item`, or to `dict_get_item`.
///
/// # Errors
/// [`Stop`].
pub fn get_item(vm: &mut Vm, o: Value, _i: Value) -> Result<Value, Stop> {
    if is_python(vm, o) {
        return Err(Stop::Delegate(code::get_item));
    }
    Err(vm.raise_message(index::TypeError, Message::NotSubscriptable))
}

/// `o[i] = v`. Delegates to `set_item(v, o, i)`, or to `dict_set_item(o, i, v)`.
///
/// # Errors
/// [`Stop`].
pub fn set_item(vm: &mut Vm, o: Value, _i: Value, _v: Value) -> Result<(), Stop> {
    if is_python(vm, o) {
        return Err(Stop::Delegate(code::set_item));
    }
    Err(vm.raise_message(index::TypeError, Message::NotSubscriptable))
}

/// `del o[i]`. Delegates to `delete_item`, or to `dict_delete_item`.
///
/// # Errors
/// [`Stop`].
pub fn delete_item(vm: &mut Vm, o: Value, _i: Value) -> Result<(), Stop> {
    if is_python(vm, o) {
        return Err(Stop::Delegate(code::delete_item));
    }
    Err(vm.raise_message(index::TypeError, Message::NotSubscriptable))
}

/// A list of these values.
///
/// # Errors
/// [`Stop`].
pub fn build_list(vm: &mut Vm, _items: Args<'_>) -> Result<Value, Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// A tuple of these values.
///
/// # Errors
/// [`Stop`].
pub fn build_tuple(vm: &mut Vm, items: Args<'_>) -> Result<Value, Stop> {
    let r = vm.heap.alloc(3 + items.count(), Kind::Tuple, 0)?;
    vm.heap.set_word(r, 0, items.count());
    for (i, item) in items.iter().enumerate() {
        vm.heap.set(r, 1 + i as u32, item);
    }
    Ok(r.value())
}

/// A set of these values; equal ones once. Delegates never: items are native or hashed by identity, or `TypeError`.
///
/// # Errors
/// [`Stop`].
pub fn build_set(vm: &mut Vm, _items: Args<'_>) -> Result<Value, Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// A dict of these keys and values in turn.
///
/// # Errors
/// [`Stop`].
pub fn build_dict(vm: &mut Vm, _items: Args<'_>) -> Result<Value, Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// A slice.
///
/// # Errors
/// [`Stop`].
pub fn build_slice(vm: &mut Vm, start: Value, stop: Value, step: Value) -> Result<Value, Stop> {
    let r = vm.heap.alloc(5, Kind::Slice, 0)?;
    vm.heap.set(r, 0, start);
    vm.heap.set(r, 1, stop);
    vm.heap.set(r, 2, step);
    Ok(r.value())
}

/// These texts joined.
///
/// # Errors
/// [`Stop`].
pub fn build_string(vm: &mut Vm, _texts: Args<'_>) -> Result<Value, Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// Appends to a list of a comprehension or a call.
///
/// # Errors
/// [`Stop`].
pub fn list_append(vm: &mut Vm, _list: Value, _item: Value) -> Result<(), Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// Adds to a set of a comprehension.
///
/// # Errors
/// [`Stop`].
pub fn set_add(vm: &mut Vm, _set: Value, _item: Value) -> Result<(), Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// Sets an item of a dict. Delegates to `dict_set_item(dict, key, value)`.
///
/// # Errors
/// [`Stop`].
pub fn dict_add(vm: &mut Vm, _dict: Value, _key: Value, _value: Value) -> Result<(), Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// The item at a position of a dict's order: its key and value. `None` past the end; positions of deleted items give `None`
/// inside. For unpacking keywords of a call.
#[must_use]
pub fn dict_position(_vm: &Vm, _dict: Value, _position: u32) -> Option<Option<(Value, Value)>> {
    None
}

/// A new list of the items of an iterable. Delegates to `to_list`.
///
/// # Errors
/// [`Stop`].
pub fn to_list(vm: &mut Vm, iterable: Value) -> Result<Value, Stop> {
    if is_python(vm, iterable) || vm.heap.as_kind(iterable, Kind::Generator).is_some() {
        return Err(Stop::Delegate(code::to_list));
    }
    Err(vm.raise_message(index::TypeError, Message::NotIterable))
}

/// The items of a list or a tuple: how many. `None` for any other value.
#[must_use]
pub fn item_count(vm: &Vm, sequence: Value) -> Option<u32> {
    let r = vm.heap.as_kind(sequence, Kind::Tuple)?;
    Some(vm.heap.word(r, 0) & 0xffff)
}

/// An item of a list or a tuple, below [`item_count`].
#[must_use]
pub fn item(vm: &Vm, sequence: Value, index: u32) -> Value {
    match vm.heap.as_kind(sequence, Kind::Tuple) {
        Some(r) => vm.heap.value(r, 1 + index),
        None => Value::NONE,
    }
}

/// Appends all items of an iterable to a list. Delegates to `to_list(iterable)`, whose result takes the iterable's place.
///
/// # Errors
/// [`Stop`].
pub fn list_extend(vm: &mut Vm, _list: Value, _iterable: Value) -> Result<(), Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// Adds all items of an iterable to a set. Delegates to `to_list(iterable)`, whose result takes the iterable's place.
///
/// # Errors
/// [`Stop`].
pub fn set_update(vm: &mut Vm, _set: Value, _iterable: Value) -> Result<(), Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// Sets all items of a mapping in a dict. Delegates to `dict_update(dict, mapping)`.
///
/// # Errors
/// [`Stop`].
pub fn dict_update(vm: &mut Vm, _dict: Value, _mapping: Value) -> Result<(), Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// As [`dict_update`], but `TypeError` if a key is there already.
///
/// # Errors
/// [`Stop`].
pub fn dict_merge(vm: &mut Vm, _dict: Value, _mapping: Value) -> Result<(), Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// The tuple of a list's items.
///
/// # Errors
/// [`Stop`].
pub fn list_to_tuple(vm: &mut Vm, _list: Value) -> Result<Value, Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// The text of a value in an f-string: bits 0–1 of `conversion` are 0 format, 1 str, 2 repr, 3 ascii first; `spec` is a
/// text or [`Value::MISSING`]. Delegates to `to_str(a)`, `to_repr(a)` or `to_format(a, spec)`; after the first two, the result
/// takes the value's place with conversion 0.
///
/// # Errors
/// [`Stop`].
pub fn format_value(vm: &mut Vm, _a: Value, _spec: Value, _conversion: u8) -> Result<Value, Stop> {
    Err(vm.raise(index::UnsupportedError))
}

/// An attribute of a built-in kind that is not a method: `range.start`, `slice.step`, `int.real`. `None` if there is none.
///
/// # Errors
/// [`Stop`].
pub fn attribute(_vm: &mut Vm, _o: Value, _name: u16) -> Result<Option<Value>, Stop> {
    Ok(None)
}
