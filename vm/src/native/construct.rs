//! The constructors of built-in types.

use super::lists::integer;
use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::natives;
use crate::number::integer::Shape;
use crate::number::{parse, radix};
use crate::object::int::{self, Number};
use crate::object::ops::{self, Unary};
use crate::object::show::{self, Mode};
use crate::object::{assign, build, bytes, entries, float, list, range, slice, str};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

natives! { ROWS: new_int new_float new_bool new_str new_bytes new_bytearray new_shorts new_shortarray new_list new_tuple
new_range new_set new_frozenset new_slice }

fn is_instance(vm: &Vm, v: Value) -> bool {
    vm.heap.as_kind(v, Kind::Instance).is_some()
}

/// The text of a number, as str or bytes.
fn text_of(vm: &Vm, v: Value) -> Option<Ref> {
    let r = v.as_ref()?;
    matches!(vm.heap.kind(r), Kind::Str | Kind::Bytes | Kind::ByteArray).then_some(r)
}

fn read<'a>(view: crate::heap::View<'a>, r: Ref) -> &'a [u8] {
    match view.kind(r) {
        Kind::Str => str::read(view, r),
        _ => bytes::of_ref(view, r),
    }
}

fn new_int(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let v = args.get(0);
    if v == Value::MISSING {
        return Ok(Value::ZERO);
    }
    if let Some(r) = text_of(vm, v) {
        let base = if args.get(1) == Value::MISSING {
            10
        } else {
            integer(vm, args.get(1))?
        };
        if base != 0 && !(2..=36).contains(&base) {
            return Err(vm.raise_message(index::ValueError, Message::BadBase));
        }
        return parse_int(vm, r, base as u32);
    }
    if is_instance(vm, v) {
        return Err(Stop::Delegate(code::to_int));
    }
    if args.get(1) != Value::MISSING {
        return Err(vm.raise_message(index::TypeError, Message::BaseNeedsText));
    }
    match Number::of(vm.heap.view(), v) {
        Some(Number::Float(x)) => int::from_f64(vm, x),
        Some(_) => ops::unary(vm, Unary::Positive, v),
        None => Err(vm.raise_message(index::TypeError, Message::NeedsNumber)),
    }
}

fn parse_int(vm: &mut Vm, r: Ref, base: u32) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let Some(text) = parse::int(read(view, r), base) else {
        let shown = show::text(vm, r.value(), Mode::Repr)?;
        let base = Value::count(base);
        let _ = base;
        return Err(invalid(
            vm,
            "invalid literal for int() with base ",
            shown,
            Some(base),
        ));
    };
    let room = radix::limbs_max(text.digits.len(), text.base);
    if room > 2 * crate::number::integer::LIMBS_MAX {
        return Err(vm.raise(index::OverflowError));
    }
    int::compute(vm, room, &mut |out, view| {
        let Some(text) = parse::int(read(view, r), base) else {
            return Shape {
                negative: false,
                len: 0,
            };
        };
        let len = radix::value(text.digits, text.base, out);
        Shape {
            negative: text.negative && len != 0,
            len,
        }
    })
}

/// `ValueError` with a text made of what was wrong, as CPython words it.
fn invalid(vm: &mut Vm, what: &str, shown: Value, base: Option<Value>) -> Stop {
    let made = str::build(&mut vm.heap, &|view, sink| {
        sink.put(what.as_bytes());
        if let Some(base) = base {
            show::write(view, base, Mode::Str, sink);
            sink.put(b": ");
        }
        sink.put(str::of(view, shown).unwrap_or(b""));
    });
    match made {
        Ok(text) => vm.raise_value(index::ValueError, text),
        Err(full) => full.into(),
    }
}

