//! Operators on sequences, sets and dicts.

use super::int;
use super::ops::Binary;
use super::{arith, bytes, dict, entries, list, set, str};
use crate::native::Stop;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::kind::Kind;

fn parts(vm: &Vm, a: Value, b: Value) -> Option<((Ref, Kind), (Ref, Kind))> {
    let one = |v: Value| v.as_ref().map(|r| (r, vm.heap.kind(r)));
    Some((one(a)?, one(b)?))
}

/// `a op b` where at least one is no number and neither is an instance.
///
/// # Errors
/// [`Stop`].
pub fn binary(vm: &mut Vm, op: Binary, a: Value, b: Value) -> Result<Value, Stop> {
    match op {
        Binary::Add => add(vm, a, b),
        Binary::Mul => multiply(vm, a, b),
        Binary::Modulo if vm.heap.as_kind(a, Kind::Str).is_some() => {
            super::percent::format(vm, a, b)
        }
        Binary::Sub | Binary::BitAnd | Binary::BitOr | Binary::BitXor => {
            let Some(((x, kx), (y, ky))) = parts(vm, a, b) else {
                return Err(arith::unsupported(vm));
            };
            match (kx, ky) {
                (Kind::Dict, Kind::Dict) if op == Binary::BitOr => {
                    let made = entries::copy(&mut vm.heap, x, Kind::Dict)?;
                    dict::merge(vm, made, y, bytecode::prelude::code::binary)?;
                    Ok(made.value())
                }
                _ if set::is_like(vm.heap.view(), a) && set::is_like(vm.heap.view(), b) => {
                    set::operate(vm, op, x, y)
                }
                _ => Err(arith::unsupported(vm)),
            }
        }
        _ => Err(arith::unsupported(vm)),
    }
}

fn add(vm: &mut Vm, a: Value, b: Value) -> Result<Value, Stop> {
    let Some(((x, kx), (y, ky))) = parts(vm, a, b) else {
        return Err(arith::unsupported(vm));
    };
    match (kx, ky) {
        (Kind::Str, Kind::Str) => concat_text(vm, x, y),
        (Kind::List, Kind::List) | (Kind::Tuple, Kind::Tuple) => {
            let view = vm.heap.view();
            let total = list::items(view, x).len() + list::items(view, y).len();
            let (made, holder, skip) = new_items(vm, kx, total)?;
            if let Some(holder) = holder {
                let (out, view) = vm.heap.apart(holder, skip);
                let items = list::items(view, x).iter().chain(list::items(view, y));
                out.iter_mut().zip(items).for_each(|(to, from)| *to = *from);
            }
            Ok(made.value())
        }
        (Kind::Bytes | Kind::ByteArray, Kind::Bytes | Kind::ByteArray) => {
            let view = vm.heap.view();
            let total = bytes::len(view, x) + bytes::len(view, y);
            let made = new_bytes(vm, kx, total)?;
            let (holder, skip) = bytes::holder(&vm.heap, made);
            let (out, view) = vm.heap.apart_bytes(holder, skip);
            let items = bytes::of_ref(view, x).iter().chain(bytes::of_ref(view, y));
            out.iter_mut().zip(items).for_each(|(to, from)| *to = *from);
            Ok(made.value())
        }
        (Kind::Shorts | Kind::ShortArray, Kind::Shorts | Kind::ShortArray) => {
            let view = vm.heap.view();
            let (n, m) = (bytes::len(view, x), bytes::len(view, y));
            let made = new_shorts(vm, kx, n + m)?;
            copy_shorts(vm, x, made, 0, n);
            copy_shorts(vm, y, made, n, m);
            Ok(made.value())
        }
        _ => Err(arith::unsupported(vm)),
    }
}

fn copy_shorts(vm: &mut Vm, from: Ref, to: Ref, at: usize, count: usize) {
    for i in 0..count {
        let item = bytes::shorts(vm.heap.view(), from)
            .get(i)
            .copied()
            .unwrap_or(0);
        if let Some(slot) = bytes::shorts_mut(&mut vm.heap, to).get_mut(at + i) {
            *slot = item;
        }
    }
}

