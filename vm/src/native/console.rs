//! Natives of the console: program output and standard input.

use super::threads::{current, deadline};
use super::{Args, Outcome, Stop};
use crate::machine::{Input, Line};
use crate::natives;
use crate::object::{bytes, str};
use crate::thread::{Slot, Wait, WaitKind};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use vosal::FOREVER;

impl Vm {
    /// The bytes of text, bytes or a bytearray.
    pub(crate) fn bytes_like(&self, value: Value) -> Result<&[u8], Stop> {
        let view = self.heap.view();
        str::of(view, value)
            .or_else(|| bytes::of(view, value))
            .ok_or_else(|| self.raise(index::TypeError))
    }
}

/// `write_output(text)`
pub(crate) fn write_output(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    write_console(vm, args)?;
    Ok(Value::NONE)
}

/// Writes the first argument to the console, waiting for room; callbacks do not wait.
///
/// The number of bytes.
pub(crate) fn write_console(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let me = current(machine);
    let outcome = vm.take_outcome();
    let data = vm.bytes_like(args.get(0))?;
    let total = data.len();
    if me == Slot::INTERRUPT {
        machine.outlet().write_or_cut(data);
        return Ok(Value::count(total as u32));
    }
    let record = machine.threads().record(me);
    let done = outcome.map_or(0, |_| record.progress()) as usize;
    if outcome == Some(Outcome::Stopped) {
        return Ok(Value::count(done as u32));
    }
    // Announced before the look, so that room made after it ends the wait.
    let wait = Wait {
        kind: WaitKind::Output,
        key: 0,
        deadline: FOREVER,
    };
    machine.expect(wait);
    let done = done + machine.outlet().write(data.get(done..).unwrap_or_default());
    if done < total {
        record.set_progress(done as u32);
        return Err(vm.block(wait.of(Value::NONE)));
    }
    machine.threads().forget(me);
    Ok(Value::count(total as u32))
}

/// Reads at least one byte and at most `size` from standard input; none if it has ended or the time is over.
pub(crate) fn read_console(vm: &mut Vm, size: u32, timeout: i32) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let made = vm.new_bytes(size)?;
    let outcome = vm.take_outcome();
    let wait = Wait {
        kind: WaitKind::Input,
        key: 0,
        deadline: deadline(machine, timeout),
    };
    machine.expect(wait);
    let buffer = vm.heap.bytes_mut(made, 1);
    let buffer = buffer.get_mut(..size as usize).unwrap_or_default();
    let over = matches!(outcome, Some(Outcome::Timeout | Outcome::Stopped));
    let count = match machine.outlet().read(buffer) {
        Input::Bytes(count) => count,
        Input::Nothing if size > 0 && timeout != 0 && !over => {
            return Err(vm.block(wait.of(Value::NONE)));
        }
        Input::Nothing | Input::Ended => 0,
    };
    machine.threads().forget(current(machine));
    vm.heap.set_word(made, 0, count as u32);
    vm.heap
        .shrink(made, bytecode::constant::text_words(count) as u32);
    Ok(made.value())
}

/// `read_input(size)`: a line with its end, as text; without an end if there was no room for all of it or no more comes;
/// empty at the end of the input
///
/// Bytes that are no UTF-8 are read as `?`.
pub(crate) fn read_input(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let me = current(machine);
    let outcome = vm.take_outcome();
    let wait = Wait {
        kind: WaitKind::Input,
        key: 0,
        deadline: FOREVER,
    };
    machine.expect(wait);
    let len = match machine.outlet().line() {
        Line::Bytes(len) => len,
        Line::Nothing if outcome != Some(Outcome::Stopped) => {
            return Err(vm.block(wait.of(Value::NONE)));
        }
        Line::Nothing | Line::Ended => 0,
    };
    let made = str::reserve(&mut vm.heap, len, 0)?;
    machine.threads().forget(me);
    let text = vm
        .heap
        .bytes_mut(made, 1)
        .get_mut(..len)
        .unwrap_or_default();
    machine.outlet().read(text);
    let characters = make_utf8(text);
    vm.heap
        .set_word(made, 0, len as u32 | (characters as u32) << 16);
    Ok(made.value())
}

/// Replaces what is no UTF-8 by `?`; the number of characters.
fn make_utf8(text: &mut [u8]) -> usize {
    loop {
        match core::str::from_utf8(text) {
            Ok(text) => return text.chars().count(),
            Err(error) => {
                let at = error.valid_up_to();
                let end = error.error_len().map_or(text.len(), |len| at + len);
                text.get_mut(at..end).unwrap_or_default().fill(b'?');
            }
        }
    }
}

natives! { ROWS: write_output read_input }
