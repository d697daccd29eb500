//! The chip itself.

use crate::Sink;

/// Why the chip started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ResetCause {
    /// Power came.
    PowerOn = 0,
    /// The reset pin.
    External = 1,
    /// [`System::reset`].
    Software = 2,
    /// The watchdog.
    Watchdog = 3,
    /// Power sagged.
    BrownOut = 4,
    /// The port cannot tell.
    Unknown = 5,
}

/// What every board has.
pub trait System: Sync {
    /// Sends what happens in interrupts to `sink` from now on; before the first call it is dropped.
    fn set_sink(&self, sink: &'static dyn Sink);

    /// Writes the chip's unique number into `buffer` and returns its length; 0 if the chip has none.
    fn unique_id(&self, buffer: &mut [u8]) -> usize;

    /// Hertz of the processor; 0 if that means nothing.
    fn clock(&self) -> u32;

    /// Why the chip started.
    fn reset_cause(&self) -> ResetCause;

    /// Resets the chip.
    ///
    /// * MUST NOT return on a chip; a simulated one may return once its end is under way.
    fn reset(&self);
}
