//! Input capture: the durations of pulses.

use crate::{Pin, PinMode, PinState, Result};

/// Which edge begins a capture, or all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Trigger {
    /// A falling edge begins; every edge from then on ends a duration.
    Falling = 0,
    /// A rising edge begins.
    Rising = 1,
    /// Either begins.
    Both = 2,
}

/// What a capture brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capture {
    /// How many durations were written to the caller's buffer.
    pub count: usize,
    /// The level during the first duration.
    pub first: PinState,
}

/// Input capture units.
pub trait Icu: Sync {
    /// How many durations fit into the port's buffer.
    fn limit(&self) -> usize;

    /// Begins a capture of at most `count` durations within `window` microseconds after the first edge.
    ///
    /// * MUST announce the end by `ready(Peripheral::ICU)`.
    /// * MUST refuse with [`crate::Error::Busy`] while a capture runs, and with [`crate::Error::TooLong`] beyond the limit.
    fn start(
        &self,
        pin: Pin,
        mode: PinMode,
        trigger: Trigger,
        count: usize,
        window: u32,
    ) -> Result<()>;

    /// The durations in microseconds; [`crate::Error::Busy`] while the capture runs.
    fn finish(&self, durations: &mut [u32]) -> Result<Capture>;

    /// Ends the capture; what it has is lost.
    fn abort(&self);
}
