//! A bounded queue of words from interrupts and threads to one thread.

use crate::event::wait_for;
use crate::{Os, Outcome, Thread};
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// A queue of `N` words that anyone, interrupts included, posts to and one thread fetches from.
///
/// Posting never waits: when the queue is full the word is dropped and counted.
pub struct Mailbox<const N: usize> {
    words: [AtomicU32; N],
    /// Index of the oldest word, below `N`.
    head: AtomicU32,
    used: AtomicU32,
    dropped: AtomicU32,
    /// The handle number of the fetching thread, 0 if it does not wait.
    waiter: AtomicU32,
}

impl<const N: usize> Default for Mailbox<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> Mailbox<N> {
    /// An empty queue.
    #[must_use]
    pub const fn new() -> Self {
        const { assert!(N > 0 && N < 0x1_0000, "a mailbox holds 1 to 65 535 words") };
        Self {
            words: [const { AtomicU32::new(0) }; N],
            head: AtomicU32::new(0),
            used: AtomicU32::new(0),
            dropped: AtomicU32::new(0),
            waiter: AtomicU32::new(0),
        }
    }

    /// Posts all of `message` in order, or nothing of it if it does not fit; says which.
    ///
    /// Callable in interrupt context.
    pub fn post(&self, os: &dyn Os, message: &[u32]) -> bool {
        let mut posted = false;
        os.critical(&mut || {
            let used = self.used.load(Ordering::Relaxed) as usize;
            if used + message.len() > N {
                self.dropped.store(
                    self.dropped.load(Ordering::Relaxed).wrapping_add(1),
                    Ordering::Relaxed,
                );
                return;
            }
            let head = self.head.load(Ordering::Relaxed) as usize;
            for (offset, word) in message.iter().enumerate() {
                if let Some(place) = self.words.get((head + used + offset) % N) {
                    place.store(*word, Ordering::Relaxed);
                }
            }
            self.used
                .store((used + message.len()) as u32, Ordering::Relaxed);
            posted = true;
        });
        if let (true, Some(thread)) = (
            posted,
            Thread::from_number(self.waiter.load(Ordering::SeqCst)),
        ) {
            os.unpark(thread);
        }
        posted
    }

    /// Fetches a message of `W` words without waiting; `None` if fewer are there.
    pub fn take<const W: usize>(&self, os: &dyn Os) -> Option<[u32; W]> {
        let mut message = None;
        os.critical(&mut || {
            let used = self.used.load(Ordering::Relaxed) as usize;
            if used < W {
                return;
            }
            let head = self.head.load(Ordering::Relaxed) as usize;
            let mut words = [0; W];
            for (offset, word) in words.iter_mut().enumerate() {
                if let Some(place) = self.words.get((head + offset) % N) {
                    *word = place.load(Ordering::Relaxed);
                }
            }
            self.head.store(((head + W) % N) as u32, Ordering::Relaxed);
            self.used.store((used - W) as u32, Ordering::Relaxed);
            message = Some(words);
        });
        message
    }

    /// Waits for a message of `W` words and fetches it; `abort` is described at [`crate::abort`].
    ///
    /// Only one thread may wait at a time.
    pub fn fetch<const W: usize>(
        &self,
        os: &dyn Os,
        deadline: u64,
        abort: &AtomicBool,
    ) -> Outcome<[u32; W]> {
        let me = os.current().map_or(0, Thread::number);
        self.waiter.store(me, Ordering::SeqCst);
        let outcome = wait_for(os, deadline, abort, || self.take(os));
        self.waiter.store(0, Ordering::SeqCst);
        outcome
    }

    /// How many messages were dropped since the start, modulo 2^32.
    #[must_use]
    pub fn dropped(&self) -> u32 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// How many words wait.
    #[must_use]
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed) as usize
    }
}
