//! Values as text: `str`, `repr`, `ascii` and `format` of built-in kinds.

use super::int::Number;
use super::{bytes, entries, list, range, str, view};
use crate::exception::{self, Message, body};
use crate::heap::View;
use crate::native::Stop;
use crate::number::radix;
use crate::object::FLAG_RAW;
use crate::text::spec::Spec;
use crate::text::{Buffer, Counter, Sink, number, quote, spec};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::{NAMES, index};
use bytecode::kind::{FLAG_NEGATIVE, Kind};
use bytecode::prelude::code;
use bytecode::value::Tag;

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named after the functions")]
pub enum Mode {
    Str,
    Repr,
    Ascii,
}

/// Containers nested deeper than this are written in Python.
const DEPTH: u32 = 4;
/// Integers of more limbs than this have their digits made in scratch memory.
const LIMBS_ON_STACK: usize = 4;
/// Digits of such an integer in base 2.
const DIGITS_ON_STACK: usize = LIMBS_ON_STACK * 32 + 1;

/// The digits of an integer's magnitude.
pub struct Digits {
    small: [u8; DIGITS_ON_STACK],
    /// Where digits too many for `small` stand.
    large: Option<Ref>,
    start: usize,
}

impl Digits {
    /// The ASCII digits.
    #[must_use]
    pub fn get<'a>(&'a self, view: View<'a>) -> &'a [u8] {
        let all = match self.large {
            Some(r) => view.bytes(r, 0),
            None => &self.small,
        };
        all.get(self.start..).unwrap_or(&[])
    }
}

/// The digits of an integer that fits the stack; `None` for a larger one.
fn digits_on_stack(view: View, n: Number, base: u32) -> Option<Digits> {
    let mut made = Digits {
        small: [0; DIGITS_ON_STACK],
        large: None,
        start: 0,
    };
    made.start = match n {
        Number::Int(n) => radix::digits_u64(n.unsigned_abs().into(), base, &mut made.small),
        _ => {
            let mut buffer = [0; 2];
            let limbs = n.lend(view, &mut buffer).limbs;
            let mut work = [0u32; LIMBS_ON_STACK];
            work.get_mut(..limbs.len())?.copy_from_slice(limbs);
            radix::digits(&mut work, base, &mut made.small)
        }
    };
    Some(made)
}

/// The digits of an integer.
///
/// # Errors
/// [`Stop`].
pub fn digits(vm: &mut Vm, n: Number, base: u32) -> Result<Digits, Stop> {
    let view = vm.heap.view();
    if let Some(digits) = digits_on_stack(view, n, base) {
        return Ok(digits);
    }
    let limbs = n.limb_count(view);
    let room = radix::digits_max(limbs * 32, base).next_multiple_of(4);
    let work = vm
        .heap
        .alloc_unset(2 + limbs as u32, Kind::Buffer, FLAG_RAW)?;
    // The limbs are used up by the division, so they are copied; the digits are made in front of the copy.
    let out = vm
        .heap
        .alloc_unset(2 + (room / 4 + limbs) as u32, Kind::Buffer, FLAG_RAW)?;
    if let Number::Big(r) = n {
        vm.heap.copy_words(r, 0, work, 0, limbs as u32);
    }
    let start = {
        let mut copy = Limbs {
            vm,
            work,
            out,
            room,
        };
        copy.digits(base)
    };
    vm.heap.release(work);
    vm.heap.shrink(out, 2 + (room / 4) as u32);
    Ok(Digits {
        small: [0; DIGITS_ON_STACK],
        large: Some(out),
        start,
    })
}

/// Limbs that are divided away in one block while their digits go to another.
struct Limbs<'a> {
    vm: &'a mut Vm,
    work: Ref,
    out: Ref,
    room: usize,
}

impl Limbs<'_> {
    fn digits(&mut self, base: u32) -> usize {
        let words = self.room / 4;
        let (body, view) = self.vm.heap.apart(self.out, 0);
        let (text, limbs) = body.split_at_mut(words);
        limbs.copy_from_slice(view.body(self.work));
        // A word takes its four digits in the order of bytes in memory.
        let mut bytes = Packed { words: text };
        bytes.fill(limbs, base)
    }
}

