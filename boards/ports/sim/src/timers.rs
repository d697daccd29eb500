//! The table of timers that both operating systems keep.

use vosal::{Expire, Timer};

use std::num::NonZeroU32;

/// What a timer calls.
#[derive(Clone, Copy)]
pub(crate) struct Call {
    target: &'static dyn Expire,
    argument: usize,
}

impl Call {
    /// Makes the call, in interrupt context.
    pub(crate) fn make(self) {
        crate::interrupt(|| self.target.expired(self.argument));
    }
}

struct Slot {
    call: Call,
    /// When it expires next; `None` while stopped.
    deadline: Option<u64>,
    period: u64,
}

/// Timers by handle: number 1 is the first made.
#[derive(Default)]
pub(crate) struct Timers {
    slots: Vec<Slot>,
}

impl Timers {
    pub(crate) fn create(&mut self, target: &'static dyn Expire, argument: usize) -> Option<Timer> {
        let call = Call { target, argument };
        self.slots.push(Slot {
            call,
            deadline: None,
            period: 0,
        });
        let number = u32::try_from(self.slots.len()).ok()?;
        NonZeroU32::new(number).map(Timer::new)
    }

    pub(crate) fn start(&mut self, timer: Timer, deadline: u64, period: u64) {
        if let Some(slot) = self.slot(timer) {
            slot.deadline = Some(deadline);
            slot.period = period;
        }
    }

    pub(crate) fn stop(&mut self, timer: Timer) {
        if let Some(slot) = self.slot(timer) {
            slot.deadline = None;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    fn slot(&mut self, timer: Timer) -> Option<&mut Slot> {
        self.slots.get_mut(timer.number() as usize - 1)
    }

    /// When the first timer expires.
    pub(crate) fn earliest(&self) -> Option<u64> {
        self.slots.iter().filter_map(|slot| slot.deadline).min()
    }

    /// The call of the timer whose time came first, if it is not after `now`; a periodic one is set to its next time.
    pub(crate) fn due(&mut self, now: u64) -> Option<Call> {
        let slot = self
            .slots
            .iter_mut()
            .filter(|slot| slot.deadline.is_some_and(|at| at <= now))
            .min_by_key(|s| s.deadline)?;
        let deadline = slot.deadline?;
        slot.deadline = match slot.period {
            0 => None,
            // Missed periods are merged, and the phase is kept.
            period => Some(deadline + period * ((now - deadline) / period + 1)),
        };
        Some(slot.call)
    }
}
