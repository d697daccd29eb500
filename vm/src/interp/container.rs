//! Containers: building, subscripts, unpacking.

use super::{Flow, Regs};
use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::object::{bytes, list, ops};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;

type Build = fn(&mut Vm, Args<'_>) -> Result<Value, Stop>;

/// Replaces the topmost `count` words by what `build` makes of them.
#[inline(always)]
unsafe fn build(r: &mut Regs, count: usize, build: Build) -> Flow {
    // SAFETY: verified.
    unsafe {
        let args = Args::new(r.sp.sub(count), count as u32);
        match build(r.vm, args) {
            Ok(v) => {
                r.drop(count);
                r.push(v.word());
                Flow::Next
            }
            Err(stop) => r.vm.stop(stop),
        }
    }
}

macro_rules! builds {
    ($($name:ident $operand:ident $times:literal $with:path;)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let count = r.$operand() * $times;
                build(r, count, $with)
            }
        })*
    };
}

builds! {
    build_list half 1 ops::build_list;
    build_tuple half 1 ops::build_tuple;
    build_set half 1 ops::build_set;
    build_dict half 2 ops::build_dict;
    build_string byte 1 ops::build_string;
}

fn plain_slice(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    ops::build_slice(vm, args.get(0), args.get(1), Value::NONE)
}

fn slice_with_step(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    ops::build_slice(vm, args.get(0), args.get(1), args.get(2))
}

fn tuple_of_list(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    ops::list_to_tuple(vm, args.get(0))
}

#[inline(always)]
pub(super) unsafe fn build_slice(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe { build(r, 2, plain_slice) }
}

#[inline(always)]
pub(super) unsafe fn build_slice_step(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe { build(r, 3, slice_with_step) }
}

#[inline(always)]
pub(super) unsafe fn list_to_tuple(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe { build(r, 1, tuple_of_list) }
}

/// Keeps why there is no result.
#[inline(always)]
fn settle(vm: &mut Vm, result: Result<(), Stop>) -> bool {
    match result {
        Ok(()) => true,
        Err(stop) => {
            vm.stop = stop;
            false
        }
    }
}

#[inline(always)]
pub(super) unsafe fn list_append(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let depth = r.byte();
        let (list, item) = (r.peek(depth + 1), r.peek(1));
        let result = ops::list_append(r.vm, Value::from_word(list), Value::from_word(item));
        if !settle(r.vm, result) {
            return Flow::Stop;
        }
        r.drop(1);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn set_add(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let depth = r.byte();
        let (set, item) = (r.peek(depth + 1), r.peek(1));
        let result = ops::set_add(r.vm, Value::from_word(set), Value::from_word(item));
        if !settle(r.vm, result) {
            return Flow::Stop;
        }
        r.drop(1);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn dict_add(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let depth = r.byte();
        let (dict, key, value) = (r.peek(depth + 2), r.peek(2), r.peek(1));
        let result = ops::dict_add(
            r.vm,
            Value::from_word(dict),
            Value::from_word(key),
            Value::from_word(value),
        );
        if !settle(r.vm, result) {
            return Flow::Stop;
        }
        r.drop(2);
    }
    Flow::Next
}

macro_rules! merges {
    ($($name:ident)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let (into, from) = (r.peek(2), r.peek(1));
                let result = ops::$name(r.vm, Value::from_word(into), Value::from_word(from));
                if !settle(r.vm, result) {
                    return Flow::Stop;
                }
                r.drop(1);
            }
            Flow::Next
        })*
    };
}

merges! { list_extend set_update dict_update dict_merge }

impl Vm {
    #[inline(never)]
    fn format_slow(&mut self, a: u32, spec: Value, conversion: usize) -> Option<u32> {
        let result = ops::format_value(self, Value::from_word(a), spec, conversion as u8);
        self.outcome_of(result)
    }

    #[inline(never)]
    fn get_item_slow(&mut self, o: u32, i: u32) -> Option<u32> {
        let result = ops::get_item(self, Value::from_word(o), Value::from_word(i));
        self.outcome_of(result)
    }

    #[inline(never)]
    fn set_item_slow(&mut self, o: u32, i: u32, v: u32) -> bool {
        let result = ops::set_item(
            self,
            Value::from_word(o),
            Value::from_word(i),
            Value::from_word(v),
        );
        settle(self, result)
    }
}

