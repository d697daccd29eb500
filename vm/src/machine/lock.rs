//! The virtual machine behind the interpreter lock: no lock, no heap.

#![allow(
    unsafe_code,
    reason = "the interpreter lock's promise that one thread at a time is inside is turned into a borrow here"
)]

use super::Machine;
use crate::thread::Slot;
use crate::vm::Vm;
use core::cell::UnsafeCell;
use core::ops::{Deref, DerefMut};
use core::sync::atomic::{AtomicBool, Ordering};
use vosal::FOREVER;

/// A [`Vm`] that the holder of the interpreter lock reaches through [`Locked`].
pub(super) struct Guarded {
    vm: UnsafeCell<Vm>,
    /// A [`Locked`] exists.
    borrowed: AtomicBool,
}

// SAFETY: one `Locked` exists at a time, see `Machine::enter`, and a `Vm` may change threads.
unsafe impl Sync for Guarded {}

impl Guarded {
    pub(super) const fn new(vm: Vm) -> Self {
        Self {
            vm: UnsafeCell::new(vm),
            borrowed: AtomicBool::new(false),
        }
    }
}

/// The interpreter lock, held; the lock is released when this is dropped.
pub struct Locked<'m> {
    machine: &'m Machine,
    slot: Slot,
}

impl Machine {
    /// Waits for the lock, on the thread of `slot`.
    pub(crate) fn lock(&self, slot: Slot) -> Locked<'_> {
        self.threads.acquire(slot);
        self.enter(slot)
    }

    /// The lock for the agent's thread, if it can be had now.
    ///
    /// If not, the agent is unparked once the lock was handed to it, which takes a safe point of the thread that runs;
    /// [`Machine::give_up_lock`] takes the wish back.
    pub fn try_lock(&self) -> Option<Locked<'_>> {
        self.threads
            .request(Slot::AGENT)
            .then(|| self.enter(Slot::AGENT))
    }

    /// Takes the wish of the agent for the lock back.
    pub fn give_up_lock(&self) {
        self.threads.withdraw(Slot::AGENT);
    }

    /// Releases the lock if it was handed to the agent and not used; a wish that was not granted yet stays.
    pub fn release_unused_lock(&self) {
        if self.threads.holds(Slot::AGENT) {
            self.threads.release(Slot::AGENT);
        }
    }

    /// Makes the guard of a slot that holds the lock.
    fn enter(&self, slot: Slot) -> Locked<'_> {
        let mut first = false;
        self.threads.os().critical(&mut || {
            first = self.threads.holds(slot) && !self.vm.borrowed.load(Ordering::SeqCst);
            if first {
                self.vm.borrowed.store(true, Ordering::SeqCst);
            }
        });
        if !first {
            // Asked for twice by one thread: standing still is the only answer that harms nobody else.
            loop {
                self.threads.os().park(FOREVER);
            }
        }
        Locked {
            machine: self,
            slot,
        }
    }
}

impl<'m> Locked<'m> {
    /// Whose lock it is.
    pub(crate) fn slot(&self) -> Slot {
        self.slot
    }

    /// The machine.
    pub(crate) fn machine(&self) -> &'m Machine {
        self.machine
    }
}

impl Deref for Locked<'_> {
    type Target = Vm;

    fn deref(&self) -> &Vm {
        // SAFETY: `enter` made this value when no other existed and `borrowed` was false; it stays true until the drop, so
        // this is the only way to the machine, and the borrow of self keeps it from being used twice.
        unsafe { &*self.machine.vm.vm.get() }
    }
}

impl DerefMut for Locked<'_> {
    fn deref_mut(&mut self) -> &mut Vm {
        // SAFETY: as for `deref`; self is borrowed exclusively.
        unsafe { &mut *self.machine.vm.vm.get() }
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        self.machine.publish(self);
        self.machine.vm.borrowed.store(false, Ordering::SeqCst);
        self.machine.threads.release(self.slot);
    }
}
