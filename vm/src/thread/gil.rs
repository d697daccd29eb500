//! The interpreter lock: whoever holds it may touch the heap, nobody else.
//!
//! Not a mutex of the RTOS but a wait list of our own, by priority and then by age:
//!
//! * the holder runs with the priority of the highest waiter, so that no thread in between can keep it from releasing;
//! * releasing hands the lock over directly, so that nobody overtakes the one whose turn it is;
//! * a waiter of higher priority than the holder's own asks it to come to a safe point at once, one of the same priority
//!   when its quantum is over, one of lower priority not at all.

use super::table::{Phase, SLOTS, Slot};
use super::{QUANTUM_MICROS, Threads};
use crate::signal::Signal;
use core::sync::atomic::Ordering;
use vosal::{FOREVER, Priority};

impl Threads {
    /// Joins the wait list of the lock, or takes the lock if nobody holds it; says whether it was taken.
    ///
    /// A thread that already holds the lock or already waits changes nothing.
    pub fn request(&self, slot: Slot) -> bool {
        let mut holder = None;
        self.os.critical(&mut || {
            holder = self.holder();
            match holder {
                None => self.hand_to(Some(slot)),
                Some(holder) if holder != slot => {
                    let waiting = self.waiting.load(Ordering::SeqCst);
                    if waiting & slot.bit() == 0 {
                        self.take_ticket(slot);
                        self.waiting.store(waiting | slot.bit(), Ordering::SeqCst);
                    }
                }
                Some(_) => {}
            }
        });
        match holder {
            Some(holder) if holder != slot => {
                self.press(holder, slot);
                self.settle(holder);
                self.holds(slot)
            }
            _ => true,
        }
    }

    /// Whether `slot` holds the lock.
    #[must_use]
    pub fn holds(&self, slot: Slot) -> bool {
        self.holder() == Some(slot)
    }

    /// Leaves the wait list again.
    ///
    /// If the lock was handed over meanwhile it is released.
    pub fn withdraw(&self, slot: Slot) {
        self.os.critical(&mut || {
            let waiting = self.waiting.load(Ordering::SeqCst);
            self.waiting.store(waiting & !slot.bit(), Ordering::SeqCst);
        });
        if self.holds(slot) {
            self.release(slot);
        } else if let Some(holder) = self.holder() {
            self.settle(holder);
        }
    }

    /// Waits for the lock and takes it.
    pub fn acquire(&self, slot: Slot) {
        if !self.request(slot) {
            self.record(slot).set_phase(Phase::Ready);
            while !self.holds(slot) {
                self.os.park(FOREVER);
            }
        }
        self.record(slot).set_phase(Phase::Running);
    }

    /// Hands the lock to the first of those that wait, or to nobody.
    pub fn release(&self, slot: Slot) {
        let mut next = None;
        self.os.critical(&mut || {
            if self.holder() != Some(slot) {
                return;
            }
            let record = self.record(slot);
            let held = self.os.now().saturating_sub(self.taken_at.peek());
            record.held.put(record.held.peek().wrapping_add(held));
            next = self.first_of(self.waiting.load(Ordering::SeqCst));
            self.hand_to(next);
        });
        if let Some(next) = next {
            self.settle(next);
            self.unpark(next);
        }
        self.settle(slot);
    }

    /// Whether one waits for the lock that is not of lower priority than its holder; at the end of a quantum.
    #[must_use]
    pub fn must_give_way(&self, slot: Slot) -> bool {
        let own = self.record(slot).base_level();
        self.highest_waiting().is_some_and(|level| level >= own)
    }

    /// Begins to run bytecode: from now on [`Threads::signal`] says when a safe point is wanted.
    ///
    /// Requests must be looked at after this call.
    pub fn begin_quantum(&self, slot: Slot) {
        self.signal.clear();
        let own = self.record(slot).base_level();
        match self.highest_waiting() {
            Some(level) if level > own => self.signal.raise(),
            Some(level) if level == own => self.start_quantum(),
            _ => {}
        }
    }

    /// What brings the holder to a safe point.
    #[must_use]
    pub const fn signal(&self) -> &Signal {
        &self.signal
    }

    /// Who holds the lock.
    #[must_use]
    pub fn holder(&self) -> Option<Slot> {
        match self.holder.load(Ordering::SeqCst) {
            0 => None,
            number => Slot::new(number as usize - 1),
        }
    }