#[inline(always)]
pub(super) unsafe fn format_value(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let conversion = r.byte();
        match r.vm.format_slow(r.peek(1), Value::MISSING, conversion) {
            Some(v) => {
                r.poke(1, v);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

#[inline(always)]
pub(super) unsafe fn format_value_spec(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let conversion = r.byte();
        let spec = Value::from_word(r.peek(1));
        match r.vm.format_slow(r.peek(2), spec, conversion) {
            Some(v) => {
                r.put2(v);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

/// Where an item of a list, or a byte of a bytearray, is.
enum Place {
    Word(*mut u32),
    Byte(*mut u8),
}

/// The place of `o[i]`, for a list or a bytearray and a small integer that is not negative and inside.
#[inline(always)]
unsafe fn place(r: &Regs, o: u32, i: u32) -> Option<Place> {
    const _: () = assert!(list::BUFFER == bytes::BUFFER && list::LEN == bytes::LEN);
    if o & 3 != 0 || i & 1 == 0 {
        return None;
    }
    // SAFETY: a reference on the stack leads to an object, and below the length a list or bytearray has a buffer with that
    // many items.
    unsafe {
        let object = r.base().word(o);
        let kind = *object.cast::<u8>().add(6);
        if kind != Kind::List as u8 && kind != Kind::ByteArray as u8 {
            return None;
        }
        let index = i >> 1;
        if index >= *object.add(2 + list::LEN as usize) {
            return None;
        }
        let buffer = r.base().word(*object.add(2 + list::BUFFER as usize)).add(2);
        Some(if kind == Kind::List as u8 {
            Place::Word(buffer.add(index as usize))
        } else {
            Place::Byte(buffer.cast::<u8>().add(index as usize))
        })
    }
}

#[inline(always)]
unsafe fn item_at(r: &Regs, o: u32, i: u32) -> Option<u32> {
    // SAFETY: as for `place`.
    unsafe {
        match place(r, o, i)? {
            Place::Word(word) => Some(*word),
            Place::Byte(byte) => Some(u32::from(*byte) << 1 | 1),
        }
    }
}

#[inline(always)]
unsafe fn set_item_at(r: &Regs, o: u32, i: u32, v: u32) -> bool {
    // SAFETY: as for `place`.
    unsafe {
        match place(r, o, i) {
            Some(Place::Word(word)) => *word = v,
            Some(Place::Byte(byte)) if v & 1 != 0 && v < 512 => *byte = (v >> 1) as u8,
            _ => return false,
        }
    }
    true
}

#[inline(always)]
pub(super) unsafe fn load_subscript(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let (o, i) = (r.peek(2), r.peek(1));
        if let Some(v) = item_at(r, o, i) {
            r.put2(v);
            return Flow::Next;
        }
        match r.vm.get_item_slow(o, i) {
            Some(v) => {
                r.put2(v);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

#[inline(always)]
pub(super) unsafe fn load_subscript_fast(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slots = r.half();
        let (o, i) = (r.local(slots & 0xff), r.local(slots >> 8));
        if let Some(v) = item_at(r, o, i) {
            r.push(v);
            return Flow::Next;
        }
        match r.vm.get_item_slow(o, i) {
            Some(v) => {
                r.push(v);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

#[inline(always)]
pub(super) unsafe fn store_subscript(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let (v, o, i) = (r.peek(3), r.peek(2), r.peek(1));
        if !set_item_at(r, o, i, v) && !r.vm.set_item_slow(o, i, v) {
            return Flow::Stop;
        }
        r.drop(3);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn store_subscript_fast(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slots = r.half();
        let v = r.peek(1);
        let (o, i) = (r.local(slots & 0xff), r.local(slots >> 8));
        if !set_item_at(r, o, i, v) && !r.vm.set_item_slow(o, i, v) {
            return Flow::Stop;
        }
        r.drop(1);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn delete_subscript(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let (o, i) = (r.peek(2), r.peek(1));
        let result = ops::delete_item(r.vm, Value::from_word(o), Value::from_word(i));
        if !settle(r.vm, result) {
            return Flow::Stop;
        }
        r.drop(2);
    }
    Flow::Next
}

impl Vm {
    /// The count of a list's or tuple's items, tested against what is wanted; otherwise [`Vm::stop`] says what is to be
    /// done.
    #[inline(never)]
    fn unpack_count(&mut self, sequence: Value, least: u32, most: u32) -> Option<u32> {
        let stop = match ops::item_count(self, sequence) {
            Some(count) if count >= least && count <= most => return Some(count),
            Some(count) if count < least => {
                self.raise_message(index::ValueError, Message::NotEnoughToUnpack)
            }
            Some(_) => self.raise_message(index::ValueError, Message::TooManyToUnpack),
            None => match ops::to_list(self, sequence) {
                // The list takes the sequence's place and the instruction is run again.
                Ok(list) => Stop::Replace(list),
                Err(stop) => stop,
            },
        };
        self.stop = stop;
        None
    }
}

#[inline(always)]
pub(super) unsafe fn unpack(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let count = r.byte();
        let sequence = Value::from_word(r.peek(1));
        if r.vm
            .unpack_count(sequence, count as u32, count as u32)
            .is_none()
        {
            return Flow::Stop;
        }
        r.drop(1);
        for i in (0..count).rev() {
            let item = ops::item(r.vm, sequence, i as u32);
            r.push(item.word());
        }
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn unpack_star(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let counts = r.half();
        let (before, after) = ((counts & 0xff) as u32, (counts >> 8) as u32);
        let sequence = Value::from_word(r.peek(1));
        let Some(count) = r.vm.unpack_count(sequence, before + after, u32::MAX) else {
            return Flow::Stop;
        };
        let rest = match ops::build_list(r.vm, Args::new(r.sp, 0)) {
            Ok(rest) => rest,
            Err(stop) => return r.vm.stop(stop),
        };
        for i in before..count - after {
            let item = ops::item(r.vm, sequence, i);
            if let Err(stop) = ops::list_append(r.vm, rest, item) {
                return r.vm.stop(stop);
            }
        }
        r.drop(1);
        for i in (count - after..count).rev() {
            let item = ops::item(r.vm, sequence, i);
            r.push(item.word());
        }
        r.push(rest.word());
        for i in (0..before).rev() {
            let item = ops::item(r.vm, sequence, i);
            r.push(item.word());
        }
    }
    Flow::Next
}
