//! The chip itself: reset, watchdog, hardware timers, clock of the date, random numbers.

use super::agenda::Action;
use super::{SimBoard, State};
use vhal::{
    Error, HardwareTimers, Instant, Peripheral, ResetCause, Result, Rng, Rtc, Sink, System,
    Watchdog,
};

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

/// How many hardware timers there are.
const TIMERS: usize = 4;

/// The number that every simulated chip has.
const UNIQUE_ID: &[u8; 12] = b"zshell-sim-0";

pub(super) struct Parts {
    cause: ResetCause,
    on_reset: Option<Box<dyn Fn(ResetCause) + Send>>,
    watchdog: Option<Dog>,
    timers: [HardwareTimer; TIMERS],
    /// Microseconds since 1970 when the system's clock was zero.
    epoch: i128,
    random: u64,
}

#[derive(Clone, Copy)]
struct Dog {
    shortest: u32,
    longest: u32,
    fed: u64,
    turn: u32,
}

#[derive(Clone, Copy, Default)]
struct HardwareTimer {
    /// The time of the next announcement and the period, 0 for none.
    running: Option<(u64, u32)>,
    turn: u32,
}

impl Parts {
    pub(super) fn new(
        time: Option<Instant>,
        seed: Option<u64>,
        cause: ResetCause,
        on_reset: Box<dyn Fn(ResetCause) + Send>,
        now: u64,
    ) -> Self {
        let time = time.unwrap_or_else(|| {
            let since = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            Instant {
                seconds: since.as_secs(),
                micros: since.subsec_micros(),
            }
        });
        let seed = seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        Self {
            cause,
            on_reset: Some(on_reset),
            watchdog: None,
            timers: [HardwareTimer::default(); TIMERS],
            epoch: microseconds(time) - i128::from(now),
            random: seed,
        }
    }

    /// The next number of the sequence (SplitMix64 of G. Steele, D. Lea and C. Flood).
    fn draw(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

fn microseconds(time: Instant) -> i128 {
    i128::from(time.seconds) * 1_000_000 + i128::from(time.micros)
}

impl State {
    /// Resets the board, the first time it is asked to.
    fn reset(&mut self, cause: ResetCause) {
        if let Some(on_reset) = self.system.on_reset.take() {
            on_reset(cause);
        }
    }

    pub(super) fn watchdog_bites(&mut self, turn: u32) {
        if self.system.watchdog.is_some_and(|dog| dog.turn == turn) {
            self.reset(ResetCause::Watchdog);
        }
    }

    fn set_watchdog(&mut self, shortest: u32, longest: u32) {
        let turn = self
            .system
            .watchdog
            .map_or(0, |dog| dog.turn.wrapping_add(1));
        self.system.watchdog = Some(Dog {
            shortest,
            longest,
            fed: self.now,
            turn,
        });
        self.agenda.add(
            self.now + u64::from(longest),
            Action::WatchdogBites { turn },
        );
    }

    pub(super) fn timer_fires(&mut self, number: u8, turn: u32) {
        let timer = &mut self.system.timers[usize::from(number)];
        if timer.turn != turn {
            return;
        }
        timer.running = match timer.running {
            Some((time, period)) if period > 0 => Some((time + u64::from(period), period)),
            _ => None,
        };
        if let Some((next, _)) = timer.running {
            self.agenda.add(
                next,
                Action::TimerFires {
                    timer: number,
                    turn,
                },
            );
        }
        self.ready(Peripheral::TIMER.unit(number));
    }

    fn set_timer(&mut self, number: u8, running: Option<(u64, u32)>) -> Result<()> {
        let timer = self
            .system
            .timers
            .get_mut(usize::from(number))
            .ok_or(Error::Argument)?;
        timer.turn = timer.turn.wrapping_add(1);
        timer.running = running;
        if let Some((time, _)) = running {
            self.agenda.add(
                time,
                Action::TimerFires {
                    timer: number,
                    turn: timer.turn,
                },
            );
        }
        Ok(())
    }
}

impl System for SimBoard {
    fn set_sink(&self, sink: &'static dyn Sink) {
        self.with(|state| state.sink = Some(sink));
    }

    fn unique_id(&self, buffer: &mut [u8]) -> usize {
        buffer
            .iter_mut()
            .zip(UNIQUE_ID)
            .for_each(|(place, byte)| *place = *byte);
        UNIQUE_ID.len().min(buffer.len())
    }

    fn clock(&self) -> u32 {
        0
    }

    fn reset_cause(&self) -> ResetCause {
        self.with(|state| state.system.cause)
    }

    fn reset(&self) {
        self.with(|state| state.reset(ResetCause::Software));
    }
}

impl Watchdog for SimBoard {
    fn start(&self, shortest: u32, longest: u32) -> Result<()> {
        if longest == 0 || shortest >= longest {
            return Err(Error::Argument);
        }
        self.with(|state| state.set_watchdog(shortest, longest));
        Ok(())
    }

    fn feed(&self) -> Result<()> {
        self.with(|state| {
            let dog = state.system.watchdog.ok_or(Error::HardwareStatus)?;
            if state.now - dog.fed < u64::from(dog.shortest) {
                state.reset(ResetCause::Watchdog);
            }
            state.set_watchdog(dog.shortest, dog.longest);
            Ok(())
        })
    }
}

impl HardwareTimers for SimBoard {
    fn count(&self) -> u8 {
        TIMERS as u8
    }

    fn start(&self, timer: u8, delay: u32, periodic: bool) -> Result<()> {
        if delay == 0 {
            return Err(Error::Argument);
        }
        self.with(|state| {
            let first = state.now + u64::from(delay);
            state.set_timer(timer, Some((first, if periodic { delay } else { 0 })))
        })
    }

    fn running(&self, timer: u8) -> bool {
        self.with(|state| {
            state
                .system
                .timers
                .get(usize::from(timer))
                .is_some_and(|timer| timer.running.is_some())
        })
    }

    fn stop(&self, timer: u8) -> Result<()> {
        self.with(|state| state.set_timer(timer, None))
    }
}

impl Rtc for SimBoard {
    fn get(&self) -> Result<Instant> {
        self.with(|state| {
            let micros = (state.system.epoch + i128::from(state.now)).max(0);
            Ok(Instant {
                seconds: (micros / 1_000_000) as u64,
                micros: (micros % 1_000_000) as u32,
            })
        })
    }

    fn set(&self, time: Instant) -> Result<()> {
        if time.micros >= 1_000_000 {
            return Err(Error::Argument);
        }
        self.with(|state| state.system.epoch = microseconds(time) - i128::from(state.now));
        Ok(())
    }
}

impl Rng for SimBoard {
    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        self.with(|state| {
            for chunk in buffer.chunks_mut(8) {
                chunk.copy_from_slice(&state.system.draw().to_le_bytes()[..chunk.len()]);
            }
        });
        Ok(())
    }
}
