//! The port's side: one trait.

use crate::{CreateError, Expire, Memory, Priority, Thread, ThreadSpec, Timer};

/// The deadline that never comes.
pub const FOREVER: u64 = u64::MAX;

/// Why [`Os::park`] returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// A permit was there, or came.
    Unparked,
    /// The deadline passed and there was no permit.
    Timeout,
}

/// An operating system: threads with priorities, one way to wait, timers and a clock.
///
/// A system with several processors runs as many ready threads at a time, those of the highest priorities.
///
/// "Thread context" is a thread made by [`Os::create`] or one that the port enrolled at start.
/// "Interrupt context" is an interrupt service routine or a timer callback; there only [`Os::now`], [`Os::unpark`],
/// [`Os::critical`], [`Os::current`], [`Os::start_timer`] and [`Os::stop_timer`] may be called.
pub trait Os: Sync {
    /// Microseconds since boot.
    ///
    /// * MUST never go back, seen from any thread or interrupt.
    /// * MUST run through 2^32 microseconds without a jump.
    /// * MUST be callable in interrupt context.
    fn now(&self) -> u64;

    /// How many double words of [`Memory`] a thread with `stack` bytes of native stack needs, control block included.
    ///
    /// * MUST be constant for a given `stack` and never smaller for a larger one.
    /// * MAY be zero, if the port takes memory from its host.
    fn thread_memory(&self, stack: usize) -> usize;

    /// Starts a thread that runs `spec.entry` and ends when that returns.
    ///
    /// * MUST refuse memory shorter than [`Os::thread_memory`] says, and give it back in the error.
    /// * MUST refuse with [`CreateError::TooMany`] rather than disturb threads that run.
    /// * MUST let the new thread see everything the caller wrote before.
    /// * MUST give a handle that equals no handle of a thread not yet reclaimed.
    fn create(&self, spec: ThreadSpec, memory: Memory) -> Result<Thread, (CreateError, Memory)>;

    /// The memory of a thread that has ended, or `None` as long as the thread or the port may still touch it.
    ///
    /// * MUST return the memory at most once, and for a thread that has ended at the latest when all threads have waited.
    /// * MUST make the handle stale when it returns the memory.
    /// * MUST not wait.
    fn reclaim(&self, thread: Thread) -> Option<Memory>;

    /// The calling thread; `None` in interrupt context and on a thread the port does not know.
    fn current(&self) -> Option<Thread>;

    /// Changes the priority of a thread.
    ///
    /// * MUST take effect at once, also when the thread is ready or running and another one is now above it.
    fn set_priority(&self, thread: Thread, priority: Priority);

    /// The fewest bytes of native stack that were ever left to the thread; `None` if the port cannot tell.
    fn stack_unused(&self, thread: Thread) -> Option<u32>;

    /// Lets other ready threads of the same priority run first.
    fn yield_now(&self);

    /// Waits until the calling thread has a permit or `deadline` has passed, and takes the permit.
    ///
    /// * MUST return [`Wake::Unparked`] at once if a permit is there, whatever the deadline.
    /// * MUST take exactly one permit when it returns `Unparked`, and none when it returns [`Wake::Timeout`].
    /// * MUST NOT return `Timeout` before `deadline` by [`Os::now`]; may do so later by one tick of the port.
    /// * MUST return at once when `deadline` is past.
    /// * MUST let other threads run meanwhile, and cost no processor time.
    /// * Callers check their own condition again: a permit may be left over from a wait that ended otherwise.
    fn park(&self, deadline: u64) -> Wake;

    /// Gives `thread` a permit; a thread holds at most one.
    ///
    /// * MUST be callable in interrupt context, and never wait.
    /// * MUST let the thread, when it returns from [`Os::park`], see everything the caller wrote before.
    /// * MUST make a waiting thread ready at once, and run it if its priority is above the caller's.
    /// * MUST have no effect on a thread that ended or a stale handle.
    fn unpark(&self, thread: Thread);

    /// Runs `body` with no other thread, interrupt or timer callback of this system running between its reads and writes
    /// and those of another critical section.
    ///
    /// * MUST nest, and be callable in interrupt context.
    /// * `body` takes a few microseconds at most and calls nothing of the system but [`Os::now`], [`Os::current`] and
    ///   [`Os::critical`].
    fn critical(&self, body: &mut dyn FnMut());

    /// How many double words of [`Memory`] a timer needs; may be zero.
    fn timer_memory(&self) -> usize;

    /// Makes a timer, stopped, that calls `target.expired(argument)` each time it expires.
    ///
    /// Timers are made once and kept; there is no way to give their memory back.
    ///
    /// * MUST refuse memory shorter than [`Os::timer_memory`] says, and give it back in the error.
    fn create_timer(
        &self,
        target: &'static dyn Expire,
        argument: usize,
        memory: Memory,
    ) -> Result<Timer, (CreateError, Memory)>;

    /// Starts, or starts anew, a timer: it expires at `deadline` and, if `period` is not zero, each `period` microseconds
    /// from then on.
    ///
    /// * MUST call back in interrupt context or in a thread above all others, never before the time.
    /// * MUST not accumulate drift over periods.
    /// * MUST call back for each period at most once; periods missed because of load are merged.
    /// * MUST be callable in interrupt context, also from the timer's own callback.
    fn start_timer(&self, timer: Timer, deadline: u64, period: u64);

    /// Stops a timer; one that is not running stays so.
    ///
    /// * MUST not wait for a callback that runs at this moment; that one may still be seen after the return.
    fn stop_timer(&self, timer: Timer);

    /// Waits until `deadline`; permits that come meanwhile are kept for the next [`Os::park`].
    fn sleep_until(&self, deadline: u64) {
        let mut permit = false;
        while self.now() < deadline {
            permit |= self.park(deadline) == Wake::Unparked;
        }
        if let (true, Some(thread)) = (permit, self.current()) {
            self.unpark(thread);
        }
    }
}