/// Words written as bytes, little-endian.
struct Packed<'a> {
    words: &'a mut [u32],
}

impl Packed<'_> {
    fn put(&mut self, at: usize, byte: u8) {
        if let Some(word) = self.words.get_mut(at / 4) {
            let mut bytes = word.to_ne_bytes();
            if let Some(slot) = bytes.get_mut(at % 4) {
                *slot = byte;
            }
            *word = u32::from_ne_bytes(bytes);
        }
    }

    fn fill(&mut self, limbs: &mut [u32], base: u32) -> usize {
        let mut at = self.words.len() * 4;
        radix::each_digit(limbs, base, &mut |digit| {
            at -= 1;
            self.put(at, digit);
        });
        at
    }
}

/// Writes a value, or as much as comes before what only Python can write, and says whether it is all.
pub fn write(view: View, v: Value, mode: Mode, sink: &mut dyn Sink) -> bool {
    at_depth(view, v, mode, DEPTH, sink)
}

fn singleton(v: Value) -> Option<&'static [u8]> {
    Some(match v {
        Value::NONE => b"None",
        Value::TRUE => b"True",
        Value::FALSE => b"False",
        Value::ELLIPSIS => b"Ellipsis",
        Value::NOT_IMPLEMENTED => b"NotImplemented",
        _ => return None,
    })
}

fn at_depth(view: View, v: Value, mode: Mode, depth: u32, sink: &mut dyn Sink) -> bool {
    if let Some(text) = singleton(v) {
        sink.put(text);
        return true;
    }
    match Number::of(view, v) {
        Some(Number::Float(x)) => {
            number::repr_float(x, sink);
            return true;
        }
        Some(n) => {
            let negative = match n {
                Number::Int(n) => n < 0,
                Number::Big(r) => view.flags(r) & FLAG_NEGATIVE != 0,
                Number::Float(_) => false,
            };
            let Some(digits) = digits_on_stack(view, n, 10) else {
                return false;
            };
            if negative {
                sink.put(b"-");
            }
            sink.put(digits.get(view));
            return true;
        }
        None => {}
    }
    match v.as_ref() {
        Some(r) => object(view, r, mode, depth, sink),
        None => immediate(v, mode, sink),
    }
}

fn immediate(v: Value, mode: Mode, sink: &mut dyn Sink) -> bool {
    if let Some(number) = v.payload_of(Tag::Exception) {
        let Some(name) = NAMES.get(usize::from(number)) else {
            return false;
        };
        let message = exception::message_of(v);
        if exception::is_class(v) {
            for part in ["<class '", name, "'>"] {
                sink.put(part.as_bytes());
            }
        } else if mode == Mode::Str {
            sink.put(message.unwrap_or("").as_bytes());
        } else {
            sink.put(name.as_bytes());
            sink.put(b"(");
            if let Some(text) = message {
                quote::text(text.as_bytes(), false, sink);
            }
            sink.put(b")");
        }
        return true;
    }
    if let Some(number) = v.payload_of(Tag::Type) {
        let name = Kind::from_number(number as u8).map_or("object", Kind::type_name);
        for part in ["<class '", name, "'>"] {
            sink.put(part.as_bytes());
        }
        return true;
    }
    if let Some(id) = v.payload_of(Tag::Native) {
        sink.put(b"<built-in function ");
        sink.put(
            bytecode::natives::find(id)
                .map_or("?", |row| row.name)
                .as_bytes(),
        );
        sink.put(b">");
        return true;
    }
    if let Some(id) = v.payload_of(Tag::Function) {
        address("function", id.into(), sink);
        return true;
    }
    sink.put(b"<?>");
    true
}

/// A number in decimal digits.
pub fn write_number(n: u32, sink: &mut dyn Sink) {
    let mut text = [0; 16];
    let at = radix::digits_u64(n.into(), 10, &mut text);
    sink.put(text.get(at..).unwrap_or(&[]));
}

