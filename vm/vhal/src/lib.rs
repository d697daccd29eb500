//! VHAL, the peripheral layer: all that the virtual machine and the agent ask of a chip and a board.
//!
//! Principles, in descending priority:
//!
//! 1. One small trait per peripheral; a board lacks one by leaving its place in [`Board`] empty.
//! 2. Nothing here waits. What takes time is begun by one call, announced by [`Sink::ready`] and finished by another,
//!    so that the interpreter lock is never held over a transfer and every wait can be aborted.
//! 3. Errors are fieldless and name whose fault it was; each maps to one exception of the language.
//! 4. Pins and units are numbers, the same on every board; `board.toml` gives them their names.
//!
//! All operations may be called by any thread, several at a time; a port guards its registers itself.
//! Times are microseconds, on the clock of the operating-system layer.
//! Notions that `embedded-hal` and `embedded-io` have are theirs: SPI modes, pin states, kinds of errors.

#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod board;
mod error;
mod number;
mod sink;

mod analog;
mod capture;
mod flash;
mod i2c;
mod pins;
mod pwm;
mod rng;
mod rtc;
mod serial;
mod spi;
mod system;
mod timers;
mod watchdog;

pub mod contract;

pub use analog::{Adc, Dac};
pub use board::Board;
pub use capture::{Capture, Icu, Trigger};
pub use embedded_hal::digital::PinState;
pub use embedded_hal::spi::{Mode as SpiMode, Phase as SpiPhase, Polarity as SpiPolarity};
pub use error::{Error, Result};
pub use flash::{Flash, Sector};
pub use i2c::I2c;
pub use number::{Peripheral, Pin, PinClass};
pub use pins::{Edges, Interrupts, PinMode, Pins};
pub use pwm::Pwm;
pub use rng::Rng;
pub use rtc::{Instant, Rtc};
pub use serial::{Parity, Serial, SerialConfig, SerialErrors, StopBits};
pub use sink::{Edge, Sink};
pub use spi::{Spi, SpiConfig};
pub use system::{ResetCause, System};
pub use timers::HardwareTimers;
pub use watchdog::Watchdog;
