//! Built-in functions on numbers, text and containers.

use super::lists::integer;
use super::numbers::{int_arg, new_float_value, round_float, round_int, round_places};
use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::natives;
use crate::object::int::{self, Number};
use crate::object::ops::{self, Binary, Unary};
use crate::object::show::{self, Mode};
use crate::object::{arith, bytes, float, hash, iter, list, str};
use crate::text::utf8;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

natives! { ROWS: abs all any ascii bin chr divmod enumerate filter format hash hex id iter len map next oct ord pow repr
reversed round sum zip }

fn is_instance(vm: &Vm, v: Value) -> bool {
    vm.heap.as_kind(v, Kind::Instance).is_some()
}

/// `TypeError`, or the prelude's function if the value is an instance.
fn delegate_or(vm: &Vm, v: Value, python: u16, message: Message) -> Stop {
    if is_instance(vm, v) {
        Stop::Delegate(python)
    } else {
        vm.raise_message(index::TypeError, message)
    }
}

fn abs(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let v = args.get(0);
    let view = vm.heap.view();
    match Number::of(view, v) {
        Some(Number::Float(x)) => new_float_value(vm, libm::fabs(x)),
        Some(n) if n.lend(view, &mut [0; 2]).negative => ops::unary(vm, Unary::Negative, v),
        Some(_) => ops::unary(vm, Unary::Positive, v),
        None => Err(delegate_or(vm, v, code::abs_of, Message::BadOperand)),
    }
}

/// An iterator that goes over the items of an iterable without moving an iterator of the program, and that one.
fn aside(vm: &mut Vm, v: Value, python: u16) -> Result<(Ref, Option<Ref>), Stop> {
    if matches!(
        vm.heap.view().kind_of(v),
        Some(Kind::Instance | Kind::Generator)
    ) {
        return Err(Stop::Delegate(python));
    }
    let iterator = iter::over(vm, v, python)?.as_ref().ok_or(Stop::HeapFull)?;
    if iterator.value() == v {
        Ok((iter::duplicate(&mut vm.heap, iterator)?, Some(iterator)))
    } else {
        Ok((iterator, None))
    }
}

/// Whether some item's truth is `wanted`; the program's own iterator is left behind it.
fn search(vm: &mut Vm, v: Value, wanted: bool, python: u16) -> Result<bool, Stop> {
    let (iterator, own) = aside(vm, v, python)?;
    let mut steps = 0u32;
    let mut found = false;
    while !found && let Some(item) = iter::next(vm, iterator)? {
        steps += 1;
        found = match ops::truth(vm, item) {
            Err(Stop::Delegate(_)) => return Err(Stop::Delegate(python)),
            truth => truth? == wanted,
        };
    }
    if let Some(own) = own {
        (0..steps).for_each(|_| iter::advance(&mut vm.heap, own));
    }
    Ok(found)
}

fn all(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok((!search(vm, args.get(0), false, code::all_of)?).into())
}

fn any(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(search(vm, args.get(0), true, code::any_of)?.into())
}

fn sum(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let start = args.get(1);
    if str::of(vm.heap.view(), start).is_some() {
        return Err(vm.raise_message(index::TypeError, Message::SumOfText));
    }
    let (iterator, own) = aside(vm, args.get(0), code::sum_of)?;
    let mut total = if start == Value::MISSING {
        Value::ZERO
    } else {
        start
    };
    while let Some(item) = iter::next(vm, iterator)? {
        total = match ops::binary(vm, Binary::Add, total, item) {
            Err(Stop::Delegate(_)) => return Err(Stop::Delegate(code::sum_of)),
            total => total?,
        };
    }
    if let Some(own) = own {
        iter::exhaust(&mut vm.heap, own);
    }
    Ok(total)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    show::text(vm, args.get(0), Mode::Repr)
}

fn ascii(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    show::text(vm, args.get(0), Mode::Ascii)
}

fn format(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    crate::object::format::format(vm, args.get(0), args.get(1))
}

/// The digits of an integer behind a prefix.
fn in_base(vm: &mut Vm, v: Value, base: u32, prefix: &'static [u8]) -> Result<Value, Stop> {
    if is_instance(vm, v) {
        return Err(Stop::Delegate(match base {
            2 => code::bin_of,
            8 => code::oct_of,
            _ => code::hex_of,
        }));
    }
    let n = int_arg(vm, v)?;
    let negative = n.lend(vm.heap.view(), &mut [0; 2]).negative;
    let digits = crate::object::digits::of(vm, n, base)?;
    Ok(str::build(&mut vm.heap, &|view, sink| {
        if negative {
            sink.put(b"-");
        }
        sink.put(prefix);
        sink.put(digits.get(view));
    })?)
}

fn bin(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    in_base(vm, args.get(0), 2, b"0b")
}

fn oct(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    in_base(vm, args.get(0), 8, b"0o")
}

fn hex(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    // Zerynth's second argument is the prefix, a text.
    let prefix = args.get(1);
    if prefix == Value::MISSING {
        return in_base(vm, args.get(0), 16, b"0x");
    }
    if str::of(vm.heap.view(), prefix).is_none() {
        return Err(super::text::not_text(vm));
    }
    let digits = in_base(vm, args.get(0), 16, b"")?;
    ops::binary(vm, Binary::Add, prefix, digits)
}

fn chr(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let n = integer(vm, args.get(0))?;
    match u32::try_from(n).ok().and_then(char::from_u32) {
        Some(c) => Ok(str::from_char(&mut vm.heap, c)?),
        None if i32::try_from(n).is_err() => {
            Err(vm.raise_message(index::OverflowError, Message::CharRange))
        }
        None => Err(vm.raise_message(index::ValueError, Message::CharRange)),
    }
}

