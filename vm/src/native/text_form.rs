//! Methods of `str` that ask about characters, change case and fill.

use super::text::{receiver, text_arg};
use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::natives;
use crate::object::{int, str};
use crate::text::{Sink, repeat, utf8};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;

natives! { ROWS: str_upper str_lower str_title str_capitalize str_swapcase str_casefold str_center str_ljust str_rjust
str_zfill str_expandtabs str_isalpha str_isdigit str_isalnum str_isspace str_isupper str_islower str_isdecimal
str_isnumeric str_isidentifier str_istitle str_isprintable str_isascii }

fn put(sink: &mut dyn Sink, c: char) {
    sink.put(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// How a character is written, given whether a cased character stands before it in its word.
type Change = fn(char, bool, &mut dyn Sink);

fn changed(vm: &mut Vm, args: Args<'_>, change: Change) -> Result<Value, Stop> {
    let r = receiver(vm, args)?;
    Ok(str::build(&mut vm.heap, &|view, sink| {
        let mut inside = false;
        for c in utf8::chars(str::read(view, r)) {
            change(c, inside, sink);
            inside = is_cased(c);
        }
    })?)
}

fn is_cased(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase()
}

fn upper(c: char, _: bool, sink: &mut dyn Sink) {
    if c.is_ascii() {
        sink.put(&[(c as u8).to_ascii_uppercase()]);
    } else {
        c.to_uppercase().for_each(|c| put(sink, c));
    }
}

fn lower(c: char, inside: bool, sink: &mut dyn Sink) {
    if c.is_ascii() {
        sink.put(&[(c as u8).to_ascii_lowercase()]);
    } else if c == 'Σ' && inside {
        // At the end of a word it is another letter; inside, the loop above cannot know, so the common form is used.
        put(sink, 'σ');
    } else {
        c.to_lowercase().for_each(|c| put(sink, c));
    }
}

fn title(c: char, inside: bool, sink: &mut dyn Sink) {
    match c {
        _ if inside => lower(c, true, sink),
        'ß' => sink.put(b"Ss"),
        _ => upper(c, false, sink),
    }
}

fn swap(c: char, inside: bool, sink: &mut dyn Sink) {
    if c.is_uppercase() {
        lower(c, inside, sink)
    } else {
        upper(c, inside, sink)
    }
}

fn fold(c: char, inside: bool, sink: &mut dyn Sink) {
    match c {
        'ß' => sink.put(b"ss"),
        'ς' => put(sink, 'σ'),
        _ => lower(c, inside, sink),
    }
}

fn str_upper(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    changed(vm, args, upper)
}

fn str_lower(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    changed(vm, args, lower)
}

fn str_title(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    changed(vm, args, title)
}

fn str_swapcase(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    changed(vm, args, swap)
}

fn str_casefold(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    changed(vm, args, fold)
}

fn str_capitalize(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = receiver(vm, args)?;
    Ok(str::build(&mut vm.heap, &|view, sink| {
        for (i, c) in utf8::chars(str::read(view, r)).enumerate() {
            title(c, i != 0, sink);
        }
    })?)
}

/// A width, and the character that fills up to it.
fn width_and_fill(vm: &Vm, args: Args<'_>) -> Result<(usize, char), Stop> {
    let view = vm.heap.view();
    let width = int::clamped(view, args.get(1));
    let width = width.ok_or_else(|| vm.raise_message(index::TypeError, Message::NotAnInteger))?;
    let width = usize::try_from(width.max(0))
        .unwrap_or(usize::MAX)
        .min(1 << 20);
    if args.get(2) == Value::MISSING {
        return Ok((width, ' '));
    }
    let fill = str::read(view, text_arg(vm, args, 2)?);
    let mut chars = utf8::chars(fill);
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok((width, c)),
        _ => Err(vm.raise_message(index::TypeError, Message::OneCharacter)),
    }
}

/// Pads by `split` of the missing width: what goes to the left.
fn padded(vm: &mut Vm, args: Args<'_>, left: fn(usize, usize) -> usize) -> Result<Value, Stop> {
    let r = receiver(vm, args)?;
    let (width, fill) = width_and_fill(vm, args)?;
    let chars = str::chars(vm.heap.view(), r) as usize;
    if width <= chars {
        return Ok(r.value());
    }
    let missing = width - chars;
    let before = left(missing, width);
    Ok(str::build(&mut vm.heap, &|view, sink| {
        let mut buffer = [0; 4];
        let fill = fill.encode_utf8(&mut buffer).as_bytes();
        repeat(sink, fill, before);
        sink.put(str::read(view, r));
        repeat(sink, fill, missing - before);
    })?)
}

fn str_center(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    // As CPython: the odd one goes left if the width is odd.
    padded(vm, args, |missing, width| {
        missing / 2 + (missing & width & 1)
    })
}

fn str_ljust(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    padded(vm, args, |_, _| 0)
}

fn str_rjust(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    padded(vm, args, |missing, _| missing)
}

fn str_zfill(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = receiver(vm, args)?;
    let (width, _) = width_and_fill(vm, args)?;
    let missing = width.saturating_sub(str::chars(vm.heap.view(), r) as usize);
    if missing == 0 {
        return Ok(r.value());
    }
    Ok(str::build(&mut vm.heap, &|view, sink| {
        let text = str::read(view, r);
        let signed = usize::from(matches!(text.first(), Some(b'+' | b'-')));
        let (sign, rest) = text.split_at(signed);
        sink.put(sign);
        repeat(sink, b"0", missing);
        sink.put(rest);
    })?)
}

fn str_expandtabs(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = receiver(vm, args)?;
    let size = match args.get(1) {
        Value::MISSING => 8,
        v => int::clamped(vm.heap.view(), v).unwrap_or(8).clamp(0, 4096) as usize,
    };
    Ok(str::build(&mut vm.heap, &|view, sink| {
        let mut column = 0;
        for c in utf8::chars(str::read(view, r)) {
            match c {
                '\t' if size > 0 => {
                    let n = size - column % size;
                    repeat(sink, b" ", n);
                    column += n;
                }
                '\t' => {}
                '\n' | '\r' => {
                    put(sink, c);
                    column = 0;
                }
                _ => {
                    put(sink, c);
                    column += 1;
                }
            }
        }
    })?)
}

/// Whether there are characters and all are so.
fn all(vm: &Vm, args: Args<'_>, is: fn(char) -> bool) -> Result<Value, Stop> {
    let text = str::read(vm.heap.view(), receiver(vm, args)?);
    Ok((!text.is_empty() && utf8::chars(text).all(is)).into())
}

/// Decimal digits: the first of each run of ten, in the basic plane.
const ZEROS: &[u16] = &[
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66,
    0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
    0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];

fn is_decimal(c: char) -> bool {
    let code = c as u32;
    ZEROS
        .iter()
        .any(|&zero| (u32::from(zero)..u32::from(zero) + 10).contains(&code))
}

fn is_digit(c: char) -> bool {
    is_decimal(c)
        || matches!(c, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉' | '①'..='⑨' | '⑴'..='⑼' | '⒈'..='⒐')
}

fn str_isalpha(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    all(vm, args, |c| c.is_alphabetic() && !c.is_numeric())
}

fn str_isdigit(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    all(vm, args, is_digit)
}

fn str_isdecimal(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    all(vm, args, is_decimal)
}

fn str_isnumeric(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    all(vm, args, char::is_numeric)
}

fn str_isalnum(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    all(vm, args, char::is_alphanumeric)
}

fn str_isspace(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    all(vm, args, utf8::is_space)
}

/// Whether there is a cased character and none of the other case.
fn case(
    vm: &Vm,
    args: Args<'_>,
    wanted: fn(char) -> bool,
    refused: fn(char) -> bool,
) -> Result<Value, Stop> {
    let text = str::read(vm.heap.view(), receiver(vm, args)?);
    Ok((utf8::chars(text).any(wanted) && !utf8::chars(text).any(refused)).into())
}

fn str_isupper(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    case(vm, args, char::is_uppercase, char::is_lowercase)
}

fn str_islower(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    case(vm, args, char::is_lowercase, char::is_uppercase)
}

fn str_istitle(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let text = str::read(vm.heap.view(), receiver(vm, args)?);
    let (mut inside, mut any) = (false, false);
    for c in utf8::chars(text) {
        if c.is_uppercase() && inside || c.is_lowercase() && !inside {
            return Ok(Value::FALSE);
        }
        inside = is_cased(c);
        any |= inside;
    }
    Ok(any.into())
}

fn str_isidentifier(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let text = str::read(vm.heap.view(), receiver(vm, args)?);
    let starts = utf8::chars(text)
        .next()
        .is_some_and(|c| c == '_' || c.is_alphabetic());
    Ok((starts && utf8::chars(text).all(|c| c == '_' || c.is_alphanumeric())).into())
}

fn str_isprintable(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let text = str::read(vm.heap.view(), receiver(vm, args)?);
    Ok(utf8::chars(text).all(utf8::is_printable).into())
}

fn str_isascii(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = receiver(vm, args)?;
    Ok(str::is_ascii(vm.heap.view(), r).into())
}
