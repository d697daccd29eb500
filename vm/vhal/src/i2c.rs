//! I2C buses, as master.

use crate::Result;

/// I2C buses with 7-bit addresses.
pub trait I2c: Sync {
    /// How many buses there are.
    fn count(&self) -> u8;

    /// The most bytes that one transfer may write, and read.
    fn limit(&self) -> usize;

    /// Sets a bus up at `clock` hertz or the next lower rate it can do; opening it anew changes the rate.
    fn open(&self, bus: u8, clock: u32) -> Result<()>;

    /// Releases the pins.
    fn close(&self, bus: u8) -> Result<()>;

    /// Begins one transfer: START, `address`, the bytes of `write`; then, if `read` is not zero, a repeated START and `read`
    /// bytes; STOP.
    /// With both empty only the address is sent, which finds out who is there.
    ///
    /// * MUST copy `write` before it returns.
    /// * MUST announce the end by `ready(Peripheral::I2C.unit(bus))`; a port that does it all at once MAY have ended at return.
    /// * MUST refuse with [`crate::Error::Busy`] while a transfer runs, with [`crate::Error::HardwareStatus`] when the bus is
    ///   not open, with [`crate::Error::TooLong`] beyond the limit and with [`crate::Error::Argument`] for an address above
    ///   0x7F.
    fn start(&self, bus: u8, address: u8, write: &[u8], read: usize) -> Result<()>;

    /// The end of a transfer: the bytes read, of which `buffer` gets the first ones, and their number.
    ///
    /// * MUST return [`crate::Error::Busy`] while the transfer runs, [`crate::Error::Nack`] if nobody answered,
    ///   [`crate::Error::HardwareStatus`] if none was begun.
    /// * After any result but `Busy` the bus is free.
    fn finish(&self, bus: u8, buffer: &mut [u8]) -> Result<usize>;

    /// Breaks a transfer off with a STOP; the bus is free at return.
    fn abort(&self, bus: u8) -> Result<()>;
}