    /// Makes `slot` the holder; in a critical section.
    fn hand_to(&self, slot: Option<Slot>) {
        self.taken_at.put(self.os.now());
        let number = slot.map_or(0, |slot| slot.index() as u32 + 1);
        self.holder.store(number, Ordering::SeqCst);
        if let Some(slot) = slot {
            let waiting = self.waiting.load(Ordering::SeqCst);
            self.waiting.store(waiting & !slot.bit(), Ordering::SeqCst);
        }
    }

    /// Asks the holder to come to a safe point, as the priority of the waiter demands.
    fn press(&self, holder: Slot, waiter: Slot) {
        let (own, level) = (
            self.record(holder).base_level(),
            self.record(waiter).base_level(),
        );
        if level > own {
            self.signal.raise();
        } else if level == own {
            self.start_quantum();
        }
    }

    fn start_quantum(&self) {
        if let Some(timer) = self.quantum_timer() {
            self.os
                .start_timer(timer, self.os.now() + QUANTUM_MICROS, 0);
        }
    }

    /// The one in `set` whose turn it is: the highest priority, then the longest wait.
    pub(super) fn first_of(&self, set: u32) -> Option<Slot> {
        let mut best: Option<Slot> = None;
        let mut rest = set;
        while rest != 0 {
            let Some(slot) = Slot::new(rest.trailing_zeros() as usize) else {
                break;
            };
            rest &= rest - 1;
            if best.is_none_or(|best| self.before(slot, best)) {
                best = Some(slot);
            }
        }
        best
    }

    fn before(&self, a: Slot, b: Slot) -> bool {
        let (a, b) = (self.record(a), self.record(b));
        let age = a
            .ticket
            .load(Ordering::SeqCst)
            .wrapping_sub(b.ticket.load(Ordering::SeqCst)) as i32;
        a.base_level() > b.base_level() || (a.base_level() == b.base_level() && age < 0)
    }

    /// Puts `slot` behind all that wait already; in a critical section.
    pub(super) fn take_ticket(&self, slot: Slot) {
        let ticket = self.next_ticket.load(Ordering::SeqCst);
        self.next_ticket
            .store(ticket.wrapping_add(1), Ordering::SeqCst);
        self.record(slot).ticket.store(ticket, Ordering::SeqCst);
    }

    fn highest_waiting(&self) -> Option<u8> {
        let first = self.first_of(self.waiting.load(Ordering::SeqCst));
        first.map(|slot| self.record(slot).base_level())
    }

    /// The level `slot` should run at: its own, or that of the highest waiter if it holds the lock.
    #[must_use]
    pub fn effective_level(&self, slot: Slot) -> u8 {
        let own = self.record(slot).base_level();
        if self.holds(slot) {
            own.max(self.highest_waiting().unwrap_or(own))
        } else {
            own
        }
    }

    /// Tells the RTOS the priority of `slot` until what it was told is what it should be.
    ///
    /// One caller at a time does the telling; another one leaves it to that.
    /// Otherwise two that tell different things could leave the wrong one standing.
    pub(super) fn settle(&self, slot: Slot) {
        let record = self.record(slot);
        let Some(thread) = record.thread() else {
            return;
        };
        let mut mine = false;
        self.os.critical(&mut || {
            mine = !record.settling.load(Ordering::SeqCst);
            record.settling.store(true, Ordering::SeqCst);
        });
        while mine {
            let mut level = None;
            self.os.critical(&mut || {
                let wanted = self.effective_level(slot);
                if u32::from(wanted) == record.applied.load(Ordering::SeqCst) {
                    record.settling.store(false, Ordering::SeqCst);
                    level = None;
                } else {
                    record.applied.store(u32::from(wanted), Ordering::SeqCst);
                    level = Some(wanted);
                }
            });
            match level {
                Some(level) => self.os.set_priority(thread, priority(level)),
                None => mine = false,
            }
        }
    }
}

/// The priority of a level below [`Priority::LEVELS`].
pub(super) fn priority(level: u8) -> Priority {
    match level {
        8 => Priority::INTERRUPT,
        9 => Priority::AGENT,
        10 => Priority::DRIVER,
        _ => Priority::program(level).unwrap_or(Priority::IDLE),
    }
}

const _: () = assert!(SLOTS <= 32, "sets of slots are one word");
