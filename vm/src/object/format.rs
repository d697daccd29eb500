//! `format(value, specification)` of built-in kinds.

use super::digits;
use super::int::Number;
use super::show::{self, Mode};
use super::str;
use crate::exception::Message;
use crate::native::Stop;
use crate::text::spec::Spec;
use crate::text::{number, spec};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

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
        None | Some([]) => return show::text(vm, v, Mode::Str),
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
    let digits = digits::of(vm, n, spec.base())?;
    Ok(str::build(&mut vm.heap, &|view, sink| {
        number::integer(&spec, negative, digits.get(view), 0, sink);
    })?)
}