/// A number in hexadecimal digits.
pub fn write_hex(n: u32, sink: &mut dyn Sink) {
    let mut text = [0; 16];
    let at = radix::digits_u64(n.into(), 16, &mut text);
    sink.put(text.get(at..).unwrap_or(&[]));
}

/// `<what at 0x…>`
pub fn address(what: &str, place: u32, sink: &mut dyn Sink) {
    sink.put(b"<");
    sink.put(what.as_bytes());
    sink.put(b" at 0x");
    write_hex(place, sink);
    sink.put(b">");
}

/// Items between brackets.
struct Around<'a> {
    open: &'a [u8],
    close: &'a [u8],
    mode: Mode,
    depth: u32,
}

impl Around<'_> {
    fn write(
        &self,
        view: View,
        items: impl Iterator<Item = (Value, Option<Value>)>,
        sink: &mut dyn Sink,
    ) -> bool {
        if self.depth == 0 {
            return false;
        }
        let mode = if self.mode == Mode::Ascii {
            Mode::Ascii
        } else {
            Mode::Repr
        };
        sink.put(self.open);
        for (i, (key, value)) in items.enumerate() {
            if i != 0 {
                sink.put(b", ");
            }
            if !at_depth(view, key, mode, self.depth - 1, sink) {
                return false;
            }
            if let Some(value) = value {
                sink.put(b": ");
                if !at_depth(view, value, mode, self.depth - 1, sink) {
                    return false;
                }
            }
        }
        sink.put(self.close);
        true
    }
}

fn object(view: View, r: Ref, mode: Mode, depth: u32, sink: &mut dyn Sink) -> bool {
    let kind = view.kind(r);
    let around = |open: &'static [u8], close: &'static [u8]| Around {
        open,
        close,
        mode,
        depth,
    };
    let words = |r| {
        list::items(view, r)
            .iter()
            .map(|&w| (Value::from_word(w), None))
    };
    match kind {
        Kind::Str if mode == Mode::Str => sink.put(str::read(view, r)),
        Kind::Str => quote::text(str::read(view, r), mode == Mode::Ascii, sink),
        Kind::Bytes => quote::bytes(bytes::of_ref(view, r), sink),
        Kind::ByteArray => {
            sink.put(b"bytearray(");
            quote::bytes(bytes::of_ref(view, r), sink);
            sink.put(b")");
        }
        Kind::Shorts | Kind::ShortArray => {
            sink.put(kind.type_name().as_bytes());
            let items = bytes::shorts(view, r)
                .iter()
                .map(|&h| (Value::count(h.into()), None));
            return around(b"([", b"])").write(view, items, sink);
        }
        Kind::List => return around(b"[", b"]").write(view, words(r), sink),
        Kind::Tuple => {
            let close: &[u8] = if list::items(view, r).len() == 1 {
                b",)"
            } else {
                b")"
            };
            return around(b"(", close).write(view, words(r), sink);
        }
        Kind::Dict => {
            let items = entries::all(view, r).map(|(_, k, v)| (k, Some(v)));
            return around(b"{", b"}").write(view, items, sink);
        }
        Kind::Set | Kind::FrozenSet => return set(view, r, kind, &around, sink),
        Kind::DictView => return dict_view(view, r, &around, sink),
        Kind::Range | Kind::Slice => return three(view, r, kind, depth, sink),
        Kind::Exception => return exception_object(view, r, mode, depth, sink),
        Kind::Instance | Kind::Class | Kind::Method | Kind::BigInt => return false,
        _ => address(kind.type_name(), r.offset(), sink),
    }
    true
}

type Brackets<'a> = dyn Fn(&'static [u8], &'static [u8]) -> Around<'static> + 'a;

