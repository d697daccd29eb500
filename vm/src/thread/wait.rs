//! Waiting for something other than the lock, and being woken.
//!
//! A native that may have to wait first says on what ([`Threads::expect`]), then looks whether it is there already.
//! Whoever makes it come wakes afterwards, so that nothing is missed between the look and the wait.

use super::Threads;
use super::table::{EXIT, INTERRUPT, KILL, Phase, SUSPEND, Slot, WaitKind};
use crate::native;
use crate::value::Value;
use core::sync::atomic::Ordering;
use vosal::Outcome;

/// A wait that a thread is about to begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
    /// On what.
    pub kind: WaitKind,
    /// Which one, see [`WaitKind`].
    pub key: u32,
    /// Until when, in microseconds of the system's clock; [`vosal::FOREVER`] for no limit.
    pub deadline: u64,
}

impl Wait {
    /// A wait for the time to pass.
    #[must_use]
    pub const fn until(deadline: u64) -> Self {
        Self {
            kind: WaitKind::Time,
            key: 0,
            deadline,
        }
    }

    /// The same for the interpreter, with the object waited for, if there is one.
    #[must_use]
    pub const fn of(self, object: Value) -> native::Wait {
        native::Wait {
            deadline: self.deadline,
            object,
            reason: self.kind as u8,
        }
    }
}

impl Threads {
    /// Announces what `slot` is going to wait on: a wake from now on ends that wait.
    pub fn expect(&self, slot: Slot, wait: Wait) {
        let record = self.record(slot);
        self.os.critical(&mut || {
            record.woken.store(false, Ordering::SeqCst);
            record.wait_kind.store(wait.kind as u32, Ordering::SeqCst);
            record.wait_key.store(wait.key, Ordering::SeqCst);
            record.wait_owner.store(0, Ordering::SeqCst);
            record.wait_deadline.put(wait.deadline);
            self.take_ticket(slot);
            let expecting = self.expecting.load(Ordering::SeqCst);
            self.expecting
                .store(expecting | slot.bit(), Ordering::SeqCst);
        });
    }

    /// Takes [`Threads::expect`] back; says whether the wake had come.
    pub fn forget(&self, slot: Slot) -> bool {
        let mut woken = false;
        self.os.critical(&mut || {
            let expecting = self.expecting.load(Ordering::SeqCst);
            self.expecting
                .store(expecting & !slot.bit(), Ordering::SeqCst);
            let record = self.record(slot);
            woken = record.woken.load(Ordering::SeqCst);
            record.woken.store(false, Ordering::SeqCst);
        });
        woken
    }

    /// Wakes the one whose turn it is among those that wait on this; `None` if nobody does.
    ///
    /// Callable in interrupt context.
    pub fn wake_one(&self, kind: WaitKind, key: u32) -> Option<Slot> {
        let mut chosen = None;
        self.os.critical(&mut || {
            chosen = self.first_of(self.waiting_on(kind, key));
            if let Some(slot) = chosen {
                self.mark_woken(slot);
            }
        });
        if let Some(slot) = chosen {
            self.unpark(slot);
        }
        chosen
    }

    /// Wakes all that wait on this; callable in interrupt context.
    pub fn wake_all(&self, kind: WaitKind, key: u32) {
        while self.wake_one(kind, key).is_some() {}
    }

    /// How many wait on this.
    #[must_use]
    pub fn waiters(&self, kind: WaitKind, key: u32) -> u32 {
        self.waiting_on(kind, key).count_ones()
    }

    /// Says who holds the lock that others wait for, for those who ask.
    pub fn set_wait_owner(&self, key: u32, owner: u16) {
        let mut rest = self.waiting_on(WaitKind::Lock, key);
        while let Some(slot) = self.first_of(rest) {
            rest &= !slot.bit();
            self.record(slot)
                .wait_owner
                .store(u32::from(owner), Ordering::SeqCst);
        }
    }

