//! Serial ports.

use crate::Result;

/// Parity bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Parity {
    /// None.
    #[default]
    None = 0,
    /// Even.
    Even = 1,
    /// Odd.
    Odd = 2,
}

/// Stop bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum StopBits {
    /// One.
    #[default]
    One = 0,
    /// One and a half.
    OneAndHalf = 1,
    /// Two.
    Two = 2,
}

/// How a port is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SerialConfig {
    /// Bits per second.
    pub baud: u32,
    /// Parity.
    pub parity: Parity,
    /// Stop bits.
    pub stop: StopBits,
    /// Data bits, 7 or 8.
    pub bits: u8,
    /// Whether RTS and CTS are used.
    pub flow_control: bool,
}

impl SerialConfig {
    /// 8N1 at `baud`.
    #[must_use]
    pub const fn new(baud: u32) -> Self {
        Self {
            baud,
            parity: Parity::None,
            stop: StopBits::One,
            bits: 8,
            flow_control: false,
        }
    }
}

/// What went wrong on a line since it was opened; counts modulo 2^16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SerialErrors {
    /// Bytes lost because the port's buffer was full.
    pub overrun: u16,
    /// Bytes with a wrong stop bit.
    pub framing: u16,
    /// Bytes with a wrong parity bit.
    pub parity: u16,
}

/// Serial ports; the one that is the link to the host is not among them, and refused with [`crate::Error::Busy`].
pub trait Serial: Sync {
    /// How many ports the numbering covers, the link's included.
    fn count(&self) -> u8;

    /// Opens a port, or opens it anew with other settings.
    fn open(&self, port: u8, config: SerialConfig) -> Result<()>;

    /// Closes a port; what it holds is lost.
    fn close(&self, port: u8) -> Result<()>;

    /// Takes what has arrived, up to the length of `buffer`, without waiting; may be 0.
    ///
    /// * MUST announce `ready(Peripheral::SERIAL.unit(port))` when bytes arrive where none were.
    /// * MUST return [`crate::Error::HardwareStatus`] when the port is not open; so do the operations below.
    fn read(&self, port: u8, buffer: &mut [u8]) -> Result<usize>;

    /// How many bytes have arrived and were not read.
    fn available(&self, port: u8) -> Result<usize>;

    /// Takes as much of `bytes` as there is room for, without waiting; may be 0.
    ///
    /// * MUST announce `ready` when there is room where there was none.
    fn write(&self, port: u8, bytes: &[u8]) -> Result<usize>;

    /// Whether all that was written is on the line.
    fn flushed(&self, port: u8) -> Result<bool>;

    /// What went wrong so far.
    fn errors(&self, port: u8) -> Result<SerialErrors>;
}