fn set(view: View, r: Ref, kind: Kind, around: &Brackets, sink: &mut dyn Sink) -> bool {
    if entries::len(view, r) == 0 {
        sink.put(kind.type_name().as_bytes());
        sink.put(b"()");
        return true;
    }
    let items = entries::all(view, r).map(|(_, k, _)| (k, None));
    if kind == Kind::Set {
        around(b"{", b"}").write(view, items, sink)
    } else {
        around(b"frozenset({", b"})").write(view, items, sink)
    }
}

fn dict_view(view: View, r: Ref, around: &Brackets, sink: &mut dyn Sink) -> bool {
    let Some((dict, seen)) = view::parts(view, r) else {
        return false;
    };
    let all = entries::all(view, dict);
    match seen {
        view::Seen::Keys => {
            around(b"dict_keys([", b"])").write(view, all.map(|(_, k, _)| (k, None)), sink)
        }
        view::Seen::Values => {
            around(b"dict_values([", b"])").write(view, all.map(|(_, _, v)| (v, None)), sink)
        }
        view::Seen::Items => {
            sink.put(b"dict_items([");
            let pair = around(b"(", b")");
            if pair.depth == 0 {
                return false;
            }
            for (i, (_, k, v)) in all.enumerate() {
                sink.put(if i == 0 { b"" } else { b", " });
                let pair = [(k, None), (v, None)];
                if !around(b"(", b")").write(view, pair.into_iter(), sink) {
                    return false;
                }
            }
            sink.put(b"])");
            true
        }
    }
}

fn three(view: View, r: Ref, kind: Kind, depth: u32, sink: &mut dyn Sink) -> bool {
    if kind == Kind::Range && range::parts(view, r).2 == 1 {
        let around = Around {
            open: b"range(",
            close: b")",
            mode: Mode::Repr,
            depth,
        };
        return around.write(
            view,
            [0, 1].map(|i| (view.value(r, i), None)).into_iter(),
            sink,
        );
    }
    sink.put(kind.type_name().as_bytes());
    let around = Around {
        open: b"(",
        close: b")",
        mode: Mode::Repr,
        depth,
    };
    around.write(
        view,
        [0, 1, 2].map(|i| (view.value(r, i), None)).into_iter(),
        sink,
    )
}

fn exception_object(view: View, r: Ref, mode: Mode, depth: u32, sink: &mut dyn Sink) -> bool {
    let number = view.word(r, body::INDEX) & 0xffff;
    let args = view
        .reference(r, body::ARGS)
        .map_or(&[][..], |t| list::items(view, t));
    if mode == Mode::Str {
        return match *args {
            [] => true,
            [one] if number == u32::from(index::KeyError) => {
                at_depth(view, Value::from_word(one), Mode::Repr, depth, sink)
            }
            [one] => at_depth(view, Value::from_word(one), Mode::Str, depth, sink),
            _ => view
                .reference(r, body::ARGS)
                .is_some_and(|t| at_depth(view, t.value(), Mode::Repr, depth, sink)),
        };
    }
    let Some(name) = NAMES.get(number as usize) else {
        return false;
    };
    sink.put(name.as_bytes());
    let around = Around {
        open: b"(",
        close: b")",
        mode,
        depth,
    };
    around.write(
        view,
        args.iter().map(|&w| (Value::from_word(w), None)),
        sink,
    )
}

/// The text of a value.
///
/// # Errors
/// [`Stop`]; what Python must write delegates to `to_str` or `to_repr`.
pub fn text(vm: &mut Vm, v: Value, mode: Mode) -> Result<Value, Stop> {
    if mode == Mode::Str && vm.heap.as_kind(v, Kind::Str).is_some() {
        return Ok(v);
    }
    if let Some(n @ Number::Big(r)) = Number::of(vm.heap.view(), v) {
        let digits = digits(vm, n, 10)?;
        return Ok(str::build(&mut vm.heap, &|view, sink| {
            if view.flags(r) & FLAG_NEGATIVE != 0 {
                sink.put(b"-");
            }
            sink.put(digits.get(view));
        })?);
    }
    let mut counter = Counter::default();
    if !write(vm.heap.view(), v, mode, &mut counter) {
        return Err(Stop::Delegate(if mode == Mode::Str {
            code::to_str
        } else {
            code::to_repr
        }));
    }
    let r = str::reserve(&mut vm.heap, counter.bytes, counter.chars)?;
    let (out, view) = vm.heap.apart_bytes(r, 1);
    write(view, v, mode, &mut Buffer::new(out));
    Ok(r.value())
}

