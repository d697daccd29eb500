//! Values as text: `str`, `repr` and `ascii` of built-in kinds.

use super::int::Number;
use super::{bytes, digits, entries, list, range, str, view};
use crate::exception::{self, body};
use crate::heap::View;
use crate::native::Stop;
use crate::number::radix;
use crate::text::{Buffer, Counter, Sink, number, quote};
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
            let Some(digits) = digits::on_stack(view, n, 10) else {
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
        let digits = digits::of(vm, n, 10)?;
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
