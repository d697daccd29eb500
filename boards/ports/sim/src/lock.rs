//! The critical section: a lock that its holder may take again.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex whether or not a thread panicked with it: the simulated machine goes on as a real one would.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A lock that nests.
#[derive(Default)]
pub(crate) struct NestingLock {
    mutex: Mutex<()>,
    /// The mark of the holding thread, 0 if there is none.
    holder: AtomicUsize,
}

thread_local! {
    /// Its address marks the thread.
    static MARK: u8 = const { 0 };
}

fn mark() -> usize {
    MARK.with(|mark| std::ptr::from_ref(mark).addr())
}

impl NestingLock {
    /// Whether the caller is inside.
    pub(crate) fn held(&self) -> bool {
        self.holder.load(Ordering::Relaxed) == mark()
    }

    /// Runs `body` alone.
    pub(crate) fn run(&self, body: &mut dyn FnMut()) {
        /// Lets go of the lock also when the body panics.
        struct Release<'a>(
            &'a AtomicUsize,
            #[expect(dead_code, reason = "held, not read")] MutexGuard<'a, ()>,
        );
        impl Drop for Release<'_> {
            fn drop(&mut self) {
                self.0.store(0, Ordering::Relaxed);
            }
        }
        if self.held() {
            return body();
        }
        let guard = lock(&self.mutex);
        self.holder.store(mark(), Ordering::Relaxed);
        let _release = Release(&self.holder, guard);
        body();
    }
}
