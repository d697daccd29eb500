//! The deterministic operating system of the torture tests: one thread at a time, on a clock of its own.
//!
//! A thread is a host thread that holds the turn or waits for it.
//! The turn is given away at the points where a real system may switch: when a thread waits, yields, gives a permit,
//! changes a priority, leaves a critical section or asks for the time.
//! The clock moves by a microsecond at each such point, so that a loop that polls the time ends,
//! and jumps to the next deadline when every thread waits.

mod state;

use crate::interrupt::in_interrupt;
use crate::lock::{NestingLock, lock};
use state::{Doing, Slot, State, Turn};

use vosal::{CreateError, Expire, Memory, Os, Priority, Thread, ThreadSpec, Timer, Wake};

use std::cell::RefCell;
use std::num::NonZeroU32;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

/// Which of the ready threads gets the turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Of the highest priority, the one that waited longest: what an RTOS does.
    RoundRobin,
    /// Any, by a pseudo-random sequence, at every point where a switch can be; priorities count for nothing, as on a chip with
    /// many processors of changing speed.
    Seeded(u64),
}

/// What a system that came to rest looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rest {
    /// All threads have ended.
    Ended,
    /// These, by name, wait for something that will not come of itself.
    Waiting(Vec<&'static str>),
}

/// A system that runs one thread at a time; made still, set going by [`SteppedOs::run`].
pub struct SteppedOs {
    /// This very system, for the threads it starts.
    myself: OnceLock<&'static Self>,
    state: Mutex<State>,
    /// Signalled when nothing can run any more.
    rested: Condvar,
    critical: NestingLock,
}

thread_local! {
    /// The number of the running thread, and the address of the system it belongs to.
    static CURRENT: RefCell<Option<(usize, u32)>> = const { RefCell::new(None) };
}

impl SteppedOs {
    /// A system without threads, its clock at zero; it lives as long as the process.
    #[must_use]
    pub fn new(policy: Policy) -> &'static Self {
        let system: &'static Self = Box::leak(Box::new(Self {
            myself: OnceLock::new(),
            state: Mutex::new(State::new(policy)),
            rested: Condvar::new(),
            critical: NestingLock::default(),
        }));
        system.myself.get_or_init(|| system);
        system
    }

    /// Lets the threads run until nothing happens any more, and says what it looks like then.
    ///
    /// Called by the test, from no thread of this system.
    /// Other host threads may give permits at any time, which sets the system going again; that is outside the seed.
    pub fn run(&self) -> Rest {
        let mut state = lock(&self.state);
        if matches!(state.turn, Turn::Still | Turn::Nobody) {
            state = self.give_turn(state);
        }
        while state.turn != Turn::Nobody {
            state = self
                .rested
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.rest()
    }

    /// The time, without being a point where the turn may change.
    #[must_use]
    pub fn clock(&self) -> u64 {
        lock(&self.state).clock
    }

    /// Lets time pass as far as something is due, calls back timers, and gives the turn to a ready thread or to nobody.
    fn give_turn<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        loop {
            state.expire();
            let clock = state.clock;
            if let Some(call) = state.timers.due(clock) {
                state.turn = Turn::Timers;
                drop(state);
                call.make();
                state = lock(&self.state);
                continue;
            }
            if let Some(number) = state.pick() {
                state.turn = Turn::Of(number);
                if let Some(slot) = state.slot(number) {
                    slot.turn_given.notify_one();
                }
                return state;
            }
            match state.next_event() {
                Some(time) => state.clock = time.max(clock),
                None => {
                    state.turn = Turn::Nobody;
                    self.rested.notify_all();
                    return state;
                }
            }
        }
    }

    /// Waits for the turn of the calling thread.
    fn await_turn<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        number: u32,
    ) -> MutexGuard<'a, State> {
        let Some(turn_given) = state.slot(number).map(|slot| Arc::clone(&slot.turn_given)) else {
            return state;
        };
        while state.turn != Turn::Of(number) {
            state = turn_given
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state
    }

    /// The number of the calling thread if it may give the turn away here.
    fn switching(&self) -> Option<u32> {
        if in_interrupt() || self.critical.held() {
            None
        } else {
            self.current_number()
        }
    }

    fn current_number(&self) -> Option<u32> {
        let here = std::ptr::from_ref(self).addr();
        CURRENT.with_borrow(|current| match current {
            Some((system, number)) if *system == here => Some(*number),
            _ => None,
        })
    }

    /// A point where the turn may change: the clock moves, and whoever is first gets the turn.
    fn switch_point<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let Some(me) = self.switching() else {
            return state;
        };
        state.clock += 1;
        let state = self.give_turn(state);
        self.await_turn(state, me)
    }

    fn run_thread(&self, number: u32, spec: ThreadSpec) {
        /// Ends the thread, by return or by panic.
        struct Ending<'a>(&'a SteppedOs, u32);
        impl Drop for Ending<'_> {
            fn drop(&mut self) {
                let mut state = lock(&self.0.state);
                if let Some(slot) = state.slot(self.1) {
                    slot.doing = Doing::Ended;
                }
                drop(self.0.give_turn(state));
            }
        }
        CURRENT.set(Some((std::ptr::from_ref(self).addr(), number)));
        drop(self.await_turn(lock(&self.state), number));
        let _ending = Ending(self, number);
        spec.entry.run(spec.argument);
    }
}

