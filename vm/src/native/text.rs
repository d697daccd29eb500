//! Methods of `str` that find, split, join and replace.

use crate::exception::Message;
use crate::heap::View;
use crate::native::{Args, Stop};
use crate::natives;
use crate::object::{assign, int, list, slice, str};
use crate::text::search::{self, Separator};
use crate::text::utf8;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

natives! { ROWS: str_count str_split str_strip str_index str_find str_startswith str_endswith str_replace str_join
str_rsplit str_lstrip str_rstrip str_rfind str_rindex str_partition str_rpartition str_splitlines
str_removeprefix str_removesuffix }

/// `TypeError` for an argument that is no text.
pub(super) fn not_text(vm: &Vm) -> Stop {
    vm.raise_message(index::TypeError, Message::NotText)
}

/// The text a method is called on.
pub(super) fn receiver(vm: &Vm, args: Args<'_>) -> Result<Ref, Stop> {
    vm.heap
        .as_kind(args.get(0), Kind::Str)
        .ok_or_else(|| not_text(vm))
}

/// An argument that must be text.
pub(super) fn text_arg(vm: &Vm, args: Args<'_>, i: u32) -> Result<Ref, Stop> {
    vm.heap
        .as_kind(args.get(i), Kind::Str)
        .ok_or_else(|| not_text(vm))
}

/// Byte offsets that optional bounds in characters mean; `None` if the first lies beyond the second or the end.
fn window(vm: &Vm, r: Ref, args: Args<'_>, first: u32) -> Result<Option<(usize, usize)>, Stop> {
    let view = vm.heap.view();
    let chars = str::chars(view, r) as usize;
    let Some((start, stop)) = slice::bounds(view, args.get(first), args.get(first + 1), chars)
    else {
        return Err(vm.raise_message(index::TypeError, Message::SliceIndices));
    };
    if start > stop {
        return Ok(None);
    }
    Ok(Some((
        str::offset(view, r, start as u32),
        str::offset(view, r, stop as u32),
    )))
}

/// Where a needle stands, as a byte offset.
fn place(vm: &Vm, args: Args<'_>, last: bool) -> Result<Option<usize>, Stop> {
    let (r, needle) = (receiver(vm, args)?, text_arg(vm, args, 1)?);
    let Some((start, stop)) = window(vm, r, args, 2)? else {
        return Ok(None);
    };
    let view = vm.heap.view();
    let (text, needle) = (str::read(view, r), str::read(view, needle));
    let found = if last {
        search::rfind(text, needle, stop).filter(|&at| at >= start)
    } else {
        search::find(text.get(..stop).unwrap_or(&[]), needle, start)
    };
    Ok(found)
}

/// The position in characters of a byte offset.
fn position(view: View, r: Ref, at: usize) -> u32 {
    if str::is_ascii(view, r) {
        at as u32
    } else {
        utf8::count(str::read(view, r).get(..at).unwrap_or(&[])) as u32
    }
}

fn find(vm: &Vm, args: Args<'_>, last: bool) -> Result<Option<Value>, Stop> {
    let found = place(vm, args, last)?;
    let r = receiver(vm, args)?;
    Ok(found.map(|at| Value::count(position(vm.heap.view(), r, at))))
}

fn minus_one() -> Value {
    Value::small_int(-1).unwrap_or(Value::ZERO)
}

fn str_find(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(find(vm, args, false)?.unwrap_or(minus_one()))
}

fn str_rfind(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(find(vm, args, true)?.unwrap_or(minus_one()))
}

fn str_index(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    find(vm, args, false)?
        .ok_or_else(|| vm.raise_message(index::ValueError, Message::SubstringNotFound))
}

fn str_rindex(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    find(vm, args, true)?
        .ok_or_else(|| vm.raise_message(index::ValueError, Message::SubstringNotFound))
}

fn str_count(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (r, needle) = (receiver(vm, args)?, text_arg(vm, args, 1)?);
    let Some((start, stop)) = window(vm, r, args, 2)? else {
        return Ok(Value::ZERO);
    };
    let view = vm.heap.view();
    let text = str::read(view, r).get(start..stop).unwrap_or(&[]);
    let needle = str::read(view, needle);
    let n = if needle.is_empty() {
        utf8::count(text) + 1
    } else {
        search::count(text, needle)
    };
    Ok(Value::count(n as u32))
}

