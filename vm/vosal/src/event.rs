//! A binary event with one waiter.

use crate::{Os, Outcome, Thread, Wake};
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// A flag that one thread waits for and anyone, interrupts included, sets.
///
/// Taking is by the waiter alone, so setting twice before a wait counts once.
#[derive(Default)]
pub struct Event {
    set: AtomicBool,
    /// The handle number of the waiting thread, 0 if there is none.
    waiter: AtomicU32,
}

impl Event {
    /// An event that is not set.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            set: AtomicBool::new(false),
            waiter: AtomicU32::new(0),
        }
    }

    /// Sets the event and wakes its waiter; callable in interrupt context.
    pub fn set(&self, os: &dyn Os) {
        self.set.store(true, Ordering::SeqCst);
        if let Some(thread) = Thread::from_number(self.waiter.load(Ordering::SeqCst)) {
            os.unpark(thread);
        }
    }

    /// Takes the event if it is set, without waiting.
    pub fn take(&self, os: &dyn Os) -> bool {
        // Load and store rather than swap: the smallest cores have no read-modify-write instruction.
        os_take(os, &self.set)
    }

    /// Waits until the event is set, and takes it.
    ///
    /// Only one thread may wait at a time; `abort` is described at [`crate::abort`].
    pub fn wait(&self, os: &dyn Os, deadline: u64, abort: &AtomicBool) -> Outcome {
        let me = os.current().map_or(0, Thread::number);
        self.waiter.store(me, Ordering::SeqCst);
        let outcome = wait_for(os, deadline, abort, || self.take(os).then_some(()));
        self.waiter.store(0, Ordering::SeqCst);
        outcome
    }
}

/// Clears `flag` in a critical section and says whether it was set.
fn os_take(os: &dyn Os, flag: &AtomicBool) -> bool {
    let mut was = false;
    os.critical(&mut || {
        was = flag.load(Ordering::SeqCst);
        flag.store(false, Ordering::SeqCst);
    });
    was
}

/// The loop of every wait: look, then park, until `look` finds something, the wait is aborted or the deadline passes.
///
/// The last look comes after the timeout, so what arrived together with the deadline is not lost.
pub(crate) fn wait_for<T>(
    os: &dyn Os,
    deadline: u64,
    abort: &AtomicBool,
    mut look: impl FnMut() -> Option<T>,
) -> Outcome<T> {
    let mut timed_out = false;
    loop {
        if let Some(found) = look() {
            return Outcome::Done(found);
        }
        if abort.load(Ordering::Acquire) {
            return Outcome::Aborted;
        }
        if timed_out {
            return Outcome::Timeout;
        }
        timed_out = os.park(deadline) == Wake::Timeout;
    }
}
