//! What anyone may ask about a thread at any time, without the lock.

use super::Threads;
use super::table::{Phase, Slot, WaitKind};
use crate::machine::Place;
use core::sync::atomic::Ordering;
use vosal::FOREVER;

/// One thread at one moment. Words of it may stem from neighbouring moments.
#[derive(Clone, Copy, Debug)]
pub struct Status {
    /// Where it is in the table.
    pub slot: Slot,
    /// Its id.
    pub id: u16,
    /// Where it stands.
    pub phase: Phase,
    /// Requests to it that it has not yet acted on.
    pub requests: u32,
    /// It was asked to end and its `finally` clauses run.
    pub stopping: bool,
    /// The level of the priority it was given.
    pub base: u8,
    /// The level it runs at, by inheritance.
    pub priority: u8,
    /// What it waits on, if it waits.
    pub wait_kind: WaitKind,
    /// Which one, see [`WaitKind`].
    pub wait_key: u32,
    /// Id of the thread that holds the lock it waits for.
    pub wait_owner: Option<u16>,
    /// Microseconds until its wait ends; `None` without limit.
    pub wait_micros: Option<u64>,
    /// Microseconds it has held the lock.
    pub held_micros: u64,
    /// Microseconds since it was started.
    pub age_micros: u64,
    /// Times a wait of it has ended.
    pub wakeups: u32,
    /// Bytes of Python stack in use at its last safe point.
    pub stack_used: u32,
    /// Bytes of its Python stack.
    pub stack_size: u32,
    /// Most bytes of native stack ever used, where the port can tell.
    pub native_high_water: Option<u32>,
    /// Bytes of native stack; 0 if the port takes it from elsewhere.
    pub native_size: u32,
    /// Code id of the function it was started with.
    pub entry: u16,
    /// Where it was at its last safe point; `None` once it has ended.
    pub place: Option<Place>,
    /// It has frames of code that was replaced.
    pub on_old_code: bool,
    /// Index of the exception that ended it.
    pub exception: u16,
}

impl Threads {
    /// What is known of the thread in a slot; `None` if it is unused.
    #[must_use]
    pub fn status(&self, slot: Slot) -> Option<Status> {
        let record = self.record(slot);
        let phase = record.phase();
        if phase == Phase::Free || slot == Slot::AGENT {
            return None;
        }
        let now = self.os.now();
        let deadline = record.wait_deadline.get(self.os);
        let mut held = record.held.get(self.os);
        if self.holds(slot) {
            held += now.saturating_sub(self.taken_at.get(self.os));
        }
        let load = |word: &core::sync::atomic::AtomicU32| word.load(Ordering::Relaxed);
        let place = load(&record.place);
        let native_size = load(&record.native_size);
        let unused = record
            .thread()
            .and_then(|thread| self.os.stack_unused(thread));
        Some(Status {
            slot,
            id: record.id(),
            phase,
            requests: record.requests(),
            stopping: record.killed_at.get(self.os) != 0,
            base: record.base_level(),
            priority: self.effective_level(slot),
            wait_kind: record.wait_kind(),
            wait_key: load(&record.wait_key),
            wait_owner: match load(&record.wait_owner) as u16 {
                0 => None,
                owner => Some(owner),
            },
            wait_micros: (deadline != FOREVER).then(|| deadline.saturating_sub(now)),
            held_micros: held,
            age_micros: now.saturating_sub(record.started.get(self.os)),
            wakeups: load(&record.wakeups),
            stack_used: load(&record.stack_used),
            stack_size: load(&record.stack_size),
            native_high_water: unused.map(|unused| native_size.saturating_sub(unused)),
            native_size,
            entry: load(&record.entry) as u16,
            place: phase.alive().then_some(Place {
                image: load(&record.image) as u16,
                code: place as u16,
                pc: (place >> 16) as u16,
            }),
            on_old_code: record.on_old_code.load(Ordering::Relaxed),
            exception: load(&record.exception) as u16,
        })
    }
}
