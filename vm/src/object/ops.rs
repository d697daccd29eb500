//! Operators on built-in kinds: what the interpreter calls when its own fast path does not apply.
//!
//! Each returns the result or says why there is none. Where an operand's behaviour is Python's it returns
//! [`Stop::Delegate`] with the prelude's function for the operator; the interpreter adds the names that function takes.

pub use super::build::{
    attribute, build_dict, build_list, build_set, build_slice, build_string, build_tuple,
    delete_item, dict_add, dict_merge, dict_position, dict_update, format_value, get_item, item,
    item_count, iterate, list_append, list_extend, list_to_tuple, next, set_add, set_item,
    set_update, to_list,
};
use super::compare::{self, NoOrder};
use super::hash::NoHash;
use super::int::Number;
use super::{arith, bytes, entries, int, iter, list, range, sequence, str, subscript, view};
use crate::exception::Message;
use crate::heap::View;
use crate::native::Stop;
use crate::text::search;
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

/// Whether the behaviour of a value is Python's: it is an instance.
#[inline]
#[must_use]
pub fn is_python(view: View, v: Value) -> bool {
    view.as_kind(v, Kind::Instance).is_some()
}

/// `a op b`.
///
/// # Errors
/// [`Stop`].
pub fn binary(vm: &mut Vm, op: Binary, a: Value, b: Value) -> Result<Value, Stop> {
    let view = vm.heap.view();
    if let (Some(x), Some(y)) = (Number::of(view, a), Number::of(view, b)) {
        if let (Some(p), Some(q)) = (a.as_bool(), b.as_bool()) {
            match op {
                Binary::BitAnd => return Ok((p & q).into()),
                Binary::BitOr => return Ok((p | q).into()),
                Binary::BitXor => return Ok((p ^ q).into()),
                _ => {}
            }
        }
        return arith::binary(vm, op, x, y);
    }
    if is_python(view, a) || is_python(view, b) {
        return Err(Stop::Delegate(code::binary));
    }
    sequence::binary(vm, op, a, b)
}

/// `a op= b`.
///
/// # Errors
/// [`Stop`]; it delegates to `inplace` where [`binary`] would to `binary`.
pub fn inplace(vm: &mut Vm, op: Binary, a: Value, b: Value) -> Result<Value, Stop> {
    if is_python(vm.heap.view(), a) {
        return Err(Stop::Delegate(code::inplace));
    }
    if let Some(result) = sequence::inplace(vm, op, a, b)? {
        return Ok(result);
    }
    match binary(vm, op, a, b) {
        Err(Stop::Delegate(code::binary)) => Err(Stop::Delegate(code::inplace)),
        result => result,
    }
}

/// `a op b` of an ordering or equality.
///
/// # Errors
/// [`Stop`].
pub fn compare(vm: &mut Vm, op: Compare, a: Value, b: Value) -> Result<Value, Stop> {
    compare::holds(vm.heap.view(), op, a, b)
        .map(Value::from)
        .map_err(|no| match no {
            NoOrder::Python => Stop::Delegate(code::compare),
            NoOrder::Unordered => vm.raise_message(index::TypeError, Message::NotOrdered),
        })
}

/// `op a`.
///
/// # Errors
/// [`Stop`].
pub fn unary(vm: &mut Vm, op: Unary, a: Value) -> Result<Value, Stop> {
    let view = vm.heap.view();
    match Number::of(view, a) {
        Some(number) => arith::unary(vm, op, number),
        None if is_python(view, a) => Err(Stop::Delegate(code::unary)),
        None => Err(vm.raise_message(index::TypeError, Message::BadOperand)),
    }
}

/// The truth of a value.
///
/// # Errors
/// [`Stop`]; an instance delegates to `truth`.
pub fn truth(vm: &mut Vm, v: Value) -> Result<bool, Stop> {
    let view = vm.heap.view();
    if let Some(n) = v.as_small_int() {
        return Ok(n != 0);
    }
    let Some(r) = v.as_ref() else {
        return Ok(v != Value::NONE && v != Value::FALSE);
    };
    Ok(match view.kind(r) {
        Kind::Float => super::float::get(view, r) != 0.0,
        Kind::Instance => return Err(Stop::Delegate(code::truth)),
        kind => length_of(view, r, kind).is_none_or(|n| n != 0),
    })
}

fn length_of(view: View, r: Ref, kind: Kind) -> Option<u64> {
    match kind {
        Kind::Dict | Kind::Set | Kind::FrozenSet => Some(entries::len(view, r).into()),
        Kind::DictView => view::parts(view, r).map(|(dict, _)| entries::len(view, dict).into()),
        _ => subscript::sequence_len(view, r),
    }
}