fn concat_text(vm: &mut Vm, x: Ref, y: Ref) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let (n, m) = (str::read(view, x).len(), str::read(view, y).len());
    if n == 0 {
        return Ok(y.value());
    }
    if m == 0 {
        return Ok(x.value());
    }
    let chars = str::chars(view, x) + str::chars(view, y);
    let made = str::reserve(&mut vm.heap, n + m, chars as usize)?;
    let (out, view) = vm.heap.apart_bytes(made, 1);
    if let Some((first, rest)) = out.split_at_mut_checked(n) {
        first.copy_from_slice(str::read(view, x));
        if let Some(rest) = rest.get_mut(..m) {
            rest.copy_from_slice(str::read(view, y));
        }
    }
    Ok(made.value())
}

/// A new list or tuple, the object that holds its items and their first word there.
fn new_items(vm: &mut Vm, kind: Kind, count: usize) -> Result<(Ref, Option<Ref>, u32), Stop> {
    let count = u32::try_from(count).map_err(|_| Stop::HeapFull)?;
    if kind == Kind::List {
        let made = list::with_len(&mut vm.heap, count)?;
        Ok((made, vm.heap.reference(made, list::BUFFER), 0))
    } else {
        let made = list::new_tuple(&mut vm.heap, count)?;
        Ok((made, Some(made), 1))
    }
}

fn new_bytes(vm: &mut Vm, kind: Kind, len: usize) -> Result<Ref, Stop> {
    Ok(match kind {
        Kind::ByteArray => bytes::new_array(&mut vm.heap, kind, len)?,
        _ => bytes::reserve(&mut vm.heap, len)?,
    })
}

fn new_shorts(vm: &mut Vm, kind: Kind, len: usize) -> Result<Ref, Stop> {
    Ok(match kind {
        Kind::ShortArray => bytes::new_array(&mut vm.heap, kind, len)?,
        _ => bytes::reserve_shorts(&mut vm.heap, len)?,
    })
}

fn multiply(vm: &mut Vm, a: Value, b: Value) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let (sequence, times) = match (int::clamped(view, a), int::clamped(view, b)) {
        (None, Some(n)) => (a, n),
        (Some(n), None) => (b, n),
        _ => return Err(arith::unsupported(vm)),
    };
    let Some(r) = sequence.as_ref() else {
        return Err(arith::unsupported(vm));
    };
    let kind = view.kind(r);
    let times = usize::try_from(times.max(0))
        .unwrap_or(usize::MAX)
        .min(1 << 20);
    repeated(vm, r, kind, times)
}

/// A sequence repeated.
fn repeated(vm: &mut Vm, r: Ref, kind: Kind, times: usize) -> Result<Value, Stop> {
    let view = vm.heap.view();
    match kind {
        Kind::Str => {
            let (n, chars) = (str::read(view, r).len(), str::chars(view, r) as usize);
            let made = str::reserve(&mut vm.heap, n * times, chars * times)?;
            let (out, view) = vm.heap.apart_bytes(made, 1);
            fill(out, str::read(view, r), times);
            Ok(made.value())
        }
        Kind::Bytes | Kind::ByteArray => {
            let made = new_bytes(vm, kind, bytes::len(view, r) * times)?;
            let (holder, skip) = bytes::holder(&vm.heap, made);
            let (out, view) = vm.heap.apart_bytes(holder, skip);
            fill(out, bytes::of_ref(view, r), times);
            Ok(made.value())
        }
        Kind::List | Kind::Tuple => {
            let n = list::items(view, r).len();
            let (made, holder, skip) = new_items(vm, kind, n * times)?;
            if let Some(holder) = holder {
                let (out, view) = vm.heap.apart(holder, skip);
                let items = list::items(view, r);
                if !items.is_empty() {
                    out.chunks_exact_mut(items.len())
                        .take(times)
                        .for_each(|c| c.copy_from_slice(items));
                }
            }
            Ok(made.value())
        }
        Kind::Shorts | Kind::ShortArray => {
            let n = bytes::len(view, r);
            let made = new_shorts(vm, kind, n * times)?;
            for i in 0..times.min(bytes::ITEMS_MAX) {
                copy_shorts(vm, r, made, i * n, n);
            }
            Ok(made.value())
        }
        _ => Err(arith::unsupported(vm)),
    }
}

