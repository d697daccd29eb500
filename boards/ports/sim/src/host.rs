//! The operating system of `zshell sim`: threads of the standard library, in real time.

use crate::interrupt::in_interrupt;
use crate::lock::{NestingLock, lock};
use crate::timers::Timers;

use vosal::{CreateError, Expire, FOREVER, Memory, Os, Priority, Thread, ThreadSpec, Timer, Wake};

use std::cell::RefCell;
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// The longest single wait for the host's condition variables, in microseconds; longer ones are waited in pieces.
const MAX_WAIT: u64 = 1 << 40;

/// Native stack of every thread: the host's frames are larger than a board's, and untouched pages cost nothing.
pub(crate) const STACK: usize = 1 << 20;

/// Threads of the standard library behind the trait.
///
/// They run in parallel, as on a chip with a processor for each of them, so priorities order nothing here;
/// what must follow priorities, the interpreter lock above all, is handed over with permits, in the order of the giver.
pub struct HostOs {
    /// This very system, for the threads it starts.
    myself: OnceLock<&'static Self>,
    start: Instant,
    threads: Mutex<Threads>,
    critical: NestingLock,
    timers: Mutex<Timers>,
    timers_changed: Condvar,
}

#[derive(Default)]
struct Threads {
    by_number: HashMap<u32, Arc<Record>>,
    last_number: u32,
}

struct Record {
    thread: Thread,
    permit: Mutex<bool>,
    permit_given: Condvar,
    ended: AtomicBool,
    /// What the caller lent, untouched; `None` once it was reclaimed.
    memory: Mutex<Option<Memory>>,
}

thread_local! {
    /// The record of the running thread, and the address of the system it belongs to.
    static CURRENT: RefCell<Option<(usize, Arc<Record>)>> = const { RefCell::new(None) };
}

impl HostOs {
    /// A system without threads; it lives as long as the process, as a board does.
    #[must_use]
    pub fn new() -> &'static Self {
        let system: &'static Self = Box::leak(Box::new(Self {
            myself: OnceLock::new(),
            start: Instant::now(),
            threads: Mutex::default(),
            critical: NestingLock::default(),
            timers: Mutex::default(),
            timers_changed: Condvar::new(),
        }));
        system.myself.get_or_init(|| system);
        system
    }

    /// Makes the calling thread of the standard library one of this system, until it ends.
    pub fn enrol(&self) -> Thread {
        let record = self.record(None);
        let thread = record.thread;
        self.become_current(record);
        thread
    }

    fn record(&self, memory: Option<Memory>) -> Arc<Record> {
        let mut threads = lock(&self.threads);
        let number = loop {
            threads.last_number = threads.last_number.wrapping_add(1);
            match NonZeroU32::new(threads.last_number) {
                Some(number) if !threads.by_number.contains_key(&number.get()) => break number,
                _ => {}
            }
        };
        let record = Arc::new(Record {
            thread: Thread::new(number),
            permit: Mutex::new(false),
            permit_given: Condvar::new(),
            ended: AtomicBool::new(false),
            memory: Mutex::new(memory),
        });
        threads.by_number.insert(number.get(), Arc::clone(&record));
        record
    }

    fn find(&self, thread: Thread) -> Option<Arc<Record>> {
        lock(&self.threads).by_number.get(&thread.number()).cloned()
    }

    fn become_current(&self, record: Arc<Record>) {
        CURRENT.set(Some((std::ptr::from_ref(self).addr(), record)));
    }

    fn current_record(&self) -> Option<Arc<Record>> {
        let here = std::ptr::from_ref(self).addr();
        CURRENT.with_borrow(|current| match current {
            Some((system, record)) if *system == here => Some(Arc::clone(record)),
            _ => None,
        })
    }

    /// Runs the timers of a system, in a thread that sleeps until the first is due.
    fn run_timers(&self) {
        let mut timers = lock(&self.timers);
        loop {
            if let Some(call) = timers.due(self.now()) {
                drop(timers);
                call.make();
                timers = lock(&self.timers);
                continue;
            }
            let left = timers
                .earliest()
                .map(|deadline| deadline.saturating_sub(self.now()));
            timers = wait(&self.timers_changed, timers, left);
        }
    }

    /// Starts a thread of the standard library that works for this system.
    fn spawn(
        &self,
        name: &str,
        body: impl FnOnce(&'static Self) + Send + 'static,
    ) -> Result<(), CreateError> {
        let system = *self.myself.get().ok_or(CreateError::TooMany)?;
        std::thread::Builder::new()
            .name(name.into())
            .stack_size(STACK)
            .spawn(move || body(system))
            .map(drop)
            .map_err(|_| CreateError::TooMany)
    }
}

