//! Methods of `bytearray` alone: those that change it.

use super::lists::{insertion, integer, own, popped};
use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::natives;
use crate::object::{bytes, sequence, subscript};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

natives! { ROWS: bytearray_append bytearray_insert bytearray_extend bytearray_pop bytearray_remove bytearray_reverse bytearray_clear bytearray_copy }

/// Inserts a byte.
fn put_byte(vm: &mut Vm, r: Ref, at: usize, item: Value) -> Result<Value, Stop> {
    let n = subscript::array_item(vm, Kind::ByteArray, item, code::to_index)?;
    bytes::replace(vm, r, at, 0, 1)?;
    if let Some(slot) = bytes::bytes_mut(&mut vm.heap, r).get_mut(at) {
        *slot = n as u8;
    }
    Ok(Value::NONE)
}

fn bytearray_append(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ByteArray)?;
    let len = bytes::len(vm.heap.view(), r);
    put_byte(vm, r, len, args.get(1))
}

fn bytearray_insert(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ByteArray)?;
    let at = insertion(integer(vm, args.get(1))?, bytes::len(vm.heap.view(), r));
    put_byte(vm, r, at, args.get(2))
}

fn bytearray_extend(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ByteArray)?;
    sequence::extend_array(vm, r, args.get(1), code::extend_of)?;
    Ok(Value::NONE)
}

fn bytearray_pop(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ByteArray)?;
    let at = popped(vm, args.get(1), bytes::len(vm.heap.view(), r))?;
    let item = bytes::of_ref(vm.heap.view(), r)
        .get(at)
        .copied()
        .unwrap_or(0);
    bytes::replace(vm, r, at, 1, 0)?;
    Ok(Value::count(item.into()))
}

fn bytearray_remove(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ByteArray)?;
    let n = integer(vm, args.get(1))?;
    let at = bytes::of_ref(vm.heap.view(), r)
        .iter()
        .position(|&b| i64::from(b) == n);
    let at = at.ok_or_else(|| vm.raise_message(index::ValueError, Message::NotInList))?;
    bytes::replace(vm, r, at, 1, 0)?;
    Ok(Value::NONE)
}

fn bytearray_reverse(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ByteArray)?;
    bytes::bytes_mut(&mut vm.heap, r).reverse();
    Ok(Value::NONE)
}

fn bytearray_clear(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ByteArray)?;
    bytes::resize(vm, r, 0)?;
    Ok(Value::NONE)
}

fn bytearray_copy(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = own(vm, args, Kind::ByteArray)?;
    let len = bytes::len(vm.heap.view(), r);
    Ok(bytes::part(&mut vm.heap, Kind::ByteArray, r, 0, len)?)
}