fn new_float(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let v = args.get(0);
    if v == Value::MISSING {
        return Ok(float::new(&mut vm.heap, 0.0)?);
    }
    if let Some(r) = text_of(vm, v) {
        return match parse::float(read(vm.heap.view(), r)) {
            Some(x) => Ok(float::new(&mut vm.heap, x)?),
            None => {
                let shown = show::text(vm, v, Mode::Repr)?;
                Err(invalid(
                    vm,
                    "could not convert string to float: ",
                    shown,
                    None,
                ))
            }
        };
    }
    let view = vm.heap.view();
    match Number::of(view, v) {
        Some(Number::Float(_)) => Ok(v),
        Some(n) => match n.to_f64(view) {
            Some(x) => Ok(float::new(&mut vm.heap, x)?),
            None => Err(vm.raise_message(index::OverflowError, Message::IntTooLarge)),
        },
        None if is_instance(vm, v) => Err(Stop::Delegate(code::to_float)),
        None => Err(vm.raise_message(index::TypeError, Message::NeedsNumber)),
    }
}

fn new_bool(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    if args.get(0) == Value::MISSING {
        return Ok(Value::FALSE);
    }
    Ok(ops::truth(vm, args.get(0))?.into())
}

fn new_str(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let v = args.get(0);
    if v == Value::MISSING {
        return Ok(str::new(&mut vm.heap, b"")?);
    }
    if args.get(1) == Value::MISSING && args.get(2) == Value::MISSING {
        return show::text(vm, v, Mode::Str);
    }
    match v
        .as_ref()
        .filter(|&r| matches!(vm.heap.kind(r), Kind::Bytes | Kind::ByteArray))
    {
        Some(r) => super::bytes::decode(vm, r, args.get(1), args.get(2)),
        None => Err(vm.raise_message(index::TypeError, Message::NotBytes)),
    }
}

/// Bytes of the kind from nothing, a count, a text with its encoding, bytes or an iterable of integers.
fn new_bytes_of(vm: &mut Vm, args: Args<'_>, kind: Kind, python: u16) -> Result<Value, Stop> {
    let v = args.get(0);
    let view = vm.heap.view();
    if v == Value::MISSING {
        return Ok(bytes::new(&mut vm.heap, kind, &[])?);
    }
    if let Some(r) = view.as_kind(v, Kind::Str) {
        if args.get(1) == Value::MISSING {
            return Err(vm.raise_message(index::TypeError, Message::NoEncoding));
        }
        let encoding = super::encoding::encoding(vm, args.get(1))?;
        let made = super::encoding::encode(vm, r, encoding)?;
        return as_kind(vm, made, kind);
    }
    if let Some(n) = int::clamped(view, v) {
        let n = usize::try_from(n)
            .map_err(|_| vm.raise_message(index::ValueError, Message::NegativeCount))?;
        let made = match kind {
            Kind::ByteArray => bytes::new_array(&mut vm.heap, kind, n)?,
            _ => bytes::reserve(&mut vm.heap, n)?,
        };
        return Ok(made.value());
    }
    if kind == Kind::Bytes && view.as_kind(v, kind).is_some() {
        return Ok(v);
    }
    if is_instance(vm, v) {
        return Err(Stop::Delegate(python));
    }
    let content = assign::array_content(vm, Kind::ByteArray, v, python)?;
    as_kind(vm, content.value(), kind)
}

/// New bytes as the kind that is wanted.
fn as_kind(vm: &mut Vm, v: Value, kind: Kind) -> Result<Value, Stop> {
    match v.as_ref() {
        Some(r) if kind == Kind::ByteArray => {
            let len = bytes::len(vm.heap.view(), r);
            Ok(bytes::part(&mut vm.heap, kind, r, 0, len)?)
        }
        _ => Ok(v),
    }
}

fn new_bytes(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    new_bytes_of(vm, args, Kind::Bytes, code::bytes_of)
}

fn new_bytearray(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    new_bytes_of(vm, args, Kind::ByteArray, code::bytearray_of)
}

