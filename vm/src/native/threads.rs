//! Natives of threads and of time.

use super::{Args, Stop};
use crate::machine::Machine;
use crate::natives;
use crate::object::{float, int};
use crate::thread::{Phase, Slot, Wait, WaitKind};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use vosal::FOREVER;

/// Body word of a [`Kind::SysObject`] that says what it is.
pub(crate) const SYS_TAG: u32 = 2;
/// What a [`Kind::SysObject`] is: a semaphore.
pub(crate) const SEMAPHORE: u32 = 1;
/// What a [`Kind::SysObject`] is: a timer.
pub(crate) const TIMER: u32 = 2;

impl Vm {
    /// The machine around, which natives reach the system and the board through.
    pub(crate) fn outside(&self) -> Result<&'static Machine, Stop> {
        self.around
            .ok_or_else(|| self.raise(index::UnsupportedError))
    }

    /// A whole number that fits 32 bits signed.
    pub(crate) fn whole(&self, value: Value) -> Result<i32, Stop> {
        match (value.as_small_int(), value.as_bool()) {
            (Some(n), _) => Ok(n),
            (None, Some(b)) => Ok(i32::from(b)),
            (None, None) => Err(self.raise(index::TypeError)),
        }
    }

    /// A new integer.
    pub(crate) fn new_int(&mut self, n: i64) -> Result<Value, Stop> {
        Ok(int::from_i64(&mut self.heap, n)?)
    }

    /// The value of a float.
    pub(crate) fn float_of(&self, value: Value) -> Option<f64> {
        let object = self.heap.as_kind(value, Kind::Float)?;
        Some(float::get(self.heap.view(), object))
    }

    /// The object of the system layer with this tag.
    pub(crate) fn sys_object(&self, value: Value, tag: u32) -> Result<Ref, Stop> {
        self.heap
            .as_kind(value, Kind::SysObject)
            .filter(|&r| self.heap.word(r, SYS_TAG) == tag)
            .ok_or_else(|| self.raise(index::TypeError))
    }
}

/// The deadline of a wait that begins now; a timeout below zero never ends.
pub(crate) fn deadline(machine: &Machine, timeout_ms: i32) -> u64 {
    match u64::try_from(timeout_ms) {
        Ok(ms) => machine.os().now() + ms * 1000,
        Err(_) => FOREVER,
    }
}

/// Microseconds of a time in a program's unit.
pub(crate) fn micros_of(vm: &Vm, time: Value, unit: Value) -> Result<u64, Stop> {
    let scale = match unit.as_small_int() {
        None if unit == Value::MISSING => 1_000,
        Some(1) => 1,
        Some(2) => 1_000,
        Some(3) => 1_000_000,
        _ => return Err(vm.raise(index::ValueError)),
    };
    if let Some(seconds) = vm.float_of(time) {
        let micros = seconds * scale as f64;
        return if (0.0..9e18).contains(&micros) {
            Ok(micros as u64)
        } else {
            Err(vm.raise(index::ValueError))
        };
    }
    let time = u64::try_from(vm.whole(time)?).map_err(|_| vm.raise(index::ValueError))?;
    Ok(time * scale)
}

fn wait_until(vm: &mut Vm, deadline: u64) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    match vm.take_outcome() {
        None => {
            let wait = Wait::until(deadline);
            machine.expect(wait);
            Err(vm.block(wait.of(Value::NONE)))
        }
        Some(_) => Ok(Value::NONE),
    }
}

/// `sleep(time, time_unit)`
pub(crate) fn sleep(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let micros = micros_of(vm, args.get(0), args.get(1))?;
    let now = vm.outside()?.os().now();
    wait_until(vm, now.saturating_add(micros))
}

/// `sleep_micros(time)`
pub(crate) fn sleep_micros(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let micros = micros_of(
        vm,
        args.get(0),
        Value::small_int(1).unwrap_or(Value::MISSING),
    )?;
    let now = vm.outside()?.os().now();
    wait_until(vm, now.saturating_add(micros))
}

/// `millis()`
pub(crate) fn millis(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let now = vm.outside()?.os().now();
    vm.new_int((now / 1000) as i64)
}

/// `micros()`
pub(crate) fn micros(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let now = vm.outside()?.os().now();
    vm.new_int(now as i64)
}

/// The calling thread; natives run on the thread that holds the lock.
pub(crate) fn current(machine: &Machine) -> Slot {
    machine.threads().holder().unwrap_or(Slot::MAIN)
}

/// Body words of a thread object; the first four hold no values yet.
pub(crate) mod thread_body {
    /// Its id as a plain word.
    pub(crate) const ID: u32 = 4;
    /// Words with the header.
    pub(crate) const WORDS: u32 = 7;
}

