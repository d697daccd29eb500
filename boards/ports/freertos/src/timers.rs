//! Timers, run by the kernel's tick: a list that the tick walks.

use core::num::NonZeroU32;
use core::ptr::null_mut;
use vosal::{Expire, Memory, Timer};

/// A timer; it lies in the memory that its maker lent, for ever. Reached in critical sections only.
pub(crate) struct Record {
    next: *mut Record,
    target: &'static dyn Expire,
    argument: usize,
    /// `u64::MAX` while it is stopped.
    deadline: u64,
    period: u64,
}

/// Double words of a record.
pub(crate) const WORDS: usize = size_of::<Record>().div_ceil(8);

pub(crate) struct Timers {
    first: *mut Record,
}

impl Timers {
    pub(crate) const fn new() -> Timers {
        Timers { first: null_mut() }
    }

    /// Makes a stopped timer in memory of at least [`WORDS`].
    pub(crate) fn add(
        &mut self,
        target: &'static dyn Expire,
        argument: usize,
        memory: Memory,
    ) -> Option<Timer> {
        let record: *mut Record = memory.as_mut_ptr().cast();
        // SAFETY: the memory is ours for ever, aligned to eight bytes and long enough.
        unsafe {
            record.write(Record {
                next: self.first,
                target,
                argument,
                deadline: u64::MAX,
                period: 0,
            })
        };
        self.first = record;
        NonZeroU32::new(record.expose_provenance() as u32).map(Timer::new)
    }

    /// Starts or, with `u64::MAX`, stops a timer.
    pub(crate) fn set(&mut self, timer: Timer, deadline: u64, period: u64) {
        let mut at = self.first;
        while !at.is_null() {
            // SAFETY: records are never freed, and the critical section excludes other users.
            let record = unsafe { &mut *at };
            if at.addr() as u32 == timer.number() {
                (record.deadline, record.period) = (deadline, period);
                return;
            }
            at = record.next;
        }
    }

    /// A timer that expired by `now`, advanced to its next time.
    pub(crate) fn expired(&mut self, now: u64) -> Option<(&'static dyn Expire, usize)> {
        let mut at = self.first;
        while !at.is_null() {
            // SAFETY: as above.
            let record = unsafe { &mut *at };
            if record.deadline <= now {
                // Missed periods are merged, the phase is kept.
                record.deadline = match record.period {
                    0 => u64::MAX,
                    period => record.deadline + ((now - record.deadline) / period + 1) * period,
                };
                return Some((record.target, record.argument));
            }
            at = record.next;
        }
        None
    }
}
