//! `text % values`.

use super::int::Number;
use super::show::{self, Mode};
use super::{entries, list, str};
use crate::exception::Message;
use crate::heap::View;
use crate::native::Stop;
use crate::number::radix;
use crate::text::percent::{Amount, Conversion, Part, Parts};
use crate::text::{Buffer, Counter, Sink, number, spec};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::hash::fnv1a;
use bytecode::kind::Kind;
use bytecode::prelude::code;

/// Why a format cannot be followed.
enum Problem {
    Python,
    Raise(u16, Message),
    /// `KeyError` with the key at this place of the format.
    Key(usize, usize),
}

const fn type_error(message: Message) -> Problem {
    Problem::Raise(index::TypeError, message)
}

/// The values, and how far they are used up.
struct Values<'a> {
    view: View<'a>,
    args: Value,
    /// The items if the values are a tuple.
    items: Option<&'a [u32]>,
    used: usize,
}

impl<'a> Values<'a> {
    fn new(view: View<'a>, args: Value) -> Values<'a> {
        let items = view
            .as_kind(args, Kind::Tuple)
            .map(|t| list::items(view, t));
        Values {
            view,
            args,
            items,
            used: 0,
        }
    }

    fn next(&mut self) -> Result<Value, Problem> {
        let value = match self.items {
            Some(items) => items.get(self.used).map(|&w| Value::from_word(w)),
            None => (self.used == 0).then_some(self.args),
        };
        self.used += 1;
        value.ok_or(type_error(Message::NotEnoughFormat))
    }

    fn keyed(&self, key: &[u8], place: usize) -> Result<Value, Problem> {
        let Some(dict) = self.view.as_kind(self.args, Kind::Dict) else {
            return Err(type_error(Message::NeedsMapping));
        };
        let hash = fnv1a(key) & 0x7fff_ffff;
        let found = entries::find(self.view, dict, hash, &mut |candidate| {
            Ok::<bool, ()>(str::of(self.view, candidate) == Some(key))
        });
        let entry = found
            .ok()
            .flatten()
            .and_then(|e| entries::get(self.view, dict, e));
        entry.map(|(_, v)| v).ok_or(Problem::Key(place, key.len()))
    }

    fn amount(&mut self, amount: Amount) -> Result<Option<i64>, Problem> {
        match amount {
            Amount::None => Ok(None),
            Amount::Is(n) => Ok(Some(n.into())),
            Amount::Next => match self.next()?.as_small_int() {
                Some(n) => Ok(Some(n.into())),
                None => Err(type_error(Message::NotAnInteger)),
            },
        }
    }

    fn all_used(&self) -> bool {
        match self.items {
            Some(items) => self.used >= items.len(),
            // A single value that is a mapping, or anything with keys, need not be used.
            None => self.used > 0 || self.view.as_kind(self.args, Kind::Dict).is_some(),
        }
    }
}

/// One conversion with its value.
struct One<'a> {
    conversion: Conversion<'a>,
    value: Value,
    width: i64,
    precision: Option<u32>,
}

/// What takes one conversion, and where its text goes.
type Each<'a> = dyn FnMut(One, &mut dyn FnMut(&[u8])) -> Result<(), Problem> + 'a;

/// Follows a format; each conversion goes to `each`.
fn follow(
    view: View,
    format: &[u8],
    args: Value,
    literal: &mut dyn FnMut(&[u8]),
    each: &mut Each<'_>,
) -> Result<(), Problem> {
    let mut parts = Parts::of(format);
    let mut values = Values::new(view, args);
    loop {
        let part = parts
            .next()
            .map_err(|_| Problem::Raise(index::ValueError, Message::BadFormat))?;
        match part {
            None => break,
            Some(Part::Literal(text)) => literal(text),
            Some(Part::Conversion(conversion)) => {
                let keyed = match conversion.key {
                    Some(key) => {
                        let place = key.as_ptr().addr() - format.as_ptr().addr();
                        Some(values.keyed(key, place)?)
                    }
                    None => None,
                };
                let width = values.amount(conversion.width)?.unwrap_or(0);
                let precision = values
                    .amount(conversion.precision)?
                    .map(|p| p.max(0) as u32);
                let value = match keyed {
                    Some(value) => value,
                    None => values.next()?,
                };
                let one = One {
                    conversion,
                    value,
                    width,
                    precision,
                };
                each(one, literal)?;
            }
        }
    }
    if values.all_used() {
        Ok(())
    } else {
        Err(type_error(Message::UnusedFormat))
    }
}

