//! VOSAL, the operating-system layer: all that the virtual machine and the agent ask of an RTOS.
//!
//! Principles, in descending priority:
//!
//! 1. A port implements one trait, [`Os`], of fifteen operations; everything else here is built on them once for all ports.
//! 2. There is one way to wait: [`Os::park`] with a deadline, ended by [`Os::unpark`], which an interrupt may call.
//!    Every wait can therefore be aborted by whoever holds the thread's handle.
//! 3. Memory of threads and timers comes from the caller and goes back to the caller: a port has no heap of its own.
//! 4. Handles are small, copyable and harmless: a stale one has no effect.
//!
//! Times are microseconds of a monotonic clock that starts near zero at boot; [`FOREVER`] as a deadline never comes.
//! What a port must hold is stated at each operation as a list of MUSTs, and [`contract`] checks it.

#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod os;
mod thread;
mod timer;

mod event;
mod mailbox;

pub mod contract;

pub use event::Event;
pub use mailbox::Mailbox;
pub use os::{FOREVER, Os, Wake};
pub use thread::{CreateError, Entry, Memory, Priority, Thread, ThreadSpec};
pub use timer::{Expire, Timer};

use core::sync::atomic::{AtomicBool, Ordering};

/// How a wait on an [`Event`] or a [`Mailbox`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<T = ()> {
    /// What was waited for came.
    Done(T),
    /// The deadline passed first.
    Timeout,
    /// [`abort`] was called first.
    Aborted,
}

/// Ends the wait that `thread` is in, or the next one it begins, with [`Outcome::Aborted`].
///
/// `flag` is the one that the thread hands to its waits; it stays set until the thread clears it.
pub fn abort(os: &dyn Os, thread: Thread, flag: &AtomicBool) {
    flag.store(true, Ordering::Release);
    os.unpark(thread);
}
