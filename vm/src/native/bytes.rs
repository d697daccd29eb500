//! Methods of `bytes` and `bytearray` that find, split, join and replace.

use super::encoding::{Encoding, encoding};
use super::text::{limit, spread};
use crate::exception::Message;
use crate::heap::View;
use crate::native::{Args, Stop};
use crate::natives;
use crate::object::{assign, bytes, int, list, ops, slice, str};
use crate::text::search::{self, Separator};
use crate::text::{Buffer, Counter, Sink, utf8};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

natives! { ROWS: bytes_count bytes_split bytes_strip bytes_index bytes_find bytes_startswith bytes_endswith bytes_replace
bytes_join bytes_rsplit bytes_lstrip bytes_rstrip bytes_rfind bytes_rindex bytes_partition bytes_rpartition
bytes_decode bytes_splitlines bytes_removeprefix bytes_removesuffix }

fn not_bytes(vm: &Vm) -> Stop {
    vm.raise_message(index::TypeError, Message::NotBytes)
}

/// The bytes or bytearray a method is called on, and its kind.
pub(super) fn receiver(vm: &Vm, args: Args<'_>) -> Result<(Ref, Kind), Stop> {
    bytes_arg(vm, args, 0).map(|r| (r, vm.heap.kind(r)))
}

fn bytes_arg(vm: &Vm, args: Args<'_>, i: u32) -> Result<Ref, Stop> {
    let r = args.get(i).as_ref();
    r.filter(|&r| matches!(vm.heap.kind(r), Kind::Bytes | Kind::ByteArray))
        .ok_or_else(|| not_bytes(vm))
}

/// New bytes or a new bytearray, written twice alike: once to be measured, then into their place.
pub(super) fn build(
    vm: &mut Vm,
    kind: Kind,
    write: &dyn Fn(View, &mut dyn Sink),
) -> Result<Value, Stop> {
    let mut counter = Counter::default();
    write(vm.heap.view(), &mut counter);
    let made = match kind {
        Kind::ByteArray => bytes::new_array(&mut vm.heap, kind, counter.bytes)?,
        _ => bytes::reserve(&mut vm.heap, counter.bytes)?,
    };
    let (holder, skip) = bytes::holder(&vm.heap, made);
    let (out, view) = vm.heap.apart_bytes(holder, skip);
    write(view, &mut Buffer::new(out));
    Ok(made.value())
}

fn window(vm: &Vm, r: Ref, args: Args<'_>) -> Result<(usize, usize), Stop> {
    let view = vm.heap.view();
    let bounds = slice::bounds(view, args.get(2), args.get(3), bytes::len(view, r));
    bounds.ok_or_else(|| vm.raise_message(index::TypeError, Message::SliceIndices))
}

/// What is searched for: bytes, or one byte as an integer.
fn needle<'a>(vm: &'a Vm, v: Value, one: &'a mut [u8; 1]) -> Result<&'a [u8], Stop> {
    let view = vm.heap.view();
    if let Some(part) = bytes::of(view, v) {
        return Ok(part);
    }
    match int::clamped(view, v) {
        Some(n) => {
            let byte = u8::try_from(n)
                .map_err(|_| vm.raise_message(index::ValueError, Message::ByteRange))?;
            *one = [byte];
            Ok(one)
        }
        None => Err(not_bytes(vm)),
    }
}

fn place(vm: &Vm, args: Args<'_>, last: bool) -> Result<Option<usize>, Stop> {
    let (r, _) = receiver(vm, args)?;
    let (start, stop) = window(vm, r, args)?;
    let mut one = [0];
    let needle = needle(vm, args.get(1), &mut one)?;
    if start > stop {
        return Ok(None);
    }
    let content = bytes::of_ref(vm.heap.view(), r);
    Ok(if last {
        search::rfind(content, needle, stop).filter(|&at| at >= start)
    } else {
        search::find(content.get(..stop).unwrap_or(&[]), needle, start)
    })
}

fn or_minus_one(found: Option<usize>) -> Value {
    found.map_or(Value::from_word(u32::MAX), |at| Value::count(at as u32))
}

fn bytes_find(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(or_minus_one(place(vm, args, false)?))
}

fn bytes_rfind(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(or_minus_one(place(vm, args, true)?))
}

fn or_raise(vm: &Vm, found: Option<usize>) -> Result<Value, Stop> {
    match found {
        Some(at) => Ok(Value::count(at as u32)),
        None => Err(vm.raise_message(index::ValueError, Message::SubsectionNotFound)),
    }
}

fn bytes_index(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let found = place(vm, args, false)?;
    or_raise(vm, found)
}

fn bytes_rindex(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let found = place(vm, args, true)?;
    or_raise(vm, found)
}

fn bytes_count(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (r, _) = receiver(vm, args)?;
    let (start, stop) = window(vm, r, args)?;
    let mut one = [0];
    let needle = needle(vm, args.get(1), &mut one)?;
    let Some(content) = bytes::of_ref(vm.heap.view(), r).get(start..stop) else {
        return Ok(Value::ZERO);
    };
    let n = if needle.is_empty() {
        content.len() + 1
    } else {
        search::count(content, needle)
    };
    Ok(Value::count(n as u32))
}