const fn base_of(kind: u8) -> Option<u32> {
    match kind {
        b'd' | b'i' | b'u' => Some(10),
        b'o' => Some(8),
        b'x' | b'X' => Some(16),
        _ => None,
    }
}

/// Hands text on to a closure.
struct Through<'a>(&'a mut dyn FnMut(&[u8]));

impl Sink for Through<'_> {
    fn put(&mut self, bytes: &[u8]) {
        (self.0)(bytes);
    }
}

/// Writes one conversion; `large` are the digits of integers too large for the stack, in order.
fn write_one(
    view: View,
    one: &One,
    large: &mut dyn Iterator<Item = Value>,
    out: &mut dyn FnMut(&[u8]),
) -> Result<(), Problem> {
    let c = one.conversion;
    let sink = &mut Through(out);
    match c.kind {
        b's' | b'r' | b'a' => {
            let mode = match c.kind {
                b's' => Mode::Str,
                b'r' => Mode::Repr,
                _ => Mode::Ascii,
            };
            if one.precision.is_none() && one.width == 0 {
                return if show::write(view, one.value, mode, sink) {
                    Ok(())
                } else {
                    Err(Problem::Python)
                };
            }
            match str::of(view, one.value) {
                Some(text) if mode == Mode::Str => {
                    spec::text(&c.text(one.width, one.precision), text, sink);
                    Ok(())
                }
                _ => padded(view, one, mode, sink),
            }
        }
        b'c' => {
            let text = match (str::of(view, one.value), one.value.as_small_int()) {
                (Some(text), _) if crate::text::utf8::count(text) == 1 => text,
                (None, Some(n)) => {
                    let c = u32::try_from(n).ok().and_then(char::from_u32);
                    let c = c.ok_or(Problem::Raise(index::OverflowError, Message::CharRange))?;
                    let mut buffer = [0; 4];
                    let text = c.encode_utf8(&mut buffer).as_bytes();
                    spec::text(&one.conversion.text(one.width, None), text, sink);
                    return Ok(());
                }
                _ => return Err(type_error(Message::CharNeeded)),
            };
            spec::text(&c.text(one.width, None), text, sink);
            Ok(())
        }
        kind => {
            let number = Number::of(view, one.value).ok_or(type_error(Message::NeedsNumber))?;
            match base_of(kind) {
                Some(base) => integer(view, one, number, base, large, sink),
                None => {
                    let x = number
                        .to_f64(view)
                        .ok_or(Problem::Raise(index::OverflowError, Message::IntTooLarge))?;
                    number::float(&c.number(one.width, one.precision), x, sink);
                    Ok(())
                }
            }
        }
    }
}

/// A value's text cut and padded; cut text is found by counting what is let through.
fn padded(view: View, one: &One, mode: Mode, sink: &mut dyn Sink) -> Result<(), Problem> {
    let mut counter = Counter::default();
    if !show::write(view, one.value, mode, &mut counter) {
        return Err(Problem::Python);
    }
    let shown = one
        .precision
        .map_or(counter.chars, |p| counter.chars.min(p as usize));
    let mut empty = one.conversion.text(one.width, None);
    empty.width = empty.width.saturating_sub(shown as u32);
    let left = empty.align == b'<';
    if !left {
        spec::text(&empty, b"", sink);
    }
    show::write(view, one.value, mode, &mut Cut { left: shown, sink });
    if left {
        spec::text(&empty, b"", sink);
    }
    Ok(())
}

/// Lets so many characters through.
struct Cut<'a> {
    left: usize,
    sink: &'a mut dyn Sink,
}

impl Sink for Cut<'_> {
    fn put(&mut self, bytes: &[u8]) {
        let end = crate::text::utf8::offset(bytes, self.left);
        let through = bytes.get(..end).unwrap_or(&[]);
        self.left -= crate::text::utf8::count(through);
        self.sink.put(through);
    }
}