    fn waiting_on(&self, kind: WaitKind, key: u32) -> u32 {
        let mut set = 0;
        let mut rest = self.expecting.load(Ordering::SeqCst);
        while rest != 0 {
            let Some(slot) = Slot::new(rest.trailing_zeros() as usize) else {
                break;
            };
            rest &= rest - 1;
            let record = self.record(slot);
            if record.wait_kind() == kind && record.wait_key.load(Ordering::SeqCst) == key {
                set |= slot.bit();
            }
        }
        set
    }

    /// Notes that what `slot` waits on has come; in a critical section.
    fn mark_woken(&self, slot: Slot) {
        let expecting = self.expecting.load(Ordering::SeqCst);
        self.expecting
            .store(expecting & !slot.bit(), Ordering::SeqCst);
        self.record(slot).woken.store(true, Ordering::SeqCst);
    }

    /// Moves the deadline of an announced wait.
    pub fn set_wait_deadline(&self, slot: Slot, deadline: u64) {
        self.record(slot).wait_deadline.set(self.os, deadline);
    }

    /// Whether `slot` waits on this and nothing has come yet.
    #[must_use]
    pub fn rests(&self, slot: Slot, kind: WaitKind) -> bool {
        let expecting = self.expecting.load(Ordering::SeqCst) & slot.bit() != 0;
        expecting && self.record(slot).wait_kind() == kind
    }

    /// Waits as announced by [`Threads::expect`]; without the lock, on the thread of `slot` itself.
    ///
    /// Requests to interrupt or end the thread abort the wait; they stay set.
    pub fn wait(&self, slot: Slot) -> Outcome {
        let record = self.record(slot);
        record.set_phase(Phase::Waiting);
        let deadline = record.wait_deadline.get(self.os);
        let outcome = loop {
            if record.woken.load(Ordering::SeqCst) {
                break Outcome::Done(());
            }
            if record.requests() & (INTERRUPT | EXIT | KILL) != 0 {
                break Outcome::Aborted;
            }
            if self.os.now() >= deadline {
                break Outcome::Timeout;
            }
            self.os.park(deadline);
        };
        record.bump_wakeups();
        self.stay_while_suspended(slot);
        outcome
    }

    /// Stays as long as the thread is suspended; without the lock.
    pub fn stay_while_suspended(&self, slot: Slot) {
        let record = self.record(slot);
        while record.requests() & SUSPEND != 0 && record.requests() & KILL == 0 {
            record.set_phase(Phase::Suspended);
            self.os.park(vosal::FOREVER);
        }
    }

    /// Sets request bits of `slot` and makes the thread notice.
    pub fn ask(&self, slot: Slot, bits: u32) {
        self.change_requests(slot, 0, bits);
        if self.holds(slot) {
            self.signal.raise();
        }
        self.unpark(slot);
    }

    /// Clears request bits of `slot`, and makes the thread notice.
    pub fn unask(&self, slot: Slot, bits: u32) {
        self.change_requests(slot, bits, 0);
        self.unpark(slot);
    }

    fn change_requests(&self, slot: Slot, clear: u32, set: u32) {
        let requests = &self.record(slot).requests;
        self.os.critical(&mut || {
            let bits = requests.load(Ordering::SeqCst);
            requests.store(bits & !clear | set, Ordering::SeqCst);
        });
    }

    /// Takes the highest of the requests to interrupt or end the thread: one bit, or 0.
    pub fn take_request(&self, slot: Slot) -> u32 {
        let requests = self.record(slot).requests();
        let bit = [KILL, EXIT, INTERRUPT]
            .into_iter()
            .find(|bit| requests & bit != 0)
            .unwrap_or(0);
        if bit != 0 {
            self.change_requests(slot, bit, 0);
        }
        bit
    }

    pub(super) fn unpark(&self, slot: Slot) {
        if let Some(thread) = self.record(slot).thread() {
            self.os.unpark(thread);
        }
    }
}
