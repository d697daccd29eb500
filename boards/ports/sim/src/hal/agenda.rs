//! What happens later, in order of time.

use std::collections::BTreeMap;

/// What happens; `turn` tells an entry that still counts from one that was overtaken.
#[derive(Clone, Copy, Debug)]
pub(super) enum Action {
    /// A debounced pin has been quiet long enough.
    Settled { slot: u8, turn: u32 },
    /// A pulse generator changes its level.
    PulseEdge { pad: usize, turn: u32 },
    /// A counted train of pulses is over.
    PulsesEnd { pad: usize, turn: u32 },
    /// The window of a capture closes.
    CaptureEnd { turn: u32 },
    /// A hardware timer fires.
    TimerFires { timer: u8, turn: u32 },
    /// A transfer is over.
    I2cEnds { bus: u8, turn: u32 },
    /// An exchange is over.
    SpiEnds { bus: u8, turn: u32 },
    /// The watchdog was not fed.
    WatchdogBites { turn: u32 },
}

#[derive(Default)]
pub(super) struct Agenda {
    entries: BTreeMap<(u64, u64), Action>,
    /// Numbers entries, so that those of one time keep their order.
    count: u64,
    /// For when the timer was last set.
    armed: Option<u64>,
}

impl Agenda {
    pub(super) fn add(&mut self, time: u64, action: Action) {
        self.count += 1;
        self.entries.insert((time, self.count), action);
    }

    /// The first entry that is due at `now`.
    pub(super) fn due(&mut self, now: u64) -> Option<(u64, Action)> {
        let first = self
            .entries
            .first_entry()
            .filter(|entry| entry.key().0 <= now)?;
        let ((time, _), action) = first.remove_entry();
        Some((time, action))
    }

    /// Forgets what the timer was set for: it has expired.
    pub(super) fn rearm(&mut self) {
        self.armed = None;
    }

    /// The time of the first entry, if the timer is not set for it already or for an earlier time.
    pub(super) fn changed_next(&mut self) -> Option<u64> {
        let next = self.entries.first_key_value().map(|((time, _), _)| *time)?;
        if self.armed.is_some_and(|armed| armed <= next) {
            return None;
        }
        self.armed = Some(next);
        Some(next)
    }
}
