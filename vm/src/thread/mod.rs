//! Threads of the machine: each is a thread of the RTOS with a record here; one at a time, the holder of the lock, runs
//! bytecode.
//!
//! ```text
//!          1            2              6
//!  Free -----> Ready -------> Running -----> Finished, Stopped, Raised --7--> Free
//!                ^  ^          |   |
//!                |  +----3-----+   | 4
//!                |                 v
//!                +--5----------- Waiting
//!                |                 |
//!                +--9-- Suspended <+ 8 (or from Running)
//! ```
//!
//! 1. Started: the RTOS thread exists and asks for the lock.
//! 2. The lock is handed to it.
//! 3. Its quantum is over, or a waiter of higher priority wants the lock: it releases and asks again.
//! 4. A native has to wait: the interpreter returns, the lock is released, the thread waits without it.
//! 5. What it waited for came, its time passed, or the wait was aborted: it asks for the lock again.
//! 6. Its first frame has returned or raised, or it was ended by force.
//! 7. The slot is wanted for another thread and the RTOS has given the memory back.
//! 8. It was suspended; it notices at a safe point or at the end of its wait.
//! 9. It was resumed, or is to be ended.
//!
//! Order of priorities: drivers, the agent, callbacks, the program's 7 to 1.
//! Every request to a thread is a bit in its record; the thread itself acts on it at its next safe point.

mod exclusive;
mod gil;
mod status;
mod table;
mod wait;

pub use exclusive::Exclusive;
pub use status::Status;
pub use table::{EXIT, INTERRUPT, KILL, Phase, Record, SLOTS, SUSPEND, Slot, WaitKind, Wide};
pub use wait::Wait;

use crate::signal::Signal;
use core::sync::atomic::{AtomicU32, Ordering};
use vosal::{Expire, Os, Priority, Thread, Timer};

/// How long a thread runs before others of its priority have their turn.
pub const QUANTUM_MICROS: u64 = 2_000;

/// The thread table, the lock and the waits.
pub struct Threads {
    os: &'static dyn Os,
    records: [Record; SLOTS],
    /// Who holds the lock: index of the slot plus one, 0 for nobody.
    holder: AtomicU32,
    /// Since when.
    taken_at: Wide,
    /// The set of those that wait for the lock.
    waiting: AtomicU32,
    /// The set of those that have announced a wait for something else, or are in it.
    expecting: AtomicU32,
    next_ticket: AtomicU32,
    /// Raised when the holder is to come to a safe point.
    signal: Signal,
    /// Number of the timer that ends quanta, 0 before it is made.
    quantum_timer: AtomicU32,
    /// Counts changes of the set of threads.
    generation: AtomicU32,
    last_id: AtomicU32,
}

impl Threads {
    /// An empty table.
    #[must_use]
    pub const fn new(os: &'static dyn Os) -> Self {
        Self {
            os,
            records: [const { Record::new() }; SLOTS],
            holder: AtomicU32::new(0),
            taken_at: Wide::new(),
            waiting: AtomicU32::new(0),
            expecting: AtomicU32::new(0),
            next_ticket: AtomicU32::new(0),
            signal: Signal::new(),
            quantum_timer: AtomicU32::new(0),
            generation: AtomicU32::new(0),
            last_id: AtomicU32::new(0),
        }
    }

