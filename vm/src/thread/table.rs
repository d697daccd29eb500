//! The thread table: one record a thread, in words that anyone may read at any time.
//!
//! Records lie outside the interpreter's state, so that the agent answers `threads` while the program computes.
//! Only loads and stores are used on the atomics, since the smallest cores have no read-modify-write instruction;
//! what must be changed as a whole is changed in a critical section.

use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use vosal::{Os, Priority, Thread};

/// How many threads there are room for, ended ones that are still listed included; one bit of a word each.
pub const SLOTS: usize = 32;

/// A place in the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slot(u8);

impl Slot {
    /// The agent: takes the lock like a thread, runs no bytecode and is not listed.
    pub const AGENT: Self = Self(0);
    /// The program's main thread.
    pub const MAIN: Self = Self(1);
    /// The thread that evaluates the lines of the prompt.
    pub const EVALUATION: Self = Self(2);
    /// The thread that runs callbacks of pins and timers.
    pub const INTERRUPT: Self = Self(3);
    /// The first of those for threads that the program starts.
    pub const FIRST_FREE: usize = 4;

    /// The slot with an index; `None` beyond the table.
    #[must_use]
    pub const fn new(index: usize) -> Option<Self> {
        if index < SLOTS {
            Some(Self(index as u8))
        } else {
            None
        }
    }

    /// Its index, below [`SLOTS`].
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Its bit in a set of slots.
    #[must_use]
    pub const fn bit(self) -> u32 {
        1 << self.0
    }
}

/// Where a thread stands; the transitions are drawn in [`crate::thread`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Phase {
    /// The slot is unused.
    Free = 0,
    /// Wants the lock.
    Ready = 1,
    /// Holds the lock.
    Running = 2,
    /// Waits for what its record says.
    Waiting = 3,
    /// Suspended from the host.
    Suspended = 4,
    /// Has ended by returning.
    Finished = 5,
    /// Has ended by `ThreadExit`, or was ended by force.
    Stopped = 6,
    /// Has ended by an exception that nothing caught.
    Raised = 7,
}

impl Phase {
    const ALL: [Self; 8] = [
        Self::Free,
        Self::Ready,
        Self::Running,
        Self::Waiting,
        Self::Suspended,
        Self::Finished,
        Self::Stopped,
        Self::Raised,
    ];

    fn from_number(number: u32) -> Self {
        Self::ALL
            .get(number as usize)
            .copied()
            .unwrap_or(Self::Free)
    }

    /// Whether a thread in this phase still has something to do.
    #[must_use]
    pub const fn alive(self) -> bool {
        matches!(
            self,
            Self::Ready | Self::Running | Self::Waiting | Self::Suspended
        )
    }
}

/// What a waiting thread waits on; the key says which one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum WaitKind {
    /// Its time to pass.
    Time = 0,
    /// Standard input.
    Input = 1,
    /// Room in the output ring.
    Output = 2,
    /// A semaphore; the key is its reference.
    Semaphore = 3,
    /// The end of another thread; the key is that thread's id.
    Thread = 4,
    /// A peripheral; the key is its number.
    Peripheral = 5,
    /// A next callback.
    Callback = 6,
    /// A next line of the prompt.
    Line = 7,
    /// A semaphore that is a lock; the key is its reference.
    Lock = 8,
    /// A semaphore to have a unit, which stays; the key is its reference.
    Event = 9,
}

impl WaitKind {
    /// All kinds, by number.
    const ALL: [Self; 10] = [
        Self::Time,
        Self::Input,
        Self::Output,
        Self::Semaphore,
        Self::Thread,
        Self::Peripheral,
        Self::Callback,
        Self::Line,
        Self::Lock,
        Self::Event,
    ];

    /// The kind with a number.
    #[must_use]
    pub fn from_number(number: u32) -> Self {
        Self::ALL
            .get(number as usize)
            .copied()
            .unwrap_or(Self::Time)
    }
}

/// Request bit: stay at the next safe point until it is taken back.
pub const SUSPEND: u32 = 1;
/// Request bit: raise `KeyboardInterrupt`.
pub const INTERRUPT: u32 = 2;
/// Request bit: raise `ThreadExit`.
pub const EXIT: u32 = 4;
/// Request bit: end without running anything more.
pub const KILL: u32 = 8;

