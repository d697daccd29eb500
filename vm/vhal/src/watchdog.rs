//! The watchdog.

use crate::Result;

/// A timer that resets the board unless it is fed.
pub trait Watchdog: Sync {
    /// Starts the watchdog, or changes its times: the board is reset when `longest` microseconds pass without feeding, or
    /// when it is fed sooner than `shortest` after the last time.
    ///
    /// * MUST refuse a window with [`crate::Error::Unsupported`] if `shortest` is not zero and the hardware has none.
    /// * Once started it cannot be stopped but by a reset.
    fn start(&self, shortest: u32, longest: u32) -> Result<()>;

    /// Feeds it; [`crate::Error::HardwareStatus`] if it was not started.
    fn feed(&self) -> Result<()>;
}
