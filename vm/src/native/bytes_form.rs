//! Methods of `bytes` and `bytearray` that ask about bytes, change case, fill, and turn them to hexadecimal digits.

use super::bytes::{build, receiver};
use super::lists::integer;
use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::natives;
use crate::number::radix::digit_value;
use crate::object::{bytes, str};
use crate::text::repeat;
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;

natives! { ROWS: bytes_upper bytes_lower bytes_center bytes_ljust bytes_rjust bytes_zfill bytes_isalpha bytes_isdigit
bytes_isalnum bytes_isspace bytes_isupper bytes_islower bytes_hex bytes_fromhex }

fn changed(vm: &mut Vm, args: Args<'_>, change: fn(&u8) -> u8) -> Result<Value, Stop> {
    let (r, kind) = receiver(vm, args)?;
    build(vm, kind, &|view, sink| {
        for byte in bytes::of_ref(view, r) {
            sink.put(&[change(byte)]);
        }
    })
}

fn bytes_upper(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    changed(vm, args, u8::to_ascii_uppercase)
}

fn bytes_lower(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    changed(vm, args, u8::to_ascii_lowercase)
}

fn padded(vm: &mut Vm, args: Args<'_>, left: fn(usize, usize) -> usize) -> Result<Value, Stop> {
    let (r, kind) = receiver(vm, args)?;
    let width = usize::try_from(integer(vm, args.get(1))?.max(0))
        .unwrap_or(usize::MAX)
        .min(1 << 20);
    let view = vm.heap.view();
    let fill = match (args.get(2), bytes::of(view, args.get(2))) {
        (Value::MISSING, _) => b' ',
        (_, Some(&[one])) => one,
        _ => return Err(vm.raise_message(index::TypeError, Message::OneCharacter)),
    };
    let missing = width.saturating_sub(bytes::len(view, r));
    let before = left(missing, width);
    build(vm, kind, &|view, sink| {
        repeat(sink, &[fill], before);
        sink.put(bytes::of_ref(view, r));
        repeat(sink, &[fill], missing - before);
    })
}

fn bytes_center(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    padded(vm, args, |missing, width| {
        missing / 2 + (missing & width & 1)
    })
}

fn bytes_ljust(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    padded(vm, args, |_, _| 0)
}

fn bytes_rjust(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    padded(vm, args, |missing, _| missing)
}

fn bytes_zfill(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (r, kind) = receiver(vm, args)?;
    let width = usize::try_from(integer(vm, args.get(1))?.max(0))
        .unwrap_or(usize::MAX)
        .min(1 << 20);
    let missing = width.saturating_sub(bytes::len(vm.heap.view(), r));
    build(vm, kind, &|view, sink| {
        let content = bytes::of_ref(view, r);
        let signed = usize::from(matches!(content.first(), Some(b'+' | b'-')));
        let (sign, rest) = content.split_at(signed);
        sink.put(sign);
        repeat(sink, b"0", missing);
        sink.put(rest);
    })
}

fn all(vm: &Vm, args: Args<'_>, is: fn(&u8) -> bool) -> Result<Value, Stop> {
    let (r, _) = receiver(vm, args)?;
    let content = bytes::of_ref(vm.heap.view(), r);
    Ok((!content.is_empty() && content.iter().all(is)).into())
}

fn bytes_isalpha(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    all(vm, args, u8::is_ascii_alphabetic)
}

fn bytes_isdigit(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    all(vm, args, u8::is_ascii_digit)
}

fn bytes_isalnum(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    all(vm, args, u8::is_ascii_alphanumeric)
}

fn bytes_isspace(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    all(vm, args, |b| matches!(b, b' ' | b'\t'..=b'\r'))
}

fn case(
    vm: &Vm,
    args: Args<'_>,
    wanted: fn(&u8) -> bool,
    refused: fn(&u8) -> bool,
) -> Result<Value, Stop> {
    let (r, _) = receiver(vm, args)?;
    let content = bytes::of_ref(vm.heap.view(), r);
    Ok((content.iter().any(wanted) && !content.iter().any(refused)).into())
}

fn bytes_isupper(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    case(vm, args, u8::is_ascii_uppercase, u8::is_ascii_lowercase)
}

fn bytes_islower(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    case(vm, args, u8::is_ascii_lowercase, u8::is_ascii_uppercase)
}

fn bytes_hex(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (r, _) = receiver(vm, args)?;
    let view = vm.heap.view();
    let separator = match (args.get(1), str::of(view, args.get(1))) {
        (Value::MISSING, _) => None,
        (_, Some(&[one])) => Some(one),
        _ => return Err(vm.raise_message(index::ValueError, Message::OneCharacter)),
    };
    let group = if args.get(2) == Value::MISSING {
        1
    } else {
        integer(vm, args.get(2))?
    };
    Ok(str::build(&mut vm.heap, &|view, sink| {
        let content = bytes::of_ref(view, r);
        let size = usize::try_from(group.unsigned_abs()).unwrap_or(usize::MAX);
        for (i, &byte) in content.iter().enumerate() {
            // A positive group counts from the right, a negative one from the left.
            let boundary = if group > 0 { content.len() - i } else { i };
            if let Some(separator) = separator
                && i != 0
                && size != 0
                && boundary.is_multiple_of(size)
            {
                sink.put(&[separator]);
            }
            let digit = |d: u8| if d < 10 { b'0' + d } else { b'a' + d - 10 };
            sink.put(&[digit(byte >> 4), digit(byte & 15)]);
        }
    })?)
}

fn bytes_fromhex(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let text = vm.heap.as_kind(args.get(0), Kind::Str);
    let r = text.ok_or_else(|| super::text::not_text(vm))?;
    let mut half = false;
    for &b in str::read(vm.heap.view(), r) {
        let blank = matches!(b, b' ' | b'\t'..=b'\r');
        if (blank && half) || (!blank && digit_value(b) >= 16) {
            return Err(vm.raise_message(index::ValueError, Message::NotHex));
        }
        half ^= !blank;
    }
    if half {
        return Err(vm.raise_message(index::ValueError, Message::NotHex));
    }
    build(vm, Kind::Bytes, &|view, sink| {
        let mut high = None;
        for &b in str::read(view, r) {
            let d = digit_value(b) as u8;
            match (d < 16, high) {
                (true, None) => high = Some(d),
                (true, Some(h)) => {
                    sink.put(&[h << 4 | d]);
                    high = None;
                }
                _ => {}
            }
        }
    })
}