/// A 64-bit count in two words; written by one thread at a time.
#[derive(Default)]
pub struct Wide {
    low: AtomicU32,
    high: AtomicU32,
}

impl Wide {
    pub(super) const fn new() -> Self {
        Self {
            low: AtomicU32::new(0),
            high: AtomicU32::new(0),
        }
    }

    /// The count, whole even while it is being written.
    pub fn get(&self, os: &dyn Os) -> u64 {
        let mut value = 0;
        os.critical(&mut || value = self.peek());
        value
    }

    /// Replaces the count.
    pub fn set(&self, os: &dyn Os, value: u64) {
        os.critical(&mut || self.put(value));
    }

    /// [`Wide::get`] for use inside a critical section.
    pub(super) fn peek(&self) -> u64 {
        u64::from(self.high.load(Ordering::Relaxed)) << 32
            | u64::from(self.low.load(Ordering::Relaxed))
    }

    /// [`Wide::set`] for use inside a critical section.
    pub(super) fn put(&self, value: u64) {
        self.low.store(value as u32, Ordering::Relaxed);
        self.high.store((value >> 32) as u32, Ordering::Relaxed);
    }
}

/// What is known of one thread.
pub struct Record {
    /// Handle number of its RTOS thread, 0 for none.
    pub(super) handle: AtomicU32,
    /// Its id, not used again while the program runs.
    pub(super) id: AtomicU32,
    pub(super) phase: AtomicU32,
    /// Requests of others, the bits above; changed in critical sections.
    pub(super) requests: AtomicU32,
    /// Priority it was given.
    pub(super) base: AtomicU32,
    /// Priority the RTOS was last told.
    pub(super) applied: AtomicU32,
    /// Somebody is telling the RTOS a new priority.
    pub(super) settling: AtomicBool,
    /// When it joined the wait list of the lock, or of what it waits for; the lower goes first.
    pub(super) ticket: AtomicU32,
    /// What it waits on: a [`WaitKind`].
    pub(super) wait_kind: AtomicU32,
    pub(super) wait_key: AtomicU32,
    /// Of a lock: id of the thread that holds it, 0 for none.
    pub(super) wait_owner: AtomicU32,
    /// Until when, [`vosal::FOREVER`] for no limit.
    pub(super) wait_deadline: Wide,
    /// What it waits for has come.
    pub(super) woken: AtomicBool,
    /// Microseconds it has held the lock, the present hold not included.
    pub(super) held: Wide,
    /// When it was started.
    pub(super) started: Wide,
    /// When it will be ended by force; 0 if it will not.
    pub(super) killed_at: Wide,
    /// Times it was woken from a wait.
    pub(super) wakeups: AtomicU32,
    /// Bytes of Python stack in use at its last safe point, and of its segments.
    pub(super) stack_used: AtomicU32,
    pub(super) stack_size: AtomicU32,
    /// Bytes of native stack; 0 if the port takes it from elsewhere.
    pub(super) native_size: AtomicU32,
    /// Code id of the function it runs.
    pub(super) entry: AtomicU32,
    /// Code id in bits 0–15 and offset in bits 16–31 of its instruction at its last safe point.
    pub(super) place: AtomicU32,
    /// How far a native that works in steps has come; its own affair.
    pub(super) progress: AtomicU32,
    /// Index of the exception that ended it.
    pub(super) exception: AtomicU32,
    /// It was started by the program, directly or not, and not from the host.
    pub(super) of_program: AtomicBool,
    /// Serial number of the image that its instruction was in at its last safe point.
    pub(super) image: AtomicU32,
    /// It had frames of replaced code at its last safe point.
    pub(super) on_old_code: AtomicBool,
}

