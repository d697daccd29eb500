//! The contract notices broken systems: each test runs the checks on a system with one fault and expects them to say so.

mod checks;

use checks::begin;
use port_sim::{Policy, Rest, SteppedOs};
use vosal::{CreateError, Expire, Memory, Os, Priority, Thread, ThreadSpec, Timer, Wake};

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The clock goes back now and then.
    Clock,
    /// A wait ends a quarter early.
    EarlyTimeout,
    /// A permit given to oneself is lost.
    LostPermit,
    /// Critical sections are let in side by side.
    NoExclusion,
    /// Priorities never change.
    FixedPriority,
    /// Timers expire early.
    EarlyTimer,
    /// Periodic timers expire once.
    PeriodLost,
    /// A stopped timer expires once more.
    Unstoppable,
    /// Memory comes back again and again.
    MemoryTwice,
    /// Short memory is taken.
    ShortMemory,
    /// A yield does nothing.
    NoYield,
}

/// A good system with one fault.
struct Broken {
    good: &'static SteppedOs,
    fault: Fault,
    calls: AtomicU64,
    reclaimed: Mutex<Vec<Thread>>,
}

impl Broken {
    fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }
}

impl Os for Broken {
    fn now(&self) -> u64 {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        self.good
            .now()
            .saturating_sub(if self.has(Fault::Clock) && call % 64 == 63 {
                50
            } else {
                0
            })
    }

    fn thread_memory(&self, stack: usize) -> usize {
        if self.has(Fault::ShortMemory) {
            stack / 8
        } else {
            self.good.thread_memory(stack)
        }
    }

    fn create(&self, spec: ThreadSpec, memory: Memory) -> Result<Thread, (CreateError, Memory)> {
        self.good.create(spec, memory)
    }

    fn reclaim(&self, thread: Thread) -> Option<Memory> {
        let memory = self.good.reclaim(thread);
        let mut reclaimed = self.reclaimed.lock().unwrap();
        if memory.is_some() {
            reclaimed.push(thread);
        }
        if self.has(Fault::MemoryTwice) && reclaimed.contains(&thread) {
            Some(&mut [])
        } else {
            memory
        }
    }

    fn current(&self) -> Option<Thread> {
        self.good.current()
    }

    fn set_priority(&self, thread: Thread, priority: Priority) {
        if !self.has(Fault::FixedPriority) {
            self.good.set_priority(thread, priority);
        }
    }

    fn stack_unused(&self, thread: Thread) -> Option<u32> {
        self.good.stack_unused(thread)
    }

    fn yield_now(&self) {
        if !self.has(Fault::NoYield) {
            self.good.yield_now();
        }
    }

    fn park(&self, deadline: u64) -> Wake {
        let now = self.good.clock();
        let early = self.has(Fault::EarlyTimeout) && deadline > now && deadline - now < 1 << 32;
        self.good.park(if early {
            deadline - (deadline - now) / 4
        } else {
            deadline
        })
    }

    fn unpark(&self, thread: Thread) {
        if !(self.has(Fault::LostPermit) && self.current() == Some(thread)) {
            self.good.unpark(thread);
        }
    }

    fn critical(&self, body: &mut dyn FnMut()) {
        if self.has(Fault::NoExclusion) {
            self.good.now();
            body();
            self.good.yield_now();
        } else {
            self.good.critical(body);
        }
    }

    fn timer_memory(&self) -> usize {
        self.good.timer_memory()
    }

    fn create_timer(
        &self,
        target: &'static dyn Expire,
        argument: usize,
        memory: Memory,
    ) -> Result<Timer, (CreateError, Memory)> {
        self.good.create_timer(target, argument, memory)
    }

    fn start_timer(&self, timer: Timer, deadline: u64, period: u64) {
        let early = if self.has(Fault::EarlyTimer) { 900 } else { 0 };
        let period = if self.has(Fault::PeriodLost) {
            0
        } else {
            period
        };
        self.good.start_timer(timer, deadline - early, period);
    }

    fn stop_timer(&self, timer: Timer) {
        if self.has(Fault::Unstoppable) {
            self.good.start_timer(timer, self.good.clock() + 20_000, 0);
        } else {
            self.good.stop_timer(timer);
        }
    }
}

/// What the checks say about a system with the fault.
fn complaints(fault: Fault) -> Vec<String> {
    let good = SteppedOs::new(Policy::RoundRobin);
    let calls = AtomicU64::new(0);
    let os = Box::leak(Box::new(Broken {
        good,
        fault,
        calls,
        reclaimed: Mutex::default(),
    }));
    let run = begin(os, true);
    // A permit that is lost leaves the checks waiting for ever, which the system tells.
    match good.run() {
        Rest::Ended => run.failures(),
        Rest::Waiting(names) => names.iter().map(|name| format!("{name} hangs")).collect(),
    }
}

/// One fault, and the sentence that names it.
macro_rules! noticed {
    ($($test:ident: $fault:ident, $sentence:literal;)*) => {$(
        #[test]
        fn $test() {
            let said = complaints(Fault::$fault);
            assert!(said.iter().any(|line| line.contains($sentence)), "{said:?}");
        }
    )*};
}

noticed! {
    clock_that_goes_back: Clock, "the clock went back";
    wait_that_ends_early: EarlyTimeout, "a wait timed out before its deadline";
    lost_permit: LostPermit, "checks hangs";
    critical_sections_side_by_side: NoExclusion, "two critical sections ran at the same time";
    priority_that_stays: FixedPriority, "a lower thread ran while a higher one was running";
    timer_that_fires_early: EarlyTimer, "fired before its time";
    periodic_timer_that_fires_once: PeriodLost, "never came";
    timer_that_cannot_be_stopped: Unstoppable, "a stopped timer fired";
    memory_given_back_twice: MemoryTwice, "memory was given back twice";
    short_memory_taken: ShortMemory, "a thread was made in too little memory";
    yield_that_does_nothing: NoYield, "a thread that yielded ran again";
}
