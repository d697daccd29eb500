//! Timers: handle and callback.

use core::num::NonZeroU32;

/// The handle of a timer: a number of the port's choosing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timer(NonZeroU32);

impl Timer {
    /// The handle for a number of the port.
    #[must_use]
    pub const fn new(number: NonZeroU32) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0.get()
    }
}

/// What timers call.
///
/// The call comes in interrupt context: it may set atomics, post to a [`crate::Mailbox`] and unpark threads, no more.
pub trait Expire: Sync {
    /// Called once for each time that the timer expired.
    fn expired(&self, argument: usize);
}

impl<F: Fn(usize) + Sync> Expire for F {
    fn expired(&self, argument: usize) {
        self(argument);
    }
}
