//! VOSAL over FreeRTOS on a Cortex-M: tasks made in memory of the caller's, direct notifications as permits, timers run by
//! the tick, a clock of microseconds from the tick counter.
//!
//! A handle is an index and a generation, so that a stale one means nothing. A thread that ends suspends itself; it is deleted
//! by who reclaims its memory, so that the kernel never touches memory that has gone back. The tick is one millisecond:
//! waits and timers are that exact, never early.
#![no_std]
#![deny(unsafe_op_in_unsafe_fn)]

mod arch;
mod hooks;
mod kernel;
mod threads;
mod timers;

pub use threads::THREADS_MAX;

use core::cell::UnsafeCell;
use core::ffi::c_void;
use core::ptr::null_mut;
use kernel::{NO_TIMEOUT, SUSPENDED};
use threads::{Start, Threads, memory_of};
use timers::{Record, Timers, WORDS};
use vosal::{CreateError, Expire, FOREVER, Memory, Os, Priority, Thread, ThreadSpec, Timer, Wake};

const MICROS_A_TICK: u64 = 1000;

/// FreeRTOS. There is one: [`OS`].
pub struct FreeRtos {
    state: UnsafeCell<State>,
}

struct State {
    threads: Threads,
    timers: Timers,
    ticks: u64,
}

// SAFETY: the state is reached in critical sections only.
unsafe impl Sync for FreeRtos {}

/// The system; there is one.
pub static OS: FreeRtos = FreeRtos {
    state: UnsafeCell::new(State {
        threads: Threads::new(),
        timers: Timers::new(),
        ticks: 0,
    }),
};

/// The words of a control block and the start record, in double words.
fn fixed_words() -> usize {
    // SAFETY: a constant of the kernel's.
    let control = unsafe { kernel::zs_task_bytes } as usize;
    control.div_ceil(8) + size_of::<Start>().div_ceil(8)
}

extern "C" fn thread_body(start: *mut c_void) {
    // SAFETY: `create` wrote the record, and the memory lasts as long as the task.
    let start = unsafe { &*start.cast::<Start>() };
    start.entry.run(start.argument);
    OS.with(|state| {
        if let Some(slot) = state.threads.slot(start.slot) {
            slot.ended = true;
        }
    });
    loop {
        // SAFETY: null is the calling task.
        unsafe { kernel::task_suspend(null_mut()) };
    }
}

impl FreeRtos {
    /// Runs the threads made so far and those they make. `clock_hz` is the processor's clock.
    pub fn start(&self, clock_hz: u32) -> ! {
        hooks::set_clock(clock_hz);
        // SAFETY: called once, on the main stack, with interrupts as after reset.
        unsafe { kernel::start_scheduler() };
        // The scheduler only comes back if the idle task could not be made, and its memory is static.
        loop {
            arch::wait_for_interrupt();
        }
    }

    fn with<T>(&self, body: impl FnOnce(&mut State) -> T) -> T {
        let before = arch::mask(kernel::MASK);
        // SAFETY: interrupts that use the state and task switches are masked, and no body calls `with` again.
        let result = body(unsafe { &mut *self.state.get() });
        arch::unmask(before);
        result
    }

    /// What the tick does, in its handler.
    fn tick(&self) {
        self.with(|state| state.ticks += 1);
        let now = self.now();
        while let Some((target, argument)) = self.with(|state| state.timers.expired(now)) {
            target.expired(argument);
        }
    }
}

impl Os for FreeRtos {
    fn now(&self) -> u64 {
        // SAFETY: asks for a number.
        if unsafe { kernel::scheduler_state() } == 1 {
            return 0;
        }
        self.with(|state| {
            let (mut cycles, mut gone) = arch::tick_cycles();
            let mut ticks = state.ticks;
            if arch::tick_pending() {
                // The counter wrapped while its handler was kept out: read again, it is certainly past the wrap now.
                ticks += 1;
                (cycles, gone) = arch::tick_cycles();
            }
            ticks * MICROS_A_TICK + u64::from(gone) * MICROS_A_TICK / u64::from(cycles)
        })
    }

    fn thread_memory(&self, stack: usize) -> usize {
        fixed_words() + stack.div_ceil(8)
    }

