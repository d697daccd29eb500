//! The functions of the module `struct`: values packed into bytes by a format.

use super::lists::integer;
use super::numbers::{bytes_of, from_bytes};
use crate::exception::Message;
use crate::heap::View;
use crate::native::{Args, Stop};
use crate::natives;
use crate::number::half;
use crate::object::int::{self, Number};
use crate::object::{bytes, float, list, ops, str};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;

natives! { ROWS: struct_pack struct_unpack struct_calcsize struct_pack_into struct_unpack_from }

/// One item of a format.
#[derive(Clone, Copy)]
struct Item {
    code: u8,
    /// Bytes it takes.
    size: usize,
    /// Where it begins.
    at: usize,
}

/// A format gone over item by item. Sizes are those of the standard, 4 bytes for `l`; `@` and no prefix align as a 32-bit
/// machine does.
struct Items<'a> {
    rest: &'a [u8],
    big: bool,
    aligned: bool,
    at: usize,
    repeat: usize,
    code: u8,
}

/// A format that is wrong: `ValueError`.
struct Bad;

impl<'a> Items<'a> {
    fn of(format: &'a [u8]) -> Items<'a> {
        let (big, aligned, skip) = match format.first() {
            Some(b'<') => (false, false, 1),
            Some(b'>' | b'!') => (true, false, 1),
            Some(b'=') => (false, false, 1),
            Some(b'@') => (false, true, 1),
            _ => (false, true, 0),
        };
        Items {
            rest: format.get(skip..).unwrap_or(&[]),
            big,
            aligned,
            at: 0,
            repeat: 0,
            code: 0,
        }
    }

    fn place(&mut self, code: u8, size: usize, align: usize) -> Item {
        if self.aligned {
            self.at = self.at.next_multiple_of(align.max(1));
        }
        let at = self.at;
        self.at += size;
        Item { code, size, at }
    }

    fn next(&mut self) -> Result<Option<Item>, Bad> {
        if self.repeat > 0 {
            self.repeat -= 1;
            let size = size_of(self.code).ok_or(Bad)?;
            return Ok(Some(self.place(self.code, size, size)));
        }
        let mut count = None;
        loop {
            let Some((&first, rest)) = self.rest.split_first() else {
                return if count.is_none() { Ok(None) } else { Err(Bad) };
            };
            self.rest = rest;
            match first {
                b'0'..=b'9' => {
                    let n: usize = count.unwrap_or(0) * 10 + usize::from(first - b'0');
                    if n > 65_535 {
                        return Err(Bad);
                    }
                    count = Some(n);
                }
                b' ' | b'\t' | b'\n' if count.is_none() => {}
                b's' | b'p' => return Ok(Some(self.place(first, count.unwrap_or(1), 1))),
                b'x' => {
                    self.at += count.take().unwrap_or(1);
                }
                code => {
                    let size = size_of(code).ok_or(Bad)?;
                    match count {
                        Some(0) => {
                            self.place(code, 0, size);
                            count = None;
                        }
                        n => {
                            self.code = code;
                            self.repeat = n.unwrap_or(1) - 1;
                            return Ok(Some(self.place(code, size, size)));
                        }
                    }
                }
            }
        }
    }
}

const fn size_of(code: u8) -> Option<usize> {
    match code {
        b'c' | b'b' | b'B' | b'?' => Some(1),
        b'h' | b'H' | b'e' => Some(2),
        b'i' | b'I' | b'l' | b'L' | b'f' | b'n' | b'N' => Some(4),
        b'q' | b'Q' | b'd' => Some(8),
        _ => None,
    }
}

fn bad(vm: &Vm) -> Stop {
    vm.raise_message(index::ValueError, Message::BadStruct)
}

/// The format argument: text or bytes.
fn format(vm: &Vm, args: Args<'_>) -> Result<Ref, Stop> {
    let r = args.get(0).as_ref();
    let r = r.filter(|&r| matches!(vm.heap.kind(r), Kind::Str | Kind::Bytes));
    r.ok_or_else(|| vm.raise_message(index::TypeError, Message::NotText))
}

fn read(view: View<'_>, r: Ref) -> &[u8] {
    if view.header(r).is(Kind::Str) {
        str::read(view, r)
    } else {
        bytes::of_ref(view, r)
    }
}

/// Bytes and values of a format.
fn measure(vm: &Vm, r: Ref) -> Result<(usize, u32), Stop> {
    let mut items = Items::of(read(vm.heap.view(), r));
    let mut values = 0;
    while items.next().map_err(|_| bad(vm))?.is_some() {
        values += 1;
    }
    Ok((items.at, values))
}

fn struct_calcsize(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = format(vm, args)?;
    Ok(Value::count(measure(vm, r)?.0 as u32))
}

/// The item at a place of the format.
fn item(vm: &Vm, r: Ref, number: u32) -> Result<(Item, bool), Stop> {
    let mut items = Items::of(read(vm.heap.view(), r));
    let big = items.big;
    for _ in 0..number {
        items.next().map_err(|_| bad(vm))?;
    }
    let found = items.next().map_err(|_| bad(vm))?;
    found.map(|item| (item, big)).ok_or_else(|| bad(vm))
}

/// Writes values into bytes of `to` from `offset` on; all were tested before the first is written.
fn pack(vm: &mut Vm, r: Ref, values: Args<'_>, to: Ref, offset: usize) -> Result<(), Stop> {
    for number in 0..values.count() {
        let (item, big) = item(vm, r, number)?;
        let v = values.get(number);
        let mut raw = [0u8; 8];
        let size = item.size;
        match item.code {
            b's' | b'p' => {
                put_text(vm, to, offset + item.at, item, v);
                continue;
            }
            b'c' => {
                if let Some(&[byte]) = bytes::of(vm.heap.view(), v) {
                    raw = [byte, 0, 0, 0, 0, 0, 0, 0];
                }
            }
            b'?' => raw = [u8::from(ops::truth(vm, v)?), 0, 0, 0, 0, 0, 0, 0],
            b'f' | b'd' | b'e' => {
                let x = double(vm, v)?;
                match item.code {
                    b'd' => raw = x.to_le_bytes(),
                    b'f' => raw = u64::from((x as f32).to_bits()).to_le_bytes(),
                    _ => raw = u64::from(half::to_bits(x)).to_le_bytes(),
                }
            }
            _ => {
                let view = vm.heap.view();
                let mut buffer = [0; 2];
                let n = super::numbers::int_arg(vm, v)?;
                raw.iter_mut()
                    .zip(bytes_of(n.lend(view, &mut buffer)))
                    .for_each(|(to, b)| *to = b);
            }
        }
        let start = offset + item.at;
        if let (Some(out), Some(raw)) = (
            bytes::bytes_mut(&mut vm.heap, to).get_mut(start..start + size),
            raw.get(..size),
        ) {
            out.copy_from_slice(raw);
            if big {
                out.reverse();
            }
        }
    }
    Ok(())
}

fn put_text(vm: &mut Vm, to: Ref, at: usize, item: Item, v: Value) {
    let (holder, skip) = bytes::holder(&vm.heap, to);
    let (out, view) = vm.heap.apart_bytes(holder, skip);
    let content = bytes::of(view, v).unwrap_or(&[]);
    let Some(room) = out.get_mut(at..at + item.size) else {
        return;
    };
    room.fill(0);
    let mut slots = room.iter_mut();
    if item.code == b'p' {
        let len = content.len().min(item.size.saturating_sub(1)).min(255);
        if let Some(first) = slots.next() {
            *first = len as u8;
        }
    }
    slots.zip(content).for_each(|(to, b)| *to = *b);
}

fn double(vm: &Vm, v: Value) -> Result<f64, Stop> {
    let view = vm.heap.view();
    let x = Number::of(view, v).and_then(|n| n.to_f64(view));
    x.ok_or_else(|| vm.raise_message(index::TypeError, Message::NeedsNumber))
}

/// Tests that every value fits its item.
fn check(vm: &mut Vm, r: Ref, values: Args<'_>) -> Result<(), Stop> {
    let (_, count) = measure(vm, r)?;
    if values.count() != count {
        return Err(bad(vm));
    }
    for number in 0..count {
        let (item, _) = item(vm, r, number)?;
        let v = values.get(number);
        let view = vm.heap.view();
        let fits = match item.code {
            b's' | b'p' => bytes::of(view, v).is_some(),
            b'c' => bytes::of(view, v).is_some_and(|b| b.len() == 1),
            b'?' => ops::truth(vm, v).map(|_| true)?,
            b'f' => {
                let x = double(vm, v)?;
                !((x as f32).is_infinite() && x.is_finite())
            }
            b'e' => {
                let x = double(vm, v)?;
                !x.is_finite() || libm::fabs(x) < 65_520.0
            }
            b'd' => double(vm, v).map(|_| true)?,
            code => {
                super::numbers::int_arg(vm, v)?;
                let bits = item.size as u32 * 8;
                match (code.is_ascii_lowercase(), int::to_i64(view, v)) {
                    (true, Some(n)) => {
                        bits == 64 || (n >= -(1 << (bits - 1)) && n < 1 << (bits - 1))
                    }
                    (false, Some(n)) => n >= 0 && (bits == 64 || n < 1 << bits),
                    (true, None) => false,
                    (false, None) => bits == 64 && unsigned_64(view, v),
                }
            }
        };
        if !fits {
            let float = matches!(item.code, b'f' | b'e');
            let kind = if float {
                index::OverflowError
            } else {
                index::ValueError
            };
            return Err(vm.raise_message(kind, Message::StructRange));
        }
    }
    Ok(())
}

/// Whether an integer too large for a signed one is an unsigned one of 64 bits.
fn unsigned_64(view: View, v: Value) -> bool {
    Number::of(view, v).is_some_and(|n| {
        let mut buffer = [0; 2];
        let int = n.lend(view, &mut buffer);
        !int.negative && int.limbs.len() <= 2
    })
}

fn struct_pack(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = format(vm, args)?;
    check(vm, r, args.from(1))?;
    let size = measure(vm, r)?.0;
    let made = bytes::reserve(&mut vm.heap, size)?;
    pack(vm, r, args.from(1), made, 0)?;
    Ok(made.value())
}

/// Where in a buffer of `len` bytes a format of `size` begins.
fn offset(vm: &Vm, v: Value, size: usize, len: usize) -> Result<usize, Stop> {
    let at = if v == Value::MISSING {
        0
    } else {
        integer(vm, v)?
    };
    let at = if at < 0 {
        at.saturating_add(len as i64)
    } else {
        at
    };
    let at = usize::try_from(at)
        .ok()
        .filter(|&at| at <= len && size <= len - at);
    at.ok_or_else(|| vm.raise_message(index::ValueError, Message::BufferSize))
}

fn struct_pack_into(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = format(vm, args)?;
    let buffer = super::lists::own(vm, args.from(1), Kind::ByteArray)?;
    let len = bytes::len(vm.heap.view(), buffer);
    let at = offset(vm, args.get(2), measure(vm, r)?.0, len)?;
    check(vm, r, args.from(3))?;
    pack(vm, r, args.from(3), buffer, at)?;
    Ok(Value::NONE)
}

/// A tuple of the values in bytes of `from` at `offset`.
fn unpack(vm: &mut Vm, r: Ref, from: Ref, offset: usize) -> Result<Value, Stop> {
    let (_, count) = measure(vm, r)?;
    let made = list::new_tuple(&mut vm.heap, count)?;
    for number in 0..count {
        let (item, big) = item(vm, r, number)?;
        let (start, end) = (offset + item.at, offset + item.at + item.size);
        let mut raw = [0u8; 8];
        if let (Some(content), Some(raw)) = (
            bytes::of_ref(vm.heap.view(), from).get(start..end),
            raw.get_mut(..item.size.min(8)),
        ) {
            raw.iter_mut().zip(content).for_each(|(to, b)| *to = *b);
            if big {
                raw.reverse();
            }
        }
        let bits = u64::from_le_bytes(raw);
        let value = match item.code {
            b's' | b'c' => bytes::part(&mut vm.heap, Kind::Bytes, from, start, end)?,
            b'p' => {
                let len = bytes::of_ref(vm.heap.view(), from)
                    .get(start)
                    .copied()
                    .unwrap_or(0);
                let len = usize::from(len).min(item.size.saturating_sub(1));
                bytes::part(&mut vm.heap, Kind::Bytes, from, start + 1, start + 1 + len)?
            }
            b'?' => (bits != 0).into(),
            b'f' => float::new(&mut vm.heap, f64::from(f32::from_bits(bits as u32)))?,
            b'd' => float::new(&mut vm.heap, f64::from_bits(bits))?,
            b'e' => float::new(&mut vm.heap, half::from_bits(bits as u16))?,
            code => {
                let signed = code.is_ascii_lowercase();
                int::compute(vm, 3, &mut |out, _| {
                    out.fill(0);
                    from_bytes(
                        out,
                        raw.get(..item.size).unwrap_or(&[]).iter().copied(),
                        signed,
                    )
                })?
            }
        };
        vm.heap.set(made, 1 + number, value);
    }
    Ok(made.value())
}

/// The bytes that are unpacked.
fn source(vm: &Vm, args: Args<'_>) -> Result<Ref, Stop> {
    let r = args.get(1).as_ref();
    let r = r.filter(|&r| matches!(vm.heap.kind(r), Kind::Bytes | Kind::ByteArray));
    r.ok_or_else(|| vm.raise_message(index::TypeError, Message::NotBytes))
}

fn struct_unpack(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (r, from) = (format(vm, args)?, source(vm, args)?);
    if measure(vm, r)?.0 != bytes::len(vm.heap.view(), from) {
        return Err(vm.raise_message(index::ValueError, Message::BufferSize));
    }
    unpack(vm, r, from, 0)
}

fn struct_unpack_from(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (r, from) = (format(vm, args)?, source(vm, args)?);
    let len = bytes::len(vm.heap.view(), from);
    let at = offset(vm, args.get(2), measure(vm, r)?.0, len)?;
    unpack(vm, r, from, at)
}
