//! Natives of semaphores.
//!
//! Body of a semaphore, a [`Kind::SysObject`]: the id of the thread that holds it as a small integer, if it is a lock and
//! held; the word 0; then plain words: [`SEMAPHORE`], the count, the most it may count to or 0.
//! A semaphore whose most is 1 is taken for a lock. A unit that is given while threads wait goes to the first of them
//! directly, so nobody overtakes.

use super::threads::{SEMAPHORE, SYS_TAG, current, deadline};
use super::{Args, Outcome, Stop};
use crate::machine::Machine;
use crate::natives;
use crate::thread::{Slot, Wait, WaitKind};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::kind::Kind;

/// Body words of a semaphore.
mod semaphore {
    pub(super) const OWNER: u32 = 0;
    pub(super) const COUNT: u32 = 3;
    pub(super) const MOST: u32 = 4;
    pub(super) const WORDS: u32 = 7;
}

/// `semaphore_new(count, most)`
pub(crate) fn semaphore_new(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let count = vm.whole(args.get(0))?;
    let most = vm.whole(args.get(1))?;
    let made = vm.heap.alloc(semaphore::WORDS, Kind::SysObject, 0)?;
    vm.heap.set_word(made, SYS_TAG, SEMAPHORE);
    vm.heap
        .set_word(made, semaphore::COUNT, count.max(0) as u32);
    vm.heap.set_word(made, semaphore::MOST, most.max(0) as u32);
    Ok(made.value())
}

fn set_owner(vm: &mut Vm, semaphore: Ref, slot: Option<Slot>) {
    let Ok(machine) = vm.outside() else { return };
    if vm.heap.word(semaphore, semaphore::MOST) == 1 {
        let id = slot.map_or(0, |slot| machine.threads().record(slot).id());
        let owner = match slot {
            Some(_) => Value::count(id.into()).word(),
            None => 0,
        };
        vm.heap.set_word(semaphore, semaphore::OWNER, owner);
        machine.threads().set_wait_owner(semaphore.offset(), id);
    }
}

fn wait_kind(vm: &Vm, semaphore: Ref) -> WaitKind {
    match vm.heap.word(semaphore, semaphore::MOST) {
        1 => WaitKind::Lock,
        _ => WaitKind::Semaphore,
    }
}

/// `semaphore_acquire(semaphore, timeout)`: whether a unit was taken
pub(crate) fn semaphore_acquire(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let semaphore = vm.sys_object(args.get(0), SEMAPHORE)?;
    let timeout = vm.whole(args.get(1))?;
    let me = current(machine);
    let kind = wait_kind(vm, semaphore);
    let Some(outcome) = vm.take_outcome() else {
        let count = vm.heap.word(semaphore, semaphore::COUNT);
        if count > 0 {
            vm.heap.set_word(semaphore, semaphore::COUNT, count - 1);
            set_owner(vm, semaphore, Some(me));
            return Ok(Value::TRUE);
        }
        if timeout == 0 {
            return Ok(Value::FALSE);
        }
        let wait = Wait {
            kind,
            key: semaphore.offset(),
            deadline: deadline(machine, timeout),
        };
        machine.expect(wait);
        let owner = vm.heap.value(semaphore, semaphore::OWNER).as_small_int();
        machine
            .threads()
            .set_wait_owner(semaphore.offset(), owner.unwrap_or(0) as u16);
        return Err(vm.block(wait.of(semaphore.value())));
    };
    // Whoever gave a unit woke this thread with it, perhaps just after the wait had ended otherwise.
    let given = machine.threads().forget(me) || outcome == Outcome::Ready;
    if given && outcome == Outcome::Stopped {
        give(vm, machine, semaphore);
    } else if given {
        set_owner(vm, semaphore, Some(me));
    }
    Ok(Value::from(given))
}

/// Gives a unit to the first that waits, or counts it; whether there was room for it.
fn give(vm: &mut Vm, machine: &'static Machine, semaphore: Ref) -> bool {
    let kind = wait_kind(vm, semaphore);
    let (count, most) = (
        vm.heap.word(semaphore, semaphore::COUNT),
        vm.heap.word(semaphore, semaphore::MOST),
    );
    if most != 0 && count >= most {
        return false;
    }
    if let Some(next) = machine.threads().wake_one(kind, semaphore.offset()) {
        set_owner(vm, semaphore, Some(next));
    } else {
        vm.heap.set_word(semaphore, semaphore::COUNT, count + 1);
        set_owner(vm, semaphore, None);
        // Those that wait for the count to be more than 0, without taking.
        machine
            .threads()
            .wake_all(WaitKind::Event, semaphore.offset());
    }
    true
}

/// `semaphore_release(semaphore)`: whether there was room for the unit
pub(crate) fn semaphore_release(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let semaphore = vm.sys_object(args.get(0), SEMAPHORE)?;
    Ok(Value::from(give(vm, machine, semaphore)))
}

/// `semaphore_wait(semaphore, timeout)`: waits for a unit to be there and leaves it; whether one was
pub(crate) fn semaphore_wait(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let semaphore = vm.sys_object(args.get(0), SEMAPHORE)?;
    let timeout = vm.whole(args.get(1))?;
    let there = vm.heap.word(semaphore, semaphore::COUNT) > 0;
    match vm.take_outcome() {
        None if there || timeout == 0 => Ok(Value::from(there)),
        None => {
            let wait = Wait {
                kind: WaitKind::Event,
                key: semaphore.offset(),
                deadline: deadline(machine, timeout),
            };
            machine.expect(wait);
            Err(vm.block(wait.of(semaphore.value())))
        }
        Some(outcome) => {
            let woken = machine.threads().forget(current(machine));
            Ok(Value::from(there || woken || outcome == Outcome::Ready))
        }
    }
}

/// `semaphore_value(semaphore)`
pub(crate) fn semaphore_value(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let semaphore = vm.sys_object(args.get(0), SEMAPHORE)?;
    let count = vm.heap.word(semaphore, semaphore::COUNT);
    vm.new_int(count.into())
}

/// `semaphore_clear(semaphore)`
pub(crate) fn semaphore_clear(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let semaphore = vm.sys_object(args.get(0), SEMAPHORE)?;
    vm.heap.set_word(semaphore, semaphore::COUNT, 0);
    Ok(Value::NONE)
}

/// `lock_owner(semaphore)`: id of the thread that holds it, or None
pub(crate) fn lock_owner(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let semaphore = vm.sys_object(args.get(0), SEMAPHORE)?;
    let owner = vm.heap.word(semaphore, semaphore::OWNER);
    Ok(match owner {
        0 => Value::NONE,
        word => Value::from_word(word),
    })
}

natives! { ROWS:
    semaphore_new semaphore_acquire semaphore_release semaphore_value semaphore_clear semaphore_wait lock_owner
}