fn integer(
    view: View,
    one: &One,
    number: Number,
    base: u32,
    large: &mut dyn Iterator<Item = Value>,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let format = one.conversion.number(one.width, None);
    let least = one.precision.unwrap_or(0);
    let mut buffer = [0; 66];
    let mut put = |negative: bool, n: u64| {
        let at = radix::digits_u64(n, base, &mut buffer);
        number::integer(
            &format,
            negative,
            buffer.get(at..).unwrap_or(&[]),
            least,
            sink,
        );
    };
    match number {
        Number::Int(n) => put(n < 0, n.unsigned_abs().into()),
        Number::Float(_) if base != 10 => return Err(type_error(Message::NeedsNumber)),
        Number::Float(x) if libm::fabs(x) < 9e18 => {
            put(x < 0.0 && x as i64 != 0, (x as i64).unsigned_abs())
        }
        Number::Float(x) if !x.is_finite() => {
            return Err(Problem::Raise(index::OverflowError, Message::FloatToInt));
        }
        number => {
            let negative = match number {
                Number::Float(x) => x < 0.0,
                number => number.lend(view, &mut [0; 2]).negative,
            };
            let text = large.next().unwrap_or(Value::NONE);
            let digits = str::of(view, text).unwrap_or(b"0");
            number::integer(&format, negative, digits, least, sink);
        }
    }
    Ok(())
}

/// The digits of the integers that are too large to be made while writing, in order; as a list of texts.
fn large_digits(vm: &mut Vm, format: Ref, args: Value) -> Result<Option<Ref>, Stop> {
    // Whether there are any, and which, is found by following the format with nothing to write to.
    let mut made = None;
    let mut skip = 0;
    loop {
        let mut found = None;
        let mut seen = 0;
        let view = vm.heap.view();
        let _ = follow(
            view,
            str::read(view, format),
            args,
            &mut |_| {},
            &mut |one, _| {
                if let (Some(base), Some(number)) =
                    (base_of(one.conversion.kind), Number::of(view, one.value))
                {
                    let large = match number {
                        Number::Big(_) => true,
                        Number::Float(x) => x.is_finite() && libm::fabs(x) >= 9e18,
                        Number::Int(_) => false,
                    };
                    if large {
                        if seen == skip && found.is_none() {
                            found = Some((number, base));
                        }
                        seen += 1;
                    }
                }
                Ok(())
            },
        );
        let Some((number, base)) = found else {
            return Ok(made);
        };
        let number = match number {
            Number::Float(x) => {
                let int = super::int::from_f64(vm, x)?;
                Number::of(vm.heap.view(), int).unwrap_or(Number::Int(0))
            }
            number => number,
        };
        let digits = crate::object::digits::of(vm, number, base)?;
        let text = str::build(&mut vm.heap, &|view, sink| sink.put(digits.get(view)))?;
        let list = match made {
            Some(list) => list,
            None => list::new(&mut vm.heap)?,
        };
        list::push(&mut vm.heap, list, text)?;
        made = Some(list);
        skip += 1;
    }
}

fn write(
    view: View,
    format: Ref,
    args: Value,
    large: Option<Ref>,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let mut digits = large
        .map_or(&[][..], |l| list::items(view, l))
        .iter()
        .map(|&w| Value::from_word(w));
    follow(
        view,
        str::read(view, format),
        args,
        &mut |text| sink.put(text),
        &mut |one, out| write_one(view, &one, &mut digits, out),
    )
}

/// `text % args`.
///
/// # Errors
/// [`Stop`]; values whose text is made in Python delegate to `percent_format`.
pub fn format(vm: &mut Vm, text: Value, args: Value) -> Result<Value, Stop> {
    let Some(r) = vm.heap.as_kind(text, Kind::Str) else {
        return Err(super::arith::unsupported(vm));
    };
    let large = large_digits(vm, r, args)?;
    let mut counter = Counter::default();
    if let Err(problem) = write(vm.heap.view(), r, args, large, &mut counter) {
        return Err(match problem {
            Problem::Python => Stop::Delegate(code::percent_format),
            Problem::Raise(exception, message) => vm.raise_message(exception, message),
            Problem::Key(at, len) => {
                let key = str::part(&mut vm.heap, r, at, at + len)?;
                vm.raise_value(index::KeyError, key)
            }
        });
    }
    let made = str::reserve(&mut vm.heap, counter.bytes, counter.chars)?;
    let (out, view) = vm.heap.apart_bytes(made, 1);
    let _ = write(view, r, args, large, &mut Buffer::new(out));
    Ok(made.value())
}