/// Waits for a condition variable, with a limit in microseconds or without; may return early.
fn wait<'a, T>(
    changed: &Condvar,
    guard: MutexGuard<'a, T>,
    left: Option<u64>,
) -> MutexGuard<'a, T> {
    match left {
        None => changed.wait(guard).unwrap_or_else(PoisonError::into_inner),
        Some(left) => {
            let limit = Duration::from_micros(left.min(MAX_WAIT));
            changed
                .wait_timeout(guard, limit)
                .unwrap_or_else(PoisonError::into_inner)
                .0
        }
    }
}

/// Marks a thread as ended, by return or by panic.
struct Ending(Arc<Record>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.ended.store(true, Ordering::Release);
    }
}

impl Os for HostOs {
    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn thread_memory(&self, _stack: usize) -> usize {
        0
    }

    fn create(&self, spec: ThreadSpec, memory: Memory) -> Result<Thread, (CreateError, Memory)> {
        let record = self.record(Some(memory));
        let thread = record.thread;
        let mine = Arc::clone(&record);
        let started = self.spawn(spec.name, move |system| {
            let _ending = Ending(Arc::clone(&mine));
            system.become_current(mine);
            spec.entry.run(spec.argument);
        });
        started.map(|()| thread).map_err(|error| {
            record.ended.store(true, Ordering::Release);
            (error, self.reclaim(thread).unwrap_or_default())
        })
    }

    fn reclaim(&self, thread: Thread) -> Option<Memory> {
        let record = self
            .find(thread)
            .filter(|record| record.ended.load(Ordering::Acquire))?;
        lock(&self.threads).by_number.remove(&thread.number());
        lock(&record.memory).take()
    }

    fn current(&self) -> Option<Thread> {
        if in_interrupt() {
            None
        } else {
            self.current_record().map(|record| record.thread)
        }
    }

    fn set_priority(&self, _thread: Thread, _priority: Priority) {}

    fn stack_unused(&self, _thread: Thread) -> Option<u32> {
        None
    }

    fn yield_now(&self) {
        std::thread::yield_now();
    }

    /// # Panics
    ///
    /// If the calling thread is none of this system, or is in interrupt context: it could never be woken.
    fn park(&self, deadline: u64) -> Wake {
        assert!(!in_interrupt(), "an interrupt cannot wait");
        let record = self
            .current_record()
            .expect("only threads of the system can wait");
        let mut permit = lock(&record.permit);
        loop {
            if std::mem::take(&mut *permit) {
                return Wake::Unparked;
            }
            let left = deadline.saturating_sub(self.now());
            if left == 0 {
                return Wake::Timeout;
            }
            permit = wait(
                &record.permit_given,
                permit,
                (deadline != FOREVER).then_some(left),
            );
        }
    }

    fn unpark(&self, thread: Thread) {
        if let Some(record) = self.find(thread) {
            *lock(&record.permit) = true;
            record.permit_given.notify_one();
        }
    }

    fn critical(&self, body: &mut dyn FnMut()) {
        self.critical.run(body);
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
        let mut timers = lock(&self.timers);
        if timers.is_empty()
            && let Err(error) = self.spawn("timers", |system| system.run_timers())
        {
            return Err((error, memory));
        }
        timers
            .create(target, argument)
            .ok_or((CreateError::TooMany, memory))
    }

    fn start_timer(&self, timer: Timer, deadline: u64, period: u64) {
        let mut timers = lock(&self.timers);
        let before = timers.earliest();
        timers.start(timer, deadline, period);
        // The timer thread sleeps until what was the earliest; it need not be woken for anything later.
        if before.is_none_or(|before| deadline < before) {
            self.timers_changed.notify_one();
        }
    }

    fn stop_timer(&self, timer: Timer) {
        lock(&self.timers).stop(timer);
    }
}