fn thread_object(vm: &Vm, value: Value) -> Result<u16, Stop> {
    vm.heap
        .as_kind(value, Kind::Thread)
        .map(|r| vm.heap.word(r, thread_body::ID) as u16)
        .ok_or_else(|| vm.raise(index::TypeError))
}

/// The slot of a thread object's thread, if it still has one.
fn slot_of(vm: &Vm, value: Value) -> Result<Option<Slot>, Stop> {
    let id = thread_object(vm, value)?;
    Ok(vm.outside()?.threads().find(id))
}

/// `thread_start(thread)`: threads run from their creation on, so there is nothing left to do
pub(crate) fn thread_start(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    thread_object(vm, args.get(0))?;
    Ok(Value::NONE)
}

/// `thread_get_status(thread)`: 0 ready, 1 running, 2 waiting or suspended, 3 ended
pub(crate) fn thread_get_status(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let phase = match slot_of(vm, args.get(0))? {
        Some(slot) => vm.outside()?.threads().record(slot).phase(),
        None => Phase::Free,
    };
    Ok(Value::count(match phase {
        Phase::Ready => 0,
        Phase::Running => 1,
        Phase::Waiting | Phase::Suspended => 2,
        Phase::Free | Phase::Finished | Phase::Stopped | Phase::Raised => 3,
    }))
}

/// `thread_get_priority(thread)`
pub(crate) fn thread_get_priority(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let level =
        slot_of(vm, args.get(0))?.map_or(0, |slot| machine.threads().record(slot).base_level());
    Ok(Value::count(level.into()))
}

/// `thread_set_priority(thread, priority)`
pub(crate) fn thread_set_priority(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let level = vm.whole(args.get(1))?;
    if !(1..=7).contains(&level) {
        return Err(vm.raise(index::ValueError));
    }
    if let Some(slot) = slot_of(vm, args.get(0))?.filter(|slot| *slot != Slot::INTERRUPT) {
        machine.threads().set_base(slot, level as u8);
    }
    Ok(Value::NONE)
}

/// `thread_id(thread)`
pub(crate) fn thread_id(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(Value::count(thread_object(vm, args.get(0))?.into()))
}

/// `thread_current()`
pub(crate) fn thread_current(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let id = machine.threads().record(current(machine)).id();
    let made = vm.heap.alloc(thread_body::WORDS, Kind::Thread, 0)?;
    vm.heap.set_word(made, thread_body::ID, id.into());
    Ok(made.value())
}

/// `thread_alive(thread)`
pub(crate) fn thread_alive(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let alive = slot_of(vm, args.get(0))?
        .is_some_and(|slot| machine.threads().record(slot).phase().alive());
    Ok(Value::from(alive))
}

/// `thread_join(thread, timeout)`: whether it has ended
pub(crate) fn thread_join(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let timeout = vm.whole(args.get(1))?;
    let id = thread_object(vm, args.get(0))?;
    let alive = slot_of(vm, args.get(0))?
        .is_some_and(|slot| machine.threads().record(slot).phase().alive());
    match vm.take_outcome() {
        None if alive && timeout != 0 => {
            let wait = Wait {
                kind: WaitKind::Thread,
                key: id.into(),
                deadline: deadline(machine, timeout),
            };
            machine.expect(wait);
            Err(vm.block(wait.of(args.get(0))))
        }
        _ => Ok(Value::from(!alive)),
    }
}

/// `in_callback()`
pub(crate) fn in_callback(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    Ok(Value::from(current(machine) == Slot::INTERRUPT))
}

/// `fill_arguments(function, arguments)`: the tuple without what the function has no parameters for
pub(crate) fn fill_arguments(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (callee, given) = (args.get(0), args.get(1));
    let tuple = vm
        .heap
        .as_kind(given, Kind::Tuple)
        .ok_or_else(|| vm.raise(index::TypeError))?;
    let bound = u32::from(vm.heap.as_kind(callee, Kind::Method).is_some());
    let limit = vm.code_of(callee).and_then(|id| vm.positional_limit(id));
    let count = vm.heap.word(tuple, 0) & 0xffff;
    let Some(kept) = limit
        .map(|limit| limit.saturating_sub(bound))
        .filter(|kept| *kept < count)
    else {
        return Ok(given);
    };
    let made = vm.heap.alloc(3 + kept, Kind::Tuple, 0)?;
    vm.heap.set_word(made, 0, kept);
    vm.heap.copy_words(tuple, 1, made, 1, kept);
    Ok(made.value())
}

natives! { ROWS: fill_arguments
    thread_start thread_get_status thread_get_priority thread_set_priority thread_current thread_id thread_alive
    thread_join sleep millis micros     in_callback
}