/// Shorts of the kind from nothing, a count or an iterable of integers.
fn new_shorts_of(vm: &mut Vm, args: Args<'_>, kind: Kind, python: u16) -> Result<Value, Stop> {
    let v = args.get(0);
    let count = match int::clamped(vm.heap.view(), v) {
        Some(n) => usize::try_from(n)
            .map_err(|_| vm.raise_message(index::ValueError, Message::NegativeCount))?,
        None if v == Value::MISSING => 0,
        None => {
            let content = assign::array_content(vm, Kind::ShortArray, v, python)?;
            if kind == Kind::Shorts {
                return Ok(content.value());
            }
            let count = bytes::len(vm.heap.view(), content);
            let made = bytes::new_array(&mut vm.heap, kind, count)?;
            for i in 0..count {
                let item = bytes::shorts(vm.heap.view(), content)
                    .get(i)
                    .copied()
                    .unwrap_or(0);
                if let Some(slot) = bytes::shorts_mut(&mut vm.heap, made).get_mut(i) {
                    *slot = item;
                }
            }
            return Ok(made.value());
        }
    };
    let made = match kind {
        Kind::ShortArray => bytes::new_array(&mut vm.heap, kind, count)?,
        _ => bytes::reserve_shorts(&mut vm.heap, count)?,
    };
    Ok(made.value())
}

fn new_shorts(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    new_shorts_of(vm, args, Kind::Shorts, code::shorts_of)
}

fn new_shortarray(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    new_shorts_of(vm, args, Kind::ShortArray, code::shortarray_of)
}

fn new_list(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    if args.get(0) == Value::MISSING {
        return Ok(list::new(&mut vm.heap)?.value());
    }
    ops::to_list(vm, args.get(0))
}

fn new_tuple(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let v = args.get(0);
    if v == Value::MISSING {
        return Ok(list::tuple(&mut vm.heap, &[])?);
    }
    if vm.heap.as_kind(v, Kind::Tuple).is_some() {
        return Ok(v);
    }
    // Room for the tuple first: making the list may step the program's own iterator to its end.
    if let Some(iterator) = vm.heap.as_kind(v, Kind::Iterator) {
        let copy = crate::object::iter::duplicate(&mut vm.heap, iterator)?;
        let items = assign::collect(vm, copy.value(), code::tuple_of)?;
        let made = build::list_to_tuple(vm, items.value())?;
        crate::object::iter::exhaust(&mut vm.heap, iterator);
        return Ok(made);
    }
    let items = assign::collected(vm, v, code::tuple_of)?;
    build::list_to_tuple(vm, items.value())
}

fn new_range(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    if args.iter().any(|v| is_instance(vm, v)) {
        return Err(Stop::Delegate(code::range_of));
    }
    let mut parts = [0i64; 3];
    for (i, part) in parts.iter_mut().enumerate() {
        let v = args.get(i as u32);
        if v != Value::MISSING {
            let n = int::to_i64(vm.heap.view(), v);
            *part = n.ok_or_else(|| vm.raise_message(index::TypeError, Message::NotAnInteger))?;
        }
    }
    let [start, stop, step] = parts;
    let parts = match args.count() {
        1 => (0, start, 1),
        2 => (start, stop, 1),
        _ if step == 0 => return Err(vm.raise_message(index::ValueError, Message::ZeroRangeStep)),
        _ => (start, stop, step),
    };
    Ok(range::new(&mut vm.heap, parts)?)
}

fn new_set(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    build::new_set(vm, Kind::Set, args.get(0), code::set_of)
}

fn new_frozenset(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    if vm.heap.as_kind(args.get(0), Kind::FrozenSet).is_some() {
        return Ok(args.get(0));
    }
    if args.get(0) == Value::MISSING {
        return Ok(entries::new(&mut vm.heap, Kind::FrozenSet)?.value());
    }
    build::new_set(vm, Kind::FrozenSet, args.get(0), code::frozenset_of)
}

fn new_slice(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let part = |i| match args.get(i) {
        Value::MISSING => Value::NONE,
        v => v,
    };
    let parts = if args.count() == 1 {
        (Value::NONE, part(0), Value::NONE)
    } else {
        (part(0), part(1), part(2))
    };
    Ok(slice::new(&mut vm.heap, parts.0, parts.1, parts.2)?)
}