/// `startswith` and `endswith`: with a text or a tuple of texts.
fn affix(vm: &Vm, args: Args<'_>, end: bool) -> Result<Value, Stop> {
    let r = receiver(vm, args)?;
    let Some((start, stop)) = window(vm, r, args, 2)? else {
        return Ok(Value::FALSE);
    };
    let view = vm.heap.view();
    let text = str::read(view, r).get(start..stop).unwrap_or(&[]);
    let fits = |v: Value| -> Result<bool, Stop> {
        let part = str::of(view, v).ok_or_else(|| not_text(vm))?;
        Ok(if end {
            text.ends_with(part)
        } else {
            text.starts_with(part)
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

fn str_startswith(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    affix(vm, args, false)
}

fn str_endswith(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    affix(vm, args, true)
}

fn without(vm: &mut Vm, args: Args<'_>, end: bool) -> Result<Value, Stop> {
    let (r, part) = (receiver(vm, args)?, text_arg(vm, args, 1)?);
    let view = vm.heap.view();
    let (text, part) = (str::read(view, r), str::read(view, part));
    let (n, m) = (text.len(), part.len());
    if end && m != 0 && text.ends_with(part) {
        Ok(str::part(&mut vm.heap, r, 0, n - m)?)
    } else if !end && m != 0 && text.starts_with(part) {
        Ok(str::part(&mut vm.heap, r, m, n)?)
    } else {
        Ok(r.value())
    }
}

fn str_removeprefix(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    without(vm, args, false)
}

fn str_removesuffix(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    without(vm, args, true)
}

/// How many splits at most; any number for a negative one.
pub(super) fn limit(vm: &Vm, v: Value) -> Result<usize, Stop> {
    if v == Value::MISSING {
        return Ok(usize::MAX);
    }
    let n = int::clamped(vm.heap.view(), v);
    let n = n.ok_or_else(|| vm.raise_message(index::TypeError, Message::NotAnInteger))?;
    Ok(usize::try_from(n).unwrap_or(usize::MAX))
}

fn is_default(v: Value) -> bool {
    v == Value::MISSING || v == Value::NONE
}

/// Splits into a list of parts. The pieces are counted first, and found again after each is made.
fn pieces(vm: &mut Vm, args: Args<'_>, right: bool) -> Result<Value, Stop> {
    let r = receiver(vm, args)?;
    let limit = limit(vm, args.get(2))?;
    let separator = if is_default(args.get(1)) {
        None
    } else {
        Some(text_arg(vm, args, 1)?)
    };
    if separator.is_some_and(|s| str::read(vm.heap.view(), s).is_empty()) {
        return Err(vm.raise_message(index::ValueError, Message::EmptySeparator));
    }
    let each = |view: View, piece: &mut dyn FnMut(usize, usize)| {
        let by = separator.map_or(Separator::Blank(true), |s| {
            Separator::Bytes(str::read(view, s))
        });
        let text = str::read(view, r);
        if right {
            search::rsplit(text, by, limit, piece);
        } else {
            search::split(text, by, limit, piece);
        }
    };
    spread(vm, right, &each, &mut |vm, from, to| {
        Ok(str::part(&mut vm.heap, r, from, to)?)
    })
}

/// Hands pieces of something to a closure.
pub(super) type Pieces<'a> = dyn Fn(View, &mut dyn FnMut(usize, usize)) + 'a;

/// A list of pieces: their places are kept in it as pairs of 16 bits until their texts are made.
pub(super) fn spread(
    vm: &mut Vm,
    reversed: bool,
    each: &Pieces,
    make: &mut dyn FnMut(&mut Vm, usize, usize) -> Result<Value, Stop>,
) -> Result<Value, Stop> {
    let mut count = 0u32;
    each(vm.heap.view(), &mut |_, _| count += 1);
    let made = list::with_len(&mut vm.heap, count)?;
    let Some(buffer) = vm.heap.reference(made, list::BUFFER) else {
        return Ok(made.value());
    };
    // Half words beside the list: nothing allocates between noting the places and reading them.
    let places = vm
        .heap
        .alloc_unset(2 + count, Kind::Buffer, crate::object::FLAG_RAW)?;
    let (out, view) = vm.heap.apart(places, 0);
    let mut slots = out.iter_mut();
    each(view, &mut |from, to| {
        if let Some(slot) = slots.next() {
            *slot = from as u32 | (to as u32) << 16;
        }
    });
    for i in 0..count {
        let place = vm.heap.word(places, i);
        let piece = make(vm, (place & 0xffff) as usize, (place >> 16) as usize)?;
        let at = if reversed { count - 1 - i } else { i };
        vm.heap.set(buffer, at, piece);
    }
    vm.heap.release(places);
    Ok(made.value())
}

fn str_split(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    pieces(vm, args, false)
}

fn str_rsplit(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    pieces(vm, args, true)
}

fn str_splitlines(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = receiver(vm, args)?;
    let keep = args.get(1) != Value::MISSING && crate::object::ops::truth(vm, args.get(1))?;
    let each = |view: View, piece: &mut dyn FnMut(usize, usize)| {
        search::lines(str::read(view, r), true, &mut |start, end, next| {
            piece(start, if keep { next } else { end });
        });
    };
    spread(vm, false, &each, &mut |vm, from, to| {
        Ok(str::part(&mut vm.heap, r, from, to)?)
    })
}

fn strip(vm: &mut Vm, args: Args<'_>, left: bool, right: bool) -> Result<Value, Stop> {
    let r = receiver(vm, args)?;
    let characters = if is_default(args.get(1)) {
        None
    } else {
        Some(text_arg(vm, args, 1)?)
    };
    let view = vm.heap.view();
    let text = str::read(view, r);
    let (mut start, mut end) = (0, text.len());
    match characters {
        None => {
            if right {
                end = search::strip_right(text, true);
            }
            if left {
                start = search::strip_left(text, true).min(end);
            }
        }
        Some(set) => {
            let set = str::read(view, set);
            let drops = |c: char| utf8::chars(set).any(|other| other == c);
            while left
                && let Some((c, n)) = utf8::decode(text, start)
                && drops(c)
            {
                start += n;
            }
            while right && end > start {
                let mut at = end - 1;
                while text.get(at).is_some_and(|b| b & 0xc0 == 0x80) {
                    at -= 1;
                }
                if !utf8::decode(text, at).is_some_and(|(c, _)| drops(c)) {
                    break;
                }
                end = at;
            }
        }
    }
    if start == 0 && end == text.len() {
        return Ok(r.value());
    }
    Ok(str::part(&mut vm.heap, r, start, end)?)
}

fn str_strip(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    // Zerynth's second argument chooses the side: 1 left, -1 right, 0 both.
    let (left, right) = match args.get(2).as_small_int() {
        Some(1) => (true, false),
        Some(-1) => (false, true),
        _ => (true, true),
    };
    strip(vm, args, left, right)
}

fn str_lstrip(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    strip(vm, args, true, false)
}

fn str_rstrip(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    strip(vm, args, false, true)
}

fn str_replace(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (r, old, new) = (
        receiver(vm, args)?,
        text_arg(vm, args, 1)?,
        text_arg(vm, args, 2)?,
    );
    let limit = limit(vm, args.get(3))?;
    let view = vm.heap.view();
    if !str::read(view, old).is_empty()
        && search::find(str::read(view, r), str::read(view, old), 0).is_none()
    {
        return Ok(r.value());
    }
    Ok(str::build(&mut vm.heap, &|view, sink| {
        let (text, old, new) = (
            str::read(view, r),
            str::read(view, old),
            str::read(view, new),
        );
        let (mut at, mut left) = (0, limit);
        if old.is_empty() {
            while left > 0 && at <= text.len() {
                sink.put(new);
                left -= 1;
                let Some((_, n)) = utf8::decode(text, at) else {
                    return;
                };
                sink.put(text.get(at..at + n).unwrap_or(&[]));
                at += n;
            }
        } else {
            while left > 0
                && let Some(place) = search::find(text, old, at)
            {
                sink.put(text.get(at..place).unwrap_or(&[]));
                sink.put(new);
                at = place + old.len();
                left -= 1;
            }
        }
        sink.put(text.get(at..).unwrap_or(&[]));
    })?)
}

fn str_join(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = receiver(vm, args)?;
    let items = assign::collected(vm, args.get(1), code::join_of)?;
    let view = vm.heap.view();
    for &word in list::items(view, items) {
        if str::of(view, Value::from_word(word)).is_none() {
            return Err(not_text(vm));
        }
    }
    if let &[only] = list::items(view, items) {
        return Ok(Value::from_word(only));
    }
    Ok(str::build(&mut vm.heap, &|view, sink| {
        let separator = str::read(view, r);
        for (i, &word) in list::items(view, items).iter().enumerate() {
            if i != 0 {
                sink.put(separator);
            }
            sink.put(str::of(view, Value::from_word(word)).unwrap_or(&[]));
        }
    })?)
}

fn partition(vm: &mut Vm, args: Args<'_>, last: bool) -> Result<Value, Stop> {
    let (r, separator) = (receiver(vm, args)?, text_arg(vm, args, 1)?);
    let view = vm.heap.view();
    let (text, needle) = (str::read(view, r), str::read(view, separator));
    let (n, m) = (text.len(), needle.len());
    if m == 0 {
        return Err(vm.raise_message(index::ValueError, Message::EmptySeparator));
    }
    let found = if last {
        search::rfind(text, needle, n)
    } else {
        search::find(text, needle, 0)
    };
    let empty = str::new(&mut vm.heap, b"")?;
    let parts = match found {
        Some(at) => [
            str::part(&mut vm.heap, r, 0, at)?,
            separator.value(),
            str::part(&mut vm.heap, r, at + m, n)?,
        ],
        None if last => [empty, empty, r.value()],
        None => [r.value(), empty, empty],
    };
    Ok(list::tuple(&mut vm.heap, &parts)?)
}

fn str_partition(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    partition(vm, args, false)
}

fn str_rpartition(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    partition(vm, args, true)
}