/// `len(v)`.
///
/// # Errors
/// [`Stop`]; an instance delegates to `to_len`.
pub fn length(vm: &mut Vm, v: Value) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let Some(r) = v.as_ref() else {
        return Err(vm.raise_message(index::TypeError, Message::NoLength));
    };
    let kind = view.kind(r);
    match length_of(view, r, kind) {
        Some(n) => Ok(int::from_u64(&mut vm.heap, n)?),
        None if kind == Kind::Instance => Err(Stop::Delegate(code::to_len)),
        None => Err(vm.raise_message(index::TypeError, Message::NoLength)),
    }
}

/// `item in container`.
///
/// # Errors
/// [`Stop`]; what is Python's delegates to `contains`.
pub fn contains(vm: &mut Vm, item: Value, container: Value) -> Result<bool, Stop> {
    let Some(r) = container.as_ref() else {
        return Err(vm.raise_message(index::TypeError, Message::NotIterable));
    };
    let view = vm.heap.view();
    match view.kind(r) {
        Kind::List | Kind::Tuple => {
            for &word in list::items(view, r) {
                match compare::same(view, Value::from_word(word), item, 4) {
                    Ok(true) => return Ok(true),
                    Ok(false) => {}
                    Err(_) => return Err(Stop::Delegate(code::contains)),
                }
            }
            Ok(false)
        }
        Kind::Dict | Kind::Set | Kind::FrozenSet => in_table(vm, r, item),
        Kind::Str => match str::of(view, item) {
            Some(text) => Ok(search::find(str::read(view, r), text, 0).is_some()),
            None => Err(vm.raise_message(index::TypeError, Message::NotText)),
        },
        Kind::Bytes | Kind::ByteArray => match (bytes::of(view, item), int::clamped(view, item)) {
            (Some(part), _) => Ok(search::find(bytes::of_ref(view, r), part, 0).is_some()),
            (_, Some(n)) => match u8::try_from(n) {
                Ok(byte) => Ok(bytes::of_ref(view, r).contains(&byte)),
                Err(_) => Err(vm.raise_message(index::ValueError, Message::ByteRange)),
            },
            _ => Err(vm.raise_message(index::TypeError, Message::NotAnInteger)),
        },
        Kind::Range => match int::to_i64(view, item) {
            Some(n) => Ok(range::position(range::parts(view, r), n).is_some()),
            None => search_items(vm, item, container),
        },
        Kind::DictView => match view::parts(view, r) {
            Some((dict, view::Seen::Keys)) => in_table(vm, dict, item),
            Some((dict, view::Seen::Items)) => in_items(vm, dict, item, container),
            _ => search_items(vm, item, container),
        },
        Kind::Instance | Kind::Generator => Err(Stop::Delegate(code::contains)),
        _ => search_items(vm, item, container),
    }
}

fn in_table(vm: &mut Vm, r: Ref, item: Value) -> Result<bool, Stop> {
    match entries::lookup(vm.heap.view(), r, item) {
        Ok((_, entry)) => Ok(entry.is_some()),
        Err(NoHash::Python) => Err(Stop::Delegate(code::contains)),
        Err(NoHash::Unhashable) => Err(vm.raise_message(index::TypeError, NoHash::MESSAGE)),
    }
}

fn in_items(vm: &mut Vm, dict: Ref, item: Value, container: Value) -> Result<bool, Stop> {
    let view = vm.heap.view();
    let Some(pair) = view.as_kind(item, Kind::Tuple) else {
        return Ok(false);
    };
    let &[key, value] = list::items(view, pair) else {
        return Ok(false);
    };
    let Ok((_, entry)) = entries::lookup(view, dict, Value::from_word(key)) else {
        return search_items(vm, item, container);
    };
    let Some((_, have)) = entry.and_then(|e| entries::get(view, dict, e)) else {
        return Ok(false);
    };
    compare::same(view, have, Value::from_word(value), 4)
        .map_err(|_| Stop::Delegate(code::contains))
}

/// Membership by going over the items, compared one by one.
fn search_items(vm: &mut Vm, item: Value, container: Value) -> Result<bool, Stop> {
    let mut iterator = iter::over(vm, container, code::contains)?
        .as_ref()
        .ok_or(Stop::HeapFull)?;
    let own = iterator.value() == container;
    if own {
        iterator = iter::duplicate(&mut vm.heap, iterator)?;
    }
    let mut steps = 0u32;
    let mut found = false;
    while !found && let Some(other) = iter::next(vm, iterator)? {
        steps += 1;
        found = compare::same(vm.heap.view(), other, item, 4)
            .map_err(|_| Stop::Delegate(code::contains))?;
    }
    if own && let Some(r) = container.as_ref() {
        for _ in 0..steps {
            iter::advance(&mut vm.heap, r);
        }
    }
    Ok(found)
}