fn fill(out: &mut [u8], piece: &[u8], times: usize) {
    if let &[byte] = piece {
        out.get_mut(..times).unwrap_or(&mut []).fill(byte);
    } else if !piece.is_empty() {
        out.chunks_exact_mut(piece.len())
            .take(times)
            .for_each(|c| c.copy_from_slice(piece));
    }
}

/// `a op= b` where a changes in place; `None` where it is the plain operator.
///
/// # Errors
/// [`Stop`].
pub fn inplace(vm: &mut Vm, op: Binary, a: Value, b: Value) -> Result<Option<Value>, Stop> {
    let python = bytecode::prelude::code::inplace;
    let Some(r) = a.as_ref() else {
        return Ok(None);
    };
    match (vm.heap.kind(r), op) {
        (Kind::List, Binary::Add) => extend(vm, r, b, python)?,
        (Kind::List, Binary::Mul) => {
            let Some(times) = int::clamped(vm.heap.view(), b) else {
                return Ok(None);
            };
            let times = usize::try_from(times.max(0))
                .unwrap_or(usize::MAX)
                .min(1 << 20);
            let made = repeated(vm, r, Kind::List, times)?
                .as_ref()
                .ok_or(Stop::HeapFull)?;
            vm.heap.copy_words(made, 0, r, 0, 2);
        }
        (Kind::ByteArray | Kind::ShortArray, Binary::Add) => extend_array(vm, r, b, python)?,
        (Kind::Dict, Binary::BitOr) => match b.as_ref() {
            Some(other) if vm.heap.is(other, Kind::Dict) => dict::merge(vm, r, other, python)?,
            _ => return Ok(None),
        },
        (Kind::Set, Binary::Sub | Binary::BitAnd | Binary::BitOr | Binary::BitXor)
            if set::is_like(vm.heap.view(), b) =>
        {
            let Some(other) = b.as_ref() else {
                return Ok(None);
            };
            let made = set::operate(vm, op, r, other)?
                .as_ref()
                .ok_or(Stop::HeapFull)?;
            vm.heap.copy_words(made, 0, r, 0, 3);
        }
        _ => return Ok(None),
    }
    Ok(Some(a))
}

/// Appends the items of an iterable to a list.
///
/// # Errors
/// [`Stop`]; the list is as before.
pub fn extend(vm: &mut Vm, r: Ref, iterable: Value, python: u16) -> Result<(), Stop> {
    let from = super::assign::collected(vm, iterable, python)?;
    let (len, more) = (
        list::len(vm.heap.view(), r),
        list::items(vm.heap.view(), from).len() as u32,
    );
    list::reserve(&mut vm.heap, r, len + more)?;
    if let Some(buffer) = vm.heap.reference(r, list::BUFFER) {
        let (source, skip) = match vm.heap.kind(from) {
            Kind::List => (vm.heap.reference(from, list::BUFFER), 0),
            _ => (Some(from), 1),
        };
        if let Some(source) = source {
            vm.heap.copy_words(source, skip, buffer, len, more);
        }
        vm.heap.set_word(r, list::LEN, len + more);
    }
    Ok(())
}

/// Appends the items of an iterable to a bytearray or shortarray.
///
/// # Errors
/// [`Stop`]; the array is as before.
pub fn extend_array(vm: &mut Vm, r: Ref, iterable: Value, python: u16) -> Result<(), Stop> {
    let kind = vm.heap.kind(r);
    let from = super::assign::array_content(vm, kind, iterable, python)?;
    let (len, more) = (
        bytes::len(vm.heap.view(), r),
        bytes::len(vm.heap.view(), from),
    );
    bytes::resize(vm, r, len + more)?;
    for i in 0..more {
        let view = vm.heap.view();
        if kind == Kind::ByteArray {
            let item = bytes::of_ref(view, from).get(i).copied().unwrap_or(0);
            if let Some(to) = bytes::bytes_mut(&mut vm.heap, r).get_mut(len + i) {
                *to = item;
            }
        } else {
            let item = bytes::shorts(view, from).get(i).copied().unwrap_or(0);
            if let Some(to) = bytes::shorts_mut(&mut vm.heap, r).get_mut(len + i) {
                *to = item;
            }
        }
    }
    Ok(())
}
