//! Converters between levels and numbers.

use crate::{Pin, Result};

/// Analogue inputs.
pub trait Adc: Sync {
    /// How many bits a sample has, 1 to 16.
    fn bits(&self) -> u8;

    /// The most samples per second that one pin can give.
    fn rate_limit(&self) -> u32;

    /// One conversion: 0 for the lower reference, 2^bits − 1 for the upper one.
    ///
    /// * MUST return within 100 microseconds.
    /// * MUST refuse a pin that no converter reaches with [`crate::Error::InvalidPin`].
    fn read(&self, pin: Pin) -> Result<u16>;
}

/// Analogue outputs.
pub trait Dac: Sync {
    /// How many bits a level has, 1 to 16.
    fn bits(&self) -> u8;

    /// Drives the pin at `level`, 0 to 2^bits − 1; [`crate::Error::Argument`] above.
    fn write(&self, pin: Pin, level: u16) -> Result<()>;

    /// Stops driving the pin.
    fn stop(&self, pin: Pin) -> Result<()>;
}