    fn create(&self, spec: ThreadSpec, memory: Memory) -> Result<Thread, (CreateError, Memory)> {
        let words = self.thread_memory(spec.stack);
        if memory.len() < words {
            return Err((CreateError::MemoryTooSmall, memory));
        }
        let (first, length) = (memory.as_mut_ptr(), memory.len());
        let Some(slot) = self.with(|state| state.threads.take(first, length)) else {
            return Err((CreateError::TooMany, memory));
        };
        // SAFETY: the memory is long enough for control block, record and stack, in this order.
        let task = unsafe {
            let start: *mut Start = first
                .add(fixed_words() - size_of::<Start>().div_ceil(8))
                .cast();
            start.write(Start {
                entry: spec.entry,
                argument: spec.argument,
                slot,
            });
            let stack = first.add(fixed_words()).cast();
            let stack_words = (length - fixed_words()) as u32 * 2;
            let priority = u32::from(spec.priority.level());
            // The name is not ended by a zero byte, and debuggers are served by the agent: the kernel gets none.
            let before = arch::mask(kernel::MASK);
            let task = kernel::task_create(
                thread_body,
                c"".as_ptr().cast(),
                stack_words,
                start.cast(),
                priority,
                stack,
                first.cast(),
            );
            let handle = (*self.state.get()).threads.handle(slot);
            kernel::set_local(
                task,
                0,
                core::ptr::without_provenance_mut(handle.map_or(0, Thread::number) as usize),
            );
            if let Some(slot) = (*self.state.get()).threads.slot(slot) {
                slot.task = task;
            }
            arch::unmask(before);
            handle
        };
        task.ok_or((CreateError::TooMany, &mut []))
    }

    fn reclaim(&self, thread: Thread) -> Option<Memory> {
        let task = self.with(|state| {
            state
                .threads
                .find(thread)
                .filter(|slot| slot.ended)
                .map(|slot| slot.task)
        })?;
        // SAFETY: a task of ours that has not been deleted: only reclaiming deletes, and a stale handle was refused.
        unsafe {
            if kernel::task_state(task) != SUSPENDED {
                return None;
            }
            kernel::task_delete(task);
        }
        let parts = self.with(|state| state.threads.find(thread).map(|slot| slot.release()))?;
        // SAFETY: just released, and the task is deleted.
        Some(unsafe { memory_of(parts) })
    }

    fn current(&self) -> Option<Thread> {
        // SAFETY: asks for a number and, with tasks running, for a word of the calling task.
        unsafe {
            if arch::in_interrupt() || kernel::scheduler_state() == 1 {
                return None;
            }
            Thread::from_number(kernel::local(null_mut(), 0).addr() as u32)
        }
    }

    fn set_priority(&self, thread: Thread, priority: Priority) {
        if let Some(task) = self.with(|state| state.threads.find(thread).map(|slot| slot.task)) {
            // SAFETY: a live task.
            unsafe { kernel::task_set_priority(task, u32::from(priority.level())) };
        }
    }

    fn stack_unused(&self, thread: Thread) -> Option<u32> {
        let task = self.with(|state| state.threads.find(thread).map(|slot| slot.task))?;
        // SAFETY: a live task.
        Some(unsafe { kernel::stack_unused_words(task) } * 4)
    }

    fn yield_now(&self) {
        arch::request_switch();
    }

    fn park(&self, deadline: u64) -> Wake {
        loop {
            let ticks = if deadline == FOREVER {
                NO_TIMEOUT
            } else {
                deadline
                    .saturating_sub(self.now())
                    .div_ceil(MICROS_A_TICK)
                    .min(u64::from(NO_TIMEOUT - 1)) as u32
            };
            // SAFETY: waits in the calling task; the notification is cleared when it is taken.
            if unsafe { kernel::notify_take(0, 1, ticks) } != 0 {
                return Wake::Unparked;
            }
            if deadline != FOREVER && self.now() >= deadline {
                return Wake::Timeout;
            }
        }
    }

    fn unpark(&self, thread: Thread) {
        let Some(task) = self.with(|state| {
            state
                .threads
                .find(thread)
                .filter(|slot| !slot.ended)
                .map(|slot| slot.task)
        }) else {
            return;
        };
        // SAFETY: a live task; the form for interrupts is used in interrupts.
        unsafe {
            if arch::in_interrupt() {
                let mut woken = 0;
                kernel::notify_from_interrupt(task, 0, &mut woken);
                if woken != 0 {
                    arch::request_switch();
                }
            } else {
                const INCREMENT: u32 = 2;
                kernel::notify(task, 0, 0, INCREMENT, null_mut());
            }
        }
    }

    fn critical(&self, body: &mut dyn FnMut()) {
        let before = arch::mask(kernel::MASK);
        body();
        arch::unmask(before);
    }

    fn timer_memory(&self) -> usize {
        WORDS
    }

    fn create_timer(
        &self,
        target: &'static dyn Expire,
        argument: usize,
        memory: Memory,
    ) -> Result<Timer, (CreateError, Memory)> {
        const _: () = assert!(align_of::<Record>() <= 8);
        if memory.len() < WORDS {
            return Err((CreateError::MemoryTooSmall, memory));
        }
        self.with(|state| state.timers.add(target, argument, memory))
            .ok_or((CreateError::TooMany, &mut []))
    }

    fn start_timer(&self, timer: Timer, deadline: u64, period: u64) {
        self.with(|state| state.timers.set(timer, deadline, period));
    }

    fn stop_timer(&self, timer: Timer) {
        self.with(|state| state.timers.set(timer, FOREVER, 0));
    }
}
