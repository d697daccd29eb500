//! The one word that brings a running interpreter to a safe point.
//!
//! The interpreter tests it at every call and every backward jump. For calls the test costs nothing, since the word is
//! at the same time the end of the thread's stack: raising the signal makes that end zero.

use core::sync::atomic::{AtomicU32, Ordering};

/// Set by anyone, at any time, from any thread or interrupt.
#[derive(Debug)]
pub struct Signal {
    /// End of the running thread's stack, as an offset; 0 when a safe point is asked for.
    limit: AtomicU32,
    /// Not 0 when a safe point is asked for, and stays so until it was reached.
    raised: AtomicU32,
}

impl Signal {
    /// Not raised.
    #[must_use]
    pub const fn new() -> Signal {
        Signal {
            limit: AtomicU32::new(0),
            raised: AtomicU32::new(0),
        }
    }

    /// Asks the running interpreter to come to a safe point: [`crate::Vm::run`] returns there.
    pub fn raise(&self) {
        self.raised.store(1, Ordering::SeqCst);
        self.limit.store(0, Ordering::SeqCst);
    }

    /// Whether a safe point is asked for.
    #[must_use]
    pub fn is_raised(&self) -> bool {
        self.raised.load(Ordering::SeqCst) != 0
    }

    /// The safe point was reached.
    pub fn clear(&self) {
        self.raised.store(0, Ordering::SeqCst);
    }

    /// Sets the end of the running thread's stack, unless a safe point is asked for.
    pub(crate) fn set_limit(&self, limit: u32) {
        self.limit.store(limit, Ordering::SeqCst);
        if self.is_raised() {
            self.limit.store(0, Ordering::SeqCst);
        }
    }

    /// Makes the next test come to a safe point of the machine's own, without asking the thread to give up the lock.
    pub(crate) fn trip(&self) {
        self.limit.store(0, Ordering::SeqCst);
    }

    /// The word that is tested.
    #[inline(always)]
    pub(crate) fn limit(&self) -> u32 {
        self.limit.load(Ordering::Relaxed)
    }
}

impl Default for Signal {
    fn default() -> Self {
        Signal::new()
    }
}