fn affix(vm: &Vm, args: Args<'_>, end: bool) -> Result<Value, Stop> {
    let (r, _) = receiver(vm, args)?;
    let (start, stop) = window(vm, r, args)?;
    let view = vm.heap.view();
    let Some(content) = bytes::of_ref(view, r).get(start..stop) else {
        return Ok(Value::FALSE);
    };
    let fits = |v: Value| -> Result<bool, Stop> {
        let part = bytes::of(view, v).ok_or_else(|| not_bytes(vm))?;
        Ok(if end {
            content.ends_with(part)
        } else {
            content.starts_with(part)
        })
    };
    match view.as_kind(args.get(1), Kind::Tuple) {
        Some(tuple) => {
            for &word in list::items(view, tuple) {
                if fits(Value::from_word(word))? {
                    return Ok(Value::TRUE);
                }
            }
            Ok(Value::FALSE)
        }
        None => Ok(fits(args.get(1))?.into()),
    }
}

fn bytes_startswith(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    affix(vm, args, false)
}

fn bytes_endswith(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    affix(vm, args, true)
}

fn without(vm: &mut Vm, args: Args<'_>, end: bool) -> Result<Value, Stop> {
    let ((r, kind), part) = (receiver(vm, args)?, bytes_arg(vm, args, 1)?);
    let view = vm.heap.view();
    let (content, part) = (bytes::of_ref(view, r), bytes::of_ref(view, part));
    let (n, m) = (content.len(), part.len());
    let (from, to) = if end && content.ends_with(part) {
        (0, n - m)
    } else if !end && content.starts_with(part) {
        (m, n)
    } else {
        (0, n)
    };
    Ok(bytes::part(&mut vm.heap, kind, r, from, to)?)
}

fn bytes_removeprefix(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    without(vm, args, false)
}

fn bytes_removesuffix(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    without(vm, args, true)
}

fn is_default(v: Value) -> bool {
    v == Value::MISSING || v == Value::NONE
}

fn pieces(vm: &mut Vm, args: Args<'_>, right: bool) -> Result<Value, Stop> {
    let (r, kind) = receiver(vm, args)?;
    let limit = limit(vm, args.get(2))?;
    let separator = if is_default(args.get(1)) {
        None
    } else {
        Some(bytes_arg(vm, args, 1)?)
    };
    if separator.is_some_and(|s| bytes::len(vm.heap.view(), s) == 0) {
        return Err(vm.raise_message(index::ValueError, Message::EmptySeparator));
    }
    let each = |view: View, piece: &mut dyn FnMut(usize, usize)| {
        let by = separator.map_or(Separator::Blank(false), |s| {
            Separator::Bytes(bytes::of_ref(view, s))
        });
        if right {
            search::rsplit(bytes::of_ref(view, r), by, limit, piece);
        } else {
            search::split(bytes::of_ref(view, r), by, limit, piece);
        }
    };
    spread(vm, right, &each, &mut |vm, from, to| {
        Ok(bytes::part(&mut vm.heap, kind, r, from, to)?)
    })
}

fn bytes_split(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    pieces(vm, args, false)
}

fn bytes_rsplit(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    pieces(vm, args, true)
}

fn bytes_splitlines(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (r, kind) = receiver(vm, args)?;
    let keep = args.get(1) != Value::MISSING && ops::truth(vm, args.get(1))?;
    let each = |view: View, piece: &mut dyn FnMut(usize, usize)| {
        search::lines(bytes::of_ref(view, r), false, &mut |start, end, next| {
            piece(start, if keep { next } else { end });
        });
    };
    spread(vm, false, &each, &mut |vm, from, to| {
        Ok(bytes::part(&mut vm.heap, kind, r, from, to)?)
    })
}

fn strip(vm: &mut Vm, args: Args<'_>, left: bool, right: bool) -> Result<Value, Stop> {
    let (r, kind) = receiver(vm, args)?;
    let set = if is_default(args.get(1)) {
        None
    } else {
        Some(bytes_arg(vm, args, 1)?)
    };
    let view = vm.heap.view();
    let content = bytes::of_ref(view, r);
    let set = set.map_or(&b" \t\n\r\x0b\x0c"[..], |s| bytes::of_ref(view, s));
    let keeps = |b: &u8| !set.contains(b);
    let mut end = content.len();
    if right {
        end = content.iter().rposition(keeps).map_or(0, |at| at + 1);
    }
    let start = if left {
        content.iter().position(keeps).unwrap_or(end).min(end)
    } else {
        0
    };
    Ok(bytes::part(&mut vm.heap, kind, r, start, end)?)
}

fn bytes_strip(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (left, right) = match args.get(2).as_small_int() {
        Some(1) => (true, false),
        Some(-1) => (false, true),
        _ => (true, true),
    };
    strip(vm, args, left, right)
}

