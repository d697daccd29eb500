//! A value that two threads take turns with, for a little longer than a critical section may last.

#![allow(
    unsafe_code,
    reason = "the exclusion that makes a shared borrow exclusive is proved here, for all users"
)]

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use vosal::{FOREVER, Os, Thread};

/// A value behind a lock for at most two contenders: the agent, and the holder of the interpreter lock.
///
/// With two, one waiter's place is enough, and whoever releases knows whom to wake.
/// A third contender would wait for its turn by yielding.
pub struct Exclusive<T> {
    os: &'static dyn Os,
    taken: AtomicBool,
    /// Handle number of the thread that waits, 0 for none.
    waiter: AtomicU32,
    value: UnsafeCell<T>,
}

// SAFETY: `with` lets one thread at a time reach the value, so sharing the lock moves the value between threads, no more.
unsafe impl<T: Send> Sync for Exclusive<T> {}

impl<T> Exclusive<T> {
    /// A lock around `value`.
    pub const fn new(os: &'static dyn Os, value: T) -> Self {
        Self {
            os,
            taken: AtomicBool::new(false),
            waiter: AtomicU32::new(0),
            value: UnsafeCell::new(value),
        }
    }

    /// Runs `access` on the value while nobody else can; it must not come here again.
    pub fn with<R>(&self, access: impl FnOnce(&mut T) -> R) -> R {
        let waited = self.take();
        // SAFETY: `taken` was false and is true now, which one thread at a time can bring about; only that thread is here
        // until `give` below, and `access` cannot reach this value again because `take` would wait for itself.
        let value = unsafe { &mut *self.value.get() };
        let result = access(value);
        self.give();
        if let (true, Some(me)) = (waited, self.os.current()) {
            // A permit that was meant for another wait of this thread may have been used up here.
            self.os.unpark(me);
        }
        result
    }

    fn take(&self) -> bool {
        let me = self.os.current().map_or(0, Thread::number);
        let mut waited = false;
        loop {
            let (mut taken, mut queued) = (false, false);
            self.os.critical(&mut || {
                taken = !self.taken.load(Ordering::SeqCst);
                if taken {
                    self.taken.store(true, Ordering::SeqCst);
                } else {
                    let waiter = self.waiter.load(Ordering::SeqCst);
                    queued = waiter == 0 || waiter == me;
                    if queued {
                        self.waiter.store(me, Ordering::SeqCst);
                    }
                }
            });
            if taken {
                return waited;
            }
            waited = true;
            if queued && me != 0 {
                self.os.park(FOREVER);
            } else {
                self.os.yield_now();
            }
        }
    }

    fn give(&self) {
        let mut waiter = 0;
        self.os.critical(&mut || {
            waiter = self.waiter.load(Ordering::SeqCst);
            self.waiter.store(0, Ordering::SeqCst);
            self.taken.store(false, Ordering::SeqCst);
        });
        if let Some(thread) = Thread::from_number(waiter) {
            self.os.unpark(thread);
        }
    }
}