impl Os for SteppedOs {
    fn now(&self) -> u64 {
        self.switch_point(lock(&self.state)).clock
    }

    fn thread_memory(&self, _stack: usize) -> usize {
        0
    }

    fn create(&self, spec: ThreadSpec, memory: Memory) -> Result<Thread, (CreateError, Memory)> {
        let mut state = lock(&self.state);
        let number = state.last_number + 1;
        let (Some(&system), Some(handle)) = (self.myself.get(), NonZeroU32::new(number)) else {
            return Err((CreateError::TooMany, memory));
        };
        let started = std::thread::Builder::new()
            .name(spec.name.into())
            .stack_size(crate::host::STACK)
            .spawn(move || system.run_thread(number, spec));
        if started.is_err() {
            return Err((CreateError::TooMany, memory));
        }
        state.last_number = number;
        let age = state.next_age();
        state.threads.push(Slot {
            number,
            name: spec.name,
            priority: spec.priority,
            doing: Doing::Ready,
            age,
            permit: false,
            timed_out: false,
            turn_given: Arc::default(),
            memory: Some(memory),
        });
        if state.turn == Turn::Nobody {
            drop(self.give_turn(state));
        } else {
            drop(self.switch_point(state));
        }
        Ok(Thread::new(handle))
    }

    fn reclaim(&self, thread: Thread) -> Option<Memory> {
        let mut state = lock(&self.state);
        let place = state
            .threads
            .iter()
            .position(|slot| slot.number == thread.number() && slot.doing == Doing::Ended)?;
        state.threads.remove(place).memory
    }

    fn current(&self) -> Option<Thread> {
        if in_interrupt() {
            None
        } else {
            self.current_number().and_then(Thread::from_number)
        }
    }

    fn set_priority(&self, thread: Thread, priority: Priority) {
        let mut state = lock(&self.state);
        if let Some(slot) = state.slot(thread.number()) {
            slot.priority = priority;
        }
        drop(self.switch_point(state));
    }

    fn stack_unused(&self, _thread: Thread) -> Option<u32> {
        None
    }

    fn yield_now(&self) {
        let mut state = lock(&self.state);
        if let Some(me) = self.switching() {
            state.make_ready(me, false);
        }
        drop(self.switch_point(state));
    }

    /// # Panics
    ///
    /// If the calling thread is none of this system, in interrupt context or in a critical section: it could never be woken.
    fn park(&self, deadline: u64) -> Wake {
        let me = self.switching().expect(
            "only threads of the system can wait, outside interrupts and critical sections",
        );
        let mut state = self.switch_point(lock(&self.state));
        let clock = state.clock;
        let Some(slot) = state.slot(me) else {
            return Wake::Timeout;
        };
        if std::mem::take(&mut slot.permit) {
            return Wake::Unparked;
        }
        if deadline <= clock {
            return Wake::Timeout;
        }
        slot.doing = Doing::Waiting(deadline);
        let state = self.give_turn(state);
        let mut state = self.await_turn(state, me);
        match state.slot(me) {
            Some(slot) if !slot.timed_out => {
                slot.permit = false;
                Wake::Unparked
            }
            _ => Wake::Timeout,
        }
    }

    fn unpark(&self, thread: Thread) {
        let mut state = lock(&self.state);
        let number = thread.number();
        let Some(slot) = state.slot(number) else {
            return;
        };
        slot.permit = true;
        if matches!(slot.doing, Doing::Waiting(_)) {
            state.make_ready(number, false);
        }
        if state.turn == Turn::Nobody {
            drop(self.give_turn(state));
        } else {
            drop(self.switch_point(state));
        }
    }

    fn critical(&self, body: &mut dyn FnMut()) {
        self.critical.run(body);
        drop(self.switch_point(lock(&self.state)));
    }

    fn timer_memory(&self) -> usize {
        0
    }

    fn create_timer(
        &self,
        target: &'static dyn Expire,
        argument: usize,
        memory: Memory,
    ) -> Result<Timer, (CreateError, Memory)> {
        lock(&self.state)
            .timers
            .create(target, argument)
            .ok_or((CreateError::TooMany, memory))
    }

    fn start_timer(&self, timer: Timer, deadline: u64, period: u64) {
        let mut state = lock(&self.state);
        state.timers.start(timer, deadline, period);
        if state.turn == Turn::Nobody {
            drop(self.give_turn(state));
        } else {
            drop(self.switch_point(state));
        }
    }

    fn stop_timer(&self, timer: Timer) {
        lock(&self.state).timers.stop(timer);
    }
}
