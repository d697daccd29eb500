//! Threads: handle, priority, what it takes to start one.

use core::mem::MaybeUninit;
use core::num::NonZeroU32;

/// Memory for a thread or a timer, in double words of eight bytes, lent to the port until it is reclaimed.
///
/// Whoever makes one out of a heap promises that the block neither moves nor is freed before [`crate::Os::reclaim`].
pub type Memory = &'static mut [MaybeUninit<u64>];

/// The handle of a thread: a number of the port's choosing that is never zero, so that `Option<Thread>` is one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Thread(NonZeroU32);

impl Thread {
    /// The handle for a number; for ports, and for getting back what [`Thread::number`] gave.
    #[must_use]
    pub const fn new(number: NonZeroU32) -> Self {
        Self(number)
    }

    /// The number, for keeping a handle in an atomic word; 0 is free to mean none.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0.get()
    }

    /// The handle that [`Thread::number`] gave; `None` for 0.
    #[must_use]
    pub const fn from_number(number: u32) -> Option<Self> {
        match NonZeroU32::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }
}

/// A scheduling priority; the higher one runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Priority(u8);

impl Priority {
    /// Below every program thread.
    pub const IDLE: Self = Self(0);
    /// What a program thread gets that asks for nothing.
    pub const NORMAL: Self = Self(4);
    /// The thread that runs the program's callbacks of pins and timers.
    pub const INTERRUPT: Self = Self(8);
    /// The agent, which answers the host while the program computes.
    pub const AGENT: Self = Self(9);
    /// Drivers that have a thread of their own, such as the byte pump of a link.
    pub const DRIVER: Self = Self(10);
    /// How many levels there are.
    pub const LEVELS: u8 = 11;

    /// The priority of a program thread, 1 (lowest) to 7 (highest); `None` outside.
    #[must_use]
    pub const fn program(level: u8) -> Option<Self> {
        match level {
            1..=7 => Some(Self(level)),
            _ => None,
        }
    }

    /// The level, 0 to [`Priority::LEVELS`] − 1.
    #[must_use]
    pub const fn level(self) -> u8 {
        self.0
    }
}

/// The body of threads.
pub trait Entry: Sync {
    /// Runs a thread; the thread ends when this returns.
    fn run(&self, argument: usize);
}

impl<F: Fn(usize) + Sync> Entry for F {
    fn run(&self, argument: usize) {
        self(argument);
    }
}

/// What [`crate::Os::create`] starts.
#[derive(Clone, Copy)]
pub struct ThreadSpec {
    /// The name that debuggers show; ports may cut it.
    pub name: &'static str,
    /// Native stack in bytes.
    pub stack: usize,
    /// The priority it starts with.
    pub priority: Priority,
    /// What it runs.
    pub entry: &'static dyn Entry,
    /// Handed to the entry.
    pub argument: usize,
}

/// Why a thread or a timer could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateError {
    /// The memory handed over is shorter than the port asked for.
    MemoryTooSmall,
    /// The port, or the system below it, has no more.
    TooMany,
}

const _: () = assert!(size_of::<Option<Thread>>() == 4);
