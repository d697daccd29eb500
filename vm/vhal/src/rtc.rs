//! The clock that knows the date.

use crate::Result;

/// A point in time: since the beginning of 1970, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant {
    /// Seconds.
    pub seconds: u64,
    /// Microseconds of the second, below 1 000 000.
    pub micros: u32,
}

/// A real-time clock.
pub trait Rtc: Sync {
    /// The time; [`crate::Error::HardwareStatus`] if it was never set and the hardware cannot know.
    fn get(&self) -> Result<Instant>;

    /// Sets the time; it runs on from there.
    fn set(&self, time: Instant) -> Result<()>;
}
