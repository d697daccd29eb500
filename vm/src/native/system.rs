//! Natives of the machine and the board as a whole.

use super::{Args, Stop};
use crate::limits::BLOCK_WORDS_MAX;
use crate::machine::{Blocks, Cause};
use crate::natives;
use crate::object::{bytes, int, str};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use vhal::Instant;

/// A tuple of values that no allocation can invalidate: integers and constants.
fn plain_tuple(vm: &mut Vm, items: &[Value]) -> Result<Value, Stop> {
    let made = vm.heap.alloc(3 + items.len() as u32, Kind::Tuple, 0)?;
    vm.heap.set_word(made, 0, items.len() as u32);
    for (place, item) in (1..).zip(items) {
        vm.heap.set(made, place, *item);
    }
    Ok(made.value())
}

/// `board_reset()`
pub(crate) fn board_reset(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    vm.outside()?.board().system.reset();
    Ok(Value::NONE)
}

/// `board_uid()`: bytes, none if the chip has no number
pub(crate) fn board_uid(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let mut number = [0; 32];
    let len = vm.outside()?.board().system.unique_id(&mut number);
    let number = number.get(..len).unwrap_or_default();
    Ok(bytes::new(&mut vm.heap, Kind::Bytes, number)?)
}

/// `random_word()`: 32 random bits
pub(crate) fn random_word(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let mut bytes = [0; 4];
    let rng = vm.outside()?.board().rng();
    rng.and_then(|rng| rng.fill(&mut bytes))
        .map_err(|error| vm.hardware(error))?;
    vm.new_int(u32::from_le_bytes(bytes).into())
}

/// `clock_get()`: seconds since 1970 and microseconds; since the board started, while the clock is not set
pub(crate) fn clock_get(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let now = machine.os().now();
    let time = machine.board().rtc().and_then(|rtc| rtc.get());
    let time = time.unwrap_or(Instant {
        seconds: now / 1_000_000,
        micros: (now % 1_000_000) as u32,
    });
    let seconds = vm.new_int(time.seconds as i64)?;
    plain_tuple(vm, &[seconds, Value::count(time.micros)])
}

/// `clock_set(seconds, micros)`
pub(crate) fn clock_set(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let seconds = int::to_i64(vm.heap.view(), args.get(0))
        .and_then(|n| u64::try_from(n).ok())
        .ok_or_else(|| vm.raise(index::ValueError))?;
    let micros = u32::try_from(vm.whole(args.get(1))?)
        .ok()
        .filter(|micros| *micros < 1_000_000)
        .ok_or_else(|| vm.raise(index::ValueError))?;
    let rtc = vm.outside()?.board().rtc();
    rtc.and_then(|rtc| rtc.set(Instant { seconds, micros }))
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::NONE)
}

/// `vm_info()`: (version, bytecode format, heap bytes, native groups)
pub(crate) fn vm_info(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let version = str::from_parts(&mut vm.heap, &[env!("CARGO_PKG_VERSION")])?;
    let format = Value::count(bytecode::image::FORMAT.into());
    let (start, end) = vm.heap.bounds();
    let size = Value::count(end - start);
    let groups = Value::count(machine.settings().native_groups);
    plain_tuple(vm, &[version.value(), format, size, groups])
}

/// `gc_collect()`: bytes freed
pub(crate) fn gc_collect(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let history = vm.collect_because(Cause::Requested);
    vm.new_int(history.last_freed.into())
}

/// Bytes of the heap, and free ones.
fn total_and_free(vm: &Vm) -> (u32, u32) {
    let (start, end) = vm.heap.bounds();
    (end - start, vm.heap.free_words() * 4)
}

/// `gc_mem_free()`
pub(crate) fn gc_mem_free(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let (_, free) = total_and_free(vm);
    vm.new_int(free.into())
}

/// `gc_mem_alloc()`
pub(crate) fn gc_mem_alloc(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let (total, free) = total_and_free(vm);
    vm.new_int((total - free).into())
}

/// `gc_info()`: (bytes, free bytes, fragmentation in percent, used blocks, free blocks, period in ms, ms since the last
/// collection); there is no period, so it is 0
pub(crate) fn gc_info(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let (total, free) = total_and_free(vm);
    let largest = vm.heap.largest_free_words() * 4;
    // What one block cannot have is not scattered.
    let reachable = free.clamp(1, BLOCK_WORDS_MAX * 4);
    let scattered = 100 - (u64::from(largest) * 100 / u64::from(reachable)).min(100);
    let blocks = Blocks::count(&vm.heap);
    let now = vm.outside().map_or(0, |machine| machine.os().now());
    let since = now.saturating_sub(vm.history().last_at) / 1000;
    let items = [
        total.into(),
        free.into(),
        scattered as i64,
        blocks.used.into(),
        blocks.free.into(),
        0,
        i64::try_from(since).unwrap_or(i64::MAX),
    ];
    let made = vm.heap.alloc(3 + items.len() as u32, Kind::Tuple, 0)?;
    vm.heap.set_word(made, 0, items.len() as u32);
    for place in 1..=items.len() as u32 {
        vm.heap.set(made, place, Value::NONE);
    }
    for (place, item) in (1..).zip(items) {
        let item = vm.new_int(item)?;
        vm.heap.set(made, place, item);
    }
    Ok(made.value())
}

natives! { ROWS: gc_collect gc_mem_free gc_mem_alloc gc_info board_reset board_uid random_word clock_get clock_set vm_info }
