//! SPI buses, as master.

use crate::{Result, SpiMode};

/// How a bus talks to the device that is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpiConfig {
    /// Hertz; a bus uses the next lower rate it can do.
    pub clock: u32,
    /// Clock polarity and phase.
    pub mode: SpiMode,
    /// Bits per frame: 8 or 16; frames of 16 bits are two bytes each, low byte first.
    pub bits: u8,
    /// Whether the lowest bit goes first.
    pub lsb_first: bool,
}

/// SPI buses; chip selects are ordinary pins, driven by the caller.
pub trait Spi: Sync {
    /// How many buses there are.
    fn count(&self) -> u8;

    /// The most bytes that one exchange may have; the caller cuts longer ones up while the device stays selected.
    fn limit(&self) -> usize;

    /// Sets a bus up; opening it anew changes the settings.
    fn open(&self, bus: u8, config: SpiConfig) -> Result<()>;

    /// Releases the pins.
    fn close(&self, bus: u8) -> Result<()>;

    /// Begins an exchange of `length` bytes: those of `write`, then zeros as far as it is shorter.
    ///
    /// * MUST copy `write` before it returns.
    /// * MUST announce the end by `ready(Peripheral::SPI.unit(bus))`; a port that does it all at once MAY have ended at return.
    /// * MUST refuse with [`crate::Error::Busy`], [`crate::Error::HardwareStatus`] and [`crate::Error::TooLong`] as
    ///   [`crate::I2c::start`] does, and an odd length of 16-bit frames with [`crate::Error::Argument`].
    fn start(&self, bus: u8, write: &[u8], length: usize) -> Result<()>;

    /// The end of an exchange: what was received, of which `buffer` gets the first bytes, and its length.
    ///
    /// * MUST return [`crate::Error::Busy`] while the exchange runs, [`crate::Error::HardwareStatus`] if none was begun.
    fn finish(&self, bus: u8, buffer: &mut [u8]) -> Result<usize>;

    /// Breaks an exchange off; the bus is free at return.
    fn abort(&self, bus: u8) -> Result<()>;
}