impl Record {
    pub(super) const fn new() -> Self {
        Self {
            handle: AtomicU32::new(0),
            id: AtomicU32::new(0),
            phase: AtomicU32::new(Phase::Free as u32),
            requests: AtomicU32::new(0),
            base: AtomicU32::new(Priority::NORMAL.level() as u32),
            applied: AtomicU32::new(Priority::NORMAL.level() as u32),
            settling: AtomicBool::new(false),
            ticket: AtomicU32::new(0),
            wait_kind: AtomicU32::new(0),
            wait_key: AtomicU32::new(0),
            wait_owner: AtomicU32::new(0),
            wait_deadline: Wide::new(),
            woken: AtomicBool::new(false),
            held: Wide::new(),
            started: Wide::new(),
            killed_at: Wide::new(),
            wakeups: AtomicU32::new(0),
            stack_used: AtomicU32::new(0),
            stack_size: AtomicU32::new(0),
            native_size: AtomicU32::new(0),
            entry: AtomicU32::new(0),
            place: AtomicU32::new(0),
            progress: AtomicU32::new(0),
            exception: AtomicU32::new(0),
            of_program: AtomicBool::new(false),
            image: AtomicU32::new(0),
            on_old_code: AtomicBool::new(false),
        }
    }

    /// Its RTOS thread, if it has one.
    pub(crate) fn thread(&self) -> Option<Thread> {
        Thread::from_number(self.handle.load(Ordering::SeqCst))
    }

    /// Where it stands.
    #[must_use]
    pub fn phase(&self) -> Phase {
        Phase::from_number(self.phase.load(Ordering::SeqCst))
    }

    pub(super) fn set_phase(&self, phase: Phase) {
        self.phase.store(phase as u32, Ordering::SeqCst);
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> u16 {
        self.id.load(Ordering::SeqCst) as u16
    }

    /// The requests that are set.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests.load(Ordering::SeqCst)
    }

    /// The level of the priority it was given.
    #[must_use]
    pub fn base_level(&self) -> u8 {
        self.base.load(Ordering::SeqCst) as u8
    }

    /// What it waits on.
    #[must_use]
    pub fn wait_kind(&self) -> WaitKind {
        WaitKind::from_number(self.wait_kind.load(Ordering::SeqCst))
    }

    /// Whether the program started it, directly or not, and not the host.
    #[must_use]
    pub fn of_program(&self) -> bool {
        self.of_program.load(Ordering::SeqCst)
    }

    /// How far the native has come that waits in steps on this thread; 0 unless it said otherwise.
    #[must_use]
    pub fn progress(&self) -> u32 {
        self.progress.load(Ordering::Relaxed)
    }

    /// Notes how far the native has come.
    pub fn set_progress(&self, progress: u32) {
        self.progress.store(progress, Ordering::Relaxed);
    }

    /// When it will be ended by force; 0 if it was not asked to end.
    #[must_use]
    pub fn killed_at(&self, os: &dyn Os) -> u64 {
        self.killed_at.get(os)
    }

    /// Sets [`Record::killed_at`].
    pub fn set_killed_at(&self, os: &dyn Os, time: u64) {
        self.killed_at.set(os, time);
    }

    /// Names the code it runs.
    pub fn set_entry(&self, entry: u16) {
        self.entry.store(entry.into(), Ordering::Relaxed);
    }

    /// Names the exception that ends it.
    pub fn set_exception(&self, exception: u32) {
        self.exception.store(exception, Ordering::Relaxed);
    }

    /// Says how many bytes of native stack it has.
    pub fn set_native_size(&self, bytes: u32) {
        self.native_size.store(bytes, Ordering::Relaxed);
    }

    /// Whether its slot has an RTOS thread, which may have ended but not been reclaimed.
    #[must_use]
    pub fn has_thread(&self) -> bool {
        self.thread().is_some()
    }

    /// Leaves where it is and how much stack it uses, for those who ask.
    pub fn note(&self, at: crate::machine::Place, used: u32, size: u32, on_old_code: bool) {
        self.place.store(
            u32::from(at.code) | u32::from(at.pc) << 16,
            Ordering::Relaxed,
        );
        self.image.store(at.image.into(), Ordering::Relaxed);
        self.stack_used.store(used, Ordering::Relaxed);
        self.stack_size.store(size, Ordering::Relaxed);
        self.on_old_code.store(on_old_code, Ordering::Relaxed);
    }

    pub(super) fn bump_wakeups(&self) {
        let count = self.wakeups.load(Ordering::Relaxed).wrapping_add(1);
        self.wakeups.store(count, Ordering::Relaxed);
    }
}
