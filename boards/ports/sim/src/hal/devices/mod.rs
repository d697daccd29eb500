//! Devices on the buses of the simulated board.

mod at24;
mod tmp102;
mod w25q;

pub use at24::At24;
pub use tmp102::Tmp102;
pub use w25q::W25q;

use vhal::Result;

/// A device on an I2C bus, from behind its address.
pub trait I2cDevice: std::any::Any + Send {
    /// Takes the bytes of a write; [`vhal::Error::Nack`] if it refuses one.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;

    /// Gives the bytes of a read.
    fn read(&mut self, buffer: &mut [u8]);
}

/// A device on an SPI bus.
pub trait SpiDevice: Send {
    /// The select pin went low.
    fn select(&mut self);

    /// Exchanges a byte while selected.
    fn exchange(&mut self, byte: u8) -> u8;

    /// The select pin went high.
    fn release(&mut self);
}