fn ord(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let v = args.get(0);
    if let Some(text) = str::of(view, v) {
        let mut chars = utf8::chars(text);
        if let (Some(c), None) = (chars.next(), chars.next()) {
            return Ok(Value::count(c as u32));
        }
    }
    match bytes::of(view, v) {
        Some(&[byte]) => Ok(Value::count(byte.into())),
        _ => Err(vm.raise_message(index::TypeError, Message::OneCharacter)),
    }
}

fn numbers(vm: &Vm, args: Args<'_>, python: u16) -> Result<(Number, Number), Stop> {
    let view = vm.heap.view();
    match (Number::of(view, args.get(0)), Number::of(view, args.get(1))) {
        (Some(a), Some(b)) => Ok((a, b)),
        _ if is_instance(vm, args.get(0)) || is_instance(vm, args.get(1)) => {
            Err(Stop::Delegate(python))
        }
        _ => Err(arith::unsupported(vm)),
    }
}

fn divmod(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (a, b) = numbers(vm, args, code::divmod_of)?;
    if a.is_int()
        && b.is_int()
        && !matches!(b, Number::Int(0))
        && !matches!((a, b), (Number::Int(_), Number::Int(_)))
    {
        let (quotient, rest) = arith::divmod(vm, a, b)?;
        return Ok(list::tuple(&mut vm.heap, &[quotient, rest])?);
    }
    let quotient = arith::binary(vm, Binary::FloorDiv, a, b)?;
    let rest = arith::binary(vm, Binary::Modulo, a, b)?;
    Ok(list::tuple(&mut vm.heap, &[quotient, rest])?)
}

fn pow(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (a, b) = numbers(vm, args, code::pow_of)?;
    let modulus = args.get(2);
    if modulus == Value::MISSING || modulus == Value::NONE {
        return arith::binary(vm, Binary::Power, a, b);
    }
    let m = int_arg(vm, modulus)?;
    if !a.is_int() || !b.is_int() {
        return Err(arith::unsupported(vm));
    }
    arith::power_modulo(vm, a, b, m)
}

fn round(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let v = args.get(0);
    let number = Number::of(vm.heap.view(), v);
    let number = number.ok_or_else(|| delegate_or(vm, v, code::round_of, Message::NeedsNumber))?;
    let places = match args.get(1) {
        Value::MISSING | Value::NONE => None,
        places => Some(integer(vm, places)?),
    };
    match (number, places) {
        (Number::Float(x), None) => round_float(vm, x),
        (Number::Float(x), Some(places)) => {
            let rounded = round_places(x, places);
            if rounded.is_infinite() && x.is_finite() {
                return Err(vm.raise_message(index::OverflowError, Message::ResultTooLarge));
            }
            Ok(float::new(&mut vm.heap, rounded)?)
        }
        (_, Some(places)) if places < 0 => round_int(vm, v, places),
        _ => ops::unary(vm, Unary::Positive, v),
    }
}

fn len(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    ops::length(vm, args.get(0))
}

fn id(_: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(Value::count(hash::identity(args.get(0)) as u32))
}

fn hash(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    match hash::of(vm.heap.view(), args.get(0)) {
        Ok(n) => Ok(int::from_i64(&mut vm.heap, n)?),
        Err(hash::NoHash::Python) => Err(Stop::Delegate(code::to_hash)),
        Err(hash::NoHash::Unhashable) => {
            Err(vm.raise_message(index::TypeError, Message::Unhashable))
        }
    }
}

fn iter(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    if args.get(1) != Value::MISSING {
        return Err(Stop::Delegate(code::call_iterator));
    }
    iter::over(vm, args.get(0), code::iter_object)
}

fn next(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let v = args.get(0);
    match v.as_ref().map(|r| (r, vm.heap.kind(r))) {
        Some((r, Kind::Iterator)) => match iter::next(vm, r)? {
            Some(item) => Ok(item),
            None if args.get(1) == Value::MISSING => Err(vm.raise(index::StopIteration)),
            None => Ok(args.get(1)),
        },
        Some((_, Kind::Generator)) if args.get(1) == Value::MISSING => Err(Stop::Resume(v)),
        Some((_, Kind::Generator | Kind::Instance)) => Err(Stop::Delegate(code::next_object)),
        _ => Err(vm.raise_message(index::TypeError, Message::NotAnIterator)),
    }
}

fn enumerate(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let start = if args.get(1) == Value::MISSING {
        Value::ZERO
    } else {
        args.get(1)
    };
    if !start.is_small_int() || !iter::is_native(vm.heap.view(), args.get(0)) {
        return Err(Stop::Delegate(code::enumerate_iterator));
    }
    iter::enumerate(vm, args.get(0), start)
}

fn zip(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let view = vm.heap.view();
    if !args.iter().all(|v| iter::is_native(view, v)) {
        return Err(Stop::Delegate(code::zip_iterator));
    }
    iter::zip(vm, args)
}

fn map(_: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    Err(Stop::Delegate(code::map_iterator))
}

fn filter(_: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    Err(Stop::Delegate(code::filter_iterator))
}

fn reversed(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let v = args.get(0);
    match iter::reversed(vm, v)? {
        Some(iterator) => Ok(iterator),
        None => Err(delegate_or(
            vm,
            v,
            code::reversed_of,
            Message::NotReversible,
        )),
    }
}
