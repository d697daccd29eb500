//! Interrupt context: a mark on the host thread that plays the interrupt.

use std::cell::Cell;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Runs `service` as an interrupt would be: [`vosal::Os::current`] is `None` in it, and it may not wait.
pub fn interrupt<R>(service: impl FnOnce() -> R) -> R {
    /// Leaves interrupt context also when `service` panics.
    struct Leave;
    impl Drop for Leave {
        fn drop(&mut self) {
            DEPTH.set(DEPTH.get() - 1);
        }
    }
    DEPTH.set(DEPTH.get() + 1);
    let _leave = Leave;
    service()
}

/// Whether the caller is in interrupt context.
#[must_use]
pub fn in_interrupt() -> bool {
    DEPTH.get() > 0
}