fn bytes_lstrip(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    strip(vm, args, true, false)
}

fn bytes_rstrip(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    strip(vm, args, false, true)
}

fn bytes_replace(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (r, kind) = receiver(vm, args)?;
    let (old, new) = (bytes_arg(vm, args, 1)?, bytes_arg(vm, args, 2)?);
    let limit = limit(vm, args.get(3))?;
    build(vm, kind, &|view, sink| {
        let (content, old, new) = (
            bytes::of_ref(view, r),
            bytes::of_ref(view, old),
            bytes::of_ref(view, new),
        );
        let (mut at, mut left) = (0, limit);
        if old.is_empty() {
            for byte in content {
                if left > 0 {
                    sink.put(new);
                    left -= 1;
                }
                sink.put(core::slice::from_ref(byte));
            }
            sink.put(if left > 0 { new } else { &[] });
            return;
        }
        while left > 0
            && let Some(place) = search::find(content, old, at)
        {
            sink.put(content.get(at..place).unwrap_or(&[]));
            sink.put(new);
            at = place + old.len();
            left -= 1;
        }
        sink.put(content.get(at..).unwrap_or(&[]));
    })
}

fn bytes_join(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (r, kind) = receiver(vm, args)?;
    let items = assign::collected(vm, args.get(1), code::join_of)?;
    let view = vm.heap.view();
    if list::items(view, items)
        .iter()
        .any(|&w| bytes::of(view, Value::from_word(w)).is_none())
    {
        return Err(not_bytes(vm));
    }
    build(vm, kind, &|view, sink| {
        for (i, &word) in list::items(view, items).iter().enumerate() {
            if i != 0 {
                sink.put(bytes::of_ref(view, r));
            }
            sink.put(bytes::of(view, Value::from_word(word)).unwrap_or(&[]));
        }
    })
}

fn partition(vm: &mut Vm, args: Args<'_>, last: bool) -> Result<Value, Stop> {
    let ((r, kind), separator) = (receiver(vm, args)?, bytes_arg(vm, args, 1)?);
    let view = vm.heap.view();
    let (content, needle) = (bytes::of_ref(view, r), bytes::of_ref(view, separator));
    let (n, m) = (content.len(), needle.len());
    if m == 0 {
        return Err(vm.raise_message(index::ValueError, Message::EmptySeparator));
    }
    let found = if last {
        search::rfind(content, needle, n)
    } else {
        search::find(content, needle, 0)
    };
    let cuts = match found {
        Some(at) => [(0, at), (at, at + m), (at + m, n)],
        None if last => [(0, 0), (0, 0), (0, n)],
        None => [(0, n), (n, n), (n, n)],
    };
    let mut parts = [Value::NONE; 3];
    for (slot, (from, to)) in parts.iter_mut().zip(cuts) {
        *slot = bytes::part(&mut vm.heap, kind, r, from, to)?;
    }
    Ok(list::tuple(&mut vm.heap, &parts)?)
}

fn bytes_partition(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    partition(vm, args, false)
}

fn bytes_rpartition(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    partition(vm, args, true)
}

fn bytes_decode(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (r, _) = receiver(vm, args)?;
    decode(vm, r, args.get(1), args.get(2))
}

/// What to do with bytes that are no text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Errors {
    Strict,
    Ignore,
    Replace,
}

/// The text that bytes are in an encoding.
pub(super) fn decode(vm: &mut Vm, r: Ref, name: Value, errors: Value) -> Result<Value, Stop> {
    let encoding = encoding(vm, name)?;
    let view = vm.heap.view();
    let errors = match str::of(view, errors) {
        Some(b"ignore") => Errors::Ignore,
        Some(b"replace") => Errors::Replace,
        _ => Errors::Strict,
    };
    let content = bytes::of_ref(view, r);
    let valid = match encoding {
        Encoding::Utf8 => utf8::check(content).is_ok(),
        Encoding::Ascii => content.is_ascii(),
        Encoding::Latin1 => true,
    };
    if !valid && errors == Errors::Strict {
        return Err(vm.raise_message(index::UnicodeDecodeError, Message::CannotDecode));
    }
    Ok(str::build(&mut vm.heap, &|view, sink| {
        let mut rest = bytes::of_ref(view, r);
        if encoding == Encoding::Utf8 {
            while let Err((good, bad)) = utf8::check(rest) {
                sink.put(rest.get(..good).unwrap_or(&[]));
                if errors == Errors::Replace {
                    sink.put("\u{fffd}".as_bytes());
                }
                rest = rest.get(good + bad..).unwrap_or(&[]);
            }
            sink.put(rest);
            return;
        }
        for &byte in rest {
            match (byte < 0x80 || encoding == Encoding::Latin1, errors) {
                (true, _) => sink.put(char::from(byte).encode_utf8(&mut [0; 4]).as_bytes()),
                (false, Errors::Replace) => sink.put("\u{fffd}".as_bytes()),
                _ => {}
            }
        }
    })?)
}
