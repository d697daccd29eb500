//! Encodings of text in bytes.

use super::text::{not_text, receiver};
use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::natives;
use crate::object::str;
use crate::text::utf8;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;

natives! { ROWS: str_encode }

/// An encoding by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Ascii,
    Latin1,
}

pub(super) fn encoding(vm: &Vm, v: Value) -> Result<Encoding, Stop> {
    if v == Value::MISSING {
        return Ok(Encoding::Utf8);
    }
    let name = str::of(vm.heap.view(), v).ok_or_else(|| not_text(vm))?;
    let is = |other: &[u8]| {
        let plain = name
            .iter()
            .filter(|b| !matches!(b, b'-' | b'_'))
            .map(u8::to_ascii_lowercase);
        plain.eq(other.iter().copied())
    };
    if is(b"utf8") {
        Ok(Encoding::Utf8)
    } else if is(b"ascii") {
        Ok(Encoding::Ascii)
    } else if is(b"latin1") || is(b"iso88591") {
        Ok(Encoding::Latin1)
    } else {
        Err(vm.raise_message(index::ValueError, Message::UnknownEncoding))
    }
}

fn str_encode(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = receiver(vm, args)?;
    let encoding = encoding(vm, args.get(1))?;
    encode(vm, r, encoding)
}

/// The bytes of a text in an encoding.
pub(super) fn encode(vm: &mut Vm, r: Ref, encoding: Encoding) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let most = match encoding {
        Encoding::Utf8 => char::MAX,
        Encoding::Ascii => '\x7f',
        Encoding::Latin1 => '\u{ff}',
    };
    if utf8::chars(str::read(view, r)).any(|c| c > most) {
        return Err(vm.raise_message(index::UnicodeEncodeError, Message::CannotEncode));
    }
    let (len, chars) = (str::read(view, r).len(), str::chars(view, r) as usize);
    let made = crate::object::bytes::reserve(
        &mut vm.heap,
        if encoding == Encoding::Latin1 {
            chars
        } else {
            len
        },
    )?;
    let (out, view) = vm.heap.apart_bytes(made, 1);
    if encoding == Encoding::Latin1 {
        out.iter_mut()
            .zip(utf8::chars(str::read(view, r)))
            .for_each(|(to, c)| *to = c as u8);
    } else {
        out.iter_mut()
            .zip(str::read(view, r))
            .for_each(|(to, b)| *to = *b);
    }
    Ok(made.value())
}
