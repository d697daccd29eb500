//! Hardware timers, finer than the tick of the operating system.

use crate::Result;

/// Timers with microsecond resolution.
pub trait HardwareTimers: Sync {
    /// How many there are.
    fn count(&self) -> u8;

    /// Announces `ready(Peripheral::TIMER.unit(timer))` after `delay` microseconds, and each `delay` again if `periodic`.
    ///
    /// * MUST NOT announce before the time.
    /// * MUST refuse with [`crate::Error::Argument`] a timer that is not there or a delay it cannot do.
    fn start(&self, timer: u8, delay: u32, periodic: bool) -> Result<()>;

    /// Whether the timer has yet to announce something.
    fn running(&self, timer: u8) -> bool;

    /// Stops the timer; one that does not run stays so.
    fn stop(&self, timer: u8) -> Result<()>;
}