    /// The operating system below.
    #[must_use]
    pub fn os(&self) -> &'static dyn Os {
        self.os
    }

    /// Names the timer that ends quanta; without one, threads of equal priority change at waits only.
    ///
    /// The timer's target is this table.
    pub fn set_quantum_timer(&self, timer: Timer) {
        self.quantum_timer.store(timer.number(), Ordering::SeqCst);
    }

    fn quantum_timer(&self) -> Option<Timer> {
        core::num::NonZeroU32::new(self.quantum_timer.load(Ordering::SeqCst)).map(Timer::new)
    }

    /// The record of a slot.
    #[must_use]
    pub fn record(&self, slot: Slot) -> &Record {
        let [first, ..] = &self.records;
        // A slot is below SLOTS by construction, so the first never stands in for another.
        self.records.get(slot.index()).unwrap_or(first)
    }

    /// Every slot that lists a thread.
    pub fn listed(&self) -> impl Iterator<Item = Slot> + '_ {
        (1..SLOTS)
            .filter_map(Slot::new)
            .filter(|slot| self.record(*slot).phase() != Phase::Free)
    }

    /// The slot of the thread with an id, ended ones included.
    #[must_use]
    pub fn find(&self, id: u16) -> Option<Slot> {
        self.listed().find(|slot| self.record(*slot).id() == id)
    }

    /// A number that changes whenever a thread is added or removed.
    #[must_use]
    pub fn generation(&self) -> u32 {
        self.generation.load(Ordering::SeqCst)
    }

    /// A slot for a thread that the program starts: an unused one, else that of the one that ended first and whose
    /// memory is back; with the lock.
    #[must_use]
    pub fn vacant(&self) -> Option<Slot> {
        let mut oldest: Option<Slot> = None;
        for slot in (Slot::FIRST_FREE..SLOTS).filter_map(Slot::new) {
            let record = self.record(slot);
            if record.phase() == Phase::Free {
                return Some(slot);
            }
            let ended = !record.phase().alive() && record.thread().is_none();
            let age = |slot: Slot| self.record(slot).ticket.load(Ordering::SeqCst);
            if ended && oldest.is_none_or(|best| (age(slot).wrapping_sub(age(best)) as i32) < 0) {
                oldest = Some(slot);
            }
        }
        oldest
    }

    /// Fills a record for a thread about to be made, phase [`Phase::Ready`]; its id.
    ///
    /// Main has 1, evaluation 2, the thread of callbacks 3; those that are started continue.
    pub fn enroll(&self, slot: Slot, level: u8, entry: u16, of_program: bool) -> u16 {
        let record = self.record(slot);
        let id = if slot.index() < Slot::FIRST_FREE {
            slot.index() as u32
        } else {
            let next = self.last_id.load(Ordering::SeqCst).wrapping_add(1);
            let next = if (Slot::FIRST_FREE as u32..=0xffff).contains(&next) {
                next
            } else {
                Slot::FIRST_FREE as u32
            };
            self.last_id.store(next, Ordering::SeqCst);
            next
        };
        record.id.store(id, Ordering::SeqCst);
        record.requests.store(0, Ordering::SeqCst);
        record.base.store(u32::from(level), Ordering::SeqCst);
        record.applied.store(u32::from(level), Ordering::SeqCst);
        record.woken.store(false, Ordering::SeqCst);
        record.held.set(self.os, 0);
        record.killed_at.set(self.os, 0);
        record.started.set(self.os, self.os.now());
        record.wakeups.store(0, Ordering::SeqCst);
        record.entry.store(u32::from(entry), Ordering::SeqCst);
        record.of_program.store(of_program, Ordering::SeqCst);
        record.exception.store(0, Ordering::SeqCst);
        record.set_phase(Phase::Ready);
        self.changed();
        id as u16
    }

    /// Forgets the ids given so far; for a new program.
    pub fn restart_ids(&self) {
        self.last_id
            .store(Slot::FIRST_FREE as u32 - 1, Ordering::SeqCst);
    }

    /// Names the RTOS thread of a slot.
    pub fn set_thread(&self, slot: Slot, thread: Option<Thread>) {
        let number = thread.map_or(0, Thread::number);
        self.record(slot).handle.store(number, Ordering::SeqCst);
    }

    /// Gives a slot another base priority, which acts at once.
    pub fn set_base(&self, slot: Slot, level: u8) {
        self.record(slot)
            .base
            .store(u32::from(level), Ordering::SeqCst);
        self.settle(slot);
        if let Some(holder) = self.holder() {
            self.signal.raise();
            self.settle(holder);
        }
    }

    /// Notes how a thread has ended and wakes those that wait for that; the slot stays listed.
    pub fn ended(&self, slot: Slot, phase: Phase) {
        let record = self.record(slot);
        self.os.critical(&mut || {
            self.take_ticket(slot);
            record.set_phase(phase);
        });
        self.changed();
        self.wake_all(WaitKind::Thread, u32::from(record.id()));
    }

    /// Takes a slot off the list.
    pub fn forget_thread(&self, slot: Slot) {
        self.record(slot).set_phase(Phase::Free);
        self.changed();
    }

    fn changed(&self) {
        let generation = self.generation.load(Ordering::SeqCst).wrapping_add(1);
        self.generation.store(generation, Ordering::SeqCst);
    }

    /// Makes the calling thread the agent's: it may take the lock, before all others.
    pub fn enroll_agent(&self) {
        let record = self.record(Slot::AGENT);
        let level = u32::from(Priority::AGENT.level());
        record.base.store(level, Ordering::SeqCst);
        record.applied.store(level, Ordering::SeqCst);
        self.set_thread(Slot::AGENT, self.os.current());
    }
}

impl Expire for Threads {
    /// A quantum is over.
    fn expired(&self, _argument: usize) {
        self.signal.raise();
    }
}
