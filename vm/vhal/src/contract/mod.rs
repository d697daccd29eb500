//! Checks of what every board must hold, run by tests on the host and by a firmware on a board set up for it.
//!
//! A check says what is wrong in one sentence.
//! What a check needs and the rig does not have, it passes over: boards differ.

mod buses;
mod memory;
mod pins;
mod system;

use crate::{Board, Error, Pin, Result as HalResult, SpiConfig};

/// What is wrong with a board, in a sentence.
pub type Verdict = Result<(), &'static str>;

/// The clock that checks wait by.
pub trait Clock: Sync {
    /// Microseconds since start.
    fn now(&self) -> u64;

    /// Waits.
    fn wait(&self, micros: u64);
}

/// A board with what is connected to it, and the sink that its interrupts go to.
#[derive(Clone, Copy)]
pub struct Rig {
    /// The board.
    pub board: Board,
    /// The clock.
    pub clock: &'static dyn Clock,
    /// Registered with the board before the first check.
    pub recorder: &'static Recorder,
    /// Two pins with a wire between them: the first is driven, the second listens.
    pub wire: Option<(Pin, Pin)>,
    /// A pin that makes pulses and is the first of the wire.
    pub pulses: Option<Pin>,
    /// A number that no pin has.
    pub no_pin: Pin,
    /// A serial port whose output is wired to its input.
    pub loop_port: Option<u8>,
    /// The bus and address of a device that answers a read of two bytes, and an address where nobody is.
    pub i2c: Option<(u8, u8, u8)>,
    /// A device on an SPI bus.
    pub spi: Option<SpiProbe>,
    /// An offset in flash from which on a sector may be erased.
    pub flash: Option<u32>,
}

/// A device on an SPI bus, and how to know it.
#[derive(Clone, Copy)]
pub struct SpiProbe {
    /// The bus.
    pub bus: u8,
    /// How the bus is set up.
    pub config: SpiConfig,
    /// The pin that selects the device when low.
    pub select: Pin,
    /// What it is sent.
    pub command: &'static [u8],
    /// What it answers after that.
    pub answer: &'static [u8],
}

/// A check with its name.
pub struct Check {
    /// What it is about.
    pub name: &'static str,
    /// Runs it.
    pub run: fn(&Rig) -> Verdict,
}

/// All checks, in an order where each relies on those before it only.
pub const CHECKS: &[Check] = &[
    Check {
        name: "pins keep levels",
        run: pins::keep_levels,
    },
    Check {
        name: "a wire carries levels",
        run: pins::wire_carries_levels,
    },
    Check {
        name: "pins that are not there are refused",
        run: pins::refused,
    },
    Check {
        name: "edges are reported in order",
        run: pins::edges_in_order,
    },
    Check {
        name: "a detached slot is silent",
        run: pins::detached_is_silent,
    },
    Check {
        name: "debouncing drops short pulses",
        run: pins::debounced,
    },
    Check {
        name: "pulses are counted",
        run: pins::pulses_counted,
    },
    Check {
        name: "pulses are measured",
        run: pins::pulses_measured,
    },
    Check {
        name: "converters keep their range",
        run: pins::converters,
    },
    Check {
        name: "a serial port sends to itself",
        run: buses::serial_loop,
    },
    Check {
        name: "I2C finds who is there",
        run: buses::i2c,
    },
    Check {
        name: "SPI exchanges",
        run: buses::spi,
    },
    Check {
        name: "flash erases, writes and reads",
        run: memory::flash,
    },
    Check {
        name: "flash refuses what it cannot do",
        run: memory::flash_refuses,
    },
    Check {
        name: "hardware timers announce",
        run: system::timers,
    },
    Check {
        name: "the clock of the date runs",
        run: system::rtc,
    },
    Check {
        name: "random numbers differ",
        run: system::rng,
    },
    Check {
        name: "the chip has a number",
        run: system::identity,
    },
];

mod recorder;
pub use recorder::Recorder;

/// Fails a check with a sentence unless a condition holds.
fn hold(condition: bool, sentence: &'static str) -> Verdict {
    if condition { Ok(()) } else { Err(sentence) }
}

/// Fails a check with a sentence if an operation failed.
fn good<T>(result: HalResult<T>, sentence: &'static str) -> Result<T, &'static str> {
    result.map_err(|_| sentence)
}

/// Asks until it is not busy any more, as long as patience lasts.
fn finish<T>(rig: &Rig, mut ask: impl FnMut() -> HalResult<T>) -> HalResult<T> {
    let deadline = rig.clock.now() + PATIENCE;
    loop {
        match ask() {
            Err(Error::Busy) if rig.clock.now() < deadline => rig.clock.wait(200),
            result => return result,
        }
    }
}

/// Waits until a condition holds, as long as patience lasts.
fn await_that(rig: &Rig, condition: impl Fn() -> bool) -> bool {
    let deadline = rig.clock.now() + PATIENCE;
    while !condition() {
        if rig.clock.now() > deadline {
            return false;
        }
        rig.clock.wait(500);
    }
    true
}

/// How long a check waits for what must come, in microseconds; a loaded host is slow.
const PATIENCE: u64 = 5_000_000;
