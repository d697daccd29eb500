//! Pulse-width modulation.

use crate::{Pin, Result};

/// Pulse generators, one per pin that has one.
pub trait Pwm: Sync {
    /// Makes pulses of `pulse` microseconds each `period` microseconds, `count` of them or, with 0, without end.
    ///
    /// A period of 0, a pulse of 0 or a pulse longer than the period stops the generator and leaves the pin low.
    ///
    /// * MUST replace at once what the pin did before.
    /// * MUST accept any of the pin's names, such as that of class PWM and that of class digital.
    /// * MUST announce the end of a counted train by `ready(Peripheral::PWM.unit(pin.index()))`, stopping at the count or at
    ///   most two pulses later.
    /// * MUST refuse what the timer cannot do with [`crate::Error::Argument`].
    fn start(&self, pin: Pin, period: u32, pulse: u32, count: u32) -> Result<()>;

    /// Whether a train is being made.
    fn running(&self, pin: Pin) -> Result<bool>;

    /// Stops the generator and leaves the pin low.
    fn stop(&self, pin: Pin) -> Result<()>;
}