fn bad_spec(vm: &Vm) -> Stop {
    vm.raise_message(index::ValueError, Message::BadFormat)
}

/// `format(v, spec)`; `spec` is text or `MISSING`.
///
/// # Errors
/// [`Stop`]; an instance delegates to `to_format`.
pub fn format(vm: &mut Vm, v: Value, spec_text: Value) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let python = view.kind_of(v) == Some(Kind::Instance);
    if python {
        return Err(Stop::Delegate(code::to_format));
    }
    let spec = match str::of(view, spec_text) {
        None if spec_text != Value::MISSING => {
            return Err(vm.raise_message(index::TypeError, Message::NotText));
        }
        None | Some([]) => return text(vm, v, Mode::Str),
        Some(text) => Spec::parse(text).map_err(|_| bad_spec(vm))?,
    };
    if let Some(r) = view.as_kind(v, Kind::Str) {
        let spec = spec.for_text().map_err(|_| bad_spec(vm))?;
        return Ok(str::build(&mut vm.heap, &|view, sink| {
            spec::text(&spec, str::read(view, r), sink);
        })?);
    }
    match Number::of(view, v) {
        Some(_) if v.as_bool().is_some() && spec.kind == b's' => {
            let spec = spec.for_text().map_err(|_| bad_spec(vm))?;
            let name: &[u8] = if v == Value::TRUE { b"True" } else { b"False" };
            Ok(str::build(&mut vm.heap, &|_, sink| {
                spec::text(&spec, name, sink)
            })?)
        }
        Some(n) => format_number(vm, n, spec),
        None => Err(vm.raise_message(index::TypeError, Message::BadFormat)),
    }
}

fn format_number(vm: &mut Vm, n: Number, spec: Spec) -> Result<Value, Stop> {
    if let Number::Float(x) = n {
        let spec = spec.for_float().map_err(|_| bad_spec(vm))?;
        return Ok(str::build(&mut vm.heap, &|_, sink| {
            number::float(&spec, x, sink)
        })?);
    }
    if spec.wants_float() {
        let Some(x) = n.to_f64(vm.heap.view()) else {
            return Err(vm.raise_message(index::OverflowError, Message::IntTooLarge));
        };
        return format_number(vm, Number::Float(x), spec);
    }
    let mut spec = spec.for_int().map_err(|_| bad_spec(vm))?;
    if spec.kind == b'c' {
        let Some(c) = (match n {
            Number::Int(n) => u32::try_from(n).ok().and_then(char::from_u32),
            _ => None,
        }) else {
            return Err(vm.raise_message(index::OverflowError, Message::CharRange));
        };
        spec.kind = b's';
        return Ok(str::build(&mut vm.heap, &|_, sink| {
            spec::text(&spec, c.encode_utf8(&mut [0; 4]).as_bytes(), sink);
        })?);
    }
    let negative = n.lend(vm.heap.view(), &mut [0; 2]).negative;
    let digits = digits(vm, n, spec.base())?;
    Ok(str::build(&mut vm.heap, &|view, sink| {
        number::integer(&spec, negative, digits.get(view), 0, sink);
    })?)
}

/// A formatted value of an f-string: `conversion` 0 none, 1 str, 2 repr, 3 ascii first.
///
/// # Errors
/// [`Stop`]; what is Python's delegates to `to_format`, `to_str` or `to_repr`, as the conversion says.
pub fn convert(vm: &mut Vm, v: Value, conversion: u8) -> Result<Value, Stop> {
    match conversion {
        0 => Ok(v),
        1 => text(vm, v, Mode::Str),
        2 => text(vm, v, Mode::Repr),
        _ => text(vm, v, Mode::Ascii),
    }
}
