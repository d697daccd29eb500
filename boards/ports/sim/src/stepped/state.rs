//! What the deterministic system knows of its threads, and whom it picks.

use super::{Policy, Rest};
use crate::timers::Timers;

use vosal::{FOREVER, Memory, Priority};

use std::sync::{Arc, Condvar};

/// Who has the turn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nobody, before [`SteppedOs::run`].
    Still,
    /// Nobody: every thread waits or has ended.
    Nobody,
    /// Whoever calls back timers.
    Timers,
    /// The thread of this number.
    Of(u32),
}

pub(super) struct State {
    pub(super) clock: u64,
    pub(super) turn: Turn,
    pub(super) threads: Vec<Slot>,
    pub(super) last_number: u32,
    /// Counts up; a thread's age is the count when it last became ready or gave way.
    pub(super) age: u64,
    pub(super) timers: Timers,
    pub(super) policy: Policy,
    pub(super) random: u64,
}

pub(super) struct Slot {
    pub(super) number: u32,
    pub(super) name: &'static str,
    pub(super) priority: Priority,
    pub(super) doing: Doing,
    pub(super) age: u64,
    pub(super) permit: bool,
    /// Whether the last wait ended by its deadline.
    pub(super) timed_out: bool,
    pub(super) turn_given: Arc<Condvar>,
    pub(super) memory: Option<Memory>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    Ready,
    Waiting(u64),
    Ended,
}

impl State {
    pub(super) fn new(policy: Policy) -> Self {
        let seed = if let Policy::Seeded(seed) = policy {
            seed
        } else {
            0
        };
        Self {
            clock: 0,
            turn: Turn::Still,
            threads: Vec::new(),
            last_number: 0,
            age: 0,
            timers: Timers::default(),
            policy,
            // The sequence must not start at zero, and seeds side by side shall differ at once.
            random: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
        }
    }

    pub(super) fn slot(&mut self, number: u32) -> Option<&mut Slot> {
        self.threads.iter_mut().find(|slot| slot.number == number)
    }

    pub(super) fn next_age(&mut self) -> u64 {
        self.age += 1;
        self.age
    }

    pub(super) fn make_ready(&mut self, number: u32, timed_out: bool) {
        let age = self.next_age();
        if let Some(slot) = self.slot(number) {
            slot.doing = Doing::Ready;
            slot.age = age;
            slot.timed_out = timed_out;
        }
    }

    /// Makes those ready whose deadline has passed, the earliest first.
    pub(super) fn expire(&mut self) {
        let clock = self.clock;
        let mut due: Vec<(u64, u32)> = self
            .threads
            .iter()
            .filter_map(|slot| match slot.doing {
                Doing::Waiting(deadline) if deadline <= clock => Some((deadline, slot.number)),
                _ => None,
            })
            .collect();
        due.sort_unstable();
        for (_, number) in due {
            self.make_ready(number, true);
        }
    }

    /// The ready thread that gets the turn.
    pub(super) fn pick(&mut self) -> Option<u32> {
        let ready = self
            .threads
            .iter()
            .filter(|slot| slot.doing == Doing::Ready);
        match self.policy {
            Policy::RoundRobin => ready
                .min_by_key(|slot| (u8::MAX - slot.priority.level(), slot.age))
                .map(|slot| slot.number),
            Policy::Seeded(_) => {
                let numbers: Vec<u32> = ready.map(|slot| slot.number).collect();
                let count = numbers.len() as u64;
                (count > 0).then(|| numbers[(self.draw() % count) as usize])
            }
        }
    }

    /// The next number of the pseudo-random sequence (xorshift64* of S. Vigna).
    fn draw(&mut self) -> u64 {
        self.random ^= self.random >> 12;
        self.random ^= self.random << 25;
        self.random ^= self.random >> 27;
        self.random.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// The next time at which something happens of itself.
    pub(super) fn next_event(&self) -> Option<u64> {
        let deadlines = self.threads.iter().filter_map(|slot| match slot.doing {
            Doing::Waiting(deadline) if deadline != FOREVER => Some(deadline),
            _ => None,
        });
        deadlines.chain(self.timers.earliest()).min()
    }

    pub(super) fn rest(&self) -> Rest {
        let waiting: Vec<_> = self
            .threads
            .iter()
            .filter(|s| s.doing != Doing::Ended)
            .map(|s| s.name)
            .collect();
        if waiting.is_empty() {
            Rest::Ended
        } else {
            Rest::Waiting(waiting)
        }
    }
}
